//! Checkpoints: the size and root of a journal as a signed note, for somebody
//! else's hands (C2SP tlog-checkpoint, signed-note, tlog-cosignature/v1).
//!
//! Notes and Ed25519 are the `signed_note` crate's; it knows the log's own
//! signatures (algorithm 1). A witness's (algorithm 4) are put together here.
//!
//! # What this does not do
//!
//! A good signature says who vouches for a root, not that the root is that of
//! any file at hand, nor that whoever signed is to be trusted.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use ed25519_dalek::{Signature as Ed25519Signature, SigningKey, Verifier as _, VerifyingKey};
use signed_note::{
    Note, NoteError, Signature, Signer as _, StandardSigner, StandardVerifier, VerificationError,
    Verifier, Verifiers, is_key_name_valid, key_id, new_ed25519_verifier_key,
};

use super::tree::Hash;

/// Algorithm of a log's own signature over its checkpoint (C2SP signed-note).
const LOG: u8 = 1;

/// Algorithm of a witness's cosignature (C2SP tlog-cosignature).
const WITNESS: u8 = 4;

/// Longest note that is read, in bytes; a checkpoint has a few hundred.
const MAX_NOTE: usize = 64 * 1024;

/// Why something is not a checkpoint, or not a key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadNote {
    /// The form is not that of a checkpoint.
    #[error("it is not a checkpoint: {0}")]
    Checkpoint(&'static str),
    /// The form is not that of a verifier key.
    #[error("`{0}` is not a verifier key: it should read NAME+8 hexadecimal digits+base64")]
    VerifierKey(String),
    /// The form is not that of a secret key.
    #[error("it is not a signing key: it should read PRIVATE+KEY+NAME+8 hexadecimal digits+base64")]
    SecretKey,
    /// The name cannot be a key's.
    #[error("`{0}` cannot be a key's name: no blanks and no `+`")]
    Name(String),
}

/// The size of a journal and its root, under the journal's name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// The journal's name, fixed in entry 0.
    pub origin: String,
    /// Number of entries.
    pub size: u64,
    /// Root of the tree over them.
    pub root: Hash,
}

impl fmt::Display for Checkpoint {
    /// Its three lines, each ended by a line feed: what is signed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\n{}\n{}", self.origin, self.size, BASE64.encode(self.root))
    }
}

impl FromStr for Checkpoint {
    type Err = BadNote;

    /// Reads exactly three lines; ours have no extension lines.
    fn from_str(text: &str) -> Result<Self, BadNote> {
        let mut lines = text.split('\n');
        let mut line = |what| lines.next().ok_or(BadNote::Checkpoint(what));
        let (origin, size) = (line("it has no origin")?, line("it has no size")?);
        let root = line("it has no root")?;
        if lines.next() != Some("") || lines.next().is_some() {
            return Err(BadNote::Checkpoint("it should have three lines and nothing after them"));
        }
        if !is_key_name_valid(origin) {
            return Err(BadNote::Checkpoint("its first line is no journal's name"));
        }
        let number = size.parse().ok().filter(|number: &u64| number.to_string() == size);
        let size = number.ok_or(BadNote::Checkpoint("its second line is not a size"))?;
        let root = BASE64.decode(root).ok().and_then(|bytes| Hash::try_from(bytes).ok());
        let root = root.ok_or(BadNote::Checkpoint("its third line is not a root in base64"))?;
        Ok(Self { origin: origin.to_owned(), size, root })
    }
}

/// What a note says of one key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signed {
    /// Nothing.
    Not,
    /// The key's holder signed it; a witness says when, in seconds since 1970.
    Well {
        /// When; None: a log's own signature has no time.
        at: Option<u64>,
    },
    /// It claims that they did, and they did not.
    Badly,
}

/// A checkpoint with signatures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedCheckpoint {
    checkpoint: Checkpoint,
    bytes: Vec<u8>,
}

impl SignedCheckpoint {
    /// Reads a signed note; checks its form, and no signature.
    pub fn read(bytes: &[u8]) -> Result<Self, BadNote> {
        if bytes.len() > MAX_NOTE {
            return Err(BadNote::Checkpoint("it is far too long"));
        }
        let unfit = |_| BadNote::Checkpoint("it is not a signed note");
        let note = Note::from_bytes(bytes).map_err(unfit)?;
        let checkpoint = String::from_utf8_lossy(note.text()).parse()?;
        Ok(Self { checkpoint, bytes: bytes.to_owned() })
    }

