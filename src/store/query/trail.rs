//! What happened: the entries around a thing, and what rests on it.

use rusqlite::{Row, named_params};

use super::super::{Store, unsigned};
use super::limit;
use crate::error::Result;
use crate::journal::{Decoded, references};
use crate::model::{CaptureId, EntryId};

/// One entry of the journal, as it reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryRow {
    /// Its number.
    pub seq: u64,
    /// Its id.
    pub id: EntryId,
    /// Whether it was undone.
    pub undone: bool,
    /// What it says; None where its bytes are unreadable.
    pub decoded: Option<Decoded>,
    /// The entries that it names, in the order of its bytes.
    pub names: Vec<EntryId>,
}

impl EntryRow {
    fn from_row(row: &Row<'_>) -> rusqlite::Result<Self> {
        let body = row.get_ref("body")?.as_blob()?;
        Ok(Self {
            seq: unsigned(row.get("seq")?),
            id: EntryId::from_bytes(row.get("leaf")?),
            undone: row.get("undone")?,
            decoded: Decoded::parse(body).ok(),
            names: references(body),
        })
    }

    /// The word for what it logged.
    fn kind(&self) -> String {
        match &self.decoded {
            Some(Decoded::Known(entry)) => entry.fact.kind().to_owned(),
            Some(Decoded::Unknown { fact, .. }) => fact.clone(),
            None => "unreadable entry".to_owned(),
        }
    }
}

impl Store {
    /// Entries in order, undone ones too: without an id, all; with one, that
    /// entry, those that replaced the thing's fields or the claim's wording,
    /// and whatever refers to any of them. The newest `most` of them.
    pub fn history(&self, id: Option<EntryId>, most: Option<u64>) -> Result<Vec<EntryRow>> {
        let mut rows = match id {
            None => self.newest_entries(most)?,
            Some(id) => match self.seq(id)? {
                Some(seq) => self.entries_around(seq, most)?,
                None => Vec::new(),
            },
        };
        rows.reverse();
        Ok(rows)
    }

    /// What happened to a capture itself, in order, undone or not: as
    /// [`Store::history`], without the claims that quote it.
    pub fn happened_to(&self, capture: CaptureId) -> Result<Vec<EntryRow>> {
        let Some(seq) = self.seq(capture)? else { return Ok(Vec::new()) };
        let mut query = self.conn.prepare_cached(
            "WITH around (seq) AS (
               SELECT :of
               UNION SELECT seq FROM reference WHERE target = :of
               EXCEPT SELECT holder FROM span WHERE capture = :of)
             SELECT seq, leaf, body, seq IN (SELECT seq FROM undone) AS undone
               FROM entry WHERE seq IN (SELECT seq FROM around) ORDER BY seq",
        )?;
        let rows = query.query_map(named_params! { ":of": seq }, EntryRow::from_row)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    fn newest_entries(&self, most: Option<u64>) -> Result<Vec<EntryRow>> {
        let mut query = self.conn.prepare_cached(
            "SELECT seq, leaf, body, seq IN (SELECT seq FROM undone) AS undone
               FROM entry ORDER BY seq DESC LIMIT :limit",
        )?;
        let rows = query.query_map(named_params! { ":limit": limit(most) }, EntryRow::from_row)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    fn entries_around(&self, seq: i64, most: Option<u64>) -> Result<Vec<EntryRow>> {
        let mut query = self.conn.prepare_cached(
            "WITH own (seq) AS (
               SELECT :of
               UNION SELECT seq FROM edition WHERE thing = :of
               UNION SELECT seq FROM version WHERE claim = :of),
             around (seq) AS (
               SELECT seq FROM own
               UNION SELECT reference.seq FROM own JOIN reference ON reference.target = own.seq)
             SELECT seq, leaf, body, seq IN (SELECT seq FROM undone) AS undone
               FROM entry WHERE seq IN (SELECT seq FROM around) ORDER BY seq DESC LIMIT :limit",
        )?;
        let params = named_params! { ":of": seq, ":limit": limit(most) };
        let rows = query.query_map(params, EntryRow::from_row)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Entries, not undone, that refer to this one: number, id and kind, in
    /// order. Imports, exports and undos only mention it, and are left out; so are
    /// places of spans in a newer capture, which mean nothing without it.
    pub fn rests_on(&self, id: EntryId) -> Result<Vec<(u64, EntryId, String)>> {
        let Some(seq) = self.seq(id)? else { return Ok(Vec::new()) };
        let mut query = self.conn.prepare_cached(
            "SELECT entry.seq, leaf, body, 0 AS undone
               FROM reference JOIN entry ON entry.seq = reference.seq
              WHERE target = :of AND entry.seq NOT IN (SELECT seq FROM undone)
              ORDER BY entry.seq",
        )?;
        let rows = query.query_map(named_params! { ":of": seq }, EntryRow::from_row)?;
        let rows = rows.collect::<rusqlite::Result<Vec<EntryRow>>>()?;
        let resting = rows.into_iter().map(|row| (row.seq, row.id, row.kind()));
        let mentions = |kind: &str| matches!(kind, "import" | "export" | "undo" | "re-anchor");
        Ok(resting.filter(|(.., kind)| !mentions(kind)).collect())
    }
}
