//! Scenes for tests, built a line at a time; all names are invented.

mod any;
pub(in crate::conflict) mod table;

use crate::conflict::{QuestionConflicts, conflicts_on};
use crate::model::scene::{
    Affiliation, Scene, SceneEnquiry, SceneEvent, SceneLink, SceneParty, ScenePlace, ScenePosition,
    SceneQuestion, SceneSource,
};
use crate::model::vocab::{
    Answers, Approximate, Attribution, AttributionKind, BasisKind, Counted, KnownBy, LinkState,
    LinkType, PartyKind, Relation, Reply, Stance, ValueKind, YesNo,
};
use crate::model::{
    CaptureId, ClaimId, Date, EntryId, EventId, LinkId, OfWhom, PartyId, PlaceId, PositionRef,
    Quantity, QuestionId, SourceId, Value, VersionId,
};

/// Two states and an event between them.
pub(in crate::conflict) fn two_states() -> (Scenery, EventId, PartyId, PartyId) {
    let mut s = Scenery::default();
    let blue = s.party("Blueland", PartyKind::State);
    let red = s.party("Redland", PartyKind::State);
    let event = s.event(&[("Blue", &[blue]), ("Red", &[red])]);
    (s, event, blue, red)
}

/// A scene in the making.
#[derive(Debug, Default)]
pub(in crate::conflict) struct Scenery {
    pub(in crate::conflict) scene: Scene,
    made: u64,
    claims: u32,
}

impl Scenery {
    fn id(&mut self) -> EntryId {
        self.made += 1;
        let mut bytes = [0; 32];
        bytes[..8].copy_from_slice(&self.made.to_be_bytes());
        EntryId::from_bytes(bytes)
    }

    pub(in crate::conflict) fn party(&mut self, name: &str, kind: PartyKind) -> PartyId {
        let id = self.id().into();
        let number = u32::try_from(self.scene.parties.len()).unwrap() + 1;
        let party = SceneParty { number, name: name.to_owned(), kind, wholes: Vec::new() };
        self.scene.parties.insert(id, party);
        id
    }

    pub(in crate::conflict) fn joins(&mut self, part: PartyId, relation: Relation, whole: PartyId) {
        let affiliation = Affiliation { whole, relation, since: None, until: None };
        self.scene.parties.get_mut(&part).unwrap().wholes.push(affiliation);
    }

    pub(in crate::conflict) fn part_of(
        &mut self,
        name: &str,
        kind: PartyKind,
        whole: PartyId,
    ) -> PartyId {
        let part = self.party(name, kind);
        self.joins(part, Relation::BelongsTo, whole);
        part
    }

    pub(in crate::conflict) fn place(&mut self, name: &str, within: Option<PlaceId>) -> PlaceId {
        let id = self.id().into();
        self.scene.places.insert(id, ScenePlace { name: name.to_owned(), within });
        id
    }

    pub(in crate::conflict) fn event(&mut self, sides: &[(&str, &[PartyId])]) -> EventId {
        let id = self.id().into();
        let number = u32::try_from(self.scene.events.len()).unwrap() + 1;
        let sides = sides.iter().map(|(name, all)| ((*name).to_owned(), all.to_vec())).collect();
        self.scene.events.insert(id, SceneEvent { number, title: "An event".to_owned(), sides });
        id
    }

    pub(in crate::conflict) fn question(
        &mut self,
        event: EventId,
        key: &str,
        kind: ValueKind,
    ) -> QuestionId {
        let id = self.id().into();
        self.scene.questions.push(SceneQuestion {
            id,
            event,
            key: key.to_owned(),
            text: format!("{key}?"),
            kind,
            answers: Answers::One,
            under: None,
        });
        id
    }

    pub(in crate::conflict) fn asked(&mut self, question: QuestionId) -> &mut SceneQuestion {
        self.scene.questions.iter_mut().find(|it| it.id == question).unwrap()
    }

    pub(in crate::conflict) fn source(&mut self, outlet: &str, published: &str) -> SourceId {
        let voice = self.party(outlet, PartyKind::Outlet);
        let id = self.id().into();
        let number = u32::try_from(self.scene.sources.len()).unwrap() + 1;
        let published = Some(Date::new(published).unwrap());
        let source = SceneSource { number, outlet: outlet.to_owned(), voice, published };
        self.scene.sources.insert(id, source);
        id
    }

