//! What the annotator of the real page found by structure is computed from its
//! seed, and what the annotator says is no conflict is not flagged.
#![allow(
    clippy::print_stderr,
    clippy::unwrap_used,
    clippy::expect_used,
    missing_docs,
    reason = "a test may fail"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rashomon::casebook::{Casebook, Machine, Setup};
use rashomon::conflict::{self, Conflict, Mark, SignalWord};
use rashomon::exchange::{dawn, import};
use rashomon::model::scene::Scene;
use rashomon::model::{PositionRef, Stamp};
use serde_json::Value;

/// Two claims, by the annotator's ids, in alphabetical order.
type Pair = [String; 2];

/// The seed's claims and what is computed from them.
struct Found {
    scene: Scene,
    /// `C5` by `S13`.
    handles: BTreeMap<String, String>,
    conflicts: BTreeSet<Pair>,
    tensions: BTreeSet<Pair>,
    /// Who declined, and whose answer stays open.
    declined: BTreeSet<[String; 2]>,
}

impl Found {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("dawn.casebook");
        let setup = Setup { title: "Dawn".into(), member: "ann".into(), name: "Ann".into() };
        let mut casebook = Casebook::create(&path, &setup, machine()).unwrap();
        let imported = import(&mut casebook, &dawn().input()).unwrap().outcome;
        let handles = imported.lines.iter().filter_map(|line| {
            let id = line.key.strip_prefix("dawn-")?.to_uppercase();
            Some((id, line.handle.clone()?))
        });
        let scene = casebook.store().scene(&[]).unwrap();
        let mut found = Self {
            handles: handles.collect(),
            scene,
            conflicts: BTreeSet::new(),
            tensions: BTreeSet::new(),
            declined: BTreeSet::new(),
        };
        for on in conflict::conflicts(&found.scene) {
            let pair = |conflict: &Conflict| found.pair(conflict.a, conflict.b);
            let (conflicts, tensions): (Vec<Pair>, Vec<Pair>) =
                (on.conflicts.iter().map(pair).collect(), on.tensions.iter().map(pair).collect());
            let declined: Vec<[String; 2]> = on
                .non_answers
                .iter()
                .flat_map(|none| {
                    none.leaves_open.iter().map(|open| [found.id(none.at), found.id(*open)])
                })
                .collect();
            found.conflicts.extend(conflicts);
            found.tensions.extend(tensions);
            found.declined.extend(declined);
        }
        found
    }

    /// The annotator's id of the claim that takes a position.
    fn id(&self, at: PositionRef) -> String {
        let number = self.scene.position(at).unwrap().claim_number;
        let handle = format!("C{number}");
        let id = self.handles.iter().find(|(_, known)| **known == handle);
        id.expect("every claim has an id").0.clone()
    }

    fn pair(&self, a: PositionRef, b: PositionRef) -> Pair {
        let mut pair = [self.id(a), self.id(b)];
        pair.sort();
        pair
    }

    /// The signals of the questions of one kind on which a claim takes a position.
    fn signal(&self, id: &str, key: &str) -> conflict::Signal {
        let position = self.scene.live().find(|position| {
            self.id(position.at) == id && self.scene.question(position.question).unwrap().key == key
        });
        conflict::signal(&self.scene, position.unwrap().question)
    }
}

fn machine() -> Machine {
    let mut next = 0_u64;
    let random = move || {
        next += 1;
        let mut bytes = [0; 32];
        bytes[..8].copy_from_slice(&next.to_be_bytes());
        bytes
    };
    let stamp = Stamp { at: "2025-11-01T12:00:00Z".parse().unwrap(), by: "ann".into() };
    Machine { stamp, random: Box::new(random), state: None, dry_run: false }
}

/// The annotator's file, where this machine has it.
fn sample() -> Option<Value> {
    let beside =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/seed/statements.sample.json");
    let Ok(bytes) = std::fs::read(beside) else {
        eprintln!("skipped: the annotated statements are not on this machine");
        return None;
    };
    Some(serde_json::from_slice(&bytes).unwrap())
}

fn texts(value: &Value) -> Vec<String> {
    value.as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_owned()).collect()
}

