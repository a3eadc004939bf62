//! `report`: the accounts of an event as HTML, Markdown, JSON or CSV, now or
//! as they were; what moved under a published one.

use std::fmt::Write as _;
use std::path::PathBuf;

use serde_json::json;

use crate::casebook::{
    Casebook, CorrectionView, Names, PublicationView, Store, as_of, publication,
};
use crate::error::{Error, Result};
use crate::model::Handle;
use crate::report::{self, Change, Report, Scope};

use super::layout::Screen;
use super::publish::last_entry;
use super::reply::Reply;
use super::session::Session;

/// The form of a report.
#[derive(clap::ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    /// One page that needs no network and no script
    Html,
    /// `CommonMark` with tables
    #[value(alias = "md")]
    Markdown,
    /// The whole value, schema `rashomon/report/1`
    Json,
    /// One row for each account, safe for a spreadsheet
    Csv,
}

impl Format {
    /// Every form.
    pub(super) const ALL: [Self; 4] = [Self::Html, Self::Markdown, Self::Json, Self::Csv];

    /// The end of a file's name.
    pub(super) const fn extension(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Markdown => "md",
            Self::Json => "json",
            Self::Csv => "csv",
        }
    }

    /// Writes a report in this form.
    pub(super) fn write(self, report: &Report) -> String {
        match self {
            Self::Html => report::html(report),
            Self::Markdown => report::markdown(report),
            Self::Json => report::json(report),
            Self::Csv => report::csv(report),
        }
    }
}

/// Write the contradiction report of events, questions or parties, or of all
///
/// The same casebook gives the same bytes. Every sentence names who reports it
/// until the attribution is traced. Of a published report (R1) it gives the
/// file that went out.
#[derive(clap::Args, Debug)]
#[command(before_help = "Examples:
  rashomon report E3
  rashomon report E3 -o spin-boldak.html
  rashomon report E3/killed --format csv
  rashomon report P3 --as-of 2025-10-17
  rashomon report E3 --balance -o with-balance.html")]
pub(super) struct Arguments {
    /// Events, questions (E3/killed) or parties; all where left out. Or one
    /// published report: R1
    #[arg(value_name = "WHAT")]
    what: Vec<String>,

    /// Its form; by the name of the file where left out, else markdown
    #[arg(long, value_enum)]
    format: Option<Format>,

    /// The report as it was: after the entry of that number, at a date, or as R1 saw it
    #[arg(long, value_name = "WHEN")]
    as_of: Option<String>,

    /// Beside it, how each side and each party was treated, as `balance` counts
    #[arg(long)]
    balance: bool,

    /// What moved under a published report since
    #[arg(long, value_name = "REPORT", conflicts_with_all = ["what", "format", "output", "as_of", "balance"])]
    changed_since: Option<String>,

    /// Write it to this file
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Write over a file that is there
    #[arg(long, requires = "output")]
    force: bool,
}

pub(super) fn run(session: &mut Session<'_, '_>, arguments: Arguments) -> Result<Reply> {
    let casebook = session.read()?;
    if let Some(report) = &arguments.changed_since {
        return changed(&casebook, report, session.env.width);
    }
    let format = arguments.form();
    if let [only] = arguments.what.as_slice()
        && let Ok(Handle::Report(_)) = only.parse::<Handle>()
    {
        let (bytes, view) = went_out(&casebook, only, format)?;
        let data = json!({ "report": view.handle, "title": view.title, "entries": view.size });
        return out(session, &arguments, format, &bytes, &data, view.size);
    }
    let past;
    let store = match &arguments.as_of {
        Some(when) => {
            past = casebook.store().past(as_of(casebook.store(), when)?)?;
            &past
        }
        None => casebook.store(),
    };
    let report = report::gather(store, &scope(store, &arguments.what)?)?;
    let report = if arguments.balance { report::with_balance(store, report)? } else { report };
    let text = format.write(&report);
    let size = report.cut.entries;
    match &arguments.output {
        Some(_) => {
            let data = json!({ "cut": report.cut });
            out(session, &arguments, format, text.as_bytes(), &data, size)
        }
        // Markdown is written without anything that steers a terminal.
        None => Ok(Reply::file(text.into_bytes(), format == Format::Markdown, &report)),
    }
}

impl Arguments {
    /// The form that is said, or that the file's name says.
    fn form(&self) -> Format {
        let extension = self.output.as_ref().and_then(|path| path.extension());
        let named = |format: &Format| extension.is_some_and(|it| it == format.extension());
        let by_name = || Format::ALL.into_iter().find(named);
        self.format.or_else(by_name).unwrap_or(Format::Markdown)
    }
}

