//! The stored tree against the entries, and heads that were seen before
//! against the entries' own bytes.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::finding::FindingKind;
use super::ledger::{Ledger, Row};
use super::sheet::{About, Sheet};
use crate::error::Result;
use crate::journal::tree::{Hash, Roll, node_count};
use crate::model::to_hex;
use crate::store::Head;

/// Computes every stored hash again, and compares.
pub(super) fn check_nodes(sheet: &mut Sheet<'_>, ledger: &Ledger) -> Result<()> {
    let mut walk = Walk::over(&ledger.rows);
    let done = sheet.store.each_node(&mut |position, hash| {
        walk.take(position, hash);
        Ok(())
    });
    let whole = done.is_ok();
    sheet.finish("the tree of hashes", done)?;
    if whole {
        walk.drain();
        walk.report(sheet, &ledger.rows);
        sheet.checked.push("the tree of hashes over them, each computed again".to_owned());
    }
    Ok(())
}

/// A stored hash as it should be.
struct Wanted {
    position: u64,
    hash: Hash,
    /// The entries it covers: the last, and how many.
    last: u64,
    covers: u64,
}

/// Steps through stored and expected hashes side by side.
///
/// Expected hashes come from the ids stored beside the entries: an entry whose
/// bytes were altered is a finding of its own, and not one more for each hash
/// above it. Only the topmost unexplained difference is told.
struct Walk<'a> {
    rows: &'a [Row],
    roll: Roll,
    pending: VecDeque<Wanted>,
    /// Entries that are not there, and whose hashes the tree still has.
    holes: BTreeSet<u64>,
    /// Entries that the tree has another hash for.
    altered: BTreeSet<u64>,
    /// Hashes above intact entries that differ: the entries they cover.
    inner: Vec<(u64, u64)>,
    missing: u64,
    extra: u64,
    /// Entry from which on neither entry nor hash is there.
    lost: Option<u64>,
}

impl<'a> Walk<'a> {
    fn over(rows: &'a [Row]) -> Self {
        let (holes, altered) = (BTreeSet::new(), BTreeSet::new());
        let (roll, pending, inner) = (Roll::new(), VecDeque::new(), Vec::new());
        Self { rows, roll, pending, holes, altered, inner, missing: 0, extra: 0, lost: None }
    }

    fn take(&mut self, position: u64, hash: &[u8]) {
        while self.lost.is_none() {
            if self.pending.is_empty() && !self.refill(Some((position, hash))) {
                break;
            }
            let Some(wanted) = self.pending.front() else { return };
            if wanted.position > position {
                return;
            }
            let wanted = self.pending.pop_front().expect("it was there a line ago");
            if wanted.position < position {
                self.missing += 1;
                continue;
            }
            if wanted.hash[..] != *hash {
                self.differs(&wanted);
            }
            return;
        }
        self.extra += u64::from(self.lost.is_none());
    }

    /// Puts the hashes that the next entry adds in line; false after the last.
    fn refill(&mut self, stored: Option<(u64, &[u8])>) -> bool {
        let seq = self.roll.size();
        let Some(end) = self.rows.last().map(|row| row.seq.saturating_add(1)) else { return false };
        if seq >= end {
            return false;
        }
        let row = self.rows.binary_search_by_key(&seq, |row| row.seq).map(|at| self.rows[at]);
        let leaf = if let Ok(row) = row {
            row.stored
        } else {
            let own = stored.filter(|(position, _)| *position == node_count(seq));
            let Some(hash) = own.and_then(|(_, hash)| Hash::try_from(hash).ok()) else {
                self.lost = Some(seq);
                return false;
            };
            self.holes.insert(seq);
            hash
        };
        let added = self.roll.push(leaf);
        self.pending.extend((0u32..).zip(added).map(|(level, (position, hash))| Wanted {
            position,
            hash,
            last: seq,
            covers: 1 << level,
        }));
        true
    }

    fn differs(&mut self, wanted: &Wanted) {
        if wanted.covers == 1 {
            self.altered.insert(wanted.last);
            return;
        }
        let first = wanted.last + 1 - wanted.covers;
        let mut below = self.altered.range(first..=wanted.last);
        if below.next().is_none() {
            self.inner.push((first, wanted.last));
        }
    }

    /// What is expected beyond the last stored hash is missing.
    fn drain(&mut self) {
        while !self.pending.is_empty() || (self.lost.is_none() && self.refill(None)) {
            self.missing += self.pending.len() as u64;
            self.pending.clear();
        }
    }

