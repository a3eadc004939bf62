//! Facts about verification: evidence, enquiries, verdicts and reviews.

use serde::{Deserialize, Serialize};

use super::source::BytesRef;
use crate::model::vocab::{
    Attribution, Bearing, Credibility, EvidenceKind, Finding, Reply, ReviewOutcome, Work,
};
use crate::model::{
    CaptureId, ClaimId, Date, EnquiryId, EvidenceId, LinkId, PartyId, QuestionId, Span, Target,
    VerdictId, VersionId,
};

/// Something that bears on a question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Evidence {
    /// Which way it points.
    pub bearing: Bearing,
    /// Admiralty credibility; 6 where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credibility: Option<Credibility>,
    /// When it was found or made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Date>,
    /// For kind `reply`: the enquiry it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enquiry: Option<EnquiryId>,
    /// For kind `file`: its bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<BytesRef>,
    /// For kind `file`: its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file_name: Option<String>,
    /// What kind.
    pub kind: EvidenceKind,
    /// What it shows, in a member's words.
    pub note: String,
    /// Replaces the fields of this evidence; the handle stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<EvidenceId>,
    /// Where it comes from, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
    /// Whose it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin_party: Option<PartyId>,
    /// The questions it bears on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub questions: Vec<QuestionId>,
    /// Why the credibility is rated so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// For kind `span`: where it stands.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub spans: Vec<Span>,
    /// Claim versions it bears on as such (did they say it).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub versions: Vec<VersionId>,
}

/// Something put to a party, or its answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Enquiry {
    /// What came of it.
    Answer(Answer),
    /// A party was asked.
    Ask(Ask),
}

/// A party was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Ask {
    /// Who was asked.
    pub asked: PartyId,
    /// Until when an answer was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline: Option<Date>,
    /// How: "e-mail to the press office".
    pub how: String,
    /// The questions put.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub questions: Vec<QuestionId>,
    /// What was asked.
    pub text: String,
    /// When.
    pub when: Date,
}

/// What came of an enquiry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Answer {
    /// The answer, captured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capture: Option<CaptureId>,
    /// The enquiry.
    pub enquiry: EnquiryId,
    /// The questions it is about, of those that were put; none: all of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub questions: Vec<QuestionId>,
    /// What came.
    pub reply: Reply,
    /// What it says, in a member's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// When.
    pub when: Date,
}

/// Who works on a claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Assignment {
    /// The claim.
    pub claim: ClaimId,
    /// Until when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Date>,
    /// The member's key; absent: nobody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<String>,
    /// A remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// One axis of one target was set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Verdict {
    /// Counter-evidence that was considered.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub counter: Vec<Ground>,
    /// What is missing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gaps: Vec<String>,
    /// What it rests on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub grounds: Vec<Ground>,
    /// A house rating, where the casebook has a scale.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rating: Option<RatingRef>,
    /// Why.
    pub reason: String,
    /// What was set.
    pub ruling: Ruling,
    /// Name of the standard that was applied.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standard: Option<String>,
    /// What it was set on.
    pub target: Target,
    /// What was tried.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tried: Vec<String>,
    /// What would settle it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub would_settle: Option<String>,
}

/// The value that a verdict sets, on its axis.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ruling {
    /// Did they say it?
    Attribution(Attribution),
    /// Is it so?
    Finding(Finding),
    /// Where the work stands.
    Work(Work),
}

/// Something a verdict rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ground {
    /// A capture.
    Capture(CaptureId),
    /// A claim version.
    Claim(VersionId),
    /// Evidence.
    Evidence(EvidenceId),
    /// A link.
    Link(LinkId),
}

/// A label of a rating scale of the casebook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct RatingRef {
    /// The label.
    pub label: String,
    /// Name of the scale.
    pub scale: String,
}

/// What a second member says of a verdict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Review {
    /// Agrees or not.
    pub outcome: ReviewOutcome,
    /// Why.
    pub reason: String,
    /// The verdict.
    pub verdict: VerdictId,
}
