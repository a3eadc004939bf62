//! An export read back: its facts logged again in a new casebook, or its
//! journal put back entry by entry.
//!
//! Facts logged again get new ids, and refer to each other by those. They were
//! logged under the rules before and are not asked again: that is why they go
//! into a new casebook only, where nothing else can rest on them.

use std::collections::HashMap;

use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::casebook::{Casebook, Decoded, Desk, MAX_CAPTURE, Machine, Written, digest, fact};
use crate::error::{Error, Result};
use crate::journal::tree::Roll;
use crate::journal::{Body, Fact};
use crate::model::{EntryId, Sha256Hex, from_hex};

use super::export::{CheckpointLine, FACTS_OPEN, Head, TextLine, Told};
use super::folder::Folder;
use super::import::Input;

/// What became of an export.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Relogged {
    /// Entries of the journal it is from.
    pub entries: u64,
    /// Entries logged for them; the new casebook's own first entry stands for
    /// theirs.
    pub logged: u64,
    /// Texts and files that came with it.
    pub texts: u64,
    /// Receipts that were left out: they vouch for the record it is from.
    pub receipts: u64,
}

/// Whether some lines are an export of facts, and not lines to import.
pub fn is_export(lines: &[u8]) -> bool {
    lines.starts_with(FACTS_OPEN)
}

/// Logs the facts of an export in a new casebook, as one batch: each in the
/// name of who logged it, if that is a member there.
///
/// # Errors
///
/// [`Error::Refused`] where the casebook holds more than its first entry, and,
/// naming the line, where the export is not whole.
pub fn relog(casebook: &mut Casebook, input: &Input<'_>) -> Result<Written<Relogged>> {
    if casebook.store().head()?.size > 1 {
        return Err(Error::refused(
            "an export goes into a new casebook, and this one holds more than its beginning",
            "make one with `rashomon init NAME`, and import with --casebook NAME.casebook",
        ));
    }
    casebook.write(|desk| {
        let mut roll = Roll::new();
        roll.push(*desk.store().casebook()?.id.as_bytes());
        let (ids, done) = (HashMap::new(), Relogged::default());
        let mut run = Run { desk, ids, founder: None, roll, done };
        let mut lines = (1..).zip(input.bytes.split(|byte| *byte == b'\n'));
        let head: Head = match lines.next() {
            Some((number, line)) => read(number, line)?,
            None => return Err(broken(1, "it is empty")),
        };
        for (number, line) in lines.filter(|(_, line)| !line.is_empty()) {
            run.line(number, line, &input.folder)?;
        }
        if run.done.entries != head.entries {
            let why = format!("it holds {} of {} entries", run.done.entries, head.entries);
            return Err(broken(1, &why));
        }
        run.finish(input)
    })
}

/// Facts that are being logged again.
struct Run<'run, 'desk, 'plan> {
    desk: &'run mut Desk<'desk, 'plan>,
    /// From the ids there to the ids here.
    ids: HashMap<EntryId, EntryId>,
    /// The first member there, whose id there is that of entry 0: both ids.
    founder: Option<(EntryId, EntryId)>,
    /// The tree over what was logged here so far.
    roll: Roll,
    done: Relogged,
}

impl Run<'_, '_, '_> {
    fn line(&mut self, number: usize, line: &[u8], folder: &Folder<'_>) -> Result<()> {
        if line.starts_with(b"{\"bytes\":") {
            let (bytes, salt) = load(number, line, folder)?;
            self.desk.keep_copy(salt, &bytes)?;
            self.done.texts += 1;
            return Ok(());
        }
        let told: Told<'_> = read(number, line)?;
        let id = match told.fact.as_ref() {
            Fact::Casebook(first) if self.done.entries == 0 => self.begin(told.id, first)?,
            // It binds the record it is from, and nothing names it.
            Fact::Receipt(_) => {
                (self.done.receipts, self.done.entries) =
                    (self.done.receipts + 1, self.done.entries + 1);
                return Ok(());
            }
            fact => {
                let fact = self.renamed(fact).map_err(|why| broken(number, &why))?;
                let fact = self.cut_here(fact);
                let id = self.desk.log_again(&told.by, fact)?;
                self.logged(id)
            }
        };
        self.ids.insert(told.id, id);
        self.done.entries += 1;
        Ok(())
    }

    /// Entry 0 there: its terms, where they are others, and its first member,
    /// where that is somebody else.
    fn begin(&mut self, id: EntryId, first: &fact::Casebook) -> Result<EntryId> {
        let own = self.desk.store().casebook()?;
        let mut terms = fact::Casebook {
            founder: own.fact.founder.clone(),
            of: own.fact.of,
            origin: own.fact.origin.clone(),
            ..first.clone()
        };
        if terms != own.fact {
            (terms.founder, terms.of) = (None, Some(own.id));
            let id = self.desk.log(terms)?;
            self.logged(id);
        }
        if let Some(founder) = &first.founder {
            let known = self.desk.store().member(&founder.key)?;
            let here = if let Some(known) = known {
                known.id
            } else {
                let id = self.desk.log(founder.clone())?;
                self.logged(id)
            };
            self.founder = Some((id, here));
        }
        Ok(own.id)
    }

    /// Counts an entry that was logged here.
    fn logged(&mut self, id: EntryId) -> EntryId {
        self.done.logged += 1;
        self.roll.push(*id.as_bytes());
        id
    }

    /// The state that a publication or an export was made of, as this record has
    /// it: the same facts, under ids of its own.
    fn cut_here(&self, mut fact: Fact) -> Fact {
        let (size, root) = match &mut fact {
            Fact::Publication(of) => (&mut of.size, &mut of.root_sha256),
            Fact::Export(of) => (&mut of.size, &mut of.root_sha256),
            _ => return fact,
        };
        (*size, *root) = (self.roll.size(), Sha256Hex::from_bytes(self.roll.root()));
        fact
    }

    /// A fact with the ids that things have here.
    fn renamed(&self, fact: &Fact) -> Result<Fact, String> {
        // Through text, as an entry is written and read: no second way to read
        // or write every fact.
        let text = serde_json::to_vec(fact).map_err(|error| error.to_string())?;
        let mut value = serde_json::from_slice(&text).map_err(|error| error.to_string())?;
        let member = matches!(fact, Fact::Member(_));
        let rename = |id: EntryId| match self.founder {
            Some((there, here)) if member && id == there => Some(here),
            _ => self.ids.get(&id).copied(),
        };
        put_ids(&mut value, false, &rename);
        let text = value.to_string().into_bytes();
        let mut fact: Fact = serde_json::from_slice(&text).map_err(|error| error.to_string())?;
        if let Fact::Casebook(terms) = &mut fact {
            let own = self.desk.store().casebook().map_err(|error| error.to_string())?;
            terms.origin = own.fact.origin;
        }
        Ok(fact)
    }

    /// Logs where it came from.
    fn finish(self, input: &Input<'_>) -> Result<Relogged> {
        let sha256 = Sha256Hex::from_bytes(Sha256::digest(input.bytes).into());
        self.desk.log(fact::Import {
            file: fact::BytesRef { sha256, size: input.bytes.len() as u64 },
            format: "rashomon-export".to_owned(),
            manifest_sha256: None,
            mapping: Vec::new(),
            name: input.name.clone(),
            rows: Vec::new(),
        })?;
        Ok(self.done)
    }
}

