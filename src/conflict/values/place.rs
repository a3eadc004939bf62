//! Places as answers: one or several, each within another where recorded.

use std::collections::BTreeSet;

use crate::conflict::because::{Because, Comparison, RuleName, field};
use crate::conflict::words::{place_name, places_words};
use crate::model::PlaceId;
use crate::model::scene::Scene;

use super::Containment;

const FIELDS: &[&str] = &[field::PLACE, field::WITHIN];

/// How one place lies to another.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lie {
    /// They are one.
    Equal,
    /// The first lies in the second.
    Inside,
    /// The second lies in the first.
    Around,
    /// Both lie in one whole, neither in the other.
    Apart,
    /// Nobody recorded enough to tell.
    Unknown,
}

fn lie(scene: &Scene, a: PlaceId, b: PlaceId) -> Lie {
    if a == b {
        return Lie::Equal;
    }
    let (above_a, above_b) = (above(scene, a), above(scene, b));
    if above_a.contains(&b) {
        Lie::Inside
    } else if above_b.contains(&a) {
        Lie::Around
    } else if above_a.is_disjoint(&above_b) {
        Lie::Unknown
    } else {
        Lie::Apart
    }
}

/// Every place that `place` lies in; ends where they run in a circle.
fn above(scene: &Scene, place: PlaceId) -> BTreeSet<PlaceId> {
    let mut found = BTreeSet::new();
    let mut next = scene.places.get(&place).and_then(|place| place.within);
    while let Some(whole) = next.filter(|whole| *whole != place && found.insert(*whole)) {
        next = scene.places.get(&whole).and_then(|place| place.within);
    }
    found
}

/// Places exclude each other where they are recorded as apart.
pub(super) fn affirmed(scene: &Scene, a: &[PlaceId], b: &[PlaceId]) -> Comparison {
    let set = |places: &[PlaceId]| places.iter().copied().collect::<BTreeSet<_>>();
    if set(a) == set(b) {
        return Comparison::Same;
    }
    let (met_a, met_b) = (met(scene, a, b), met(scene, b, a));
    if met_a == a.len() && met_b == b.len() {
        return Comparison::Compatible;
    }
    let pair = format!("{} against {}", places_words(scene, a), places_words(scene, b));
    if met_a > 0 || met_b > 0 {
        let words = format!("{pair}: the lists share some and not others");
        return Comparison::Tension(Because::new(RuleName::ListsDiffer, FIELDS, words));
    }
    if let Some(because) = unrecorded(scene, a, b) {
        return Comparison::NotComparable(because);
    }
    let words = format!("{pair}: neither lies in the other");
    Comparison::Conflict(Because::new(RuleName::PlacesApart, FIELDS, words))
}

/// How many of `ones` are, lie in or hold one of `others`.
fn met(scene: &Scene, ones: &[PlaceId], others: &[PlaceId]) -> usize {
    let meets = |lie: Lie| matches!(lie, Lie::Equal | Lie::Inside | Lie::Around);
    let has = |one: &&PlaceId| others.iter().any(|other| meets(lie(scene, **one, *other)));
    ones.iter().filter(has).count()
}

/// The first pair of which nobody recorded how they lie, if there is one.
fn unrecorded(scene: &Scene, a: &[PlaceId], b: &[PlaceId]) -> Option<Because> {
    let mut pairs = a.iter().flat_map(|one| b.iter().map(move |other| (*one, *other)));
    let (one, other) = pairs.find(|(one, other)| lie(scene, *one, *other) == Lie::Unknown)?;
    let (one, other) = (place_name(scene, one), place_name(scene, other));
    let words = format!(
        "{one} beside {other}: neither is recorded within the other, nor both within one place"
    );
    Some(Because::new(RuleName::ContainmentNotRecorded, FIELDS, words))
}

/// Whether being at `inner` is being at `outer`: each place of `outer` holds
/// one of `inner`.
pub(super) fn contains(scene: &Scene, outer: &[PlaceId], inner: &[PlaceId]) -> Containment {
    let mut unknown = false;
    for whole in outer {
        let lies: Vec<Lie> = inner.iter().map(|part| lie(scene, *part, *whole)).collect();
        if lies.iter().any(|lie| matches!(lie, Lie::Equal | Lie::Inside)) {
            continue;
        }
        if !lies.contains(&Lie::Unknown) {
            return Containment::No;
        }
        unknown = true;
    }
    if !unknown {
        return Containment::Yes;
    }
    unrecorded(scene, outer, inner).map_or(Containment::No, Containment::Unknown)
}

#[cfg(test)]
mod tests {
    use crate::conflict::scenery::table::{Row, expect, world};
    use crate::conflict::scenery::{Scenery, places};
    use crate::model::PlaceId;
    use crate::model::vocab::{Stance, ValueKind};

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
}
