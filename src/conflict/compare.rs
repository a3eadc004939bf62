//! How two positions stand to each other, by the rules of DESIGN section 3.

use crate::model::scene::{Scene, ScenePosition, SceneQuestion};
use crate::model::vocab::{Answers, BasisKind};
use crate::model::{Date, Number, Value};

use super::answer::{Answer, Questions};
use super::because::{Because, Comparison, RuleName};
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

#[cfg(test)]
mod tests {
    #![expect(clippy::many_single_char_names, clippy::too_many_lines, reason = "tables")]

    use proptest::prelude::*;

    use super::*;
    use crate::conflict::scenery::{NO, Scenery, YES, count, date, parties, places};
    use crate::model::vocab::{
        Absence, Attribution, AttributionKind, KnownBy, PartyKind, Relation, Stance, ValueKind,
    };
    use crate::model::{PartyId, PlaceId, PositionRef, QuestionId};

    /// What a table expects, short enough for a line.
    fn word(found: &Comparison) -> String {
        match found {
            Comparison::Same => "same".to_owned(),
            Comparison::Compatible => "compatible".to_owned(),
            Comparison::Nothing => "nothing".to_owned(),
            Comparison::Conflict(because) => {
                let possible = if because.possible { " possible" } else { "" };
                format!("conflict {}{possible}", because.rule)
            }
            Comparison::Tension(because) => format!("tension {}", because.rule),
            Comparison::NotComparable(because) => format!("not comparable {}", because.rule),
        }
    }

    /// A speaker, and a stance with its value for each side.
    type Pair = (PartyId, (Stance, Value), (Stance, Value));

