//! Who belongs to whom, and who spoke for whom at the time.
//!
//! Affiliations are walked upward and may run in a circle: every walk ends.

use std::collections::BTreeSet;

use crate::model::scene::{Affiliation, Scene, SceneParty, ScenePosition};
use crate::model::vocab::{PartyKind, Relation};
use crate::model::{Bounds, EventId, PartyId};

/// Every party reached from `party` by the affiliations that `step` allows,
/// without `party` itself.
pub(super) fn wholes(
    scene: &Scene,
    party: PartyId,
    step: impl Fn(&SceneParty, &Affiliation) -> bool,
) -> BTreeSet<PartyId> {
    let mut found = BTreeSet::new();
    let mut open = vec![party];
    while let Some(at) = open.pop() {
        let Some(here) = scene.parties.get(&at) else { continue };
        for affiliation in here.wholes.iter().filter(|affiliation| step(here, affiliation)) {
            if affiliation.whole != party && found.insert(affiliation.whole) {
                open.push(affiliation.whole);
            }
        }
    }
    found
}

/// Whether `part` is a part, organ or member of `whole`, at any remove and at
/// any time. Nobody belongs to itself; speaking for a party is not belonging.
pub fn belongs_to(scene: &Scene, part: PartyId, whole: PartyId) -> bool {
    part != whole
        && wholes(scene, part, |_, affiliation| affiliation.relation == Relation::BelongsTo)
            .contains(&whole)
}

/// Whether `party` is `whole`, or belongs to or speaks for it, at any remove
/// and at any time.
pub fn stands_for(scene: &Scene, party: PartyId, whole: PartyId) -> bool {
    party == whole || wholes(scene, party, |_, _| true).contains(&whole)
}

/// A party and all that belong to it or speak for it, at any remove and at any
/// time.
pub fn with_parts(scene: &Scene, party: PartyId) -> BTreeSet<PartyId> {
    scene.parties.keys().copied().filter(|id| stands_for(scene, *id, party)).collect()
}

/// Whether the two are one, or either belongs to the other.
pub(super) fn related(scene: &Scene, a: PartyId, b: PartyId) -> bool {
    a == b || belongs_to(scene, a, b) || belongs_to(scene, b, a)
}

/// Place in the list of the first side of `event` that `party` is on: it is
/// named there, or belongs to or speaks for one that is.
pub fn side_of(scene: &Scene, event: EventId, party: PartyId) -> Option<usize> {
    let event = scene.events.get(&event).filter(|event| !event.sides.is_empty())?;
    let above = wholes(scene, party, |_, _| true);
    let on = |side: &&(String, Vec<PartyId>)| side.1.contains(&party);
    let under = |side: &&(String, Vec<PartyId>)| side.1.iter().any(|one| above.contains(one));
    let place = |side: &(String, Vec<PartyId>)| event.sides.iter().position(|one| one == side);
    let named = event.sides.iter().find(on);
    named.or_else(|| event.sides.iter().find(under)).and_then(place)
}

/// Those whose account a position is: first the party in whose name its claim
/// says that it was taken, then its speaker.
pub(super) fn voices(position: &ScenePosition) -> impl Iterator<Item = PartyId> + use<> {
    position.behalf.into_iter().chain([position.party])
}

/// In whose name a position was taken, where its claim alone says so: no
/// affiliation of the speaker does.
pub fn behalf(scene: &Scene, position: &ScenePosition) -> Option<PartyId> {
    position.behalf.filter(|behalf| !stands_for(scene, position.party, *behalf))
}

/// Whether a position is an account of `party`: taken in its name, by itself,
/// or by one that belongs to or speaks for it, at any remove and at any time.
pub fn is_account_of(scene: &Scene, position: &ScenePosition, party: PartyId) -> bool {
    voices(position).any(|voice| stands_for(scene, voice, party))
}

