//! Reports, quickstart and the seeds at a command line: what is written, what
//! is never written over, and that what a report says can be checked.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs, reason = "a test may fail")]
#![allow(clippy::print_stderr, reason = "a test says that it was skipped")]

#[path = "cli/support.rs"]
mod support;

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use rashomon::Exit;
use serde_json::Value;
use support::Person;

// -- reports ---------------------------------------------------------------

#[test]
fn the_same_casebook_gives_the_same_bytes_and_the_envelope_holds_the_report() {
    let person = Person::with_october();
    let markdown = person.ok("report E3");
    assert!(markdown.starts_with("# Accounts of one event: Clash in the Spin Boldak area"));
    assert_eq!(markdown, person.ok("report E3 --format markdown"));
    let json = person.ok("report E3 --format json");
    assert_eq!(json, person.ok("report E3 --format json"));
    person.ok("rebuild --as desk");
    assert_eq!(markdown, person.ok("report E3"));
    assert_eq!(json, person.ok("report E3 --format json"));
    let report: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(report["schema"], "rashomon/report/1");
    let envelope = person.run("report E3 --json").json();
    assert_eq!(envelope["data"], report);
}

#[test]
fn the_width_of_the_screen_changes_nothing_in_a_report() {
    let mut person = Person::with_october();
    let wide = person.ok("report E3");
    (person.width, person.terminal) = (40, true);
    assert_eq!(person.ok("report E3"), wide);
}

#[test]
fn a_report_covers_the_events_that_are_named_or_all() {
    let person = Person::with_october();
    let two = person.ok("report E3 E2");
    assert!(two.contains("- Covers E3: ") || two.contains("E3: Clash"), "{two}");
    assert!(two.contains("E2: Explosions") && !two.contains("## E5"), "{two}");
    let all = person.ok("report");
    for number in 1..=8 {
        assert!(all.contains(&format!("## E{number}: ")), "E{number}");
    }
    assert_eq!(person.run("report E99").exit, Exit::NotFound);
}

