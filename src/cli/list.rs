//! `list`: claims, and everything else that has a handle.

use clap::ValueEnum as _;
use serde::Serialize;

use crate::casebook::{
    Casebook, ClaimFilter, ClaimList, ClaimOrder, ClaimQuery, ClaimRow, ClaimView, PublicationView,
    Store, fact, list_claims, publications,
};
use crate::error::{Error, Result};
use crate::model::vocab::{CorrectionKind, KnownBy};

use super::layout::{Screen, shortened};
use super::listing::{ListFormat, Listing, Rows, Shape, paged};
use super::reply::Reply;
use super::search::Standing;
use super::session::Session;
use super::thing::Thing;
use super::{
    enquiry, event, evidence, member, party, place, publish, question, source, verdict, work,
};

/// What can be listed.
#[derive(clap::ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
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
///
/// A table shows 200 claims unless --limit says how many; the other forms hold
/// all of them, and are written as they are read: jsonl one object a line, csv
/// and tsv for a spreadsheet, md a table in Markdown, json the same envelope as
/// --json. Beside claims, --sort takes the name of a column.
#[derive(clap::Args, Debug)]
#[command(before_help = "Examples:
  rashomon list
  rashomon list --event E3 --sort said
  rashomon list --party \"Zabihullah Mujahid\" --limit 5 --skip 5
  rashomon list --finding contested --format csv
  rashomon list sources --sort what --format md
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

    #[command(flatten)]
    standing: Standing,

    /// Verdicts on this claim
    #[arg(long)]
    claim: Option<String>,

    /// Work of this member
    #[arg(long, value_name = "KEY")]
    assignee: Option<String>,

    /// Withdrawn claims too
    #[arg(long)]
    withdrawn: bool,

    /// Claims by: claim, speaker, source, said. Other lists by a column
    #[arg(long, value_name = "COLUMN")]
    sort: Option<String>,

    /// The last first
    #[arg(long)]
    reverse: bool,

    /// At most so many
    #[arg(long, value_name = "N")]
    limit: Option<u64>,

    /// Leave out the first so many
    #[arg(long, value_name = "N", default_value_t = 0)]
    skip: u64,

    /// Claims after this one
    #[arg(long, value_name = "CLAIM")]
    after: Option<String>,

    /// What to write: table, json, jsonl, csv, tsv, md
    #[arg(
        long,
        value_enum,
        hide_possible_values = true,
        value_name = "FORM",
        default_value = "table"
    )]
    format: ListFormat,

    /// Cells as they are: a spreadsheet may run one that begins with = + - or @
    #[arg(long)]
    raw_cells: bool,
}

pub(super) fn run(session: &mut Session<'_, '_>, arguments: Arguments) -> Result<Reply> {
    refuse_unused(&arguments)?;
    let casebook = session.read()?;
    let (width, now) = (session.env.width, session.env.now);
    let format = if session.json() { ListFormat::Json } else { arguments.format };
    let shape = Shape {
        format,
        sort: arguments.sort.as_deref(),
        reversed: arguments.reverse,
        skip: arguments.skip,
        limit: arguments.limit,
        raw_cells: arguments.raw_cells,
    };
    let listing = match arguments.what {
        Listed::Claims => {
            let query = query(&casebook, &arguments, format)?;
            return claims(&casebook, &query, &shape, session);
        }
        Listed::Sources => source::list(&casebook)?,
        Listed::Parties => party::list(&casebook)?,
        Listed::Places => place::list(&casebook)?,
        Listed::Events => event::list(&casebook)?,
        Listed::Questions => question::list(&casebook, arguments.event.as_deref())?,
        Listed::Links => links(&casebook)?,
        Listed::Evidence => evidence::list(&casebook)?,
        Listed::Enquiries => enquiry::list(&casebook, now, false)?,
        Listed::Verdicts => verdict::list(&casebook, arguments.claim.as_deref(), width)?,
        Listed::Reports => reports(&casebook)?,
        Listed::Work => work::list(&casebook, arguments.assignee.as_deref(), now)?,
        Listed::Members => member::list(&casebook)?,
    };
    listing.shaped(&shape, session.env)
}

