//! What a user can do: a [`Casebook`], and one file for each verb. Drafts in,
//! outcomes out; no printing, no clock, no arguments.
//!
//! A verb runs on a [`Desk`]: it resolves names against the record and what was
//! staged before it, asks the rules, and stages facts. [`Casebook::write`] runs
//! one verb or many as one batch, all or nothing: planned on a snapshot, then
//! appended if the head has not moved, else planned again. [`Casebook::load`] is
//! its way for imports: laid out once, where it will stay.

mod backup;
mod capture;
mod claim;
mod desk;
pub mod diff;
mod draft;
mod event;
mod evidence;
mod keys;
mod link;
mod member;
mod names;
mod pages;
mod party;
mod place;
mod position;
mod question;
mod quote;
mod recover;
mod restore;
mod source;
pub mod state;
mod undo;
mod verdict;
pub mod view;
mod wording;
mod words;

pub use backup::BackedUp;
pub use capture::{Captured, MAX_CAPTURE, Withheld, digest};
pub use claim::LoggedClaim;
pub use desk::{Casebook, Desk, Machine, Setup, Written};
pub use draft::{
    AnswerDraft, CaptureDraft, ClaimDraft, EnquiryDraft, EventDraft, EvidenceDraft, LinkDraft,
    PartyDraft, PlaceDraft, QuestionDraft, QuoteDraft, ResolutionDraft, SourceDraft, SpanDraft,
    TranslationDraft, VerdictDraft,
};
pub use keys::Keys;
pub use link::Decide;
pub use member::Terms;
pub use names::Names;
pub use party::AffiliationText;
pub use recover::{Lost, Recovery, recover};
pub use restore::{Restored, restore};
pub use verdict::Set;
pub use view::ClaimView;
pub use words::{Words, stance_words};

// What its verbs and views hand out, so that a reader of a casebook needs to
// know no other layer.
pub use crate::journal::{Decoded, fact};
pub use crate::store::{ClaimFilter, ClaimRow, Logged, Store};
