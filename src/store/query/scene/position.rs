//! A scene's positions, with what bears on comparing them.

use std::collections::{BTreeMap, BTreeSet};

use super::super::super::Store;
use super::super::claim::{ClaimRow, VersionRow};
use super::super::filter::ClaimFilter;
use super::super::standing::Standing;
use super::{Same, scene_source};
use crate::error::Result;
use crate::journal::fact;
use crate::model::scene::{Scene, SceneFinding, ScenePosition};
use crate::model::vocab::Attribution;
use crate::model::{EventId, Position, PositionRef, QuestionId};

impl Store {
    /// Claims that in any version take a position on these events, withdrawn
    /// ones too; all claims where no event is named.
    pub(super) fn claims_around(&self, events: &[EventId]) -> Result<Vec<ClaimRow>> {
        if events.is_empty() {
            return self.claims(&ClaimFilter { include_withdrawn: true, ..ClaimFilter::default() });
        }
        let mut seqs = BTreeSet::new();
        for event in events {
            seqs.extend(self.claims_on(*event)?);
        }
        let mut claims = Vec::with_capacity(seqs.len());
        for seq in seqs {
            claims.extend(self.claim_at(seq)?.filter(|claim| !claim.undone));
        }
        Ok(claims)
    }

    pub(super) fn fill_claims(
        &self,
        scene: &mut Scene,
        claims: &[ClaimRow],
        same: &Same,
    ) -> Result<()> {
        let questions = scene.questions.iter().map(|question| question.id).collect();
        for claim in claims {
            let standing = self.standing_of(claim)?;
            let before = scene.positions.len();
            for version in claim.versions.iter().filter(|version| !version.undone) {
                scene.positions.extend(positions(claim, version, &standing, &questions, same));
            }
            let taken = &scene.positions[before..];
            if taken.is_empty() {
                continue;
            }
            let findings = findings(standing, taken);
            scene.findings.extend(findings);
            self.fill_source(scene, claim, same)?;
        }
        scene.findings.sort_by_key(|finding| finding.number);
        self.fill_wires(scene)
    }

    fn fill_source(&self, scene: &mut Scene, claim: &ClaimRow, same: &Same) -> Result<()> {
        if scene.sources.contains_key(&claim.source) {
            return Ok(());
        }
        let source = self.get::<fact::Source>(claim.source.into())?;
        if let Some(source) = source.and_then(|source| scene_source(source, same)) {
            scene.sources.insert(claim.source, source);
        }
        Ok(())
    }

    /// What wire or release each capture came from, where that is recorded.
    fn fill_wires(&self, scene: &mut Scene) -> Result<()> {
        let captures: BTreeSet<_> =
            scene.positions.iter().filter_map(|position| position.capture).collect();
        for capture in captures {
            let logged = self.get::<fact::Capture>(capture.into())?;
            if let Some(origin) = logged.and_then(|logged| logged.fact.origin) {
                scene.wires.insert(capture, origin.name);
            }
        }
        Ok(())
    }
}

/// A version's positions on the questions at hand.
fn positions(
    claim: &ClaimRow,
    version: &VersionRow,
    standing: &Standing,
    questions: &BTreeSet<QuestionId>,
    same: &Same,
) -> Vec<ScenePosition> {
    let mut counts: BTreeMap<QuestionId, u32> = BTreeMap::new();
    let mut list = Vec::new();
    for (index, position) in (0u32..).zip(&version.wording.positions) {
        let nth = counts.entry(position.question).or_default();
        *nth += 1;
        if questions.contains(&position.question) {
            let at = PositionRef { index, version: version.id };
            let mut scene = scene_position(claim, version, position, at, same);
            (scene.nth, scene.attribution) = (*nth, standing.attribution_of(version.id));
            list.push(scene);
        }
    }
    list
}

fn scene_position(
    claim: &ClaimRow,
    version: &VersionRow,
    position: &Position,
    at: PositionRef,
    same: &Same,
) -> ScenePosition {
    let wording = &version.wording;
    let first = wording.spans.first();
    let mut chain = wording.chain.clone();
    for hop in &mut chain {
        hop.party = same.party(hop.party);
    }
    ScenePosition {
        at,
        claim: claim.id,
        claim_number: claim.number,
        version_number: version.number,
        live: claim.is_live() && version.id == claim.newest().id,
        nth: 1,
        question: position.question,
        among: position.among.clone(),
        stance: position.stance,
        value: position.value.as_ref().map(|value| same.value(value)),
        basis: position.basis,
        as_of: position.as_of.clone(),
        party: same.party(wording.speaker.party),
        printed: wording.speaker.printed.clone(),
        known: wording.speaker.known,
        kind: wording.kind,
        cue: wording.cue.clone(),
        hedges: wording.hedges.clone(),
        said_on: wording.said_on.clone(),
        source: claim.source,
        capture: first.map(|span| span.capture),
        first_byte: first.and_then(crate::model::Span::byte_hull).map(|hull| hull[0]),
        chain,
        attribution: Attribution::AsReported,
    }
}

/// The findings on these positions.
fn findings(standing: Standing, taken: &[ScenePosition]) -> Vec<SceneFinding> {
    let on = |at: PositionRef| taken.iter().any(|position| position.at == at);
    let findings = standing.findings.into_iter().filter(|finding| on(finding.at));
    let findings = findings.map(|finding| SceneFinding {
        verdict: finding.verdict,
        number: finding.number,
        at: finding.at,
        finding: finding.finding,
        pending: finding.pending,
        by: finding.by,
        counts: finding.counts,
    });
    findings.collect()
}
