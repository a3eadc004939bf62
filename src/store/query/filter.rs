//! Claims in lists: which ones, in order of their number.

use std::collections::BTreeSet;

use rusqlite::{OptionalExtension, named_params};

use super::super::{Store, signed, unsigned};
use super::claim::ClaimRow;
use super::limit;
use super::party::Merges;
use crate::error::Result;
use crate::model::{CaptureId, EntryId, EventId, PartyId, QuestionId, SourceId};

/// Which claims to list: those to which all of it applies, in the newest
/// version of each.
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
    /// Without the first so many.
    pub skip: u64,
    /// Only those with a higher number.
    pub after: u32,
}

/// A claim that fits a filter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClaimPlace {
    /// Number of its first entry.
    pub seq: u64,
    /// First entry of the party that says it, as logged.
    pub speaker: u64,
    /// First entry of the source that reports it.
    pub source: u64,
}

/// A filter in numbers of entries.
#[derive(Debug, Default)]
struct Asked {
    source: Option<i64>,
    event: Option<i64>,
    question: Option<i64>,
    capture: Option<i64>,
    speakers: Option<BTreeSet<i64>>,
}

/// Claims that in any version take a position on a question of an event.
const ON_EVENT: &str = "SELECT version.claim FROM thing
       JOIN position ON position.question = thing.seq
       JOIN version ON version.seq = position.version
      WHERE thing.parent = :of AND thing.kind = 'question'";

/// Bytes of a long passage.
const LONG: u64 = 8_192;

impl Store {
    /// Claims that are not undone, in order of their number.
    pub fn claims(&self, filter: &ClaimFilter) -> Result<Vec<ClaimRow>> {
        let mut claims = Vec::new();
        for seq in self.claim_seqs(filter)? {
            claims.extend(self.claim_at(seq)?);
        }
        Ok(claims)
    }

    /// The claim whose first entry is at `seq`.
    pub fn claim_logged_at(&self, seq: u64) -> Result<Option<ClaimRow>> {
        self.claim_at(signed(seq))
    }

    /// Where the same claims stand, in the same order: a few bytes for each, and
    /// no entry is read.
    pub fn claim_places(&self, filter: &ClaimFilter) -> Result<Vec<ClaimPlace>> {
        let mut places = Vec::new();
        for seq in self.claim_seqs(filter)? {
            places.extend(self.place_in(filter, &Asked::default(), seq)?);
        }
        Ok(places)
    }

    /// How many claims a filter fits, whatever part of them it asks for.
    pub fn count_claims(&self, filter: &ClaimFilter) -> Result<u64> {
        let all = ClaimFilter { limit: None, skip: 0, after: 0, ..filter.clone() };
        let Some(asked) = self.asked(&all)? else { return Ok(0) };
        if let Some(candidates) = self.candidates(&asked)? {
            return Ok(self.fitting(&all, &asked, candidates)?.len() as u64);
        }
        // Handles are never used twice: what is not there was undone. CROSS: not
        // the other way round, by way of every claim.
        let mut query = self.conn.prepare_cached(
            "SELECT (SELECT coalesce(max(number), 0) FROM thing WHERE letter = 'C')
                  - (SELECT count(*) FROM undone CROSS JOIN thing ON thing.seq = undone.seq
                      WHERE thing.letter = 'C')
                  - iif(:withdrawn, 0, (
                      SELECT count(DISTINCT claim_act.claim) FROM claim_act
                        CROSS JOIN thing ON thing.seq = claim_act.claim
                       WHERE claim_act.kind = 'withdraw' AND thing.undone IS NULL
                         AND claim_act.seq NOT IN (SELECT seq FROM undone)))",
        )?;
        let count: i64 = query
            .query_row(named_params! { ":withdrawn": filter.include_withdrawn }, |row| {
                row.get(0)
            })?;
        Ok(unsigned(count))
    }

