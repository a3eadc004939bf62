//! How a statement reached us, at a command line: hops, the original found, and
//! what changed on the way.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs, reason = "a test may fail")]

#[path = "cli/support.rs"]
mod support;

use rashomon::Exit;
use support::{Person, has};

const RELEASE: &str = "Statement of Mr Bo Red\n\nThey fired first, and we will answer.\n";

fn with_release() -> Person {
    let person = Person::with_accounts();
    person.file("release.txt", RELEASE);
    person.file("wire.txt", "The wire\n\nThey fired first, Mr Red told the wire.\n");
    person
}

#[test]
fn a_press_release_traces_the_original_and_shows_the_difference() {
    let person = with_release();
    insta::assert_snapshot!(person.see("trace C1"), @r"
    C1@1  as-reported
      - Mr Bo Red is said to have said it
      - River Courier’s author reports it: direct
      words         They fired first.
    -- Done
    ");
    person.ok("capture release.txt --title 'Statement of Mr Bo Red' --kind press-release --voice 'Mr Bo Red'");
    insta::assert_snapshot!(person.see("trace C1 S2@1 --quote 'They fired first, and we will answer.'"), @r"
    V1
    -- stderr
    recorded X1 and V1: the attribution of C1@1 is traced-original
    C1@1  traced-original
      - Mr Bo Red is said to have said it
      - River Courier’s author reports it: direct
      words         They fired first.

    X1: S2@1 “Statement of Mr Bo Red”, line 3
      They fired first[-, and we will answer-].
      [-there-]{+in the source in hand+}; 60 % alike
    next: rashomon show C1@1
    -- Done
    ");
    insta::assert_snapshot!(person.see("trace C1"), @r"
    C1@1  traced-original
      - Mr Bo Red is said to have said it
      - River Courier’s author reports it: direct
      words         They fired first.

    X1: S2@1 “Statement of Mr Bo Red”, line 3
      They fired first[-, and we will answer-].
      [-there-]{+in the source in hand+}; 60 % alike
    -- Done
    ");
    assert!(person.ok("show C1").contains("traced-original"));
    assert_eq!(person.run("audit").exit, Exit::Done);
}

#[test]
fn another_report_is_a_second_capture_and_no_original() {
    let person = with_release();
    person.ok("capture wire.txt --outlet 'The wire'");
    insta::assert_snapshot!(
        person.see("trace C1 S2@1 --quote 'They fired first' --as-found traced-original"),
        @r"
    -- stderr
    error: S2@1 is not the speaker’s own: its voice is another party
    hint: it is traced-secondary; if it is their post, release or recording, say so with `rashomon source revise --voice`
    -- Refused
    "
    );
    person.ok("trace C1 S2@1 --quote 'They fired first'");
    assert!(person.ok("show C1").contains("traced-secondary"));
}

#[test]
fn the_claims_own_source_traces_nothing() {
    let person = with_release();
    insta::assert_snapshot!(person.see("trace C1 S1@1 --quote 'They fired first.' --line 9"), @r"
    -- stderr
    error: S1@1 is a capture of the claim’s own source
    hint: trace it to the speaker’s own words, or to a report that did not take them from there
    -- Refused
    ");
    insta::assert_snapshot!(person.see("trace C1 S1@1"), @r"
    -- stderr
    error: which words were found?
    hint: give them with --quote
    -- Usage
    ");
}

/// A verdict by hand is held to what its grounds are, as a trace is: the
/// report that quotes somebody is not their own words.
#[test]
fn an_original_by_verify_is_the_speakers_own_too() {
    let person = with_release();
    person.ok("capture release.txt --title 'Statement of Mr Bo Red' --kind press-release --voice 'Mr Bo Red'");
    person.ok("evidence add --bearing supports --claim C1 --from S1 --quote 'They fired first.' --line 5 --note 'Read again'");
    let entries = person.entries();
    for ground in ["S1@1", "X1", "C2"] {
        let line = format!("verify C1 --attribution traced-original --ground {ground} --why heard");
        has(
            &person.see(&line),
            &["S1@1 is the claim’s own source", "source revise --voice", "Refused"],
        );
    }
    has(
        &person.see("verify C1 --attribution traced-secondary --ground X1 --why heard"),
        &["S1@1 is a capture of the claim’s own source", "Refused"],
    );
    assert_eq!(person.entries(), entries);
    // One that is their own is enough, and so is a file that nobody captured.
    person.ok("verify C1 --attribution traced-original --ground S1@1 --ground S2@1 --why heard");
    person.file("recording.ogg", "OggS");
    person.ok(
        "evidence add --bearing supports --claim C2 --file recording.ogg --note 'The recording'",
    );
    person.ok("verify C2 --attribution traced-original --ground X2 --why heard");
    // What is logged from their own words stands in the original at once.
    person.ok("log --from S2 --quote 'They fired first' --by 'Mr Bo Red' --on E1/first=Blueland");
    person.ok("verify C4 --attribution traced-original --ground S2@1 --why 'it is their release'");
}
