//! Changed pages at a command line: what a new capture says, which quotations
//! moved by themselves, which wait, which are gone, and what is decided.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs, reason = "a test may fail")]

#[path = "cli/support.rs"]
mod support;

use rashomon::Exit;
use support::{PAGE, Person};

/// C1 quotes line 5, C2 line 3, C3 line 6; the page changed since.
fn changed(change: impl Fn(&str) -> String) -> Person {
    let person = Person::with_accounts();
    person.file("later.txt", change(PAGE));
    person
}

/// The army's figure changed, the first quotation is gone, Ms Blue's is the same.
fn edited(page: &str) -> String {
    page.replace("Mr Bo Red said on Thursday: “They fired first.” He would", "He would")
        .replace("about 15 to 20 fighters", "about 25 to 30 fighters")
        .replace(['“', '”'], "\"")
}

#[test]
fn a_new_capture_shows_what_changed_and_finds_the_quotations_again() {
    let person = changed(edited);
    insta::assert_snapshot!(person.see("capture later.txt --of S1"), @r"
    S1@2
    -- stderr
    captured S1@2: River Courier, 2025-10-17, 340 bytes, sha256 7ae52d818875aa8c9509cf834c2d0368c111888ce4f6753c6c957abe806083fe
    S1@1 and S1@2: two texts

    line 5 of S1@2: words present in S1@1, absent in S1@2
      [-Mr Bo Red said on Thursday: “They fired first.” -]He would not say how many
      were hurt.

    line 6 of S1@2: other words in S1@2 than in S1@1
      Redland’s army told reporters that about [-15-]{+25+} to [-20-]{+30+} fighters
      were killed.

    2 paragraphs differ in words; 4 changes of look alone (quotation marks, dashes,
      spaces, case) are not marked
    S1@2: 3 passages of older captures: 1 exact, 1 edited, 1 gone; 1 waits for you
    C1@1.1: present in S1@1, absent in S1@2
    next: rashomon spans S1@2 --pending
    -- Done
    ");
    insta::assert_snapshot!(person.see("spans S1@2"), @r"
    S1@2: 3 passages of older captures: 1 exact, 1 edited, 1 gone; 1 waits for you

    C2@1.1  evidence, exact: S1@1 bytes 33..54, now line 3, bytes 31..52
      Our side did not fire

    C1@1.1  evidence, gone: S1@1 bytes 160..177
      They fired first.

    C3@1.1  evidence, edited, 84 % alike (waits for you): S1@1 bytes 218..290, now
    line 6, bytes 162..234
      Redland’s army told reporters that about [-15-]{+25+} to [-20-]{+30+} fighters
      were killed
      look at       figures: 15, 20 → 25, 30
    -- stderr
    next: rashomon spans accept C3@1.1, or reject it
    -- Done
    ");
    insta::assert_snapshot!(person.see("source show S1"), @r"
    S1  River Courier, 2025-10-17
      kind          news-article
      own voice     River Courier’s author (P1)
      published     2025-10-17
      reliability   F (not yet rated)

    S1@1  kept, got 2025-10-17T09:00:00Z, file
      file          page.txt
      sha256        fa368b6d038e08b2ee436a5e8ad926549575e12a4eea4c9076ec46ca2224f45a
      bytes         400
      code points   384
      quoted by     C2@1.1, C1@1.1, C3@1.1

    S1@2  kept, got 2025-10-17T09:00:00Z, file
      file          later.txt
      sha256        7ae52d818875aa8c9509cf834c2d0368c111888ce4f6753c6c957abe806083fe
      bytes         340
      code points   336
      absent in it  C1@1.1 (present in S1@1)
      wait for you  C3@1.1
    -- Done
    ");
    insta::assert_snapshot!(person.see("audit --strict"), @r"
    Intact, as far as it was checked.
      signed        not signed: no checkpoint of it is (`rashomon key new`,
                    `rashomon checkpoint --sign`)
      entries       24
      root          7997fbfb8cc0bd539926634da2e3c43221ad4dfe41d8ce592897c2b73dc07003

    Checked
      - the file's pages and indexes
      - the schema, with the guards of the record
      - 24 entries: unbroken numbers, hash, form, time, author, and that all they
        name was there before
      - the tree of hashes over them, each computed again
      - the newest state this user has seen (24 entries) against them
      - 2 captured texts and files, hashed again
      - 4 quoted passages, read again from the captures
      - the tables, laid out again from the record
      - 0 verdicts, held against the rules

    Not checked
      - the index of words, by which `search` finds: what it finds is read again
        from the record; `rebuild` makes it anew

    Notes (8): the casebook is not broken by these
      - untraced: C1@1: nobody traced whether they said it
      - untraced: C2@1: nobody traced whether they said it
      - untraced: C3@1: nobody traced whether they said it
      - single-source: E1/killed: all accounts come from one origin
      - guessed: C1@1: kind, cue was guessed, and nobody confirmed it
      - guessed: C2@1: kind, cue was guessed, and nobody confirmed it
      - guessed: C3@1: kind, cue was guessed, and nobody confirmed it
      - gone: C1@1.1: present in S1@1, absent in S1@2
    -- Notes
    ");
}

#[test]
fn a_claim_shows_where_its_passages_stand_in_the_newest_capture() {
    let person = changed(edited);
    let passages = |claim: &str| {
        let shown = person.ok(&format!("show {claim}"));
        shown.split_once("Passages").unwrap().1.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    assert!(!passages("C2").contains("S1@2"));
    person.ok("capture S1 later.txt");
    let ask = "S1@2 is newer: `rashomon spans S1@2` looks for them there";
    assert!(passages("C2").contains("exact in S1@2"), "{}", passages("C2"));
    for claim in ["C1", "C3"] {
        assert!(passages(claim).contains(ask), "{}", passages(claim));
    }
    person.ok("spans accept C3@1.1");
    let seen = passages("C3");
    assert!(seen.contains("edited in S1@2, accepted by `ann`") && !seen.contains(ask), "{seen}");
}

#[test]
fn only_words_that_are_the_same_move_without_a_person() {
    let person = changed(edited);
    person.ok("capture later.txt --of S1");
    let spans = person.run("spans S1@2 --json").json()["data"]["spans"].clone();
    for span in spans.as_array().unwrap() {
        let same = ["exact", "normalised"].contains(&span["status"].as_str().unwrap());
        let decided = &span["decided"];
        assert_eq!(same, !decided.is_null(), "{span}");
        let text = std::fs::read(person.path("later.txt")).unwrap();
        if let Some(bytes) = span["new"]["bytes"].as_array() {
            let at = |n: usize| usize::try_from(bytes[n].as_u64().unwrap()).unwrap();
            let words = std::str::from_utf8(&text[at(0)..at(1)]).unwrap();
            assert_eq!(span["new"]["words"], words);
            let points = span["new"]["points"].as_array().unwrap();
            let len = points[1].as_u64().unwrap() - points[0].as_u64().unwrap();
            assert_eq!(len, words.chars().count() as u64);
        }
        assert!(span["similarity"].as_u64().unwrap() <= 1000);
    }
}

#[test]
fn proposals_are_accepted_or_rejected_by_a_person_and_undone() {
    let person = changed(edited);
    person.ok("capture later.txt --of S1");
    let pending = || {
        let spans = person.run("spans S1@2 --pending --json").json()["data"]["spans"].clone();
        let handles =
            spans.as_array().unwrap().iter().map(|s| s["handle"].as_str().unwrap().to_owned());
        handles.collect::<Vec<_>>()
    };
    assert_eq!(pending(), ["C3@1.1"]);
    insta::assert_snapshot!(person.see("spans accept C3@1.1"), @r#"
    C3@1.1
    -- stderr
    C3@1.1 stands in S1@2, line 6: “Redland’s army told reporters that about 25 to 30 fighters were killed”
    warning: C3@1.1 has other figures in S1@2: 15, 20 became 25, 30. What C3 answers was read from the older words: look again, and if it changed, `rashomon revise C3 --kind source-changed --from S1@2 --quote "…" --on QUESTION=… --why "…"`
    -- Done
    "#);
    assert!(pending().is_empty());
    insta::assert_snapshot!(person.see("spans reject C3@1.1"), @r"
    -- stderr
    error: the following required arguments were not provided:
      --why <REASON>

    Usage: rashomon spans reject --why <REASON> <SPAN>

    For more information, try '--help'.
    -- Usage
    ");
    person.ok("spans reject C3@1.1 --why 'another count'");
    let gone = person.run("spans S1@2 --json").json();
    let third = &gone["data"]["spans"]
        .as_array()
        .unwrap()
        .iter()
        .find(|s| s["handle"] == "C3@1.1")
        .unwrap()
        .clone();
    assert_eq!(
        (&third["gone"], &third["decided"]["reason"]),
        (&true.into(), &"another count".into())
    );
    // A passage that is gone can be placed by hand; where it is nowhere, it cannot.
    insta::assert_snapshot!(person.see("spans accept C1@1.1"), @r"
    -- stderr
    error: C1@1.1 is gone in S1@2: nothing is proposed
    hint: say where it stands with --bytes A..B, or leave it: it is still read from its own capture
    -- Refused
    ");
    person.ok("spans accept C1@1.1 --bytes 0..5 --why 'the title says it now'");
    insta::assert_snapshot!(person.see("spans accept C9@1.1"), @r"
    -- stderr
    error: there is no claim `C9`
    hint: `rashomon list` shows what there is
    -- NotFound
    ");
    assert_eq!(person.run("rebuild").exit, Exit::Done);
    assert_eq!(person.run("audit").exit, Exit::Done);
}

#[test]
fn a_quotation_that_is_gone_is_still_read_from_its_own_capture() {
    let person = changed(edited);
    let before = person.see("show C1");
    person.ok("capture later.txt --of S1");
    let ask = "  S1@2 is newer: `rashomon spans S1@2` looks for them there\n";
    assert_eq!(person.see("show C1").replace(ask, ""), before);
    let report = person.ok("report E1");
    assert!(report.contains("absent in it: C1@1.1, present in S1@1"), "{report}");
    assert!(report.contains("They fired first."));
}

#[test]
fn a_capture_that_only_machines_moved_spans_to_can_be_undone() {
    let person = changed(|page| format!("Updated.\n{page}"));
    person.ok("capture later.txt --of S1");
    let seen = person.run("undo S1@2 --why 'the wrong file'");
    assert_eq!(seen.exit, Exit::Done, "{}", seen.transcript());
    assert!(person.ok("spans S1").starts_with("S1@1: 0 passages"), "the newest that stands");
    assert_eq!(person.run("audit").exit, Exit::Done);
}

#[test]
fn a_withheld_capture_is_named_and_not_searched() {
    let person = changed(edited);
    person.ok("capture later.txt --of S1");
    person.ok("withhold S1@1 --for copyright --why 'the publisher asked'");
    insta::assert_snapshot!(person.see("spans S1@2"), @r"
    S1@2: 0 passages of older captures; not looked for, withheld: C2@1.1, C1@1.1,
      C3@1.1
    -- Done
    ");
}

/// Over 8 MiB a file is read piece by piece.
#[test]
fn a_quoted_file_too_large_to_be_held_is_captured_again_and_its_quotation_found() {
    let person = Person::at_desk();
    let rule = "-".repeat(9_000_000);
    let said = "The minister said we will not wait for the boats.\n";
    person.file("first.txt", format!("One line.\n{rule}\n{said}"));
    person.file("second.txt", format!("One line.\n{rule}\n{said}More.\n"));
    person.ok("party add Minister");
    person.ok("capture first.txt --title Minutes");
    person.ok("log --from S1 --quote 'will not wait for the boats' --by Minister");
    let seen = person.run("capture second.txt --of S1");
    assert!(seen.stderr.contains("1 passage of older captures: 1 exact"), "{}", seen.transcript());
}

#[test]
fn a_new_capture_shows_each_paragraph_that_was_edited_came_went_or_moved() {
    let person = Person::at_desk();
    let old = "Army was forced to answer\nCourier, 17 October\n\nHer forces answered, said Ada Blue. Three soldiers were hurt on Wednesday.\n\n\
        The other side was quick to answer, a driver said.\n\n\"We want the road open,\" she added.\n\nNobody could be reached.\n";
    let new = "Army was forced to answer\nCourier, 17 October (updated)\n\nThe market was quiet.\n\nHer forces answered, said Ada Blue. Four soldiers were hurt on Wednesday.\n\n\
        \"We want the road open,\" she added.\n\nThe other side was quick to answer, a driver said.\n";
    person.file("page.txt", old);
    person.file("later.txt", new);
    person.ok("capture page.txt --outlet Courier");
    person.ok("capture S1 later.txt");
    insta::assert_snapshot!(person.ok("diff S1@1 S1@2"), @r#"
    S1@1 and S1@2: two texts

    line 2 of S1@2: words absent in S1@1, present in S1@2
      Courier, 17 October{+ (updated)+}

    line 4 of S1@2: words absent in S1@1, present in S1@2
      {+The market was quiet.+}

    line 6 of S1@2: other words in S1@2 than in S1@1
      Her forces answered, said Ada Blue. [-Three-]{+Four+} soldiers were hurt on
      Wednesday.

    line 8 of S1@2: moved, was line 8 of S1@1
      "We want the road open," she added.

    line 11 of S1@2: words present in S1@1, absent in S1@2
      [-Nobody could be reached.-]

    4 paragraphs differ in words, 1 moved; 1 change of look alone (quotation marks,
      dashes, spaces, case) is not marked
    "#);
}

#[test]
fn the_same_words_beside_another_name_or_a_negation_are_told_of_until_somebody_looked() {
    let person = Person::at_desk();
    let page = "“We shot nobody at all,” said Ada Blue.\n\n“They came at night,” said Bo Red.\n";
    person.file("page.txt", page);
    person.all(&[
        "capture page.txt --outlet Courier",
        "party add 'Ada Blue'",
        "log --from S1 --quote 'We shot nobody at all' --by 'Ada Blue'",
        "party add 'Bo Red'",
        "log --from S1 --quote 'They came at night' --by 'Bo Red'",
    ]);
    // In another place, and otherwise as it was: nothing to look at.
    person.file("same.txt", format!("Breaking.\n\n{page}"));
    let same = person.run("capture S1 same.txt");
    assert!(!same.stderr.contains("what stands beside them"), "{}", same.transcript());
    person.file("later.txt", page.replace("said Ada Blue", "said Bo Red"));
    let seen = person.run("capture S1 later.txt");
    support::has(
        &seen.stderr,
        &[
            "2 exact",
            "C1@1.1: its words are the same, and what stands beside them is not (names: Ada, Blue → Bo, Red)",
        ],
    );
    assert!(!seen.stderr.contains("C2@1.1: its words"), "{}", seen.transcript());
    assert!(person.ok("spans S1@3").contains("beside it     names: Ada, Blue → Bo, Red"));
    let note = "C1@1.1: its words are the same in S1@3, and beside them Ada, Blue became Bo, Red";
    support::has(&person.ok("audit"), &[note]);
    person.file("denied.txt", page.replace("“We", "Nobody ever said “We"));
    let denied = person.run("capture S1 denied.txt");
    assert!(denied.stderr.contains("(negation: nothing → nobody"), "{}", denied.transcript());
    person.ok("spans reject C1@1.1 --why 'the Courier denies it now'");
    assert!(!person.ok("audit").contains("C1@1.1: its words are the same"));
}
