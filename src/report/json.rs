//! A report as JSON: the value as it is, text unchanged.

use super::value::Report;

/// Writes a report as JSON, schema [`SCHEMA`](super::SCHEMA): indented, fields
/// in one order, a line end at the end.
///
/// # Panics
///
/// Never: a report has string keys and no floats.
pub fn json(report: &Report) -> String {
    let mut json =
        serde_json::to_string_pretty(report).expect("a report has string keys and no floats");
    json.push('\n');
    json
}
