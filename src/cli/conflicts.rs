//! `conflicts`: where the accounts of an event collide, and on which point.

use serde_json::json;

use crate::casebook::Casebook;
use crate::conflict::GapWord;
use crate::error::{Error, Result};
use crate::model::EventId;
use crate::report::{self, Collision, Decided, EventCollisions, QuestionCollisions, Sought};

use super::args::words;
use super::layout::Screen;
use super::matrix;
use super::reply::Reply;
use super::session::Session;

/// Rows of a matrix that are shown without being asked for.
const ROWS: usize = 24;

/// Claims and voices that are named behind one answer; more are counted.
const NAMED: usize = 6;

/// The form of a matrix that stands by itself.
#[derive(clap::ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    /// Markdown, with tables
    Md,
    /// One row a voice, safe for a spreadsheet
    Csv,
    /// One page that asks nothing of the network
    Html,
}

/// Compute where accounts collide: for one event, or for all
///
/// Nothing here is stored. Accept a conflict with `link`, or dismiss it with
/// `dismiss`; dismissed ones are shown with --all. On a question with many
/// claims one pair stands for all that give the same two answers.
#[derive(clap::Args, Debug)]
#[command(before_help = "Examples:
  rashomon conflicts E3
  rashomon conflicts --party P3
  rashomon conflicts --since 120
  rashomon conflicts E3 --only undecided
  rashomon conflicts E3 --matrix --format csv")]
pub(super) struct Arguments {
    /// The event; all where left out
    #[arg(value_name = "EVENT")]
    event: Option<String>,

    /// Only what touches this party, or one that belongs to or speaks for it
    #[arg(long, value_name = "PARTY")]
    party: Option<String>,

    /// Only what came with this entry of the journal or a later one: an
    /// account, or a decision
    #[arg(long, value_name = "ENTRY")]
    since: Option<u64>,

    /// Only pairs that were decided so
    #[arg(long, value_name = "DECISION", value_parser = words!(Decided))]
    only: Option<String>,

    /// Conflicts that were dismissed too
    #[arg(long)]
    all: bool,

    /// Read vague words by this convention of the casebook; once for each
    #[arg(long, value_name = "NAME")]
    convention: Vec<String>,

    /// The account matrix of the event, and nothing else
    #[arg(long, requires = "event")]
    matrix: bool,

    /// Its form, where it is to stand by itself
    #[arg(long, value_enum, requires = "matrix")]
    format: Option<Format>,
}

pub(super) fn run(session: &mut Session<'_, '_>, arguments: Arguments) -> Result<Reply> {
    let casebook = session.read()?;
    let events = scope(&casebook, arguments.event.as_deref())?;
    if arguments.matrix {
        return the_matrix(session, &casebook, events[0], arguments.format);
    }
    let sought = sought(&casebook, &arguments)?;
    let (mut found, mut screen) = (Vec::new(), Screen::new(session.env.width));
    let (mut any, mut next) = (false, None);
    report::collisions(casebook.store(), &events, &sought, |scene, event, mut part| {
        any = true;
        next = next.take().or_else(|| undecided(&part));
        part.matrix = (events.len() == 1 && sought.is_wide()).then(|| report::matrix(scene, event));
        if session.is_json() {
            found.push(part);
        } else {
            show(&mut screen, &part);
        }
        Ok(())
    })?;
    let size = casebook.store().size()?;
    if !any {
        screen.line(nothing(&casebook, &sought)?);
    }
    let reply = Reply::new(screen.finish(), json!({ "entries": size, "events": found }));
    let reply = match next {
        Some(next) => reply.next(next),
        None => reply,
    };
    Ok(if sought.since.is_some() {
        reply.say(format!("what comes later: rashomon conflicts --since {size}"))
    } else {
        reply
    })
}

/// The events that a command is about: the one named, or all.
fn scope(casebook: &Casebook, event: Option<&str>) -> Result<Vec<EventId>> {
    match event {
        Some(event) => Ok(vec![casebook.names().event(event)?.id.into()]),
        None => Ok(Vec::new()),
    }
}

