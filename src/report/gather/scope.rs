//! What a report covers: events, parties, questions, or all of it.

use std::collections::BTreeSet;

use crate::casebook::{Store, fact};
use crate::conflict;
use crate::error::Result;
use crate::model::scene::{Scene, ScenePosition};
use crate::model::{EntryId, EventId, PartyId, QuestionId};
use crate::report::value::Named;

use super::room::Room;

/// What a report covers.
///
/// Questions narrow their events to themselves, but for events that are named
/// too; parties narrow all of it to the questions on which they, or those that
/// belong to or speak for them, take a position. Rival answers to those always stay.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// Whole events; with nothing else, all where empty.
    pub events: Vec<EventId>,
    /// Single questions.
    pub questions: Vec<QuestionId>,
    /// Parties.
    pub parties: Vec<PartyId>,
}

impl Scope {
    /// One event.
    pub fn event(event: EventId) -> Self {
        Self { events: vec![event], ..Self::default() }
    }

    /// The things that it names, for an entry to hold.
    pub fn entries(&self) -> Vec<EntryId> {
        let events = self.events.iter().map(|id| EntryId::from(*id));
        let questions = self.questions.iter().map(|id| EntryId::from(*id));
        let parties = self.parties.iter().map(|id| EntryId::from(*id));
        events.chain(questions).chain(parties).collect()
    }

    /// The scope that an entry holds; what is none of these is left out.
    pub fn of_entries(store: &Store, entries: &[EntryId]) -> Result<Self> {
        let mut scope = Self::default();
        for id in entries {
            if store.get::<fact::Event>(*id)?.is_some() {
                scope.events.push((*id).into());
            } else if store.get::<fact::Question>(*id)?.is_some() {
                scope.questions.push((*id).into());
            } else if store.get::<fact::Party>(*id)?.is_some() {
                scope.parties.push((*id).into());
            }
        }
        Ok(scope)
    }

    /// Whether it is the whole casebook.
    pub fn is_whole(&self) -> bool {
        self.entries().is_empty()
    }

    /// Whether it leaves out questions of its events.
    pub(super) fn is_narrowed(&self) -> bool {
        !self.questions.is_empty() || !self.parties.is_empty()
    }

    /// Whether what it covers and what another covers have an event in common.
    pub(super) fn meets(&self, other: &Self, store: &Store) -> Result<bool> {
        let (mine, theirs) = (self.events_of(store)?, other.events_of(store)?);
        let everywhere = mine.is_empty() || theirs.is_empty();
        Ok(everywhere || mine.iter().any(|event| theirs.contains(event)))
    }

    /// Its events, those of its questions too; empty: all.
    fn events_of(&self, store: &Store) -> Result<BTreeSet<EventId>> {
        let mut events: BTreeSet<EventId> = self.events.iter().copied().collect();
        for question in &self.questions {
            let asked = store.get::<fact::Question>((*question).into())?;
            events.extend(asked.map(|asked| asked.fact.event));
        }
        Ok(events)
    }

    /// The record around its events.
    pub(super) fn scene(&self, store: &Store) -> Result<Scene> {
        let events: Vec<EventId> = self.events_of(store)?.into_iter().collect();
        store.scene(&events)
    }

    /// What of that scene it covers; None: all of it.
    pub(super) fn narrow(&self, store: &Store, scene: &Scene) -> Result<Option<Scene>> {
        if !self.is_narrowed() {
            return Ok(None);
        }
        let mut kept: BTreeSet<QuestionId> = scene.questions.iter().map(|it| it.id).collect();
        if !self.questions.is_empty() {
            let whole = |id: &EventId| self.events.contains(id);
            let named = |id| self.questions.contains(id);
            kept = scene
                .questions
                .iter()
                .filter(|asked| whole(&asked.event) || named(&asked.id))
                .map(|asked| asked.id)
                .collect();
        }
        if !self.parties.is_empty() {
            let mut parties = Vec::new();
            for party in &self.parties {
                parties.push(store.canonical_party(*party)?);
            }
            let is_theirs = |position: &&ScenePosition| {
                parties.iter().any(|it| conflict::is_account_of(scene, position, *it))
            };
            let live = scene.live().filter(is_theirs);
            let answered: BTreeSet<QuestionId> = live.map(|position| position.question).collect();
            // What was put to it is of it, whatever came.
            let is_asked = |asked| parties.iter().any(|it| conflict::stands_for(scene, asked, *it));
            let put = scene.enquiries.iter().filter(|enquiry| is_asked(enquiry.asked));
            let put: BTreeSet<QuestionId> = put.flat_map(|it| &it.questions).copied().collect();
            kept.retain(|question| answered.contains(question) || put.contains(question));
        }
        let mut narrowed = scene.clone();
        keep(&mut narrowed, &kept);
        Ok(Some(narrowed))
    }

    /// The parties and questions that it is narrowed to.
    pub(super) fn narrowed(&self, room: &Room<'_>) -> Result<Vec<Named>> {
        let mut named = Vec::new();
        for question in &self.questions {
            let handle = room.words.question(*question)?;
            let asked = room.store.get::<fact::Question>((*question).into())?;
            let name = asked.map_or_else(String::new, |asked| asked.fact.text);
            named.push(Named { handle, name });
        }
        for party in &self.parties {
            named.push(room.party(*party)?);
        }
        Ok(named)
    }
}

/// Leaves only some questions of a scene, and what is on them.
fn keep(scene: &mut Scene, kept: &BTreeSet<QuestionId>) {
    scene.questions.retain(|question| kept.contains(&question.id));
    scene.positions.retain(|position| kept.contains(&position.question));
    let events: BTreeSet<EventId> = scene.questions.iter().map(|it| it.event).collect();
    scene.events.retain(|id, _| events.contains(id));
    let on = |questions: &[QuestionId]| questions.iter().any(|id| kept.contains(id));
    scene.evidence.retain(|evidence| on(&evidence.questions));
    scene.enquiries.retain(|enquiry| on(&enquiry.questions));
    let at: BTreeSet<_> = scene.positions.iter().map(|position| position.at).collect();
    scene.findings.retain(|finding| at.contains(&finding.at));
    let claims: BTreeSet<_> = scene.positions.iter().map(|position| position.claim).collect();
    let here = |claim: Option<_>| claim.is_some_and(|claim| claims.contains(&claim));
    scene.links.retain(|link| here(link.claims.0) || here(link.claims.1));
}
