//! What stands around a position when a finding is set on it: the part of the
//! verdict rules that comparison can tell.

use std::collections::BTreeSet;

use crate::model::rules::{Circumstances, is_admission};
use crate::model::scene::{Scene, SceneLink, ScenePosition, SceneQuestion};
use crate::model::vocab::{Attribution, Finding, Force, KnownBy, LinkState, LinkType};
use crate::model::{ClaimId, LinkId, PartyId, PositionRef, Value};

use super::affiliation::{answers_for, said, voices};
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
        let here: BTreeSet<_> = origins.groups[place].positions.iter().collect();
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
pub fn admits_it(scene: &Scene, question: &SceneQuestion, position: &ScenePosition) -> bool {
    if !is_admission(position.stance) || position.known == KnownBy::Inferred {
        return false;
    }
    let when = said(scene, position);
    let speaks = |party: &_| voices(position).any(|voice| answers_for(scene, voice, *party, when));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conflict::scenery::{Scenery, YES, parties};
    use crate::model::vocab::{PartyKind, Relation, Stance, ValueKind};
    use crate::model::{Date, QuestionId};

    struct Stage {
        s: Scenery,
        who: QuestionId,
        blue: PartyId,
        army: PartyId,
        red: PartyId,
        witness: PartyId,
    }

    fn stage() -> Stage {
        let mut s = Scenery::default();
        let blue = s.party("Blueland", PartyKind::State);
        let army = s.part_of("Blue Army", PartyKind::ArmedForce, blue);
        let red = s.party("Redland", PartyKind::State);
        let witness = s.party("Ms Cole", PartyKind::Person);
        let event = s.event(&[("Blue", &[blue]), ("Red", &[red])]);
        let who = s.question(event, "perpetrator", ValueKind::Party);
        Stage { s, who, blue, army, red, witness }
    }

    #[test]
    fn a_rival_counts_unless_both_speakers_are_inferred() {
        let Stage { mut s, who, blue, red, .. } = stage();
        let a = s.says(red, who, Stance::Asserts, parties(&[blue]));
        assert!(!circumstances(&s.scene, a).has_rival);
        let b = s.says(blue, who, Stance::Denies, parties(&[blue]));
        assert!(circumstances(&s.scene, a).has_rival);
        let link = s.link(LinkType::Denies, b, a);
        let grounds = usual_grounds(&s.scene, a, Finding::Contested);
        assert_eq!(grounds, [UsualGround::Position(b), UsualGround::Link(link)]);
        s.at(a).known = KnownBy::Inferred;
        assert!(circumstances(&s.scene, a).has_rival);
        s.at(b).known = KnownBy::Inferred;
        assert!(!circumstances(&s.scene, a).has_rival);
    }

    #[test]
    fn corroboration_needs_two_origins_decided_independent_and_no_standing_conflict() {
        use crate::model::vocab::Stance::{Asserts, Denies};
        let Stage { mut s, who, blue, army, red, witness } = stage();
        let a = s.says(red, who, Asserts, parties(&[blue]));
        let b = s.says(witness, who, Asserts, parties(&[army]));
        assert!(!circumstances(&s.scene, a).has_two_origins);
        let link = s.link(LinkType::Independent, a, b);
        assert!(circumstances(&s.scene, a).has_two_origins);
        // The army's part says that the state did it, and not the other way round.
        assert!(!circumstances(&s.scene, b).has_two_origins);
        let grounds = usual_grounds(&s.scene, a, Finding::Corroborated);
        let expected =
            [UsualGround::Position(a), UsualGround::Position(b), UsualGround::Link(link)];
        assert_eq!(grounds, expected);
        let c = s.says(blue, who, Denies, parties(&[blue]));
        s.link(LinkType::Contradicts, c, b);
        assert!(circumstances(&s.scene, a).has_standing_conflict, "touches the same answer");
        for state in [LinkState::Dismissed, LinkState::Withdrawn] {
            s.scene.links.last_mut().unwrap().state = state;
            assert!(!circumstances(&s.scene, a).has_standing_conflict, "{state}");
        }
        s.scene.links.last_mut().unwrap().state = LinkState::Accepted;
        s.at(c).live = false;
        assert!(!circumstances(&s.scene, a).has_standing_conflict);
    }

    #[test]
    fn an_admission_is_by_the_actor_its_organ_or_who_spoke_for_it_then() {
        use crate::model::vocab::Stance::{Admits, Alleges};
        let Stage { mut s, who, blue, army, red, witness } = stage();
        let spokesman = s.party("Major Birch", PartyKind::Person);
        s.joins(spokesman, Relation::SpeaksFor, army);
        let soldier = s.part_of("Private Fir", PartyKind::Person, army);
        let at = s.says(red, who, Alleges, parties(&[blue]));
        // (speaker, whether an admission)
        for (speaker, admits) in [
            (blue, true),
            (army, true),
            (spokesman, true),
            (soldier, false),
            (red, false),
            (witness, false),
        ] {
            let admission = s.says(speaker, who, Admits, parties(&[blue]));
            s.at(admission).attribution = Attribution::TracedOriginal;
            let found = circumstances(&s.scene, at).admission;
            assert_eq!(found.is_some(), admits, "{}", s.scene.parties[&speaker].name);
            let ground = usual_grounds(&s.scene, at, Finding::Admitted);
            assert_eq!(ground.is_empty(), !admits);
            s.scene.positions.retain(|position| position.at != admission);
        }
        s.scene.parties.get_mut(&spokesman).unwrap().wholes[0].since =
            Some(Date::new("2032").unwrap());
        let early = s.says(spokesman, who, Admits, parties(&[blue]));
        s.at(early).said_on = Some(Date::new("2031-05-02").unwrap());
        assert_eq!(circumstances(&s.scene, at).admission, None);
    }

    #[test]
    fn an_admission_covers_its_own_question_only() {
        use crate::model::vocab::Stance::{Admits, Alleges};
        let Stage { mut s, who, blue, red, .. } = stage();
        let event = s.scene.questions[0].event;
        let strike = s.question(event, "strike", ValueKind::YesNo);
        s.asked(who).under = Some(strike);
        let at = s.says(red, strike, Alleges, YES);
        s.says(blue, who, Admits, parties(&[blue]));
        assert_eq!(circumstances(&s.scene, at).admission, None);
        s.says(blue, strike, Admits, YES);
        assert_eq!(circumstances(&s.scene, at).admission, Some(Attribution::AsReported));
    }
}
