//! A person at a command line, in process: a folder of their own, a clock that
//! stands, random bytes that can be told, and all that they would see.
#![allow(dead_code, reason = "each file of tests uses what it needs")]

use std::cell::RefCell;
use std::ffi::OsString;
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::OnceLock;

use rashomon::Exit;
use rashomon::cli::{Env, run};
use rashomon::model::Timestamp;
use sha2::{Digest, Sha256};

/// A page that every desk has, as `page.txt`.
pub(crate) const PAGE: &str = "River post shelled overnight\n\
    \n\
    “Our side did not fire,” said Ms Ada Blue of Blueland. The naïve café owner saw 12 flashes.\n\
    \n\
    Mr Bo Red said on Thursday: “They fired first.” He would not say how many were hurt.\n\
    Redland’s army told reporters that about 15 to 20 fighters were killed.\n\
    \n\
    It was Redland that fired. Nobody knows more.\n\
    Mr Bo Red said on Thursday: “They fired first.” The end.\n";

/// A person at a command line.
pub(crate) struct Person {
    /// Their folder.
    pub(crate) folder: tempfile::TempDir,
    /// The time.
    pub(crate) now: Timestamp,
    /// What `-` reads.
    pub(crate) stdin: Vec<u8>,
    /// Variables of their environment.
    pub(crate) vars: Vec<(String, OsString)>,
    /// Columns.
    pub(crate) width: usize,
    /// Whether they look at a terminal.
    pub(crate) terminal: bool,
    count: Rc<RefCell<u64>>,
}

/// What a command line came to.
pub(crate) struct Seen {
    /// Standard output.
    pub(crate) stdout: String,
    /// Standard error.
    pub(crate) stderr: String,
    /// The exit code.
    pub(crate) exit: Exit,
}

/// A casebook that is made once for all tests of a process.
struct Made {
    casebook: Vec<u8>,
    /// How often random bytes were drawn for it.
    count: u64,
}

impl Seen {
    /// All of it, as a person would see it.
    pub(crate) fn transcript(&self) -> String {
        let mut text = self.stdout.clone();
        if !self.stderr.is_empty() {
            let _ = write!(text, "-- stderr\n{}", self.stderr);
        }
        let _ = writeln!(text, "-- {:?}", self.exit);
        text
    }

    /// Standard output as JSON.
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|error| panic!("{error}: {}", self.stdout))
    }
}

