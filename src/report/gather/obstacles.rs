//! What stands against publishing: `publish` asks for a reason.

use std::collections::BTreeSet;

use crate::conflict;
use crate::error::Result;
use crate::model::scene::{Scene, SceneQuestion};
use crate::model::vocab::{Force, KnownBy, YesNo};
use crate::model::{PartyId, Value};
use crate::report::phrase;
use crate::report::value::{Base, VerdictPart};
use crate::text;

use super::room::Room;

/// Pending verdicts, those that count and rest on what was taken back, accused
/// parties to whom nothing was put, and withheld texts that are at hand and
/// would be printed.
pub(super) fn obstacles<'a>(
    room: &Room<'_>,
    base: &Base,
    counting: impl Iterator<Item = &'a VerdictPart>,
) -> Result<Vec<String>> {
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
            "{} {} is named in {question}, and nothing was put to it",
            named.handle, named.name
        ));
    }
    for verdict in counting {
        let gone = verdict.grounds.iter().filter(|ground| ground.ends_with("(withdrawn since)"));
        for ground in gone {
            found.push(format!("{} rests on {ground}", verdict.handle));
        }
        if let Some(note) = verdict.note.as_ref().filter(|note| note.contains("look again")) {
            found.push(format!("{} on {}: {note}", verdict.handle, verdict.on));
        }
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

/// Parties that a voice other than their own lays something at the door of, by
/// naming them in answer or by a yes to a question that names them, with nothing
/// put to them or to a party that they belong to, by number; each with where it
/// is named first.
fn accused(room: &Room<'_>) -> Vec<(PartyId, String)> {
    let scene = room.scene;
    let kin = |a, b| conflict::stands_for(scene, a, b) || conflict::stands_for(scene, b, a);
    let mut seen: BTreeSet<PartyId> = BTreeSet::new();
    let mut found = Vec::new();
    for position in scene.live().filter(|it| it.known != KnownBy::Inferred) {
        let Some(asked) = scene.question(position.question) else { continue };
        if !matches!(position.stance.force(), Force::Affirms | Force::Leans) {
            continue;
        }
        let handle = scene.question_handle(asked.id);
        let (parties, place) = match &position.value {
            Some(Value::Party(parties)) => (parties.clone(), format!("answer to {handle}")),
            Some(Value::YesNo(YesNo::Yes)) => {
                (named_in(scene, asked), format!("{handle}, which others answer with yes"))
            }
            _ => continue,
        };
        for party in parties {
            let asked_of = scene.enquiries.iter().any(|one| kin(one.asked, party));
            let own = kin(position.party, party)
                || position.behalf.is_some_and(|behalf| kin(behalf, party));
            if !own && !asked_of && seen.insert(party) {
                found.push((party, place.clone()));
            }
        }
    }
    found.sort_by_key(|(party, _)| scene.parties.get(party).map(|party| party.number));
    found
}

/// The parties concerned whose names stand in a question.
fn named_in(scene: &Scene, asked: &SceneQuestion) -> Vec<PartyId> {
    let words = format!(" {} ", text::searchable(&asked.text));
    let sides = scene.events.get(&asked.event).map_or(&[][..], |event| event.sides.as_slice());
    let is_named = |party: &&PartyId| {
        let name = scene.parties.get(party).map_or("", |party| party.name.as_str());
        let name = text::searchable(name);
        !name.is_empty() && words.contains(&format!(" {name} "))
    };
    sides.iter().flat_map(|(_, parties)| parties).filter(is_named).copied().collect()
}
