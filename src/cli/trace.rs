//! `trace`: how a statement reached us, and where its original was found.

use serde_json::json;

use crate::casebook::trace::{Chain, TraceDraft, chain};
use crate::error::{Error, Result};
use crate::text;

use super::layout::{Screen, one_line};
use super::quotes::Quotes;
use super::reply::Reply;
use super::session::Session;

/// Show how a statement reached us, or record where its original was found
///
/// With a claim alone: who reports whom, how faithfully, and what changed between
/// the words where it was found and the words in the source in hand. With a
/// capture and a quotation: the passage is recorded as evidence, and the claim's
/// attribution becomes traced-original where the capture is the speaker's own,
/// else traced-secondary.
#[derive(clap::Args, Debug)]
#[command(before_help = "Examples:
  rashomon trace C14
  rashomon trace C14 S4@1 --quote \"A page of text\"")]
pub(super) struct Arguments {
    /// The claim, or a version of it
    #[arg(value_name = "CLAIM")]
    claim: String,

    /// The capture in which its words were found
    #[arg(value_name = "CAPTURE")]
    capture: Option<String>,

    #[command(flatten)]
    quotes: Quotes,

    /// traced-original or traced-secondary, where the source does not tell
    #[arg(long = "as-found", value_name = "ATTRIBUTION", value_parser = ["traced-secondary", "traced-original"])]
    attribution: Option<String>,

    /// Why
    #[arg(long, value_name = "REASON")]
    why: Option<String>,
}

pub(super) fn run(session: &mut Session<'_, '_>, arguments: Arguments) -> Result<Reply> {
    let Arguments { claim, capture, quotes, attribution, why } = arguments;
    let width = session.env.width;
    let Some(capture) = capture else {
        if !quotes.0.is_empty() || attribution.is_some() || why.is_some() {
            return Err(Error::usage(
                "in which capture was it found?",
                "name it after the claim: `rashomon trace C14 S7@1 --quote \"\u{2026}\"`",
            ));
        }
        let casebook = session.read()?;
        let (row, version) = casebook.names().version(&claim)?;
        let found = chain(casebook.store(), &row, version)?;
        return Ok(Reply::new(shown(&found, width), found));
    };
    if quotes.0.is_empty() {
        return Err(Error::usage("which words were found?", "give them with --quote"));
    }
    let draft = TraceDraft { claim, capture, quotes: quotes.0, attribution, why };
    session.write(|desk| {
        let traced = desk.trace(&draft)?;
        let (row, _) = desk.names().version(&draft.claim)?;
        let found = chain(desk.store(), &row, traced.version)?;
        let verdict = desk.handle(traced.set.verdict)?.to_string();
        let evidence = desk.handle(traced.evidence)?.to_string();
        let data = json!({
            "verdict": verdict, "evidence": evidence,
            "attribution": traced.attribution.as_str(), "chain": found,
        });
        Ok(Reply::new(format!("{verdict}\n"), data)
            .say(format!(
                "recorded {evidence} and {verdict}: the attribution of {} is {}",
                found.claim, traced.attribution
            ))
            .say(shown(&found, width).trim_end())
            .next(format!("rashomon show {}", found.claim)))
    })
}

fn shown(found: &Chain, width: usize) -> String {
    let mut screen = Screen::new(width);
    screen.line(format!("{}  {}", found.claim, found.attribution));
    screen.item(format!("{} is said to have said it", one_line(&found.speaker)));
    for hop in &found.hops {
        let printed = hop.printed.as_ref().map(|name| format!(", printed \u{201c}{name}\u{201d}"));
        let capture = hop.capture.as_ref().map(|capture| format!(" ({capture})"));
        screen.item(format!(
            "{}{}{} reports it: {}",
            hop.party,
            printed.unwrap_or_default(),
            capture.unwrap_or_default(),
            hop.fidelity
        ));
    }
    if let Some(words) = &found.words {
        screen.field("words", words);
    }
    for at in &found.found {
        let line = at.line.map_or_else(|| "withheld".to_owned(), |line| format!("line {line}"));
        screen.heading(format!("{}: {} {}, {line}", at.evidence, at.capture, at.source));
        match &at.diff {
            Some(diff) if diff.old == diff.new => screen.wrapped(2, 2, "the same words"),
            Some(diff) => {
                let marked = text::inline(&diff.diff, &diff.old, &diff.new);
                screen.wrapped(2, 2, &one_line(&marked));
                screen.wrapped(
                    2,
                    2,
                    &format!(
                        "[-there-]{{+in the source in hand+}}; {} % alike",
                        text::similarity(&diff.old, &diff.new) / 10
                    ),
                );
            }
            None => {}
        }
    }
    screen.finish()
}
