//! `question`: the points at issue in an event, and how each was settled.

use clap::Subcommand;
use serde_json::json;

use crate::casebook::{
    Casebook, ClaimFilter, Desk, Names, QuestionDraft, ResolutionDraft, Words, fact,
};
use crate::error::{Error, Result};
use crate::model::QuestionId;
use crate::model::vocab::{Answers, Deferral, ValueKind};

use super::args::{changes, words};
use super::layout::{Screen, one_line};
use super::listing::Listing;
use super::reply::Reply;
use super::session::Session;
use super::thing::Thing;

/// Questions: the points at issue in an event; add, revise, list, show, resolve
#[derive(clap::Args, Debug)]
#[command(before_help = "Examples:
  rashomon question add E3/weapon --kind text --text \"With what was it fought?\"
  rashomon question add E3/wounded --kind quantity --unit injured --text \"How many were wounded?\"
  rashomon question resolve E3/killed --defer unconfirmed --why \"one side counts the other\"")]
pub(super) struct Arguments {
    #[command(subcommand)]
    act: Act,
}

#[derive(Subcommand, Debug)]
enum Act {
    /// Log a question
    Add {
        /// The event and the question's key: E3/killed
        #[arg(value_name = "EVENT/KEY")]
        question: String,
        /// What an answer looks like
        #[arg(long, value_parser = words!(ValueKind))]
        kind: String,
        #[command(flatten)]
        fields: QuestionArguments,
    },
    /// Change a question's words, unit, choices or place; its key and kind stay
    Revise {
        /// The question
        #[arg(value_name = "EVENT/KEY")]
        question: String,
        #[command(flatten)]
        fields: QuestionArguments,
    },
    /// List questions
    List {
        /// Of this event only
        #[arg(value_name = "EVENT")]
        event: Option<String>,
    },
    /// Show a question and who answers what
    Show {
        /// The question
        #[arg(value_name = "EVENT/KEY")]
        question: String,
    },
    /// Settle a question, or say why it stays open
    Resolve {
        /// The question
        #[arg(value_name = "EVENT/KEY")]
        question: String,
        #[command(flatten)]
        settled: ResolutionArguments,
    },
}

/// What can be said of a question.
#[derive(clap::Args, Debug, Clone)]
struct QuestionArguments {
    /// The question in words: "Who attacked first?"
    #[arg(long, value_name = "WORDS")]
    text: Option<String>,
    /// What is counted, for a quantity: killed, hours
    #[arg(long)]
    unit: Option<String>,
    /// A choice, for kind choice; once for each
    #[arg(long, value_name = "WORD")]
    choice: Vec<String>,
    /// Whether one answer can be so, or several
    #[arg(long, value_parser = words!(Answers))]
    answers: Option<String>,
    /// The question that it stands under: an answer here says yes there
    #[arg(long, value_name = "KEY")]
    under: Option<String>,
    /// A remark
    #[arg(long)]
    note: Option<String>,
}

/// How a question was settled.
#[derive(clap::Args, Debug, Clone)]
struct ResolutionArguments {
    /// This claim's or position's answer is preferred
    #[arg(long, value_name = "CLAIM")]
    prefer: Option<String>,
    /// It lies in this range: 15..20
    #[arg(long)]
    range: Option<String>,
    /// It stays open
    #[arg(long, value_parser = words!(Deferral))]
    defer: Option<String>,
    /// It waits, and for what
    #[arg(long, value_name = "WORDS", num_args = 0..=1, default_missing_value = "")]
    pending: Option<String>,
    /// It waits for an answer, and whose
    #[arg(long, value_name = "WORDS", num_args = 0..=1, default_missing_value = "")]
    asked: Option<String>,
    /// Why
    #[arg(long, value_name = "REASON")]
    why: String,
}

impl QuestionArguments {
    fn draft(self, question: &str, kind: String) -> Result<QuestionDraft> {
        let (event, key) = question.split_once('/').ok_or_else(|| {
            let hint = "write the event before the key: E3/killed";
            Error::usage(format!("`{question}` names no event"), hint)
        })?;
        Ok(QuestionDraft {
            answers: self.answers,
            choices: self.choice,
            event: event.to_owned(),
            kind,
            note: self.note,
            question: key.to_owned(),
            text: self.text.unwrap_or_default(),
            under: self.under,
            unit: self.unit,
        })
    }
}

pub(super) fn run(session: &mut Session<'_, '_>, arguments: Arguments) -> Result<Reply> {
    match arguments.act {
        Act::Add { question, kind, fields } => {
            let draft = fields.draft(&question, kind)?;
            if draft.text.trim().is_empty() {
                return Err(Error::usage(
                    "the question is missing",
                    "put it in words: --text \"Who attacked first?\"",
                ));
            }
            session.write(|desk| {
                let id = desk.add_question(&draft)?;
                recorded(desk, id)
            })
        }
        Act::Revise { question, fields } => {
            let draft = fields.draft(&question, String::new())?;
            let (event, key) = (draft.event.clone(), draft.question.clone());
            let bare = QuestionDraft { event, question: key, ..QuestionDraft::default() };
            let draft = changes(draft, &bare, "--unit killed")?;
            session.write(|desk| {
                let id = desk.revise_question(&draft)?;
                recorded(desk, id)
            })
        }
        Act::List { event } => {
            Ok(list(&session.read()?, event.as_deref())?.table(session.env.width))
        }
        Act::Show { question } => show(&session.read()?, &question, session.env.width),
        Act::Resolve { question, settled } => resolve(session, question, settled),
    }
}

