//! A proof that an entry is in a journal, as a file (C2SP tlog-proof): which
//! entry, the hashes beside its path, and the checkpoint that they lead to.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;

use super::note::{BadNote, SignedCheckpoint};
use super::tree::{self, Hash, TreeError};

/// First line of the file: name and version of the format.
const FORMAT: &str = "c2sp.org/tlog-proof@v1";

/// Longest proof that is read, in bytes: 63 hashes and a note.
const MAX_PROOF: usize = 128 * 1024;

/// Why a proof was not believed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadProof {
    /// The form is not that of a proof.
    #[error("it is not a proof: {0}")]
    Form(&'static str),
    /// Its checkpoint cannot be read.
    #[error("its checkpoint cannot be read: {0}")]
    Checkpoint(#[from] BadNote),
    /// It does not lead from the entry to the checkpoint's root.
    #[error("it does not lead from the entry to the checkpoint: {0}")]
    Tree(#[from] TreeError),
}

/// A proof that one entry is among those that a checkpoint covers.
#[derive(Debug, PartialEq)]
pub struct Proof {
    /// Number of the entry, from 0.
    pub index: u64,
    /// The hashes beside its path, from the leaf up (RFC 6962 §2.1.1).
    pub hashes: Vec<Hash>,
    /// The checkpoint.
    pub checkpoint: SignedCheckpoint,
}

impl Proof {
    /// The file.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut text = format!("{FORMAT}\nindex {}\n", self.index);
        for hash in &self.hashes {
            text.push_str(&BASE64.encode(hash));
            text.push('\n');
        }
        text.push('\n');
        [text.as_bytes(), self.checkpoint.bytes()].concat()
    }

    /// Reads a file; checks its form, and nothing that it says. An `extra`
    /// line, which the format allows, is passed over: ours have none.
    pub fn read(bytes: &[u8]) -> Result<Self, BadProof> {
        if bytes.len() > MAX_PROOF {
            return Err(BadProof::Form("it is far too long"));
        }
        let text = std::str::from_utf8(bytes).map_err(|_| BadProof::Form("it is not UTF-8"))?;
        let (head, note) =
            text.split_once("\n\n").ok_or(BadProof::Form("it holds no checkpoint"))?;
        let mut lines = head.split('\n').peekable();
        if lines.next() != Some(FORMAT) {
            return Err(BadProof::Form("its first line is not that of the format"));
        }
        lines.next_if(|line| line.starts_with("extra "));
        let index = lines.next().and_then(|line| line.strip_prefix("index "));
        let number = index.and_then(|index| index.parse().ok());
        let number = number.filter(|number: &u64| Some(number.to_string().as_str()) == index);
        let index = number.ok_or(BadProof::Form("it does not say which entry"))?;
        let hash = |line| BASE64.decode(line).ok().and_then(|bytes| Hash::try_from(bytes).ok());
        let hashes: Option<Vec<Hash>> = lines.map(hash).collect();
        let hashes = hashes.ok_or(BadProof::Form("a line of it is not a hash in base64"))?;
        Ok(Self { index, hashes, checkpoint: SignedCheckpoint::read(note.as_bytes())? })
    }

    /// Checks that the entry with this body is where the proof says. Whether
    /// the checkpoint is well signed is asked of the checkpoint.
    pub fn check(&self, body: &[u8]) -> Result<(), BadProof> {
        let head = self.checkpoint.checkpoint();
        let leaf = tree::leaf_hash(body);
        Ok(tree::check_inclusion(self.index, leaf, head.size, head.root, &self.hashes)?)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::journal::note::{Checkpoint, SecretKey};
    use crate::journal::tree::{ReadNodes, Roll, inclusion_proof};

    struct Stored(Vec<Hash>);

    impl ReadNodes for Stored {
        fn nodes(&self, indexes: &[u64]) -> Result<Vec<Hash>, TreeError> {
            Ok(indexes.iter().map(|index| self.0[usize::try_from(*index).unwrap()]).collect())
        }
    }

    fn body(seq: u64) -> Vec<u8> {
        format!("entry {seq}").into_bytes()
    }

    fn proof(index: u64, size: u64) -> Proof {
        let mut roll = Roll::new();
        let added = (0..size).flat_map(|seq| roll.push(tree::leaf_hash(&body(seq))));
        let nodes = Stored(added.map(|(_, hash)| hash).collect());
        let root = roll.root();
        let key = SecretKey::from_seed("river/0011aabb", &[7; 32]).unwrap();
        let head = Checkpoint { origin: key.name().to_owned(), size, root };
        let hashes = inclusion_proof(index, size, &nodes).unwrap();
        Proof { index, hashes, checkpoint: key.sign(&head).unwrap() }
    }

    #[test]
    fn a_proof_is_pinned_line_by_line() {
        let text = String::from_utf8(proof(1, 3).to_bytes()).unwrap();
        insta::assert_snapshot!(text, @r"
        c2sp.org/tlog-proof@v1
        index 1
        dziFphNIniTOLPdhmdakI/BC5LvxLX7s7pEu8nbGVwE=
        V8efTzGuApxdS9MLBzwnyU35NDiytGl+Hh7vW8A5SkE=

        river/0011aabb
        3
        lPvQ3YNvUDAWkubQ6t5yjuGexSv/8WBu2AfIV11aqhk=

        — river/0011aabb xsWKlVJe1tKFHyb29YPBhUpGdu6IEa8LB9Xz2auuK2a5dkGjwkBj8gNIbV5yJW+rCCmfvFvuXClFuPExzuJNZoFHkw8=
            ");
    }

    proptest! {
        #[test]
        fn a_proof_reads_back_and_holds_for_its_entry_alone(
            (size, index) in (1u64..70).prop_flat_map(|size| (Just(size), 0..size)),
        ) {
            let proof = Proof::read(&proof(index, size).to_bytes()).unwrap();
            prop_assert_eq!(proof.check(&body(index)), Ok(()));
            prop_assert!(proof.check(&body(index + 1)).is_err());
        }

        #[test]
        fn bytes_from_outside_give_an_answer(
            at in 0usize..600, flip: u8, cut in 0usize..600,
        ) {
            let mut bytes = proof(5, 21).to_bytes();
            let (at, cut) = (at % bytes.len(), cut % bytes.len());
            bytes[at] ^= flip;
            for bytes in [&bytes[..], &bytes[..cut]] {
                if let Ok(proof) = Proof::read(bytes) {
                    let _ = proof.check(&body(5));
                }
            }
        }
    }
}
