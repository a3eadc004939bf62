//! Events: what happened, under a title that names no initiator, and the
//! parties concerned in sides.

use crate::error::{Error, Result};
use crate::journal::fact;
use crate::model::EventId;

use super::desk::Desk;
use super::draft::EventDraft;
use super::source::dated;

impl Desk<'_, '_> {
    /// Logs an event.
    pub fn add_event(&mut self, draft: &EventDraft) -> Result<EventId> {
        if draft.title.trim().is_empty() {
            return Err(Error::usage(
                "an event needs a title",
                "a neutral one, that does not say who began",
            ));
        }
        let fact = self.event_fact(draft, None)?;
        Ok(self.log(fact)?.into())
    }

    /// Replaces an event's fields by those the draft gives; the rest stay.
    pub fn revise_event(&mut self, event: &str, draft: &EventDraft) -> Result<EventId> {
        let logged = self.names().event(event)?;
        let old = logged.fact;
        let mut new = self.event_fact(draft, Some(logged.id.into()))?;
        if draft.title.is_empty() {
            new.title = old.title;
        }
        if draft.sides.is_empty() {
            new.concerned = old.concerned;
        }
        if draft.kind.is_none() {
            new.kind = old.kind;
        }
        new.date = new.date.or(old.date);
        new.note = new.note.or(old.note);
        new.part_of = new.part_of.or(old.part_of);
        new.place = new.place.or(old.place);
        self.log(new)?;
        Ok(logged.id.into())
    }

    fn event_fact(&self, draft: &EventDraft, of: Option<EventId>) -> Result<fact::Event> {
        let names = self.names();
        let part_of = draft.part_of.as_deref().map(|event| names.event(event)).transpose()?;
        if let (Some(larger), Some(of)) = (&part_of, of) {
            self.refuse_part_of_itself(larger.id.into(), of)?;
        }
        Ok(fact::Event {
            concerned: draft.sides.iter().map(|side| self.side(side)).collect::<Result<_>>()?,
            date: draft.date.as_deref().map(|date| dated("date", date)).transpose()?,
            kind: draft.kind.clone().unwrap_or_else(|| "incident".to_owned()),
            note: draft.note.clone(),
            of,
            part_of: part_of.map(|event| event.id.into()),
            place: draft.place.as_deref().map(|place| names.place(place)).transpose()?,
            title: draft.title.clone(),
        })
    }

    fn refuse_part_of_itself(&self, larger: EventId, event: EventId) -> Result<()> {
        let mut at = Some(larger);
        while let Some(outer) = at {
            if outer == event {
                return Err(Error::refused(
                    "an event cannot be part of itself",
                    "name a larger event",
                ));
            }
            let logged = self.store().get::<fact::Event>(outer.into())?;
            at = logged.and_then(|logged| logged.fact.part_of);
        }
        Ok(())
    }

    /// Reads `NAME: P1, P2`, or `+` between them as in an answer; without a colon
    /// the parties name the side.
    fn side(&self, text: &str) -> Result<fact::Side> {
        let (name, parties) = text.split_once(':').unwrap_or((text, text));
        let parties: Vec<&str> =
            parties.split(',').flat_map(|it| it.split(" + ")).map(str::trim).collect();
        if parties.iter().any(|party| party.is_empty()) {
            return Err(Error::usage(
                format!("`{text}` is not a side"),
                "write its name and its parties: \"Northern side: P1, P2\"",
            ));
        }
        let names = self.names();
        let parties = parties.into_iter().map(|party| names.party(party)).collect::<Result<_>>()?;
        Ok(fact::Side { name: name.trim().to_owned(), parties })
    }
}
