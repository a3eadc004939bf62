//! Whether the accounts on a question agree: that nobody contradicts a claim
//! does not make it agreed, and a non-answer is no agreement.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::PositionRef;
use crate::model::scene::{Scene, ScenePosition, SceneQuestion};
use crate::model::vocab::{BasisKind, Force, KnownBy};

use super::affiliation::side_taken;
use super::answer::{Answer, answers_on};
use super::circumstances::speaks_for;
use super::conflicts::QuestionConflicts;
use super::finder::BUSY;
use super::group::{Gathered, gather};
use super::origin::Origins;

/// How far the accounts on a question agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Agreement {
    /// A voice on every side states each answer that is given.
    EverySide,
    /// Voices on several sides, or of origins decided independent, state each
    /// answer, and nobody would neither confirm nor deny.
    Several,
    /// It is claimed, and no more.
    Claimed(Lone),
}

/// Why a claim is no more than that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lone {
    /// Somebody would neither confirm nor deny.
    Declined,
    /// One side alone answers, by its place in the event's list.
    OneSide(usize),
    /// All who answer are one origin, or of one whose origin nobody knows.
    OneOrigin,
    /// Several voices answer, and not each answer is stated by two sides, or by
    /// two origins that somebody decided to be independent.
    NotShared,
    /// Nobody states it: it is alleged, suspected, implied, or read into it.
    NotStated,
}

/// How far the accounts on a question agree. Conflicts are not looked at.
///
/// O(n log n), and the square of the number of answers while they are few.
pub fn agreement(
    scene: &Scene,
    asked: &SceneQuestion,
    found: &QuestionConflicts,
    origins: &Origins,
) -> Agreement {
    let answers = answers_on(scene, asked.id);
    let groups = gather(&answers);
    let backing = backing(scene, asked, &groups, origins);
    let sides = scene.events.get(&asked.event).map_or(0, |event| event.sides.len());
    if sides > 1 && backing.iter().all(|one| one.sides.len() == sides) && !backing.is_empty() {
        return Agreement::EverySide;
    }
    if !found.non_answers.is_empty() {
        return Agreement::Claimed(Lone::Declined);
    }
    if backing.iter().all(Backing::is_nobodys) {
        return Agreement::Claimed(Lone::NotStated);
    }
    if backing.iter().all(|one| one.is_shared(origins)) {
        return Agreement::Several;
    }
    // Who else answers is told, whatever they answer and however firmly.
    let heard = answers.iter().filter(|it| it.position.known != KnownBy::Inferred);
    Agreement::Claimed(voices(scene, asked, heard, &places(origins)).why())
}

/// Who states an answer, or one that it follows from.
#[derive(Clone, Debug, Default)]
struct Backing {
    sides: BTreeSet<usize>,
    /// Whether somebody on no side states it.
    others: bool,
    /// Places in the list of origins.
    origins: BTreeSet<usize>,
}

impl Backing {
    fn is_shared(&self, origins: &Origins) -> bool {
        let here = |place: &usize| self.origins.contains(place);
        self.sides.len() > 1 || origins.independent.iter().any(|(a, b, _)| here(a) && here(b))
    }

    fn is_nobodys(&self) -> bool {
        self.sides.is_empty() && !self.others
    }

    /// Why an answer is no more than claimed, where these are all the voices.
    fn why(&self) -> Lone {
        match (self.sides.first(), self.sides.len(), self.others) {
            (Some(side), 1, false) => Lone::OneSide(*side),
            _ if self.origins.len() <= 1 => Lone::OneOrigin,
            _ => Lone::NotShared,
        }
    }
}

/// The origin of each position, by its place in the list of origins.
fn places(origins: &Origins) -> BTreeMap<PositionRef, usize> {
    let mut places = BTreeMap::new();
    for (place, group) in origins.groups.iter().enumerate() {
        places.extend(group.positions.iter().map(|at| (*at, place)));
    }
    places
}

/// Who gives some answers.
fn voices<'a>(
    scene: &Scene,
    asked: &SceneQuestion,
    answers: impl Iterator<Item = &'a Answer<'a>>,
    origin_of: &BTreeMap<PositionRef, usize>,
) -> Backing {
    let mut voices = Backing::default();
    for answer in answers {
        match side_taken(scene, asked.event, answer.position) {
            Some((side, _)) => _ = voices.sides.insert(side),
            None => voices.others = true,
        }
        voices.origins.extend(origin_of.get(&answer.position.at));
    }
    voices
}

/// The backing of each answer, in their order.
fn backing(
    scene: &Scene,
    asked: &SceneQuestion,
    groups: &[Gathered<'_>],
    origins: &Origins,
) -> Vec<Backing> {
    let origin_of = places(origins);
    let own = |group: &Gathered<'_>| {
        let stated = group.answers.iter().filter(|answer| is_stated(answer));
        voices(scene, asked, stated, &origin_of)
    };
    let alone: Vec<Backing> = groups.iter().map(own).collect();
    if groups.len() > BUSY {
        return alone;
    }
    let together = groups.iter().enumerate().map(|(place, group)| {
        let mut backing = alone[place].clone();
        for (other, from) in groups.iter().zip(&alone) {
            if speaks_for(scene, other.firmest(), group.firmest()) {
                backing.sides.extend(&from.sides);
                backing.origins.extend(&from.origins);
                backing.others |= from.others;
            }
        }
        backing
    });
    together.collect()
}

