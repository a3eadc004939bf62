//! What stands against publishing: `publish` asks for a reason.

use std::collections::BTreeSet;

use crate::conflict;
use crate::error::Result;
use crate::model::vocab::{Force, KnownBy, ValueKind};
use crate::model::{PartyId, Value};
use crate::report::phrase;
use crate::report::value::Base;

use super::room::Room;

/// Pending verdicts, accused parties to whom nothing was put, and withheld
/// texts that are at hand and would be printed.
pub(super) fn obstacles(room: &Room<'_>, base: &Base) -> Result<Vec<String>> {
    let pending = base.pending.iter().map(|verdict| {
        let (handle, on) = (&verdict.handle, &verdict.on);
        if phrase::is_doubted(verdict) {
            format!("a second member disagrees with {handle} on {on}, and no newer verdict counts")
        } else {
            format!("{handle} on {on} waits for a second member")
        }
    });
    let mut found: Vec<String> = pending.collect();
    for (party, question) in accused(room) {
        let named = room.party(party)?;
        found.push(format!(
            "{} {} is named in answer to {question}, and nothing was put to it",
            named.handle, named.name
        ));
    }
    let captures = base.outlets.iter().flat_map(|it| &it.sources).flat_map(|it| &it.captures);
    for capture in captures.filter(|capture| capture.held) {
        if let Some(why) = &capture.withheld_for {
            found.push(format!(
                "the text of {}, withheld for {why}, would be printed",
                capture.handle
            ));
        }
    }
    Ok(found)
}

/// Parties that a voice other than their own lays something at the door of,
/// with nothing put to them or to a party that they belong to, by number; each
/// with the first question.
fn accused(room: &Room<'_>) -> Vec<(PartyId, String)> {
    let scene = room.scene;
    let kin = |a, b| conflict::stands_for(scene, a, b) || conflict::stands_for(scene, b, a);
    let mut seen: BTreeSet<PartyId> = BTreeSet::new();
    let mut found = Vec::new();
    for position in scene.live().filter(|it| it.known != KnownBy::Inferred) {
        let Some(asked) = scene.question(position.question) else { continue };
        let force = position.stance.force();
        if asked.kind != ValueKind::Party || !matches!(force, Force::Affirms | Force::Leans) {
            continue;
        }
        let Some(Value::Party(parties)) = &position.value else { continue };
        for party in parties {
            let asked_of = scene.enquiries.iter().any(|one| kin(one.asked, *party));
            let own = kin(position.party, *party)
                || position.behalf.is_some_and(|behalf| kin(behalf, *party));
            if !own && !asked_of && seen.insert(*party) {
                found.push((*party, scene.question_handle(asked.id)));
            }
        }
    }
    found.sort_by_key(|(party, _)| scene.parties.get(party).map(|party| party.number));
    found
}
