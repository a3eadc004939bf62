//! Vocabularies of links, evidence and verdicts.

use crate::model::vocabulary::vocabulary;

vocabulary! {
    /// Credibility of one piece of evidence: the digit of the Admiralty code.
    Credibility, "credibility";
    /// Confirmed by other sources.
    One = "1",
    /// Probably true.
    Two = "2",
    /// Possibly true.
    Three = "3",
    /// Doubtful.
    Four = "4",
    /// Improbable.
    Five = "5",
    /// Truth cannot be judged.
    Six = "6",
}

vocabulary! {
    /// How one claim, or other thing, stands to another.
    LinkType, "link";
    /// Both cannot be so.
    Contradicts = "contradicts",
    /// Hard to square, and not excluded.
    Tension = "tension",
    /// Speaks for the other, from another origin.
    Corroborates = "corroborates",
    /// The same statement, reported elsewhere.
    SameStatement = "same-statement",
    /// Two origins that do not rest on each other: a person's decision.
    Independent = "independent",
    /// Says that the other is not so.
    Denies = "denies",
    /// Neither confirms nor denies the other.
    DeclinesToAnswer = "declines-to-answer",
    /// Says that the other is so, against its own interest.
    Admits = "admits",
    /// The speaker takes the other back.
    Retracts = "retracts",
    /// The speaker puts the other right.
    CorrectsSelf = "corrects-self",
    /// Says the other again.
    Restates = "restates",
    /// Says the other more exactly.
    Refines = "refines",
    /// Was taken from the other.
    DerivedFrom = "derived-from",
    /// Answers the other.
    RespondsTo = "responds-to",
    /// Weakens the ground of the other.
    Undercuts = "undercuts",
    /// Reads the other.
    Interprets = "interprets",
    /// Repeats the other without its hedge.
    HedgeDropped = "hedge-dropped",
    /// Repeats the other with more certainty.
    CertaintyEscalated = "certainty-escalated",
    /// Takes another stance than the other did.
    StanceShifted = "stance-shifted",
}

impl LinkType {
    /// Whether the two ends may change places.
    pub const fn is_symmetric(self) -> bool {
        matches!(
            self,
            Self::Contradicts
                | Self::Tension
                | Self::Corroborates
                | Self::SameStatement
                | Self::Independent
        )
    }

    /// Whether the ends share an origin, so that they never corroborate.
    pub const fn shares_origin(self) -> bool {
        matches!(self, Self::Restates | Self::Refines | Self::DerivedFrom | Self::SameStatement)
    }
}

vocabulary! {
    /// What a person decided about a link.
    LinkState, "state of a link";
    /// It holds.
    Accepted = "accepted",
    /// It does not; kept, with the reason.
    Dismissed = "dismissed",
    /// Taken back.
    Withdrawn = "withdrawn",
}

vocabulary! {
    /// What kind of thing a piece of evidence is.
    EvidenceKind, "kind of evidence";
    /// A passage of a capture.
    Span = "span",
    /// A file.
    File = "file",
    /// What a member saw or found.
    Observation = "observation",
    /// A party's answer to us.
    Reply = "reply",
}

vocabulary! {
    /// Which way a piece of evidence points.
    Bearing, "bearing of evidence";
    /// For it.
    Supports = "supports",
    /// Against it.
    Refutes = "refutes",
    /// Neither way.
    Neutral = "neutral",
    /// Against the ground it stands on.
    Undercuts = "undercuts",
}

vocabulary! {
    /// What came of an enquiry.
    Reply, "reply";
    /// The party answered.
    Answered = "answered",
    /// The party would not answer.
    Declined = "declined",
    /// The deadline passed.
    NoReply = "no-reply",
}

vocabulary! {
    /// Where the work on a claim stands.
    Work, "state of work";
    /// Logged, not yet looked at.
    Logged = "logged",
    /// Somebody is checking.
    Checking = "checking",
    /// A second person is looking.
    InReview = "in-review",
    /// Done; may reopen.
    Closed = "closed",
    /// Put aside.
    Parked = "parked",
}

vocabulary! {
    /// Did they say it?
    Attribution, "attribution";
    /// As the source reports it: not traced.
    AsReported = "as-reported",
    /// Found in a second capture not derived from the first.
    TracedSecondary = "traced-secondary",
    /// The speaker's own recording, post or document.
    TracedOriginal = "traced-original",
    /// The speaker says so.
    Acknowledged = "acknowledged",
    /// The speaker, or another, says not.
    Disputed = "disputed",
    /// Someone else said it, or nobody.
    Misattributed = "misattributed",
    /// It cannot be traced.
    Untraceable = "untraceable",
}

impl Attribution {
    /// Whether a verdict that sets it names what it rests on.
    pub const fn needs_ground(self) -> bool {
        self.is_traced() || matches!(self, Self::Misattributed)
    }

    /// Whether the statement was found beyond the source that reports it.
    pub const fn is_traced(self) -> bool {
        matches!(self, Self::TracedSecondary | Self::TracedOriginal | Self::Acknowledged)
    }
}

vocabulary! {
    /// Is it so?
    Finding, "finding";
    /// Not looked at.
    Unassessed = "unassessed",
    /// Looked at; nothing decisive.
    Unverified = "unverified",
    /// A live rival account stands against it.
    Contested = "contested",
    /// Two independent origins say so.
    Corroborated = "corroborated",
    /// Evidence shows it, and a second member agrees.
    Confirmed = "confirmed",
    /// The party that acted says so.
    Admitted = "admitted",
    /// Evidence shows the contrary, and a second member agrees.
    Refuted = "refuted",
    /// True words that lead astray.
    Misleading = "misleading",
    /// It cannot be settled; what was tried is listed.
    Unverifiable = "unverifiable",
    /// Was so, and is no longer.
    Outdated = "outdated",
    /// Not a matter of fact.
    NotCheckable = "not-checkable",
}

vocabulary! {
    /// What a second member says of a verdict.
    ReviewOutcome, "outcome of a review";
    /// Agrees.
    Agrees = "agrees",
    /// Does not.
    Disagrees = "disagrees",
}

vocabulary! {
    /// Why a question is left open.
    Deferral, "deferral";
    /// Nobody knows.
    Unknown = "unknown",
    /// Said, and not confirmed.
    Unconfirmed = "unconfirmed",
}
