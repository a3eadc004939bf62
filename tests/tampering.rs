//! A hostile hand on the file: every table and column, every kind of edit, the
//! list read from the schema itself, so that a new table is covered by itself.
//! A change of content is found, and named by handle; what changes no content
//! is no alarm.
//!
//! `RASHOMON_TAMPER=N` tries N rows of each table and N times as many flipped
//! bytes (default 1; `all`: every row).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    missing_docs,
    reason = "a test may fail"
)]

#[path = "tampering/edit.rs"]
mod edit;
#[path = "cli/support.rs"]
mod support;
#[path = "cli/tamper.rs"]
mod tamper;

use std::collections::BTreeMap;
use std::fs;

use edit::{Edit, cells, contents, edits, integrity};
use rashomon::Exit;
use rashomon::store::{Access, Store};
use serde_json::Value;
use support::Person;

/// Of edits of one row that belongs to something, the share in percent that a
/// finding must name by handle (or by entry, where it has no handle).
const NAMED: usize = 95;

/// How many rows of a table, or how many times more bytes, are tried.
fn effort() -> usize {
    match std::env::var("RASHOMON_TAMPER").as_deref() {
        Ok("all") => usize::MAX,
        Ok(number) => number.parse().expect("RASHOMON_TAMPER is a number or `all`"),
        Err(_) => 1,
    }
}

/// A casebook with something in every table of the projection.
fn desk() -> Person {
    let page = "A second page. Mr Bo Red said: “They fired first.” Nobody knows.\n";
    let first = ["member add bo --name Bo", "capture second.txt --outlet 'Lake Courier' --salted"];
    let person = Person::with_second_page(page, &first);
    person.file("lines.jsonl", "{\"party\": {\"key\": \"green\", \"display\": \"Greenland\"}}\n");
    person.all(&[
        "place add Riverbank",
        "party apart P3 P4 --why 'Two states'",
        "party add 'Ada Blue'",
        "party merge 'Ada Blue' P5 --why 'One person'",
        "evidence add --bearing supports --on E1/killed --note 'A list of names'",
        "enquiry add P3 --on E1/first --how mail --text 'Did you fire?' --when 2025-10-16",
        "link contradicts C1 C2 --on E1/first --why 'Each names another'",
        "revise C3 --kind correction --why misread --hedge perhaps",
        "verify C1 --on E1/first --finding contested --why 'Two accounts'",
        "confirm C1",
        "assign C1 bo",
        "question resolve E1/first --defer unknown --why 'Nobody saw it'",
        "import lines.jsonl",
        "event add 'Another event'",
        "undo E2 --why 'A slip'",
        "enquiry answer X2 declined --when 2025-10-17",
        "confirm L1 --why 'Read again'",
        "review V1 agrees --as bo --why 'So it is'",
    ]);
    person
}

/// What an audit of a changed file gives.
struct Audited {
    exit: Exit,
    findings: Vec<Value>,
}

impl Audited {
    /// Audits these bytes, with the newest state remembered.
    fn of(person: &Person) -> Self {
        let seen = person.run("audit --json");
        let value = seen.json();
        let findings = value["data"]["audit"]["findings"].as_array().cloned().unwrap_or_default();
        Self { exit: seen.exit, findings }
    }

    /// Whether what is wrong was found: it ends in 5, whatever else it says.
    fn found(&self) -> bool {
        self.exit == Exit::Broken
    }

    /// Whether a finding names the owner of a row.
    fn names(&self, owner: &Owner) -> bool {
        self.findings.iter().any(|finding| match &owner.handle {
            Some(handle) => finding["handle"].as_str().is_some_and(|named| is_of(named, handle)),
            None => finding["entry"] == owner.seq,
        })
    }
}

/// Whether a handle is that of a thing, or of something in it.
fn is_of(named: &str, handle: &str) -> bool {
    let rest = named.strip_prefix(handle);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['@', '.', '/', '#']))
        || handle.strip_prefix(named).is_some_and(|rest| rest.starts_with(['@', '.', '/', '#']))
}

