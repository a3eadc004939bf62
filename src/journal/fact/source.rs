//! Facts about sources and their captures.

use serde::{Deserialize, Serialize};

use crate::model::vocab::{
    Commitment, Custody, Decision, Refound, Reliability, SourceKind, WithheldFor,
};
use crate::model::{CaptureId, Date, EntryId, PartyId, Piece, Sha256Hex, SourceId, Timestamp};

/// A source: something that was published, said or handed over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Source {
    /// Addresses of archived copies.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub archives: Vec<String>,
    /// Author as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// What kind of thing it is.
    pub kind: SourceKind,
    /// Its language (BCP 47).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// A member's remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Replaces the fields of this source; the handle stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<SourceId>,
    /// Outlet as printed; empty where there is none.
    pub outlet: String,
    /// When it was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<Date>,
    /// Admiralty reliability; F where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rating: Option<Rating>,
    /// Title as printed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Where it was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The party that is its own voice, logged just before it.
    pub voice: PartyId,
}

/// A judgement of how far a source can be relied on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Rating {
    /// The letter of the Admiralty code.
    pub grade: Reliability,
    /// Why; always there but for F.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// One capture of a source: the bytes as they came, and the text taken from them.
///
/// The bytes are the evidence; the text is the working copy and never changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Capture {
    /// How the hashes commit to the bytes.
    pub commitment: Commitment,
    /// Whether the casebook holds the bytes.
    pub custody: Custody,
    /// How bytes became characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decoding: Option<Decoding>,
    /// What took the text from the bytes.
    pub extractor: Extractor,
    /// When it was got (UTC seconds).
    pub got_at: Timestamp,
    /// Who got it, where that is not who logs it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub got_by: Option<String>,
    /// How it was got: "file", "fetch", "handed over".
    pub got_how: String,
    /// Headers that came with it, name and value, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub headers: Vec<[String; 2]>,
    /// A map from the text to the raw bytes, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub map: Option<BytesRef>,
    /// Media type of the raw bytes (RFC 6838).
    pub media_type: String,
    /// Name of the file it came in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// A member's remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The wire or release it came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
    /// The bytes as they came.
    pub raw: BytesRef,
    /// Its source.
    pub source: SourceId,
    /// The text taken from them.
    pub text: TextRef,
    /// Where it was got from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Why the bytes are not kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withheld_for: Option<WithheldFor>,
}

/// Some bytes: how many, and their digest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct BytesRef {
    /// SHA-256 of the bytes; of salt and bytes where salted.
    pub sha256: Sha256Hex,
    /// Number of bytes.
    pub size: u64,
}

/// A capture's text: its digest and its length in both counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct TextRef {
    /// Number of code points.
    pub points: u64,
    /// SHA-256 of the UTF-8 bytes; of salt and bytes where salted.
    pub sha256: Sha256Hex,
    /// Number of UTF-8 bytes.
    pub size: u64,
}

/// What took the text from the bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Extractor {
    /// Its name: `plain`.
    pub name: String,
    /// Settings that change the text, name and value.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub settings: Vec<[String; 2]>,
    /// Its version.
    pub version: String,
}

/// How bytes became characters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Decoding {
    /// Encoding that the bytes or headers declare.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub declared: Option<String>,
    /// Encoding that was guessed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guessed: Option<String>,
    /// Encoding that was used.
    pub used: String,
}

/// Where a capture's text came from, if not from its own reporting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Origin {
    /// The capture of it, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capture: Option<CaptureId>,
    /// The wire or release, as named.
    pub name: String,
    /// Whose it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub party: Option<PartyId>,
    /// How we know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// The bytes of a withheld capture were put back; their hash decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Attach {
    /// The capture.
    pub capture: CaptureId,
    /// Where the bytes were had from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// The bytes of a capture left the casebook for good; hashes and sizes stay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Withhold {
    /// The capture.
    pub capture: CaptureId,
    /// Why, in words.
    pub reason: String,
    /// Why, in one word.
    pub withheld_for: WithheldFor,
}

/// Where the spans of one capture stand in a newer one: proposals, and what a
/// person decided on each.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ReAnchor {
    /// Name and version of the method.
    pub algorithm: String,
    /// The older capture.
    pub from: CaptureId,
    /// Manifest that holds the moves, where they are over 200.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub manifest_sha256: Option<Sha256Hex>,
    /// Each span, in order of its place in the older capture.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub moves: Vec<Move>,
    /// The newer capture.
    pub to: CaptureId,
}

/// Where one span went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Move {
    /// What was decided.
    pub decision: Decision,
    /// Place of the span in that entry's list, from 0.
    pub index: u32,
    /// The claim version or evidence that holds the span.
    pub of: EntryId,
    /// Where it stands now; empty where it is gone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pieces: Vec<Piece>,
    /// Why a person decided so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// How alike, as a decimal from 0 to 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub similarity: Option<String>,
    /// How it was found again.
    pub state: Refound,
}
