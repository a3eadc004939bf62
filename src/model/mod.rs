//! Values: ids, stamps, vocabularies, selectors, parties, places, dates,
//! positions, verdict rules.
//!
//! A value that exists is valid: its constructor checks it. Nothing here reads
//! a file, asks the clock or knows SQL; every other layer may use this one.

mod by_id;
mod date;
mod grammar;
mod handle;
mod id;
mod invalid;
mod key;
mod number;
mod position;
pub mod rules;
pub mod scene;
mod span;
mod speaker;
mod spelled;
mod stamp;
mod value;
pub mod vocab;
pub(crate) mod vocabulary;

pub use by_id::ById;
pub use date::{Anchor, Bounds, Date};
pub use grammar::{PositionText, QuantityText, QuestionText, ValueText};
pub use handle::{Handle, PositionHandle};
pub use id::{
    CaptureId, ClaimId, EnquiryId, EntryId, EventId, EvidenceId, LinkId, MemberId, PartyId,
    PlaceId, PublicationId, QuestionId, Sha256Hex, SourceId, VerdictId, VersionId, from_hex,
    to_hex,
};
pub use invalid::Invalid;
pub use key::{check_key, check_member_key, slug};
pub use number::Number;
pub use position::{Position, PositionRef, Target};
pub use span::{Piece, Selector, Span, TextSelector};
pub use speaker::{Hop, Speaker, Translation};
use spelled::spelled;
pub use stamp::{Nonce, Stamp, Timestamp};
pub use value::{OfWhom, Quantity, Value};
pub use vocabulary::nearest;
