//! Tables of comparisons: two sides, and what is expected of them.

use crate::conflict::because::Comparison;
use crate::conflict::compare::compare;
use crate::model::vocab::{PartyKind, Stance, ValueKind};
use crate::model::{PartyId, PlaceId, Value};

use super::Scenery;

/// What a table expects, short enough for a line.
pub(in crate::conflict) fn word(found: &Comparison) -> String {
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
pub(in crate::conflict) type Pair = (PartyId, (Stance, Value), (Stance, Value));

/// A row of a table: how each side picks its value, and what is expected.
pub(in crate::conflict) type Row<T> =
    ((Stance, fn(&World) -> Vec<T>), (Stance, fn(&World) -> Vec<T>), &'static str);

/// Checks one pair in both orders.
#[track_caller]
pub(in crate::conflict) fn expect(
    kind: ValueKind,
    base: &dyn Fn(&mut Scenery) -> Pair,
    expected: &str,
) {
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
pub(in crate::conflict) struct World {
    pub(in crate::conflict) blue: PartyId,
    pub(in crate::conflict) army: PartyId,
    pub(in crate::conflict) fleet: PartyId,
    pub(in crate::conflict) general: PartyId,
    pub(in crate::conflict) red: PartyId,
    pub(in crate::conflict) crowd: PartyId,
    pub(in crate::conflict) land: PlaceId,
    pub(in crate::conflict) town: PlaceId,
    pub(in crate::conflict) market: PlaceId,
    pub(in crate::conflict) port: PlaceId,
    pub(in crate::conflict) island: PlaceId,
}

pub(in crate::conflict) fn world(s: &mut Scenery) -> World {
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
