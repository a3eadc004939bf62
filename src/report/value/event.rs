//! Events: questions, the matrix, disputes, and what is missing.

use serde::{Deserialize, Serialize};

use crate::model::vocab::Bearing;

use super::finding::{DriftPart, MomentPart, NumbersPart, OriginsPart, StandingPart, WordsPart};
use super::{Named, Passage, PositionPart, VerdictPart};

/// An event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventPart {
    /// `E3`.
    pub handle: String,
    /// Its id.
    pub id: String,
    /// Its neutral title.
    pub title: String,
    /// What kind of event.
    pub kind: String,
    /// When.
    pub date: Option<String>,
    /// Where.
    pub place: Option<String>,
    /// The sides and who is on them.
    pub sides: Vec<SidePart>,
    /// Its questions and how the accounts on each stand.
    pub questions: Vec<QuestionPart>,
    /// The same in short: what is affirmed, undisputed, claimed,
    /// disputed, acknowledged, unknown.
    pub standing: StandingPart,
    /// Who answers what.
    pub matrix: MatrixPart,
    /// Questions on which accounts conflict or pull apart.
    pub disputes: Vec<Dispute>,
    /// Who would neither confirm nor deny.
    pub non_answers: Vec<NonAnswerPart>,
    /// What was put to parties, and what came of it.
    pub enquiries: Vec<EnquiryPart>,
    /// Parties concerned to whom nothing on the event was put, by side.
    #[serde(default)]
    pub never_asked: Vec<Named>,
    /// Whose account is missing.
    pub gaps: Vec<GapPart>,
    /// What is dated, the earliest first.
    pub timeline: Vec<MomentPart>,
    /// How accounts moved in time.
    pub drift: Vec<DriftPart>,
    /// Figures, question by question.
    pub numbers: Vec<NumbersPart>,
    /// Where the answers to each question come from.
    pub origins: Vec<OriginsPart>,
}

/// A side of an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SidePart {
    /// What it is called.
    pub name: String,
    /// Who is on it.
    pub parties: Vec<Named>,
}

/// A question and how the accounts on it stand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuestionPart {
    /// `E3/killed`.
    pub handle: String,
    /// Its id.
    pub id: String,
    /// In words.
    pub asks: String,
    /// The question it stands under.
    pub under: Option<String>,
    /// The signal's word.
    pub signal: String,
    /// What the signal means.
    pub signal_words: String,
    /// Words of the marks beside it.
    pub marks: Vec<String>,
    /// What each mark means.
    pub mark_words: Vec<String>,
    /// Live claims that answer it or would not, in order of logging.
    pub claims: Vec<String>,
    /// Whether it has a part of its own among the disputes.
    pub disputed: bool,
    /// How it stands, in words: "claimed by one side only: Redland".
    #[serde(default)]
    pub stands: String,
    /// How it was settled.
    pub resolution: Option<ResolutionPart>,
    /// Evidence on it, in order of logging.
    pub evidence: Vec<EvidencePart>,
    /// Findings on its positions, in order of logging.
    pub findings: Vec<VerdictPart>,
}

/// Sides and parties against questions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatrixPart {
    /// The questions: handle and words.
    pub columns: Vec<Named>,
    /// The voices.
    pub rows: Vec<RowPart>,
}

/// One voice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowPart {
    /// The side; None: not a party concerned.
    pub side: Option<String>,
    /// The party.
    pub party: Named,
    /// In whose name it speaks here, where the claims alone say so.
    pub behalf: Option<Named>,
    /// Whether we infer that it is the speaker.
    pub inferred: bool,
    /// One for each column.
    pub cells: Vec<CellPart>,
}

/// What one voice says on one question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CellPart {
    /// The cell in a word: "not asked", "changed account".
    pub word: String,
    /// The cell written out.
    pub words: String,
    /// The claims behind it.
    pub claims: Vec<String>,
}

