//! What a position says in answer to its question.

use serde::{Deserialize, Serialize};

use super::vocab::{Absence, Approximate, Counted, ValueKind, YesNo};
use super::{Date, Number, PartyId, PlaceId};

/// An answer, of the kind its question asks for.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Value {
    /// One of the question's choices.
    Choice(String),
    /// No value, and why: never mixed with zero.
    None(Absence),
    /// One party, or several jointly.
    Party(Vec<PartyId>),
    /// One place or several.
    Place(Vec<PlaceId>),
    /// A number of something.
    Quantity(Box<Quantity>),
    /// Free words, never compared.
    Text(String),
    /// A date or stretch of time.
    Time(Box<Date>),
    /// Yes or no.
    YesNo(YesNo),
}

impl Value {
    /// The kind of question this answers; None for an absent value, which
    /// answers any.
    pub const fn kind(&self) -> Option<ValueKind> {
        Some(match self {
            Self::None(_) => return None,
            Self::Choice(_) => ValueKind::Choice,
            Self::Party(_) => ValueKind::Party,
            Self::Place(_) => ValueKind::Place,
            Self::Quantity(_) => ValueKind::Quantity,
            Self::Text(_) => ValueKind::Text,
            Self::Time(_) => ValueKind::Time,
            Self::YesNo(_) => ValueKind::YesNo,
        })
    }
}

/// A number of something, as exact as the words are.
///
/// Neither `min` nor `max` with `as_written` "dozens": the word is kept and
/// gets no number unless a named convention is applied in a view.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Quantity {
    /// "About", "some".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approximate: Option<Approximate>,
    /// The figure in the source's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_written: Option<String>,
    /// Who counted, where that is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counted_by: Option<PartyId>,
    /// The most it can be; None: open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<Number>,
    /// The least it can be; None: open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<Number>,
    /// Who or what was counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of_whom: Option<OfWhom>,
    /// Declared key of the unit: `killed`, `hours`.
    pub unit: String,
}

/// Who or what a quantity counts.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct OfWhom {
    /// Declared key of a category: `fighters`, `civilians`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// Whether the figure is for each party or for all together.
    pub counted: Counted,
    /// Whose they are; empty where not stated.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parties: Vec<PartyId>,
}
