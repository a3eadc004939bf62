//! What comparison looks at: the questions, positions, parties and decisions
//! around one event or several, as the record has them now.
//!
//! The store fills a [`Scene`]; `conflict` reads it. Nothing in it is computed
//! beyond what the record says: merges are already applied to party ids, and
//! every id has its handle beside it.

use std::collections::BTreeMap;

use super::vocab::{
    Answers, Attribution, AttributionKind, BasisKind, Bearing, Credibility, EvidenceKind, Finding,
    KnownBy, LinkState, LinkType, PartyKind, Relation, Reply, Stance, ValueKind,
};
use super::{
    CaptureId, ClaimId, Date, EntryId, EventId, EvidenceId, Hop, LinkId, PartyId, PlaceId,
    PositionRef, QuestionId, SourceId, Value, VerdictId, VersionId,
};

/// The record around some events, in its present state.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scene {
    /// The events, by id.
    pub events: BTreeMap<EventId, SceneEvent>,
    /// Their questions, by event number, then in order of logging.
    pub questions: Vec<SceneQuestion>,
    /// Every position on those questions, by claim, version and index. Older
    /// versions and withdrawn claims too: see [`ScenePosition::live`].
    pub positions: Vec<ScenePosition>,
    /// Every party of the casebook that is not merged into another.
    pub parties: BTreeMap<PartyId, SceneParty>,
    /// Every place of the casebook.
    pub places: BTreeMap<PlaceId, ScenePlace>,
    /// The sources of the positions.
    pub sources: BTreeMap<SourceId, SceneSource>,
    /// Links with an end in these claims, in order of logging.
    pub links: Vec<SceneLink>,
    /// Evidence on these questions, in order of logging.
    pub evidence: Vec<SceneEvidence>,
    /// Enquiries on these questions, in order of logging.
    pub enquiries: Vec<SceneEnquiry>,
    /// Findings on these positions, in order of logging.
    pub findings: Vec<SceneFinding>,
    /// What wire report or release a capture came from, where that is
    /// recorded: captures with one such origin are one origin.
    pub wires: BTreeMap<CaptureId, String>,
}

/// An event and the parties concerned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SceneEvent {
    /// 3 in `E3`.
    pub number: u32,
    /// Its neutral title.
    pub title: String,
    /// Sides in order, each with its name and parties.
    pub sides: Vec<(String, Vec<PartyId>)>,
}

/// A point at issue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SceneQuestion {
    /// Its id.
    pub id: QuestionId,
    /// Its event.
    pub event: EventId,
    /// Its key.
    pub key: String,
    /// The question in words.
    pub text: String,
    /// What the answers look like.
    pub kind: ValueKind,
    /// How many true answers it can have.
    pub answers: Answers,
    /// The question an affirming answer to this one affirms *yes* on.
    pub under: Option<QuestionId>,
}

/// One position of one claim version, with what bears on comparing it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScenePosition {
    /// Which position.
    pub at: PositionRef,
    /// Its claim.
    pub claim: ClaimId,
    /// 14 in `C14@2`.
    pub claim_number: u32,
    /// 2 in `C14@2`.
    pub version_number: u32,
    /// Number of the entry that logged the version.
    pub seq: u64,
    /// Newest version of a claim that is neither withdrawn nor undone, and that
    /// nobody judged misattributed: what they did not say is no account of
    /// theirs.
    pub live: bool,
    /// Which of the version's positions on this question, from 1.
    pub nth: u32,
    /// The question.
    pub question: QuestionId,
    /// Basis one-of: the other questions that may be meant.
    pub among: Vec<QuestionId>,
    /// How the speaker stands to the value.
    pub stance: Stance,
    /// The answer.
    pub value: Option<Value>,
    /// How the position is tied to the question.
    pub basis: BasisKind,
    /// The date for which it is said to hold.
    pub as_of: Option<Date>,
    /// The speaker, after merges.
    pub party: PartyId,
    /// In whose name they spoke, where the claim says so; after merges.
    pub behalf: Option<PartyId>,
    /// The speaker as printed.
    pub printed: Option<String>,
    /// How the speaker is known.
    pub known: KnownBy,
    /// How the source reports it.
    pub kind: AttributionKind,
    /// Cue as written.
    pub cue: Option<String>,
    /// Hedges as written.
    pub hedges: Vec<String>,
    /// When it was said.
    pub said_on: Option<Date>,
    /// The source that reports it.
    pub source: SourceId,
    /// The capture it is quoted from.
    pub capture: Option<CaptureId>,
    /// First byte of its first span, for order within a capture.
    pub first_byte: Option<u64>,
    /// Who passed it on, nearest the speaker first.
    pub chain: Vec<Hop>,
    /// The newest standing verdict on whether they said it.
    pub attribution: Attribution,
}

