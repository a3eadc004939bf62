//! What a report holds: words for readers, handles and ids for whoever checks.
//!
//! Everything is in the order in which it is to be shown. Text is as it was
//! logged or captured, never made safe for a format: that is each format's
//! part.

mod event;
mod finding;
mod paper;
mod statement;

use serde::{Deserialize, Serialize};

use crate::model::vocab::{LinkState, LinkType, SourceKind};

pub use event::{
    AccountPart, CellPart, Clash, Dispute, EnquiryPart, EventPart, EvidencePart, GapPart,
    MatrixPart, NonAnswerPart, QuestionPart, ResolutionPart, RowPart, SidePart,
};
pub use finding::{
    DriftPart, FigurePart, LinePart, MomentPart, NumbersPart, OriginPart, OriginsPart, Piece,
    PieceKind, StandingPart, WordsPart,
};
pub use paper::{BalancePart, CorrectionPart, CustodyPart, FilePart, PublicationPart};
pub use statement::{
    Passage, PieceProof, PositionPart, Provenance, ReviewPart, Statement, VerdictPart, VersionPart,
};

/// Name of the JSON form.
pub const SCHEMA: &str = "rashomon/report/1";

/// A report on some events.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// [`SCHEMA`].
    pub schema: String,
    /// Its title.
    pub title: String,
    /// The events it covers.
    pub scope: Vec<Named>,
    /// What of them it is narrowed to, parties and questions; empty: all.
    pub narrowed: Vec<Named>,
    /// The state of the record that it shows.
    pub cut: Cut,
    /// What was put right in published reports on these things, the newest
    /// first.
    pub corrections: Vec<CorrectionPart>,
    /// Reports that were published on these things, in order.
    pub publications: Vec<PublicationPart>,
    /// What whoever publishes it should know.
    pub warnings: Vec<String>,
    /// What `publish` refuses without a reason.
    pub obstacles: Vec<String>,
    /// The rule by which accounts are ordered.
    pub order: String,
    /// What it rests on.
    pub base: Base,
    /// Event by event.
    pub events: Vec<EventPart>,
    /// Every claim in scope, in order of logging.
    pub statements: Vec<Statement>,
    /// Every link in scope, in order of logging.
    pub links: Vec<LinkPart>,
    /// Names, and which were taken to be one party.
    pub names: Vec<NamePart>,
    /// How each side and each party was treated; empty unless it was asked for.
    #[serde(default)]
    pub balance: Vec<BalancePart>,
    /// How it was made.
    pub method: Vec<String>,
    /// What it cannot tell.
    pub limits: Vec<String>,
    /// Captures whose text is not in the casebook.
    pub withheld: Vec<WithheldPart>,
    /// What happened to the captures in use: who got, withheld, attached them.
    pub custody: Vec<CustodyPart>,
}

impl Report {
    /// Whether it is narrowed to something of which nothing is logged.
    pub(in crate::report) const fn covers_nothing(&self) -> bool {
        !self.narrowed.is_empty() && self.events.is_empty()
    }
}

/// Something with a handle and a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// `E3`, `P1`, `S2`.
    pub handle: String,
    /// What it is called.
    pub name: String,
}

/// The state of the record that a report shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cut {
    /// Title of the casebook.
    pub casebook: String,
    /// Name of its journal.
    pub origin: String,
    /// Number of entries.
    pub entries: u64,
    /// Root of the tree over them (RFC 6962), hexadecimal.
    pub root_sha256: String,
    /// When the last of them was logged (RFC 3339, UTC).
    pub at: String,
}

/// What a report rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Base {
    /// Sources by outlet, in order of logging.
    pub outlets: Vec<OutletPart>,
    /// Claims by side, for each event.
    pub sides: Vec<SideCount>,
    /// Verdicts that wait for a second member.
    pub pending: Vec<VerdictPart>,
}

/// An outlet and its sources.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutletPart {
    /// As printed; empty where there is none.
    pub outlet: String,
    /// Its sources, in order of logging.
    pub sources: Vec<SourcePart>,
}

/// A source in use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourcePart {
    /// `S1`.
    pub handle: String,
    /// Its id.
    pub id: String,
    /// Outlet, title and date.
    pub name: String,
    /// What kind of thing it is.
    pub kind: SourceKind,
    /// Author as written.
    pub author: Option<String>,
    /// Its address.
    pub url: Option<String>,
    /// Admiralty reliability.
    pub reliability: String,
    /// Why it is rated so.
    pub reliability_reason: Option<String>,
    /// How many claims in scope it reports.
    pub claims: usize,
    /// Its captures, in order.
    pub captures: Vec<CapturePart>,
}

/// A capture of a source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CapturePart {
    /// `S1@1`.
    pub handle: String,
    /// Its id.
    pub id: String,
    /// SHA-256 of the bytes as they came; of salt and bytes where salted.
    pub sha256: String,
    /// Number of bytes.
    pub bytes: u64,
    /// SHA-256 of the text taken from them, salted likewise.
    pub text_sha256: String,
    /// When it was got (RFC 3339, UTC).
    pub got_at: String,
    /// How it was got.
    pub got_how: String,
    /// The wire or release it came from.
    pub origin: Option<String>,
    /// Whether the casebook holds the text.
    pub held: bool,
    /// Why it is withheld, or was before its file was attached.
    pub withheld_for: Option<String>,
    /// Whether its hashes are salted.
    pub salted: bool,
    /// Of the newest capture: passages of older ones that are absent in it.
    pub absent: Vec<AbsentPart>,
}

/// A passage of an older capture that is absent in a newer one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AbsentPart {
    /// `C14@2.1`.
    pub span: String,
    /// The capture that has it, and from which it is read.
    pub present: String,
}

/// How much of one side the sources have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SideCount {
    /// `E3`.
    pub event: String,
    /// The side, "other voices" or "speakers inferred by us".
    pub side: String,
    /// Claims.
    pub claims: usize,
    /// Origins of these claims that are known.
    pub origins: usize,
    /// Words within quotation marks, where the text is at hand.
    pub quoted_words: usize,
    /// Claims whose attribution is traced.
    pub traced: usize,
    /// Verdicts on them that wait for a second member.
    pub pending: usize,
}

/// A link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkPart {
    /// `L1`.
    pub handle: String,
    /// Its id.
    pub id: String,
    /// Its type.
    pub kind: LinkType,
    /// The first end.
    pub from: String,
    /// The second end.
    pub to: String,
    /// The questions of its ends.
    pub questions: Vec<String>,
    /// What was decided.
    pub state: LinkState,
    /// Whether an end changed since, and nobody confirmed it.
    pub stale: bool,
    /// The reason.
    pub reason: String,
    /// By whom.
    pub by: String,
}

/// A party in use, and the names it goes by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamePart {
    /// The party under the name that we show.
    pub party: Named,
    /// What kind of party.
    pub kind: String,
    /// Names as printed.
    pub printed: Vec<String>,
    /// What it belongs to or speaks for.
    pub wholes: Vec<String>,
    /// Parties taken to be the same one: by whom, and why.
    pub merged: Vec<String>,
    /// Parties decided to be other ones, and why.
    pub apart: Vec<String>,
}

/// A capture whose text is not in the casebook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WithheldPart {
    /// `S1@1`.
    pub capture: String,
    /// The source.
    pub source: Named,
    /// Why.
    pub reason: Option<String>,
    /// SHA-256 of the bytes.
    pub sha256: String,
}
