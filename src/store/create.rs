//! Making a casebook file: whole, or not there at all.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use super::append::{Appended, Batch};
use super::open::Access;
use super::schema::SCHEMA;
use super::{Store, file};
use crate::error::{Error, Result};

impl Store {
    /// Makes a new casebook that holds `first`, never over something that is
    /// there: built beside its place, then linked into it, so that it is whole
    /// or not there at all.
    ///
    /// # Errors
    ///
    /// [`Error::Exists`]; [`Error::File`] if the folder is missing or cannot
    /// be written.
    pub fn create(path: &Path, first: &Batch) -> Result<Self> {
        made_at(path, |beside| build(beside, first))?;
        Self::open(path, Access::Write)
    }
}

/// Makes a file: `build` writes it whole beside its place, then it gets its
/// name, never over something that is there.
pub(super) fn made_at(path: &Path, build: impl FnOnce(&Path) -> Result<()>) -> Result<()> {
    if path.symlink_metadata().is_ok() {
        return Err(Error::Exists { path: path.to_owned() });
    }
    put(&built(path, build)?.0, path)
}

/// Makes a file in the place of one that is there, which is kept at `kept`,
/// with its log: there is one or the other at `path` at every moment.
pub(super) fn made_over(
    path: &Path,
    kept: &Path,
    build: impl FnOnce(&Path) -> Result<()>,
) -> Result<()> {
    let at = |source| Error::File { path: path.to_owned(), source };
    let beside = built(path, build)?;
    let log = (file::log_of(path), file::log_of(kept));
    duplicate(path, kept).and_then(|()| duplicate(&log.0, &log.1)).map_err(at)?;
    // A log of other pages must never meet the new file.
    let taken = removed(&log.0).and_then(|()| fs::rename(&beside.0, path));
    if let Err(error) = taken {
        // The casebook stays as it was; what was kept is the same once more.
        let _ = duplicate(&log.1, &log.0);
        return Err(at(error));
    }
    sync_folder(path).map_err(at)
}

/// Gives a file a second name; where the file system has no links, a copy.
/// Nothing where there is no file.
fn duplicate(from: &Path, to: &Path) -> io::Result<()> {
    if from.symlink_metadata().is_err() {
        return Ok(());
    }
    fs::hard_link(from, to).or_else(|_| fs::copy(from, to).map(drop))
}

fn removed(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// Builds a file whole beside its place.
fn built(path: &Path, build: impl FnOnce(&Path) -> Result<()>) -> Result<Beside> {
    let beside = Beside::of(path)?;
    build(&beside.0).and_then(|()| sync(&beside.0)).map_err(|error| named(error, path))?;
    Ok(beside)
}

/// Sees that all of a finished file is in it, and on the disk.
fn sync(beside: &Path) -> Result<()> {
    // Closing a database says nothing of a log that it could not put back.
    if file::has_log(beside) {
        return Err(Error::Database("the disk did not take all of the new file".to_owned()));
    }
    let sync = File::open(beside).and_then(|file| file.sync_all());
    sync.map_err(|source| Error::File { path: beside.to_owned(), source })
}

/// A file that is being built, gone when dropped: its name at the end is a
/// second link.
struct Beside(PathBuf);

impl Beside {
    fn of(path: &Path) -> Result<Self> {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let beside = path.with_file_name(format!(".{name}.new-{}", file::unique()?));
        File::create_new(&beside)
            .map_err(|source| Error::File { path: path.to_owned(), source })?;
        Ok(Self(beside))
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        // Nothing is left to do if it cannot be removed, or has no log.
        let _ = fs::remove_file(&self.0);
        let _ = fs::remove_file(file::log_of(&self.0));
    }
}

/// Makes an empty casebook at `beside`, where there is an empty file.
///
/// Nobody sees the file before it is written out whole, at the end.
pub(super) fn founded(beside: &Path) -> Result<Store> {
    let store = Store::connect(beside, beside, "", false)?;
    store.write_pragmas()?;
    store.conn.pragma_update(None, "synchronous", "off")?;
    store.conn.execute_batch("BEGIN")?;
    store.conn.execute_batch(SCHEMA)?;
    store.conn.execute_batch("COMMIT")?;
    store.checkpoint_on_close()?;
    Ok(store)
}

fn build(beside: &Path, first: &Batch) -> Result<()> {
    let mut store = founded(beside)?;
    match store.append(first)? {
        Appended::Done(_) => {}
        Appended::Moved(_) => return Err(Error::Busy),
        Appended::Unknown(why) => return Err(Error::Database(why)),
    }
    written_out(store)
}

/// Closes a new casebook with all of it in the one file.
pub(super) fn written_out(store: Store) -> Result<()> {
    let busy: i64 =
        store.conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    if busy != 0 {
        return Err(Error::Busy);
    }
    store.close()
}

/// The error, about the file that the user named.
fn named(error: Error, path: &Path) -> Error {
    match error {
        Error::File { source, .. } => Error::File { path: path.to_owned(), source },
        Error::ReadOnly { why, .. } => Error::ReadOnly { path: path.to_owned(), why },
        other => other,
    }
}

/// Gives a finished file its name; fails where the name is taken.
fn put(beside: &Path, path: &Path) -> Result<()> {
    let at = |source: io::Error| Error::File { path: path.to_owned(), source };
    match fs::hard_link(beside, path) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            return Err(Error::Exists { path: path.to_owned() });
        }
        // Some file systems have no links: there the name is taken by renaming.
        Err(_) if path.symlink_metadata().is_err() => fs::rename(beside, path).map_err(at)?,
        Err(source) => return Err(at(source)),
    }
    sync_folder(path).map_err(at)
}

/// A new name lasts only once its folder is written, too.
#[cfg(unix)]
pub(super) fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

#[cfg(not(unix))]
pub(super) fn sync_folder(_path: &Path) -> io::Result<()> {
    Ok(())
}