impl Person {
    /// In an empty folder.
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let home = folder.path().join("home").into_os_string();
        Self {
            folder,
            now: "2025-10-17T09:00:00Z".parse().unwrap(),
            stdin: Vec::new(),
            vars: vec![("HOME".into(), home), ("USER".into(), "ann".into())],
            width: 80,
            terminal: false,
            count: Rc::default(),
        }
    }

    /// With a casebook, `river.casebook`, and `page.txt` in the folder.
    pub(crate) fn at_desk() -> Self {
        let person = Self::new();
        person.file("page.txt", PAGE);
        person.ok("init river --title River --member ann --name Ann");
        person
    }

    /// With the page captured, parties, an event with sides, and questions:
    /// S1@1; P1 the page's voice, P2 its outlet, P3 Blueland, P4 Redland, P5 Ms
    /// Ada Blue, P6 Mr Bo Red, P7 Redland's army; E1 with `first` (party),
    /// `hurt` (yes-no), `killed` (quantity).
    pub(crate) fn with_scene() -> Self {
        static MADE: OnceLock<Made> = OnceLock::new();
        Self::like(MADE.get_or_init(|| Self::making_scene().made()))
    }

    fn making_scene() -> Self {
        let person = Self::at_desk();
        for line in [
            "capture page.txt --outlet 'River Courier' --published 2025-10-17",
            "party add Blueland --kind state",
            "party add Redland --kind state",
            "party add 'Ms Ada Blue' --speaks-for Blueland",
            "party add 'Mr Bo Red' --speaks-for Redland",
            "party add 'Redland army' --kind armed-force --belongs-to Redland --alias 'Redland’s army'",
            "event add 'Shelling of the river post' --date 2025-10-15 --side 'Blue: P3' --side 'Red: P4'",
            "question add E1/first --kind party --text 'Who fired first?'",
            "question add E1/hurt --kind yes-no --text 'Was anybody hurt?'",
            "question add E1/killed --kind quantity --unit killed --text 'How many were killed?'",
        ] {
            person.ok(line);
        }
        person
    }

    /// With two accounts that collide: C1 by Mr Bo Red (Blueland fired first),
    /// C2 by Ms Ada Blue (denies it), C3 of the army (killed).
    pub(crate) fn with_accounts() -> Self {
        static MADE: OnceLock<Made> = OnceLock::new();
        Self::like(MADE.get_or_init(|| Self::making_accounts().made()))
    }

    /// The same, as `ann`, with `second.txt` and what these lines log.
    pub(crate) fn with_second_page(page: &str, lines: &[&str]) -> Self {
        let mut person = Self::with_accounts();
        person.set("RASHOMON_MEMBER", "ann");
        person.file("second.txt", page);
        person.all(lines);
        person
    }

    /// Captures a second page that has the words of C1, as S2@1.
    pub(crate) fn capture_wire(&self) {
        self.file("wire.txt", "“They fired first.” said Mr Bo Red.\n");
        self.ok("capture wire.txt --outlet Wire --published 2025-10-17");
    }

    /// Runs command lines that must all be done.
    pub(crate) fn all(&self, lines: &[&str]) {
        for line in lines {
            self.ok(line);
        }
    }

    fn making_accounts() -> Self {
        let person = Self::with_scene();
        for line in [
            "log --from S1 --quote 'They fired first.' --line 5 --by 'Mr Bo Red' --on E1/first=Blueland",
            "log --like C1 --quote 'Our side did not fire' --by 'Ms Ada Blue' --on first:denies=Blueland",
            "log --like C1 --quote 'Redland’s army told reporters' --to 'were killed' --by 'Redland’s army' --on 'killed=about 15..20 killed (fighters)'",
        ] {
            person.ok(line);
        }
        person
    }

    /// What they made, for others to begin with.
    fn made(self) -> Made {
        let casebook = fs::read(self.path("river.casebook")).unwrap();
        Made { casebook, count: *self.count.borrow() }
    }

    /// With `page.txt` and a casebook that another made.
    fn like(made: &Made) -> Self {
        let person = Self::new();
        person.file("page.txt", PAGE);
        person.file("river.casebook", &made.casebook);
        *person.count.borrow_mut() = made.count;
        person
    }

    /// With a copy of the casebook that `quickstart` makes, which is made once.
    pub(crate) fn with_october() -> Self {
        let person = Self::new();
        let made = october();
        fs::copy(made, person.path("october.casebook")).unwrap();
        person
    }

    /// A path in their folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file into their folder.
    pub(crate) fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::write(&path, bytes).unwrap();
        path
    }

    /// Sets a variable of their environment.
    pub(crate) fn set(&mut self, name: &str, value: &str) {
        self.vars.retain(|(other, _)| other != name);
        self.vars.push((name.into(), value.into()));
    }

    /// Runs a command line as typed, without `rashomon` before it.
    pub(crate) fn run(&self, line: &str) -> Seen {
        self.run_args(&words(line))
    }

    /// The same with its arguments apart.
    pub(crate) fn run_args<S: AsRef<str>>(&self, args: &[S]) -> Seen {
        let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
        let exit = self.run_into(args, &mut stdout, &mut stderr);
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Seen { stdout: text(stdout), stderr: text(stderr), exit }
    }

    /// The same, into other streams.
    pub(crate) fn run_into<S: AsRef<str>>(
        &self,
        args: &[S],
        stdout: &mut dyn io::Write,
        stderr: &mut dyn io::Write,
    ) -> Exit {
        let count = Rc::clone(&self.count);
        let random = move || -> [u8; 32] {
            *count.borrow_mut() += 1;
            Sha256::digest(count.borrow().to_be_bytes()).into()
        };
        let mut stdin = self.stdin.as_slice();
        let find = |name: &str| {
            let found = self.vars.iter().find(|(other, _)| other == name);
            found.map(|(_, value)| value.clone())
        };
        let mut env = Env {
            stdout,
            stderr,
            stdin: &mut stdin,
            terminal: self.terminal,
            asks: self.terminal,
            width: self.width,
            now: self.now,
            random: Rc::new(RefCell::new(random)),
            var: &find,
            folder: self.folder.path().to_owned(),
        };
        let name = std::iter::once(OsString::from("rashomon"));
        run(name.chain(args.iter().map(|arg| OsString::from(arg.as_ref()))), &mut env)
    }

    /// Runs a command line that must be done; gives its standard output.
    pub(crate) fn ok(&self, line: &str) -> String {
        let seen = self.run(line);
        assert_eq!(seen.exit, Exit::Done, "{line}\n{}", seen.transcript());
        seen.stdout
    }

    /// Runs a command line and gives all that a person would see, with `FOLDER`
    /// for the path of their folder.
    pub(crate) fn see(&self, line: &str) -> String {
        let folder = self.folder.path().display().to_string();
        self.run(line).transcript().replace(&folder, "FOLDER")
    }

    /// Number of entries of the only casebook here.
    pub(crate) fn entries(&self) -> u64 {
        self.run("audit --json").json()["data"]["audit"]["entries"].as_u64().unwrap()
    }

    /// Number of entries of a casebook whose audit finds nothing; panics where
    /// it does.
    pub(crate) fn sound_entries(&self, name: &str) -> u64 {
        let seen = self.run(&format!("--casebook {name} audit --json"));
        assert_eq!(seen.exit, Exit::Done, "{name}\n{}", seen.transcript());
        seen.json()["data"]["audit"]["entries"].as_u64().unwrap()
    }
}

