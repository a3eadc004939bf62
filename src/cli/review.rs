//! `review`: a second member looks at a verdict.

use serde_json::json;

use crate::casebook::fact;
use crate::error::Result;
use crate::model::vocab::ReviewOutcome;

use super::args::words;
use super::reply::Reply;
use super::session::Session;
use super::verdict::state_of;

/// Review another member's verdict
///
/// `confirmed` and `refuted` count once a second member agrees. Any verdict on a
/// finding or an attribution that its newest reviewer disagrees with waits until
/// one agrees; the one before it counts meanwhile.
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
        let reply = Reply::new(format!("{handle}\n"), data)
            .say(format!("recorded: {by} {outcome} with {handle}: {why}"));
        let logged = desk.store().get::<fact::Verdict>(id.into())?;
        let state = logged.map(|logged| state_of(desk.store(), &logged)).transpose()?.flatten();
        let reply = match state {
            Some(state) => reply.say(format!("  how it stands: {state}")),
            None => reply,
        };
        Ok(reply.next(format!("rashomon show {handle}")))
    })
}
