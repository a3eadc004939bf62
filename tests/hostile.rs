//! Everything from outside is hostile: each reader of a file, a row or a word
//! that was typed, on random and mutated inputs. None panics, none hangs.
//!
//! `RASHOMON_INPUTS=1000000` tries a million with each reader (default 3,000);
//! `RASHOMON_SEED=N` tries others. What panics prints its input.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    missing_docs,
    reason = "a test may fail"
)]

#[path = "hostile/mutate.rs"]
mod mutate;
#[path = "cli/support.rs"]
mod support;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use mutate::{Dice, mutated};
use rashomon::casebook::{Casebook, Machine, state};
use rashomon::exchange::{Folder, Input, import};
use rashomon::intake::{self, Hints, Raw};
use rashomon::journal::note::{Checkpoint, SignedCheckpoint, VerifierKey};
use rashomon::journal::proof::Proof;
use rashomon::journal::{Decoded, references};
use rashomon::model::vocab::ValueKind;
use rashomon::model::{
    Date, EntryId, Handle, Number, PositionText, QuantityText, QuestionText, Stamp, Timestamp,
    ValueText, check_key, slug,
};
use rashomon::store::{Access, Search, Store};
use rashomon::text;
use support::Person;

/// Longer than any input may take, on a loaded machine too.
const PATIENCE: Duration = Duration::from_secs(120);

fn number(name: &str, default: u64) -> u64 {
    let set = std::env::var(name).ok();
    set.map_or(default, |text| text.parse().unwrap_or_else(|_| panic!("{name} is a number")))
}

/// Hands `share` in a thousand of all inputs to a reader, made of these samples.
fn try_all(name: &'static str, share: u64, samples: &[Vec<u8>], mut reader: impl FnMut(&[u8])) {
    let count = (number("RASHOMON_INPUTS", 3_000) * share / 1_000).max(20);
    let mut dice = Dice::new(number("RASHOMON_SEED", 1));
    let clock = Clock::start(name);
    for nth in 0..count {
        let input = mutated(&mut dice, samples);
        clock.tick();
        let read = catch_unwind(AssertUnwindSafe(|| reader(&input)));
        assert!(read.is_ok(), "{name}: input {nth} panics: {:?}", String::from_utf8_lossy(&input));
    }
    eprintln!("{name}: {count} inputs");
}

/// Ends the tests where an input hangs: nothing else can stop it.
struct Clock(Arc<AtomicU64>);

impl Clock {
    fn start(name: &'static str) -> Self {
        let ticks = Arc::new(AtomicU64::new(1));
        let watched = Arc::clone(&ticks);
        std::thread::spawn(move || {
            let mut last = 0;
            loop {
                std::thread::sleep(PATIENCE);
                let now = watched.load(Ordering::Relaxed);
                if now == 0 {
                    return;
                }
                if now == last {
                    eprintln!("{name}: input {now} hangs");
                    std::process::abort();
                }
                last = now;
            }
        });
        Self(ticks)
    }

