//! The full-text index: kept in step with the record by the transaction that
//! appends, and made anew by `rebuild`.
//!
//! It is a cache. Nothing is believed because it says so: what it finds is
//! read again from the record. It stands outside equality and outside audit.
//!
//! # Invariants
//!
//! 1. A claim is indexed by its newest version that stands, a thing by its
//!    fields as they stand, under the number of that entry; what was undone is
//!    not there.
//! 2. A row is a function of its entry and of the captured text, so that it can
//!    be taken out by what it was put in with: the index keeps no texts.
//! 3. Of a withheld text no word is left in it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rusqlite::{OptionalExtension, named_params};

use super::{Store, signed, unsigned};
use crate::error::{Error, Result};
use crate::journal::{Decoded, Entry, Fact, fact};
use crate::model::vocab::SpanRole;
use crate::model::{EntryId, Sha256Hex, Span};
use crate::text::{Searchable, searchable};

/// Texts of captures are kept for the next quotation up to so many bytes.
const TEXTS: usize = 16 << 20;

/// Rows wait to be put in up to so many bytes of words.
const WAITING: usize = 4 << 20;

/// Keeps the index in step while entries are added.
///
/// What it does waits in memory until there is much of it, or until
/// [`Indexer::finish`]: FTS5 writes its own buffer out whenever another
/// statement begins that could fail half-way, which each entry's do, and
/// whenever a row comes whose number is lower than the last one's.
pub(super) struct Indexer<'a> {
    store: &'a Store,
    /// By number of the entry: the order in which FTS5 gathers rows.
    waiting: BTreeMap<i64, Change>,
    /// Bytes of words in `waiting`.
    weight: usize,
    /// Texts at hand, by the number of their capture; None: withheld.
    texts: HashMap<i64, Option<String>>,
    held: usize,
}

/// What stands in the index for one entry, each [`searchable`].
#[derive(Debug, Default, PartialEq, Eq)]
struct Row {
    name: String,
    claim: String,
    words: String,
    text: String,
}

impl Row {
    fn weight(&self) -> usize {
        self.name.len() + self.claim.len() + self.words.len() + self.text.len()
    }
}

/// What is to be done to the index for one entry: first a row is taken out,
/// then one is put in.
#[derive(Debug, Default)]
struct Change {
    /// The index keeps no texts: it must be told the same ones that were put in.
    take: Option<Row>,
    put: Option<Row>,
}

/// What is indexed by one entry at a time, by the number of its first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Subject {
    Claim(i64),
    Thing(i64),
    /// A printed name of a party.
    Alias(i64),
}

impl<'a> Indexer<'a> {
    /// For one batch or one filling.
    pub(super) fn of(store: &'a Store) -> Self {
        Self { store, waiting: BTreeMap::new(), weight: 0, texts: HashMap::new(), held: 0 }
    }

    /// Brings the index in step with an entry that was just added and laid out.
    /// The bytes that a batch brings come before its entries, those that it
    /// takes out go after them.
    pub(super) fn entry(&mut self, seq: u64, entry: &Entry) -> Result<()> {
        let seq = signed(seq);
        let replaced = match &entry.fact {
            Fact::Claim(claim) => match &**claim {
                fact::Claim::Log(_) => None,
                fact::Claim::Revise(revise) => Some(Subject::Claim(self.seq(revise.claim)?)),
                fact::Claim::Confirm(_) | fact::Claim::Withdraw(_) => return Ok(()),
            },
            Fact::Source(source) => self.edited(source.of)?,
            Fact::Party(party) => self.edited(party.of)?,
            Fact::Place(place) => self.edited(place.of)?,
            Fact::Event(event) => self.edited(event.of)?,
            Fact::Question(question) => self.edited(question.of)?,
            Fact::Capture(_) | Fact::Alias(_) => None,
            Fact::Undo(undo) => return self.undone(seq, undo),
            Fact::Casebook(_)
            | Fact::Member(_)
            | Fact::Key(_)
            | Fact::Attach(_)
            | Fact::Withhold(_)
            | Fact::ReAnchor(_)
            | Fact::Affiliation(_)
            | Fact::Merge(_)
            | Fact::Split(_)
            | Fact::Apart(_)
            | Fact::Link(_)
            | Fact::Judgement(_)
            | Fact::Evidence(_)
            | Fact::Enquiry(_)
            | Fact::Assignment(_)
            | Fact::Verdict(_)
            | Fact::Review(_)
            | Fact::Resolution(_)
            | Fact::Publication(_)
            | Fact::Correction(_)
            | Fact::Receipt(_)
            | Fact::Import(_)
            | Fact::Export(_) => return Ok(()),
        };
        match replaced {
            None => {
                let row = self.row(seq, entry, &[])?;
                self.put(seq, row)
            }
            Some(subject) => self.follow(subject, seq),
        }
    }

