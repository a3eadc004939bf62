//! What is computed of an event beside its disputes: where it stands in short,
//! what is dated, how accounts moved, figures, origins, and words side by side.

use serde::{Deserialize, Serialize};

use super::Named;

/// An event's questions in short. A question stands in one list, and beside it
/// among the acknowledged ones where a part of it is acknowledged.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StandingPart {
    /// What a voice on every side affirms, in one answer.
    pub affirmed: Vec<LinePart>,
    /// What two sides, or two origins decided independent, state, and no
    /// account disputes or declines to answer.
    pub undisputed: Vec<LinePart>,
    /// What is claimed without that; each line says why it is no more.
    #[serde(default)]
    pub claimed: Vec<LinePart>,
    /// Where accounts conflict or pull apart.
    pub disputed: Vec<LinePart>,
    /// What the party that acted acknowledges.
    pub acknowledged: Vec<LinePart>,
    /// What nobody answers.
    pub unknown: Vec<LinePart>,
}

/// A question with its answers in one line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinePart {
    /// `E3/killed`.
    pub question: String,
    /// The question in words.
    pub asks: String,
    /// The answers, each with how many accounts give it.
    pub words: String,
    /// Why it is no more than claimed, and what we found on it.
    pub why: Option<String>,
    /// The claims behind it, in the stated order.
    pub claims: Vec<String>,
}

/// Something that is dated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MomentPart {
    /// "event", "said", "published", "asked", "reply" (to us) or "answer" (a date
    /// that is one).
    pub kind: String,
    /// What, in words.
    pub words: String,
    /// The date as it is logged.
    pub date: String,
    /// The first second it can mean (UTC, since 1970); None: open.
    pub earliest: Option<i64>,
    /// The last second; None: open.
    pub latest: Option<i64>,
    /// How exact it is, in words: "a day", "2 days", "no end given".
    pub precision: String,
    /// Whether the date itself says that it is unsure.
    pub unsure: bool,
    /// The claims that are dated so.
    pub claims: Vec<String>,
}

/// One movement of an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DriftPart {
    /// What happened.
    pub kind: String,
    /// `E3/killed`.
    pub question: String,
    /// The earlier claim.
    pub from: String,
    /// The later claim.
    pub to: String,
    /// Whether the record tells which came first.
    pub ordered: bool,
    /// In words.
    pub words: String,
    /// The rule that found it.
    pub rule: String,
    /// The fields compared.
    pub fields: Vec<String>,
}

/// The figures that are claimed in answer to one question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumbersPart {
    /// `E3/killed`.
    pub question: String,
    /// The question in words.
    pub asks: String,
    /// "range of claims: 12 to 20 killed (fighters)", one for each unit and
    /// population. Never an average.
    pub ranges: Vec<String>,
    /// The figures, the lowest first; those without a number last.
    pub figures: Vec<FigurePart>,
}

/// One figure, with who gives it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FigurePart {
    /// In words: "denies 12 killed" too.
    pub words: String,
    /// What its words stand for under a convention of the casebook, named.
    pub convention: Option<String>,
    /// The sides that give it.
    pub sides: Vec<String>,
    /// The claims, in the stated order.
    pub claims: Vec<String>,
}

/// Where the answers to one question come from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OriginsPart {
    /// `E3/killed`.
    pub question: String,
    /// The question in words.
    pub asks: String,
    /// The origins, in order of each one's first logged.
    pub origins: Vec<OriginPart>,
    /// Origins that were decided to be independent: "A and B (L3)".
    pub independent: Vec<String>,
}

/// One origin of answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OriginPart {
    /// The party; None: unknown.
    pub party: Option<Named>,
    /// Why it is unknown.
    pub unknown: Option<String>,
    /// Its claims: they count once.
    pub claims: Vec<String>,
}

/// The words of two accounts against each other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WordsPart {
    /// `C1@1`.
    pub a: String,
    /// Whose words those of the first are.
    #[serde(default)]
    pub a_whose: String,
    /// `C2@1`.
    pub b: String,
    /// Whose words those of the second are.
    #[serde(default)]
    pub b_whose: String,
    /// In order; without the new ones they are the words of the first, without
    /// the gone ones those of the second.
    pub pieces: Vec<Piece>,
}

/// A stretch of words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    /// In which account.
    pub kind: PieceKind,
    /// The words.
    pub words: String,
}

/// In which of two accounts a stretch of words stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PieceKind {
    /// In both.
    Both,
    /// In the first only.
    First,
    /// In the second only.
    Second,
}
