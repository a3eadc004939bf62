//! Who is said to have said it, and through whom it reached us.

use serde::{Deserialize, Serialize};

use super::vocab::{Fidelity, KnownBy};
use super::{CaptureId, PartyId};

/// The speaker of a claim, and how we know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Speaker {
    /// Why we take it to be them; always there for `inferred`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
    /// How the source lets us know who it is.
    pub known: KnownBy,
    /// In whose name they spoke, where that is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_behalf_of: Option<PartyId>,
    /// The party.
    pub party: PartyId,
    /// The name as printed; None where nothing is printed, and for salted
    /// captures, where a span of role `source` holds it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub printed: Option<String>,
    /// The role as printed: "spokesperson".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
}

/// One hop of a reporting chain: who passed the statement on, and how.
///
/// A chain runs from the one nearest the speaker to the source in hand, whose
/// own voice is its last hop.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Hop {
    /// Where that report stands, if it was captured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capture: Option<CaptureId>,
    /// How faithfully.
    pub fidelity: Fidelity,
    /// Who passed it on.
    pub party: PartyId,
    /// That party's name as printed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub printed: Option<String>,
}

/// A translation of the quoted words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Translation {
    /// Language of `words` (BCP 47).
    pub language: String,
    /// How it was made: "by hand", a program's name and version.
    pub method: String,
    /// Who translated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub translator: Option<String>,
    /// The translation.
    pub words: String,
}
