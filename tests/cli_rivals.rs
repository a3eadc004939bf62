//! Rival accounts at a command line: what collides for whom and since when, the
//! matrix in each form, the work of several members, and how even-handed it was.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs, reason = "a test may fail")]

#[path = "cli/support.rs"]
mod support;

use rashomon::Exit;
use support::{Person, has, told};

#[track_caller]
fn refused(person: &Person, line: &str, exit: Exit, words: &[&str]) {
    let before = person.entries();
    let seen = person.run(line);
    assert_eq!(seen.exit, exit, "{line}\n{}", seen.transcript());
    for words in words {
        assert!(seen.stderr.contains(words), "{words} in\n{}", seen.transcript());
    }
    assert_eq!(person.entries(), before);
}

/// With the two accounts, as Ann, and with Bo as the second member.
fn with_second() -> Person {
    let mut person = Person::with_accounts();
    person.ok("member add bo --name 'Bo Ray'");
    person.set("RASHOMON_MEMBER", "ann");
    person
}

// -- conflicts: for whom, since when, decided how ---------------------------

#[test]
fn conflicts_of_one_party_are_those_of_its_spokesman_too_and_of_nobody_else() {
    let person = Person::with_accounts();
    person.ok("party add Greenland --kind state");
    for party in ["Blueland", "P5", "Redland"] {
        has(
            &told(&person, &format!("conflicts --party {party}")),
            &["C1@1/E1/first and C2@1/E1/first"],
        );
    }
    let none = told(&person, "conflicts --party Greenland");
    has(&none, &["Nothing of the kind."]);
    assert!(!told(&person, "conflicts --party Redland").contains("Blueland (Blue)"));
    refused(&person, "conflicts --party Nobody", Exit::NotFound, &["Nobody"]);
}

#[test]
fn conflicts_since_an_entry_are_those_that_it_or_a_later_one_brought() {
    let person = Person::with_accounts();
    let size = person.entries();
    has(&told(&person, &format!("conflicts --since {size}")), &["Nothing of the kind."]);
    person.ok("log --like C1 --quote 'It was Redland that fired.' --by 'Ms Ada Blue' --attribution author --on first=Redland");
    let seen = told(&person, &format!("conflicts --since {size}"));
    has(&seen, &["C1@1/E1/first and C4@1/E1/first", &format!("--since {}", size + 1)]);
    assert!(!seen.contains("C1@1/E1/first and C2@1/E1/first"), "{seen}");
    person.ok("link contradicts C1 C2 --on E1/first --why 'each names the other'");
    let seen = told(&person, &format!("conflicts --since {}", size + 1));
    has(&seen, &["C1@1/E1/first and C2@1/E1/first: accepted as contradicts: each names the other"]);
    assert!(!seen.contains("C4@1/E1/first"), "{seen}");
    refused(&person, "conflicts --since 999", Exit::Usage, &["the journal has"]);
}

#[test]
fn conflicts_decided_one_way_or_another_are_shown_on_request() {
    let person = Person::with_accounts();
    let pair = "C1@1/E1/first and C2@1/E1/first";
    has(&told(&person, "conflicts --only undecided"), &[pair, "nobody has decided on it"]);
    for only in ["accepted", "dismissed"] {
        assert!(!told(&person, &format!("conflicts --only {only}")).contains(pair));
    }
    person.ok("dismiss C1 C2 --on E1/first --why 'two nights'");
    assert!(!told(&person, "conflicts E1").contains(pair));
    has(&told(&person, "conflicts --only dismissed"), &[pair, "two nights"]);
    has(&told(&person, "conflicts E1 --all"), &[pair, "dismissed, and kept: two nights"]);
    person.ok("revise C2 --hedge perhaps --why 'there is a hedge'");
    has(&told(&person, "conflicts --only undecided"), &["C2@2", "an account changed since"]);
}

