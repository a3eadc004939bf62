//! Vocabularies of claims: how a statement is reported, by whom, with what stance.

use crate::model::vocabulary::vocabulary;

vocabulary! {
    /// How a source lays a statement to its speaker (attribution kind).
    AttributionKind, "attribution kind";
    /// In quotation marks, in the speaker's words.
    DirectQuote = "direct-quote",
    /// A few quoted words within the source's own.
    PartialQuote = "partial-quote",
    /// In the source's words.
    Paraphrase = "paraphrase",
    /// A document's words, quoted.
    DocumentQuote = "document-quote",
    /// A document's content, in the source's words.
    DocumentParaphrase = "document-paraphrase",
    /// A social-media post's words, quoted.
    PostQuote = "post-quote",
    /// Officials who are not named.
    OfficialsUnnamed = "officials-unnamed",
    /// Someone, not named.
    Anonymous = "anonymous",
    /// No one at all is said to have said it.
    Unattributed = "unattributed",
    /// What someone is said to believe.
    Belief = "belief",
    /// A word in scare quotes.
    Label = "label",
    /// A whole statement set in the text with no speaker given.
    Embedded = "embedded",
    /// The source's own voice.
    Author = "author",
}

vocabulary! {
    /// How a speaker stands to a value.
    Stance, "stance";
    /// Says that it is so.
    Asserts = "asserts",
    /// Says that it is so, against its own interest.
    Admits = "admits",
    /// Says that it is not so.
    Denies = "denies",
    /// Declined to confirm or deny: never shown as a denial.
    Neither = "neither",
    /// Says so without vouching for it.
    Alleges = "alleges",
    /// Guesses aloud.
    Speculates = "speculates",
    /// Takes it to be so for the sake of argument.
    Supposes = "supposes",
    /// Lets it follow from what is said.
    Implies = "implies",
    /// Takes it for granted in saying something else.
    Presupposes = "presupposes",
    /// Concludes it.
    Infers = "infers",
    /// Is said to believe it.
    Believes = "believes",
    /// Names it so.
    Labels = "labels",
    /// Hints at it.
    Hints = "hints",
    /// Says that it will be so.
    Predicts = "predicts",
    /// Wants it done.
    Demands = "demands",
    /// Asks for it to be done.
    Urges = "urges",
    /// Is ready to do it.
    Offers = "offers",
    /// Undertakes to do it.
    Promises = "promises",
    /// Says what will follow.
    Warns = "warns",
}

/// How strongly a stance bears on a question of fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Force {
    /// `asserts`, `admits`: the value is affirmed.
    Affirms,
    /// `alleges` to `hints`: affirmed, but weaker.
    Leans,
    /// `denies`.
    Denies,
    /// `neither`: a non-answer.
    Declines,
    /// `predicts` to `warns`: answers no question of fact.
    Silent,
}

impl Stance {
    /// How strongly this stance bears on a question of fact.
    pub const fn force(self) -> Force {
        match self {
            Self::Asserts | Self::Admits => Force::Affirms,
            Self::Denies => Force::Denies,
            Self::Neither => Force::Declines,
            Self::Alleges
            | Self::Speculates
            | Self::Supposes
            | Self::Implies
            | Self::Presupposes
            | Self::Infers
            | Self::Believes
            | Self::Labels
            | Self::Hints => Force::Leans,
            Self::Predicts
            | Self::Demands
            | Self::Urges
            | Self::Offers
            | Self::Promises
            | Self::Warns => Force::Silent,
        }
    }
}

vocabulary! {
    /// How a position is tied to its question.
    BasisKind, "basis";
    /// The words say it.
    Stated = "stated",
    /// Only the reporter's juxtaposition ties it to this event.
    ByContext = "by-context",
    /// The analyst's reading, with because.
    Inferred = "inferred",
    /// Unsure between named questions: never a conflict by itself.
    OneOf = "one-of",
}

vocabulary! {
    /// How the speaker of a claim is known.
    KnownBy, "way a speaker is known";
    /// By name.
    Named = "named",
    /// By a description.
    Described = "described",
    /// By a pronoun, with the antecedent's span.
    Pronoun = "pronoun",
    /// By the analyst's inference, with because.
    Inferred = "inferred",
}

vocabulary! {
    /// How faithfully one hop of a reporting chain passes a statement on.
    Fidelity, "fidelity";
    /// Word for word.
    Direct = "direct",
    /// In part.
    Partial = "partial",
    /// In other words.
    Paraphrase = "paraphrase",
}

vocabulary! {
    /// What kind of statement a claim is, for checking.
    Checkability, "checkability";
    /// A checkable fact.
    Fact = "fact",
    /// A checkable number.
    Number = "number",
    /// About what will be.
    Prediction = "prediction",
    /// An undertaking.
    Promise = "promise",
    /// Something wanted.
    Demand = "demand",
    /// A stand taken.
    Position = "position",
    /// A judgement of taste or worth.
    Opinion = "opinion",
    /// A reading of facts.
    Interpretation = "interpretation",
    /// A hope.
    Wish = "wish",
}

vocabulary! {
    /// What part of a source a span marks.
    SpanRole, "role of a span";
    /// The whole stretch that a reader needs.
    Evidence = "evidence",
    /// The speaker, as named there.
    Source = "source",
    /// What a pronoun stands for.
    Antecedent = "antecedent",
    /// The reporting words.
    Cue = "cue",
    /// The words that are attributed.
    Content = "content",
    /// The same words again in this capture.
    Repeat = "repeat",
}

vocabulary! {
    /// Who was counted in a quantity.
    Counted, "counting";
    /// The figure holds for each of the parties.
    Each = "each",
    /// The figure is for the parties together.
    Together = "together",
    /// The words do not say.
    NotStated = "not-stated",
}

vocabulary! {
    /// Why a claim got a new version.
    Revision, "kind of revision";
    /// We logged it wrongly: never the speaker's retraction.
    Correction = "correction",
    /// We know or read more now.
    Refinement = "refinement",
    /// The source itself changed.
    SourceChanged = "source-changed",
}

vocabulary! {
    /// A field that was guessed, until someone confirms it.
    Guessed, "guessed field";
    /// The attribution kind.
    Kind = "kind",
    /// The cue.
    Cue = "cue",
}

vocabulary! {
    /// Why there is no value: never mixed with zero.
    Absence, "absence";
    /// The words give no value.
    NotStated = "not-stated",
    /// The words say that no value is known.
    NoneKnown = "none-known",
}

vocabulary! {
    /// Yes or no.
    YesNo, "answer";
    /// Yes.
    Yes = "yes",
    /// No.
    No = "no",
}

vocabulary! {
    /// Whether a figure is exact.
    Approximate, "exactness";
    /// "About", "some", "nearly".
    About = "about",
}
