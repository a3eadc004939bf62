//! `event`: what happened, under a title that names no initiator.

use clap::Subcommand;
use serde_json::json;

use crate::casebook::{Casebook, Desk, EventDraft, Words, fact};
use crate::error::{Error, Result};
use crate::model::{EventId, PartyId};
use crate::report::initiator_in;

use super::args::changes;
use super::layout::{Screen, one_line};
use super::listing::Listing;
use super::reply::Reply;
use super::session::Session;
use super::thing::Thing;

/// Events: add, revise, list, show
///
/// Who started it, how many died and where exactly are never part of an event:
/// they are questions of it.
#[derive(clap::Args, Debug)]
#[command(before_help = "Examples:
  rashomon event add \"Clash at Chaman\" --date 2025-10-15 --side \"North: P1\" --side \"South: P8\"
  rashomon event show E3")]
pub(super) struct Arguments {
    #[command(subcommand)]
    act: Act,
}

#[derive(Subcommand, Debug)]
enum Act {
    /// Log an event
    Add {
        /// A neutral title: it names no initiator
        title: String,
        #[command(flatten)]
        fields: EventArguments,
    },
    /// Change an event; what you leave out stays
    Revise {
        /// The event
        event: String,
        /// Another title
        #[arg(long)]
        title: Option<String>,
        #[command(flatten)]
        fields: EventArguments,
    },
    /// List events
    List,
    /// Show an event, its sides and questions
    Show {
        /// The event
        event: String,
    },
}

/// What can be said of an event.
#[derive(clap::Args, Debug, Clone)]
struct EventArguments {
    /// What kind of event; incident where left out
    #[arg(long)]
    kind: Option<String>,
    /// When: 2025-10-15, or 2025-10-11/2025-10-12
    #[arg(long)]
    date: Option<String>,
    /// Where: a place
    #[arg(long)]
    place: Option<String>,
    /// The larger event
    #[arg(long, value_name = "EVENT")]
    part_of: Option<String>,
    /// A side and its parties: "NAME: P1, P2"; once for each
    #[arg(long, value_name = "NAME: PARTIES")]
    side: Vec<String>,
    /// A remark
    #[arg(long)]
    note: Option<String>,
}

impl EventArguments {
    fn draft(self, title: String) -> EventDraft {
        EventDraft {
            date: self.date,
            kind: self.kind,
            note: self.note,
            part_of: self.part_of,
            place: self.place,
            sides: self.side,
            title,
        }
    }
}

pub(super) fn run(session: &mut Session<'_, '_>, arguments: Arguments) -> Result<Reply> {
    match arguments.act {
        Act::Add { title, fields } => {
            let draft = fields.draft(title);
            session.write(|desk| {
                let id = desk.add_event(&draft)?;
                recorded(desk, id)
            })
        }
        Act::Revise { event, title, fields } => {
            let draft = changes(
                fields.draft(title.unwrap_or_default()),
                &EventDraft::default(),
                "--date 2025-10-15",
            )?;
            session.write(|desk| {
                let id = desk.revise_event(&event, &draft)?;
                recorded(desk, id)
            })
        }
        Act::List => Ok(list(&session.read()?)?.table(session.env.width)),
        Act::Show { event } => show(&session.read()?, &event, session.env.width),
    }
}

fn recorded(desk: &Desk<'_, '_>, id: EventId) -> Result<Reply> {
    let event = desk.store().get::<fact::Event>(id.into())?;
    let event = event.ok_or_else(|| Error::not_found("event", format!("{id:.8}"), ""))?;
    let handle = &event.handle;
    let next = format!(
        "rashomon question add {handle}/initiator --kind party --text \"Who attacked first?\""
    );
    let reply = Reply::new(format!("{handle}\n"), Thing::of(&event))
        .say(format!("recorded {handle}: {}", event.fact.title))
        .next(next);
    let reply = on_two_sides(desk, &event.fact)?.into_iter().fold(reply, Reply::warn);
    Ok(match initiator_in(desk.store(), &event.fact.title)? {
        Some(why) => {
            let ask = "who began is a question; `rashomon event revise";
            reply.warn(format!("the title {why}: {ask} {handle} --title \"\u{2026}\"`"))
        }
        None => reply,
    })
}

/// A warning for each party that stands on two sides: its account would be that
/// of the first.
fn on_two_sides(desk: &Desk<'_, '_>, event: &fact::Event) -> Result<Vec<String>> {
    let mut seen: Vec<(PartyId, &str)> = Vec::new();
    let mut twice = Vec::new();
    for side in &event.concerned {
        for party in &side.parties {
            let party = desk.store().canonical_party(*party)?;
            match seen.iter().find(|(known, name)| *known == party && *name != side.name) {
                Some((_, first)) => twice.push(format!(
                    "{} stands on two sides, \u{201c}{first}\u{201d} and \u{201c}{}\u{201d}: what it says counts for the first",
                    Words::of(desk.store()).party(party)?,
                    side.name
                )),
                None => seen.push((party, &side.name)),
            }
        }
    }
    Ok(twice)
}

/// Lists events.
pub(super) fn list(casebook: &Casebook) -> Result<Listing> {
    let store = casebook.store();
    let events = store.list::<fact::Event>()?;
    let mut rows = Vec::new();
    for event in &events {
        let questions = store.questions(event.id.into())?;
        let keys: Vec<&str> = questions.iter().map(|question| question.fact.key.as_str()).collect();
        rows.push(vec![
            event.handle.to_string(),
            event.fact.title.clone(),
            event.fact.date.as_ref().map(|date| date.edtf.clone()).unwrap_or_default(),
            keys.join(", "),
        ]);
    }
    Ok(Listing::new(&["event", "title", "date", "questions"], rows, Thing::all(&events)))
}

/// Shows an event.
pub(super) fn show(casebook: &Casebook, event: &str, width: usize) -> Result<Reply> {
    let store = casebook.store();
    let (names, words) = (casebook.names(), Words::of(store));
    let event = names.event(event)?;
    let fact = &event.fact;
    let questions = store.questions(event.id.into())?;
    let mut screen = Screen::new(width);
    screen.line(format!("{}  {}", event.handle, one_line(&fact.title)));
    screen.field("kind", &fact.kind);
    screen.maybe("date", fact.date.as_ref().map(ToString::to_string));
    screen.maybe("place", fact.place.map(|place| words.place(place)).transpose()?);
    screen.maybe("part of", fact.part_of.map(|event| names.handle(event)).transpose()?);
    for side in &fact.concerned {
        let mut parties = Vec::new();
        for party in &side.parties {
            parties.push(format!("{} ({})", words.party(*party)?, names.handle(*party)?));
        }
        screen.field("side", format!("{}: {}", side.name, parties.join(", ")));
    }
    screen.maybe("note", fact.note.as_ref());
    if !questions.is_empty() {
        screen.heading("Questions");
        for question in &questions {
            let under = question.fact.under.map(|under| names.handle(under)).transpose()?;
            let under = under.map_or_else(String::new, |under| format!(", under {under}"));
            screen.item(format!(
                "{}  {} ({}{under})",
                question.handle, question.fact.text, question.fact.kind
            ));
        }
    }
    let data = json!({ "event": Thing::of(&event), "questions": Thing::all(&questions) });
    Ok(Reply::new(screen.finish(), data).say(format!("next: rashomon conflicts {}", event.handle)))
}
