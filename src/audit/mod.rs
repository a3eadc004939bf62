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
//! that somebody else remembers tells: hand it in ([`Options::newest`], [`Against`]).

mod bytes;
mod entries;
mod finding;
mod impact;
mod layout;
mod ledger;
mod reference;
mod sheet;
mod signed;
mod spans;
mod standing;
mod tables;
mod tree;
mod verdict;
mod voices;

use std::panic::resume_unwind;

use crate::error::Result;
use crate::journal::note::{Checkpoint, SignedCheckpoint, VerifierKey};
use crate::journal::tree::empty_root;
use crate::model::{Sha256Hex, Timestamp};
use crate::store::{Expected, Head, Store};
use crate::text::counted;

pub use finding::{Audit, Finding, FindingKind, Impact, Note, NoteKind, Receipt, Signed};

/// What an audit is handed beside the casebook.
#[derive(Debug)]
pub struct Options {
    /// The newest head of this casebook that this user has seen; None: none.
    pub newest: Option<Head>,
    /// Number of entries that the newest signed checkpoint covers that this
    /// user has seen; 0: none.
    pub signed: u64,
    /// Keys that this user trusts.
    pub trusted: Vec<VerifierKey>,
    /// Older states to hold the record against.
    pub against: Vec<Against>,
    /// Leave out what takes long: captured bytes, quotations, tables, verdicts.
    pub quick: bool,
    /// The time now.
    pub now: Timestamp,
}

impl Options {
    /// The whole audit of a casebook that was never seen before.
    pub fn at(now: Timestamp) -> Self {
        let (trusted, against) = (Vec::new(), Vec::new());
        Self { newest: None, signed: 0, trusted, against, quick: false, now }
    }
}

/// An older state to hold the record against.
#[derive(Debug)]
pub struct Against {
    /// What its user calls it.
    pub name: String,
    /// What it says.
    pub checkpoint: Checkpoint,
    /// The note, where it is a signed one.
    pub note: Option<SignedCheckpoint>,
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
    std::thread::scope(|scope| {
        // What SQLite asks of its file it can ask beside us.
        let other = store.beside();
        let pages = other.map(|other| scope.spawn(move || other.file_damage()));
        let damage = || match pages {
            Some(pages) => pages.join().unwrap_or_else(|panic| resume_unwind(panic)),
            None => store.file_damage(),
        };
        let layout = (!options.quick).then(|| layout::Layout::start(scope));
        check_all(store, options, layout, damage)
    })
}

/// Every check, in the order in which they are told of.
fn check_all(
    store: &Store,
    options: &Options,
    layout: Option<layout::Layout<'_>>,
    damage: impl FnOnce() -> Result<Vec<String>>,
) -> Result<Audit> {
    let mut sheet = sheet::Sheet::new(store);
    tables::check_schema(&mut sheet)?;
    let (ledger, tables) = entries::check(&mut sheet, options.now, layout)?;
    tree::check_nodes(&mut sheet, &ledger)?;
    let (roots, signed) = check_heads(&mut sheet, &ledger, options)?;
    let entries = ledger.rows.len() as u64;
    let root = roots.get(&entries).copied().unwrap_or_else(empty_root);
    let mut audit = Audit::of(entries, Sha256Hex::from_bytes(root));
    audit.signed = signed;
    audit.receipts = signed::receipts(&ledger);
    match tables {
        Some(tables) => check_contents(&mut sheet, &ledger, tables, &mut audit)?,
        None => sheet.not_checked.push(
            "captured bytes, quotations, tables and verdicts: `rashomon audit` without --quick does"
                .to_owned(),
        ),
    }
    sheet.not_checked.push(
        "the index of words, by which `search` finds: what it finds is read again from the record; `rebuild` makes it anew"
            .to_owned(),
    );
    sheet.first(|sheet| tables::check_pages(sheet, damage()))?;
    audit.impact = impact::of(&sheet, &ledger);
    let sheet::Sheet { findings, notes, checked, not_checked, .. } = sheet;
    Ok(Audit { checked, not_checked, findings, notes, ..audit })
}

/// The states that were seen, that entries name, that were signed and that
/// were handed in, each against the entries' own bytes.
fn check_heads(
    sheet: &mut sheet::Sheet<'_>,
    ledger: &ledger::Ledger,
    options: &Options,
) -> Result<(signed::Roots, Option<Signed>)> {
    let mut own = Vec::new();
    let read = sheet.store.checkpoints().map(|kept| own = kept);
    sheet.finish("the checkpoints", read)?;
    let sizes = own.iter().map(|row| row.head.size);
    let sizes = sizes.chain(options.against.iter().map(|held| held.checkpoint.size));
    let roots = tree::check_heads(sheet, ledger, options.newest, sizes);
    let signed = signed::check_own(sheet, ledger, &own, &roots, options);
    for held in &options.against {
        signed::check_against(sheet, ledger, held, &roots, options);
    }
    Ok((roots, signed))
}

/// Captured bytes, quotations, tables and verdicts.
fn check_contents(
    sheet: &mut sheet::Sheet<'_>,
    ledger: &ledger::Ledger,
    tables: Expected,
    audit: &mut Audit,
) -> Result<()> {
    let kept = bytes::check(sheet, ledger)?;
    bytes::check_custody(sheet, ledger, &kept);
    audit.blobs = kept.len() as u64;
    audit.spans = spans::check(sheet, ledger, &kept)?;
    tables::check_projection(sheet, ledger, &tables)?;
    // It is as large as the ledger, and what follows makes notes.
    drop(tables);
    audit.verdicts = ledger.verdicts.len() as u64;
    sheet.checked.push(format!("{}, held against the rules", counted(audit.verdicts, "verdict")));
    standing::check(sheet, ledger)
}
