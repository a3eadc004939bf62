//! The event and the question that a row names.

use crate::casebook::{EventDraft, Logged, QuestionDraft, fact};
use crate::error::{Error, Result};
use crate::model::{EntryId, Handle, check_key, slug};
use crate::text::similarity;

use super::super::known::folded;
use super::super::outcome::Became;
use super::{Work, key_of};

/// Titles at least this alike, in thousandths, may be meant for one.
const ALIKE: u16 = 600;

impl Work<'_, '_, '_> {
    /// The event: by handle, key or title; else made under that title.
    pub(super) fn event(&mut self) -> Result<EntryId> {
        let Some(given) = self.row.owned("event") else {
            let hint = "name it in `event`: E1, or its title";
            return Err(Error::usage("of which event is that a question?", hint));
        };
        let is_handle = matches!(given.parse::<Handle>(), Ok(Handle::Event(_)));
        if is_handle || self.desk.names().key(&given)?.is_some() {
            let event = self.desk.names().event(&given)?;
            self.decide("event", &given, Became::Matched, event.id)?;
            self.compare_event(event.id)?;
            return Ok(event.id);
        }
        let key = key_of("event", &[&given]);
        if let Some(id) = self.made_before(&key)? {
            self.decide("event", &given, Became::Matched, id)?;
            self.compare_event(id)?;
            return Ok(id);
        }
        if let Some(id) = self.desk.store().event_titled(&given)? {
            self.desk.keys.give(&key, id)?;
            self.made.push((key, id));
            self.decide("event", &given, Became::Matched, id)?;
            self.compare_event(id)?;
            return Ok(id);
        }
        let draft = EventDraft {
            date: self.row.owned("event-date"),
            kind: self.row.owned("event-kind"),
            title: given.clone(),
            ..EventDraft::default()
        };
        let id = EntryId::from(self.desk.add_event(&draft)?);
        self.make(key, id)?;
        self.decide("event", &given, Became::Logged, id)?;
        Ok(id)
    }

    /// Notes what the row says otherwise of an event than the record.
    fn compare_event(&mut self, id: EntryId) -> Result<()> {
        if !self.row.any(&["event-date", "event-kind"]) {
            return Ok(());
        }
        let Some(event) = self.desk.store().get::<fact::Event>(id)? else { return Ok(()) };
        let (handle, date) =
            (event.handle.to_string(), event.fact.date.map(|date| date.to_string()));
        let kind = Some(event.fact.kind).filter(|kind| !kind.is_empty());
        self.told_otherwise(&handle, &[("event-date", date), ("event-kind", kind)]);
        Ok(())
    }

    /// Takes a question that the record has, with a note of what the row says
    /// otherwise of it.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] where it counts something else than the row: its
    /// figure would be taken for another.
    fn take_question(&mut self, known: Logged<fact::Question>) -> Result<()> {
        let (handle, fact) = (known.handle.to_string(), known.fact);
        let counts = fact.unit.as_deref().unwrap_or_default();
        if let (Some(unit), Some(value)) = (self.row.get("unit"), self.row.get("value"))
            && folded(unit) != folded(counts)
            && !folded(value).contains(&folded(unit))
            && !counts.is_empty()
        {
            return Err(Error::refused(
                format!("{handle} counts {counts}, and `unit` says {unit}"),
                format!(
                    "write the unit with the figure in `value` ({value} {unit}), or leave `unit` empty"
                ),
            ));
        }
        let choices = (!fact.choices.is_empty()).then(|| fact.choices.join("; "));
        self.told_otherwise(
            &handle,
            &[
                ("question-kind", Some(fact.kind.to_string())),
                ("question-text", Some(fact.text)),
                ("choices", choices),
            ],
        );
        Ok(())
    }

    /// What to say of a question that is not asked, of an event that may have
    /// been made for this row alone.
    fn not_asked(&self, event: EntryId, handle: &str) -> Result<Error> {
        let hint = "say in `question-kind` what its answers look like: quantity, yes-no, choice, party, place, time or text";
        let made = self.decisions.iter().find(|it| it.what == "event");
        let Some(made) = made.filter(|it| it.became == Became::Logged) else {
            return Ok(Error::refused(format!("{handle} is not asked yet"), hint));
        };
        let mut others = self.desk.store().list::<fact::Event>()?;
        others.retain(|other| other.id != event);
        let alike = |other: &&Logged<fact::Event>| similarity(&other.fact.title, &made.given);
        let near = others.iter().max_by_key(alike).filter(|other| alike(other) >= ALIKE);
        let message = format!("there is no event \u{201c}{}\u{201d}", made.given);
        Ok(match near {
            Some(near) => Error::refused(
                message,
                format!(
                    "did you mean {}, \u{201c}{}\u{201d}? For a new event, {hint}",
                    near.handle, near.fact.title
                ),
            ),
            None => Error::refused(
                format!("{message} yet, and its question is not asked"),
                format!("a new event is made under this title: {hint}"),
            ),
        })
    }

    /// The key of the event's question that has this key, or asks in these words;
    /// made where there is none.
    pub(super) fn question(&mut self, event: EntryId, number: u32, given: &str) -> Result<String> {
        let store = self.desk.store();
        let given = given.strip_prefix(&format!("E{number}/")).unwrap_or(given);
        let is_key = check_key("a question's key", given).is_ok();
        let key = if is_key { given.to_owned() } else { self.key_for(event, given)? };
        let handle = format!("E{number}/{key}");
        let told = if is_key { &handle } else { given };
        if let Some(known) = store.question(event.into(), &key)? {
            self.decide("question", told, Became::Matched, known.id)?;
            if self.row.any(&["unit", "question-kind", "question-text", "choices"]) {
                self.take_question(known)?;
            }
            return Ok(key);
        }
        let Some(kind) = self.row.owned("question-kind") else {
            return Err(self.not_asked(event, &handle)?);
        };
        let draft = QuestionDraft {
            choices: self.row.list("choices"),
            event: format!("E{number}"),
            kind,
            question: key.clone(),
            text: self.row.owned("question-text").unwrap_or_else(|| given.to_owned()),
            unit: self.row.owned("unit"),
            ..QuestionDraft::default()
        };
        let id = self.desk.add_question(&draft)?;
        self.decide("question", told, Became::Logged, id.into())?;
        Ok(key)
    }

    /// The key of the event's question that asks in these words, spelled in
    /// whatever way; a free one made of the words where none does.
    fn key_for(&self, event: EntryId, words: &str) -> Result<String> {
        let sought = folded(words);
        let known = self.desk.store().questions(event.into())?;
        let known: Vec<fact::Question> = known.into_iter().map(|known| known.fact).collect();
        let same = |known: &&fact::Question| folded(&known.text) == sought || known.key == sought;
        if let Some(same) = known.iter().find(same) {
            return Ok(same.key.clone());
        }
        let stem = slug(words, "question");
        let stem =
            if stem.starts_with(|c: char| c.is_ascii_digit()) { format!("q-{stem}") } else { stem };
        let key = |times: u32| match times {
            1 => stem.chars().take(40).collect(),
            times => format!("{}-{times}", stem.chars().take(36).collect::<String>()),
        };
        let is_free = |key: &String| known.iter().all(|known| known.key != *key);
        // One more than there are questions is free.
        let times = u32::try_from(known.len() + 1).unwrap_or(u32::MAX);
        Ok((1..=times).map(key).find(is_free).unwrap_or_default())
    }
}
