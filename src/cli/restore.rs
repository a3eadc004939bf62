//! `restore`: a copy is put back in the place of the casebook.

use std::path::PathBuf;

use serde_json::json;

use crate::casebook;
use crate::error::Result;
use crate::model::to_hex;
use crate::text::counted;

use super::reply::Reply;
use super::session::Session;

/// Put a copy back in place; never over a longer casebook or another history
///
/// The copy is audited first, and put nowhere if it is not intact. It replaces
/// only what it continues: every entry of the casebook, as far as it can still
/// be read, stands in the copy at the same place. What was there is kept beside
/// it. Without a casebook in the place, name the place with --casebook.
#[derive(clap::Args, Debug)]
#[command(before_help = "Examples:
  rashomon restore october.backup
  rashomon --casebook october.casebook restore october.backup")]
pub(super) struct Arguments {
    /// The copy
    #[arg(value_name = "COPY")]
    copy: PathBuf,
}

pub(super) fn run(session: &mut Session<'_, '_>, arguments: Arguments) -> Result<Reply> {
    let (copy, path) = (session.at(&arguments.copy), session.path()?);
    let machine = session.machine(String::new());
    let restored = casebook::restore(&copy, &path, &machine)?;
    let shown = path.strip_prefix(&session.env.folder).unwrap_or(&path).to_owned();
    let kept = restored.kept.as_deref().and_then(|kept| kept.file_name());
    let kept = kept.map(|kept| kept.to_string_lossy().into_owned());
    let data = json!({
        "file": shown,
        "entries": restored.head.size,
        "root": to_hex(&restored.head.root),
        "kept": kept,
        "missing": restored.missing,
    });
    let mut reply = Reply::new(format!("{}\n", shown.display()), data);
    if restored.missing > 0 {
        reply = reply.warn(format!(
            "you saw this casebook with {} more than the copy has: not in it",
            counted(restored.missing, "entry")
        ));
    }
    if session.dry_run() {
        return Ok(reply.dry_run("nothing was replaced"));
    }
    if let Some(kept) = kept {
        reply = reply.say(format!("kept what was there as {kept}"));
    }
    let said = format!(
        "restored {}, root {}",
        counted(restored.head.size, "entry"),
        to_hex(&restored.head.root)
    );
    Ok(reply.say(said).next("rashomon audit"))
}
