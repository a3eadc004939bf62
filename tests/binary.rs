//! The program itself, spawned: that it starts, that its streams and exit code
//! are those of the library, and that it ends well on a closed pipe.
#![allow(
    clippy::print_stderr,
    clippy::unwrap_used,
    clippy::expect_used,
    missing_docs,
    reason = "a test may fail"
)]

use std::process::{Command, Output, Stdio};

fn rashomon(folder: &std::path::Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rashomon"));
    command.args(args).current_dir(folder).env("HOME", folder).env_remove("XDG_STATE_HOME");
    command.env_remove("RASHOMON_CASEBOOK").env_remove("RASHOMON_MEMBER");
    command
}

fn output(folder: &std::path::Path, args: &[&str]) -> Output {
    rashomon(folder, args).output().unwrap()
}

#[test]
fn quickstart_makes_a_casebook_that_the_three_commands_it_prints_read() {
    let folder = tempfile::tempdir().unwrap();
    let made = output(folder.path(), &["quickstart"]);
    let talk = String::from_utf8(made.stderr).unwrap();
    assert_eq!(made.status.code(), Some(0), "{talk}");
    let next: Vec<&str> =
        talk.lines().filter_map(|line| line.strip_prefix("  rashomon ")).collect();
    assert_eq!(next.len(), 3, "{talk}");
    for line in next {
        let args: Vec<&str> = line.split(' ').collect();
        let done = output(folder.path(), &args);
        assert_eq!(done.status.code(), Some(0), "{line}");
        assert!(!done.stdout.is_empty(), "{line}");
    }
    assert_eq!(std::fs::read_dir(folder.path().join("rashomon-quickstart")).unwrap().count(), 3);
}

#[test]
fn a_reader_that_has_read_enough_is_no_failure() {
    let folder = tempfile::tempdir().unwrap();
    output(folder.path(), &["quickstart"]);
    let casebook = "rashomon-quickstart/october-2025.casebook";
    let mut child = rashomon(folder.path(), &["--casebook", casebook, "report"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let done = child.wait_with_output().unwrap();
    assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
    assert!(done.stderr.is_empty());
}

#[test]
fn exit_codes_reach_the_shell() {
    let folder = tempfile::tempdir().unwrap();
    for (args, code) in [
        (&["--version"][..], 0),
        (&["init", "river"][..], 0),
        (&["show"][..], 2),
        (&["show", "C1"][..], 3),
        (&["init", "river"][..], 4),
    ] {
        assert_eq!(output(folder.path(), args).status.code(), Some(code), "{args:?}");
    }
}

#[test]
fn an_import_at_a_terminal_shows_how_far_it_is_and_comes_to_its_end() {
    let there = Command::new("script").arg("--version").output();
    if !there.is_ok_and(|done| String::from_utf8_lossy(&done.stdout).contains("util-linux")) {
        eprintln!("skipped: `script` of util-linux is not on this machine");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    output(folder.path(), &["init", "river", "--member", "ann"]);
    let party = |n| {
        format!(
            "{{\"party\":{{\"key\":\"p{n}\",\"display\":\"Party {n}\",\"kind\":\"person\"}}}}\n"
        )
    };
    std::fs::write(folder.path().join("lines.jsonl"), (0..3000).map(party).collect::<String>())
        .unwrap();
    // The bar is drawn by a thread of its own: it must not wait for who prints.
    let line = format!("{} import lines.jsonl", env!("CARGO_BIN_EXE_rashomon"));
    let mut child = Command::new("script");
    child.args(["-qec", &line, "typescript"]).current_dir(folder.path()).env("HOME", folder.path());
    child.env("TERM", "xterm").env_remove("XDG_STATE_HOME").stdin(Stdio::null());
    let mut child = child.stdout(Stdio::null()).spawn().unwrap();
    let begun = std::time::Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if begun.elapsed().as_secs() > 120 {
            child.kill().unwrap();
            panic!("it hangs");
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    };
    assert_eq!(status.code(), Some(0));
    let seen = std::fs::read(folder.path().join("typescript")).unwrap();
    let seen = String::from_utf8_lossy(&seen);
    assert!(seen.contains(" lines, ") && seen.contains("% "), "{seen}");
    assert!(seen.contains("3000 lines: 3000 logged"), "{seen}");
}