#[test]
fn a_computed_thing_names_its_rule_and_what_was_compared_in_plain_words() {
    let person = Person::with_october();
    let seen = told(&person, "conflicts");
    has(&seen, &["rule: ", "compared: the question, stance"]);
    for code in ["belongs-to", "value.", "place.within", "of-whom", "as-of"] {
        assert!(!seen.contains(code), "{code} in\n{seen}");
    }
}

#[test]
fn a_vague_word_is_read_by_a_convention_only_where_a_view_asks_for_it() {
    let person = Person::with_accounts();
    person.ok("log --like C3 --quote 'Nobody knows more.' --by 'Redland’s army' --on 'killed=dozens killed (fighters)'");
    person.ok("terms --convention desk:dozens=24..99");
    let seen = told(&person, "conflicts E1");
    has(&seen, &["not comparable: ", "“dozens”"]);
    has(&told(&person, "conflicts E1 --convention desk"), &["tension: ", "by the convention"]);
    refused(&person, "conflicts E1 --convention other", Exit::NotFound, &["other"]);
}

// -- the matrix -------------------------------------------------------------

#[test]
fn the_matrix_stands_by_itself_in_every_form() {
    let person = Person::with_october();
    let words = "15–20 killed of Afghan Taliban";
    for (format, more) in [
        ("md", ["# E3  Clash", "| Side | Voice |"]),
        ("csv", ["side,voice,", "Pakistan,Pakistani military,"]),
        ("html", ["<caption>", "default-src 'none'"]),
    ] {
        let seen = person.ok(&format!("conflicts E3 --matrix --format {format}"));
        has(&seen, &[words, "no account in these sources"]);
        has(&seen, &more);
    }
    has(&person.ok("conflicts E3 --matrix"), &["initiator", "no account in these sources"]);
    let json = person.run("conflicts E3 --matrix --json").json();
    assert_eq!(json["data"]["columns"][0]["handle"], "E3/initiator");
    assert_eq!(json["data"]["rows"][0]["cells"].as_array().unwrap().len(), 3);
    assert_eq!(person.run("conflicts --matrix").exit, Exit::Usage);
}

#[test]
fn a_side_is_not_without_account_where_its_spokesman_has_a_row_of_his_own() {
    let person = Person::with_accounts();
    person.ok("log --like C1 --quote 'The end.' --by Redland --on E1/killed=0");
    let seen = person.run("conflicts E1 --json").json();
    let rows = seen["data"]["events"][0]["matrix"]["rows"].as_array().unwrap().clone();
    let cell = |name: &str, column: usize| {
        let row = rows.iter().find(|row| row["party"]["name"] == name).unwrap();
        row["cells"][column]["words"].as_str().unwrap().to_owned()
    };
    assert_eq!(cell("Redland", 0), "see Mr Bo Red");
    assert_eq!(cell("Mr Bo Red", 2), "see Redland");
    assert_eq!(cell("Redland", 1), "no account in these sources");
    assert_eq!(cell("Ms Ada Blue", 2), "no account in these sources");
}

#[test]
fn a_screen_of_the_matrix_keeps_to_its_width() {
    let mut person = Person::with_october();
    for width in [60, 80, 132] {
        person.width = width;
        for event in ["E1", "E3", "E5"] {
            for line in person.ok(&format!("conflicts {event} --matrix")).lines() {
                assert!(line.chars().count() <= width, "{width}: {line}");
            }
        }
    }
}

// -- verdicts of several ----------------------------------------------------

