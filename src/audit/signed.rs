//! Who vouches for the record: its checkpoints with their signatures, what was
//! given back for them, and states that were handed in to hold it against.

use std::collections::BTreeMap;

use super::finding::{FindingKind, Receipt, Signed};
use super::ledger::Ledger;
use super::sheet::{About, Sheet};
use super::{Against, Options};
use crate::journal::note::{Checkpoint, Signed as Word, SignedCheckpoint};
use crate::journal::tree::Hash;
use crate::journal::{Key, fact};
use crate::model::vocab::KeyAct;
use crate::store::StoredCheckpoint;
use crate::text::counted;

/// Roots over the first so many entries, from the entries' own bytes.
pub(super) type Roots = BTreeMap<u64, Hash>;

/// Checks the casebook's own checkpoints; gives how far they are signed.
pub(super) fn check_own(
    sheet: &mut Sheet<'_>,
    ledger: &Ledger,
    kept: &[StoredCheckpoint],
    roots: &Roots,
    options: &Options,
) -> Option<Signed> {
    let mut newest: Option<Signed> = None;
    for (number, row) in (1u64..).zip(kept) {
        if row.number != number {
            let words = format!("checkpoint {number} was taken out, or numbered anew");
            sheet.find(FindingKind::AlteredCheckpoint, About::default(), words);
        }
        if kept.iter().any(|other| other.number < row.number && other.note == row.note) {
            let words = format!("checkpoint {} says what another says: it was added", row.number);
            sheet.find(FindingKind::AlteredCheckpoint, About::default(), words);
        }
        let Some(note) = check_row(sheet, ledger, row, roots) else { continue };
        let signed = who(ledger, &note, options);
        if signed.by.is_empty() {
            let words = format!(
                "checkpoint {} over {} entries is signed by no key that this record declares for it",
                row.number, row.head.size
            );
            sheet.find(FindingKind::BadSignature, About::default(), words);
        } else if newest.as_ref().is_none_or(|old| old.entries <= signed.entries) {
            newest = Some(signed);
        }
    }
    let size = ledger.rows.len() as u64;
    let covered = newest.as_ref().map_or(0, |signed| signed.entries);
    if options.signed > covered {
        let words = format!(
            "a signed checkpoint was taken out: you have seen one over {} entries, and the newest here covers {covered}",
            options.signed
        );
        sheet.find(FindingKind::AlteredCheckpoint, About::default(), words);
    }
    if !kept.is_empty() {
        sheet
            .checked
            .push(format!("{} of it, with their signatures", counted(kept.len(), "checkpoint")));
    }
    if let Some(signed) = &mut newest {
        signed.after = size.saturating_sub(signed.entries);
    }
    newest
}

/// Holds one row against its note and the record; gives the note if it is a
/// signed one.
fn check_row(
    sheet: &mut Sheet<'_>,
    ledger: &Ledger,
    row: &StoredCheckpoint,
    roots: &Roots,
) -> Option<SignedCheckpoint> {
    let mut fault = |what: &str| {
        let words = format!("checkpoint {} was altered: {what}", row.number);
        sheet.find(FindingKind::AlteredCheckpoint, About::default(), words);
    };
    let note = SignedCheckpoint::read(row.note.as_bytes());
    let said: Option<Checkpoint> = match &note {
        Ok(note) => Some(note.checkpoint().clone()),
        Err(_) => row.note.parse().ok(),
    };
    let Some(said) = said else {
        fault("it is no checkpoint any more");
        return None;
    };
    if said.size != row.head.size || said.root != row.head.root {
        fault("its note says another size or root than its row");
    }
    if Some(&said.origin) != ledger.origin.as_ref() {
        fault("it is of another casebook");
    }
    if roots.get(&said.size) != Some(&said.root) {
        let words = format!(
            "checkpoint {} was made when the record had {} entries with another root: this is not that record",
            row.number, said.size
        );
        sheet.find(FindingKind::OtherRecord, About::default(), words);
    }
    note.ok()
}

/// Who signed a note, and whether this user trusts one of them.
fn who(ledger: &Ledger, note: &SignedCheckpoint, options: &Options) -> Signed {
    let signers = ledger.keys.signers(note);
    Signed {
        entries: note.checkpoint().size,
        after: 0,
        by: signers.iter().map(|key| key.member.clone()).collect(),
        keys: signers.iter().map(|key| key.vkey.to_string()).collect(),
        trusted: options.trusted.iter().any(|key| matches!(note.signed_by(key), Word::Well { .. })),
        revoked: revoked(&signers),
    }
}

/// That every one of these keys was taken back since. What such a key signed
/// stays signed; but who holds it can sign another history of the same size.
fn revoked(keys: &[&Key]) -> Option<String> {
    let taken_back = |key: &&&Key| key.ended.as_ref().is_some_and(|end| end.act == KeyAct::Revoke);
    let end = keys.last()?.ended.as_ref()?;
    let why = end.reason.as_deref().map_or_else(String::new, |why| format!(": {why}"));
    keys.iter().all(|key| taken_back(&key)).then(|| format!("by entry {}{why}", end.seq))
}

/// Holds the record against a state that was handed in.
pub(super) fn check_against(
    sheet: &mut Sheet<'_>,
    ledger: &Ledger,
    held: &Against,
    roots: &Roots,
    options: &Options,
) {
    let (name, said) = (&held.name, &held.checkpoint);
    let size = ledger.rows.len() as u64;
    if Some(&said.origin) != ledger.origin.as_ref() {
        let own = ledger.origin.as_deref().unwrap_or("a casebook without a name");
        let words = format!("{name} is of {}, and this is {own}", said.origin);
        sheet.find(FindingKind::OtherRecord, About::default(), words);
    } else if said.size > size {
        let words = format!(
            "entries were cut off, this is an older copy, or a copy of it was written to: it has {size} entries, and {name} covers {}",
            said.size
        );
        sheet.find(FindingKind::CutOff, About::default(), words);
    } else if roots.get(&said.size) != Some(&said.root) {
        let words =
            format!("this is not the record of {name}: its first {} entries are others", said.size);
        sheet.find(FindingKind::OtherRecord, About::default(), words);
    }
    let signed = match &held.note {
        None => "not signed".to_owned(),
        Some(note) => match who(ledger, note, options) {
            Signed { by, trusted, revoked, .. } if !by.is_empty() => {
                let trust =
                    if trusted { "which you trust" } else { "which you have not said you trust" };
                let since = revoked.map_or_else(String::new, |by| format!("; revoked since {by}"));
                format!("signed by {}, with a key {trust}{since}", by.join(", "))
            }
            Signed { trusted: true, .. } => "signed with a key that you trust".to_owned(),
            Signed { .. } => "signed by no key that you or this record know".to_owned(),
        },
    };
    sheet.checked.push(format!("{name} ({}, {signed}) against them", counted(said.size, "entry")));
}

/// What was given back for checkpoints, in order of the record.
pub(super) fn receipts(ledger: &Ledger) -> Vec<Receipt> {
    let receipt = |(seq, receipt): &(u64, fact::Receipt)| Receipt {
        entry: *seq,
        kind: receipt.kind,
        name: receipt.name.clone(),
        entries: receipt.size,
        sha256: receipt.receipt.sha256,
    };
    ledger.receipts.iter().map(receipt).collect()
}
