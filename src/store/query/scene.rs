//! The record around some events, gathered for comparison.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::named_params;

use super::super::Store;
use super::claim::{ClaimFilter, ClaimRow, VersionRow};
use super::thing::Logged;
use crate::error::Result;
use crate::journal::fact;
use crate::model::scene::{
    Affiliation, Scene, SceneEnquiry, SceneEvent, SceneEvidence, SceneFinding, SceneLink,
    SceneParty, ScenePlace, ScenePosition, SceneQuestion, SceneSource,
};
use crate::model::vocab::Credibility;
use crate::model::{EventId, Handle, PartyId, PositionRef, QuestionId, Value, VersionId};

/// Which party each party is after merges.
type Canonical = BTreeMap<PartyId, PartyId>;

impl Store {
    /// The record around some events; around all where none are named.
    pub fn scene(&self, events: &[EventId]) -> Result<Scene> {
        let mut scene = Scene::default();
        let canonical = self.fill_parties(&mut scene)?;
        self.fill_events(&mut scene, events, &canonical)?;
        for place in self.list::<fact::Place>()? {
            let (name, within) = (place.fact.name, place.fact.within);
            scene.places.insert(place.id.into(), ScenePlace { name, within });
        }
        let claims = self.claims_around(events)?;
        for claim in &claims {
            self.fill_claim(&mut scene, claim, &canonical)?;
        }
        self.fill_links(&mut scene, &claims)?;
        self.fill_bearings(&mut scene, &canonical)?;
        Ok(scene)
    }

    /// Claims with a position on these events, withdrawn ones too.
    fn claims_around(&self, events: &[EventId]) -> Result<Vec<ClaimRow>> {
        let filter =
            |event| ClaimFilter { event, include_withdrawn: true, ..ClaimFilter::default() };
        if events.is_empty() {
            return self.claims(&filter(None));
        }
        let mut claims: BTreeMap<u32, ClaimRow> = BTreeMap::new();
        for event in events {
            let around = self.claims(&filter(Some(*event)))?;
            claims.extend(around.into_iter().map(|claim| (claim.number, claim)));
        }
        Ok(claims.into_values().collect())
    }

    fn fill_parties(&self, scene: &mut Scene) -> Result<Canonical> {
        let mut canonical = Canonical::new();
        let parties = self.list::<fact::Party>()?;
        for party in &parties {
            canonical.insert(party.id.into(), self.canonical_party(party.id.into())?);
        }
        for party in parties {
            let id = PartyId::from(party.id);
            let same = canonical[&id];
            let wholes = self.affiliations(id)?;
            let wholes = wholes.into_iter().map(|row| Affiliation {
                whole: same_party(&canonical, row.fact.whole),
                relation: row.fact.relation,
                since: row.fact.since,
                until: row.fact.until,
            });
            let wholes: Vec<Affiliation> = wholes.filter(|row| row.whole != same).collect();
            if same == id {
                let Handle::Party(number) = party.handle else { continue };
                let (name, kind) = (party.fact.display, party.fact.kind);
                let entry = scene.parties.entry(id).or_insert_with(|| SceneParty {
                    number,
                    name: name.clone(),
                    kind,
                    wholes: Vec::new(),
                });
                (entry.number, entry.name, entry.kind) = (number, name, kind);
                entry.wholes.extend(wholes);
            } else if let Some(whole) = self.get::<fact::Party>(same.into())? {
                let Handle::Party(number) = whole.handle else { continue };
                let entry = scene.parties.entry(same).or_insert_with(|| SceneParty {
                    number,
                    name: whole.fact.display,
                    kind: whole.fact.kind,
                    wholes: Vec::new(),
                });
                entry.wholes.extend(wholes);
            }
        }
        Ok(canonical)
    }

    fn fill_events(
        &self,
        scene: &mut Scene,
        events: &[EventId],
        canonical: &Canonical,
    ) -> Result<()> {
        for event in self.list::<fact::Event>()? {
            let id = EventId::from(event.id);
            if !events.is_empty() && !events.contains(&id) {
                continue;
            }
            let Handle::Event(number) = event.handle else { continue };
            let sides = event.fact.concerned.into_iter().map(|side| {
                let parties = side.parties.iter().map(|party| same_party(canonical, *party));
                (side.name, parties.collect())
            });
            scene
                .events
                .insert(id, SceneEvent { number, title: event.fact.title, sides: sides.collect() });
            for question in self.questions(id)? {
                scene.questions.push(scene_question(question));
            }
        }
        let number = |event: &EventId| scene.events.get(event).map(|event| event.number);
        scene.questions.sort_by_key(|question| number(&question.event));
        Ok(())
    }

