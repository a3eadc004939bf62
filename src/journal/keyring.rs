//! Which signing keys the record knows, and for which of its sizes each was
//! good. A fold over key facts in order; nothing but the record is asked.

use super::fact;
use super::note::{Signed, SignedCheckpoint, VerifierKey};
use crate::model::vocab::KeyAct;
use crate::model::{EntryId, Timestamp};

/// A member's key.
#[derive(Clone, Debug)]
pub struct Key {
    /// Id of the entry that declared it.
    pub id: EntryId,
    /// Number of that entry.
    pub seq: u64,
    /// Key of the member whose it is.
    pub member: String,
    /// Its public half.
    pub vkey: VerifierKey,
    /// From when it is good.
    pub from: Timestamp,
    /// What ended it, if something did.
    pub ended: Option<Ended>,
}

/// The end of a key.
#[derive(Clone, Debug)]
pub struct Ended {
    /// Number of the entry that ended it.
    pub seq: u64,
    /// When.
    pub at: Timestamp,
    /// Whether another took its place, or it was taken back.
    pub act: KeyAct,
    /// Why.
    pub reason: Option<String>,
}

impl Key {
    /// Whether it signs for a record of so many entries: one that holds its
    /// declaration, and not yet its end.
    pub fn signs_for(&self, size: u64) -> bool {
        self.seq < size && self.ended.as_ref().is_none_or(|end| size <= end.seq)
    }
}

/// Every key there was, in order of the record.
#[derive(Clone, Debug, Default)]
pub struct Keyring(Vec<Key>);

impl Keyring {
    /// Takes the next key fact; one whose key cannot be read adds none.
    pub fn book(&mut self, id: EntryId, seq: u64, fact: &fact::Key) {
        if let Some(old) = fact
            .replaces
            .and_then(|old| self.0.iter_mut().find(|key| key.ended.is_none() && key.id == old))
        {
            let (at, reason) = (fact.from, fact.reason.clone());
            old.ended = Some(Ended { seq, at, act: fact.act, reason });
        }
        if let (KeyAct::New | KeyAct::Rotate, Ok(vkey)) = (fact.act, fact.vkey.parse()) {
            let (member, from) = (fact.member.clone(), fact.from);
            self.0.push(Key { id, seq, member, vkey, from, ended: None });
        }
    }

    /// Every key, in order of the record.
    pub fn keys(&self) -> &[Key] {
        &self.0
    }

    /// The keys that are good now.
    pub fn good(&self) -> impl DoubleEndedIterator<Item = &Key> {
        self.0.iter().filter(|key| key.ended.is_none())
    }

    /// The keys that signed a checkpoint and were good for its size.
    pub fn signers(&self, note: &SignedCheckpoint) -> Vec<&Key> {
        let size = note.checkpoint().size;
        let signed = |key: &&Key| matches!(note.signed_by(&key.vkey), Signed::Well { .. });
        self.0.iter().filter(|key| key.signs_for(size)).filter(signed).collect()
    }
}
