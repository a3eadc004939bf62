//! What holds for any scene at all: values of the wrong kind, circles, unknown
//! ids.

use proptest::prelude::*;

use crate::conflict::because::Comparison;
use crate::conflict::compare::compare;
use crate::model::vocab::{
    Absence, Answers, Attribution, AttributionKind, BasisKind, KnownBy, Relation, Stance, ValueKind,
};
use crate::model::{Date, PartyId, PositionRef, QuestionId, Value};

use super::table::{World, word, world};
use super::{NO, Scenery, YES, count, date, parties, places};

/// Any scene at all: values of the wrong kind, circles, unknown ids.
fn any_scene() -> impl Strategy<Value = Scenery> {
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
    fn a_pair_is_found_just_where_the_two_conflict_by_themselves(s in any_scene()) {
        let scene = &s.scene;
        for found in crate::conflict::conflicts(scene).iter().filter(|found| !found.busy) {
            let mut on: Vec<_> =
                scene.live().filter(|position| position.question == found.question).collect();
            on.sort_by_key(|it| (it.claim_number, it.version_number, it.at.index));
            let mut expected = Vec::new();
            for (place, a) in on.iter().enumerate() {
                for b in &on[place + 1..] {
                    if let Comparison::Conflict(because) = compare(scene, a, b) {
                        expected.push((a.at, b.at, because.words));
                    }
                }
            }
            let here = |at| on.iter().any(|position| position.at == at);
            let direct = found.conflicts.iter().filter(|one| here(one.a) && here(one.b));
            let direct: Vec<_> = direct.map(|one| (one.a, one.b, one.words.clone())).collect();
            prop_assert_eq!(direct, expected);
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
