//! Several programs on one casebook, and places that cannot be written: nobody
//! loses what was acknowledged, and whoever is refused is told why.
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
#[path = "cli/support.rs"]
mod support;
#[path = "cli/tamper.rs"]
mod tamper;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use program::program;
use rashomon::Exit;
use support::Person;

fn words(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    text(&output.stdout) + &text(&output.stderr)
}

/// Whether the casebook has an event of this title.
fn has(person: &Person, title: &str) -> bool {
    person.ok("event list").contains(title)
}

#[test]
fn eight_writers_at_once_lose_nothing_and_fork_nothing() {
    let person = Person::with_accounts();
    let folder = person.folder.path();
    let add = |writer: u32, n: u32| {
        let title = format!("Event-{writer}-{n}");
        let done = program(folder, &format!("event add {title}")).output().unwrap();
        (title, done)
    };
    let written: Vec<(String, Output)> = std::thread::scope(|scope| {
        let write =
            |writer| scope.spawn(move || (0..3).map(|n| add(writer, n)).collect::<Vec<_>>());
        let writers: Vec<_> = (0..8).map(write).collect();
        writers.into_iter().flat_map(|writer| writer.join().unwrap()).collect()
    });
    let mut handles: Vec<String> = Vec::new();
    for (title, output) in &written {
        if output.status.success() {
            handles.push(String::from_utf8(output.stdout.clone()).unwrap());
            assert!(has(&person, title), "{title} was acknowledged and is lost");
        } else {
            assert!(words(output).contains("another program is writing"), "{}", words(output));
            assert!(!has(&person, title), "{title} was refused and is there");
        }
    }
    assert!(handles.len() >= 8, "{} of 24 were written", handles.len());
    assert_eq!(person.sound_entries("river.casebook"), 22 + handles.len() as u64);
    let all = handles.len();
    handles.sort();
    handles.dedup();
    assert_eq!(handles.len(), all, "one handle was given twice");
    assert!(!person.path("river.casebook-wal").exists());
}

#[test]
fn writers_that_are_killed_at_any_time_lose_nothing_acknowledged() {
    let person = Person::with_accounts();
    let (mut acknowledged, mut killed) = (Vec::new(), 0);
    for round in 0..12u64 {
        let title = format!("Event-{round}");
        let mut child = program(person.folder.path(), &format!("event add {title}"))
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(round * 13 % 160));
        killed += u64::from(child.try_wait().unwrap().is_none());
        let _ = child.kill();
        let output = child.wait_with_output().unwrap();
        if !output.stdout.is_empty() {
            acknowledged.push(title);
        }
    }
    eprintln!("{killed} of 12 were killed, {} acknowledged", acknowledged.len());
    for title in &acknowledged {
        assert!(has(&person, title), "{title} was acknowledged and is lost");
    }
    assert!(person.sound_entries("river.casebook") >= 22 + acknowledged.len() as u64);
}

#[test]
fn a_reader_during_writes_sees_whole_batches_only() {
    let person = Person::with_accounts();
    let party =
        |n: u32| format!("{{\"party\": {{\"key\": \"p{n}\", \"display\": \"Land {n}\"}}}}\n");
    for batch in 0..6 {
        let lines: String = (0..3).map(|n| party(batch * 3 + n)).collect();
        person.file(&format!("lines-{batch}.jsonl"), lines);
    }
    let done = AtomicBool::new(false);
    let folder = person.folder.path().to_owned();
    let reads = std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            for batch in 0..6 {
                let import = program(&folder, &format!("import lines-{batch}.jsonl")).output();
                assert!(import.unwrap().status.success());
            }
            done.store(true, Ordering::SeqCst);
        });
        let mut reads = 0;
        while !done.load(Ordering::SeqCst) {
            let entries = person.sound_entries("river.casebook");
            assert_eq!((entries - 22) % 4, 0, "half a batch was seen: {entries}");
            reads += 1;
        }
        writer.join().unwrap();
        reads
    });
    assert!(reads > 1, "{reads}");
    assert_eq!(person.sound_entries("river.casebook"), 22 + 6 * 4);
}

// -- media -----------------------------------------------------------------------

/// A small file system of its own, gone when dropped.
struct Medium(PathBuf);

impl Medium {
    /// None, with a word, where it cannot be had.
    fn new(person: &Person, size: &str) -> Option<Self> {
        let at = person.path("medium");
        fs::create_dir(&at).unwrap();
        let options = format!("size={size},mode=777");
        let mount = ["-t", "tmpfs", "-o", &options, "tmpfs"];
        let done = Command::new("mount").args(mount).arg(&at).output();
        if !done.is_ok_and(|done| done.status.success()) {
            eprintln!("skipped: no file system can be mounted here");
            return None;
        }
        Some(Self(at))
    }

    fn remount(&self, how: &str) {
        let options = format!("remount,{how}");
        let done = Command::new("mount").args(["-o", &options]).arg(&self.0).output().unwrap();
        assert!(done.status.success(), "{}", words(&done));
    }
}

