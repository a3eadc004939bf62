//! The comparison of all answers to a question: pair by pair, or, where there
//! are many, one pair for each two values.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::model::scene::{Scene, SceneLink, ScenePosition, SceneQuestion};
use crate::model::vocab::{BasisKind, Force, KnownBy, LinkState, LinkType};
use crate::model::{PartyId, QuestionId};

use super::affiliation::{is_identified, voices};
use super::answer::{Answer, Questions};
use super::because::{Because, Comparison, Qualifier, RuleName};
use super::compare::{Convention, answers as compare_answers};
use super::conflicts::{Conflict, NonAnswer, QuestionConflicts};
use super::decided::Decided;
use super::group::{Gathered, alike, gather};
use super::values::{Containment, contains};

/// A question with more live answers than this is busy: its value groups are
/// compared, the largest this many, and never all pairs.
pub(super) const BUSY: usize = 24;

/// What is looked for; everything, where nothing is named.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Focus {
    /// Readings of vague words that are applied.
    pub conventions: Vec<Convention>,
    /// Only what touches a position of one of these parties; None: all.
    pub parties: Option<BTreeSet<PartyId>>,
    /// Only what an entry from this number on brought: one of its positions,
    /// or the decision on it; None: all.
    pub since: Option<u64>,
}

impl Focus {
    /// Whether everything is looked for, by whatever conventions.
    pub(super) const fn is_wide(&self) -> bool {
        self.parties.is_none() && self.since.is_none()
    }

    /// Whether a position is looked for.
    pub fn is_on(&self, position: &ScenePosition) -> bool {
        self.is_since(position.seq) && self.is_of(position)
    }

    fn is_since(&self, seq: u64) -> bool {
        self.since.is_none_or(|since| seq >= since)
    }

    fn is_of(&self, position: &ScenePosition) -> bool {
        let is_of =
            |parties: &BTreeSet<PartyId>| voices(position).any(|one| parties.contains(&one));
        self.parties.as_ref().is_none_or(is_of)
    }
}

/// The live non-answers, by the question they name and nothing above it.
pub(super) fn declined(scene: &Scene) -> BTreeMap<QuestionId, Vec<&ScenePosition>> {
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

/// Every two of some answers, each with the later ones, and how they compare:
/// found once for all that say the same.
struct Pairs<'s, 'a> {
    answers: &'s [Answer<'a>],
    alike: Vec<usize>,
    at: (usize, usize),
    compared: HashMap<(usize, usize), Comparison>,
}

/// Two answers and how they compare.
type Compared<'p, 's, 'a> = (&'s Answer<'a>, &'s Answer<'a>, &'p Comparison);

impl<'s, 'a> Pairs<'s, 'a> {
    fn of(answers: &'s [Answer<'a>]) -> Self {
        Self { answers, alike: alike(answers), at: (0, 0), compared: HashMap::new() }
    }

    /// The next pair, compared by `compare` where its like was not yet.
    fn next(
        &mut self,
        compare: impl FnOnce(&Answer<'a>, &Answer<'a>) -> Comparison,
    ) -> Option<Compared<'_, 's, 'a>> {
        let (first, second) = self.at;
        self.at = if second + 1 < self.answers.len() {
            (first, second + 1)
        } else {
            (first + 1, first + 2)
        };
        let (a, b) = (self.answers.get(self.at.0)?, self.answers.get(self.at.1)?);
        let like = (self.alike[self.at.0], self.alike[self.at.1]);
        Some((a, b, self.compared.entry(like).or_insert_with(|| compare(a, b))))
    }
}

/// Compares the answers of questions and lays decisions beside what it finds.
pub(super) struct Finder<'a> {
    scene: &'a Scene,
    pub(super) questions: Questions<'a>,
    pub(super) decided: Decided<'a>,
    pub(super) focus: &'a Focus,
}

impl<'a> Finder<'a> {
    pub(super) fn new(scene: &'a Scene, focus: &'a Focus) -> Self {
        Self { scene, questions: Questions::of(scene), decided: Decided::of(scene), focus }
    }

