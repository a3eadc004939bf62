//! Handles: from the name of a thing to its entry, and back.

use rusqlite::{OptionalExtension, named_params};

use super::super::{Store, signed, unsigned};
use crate::error::Result;
use crate::model::{EntryId, Handle};

impl Store {
    /// What a handle stands for, undone or not; None if nothing.
    ///
    /// A claim's handle gives the entry of its first version, which is the
    /// claim's id; a version's, a span's and a position's that of the version
    /// they belong to, the newest where none is named. `M1` is the founder, who
    /// stands in entry 0.
    pub fn resolve(&self, handle: &Handle) -> Result<Option<EntryId>> {
        let seq = match handle {
            Handle::Source(n) => self.numbered("S", *n)?,
            Handle::Party(n) => self.numbered("P", *n)?,
            Handle::Event(n) => self.numbered("E", *n)?,
            Handle::Claim(n) => self.numbered("C", *n)?,
            Handle::Link(n) => self.numbered("L", *n)?,
            Handle::Evidence(n) => self.numbered("X", *n)?,
            Handle::Verdict(n) => self.numbered("V", *n)?,
            Handle::Report(n) => self.numbered("R", *n)?,
            Handle::Member(1) => self.founder()?.map(|_| 0),
            Handle::Member(n) => self.numbered("M", *n)?,
            Handle::Key(n) => self.numbered("K", *n)?,
            Handle::Capture(source, n) => match self.numbered("S", *source)? {
                Some(source) => self.capture_numbered(source, *n)?,
                None => None,
            },
            Handle::Question(event, key) => match self.numbered("E", *event)? {
                Some(event) => self.question_at(event, key)?,
                None => None,
            },
            Handle::Version(claim, n) | Handle::Span(claim, n, _) => {
                self.version_numbered(*claim, Some(*n))?
            }
            Handle::Position(position) => {
                self.version_numbered(position.claim, position.version)?
            }
        };
        seq.map(|seq| self.id_at(seq)).transpose()
    }

    fn numbered(&self, letter: &str, number: u32) -> Result<Option<i64>> {
        let mut query = self
            .conn
            .prepare_cached("SELECT seq FROM thing WHERE letter = :letter AND number = :number")?;
        let params = named_params! { ":letter": letter, ":number": number };
        Ok(query.query_row(params, |row| row.get(0)).optional()?)
    }

    fn capture_numbered(&self, source: i64, number: u32) -> Result<Option<i64>> {
        let mut query = self.conn.prepare_cached(
            "SELECT seq FROM thing WHERE parent = :source AND kind = 'capture' AND number = :number",
        )?;
        let params = named_params! { ":source": source, ":number": number };
        Ok(query.query_row(params, |row| row.get(0)).optional()?)
    }

    /// A question by its key: the newest of this key that is not undone, else
    /// an undone one.
    pub(super) fn question_at(&self, event: i64, key: &str) -> Result<Option<i64>> {
        let sql = "SELECT seq FROM thing WHERE key = :key AND kind = 'question' AND parent = :event
              ORDER BY undone IS NOT NULL, seq DESC LIMIT 1";
        let found = self.recall.answer(sql, &format!("{event} {key}"), || {
            let mut query = self.conn.prepare_cached(sql)?;
            let params = named_params! { ":key": key, ":event": event };
            let rows = query.query_map(params, |row| row.get(0))?;
            rows.collect::<rusqlite::Result<_>>()
        })?;
        Ok(found.first().copied())
    }

    fn version_numbered(&self, claim: u32, number: Option<u32>) -> Result<Option<i64>> {
        let Some(claim) = self.numbered("C", claim)? else { return Ok(None) };
        let mut query = self.conn.prepare_cached(
            "SELECT seq FROM version WHERE claim = :claim AND (:number IS NULL OR number = :number)
              ORDER BY seq IN (SELECT seq FROM undone), number DESC LIMIT 1",
        )?;
        let params = named_params! { ":claim": claim, ":number": number };
        Ok(query.query_row(params, |row| row.get(0)).optional()?)
    }

    /// The handle of what an entry logged, or whose fields or wording it
    /// replaced; None where that has none, as entry 0 and places have not.
    ///
    /// The first version of a claim is named as the claim is, `C14`.
    pub fn handle_of(&self, id: EntryId) -> Result<Option<Handle>> {
        match self.seq(id)? {
            Some(seq) => self.handle_at(unsigned(seq)),
            None => Ok(None),
        }
    }

    /// The same, by the entry's number: where the record is damaged, the
    /// tables may still tell.
    pub fn handle_at(&self, seq: u64) -> Result<Option<Handle>> {
        let seq = signed(seq);
        if let Some(row) = self.thing_at(seq)? {
            return Ok(row.handle());
        }
        if let Some((_, claim, version)) = self.version_at(seq)? {
            return Ok(Some(Handle::Version(claim, version)));
        }
        self.replaced(seq)
    }

    /// The handle of the thing whose fields the entry at `seq` replaced.
    fn replaced(&self, seq: i64) -> Result<Option<Handle>> {
        let mut query =
            self.conn.prepare_cached("SELECT thing, kind FROM edition WHERE seq = :seq")?;
        let found: Option<(i64, String)> = query
            .query_row(named_params! { ":seq": seq }, |row| {
                Ok((row.get("thing")?, row.get("kind")?))
            })
            .optional()?;
        Ok(match found {
            Some((0, kind)) => (kind == "member").then_some(Handle::Member(1)),
            Some((thing, _)) => self.thing_at(thing)?.and_then(|row| row.handle()),
            None => None,
        })
    }

    /// The number of a claim version's claim, with both numbers.
    pub(super) fn version_at(&self, seq: i64) -> Result<Option<(i64, u32, u32)>> {
        let mut query = self.conn.prepare_cached(
            "SELECT claim, thing.number AS claim_number, version.number AS version_number
               FROM version JOIN thing ON thing.seq = version.claim WHERE version.seq = :seq",
        )?;
        let row = query.query_row(named_params! { ":seq": seq }, |row| {
            Ok((row.get("claim")?, row.get("claim_number")?, row.get("version_number")?))
        });
        Ok(row.optional()?)
    }
}