#[test]
fn verdicts_of_two_members_stand_side_by_side_and_a_pending_one_does_not_count() {
    let mut person = with_second();
    person.ok("evidence add --on E1/first --bearing refutes --note 'A log of the gun'");
    person.ok("verify C1 --on E1/first --finding contested --why 'each names the other'");
    person.set("RASHOMON_MEMBER", "bo");
    person.ok("verify C1 --on E1/first --finding refuted --ground X1 --why 'the gun was cold'");
    let shown = told(&person, "show C1");
    has(
        &shown,
        &["contested by ann: counts", "refuted by bo: pending, until a second member agrees"],
    );
    let listed = told(&person, "list verdicts --claim C1");
    has(
        &listed,
        &["How the findings stand", "V1: contested by ann: counts", "V2: refuted by bo: pending"],
    );
    refused(
        &person,
        "review V2 agrees --why x",
        Exit::Refused,
        &["by a second member, not by its author"],
    );
    person.set("RASHOMON_MEMBER", "ann");
    person.ok("review V2 agrees --why 'the log is genuine'");
    has(&told(&person, "show C1"), &["V1", "a newer one counts", "refuted by bo: counts"]);
    let none = told(&person, "list verdicts --claim C2");
    assert!(!none.contains("V1"), "{none}");
}

#[test]
fn a_verdict_names_a_standard_and_a_rating_that_the_casebook_has() {
    let person = with_second();
    let contested = "verify C1 --on E1/first --finding contested --why 'each names the other'";
    refused(
        &person,
        &format!("{contested} --standard civil"),
        Exit::Refused,
        &["names a standard", "terms"],
    );
    person.ok("terms --standard 'civil=more likely than not' --scale 'house: Disputed=contested, Unproven=unverified+unverifiable, Open'");
    has(&told(&person, "terms"), &["Disputed (contested)", "Unproven (unverified"]);
    refused(
        &person,
        &format!("{contested} --rating 'house: Unproven'"),
        Exit::Refused,
        &["a rating goes with a finding"],
    );
    refused(
        &person,
        "verify C1 --work closed --why x --rating 'house: Open'",
        Exit::Refused,
        &["a rating goes with"],
    );
    person.ok(&format!("{contested} --standard civil --rating 'house: Disputed'"));
    // A label that stands for one finding sets it.
    person.ok("verify C2 --on E1/first --rating 'house: Disputed' --why 'so on the other side'");
    has(&told(&person, "show V2"), &["finding of C2@1/E1/first: contested", "house: Disputed"]);
    refused(
        &person,
        "verify C2 --on E1/first --rating 'house: Unproven' --why x",
        Exit::Usage,
        &["one axis"],
    );
}

#[test]
fn work_is_assigned_is_late_when_its_day_has_passed_is_closed_and_opened_again() {
    let mut person = with_second();
    person.ok("assign C1 bo --due 2025-10-18 --note 'the gun'");
    person.ok("assign C2 ann");
    has(&told(&person, "list work"), &["bo", "2025-10-18", "ann", "logged"]);
    assert!(!told(&person, "list work --assignee bo").contains("C2@1"));
    person.now = "2025-10-19T09:00:00Z".parse().unwrap();
    has(&told(&person, "list work"), &["2025-10-18 (overdue)", "overdue: 1"]);
    person.ok("verify C1 --work closed --why 'all is said'");
    assert!(!told(&person, "list work").contains("overdue"));
    person.ok("verify C1 --work checking --why 'a new recording came'");
    has(&told(&person, "list work"), &["checking", "overdue: 1"]);
    refused(&person, "verify C1 --work closed", Exit::Refused, &["every verdict needs a reason"]);
    refused(&person, "list work --assignee zed", Exit::NotFound, &["zed"]);
}

#[test]
fn an_enquiry_is_overdue_from_the_day_after_its_deadline_until_something_comes() {
    let mut person = Person::with_accounts();
    person.ok("enquiry add Redland --on E1/killed --how e-mail --text 'How many?' --when 2025-10-17 --deadline 2025-10-18");
    person.now = "2025-10-18T20:00:00Z".parse().unwrap();
    assert!(!told(&person, "enquiry list").contains("overdue"));
    person.now = "2025-10-19T08:00:00Z".parse().unwrap();
    has(
        &told(&person, "enquiry list --overdue"),
        &["overdue: no reply by 2025-10-18", "overdue: 1"],
    );
    has(&told(&person, "show X1"), &["overdue"]);
    person.ok("enquiry answer X1 no-reply --when 2025-10-20");
    assert!(!told(&person, "enquiry list --overdue").contains("X1"));
}

