//! `undo`: entries that no longer count; they stay on record.

use serde_json::json;

use crate::error::Result;

use super::reply::Reply;
use super::session::Session;

/// Undo what was recorded; the entries stay, and no longer count
///
/// Refused, with the list, where something rests on it. Of a claim, use
/// `withdraw` where it was logged rightly and taken back.
#[derive(clap::Args, Debug)]
#[command(before_help = "Examples:
  rashomon undo L1 --why \"linked the wrong claims\"")]
pub(super) struct Arguments {
    /// Handles, or first digits of entry ids, of what to undo together
    #[arg(value_name = "HANDLE", required = true)]
    what: Vec<String>,

    /// Why
    #[arg(long, value_name = "REASON")]
    why: String,
}

pub(super) fn run(session: &mut Session<'_, '_>, arguments: Arguments) -> Result<Reply> {
    let Arguments { what, why } = arguments;
    session.write(|desk| {
        let ids: Vec<_> =
            what.iter().map(|text| desk.names().entry(text)).collect::<Result<_>>()?;
        let undone = desk.undo(&ids, &why)?;
        let handles = desk.names().handles(undone)?;
        Ok(Reply::new(format!("{}\n", handles.join(" ")), json!({ "undone": handles, "why": why }))
            .say(format!("undid {}: {why}", handles.join(", ")))
            .next("rashomon history --limit 5"))
    })
}
