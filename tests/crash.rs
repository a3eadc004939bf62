//! Kills, failing disks and full ones, at every call of the file system that a
//! write makes: what was acknowledged is there, nothing half-written is seen, a
//! batch is kept whole or not at all, and the next write works.
//!
//! `RASHOMON_KILLS=1000` kills a thousand times, and lets as many calls fail
//! (default: 28 each, spread over all).
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    missing_docs,
    reason = "a test may fail"
)]

#[path = "crash/program.rs"]
mod program;
#[path = "crash/strace.rs"]
mod strace;
#[path = "cli/support.rs"]
mod support;

use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::process::Output;

use rashomon::Exit;
use strace::{Call, Fault, calls, run_with};
use support::Person;

/// A write that is tried: its command line, and what is right after it.
struct Write {
    line: &'static str,
    /// Entries that it adds.
    adds: u64,
    /// What is to be there, or not, where it is acknowledged.
    done: fn(&Person) -> bool,
    /// The same where it did not happen.
    undone: fn(&Person) -> bool,
}

const WRITES: &[Write] = &[
    Write {
        line: "import lines.jsonl",
        adds: 3 + 1,
        done: |person| person.sound_entries("river.casebook") == 26,
        undone: |person| person.sound_entries("river.casebook") == 22,
    },
    Write {
        line: "capture big.txt --outlet 'Lake Courier' --published 2025-10-18",
        adds: 5,
        done: |person| person.run("source text S2@1").stdout.len() > 1_000_000,
        undone: |person| person.run("source show S2").exit == Exit::NotFound,
    },
    Write {
        line: "withhold S1@1 --for copyright --why asked",
        adds: 1,
        done: |person| person.run("source text S1@1").exit == Exit::Refused,
        undone: |person| person.run("source text S1@1").exit == Exit::Done,
    },
    Write { line: "rebuild", adds: 0, done: |_| true, undone: |_| true },
    Write {
        line: "init other",
        adds: 0,
        done: |person| person.sound_entries("other.casebook") == 1,
        undone: |person| !person.path("other.casebook").exists(),
    },
    Write {
        line: "--casebook river.casebook backup copy.backup",
        adds: 0,
        done: |person| person.sound_entries("copy.backup") == 22,
        undone: |person| !person.path("copy.backup").exists(),
    },
    Write {
        line: "--casebook river.casebook restore longer.backup",
        adds: 1,
        done: |person| person.sound_entries("river.casebook") == 23,
        undone: |person| person.sound_entries("river.casebook") == 22,
    },
];

/// How many calls are tried in all.
fn effort() -> usize {
    let set = std::env::var("RASHOMON_KILLS").ok();
    set.map_or(28, |number| number.parse().expect("RASHOMON_KILLS is a number"))
}

/// The casebook that every write begins with, and its files.
struct Before {
    casebook: Vec<u8>,
    longer: Vec<u8>,
}

impl Before {
    fn new() -> Self {
        let person = Person::with_accounts();
        let casebook = fs::read(person.path("river.casebook")).unwrap();
        person.ok("event add 'Another event'");
        Self { casebook, longer: fs::read(person.path("river.casebook")).unwrap() }
    }

    fn person(&self) -> Person {
        let person = Person::new();
        person.file("river.casebook", &self.casebook);
        person.file("longer.backup", &self.longer);
        let party = |key: &str| {
            format!("{{\"party\": {{\"key\": \"{key}\", \"display\": \"Land {key}\"}}}}\n")
        };
        person.file("lines.jsonl", ["a", "b", "c"].map(party).concat());
        person.file("big.txt", "A long page of text that says little. ".repeat(30_000));
        person
    }
}

/// So many calls of a command, spread over all of them.
fn spread(calls: &[Call], most: usize, offset: usize) -> Vec<Call> {
    let most = most.clamp(1, calls.len());
    (0..most).map(|at| calls[(at * calls.len() / most + offset) % calls.len()].clone()).collect()
}

/// Whether the program said that it had done it.
fn acknowledged(output: &Output) -> bool {
    output.status.success() || !output.stdout.is_empty()
}

/// What must hold after any fault; gives whether the write is there.
fn check(person: &Person, write: &Write, output: &Output, fault: &str) -> bool {
    let told = || {
        let (out, err) = (&output.stdout, &output.stderr);
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        format!("{}: {fault}: {:?}\n{}\n{}", write.line, output.status, text(out), text(err))
    };
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(!text.contains("panicked") && output.status.signal() != Some(6), "{}", told());
    let entries = person.sound_entries("river.casebook");
    let there = if write.adds > 0 {
        assert!(entries == 22 || entries == 22 + write.adds, "half a batch, {entries}: {}", told());
        entries > 22
    } else {
        !(write.undone)(person)
    };
    let right = if there { (write.done)(person) } else { (write.undone)(person) };
    assert!(right, "{}", told());
    if acknowledged(output) {
        assert!((write.done)(person), "acknowledged and lost: {}", told());
    }
    // The next write works, and leaves one file behind.
    person.ok("--casebook river.casebook event add 'The next one'");
    assert_eq!(person.sound_entries("river.casebook"), entries + 1, "{}", told());
    for beside in ["river.casebook-wal", "river.casebook-shm"] {
        assert!(!person.path(beside).exists(), "{beside} is left: {}", told());
    }
    there
}

