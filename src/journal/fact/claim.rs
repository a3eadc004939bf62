//! Facts about claims, and the links between them.

use serde::{Deserialize, Serialize};

use crate::model::vocab::{AttributionKind, Checkability, Guessed, LinkState, LinkType, Revision};
use crate::model::{
    ClaimId, Date, EventId, Hop, LinkId, PartyId, Position, QuestionId, SourceId, Span, Speaker,
    Translation, VersionId,
};

/// What happens to a claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Claim {
    /// Guessed fields of a version were looked at, and hold.
    Confirm(Confirm),
    /// A statement, as one source reports it.
    Log(Log),
    /// New wording for a claim.
    Revise(Revise),
    /// A claim is taken back.
    Withdraw(Withdraw),
}

/// A statement, as one source reports it: the first version of a claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Log {
    /// The source that reports it.
    pub source: SourceId,
    /// The first claim cut from the same quotation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub utterance: Option<ClaimId>,
    /// What was logged.
    pub wording: Wording,
}

/// A new version of a claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Revise {
    /// The claim.
    pub claim: ClaimId,
    /// Why, in one word.
    pub kind: Revision,
    /// Why, in words.
    pub reason: String,
    /// All of it again.
    pub wording: Wording,
}

/// Guessed fields of a version were looked at, and hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Confirm {
    /// Which.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<Guessed>,
    /// The version.
    pub version: VersionId,
}

/// A claim is taken back: kept, shown as withdrawn, and no longer counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Withdraw {
    /// The claim.
    pub claim: ClaimId,
    /// Why.
    pub reason: String,
}

/// All that one version of a claim says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Wording {
    /// Who passed it on, nearest the speaker first; the source last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub chain: Vec<Hop>,
    /// Where it was said: "press conference", "post on X".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    /// What kind of statement it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checkability: Option<Checkability>,
    /// The reporting words, as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cue: Option<String>,
    /// Fields that a machine guessed and nobody confirmed yet.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub guessed: Vec<Guessed>,
    /// Hedges, as written.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hedges: Vec<String>,
    /// How the source reports it.
    pub kind: AttributionKind,
    /// A member's remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Where it stands on questions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub positions: Vec<Position>,
    /// What is claimed, in the analyst's neutral words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proposition: Option<String>,
    /// When it was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said_on: Option<Date>,
    /// Where it stands in captures.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub spans: Vec<Span>,
    /// Who is said to have said it.
    pub speaker: Speaker,
    /// A translation of the quoted words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub translation: Option<Translation>,
}

/// One claim stands to another in some way: a person's decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Link {
    /// The first end.
    pub from: End,
    /// How they stand to each other.
    pub kind: LinkType,
    /// Why.
    pub reason: String,
    /// Accepted, or dismissed and kept.
    pub state: LinkState,
    /// The second end.
    pub to: End,
}

/// One end of a link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum End {
    /// A claim version, and the question it is linked on.
    Claim(ClaimEnd),
    /// An event.
    Event(EventId),
    /// A party.
    Party(PartyId),
    /// A source.
    Source(SourceId),
}

/// A claim version as the end of a link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ClaimEnd {
    /// The question it is linked on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub question: Option<QuestionId>,
    /// The version.
    pub version: VersionId,
}

/// A decision on a link that is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Judgement {
    /// It holds.
    Accept(Judged),
    /// It still holds, for these newer versions.
    Confirm(Judged),
    /// It does not hold.
    Dismiss(Judged),
    /// It is taken back.
    Withdraw(Judged),
}

/// Which link was judged, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Judged {
    /// The version at its first end when it was decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<VersionId>,
    /// The link.
    pub link: LinkId,
    /// Why.
    pub reason: String,
    /// The version at its second end when it was decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<VersionId>,
}