    fn fill_claim(&self, scene: &mut Scene, claim: &ClaimRow, canonical: &Canonical) -> Result<()> {
        if let Some(source) = self.get::<fact::Source>(claim.source.into())?
            && let Handle::Source(number) = source.handle
        {
            let fact = source.fact;
            let voice = same_party(canonical, fact.voice);
            let (outlet, published) = (fact.outlet, fact.published);
            scene.sources.insert(claim.source, SceneSource { number, outlet, voice, published });
        }
        let standing = self.standing_of(claim)?;
        let newest = claim.newest().id;
        for version in claim.versions.iter().filter(|version| !version.undone) {
            let live = claim.is_live() && version.id == newest;
            let template = scene_position(claim, version, live, canonical);
            if let Some(capture) = template.capture
                && let Some(logged) = self.get::<fact::Capture>(capture.into())?
                && let Some(origin) = logged.fact.origin
            {
                scene.wires.insert(capture, origin.name);
            }
            let mut counts: BTreeMap<QuestionId, u32> = BTreeMap::new();
            for (index, position) in (0u32..).zip(&version.wording.positions) {
                let nth = counts.entry(position.question).or_default();
                *nth += 1;
                if scene.question(position.question).is_none() {
                    continue;
                }
                scene.positions.push(ScenePosition {
                    at: PositionRef { index, version: version.id },
                    nth: *nth,
                    question: position.question,
                    among: position.among.clone(),
                    stance: position.stance,
                    value: position.value.as_ref().map(|value| same_value(canonical, value)),
                    basis: position.basis,
                    as_of: position.as_of.clone(),
                    attribution: standing.attribution_of(version.id),
                    ..template.clone()
                });
            }
        }
        scene.findings.extend(standing.findings.into_iter().map(|finding| SceneFinding {
            verdict: finding.verdict,
            number: finding.number,
            at: finding.at,
            finding: finding.finding,
            pending: finding.pending,
            by: finding.by,
            counts: finding.counts,
        }));
        scene.findings.sort_by_key(|finding| finding.number);
        Ok(())
    }

    /// Links with an end in one of the claims.
    fn fill_links(&self, scene: &mut Scene, claims: &[ClaimRow]) -> Result<()> {
        let versions: BTreeMap<VersionId, &ClaimRow> = claims
            .iter()
            .flat_map(|claim| claim.versions.iter().map(move |version| (version.id, claim)))
            .collect();
        for link in self.list::<fact::Link>()? {
            let (from, to) = (end_of(&link.fact.from), end_of(&link.fact.to));
            let claim = |end: Option<VersionId>| end.and_then(|end| versions.get(&end)).copied();
            let claims = (claim(from), claim(to));
            if claims.0.is_none() && claims.1.is_none() {
                continue;
            }
            let Handle::Link(number) = link.handle else { continue };
            let (state, stale) = self.link_standing(&link)?;
            scene.links.push(SceneLink {
                id: link.id.into(),
                number,
                kind: link.fact.kind,
                from,
                to,
                claims: (claims.0.map(|claim| claim.id), claims.1.map(|claim| claim.id)),
                questions: (question_of(&link.fact.from), question_of(&link.fact.to)),
                state,
                stale,
                reason: link.fact.reason,
            });
        }
        Ok(())
    }

    /// What is decided about a link, and whether an end got a newer version
    /// since, or went, that nobody confirmed the link for.
    pub fn link_standing(
        &self,
        link: &Logged<fact::Link>,
    ) -> Result<(crate::model::vocab::LinkState, bool)> {
        let (state, confirmed) = self.link_decision(super::super::signed(link.seq))?;
        let mut stale = false;
        for end in [&link.fact.from, &link.fact.to] {
            let Some(version) = end_of(end) else { continue };
            let Some((claim, ..)) = self.claim_of_version(version)? else { continue };
            let Some(claim) = self.claim(claim)? else { continue };
            let newest = claim.newest();
            let known =
                newest.id == version || confirmed.contains(&super::super::signed(newest.seq));
            stale |= !known || !claim.is_live();
        }
        Ok((state, stale))
    }

