//! `backup`: a copy of the casebook, audited.

use std::path::PathBuf;

use serde_json::json;

use crate::error::{Exit, Result};
use crate::model::to_hex;
use crate::text::counted;

use super::reply::Reply;
use super::session::Session;

/// Copy the casebook as it is now, while it is in use, and audit the copy
///
/// The copy is whole or not there at all, and nothing is ever written over. It
/// is one file, a casebook like the first: put it where a fire, a thief or a
/// mistake that takes the one does not take the other. It holds all that the
/// casebook holds, captured texts too: keep it as safe.
#[derive(clap::Args, Debug)]
#[command(before_help = "Examples:
  rashomon backup october.backup")]
pub(super) struct Arguments {
    /// Name of the copy; a name that does not end in `.casebook` keeps the copy
    /// from being taken for the casebook of its folder
    #[arg(value_name = "OUT")]
    out: PathBuf,
}

pub(super) fn run(session: &mut Session<'_, '_>, arguments: Arguments) -> Result<Reply> {
    let out = arguments.out;
    let casebook = session.read()?;
    let made = casebook.back_up(&session.at(&out))?;
    let intact = made.audit.is_intact();
    let data = json!({
        "file": out,
        "entries": made.head.size,
        "root": to_hex(&made.head.root),
        "outcome": if intact { "intact" } else { "broken" },
        "findings": made.audit.findings,
    });
    let text = format!("{}\n", out.display());
    let said =
        format!("copied {}, root {}", counted(made.head.size, "entry"), to_hex(&made.head.root));
    let reply = Reply::new(text, data).say(said);
    let reply = if intact {
        reply.say("audited: the copy is intact, as far as it was checked")
    } else {
        reply
            .warn(format!(
                "the copy is what the casebook is, and that is BROKEN: {} found",
                made.audit.findings.len()
            ))
            .next(format!("rashomon --casebook {} audit", out.display()))
            .exit(Exit::Broken)
    };
    Ok(if session.dry_run() { reply.dry_run("no copy was made") } else { reply })
}
