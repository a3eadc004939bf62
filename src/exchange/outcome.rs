//! What an import did: counts of all of it, and the first lines one by one.

use serde::Serialize;

use crate::model::vocabulary::vocabulary;

use super::line::LineKind;
use super::row::Decision;

/// How many lines are told one by one; the rest are counted. A report of an
/// import must not grow with the import.
pub const TOLD: usize = 10_000;

vocabulary! {
    /// What became of a line.
    Became, "outcome of a line";
    /// It was logged.
    Logged = "logged",
    /// The record had it by this name; nothing was made.
    Matched = "matched",
    /// It was imported before.
    Known = "known",
}

/// What became of one line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ImportedLine {
    /// Its number in the file, from 1.
    pub line: usize,
    /// Its key.
    pub key: String,
    /// What it holds.
    pub kind: LineKind,
    /// What became of it.
    pub became: Became,
    /// The handle of what it logged or matched, where that has one.
    pub handle: Option<String>,
    /// What a person should look at: guesses, odd characters, pending verdicts.
    pub notes: Vec<String>,
    /// What a row of a spreadsheet names, and whether it was made or matched.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub decisions: Vec<Decision>,
}

/// What an import did, line by line in the file's order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Imported {
    /// Lines that hold a fact, the first [`TOLD`] of them.
    pub lines: Vec<ImportedLine>,
    /// How many lines hold a fact.
    pub total: usize,
    /// Of how many it was logged.
    pub logged: usize,
    /// Of how many the record had it by this name.
    pub matched: usize,
    /// How many were imported before.
    pub known: usize,
    /// How many have notes, of those that are not told one by one.
    pub untold_notes: usize,
    /// How many things were made for rows that name them.
    pub made: usize,
    /// What was found out about a spreadsheet.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub table: Vec<String>,
    /// Claims that quote the same words from several captures, the most
    /// captures first; the first [`ALIKE`] groups.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub alike: Vec<AlikeClaims>,
    /// How many such groups there are.
    pub alike_groups: usize,
}

/// How many groups of claims that quote the same words are told.
pub const ALIKE: usize = 200;

/// Claims that quote the same words, to the byte, from several captures: one
/// wire, many outlets? A person says so, with a link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AlikeClaims {
    /// Their handles, in order of logging.
    pub claims: Vec<String>,
    /// In how many captures the words stand.
    pub captures: u64,
}

impl Imported {
    /// Number of lines of which this became.
    pub fn count(&self, became: Became) -> usize {
        match became {
            Became::Logged => self.logged,
            Became::Matched => self.matched,
            Became::Known => self.known,
        }
    }

    /// Whether the next line is told.
    pub(super) fn tells(&self) -> bool {
        self.lines.len() < TOLD
    }

    /// Counts a line, and tells it where there is room.
    pub(super) fn add(&mut self, line: ImportedLine) {
        self.total += 1;
        let made = line.decisions.iter().filter(|decision| decision.became == Became::Logged);
        self.made += made.count();
        *match line.became {
            Became::Logged => &mut self.logged,
            Became::Matched => &mut self.matched,
            Became::Known => &mut self.known,
        } += 1;
        if self.tells() {
            self.lines.push(line);
        } else {
            self.untold_notes += usize::from(!line.notes.is_empty());
        }
    }
}
