//! `witness`: vouch for another desk's record without holding it.

use std::path::PathBuf;

use serde_json::json;

use crate::casebook::checkpoint::{self, Request};
use crate::error::{Error, Result};
use crate::journal::note::{BadNote, VerifierKey};

use super::reply::Reply;
use super::session::Session;

/// Cosign another desk's checkpoint: you saw it, and it only ever grew
///
/// Signs with your key of the casebook you are in. The other desk's verifier key
/// is asked for once, and remembered with the newest state of its record that
/// you saw; a record that shrank or forked since is refused.
#[derive(clap::Args, Debug)]
#[command(before_help = "Examples:
  rashomon witness request.txt -o cosigned.txt")]
pub(super) struct Arguments {
    /// The other desk's request: `checkpoint --sign --witness ENTRIES -o FILE`
    #[arg(value_name = "FILE")]
    request: PathBuf,

    /// The other desk's verifier key, as it gave it to you
    #[arg(long, value_name = "VKEY")]
    vkey: Option<String>,

    /// The file of your signing key, where it is not the usual one
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,

    /// Write the cosigned checkpoint to a file
    #[arg(short, long, value_name = "FILE")]
    out: Option<PathBuf>,

    /// Write over a file that is there
    #[arg(long)]
    force: bool,
}

pub(super) fn run(session: &mut Session<'_, '_>, arguments: Arguments) -> Result<Reply> {
    let Arguments { request, vkey, key, out, force } = arguments;
    let request = Request::read(&session.file(&request)?)?;
    let bad = |error: BadNote| Error::usage(error.to_string(), "");
    let vkey: Option<VerifierKey> = vkey.map(|text| text.parse()).transpose().map_err(bad)?;
    let casebook = session.open()?;
    let member = casebook.machine().stamp.by.clone();
    let key = key.map(|path| session.at(path));
    let (_, secret) = casebook.secret_key(&member, key.as_deref())?;
    let now = session.env.now.unix().unsigned_abs();
    let state = casebook.machine().state.as_deref();
    let seen =
        checkpoint::witness(&request, vkey.as_ref(), &secret, state, now, session.dry_run())?;
    let made = seen.signed.checkpoint();
    let grew = match seen.before {
        Some(before) => {
            format!("it has {} entries, and begins with the {} you saw", made.size, before.size)
        }
        None => format!("it has {} entries; you see it for the first time", made.size),
    };
    let data = json!({
        "origin": made.origin, "size": made.size, "seen_before": seen.before.map(|head| head.size),
        "vkey": seen.vkey.to_string(), "witness": secret.witness().to_string(),
        "text": String::from_utf8_lossy(seen.signed.bytes()),
    });
    let bytes = seen.signed.bytes().to_vec();
    let reply = match &out {
        Some(file) => {
            if !session.dry_run() {
                session.keep(file, &bytes, force)?;
            }
            Reply::new("", data).say(format!("wrote {}", file.display()))
        }
        None => Reply::file(bytes, false, data),
    };
    let reply = reply
        .say(format!("cosigned {}: {grew}", made.origin))
        .say(format!("who checks it needs your witness key: {}", secret.witness()))
        .say("give it back to that desk: `rashomon attach-stamp FILE`");
    Ok(if session.dry_run() { reply.dry_run("nothing was remembered or written") } else { reply })
}
