//! Audits: a clean casebook has no finding, and each kind of tampering shows
//! as its own, all of them at once.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs, reason = "a test may fail")]

#[path = "cli/tamper.rs"]
mod tamper;

use std::fs;
use std::path::PathBuf;

use rashomon::audit::{Audit, FindingKind, NoteKind, Options, audit};
use rashomon::casebook::{
    CaptureDraft, Casebook, ClaimDraft, Decide, Desk, EventDraft, EvidenceDraft, LinkDraft,
    Machine, PartyDraft, QuestionDraft, QuoteDraft, Setup, SourceDraft, VerdictDraft, state,
};
use rashomon::conflict::{SignalWord, signal};
use rashomon::exchange::{Folder, Input, dawn, import, october};
use rashomon::journal::fact;
use rashomon::journal::tree::Roll;
use rashomon::model::vocab::{ReviewOutcome, WithheldFor};
use rashomon::model::{EntryId, Sha256Hex, Stamp, Timestamp};
use rashomon::store::{Access, Head, Store};
use rusqlite::{Connection, OpenFlags, params};
use sha2::{Digest, Sha256};

const TEXT: &str = "\u{feff}River post shelled overnight\n\
    “Our side fired first,” said Ms Ada Blue. The naïve café owner saw 12 flashes.\n\
    Mr Bo Red said: “They fired first.” He would not say more.\n";

/// A casebook in a folder of its own, with the state folder beside it.
struct Office {
    folder: tempfile::TempDir,
}

fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

impl Office {
    fn path(&self) -> PathBuf {
        self.folder.path().join("river.casebook")
    }

    fn machine(&self, at: &str, by: &str, start: u64) -> Machine {
        let stamp = Stamp { at: time(at), by: by.into() };
        let mut count = start;
        let random = move || {
            count += 1;
            Sha256::digest(count.to_be_bytes()).into()
        };
        let state = Some(self.folder.path().join("state"));
        Machine { stamp, random: Box::new(random), state, dry_run: false }
    }

    /// Founds a casebook with two rival claims, evidence, a link and verdicts.
    fn new() -> Self {
        let office = Self { folder: tempfile::tempdir().unwrap() };
        let setup = Setup { title: "River".into(), member: "ann".into(), name: "Ann".into() };
        let machine = office.machine("2025-10-17T09:00:00Z", "ann", 0);
        let mut casebook = Casebook::create(&office.path(), &setup, machine).unwrap();
        casebook.write(log_all).unwrap();
        casebook.write(judge_all).unwrap();
        drop(casebook);
        office
    }

    fn write<T>(
        &self,
        at: &str,
        by: &str,
        work: impl FnMut(&mut Desk<'_, '_>) -> rashomon::Result<T>,
    ) {
        let start = 1000 * (1 + self.size());
        let machine = self.machine(at, by, start);
        Casebook::open(&self.path(), Access::Write, machine).unwrap().write(work).unwrap();
    }

    fn size(&self) -> u64 {
        Store::open(&self.path(), Access::Read).unwrap().size().unwrap()
    }

    fn newest(&self) -> Option<Head> {
        let store = Store::open(&self.path(), Access::Read).unwrap();
        let origin = store.casebook().unwrap().fact.origin;
        let seen = state::newest(&self.folder.path().join("state"), &origin).unwrap();
        seen.map(|seen| seen.head)
    }

    fn audit_with(&self, newest: Option<Head>) -> Audit {
        let store = Store::open(&self.path(), Access::Read).unwrap();
        let now = time("2025-10-18T09:00:00Z");
        audit(&store, &Options { newest, ..Options::at(now) }).unwrap()
    }

    fn audit(&self) -> Audit {
        self.audit_with(None)
    }

    fn raw(&self) -> Connection {
        Connection::open_with_flags(self.path(), OpenFlags::SQLITE_OPEN_READ_WRITE).unwrap()
    }

    /// Changes the file behind the program's back.
    fn tamper(&self, work: impl FnOnce(&Connection)) {
        tamper::tamper(&self.path(), work);
    }
}

fn quote(words: &str) -> Vec<QuoteDraft> {
    vec![QuoteDraft { exact: Some(words.into()), ..QuoteDraft::default() }]
}