/// Whether an answer is affirmed or denied by a known voice, and not read into
/// it by us.
fn is_stated(answer: &Answer<'_>) -> bool {
    let firm = matches!(answer.position.stance.force(), Force::Affirms | Force::Denies);
    firm && is_plain(answer.position)
}

/// Said, by somebody who is known to have said it.
pub fn is_plain(position: &ScenePosition) -> bool {
    position.known != KnownBy::Inferred
        && matches!(position.basis, BasisKind::Stated | BasisKind::ByContext)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conflict::scenery::{Scenery, YES, count, places};
    use crate::conflict::{conflicts_on, origins};
    use crate::model::vocab::{LinkType, PartyKind, Stance, ValueKind};
    use crate::model::{PartyId, QuestionId};

    fn stage(kind: ValueKind) -> (Scenery, QuestionId, [PartyId; 3]) {
        let mut s = Scenery::default();
        let blue = s.party("Blueland", PartyKind::State);
        let red = s.party("Redland", PartyKind::State);
        let witness = s.party("Ms Cole", PartyKind::Person);
        let event = s.event(&[("Blue", &[blue]), ("Red", &[red])]);
        let question = s.question(event, "asked", kind);
        (s, question, [blue, red, witness])
    }

    fn found(s: &Scenery, question: QuestionId) -> Agreement {
        let on = conflicts_on(&s.scene, question).unwrap();
        let asked = s.scene.question(question).unwrap();
        agreement(&s.scene, asked, &on, &origins(&s.scene, question))
    }

    #[test]
    fn one_sides_count_of_the_others_dead_is_a_claim_and_no_more() {
        let (mut s, killed, [blue, red, witness]) = stage(ValueKind::Quantity);
        let dead = || count("15..20 killed", &[red], None);
        s.says(blue, killed, Stance::Asserts, dead());
        assert_eq!(found(&s, killed), Agreement::Claimed(Lone::OneSide(0)));
        let late = s.says(witness, killed, Stance::Asserts, dead());
        assert_eq!(found(&s, killed), Agreement::Claimed(Lone::NotShared));
        let first = s.scene.positions[0].at;
        s.link(LinkType::Independent, first, late);
        assert_eq!(found(&s, killed), Agreement::Several);
        s.says(red, killed, Stance::Neither, dead());
        assert_eq!(found(&s, killed), Agreement::Claimed(Lone::Declined));
        s.says(red, killed, Stance::Admits, dead());
        assert_eq!(found(&s, killed), Agreement::EverySide);
    }

    #[test]
    fn what_is_alleged_by_two_sides_is_stated_by_none() {
        let (mut s, strike, [blue, red, witness]) = stage(ValueKind::YesNo);
        s.says(blue, strike, Stance::Alleges, YES);
        s.says(red, strike, Stance::Speculates, YES);
        assert_eq!(found(&s, strike), Agreement::Claimed(Lone::NotStated));
        s.says(witness, strike, Stance::Asserts, YES);
        assert_eq!(found(&s, strike), Agreement::Claimed(Lone::NotShared));
    }

    /// "By one side only" is false where somebody on no side answers too,
    /// whatever they answer and however firmly.
    #[test]
    fn one_side_alone_answers_where_no_other_voice_does() {
        let (mut s, strike, [blue, red, witness]) = stage(ValueKind::YesNo);
        s.says(blue, strike, Stance::Asserts, YES);
        let read = s.says(red, strike, Stance::Asserts, YES);
        s.at(read).known = KnownBy::Inferred;
        assert_eq!(found(&s, strike), Agreement::Claimed(Lone::OneSide(0)));
        s.says(witness, strike, Stance::Alleges, YES);
        assert_eq!(found(&s, strike), Agreement::Claimed(Lone::NotShared));

        let (mut s, killed, [blue, _, witness]) = stage(ValueKind::Quantity);
        s.says(blue, killed, Stance::Asserts, count("15 killed", &[], None));
        s.says(witness, killed, Stance::Asserts, count("10.. killed", &[], None));
        assert_eq!(found(&s, killed), Agreement::Claimed(Lone::NotShared));
    }

    #[test]
    fn the_narrower_of_two_answers_needs_a_second_voice_too() {
        let (mut s, place, [blue, red, _]) = stage(ValueKind::Place);
        let land = s.place("Northland", None);
        let town = s.place("Town", Some(land));
        s.says(blue, place, Stance::Asserts, places(&[town]));
        s.says(red, place, Stance::Asserts, places(&[land]));
        assert_eq!(found(&s, place), Agreement::Claimed(Lone::NotShared));
        s.says(red, place, Stance::Asserts, places(&[town]));
        assert_eq!(found(&s, place), Agreement::EverySide);
    }
}
