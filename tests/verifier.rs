//! `docs/format.md` is complete: a verifier written from it alone, in Python
//! over the stock `sqlite3` shell, accepts what is intact and names what is not.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    missing_docs,
    reason = "a test may fail"
)]

#[path = "cli/support.rs"]
mod support;
#[path = "cli/tamper.rs"]
mod tamper;

use std::path::{Path, PathBuf};
use std::process::Command;

use rashomon::journal::Fact;
use rashomon::journal::tree::Roll;
use rusqlite::{Connection, params};
use sha2::{Digest, Sha256};
use support::Person;

const PAGE: &str = include_str!("../docs/format.md");
const VERIFIER: &str = include_str!("verify_casebook.py");

/// Whether the stock tools are there; says so where they are not.
fn is_there() -> bool {
    let runs = |name: &str, args: &[&str]| {
        Command::new(name).args(args).output().is_ok_and(|done| done.status.success())
    };
    let there = runs("python3", &["-c", "import json"]) && runs("sqlite3", &["-version"]);
    if !there {
        eprintln!("skipped: python3 and the sqlite3 shell are not both on this machine");
    }
    there
}

/// What the verifier ends in, and what it prints.
fn verify(casebook: &Path, options: &[&str]) -> (i32, String) {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/verify_casebook.py");
    let done = Command::new("python3").arg(script).arg(casebook).args(options).output().unwrap();
    let text = String::from_utf8_lossy(&done.stdout).into_owned();
    let error = String::from_utf8_lossy(&done.stderr).into_owned();
    (done.status.code().unwrap(), text + &error)
}

/// A casebook with kept, salted and withheld captures.
fn desk() -> Person {
    let page = "\u{feff}Naïve “words”: “They fired first,” said Mr Bo Red.\n";
    let first = ["capture second.txt --outlet 'Lake Courier' --salted"];
    let person = Person::with_second_page(page, &first);
    person.file("third.txt", "A page that is not ours to keep.\n");
    person.all(&[
        "log --from S2 --quote 'They fired first' --by 'Mr Bo Red'",
        "evidence add --kind span --from S1 --bearing neutral --on E1/hurt --quote '12 flashes' --note 'Seen'",
        "member add bo --name Bo",
        "capture third.txt --outlet 'Sea Courier' --withhold copyright",
        "link contradicts C1 C2 --on E1/first --why x",
        "undo L1 --why 'A slip'",
    ]);
    person
}

fn casebook(person: &Person) -> PathBuf {
    person.path("river.casebook")
}

/// Every leaf and node written anew, as who holds the file can do.
fn rehash(conn: &Connection) {
    let mut query = conn.prepare("SELECT seq, body FROM entry ORDER BY seq").unwrap();
    let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    let rows: Vec<(i64, Vec<u8>)> = rows.collect::<Result<_, _>>().unwrap();
    conn.execute("DELETE FROM node", []).unwrap();
    let mut roll = Roll::new();
    for (seq, body) in rows {
        let leaf: [u8; 32] = Sha256::new().chain_update([0]).chain_update(&body).finalize().into();
        conn.execute("UPDATE entry SET leaf = ?1 WHERE seq = ?2", params![leaf, seq]).unwrap();
        for (position, hash) in roll.push(leaf) {
            let position = i64::try_from(position).unwrap();
            conn.execute("INSERT INTO node VALUES (?1, ?2)", params![position, hash]).unwrap();
        }
    }
}

