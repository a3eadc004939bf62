//! `init`: make a new casebook.

use std::path::PathBuf;

use serde_json::json;

use crate::casebook::{Casebook, Setup};
use crate::error::{Error, Result};
use crate::model::{slug, to_hex};

use super::reply::Reply;
use super::session::Session;

/// Make a new casebook: one file that holds sources, claims and verdicts
///
/// Whoever makes it is its first member. Nothing is ever written over.
#[derive(clap::Args, Debug)]
#[command(before_help = "Examples:
  rashomon init river
  rashomon init river --title \"River clashes\" --member ann --name \"Ann Lee\"")]
pub(super) struct Arguments {
    /// Name of the file; `.casebook` is added where it is missing
    #[arg(value_name = "NAME")]
    file: PathBuf,

    /// What it is about; the name of the file where left out
    #[arg(long)]
    title: Option<String>,

    /// Key of the first member: small letters, digits and `-`
    #[arg(long, value_name = "KEY")]
    member: Option<String>,

    /// Name of the first member
    #[arg(long)]
    name: Option<String>,
}

pub(super) fn run(session: &mut Session<'_, '_>, arguments: Arguments) -> Result<Reply> {
    let mut file = arguments.file;
    session.refuse_casebook("the one that is made is called by NAME")?;
    if file.extension().is_none_or(|extension| extension != "casebook") {
        let mut name = file.into_os_string();
        name.push(".casebook");
        file = name.into();
    }
    let stem = file.file_stem().map(|stem| stem.display().to_string()).unwrap_or_default();
    let member = arguments.member.or_else(|| session.named_member());
    let member = member.unwrap_or_else(|| slug(&user(session), "editor"));
    let name = arguments.name.unwrap_or_else(|| member.clone());
    let setup = Setup { title: arguments.title.unwrap_or(stem), member, name };
    let path = session.at(&file);
    if session.dry_run() {
        if path.exists() {
            return Err(Error::Exists { path: file });
        }
        let data = json!({ "file": file, "title": setup.title, "member": setup.member });
        return Ok(Reply::new("", data).dry_run("nothing was made"));
    }
    let casebook = Casebook::create(&path, &setup, session.machine(setup.member.clone()))?;
    let head = casebook.store().head()?;
    let data = json!({
        "file": file,
        "title": setup.title,
        "member": setup.member,
        "origin": casebook.store().casebook()?.fact.origin,
        "entries": head.size,
        "root": to_hex(&head.root),
    });
    Ok(Reply::new(format!("{}\n", file.display()), data)
        .say(format!("made \u{201c}{}\u{201d}; you are its member `{}`", setup.title, setup.member))
        .next("rashomon capture PAGE.txt --outlet NAME --published DATE"))
}

/// The name that the machine has for whoever is at it.
fn user(session: &Session<'_, '_>) -> String {
    let name = (session.env.var)("USER").or_else(|| (session.env.var)("USERNAME"));
    name.map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}