/// What came of all faults.
#[derive(Debug, Default)]
struct Tally {
    tried: usize,
    killed: usize,
    failed: usize,
    acknowledged: usize,
    there: usize,
}

/// Tries every write with faults, `most` in all.
fn try_all(most: usize, faults: &[Fault], wanted: fn(&Call) -> bool) -> Tally {
    let before = Before::new();
    let mut tally = Tally::default();
    for (number, write) in WRITES.iter().enumerate() {
        let mut all = calls(&before.person(), write.line);
        all.retain(wanted);
        let left = (most - tally.tried).div_ceil(WRITES.len() - number);
        for (at, call) in spread(&all, left, number).into_iter().enumerate() {
            let fault = faults[at % faults.len()];
            let person = before.person();
            let output = run_with(&person, write.line, &call, fault);
            let fault = format!("{fault:?} at {call:?}");
            tally.there += usize::from(check(&person, write, &output, &fault));
            tally.acknowledged += usize::from(acknowledged(&output));
            tally.killed += usize::from(output.status.signal() == Some(9));
            tally.failed += usize::from(output.status.code().is_some_and(|code| code != 0));
            tally.tried += 1;
        }
    }
    eprintln!("{faults:?}: {tally:?}; nothing acknowledged was lost");
    tally
}

#[test]
fn a_kill_at_any_call_loses_nothing_acknowledged() {
    if !strace::is_there() {
        return;
    }
    let tally = try_all(effort(), &[Fault::Kill], |_| true);
    assert!(tally.killed * 4 > tally.tried * 3, "were they killed at all? {tally:?}");
    assert!(tally.there > 0 && tally.acknowledged < tally.tried, "{tally:?}");
}

#[test]
fn a_disk_that_fails_at_any_call_loses_nothing_acknowledged() {
    if !strace::is_there() {
        return;
    }
    let touches_data = |call: &Call| {
        let names =
            ["read", "write", "sync", "trunc", "alloc", "open", "link", "rename", "stat", "mmap"];
        names.iter().any(|name| call.name.contains(name)) && call.name != "mmap"
    };
    let faults =
        [Fault::Once("EIO"), Fault::From("EIO"), Fault::Once("ENOSPC"), Fault::From("ENOSPC")];
    let tally = try_all(effort(), &faults, touches_data);
    assert!(tally.failed > 0, "did nothing fail at all? {tally:?}");
}

/// What a restore over a damaged casebook leaves: the damaged file as it was,
/// or the copy with the damaged file beside it. Never nothing.
#[test]
fn a_damaged_casebook_is_replaced_whole_or_left_whatever_fails() {
    if !strace::is_there() {
        return;
    }
    let line = "--casebook river.casebook restore longer.backup";
    let before = Before::new();
    let damaged = &before.casebook[..before.casebook.len() / 2];
    let stage = || {
        let person = before.person();
        person.file("river.casebook", damaged);
        person
    };
    let all = calls(&stage(), line);
    // Some of all calls, and each that gives or takes a name.
    let faults = [Fault::Kill, Fault::Once("EIO"), Fault::From("EIO"), Fault::From("ENOSPC")];
    let some = spread(&all, effort() / 2, 0).into_iter().zip(faults.into_iter().cycle());
    let names = all.iter().filter(|call| call.name.contains("link") || call.name == "rename");
    let names = names.flat_map(|call| [Fault::Kill, faults[2]].map(|fault| (call.clone(), fault)));
    let (mut left, mut replaced) = (0, 0);
    for (call, fault) in some.chain(names) {
        let person = stage();
        let output = run_with(&person, line, &call, fault);
        let told = format!("{fault:?} at {call:?}: {output:?}");
        let there = fs::read(person.path("river.casebook")).expect(&told);
        if there == damaged {
            assert!(!output.status.success(), "{told}");
            left += 1;
        } else {
            assert_eq!(person.sound_entries("river.casebook"), 23, "{told}");
            let kept = fs::read(person.path("river.casebook.replaced")).expect(&told);
            assert!(kept == damaged, "{told}");
            replaced += 1;
        }
    }
    assert!(left > 0 && replaced > 0, "{left} left, {replaced} replaced");
}
