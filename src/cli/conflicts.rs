//! `conflicts`: where the accounts of an event collide, and on which point.

use crate::casebook::Casebook;
use crate::error::Result;
use crate::model::EventId;
use crate::report::{self, Clash, Dispute, EventPart};

use super::layout::Screen;
use super::matrix;
use super::reply::Reply;
use super::session::Session;

/// Compute where accounts collide: for one event, or for all
///
/// Nothing here is stored. Accept a conflict with `link`, or dismiss it with
/// `dismiss`; dismissed ones are shown with --all.
#[derive(clap::Args, Debug)]
#[command(before_help = "Examples:
  rashomon conflicts E3
  rashomon conflicts
  rashomon conflicts E3 --all")]
pub(super) struct Arguments {
    /// The event; all where left out
    #[arg(value_name = "EVENT")]
    event: Option<String>,

    /// Conflicts that were dismissed too
    #[arg(long)]
    all: bool,
}

pub(super) fn run(session: &mut Session<'_, '_>, arguments: Arguments) -> Result<Reply> {
    let casebook = session.read()?;
    let events = scope(&casebook, arguments.event.as_deref())?;
    let scope = report::Scope { events, ..report::Scope::default() };
    let mut report = report::gather(casebook.store(), &scope)?;
    if !arguments.all {
        let dismissed = |clash: &Clash| clash.decision.starts_with("dismissed");
        for dispute in report.events.iter_mut().flat_map(|event| &mut event.disputes) {
            dispute.clashes.retain(|clash| !dismissed(clash));
        }
    }
    let mut screen = Screen::new(session.env.width);
    for event in &report.events {
        show(&mut screen, event);
    }
    if report.events.is_empty() {
        screen.line("There is no event yet: `rashomon event add` logs one.");
    }
    let first = report.events.iter().flat_map(|event| &event.disputes).find_map(undecided);
    let data = serde_json::json!({ "events": report.events });
    let reply = Reply::new(screen.finish(), data);
    Ok(match first {
        Some((question, clash)) => reply.next(format!(
            "rashomon link contradicts {} {} --on {question} --why \"\u{2026}\"",
            claim(&clash.a),
            claim(&clash.b)
        )),
        None => reply,
    })
}

/// The events that a command is about: the one named, or all.
pub(super) fn scope(casebook: &Casebook, event: Option<&str>) -> Result<Vec<EventId>> {
    match event {
        Some(event) => Ok(vec![casebook.names().event(event)?.id.into()]),
        None => Ok(Vec::new()),
    }
}

/// The first conflict that nobody decided on.
fn undecided(dispute: &Dispute) -> Option<(&str, &Clash)> {
    let same = |clash: &&Clash| {
        claim_question(&clash.a) == dispute.question && claim_question(&clash.b) == dispute.question
    };
    let open = dispute.clashes.iter().filter(same);
    let clash = open.clone().find(|clash| clash.kind == "conflict" && clash.link.is_none())?;
    Some((&dispute.question, clash))
}

/// `C14` of `C14@2/E3/killed`.
fn claim(position: &str) -> &str {
    position.split('@').next().unwrap_or(position)
}

/// `E3/killed` of `C14@2/E3/killed#2`.
fn claim_question(position: &str) -> &str {
    let question = position.split_once('/').map_or(position, |(_, question)| question);
    question.split('#').next().unwrap_or(question)
}

fn show(screen: &mut Screen, event: &EventPart) {
    let date = event.date.as_ref().map_or_else(String::new, |date| format!(", {date}"));
    screen.heading(format!("{}  {}{date}", event.handle, event.title));
    matrix::show(screen, event);
    for question in &event.questions {
        let marks = if question.marks.is_empty() {
            String::new()
        } else {
            format!(" ({})", question.marks.join(", "))
        };
        screen.heading(format!(
            "{}  {} \u{2014} {}{marks}",
            question.handle, question.asks, question.signal
        ));
        let dispute = event.disputes.iter().find(|dispute| dispute.question == question.handle);
        if let Some(dispute) = dispute {
            for clash in &dispute.clashes {
                collide(screen, clash);
            }
            if dispute.groups_not_compared > 0 {
                screen.item(format!(
                    "{} smaller groups of answers were not compared",
                    dispute.groups_not_compared
                ));
            }
        }
        for one in event.non_answers.iter().filter(|one| one.question == question.handle) {
            let open = if one.leaves_open.is_empty() {
                String::new()
            } else {
                format!("; leaves open {}", one.leaves_open.join(", "))
            };
            screen.item(format!(
                "non-answer: {} {}{open} ({})",
                one.party.name, one.words, one.claim
            ));
        }
        for drift in event.drift.iter().filter(|drift| drift.question == question.handle) {
            screen.item(format!("{}: {} to {}: {}", drift.kind, drift.from, drift.to, drift.words));
        }
        for gap in event.gaps.iter().filter(|gap| gap.question.as_ref() == Some(&question.handle)) {
            screen.item(format!("{} ({}): {}", gap.party.name, gap.side, gap.gap));
        }
    }
    let mut missing = event.gaps.iter().filter(|gap| gap.question.is_none()).peekable();
    if missing.peek().is_some() {
        screen.heading("Whose account is missing");
    }
    for gap in missing {
        screen.item(format!("{} ({}): {}", gap.party.name, gap.side, gap.gap));
    }
}

fn collide(screen: &mut Screen, clash: &Clash) {
    screen.item(format!("{}: {} and {}", clash.kind, clash.a, clash.b));
    screen.wrapped(4, 4, &clash.words);
    screen.wrapped(
        4,
        4,
        &format!("{}; by {} ({})", clash.qualifier, clash.rule, clash.fields.join(", ")),
    );
    for note in &clash.notes {
        screen.wrapped(4, 4, note);
    }
    screen.wrapped(4, 4, &format!("decision: {}", clash.decision));
}
