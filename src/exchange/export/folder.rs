//! The folder that an export is written to: new files only, each counted and
//! hashed while it is written.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::FileWritten;
use crate::error::{Error, Result};
use crate::model::Sha256Hex;

/// A folder that is being filled.
pub(super) struct Target {
    folder: PathBuf,
    /// What was written, in order.
    pub(super) files: Vec<FileWritten>,
}

/// A file that is being written.
pub(super) struct Counted {
    path: PathBuf,
    name: String,
    out: BufWriter<File>,
    hasher: Sha256,
    size: u64,
    /// Lines or rows so far; None for bytes.
    pub(super) rows: Option<u64>,
}

impl Target {
    /// A folder that is new or empty.
    ///
    /// # Errors
    ///
    /// [`Error::Exists`] where it holds anything.
    pub(super) fn new(folder: &Path) -> Result<Self> {
        let named = |source| Error::File { path: folder.to_owned(), source };
        fs::create_dir_all(folder).map_err(named)?;
        if fs::read_dir(folder).map_err(named)?.next().is_some() {
            return Err(Error::Exists { path: folder.to_owned() });
        }
        Ok(Self { folder: folder.to_owned(), files: Vec::new() })
    }

    /// Begins a file of lines or rows. Names are ours: no part of one comes from
    /// a user.
    pub(super) fn rows(&self, name: &str) -> Result<Counted> {
        self.file(name, Some(0))
    }

    /// Begins a file of bytes.
    pub(super) fn bytes(&self, name: &str) -> Result<Counted> {
        self.file(name, None)
    }

    fn file(&self, name: &str, rows: Option<u64>) -> Result<Counted> {
        let path = self.folder.join(name);
        let named = |source| Error::File { path: path.clone(), source };
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(named)?;
        }
        let out = BufWriter::new(File::create_new(&path).map_err(named)?);
        Ok(Counted { name: name.to_owned(), out, hasher: Sha256::new(), size: 0, rows, path })
    }

    /// Finishes a file.
    pub(super) fn finish(&mut self, mut file: Counted) -> Result<()> {
        let path = file.path.clone();
        file.out.flush().map_err(|source| Error::File { path, source })?;
        self.files.push(FileWritten {
            name: file.name,
            rows: file.rows,
            size: file.size,
            sha256: Sha256Hex::from_bytes(file.hasher.finalize().into()),
        });
        Ok(())
    }

    /// Writes the list of all files, last of all: where it is, they are whole.
    pub(super) fn manifest(&self, manifest: &impl Serialize) -> Result<()> {
        let path = self.folder.join("manifest.json");
        let text = serde_json::to_string_pretty(manifest).expect("a manifest has string keys");
        let written =
            File::create_new(&path).and_then(|mut file| file.write_all((text + "\n").as_bytes()));
        written.map_err(|source| Error::File { path, source })
    }
}

impl Counted {
    /// Writes one line of JSON.
    pub(super) fn json(&mut self, line: &impl Serialize) -> Result<()> {
        self.line(&serde_json::to_vec(line).expect("facts have string keys and no floats"))
    }

    /// Writes one line.
    pub(super) fn line(&mut self, line: &[u8]) -> Result<()> {
        self.put(line)?;
        self.put(b"\n")?;
        self.rows = self.rows.map(|rows| rows + 1);
        Ok(())
    }

    /// Writes some bytes.
    pub(super) fn put(&mut self, bytes: &[u8]) -> Result<()> {
        let written = self.write_all(bytes);
        written.map_err(|source| Error::File { path: self.path.clone(), source })
    }
}

impl Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.hasher.update(&bytes[..written]);
        self.size += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