    fn tick(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

impl Drop for Clock {
    fn drop(&mut self) {
        self.0.store(0, Ordering::Relaxed);
    }
}

/// The same for readers of text.
fn try_texts(name: &'static str, share: u64, samples: &[&str], mut reader: impl FnMut(&str)) {
    let samples: Vec<Vec<u8>> = samples.iter().map(|sample| sample.as_bytes().to_vec()).collect();
    try_all(name, share, &samples, |bytes| reader(&String::from_utf8_lossy(bytes)));
}

fn machine(dry_run: bool) -> Machine {
    let stamp = Stamp { at: "2025-11-01T12:00:00Z".parse().unwrap(), by: "desk".into() };
    Machine { stamp, random: Box::new(|| [7; 32]), state: None, dry_run }
}

#[test]
fn entries() {
    let person = Person::with_october();
    let store = Store::open(&person.path("october.casebook"), Access::Read).unwrap();
    let mut bodies = Vec::new();
    store
        .each_entry(0, &mut |raw| {
            bodies.push(raw.body.to_vec());
            Ok(())
        })
        .unwrap();
    assert!(bodies.len() > 50);
    bodies.push("{\"fact\":".repeat(20_000).into_bytes());
    bodies.push(b"[".repeat(60_000));
    try_all("entries", 1_000, &bodies, |bytes| {
        let read = Decoded::read(bytes);
        if let Ok(Decoded::Known(entry)) = read {
            assert_eq!(serde_json::to_vec(&entry).unwrap(), bytes, "not canonical, and read");
        }
        let _ = references(bytes);
    });
}

#[test]
fn import_lines() {
    let root = env!("CARGO_MANIFEST_DIR");
    let seeds = std::fs::read(format!("{root}/seeds/october-2025/casebook.jsonl")).unwrap();
    let lines: Vec<Vec<u8>> = seeds.split(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
    let person = Person::with_october();
    let path = person.path("october.casebook");
    let mut casebook = Casebook::open(&path, Access::Write, machine(true)).unwrap();
    let before = casebook.store().head().unwrap();
    let mut batch: Vec<u8> = Vec::new();
    let mut waiting = 0;
    // A refusal names every bad line: hundreds are read at a time.
    try_all("import lines", 1_000, &lines, |line| {
        batch.extend(line.iter().map(|byte| if *byte == b'\n' { b' ' } else { *byte }));
        batch.push(b'\n');
        waiting += 1;
        if waiting == 250 {
            let folder = Folder::Nowhere;
            let _ = import(&mut casebook, &Input { name: None, bytes: &batch, folder });
            assert_eq!(casebook.store().head().unwrap(), before);
            (waiting, batch) = (0, Vec::new());
        }
    });
}

/// Signed checkpoints, verifier keys and proofs, as another desk hands them over.
#[test]
fn checkpoints_keys_and_proofs() {
    let person = Person::with_accounts();
    person.ok("key new");
    person.ok("checkpoint --sign -o checkpoint.txt");
    person.ok("prove C1 -o proof");
    let mut samples = vec![std::fs::read(person.path("checkpoint.txt")).unwrap()];
    let mut bodies = Vec::new();
    for file in std::fs::read_dir(person.path("proof/entries")).unwrap() {
        let path = file.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        let proves = path.extension().is_some_and(|end| end == "tlog-proof");
        if proves { samples.push(bytes) } else { bodies.push(bytes) }
    }
    let whole = samples.clone();
    let held = |bytes: &[u8]| {
        Proof::read(bytes).is_ok_and(|proof| bodies.iter().any(|body| proof.check(body).is_ok()))
    };
    assert!(whole[1..].iter().all(|proof| held(proof)));
    samples.push(b"desk+12345678+AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=".to_vec());
    try_all("checkpoints, keys and proofs", 1_000, &samples, |bytes| {
        let text = String::from_utf8_lossy(bytes);
        let _ = text.parse::<Checkpoint>();
        let _ = text.parse::<VerifierKey>();
        let _ = SignedCheckpoint::read(bytes).map(|note| note.checkpoint().clone());
        let _ = held(bytes);
    });
}

/// What is typed to be searched for: words, whatever signs stand between them.
#[test]
fn searches() {
    let person = Person::with_accounts();
    let store = Store::open(&person.path("river.casebook"), Access::Read).unwrap();
    let samples = [
        "fired first",
        "\"they fired\" cease*",
        "name: ^x {y} -z + * NEAR/3 AND (OR NOT",
        "۱۵ Zabīhullāh كابل",
        "'; DROP TABLE entry; --",
    ];
    try_texts("searches", 1_000, &samples, |typed| {
        let terms = text::Sought::read(typed).terms;
        assert!(terms.len() <= text::MOST_WORDS);
        let found = store.search(&Search { terms, ..Search::default() }, 5).unwrap();
        assert!(found.ranked.len() <= 5);
    });
}

/// Files of any kind, as pages, archives and texts.
#[test]
fn captured_files() {
    let page = "<html><head><title>A</title><meta name=\"author\" content=\"B\"></head><body><p>One.</p></body></html>";
    let archive = "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a/\r\nContent-Type: application/http\r\nContent-Length: 40\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nOne";
    let samples: Vec<Vec<u8>> = vec![
        page.as_bytes().to_vec(),
        archive.as_bytes().to_vec(),
        support::PAGE.as_bytes().to_vec(),
        b"\xff\xfeO\0n\0e\0".to_vec(),
        b"\xef\xbb\xbfOne".to_vec(),
    ];
    try_all("captured files", 100, &samples, |bytes| {
        for name in ["a.txt", "a.html", "a.warc", "a"] {
            let hints = Hints { name: Some(name.to_owned()), ..Hints::default() };
            let read = intake::read(Raw::held(bytes.to_vec()), &hints);
            if let Ok(reading) = read {
                assert!(!reading.media_type.is_empty());
            }
        }
    });
}

#[test]
fn handles_ids_keys_times_and_numbers() {
    let samples = [
        "S1",
        "S1@2",
        "C14",
        "C14@2",
        "C14@2.1",
        "E3/killed",
        "C14@2/E3/killed",
        "C14/E3/killed#2",
        "K1",
        "V4294967295",
        "2025-10-17T09:30:00Z",
        "12.50",
        "-0.5",
        "1,000",
        "15..20",
        "a-key_1",
        "00112233445566778899aabbccddeeff",
    ];
    try_texts("handles, ids, keys, times and numbers", 1_000, &samples, |text| {
        if let Ok(handle) = text.parse::<Handle>() {
            assert_eq!(handle.to_string().parse::<Handle>().unwrap(), handle, "{text}");
        }
        if let Ok(number) = text.parse::<Number>() {
            assert_eq!(number.to_string().parse::<Number>().unwrap(), number, "{text}");
        }
        let _ = text.parse::<EntryId>();
        let _ = text.parse::<Timestamp>();
        let _ = check_key("a key", text);
        let key = slug(text, "thing");
        assert!(!key.is_empty() && !key.contains(['/', '.']), "{text}: {key}");
    });
}

#[test]
fn dates() {
    let samples = [
        "2025-10-17",
        "2025-10",
        "2025",
        "2025-10-17~",
        "2025-10-17?",
        "2025-10-17%",
        "20XX-10",
        "2025-10-11/2025-10-12",
        "2025-10-17T21:30:00+04:30",
        "../2025-10-17",
        "[2025-10-11,2025-10-12]",
        "{2025,2026}",
        "2025-21",
        "Y170000002",
        "1985-04-12T23:20:30Z",
        "156X-12-25",
        "-0001",
    ];
    try_texts("dates", 1_000, &samples, |text| {
        let Ok(date) = Date::new(text) else { return };
        let bounds = date.bounds();
        assert!(date.check().is_ok(), "{text}");
        if let (Some(earliest), Some(latest)) = (bounds.earliest, bounds.latest) {
            assert!(earliest <= latest, "{text}");
        }
    });
}

#[test]
fn positions_and_values() {
    let samples = [
        "E1/first=P2",
        "first:denies=Kabul + Afghanistan ~context",
        "killed:alleges=about 15..20 killed of \"Afghan Taliban\" (fighters) together by P3 @2025-10-15",
        "hurt:neither",
        "when=2025-10-17 ~inferred \"because it says so\"",
        "dozens posts",
        "20..",
        "..20 hours each",
        "none-known",
        "yes",
        "\"a + b\" + c",
    ];
    try_texts("positions and values", 1_000, &samples, |text| {
        let _ = PositionText::read(text);
        let _ = QuestionText::read(text);
        let _ = QuantityText::read(text);
        for kind in ValueKind::ALL {
            let _ = ValueText::read(*kind, text);
        }
    });
}

#[test]
fn quotations_in_texts() {
    let samples = [
        support::PAGE,
        "“They fired first.”",
        "وزارت خارجه گفت: «حمله‌ای نبود».",
        "na\u{308}i\u{308}ve cafe\u{301} — ‘so’ 15–20",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "\"a\" 'b' “c ‘d’ e” «f» „g“",
    ];
    try_texts("quotations in texts", 1_000, &samples, |words| {
        let middle = (0..=words.len() / 2).rev().find(|at| words.is_char_boundary(*at)).unwrap();
        let (text, quote) = words.split_at(middle);
        let quote = quote.get(..300).unwrap_or(quote);
        let _ = text::locate(text, quote, None, None, None);
        let _ = text::locate(
            words,
            quote,
            Some(quote),
            Some(quote.len()),
            Some(quote.len()..words.len() + 9),
        );
        let _ = text::guess(words, middle..words.len());
        let _ = text::warnings(words);
        let _ = text::spoken(words, 0..words.len());
        let folded = text::fold(words);
        assert!(folded.original(0..folded.text().len()).end <= words.len());
        let shown = text::visible(words);
        assert!(!shown.chars().any(|c| c.is_control() || c == '\u{202e}'), "{shown:?}");
        let (before, after) = text::context(words, middle..middle, 32);
        assert!(before.len() + after.len() <= words.len());
        let wide = text::widen_to_graphemes(words, middle..middle);
        assert!(words.get(wide).is_some());
    });
}

#[test]
fn two_texts_compared() {
    let samples = [support::PAGE, "One line.\n\nAnother line.\n", "a b c d e f g h", "۱۲ آذر"];
    try_texts("two texts compared", 100, &samples, |words| {
        let middle = (0..=words.len() / 2).rev().find(|at| words.is_char_boundary(*at)).unwrap();
        let (old, new) = words.split_at(middle);
        let _ = text::diff(old, new);
        let _ = text::diff_words(old, new);
        let _ = text::nearest(old, new.get(..200).unwrap_or(new));
        let _ = text::similarity(old, new);
    });
}

#[test]
fn remembered_heads() {
    let person = Person::at_desk();
    let folder = person.path("home/.local/state/rashomon");
    let file = std::fs::read_dir(&folder).unwrap().next().unwrap().unwrap().path();
    let sample = std::fs::read(&file).unwrap();
    let value: serde_json::Value = serde_json::from_slice(&sample).unwrap();
    let origin = value["origin"].as_str().unwrap().to_owned();
    assert!(state::newest(&folder, &origin).unwrap().is_some());
    try_all("remembered heads", 100, &[sample], |bytes| {
        std::fs::write(&file, bytes).unwrap();
        let _ = state::newest(&folder, &origin);
    });
}

/// The first bytes of a file: what it is, its format, its sizes.
#[test]
fn headers_of_casebooks() {
    let person = Person::at_desk();
    let whole = std::fs::read(person.path("river.casebook")).unwrap();
    let rest = whole[100..].to_vec();
    try_all("headers of casebooks", 50, &[whole[..100].to_vec()], |header| {
        let path = person.file("odd.casebook", [header, &rest].concat());
        for access in [Access::Read, Access::Write] {
            let _ = Store::open(&path, access).map(|store| store.head());
        }
    });
}

/// Damage anywhere in the file, under every command that reads it.
#[test]
fn damaged_casebooks() {
    let person = Person::with_accounts();
    let whole = std::fs::read(person.path("river.casebook")).unwrap();
    let mut dice = Dice::new(number("RASHOMON_SEED", 1) + 1);
    try_all("damaged casebooks", 8, &[Vec::new()], |_| {
        let mut bytes = whole.clone();
        for _ in 0..=dice.below(12) {
            let at = dice.below(bytes.len());
            bytes[at] = dice.next().to_le_bytes()[0];
        }
        person.file("river.casebook", bytes);
        let _ = std::fs::remove_file(person.path("river.casebook-wal"));
        let _ = std::fs::remove_file(person.path("out"));
        for line in [
            "audit",
            "list",
            "show C1",
            "report",
            "conflicts",
            "history",
            "source text S1@1",
            "recover out",
            "event add 'One more'",
        ] {
            person.run(line);
        }
    });
}

/// What is typed: no word of a command line panics.
#[test]
fn command_lines() {
    let person = Person::with_accounts();
    let samples = [
        "show C1",
        "log --from S1 --quote 'They fired first.' --line 5 --by x --on E1/first=P3",
        "list --event E1",
        "diff C1 C2",
        "verify C1 --on E1/first --finding contested --why x",
        "source find S1 fired",
        "party alias P3 'Blue land'",
        "place add x --within y",
        "event add x --date 2025-10-15 --side 'a: P3'",
        "undo L1 --why x",
        "history C1",
        "revise C1 --hedge perhaps --kind correction --why x",
        "enquiry add P3 --on E1/first --how m --text t --when 2025",
    ];
    try_texts("command lines", 30, &samples, |line| {
        let line = line.replace('\0', "");
        let mut args = support::words(&line);
        args.push("--dry-run".into());
        // What would write elsewhere than in the casebook is not typed here.
        if !args.iter().any(|arg| arg == "-o" || arg == "--force" || arg.contains("..")) {
            person.run_args(&args);
        }
    });
}
