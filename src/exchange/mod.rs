//! Formats in and out. Here: imports in JSON Lines, exports, and the casebooks that the
//! program brings along.
//! Formats in and out. Here: imports in JSON Lines and from spreadsheets, and
//! the casebooks that the program brings along.
//!
//! The line format is told in `seeds/README.md`. An import makes the same
//! drafts as the command line and goes through the same verbs, so that it can
//! do nothing a person could not type, and the same rules stand in its way.

mod act;
mod columns;
mod export;
mod folder;
mod import;
mod known;
mod line;
mod outcome;
pub mod proofs;
mod reading;
mod refusal;
mod relog;
mod row;
#[cfg(test)]
mod schema;
mod seeds;
mod strict;
mod table;
mod template;
mod tiles;

pub use columns::{COLUMNS, Column, Mapping};
pub use export::{ExportFormat, ExportOptions, FileWritten, Manifest, export};
pub use folder::{Folder, Kept};
pub use import::{Input, Job, Progress, import, run};
pub use line::LineKind;
pub use outcome::{ALIKE, AlikeClaims, Became, Imported, ImportedLine, TOLD};
pub use reading::Bytes;
pub use relog::{JournalLines, Relogged, is_export, recreate, relog};
pub use row::Decision;
pub use seeds::{Seed, dawn, october};
pub use table::{Choices, Table};
pub use template::{csv_template, jsonl_template, schema};
pub use tiles::tiles;