#[test]
fn verify_walks_one_claim_through_at_a_terminal_and_asks_again_where_a_rule_refuses() {
    let mut person = with_second();
    person.stdin = "\nconfirmed\nit sounds right\n\n\n\n\n\ncontested\neach names the other\n\n\n\n\n\nchecking\nwork goes on\n".into();
    refused(&person, "verify C1", Exit::Usage, &["a verdict sets one axis"]);
    person.terminal = true;
    let seen = person.run("verify C1");
    assert_eq!(seen.exit, Exit::Done, "{}", seen.transcript());
    assert_eq!(seen.stdout, "V1\nV2\n");
    has(
        &seen.stderr,
        &[
            "They fired first.",
            "Did they say it? Now: as-reported [as-reported, traced-secondary",
            "Is it so? Who fired first?",
            "refused: this finding needs a ground",
            "hint: name it with --ground X1",
            "recorded V1",
            "Where does the work stand? Now: logged",
            "recorded V2",
        ],
    );
    has(&person.ok("show V1"), &["contested", "each names the other"]);
    // At the end of the input what was set stays.
    person.stdin = Vec::new();
    let seen = person.run("verify C2");
    assert_eq!((seen.exit, seen.stdout.as_str()), (Exit::Done, ""));
    has(&seen.stderr, &["nothing was set"]);
}

#[test]
fn balance_counts_claims_findings_days_and_reporting_words_for_each_side() {
    let mut person = with_second();
    person.now = "2025-10-19T21:00:00Z".parse().unwrap();
    person.ok("verify C1 --on E1/first --finding contested --why 'each names the other'");
    let data = person.run("balance E1 --json").json()["data"].clone();
    let row = |rows: &str, name: &str| {
        let rows = data[rows].as_array().unwrap();
        rows.iter()
            .find(|row| row["name"] == name)
            .unwrap_or_else(|| panic!("{name}: {data}"))
            .clone()
    };
    let (red, blue) = (row("sides", "Red"), row("sides", "Blue"));
    assert_eq!((red["claims"].as_u64(), red["checked"].as_u64()), (Some(2), Some(1)));
    assert_eq!(red["findings"][0][0], "contested");
    assert_eq!(red["median_days"], "2.5");
    assert_eq!(
        (blue["claims"].as_u64(), &blue["median_days"]),
        (Some(1), &serde_json::Value::Null)
    );
    assert_eq!(blue["cues"][0][0], "said (guessed)");
    let cues = red["cues"].as_array().unwrap();
    assert!(cues.iter().any(|cue| cue[0] == "told (guessed)"), "{red}");
    assert_eq!(row("parties", "Mr Bo Red")["handle"], "P6");
    has(&told(&person, "balance"), &["E1 Red", "contested 1", "median days", "P5 Ms Ada Blue"]);
}

// -- what a newcomer runs into ----------------------------------------------

#[test]
fn whose_account_is_missing_is_said_with_whether_it_is_on_any_question() {
    let person = Person::with_accounts();
    person.ok("party add Greenland --kind state");
    person.ok(
        "event revise E1 --side 'Blue: Blueland' --side 'Red: Redland' --side 'Green: Greenland'",
    );
    let seen = told(&person, "conflicts E1");
    has(
        &seen,
        &[
            "Whose account is missing",
            "Greenland (Green): not asked, no account in these sources, on any question",
            "Blueland (Blue): no account on E1/hurt, E1/killed; not asked, on any",
        ],
    );
}

