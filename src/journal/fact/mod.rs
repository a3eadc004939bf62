//! Facts: the whole list of what can be logged.
//!
//! This is a file format: facts read back for ever. Add facts and optional
//! fields; never rename, retype or remove one. Facts are externally tagged,
//! fields are declared in sorted order so that serde writes canonical JSON
//! (RFC 8785), there is no null and no boolean, and things refer to each other
//! by entry id. Captured passages are never in a fact: ranges and digests are.

mod claim;
mod desk;
mod event;
mod party;
mod source;
mod verify;

use serde::{Deserialize, Serialize};

use crate::model::Span;

pub use claim::{
    Claim, ClaimEnd, Confirm, End, Judged, Judgement, Link, Log, Revise, Withdraw, Wording,
};
pub use desk::{
    Casebook, Convention, Correction, Export, FileRef, Import, ImportedRow, Label, Publication,
    Receipt, Scale, Standard, Term, Undo,
};
pub use event::{Event, Question, Range, Resolution, Settled, Side, Waiting};
pub use party::{Affiliation, Alias, Apart, Key, Member, Merge, Party, Place, Point, Seen, Split};
pub use source::{
    Attach, BytesRef, Capture, Decoding, Extractor, Move, Origin, Rating, ReAnchor, Source,
    TextRef, Withhold,
};
pub use verify::{
    Answer, Ask, Assignment, Enquiry, Evidence, Ground, RatingRef, Review, Ruling, Verdict,
};

/// Declares the list of facts: variant, word, type.
macro_rules! facts {
    ($($(#[$doc:meta])* $variant:ident = $word:literal,)+) => {
        /// One thing that can be logged.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        pub enum Fact { $($(#[$doc])* #[serde(rename = $word)] $variant(Box<$variant>),)+ }

        impl Fact {
            /// Every kind's word, in the order of declaration.
            pub const KINDS: &'static [&'static str] = &[$($word,)+];

            /// The word for this kind of fact.
            pub const fn kind(&self) -> &'static str {
                match self { $(Self::$variant(_) => $word,)+ }
            }
        }

        $(impl From<$variant> for Fact {
            fn from(fact: $variant) -> Self {
                Self::$variant(Box::new(fact))
            }
        })+
    };
}

facts! {
    /// The casebook and its terms.
    Casebook = "casebook",
    /// Someone who may log and review.
    Member = "member",
    /// A signing key.
    Key = "key",
    /// A source.
    Source = "source",
    /// A capture of a source.
    Capture = "capture",
    /// Bytes of a withheld capture were put back.
    Attach = "attach",
    /// Bytes of a capture left for good.
    Withhold = "withhold",
    /// Where spans of one capture stand in a newer one.
    ReAnchor = "re-anchor",
    /// A party.
    Party = "party",
    /// A name of a party, as printed.
    Alias = "alias",
    /// A party's place in a larger one.
    Affiliation = "affiliation",
    /// Two parties are one.
    Merge = "merge",
    /// A merge is taken back.
    Split = "split",
    /// Two parties are not one.
    Apart = "apart",
    /// A place.
    Place = "place",
    /// An event.
    Event = "event",
    /// A question of an event.
    Question = "question",
    /// A claim: logged, revised, confirmed or withdrawn.
    Claim = "claim",
    /// A link.
    Link = "link",
    /// A decision on a link.
    Judgement = "judgement",
    /// Evidence.
    Evidence = "evidence",
    /// An enquiry or its answer.
    Enquiry = "enquiry",
    /// Who works on a claim.
    Assignment = "assignment",
    /// A verdict.
    Verdict = "verdict",
    /// A review of a verdict.
    Review = "review",
    /// How a question was settled.
    Resolution = "resolution",
    /// A published report.
    Publication = "publication",
    /// A correction of a published report.
    Correction = "correction",
    /// External time for a checkpoint.
    Receipt = "receipt",
    /// An import.
    Import = "import",
    /// An export.
    Export = "export",
    /// Entries that no longer count.
    Undo = "undo",
}

impl Fact {
    /// The quoted passages that it holds, in order; a re-anchoring's are in its
    /// moves.
    pub fn spans(&self) -> &[Span] {
        match self {
            Self::Evidence(evidence) => &evidence.spans,
            Self::Alias(alias) => seen(alias.seen.as_ref()),
            Self::Affiliation(bond) => seen(bond.seen.as_ref()),
            _ => self.wording().map_or(&[], |wording| &wording.spans),
        }
    }

    /// What a version of a claim says; None for other facts.
    pub fn wording(&self) -> Option<&Wording> {
        let Self::Claim(claim) = self else { return None };
        match &**claim {
            Claim::Log(log) => Some(&log.wording),
            Claim::Revise(revise) => Some(&revise.wording),
            Claim::Confirm(_) | Claim::Withdraw(_) => None,
        }
    }
}

fn seen(seen: Option<&Seen>) -> &[Span] {
    seen.map_or(&[], |seen| seen.span.as_slice())
}
