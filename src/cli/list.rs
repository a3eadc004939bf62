//! `list`: claims, and everything else that has a handle.

use serde::Serialize;

use crate::casebook::{Casebook, ClaimFilter, ClaimView, PublicationView, fact, publications};
use crate::error::Result;

use super::layout::{Screen, shortened};
use super::reply::Reply;
use super::session::Session;
use super::thing::Thing;
use super::{
    enquiry, event, evidence, member, party, place, publish, question, source, verdict, work,
};

/// What can be listed.
#[derive(clap::ValueEnum, Clone, Copy, Debug)]
enum Listed {
    Claims,
    Sources,
    Parties,
    Places,
    Events,
    Questions,
    Links,
    Evidence,
    Enquiries,
    Verdicts,
    Reports,
    Work,
    Members,
}

/// List claims, or other things
#[derive(clap::Args, Debug)]
#[command(before_help = "Examples:
  rashomon list
  rashomon list --event E3
  rashomon list --party \"Zabihullah Mujahid\" --limit 5
  rashomon list verdicts --claim C14
  rashomon list work --assignee second-reader
  rashomon list links")]
pub(super) struct Arguments {
    /// What to list
    #[arg(value_name = "WHAT", value_enum, default_value = "claims")]
    what: Listed,

    /// Claims of this source
    #[arg(long)]
    source: Option<String>,

    /// Claims on a question of this event
    #[arg(long)]
    event: Option<String>,

    /// Claims by this party
    #[arg(long)]
    party: Option<String>,

    /// Claims on this question
    #[arg(long, value_name = "EVENT/KEY")]
    question: Option<String>,

    /// Claims with a passage in this capture
    #[arg(long)]
    capture: Option<String>,

    /// Verdicts on this claim
    #[arg(long)]
    claim: Option<String>,

    /// Work of this member
    #[arg(long, value_name = "KEY")]
    assignee: Option<String>,

    /// Withdrawn claims too
    #[arg(long)]
    withdrawn: bool,

    /// At most so many claims
    #[arg(long, value_name = "N")]
    limit: Option<u64>,

    /// Claims after this one
    #[arg(long, value_name = "CLAIM")]
    after: Option<String>,
}

pub(super) fn run(session: &mut Session<'_, '_>, arguments: Arguments) -> Result<Reply> {
    let casebook = session.read()?;
    let width = session.env.width;
    match arguments.what {
        Listed::Claims => claims(&casebook, &filter(&casebook, &arguments)?, width),
        Listed::Sources => source::list(&casebook, width),
        Listed::Parties => party::list(&casebook, width),
        Listed::Places => place::list(&casebook, width),
        Listed::Events => event::list(&casebook, width),
        Listed::Questions => question::list(&casebook, arguments.event.as_deref(), width),
        Listed::Links => links(&casebook, width),
        Listed::Evidence => evidence::list(&casebook, width),
        Listed::Enquiries => enquiry::list(&casebook, session.env.now, false, width),
        Listed::Verdicts => verdict::list(&casebook, arguments.claim.as_deref(), width),
        Listed::Reports => reports(&casebook, width),
        Listed::Work => {
            work::list(&casebook, arguments.assignee.as_deref(), session.env.now, width)
        }
        Listed::Members => member::list(&casebook, width),
    }
}

fn filter(casebook: &Casebook, arguments: &Arguments) -> Result<ClaimFilter> {
    let names = casebook.names();
    let Arguments { source, event, party, question, capture, withdrawn, limit, after, .. } =
        arguments;
    let (source, event) = (source.as_deref(), event.as_deref());
    Ok(ClaimFilter {
        source: source
            .map(|text| Ok::<_, crate::Error>(names.source(text)?.id.into()))
            .transpose()?,
        event: event.map(|text| Ok::<_, crate::Error>(names.event(text)?.id.into())).transpose()?,
        party: party.as_deref().map(|text| names.party(text)).transpose()?,
        question: match question {
            Some(text) => Some(names.question(text)?.id.into()),
            None => None,
        },
        capture: match capture {
            Some(text) => Some(names.capture(text)?.id.into()),
            None => None,
        },
        include_withdrawn: *withdrawn,
        limit: *limit,
        after: after.as_deref().map_or(Ok(0), |text| names.claim(text).map(|row| row.number))?,
    })
}

/// One claim in a list.
#[derive(Debug, Serialize)]
struct Line {
    claim: String,
    speaker: String,
    says: String,
    positions: Vec<String>,
    attribution: String,
    work: String,
    withdrawn: bool,
}

impl Line {
    fn of(view: ClaimView) -> Self {
        let words = view.quote().and_then(|quote| quote.words.clone());
        let says = view.proposition.clone().or(words).unwrap_or_else(|| "(withheld)".into());
        let position = |position: &crate::casebook::view::PositionView| {
            format!("{} {}", position.question, position.words)
        };
        Self {
            says,
            speaker: view.speaker,
            positions: view.positions.iter().map(position).collect(),
            attribution: view.attribution.to_string(),
            work: view.work.to_string(),
            withdrawn: view.withdrawn.is_some(),
            claim: view.handle,
        }
    }
}

fn claims(casebook: &Casebook, filter: &ClaimFilter, width: usize) -> Result<Reply> {
    let mut lines = Vec::new();
    for row in casebook.store().claims(filter)? {
        lines.push(Line::of(ClaimView::of(casebook.store(), &row, None)?));
    }
    let row = |line: &Line| {
        let says = shortened(&line.says, 120);
        let says = if line.withdrawn { format!("(withdrawn) {says}") } else { says };
        vec![line.claim.clone(), line.speaker.clone(), says, line.positions.join("; ")]
    };
    let mut screen = Screen::new(width);
    screen.table(&["claim", "speaker", "says", "on"], lines.iter().map(row).collect());
    let counted =
        if lines.len() == 1 { "1 claim".into() } else { format!("{} claims", lines.len()) };
    Ok(Reply::new(screen.finish(), lines).say(counted))
}

fn links(casebook: &Casebook, width: usize) -> Result<Reply> {
    let (store, names) = (casebook.store(), casebook.names());
    let links = store.list::<fact::Link>()?;
    let mut rows = Vec::new();
    for link in &links {
        let (state, stale) = store.link_standing(link)?;
        let (_, why) = store.link_reason(link)?;
        let ends = format!(
            "{} {} {}",
            names.end(&link.fact.from)?,
            link.fact.kind,
            names.end(&link.fact.to)?
        );
        let state = if stale { format!("{state}, stale") } else { state.to_string() };
        rows.push(vec![link.handle.to_string(), ends, state, shortened(&why, 90)]);
    }
    let mut screen = Screen::new(width);
    screen.table(&["link", "between", "state", "why"], rows);
    Ok(Reply::new(screen.finish(), Thing::all(&links)))
}

fn reports(casebook: &Casebook, width: usize) -> Result<Reply> {
    let reports = publications(casebook.store())?;
    let row = |one: &PublicationView| {
        let corrections = one.corrections.len().to_string();
        let when = one.when.to_string();
        vec![one.handle.clone(), one.title.clone(), when, one.where_to.join(", "), corrections]
    };
    let mut screen = Screen::new(width);
    let head = ["report", "title", "published", "at", "put right"];
    screen.table(&head, reports.iter().map(row).collect());
    Ok(Reply::new(screen.finish(), reports.iter().map(publish::data).collect::<Vec<_>>()))
}
