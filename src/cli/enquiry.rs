//! `enquiry`: what was put to a party, and what came of it.

use clap::Subcommand;
use serde_json::json;

use crate::casebook::{AnswerDraft, Casebook, Desk, EnquiryDraft, Logged, Words, ahead, fact};
use crate::error::{Error, Result};
use crate::model::vocab::Reply as Came;
use crate::model::{Date, EnquiryId, QuestionId, Timestamp};

use super::args::words;
use super::layout::Screen;
use super::listing::Listing;
use super::reply::Reply;
use super::session::Session;
use super::thing::Thing;

/// Enquiries: what a party was asked, when and how, and what came of it
#[derive(clap::Args, Debug)]
#[command(before_help = "Examples:
  rashomon enquiry add P3 --on E3/killed --how \"e-mail to the press office\" --text \"How many were killed?\" --when 2025-10-18 --deadline 2025-10-20
  rashomon enquiry list --overdue")]
pub(super) struct Arguments {
    #[command(subcommand)]
    act: Act,
}

#[derive(Subcommand, Debug)]
enum Act {
    /// Log that a party was asked
    Add {
        /// Who was asked
        #[arg(value_name = "PARTY")]
        asked: String,
        /// A question that was put; once for each
        #[arg(long, value_name = "QUESTION", required = true)]
        on: Vec<String>,
        /// How: "e-mail to the press office"
        #[arg(long, value_name = "WORDS")]
        how: String,
        /// What was asked
        #[arg(long, value_name = "WORDS")]
        text: String,
        /// When
        #[arg(long, value_name = "DATE")]
        when: String,
        /// Until when an answer was asked for
        #[arg(long, value_name = "DATE")]
        deadline: Option<String>,
    },
    /// Log what came of an enquiry
    Answer {
        /// The enquiry
        enquiry: String,
        /// What came
        #[arg(value_parser = words!(Came))]
        reply: String,
        /// A question that it is about, where it leaves others open; once for each
        #[arg(long, value_name = "QUESTION")]
        on: Vec<String>,
        /// What it says, in your words
        #[arg(long, value_name = "WORDS")]
        text: Option<String>,
        /// When
        #[arg(long, value_name = "DATE")]
        when: String,
    },
    /// List enquiries
    List {
        /// Only those whose deadline has passed without a reply
        #[arg(long)]
        overdue: bool,
    },
    /// Show an enquiry
    Show {
        /// The enquiry
        enquiry: String,
    },
}

pub(super) fn run(session: &mut Session<'_, '_>, arguments: Arguments) -> Result<Reply> {
    let now = session.env.now;
    match arguments.act {
        Act::Add { asked, on, how, text, when, deadline } => {
            let draft = EnquiryDraft { asked, deadline, how, on, text, when };
            session.write(|desk| {
                let id = desk.ask(&draft)?;
                let (handle, ask) = recorded(desk, id)?;
                let reply = Reply::new(format!("{handle}\n"), Thing::of(&ask))
                    .say(format!("recorded {handle}: {} was asked", draft.asked))
                    .next(format!(
                        "rashomon enquiry answer {handle} answered --when DATE --text \"\u{2026}\""
                    ));
                Ok(ahead("when", &ask.fact.when, now).into_iter().fold(reply, Reply::warn))
            })
        }
        Act::Answer { enquiry, reply, on, text, when } => {
            let draft = AnswerDraft { enquiry, on, reply, text, when };
            session.write(|desk| {
                let id = desk.answer(&draft)?;
                let (handle, ask) = recorded(desk, id)?;
                let data = json!({ "enquiry": Thing::of(&ask), "answer": draft });
                let mut reply = Reply::new(format!("{handle}\n"), data)
                    .say(format!("recorded what came of {handle}: {}", draft.reply));
                let mut answers = desk.store().answers(ask.id)?;
                answers.pop();
                if !answers.is_empty() {
                    let earlier = came(Words::of(desk.store()), &answers, &ask, (now, true))?;
                    reply = reply.warn(format!(
                        "{handle} has an answer from before, which stays and is shown before \
                         this one: {earlier}"
                    ));
                }
                let when = draft.when.parse::<Date>()?;
                if draft.reply == Came::Answered.as_str() {
                    let voice = desk.names().handle(ask.fact.asked)?;
                    reply = reply
                        .say("  to set it beside the other accounts, capture it and log it as a claim")
                        .next(format!(
                            "rashomon capture REPLY.txt --kind testimony --voice {voice}"
                        ));
                }
                Ok(ahead("when", &when, now).into_iter().fold(reply, Reply::warn))
            })
        }
        Act::List { overdue } => {
            let (casebook, width) = (session.read()?, session.env.width);
            Ok(list(&casebook, session.env.now, overdue)?.table(width))
        }
        Act::Show { enquiry } => {
            let (casebook, width) = (session.read()?, session.env.width);
            show(&casebook, &enquiry, session.env.now, width)
        }
    }
}