fn log_all(desk: &mut Desk<'_, '_>) -> rashomon::Result<()> {
    for (display, kind) in [
        ("Blueland", "state"),
        ("Redland", "state"),
        ("Ms Ada Blue", "person"),
        ("Mr Bo Red", "person"),
    ] {
        let (display, kind) = (display.into(), Some(kind.into()));
        desk.add_party(&PartyDraft { display, kind, ..PartyDraft::default() })?;
    }
    let source = SourceDraft { outlet: Some("River Courier".into()), ..SourceDraft::default() };
    let source = desk.add_source(&source)?;
    desk.capture(source, TEXT.as_bytes(), &CaptureDraft::default())?;
    let sides = vec!["Blue: P1".into(), "Red: P2".into()];
    desk.add_event(&EventDraft { title: "Shelling".into(), sides, ..EventDraft::default() })?;
    desk.add_question(&QuestionDraft {
        event: "E1".into(),
        question: "first".into(),
        kind: "party".into(),
        text: "Who fired first?".into(),
        ..QuestionDraft::default()
    })?;
    for (by, words, on) in [
        ("Ms Ada Blue", "Our side fired first,", "E1/first:admits=P1"),
        ("Mr Bo Red", "They fired first.", "E1/first=P2"),
    ] {
        desk.log_claim(&ClaimDraft {
            from: Some("S1".into()),
            by: Some(by.into()),
            quotes: quote(words),
            on: vec![on.into()],
            ..ClaimDraft::default()
        })?;
    }
    Ok(())
}

fn judge_all(desk: &mut Desk<'_, '_>) -> rashomon::Result<()> {
    desk.add_evidence(
        &EvidenceDraft {
            bearing: "neutral".into(),
            note: "A witness counted flashes".into(),
            from: Some("S1".into()),
            kind: Some("span".into()),
            quotes: quote("naïve café owner saw 12 flashes"),
            on: vec!["E1/first".into()],
            ..EvidenceDraft::default()
        },
        None,
    )?;
    desk.add_link(&LinkDraft {
        kind: "contradicts".into(),
        from: "C1".into(),
        to: "C2".into(),
        on: Some("E1/first".into()),
        why: "Each names another side".into(),
        ..LinkDraft::default()
    })?;
    desk.verify(&verdict("C1", Some("contested")))?;
    desk.verify(&VerdictDraft {
        attribution: Some("acknowledged".into()),
        target: "C1".into(),
        grounds: vec!["X1".into()],
        why: "Her recording was heard".into(),
        ..VerdictDraft::default()
    })?;
    Ok(())
}

fn verdict(target: &str, finding: Option<&str>) -> VerdictDraft {
    VerdictDraft {
        finding: finding.map(Into::into),
        on: Some("E1/first".into()),
        target: target.into(),
        why: "Both accounts are on record".into(),
        ..VerdictDraft::default()
    }
}

fn kinds(audit: &Audit) -> Vec<FindingKind> {
    audit.findings.iter().map(|finding| finding.kind).collect()
}

fn has(audit: &Audit, kind: FindingKind, words: &str) -> bool {
    audit.findings.iter().any(|finding| finding.kind == kind && finding.words.contains(words))
}

fn noted(audit: &Audit, kind: NoteKind) -> Vec<String> {
    let of_kind = audit.notes.iter().filter(|note| note.kind == kind);
    of_kind.map(|note| note.words().into_owned()).collect()
}

fn leaf_of(body: &[u8]) -> [u8; 32] {
    Sha256::new().chain_update([0]).chain_update(body).finalize().into()
}

