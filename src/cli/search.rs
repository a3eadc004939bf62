//! `search`: what holds these words, best first, in context.

use crate::casebook::{Casebook, Hit, MOST_RANKED, Search, SearchIn, Standards, search};
use crate::error::{Error, Result};
use crate::model::Date;
use crate::model::vocab::{Attribution, Finding, Work};
use crate::text::{MOST_WORDS, Sought};

use super::args::words;
use super::layout::Screen;
use super::listing::paged;
use super::reply::Reply;
use super::session::Session;

/// Find claims, names and captured texts by their words
///
/// All words must be there, in any order. "Words in quotation marks" stand
/// beside each other; ceasef* finds ceasefire. Spelling is folded: accents,
/// capitals, Arabic-script variants and Eastern digits make no difference.
#[derive(clap::Args, Debug)]
#[command(before_help = "Examples:
  rashomon search ceasefire
  rashomon search '\"first fire\" border*' --event E3
  rashomon search Mujahid --in names
  rashomon search killed --party \"Zabihullah Mujahid\" --finding contested")]
pub(super) struct Arguments {
    /// The words
    #[arg(value_name = "WORDS", required = true, num_args = 1..)]
    words: Vec<String>,

    /// Where to look
    #[arg(long = "in", value_name = "WHERE", value_enum, default_value = "all")]
    within: Within,

    /// Of this source
    #[arg(long)]
    source: Option<String>,

    /// Claims by this party
    #[arg(long)]
    party: Option<String>,

    /// Claims on a question of this event
    #[arg(long)]
    event: Option<String>,

    /// Claims on this question
    #[arg(long, value_name = "EVENT/KEY")]
    question: Option<String>,

    #[command(flatten)]
    standing: Standing,

    /// At most so many
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: usize,

    /// Leave out the first so many
    #[arg(long, value_name = "N", default_value_t = 0)]
    skip: usize,
}

/// How claims stand, and when they were said.
#[derive(clap::Args, Debug)]
pub(super) struct Standing {
    /// Claims whose work stands so
    #[arg(long, value_parser = words!(Work))]
    work: Option<String>,

    /// Claims with this attribution
    #[arg(long, value_parser = words!(Attribution))]
    attribution: Option<String>,

    /// Claims with this finding on one of their positions
    #[arg(long, value_parser = words!(Finding))]
    finding: Option<String>,

    /// Claims said (else published) on this day or later
    #[arg(long, value_name = "DATE")]
    since: Option<String>,

    /// Claims said (else published) on this day or earlier
    #[arg(long, value_name = "DATE")]
    until: Option<String>,
}

impl Standing {
    /// The names of what is given.
    pub(super) fn given(&self) -> impl Iterator<Item = &'static str> {
        let all = [
            ("--work", self.work.is_some()),
            ("--attribution", self.attribution.is_some()),
            ("--finding", self.finding.is_some()),
            ("--since", self.since.is_some()),
            ("--until", self.until.is_some()),
        ];
        all.into_iter().filter(|(_, is_given)| *is_given).map(|(name, _)| name)
    }

    /// What is asked of a claim.
    pub(super) fn standards(&self) -> Result<Standards> {
        let date = |text: &Option<String>, field| {
            let date = text.as_deref().map(str::parse::<Date>).transpose();
            date.map_err(|invalid| Error::InField { field, invalid })
        };
        let (since, until) = (date(&self.since, "--since")?, date(&self.until, "--until")?);
        let first = since.as_ref().and_then(|date| date.bounds().earliest);
        let last = until.as_ref().and_then(|date| date.bounds().latest);
        if first.zip(last).is_some_and(|(first, last)| first > last) {
            return Err(Error::usage(
                "no day lies between --since and --until",
                "name the earlier day with --since, the later one with --until",
            ));
        }
        Ok(Standards {
            work: self.work.as_deref().map(str::parse).transpose()?,
            attribution: self.attribution.as_deref().map(str::parse).transpose()?,
            finding: self.finding.as_deref().map(str::parse).transpose()?,
            since,
            until,
        })
    }
}

