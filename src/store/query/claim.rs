//! Claims with their versions, and spans by the capture they stand in.

use rusqlite::{OptionalExtension, named_params};

use super::super::{Store, unsigned};
use super::limit;
use crate::error::Result;
use crate::journal::{Fact, fact};
use crate::model::vocab::{Guessed, Revision};
use crate::model::{
    CaptureId, ClaimId, EntryId, EventId, Handle, PartyId, QuestionId, SourceId, Span, Timestamp,
    VersionId,
};

/// A claim and all its versions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimRow {
    /// Its id: the entry of its first version.
    pub id: ClaimId,
    /// 14 in `C14`.
    pub number: u32,
    /// Number of that entry.
    pub seq: u64,
    /// The source that reports it.
    pub source: SourceId,
    /// First claim cut from the same quotation.
    pub utterance: Option<ClaimId>,
    /// Why it was withdrawn, if it was.
    pub withdrawn: Option<String>,
    /// Whether it was undone.
    pub undone: bool,
    /// Versions in order, undone ones too; never empty.
    pub versions: Vec<VersionRow>,
}

/// One version of a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionRow {
    /// Its id: its entry.
    pub id: VersionId,
    /// 2 in `C14@2`.
    pub number: u32,
    /// Number of its entry.
    pub seq: u64,
    /// When it was logged.
    pub at: Timestamp,
    /// By whom.
    pub by: String,
    /// Why it was made; None for the first.
    pub revision: Option<(Revision, String)>,
    /// All that it says.
    pub wording: fact::Wording,
    /// What was guessed, and nobody confirmed.
    pub guessed: Vec<Guessed>,
    /// Whether it was undone.
    pub undone: bool,
}

impl ClaimRow {
    /// The newest version that is not undone; the last of all where all are.
    ///
    /// # Panics
    ///
    /// Never: a claim has a first version.
    pub fn newest(&self) -> &VersionRow {
        let standing = self.versions.iter().rfind(|version| !version.undone);
        standing.or(self.versions.last()).expect("a claim has a first version")
    }

    /// Whether it counts: neither withdrawn nor undone.
    pub const fn is_live(&self) -> bool {
        !self.undone && self.withdrawn.is_none()
    }
}

/// Which claims to list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClaimFilter {
    /// Of this source.
    pub source: Option<SourceId>,
    /// With a position on a question of this event.
    pub event: Option<EventId>,
    /// By this speaker, after merges.
    pub party: Option<PartyId>,
    /// With a position on this question.
    pub question: Option<QuestionId>,
    /// With a span in this capture.
    pub capture: Option<CaptureId>,
    /// Withdrawn ones too.
    pub include_withdrawn: bool,
    /// At most so many; None: all.
    pub limit: Option<u64>,
    /// Only those with a higher number.
    pub after: u32,
}

/// A span in a capture, and who holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpanRow {
    /// Claim version or evidence.
    pub of: EntryId,
    /// `C14@2.1` or `X1.1`.
    pub handle: String,
    /// Place in the holder's list, from 0.
    pub index: u32,
    /// The span.
    pub span: Span,
    /// Whether the holder counts now: newest version of a live claim, or
    /// evidence that is not undone.
    pub newest: bool,
}

impl Store {
    /// A claim by its id; None if there is none.
    pub fn claim(&self, id: ClaimId) -> Result<Option<ClaimRow>> {
        match self.seq(id)? {
            Some(seq) => self.claim_at(seq),
            None => Ok(None),
        }
    }

