//! Writing much at once: planned and kept in one transaction, in memory that
//! does not grow with it.
//!
//! [`Store::plan`] and [`Store::append`] lay everything out twice, so that a
//! verb can be planned again when someone else wrote in between. An import is
//! too large for that: it takes the lock, lays each entry out once where it
//! will stay, and commits. Every entry is read back and hashed all the same.

use super::append::{Appended, Plan};
use super::{Head, Store};
use crate::error::{Error, Result};
use crate::model::EntryId;

/// Pages of the file kept in memory during a load, in KiB, as a negative number
/// in `SQLite`'s way; what does not fit goes to the log before the commit.
const LOAD_CACHE: i64 = -65_536;

/// A casebook of so few entries is nearly empty: to make its indexes anew costs
/// less than to keep them in step with a load.
const NEARLY_EMPTY: u64 = 1_000;

/// Whether what a load laid out stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is committed.
    Kept,
    /// It is rolled back: a dry run.
    Dropped,
}

/// What a load came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Loaded {
    /// The journal after it; before it where it was dropped.
    pub head: Head,
    /// Number of entries added, or that would be.
    pub entries: u64,
}

impl Store {
    /// Runs `work` and keeps what it stages, in one transaction: all of it or,
    /// after an error, nothing since the last [`Plan::commit`].
    ///
    /// # Errors
    ///
    /// Those of `work`; [`Error::Busy`]; [`Error::ReadOnly`];
    /// [`Error::NewerEntry`] where only a newer program may write;
    /// [`Error::Unknown`] where the commit failed in a way that leaves it open.
    pub fn load<T>(
        &mut self,
        outcome: Outcome,
        work: impl FnOnce(&mut Plan<'_>) -> Result<T>,
    ) -> Result<(T, Loaded)> {
        let before: i64 = self.conn.pragma_query_value(None, "cache_size", |row| row.get(0))?;
        self.conn.pragma_update(None, "cache_size", LOAD_CACHE)?;
        // For each row SQLite would make a table of all words that a column may
        // hold, a fifth of the work. Our words come from the same vocabularies
        // (a test compares them), and an audit holds each row against them.
        self.conn.pragma_update(None, "ignore_check_constraints", true)?;
        let loaded = self.load_in_cache(outcome, work);
        self.conn.pragma_update(None, "ignore_check_constraints", false)?;
        self.conn.pragma_update(None, "cache_size", before)?;
        loaded
    }

    fn load_in_cache<T>(
        &mut self,
        outcome: Outcome,
        work: impl FnOnce(&mut Plan<'_>) -> Result<T>,
    ) -> Result<(T, Loaded)> {
        self.begin()?;
        let worked = self.head().and_then(|before| {
            self.check_all_known()?;
            let mut plan = Plan::laid(self, before, outcome);
            if before.size <= NEARLY_EMPTY {
                plan.put_off_indexes()?;
            }
            let done = work(&mut plan)?;
            let entries = plan.size() - before.size;
            if outcome == Outcome::Dropped {
                return Ok((done, Loaded { head: before, entries }));
            }
            plan.commit_last()?;
            Ok((done, Loaded { head: self.head()?, entries }))
        });
        if !self.conn.is_autocommit() {
            self.roll_back();
        }
        worked
    }

    /// Commits, and finds out by its last entry what became of a commit that
    /// failed in a way that leaves it open.
    pub(super) fn commit_or_settle(&self, last: Option<EntryId>) -> Result<()> {
        let Err(error) = self.commit() else { return Ok(()) };
        let Appended::Unknown(why) = self.not_committed(error)? else { return Ok(()) };
        match last {
            Some(last) => self.settle_commit(last, why),
            None => Ok(()),
        }
    }

    /// Whether an append whose commit failed was kept after all, by the id of
    /// its last entry.
    ///
    /// # Errors
    ///
    /// [`Error::Database`] where it was not; [`Error::Unknown`] where the file
    /// cannot be asked.
    pub fn settle_commit(&self, last: EntryId, why: String) -> Result<()> {
        match self.has_entry(last) {
            Ok(true) => Ok(()),
            Ok(false) => Err(Error::Database(why)),
            Err(_) => Err(Error::Unknown { id: format!("{last:.8}"), why }),
        }
    }
}
