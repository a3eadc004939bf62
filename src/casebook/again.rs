//! What was logged in another casebook, put on record here.

use std::fs;
use std::path::Path;

use crate::error::{Error, Result};
use crate::journal::{Body, Fact};
use crate::model::EntryId;
use crate::store::{Appended, Batch, Blob, Head, Store};

use super::capture::digest;
use super::desk::{Casebook, Desk, Machine};

/// Bytes and the salt beside them.
pub type Salted = (Vec<u8>, Option<[u8; 32]>);

/// Entries that are appended at a time.
const AT_A_TIME: usize = 1_000;

impl Desk<'_, '_> {
    /// Stages a fact as it stands, in the name of who logged it elsewhere, if
    /// that is a member here, whether still or no longer.
    pub fn log_again(&mut self, member: &str, fact: Fact) -> Result<EntryId> {
        if self.store().member(member)?.is_some() {
            self.log_by(member, fact)
        } else {
            self.log(fact)
        }
    }

    /// Keeps some bytes that an entry names.
    pub fn keep_copy(&mut self, salt: Option<[u8; 32]>, bytes: &[u8]) -> Result<()> {
        self.keep(Blob { sha256: digest(salt.as_ref(), bytes), salt, bytes: bytes.to_vec().into() })
    }
}

impl Casebook {
    /// Makes a casebook of entries as they were logged: the same bytes, the same
    /// ids. Whole, or not there at all.
    ///
    /// # Errors
    ///
    /// [`Error::Exists`]; [`Error::Refused`] where there is no entry; those of
    /// the iterators.
    pub fn recreate(
        path: &Path,
        blobs: &mut dyn Iterator<Item = Result<Salted>>,
        bodies: &mut dyn Iterator<Item = Result<Body>>,
        machine: Machine,
    ) -> Result<Self> {
        let Some(first) = bodies.next() else {
            return Err(Error::refused("the journal is empty", "export it anew"));
        };
        let first = Batch { expected: Head::empty(), entries: vec![first?], ..Batch::default() };
        let mut store = Store::create(path, &first)?;
        if let Err(error) = fill(&mut store, blobs, bodies) {
            store.close()?;
            // It was made just now, and holds nothing that the export does not.
            fs::remove_file(path)
                .map_err(|source| Error::File { path: path.to_owned(), source })?;
            return Err(error);
        }
        let casebook = Self::new(store, machine);
        casebook.remember()?;
        Ok(casebook)
    }
}

fn fill(
    store: &mut Store,
    blobs: &mut dyn Iterator<Item = Result<Salted>>,
    mut bodies: &mut dyn Iterator<Item = Result<Body>>,
) -> Result<()> {
    for blob in blobs {
        let (bytes, salt) = blob?;
        let blob = Blob { sha256: digest(salt.as_ref(), &bytes), salt, bytes: bytes.into() };
        append(store, Batch { blobs: vec![blob], ..Batch::default() })?;
    }
    loop {
        let entries: Vec<Body> = (&mut bodies).take(AT_A_TIME).collect::<Result<_>>()?;
        if entries.is_empty() {
            return Ok(());
        }
        append(store, Batch { entries, ..Batch::default() })?;
    }
}

fn append(store: &mut Store, batch: Batch) -> Result<()> {
    let batch = Batch { expected: store.head()?, ..batch };
    match store.append(&batch)? {
        Appended::Done(_) => Ok(()),
        Appended::Moved(_) => Err(Error::Busy),
        Appended::Unknown(why) => Err(Error::Database(why)),
    }
}