    /// What is signed.
    pub fn checkpoint(&self) -> &Checkpoint {
        &self.checkpoint
    }

    /// The note as it is written: text, blank line, signatures.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Whether the holder of `key` signed it.
    pub fn signed_by(&self, key: &VerifierKey) -> Signed {
        match Note::from_bytes(&self.bytes).and_then(|note| note.verify(&Only(key))) {
            Ok((good, _)) => {
                let stamped = good.first().map(Signature::signature).filter(|_| key.is_witness());
                let time = stamped.and_then(|bytes| bytes.first_chunk::<8>());
                Signed::Well { at: time.map(|bytes| u64::from_be_bytes(*bytes)) }
            }
            Err(NoteError::UnverifiedNote) => Signed::Not,
            Err(_) => Signed::Badly,
        }
    }

    /// Adds a witness's word that it saw this checkpoint at `seconds` since
    /// 1970, and nothing that contradicts it before.
    pub fn cosign(&mut self, key: &SecretKey, seconds: u64) -> Result<(), BadNote> {
        let signature = key.signer.sign(&cosigned(seconds, self.checkpoint.to_string().as_bytes()));
        let mut bytes = seconds.to_be_bytes().to_vec();
        bytes.extend(signature.map_err(|_| BadNote::SecretKey)?);
        let id = key.witness.key_id();
        let line = Signature::new(key.name().to_owned(), id, bytes)
            .map_err(|_| BadNote::Name(key.name().to_owned()))?;
        let mut whole = self.bytes.clone();
        whole.extend(line.to_bytes());
        *self = Self::read(&whole)?;
        Ok(())
    }
}

/// What a witness signs (C2SP tlog-cosignature).
fn cosigned(seconds: u64, text: &[u8]) -> Vec<u8> {
    [format!("cosignature/v1\ntime {seconds}\n").as_bytes(), text].concat()
}

/// One key, as the only one that is known.
struct Only<'a>(&'a VerifierKey);

impl Verifiers for Only<'_> {
    fn verifier(&self, name: &str, id: u32) -> Result<&dyn Verifier, VerificationError> {
        if self.0.name() == name && self.0.key_id() == id {
            return Ok(self.0);
        }
        Err(VerificationError::UnknownKey { name: name.to_owned(), id })
    }
}

/// The public half of a key: whoever has it can check signatures.
#[derive(Clone)]
pub struct VerifierKey {
    text: String,
    public: [u8; 32],
    kind: Kind,
}

#[derive(Clone)]
enum Kind {
    Log(StandardVerifier),
    Witness { name: String, id: u32, key: VerifyingKey },
}

impl VerifierKey {
    /// Whether its holder's word is a cosignature, with a time.
    pub const fn is_witness(&self) -> bool {
        matches!(self.kind, Kind::Witness { .. })
    }

    /// The 32 bytes of the Ed25519 key.
    pub const fn public_key(&self) -> &[u8; 32] {
        &self.public
    }

    /// The name of whoever signs with it.
    pub fn name(&self) -> &str {
        match &self.kind {
            Kind::Log(key) => key.name(),
            Kind::Witness { name, .. } => name,
        }
    }
}

impl Verifier for VerifierKey {
    fn name(&self) -> &str {
        Self::name(self)
    }

    fn key_id(&self) -> u32 {
        match &self.kind {
            Kind::Log(key) => key.key_id(),
            Kind::Witness { id, .. } => *id,
        }
    }

    fn verify(&self, text: &[u8], signature: &[u8]) -> bool {
        match &self.kind {
            Kind::Log(key) => key.verify(text, signature),
            Kind::Witness { key, .. } => {
                let Some((time, signature)) = signature.split_first_chunk::<8>() else {
                    return false;
                };
                let text = cosigned(u64::from_be_bytes(*time), text);
                let signature = Ed25519Signature::from_slice(signature);
                signature.is_ok_and(|signature| key.verify(&text, &signature).is_ok())
            }
        }
    }
}

impl FromStr for VerifierKey {
    type Err = BadNote;

