//! Reading several things of one state of the file.

use super::Store;
use crate::error::Result;

impl Store {
    /// Runs `read` on the file as it is now, whatever others write meanwhile;
    /// readers do not keep writers out. Not to be nested, nor run in a plan.
    pub fn snapshot<T>(&self, read: impl FnOnce() -> Result<T>) -> Result<T> {
        self.conn.execute_batch("BEGIN")?;
        let done = read();
        self.roll_back();
        done
    }
}