/// Whose row it is.
struct Owner {
    seq: u64,
    handle: Option<String>,
}

fn owner(pristine: &Store, seq: u64) -> Owner {
    let handle = pristine.handle_at(seq).unwrap().map(|handle| handle.to_string());
    Owner { seq, handle }
}

/// Misses by table and column, and how many were tried there.
#[derive(Default)]
struct Score {
    tried: usize,
    unfound: Vec<String>,
    owned: usize,
    unnamed: BTreeMap<String, usize>,
}

impl Score {
    fn named(&self) -> usize {
        self.owned - self.unnamed.values().sum::<usize>()
    }
}

#[test]
fn every_edit_of_every_table_and_column_is_found_and_named() {
    let person = desk();
    let path = person.path("river.casebook");
    let whole = fs::read(&path).unwrap();
    let pristine = person.file("pristine", &whole);
    let pristine = Store::open(&pristine, Access::Read).unwrap();
    let raw = tamper::open(&person.path("pristine"));
    let before = contents(&raw).unwrap();
    let mut score = Score::default();
    for edit in edits(&raw, effort()) {
        fs::write(&path, &whole).unwrap();
        let mut after = Vec::new();
        tamper::tamper(&path, |conn| {
            edit.make(conn);
            after = contents(conn).unwrap();
        });
        assert_ne!(before, after, "{}: nothing was changed", edit.what);
        try_one(&person, &pristine, &edit, &mut score);
    }
    eprintln!(
        "{} edits, {} not found; {} of {} rows of something named",
        score.tried,
        score.unfound.len(),
        score.named(),
        score.owned,
    );
    for (place, count) in &score.unnamed {
        eprintln!("  not named: {place} ({count})");
    }
    assert_eq!(score.unfound, [""; 0]);
    assert!(score.named() * 100 >= NAMED * score.owned);
}

fn try_one(person: &Person, pristine: &Store, edit: &Edit, score: &mut Score) {
    let audited = Audited::of(person);
    score.tried += 1;
    if !audited.found() {
        score.unfound.push(edit.what.clone());
    }
    if let Some(seq) = edit.owner {
        score.owned += 1;
        if !audited.names(&owner(pristine, seq)) {
            *score.unnamed.entry(edit.place.clone()).or_default() += 1;
        }
    }
}

#[test]
fn every_table_is_tried() {
    let person = desk();
    let raw = tamper::open(&person.path("river.casebook"));
    let all = contents(&raw).unwrap();
    let empty: Vec<&String> =
        all.iter().filter(|(_, rows)| rows.is_empty()).map(|(table, _)| table).collect();
    // Empty but within one transaction, or filled by no command of the desk.
    eprintln!("empty: {empty:?}");
    assert!(empty.len() * 3 < all.len(), "{empty:?}");
    for table in ["entry", "node", "blob", "chunk", "thing", "span", "verdict"] {
        assert!(!empty.iter().any(|name| *name == table), "{table}");
    }
}

#[test]
fn every_dropped_or_altered_guard_index_and_table_is_found() {
    let person = desk();
    let path = person.path("river.casebook");
    let whole = fs::read(&path).unwrap();
    let conn = tamper::open(&path);
    let changes = edit::schema_changes(&conn);
    drop(conn);
    for change in changes {
        fs::write(&path, &whole).unwrap();
        let conn = tamper::open(&path);
        conn.execute_batch(&change).unwrap();
        drop(conn);
        assert!(Audited::of(&person).found(), "{change}");
    }
}

