//! The record as it was: a prefix of the journal, laid out by itself.

use rusqlite::{Connection, OpenFlags, named_params};

use super::recall::Recall;
use super::{Store, file, project, schema, signed};
use crate::error::{Error, Result};
use crate::journal::{id_of, tree};

impl Store {
    /// The record after its first `size` entries, in a database of its own in
    /// temporary storage, to be read. Kept bytes are read where they lie: what
    /// was withheld since is gone here too.
    ///
    /// # Errors
    ///
    /// [`Error::Usage`] unless there are so many, and at least one;
    /// [`Error::Altered`] at an entry whose bytes are not those of its hash;
    /// [`Error::NewerEntry`], [`Error::Damaged`] where one cannot be read.
    pub fn past(&self, size: u64) -> Result<Self> {
        let head = self.head()?;
        if size == 0 || size > head.size {
            return Err(Error::usage(
                format!(
                    "there is no entry {}: the record ends with {}",
                    size.saturating_sub(1),
                    head.size.saturating_sub(1)
                ),
                format!("say a number from 0 to {}, or a date", head.size.saturating_sub(1)),
            ));
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_URI;
        let conn = Connection::open_with_flags("", flags)?;
        conn.execute_batch("PRAGMA journal_mode = off; PRAGMA synchronous = off;")?;
        conn.execute_batch(schema::SCHEMA)?;
        // Kept bytes are those of the casebook: without tables of their own
        // here, its tables answer to the same names.
        conn.execute_batch("DROP TABLE chunk; DROP TABLE blob;")?;
        let past =
            Self { conn, path: self.path.clone(), copy: None, recall: Box::new(Recall::awake()) };
        past.attach_bytes_of(self)?;
        past.conn.execute_batch("BEGIN")?;
        past.copy_nodes(self, tree::node_count(size))?;
        past.copy_entries(self, size)?;
        past.conn.execute_batch("COMMIT")?;
        past.conn.set_prepared_statement_cache_capacity(64);
        past.conn.pragma_update(None, "query_only", true)?;
        Ok(past)
    }

    fn attach_bytes_of(&self, casebook: &Self) -> Result<()> {
        let lies = casebook.copy.as_ref().map_or_else(|| casebook.path.clone(), file::Copy::file);
        // As it was opened: without locks where none can be had.
        let alone = casebook.conn.is_readonly("main")? && !file::has_log(&lies);
        let options = if alone { "?immutable=1" } else { "?mode=ro" };
        let uri = file::uri(&lies, options);
        self.conn.execute("ATTACH :uri AS kept", named_params! { ":uri": uri })?;
        Ok(())
    }

    fn copy_nodes(&self, casebook: &Self, count: u64) -> Result<()> {
        casebook.each_node(&mut |position, hash| {
            if position < count {
                self.conn
                    .prepare_cached("INSERT INTO node (position, hash) VALUES (:position, :hash)")?
                    .execute(named_params! { ":position": signed(position), ":hash": hash })?;
            }
            Ok(())
        })
    }

    fn copy_entries(&self, casebook: &Self, size: u64) -> Result<()> {
        casebook.each_entry(0, &mut |raw| {
            if raw.seq >= size {
                return Ok(());
            }
            let entry = casebook.decode(signed(raw.seq), raw.body, raw.leaf)?;
            let id = id_of(raw.body);
            self.conn
                .prepare_cached("INSERT INTO entry (seq, body, leaf) VALUES (:seq, :body, :leaf)")?
                .execute(named_params! {
                    ":seq": signed(raw.seq), ":body": raw.body, ":leaf": id.as_bytes(),
                })?;
            project::project(&self.ground(), raw.seq, id, raw.body, &entry)
        })
    }
}
