//! Things with a handle or a name: their numbers, editions, names and bonds.

use super::table::{Cell, Table};
use super::{At, Ground};
use crate::error::{Error, Result};
use crate::model::{EntryId, QuestionId};
use crate::text;

/// A thing that gets a row of its own.
#[derive(Clone, Copy)]
pub(super) struct New<'a> {
    /// What it is.
    pub(super) kind: &'static str,
    /// Letter of its handle.
    pub(super) letter: &'static str,
    /// The thing within which it is counted.
    pub(super) parent: Option<i64>,
    /// Its own key.
    pub(super) key: &'a str,
}

/// Which things are counted together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::store) enum Counted {
    /// Those of one kind within one thing.
    Within { parent: i64, kind: &'static str },
    /// Those of one kind that have no handle.
    OfKind(&'static str),
    /// Those whose handles have one letter.
    Lettered(&'static str),
}

impl New<'_> {
    /// Counted across the whole casebook.
    pub(super) const fn counted(kind: &'static str, letter: &'static str) -> Self {
        Self { kind, letter, parent: None, key: "" }
    }

    fn counting(&self) -> Counted {
        let Self { kind, letter, parent, .. } = *self;
        match parent {
            Some(parent) => Counted::Within { parent, kind },
            None if letter.is_empty() => Counted::OfKind(kind),
            None => Counted::Lettered(letter),
        }
    }
}

impl<G: Ground> At<'_, G> {
    /// Gives a thing its row and its number, so that no handle is used twice.
    pub(super) fn thing(&self, new: &New<'_>) -> Result<()> {
        // The founder stands in entry 0, and is the first member.
        let from = if new.kind == "member" { 2 } else { 1 };
        let number = self.ground.next(new.counting(), from)?;
        self.insert(
            Table::Thing,
            &[
                self.seq.into(),
                self.id.as_bytes().into(),
                new.kind.into(),
                new.letter.into(),
                number.into(),
                new.parent.into(),
                new.key.into(),
                self.seq.into(),
                Cell::Null,
            ],
        )?;
        self.edition(new.kind, self.seq)
    }

    /// This entry replaces the fields of a thing. For entry 0 the kind tells
    /// the casebook's from the founder's.
    pub(super) fn edit(&self, kind: &'static str, of: impl Into<EntryId>) -> Result<()> {
        let thing = self.seq_of(of)?;
        self.edition(kind, thing)?;
        self.ground.replace(thing, kind, self.seq)
    }

    fn edition(&self, kind: &str, thing: i64) -> Result<()> {
        self.insert(Table::Edition, &[self.seq.into(), thing.into(), kind.into()])
    }

    /// A decision about two parties.
    pub(super) fn bond(
        &self,
        kind: &str,
        party: impl Into<EntryId>,
        other: impl Into<EntryId>,
    ) -> Result<()> {
        let (party, other) = (self.seq_of(party)?, self.seq_of(other)?);
        self.insert(Table::Bond, &[self.seq.into(), kind.into(), party.into(), other.into()])
    }

    /// The number of the entry with this id.
    ///
    /// # Errors
    ///
    /// If no entry has it: a fact that refers to nothing.
    pub(super) fn seq_of(&self, id: impl Into<EntryId>) -> Result<i64> {
        let id = id.into();
        self.ground.find(id)?.ok_or_else(|| {
            Error::Database(format!("an entry refers to {id:.8}, which is not in the journal"))
        })
    }

    /// This entry bears on questions.
    pub(super) fn bears_on(&self, kind: &str, questions: &[QuestionId]) -> Result<()> {
        for (nth, question) in questions.iter().enumerate() {
            if questions[..nth].contains(question) {
                continue;
            }
            let question = self.seq_of(*question)?;
            self.insert(Table::Bearing, &[self.seq.into(), question.into(), kind.into()])?;
        }
        Ok(())
    }
}

/// A name of a party or place, as displayed or printed.
pub(super) fn name_thing(
    at: &At<'_, impl Ground>,
    nth: i64,
    thing: impl Into<EntryId>,
    kind: &str,
    name: &str,
) -> Result<()> {
    let thing = at.seq_of(thing)?;
    let folded = text::fold_str(name);
    at.insert(
        Table::Name,
        &[at.seq.into(), nth.into(), thing.into(), kind.into(), name.into(), (*folded).into()],
    )
}