fn sought(casebook: &Casebook, arguments: &Arguments) -> Result<Sought> {
    let party =
        arguments.party.as_deref().map(|party| casebook.names().party(party)).transpose()?;
    let size = casebook.store().size()?;
    if arguments.since.is_some_and(|since| since > size) {
        return Err(Error::usage(
            format!("the journal has {size} entries, numbered from 0"),
            format!("say --since {size} for what comes next; `rashomon history` numbers them"),
        ));
    }
    Ok(Sought {
        conventions: arguments.convention.clone(),
        party,
        since: arguments.since,
        decided: arguments.only.as_deref().map(str::parse).transpose()?,
        dismissed: arguments.all,
    })
}

fn nothing(casebook: &Casebook, sought: &Sought) -> Result<&'static str> {
    let events = casebook.store().list::<crate::casebook::fact::Event>()?;
    Ok(if events.is_empty() {
        "There is no event yet: `rashomon event add` logs one."
    } else if sought.is_wide() {
        "Nothing to compare."
    } else {
        "Nothing of the kind."
    })
}

/// The matrix by itself.
fn the_matrix(
    session: &Session<'_, '_>,
    casebook: &Casebook,
    event: EventId,
    format: Option<Format>,
) -> Result<Reply> {
    let mut accounts = casebook.store().accounts()?;
    let scene = accounts.turn_to(event)?;
    let matrix = report::matrix(scene, event);
    let title = scene
        .events
        .get(&event)
        .map_or_else(String::new, |it| format!("E{}  {}", it.number, it.title));
    let text = match format {
        None => {
            let mut screen = Screen::new(session.env.width);
            screen.heading(&title);
            matrix::show(&mut screen, &matrix);
            return Ok(Reply::new(screen.finish(), matrix));
        }
        Some(Format::Md) => report::matrix_markdown(&title, &matrix),
        Some(Format::Csv) => report::matrix_csv(&matrix),
        Some(Format::Html) => report::matrix_page(&title, &matrix),
    };
    Ok(Reply::file(text.into_bytes(), format == Some(Format::Md), matrix))
}

/// The command that accepts the first conflict on which nobody decided.
fn undecided(event: &EventCollisions) -> Option<String> {
    event.questions.iter().find_map(|on| {
        let conflicts = on.collisions.iter().filter(|it| it.kind == "conflict");
        let pair = conflicts.flat_map(|it| &it.pairs).find(|pair| {
            pair.decided == Decided::Undecided && pair.link.is_none() && pair.direct
        })?;
        Some(format!(
            "rashomon link contradicts {} {} --on {} --why \"\u{2026}\"",
            claim(&pair.a),
            claim(&pair.b),
            on.question.handle
        ))
    })
}

/// `C14` of `C14@2/E3/killed`.
fn claim(position: &str) -> &str {
    position.split('@').next().unwrap_or(position)
}

fn show(screen: &mut Screen, event: &EventCollisions) {
    let date = event.date.as_ref().map_or_else(String::new, |date| format!(", {date}"));
    screen.heading(format!("{}  {}{date}", event.event.handle, event.event.name));
    match &event.matrix {
        Some(matrix) if matrix.rows.len() <= ROWS => matrix::show(screen, matrix),
        Some(matrix) => screen.wrapped(
            2,
            2,
            &format!(
                "{} voices answer: `rashomon conflicts {} --matrix` shows what each says",
                matrix.rows.len(),
                event.event.handle
            ),
        ),
        None => {}
    }
    if event.questions.is_empty() && event.matrix.is_none() {
        screen.wrapped(2, 2, "nobody answers anything yet");
    }
    for question in &event.questions {
        on_question(screen, question, event.matrix.is_some());
    }
    if !event.gaps.is_empty() {
        screen.heading("Whose account is missing");
    }
    for gaps in event.gaps.chunk_by(|a, b| (&a.party, &a.side) == (&b.party, &b.side)) {
        let (party, side) = (&gaps[0].party.name, &gaps[0].side);
        let words: Vec<&str> = gaps.iter().map(|gap| gap.gap.as_str()).collect();
        let none = GapWord::NoAccount.as_str();
        let of_it = |on: &&QuestionCollisions| {
            on.gaps.iter().any(|it| (&it.party.name, &it.side) == (party, side) && it.gap == none)
        };
        let missing = event.questions.iter().filter(of_it).map(|on| on.question.handle.as_str());
        let missing: Vec<&str> = missing.collect();
        let missing = match missing.as_slice() {
            [] => String::new(),
            on => format!("no account on {}; ", on.join(", ")),
        };
        screen.item(format!("{party} ({side}): {missing}{}, on any question", words.join(", ")));
    }
}

