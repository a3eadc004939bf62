//! Parties as answers: one, or several jointly.

use std::collections::BTreeSet;

use crate::conflict::affiliation::{belongs_to, is_identified, related};
use crate::conflict::because::{Because, Comparison, RuleName, field};
use crate::conflict::words::parties_words;
use crate::model::PartyId;
use crate::model::scene::Scene;

use super::Containment;

const FIELDS: &[&str] = &[field::PARTY, field::BELONGS_TO];

/// Parties exclude each other where neither belongs to the other; one alone
/// against several jointly is a tension.
pub(super) fn affirmed(scene: &Scene, a: &[PartyId], b: &[PartyId]) -> Comparison {
    if as_set(a) == as_set(b) {
        return Comparison::Same;
    }
    let meets =
        |one: &PartyId, others: &[PartyId]| others.iter().any(|other| related(scene, *one, *other));
    let met_a = a.iter().filter(|one| meets(one, b)).count();
    let met_b = b.iter().filter(|one| meets(one, a)).count();
    if met_a == a.len() && met_b == b.len() {
        return Comparison::Compatible;
    }
    if met_a > 0 || met_b > 0 {
        return Comparison::Tension(jointly(scene, a, b));
    }
    if let Some(because) = nameless(scene, a, b) {
        return Comparison::NotComparable(because);
    }
    let words = format!("{}: neither belongs to the other", against(scene, a, b));
    Comparison::Conflict(Because::new(RuleName::ValuesExclude, FIELDS, words))
}

/// The tension between lists that share some members and not others.
fn jointly(scene: &Scene, a: &[PartyId], b: &[PartyId]) -> Because {
    let (rule, why) = if a.len() == 1 || b.len() == 1 {
        (RuleName::AloneAgainstJointly, "one alone, several jointly")
    } else {
        (RuleName::ListsDiffer, "the lists share some and not others")
    };
    Because::new(rule, FIELDS, format!("{}: {why}", against(scene, a, b)))
}

/// A party that is not named may be anyone, the other side's party too.
fn nameless(scene: &Scene, a: &[PartyId], b: &[PartyId]) -> Option<Because> {
    let unknown = a.iter().chain(b).find(|party| !is_identified(scene, **party))?;
    let words = format!("{} is not named and may be anyone", parties_words(scene, &[*unknown]));
    Some(Because::new(RuleName::PartyNotNamed, &[field::PARTY, field::PARTY_KIND], words))
}

/// Whether the denial of `outer` denies `inner`: every party of `inner` is one
/// of `outer` or belongs to one, and all of `outer` had a part.
pub(super) fn contains(scene: &Scene, outer: &[PartyId], inner: &[PartyId]) -> Containment {
    let within = |part: PartyId, whole: PartyId| part == whole || belongs_to(scene, part, whole);
    let inside = |part: &PartyId| outer.iter().any(|whole| within(*part, *whole));
    let every_part = inner.iter().all(inside);
    let every_whole = outer.iter().all(|whole| inner.iter().any(|part| within(*part, *whole)));
    if every_part && every_whole {
        return Containment::Yes;
    }
    if every_whole {
        return Containment::Partly(jointly(scene, outer, inner));
    }
    nameless(scene, outer, inner).map_or(Containment::No, Containment::Unknown)
}

fn against(scene: &Scene, a: &[PartyId], b: &[PartyId]) -> String {
    format!("{} against {}", parties_words(scene, a), parties_words(scene, b))
}

fn as_set(parties: &[PartyId]) -> BTreeSet<PartyId> {
    parties.iter().copied().collect()
}

#[cfg(test)]
mod tests {
    use crate::conflict::scenery::table::{Row, expect, world};
    use crate::conflict::scenery::{Scenery, parties};
    use crate::model::PartyId;
    use crate::model::vocab::{Stance, ValueKind};

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
}