    /// First entries of claims that a filter fits, in order.
    fn claim_seqs(&self, filter: &ClaimFilter) -> Result<Vec<i64>> {
        let Some(asked) = self.asked(filter)? else { return Ok(Vec::new()) };
        match self.candidates(&asked)? {
            Some(candidates) => self.fitting(filter, &asked, candidates),
            None => self.claims_after(filter),
        }
    }

    /// Those of some claims that a filter fits.
    fn fitting(
        &self,
        filter: &ClaimFilter,
        asked: &Asked,
        candidates: BTreeSet<i64>,
    ) -> Result<Vec<i64>> {
        let most = usize::try_from(filter.limit.unwrap_or(u64::MAX)).unwrap_or(usize::MAX);
        let mut skipped = 0;
        let mut fitting = Vec::new();
        for seq in candidates {
            if fitting.len() >= most {
                break;
            }
            if self.place_in(filter, asked, seq)?.is_none() {
                continue;
            }
            if skipped < filter.skip {
                skipped += 1;
            } else {
                fitting.push(seq);
            }
        }
        Ok(fitting)
    }

    /// Whether a filter fits a claim, and where that stands: by the tables
    /// alone.
    fn place_in(
        &self,
        filter: &ClaimFilter,
        asked: &Asked,
        claim: i64,
    ) -> Result<Option<ClaimPlace>> {
        let mut query = self.conn.prepare_cached(
            "SELECT newest.speaker, newest.source
               FROM thing JOIN version AS newest ON newest.seq = (
                      SELECT seq FROM version WHERE version.claim = thing.seq
                         AND version.seq NOT IN (SELECT seq FROM undone)
                       ORDER BY version.number DESC LIMIT 1)
              WHERE thing.seq = :claim AND thing.undone IS NULL AND thing.number > :after
                AND (:withdrawn OR NOT EXISTS (SELECT 1 FROM claim_act WHERE claim = thing.seq
                      AND kind = 'withdraw' AND claim_act.seq NOT IN (SELECT seq FROM undone)))
                AND (:source IS NULL OR newest.source = :source)
                AND (:question IS NULL OR EXISTS (SELECT 1 FROM position
                      WHERE position.version = newest.seq AND position.question = :question))
                AND (:event IS NULL OR EXISTS (SELECT 1 FROM position
                       JOIN thing AS asked ON asked.seq = position.question
                      WHERE position.version = newest.seq AND asked.parent = :event
                        AND asked.kind = 'question' AND asked.undone IS NULL))
                AND (:capture IS NULL OR EXISTS (SELECT 1 FROM span
                      WHERE span.holder = newest.seq AND span.capture = :capture))",
        )?;
        let found = query.query_row(
            named_params! {
                ":claim": claim,
                ":after": filter.after,
                ":withdrawn": filter.include_withdrawn,
                ":source": asked.source,
                ":question": asked.question,
                ":event": asked.event,
                ":capture": asked.capture,
            },
            |row| Ok((row.get("speaker")?, row.get("source")?)),
        );
        let Some((speaker, source)) = found.optional()? else { return Ok(None) };
        let fits = asked.speakers.as_ref().is_none_or(|speakers| speakers.contains(&speaker));
        let [seq, speaker, source] = [claim, speaker, source].map(unsigned);
        Ok(fits.then_some(ClaimPlace { seq, speaker, source }))
    }

    /// Claims to which a filter may apply, by what has an index; None: it asks
    /// for nothing that has.
    fn candidates(&self, asked: &Asked) -> Result<Option<BTreeSet<i64>>> {
        let mut found: Option<BTreeSet<i64>> = None;
        let mut narrow = |seqs: Vec<i64>| {
            let seqs = BTreeSet::from_iter(seqs);
            found = Some(match found.take() {
                Some(before) => before.intersection(&seqs).copied().collect(),
                None => seqs,
            });
        };
        if let Some(source) = asked.source {
            narrow(self.numbers("SELECT claim FROM version WHERE source = :of", source)?);
        }
        if let Some(question) = asked.question {
            narrow(self.numbers(
                "SELECT claim FROM position JOIN version ON version.seq = position.version
                  WHERE question = :of",
                question,
            )?);
        }
        if let Some(event) = asked.event {
            narrow(self.numbers(ON_EVENT, event)?);
        }
        if let Some(capture) = asked.capture {
            narrow(self.numbers(
                "SELECT claim FROM span JOIN version ON version.seq = span.holder
                  WHERE capture = :of",
                capture,
            )?);
        }
        if let Some(speakers) = &asked.speakers {
            let mut seqs = Vec::new();
            for party in speakers {
                let by = "SELECT claim FROM version WHERE speaker = :of";
                seqs.extend(self.numbers(by, *party)?);
            }
            narrow(seqs);
        }
        Ok(found)
    }

