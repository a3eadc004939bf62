//! Writing: `plan` on a snapshot, then `append` if the head has not moved.

use rusqlite::{OptionalExtension, named_params};

use super::blob::{self, Blob, Packing};
use super::index::Indexer;
use super::load::Outcome;
use super::project::Database;
use super::{Head, Store, fault, project, signed};
use crate::error::{Error, Result};
use crate::journal::tree::{self, ReadNodes, TreeError};
use crate::journal::{Body, Fact, id_of};
use crate::model::{EntryId, Sha256Hex};

/// What a plan wants appended, and the head it was made on.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    /// The head it was planned on.
    pub expected: Head,
    /// Entries, in order.
    pub entries: Vec<Body>,
    /// Bytes that they name.
    pub blobs: Vec<Blob>,
    /// Digests of bytes that leave for good.
    pub removals: Vec<Sha256Hex>,
}

/// What came of an append.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Appended {
    /// It is kept; this is the head now.
    Done(Head),
    /// Someone wrote in between; nothing was changed. Plan again.
    Moved(Head),
    /// The commit failed in a way that leaves it open: look by id.
    Unknown(String),
}

/// What a write can see and stage.
///
/// Of [`Store::plan`], nothing is kept: what was staged is the batch. Of
/// [`Store::load`], all is kept where it lies, and the batch stays empty.
pub struct Plan<'a> {
    store: &'a Store,
    batch: Batch,
    keep: Keep,
    /// The journal's size, with what was staged.
    size: u64,
    /// The last entry staged.
    last: Option<EntryId>,
    /// Keeps the index of words in step with what is laid out to stay.
    indexer: Indexer<'a>,
    /// How the indexes are made that a load does without until its end.
    late: Vec<String>,
}

/// What becomes of what is staged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Keep {
    /// It is gathered, and laid out for those who look.
    Gathered,
    /// It is laid out to stay, or to be dropped after a dry run.
    Laid(Outcome),
}

