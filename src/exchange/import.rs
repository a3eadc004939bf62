//! Imports: lines read, run through the verbs as one batch, all or nothing.
//!
//! Every bad line is reported, not only the first. A line's key is kept with
//! what it became, so that the same lines imported again add nothing: neither
//! when an import is repeated, nor when it goes on after it was killed.
//!
//! Nothing here grows with the import: lines are read a few at a time beside
//! the one who writes, and what each became goes into the record every
//! [`ROWS`] lines.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::io;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use hashlink::LruCache;

use crate::casebook::{Casebook, Desk, MAX_CAPTURE, Written};
use crate::error::{Error, Result};
use crate::journal::fact;
use crate::model::Handle;

use super::act::{Done, act, is_logged_only};
use super::folder::Folder;
use super::known::KnownSources;
use super::line::{Line, LineFact};
use super::outcome::{ALIKE, AlikeClaims, Became, Imported, ImportedLine};
use super::reading::{self, Bytes, Handed, Item, WAITING};
use super::refusal::Refusal;
use super::row::Around;
use super::strict::Fault;
use super::table::Table;

/// The most rows that one import fact lists.
const ROWS: usize = 200;

/// The most bytes of cells without a field that one import fact lists: with 200
/// keys and ids it fits an entry.
const WEIGHT: usize = 8 << 10;

/// How many keys of this import are remembered with their lines; older ones are
/// known from the record.
const KEYS: usize = 8_192;

/// Lines to import, in memory.
#[derive(Clone, Debug)]
pub struct Input<'a> {
    /// Name of the file they stand in; None for a pipe.
    pub name: Option<String>,
    /// The lines, UTF-8.
    pub bytes: &'a [u8],
    /// Where the files lie that they name.
    pub folder: Folder<'a>,
}

/// Something to import, and how.
#[derive(Clone, Debug)]
pub struct Job<'a> {
    /// Name of the file it stands in; None for a pipe.
    pub name: Option<String>,
    /// The bytes.
    pub bytes: Bytes<'a>,
    /// Where the files lie that it names.
    pub folder: Folder<'a>,
    /// A spreadsheet that was looked at; None: lines of JSON.
    pub table: Option<Table>,
    /// Kind of a party that is made for a row that says none; None: refused.
    pub new_party: Option<String>,
    /// Keep what was imported after every so many lines; None: all or nothing.
    pub batch: Option<usize>,
}

/// How far an import is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Bytes read.
    pub read: u64,
    /// Bytes to read.
    pub of: u64,
    /// Lines worked through.
    pub lines: usize,
}

impl<'a> Job<'a> {
    /// Lines of JSON, all or nothing.
    pub const fn lines(name: Option<String>, bytes: Bytes<'a>, folder: Folder<'a>) -> Self {
        Self { name, bytes, folder, table: None, new_party: None, batch: None }
    }

    fn around<'r>(&'r self, sources: &'r OnceCell<KnownSources>) -> Around<'r> {
        Around { folder: self.folder, new_party: self.new_party.as_deref(), sources }
    }

    fn read(&self, hand: &SyncSender<Handed>) {
        match &self.table {
            Some(table) => table.read_rows(self.bytes, hand),
            None => reading::read_lines(self.bytes, hand),
        }
    }
}

impl<'a> From<&Input<'a>> for Job<'a> {
    fn from(input: &Input<'a>) -> Self {
        let Input { name, bytes, folder } = input.clone();
        Self::lines(name, Bytes::Here(bytes), folder)
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
    run(casebook, &Job::from(input), &mut |_| {})
}

/// The same, from a file of any size; tells how far it is.
///
/// # Errors
///
/// The same. With [`Job::batch`], whole batches before the first bad line stay,
/// and the message says how many lines that are.
pub fn run(
    casebook: &mut Casebook,
    job: &Job<'_>,
    tell: &mut dyn FnMut(Progress),
) -> Result<Written<Imported>> {
    let failed = |source| failed(job, source);
    let file = job.bytes.digest().map_err(failed)?;
    std::thread::scope(|scope| {
        let (hand, handed) = sync_channel(WAITING);
        scope.spawn(move || job.read(&hand));
        casebook.load(|desk| Run::new(desk, job, file).all(&handed, tell))
    })
}

fn failed(job: &Job<'_>, source: io::Error) -> Error {
    let path = match (job.bytes, &job.name) {
        (Bytes::File(path), _) => path.to_owned(),
        (Bytes::Here(_), name) => name.clone().unwrap_or_else(|| "-".to_owned()).into(),
    };
    Error::File { path, source }
}

