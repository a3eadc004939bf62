//! Where accounts collide, event by event: what is computed, in words, with
//! what people decided beside it.
//!
//! A casebook is looked at one event after another, so that a large one is
//! never held as a whole.

mod gather;

use serde::Serialize;

use crate::model::PartyId;
use crate::model::vocab::LinkState;
use crate::model::vocabulary::vocabulary;

use super::value::{GapPart, MatrixPart, Named, NonAnswerPart};

pub use gather::collisions;

vocabulary! {
    /// What was decided on a pair that collides.
    Decided, "decision";
    /// Nobody decided, or an account changed since.
    Undecided = "undecided",
    /// A person accepted it.
    Accepted = "accepted",
    /// A person dismissed it, and it is kept.
    Dismissed = "dismissed",
}

/// What is looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sought {
    /// Names of conventions by which vague words are read.
    pub conventions: Vec<String>,
    /// Only what touches this party, or one that belongs to or speaks for it.
    pub party: Option<PartyId>,
    /// Only what an entry from this number on brought.
    pub since: Option<u64>,
    /// Only pairs decided so; None: all but the dismissed.
    pub decided: Option<Decided>,
    /// Dismissed pairs too.
    pub dismissed: bool,
}

impl Sought {
    /// Whether it is everything there is on an event.
    pub const fn is_wide(&self) -> bool {
        self.party.is_none() && self.since.is_none() && self.decided.is_none()
    }

    fn shows(&self, decided: Decided) -> bool {
        match self.decided {
            Some(only) => only == decided,
            None => self.dismissed || decided != Decided::Dismissed,
        }
    }
}

/// What was found on one event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EventCollisions {
    /// Its handle and title.
    pub event: Named,
    /// When.
    pub date: Option<String>,
    /// Question by question, in order of logging.
    pub questions: Vec<QuestionCollisions>,
    /// Whose account of the event as a whole is missing.
    pub gaps: Vec<GapPart>,
    /// Who answers what, where that was asked for too.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub matrix: Option<MatrixPart>,
}

impl EventCollisions {
    /// Whether there is anything that was looked for.
    pub fn is_empty(&self) -> bool {
        self.gaps.is_empty() && self.questions.is_empty()
    }
}

/// What was found on one question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct QuestionCollisions {
    /// `E3/killed`, and the question in words.
    pub question: Named,
    /// How its accounts stand.
    pub signal: String,
    /// What a reader should know beside it.
    pub marks: Vec<String>,
    /// Its answers, each with who gives it; in order of the first logged.
    pub answers: Vec<AnswerPart>,
    /// Answers that collide, conflicts before tensions.
    pub collisions: Vec<Collision>,
    /// Answers that cannot be compared.
    pub not_comparable: Vec<Collision>,
    /// Busy questions: answers that so few gave that they were not compared.
    pub not_compared: usize,
    /// Who would not answer.
    pub non_answers: Vec<NonAnswerPart>,
    /// How accounts moved.
    pub drift: Vec<Moved>,
    /// Whose account is missing.
    pub gaps: Vec<GapPart>,
}

impl QuestionCollisions {
    /// Whether nothing on it was found.
    pub const fn is_empty(&self) -> bool {
        self.collisions.is_empty()
            && self.not_comparable.is_empty()
            && self.non_answers.is_empty()
            && self.drift.is_empty()
            && self.gaps.is_empty()
    }
}

/// One answer, and who gives it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AnswerPart {
    /// "denies Blueland".
    pub words: String,
    /// Claims that give it, in order of logging.
    pub claims: Vec<String>,
    /// Who speaks, each once, in the same order.
    pub voices: Vec<String>,
}

/// Two answers that collide.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Collision {
    /// "conflict", "tension" or "not comparable".
    pub kind: &'static str,
    /// The answers and why they collide.
    pub words: String,
    /// The rule.
    pub rule: String,
    /// The rule in words.
    pub rule_words: &'static str,
    /// What was compared.
    pub fields: Vec<&'static str>,
    /// How firmly the firmest pair stands.
    pub qualifier: &'static str,
    /// What a reader should know beside that pair.
    pub notes: Vec<&'static str>,
    /// The pairs: each with a decision of its own, then one of those without;
    /// all where there are few.
    pub pairs: Vec<Pair>,
    /// Further pairs of the same two answers.
    pub more: usize,
}

/// Two positions that collide.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Pair {
    /// Position of the account logged first.
    pub a: String,
    /// Position of the account logged later.
    pub b: String,
    /// How firmly it stands.
    pub qualifier: &'static str,
    /// What was decided.
    pub decided: Decided,
    /// The same in words.
    pub decision: String,
    /// The link that decides.
    pub link: Option<String>,
    /// Whether both answer this very question, so that a link can name it.
    pub direct: bool,
}

/// One movement of an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Moved {
    /// "hedge dropped", "adopted by its reporter".
    pub kind: &'static str,
    /// The earlier claim.
    pub from: String,
    /// The later claim.
    pub to: String,
    /// In words.
    pub words: String,
    /// The rule.
    pub rule: String,
    /// The rule in words.
    pub rule_words: &'static str,
    /// What was compared.
    pub fields: Vec<&'static str>,
}

/// What was decided, where a link was found.
const fn decided(state: Option<LinkState>, stale: bool) -> Decided {
    match state {
        Some(LinkState::Accepted) => Decided::Accepted,
        Some(LinkState::Dismissed) if !stale => Decided::Dismissed,
        Some(LinkState::Dismissed | LinkState::Withdrawn) | None => Decided::Undecided,
    }
}
