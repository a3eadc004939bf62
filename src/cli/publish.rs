//! `publish`: a report goes out, and is frozen as it went.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;

use crate::casebook::{PublicationView, PublishDraft, publication};
use crate::error::{Error, Result};
use crate::report;
use crate::text::counted;

use super::layout::Screen;
use super::reply::Reply;
use super::report::{Format, scope};
use super::session::Session;

/// Freeze a report as it goes out: its files, their hashes, its data cut
///
/// Refused without --why while a verdict in it waits for a second member, a
/// party named in it was asked nothing, or a withheld text would be printed.
#[derive(clap::Args, Debug)]
#[command(before_help = "Examples:
  rashomon publish E3 --to https://example.org/clash --why \"The ministry was asked in vain\"
  rashomon publish E3 -o out --why \"The ministry was asked in vain\"
  rashomon report R1 -o as-it-went-out.html")]
pub(super) struct Arguments {
    /// Events, questions or parties; all where left out
    #[arg(value_name = "WHAT")]
    what: Vec<String>,

    /// Where it is published; once for each place
    #[arg(long, value_name = "PLACE")]
    to: Vec<String>,

    /// Its title; that of the report where left out
    #[arg(long)]
    title: Option<String>,

    /// Why it goes out although something stands against it
    #[arg(long)]
    why: Option<String>,

    /// Write its files to this folder too
    #[arg(short, long, value_name = "FOLDER")]
    output: Option<PathBuf>,
}

pub(super) fn run(session: &mut Session<'_, '_>, arguments: Arguments) -> Result<Reply> {
    let mut files = Vec::new();
    let reply = session.write(|desk| {
        let scope = scope(desk.store(), &arguments.what)?;
        let cut = desk.store().head()?;
        let report = report::gather(desk.store(), &scope)?;
        let name = |format: Format| format!("report.{}", format.extension());
        files = Format::ALL.map(|it| (name(it), it.write(&report).into_bytes())).to_vec();
        let id = desk.publish(&PublishDraft {
            title: arguments.title.clone().unwrap_or_else(|| report.title.clone()),
            scope: scope.entries(),
            cut,
            files: files.clone(),
            where_to: arguments.to.clone(),
            obstacles: report.obstacles.clone(),
            why: arguments.why.clone(),
        })?;
        let view = publication(desk.store(), id.into())?;
        let handle = &view.handle;
        let mut reply = Reply::new(format!("{handle}\n"), data(&view)).say(format!(
            "recorded {handle}: {}, as of entry {}, {} files",
            view.title,
            last_entry(view.size),
            view.files.len()
        ));
        for warning in &report.warnings {
            reply = reply.warn(warning);
        }
        Ok(reply.next(format!("rashomon report {handle} -o {handle}.html")))
    })?;
    match &arguments.output {
        Some(folder) if !session.dry_run() => keep(session, folder, &files, reply),
        Some(_) | None => Ok(reply),
    }
}

/// Writes the files that went out into a folder.
fn keep(
    session: &Session<'_, '_>,
    folder: &Path,
    files: &[(String, Vec<u8>)],
    mut reply: Reply,
) -> Result<Reply> {
    let named = |source| Error::File { path: folder.to_owned(), source };
    fs::create_dir_all(session.at(folder)).map_err(named)?;
    for (name, bytes) in files {
        let path = folder.join(name);
        session.keep(&path, bytes, false)?;
        reply = reply.say(format!("wrote {}: {} bytes", path.display(), bytes.len()));
    }
    Ok(reply)
}

/// A published report for programs.
pub(super) fn data(view: &PublicationView) -> serde_json::Value {
    let files = view.files.iter().map(
        |file| json!({ "name": file.name, "bytes": file.bytes.size, "sha256": file.bytes.sha256 }),
    );
    let corrections = view.corrections.iter().map(|one| {
        json!({
            "id": one.id, "kind": one.kind, "at": one.at, "by": one.by, "old": one.old,
            "new": one.new, "reason": one.reason, "about": one.about,
        })
    });
    json!({
        "handle": view.handle, "id": view.id, "title": view.title, "when": view.when,
        "by": view.by, "where": view.where_to, "entries": view.size,
        "root_sha256": view.root_sha256, "files": files.collect::<Vec<_>>(),
        "despite": view.despite, "corrections": corrections.collect::<Vec<_>>(),
    })
}

/// Shows a published report.
pub(super) fn show(view: &PublicationView, width: usize) -> Reply {
    let mut screen = Screen::new(width);
    screen.line(format!("{}  {}", view.handle, view.title));
    screen.field("published", format!("{} by {}", view.when, view.by));
    screen.maybe("at", Some(view.where_to.join(", ")).filter(|at| !at.is_empty()));
    screen.field("shows", format!("{}, root {}", counted(view.size, "entry"), view.root_sha256));
    screen.maybe("despite", view.despite.as_ref());
    screen.heading("Files");
    for file in &view.files {
        let fact = &file.bytes;
        screen.item(format!("{}, {} bytes, sha256 {}", file.name, fact.size, fact.sha256));
    }
    if !view.corrections.is_empty() {
        screen.heading("Put right");
    }
    for one in &view.corrections {
        screen.item(format!("{}, {} by {}: {}", one.kind, one.at, one.by, one.reason));
        screen.maybe("  it said", one.old.as_ref());
        screen.maybe("  should say", one.new.as_ref());
        screen.maybe("  about", Some(one.about.join(", ")).filter(|about| !about.is_empty()));
    }
    let next = format!("next: rashomon report --changed-since {}", view.handle);
    Reply::new(screen.finish(), data(view)).say(next)
}

/// The number of the last of so many entries, which are numbered from 0.
pub(super) const fn last_entry(size: u64) -> u64 {
    size.saturating_sub(1)
}
