//! Formats in and out. Here: imports in JSON Lines, exports, and the casebooks that the
//! program brings along.
//!
//! The line format is told in `seeds/README.md`. An import makes the same
//! drafts as the command line and goes through the same verbs, so that it can
//! do nothing a person could not type, and the same rules stand in its way.

mod act;
mod export;
mod folder;
mod import;
mod line;
pub mod proofs;
mod refusal;
mod relog;
mod seeds;
mod strict;
mod tiles;

pub use export::{ExportFormat, ExportOptions, FileWritten, Manifest, export};
pub use folder::{Folder, Kept};
pub use import::{Became, Imported, ImportedLine, Input, import};
pub use line::LineKind;
pub use relog::{Relogged, is_export, recreate, relog};
pub use seeds::{Seed, dawn, october};
pub use tiles::tiles;
