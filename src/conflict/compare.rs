//! How two positions stand to each other, by the rules of DESIGN section 3.

use crate::model::scene::{Scene, ScenePosition, SceneQuestion};
use crate::model::vocab::{Answers, BasisKind};
use crate::model::{Date, Number, Value};

use super::answer::{Answer, Questions};
use super::because::{Because, Comparison, RuleName, field};
use super::values::{Containment, affirmed, contains};
use super::words::value_words;

/// A named reading of a vague word, applied in a view and never stored:
/// "dozens" as 24 to 99.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Convention {
    /// Whose reading it is.
    pub name: String,
    /// The word it reads, in any case.
    pub word: String,
    /// The least it means; None: open.
    pub min: Option<Number>,
    /// The most it means; None: open.
    pub max: Option<Number>,
}

/// Compares two positions, live or not, on the question they share.
///
/// Symmetric but for the order in which the words name the two. A position is
/// the same as itself. Positions on two questions share the upper one where
/// one lies under the other.
pub fn compare(scene: &Scene, a: &ScenePosition, b: &ScenePosition) -> Comparison {
    compare_under(scene, &[], a, b)
}

/// [`compare`], with vague words read by the first convention that knows them.
pub fn compare_under(
    scene: &Scene,
    conventions: &[Convention],
    a: &ScenePosition,
    b: &ScenePosition,
) -> Comparison {
    if a.at == b.at {
        return Comparison::Same;
    }
    let questions = Questions::of(scene);
    let (first, second) = (Answer::all(a, &questions), Answer::all(b, &questions));
    if first.is_empty() || second.is_empty() {
        return Comparison::Nothing;
    }
    let mut pairs = first.iter().flat_map(|one| second.iter().map(move |other| (one, other)));
    let shared = pairs
        .find(|(one, other)| one.question == other.question && !(one.derived && other.derived));
    match shared.and_then(|pair| Some((questions.get(pair.0.question)?, pair))) {
        Some((question, (one, other))) => answers(scene, conventions, question, one, other),
        None => Comparison::NotComparable(apart(scene, &questions, a, b)),
    }
}

/// Why positions on two questions that share none are not compared.
fn apart(
    scene: &Scene,
    questions: &Questions<'_>,
    a: &ScenePosition,
    b: &ScenePosition,
) -> Because {
    let event = |position: &ScenePosition| questions.get(position.question).map(|q| q.event);
    let (rule, field, why) = if event(a) == event(b) {
        (RuleName::DifferentQuestion, field::QUESTION, "different questions")
    } else {
        (RuleName::DifferentEvent, field::EVENT, "different events")
    };
    let (a, b) = (scene.question_handle(a.question), scene.question_handle(b.question));
    Because::new(rule, &[field], format!("{a} beside {b}: {why}"))
}

/// Compares two answers to one question.
pub(super) fn answers(
    scene: &Scene,
    conventions: &[Convention],
    question: &SceneQuestion,
    a: &Answer<'_>,
    b: &Answer<'_>,
) -> Comparison {
    if a.position.at == b.position.at {
        return Comparison::Same;
    }
    if let Some(because) = different_dates(a, b) {
        return Comparison::NotComparable(because);
    }
    let found = values(scene, conventions, question, a, b);
    let unsure = [a, b].iter().any(|answer| answer.position.basis == BasisKind::OneOf);
    match found {
        Comparison::Conflict(because) | Comparison::Tension(because) if unsure => {
            let words = format!("{}, but it is not sure which question is meant", because.words);
            let fields = &[field::TIED, field::MEANT];
            Comparison::NotComparable(Because::new(RuleName::UnsureQuestion, fields, words))
        }
        Comparison::Conflict(because) => Comparison::Conflict(and_question(because, a, b)),
        Comparison::Tension(because) => Comparison::Tension(and_question(because, a, b)),
        Comparison::NotComparable(_)
        | Comparison::Same
        | Comparison::Compatible
        | Comparison::Nothing => found,
    }
}

/// Adds the fields that every conflict compares, and the question above where
/// an answer comes from below.
fn and_question(mut because: Because, a: &Answer<'_>, b: &Answer<'_>) -> Because {
    because.fields.insert(0, field::QUESTION);
    because.fields.insert(1, field::STANCE);
    if a.derived || b.derived {
        because.fields.push(field::UNDER);
        because.words.push_str(", since an answer to a question under this one says yes here");
    }
    because
}

/// Compares the values of two answers, affirmed or denied.
fn values(
    scene: &Scene,
    conventions: &[Convention],
    question: &SceneQuestion,
    a: &Answer<'_>,
    b: &Answer<'_>,
) -> Comparison {
    match (a.denies, b.denies) {
        (false, true) => against_denial(scene, a, b),
        (true, false) => against_denial(scene, b, a),
        (true, true) if a.value == b.value => Comparison::Same,
        (true, true) => Comparison::Compatible,
        (false, false) => {
            let found = affirmed(scene, conventions, &a.value, &b.value);
            match found {
                Comparison::Conflict(_) | Comparison::Tension(_) if both_may_hold(question, a) => {
                    Comparison::Compatible
                }
                Comparison::Conflict(_)
                | Comparison::Tension(_)
                | Comparison::NotComparable(_)
                | Comparison::Same
                | Comparison::Compatible
                | Comparison::Nothing => found,
            }
        }
    }
}

