//! The rules of the house, as tests: which layer may name which, where SQL may
//! stand, how long a file may be, what is never left in the code.
//!
//! Files are read as text with comments and literals told apart from code; no
//! macro is expanded. Each rule is a function over one file, so that it is also
//! run on a snippet that breaks it: a rule that cannot fail is no rule.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs, reason = "a test may fail")]

#[path = "tidy/source.rs"]
mod source;

use std::fs;
use std::path::Path;

use source::{Finding, Source, tokens};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// Long enough for one subject; a file past this holds two.
const MAX_LINES: usize = 500;

/// Packages in `Cargo.lock`, those of optional features too: 246 when this was set.
const MAX_PACKAGES: usize = 290;

/// The folders of `src`, and which others each may name.
const LAYERS: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("text", &["model"]),
    ("journal", &["model"]),
    ("conflict", &["model"]),
    ("store", &["model", "text", "journal"]),
    ("intake", &["model", "text"]),
    ("audit", &["model", "text", "journal", "conflict", "store"]),
    ("casebook", &["model", "text", "journal", "conflict", "store", "intake", "audit"]),
    ("report", &["model", "text", "conflict", "casebook"]),
    ("exchange", &["model", "text", "journal", "report", "casebook"]),
    ("web", &["casebook", "report", "audit"]),
    (
        "cli",
        &[
            "model", "text", "journal", "conflict", "store", "intake", "audit", "casebook",
            "report", "exchange", "web",
        ],
    ),
];

/// Layers that compute and do nothing else. They have errors of their own, and
/// everything else has the crate's.
const PURE: &[&str] = &["model", "text", "journal", "conflict"];

/// What a pure layer never touches: files, environment, network, processes,
/// clock.
const IMPURE: &[&[&str]] = &[&["std", "fs"], &["std", "env"], &["std", "net"], &["std", "process"]];
const CLOCKS: &[&str] = &["SystemTime", "Instant", "now_utc", "now_local"];

/// The one reading of the clock, which `main` alone calls.
const THE_CLOCK: &str = "src/model/stamp.rs";

/// Names that say nothing about what is in a file.
const EMPTY_NAMES: &[&str] =
    &["util", "utils", "common", "helper", "helpers", "manager", "data", "info"];

// -- the rules ---------------------------------------------------------------

#[test]
fn every_file_says_what_it_is_for() {
    finds("src/a.rs", "use std::fs;\n//! Too late.\n", headers, &[1]);
    finds("src/a.rs", "", headers, &[1]);
    finds("src/a.rs", "//!\nfn a() {}\n", headers, &[1]);
    finds("src/a.rs", "//! A subject.\n", headers, &[]);
    check(&["src", "tests"], headers);
}

#[test]
fn no_file_holds_two_subjects() {
    let long = "fn a() {}\n".repeat(MAX_LINES + 1);
    finds("src/a.rs", &long, lengths, &[MAX_LINES + 1]);
    let tested = format!("fn a() {{}}\n#[cfg(test)]\nmod tests {{\n{long}}}\n");
    finds("src/a.rs", &tested, lengths, &[]);
    let hidden = format!("#[cfg(test)]\nmod scene;\n{long}");
    finds("src/a.rs", &hidden, lengths, &[MAX_LINES + 3]);
    check(&["src"], lengths);
}

