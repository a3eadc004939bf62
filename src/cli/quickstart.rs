//! `quickstart`: a whole casebook from the seeds that the program brings
//! along: its matrix, its report, its audit.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;

use crate::audit::Options;
use crate::casebook::{Casebook, Setup};
use crate::error::{Error, Exit, Result};
use crate::exchange::{self, Became};
use crate::model::Handle;
use crate::report;
use crate::text::counted;

use super::audit;
use super::layout::Screen;
use super::matrix;
use super::reply::Reply;
use super::session::Session;

/// The clash that is shown: the key under which the seed logs it.
const CLASH: &str = "spin-boldak";

/// Try it out: a casebook of the October 2025 clashes, its report and its audit
#[derive(clap::Args, Debug)]
#[command(before_help = "Examples:
  rashomon quickstart
  rashomon quickstart tryout")]
pub(super) struct Arguments {
    /// The folder to make it in
    #[arg(value_name = "FOLDER", default_value = "rashomon-quickstart")]
    folder: PathBuf,
}

pub(super) fn run(session: &mut Session<'_, '_>, arguments: Arguments) -> Result<Reply> {
    let folder = arguments.folder;
    session.refuse_casebook("the one that is made lies in FOLDER")?;
    let file = folder.join("october-2025.casebook");
    if session.dry_run() {
        let words = format!("would make {} and a report beside it", file.display());
        return Ok(Reply::new("", json!({ "casebook": file })).say(words));
    }
    let path = session.at(&folder);
    fs::create_dir_all(&path).map_err(|source| Error::File { path: folder.clone(), source })?;
    let setup = Setup {
        title: "Clashes of October 2025".into(),
        member: "desk".into(),
        name: "The desk that tries it out".into(),
    };
    let target = session.at(&file);
    let mut casebook = Casebook::create(&target, &setup, session.machine("desk".into()))?;
    let imported = exchange::import(&mut casebook, &exchange::october().input())?.outcome;
    let logged = imported.count(Became::Logged);
    shown(session, &casebook, &folder, &file, logged)
}

fn shown(
    session: &mut Session<'_, '_>,
    casebook: &Casebook,
    folder: &Path,
    file: &Path,
    logged: usize,
) -> Result<Reply> {
    let store = casebook.store();
    let id =
        store.imported(CLASH)?.flatten().ok_or_else(|| Error::not_found("event", CLASH, ""))?;
    let Some(Handle::Event(number)) = store.handle_of(id)? else {
        return Err(Error::not_found("event", CLASH, ""));
    };
    let report = report::gather(store, &report::Scope::event(id.into()))?;
    let report_file = folder.join(format!("{CLASH}.md"));
    session.keep(&report_file, report::markdown(&report).as_bytes(), false)?;
    let page = folder.join(format!("{CLASH}.html"));
    session.keep(&page, report::html(&report).as_bytes(), false)?;
    let (audit, _) = audit::check(casebook, session, Options::at(session.env.now))?;
    let mut screen = Screen::new(session.env.width);
    for event in &report.events {
        screen.line(format!("{}  {}", event.handle, event.title));
        matrix::show(&mut screen, &event.matrix);
    }
    let data = json!({
        "casebook": file, "report": report_file, "page": page, "logged": logged, "event": format!("E{number}"),
        "matrix": report.events.first().map(|event| &event.matrix), "audit": audit,
    });
    let intact = audit.is_intact();
    let outcome = if intact { "intact, as far as it was checked" } else { "BROKEN" };
    let at = format!("--casebook {}", file.display());
    Ok(Reply::new(screen.finish(), data)
        .say("")
        .say(format!(
            "casebook  {}: {} logged, {}",
            file.display(),
            counted(logged, "line"),
            counted(audit.entries, "entry")
        ))
        .say(format!("report    {} \u{2013} open it in a browser", page.display()))
        .say(format!("          {}", report_file.display()))
        .say(format!(
            "audit     {outcome}:\n          {} and {}, {}",
            counted(audit.spans, "passage"),
            counted(audit.verdicts, "verdict"),
            counted(audit.notes.len(), "note")
        ))
        .say("")
        .say("Try next:")
        .say(format!("  rashomon {at} conflicts E{number}"))
        .say(format!("  rashomon {at} show C14"))
        .say(format!("  rashomon {at} audit"))
        .exit(if intact { Exit::Done } else { Exit::Broken }))
}
