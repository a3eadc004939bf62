//! The sheet that checks write on: what was looked at, found and noted.

use std::mem;

use super::{Finding, FindingKind, Note, NoteKind};
use crate::error::{Error, Result};
use crate::model::EntryId;
use crate::store::Store;

/// An audit while it is made.
pub(super) struct Sheet<'a> {
    pub(super) store: &'a Store,
    pub(super) findings: Vec<Finding>,
    pub(super) notes: Vec<Note>,
    pub(super) checked: Vec<String>,
    pub(super) not_checked: Vec<String>,
}

/// What a finding or note is about.
#[derive(Clone, Debug, Default)]
pub(super) struct About {
    pub(super) handle: Option<String>,
    pub(super) entry: Option<u64>,
}

impl<'a> Sheet<'a> {
    pub(super) fn new(store: &'a Store) -> Self {
        let (findings, notes) = (Vec::new(), Vec::new());
        Self { store, findings, notes, checked: Vec::new(), not_checked: Vec::new() }
    }

    /// An entry, with the handle by which its user knows it. The handle is
    /// from the tables, which are compared elsewhere; the number is not.
    pub(super) fn entry(&self, id: EntryId, seq: u64) -> About {
        let handle = self.store.handle_of(id).ok().flatten();
        About { handle: handle.map(|handle| handle.to_string()), entry: Some(seq) }
    }

    pub(super) fn find(&mut self, kind: FindingKind, about: About, words: impl Into<String>) {
        let About { handle, entry } = about;
        self.findings.push(Finding { kind, handle, entry, words: words.into() });
    }

    pub(super) fn note(&mut self, kind: NoteKind, about: About, words: impl Into<String>) {
        let About { handle, entry } = about;
        self.notes.push(Note::sentence(kind, handle, entry, words.into()));
    }

    /// Runs a check that ended late and is told of first.
    pub(super) fn first(&mut self, check: impl FnOnce(&mut Self) -> Result<()>) -> Result<()> {
        let (findings, checked) = (mem::take(&mut self.findings), mem::take(&mut self.checked));
        let done = check(self);
        self.findings.extend(findings);
        self.checked.extend(checked);
        done
    }

    /// Goes on after a check that broke off: that is a finding too. Only a
    /// file that is busy stops the audit.
    pub(super) fn finish(&mut self, what: &str, done: Result<()>) -> Result<()> {
        match done {
            Ok(()) => Ok(()),
            Err(Error::Busy) => Err(Error::Busy),
            Err(error) => {
                let words = format!("{what} could not be checked to the end: {error}");
                self.find(FindingKind::Unfinished, About::default(), words.clone());
                self.not_checked.push(words);
                Ok(())
            }
        }
    }
}

impl About {
    /// Something known by its handle alone.
    pub(super) fn handle(handle: impl Into<String>) -> Self {
        Self { handle: Some(handle.into()), entry: None }
    }

    /// Something known by its number alone.
    pub(super) const fn entry(entry: u64) -> Self {
        Self { handle: None, entry: Some(entry) }
    }

    /// How a sentence names it: `C3@1`, `entry 7`.
    pub(super) fn name(&self) -> String {
        match (&self.handle, self.entry) {
            (Some(handle), _) => handle.clone(),
            (None, Some(entry)) => format!("entry {entry}"),
            (None, None) => "the casebook".to_owned(),
        }
    }
}
