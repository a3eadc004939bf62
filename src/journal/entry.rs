//! One entry: who logged what and when, as bytes that are made once.

use std::sync::Arc;

use memchr::{memchr, memchr2};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::fact::Fact;
use crate::model::{EntryId, Nonce, Stamp, Timestamp, from_hex};

/// The most bytes an entry's body may have, so that it fits a length of two
/// bytes in other people's formats (C2SP tlog-tiles entry bundles).
pub const MAX_BODY: usize = 65_535;

/// The most levels of nesting in a body.
pub const MAX_DEPTH: usize = 32;

/// The most items a list in an entry may have; longer ones go to a manifest.
pub const MAX_LIST: usize = 200;

/// The version of the format that this program writes.
const VERSION: u64 = 1;

/// One thing that someone logged: who, when, and what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// When it was logged (UTC seconds).
    pub at: Timestamp,
    /// Key of the member who logged it.
    pub by: String,
    /// What was logged.
    pub fact: Fact,
    /// 128 random bits.
    pub nonce: Nonce,
    /// Version of the format: 1.
    pub v: u64,
}

impl Entry {
    /// An entry of the present format.
    pub fn new(stamp: &Stamp, nonce: Nonce, fact: Fact) -> Self {
        Self { at: stamp.at, by: stamp.by.clone(), fact, nonce, v: VERSION }
    }
}

/// An entry with its bytes, canonical JSON (RFC 8785), and its id: both made
/// once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Body {
    id: EntryId,
    bytes: Vec<u8>,
    entry: Arc<Entry>,
}

/// What a body turned out to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decoded {
    /// An entry of a format this program knows.
    Known(Box<Entry>),
    /// JSON of an entry whose version or fact this program does not know: it
    /// is verified and shown, and nothing is written after it.
    Unknown {
        /// Its version.
        v: u64,
        /// The word of its fact.
        fact: String,
    },
}

/// An entry with more bytes than the format allows.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "this {fact} has {size} bytes, more than the {MAX_BODY} that one entry can hold; its largest field is `{field}`"
)]
pub struct Oversized {
    /// The word of its fact.
    pub fact: &'static str,
    /// Its size in bytes.
    pub size: usize,
    /// Its largest field.
    pub field: String,
}

/// Why a body is not an entry.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// It is not JSON of the right form.
    #[error("{0}")]
    Form(String),
    /// It reads, but has another spelling than the canonical one.
    #[error("its bytes are not canonical JSON (RFC 8785)")]
    NotCanonical,
    /// It has more bytes than the format allows.
    #[error("it has {0} bytes, more than {MAX_BODY}")]
    TooLong(usize),
}

impl Body {
    /// Turns an entry to bytes, for the one time.
    ///
    /// # Errors
    ///
    /// [`Oversized`], naming the largest field.
    ///
    /// # Panics
    ///
    /// Never: facts have string keys and no floats.
    pub fn of(entry: impl Into<Arc<Entry>>) -> Result<Self, Oversized> {
        let entry = entry.into();
        let mut bytes = Vec::with_capacity(1024);
        spell(&entry, &mut bytes).expect("facts have string keys and no floats");
        if bytes.len() > MAX_BODY {
            let (fact, size) = (entry.fact.kind(), bytes.len());
            return Err(Oversized { fact, size, field: largest_field(&entry) });
        }
        Ok(Self { id: id_of(&bytes), bytes, entry })
    }

    /// The bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// What they say.
    pub const fn entry(&self) -> &Arc<Entry> {
        &self.entry
    }

    /// The entry's id: SHA-256 of a zero byte and the body (RFC 6962 §2.1).
    pub const fn id(&self) -> EntryId {
        self.id
    }
}

