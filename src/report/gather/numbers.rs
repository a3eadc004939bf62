//! Figures: the range of claims for each unit and population, never an average.

use std::collections::BTreeMap;

use crate::casebook::fact;
use crate::error::Result;
use crate::model::scene::{ScenePosition, SceneQuestion};
use crate::model::vocab::{Force, ValueKind};
use crate::model::{EventId, Number, Quantity, Value};
use crate::report::value::{FigurePart, NumbersPart};

use super::event::Statements;
use super::room::Room;
use super::standing::{positions, words_of};

/// The questions of an event that ask for a number, and are answered.
pub(super) fn numbers(
    room: &Room<'_>,
    event: EventId,
    statements: &Statements<'_>,
) -> Result<Vec<NumbersPart>> {
    let conventions = room.store.casebook()?.fact.conventions;
    let mut parts = Vec::new();
    let asked = room.scene.questions.iter();
    for asked in asked.filter(|it| it.event == event && it.kind == ValueKind::Quantity) {
        let part = on_question(room, asked, &conventions, statements)?;
        parts.extend(Some(part).filter(|part| !part.figures.is_empty()));
    }
    Ok(parts)
}

/// A figure, and what it is sorted by.
struct Row {
    least: Option<Number>,
    part: FigurePart,
}

fn on_question(
    room: &Room<'_>,
    asked: &SceneQuestion,
    conventions: &[fact::Convention],
    statements: &Statements<'_>,
) -> Result<NumbersPart> {
    let (mut ranges, mut rows) = (Ranges::default(), Vec::<Row>::new());
    let mut places = BTreeMap::new();
    for position in positions(room, asked) {
        let Some(Value::Quantity(quantity)) = &position.value else { continue };
        if position.stance.force() == Force::Affirms {
            ranges.add(room, quantity)?;
        }
        let words = words_of(room, position, statements);
        let place = *places.entry(words.clone()).or_insert(rows.len());
        if place == rows.len() {
            rows.push(Row {
                least: quantity.min.or(quantity.max),
                part: figure(words, quantity, conventions),
            });
        }
        add(&mut rows[place].part, room, position);
    }
    // A stable sort: equal figures stay in the stated order of their accounts.
    rows.sort_by_key(|row| (row.least.is_none(), row.least));
    Ok(NumbersPart {
        question: room.scene.question_handle(asked.id),
        asks: asked.text.clone(),
        ranges: ranges.words(),
        figures: rows.into_iter().map(|row| row.part).collect(),
    })
}

fn figure(words: String, quantity: &Quantity, conventions: &[fact::Convention]) -> FigurePart {
    let vague = quantity.min.is_none() && quantity.max.is_none();
    let written = quantity.as_written.as_deref().filter(|_| vague).unwrap_or_default();
    let read = conventions.iter().find(|it| it.word.to_lowercase() == written.to_lowercase());
    let convention = read.map(|it| {
        format!("\u{201c}{}\u{201d} is read as {} ({})", it.word, stretch(it.min, it.max), it.name)
    });
    FigurePart { words, convention, sides: Vec::new(), claims: Vec::new() }
}

fn add(part: &mut FigurePart, room: &Room<'_>, position: &ScenePosition) {
    let side = room.side_name(position).unwrap_or_else(|| "on no side".to_owned());
    if !part.sides.contains(&side) {
        part.sides.push(side);
    }
    part.claims.push(position.version_handle());
}

/// The least and the most that is affirmed of each unit and population.
#[derive(Default)]
struct Ranges(BTreeMap<String, Range>);

#[derive(Default)]
struct Range {
    /// The lowest figure given, as a least or a most.
    low: Option<Number>,
    high: Option<Number>,
    open: bool,
    figures: usize,
}

impl Ranges {
    fn add(&mut self, room: &Room<'_>, quantity: &Quantity) -> Result<()> {
        let ends = [quantity.min, quantity.max];
        if ends == [None, None] {
            return Ok(());
        }
        // What is counted, in words: the same figure left out of all of them.
        let counted = Quantity {
            min: None,
            max: None,
            approximate: None,
            as_written: None,
            counted_by: None,
            ..quantity.clone()
        };
        let words = room.words.value(&Value::Quantity(Box::new(counted)))?;
        let of = words.strip_prefix("a number not stated ").unwrap_or(&words).to_owned();
        let range = self.0.entry(of).or_default();
        let ends = ends.into_iter().flatten();
        let (low, high) = (ends.clone().min(), ends.max());
        range.low = [range.low, low].into_iter().flatten().min();
        range.high = [range.high, high].into_iter().flatten().max();
        range.open |= quantity.max.is_none();
        range.figures += 1;
        Ok(())
    }

    fn words(self) -> Vec<String> {
        let words = self.0.into_iter().map(|(of, range)| {
            let figures = stretch(range.low, range.high);
            let more = if range.open { " or more" } else { "" };
            let from = match range.figures {
                1 => "one account".to_owned(),
                several => format!("{several} accounts"),
            };
            format!("range of claims: {figures}{more} {of}, from {from}")
        });
        words.collect()
    }
}

fn stretch(low: Option<Number>, high: Option<Number>) -> String {
    match (low, high) {
        (Some(low), Some(high)) if low == high => low.to_string(),
        (Some(low), Some(high)) => format!("{low} to {high}"),
        (Some(low), None) => format!("{low} or more"),
        (None, Some(high)) => format!("{high} or fewer"),
        (None, None) => "no number".to_owned(),
    }
}
