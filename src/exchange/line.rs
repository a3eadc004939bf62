//! One line of an import: which fact it holds, and its fields as drafts.
//!
//! `{"claim":{"key":"c1",…}}`, with `"as":"member"` beside the fact where
//! someone else than the importer logs it. Fields are those of the drafts of
//! [`crate::casebook`]; unknown ones are refused, each with its path.

use std::collections::BTreeMap;
use std::sync::Arc;

#[cfg(test)]
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::casebook::{
    AnswerDraft, CaptureDraft, ClaimDraft, EnquiryDraft, EventDraft, EvidenceDraft, LinkDraft,
    PartyDraft, PlaceDraft, QuestionDraft, ResolutionDraft, SourceDraft, Terms, VerdictDraft,
};
use crate::model::Sha256Hex;
use crate::model::vocabulary::vocabulary;

use super::columns::{COLUMNS, Column};
use super::row::RowLine;
use super::strict::{self, Fault};

vocabulary! {
    /// What a line of an import holds.
    LineKind, "fact";
    /// Units, categories, conventions, standards and scales.
    Terms = "terms",
    /// Someone who may log and review.
    Member = "member",
    /// A source.
    Source = "source",
    /// A capture of a source.
    Capture = "capture",
    /// A party.
    Party = "party",
    /// A name of a party, as printed.
    Alias = "alias",
    /// A party's place in a larger one.
    Affiliation = "affiliation",
    /// Two parties are one.
    Merge = "merge",
    /// A merge is taken back.
    Split = "split",
    /// Two parties are not one.
    Apart = "apart",
    /// A place.
    Place = "place",
    /// An event.
    Event = "event",
    /// A question of an event.
    Question = "question",
    /// A claim.
    Claim = "claim",
    /// A new version of a claim.
    Revise = "revise",
    /// A claim is taken back.
    Withdraw = "withdraw",
    /// What was guessed of a claim holds.
    Confirm = "confirm",
    /// A link.
    Link = "link",
    /// A decision on a link.
    Judge = "judge",
    /// A piece of evidence.
    Evidence = "evidence",
    /// An enquiry put to a party.
    Enquiry = "enquiry",
    /// What came of an enquiry.
    Answer = "answer",
    /// Who works on a claim.
    Assign = "assign",
    /// A verdict.
    Verdict = "verdict",
    /// A second member's view of a verdict.
    Review = "review",
    /// How a question was settled.
    Resolution = "resolution",
    /// A row of a spreadsheet: a claim and what it names.
    Row = "row",
}

/// The header of each column of a spreadsheet.
pub(super) type Headers = Arc<BTreeMap<&'static str, String>>;

/// A line that was read.
#[derive(Clone, Debug)]
pub(super) struct Line {
    /// Its number in the file, from 1.
    pub(super) number: usize,
    /// Its own key.
    pub(super) key: String,
    /// Who logs it, where that is not the importer.
    pub(super) member: Option<String>,
    /// What it logs.
    pub(super) fact: LineFact,
    /// Its fields as they stand, to say which of them an error is about.
    pub(super) fields: Map<String, Value>,
    /// For a row of a spreadsheet: the header of each column.
    pub(super) headers: Option<Headers>,
}

/// What a line logs.
#[derive(Clone, Debug)]
pub(super) enum LineFact {
    Terms(Terms),
    Member(MemberLine),
    Source(SourceDraft),
    Capture(CaptureLine, CaptureDraft),
    Party(PartyDraft),
    Alias(AliasLine),
    Affiliation(AffiliationLine),
    Merge(MergeLine),
    Split(SplitLine),
    Apart(ApartLine),
    Place(PlaceDraft),
    Event(EventDraft),
    Question(QuestionDraft),
    Claim(Box<ClaimDraft>),
    Revise(ReviseLine, Box<ClaimDraft>),
    Withdraw(WithdrawLine),
    Confirm(ConfirmLine),
    Link(LinkDraft),
    Judge(JudgeLine),
    Evidence(EvidenceLine, EvidenceDraft),
    Enquiry(EnquiryDraft),
    Answer(AnswerDraft),
    Assign(AssignLine),
    Verdict(Box<VerdictDraft>),
    Review(ReviewLine),
    Resolution(ResolutionDraft),
    Row(Box<RowLine>),
}

impl LineFact {
    /// The file that it names.
    pub(super) fn file(&self) -> Option<&str> {
        if let Self::Capture(CaptureLine { file, .. }, _)
        | Self::Evidence(EvidenceLine { file }, _) = self
        {
            file.as_deref()
        } else {
            None
        }
    }
}

