//! `attach-stamp`: keep what an outsider gave for a checkpoint.

use std::path::PathBuf;

use serde_json::json;

use crate::error::Result;

use super::reply::Reply;
use super::session::Session;

/// Keep a time-stamp or cosignature that an outsider gave for a checkpoint
///
/// The bytes are kept as they came, under the checkpoint that they vouch for;
/// `rashomon audit` prints the stock command that checks them.
#[derive(clap::Args, Debug)]
#[command(before_help = "Examples:
  rashomon attach-stamp cosigned.txt --name \"Desk B\"")]
pub(super) struct Arguments {
    /// The answer: of RFC 3161 (.tsr), of `OpenTimestamps` (.ots), or a cosigned
    /// checkpoint
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// Who gave it
    #[arg(long)]
    name: Option<String>,
}

pub(super) fn run(session: &mut Session<'_, '_>, arguments: Arguments) -> Result<Reply> {
    let Arguments { file, name } = arguments;
    let bytes = session.file(&file)?;
    session.write(|desk| {
        let stamp = desk.attach_stamp(&bytes, name.as_deref())?;
        let size = stamp.checkpoint.size;
        let data = json!({ "kind": stamp.kind, "size": size, "name": name, "id": stamp.id });
        Ok(Reply::new(format!("{:.8}\n", stamp.id), data)
            .say(format!("kept: {} for the checkpoint of {size} entries; whether it holds is for other tools to check", stamp.kind))
            .next("rashomon audit"))
    })
}
