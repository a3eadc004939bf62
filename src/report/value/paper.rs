//! Published reports, what was put right in them, and what happened to the
//! captures that a report rests on.

use serde::{Deserialize, Serialize};

use crate::model::vocab::CorrectionKind;

/// A report that was published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicationPart {
    /// `R1`.
    pub handle: String,
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// When (RFC 3339, UTC).
    pub when: String,
    /// Who published it.
    pub by: String,
    /// Where.
    pub where_to: Vec<String>,
    /// Number of entries of the record that it shows.
    pub entries: u64,
    /// Root of the tree over them, hexadecimal.
    pub root_sha256: String,
    /// Its files, as they went out.
    pub files: Vec<FilePart>,
    /// What stood against it, and why it was published all the same.
    pub despite: Option<String>,
}

/// A file as it went out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilePart {
    /// Its name.
    pub name: String,
    /// Its size.
    pub bytes: u64,
    /// SHA-256 of its bytes.
    pub sha256: String,
}

/// What was put right in a published report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CorrectionPart {
    /// Id of its entry.
    pub id: String,
    /// The report: `R1`.
    pub publication: String,
    /// The report's title.
    pub title: String,
    /// What kind of change.
    pub kind: CorrectionKind,
    /// When (RFC 3339, UTC).
    pub at: String,
    /// By whom.
    pub by: String,
    /// The words that stood there.
    pub old: Option<String>,
    /// The words that should have.
    pub new: Option<String>,
    /// Why.
    pub reason: String,
    /// The claims, verdicts and other things it is about.
    pub about: Vec<String>,
}

/// Something that happened to a capture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustodyPart {
    /// `S1@1`.
    pub capture: String,
    /// When it was logged (RFC 3339, UTC).
    pub at: String,
    /// By whom.
    pub by: String,
    /// What happened, in words.
    pub words: String,
}

/// How one side or party was treated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BalancePart {
    /// "side" or "party".
    pub of: String,
    /// `P3`; of a side its event: `E3`.
    pub handle: String,
    /// Its name.
    pub name: String,
    /// Claims logged, withdrawn ones left out.
    pub claims: usize,
    /// Those of which at least one position has a finding that counts.
    pub checked: usize,
    /// Findings that count, each with how often: "contested 2".
    pub findings: Vec<String>,
    /// Median days from logging a claim to its first verdict; None: no verdict.
    pub median_days: Option<String>,
    /// Reporting words of the sources, each with how often, the most frequent
    /// first: "said 3".
    pub cues: Vec<String>,
    /// Claims whose source gives no reporting word.
    pub without_cue: usize,
}
