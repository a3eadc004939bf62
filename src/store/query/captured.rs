//! Captures: those of a source, the text of one, and the spans that stand in it.

use std::collections::BTreeMap;

use rusqlite::named_params;
use sha2::{Digest, Sha256};

use super::super::Store;
use super::thing::Logged;
use crate::error::{Error, Result};
use crate::journal::{Fact, fact};
use crate::model::{CaptureId, EntryId, Handle, Sha256Hex, SourceId, Span};

/// A span in a capture, and who holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpanRow {
    /// Entry of the claim version or evidence.
    pub of: EntryId,
    /// `C14@2.1` or `X1.1`.
    pub handle: String,
    /// Place in the holder's list, from 0.
    pub index: u32,
    /// The span.
    pub span: Span,
    /// Whether the holder counts now: newest version of a live claim, or
    /// evidence as it stands that is not undone.
    pub newest: bool,
}

/// What holds spans: a claim version, or evidence.
struct Holder {
    id: EntryId,
    handle: String,
    newest: bool,
    spans: Vec<Span>,
}

impl Store {
    /// Captures of a source, undone ones too, in order of their number.
    pub fn captures(&self, source: SourceId) -> Result<Vec<Logged<fact::Capture>>> {
        let Some(seq) = self.seq(source)? else { return Ok(Vec::new()) };
        let seqs = self.numbers("SELECT seq FROM capture WHERE source = :of ORDER BY seq", seq)?;
        self.logged_all(&seqs)
    }

    /// Captures of bytes with this digest that are not undone, in order of
    /// logging.
    pub fn captures_with_raw(&self, sha256: Sha256Hex) -> Result<Vec<CaptureId>> {
        let mut query = self.conn.prepare_cached(
            "SELECT thing.id FROM capture JOIN thing ON thing.seq = capture.seq
              WHERE raw = :raw AND undone IS NULL ORDER BY capture.seq",
        )?;
        let rows =
            query.query_map(named_params! { ":raw": sha256.as_bytes() }, |row| row.get(0))?;
        rows.map(|id| Ok(EntryId::from_bytes(id?).into())).collect()
    }

    /// The text of a capture; None where it is withheld.
    ///
    /// # Errors
    ///
    /// [`Error::Damaged`] if the bytes are not those that were captured, or not
    /// UTF-8.
    pub fn capture_text(&self, capture: CaptureId) -> Result<Option<String>> {
        self.recall.text(capture, || self.read_capture_text(capture))
    }

    fn read_capture_text(&self, capture: CaptureId) -> Result<Option<String>> {
        let Some(logged) = self.get::<fact::Capture>(capture.into())? else { return Ok(None) };
        let sha256 = logged.fact.text.sha256;
        let Some(blob) = self.blob(sha256)? else { return Ok(None) };
        let damaged = |what: &str| Error::Damaged {
            path: self.path.clone(),
            detail: format!("the text of {} {what}", logged.handle),
        };
        let salt = blob.salt.as_ref().map_or(&[][..], |salt| salt);
        let digest = Sha256::new().chain_update(salt).chain_update(&blob.bytes).finalize();
        if digest[..] != sha256.as_bytes()[..] {
            return Err(damaged("is not what was captured: its hash differs"));
        }
        String::from_utf8(blob.bytes).map(Some).map_err(|_| damaged("is not UTF-8"))
    }

    /// Spans that stand in a capture, of older versions too and of what was
    /// undone, by their first byte, then in order of logging.
    pub fn spans_on(&self, capture: CaptureId) -> Result<Vec<SpanRow>> {
        let Some(seq) = self.seq(capture)? else { return Ok(Vec::new()) };
        let mut query = self.conn.prepare_cached(
            "SELECT holder, nth FROM span WHERE capture = :capture
              GROUP BY holder, nth ORDER BY min(byte_from), holder, nth",
        )?;
        let rows = query
            .query_map(named_params! { ":capture": seq }, |row| Ok((row.get(0)?, row.get(1)?)))?;
        let rows = rows.collect::<rusqlite::Result<Vec<(i64, u32)>>>()?;
        let mut holders = BTreeMap::new();
        for (holder, _) in &rows {
            if !holders.contains_key(holder) {
                holders.insert(*holder, self.holder(*holder)?);
            }
        }
        let row = |(holder, index): (i64, u32)| {
            let holder = &holders[&holder];
            Some(SpanRow {
                of: holder.id,
                handle: format!("{}.{}", holder.handle, index + 1),
                index,
                span: holder.spans.get(index as usize)?.clone(),
                newest: holder.newest,
            })
        };
        Ok(rows.into_iter().filter_map(row).collect())
    }

    fn holder(&self, seq: i64) -> Result<Holder> {
        let id = self.id_at(seq)?;
        let spans = spans_of(self.entry_at(seq)?.fact);
        let (handle, newest) = if let Some((claim, number, version)) = self.version_at(seq)? {
            let life = self.life(claim)?;
            let handle = Handle::Version(number, version).to_string();
            (handle, life.live && life.newest == Some(seq))
        } else {
            let handle = self.handle_of(id)?.map(|handle| handle.to_string());
            (handle.unwrap_or_else(|| format!("{id:.8}")), self.is_current(seq)?)
        };
        Ok(Holder { id, handle, newest, spans })
    }

    /// Whether the entry at `seq` holds the fields of a thing that stands.
    fn is_current(&self, seq: i64) -> Result<bool> {
        let mut query = self.conn.prepare_cached(
            "SELECT count(*) FROM edition JOIN thing ON thing.seq = edition.thing
              WHERE edition.seq = :seq AND thing.current = :seq AND thing.undone IS NULL",
        )?;
        let found: i64 = query.query_row(named_params! { ":seq": seq }, |row| row.get(0))?;
        Ok(found > 0)
    }
}

fn spans_of(fact: Fact) -> Vec<Span> {
    if let Fact::Evidence(evidence) = fact {
        return evidence.spans;
    }
    let Fact::Claim(claim) = fact else { return Vec::new() };
    match *claim {
        fact::Claim::Log(log) => log.wording.spans,
        fact::Claim::Revise(revise) => revise.wording.spans,
        fact::Claim::Confirm(_) | fact::Claim::Withdraw(_) => Vec::new(),
    }
}
