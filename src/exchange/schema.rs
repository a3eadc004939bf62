//! The JSON Schema of import lines, made of the types that read them, to hold
//! the page in `docs/` against. A test alone makes it: neither the library that
//! makes it nor a second description of every type is part of the program.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use crate::casebook::{
    AnswerDraft, CaptureDraft, ClaimDraft, EnquiryDraft, EventDraft, EvidenceDraft, LinkDraft,
    PartyDraft, PlaceDraft, QuestionDraft, ResolutionDraft, SourceDraft, VerdictDraft,
};

use super::columns::COLUMNS;
use super::line::{
    AffiliationLine, AliasLine, ApartLine, AssignLine, CaptureLine, ConfirmLine, EvidenceLine,
    JudgeLine, LineKind, MemberLine, MergeLine, ReviewLine, ReviseLine, SplitLine, WithdrawLine,
};

#[test]
fn the_schema_in_docs_is_that_of_the_types_that_read_lines() {
    let made = format!("{:#}\n", schema());
    if super::schema() == made {
        return;
    }
    let path = std::env::temp_dir().join("line.schema.json");
    std::fs::write(&path, made).unwrap();
    panic!("docs/line.schema.json is out of date: read {} and put it there", path.display());
}

/// The JSON Schema (draft 2020-12) of one line.
fn schema() -> Value {
    let mut properties = Map::new();
    for kind in LineKind::ALL {
        properties.insert(kind.to_string(), with_key(parts(*kind)));
    }
    let facts: Vec<Value> =
        LineKind::ALL.iter().map(|kind| json!({ "required": [kind.to_string()] })).collect();
    properties.insert(
        "as".to_owned(),
        json!({ "type": "string", "description": "Key of the member who logs the line" }),
    );
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A line of a rashomon import",
        "type": "object",
        "properties": properties,
        "additionalProperties": false,
        "oneOf": facts,
    })
}

/// The schemas of the parts of one kind of line.
fn parts(kind: LineKind) -> Vec<Value> {
    match kind {
        LineKind::Terms => vec![terms()],
        LineKind::Member => vec![of::<MemberLine>()],
        LineKind::Source => vec![of::<SourceDraft>()],
        LineKind::Capture => vec![of::<CaptureLine>(), of::<CaptureDraft>()],
        LineKind::Party => vec![of::<PartyDraft>()],
        LineKind::Alias => vec![of::<AliasLine>()],
        LineKind::Affiliation => vec![of::<AffiliationLine>()],
        LineKind::Merge => vec![of::<MergeLine>()],
        LineKind::Split => vec![of::<SplitLine>()],
        LineKind::Apart => vec![of::<ApartLine>()],
        LineKind::Place => vec![of::<PlaceDraft>()],
        LineKind::Event => vec![of::<EventDraft>()],
        LineKind::Question => vec![of::<QuestionDraft>()],
        LineKind::Claim => vec![of::<ClaimDraft>()],
        // The line's own `claim` names the claim, and goes before the draft's.
        LineKind::Revise => vec![of::<ClaimDraft>(), of::<ReviseLine>()],
        LineKind::Withdraw => vec![of::<WithdrawLine>()],
        LineKind::Confirm => vec![of::<ConfirmLine>()],
        LineKind::Link => vec![of::<LinkDraft>()],
        LineKind::Judge => vec![of::<JudgeLine>()],
        LineKind::Evidence => vec![of::<EvidenceLine>(), of::<EvidenceDraft>()],
        LineKind::Enquiry => vec![of::<EnquiryDraft>()],
        LineKind::Answer => vec![of::<AnswerDraft>()],
        LineKind::Assign => vec![of::<AssignLine>()],
        LineKind::Verdict => vec![of::<VerdictDraft>()],
        LineKind::Review => vec![of::<ReviewLine>()],
        LineKind::Resolution => vec![of::<ResolutionDraft>()],
        LineKind::Row => vec![row()],
    }
}

/// The schema of a type, with those of its parts in place.
fn of<T: JsonSchema>() -> Value {
    let settings =
        SchemaSettings::draft2020_12().with(|settings| settings.inline_subschemas = true);
    settings.into_generator().into_root_schema_for::<T>().to_value()
}

/// The schema of terms, which are facts of the journal as they stand.
fn terms() -> Value {
    let list = |fields: Value| json!({ "type": "array", "items": fields });
    let text = json!({ "type": "string" });
    let term = json!({
        "type": "object", "required": ["key", "text"], "additionalProperties": false,
        "properties": { "key": text, "text": text },
    });
    json!({ "properties": {
        "categories": list(term.clone()), "units": list(term),
        "conventions": list(json!({ "type": "object", "required": ["name", "word"] })),
        "scales": list(json!({ "type": "object", "required": ["name"] })),
        "standards": list(json!({ "type": "object", "required": ["name", "text"] })),
    } })
}

/// The schema of a row: every column is text.
fn row() -> Value {
    let columns = COLUMNS.iter().filter(|column| !matches!(column.name, "as" | "key"));
    let properties: Map<String, Value> = columns
        .map(|column| {
            let field = json!({ "type": "string", "description": column.about });
            (column.name.to_owned(), field)
        })
        .collect();
    json!({ "properties": properties })
}

/// One object of all parts, with the line's own key.
fn with_key(parts: Vec<Value>) -> Value {
    let mut properties = Map::new();
    let mut required = vec![Value::from("key")];
    properties.insert(
        "key".to_owned(),
        json!({
            "type": "string", "pattern": "^[a-z0-9][a-z0-9._-]{0,79}$",
            "description": "The line's own name, by which others refer to it",
        }),
    );
    for mut part in parts {
        if let Some(Value::Object(fields)) = part.get_mut("properties").map(Value::take) {
            properties.extend(fields);
        }
        if let Some(Value::Array(names)) = part.get_mut("required").map(Value::take) {
            required.extend(names);
        }
    }
    json!({
        "type": "object", "properties": properties, "required": required,
        "additionalProperties": false,
    })
}