/// The number, bytes and hash of the newest entry that holds some words.
fn entry_with(conn: &Connection, words: &str) -> (i64, String) {
    let like = format!("%{words}%");
    conn.query_row(
        "SELECT seq, CAST(body AS TEXT) FROM entry WHERE CAST(body AS TEXT) LIKE ?1
          ORDER BY seq DESC LIMIT 1",
        [like],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
    .unwrap()
}

/// Writes every leaf and node anew, as somebody would who holds the file.
fn rehash(conn: &Connection) {
    let mut query = conn.prepare("SELECT seq, body FROM entry ORDER BY seq").unwrap();
    let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    let rows: Vec<(i64, Vec<u8>)> = rows.collect::<Result<_, _>>().unwrap();
    conn.execute("DELETE FROM node", []).unwrap();
    let mut roll = Roll::new();
    for (seq, body) in rows {
        let leaf = leaf_of(&body);
        conn.execute("UPDATE entry SET leaf = ?1 WHERE seq = ?2", params![leaf, seq]).unwrap();
        for (position, hash) in roll.push(leaf) {
            let position = i64::try_from(position).unwrap();
            conn.execute("INSERT INTO node VALUES (?1, ?2)", params![position, hash]).unwrap();
        }
    }
}

#[test]
fn a_clean_casebook_has_no_finding_and_is_left_as_it_was() {
    let office = Office::new();
    let before = fs::read(office.path()).unwrap();
    let audit = office.audit_with(office.newest());
    assert_eq!(audit.findings, []);
    assert!(audit.is_intact());
    assert_eq!(audit.entries, office.size());
    assert_eq!((audit.blobs, audit.spans, audit.verdicts), (2, 3, 2));
    assert_eq!(Some(*audit.root.as_bytes()), office.newest().map(|head| head.root));
    // A cache, which says nothing by itself.
    assert!(audit.not_checked[0].starts_with("the index of words"), "{:?}", audit.not_checked);
    assert_eq!(audit.not_checked.len(), 1);
    assert_eq!(fs::read(office.path()).unwrap(), before);
    assert_eq!(office.audit_with(office.newest()), audit);
}

#[test]
fn without_a_head_seen_before_the_audit_says_what_it_cannot_tell() {
    let audit = Office::new().audit();
    assert_eq!(audit.findings, []);
    assert!(audit.not_checked[0].contains("cut off"), "{:?}", audit.not_checked);
}

#[test]
fn an_altered_entry_is_named_by_its_handle_and_told_once() {
    let office = Office::new();
    office.tamper(|conn| {
        let (seq, body) = entry_with(conn, "Each names another side");
        let body = body.replace("Each names another side", "Each names one same side");
        conn.execute("UPDATE entry SET body = ?1 WHERE seq = ?2", params![body.as_bytes(), seq])
            .unwrap();
    });
    let audit = office.audit_with(office.newest());
    assert!(has(&audit, FindingKind::AlteredEntry, "was altered after it was logged"));
    assert!(has(&audit, FindingKind::OtherRecord, "not the record you saw"));
    let finding = &audit.findings[0];
    assert_eq!(finding.handle.as_deref(), Some("L1"));
    assert!(finding.entry.is_some());
    assert!(!kinds(&audit).contains(&FindingKind::AlteredTree), "{:?}", audit.findings);
}

#[test]
fn an_entry_that_is_rehashed_still_differs_from_the_tree() {
    let office = Office::new();
    office.tamper(|conn| {
        let (seq, body) = entry_with(conn, "Her recording was heard");
        let body = body.replace("Her recording was heard", "Her recording was read");
        let leaf = leaf_of(body.as_bytes());
        conn.execute(
            "UPDATE entry SET body = ?1, leaf = ?2 WHERE seq = ?3",
            params![body.as_bytes(), leaf, seq],
        )
        .unwrap();
    });
    let audit = office.audit();
    let tree = audit.findings.iter().filter(|it| it.kind == FindingKind::AlteredTree);
    assert_eq!(tree.count(), 1, "{:?}", audit.findings);
}

#[test]
fn a_record_written_anew_shows_only_against_a_head_seen_before() {
    let office = Office::new();
    let newest = office.newest();
    office.tamper(|conn| {
        let (seq, body) = entry_with(conn, "Her recording was heard");
        let body = body.replace("Her recording was heard", "Her recording was read");
        conn.execute("UPDATE entry SET body = ?1 WHERE seq = ?2", params![body.as_bytes(), seq])
            .unwrap();
        rehash(conn);
    });
    Store::open(&office.path(), Access::Write).unwrap().rebuild().unwrap();
    assert_eq!(office.audit().findings, []);
    let audit = office.audit_with(newest);
    assert_eq!(kinds(&audit), [FindingKind::OtherRecord]);
    assert!(has(&audit, FindingKind::OtherRecord, "this is not the record you saw"));
}

#[test]
fn entries_cut_off_the_end_show_against_a_head_seen_before() {
    let office = Office::new();
    let newest = office.newest();
    office.tamper(|conn| {
        conn.execute("DELETE FROM entry WHERE seq = (SELECT max(seq) FROM entry)", []).unwrap();
        rehash(conn);
    });
    Store::open(&office.path(), Access::Write).unwrap().rebuild().unwrap();
    assert_eq!(office.audit().findings, []);
    let audit = office.audit_with(newest);
    assert_eq!(kinds(&audit), [FindingKind::CutOff]);
}

#[test]
fn an_older_copy_shows_against_a_head_seen_before() {
    let office = Office::new();
    let copy = fs::read(office.path()).unwrap();
    office.write("2025-10-17T10:00:00Z", "ann", |desk| desk.add_member("ben", "Ben"));
    let newest = office.newest();
    assert_eq!(office.audit_with(newest).findings, []);
    fs::write(office.path(), copy).unwrap();
    let audit = office.audit_with(newest);
    assert_eq!(kinds(&audit), [FindingKind::CutOff]);
    assert!(has(&audit, FindingKind::CutOff, "an older copy"));
}

#[test]
fn entries_cut_off_with_the_tree_left_show_by_themselves() {
    let office = Office::new();
    office.tamper(|conn| {
        conn.execute("DELETE FROM entry WHERE seq = (SELECT max(seq) FROM entry)", []).unwrap();
    });
    assert!(has(&office.audit(), FindingKind::CutOff, "goes on after the last entry"));
}

#[test]
fn an_entry_taken_out_is_missing_and_those_that_name_it_link_to_nothing() {
    let office = Office::new();
    office.tamper(|conn| {
        let (seq, _) = entry_with(conn, "Redland");
        conn.execute("DELETE FROM entry WHERE seq = ?1", [seq]).unwrap();
    });
    let audit = office.audit();
    assert!(has(&audit, FindingKind::MissingEntry, "is missing"));
    let dangling =
        audit.findings.iter().filter(|it| it.kind == FindingKind::LinksToNothing).count();
    // The event's side, and the position that names Redland.
    assert_eq!(dangling, 2, "{:?}", audit.findings);
    assert!(!kinds(&audit).contains(&FindingKind::AlteredTree), "{:?}", audit.findings);
}

#[test]
fn an_altered_hash_of_the_tree_is_one_finding() {
    let office = Office::new();
    office.tamper(|conn| {
        // Position 2 covers entries 0 and 1.
        conn.execute("UPDATE node SET hash = zeroblob(32) WHERE position = 2", []).unwrap();
    });
    let audit = office.audit();
    assert_eq!(kinds(&audit), [FindingKind::AlteredTree]);
    assert!(has(&audit, FindingKind::AlteredTree, "over entries 0 to 1"));
    office.tamper(|conn| {
        conn.execute("DELETE FROM node WHERE position >= 5", []).unwrap();
    });
    let audit = office.audit();
    assert_eq!(kinds(&audit), [FindingKind::AlteredTree; 2]);
    assert!(has(&audit, FindingKind::AlteredTree, "hashes are missing"));
}

#[test]
fn an_altered_guard_is_one_finding() {
    let office = Office::new();
    let conn = office.raw();
    conn.execute_batch(
        "DROP TRIGGER entry_never_changes;
         CREATE TRIGGER entry_never_changes BEFORE UPDATE ON entry BEGIN SELECT 1; END;
         DROP TRIGGER blob_never_changes;",
    )
    .unwrap();
    drop(conn);
    let audit = office.audit();
    assert_eq!(kinds(&audit), [FindingKind::AlteredSchema; 2]);
    assert!(has(&audit, FindingKind::AlteredSchema, "entry_never_changes was altered"));
    assert!(has(&audit, FindingKind::AlteredSchema, "blob_never_changes is missing"));
}

#[test]
fn altered_bytes_are_named_with_the_quotation_they_held() {
    let office = Office::new();
    office.tamper(|conn| {
        let text = TEXT.trim_start_matches('\u{feff}').replace("They fired", "Them fired");
        let of_text = Sha256::digest(TEXT.trim_start_matches('\u{feff}').as_bytes());
        conn.execute(
            "UPDATE chunk SET encoding = 'plain', bytes = ?1
              WHERE blob = (SELECT number FROM blob WHERE sha256 = ?2)",
            params![text.as_bytes(), of_text.as_slice()],
        )
        .unwrap();
    });
    let audit = office.audit();
    assert!(has(&audit, FindingKind::AlteredBytes, "of S1@1 were altered"), "{:?}", audit.findings);
    assert!(has(&audit, FindingKind::AlteredText, "not what its bytes give"));
    let broken: Vec<_> =
        audit.findings.iter().filter(|it| it.kind == FindingKind::BrokenSpan).collect();
    assert_eq!(broken.len(), 1, "{broken:?}");
    assert_eq!(broken[0].handle.as_deref(), Some("C2@1.1"));
}

#[test]
fn bytes_that_cannot_be_unpacked_or_are_gone_are_findings() {
    let office = Office::new();
    office.tamper(|conn| {
        conn.execute("UPDATE chunk SET encoding = 'zlib', bytes = x'00' WHERE blob = 1", [])
            .unwrap();
        conn.execute("DELETE FROM blob WHERE number = 2", []).unwrap();
    });
    let audit = office.audit();
    assert!(has(&audit, FindingKind::AlteredBytes, "cannot be unpacked"), "{:?}", audit.findings);
    assert!(has(&audit, FindingKind::MissingBytes, "the text of S1@1 should be kept"));
    assert!(audit.not_checked.iter().any(|words| words.contains("3 quoted passages")));
}

#[test]
fn a_row_of_a_table_that_was_altered_added_or_lost_is_one_finding() {
    for (sql, words) in [
        ("UPDATE version SET printed = 'Nobody' WHERE number = 1 AND speaker = 3", "was altered"),
        ("UPDATE position SET stance = 'denies' WHERE stance = 'admits'", "was altered"),
        ("DELETE FROM bearing", "lacks a row"),
        ("INSERT INTO undone VALUES (3, 4)", "does not give"),
    ] {
        let office = Office::new();
        office.tamper(|conn| assert_eq!(conn.execute(sql, []).unwrap(), 1, "{sql}"));
        let audit = office.audit();
        assert_eq!(kinds(&audit), [FindingKind::AlteredTable], "{sql}: {:?}", audit.findings);
        assert!(has(&audit, FindingKind::AlteredTable, words), "{sql}: {:?}", audit.findings);
    }
}

#[test]
fn damage_of_every_kind_at_once_is_listed_whole() {
    let office = Office::new();
    let newest = office.newest();
    office.tamper(|conn| {
        conn.execute("UPDATE entry SET body = x'7b7d' WHERE seq = 3", []).unwrap();
        conn.execute("UPDATE node SET hash = zeroblob(32) WHERE position = 2", []).unwrap();
        conn.execute("UPDATE chunk SET bytes = x'ff', encoding = 'plain' WHERE blob = 2", [])
            .unwrap();
        conn.execute("DELETE FROM bearing", []).unwrap();
        conn.execute("DELETE FROM entry WHERE seq = (SELECT max(seq) FROM entry)", []).unwrap();
    });
    office.raw().execute_batch("DROP TRIGGER node_never_leaves").unwrap();
    let audit = office.audit_with(newest);
    for kind in [
        FindingKind::AlteredSchema,
        FindingKind::AlteredEntry,
        FindingKind::AlteredTree,
        FindingKind::CutOff,
        FindingKind::AlteredBytes,
        FindingKind::AlteredText,
        FindingKind::AlteredTable,
    ] {
        assert!(kinds(&audit).contains(&kind), "{kind}: {:?}", audit.findings);
    }
}

#[test]
fn entries_that_break_rules_are_findings_although_their_hashes_hold() {
    let office = Office::new();
    office.write("2025-10-17T11:00:00Z", "ann", |desk| {
        let ben = desk.add_member("ben", "Ben")?;
        let capture = desk.names().capture("S1@1")?.id;
        let (_, version) = desk.names().version("C1@1")?;
        let at = rashomon::model::PositionRef { index: 4, version };
        // A verdict with no reason and no ground, on a position that is not there.
        let id = desk.log(fact::Verdict {
            counter: Vec::new(),
            gaps: Vec::new(),
            grounds: Vec::new(),
            rating: None,
            reason: " ".into(),
            ruling: fact::Ruling::Finding(rashomon::model::vocab::Finding::Confirmed),
            standard: None,
            target: rashomon::model::Target::Position(at),
            tried: Vec::new(),
            would_settle: None,
        })?;
        let (outcome, reason) = (ReviewOutcome::Agrees, "Mine".into());
        desk.log(fact::Review { outcome, reason, verdict: id.into() })?;
        // A party that is a capture, and a receipt for another record.
        desk.log(fact::Merge {
            into: capture.into(),
            party: EntryId::from(ben).into(),
            reason: "-".into(),
        })?;
        let (root_sha256, size) = (Sha256Hex::from_bytes([9; 32]), 3);
        let (files, manifest_sha256) = (Vec::new(), None);
        desk.log(fact::Export {
            files,
            format: "jsonl".into(),
            manifest_sha256,
            root_sha256,
            size,
            to: None,
        })?;
        Ok(())
    });
    office.write("2025-10-17T12:00:00Z", "ben", |desk| {
        desk.as_member("ann", |desk| desk.end_member("ben"))?;
        desk.log(fact::Split { party: desk.names().party("P1")?, reason: "late".into() })
    });
    let audit = office.audit();
    for (kind, words) in [
        (FindingKind::BrokenRule, "every verdict needs a reason"),
        (FindingKind::BrokenRule, "needs a ground"),
        (FindingKind::BrokenRule, "other than the rival claims"),
        (FindingKind::BrokenRule, "no position number 5"),
        (FindingKind::BrokenRule, "a verdict of their own"),
        (FindingKind::LinksToOtherKind, "but that is a capture"),
        (FindingKind::LinksToOtherKind, "but that is a member"),
        (FindingKind::OtherRecord, "this is not that record"),
        (FindingKind::NotAMember, "a member until 2025-10-17T12:00:00Z"),
    ] {
        assert!(has(&audit, kind, words), "{kind} {words}: {:#?}", audit.findings);
    }
}

#[test]
fn notes_say_what_a_reader_should_know() {
    let office = Office::new();
    let audit = office.audit();
    assert_eq!(noted(&audit, NoteKind::Untraced), ["C2@1: nobody traced whether they said it"]);
    assert!(!noted(&audit, NoteKind::Guessed).is_empty());
    assert_eq!(noted(&audit, NoteKind::Unreviewed), Vec::<String>::new());
    office.write("2025-10-17T08:00:00Z", "ann", |desk| {
        desk.verify(&VerdictDraft {
            grounds: vec!["X1".into()],
            ..verdict("C2", Some("refuted"))
        })?;
        desk.withdraw_claim("C2", "A slip")?;
        desk.confirm_claim("C1")
    });
    let audit = office.audit();
    assert_eq!(audit.findings, []);
    assert_eq!(noted(&audit, NoteKind::Clock).len(), 1);
    assert_eq!(noted(&audit, NoteKind::StaleLink).len(), 1);
    assert_eq!(noted(&audit, NoteKind::Guessed), Vec::<String>::new());
    assert_eq!(
        noted(&audit, NoteKind::SingleSource),
        ["E1/first: all accounts come from one origin"]
    );
    let gone = noted(&audit, NoteKind::Unsupported);
    assert_eq!(gone, ["V1: `contested` no longer has a live rival account on this question"]);
}

#[test]
fn a_finding_on_an_older_version_is_noted_and_a_pending_one_too() {
    let office = Office::new();
    office.write("2025-10-17T10:00:00Z", "ann", |desk| {
        desk.verify(&VerdictDraft {
            grounds: vec!["X1".into()],
            ..verdict("C2", Some("refuted"))
        })?;
        let draft = ClaimDraft { hedges: vec!["said".into()], ..ClaimDraft::default() };
        desk.revise_claim(
            "C1",
            rashomon::model::vocab::Revision::Correction,
            "A hedge was missed",
            &draft,
        )
    });
    let audit = office.audit();
    assert_eq!(audit.findings, []);
    assert_eq!(
        noted(&audit, NoteKind::Unreviewed),
        ["V3: `refuted` does not count until a second member agrees"]
    );
    let given = noted(&audit, NoteKind::GivenBefore);
    assert_eq!(given, ["V1: `contested` was given on C1@1; C1@2 has no finding: look again"]);
    assert_eq!(noted(&audit, NoteKind::StaleLink).len(), 1);
    office
        .write("2025-10-17T11:00:00Z", "ann", |desk| desk.judge("L1", Decide::Confirm, "Still so"));
    assert_eq!(noted(&office.audit(), NoteKind::StaleLink), Vec::<String>::new());
}

#[test]
fn a_withheld_capture_is_a_note_and_left_bytes_are_a_finding() {
    let office = Office::new();
    office.write("2025-10-17T10:00:00Z", "ann", |desk| {
        let capture = desk.names().capture("S1@1")?;
        desk.withhold(&capture, WithheldFor::Copyright, "Not ours")
    });
    let audit = office.audit();
    assert_eq!(audit.findings, []);
    assert_eq!((audit.blobs, audit.spans), (0, 0));
    let withheld = noted(&audit, NoteKind::Withheld);
    assert!(withheld[0].contains("S1@1 is withheld: its 3 quoted passages"), "{withheld:?}");
    assert!(audit.not_checked.iter().any(|words| words.contains("3 quoted passages")));
    office.tamper(|conn| {
        let digest = Sha256::digest(TEXT.as_bytes());
        conn.execute(
            "INSERT INTO blob (sha256, size) VALUES (?1, ?2)",
            params![digest.as_slice(), i64::try_from(TEXT.len()).unwrap()],
        )
        .unwrap();
        conn.execute(
            "INSERT INTO chunk VALUES (last_insert_rowid(), 0, 'plain', ?1)",
            [TEXT.as_bytes()],
        )
        .unwrap();
    });
    assert_eq!(kinds(&office.audit()), [FindingKind::WithheldBytes]);
    office.write("2025-10-17T11:00:00Z", "ann", |desk| {
        let capture = desk.names().capture("S1@1")?;
        desk.attach(&capture, TEXT.as_bytes(), None)
    });
    let audit = office.audit();
    assert_eq!((audit.findings.len(), audit.spans), (0, 3), "{:?}", audit.findings);
}

#[test]
fn a_piece_that_adds_nothing_and_one_kept_in_an_unknown_way_are_found() {
    for sql in [
        "INSERT INTO chunk SELECT blob, max(number) + 1, 'plain', x'' FROM chunk WHERE blob = 1",
        "PRAGMA ignore_check_constraints = 1; UPDATE chunk SET encoding = 'zlibx' WHERE blob = 1",
    ] {
        let office = Office::new();
        office.tamper(|conn| conn.execute_batch(sql).unwrap());
        assert_eq!(kinds(&office.audit())[0], FindingKind::AlteredBytes, "{sql}");
    }
}

#[test]
fn a_salted_capture_is_checked_with_its_salt() {
    let office = Office::new();
    office.write("2025-10-17T10:00:00Z", "ann", |desk| {
        let source = SourceDraft { outlet: Some("Red Radio".into()), ..SourceDraft::default() };
        let source = desk.add_source(&source)?;
        let draft = CaptureDraft { salted: Some("yes".into()), ..CaptureDraft::default() };
        desk.capture(source, "He said: “No.” – and left.".as_bytes(), &draft)?;
        desk.log_claim(&ClaimDraft {
            from: Some("S2".into()),
            who: Some("P4".into()),
            quotes: quote("“No.”"),
            attribution: Some("direct-quote".into()),
            ..ClaimDraft::default()
        })
    });
    let audit = office.audit();
    assert_eq!(audit.findings, []);
    // The quotation, and the word that reports it.
    assert_eq!(audit.spans, 3 + 2);
    office.tamper(|conn| {
        conn.execute("UPDATE blob SET salt = zeroblob(32) WHERE salt IS NOT NULL", []).unwrap();
    });
    let audit = office.audit();
    assert!(kinds(&audit).contains(&FindingKind::AlteredBytes));
    assert!(kinds(&audit).contains(&FindingKind::BrokenSpan));
}

#[test]
fn the_seeds_are_intact_and_their_withheld_pages_are_said_to_be() {
    for (seed, withheld) in [(october(), 1), (dawn(), 1)] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("seed.casebook");
        let setup = Setup { title: "Seed".into(), member: "ann".into(), name: "Ann".into() };
        let office = Office { folder };
        let machine = office.machine("2025-11-01T12:00:00Z", "ann", 0);
        let mut casebook = Casebook::create(&path, &setup, machine).unwrap();
        import(&mut casebook, &seed.input()).unwrap();
        let options = Options::at(time("2025-11-02T12:00:00Z"));
        let audit = audit(casebook.store(), &options).unwrap();
        assert_eq!(audit.findings, []);
        assert_eq!(noted(&audit, NoteKind::Withheld).len(), withheld);
        assert!(noted(&audit, NoteKind::Untraced).len() > 10);
        let [told, asked] = single_sources(&casebook);
        assert_eq!(told, asked);
    }
}

