//! Quantities as answers: ranges of one unit, of one population.

use crate::conflict::because::{Because, Comparison, RuleName};
use crate::conflict::compare::Convention;
use crate::conflict::words::value_words;
use crate::model::scene::Scene;
use crate::model::{Number, Quantity, Value};

use super::Containment;
use super::population::{Population, different_population, population};

/// Fields that every comparison of ranges looks at.
const RANGE: &[&str] = &[
    "value.quantity.min",
    "value.quantity.max",
    "value.quantity.approximate",
    "value.quantity.unit",
    "value.quantity.of-whom",
];

/// A range; None where open.
#[derive(Clone, Copy)]
struct Range {
    min: Option<Number>,
    max: Option<Number>,
}

impl Range {
    const fn of(quantity: &Quantity) -> Self {
        Self { min: quantity.min, max: quantity.max }
    }

    const fn is_open(self) -> bool {
        self.min.is_none() && self.max.is_none()
    }
}

/// Quantities exclude each other where their ranges share no number, or a part
/// is put higher than its whole.
pub(super) fn affirmed(
    scene: &Scene,
    conventions: &[Convention],
    a: &Quantity,
    b: &Quantity,
) -> Comparison {
    if a.unit != b.unit {
        return Comparison::NotComparable(different_unit(scene, a, b));
    }
    let vague = Range::of(a).is_open() || Range::of(b).is_open();
    match population(scene, a, b) {
        Population::Same if vague => words_and_ranges(scene, conventions, a, b),
        Population::Same => ranges(scene, a, b),
        Population::FirstIsPart if !vague => part_and_whole(scene, a, b),
        Population::SecondIsPart if !vague => part_and_whole(scene, b, a),
        Population::FirstIsPart | Population::SecondIsPart => {
            Comparison::NotComparable(different_population(scene, a, b))
        }
        Population::Different(because) => Comparison::NotComparable(because),
    }
}

/// Compares two ranges of one population.
fn ranges(scene: &Scene, a: &Quantity, b: &Quantity) -> Comparison {
    if (a.min, a.max, a.approximate) == (b.min, b.max, b.approximate) {
        return Comparison::Same;
    }
    let Some(gap) = gap(Range::of(a), Range::of(b)) else { return Comparison::Compatible };
    let pair = against(scene, a, b);
    if gap <= slack(a) + slack(b) {
        let words = format!("{pair}: apart only because of \"about\"");
        return Comparison::Tension(Because::new(RuleName::OnlyAbout, RANGE, words));
    }
    let words = format!("{pair}: no number in common");
    Comparison::Conflict(Because::new(RuleName::RangesDisjoint, RANGE, words))
}

/// A part cannot be more than its whole; less is what one expects.
fn part_and_whole(scene: &Scene, part: &Quantity, whole: &Quantity) -> Comparison {
    let over = match (part.min, whole.max) {
        (Some(min), Some(max)) => min.millionths() - max.millionths(),
        (_, _) => 0,
    };
    if over <= 0 {
        return Comparison::Compatible;
    }
    let pair = against(scene, part, whole);
    if over <= slack(part) + slack(whole) {
        let words = format!("{pair}: the part is more only because of \"about\"");
        return Comparison::Tension(Because::new(RuleName::OnlyAbout, RANGE, words));
    }
    let words = format!("{pair}: a part larger than its whole");
    Comparison::Conflict(Because::new(RuleName::PartLargerThanWhole, RANGE, words))
}

/// The distance between two ranges, in millionths; None if they share a number.
fn gap(a: Range, b: Range) -> Option<i128> {
    let below = |low: Option<Number>, high: Option<Number>| {
        low.zip(high).map(|(low, high)| high.millionths() - low.millionths())
    };
    let gap = below(a.max, b.min).max(below(b.max, a.min))?;
    (gap > 0).then_some(gap)
}