#[test]
fn two_rival_accounts_are_compared_in_the_speakers_words_and_it_says_whose_they_are() {
    let person = with_second();
    // C1 is a quotation with the reporter's words around it; C2 as well.
    person.ok("log --from S1 --quote 'Mr Bo Red said on Thursday' --to 'fired first.”' --line 5 --by 'Mr Bo Red' --attribution direct-quote --on E1/first=Blueland");
    let seen = told(&person, "diff C4 C2");
    has(&seen, &["C4@1: the words of Mr Bo Red", "C2@1: the words of Ms Ada Blue"]);
    let words = seen.split("Words").last().unwrap();
    assert!(!words.contains("Thursday"), "{words}");
    has(&told(&person, "diff C3 C2"), &["C3@1: S1’s words about Redland"]);
    let data = person.run("diff C4 C2 --json").json()["data"]["accounts"].clone();
    assert_eq!(data[0]["whose"], "speaker", "{data}");
    assert_eq!(data[1]["whose"], "speaker", "{data}");
    // Two versions of one claim are compared passage by passage.
    person.ok("revise C4 --hedge reportedly --why 'the hedge was left out'");
    assert!(person.run("diff C4@1 C4@2 --json").json()["data"]["accounts"].is_null());
}

#[test]
fn a_similar_claim_is_shown_with_whose_words_it_is_in() {
    let person = with_second();
    person.file("wire.txt", "The wire writes on.\n\n“They fired first.” said Mr Bo Red again.\n");
    person.ok("capture wire.txt --outlet Wire --published 2025-10-17");
    person
        .ok("log --from S2 --quote '“They fired first.”' --by 'Mr Bo Red' --on E1/first=Blueland");
    has(&told(&person, "similar C1"), &["the words of Mr Bo Red: “They fired first.”"]);
}

#[test]
fn a_date_that_cannot_have_come_yet_is_warned_of() {
    let person = with_second();
    let log =
        "log --from S1 --quote 'Nobody knows more' --who P7 --known described --on E1/hurt=no";
    let seen = told(&person, &format!("{log} --said-on 2031-01-01 --dry-run"));
    has(&seen, &["warning: said on: 2031-01-01 lies in the future"]);
    assert!(!told(&person, &format!("{log} --said-on 2025-10-16")).contains("future"));
    let ask = "enquiry add Redland --on E1/killed --how e-mail --text 'How many?'";
    has(
        &told(&person, &format!("{ask} --when 2031-01-01")),
        &["when: 2031-01-01 lies in the future"],
    );
    has(&told(&person, "assign C1 bo --due 2025-01-01"), &["2025-01-01 has passed"]);
}

#[test]
fn an_enquiry_is_not_due_before_it_was_put_nor_answered_before() {
    let person = with_second();
    let ask =
        "enquiry add Redland --on E1/killed --how e-mail --text 'How many?' --when 2025-10-17";
    let early = format!("{ask} --deadline 2025-10-16");
    refused(&person, &early, Exit::Usage, &["lies before the day of asking", "--deadline"]);
    person.ok(&format!("{ask} --deadline 2025-10-17"));
    refused(
        &person,
        "enquiry answer X1 answered --when 2025-10-16 --text 'Twelve'",
        Exit::Usage,
        &["X1 was asked on 2025-10-17, after 2025-10-16"],
    );
    person.ok("enquiry answer X1 answered --when 2025-10-17 --text 'Twelve'");
}

#[test]
fn words_that_a_change_of_terms_replaces_are_told() {
    let person = with_second();
    let terms =
        "terms --standard civil='more likely than not' --scale 'house: Disputed=contested, Open'";
    assert!(!told(&person, terms).contains("warning"));
    let seen = told(&person, "terms --standard civil='beyond doubt' --scale 'house: Open'");
    has(
        &seen,
        &[
            "the standard `civil` was “more likely than not” and is now “beyond doubt”",
            "the scale `house` was “Disputed (contested), Open” and is now “Open”",
        ],
    );
    let back = "terms --convention 'UN:dozens=99..24'";
    refused(&person, back, Exit::Usage, &["gives no range", "the smaller first"]);
    refused(&person, "terms --convention UN:dozens=..", Exit::Usage, &["gives no range"]);
}