#[test]
fn a_lost_table_stops_nothing_else() {
    for (table, kind) in [
        ("node", FindingKind::Unfinished),
        ("chunk", FindingKind::AlteredBytes),
        ("blob", FindingKind::MissingBytes),
        ("thing", FindingKind::AlteredTable),
        ("undone", FindingKind::AlteredSchema),
        ("span", FindingKind::AlteredTable),
    ] {
        let office = Office::new();
        office.raw().execute_batch(&format!("DROP TABLE {table}")).unwrap();
        let audit = office.audit();
        let found = kinds(&audit);
        assert!(found.contains(&FindingKind::AlteredSchema), "{table}: {found:?}");
        assert!(found.contains(&kind), "{table}: {:#?}", audit.findings);
        assert_eq!(audit.entries, 18, "{table}");
    }
}

/// Bytes of a page, as the program makes files.
const PAGE: usize = 4096;

/// Numbers of the pages that hold the index of words.
fn pages_of_words(conn: &Connection) -> Vec<usize> {
    let mut query = conn.prepare("SELECT pageno FROM dbstat WHERE name LIKE 'search%'").unwrap();
    let pages = query.query_map([], |row| row.get::<_, i64>(0)).unwrap();
    pages.map(|page| usize::try_from(page.unwrap()).unwrap()).collect()
}

