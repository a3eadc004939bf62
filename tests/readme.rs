//! What README shows is what happens: its walk-through is run, line by line.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    missing_docs,
    reason = "a test may fail"
)]

#[path = "cli/support.rs"]
mod support;

use std::process::Command;

use support::{Person, words};

const README: &str = include_str!("../README.md");

/// A line that is typed, and the lines shown under it.
struct Step {
    typed: String,
    shown: Vec<String>,
}

/// The steps of all `console` blocks, in order.
fn steps() -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let mut inside = false;
    for line in README.lines() {
        match (inside, line) {
            (false, "```console") => inside = true,
            (true, "```") => inside = false,
            (true, line) => match (line.strip_prefix("$ "), steps.last_mut()) {
                (Some(typed), _) => steps.push(Step { typed: typed.into(), shown: Vec::new() }),
                (None, Some(step)) => step.shown.push(line.into()),
                (None, None) => panic!("shown before anything is typed: {line}"),
            },
            (false, _) => {}
        }
    }
    steps
}

/// Whether what was printed is what is shown; `…` on a line of its own stands
/// for lines left out, within a line for the rest of a word.
fn same(shown: &[String], printed: &[&str]) -> bool {
    match (shown.split_first(), printed.split_first()) {
        (None, None) => true,
        (Some((line, rest)), _) if line == "…" => {
            (0..=printed.len()).any(|skipped| same(rest, &printed[skipped..]))
        }
        (Some((line, rest)), Some((other, others))) => {
            let alike = line == other
                || line.split_once(" … ").is_some_and(|(before, after)| {
                    other.starts_with(before) && other.ends_with(after)
                });
            alike && same(rest, others)
        }
        (Some(_), None) | (None, Some(_)) => false,
    }
}

#[test]
fn the_walk_through_prints_what_readme_shows() {
    let person = Person::new();
    let mut typed = 0;
    for step in steps() {
        let Some(printed) = done(&person, &step) else { continue };
        typed += 1;
        let lines: Vec<&str> = printed.lines().collect();
        assert!(same(&step.shown, &lines), "$ {}\n{printed}\nshown: {:#?}", step.typed, step.shown);
    }
    assert!(typed >= 20, "only {typed} lines of README were run: has its form changed?");
}

#[test]
fn the_hash_that_stock_tools_print_is_the_one_on_record() {
    let person = Person::new();
    let steps = steps();
    for step in &steps {
        done(&person, step);
    }
    let check = steps.iter().find(|step| step.typed.starts_with("dd ")).unwrap();
    let hash = check.shown[0].split_whitespace().next().unwrap();
    assert!(person.ok("show C1").contains(hash));
    let report = std::fs::read_to_string(person.path("river.md")).unwrap();
    assert!(report.contains(hash) && report.contains(check.typed.as_str()));
}

/// Does one step; what it printed, or None where there is nothing to compare.
fn done(person: &Person, step: &Step) -> Option<String> {
    if let Some(line) = step.typed.strip_prefix("rashomon ") {
        let seen = person.run_args(&words(line));
        return Some(format!("{}{}", seen.stdout, seen.stderr));
    }
    let written = step.typed.strip_prefix("cat > ").and_then(|rest| rest.strip_suffix(" <<'END'"));
    if let Some(name) = written {
        let (end, page) = step.shown.split_last().unwrap();
        assert_eq!(end, "END");
        person.file(name, format!("{}\n", page.join("\n")));
        return None;
    }
    shell(person, &step.typed)
}

/// Runs a line of the shell; None where there is none.
fn shell(person: &Person, line: &str) -> Option<String> {
    let Ok(done) = Command::new("sh").args(["-c", line]).current_dir(person.folder.path()).output()
    else {
        eprintln!("skipped: no shell to run `{line}`");
        return None;
    };
    Some(String::from_utf8(done.stdout).unwrap())
}

#[test]
fn the_two_commands_and_the_files_that_readme_names_are_there() {
    for promised in ["cargo run --release -- quickstart", "cargo test", "bash .ci/run"] {
        assert!(README.contains(promised), "{promised}");
    }
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = 0;
    for link in README.split("](").skip(1) {
        let target = link.split(')').next().unwrap();
        if !target.starts_with("http") {
            assert!(root.join(target).exists(), "README names {target}");
            found += 1;
        }
    }
    assert!(found >= 5);
}
