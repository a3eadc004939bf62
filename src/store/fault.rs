//! What SQLite's errors mean to the person at the keyboard.

use std::path::Path;

use rusqlite::ErrorCode;

use crate::error::Error;

/// How what is said of a failing disk begins.
const DISK: &str = "the disk";

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            Some(ErrorCode::DiskFull) => {
                Self::Database(format!("{DISK} is full; nothing was changed"))
            }
            Some(ErrorCode::SystemIoFailure) => {
                Self::Database(format!("{DISK} it is on could not be read or written ({error})"))
            }
            _ => Self::Database(error.to_string()),
        }
    }
}

/// Whether the disk failed, not what was asked of the database.
pub(super) fn is_of_the_disk(error: &Error) -> bool {
    matches!(error, Error::Database(why) if why.starts_with(DISK))
}

/// The same, where the file is known and its state is in question.
pub(super) fn of_file(path: &Path, error: rusqlite::Error) -> Error {
    let path = path.to_owned();
    match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => {
            Error::Damaged { path, detail: error.to_string() }
        }
        Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
            let why = "the file, its folder or the medium does not allow it".to_owned();
            Error::ReadOnly { path, why }
        }
        _ => error.into(),
    }
}