    fn edited(&self, of: Option<impl Into<EntryId>>) -> Result<Option<Subject>> {
        of.map(|of| self.seq(of).map(Subject::Thing)).transpose()
    }

    /// Entries were undone: what stood before them stands again.
    fn undone(&mut self, seq: i64, undo: &fact::Undo) -> Result<()> {
        let mut subjects = BTreeSet::new();
        for entry in &undo.entries {
            subjects.extend(self.subject_of(self.seq(*entry)?)?);
        }
        subjects.into_iter().try_for_each(|subject| self.follow(subject, seq))
    }

    /// Puts in what stands for a subject after entry `seq`, in the place of
    /// what stood for it before.
    fn follow(&mut self, subject: Subject, seq: i64) -> Result<()> {
        let (before, after) = (self.standing(subject, seq - 1)?, self.standing(subject, seq)?);
        if before == after {
            return Ok(());
        }
        if let Some(before) = before {
            let row = self.row_of(before, &[])?;
            self.take(before, row)?;
        }
        if let Some(after) = after {
            let row = self.row_of(after, &[])?;
            self.put(after, row)?;
        }
        Ok(())
    }

    /// Bytes were put in: where they are the text of a capture that was withheld,
    /// its rows get its words.
    pub(super) fn came(&mut self, new: &[Sha256Hex]) -> Result<()> {
        let captures = self.with_texts(new)?;
        for seq in self.resting_on(&captures)? {
            let (without, with) = (self.row_of(seq, &captures)?, self.row_of(seq, &[])?);
            self.take(seq, without)?;
            self.put(seq, with)?;
        }
        Ok(())
    }

    /// Bytes will be taken out for good: where they are a capture's text, its
    /// rows lose its words, and no trace of them stays in the index.
    pub(super) fn goes(&mut self, old: &[Sha256Hex]) -> Result<()> {
        let captures = self.with_texts(old)?;
        for seq in self.resting_on(&captures)? {
            let (with, without) = (self.row_of(seq, &[])?, self.row_of(seq, &captures)?);
            self.take(seq, with)?;
            self.put(seq, without)?;
        }
        self.finish()?;
        // What marks rows as gone goes with them.
        Ok(self.store.conn.execute_batch("INSERT INTO search (search) VALUES ('optimize')")?)
    }

    /// Entries that stand in the index with words of these captures.
    fn resting_on(&self, captures: &[i64]) -> Result<BTreeSet<i64>> {
        let newest = i64::MAX;
        let mut found = BTreeSet::new();
        for capture in captures {
            found.extend(self.standing(Subject::Thing(*capture), newest)?);
            for claim in self.store.numbers(
                "SELECT DISTINCT claim FROM span JOIN version ON version.seq = span.holder
                  WHERE capture = :of",
                *capture,
            )? {
                found.extend(self.standing(Subject::Claim(claim), newest)?);
            }
        }
        Ok(found)
    }

    /// Captures with one of these texts: the bytes are kept once.
    fn with_texts(&self, texts: &[Sha256Hex]) -> Result<Vec<i64>> {
        let mut query =
            self.store.conn.prepare_cached("SELECT seq FROM capture WHERE text = :text")?;
        let mut found = Vec::new();
        for text in texts {
            let rows =
                query.query_map(named_params! { ":text": text.as_bytes() }, |row| row.get(0))?;
            found.extend(rows.collect::<rusqlite::Result<Vec<i64>>>()?);
        }
        Ok(found)
    }

    fn put(&mut self, seq: i64, row: Row) -> Result<()> {
        let weight = row.weight();
        if weight > 0 {
            self.waiting.entry(seq).or_default().put = Some(row);
        }
        self.wait(weight)
    }

    fn take(&mut self, seq: i64, row: Row) -> Result<()> {
        let weight = row.weight();
        if weight > 0 {
            let change = self.waiting.entry(seq).or_default();
            // What still waits to be put in never comes there.
            if change.put.take().is_none() {
                change.take = Some(row);
            }
        }
        self.wait(weight)
    }

    fn wait(&mut self, weight: usize) -> Result<()> {
        self.weight += weight;
        if self.weight > WAITING { self.finish() } else { Ok(()) }
    }

