//! Names, values and reporting chains in a reporter's words.
//!
//! Every party gets the same verb; an inferred speaker never "said" anything;
//! a statement carries its chain until its attribution is traced.

use std::fmt::Write as _;

use crate::conflict::ValueNames;
use crate::error::Result;
use crate::journal::fact;
use crate::model::vocab::{Attribution, AttributionKind, BasisKind, KnownBy, PartyKind, Stance};
use crate::model::{EntryId, Hop, PartyId, PlaceId, Position, QuestionId, Speaker, Target, Value};
use crate::store::Store;
use crate::text;

/// Puts things of one casebook into words.
#[derive(Clone, Copy)]
pub struct Words<'a> {
    store: &'a Store,
}

impl<'a> Words<'a> {
    /// Words for the things of `store`.
    pub const fn of(store: &'a Store) -> Self {
        Self { store }
    }

    /// The display name of a party, after merges.
    pub fn party(self, id: PartyId) -> Result<String> {
        let canonical = self.store.canonical_party(id)?;
        let party = self.store.get::<fact::Party>(canonical.into())?;
        Ok(party.map_or_else(|| format!("party {id:.8}"), |party| party.fact.display))
    }

    /// The name of a place.
    pub fn place(self, id: PlaceId) -> Result<String> {
        let place = self.store.get::<fact::Place>(id.into())?;
        Ok(place.map_or_else(|| format!("place {id:.8}"), |place| place.fact.name))
    }

    /// `E3/killed`.
    pub fn question(self, id: QuestionId) -> Result<String> {
        let handle = self.store.handle_of(EntryId::from(id))?;
        Ok(handle.map_or_else(|| format!("question {id:.8}"), |handle| handle.to_string()))
    }

    /// " (E1/first, E1/hurt)", after what is about some of the questions alone;
    /// nothing where none are named.
    pub fn on(self, questions: &[QuestionId]) -> Result<String> {
        let handles = questions.iter().map(|id| self.question(*id)).collect::<Result<Vec<_>>>()?;
        Ok(if handles.is_empty() { String::new() } else { format!(" ({})", handles.join(", ")) })
    }

    /// A value as a reader would write it.
    pub fn value(self, value: &Value) -> Result<String> {
        ValueNames { party: |id| self.party(id), place: |id| self.place(id) }.value(value)
    }

    /// A position: `says Afghan Taliban (by context)`.
    pub fn position(self, position: &Position) -> Result<String> {
        let value = position.value.as_ref().map(|value| self.value(value)).transpose()?;
        let mut words = answer_words(position.stance, value.as_deref());
        if let Some(date) = &position.as_of {
            let _ = write!(words, ", as of {date}");
        }
        match position.basis {
            BasisKind::Stated => {}
            BasisKind::ByContext => words.push_str(" (by context)"),
            BasisKind::Inferred => words.push_str(" (inferred)"),
            BasisKind::OneOf => words.push_str(" (this question or another)"),
        }
        Ok(words)
    }

    /// How a question was settled.
    pub fn settled(self, settled: &fact::Settled) -> Result<String> {
        let waiting = |words: &str, waiting: &fact::Waiting| match &waiting.for_what {
            Some(what) => format!("{words}: {what}"),
            None => words.to_owned(),
        };
        Ok(match settled {
            fact::Settled::Asked(on) => waiting("answers were asked for", on),
            fact::Settled::Defer(deferral) => format!("left open: {deferral}"),
            fact::Settled::Pending(on) => waiting("not yet decided", on),
            fact::Settled::Prefer(at) => {
                let names = super::names::Names::of(self.store);
                format!("preferred: {}", names.target(&Target::Position(*at))?)
            }
            fact::Settled::Range(range) => range_words(range),
        })
    }

    /// Whether a party stands for words that are given no speaker.
    fn is_nobody(self, party: PartyId) -> Result<bool> {
        let party = self.store.get::<fact::Party>(party.into())?;
        Ok(party.is_some_and(|party| party.fact.kind == PartyKind::Unattributed))
    }