impl Store {
    /// Runs `work` on a snapshot and gives what it staged.
    ///
    /// Staged entries are laid out in a transaction that is rolled back, so
    /// that `work` sees them, with the handles they will have. Others can read
    /// meanwhile, and wait to write.
    ///
    /// # Errors
    ///
    /// Those of `work`; [`Error::Busy`]; [`Error::ReadOnly`] where it was
    /// opened to be read; [`Error::NewerEntry`] where only a newer program may
    /// write.
    pub fn plan<T>(&mut self, work: impl FnOnce(&mut Plan<'_>) -> Result<T>) -> Result<(T, Batch)> {
        self.begin()?;
        let planned = self.head().and_then(|expected| {
            self.check_all_known()?;
            let mut plan = Plan::on(self, expected, Keep::Gathered);
            work(&mut plan).map(|outcome| (outcome, plan.batch))
        });
        self.roll_back();
        planned
    }

    /// Appends a batch in one transaction: record, tree, bytes and projection,
    /// all or nothing. Every entry is read back and hashed before the commit.
    ///
    /// # Errors
    ///
    /// Whatever stops the transaction; the casebook is then as it was.
    /// [`Error::Traces`] comes after it: the batch is kept, the removed bytes
    /// are gone from the casebook, and only its log may still hold them.
    pub fn append(&mut self, batch: &Batch) -> Result<Appended> {
        self.begin()?;
        match self.write(batch) {
            Ok(Appended::Done(head)) => match self.commit() {
                Ok(()) => self.forget_removed(batch).map(|()| Appended::Done(head)),
                Err(error) => self.not_committed(error),
            },
            other => {
                self.roll_back();
                other
            }
        }
    }

    /// Begins to write. IMMEDIATE takes the lock before the first read: a
    /// transaction that reads and then writes is refused, not queued, when
    /// another writer got in between.
    pub(super) fn begin(&self) -> Result<()> {
        let read_only = self.conn.pragma_query_value(None, "query_only", |row| row.get(0))?;
        if read_only || self.conn.is_readonly("main")? {
            let why = "it was opened to be read".to_owned();
            return Err(Error::ReadOnly { path: self.path.clone(), why });
        }
        let begun = self.conn.execute_batch("BEGIN IMMEDIATE");
        begun.map_err(|error| fault::of_file(&self.path, error))?;
        self.recall.wake();
        Ok(())
    }

    /// Ends a transaction and keeps it.
    pub(super) fn commit(&self) -> rusqlite::Result<()> {
        self.conn.execute_batch("COMMIT")?;
        self.recall.sleep();
        Ok(())
    }

    /// Ends a transaction without a trace.
    pub(super) fn roll_back(&self) {
        self.recall.sleep();
        // SQLite may have rolled back by itself, on a full disk; and what is
        // not committed is gone whatever happens here.
        let _ = self.conn.execute_batch("ROLLBACK");
    }

    /// What a failed commit means: nothing is kept where the transaction is
    /// still open, and otherwise nobody knows before they look.
    pub(super) fn not_committed(&self, error: rusqlite::Error) -> Result<Appended> {
        if self.conn.is_autocommit() {
            return Ok(Appended::Unknown(error.to_string()));
        }
        self.roll_back();
        Err(fault::of_file(&self.path, error))
    }

    fn write(&self, batch: &Batch) -> Result<Appended> {
        let head = self.head()?;
        if head != batch.expected {
            return Ok(Appended::Moved(head));
        }
        self.check_all_known()?;
        let mut new = Vec::new();
        for blob in &batch.blobs {
            if !self.has_blob(blob.sha256)? {
                new.push(blob.sha256);
            }
            blob::insert(&self.conn, blob, Packing::Keep)?;
        }
        let mut indexer = Indexer::of(self);
        indexer.came(&new)?;
        for (seq, body) in (head.size..).zip(&batch.entries) {
            self.insert_entry(seq, body)?;
            indexer.entry(seq, body.entry())?;
            self.insert_nodes(seq, body.id())?;
        }
        if !batch.removals.is_empty() {
            indexer.goes(&batch.removals)?;
        }
        indexer.finish()?;
        for sha256 in &batch.removals {
            blob::remove(&self.conn, *sha256)?;
        }
        self.head().map(Appended::Done)
    }

    /// Adds one entry to the record and the projection, and reads it back: what
    /// SQLite will keep must hash to the id that is handed out.
    pub(super) fn insert_entry(&self, seq: u64, body: &Body) -> Result<()> {
        let id = body.id();
        self.conn
            .prepare_cached("INSERT INTO entry (seq, body, leaf) VALUES (:seq, :body, :leaf)")?
            .execute(
                named_params! { ":seq": signed(seq), ":body": body.as_bytes(), ":leaf": id.as_bytes() },
            )?;
        self.recall.note(id, signed(seq), body.entry());
        let mut query = self.conn.prepare_cached("SELECT body FROM entry WHERE seq = :seq")?;
        let mut rows = query.query(named_params! { ":seq": signed(seq) })?;
        let row = rows.next()?.ok_or_else(|| read_back("is not there"))?;
        // The same hash is the same bytes, whose entry is at hand.
        if id_of(row.get_ref("body")?.as_blob().map_err(rusqlite::Error::from)?) != id {
            return Err(read_back("is not what was written"));
        }
        project::project(&self.ground(), seq, id, body.as_bytes(), body.entry())
    }

    /// Adds the hashes that an entry completes to the tree.
    fn insert_nodes(&self, seq: u64, id: EntryId) -> Result<()> {
        let added = tree::append_nodes(seq, *id.as_bytes(), &Nodes(self));
        for (position, hash) in added.map_err(|error| tree_error(&error))? {
            self.conn
                .prepare_cached("INSERT INTO node (position, hash) VALUES (:position, :hash)")?
                .execute(named_params! { ":position": signed(position), ":hash": hash })?;
            self.recall.keep_node(position, hash);
        }
        Ok(())
    }

    /// Where entries are laid out.
    pub(super) fn ground(&self) -> Database<'_> {
        Database { conn: &self.conn, recall: &self.recall }
    }

