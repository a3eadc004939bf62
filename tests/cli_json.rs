//! The one envelope of `--json`: every command, done or not, prints it and
//! nothing else on standard output.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs, reason = "a test may fail")]

#[path = "cli/support.rs"]
mod support;

use std::collections::BTreeSet;

use rashomon::Exit;
use rashomon::cli::command;
use serde_json::Value;
use support::{Person, Seen};

/// For each command: a line that is done on the accounts, and one that is not.
/// An empty line: it cannot be.
const LINES: &[(&str, &str)] = &[
    ("quickstart tryout", "quickstart page.txt"),
    (
        "init lake --title Lake --member ann --name Ann",
        "init river --title River --member ann --name Ann",
    ),
    ("capture page.txt --outlet 'Lake Courier'", "capture none.txt --outlet 'Lake Courier'"),
    (
        "log --from S1 --quote 'Nobody knows more.' --by 'Mr Bo Red'",
        "log --from S1 --quote 'Nobody knew' --by 'Mr Bo Red'",
    ),
    (
        "revise C1 --kind correction --why misread --hedge perhaps",
        "revise C9 --kind correction --why misread --hedge perhaps",
    ),
    ("conflicts E1", "conflicts E9"),
    ("link contradicts C1 C2 --on E1/first --why x", "link contradicts C1 C1 --why x"),
    ("dismiss C1 C2 --on E1/first --why x", "dismiss C1 --why x"),
    ("verify C1 --work checking --why x", "verify C1 --on E1/first --finding confirmed --why x"),
    ("review V1 agrees --as bo --why x", "review V9 agrees --as bo --why x"),
    ("show C1", "show C9"),
    ("list", "list --event E9"),
    ("diff C1 C2", "diff C1 S1"),
    ("search fired", "search fired --event E9"),
    ("similar C1", "similar C9"),
    ("export out", "export page.txt"),
    ("spans S1", "spans S9@1"),
    ("report E1", "report E9"),
    ("publish E1 --why x", "publish E1"),
    ("correct R1 --kind update --why x", "correct R9 --kind update --why x"),
    ("balance E1", "balance E9"),
    ("audit", "audit --casebook none.casebook"),
    ("source list", "source show S9"),
    ("source show S1", "source revise S9 --title x"),
    ("source text S1", "source text S9"),
    ("source find S1 fired", "source find S1 Zanzibar"),
    ("source show S1 --lines 3-5", "source show S1 --lines 90-95"),
    ("trace C1", "trace C9"),
    ("party suggest", "party suggest --casebook none.casebook"),
    ("source add --outlet 'Lake Courier'", "source add --outlet x --published never"),
    ("party list", "party show Nobody"),
    ("place list", "place show Nowhere"),
    ("event show E1", "event show E9"),
    ("question list E1", "question show E1/dead"),
    ("evidence list", "evidence show X9"),
    ("enquiry list", "enquiry show X9"),
    ("member list", "member end eve"),
    ("terms", "terms --unit shells"),
    ("confirm C1", "confirm C9"),
    ("withdraw C3 --why x", "withdraw C9 --why x"),
    ("assign C1 bo", "assign C1 eve"),
    ("attach S1@1 page.txt", "attach S1@1 other.txt"),
    ("withhold S1@1 --for copyright --why x", "withhold S9@1 --for copyright --why x"),
    ("import lines.jsonl", "import other.txt"),
    ("history", "history C9"),
    ("undo V1 --why x", "undo E1 --why x"),
    ("rebuild", "rebuild --casebook none.casebook"),
    ("backup copy.backup", "backup page.txt"),
    ("restore copy.backup", "restore none.backup"),
    ("recover new.casebook", "recover page.txt"),
    ("key list", "key revoke K9 --why lost"),
    ("checkpoint", "checkpoint --size 900"),
    ("prove C1 -o proof", "prove --check texts"),
    ("witness request.txt", "witness page.txt"),
    ("attach-stamp cosigned.txt", "attach-stamp page.txt"),
    ("vocabulary", "vocabulary stanc"),
    ("completions bash", "completions morse"),
    ("man", "man -o page.txt/below"),
];

/// With all that the lines name.
fn person() -> Person {
    let mut person = Person::with_accounts();
    person.set("RASHOMON_MEMBER", "ann");
    person.ok("member add bo --name Bo");
    person.ok("verify C2 --work checking --why begun");
    person.ok("publish E1 --why 'as a trial'");
    person.file("other.txt", "another page\n");
    person.file("lines.jsonl", "{\"party\": {\"key\": \"green\", \"display\": \"Greenland\"}}\n");
    person
}

/// The only envelope on standard output.
fn envelope(seen: &Seen, line: &str) -> Value {
    let value: Value = serde_json::from_str(&seen.stdout)
        .unwrap_or_else(|error| panic!("{line}\n{error}\n{}", seen.transcript()));
    assert!(seen.stdout.ends_with("}\n"), "{line}");
    value
}

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