/// On a question with several answers affirmed values never exclude each
/// other. Yes and no still do: "asserts no" and "denies yes" are one answer.
fn both_may_hold(question: &SceneQuestion, answer: &Answer<'_>) -> bool {
    matches!(question.answers, Answers::Several) && !matches!(*answer.value, Value::YesNo(_))
}

/// Compares an affirmed value with a denied one: a conflict where the denied
/// value equals or contains the affirmed one.
fn against_denial(scene: &Scene, affirms: &Answer<'_>, denies: &Answer<'_>) -> Comparison {
    let because = |possible: bool| {
        let (affirmed, denied) =
            (value_words(scene, &affirms.value), value_words(scene, &denies.value));
        let words = format!("{affirmed} against the denial of {denied}");
        let mut because = Because::new(RuleName::DeniedValue, denial_fields(&denies.value), words);
        because.possible = possible;
        because
    };
    match contains(scene, &denies.value, &affirms.value) {
        Containment::Yes => Comparison::Conflict(because(false)),
        Containment::Possibly => Comparison::Conflict(because(true)),
        Containment::No => Comparison::Compatible,
        Containment::Partly(because) => Comparison::Tension(because),
        Containment::Unknown(because) => Comparison::NotComparable(because),
    }
}

/// The fields that tell whether a denied value contains another.
const fn denial_fields(value: &Value) -> &'static [&'static str] {
    match value {
        Value::Choice(_) => &[field::CHOICE],
        Value::None(_) => &[field::ANSWER],
        Value::Party(_) => &[field::PARTY, field::BELONGS_TO],
        Value::Place(_) => &[field::PLACE, field::WITHIN],
        Value::Quantity(_) => &[field::FIGURE, field::UNIT, field::COUNTED],
        Value::Text(_) => &[field::WORDS],
        Value::Time(_) => &[field::DATE, field::OFFSET],
        Value::YesNo(_) => &[field::YES_NO],
    }
}

