//! Where entries are laid out: the tables of a database.

use rusqlite::{Connection, OptionalExtension, named_params, params_from_iter};

use super::table::{Cell, Table};
use super::thing::Counted;
use crate::error::Result;
use crate::model::EntryId;
use crate::store::recall::Recall;

/// Takes rows, and tells of those of earlier entries what a layout needs.
pub(in crate::store) trait Ground {
    /// Puts a row in.
    fn insert(&self, table: Table, cells: &[Cell<'_>]) -> Result<()>;

    /// One more entry of this kind of fact.
    fn count(&self, kind: &'static str) -> Result<()>;

    /// The number of the entry with this id; None where no entry has it.
    fn find(&self, id: EntryId) -> Result<Option<i64>>;

    /// Gives out the next number among things counted together: one more than
    /// the highest so far, undone ones included, and `from` at least.
    fn next(&self, counted: Counted, from: i64) -> Result<i64>;

    /// A claim's newest version so far: its number, and the source.
    fn newest_version(&self, claim: i64) -> Result<Option<(i64, i64)>>;

    /// The claim that an entry is a version of.
    fn claim_of(&self, version: i64) -> Result<Option<i64>>;

    /// The entry at `seq` holds a thing's fields from now on, if it is of this
    /// kind.
    fn replace(&self, thing: i64, kind: &'static str, seq: i64) -> Result<()>;

    /// Marks an entry as undone by the entry at `by`, and brings back the
    /// fields that stood before it.
    fn undo(&self, seq: i64, by: i64) -> Result<()>;
}

/// A database with the schema, and what is remembered of it.
#[derive(Clone, Copy)]
pub(in crate::store) struct Database<'a> {
    pub(in crate::store) conn: &'a Connection,
    pub(in crate::store) recall: &'a Recall,
}

impl Ground for Database<'_> {
    fn insert(&self, table: Table, cells: &[Cell<'_>]) -> Result<()> {
        let asked_about = match table {
            Table::Name | Table::Bond => true,
            Table::Thing => cells.contains(&Cell::Text("question")),
            _ => false,
        };
        if asked_about {
            self.recall.forget_answers();
        }
        self.conn.prepare_cached(table.insert())?.execute(params_from_iter(cells))?;
        Ok(())
    }

    fn count(&self, kind: &'static str) -> Result<()> {
        self.conn
            .prepare_cached(
                "INSERT INTO tally (kind, entries) VALUES (:kind, 1)
                     ON CONFLICT (kind) DO UPDATE SET entries = entries + 1",
            )?
            .execute(named_params! { ":kind": kind })?;
        Ok(())
    }

    fn find(&self, id: EntryId) -> Result<Option<i64>> {
        self.recall.number(id, || {
            let mut query = self.conn.prepare_cached("SELECT seq FROM entry WHERE leaf = :leaf")?;
            let found = query.query_row(named_params! { ":leaf": id.as_bytes() }, |row| row.get(0));
            Ok(found.optional()?)
        })
    }

    fn next(&self, counted: Counted, from: i64) -> Result<i64> {
        let highest: Option<i64> = match counted {
            Counted::Within { parent, kind } => self
                .conn
                .prepare_cached(
                    "SELECT max(number) FROM thing WHERE parent = :parent AND kind = :kind",
                )?
                .query_row(named_params! { ":parent": parent, ":kind": kind }, |row| row.get(0))?,
            Counted::OfKind(kind) => self
                .conn
                .prepare_cached("SELECT max(number) FROM thing WHERE kind = :kind")?
                .query_row(named_params! { ":kind": kind }, |row| row.get(0))?,
            Counted::Lettered(letter) => self
                .conn
                .prepare_cached("SELECT max(number) FROM thing WHERE letter = :letter")?
                .query_row(named_params! { ":letter": letter }, |row| row.get(0))?,
        };
        Ok(highest.map_or(from, |highest| from.max(highest + 1)))
    }

    fn newest_version(&self, claim: i64) -> Result<Option<(i64, i64)>> {
        let mut query = self.conn.prepare_cached(
            "SELECT number, source FROM version WHERE claim = :claim ORDER BY number DESC LIMIT 1",
        )?;
        let found = query.query_row(named_params! { ":claim": claim }, |row| {
            Ok((row.get("number")?, row.get("source")?))
        });
        Ok(found.optional()?)
    }

    fn claim_of(&self, version: i64) -> Result<Option<i64>> {
        let mut query =
            self.conn.prepare_cached("SELECT claim FROM version WHERE seq = :version")?;
        Ok(query.query_row(named_params! { ":version": version }, |row| row.get(0)).optional()?)
    }

    fn replace(&self, thing: i64, kind: &'static str, seq: i64) -> Result<()> {
        self.recall.forget_things();
        self.conn
            .prepare_cached("UPDATE thing SET current = :seq WHERE seq = :thing AND kind = :kind")?
            .execute(named_params! { ":seq": seq, ":thing": thing, ":kind": kind })?;
        Ok(())
    }

    fn undo(&self, seq: i64, by: i64) -> Result<()> {
        self.recall.forget_things();
        let params = named_params! { ":seq": seq, ":by": by };
        self.conn
            .prepare_cached("INSERT OR IGNORE INTO undone (seq, by) VALUES (:seq, :by)")?
            .execute(params)?;
        self.conn
            .prepare_cached("UPDATE thing SET undone = :by WHERE seq = :seq AND undone IS NULL")?
            .execute(params)?;
        self.conn
            .prepare_cached(
                "UPDATE thing SET current = coalesce(
                   (SELECT max(edition.seq) FROM edition
                     WHERE edition.thing = thing.seq AND edition.kind = thing.kind
                       AND edition.seq NOT IN (SELECT seq FROM undone)), thing.seq)
                  WHERE seq = (SELECT thing FROM edition WHERE seq = :seq)",
            )?
            .execute(named_params! { ":seq": seq })?;
        Ok(())
    }
}
