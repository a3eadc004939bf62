//! Bad input at the command line: a clear error or a safe result, and nothing
//! lost.
//!
//! Rows of the list of bad input on HTML, CSV, gzip and WARC, and on search have
//! no command yet.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs, reason = "a test may fail")]

#[path = "cli/support.rs"]
mod support;

use std::fs;
use std::io;

use insta::assert_snapshot;
use rashomon::Exit;
use rashomon::casebook::MAX_CAPTURE;
use rashomon::model::to_hex;
use rusqlite::{Connection, OpenFlags};
use sha2::{Digest, Sha256};
use support::{PAGE, Person, Seen};

/// A stream that fails.
struct Failing(io::ErrorKind);

impl io::Write for Failing {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(self.0.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Err(self.0.into())
    }
}

/// Runs a command line that must be refused: it says so on standard error,
/// prints nothing, and leaves the casebook as it was.
fn refused(person: &Person, line: &str, exit: Exit, words: &str) {
    let before = fs::read(person.path("river.casebook")).unwrap();
    let seen = person.run(line);
    assert_eq!(seen.exit, exit, "{line}\n{}", seen.transcript());
    assert!(seen.stderr.contains(words), "{line}\nwanted: {words}\n{}", seen.transcript());
    assert!(seen.stderr.starts_with("error: "), "{line}\n{}", seen.transcript());
    assert_eq!(seen.stdout, "", "{line}");
    assert_eq!(fs::read(person.path("river.casebook")).unwrap(), before, "{line}");
}

/// Nothing that a terminal would obey or that cannot be seen.
fn assert_safe(seen: &Seen) {
    for c in seen.stdout.chars().chain(seen.stderr.chars()) {
        let steers = matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}' | '\u{2067}' | '\u{200b}');
        assert!(c == '\n' || !(c.is_control() || steers), "{c:?} in {}", seen.transcript());
    }
}

// -- bytes -----------------------------------------------------------------

#[test]
fn broken_utf_8_is_refused_with_the_first_byte_that_does_not_fit() {
    let person = Person::at_desk();
    for (name, bytes, byte) in [
        ("cut.txt", &b"caf\xc3"[..], 3),
        ("surrogate.txt", b"a\xed\xa0\x80", 1),
        ("marked.txt", b"\xef\xbb\xbfcaf\xe9", 6),
    ] {
        person.file(name, bytes);
        let words = format!("not UTF-8 text: byte {byte} does not fit");
        refused(&person, &format!("capture {name} --title T"), Exit::Refused, &words);
    }
}

#[test]
fn an_empty_file_and_one_of_only_a_mark_are_refused() {
    let person = Person::at_desk();
    for bytes in ["", "\u{feff}"] {
        person.file("empty.txt", bytes);
        refused(&person, "capture empty.txt --title T", Exit::Refused, "the file is empty");
    }
}

#[test]
fn raw_bytes_are_hashed_as_they_came_mark_line_ends_and_all() {
    let person = Person::at_desk();
    let bytes = "\u{feff}One.\r\nTwo.\0\rThree e\u{301}.\n";
    person.file("odd.txt", bytes);
    let captured = person.run("capture odd.txt --title Odd --json").json();
    let hash: [u8; 32] = Sha256::digest(bytes).into();
    assert_eq!(captured["data"]["sha256"], to_hex(&hash));
    assert_eq!(person.ok("source text S1"), &bytes[3..]);
    let shown = person.run("source show S1 --json").json();
    let decoding = &shown["data"]["captures"][0]["fields"]["decoding"];
    assert_eq!(decoding["used"], "utf-8", "{shown}");
}

#[test]
fn a_file_over_the_limit_is_refused_and_not_cut() {
    let person = Person::at_desk();
    let file = fs::File::create(person.path("huge.txt")).unwrap();
    file.set_len(MAX_CAPTURE as u64 + 1).unwrap();
    let words = format!("more than {MAX_CAPTURE} bytes");
    refused(&person, "capture huge.txt --title T", Exit::Refused, &words);
}

// -- odd characters --------------------------------------------------------

