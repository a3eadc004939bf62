//! Vocabularies of sources, captures, parties, places, questions and reports.

use crate::model::vocabulary::vocabulary;

vocabulary! {
    /// What kind of thing a source is.
    SourceKind, "kind of source";
    /// An article of a news outlet.
    NewsArticle = "news-article",
    /// A statement handed to the press.
    PressRelease = "press-release",
    /// A post on a social network.
    SocialPost = "social-post",
    /// Radio or television.
    Broadcast = "broadcast",
    /// A report, letter, ruling or other paper.
    Document = "document",
    /// A conversation that a member held.
    Interview = "interview",
    /// The account of a witness.
    Testimony = "testimony",
    /// Anything else.
    Other = "other",
}

vocabulary! {
    /// Reliability of a source: the letter of the Admiralty (NATO) code.
    Reliability, "reliability";
    /// Completely reliable.
    A = "A",
    /// Usually reliable.
    B = "B",
    /// Fairly reliable.
    C = "C",
    /// Not usually reliable.
    D = "D",
    /// Unreliable.
    E = "E",
    /// Reliability cannot be judged: the rating of a source not yet rated.
    F = "F",
}

vocabulary! {
    /// How a capture's hashes commit to its bytes.
    Commitment, "commitment";
    /// SHA-256 of the bytes, so that `sha256sum` agrees.
    Plain = "plain",
    /// SHA-256 of a random salt and the bytes, so that they cannot be guessed.
    Salted = "salted",
}

vocabulary! {
    /// Whether the casebook holds a capture's bytes.
    Custody, "custody";
    /// The bytes are in the casebook.
    Kept = "kept",
    /// Hashes and sizes only; whoever has the file can attach it.
    Withheld = "withheld",
}

vocabulary! {
    /// What kind of party speaks, acts or is spoken of.
    PartyKind, "kind of party";
    /// A person with a name.
    Person = "person",
    /// One person, described but not named.
    UnnamedPerson = "unnamed-person",
    /// A ministry, office or service.
    Agency = "agency",
    /// The military of a state.
    ArmedForce = "armed-force",
    /// Armed, and not of a state.
    ArmedGroup = "armed-group",
    /// A state.
    State = "state",
    /// Rules in fact, whether or not it is recognised.
    DeFactoAuthority = "de-facto-authority",
    /// Any other body or group with a name.
    Group = "group",
    /// A newspaper, broadcaster or other publisher.
    Outlet = "outlet",
    /// A document that is cited as a voice.
    Document = "document",
    /// Several people, described but not named.
    UnnamedGroup = "unnamed-group",
    /// Nobody is said to have said it.
    Unattributed = "unattributed",
}

impl PartyKind {
    /// Whether parties of this kind are described, not named.
    pub const fn is_nameless(self) -> bool {
        match self {
            Self::UnnamedPerson | Self::UnnamedGroup | Self::Unattributed => true,
            Self::Person
            | Self::Agency
            | Self::ArmedForce
            | Self::ArmedGroup
            | Self::State
            | Self::DeFactoAuthority
            | Self::Group
            | Self::Outlet
            | Self::Document => false,
        }
    }
}

vocabulary! {
    /// How one party stands to a larger one.
    Relation, "relation";
    /// Is a part, organ or member of it.
    BelongsTo = "belongs-to",
    /// Speaks in its name.
    SpeaksFor = "speaks-for",
}

vocabulary! {
    /// How well a place's point on the map is known.
    PlacePrecision, "precision of a place";
    /// The spot itself.
    Exact = "exact",
    /// Near it.
    Near = "near",
    /// Somewhere in the district.
    District = "district",
    /// Somewhere in the region.
    Region = "region",
    /// Somewhere in the country.
    Country = "country",
}

vocabulary! {
    /// What the answers to a question look like.
    ValueKind, "kind of answer";
    /// One party, or several jointly.
    Party = "party",
    /// A number of something.
    Quantity = "quantity",
    /// Yes or no.
    YesNo = "yes-no",
    /// One place or several.
    Place = "place",
    /// A date or time.
    Time = "time",
    /// One of the question's choices.
    Choice = "choice",
    /// Free words, never compared.
    Text = "text",
}

vocabulary! {
    /// How many true answers a question can have.
    Answers, "number of answers";
    /// One at the most: rival values exclude each other.
    One = "one",
    /// Several: affirmed values never exclude each other.
    Several = "several",
}

vocabulary! {
    /// How a span stands in a newer capture.
    Refound, "state of a span";
    /// Word for word.
    Exact = "exact",
    /// The same but for quotes, dashes, spaces and the like.
    Normalised = "normalised",
    /// Edited in place.
    Edited = "edited",
    /// In another place, in new text.
    Moved = "moved",
    /// Not there.
    Gone = "gone",
    /// In two equal places.
    Ambiguous = "ambiguous",
}

vocabulary! {
    /// A person's answer to a proposal.
    Decision, "decision";
    /// Taken.
    Accepted = "accepted",
    /// Not taken.
    Rejected = "rejected",
}

vocabulary! {
    /// What a published correction is.
    CorrectionKind, "kind of correction";
    /// Something was wrong.
    Correction = "correction",
    /// Something was added.
    Update = "update",
    /// The report is taken back.
    Retraction = "retraction",
    /// A misspelling or the like, that misled nobody.
    Typo = "typo",
    /// What was right, said more clearly.
    Clarification = "clarification",
}

vocabulary! {
    /// Who vouches for the time of a checkpoint.
    ReceiptKind, "kind of receipt";
    /// A time-stamp authority (RFC 3161).
    Rfc3161 = "rfc3161",
    /// `OpenTimestamps`.
    OpenTimestamps = "opentimestamps",
    /// Another desk's cosignature (C2SP tlog-cosignature).
    Cosignature = "cosignature",
}

vocabulary! {
    /// Why bytes are not kept.
    WithheldFor, "reason for withholding";
    /// Somebody else's rights.
    Copyright = "copyright",
    /// Somebody's safety.
    Safety = "safety",
    /// The law, or a court.
    Law = "law",
    /// Said in the note.
    Other = "other",
}

vocabulary! {
    /// What happens to a signing key.
    KeyAct, "act on a key";
    /// A member's first key.
    New = "new",
    /// A key in another's place.
    Rotate = "rotate",
    /// A key no longer good.
    Revoke = "revoke",
}
