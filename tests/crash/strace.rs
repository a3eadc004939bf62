//! The program under `strace`: its calls of the file system counted, and one
//! of them made to kill it or to fail.

use std::collections::BTreeMap;
use std::fs;
use std::process::{Command, Output};

use crate::program::set_up;
use crate::support::{Person, words};

/// One call of the file system: the nth of its name.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) name: String,
    pub(crate) nth: usize,
}

/// What happens at a call.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Fault {
    /// The program is killed before the call is made.
    Kill,
    /// This one call fails.
    Once(&'static str),
    /// This call and all later ones of its name fail.
    From(&'static str),
}

/// Whether `strace` can be used here; says so where it cannot.
pub(crate) fn is_there() -> bool {
    let traced = Command::new("strace").args(["-f", "-qq", "-o", "/dev/null", "true"]).output();
    let there = traced.is_ok_and(|traced| traced.status.success());
    if !there {
        eprintln!("skipped: no strace on this machine, or it may not trace");
    }
    there
}

fn traced(person: &Person, options: &[String], line: &str) -> Output {
    let mut command = Command::new("strace");
    set_up(&mut command, person.folder.path());
    command.args(["-f", "-qq"]).args(options).arg(env!("CARGO_BIN_EXE_rashomon"));
    command.args(words(line)).output().unwrap()
}

/// Every call of the file system that a command makes from the first that
/// names a casebook on.
pub(crate) fn calls(person: &Person, line: &str) -> Vec<Call> {
    let log = person.path("home/trace");
    let _ = fs::create_dir_all(person.path("home"));
    let options = ["-e", "trace=%file,%desc", "-o"].map(str::to_owned);
    let options = [&options[..], &[log.display().to_string()]].concat();
    let done = traced(person, &options, line);
    assert!(done.status.success(), "{line}\n{}", String::from_utf8_lossy(&done.stderr));
    let trace = String::from_utf8_lossy(&fs::read(&log).unwrap()).into_owned();
    fs::remove_file(log).unwrap();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let (mut calls, mut begun) = (Vec::new(), false);
    for line in trace.lines() {
        let line = line.trim_start_matches(|c: char| c.is_ascii_digit() || c == ' ');
        let Some((name, _)) = line.split_once('(') else { continue };
        if !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
            continue;
        }
        let nth = counts.entry(name.to_owned()).or_default();
        *nth += 1;
        begun |= line.contains("casebook\"") && !line.starts_with("execve");
        if begun {
            calls.push(Call { name: name.to_owned(), nth: *nth });
        }
    }
    assert!(calls.len() > 20, "{line}: {} calls: has the form of a trace changed?", calls.len());
    calls
}

/// Runs a command with a fault at one call.
pub(crate) fn run_with(person: &Person, line: &str, call: &Call, fault: Fault) -> Output {
    let Call { name, nth } = call;
    let what = match fault {
        Fault::Kill => format!("signal=KILL:when={nth}"),
        Fault::Once(error) => format!("error={error}:when={nth}"),
        Fault::From(error) => format!("error={error}:when={nth}+"),
    };
    let (trace, inject) = (format!("trace={name}"), format!("inject={name}:{what}"));
    let options = ["-o", "/dev/null", "-e", &trace, "-e", &inject].map(str::to_owned);
    traced(person, &options, line)
}