#[test]
fn characters_that_steer_a_terminal_are_marked_on_both_streams_and_true_in_json() {
    let mut person = Person::at_desk();
    person.terminal = true;
    let text =
        "He said \u{1b}[31mred\u{1b}[0m and \u{202e}evil\u{202c}.\0 \u{200b}Then \u{7f} the end.\n";
    person.file("odd.txt", text);
    let title = "T\u{1b}]0;x\u{7}\u{202e}";
    let party = "Bo \u{1b}[2J\u{2066}Red";
    for line in [
        format!("capture odd.txt --title '{title}'"),
        format!("party add '{party}'"),
        format!("log --from S1 --quote 'He said' --to 'the end.' --by '{party}' --note '\u{9b}m'"),
        "show C1".into(),
        "list".into(),
        "source show S1".into(),
        "source list".into(),
        "source text S1".into(),
        "source text S1 --lines 1".into(),
        "source find S1 evil".into(),
        "party list".into(),
        "party show P2".into(),
        "history".into(),
        "audit".into(),
    ] {
        let seen = person.run(&line);
        assert_eq!(seen.exit, Exit::Done, "{}", seen.transcript());
        assert_safe(&seen);
    }
    assert!(person.ok("show C1").contains("<U+001B>[31mred"));
    let shown = person.run("show C1 --json").json();
    assert_eq!(shown["data"]["claim"]["quotes"][0]["words"], text.trim_end());
    assert_eq!(shown["data"]["claim"]["speaker"], party);
    person.terminal = false;
    assert_eq!(person.ok("source text S1"), text);
}