/// Refuses what the list that is asked for would pass over: a reader would take
/// all of it for what they asked for.
fn refuse_unused(arguments: &Arguments) -> Result<()> {
    use Listed::{Claims, Questions, Verdicts, Work};
    let given: [(&str, bool, &[Listed]); 9] = [
        ("--source", arguments.source.is_some(), &[Claims]),
        ("--event", arguments.event.is_some(), &[Claims, Questions]),
        ("--party", arguments.party.is_some(), &[Claims]),
        ("--question", arguments.question.is_some(), &[Claims]),
        ("--capture", arguments.capture.is_some(), &[Claims]),
        ("--after", arguments.after.is_some(), &[Claims]),
        ("--withdrawn", arguments.withdrawn, &[Claims]),
        ("--claim", arguments.claim.is_some(), &[Verdicts]),
        ("--assignee", arguments.assignee.is_some(), &[Work]),
    ];
    let standing = arguments.standing.given().map(|name| (name, true, &[Claims][..]));
    let mut unused = given.into_iter().chain(standing);
    let word = |what: &Listed| {
        what.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned())
    };
    match unused.find(|(_, is_given, of)| *is_given && !of.contains(&arguments.what)) {
        None => Ok(()),
        Some((name, _, of)) => {
            let of: Vec<String> = of.iter().map(word).collect();
            Err(Error::usage(
                format!("{name} narrows no list of {}", word(&arguments.what)),
                format!("it narrows: {}", of.join(", ")),
            ))
        }
    }
}

fn query(casebook: &Casebook, arguments: &Arguments, format: ListFormat) -> Result<ClaimQuery> {
    let names = casebook.names();
    let Arguments { source, event, party, question, capture, after, limit, .. } = arguments;
    let mut filter = ClaimFilter {
        party: party.as_deref().map(|text| names.party(text)).transpose()?,
        include_withdrawn: arguments.withdrawn,
        limit: limit.or((format == ListFormat::Table).then_some(TABLE)),
        skip: arguments.skip,
        after: after.as_deref().map_or(Ok(0), |text| names.claim(text).map(|row| row.number))?,
        ..ClaimFilter::default()
    };
    if let Some(source) = source {
        filter.source = Some(names.source(source)?.id.into());
    }
    if let Some(event) = event {
        filter.event = Some(names.event(event)?.id.into());
    }
    if let Some(question) = question {
        filter.question = Some(names.question(question)?.id.into());
    }
    if let Some(capture) = capture {
        filter.capture = Some(names.capture(capture)?.id.into());
    }
    let order = match arguments.sort.as_deref() {
        None | Some("claim") => ClaimOrder::Logged,
        Some("speaker") => ClaimOrder::Speaker,
        Some("source") => ClaimOrder::Source,
        Some("said") => ClaimOrder::Said,
        Some(other) => {
            let hint = "they can be sorted by: claim, speaker, source, said";
            return Err(Error::usage(format!("claims cannot be sorted by `{other}`"), hint));
        }
    };
    let standards = arguments.standing.standards()?;
    Ok(ClaimQuery { filter, standards, order, reversed: arguments.reverse })
}

/// One claim in a list.
#[derive(Debug, Serialize)]
struct Line {
    claim: String,
    source: String,
    speaker: String,
    kind: String,
    says: String,
    said_on: Option<String>,
    positions: Vec<String>,
    /// The positions in one cell.
    #[serde(skip)]
    on: String,
    attribution: String,
    work: String,
    withdrawn: bool,
}

/// Its columns in a file.
const COLUMNS: &[&str] = &[
    "claim",
    "source",
    "speaker",
    "kind",
    "says",
    "said_on",
    "on",
    "attribution",
    "work",
    "withdrawn",
];

/// Claims that a table shows unless told.
const TABLE: u64 = 200;

impl Line {
    fn of(view: ClaimView) -> Self {
        let says = view.gist();
        let position = |position: &crate::casebook::view::PositionView| {
            format!("{} {}", position.question, position.words)
        };
        let positions: Vec<String> = view.positions.iter().map(position).collect();
        Self {
            says,
            on: positions.join("; "),
            positions,
            speaker: match view.known {
                KnownBy::Inferred => format!("{} (inferred by us)", view.speaker),
                KnownBy::Named | KnownBy::Described | KnownBy::Pronoun => view.speaker,
            },
            source: view.source,
            kind: view.kind.to_string(),
            said_on: view.said_on,
            attribution: view.attribution.to_string(),
            work: view.work.to_string(),
            withdrawn: view.withdrawn.is_some(),
            claim: view.handle,
        }
    }

