//! Whole copies of a casebook: one made while others write, one put back.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};

use super::create::{made_at, made_over};
use super::{Store, fault, file};
use crate::error::{Error, Result};

/// How a casebook stands to a copy that is to replace it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lineage {
    /// All that can be read of it stands in the copy, at the same place.
    Within {
        /// Entries that it has, by its entries or its tree.
        size: u64,
    },
    /// It has more entries than the copy.
    Longer {
        /// Entries that it has.
        size: u64,
    },
    /// At this number it has another entry than the copy.
    Forked {
        /// Number of the entry.
        seq: u64,
    },
    /// Nothing of its entries can be read.
    Unknown,
}

impl Store {
    /// Copies the casebook as it is at this moment to `path`, page by page:
    /// whole, or not there at all, and never over something that is there.
    /// Others may write meanwhile.
    ///
    /// # Errors
    ///
    /// [`Error::Exists`]; [`Error::File`] if it cannot be made;
    /// [`Error::Damaged`] if a page cannot be read.
    pub fn back_up(&self, path: &Path) -> Result<()> {
        made_at(path, |beside| self.copied_to(beside))
    }

    /// Puts a copy of the casebook in the place of one that cannot be opened,
    /// which is kept at `kept`, with its log.
    ///
    /// # Errors
    ///
    /// As [`Store::back_up`]; the file at `path` is then what it was.
    pub fn take_the_place_of(&self, path: &Path, kept: &Path) -> Result<()> {
        made_over(path, kept, |beside| self.copied_to(beside))
    }

    fn copied_to(&self, beside: &Path) -> Result<()> {
        let mut copy = Self::connect(beside, beside, "", false)?;
        self.pour(&mut copy.conn)?;
        copy.close()
    }

    /// Keeps every other program from writing until this store is closed; the
    /// casebook can still be read.
    ///
    /// # Errors
    ///
    /// [`Error::Busy`] if another program is writing.
    pub fn keep_others_out(&self) -> Result<()> {
        let out = self
            .conn
            .pragma_update(None, "locking_mode", "exclusive")
            .and_then(|()| self.conn.execute_batch("BEGIN IMMEDIATE; COMMIT"));
        out.map_err(|error| fault::of_file(&self.path, error))
    }

    /// Replaces all that is in this casebook by what is in `copy`, in one
    /// transaction: after a crash it is the one or the other.
    pub fn replace_by(&mut self, copy: &Self) -> Result<()> {
        copy.pour(&mut self.conn)
    }

    fn pour(&self, into: &mut Connection) -> Result<()> {
        let poured = Backup::new(&self.conn, into).and_then(|backup| backup.step(-1));
        match poured.map_err(|error| fault::of_file(&self.path, error))? {
            StepResult::Done => Ok(()),
            _ => Err(Error::Busy),
        }
    }

    /// How this casebook, which may be damaged, stands to `copy`, which is
    /// intact: the witness rule, entry by entry.
    ///
    /// An entry is the copy's if its bytes, the hash beside them or the tree
    /// says so: damage is no fork.
    pub fn lineage(&self, copy: &Self) -> Result<Lineage> {
        let size = self.claimed_size();
        if size == 0 {
            return Ok(Lineage::Unknown);
        }
        let held = copy.head()?.size;
        let mut read_one = false;
        for seq in 0..size.min(held) {
            let mine = self.remains(seq);
            let theirs = copy.remains(seq).computed;
            if !mine.any() {
                continue;
            }
            read_one = true;
            if !theirs.is_some_and(|theirs| mine.name(theirs)) {
                return Ok(Lineage::Forked { seq });
            }
        }
        Ok(if !read_one {
            Lineage::Unknown
        } else if size > held {
            Lineage::Longer { size }
        } else {
            Lineage::Within { size }
        })
    }
}

/// The first name beside `path` that is free: `NAME.casebook.WHAT`, else
/// `NAME.casebook.WHAT-2`, and so on.
pub fn free_name(path: &Path, what: &str) -> PathBuf {
    let nth = |n: u32| {
        let number = if n == 1 { String::new() } else { format!("-{n}") };
        with_suffix(path, &format!(".{what}{number}"))
    };
    let free = |name: &PathBuf| name.symlink_metadata().is_err() && !file::has_log(name);
    (1..=u32::MAX).map(nth).find(free).unwrap_or_else(|| nth(0))
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(suffix);
    name.into()
}
