//! The signal of a question: one word for how its accounts stand, and marks
//! beside it. It says how many speak and whether they agree, never who is right.

use std::collections::BTreeSet;

use crate::model::scene::{Scene, SceneQuestion};
use crate::model::vocab::{Force, ValueKind};
use crate::model::vocabulary::vocabulary;
use crate::model::{QuestionId, Value};

use super::affiliation::{side_of, side_taken};
use super::answer::{Answer, answers_on};
use super::circumstances::{admits_it, speaks_for};
use super::conflicts::{Conflict, QuestionConflicts, conflicts_on};
use super::origin::{Origin, Origins, origins_of};

vocabulary! {
    /// How the accounts on a question stand.
    SignalWord, "signal";
    /// Nobody answers it.
    NoClaims = "no-claims",
    /// All answers come from one origin.
    SingleSource = "single-source",
    /// Several voices, no conflict, and nobody decided that they are independent.
    Uncontested = "uncontested",
    /// Two origins decided independent both assert or admit it.
    Corroborated = "corroborated",
    /// Accounts conflict.
    Contested = "contested",
    /// The party that acted says so, and nothing conflicts.
    Admitted = "admitted",
    /// All that was asked would neither confirm nor deny.
    OnlyNonAnswers = "only-non-answers",
}

vocabulary! {
    /// What a reader should know beside a signal.
    Mark, "mark";
    /// All answers stand in one capture.
    OneCapture = "one-capture",
    /// All answers come from one side of the event.
    OneSide = "one-side",
    /// An answer's origin is not known.
    OriginUnknown = "origin-unknown",
    /// A side gives a figure for the other side's people.
    CountsTheEnemy = "counts-the-enemy",
    /// Answers in free words differ: such answers are never compared.
    NotCompared = "not-compared",
    /// The party that acted is reported to acknowledge it, and nobody traced
    /// that.
    NotTraced = "not-traced",
    /// What is said of it demands, offers or predicts, and nobody answers.
    NotStated = "not-stated",
}

/// How the accounts on a question stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signal {
    /// In one word.
    pub word: SignalWord,
    /// Beside it, in the order of the vocabulary.
    pub marks: Vec<Mark>,
}

/// The signal of a question. O(n log n).
///
/// Dismissed conflicts and those where both speakers are inferred do not make
/// it contested. A conflict outweighs an admission and a corroboration.
pub fn signal(scene: &Scene, question: QuestionId) -> Signal {
    let Some(asked) = scene.question(question) else {
        return Signal { word: SignalWord::NoClaims, marks: Vec::new() };
    };
    let answers = answers_on(scene, question);
    let Some(found) = conflicts_on(scene, question) else {
        return Signal { word: SignalWord::NoClaims, marks: Vec::new() };
    };
    let origins = origins_of(scene, question, &answers);
    signal_of(scene, asked, &answers, &found, &origins)
}

