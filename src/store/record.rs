//! The record as it lies there: for audit and export, which believe nothing.

use rusqlite::{OptionalExtension, named_params};

use super::{Store, project, schema, signed, unsigned};
use crate::error::{Error, Result};
use crate::journal::Decoded;
use crate::model::{EntryId, from_hex};

/// One row of the record, as it lies there.
#[derive(Clone, Copy, Debug)]
pub struct RawEntry<'a> {
    /// Its number.
    pub seq: u64,
    /// Its bytes.
    pub body: &'a [u8],
    /// The hash stored beside them.
    pub leaf: &'a [u8],
}

impl Store {
    /// Hands out entries in order, from number `from`. Memory: one entry.
    pub fn each_entry(
        &self,
        from: u64,
        take: &mut dyn FnMut(RawEntry<'_>) -> Result<()>,
    ) -> Result<()> {
        let mut query = self
            .conn
            .prepare("SELECT seq, body, leaf FROM entry WHERE seq >= :from ORDER BY seq")?;
        let mut rows = query.query(named_params! { ":from": signed(from) })?;
        while let Some(row) = rows.next()? {
            let blob = |at: &str| -> Result<&[u8]> {
                Ok(row.get_ref(at)?.as_blob().map_err(rusqlite::Error::from)?)
            };
            take(RawEntry {
                seq: unsigned(row.get("seq")?),
                body: blob("body")?,
                leaf: blob("leaf")?,
            })?;
        }
        Ok(())
    }

    /// Hands out stored hashes in order, with their indexes.
    pub fn each_node(&self, take: &mut dyn FnMut(u64, &[u8]) -> Result<()>) -> Result<()> {
        let mut query = self.conn.prepare("SELECT position, hash FROM node ORDER BY position")?;
        let mut rows = query.query([])?;
        while let Some(row) = rows.next()? {
            let hash = row.get_ref("hash")?.as_blob().map_err(rusqlite::Error::from)?;
            take(unsigned(row.get("position")?), hash)?;
        }
        Ok(())
    }

    /// An entry's number and bytes, by its id.
    pub fn entry_body(&self, id: EntryId) -> Result<Option<(u64, Vec<u8>)>> {
        let mut query =
            self.conn.prepare_cached("SELECT seq, body FROM entry WHERE leaf = :leaf")?;
        let row = query.query_row(named_params! { ":leaf": id.as_bytes() }, |row| {
            Ok((unsigned(row.get("seq")?), row.get("body")?))
        });
        Ok(row.optional()?)
    }

    /// Ids that begin with these hexadecimal digits, in order of logging, ten
    /// at most.
    pub fn ids_starting(&self, digits: &str) -> Result<Vec<EntryId>> {
        let pad = |fill: char| {
            let mut text = digits.to_owned();
            while text.len() < 64 {
                text.push(fill);
            }
            from_hex::<32>(&text)
        };
        let (Some(low), Some(high)) = (pad('0'), pad('f')) else { return Ok(Vec::new()) };
        let mut query = self.conn.prepare_cached(
            "SELECT leaf FROM entry WHERE leaf BETWEEN :low AND :high ORDER BY seq LIMIT 10",
        )?;
        let rows = query.query_map(named_params! { ":low": low, ":high": high }, |row| {
            Ok(EntryId::from_bytes(row.get("leaf")?))
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Drops the projection, and writes it again from the record: all of it or
    /// nothing.
    ///
    /// # Errors
    ///
    /// [`Error::NewerEntry`] if the journal holds what only a newer program can
    /// lay out; [`Error::Damaged`] if an entry cannot be read.
    pub fn rebuild(&mut self) -> Result<()> {
        self.begin()?;
        let rebuilt = schema::renew_projection(&self.conn)
            .and_then(|()| self.replay())
            .and_then(|()| Ok(self.commit()?));
        if rebuilt.is_err() {
            self.roll_back();
        }
        rebuilt
    }

    /// Lays every entry out, in order, in an empty projection.
    pub(super) fn replay(&self) -> Result<()> {
        self.each_entry(0, &mut |raw| {
            let id = crate::journal::id_of(raw.body);
            match Decoded::read(raw.body) {
                Ok(Decoded::Known(entry)) => {
                    project::project(self.ground(), raw.seq, id, raw.body, &entry)
                }
                Ok(Decoded::Unknown { v, fact }) => Err(Error::NewerEntry { fact, v }),
                Err(error) => {
                    let detail = format!("entry {} is unreadable: {error}", raw.seq);
                    Err(Error::Damaged { path: self.path.clone(), detail })
                }
            }
        })
    }
}
