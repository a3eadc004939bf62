//! Writing: `plan` on a snapshot, then `append` if the head has not moved.

use rusqlite::{Connection, named_params};

use super::blob::{self, Blob, Packing};
use super::index::Indexer;
use super::{Head, Store, fault, project, signed};
use crate::error::{Error, Result};
use crate::journal::tree::{self, ReadNodes, TreeError};
use crate::journal::{Body, Decoded, Entry, Fact, id_of};
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

/// A snapshot that entries can be staged on; nothing of it is kept.
pub struct Plan<'a> {
    store: &'a Store,
    batch: Batch,
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
            let batch = Batch { expected, ..Batch::default() };
            let mut plan = Plan { store: self, batch };
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
            Ok(Appended::Done(head)) => match self.conn.execute_batch("COMMIT") {
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
        begun.map_err(|error| fault::of_file(&self.path, error))
    }

    /// Ends a transaction without a trace.
    pub(super) fn roll_back(&self) {
        // SQLite may have rolled back by itself, on a full disk; and what is
        // not committed is gone whatever happens here.
        let _ = self.conn.execute_batch("ROLLBACK");
    }

    /// What a failed commit means: nothing is kept where the transaction is
    /// still open, and otherwise nobody knows before they look.
    fn not_committed(&self, error: rusqlite::Error) -> Result<Appended> {
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
            let entry = insert_entry(&self.conn, seq, body)?;
            indexer.entry(seq, &entry)?;
            let leaf = *body.id().as_bytes();
            for (position, hash) in tree::append_nodes(seq, leaf, &Nodes(&self.conn))
                .map_err(|error| tree_error(&error))?
            {
                self.conn
                    .prepare_cached("INSERT INTO node (position, hash) VALUES (:position, :hash)")?
                    .execute(named_params! { ":position": signed(position), ":hash": hash })?;
            }
        }
        if !batch.removals.is_empty() {
            indexer.goes(&batch.removals)?;
        }
        for sha256 in &batch.removals {
            blob::remove(&self.conn, *sha256)?;
        }
        self.head().map(Appended::Done)
    }

    /// A journal that a newer program wrote to is read and not added to.
    fn check_all_known(&self) -> Result<()> {
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
    fn forget_removed(&self, batch: &Batch) -> Result<()> {
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
        tree::root(size, &Nodes(&self.conn)).map_err(|error| tree_error(&error))
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

impl Plan<'_> {
    /// The record and its queries, with what was staged so far.
    pub fn store(&self) -> &Store {
        self.store
    }

    /// Stages one entry; gives its id.
    pub fn stage(&mut self, body: Body) -> Result<EntryId> {
        let seq = self.batch.expected.size + self.batch.entries.len() as u64;
        insert_entry(&self.store.conn, seq, &body)?;
        let id = body.id();
        self.batch.entries.push(body);
        Ok(id)
    }

    /// Stages bytes; the same bytes are kept once.
    pub fn stage_blob(&mut self, blob: Blob) -> Result<()> {
        blob::insert(&self.store.conn, &blob, Packing::Plan)?;
        self.batch.blobs.push(blob);
        Ok(())
    }

    /// Stages the removal of bytes.
    pub fn remove_blob(&mut self, sha256: Sha256Hex) -> Result<()> {
        blob::remove(&self.store.conn, sha256)?;
        self.batch.removals.push(sha256);
        Ok(())
    }
}

/// Adds one entry to the record and the projection, and reads it back: what
/// SQLite will keep must hash to the id that is handed out.
pub(super) fn insert_entry(conn: &Connection, seq: u64, body: &Body) -> Result<Entry> {
    let id = body.id();
    conn.prepare_cached("INSERT INTO entry (seq, body, leaf) VALUES (:seq, :body, :leaf)")?
        .execute(
            named_params! { ":seq": signed(seq), ":body": body.as_bytes(), ":leaf": id.as_bytes() },
        )?;
    let entry = stored_entry(conn, seq, id)?;
    project::project(conn, seq, id, body.as_bytes(), &entry)?;
    Ok(entry)
}

fn stored_entry(conn: &Connection, seq: u64, id: EntryId) -> Result<Entry> {
    let body: Vec<u8> = conn
        .prepare_cached("SELECT body FROM entry WHERE seq = :seq")?
        .query_row(named_params! { ":seq": signed(seq) }, |row| row.get(0))?;
    if id_of(&body) != id {
        return Err(Error::Database("an entry read back is not what was written".to_owned()));
    }
    match Decoded::read(&body) {
        Ok(Decoded::Known(entry)) => Ok(*entry),
        Ok(Decoded::Unknown { v, fact }) => Err(Error::NewerEntry { fact, v }),
        Err(error) => Err(Error::Database(format!("an entry read back is unreadable: {error}"))),
    }
}

/// The stored hashes of a casebook.
pub(super) struct Nodes<'a>(pub(super) &'a Connection);

impl ReadNodes for Nodes<'_> {
    fn nodes(&self, indexes: &[u64]) -> Result<Vec<tree::Hash>, TreeError> {
        let unfit = |error: rusqlite::Error| TreeError::Unfit(error.to_string());
        let mut query = self
            .0
            .prepare_cached("SELECT hash FROM node WHERE position = :position")
            .map_err(unfit)?;
        let mut hashes = Vec::with_capacity(indexes.len());
        for index in indexes {
            let hash =
                query.query_row(named_params! { ":position": signed(*index) }, |row| row.get(0));
            hashes.push(match hash {
                Ok(hash) => hash,
                Err(rusqlite::Error::QueryReturnedNoRows) => {
                    return Err(TreeError::Missing(*index));
                }
                Err(error) => return Err(unfit(error)),
            });
        }
        Ok(hashes)
    }
}

pub(super) fn tree_error(error: &TreeError) -> Error {
    Error::Database(format!("the tree over the journal is not whole: {error}"))
}
