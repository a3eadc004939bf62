//! Quantities as answers: ranges of one unit, of one population.

use crate::conflict::because::{Because, Comparison, RuleName, field};
use crate::conflict::compare::Convention;
use crate::conflict::words::value_words;
use crate::model::scene::Scene;
use crate::model::{Number, Quantity, Value};

use super::Containment;
use super::population::{Population, different_population, population};

/// Fields that every comparison of ranges looks at.
const RANGE: &[&str] = &[field::LOWEST, field::HIGHEST, field::ABOUT, field::UNIT, field::COUNTED];

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
        let words = format!("{pair}: apart as they stand; \"about\" lets them meet");
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
        let words = format!("{pair}: the part is more as it stands; \"about\" lets it fit");
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
    let fields = [field::WORD, field::LOWEST, field::HIGHEST];
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
        // So many of a part are at least so many of the whole, and no more is
        // known of the whole.
        Population::SecondIsPart if outer.min.is_some() && outer.max.is_none() => {
            let reached = inner.min.is_some_and(|inner| outer.min <= Some(inner));
            return if reached { Containment::Yes } else { Containment::No };
        }
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
        let because = Because::new(RuleName::VagueWord, &[field::WORD], words);
        return Containment::Unknown(because);
    }
    let starts = range.min.is_none_or(|outer| within.min.is_some_and(|inner| outer <= inner));
    let ends = range.max.is_none_or(|outer| within.max.is_some_and(|inner| inner <= outer));
    if starts && ends { Containment::Yes } else { Containment::No }
}

fn different_unit(scene: &Scene, a: &Quantity, b: &Quantity) -> Because {
    let words = format!("{}: different units", against(scene, a, b));
    Because::new(RuleName::DifferentUnit, &[field::UNIT], words)
}

