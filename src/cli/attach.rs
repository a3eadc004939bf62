//! `attach`: the bytes of a withheld capture are put in; their hash decides.

use std::path::PathBuf;

use serde_json::json;

use crate::error::Result;

use super::reply::Reply;
use super::session::Session;

/// Put the file of a withheld capture in; its hash decides
///
/// A file of which one byte differs is refused, and the quotations that do not
/// hold in it are named.
#[derive(clap::Args, Debug)]
#[command(before_help = "Examples:
  rashomon attach S1@1 page.txt")]
pub(super) struct Arguments {
    /// The capture
    #[arg(value_name = "CAPTURE")]
    capture: String,

    /// The file; `-` reads standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// A remark
    #[arg(long)]
    note: Option<String>,
}

pub(super) fn run(session: &mut Session<'_, '_>, arguments: Arguments) -> Result<Reply> {
    let Arguments { capture, file, note } = arguments;
    let bytes = session.file(&file)?;
    session.write(|desk| {
        let logged = desk.names().capture(&capture)?;
        let spans = desk.attach(&logged, &bytes, note.as_deref())?;
        let handle = logged.handle.to_string();
        let data = json!({ "capture": handle, "spans": spans, "sha256": logged.fact.raw.sha256.to_string() });
        Ok(Reply::new(format!("{handle}\n"), data)
            .say(format!("attached {handle}: it is the file that was captured; {spans} spans rest on it"))
            .next("rashomon audit"))
    })
}
