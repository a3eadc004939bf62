//! Small journals told in JSON, for tests that ask the record something.

use rashomon::journal::{Body, Entry, Fact};
use rashomon::model::{EntryId, Nonce, Stamp};
use rashomon::store::{Access, Store};
use serde_json::{Value, json};

use super::{Desk, append, first};

/// A casebook and its store, to which facts are told one by one.
pub(super) struct Told {
    desk: Desk,
    pub(super) store: Store,
    count: u64,
}

impl Told {
    pub(super) fn new() -> Self {
        let desk = Desk::new();
        let store = desk.write();
        Self { desk, store, count: 0 }
    }

    /// A casebook that was founded by somebody, with key `ann`.
    pub(super) fn founded() -> Self {
        let fact = json!({"casebook": {
            "founder": {"key": "ann", "name": "Ann"}, "origin": "test/00000001", "title": "Test"}});
        let desk = Desk { folder: tempfile::tempdir().unwrap() };
        let batch = rashomon::store::Batch { entries: vec![body(0, "ann", fact)], ..first() };
        Store::create(&desk.path(), &batch).unwrap().close().unwrap();
        let store = Store::open(&desk.path(), Access::Write).unwrap();
        Self { desk, store, count: 0 }
    }

    /// The file as any program sees it.
    pub(super) fn raw(&self) -> rusqlite::Connection {
        self.desk.raw()
    }

    /// Logs a fact in Ann's name.
    pub(super) fn log(&mut self, fact: Value) -> EntryId {
        self.log_by("ann", fact)
    }

    pub(super) fn log_by(&mut self, by: &str, fact: Value) -> EntryId {
        self.count += 1;
        let body = body(self.count, by, fact);
        let id = body.id();
        append(&mut self.store, vec![body]);
        id
    }

    pub(super) fn undo(&mut self, entry: EntryId) -> EntryId {
        self.log(json!({"undo": {"entries": [entry], "reason": "a slip"}}))
    }

    pub(super) fn party(&mut self, name: &str) -> EntryId {
        self.log(json!({"party": {"display": name, "kind": "agency"}}))
    }

    pub(super) fn merge(&mut self, party: EntryId, into: EntryId) -> EntryId {
        self.log(json!({"merge": {"into": into, "party": party, "reason": "one office"}}))
    }

    pub(super) fn source(&mut self, voice: EntryId) -> EntryId {
        self.log(json!({"source": {"kind": "other", "outlet": "The Gazette", "voice": voice}}))
    }

    pub(super) fn capture(&mut self, source: EntryId, sha256: &str) -> EntryId {
        self.log(json!({"capture": {
            "commitment": "plain", "custody": "kept", "extractor": {"name": "plain", "version": "1"},
            "got-at": "2025-11-01T12:00:00Z", "got-how": "file", "media-type": "text/plain",
            "origin": {"name": "Northern Wire"},
            "raw": {"sha256": sha256, "size": 9}, "source": source,
            "text": {"points": 9, "sha256": sha256, "size": 9}}}))
    }

    pub(super) fn event(&mut self, title: &str, parties: &[EntryId]) -> EntryId {
        self.log(json!({"event": {
            "concerned": [{"name": "North", "parties": parties}], "kind": "clash", "title": title}}))
    }

    pub(super) fn question(&mut self, event: EntryId, key: &str) -> EntryId {
        self.log(json!({"question": {
            "answers": "one", "event": event, "key": key, "kind": "party", "text": "Who?"}}))
    }

    pub(super) fn claim(&mut self, source: EntryId, wording: Value) -> EntryId {
        self.log(json!({"claim": {"log": {"source": source, "wording": wording}}}))
    }

    pub(super) fn revise(&mut self, claim: EntryId, wording: Value) -> EntryId {
        self.log(json!({"claim": {"revise": {
            "claim": claim, "kind": "correction", "reason": "misread", "wording": wording}}}))
    }

    pub(super) fn link(&mut self, from: EntryId, to: EntryId) -> EntryId {
        self.log(json!({"link": {
            "from": {"claim": {"version": from}}, "kind": "contradicts", "reason": "they differ",
            "state": "accepted", "to": {"claim": {"version": to}}}}))
    }

    pub(super) fn finding(&mut self, by: &str, version: EntryId, finding: &str) -> EntryId {
        self.log_by(
            by,
            json!({"verdict": {
            "reason": "looked", "ruling": {"finding": finding},
            "target": {"position": {"index": 0, "version": version}}}}),
        )
    }

    pub(super) fn review(&mut self, by: &str, verdict: EntryId, outcome: &str) -> EntryId {
        self.log_by(
            by,
            json!({"review": {"outcome": outcome, "reason": "read it", "verdict": verdict}}),
        )
    }

    /// The handle of an entry; empty if it has none.
    pub(super) fn handle(&self, id: EntryId) -> String {
        self.store.handle_of(id).unwrap().map(|handle| handle.to_string()).unwrap_or_default()
    }
}

/// What a speaker is quoted to say on a question, with these parties as answer.
pub(super) fn wording(speaker: EntryId, question: EntryId, answer: &[EntryId]) -> Value {
    json!({
        "kind": "paraphrase",
        "positions": [{"basis": "stated", "question": question, "stance": "asserts",
                       "value": {"party": answer}}],
        "speaker": {"known": "named", "party": speaker},
    })
}

/// A span of one piece.
pub(super) fn span(capture: EntryId, from: u64, to: u64) -> Value {
    json!({"capture": capture, "role": "evidence", "selector": {"text": {"pieces": [
        {"bytes": [from, to], "points": [from, to], "sha256": "ab".repeat(32)}]}}})
}

fn body(count: u64, by: &str, fact: Value) -> Body {
    let fact: Fact =
        serde_json::from_value(fact.clone()).unwrap_or_else(|error| panic!("{error}: {fact}"));
    let stamp = Stamp { at: "2025-11-01T12:00:00Z".parse().unwrap(), by: by.to_owned() };
    let mut nonce = [0; 16];
    nonce[..8].copy_from_slice(&count.to_be_bytes());
    Body::of(Entry::new(&stamp, Nonce::from_bytes(nonce), fact)).unwrap()
}
