//! Where accounts collide: for each question its value groups, conflicts,
//! tensions, what cannot be compared, and who would not answer.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::scene::Scene;
use crate::model::vocab::LinkState;
use crate::model::{LinkId, PartyId, PositionRef, QuestionId, Value};

use super::affiliation::is_identified;
use super::answer::{Answer, Board, board};
use super::because::{Comparison, Qualifier, RuleName};
use super::finder::{BUSY, Finder, Focus, declined};
use super::group::ValueGroup;

/// What was found on one question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuestionConflicts {
    /// The question.
    pub question: QuestionId,
    /// Whether only one pair is listed for each two value groups.
    pub busy: bool,
    /// Busy questions only: the smaller groups that were not compared.
    pub groups_not_compared: usize,
    /// Positions with one answer, in order of each group's first logged.
    pub groups: Vec<ValueGroup>,
    /// Pairs that cannot both be so.
    pub conflicts: Vec<Conflict>,
    /// Pairs hard to square, and not excluded.
    pub tensions: Vec<Conflict>,
    /// Pairs of which nothing can be said. Free words are left out.
    pub not_comparable: Vec<Conflict>,
    /// Who would neither confirm nor deny.
    pub non_answers: Vec<NonAnswer>,
}

/// Two positions, how they stand to each other, and what people decided.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a word beside the finding")]
pub struct Conflict {
    /// The question on which they meet; one of them may name one under it.
    pub question: QuestionId,
    /// The earlier logged.
    pub a: PositionRef,
    /// The later logged.
    pub b: PositionRef,
    /// The rule that found it.
    pub rule: RuleName,
    /// The fields compared.
    pub fields: Vec<&'static str>,
    /// The finding in words.
    pub words: String,
    /// The weakest of stance, speaker and value on either side.
    pub qualifier: Qualifier,
    /// Whether only the reporter's juxtaposition ties a side to this event.
    pub by_context: bool,
    /// Whether both speakers are the analyst's inference.
    pub both_inferred_speakers: bool,
    /// Whether one identified party contradicts itself.
    pub same_party: bool,
    /// The newest link that decides on it.
    pub link: Option<LinkId>,
    /// What was decided.
    pub state: Option<LinkState>,
    /// Whether that decision was made on an older version.
    pub stale: bool,
}

/// A party that would neither confirm nor deny.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NonAnswer {
    /// The position.
    pub at: PositionRef,
    /// Who.
    pub party: PartyId,
    /// Whether the speaker is the analyst's inference.
    pub inferred: bool,
    /// The value neither confirmed nor denied, where one was named.
    pub value: Option<Value>,
    /// The answers of others that it leaves open: those within the named
    /// value, or all of them. On a busy question one for each value group.
    pub leaves_open: Vec<PositionRef>,
}

impl Conflict {
    /// Whether it counts: nobody dismissed it, and not both speakers are our
    /// inference.
    pub const fn stands(&self) -> bool {
        !self.is_dismissed() && !self.both_inferred_speakers
    }

    /// Whether a person dismissed it, and nothing changed since.
    pub const fn is_dismissed(&self) -> bool {
        matches!(self.state, Some(LinkState::Dismissed)) && !self.stale
    }
}

/// What was found, one for each question in the order of the scene.
pub fn conflicts(scene: &Scene) -> Vec<QuestionConflicts> {
    let focus = Focus::default();
    let finder = Finder::new(scene, &focus);
    let board = board(scene);
    let declined = declined(scene);
    let found = scene.questions.iter().map(|question| {
        let answers = board.get(&question.id).map_or(&[][..], Vec::as_slice);
        let declined = declined.get(&question.id).map_or(&[][..], Vec::as_slice);
        finder.question(question, answers, declined)
    });
    found.collect()
}

/// What was found on one question; None if the scene does not have it.
pub fn conflicts_on(scene: &Scene, question: QuestionId) -> Option<QuestionConflicts> {
    let answers = board(scene).remove(&question).unwrap_or_default();
    let declined = declined(scene).remove(&question).unwrap_or_default();
    let focus = Focus::default();
    Some(Finder::new(scene, &focus).question(scene.question(question)?, &answers, &declined))
}

