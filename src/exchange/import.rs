//! Imports: lines read, run through the verbs as one batch, all or nothing.
//!
//! Every bad line is reported, not only the first. A line's key is kept with
//! what it became, so that the same lines imported again add nothing.

use std::collections::BTreeMap;

use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::casebook::{Casebook, Desk, MAX_CAPTURE, Written};
use crate::error::Result;
use crate::journal::fact;
use crate::model::Sha256Hex;
use crate::model::vocabulary::vocabulary;

use super::act::{Done, act};
use super::folder::Folder;
use super::line::{self, Line, LineKind};
use super::refusal::Refusal;
use super::strict::Fault;

/// The most rows that one import fact lists.
const ROWS: usize = 200;

/// The longest line, in bytes.
const MAX_LINE: usize = 4 << 20;

/// Lines to import.
#[derive(Clone, Debug)]
pub struct Input<'a> {
    /// Name of the file they stand in; None for a pipe.
    pub name: Option<String>,
    /// The lines, UTF-8.
    pub bytes: &'a [u8],
    /// Where the files lie that they name.
    pub folder: Folder<'a>,
}

vocabulary! {
    /// What became of a line.
    Became, "outcome of a line";
    /// It was logged.
    Logged = "logged",
    /// The record had it by this name; nothing was made.
    Matched = "matched",
    /// It was imported before.
    Known = "known",
}

/// What became of one line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ImportedLine {
    /// Its number in the file, from 1.
    pub line: usize,
    /// Its key.
    pub key: String,
    /// What it holds.
    pub kind: LineKind,
    /// What became of it.
    pub became: Became,
    /// The handle of what it logged or matched, where that has one.
    pub handle: Option<String>,
    /// What a person should look at: guesses, odd characters, pending verdicts.
    pub notes: Vec<String>,
}

/// What an import did, line by line in the file's order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Imported {
    /// Every line that holds a fact.
    pub lines: Vec<ImportedLine>,
}

impl Imported {
    /// Number of lines of which this became.
    pub fn count(&self, became: Became) -> usize {
        self.lines.iter().filter(|line| line.became == became).count()
    }
}

/// Imports lines as one batch.
///
/// A dry run ([`crate::casebook::Machine::dry_run`]) finds and reports the
/// same, and writes nothing.
///
/// # Errors
///
/// [`crate::Error::Refused`], naming every bad line with its field and the reason;
/// nothing is written then.
pub fn import(casebook: &mut Casebook, input: &Input<'_>) -> Result<Written<Imported>> {
    let mut unread = Refusal::default();
    let lines = read_lines(input, &mut unread);
    casebook.write(|desk| {
        let mut run =
            Run { desk, refusal: unread.clone(), done: Imported::default(), rows: Vec::new() };
        for line in &lines {
            run.line(line)?;
        }
        run.finish(input)
    })
}

/// A line, and the bytes of the file that it names.
struct Loaded {
    line: Line,
    file: Option<Vec<u8>>,
}

/// Reads every line; what cannot be read goes to `unread`.
fn read_lines(input: &Input<'_>, unread: &mut Refusal) -> Vec<Loaded> {
    let bytes = input.bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(input.bytes);
    let mut loaded = Vec::new();
    let mut keys = BTreeMap::new();
    for (number, bytes) in (1..).zip(bytes.split(|byte| *byte == b'\n')) {
        let read = match text_of(bytes) {
            Ok(text) if text.trim().is_empty() || text.starts_with('#') => continue,
            Ok(text) => line::read(number, text),
            Err(fault) => Err(vec![fault]),
        };
        let read = read.and_then(|line| load(line, input, &mut keys));
        match read {
            Ok(line) => loaded.push(line),
            Err(faults) => unread.unreadable(number, bytes, faults),
        }
    }
    loaded
}

fn text_of(bytes: &[u8]) -> Result<&str, Fault> {
    let bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
    if bytes.len() > MAX_LINE {
        let why =
            format!("has {} bytes, more than {MAX_LINE}; put long texts into files", bytes.len());
        return Err(Fault::new("", why));
    }
    std::str::from_utf8(bytes).map_err(|error| {
        Fault::new("", format!("byte {} of the line is not UTF-8", error.valid_up_to() + 1))
    })
}

/// Checks that a line's key is its own, and reads the file it names.
fn load(
    line: Line,
    input: &Input<'_>,
    keys: &mut BTreeMap<String, usize>,
) -> Result<Loaded, Vec<Fault>> {
    if let Some(other) = keys.insert(line.key.clone(), line.number) {
        let why = format!("`{}` is the key of line {other} too", line.key);
        return Err(vec![Fault::new("key", why)]);
    }
    let name = line.fact.file();
    let file = name.map(|name| input.folder.read(name, MAX_CAPTURE)).transpose();
    let file = file.map_err(|why| vec![Fault::new("file", why)])?;
    Ok(Loaded { line, file })
}

/// An import under way on a desk.
struct Run<'run, 'desk, 'plan> {
    desk: &'run mut Desk<'desk, 'plan>,
    refusal: Refusal,
    done: Imported,
    rows: Vec<fact::ImportedRow>,
}

impl Run<'_, '_, '_> {
    fn line(&mut self, loaded: &Loaded) -> Result<()> {
        let line = &loaded.line;
        let done = match self.known(&line.key)? {
            Some(done) => done,
            None => match self.act(loaded) {
                Ok(done) => done,
                Err(error) => return self.refusal.refuse(line, error),
            },
        };
        if let Some(id) = done.id {
            self.desk.keys.give(&line.key, id)?;
        }
        if done.became != Became::Known {
            let key = line.key.clone();
            self.rows.push(fact::ImportedRow { entry: done.id, key, unknown: Vec::new() });
        }
        let handle = match done.id {
            Some(id) => self.desk.store().handle_of(id)?.map(|handle| handle.to_string()),
            None => None,
        };
        self.done.lines.push(ImportedLine {
            line: line.number,
            key: line.key.clone(),
            kind: line.fact.kind(),
            became: done.became,
            handle,
            notes: done.notes,
        });
        Ok(())
    }

    /// What an earlier import made of this key, unless that was undone.
    fn known(&self, key: &str) -> Result<Option<Done>> {
        let Some(id) = self.desk.store().imported(key)? else { return Ok(None) };
        if let Some(id) = id
            && self.desk.store().is_undone(id)?
        {
            return Ok(None);
        }
        Ok(Some(Done { id, became: Became::Known, notes: Vec::new() }))
    }

    /// Runs the line's verb, in the name of who logs it.
    fn act(&mut self, loaded: &Loaded) -> Result<Done> {
        let Loaded { line, file } = loaded;
        match &line.member {
            Some(member) => self.desk.as_member(member, |desk| act(desk, line, file.as_deref())),
            None => act(self.desk, line, file.as_deref()),
        }
    }

    /// Logs which rows came in, or refuses all of them.
    fn finish(self, input: &Input<'_>) -> Result<Imported> {
        self.refusal.end(input.name.as_deref())?;
        let file = fact::BytesRef {
            sha256: Sha256Hex::from_bytes(Sha256::digest(input.bytes).into()),
            size: input.bytes.len() as u64,
        };
        for rows in self.rows.chunks(ROWS) {
            self.desk.log(fact::Import {
                file: file.clone(),
                format: "jsonl".to_owned(),
                manifest_sha256: None,
                mapping: Vec::new(),
                name: input.name.clone(),
                rows: rows.to_vec(),
            })?;
        }
        Ok(self.done)
    }
}
