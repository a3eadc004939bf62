//! `withdraw`: a claim or link is taken back; it stays on record.

use serde_json::json;

use crate::casebook::Decide;
use crate::error::Result;
use crate::model::Handle;

use super::reply::Reply;
use super::session::Session;

/// Take a claim or link back; it stays, shown as withdrawn
#[derive(clap::Args, Debug)]
#[command(before_help = "Examples:
  rashomon withdraw C1 --why \"logged twice\"
  rashomon withdraw L1 --why \"the passages speak of two nights\"")]
pub(super) struct Arguments {
    /// The claim or link
    #[arg(value_name = "CLAIM|LINK")]
    target: String,

    /// Why
    #[arg(long, value_name = "REASON")]
    why: String,
}

pub(super) fn run(session: &mut Session<'_, '_>, arguments: Arguments) -> Result<Reply> {
    let Arguments { target, why } = arguments;
    session.write(|desk| {
        let mut resting = Vec::new();
        let handle = if let Ok(Handle::Link(_)) = target.parse() {
            let link = desk.judge(&target, Decide::Withdraw, &why)?;
            desk.handle(link)?.to_string()
        } else {
            resting = desk.rests_on_claim(&target)?;
            let claim = desk.withdraw_claim(&target, &why)?;
            desk.handle(claim)?.to_string()
        };
        let data = json!({ "withdrawn": handle, "why": why, "rests_on_it": resting });
        let reply = Reply::new(format!("{handle}\n"), data)
            .say(format!("withdrew {handle}: {why}"))
            .next(format!("rashomon history {handle}"));
        Ok(if resting.is_empty() {
            reply
        } else {
            reply.warn(format!("look again at what rests on it: {}", resting.join(", ")))
        })
    })
}
