//! Positions: from the one grammar, as typed, to ids of questions, parties
//! and places.

use crate::error::{Error, Result};
use crate::journal::fact;
use crate::model::vocab::{Approximate, Counted, ValueKind};
use crate::model::{
    EventId, OfWhom, PartyId, Position, PositionText, Quantity, QuantityText, QuestionId,
    QuestionText, Value, ValueText, check_key,
};
use crate::store::Logged;

use super::desk::Desk;
use super::draft::ClaimDraft;
use super::source::dated;

impl Desk<'_, '_> {
    /// Resolves positions as typed, in order; `event` is where a bare key is
    /// looked for.
    pub(super) fn positions(
        &self,
        typed: &[String],
        event: Option<EventId>,
    ) -> Result<Vec<Position>> {
        typed.iter().map(|text| self.position(text, event)).collect()
    }

    /// The positions of a version that builds on another: those that are said
    /// anew, then the old ones on other questions, without what is dropped.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] where there is no such position to drop.
    pub(super) fn revised_positions(
        &self,
        draft: &ClaimDraft,
        event: Option<EventId>,
        old: &[Position],
    ) -> Result<Vec<Position>> {
        let mut kept = old.to_vec();
        for typed in &draft.drop_positions {
            let (question, nth) = match typed.split_once('#') {
                Some((question, nth)) => (question, Some(nth)),
                None => (typed.as_str(), None),
            };
            let question = self.names().question_in(&QuestionText::read(question)?, event)?;
            let dropped = |(place, _): &(usize, &Position)| match nth {
                Some(nth) => nth.parse() == Ok(place + 1),
                None => true,
            };
            let on: Vec<Position> = old
                .iter()
                .filter(|position| QuestionId::from(question.id) == position.question)
                .enumerate()
                .filter(dropped)
                .map(|(_, position)| position.clone())
                .collect();
            if on.is_empty() {
                let hint = "`rashomon show` lists the positions of a claim";
                return Err(Error::not_found("position to drop", typed, hint));
            }
            kept.retain(|position| !on.contains(position));
        }
        // What is said anew of one question leaves the others alone.
        let mut positions = self.positions(&draft.on, event)?;
        let anew: Vec<_> = positions.iter().map(|position| position.question).collect();
        positions.extend(kept.into_iter().filter(|old| !anew.contains(&old.question)));
        Ok(positions)
    }

    fn position(&self, text: &str, event: Option<EventId>) -> Result<Position> {
        let typed = PositionText::read(text)?;
        let mut questions = Vec::new();
        for question in &typed.questions {
            questions.push(self.names().question_in(question, event)?);
        }
        let question = &questions[0];
        if let Some(other) = typed.value.as_deref().and_then(|value| self.second_answer(value)) {
            return Err(Error::usage(
                format!("two answers stand in one: `{other}` begins another"),
                "in a cell of a table divide answers by `;`; on the command line give --on once for each",
            ));
        }
        let value = typed.value.as_deref().map(|value| self.value(question, value)).transpose()?;
        Ok(Position {
            among: questions[1..].iter().map(|other| QuestionId::from(other.id)).collect(),
            as_of: typed.as_of.as_deref().map(|date| dated("as of", date)).transpose()?,
            basis: typed.basis,
            because: typed.because,
            question: question.id.into(),
            stance: typed.stance,
            value,
        })
    }

    /// Where a value goes on with an answer to a question of a known event:
    /// "Repulsed | E7/casualties=5".
    fn second_answer<'a>(&self, value: &'a str) -> Option<&'a str> {
        let mut words = value.split(|c: char| c.is_whitespace() || matches!(c, ',' | '|'));
        words.find(|word| {
            let Some((event, rest)) = word.split_once('/') else { return false };
            let answer = rest.split_once('=').map_or("", |(answer, _)| answer);
            let key = answer.split(':').next().unwrap_or_default();
            check_key("a question's key", key).is_ok() && self.names().event(event).is_ok()
        })
    }

    /// Resolves a value as typed for one question.
    pub(super) fn value(&self, question: &Logged<fact::Question>, text: &str) -> Result<Value> {
        let fact = &question.fact;
        Ok(match ValueText::read(fact.kind, text)? {
            ValueText::None(absence) => Value::None(absence),
            ValueText::YesNo(answer) => Value::YesNo(answer),
            ValueText::Quantity(typed) => Value::Quantity(Box::new(self.quantity(fact, *typed)?)),
            ValueText::Names(names) if fact.kind == ValueKind::Place => {
                let places = names.iter().map(|name| self.names().place(name));
                Value::Place(places.collect::<Result<_>>()?)
            }
            ValueText::Names(names) => Value::Party(self.parties(&names)?),
            ValueText::Words(words) => match fact.kind {
                ValueKind::Time => Value::Time(Box::new(words.parse()?)),
                ValueKind::Choice => Value::Choice(choice(question, words)?),
                _ => Value::Text(words),
            },
        })
    }

    fn parties(&self, names: &[String]) -> Result<Vec<PartyId>> {
        names.iter().map(|name| self.names().party(name)).collect()
    }

    fn quantity(&self, question: &fact::Question, typed: QuantityText) -> Result<Quantity> {
        let typed = self.counted_word(typed)?;
        let unit = typed.unit.or_else(|| question.unit.clone()).unwrap_or_default();
        self.check_unit(&unit)?;
        if let Some(category) = &typed.category {
            self.check_category(category)?;
        }
        let parties = self.parties(&typed.of)?;
        let counted = typed.counted.unwrap_or(Counted::NotStated);
        let somebody = !parties.is_empty() || typed.category.is_some() || typed.counted.is_some();
        Ok(Quantity {
            approximate: typed.approximate.then_some(Approximate::About),
            as_written: typed.word,
            counted_by: typed.counted_by.map(|name| self.names().party(&name)).transpose()?,
            max: typed.max,
            min: typed.min,
            of_whom: somebody.then_some(OfWhom { category: typed.category, counted, parties }),
            unit,
        })
    }
}

fn choice(question: &Logged<fact::Question>, word: String) -> Result<String> {
    let choices = &question.fact.choices;
    if choices.contains(&word) {
        return Ok(word);
    }
    let near = crate::model::nearest(&word, choices.iter().map(String::as_str)).map(str::to_owned);
    let hint = format!("{} asks for one of: {}", question.handle, choices.join(", "));
    Err(Error::NotFound { what: "choice", given: word, near, hint })
}
