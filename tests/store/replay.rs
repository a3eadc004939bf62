//! The projection is a function of the record: laid out again, it is the same.

use proptest::prelude::*;
use proptest::sample::Index;
use proptest::strategy::ValueTree as _;
use rashomon::journal::{Body, Decoded, Entry, Fact};
use rashomon::model::{EntryId, Nonce, Stamp};
use rashomon::store::Store;
use serde_json::{Value, json};

use super::{Desk, append};

/// One random fact: which kind, what it is about, a word.
type Pick = (u8, Index, Index, String);

/// How many kinds of pick there are.
const KINDS: u8 = 45;

/// The id of the entry that every test casebook begins with.
fn founding() -> EntryId {
    super::first().entries[0].id()
}

/// A digest made of a word's length.
fn digest(word: &str) -> String {
    format!("{:02x}", word.len()).repeat(32)
}

/// Entries so far, by kind, that later ones can refer to.
#[derive(Default)]
struct Journal {
    bodies: Vec<Body>,
    ids: Vec<(&'static str, EntryId)>,
    undone: Vec<EntryId>,
}

impl Journal {
    fn of(picks: &[Pick]) -> Self {
        let mut journal = Self::default();
        for pick in picks {
            journal.log(pick);
        }
        journal
    }

    /// Any earlier entry of this kind.
    fn any(&self, kind: &str, index: Index) -> Option<EntryId> {
        let ids: Vec<EntryId> =
            self.ids.iter().filter(|(other, _)| *other == kind).map(|(_, id)| *id).collect();
        (!ids.is_empty()).then(|| *index.get(&ids))
    }

    /// Logs the fact that a pick stands for; nothing where what it would refer
    /// to is not there yet.
    fn log(&mut self, pick: &Pick) {
        let Some((kind, fact)) = self.fact(pick) else { return };
        let fact: Fact =
            serde_json::from_value(fact.clone()).unwrap_or_else(|error| panic!("{error}: {fact}"));
        let stamp = Stamp { at: "2025-11-01T12:00:00Z".parse().unwrap(), by: "ann".to_owned() };
        let mut nonce = [0; 16];
        nonce[..8].copy_from_slice(&(self.bodies.len() as u64 + 1).to_be_bytes());
        let body = Body::of(Entry::new(&stamp, Nonce::from_bytes(nonce), fact)).unwrap();
        self.ids.push((kind, body.id()));
        self.bodies.push(body);
    }

    fn fact(&mut self, pick: &Pick) -> Option<(&'static str, Value)> {
        match pick.0 % KINDS {
            kind @ 0..16 => self.thing(kind, pick),
            kind @ 16..32 => self.account(kind, pick),
            44 => self.undo(pick.1, &pick.3).map(|fact| ("undo", fact)),
            kind => self.desk(kind, pick),
        }
    }

    /// Sources, parties, places, events, questions.
    fn thing(&self, kind: u8, (_, one, other, word): &Pick) -> Option<(&'static str, Value)> {
        let id = |kind| self.any(kind, *one).map(|id| id.to_string());
        let second = |kind| self.any(kind, *other).map(|id| id.to_string());
        let digest = digest(word);
        Some(match kind {
            0 | 1 => ("party", json!({"party": {"display": word, "kind": "person"}})),
            2 => {
                ("edit", json!({"party": {"display": word, "kind": "agency", "of": id("party")?}}))
            }
            3 => ("alias", json!({"alias": {"party": id("party")?, "printed": word}})),
            4 => (
                "bond",
                json!({"affiliation": {"party": id("party")?, "relation": "belongs-to", "whole": second("party")?}}),
            ),
            5 => (
                "bond",
                json!({"merge": {"into": second("party")?, "party": id("party")?, "reason": word}}),
            ),
            6 => ("bond", json!({"split": {"party": id("party")?, "reason": word}})),
            7 => (
                "bond",
                json!({"apart": {"parties": [id("party")?, second("party")?], "reason": word}}),
            ),
            8 => ("place", json!({"place": {"name": word, "printed": [word, "there"]}})),
            9 => ("edit", json!({"place": {"name": word, "of": id("place")?}})),
            10 => (
                "source",
                json!({"source": {"kind": "other", "outlet": word, "voice": id("party")?}}),
            ),
            11 => (
                "edit",
                json!({"source": {"kind": "other", "of": id("source")?, "outlet": word, "voice": second("party")?}}),
            ),
            12 => (
                "capture",
                json!({"capture": {
                "commitment": "plain", "custody": "kept", "extractor": {"name": "plain", "version": "1"},
                "got-at": "2025-11-01T12:00:00Z", "got-how": "file", "media-type": "text/plain",
                "raw": {"sha256": digest, "size": 9}, "source": id("source")?,
                "text": {"points": 9, "sha256": digest, "size": 9}}}),
            ),
            13 => ("event", json!({"event": {"kind": "clash", "title": word}})),
            14 => ("edit", json!({"event": {"kind": "clash", "of": id("event")?, "title": word}})),
            15 => (
                "question",
                json!({"question": {"answers": "one", "event": id("event")?, "key": "who", "kind": "party", "text": word}}),
            ),
            _ => return None,
        })
    }