/// A byte of a cell, or any byte of the file: a change of content is found, and
/// so is a change of an index alone.
#[test]
fn a_flipped_byte_that_changes_content_or_an_index_is_found() {
    let person = desk();
    let path = person.path("river.casebook");
    let whole = fs::read(&path).unwrap();
    let conn = tamper::open(&path);
    let (before, in_cells) = (contents(&conn).unwrap(), flips_of_cells(&whole, &cells(&conn)));
    drop(conn);
    assert!(in_cells.len() > 40, "{}", in_cells.len());
    let (mut changed, mut in_index, mut unfound) = (0, 0, Vec::new());
    for at in in_cells.into_iter().chain(flips(&whole, effort())) {
        let mut bytes = whole.clone();
        bytes[at] ^= 1 << (at % 8);
        fs::write(&path, &bytes).unwrap();
        let audited = Audited::of(&person);
        let conn = tamper::open(&path);
        if contents(&conn).is_ok_and(|now| now == before) {
            if integrity(&conn) {
                continue;
            }
            in_index += 1;
        } else {
            changed += 1;
        }
        if matches!(audited.exit, Exit::Done | Exit::Notes) {
            unfound.push(format!("byte {at}, of page {}", at / 4096 + 1));
        }
    }
    eprintln!("{changed} flipped bytes changed content, {in_index} an index alone");
    eprintln!("  not found: {}", unfound.len());
    assert!(changed > 40, "{changed}");
    assert_eq!(unfound, [""; 0]);
}

/// A byte in the middle of each of these cells, wherever it stands in the file.
fn flips_of_cells(whole: &[u8], cells: &[Vec<u8>]) -> Vec<usize> {
    let places = |cell: &Vec<u8>| {
        let starts = whole.windows(cell.len()).enumerate();
        let starts = starts.filter(|(_, bytes)| bytes == cell).map(|(at, _)| at);
        let middle = cell.len() / 2;
        starts.map(|at| at + middle).take(2).collect::<Vec<_>>()
    };
    cells.iter().flat_map(places).collect()
}

/// Places all over the file where there is something.
fn flips(whole: &[u8], effort: usize) -> Vec<usize> {
    let most = effort.saturating_mul(60).min(whole.len());
    // An odd step, so that all bits and all parts of a page are met.
    let step = (whole.len() / most).max(1) | 1;
    (0..whole.len()).step_by(step).filter(|at| whole[*at] != 0).collect()
}

#[test]
fn an_untouched_casebook_is_no_alarm() {
    let person = desk();
    let path = person.path("river.casebook");
    let intact = |when: &str| {
        let audited = Audited::of(&person);
        assert_eq!(audited.exit, Exit::Done, "{when}: {:?}", audited.findings);
    };
    intact("as it was");
    for sql in [
        "VACUUM",
        "REINDEX",
        "PRAGMA journal_mode = delete",
        "PRAGMA page_size = 8192; VACUUM",
        "PRAGMA auto_vacuum = full; VACUUM",
        "ANALYZE",
        "PRAGMA journal_mode = wal",
        "PRAGMA wal_checkpoint(TRUNCATE)",
    ] {
        tamper::open(&path).execute_batch(sql).unwrap();
        intact(sql);
    }
    person.ok("rebuild");
    intact("rebuild");
    person.ok("backup copy.backup");
    let seen = person.run("--casebook copy.backup audit");
    assert_eq!(seen.exit, Exit::Done, "{}", seen.transcript());
    // A log left behind by a program that was killed.
    let other = tamper::open(&path);
    other.execute_batch("PRAGMA wal_autocheckpoint = 0; SELECT * FROM entry;").unwrap();
    person.ok("event add 'One more event'");
    intact("in use");
    let killed = Person::new();
    fs::copy(&path, killed.path("river.casebook")).unwrap();
    fs::copy(person.path("river.casebook-wal"), killed.path("river.casebook-wal")).unwrap();
    assert!(fs::metadata(killed.path("river.casebook-wal")).unwrap().len() > 0);
    assert_eq!(killed.run("audit").exit, Exit::Done, "{}", killed.see("audit"));
}