#[test]
fn casebooks_that_are_intact_are_accepted_and_their_root_is_ours() {
    if !is_there() {
        return;
    }
    let (october, river) = (Person::with_october(), desk());
    river.all(&[
        "checkpoint --stamp-request unsigned.tsq",
        "key new",
        "checkpoint --sign --witness 0 -o request.txt",
        "checkpoint --sign --stamp-request signed.tsq",
    ]);
    for (person, name) in [(&october, "october.casebook"), (&river, "river.casebook")] {
        let (code, text) = verify(&person.path(name), &[]);
        assert_eq!(code, 0, "{text}");
        let audit = person.run("audit --json").json();
        let root = audit["data"]["audit"]["root"].as_str().unwrap();
        assert!(text.contains(root) && text.ends_with("intact\n"), "{root}\n{text}");
        let passages = &audit["data"]["audit"]["spans"];
        assert!(text.contains(&format!("; {passages} passages, ")), "{passages}\n{text}");
    }
}

#[test]
fn casebooks_that_were_altered_are_refused_each_for_its_reason() {
    if !is_there() {
        return;
    }
    let whole = std::fs::read(casebook(&desk())).unwrap();
    let person = Person::new();
    let body = |from: &str, to: &str| {
        format!(
            "UPDATE entry SET body = CAST(replace(CAST(body AS TEXT), '{from}', '{to}') AS BLOB)"
        )
    };
    for (sql, anew, words) in [
        (body("Blueland", "Greenland"), false, "was altered: its bytes"),
        ("DELETE FROM entry WHERE seq = 5".into(), false, "entry 5 is missing"),
        ("UPDATE entry SET leaf = zeroblob(32) WHERE seq = 5".into(), false, "entry 5 was altered"),
        ("UPDATE node SET hash = zeroblob(32) WHERE position = 2".into(), false, "tree's hash 2,"),
        ("INSERT INTO node VALUES (9999, zeroblob(32))".into(), false, "after the last entry"),
        (
            "UPDATE chunk SET bytes = x'00', encoding = 'zlib' WHERE blob = 1".into(),
            false,
            "blob 1",
        ),
        (
            "UPDATE chunk SET bytes = x'00', encoding = 'plain' WHERE blob = 2".into(),
            false,
            "altered",
        ),
        ("UPDATE blob SET salt = zeroblob(32) WHERE salt IS NOT NULL".into(), false, "was altered"),
        (
            "DELETE FROM blob WHERE number = 1".into(),
            false,
            "bytes that should be kept are not here",
        ),
        ("INSERT INTO chunk VALUES (99, 0, 'plain', x'00')".into(), false, "which is not there"),
        // All written anew: only what is in the entries tells.
        (body("\"by\":\"ann\"", "\"by\": \"ann\""), true, "is no entry: not canonical"),
        (body("\"by\":\"ann\"", "\"by\":\"eve\""), true, "`eve` was not a member then"),
        (body("\"bytes\":[", "\"bytes\":[1"), true, "are not those that were quoted"),
        (body("\"points\":[", "\"points\":[1"), true, "are not those that were quoted"),
        (body("\"v\":1", "\"v\":1.0"), true, "is no entry"),
        (body("\"v\":1", "\"v\":null"), true, "is no entry: null"),
        (
            body("\"custody\":\"withheld\"", "\"custody\":\"kept\""),
            true,
            "should be kept are not here",
        ),
    ] {
        let path = person.file("river.casebook", &whole);
        tamper::tamper(&path, |conn| {
            assert!(conn.execute(&sql, []).unwrap() > 0, "{sql}");
            if anew {
                rehash(conn);
            }
        });
        let (code, text) = verify(&path, &[]);
        assert_eq!(code, 5, "{sql}\n{text}");
        assert!(text.contains(words), "{sql}: {words}\n{text}");
    }
    let (code, text) = verify(&person.file("page.txt", "no database at all"), &[]);
    assert_eq!(code, 1, "{text}");
}

