//! Which of two positions was taken first, where that is known.

use std::cmp::Ordering;
use std::collections::HashMap;

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

/// When dates begin. Reading one takes longer than comparing a hundred, and
/// many positions have the same.
#[derive(Default)]
pub(super) struct Calendar<'a>(HashMap<(&'a str, Option<&'a str>), Option<i64>>);

impl<'a> Calendar<'a> {
    fn earliest(&mut self, date: &'a Date) -> Option<i64> {
        let read = || date.bounds().earliest;
        *self.0.entry((&date.edtf, date.offset.as_deref())).or_insert_with(read)
    }

    /// A total order that agrees with [`order`] as far as dates allow: for
    /// lists.
    pub(super) fn timeline(
        &mut self,
        scene: &'a Scene,
        position: &'a ScenePosition,
    ) -> impl Ord + use<> {
        let published = published(scene, position).and_then(|date| self.earliest(date));
        let said = position.said_on.as_ref().and_then(|date| self.earliest(date)).or(published);
        (said.is_none(), said, published, position.first_byte, logged(position))
    }
}
