//! What stands around a position when a finding is set on it: the part of the
//! verdict rules that comparison can tell.

use std::collections::BTreeSet;

use crate::model::rules::{Circumstances, is_admission};
use crate::model::scene::{Scene, SceneLink, ScenePosition, SceneQuestion};
use crate::model::vocab::{Attribution, Finding, Force, KnownBy, LinkState, LinkType};
use crate::model::{ClaimId, LinkId, PartyId, PositionRef, Value};

use super::affiliation::{answers_for, said};
use super::answer::{Answer, answers_on};
use super::conflicts::live_rivals;
use super::decided::is_about;
use super::origin::origins;
use super::values::{Containment, contains};

/// Something that a finding usually rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum UsualGround {
    /// A position of a claim.
    Position(PositionRef),
    /// A link that a person made.
    Link(LinkId),
}

/// What the scene tells of the circumstances of a position. Reason, grounds,
/// things tried and outside evidence are the caller's to fill.
pub fn circumstances(scene: &Scene, at: PositionRef) -> Circumstances {
    let rivals = live_rivals(scene, at);
    Circumstances {
        has_rival: rivals.iter().any(|rival| !rival.both_inferred_speakers),
        has_standing_conflict: !standing_conflicts(scene, at).is_empty(),
        has_two_origins: !independent_support(scene, at).is_empty(),
        admission: admissions(scene, at).first().map(|admission| admission.attribution),
        ..Circumstances::default()
    }
}

/// What a finding on this position usually rests on: rivals for contested, the
/// independent accounts and the link that decides so for corroborated, the
/// admission for admitted; nothing for the others.
pub fn usual_grounds(scene: &Scene, at: PositionRef, finding: Finding) -> Vec<UsualGround> {
    let mut grounds = match finding {
        Finding::Contested => {
            let mut grounds = Vec::new();
            for rival in live_rivals(scene, at).iter().filter(|it| !it.both_inferred_speakers) {
                let other = if rival.a == at { rival.b } else { rival.a };
                grounds.push(UsualGround::Position(other));
                let accepted = rival.link.filter(|_| rival.state == Some(LinkState::Accepted));
                grounds.extend(accepted.map(UsualGround::Link));
            }
            grounds
        }
        Finding::Corroborated => independent_support(scene, at),
        Finding::Admitted => {
            let admissions = admissions(scene, at).into_iter().take(1);
            admissions.map(|admission| UsualGround::Position(admission.at)).collect()
        }
        Finding::Unassessed
        | Finding::Unverified
        | Finding::Confirmed
        | Finding::Refuted
        | Finding::Misleading
        | Finding::Unverifiable
        | Finding::Outdated
        | Finding::NotCheckable => Vec::new(),
    };
    let mut seen = BTreeSet::new();
    grounds.retain(|ground| seen.insert(*ground));
    grounds
}

/// Accepted conflicts on the position's question, with a live claim on each
/// side, that touch its claim or one that gives the same answer. A stale link
/// stands until somebody withdraws it.
fn standing_conflicts(scene: &Scene, at: PositionRef) -> Vec<LinkId> {
    let Some(position) = scene.position(at) else { return Vec::new() };
    let live: BTreeSet<ClaimId> = scene.live().map(|position| position.claim).collect();
    let mut touched = BTreeSet::from([position.claim]);
    touched.extend(supporters(scene, position).iter().map(|answer| answer.position.claim));
    let stands = |link: &&SceneLink| {
        let (Some(from), Some(to)) = link.claims else { return false };
        matches!(link.kind, LinkType::Contradicts | LinkType::Denies)
            && link.state == LinkState::Accepted
            && is_about(link, &[position.question])
            && live.contains(&from)
            && live.contains(&to)
            && (touched.contains(&from) || touched.contains(&to))
    };
    scene.links.iter().filter(stands).map(|link| link.id).collect()
}

