//! What to fill in: a spreadsheet's header with one row, lines of JSON with one
//! small scene, and the JSON Schema of every line. All of them are imported, or
//! compared with the types that read lines, so that they cannot be out of date.

use crate::error::{Error, Result};

use super::columns::COLUMNS;

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

/// The JSON Schema (draft 2020-12) of one line, as text.
pub const fn schema() -> &'static str {
    include_str!("../../docs/line.schema.json")
}
