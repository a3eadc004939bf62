//! Who was counted: whether two figures are about the same people or things.

use std::collections::BTreeSet;

use crate::conflict::affiliation::belongs_to;
use crate::conflict::because::{Because, RuleName, field};
use crate::conflict::words::of_whom_words;
use crate::model::scene::Scene;
use crate::model::vocab::Counted;
use crate::model::{OfWhom, PartyId, Quantity};

/// How the people or things counted on one side stand to the other's.
pub(super) enum Population {
    /// They are the same.
    Same,
    /// The first's are a part of the second's.
    FirstIsPart,
    /// The second's are a part of the first's.
    SecondIsPart,
    /// They are different, or not known to be the same.
    Different(Because),
}

/// Whose the counted are, with nothing stated made one case.
struct Whose {
    parties: BTreeSet<PartyId>,
    counted: Counted,
}

impl Whose {
    fn of(quantity: &Quantity) -> Self {
        let whom = quantity.of_whom.as_ref();
        Self {
            parties: whom.map(|whom| whom.parties.iter().copied().collect()).unwrap_or_default(),
            counted: whom.map_or(Counted::NotStated, |whom| whom.counted),
        }
    }

    /// "Each" holds for any one of them.
    fn holds_for(&self, one: &Self) -> bool {
        self.counted == Counted::Each
            && one.parties.len() == 1
            && one.parties.is_subset(&self.parties)
    }

    /// Whether everyone counted here is counted in `whole` too.
    fn is_part_of(&self, scene: &Scene, whole: &Self) -> bool {
        let within = |part: &PartyId| {
            whole.parties.iter().any(|one| part == one || belongs_to(scene, *part, *one))
        };
        (whole.parties.len() == 1 || whole.counted == Counted::Together)
            && self.parties.iter().all(within)
    }
}

/// Compares who was counted: whose they are, then the category among them.
///
/// Those of one category are a part of those of whom no category is said. Of
/// whom nothing at all is said is not known to be anybody's whole.
pub(super) fn population(scene: &Scene, a: &Quantity, b: &Quantity) -> Population {
    let different = || Population::Different(different_population(scene, a, b));
    let whose = whose(scene, &Whose::of(a), &Whose::of(b));
    match (category(a), category(b), whose) {
        (one, other, Some(whose)) if one == other => whose,
        (Some(_), None, Some(Population::Same | Population::FirstIsPart)) if is_said(b) => {
            Population::FirstIsPart
        }
        (None, Some(_), Some(Population::Same | Population::SecondIsPart)) if is_said(a) => {
            Population::SecondIsPart
        }
        (_, _, Some(_) | None) => different(),
    }
}

/// Compares whose they are; None: different, or not known to be the same.
fn whose(scene: &Scene, first: &Whose, second: &Whose) -> Option<Population> {
    if first.parties.is_empty() != second.parties.is_empty() {
        return None;
    }
    if first.parties == second.parties {
        let alike = first.parties.len() < 2 || first.counted == second.counted;
        return alike.then_some(Population::Same);
    }
    if first.holds_for(second) || second.holds_for(first) {
        return Some(Population::Same);
    }
    match (first.is_part_of(scene, second), second.is_part_of(scene, first)) {
        (true, false) => Some(Population::FirstIsPart),
        (false, true) => Some(Population::SecondIsPart),
        // Affiliations that run in a circle make neither the whole.
        (true, true) | (false, false) => None,
    }
}

/// Whether anybody is named as counted.
fn is_said(quantity: &Quantity) -> bool {
    quantity.of_whom.as_ref().is_some_and(|whom| !whom.parties.is_empty())
}

/// That different people or things were counted.
pub(super) fn different_population(scene: &Scene, a: &Quantity, b: &Quantity) -> Because {
    let whom = |quantity: &Quantity| {
        let words = quantity.of_whom.as_ref().map(|whom: &OfWhom| of_whom_words(scene, whom));
        words.filter(|words| !words.is_empty()).unwrap_or_else(|| " of whom is not stated".into())
    };
    let words = format!("different people or things counted:{} beside{}", whom(a), whom(b));
    Because::new(RuleName::DifferentPopulation, &[field::COUNTED], words)
}

fn category(quantity: &Quantity) -> Option<&str> {
    quantity.of_whom.as_ref()?.category.as_deref()
}