    fn from_str(text: &str) -> Result<Self, BadNote> {
        let bad = || BadNote::VerifierKey(text.to_owned());
        let mut parts = text.splitn(3, '+');
        let mut part = || parts.next().ok_or_else(bad);
        let (name, id, encoded) = (part()?, part()?, part()?);
        let bytes = BASE64.decode(encoded).map_err(|_| bad())?;
        let own = key_id(name, &bytes);
        // The crate takes ids that `u32` reads: capitals and a sign too.
        if !is_key_name_valid(name) || id != format!("{own:08x}") {
            return Err(bad());
        }
        let (algorithm, public) = bytes.split_first().ok_or_else(bad)?;
        let public: [u8; 32] = public.try_into().map_err(|_| bad())?;
        let kind = match *algorithm {
            LOG => Kind::Log(StandardVerifier::new(text).map_err(|_| bad())?),
            WITNESS => {
                let key = VerifyingKey::from_bytes(&public).map_err(|_| bad())?;
                Kind::Witness { name: name.to_owned(), id: own, key }
            }
            _ => return Err(bad()),
        };
        Ok(Self { text: text.to_owned(), public, kind })
    }
}

/// As it is handed out: `NAME+8 hexadecimal digits+base64`.
impl fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VerifierKey({})", self.text)
    }
}

impl PartialEq for VerifierKey {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

/// The secret half of a key. Never shown but by [`SecretKey::reveal`].
pub struct SecretKey {
    text: String,
    signer: StandardSigner,
    verifier: VerifierKey,
    witness: VerifierKey,
}

impl SecretKey {
    /// A new key from 32 random bytes.
    pub fn from_seed(name: &str, seed: &[u8; 32]) -> Result<Self, BadNote> {
        let public = SigningKey::from_bytes(seed).verifying_key().to_bytes();
        let id = key_id(name, &[&[LOG], &public[..]].concat());
        let secret = BASE64.encode([&[LOG], &seed[..]].concat());
        if !is_key_name_valid(name) {
            return Err(BadNote::Name(name.to_owned()));
        }
        Self::read(&format!("PRIVATE+KEY+{name}+{id:08x}+{secret}"))
    }

    /// Reads a key as it stands in its file.
    pub fn read(text: &str) -> Result<Self, BadNote> {
        let text = text.trim_end();
        let signer = StandardSigner::new(text).map_err(|_| BadNote::SecretKey)?;
        // Base64 has a `+` of its own.
        let encoded = text.splitn(5, '+').nth(4).unwrap_or_default();
        let secret = BASE64.decode(encoded).map_err(|_| BadNote::SecretKey)?;
        let seed = secret.get(1..).and_then(|seed| seed.try_into().ok());
        let key = SigningKey::from_bytes(seed.ok_or(BadNote::SecretKey)?).verifying_key();
        let name = signed_note::Signer::name(&signer).to_owned();
        let public = [&[WITNESS], &key.as_bytes()[..]].concat();
        let id = key_id(&name, &public);
        let verifier = new_ed25519_verifier_key(&name, &key).parse()?;
        let witness = format!("{name}+{id:08x}+{}", BASE64.encode(public)).parse()?;
        Ok(Self { text: text.to_owned(), signer, verifier, witness })
    }

    /// As it stands in its file: for nobody else's eyes.
    pub fn reveal(&self) -> &str {
        &self.text
    }

    /// Its name.
    pub fn name(&self) -> &str {
        self.verifier.name()
    }

    /// Its public half, for this journal's own checkpoints.
    pub const fn verifier(&self) -> &VerifierKey {
        &self.verifier
    }

    /// Its public half, for cosigning other journals' checkpoints.
    pub const fn witness(&self) -> &VerifierKey {
        &self.witness
    }

    /// Signs a checkpoint of this key's own journal.
    pub fn sign(&self, checkpoint: &Checkpoint) -> Result<SignedCheckpoint, BadNote> {
        let unfit = |_| BadNote::Checkpoint("its name cannot be signed");
        let mut note = Note::new(checkpoint.to_string().as_bytes(), &[]).map_err(unfit)?;
        note.add_sigs(&[&self.signer]).map_err(|_| BadNote::Name(self.name().to_owned()))?;
        SignedCheckpoint::read(&note.to_bytes())
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretKey of {}", self.verifier)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn key() -> SecretKey {
        SecretKey::from_seed("river/0011aabb", &[7; 32]).unwrap()
    }

