//! A scene's positions, with what bears on comparing them.

use std::collections::{BTreeMap, BTreeSet};

use super::super::super::Store;
use super::super::claim::{ClaimRow, VersionRow};
use super::super::filter::ClaimFilter;
use super::super::standing::Standing;
use super::heard::Heard;
use super::{Same, scene_source};
use crate::error::Result;
use crate::journal::fact;
use crate::model::scene::{Scene, SceneFinding, ScenePosition};
use crate::model::vocab::Attribution;
use crate::model::{ClaimId, EventId, Position, PositionRef, QuestionId, SourceId, VersionId};

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
                let heard = Heard::from(&version.wording);
                let taken = positions(Spoken::of(claim, version), &heard, &questions, same);
                let attribution = standing.attribution_of(version.id);
                scene.positions.extend(taken.map(|it| it.judged(attribution)));
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

/// One version of a claim, as far as its positions need it.
#[derive(Clone, Copy)]
pub(super) struct Spoken {
    pub(super) claim: ClaimId,
    pub(super) claim_number: u32,
    pub(super) version: VersionId,
    pub(super) version_number: u32,
    pub(super) seq: u64,
    pub(super) live: bool,
    pub(super) source: SourceId,
}

impl Spoken {
    fn of(claim: &ClaimRow, version: &VersionRow) -> Self {
        Self {
            claim: claim.id,
            claim_number: claim.number,
            version: version.id,
            version_number: version.number,
            seq: version.seq,
            live: claim.is_live() && version.id == claim.newest().id,
            source: claim.source,
        }
    }
}

/// A version's positions on the questions at hand, as reported: what verdicts
/// say of the attribution is laid beside them afterwards.
pub(super) fn positions<'a>(
    spoken: Spoken,
    heard: &'a Heard,
    questions: &'a BTreeSet<QuestionId>,
    same: &'a Same,
) -> impl Iterator<Item = ScenePosition> + 'a {
    let mut counts: BTreeMap<QuestionId, u32> = BTreeMap::new();
    (0_u32..).zip(&heard.positions).filter_map(move |(index, position)| {
        let nth = counts.entry(position.question).or_default();
        *nth += 1;
        let here = questions.contains(&position.question);
        here.then(|| scene_position(spoken, heard, position, (index, *nth), same))
    })
}

fn scene_position(
    spoken: Spoken,
    heard: &Heard,
    position: &Position,
    (index, nth): (u32, u32),
    same: &Same,
) -> ScenePosition {
    let mut chain = heard.chain.clone();
    for hop in &mut chain {
        hop.party = same.party(hop.party);
    }
    ScenePosition {
        at: PositionRef { index, version: spoken.version },
        claim: spoken.claim,
        claim_number: spoken.claim_number,
        version_number: spoken.version_number,
        seq: spoken.seq,
        live: spoken.live,
        nth,
        question: position.question,
        among: position.among.clone(),
        stance: position.stance,
        value: position.value.as_ref().map(|value| same.value(value)),
        basis: position.basis,
        as_of: position.as_of.clone(),
        party: same.party(heard.speaker.party),
        behalf: heard.speaker.on_behalf_of.map(|party| same.party(party)),
        printed: heard.speaker.printed.clone(),
        known: heard.speaker.known,
        kind: heard.kind,
        cue: heard.cue.clone(),
        hedges: heard.hedges.clone(),
        said_on: heard.said_on.clone(),
        source: spoken.source,
        capture: heard.place.map(|place| place.capture),
        first_byte: heard.place.and_then(|place| place.byte),
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
