//! Making and opening casebook files: every kind of file has an answer of its
//! own, and none is changed by the asking.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::append::{Appended, Batch};
use super::{Store, fault};
use crate::error::{Error, Result};

/// The schema of a new casebook; also what every migration must arrive at.
pub(super) const SCHEMA: &str = include_str!("../../schema.sql");

/// `PRAGMA application_id` of a casebook: the letters `Rash`.
const APPLICATION_ID: i32 = 0x5261_7368;

/// Steps from schema 1 to 2, 2 to 3, and so on. Append; never edit.
///
/// A step may add to the record's tables and may not alter their rows. To
/// change the projection, drop it: opening rebuilds what is missing.
const MIGRATIONS: &[&str] = &[];

/// The schema that this program writes.
const VERSION: u32 = 1 + MIGRATIONS.len() as u32;

/// How long a writer waits for another one.
const PATIENCE: Duration = Duration::from_secs(5);

/// What a command will do with the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Read; nothing in the file changes.
    Read,
    /// Read and write.
    Write,
}

/// A copy of a casebook in a folder of its own, removed when dropped.
pub(super) struct Copy {
    folder: PathBuf,
}

impl Drop for Copy {
    fn drop(&mut self) {
        // Nothing is left to do if the temporary folder cannot be removed.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

impl Store {
    /// Makes a new casebook that holds `first`, never over a file that is
    /// there: built beside its place, then linked into it, so that it is whole
    /// or not there at all.
    ///
    /// # Errors
    ///
    /// [`Error::Exists`]; [`Error::File`] if the folder cannot be written.
    pub fn create(path: &Path, first: &Batch) -> Result<Self> {
        if path.symlink_metadata().is_ok() {
            return Err(Error::Exists { path: path.to_owned() });
        }
        let beside = beside(path);
        let built = build(&beside, first).and_then(|()| put(&beside, path));
        let _ = fs::remove_file(&beside);
        built?;
        Self::open(path, Access::Write)
    }

    /// Opens a casebook. Never makes a file: a misspelt path must not look
    /// like an empty record.
    ///
    /// # Errors
    ///
    /// [`Error::NoCasebook`], [`Error::NotACasebook`], [`Error::TooNew`],
    /// [`Error::Damaged`], [`Error::ReadOnly`]; each leaves the file as it was.
    pub fn open(path: &Path, access: Access) -> Result<Self> {
        look_at(path)?;
        let store = match access {
            Access::Write => Self::connect(path, path, "", false)?,
            Access::Read => Self::open_to_read(path)?,
        };
        store.check_kind()?;
        if access == Access::Write {
            store.prepare_to_write()?;
        }
        Ok(store)
    }

    /// Opens to read: as it lies where no writer is at it, else beside the
    /// writer, else a copy.
    fn open_to_read(path: &Path) -> Result<Self> {
        if !wal_of(path).exists() {
            // No writer is there, and none left anything behind.
            return Self::connect(path, path, "?immutable=1", true);
        }
        if let Ok(store) = Self::connect(path, path, "", true)
            && store.conn.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(())).is_ok()
        {
            return Ok(store);
        }
        let (copy, file) = copy_of(path)?;
        let mut store = Self::connect(path, &file, "", false)?;
        store._copy = Some(copy);
        Ok(store)
    }

    fn connect(path: &Path, file: &Path, options: &str, read_only: bool) -> Result<Self> {
        let mode = if read_only {
            OpenFlags::SQLITE_OPEN_READ_ONLY
        } else {
            OpenFlags::SQLITE_OPEN_READ_WRITE
        };
        let flags = mode | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
        let uri = format!("file:{}{options}", uri_path(file));
        let conn =
            Connection::open_with_flags(uri, flags).map_err(|error| fault::of_file(path, error))?;
        let store = Self { conn, path: path.to_owned(), _copy: None };
        store.settle().map_err(|error| fault::of_file(path, error))?;
        Ok(store)
    }

    fn settle(&self) -> rusqlite::Result<()> {
        self.conn.busy_timeout(PATIENCE)?;
        self.conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
        self.conn.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
        self.conn.set_prepared_statement_cache_capacity(64);
        self.conn.pragma_update(None, "cell_size_check", true)
    }

    /// Refuses another program's file, a newer one, and one that is not whole.
    fn check_kind(&self) -> Result<()> {
        let path = || self.path.clone();
        let pragma = |name: &str| {
            let value = self.conn.pragma_query_value(None, name, |row| row.get::<_, i32>(0));
            value.map_err(|error| fault::of_file(&self.path, error))
        };
        let found = pragma("application_id")?;
        if found != APPLICATION_ID {
            let found =
                format!("it is an SQLite database of another program (application id {found:#x})");
            return Err(Error::NotACasebook { path: path(), found });
        }
        let found = u32::try_from(pragma("user_version")?).unwrap_or(0);
        if found > VERSION {
            return Err(Error::TooNew { path: path(), found, known: VERSION });
        }
        let entries =
            self.conn.query_row("SELECT count(*) FROM (SELECT 1 FROM entry LIMIT 1)", [], |row| {
                row.get::<_, i64>(0)
            });
        match entries.map_err(|error| fault::of_file(&self.path, error)) {
            Ok(0) => {
                Err(Error::Damaged { path: path(), detail: "it holds no entry at all".into() })
            }
            Ok(_) => Ok(()),
            Err(Error::Database(detail)) => Err(Error::Damaged { path: path(), detail }),
            Err(error) => Err(error),
        }
    }

    fn prepare_to_write(&self) -> Result<()> {
        let writable = self.conn.is_readonly("main").map(|read_only| !read_only);
        if !writable.unwrap_or(false) {
            let why = "the file is read-only".to_owned();
            return Err(Error::ReadOnly { path: self.path.clone(), why });
        }
        let prepared = self.write_pragmas().and_then(|()| self.migrate());
        prepared.map_err(|error| fault::of_file(&self.path, error))
    }

    fn write_pragmas(&self) -> rusqlite::Result<()> {
        self.conn.pragma_update(None, "journal_mode", "wal")?;
        self.conn.pragma_update(None, "synchronous", "full")?;
        self.conn.pragma_update(None, "secure_delete", true)
    }

    /// Brings an older file up to this program's schema, all steps or none.
    fn migrate(&self) -> rusqlite::Result<()> {
        let found: u32 = self.conn.pragma_query_value(None, "user_version", |row| row.get(0))?;
        if found >= VERSION {
            return Ok(());
        }
        let tx = self.conn.unchecked_transaction()?;
        for step in MIGRATIONS.iter().skip(found.saturating_sub(1) as usize) {
            tx.execute_batch(step)?;
        }
        tx.pragma_update(None, "user_version", VERSION)?;
        tx.commit()
    }
}

/// Builds a whole casebook in a file of its own.
fn build(file: &Path, first: &Batch) -> Result<()> {
    let at = |source: io::Error| Error::File { path: file.to_owned(), source };
    File::create_new(file).map_err(at)?;
    let mut store = Store::connect(file, file, "", false)?;
    store.write_pragmas()?;
    store.conn.execute_batch(SCHEMA)?;
    match store.append(first)? {
        Appended::Done(_) => {}
        Appended::Moved(_) => return Err(Error::Busy),
        Appended::Unknown(why) => return Err(Error::Database(why)),
    }
    store.close()?;
    File::open(file).and_then(|file| file.sync_all()).map_err(at)
}

/// Gives a finished file its name; fails where the name is taken.
fn put(file: &Path, path: &Path) -> Result<()> {
    match fs::hard_link(file, path) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            Err(Error::Exists { path: path.to_owned() })
        }
        // Some file systems have no links: there the name is taken by renaming.
        Err(_) if !path.exists() => {
            fs::rename(file, path).map_err(|source| Error::File { path: path.to_owned(), source })
        }
        Err(source) => Err(Error::File { path: path.to_owned(), source }),
    }
}