fn resolve(
    session: &mut Session<'_, '_>,
    question: String,
    settled: ResolutionArguments,
) -> Result<Reply> {
    let ResolutionArguments { prefer, range, defer, pending, asked, why } = settled;
    let draft = ResolutionDraft { asked, defer, pending, prefer, question, range, why };
    session.write(|desk| {
        let id = desk.resolve_question(&draft)?;
        let handle = desk.handle(id)?.to_string();
        let event = handle.split('/').next().unwrap_or_default().to_owned();
        Ok(Reply::new(format!("{handle}\n"), json!({ "question": handle, "resolution": draft }))
            .say(format!("recorded how {handle} stands: {}", draft.why))
            .next(format!("rashomon report {event}")))
    })
}

fn recorded(desk: &Desk<'_, '_>, id: QuestionId) -> Result<Reply> {
    let question = desk.store().get::<fact::Question>(id.into())?;
    let question = question.ok_or_else(|| Error::not_found("question", format!("{id:.8}"), ""))?;
    let handle = &question.handle;
    Ok(Reply::new(format!("{handle}\n"), Thing::of(&question))
        .say(format!("recorded {handle}: {} ({})", question.fact.text, question.fact.kind))
        .next(format!(
            "rashomon log --from S1 --quote \"\u{2026}\" --by \"\u{2026}\" --on {handle}=\u{2026}"
        )))
}

/// Lists questions, of one event or of all.
pub(super) fn list(casebook: &Casebook, event: Option<&str>) -> Result<Listing> {
    let store = casebook.store();
    let events = match event {
        Some(event) => vec![casebook.names().event(event)?],
        None => store.list::<fact::Event>()?,
    };
    let mut questions = Vec::new();
    for event in events {
        questions.extend(store.questions(event.id.into())?);
    }
    let row = |question: &crate::casebook::Logged<fact::Question>| {
        let fact = &question.fact;
        let unit = fact.unit.as_ref().map_or_else(String::new, |unit| format!(" of {unit}"));
        vec![question.handle.to_string(), fact.text.clone(), format!("{}{unit}", fact.kind)]
    };
    Ok(Listing::new(
        &["question", "asks", "answer"],
        questions.iter().map(row).collect(),
        Thing::all(&questions),
    ))
}

/// Shows a question and its answers.
pub(super) fn show(casebook: &Casebook, question: &str, width: usize) -> Result<Reply> {
    let store = casebook.store();
    let (names, words) = (casebook.names(), Words::of(store));
    let question = names.question(question)?;
    let (fact, id) = (&question.fact, QuestionId::from(question.id));
    let mut screen = Screen::new(width);
    screen.line(format!("{}  {}", question.handle, one_line(&fact.text)));
    screen.field("answer", fact.kind.to_string());
    screen.maybe("unit", fact.unit.as_ref());
    screen.field("choices", fact.choices.join(", "));
    screen.field("answers", fact.answers.to_string());
    screen.maybe("under", fact.under.map(|under| names.handle(under)).transpose()?);
    screen.maybe("note", fact.note.as_ref());
    let resolution = store.resolution(id)?;
    if let Some(resolution) = &resolution {
        let settled = words.settled(&resolution.settled)?;
        screen.field("resolution", format!("{settled}. {}", resolution.reason));
    }
    let answers = answers(casebook, id, &names, words)?;
    if !answers.is_empty() {
        screen.heading("Accounts");
        for [claim, who, position] in &answers {
            screen.item(format!("{claim}  {who}: {position}"));
        }
    }
    let data = json!({
        "question": Thing::of(&question), "resolution": resolution,
        "accounts": answers.iter().map(|[claim, who, position]| json!({
            "claim": claim, "party": who, "position": position,
        })).collect::<Vec<_>>(),
    });
    Ok(Reply::new(screen.finish(), data))
}

/// Live claims on a question: version, speaker, position in words.
fn answers(
    casebook: &Casebook,
    question: QuestionId,
    names: &Names<'_>,
    words: Words<'_>,
) -> Result<Vec<[String; 3]>> {
    let filter = ClaimFilter { question: Some(question), ..ClaimFilter::default() };
    let mut answers = Vec::new();
    for claim in casebook.store().claims(&filter)? {
        let wording = &claim.newest().wording;
        for position in wording.positions.iter().filter(|position| position.question == question) {
            answers.push([
                names.version_handle(claim.newest().id)?,
                words.party(wording.speaker.party)?,
                words.position(position)?,
            ]);
        }
    }
    Ok(answers)
}
