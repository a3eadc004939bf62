//! Where a claim stands on a question.

use serde::{Deserialize, Serialize};

use super::vocab::{BasisKind, Stance};
use super::{ClaimId, Date, QuestionId, Value, VersionId};

/// Where a claim version stands on one question.
///
/// A version may hold two positions on one question (denies Kabul, denies
/// Afghanistan). Referred to as (version, index in its list).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Position {
    /// Basis `one-of` only: the other questions that may be meant.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub among: Vec<QuestionId>,
    /// The date for which it is said to hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<Date>,
    /// How the position is tied to the question.
    pub basis: BasisKind,
    /// Why the analyst reads it so; always there for basis `inferred`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
    /// The question.
    pub question: QuestionId,
    /// How the speaker stands to the value.
    pub stance: Stance,
    /// The answer; None only for `neither`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
}

/// What a verdict is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Target {
    /// A claim across its versions: axis `work`.
    Claim(ClaimId),
    /// One position of a claim version, by its index: axis `finding`.
    Position(PositionRef),
    /// A claim version: axis `attribution`.
    Version(VersionId),
}

/// One position: the version that takes it, and its place in the list from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct PositionRef {
    /// Place in the version's list of positions, from 0.
    pub index: u32,
    /// The version.
    pub version: VersionId,
}
