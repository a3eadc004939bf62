//! Checks of the record, the captured bytes, every quoted passage, the tables
//! and the verdicts, all computed again from bytes. Gives findings; changes
//! nothing.
//!
//! # Invariants
//!
//! 1. Every check runs; none stops at the first finding.
//! 2. No column is believed: hashes are computed, and only compared with what
//!    is stored. Handles in findings are the tables', entry numbers are not.
//! 3. Memory grows with hashes and a line for each entry, never with bodies or
//!    texts: one entry, one piece of bytes, one text, one event at a time.
//!
//! # What this does not do
//!
//! Who holds the file can write all of it anew, hashes included. Only a head
//! that somebody else remembers tells: hand the newest in ([`Options::newest`]).

mod bytes;
mod entries;
mod finding;
mod ledger;
mod reference;
mod sheet;
mod spans;
mod standing;
mod tables;
mod tree;
mod verdict;

use crate::error::Result;
use crate::model::{Sha256Hex, Timestamp};
use crate::store::{Head, Store};

pub use finding::{Audit, Finding, FindingKind, Note, NoteKind};

/// What an audit is handed beside the casebook.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// The newest head of this casebook that this user has seen; None: none.
    pub newest: Option<Head>,
    /// The time now.
    pub now: Timestamp,
}

/// Checks all of a casebook, as it is at this moment, and lists what is wrong.
///
/// # Errors
///
/// Only if the file cannot be read at all, or stays busy. A damaged record is
/// not an error; it is what an audit is for.
pub fn audit(store: &Store, options: &Options) -> Result<Audit> {
    store.snapshot(|| run(store, options))
}

fn run(store: &Store, options: &Options) -> Result<Audit> {
    let mut sheet = sheet::Sheet::new(store);
    tables::check_file(&mut sheet)?;
    let ledger = entries::check(&mut sheet, options.now)?;
    tree::check_nodes(&mut sheet, &ledger)?;
    let root = tree::check_heads(&mut sheet, &ledger, options.newest);
    let kept = bytes::check(&mut sheet, &ledger)?;
    bytes::check_custody(&mut sheet, &ledger, &kept);
    let spans = spans::check(&mut sheet, &ledger, &kept)?;
    tables::check_projection(&mut sheet)?;
    let verdicts = ledger.verdicts.len() as u64;
    sheet.checked.push(format!("{verdicts} verdicts, held against the rules"));
    standing::check(&mut sheet, &ledger)?;
    Ok(Audit {
        entries: ledger.rows.len() as u64,
        root: Sha256Hex::from_bytes(root),
        blobs: kept.len() as u64,
        spans,
        verdicts,
        checked: sheet.checked,
        not_checked: sheet.not_checked,
        findings: sheet.findings,
        notes: sheet.notes,
    })
}
