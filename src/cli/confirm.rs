//! `confirm`: what was guessed of a claim holds, or a stale link still does.

use serde_json::json;

use crate::casebook::Decide;
use crate::error::{Error, Result};
use crate::model::Handle;

use super::reply::Reply;
use super::session::Session;
use super::wording::in_a_line;

/// Confirm what was guessed of a claim, or that a stale link still holds
#[derive(clap::Args, Debug)]
#[command(before_help = "Examples:
  rashomon confirm C50
  rashomon confirm L1 --why \"read both versions again\"")]
pub(super) struct Arguments {
    /// The claim or link
    #[arg(value_name = "CLAIM|LINK")]
    target: String,

    /// For a link: why it still holds
    #[arg(long, value_name = "REASON")]
    why: Option<String>,
}

pub(super) fn run(session: &mut Session<'_, '_>, arguments: Arguments) -> Result<Reply> {
    let Arguments { target, why } = arguments;
    session.write(|desk| match (target.parse::<Handle>(), &why) {
        (Ok(Handle::Link(_)), Some(why)) => {
            let link = desk.judge(&target, Decide::Confirm, why)?;
            let handle = desk.handle(link)?.to_string();
            let data = json!({ "link": handle, "decision": "confirm" });
            Ok(Reply::new(format!("{handle}\n"), data)
                .say(format!("confirmed {handle} for the versions there are now")))
        }
        (Ok(Handle::Link(_)), None) => {
            Err(Error::usage("a decision on a link needs a reason", "say why with --why"))
        }
        _ => {
            let fields = desk.confirm_claim(&target)?;
            let claim = format!("C{}", desk.names().claim(&target)?.number);
            let words: Vec<&str> = fields.iter().map(|field| field.as_str()).collect();
            let data = json!({ "claim": claim, "confirmed": words });
            let reply = Reply::new(format!("{claim}\n"), data)
                .say(format!("confirmed of {claim}: {}", words.join(", ")));
            Ok(in_a_line(desk, &claim, None).into_iter().fold(reply, Reply::say))
        }
    })
}
