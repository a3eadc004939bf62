//! What happened: the entries around a thing, and what rests on it.

use rusqlite::named_params;

use super::super::{Store, unsigned};
use super::limit;
use crate::error::Result;
use crate::journal::Decoded;
use crate::model::EntryId;

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
}

impl Store {
    /// Entries that are a thing, or refer to it, in order; without an id, all.
    /// The newest `most` of them.
    pub fn history(&self, id: Option<EntryId>, most: Option<u64>) -> Result<Vec<EntryRow>> {
        let of = match id {
            Some(id) => self.seq(id)?.or(Some(-1)),
            None => None,
        };
        let mut query = self.conn.prepare_cached(
            "SELECT seq, leaf, body, seq IN (SELECT seq FROM undone) AS undone FROM entry
              WHERE :of IS NULL OR seq = :of
                 OR seq IN (SELECT seq FROM reference WHERE target = :of)
              ORDER BY seq DESC LIMIT :limit",
        )?;
        let rows = query.query_map(named_params! { ":of": of, ":limit": limit(most) }, |row| {
            Ok(EntryRow {
                seq: unsigned(row.get("seq")?),
                id: EntryId::from_bytes(row.get("leaf")?),
                undone: row.get("undone")?,
                decoded: Decoded::read(row.get_ref("body")?.as_blob()?).ok(),
            })
        })?;
        let mut rows = rows.collect::<rusqlite::Result<Vec<EntryRow>>>()?;
        rows.reverse();
        Ok(rows)
    }

    /// Entries, not undone, that refer to this one: number, id and kind, in
    /// order. Imports, exports and undos only mention it, and are left out.
    pub fn rests_on(&self, id: EntryId) -> Result<Vec<(u64, EntryId, String)>> {
        let mut rows = self.history(Some(id), None)?;
        rows.retain(|row| row.id != id && !row.undone);
        let kind = |row: &EntryRow| match &row.decoded {
            Some(Decoded::Known(entry)) => entry.fact.kind().to_owned(),
            Some(Decoded::Unknown { fact, .. }) => fact.clone(),
            None => "unreadable entry".to_owned(),
        };
        let mut list: Vec<_> = rows.into_iter().map(|row| (row.seq, row.id, kind(&row))).collect();
        list.retain(|(.., kind)| !matches!(kind.as_str(), "import" | "export" | "undo"));
        Ok(list)
    }
}
