//! Reports that go out: scopes, states of the past, what publishing refuses,
//! what it freezes, what is put right, and what moved since.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs, reason = "a test may fail")]

#[path = "cli/support.rs"]
mod support;

use std::fs;

use rashomon::Exit;
use support::Person;

const WHY: &str = "--why 'Blueland was called and did not answer'";

/// With a report of E1 that went out as R1.
fn published() -> Person {
    let person = Person::with_accounts();
    person.ok(&format!("publish E1 --to https://example.org/river {WHY}"));
    person
}

// -- publishing --------------------------------------------------------------

#[test]
fn publishing_asks_for_a_reason_while_a_party_named_was_asked_nothing() {
    let person = Person::with_accounts();
    insta::assert_snapshot!(person.see("publish E1"), @r"
    -- stderr
    error: this stands against publishing it:
      P3 Blueland is named in answer to E1/first, and nothing was put to it
    hint: settle it, or say with --why why it goes out all the same: that is kept with it
    -- Refused
    ");
    person.ok(
        "enquiry add Blueland --on E1/first --how letter --when 2025-10-16 --text 'Who fired?'",
    );
    assert!(person.ok("publish E1").starts_with("R1"));
}

#[test]
fn what_a_party_lays_at_its_own_door_needs_no_enquiry() {
    let person = Person::with_scene();
    person.ok(
        "log --from S1 --quote 'It was Redland that fired.' --by 'Mr Bo Red' --on E1/first=Redland",
    );
    assert!(person.ok("publish E1").starts_with("R1"));
}

#[test]
fn an_enquiry_to_a_spokeswoman_of_the_accused_is_one_and_to_another_side_is_none() {
    let person = Person::with_accounts();
    let ask = "--on E1/first --how letter --when 2025-10-16 --text 'Who fired?'";
    person.ok(&format!("enquiry add 'Mr Bo Red' {ask}"));
    let seen = person.run("publish E1");
    assert!(seen.stderr.contains("P3 Blueland is named in answer to"), "{}", seen.stderr);
    person.ok(&format!("enquiry add 'Ms Ada Blue' {ask}"));
    assert!(person.ok("publish E1").starts_with("R1"));
}

#[test]
fn publishing_asks_for_a_reason_while_a_verdict_waits_for_a_second_member() {
    let person = Person::with_accounts();
    person.ok(
        "enquiry add Blueland --on E1/first --how letter --when 2025-10-16 --text 'Who fired?'",
    );
    person.ok("evidence add --on E1/killed --bearing supports --kind observation --note 'Twelve graves were counted'");
    person.ok("verify C3 --on E1/killed --finding confirmed --ground X2 --why 'Graves'");
    let seen = person.run("publish E1");
    assert_eq!(seen.exit, Exit::Refused);
    assert!(
        seen.stderr.contains("V1 on C3@1/E1/killed waits for a second member"),
        "{}",
        seen.stderr
    );
    person.ok("publish E1 --why 'The second reader is away'");
    let shown = person.ok("show R1");
    assert!(shown.contains("The second reader is away") && shown.contains("waits for"), "{shown}");
}

#[test]
fn publishing_asks_for_a_reason_while_a_withheld_text_would_be_printed() {
    let person = Person::with_scene();
    person.file("secret.txt", "The river guard saw it all.\n");
    person.ok("capture secret.txt --outlet 'River Guard' --withhold safety");
    person.ok("attach S2@1 secret.txt");
    person.ok("log --from S2 --quote 'saw it all' --who P7 --known described --on E1/hurt=yes");
    let seen = person.run("publish E1");
    assert_eq!(seen.exit, Exit::Refused);
    assert!(
        seen.stderr.contains("the text of S2@1, withheld for safety, would be printed"),
        "{}",
        seen.stderr
    );
}

#[test]
fn what_went_out_is_frozen_and_the_same_cut_gives_the_same_bytes() {
    let person = published();
    let forms = ["html", "markdown", "json", "csv"];
    let frozen: Vec<String> =
        forms.iter().map(|form| person.ok(&format!("report R1 --format {form}"))).collect();
    person
        .ok("log --from S1 --quote 'Nobody knows more' --who P7 --known described --on E1/hurt=no");
    person.ok("rebuild");
    for (form, frozen) in forms.iter().zip(&frozen) {
        assert_eq!(*frozen, person.ok(&format!("report R1 --format {form}")), "{form}");
        let again = person.ok(&format!("report E1 --as-of R1 --format {form}"));
        assert_eq!(*frozen, again, "{form}");
        assert_ne!(*frozen, person.ok(&format!("report E1 --format {form}")), "{form}");
    }
    person.ok("audit");
    assert!(!person.ok("audit").contains("no capture or file names"), "the files are known");
}

#[test]
fn a_dry_run_publishes_nothing_and_writes_no_file() {
    let person = Person::with_accounts();
    person.ok(&format!("publish E1 -o out {WHY} --dry-run"));
    assert!(!person.path("out").exists());
    assert_eq!(person.run("show R1").exit, Exit::NotFound);
    person.ok(&format!("publish E1 -o out {WHY}"));
    let page = fs::read_to_string(person.path("out/report.html")).unwrap();
    assert_eq!(page, person.ok("report R1 --format html"));
}

// -- putting right -----------------------------------------------------------

#[test]
fn the_next_report_opens_with_what_was_wrong_and_what_is_right() {
    let person = published();
    person.ok("correct R1 --kind correction --old '15 to 20 killed' --new '12 killed' --about C3 --why 'We misread the page'");
    let markdown = person.ok("report E1");
    let (opening, _) = markdown.split_once("## What this rests on").unwrap();
    for words in
        ["15 to 20 killed", "12 killed", "We misread the page", "**correction** of R1", "by ann"]
    {
        assert!(opening.contains(words), "{words}\n{opening}");
    }
    let page = person.ok("report E1 --format html");
    assert!(page.contains(
        "<del dir=\"auto\"><span class=\"hidden\">taken back: </span>15 to 20 killed</del>"
    ));
    assert!(page.contains(
        "<ins dir=\"auto\"><span class=\"hidden\">put in its place: </span>12 killed</ins>"
    ));
    let (head, _) = page.split_once("id=\"base\"").unwrap();
    assert!(head.contains("We misread the page"), "the correction stands before all else");
    assert!(!person.ok("report R1").contains("We misread"), "what went out stays as it was");
    assert!(person.ok("show R1").contains("should say"));
}

#[test]
fn a_correction_names_both_wordings_a_reason_and_what_rests_on_it() {
    let person = published();
    person.ok(&format!("publish E1 {WHY}"));
    person.ok("verify C3 --on E1/killed --finding unverified --why 'No figure but theirs'");
    for half in ["typo --old Blueand", "correction --old Blueand", "correction", "typo --new B"] {
        let half = person.run(&format!("correct R1 --kind {half} --why spelling"));
        assert_eq!(half.exit, Exit::Usage);
        assert!(half.stderr.contains("--new"), "{}", half.stderr);
    }
    assert_eq!(person.run("correct R1 --kind update --why ' '").exit, Exit::Usage);
    assert_eq!(person.run("correct R9 --kind update --why more").exit, Exit::NotFound);
    insta::assert_snapshot!(person.see("correct R1 --kind update --about C3 --why 'A second figure came'"), @"
    R1
    -- stderr
    recorded of R1, as update: A second figure came
    look at what rests on it too: R2, V1
    next: rashomon report E1 -o corrected.html
    -- Done
    ");
}

#[test]
fn a_correction_of_words_that_never_stood_there_is_refused() {
    let person = published();
    let correct =
        |old: &str| person.run(&format!("correct R1 --kind typo --old '{old}' --new B --why slip"));
    let (entries, never) = (person.entries(), correct("words that nobody wrote"));
    assert_eq!(never.exit, Exit::Refused, "{}", never.transcript());
    support::has(
        &never.stderr,
        &["does not stand in what was published as R1", "rashomon report R1"],
    );
    assert_eq!(person.entries(), entries);
    let there = correct("who  FIRED first");
    assert_eq!(there.exit, Exit::Done, "{}", there.transcript());
}

#[test]
fn a_correction_that_changes_no_word_is_refused_and_a_second_retraction_is_warned_of() {
    let person = published();
    let same = person.run("correct R1 --kind typo --old Blueland --new Blueland --why slip");
    assert_eq!(same.exit, Exit::Usage);
    assert!(same.stderr.contains("both wordings are the same"), "{}", same.stderr);
    let retract = "correct R1 --kind retraction --why 'It should not have gone out'";
    assert!(!person.run(retract).stderr.contains("warning"));
    assert!(person.run(retract).stderr.contains("warning: R1 was retracted already"));
    let listed = person.ok("list reports");
    assert!(listed.contains("2025-10-17   https://example.org/river"), "{listed}");
    assert!(listed.contains("2, retracted"), "{listed}");
}

#[test]
fn a_correction_of_one_report_that_names_another_is_no_correction_of_that_one() {
    let person = published();
    person.ok(&format!("publish E1 {WHY}"));
    person.ok("correct R2 --kind retraction --about R1 --why 'R1 stands, this one does not'");
    assert!(!person.ok("show R1").contains("Put right"));
    assert!(person.ok("show R2").contains("Put right"));
    let report = person.ok("report E1");
    let publications = report.split("## Publications").last().unwrap();
    let (first, second) = publications.split_once("- R2").unwrap();
    assert!(!first.contains("retraction") && second.contains("**retraction**"), "{publications}");
}

#[test]
fn what_rests_on_what_was_wrong_is_named_in_words() {
    let person = published();
    person.ok("assign C1 ann");
    person.ok("question resolve E1/first --prefer C1 --why 'the recording'");
    let seen = person.run("correct R1 --kind update --about C1 --why 'A recording came'").stderr;
    assert!(seen.contains("resolution in entry "), "{seen}");
    assert!(!seen.contains("assignment"), "{seen}");
}

#[test]
fn what_moved_under_a_published_report_is_listed() {
    let person = published();
    assert!(person.run("report --changed-since R1").stderr.contains("nothing moved under R1"));
    person.ok("revise C3 --on 'killed=12 killed (fighters)' --kind correction --why 'misread'");
    person.ok("link contradicts C1 C2 --on E1/first --why 'Each says the other'");
    let seen = person.run("report --changed-since R1");
    for words in [
        "C3@2  claim",
        "E1/killed  figures",
        "range of claims: 15 to 20 killed",
        "range of claims: 12 killed",
        "L1  link",
    ] {
        assert!(seen.stdout.contains(words), "{words}\n{}", seen.stdout);
    }
    assert!(seen.stderr.contains("rashomon correct R1"), "{}", seen.stderr);
}

// -- scopes and the past -------------------------------------------------------

#[test]
fn the_report_of_a_past_state_is_the_report_that_was_made_then() {
    let mut person = Person::with_accounts();
    let then = person.ok("report E1 --format json");
    let last = person.entries() - 1;
    person.now = "2025-11-02T09:00:00Z".parse().unwrap();
    person
        .ok("log --from S1 --quote 'Nobody knows more' --who P7 --known described --on E1/hurt=no");
    person.ok("event add 'A later event'");
    for when in [&last.to_string(), "2025-10-17", "2025-10-31T12:00:00Z", "2025-10"] {
        assert_eq!(person.ok(&format!("report E1 --format json --as-of {when}")), then, "{when}");
    }
    person.ok("rebuild");
    assert_eq!(person.ok(&format!("report E1 --format json --as-of {last}")), then);
    has_last(&then, last);
    assert_eq!(person.run("report E2 --as-of 2025-10-17").exit, Exit::NotFound);
    for none in ["999", "2024", "soon"] {
        assert_eq!(person.run(&format!("report E1 --as-of {none}")).exit, Exit::Usage, "{none}");
    }
}

#[test]
fn a_report_can_be_of_one_question_or_of_one_party_with_its_rivals() {
    let person = Person::with_accounts();
    let question = person.ok("report E1/killed");
    assert!(question.contains("Narrowed to E1/killed"), "{question}");
    assert!(question.contains("C3@1") && !question.contains("They fired first"), "{question}");
    let party = person.ok("report P5");
    assert!(party.contains("Narrowed to P5: Ms Ada Blue"), "{party}");
    assert!(party.contains("They fired first"), "the rival account stays\n{party}");
    assert!(!party.contains("C3@1"), "{party}");
    assert_eq!(person.run("report C1").exit, Exit::Usage);
}

#[test]
fn a_title_that_names_an_initiator_is_warned_of_when_it_is_logged_and_in_the_report() {
    let person = Person::with_scene();
    let seen = person.run("event add 'Redland attacks the river post'");
    assert_eq!(seen.exit, Exit::Done);
    assert!(seen.stderr.contains("warning: the title names an initiator"), "{}", seen.stderr);
    assert!(person.ok("report E2").contains("Beware: The title of E2 names an initiator"));
    assert!(!person.run("event add 'Fire at the mill'").stderr.contains("warning"));
}

#[test]
fn a_withheld_source_that_a_verdict_rests_on_is_among_what_the_report_rests_on() {
    let person = Person::with_accounts();
    person.file("tape.txt", "A transcript: they fired first.\n");
    person.ok("capture tape.txt --outlet 'Radio River' --withhold copyright");
    person.ok("verify C1 --attribution traced-secondary --ground S2@1 --why 'heard on the tape'");
    let report = person.ok("report E1");
    let (base, _) = report.split_once("## E1").unwrap();
    assert!(base.contains("Radio River") && base.contains("text withheld"), "{base}");
    assert!(report.contains("S2@1 of S2 Radio River: copyright"), "{report}");
}

/// A report names the last entry that it knows of, as `history` numbers them.
fn has_last(report: &str, last: u64) {
    let words = format!("It shows the record after entry {last} and knows nothing");
    assert!(report.contains(&words), "{words}");
}