    /// Does what waits. Nothing is in step before.
    pub(super) fn finish(&mut self) -> Result<()> {
        self.weight = 0;
        for (seq, change) in std::mem::take(&mut self.waiting) {
            if change.take == change.put {
                continue;
            }
            if let Some(row) = change.take {
                self.write(
                    "INSERT INTO search (search, rowid, name, claim, words, text)
                     VALUES ('delete', :seq, :name, :claim, :words, :text)",
                    seq,
                    &row,
                )?;
            }
            if let Some(row) = change.put {
                self.write(
                    "INSERT INTO search (rowid, name, claim, words, text)
                     VALUES (:seq, :name, :claim, :words, :text)",
                    seq,
                    &row,
                )?;
            }
        }
        Ok(())
    }

    fn write(&self, sql: &'static str, seq: i64, row: &Row) -> Result<()> {
        self.store.conn.prepare_cached(sql)?.execute(named_params! {
            ":seq": seq, ":name": row.name, ":claim": row.claim, ":words": row.words, ":text": row.text,
        })?;
        Ok(())
    }

    fn row_of(&mut self, seq: i64, without: &[i64]) -> Result<Row> {
        let entry = self.store.entry_at(seq)?;
        self.row(seq, &entry, without)
    }

    /// The row of an entry, as if these captures were withheld.
    fn row(&mut self, seq: i64, entry: &Entry, without: &[i64]) -> Result<Row> {
        Ok(match &entry.fact {
            Fact::Claim(claim) => match &**claim {
                fact::Claim::Log(log) => self.wording(&log.wording, without)?,
                fact::Claim::Revise(revise) => self.wording(&revise.wording, without)?,
                fact::Claim::Confirm(_) | fact::Claim::Withdraw(_) => Row::default(),
            },
            Fact::Capture(_) if without.contains(&seq) => Row::default(),
            Fact::Capture(_) => Row { text: self.words_of(seq)?, ..Row::default() },
            fact => Row { name: searchable(&names_in(fact)), ..Row::default() },
        })
    }

    fn wording(&mut self, wording: &fact::Wording, without: &[i64]) -> Result<Row> {
        let mut words = String::new();
        for span in wording.spans.iter().filter(|span| span.role == SpanRole::Evidence) {
            let capture = self.seq(span.capture)?;
            if !without.contains(&capture) {
                words.push_str(&passage(self.text(capture)?, span));
                words.push('\n');
            }
        }
        let translated = wording.translation.as_ref().map(|translation| &translation.words);
        let said: Vec<&str> =
            wording.proposition.iter().chain(translated).map(String::as_str).collect();
        Ok(Row {
            name: searchable(wording.speaker.printed.as_deref().unwrap_or_default()),
            claim: searchable(&said.join("\n")),
            words: searchable(&words),
            text: String::new(),
        })
    }

    /// A capture's text; empty where it is withheld.
    fn text(&mut self, capture: i64) -> Result<&str> {
        if !self.texts.contains_key(&capture) {
            if self.held > TEXTS {
                self.texts.clear();
                self.held = 0;
            }
            let text = self.read_text(capture)?;
            self.held += text.as_ref().map_or(0, String::len);
            self.texts.insert(capture, text);
        }
        Ok(self.texts.get(&capture).and_then(Option::as_deref).unwrap_or_default())
    }

    /// The words of a capture's text, which is read piece by piece and never
    /// held; empty where it is withheld.
    fn words_of(&self, capture: i64) -> Result<String> {
        let Some(sha256) = self.text_hash(capture)? else { return Ok(String::new()) };
        let mut words = Searchable::default();
        self.store.each_blob_chunk(sha256, &mut |piece| {
            words.push(piece);
            Ok(())
        })?;
        Ok(words.finish().unwrap_or_default())
    }

    fn text_hash(&self, capture: i64) -> Result<Option<Sha256Hex>> {
        let mut query =
            self.store.conn.prepare_cached("SELECT text FROM capture WHERE seq = :seq")?;
        let found = query.query_row(named_params! { ":seq": capture }, |row| row.get(0));
        Ok(found.optional()?.map(Sha256Hex::from_bytes))
    }

    fn read_text(&self, capture: i64) -> Result<Option<String>> {
        let Some(sha256) = self.text_hash(capture)? else { return Ok(None) };
        // What is not UTF-8 is damage, which an audit names.
        Ok(self.store.blob(sha256)?.and_then(|blob| String::from_utf8(blob.bytes).ok()))
    }

    fn seq(&self, id: impl Into<EntryId>) -> Result<i64> {
        let id = id.into();
        let unknown = || Error::Database(format!("an entry refers to {id:.8}, which is not there"));
        self.store.seq(id)?.ok_or_else(unknown)
    }

