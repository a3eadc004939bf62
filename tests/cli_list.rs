//! Lists: in every form, in the order asked for, page by page, with how many
//! there are.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs, reason = "a test may fail")]

#[path = "cli/support.rs"]
mod support;

use insta::assert_snapshot;
use rashomon::Exit;
use serde_json::Value;
use support::Person;

/// Handles of the claims that a list shows, in order.
fn claims(person: &Person, line: &str) -> Vec<String> {
    let out = person.ok(&format!("list {line} --format jsonl"));
    let handle = |line: &str| {
        let row: Value = serde_json::from_str(line).unwrap();
        row["claim"].as_str().unwrap().to_owned()
    };
    out.lines().map(handle).collect()
}

#[test]
fn a_page_of_a_list_says_how_many_there_are_and_how_to_see_the_next() {
    let person = Person::with_accounts();
    assert_snapshot!(person.see("list --limit 2"), @r"
     claim   speaker       says                    on
    ─────── ───────────── ─────────────────────── ──────────────────────────
     C1@1    Mr Bo Red     They fired first.       E1/first says Blueland
     C2@1    Ms Ada Blue   Our side did not fire   E1/first denies Blueland
    -- stderr
    1 to 2 of 3 claims; the next with --skip 2
    -- Done
    ");
    assert_snapshot!(person.see("list --limit 2 --skip 2"), @r"
     claim   speaker        says                         on
    ─────── ────────────── ──────────────────────────── ────────────────────────────
     C3@1    Redland army   Redland’s army told          E1/killed says about 15–20
                            reporters that about 15 to   killed (fighters)
                            20 fighters were killed
    -- stderr
    3 to 3 of 3 claims
    -- Done
    ");
    assert_snapshot!(person.see("list --skip 9"), @r"
     claim   speaker   says   on
    ─────── ───────── ────── ────
    -- stderr
    none of 3 claims is on this page
    -- Done
    ");
    let seen = person.run("list --limit 1 --json");
    assert_eq!(seen.json()["warnings"][0], "1 to 1 of 3 claims; the next with --skip 1");
    assert_snapshot!(person.see("list sources --format json --limit 0"), @r#"
    {
      "data": [],
      "ok": true,
      "schema": "rashomon/list/1",
      "warnings": [
        "none of 1 row is on this page"
      ]
    }
    -- Done
    "#);
    assert_eq!(claims(&person, "--limit 2"), ["C1@1", "C2@1"]);
    assert_eq!(claims(&person, "--after C1"), ["C2@1", "C3@1"]);
}

#[test]
fn claims_are_sorted_by_speaker_source_or_date_either_way() {
    let person = Person::with_accounts();
    person.ok("revise C3 --why 'dated' --kind correction --said-on 2025-10-01");
    let cases = [
        ("", vec!["C1@1", "C2@1", "C3@2"]),
        ("--reverse", vec!["C3@2", "C2@1", "C1@1"]),
        ("--sort speaker", vec!["C1@1", "C2@1", "C3@2"]),
        ("--sort speaker --reverse --limit 1", vec!["C3@2"]),
        ("--sort source", vec!["C1@1", "C2@1", "C3@2"]),
        ("--sort said --limit 1", vec!["C3@2"]),
        ("--sort said --skip 2 --reverse", vec!["C3@2"]),
        ("--sort said --reverse", vec!["C2@1", "C1@1", "C3@2"]),
    ];
    for (line, expected) in cases {
        assert_eq!(claims(&person, line), expected, "{line}");
    }
    assert_snapshot!(person.see("list --sort colour"), @r"
    -- stderr
    error: claims cannot be sorted by `colour`
    hint: they can be sorted by: claim, speaker, source, said
    -- Usage
    ");
    assert_snapshot!(person.see("list parties --sort name --limit 2"), @r"
     party   name        kind     printed as
    ─────── ─────────── ──────── ────────────
     P3      Blueland    state
     P6      Mr Bo Red   person
    -- stderr
    1 to 2 of 7 rows; the next with --skip 2
    -- Done
    ");
    assert_snapshot!(person.see("list parties --sort colour"), @r"
    -- stderr
    error: this list has no column `colour`
    hint: it can be sorted by: party, name, kind, printed as
    -- Usage
    ");
}

#[test]
fn claims_are_listed_by_how_they_stand_and_when_they_were_said() {
    let person = Person::with_accounts();
    person.ok("verify C2 --work checking --why 'asked the ministry'");
    person.ok("withdraw C3 --why 'not said'");
    let cases = [
        ("--work checking", vec!["C2@1"]),
        ("--work logged", vec!["C1@1"]),
        ("--work logged --withdrawn", vec!["C1@1", "C3@1"]),
        ("--finding unassessed --event E1", vec!["C1@1", "C2@1"]),
        ("--attribution disputed", vec![]),
        ("--since 2025-10-18", vec![]),
        ("--until 2025-10-18 --question E1/first --sort speaker --reverse", vec!["C2@1", "C1@1"]),
    ];
    for (line, expected) in cases {
        assert_eq!(claims(&person, line), expected, "{line}");
    }
}

#[test]
fn the_number_of_claims_leaves_out_what_was_undone_or_withdrawn() {
    let person = Person::with_accounts();
    let counts = [("undo C1 --why 'wrong page'", 2, 2), ("withdraw C3 --why 'not said'", 1, 2)];
    for (line, standing, with_withdrawn) in counts {
        person.ok(line);
        for (list, count) in [("list", standing), ("list --withdrawn", with_withdrawn)] {
            let said = person.run(list).stderr;
            assert!(said.starts_with(&format!("{count} claim")), "{line}, {list}: {said}");
        }
    }
}

#[test]
fn a_list_is_written_as_a_table_for_a_spreadsheet_or_a_page() {
    let person = Person::with_accounts();
    assert_snapshot!(person.see("list --question E1/first --format csv"), @r"
    claim,source,speaker,kind,says,said_on,on,attribution,work,withdrawn
    C1@1,S1,Mr Bo Red,direct-quote,They fired first.,,E1/first says Blueland,as-reported,logged,
    C2@1,S1,Ms Ada Blue,direct-quote,Our side did not fire,,E1/first denies Blueland,as-reported,logged,
    -- stderr
    2 claims
    -- Done
    ");
    assert_snapshot!(person.see("list --question E1/first --format tsv"), @r"
    claim	source	speaker	kind	says	said_on	on	attribution	work	withdrawn
    C1@1	S1	Mr Bo Red	direct-quote	They fired first.		E1/first says Blueland	as-reported	logged	
    C2@1	S1	Ms Ada Blue	direct-quote	Our side did not fire		E1/first denies Blueland	as-reported	logged	
    -- stderr
    2 claims
    -- Done
    ");
    assert_snapshot!(person.see("list --question E1/first --format md"), @r"
    | claim | source | speaker | kind | says | said\_on | on | attribution | work | withdrawn |
    | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
    | C1@1 | S1 | Mr Bo Red | direct-quote | They fired first. |  | E1/first says Blueland | as-reported | logged |  |
    | C2@1 | S1 | Ms Ada Blue | direct-quote | Our side did not fire |  | E1/first denies Blueland | as-reported | logged |  |
    -- stderr
    2 claims
    -- Done
    ");
    assert_snapshot!(person.see("list events --format md"), @r"
    | event | title | date | questions |
    | --- | --- | --- | --- |
    | E1 | Shelling of the river post | 2025-10-15 | first, hurt, killed |
    -- Done
    ");
    assert_snapshot!(person.see("list events --format jsonl"), @r#"
    {"at":"2025-10-17T09:00:00Z","by":"ann","fields":{"concerned":[{"name":"Blue","parties":["0c53638eab23abc25f43ddc33fdb41728e1ecc18244059cd7dd4b1691cc0fe15"]},{"name":"Red","parties":["fe3241f608cc79a5751ff2a762bce6a161319dd032079d43760a095fecd899ba"]}],"date":{"edtf":"2025-10-15"},"kind":"incident","title":"Shelling of the river post"},"handle":"E1","id":"408d45363f87a53737aabc59be879dd1372195f680a5e0feaf89fd565d7b97e9"}
    -- Done
    "#);
}

#[test]
fn no_cell_of_a_listed_table_is_taken_for_a_formula() {
    let person = Person::with_accounts();
    person.ok("event add '=1+1|x' --date 2025-10-17");
    let csv = person.ok("list events --format csv");
    assert!(csv.contains(",'=1+1|x,"), "{csv}");
    let raw = person.ok("list events --format csv --raw-cells");
    assert!(raw.contains(",=1+1|x,"), "{raw}");
    let page = person.ok("list events --format md");
    assert!(page.contains("| \\=1+1\\|x |"), "{page}");
}

/// The data and the words agree, whatever the form.
#[test]
fn every_list_has_every_form() {
    let person = Person::with_accounts();
    person.ok("link contradicts C1 C2 --on E1/first --why 'they cannot both be right'");
    let lists = [
        "claims",
        "sources",
        "parties",
        "places",
        "events",
        "questions",
        "links",
        "evidence",
        "enquiries",
        "verdicts",
        "reports",
        "work",
        "members",
    ];
    for list in lists {
        let rows =
            person.run(&format!("list {list} --json")).json()["data"].as_array().unwrap().len();
        let lines = |form: &str| {
            let seen = person.run(&format!("list {list} --format {form}"));
            assert_eq!(seen.exit, Exit::Done, "{list} {form}\n{}", seen.transcript());
            seen.stdout.lines().count()
        };
        assert_eq!(lines("jsonl"), rows, "{list}");
        assert_eq!(lines("csv"), rows + 1, "{list}");
        assert_eq!(lines("tsv"), rows + 1, "{list}");
        assert_eq!(lines("md"), rows + 2, "{list}");
        let json = person.run(&format!("list {list} --format json")).json();
        assert_eq!(json["data"].as_array().unwrap().len(), rows, "{list}");
    }
}

#[test]
fn a_filter_that_narrows_nothing_is_refused_and_pages_after_a_claim_say_so() {
    let person = Person::with_accounts();
    let seen = person.see("list parties --event E1");
    assert!(seen.contains("--event narrows no list of parties"), "{seen}");
    assert!(seen.contains("it narrows: claims, questions"), "{seen}");
    assert!(person.see("list sources --finding contested").contains("--finding narrows no list"));
    person.ok("list questions --event E1");
    assert!(person.see("list --after C1").contains("2 of the claims after C1\n"));
    let page = person.see("list --after C1 --limit 1");
    let reversed = person.see("list --after C1 --limit 1 --reverse");
    assert!(reversed.contains("1 of the claims after C1\n"), "{reversed}");
    assert!(person.see("list --after C1 --limit 2").contains("2 of the claims after C1\n"));
    assert!(page.contains("1 of the claims after C1; the next with --after C2"), "{page}");
}

#[test]
fn dates_are_sorted_by_day_and_inferred_speakers_are_marked() {
    let person = Person::with_accounts();
    for (title, date) in [("A", "[2025-10-11,2025-10-12]"), ("B", "2025-10~"), ("C", "2025-10-14?")]
    {
        person.ok(&format!("event add {title} --date '{date}'"));
    }
    let list = person.run("list events --sort date --format csv").stdout;
    let place = |handle: &str| list.lines().position(|line| line.starts_with(handle)).unwrap();
    let order = ["E3", "E2", "E4", "E1"].map(place);
    assert!(order.is_sorted(), "{list}");
    person.ok("log --from S1 --quote 'The end.' --who Redland --because 'nobody else would'");
    assert!(person.ok("list --format csv").contains("Redland (inferred by us)"));
}