#[test]
fn the_claims_own_source_is_no_second_capture_that_traces_it() {
    let person = with_second();
    refused(
        &person,
        "verify C1 --attribution traced-secondary --ground S1@1 --why 'it is there'",
        Exit::Refused,
        &["S1@1 is a capture of the claim’s own source"],
    );
    person.capture_wire();
    person.ok("verify C1 --attribution traced-secondary --ground S2@1 --why 'the wire has it'");
}

#[test]
fn a_finding_that_counts_is_shown_with_who_gave_it() {
    let person = with_second();
    person.ok("verify C1 --on E1/first --finding contested --why 'each names the other'");
    has(&told(&person, "show C1"), &["contested (V1 by ann)"]);
    person.ok("verify C1 --on E1/first --finding unverified --why 'nobody saw it' --as bo");
    has(
        &told(&person, "show C1"),
        &["unverified (V2 by bo)", "contested by ann: a newer one counts"],
    );
}

#[test]
fn the_second_member_is_told_to_say_who_they_are() {
    let person = Person::with_accounts();
    has(&told(&person, "member add bo --name 'Bo Ray'"), &["--as KEY, or $RASHOMON_MEMBER"]);
    assert!(!told(&person, "member add cy --name 'Cy Fox' --as ann").contains("--as KEY"));
}

#[test]
fn a_unit_goes_with_a_quantity_alone() {
    let person = Person::with_accounts();
    refused(
        &person,
        "question add E1/why --kind text --text 'Why?' --unit killed",
        Exit::Usage,
        &["a unit goes with the kind `quantity`"],
    );
}

#[test]
fn yes_no_and_unsure_dates_are_answered_in_words() {
    let person = with_second();
    person.all(&[
        "question add E1/shelled --kind yes-no --text 'Was the post shelled?'",
        "question add E1/when --kind time --text 'When?'",
        "log --like C1 --quote 'Nobody knows more' --who P7 --known described --on shelled:denies=yes --on when=2025-10-14~",
        "log --like C3 --quote 'Redland’s army told reporters' --by 'Redland’s army' --on shelled:neither=yes --on when=2025-10-15/2025-10-16",
    ]);
    let seen = told(&person, "conflicts E1");
    has(
        &seen,
        &[
            "denies it (C4@1)",
            "says about 2025-10-14 (C4@1)",
            "non-answer: Redland army neither confirms nor denies; not a denial (C5@1)",
            "says 2025-10-15 to 2025-10-16 (C5@1)",
            "about 2025-10-14 against 2025-10-15 to 2025-10-16: no moment in common",
        ],
    );
    assert!(!seen.contains("denies yes"), "{seen}");
}

#[test]
fn a_word_that_is_none_of_those_offered_is_told_before_anything_else_is_asked() {
    let mut person = with_second();
    person.ok("terms --standard 'civil=more likely than not'");
    person.terminal = true;
    person.stdin = "\nconfirmd\ncontested\neach names the other\n\nC2\nthe log; the gun\na witness\na recording\ncivil\n".into();
    let seen = person.run("verify C1");
    assert_eq!((seen.exit, seen.stdout.as_str()), (Exit::Done, "V1\n"), "{}", seen.transcript());
    has(
        &seen.stderr,
        &[
            "`confirmd` is none of the words in brackets; did you mean `confirmed`?",
            "By which standard? [civil]",
            "Ctrl-D ends",
        ],
    );
    assert!(seen.stderr.lines().all(|line| line.chars().count() <= 80), "{}", seen.stderr);
    has(&told(&person, "show V1"), &["civil", "C2@1", "the log", "a witness", "a recording"]);
}

// -- who said it ------------------------------------------------------------