/// Two answers said to hold for dates that share no moment are about two
/// states of things.
fn different_dates(a: &Answer<'_>, b: &Answer<'_>) -> Option<Because> {
    let (first, second): (&Date, &Date) = (a.position.as_of.as_ref()?, b.position.as_of.as_ref()?);
    if first.bounds().overlaps(&second.bounds()) {
        return None;
    }
    let words = format!("said to hold for {} and for {}", first.plain(), second.plain());
    Some(Because::new(RuleName::DifferentDate, &[field::AS_OF], words))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::many_single_char_names, reason = "sides of a comparison")]

    use super::*;
    use crate::conflict::scenery::table::{World, expect, word, world};
    use crate::conflict::scenery::{NO, Scenery, YES, parties};
    use crate::model::vocab::{Absence, PartyKind, Stance, ValueKind};
    use crate::model::{Date, QuestionId};

    #[test]
    fn asserting_no_and_denying_yes_are_one_answer() {
        use Stance::{Alleges, Asserts, Denies, Neither, Predicts};
        let cases = [
            ((Asserts, NO), (Denies, YES), "same"),
            ((Asserts, YES), (Denies, NO), "same"),
            ((Asserts, YES), (Denies, YES), "conflict yes-against-no"),
            ((Asserts, YES), (Asserts, NO), "conflict yes-against-no"),
            ((Denies, YES), (Denies, NO), "conflict yes-against-no"),
            ((Alleges, YES), (Asserts, NO), "conflict yes-against-no"),
            ((Neither, YES), (Asserts, NO), "nothing"),
            ((Predicts, YES), (Asserts, NO), "nothing"),
            ((Asserts, YES), (Asserts, Value::None(Absence::NoneKnown)), "not comparable no-value"),
        ];
        for (a, b, expected) in cases {
            let base =
                |s: &mut Scenery| (s.party("Redland", PartyKind::State), a.clone(), b.clone());
            expect(ValueKind::YesNo, &base, expected);
        }
    }

    #[test]
    fn choices_differ_and_free_words_are_never_compared() {
        use Stance::{Asserts, Denies};
        let choice = |text: &str| Value::Choice(text.to_owned());
        let text = |text: &str| Value::Text(text.to_owned());
        let cases = [
            (ValueKind::Choice, (Asserts, choice("alive")), (Asserts, choice("alive")), "same"),
            (
                ValueKind::Choice,
                (Asserts, choice("alive")),
                (Asserts, choice("dead")),
                "conflict choices-differ",
            ),
            (
                ValueKind::Choice,
                (Asserts, choice("alive")),
                (Denies, choice("alive")),
                "conflict denied-value",
            ),
            (ValueKind::Choice, (Asserts, choice("alive")), (Denies, choice("dead")), "compatible"),
            (
                ValueKind::Text,
                (Asserts, text("all calm")),
                (Denies, text("all calm")),
                "not comparable free-words",
            ),
            (
                ValueKind::Choice,
                (Asserts, choice("alive")),
                (Asserts, YES),
                "not comparable different-kind",
            ),
        ];
        for (kind, a, b, expected) in cases {
            let base =
                |s: &mut Scenery| (s.party("Redland", PartyKind::State), a.clone(), b.clone());
            expect(kind, &base, expected);
        }
    }

    /// Two speakers on one strike: a question, and who did it under that.
    fn strike(s: &mut Scenery) -> (World, QuestionId, QuestionId) {
        let w = world(s);
        let event = s.event(&[("Blue", &[w.blue]), ("Red", &[w.red])]);
        let strike = s.question(event, "strike", ValueKind::YesNo);
        let who = s.question(event, "perpetrator", ValueKind::Party);
        s.asked(who).under = Some(strike);
        (w, strike, who)
    }

    #[test]
    fn naming_who_did_it_says_that_it_was_done() {
        let mut s = Scenery::default();
        let (w, strike, who) = strike(&mut s);
        let deep = s.question(s.scene.questions[0].event, "unit", ValueKind::Party);
        s.asked(deep).under = Some(who);
        let denies = s.says(w.blue, strike, Stance::Denies, YES);
        for (question, stance, value, expected) in [
            (who, Stance::Alleges, parties(&[w.blue]), "conflict yes-against-no"),
            (deep, Stance::Asserts, parties(&[w.army]), "conflict yes-against-no"),
            (who, Stance::Denies, parties(&[w.blue]), "not comparable different-question"),
            (who, Stance::Neither, parties(&[w.blue]), "nothing"),
            (
                who,
                Stance::Asserts,
                Value::None(Absence::NoneKnown),
                "not comparable different-question",
            ),
        ] {
            let other = s.says(w.red, question, stance, value);
            assert_eq!(word(&compare(&s.scene, s.get(denies), s.get(other))), expected, "{stance}");
            assert_eq!(word(&compare(&s.scene, s.get(other), s.get(denies))), expected, "{stance}");
        }
    }

    #[test]
    fn different_events_and_dates_are_not_compared() {
        let mut s = Scenery::default();
        let (w, strike, _) = strike(&mut s);
        let other = s.event(&[]);
        let elsewhere = s.question(other, "strike", ValueKind::YesNo);
        let a = s.says(w.blue, strike, Stance::Asserts, YES);
        let b = s.says(w.red, elsewhere, Stance::Denies, YES);
        let c = s.says(w.red, strike, Stance::Denies, YES);
        let found = compare(&s.scene, s.get(a), s.get(b));
        assert_eq!(word(&found), "not comparable different-event");
        s.at(a).as_of = Some(Date::new("2031-05-02").unwrap());
        s.at(c).as_of = Some(Date::new("2031-05-09").unwrap());
        let found = compare(&s.scene, s.get(a), s.get(c));
        assert_eq!(word(&found), "not comparable different-date");
    }

    #[test]
    fn an_unsure_question_is_never_a_conflict_by_itself() {
        let mut s = Scenery::default();
        let (w, strike, _) = strike(&mut s);
        let a = s.says(w.blue, strike, Stance::Asserts, YES);
        let b = s.says(w.red, strike, Stance::Denies, YES);
        s.at(b).basis = BasisKind::OneOf;
        let found = compare(&s.scene, s.get(a), s.get(b));
        assert_eq!(word(&found), "not comparable unsure-question");
    }

    #[test]
    fn on_a_question_with_several_answers_only_denials_conflict() {
        let mut s = Scenery::default();
        let (w, _, who) = strike(&mut s);
        s.asked(who).answers = Answers::Several;
        let a = s.says(w.red, who, Stance::Asserts, parties(&[w.army]));
        let b = s.says(w.red, who, Stance::Asserts, parties(&[w.fleet]));
        let c = s.says(w.blue, who, Stance::Denies, parties(&[w.blue]));
        assert_eq!(word(&compare(&s.scene, s.get(a), s.get(b))), "compatible");
        assert_eq!(word(&compare(&s.scene, s.get(a), s.get(c))), "conflict denied-value");
    }

    #[test]
    fn each_conflict_names_its_rule_and_fields() {
        let mut s = Scenery::default();
        let (w, _, who) = strike(&mut s);
        let a = s.says(w.red, who, Stance::Asserts, parties(&[w.blue]));
        let b = s.says(w.blue, who, Stance::Asserts, parties(&[w.red]));
        let Comparison::Conflict(because) = compare(&s.scene, s.get(a), s.get(b)) else {
            panic!("expected a conflict")
        };
        assert_eq!(
            because.fields,
            ["the question", "stance", "the party named", "who belongs to whom"]
        );
        assert_eq!(because.words, "Blueland against Redland: neither belongs to the other");
    }
}
