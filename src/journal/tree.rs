//! The Merkle tree over entries (RFC 6962 §2.1), with stored hashes that are
//! only ever appended, in the order of Go's sumdb (`StoredHashIndex`).
//!
//! The sums are done by the `tlog_tiles` crate; this file gives them our types
//! and a reader that works without a store.

use tlog_tiles::{Error as TlogError, Hash as TlogHash, HashReader};

/// A SHA-256 digest: a leaf, an inner node or a root.
pub type Hash = [u8; 32];

/// Why the tree could not be computed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TreeError {
    /// A stored hash is not there.
    #[error("stored hash {0} is missing")]
    Missing(u64),
    /// The hashes do not fit together.
    #[error("the tree's hashes do not fit together: {0}")]
    Unfit(String),
}

/// Gives stored hashes by their index.
pub trait ReadNodes {
    /// The hashes at these indexes, in the same order.
    ///
    /// # Errors
    ///
    /// [`TreeError::Missing`] for the first that is not there.
    fn nodes(&self, indexes: &[u64]) -> Result<Vec<Hash>, TreeError>;
}

/// Lets the crate read our nodes.
struct Reader<'a, R>(&'a R);

impl<R: ReadNodes> HashReader for Reader<'_, R> {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<TlogHash>, TlogError> {
        let nodes =
            self.0.nodes(indexes).map_err(|error| TlogError::InvalidInput(error.to_string()))?;
        if nodes.len() == indexes.len() {
            Ok(nodes.into_iter().map(TlogHash).collect())
        } else {
            Err(TlogError::IndexesNotInTree)
        }
    }
}

/// The root of a tree without entries: SHA-256 of nothing.
pub const fn empty_root() -> Hash {
    tlog_tiles::EMPTY_HASH.0
}

/// Number of stored hashes of a tree of `size` entries.
pub fn node_count(size: u64) -> u64 {
    tlog_tiles::stored_hash_count(size)
}

/// The stored hashes that an entry adds at number `size`, with their indexes,
/// in order: its leaf, then each subtree that it completes.
pub fn append_nodes(
    size: u64,
    leaf: Hash,
    nodes: &impl ReadNodes,
) -> Result<Vec<(u64, Hash)>, TreeError> {
    let added = tlog_tiles::stored_hashes_for_record_hash(size, TlogHash(leaf), &Reader(nodes))
        .map_err(|error| TreeError::Unfit(error.to_string()))?;
    Ok((node_count(size)..).zip(added.into_iter().map(|hash| hash.0)).collect())
}

/// The root over the first `size` entries; reads at most 1 + log2(size) hashes.
pub fn root(size: u64, nodes: &impl ReadNodes) -> Result<Hash, TreeError> {
    tlog_tiles::tree_hash(size, &Reader(nodes))
        .map(|hash| hash.0)
        .map_err(|error| TreeError::Unfit(error.to_string()))
}

/// The tree, computed one leaf at a time in memory O(log n).
#[derive(Clone, Debug, Default)]
pub struct Roll {
    size: u64,
    /// Roots of the full subtrees so far, the largest first, with their heights.
    peaks: Vec<(u32, Hash)>,
}

impl Roll {
    /// A tree without entries.
    pub const fn new() -> Self {
        Self { size: 0, peaks: Vec::new() }
    }

    /// Number of leaves so far.
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Adds a leaf; gives the stored hashes that it adds, as [`append_nodes`].
    pub fn push(&mut self, leaf: Hash) -> Vec<(u64, Hash)> {
        let mut index = node_count(self.size);
        let mut added = vec![(index, leaf)];
        let (mut height, mut hash) = (0, leaf);
        while let Some((_, left)) = self.peaks.pop_if(|(peak, _)| *peak == height) {
            hash = node_hash(left, hash);
            height += 1;
            index += 1;
            added.push((index, hash));
        }
        self.peaks.push((height, hash));
        self.size += 1;
        added
    }

    /// The root over the leaves so far.
    pub fn root(&self) -> Hash {
        let mut peaks = self.peaks.iter().rev().map(|(_, hash)| *hash);
        let Some(last) = peaks.next() else { return empty_root() };
        peaks.fold(last, |right, left| node_hash(left, right))
    }
}

fn node_hash(left: Hash, right: Hash) -> Hash {
    tlog_tiles::node_hash(TlogHash(left), TlogHash(right)).0
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::to_hex;

    struct Stored(Vec<Hash>);

    impl ReadNodes for Stored {
        fn nodes(&self, indexes: &[u64]) -> Result<Vec<Hash>, TreeError> {
            let node =
                |index: &u64| usize::try_from(*index).ok().and_then(|at| self.0.get(at)).copied();
            indexes.iter().map(|index| node(index).ok_or(TreeError::Missing(*index))).collect()
        }
    }

    /// The definition of RFC 6962 §2.1, word for word.
    fn by_definition(leaves: &[Hash]) -> Hash {
        match leaves {
            [] => empty_root(),
            [leaf] => *leaf,
            _ => {
                let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
                node_hash(by_definition(left), by_definition(right))
            }
        }
    }

    /// Published values: a change here is a change of format, not a fix.
    #[test]
    fn hashes_agree_with_rfc_6962() {
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(to_hex(&empty_root()), empty);
        let leaf = crate::journal::id_of(b"");
        let of_nothing = "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d";
        assert_eq!(leaf.to_string(), of_nothing);
        // The eight leaves that certificate-transparency implementations test with.
        let leaves: [&[u8]; 8] = [
            b"",
            b"\x00",
            b"\x10",
            b"\x20\x21",
            b"\x30\x31",
            b"\x40\x41\x42\x43",
            b"\x50\x51\x52\x53\x54\x55\x56\x57",
            b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
        ];
        let mut roll = Roll::new();
        for leaf in leaves {
            roll.push(*crate::journal::id_of(leaf).as_bytes());
        }
        let root = "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328";
        assert_eq!(to_hex(&roll.root()), root);
    }

    proptest! {
        #[test]
        fn rolling_appending_and_the_definition_agree(leaves in prop::collection::vec(any::<Hash>(), 0..70)) {
            let (mut roll, mut stored) = (Roll::new(), Stored(Vec::new()));
            for (size, leaf) in (0..).zip(&leaves) {
                let added = append_nodes(size, *leaf, &stored).unwrap();
                prop_assert_eq!(&roll.push(*leaf), &added);
                stored.0.extend(added.iter().map(|(_, hash)| *hash));
            }
            prop_assert_eq!(stored.0.len() as u64, node_count(leaves.len() as u64));
            prop_assert_eq!(roll.root(), by_definition(&leaves));
            prop_assert_eq!(root(leaves.len() as u64, &stored).unwrap(), roll.root());
        }
    }
}