/// Gives every id in a fact its new one. Ids are told from digests as
/// [`crate::journal::references`] does: by the field's name.
fn put_ids(value: &mut Value, digest: bool, rename: &dyn Fn(EntryId) -> Option<EntryId>) {
    match value {
        Value::String(text) if !digest && text.len() == 64 => {
            let new = from_hex(text).map(EntryId::from_bytes).and_then(rename);
            if let Some(new) = new {
                *text = new.to_string();
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| put_ids(item, digest, rename)),
        Value::Object(fields) => {
            for (name, field) in fields.iter_mut() {
                put_ids(field, name.ends_with("sha256"), rename);
            }
        }
        Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// The files of an exported journal.
#[derive(Clone, Copy, Debug)]
pub struct JournalLines<'a> {
    /// `bytes.jsonl`: the bytes that came with it.
    pub bytes: &'a [u8],
    /// `journal.jsonl`: its entries.
    pub journal: &'a [u8],
    /// `checkpoints.jsonl`: the checkpoints that were made of it.
    pub checkpoints: &'a [u8],
}

/// Makes a casebook of an exported journal: the same entries under the same
/// ids, the same root, and the checkpoints made of it. Whole, or not there at
/// all.
///
/// # Errors
///
/// [`Error::Exists`]; [`Error::Refused`], naming the line, where the export is
/// not whole.
pub fn recreate(
    path: &std::path::Path,
    of: &JournalLines<'_>,
    folder: &Folder<'_>,
    machine: Machine,
) -> Result<Casebook> {
    let lines = |text| (1..).zip(split(text));
    // Read first: what cannot be read makes no casebook.
    let notes = lines(of.checkpoints).map(|(number, line)| read::<CheckpointLine>(number, line));
    let notes: Vec<CheckpointLine> = notes.collect::<Result<_>>()?;
    let mut blobs = lines(of.bytes).map(|(number, line)| load(number, line, folder));
    let mut bodies = lines(of.journal).map(|(number, line)| match Decoded::read(line) {
        Ok(Decoded::Known(entry)) => Ok(Body::of(*entry)?),
        Ok(Decoded::Unknown { v, fact }) => Err(Error::NewerEntry { fact, v }),
        Err(error) => Err(broken(number, &error.to_string())),
    });
    let mut made = Casebook::recreate(path, &mut blobs, &mut bodies, machine)?;
    let kept = notes.iter().try_for_each(|note| made.take_checkpoint(&note.note));
    if let Err(error) = kept {
        // It was made a moment ago, of an export that is still there.
        drop(made);
        let _ = std::fs::remove_file(path);
        return Err(error);
    }
    Ok(made)
}

fn split(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.split(|byte| *byte == b'\n').filter(|line| !line.is_empty())
}

/// The bytes that a line names, and their salt.
fn load(number: usize, line: &[u8], folder: &Folder<'_>) -> Result<(Vec<u8>, Option<[u8; 32]>)> {
    let line: TextLine = read(number, line)?;
    let bytes = folder.read(&format!("bytes/{}", line.bytes), MAX_CAPTURE);
    let bytes = bytes.map_err(|why| broken(number, &why))?;
    let salt = match &line.salt {
        Some(salt) => Some(from_hex(salt).ok_or_else(|| broken(number, "its salt is no salt"))?),
        None => None,
    };
    if digest(salt.as_ref(), &bytes) != line.bytes {
        let why = format!("bytes/{} do not have this digest", line.bytes);
        return Err(broken(number, &why));
    }
    Ok((bytes, salt))
}

fn read<'a, T: serde::Deserialize<'a>>(number: usize, line: &'a [u8]) -> Result<T> {
    serde_json::from_slice(line).map_err(|error| broken(number, &error.to_string()))
}

fn broken(number: usize, why: &str) -> Error {
    Error::refused(
        format!("the export is not whole: line {number}: {why}"),
        "nothing was recorded; export anew, and keep the folder together",
    )
}