/// The casebook of `quickstart`, made once for all tests of a process.
fn october() -> &'static Path {
    static MADE: OnceLock<(tempfile::TempDir, PathBuf)> = std::sync::OnceLock::new();
    let (_, path) = MADE.get_or_init(|| {
        let person = Person::new();
        person.ok("quickstart made");
        let path = person.path("made/october-2025.casebook");
        (person.folder, path)
    });
    path
}

/// SHA-256 as `sha256sum` prints it.
pub(crate) fn sha256(bytes: impl AsRef<[u8]>) -> String {
    let digest: [u8; 32] = Sha256::digest(bytes).into();
    rashomon::model::to_hex(&digest)
}

/// Splits a line as a shell does: blanks part words, `'…'` and `"…"` keep them,
/// a backslash keeps the next character.
pub(crate) fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let (mut word, mut open, mut quote) = (String::new(), false, None);
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        match (quote, c) {
            (Some(end), c) if c == end => quote = None,
            (Some('"') | None, '\\') => {
                word.extend(chars.next());
                open = true;
            }
            (Some(_), c) => word.push(c),
            (None, '"' | '\'') => (quote, open) = (Some(c), true),
            (None, c) if c.is_whitespace() => {
                if open {
                    words.push(std::mem::take(&mut word));
                }
                open = false;
            }
            (None, c) => {
                word.push(c);
                open = true;
            }
        }
    }
    if open {
        words.push(word);
    }
    words
}

/// What a person sees who must be done.
#[track_caller]
pub(crate) fn told(person: &Person, line: &str) -> String {
    let seen = person.run(line);
    assert_eq!(seen.exit, Exit::Done, "{line}\n{}", seen.transcript());
    seen.transcript()
}

/// Every one of these words was seen.
#[track_caller]
pub(crate) fn has(seen: &str, all: &[&str]) {
    // Where a line is wrapped is another matter.
    let flat = seen.split_whitespace().collect::<Vec<_>>().join(" ");
    for words in all {
        assert!(seen.contains(words) || flat.contains(words), "`{words}` in\n{seen}");
    }
}
