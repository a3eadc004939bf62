//! Picking quotations at a command line: by line, in pieces, over paragraphs,
//! right to left; and what is shown where the words are not there.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs, reason = "a test may fail")]

#[path = "cli/support.rs"]
mod support;

use support::Person;

#[test]
fn lines_are_numbered_and_name_the_claims_logged_on_them() {
    let person = Person::with_accounts();
    insta::assert_snapshot!(person.see("source show S1 --lines 3-6"), @r"
        3  [C2@1.1] “Our side did not fire,” said Ms Ada Blue of Blueland. The naïve café owner saw 12 flashes.
        4
        5  [C1@1.1] Mr Bo Red said on Thursday: “They fired first.” He would not say how many were hurt.
        6  [C3@1.1] Redland’s army told reporters that about 15 to 20 fighters were killed.
    -- Done
    ");
    insta::assert_snapshot!(person.see("source find S1 'They shot first'"), @r"
    line 5, bytes 160..176: Mr Bo Red said on Thursday: “«They fired first».” He would not say how many
    -- stderr
    not word for word: the nearest passage ([-yours-]{+there+})
      They [-shot-]{+fired+} first
    -- Done
    ");
    let lines = person.run("source show S1@1 --lines 5 --json").json()["data"]["lines"].clone();
    assert_eq!(lines[0]["spans"], serde_json::json!(["C1@1.1"]));
}

#[test]
fn moved_quotations_are_named_on_their_lines_of_the_newer_capture() {
    let person = Person::with_accounts();
    person.file("later.txt", format!("Updated.\n{}", support::PAGE));
    person.ok("capture later.txt --of S1");
    let shown = person.ok("source show S1@2 --lines 6");
    assert!(shown.starts_with("    6  [C1@1.1] Mr Bo Red said"), "{shown}");
}

#[test]
fn a_quotation_in_pieces_and_over_two_paragraphs_is_kept_piece_by_piece() {
    let person = Person::at_desk();
    person.file(
        "talk.txt",
        "“We waited,” she said. “Nobody came.\n\n“Then we left the quay.”\n\nسیلاب آمد. «ما منتظر ماندیم»، او گفت.\n",
    );
    for line in [
        "capture talk.txt --outlet 'River Courier'",
        "party add 'Ada Blue'",
        "log --from S1 --quote '“We waited,”' --quote '“Nobody came.' --quote '“Then we left the quay.”' --by 'Ada Blue' --mark 'source=she' --mark 'cue=said' --mark 'content=We waited'",
        "log --from S1 --quote '“Nobody came.' --to 'the quay.”' --by 'Ada Blue'",
        "log --from S1 --quote 'ما منتظر ماندیم' --by 'Ada Blue' --mark 'cue=گفت'",
    ] {
        person.ok(line);
    }
    let spans = |claim: &str| {
        let shown = person.run(&format!("show {claim} --json")).json();
        let quotes = shown["data"]["claim"]["quotes"].clone();
        let quotes = if quotes.is_null() { shown["data"]["quotes"].clone() } else { quotes };
        quotes.as_array().unwrap().clone()
    };
    let first = spans("C1");
    assert_eq!(first[0]["words"], "“We waited,” … “Nobody came.\n\n“Then we left the quay.”");
    let roles: Vec<&str> = first.iter().map(|q| q["role"].as_str().unwrap()).collect();
    assert_eq!(roles, ["evidence", "source", "cue", "content"]);
    assert_eq!(spans("C2")[0]["words"], "“Nobody came.\n\n“Then we left the quay.”");
    assert_eq!(spans("C3")[0]["words"], "ما منتظر ماندیم");
    // A later page with the same words in one paragraph keeps every piece.
    person.file(
        "later.txt",
        "\"We waited,\" she said. \"Nobody came. \"Then we left the quay.\"\n\nسیلاب آمد. «ما منتظر ماندیم»، او گفت.\n",
    );
    person.ok("capture later.txt --of S1");
    let found = person.run("spans S1@2 --json").json()["data"]["spans"].clone();
    let evidence = found.as_array().unwrap().iter().find(|s| s["handle"] == "C1@1.1").unwrap();
    assert_eq!(evidence["status"], "normalised");
    assert_eq!(evidence["new"]["pieces"].as_array().unwrap().len(), 3);
}
