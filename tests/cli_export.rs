//! Exports at a command line: what is lossless, what stays withheld, and what a
//! spreadsheet gets.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs, reason = "a test may fail")]

#[path = "cli/support.rs"]
mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use insta::assert_snapshot;
use proptest::prelude::*;
use rashomon::Exit;
use rashomon::model::to_hex;
use rashomon::store::{Access, Store};
use support::Person;

/// The projection with the number of its entry in the place of every id, and
/// without the entry that says that it was imported.
fn projection(path: &Path) -> BTreeMap<String, Vec<String>> {
    let store = Store::open(path, Access::Read).unwrap();
    let mut ids = Vec::new();
    store
        .each_entry(0, &mut |raw| {
            ids.push(to_hex(raw.leaf));
            Ok(())
        })
        .unwrap();
    let told = |row: String| {
        let named = ids.iter().enumerate();
        named.fold(row, |row, (seq, id)| row.replace(id.as_str(), &format!("#{seq}")))
    };
    let tables = store.dump_projection().unwrap().into_iter();
    let tables = tables.map(|(table, rows)| {
        let rows = rows.into_iter().filter(|row| !row.starts_with("\"import\"|")).map(told);
        (table, rows.collect())
    });
    tables.collect()
}

const NEW: &str = "init new --title River --member ann --name Ann";

/// Exports the casebook of River, and imports it into a new one.
fn copied(person: &Person) {
    person.ok("export copy --casebook river.casebook");
    person.ok(NEW);
    person.ok("import copy/facts.jsonl --casebook new.casebook");
}

// -- facts --------------------------------------------------------------------

#[test]
fn an_export_imported_into_a_new_casebook_gives_the_same_projection() {
    let person = Person::with_accounts();
    copied(&person);
    let (old, new) =
        (projection(&person.path("river.casebook")), projection(&person.path("new.casebook")));
    assert!(old["position"].len() >= 3 && old["span"].len() >= 3, "{old:#?}");
    assert_eq!(old, new);
    for line in ["show C1", "conflicts E1", "list --json"] {
        let [old, new] =
            ["river", "new"].map(|name| person.ok(&format!("{line} --casebook {name}.casebook")));
        assert_eq!(old, new, "{line}");
    }
    person.ok("audit --casebook new.casebook");
}

/// The big one: every kind of fact that the seeds hold, by several members.
#[test]
fn a_whole_casebook_comes_back_from_its_export() {
    let person = Person::with_october();
    let old = person.path("october.casebook");
    person.ok("export copy");
    person.ok("init new --title 'Clashes of October 2025' --member desk --name 'The desk that tries it out'");
    person.ok("import copy/facts.jsonl --casebook new.casebook --as desk");
    assert_eq!(projection(&old), projection(&person.path("new.casebook")));
    person.ok("audit --casebook new.casebook");
}

const ACTS: &[&str] = &[
    "revise C1 --claim 'Blueland opened fire' --why 'plainer'",
    "revise C3 --claim 'Fifteen to twenty were killed' --on 'killed=15 killed' --why 'told'",
    "undo C1@2 --why 'wrong'",
    "undo C3 --why 'wrong'",
    "withdraw C2 --why 'twice'",
    "confirm C1",
    "link contradicts C1 C2 --on E1/first --why 'one says so, the other not'",
    "dismiss L1 --why 'on second thoughts'",
    "verify C1 --finding contested --on E1/first --ground C2 --why 'both cannot be'",
    "verify C3 --work checking --why 'begun'",
    "assign C3 --to ann",
    "member add bob --name Bob",
    "party alias P6 'Beau Rouge'",
    "party revise P6 --display 'Mr Beau Red'",
    "party merge P7 --into P4 --why 'one and the same'",
    "place add 'River post' --point 34.1,71.2",
    "source revise S1 --title 'A night at the river'",
    "event revise E1 --title 'Shelling at dawn'",
    "withhold S1@1 --for copyright --why 'asked to'",
    "attach S1@1 page.txt",
    "terms --unit shells='shells fired'",
    "enquiry add P4 --how email --when 2025-10-16 --text 'Who fired?' --on E1/first",
    "evidence add --on E1/killed --bearing supports --note 'a list of names'",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, ..ProptestConfig::default() })]

    #[test]
    fn nothing_is_lost_whatever_was_done(
        acts in prop::collection::vec(prop::sample::select(ACTS), 1..14),
    ) {
        let person = Person::with_accounts();
        for act in &acts {
            person.run(act);
        }
        copied(&person);
        let [old, new] = ["river", "new"].map(|name| projection(&person.path(&format!("{name}.casebook"))));
        prop_assert_eq!(old, new, "{:?}", acts);
    }
}

