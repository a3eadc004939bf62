//! Names: under which each party was printed, and who decided what is one.

use std::collections::BTreeSet;

use crate::casebook::{Logged, fact};
use crate::error::Result;
use crate::model::scene::SceneParty;
use crate::model::{PartyId, Value};
use crate::report::value::{NamePart, Named, Statement};

use super::room::Room;

/// The parties in use, by number.
pub(super) fn names(room: &Room<'_>, statements: &[Statement]) -> Result<Vec<NamePart>> {
    let used = used(room);
    let mut parties: Vec<(PartyId, &SceneParty)> =
        room.scene.parties.iter().map(|(id, party)| (*id, party)).collect();
    parties.sort_by_key(|(_, party)| party.number);
    let (merges, pairs) = (room.store.merges()?, room.store.apart_pairs()?);
    let mut parts = Vec::new();
    for (id, party) in parties {
        if used.contains(&id) || used_as_speaker(statements, party.number) {
            let mut part = name(room, id, party, statements)?;
            merged(room, id, &merges, statements, &mut part)?;
            part.apart = apart(room, id, &pairs)?;
            part.printed.sort();
            part.printed.dedup();
            parts.push(part);
        }
    }
    Ok(parts)
}

/// Parties concerned, speakers, those who passed on, those who were asked, those
/// in answers, and those that these belong to or speak for.
fn used(room: &Room<'_>) -> BTreeSet<PartyId> {
    let sides = room.scene.events.values().flat_map(|event| &event.sides);
    let mut used: BTreeSet<PartyId> = sides.flat_map(|side| side.1.iter().copied()).collect();
    for position in &room.scene.positions {
        used.insert(position.party);
        used.extend(position.behalf);
        used.extend(position.chain.iter().map(|hop| hop.party));
        match &position.value {
            Some(Value::Party(parties)) => used.extend(parties),
            Some(Value::Quantity(quantity)) => {
                used.extend(quantity.of_whom.iter().flat_map(|whom| whom.parties.iter().copied()));
                used.extend(quantity.counted_by);
            }
            Some(
                Value::Choice(_)
                | Value::None(_)
                | Value::Place(_)
                | Value::Text(_)
                | Value::Time(_)
                | Value::YesNo(_),
            )
            | None => {}
        }
    }
    used.extend(room.scene.enquiries.iter().map(|enquiry| enquiry.asked));
    // Those by whom somebody stands on a side, so that a reader can follow it.
    let mut open: Vec<PartyId> = used.iter().copied().collect();
    while let Some(party) = open.pop() {
        let wholes = room.scene.parties.get(&party).map_or(&[][..], |it| it.wholes.as_slice());
        open.extend(wholes.iter().map(|it| it.whole).filter(|whole| used.insert(*whole)));
    }
    used
}

fn used_as_speaker(statements: &[Statement], number: u32) -> bool {
    let handle = format!("P{number}");
    statements.iter().any(|statement| statement.party.handle == handle)
}

/// A party with the names under which it was printed itself.
fn name(
    room: &Room<'_>,
    id: PartyId,
    party: &SceneParty,
    statements: &[Statement],
) -> Result<NamePart> {
    let handle = format!("P{}", party.number);
    let aliases = room.store.aliases(id)?.into_iter().map(|alias| alias.fact.printed);
    let of_party = statements.iter().filter(|statement| statement.party.handle == handle);
    let printed = aliases.chain(of_party.filter_map(|statement| statement.printed.clone()));
    let printed: Vec<String> = printed.collect();
    let mut wholes: Vec<String> = Vec::new();
    for whole in &party.wholes {
        let named = room.party(whole.whole)?;
        let words = format!("{} {}", whole.relation.as_str().replace('-', " "), named.name);
        if !wholes.contains(&words) {
            wholes.push(words);
        }
    }
    Ok(NamePart {
        party: Named { handle, name: party.name.clone() },
        kind: party.kind.to_string(),
        printed,
        wholes,
        merged: Vec::new(),
        apart: Vec::new(),
    })
}

/// Adds the parties that were taken to be this one, and their printed names.
fn merged(
    room: &Room<'_>,
    id: PartyId,
    merges: &[Logged<fact::Merge>],
    statements: &[Statement],
    part: &mut NamePart,
) -> Result<()> {
    for merge in merges {
        if room.store.canonical_party(merge.fact.party)? != id {
            continue;
        }
        let aliases = room.store.aliases(merge.fact.party)?;
        part.printed.extend(aliases.into_iter().map(|alias| alias.fact.printed));
        let was = room.store.get::<fact::Party>(merge.fact.party.into())?;
        let was =
            was.map_or_else(String::new, |was| format!("{} {}", was.handle, was.fact.display));
        let mut under_it = Vec::new();
        for statement in statements.iter().filter(|one| one.party.handle == part.party.handle) {
            let (row, version) = room.names.version(&statement.handle)?;
            let logged = row.versions.iter().find(|row| row.id == version);
            if logged.is_some_and(|row| row.wording.speaker.party == merge.fact.party) {
                under_it.push(statement.handle.clone());
            }
        }
        let changed = if under_it.is_empty() {
            String::new()
        } else {
            format!("; logged under that name: {}", under_it.join(", "))
        };
        part.merged.push(format!("{was}, by {}: {}{changed}", merge.by, merge.fact.reason));
    }
    Ok(())
}

/// The parties that were decided to be others than this one.
fn apart(room: &Room<'_>, id: PartyId, pairs: &[Logged<fact::Apart>]) -> Result<Vec<String>> {
    let mut parts = Vec::new();
    for pair in pairs {
        let [one, other] = pair.fact.parties;
        let (one, other) = (room.store.canonical_party(one)?, room.store.canonical_party(other)?);
        if one == other || (one != id && other != id) {
            continue;
        }
        let named = room.party(if one == id { other } else { one })?;
        let reason = &pair.fact.reason;
        parts.push(format!("{} {}, by {}: {reason}", named.handle, named.name, pair.by));
    }
    Ok(parts)
}