    /// Live claims that in any version hold a passage of a capture that shares a
    /// byte with this stretch (end exclusive), in order of their number.
    /// Passages that begin more than 8 KiB before it are not seen.
    pub fn claims_quoting(
        &self,
        capture: CaptureId,
        [from, to]: [u64; 2],
    ) -> Result<Vec<ClaimRow>> {
        let Some(capture) = self.seq(capture)? else { return Ok(Vec::new()) };
        let mut query = self.conn.prepare_cached(
            "SELECT DISTINCT claim FROM span JOIN version ON version.seq = span.holder
              WHERE span.capture = :capture AND span.byte_from >= :begin
                AND span.byte_from < :to AND span.byte_to > :from ORDER BY claim",
        )?;
        let begin = from.saturating_sub(LONG);
        let asked = named_params! {
            ":capture": capture, ":begin": signed(begin), ":from": signed(from), ":to": signed(to),
        };
        let seqs = query.query_map(asked, |row| row.get(0))?;
        let mut claims = Vec::new();
        for seq in seqs.collect::<rusqlite::Result<Vec<i64>>>()? {
            let live = |row: &ClaimRow| !row.undone && row.withdrawn.is_none();
            claims.extend(self.claim_at(seq)?.filter(live));
        }
        Ok(claims)
    }

    /// Claims that in any version take a position on a question of an event.
    pub(super) fn claims_on(&self, event: EventId) -> Result<Vec<i64>> {
        match self.seq(event)? {
            Some(seq) => self.numbers(ON_EVENT, seq),
            None => Ok(Vec::new()),
        }
    }

    /// Claims of a page of the whole list.
    fn claims_after(&self, filter: &ClaimFilter) -> Result<Vec<i64>> {
        let mut query = self.conn.prepare_cached(
            "SELECT seq FROM thing
              WHERE letter = 'C' AND number > :after AND undone IS NULL
                AND (:withdrawn OR NOT EXISTS (SELECT 1 FROM claim_act WHERE claim = thing.seq
                      AND kind = 'withdraw' AND claim_act.seq NOT IN (SELECT seq FROM undone)))
              ORDER BY number LIMIT :limit OFFSET :skip",
        )?;
        let rows = query.query_map(
            named_params! {
                ":after": filter.after,
                ":withdrawn": filter.include_withdrawn,
                ":limit": limit(filter.limit),
                ":skip": signed(filter.skip),
            },
            |row| row.get(0),
        )?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// A filter in numbers; None: it names what is not there.
    fn asked(&self, filter: &ClaimFilter) -> Result<Option<Asked>> {
        let mut asked = Asked::default();
        let named: [(&mut Option<i64>, Option<EntryId>); 4] = [
            (&mut asked.source, filter.source.map(EntryId::from)),
            (&mut asked.event, filter.event.map(EntryId::from)),
            (&mut asked.question, filter.question.map(EntryId::from)),
            (&mut asked.capture, filter.capture.map(EntryId::from)),
        ];
        for (field, id) in named {
            let Some(id) = id else { continue };
            let Some(seq) = self.seq(id)? else { return Ok(None) };
            *field = Some(seq);
        }
        if let Some(party) = filter.party {
            let Some(seq) = self.seq(party)? else { return Ok(None) };
            // Every party that stands for the same one after merges.
            asked.speakers = Some(Merges::of(self)?.same_as(seq).into_iter().collect());
        }
        Ok(Some(asked))
    }
}
