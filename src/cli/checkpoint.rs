//! `checkpoint`: the record's size and root, for somebody else's hands.

use std::path::{Path, PathBuf};

use serde_json::json;

use crate::casebook::{Casebook, checkpoint};
use crate::error::{Error, Result};
use crate::journal::note::Checkpoint;
use crate::model::to_hex;
use crate::model::vocab::ReceiptKind;
use crate::text::counted;

use super::reply::Reply;
use super::session::Session;

/// Write a checkpoint: what the record is now, in three lines, signed or not
///
/// Give it to someone who does not hold the casebook: an editor, another desk, a
/// printed page. Whoever has it can tell later that nothing before it was
/// changed: `rashomon audit --against FILE`. Signing says who vouches for it.
#[derive(clap::Args, Debug)]
#[command(before_help = "Examples:
  rashomon checkpoint
  rashomon checkpoint --size 100
  rashomon checkpoint --stamp-request request.tsq")]
pub(super) struct Arguments {
    /// Sign it with your key, and keep it in the casebook
    #[arg(long)]
    sign: bool,

    /// The file of your signing key, where it is not the usual one
    #[arg(long, value_name = "FILE", requires = "sign")]
    key: Option<PathBuf>,

    /// Of the first so many entries; all where left out
    #[arg(long, value_name = "ENTRIES", conflicts_with = "sign")]
    size: Option<u64>,

    /// As a request to a witness that has seen so many entries; 0 for none
    #[arg(long, value_name = "ENTRIES", requires = "sign")]
    witness: Option<u64>,

    /// Write it to a file
    #[arg(short, long, value_name = "FILE")]
    out: Option<PathBuf>,

    /// Write a request to a time-stamp authority to a file (RFC 3161)
    #[arg(long, value_name = "FILE")]
    stamp_request: Option<PathBuf>,

    /// Write it, and all that outsiders gave for it, to a folder
    #[arg(long, value_name = "FOLDER", conflicts_with_all = ["sign", "stamp_request"])]
    stamps: Option<PathBuf>,

    /// Write over files that are there
    #[arg(long)]
    force: bool,
}

pub(super) fn run(session: &mut Session<'_, '_>, arguments: Arguments) -> Result<Reply> {
    let writes = arguments.sign || arguments.stamp_request.is_some();
    let mut casebook = if writes { session.open()? } else { session.read()? };
    let made = match arguments.size {
        Some(size) => casebook.checkpoint_of(size)?,
        None => casebook.checkpoint()?,
    };
    if let Some(folder) = &arguments.stamps {
        return stamps(session, &casebook, &made, folder, arguments.force);
    }
    let bytes = if arguments.sign {
        sign(session, &mut casebook, &made, &arguments)?
    } else {
        made.to_string().into_bytes()
    };
    let mut reply = written(session, &made, bytes, &arguments)?;
    if let Some(file) = &arguments.stamp_request {
        if !session.dry_run() {
            session.keep(file, &checkpoint::stamp_request(&made), arguments.force)?;
            casebook.keep_checkpoint(&made, &made.to_string())?;
        }
        let name = file.display();
        reply = reply
            .say(format!("wrote {name}, a request for a time-stamp"))
            .say(format!("send it: curl -H 'Content-Type: application/timestamp-query' --data-binary @{name} URL -o answer.tsr"))
            .next("rashomon attach-stamp answer.tsr");
    }
    if session.dry_run() {
        reply = reply.dry_run("nothing was kept");
    }
    Ok(reply)
}

/// Signs; gives the note, or the request that holds it.
fn sign(
    session: &Session<'_, '_>,
    casebook: &mut Casebook,
    made: &Checkpoint,
    arguments: &Arguments,
) -> Result<Vec<u8>> {
    let member = casebook.machine().stamp.by.clone();
    let file = arguments.key.as_ref().map(|path| session.at(path));
    let (_, secret) = casebook.secret_key(&member, file.as_deref())?;
    let signed = casebook.sign_checkpoint(made, &secret)?;
    match arguments.witness {
        Some(old) => casebook.witness_request(old, &signed),
        None => Ok(signed.bytes().to_vec()),
    }
}

fn written(
    session: &Session<'_, '_>,
    made: &Checkpoint,
    bytes: Vec<u8>,
    arguments: &Arguments,
) -> Result<Reply> {
    let data = json!({
        "origin": made.origin, "size": made.size, "root": to_hex(&made.root),
        "signed": arguments.sign, "text": String::from_utf8_lossy(&bytes),
    });
    let hint = "give it to someone who does not hold the casebook; it tells later what changed";
    let Some(file) = &arguments.out else {
        return Ok(Reply::file(bytes, false, data).say(hint));
    };
    if !session.dry_run() {
        session.keep(file, &bytes, arguments.force)?;
    }
    let (name, signed) = (file.display(), if arguments.sign { "signed" } else { "not signed" });
    Ok(Reply::new("", data)
        .say(format!("wrote {name}: {}, {signed}", counted(made.size, "entry")))
        .say(hint)
        .next(format!("rashomon audit --against {name}")))
}

/// Writes a checkpoint and what was given for it, each under the name by which
/// an audit speaks of it.
fn stamps(
    session: &Session<'_, '_>,
    casebook: &Casebook,
    made: &Checkpoint,
    folder: &Path,
    force: bool,
) -> Result<Reply> {
    let mut files = vec![("checkpoint.txt".to_owned(), made.to_string().into_bytes())];
    for (seq, receipt) in casebook.receipts()? {
        if receipt.size != made.size {
            continue;
        }
        let kept = casebook.store().blob(receipt.receipt.sha256)?.ok_or_else(|| {
            let name = format!("{:.16}", receipt.receipt.sha256);
            Error::not_found(
                "receipt with the SHA-256",
                name,
                "`rashomon audit` tells what is missing",
            )
        })?;
        let ending = match receipt.kind {
            ReceiptKind::Rfc3161 => "tsr",
            ReceiptKind::OpenTimestamps => "ots",
            ReceiptKind::Cosignature => "txt",
        };
        files.push((format!("receipt-{seq}.{ending}"), kept.bytes));
    }
    let names: Vec<String> =
        files.iter().map(|(name, _)| folder.join(name).display().to_string()).collect();
    let data = json!({ "files": names });
    let listing = names.join("\n") + "\n";
    if session.dry_run() {
        return Ok(Reply::new(listing, data).dry_run("nothing was written"));
    }
    session.folder(folder)?;
    for (name, bytes) in &files {
        session.keep(&folder.join(name), bytes, force)?;
    }
    Ok(Reply::new(listing, data)
        .say(format!(
            "wrote the checkpoint of {} and {}",
            counted(made.size, "entry"),
            counted(files.len() - 1, "receipt")
        ))
        .next("rashomon audit"))
}
