//! What is promised in help is done: every example is run, and the words of
//! help, of the vocabularies and of the schema are one list.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs, reason = "a test may fail")]

#[path = "cli/support.rs"]
mod support;

use std::collections::BTreeSet;

use rashomon::Exit;
use rashomon::cli::{command, vocabulary};
use support::Person;

/// Examples that wait for something outside the casebook of the seeds: what to
/// do before, in the same folder.
const BEFORE: &[(&str, &[&str])] = &[
    ("restore", &["backup october.backup"]),
    ("--casebook october.casebook restore", &["backup october.backup"]),
    ("correct R1", &["publish E3 --why 'as a trial'"]),
    ("report R1", &["publish E3 --why 'as a trial'"]),
    ("trace C14 S4@1", &["capture page.txt --outlet 'River Courier'"]),
    ("attach S1@1", &["withhold S1@1 --for copyright --why asked"]),
    ("confirm C50", &["log --from S1 --quote 'The Pakistani military said' --who P2"]),
    ("prove C14", &["key new", "checkpoint --sign"]),
    ("export mirror --tiles", &["key new", "checkpoint --sign"]),
    ("prove --check", &["key new", "checkpoint --sign", "prove C14 -o proof"]),
    ("witness", &["key new", "checkpoint --sign --witness 0 -o request.txt"]),
    (
        "attach-stamp",
        &[
            "key new",
            "checkpoint --sign --witness 0 -o request.txt",
            "witness request.txt -o cosigned.txt",
        ],
    ),
];

/// Every command with its path and its examples.
fn examples() -> Vec<(String, Vec<String>)> {
    let mut all = Vec::new();
    let mut root = command();
    root.build();
    let mut open = vec![(String::new(), root)];
    while let Some((path, command)) = open.pop() {
        let before = command.get_before_help().map(ToString::to_string).unwrap_or_default();
        let lines = before.lines().filter_map(|line| line.strip_prefix("  rashomon "));
        all.push((path.clone(), lines.map(str::to_owned).collect()));
        for below in command.get_subcommands().filter(|below| below.get_name() != "help") {
            open.push((format!("{path} {}", below.get_name()).trim().to_owned(), below.clone()));
        }
    }
    all.sort();
    all
}

#[test]
fn every_command_begins_its_help_with_examples() {
    let person = Person::new();
    for (path, lines) in examples() {
        // Acts of nouns are shown by the examples of the noun.
        if path.contains(' ') {
            continue;
        }
        assert!(!lines.is_empty(), "`{path}` has no examples");
        let help = person.ok(&format!("{path} --help"));
        assert!(help.starts_with("Examples:\n  rashomon "), "{help}");
    }
}

#[test]
fn the_list_of_commands_says_what_the_help_of_each_says() {
    let listed = command();
    let mut built = command();
    built.build();
    for command in listed.get_subcommands() {
        let own = built.find_subcommand(command.get_name()).unwrap();
        let text = |about: Option<&clap::builder::StyledStr>| about.map(ToString::to_string);
        assert_eq!(text(command.get_about()), text(own.get_about()), "{}", command.get_name());
    }
}

#[test]
fn the_main_help_says_where_the_handles_of_its_examples_are() {
    let help = Person::new().ok("--help");
    let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(help.contains("The examples name what `rashomon quickstart` makes"), "{help}");
    let log = Person::new().ok("log --help");
    let (_, positions) = log.split_once("A position is [EVENT/]KEY[:STANCE][=VALUE]").unwrap();
    assert!(positions.lines().all(|line| line.chars().count() <= 80), "{log}");
}

