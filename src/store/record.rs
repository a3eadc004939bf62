//! The record as it lies there: for audit and export, which believe nothing.

use rusqlite::{OptionalExtension, named_params};

use super::query::blob;
use super::{Head, Store, project, schema, signed, unsigned};
use crate::error::{Error, Result};
use crate::journal::id_of;
use crate::journal::tree::{self, Roll};
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

impl RawEntry<'_> {
    /// The id by which other entries know it: the hash stored beside it,
    /// altered or not; of its bytes where that is none.
    pub fn known_as(&self) -> EntryId {
        self.leaf.try_into().map_or_else(|_| id_of(self.body), EntryId::from_bytes)
    }
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
            take(RawEntry {
                seq: unsigned(row.get("seq")?),
                body: blob(row, "body")?,
                leaf: blob(row, "leaf")?,
            })?;
        }
        Ok(())
    }

    /// Hands out stored hashes in order, with their indexes.
    pub fn each_node(&self, take: &mut dyn FnMut(u64, &[u8]) -> Result<()>) -> Result<()> {
        let mut query = self.conn.prepare("SELECT position, hash FROM node ORDER BY position")?;
        let mut rows = query.query([])?;
        while let Some(row) = rows.next()? {
            take(unsigned(row.get("position")?), blob(row, "hash")?)?;
        }
        Ok(())
    }

    /// The head that the entries' bytes give, and no stored hash.
    ///
    /// # Errors
    ///
    /// [`Error::Altered`] at the first entry whose bytes are not those of its
    /// hash; [`Error::Damaged`] where one is missing, or the stored tree is
    /// another. Cost: reads and hashes every entry.
    pub fn computed_head(&self) -> Result<Head> {
        let damaged = |detail: String| Error::Damaged { path: self.path.clone(), detail };
        let mut roll = Roll::new();
        self.each_entry(0, &mut |raw| {
            let leaf = tree::leaf_hash(raw.body);
            if leaf != raw.leaf {
                return Err(Error::Altered { path: self.path.clone(), seq: signed(raw.seq) });
            }
            if raw.seq != roll.size() {
                return Err(damaged(format!("entry {} is missing", roll.size())));
            }
            roll.push(leaf);
            Ok(())
        })?;
        let head = Head { size: roll.size(), root: roll.root() };
        if self.head()? == head {
            return Ok(head);
        }
        Err(damaged("the tree of hashes does not belong to its entries".to_owned()))
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

    /// Drops the projection and the index, and writes them again from the
    /// record: all of it or nothing.
    ///
    /// # Errors
    ///
    /// [`Error::NewerEntry`] if the journal holds what only a newer program can
    /// lay out; [`Error::Damaged`] if an entry cannot be read.
    pub fn rebuild(&mut self) -> Result<()> {
        self.begin()?;
        let rebuilt = schema::renew_projection(&self.conn)
            .and_then(|()| self.replay())
            .and_then(|()| self.fill_index())
            .and_then(|()| Ok(self.commit()?));
        if rebuilt.is_err() {
            self.roll_back();
        }
        rebuilt
    }

    /// Lays every entry out, in order, in an empty projection.
    ///
    /// # Errors
    ///
    /// As [`Self::rebuild`], and where an entry is not the one that was logged:
    /// tables made of altered entries would make them look right.
    pub(super) fn replay(&self) -> Result<()> {
        self.computed_head()?;
        self.each_entry(0, &mut |raw| {
            let entry = self.decode(signed(raw.seq), raw.body, raw.leaf)?;
            project::project(&self.ground(), raw.seq, id_of(raw.body), raw.body, &entry)
        })
    }
}
