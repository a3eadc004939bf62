//! `report`: the accounts of an event, as Markdown or JSON.

use std::path::PathBuf;

use serde_json::json;

use crate::error::Result;
use crate::report;

use super::reply::Reply;
use super::session::Session;

/// The form of a report.
#[derive(clap::ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    /// `CommonMark` with tables
    Markdown,
    /// The whole value, schema `rashomon/report/1`
    Json,
}

/// Write the contradiction report of one event, of several, or of all
///
/// The same casebook gives the same bytes. Every sentence names who reports it
/// until the attribution is traced.
#[derive(clap::Args, Debug)]
#[command(before_help = "Examples:
  rashomon report E3
  rashomon report E3 -o spin-boldak.md
  rashomon report E3 --format json -o spin-boldak.json")]
pub(super) struct Arguments {
    /// The events; all where left out
    #[arg(value_name = "EVENT")]
    events: Vec<String>,

    /// Its form; by the name of the file where left out, else markdown
    #[arg(long, value_enum)]
    format: Option<Format>,

    /// Write it to this file
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Write over a file that is there
    #[arg(long, requires = "output")]
    force: bool,
}

pub(super) fn run(session: &mut Session<'_, '_>, arguments: Arguments) -> Result<Reply> {
    let casebook = session.read()?;
    let mut events = Vec::new();
    for event in &arguments.events {
        events.push(casebook.names().event(event)?.id.into());
    }
    let report = report::gather(casebook.store(), &events)?;
    let extension = arguments.output.as_ref().and_then(|path| path.extension());
    let format = match arguments.format {
        Some(format) => format,
        None if extension.is_some_and(|extension| extension == "json") => Format::Json,
        None => Format::Markdown,
    };
    let text = match format {
        Format::Markdown => report::markdown(&report),
        Format::Json => report::json(&report),
    };
    let Some(path) = arguments.output else {
        // Markdown is written without anything that steers a terminal.
        let safe = format == Format::Markdown;
        return Ok(Reply::file(text.into_bytes(), safe, &report));
    };
    session.keep(&path, text.as_bytes(), arguments.force)?;
    let data = json!({ "file": path, "bytes": text.len(), "cut": report.cut });
    Ok(Reply::new("", data).say(format!(
        "wrote {}: {} bytes, as of entry {}",
        path.display(),
        text.len(),
        report.cut.entries
    )))
}
