//! Claims in lists: which ones, in order of their number.

use std::collections::BTreeSet;

use rusqlite::named_params;

use super::super::Store;
use super::claim::{ClaimRow, VersionRow};
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
    /// Only those with a higher number.
    pub after: u32,
}

/// What a filter asks of a claim's newest version.
struct Asked {
    questions: Option<BTreeSet<QuestionId>>,
    question: Option<QuestionId>,
    capture: Option<CaptureId>,
    speakers: Option<BTreeSet<PartyId>>,
}

impl Asked {
    fn holds(&self, version: &VersionRow) -> bool {
        let wording = &version.wording;
        let on = |wanted: &dyn Fn(QuestionId) -> bool| {
            wording.positions.iter().any(|position| wanted(position.question))
        };
        self.question.is_none_or(|question| on(&|other| other == question))
            && self
                .questions
                .as_ref()
                .is_none_or(|questions| on(&|other| questions.contains(&other)))
            && self.speakers.as_ref().is_none_or(|all| all.contains(&wording.speaker.party))
            && self
                .capture
                .is_none_or(|capture| wording.spans.iter().any(|span| span.capture == capture))
    }
}

impl Store {
    /// Claims that are not undone, in order of their number.
    pub fn claims(&self, filter: &ClaimFilter) -> Result<Vec<ClaimRow>> {
        let most = filter.limit.unwrap_or(u64::MAX);
        let asked = self.asked(filter)?;
        let mut claims = Vec::new();
        for seq in self.candidates(filter, &asked)? {
            if claims.len() as u64 >= most {
                break;
            }
            let Some(claim) = self.claim_at(seq)? else { continue };
            let counts = !claim.undone && (filter.include_withdrawn || claim.withdrawn.is_none());
            if counts && claim.number > filter.after && asked.holds(claim.newest()) {
                claims.push(claim);
            }
        }
        Ok(claims)
    }

    /// Claims to which a filter may apply, by what has an index, in order.
    fn candidates(&self, filter: &ClaimFilter, asked: &Asked) -> Result<Vec<i64>> {
        let mut found: Option<BTreeSet<i64>> = None;
        let mut narrow = |seqs: Vec<i64>| {
            let seqs = BTreeSet::from_iter(seqs);
            found = Some(match found.take() {
                Some(before) => before.intersection(&seqs).copied().collect(),
                None => seqs,
            });
        };
        if let Some(source) = filter.source {
            narrow(self.claims_by("SELECT claim FROM version WHERE source = :of", source)?);
        }
        if let Some(question) = filter.question {
            narrow(self.claims_by(
                "SELECT claim FROM position JOIN version ON version.seq = position.version
                  WHERE question = :of",
                question,
            )?);
        }
        if let Some(event) = filter.event {
            narrow(self.claims_on(event)?);
        }
        if let Some(capture) = filter.capture {
            narrow(self.claims_by(
                "SELECT claim FROM span JOIN version ON version.seq = span.holder
                  WHERE capture = :of",
                capture,
            )?);
        }
        if let Some(speakers) = &asked.speakers {
            let mut seqs = Vec::new();
            for party in speakers {
                seqs.extend(
                    self.claims_by("SELECT claim FROM version WHERE speaker = :of", *party)?,
                );
            }
            narrow(seqs);
        }
        match found {
            Some(found) => Ok(found.into_iter().collect()),
            None => self.claims_after(filter),
        }
    }

    fn claims_by(&self, sql: &'static str, of: impl Into<EntryId>) -> Result<Vec<i64>> {
        match self.seq(of)? {
            Some(seq) => self.numbers(sql, seq),
            None => Ok(Vec::new()),
        }
    }

    /// Claims that in any version take a position on a question of an event.
    pub(super) fn claims_on(&self, event: EventId) -> Result<Vec<i64>> {
        self.claims_by(
            "SELECT version.claim FROM thing
               JOIN position ON position.question = thing.seq
               JOIN version ON version.seq = position.version
              WHERE thing.parent = :of AND thing.kind = 'question'",
            event,
        )
    }

    /// Claims of a page of the whole list.
    fn claims_after(&self, filter: &ClaimFilter) -> Result<Vec<i64>> {
        let mut query = self.conn.prepare_cached(
            "SELECT seq FROM thing
              WHERE letter = 'C' AND number > :after AND undone IS NULL
                AND (:withdrawn OR NOT EXISTS (SELECT 1 FROM claim_act WHERE claim = thing.seq
                      AND kind = 'withdraw' AND claim_act.seq NOT IN (SELECT seq FROM undone)))
              ORDER BY number LIMIT :limit",
        )?;
        let rows = query.query_map(
            named_params! {
                ":after": filter.after,
                ":withdrawn": filter.include_withdrawn,
                ":limit": limit(filter.limit),
            },
            |row| row.get(0),
        )?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    fn asked(&self, filter: &ClaimFilter) -> Result<Asked> {
        let questions = filter.event.map(|event| self.questions(event)).transpose()?;
        let speakers = filter.party.map(|party| self.same_parties(party)).transpose()?;
        Ok(Asked {
            questions: questions.map(|all| all.iter().map(|question| question.id.into()).collect()),
            question: filter.question,
            capture: filter.capture,
            speakers,
        })
    }

    /// Every party that stands for the same one after merges.
    fn same_parties(&self, party: PartyId) -> Result<BTreeSet<PartyId>> {
        let Some(seq) = self.seq(party)? else { return Ok(BTreeSet::new()) };
        let merges = Merges::of(self)?;
        let same = merges.same_as(seq);
        same.into_iter().map(|seq| Ok(self.id_at(seq)?.into())).collect()
    }
}
