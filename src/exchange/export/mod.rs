//! Exports: a casebook as files in a new folder, with a manifest of what they
//! are.
//!
//! Everything is written as it is read: memory does not grow with the casebook.
//! What is withheld is not there to be written. Texts of salted captures go
//! along only with their salts, and only if asked: without its salt nobody could
//! check one, and with it everybody can guess at the hash.

mod facts;
mod folder;
mod sheets;
mod workbook;

use std::path::Path;

use serde::Serialize;

use crate::casebook::Store;
use crate::error::Result;
use crate::journal::tree;
use crate::model::vocabulary::vocabulary;
use crate::model::{Sha256Hex, Timestamp, to_hex};

use folder::Target;

pub(super) use facts::{CheckpointLine, FACTS_OPEN, Head, TextLine, Told};

vocabulary! {
    /// What an export is written as.
    ExportFormat, "format of an export";
    /// Facts in JSON Lines, which `import` puts into a new casebook.
    Jsonl = "jsonl",
    /// The entries byte for byte, which `import` makes the same casebook of.
    Journal = "journal",
    /// Tables for a spreadsheet: claims and positions.
    Csv = "csv",
    /// The same tables as one workbook, where this build has the feature `xlsx`.
    Xlsx = "xlsx",
}

/// How to export.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExportOptions {
    /// What to write.
    pub format: ExportFormat,
    /// Texts of salted captures too, with their salts.
    pub salts: bool,
    /// Cells as they are, though a spreadsheet may take one for a formula.
    pub raw_cells: bool,
    /// The time.
    pub now: Timestamp,
}

/// What an export consists of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Manifest {
    /// `rashomon/export/1`.
    pub schema: &'static str,
    /// What it is written as.
    pub format: ExportFormat,
    /// Name of the journal.
    pub origin: String,
    /// What the casebook is about.
    pub title: String,
    /// When it was written.
    pub at: String,
    /// Number of entries of the journal.
    pub entries: u64,
    /// Root of the tree over them, in hexadecimal digits.
    pub root_sha256: String,
    /// Texts and files that were written.
    pub texts: u64,
    /// Texts and files of salted captures that were left out.
    pub salted_left_out: u64,
    /// Captures whose bytes the casebook does not hold.
    pub withheld: u64,
    /// Cells of a workbook whose words did not fit, and were cut at a mark.
    pub cells_cut: u64,
    /// Every file but this one, in the order written.
    pub files: Vec<FileWritten>,
}

/// One file of an export.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FileWritten {
    /// Its name, `/` between folders.
    pub name: String,
    /// Lines or rows, without a header; None for bytes.
    pub rows: Option<u64>,
    /// Number of bytes.
    pub size: u64,
    /// SHA-256 of the bytes.
    pub sha256: Sha256Hex,
}

/// Exports a casebook into a new folder.
///
/// # Errors
///
/// [`crate::Error::Exists`] where the folder holds anything already;
/// [`crate::Error::NewerEntry`] where only a newer program can read the facts;
/// [`crate::Error::Refused`] for a workbook, where this build writes none.
pub fn export(store: &Store, to: &Path, options: &ExportOptions) -> Result<Manifest> {
    workbook::check_built_in(options.format)?;
    store.snapshot(|| {
        let head = store.head()?;
        let terms = store.casebook()?.fact;
        let mut target = Target::new(to)?;
        let mut manifest = Manifest {
            schema: "rashomon/export/1",
            format: options.format,
            origin: terms.origin,
            title: terms.title,
            at: options.now.to_string(),
            entries: head.size,
            root_sha256: hex(head.root),
            texts: 0,
            salted_left_out: 0,
            withheld: 0,
            cells_cut: 0,
            files: Vec::new(),
        };
        match options.format {
            ExportFormat::Jsonl => facts::facts(store, options, &mut target, &mut manifest)?,
            ExportFormat::Journal => facts::journal(store, options, &mut target, &mut manifest)?,
            ExportFormat::Csv => sheets::write(store, options, &mut target)?,
            ExportFormat::Xlsx => {
                manifest.cells_cut = workbook::write(store, options, &mut target)?;
            }
        }
        manifest.withheld = facts::withheld(store)?;
        manifest.files = target.files.clone();
        target.manifest(&manifest)?;
        Ok(manifest)
    })
}

fn hex(root: tree::Hash) -> String {
    to_hex(&root)
}