#[test]
fn a_speaker_whom_nothing_near_the_passage_names_needs_a_word_on_how_they_are_known() {
    let person = Person::with_scene();
    person.file(
        "far.txt",
        format!(
            "Ms Ada Blue was there.\n{}\nThe bridge was shut at noon.\n",
            "Rain fell all day long. ".repeat(120)
        ),
    );
    person.ok("capture far.txt --outlet 'River Courier' --published 2025-10-17");
    let line = "log --from S2 --quote 'The bridge was shut at noon.' --who P5";
    refused(
        &person,
        line,
        Exit::Usage,
        &["nothing near the passage names Ms Ada Blue", "--because", "--by", "--cue"],
    );
    let inferred = told(&person, &format!("{line} --because 'only she was there'"));
    assert!(!inferred.contains("said"), "{inferred}");
    has(&inferred, &["words given no speaker"]);
    has(
        &told(&person, &format!("{line} --by 'Ada Bleu'")),
        &["warning: the printed name “Ada Bleu” does not stand in S2@1"],
    );
    has(
        &told(&person, &format!("{line} --by 'Ms Ada Blue'")),
        &["warning: the printed name “Ms Ada Blue” stands in S2@1, but far from the passage"],
    );
    has(
        &told(&person, &format!("{line} --by 'Ms Ada Blue' --cue 'swore'")),
        &["warning: the cue “swore” does not stand in S2@1"],
    );
    // Named or with a reporting word beside it, a party is enough.
    assert!(
        !told(&person, "log --from S1 --quote 'Our side did not fire' --who P5")
            .contains("warning")
    );
}

#[test]
fn a_cue_of_another_passage_does_not_stay_where_none_stands() {
    let person = Person::with_accounts();
    person.ok("revise C1 --cue 'said on Thursday' --why 'as printed'");
    person.file("far.txt", "Mr Bo Red was there.\nThe bridge was shut at noon.\n");
    person.ok("capture far.txt --outlet 'River Courier' --published 2025-10-17");
    person.ok("log --like C1 --from S2 --quote 'The bridge was shut at noon.' --claim 'The bridge was shut.'");
    let shown = person.ok("show C4 --json");
    let shown: serde_json::Value = serde_json::from_str(&shown).unwrap();
    assert_eq!(shown["data"]["claim"]["cue"], serde_json::Value::Null, "{shown}");
    // In the same quotation it stays.
    person.ok("log --like C1 --quote 'He would not say how many were hurt.' --on E1/hurt:neither");
    let shown: serde_json::Value = serde_json::from_str(&person.ok("show C5 --json")).unwrap();
    assert_eq!(shown["data"]["claim"]["cue"], "said on Thursday", "{shown}");
}

#[test]
fn a_party_that_looks_like_another_is_warned_of_until_they_are_told_apart() {
    let person = Person::with_scene();
    has(
        &told(&person, "party add 'Ms Аda Blue'"),
        &["P5 has a name much like it", "party merge P8 P5", "party apart P8 P5"],
    );
    has(&told(&person, "party add 'Ms Ada Bluee'"), &["P5 has a name much like it"]);
    person.ok("party apart P9 P5 --why 'her sister'");
    let again = told(&person, "party revise P9 --note sister");
    assert!(!again.contains("P5 has"), "{again}");
    assert!(!told(&person, "party add Greenland --kind state").contains("much like"));
}

