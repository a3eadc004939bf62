//! Imports in JSON Lines: the seeds, bad lines, repeated and undone imports.
#![allow(
    clippy::print_stderr,
    clippy::unwrap_used,
    clippy::expect_used,
    missing_docs,
    reason = "a test may fail"
)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use rashomon::Error;
use rashomon::casebook::{Casebook, Machine, Setup};
use rashomon::conflict::{self, DriftKind, Mark, SignalWord};
use rashomon::exchange::{
    Became, Bytes, Folder, Imported, Input, Job, LineKind, Seed, dawn, import, october, run,
};
use rashomon::journal::fact;
use rashomon::model::{Stamp, vocab::LinkState};
use rashomon::store::Access;
use rusqlite::{Connection, OpenFlags};

/// A casebook in a folder of its own.
struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        let desk = Self { folder: tempfile::tempdir().unwrap() };
        let setup = Setup { title: "Test".into(), member: "ann".into(), name: "Ann".into() };
        Casebook::create(&desk.path(), &setup, machine(0, false)).unwrap();
        desk
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("test.casebook")
    }

    fn open(&self, dry_run: bool) -> Casebook {
        let size = Casebook::open(&self.path(), Access::Read, machine(0, false)).unwrap();
        let size = size.store().head().unwrap().size;
        Casebook::open(&self.path(), Access::Write, machine(size, dry_run)).unwrap()
    }

    fn size(&self) -> u64 {
        self.open(false).store().head().unwrap().size
    }

    fn import(&self, lines: &str) -> Result<Imported, Error> {
        let folder = Folder::Disk(self.folder.path());
        let input = Input { name: Some("lines.jsonl".into()), bytes: lines.as_bytes(), folder };
        Ok(import(&mut self.open(false), &input)?.outcome)
    }

    fn seed(&self, seed: Seed) -> Imported {
        import(&mut self.open(false), &seed.input()).unwrap().outcome
    }
}

/// A machine without a clock, whose random bytes never repeat in a test.
fn machine(from: u64, dry_run: bool) -> Machine {
    let mut next = from << 32;
    let random = move || {
        next += 1;
        let mut bytes = [0; 32];
        bytes[..8].copy_from_slice(&next.to_be_bytes());
        bytes
    };
    let stamp = Stamp { at: "2025-11-01T12:00:00Z".parse().unwrap(), by: "ann".into() };
    Machine { stamp, random: Box::new(random), state: None, dry_run }
}

const NORTH_AND_SOUTH: &str = r#"
# Two sides, one clash.
{"party":{"key":"north","display":"Northern Army","kind":"armed-force"}}
{"party":{"key":"south","display":"Southern Army","kind":"armed-force"}}
{"source":{"key":"paper","outlet":"The Paper","published":"2025-10-17"}}
{"capture":{"key":"page","source":"paper","text":"The Northern Army said that the south attacked.\nThe Southern Army said that the north attacked.\n"}}
{"event":{"key":"clash","title":"Clash at the bridge","sides":["North: north","South: south"]}}
{"question":{"key":"clash.initiator","event":"clash","question":"initiator","kind":"party","text":"Who attacked first?"}}
{"claim":{"key":"c-north","from":"page","by":"The Northern Army","who":"north","claim":"The south attacked first.","quotes":[{"exact":"The Northern Army said","to":"attacked."}],"on":["clash/initiator=south"]}}
{"claim":{"key":"c-south","from":"page","by":"The Southern Army","who":"south","claim":"The north attacked first.","quotes":[{"exact":"The Southern Army said","to":"attacked."}],"on":["clash/initiator=north"]}}
{"link":{"key":"l1","kind":"contradicts","from":"c-north","to":"c-south","on":"clash/initiator","why":"Each names the other."}}
"#;

#[test]
fn the_october_seed_is_imported_whole_and_again_adds_nothing() {
    let desk = Desk::new();
    let imported = desk.seed(october());
    let of = |kind| imported.lines.iter().filter(|line| line.kind == kind).count();
    assert!(of(LineKind::Claim) >= 25 && of(LineKind::Event) >= 5, "{imported:?}");
    assert_eq!(imported.count(Became::Logged), imported.lines.len());
    let guessed = imported.lines.iter().filter(|line| !line.notes.is_empty());
    assert_eq!(guessed.collect::<Vec<_>>(), Vec::<&_>::new());
    let size = desk.size();
    let again = desk.seed(october());
    assert_eq!((again.count(Became::Known), desk.size()), (again.lines.len(), size));
}