impl Decoded {
    /// Reads a body that is about to be believed: whether it is in its one
    /// right spelling, too.
    ///
    /// # Errors
    ///
    /// [`Unreadable`] for anything but canonical JSON of an entry: other
    /// spellings, nulls, unknown fields, more than [`MAX_BODY`] bytes.
    pub fn read(body: &[u8]) -> Result<Self, Unreadable> {
        let decoded = Self::parse(body)?;
        if let Self::Known(entry) = &decoded {
            // Anything else that serde reads (nulls, other orders, spaces)
            // comes out different.
            let mut bytes = Vec::with_capacity(body.len());
            let same = spell(entry, &mut bytes).is_ok() && bytes == body;
            if !same {
                return Err(Unreadable::NotCanonical);
            }
        }
        Ok(decoded)
    }

    /// Reads a body that the record holds under its hash already: it was made
    /// by [`Body::of`], or read by [`Self::read`], before it came there.
    ///
    /// # Errors
    ///
    /// [`Unreadable`] for what is no entry, whatever its spelling.
    pub fn parse(body: &[u8]) -> Result<Self, Unreadable> {
        if body.len() > MAX_BODY {
            return Err(Unreadable::TooLong(body.len()));
        }
        // Once for all: serde would ask it of each string.
        let text =
            std::str::from_utf8(body).map_err(|error| Unreadable::Form(error.to_string()))?;
        match serde_json::from_str::<Box<Entry>>(text) {
            Ok(entry) if entry.v == VERSION => Ok(Self::Known(entry)),
            Ok(entry) => Ok(Self::Unknown { v: entry.v, fact: entry.fact.kind().to_owned() }),
            Err(error) => read_unknown(body).ok_or_else(|| Unreadable::Form(error.to_string())),
        }
    }
}

/// Writes the one right spelling: fields are declared in sorted order, so that
/// what serde writes is canonical. One writer for all: what serde makes for
/// each of them is large.
fn spell(entry: &Entry, out: &mut Vec<u8>) -> serde_json::Result<()> {
    serde_json::to_writer(out, entry)
}

/// The id of an entry with these bytes.
pub(crate) fn id_of(body: &[u8]) -> EntryId {
    let digest = Sha256::new().chain_update([0]).chain_update(body).finalize();
    EntryId::from_bytes(digest.into())
}

/// An entry of a later format, as far as it can be read: its version, or its
/// one fact, is not of ours.
fn read_unknown(body: &[u8]) -> Option<Decoded> {
    let value: serde_json::Value = serde_json::from_slice(body).ok()?;
    let v = value.get("v")?.as_u64()?;
    let fact = value.get("fact")?.as_object()?;
    let (word, _) = fact.iter().next().filter(|_| fact.len() == 1)?;
    let known = v == VERSION && Fact::KINDS.contains(&word.as_str());
    (!known && v >= 1).then(|| Decoded::Unknown { v, fact: word.clone() })
}

/// The field of the fact with the most bytes.
fn largest_field(entry: &Entry) -> String {
    let text = serde_json::to_vec(&entry.fact).unwrap_or_default();
    let value: serde_json::Value = serde_json::from_slice(&text).unwrap_or_default();
    let mut at = &value;
    let mut path = Vec::new();
    while let Some(map) = at.as_object() {
        let largest = map.iter().max_by_key(|(_, field)| field.to_string().len());
        let Some((name, field)) = largest else { break };
        path.push(name.as_str());
        at = field;
    }
    path.join(".")
}

/// The ids of entries that a body refers to, in order, each once.
///
/// Every string of 64 hexadecimal digits is one but those under a key that
/// ends in `sha256` (and whatever a user typed that looks like one: callers
/// look ids up before they believe in them). Scans the bytes once.
pub fn references(body: &[u8]) -> Vec<EntryId> {
    let mut found = Vec::new();
    let mut digest_key = false;
    let mut at = 0;
    while let Some(start) = find_quote(body, at) {
        let Some(end) = string_end(body, start + 1) else { break };
        let text = &body[start + 1..end];
        if body.get(end + 1) == Some(&b':') {
            digest_key = text.ends_with(b"sha256");
        } else if text.len() == 64 && !digest_key {
            let id = std::str::from_utf8(text).ok().and_then(from_hex).map(EntryId::from_bytes);
            found.extend(id.filter(|id| !found.contains(id)));
        }
        at = end + 1;
    }
    found
}