fn recorded(desk: &Desk<'_, '_>, id: EnquiryId) -> Result<(String, Logged<fact::Ask>)> {
    let ask = desk.store().get::<fact::Ask>(id.into())?;
    let ask = ask.ok_or_else(|| Error::not_found("enquiry", format!("{id:.8}"), ""))?;
    Ok((ask.handle.to_string(), ask))
}

/// What came of an enquiry, in words: each answer, in order of logging, and,
/// unless they are a part of all, what is still open.
fn came(
    words: Words<'_>,
    answers: &[fact::Answer],
    ask: &Logged<fact::Ask>,
    (now, is_part): (Timestamp, bool),
) -> Result<String> {
    let mut all = Vec::new();
    for answer in answers {
        let (reply, on) = (answer.reply, words.on(&answer.questions)?);
        let text = answer.text.as_ref().map_or_else(String::new, |text| format!(": {text}"));
        all.push(format!("{reply}{on}, {}{text}", answer.when));
    }
    let open = open(answers, ask);
    if !open.is_empty() && !is_part {
        let on = if answers.is_empty() { String::new() } else { words.on(&open)? };
        all.push(match &ask.fact.deadline {
            Some(deadline) if deadline.is_past(now) => {
                format!("overdue{on}: no reply by {}", deadline.edtf)
            }
            Some(_) | None => format!("no reply yet{on}"),
        });
    }
    Ok(all.join("; then "))
}

/// The questions of an enquiry to which nothing came.
fn open(answers: &[fact::Answer], ask: &Logged<fact::Ask>) -> Vec<QuestionId> {
    let came = |question: &QuestionId| {
        answers.iter().any(|it| it.questions.is_empty() || it.questions.contains(question))
    };
    ask.fact.questions.iter().copied().filter(|question| !came(question)).collect()
}

/// Whether an enquiry's deadline has passed without a reply to all that it put.
fn is_overdue(answers: &[fact::Answer], ask: &Logged<fact::Ask>, now: Timestamp) -> bool {
    let past = ask.fact.deadline.as_ref().is_some_and(|deadline| deadline.is_past(now));
    past && !open(answers, ask).is_empty()
}

/// Lists enquiries.
pub(super) fn list(casebook: &Casebook, now: Timestamp, overdue: bool) -> Result<Listing> {
    let (mut asks, mut rows) = (Vec::new(), Vec::new());
    let mut late = 0;
    for ask in casebook.store().list::<fact::Ask>()? {
        let answers = casebook.store().answers(ask.id)?;
        let is_late = is_overdue(&answers, &ask, now);
        late += usize::from(is_late);
        if overdue && !is_late {
            continue;
        }
        rows.push(vec![
            ask.handle.to_string(),
            Words::of(casebook.store()).party(ask.fact.asked)?,
            ask.fact.when.to_string(),
            ask.fact.deadline.as_ref().map(ToString::to_string).unwrap_or_default(),
            came(Words::of(casebook.store()), &answers, &ask, (now, false))?,
        ]);
        asks.push(ask);
    }
    let listing =
        Listing::new(&["enquiry", "asked", "when", "until", "came"], rows, Thing::all(&asks));
    Ok(if late > 0 { listing.say(format!("overdue: {late}")) } else { listing })
}

/// Shows an enquiry.
pub(super) fn show(
    casebook: &Casebook,
    enquiry: &str,
    now: Timestamp,
    width: usize,
) -> Result<Reply> {
    let id = casebook.names().entry(enquiry)?;
    let ask = casebook.store().get::<fact::Ask>(id)?;
    let hint = "`rashomon enquiry list` shows what was asked";
    let ask = ask.ok_or_else(|| Error::not_found("enquiry", enquiry, hint))?;
    let mut on = Vec::new();
    for question in &ask.fact.questions {
        on.push(casebook.names().handle(*question)?);
    }
    let mut screen = Screen::new(width);
    screen.line(format!(
        "{}  enquiry to {}",
        ask.handle,
        Words::of(casebook.store()).party(ask.fact.asked)?
    ));
    screen.field("asked", &ask.fact.text);
    screen.field("on", on.join(", "));
    screen.field("how", &ask.fact.how);
    screen.field("when", ask.fact.when.to_string());
    screen.maybe("until", ask.fact.deadline.as_ref().map(ToString::to_string));
    let answers = casebook.store().answers(ask.id)?;
    screen.field("came", came(Words::of(casebook.store()), &answers, &ask, (now, false))?);
    screen.field("logged", format!("{} by {}", ask.at, ask.by));
    let data = json!({ "enquiry": Thing::of(&ask), "answers": answers });
    Ok(Reply::new(screen.finish(), data))
}
