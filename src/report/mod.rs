//! A report as a value, then one file a format.
//!
//! [`gather()`] puts everything that a reader needs into one [`Report`]: words
//! where words are shown, and handles and ids beside them. [`markdown()`] and
//! [`json()`] write it down and add nothing.
//!
//! # Invariants
//!
//! 1. The same casebook gives the same bytes: no clock, no path, no order of
//!    ids. The date of a report is that of its data cut.
//! 2. A sentence carries its chain until the attribution is traced, and words
//!    of an inferred speaker are never put as said.
//! 3. Every account gets the same verb and the same depth, in a stated order.

mod collisions;
mod gather;
mod json;
mod markdown;
mod matrix;
mod phrase;
mod value;

pub use collisions::{
    AnswerPart, Collision, Decided, EventCollisions, Moved, Pair, QuestionCollisions, Sought,
    collisions,
};
pub use gather::gather;
pub use json::json;
pub use markdown::markdown;
pub use matrix::{matrix, matrix_csv, matrix_html, matrix_markdown, matrix_page};
pub use value::{
    AccountPart, Base, CapturePart, CellPart, Clash, Cut, Dispute, DriftPart, EnquiryPart,
    EventPart, EvidencePart, GapPart, LinkPart, MatrixPart, NamePart, Named, NonAnswerPart,
    OutletPart, Passage, PieceProof, PositionPart, Provenance, QuestionPart, Report,
    ResolutionPart, ReviewPart, RowPart, SCHEMA, SideCount, SidePart, SourcePart, Statement,
    VerdictPart, VersionPart, WithheldPart,
};