/// Bytes to a file, or to standard output.
fn out(
    session: &Session<'_, '_>,
    arguments: &Arguments,
    format: Format,
    bytes: &[u8],
    data: &serde_json::Value,
    size: u64,
) -> Result<Reply> {
    let Some(path) = &arguments.output else {
        return Ok(Reply::file(bytes.to_vec(), format == Format::Markdown, data));
    };
    session.keep(path, bytes, arguments.force)?;
    let mut data = data.clone();
    data["file"] = json!(path);
    data["bytes"] = json!(bytes.len());
    let (path, length) = (path.display(), bytes.len());
    Ok(Reply::new("", data)
        .say(format!("wrote {path}: {length} bytes, as of entry {}", last_entry(size))))
}

/// What handles and names say is covered.
pub(super) fn scope(store: &Store, what: &[String]) -> Result<Scope> {
    let names = Names::of(store);
    let mut scope = Scope::default();
    for one in what {
        match one.parse::<Handle>() {
            Ok(Handle::Question(..)) => scope.questions.push(names.question(one)?.id.into()),
            Ok(Handle::Party(_)) => scope.parties.push(names.party(one)?),
            Ok(Handle::Event(_)) => scope.events.push(names.event(one)?.id.into()),
            Ok(Handle::Report(_)) => {
                return Err(Error::usage(
                    format!("`{one}` is a published report: it stands alone"),
                    format!("`rashomon report {one}`, or with --as-of {one} what it covers"),
                ));
            }
            Ok(other) => {
                return Err(Error::usage(
                    format!("a report covers events, questions and parties, not {other}"),
                    "say E3, E3/killed or P3",
                ));
            }
            Err(_) => match names.find_party(one)? {
                Some(party) => scope.parties.push(party),
                None => scope.events.push(names.event(one)?.id.into()),
            },
        }
    }
    Ok(scope)
}

/// The file of a published report, as it went out.
fn went_out(
    casebook: &Casebook,
    report: &str,
    format: Format,
) -> Result<(Vec<u8>, PublicationView)> {
    let view = publication(casebook.store(), casebook.names().entry(report)?)?;
    let end = format!(".{}", format.extension());
    let file = view.files.iter().find(|file| file.name.ends_with(&end)).ok_or_else(|| {
        let names: Vec<&str> = view.files.iter().map(|file| file.name.as_str()).collect();
        Error::not_found("file of that form", &end, format!("it has {}", names.join(", ")))
    })?;
    let kept = casebook.store().blob(file.bytes.sha256)?;
    let kept =
        kept.ok_or_else(|| Error::not_found("file", &file.name, "`rashomon audit` tells"))?;
    Ok((kept.bytes, view))
}

/// What the record says now otherwise than under a published report.
fn changed(casebook: &Casebook, report: &str, width: usize) -> Result<Reply> {
    let store = casebook.store();
    let view = publication(store, casebook.names().entry(report)?)?;
    let scope = Scope::of_entries(store, &view.scope)?;
    let then = report::gather(&store.past(view.size)?, &scope)?;
    let now = report::gather(store, &scope)?;
    let changes = report::changes(&then, &now);
    let mut screen = Screen::new(width);
    let mut put_right = 0;
    for change in &changes {
        self::change(&mut screen, change);
        let is_about =
            |it: &&CorrectionView| it.about.iter().any(|about| bare(about) == bare(&change.handle));
        let told: Vec<_> = view.corrections.iter().filter(is_about).collect();
        put_right += usize::from(!told.is_empty());
        for one in told {
            let words =
                format!("a correction is about it: {} at {}: {}", one.kind, one.at, one.reason);
            screen.wrapped(2, 8, &words);
        }
    }
    let handle = &view.handle;
    let (before, after) = (last_entry(view.size), last_entry(now.cut.entries));
    let mut said = match changes.len() {
        0 => format!("nothing moved under {handle}: entry {before} to entry {after}"),
        1 => format!("1 thing moved under {handle}, entry {before} to entry {after}"),
        many => format!("{many} things moved under {handle}, entry {before} to entry {after}"),
    };
    if put_right > 0 {
        let _ = write!(said, "; corrections are about {put_right} of them");
    }
    let data = json!({ "report": handle, "from": before, "to": after, "changes": changes });
    let reply = Reply::new(screen.finish(), data).say(said);
    Ok(if changes.is_empty() {
        reply
    } else {
        let words = "--kind correction --old \"\u{2026}\" --new \"\u{2026}\" --why \"\u{2026}\"";
        reply.next(format!("rashomon correct {handle} {words}"))
    })
}

/// `C14` of `C14@2`.
fn bare(handle: &str) -> &str {
    handle.split('@').next().unwrap_or(handle)
}

fn change(screen: &mut Screen, change: &Change) {
    screen.line(format!("{}  {}", change.handle, change.what));
    let nothing = || "nothing".to_owned();
    screen.wrapped(2, 8, &format!("then: {}", change.old.clone().unwrap_or_else(nothing)));
    screen.wrapped(2, 8, &format!("now:  {}", change.new.clone().unwrap_or_else(nothing)));
}