/// A party, after merges.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SceneParty {
    /// 3 in `P3`.
    pub number: u32,
    /// Display name.
    pub name: String,
    /// What kind of party.
    pub kind: PartyKind,
    /// Larger parties it belongs to or speaks for, in order of logging.
    pub wholes: Vec<Affiliation>,
}

/// One affiliation of a party.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Affiliation {
    /// The larger party, after merges.
    pub whole: PartyId,
    /// Part of it, or speaks for it.
    pub relation: Relation,
    /// From when, where known.
    pub since: Option<Date>,
    /// Until when, where known.
    pub until: Option<Date>,
}

/// A place and the place it lies in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScenePlace {
    /// Its name.
    pub name: String,
    /// The place it lies in.
    pub within: Option<PlaceId>,
}

/// A source, as far as comparison needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SceneSource {
    /// 1 in `S1`.
    pub number: u32,
    /// Outlet as printed.
    pub outlet: String,
    /// The party that is its own voice.
    pub voice: PartyId,
    /// When it was published.
    pub published: Option<Date>,
}

/// A link with an end in a claim version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SceneLink {
    /// Its id.
    pub id: LinkId,
    /// 1 in `L1`.
    pub number: u32,
    /// Its type.
    pub kind: LinkType,
    /// The version it runs from; None: not a claim.
    pub from: Option<VersionId>,
    /// The version it runs to; None: not a claim.
    pub to: Option<VersionId>,
    /// The claims of those versions.
    pub claims: (Option<ClaimId>, Option<ClaimId>),
    /// The question of each end.
    pub questions: (Option<QuestionId>, Option<QuestionId>),
    /// What was decided.
    pub state: LinkState,
    /// Whether an end got a new version since, and nobody confirmed it.
    pub stale: bool,
    /// The reason given.
    pub reason: String,
    /// Number of the entry of the newest decision on it.
    pub decided: u64,
}

/// A piece of evidence on a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SceneEvidence {
    /// Its id.
    pub id: EvidenceId,
    /// 1 in `X1`.
    pub number: u32,
    /// What kind.
    pub kind: EvidenceKind,
    /// The questions it bears on.
    pub questions: Vec<QuestionId>,
    /// Which way it points.
    pub bearing: Bearing,
    /// Admiralty credibility.
    pub credibility: Credibility,
    /// What it shows, in a member's words.
    pub note: String,
}

/// An enquiry put to a party.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SceneEnquiry {
    /// Entry that asked.
    pub id: EntryId,
    /// 1 in `X1`.
    pub number: u32,
    /// Who was asked, after merges.
    pub asked: PartyId,
    /// The questions put.
    pub questions: Vec<QuestionId>,
    /// When, as EDTF.
    pub when: Date,
    /// What came of it, in order of logging, with the questions that each reply
    /// is about; none named: all that were put.
    pub replies: Vec<(Vec<QuestionId>, Reply)>,
}

impl SceneEnquiry {
    /// What came of it last on one of its questions; None: no answer yet.
    pub fn reply_on(&self, question: QuestionId) -> Option<Reply> {
        let about = |on: &[QuestionId]| on.is_empty() || on.contains(&question);
        self.replies.iter().rev().find(|(on, _)| about(on)).map(|(_, reply)| *reply)
    }
}

/// A finding that was set on a position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SceneFinding {
    /// The verdict.
    pub verdict: VerdictId,
    /// 1 in `V1`.
    pub number: u32,
    /// The position.
    pub at: PositionRef,
    /// The finding.
    pub finding: Finding,
    /// Waits for a second member's review.
    pub pending: bool,
    /// The member who set it.
    pub by: String,
    /// Whether it is the newest on this position that is not pending.
    pub counts: bool,
}

impl ScenePosition {
    /// With what counts on whether they said it.
    #[must_use]
    pub fn judged(mut self, attribution: Attribution) -> Self {
        self.attribution = attribution;
        self.live &= attribution != Attribution::Misattributed;
        self
    }
}

impl Scene {
    /// The positions that count now.
    pub fn live(&self) -> impl Iterator<Item = &ScenePosition> {
        self.positions.iter().filter(|position| position.live)
    }

    /// A question by its id.
    pub fn question(&self, id: QuestionId) -> Option<&SceneQuestion> {
        self.questions.iter().find(|question| question.id == id)
    }

    /// A position by version and index.
    pub fn position(&self, at: PositionRef) -> Option<&ScenePosition> {
        self.positions.iter().find(|position| position.at == at)
    }

    /// `E3/killed`.
    pub fn question_handle(&self, id: QuestionId) -> String {
        let Some(question) = self.question(id) else { return format!("question {id:.8}") };
        let number = self.events.get(&question.event).map_or(0, |event| event.number);
        format!("E{number}/{}", question.key)
    }
}

impl ScenePosition {
    /// `C14@2`.
    pub fn version_handle(&self) -> String {
        format!("C{}@{}", self.claim_number, self.version_number)
    }
}