fn beside(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.new-{}", std::process::id()))
}

/// The file's write-ahead log.
pub(super) fn wal_of(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push("-wal");
    PathBuf::from(name)
}

/// What can be told of a file without opening it as a database.
fn look_at(path: &Path) -> Result<()> {
    let refuse =
        |found: &str| Err(Error::NotACasebook { path: path.to_owned(), found: found.into() });
    let metadata = match fs::metadata(path) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(Error::NoCasebook { path: path.to_owned() });
        }
        Err(source) => return Err(Error::File { path: path.to_owned(), source }),
    };
    if !metadata.is_file() {
        return refuse("it is a folder or a device");
    }
    if metadata.len() == 0 {
        return refuse("the file is empty");
    }
    let mut header = [0; 100];
    let read = File::open(path).and_then(|file| {
        let mut filled = Vec::new();
        file.take(100).read_to_end(&mut filled).map(|_| filled)
    });
    let read = read.map_err(|source| Error::File { path: path.to_owned(), source })?;
    header[..read.len()].copy_from_slice(&read);
    if &header[..16] != b"SQLite format 3\0" {
        return refuse("it is not an SQLite database");
    }
    if metadata.len() < stated_size(&header) && !wal_of(path).exists() {
        let detail = format!("it is cut off: {} bytes of {}", metadata.len(), stated_size(&header));
        return Err(Error::Damaged { path: path.to_owned(), detail });
    }
    Ok(())
}

/// The size in bytes that an SQLite header states (file format §1.3).
fn stated_size(header: &[u8; 100]) -> u64 {
    let page = match u16::from_be_bytes([header[16], header[17]]) {
        1 => 65_536,
        size => u64::from(size),
    };
    page * u64::from(u32::from_be_bytes([header[28], header[29], header[30], header[31]]))
}

/// A copy of a casebook and its log, for a folder that cannot be written.
fn copy_of(path: &Path) -> Result<(Copy, PathBuf)> {
    let name = format!("rashomon-{}-{:x}", std::process::id(), std::ptr::from_ref(path).addr());
    let folder = std::env::temp_dir().join(name);
    let at = |source: io::Error| Error::File { path: path.to_owned(), source };
    fs::create_dir(&folder).map_err(at)?;
    let copy = Copy { folder };
    let file = copy.folder.join("copy.casebook");
    fs::copy(path, &file).map_err(at)?;
    if wal_of(path).exists() {
        fs::copy(wal_of(path), wal_of(&file)).map_err(at)?;
    }
    Ok((copy, file))
}

/// A path as SQLite's URI form wants it: `?`, `#` and `%` escaped.
fn uri_path(path: &Path) -> String {
    path.to_string_lossy().replace('%', "%25").replace('?', "%3f").replace('#', "%23")
}
