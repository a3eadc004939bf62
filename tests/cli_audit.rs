//! Audits at a command line: what is intact, what is broken and where, and what
//! only the newest state seen can tell.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs, reason = "a test may fail")]

#[path = "cli/support.rs"]
mod support;
#[path = "cli/tamper.rs"]
mod tamper;

use std::fs;

use rashomon::Exit;
use rusqlite::Connection;
use serde_json::Value;
use support::{Person, Seen};

/// Changes the casebook behind the program's back.
fn tamper(person: &Person, work: impl FnOnce(&Connection)) {
    tamper::tamper(&person.path("river.casebook"), work);
}

/// Overwrites one byte of the newest entry of a kind.
fn alter_entry(conn: &Connection, kind: &str) {
    let like = format!("%\"fact\":{{\"{kind}\"%");
    let changed = conn
        .execute(
            "UPDATE entry SET body = CAST(replace(CAST(body AS TEXT), '2025', '2024') AS BLOB)
              WHERE seq = (SELECT max(seq) FROM entry WHERE CAST(body AS TEXT) LIKE ?1)",
            [like],
        )
        .unwrap();
    assert_eq!(changed, 1);
}

/// Audits a casebook that must be broken; sees that the audit left it as it was.
fn broken(person: &Person) -> (Seen, Vec<Value>) {
    let path = person.path("river.casebook");
    let before = fs::read(&path).unwrap();
    let seen = person.run("audit");
    assert_eq!(seen.exit, Exit::Broken, "{}", seen.transcript());
    let json = person.run("audit --json");
    assert_eq!(json.exit, Exit::Broken);
    let value = json.json();
    assert_eq!(value["data"]["outcome"], "broken");
    assert_eq!(fs::read(&path).unwrap(), before, "an audit changed the casebook");
    let found = value["data"]["audit"]["findings"].as_array().unwrap().clone();
    assert!(seen.stdout.starts_with("BROKEN: "), "{}", seen.stdout);
    assert!(!found.is_empty());
    (seen, found)
}

fn kinds(found: &[Value]) -> Vec<&str> {
    found.iter().map(|finding| finding["kind"].as_str().unwrap()).collect()
}

