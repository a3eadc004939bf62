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
    /// The verdicts on that, of all versions, in order of logging.
    pub traced: Vec<StandingAttribution>,
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
    /// Waits for a second member, and no newer one counts.
    pub pending: bool,
    /// Who set it.
    pub by: String,
    /// The newest on this position that is not pending.
    pub counts: bool,
    /// An admission that does not count while the words are not traced.
    pub untraced: bool,
}

/// A verdict on whether they said it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StandingAttribution {
    /// The verdict.
    pub verdict: VerdictId,
    /// 1 in `V1`.
    pub number: u32,
    /// The version.
    pub version: VersionId,
    /// The attribution.
    pub attribution: Attribution,
    /// A second member disagrees, nobody agreed since, and no newer one counts.
    pub pending: bool,
    /// What is shown of the newest version rests on it.
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
                traced: Vec::new(),
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
        let mut traced = self.traced(&given)?;
        let attributions = attributions(claim, &mut traced);
        let findings = self.findings(&given, &attributions)?;
        Ok(Standing {
            work: work.unwrap_or(Work::Logged),
            assignee: self.assignee(signed(claim.seq))?,
            attributions,
            traced,
            findings,
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

    fn findings(
        &self,
        given: &[Given],
        attributions: &[(VersionId, Attribution)],
    ) -> Result<Vec<StandingFinding>> {
        let mut findings: Vec<StandingFinding> = Vec::new();
        for given in given {
            let (fact::Ruling::Finding(finding), Target::Position(at)) =
                (&given.verdict.ruling, &given.verdict.target)
            else {
                continue;
            };
            let pending = self.waits(given, needs_review(*finding))?;
            // What they are not known to have said is no admission of theirs.
            let of = attributions.iter().find(|(version, _)| *version == at.version);
            let untraced = *finding == Finding::Admitted
                && !of.is_some_and(|(_, attribution)| attribution.is_traced());
            // One that counts settles it: what came before waits for nobody.
            if !pending && !untraced {
                for older in findings.iter_mut().filter(|older| older.at == *at) {
                    (older.counts, older.pending) = (false, false);
                }
            }
            findings.push(StandingFinding {
                verdict: given.id,
                number: given.number,
                at: *at,
                finding: *finding,
                pending,
                by: given.by.clone(),
                counts: !pending && !untraced,
                untraced,
            });
        }
        Ok(findings)
    }

    /// The verdicts on whether they said it; which one counts is not yet told.
    fn traced(&self, given: &[Given]) -> Result<Vec<StandingAttribution>> {
        let mut traced: Vec<StandingAttribution> = Vec::new();
        for given in given {
            if let (fact::Ruling::Attribution(attribution), Target::Version(version)) =
                (&given.verdict.ruling, &given.verdict.target)
            {
                let pending = self.waits(given, false)?;
                for older in traced.iter_mut().filter(|it| it.version == *version && !pending) {
                    older.pending = false;
                }
                traced.push(StandingAttribution {
                    verdict: given.id,
                    number: given.number,
                    version: *version,
                    attribution: *attribution,
                    pending,
                    counts: false,
                });
            }
        }
        Ok(traced)
    }

    /// Whether a verdict does not count yet: the newest review by another
    /// member disagrees, or there is none where one is needed.
    fn waits(&self, given: &Given, needs_review: bool) -> Result<bool> {
        let mut query = self.conn.prepare_cached(
            "SELECT outcome FROM review WHERE verdict = :verdict AND by <> :author
                AND seq NOT IN (SELECT seq FROM undone) ORDER BY seq DESC LIMIT 1",
        )?;
        let params = named_params! { ":verdict": given.seq, ":author": given.by };
        let outcome: Option<String> = query.query_row(params, |row| row.get(0)).optional()?;
        Ok(match outcome {
            Some(outcome) => outcome != ReviewOutcome::Agrees.as_str(),
            None => needs_review,
        })
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

/// Did they say it, for each version that stands: the newest verdict on it that
/// is not pending. A new version keeps that of the one before it only if speaker
/// and spans are unchanged. The one that the newest version rests on is marked.
fn attributions(
    claim: &ClaimRow,
    traced: &mut [StandingAttribution],
) -> Vec<(VersionId, Attribution)> {
    let own = |version: VersionId| {
        traced.iter().rposition(|given| given.version == version && !given.pending)
    };
    let mut list = Vec::new();
    let mut before: Option<(&fact::Wording, Option<usize>)> = None;
    for version in claim.versions.iter().filter(|version| !version.undone || claim.undone) {
        let kept = before.filter(|(wording, _)| {
            wording.speaker == version.wording.speaker && wording.spans == version.wording.spans
        });
        let rests_on = own(version.id).or(kept.and_then(|(_, rests_on)| rests_on));
        let attribution = rests_on.map_or(Attribution::AsReported, |at| traced[at].attribution);
        list.push((version.id, attribution));
        before = Some((&version.wording, rests_on));
    }
    if let Some(at) = before.and_then(|(_, rests_on)| rests_on) {
        traced[at].counts = true;
    }
    list
}