    /// A row of a table: how each side picks its value, and what is expected.
    type Row<T> = ((Stance, fn(&World) -> Vec<T>), (Stance, fn(&World) -> Vec<T>), &'static str);

    /// Checks one pair in both orders.
    #[track_caller]
    fn expect(kind: ValueKind, base: &dyn Fn(&mut Scenery) -> Pair, expected: &str) {
        let mut s = Scenery::default();
        let (speaker, a, b) = base(&mut s);
        let event = s.event(&[]);
        let question = s.question(event, "asked", kind);
        let a = s.says(speaker, question, a.0, a.1);
        let b = s.says(speaker, question, b.0, b.1);
        let found = compare(&s.scene, s.get(a), s.get(b));
        assert_eq!(word(&found), expected, "{found:?}");
        let turned = compare(&s.scene, s.get(b), s.get(a));
        assert_eq!(word(&turned), expected, "turned: {turned:?}");
    }

    /// Two states, an army and a fleet of the first, a person of its army, and
    /// a crowd.
    struct World {
        blue: PartyId,
        army: PartyId,
        fleet: PartyId,
        general: PartyId,
        red: PartyId,
        crowd: PartyId,
        land: PlaceId,
        town: PlaceId,
        market: PlaceId,
        port: PlaceId,
        island: PlaceId,
    }

    fn world(s: &mut Scenery) -> World {
        let blue = s.party("Blueland", PartyKind::State);
        let army = s.part_of("Blue Army", PartyKind::ArmedForce, blue);
        let fleet = s.part_of("Blue Fleet", PartyKind::ArmedForce, blue);
        let general = s.part_of("General Ash", PartyKind::Person, army);
        let red = s.party("Redland", PartyKind::State);
        let crowd = s.party("People on the quay", PartyKind::UnnamedGroup);
        let land = s.place("Northland", None);
        let town = s.place("Northtown", Some(land));
        let market = s.place("the market", Some(town));
        let port = s.place("Southport", Some(land));
        let island = s.place("the island", None);
        World { blue, army, fleet, general, red, crowd, land, town, market, port, island }
    }

    #[test]
    fn parties_exclude_each_other_unless_one_belongs_to_the_other() {
        use Stance::{Asserts, Denies};
        let cases: &[Row<PartyId>] = &[
            ((Asserts, |w| vec![w.blue]), (Asserts, |w| vec![w.blue]), "same"),
            ((Asserts, |w| vec![w.blue]), (Asserts, |w| vec![w.red]), "conflict values-exclude"),
            ((Asserts, |w| vec![w.blue]), (Asserts, |w| vec![w.general]), "compatible"),
            ((Asserts, |w| vec![w.army]), (Asserts, |w| vec![w.fleet]), "conflict values-exclude"),
            (
                (Asserts, |w| vec![w.blue, w.red]),
                (Asserts, |w| vec![w.blue]),
                "tension alone-against-jointly",
            ),
            (
                (Asserts, |w| vec![w.blue, w.red]),
                (Asserts, |w| vec![w.army]),
                "tension alone-against-jointly",
            ),
            ((Asserts, |w| vec![w.blue, w.red]), (Asserts, |w| vec![w.red, w.blue]), "same"),
            ((Asserts, |w| vec![w.army, w.fleet]), (Asserts, |w| vec![w.blue]), "compatible"),
            (
                (Asserts, |w| vec![w.army, w.red]),
                (Asserts, |w| vec![w.fleet, w.red]),
                "tension lists-differ",
            ),
            (
                (Asserts, |w| vec![w.crowd]),
                (Asserts, |w| vec![w.red]),
                "not comparable party-not-named",
            ),
            ((Asserts, |w| vec![w.army]), (Denies, |w| vec![w.blue]), "conflict denied-value"),
            ((Asserts, |w| vec![w.blue]), (Denies, |w| vec![w.army]), "compatible"),
            ((Asserts, |w| vec![w.red]), (Denies, |w| vec![w.blue]), "compatible"),
            (
                (Asserts, |w| vec![w.blue, w.red]),
                (Denies, |w| vec![w.blue]),
                "tension alone-against-jointly",
            ),
            ((Asserts, |w| vec![w.blue]), (Denies, |w| vec![w.blue, w.red]), "compatible"),
            ((Denies, |w| vec![w.blue]), (Denies, |w| vec![w.red]), "compatible"),
            ((Denies, |w| vec![w.blue]), (Denies, |w| vec![w.blue]), "same"),
        ];
        for (a, b, expected) in cases {
            let base = |s: &mut Scenery| {
                let w = world(s);
                (w.red, (a.0, parties(&(a.1)(&w))), (b.0, parties(&(b.1)(&w))))
            };
            expect(ValueKind::Party, &base, expected);
        }
    }

    #[test]
    fn denying_a_land_denies_its_town_and_denying_the_town_leaves_the_land_open() {
        use Stance::{Asserts, Denies};
        let cases: &[Row<PlaceId>] = &[
            ((Asserts, |w| vec![w.town]), (Asserts, |w| vec![w.land]), "compatible"),
            ((Asserts, |w| vec![w.town]), (Asserts, |w| vec![w.port]), "conflict places-apart"),
            (
                (Asserts, |w| vec![w.town]),
                (Asserts, |w| vec![w.island]),
                "not comparable containment-not-recorded",
            ),
            (
                (Asserts, |w| vec![w.town, w.port]),
                (Asserts, |w| vec![w.town]),
                "tension lists-differ",
            ),
            ((Asserts, |w| vec![w.town]), (Denies, |w| vec![w.land]), "conflict denied-value"),
            ((Asserts, |w| vec![w.market]), (Denies, |w| vec![w.land]), "conflict denied-value"),
            ((Asserts, |w| vec![w.town]), (Denies, |w| vec![w.town]), "conflict denied-value"),
            ((Asserts, |w| vec![w.land]), (Denies, |w| vec![w.town]), "compatible"),
            ((Asserts, |w| vec![w.port]), (Denies, |w| vec![w.town]), "compatible"),
            (
                (Asserts, |w| vec![w.town, w.port]),
                (Denies, |w| vec![w.town]),
                "conflict denied-value",
            ),
            ((Asserts, |w| vec![w.town]), (Denies, |w| vec![w.town, w.port]), "compatible"),
            (
                (Asserts, |w| vec![w.island]),
                (Denies, |w| vec![w.land]),
                "not comparable containment-not-recorded",
            ),
        ];
        for (a, b, expected) in cases {
            let base = |s: &mut Scenery| {
                let w = world(s);
                (w.red, (a.0, places(&(a.1)(&w))), (b.0, places(&(b.1)(&w))))
            };
            expect(ValueKind::Place, &base, expected);
        }
    }

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

    #[test]
    fn dates_conflict_when_they_share_no_moment_in_utc() {
        use Stance::{Asserts, Denies};
        let cases = [
            ((Asserts, "2031-05-02"), (Asserts, "2031-05-02"), "same"),
            ((Asserts, "2031-05-02"), (Asserts, "2031-05"), "compatible"),
            ((Asserts, "2031-05-02"), (Asserts, "2031-05-03"), "conflict dates-disjoint"),
            ((Asserts, "2031-05-02~"), (Asserts, "2031-05-03"), "conflict dates-disjoint possible"),
            ((Asserts, "2031-05-02"), (Denies, "2031-05"), "conflict denied-value"),
            ((Asserts, "2031-05-02"), (Denies, "2031-05~"), "conflict denied-value possible"),
            ((Asserts, "2031-05"), (Denies, "2031-05-02"), "compatible"),
        ];
        for (a, b, expected) in cases {
            let base = |s: &mut Scenery| {
                let speaker = s.party("Redland", PartyKind::State);
                (speaker, (a.0, date(a.1)), (b.0, date(b.1)))
            };
            expect(ValueKind::Time, &base, expected);
        }
    }

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
        assert_eq!(because.fields, ["question", "stance", "value.party", "affiliation.belongs-to"]);
        assert_eq!(because.words, "Blueland against Redland: neither belongs to the other");
    }