    /// A journal that a newer program wrote to is read and not added to.
    pub(super) fn check_all_known(&self) -> Result<()> {
        let mut query = self.conn.prepare_cached("SELECT kind FROM tally ORDER BY kind")?;
        let mut rows = query.query([])?;
        while let Some(row) = rows.next()? {
            let fact: String = row.get("kind")?;
            if !Fact::KINDS.contains(&fact.as_str()) {
                return Err(Error::NewerEntry { fact, v: 1 });
            }
        }
        Ok(())
    }

    /// Nothing of withheld bytes may stay in free pages or in the log.
    pub(super) fn forget_removed(&self, batch: &Batch) -> Result<()> {
        if batch.removals.is_empty() {
            return Ok(());
        }
        let forgotten = self.conn.execute_batch("VACUUM").and_then(|()| {
            self.conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, i64>(0))
        });
        match forgotten {
            Ok(0) => Ok(()),
            Ok(_) => Err(Error::Traces { why: "another program is reading it".to_owned() }),
            Err(error) => Err(Error::Traces { why: error.to_string() }),
        }
    }

    /// The journal's size and root, as stored.
    pub fn head(&self) -> Result<Head> {
        let size: i64 = self
            .conn
            .prepare_cached("SELECT coalesce(max(seq) + 1, 0) FROM entry")?
            .query_row([], |row| row.get(0))?;
        let size = super::unsigned(size);
        Ok(Head { size, root: self.root_at(size)? })
    }

    /// The root over the first `size` entries, as stored.
    ///
    /// # Errors
    ///
    /// Where there are not so many.
    pub fn root_at(&self, size: u64) -> Result<tree::Hash> {
        tree::root(size, &Nodes(self)).map_err(|error| tree_error(&error))
    }

    /// Whether an entry is there: settles what became of an append whose
    /// outcome is unknown.
    pub fn has_entry(&self, id: EntryId) -> Result<bool> {
        let found: i64 = self
            .conn
            .prepare_cached("SELECT count(*) FROM entry WHERE leaf = :leaf")?
            .query_row(named_params! { ":leaf": id.as_bytes() }, |row| row.get(0))?;
        Ok(found > 0)
    }

    /// Closes the file; the last writer's log is written back and gone.
    pub fn close(self) -> Result<()> {
        self.conn.close().map_err(|(_, error)| error.into())
    }
}

impl<'a> Plan<'a> {
    /// Nothing is staged yet.
    fn on(store: &'a Store, expected: Head, keep: Keep) -> Self {
        let size = expected.size;
        let batch = Batch { expected, ..Batch::default() };
        Self { store, batch, keep, size, last: None, indexer: Indexer::of(store), late: Vec::new() }
    }

    /// Nothing is staged yet, and what will be is laid out to stay.
    pub(super) fn laid(store: &'a Store, head: Head, outcome: Outcome) -> Self {
        Self::on(store, head, Keep::Laid(outcome))
    }

    /// Takes away, until they are wanted or this is committed, the indexes by
    /// which logging does not ask: made at its end they are written once and
    /// in order.
    pub(super) fn put_off_indexes(&mut self) -> Result<()> {
        for name in LATE {
            let mut query = self.store.conn.prepare_cached(
                "SELECT sql FROM sqlite_schema WHERE type = 'index' AND name = :name",
            )?;
            let sql = query.query_row(named_params! { ":name": name }, |row| row.get(0));
            drop(query);
            if let Some(sql) = sql.optional()? {
                self.store.conn.execute_batch(&format!("DROP INDEX {name}"))?;
                self.late.push(sql);
            }
        }
        Ok(())
    }

    /// The journal's size, with what was staged.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Keeps for good what a load staged so far, and goes on: what comes after
    /// is all or nothing again. Does nothing in a dry run, and where all is
    /// gathered to be appended later.
    ///
    /// # Errors
    ///
    /// As [`Store::load`]; what was committed before stays.
    pub fn commit(&mut self) -> Result<()> {
        if self.keep != Keep::Laid(Outcome::Kept) {
            return Ok(());
        }
        self.commit_last()?;
        self.store.begin()?;
        // Someone else may have written in between; nothing was planned on
        // the old head, as all was laid out.
        self.size = self.store.head()?.size;
        Ok(())
    }