#[test]
fn what_the_annotator_found_by_structure_is_computed() {
    let Some(sample) = sample() else { return };
    let found = Found::new();
    let links = sample["links"].as_array().unwrap();
    let links: Vec<&Value> = links.iter().filter(|link| link["found_by"] == "structure").collect();
    assert!(links.len() >= 9, "the sample lost links: {}", links.len());
    for link in links {
        let members = texts(&link["members"]);
        let (first, key) = (&members[0], link["question"].as_str().unwrap());
        let kind = link["kind"].as_str().unwrap();
        if let Some(word) = kind.strip_prefix("signal: ") {
            let word: SignalWord = word.parse().unwrap();
            assert_eq!(found.signal(first, key).word, word, "{link}");
            continue;
        }
        if let Some(mark) = kind.strip_prefix("mark: ") {
            let mark: Mark = mark.parse().unwrap();
            assert!(found.signal(first, key).marks.contains(&mark), "{link}");
            continue;
        }
        assert!(members.len() > 1, "nothing to hold against {link}");
        for other in &members[1..] {
            let mut pair = [first.clone(), other.clone()];
            let declined = found.declined.contains(&pair);
            pair.sort();
            match kind {
                "contradicts" => assert!(found.conflicts.contains(&pair), "{link}"),
                "tension" => assert!(found.tensions.contains(&pair), "{link}"),
                "declines-to-answer" => assert!(declined, "{link}\n{:?}", found.declined),
                other => panic!("no such link: {other}"),
            }
        }
    }
}

#[test]
fn what_the_annotator_says_is_no_conflict_is_not_flagged() {
    let Some(sample) = sample() else { return };
    let found = Found::new();
    for none in sample["not_conflicts"].as_array().unwrap() {
        let mut pair: Pair = texts(&none["pair"]).try_into().unwrap();
        pair.sort();
        assert!(!found.conflicts.contains(&pair) && !found.tensions.contains(&pair), "{none}");
    }
}

#[test]
fn the_accounts_of_one_event_after_another_are_those_of_the_whole() {
    let folder = tempfile::tempdir().unwrap();
    let setup = Setup { title: "Dawn".into(), member: "ann".into(), name: "Ann".into() };
    let path = folder.path().join("dawn.casebook");
    let mut casebook = Casebook::create(&path, &setup, machine()).unwrap();
    import(&mut casebook, &dawn().input()).unwrap();
    let store = casebook.store();
    let mut accounts = store.accounts().unwrap();
    let mut seen = 0;
    for event in store.scene(&[]).unwrap().events.into_keys() {
        let whole = store.scene(&[event]).unwrap();
        let here = accounts.turn_to(event).unwrap();
        let live: Vec<_> = whole.live().cloned().collect();
        assert_eq!(here.positions, live);
        assert_eq!((&here.links, &here.sources), (&whole.links, &whole.sources));
        assert_eq!((&here.wires, &here.enquiries), (&whole.wires, &whole.enquiries));
        seen += live.len();
    }
    assert!(seen > 20, "{seen} positions");
}

#[test]
fn every_annotated_span_is_in_the_seed() {
    let Some(sample) = sample() else { return };
    let lines = std::str::from_utf8(dawn().lines).unwrap();
    let claims: BTreeMap<String, Value> = lines
        .lines()
        .filter(|line| line.starts_with("{\"claim\""))
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["claim"].clone())
        .map(|claim| (claim["key"].as_str().unwrap().replace("dawn-", "").to_uppercase(), claim))
        .collect();
    for statement in sample["statements"].as_array().unwrap() {
        let claim = &claims[statement["id"].as_str().unwrap()];
        let cue = (!statement["cue"].is_null()).then_some(&statement["cue"]);
        let content = statement["content"].as_array().unwrap();
        for span in std::iter::once(&statement["evidence"]).chain(cue).chain(content) {
            let piece = serde_json::json!({
                "bytes": span["byte"], "points": span["char"], "sha256": span["sha256"],
            });
            let further = claim["spans"].as_array().into_iter().flatten();
            let further = further.flat_map(|span| span["pieces"].as_array().unwrap());
            let mut pieces = claim["quotes"].as_array().unwrap().iter().chain(further);
            assert!(pieces.any(|known| *known == piece), "{statement}");
        }
        assert_eq!(
            claim["on"].as_array().unwrap().len(),
            statement["positions"].as_array().unwrap().len()
        );
    }
}
