//! `evidence`: something that bears on a question, or on whether it was said.

use std::path::PathBuf;

use clap::Subcommand;
use serde_json::json;

use crate::casebook::{Casebook, Desk, EvidenceDraft, fact, view};
use crate::error::{Error, Result};
use crate::model::EvidenceId;
use crate::model::vocab::{Bearing, Credibility, EvidenceKind, ValueKind};

use super::args::words;
use super::layout::{Screen, shortened};
use super::listing::Listing;
use super::quotes::Quotes;
use super::reply::Reply;
use super::session::Session;
use super::thing::Thing;

/// Evidence: add, revise, list, show
#[derive(clap::Args, Debug)]
#[command(before_help = "Examples:
  rashomon evidence add --bearing neutral --on E3/killed --note \"No hospital list was found\"
  rashomon evidence show X1")]
pub(super) struct Arguments {
    #[command(subcommand)]
    act: Act,
}

#[derive(Subcommand, Debug)]
enum Act {
    /// Log a piece of evidence
    Add(EvidenceArguments),
    /// Change a piece of evidence; what you leave out stays
    Revise {
        /// The evidence
        evidence: String,
        #[command(flatten)]
        fields: EvidenceArguments,
    },
    /// List evidence
    List,
    /// Show a piece of evidence
    Show {
        /// The evidence
        evidence: String,
    },
}

/// What can be said of evidence.
#[derive(clap::Args, Debug, Clone)]
struct EvidenceArguments {
    /// Which way it points
    #[arg(long, value_parser = words!(Bearing))]
    bearing: Option<String>,
    /// What it shows, in your words
    #[arg(long, value_name = "WORDS")]
    note: Option<String>,
    /// A question it bears on; once for each
    #[arg(long, value_name = "QUESTION")]
    on: Vec<String>,
    /// A claim it bears on: did they say it? Once for each
    #[arg(long, value_name = "CLAIM")]
    claim: Vec<String>,
    /// What kind of thing; worked out where left out
    #[arg(long, value_parser = words!(EvidenceKind))]
    kind: Option<String>,
    /// For a passage: the source or capture it stands in
    #[arg(long, value_name = "SOURCE")]
    from: Option<String>,
    #[command(flatten)]
    quotes: Quotes,
    /// A file that is the evidence; its bytes are kept
    #[arg(long)]
    file: Option<PathBuf>,
    /// Admiralty credibility, with --reason
    #[arg(long, value_parser = words!(Credibility))]
    credibility: Option<String>,
    /// Why the credibility is rated so
    #[arg(long)]
    reason: Option<String>,
    /// Where it comes from
    #[arg(long, value_name = "WORDS")]
    origin: Option<String>,
    /// When it was found or made
    #[arg(long)]
    date: Option<String>,
}

impl EvidenceArguments {
    fn draft(self) -> EvidenceDraft {
        EvidenceDraft {
            bearing: self.bearing.unwrap_or_default(),
            claims: self.claim,
            credibility: self.credibility,
            date: self.date,
            from: self.from,
            kind: self.kind,
            note: self.note.unwrap_or_default(),
            on: self.on,
            origin: self.origin,
            quotes: self.quotes.0,
            reason: self.reason,
        }
    }
}

pub(super) fn run(session: &mut Session<'_, '_>, arguments: Arguments) -> Result<Reply> {
    match arguments.act {
        Act::Add(fields) => write(session, None, fields),
        Act::Revise { evidence, fields } => write(session, Some(&evidence), fields),
        Act::List => Ok(list(&session.read()?)?.table(session.env.width)),
        Act::Show { evidence } => show(&session.read()?, &evidence, session.env.width),
    }
}

fn write(
    session: &mut Session<'_, '_>,
    revised: Option<&str>,
    fields: EvidenceArguments,
) -> Result<Reply> {
    if revised.is_none() && fields.bearing.is_none() {
        let hint = format!("say it with --bearing: {}", Bearing::words());
        return Err(Error::usage("which way does it point?", hint));
    }
    let path = fields.file.clone();
    let bytes = path.as_deref().map(|path| session.file(path)).transpose()?;
    let name = path.as_deref().and_then(|path| path.file_name()).map(|name| name.to_string_lossy());
    let draft = fields.draft();
    session.write(|desk| {
        let file = name.as_deref().zip(bytes.as_deref());
        let id = match revised {
            Some(evidence) => desk.revise_evidence(evidence, &draft, file)?,
            None => desk.add_evidence(&draft, file)?,
        };
        recorded(desk, id)
    })
}