/// Declares the fields of a line that no draft has.
macro_rules! line_fields {
    ($($(#[$doc:meta])* $name:ident { $($(#[$fdoc:meta])* $field:ident: $type:ty,)+ })+) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[cfg_attr(test, derive(JsonSchema))]
        #[serde(rename_all = "kebab-case", deny_unknown_fields)]
        pub(super) struct $name {
            $($(#[$fdoc])* pub(super) $field: $type,)+
        }

        impl Own for $name {
            const FIELDS: &'static [&'static str] = &[$(stringify!($field),)+];
        }
    )+};
}

line_fields! {
    /// The member's key is the line's key.
    MemberLine { name: String, }
    /// Where a capture's bytes come from: a file, the text itself, or, withheld, hashes.
    CaptureLine {
        source: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        file: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        raw: Option<RawRef>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text_ref: Option<TextRef>,
    }
    /// Digest and size of a file that is withheld.
    RawRef { #[cfg_attr(test, schemars(with = "String"))] sha256: Hex, size: u64, }
    /// Digest, size and length of a text that is withheld.
    TextRef { #[cfg_attr(test, schemars(with = "String"))] sha256: Hex, size: u64, points: u64, }
    /// `seen`: the capture in which the name stands.
    AliasLine {
        party: String,
        printed: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        seen: Option<String>,
    }
    /// One of `belongs-to` and `speaks-for`.
    AffiliationLine {
        party: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        belongs_to: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        speaks_for: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        role: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        since: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<String>,
    }
    MergeLine { party: String, into: String, why: String, }
    SplitLine { party: String, why: String, }
    ApartLine { parties: Vec<String>, why: String, }
    /// `claim` names the claim, so that its new wording is `proposition`.
    ReviseLine {
        claim: String,
        kind: String,
        why: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        proposition: Option<String>,
    }
    WithdrawLine { claim: String, why: String, }
    ConfirmLine { claim: String, }
    JudgeLine { link: String, decision: String, why: String, }
    EvidenceLine {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        file: Option<String>,
    }
    AssignLine {
        claim: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        member: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        due: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    }
    ReviewLine { verdict: String, outcome: String, why: String, }
}

/// A digest in 64 hexadecimal digits; zeros until one is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Hex(pub(super) Sha256Hex);

impl Default for Hex {
    fn default() -> Self {
        Self(Sha256Hex::from_bytes([0; 32]))
    }
}

/// Reads one line that is neither blank nor a comment.
pub(super) fn read(number: usize, text: &str) -> Result<Line, Vec<Fault>> {
    let mut object = strict::read(text)?;
    let member = match object.remove("as") {
        None => None,
        Some(Value::String(member)) => Some(member),
        Some(_) => return Err(vec![Fault::new("as", "expected a member's key")]),
    };
    let (kind, mut fields) = the_fact(object)?;
    let key = take_key(&mut fields).map_err(|fault| vec![fault])?;
    let mut faults = Vec::new();
    match read_fact(kind, &fields, &mut faults) {
        Some(fact) if faults.is_empty() => {
            Ok(Line { number, key, member, fact, fields, headers: None })
        }
        _ => Err(faults),
    }
}

/// The one fact of a line and its fields.
fn the_fact(object: Map<String, Value>) -> Result<(LineKind, Map<String, Value>), Vec<Fault>> {
    let mut facts = object.into_iter();
    let (Some((word, fields)), None) = (facts.next(), facts.next()) else {
        let why = "expected one fact in a line, and beside it at most `as`";
        return Err(vec![Fault::new("", why)]);
    };
    let kind = word.parse::<LineKind>().map_err(|invalid| {
        let hint = invalid.near().map(|near| format!("did you mean `{near}`?"));
        vec![Fault { hint, ..Fault::new(&word, invalid.to_string()) }]
    })?;
    match fields {
        Value::Object(fields) => Ok((kind, fields)),
        _ => Err(vec![Fault::new(word, "expected an object with its fields")]),
    }
}

/// Takes the line's own key out of its fields.
fn take_key(fields: &mut Map<String, Value>) -> Result<String, Fault> {
    let why = match fields.remove("key") {
        Some(Value::String(key)) if is_key(&key) => return Ok(key),
        Some(Value::String(key)) => {
            format!(
                "`{key}` is not a key: expected small letters, digits, `.`, `_` or `-`, 80 at most"
            )
        }
        Some(_) => "expected text".to_owned(),
        None => {
            "is missing: give the line a key of its own, by which others refer to it".to_owned()
        }
    };
    Err(Fault::new("key", why))
}

pub(super) fn is_key(key: &str) -> bool {
    let first = key.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit());
    let word = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"._-".contains(&b);
    first && key.len() <= 80 && key.bytes().all(word)
}

/// Reads the fields of one kind of line.
fn read_fact(
    kind: LineKind,
    fields: &Map<String, Value>,
    faults: &mut Vec<Fault>,
) -> Option<LineFact> {
    Some(match kind {
        LineKind::Terms => LineFact::Terms(whole(fields, faults)?),
        LineKind::Member => LineFact::Member(whole(fields, faults)?),
        LineKind::Source => LineFact::Source(whole(fields, faults)?),
        LineKind::Capture => {
            let (own, draft) = parted(fields, faults);
            LineFact::Capture(own?, draft?)
        }
        LineKind::Party => LineFact::Party(whole(fields, faults)?),
        LineKind::Alias => LineFact::Alias(whole(fields, faults)?),
        LineKind::Affiliation => LineFact::Affiliation(whole(fields, faults)?),
        LineKind::Merge => LineFact::Merge(whole(fields, faults)?),
        LineKind::Split => LineFact::Split(whole(fields, faults)?),
        LineKind::Apart => LineFact::Apart(whole(fields, faults)?),
        LineKind::Place => LineFact::Place(whole(fields, faults)?),
        LineKind::Event => LineFact::Event(whole(fields, faults)?),
        LineKind::Question => LineFact::Question(whole(fields, faults)?),
        LineKind::Claim => LineFact::Claim(Box::new(whole(fields, faults)?)),
        LineKind::Revise => {
            let (own, draft) = parted::<ReviseLine, ClaimDraft>(fields, faults);
            let (own, mut draft) = (own?, draft?);
            draft.claim.clone_from(&own.proposition);
            LineFact::Revise(own, Box::new(draft))
        }
        LineKind::Withdraw => LineFact::Withdraw(whole(fields, faults)?),
        LineKind::Confirm => LineFact::Confirm(whole(fields, faults)?),
        LineKind::Link => LineFact::Link(whole(fields, faults)?),
        LineKind::Judge => LineFact::Judge(whole(fields, faults)?),
        LineKind::Evidence => {
            let (own, draft) = parted(fields, faults);
            LineFact::Evidence(own?, draft?)
        }
        LineKind::Enquiry => LineFact::Enquiry(whole(fields, faults)?),
        LineKind::Answer => LineFact::Answer(whole(fields, faults)?),
        LineKind::Assign => LineFact::Assign(whole(fields, faults)?),
        LineKind::Verdict => LineFact::Verdict(Box::new(whole(fields, faults)?)),
        LineKind::Review => LineFact::Review(whole(fields, faults)?),
        LineKind::Resolution => LineFact::Resolution(whole(fields, faults)?),
        LineKind::Row => LineFact::Row(Box::new(row(fields, faults)?)),
    })
}

/// Reads a row: every field is a column, and text.
fn row(fields: &Map<String, Value>, faults: &mut Vec<Fault>) -> Option<RowLine> {
    let before = faults.len();
    let mut cells = BTreeMap::new();
    for (name, value) in fields {
        match (Column::named(name), value) {
            (Some(column), Value::String(cell)) if !matches!(column.name, "as" | "key") => {
                cells.insert(column.name, cell.clone());
            }
            (Some(_), _) => faults.push(Fault::new(name, "expected text")),
            (None, _) => {
                let names: Vec<String> =
                    COLUMNS.iter().map(|column| format!("`{}`", column.name)).collect();
                let why = format!("unknown field `{name}`, expected one of {}", names.join(", "));
                faults.push(Fault::new(name, why));
            }
        }
    }
    let row = RowLine { cells, unknown: Vec::new(), derived: false };
    (faults.len() == before).then_some(row)
}

/// Reads fields that belong to a line's own part, and the rest as a draft.
fn parted<A: Fields + Own, B: Fields>(
    fields: &Map<String, Value>,
    faults: &mut Vec<Fault>,
) -> (Option<A>, Option<B>) {
    let is_own = |name: &str| A::FIELDS.iter().any(|field| field.replace('_', "-") == name);
    let (own, rest): (Map<_, _>, Map<_, _>) =
        fields.clone().into_iter().partition(|(name, _)| is_own(name));
    (whole(&own, faults), whole(&rest, faults))
}

/// What can be read field by field.
trait Fields: DeserializeOwned + Serialize + Default {}

impl<T: DeserializeOwned + Serialize + Default> Fields for T {}

/// A line's own part, beside a draft.
trait Own {
    /// Its fields, spelt as in Rust.
    const FIELDS: &'static [&'static str];
}

/// Reads all fields of a line; a fault for each that does not fit.
fn whole<T: Fields>(fields: &Map<String, Value>, faults: &mut Vec<Fault>) -> Option<T> {
    let error = match T::deserialize(fields) {
        Ok(read) => return Some(read),
        Err(error) => error,
    };
    // Only now, as it takes each field by itself.
    let before = faults.len();
    for (name, value) in fields {
        faults.extend(fault_of::<T>(name, value));
    }
    if faults.len() == before {
        faults.push(missing(&error.to_string()));
    }
    None
}

/// What is wrong with one field, read with every other field left out.
fn fault_of<T: Fields>(name: &str, value: &Value) -> Option<Fault> {
    let why = reason::<T>(name, value)?;
    let Value::Array(items) = value else { return Some(Fault::new(name, why)) };
    let bad = items.iter().enumerate().find_map(|(at, item)| {
        let why = reason::<T>(name, &Value::Array(vec![item.clone()]))?;
        Some(Fault::new(format!("{name}[{at}]"), why))
    });
    Some(bad.unwrap_or_else(|| Fault::new(name, why)))
}

fn reason<T: Fields>(name: &str, value: &Value) -> Option<String> {
    let mut probe = defaults::<T>();
    probe.insert(name.to_owned(), value.clone());
    T::deserialize(&probe).err().map(|error| error.to_string())
}

/// The fields that `T` must have, with empty values.
fn defaults<T: Fields>() -> Map<String, Value> {
    match serde_json::to_value(T::default()) {
        Ok(Value::Object(fields)) => fields,
        _ => Map::new(),
    }
}

/// "missing field `display`", laid to the field.
fn missing(error: &str) -> Fault {
    match error.split('`').nth(1) {
        Some(field) if error.starts_with("missing field") => Fault::new(field, "is missing"),
        _ => Fault::new("", error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_line_is_read_and_its_unknown_fields_refused() {
        for kind in LineKind::ALL {
            let line = format!("{{\"{kind}\":{{\"key\":\"k\",\"colour\":\"red\"}}}}");
            let faults = read(1, &line).unwrap_err();
            assert!(faults.iter().any(|fault| fault.field == "colour"), "{kind}: {faults:?}");
        }
    }

    #[test]
    fn a_fault_names_its_field_and_all_faults_of_a_line_are_found() {
        let line = r#"{"claim":{"key":"c1","from":5,"quotes":[{"exact":"a"},{"exakt":"b"}],"hedges":["x"]}}"#;
        let faults = read(1, line).unwrap_err();
        let fields: Vec<&str> = faults.iter().map(|fault| fault.field.as_str()).collect();
        assert_eq!(fields, ["from", "quotes[1]"]);
        // (line, field, words of the reason)
        let cases = [
            (r#"{"party":{"key":"p"}}"#, "display", "missing"),
            (r#"{"party":{"display":"North"}}"#, "key", "missing"),
            (r#"{"party":{"key":"P","display":"North"}}"#, "key", "small letters"),
            (r#"{"partee":{"key":"p"}}"#, "partee", "unknown fact"),
            (r#"{"party":{"key":"p","display":"N"},"place":{}}"#, "", "one fact"),
            (r#"{"as":1,"party":{"key":"p","display":"N"}}"#, "as", "a member's key"),
            (r#"{"party":"North"}"#, "party", "an object"),
            (
                r#"{"capture":{"key":"c","source":"s","raw":{"sha256":"00","size":1}}}"#,
                "raw",
                "64 lower-case",
            ),
        ];
        for (line, field, words) in cases {
            let faults = read(1, line).unwrap_err();
            assert_eq!(faults[0].field, field, "{line}: {faults:?}");
            assert!(faults[0].reason.contains(words), "{line}: {faults:?}");
        }
    }

    #[test]
    fn a_new_wording_is_told_from_the_claim_it_is_of() {
        let line = r#"{"as":"ann","revise":{"key":"r","claim":"c1","kind":"correction","why":"w","proposition":"Two, not three.","on":["e/n=2"]}}"#;
        let line = read(7, line).unwrap();
        assert_eq!((line.number, line.member.as_deref()), (7, Some("ann")));
        let LineFact::Revise(own, draft) = line.fact else { panic!("a revision") };
        assert_eq!((own.claim.as_str(), draft.claim.as_deref()), ("c1", Some("Two, not three.")));
        assert_eq!(draft.on, ["e/n=2"]);
    }
}
