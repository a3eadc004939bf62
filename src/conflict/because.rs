//! What a comparison says, and by which rule.

use crate::model::vocab::{BasisKind, KnownBy, Stance};
use crate::model::vocabulary::vocabulary;

use super::answer::Answer;

vocabulary! {
    /// The rule that a computed result rests on. The words are stable.
    RuleName, "rule of comparison";
    /// Parties of which neither belongs to the other.
    ValuesExclude = "values-exclude",
    /// One denies what equals or contains what the other affirms.
    DeniedValue = "denied-value",
    /// Ranges of one unit and population that share no number.
    RangesDisjoint = "ranges-disjoint",
    /// A part is put higher than its whole.
    PartLargerThanWhole = "part-larger-than-whole",
    /// Places in one whole of which neither lies in the other.
    PlacesApart = "places-apart",
    /// Dates that share no moment.
    DatesDisjoint = "dates-disjoint",
    /// Different choices.
    ChoicesDiffer = "choices-differ",
    /// Yes against no.
    YesAgainstNo = "yes-against-no",
    /// One party alone against several jointly.
    AloneAgainstJointly = "alone-against-jointly",
    /// Two lists that share some members and not others.
    ListsDiffer = "lists-differ",
    /// Ranges that are apart as they stand and that "about" lets meet.
    OnlyAbout = "only-about",
    /// A word such as "dozens", which has no number of its own.
    VagueWord = "vague-word",
    /// Different units.
    DifferentUnit = "different-unit",
    /// Different people or things were counted.
    DifferentPopulation = "different-population",
    /// Different events.
    DifferentEvent = "different-event",
    /// Different questions of one event.
    DifferentQuestion = "different-question",
    /// Said to hold for different dates.
    DifferentDate = "different-date",
    /// Answers of different kinds.
    DifferentKind = "different-kind",
    /// Nobody recorded where one of the places lies.
    ContainmentNotRecorded = "containment-not-recorded",
    /// A party that is not named may be anyone.
    PartyNotNamed = "party-not-named",
    /// No value to compare: not stated, or none known.
    NoValue = "no-value",
    /// Free words are never compared.
    FreeWords = "free-words",
    /// Unsure which of several questions is meant.
    UnsureQuestion = "unsure-question",
    /// A hedge is gone the second time.
    HedgeDropped = "hedge-dropped",
    /// A weaker stance became an assertion.
    CertaintyEscalated = "certainty-escalated",
    /// A reporter took an allegation over into its own voice.
    Adopted = "adopted",
    /// One party gave accounts that conflict.
    SelfContradiction = "self-contradiction",
    /// Nothing computed says so: a person decided it.
    Decided = "decided",
}

impl RuleName {
    /// The rule in a reporter's words.
    pub const fn says(self) -> &'static str {
        match self {
            Self::ValuesExclude => "two parties, neither of which belongs to the other",
            Self::DeniedValue => "one denies what the other affirms, or what holds it",
            Self::RangesDisjoint => "figures for one thing that have no number in common",
            Self::PartLargerThanWhole => "a part is put higher than its whole",
            Self::PlacesApart => "places recorded as apart",
            Self::DatesDisjoint => "dates that share no moment",
            Self::ChoicesDiffer => "different choices",
            Self::YesAgainstNo => "yes against no",
            Self::AloneAgainstJointly => "one alone against several jointly",
            Self::ListsDiffer => "lists that share some and not others",
            Self::OnlyAbout => "figures that only \u{201c}about\u{201d} lets meet",
            Self::VagueWord => "a word that has no number of its own",
            Self::DifferentUnit => "different units",
            Self::DifferentPopulation => "different people or things were counted",
            Self::DifferentEvent => "different events",
            Self::DifferentQuestion => "different questions",
            Self::DifferentDate => "said to hold for different dates",
            Self::DifferentKind => "answers of different kinds",
            Self::ContainmentNotRecorded => "nobody recorded where one of the places lies",
            Self::PartyNotNamed => "a party that is not named may be anyone",
            Self::NoValue => "there is no value to compare",
            Self::FreeWords => "free words are never compared",
            Self::UnsureQuestion => "it is not sure which question is meant",
            Self::HedgeDropped => "one voice leaves a hedge out the second time",
            Self::CertaintyEscalated => "one voice takes a firmer stance the second time",
            Self::Adopted => "a reporter later says itself what it reported as an allegation",
            Self::SelfContradiction => "one party gives accounts that conflict",
            Self::Decided => "a member decided so",
        }
    }
}