#[test]
fn a_report_is_written_to_a_file_and_never_over_one_without_force() {
    let person = Person::with_october();
    let markdown = person.ok("report E3");
    let seen = person.run("report E3 -o clash.md");
    assert_eq!((seen.exit, seen.stdout.as_str()), (Exit::Done, ""));
    assert!(seen.stderr.starts_with("wrote clash.md: "), "{}", seen.stderr);
    assert_eq!(fs::read_to_string(person.path("clash.md")).unwrap(), markdown);
    person.file("clash.md", "mine");
    insta::assert_snapshot!(person.see("report E3 -o clash.md"), @r"
    -- stderr
    error: there is something at `clash.md` already
    hint: choose another name, or say --force to write over it
    -- Refused
    ");
    assert_eq!(fs::read(person.path("clash.md")).unwrap(), b"mine");
    person.ok("report E3 -o clash.md --force");
    assert_eq!(fs::read_to_string(person.path("clash.md")).unwrap(), markdown);
    assert_eq!(person.run("report E3 --force").exit, Exit::Usage);
    assert_eq!(person.run("report E3 -o no/such/folder.md").exit, Exit::Failed);
}

#[test]
fn the_name_of_the_file_says_the_form_unless_it_is_said() {
    let person = Person::with_october();
    person.ok("report E3 -o clash.json");
    let written = fs::read_to_string(person.path("clash.json")).unwrap();
    assert_eq!(written, person.ok("report E3 --format json"));
    person.ok("report E3 -o clash.txt --format json");
    assert_eq!(fs::read_to_string(person.path("clash.txt")).unwrap(), written);
}

#[test]
fn a_report_names_its_data_cut() {
    let person = Person::with_accounts();
    let report = person.ok("report E1");
    let audit = person.run("audit --json").json();
    let root = audit["data"]["audit"]["root"].as_str().unwrap();
    assert!(report.contains("Data cut: 22 entries"), "{report}");
    assert!(report.contains(root), "{report}");
}

#[test]
fn the_lines_that_a_report_offers_print_the_hashes_that_it_states() {
    let person = Person::with_october();
    let tools = Command::new("sh").args(["-c", "command -v dd && command -v sha256sum"]).output();
    if !tools.is_ok_and(|found| found.status.success()) {
        eprintln!("skipped: sh, dd or sha256sum is not on this machine");
        return;
    }
    person.ok("source text S1@1 -o S1@1.txt");
    let (mut hash, mut checked) = (String::new(), 0);
    for line in person.ok("report E3").lines() {
        if let Some((_, stated)) = line.split_once("(end not counted), SHA-256 `") {
            stated.trim_end_matches('`').clone_into(&mut hash);
        }
        let Some((_, command)) = line.split_once("`dd ") else { continue };
        let command = format!("dd {}", command.trim_end_matches('`'));
        let run =
            Command::new("sh").args(["-c", &command]).current_dir(person.folder.path()).output();
        let printed = String::from_utf8(run.unwrap().stdout).unwrap();
        assert_eq!(printed.split(' ').next(), Some(hash.as_str()), "{command}");
        checked += 1;
    }
    assert!(checked >= 2, "{checked}");
}

#[test]
fn an_untraced_sentence_names_who_reports_it_until_it_is_traced() {
    let person = Person::with_accounts();
    let report = person.ok("report E1");
    assert!(report.contains("River Courier’s author reports that Mr Bo Red said"), "{report}");
    person.capture_wire();
    person.ok("verify C1 --attribution traced-secondary --ground S2@1 --why 'read on the page'");
    let report = person.ok("report E1");
    assert!(!report.contains("reports that Mr Bo Red said"), "{report}");
    assert!(report.contains("reports that Ms Ada Blue said"), "{report}");
}

#[test]
fn a_speaker_that_we_inferred_is_never_said_to_have_said_it() {
    let person = Person::with_accounts();
    person.ok("log --from S1 --quote 'Nobody knows more.' --who 'Ms Ada Blue' --known inferred --because 'she spoke before' --on E1/hurt=no");
    for screen in ["report E1", "show C4", "conflicts E1"] {
        let seen = person.ok(screen);
        for sentence in seen.lines().filter(|line| line.contains("Nobody knows more")) {
            assert!(!sentence.contains("Ms Ada Blue said"), "{screen}: {sentence}");
        }
        assert!(seen.contains("inferred"), "{screen}\n{seen}");
    }
}

// -- quickstart ------------------------------------------------------------

#[test]
fn quickstart_shows_the_matrix_and_leaves_a_report_and_an_intact_casebook() {
    let person = Person::new();
    let seen = person.run("quickstart");
    assert_eq!(seen.exit, Exit::Done, "{}", seen.transcript());
    insta::assert_snapshot!(seen.stdout, @r"
    E3  Clash in the Spin Boldak area on 15 October

                          initiator                     killed
    ──────────────────── ───────────────────────────── ─────────────────────────────
     Pakistani military   says Afghan Taliban, as of    says about 15–20 killed of
     [Pakistan]           2025-10-15 (C13@1)            Afghan Taliban (fighters),
                                                        counted by Pakistani
                                                        military (C13@1)
     Zabihullah Mujahid   says Pakistan, as of          no account in these sources
     [Afghanistan]        2025-10-15 (by context)
                          (C14@1)

                                        outcome
    ────────────────────────────────── ─────────────────────────────────────────
     Pakistani military [Pakistan]      says the attack was beaten back (C13@1)
     Zabihullah Mujahid [Afghanistan]   no account in these sources
    ");
    assert!(seen.stderr.contains("audit     intact, as far as it was checked"), "{}", seen.stderr);
    let at = "--casebook rashomon-quickstart/october-2025.casebook";
    let report = fs::read_to_string(person.path("rashomon-quickstart/spin-boldak.md")).unwrap();
    assert_eq!(report, person.ok(&format!("{at} report E3")));
    assert_eq!(person.run(&format!("{at} audit")).exit, Exit::Done);
    // What it says to try next is there to try.
    let next: Vec<&str> =
        seen.stderr.lines().filter_map(|line| line.strip_prefix("  rashomon ")).collect();
    assert!(next.len() >= 3, "{}", seen.stderr);
    for line in next {
        person.ok(line);
    }
}

#[test]
fn a_second_quickstart_is_refused_and_changes_nothing() {
    let person = Person::new();
    person.ok("quickstart tryout");
    let file = person.path("tryout/october-2025.casebook");
    let before = fs::read(&file).unwrap();
    let seen = person.run("quickstart tryout");
    assert_eq!(seen.exit, Exit::Refused, "{}", seen.transcript());
    assert!(seen.stdout.is_empty());
    assert_eq!(fs::read(&file).unwrap(), before);
    assert_eq!(fs::read_dir(person.path("tryout")).unwrap().count(), 3);
}

#[test]
fn a_quickstart_that_is_only_tried_makes_nothing() {
    let person = Person::new();
    assert_eq!(person.run("quickstart --dry-run").exit, Exit::Done);
    assert!(!person.path("rashomon-quickstart").exists());
}

// -- the seeds -------------------------------------------------------------

/// The path of a file of the repository, for a command line.
fn seed(name: &str) -> String {
    format!("'{}/seeds/{name}'", env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn the_seeds_imported_twice_add_nothing_the_second_time() {
    let mut person = Person::at_desk();
    person.set("RASHOMON_MEMBER", "ann");
    for name in ["october-2025/casebook.jsonl", "dawn-2025-10-17.jsonl"] {
        let line = format!("import {}", seed(name));
        person.ok(&line);
        let entries = person.entries();
        let again = person.run(&line);
        assert_eq!(again.exit, Exit::Done, "{}", again.transcript());
        assert!(again.stderr.contains(" 0 logged, 0 matched, "), "{}", again.stderr);
        assert_eq!(person.entries(), entries);
    }
    assert_eq!(person.run("audit").exit, Exit::Done);
}

#[test]
fn the_page_of_the_dawn_seed_is_attached_only_when_every_byte_is_right() {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/seed/dawn-2025-10-17.txt");
    let Ok(page) = fs::read(PathBuf::from(page)) else {
        eprintln!("skipped: the page is not on this machine");
        return;
    };
    let person = Person::at_desk();
    person.ok(&format!("import {}", seed("dawn-2025-10-17.jsonl")));
    let withheld = person.ok("show C1");
    assert!(withheld.contains("the text is withheld"), "{withheld}");
    assert_eq!(person.run("source text S1@1").exit, Exit::Refused);
    let mut other = page.clone();
    other[2010] ^= 1;
    person.file("page-1.txt", other);
    let entries = person.entries();
    let refused = person.run("attach S1@1 page-1.txt");
    assert_eq!(refused.exit, Exit::Refused, "{}", refused.transcript());
    assert!(refused.stderr.contains("spans do not hold in it: C6@1.1"), "{}", refused.stderr);
    assert_eq!(person.entries(), entries);
    person.file("page.txt", page);
    person.ok("attach S1@1 page.txt");
    let audit = person.run("audit --json").json();
    assert_eq!(audit["data"]["outcome"], "intact");
    assert!(audit["data"]["audit"]["spans"].as_u64().unwrap() >= 24, "{audit}");
    assert!(!person.ok("show C1").contains("withheld"));
}

#[test]
fn the_october_casebook_shows_the_collisions_that_it_is_about() {
    let person = Person::with_october();
    let conflicts = person.run("conflicts --json").json();
    let questions: Vec<&Value> = conflicts["data"]["events"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|event| event["questions"].as_array().unwrap())
        .collect();
    for question in ["E3/initiator", "E2/person-location", "E7/afghan-soil", "E5/ceasefire-author"]
    {
        let found = questions.iter().find(|found| found["question"]["handle"] == question);
        let collisions = found.map(|found| found["collisions"].as_array().unwrap().len());
        assert!(collisions.is_some_and(|collisions| collisions > 0), "{question}");
    }
    let shown = person.ok("conflicts E2");
    // In a narrow column the words go on below.
    assert!(shown.contains("declined: neither"), "{shown}");
    assert!(shown.contains("answers a question under"), "{shown}");
    assert!(shown.contains("non-answer: Pakistani military"), "{shown}");
    assert!(!shown.contains("Pakistani military denies"), "{shown}");
}

#[test]
fn the_october_casebook_holds_what_makes_pages_hard() {
    let person = Person::with_october();
    let count = |what: &str| {
        let listed = person.run(&format!("list {what} --json")).json();
        listed["data"].as_array().unwrap().len()
    };
    assert!(count("claims") >= 25 && count("events") >= 5);
    assert!(person.ok("show C28").contains("Versions"));
    assert!(person.ok("list links").contains("accepted, stale"));
    let verdicts = person.ok("list verdicts");
    for axis in ["work: ", "attribution: ", "finding: "] {
        assert!(verdicts.contains(axis.trim_end()), "{axis}\n{verdicts}");
    }
}

#[test]
fn evidence_says_which_finding_rests_on_it_and_where_it_was_weighed_against() {
    let person = Person::with_accounts();
    person.all(&[
        "evidence add --on E1/first --bearing supports --note 'A picture of craters'",
        "link contradicts C1 C2 --on E1/first --why 'each names the other'",
        "verify C1 --on E1/first --finding contested --counter X1 --why 'no third account'",
        "verify C2 --on E1/first --finding unverified --ground X1 --why 'it may be old'",
    ]);
    let words = "A ground of unverified on C2@1/E1/first (V2); weighed against contested on C1@1/E1/first (V1).";
    let markdown = person.ok("report E1 --format markdown");
    assert!(markdown.replace('\\', "").contains(words), "{markdown}");
    assert!(person.ok("report E1 --format html").contains(words));
}