fn recorded(desk: &Desk<'_, '_>, id: EvidenceId) -> Result<Reply> {
    let evidence = desk.store().get::<fact::Evidence>(id.into())?;
    let evidence = evidence.ok_or_else(|| Error::not_found("evidence", format!("{id:.8}"), ""))?;
    let (handle, fact) = (&evidence.handle, &evidence.fact);
    let mut open = false;
    for question in &fact.questions {
        let asked = desk.store().get::<fact::Question>((*question).into())?;
        open |= asked.is_some_and(|asked| asked.fact.kind != ValueKind::YesNo);
    }
    let reply = Reply::new(format!("{handle}\n"), Thing::of(&evidence))
        .say(format!("recorded {handle}: {} ({}, {})", fact.note, fact.kind, fact.bearing));
    let points = matches!(fact.bearing, Bearing::Supports | Bearing::Refutes);
    let reply = if open && points && fact.versions.is_empty() {
        reply.warn(format!(
            "the question is no yes or no, and a reader is not told which answer {handle} is {}: say so in --note, or name the claim with --claim",
            if fact.bearing == Bearing::Supports { "for" } else { "against" }
        ))
    } else {
        reply
    };
    Ok(reply.next(format!(
        "rashomon verify C1 --on EVENT/KEY --finding \u{2026} --ground {handle} --why \"\u{2026}\""
    )))
}

/// Lists evidence.
pub(super) fn list(casebook: &Casebook) -> Result<Listing> {
    let evidence = casebook.store().list::<fact::Evidence>()?;
    let mut rows = Vec::new();
    for one in &evidence {
        let mut on = Vec::new();
        for question in &one.fact.questions {
            on.push(casebook.names().handle(*question)?);
        }
        for version in &one.fact.versions {
            on.push(casebook.names().version_handle(*version)?);
        }
        rows.push(vec![
            one.handle.to_string(),
            shortened(&one.fact.note, 90),
            one.fact.bearing.to_string(),
            on.join(", "),
        ]);
    }
    Ok(Listing::new(&["evidence", "shows", "bearing", "on"], rows, Thing::all(&evidence)))
}

/// Shows a piece of evidence.
pub(super) fn show(casebook: &Casebook, evidence: &str, width: usize) -> Result<Reply> {
    let (store, names) = (casebook.store(), casebook.names());
    let id = names.evidence(evidence)?;
    let logged = store.get::<fact::Evidence>(id.into())?;
    let logged = logged.ok_or_else(|| Error::not_found("evidence", evidence, ""))?;
    let fact = &logged.fact;
    let mut on = Vec::new();
    for question in &fact.questions {
        on.push(names.handle(*question)?);
    }
    for version in &fact.versions {
        on.push(names.version_handle(*version)?);
    }
    let quotes = view::quotes(store, &logged.handle.to_string(), &fact.spans)?;
    let mut screen = Screen::new(width);
    screen.line(format!("{}  {} {}", logged.handle, fact.kind, fact.bearing));
    screen.field("shows", &fact.note);
    screen.field("on", on.join(", "));
    let credibility = fact.credibility.unwrap_or(Credibility::Six);
    let reason = fact.reason.as_ref().map_or_else(String::new, |reason| format!(": {reason}"));
    screen.field("credibility", format!("{credibility}{reason}"));
    screen.maybe("origin", fact.origin.as_ref());
    screen.maybe("date", fact.date.as_ref().map(ToString::to_string));
    if let Some(file) = &fact.file {
        let name = fact.file_name.as_deref().unwrap_or("file");
        screen.field("file", format!("{name}, {} bytes, sha256 {}", file.size, file.sha256));
    }
    for quote in &quotes {
        super::show::passage(&mut screen, quote);
    }
    screen.field("logged", format!("{} by {}", logged.at, logged.by));
    Ok(Reply::new(screen.finish(), json!({ "evidence": Thing::of(&logged), "passages": quotes })))
}