    /// Makes the indexes that a load does without: for verbs that ask more than
    /// logging does. Costs nothing where they are there.
    pub fn want_indexes(&mut self) -> Result<()> {
        for sql in std::mem::take(&mut self.late) {
            self.store.conn.execute_batch(&sql)?;
        }
        Ok(())
    }

    pub(super) fn commit_last(&mut self) -> Result<()> {
        self.indexer.finish()?;
        self.want_indexes()?;
        self.store.commit_or_settle(self.last)?;
        let removed =
            Batch { removals: std::mem::take(&mut self.batch.removals), ..Batch::default() };
        self.store.forget_removed(&removed)
    }

    /// The record and its queries, with what was staged so far.
    pub fn store(&self) -> &Store {
        self.store
    }

    /// Stages one entry; gives its id.
    pub fn stage(&mut self, body: Body) -> Result<EntryId> {
        let id = body.id();
        self.store.insert_entry(self.size, &body)?;
        match self.keep {
            Keep::Gathered => self.batch.entries.push(body),
            Keep::Laid(_) => {
                self.indexer.entry(self.size, body.entry())?;
                self.store.insert_nodes(self.size, id)?;
            }
        }
        self.size += 1;
        self.last = Some(id);
        Ok(id)
    }

    /// Stages bytes; the same bytes are kept once.
    pub fn stage_blob(&mut self, blob: Blob) -> Result<()> {
        match self.keep {
            Keep::Gathered => {
                blob::insert(&self.store.conn, &blob, Packing::Plan)?;
                self.batch.blobs.push(blob);
                Ok(())
            }
            Keep::Laid(_) => {
                let new = !self.store.has_blob(blob.sha256)?;
                blob::insert(&self.store.conn, &blob, Packing::Keep)?;
                if new { self.indexer.came(&[blob.sha256]) } else { Ok(()) }
            }
        }
    }

    /// Stages the removal of bytes.
    pub fn remove_blob(&mut self, sha256: Sha256Hex) -> Result<()> {
        if let Keep::Laid(_) = self.keep {
            self.indexer.goes(&[sha256])?;
        }
        blob::remove(&self.store.conn, sha256)?;
        self.batch.removals.push(sha256);
        Ok(())
    }
}

/// Indexes by which logging does not ask: [`Plan::want_indexes`] makes them for
/// what does.
const LATE: [&str; 4] =
    ["position_by_question", "span_by_capture", "version_by_source", "version_by_speaker"];

fn read_back(what: &str) -> Error {
    Error::Database(format!("an entry read back {what}"))
}

/// The stored hashes of a casebook.
pub(super) struct Nodes<'a>(pub(super) &'a Store);

impl ReadNodes for Nodes<'_> {
    fn nodes(&self, indexes: &[u64]) -> Result<Vec<tree::Hash>, TreeError> {
        indexes.iter().map(|index| self.0.node(*index)).collect()
    }
}

impl Store {
    fn node(&self, position: u64) -> Result<tree::Hash, TreeError> {
        if let Some(hash) = self.recall.node(position) {
            return Ok(hash);
        }
        let unfit = |error: rusqlite::Error| TreeError::Unfit(error.to_string());
        let hash = self
            .conn
            .prepare_cached("SELECT hash FROM node WHERE position = :position")
            .map_err(unfit)?
            .query_row(named_params! { ":position": signed(position) }, |row| row.get(0))
            .optional()
            .map_err(unfit)?;
        let hash = hash.ok_or(TreeError::Missing(position))?;
        self.recall.keep_node(position, hash);
        Ok(hash)
    }
}

pub(super) fn tree_error(error: &TreeError) -> Error {
    Error::Database(format!("the tree over the journal is not whole: {error}"))
}
