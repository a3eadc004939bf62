//! Values in a reporter's words, for the sentence that goes with a result.

use std::fmt::Write as _;

use crate::model::scene::{Scene, ScenePosition};
use crate::model::vocab::{Absence, Counted};
use crate::model::{OfWhom, PartyId, PlaceId, Quantity, Value};

/// A value as a reader would write it: "about 15 to 20 killed of Blue Force".
pub fn value_words(scene: &Scene, value: &Value) -> String {
    match value {
        Value::Choice(text) | Value::Text(text) => text.clone(),
        Value::None(Absence::NotStated) => "no value stated".to_owned(),
        Value::None(Absence::NoneKnown) => "none known".to_owned(),
        Value::Party(parties) => parties_words(scene, parties),
        Value::Place(places) => places_words(scene, places),
        Value::Quantity(quantity) => quantity_words(scene, quantity),
        Value::Time(date) => date.edtf.clone(),
        Value::YesNo(answer) => answer.to_string(),
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
    let names: Vec<String> = parties.iter().map(|id| party_name(scene, *id)).collect();
    let jointly = if names.len() > 1 { " jointly" } else { "" };
    format!("{}{jointly}", names.join(" and "))
}

/// A party's display name.
pub(super) fn party_name(scene: &Scene, id: PartyId) -> String {
    scene.parties.get(&id).map_or_else(|| format!("party {id:.8}"), |party| party.name.clone())
}

/// Names of places, joined as one would say them.
pub(super) fn places_words(scene: &Scene, places: &[PlaceId]) -> String {
    let names: Vec<String> = places.iter().map(|id| place_name(scene, *id)).collect();
    names.join(" and ")
}

/// A place's name.
pub(super) fn place_name(scene: &Scene, id: PlaceId) -> String {
    scene.places.get(&id).map_or_else(|| format!("place {id:.8}"), |place| place.name.clone())
}

fn quantity_words(scene: &Scene, quantity: &Quantity) -> String {
    let about = if quantity.approximate.is_some() { "about " } else { "" };
    let figure = match (quantity.min, quantity.max) {
        (Some(min), Some(max)) if min == max => min.to_string(),
        (Some(min), Some(max)) => format!("{min} to {max}"),
        (Some(min), None) => format!("{min} or more"),
        (None, Some(max)) => format!("at most {max}"),
        (None, None) => quantity.as_written.clone().unwrap_or_else(|| "an open number".to_owned()),
    };
    let mut words = format!("{about}{figure} {}", quantity.unit);
    if let Some(of_whom) = &quantity.of_whom {
        words.push_str(&of_whom_words(scene, of_whom));
    }
    words
}

/// " of Blue Force (fighters)", or nothing where nothing is stated.
pub(super) fn of_whom_words(scene: &Scene, of_whom: &OfWhom) -> String {
    let mut words = String::new();
    if !of_whom.parties.is_empty() {
        let names: Vec<String> = of_whom.parties.iter().map(|id| party_name(scene, *id)).collect();
        let _ = write!(words, " of {}", names.join(" and "));
        match of_whom.counted {
            Counted::Each if names.len() > 1 => words.push_str(" each"),
            Counted::Together if names.len() > 1 => words.push_str(" together"),
            Counted::Each | Counted::Together | Counted::NotStated => {}
        }
    }
    if let Some(category) = &of_whom.category {
        let _ = write!(words, " ({category})");
    }
    words
}
