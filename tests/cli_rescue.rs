//! Backups, restoring them, and recovering what a damaged casebook can prove.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs, reason = "a test may fail")]

#[path = "cli/support.rs"]
mod support;
#[path = "cli/tamper.rs"]
mod tamper;

use std::fs;

use rashomon::Exit;
use rusqlite::{Connection, OpenFlags};
use support::{Person, Seen};

fn tamper(person: &Person, work: impl FnOnce(&Connection)) {
    tamper::tamper(&person.path("river.casebook"), work);
}

fn alter(person: &Person, from: &str, to: &str) {
    tamper(person, |conn| {
        let sql = "UPDATE entry SET body = CAST(replace(CAST(body AS TEXT), ?1, ?2) AS BLOB)
                    WHERE seq = (SELECT max(seq) FROM entry WHERE CAST(body AS TEXT) LIKE '%' || ?1 || '%')";
        assert_eq!(conn.execute(sql, [from, to]).unwrap(), 1);
    });
}

fn raw(person: &Person) -> Connection {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE;
    Connection::open_with_flags(person.path("river.casebook"), flags).unwrap()
}

fn size(person: &Person, name: &str) -> u64 {
    person.run(&format!("--casebook {name} audit --json")).json()["data"]["audit"]["entries"]
        .as_u64()
        .unwrap()
}

fn files(person: &Person) -> Vec<String> {
    let entries = fs::read_dir(person.folder.path()).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.filter(|name| name != "home").collect();
    names.sort();
    names
}

fn refused(person: &Person, line: &str, words: &str) -> Seen {
    let seen = person.run(line);
    assert_eq!(seen.exit, Exit::Refused, "{line}\n{}", seen.transcript());
    assert!(seen.stderr.contains(words), "{words}\n{}", seen.stderr);
    seen
}

// -- backup --------------------------------------------------------------------