    /// Who is said to have said it, and through whom it reached us: "Dawn’s
    /// author reports that the ministry said". Ends where the statement begins.
    /// Beside it the same before words that are the source's about the speaker,
    /// which nobody said: "Dawn’s author reports of the ministry".
    pub fn attribution(
        self,
        speaker: &Speaker,
        chain: &[Hop],
        kind: AttributionKind,
        attribution: Attribution,
    ) -> Result<[String; 2]> {
        let (name, hops) = (self.named(speaker)?, self.hops(chain, attribution)?);
        let behalf = match speaker.on_behalf_of {
            Some(behalf) => format!(" on behalf of {}", self.party(behalf)?),
            None => String::new(),
        };
        let as_said = match (speaker.known, kind) {
            (KnownBy::Inferred, _) => {
                Some(format!("words given no speaker, which we take to be {name}\u{2019}s, read"))
            }
            (_, AttributionKind::Author) => Some(format!("{name} writes")),
            (_, AttributionKind::Belief) => Some(format!("{name} is said to believe")),
            _ if self.is_nobody(speaker.party)? => {
                Some("it was said, with no speaker named".to_owned())
            }
            _ => None,
        };
        if let Some(said) = as_said {
            let said = format!("{hops}{said}{behalf}");
            return Ok([said.clone(), said]);
        }
        let comma = if behalf.is_empty() { "" } else { "," };
        let of = match hops.strip_suffix("that ") {
            Some(hops) => format!("{hops}of {name}{comma}{behalf}"),
            None => format!("it is reported of {name}{comma}{behalf}"),
        };
        Ok([format!("{hops}{name} said{behalf}"), of])
    }

    /// "Dawn’s author reports that ", the source in hand first; nothing once the
    /// attribution is traced.
    fn hops(self, chain: &[Hop], attribution: Attribution) -> Result<String> {
        let mut words = String::new();
        if !attribution.is_traced() {
            for hop in chain.iter().rev() {
                let _ = write!(words, "{} reports that ", self.party(hop.party)?);
            }
        }
        Ok(words)
    }

    /// A speaker as printed, with the name shown where that is another.
    fn named(self, speaker: &Speaker) -> Result<String> {
        let party = self.party(speaker.party)?;
        Ok(match (speaker.known, &speaker.printed) {
            (KnownBy::Named | KnownBy::Described, Some(printed)) if !same_name(printed, &party) => {
                format!("{printed} [{party}]")
            }
            (KnownBy::Pronoun, Some(printed)) => format!("{printed} [{party}]"),
            _ => party,
        })
    }
}

/// A sentence with a capital where it begins in our words; a name keeps its own.
pub fn sentence_case(sentence: &str) -> String {
    let starts = [
        ("words given", "Words given"),
        ("it was said", "It was said"),
        ("it is reported", "It is reported"),
    ];
    for (start, capital) in starts {
        if let Some(rest) = sentence.strip_prefix(start) {
            return format!("{capital}{rest}");
        }
    }
    sentence.to_owned()
}

/// Whether a printed name is the name shown, but for its case and article.
fn same_name(printed: &str, shown: &str) -> bool {
    let bare = |name: &str| {
        let folded = text::fold_str(name);
        folded.strip_prefix("the ").map_or(folded.clone(), str::to_owned)
    };
    bare(printed) == bare(shown)
}

/// A range of a resolution: "15 to 20 killed".
fn range_words(range: &fact::Range) -> String {
    let figures = match (range.min, range.max) {
        (Some(min), Some(max)) if min == max => min.to_string(),
        (Some(min), Some(max)) => format!("{min} to {max}"),
        (Some(min), None) => format!("{min} or more"),
        (None, Some(max)) => format!("{max} or fewer"),
        (None, None) => "open at both ends".to_owned(),
    };
    format!("put by us at {figures} {}", range.unit)
}

/// A stance and a value: "says Redland", "denies it" for a denied yes. Who
/// neither confirms nor denies leaves yes and no open alike: neither is named.
pub fn answer_words(stance: Stance, value: Option<&str>) -> String {
    let verb = stance_words(stance);
    match (stance, value) {
        (Stance::Neither, Some("yes" | "no")) | (_, None) => verb.to_owned(),
        (Stance::Denies, Some("yes")) => format!("{verb} it"),
        (_, Some(value)) => format!("{verb} {value}"),
    }
}

/// A stance as the verb of a table cell.
pub const fn stance_words(stance: Stance) -> &'static str {
    match stance {
        Stance::Asserts => "says",
        Stance::Admits => "acknowledges",
        Stance::Denies => "denies",
        Stance::Neither => "neither confirms nor denies",
        Stance::Alleges => "alleges",
        Stance::Speculates => "speculates",
        Stance::Supposes => "supposes",
        Stance::Implies => "implies",
        Stance::Presupposes => "presupposes",
        Stance::Infers => "infers",
        Stance::Believes => "is said to believe",
        Stance::Labels => "labels it",
        Stance::Hints => "hints at",
        Stance::Predicts => "predicts",
        Stance::Demands => "demands",
        Stance::Urges => "urges",
        Stance::Offers => "offers",
        Stance::Promises => "promises",
        Stance::Warns => "warns of",
    }
}
