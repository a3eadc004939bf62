//! Opening casebook files: every kind of file has an answer of its own, and
//! none is changed by the asking.

use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::recall::Recall;
use super::{Store, fault, file, migrate};
use crate::error::{Error, Result};

/// How many prepared statements are kept: a write uses most that there are, and
/// preparing one costs more than running it.
pub(super) const STATEMENTS: usize = 256;

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

impl Store {
    /// Opens a casebook. Never makes a file: a misspelt path must not look
    /// like an empty record.
    ///
    /// An older format is brought up to date, after a copy of the file was put
    /// beside it; to read, only in a temporary copy.
    ///
    /// # Errors
    ///
    /// [`Error::NoCasebook`], [`Error::NotACasebook`], [`Error::TooNew`],
    /// [`Error::Damaged`], [`Error::ReadOnly`]; each leaves the file as it was.
    pub fn open(path: &Path, access: Access) -> Result<Self> {
        file::look_at(path, migrate::VERSION)?;
        match access {
            Access::Write => Self::open_to_write(path),
            Access::Read => Self::open_to_read(path),
        }
    }

    fn open_to_write(path: &Path) -> Result<Self> {
        let store = Self::connect(path, path, "", false)?;
        // Before anything is read: a log made by one who may not write the
        // file would stay behind.
        if store.is_read_only() {
            let why = "the file is read-only".to_owned();
            return Err(Error::ReadOnly { path: path.to_owned(), why });
        }
        let found = store.check_kind()?;
        let prepared = store.write_pragmas().and_then(|()| store.checkpoint_on_close());
        prepared.map_err(|error| fault::of_file(path, error))?;
        if found < migrate::VERSION {
            migrate::keep_copy(&store, found)?;
            migrate::upgrade(&store, migrate::MIGRATIONS)?;
        }
        Ok(store)
    }

    fn open_to_read(path: &Path) -> Result<Self> {
        let store = Self::connect_to_read(path)?;
        let found = store.check_kind()?;
        if found < migrate::VERSION {
            drop(store);
            let store = Self::connect_to_copy(path)?;
            migrate::upgrade(&store, migrate::MIGRATIONS)?;
            return Ok(store);
        }
        let settled = store
            .conn
            .pragma_update(None, "query_only", true)
            .and_then(|()| store.checkpoint_on_close());
        settled.map_err(|error| fault::of_file(path, error))?;
        Ok(store)
    }

    /// Beside other programs and under their locks, where the file and its
    /// folder can be written; else as it lies, or a copy.
    fn connect_to_read(path: &Path) -> Result<Self> {
        match Self::connect(path, path, "", false) {
            Ok(store) if !store.is_read_only() => match store.look_inside() {
                Ok(()) => return Ok(store),
                Err(Error::ReadOnly { .. }) => {}
                Err(error) if fault::is_of_the_disk(&error) => {
                    return Self::connect_on_a_full_disk(path, error);
                }
                Err(error) => return Err(error),
            },
            Ok(_) | Err(Error::ReadOnly { .. }) => {}
            Err(error) => return Err(error),
        }
        if !file::has_log(path) {
            // Without locks, which cannot be had here: on such a medium no
            // program of this user can be writing.
            return Self::connect(path, path, "?immutable=1", true);
        }
        match Self::connect(path, path, "", true) {
            Ok(store) if store.look_inside().is_ok() => Ok(store),
            _ => Self::connect_to_copy(path),
        }
    }

    /// A full disk has no room for the index that readers share: a copy is
    /// read, on another disk perhaps; else the file as it lies.
    fn connect_on_a_full_disk(path: &Path, error: Error) -> Result<Self> {
        if let Ok(store) = Self::connect_to_copy(path) {
            return Ok(store);
        }
        if file::has_log(path) {
            return Err(error);
        }
        Self::connect(path, path, "?immutable=1", true)
    }

    fn connect_to_copy(path: &Path) -> Result<Self> {
        let copy = file::Copy::of(path)?;
        let mut store = Self::connect(path, &copy.file(), "", false)?;
        store.copy = Some(copy);
        store.check_kind()?;
        Ok(store)
    }

    /// Connects to `file`, to be called `path` in every message.
    pub(super) fn connect(
        path: &Path,
        file: &Path,
        options: &str,
        read_only: bool,
    ) -> Result<Self> {
        let mode = if read_only {
            OpenFlags::SQLITE_OPEN_READ_ONLY
        } else {
            OpenFlags::SQLITE_OPEN_READ_WRITE
        };
        let flags = mode | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
        let conn = Connection::open_with_flags(file::uri(file, options), flags);
        let conn = conn.map_err(|error| fault::of_file(path, error))?;
        let store =
            Self { conn, path: path.to_owned(), recall: Box::new(Recall::idle()), copy: None };
        store.settle(file::has_log(file)).map_err(|error| fault::of_file(path, error))?;
        Ok(store)
    }

    fn settle(&self, has_log: bool) -> rusqlite::Result<()> {
        self.conn.busy_timeout(PATIENCE)?;
        self.conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
        self.conn.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
        // A plan that waits for the values bound is prepared twice.
        self.conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        // Until we know that the file is ours, closing it must not put a log
        // into it that someone left behind.
        self.conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, has_log)?;
        self.conn.set_prepared_statement_cache_capacity(STATEMENTS);
        self.conn.pragma_update(None, "cell_size_check", true)
    }

    /// The last one to close the file puts its log back into it.
    pub(super) fn checkpoint_on_close(&self) -> rusqlite::Result<()> {
        self.conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false).map(drop)
    }

    pub(super) fn write_pragmas(&self) -> rusqlite::Result<()> {
        self.conn.pragma_update(None, "journal_mode", "wal")?;
        self.conn.pragma_update(None, "synchronous", "full")?;
        self.conn.pragma_update(None, "secure_delete", true)
    }

    pub(super) fn is_read_only(&self) -> bool {
        self.conn.is_readonly("main").unwrap_or(true)
    }

    fn look_inside(&self) -> Result<()> {
        self.conn
            .query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))
            .map_err(|error| fault::of_file(&self.path, error))
    }

    /// Refuses a newer file and one that is not whole; gives its format. Asked
    /// of the database, since its log may hold what its first bytes do not.
    fn check_kind(&self) -> Result<u32> {
        let path = || self.path.clone();
        let found = migrate::version(&self.conn).map_err(|e| fault::of_file(&self.path, e))?;
        if found > migrate::VERSION {
            return Err(Error::TooNew { path: path(), found, known: migrate::VERSION });
        }
        if found == 0 {
            return Err(Error::Damaged { path: path(), detail: "it states no format".into() });
        }
        // Any entry will do: which ones are missing is for an audit to say.
        let entries =
            self.conn.query_row("SELECT count(*) FROM (SELECT 1 FROM entry LIMIT 1)", [], |row| {
                row.get::<_, i64>(0)
            });
        match entries.map_err(|error| fault::of_file(&self.path, error)) {
            Ok(0) => {
                Err(Error::Damaged { path: path(), detail: "it holds no entry at all".into() })
            }
            Ok(_) => Ok(found),
            // A disk that cannot be read says nothing of what is on it.
            Err(error) if fault::is_of_the_disk(&error) => Err(error),
            Err(Error::Database(detail)) => Err(Error::Damaged { path: path(), detail }),
            Err(error) => Err(error),
        }
    }
}