#[test]
fn layers_name_only_those_below_them() {
    let up = "use crate::store::Store;\nuse crate::{\n  model::Id,\n  casebook::{Desk, cli},\n};\n";
    finds("src/text/a.rs", up, arrows, &[1, 4]);
    finds("src/text/deep/a.rs", "use super::super::super::store::Store;\n", arrows, &[1]);
    finds("src/text/mod.rs", "fn a() -> super::store::Store {}\n", arrows, &[1]);
    finds(
        "src/text/a.rs",
        "use super::fold;\nuse super::super::{text, web::Page};\n",
        arrows,
        &[2],
    );
    finds("src/report/a.rs", "fn a() { crate :: store::open() }\n", arrows, &[1]);
    finds("src/store/a.rs", "m!($crate::audit::run);\n", arrows, &[1]);
    finds("src/model/a.rs", "use crate::error::Result;\n", arrows, &[1]);
    finds("src/model/a.rs", "use crate::{Error, model::Id};\n", arrows, &[1]);
    finds("src/store/a.rs", "use crate::error::Result;\nuse crate::Error;\n", arrows, &[]);
    finds("src/error.rs", "use crate::model::Invalid;\nuse crate::store::Store;\n", arrows, &[2]);
    finds(
        "src/store/a.rs",
        "use crate as all;\nuse crate::*;\nuse crate::{self};\n",
        arrows,
        &[1, 2, 3],
    );
    finds("src/store/a.rs", "use super::super::*;\nuse super::*;\n", arrows, &[1]);
    let inner = "mod inner {\n  use super::super::fold;\n  use super::super::super::web;\n}\n";
    finds("src/text/a.rs", inner, arrows, &[3]);
    let fine = "//! [`crate::web`]\n/* crate::web */ // crate::web\nconst A: &str = \"crate::web\";\n\
                pub(crate) fn a() {}\npub(in crate::text) fn b() {}\n#[cfg(test)]\nuse crate::web;\n";
    finds("src/text/a.rs", fine, arrows, &[]);
    let after = "#[cfg(test)]\nmod scene;\nuse crate::web;\n";
    finds("src/text/a.rs", after, arrows, &[3]);
    check(&["src"], arrows);
}

#[test]
fn every_folder_is_a_layer() {
    finds("src/misc/a.rs", "//! Stray.\n", folders, &[1]);
    finds("src/misc.rs", "//! Stray.\n", folders, &[1]);
    finds("src/cli/show/long.rs", "//! Fine.\n", folders, &[]);
    finds("src/error.rs", "//! Fine.\n", folders, &[]);
    check(&["src"], folders);
}

#[test]
fn only_the_store_speaks_sql() {
    let spoken = "use rusqlite::Row;\nfn a() { q(\"SELECT a FROM b\") }\nconst B: &str = r#\"\n  insert into b\"#;\n";
    finds("src/casebook/a.rs", spoken, sql, &[1, 2, 3]);
    finds("src/error.rs", "fn a(e: rusqlite::Error) {}\n", sql, &[1]);
    finds("src/cli/a.rs", "const A: &str = include_str!(\"../../schema.sql\");\n", sql, &[1]);
    finds("src/store/a.rs", spoken, sql, &[]);
    let talk = "// rusqlite: SELECT a FROM b\nconst A: &str = \"select a claim; update it from a file\";\n";
    finds("src/cli/a.rs", talk, sql, &[]);
    check(&["src"], sql);
}

#[test]
fn names_say_what_is_inside() {
    finds("src/cli/util.rs", "//! A.\n", names, &[1]);
    finds("src/common/mod.rs", "//! A.\n", names, &[1]);
    finds("src/cli/a.rs", "//! A.\nmod a {\n    pub mod helpers {}\n}\n", names, &[3]);
    finds("src/cli/a.rs", "fn data() { let info = 1; }\n// mod util\n", names, &[]);
    check(&["src", "tests"], names);
}

#[test]
fn nothing_is_left_half_done() {
    let left = "fn a() { todo!() }\nfn b() { unimplemented ! (\"later\") }\nfn c() { dbg!(1); }\n";
    finds("src/cli/a.rs", left, leftovers, &[1, 2, 3]);
    let noted =
        "// TODO: soon\n/* a\n FIXME */\n// TODO(#12): said in an issue\nfn a() {} // XXX\n";
    finds("src/cli/a.rs", noted, leftovers, &[1, 3, 5]);
    finds("src/cli/a.rs", "const A: &str = \"todo!() TODO\"; // todos\n", leftovers, &[]);
    check(&["src", "tests"], leftovers);
}