#[test]
fn one_position_of_a_claim_is_dropped_and_the_others_stay() {
    let person = Person::with_accounts();
    person.ok("revise C1 --on E1/hurt=yes --on E1/killed=3 --why 'it says more'");
    has(
        &told(&person, "revise C1 --drop-position E1/hurt --why 'it does not say so'"),
        &["E1/first", "E1/killed"],
    );
    let shown = person.ok("show C1");
    assert!(!shown.contains("E1/hurt"), "{shown}");
    has(&shown, &["E1/first", "E1/killed"]);
    refused(
        &person,
        "revise C1 --drop-position hurt --why x",
        Exit::NotFound,
        &["no position to drop `hurt`"],
    );
    person.ok("revise C2 --on first:denies=Blueland --on first:denies=Redland --why 'both'");
    person.ok("revise C2 --drop-position 'first#1' --why 'only one'");
    let shown = person.ok("show C2");
    assert!(shown.contains("denies Redland") && !shown.contains("denies Blueland"), "{shown}");
}

#[test]
fn ranges_and_dates_in_other_spellings_are_answered_with_ours() {
    let person = Person::with_scene();
    let line = "log --from S1 --quote 'Nobody knows more.' --by 'Mr Bo Red'";
    for typed in ["15-20", "15 to 20", "15–20 killed"] {
        refused(&person, &format!("{line} --on 'E1/killed={typed}'"), Exit::Usage, &["15..20"]);
    }
    refused(
        &person,
        &format!("{line} --said-on 17/10/2025"),
        Exit::Usage,
        &["which the day?", "2025-10-15?"],
    );
}

#[test]
fn who_answers_a_question_under_another_is_not_said_to_be_silent_on_that_one() {
    let person = Person::with_accounts();
    person.all(&[
        "question add E1/attack --kind yes-no --text 'Was there an attack?'",
        "question add E1/by --kind party --text 'By whom?' --under E1/attack",
        "log --from S1 --quote 'Our side did not fire' --by 'Ms Ada Blue' --on E1/by=Redland",
    ]);
    let matrix = person.ok("conflicts E1 --matrix --format csv");
    let row = matrix.lines().find(|line| line.contains("Ada Blue")).unwrap();
    assert!(row.contains("answers a question under it (C4@1)"), "{matrix}");
    let seen = person.ok("conflicts E1");
    let attack = seen.split("E1/attack  Was").nth(1).unwrap().split("E1/by").next().unwrap();
    assert!(!attack.contains("Blueland (Blueland): no account"), "{seen}");
}

/// `--only` sifts what `--all` shows, and leaves nothing out by itself.
#[test]
fn what_all_shows_is_what_each_decision_shows_together() {
    let person = Person::with_accounts();
    person.all(&[
        "log --from S1 --quote 'It was Redland that fired.' --attribution author --on 'E1/killed=22 injured (fighters)'",
        "log --from S1 --quote 'Nobody knows more.' --attribution author --on 'E1/killed=90 killed (fighters)'",
        "log --from S1 --quote 'The end.' --attribution author --on 'E1/killed=21 killed (fighters)'",
        "dismiss C3 C4 --on E1/killed --why 'others were counted'",
        "dismiss C3 C6 --on E1/killed --why 'near enough'",
        "link contradicts C3 C5 --on E1/killed --why 'far apart'",
    ]);
    let pairs = |line: &str| {
        let events = person.run(line).json()["data"]["events"].clone();
        let questions = events[0]["questions"].as_array().unwrap().clone();
        let mut pairs = std::collections::BTreeSet::new();
        for question in questions {
            for list in ["collisions", "not_comparable"] {
                for collision in question[list].as_array().unwrap() {
                    for pair in collision["pairs"].as_array().unwrap() {
                        pairs.insert(format!("{} {} {}", pair["decided"], pair["a"], pair["b"]));
                    }
                }
            }
        }
        pairs
    };
    let all = pairs("conflicts E1 --all --json");
    assert!(all.len() >= 5, "{all:?}");
    let mut each = std::collections::BTreeSet::new();
    for word in ["undecided", "accepted", "dismissed"] {
        let only = pairs(&format!("conflicts E1 --only {word} --json"));
        assert!(!only.is_empty() && only.iter().all(|pair| pair.contains(word)), "{word} {only:?}");
        each.extend(only);
    }
    assert_eq!(each, all);
}