/// The conflicts of one position with live positions of other statements, on
/// its question and those above it, without those that a person dismissed.
/// O(n log n).
pub fn live_rivals(scene: &Scene, at: PositionRef) -> Vec<Conflict> {
    let Some(position) = scene.position(at) else { return Vec::new() };
    let focus = Focus::default();
    let finder = Finder::new(scene, &focus);
    let board = board(scene);
    let mut met = BTreeSet::new();
    let mut found: Vec<Conflict> = Vec::new();
    for mine in Answer::all(position, &finder.questions) {
        let Some(question) = finder.questions.get(mine.question) else { continue };
        for other in board.get(&mine.question).into_iter().flatten() {
            if other.position.at.version == at.version || met.contains(&other.position.at) {
                continue;
            }
            if let Comparison::Conflict(because) = finder.judged(question, &mine, other) {
                met.insert(other.position.at);
                found.push(finder.conflict(because, &mine, other));
            }
        }
    }
    found.retain(|conflict| !conflict.is_dismissed());
    found
}

/// The conflicts of each identified party with itself, by question in the order
/// of the scene. On a busy question one for each voice: the first.
pub(super) fn self_conflicts<'a>(scene: &'a Scene, board: &Board<'a>) -> Vec<Conflict> {
    let focus = Focus::default();
    let finder = Finder::new(scene, &focus);
    let mut found = Vec::new();
    for question in &scene.questions {
        let answers = board.get(&question.id).map_or(&[][..], Vec::as_slice);
        let busy = answers.len() > BUSY;
        for answers in by_voice(scene, answers) {
            let most = if busy { 1 } else { usize::MAX };
            found.append(&mut finder.conflicts_among(question, &answers, most));
        }
    }
    found
}