fn against(scene: &Scene, a: &Quantity, b: &Quantity) -> String {
    let words = |one: &Quantity| value_words(scene, &Value::Quantity(Box::new(one.clone())));
    format!("{} against {}", words(a), words(b))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::too_many_lines, reason = "a table")]

    use super::*;
    use crate::conflict::compare::{compare, compare_under};
    use crate::conflict::scenery::table::{expect, word, world};
    use crate::conflict::scenery::{Scenery, count};
    use crate::model::PartyId;
    use crate::model::vocab::{PartyKind, Relation, Stance, ValueKind};

    #[test]
    fn quantities_conflict_by_range_of_one_unit_and_population() {
        use Stance::{Asserts, Denies};
        type Side = (Stance, &'static str, &'static str);
        // (stance, figure and unit, of whom: [party][/category])
        let cases: &[(Side, Side, &str)] = &[
            ((Asserts, "15..20 killed", "red"), (Asserts, "15..20 killed", "red"), "same"),
            ((Asserts, "15..20 killed", "red"), (Asserts, "18 killed", "red"), "compatible"),
            (
                (Asserts, "15..20 killed", "red"),
                (Asserts, "50 killed", "red"),
                "conflict ranges-disjoint",
            ),
            ((Asserts, "20.. killed", "red"), (Asserts, "500 killed", "red"), "compatible"),
            (
                (Asserts, "20.. killed", "red"),
                (Asserts, "..19 killed", "red"),
                "conflict ranges-disjoint",
            ),
            (
                (Asserts, "0 killed", "red"),
                (Asserts, "1 killed", "red"),
                "conflict ranges-disjoint",
            ),
            (
                (Asserts, "about 20 killed", "red"),
                (Asserts, "22 killed", "red"),
                "tension only-about",
            ),
            (
                (Asserts, "about 5 killed", "red"),
                (Asserts, "6 killed", "red"),
                "tension only-about",
            ),
            (
                (Asserts, "about 20 killed", "red"),
                (Asserts, "50 killed", "red"),
                "conflict ranges-disjoint",
            ),
            (
                (Asserts, "20 killed", "red"),
                (Asserts, "20 wounded", "red"),
                "not comparable different-unit",
            ),
            (
                (Asserts, "20 killed", "red"),
                (Asserts, "90 killed", "blue"),
                "not comparable different-population",
            ),
            (
                (Asserts, "20 killed", "red/fighters"),
                (Asserts, "90 killed", "red/civilians"),
                "not comparable different-population",
            ),
            (
                (Asserts, "20 killed", "red/fighters"),
                (Asserts, "15 killed", "red"),
                "conflict part-larger-than-whole",
            ),
            ((Asserts, "20 killed", "red/fighters"), (Asserts, "90 killed", "red"), "compatible"),
            (
                (Asserts, "30 killed", "army/fighters"),
                (Asserts, "about 29 killed", "blue"),
                "tension only-about",
            ),
            (
                (Asserts, "20 killed", "/fighters"),
                (Asserts, "15 killed", ""),
                "not comparable different-population",
            ),
            (
                (Asserts, "30 killed", "army"),
                (Denies, "20.. killed", "blue"),
                "conflict denied-value",
            ),
            ((Asserts, "30 killed", "army"), (Denies, "40.. killed", "blue"), "compatible"),
            (
                (Asserts, "30 killed", "blue"),
                (Denies, "20.. killed", "army"),
                "not comparable different-population",
            ),
            (
                (Asserts, "20 killed", "red"),
                (Asserts, "90 killed", ""),
                "not comparable different-population",
            ),
            ((Asserts, "48 hours", ""), (Asserts, "48 hours", ""), "same"),
            (
                (Asserts, "30.. killed", "army"),
                (Asserts, "20 killed", "blue"),
                "conflict part-larger-than-whole",
            ),
            ((Asserts, "10 killed", "army"), (Asserts, "20 killed", "blue"), "compatible"),
            (
                (Asserts, "21 killed", "army"),
                (Asserts, "about 20 killed", "blue"),
                "tension only-about",
            ),
            (
                (Asserts, "dozens killed", "red"),
                (Asserts, "15..20 killed", "red"),
                "not comparable vague-word",
            ),
            ((Asserts, "dozens killed", "red"), (Asserts, "Dozens killed", "red"), "same"),
            (
                (Asserts, "18 killed", "red"),
                (Denies, "15..20 killed", "red"),
                "conflict denied-value",
            ),
            ((Asserts, "15..20 killed", "red"), (Denies, "18 killed", "red"), "compatible"),
            (
                (Asserts, "90 killed", "red"),
                (Denies, "50.. killed", "red"),
                "conflict denied-value",
            ),
        ];
        for (a, b, expected) in cases {
            let base = |s: &mut Scenery| {
                let w = world(s);
                let value = |side: &Side| {
                    let (whose, category) = match side.2.split_once('/') {
                        Some((whose, category)) => (whose, Some(category)),
                        None => (side.2, None),
                    };
                    let whose = match whose {
                        "red" => vec![w.red],
                        "blue" => vec![w.blue],
                        "army" => vec![w.army],
                        _ => vec![],
                    };
                    (side.0, count(side.1, &whose, category))
                };
                (w.red, value(a), value(b))
            };
            expect(ValueKind::Quantity, &base, expected);
        }
    }

    #[test]
    fn a_figure_for_each_is_a_figure_for_any_of_them() {
        use crate::model::vocab::Counted::{Each, NotStated, Together};

        let mut s = Scenery::default();
        let w = world(&mut s);
        let event = s.event(&[]);
        let question = s.question(event, "killed", ValueKind::Quantity);
        let counted = |text: &str, all: &[PartyId], counted| {
            let mut value = count(text, all, None);
            if let Value::Quantity(quantity) = &mut value {
                quantity.of_whom.as_mut().unwrap().counted = counted;
            }
            value
        };
        let both = [w.blue, w.red];
        // (for both, for red alone, expected)
        let cases = [
            ("10 killed", Each, "15 killed", "conflict ranges-disjoint"),
            ("10 killed", Together, "15 killed", "conflict part-larger-than-whole"),
            ("10 killed", Together, "5 killed", "compatible"),
            ("10 killed", NotStated, "15 killed", "not comparable different-population"),
        ];
        for (for_both, how, for_red, expected) in cases {
            let a = s.says(w.red, question, Stance::Asserts, counted(for_both, &both, how));
            let b = s.says(w.red, question, Stance::Asserts, count(for_red, &[w.red], None));
            assert_eq!(word(&compare(&s.scene, s.get(a), s.get(b))), expected);
            assert_eq!(word(&compare(&s.scene, s.get(b), s.get(a))), expected);
        }
    }

    #[test]
    fn affiliations_in_a_circle_make_neither_the_whole() {
        let mut s = Scenery::default();
        let w = world(&mut s);
        s.joins(w.blue, Relation::BelongsTo, w.army);
        let event = s.event(&[]);
        let question = s.question(event, "killed", ValueKind::Quantity);
        let a = s.says(w.red, question, Stance::Asserts, count("30 killed", &[w.army], None));
        let b = s.says(w.red, question, Stance::Asserts, count("20 killed", &[w.blue], None));
        for (a, b) in [(a, b), (b, a)] {
            let found = compare(&s.scene, s.get(a), s.get(b));
            assert_eq!(word(&found), "not comparable different-population");
        }
    }

    #[test]
    fn a_vague_word_is_in_tension_only_by_a_named_convention() {
        let mut s = Scenery::default();
        let red = s.party("Redland", PartyKind::State);
        let event = s.event(&[]);
        let question = s.question(event, "killed", ValueKind::Quantity);
        let a = s.says(red, question, Stance::Asserts, count("dozens killed", &[red], None));
        let b = s.says(red, question, Stance::Asserts, count("5 killed", &[red], None));
        let convention = Convention {
            name: "desk".to_owned(),
            word: "Dozens".to_owned(),
            min: "24".parse().ok(),
            max: "99".parse().ok(),
        };
        let found = compare_under(&s.scene, &[convention], s.get(a), s.get(b));
        assert_eq!(word(&found), "tension vague-word");
        let Comparison::Tension(because) = found else { unreachable!() };
        assert!(because.words.contains("\"desk\""), "{}", because.words);
    }
}