    /// A new claim with one position, in the first source if there is one.
    pub(in crate::conflict) fn says(
        &mut self,
        party: PartyId,
        question: QuestionId,
        stance: Stance,
        value: Value,
    ) -> PositionRef {
        self.claims += 1;
        let entry = self.id();
        let at = PositionRef { index: 0, version: VersionId::from(entry) };
        let first = self.scene.sources.keys().next().copied();
        let source = first.unwrap_or_else(|| SourceId::from_bytes([9; 32]));
        self.scene.positions.push(ScenePosition {
            at,
            claim: ClaimId::from(entry),
            claim_number: self.claims,
            version_number: 1,
            seq: u64::from(self.claims),
            live: true,
            nth: 1,
            question,
            among: Vec::new(),
            stance,
            value: Some(value),
            basis: BasisKind::Stated,
            as_of: None,
            party,
            behalf: None,
            printed: None,
            known: KnownBy::Named,
            kind: AttributionKind::Paraphrase,
            cue: None,
            hedges: Vec::new(),
            said_on: None,
            source,
            capture: Some(CaptureId::from_bytes(*source.as_bytes())),
            first_byte: Some(u64::from(self.claims)),
            chain: Vec::new(),
            attribution: Attribution::AsReported,
        });
        at
    }

    /// One more position of the version that `at` is of.
    pub(in crate::conflict) fn also(
        &mut self,
        at: PositionRef,
        question: QuestionId,
        stance: Stance,
        value: Value,
    ) -> PositionRef {
        let mut position = self.scene.position(at).unwrap().clone();
        let same = self.scene.positions.iter().filter(|one| one.at.version == at.version);
        position.at.index = u32::try_from(same.count()).unwrap();
        (position.question, position.stance, position.value) = (question, stance, Some(value));
        let at = position.at;
        self.scene.positions.push(position);
        at
    }

    pub(in crate::conflict) fn at(&mut self, at: PositionRef) -> &mut ScenePosition {
        self.scene.positions.iter_mut().find(|one| one.at == at).unwrap()
    }

    pub(in crate::conflict) fn get(&self, at: PositionRef) -> &ScenePosition {
        self.scene.position(at).unwrap()
    }

    /// What is found on a question.
    pub(in crate::conflict) fn on(&self, question: QuestionId) -> QuestionConflicts {
        conflicts_on(&self.scene, question).unwrap()
    }

    pub(in crate::conflict) fn link(
        &mut self,
        kind: LinkType,
        from: PositionRef,
        to: PositionRef,
    ) -> LinkId {
        let id: LinkId = self.id().into();
        let claims = (Some(self.get(from).claim), Some(self.get(to).claim));
        self.scene.links.push(SceneLink {
            id,
            number: u32::try_from(self.scene.links.len()).unwrap() + 1,
            kind,
            from: Some(from.version),
            to: Some(to.version),
            claims,
            questions: (None, None),
            state: LinkState::Accepted,
            stale: false,
            reason: "Seen side by side.".to_owned(),
            decided: u64::from(self.claims) + 1,
        });
        id
    }

    pub(in crate::conflict) fn ask(
        &mut self,
        asked: PartyId,
        question: QuestionId,
        reply: Option<Reply>,
    ) {
        let id = self.id();
        self.scene.enquiries.push(SceneEnquiry {
            id,
            number: 1,
            asked,
            questions: vec![question],
            when: Date::new("2031-05-03").unwrap(),
            replies: reply.into_iter().map(|reply| (Vec::new(), reply)).collect(),
        });
    }
}

pub(in crate::conflict) const YES: Value = Value::YesNo(YesNo::Yes);
pub(in crate::conflict) const NO: Value = Value::YesNo(YesNo::No);

pub(in crate::conflict) fn parties(all: &[PartyId]) -> Value {
    Value::Party(all.to_vec())
}

pub(in crate::conflict) fn places(all: &[PlaceId]) -> Value {
    Value::Place(all.to_vec())
}

pub(in crate::conflict) fn date(edtf: &str) -> Value {
    Value::Time(Box::new(Date::new(edtf).unwrap()))
}

/// Reads "about 15..20 killed"; `of` is whose and of what category.
pub(in crate::conflict) fn count(text: &str, of: &[PartyId], category: Option<&str>) -> Value {
    let (about, text) = match text.strip_prefix("about ") {
        Some(rest) => (Some(Approximate::About), rest),
        None => (None, text),
    };
    let (figure, unit) = text.split_once(' ').unwrap();
    let (min, max) = figure.split_once("..").unwrap_or((figure, figure));
    let end = |text: &str| text.parse().ok();
    let is_word = end(min).is_none() && end(max).is_none();
    let of_whom = OfWhom {
        category: category.map(str::to_owned),
        counted: Counted::NotStated,
        parties: of.to_vec(),
    };
    Value::Quantity(Box::new(Quantity {
        approximate: about,
        as_written: is_word.then(|| figure.to_owned()),
        counted_by: None,
        max: end(max),
        min: end(min),
        of_whom: (!of.is_empty() || category.is_some()).then_some(of_whom),
        unit: unit.to_owned(),
    }))
}