/// An import under way on a desk.
struct Run<'run, 'desk, 'plan, 'job> {
    desk: &'run mut Desk<'desk, 'plan>,
    job: &'job Job<'job>,
    /// Digest and size of what is imported, as it was before it was read.
    file: fact::BytesRef,
    refusal: Refusal,
    done: Imported,
    /// What the next import fact will list.
    rows: Vec<fact::ImportedRow>,
    /// Bytes of its cells that have no field.
    weight: usize,
    /// Keys of lines of this import, with the lines.
    own: LruCache<String, usize>,
    /// The sources there were, once a row asked.
    sources: OnceCell<KnownSources>,
    /// Number of the entry before which other imports logged.
    start: u64,
    /// An earlier import that has lines of this one, and what it read of each.
    before: Option<(u64, HashMap<String, String>)>,
    /// Lines since the last commit, and lines kept by all commits.
    open: usize,
    kept: usize,
}

/// What is known of a line's key.
enum Known {
    /// Nothing.
    New,
    /// An earlier import has it: the number of that import's entry.
    Before(u64, Done),
    /// This import has it, on this line if that is remembered.
    Twice(Option<usize>),
}

impl<'run, 'desk, 'plan, 'job> Run<'run, 'desk, 'plan, 'job> {
    fn new(desk: &'run mut Desk<'desk, 'plan>, job: &'job Job<'job>, file: fact::BytesRef) -> Self {
        let start = desk.size();
        Self {
            desk,
            job,
            file,
            refusal: Refusal::default(),
            done: Imported::default(),
            rows: Vec::new(),
            weight: 0,
            own: LruCache::new(KEYS),
            sources: OnceCell::new(),
            start,
            before: None,
            open: 0,
            kept: 0,
        }
    }

    /// Works through all that is handed over.
    fn all(
        mut self,
        handed: &Receiver<Handed>,
        tell: &mut dyn FnMut(Progress),
    ) -> Result<Imported> {
        loop {
            match handed.recv() {
                Ok(Handed::Load(load)) => {
                    for item in load.items {
                        self.item(item)?;
                    }
                    tell(Progress { read: load.read, of: self.file.size, lines: self.done.total });
                }
                Ok(Handed::End(read)) => return self.finish(&read),
                Ok(Handed::Failed(error)) => return Err(failed(self.job, error)),
                Err(_) => {
                    let ended = io::Error::other("reading it stopped before its end");
                    return Err(failed(self.job, ended));
                }
            }
        }
    }

    fn item(&mut self, item: Item) -> Result<()> {
        match item {
            Item::Line { line, digest } => self.line(&line, digest),
            Item::Bad { number, bytes, faults } => {
                self.refusal.unreadable(number, &bytes, faults);
                Ok(())
            }
        }
    }

    fn line(&mut self, line: &Line, digest: Option<String>) -> Result<()> {
        let done = match self.known(&line.key)? {
            // The same row again, to the last cell.
            Known::Twice(_) if matches!(&line.fact, LineFact::Row(row) if row.derived) => {
                Done { notes: vec!["stands twice".to_owned()], ..Done::of(None, Became::Known) }
            }
            Known::Twice(other) => {
                let other = other.map_or("an earlier line".to_owned(), |at| format!("line {at}"));
                let why = format!("`{}` is the key of {other} too", line.key);
                self.refusal.fault(line, Fault::new("key", why));
                return Ok(());
            }
            Known::Before(import, mut done) => {
                let before = self.imported(import, &line.key)?;
                if digest.is_some() && before.is_some() && digest != before {
                    done.notes.push(self.otherwise(&done)?);
                }
                done
            }
            Known::New => {
                self.own.insert(line.key.clone(), line.number);
                match self.act(line) {
                    Ok(Ok(done)) => done,
                    Ok(Err(fault)) => {
                        self.refusal.fault(line, fault);
                        return Ok(());
                    }
                    Err(error) => return self.refusal.refuse(line, error),
                }
            }
        };
        if let Some(id) = done.id {
            self.desk.keys.give(&line.key, id)?;
        }
        self.tell(line, digest, done)
    }

    /// What an earlier import read on the line of a key, in few digits.
    fn imported(&mut self, import: u64, key: &str) -> Result<Option<String>> {
        if self.before.as_ref().is_none_or(|(known, _)| *known != import) {
            let rows = self.desk.store().import_at(import)?.map(|import| import.rows);
            let rows = rows.into_iter().flatten();
            let digests = rows.filter_map(|row| Some((row.key, row.digest?))).collect();
            self.before = Some((import, digests));
        }
        Ok(self.before.as_ref().and_then(|(_, digests)| digests.get(key).cloned()))
    }

    /// What to say of a line that reads otherwise than when it was imported.
    fn otherwise(&self, done: &Done) -> Result<String> {
        let handle = done.id.map(|id| self.desk.store().handle_of(id)).transpose()?.flatten();
        Ok(match handle {
            Some(handle @ Handle::Claim(_)) => format!(
                "reads otherwise than when it was imported as {handle}, which was left as it was: `rashomon revise {handle}` changes it"
            ),
            Some(handle) => format!(
                "reads otherwise than when it was imported as {handle}, which was left as it was"
            ),
            None => "reads otherwise than when it was imported, and was left as it was".to_owned(),
        })
    }