/// Sees that an error is told in the envelope, and gives it.
fn failed(seen: &Seen, line: &str) -> Value {
    let value = envelope(seen, line);
    assert_ne!(seen.exit, Exit::Done, "{line}\n{}", seen.transcript());
    assert_eq!(keys(&value), ["error", "ok", "schema", "warnings"], "{line}");
    assert_eq!(value["ok"], false, "{line}");
    assert_eq!(keys(&value["error"]), ["exit", "hint", "message"], "{line}");
    assert_eq!(value["error"]["exit"], seen.exit as u8, "{line}");
    assert!(value["error"]["message"].as_str().is_some_and(|text| !text.is_empty()), "{line}");
    assert_eq!(seen.stderr, "", "{line}: the error is told once");
    value
}

#[test]
fn no_command_is_forgotten() {
    let known: BTreeSet<&str> =
        LINES.iter().map(|(line, _)| line.split(' ').next().unwrap()).collect();
    let all = command();
    let all: BTreeSet<&str> = all.get_subcommands().map(clap_name).collect();
    assert_eq!(known, all);
}

fn clap_name(command: &clap::Command) -> &str {
    command.get_name()
}

#[test]
fn what_is_done_prints_one_envelope_with_its_schema_and_data() {
    for (line, _) in LINES {
        let person = person();
        if line.starts_with("attach ") {
            person.ok("withhold S1@1 --for copyright --why x");
        }
        if line.starts_with("restore") {
            person.ok("backup copy.backup");
        }
        if ["prove", "witness", "attach-stamp"].iter().any(|name| line.starts_with(name)) {
            person.ok("key new");
            person.ok("checkpoint --sign --witness 0 -o request.txt");
        }
        if line.starts_with("attach-stamp") {
            person.ok("witness request.txt -o cosigned.txt");
        }
        if line.starts_with("review") {
            person.ok("evidence add --bearing supports --on E1/killed --note x");
        }
        let line = format!("{line} --json");
        let seen = person.run(&line);
        assert_eq!(seen.exit, Exit::Done, "{line}\n{}", seen.transcript());
        let value = envelope(&seen, &line);
        assert_eq!(keys(&value), ["data", "ok", "schema", "warnings"], "{line}");
        let name = line.split(' ').next().unwrap();
        assert_eq!(value["schema"], format!("rashomon/{name}/1"), "{line}");
        assert_eq!(value["ok"], true, "{line}");
        assert!(value["warnings"].is_array(), "{line}");
        assert!(!value["data"].is_null(), "{line}");
        assert_eq!(seen.stderr, "", "{line}");
    }
}

#[test]
fn what_is_not_done_prints_one_envelope_with_its_error() {
    let person = person();
    for (_, line) in LINES {
        let line = format!("{line} --json");
        let seen = person.run(&line);
        let value = failed(&seen, &line);
        if seen.exit != Exit::Usage {
            let name = line.split(' ').next().unwrap();
            assert_eq!(value["schema"], format!("rashomon/{name}/1"), "{line}");
        }
    }
}

#[test]
fn json_may_stand_before_the_command() {
    let person = person();
    assert_eq!(person.ok("--json show C1"), person.ok("show C1 --json"));
}

#[test]
fn a_command_line_that_is_not_understood_is_told_as_json_too() {
    let person = person();
    for line in [
        "verfy C1 --json",
        "--json",
        "verify --json",
        "list --limit many --json",
        "show --json --nothing",
        "verify C1 --finding contestd --why x --json",
    ] {
        let value = failed(&person.run(line), line);
        assert_eq!(value["error"]["exit"], 2, "{line}");
        let message = value["error"]["message"].as_str().unwrap();
        assert!(!message.contains('\u{1b}'), "{line}: {message}");
    }
}

#[test]
fn help_and_version_are_answers_with_json_too() {
    let person = person();
    for line in ["--help", "--version", "verify --help", "help verify"] {
        let seen = person.run(&format!("{line} --json"));
        let plain = person.run(line);
        assert_eq!(plain.exit, Exit::Done, "{line}");
        if line != "help verify" {
            assert_eq!((seen.exit, seen.stdout), (Exit::Done, plain.stdout), "{line}");
        }
    }
    assert!(person.ok("--version").starts_with("rashomon "));
}

#[test]
fn a_broken_casebook_is_not_ok_and_its_findings_are_data() {
    let person = person();
    let path = person.path("river.casebook");
    let older = std::fs::read(&path).unwrap();
    person.ok("verify C1 --work checking --why x");
    std::fs::write(&path, older).unwrap();
    let seen = person.run("audit --json");
    let value = envelope(&seen, "audit --json");
    assert_eq!((seen.exit, &value["ok"]), (Exit::Broken, &Value::Bool(false)));
    assert!(!value["data"]["audit"]["findings"].as_array().unwrap().is_empty());
}

#[test]
fn a_dry_run_prints_what_would_be_recorded_and_records_nothing() {
    let person = person();
    let entries = person.entries();
    let seen = person.run("verify C1 --work closed --why x --dry-run --json");
    let value = envelope(&seen, "verify");
    assert_eq!(value["data"]["verdict"], "V2");
    assert_eq!(person.entries(), entries);
}

#[test]
fn text_of_sources_stays_true_in_json_whatever_it_holds() {
    let person = Person::at_desk();
    let page = "He said \u{1b}[31mno\u{202e}\u{0} \"quoted\"\r\nend\n";
    person.file("odd.txt", page);
    person.ok("capture odd.txt --outlet Odd");
    let value = person.run("source text S1 --json").json();
    assert_eq!(value["data"]["text"], page);
}