    /// Evidence and enquiries on the scene's questions.
    fn fill_bearings(&self, scene: &mut Scene, canonical: &Canonical) -> Result<()> {
        let (mut evidence, mut enquiries) = (BTreeSet::new(), BTreeSet::new());
        for question in &scene.questions {
            let Some(seq) = self.seq(question.id)? else { continue };
            let mut query = self.conn.prepare_cached(
                "SELECT bearing.seq, bearing.kind FROM bearing JOIN thing ON thing.seq = bearing.seq
                  WHERE question = :question AND thing.undone IS NULL ORDER BY bearing.seq",
            )?;
            let rows = query.query_map(named_params! { ":question": seq }, |row| {
                Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?))
            })?;
            for row in rows {
                let (seq, kind) = row?;
                if kind == "evidence" {
                    evidence.insert(seq)
                } else {
                    enquiries.insert(seq)
                };
            }
        }
        for seq in evidence {
            let Some(logged) = self.get::<fact::Evidence>(self.id_at(seq)?)? else { continue };
            scene.evidence.extend(scene_evidence(logged));
        }
        for seq in enquiries {
            let Some(logged) = self.get::<fact::Ask>(self.id_at(seq)?)? else { continue };
            let Handle::Evidence(number) = logged.handle else { continue };
            let reply = self.answer(logged.id)?.map(|answer| answer.reply);
            scene.enquiries.push(SceneEnquiry {
                id: logged.id,
                number,
                asked: same_party(canonical, logged.fact.asked),
                questions: logged.fact.questions,
                when: logged.fact.when,
                reply,
            });
        }
        Ok(())
    }
}

fn same_party(canonical: &Canonical, party: PartyId) -> PartyId {
    canonical.get(&party).copied().unwrap_or(party)
}

/// A value with its parties after merges.
fn same_value(canonical: &Canonical, value: &Value) -> Value {
    let parties =
        |list: &[PartyId]| list.iter().map(|party| same_party(canonical, *party)).collect();
    match value {
        Value::Party(list) => Value::Party(parties(list)),
        Value::Quantity(quantity) => {
            let mut quantity = quantity.clone();
            quantity.counted_by = quantity.counted_by.map(|party| same_party(canonical, party));
            if let Some(of) = &mut quantity.of_whom {
                of.parties = parties(&of.parties);
            }
            Value::Quantity(quantity)
        }
        Value::Choice(_)
        | Value::None(_)
        | Value::Place(_)
        | Value::Text(_)
        | Value::Time(_)
        | Value::YesNo(_) => value.clone(),
    }
}

fn scene_question(question: Logged<fact::Question>) -> SceneQuestion {
    let fact = question.fact;
    SceneQuestion {
        id: question.id.into(),
        event: fact.event,
        key: fact.key,
        text: fact.text,
        kind: fact.kind,
        answers: fact.answers,
        under: fact.under,
    }
}

/// What all positions of a version share.
fn scene_position(
    claim: &ClaimRow,
    version: &VersionRow,
    live: bool,
    canonical: &Canonical,
) -> ScenePosition {
    let wording = &version.wording;
    let first = wording.spans.first();
    let mut chain = wording.chain.clone();
    for hop in &mut chain {
        hop.party = same_party(canonical, hop.party);
    }
    ScenePosition {
        at: PositionRef { index: 0, version: version.id },
        claim: claim.id,
        claim_number: claim.number,
        version_number: version.number,
        live,
        nth: 1,
        question: QuestionId::from_bytes([0; 32]),
        among: Vec::new(),
        stance: crate::model::vocab::Stance::Asserts,
        value: None,
        basis: crate::model::vocab::BasisKind::Stated,
        as_of: None,
        party: same_party(canonical, wording.speaker.party),
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
        attribution: crate::model::vocab::Attribution::AsReported,
    }
}

fn scene_evidence(logged: Logged<fact::Evidence>) -> Option<SceneEvidence> {
    let Handle::Evidence(number) = logged.handle else { return None };
    let fact = logged.fact;
    Some(SceneEvidence {
        id: logged.id.into(),
        number,
        kind: fact.kind,
        questions: fact.questions,
        bearing: fact.bearing,
        credibility: fact.credibility.unwrap_or(Credibility::Six),
        note: fact.note,
    })
}

fn end_of(end: &fact::End) -> Option<VersionId> {
    match end {
        fact::End::Claim(end) => Some(end.version),
        fact::End::Event(_) | fact::End::Party(_) | fact::End::Source(_) => None,
    }
}

fn question_of(end: &fact::End) -> Option<QuestionId> {
    match end {
        fact::End::Claim(end) => end.question,
        fact::End::Event(_) | fact::End::Party(_) | fact::End::Source(_) => None,
    }
}