    pub(super) fn claim_at(&self, seq: i64) -> Result<Option<ClaimRow>> {
        let Some(row) = self.thing_at(seq)?.filter(|row| row.kind == "claim") else {
            return Ok(None);
        };
        let seqs =
            self.numbers("SELECT seq FROM version WHERE claim = :of ORDER BY number", seq)?;
        let (mut source, mut utterance) = (None, None);
        let mut versions = Vec::with_capacity(seqs.len());
        for (number, version) in (1..).zip(&seqs) {
            let entry = self.entry_at(*version)?;
            let Fact::Claim(claim) = entry.fact else { continue };
            let (wording, revision) = match *claim {
                fact::Claim::Log(log) => {
                    (source, utterance) = (Some(log.source), log.utterance);
                    (log.wording, None)
                }
                fact::Claim::Revise(revise) => (revise.wording, Some((revise.kind, revise.reason))),
                fact::Claim::Confirm(_) | fact::Claim::Withdraw(_) => continue,
            };
            versions.push(VersionRow {
                id: self.id_at(*version)?.into(),
                number,
                seq: unsigned(*version),
                at: entry.at,
                by: entry.by,
                revision,
                guessed: wording.guessed.clone(),
                wording,
                undone: self.undone_at(*version)?,
            });
        }
        let Some(source) = source else { return Ok(None) };
        let mut claim = ClaimRow {
            id: self.id_at(seq)?.into(),
            number: row.number,
            seq: unsigned(seq),
            source,
            utterance,
            withdrawn: None,
            undone: row.undone,
            versions,
        };
        self.apply_acts(seq, &mut claim)?;
        Ok(Some(claim))
    }

    /// What was confirmed or withdrawn after logging.
    fn apply_acts(&self, seq: i64, claim: &mut ClaimRow) -> Result<()> {
        let acts = self.numbers(
            "SELECT seq FROM claim_act WHERE claim = :of AND kind IN ('confirm', 'withdraw')
                AND seq NOT IN (SELECT seq FROM undone) ORDER BY seq",
            seq,
        )?;
        for act in acts {
            let Fact::Claim(act) = self.entry_at(act)?.fact else { continue };
            match *act {
                fact::Claim::Confirm(confirm) => {
                    let version = claim.versions.iter_mut().find(|row| row.id == confirm.version);
                    if let Some(version) = version {
                        version.guessed.retain(|field| !confirm.fields.contains(field));
                    }
                }
                fact::Claim::Withdraw(withdraw) => claim.withdrawn = Some(withdraw.reason),
                fact::Claim::Log(_) | fact::Claim::Revise(_) => {}
            }
        }
        Ok(())
    }

    /// Claims in order of their number.
    pub fn claims(&self, filter: &ClaimFilter) -> Result<Vec<ClaimRow>> {
        let part = |id: Option<EntryId>| id.map(|id| self.seq(id)).transpose().map(Option::flatten);
        let mut query = self.conn.prepare_cached(
            "SELECT seq FROM thing
              WHERE letter = 'C' AND number > :after AND undone IS NULL
                AND (:withdrawn OR NOT EXISTS (SELECT 1 FROM claim_act WHERE claim = thing.seq
                      AND kind = 'withdraw' AND claim_act.seq NOT IN (SELECT seq FROM undone)))
                AND (:source IS NULL OR EXISTS (SELECT 1 FROM version
                      WHERE claim = thing.seq AND source = :source))
                AND (:question IS NULL OR EXISTS (SELECT 1 FROM position
                      JOIN version ON version.seq = position.version
                      WHERE position.question = :question AND version.claim = thing.seq))
                AND (:event IS NULL OR EXISTS (SELECT 1 FROM version
                      JOIN position ON position.version = version.seq
                      JOIN thing AS question ON question.seq = position.question
                      WHERE version.claim = thing.seq AND question.parent = :event))
                AND (:capture IS NULL OR EXISTS (SELECT 1 FROM version
                      JOIN span ON span.holder = version.seq
                      WHERE version.claim = thing.seq AND span.capture = :capture))
              ORDER BY number LIMIT :limit",
        )?;
        let by_party = filter.party.is_some();
        let rows = query.query_map(
            named_params! {
                ":after": filter.after,
                ":withdrawn": filter.include_withdrawn,
                ":source": part(filter.source.map(Into::into))?,
                ":question": part(filter.question.map(Into::into))?,
                ":event": part(filter.event.map(Into::into))?,
                ":capture": part(filter.capture.map(Into::into))?,
                ":limit": if by_party { -1 } else { limit(filter.limit) },
            },
            |row| row.get::<_, i64>(0),
        )?;
        let seqs = rows.collect::<rusqlite::Result<Vec<i64>>>()?;
        let mut claims = Vec::new();
        for seq in seqs {
            let Some(claim) = self.claim_at(seq)? else { continue };
            if let Some(party) = filter.party {
                // Merges decide who speaks, and they are not in the rows.
                let speaker = self.canonical_party(claim.newest().wording.speaker.party)?;
                if speaker != self.canonical_party(party)? {
                    continue;
                }
            }
            claims.push(claim);
            if filter.limit.is_some_and(|limit| claims.len() as u64 >= limit) {
                break;
            }
        }
        Ok(claims)
    }