    /// Claims, links, evidence, verdicts.
    fn account(&self, kind: u8, (_, one, other, word): &Pick) -> Option<(&'static str, Value)> {
        let id = |kind| self.any(kind, *one).map(|id| id.to_string());
        let second = |kind| self.any(kind, *other).map(|id| id.to_string());
        let date = json!({"edtf": "2025-10-17"});
        Some(match kind {
            16 => (
                "claim",
                json!({"claim": {"log": {"source": id("source")?, "wording": self.wording(*one, *other)?}}}),
            ),
            17 => (
                "version",
                json!({"claim": {"revise": {"claim": id("claim")?, "kind": "correction", "reason": word, "wording": self.wording(*other, *one)?}}}),
            ),
            18 => ("act", json!({"claim": {"withdraw": {"claim": id("claim")?, "reason": word}}})),
            19 => ("act", json!({"assignment": {"claim": id("claim")?, "member": "ann"}})),
            20 => (
                "link",
                json!({"link": {
                "from": {"claim": {"version": id("claim")?}}, "kind": "contradicts", "reason": word,
                "state": "accepted", "to": {"claim": {"version": second("claim")?}}}}),
            ),
            21 => ("act", json!({"judgement": {"dismiss": {"link": id("link")?, "reason": word}}})),
            22 => (
                "evidence",
                json!({"evidence": {"bearing": "supports", "kind": "observation", "note": word, "questions": [id("question")?]}}),
            ),
            23 => (
                "ask",
                json!({"enquiry": {"ask": {"asked": id("party")?, "how": word, "questions": [id("question")?], "text": word, "when": date}}}),
            ),
            24 => (
                "act",
                json!({"enquiry": {"answer": {"enquiry": id("ask")?, "reply": "declined", "when": date}}}),
            ),
            25 => (
                "verdict",
                json!({"verdict": {"reason": word, "ruling": {"finding": "unverified"}, "target": {"position": {"index": 0, "version": id("claim")?}}}}),
            ),
            26 => (
                "act",
                json!({"review": {"outcome": "agrees", "reason": word, "verdict": id("verdict")?}}),
            ),
            27 => (
                "edit",
                json!({"evidence": {"bearing": "neutral", "kind": "observation", "note": word, "of": id("evidence")?, "questions": [second("question")?]}}),
            ),
            28 => (
                "edit",
                json!({"question": {"answers": "several", "event": id("event")?, "key": "who", "kind": "party", "of": id("question")?, "text": word}}),
            ),
            29 => {
                ("act", json!({"claim": {"confirm": {"fields": ["cue"], "version": id("claim")?}}}))
            }
            30 => (
                "act",
                json!({"judgement": {"confirm": {"from": id("claim")?, "link": id("link")?, "reason": word}}}),
            ),
            31 => (
                "act",
                json!({"resolution": {"question": id("question")?, "reason": word, "settled": {"defer": "unknown"}}}),
            ),
            _ => return None,
        })
    }

    /// The desk itself: members, terms, custody, reports, imports.
    fn desk(&self, kind: u8, (_, one, other, word): &Pick) -> Option<(&'static str, Value)> {
        let id = |kind| self.any(kind, *one).map(|id| id.to_string());
        let second = |kind| self.any(kind, *other).map(|id| id.to_string());
        let digest = digest(word);
        Some(match kind {
            32 => {
                ("member", json!({"member": {"key": format!("m{}", self.ids.len()), "name": word}}))
            }
            33 => (
                "edit",
                json!({"member": {"key": "ann", "name": word, "of": founding().to_string()}}),
            ),
            34 => (
                "edit",
                json!({"casebook": {"of": founding().to_string(), "origin": "test/00000000", "title": word}}),
            ),
            35 => (
                "key",
                json!({"key": {"act": "new", "from": "2025-11-01T12:00:00Z", "member": "ann", "vkey": word}}),
            ),
            36 => ("act", json!({"attach": {"capture": id("capture")?}})),
            37 => (
                "act",
                json!({"withhold": {"capture": id("capture")?, "reason": word, "withheld-for": "copyright"}}),
            ),
            38 => (
                "act",
                json!({"re-anchor": {"algorithm": word, "from": id("capture")?, "to": second("capture")?}}),
            ),
            39 => (
                "report",
                json!({"publication": {"root-sha256": digest, "scope": [id("event")?], "size": 1, "title": word, "when": "2025-11-01T12:00:00Z"}}),
            ),
            40 => (
                "act",
                json!({"correction": {"kind": "correction", "publication": id("report")?, "reason": word}}),
            ),
            41 => (
                "act",
                json!({"receipt": {"kind": "rfc3161", "receipt": {"sha256": digest, "size": 1}, "root-sha256": digest, "size": 1}}),
            ),
            42 => (
                "act",
                json!({"import": {"file": {"sha256": digest, "size": 1}, "format": "jsonl", "rows": [{"key": word, "entry": id("party")?}, {"key": word}]}}),
            ),
            43 => ("act", json!({"export": {"format": word, "root-sha256": digest, "size": 1}})),
            _ => return None,
        })
    }

