//! `dismiss`: two accounts do not collide after all, and why; or a link does
//! not hold.

use serde_json::json;

use crate::casebook::{Decide, LinkDraft};
use crate::error::{Error, Result};
use crate::model::Handle;

use super::link::linked;
use super::reply::Reply;
use super::session::Session;

/// Dismiss a conflict between two claims, or a link; kept, with the reason
#[derive(clap::Args, Debug)]
#[command(before_help = "Examples:
  rashomon dismiss C13 C14 --on E3/initiator --why \"they speak of two mornings\"
  rashomon dismiss L1 --why \"they speak of two mornings\"")]
pub(super) struct Arguments {
    /// The first claim, or the link
    #[arg(value_name = "CLAIM|LINK")]
    first: String,

    /// The second claim
    #[arg(value_name = "CLAIM")]
    second: Option<String>,

    /// The question on which they do not collide
    #[arg(long, value_name = "QUESTION")]
    on: Option<String>,

    /// Why
    #[arg(long, value_name = "REASON")]
    why: String,
}

pub(super) fn run(session: &mut Session<'_, '_>, arguments: Arguments) -> Result<Reply> {
    let Arguments { first, second, on, why } = arguments;
    session.write(|desk| match (&second, first.parse::<Handle>()) {
        (Some(second), _) => {
            let on = match &on {
                Some(on) => Some(on.clone()),
                None => desk.shared_question(&first, second)?,
            };
            let link = desk.add_link(&LinkDraft {
                from: first.clone(),
                kind: "contradicts".into(),
                on,
                state: Some("dismissed".into()),
                to: second.clone(),
                why: why.clone(),
                ..LinkDraft::default()
            })?;
            linked(desk, link)
        }
        (None, Ok(Handle::Link(_))) => {
            let link = desk.judge(&first, Decide::Dismiss, &why)?;
            let handle = desk.handle(link)?.to_string();
            let data = json!({ "link": handle, "decision": "dismiss", "why": why });
            Ok(Reply::new(format!("{handle}\n"), data).say(format!("dismissed {handle}: {why}")))
        }
        (None, _) => Err(Error::usage(
            "a conflict is between two claims",
            "name both, as `rashomon dismiss C9 C14 --on E3/initiator --why \u{2026}`, or the link",
        )),
    })
}