/// A question on which accounts conflict or pull apart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dispute {
    /// `E3/killed`.
    pub question: String,
    /// In words.
    pub asks: String,
    /// "in dispute", "accounts pull apart", or "compared, and dismissed" where
    /// somebody decided so of every clash.
    #[serde(default)]
    pub stands: String,
    /// What was found, in order of logging.
    pub clashes: Vec<Clash>,
    /// Busy questions: value groups that were not compared.
    pub groups_not_compared: usize,
    /// Whether only one pair is listed for each two values.
    pub busy: bool,
    /// Every account on it, in the stated order.
    pub accounts: Vec<AccountPart>,
    /// Words of accounts that conflict, against each other: a second view.
    pub words: Vec<WordsPart>,
    /// Handles of the links between these accounts.
    pub links: Vec<String>,
    /// Whose account is missing on it.
    pub gaps: Vec<GapPart>,
}

impl Dispute {
    /// The links between these accounts that no clash tells of already.
    pub fn other_links(&self) -> impl Iterator<Item = &String> {
        let told = |link: &&String| self.clashes.iter().any(|it| it.link.as_ref() == Some(*link));
        self.links.iter().filter(move |link| !told(link))
    }
}

/// Two accounts that conflict or pull apart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clash {
    /// "conflict" or "tension".
    pub kind: String,
    /// Position of the account logged first.
    pub a: String,
    /// Position of the account logged later.
    pub b: String,
    /// The values, in words.
    pub words: String,
    /// The rule that found it.
    pub rule: String,
    /// The fields compared.
    pub fields: Vec<String>,
    /// How firmly it stands: stated, possible, alleged, implied, inferred.
    pub qualifier: String,
    /// What a reader should know beside it.
    pub notes: Vec<String>,
    /// The link that decides on it: `L1`.
    pub link: Option<String>,
    /// What was decided, in words.
    pub decision: String,
    /// Whether nobody dismissed it.
    #[serde(default)]
    pub stands: bool,
}

/// One account in a dispute, slot by slot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountPart {
    /// `C14@2`.
    pub claim: String,
    /// The side; None: not a party concerned.
    pub side: Option<String>,
    /// The position: question, stance, value.
    pub position: PositionPart,
    /// Names and values of the slots, in the same order for every account.
    pub slots: Vec<[String; 2]>,
    /// Findings on this position and on older versions of it.
    pub findings: Vec<VerdictPart>,
}

/// Something that bears on a question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EvidencePart {
    /// `X1`.
    pub handle: String,
    /// Its id.
    pub id: String,
    /// What kind.
    pub kind: String,
    /// Which way it points.
    pub bearing: Bearing,
    /// Admiralty credibility.
    pub credibility: String,
    /// What it shows.
    pub note: String,
    /// Where it comes from.
    pub origin: Option<String>,
    /// Name and SHA-256 of its file.
    pub file: Option<[String; 2]>,
    /// Its passages.
    pub passages: Vec<Passage>,
}

/// How a question was settled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResolutionPart {
    /// In words.
    pub words: String,
    /// Why.
    pub reason: String,
}

/// A party that would neither confirm nor deny.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NonAnswerPart {
    /// `C14@2`.
    pub claim: String,
    /// `E3/killed`.
    pub question: String,
    /// Who.
    pub party: Named,
    /// In words, without the chain: that is in the statement's sentence.
    pub words: String,
    /// The claims that it leaves open.
    pub leaves_open: Vec<String>,
}

/// An enquiry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnquiryPart {
    /// `X1`.
    pub handle: String,
    /// Who was asked.
    pub asked: Named,
    /// The questions put.
    pub questions: Vec<String>,
    /// What was asked.
    pub text: String,
    /// How.
    pub how: String,
    /// When.
    pub when: String,
    /// Until when an answer was asked for.
    pub deadline: Option<String>,
    /// What came of it, in words.
    pub reply: String,
}

/// An account that is missing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GapPart {
    /// The side.
    pub side: String,
    /// The party.
    pub party: Named,
    /// The question; None: the event as a whole.
    pub question: Option<String>,
    /// "declined", "asked, no reply", "answered us, not yet logged as a claim",
    /// "not asked" or "no account in these sources".
    pub gap: String,
}
