//! A casebook as a workbook, read by somebody else's reader of such files.
#![cfg(feature = "xlsx")]
#![allow(clippy::print_stderr, clippy::unwrap_used, missing_docs, reason = "a test may fail")]

#[path = "cli/support.rs"]
mod support;

use std::process::Command;

use support::Person;

/// Gives every cell of every sheet, a row a line, cells between bars.
const READER: &str = r#"
import sys, zipfile, xml.etree.ElementTree as tree
book = zipfile.ZipFile(sys.argv[1])
assert book.testzip() is None
ns = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
shared = []
if "xl/sharedStrings.xml" in book.namelist():
    items = tree.fromstring(book.read("xl/sharedStrings.xml")).findall("m:si", ns)
    shared = ["".join(t.text or "" for t in item.iter("{%s}t" % ns["m"])) for item in items]
for sheet in sorted(n for n in book.namelist() if n.startswith("xl/worksheets/sheet")):
    root = tree.fromstring(book.read(sheet))
    print(sheet, "formulas:", len(list(root.iter("{%s}f" % ns["m"]))))
    for row in root.iter("{%s}row" % ns["m"]):
        cells = []
        for cell in row:
            text = "".join(t.text or "" for t in cell.iter("{%s}t" % ns["m"]))
            value = cell.find("m:v", ns)
            cells.append(shared[int(value.text)] if cell.get("t") == "s" else text)
        print("|".join(cells))
"#;

fn read(person: &Person, file: &str) -> Option<String> {
    let read = Command::new("python3").arg("-c").arg(READER).arg(person.path(file)).output();
    let Ok(read) = read else {
        eprintln!("skipped: python3 cannot be found");
        return None;
    };
    assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
    Some(String::from_utf8(read.stdout).unwrap())
}

#[test]
fn a_workbook_holds_a_sheet_of_claims_and_a_sheet_of_positions_and_no_formula() {
    let person = Person::with_accounts();
    person.ok("revise C1 --claim '=HYPERLINK(\"http://x\")' --kind correction --why 'put right'");
    person.ok("export book --format xlsx");
    let manifest = std::fs::read_to_string(person.path("book/manifest.json")).unwrap();
    assert!(manifest.contains("\"casebook.xlsx\""), "{manifest}");
    let Some(cells) = read(&person, "book/casebook.xlsx") else { return };
    assert_eq!(cells.matches("formulas: 0").count(), 2, "{cells}");
    assert!(cells.contains("\nC1@2|"), "{cells}");
    assert!(cells.contains("|=HYPERLINK(\"http://x\")|They fired first.|"), "{cells}");
    assert!(cells.contains("\nC2@1/E1/first|C2@1|S1|"), "{cells}");
}

#[test]
fn a_cell_that_cannot_hold_its_words_says_that_it_was_cut() {
    let person = Person::with_scene();
    let long = format!("Start here. {}The end.\n", "A word. ".repeat(5_000));
    person.file("long.txt", &long);
    person.ok("capture long.txt --outlet Long --published 2025-10-17");
    person.ok("log --from S2 --quote 'Start here.' --to 'The end.' --by Long --new-party outlet --on E1/first=Blueland");
    let said = person.run("export book --format xlsx").stderr;
    assert!(said.contains("were cut: 1; --format csv holds all"), "{said}");
    let Some(cells) = read(&person, "book/casebook.xlsx") else { return };
    assert!(cells.contains("\u{2026} [cut: --format csv holds all of it]"), "{cells}");
}
