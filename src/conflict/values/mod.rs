//! Two values of one kind: do they exclude each other, and does one contain
//! the other?

mod party;
mod place;
mod population;
mod quantity;
mod time;

use crate::model::Value;
use crate::model::scene::Scene;
use crate::model::vocab::ValueKind;

use super::because::{Because, Comparison, RuleName, field};
use super::compare::Convention;
use super::words::value_words;

/// Whether one value holds whenever another does.
pub(super) enum Containment {
    /// It does.
    Yes,
    /// It does if an unsure date is read so.
    Possibly,
    /// It does not, or need not.
    No,
    /// In part: one party of several acting jointly.
    Partly(Because),
    /// The record does not tell.
    Unknown(Because),
}

/// Compares two values that are both affirmed on a question with one answer.
pub(super) fn affirmed(
    scene: &Scene,
    conventions: &[Convention],
    a: &Value,
    b: &Value,
) -> Comparison {
    let conflict =
        |rule, field, words: String| Comparison::Conflict(Because::new(rule, &[field], words));
    match (a, b) {
        (Value::Party(a), Value::Party(b)) => party::affirmed(scene, a, b),
        (Value::Place(a), Value::Place(b)) => place::affirmed(scene, a, b),
        (Value::Quantity(a), Value::Quantity(b)) => quantity::affirmed(scene, conventions, a, b),
        (Value::Time(a), Value::Time(b)) => time::affirmed(a, b),
        (Value::YesNo(a), Value::YesNo(b)) if a == b => Comparison::Same,
        (Value::YesNo(_), Value::YesNo(_)) => {
            conflict(RuleName::YesAgainstNo, field::YES_NO, "yes against no".to_owned())
        }
        (Value::Choice(a), Value::Choice(b)) if a == b => Comparison::Same,
        (Value::Choice(a), Value::Choice(b)) => {
            conflict(RuleName::ChoicesDiffer, field::CHOICE, format!("{a} against {b}"))
        }
        (a, b) => Comparison::NotComparable(unlike(scene, a, b)),
    }
}

/// Whether `outer` holds whenever `inner` does: whether denying `outer` denies
/// `inner`, and whether `inner` speaks for `outer`.
pub(super) fn contains(scene: &Scene, outer: &Value, inner: &Value) -> Containment {
    let whether = |holds: bool| if holds { Containment::Yes } else { Containment::No };
    match (outer, inner) {
        (Value::Party(outer), Value::Party(inner)) => party::contains(scene, outer, inner),
        (Value::Place(outer), Value::Place(inner)) => place::contains(scene, outer, inner),
        (Value::Quantity(outer), Value::Quantity(inner)) => quantity::contains(scene, outer, inner),
        (Value::Time(outer), Value::Time(inner)) => time::contains(outer, inner),
        (Value::YesNo(outer), Value::YesNo(inner)) => whether(outer == inner),
        (Value::Choice(outer), Value::Choice(inner)) => whether(outer == inner),
        (outer, inner) => Containment::Unknown(unlike(scene, outer, inner)),
    }
}

/// Why two values that are not of one comparable kind are not compared.
fn unlike(scene: &Scene, a: &Value, b: &Value) -> Because {
    let (rule, why) = match (a.kind(), b.kind()) {
        (None, _) | (_, None) => (RuleName::NoValue, "there is no value to compare"),
        (Some(ValueKind::Text), Some(ValueKind::Text)) => {
            (RuleName::FreeWords, "free words are not compared")
        }
        (Some(_), Some(_)) => (RuleName::DifferentKind, "they are answers of different kinds"),
    };
    let (a, b) = (value_words(scene, a), value_words(scene, b));
    Because::new(rule, &[field::ANSWER], format!("{a} beside {b}: {why}"))
}
