//! Which of two positions was taken first, where that is known.

use std::cmp::Ordering;

use crate::model::Date;
use crate::model::scene::{Scene, ScenePosition};

use super::answer::logged;

/// Orders two positions by when they were said, else by publication, else by
/// byte within one capture. None: the record does not tell.
pub(super) fn order(scene: &Scene, a: &ScenePosition, b: &ScenePosition) -> Option<Ordering> {
    dates(a.said_on.as_ref(), b.said_on.as_ref())
        .or_else(|| dates(published(scene, a), published(scene, b)))
        .or_else(|| bytes(a, b))
}

fn published<'a>(scene: &'a Scene, position: &ScenePosition) -> Option<&'a Date> {
    scene.sources.get(&position.source)?.published.as_ref()
}

/// Orders two dates that share no moment.
fn dates(a: Option<&Date>, b: Option<&Date>) -> Option<Ordering> {
    let (a, b) = (a?, b?);
    if (&a.edtf, &a.offset) == (&b.edtf, &b.offset) {
        return None;
    }
    let (a, b) = (a.bounds(), b.bounds());
    if a.overlaps(&b) {
        return None;
    }
    Some(a.earliest.cmp(&b.earliest))
}

/// Orders two places in one capture.
fn bytes(a: &ScenePosition, b: &ScenePosition) -> Option<Ordering> {
    let same = a.capture.is_some() && a.capture == b.capture;
    let order = a.first_byte?.cmp(&b.first_byte?);
    (same && order.is_ne()).then_some(order)
}

/// A total order that agrees with [`order`] as far as dates allow: for lists.
pub(super) fn timeline(scene: &Scene, position: &ScenePosition) -> impl Ord + use<> {
    let published = scene
        .sources
        .get(&position.source)
        .and_then(|source| source.published.as_ref().and_then(|date| date.bounds().earliest));
    let said = position.said_on.as_ref().and_then(|date| date.bounds().earliest).or(published);
    (said.is_none(), said, published, position.first_byte, logged(position))
}
