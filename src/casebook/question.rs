//! Questions: the points at issue in an event, and how each was settled.

use crate::error::{Error, Result};
use crate::journal::fact;
use crate::model::vocab::{Answers, ValueKind};
use crate::model::{EntryId, QuantityText, QuestionId, QuestionText, check_key, slug};

use super::desk::{Desk, reasoned};
use super::draft::{QuestionDraft, ResolutionDraft};
use super::source::word;

impl Desk<'_, '_> {
    /// Logs a question of an event.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] if the event has a question of this key; usage
    /// errors for a missing unit, missing choices or an unknown word.
    pub fn add_question(&mut self, draft: &QuestionDraft) -> Result<QuestionId> {
        let event = self.names().event(&draft.event)?;
        if self.store().question(event.id.into(), &draft.question)?.is_some() {
            return Err(Error::refused(
                format!("{} has a question `{}` already", event.handle, draft.question),
                format!(
                    "change it with `rashomon question revise {}/{}`",
                    event.handle, draft.question
                ),
            ));
        }
        let fact = self.question_fact(draft, None)?;
        Ok(self.log(fact)?.into())
    }

    /// Replaces the words, answers, choices, unit and `under` of a question.
    /// Key, event and kind of answer stay: positions rest on them.
    pub fn revise_question(&mut self, draft: &QuestionDraft) -> Result<QuestionId> {
        let handle = format!("{}/{}", draft.event, draft.question);
        let logged = self.names().question(&handle)?;
        let old = logged.fact;
        let mut full = draft.clone();
        full.kind = old.kind.to_string();
        full.unit = full.unit.or(old.unit);
        full.answers = full.answers.or_else(|| Some(old.answers.to_string()));
        if full.choices.is_empty() {
            full.choices = old.choices;
        }
        if full.text.is_empty() {
            full.text = old.text;
        }
        let mut new = self.question_fact(&full, Some(logged.id.into()))?;
        new.under = new.under.or(old.under);
        new.note = new.note.or(old.note);
        self.log(new)?;
        Ok(logged.id.into())
    }

    fn question_fact(
        &self,
        draft: &QuestionDraft,
        of: Option<QuestionId>,
    ) -> Result<fact::Question> {
        check_key("a question's key", &draft.question)?;
        let kind: ValueKind = draft.kind.parse()?;
        let event = self.names().event(&draft.event)?;
        let under = match &draft.under {
            Some(key) => {
                let question = QuestionText::read(key)?;
                Some(self.names().question_in(&question, Some(event.id.into()))?.id)
            }
            None => None,
        };
        if under.is_some() && under == of.map(EntryId::from) {
            return Err(Error::usage("a question cannot stand under itself", "name another"));
        }
        self.check_kind(kind, draft)?;
        Ok(fact::Question {
            answers: word(draft.answers.as_deref(), Answers::One)?,
            choices: draft.choices.clone(),
            event: event.id.into(),
            key: draft.question.clone(),
            kind,
            note: draft.note.clone(),
            of,
            text: draft.text.clone(),
            under: under.map(QuestionId::from),
            unit: draft.unit.clone(),
        })
    }

    fn check_kind(&self, kind: ValueKind, draft: &QuestionDraft) -> Result<()> {
        if kind == ValueKind::Quantity {
            let hint = "say what is counted: --unit killed";
            let unit = draft.unit.as_deref();
            return self
                .check_unit(unit.ok_or_else(|| Error::usage("a quantity needs a unit", hint))?);
        }
        if kind == ValueKind::Choice && draft.choices.len() < 2 {
            return Err(Error::usage(
                "a choice needs choices",
                "give two at least: --choice alive --choice dead",
            ));
        }
        if draft.unit.is_some() {
            return Err(Error::usage("a unit goes with the kind `quantity`", "leave it out"));
        }
        if kind != ValueKind::Choice && !draft.choices.is_empty() {
            return Err(Error::usage("choices go with the kind `choice`", "leave them out"));
        }
        Ok(())
    }

    /// Refuses a unit that the casebook does not declare.
    pub(super) fn check_unit(&self, unit: &str) -> Result<()> {
        let terms = self.store().casebook()?.fact.units;
        check_term("unit", unit, &terms)
    }

    /// Refuses a category that the casebook does not declare.
    pub(super) fn check_category(&self, category: &str) -> Result<()> {
        let terms = self.store().casebook()?.fact.categories;
        check_term("category", category, &terms)
    }

    /// Settles a question, or says why it stays open.
    pub fn resolve_question(&mut self, draft: &ResolutionDraft) -> Result<QuestionId> {
        let question = self.names().question(&draft.question)?;
        let settled = self.settled(draft)?;
        let reason = draft.why.clone();
        reasoned("a resolution", &reason)?;
        self.log(fact::Resolution { question: question.id.into(), reason, settled })?;
        Ok(question.id.into())
    }

    fn settled(&self, draft: &ResolutionDraft) -> Result<fact::Settled> {
        let waiting =
            |words: &String| fact::Waiting { for_what: (!words.is_empty()).then(|| words.clone()) };
        let mut given = Vec::new();
        if let Some(position) = &draft.prefer {
            let position = self.names().position(position, Some(&draft.question))?;
            self.refuse_withdrawn(position.version)?;
            given.push(fact::Settled::Prefer(position));
        }
        if let Some(range) = &draft.range {
            given.push(fact::Settled::Range(self.range(&draft.question, range)?));
        }
        if let Some(word) = &draft.defer {
            given.push(fact::Settled::Defer(word.parse()?));
        }
        given.extend(draft.asked.as_ref().map(waiting).map(fact::Settled::Asked));
        given.extend(draft.pending.as_ref().map(waiting).map(fact::Settled::Pending));
        match given.len() {
            1 => Ok(given.remove(0)),
            _ => Err(Error::usage(
                "say one thing: how the question was settled, or why it stays open",
                "one of --prefer C1, --range 15..20, --defer unknown, --pending, --asked",
            )),
        }
    }

    fn range(&self, question: &str, text: &str) -> Result<fact::Range> {
        let quantity = QuantityText::read(text)?;
        let question = self.names().question(question)?;
        let Some(unit) = question.fact.unit else {
            let hint = format!("it asks for an answer of kind {}", question.fact.kind);
            return Err(Error::usage(format!("{} has no range", question.handle), hint));
        };
        let other = quantity.unit.is_some_and(|counted| counted != unit);
        if other || (quantity.min, quantity.max) == (None, None) {
            let hint = format!("write it in the question's unit, as 15..20 {unit}");
            return Err(Error::usage(format!("`{text}` is no range here"), hint));
        }
        Ok(fact::Range { max: quantity.max, min: quantity.min, unit })
    }
}

fn check_term(what: &'static str, key: &str, terms: &[fact::Term]) -> Result<()> {
    if terms.iter().any(|term| term.key == key) {
        return Ok(());
    }
    let keys: Vec<&str> = terms.iter().map(|term| term.key.as_str()).collect();
    let near = crate::model::nearest(key, keys.iter().copied()).map(str::to_owned);
    let hint = format!(
        "declared: {}; add one with `rashomon terms --{what} {}=\"what it means\"`",
        keys.join(", "),
        slug(key, what)
    );
    // A key is one small word: what is none is most often the rest of a name.
    let hint = if check_key(what, key).is_ok() {
        hint
    } else {
        format!(
            "a name of several words stands in quotation marks: of \"\u{2026} {key}\"; units that are declared: {}",
            keys.join(", ")
        )
    };
    Err(Error::NotFound { what, given: key.to_owned(), near, hint })
}
