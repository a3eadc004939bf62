//! `completions`: a script for your shell.

use clap_complete::{Shell, generate};
use serde_json::json;

use crate::error::Result;

use super::reply::Reply;
use super::session::Session;

/// Print a completion script for your shell
#[derive(clap::Args, Debug)]
#[command(before_help = "Examples:
  rashomon completions bash")]
pub(super) struct Arguments {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

pub(super) fn run(_: &mut Session<'_, '_>, arguments: Arguments) -> Result<Reply> {
    let mut script = Vec::new();
    generate(arguments.shell, &mut super::command(), "rashomon", &mut script);
    let data =
        json!({ "shell": arguments.shell.to_string(), "script": String::from_utf8_lossy(&script) });
    Ok(Reply::file(script, true, data))
}