/// The live answers, asserted or admitted, that hold only if this position's
/// does; its own among them.
fn supporters<'a>(scene: &'a Scene, position: &'a ScenePosition) -> Vec<Answer<'a>> {
    let Some(mine) = Answer::direct(position) else { return Vec::new() };
    let firm = |answer: &Answer<'_>| answer.position.stance.force() != Force::Leans;
    let mut found = answers_on(scene, position.question);
    found.retain(|answer| firm(answer) && speaks_for(scene, answer, &mine));
    found
}

/// Whether `one` can hold only if `other` does: its value lies within the
/// other's, or it denies what holds the other's denied value.
pub(super) fn speaks_for(scene: &Scene, one: &Answer<'_>, other: &Answer<'_>) -> bool {
    if one.position.at == other.position.at {
        return true;
    }
    let found = match (one.denies, other.denies) {
        (false, false) => contains(scene, &other.value, &one.value),
        (true, true) => contains(scene, &one.value, &other.value),
        (true, false) | (false, true) => return false,
    };
    matches!(found, Containment::Yes)
}

/// Two supporters of origins that a person decided are independent, and the
/// link; empty if there are none.
fn independent_support(scene: &Scene, at: PositionRef) -> Vec<UsualGround> {
    let Some(position) = scene.position(at) else { return Vec::new() };
    let supporters = supporters(scene, position);
    let origins = origins(scene, position.question);
    let of_group = |place: usize| {
        let here = &origins.groups[place].positions;
        supporters.iter().map(|answer| answer.position.at).find(|at| here.contains(at))
    };
    for (a, b, link) in &origins.independent {
        if let (Some(first), Some(second)) = (of_group(*a), of_group(*b)) {
            return [
                UsualGround::Position(first),
                UsualGround::Position(second),
                UsualGround::Link(*link),
            ]
            .to_vec();
        }
    }
    Vec::new()
}

/// The live admissions that cover this position, traced ones first.
fn admissions(scene: &Scene, at: PositionRef) -> Vec<&ScenePosition> {
    let Some(position) = scene.position(at) else { return Vec::new() };
    let (Some(mine), Some(question)) =
        (Answer::direct(position), scene.question(position.question))
    else {
        return Vec::new();
    };
    let covers = |other: &&ScenePosition| {
        other.question == position.question
            && admits_it(scene, question, other)
            && Answer::direct(other).is_some_and(|answer| speaks_for(scene, &answer, &mine))
    };
    let mut found: Vec<&ScenePosition> = scene.live().filter(covers).collect();
    found.sort_by_key(|admission| !Attribution::is_traced(admission.attribution));
    found
}

/// Whether a position is an admission by the party that acted, an organ of it
/// or a person recorded as speaking for it then.
///
/// The party that acted is the one in the value. Where the answer is no party,
/// it is one concerned in the event. An inferred speaker admits nothing.
pub(super) fn admits_it(scene: &Scene, question: &SceneQuestion, position: &ScenePosition) -> bool {
    if !is_admission(position.stance) || position.known == KnownBy::Inferred {
        return false;
    }
    let when = said(scene, position);
    let speaks = |party: &_| answers_for(scene, position.party, *party, when);
    match &position.value {
        Some(Value::Party(parties)) => parties.iter().any(speaks),
        Some(
            Value::Choice(_)
            | Value::None(_)
            | Value::Place(_)
            | Value::Quantity(_)
            | Value::Text(_)
            | Value::Time(_)
            | Value::YesNo(_),
        )
        | None => concerned(scene, question).any(|party| speaks(&party)),
    }
}

/// The parties concerned in a question's event.
fn concerned<'a>(scene: &'a Scene, question: &SceneQuestion) -> impl Iterator<Item = PartyId> + 'a {
    let event = scene.events.get(&question.event);
    event.into_iter().flat_map(|event| &event.sides).flat_map(|side| side.1.iter().copied())
}
