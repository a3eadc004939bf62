//! Who was counted: whether two figures are about the same people or things.

use std::collections::BTreeSet;

use crate::conflict::affiliation::belongs_to;
use crate::conflict::because::{Because, RuleName};
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

/// Compares who was counted: category first, then whose they are.
pub(super) fn population(scene: &Scene, a: &Quantity, b: &Quantity) -> Population {
    let different = || Population::Different(different_population(scene, a, b));
    let (first, second) = (Whose::of(a), Whose::of(b));
    if category(a) != category(b) || first.parties.is_empty() != second.parties.is_empty() {
        return different();
    }
    if first.parties == second.parties {
        let alike = first.parties.len() < 2 || first.counted == second.counted;
        return if alike { Population::Same } else { different() };
    }
    if first.holds_for(&second) || second.holds_for(&first) {
        return Population::Same;
    }
    match (first.is_part_of(scene, &second), second.is_part_of(scene, &first)) {
        (true, false) => Population::FirstIsPart,
        (false, true) => Population::SecondIsPart,
        // Affiliations that run in a circle make neither the whole.
        (true, true) | (false, false) => different(),
    }
}

/// That different people or things were counted.
pub(super) fn different_population(scene: &Scene, a: &Quantity, b: &Quantity) -> Because {
    let whom = |quantity: &Quantity| {
        let words = quantity.of_whom.as_ref().map(|whom: &OfWhom| of_whom_words(scene, whom));
        words.filter(|words| !words.is_empty()).unwrap_or_else(|| " of whom is not stated".into())
    };
    let words = format!("different people or things counted:{} beside{}", whom(a), whom(b));
    Because::new(RuleName::DifferentPopulation, &["value.quantity.of-whom"], words)
}

fn category(quantity: &Quantity) -> Option<&str> {
    quantity.of_whom.as_ref()?.category.as_deref()
}
