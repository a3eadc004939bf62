//! Pure comparison of positions: conflicts, origins, signals, gaps, drift and
//! the account matrix (DESIGN section 3).
//!
//! Everything here is computed from a [`Scene`](crate::model::scene::Scene)
//! when it is asked for, and nothing is stored. What people decide about it
//! (links, verdicts) is read from the scene, never made here. Every result
//! names the rule that found it and the fields that were compared.

mod affiliation;
mod agreement;
mod answer;
mod because;
mod busy;
mod circumstances;
mod compare;
mod conflicts;
mod decided;
mod drift;
mod finder;
mod gaps;
mod group;
mod matrix;
mod order;
mod origin;
#[cfg(test)]
mod scenery;
mod signal;
mod survey;
mod values;
mod words;

pub use affiliation::{
    SideKnown, behalf, belongs_to, is_account_of, side_of, side_taken, stands_for, with_parts,
};
pub use agreement::{Agreement, Lone, agreement, is_plain};
pub use answer::{Answer, answers_on};
pub use because::{Because, Comparison, Qualifier, RuleName};
pub use circumstances::{UsualGround, admits_it, circumstances, usual_grounds};
pub use compare::{Convention, compare, compare_under};
pub use conflicts::{Conflict, NonAnswer, QuestionConflicts, conflicts, conflicts_on, live_rivals};
pub use drift::{Drift, DriftKind, drift};
pub use finder::Focus;
pub use gaps::{Gap, GapWord, gaps, never_asked};
pub use group::{GroupKey, ValueGroup, group_key};
pub use matrix::{Cell, CellWord, Matrix, Row, matrix};
pub use origin::{Origin, OriginGroup, Origins, WhyUnknown, origin, origins};
pub use signal::{Mark, Signal, SignalWord, signal};
pub use survey::{Survey, survey, survey_and_drift};
pub use words::{Names as ValueNames, position_words, value_words};
