//! Values in a reporter's words, for the sentence that goes with a result.

use std::convert::Infallible;
use std::fmt::Write as _;

use crate::model::scene::{Scene, ScenePosition};
use crate::model::vocab::Counted;
use crate::model::{OfWhom, PartyId, PlaceId, Quantity, Value};

/// A value as a reader would write it: "about 15–20 killed of Blue Force".
pub fn value_words(scene: &Scene, value: &Value) -> String {
    let names = Names {
        party: |id| Ok::<_, Infallible>(party_name(scene, id)),
        place: |id| Ok(place_name(scene, id)),
    };
    let Ok(words) = names.value(value);
    words
}

/// Where the names of parties and places are looked up.
pub struct Names<P, L> {
    /// A party's display name.
    pub party: P,
    /// A place's name.
    pub place: L,
}

impl<P, L, E> Names<P, L>
where
    P: Fn(PartyId) -> Result<String, E>,
    L: Fn(PlaceId) -> Result<String, E>,
{
    /// A value as a reader would write it.
    ///
    /// # Errors
    ///
    /// Those of looking a name up.
    pub fn value(&self, value: &Value) -> Result<String, E> {
        Ok(match value {
            Value::Choice(word) | Value::Text(word) => word.clone(),
            Value::None(absence) => absence.to_string().replace('-', " "),
            Value::Party(parties) if parties.len() > 1 => {
                format!("{} jointly", self.parties(parties)?)
            }
            Value::Party(parties) => self.parties(parties)?,
            Value::Place(places) => {
                let names = places.iter().map(|place| (self.place)(*place));
                names.collect::<Result<Vec<_>, _>>()?.join(" and ")
            }
            Value::Quantity(quantity) => self.quantity(quantity)?,
            Value::Time(date) => date.in_words(),
            Value::YesNo(answer) => answer.to_string(),
        })
    }

    fn parties(&self, parties: &[PartyId]) -> Result<String, E> {
        let names = parties.iter().map(|party| (self.party)(*party));
        Ok(names.collect::<Result<Vec<_>, _>>()?.join(" and "))
    }

    fn quantity(&self, quantity: &Quantity) -> Result<String, E> {
        let mut words = String::new();
        if quantity.approximate.is_some() {
            words.push_str("about ");
        }
        match (&quantity.as_written, quantity.min, quantity.max) {
            (Some(word), None, None) => drop(write!(words, "\u{201c}{word}\u{201d}")),
            (_, Some(min), Some(max)) if min == max => drop(write!(words, "{min}")),
            (_, Some(min), Some(max)) => drop(write!(words, "{min}\u{2013}{max}")),
            (_, Some(min), None) => drop(write!(words, "{min} or more")),
            (_, None, Some(max)) => drop(write!(words, "{max} or fewer")),
            (None, None, None) => words.push_str("a number not stated"),
        }
        let _ = write!(words, " {}", quantity.unit);
        if let Some(of) = &quantity.of_whom {
            words.push_str(&self.of_whom(of)?);
        }
        if let Some(by) = quantity.counted_by {
            let _ = write!(words, ", counted by {}", (self.party)(by)?);
        }
        Ok(words)
    }

    /// " of Blue Force (fighters)", or nothing where nothing is stated.
    fn of_whom(&self, of: &OfWhom) -> Result<String, E> {
        let mut words = String::new();
        if !of.parties.is_empty() {
            let _ = write!(words, " of {}", self.parties(&of.parties)?);
        }
        if let Some(category) = &of.category {
            let _ = write!(words, " ({category})");
        }
        words.push_str(match of.counted {
            Counted::Each => ", each",
            Counted::Together => ", together",
            Counted::NotStated => "",
        });
        Ok(words)
    }
}

/// A position's stance and value: "denies Northtown".
pub fn position_words(scene: &Scene, position: &ScenePosition) -> String {
    match &position.value {
        Some(value) => format!("{} {}", position.stance, value_words(scene, value)),
        None => position.stance.to_string(),
    }
}

/// Names of parties, joined as one would say them.
pub(super) fn parties_words(scene: &Scene, parties: &[PartyId]) -> String {
    value_words(scene, &Value::Party(parties.to_vec()))
}

/// A party's display name.
pub(super) fn party_name(scene: &Scene, id: PartyId) -> String {
    scene.parties.get(&id).map_or_else(|| format!("party {id:.8}"), |party| party.name.clone())
}

/// Names of places, joined as one would say them.
pub(super) fn places_words(scene: &Scene, places: &[PlaceId]) -> String {
    value_words(scene, &Value::Place(places.to_vec()))
}

/// A place's name.
pub(super) fn place_name(scene: &Scene, id: PlaceId) -> String {
    scene.places.get(&id).map_or_else(|| format!("place {id:.8}"), |place| place.name.clone())
}

/// " of Blue Force (fighters)", or nothing where nothing is stated.
pub(super) fn of_whom_words(scene: &Scene, of_whom: &OfWhom) -> String {
    let names = Names {
        party: |id| Ok::<_, Infallible>(party_name(scene, id)),
        place: |id| Ok(place_name(scene, id)),
    };
    let Ok(words) = names.of_whom(of_whom);
    words
}
