//! `review`: a second member looks at a verdict.

use serde_json::json;

use crate::error::Result;
use crate::model::vocab::ReviewOutcome;

use super::args::words;
use super::reply::Reply;
use super::session::Session;

/// Review another member's verdict
#[derive(clap::Args, Debug)]
#[command(before_help = "Examples:
  rashomon review V1 agrees --as second-reader --why \"read both passages again\"")]
pub(super) struct Arguments {
    /// The verdict
    #[arg(value_name = "VERDICT")]
    verdict: String,

    /// What you say of it
    #[arg(value_name = "OUTCOME", value_parser = words!(ReviewOutcome))]
    outcome: String,

    /// Why
    #[arg(long, value_name = "REASON")]
    why: String,
}

pub(super) fn run(session: &mut Session<'_, '_>, arguments: Arguments) -> Result<Reply> {
    let Arguments { verdict, outcome, why } = arguments;
    let outcome: ReviewOutcome = outcome.parse()?;
    session.write(|desk| {
        let id = desk.review(&verdict, outcome, &why)?;
        let (handle, by) = (desk.handle(id)?.to_string(), desk.stamp().by.clone());
        let data = json!({ "verdict": handle, "outcome": outcome, "by": by, "why": why });
        Ok(Reply::new(format!("{handle}\n"), data)
            .say(format!("recorded: {by} {outcome} with {handle}: {why}"))
            .next(format!("rashomon show {handle}")))
    })
}
