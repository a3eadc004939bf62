//! The record around some events, gathered for comparison.

mod accounts;
mod around;
mod heard;
mod position;

use std::collections::{BTreeMap, BTreeSet};

use super::super::Store;
use super::party::Merges;
use super::thing::Logged;
use crate::error::Result;
use crate::journal::fact;
use crate::model::scene::{
    Affiliation, Scene, SceneEvent, SceneParty, ScenePlace, SceneQuestion, SceneSource,
};
use crate::model::{EventId, Handle, PartyId, Value};

pub use accounts::Accounts;

impl Store {
    /// The record around some events; around all where none are named.
    pub fn scene(&self, events: &[EventId]) -> Result<Scene> {
        let mut scene = Scene::default();
        let same = self.fill_parties(&mut scene)?;
        self.fill_events(&mut scene, events, &same)?;
        self.fill_places(&mut scene)?;
        let claims = self.claims_around(events)?;
        self.fill_claims(&mut scene, &claims, &same)?;
        self.fill_links(&mut scene, &claims)?;
        self.fill_bearings(&mut scene, &same)?;
        Ok(scene)
    }

    fn fill_parties(&self, scene: &mut Scene) -> Result<Same> {
        let parties = self.list::<fact::Party>()?;
        let same = Same::of(self, &parties)?;
        for party in parties {
            let (id, Handle::Party(number)) = (PartyId::from(party.id), party.handle) else {
                continue;
            };
            if same.party(id) == id {
                let (name, kind) = (party.fact.display, party.fact.kind);
                scene.parties.insert(id, SceneParty { number, name, kind, wholes: Vec::new() });
            }
        }
        for row in self.all_affiliations()? {
            let (part, whole) = (same.party(row.fact.party), same.party(row.fact.whole));
            let Some(party) = scene.parties.get_mut(&part).filter(|_| part != whole) else {
                continue;
            };
            let fact::Affiliation { relation, since, until, .. } = row.fact;
            party.wholes.push(Affiliation { whole, relation, since, until });
        }
        Ok(same)
    }

    fn fill_places(&self, scene: &mut Scene) -> Result<()> {
        for place in self.list::<fact::Place>()? {
            let (name, within) = (place.fact.name, place.fact.within);
            scene.places.insert(place.id.into(), ScenePlace { name, within });
        }
        Ok(())
    }

    fn fill_events(&self, scene: &mut Scene, events: &[EventId], same: &Same) -> Result<()> {
        // Events come by number, and their questions in order of logging.
        for event in self.list::<fact::Event>()? {
            if events.is_empty() || events.contains(&EventId::from(event.id)) {
                self.fill_event(scene, event, same)?;
            }
        }
        Ok(())
    }

    fn fill_event(&self, scene: &mut Scene, event: Logged<fact::Event>, same: &Same) -> Result<()> {
        let Handle::Event(number) = event.handle else { return Ok(()) };
        let id = EventId::from(event.id);
        let sides = event.fact.concerned.into_iter();
        let sides = sides.map(|side| (side.name, same.parties(&side.parties))).collect();
        scene.events.insert(id, SceneEvent { number, title: event.fact.title, sides });
        scene.questions.extend(self.questions(id)?.into_iter().map(scene_question));
        Ok(())
    }
}

/// Which party each is after merges.
struct Same(BTreeMap<PartyId, PartyId>);

impl Same {
    fn of(store: &Store, parties: &[Logged<fact::Party>]) -> Result<Self> {
        let merges = Merges::of(store)?;
        let mut same = BTreeMap::new();
        for party in parties {
            let own = super::super::signed(party.seq);
            let canonical = merges.canonical(own);
            if canonical != own {
                same.insert(party.id.into(), store.id_at(canonical)?.into());
            }
        }
        Ok(Self(same))
    }

    fn party(&self, party: PartyId) -> PartyId {
        self.0.get(&party).copied().unwrap_or(party)
    }

    /// Parties after merges, each once, in their order.
    fn parties(&self, list: &[PartyId]) -> Vec<PartyId> {
        let mut seen = BTreeSet::new();
        list.iter().map(|party| self.party(*party)).filter(|party| seen.insert(*party)).collect()
    }

    /// A value with its parties after merges.
    fn value(&self, value: &Value) -> Value {
        match value {
            Value::Party(list) => Value::Party(self.parties(list)),
            Value::Quantity(quantity) => {
                let mut quantity = quantity.clone();
                quantity.counted_by = quantity.counted_by.map(|party| self.party(party));
                if let Some(of) = &mut quantity.of_whom {
                    of.parties = self.parties(&of.parties);
                }
                Value::Quantity(quantity)
            }
            Value::Choice(_)
            | Value::None(_)
            | Value::Place(_)
            | Value::Text(_)
            | Value::Time(_)
            | Value::YesNo(_) => value.clone(),
        }
    }
}

fn scene_question(question: Logged<fact::Question>) -> SceneQuestion {
    let fact = question.fact;
    SceneQuestion {
        id: question.id.into(),
        event: fact.event,
        key: fact.key,
        text: fact.text,
        kind: fact.kind,
        answers: fact.answers,
        under: fact.under,
    }
}

fn scene_source(source: Logged<fact::Source>, same: &Same) -> Option<SceneSource> {
    let Handle::Source(number) = source.handle else { return None };
    let fact::Source { outlet, published, voice, .. } = source.fact;
    Some(SceneSource { number, outlet, voice: same.party(voice), published })
}
