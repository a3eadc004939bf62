//! A backup: a copy of the casebook, made while others use it, and audited.

use std::path::Path;

use crate::audit::{self, Audit, Options};
use crate::error::{Error, Result};
use crate::store::{Access, Head, Store};

use super::Casebook;

/// A copy that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackedUp {
    /// The head of the copy.
    pub head: Head,
    /// What an audit of the copy found.
    pub audit: Audit,
}

impl Casebook {
    /// Copies the casebook to `path`, as it is at this moment, and audits the
    /// copy from its bytes. A copy that is not intact is left there: it is what
    /// the casebook is.
    ///
    /// # Errors
    ///
    /// [`Error::Exists`]: a copy is never made over something that is there.
    pub fn back_up(&self, path: &Path) -> Result<BackedUp> {
        if self.machine().dry_run {
            if path.symlink_metadata().is_ok() {
                return Err(Error::Exists { path: path.to_owned() });
            }
            return Ok(BackedUp { head: self.store().head()?, audit: self.audit(self.store())? });
        }
        self.store().back_up(path)?;
        let copy = Store::open(path, Access::Read)?;
        Ok(BackedUp { head: copy.head()?, audit: self.audit(&copy)? })
    }

    fn audit(&self, store: &Store) -> Result<Audit> {
        let newest = self.seen().ok().flatten().and_then(|seen| seen.newest());
        audit::audit(store, &Options { newest, ..Options::at(self.machine().stamp.at) })
    }
}