#[test]
fn bytes_overwritten_anywhere_in_the_file_never_stop_the_program() {
    let office = Office::new();
    let whole = fs::read(office.path()).unwrap();
    let words = pages_of_words(&office.raw());
    let mut intact = 0;
    for at in (100..whole.len()).step_by(1531) {
        let page = at / PAGE + 1;
        // The index of words is a cache: what it finds is read in the record.
        if words.contains(&page) || words.contains(&((at + 24) / PAGE + 1)) {
            continue;
        }
        let mut torn = whole.clone();
        let end = (at + 24).min(torn.len());
        torn[at..end].iter_mut().for_each(|byte| *byte ^= 0x5a);
        if torn[at..end].iter().all(|byte| *byte == 0x5a) {
            continue; // Space that nothing uses.
        }
        fs::write(office.path(), torn).unwrap();
        // Opening may refuse it; an audit that runs has something to say.
        let Ok(store) = Store::open(&office.path(), Access::Read) else { continue };
        let options = Options::at(time("2025-10-18T09:00:00Z"));
        intact += u32::from(audit(&store, &options).is_ok_and(|audit| audit.is_intact()));
    }
    assert_eq!(intact, 0);
}

/// Who reads while somebody else writes hears of no cut, and takes back nothing
/// of what was seen meanwhile.
#[test]
fn what_is_written_during_a_reading_is_no_sign_of_an_older_copy() {
    let office = Office::new();
    let machine = office.machine("2025-10-18T09:00:00Z", "ann", 0);
    let reader = Casebook::open(&office.path(), Access::Read, machine).unwrap();
    reader.hold().unwrap();
    let before = reader.store().size().unwrap();
    let party = PartyDraft { display: "Greenland".into(), ..PartyDraft::default() };
    office.write("2025-10-18T10:00:00Z", "ann", |desk| desk.add_party(&party));
    assert_eq!(office.newest().unwrap().size, before + 1);
    assert_eq!(reader.store().size().unwrap(), before);
    assert_eq!(reader.doubt().unwrap(), None);
    assert_eq!(reader.seen().unwrap().unwrap().head.size, before);
    reader.remember().unwrap();
    assert_eq!(office.newest().unwrap().size, before + 1);
}

