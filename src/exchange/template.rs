//! What to fill in: a spreadsheet's header with one row, lines of JSON with one
//! small scene, and the JSON Schema of every line. All of them are imported, or
//! made from the types that read lines, so that they cannot be out of date.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use crate::casebook::{
    AnswerDraft, CaptureDraft, ClaimDraft, EnquiryDraft, EventDraft, EvidenceDraft, LinkDraft,
    PartyDraft, PlaceDraft, QuestionDraft, ResolutionDraft, SourceDraft, VerdictDraft,
};
use crate::error::{Error, Result};

use super::columns::COLUMNS;
use super::line::{
    AffiliationLine, AliasLine, ApartLine, AssignLine, CaptureLine, ConfirmLine, EvidenceLine,
    JudgeLine, LineKind, MemberLine, MergeLine, ReviewLine, ReviseLine, SplitLine, WithdrawLine,
};

/// A small scene in lines of JSON.
const LINES: &str = r#"# One fact a line; a line's key is its own name, and others refer to it.
# Fields and words: seeds/README.md, `rashomon import --schema`, `rashomon vocabulary`.
{"party":{"key":"blueland","display":"Blueland","kind":"state"}}
{"party":{"key":"red","display":"Mr Bo Red","kind":"person"}}
{"source":{"key":"courier","outlet":"River Courier","title":"River post shelled overnight","published":"2025-10-17"}}
{"capture":{"key":"courier.page","source":"courier","text":"Mr Bo Red said on Thursday: “They fired first.”\n"}}
{"event":{"key":"shelling","title":"Shelling of the river post","date":"2025-10-15"}}
{"question":{"key":"shelling.first","event":"shelling","question":"first","kind":"party","text":"Who fired first?"}}
{"claim":{"key":"c1","from":"courier.page","who":"red","by":"Mr Bo Red","attribution":"direct-quote","cue":"said","said-on":"2025-10-16","claim":"Blueland fired first.","quotes":[{"exact":"They fired first."}],"on":["shelling/first=blueland"]}}
"#;

/// Lines of JSON that can be imported, to write over.
pub const fn jsonl_template() -> &'static str {
    LINES
}

/// A spreadsheet with every column and one row that can be imported, to write
/// over; `delimiter` divides its cells.
///
/// # Errors
///
/// None in practice: it is written to memory.
pub fn csv_template(delimiter: u8) -> Result<String> {
    let mut table = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
    let failed = |error: csv::Error| Error::Output(error.into());
    table.write_record(COLUMNS.iter().map(|column| column.name)).map_err(failed)?;
    table.write_record(COLUMNS.iter().map(|column| column.example)).map_err(failed)?;
    let bytes = table.into_inner().map_err(|error| Error::Output(error.into_error()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The JSON Schema (draft 2020-12) of one line.
pub fn schema() -> Value {
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