#[test]
fn an_export_goes_into_a_new_casebook_and_keeps_who_logged_what() {
    let person = Person::with_accounts();
    person.ok("member add bob --name Bob");
    person.ok("withdraw C3 --why 'twice' --as bob");
    person.ok("export copy");
    let refused = person.run("import copy/facts.jsonl --as ann");
    assert_snapshot!(refused.transcript(), @r"
    -- stderr
    error: an export goes into a new casebook, and this one holds more than its beginning
    hint: make one with `rashomon init NAME`, and import with --casebook NAME.casebook
    -- Refused
    ");
    person.ok("init other --title 'Another desk' --member cleo --name Cleo");
    person.ok("import copy/facts.jsonl --casebook other.casebook --as cleo");
    let history = person.ok("history C3 --casebook other.casebook");
    assert!(history.contains("bob"), "{history}");
    let members = person.ok("list members --casebook other.casebook");
    assert!(["ann", "bob", "cleo"].iter().all(|key| members.contains(key)), "{members}");
    assert!(person.ok("terms --casebook other.casebook").starts_with("River"));
    person.ok("audit --casebook other.casebook");
}

#[test]
fn an_export_that_was_changed_is_refused_with_the_line() {
    let person = Person::with_accounts();
    person.ok("export copy");
    let text = fs::read_dir(person.path("copy/bytes")).unwrap().next().unwrap().unwrap().path();
    let kept = fs::read(&text).unwrap();
    fs::write(&text, "other words").unwrap();
    person.ok(NEW);
    let import = "import copy/facts.jsonl --casebook new.casebook";
    let seen = person.run(import);
    assert_eq!(seen.exit, Exit::Refused);
    assert!(seen.stderr.contains("the export is not whole: line 2: bytes/"), "{}", seen.stderr);
    fs::write(&text, kept).unwrap();
    let facts = fs::read_to_string(person.path("copy/facts.jsonl")).unwrap();
    let cut = facts.trim_end().rsplit_once('\n').unwrap().0;
    person.file("copy/facts.jsonl", cut);
    let seen = person.run(import);
    assert!(seen.stderr.contains("entries"), "{}", seen.stderr);
    person.file("copy/facts.jsonl", &facts);
    person.ok(import);
}

#[test]
fn nothing_is_written_over() {
    let person = Person::with_accounts();
    fs::create_dir(person.path("full")).unwrap();
    person.file("full/note.txt", "mine");
    assert_snapshot!(person.see("export full"), @r"
    -- stderr
    error: there is something at `FOLDER/full` already
    hint: choose another name; nothing is written over
    -- Refused
    ");
    assert_snapshot!(person.see("export copy --dry-run"), @r"
    -- stderr
    dry run: 22 entries; nothing was written
    -- Done
    ");
    assert!(!person.path("copy").exists());
    person.ok("export copy");
    assert_eq!(person.run("export copy").exit, Exit::Refused);
}

// -- the journal --------------------------------------------------------------

#[test]
fn a_journal_comes_back_with_the_same_ids_and_the_same_root() {
    let person = Person::with_october();
    person.ok("export copy --journal");
    person.ok("import --journal copy/journal.jsonl --casebook again.casebook");
    let audit = |name: &str| {
        let data =
            person.run(&format!("audit --json --casebook {name}.casebook")).json()["data"].clone();
        (
            data["audit"]["root"].clone(),
            data["audit"]["entries"].clone(),
            data["audit"]["findings"].clone(),
        )
    };
    assert_eq!(audit("october"), audit("again"));
    let dump = |name: &str| {
        Store::open(&person.path(name), Access::Read).unwrap().dump_projection().unwrap()
    };
    assert_eq!(dump("october.casebook"), dump("again.casebook"));
    assert_eq!(
        person.run("import --journal copy/journal.jsonl --casebook again.casebook").exit,
        Exit::Refused,
        "never over a casebook"
    );
    let lines = fs::read_to_string(person.path("copy/journal.jsonl")).unwrap();
    person.file("copy/journal.jsonl", lines.replacen("\"v\":1", "\"v\": 1", 3));
    let seen = person.run("import --journal copy/journal.jsonl --casebook third.casebook");
    assert!(seen.stderr.contains("the export is not whole: line 1"), "{}", seen.stderr);
    assert!(!person.path("third.casebook").exists());
}

// -- what stays here ----------------------------------------------------------

#[test]
fn what_is_withheld_stays_withheld() {
    let person = Person::with_accounts();
    person.ok("withhold S1@1 --for copyright --why 'asked to'");
    for format in ["jsonl", "journal", "csv"] {
        person.ok(&format!("export {format} --format {format}"));
        for entry in walk(&person.path(format)) {
            let bytes = fs::read(&entry).unwrap();
            let found = String::from_utf8_lossy(&bytes).contains("They fired first");
            assert!(!found, "{}", entry.display());
        }
    }
    assert_eq!(person.run("export again --json").json()["data"]["withheld"], 1);
}

#[test]
fn salted_texts_go_along_only_if_asked() {
    let person = Person::at_desk();
    person.ok("capture page.txt --outlet Courier --salted");
    assert_snapshot!(person.see("export without"), @r"
    -- stderr
    exported 6 entries and 0 texts to without (2 files, 2587 bytes)
    next: rashomon import without/facts.jsonl --casebook NEW.casebook, after `rashomon init NEW`
    warning: texts and files of salted captures left out: 1; --with-salts sends them along
    -- Done
    ");
    assert!(!person.path("without/bytes").exists());
    person.ok("export with --with-salts");
    for (folder, texts) in [("without", false), ("with", true)] {
        person.ok(&format!("init {folder} --title River --member ann --name Ann"));
        person.ok(&format!("import {folder}/facts.jsonl --casebook {folder}.casebook"));
        let seen = person.run(&format!("source text S1 --casebook {folder}.casebook"));
        assert_eq!(seen.exit == Exit::Done, texts, "{}", seen.transcript());
    }
    person.ok("audit --casebook with.casebook");
}

fn walk(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { walk(&path) } else { vec![path] }).collect()
}

// -- spreadsheets -------------------------------------------------------------

#[test]
fn a_spreadsheet_gets_one_row_a_claim_and_one_a_position_and_no_formula() {
    let person = Person::with_accounts();
    person.ok("revise C1 --claim '=HYPERLINK(\"http://x\")' --why 'a trap'");
    person.ok("export tables --format csv");
    assert_snapshot!(fs::read_to_string(person.path("tables/positions.csv")).unwrap().replace('\r', ""), @r"
    position,claim,source,speaker,party,question,asks,stance,says,because,finding
    C1@2/E1/first,C1@2,S1,Mr Bo Red,P6,E1/first,Who fired first?,asserts,says Blueland,,unassessed
    C2@1/E1/first,C2@1,S1,Ms Ada Blue,P5,E1/first,Who fired first?,denies,denies Blueland,,unassessed
    C3@1/E1/killed,C3@1,S1,Redland army,P7,E1/killed,How many were killed?,asserts,says about 15–20 killed (fighters),,unassessed
    ");
    let claims = fs::read_to_string(person.path("tables/claims.csv")).unwrap();
    assert_eq!(claims.matches("\r\n").count(), 4, "{claims}");
    assert!(claims.contains("\"'=HYPERLINK(\"\"http://x\"\")\""), "{claims}");
    assert!(claims.contains("They fired first."), "{claims}");
    person.ok("export raw --format csv --raw-cells");
    let claims = fs::read_to_string(person.path("raw/claims.csv")).unwrap();
    assert!(claims.contains(",\"=HYPERLINK"), "{claims}");
}

#[test]
fn the_manifest_tells_the_size_and_digest_of_every_file() {
    use sha2::{Digest, Sha256};
    let person = Person::with_accounts();
    person.ok("export copy");
    let manifest = fs::read(person.path("copy/manifest.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).unwrap();
    let files = manifest["files"].as_array().unwrap();
    assert_eq!(files.len() + 1, walk(&person.path("copy")).len());
    for file in files {
        let bytes = fs::read(person.path("copy").join(file["name"].as_str().unwrap())).unwrap();
        assert_eq!(file["size"], bytes.len());
        assert_eq!(file["sha256"], to_hex(&Sha256::digest(&bytes)));
        if let Some(rows) = file["rows"].as_u64() {
            assert_eq!(rows, String::from_utf8_lossy(&bytes).lines().count() as u64);
        }
    }
    assert_eq!(manifest["entries"], person.entries());
}

#[test]
fn what_was_published_is_intact_in_the_casebook_that_it_was_imported_into() {
    let person = Person::with_accounts();
    person.all(&[
        "publish E1 --to https://example.org --why 'nobody answered'",
        "correct R1 --kind typo --old x --new y --why 'a slip'",
        "checkpoint --stamp-request request.tsq",
        "export copy",
    ]);
    person.ok(NEW);
    person.ok("import copy/facts.jsonl --casebook new.casebook --as ann");
    let audit = person.run("audit --casebook new.casebook");
    assert_eq!(audit.exit, Exit::Done, "{}", audit.transcript());
    let shown = person.ok("show R1 --casebook new.casebook");
    assert!(shown.contains("a slip"), "{shown}");
}

#[test]
fn a_journal_keeps_its_checkpoints_with_their_signatures() {
    let person = Person::with_accounts();
    person.all(&[
        "key new",
        "checkpoint --sign -o signed.txt",
        "checkpoint --stamp-request request.tsq",
        "party add Greenland --kind state",
        "export whole --journal",
        "import whole/journal.jsonl --journal --casebook again.casebook",
    ]);
    let audit = person.run("audit --casebook again.casebook");
    assert_eq!(audit.exit, Exit::Done, "{}", audit.transcript());
    assert!(audit.stdout.contains("1 entry after the last signed"), "{}", audit.stdout);
    // One of another record is refused, and nothing is left of it.
    let notes = fs::read_to_string(person.path("whole/checkpoints.jsonl")).unwrap();
    person.file("whole/checkpoints.jsonl", notes.replace("river/", "lake/"));
    let refused = person.run("import whole/journal.jsonl --journal --casebook third.casebook");
    assert_eq!(refused.exit, Exit::Refused, "{}", refused.transcript());
    assert!(!person.path("third.casebook").exists());
    // An export of before has none.
    fs::remove_file(person.path("whole/checkpoints.jsonl")).unwrap();
    person.ok("import whole/journal.jsonl --journal --casebook fourth.casebook");
}
