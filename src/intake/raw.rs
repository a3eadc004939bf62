//! Bytes as they came, held in memory or lying in a file, and the text of them.

use std::fs::File;
use std::io::{Cursor, Read};
use std::path::PathBuf;
use std::sync::Arc;

use crate::error::{Error, Result};

/// Bytes as they came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Raw {
    /// In memory.
    Held(Arc<Vec<u8>>),
    /// In a file that is read again each time; who keeps them checks that it is
    /// still what was read before.
    File(PathBuf),
}

/// The text taken from some bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Text {
    /// The bytes themselves, which are UTF-8, after so many that are no text: a
    /// byte-order mark.
    Same {
        /// Bytes before the text.
        skip: usize,
    },
    /// Another text.
    Own(Arc<Vec<u8>>),
}

impl Raw {
    /// Bytes in memory.
    pub fn held(bytes: Vec<u8>) -> Self {
        Self::Held(Arc::new(bytes))
    }

    /// Opens them to be read from the start.
    pub fn open(&self) -> Result<Box<dyn Read + '_>> {
        match self {
            Self::Held(bytes) => Ok(Box::new(Cursor::new(bytes.as_slice()))),
            Self::File(path) => {
                let file = File::open(path);
                let named = |source| Error::File { path: path.clone(), source };
                Ok(Box::new(file.map_err(named)?))
            }
        }
    }

    /// All of them, in memory.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] for more than `most`.
    pub fn all(&self, most: u64) -> Result<Arc<Vec<u8>>> {
        let bytes = match self {
            Self::Held(bytes) => Arc::clone(bytes),
            Self::File(path) => {
                let named = |source| Error::File { path: path.clone(), source };
                let mut bytes = Vec::new();
                self.open()?.take(most + 1).read_to_end(&mut bytes).map_err(named)?;
                Arc::new(bytes)
            }
        };
        if bytes.len() as u64 > most {
            return Err(too_large(most));
        }
        Ok(bytes)
    }
}

/// Refuses what is over a limit.
pub(super) fn too_large(most: u64) -> Error {
    Error::refused(
        format!("it has more than {most} bytes"),
        "nothing is cut silently: capture the part that matters",
    )
}