/// What was compared, in a reporter's words.
pub(super) mod field {
    pub(in crate::conflict) const ABOUT: &str = "\u{201c}about\u{201d}";
    pub(in crate::conflict) const ANSWER: &str = "the answer";
    pub(in crate::conflict) const AS_OF: &str = "the date it holds for";
    pub(in crate::conflict) const ATTRIBUTION: &str = "kind of attribution";
    pub(in crate::conflict) const BELONGS_TO: &str = "who belongs to whom";
    pub(in crate::conflict) const CHAIN: &str = "who reports it";
    pub(in crate::conflict) const CHOICE: &str = "the choice";
    pub(in crate::conflict) const COUNTED: &str = "who was counted";
    pub(in crate::conflict) const DATE: &str = "the date";
    pub(in crate::conflict) const EVENT: &str = "the event";
    pub(in crate::conflict) const FIGURE: &str = "the figure";
    pub(in crate::conflict) const HEDGES: &str = "hedges";
    pub(in crate::conflict) const HIGHEST: &str = "highest number";
    pub(in crate::conflict) const LOWEST: &str = "lowest number";
    pub(in crate::conflict) const MEANT: &str = "which question is meant";
    pub(in crate::conflict) const OFFSET: &str = "offset from UTC";
    pub(in crate::conflict) const PARTY: &str = "the party named";
    pub(in crate::conflict) const PARTY_KIND: &str = "kind of party";
    pub(in crate::conflict) const PLACE: &str = "the place named";
    pub(in crate::conflict) const QUESTION: &str = "the question";
    pub(in crate::conflict) const SPEAKER: &str = "the speaker";
    pub(in crate::conflict) const STANCE: &str = "stance";
    pub(in crate::conflict) const TIED: &str = "how it is tied to the question";
    pub(in crate::conflict) const UNDER: &str = "which question stands under which";
    pub(in crate::conflict) const UNIT: &str = "the unit";
    pub(in crate::conflict) const WITHIN: &str = "which place lies in which";
    pub(in crate::conflict) const WORD: &str = "the figure\u{2019}s own word";
    pub(in crate::conflict) const WORDS: &str = "the words";
    pub(in crate::conflict) const YES_NO: &str = "yes or no";
}

/// Why a comparison came out as it did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Because {
    /// The rule.
    pub rule: RuleName,
    /// What was compared, in a reporter's words.
    pub fields: Vec<&'static str>,
    /// The finding in words, for a reader.
    pub words: String,
    /// Whether `~` or `?` on a date, or an unknown offset from UTC, leaves it
    /// only possible.
    pub possible: bool,
}

impl Because {
    /// A result that is not in doubt.
    pub(super) fn new(rule: RuleName, fields: &[&'static str], words: String) -> Self {
        Self { rule, fields: fields.to_vec(), words, possible: false }
    }
}

/// How two positions stand to each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// One answer.
    Same,
    /// Different answers that can both be so.
    Compatible,
    /// Both cannot be so.
    Conflict(Because),
    /// Hard to square, and not excluded.
    Tension(Because),
    /// Nothing can be said, for this reason.
    NotComparable(Because),
    /// At least one of them answers no question of fact.
    Nothing,
}

vocabulary! {
    /// How firmly a conflict stands: the weakest of what it rests on. From
    /// firm to weak.
    Qualifier, "qualifier";
    /// Both say it.
    Stated = "stated",
    /// A date is unsure.
    Possible = "possible",
    /// A side alleges, speculates, supposes or believes.
    Alleged = "alleged",
    /// A side implies, presupposes, labels or hints.
    Implied = "implied",
    /// A speaker or a value is the analyst's inference.
    Inferred = "inferred",
}

impl Qualifier {
    /// How firmly one answer stands.
    pub(super) fn of(answer: &Answer<'_>) -> Self {
        let position = answer.position;
        if position.known == KnownBy::Inferred || position.basis == BasisKind::Inferred {
            return Self::Inferred;
        }
        match position.stance {
            Stance::Alleges | Stance::Speculates | Stance::Supposes | Stance::Believes => {
                Self::Alleged
            }
            Stance::Implies | Stance::Presupposes | Stance::Labels | Stance::Hints => Self::Implied,
            Stance::Infers => Self::Inferred,
            Stance::Asserts
            | Stance::Admits
            | Stance::Denies
            | Stance::Neither
            | Stance::Predicts
            | Stance::Demands
            | Stance::Urges
            | Stance::Offers
            | Stance::Promises
            | Stance::Warns => Self::Stated,
        }
    }
}