    /// Counts a line and tells what became of it; sees to the record's part.
    fn tell(&mut self, line: &Line, digest: Option<String>, done: Done) -> Result<()> {
        if done.became != Became::Known {
            let unknown = match &line.fact {
                LineFact::Row(row) => row.unknown.clone(),
                _ => Vec::new(),
            };
            let key = line.key.clone();
            self.add_row(fact::ImportedRow { digest, entry: done.id, key, unknown })?;
            for (key, id) in done.made {
                let entry = Some(id);
                self.add_row(fact::ImportedRow { digest: None, entry, key, unknown: Vec::new() })?;
            }
        }
        let handle = match done.id.filter(|_| self.done.tells()) {
            Some(id) => self.desk.store().handle_of(id)?.map(|handle| handle.to_string()),
            None => None,
        };
        self.done.add(ImportedLine {
            line: line.number,
            key: line.key.clone(),
            kind: line.fact.kind(),
            became: done.became,
            handle,
            notes: done.notes,
            decisions: done.decisions,
        });
        self.open += 1;
        let full = self.job.batch.is_some_and(|batch| self.open >= batch.max(1));
        if full && self.refusal.is_empty() {
            self.log_rows()?;
            self.desk.commit()?;
            self.kept += std::mem::take(&mut self.open);
        }
        Ok(())
    }

    /// Adds a row to the next import fact, which holds so many, and not more
    /// bytes than an entry can.
    fn add_row(&mut self, row: fact::ImportedRow) -> Result<()> {
        let cells = row.unknown.iter().flatten().map(String::len).sum::<usize>();
        if self.rows.len() >= ROWS || self.weight + cells > WEIGHT {
            self.log_rows()?;
        }
        self.weight += cells;
        self.rows.push(row);
        Ok(())
    }

    /// What the record and this import know of a key; what was undone does not
    /// count.
    fn known(&mut self, key: &str) -> Result<Known> {
        if let Some(line) = self.own.get(key) {
            return Ok(Known::Twice(Some(*line)));
        }
        let Some((import, id)) = self.desk.store().imported_by(key)? else { return Ok(Known::New) };
        if import >= self.start {
            return Ok(Known::Twice(None));
        }
        if let Some(id) = id
            && self.desk.store().is_undone(id)?
        {
            return Ok(Known::New);
        }
        Ok(Known::Before(import, Done::of(id, Became::Known)))
    }

    /// Runs the line's verb, in the name of who logs it; a fault where the file
    /// that it names cannot be read.
    fn act(&mut self, line: &Line) -> Result<Result<Done, Fault>> {
        let read = |name| self.job.folder.read(name, MAX_CAPTURE);
        let file = match line.fact.file().map(read).transpose() {
            Ok(file) => file,
            Err(why) => return Ok(Err(Fault::new("file", why))),
        };
        if !is_logged_only(&line.fact) {
            self.desk.want_indexes()?;
        }
        let around = self.job.around(&self.sources);
        let done = match &line.member {
            Some(member) => {
                self.desk.as_member(member, |desk| act(desk, line, file.as_deref(), around))
            }
            None => act(self.desk, line, file.as_deref(), around),
        };
        done.map(Ok)
    }

    /// Logs which rows came in, or refuses all of them.
    fn finish(mut self, read: &fact::BytesRef) -> Result<Imported> {
        if *read != self.file {
            let changed = io::Error::other("it changed while it was read");
            return Err(failed(self.job, changed));
        }
        let notes = self.job.table.as_ref().map_or(&[][..], |table| &table.notes[..]);
        std::mem::take(&mut self.refusal).end(self.job.name.as_deref(), self.kept, notes)?;
        self.log_rows()?;
        if self.done.logged > 0 {
            self.find_alike()?;
        }
        self.done.table = notes.to_vec();
        Ok(self.done)
    }

    /// Looks for words that claims of this import quote from several captures.
    fn find_alike(&mut self) -> Result<()> {
        let store = self.desk.store();
        let (groups, count) = store.alike_since(self.start, ALIKE)?;
        self.done.alike_groups = count;
        for group in groups {
            let mut claims = Vec::new();
            for id in group.holders {
                claims.extend(store.handle_of(id)?.map(|handle| handle.to_string()));
            }
            self.done.alike.push(AlikeClaims { claims, captures: group.captures });
        }
        Ok(())
    }

    /// Logs what the last lines became; later lines find their keys there.
    fn log_rows(&mut self) -> Result<()> {
        if self.rows.is_empty() {
            return Ok(());
        }
        self.desk.log(fact::Import {
            file: self.file.clone(),
            format: self.job.table.as_ref().map_or("jsonl", Table::format).to_owned(),
            manifest_sha256: None,
            mapping: self.job.table.as_ref().map(Table::mapping).unwrap_or_default(),
            name: self.job.name.clone(),
            rows: std::mem::take(&mut self.rows),
        })?;
        self.weight = 0;
        self.desk.keys.settle();
        Ok(())
    }
}
