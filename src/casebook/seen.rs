//! What this user has seen of a casebook, against what it is now.

use crate::audit::Audit;
use crate::error::{Error, Result};

use super::desk::Casebook;
use super::state::{self, Seen};

impl Casebook {
    /// Why this is not the record that this user has seen, by the witness rule
    /// over the stored hashes; None: it is, or none was seen. Cost: a hash or
    /// two for each doubling of the record.
    pub fn doubt(&self) -> Result<Option<Doubt>> {
        // One that cannot be read is for an audit to tell.
        let Ok(Some(Seen { head: seen, .. })) = self.seen() else { return Ok(None) };
        let size = self.store().size()?;
        if seen.size > size {
            return Ok(Some(Doubt::Older { size, seen: seen.size }));
        }
        let same = self.store().root_at(seen.size).is_ok_and(|root| root == seen.root);
        Ok((!same).then_some(Doubt::Other { seen: seen.size }))
    }

    /// From here on reads the record as it is now
    /// ([`crate::store::Store::hold`]), beside what this user had seen of it
    /// before: what others write meanwhile is neither read nor missed.
    pub fn hold(&self) -> Result<()> {
        // What cannot be read is asked for again, and told, by who needs it.
        if let Ok(seen) = self.seen() {
            let _ = self.seen.set(seen);
        }
        self.store().hold()
    }

    /// Remembers the head as the newest seen, as `known_hosts` does. A head
    /// that was seen and is not in this record stays remembered: looking at an
    /// older copy must not hide that it is one.
    pub fn remember(&self) -> Result<()> {
        if self.doubt()?.is_some() {
            return Ok(());
        }
        let head = self.store().head()?;
        // A state folder that cannot be written must not undo a write that
        // was done: the audit says that no head was remembered.
        let _ = self.remember_that(|seen| {
            // Somebody may have written, and seen more, since this was read.
            if seen.head.size <= head.size {
                seen.head = head;
            }
        });
        Ok(())
    }

    /// Remembers the head of what an audit found intact, and how far it is
    /// signed by a key that this user trusts.
    pub fn remember_audited(&self, audit: &Audit) -> Result<()> {
        self.remember()?;
        let signed = audit.signed.as_ref().filter(|signed| signed.trusted);
        let Some(signed) = signed else { return Ok(()) };
        self.remember_that(|seen| seen.signed = seen.signed.max(signed.entries))
    }

    /// Takes this record as the newest seen, whatever was seen before.
    pub fn accept(&self) -> Result<()> {
        let head = self.store().head()?;
        self.remember_that(|seen| {
            seen.head = head;
            seen.signed = seen.signed.min(head.size);
        })
    }

    /// Changes what is remembered of this casebook.
    ///
    /// # Errors
    ///
    /// [`Error::File`] where it cannot be read or written.
    pub(super) fn remember_that(&self, change: impl FnOnce(&mut Seen)) -> Result<()> {
        let Some(folder) = &self.machine.state else { return Ok(()) };
        let failed = |source| Error::File { path: folder.clone(), source };
        let origin = self.origin()?;
        let mut seen = state::newest(folder, &origin).map_err(failed)?.unwrap_or_default();
        change(&mut seen);
        state::remember(folder, &origin, &seen).map_err(failed)
    }

    /// What this user has seen of this casebook.
    ///
    /// # Errors
    ///
    /// [`Error::File`] where something was remembered and cannot be read.
    pub fn seen(&self) -> Result<Option<Seen>> {
        if let Some(seen) = self.seen.get() {
            return Ok(seen.clone());
        }
        let Some(folder) = &self.machine.state else { return Ok(None) };
        let failed = |source| Error::File { path: folder.clone(), source };
        state::newest(folder, &self.origin()?).map_err(failed)
    }
}

/// Why a record is not the one that was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// It has fewer entries.
    Older {
        /// Number of its entries.
        size: u64,
        /// Number of those that were seen.
        seen: u64,
    },
    /// Its first entries are others.
    Other {
        /// Number of those that were seen.
        seen: u64,
    },
}

impl std::fmt::Display for Doubt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Older { size, seen } => write!(
                f,
                "entries were cut off, this is an older copy, or a copy of it was written to: it has {size} entries, and you have seen {seen}"
            ),
            Self::Other { seen } => write!(
                f,
                "this is not the record you saw: its first {seen} entries, or the hashes over them, are others"
            ),
        }
    }
}