#[test]
fn the_october_seed_holds_a_corrected_claim_a_stale_link_and_a_merge() {
    let desk = Desk::new();
    desk.seed(october());
    let casebook = desk.open(false);
    let store = casebook.store();
    let names = casebook.names();
    let links = store.list::<fact::Link>().unwrap();
    let states: Vec<LinkState> =
        links.iter().map(|link| store.link_state(link.id.into()).unwrap()).collect();
    assert_eq!(states.iter().filter(|state| **state == LinkState::Dismissed).count(), 2);
    let scene = store.scene(&[]).unwrap();
    let stale: Vec<u32> =
        scene.links.iter().filter(|link| link.stale).map(|link| link.number).collect();
    assert_eq!(stale.len(), 1, "{stale:?}");
    let one = names.party("Zabiullah Mujahid").unwrap();
    assert_eq!(one, names.party("Zabihullah Mujahid").unwrap());
    let twice = store.claims(&rashomon::store::ClaimFilter::default()).unwrap();
    assert_eq!(twice.iter().filter(|claim| claim.versions.len() == 2).count(), 2);
}

#[test]
fn the_october_seed_shows_what_the_tool_is_for() {
    let desk = Desk::new();
    desk.seed(october());
    let casebook = desk.open(false);
    let scene = casebook.store().scene(&[]).unwrap();
    let signal = |handle: &str| {
        let question = scene.questions.iter().find(|one| scene.question_handle(one.id) == handle);
        conflict::signal(&scene, question.unwrap().id)
    };
    // (question, its signal)
    let cases = [
        ("E3/initiator", SignalWord::Contested),
        ("E3/killed", SignalWord::SingleSource),
        ("E2/person-location", SignalWord::Contested),
        ("E4/perpetrator", SignalWord::Admitted),
        ("E5/ceasefire-hours", SignalWord::Uncontested),
        ("E7/afghan-soil", SignalWord::Contested),
        ("E6/killed", SignalWord::SingleSource),
    ];
    for (handle, word) in cases {
        assert_eq!(signal(handle).word, word, "{handle}");
    }
    assert!(signal("E3/killed").marks.contains(&Mark::CountsTheEnemy));
    let kinds: Vec<DriftKind> = conflict::drift(&scene).iter().map(|drift| drift.kind).collect();
    assert_eq!(kinds, [DriftKind::Adopted]);
    let set: BTreeSet<&str> = scene.findings.iter().map(|found| found.finding.as_str()).collect();
    let expected = ["admitted", "contested", "not-checkable", "unverifiable", "unverified"];
    assert_eq!(set.into_iter().collect::<Vec<_>>(), expected);
}

/// The page itself, where this machine has it.
fn page() -> Option<Vec<u8>> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/seed/dawn-2025-10-17.txt");
    std::fs::read(beside).ok()
}

#[test]
fn the_dawn_seed_holds_no_text_and_its_page_can_be_attached() {
    let desk = Desk::new();
    let imported = desk.seed(dawn());
    let claims = imported.lines.iter().filter(|line| line.kind == LineKind::Claim).count();
    assert_eq!(claims, 24);
    let Some(page) = page() else {
        eprintln!("skipped: the page is not on this machine");
        return;
    };
    let mut casebook = desk.open(false);
    let capture = casebook.names().capture("S1@1").unwrap();
    let mut other = page.clone();
    other[2010] ^= 1;
    let refused = casebook.write(|desk| desk.attach(&capture, &other, None)).unwrap_err();
    let (message, named) = (refused.to_string(), "C");
    assert!(matches!(refused, Error::Refused { .. }) && message.contains(named), "{message}");
    let attached = casebook.write(|desk| desk.attach(&capture, &page, None)).unwrap();
    assert!(attached.outcome >= 24);
    for row in casebook.store().spans_on(capture.id.into()).unwrap() {
        for piece in row.span.pieces() {
            let [start, end] = piece.bytes.map(|byte| usize::try_from(byte).unwrap());
            let words = std::str::from_utf8(&page[start..end]).unwrap();
            assert_eq!(rashomon::casebook::digest(None, words.as_bytes()), piece.sha256);
            assert_eq!(words.chars().count() as u64, piece.points[1] - piece.points[0]);
        }
    }
}