#[test]
fn every_example_of_help_works_on_the_casebook_of_quickstart() {
    let mut failed = Vec::new();
    for line in examples().into_iter().flat_map(|(_, lines)| lines) {
        let person = prepared(&line);
        let seen = person.run(&line);
        let right = if line == "audit --strict" { Exit::Notes } else { Exit::Done };
        if seen.exit != right {
            failed.push(format!("rashomon {line}\n{}", seen.transcript()));
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

/// A person in whose folder an example can be run: as a member of the seeds'
/// casebook, with the files that examples name.
fn prepared(line: &str) -> Person {
    let mut person = if line.starts_with("init") || line.starts_with("quickstart") {
        Person::new()
    } else {
        Person::with_october()
    };
    person.set("RASHOMON_MEMBER", "desk");
    let root = env!("CARGO_MANIFEST_DIR");
    std::fs::create_dir_all(person.path("seeds/october-2025")).unwrap();
    std::fs::create_dir(person.path("texts")).unwrap();
    for name in ["casebook.jsonl", "digest.txt", "digest-2.txt", "desk-note.txt"] {
        let file = format!("seeds/october-2025/{name}");
        std::fs::copy(format!("{root}/{file}"), person.path(&file)).unwrap();
    }
    let digest = std::fs::read(format!("{root}/seeds/october-2025/digest.txt")).unwrap();
    let page = if line.starts_with("attach ") { digest } else { b"A page of text.\n".to_vec() };
    person.file("page.txt", page);
    person.file("page-later.txt", "A later page of text.\n");
    let fact = "{\"party\": {\"key\": \"new-party\", \"display\": \"A new party\"}}\n";
    person.file("lines.jsonl", fact);
    person.file(
        "claims.csv",
        "Said by,Party kind,Quote,Outlet,Page text\nA Person,person,The words,An Outlet,The words are here.\n",
    );
    if line.contains(" - ") {
        person.stdin = fact.into();
    }
    for (example, before) in BEFORE {
        if line.starts_with(example) {
            before.iter().for_each(|line| drop(person.ok(line)));
        }
    }
    person
}

#[test]
fn the_words_of_help_of_vocabulary_and_of_schema_are_one_list() {
    let schema = include_str!("../schema.sql");
    let person = Person::new();
    let listed = person.ok("vocabulary --json");
    let listed: serde_json::Value = serde_json::from_str(&listed).unwrap();
    for (name, words) in vocabulary::lists() {
        let shown: Vec<&str> = listed["data"][name]
            .as_array()
            .unwrap()
            .iter()
            .map(|word| word.as_str().unwrap())
            .collect();
        assert_eq!(shown, words, "{name}");
    }
    // What a flag takes is what the vocabulary has, in its order.
    for (path, flag, name) in [
        ("verify", "finding", "finding"),
        ("verify", "attribution", "attribution"),
        ("verify", "work", "state of work"),
        ("log", "attribution", "attribution kind"),
        ("log", "checkability", "checkability"),
        ("source add", "reliability", "reliability"),
        ("party add", "kind", "kind of party"),
        ("question add", "kind", "kind of answer"),
        ("evidence add", "bearing", "bearing of evidence"),
    ] {
        let (_, words) = vocabulary::lists().into_iter().find(|(list, _)| *list == name).unwrap();
        assert_eq!(taken(path, flag), words, "{path} --{flag}");
    }
    // And the tables know no other.
    let checks: BTreeSet<Vec<&str>> = schema
        .split(" IN (")
        .skip(1)
        .filter_map(|rest| rest.split_once(')'))
        .map(|(list, _)| list.split(',').map(|word| word.trim().trim_matches('\'')).collect())
        .collect();
    for name in ["state of a link", "link"] {
        let (_, words) = vocabulary::lists().into_iter().find(|(list, _)| *list == name).unwrap();
        assert!(checks.contains(&words), "{name}: {words:?} in {checks:?}");
    }
}

/// The words that a flag takes.
fn taken(path: &str, flag: &str) -> Vec<String> {
    let mut root = command();
    root.build();
    let mut command = &root;
    for name in path.split(' ') {
        command = command.find_subcommand(name).unwrap();
    }
    let flag = command.get_arguments().find(|argument| argument.get_long() == Some(flag)).unwrap();
    flag.get_possible_values().iter().map(|word| word.get_name().to_owned()).collect()
}

#[test]
fn completions_and_manual_pages_know_every_command() {
    let person = Person::new();
    let script = person.ok("completions bash");
    let page = person.ok("man");
    for (path, _) in
        examples().into_iter().filter(|(path, _)| !path.is_empty() && !path.contains(' '))
    {
        assert!(script.contains(&path), "no completion of {path}");
        assert!(page.contains(&path.replace('-', "\\-")), "no page of {path}");
    }
    person.ok("man -o pages");
    let add = std::fs::read_to_string(person.path("pages/rashomon-source-add.1")).unwrap();
    assert!(add.contains("reliability"), "{add}");
    assert_eq!(person.run("man -o pages").exit, Exit::Refused);
    person.ok("man -o pages --force");
}

#[test]
fn a_misspelt_command_word_or_handle_is_answered_with_the_right_one() {
    let person = Person::with_october();
    for (line, exit, right) in [
        ("verfy C1", Exit::Usage, "verify"),
        ("verify C1 --finding contestd --why x", Exit::Usage, "contested"),
        ("show E3/kiled", Exit::NotFound, "killed"),
        ("party show Mujahid", Exit::NotFound, "Zabihullah Mujahid"),
        ("show C999", Exit::NotFound, "`rashomon list`"),
        ("vocabulary stanc", Exit::NotFound, "stance"),
    ] {
        let seen = person.run(line);
        assert_eq!(seen.exit, exit, "{line}\n{}", seen.transcript());
        assert!(seen.stderr.contains(right), "{line}\n{}", seen.transcript());
        assert!(seen.stdout.is_empty(), "{line}\n{}", seen.transcript());
    }
}