/// The answers of each identified party that gave several, in order of its
/// first.
fn by_voice<'a>(scene: &Scene, answers: &[Answer<'a>]) -> Vec<Vec<Answer<'a>>> {
    let mut places = BTreeMap::new();
    let mut voices: Vec<Vec<Answer<'a>>> = Vec::new();
    for answer in answers {
        let place = *places.entry(answer.position.party).or_insert(voices.len());
        if place == voices.len() {
            voices.push(Vec::new());
        }
        voices[place].push(answer.clone());
    }
    voices.retain(|own| own.len() > 1 && is_identified(scene, own[0].position.party));
    voices
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conflict::scenery::{Scenery, YES, parties, places, two_states};
    use crate::model::vocab::{BasisKind, KnownBy};
    use crate::model::vocab::{LinkType, PartyKind, Stance, ValueKind};
    use crate::model::{EventId, PlaceId};

    #[test]
    fn each_side_naming_the_other_is_one_conflict_with_the_earlier_first() {
        let (mut s, event, blue, red) = two_states();
        let first = s.question(event, "initiator", ValueKind::Party);
        let a = s.says(blue, first, Stance::Asserts, parties(&[red]));
        let b = s.says(red, first, Stance::Asserts, parties(&[blue]));
        let c = s.says(blue, first, Stance::Alleges, parties(&[red]));
        let found = s.on(first);
        let pairs: Vec<_> = found.conflicts.iter().map(|one| (one.a, one.b)).collect();
        assert_eq!(pairs, [(a, b), (b, c)]);
        let qualifiers: Vec<_> = found.conflicts.iter().map(|one| one.qualifier).collect();
        assert_eq!(qualifiers, [Qualifier::Stated, Qualifier::Alleged]);
        assert_eq!(found.groups[0].positions, [a, c]);
        assert_eq!(conflicts(&s.scene), [found]);
    }

    #[test]
    fn a_non_answer_is_one_to_the_question_it_names_and_to_nothing_above() {
        let (mut s, event, blue, red) = two_states();
        let strike = s.question(event, "strike", ValueKind::YesNo);
        let who = s.question(event, "perpetrator", ValueKind::Party);
        s.asked(who).under = Some(strike);
        let says = s.says(red, who, Stance::Alleges, parties(&[blue]));
        let other = s.says(red, who, Stance::Alleges, parties(&[red]));
        let neither = s.says(blue, who, Stance::Neither, parties(&[blue]));
        let (above, below) = (s.on(strike), s.on(who));
        assert_eq!(above.non_answers, []);
        assert_eq!(above.conflicts, []);
        assert_eq!(below.non_answers.len(), 1);
        assert_eq!(below.non_answers[0].at, neither);
        assert_eq!(below.non_answers[0].leaves_open, [says]);
        let touched = |one: &Conflict| one.a == neither || one.b == neither;
        assert!(!below.conflicts.iter().any(touched));
        assert_eq!(below.conflicts.len(), 1);
        assert_eq!((below.conflicts[0].a, below.conflicts[0].b), (says, other));
    }

    #[test]
    fn who_did_it_conflicts_with_a_denial_that_it_was_done() {
        let (mut s, event, blue, red) = two_states();
        let strike = s.question(event, "strike", ValueKind::YesNo);
        let who = s.question(event, "perpetrator", ValueKind::Party);
        s.asked(who).under = Some(strike);
        let names = s.says(red, who, Stance::Asserts, parties(&[blue]));
        let yes = s.also(names, strike, Stance::Asserts, YES);
        let denies = s.says(blue, strike, Stance::Denies, YES);
        // The version says yes itself, so that the same yes is not listed twice.
        let found = s.on(strike);
        assert_eq!(found.conflicts.len(), 1);
        assert_eq!((found.conflicts[0].a, found.conflicts[0].b), (yes, denies));
        s.scene.positions.retain(|position| position.at != yes);
        let found = s.on(strike);
        assert_eq!((found.conflicts[0].a, found.conflicts[0].b), (names, denies));
        assert!(found.conflicts[0].fields.contains(&"which question stands under which"));
        assert_eq!(found.groups[0].derived, 1);
        assert_eq!(live_rivals(&s.scene, names).len(), 1);
        assert_eq!(live_rivals(&s.scene, denies).len(), 1);
    }

    /// "Had survived there" takes it for granted that he was there.
    fn at_a_place(s: &mut Scenery, event: EventId) -> (QuestionId, PlaceId, PlaceId) {
        let land = s.place("Northland", None);
        let town = s.place("Northtown", Some(land));
        (s.question(event, "location", ValueKind::Place), land, town)
    }

    #[test]
    fn what_is_presupposed_conflicts_and_is_marked_weaker() {
        let (mut s, event, blue, red) = two_states();
        let (location, land, town) = at_a_place(&mut s, event);
        let takes = s.says(red, location, Stance::Presupposes, places(&[town]));
        let denies = s.says(blue, location, Stance::Denies, places(&[town]));
        let wider = s.also(denies, location, Stance::Denies, places(&[land]));
        let found = s.on(location);
        let pairs: Vec<_> = found.conflicts.iter().map(|one| (one.a, one.b)).collect();
        assert_eq!(pairs, [(takes, denies), (takes, wider)]);
        assert!(found.conflicts.iter().all(|one| one.qualifier == Qualifier::Implied));
        s.at(takes).basis = BasisKind::ByContext;
        s.at(denies).known = KnownBy::Inferred;
        let found = s.on(location);
        assert!(found.conflicts[0].by_context);
        assert_eq!(found.conflicts[0].qualifier, Qualifier::Inferred);
        assert!(!found.conflicts[0].both_inferred_speakers);
    }

    #[test]
    fn an_author_naming_both_and_a_speaker_naming_one_are_in_tension() {
        let (mut s, event, blue, red) = two_states();
        let who = s.question(event, "truce-author", ValueKind::Party);
        s.says(blue, who, Stance::Asserts, parties(&[blue, red]));
        s.says(blue, who, Stance::Asserts, parties(&[blue]));
        let found = s.on(who);
        assert_eq!(found.conflicts, []);
        assert_eq!(found.tensions.len(), 1);
        assert_eq!(found.tensions[0].rule, RuleName::AloneAgainstJointly);
    }

    #[test]
    fn a_decision_stands_beside_the_conflict_until_it_is_taken_back() {
        let (mut s, event, blue, red) = two_states();
        let first = s.question(event, "initiator", ValueKind::Party);
        let a = s.says(blue, first, Stance::Asserts, parties(&[red]));
        let b = s.says(red, first, Stance::Asserts, parties(&[blue]));
        let link = s.link(LinkType::Contradicts, b, a);
        let found = s.on(first);
        assert_eq!(found.conflicts[0].link, Some(link));
        assert_eq!(found.conflicts[0].state, Some(LinkState::Accepted));
        s.scene.links[0].state = LinkState::Dismissed;
        assert!(s.on(first).conflicts[0].is_dismissed());
        assert_eq!(live_rivals(&s.scene, a), []);
        s.scene.links[0].stale = true;
        assert_eq!(live_rivals(&s.scene, a).len(), 1);
        s.scene.links[0].state = LinkState::Withdrawn;
        assert_eq!(s.on(first).conflicts[0].link, None);
    }

    #[test]
    fn only_live_positions_collide_and_a_crowd_never_contradicts_itself() {
        let (mut s, event, blue, _) = two_states();
        let crowd = s.party("People on the quay", PartyKind::UnnamedGroup);
        let strike = s.question(event, "strike", ValueKind::YesNo);
        for party in [blue, crowd] {
            let old = s.says(party, strike, Stance::Asserts, YES);
            s.says(party, strike, Stance::Denies, YES);
            let found = s.on(strike);
            assert_eq!(found.conflicts.len(), 1);
            assert_eq!(found.conflicts[0].same_party, party == blue);
            s.at(old).live = false;
            assert_eq!(s.on(strike).conflicts, []);
            s.scene.positions.clear();
        }
    }
}