#[test]
fn pure_layers_touch_no_file_no_network_and_no_clock() {
    let touched = "use std::{fmt, fs::File};\nfn a() { std::env::var(\"A\") }\nuse std::time::Instant;\n\
                   fn b() { OffsetDateTime::now_utc() }\nuse std::{\n  fmt,\n  process,\n};\nuse std::*;\n";
    finds("src/model/a.rs", touched, purity, &[1, 2, 3, 4, 7, 9]);
    finds("src/conflict/a.rs", "use std::net::TcpStream;\n", purity, &[1]);
    finds("src/store/a.rs", touched, purity, &[]);
    finds("src/text/a.rs", "//! std::fs\nuse std::fmt;\nfn a() { env!(\"A\") }\n", purity, &[]);
    let twice = "fn a() { now_utc() }\nfn b() { now_utc() }\n";
    finds(THE_CLOCK, twice, purity, &[2]);
    let clock = fs::read_to_string(Path::new(ROOT).join(THE_CLOCK)).unwrap();
    assert!(clock.contains("now_utc"), "{THE_CLOCK} has no clock any more: drop the exception");
    check(&["src"], purity);
}

#[test]
fn dependencies_stay_few() {
    let lock = fs::read_to_string(Path::new(ROOT).join("Cargo.lock")).unwrap();
    let count = packages(&lock);
    assert!(count > 20, "Cargo.lock: only {count} packages were counted: has its form changed?");
    assert!(count <= MAX_PACKAGES, "Cargo.lock: {count} packages, more than {MAX_PACKAGES}");
    assert_eq!(packages("[[package]]\nname = \"a\"\n\n[[package]]\nname = \"b\"\n"), 2);
}

#[test]
fn every_table_and_column_is_explained() {
    let schema = fs::read_to_string(Path::new(ROOT).join("schema.sql")).unwrap();
    assert!(schema.contains("CREATE TABLE"), "schema.sql: no table: has its form changed?");
    assert_none(unexplained("schema.sql", &schema));
    let bad = "CREATE TABLE a (\n  b TEXT, -- said\n  c TEXT\n    CHECK (c IN (\n      'x')),\n  -- said above\n  \
               d TEXT,\n  \"e\" TEXT,\n  UNIQUE (b)\n) STRICT;\n\n-- Said.\nCREATE TABLE f (g TEXT) STRICT;\n\
               -- Said.\nCREATE TABLE h (\n  i TEXT -- a (note\n);\n-- Said.\nCREATE VIRTUAL TABLE j USING fts5(k);\n";
    assert_eq!(lines(&unexplained("a.sql", bad)), [1, 3, 8, 13, 17]);
}