/// The signal of a question whose answers were compared.
pub(super) fn signal_of(
    scene: &Scene,
    asked: &SceneQuestion,
    answers: &[Answer<'_>],
    found: &QuestionConflicts,
    origins: &Origins,
) -> Signal {
    if answers.is_empty() {
        let declined = !found.non_answers.is_empty();
        let word = if declined { SignalWord::OnlyNonAnswers } else { SignalWord::NoClaims };
        let mut here = scene.live().filter(|position| position.question == asked.id);
        let unstated = here.any(|position| position.stance.force() == Force::Silent);
        return Signal { word, marks: unstated.then_some(Mark::NotStated).into_iter().collect() };
    }
    let admits = |answer: &Answer<'_>| !answer.derived && admits_it(scene, asked, answer.position);
    let word = if found.conflicts.iter().any(Conflict::stands) {
        SignalWord::Contested
    } else if answers.iter().any(admits) {
        SignalWord::Admitted
    } else if is_corroborated(scene, answers, origins) {
        SignalWord::Corroborated
    } else if origins.groups.len() == 1 {
        SignalWord::SingleSource
    } else {
        SignalWord::Uncontested
    };
    let mut marks = marks(scene, asked, answers, origins);
    let is_traced = |answer: &Answer<'_>| answer.position.attribution.is_traced();
    if word == SignalWord::Admitted && !answers.iter().any(|it| admits(it) && is_traced(it)) {
        marks.push(Mark::NotTraced);
    }
    Signal { word, marks }
}

/// Whether one answer speaks for another from an origin decided independent,
/// both asserting or admitting.
fn is_corroborated(scene: &Scene, answers: &[Answer<'_>], origins: &Origins) -> bool {
    let of_group = |place: usize| {
        let positions: BTreeSet<_> = origins.groups[place].positions.iter().collect();
        let firm = |answer: &&Answer<'_>| {
            positions.contains(&answer.position.at)
                && answer.position.stance.force() == Force::Affirms
        };
        answers.iter().filter(firm).collect::<Vec<_>>()
    };
    origins.independent.iter().any(|(a, b, _)| {
        let (first, second) = (of_group(*a), of_group(*b));
        first.iter().any(|one| {
            second
                .iter()
                .any(|other| speaks_for(scene, one, other) || speaks_for(scene, other, one))
        })
    })
}

fn marks(
    scene: &Scene,
    question: &SceneQuestion,
    answers: &[Answer<'_>],
    origins: &Origins,
) -> Vec<Mark> {
    let first = answers[0].position;
    let one_capture = answers.iter().all(|answer| {
        (answer.position.capture, answer.position.source) == (first.capture, first.source)
    });
    let side = |answer: &Answer<'_>| {
        side_taken(scene, question.event, answer.position).map(|(side, _)| side)
    };
    let first_side = side(&answers[0]);
    let one_side = first_side.is_some() && answers.iter().all(|it| side(it) == first_side);
    let unknown = origins.groups.iter().any(|group| matches!(group.origin, Origin::Unknown(_)));
    let free = matches!(question.kind, ValueKind::Text)
        && answers.iter().any(|answer| answer.value != answers[0].value);
    let enemy = answers.iter().any(|answer| counts_the_enemy(scene, question, answer));
    let marks = [
        (one_capture, Mark::OneCapture),
        (one_side, Mark::OneSide),
        (unknown, Mark::OriginUnknown),
        (enemy, Mark::CountsTheEnemy),
        (free, Mark::NotCompared),
    ];
    marks.into_iter().filter(|(holds, _)| *holds).map(|(_, mark)| mark).collect()
}

/// Whether the one who counted is on another side than all who were counted.
fn counts_the_enemy(scene: &Scene, question: &SceneQuestion, answer: &Answer<'_>) -> bool {
    let Value::Quantity(quantity) = &*answer.value else { return false };
    let Some(whom) = &quantity.of_whom else { return false };
    let side = |party| side_of(scene, question.event, party);
    let counter = match quantity.counted_by {
        Some(party) => side(party),
        None => side_taken(scene, question.event, answer.position).map(|(side, _)| side),
    };
    let others = |party: &_| side(*party).is_some_and(|theirs| Some(theirs) != counter);
    counter.is_some() && !whom.parties.is_empty() && whom.parties.iter().all(others)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conflict::scenery::{Scenery, YES, count, parties};
    use crate::model::PartyId;
    use crate::model::vocab::{KnownBy, LinkType, PartyKind, Stance, ValueKind};

    fn stage(kind: ValueKind) -> (Scenery, QuestionId, PartyId, PartyId) {
        let mut s = Scenery::default();
        let blue = s.party("Blueland", PartyKind::State);
        let red = s.party("Redland", PartyKind::State);
        let event = s.event(&[("Blue", &[blue]), ("Red", &[red])]);
        let question = s.question(event, "asked", kind);
        (s, question, blue, red)
    }

    #[test]
    fn a_question_goes_from_silence_to_dispute() {
        let (mut s, question, blue, red) = stage(ValueKind::YesNo);
        let word = |s: &Scenery| signal(&s.scene, question).word;
        assert_eq!(word(&s), SignalWord::NoClaims);
        s.says(red, question, Stance::Demands, YES);
        assert_eq!(word(&s), SignalWord::NoClaims);
        s.says(blue, question, Stance::Neither, YES);
        assert_eq!(word(&s), SignalWord::OnlyNonAnswers);
        let a = s.says(red, question, Stance::Asserts, YES);
        assert_eq!(word(&s), SignalWord::SingleSource);
        let witness = s.party("Ms Cole", PartyKind::Person);
        let b = s.says(witness, question, Stance::Asserts, YES);
        assert_eq!(word(&s), SignalWord::Uncontested);
        s.link(LinkType::Independent, a, b);
        assert_eq!(word(&s), SignalWord::Corroborated);
        s.at(b).stance = Stance::Alleges;
        assert_eq!(word(&s), SignalWord::Uncontested);
        let c = s.says(blue, question, Stance::Admits, YES);
        assert_eq!(word(&s), SignalWord::Admitted);
        s.at(c).stance = Stance::Denies;
        assert_eq!(word(&s), SignalWord::Contested);
    }

    #[test]
    fn two_inferred_speakers_do_not_make_it_contested() {
        let (mut s, question, blue, red) = stage(ValueKind::YesNo);
        for (party, stance) in [(blue, Stance::Asserts), (red, Stance::Denies)] {
            let at = s.says(party, question, stance, YES);
            s.at(at).known = KnownBy::Inferred;
        }
        let found = signal(&s.scene, question);
        assert_eq!(found.word, SignalWord::Uncontested);
        assert_eq!(found.marks, [Mark::OneCapture, Mark::OriginUnknown]);
    }

    #[test]
    fn answers_in_differing_free_words_are_marked_as_not_compared() {
        let (mut s, question, blue, red) = stage(ValueKind::Text);
        let text = |words: &str| Value::Text(words.to_owned());
        s.says(blue, question, Stance::Asserts, text("all calm"));
        s.says(red, question, Stance::Asserts, text("all calm"));
        assert!(!signal(&s.scene, question).marks.contains(&Mark::NotCompared));
        s.says(red, question, Stance::Asserts, text("all lost"));
        assert!(signal(&s.scene, question).marks.contains(&Mark::NotCompared));
    }

    #[test]
    fn one_side_counting_the_other_is_marked() {
        let (mut s, question, blue, red) = stage(ValueKind::Quantity);
        let at =
            s.says(blue, question, Stance::Asserts, count("about 15..20 killed", &[red], None));
        let found = signal(&s.scene, question);
        assert_eq!(found.word, SignalWord::SingleSource);
        assert_eq!(found.marks, [Mark::OneCapture, Mark::OneSide, Mark::CountsTheEnemy]);
        s.at(at).value = Some(count("dozens killed", &[blue, red], None));
        assert_eq!(signal(&s.scene, question).marks, [Mark::OneCapture, Mark::OneSide]);
    }

    #[test]
    fn only_the_party_that_acted_admits() {
        let (mut s, question, blue, red) = stage(ValueKind::Party);
        s.says(red, question, Stance::Admits, parties(&[blue]));
        assert_eq!(signal(&s.scene, question).word, SignalWord::SingleSource);
        s.says(blue, question, Stance::Admits, parties(&[blue]));
        assert_eq!(signal(&s.scene, question).word, SignalWord::Admitted);
    }
}
