//! Checkpoints that were made of this record, and proofs from its tree.

use rusqlite::named_params;

use super::append::{Nodes, tree_error};
use super::query::blob;
use super::{Head, Store, signed, unsigned};
use crate::error::Result;
use crate::journal::tree::{self, ReadNodes};

/// A checkpoint, as it was handed out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredCheckpoint {
    /// Its number, from 1.
    pub number: u64,
    /// What it covers.
    pub head: Head,
    /// The note: a signed one, or the three lines alone.
    pub note: String,
}

impl Store {
    /// Every checkpoint, in the order they were made. What a row says is not
    /// believed here: whoever asks holds it against note and record. A root
    /// that is none is given as zeros.
    pub fn checkpoints(&self) -> Result<Vec<StoredCheckpoint>> {
        let mut query = self
            .conn
            .prepare_cached("SELECT number, size, root, note FROM checkpoint ORDER BY number")?;
        let rows = query.query_map([], |row| {
            let root = tree::Hash::try_from(blob(row, "root")?).unwrap_or_default();
            Ok(StoredCheckpoint {
                number: unsigned(row.get("number")?),
                head: Head { size: unsigned(row.get("size")?), root },
                note: row.get("note")?,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Keeps a checkpoint; the same note is kept once.
    pub fn add_checkpoint(&mut self, head: Head, note: &str) -> Result<()> {
        self.begin()?;
        let added = self.conn.execute(
            "INSERT INTO checkpoint (number, size, root, note)
             SELECT (SELECT coalesce(max(number), 0) + 1 FROM checkpoint), :size, :root, :note
              WHERE NOT EXISTS (SELECT 1 FROM checkpoint WHERE note = :note)",
            named_params! { ":size": signed(head.size), ":root": head.root, ":note": note },
        );
        let done = added.and_then(|_| self.conn.execute_batch("COMMIT"));
        if done.is_err() {
            self.roll_back();
        }
        Ok(done?)
    }

    /// The stored hashes, for sums over the tree.
    pub fn nodes(&self) -> impl ReadNodes + '_ {
        Nodes(self)
    }

    /// Proves that an entry is among the first `size` (RFC 6962 §2.1.1).
    pub fn inclusion_proof(&self, seq: u64, size: u64) -> Result<Vec<tree::Hash>> {
        tree::inclusion_proof(seq, size, &Nodes(self)).map_err(|error| tree_error(&error))
    }

    /// Proves that the first `new` entries begin with the first `old` (RFC 6962
    /// §2.1.2).
    pub fn consistency_proof(&self, old: u64, new: u64) -> Result<Vec<tree::Hash>> {
        tree::consistency_proof(old, new, &Nodes(self)).map_err(|error| tree_error(&error))
    }
}