    /// What is indexed by an entry, if it is one that can be.
    fn subject_of(&self, seq: i64) -> Result<Option<Subject>> {
        if let Some(claim) = self.one("SELECT claim FROM version WHERE seq = :of", seq)? {
            return Ok(Some(Subject::Claim(claim)));
        }
        let thing = self.one(
            "SELECT thing FROM edition WHERE seq = :of
                AND kind IN ('source', 'capture', 'party', 'place', 'event', 'question')",
            seq,
        )?;
        if let Some(thing) = thing {
            return Ok(Some(Subject::Thing(thing)));
        }
        Ok(self.one("SELECT seq FROM name WHERE seq = :of", seq)?.map(Subject::Alias))
    }

    /// The entry that a subject is indexed by, after entry `cut`; None: it is
    /// undone, or not there yet.
    fn standing(&self, subject: Subject, cut: i64) -> Result<Option<i64>> {
        let (sql, of) = match subject {
            Subject::Claim(claim) => (
                "SELECT max(seq) FROM version WHERE claim = :of AND seq <= :cut
                    AND NOT EXISTS (SELECT 1 FROM undone
                          WHERE undone.seq IN (version.seq, :of) AND by <= :cut)",
                claim,
            ),
            Subject::Thing(thing) => (
                "SELECT max(seq) FROM edition WHERE thing = :of AND seq <= :cut
                    AND kind = (SELECT kind FROM thing WHERE seq = :of)
                    AND NOT EXISTS (SELECT 1 FROM undone
                          WHERE undone.seq IN (edition.seq, :of) AND by <= :cut)",
                thing,
            ),
            Subject::Alias(alias) => (
                "SELECT max(seq) FROM entry WHERE seq = :of AND seq <= :cut
                    AND NOT EXISTS (SELECT 1 FROM undone WHERE undone.seq = :of AND by <= :cut)",
                alias,
            ),
        };
        let mut query = self.store.conn.prepare_cached(sql)?;
        Ok(query.query_row(named_params! { ":of": of, ":cut": cut }, |row| row.get(0))?)
    }

    fn one(&self, sql: &'static str, of: i64) -> Result<Option<i64>> {
        Ok(self.store.numbers(sql, of)?.first().copied())
    }
}

impl Store {
    /// Fills the empty index from the record.
    pub(super) fn fill_index(&self) -> Result<()> {
        let mut indexer = Indexer::of(self);
        self.each_entry(0, &mut |raw| {
            let seq = signed(raw.seq);
            let Some(subject) = indexer.subject_of(seq)? else { return Ok(()) };
            if indexer.standing(subject, i64::MAX)? != Some(seq) {
                return Ok(());
            }
            match Decoded::parse(raw.body) {
                Ok(Decoded::Known(entry)) => {
                    let row = indexer.row(seq, &entry, &[])?;
                    indexer.put(seq, row)
                }
                // Laid out before by `replay`, which would have refused it.
                Ok(Decoded::Unknown { .. }) | Err(_) => Ok(()),
            }
        })?;
        indexer.finish()
    }

    /// Every word of the index with its entry and field, in order: for comparing
    /// it with one made anew.
    pub fn dump_index(&self) -> Result<Vec<(String, u64, String)>> {
        self.conn.execute_batch(
            "CREATE VIRTUAL TABLE temp.indexed USING fts5vocab (main, search, instance)",
        )?;
        let mut query = self
            .conn
            .prepare("SELECT term, doc, col FROM temp.indexed ORDER BY term, doc, col, offset")?;
        let rows = query.query_map([], |row| {
            Ok((row.get("term")?, unsigned(row.get("doc")?), row.get("col")?))
        })?;
        let words = rows.collect::<rusqlite::Result<_>>()?;
        drop(query);
        self.conn.execute_batch("DROP TABLE temp.indexed")?;
        Ok(words)
    }
}

/// The words of a span's pieces.
fn passage(text: &str, span: &Span) -> String {
    let words = span.pieces().iter().filter_map(|piece| {
        let [start, end] = piece.bytes.map(|at| usize::try_from(at).unwrap_or(usize::MAX));
        text.get(start..end)
    });
    words.collect::<Vec<_>>().join("\n")
}

/// What a thing is called.
fn names_in(fact: &Fact) -> String {
    let names: Vec<&str> = match fact {
        Fact::Source(source) => {
            let named = source.title.iter().chain(&source.author);
            std::iter::once(&source.outlet).chain(named).map(String::as_str).collect()
        }
        Fact::Party(party) => vec![&party.display],
        Fact::Alias(alias) => vec![&alias.printed],
        Fact::Place(place) => {
            std::iter::once(&place.name).chain(&place.printed).map(String::as_str).collect()
        }
        Fact::Event(event) => vec![&event.title],
        Fact::Question(question) => vec![&question.key, &question.text],
        _ => Vec::new(),
    };
    names.join("\n")
}
