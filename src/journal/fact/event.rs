//! Facts about events and the questions at issue in them.

use serde::{Deserialize, Serialize};

use crate::model::vocab::{Answers, Deferral, ValueKind};
use crate::model::{Date, EventId, Number, PartyId, PlaceId, PositionRef, QuestionId};

/// Something that happened, under a title that names no initiator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Event {
    /// Parties concerned, grouped in sides, in a stated order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub concerned: Vec<Side>,
    /// When.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Date>,
    /// What kind of event, in a word or two.
    pub kind: String,
    /// A member's remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Replaces the fields of this event; the handle stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<EventId>,
    /// The larger event it is part of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part_of: Option<EventId>,
    /// Where.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<PlaceId>,
    /// Its neutral title.
    pub title: String,
}

/// One side of an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Side {
    /// What the side is called in reports.
    pub name: String,
    /// Who is on it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parties: Vec<PartyId>,
}

/// A point at issue in an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Question {
    /// How many true answers it can have.
    pub answers: Answers,
    /// The answers to choose from, for kind `choice`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<String>,
    /// The event.
    pub event: EventId,
    /// Its key.
    pub key: String,
    /// What the answers look like.
    pub kind: ValueKind,
    /// A member's remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Replaces the fields of this question; the handle stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<QuestionId>,
    /// The question in words.
    pub text: String,
    /// An affirming answer affirms *yes* on this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub under: Option<QuestionId>,
    /// Declared key of the unit, for kind `quantity`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
}

/// What we say on a question in the end, or why we do not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Resolution {
    /// The question.
    pub question: QuestionId,
    /// Why.
    pub reason: String,
    /// What was settled.
    pub settled: Settled,
}

/// How a question was settled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Settled {
    /// Answers were asked for; waiting.
    Asked(Waiting),
    /// Left open.
    Defer(Deferral),
    /// Not yet decided.
    Pending(Waiting),
    /// One position is preferred.
    Prefer(PositionRef),
    /// The answer lies within a range.
    Range(Range),
}

/// What is waited for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Waiting {
    /// In words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub for_what: Option<String>,
}

/// The ends of a range of figures; never an average.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Range {
    /// The highest figure that stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<Number>,
    /// The lowest figure that stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<Number>,
    /// Declared key of the unit.
    pub unit: String,
}
