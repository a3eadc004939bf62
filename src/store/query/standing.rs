//! Where the verification of a claim stands: the verdicts that count.

use rusqlite::{OptionalExtension, named_params};

use super::super::Store;
use super::claim::ClaimRow;
use crate::error::Result;
use crate::journal::{Fact, fact};
use crate::model::rules::needs_review;
use crate::model::vocab::{Attribution, Finding, LinkState, ReviewOutcome, Work};
use crate::model::{ClaimId, PositionRef, Target, VerdictId, VersionId};

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

    pub(super) fn standing_of(&self, claim: &ClaimRow) -> Result<Standing> {
        let seq = super::super::signed(claim.seq);
        let work = self.newest_verdict(seq, "work")?.map(|verdict| verdict.ruling);
        let work = match work {
            Some(fact::Ruling::Work(work)) => work,
            _ => Work::Logged,
        };
        Ok(Standing {
            work,
            assignee: self.assignee(seq)?,
            attributions: self.attributions(claim)?,
            findings: self.findings(claim)?,
        })
    }

    fn newest_verdict(&self, target: i64, axis: &str) -> Result<Option<fact::Verdict>> {
        let mut query = self.conn.prepare_cached(
            "SELECT seq FROM verdict WHERE target = :target AND axis = :axis
                AND seq NOT IN (SELECT seq FROM undone) ORDER BY seq DESC LIMIT 1",
        )?;
        let params = named_params! { ":target": target, ":axis": axis };
        let seq: Option<i64> = query.query_row(params, |row| row.get(0)).optional()?;
        let Some(seq) = seq else { return Ok(None) };
        Ok(match self.entry_at(seq)?.fact {
            Fact::Verdict(verdict) => Some(*verdict),
            _ => None,
        })
    }

    fn assignee(&self, claim: i64) -> Result<Option<String>> {
        let newest = self.numbers(
            "SELECT seq FROM claim_act WHERE claim = :of AND kind = 'assign'
                AND seq NOT IN (SELECT seq FROM undone) ORDER BY seq DESC LIMIT 1",
            claim,
        )?;
        let Some(seq) = newest.first() else { return Ok(None) };
        Ok(match self.entry_at(*seq)?.fact {
            Fact::Assignment(assignment) => assignment.member,
            _ => None,
        })
    }

    /// A new version keeps the attribution of the one before it only if speaker
    /// and spans are unchanged.
    fn attributions(&self, claim: &ClaimRow) -> Result<Vec<(VersionId, Attribution)>> {
        let mut list: Vec<(VersionId, Attribution)> = Vec::new();
        let mut before: Option<&fact::Wording> = None;
        for version in claim.versions.iter().filter(|version| !version.undone || claim.undone) {
            let kept = before.is_some_and(|before| {
                before.speaker == version.wording.speaker && before.spans == version.wording.spans
            });
            let inherited = list.last().filter(|_| kept).map(|(_, attribution)| *attribution);
            let seq = super::super::signed(version.seq);
            let own = self.newest_verdict(seq, "attribution")?.map(|verdict| verdict.ruling);
            let attribution = match own {
                Some(fact::Ruling::Attribution(attribution)) => attribution,
                _ => inherited.unwrap_or(Attribution::AsReported),
            };
            list.push((version.id, attribution));
            before = Some(&version.wording);
        }
        Ok(list)
    }

    fn findings(&self, claim: &ClaimRow) -> Result<Vec<StandingFinding>> {
        let mut findings = Vec::new();
        for version in &claim.versions {
            let seqs = self.numbers(
                "SELECT seq FROM verdict WHERE target = :of AND axis = 'finding'
                    AND seq NOT IN (SELECT seq FROM undone) ORDER BY seq",
                super::super::signed(version.seq),
            )?;
            for seq in seqs {
                findings.extend(self.finding_at(seq)?);
            }
        }
        for at in 0..findings.len() {
            let later = findings[at + 1..]
                .iter()
                .any(|other: &StandingFinding| other.at == findings[at].at && !other.pending);
            findings[at].counts = !findings[at].pending && !later;
        }
        Ok(findings)
    }

    fn finding_at(&self, seq: i64) -> Result<Option<StandingFinding>> {
        let entry = self.entry_at(seq)?;
        let Fact::Verdict(verdict) = entry.fact else { return Ok(None) };
        let (fact::Ruling::Finding(finding), Target::Position(at)) =
            (verdict.ruling, verdict.target)
        else {
            return Ok(None);
        };
        let number = self.thing_at(seq)?.map_or(0, |row| row.number);
        let pending = needs_review(finding) && !self.is_agreed(seq, &entry.by)?;
        let verdict = self.id_at(seq)?.into();
        Ok(Some(StandingFinding {
            verdict,
            number,
            at,
            finding,
            pending,
            by: entry.by,
            counts: false,
        }))
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
        let rows = self.facts_at(&seqs, |fact| match fact {
            Fact::Review(review) => Some(*review),
            _ => None,
        })?;
        Ok(rows.into_iter().map(|row| (row.by, row.fact)).collect())
    }

    /// What is decided about a link now, and the versions it was last confirmed
    /// for.
    pub(super) fn link_decision(&self, link: i64) -> Result<(LinkState, Vec<i64>)> {
        let mut state = {
            let mut query = self.conn.prepare_cached("SELECT state FROM link WHERE seq = :seq")?;
            let word: Option<String> =
                query.query_row(named_params! { ":seq": link }, |row| row.get(0)).optional()?;
            word.and_then(|word| word.parse().ok()).unwrap_or(LinkState::Withdrawn)
        };
        let mut query = self.conn.prepare_cached(
            "SELECT decision, from_version, to_version FROM judgement
              WHERE link = :link AND seq NOT IN (SELECT seq FROM undone) ORDER BY seq",
        )?;
        let rows = query.query_map(named_params! { ":link": link }, |row| {
            Ok((
                row.get::<_, String>(0)?,
                row.get::<_, Option<i64>>(1)?,
                row.get::<_, Option<i64>>(2)?,
            ))
        })?;
        let mut confirmed = Vec::new();
        for row in rows {
            let (decision, from, to) = row?;
            match decision.as_str() {
                "accept" => state = LinkState::Accepted,
                "dismiss" => state = LinkState::Dismissed,
                "withdraw" => state = LinkState::Withdrawn,
                _ => confirmed = from.into_iter().chain(to).collect(),
            }
        }
        if self.undone_at(link)? {
            state = LinkState::Withdrawn;
        }
        Ok((state, confirmed))
    }
}