#[test]
fn a_backup_is_a_casebook_that_was_audited() {
    let person = Person::with_accounts();
    insta::assert_snapshot!(person.see("backup river.backup"), @r"
        river.backup
        -- stderr
        copied 22 entries, root c011bafed1ce701891ef833b6c7a27661d85aff9f1ebd1e01e57346406089f0c
        audited: the copy is intact, as far as it was checked
        -- Done
        ");
    assert_eq!(size(&person, "river.backup"), 22);
    let again = person.run("backup river.backup");
    assert_eq!(again.exit, Exit::Refused, "{}", again.transcript());
    assert_eq!(person.run("backup other --dry-run").exit, Exit::Done);
    assert_eq!(files(&person), ["page.txt", "river.backup", "river.casebook"]);
    let json = person.run("backup third --json").json();
    assert_eq!(
        (&json["data"]["entries"], &json["data"]["outcome"]),
        (&22.into(), &"intact".into())
    );
}

#[test]
fn a_backup_in_use_holds_what_is_committed_and_nothing_else() {
    let person = Person::with_accounts();
    let other = raw(&person);
    other.execute_batch("PRAGMA wal_autocheckpoint = 0; SELECT * FROM entry;").unwrap();
    person.ok("event add 'Another event'");
    // Entry 22 lies in the log now, and a transaction is open.
    other.execute_batch("BEGIN IMMEDIATE; DELETE FROM name;").unwrap();
    let seen = person.run("backup river.backup");
    assert_eq!(seen.exit, Exit::Done, "{}", seen.transcript());
    other.execute_batch("ROLLBACK").unwrap();
    assert_eq!(size(&person, "river.backup"), 23);
}

#[test]
fn a_backup_of_a_broken_casebook_is_made_and_said_to_be_broken() {
    let person = Person::with_accounts();
    alter(&person, "2025", "2024");
    let seen = person.run("backup river.backup");
    assert_eq!(seen.exit, Exit::Broken, "{}", seen.transcript());
    assert!(seen.stderr.contains("BROKEN"), "{}", seen.stderr);
    assert!(person.path("river.backup").exists());
}

// -- restore -------------------------------------------------------------------

#[test]
fn a_copy_that_continues_the_casebook_replaces_it_and_what_was_there_is_kept() {
    let person = Person::with_accounts();
    let older = fs::read(person.path("river.casebook")).unwrap();
    person.ok("event add 'Another event'");
    person.ok("backup river.backup");
    fs::write(person.path("river.casebook"), older).unwrap();
    assert_eq!(person.run("audit").exit, Exit::Broken);
    assert_eq!(person.run("restore river.backup --dry-run").exit, Exit::Done);
    assert_eq!(person.run("audit").exit, Exit::Broken);
    insta::assert_snapshot!(person.see("restore river.backup"), @r"
        river.casebook
        -- stderr
        kept what was there as river.casebook.replaced-with-22-entries
        restored 23 entries, root c3686951c247c31785044f1bdc764bac5f4240d45cb01c0b7c1328867ef392c5
        next: rashomon audit
        -- Done
        ");
    assert_eq!(person.run("audit").exit, Exit::Done);
    assert_eq!(size(&person, "river.casebook.replaced-with-22-entries"), 22);
    assert_eq!(
        files(&person),
        ["page.txt", "river.backup", "river.casebook", "river.casebook.replaced-with-22-entries"]
    );
}

#[test]
fn a_longer_casebook_is_not_replaced() {
    let person = Person::with_accounts();
    person.ok("backup river.backup");
    person.ok("event add 'Another event'");
    let before = fs::read(person.path("river.casebook")).unwrap();
    insta::assert_snapshot!(person.see("restore river.backup"), @r"
        -- stderr
        error: the casebook has 23 entries, the copy 22: those after it would be lost
        hint: nothing was changed. If the casebook is damaged, `rashomon recover OUT` first; to go back to the copy all the same, move the casebook away by hand
        -- Refused
        ");
    assert_eq!(fs::read(person.path("river.casebook")).unwrap(), before);
    assert_eq!(files(&person), ["page.txt", "river.backup", "river.casebook"]);
}

#[test]
fn another_history_and_another_casebook_are_not_replaced() {
    let person = Person::with_accounts();
    let common = fs::read(person.path("river.casebook")).unwrap();
    person.ok("event add 'One event'");
    person.ok("backup one.backup");
    fs::write(person.path("river.casebook"), common).unwrap();
    let _ = person.run("audit --accept");
    person.ok("event add 'Another event'");
    refused(&person, "restore one.backup", "they part at entry 22");
    let other = Person::new();
    other.ok("init other");
    fs::copy(other.path("other.casebook"), person.path("other.backup")).unwrap();
    refused(&person, "restore other.backup", "already entry 0 differs");
    fs::write(person.path("river.casebook"), "something else").unwrap();
    let foreign = person.run("restore one.backup");
    assert_eq!(foreign.exit, Exit::Failed, "{}", foreign.transcript());
    assert_eq!(fs::read(person.path("river.casebook")).unwrap(), b"something else");
}

#[test]
fn a_copy_that_is_not_intact_is_put_nowhere() {
    let person = Person::with_accounts();
    person.ok("backup river.backup");
    tamper::tamper(&person.path("river.backup"), |conn| {
        conn.execute("UPDATE name SET name = 'Nobody' WHERE rowid IN (SELECT seq FROM thing)", [])
            .or_else(|_| conn.execute("UPDATE name SET name = 'Nobody'", []))
            .unwrap();
    });
    refused(&person, "restore river.backup", "is not intact");
}

#[test]
fn a_damaged_casebook_is_replaced_and_a_cut_off_one_is_set_aside() {
    let person = Person::with_accounts();
    person.ok("backup river.backup");
    alter(&person, "2025", "2024");
    person.ok("restore river.backup");
    assert_eq!(person.run("audit").exit, Exit::Done);
    // Cut in the middle: no longer a database that opens.
    let whole = fs::read(person.path("river.casebook")).unwrap();
    let half = &whole[..whole.len() / 2];
    fs::write(person.path("river.casebook"), half).unwrap();
    let seen = person.run("restore river.backup");
    assert_eq!(seen.exit, Exit::Done, "{}", seen.transcript());
    assert_eq!(fs::read(person.path("river.casebook.replaced")).unwrap(), half);
    assert_eq!(person.run("audit").exit, Exit::Done);
    // What was seen with more entries than the copy has is not given up for it.
    person.ok("event add 'Another event'");
    fs::write(person.path("river.casebook"), half).unwrap();
    refused(&person, "restore river.backup", "you saw it with 1 entry more");
}

#[test]
fn an_empty_place_is_filled_and_a_longer_state_seen_before_is_said() {
    let person = Person::with_accounts();
    person.ok("backup river.backup");
    person.ok("event add 'Another event'");
    fs::remove_file(person.path("river.casebook")).unwrap();
    assert_eq!(person.run("restore river.backup").exit, Exit::NotFound);
    let seen = person.run("--casebook river.casebook restore river.backup");
    assert_eq!(seen.exit, Exit::Done, "{}", seen.transcript());
    assert!(seen.stderr.contains("with 1 entry more"), "{}", seen.stderr);
    assert_eq!(size(&person, "river.casebook"), 22);
}

#[test]
fn nobody_writes_between_the_check_and_the_replacement() {
    let person = Person::with_accounts();
    person.ok("backup river.backup");
    let path = person.path("river.casebook");
    let store = rashomon::store::Store::open(&path, rashomon::store::Access::Write).unwrap();
    store.keep_others_out().unwrap();
    let other = raw(&person);
    other.busy_timeout(std::time::Duration::from_millis(20)).unwrap();
    assert!(other.execute_batch("BEGIN IMMEDIATE").is_err());
    drop(store);
    other.execute_batch("BEGIN IMMEDIATE; ROLLBACK").unwrap();
}

// -- recover -------------------------------------------------------------------

#[test]
fn what_is_provable_is_recovered_and_what_is_lost_is_listed_by_handle() {
    let person = Person::with_accounts();
    // C2, so that C3 stands behind the break.
    alter(&person, "Ms Ada Blue", "Ms Eva Blue");
    let before = fs::read(person.path("river.casebook")).unwrap();
    assert_eq!(person.run("recover new.casebook --dry-run").exit, Exit::Done);
    assert!(!person.path("new.casebook").exists());
    insta::assert_snapshot!(person.see("recover new.casebook"), @r"
          entries       20 recovered, 2 lost
          root          55705062e0ae0cadf6a0224bef1b3110572c0edff636d77ceb07745ac6025c9f
          bytes         1 texts and files recovered

        Lost
          - C2 (entry 20, claim): its bytes do not give the hash stored beside them
          - C3 (entry 21, claim): its bytes are whole, and it stands behind one that is
            not
        -- stderr
        made new.casebook; the damaged file was left as it is
        next: rashomon --casebook new.casebook audit
        -- Done
        ");
    assert_eq!(fs::read(person.path("river.casebook")).unwrap(), before);
    assert_eq!(files(&person), ["new.casebook", "page.txt", "river.casebook"]);
    let person = elsewhere(&person);
    assert_eq!(person.run("audit").exit, Exit::Done, "{}", person.see("audit"));
    person.ok("log --like C1 --quote 'Our side did not fire' --by 'Ms Ada Blue' --on first:denies=Blueland");
}

/// Someone who has only the recovered casebook, and saw no other.
fn elsewhere(person: &Person) -> Person {
    let other = Person::new();
    fs::copy(person.path("new.casebook"), other.path("new.casebook")).unwrap();
    other
}

#[test]
fn bytes_that_were_altered_are_not_recovered_and_are_missing_by_handle() {
    let person = Person::with_accounts();
    tamper(&person, |conn| {
        conn.execute("UPDATE chunk SET encoding = 'plain', bytes = x'00'", []).unwrap();
    });
    let seen = person.run("recover new.casebook");
    assert_eq!(seen.exit, Exit::Done, "{}", seen.transcript());
    assert!(seen.stdout.contains("22 recovered, 0 lost"), "{}", seen.stdout);
    assert!(seen.stdout.contains("S1@1 should be kept, and is not here"), "{}", seen.stdout);
    // Whoever has the page puts it back; its hash decides.
    person.ok("--casebook new.casebook attach S1@1 page.txt");
    assert_eq!(person.run("--casebook new.casebook audit").exit, Exit::Done);
}

#[test]
fn each_kind_of_break_ends_the_record_and_a_missing_hash_does_not() {
    for (sql, kept, words) in [
        ("DELETE FROM entry WHERE seq = 9", 9, "it is not there"),
        ("UPDATE entry SET leaf = zeroblob(32) WHERE seq = 9", 9, "the hash stored beside them"),
        ("UPDATE node SET hash = zeroblob(32) WHERE position = 2", 1, "the tree has another hash"),
        ("DELETE FROM node WHERE position = 2", 22, "22 recovered, 0 lost"),
        ("DELETE FROM node", 22, "22 entries stand on their own hash alone"),
        ("DROP TABLE thing", 22, "22 recovered, 0 lost"),
    ] {
        let person = Person::with_accounts();
        tamper(&person, |conn| conn.execute_batch(sql).unwrap());
        let seen = person.run("recover new.casebook");
        assert_eq!(seen.exit, Exit::Done, "{sql}\n{}", seen.transcript());
        let one_line = seen.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(one_line.contains(words), "{sql}\n{}", seen.stdout);
        let other = elsewhere(&person);
        assert_eq!(other.run("audit").exit, Exit::Done, "{sql}\n{}", other.see("audit"));
        assert_eq!(other.entries(), kept, "{sql}");
    }
}

#[test]
fn a_file_that_was_cut_off_or_scribbled_over_is_recovered_as_far_as_it_goes() {
    let person = Person::with_october();
    let whole = fs::read(person.path("october.casebook")).unwrap();
    let pages = whole.len() / 4096;
    let mut most = 0;
    for page in [1, pages / 4, pages / 2, pages - 2] {
        let scribbled =
            whole.iter().enumerate().map(|(at, byte)| if at / 4096 == page { 0xa5 } else { *byte });
        let scribbled: Vec<u8> = scribbled.collect();
        for (at, bytes) in [&whole[..page * 4096 + 7], &scribbled].into_iter().enumerate() {
            fs::write(person.path("october.casebook"), bytes).unwrap();
            let out = format!("new-{page}-{at}.casebook");
            let seen = person.run(&format!("--casebook october.casebook recover {out} --json"));
            assert_eq!(fs::read(person.path("october.casebook")).unwrap(), bytes);
            if seen.exit == Exit::Done {
                let json = seen.json();
                let (kept, lost) = (&json["data"]["entries"], &json["data"]["lost"]);
                assert!(kept.as_u64().unwrap() > 0, "{kept}");
                most = most.max(kept.as_u64().unwrap());
                let audit = person.run(&format!("--casebook {out} audit --json")).json();
                assert_eq!(&audit["data"]["audit"]["entries"], kept, "{lost}");
            } else {
                assert_eq!(seen.exit, Exit::Broken, "{}", seen.transcript());
                assert!(!person.path(&out).exists());
            }
        }
    }
    assert!(most > 50, "at most {most} entries were recovered");
}

#[test]
fn nothing_provable_is_an_error_and_makes_nothing() {
    let person = Person::with_accounts();
    tamper(&person, |conn| {
        conn.execute("DELETE FROM entry WHERE seq = 0", []).unwrap();
    });
    let seen = person.run("recover new.casebook");
    assert_eq!(seen.exit, Exit::Broken, "{}", seen.transcript());
    assert!(seen.stderr.contains("entry 0: it is not there"), "{}", seen.stderr);
    assert_eq!(files(&person), ["page.txt", "river.casebook"]);
    fs::write(person.path("taken"), "mine").unwrap();
    assert_eq!(person.run("recover taken").exit, Exit::Refused);
}

#[test]
fn of_a_file_that_was_cut_off_the_entries_that_are_left_are_recovered() {
    let person = Person::new();
    person.ok("quickstart made");
    let path = person.path("made/october-2025.casebook");
    let whole = fs::read(&path).unwrap();
    for (part, least) in [(3, 50), (5, 150)] {
        fs::write(&path, &whole[..whole.len() / 6 * part]).unwrap();
        let out = format!("part{part}.casebook");
        let seen = person.run(&format!("--casebook made/october-2025.casebook recover {out}"));
        assert!(path.exists() && person.path(&out).exists(), "{}", seen.transcript());
        assert!(size(&person, &out) >= least, "{}", seen.transcript());
    }
}
