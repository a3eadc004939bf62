//! Facts about members, parties and places.

use serde::{Deserialize, Serialize};

use crate::model::vocab::{KeyAct, PartyKind, PlacePrecision, Relation};
use crate::model::{
    CaptureId, Date, EntryId, MemberId, PartyId, PlaceId, Sha256Hex, Span, Timestamp,
};

/// Someone who may log and review.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Member {
    /// From when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Timestamp>,
    /// Their key, as it stands in every entry's `by`; never reused.
    pub key: String,
    /// Their name.
    pub name: String,
    /// Replaces the fields of this member; the handle stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<MemberId>,
    /// Until when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
}

/// A member's signing key, or the end of one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Key {
    /// What happened.
    pub act: KeyAct,
    /// From when this holds.
    pub from: Timestamp,
    /// The member's key.
    pub member: String,
    /// Why; always there for `revoke`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The key fact that this one takes the place of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<EntryId>,
    /// The verifier key (C2SP signed-note).
    pub vkey: String,
}

/// Someone who speaks, acts or is spoken of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Party {
    /// A confidential party: SHA-256 of a salt kept elsewhere and the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidential_sha256: Option<Sha256Hex>,
    /// The name shown in reports; a label where confidential.
    pub display: String,
    /// What kind of party.
    pub kind: PartyKind,
    /// A member's remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Replaces the fields of this party; the handle stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<PartyId>,
}

/// A name under which a party was seen in print.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Alias {
    /// Language of the name (BCP 47).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The party.
    pub party: PartyId,
    /// The name as printed.
    pub printed: String,
    /// Its script (ISO 15924).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub script: Option<String>,
    /// Where it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<Seen>,
}

/// Where something was seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Seen {
    /// In which capture.
    pub capture: CaptureId,
    /// Where in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub span: Option<Span>,
}

/// A party's place in, or voice for, a larger one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Affiliation {
    /// The smaller party.
    pub party: PartyId,
    /// How it stands to the larger.
    pub relation: Relation,
    /// The role as printed: "spokesperson".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// Where that stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<Seen>,
    /// From when, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Date>,
    /// Until when, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// The larger party.
    pub whole: PartyId,
}

/// Two parties are one: a decision, reversible by `split`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Merge {
    /// The party that stays.
    pub into: PartyId,
    /// The party that is the same.
    pub party: PartyId,
    /// Why.
    pub reason: String,
}

/// A merge is taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Split {
    /// The party that was merged and stands by itself again.
    pub party: PartyId,
    /// Why.
    pub reason: String,
}

/// Two parties are not one, however alike their names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Apart {
    /// The two.
    pub parties: [PartyId; 2],
    /// Why.
    pub reason: String,
}

/// Somewhere on the map.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Place {
    /// Its name.
    pub name: String,
    /// A member's remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Replaces the fields of this place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<PlaceId>,
    /// A point in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub point: Option<Point>,
    /// How well the point is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub precision: Option<PlacePrecision>,
    /// Names under which it was seen in print.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub printed: Vec<String>,
    /// The place it lies in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<PlaceId>,
}

/// A point on the map, WGS 84, in decimal degrees as text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Point {
    /// Latitude, -90 to 90.
    pub lat: String,
    /// Longitude, -180 to 180.
    pub lon: String,
}