    fn checkpoint() -> Checkpoint {
        Checkpoint { origin: "river/0011aabb".to_owned(), size: 12, root: [9; 32] }
    }

    /// Bytes that others will read for ever.
    #[test]
    fn a_signed_checkpoint_is_pinned_byte_for_byte() {
        let signed = key().sign(&checkpoint()).unwrap();
        insta::assert_snapshot!(String::from_utf8_lossy(signed.bytes()), @r"
        river/0011aabb
        12
        CQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQk=

        — river/0011aabb xsWKlRPYVUAUzQJQsTYnppBBbmfUyP6fcJ0l3DAs3ch1SM0d3Suz1TyMM2pOhkYpLxvHViB2JqK3G9a4w8PCzGgR+Ak=
            ");
        insta::assert_snapshot!(key().verifier(), @r"
        river/0011aabb+c6c58a95+AepKbGPinFIKvvVQexMuxfmVR3auvr57kkIe6mkURtIs
        ");
        insta::assert_snapshot!(key().witness(), @r"
        river/0011aabb+a4aff0bc+BOpKbGPinFIKvvVQexMuxfmVR3auvr57kkIe6mkURtIs
        ");
    }

    #[test]
    fn a_note_is_signed_by_its_key_and_by_no_other() {
        let signed = key().sign(&checkpoint()).unwrap();
        assert_eq!(signed.signed_by(key().verifier()), Signed::Well { at: None });
        let other = SecretKey::from_seed("river/0011aabb", &[8; 32]).unwrap();
        assert_eq!(signed.signed_by(other.verifier()), Signed::Not);
        let text = String::from_utf8_lossy(signed.bytes());
        let grown = SignedCheckpoint::read(text.replace("\n12\n", "\n13\n").as_bytes()).unwrap();
        assert_eq!(grown.signed_by(key().verifier()), Signed::Badly);
    }

    #[test]
    fn a_witness_adds_its_word_with_a_time_and_leaves_the_logs() {
        let witness = SecretKey::from_seed("desk-b", &[3; 32]).unwrap();
        let mut signed = key().sign(&checkpoint()).unwrap();
        signed.cosign(&witness, 1_760_000_000).unwrap();
        let read = SignedCheckpoint::read(signed.bytes()).unwrap();
        assert_eq!(read.signed_by(key().verifier()), Signed::Well { at: None });
        let at = Some(1_760_000_000);
        assert_eq!(read.signed_by(witness.witness()), Signed::Well { at });
        // A cosignature is no signature of the log, and the other way round.
        assert_eq!(read.signed_by(witness.verifier()), Signed::Not);
        assert_eq!(read.signed_by(key().witness()), Signed::Not);
    }

    #[test]
    fn keys_read_back_and_a_misspelt_one_is_refused() {
        let secret = key();
        let public = secret.verifier();
        assert_eq!(SecretKey::read(secret.reveal()).unwrap().verifier(), public);
        assert_eq!(public.to_string().parse(), Ok(public.clone()));
        assert_eq!(secret.witness().to_string().parse(), Ok(secret.witness().clone()));
        for text in [public.to_string(), secret.witness().to_string()] {
            let wrong = text.replace("river", "rover");
            assert_eq!(wrong.parse::<VerifierKey>(), Err(BadNote::VerifierKey(wrong.clone())));
        }
        assert!(SecretKey::read(&public.to_string()).is_err());
        assert!(!format!("{secret:?}").contains("PRIVATE"));
    }

    proptest! {
        #[test]
        fn whatever_is_read_is_written_the_same(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            if let Ok(note) = SignedCheckpoint::read(&bytes) {
                prop_assert_eq!(note.bytes(), bytes);
            }
        }

        #[test]
        fn a_flipped_byte_is_never_well_signed(at in 0usize..200, flip in 1u8..) {
            let mut bytes = key().sign(&checkpoint()).unwrap().bytes().to_vec();
            let at = at % bytes.len();
            bytes[at] ^= flip;
            if let Ok(note) = SignedCheckpoint::read(&bytes) {
                let well = Signed::Well { at: None };
                prop_assert_ne!(note.signed_by(key().verifier()), well);
            }
        }
    }
}
