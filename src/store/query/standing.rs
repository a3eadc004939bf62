//! Where the verification of a claim stands: the verdicts that count.

use std::collections::BTreeSet;

use rusqlite::{OptionalExtension, named_params};

use super::super::{Store, signed};
use super::blob;
use super::claim::ClaimRow;
use crate::error::Result;
use crate::journal::{Fact, fact};
use crate::model::rules::needs_review;
use crate::model::vocab::{Attribution, Finding, ReviewOutcome, Work};
use crate::model::{ClaimId, EntryId, PositionRef, Target, VerdictId, VersionId};

/// Where the verification of one claim stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Where the work stands.
    pub work: Work,
    /// Key of the member who works on it.
    pub assignee: Option<String>,
    /// Did they say it, for each version in order.
    pub attributions: Vec<(VersionId, Attribution)>,
    /// Findings on positions, in order of logging.
    pub findings: Vec<StandingFinding>,
}

/// A finding on a position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StandingFinding {
    /// The verdict.
    pub verdict: VerdictId,
    /// 1 in `V1`.
    pub number: u32,
    /// The position.
    pub at: PositionRef,
    /// The finding.
    pub finding: Finding,
    /// Waits for a second member.
    pub pending: bool,
    /// Who set it.
    pub by: String,
    /// The newest on this position that is not pending.
    pub counts: bool,
}

/// A verdict that stands, with who gave it.
struct Given {
    seq: i64,
    id: VerdictId,
    number: u32,
    by: String,
    verdict: fact::Verdict,
}

impl Standing {
    /// Did they say it, for one version.
    pub fn attribution_of(&self, version: VersionId) -> Attribution {
        let found = self.attributions.iter().find(|(id, _)| *id == version);
        found.map_or(Attribution::AsReported, |(_, attribution)| *attribution)
    }

    /// The finding that counts on one position; unassessed if none.
    pub fn finding_of(&self, at: PositionRef) -> Finding {
        let counting = self.findings.iter().find(|finding| finding.at == at && finding.counts);
        counting.map_or(Finding::Unassessed, |finding| finding.finding)
    }
}

impl Store {
    /// Where the verification of a claim stands.
    pub fn standing(&self, claim: ClaimId) -> Result<Standing> {
        let row = self.claim(claim)?;
        match row {
            Some(row) => self.standing_of(&row),
            None => Ok(Standing {
                work: Work::Logged,
                assignee: None,
                attributions: Vec::new(),
                findings: Vec::new(),
            }),
        }
    }

    /// The same, of a claim that was read already.
    pub fn standing_of(&self, claim: &ClaimRow) -> Result<Standing> {
        let given = self.verdicts_on(signed(claim.seq))?;
        let work = given.iter().rev().find_map(|given| match given.verdict.ruling {
            fact::Ruling::Work(work) => Some(work),
            fact::Ruling::Attribution(_) | fact::Ruling::Finding(_) => None,
        });
        Ok(Standing {
            work: work.unwrap_or(Work::Logged),
            assignee: self.assignee(signed(claim.seq))?,
            attributions: attributions(claim, &given),
            findings: self.findings(&given)?,
        })
    }

