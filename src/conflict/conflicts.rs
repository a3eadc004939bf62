//! Where accounts collide: for each question its value groups, conflicts,
//! tensions, what cannot be compared, and who would not answer.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::model::scene::{Scene, SceneLink, ScenePosition, SceneQuestion};
use crate::model::vocab::{BasisKind, Force, KnownBy, LinkState};
use crate::model::{ClaimId, LinkId, PartyId, PositionRef, QuestionId, Value};

use super::affiliation::is_identified;
use super::answer::{Answer, Questions, board};
use super::because::{Because, Comparison, Qualifier, RuleName};
use super::compare::answers as compare_answers;
use super::decided::Decided;
use super::group::{Gathered, ValueGroup, gather};
use super::values::{Containment, contains};

/// A question with more live answers than this is busy: its value groups are
/// compared, the largest this many, and never all pairs.
const BUSY: usize = 24;

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
    /// Whether a person dismissed it, and nothing changed since.
    pub const fn is_dismissed(&self) -> bool {
        matches!(self.state, Some(LinkState::Dismissed)) && !self.stale
    }
}

/// What was found, one for each question in the order of the scene.
pub fn conflicts(scene: &Scene) -> Vec<QuestionConflicts> {
    let finder = Finder::new(scene);
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
    Some(Finder::new(scene).question(scene.question(question)?, &answers, &declined))
}

/// The conflicts of one position with live positions of other statements, on
/// its question and those above it, without those that a person dismissed.
/// O(n log n).
pub fn live_rivals(scene: &Scene, at: PositionRef) -> Vec<Conflict> {
    let Some(position) = scene.position(at) else { return Vec::new() };
    let finder = Finder::new(scene);
    let board = board(scene);
    let mut met = BTreeSet::new();
    let mut found: Vec<Conflict> = Vec::new();
    for mine in Answer::all(position, &finder.questions) {
        let Some(question) = finder.questions.get(mine.question) else { continue };
        for other in board.get(&mine.question).into_iter().flatten() {
            if other.position.at.version == at.version || met.contains(&other.position.at) {
                continue;
            }
            if let Comparison::Conflict(because) =
                compare_answers(scene, &[], question, &mine, other)
            {
                met.insert(other.position.at);
                found.push(finder.conflict(because, &mine, other));
            }
        }
    }
    found.retain(|conflict| !conflict.is_dismissed());
    found
}

/// The conflicts of each identified party with itself, by question in the order
/// of the scene, on busy questions too.
pub(super) fn self_conflicts(scene: &Scene) -> Vec<Conflict> {
    let finder = Finder::new(scene);
    let mut board = board(scene);
    let mut found = Vec::new();
    for question in &scene.questions {
        let mut places = BTreeMap::new();
        let mut voices: Vec<Vec<Answer<'_>>> = Vec::new();
        for answer in board.remove(&question.id).unwrap_or_default() {
            let place = *places.entry(answer.position.party).or_insert(voices.len());
            if place == voices.len() {
                voices.push(Vec::new());
            }
            voices[place].push(answer);
        }
        let here = voices
            .iter()
            .filter(|answers| is_identified(scene, answers[0].position.party))
            .flat_map(|answers| finder.question(question, answers, &[]).conflicts)
            .filter(|conflict| !conflict.is_dismissed());
        found.extend(here);
    }
    found
}

/// The live non-answers, by the question they name and nothing above it.
fn declined(scene: &Scene) -> BTreeMap<QuestionId, Vec<&ScenePosition>> {
    let mut found: BTreeMap<_, Vec<&ScenePosition>> = BTreeMap::new();
    for position in scene.live().filter(|one| one.stance.force() == Force::Declines) {
        found.entry(position.question).or_default().push(position);
    }
    found
}

/// A non-answer, and which of `answers` it leaves open.
fn non_answer(scene: &Scene, declined: &ScenePosition, answers: &[&Answer<'_>]) -> NonAnswer {
    let is_meant = |answer: &&&Answer<'_>| {
        let within = declined.value.as_ref().is_none_or(|value| {
            matches!(
                contains(scene, value, &answer.value),
                Containment::Yes | Containment::Possibly
            )
        });
        within && !answer.derived && answer.position.party != declined.party
    };
    NonAnswer {
        at: declined.at,
        party: declined.party,
        inferred: declined.known == KnownBy::Inferred,
        value: declined.value.clone(),
        leaves_open: answers.iter().filter(is_meant).map(|answer| answer.position.at).collect(),
    }
}

