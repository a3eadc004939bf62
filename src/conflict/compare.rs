//! How two positions stand to each other, by the rules of DESIGN section 3.

use crate::model::scene::{Scene, ScenePosition, SceneQuestion};
use crate::model::vocab::{Answers, BasisKind};
use crate::model::{Date, Number, Value};

use super::answer::{Answer, Questions};
use super::because::{Because, Comparison, RuleName};
use super::values::{Containment, affirmed, contains};
use super::words::answer_words;

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
        (RuleName::DifferentQuestion, "question", "different questions")
    } else {
        (RuleName::DifferentEvent, "question.event", "different events")
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
            let fields = &["basis", "among"];
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
    because.fields.insert(0, "question");
    because.fields.insert(1, "stance");
    if a.derived || b.derived {
        because.fields.push("question.under");
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
const fn both_may_hold(question: &SceneQuestion, answer: &Answer<'_>) -> bool {
    matches!(question.answers, Answers::Several) && !matches!(answer.value, Value::YesNo(_))
}

/// Compares an affirmed value with a denied one: a conflict where the denied
/// value equals or contains the affirmed one.
fn against_denial(scene: &Scene, affirms: &Answer<'_>, denies: &Answer<'_>) -> Comparison {
    let because = |possible: bool| {
        let words =
            format!("{} against {}", answer_words(scene, affirms), answer_words(scene, denies));
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
        Value::Choice(_) => &["value.choice"],
        Value::None(_) => &["value"],
        Value::Party(_) => &["value.party", "affiliation.belongs-to"],
        Value::Place(_) => &["value.place", "place.within"],
        Value::Quantity(_) => &["value.quantity"],
        Value::Text(_) => &["value.text"],
        Value::Time(_) => &["value.time.edtf", "value.time.offset"],
        Value::YesNo(_) => &["value.yes-no"],
    }
}

/// Two answers said to hold for dates that share no moment are about two
/// states of things.
fn different_dates(a: &Answer<'_>, b: &Answer<'_>) -> Option<Because> {
    let (first, second): (&Date, &Date) = (a.position.as_of.as_ref()?, b.position.as_of.as_ref()?);
    if first.bounds().overlaps(&second.bounds()) {
        return None;
    }
    let words = format!("said to hold for {} and for {}", first.edtf, second.edtf);
    Some(Because::new(RuleName::DifferentDate, &["as-of"], words))
}