impl Drop for Medium {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

/// Everything that only reads works, and a write says why it does not.
fn reads_and_refuses_to_write(person: &Person, run: &dyn Fn(&str) -> Output) {
    for line in ["audit", "show C1", "report E1", "list", "source text S1@1"] {
        let done = run(&format!("--casebook medium/river.casebook {line}"));
        assert!(done.status.success(), "{line}: {}", words(&done));
    }
    let done = run("--casebook medium/river.casebook backup out/copy.backup");
    assert!(done.status.success(), "{}", words(&done));
    assert!(person.path("out/copy.backup").exists());
    let done = run("--casebook medium/river.casebook event add 'Another event'");
    assert_eq!(done.status.code(), Some(1), "{}", words(&done));
    let told = words(&done);
    assert!(told.contains("cannot be written") && told.contains("hint: "), "{told}");
}

#[test]
fn a_full_disk_leaves_the_casebook_as_it_was_and_the_next_write_works() {
    let person = Person::with_accounts();
    let Some(medium) = Medium::new(&person, "1m") else { return };
    let path = medium.0.join("river.casebook");
    fs::copy(person.path("river.casebook"), &path).unwrap();
    let size = |person: &Person| {
        let seen = person.run("--casebook medium/river.casebook audit --json");
        assert_eq!(seen.exit, Exit::Done, "{}", seen.transcript());
        seen.json()["data"]["audit"]["entries"].as_u64().unwrap()
    };
    let mut acknowledged = 22;
    for kept_free in [0usize, 20_000, 60_000, 120_000] {
        // Fill what is left but for so many bytes.
        let filler = medium.0.join("filler");
        let mut bytes = vec![1; 1 << 20];
        while fs::write(&filler, &bytes).is_err() {
            bytes.truncate(bytes.len() - 4096);
        }
        bytes.truncate(bytes.len().saturating_sub(kept_free));
        fs::write(&filler, &bytes).unwrap();
        let text = "much text of no weight ".repeat(2_000);
        let line = format!("--casebook medium/river.casebook event add Full --note '{text}'");
        let done = program(person.folder.path(), &line).output().unwrap();
        if done.status.success() {
            acknowledged += 1;
        } else {
            let told = words(&done);
            assert!(told.contains("disk"), "{told}");
        }
        assert_eq!(size(&person), acknowledged, "{}", words(&done));
        fs::remove_file(&filler).unwrap();
        let done =
            program(person.folder.path(), "--casebook medium/river.casebook event add Again")
                .output()
                .unwrap();
        assert!(done.status.success(), "{}", words(&done));
        acknowledged += 1;
        assert_eq!(size(&person), acknowledged);
    }
}

#[test]
fn a_read_only_medium_is_read_and_a_write_says_why_not() {
    let person = Person::with_accounts();
    let Some(medium) = Medium::new(&person, "4m") else { return };
    fs::create_dir(person.path("out")).unwrap();
    fs::copy(person.path("river.casebook"), medium.0.join("river.casebook")).unwrap();
    medium.remount("ro");
    reads_and_refuses_to_write(&person, &|line| {
        program(person.folder.path(), line).output().unwrap()
    });
    // The same with a log that a killed program left.
    medium.remount("rw");
    let other = tamper::open(&person.path("river.casebook"));
    other.execute_batch("PRAGMA wal_autocheckpoint = 0; SELECT * FROM entry;").unwrap();
    person.ok("event add 'In the log'");
    for name in ["river.casebook", "river.casebook-wal"] {
        fs::copy(person.path(name), medium.0.join(name)).unwrap();
    }
    drop(other);
    medium.remount("ro");
    fs::remove_file(person.path("out/copy.backup")).unwrap();
    reads_and_refuses_to_write(&person, &|line| {
        program(person.folder.path(), line).output().unwrap()
    });
    assert!(
        words(
            &program(person.folder.path(), "--casebook medium/river.casebook event list")
                .output()
                .unwrap()
        )
        .contains("In the log")
    );
}

/// Runs as a user who owns nothing here: permissions do not bind the superuser.
#[test]
fn a_read_only_file_or_folder_is_read_and_a_write_says_why_not() {
    let person = Person::with_accounts();
    let set = |name: &str, mode| {
        fs::set_permissions(person.path(name), fs::Permissions::from_mode(mode)).unwrap();
    };
    for folder in ["medium", "out", "home"] {
        fs::create_dir_all(person.path(folder)).unwrap();
        set(folder, 0o777);
    }
    fs::set_permissions(person.folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    fs::copy(env!("CARGO_BIN_EXE_rashomon"), person.path("rashomon")).unwrap();
    set("rashomon", 0o755);
    let run = |line: &str| {
        let mut command = Command::new("setpriv");
        command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]);
        command.arg(person.path("rashomon")).args(support::words(line));
        program::set_up(&mut command, person.folder.path());
        command.output().unwrap_or_else(|error| panic!("{error}"))
    };
    let there = Command::new("setpriv").args(["--reuid=65534", "--clear-groups", "true"]).output();
    if !there.is_ok_and(|done| done.status.success()) {
        eprintln!("skipped: cannot become another user here");
        return;
    }
    for (folder, file) in [(0o777, 0o444), (0o555, 0o666), (0o555, 0o444)] {
        set("medium", 0o777);
        fs::copy(person.path("river.casebook"), person.path("medium/river.casebook")).unwrap();
        set("medium/river.casebook", file);
        set("medium", folder);
        reads_and_refuses_to_write(&person, &run);
        fs::remove_file(person.path("out/copy.backup")).unwrap();
        let names = fs::read_dir(person.path("medium")).unwrap().count();
        assert_eq!(names, 1, "a reader left something behind ({folder:o}, {file:o})");
        fs::remove_file(person.path("medium/river.casebook")).unwrap();
    }
}
