//! Every entry: its number, hash, form, author, time, and what it refers to.

use super::finding::{FindingKind, NoteKind};
use super::layout::Layout;
use super::ledger::{Ledger, Row};
use super::reference::{self, What};
use super::sheet::{About, Sheet};
use super::verdict;
use crate::error::Result;
use crate::journal::{Decoded, Entry, id_of};
use crate::model::{EntryId, Timestamp};
use crate::store::{Expected, RawEntry};

/// Reads the record once, in order; gives what it says, and the tables that it
/// gives, where a layout for them was started.
pub(super) fn check(
    sheet: &mut Sheet<'_>,
    now: Timestamp,
    layout: Option<Layout<'_>>,
) -> Result<(Ledger, Option<Expected>)> {
    let ledger = Ledger::default();
    let mut reader = Reader { sheet, ledger, layout, expected: 0, last: None, now };
    let store = reader.sheet.store;
    let done = store.each_entry(0, &mut |raw| {
        reader.take(&raw);
        Ok(())
    });
    let Reader { ledger, layout, .. } = reader;
    let tables = layout.map(Layout::finish);
    sheet.finish("the entries", done)?;
    sheet.checked.push(format!(
        "{} entries: unbroken numbers, hash, form, time, author, and that all they name was there before",
        ledger.rows.len()
    ));
    Ok((ledger, tables))
}

struct Reader<'a, 'b, 'scope> {
    sheet: &'a mut Sheet<'b>,
    ledger: Ledger,
    layout: Option<Layout<'scope>>,
    /// Number of the next entry.
    expected: u64,
    /// When the entry before was logged.
    last: Option<Timestamp>,
    now: Timestamp,
}

impl Reader<'_, '_, '_> {
    fn take(&mut self, raw: &RawEntry<'_>) {
        self.check_number(raw.seq);
        let computed = id_of(raw.body);
        let stored = raw.known_as();
        self.ledger.rows.push(Row { seq: raw.seq, stored: *stored.as_bytes() });
        let at = At { id: stored, seq: raw.seq };
        let altered = stored != computed;
        if altered {
            self.ledger.altered.insert(raw.seq, *computed.as_bytes());
            let words = format!(
                "entry {} was altered after it was logged: its bytes hash to {computed:.8}…, not to {stored:.8}…",
                raw.seq
            );
            self.find(FindingKind::AlteredEntry, at, &words);
        }
        let mut read = None;
        match Decoded::read(raw.body) {
            Ok(Decoded::Known(entry)) => {
                self.check_entry(at, &entry);
                read = Some(entry);
            }
            Ok(Decoded::Unknown { v, fact }) => {
                let words = format!(
                    "entry {} is a `{fact}` of format {v}, which this version does not know: its hash was checked, its content was not",
                    raw.seq
                );
                self.sheet.note(NoteKind::NewerEntry, About::entry(raw.seq), words);
                self.ledger.book_unknown(stored, raw.seq);
            }
            Err(error) => {
                if !altered {
                    let words = format!("entry {} cannot be read: {error}", raw.seq);
                    self.find(FindingKind::UnreadableEntry, at, &words);
                }
                self.ledger.book_unknown(stored, raw.seq);
            }
        }
        if let Some(layout) = &mut self.layout {
            layout.take(raw.seq, stored, raw.body, read);
        }
    }

    /// Handles are looked up for findings alone: most entries have none.
    fn find(&mut self, kind: FindingKind, at: At, words: &str) {
        let about = self.sheet.entry(at.id, at.seq);
        self.sheet.find(kind, about, words);
    }

    fn check_number(&mut self, seq: u64) {
        let expected = std::mem::replace(&mut self.expected, seq.saturating_add(1));
        if seq == expected {
            return;
        }
        let words = if seq == expected + 1 {
            format!("entry {expected} is missing: it was taken out")
        } else if seq > expected {
            format!("entries {expected} to {} are missing: they were taken out", seq - 1)
        } else {
            format!("entry {seq} stands where entry {expected} should")
        };
        // The tables may still know what it was.
        let handle = self.sheet.store.handle_at(expected).ok().flatten();
        let about = About { handle: handle.map(|it| it.to_string()), entry: Some(expected) };
        self.sheet.find(FindingKind::MissingEntry, about, words);
    }

    fn check_entry(&mut self, at: At, entry: &Entry) {
        self.check_time(entry.at, at.seq);
        // The founder is declared by the very entry that they log first.
        if at.seq == 0 {
            self.ledger.book(at.id, at.seq, entry);
            self.check_author(entry, at);
            return;
        }
        self.check_author(entry, at);
        self.check_references(entry, at);
        for words in verdict::timeless(&entry.fact, &entry.by, &self.ledger) {
            self.find(FindingKind::BrokenRule, at, &words);
        }
        self.ledger.book(at.id, at.seq, entry);
    }

    fn check_author(&mut self, entry: &Entry, at: At) {
        if let Some(words) = self.ledger.members.objection(&entry.by, entry.at) {
            let words = format!("entry {}: {words}", at.seq);
            self.find(FindingKind::NotAMember, at, &words);
        }
    }

    fn check_time(&mut self, at: Timestamp, seq: u64) {
        let before = self.last.replace(at);
        let words = if let Some(before) = before.filter(|before| at < *before) {
            format!(
                "entry {seq} says it was logged at {at}, the one before it at {before}: the clock went backward"
            )
        } else if at > self.now && before.is_none_or(|before| before <= self.now) {
            format!(
                "entry {seq} says it was logged at {at}, which is still to come: it is {} now",
                self.now
            )
        } else {
            return;
        };
        self.sheet.note(NoteKind::Clock, About::entry(seq), words);
    }

    fn check_references(&mut self, entry: &Entry, at: At) {
        let seq = at.seq;
        for found in reference::of(&entry.fact) {
            let named = found.may_be.first().map_or("an entry", |what| what.words());
            let Some(known) = self.ledger.known.get(found.id) else {
                let words = format!(
                    "entry {seq} names {named}, {:.8}…, that is nowhere in the record before it",
                    found.id
                );
                self.find(FindingKind::LinksToNothing, at, &words);
                continue;
            };
            let fits = found.may_be.is_empty()
                || known.what == What::Unknown
                || found.may_be.contains(&known.what);
            if !fits {
                let words = format!(
                    "entry {seq} names entry {} as {named}, but that is {}",
                    known.seq,
                    known.what.words()
                );
                self.find(FindingKind::LinksToOtherKind, at, &words);
            }
        }
    }
}

/// An entry by the id under which others name it, and its number.
#[derive(Clone, Copy)]
struct At {
    id: EntryId,
    seq: u64,
}
