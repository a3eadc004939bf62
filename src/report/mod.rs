//! A report as a value, then one file a format.
//!
//! [`gather()`] puts everything that a reader needs into one [`Report`]: words
//! where words are shown, and handles and ids beside them. [`html()`],
//! [`markdown()`], [`json()`] and [`csv()`] write it down and add nothing;
//! [`changes()`] tells two of them apart.
//!
//! # Invariants
//!
//! 1. The same casebook gives the same bytes: no clock, no path, no order of
//!    ids. The date of a report is that of its data cut.
//! 2. A sentence carries its chain until the attribution is traced, and words
//!    of an inferred speaker are never put as said.
//! 3. Every account gets the same verb and the same depth, in a stated order.

mod cell;
mod changes;
mod collisions;
mod csv;
mod gather;
mod html;
mod json;
mod markdown;
mod matrix;
mod phrase;
mod value;

pub use cell::inert;
pub use changes::{Change, changes};
pub use collisions::{
    AnswerPart, Collision, Decided, EventCollisions, Moved, Pair, QuestionCollisions, Sought,
    collisions,
};
pub use csv::csv;
pub use gather::{Scope, gather, initiator_in, with_balance};
pub use html::html;
pub use json::{from_json, json};
pub use markdown::{markdown, plain as markdown_text};
pub(crate) use matrix::behalf;
pub use matrix::{matrix, matrix_csv, matrix_html, matrix_markdown, matrix_page};
pub use value::{
    AccountPart, BalancePart, Base, CapturePart, CellPart, Clash, CorrectionPart, CustodyPart, Cut,
    Dispute, DriftPart, EnquiryPart, EventPart, EvidencePart, FigurePart, FilePart, GapPart,
    LinePart, LinkPart, MatrixPart, MomentPart, NamePart, Named, NonAnswerPart, NumbersPart,
    OriginPart, OriginsPart, OutletPart, Passage, Piece, PieceKind, PieceProof, PositionPart,
    Provenance, PublicationPart, QuestionPart, Report, ResolutionPart, ReviewPart, RowPart, SCHEMA,
    SideCount, SidePart, SourcePart, StandingPart, Statement, VerdictPart, VersionPart,
    WithheldPart, WordsPart,
};