    /// Events with a question that a finding was given on, undone or not.
    pub fn events_with_findings(&self) -> Result<BTreeSet<EntryId>> {
        let mut query = self.conn.prepare_cached(
            "SELECT DISTINCT event.id FROM verdict
               JOIN position ON position.version = verdict.target AND position.nth = verdict.nth
               JOIN thing AS question ON question.seq = position.question
               JOIN thing AS event ON event.seq = question.parent
              WHERE verdict.axis = 'finding'",
        )?;
        let rows = query.query_map([], |row| Ok(EntryId::from_bytes(row.get("id")?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Verdicts on a claim, its versions and their positions, in order of
    /// logging.
    fn verdicts_on(&self, claim: i64) -> Result<Vec<Given>> {
        // A claim is named by its first version: that covers it too.
        let mut query = self.conn.prepare_cached(
            "SELECT verdict.seq, thing.id, thing.number, body, leaf
               FROM version JOIN verdict ON verdict.target = version.seq
                            JOIN thing ON thing.seq = verdict.seq
                            JOIN entry ON entry.seq = verdict.seq
              WHERE version.claim = :claim AND thing.undone IS NULL ORDER BY verdict.seq",
        )?;
        let mut rows = query.query(named_params! { ":claim": claim })?;
        let mut list = Vec::new();
        while let Some(row) = rows.next()? {
            let seq = row.get("seq")?;
            let (body, leaf) = (blob(row, "body")?, blob(row, "leaf")?);
            let entry = self.decode(seq, body, leaf)?;
            let Fact::Verdict(verdict) = entry.fact else { continue };
            let id = EntryId::from_bytes(row.get("id")?).into();
            list.push(Given {
                seq,
                id,
                number: row.get("number")?,
                by: entry.by,
                verdict: *verdict,
            });
        }
        Ok(list)
    }

    fn assignee(&self, claim: i64) -> Result<Option<String>> {
        Ok(self.assigned(claim)?.and_then(|assignment| assignment.member))
    }

    /// The newest word on who works on a claim; None if there was none.
    pub fn assignment(&self, claim: &ClaimRow) -> Result<Option<fact::Assignment>> {
        self.assigned(signed(claim.seq))
    }

    fn assigned(&self, claim: i64) -> Result<Option<fact::Assignment>> {
        let newest = self.numbers(
            "SELECT seq FROM claim_act WHERE claim = :of AND kind = 'assign'
                AND seq NOT IN (SELECT seq FROM undone) ORDER BY seq DESC LIMIT 1",
            claim,
        )?;
        let Some(seq) = newest.first() else { return Ok(None) };
        let Fact::Assignment(assignment) = self.entry_at(*seq)?.fact else { return Ok(None) };
        Ok(Some(*assignment))
    }

    fn findings(&self, given: &[Given]) -> Result<Vec<StandingFinding>> {
        let mut findings: Vec<StandingFinding> = Vec::new();
        for given in given {
            let (fact::Ruling::Finding(finding), Target::Position(at)) =
                (&given.verdict.ruling, &given.verdict.target)
            else {
                continue;
            };
            let pending = needs_review(*finding) && !self.is_agreed(given.seq, &given.by)?;
            if !pending {
                for older in findings.iter_mut().filter(|older| older.at == *at) {
                    older.counts = false;
                }
            }
            findings.push(StandingFinding {
                verdict: given.id,
                number: given.number,
                at: *at,
                finding: *finding,
                pending,
                by: given.by.clone(),
                counts: !pending,
            });
        }
        Ok(findings)
    }

    /// Whether the newest review by another member agrees.
    fn is_agreed(&self, verdict: i64, author: &str) -> Result<bool> {
        let mut query = self.conn.prepare_cached(
            "SELECT outcome FROM review WHERE verdict = :verdict AND by <> :author
                AND seq NOT IN (SELECT seq FROM undone) ORDER BY seq DESC LIMIT 1",
        )?;
        let params = named_params! { ":verdict": verdict, ":author": author };
        let outcome: Option<String> = query.query_row(params, |row| row.get(0)).optional()?;
        Ok(outcome.as_deref() == Some(ReviewOutcome::Agrees.as_str()))
    }

    /// Reviews of a verdict with who gave them, in order of logging.
    pub fn reviews(&self, verdict: VerdictId) -> Result<Vec<(String, fact::Review)>> {
        let Some(seq) = self.seq(verdict)? else { return Ok(Vec::new()) };
        let seqs = self.numbers(
            "SELECT seq FROM review WHERE verdict = :of AND seq NOT IN (SELECT seq FROM undone) ORDER BY seq",
            seq,
        )?;
        let rows = self.decisions(&seqs, |fact| {
            let Fact::Review(review) = fact else { return None };
            Some((review.verdict.into(), *review))
        })?;
        Ok(rows.into_iter().map(|row| (row.by, row.fact)).collect())
    }
}

/// Did they say it, for each version that stands: the newest verdict on it. A
/// new version keeps that of the one before it only if speaker and spans are
/// unchanged.
fn attributions(claim: &ClaimRow, given: &[Given]) -> Vec<(VersionId, Attribution)> {
    let own = |version: VersionId| {
        given.iter().rev().find_map(|given| match (&given.verdict.ruling, &given.verdict.target) {
            (fact::Ruling::Attribution(own), Target::Version(on)) if *on == version => Some(*own),
            (
                fact::Ruling::Attribution(_) | fact::Ruling::Finding(_) | fact::Ruling::Work(_),
                Target::Claim(_) | Target::Position(_) | Target::Version(_),
            ) => None,
        })
    };
    let mut list = Vec::new();
    let mut before: Option<(&fact::Wording, Attribution)> = None;
    for version in claim.versions.iter().filter(|version| !version.undone || claim.undone) {
        let kept = before.filter(|(wording, _)| {
            wording.speaker == version.wording.speaker && wording.spans == version.wording.spans
        });
        let kept = kept.map(|(_, attribution)| attribution);
        let attribution = own(version.id).or(kept).unwrap_or(Attribution::AsReported);
        list.push((version.id, attribution));
        before = Some((&version.wording, attribution));
    }
    list
}