#[test]
fn an_odd_quotation_is_logged_with_a_warning_for_each_code_point() {
    let person = Person::at_desk();
    person.file("odd.txt", "He \u{202e}said\u{202c} p\u{430}ris.\n");
    person.ok("capture odd.txt --title T");
    person.ok("party add Bo");
    assert_snapshot!(person.see("log --from S1 --bytes 0..21 --by Bo --attribution paraphrase"), @r#"
    C1
    -- stderr
    recorded C1@1: author not named reports of Bo, in the source’s words: “He <U+202E>said<U+202C> pаris.” (S1@1, line 1, bytes 0..21)
    next: rashomon log --like C1 --quote "…" --on E1/KEY=VALUE
    warning: the quotation holds U+202E: it turns the reading order
    warning: the quotation holds U+202C: it turns the reading order
    warning: the quotation holds U+0430: it looks like a Latin letter and is not one
    warning: the printed name “Bo” does not stand in S1@1: give it as it is printed there
    -- Done
    "#);
}

#[test]
fn refusals_mark_what_would_steer_a_terminal() {
    let person = Person::with_scene();
    let odd = "\u{1b}[31m\u{202e}x\u{7}";
    fs::create_dir(person.path(&format!("folder{odd}"))).unwrap();
    for line in [
        format!("capture '{odd}.txt' --title T"),
        format!("capture 'folder{odd}' --title T"),
        format!("show '{odd}'"),
        format!("party show '{odd}'"),
        format!("event show '{odd}'"),
        format!("log --from S1 --quote 'The end.' --by '{odd}'"),
        format!("log --from S1 --quote 'The end.' --who P6 --on '{odd}'"),
        format!("log --from S1 --quote 'The end.' --who P6 --said-on '{odd}'"),
        format!("verify C1 --finding '{odd}' --why x"),
        format!("list --casebook '{odd}'"),
        format!("party add New --as '{odd}'"),
        format!("'{odd}'"),
        format!("source text S1 --lines '{odd}'"),
        format!("vocabulary '{odd}'"),
    ] {
        let seen = person.run(&line);
        assert_ne!(seen.exit, Exit::Done, "{line:?}");
        assert_safe(&seen);
        assert!(seen.stderr.contains("<U+202E>"), "{line:?}\n{}", seen.transcript());
        let json = person.run(&format!("{line} --json"));
        assert_eq!(json.json()["ok"], false, "{line:?}");
        assert_eq!((json.exit, json.stderr.as_str()), (seen.exit, ""), "{line:?}");
    }
}

#[test]
fn natural_arabic_script_text_is_quoted_without_a_warning() {
    let person = Person::at_desk();
    let text = "ترجمان نے کہا: ”ہم نے پہلے فائر نہیں کیا۔“ می\u{200c}روم و می\u{200c}گویم.\n";
    person.file("urdu.txt", text);
    person.ok("capture urdu.txt --title ‘خبر’ --language ur");
    person.ok("party add 'ترجمان' --kind unnamed-person");
    let seen = person.run("log --from S1 --quote 'ہم نے پہلے' --to 'می\u{200c}گویم' --by 'ترجمان'");
    assert_eq!(seen.exit, Exit::Done, "{}", seen.transcript());
    assert!(!seen.stderr.contains("warning") && !seen.stderr.contains("<U+"), "{}", seen.stderr);
    let found = person.run("source find S1 'ہم نے پہلے' --json").json();
    assert_eq!(found["data"]["places"][0]["text"], "ہم نے پہلے");
    assert!(!person.ok("show C1").contains("<U+"));
}

#[test]
fn a_look_alike_name_is_warned_of_and_never_taken_for_another() {
    let person = Person::with_scene();
    // Cyrillic а.
    let seen = person.run("party add 'Bluel\u{430}nd' --kind state");
    assert_eq!(seen.stdout, "P8\n", "{}", seen.transcript());
    assert!(seen.stderr.contains("warning: the name holds U+0430"), "{}", seen.transcript());
    assert!(person.ok("party show Blueland").starts_with("P3"));
    assert!(!person.run("party add 'ترجمان'").stderr.contains("warning"));
}

// -- quotations ------------------------------------------------------------

#[test]
fn a_span_out_of_range_or_cutting_a_character_is_refused_with_the_widened_one() {
    let person = Person::with_scene();
    let log = |range: &str| person.see(&format!("log --from S1 --who P6 {range}"));
    assert_snapshot!(log("--bytes 390..500"), @r#"
    -- stderr
    error: 390..500 is not a passage of S1@1, which has 400 bytes and 384 code points
    hint: the end is exclusive and lies after the start
    -- Refused
    "#);
    assert_snapshot!(log("--bytes 31..54"), @r#"
    -- stderr
    error: bytes 31..54 cut a character in two
    hint: take the whole of it: --bytes 30..54 (““Our side did not fire”)
    -- Refused
    "#);
    assert_snapshot!(log("--points 380..1000"), @r#"
    -- stderr
    error: 380..1000 is not a passage of S1@1, which has 400 bytes and 384 code points
    hint: the end is exclusive and lies after the start
    -- Refused
    "#);
    assert_snapshot!(log("--bytes 54..33"), @r#"
    -- stderr
    error: 54..33 is not a passage of S1@1, which has 400 bytes and 384 code points
    hint: the end is exclusive and lies after the start
    -- Refused
    "#);
    assert_snapshot!(log("--bytes 40..40"), @r#"
    -- stderr
    error: 40..40 is not a passage of S1@1, which has 400 bytes and 384 code points
    hint: the end is exclusive and lies after the start
    -- Refused
    "#);
    assert_snapshot!(log("--bytes 40"), @r#"
    -- stderr
    error: invalid value '40' for '--bytes <A..B>': expected two numbers, as 12..34, the end exclusive

    For more information, try '--help'.
    -- Usage
    "#);
    assert_snapshot!(log("--bytes 18446744073709551615..18446744073709551616"), @r#"
    -- stderr
    error: invalid value '18446744073709551615..18446744073709551616' for '--bytes <A..B>': expected two numbers, as 12..34, the end exclusive

    For more information, try '--help'.
    -- Usage
    "#);
    assert_snapshot!(log("--bytes 0..18446744073709551615"), @r#"
    -- stderr
    error: 0..18446744073709551615 is not a passage of S1@1, which has 400 bytes and 384 code points
    hint: the end is exclusive and lies after the start
    -- Refused
    "#);
    person.file("accents.txt", "The cafe\u{301} owner\n");
    person.ok("capture accents.txt --title T");
    let accents = |range: &str| {
        let told = person.see(&format!("log --from S2 --who P6 {range}"));
        told.replace('\u{301}', "<U+0301>")
    };
    assert_snapshot!(accents("--bytes 4..8"), @r#"
    -- stderr
    error: bytes 4..8 cut a character in two
    hint: take the whole of it: --bytes 4..10 (“cafe<U+0301>”)
    -- Refused
    "#);
    assert_snapshot!(accents("--quote 'The cafe'"), @r#"
    -- stderr
    error: the quotation differs from S2@1 in quotation marks, dashes, spaces or case; on line 1 it reads:
      The cafe<U+0301>
    hint: take it as it stands there: --bytes 0..10
    -- Refused
    "#);
    assert_eq!(person.run("list --json").json()["data"].as_array().unwrap().len(), 0);
}

#[test]
fn a_quotation_that_does_not_stand_there_is_answered_with_what_does() {
    let person = Person::with_scene();
    let log = |quote: &str| person.see(&format!("log --from S1 --who P6 {quote}"));
    assert_snapshot!(log("--quote 'Nobody knew anything more.'"), @r#"
    -- stderr
    error: the quotation does not stand in S1@1; the nearest passage is on line 8 ([-yours-]{+there+}):
      Nobody [-knew anything-]{+knows+} more[-.-]
    hint: take it as it stands there: --bytes 320..337
    -- Refused
    "#);
    assert_snapshot!(log("--quote 'They fired first.'"), @r#"
    -- stderr
    error: the quotation stands in 2 places in S1@1:
      line 5: Mr Bo Red said on Thursday: “«They fired first.»
      line 9: Mr Bo Red said on Thursday: “«They fired first.»
    hint: choose one with --line N, or give more words
    -- Refused
    "#);
    assert_snapshot!(log("--quote \"Redland's army told\""), @r#"
    -- stderr
    error: the quotation differs from S1@1 in quotation marks, dashes, spaces or case; on line 6 it reads:
      Redland’s army told
    hint: take it as it stands there: --bytes 218..239
    -- Refused
    "#);
    assert_snapshot!(log("--quote 'They  fired first.' --line 5"), @r#"
    -- stderr
    error: the quotation differs from S1@1 in quotation marks, dashes, spaces or case; on line 5 it reads:
      They fired first.
    hint: take it as it stands there: --bytes 160..177
    -- Refused
    "#);
    assert_snapshot!(log("--quote 'They fired first.' --line 4"), @r#"
    -- stderr
    error: the quotation stands in S1@1, but not there:
      line 5: Mr Bo Red said on Thursday: “«They fired first.»
      line 9: Mr Bo Red said on Thursday: “«They fired first.»
    hint: choose one of these with --line N
    -- Refused
    "#);
    assert_snapshot!(log("--quote 'They fired first.' --line 4000000000"), @r#"
    -- stderr
    error: the quotation stands in S1@1, but not there:
      line 5: Mr Bo Red said on Thursday: “«They fired first.»
      line 9: Mr Bo Red said on Thursday: “«They fired first.»
    hint: choose one of these with --line N
    -- Refused
    "#);
    assert_snapshot!(log("--quote 'Nobody knows' --to 'nothing at all'"), @r#"
    -- stderr
    error: the quotation begins in S1@1 on line 8, but “nothing at all” does not follow
    hint: copy the last words from `rashomon source text S1@1`
    -- Refused
    "#);
    assert_snapshot!(log("--quote 'zebra crossing lights'"), @r#"
    -- stderr
    error: the quotation does not stand in S1@1, nor anything like it
    hint: read the text with `rashomon source text S1@1`
    -- Refused
    "#);
    assert_snapshot!(log("--quote ''"), @r#"
    -- stderr
    error: the quotation is empty
    hint: give its words with --quote
    -- Usage
    "#);
    assert_snapshot!(log("--quote '   '"), @r#"
    -- stderr
    error: the quotation is empty
    hint: give its words with --quote
    -- Usage
    "#);
    assert_eq!(person.run("list --json").json()["data"].as_array().unwrap().len(), 0);
}

// -- values ----------------------------------------------------------------

#[test]
fn dates_that_are_none_are_refused_with_the_field_and_never_guessed() {
    let person = Person::with_scene();
    for date in [
        "10/11/12",
        "2025-02-30",
        "2025-13-01",
        "17 October 2025",
        "2025-1-1",
        "yesterday",
        "0000-00-00",
    ] {
        for line in [
            format!("capture page.txt --title T --published '{date}'"),
            format!("source revise S1 --published '{date}'"),
            format!("event add T --date '{date}'"),
            format!("log --from S1 --quote 'The end.' --who P6 --said-on '{date}'"),
            format!("log --from S1 --quote 'The end.' --who P6 --on 'E1/hurt=yes @{date}'"),
        ] {
            refused(&person, &line, Exit::Usage, "is not a ");
        }
    }
    refused(&person, "capture page.txt --title T --got 2025-10-17", Exit::Usage, "2025-10-17");
    assert_snapshot!(person.see("event add T --date 10/11/12"), @r#"
        -- stderr
        error: date: `10/11/12` is not a date: which is the year, which the month, which the day?; write 2025-10-15, or as much as is known: 2025-10, 2025; about then 2025-10~, perhaps 2025-10-15?, one of two [2025-10-11,2025-10-12], from one to another 2025-10-09/2025-10-17, with its words 2025-10-15 "Yesterday"
        -- Usage
        "#);
    // Of partial dates nothing is made up.
    for date in ["2025", "2025-10", "2025-10-17?", "2025-10~", "2025-10-15/2025-10-17"] {
        person.ok(&format!("event add 'Of {date}' --date '{date}'"));
    }
}

#[test]
fn numbers_that_are_none_or_too_large_are_refused() {
    let person = Person::with_scene();
    let mut told = String::new();
    for value in ["99999999999999999999999", "20..15", "1e9", "0x10", "..", "1..2..3", "about"] {
        let line = format!("log --from S1 --quote 'The end.' --who P6 --on 'E1/killed={value}'");
        told.push_str(&person.see(&line));
    }
    assert_snapshot!(told, @r#"
    -- stderr
    error: `99999999999999999999999` is not a number: too many digits: at most 16 before the point and 6 after
    -- Usage
    -- stderr
    error: `20..15` is not a range: expected 15..20, smaller first
    -- Usage
    -- stderr
    error: `1e9` is not a number: expected digits, as 15 or 4.5
    -- Usage
    -- stderr
    error: `0x10` is not a number: expected digits, as 15 or 4.5
    -- Usage
    -- stderr
    error: `..` is not a range: expected 15..20, smaller first
    -- Usage
    -- stderr
    error: `2..3` is not a number: expected digits, as 15 or 4.5
    -- Usage
    -- stderr
    error: `about` is not a quantity: expected 15, 15..20, 20.. or a word
    -- Usage
    "#);
}

#[test]
fn json_that_is_deep_double_or_not_exact_is_refused_with_its_place() {
    let person = Person::at_desk();
    let deep = format!("{{\"party\": {}1{}}}", "[".repeat(100_000), "]".repeat(100_000));
    let wide = format!(
        "{{\"party\": {{{}}}}}",
        (0..5000).map(|n| format!("\"k{n}\": 1")).collect::<Vec<_>>().join(",")
    );
    for (line, words) in [
        (deep.as_str(), "recursion limit"),
        (wide.as_str(), "line 2, key: "),
        ("{\"party\": {\"key\": \"a\", \"key\": \"b\", \"display\": \"A\"}}", "key"),
        ("{\"party\": {\"key\": \"a\", \"display\": NaN}}", "not JSON"),
        ("{\"party\": {\"key\": \"a\", \"display\": 9007199254740993}}", "2^53"),
        ("{\"party\": {\"key\": \"a\", \"display\": 1e999}}", "number out of range"),
        ("{\"party\": {\"key\": \"a\", \"display\": \"\\ud800\"}}", "not JSON"),
        ("\u{0}", "not JSON"),
        ("[]", "line 2, the line: "),
        ("null", "line 2, the line: "),
    ] {
        let lines =
            format!("{{\"party\": {{\"key\": \"good\", \"display\": \"Good\"}}}}\n{line}\n");
        person.file("lines.jsonl", lines);
        refused(&person, "import lines.jsonl", Exit::Refused, "line 2");
        refused(&person, "import lines.jsonl --dry-run", Exit::Refused, words);
    }
    person.file("lines.jsonl", b"{\"party\": {\"key\": \"a\", \"display\": \"caf\xe9\"}}\n");
    refused(&person, "import lines.jsonl", Exit::Refused, "UTF-8");
}

#[test]
fn a_path_that_leads_out_of_the_folder_is_not_read_by_an_import() {
    let person = Person::at_desk();
    fs::create_dir(person.path("texts")).unwrap();
    person.file("secret.txt", "Nobody's business.\n");
    let source = "{\"source\": {\"key\": \"s\", \"title\": \"T\"}}\n";
    let outside = person.path("secret.txt").display().to_string();
    for name in ["../secret.txt", "texts/../../secret.txt", outside.as_str()] {
        let line = format!(
            "{{\"capture\": {{\"key\": \"c\", \"source\": \"s\", \"file\": \"{name}\"}}}}\n"
        );
        person.file("texts/lines.jsonl", format!("{source}{line}"));
        refused(&person, "import texts/lines.jsonl", Exit::Refused, "line 2, file");
    }
}

#[cfg(unix)]
#[test]
fn a_device_or_a_pipe_is_refused_before_it_is_opened() {
    let person = Person::with_accounts();
    let pipe = person.path("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    for line in [
        "capture /dev/zero --outlet X",
        "capture pipe --outlet X",
        "import /dev/zero",
        "import pipe",
        "audit --against /dev/zero",
        "attach-stamp /dev/zero",
    ] {
        refused(&person, line, Exit::Refused, "is no file, but a device or a pipe");
    }
}

#[test]
fn a_written_file_stays_off_what_is_there_and_follows_no_link() {
    let person = Person::with_scene();
    person.file("mine.txt", "mine");
    std::os::unix::fs::symlink(person.path("mine.txt"), person.path("link.txt")).unwrap();
    refused(&person, "source text S1 -o link.txt", Exit::Refused, "already");
    person.ok("source text S1 -o link.txt --force");
    assert_eq!(fs::read(person.path("mine.txt")).unwrap(), b"mine");
    assert_eq!(fs::read_to_string(person.path("link.txt")).unwrap(), PAGE);
    refused(&person, "source text S1 -o nowhere/at/all.txt", Exit::Failed, "nowhere/at/all.txt");
    fs::create_dir(person.path("folder")).unwrap();
    refused(&person, "source text S1 -o folder --force", Exit::Refused, "already");
    // A casebook, this one or another, is never replaced.
    let whole = fs::read(person.path("river.casebook")).unwrap();
    for line in ["source text S1 -o river.casebook --force", "report E1 -o river.casebook --force"]
    {
        refused(&person, line, Exit::Refused, "is a casebook or another database");
    }
    assert!(fs::read(person.path("river.casebook")).unwrap() == whole);
}

#[test]
fn sql_in_an_argument_is_only_words() {
    let person = Person::with_accounts();
    let words = "Robert\"); DROP TABLE entry; -- % _ \\";
    person.run_args(&["party", "add", words]);
    let with_quote = "x'); DELETE FROM blob; --";
    let added = person.run_args(&["party", "add", with_quote]);
    assert_eq!(added.exit, Exit::Done, "{}", added.transcript());
    assert_eq!(person.run_args(&["party", "show", with_quote]).exit, Exit::Done);
    for args in [
        ["show", "C1' OR '1'='1"],
        ["show", "C1; DROP TABLE claim"],
        ["show", "%"],
        ["history", "' UNION SELECT body FROM entry --"],
    ] {
        assert_eq!(person.run_args(&args).exit, Exit::NotFound, "{args:?}");
    }
    let found = person.run_args(&["source", "find", "S1", "' OR 1=1 -- \" * NEAR("]);
    assert_eq!(found.exit, Exit::NotFound, "{}", found.transcript());
    assert!(person.ok("audit").starts_with("Intact"));
}

// -- the file --------------------------------------------------------------

#[test]
fn writers_at_the_same_time_all_land_on_one_record() {
    let desk = Person::at_desk();
    let (before, path) = (desk.entries(), desk.path("river.casebook"));
    let write = |writer: &str| {
        let person = Person::new();
        for n in 0..6 {
            person.ok(&format!("party add '{writer} {n}' --casebook {}", path.display()));
        }
    };
    std::thread::scope(|scope| {
        for writer in ["North", "South"] {
            scope.spawn(move || write(writer));
        }
    });
    assert_eq!(desk.entries(), before + 12);
    assert!(desk.ok("audit").starts_with("Intact"));
}

#[test]
fn a_casebook_that_another_program_writes_to_is_busy_and_left_alone() {
    let person = Person::at_desk();
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE;
    let other = Connection::open_with_flags(person.path("river.casebook"), flags).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let seen = person.run("party add Blueland --kind state");
    assert_eq!(seen.exit, Exit::Failed, "{}", seen.transcript());
    assert_snapshot!(seen.transcript(), @r#"
    -- stderr
    error: another program is writing to the casebook
    hint: nothing was changed; try again in a moment
    -- Failed
    "#);
    assert_eq!(person.run("party list").exit, Exit::Done);
    other.execute_batch("ROLLBACK").unwrap();
    person.ok("party add Blueland --kind state");
}

#[test]
fn a_casebook_that_cannot_be_written_is_still_read() {
    use std::os::unix::fs::PermissionsExt as _;
    let person = Person::with_accounts();
    let modes = |file: u32, folder: u32| {
        let mode = fs::Permissions::from_mode;
        fs::set_permissions(person.path("river.casebook"), mode(file)).unwrap();
        fs::set_permissions(person.folder.path(), mode(folder)).unwrap();
    };
    for (file, folder) in [(0o444, 0o755), (0o444, 0o555)] {
        modes(file, folder);
        if fs::OpenOptions::new().write(true).open(person.path("river.casebook")).is_ok() {
            modes(0o644, 0o755);
            let word = b"skipped: whoever runs this may write whatever the modes say\n";
            io::Write::write_all(&mut io::stderr(), word).unwrap();
            return;
        }
        for line in ["show C1", "list", "conflicts E1", "report E1", "audit", "history"] {
            let seen = person.run(line);
            assert_eq!(seen.exit, Exit::Done, "{line}\n{}", seen.transcript());
        }
        refused(&person, "party add Greenland --kind state", Exit::Failed, "cannot be written");
        modes(0o644, 0o755);
    }
}

#[test]
fn what_is_no_casebook_has_a_message_of_its_own_and_is_left_as_it_was() {
    let person = Person::with_accounts();
    let good = fs::read(person.path("river.casebook")).unwrap();
    let mut newer = good.clone();
    newer[60..64].copy_from_slice(&77_u32.to_be_bytes());
    let foreign = person.path("foreign.casebook");
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
    let other = Connection::open_with_flags(&foreign, flags).unwrap();
    other.execute_batch("CREATE TABLE recipe (name TEXT)").unwrap();
    drop(other);
    person.file("empty.casebook", "");
    person.file("text.casebook", "notes of the day\n");
    person.file("damaged.casebook", &good[..good.len() / 2]);
    person.file("newer.casebook", newer);
    fs::create_dir(person.path("folder.casebook")).unwrap();
    let mut told = String::new();
    for name in ["missing", "empty", "text", "foreign", "damaged", "newer", "folder"] {
        let path = person.path(&format!("{name}.casebook"));
        let before = fs::read(&path).ok();
        let mut first: Option<String> = None;
        for line in [
            "list",
            "audit",
            "report E1",
            "party add New --as ann",
            "party add New",
            "rebuild",
            "init",
        ] {
            let line = match line {
                "init" if path.exists() => format!("init {name}"),
                "init" => continue,
                line => format!("{line} --casebook {name}.casebook"),
            };
            let said = person.see(&line);
            assert_eq!(fs::read(&path).ok(), before, "{line}\n{said}");
            if line.starts_with("init") {
                assert!(said.contains("already") && said.ends_with("-- Refused\n"), "{said}");
                continue;
            }
            assert_eq!(*first.get_or_insert_with(|| said.clone()), said, "{line}");
        }
        told.push_str(&first.unwrap());
    }
    let sizes = format!("{} bytes of {}", good.len() / 2, good.len());
    assert_snapshot!(told.replace(&sizes, "HALF bytes of WHOLE"), @r#"
    -- stderr
    error: there is no casebook at `FOLDER/missing.casebook`
    hint: check the spelling, or make one with `rashomon init NAME`
    -- NotFound
    -- stderr
    error: `FOLDER/empty.casebook` is not a casebook: the file is empty
    hint: name a file made by `rashomon init`; this one was left as it was
    -- Failed
    -- stderr
    error: `FOLDER/text.casebook` is not a casebook: it is not an SQLite database
    hint: name a file made by `rashomon init`; this one was left as it was
    -- Failed
    -- stderr
    error: `FOLDER/foreign.casebook` is not a casebook: it is a database of another program (application id 0x0)
    hint: name a file made by `rashomon init`; this one was left as it was
    -- Failed
    -- stderr
    error: `FOLDER/damaged.casebook` is damaged: it is cut off: HALF bytes of WHOLE
    hint: the file was left as it was: keep a copy of it, then work from a backup
    -- Broken
    -- stderr
    error: `FOLDER/newer.casebook` was written by a newer rashomon (format 77; this one knows 4)
    hint: update rashomon; the file was left as it was
    -- Failed
    -- stderr
    error: `FOLDER/folder.casebook` is not a casebook: it is a folder
    hint: name a file made by `rashomon init`; this one was left as it was
    -- Failed
    "#);
    assert!(!person.path("missing.casebook").exists());
}

#[test]
fn a_clock_that_went_backward_is_recorded_and_marked() {
    let mut person = Person::with_scene();
    person.now = "2024-01-01T00:00:00Z".parse().unwrap();
    person.ok("party add Greenland --kind state");
    assert!(person.ok("history --limit 1").contains("2024-01-01T00:00:00Z"));
    let audit = person.ok("audit");
    assert!(audit.starts_with("Intact"), "{audit}");
    let (_, notes) = audit.split_once("Notes").unwrap();
    assert_snapshot!(notes, @r#"
    (2): the casebook is not broken by these
     - clock: entry 0 says it was logged at 2025-10-17T09:00:00Z, which is still to
       come: it is 2024-01-01T00:00:00Z now
     - clock: entry 19 says it was logged at 2024-01-01T00:00:00Z, the one before
       it at 2025-10-17T09:00:00Z: the clock went backward
    "#);
    assert_eq!(person.run("audit --strict").exit, Exit::Notes);
    person.ok("log --from S1 --quote 'The end.' --who P6");
}

// -- streams ---------------------------------------------------------------

#[test]
fn a_closed_pipe_is_quiet_success() {
    let person = Person::with_accounts();
    for line in [
        &["list"][..],
        &["report", "E1"],
        &["show", "C1"],
        &["source", "text", "S1"],
        &["audit"],
        &["list", "--json"],
        &["man"],
        &["--help"],
        &["completions", "bash"],
        &["history"],
        &["party", "add", "Greenland"],
    ] {
        let mut stderr = Vec::new();
        let exit = person.run_into(line, &mut Failing(io::ErrorKind::BrokenPipe), &mut stderr);
        assert_eq!(exit, Exit::Done, "{line:?}");
        assert_eq!(String::from_utf8(stderr).unwrap(), "", "{line:?}");
    }
    // What was recorded before the pipe was found closed is there.
    person.ok("party show Greenland");
}

#[test]
fn a_failure_is_a_failure_though_nobody_reads_why() {
    let person = Person::with_accounts();
    for (line, right) in [
        (&["show", "C999"][..], Exit::NotFound),
        (&["show", "C999", "--json"], Exit::NotFound),
        (&["undo", "S1@1", "--why", "x"], Exit::Refused),
        (&["verfy"], Exit::Usage),
    ] {
        let (mut stdout, mut stderr) =
            (Failing(io::ErrorKind::BrokenPipe), Failing(io::ErrorKind::BrokenPipe));
        assert_eq!(person.run_into(line, &mut stdout, &mut stderr), right, "{line:?}");
    }
}

#[test]
fn output_that_cannot_be_written_is_a_failure_and_said() {
    let person = Person::with_accounts();
    for line in [
        &["list"][..],
        &["report", "E1"],
        &["source", "text", "S1"],
        &["list", "--json"],
        &["--help"],
    ] {
        let mut stderr = Vec::new();
        let exit = person.run_into(line, &mut Failing(io::ErrorKind::StorageFull), &mut stderr);
        let said = String::from_utf8(stderr).unwrap();
        assert_eq!(exit, Exit::Failed, "{line:?}\n{said}");
        assert!(said.contains("could not write the output: "), "{line:?}\n{said}");
    }
}

#[test]
fn a_handle_of_another_kind_is_told_from_one_that_is_not_there() {
    let person = Person::with_accounts();
    for command in ["verify E1 --work closed", "log --from E1 --quote x"] {
        let seen = person.run(command);
        let text = seen.transcript();
        assert_eq!(seen.exit, Exit::NotFound, "{text}");
        assert!(text.contains("that is a thing of another kind: `rashomon show E1`"), "{text}");
    }
    let absent = person.run("verify C99 --work closed").transcript();
    assert!(absent.contains("`rashomon list` shows what there is"), "{absent}");
}

#[test]
fn a_file_that_cannot_be_had_is_told_the_way() {
    let person = Person::with_accounts();
    let seen = person.see("report -o nowhere/page.md");
    assert!(seen.contains("there is no folder `nowhere`: make it first"), "{seen}");
    let seen = person.see("capture nowhere.txt --outlet Wire");
    assert!(seen.contains("hint: look at the name"), "{seen}");
}