    /// Any scene at all: values of the wrong kind, circles, unknown ids.
    pub(crate) fn any_scene() -> impl Strategy<Value = Scenery> {
        let position = (0_usize..5, 0_usize..5, 0..Stance::ALL.len(), 0_usize..22, 0_usize..12);
        let shape = (prop::collection::vec(position, 0..40), 0_usize..3, any::<bool>());
        shape.prop_map(|(positions, circle, several)| build(&positions, circle, several))
    }

    fn build(
        positions: &[(usize, usize, usize, usize, usize)],
        circle: usize,
        several: bool,
    ) -> Scenery {
        let mut s = Scenery::default();
        let w = world(&mut s);
        if circle == 1 {
            s.joins(w.blue, Relation::BelongsTo, w.general);
            s.scene.places.get_mut(&w.land).unwrap().within = Some(w.market);
        }
        let event = s.event(&[("Blue", &[w.blue]), ("Red", &[w.red])]);
        s.source("The Lamp", "2031-05-04");
        let kinds = [
            ValueKind::YesNo,
            ValueKind::Party,
            ValueKind::Place,
            ValueKind::Quantity,
            ValueKind::Time,
        ];
        let questions: Vec<QuestionId> =
            kinds.iter().map(|kind| s.question(event, "q", *kind)).collect();
        for question in &questions[1..] {
            s.asked(*question).under = Some(questions[0]);
            s.asked(*question).answers = if several { Answers::Several } else { Answers::One };
        }
        if circle == 2 {
            s.asked(questions[0]).under = Some(questions[1]);
        }
        let speakers = [w.blue, w.army, w.general, w.red, w.crowd];
        let values = values(&w);
        let mut last: Option<PositionRef> = None;
        for (speaker, question, stance, value, extra) in positions {
            let (stance, value) = (Stance::ALL[*stance], values[value % values.len()].clone());
            let question = questions[*question];
            let at = match (extra, last) {
                (0, Some(last)) => s.also(last, question, stance, value),
                (_, _) => s.says(speakers[*speaker], question, stance, value),
            };
            vary(&mut s, at, *extra);
            last = Some(at);
        }
        s
    }