/// How it is known on which side a position stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SideKnown {
    /// The event names its speaker there.
    Named,
    /// Its speaker belongs to or speaks for this party, which the event names.
    Affiliated(PartyId),
    /// It was taken in this party's name, as its claim says.
    Behalf(PartyId),
}

/// The side of `event` on which a position stands, by its place in the list,
/// and how that is known: in whose name it was taken counts before the
/// speaker's own side.
pub fn side_taken(
    scene: &Scene,
    event: EventId,
    position: &ScenePosition,
) -> Option<(usize, SideKnown)> {
    if let Some(behalf) = position.behalf
        && let Some(side) = side_of(scene, event, behalf)
    {
        return Some((side, SideKnown::Behalf(behalf)));
    }
    let side = side_of(scene, event, position.party)?;
    let named = &scene.events.get(&event)?.sides[side].1;
    if named.contains(&position.party) {
        return Some((side, SideKnown::Named));
    }
    let above = wholes(scene, position.party, |_, _| true);
    let whole = named.iter().copied().find(|one| above.contains(one))?;
    Some((side, SideKnown::Affiliated(whole)))
}

/// When a position was taken, as far as known: when it was said, else when the
/// source was published.
pub(super) fn said(scene: &Scene, position: &ScenePosition) -> Option<Bounds> {
    let published = || scene.sources.get(&position.source)?.published.as_ref();
    position.said_on.as_ref().or_else(published).map(crate::model::Date::bounds)
}

/// Whether an affiliation held at `when`; an unknown time rules nothing out.
pub(super) fn in_force(affiliation: &Affiliation, when: Option<Bounds>) -> bool {
    let Some(when) = when else { return true };
    let since = affiliation.since.as_ref().and_then(|date| date.bounds().earliest);
    let until = affiliation.until.as_ref().and_then(|date| date.bounds().latest);
    let too_early = matches!((when.latest, since), (Some(when), Some(since)) if when < since);
    let too_late = matches!((when.earliest, until), (Some(when), Some(until)) if when > until);
    !too_early && !too_late
}

/// The parties at the top of `party`'s affiliations at `when`; itself if it has
/// none. An outlet is never one: the walk stops below it.
pub(super) fn tops(scene: &Scene, party: PartyId, when: Option<Bounds>) -> BTreeSet<PartyId> {
    let is_outlet =
        |id: PartyId| scene.parties.get(&id).is_some_and(|party| party.kind == PartyKind::Outlet);
    let step = |_: &SceneParty, affiliation: &Affiliation| {
        in_force(affiliation, when) && !is_outlet(affiliation.whole)
    };
    let mut all = wholes(scene, party, step);
    all.insert(party);
    let ends: BTreeSet<PartyId> =
        all.iter().copied().filter(|one| wholes(scene, *one, step).is_empty()).collect();
    if !ends.is_empty() {
        return ends;
    }
    // A circle has no top: its oldest party stands for it.
    let number = |id: &PartyId| scene.parties.get(id).map_or(u32::MAX, |party| party.number);
    all.into_iter().min_by_key(number).into_iter().collect()
}

/// Whether `speaker` could admit something for `acted` at `when`: it is that
/// party, an organ of it, or a person recorded as speaking for it then. A
/// person who only belongs to it speaks for himself.
pub(super) fn answers_for(
    scene: &Scene,
    speaker: PartyId,
    acted: PartyId,
    when: Option<Bounds>,
) -> bool {
    let step = |party: &SceneParty, affiliation: &Affiliation| {
        let person = matches!(party.kind, PartyKind::Person | PartyKind::UnnamedPerson);
        in_force(affiliation, when) && (!person || affiliation.relation == Relation::SpeaksFor)
    };
    speaker == acted || wholes(scene, speaker, step).contains(&acted)
}

/// Whether a party is one identified voice: a crowd is not, and nobody by name
/// may be anyone.
pub(super) fn is_identified(scene: &Scene, party: PartyId) -> bool {
    scene.parties.get(&party).is_some_and(|party| !party.kind.is_nameless())
}