    pub(super) fn question(
        &self,
        question: &SceneQuestion,
        answers: &[Answer<'a>],
        declined: &[&ScenePosition],
    ) -> QuestionConflicts {
        let gathered = gather(answers);
        let busy = answers.len() > BUSY;
        let listed: Vec<&Answer<'_>> = if busy {
            self.largest(&gathered).into_iter().map(|place| gathered[place].firmest()).collect()
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
                let compared = self.compare(question, a, b);
                self.note(question, a, b, &compared, &mut found);
            }
        } else {
            let mut pairs = Pairs::of(answers);
            while let Some((a, b, compared)) = pairs.next(|a, b| self.compare(question, a, b)) {
                self.note(question, a, b, compared, &mut found);
            }
        }
        found
    }

    /// The conflicts among some answers that nobody dismissed, as
    /// [`Finder::question`] gives them, up to a number.
    pub(super) fn conflicts_among(
        &self,
        question: &SceneQuestion,
        answers: &[Answer<'a>],
        most: usize,
    ) -> Vec<Conflict> {
        let mut found = Vec::new();
        let mut note = |a: &Answer<'a>, b: &Answer<'a>, compared: &Comparison| {
            let decided = self.decided_as(question.id, a, b, compared);
            if let Comparison::Conflict(because) = decided.as_ref().unwrap_or(compared) {
                let conflict = self.conflict(because.clone(), a, b);
                found.extend((!conflict.is_dismissed()).then_some(conflict));
            }
            found.len() < most
        };
        if answers.len() > BUSY {
            for (a, b) in self.pairs_of_groups(question, &gather(answers)) {
                if !note(a, b, &self.compare(question, a, b)) {
                    break;
                }
            }
        } else {
            let mut pairs = Pairs::of(answers);
            while let Some((a, b, compared)) = pairs.next(|a, b| self.compare(question, a, b)) {
                if !note(a, b, compared) {
                    break;
                }
            }
        }
        found
    }

    fn compare(&self, question: &SceneQuestion, a: &Answer<'_>, b: &Answer<'_>) -> Comparison {
        compare_answers(self.scene, &self.focus.conventions, question, a, b)
    }

    /// What the rules say of two answers, or what a person decided.
    pub(super) fn judged(
        &self,
        question: &SceneQuestion,
        a: &Answer<'_>,
        b: &Answer<'_>,
    ) -> Comparison {
        let compared = self.compare(question, a, b);
        self.decided_as(question.id, a, b, &compared).unwrap_or(compared)
    }

    /// Notes what came of comparing two answers.
    fn note(
        &self,
        question: &SceneQuestion,
        a: &Answer<'_>,
        b: &Answer<'_>,
        compared: &Comparison,
        found: &mut QuestionConflicts,
    ) {
        let decided = self.decided_as(question.id, a, b, compared);
        let (list, because) = match decided.as_ref().unwrap_or(compared) {
            Comparison::Conflict(because) => (&mut found.conflicts, because),
            Comparison::Tension(because) => (&mut found.tensions, because),
            Comparison::NotComparable(because) if because.rule != RuleName::FreeWords => {
                (&mut found.not_comparable, because)
            }
            Comparison::NotComparable(_)
            | Comparison::Same
            | Comparison::Compatible
            | Comparison::Nothing => return,
        };
        if self.is_on(question.id, a, b) {
            list.push(self.conflict(because.clone(), a, b));
        }
    }

    /// What a person decided of two answers that the rules do not find: an
    /// accepted link that names this very question. None where the rules find
    /// as much.
    fn decided_as(
        &self,
        question: QuestionId,
        a: &Answer<'_>,
        b: &Answer<'_>,
        compared: &Comparison,
    ) -> Option<Comparison> {
        if self.decided.is_empty() || a.derived || b.derived {
            return None;
        }
        let link = self.decided.on((a.position.claim, b.position.claim), &[question])?;
        let names_it = [link.questions.0, link.questions.1].contains(&Some(question));
        if link.state != LinkState::Accepted || !names_it {
            return None;
        }
        let because = |words: &str| {
            let words = format!("a member decided that {words}");
            Because::new(RuleName::Decided, &[], words)
        };
        match (link.kind, compared) {
            (_, Comparison::Conflict(_)) | (LinkType::Tension, Comparison::Tension(_)) => None,
            (LinkType::Tension, _) => Some(Comparison::Tension(because("they pull apart"))),
            (LinkType::Denies, _) => {
                Some(Comparison::Conflict(because("one denies what the other says")))
            }
            _ => Some(Comparison::Conflict(because("they contradict each other"))),
        }
    }

    /// Whether one of the two answers, or the decision on them, is looked for.
    pub(super) fn is_on(&self, question: QuestionId, a: &Answer<'_>, b: &Answer<'_>) -> bool {
        let focus = self.focus;
        let is_of = focus.is_of(a.position) || focus.is_of(b.position);
        focus.is_on(a.position)
            || focus.is_on(b.position)
            || is_of
                && self.decision(question, a, b).is_some_and(|link| focus.is_since(link.decided))
    }

    pub(super) fn decision(
        &self,
        question: QuestionId,
        a: &Answer<'_>,
        b: &Answer<'_>,
    ) -> Option<&'a SceneLink> {
        let questions = [question, a.position.question, b.position.question];
        self.decided.on((a.position.claim, b.position.claim), &questions)
    }

    pub(super) fn conflict(&self, because: Because, a: &Answer<'_>, b: &Answer<'_>) -> Conflict {
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
    use crate::conflict::scenery::{Scenery, YES, parties, places, two_states};
    use crate::model::vocab::{PartyKind, Stance, ValueKind};

    /// A link that names no question decides on none that the rules call free
    /// of conflict.
    #[test]
    fn a_decision_counts_on_the_question_that_it_names() {
        let (mut s, event, blue, red) = two_states();
        let [why, how] = ["why", "how"].map(|key| s.question(event, key, ValueKind::YesNo));
        let a = s.says(blue, why, Stance::Asserts, YES);
        let b = s.says(red, why, Stance::Asserts, YES);
        s.link(LinkType::Contradicts, a, b);
        let ends = |one: Option<QuestionId>| (one, one);
        s.scene.links[0].questions = ends(None);
        assert_eq!(s.on(why).conflicts, []);
        s.scene.links[0].questions = ends(Some(how));
        assert_eq!(s.on(why).conflicts, []);
        s.scene.links[0].questions = ends(Some(why));
        assert_eq!(s.on(why).conflicts.len(), 1);
        assert_eq!(s.on(why).conflicts[0].rule, RuleName::Decided);
    }

    #[test]
    fn a_busy_question_is_listed_by_groups() {
        let (mut s, event, blue, red) = two_states();
        let first = s.question(event, "initiator", ValueKind::Party);
        for _ in 0..300 {
            s.says(blue, first, Stance::Alleges, parties(&[red]));
            s.says(red, first, Stance::Asserts, parties(&[blue]));
        }
        let firm = s.says(blue, first, Stance::Asserts, parties(&[red]));
        let found = s.on(first);
        assert!(found.busy);
        assert_eq!(found.groups.iter().map(|group| group.positions.len()).sum::<usize>(), 601);
        assert_eq!(found.conflicts.len(), 1);
        assert_eq!(found.conflicts[0].b, firm);
        let (a, b) = (found.groups[0].positions[7], found.groups[1].positions[9]);
        s.link(LinkType::Contradicts, a, b);
        assert_eq!((s.on(first).conflicts[0].a, s.on(first).conflicts[0].b), (a, b));
        assert_eq!(s.on(first).conflicts.len(), 1);
    }

    /// That a pair was dismissed says nothing of the others that it stood for.
    #[test]
    fn a_dismissed_pair_of_a_busy_question_is_kept_beside_one_that_is_not() {
        let (mut s, event, blue, red) = two_states();
        let first = s.question(event, "initiator", ValueKind::Party);
        for _ in 0..30 {
            s.says(blue, first, Stance::Asserts, parties(&[red]));
            s.says(red, first, Stance::Asserts, parties(&[blue]));
        }
        let firmest = s.on(first).conflicts[0].clone();
        s.link(LinkType::Contradicts, firmest.a, firmest.b);
        s.scene.links[0].state = LinkState::Dismissed;
        let found = s.on(first);
        let states: Vec<_> =
            found.conflicts.iter().map(|it| (it.state, it.is_dismissed())).collect();
        assert_eq!(states, [(None, false), (Some(LinkState::Dismissed), true)]);
        let signal = crate::conflict::signal(&s.scene, first).word;
        assert_eq!(signal, crate::conflict::SignalWord::Contested);
    }

    #[test]
    fn the_smaller_groups_of_a_busy_question_are_counted_when_left_out() {
        let (mut s, event, blue, _) = two_states();
        let land = s.place("Northland", None);
        let location = s.question(event, "location", ValueKind::Place);
        for n in 0..40 {
            let town = s.place(&format!("Town {n}"), Some(land));
            s.says(blue, location, Stance::Asserts, places(&[town]));
        }
        let found = s.on(location);
        assert_eq!((found.groups.len(), found.groups_not_compared), (40, 16));
        assert_eq!(found.conflicts.len(), BUSY * (BUSY - 1) / 2);
    }

    #[test]
    fn what_is_looked_for_is_found_on_a_busy_question_too() {
        let (mut s, event, blue, red) = two_states();
        let green = s.party("Greenland", PartyKind::State);
        let first = s.question(event, "initiator", ValueKind::Party);
        for _ in 0..30 {
            s.says(blue, first, Stance::Asserts, parties(&[red]));
            s.says(red, first, Stance::Asserts, parties(&[blue]));
        }
        let since = s.get(s.scene.positions[59].at).seq + 1;
        let late = s.says(green, first, Stance::Alleges, parties(&[red]));
        let on = |focus: &Focus, s: &Scenery| {
            let found = crate::conflict::survey(&s.scene, focus);
            found[0].found.conflicts.iter().map(|it| (it.a, it.b)).collect::<Vec<_>>()
        };
        let of_green = Focus { parties: Some(BTreeSet::from([green])), ..Focus::default() };
        let of_late = Focus { since: Some(since), ..Focus::default() };
        for focus in [&of_green, &of_late] {
            let pairs = on(focus, &s);
            assert_eq!(pairs.len(), 1);
            assert_eq!(pairs[0].1, late, "{focus:?}");
        }
        let nobody = Focus { parties: Some(BTreeSet::new()), ..Focus::default() };
        assert_eq!(on(&nobody, &s), []);
        let found = &crate::conflict::survey(&s.scene, &nobody)[0];
        assert_eq!(found.signal.word, crate::conflict::SignalWord::Contested);
    }
}
