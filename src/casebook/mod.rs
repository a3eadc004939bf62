//! What a user can do: a [`Casebook`], and one file for each verb. Drafts in,
//! outcomes out; no printing, no clock, no arguments.
//!
//! A verb runs on a [`Desk`]: it resolves names against the record and what was
//! staged before it, asks the rules, and stages facts. [`Casebook::write`] runs
//! one verb or many as one batch, all or nothing: planned on a snapshot, then
//! appended if the head has not moved, else planned again. [`Casebook::load`] is
//! its way for imports: laid out once, where it will stay.

pub mod account;
mod again;
mod backup;
mod balance;
mod capture;
pub mod checkpoint;
mod claim;
mod custody;
mod desk;
pub mod diff;
mod draft;
mod event;
mod evidence;
mod figures;
mod found;
mod ground;
pub mod key;
mod keys;
mod link;
mod list;
mod member;
mod names;
mod near;
mod pages;
mod party;
mod past;
mod place;
mod position;
mod publish;
mod question;
mod quote;
mod recover;
mod restore;
mod search;
mod seen;
mod similar;
mod source;
pub mod spans;
pub mod state;
pub mod suggest;
mod terms;
pub mod trace;
mod undo;
mod verdict;
pub mod view;
mod wording;
mod words;

pub use again::Salted;
pub use backup::BackedUp;
pub use balance::{Balance, BalanceRow, balance};
pub use capture::{Captured, MAX_CAPTURE, Withheld, digest};
pub use claim::LoggedClaim;
pub use custody::{Act, custody, withheld_for};
pub use desk::{Casebook, Desk, Machine, Setup, Written};
pub use draft::{
    AnswerDraft, CaptureDraft, ClaimDraft, EnquiryDraft, EventDraft, EvidenceDraft, LinkDraft,
    PartyDraft, PlaceDraft, QuestionDraft, QuoteDraft, ResolutionDraft, SourceDraft, SpanDraft,
    TranslationDraft, VerdictDraft,
};
pub use found::{Taken, take_found};
pub use keys::Keys;
pub use link::Decide;
pub use list::{ClaimList, ClaimOrder, ClaimQuery, list_claims};
pub use names::Names;
pub use party::AffiliationText;
pub use past::as_of;
pub use publish::{
    CorrectionDraft, CorrectionView, PublicationView, PublishDraft, publication, publications,
    stands_in,
};
pub use recover::{Lost, Recovery, recover};
pub use restore::{Restored, restore};
pub use search::{Found, Hit, MOST_RANKED, Snippet, Standards, search};
pub use seen::Doubt;
pub use similar::{Similar, similar};
pub use source::ahead;
pub use source::published_ahead;
pub use terms::{Terms, convention_range, reworded, scale_words};
pub use verdict::Set;
pub use view::ClaimView;
pub use words::{Words, answer_words, sentence_case, stance_words};

// What its verbs and views hand out, so that a reader of a casebook needs to
// know no other layer.
pub use crate::journal::{Decoded, fact};
pub use crate::store::{
    ClaimFilter, ClaimPlace, ClaimRow, Derived, Head, Logged, Search, SearchIn,
    StandingAttribution, Store,
};