/// Where to look.
#[derive(clap::ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
enum Within {
    All,
    Claims,
    Names,
    Texts,
}

pub(super) fn run(session: &mut Session<'_, '_>, arguments: Arguments) -> Result<Reply> {
    let casebook = session.read()?;
    let typed = arguments.words.join(" ");
    let sought = Sought::read(&typed);
    let (asked, standards) = (asked(&casebook, &arguments)?, arguments.standing.standards()?);
    let page = (arguments.skip, arguments.limit);
    let found = search(casebook.store(), &sought, &asked, &standards, page)?;
    let mut screen = Screen::new(session.env.width);
    for hit in &found.hits {
        show(&mut screen, hit);
    }
    let mut counted = paged(arguments.skip as u64, found.hits.len() as u64, found.total, "match");
    let mut reply = Reply::new(screen.finish(), &found);
    if sought.terms.is_empty() {
        return Ok(reply.warn("there is no word in it to look for"));
    }
    if found.left_out > 0 {
        reply = reply.warn(format!(
            "only the first {MOST_WORDS} words were looked for; {} were left out",
            found.left_out
        ));
    }
    if found.total == 0 && !typed.contains('*') {
        counted.push_str("; only whole words are found: put * after the first letters of one");
    }
    let is_sign = |word: &str| {
        matches!(word, "AND" | "OR" | "NOT" | "NEAR")
            || word.len() > 1 && word.starts_with(['-', '+'])
            || word.len() > 1 && word.trim_end_matches('*').contains('*')
    };
    let mut loose = typed.split('"').step_by(2).flat_map(str::split_whitespace);
    if loose.any(is_sign) {
        reply = reply.warn(
            "there are no operators: every word is looked for, AND, OR and NOT too; \"\u{2026}\" \
             is a phrase, and * stands at the end of a word",
        );
    }
    if !found.complete {
        reply = reply.warn(format!(
            "too many matches to rank them all: the newest {MOST_RANKED} were ranked; more words, \
             --party, --event or --source narrow it"
        ));
    }
    Ok(reply.say(counted))
}

fn asked(casebook: &Casebook, arguments: &Arguments) -> Result<Search> {
    let names = casebook.names();
    let mut asked = Search {
        within: match arguments.within {
            Within::All => SearchIn::All,
            Within::Claims => SearchIn::Claims,
            Within::Names => SearchIn::Names,
            Within::Texts => SearchIn::Texts,
        },
        ..Search::default()
    };
    if let Some(source) = &arguments.source {
        asked.source = Some(names.source(source)?.id.into());
    }
    if let Some(party) = &arguments.party {
        asked.party = Some(names.party(party)?);
    }
    if let Some(event) = &arguments.event {
        asked.event = Some(names.event(event)?.id.into());
    }
    if let Some(question) = &arguments.question {
        asked.question = Some(names.question(question)?.id.into());
    }
    Ok(asked)
}

fn show(screen: &mut Screen, hit: &Hit) {
    let withdrawn = if hit.withdrawn { " (withdrawn)" } else { "" };
    let kind = if hit.kind == "claim" { String::new() } else { format!("{}: ", hit.kind) };
    let name = if hit.handle.is_empty() { "-" } else { &hit.handle };
    screen.wrapped(0, 4, &format!("{name}  {kind}{}{withdrawn}", hit.title));
    let Some(snippet) = &hit.snippet else { return };
    let words = format!("{}{}{}", snippet.before, snippet.found, snippet.after);
    let words: Vec<&str> = words.split_whitespace().collect();
    let place = match (&snippet.capture, snippet.line) {
        (Some(capture), Some(line)) => format!("  [{capture}, line {line}]"),
        _ => String::new(),
    };
    screen.wrapped(4, 4, &format!("{}{place}", words.join(" ")));
}
