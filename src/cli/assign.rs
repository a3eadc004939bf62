//! `assign`: who works on a claim.

use serde_json::json;

use crate::error::Result;
use crate::model::Date;

use super::reply::Reply;
use super::session::Session;

/// Give a claim to a member, or to nobody
#[derive(clap::Args, Debug)]
#[command(before_help = "Examples:
  rashomon assign C1 second-reader --due 2025-10-20
  rashomon assign C1")]
pub(super) struct Arguments {
    /// The claim
    #[arg(value_name = "CLAIM")]
    claim: String,

    /// Key of the member; nobody where left out
    #[arg(value_name = "MEMBER")]
    to: Option<String>,

    /// Until when
    #[arg(long, value_name = "DATE")]
    due: Option<String>,

    /// A remark
    #[arg(long)]
    note: Option<String>,
}

pub(super) fn run(session: &mut Session<'_, '_>, arguments: Arguments) -> Result<Reply> {
    let Arguments { claim, to, due, note } = arguments;
    let now = session.env.now;
    session.write(|desk| {
        let id = desk.assign(&claim, to.as_deref(), due.as_deref(), note.as_deref())?;
        let handle = desk.handle(id)?.to_string();
        let data = json!({ "claim": handle, "member": to, "due": due });
        let whose = to.as_deref().unwrap_or("nobody");
        let reply =
            Reply::new(format!("{handle}\n"), data).say(format!("{handle} is with {whose}"));
        let past =
            due.as_deref().map(str::parse::<Date>).transpose()?.filter(|due| due.is_past(now));
        Ok(past.into_iter().fold(reply, |reply, due| {
            reply.warn(format!("due: {} has passed: the work is overdue at once", due.edtf))
        }))
    })
}