    fn wording(&self, one: Index, other: Index) -> Option<Value> {
        let (party, question) = (self.any("party", one)?, self.any("question", other)?);
        let capture = self.any("capture", other)?;
        let piece = json!({"bytes": [0, 4], "points": [0, 4], "sha256": "ab".repeat(32)});
        let position = json!({"basis": "stated", "question": question, "stance": "asserts", "value": {"party": [party]}});
        let span = json!({"capture": capture, "role": "evidence", "selector": {"text": {"pieces": [piece]}}});
        Some(json!({
            "kind": "direct-quote", "positions": [position], "spans": [span],
            "speaker": {"known": "named", "party": party, "printed": "Someone"},
        }))
    }

    /// Takes back any entry that is not an undo and was not taken back before.
    fn undo(&mut self, index: Index, word: &str) -> Option<Value> {
        let standing = |(kind, id): &(&str, EntryId)| *kind != "undo" && !self.undone.contains(id);
        let ids: Vec<EntryId> =
            self.ids.iter().filter(|one| standing(one)).map(|(_, id)| *id).collect();
        let id = (!ids.is_empty()).then(|| *index.get(&ids))?;
        self.undone.push(id);
        Some(json!({"undo": {"entries": [id], "reason": word}}))
    }
}

fn picks(most: usize) -> impl Strategy<Value = Vec<Pick>> {
    let pick = (any::<u8>(), any::<Index>(), any::<Index>(), "\\PC{1,12}");
    // The first few make sure that there is something to refer to.
    let first = [0, 10, 12, 13, 15, 16, 20, 22, 23, 25, 39];
    prop::collection::vec(pick, 1..most).prop_map(move |mut picks| {
        for (pick, kind) in picks.iter_mut().zip(first) {
            pick.0 = kind;
        }
        picks
    })
}

#[test]
fn the_random_journals_can_hold_every_kind_of_fact_in_use() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let first = any::<Index>().new_tree(&mut runner).unwrap().current();
    let order = [0, 0, 8, 10, 12, 13, 15, 16, 20, 22, 23, 25, 39];
    let picks: Vec<Pick> = order
        .into_iter()
        .chain(0..KINDS)
        .map(|kind| (kind, first, first, "word".to_owned()))
        .collect();
    let journal = Journal::of(&picks);
    assert_eq!(journal.bodies.len(), picks.len());
    let mut kinds: Vec<_> = journal.bodies.iter().map(kind).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let mut all = Fact::KINDS.to_vec();
    all.sort_unstable();
    assert_eq!(kinds, all);
}

fn kind(body: &Body) -> &'static str {
    match Decoded::read(body.as_bytes()).unwrap() {
        Decoded::Known(entry) => entry.fact.kind(),
        Decoded::Unknown { fact, .. } => panic!("unknown fact {fact}"),
    }
}

fn handles(store: &Store, journal: &Journal) -> Vec<Option<String>> {
    let handle = |body: &Body| store.handle_of(body.id()).unwrap().map(|handle| handle.to_string());
    journal.bodies.iter().map(handle).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn rebuilding_gives_the_same_projection(picks in picks(120), cut in any::<Index>()) {
        let journal = Journal::of(&picks);
        let desk = Desk::new();
        let mut store = desk.write();
        let (now, later) = journal.bodies.split_at(cut.index(journal.bodies.len() + 1));
        append(&mut store, now.to_vec());
        append(&mut store, later.to_vec());

        let before = (store.dump_projection().unwrap(), handles(&store, &journal));
        prop_assert_eq!(store.projection_differences().unwrap(), []);
        store.rebuild().unwrap();
        prop_assert_eq!((store.dump_projection().unwrap(), handles(&store, &journal)), before);
        prop_assert_eq!(store.file_damage().unwrap(), [""; 0]);
    }

    /// What was shown of a plan is what is kept.
    #[test]
    fn a_plan_shows_the_handles_that_an_append_gives(picks in picks(60)) {
        let journal = Journal::of(&picks);
        let desk = Desk::new();
        let mut store = desk.write();
        let (planned, batch) = store.plan(|plan| {
            for body in &journal.bodies {
                plan.stage(body.clone())?;
            }
            Ok((handles(plan.store(), &journal), plan.store().dump_projection()?))
        }).unwrap();
        super::done(store.append(&batch).unwrap());
        prop_assert_eq!((handles(&store, &journal), store.dump_projection().unwrap()), planned);
    }
}