fn find_quote(body: &[u8], from: usize) -> Option<usize> {
    memchr(b'"', body.get(from..)?).map(|at| from + at)
}

/// Where the string whose text begins at `from` ends.
fn string_end(body: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        at += memchr2(b'"', b'\\', body.get(at..)?)?;
        if body[at] == b'"' {
            return Some(at);
        }
        at += 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::fact::{Merge, Undo};
    use crate::model::PartyId;

    fn entry(fact: impl Into<Fact>) -> Entry {
        let stamp = Stamp { at: Timestamp::from_unix(0).unwrap(), by: "desk".into() };
        Entry::new(&stamp, Nonce::from_bytes([7; 16]), fact.into())
    }

    fn merge() -> Merge {
        let (into, party) = (PartyId::from_bytes([1; 32]), PartyId::from_bytes([2; 32]));
        Merge { into, party, reason: "one spelling \"twice\"".into() }
    }

    #[test]
    fn a_body_reads_back_as_the_entry_it_was_made_of() {
        let entry = entry(merge());
        let body = Body::of(entry.clone()).unwrap();
        assert_eq!(Decoded::read(body.as_bytes()), Ok(Decoded::Known(Box::new(entry))));
    }

    #[test]
    fn any_other_spelling_is_refused() {
        let body = Body::of(entry(merge())).unwrap();
        let text = std::str::from_utf8(body.as_bytes()).unwrap();
        let spaced = text.replacen(':', ": ", 1);
        assert_eq!(Decoded::read(spaced.as_bytes()), Err(Unreadable::NotCanonical));
        let extra = text.replacen("\"reason\"", "\"note\":null,\"reason\"", 1);
        assert!(Decoded::read(extra.as_bytes()).is_err());
        let twice = text.replacen("\"by\":\"desk\"", "\"by\":\"desk\",\"by\":\"desk\"", 1);
        assert!(Decoded::read(twice.as_bytes()).is_err());
    }

    #[test]
    fn a_later_format_is_recognised_and_a_damaged_one_is_not() {
        let body =
            br#"{"at":"1970-01-01T00:00:00Z","by":"a","fact":{"moon":{}},"nonce":"00","v":1}"#;
        assert_eq!(Decoded::read(body), Ok(Decoded::Unknown { v: 1, fact: "moon".into() }));
        let body =
            br#"{"at":"1970-01-01T00:00:00Z","by":"a","fact":{"merge":{}},"nonce":"00","v":2}"#;
        assert_eq!(Decoded::read(body), Ok(Decoded::Unknown { v: 2, fact: "merge".into() }));
        let body =
            br#"{"at":"1970-01-01T00:00:00Z","by":"a","fact":{"merge":{}},"nonce":"00","v":1}"#;
        assert!(Decoded::read(body).is_err());
    }

    #[test]
    fn an_oversized_entry_names_its_largest_field() {
        let mut merge = merge();
        merge.reason = "x".repeat(MAX_BODY);
        let refused = Body::of(entry(merge)).unwrap_err();
        assert_eq!((refused.fact, refused.field.as_str()), ("merge", "merge.reason"));
    }

    #[test]
    fn references_are_ids_and_not_digests() {
        let entries = vec![EntryId::from_bytes([3; 32]), EntryId::from_bytes([4; 32])];
        let undo = Undo { entries: entries.clone(), reason: "slip \\ \" of the pen".into() };
        let body = Body::of(entry(undo)).unwrap();
        assert_eq!(references(body.as_bytes()), entries);
        let digest = format!(
            "{{\"a\":{{\"sha256\":\"{}\"}},\"b\":\"{}\"}}",
            "05".repeat(32),
            "06".repeat(32)
        );
        assert_eq!(references(digest.as_bytes()), [EntryId::from_bytes([6; 32])]);
    }
}
