//! `import`: lines of facts from a file, as one batch.

use std::path::{Path, PathBuf};

use crate::error::Result;
use crate::exchange::{self, Became, Bytes, Folder, Imported, Job};

use super::layout::Screen;
use super::reply::Reply;
use super::session::Session;

/// Import facts in JSON Lines, all or nothing
///
/// `seeds/README.md` tells the format. Every bad line is reported with its
/// field and the reason, and then nothing is recorded. The same lines imported
/// again add nothing. --dry-run reports the same and records nothing.
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

    /// Keep what is imported after every N lines, instead of all or nothing
    #[arg(long, value_name = "N")]
    batch: Option<usize>,
}

pub(super) fn run(session: &mut Session<'_, '_>, arguments: Arguments) -> Result<Reply> {
    let Arguments { file, folder, lines, batch } = arguments;
    let piped = file == Path::new("-");
    let (path, here) = if piped {
        (PathBuf::new(), session.file(&file)?)
    } else {
        (session.plain_file(&file)?, Vec::new())
    };
    let bytes = if piped { Bytes::Here(&here) } else { Bytes::File(&path) };
    let folder = match folder {
        Some(folder) => Some(session.at(folder)),
        None if piped => None,
        None => session.at(&file).parent().map(Path::to_path_buf),
    };
    let name = file.file_name().filter(|_| !piped).map(|name| name.to_string_lossy().into_owned());
    let folder = folder.as_deref().map_or(Folder::Nowhere, Folder::Disk);
    let mut casebook = session.open()?;
    let job = Job { name, bytes, folder, batch };
    let written = exchange::run(&mut casebook, &job, &mut |_| {})?;
    let told = if lines { told(&written.outcome, session.env.width) } else { String::new() };
    let count = |became| written.outcome.count(became);
    let mut reply = Reply::new(told, &written.outcome).say(format!(
        "{} lines: {} logged, {} matched, {} known from before",
        written.outcome.total,
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
