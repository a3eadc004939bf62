//! Reading several things of one state of the file.

use super::Store;
use crate::error::Result;

impl Store {
    /// From here on reads the file as it is now, whatever others write
    /// meanwhile, until it is closed; readers do not keep writers out. Each
    /// question by itself would lock the file anew.
    pub fn hold(&self) -> Result<()> {
        self.conn.execute_batch("BEGIN")?;
        // Nothing changes under a reader: what it asked for once it remembers.
        self.recall.wake();
        Ok(())
    }

    /// Another reader of the state that is held, for a second thread; None
    /// where there can be none: of a copy, on a medium without locks, or
    /// where somebody wrote meanwhile.
    pub fn beside(&self) -> Option<Self> {
        if self.copy.is_some() || self.is_read_only() {
            return None;
        }
        let other = Self::connect(&self.path, &self.path, "", false).ok()?;
        other.conn.pragma_update(None, "query_only", true).ok()?;
        other.hold().ok()?;
        (other.head().ok()? == self.head().ok()?).then_some(other)
    }

    /// Runs `read` on the file as it is now, or as it is held.
    pub fn snapshot<T>(&self, read: impl FnOnce() -> Result<T>) -> Result<T> {
        if !self.conn.is_autocommit() {
            return read();
        }
        let was_awake = self.recall.is_awake();
        self.hold()?;
        let done = read();
        self.roll_back();
        if was_awake {
            self.recall.wake();
        }
        done
    }
}
