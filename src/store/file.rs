//! Casebook files as files: what their first bytes tell, their log, copies.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::model::to_hex;

/// `PRAGMA application_id` of a casebook: the letters `Rash`.
pub(super) const APPLICATION_ID: u32 = 0x5261_7368;

/// Length of an `SQLite` header.
const HEADER: usize = 100;

/// Refuses what is not a casebook file that `newest` or an older program
/// wrote, by its first bytes: a foreign file is never opened as a database,
/// since opening and closing one may already write to it.
///
/// # Errors
///
/// [`Error::NoCasebook`], [`Error::NotACasebook`], [`Error::TooNew`],
/// [`Error::Damaged`] for one that is cut off.
pub(super) fn look_at(path: &Path, newest: u32) -> Result<()> {
    let foreign = |found: String| Err(Error::NotACasebook { path: path.to_owned(), found });
    let damaged = |detail: String| Err(Error::Damaged { path: path.to_owned(), detail });
    let metadata = match fs::metadata(path) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(Error::NoCasebook { path: path.to_owned() });
        }
        Err(source) => return Err(Error::File { path: path.to_owned(), source }),
    };
    if metadata.is_dir() {
        return foreign("it is a folder".into());
    }
    if !metadata.is_file() {
        return foreign("it is a device, not a file".into());
    }
    let header = read_header(path)?;
    if header.is_empty() {
        return foreign("the file is empty".into());
    }
    if !header.starts_with(BEGINS) {
        return foreign("it is not an SQLite database".into());
    }
    let Ok(header) = <[u8; HEADER]>::try_from(header) else {
        return damaged(format!("it is cut off after {} bytes", metadata.len()));
    };
    let id = number(&header, 68);
    if id != APPLICATION_ID {
        return foreign(format!("it is a database of another program (application id {id:#x})"));
    }
    let found = number(&header, 60);
    if found > newest {
        return Err(Error::TooNew { path: path.to_owned(), found, known: newest });
    }
    // While there is a log, the file may be shorter than it will be.
    let stated = stated_size(&header);
    if metadata.len() < stated && !has_log(path) {
        return damaged(format!("it is cut off: {} bytes of {stated}", metadata.len()));
    }
    Ok(())
}

/// How every SQLite database begins.
const BEGINS: &[u8] = b"SQLite format 3\0";

/// Whether a file begins as an SQLite database does; false where it cannot be
/// read.
pub fn is_database(path: &Path) -> bool {
    read_header(path).is_ok_and(|header| header.starts_with(BEGINS))
}

fn read_header(path: &Path) -> Result<Vec<u8>> {
    let mut header = Vec::with_capacity(HEADER);
    File::open(path)
        .and_then(|file| file.take(HEADER as u64).read_to_end(&mut header))
        .map_err(|source| Error::File { path: path.to_owned(), source })?;
    Ok(header)
}

/// A number of the header: four bytes, big-endian (file format §1.3).
fn number(header: &[u8; HEADER], at: usize) -> u32 {
    u32::from_be_bytes([header[at], header[at + 1], header[at + 2], header[at + 3]])
}

/// The size in bytes that a header states (file format §1.3).
fn stated_size(header: &[u8; HEADER]) -> u64 {
    let page = match u16::from_be_bytes([header[16], header[17]]) {
        1 => 65_536,
        size => u64::from(size),
    };
    page * u64::from(number(header, 28))
}

/// Whether the file's write-ahead log holds anything.
pub(super) fn has_log(path: &Path) -> bool {
    fs::metadata(log_of(path)).is_ok_and(|log| log.len() > 0)
}

/// Where the file's write-ahead log is, while it has one.
pub(super) fn log_of(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push("-wal");
    PathBuf::from(name)
}

/// A path as `SQLite`'s URI form wants it: `?`, `#` and `%` escaped.
pub(super) fn uri(path: &Path, options: &str) -> String {
    let path = path.to_string_lossy().replace('%', "%25").replace('?', "%3f").replace('#', "%23");
    // An absolute path gets an empty host, or `//name` would be read as one.
    let host = if path.starts_with('/') { "//" } else { "" };
    format!("file:{host}{path}{options}")
}

/// Digits for a name that no other program has taken.
pub(super) fn unique() -> Result<String> {
    let mut random = [0; 8];
    getrandom::fill(&mut random)
        .map_err(|error| Error::Output(io::Error::other(error.to_string())))?;
    Ok(to_hex(&random))
}

/// A copy of a casebook in a folder of its own, removed when dropped.
pub(super) struct Copy {
    folder: PathBuf,
}

impl Copy {
    /// Copies a casebook and its log to a folder that only this user can read.
    ///
    /// # Errors
    ///
    /// [`Error::Busy`] if it changes while it is copied.
    pub(super) fn of(path: &Path) -> Result<Self> {
        let at = |source: io::Error| Error::File { path: path.to_owned(), source };
        let folder = std::env::temp_dir().join(format!("rashomon-{}", unique()?));
        make_private(&folder).map_err(at)?;
        let copy = Self { folder };
        for _ in 0..3 {
            let before = state(path);
            fs::copy(path, copy.file()).map_err(at)?;
            if log_of(path).exists() {
                fs::copy(log_of(path), log_of(&copy.file())).map_err(at)?;
            }
            if state(path) == before {
                return writable(&copy.file()).map(|()| copy).map_err(at);
            }
        }
        Err(Error::Busy)
    }

    /// Where the copied casebook is.
    pub(super) fn file(&self) -> PathBuf {
        self.folder.join("copy.casebook")
    }
}

impl Drop for Copy {
    fn drop(&mut self) {
        // Nothing is left to do if the temporary folder cannot be removed.
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// What changes when someone writes a casebook.
fn state(path: &Path) -> [Option<(u64, Option<std::time::SystemTime>)>; 2] {
    [path, &log_of(path)].map(|file| {
        let metadata = fs::metadata(file).ok()?;
        Some((metadata.len(), metadata.modified().ok()))
    })
}

#[cfg(unix)]
fn make_private(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new().mode(0o700).create(folder)
}

#[cfg(not(unix))]
fn make_private(folder: &Path) -> io::Result<()> {
    fs::create_dir(folder)
}

/// A copy takes over the permissions of its original: it must be writable,
/// since `SQLite` puts the log back into it.
#[cfg(unix)]
fn writable(file: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    for file in [file, &log_of(file)] {
        if file.exists() {
            fs::set_permissions(file, fs::Permissions::from_mode(0o600))?;
        }
    }
    Ok(())
}

#[cfg(not(unix))]
fn writable(_file: &Path) -> io::Result<()> {
    Ok(())
}
