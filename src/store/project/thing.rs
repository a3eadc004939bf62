//! Things with a handle or a name: their numbers, editions, names and bonds.

use rusqlite::{OptionalExtension, named_params};

use super::At;
use crate::error::{Error, Result};
use crate::model::{EntryId, QuestionId};
use crate::text;

/// A thing that gets a row of its own.
pub(super) struct New<'a> {
    /// What it is.
    pub(super) kind: &'a str,
    /// Letter of its handle.
    pub(super) letter: &'a str,
    /// The thing within which it is counted.
    pub(super) parent: Option<i64>,
    /// Its own key.
    pub(super) key: &'a str,
}

impl<'a> New<'a> {
    /// Counted across the whole casebook.
    pub(super) const fn counted(kind: &'a str, letter: &'a str) -> Self {
        Self { kind, letter, parent: None, key: "" }
    }
}

impl At<'_> {
    /// Gives a thing its row and its number: one more than the highest so far,
    /// undone ones included, so that no handle is used twice.
    pub(super) fn thing(&self, new: &New<'_>) -> Result<()> {
        let number = self.highest(new)? + 1;
        self.conn
            .prepare_cached(
                "INSERT INTO thing (seq, id, kind, letter, number, parent, key, current)
                 VALUES (:seq, :id, :kind, :letter, :number, :parent, :key, :seq)",
            )?
            .execute(named_params! {
                ":seq": self.seq,
                ":id": self.id.as_bytes(),
                ":kind": new.kind,
                ":letter": new.letter,
                ":number": number,
                ":parent": new.parent,
                ":key": new.key,
            })?;
        self.edition(new.kind, self.seq)
    }

    /// The highest number so far among things counted together.
    fn highest(&self, new: &New<'_>) -> Result<i64> {
        let highest: i64 = match new.parent {
            Some(parent) => self
                .conn
                .prepare_cached(
                    "SELECT coalesce(max(number), 0) FROM thing WHERE parent = :parent AND kind = :kind",
                )?
                .query_row(named_params! { ":parent": parent, ":kind": new.kind }, |row| row.get(0))?,
            None if new.letter.is_empty() => self
                .conn
                .prepare_cached("SELECT coalesce(max(number), 0) FROM thing WHERE kind = :kind")?
                .query_row(named_params! { ":kind": new.kind }, |row| row.get(0))?,
            None => self
                .conn
                .prepare_cached("SELECT coalesce(max(number), 0) FROM thing WHERE letter = :letter")?
                .query_row(named_params! { ":letter": new.letter }, |row| row.get(0))?,
        };
        // The founder stands in entry 0, and is the first member.
        Ok(if new.kind == "member" { highest.max(1) } else { highest })
    }

    /// This entry replaces the fields of a thing. For entry 0 the kind tells
    /// the casebook's from the founder's.
    pub(super) fn edit(&self, kind: &str, of: impl Into<EntryId>) -> Result<()> {
        let thing = self.seq_of(of)?;
        self.recall.forget_things();
        self.edition(kind, thing)?;
        self.conn
            .prepare_cached("UPDATE thing SET current = :seq WHERE seq = :thing AND kind = :kind")?
            .execute(named_params! { ":seq": self.seq, ":thing": thing, ":kind": kind })?;
        Ok(())
    }

    fn edition(&self, kind: &str, thing: i64) -> Result<()> {
        self.conn
            .prepare_cached("INSERT INTO edition (seq, thing, kind) VALUES (:seq, :thing, :kind)")?
            .execute(named_params! { ":seq": self.seq, ":thing": thing, ":kind": kind })?;
        Ok(())
    }

    /// A decision about two parties.
    pub(super) fn bond(
        &self,
        kind: &str,
        party: impl Into<EntryId>,
        other: impl Into<EntryId>,
    ) -> Result<()> {
        self.conn
            .prepare_cached(
                "INSERT INTO bond (seq, kind, party, other) VALUES (:seq, :kind, :party, :other)",
            )?
            .execute(named_params! {
                ":seq": self.seq,
                ":kind": kind,
                ":party": self.seq_of(party)?,
                ":other": self.seq_of(other)?,
            })?;
        Ok(())
    }

    /// The number of the entry with this id.
    ///
    /// # Errors
    ///
    /// If no entry has it: a fact that refers to nothing.
    pub(super) fn seq_of(&self, id: impl Into<EntryId>) -> Result<i64> {
        let id = id.into();
        self.find(id)?.ok_or_else(|| {
            Error::Database(format!("an entry refers to {id:.8}, which is not in the journal"))
        })
    }

    /// The same; None where no entry has it.
    pub(super) fn find(&self, id: EntryId) -> Result<Option<i64>> {
        self.recall.number(id, || {
            let mut query = self.conn.prepare_cached("SELECT seq FROM entry WHERE leaf = :leaf")?;
            let found = query.query_row(named_params! { ":leaf": id.as_bytes() }, |row| row.get(0));
            Ok(found.optional()?)
        })
    }

    /// This entry bears on questions.
    pub(super) fn bears_on(&self, kind: &str, questions: &[QuestionId]) -> Result<()> {
        for question in questions {
            self.conn
                .prepare_cached(
                    "INSERT OR IGNORE INTO bearing (seq, question, kind) VALUES (:seq, :question, :kind)",
                )?
                .execute(named_params! {
                    ":seq": self.seq,
                    ":question": self.seq_of(*question)?,
                    ":kind": kind,
                })?;
        }
        Ok(())
    }
}

/// A name of a party or place, as displayed or printed.
pub(super) fn name_thing(
    at: &At<'_>,
    nth: i64,
    thing: impl Into<EntryId>,
    kind: &str,
    name: &str,
) -> Result<()> {
    at.conn
        .prepare_cached(
            "INSERT INTO name (seq, nth, thing, kind, name, folded)
             VALUES (:seq, :nth, :thing, :kind, :name, :folded)",
        )?
        .execute(named_params! {
            ":seq": at.seq,
            ":nth": nth,
            ":thing": at.seq_of(thing)?,
            ":kind": kind,
            ":name": name,
            ":folded": text::fold_str(name),
        })?;
    Ok(())
}