#[test]
fn both_seeds_go_into_one_casebook() {
    let desk = Desk::new();
    desk.seed(october());
    let imported = desk.seed(dawn());
    assert!(imported.count(Became::Matched) > 0);
    assert!(
        imported.lines.iter().any(|line| line.became == Became::Matched && line.key == "kabul")
            || imported
                .lines
                .iter()
                .any(|line| line.became == Became::Known && line.key == "kabul")
    );
}

#[test]
fn every_bad_line_is_reported_with_its_field_and_nothing_is_written() {
    let desk = Desk::new();
    let size = desk.size();
    // (bad line, its field, words of the reason)
    let bad = [
        (
            r#"{"claim":{"key":"b1","from":"page","who":"north","clame":"x"}}"#,
            "clame",
            "unknown field",
        ),
        (
            r#"{"claim":{"key":"b2","from":"page","who":"north","claim":"x","quotes":[{"exact":"nowhere at all"}]}}"#,
            "quotes",
            "does not stand",
        ),
        (
            r#"{"claim":{"key":"b3","from":"page","who":"nrth","claim":"x","quotes":[{"exact":"that the south"}]}}"#,
            "who",
            "no party `nrth`",
        ),
        (
            r#"{"claim":{"key":"b4","from":"page","who":"north","claim":"x","quotes":[{"exact":"that the south"}],"on":["clash/initiator:assertz=south"]}}"#,
            "on[0]",
            "unknown stance",
        ),
        (
            r#"{"claim":{"key":"b5","from":"page","who":"north","claim":"x","quotes":[{"exact":"said that"}]}}"#,
            "quotes",
            "2 places",
        ),
        (r#"{"event":{"key":"b6","title":"T","date":"10/11/12"}}"#, "date", "10/11/12"),
        (
            r#"{"capture":{"key":"b7","source":"paper","file":"../test.casebook"}}"#,
            "file",
            "lead out",
        ),
        (r#"{"party":{"key":"north","display":"Other"}}"#, "key", "line 3 too"),
        (r#"{"party":{"key":"b9","display":"A","display":"B"}}"#, "the line", "stands twice"),
        (r#"{"as":"bob","party":{"key":"b10","display":"A"}}"#, "as", "not a member"),
        (
            r#"{"verdict":{"key":"b11","target":"c-north","on":"clash/initiator","finding":"confirmed","why":"w"}}"#,
            "grounds",
            "ground",
        ),
        (
            r#"{"verdict":{"key":"b12","target":"c-north","work":"finished","why":"w"}}"#,
            "work",
            "unknown",
        ),
        ("{not json", "the line", "not JSON"),
    ];
    let mut lines = NORTH_AND_SOUTH.to_owned();
    let first = lines.lines().count() + 1;
    for (line, ..) in bad {
        lines.push_str(line);
        lines.push('\n');
    }
    let message = desk.import(&lines).unwrap_err().to_string();
    for (number, (line, field, words)) in (first..).zip(bad) {
        let start = format!("  line {number}, {field}: ");
        let told = message.lines().find(|told| told.starts_with(&start));
        assert!(told.is_some_and(|told| told.contains(words)), "{line}\n{start}\n{message}");
    }
    assert!(message.starts_with("nothing was imported: 13 lines of `lines.jsonl`"), "{message}");
    assert_eq!(desk.size(), size);
    let folder = Folder::Disk(desk.folder.path());
    let input = Input { name: Some("lines.jsonl".into()), bytes: lines.as_bytes(), folder };
    let dry = import(&mut desk.open(true), &input).unwrap_err().to_string();
    assert_eq!(dry, message);
}

#[test]
fn lines_that_rest_on_a_bad_one_are_named_and_not_blamed() {
    let desk = Desk::new();
    let lines = NORTH_AND_SOUTH.replace("\"kind\":\"party\"", "\"kind\":\"partey\"");
    let message = desk.import(&lines).unwrap_err().to_string();
    let expected =
        "nothing was imported: one line of `lines.jsonl` cannot be used\n  line 8, kind: ";
    assert!(message.starts_with(expected), "{message}");
    assert!(
        message.ends_with("not looked at, as they name what those would have made: line 9, 10, 11"),
        "{message}"
    );
}

#[test]
fn a_dry_run_reports_the_same_and_writes_nothing() {
    let desk = Desk::new();
    let size = desk.size();
    let folder = Folder::Nowhere;
    let input = Input { name: None, bytes: NORTH_AND_SOUTH.as_bytes(), folder };
    let dry = import(&mut desk.open(true), &input).unwrap();
    assert!(dry.dry_run);
    assert_eq!(desk.size(), size);
    let done = import(&mut desk.open(false), &input).unwrap();
    assert_eq!(dry.outcome, done.outcome);
    assert_eq!(dry.entries, done.entries);
    let handles: Vec<&str> =
        done.outcome.lines.iter().filter_map(|line| line.handle.as_deref()).collect();
    assert_eq!(handles[..2], ["P1", "P2"]);
    assert!(
        handles.contains(&"C2") && handles.contains(&"L1") && handles.contains(&"E1/initiator")
    );
}

#[test]
fn a_party_of_this_very_name_is_matched_and_a_like_one_is_not() {
    let desk = Desk::new();
    desk.import(NORTH_AND_SOUTH).unwrap();
    let line = r#"{"party":{"key":"other-key","display":"Northern Army","kind":"armed-force","aliases":["the north"]}}"#;
    let imported = desk.import(line).unwrap();
    assert_eq!(imported.lines[0].became, Became::Matched);
    assert_eq!(imported.lines[0].handle.as_deref(), Some("P1"));
    let line = r#"{"party":{"key":"third","display":"Northern Army","kind":"group"}}"#;
    let refused = desk.import(line).unwrap_err().to_string();
    assert!(refused.contains("P1 has the name"), "{refused}");
}

#[test]
fn later_imports_know_the_keys_of_earlier_ones() {
    let desk = Desk::new();
    desk.import(NORTH_AND_SOUTH).unwrap();
    let line = r#"{"withdraw":{"key":"w","claim":"c-north","why":"logged from the wrong page"}}"#;
    desk.import(line).unwrap();
    let size = desk.size();
    assert_eq!(desk.import(line).unwrap().count(Became::Known), 1);
    assert_eq!(desk.size(), size);
}

#[test]
fn what_was_undone_is_imported_anew() {
    let desk = Desk::new();
    let line = r#"{"party":{"key":"north","display":"Northern Army","kind":"armed-force"}}"#;
    desk.import(line).unwrap();
    let mut casebook = desk.open(false);
    let party = casebook.names().entry("P1").unwrap();
    casebook.write(|desk| desk.undo(&[party], "a slip")).unwrap();
    drop(casebook);
    let again = desk.import(line).unwrap();
    assert_eq!(again.lines[0].became, Became::Logged);
    assert_eq!(again.lines[0].handle.as_deref(), Some("P2"));
}

#[test]
fn a_byte_order_mark_and_carriage_returns_do_no_harm() {
    let desk = Desk::new();
    let lines = format!("\u{feff}{}", NORTH_AND_SOUTH.replace('\n', "\r\n"));
    assert_eq!(desk.import(&lines).unwrap().lines.len(), 9);
    let folder = Folder::Nowhere;
    let input = Input { name: None, bytes: b"{}\n\xff\xfe\n", folder };
    let message = import(&mut desk.open(false), &input).unwrap_err().to_string();
    assert!(message.contains("line 1, the line: expected one fact"), "{message}");
    assert!(message.contains("line 2, the line: byte 1 of the line is not UTF-8"), "{message}");
}

#[test]
fn an_import_in_batches_that_stopped_goes_on_where_it_was() {
    let (whole, stopped) = (Desk::new(), Desk::new());
    let all = whole.import(NORTH_AND_SOUTH).unwrap();
    let broken = NORTH_AND_SOUTH.replace("\"by\":\"The Southern Army\"", "\"bye\":1");
    let name = || Some("lines.jsonl".into());
    let job =
        |lines| Job { batch: Some(3), ..Job::lines(name(), Bytes::Here(lines), Folder::Nowhere) };
    let refused = run(&mut stopped.open(false), &job(broken.as_bytes()), &mut |_| {});
    let message = refused.unwrap_err().to_string();
    assert!(message.starts_with("6 lines were imported before the first bad one"), "{message}");
    let dry = run(&mut stopped.open(true), &job(NORTH_AND_SOUTH.as_bytes()), &mut |_| {});
    let rest = run(&mut stopped.open(false), &job(NORTH_AND_SOUTH.as_bytes()), &mut |_| {});
    let rest = rest.unwrap().outcome;
    assert_eq!(dry.unwrap().outcome, rest);
    assert_eq!((rest.count(Became::Known), rest.count(Became::Logged)), (6, 3));
    let handles = |imported: &Imported| {
        imported.lines.iter().map(|line| line.handle.clone()).collect::<Vec<_>>()
    };
    assert_eq!(handles(&rest), handles(&all));
    let again = run(&mut stopped.open(false), &job(NORTH_AND_SOUTH.as_bytes()), &mut |_| {});
    assert_eq!(again.unwrap().entries, 0);
}

#[test]
fn a_file_is_read_as_lines_in_memory_are_and_tells_how_far_it_is() {
    let (one, other) = (Desk::new(), Desk::new());
    let path = one.folder.path().join("lines.jsonl");
    std::fs::write(&path, NORTH_AND_SOUTH).unwrap();
    let name = Some("lines.jsonl".into());
    let job = Job::lines(name, Bytes::File(&path), Folder::Nowhere);
    let mut told = Vec::new();
    let imported = run(&mut one.open(false), &job, &mut |progress| told.push(progress)).unwrap();
    assert_eq!(imported.outcome, other.import(NORTH_AND_SOUTH).unwrap());
    let last = told.last().unwrap();
    assert_eq!((last.read, last.of, last.lines), (last.of, NORTH_AND_SOUTH.len() as u64, 9));
}

/// Name and text of every index of a casebook.
fn indexes(path: &Path) -> Vec<(String, String)> {
    let conn = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    let sql = "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL ORDER BY name";
    let mut query = conn.prepare(sql).unwrap();
    let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    rows.collect::<Result<_, _>>().unwrap()
}

#[test]
fn indexes_made_after_a_load_are_all_there_whatever_the_lines_and_however_it_ended() {
    let fresh = indexes(&Desk::new().path());
    let claims = NORTH_AND_SOUTH.lines().filter(|line| !line.starts_with("{\"link\""));
    let claims = claims.collect::<Vec<_>>().join("\n");
    let broken = claims.replace("\"by\":\"The Southern Army\"", "\"bye\":1");
    let later = claims.clone()
        + "\n{\"capture\":{\"key\":\"page2\",\"source\":\"paper\",\"text\":\"The Northern Army said that the south attacked.\\nNo more.\\n\"}}\n";
    for (lines, batch, done) in [
        (NORTH_AND_SOUTH, None, true),
        (&claims, None, true),
        (&later, None, true),
        (&claims, Some(3), true),
        (&broken, None, false),
        (&broken, Some(3), false),
    ] {
        let desk = Desk::new();
        let name = Some("lines.jsonl".into());
        let job = Job {
            batch,
            ..Job::lines(name, Bytes::Here(lines.as_bytes()), Folder::Disk(desk.folder.path()))
        };
        assert_eq!(run(&mut desk.open(false), &job, &mut |_| {}).is_ok(), done, "{lines}");
        assert_eq!(indexes(&desk.path()), fresh, "{lines}");
        let options = rashomon::audit::Options::at("2025-11-02T12:00:00Z".parse().unwrap());
        let audit = rashomon::audit::audit(desk.open(false).store(), &options);
        assert!(audit.unwrap().findings.is_empty(), "{lines}");
    }
}