/// The largest groups that are compared, in order of their first logged.
fn largest(groups: &[Gathered<'_>]) -> Vec<usize> {
    let mut largest: Vec<usize> = (0..groups.len()).collect();
    largest.sort_by_key(|place| (Reverse(groups[*place].answers.len()), *place));
    largest.truncate(BUSY);
    largest.sort_unstable();
    largest
}

/// Compares the answers of questions and lays decisions beside what it finds.
struct Finder<'a> {
    scene: &'a Scene,
    questions: Questions<'a>,
    decided: Decided<'a>,
}

impl<'a> Finder<'a> {
    fn new(scene: &'a Scene) -> Self {
        Self { scene, questions: Questions::of(scene), decided: Decided::of(scene) }
    }

    fn question(
        &self,
        question: &SceneQuestion,
        answers: &[Answer<'a>],
        declined: &[&ScenePosition],
    ) -> QuestionConflicts {
        let gathered = gather(answers);
        let busy = answers.len() > BUSY;
        let listed: Vec<&Answer<'_>> = if busy {
            largest(&gathered).into_iter().map(|place| gathered[place].firmest()).collect()
        } else {
            answers.iter().collect()
        };
        let mut found = QuestionConflicts {
            question: question.id,
            busy,
            groups_not_compared: if busy { gathered.len().saturating_sub(BUSY) } else { 0 },
            groups: gathered.iter().map(Gathered::shown).collect(),
            conflicts: Vec::new(),
            tensions: Vec::new(),
            not_comparable: Vec::new(),
            non_answers: declined.iter().map(|it| non_answer(self.scene, it, &listed)).collect(),
        };
        if busy {
            for (a, b) in self.pairs_of_groups(question, &gathered) {
                self.note(question, a, b, &mut found);
            }
        } else {
            for (place, a) in answers.iter().enumerate() {
                for b in &answers[place + 1..] {
                    self.note(question, a, b, &mut found);
                }
            }
        }
        found
    }