/// What the other rules rest on.
#[test]
fn comments_and_literals_are_told_from_code() {
    let text = r##"a('"', b'\'', '\\') // "one
/* two /* deep */ still
three */ b::<'x>("f\"our // no", r#"fi"ve"#, br"six\") r#type c"seven"
"##;
    let file = Source::read("src/a.rs", text);
    let words: Vec<_> = file.words().into_iter().map(|(_, word)| word).collect();
    assert_eq!(words, ["a", "b", "b", "x", "r", "br", "r", "type", "c"]);
    let literals = [(3, r#"f\"our // no"#), (3, r#"fi"ve"#), (3, r"six\"), (3, "seven")];
    assert_eq!(file.literals, literals.map(|(line, text)| (line, text.to_owned())));
    let comments: Vec<_> = file.comments.iter().map(|(line, text)| (*line, text.trim())).collect();
    assert_eq!(comments, [(1, "// \"one"), (2, "/* two /* deep */ still"), (3, "three */")]);
    assert_eq!(file.all.lines().count(), text.lines().count());
}

// -- running a rule ----------------------------------------------------------

/// Every Rust file below these folders keeps a rule.
fn check(folders: &[&str], rule: impl Fn(&Source) -> Vec<Finding>) {
    for folder in folders {
        let files = rust_files(&Path::new(ROOT).join(folder));
        assert!(files.len() > 2, "{folder}: too few files were read to believe it");
        assert_none(files.iter().flat_map(&rule).collect());
    }
}

fn assert_none(found: Vec<Finding>) {
    let mut found: Vec<_> =
        found.into_iter().map(|it| format!("{}:{}: {}", it.path, it.line, it.what)).collect();
    found.dedup();
    assert!(found.is_empty(), "\n{}\n", found.join("\n"));
}

/// A rule finds exactly these lines of a snippet.
fn finds(path: &str, text: &str, rule: impl Fn(&Source) -> Vec<Finding>, wanted: &[usize]) {
    assert_eq!(lines(&rule(&Source::read(path, text))), wanted, "{path}:\n{text}");
}

fn lines(found: &[Finding]) -> Vec<usize> {
    let mut lines: Vec<_> = found.iter().map(|finding| finding.line).collect();
    lines.dedup();
    lines
}

fn rust_files(folder: &Path) -> Vec<Source> {
    let mut paths: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let mut files = Vec::new();
    for path in paths {
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let below = path.strip_prefix(ROOT).unwrap().to_str().unwrap().replace('\\', "/");
            files.push(Source::read(&below, &fs::read_to_string(&path).unwrap()));
        }
    }
    files
}

// -- how each is checked -----------------------------------------------------

fn headers(file: &Source) -> Vec<Finding> {
    let header = file.text.lines().next().and_then(|line| line.strip_prefix("//!"));
    if header.is_some_and(|words| !words.trim().is_empty()) {
        return Vec::new();
    }
    vec![file.finding(1, "the file opens without a line `//! what it is for`")]
}

fn lengths(file: &Source) -> Vec<Finding> {
    let tests = file.tests.len();
    let own = file.text.lines().count() - tests;
    if own <= MAX_LINES {
        return Vec::new();
    }
    let what = format!("{own} lines beside tests, more than {MAX_LINES}: split the file");
    vec![file.finding(own + tests, &what)]
}

fn arrows(file: &Source) -> Vec<Finding> {
    let Some(layer) = file.layer() else { return Vec::new() };
    let may = LAYERS.iter().find(|(name, _)| *name == layer).map_or(PURE, |(_, may)| *may);
    let named = file.paths().into_iter().filter_map(|(line, path)| {
        let name = match path.first()?.as_str() {
            "crate" => path.get(1).map_or("*", String::as_str),
            _ => return None,
        };
        let name = if matches!(name, "Error" | "Exit" | "Result") { "error" } else { name };
        let fine =
            name == layer || may.contains(&name) || (name == "error" && !PURE.contains(&layer));
        (!fine).then(|| file.finding(line, &format!("`{layer}` names `crate::{name}`")))
    });
    named.collect()
}

fn folders(file: &Source) -> Vec<Finding> {
    let known = file
        .layer()
        .is_none_or(|layer| layer == "error" || LAYERS.iter().any(|(name, _)| *name == layer));
    if known { Vec::new() } else { vec![file.finding(1, "not a layer of this crate")] }
}

fn sql(file: &Source) -> Vec<Finding> {
    if file.layer() == Some("store") {
        return Vec::new();
    }
    let words = file.words().into_iter().filter(|(_, word)| word == "rusqlite");
    let named = words.map(|(line, _)| (line, "`rusqlite` outside the store"));
    let texts =
        file.literals.iter().filter(|(line, text)| !file.tests.contains(line) && is_sql(text));
    let spoken = texts.map(|(line, _)| (*line, "SQL outside the store"));
    named.chain(spoken).map(|(line, what)| file.finding(line, what)).collect()
}

/// Whether a literal looks like SQL: its first words, and for those that are
/// English too, in capitals.
fn is_sql(literal: &str) -> bool {
    let text = literal.split_whitespace().collect::<Vec<_>>().join(" ");
    let capital = ["SELECT ", "UPDATE ", "WITH ", "DROP ", "ALTER ", "BEGIN ", "ATTACH "];
    let small = [
        "insert into ",
        "insert or ",
        "delete from ",
        "create table ",
        "create index ",
        "create view ",
        "create trigger ",
        "create unique ",
        "create virtual ",
        "pragma ",
    ];
    capital.iter().any(|start| text.starts_with(start))
        || small.iter().any(|start| text.to_lowercase().starts_with(start))
        || Path::new(&text).extension().is_some_and(|extension| extension == "sql")
}

fn names(file: &Source) -> Vec<Finding> {
    let parts = file.path.trim_end_matches(".rs").split('/');
    let of_path = parts.filter(|part| EMPTY_NAMES.contains(part)).map(|part| (1, part.to_owned()));
    let words = file.words();
    let inside = words.windows(2).filter(|pair| pair[0].1 == "mod").map(|pair| pair[1].clone());
    let inside = inside.filter(|(_, name)| EMPTY_NAMES.contains(&name.as_str()));
    let say = |(line, name)| file.finding(line, &format!("`{name}` does not say what is inside"));
    of_path.chain(inside).map(say).collect()
}

fn leftovers(file: &Source) -> Vec<Finding> {
    let tokens = tokens(&file.all);
    let macros = tokens.windows(2).filter(|pair| {
        pair[1].text == "!" && ["todo", "unimplemented", "dbg"].contains(&pair[0].text.as_str())
    });
    let macros = macros.map(|pair| (pair[0].line, format!("`{}!` is left in", pair[0].text)));
    let notes = file.comments.iter().filter(|(_, text)| {
        let mut words = text.split(|c: char| !c.is_alphanumeric() && c != '_');
        let issue =
            text.split('#').skip(1).any(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
        !issue && words.any(|word| ["TODO", "FIXME", "XXX"].contains(&word))
    });
    let notes = notes.map(|(line, _)| (*line, "a note of work to do without its issue".to_owned()));
    let mut found: Vec<_> = macros.chain(notes).collect();
    found.sort();
    found.into_iter().map(|(line, what)| file.finding(line, &what)).collect()
}

fn purity(file: &Source) -> Vec<Finding> {
    if !file.layer().is_some_and(|layer| PURE.contains(&layer)) {
        return Vec::new();
    }
    let touches = |path: &[String]| {
        let starts = |start: &&[&str]| {
            path.len() >= start.len() && path.iter().zip(*start).all(|(a, b)| a == b)
        };
        path == ["std", "*"] || IMPURE.iter().any(starts)
    };
    let clock = |path: &[String]| path.iter().any(|part| CLOCKS.contains(&part.as_str()));
    let (mut clocks, mut found) = (0, Vec::new());
    for (line, path) in file.paths() {
        clocks += usize::from(clock(&path));
        let allowed = file.path == THE_CLOCK && clocks == 1 && clock(&path);
        if touches(&path) || (clock(&path) && !allowed) {
            found.push(
                file.finding(line, &format!("`{}` in a layer that only computes", path.join("::"))),
            );
        }
    }
    found
}

fn packages(lock: &str) -> usize {
    lock.lines().filter(|line| *line == "[[package]]").count()
}

/// Tables without a comment above, or not `STRICT`, and columns without one
/// above or beside.
fn unexplained(path: &str, schema: &str) -> Vec<Finding> {
    let (mut found, mut depth, mut above) = (Vec::new(), None::<usize>, false);
    for (number, line) in (1..).zip(schema.lines()) {
        let (code, comment) = line.split_once("--").map_or((line, None), |(a, b)| (a, Some(b)));
        let code = code.trim();
        let said = comment.is_some_and(|words| !words.trim().is_empty());
        let mut say =
            |what: &str| found.push(Finding { path: path.into(), line: number, what: what.into() });
        let table = code.starts_with("CREATE TABLE") || code.starts_with("CREATE VIRTUAL TABLE");
        let first = code.chars().next();
        if table && !above {
            say("a table without a comment above it");
        }
        if table && code.starts_with("CREATE TABLE") {
            depth = Some(0);
            if code.contains(')') {
                say("a table on one line: give each column its own, with a comment");
            }
        } else if depth == Some(1)
            && first.is_some_and(|c| c.is_lowercase() || c == '"')
            && !(said || above)
        {
            say("a column without a comment");
        }
        if let Some(open) = depth {
            let open = (open + code.matches('(').count()).saturating_sub(code.matches(')').count());
            depth = Some(open);
            if code.ends_with(';') {
                if !code.contains("STRICT") {
                    say("a table that is not STRICT");
                }
                depth = None;
            }
        }
        above = said && code.is_empty();
    }
    found
}