#[test]
fn an_intact_casebook_is_said_to_be_intact_as_far_as_it_was_checked() {
    let person = Person::with_accounts();
    let before = fs::read(person.path("river.casebook")).unwrap();
    insta::assert_snapshot!(person.see("audit"), @r"
    Intact, as far as it was checked.
      signed        not signed: no checkpoint of it is (`rashomon key new`,
                    `rashomon checkpoint --sign`)
      entries       22
      root          c011bafed1ce701891ef833b6c7a27661d85aff9f1ebd1e01e57346406089f0c

    Checked
      - the file's pages and indexes
      - the schema, with the guards of the record
      - 22 entries: unbroken numbers, hash, form, time, author, and that all they
        name was there before
      - the tree of hashes over them, each computed again
      - 1 captured text or file, hashed again
      - 3 quoted passages, read again from the captures
      - the tables, laid out again from the record
      - 0 verdicts, held against the rules

    Not checked
      - whether entries were cut off the end or all was written anew: no state of
        this casebook was seen before
      - the index of words, by which `search` finds: what it finds is read again
        from the record; `rebuild` makes it anew

    Notes (7): the casebook is not broken by these
      - untraced: C1@1: nobody traced whether they said it
      - untraced: C2@1: nobody traced whether they said it
      - untraced: C3@1: nobody traced whether they said it
      - single-source: E1/killed: all accounts come from one origin
      - guessed: C1@1: kind, cue was guessed, and nobody confirmed it
      - guessed: C2@1: kind, cue was guessed, and nobody confirmed it
      - guessed: C3@1: kind, cue was guessed, and nobody confirmed it
    -- Done
    ");
    assert_eq!(fs::read(person.path("river.casebook")).unwrap(), before);
    assert!(!person.path("river.casebook-wal").exists());
}

#[test]
fn notes_end_in_six_under_strict_and_in_zero_without() {
    let person = Person::with_accounts();
    assert_eq!(person.run("audit").exit, Exit::Done);
    let strict = person.run("audit --strict");
    assert_eq!(strict.exit, Exit::Notes, "{}", strict.transcript());
    assert!(strict.stdout.starts_with("Intact"), "{}", strict.stdout);
    let value = person.run("audit --strict --json");
    assert_eq!(
        (value.exit, value.json()["data"]["outcome"].clone()),
        (Exit::Notes, "intact".into())
    );
    let empty = Person::at_desk();
    assert_eq!(empty.run("audit --strict").exit, Exit::Done, "{}", empty.see("audit --strict"));
}

#[test]
fn a_broken_casebook_ends_in_five_under_strict_too() {
    let person = Person::with_accounts();
    tamper(&person, |conn| alter_entry(conn, "claim"));
    assert_eq!(person.run("audit --strict").exit, Exit::Broken);
}

#[test]
fn an_altered_entry_is_named_by_its_handle_and_number() {
    let person = Person::with_accounts();
    tamper(&person, |conn| alter_entry(conn, "claim"));
    let (seen, found) = broken(&person);
    let altered = found.iter().find(|finding| finding["kind"] == "altered-entry").unwrap();
    assert_eq!(altered["entry"], 21);
    assert!(seen.stdout.contains("C3 (entry 21)"), "{}", seen.stdout);
}

#[test]
fn altered_captured_bytes_name_the_capture_and_each_quotation_in_it() {
    let person = Person::with_accounts();
    tamper(&person, |conn| {
        let page = support::PAGE.replace("fired first", "fired later");
        let changed = conn
            .execute("UPDATE chunk SET encoding = 'plain', bytes = ?1", [page.as_bytes()])
            .unwrap();
        assert_eq!(changed, 1);
    });
    let (seen, found) = broken(&person);
    assert!(found.len() >= 2, "{}", seen.stdout);
    for place in ["S1@1", "C1@1.1"] {
        assert!(seen.stdout.contains(place), "{place}\n{}", seen.stdout);
    }
    assert!(!seen.stdout.contains("C2@1.1"), "{}", seen.stdout);
}

#[test]
fn an_altered_table_is_found_and_rebuild_repairs_it() {
    let person = Person::with_accounts();
    tamper(&person, |conn| {
        conn.execute("UPDATE thing SET number = 7 WHERE kind = 'event'", []).unwrap();
    });
    let (seen, found) = broken(&person);
    assert!(seen.stdout.contains("table"), "{}", seen.stdout);
    assert_eq!(found.len(), 1, "{}", seen.stdout);
    insta::assert_snapshot!(person.see("rebuild"), @r"
    -- stderr
    wrote the tables again from 22 entries
    next: rashomon audit
    -- Done
    ");
    assert_eq!(person.run("audit").exit, Exit::Done, "{}", person.see("audit"));
    person.ok("conflicts E1");
}

#[test]
fn rebuild_does_not_repair_the_record() {
    let person = Person::with_accounts();
    tamper(&person, |conn| alter_entry(conn, "claim"));
    let rebuilt = person.run("rebuild");
    assert!(matches!(rebuilt.exit, Exit::Done | Exit::Broken), "{}", rebuilt.transcript());
    let (_, found) = broken(&person);
    assert!(kinds(&found).contains(&"altered-entry"), "{found:?}");
}

#[test]
fn a_rebuild_that_is_only_tried_changes_nothing() {
    let person = Person::with_accounts();
    let before = fs::read(person.path("river.casebook")).unwrap();
    assert!(person.run("rebuild --dry-run").stderr.contains("dry run"));
    assert_eq!(fs::read(person.path("river.casebook")).unwrap(), before);
}

#[test]
fn damage_of_several_kinds_is_listed_whole() {
    let person = Person::with_accounts();
    tamper(&person, |conn| {
        alter_entry(conn, "claim");
        conn.execute("UPDATE thing SET number = 7 WHERE kind = 'event'", []).unwrap();
        conn.execute("UPDATE chunk SET encoding = 'plain', bytes = x'00'", []).unwrap();
        conn.execute("UPDATE node SET hash = zeroblob(32) WHERE position = 1", []).unwrap();
    });
    let (seen, found) = broken(&person);
    let mut all = kinds(&found);
    all.sort_unstable();
    all.dedup();
    assert!(all.len() >= 4, "{all:?}\n{}", seen.stdout);
    for finding in &found {
        let words = finding["words"].as_str().unwrap();
        let first: String = words.split_whitespace().take(3).collect::<Vec<_>>().join(" ");
        let shown = seen.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(shown.contains(&first), "{words}\n{}", seen.stdout);
    }
}

#[test]
fn entries_cut_off_the_end_are_found() {
    let person = Person::with_accounts();
    person.ok("audit");
    tamper(&person, |conn| {
        conn.execute("DELETE FROM entry WHERE seq >= 20", []).unwrap();
    });
    broken(&person);
}

#[test]
fn an_older_copy_is_told_from_the_newest_state_that_was_seen() {
    let person = Person::with_accounts();
    let path = person.path("river.casebook");
    let older = fs::read(&path).unwrap();
    person.ok("verify C1 --work checking --why begun");
    fs::write(&path, older).unwrap();
    let (seen, found) = broken(&person);
    insta::assert_snapshot!(seen.stdout.split_once("Found\n").unwrap().1.split_once("\n\n").unwrap().0, @r"
    - cut-off: entries were cut off, this is an older copy, or a copy of it was
      written to: it has 22 entries, and this user has seen 23
    ");
    assert_eq!(found.len(), 1);
}

#[test]
fn an_older_copy_is_told_after_a_further_write_to_it_too() {
    let person = Person::with_accounts();
    let path = person.path("river.casebook");
    person.ok("audit");
    let older = fs::read(&path).unwrap();
    person.ok("verify C1 --work checking --why begun");
    person.ok("verify C2 --work checking --why begun");
    fs::write(&path, older).unwrap();
    person.run("verify C3 --work parked --why 'as if nothing had happened'");
    person.run("verify C3 --work closed --why 'again'");
    person.run("verify C3 --work checking --why 'and again'");
    broken(&person);
}

#[test]
fn another_history_under_the_same_name_is_told_from_the_newest_state_seen() {
    let mut person = Person::with_accounts();
    let path = person.path("river.casebook");
    let older = fs::read(&path).unwrap();
    person.ok("verify C1 --work checking --why 'what was written'");
    // Somebody else, on a machine that has seen nothing.
    person.set("XDG_STATE_HOME", person.path("elsewhere").to_str().unwrap());
    fs::write(&path, older).unwrap();
    person.ok("verify C1 --work closed --why 'what was made of it'");
    person.ok("verify C2 --work closed --why 'and more'");
    assert_eq!(person.run("audit").exit, Exit::Done);
    // Who has seen the first is not deceived.
    person.vars.retain(|(name, _)| name != "XDG_STATE_HOME");
    broken(&person);
}

#[test]
fn without_a_state_seen_before_the_audit_says_that_it_cannot_tell_an_older_copy() {
    let mut person = Person::with_accounts();
    person.set("XDG_STATE_HOME", person.path("new").to_str().unwrap());
    let first = person.ok("audit");
    let not_checked = first.split_once("Not checked\n").unwrap().1;
    assert!(not_checked.contains("seen"), "{first}");
    let second = person.ok("audit");
    assert!(second.contains("the newest state this user has seen (22 entries)"), "{second}");
}

#[test]
fn a_state_folder_that_cannot_be_read_is_warned_about_and_stops_nothing() {
    let person = Person::with_accounts();
    person.ok("audit");
    let state = person.path("home/.local/state/rashomon");
    for file in fs::read_dir(&state).unwrap() {
        fs::write(file.unwrap().path(), "not a head").unwrap();
    }
    let seen = person.run("audit");
    assert_eq!(seen.exit, Exit::Done, "{}", seen.transcript());
    assert!(
        seen.stderr.contains("warning: the newest state seen cannot be read"),
        "{}",
        seen.stderr
    );
    let json = person.run("audit --json").json();
    assert_eq!(json["warnings"].as_array().unwrap().len(), 1);
}

#[test]
fn an_audit_reads_a_casebook_that_cannot_be_written() {
    let person = Person::with_accounts();
    let path = person.path("river.casebook");
    let mut permissions = fs::metadata(&path).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&path, permissions).unwrap();
    let seen = person.run("audit");
    assert_eq!(seen.exit, Exit::Done, "{}", seen.transcript());
}

#[test]
fn an_audit_of_a_file_that_is_no_casebook_says_so_and_leaves_it() {
    let person = Person::new();
    let path = person.file("note.casebook", "not a casebook at all");
    let seen = person.run("audit");
    assert_eq!(seen.exit, Exit::Failed, "{}", seen.transcript());
    assert!(seen.stderr.contains("is not a casebook"), "{}", seen.stderr);
    assert_eq!(fs::read(path).unwrap(), b"not a casebook at all");
}