#[test]
fn an_audit_reads_as_json() {
    let office = Office::new();
    let json = serde_json::to_value(office.audit_with(office.newest())).unwrap();
    assert_eq!(json["findings"], serde_json::json!([]));
    assert_eq!(json["root"].as_str().unwrap().len(), 64);
    assert_eq!(json["notes"][0]["kind"], "guessed");
    assert_eq!(json["notes"][0]["handle"], "C1@1");
}

/// What the audit says of single sources, and what every question's signal is.
fn single_sources(casebook: &Casebook) -> [Vec<String>; 2] {
    let found = audit(casebook.store(), &Options::at(time("2025-11-02T12:00:00Z"))).unwrap();
    assert_eq!(found.findings, []);
    let told = found.notes.iter().filter(|note| note.kind == NoteKind::SingleSource);
    let scene = casebook.store().scene(&[]).unwrap();
    let alone = scene
        .questions
        .iter()
        .filter(|question| signal(&scene, question.id).word == SignalWord::SingleSource);
    let mut asked: Vec<String> =
        alone.map(|question| scene.question_handle(question.id).clone()).collect();
    let mut told: Vec<String> = told.filter_map(|note| note.handle().map(Into::into)).collect();
    asked.sort();
    told.sort();
    [told, asked]
}

/// The audit decides most questions without comparing anything: it must say
/// what a comparison would.
#[test]
fn a_single_source_is_noted_where_the_signal_says_so_and_nowhere_else() {
    const KINDS: [&str; 4] = ["person", "state", "outlet", "unnamed-group"];
    const STANCES: [&str; 4] = ["=yes", ":denies=yes", ":neither", ":admits=yes"];
    const HOW: [&str; 3] = ["direct-quote", "anonymous", "author"];
    let mut number = 1u64;
    let mut any = |below: usize| {
        number =
            number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(number >> 33).unwrap() % below
    };
    let mut seen = 0;
    for round in 0..12 {
        let mut lines = vec![
            r#"{"source": {"key": "s", "outlet": "Lake Courier"}}"#.to_owned(),
            r#"{"event": {"key": "e", "title": "A clash"}}"#.to_owned(),
        ];
        for nth in 0..6 {
            let kind = KINDS[any(8).saturating_sub(4)];
            let whole = if nth > 0 && any(5) == 0 {
                format!(", \"belongs-to\": [\"p{}\"]", any(nth))
            } else {
                String::new()
            };
            lines.push(format!("{{\"party\": {{\"key\": \"p{nth}\", \"display\": \"Party {}\", \"kind\": \"{kind}\"{whole}}}}}", "xabcdefg".chars().nth(nth).unwrap()));
        }
        for nth in 0..8 {
            let under = if nth > 5 { ", \"under\": \"e/q0\"" } else { "" };
            lines.push(format!("{{\"question\": {{\"key\": \"q{nth}\", \"event\": \"e\", \"question\": \"q{nth}\", \"kind\": \"yes-no\", \"text\": \"Was it so?\"{under}}}}}"));
        }
        for nth in 0..16 {
            let (question, party) = (any(8), any(6));
            let (stance, how) = (STANCES[any(8).saturating_sub(4)], HOW[any(6).saturating_sub(3)]);
            lines.push(format!("{{\"claim\": {{\"key\": \"c{nth}\", \"from\": \"s\", \"who\": \"p{party}\", \"claim\": \"So it was {nth}\", \"attribution\": \"{how}\", \"on\": [\"e/q{question}{stance}\"]}}}}"));
        }
        if round % 3 == 0 {
            lines.push(r#"{"link": {"key": "l", "kind": "restates", "from": "c0", "to": "c1", "why": "The same words"}}"#.to_owned());
            lines.push(
                r#"{"merge": {"key": "m", "party": "p1", "into": "p0", "why": "One person"}}"#
                    .to_owned(),
            );
            lines.push(r#"{"withdraw": {"key": "w", "claim": "c2", "why": "A slip"}}"#.to_owned());
            lines.push(r#"{"revise": {"key": "r", "claim": "c3", "kind": "correction", "why": "Misread", "on": ["e/q1=no"]}}"#.to_owned());
        }
        let office = Office { folder: tempfile::tempdir().unwrap() };
        let setup = Setup { title: "Any".into(), member: "ann".into(), name: "Ann".into() };
        let machine = office.machine("2025-11-01T12:00:00Z", "ann", 0);
        let mut casebook = Casebook::create(&office.path(), &setup, machine).unwrap();
        let bytes = lines.join("\n");
        let input = Input { name: None, bytes: bytes.as_bytes(), folder: Folder::Nowhere };
        import(&mut casebook, &input).unwrap_or_else(|error| panic!("{error:?}"));
        let [told, asked] = single_sources(&casebook);
        assert_eq!(told, asked, "round {round}:\n{bytes}");
        seen += told.len();
    }
    assert!(seen > 12, "{seen}");
}
