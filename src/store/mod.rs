//! One SQLite file: open, append and project, rebuild, ask. The only speaker
//! of SQL.
//!
//! # Invariants
//!
//! 1. The record (`entry`, `node`, `blob`, `chunk`, `checkpoint`) is only added
//!    to; its triggers refuse anything else. `withhold` is the one removal.
//! 2. The projection is a function of the record: written in the transaction
//!    that appends, and the same, row by row, after [`Store::rebuild`].
//! 3. Every entry is read back and hashed again before its commit.

mod append;
mod blob;
mod check;
mod checkpoint;
mod copy;
mod create;
mod fault;
mod file;
mod index;
mod load;
mod migrate;
mod open;
mod past;
mod project;
mod query;
mod recall;
mod record;
mod recover;
mod remains;
mod schema;
mod snapshot;

use std::path::{Path, PathBuf};

use rusqlite::Connection;

use crate::journal::tree;

pub use append::{Appended, Batch, Plan};
pub use blob::{Blob, BlobInfo, Bytes, StoredBlob};
pub use check::{Cell, Difference, DifferenceKind};
pub use checkpoint::StoredCheckpoint;
pub use copy::{Lineage, free_name};
pub use file::is_database;
pub use load::{Loaded, Outcome};
pub use open::Access;
pub use project::Expected;
pub use query::{
    Accounts, Alike, Anchor, ChangedFigures, ClaimFilter, ClaimPlace, ClaimRow, Derived, EntryRow,
    FoundAgain, Kind, Logged, Match, Matches, Refinding, Search, SearchIn, SpanRow, Standing,
    StandingAttribution, StandingFinding, VersionRow, Wanted,
};
pub use record::RawEntry;
pub use recover::{LostEntry, Recovered};

/// An open casebook file: one connection.
pub struct Store {
    conn: Connection,
    path: PathBuf,
    /// What the write at hand remembers of the record.
    recall: Box<recall::Recall>,
    /// Kept as long as the connection: a copy of a file that could not be
    /// opened where it lies.
    copy: Option<file::Copy>,
}

/// The size of a journal and the root of the tree over it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// Number of entries.
    pub size: u64,
    /// Root of the tree over them (RFC 6962).
    pub root: tree::Hash,
}

impl Head {
    /// The head of a journal without entries.
    pub const fn empty() -> Self {
        Self { size: 0, root: tree::empty_root() }
    }
}

impl Default for Head {
    fn default() -> Self {
        Self::empty()
    }
}

impl Store {
    /// Where the file is.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// `SQLite` counts in i64; entries, bytes and positions never reach its end.
fn signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// Counts read back are never negative.
fn unsigned(count: i64) -> u64 {
    u64::try_from(count).unwrap_or(0)
}