    fn on_screen(&self) -> Vec<String> {
        let says = shortened(&self.says, 120);
        let says = if self.withdrawn { format!("(withdrawn) {says}") } else { says };
        vec![self.claim.clone(), self.speaker.clone(), says, self.on.clone()]
    }

    fn cells(&self) -> [&str; COLUMNS.len()] {
        let said_on = self.said_on.as_deref().unwrap_or_default();
        let withdrawn = if self.withdrawn { "yes" } else { "" };
        let Self { claim, source, speaker, kind, says, on, attribution, work, .. } = self;
        [claim, source, speaker, kind, says, said_on, on, attribution, work, withdrawn]
    }
}

fn claims(
    casebook: &Casebook,
    query: &ClaimQuery,
    shape: &Shape<'_>,
    session: &mut Session<'_, '_>,
) -> Result<Reply> {
    let store = casebook.store();
    let list = list_claims(store, query)?;
    let shown = list.places.len() as u64;
    let line = |row: ClaimRow| ClaimView::of(store, &row, None).map(Line::of);
    let mut lines = list.places.iter().filter_map(|place| {
        let row = store.claim_logged_at(place.seq).transpose()?;
        Some(row.and_then(line))
    });
    let after = query.filter.after;
    let counted = if after == 0 {
        paged(shape.skip, shown, list.total, "claim")
    } else {
        after_words(store, query, &list, shown)?
    };
    let reply = match shape.format {
        ListFormat::Table | ListFormat::Json => {
            let lines = lines.collect::<Result<Vec<Line>>>()?;
            let mut screen = Screen::new(session.env.width);
            let rows = lines.iter().map(Line::on_screen).collect();
            screen.table(&["claim", "speaker", "says", "on"], rows);
            let reply = Reply::new(screen.finish(), lines);
            if shape.format == ListFormat::Json { reply.envelope() } else { reply }
        }
        ListFormat::Jsonl | ListFormat::Csv | ListFormat::Tsv | ListFormat::Md => {
            let mut rows = Rows::begin(shape, COLUMNS, session.env)?;
            lines.try_for_each(|line| line.and_then(|line| rows.row(&line.cells(), &line)))?;
            Reply::new("", ())
        }
    };
    Ok(if shown < list.total { reply.note(counted) } else { reply.say(counted) })
}

/// "2 of the claims after C41; the next with --after C43": how many are shown,
/// and from where to go on, where they stand in the order of their numbers.
fn after_words(store: &Store, query: &ClaimQuery, list: &ClaimList, shown: u64) -> Result<String> {
    let after = query.filter.after;
    let in_order = query.order == ClaimOrder::Logged && !query.reversed;
    let last = list.places.last().filter(|_| in_order && query.filter.limit == Some(shown));
    let last = last.map(|last| store.claim_logged_at(last.seq)).transpose()?.flatten();
    let Some(last) = last else {
        return Ok(format!("{shown} of the claims after C{after}"));
    };
    let filter =
        ClaimFilter { after: last.number, skip: 0, limit: Some(1), ..query.filter.clone() };
    let rest = list_claims(store, &ClaimQuery { filter, ..query.clone() })?;
    let next = match rest.places.as_slice() {
        [] => String::new(),
        _ => format!("; the next with --after C{}", last.number),
    };
    Ok(format!("{shown} of the claims after C{after}{next}"))
}

fn links(casebook: &Casebook) -> Result<Listing> {
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
    Ok(Listing::new(&["link", "between", "state", "why"], rows, Thing::all(&links)))
}

fn reports(casebook: &Casebook) -> Result<Listing> {
    let reports = publications(casebook.store())?;
    let row = |one: &PublicationView| {
        let retracted = one.corrections.iter().any(|it| it.kind == CorrectionKind::Retraction);
        let retracted = if retracted { ", retracted" } else { "" };
        let corrections = format!("{}{retracted}", one.corrections.len());
        // The day: `show R1` tells the second, and so does --json.
        let when = one.when.to_string().chars().take(10).collect();
        vec![one.handle.clone(), one.title.clone(), when, one.where_to.join(", "), corrections]
    };
    let rows = reports.iter().map(row).collect();
    let head = &["report", "title", "published", "at", "put right"];
    Ok(Listing::new(head, rows, reports.iter().map(publish::data)))
}
