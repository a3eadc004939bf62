//! `import`: lines of facts from a file, as one batch.

use std::path::{Path, PathBuf};

use serde_json::json;

use crate::casebook::Casebook;
use crate::error::{Error, Result};
use crate::exchange::{self, Became, Folder, Imported, Input};
use crate::model::to_hex;

use super::layout::Screen;
use super::reply::Reply;
use super::session::Session;

/// Import facts in JSON Lines, all or nothing
///
/// `seeds/README.md` tells the format. Every bad line is reported with its
/// field and the reason, and then nothing is recorded. The same lines imported
/// again add nothing. --dry-run reports the same and records nothing.
///
/// The facts.jsonl of an `export` goes into a new casebook. With --journal its
/// journal.jsonl becomes the casebook that it came from: the one that is named
/// must not be there yet.
#[derive(clap::Args, Debug)]
#[command(before_help = "Examples:
  rashomon import seeds/october-2025/casebook.jsonl
  rashomon import lines.jsonl --dry-run
  rashomon import - --folder texts")]
pub(super) struct Arguments {
    /// The file; `-` reads standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// Where the files lie that lines name; the folder of FILE where left out
    #[arg(long, value_name = "FOLDER")]
    folder: Option<PathBuf>,

    /// Say what became of every line
    #[arg(long)]
    lines: bool,

    /// FILE is an exported journal: make the casebook of it that it came from
    #[arg(long, conflicts_with_all = ["lines", "folder"])]
    journal: bool,
}

pub(super) fn run(session: &mut Session<'_, '_>, arguments: Arguments) -> Result<Reply> {
    if arguments.journal {
        return recreate(session, &arguments.file);
    }
    let Arguments { file, folder, lines, .. } = arguments;
    let bytes = session.file(&file)?;
    let piped = file == Path::new("-");
    let folder = match folder {
        Some(folder) => Some(session.at(folder)),
        None if piped => None,
        None => session.at(&file).parent().map(Path::to_path_buf),
    };
    let name = file.file_name().filter(|_| !piped).map(|name| name.to_string_lossy().into_owned());
    let folder = folder.as_deref().map_or(Folder::Nowhere, Folder::Disk);
    let mut casebook = session.open()?;
    let input = Input { name, bytes: &bytes, folder };
    if exchange::is_export(&bytes) {
        return relog(&mut casebook, &input);
    }
    let written = exchange::import(&mut casebook, &input)?;
    let told = if lines { told(&written.outcome, session.env.width) } else { String::new() };
    let count = |became| written.outcome.count(became);
    let mut reply = Reply::new(told, &written.outcome).say(format!(
        "{} lines: {} logged, {} matched, {} known from before",
        written.outcome.lines.len(),
        count(Became::Logged),
        count(Became::Matched),
        count(Became::Known)
    ));
    for line in written.outcome.lines.iter().filter(|line| line.became != Became::Known) {
        for note in &line.notes {
            let handle = line.handle.as_deref().unwrap_or(&line.key);
            reply = reply.warn(format!("line {}, {handle}: {note}", line.line));
        }
    }
    if written.dry_run {
        return Ok(reply.dry_run("nothing was recorded"));
    }
    Ok(reply.next("rashomon conflicts"))
}

/// Logs the facts of an export again.
fn relog(casebook: &mut Casebook, input: &Input<'_>) -> Result<Reply> {
    let written = exchange::relog(casebook, input)?;
    let done = &written.outcome;
    let reply = Reply::new("", done)
        .say(format!("{} entries and {} texts of an export", done.entries, done.texts));
    if written.dry_run {
        return Ok(reply.dry_run("nothing was recorded"));
    }
    Ok(reply.next("rashomon audit"))
}

/// Makes the casebook that a journal was exported from.
fn recreate(session: &mut Session<'_, '_>, file: &Path) -> Result<Reply> {
    let path = session.path()?;
    if path.symlink_metadata().is_ok() {
        return Err(Error::Exists { path });
    }
    if session.dry_run() {
        return Ok(Reply::new("", ()).dry_run("nothing was made"));
    }
    let folder = session.at(file).parent().map(Path::to_path_buf).unwrap_or_default();
    let bytes = session.file(&folder.join("bytes.jsonl"))?;
    let journal = session.file(file)?;
    let machine = session.machine(String::new());
    let made = exchange::recreate(&path, &bytes, &journal, &Folder::Disk(&folder), machine)?;
    let head = made.store().head()?;
    let root = to_hex(&head.root);
    let data = json!({ "entries": head.size, "root": root });
    Ok(Reply::new("", data)
        .say(format!("{} entries as they were logged, root {root}", head.size))
        .next("rashomon audit"))
}

/// What became of every line.
fn told(imported: &Imported, width: usize) -> String {
    let row = |line: &exchange::ImportedLine| {
        let handle = line.handle.clone().unwrap_or_default();
        vec![
            line.line.to_string(),
            line.key.clone(),
            line.kind.to_string(),
            line.became.to_string(),
            handle,
        ]
    };
    let mut screen = Screen::new(width);
    screen.table(
        &["line", "key", "kind", "became", "handle"],
        imported.lines.iter().map(row).collect(),
    );
    screen.finish()
}
