//! `rebuild`: the tables are written again from the record.

use serde_json::json;

use crate::error::Result;
use crate::text::counted;

use super::reply::Reply;
use super::session::Session;

/// Write the casebook's tables again from the record
#[derive(clap::Args, Debug)]
#[command(before_help = "Examples:
  rashomon rebuild")]
pub(super) struct Arguments {}

pub(super) fn run(session: &mut Session<'_, '_>, Arguments {}: Arguments) -> Result<Reply> {
    let mut casebook = session.open()?;
    let entries = casebook.store().size()?;
    let data = json!({ "entries": entries });
    if session.dry_run() {
        return Ok(Reply::new("", data).dry_run("nothing was written"));
    }
    casebook.store_mut().rebuild()?;
    Ok(Reply::new("", data)
        .say(format!("wrote the tables again from {}", counted(entries, "entry")))
        .next("rashomon audit"))
}