/// One question; its only answer stands in the matrix, where that is shown.
fn on_question(screen: &mut Screen, on: &QuestionCollisions, has_matrix: bool) {
    let marks =
        if on.marks.is_empty() { String::new() } else { format!(" ({})", on.marks.join(", ")) };
    screen.heading(format!(
        "{}  {} \u{2014} {}{marks}",
        on.question.handle, on.question.name, on.signal
    ));
    if on.answers.len() > usize::from(has_matrix) {
        for answer in &on.answers {
            screen.item(format!("{}: {}", answer.words, who(&answer.voices, &answer.claims)));
        }
    }
    for collision in on.collisions.iter().chain(&on.not_comparable) {
        collide(screen, collision);
    }
    if on.not_compared > 0 {
        screen.item(format!("{} rarer answers were not compared", on.not_compared));
    }
    for one in &on.non_answers {
        let open = if one.leaves_open.is_empty() {
            String::new()
        } else {
            format!("; leaves open {}", some_of(&one.leaves_open))
        };
        screen.item(format!("non-answer: {} {}{open} ({})", one.party.name, one.words, one.claim));
    }
    for moved in &on.drift {
        screen.item(format!("{}: {} to {}: {}", moved.kind, moved.from, moved.to, moved.words));
        rule(screen, moved.rule_words, &moved.fields);
    }
    for gap in &on.gaps {
        screen.item(format!("{} ({}): {}", gap.party.name, gap.side, gap.gap));
    }
}

fn collide(screen: &mut Screen, collision: &Collision) {
    screen.item(format!("{}: {}", collision.kind, collision.words));
    for pair in &collision.pairs {
        // What is said of the firmest does not hold of a weaker one.
        let weaker = if pair.qualifier == collision.qualifier {
            String::new()
        } else {
            format!("{}; ", pair.qualifier)
        };
        screen.wrapped(4, 4, &format!("{} and {}: {weaker}{}", pair.a, pair.b, pair.decision));
    }
    if collision.more > 0 {
        screen.wrapped(4, 4, &format!("and {} more pairs of these two answers", collision.more));
    }
    if collision.kind != "not comparable" {
        let notes = std::iter::once(&collision.qualifier).chain(&collision.notes);
        screen.wrapped(4, 4, &notes.copied().collect::<Vec<_>>().join("; "));
    }
    rule(screen, collision.rule_words, &collision.fields);
}

/// The rule that found something, and what it compared.
fn rule(screen: &mut Screen, words: &str, fields: &[&str]) {
    screen.wrapped(4, 4, &format!("rule: {words}; compared: {}", fields.join(", ")));
}

/// "Ms Blue, Mr Red (C1@1, C2@1 and 40 more)".
fn who(voices: &[String], claims: &[String]) -> String {
    format!("{} ({})", some_of(voices), some_of(claims))
}

/// A list, the first of it by name.
fn some_of(all: &[String]) -> String {
    match all.len().saturating_sub(NAMED) {
        0 => all.join(", "),
        more => format!("{} and {more} more", all[..NAMED].join(", ")),
    }
}