#[test]
fn a_state_that_was_kept_elsewhere_shows_what_was_cut_off_or_written_anew() {
    if !is_there() {
        return;
    }
    let person = desk();
    let audit = person.run("audit --json").json();
    let entries = audit["data"]["audit"]["entries"].as_u64().unwrap();
    let hex = audit["data"]["audit"]["root"].as_str().unwrap();
    let origin: String = tamper::open(&casebook(&person))
        .query_row(
            "SELECT json_extract(CAST(body AS TEXT), '$.fact.casebook.origin') FROM entry LIMIT 1",
            [],
            |row| row.get(0),
        )
        .unwrap();
    let note = person.file("note", format!("{origin}\n{entries}\n{}\n", base64(hex)));
    let kept = ["--checkpoint", note.to_str().unwrap()];
    let (code, text) = verify(&casebook(&person), &kept);
    assert_eq!(code, 0, "{text}");
    person.ok("event add 'It goes on'");
    let whole = std::fs::read(casebook(&person)).unwrap();
    let (code, text) = verify(&casebook(&person), &kept);
    assert_eq!(code, 0, "{text}");
    for (sql, words) in [
        (format!("DELETE FROM entry WHERE seq >= {}", entries - 1), "some were cut off"),
        (
            "UPDATE entry SET body = CAST(replace(CAST(body AS TEXT), 'A slip', 'A trip') AS BLOB)"
                .to_owned(),
            "this is not that record",
        ),
    ] {
        std::fs::write(casebook(&person), &whole).unwrap();
        tamper::tamper(&casebook(&person), |conn| {
            conn.execute(&sql, []).unwrap();
            rehash(conn);
        });
        let (code, text) = verify(&casebook(&person), &[]);
        assert_eq!(code, 0, "nothing in the file tells: {sql}\n{text}");
        let (code, text) = verify(&casebook(&person), &kept);
        assert_eq!(code, 5, "{sql}\n{text}");
        assert!(text.contains(words), "{sql}\n{text}");
    }
}

/// Base64 of a hash in hexadecimal digits (RFC 4648 §4).
fn base64(hex: &str) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let bytes: Vec<u8> = (0..hex.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap())
        .collect();
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let bits = three.iter().fold(0u32, |bits, byte| bits << 8 | u32::from(*byte));
        let bits = bits << (8 * (3 - three.len()));
        for at in 0..=three.len() {
            text.push(char::from(DIGITS[(bits >> (18 - 6 * at)) as usize & 63]));
        }
    }
    while !text.len().is_multiple_of(4) {
        text.push('=');
    }
    text
}

#[test]
fn the_verifier_is_short_and_uses_nothing_of_ours() {
    assert!(VERIFIER.lines().count() < 300);
    let imports: Vec<&str> =
        VERIFIER.lines().filter(|line| line.trim().starts_with("import ")).collect();
    assert_eq!(imports, ["import argparse, base64, hashlib, json, re, subprocess, sys, zlib"]);
}

/// What is in the format and not on its page would be nobody's.
#[test]
fn the_page_names_every_fact_field_table_and_column_of_the_record() {
    for word in Fact::KINDS {
        assert!(PAGE.contains(&format!("| `{word}` | ")), "no fact `{word}`");
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/journal/fact");
    let mut fields = 0;
    for file in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        for line in text.lines().filter_map(|line| line.strip_prefix("    pub ")) {
            let Some((name, _)) = line.split_once(": ") else { continue };
            let name = name.replace('_', "-");
            assert!(PAGE.contains(&format!("`{name}`")), "no field `{name}`");
            fields += 1;
        }
    }
    assert!(fields > 100, "{fields}");
    let person = Person::with_accounts();
    let conn = tamper::open(&casebook(&person));
    for table in ["entry", "node", "blob", "chunk", "checkpoint"] {
        let mut query = conn.prepare("SELECT name FROM pragma_table_info(?1)").unwrap();
        let columns = query.query_map([table], |row| row.get::<_, String>(0)).unwrap();
        for column in columns {
            let column = column.unwrap();
            assert!(PAGE.contains(&format!("`{column}`")), "no column {table}.{column}");
        }
        assert!(PAGE.contains(&format!("| `{table}` | ")), "no table {table}");
    }
}
