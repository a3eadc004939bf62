//! `prove`: a folder that a stranger can check, and the check.

use std::path::{Path, PathBuf};

use serde_json::json;

use crate::casebook::Casebook;
use crate::error::{Error, Exit, Result};
use crate::exchange::proofs;
use crate::journal::note::VerifierKey;
use crate::model::{EntryId, Handle};
use crate::text::counted;

use super::layout::Screen;
use super::reply::Reply;
use super::session::Session;

/// Prove to a stranger that something is in the record, unaltered
///
/// Writes a folder: the entry and all that it names, each with its path to the
/// newest signed checkpoint, the quoted texts that are kept here, and how to
/// check it all with other people's tools. --check needs no casebook.
#[derive(clap::Args, Debug)]
#[command(before_help = "Examples:
  rashomon prove C14 -o proof
  rashomon prove --check proof")]
pub(super) struct Arguments {
    /// What: a handle, or the start of an entry's id; several. `export --proofs`
    /// proves every entry
    #[arg(value_name = "THING", required_unless_present = "check")]
    things: Vec<String>,

    /// The folder to write
    #[arg(short, long, value_name = "FOLDER", required_unless_present = "check")]
    out: Option<PathBuf>,

    /// Check a folder that `prove` wrote
    #[arg(long, value_name = "FOLDER", conflicts_with_all = ["things", "out"])]
    check: Option<PathBuf>,

    /// The signer's verifier key, as they gave it to you by another way
    #[arg(long, value_name = "VKEY", requires = "check")]
    vkey: Option<String>,

    /// Write over files that are there
    #[arg(long)]
    force: bool,
}

pub(super) fn run(session: &mut Session<'_, '_>, arguments: Arguments) -> Result<Reply> {
    let Arguments { things, out, check, vkey, force } = arguments;
    match (check, out) {
        (Some(folder), _) => checked(session, &folder, vkey.as_deref()),
        (None, Some(folder)) => prove(session, &things, &folder, force),
        (None, None) => Err(Error::usage("where to?", "say -o FOLDER")),
    }
}

fn prove(
    session: &mut Session<'_, '_>,
    things: &[String],
    folder: &Path,
    force: bool,
) -> Result<Reply> {
    let casebook = session.read()?;
    let mut ids = Vec::new();
    for thing in things {
        ids.extend(named(&casebook, thing)?);
    }
    write_proofs(session, &casebook, &ids, folder, force)
}

/// Writes a folder with the proofs of some entries.
pub(super) fn write_proofs(
    session: &mut Session<'_, '_>,
    casebook: &Casebook,
    ids: &[EntryId],
    folder: &Path,
    force: bool,
) -> Result<Reply> {
    let files = proofs::prove(casebook, ids)?;
    let entries = files.keys().filter(|name| name.ends_with(".tlog-proof")).count();
    let data =
        json!({ "folder": folder, "entries": entries, "files": files.keys().collect::<Vec<_>>() });
    if session.dry_run() {
        return Ok(Reply::new("", data).dry_run("nothing was written"));
    }
    for (name, bytes) in &files {
        let path = folder.join(name);
        session.folder(path.parent().unwrap_or(folder))?;
        session.keep(&path, bytes, force)?;
    }
    let name = folder.display();
    Ok(Reply::new("", data)
        .say(format!("wrote {name}: {entries} entries with their proofs; {name}/README.txt says how to check it"))
        .next(format!("rashomon prove --check {name}")))
}

/// The entries that something is: of a claim its newest version and the first.
fn named(casebook: &Casebook, thing: &str) -> Result<Vec<EntryId>> {
    let id = casebook.names().entry(thing)?;
    let mut ids = vec![id];
    if let Ok(Handle::Claim(_)) = thing.parse::<Handle>() {
        ids.push(casebook.names().claim(thing)?.newest().id.into());
    }
    Ok(ids)
}

fn checked(session: &Session<'_, '_>, folder: &Path, vkey: Option<&str>) -> Result<Reply> {
    let mut found = proofs::check(&session.at(folder))?;
    let key: Option<VerifierKey> = vkey
        .map(str::parse)
        .transpose()
        .map_err(|error: crate::journal::note::BadNote| Error::usage(error.to_string(), ""))?;
    let theirs = key.is_some_and(|key| key.to_string() == found.vkey);
    if vkey.is_some() && !theirs {
        found.faults.push("the folder is signed with another key than the one you gave".to_owned());
    }
    let holds = found.faults.is_empty();
    let mut screen = Screen::new(session.env.width);
    screen.line(if holds { "It holds." } else { "It does NOT hold." });
    screen.field("record", format!("{}, {}", found.origin, counted(found.size, "entry")));
    screen.field("signed by", &found.vkey);
    screen.field(
        "key",
        if theirs {
            "the one you gave"
        } else {
            "only what this folder says: ask the signer for theirs by another way (--vkey)"
        },
    );
    screen.field("entries", format!("{} proven", found.entries.len()));
    let without = match found.without_text {
        0 => String::new(),
        count => format!("; {count} without their text"),
    };
    screen.field("quotations", format!("{} read again{without}", found.passages));
    for fault in &found.faults {
        screen.item(fault);
    }
    let reply = Reply::new(screen.finish(), json!({ "holds": holds, "proof": found }));
    Ok(if holds { reply } else { reply.exit(Exit::Broken) })
}