    fn vary(s: &mut Scenery, at: PositionRef, extra: usize) {
        let date = Date::new(["2031-05-02", "2031-05-09"][extra % 2]).unwrap();
        let position = s.at(at);
        match extra {
            1 | 2 => position.as_of = Some(date),
            3 | 4 => position.said_on = Some(date),
            5 => position.basis = BasisKind::OneOf,
            6 => position.known = KnownBy::Inferred,
            7 => position.kind = AttributionKind::Author,
            8 => position.live = false,
            9 => position.value = None,
            10 => position.attribution = Attribution::TracedOriginal,
            _ => {}
        }
    }

    fn values(w: &World) -> Vec<Value> {
        vec![
            YES,
            NO,
            Value::None(Absence::NotStated),
            parties(&[w.blue]),
            parties(&[w.army]),
            parties(&[w.red, w.blue]),
            parties(&[w.crowd]),
            parties(&[PartyId::from_bytes([7; 32])]),
            parties(&[]),
            places(&[w.land]),
            places(&[w.market]),
            places(&[w.port, w.town]),
            places(&[w.island]),
            places(&[]),
            count("about 15..20 killed", &[w.red], None),
            count("18 killed", &[w.red], None),
            count("30.. killed", &[w.army], None),
            count("20 killed", &[w.blue], None),
            count("dozens killed", &[w.blue, w.red], Some("fighters")),
            date("2031-05-02"),
            date("2031-05~"),
            Value::Text("all calm".to_owned()),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn comparison_is_symmetric_and_nothing_conflicts_with_itself(s in any_scene()) {
            for a in &s.scene.positions {
                prop_assert_eq!(compare(&s.scene, a, a), Comparison::Same);
                for b in &s.scene.positions {
                    let (there, back) = (compare(&s.scene, a, b), compare(&s.scene, b, a));
                    prop_assert_eq!(word(&there), word(&back));
                }
            }
        }

        #[test]
        fn positions_of_one_group_compare_alike(s in any_scene()) {
            let all = &s.scene.positions;
            for (place, a) in all.iter().enumerate() {
                let key = crate::conflict::group_key(a);
                let twin = all[..place].iter().find(|b| {
                    key.is_some() && b.question == a.question && crate::conflict::group_key(b) == key
                });
                let Some(b) = twin else { continue };
                for other in all.iter().filter(|other| other.at != a.at && other.at != b.at) {
                    let (one, two) = (compare(&s.scene, a, other), compare(&s.scene, b, other));
                    prop_assert_eq!(word(&one), word(&two));
                }
            }
        }

        #[test]
        fn no_scene_makes_the_layer_panic(s in any_scene()) {
            let scene = &s.scene;
            let found = crate::conflict::conflicts(scene);
            prop_assert_eq!(found.len(), scene.questions.len());
            for one in found.iter().flat_map(|found| &found.conflicts) {
                prop_assert!(one.a != one.b);
                let live = |at| scene.position(at).is_some_and(|position| position.live);
                prop_assert!(live(one.a) && live(one.b));
            }
            crate::conflict::drift(scene);
            for event in scene.events.keys() {
                let matrix = crate::conflict::matrix(scene, *event);
                prop_assert!(matrix.rows.iter().all(|row| row.cells.len() == matrix.columns.len()));
                crate::conflict::gaps(scene, *event);
            }
            for question in &scene.questions {
                crate::conflict::signal(scene, question.id);
                crate::conflict::origins(scene, question.id);
            }
            for position in &scene.positions {
                crate::conflict::origin(scene, position);
                let around = crate::conflict::circumstances(scene, position.at);
                for finding in crate::model::vocab::Finding::ALL {
                    crate::conflict::usual_grounds(scene, position.at, *finding);
                    crate::model::rules::broken(*finding, &around);
                }
            }
        }
    }
}
