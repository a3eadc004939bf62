//! `withhold`: a capture's bytes leave the casebook for good.

use serde_json::json;

use crate::error::Result;
use crate::model::vocab::WithheldFor;

use super::args::words;
use super::reply::Reply;
use super::session::Session;

/// Take a capture's bytes out of the casebook for good; hashes and ranges stay
#[derive(clap::Args, Debug)]
#[command(before_help = "Examples:
  rashomon withhold S1@1 --for copyright --why \"the publisher asked\"")]
pub(super) struct Arguments {
    /// The capture
    #[arg(value_name = "CAPTURE")]
    capture: String,

    /// Why, in a word
    #[arg(long = "for", value_name = "WHY", value_parser = words!(WithheldFor))]
    reason: String,

    /// Why, in a sentence
    #[arg(long, value_name = "REASON")]
    why: String,
}

pub(super) fn run(session: &mut Session<'_, '_>, arguments: Arguments) -> Result<Reply> {
    let Arguments { capture, reason, why } = arguments;
    let reason: WithheldFor = reason.parse()?;
    session.write(|desk| {
        let logged = desk.names().capture(&capture)?;
        desk.withhold(&logged, reason, &why)?;
        let handle = logged.handle.to_string();
        let data = json!({ "capture": handle, "for": reason, "why": why });
        Ok(Reply::new(format!("{handle}\n"), data)
            .say(format!("withheld {handle}: its bytes left the casebook, hashes and ranges stay"))
            .next("rashomon audit"))
    })
}