/// How far "about" reaches, in millionths: a tenth of the upper end, and one
/// at least. A limit of ours, so that "about 20" conflicts with 50 and is in
/// tension with 21; no convention of the trade is meant.
fn slack(quantity: &Quantity) -> i128 {
    const ONE: i128 = 1_000_000;
    if quantity.approximate.is_none() {
        return 0;
    }
    let end = quantity.max.or(quantity.min).map_or(0, Number::millionths);
    (end.abs() / 10).max(ONE)
}

/// A word such as "dozens" has no number, unless a convention gives it one for
/// this view; then it is a tension at most.
fn words_and_ranges(
    scene: &Scene,
    conventions: &[Convention],
    a: &Quantity,
    b: &Quantity,
) -> Comparison {
    if are_one_word(a, b) {
        return Comparison::Same;
    }
    let fields = ["value.quantity.as-written", "value.quantity.min", "value.quantity.max"];
    let because = |why: &str| {
        let words = format!("{}: {why}", against(scene, a, b));
        Because::new(RuleName::VagueWord, &fields, words)
    };
    let (Some((first, name_a)), Some((second, name_b))) =
        (read(conventions, a), read(conventions, b))
    else {
        return Comparison::NotComparable(because("a word without a number of its own"));
    };
    if gap(first, second).is_none() {
        return Comparison::Compatible;
    }
    let name = name_a.or(name_b).unwrap_or_default();
    Comparison::Tension(because(&format!("apart if the word is read by the convention \"{name}\"")))
}

/// A quantity's range; for a word, the range and name of its convention.
fn read<'a>(
    conventions: &'a [Convention],
    quantity: &Quantity,
) -> Option<(Range, Option<&'a str>)> {
    let range = Range::of(quantity);
    if !range.is_open() {
        return Some((range, None));
    }
    let word = word(quantity)?;
    let known = conventions.iter().find(|convention| convention.word.to_lowercase() == word)?;
    Some((Range { min: known.min, max: known.max }, Some(known.name.as_str())))
}

/// Whether both are the same word without a number.
fn are_one_word(a: &Quantity, b: &Quantity) -> bool {
    Range::of(a).is_open()
        && Range::of(b).is_open()
        && word(a).is_some()
        && word(a) == word(b)
        && a.approximate == b.approximate
}

/// The figure's own word, in lower case.
fn word(quantity: &Quantity) -> Option<String> {
    let word = quantity.as_written.as_deref()?.trim().to_lowercase();
    (!word.is_empty()).then_some(word)
}

/// Whether the denial of `outer` denies `inner`: one unit and population, and
/// the range of `inner` lies in that of `outer`.
pub(super) fn contains(scene: &Scene, outer: &Quantity, inner: &Quantity) -> Containment {
    if outer.unit != inner.unit {
        return Containment::Unknown(different_unit(scene, outer, inner));
    }
    match population(scene, outer, inner) {
        Population::Same => {}
        Population::Different(because) => return Containment::Unknown(because),
        Population::FirstIsPart | Population::SecondIsPart => {
            return Containment::Unknown(different_population(scene, outer, inner));
        }
    }
    if are_one_word(outer, inner) {
        return Containment::Yes;
    }
    let (range, within) = (Range::of(outer), Range::of(inner));
    if range.is_open() || within.is_open() {
        let words = format!("{}: a word without a number of its own", against(scene, outer, inner));
        let because = Because::new(RuleName::VagueWord, &["value.quantity.as-written"], words);
        return Containment::Unknown(because);
    }
    let starts = range.min.is_none_or(|outer| within.min.is_some_and(|inner| outer <= inner));
    let ends = range.max.is_none_or(|outer| within.max.is_some_and(|inner| inner <= outer));
    if starts && ends { Containment::Yes } else { Containment::No }
}

fn different_unit(scene: &Scene, a: &Quantity, b: &Quantity) -> Because {
    let words = format!("{}: different units", against(scene, a, b));
    Because::new(RuleName::DifferentUnit, &["value.quantity.unit"], words)
}

fn against(scene: &Scene, a: &Quantity, b: &Quantity) -> String {
    let words = |one: &Quantity| value_words(scene, &Value::Quantity(Box::new(one.clone())));
    format!("{} against {}", words(a), words(b))
}