    /// One pair for each two of the largest groups: the one whose conflict was
    /// accepted, else the firmest answers.
    fn pairs_of_groups<'g>(
        &self,
        question: &SceneQuestion,
        groups: &'g [Gathered<'a>],
    ) -> Vec<(&'g Answer<'a>, &'g Answer<'a>)> {
        let largest = largest(groups);
        let accepted = self.accepted_between(question, groups);
        let mut pairs = Vec::new();
        for (nth, first) in largest.iter().enumerate() {
            for second in &largest[nth + 1..] {
                let firmest = || (groups[*first].firmest(), groups[*second].firmest());
                pairs.push(accepted.get(&(*first, *second)).copied().unwrap_or_else(firmest));
            }
        }
        pairs
    }

    /// For each two groups, by place, the first pair with an accepted link.
    fn accepted_between<'g>(
        &self,
        question: &SceneQuestion,
        groups: &'g [Gathered<'a>],
    ) -> BTreeMap<(usize, usize), (&'g Answer<'a>, &'g Answer<'a>)> {
        let mut homes: BTreeMap<ClaimId, Vec<(usize, &Answer<'a>)>> = BTreeMap::new();
        for (place, group) in groups.iter().enumerate() {
            for answer in &group.answers {
                homes.entry(answer.position.claim).or_default().push((place, answer));
            }
        }
        let home = |claim: Option<ClaimId>| claim.and_then(|claim| homes.get(&claim));
        let mut found = BTreeMap::new();
        for link in self.decided.all().filter(|link| link.state == LinkState::Accepted) {
            let (Some(from), Some(to)) = (home(link.claims.0), home(link.claims.1)) else {
                continue;
            };
            for (one, a) in from {
                for (other, b) in to.iter().filter(|(other, _)| other != one) {
                    if self.decision(question.id, a, b).is_some_and(|it| it.id == link.id) {
                        let pair = if one < other { (*a, *b) } else { (*b, *a) };
                        found.entry((*one.min(other), *one.max(other))).or_insert(pair);
                    }
                }
            }
        }
        found
    }

    /// Compares two answers and notes what comes of it.
    fn note(
        &self,
        question: &SceneQuestion,
        a: &Answer<'_>,
        b: &Answer<'_>,
        found: &mut QuestionConflicts,
    ) {
        match compare_answers(self.scene, &[], question, a, b) {
            Comparison::Conflict(because) => found.conflicts.push(self.conflict(because, a, b)),
            Comparison::Tension(because) => found.tensions.push(self.conflict(because, a, b)),
            Comparison::NotComparable(because) if because.rule != RuleName::FreeWords => {
                found.not_comparable.push(self.conflict(because, a, b));
            }
            Comparison::NotComparable(_)
            | Comparison::Same
            | Comparison::Compatible
            | Comparison::Nothing => {}
        }
    }

    fn decision(
        &self,
        question: QuestionId,
        a: &Answer<'_>,
        b: &Answer<'_>,
    ) -> Option<&'a SceneLink> {
        let questions = [question, a.position.question, b.position.question];
        self.decided.on((a.position.claim, b.position.claim), &questions)
    }

    fn conflict(&self, because: Because, a: &Answer<'_>, b: &Answer<'_>) -> Conflict {
        let (a, b) = if a.logged() <= b.logged() { (a, b) } else { (b, a) };
        let possible = if because.possible { Qualifier::Possible } else { Qualifier::Stated };
        let decision = self.decision(a.question, a, b);
        let inferred = |answer: &Answer<'_>| answer.position.known == KnownBy::Inferred;
        let by_context = |answer: &Answer<'_>| answer.position.basis == BasisKind::ByContext;
        let party = a.position.party;
        Conflict {
            question: a.question,
            a: a.position.at,
            b: b.position.at,
            rule: because.rule,
            fields: because.fields,
            words: because.words,
            qualifier: Qualifier::of(a).max(Qualifier::of(b)).max(possible),
            by_context: by_context(a) || by_context(b),
            both_inferred_speakers: inferred(a) && inferred(b),
            same_party: party == b.position.party && is_identified(self.scene, party),
            link: decision.map(|link| link.id),
            state: decision.map(|link| link.state),
            stale: decision.is_some_and(|link| link.stale),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conflict::scenery::{Scenery, YES, parties, places};
    use crate::model::vocab::{LinkType, PartyKind, Stance, ValueKind};
    use crate::model::{EventId, PlaceId};

    /// Two states and an event between them.
    fn stage() -> (Scenery, EventId, PartyId, PartyId) {
        let mut s = Scenery::default();
        let blue = s.party("Blueland", PartyKind::State);
        let red = s.party("Redland", PartyKind::State);
        let event = s.event(&[("Blue", &[blue]), ("Red", &[red])]);
        (s, event, blue, red)
    }

    fn on(s: &Scenery, question: QuestionId) -> QuestionConflicts {
        conflicts_on(&s.scene, question).unwrap()
    }

    #[test]
    fn each_side_naming_the_other_is_one_conflict_with_the_earlier_first() {
        let (mut s, event, blue, red) = stage();
        let first = s.question(event, "initiator", ValueKind::Party);
        let a = s.says(blue, first, Stance::Asserts, parties(&[red]));
        let b = s.says(red, first, Stance::Asserts, parties(&[blue]));
        let c = s.says(blue, first, Stance::Alleges, parties(&[red]));
        let found = on(&s, first);
        let pairs: Vec<_> = found.conflicts.iter().map(|one| (one.a, one.b)).collect();
        assert_eq!(pairs, [(a, b), (b, c)]);
        let qualifiers: Vec<_> = found.conflicts.iter().map(|one| one.qualifier).collect();
        assert_eq!(qualifiers, [Qualifier::Stated, Qualifier::Alleged]);
        assert_eq!(found.groups[0].positions, [a, c]);
        assert_eq!(conflicts(&s.scene), [found]);
    }

    #[test]
    fn a_non_answer_is_one_to_the_question_it_names_and_to_nothing_above() {
        let (mut s, event, blue, red) = stage();
        let strike = s.question(event, "strike", ValueKind::YesNo);
        let who = s.question(event, "perpetrator", ValueKind::Party);
        s.asked(who).under = Some(strike);
        let says = s.says(red, who, Stance::Alleges, parties(&[blue]));
        let other = s.says(red, who, Stance::Alleges, parties(&[red]));
        let neither = s.says(blue, who, Stance::Neither, parties(&[blue]));
        let (above, below) = (on(&s, strike), on(&s, who));
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
        let (mut s, event, blue, red) = stage();
        let strike = s.question(event, "strike", ValueKind::YesNo);
        let who = s.question(event, "perpetrator", ValueKind::Party);
        s.asked(who).under = Some(strike);
        let names = s.says(red, who, Stance::Asserts, parties(&[blue]));
        let yes = s.also(names, strike, Stance::Asserts, YES);
        let denies = s.says(blue, strike, Stance::Denies, YES);
        // The version says yes itself, so that the same yes is not listed twice.
        let found = on(&s, strike);
        assert_eq!(found.conflicts.len(), 1);
        assert_eq!((found.conflicts[0].a, found.conflicts[0].b), (yes, denies));
        s.scene.positions.retain(|position| position.at != yes);
        let found = on(&s, strike);
        assert_eq!((found.conflicts[0].a, found.conflicts[0].b), (names, denies));
        assert!(found.conflicts[0].fields.contains(&"question.under"));
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
        let (mut s, event, blue, red) = stage();
        let (location, land, town) = at_a_place(&mut s, event);
        let takes = s.says(red, location, Stance::Presupposes, places(&[town]));
        let denies = s.says(blue, location, Stance::Denies, places(&[town]));
        let wider = s.also(denies, location, Stance::Denies, places(&[land]));
        let found = on(&s, location);
        let pairs: Vec<_> = found.conflicts.iter().map(|one| (one.a, one.b)).collect();
        assert_eq!(pairs, [(takes, denies), (takes, wider)]);
        assert!(found.conflicts.iter().all(|one| one.qualifier == Qualifier::Implied));
        s.at(takes).basis = BasisKind::ByContext;
        s.at(denies).known = KnownBy::Inferred;
        let found = on(&s, location);
        assert!(found.conflicts[0].by_context);
        assert_eq!(found.conflicts[0].qualifier, Qualifier::Inferred);
        assert!(!found.conflicts[0].both_inferred_speakers);
    }

    #[test]
    fn an_author_naming_both_and_a_speaker_naming_one_are_in_tension() {
        let (mut s, event, blue, red) = stage();
        let who = s.question(event, "truce-author", ValueKind::Party);
        s.says(blue, who, Stance::Asserts, parties(&[blue, red]));
        s.says(blue, who, Stance::Asserts, parties(&[blue]));
        let found = on(&s, who);
        assert_eq!(found.conflicts, []);
        assert_eq!(found.tensions.len(), 1);
        assert_eq!(found.tensions[0].rule, RuleName::AloneAgainstJointly);
    }

    #[test]
    fn a_decision_stands_beside_the_conflict_until_it_is_taken_back() {
        let (mut s, event, blue, red) = stage();
        let first = s.question(event, "initiator", ValueKind::Party);
        let a = s.says(blue, first, Stance::Asserts, parties(&[red]));
        let b = s.says(red, first, Stance::Asserts, parties(&[blue]));
        let link = s.link(LinkType::Contradicts, b, a);
        let found = on(&s, first);
        assert_eq!(found.conflicts[0].link, Some(link));
        assert_eq!(found.conflicts[0].state, Some(LinkState::Accepted));
        s.scene.links[0].state = LinkState::Dismissed;
        assert!(on(&s, first).conflicts[0].is_dismissed());
        assert_eq!(live_rivals(&s.scene, a), []);
        s.scene.links[0].stale = true;
        assert_eq!(live_rivals(&s.scene, a).len(), 1);
        s.scene.links[0].state = LinkState::Withdrawn;
        assert_eq!(on(&s, first).conflicts[0].link, None);
    }

    #[test]
    fn only_live_positions_collide_and_a_crowd_never_contradicts_itself() {
        let (mut s, event, blue, _) = stage();
        let crowd = s.party("People on the quay", PartyKind::UnnamedGroup);
        let strike = s.question(event, "strike", ValueKind::YesNo);
        for party in [blue, crowd] {
            let old = s.says(party, strike, Stance::Asserts, YES);
            s.says(party, strike, Stance::Denies, YES);
            let found = on(&s, strike);
            assert_eq!(found.conflicts.len(), 1);
            assert_eq!(found.conflicts[0].same_party, party == blue);
            s.at(old).live = false;
            assert_eq!(on(&s, strike).conflicts, []);
            s.scene.positions.clear();
        }
    }

    #[test]
    fn a_busy_question_is_listed_by_groups() {
        let (mut s, event, blue, red) = stage();
        let first = s.question(event, "initiator", ValueKind::Party);
        for _ in 0..300 {
            s.says(blue, first, Stance::Alleges, parties(&[red]));
            s.says(red, first, Stance::Asserts, parties(&[blue]));
        }
        let firm = s.says(blue, first, Stance::Asserts, parties(&[red]));
        let found = on(&s, first);
        assert!(found.busy);
        assert_eq!(found.groups.iter().map(|group| group.positions.len()).sum::<usize>(), 601);
        assert_eq!(found.conflicts.len(), 1);
        assert_eq!(found.conflicts[0].b, firm);
        let (a, b) = (found.groups[0].positions[7], found.groups[1].positions[9]);
        s.link(LinkType::Contradicts, a, b);
        assert_eq!((on(&s, first).conflicts[0].a, on(&s, first).conflicts[0].b), (a, b));
    }

    #[test]
    fn the_smaller_groups_of_a_busy_question_are_counted_when_left_out() {
        let (mut s, event, blue, _) = stage();
        let land = s.place("Northland", None);
        let location = s.question(event, "location", ValueKind::Place);
        for n in 0..40 {
            let town = s.place(&format!("Town {n}"), Some(land));
            s.says(blue, location, Stance::Asserts, places(&[town]));
        }
        let found = on(&s, location);
        assert_eq!((found.groups.len(), found.groups_not_compared), (40, 16));
        assert_eq!(found.conflicts.len(), BUSY * (BUSY - 1) / 2);
    }
}
