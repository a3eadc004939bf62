//! A report as JSON: the value as it is, text unchanged; and back.

use super::value::{Report, SCHEMA};
use crate::error::{Error, Result};

/// Writes a report as JSON, schema [`SCHEMA`]: indented, fields in one order, a
/// line end at the end. `docs/report.schema.json` describes it.
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

/// Reads a report back, nothing lost: each other form written of it has the
/// same bytes as before.
///
/// # Errors
///
/// [`Error::Usage`] unless it is a report of this schema.
pub fn from_json(text: &str) -> Result<Report> {
    let refuse = |why: String| {
        Error::usage(format!("this is no report: {why}"), "give a file that `report` wrote as JSON")
    };
    let report: Report =
        serde_json::from_slice(text.as_bytes()).map_err(|error| refuse(error.to_string()))?;
    if report.schema != SCHEMA {
        return Err(refuse(format!("its schema is `{}`, not `{SCHEMA}`", report.schema)));
    }
    Ok(report)
}
