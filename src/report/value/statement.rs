//! Statements, their passages, and the verdicts on them.

use serde::{Deserialize, Serialize};

use crate::model::vocab::{
    Attribution, AttributionKind, BasisKind, KnownBy, SpanRole, Stance, Work,
};

use super::Named;

/// A claim, in its newest version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// `C14@2`.
    pub handle: String,
    /// Id of the version.
    pub id: String,
    /// Id of the claim.
    pub claim_id: String,
    /// The whole of it in one sentence, with its chain.
    pub sentence: String,
    /// The source.
    pub source: Named,
    /// The speaker.
    pub party: Named,
    /// The speaker as printed.
    pub printed: Option<String>,
    /// How the speaker is known.
    pub known: KnownBy,
    /// Why, where inferred.
    pub because: Option<String>,
    /// Attribution kind.
    pub kind: AttributionKind,
    /// Cue as written.
    pub cue: Option<String>,
    /// What was guessed and not confirmed.
    pub guessed: Vec<String>,
    /// Hedges as written.
    pub hedges: Vec<String>,
    /// Where it was said.
    pub channel: Option<String>,
    /// When.
    pub said_on: Option<String>,
    /// The proposition in neutral words.
    pub proposition: Option<String>,
    /// Did they say it?
    pub attribution: Attribution,
    /// Where the work stands.
    pub work: Work,
    /// Positions in order.
    pub positions: Vec<PositionPart>,
    /// Passages in order.
    pub passages: Vec<Passage>,
    /// Verdicts on whether they said it, in order of logging.
    pub attribution_verdicts: Vec<VerdictPart>,
    /// Its versions.
    pub versions: Vec<VersionPart>,
    /// Questions on which it is in dispute.
    pub disputed_on: Vec<String>,
    /// Links that it is an end of.
    pub links: Vec<String>,
    /// Why it was withdrawn.
    pub withdrawn: Option<String>,
}

impl Statement {
    /// On which sides it counts and how that is known, each once: "Blue, on
    /// behalf of Blueland, as the claim records".
    pub fn sides(&self) -> Vec<String> {
        let mut sides = Vec::new();
        for position in &self.positions {
            if let (Some(side), Some(known)) = (&position.side, &position.side_known) {
                let words = format!("{side}, {known}");
                if !sides.contains(&words) {
                    sides.push(words);
                }
            }
        }
        sides
    }
}

/// A position.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PositionPart {
    /// `C14@2/E3/killed`.
    pub handle: String,
    /// `E3/killed`.
    pub question: String,
    /// The question in words.
    pub asks: String,
    /// The side of its speaker; None: not a party concerned.
    pub side: Option<String>,
    /// How that side is known: "on behalf of Redland, as the claim records".
    pub side_known: Option<String>,
    /// The stance.
    pub stance: Stance,
    /// The answer in words.
    pub value: Option<String>,
    /// The date for which it is said to hold.
    pub as_of: Option<String>,
    /// How it is tied to the question.
    pub basis: BasisKind,
    /// Why it is read so.
    pub because: Option<String>,
    /// All of it in words.
    pub words: String,
}

/// A version of a claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionPart {
    /// `C14@2`.
    pub handle: String,
    /// When it was logged.
    pub at: String,
    /// By whom.
    pub by: String,
    /// Why.
    pub why: String,
}

/// A quoted passage in its context.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passage {
    /// `C14@2.1`.
    pub handle: String,
    /// What it marks.
    pub role: SpanRole,
    /// The words; None where the text is withheld.
    pub words: Option<String>,
    /// What of them stands within quotation marks in the source, in order,
    /// marks left out.
    #[serde(default)]
    pub spoken: Vec<String>,
    /// The text just before.
    pub before: Option<String>,
    /// The text just after.
    pub after: Option<String>,
    /// Line of the capture's text, from 1.
    pub line: Option<usize>,
    /// How to check it.
    pub provenance: Provenance,
}

/// What is needed to check a passage with stock tools.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    /// The source.
    pub source: Named,
    /// Language of the source (BCP 47), where it is logged.
    pub language: Option<String>,
    /// `S1@1`.
    pub capture: String,
    /// Id of the capture.
    pub capture_id: String,
    /// SHA-256 of the capture's bytes; of salt and bytes where salted.
    pub capture_sha256: String,
    /// SHA-256 of the capture's text, salted likewise.
    pub text_sha256: String,
    /// The file that the commands read: `S1@1.txt`.
    pub file: String,
    /// The command that writes that file.
    pub write: String,
    /// Piece by piece.
    pub pieces: Vec<PieceProof>,
    /// What else is needed.
    pub note: Option<String>,
}

/// One unbroken stretch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PieceProof {
    /// UTF-8 bytes of the text: start, end (exclusive).
    pub bytes: [u64; 2],
    /// Code points of the text: start, end (exclusive).
    pub points: [u64; 2],
    /// SHA-256 of those bytes; of salt and bytes where salted.
    pub sha256: String,
    /// A shell line that prints it.
    pub check: String,
}

/// A verdict with all that it rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VerdictPart {
    /// `V1`.
    pub handle: String,
    /// Its id.
    pub id: String,
    /// What it was set on.
    pub on: String,
    /// What was set: reports write *acknowledged* for *admitted*.
    pub value: String,
    /// By whom.
    pub by: String,
    /// When (RFC 3339, UTC).
    pub at: String,
    /// Waits for a second member.
    pub pending: bool,
    /// Whether it is the one that counts.
    pub counts: bool,
    /// What a reader should know beside it.
    pub note: Option<String>,
    /// Why.
    pub reason: String,
    /// The standard applied, with its text.
    pub standard: Option<String>,
    /// A house rating.
    pub rating: Option<String>,
    /// What it rests on.
    pub grounds: Vec<String>,
    /// Counter-evidence that was considered.
    pub counter: Vec<String>,
    /// What is missing.
    pub gaps: Vec<String>,
    /// What was tried.
    pub tried: Vec<String>,
    /// What would settle it.
    pub would_settle: Option<String>,
    /// What second members said.
    pub reviews: Vec<ReviewPart>,
}

/// What a second member said of a verdict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewPart {
    /// By whom.
    pub by: String,
    /// Agrees or disagrees.
    pub outcome: String,
    /// Why.
    pub reason: String,
}
