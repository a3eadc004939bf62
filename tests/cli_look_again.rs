//! What a reporter is told to look at again: words that stand elsewhere, figures
//! that the quotation does not hold, claims that stay behind.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs, reason = "a test may fail")]

#[path = "cli/support.rs"]
mod support;

use rashomon::Exit;
use support::{PAGE, Person, has, told};

#[test]
fn words_that_stand_elsewhere_in_other_case_are_told_with_who_is_named_there() {
    let person = Person::with_scene();
    let sign = "Nobody Was Shot Here, says a sign.\n\n\
        Ms Ada Blue told us: nobody was shot here. The mayor agreed.\n";
    person.file("sign.txt", sign);
    person.ok("capture sign.txt --outlet 'Hill Post' --published 2025-10-17");
    let line = "log --from S2 --quote 'Nobody Was Shot Here' --by 'Ms Ada Blue' --on E1/hurt=no";
    has(&told(&person, line), &["line 1", "does not name the speaker", "--line 3"]);
    // The other way round nothing of the speaker is missing.
    let line = "log --from S2 --quote 'nobody was shot here' --by 'Ms Ada Blue' --on E1/hurt=no";
    let seen = told(&person, line);
    has(&seen, &["line 3", "they stand on line 1 too"]);
    assert!(!seen.contains("does not name the speaker"), "{seen}");
    // Who says which line has chosen.
    let line = format!("{line} --line 3");
    assert!(!told(&person, &line).contains("they stand on line"));
}

#[test]
fn a_word_that_is_no_number_is_refused_with_what_is_possible() {
    let person = Person::with_scene();
    let log = |value: &str| {
        person.run(&format!(
            "log --from S1 --quote 'Redland’s army told reporters' --to 'were killed' --by 'Redland’s army' --on '{value}'"
        ))
    };
    for (value, hint) in [
        ("E1/killed=banana", "dozens, scores"),
        ("E1/killed=three killed", "3 in digits"),
        ("E1/killed=nowhere", "'\"nowhere\"'"),
    ] {
        let seen = log(value);
        assert_eq!(seen.exit, Exit::Usage, "{value}\n{}", seen.transcript());
        has(&seen.stderr, &["is no number", hint]);
    }
    for (value, words) in [
        ("E1/killed=nobody", "says 0 killed"),
        ("E1/killed=no one", "“no one” is recorded as 0 killed"),
        ("E1/killed=dozens", "says “dozens” killed"),
        ("E1/killed=\"umpteen\"", "says “umpteen” killed"),
    ] {
        let seen = log(value);
        assert_eq!(seen.exit, Exit::Done, "{value}\n{}", seen.transcript());
        has(&seen.transcript(), &[words]);
    }
}

#[test]
fn a_figure_that_does_not_stand_in_the_words_quoted_is_told() {
    let person = Person::with_accounts();
    let seen = told(&person, "revise C3 --on killed=4 --why 'read again'");
    has(&seen, &["4 killed does not stand in the words quoted", "they hold 15, 20"]);
    for right in ["15", "15..20", "about 20"] {
        let seen = told(&person, &format!("revise C3 --on 'killed={right}' --why 'read again'"));
        assert!(!seen.contains("does not stand in the words"), "{seen}");
    }
}

#[test]
fn other_figures_in_a_newer_capture_are_told_when_they_are_accepted_shown_and_audited() {
    let person = Person::with_accounts();
    person.file("later.txt", PAGE.replace("about 15 to 20 fighters", "about 25 to 30 fighters"));
    let seen = told(&person, "capture later.txt --of S1");
    assert!(!seen.contains("spelt"), "{seen}");
    let seen = told(&person, "spans accept C3@1.1");
    let told_of =
        ["C3@1.1 has other figures in S1@2", "15, 20 became 25, 30", "rashomon revise C3"];
    has(&seen, &told_of);
    has(&told(&person, "show C3"), &told_of);
    let audit = person.run("audit --json").json();
    let notes = audit["data"]["audit"]["notes"].as_array().unwrap().clone();
    let changed = |note: &&serde_json::Value| note["kind"] == "figures-changed";
    assert_eq!(notes.iter().filter(changed).count(), 1, "{notes:?}");
    has(&told(&person, "audit"), &["accepted in S1@2 with other figures", "`rashomon show C3`"]);
    // Who looks again and says so is told no more.
    person.ok("revise C3 --kind source-changed --from S1@2 --quote 'Redland’s army told reporters' --to 'were killed' --on 'killed=about 25..30 killed (fighters)' --why 'the paper changed it'");
    assert!(!told(&person, "show C3").contains("other figures"));
    assert!(!told(&person, "audit").contains("other figures"));
}

#[test]
fn a_statement_that_is_logged_twice_is_told() {
    let person = Person::with_accounts();
    let line = "log --from S1 --quote 'They fired first.' --line 5 --by 'Mr Bo Red' --on E1/first=Blueland";
    has(
        &told(&person, line),
        &["C1 has these words of this speaker with the same answers already"],
    );
    // Other words, or another answer, are another statement.
    let other = line.replace("--on E1/first=Blueland", "--on E1/hurt=no");
    assert!(!told(&person, &other).contains("already"));
}

#[test]
fn a_split_names_the_claims_that_stay_behind() {
    let person = Person::with_accounts();
    person.ok("party add 'Mr Bo Redd'");
    person.ok("party merge P8 P6 --why 'one man'");
    person.ok("log --from S1 --quote 'They fired first.' --line 9 --by 'Mr Bo Red' --on E1/first=Blueland");
    let seen = told(&person, "party split P8 --why 'two men after all'");
    has(&seen, &["still Mr Bo Red’s: C4", "rashomon revise C4 --who P8"]);
    assert!(!seen.contains("C1"), "{seen}");
}

#[test]
fn a_date_that_lies_ahead_is_told_and_one_of_today_is_not() {
    let person = Person::at_desk();
    has(&told(&person, "capture page.txt --published 2052-10-17"), &["lies in the future"]);
    person.file("other.txt", "Another page.\n");
    assert!(!told(&person, "capture other.txt --published 2025-10-17").contains("future"));
    has(&told(&person, "source revise S2 --published 2026"), &["lies in the future"]);
}

#[test]
fn replies_name_whose_claim_it_is_and_a_word_that_is_no_command_is_answered() {
    let person = Person::with_accounts();
    let seen = told(&person, "link contradicts C1 C2 --on E1/first --why 'each names the other'");
    has(
        &seen,
        &[
            "C1@1  Mr Bo Red: Who fired first? says Blueland",
            "C2@1  Ms Ada Blue: Who fired first? denies Blueland",
        ],
    );
    let seen =
        told(&person, "verify C1 --on E1/first --finding contested --why 'each names the other'");
    has(&seen, &["C1@1  Mr Bo Red: Who fired first? says Blueland"]);
    let seen = person.run("matrix");
    assert_eq!(seen.exit, Exit::Usage);
    has(&seen.stderr, &["rashomon conflicts E1 --matrix"]);
}

#[test]
fn spellings_are_proposed_with_the_most_alike_first() {
    let person = Person::at_desk();
    for name in ["Zabiullah Karim", "Zabihullah Kareem", "Anna Petersen", "Anna Peterson"] {
        person.ok(&format!("party add '{name}'"));
    }
    let found = person.run("party suggest --json").json();
    let alike: Vec<u64> = found["data"]["parties"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["similarity"].as_u64().unwrap())
        .collect();
    assert!(alike.len() >= 2 && alike.is_sorted_by(|a, b| a >= b), "{alike:?}");
}
