//! `key`: signing keys, made and kept outside the casebook.

use std::path::PathBuf;

use clap::Subcommand;
use serde_json::json;

use crate::casebook::Casebook;
use crate::casebook::key::{keep_secret, keyring};
use crate::error::{Error, Result};
use crate::journal::Key;
use crate::journal::note::{SecretKey, VerifierKey};
use crate::model::EntryId;

use super::layout::Screen;
use super::reply::Reply;
use super::session::Session;

/// Signing keys: make, rotate, revoke, trust, list
///
/// The secret half is written to a file of this machine that only you can read,
/// never into the casebook; keep a copy of it as you keep a passport. The public
/// half, the verifier key, is in the record: give it to whoever is to check
/// your signatures, by another way than the casebook.
#[derive(clap::Args, Debug)]
#[command(before_help = "Examples:
  rashomon key new
  rashomon key list")]
pub(super) struct Arguments {
    #[command(subcommand)]
    act: Act,
}

#[derive(Subcommand, Debug)]
enum Act {
    /// Make your key
    New {
        /// Write the secret half here
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Put a new key in the place of yours
    Rotate {
        /// Why
        #[arg(long, value_name = "REASON")]
        why: String,
        /// Write the secret half here
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Take a key back: from here on it signs nothing
    Revoke {
        /// The key
        #[arg(value_name = "KEY")]
        key: String,
        /// Why
        #[arg(long, value_name = "REASON")]
        why: String,
    },
    /// Trust a verifier key to sign for this casebook, on this machine
    Trust {
        /// The key, as its holder gave it to you
        #[arg(value_name = "VKEY")]
        vkey: String,
    },
    /// List keys
    List,
}

pub(super) fn run(session: &mut Session<'_, '_>, arguments: Arguments) -> Result<Reply> {
    match arguments.act {
        Act::New { out } => make(session, None, out),
        Act::Rotate { why, out } => make(session, Some(&why), out),
        Act::Revoke { key, why } => session.write(|desk| {
            let revoked = desk.revoke_key(&key, &why)?;
            let data = json!({ "key": key, "vkey": revoked.vkey.to_string(), "why": why });
            Ok(Reply::new(format!("{key}\n"), data)
                .say(format!(
                    "revoked {key} of {}: it signs nothing from here on; what it signed before stays signed",
                    revoked.member
                ))
                .next("rashomon key new"))
        }),
        Act::Trust { vkey } => trust(session, &vkey),
        Act::List => list(&session.read()?, session.env.width),
    }
}

fn make(session: &mut Session<'_, '_>, why: Option<&str>, out: Option<PathBuf>) -> Result<Reply> {
    let mut casebook = session.open()?;
    let out = out.map(|path| session.at(path));
    let made = casebook.write(|desk| {
        let (id, secret) = match why {
            Some(why) => desk.rotate_key(why)?,
            None => desk.new_key()?,
        };
        Ok((id, desk.handle(id)?, secret))
    })?;
    let (dry_run, (id, handle, secret)) = (made.dry_run, made.outcome);
    let vkey = secret.verifier();
    let file = match out {
        Some(path) => path,
        None => casebook.key_file(vkey)?,
    };
    let data = json!({ "key": handle.to_string(), "vkey": vkey.to_string(), "file": file });
    let reply = Reply::new(format!("{vkey}\n"), data);
    if dry_run {
        return Ok(reply.dry_run("no key was made"));
    }
    keep(&casebook, id, &file, &secret)?;
    Ok(reply
        .say(format!("made {handle}; its secret half is in {}, for you alone", file.display()))
        .say("above is the verifier key: give it to whoever checks your signatures")
        .next("rashomon checkpoint --sign -o checkpoint.txt"))
}

/// Writes the secret half, and trusts one's own key. The record names the key
/// already: where its file cannot be written, it is of no use to anybody.
fn keep(
    casebook: &Casebook,
    id: EntryId,
    file: &std::path::Path,
    secret: &SecretKey,
) -> Result<()> {
    keep_secret(file, secret).map_err(|error| {
        Error::refused(
            format!("the key is declared (entry {id:.8}), and its secret half could not be kept: {error}"),
            "nobody has it now: replace it with `rashomon key rotate --why \"its file was lost\" --out FILE`",
        )
    })?;
    casebook.trust(secret.verifier())
}

fn trust(session: &mut Session<'_, '_>, text: &str) -> Result<Reply> {
    let key: VerifierKey = text
        .parse()
        .map_err(|error: crate::journal::note::BadNote| Error::usage(error.to_string(), ""))?;
    let casebook = session.read()?;
    let data = json!({ "vkey": key.to_string() });
    if session.dry_run() {
        return Ok(Reply::new("", data).dry_run("nothing was remembered"));
    }
    casebook.trust(&key)?;
    Ok(Reply::new("", data)
        .say(format!("this machine trusts the key of {} from now on", key.name()))
        .next("rashomon audit"))
}

fn list(casebook: &Casebook, width: usize) -> Result<Reply> {
    let ring = keyring(casebook.store())?;
    let trusted = casebook.seen()?.unwrap_or_default().vkeys;
    let mut screen = Screen::new(width);
    let mut data = Vec::new();
    for key in ring.keys() {
        let handle = casebook.store().handle_of(key.id)?.map(|handle| handle.to_string());
        let handle = handle.unwrap_or_default();
        let text = key.vkey.to_string();
        let trust = trusted.contains(&text);
        screen.gap();
        screen.line(format!("{handle}  {}", key.member));
        screen.field("good", validity(key));
        screen.field("trusted", if trust { "yes, on this machine" } else { "no" });
        screen.field("verifier key", &text);
        data.push(json!({
            "key": handle, "member": key.member, "vkey": text, "from": key.from.to_string(),
            "until": key.ended.as_ref().map(|end| end.at.to_string()),
            "why": key.ended.as_ref().and_then(|end| end.reason.clone()), "trusted": trust,
        }));
    }
    Ok(Reply::new(screen.finish(), data))
}

/// From when until when, and why no longer.
fn validity(key: &Key) -> String {
    let Some(end) = &key.ended else { return format!("since {}", key.from) };
    let why = end.reason.as_deref().map_or_else(String::new, |why| format!(": {why}"));
    format!("{} to {}, {}{why}", key.from, end.at, end.act)
}