    /// The claim of a version, with both numbers; None if it is none.
    pub fn claim_of_version(&self, version: VersionId) -> Result<Option<(ClaimId, u32, u32)>> {
        let Some(seq) = self.seq(version)? else { return Ok(None) };
        match self.version_at(seq)? {
            Some((claim, number, version)) => {
                Ok(Some((self.id_at(claim)?.into(), number, version)))
            }
            None => Ok(None),
        }
    }

    /// Spans that stand in a capture, by their first byte, then by holder.
    pub fn spans_on(&self, capture: CaptureId) -> Result<Vec<SpanRow>> {
        let Some(seq) = self.seq(capture)? else { return Ok(Vec::new()) };
        let mut query = self.conn.prepare_cached(
            "SELECT holder, nth FROM span WHERE capture = :capture
              GROUP BY holder, nth ORDER BY min(byte_from), holder, nth",
        )?;
        let rows = query
            .query_map(named_params! { ":capture": seq }, |row| Ok((row.get(0)?, row.get(1)?)))?;
        let rows = rows.collect::<rusqlite::Result<Vec<(i64, u32)>>>()?;
        let mut spans = Vec::with_capacity(rows.len());
        for (holder, index) in rows {
            spans.extend(self.span_row(holder, index)?);
        }
        Ok(spans)
    }

    fn span_row(&self, holder: i64, index: u32) -> Result<Option<SpanRow>> {
        let of = self.id_at(holder)?;
        let held = match self.entry_at(holder)?.fact {
            Fact::Claim(claim) => match *claim {
                fact::Claim::Log(log) => log.wording.spans,
                fact::Claim::Revise(revise) => revise.wording.spans,
                fact::Claim::Confirm(_) | fact::Claim::Withdraw(_) => Vec::new(),
            },
            Fact::Evidence(evidence) => evidence.spans,
            _ => Vec::new(),
        };
        let Some(span) = held.get(index as usize).cloned() else { return Ok(None) };
        let version = self.version_at(holder)?;
        let handle = match version {
            Some((_, claim, version)) => Handle::Version(claim, version).to_string(),
            None => {
                self.handle_of(of)?.map_or_else(|| format!("{of:.8}"), |handle| handle.to_string())
            }
        };
        let newest = match version {
            Some((claim, ..)) => self
                .claim_at(claim)?
                .is_some_and(|claim| claim.is_live() && EntryId::from(claim.newest().id) == of),
            None => !self.undone_at(holder)?,
        };
        Ok(Some(SpanRow { of, handle: format!("{handle}.{}", index + 1), index, span, newest }))
    }

    /// Whether a claim with this number was ever logged.
    pub fn claim_numbered(&self, number: u32) -> Result<Option<ClaimRow>> {
        let seq = self
            .conn
            .prepare_cached("SELECT seq FROM thing WHERE letter = 'C' AND number = :number")?
            .query_row(named_params! { ":number": number }, |row| row.get(0))
            .optional()?;
        seq.map(|seq| self.claim_at(seq)).transpose().map(Option::flatten)
    }
}
