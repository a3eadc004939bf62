//! Lists of claims: which ones, in which order, and how many there are beside
//! those that are shown.
//!
//! Gives places, a few bytes a claim, so that a list of any length is read and
//! written one claim after another.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

use crate::error::Result;
use crate::journal::fact;
use crate::model::PartyId;
use crate::store::{ClaimFilter, ClaimPlace, ClaimRow, Store};
use crate::text;

use super::search::{Standards, said_or_published};
use super::words::Words;

/// In which order claims are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ClaimOrder {
    /// As they were logged.
    #[default]
    Logged,
    /// By who says them, by name.
    Speaker,
    /// By source, as those were logged.
    Source,
    /// By when they were said, else published; what has no date comes last.
    Said,
}

/// What to list.
#[derive(Clone, Debug, Default)]
pub struct ClaimQuery {
    /// Which claims. Its `limit` and `skip` count in the order asked for.
    pub filter: ClaimFilter,
    /// What is asked of them beside.
    pub standards: Standards,
    /// In which order.
    pub order: ClaimOrder,
    /// The other way round.
    pub reversed: bool,
}

/// Some claims of those that were asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimList {
    /// Where they stand, in order: read each with [`Store::claim_logged_at`].
    pub places: Vec<ClaimPlace>,
    /// How many there are in all.
    pub total: u64,
}

/// Finds the claims of a list. Only the part that is asked for is read where
/// neither an order of its own nor [`Standards`] are; O(n log n) with an order,
/// and every claim's entry is read with standards or by date.
pub fn list_claims(store: &Store, query: &ClaimQuery) -> Result<ClaimList> {
    let ClaimQuery { filter, standards, order, reversed } = query;
    if *order == ClaimOrder::Logged && !reversed && *standards == Standards::default() {
        let total = store.count_claims(filter)?;
        return Ok(ClaimList { places: store.claim_places(filter)?, total });
    }
    let all = ClaimFilter { limit: None, skip: 0, ..filter.clone() };
    let mut places = store.claim_places(&all)?;
    if *standards != Standards::default() {
        places = meeting(store, standards, places)?;
    }
    match order {
        ClaimOrder::Logged => {}
        ClaimOrder::Source => places.sort_by_key(|place| place.source),
        ClaimOrder::Speaker => sort_by_speaker(store, &mut places)?,
        ClaimOrder::Said => sort_by_date(store, &mut places, *reversed)?,
    }
    if *reversed && *order != ClaimOrder::Said {
        places.reverse();
    }
    let total = places.len() as u64;
    let count = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    let part = places.into_iter().skip(count(filter.skip));
    Ok(ClaimList { places: part.take(filter.limit.map_or(usize::MAX, count)).collect(), total })
}

fn meeting(
    store: &Store,
    standards: &Standards,
    places: Vec<ClaimPlace>,
) -> Result<Vec<ClaimPlace>> {
    let mut meeting = Vec::new();
    for place in places {
        let Some(claim) = store.claim_logged_at(place.seq)? else { continue };
        if standards.hold(store, &claim)? {
            meeting.push(place);
        }
    }
    Ok(meeting)
}

fn sort_by_speaker(store: &Store, places: &mut [ClaimPlace]) -> Result<()> {
    let mut names: HashMap<u64, String> = HashMap::new();
    for place in places.iter() {
        if let Entry::Vacant(name) = names.entry(place.speaker) {
            let party = store.thing_told_at(place.speaker)?.map(PartyId::from);
            let party = party.map(|party| Words::of(store).party(party)).transpose()?;
            name.insert(text::fold_str(&party.unwrap_or_default()));
        }
    }
    places.sort_by(|a, b| names[&a.speaker].cmp(&names[&b.speaker]));
    Ok(())
}

/// What has no date comes last, whichever way round.
fn sort_by_date(store: &Store, places: &mut [ClaimPlace], reversed: bool) -> Result<()> {
    let mut dates: HashMap<u64, Option<i64>> = HashMap::new();
    for place in places.iter() {
        let claim = store.claim_logged_at(place.seq)?;
        let date = claim.map(|claim| earliest(store, &claim)).transpose()?.flatten();
        dates.insert(place.seq, date);
    }
    if reversed {
        places.reverse();
        places.sort_by_key(|place| (dates[&place.seq].is_none(), Reverse(dates[&place.seq])));
    } else {
        places.sort_by_key(|place| (dates[&place.seq].is_none(), dates[&place.seq]));
    }
    Ok(())
}

fn earliest(store: &Store, claim: &ClaimRow) -> Result<Option<i64>> {
    let wording: &fact::Wording = &claim.newest().wording;
    Ok(said_or_published(store, claim, wording)?.and_then(|date| date.bounds().earliest))
}