    fn report(&self, sheet: &mut Sheet<'_>, rows: &[Row]) {
        for seq in &self.altered {
            let row = rows.binary_search_by_key(seq, |row| row.seq).map(|at| rows[at]);
            let about = row.map_or_else(
                |_| About::entry(*seq),
                |row| sheet.entry(crate::model::EntryId::from_bytes(row.stored), *seq),
            );
            let words = format!(
                "the tree holds another hash for entry {seq}: the entry, or the tree, was altered after it was logged"
            );
            sheet.find(FindingKind::AlteredTree, about, words);
        }
        for (first, last) in &self.inner {
            let words = format!(
                "the tree's hash over entries {first} to {last} was altered: the entries give another"
            );
            sheet.find(FindingKind::AlteredTree, About::default(), words);
        }
        if self.missing > 0 {
            let words =
                format!("{} of the tree's hashes are missing: they were taken out", self.missing);
            sheet.find(FindingKind::AlteredTree, About::default(), words);
        }
        if self.extra > 0 {
            let words = format!(
                "the tree goes on after the last entry, by {} hashes: entries were cut off the end",
                self.extra
            );
            sheet.find(FindingKind::CutOff, About::default(), words);
        }
        if let Some(seq) = self.lost {
            let words = format!(
                "the tree cannot be followed past entry {seq}: both the entry and its hash are gone"
            );
            sheet.not_checked.push(words.clone());
            sheet.find(FindingKind::AlteredTree, About::entry(seq), words);
        }
    }
}

/// Compares the newest head this user has seen, and the heads that entries
/// name; gives the roots over the first so many entries, from their bytes, for
/// these sizes, for `more`, and for all.
pub(super) fn check_heads(
    sheet: &mut Sheet<'_>,
    ledger: &Ledger,
    newest: Option<Head>,
    more: impl Iterator<Item = u64>,
) -> BTreeMap<u64, Hash> {
    let entries = ledger.rows.len() as u64;
    let sizes = ledger.cuts.iter().map(|cut| cut.size).chain(newest.map(|head| head.size));
    let roots = roots_at(ledger, sizes.chain(more).chain([entries]).collect());
    match newest {
        Some(head) => {
            check_newest(sheet, head, entries, roots.get(&head.size));
            let words =
                format!("the newest state this user has seen ({} entries) against them", head.size);
            sheet.checked.push(words);
        }
        None => sheet.not_checked.push(
            "whether entries were cut off the end or all was written anew: no state of this casebook was seen before"
                .to_owned(),
        ),
    }
    for cut in &ledger.cuts {
        let about = sheet.entry(cut.id, cut.seq);
        let same = roots.get(&cut.size).is_some_and(|root| root == cut.root.as_bytes());
        if cut.size > cut.seq || !same {
            let words = format!(
                "{} (entry {}) was made when the record had {} entries with the root {:.16}…: this is not that record",
                about.name(),
                cut.seq,
                cut.size,
                cut.root
            );
            sheet.find(FindingKind::OtherRecord, about, words);
        }
    }
    roots
}

fn check_newest(sheet: &mut Sheet<'_>, head: Head, entries: u64, root: Option<&Hash>) {
    if head.size > entries {
        let words = format!(
            "entries were cut off, this is an older copy, or a copy of it was written to: it has {entries} entries, and this user has seen {}",
            head.size
        );
        sheet.find(FindingKind::CutOff, About::default(), words);
    } else if root != Some(&head.root) {
        let found = root.map_or_else(String::new, |root| to_hex(&root[..8]));
        let words = format!(
            "this is not the record you saw: its first {} entries have the root {found}…, those you saw had {}…",
            head.size,
            to_hex(&head.root[..8])
        );
        sheet.find(FindingKind::OtherRecord, About::default(), words);
    }
}

/// The roots over the first so many entries, where there are so many.
fn roots_at(ledger: &Ledger, sizes: BTreeSet<u64>) -> BTreeMap<u64, Hash> {
    let mut roll = Roll::new();
    let mut roots = BTreeMap::new();
    let computed = |row: &Row| ledger.altered.get(&row.seq).copied().unwrap_or(row.stored);
    let mut leaves = ledger.rows.iter().map(computed);
    for size in sizes {
        while roll.size() < size {
            let Some(leaf) = leaves.next() else { return roots };
            roll.push(leaf);
        }
        roots.insert(size, roll.root());
    }
    roots
}
