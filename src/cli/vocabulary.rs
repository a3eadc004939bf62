//! `vocabulary`: the words that the record is written in.

use std::collections::BTreeMap;

use crate::error::{Error, Result};
use crate::model::nearest;
use crate::model::vocab::{
    Answers, Attribution, AttributionKind, BasisKind, Bearing, Checkability, Credibility, Deferral,
    EvidenceKind, Fidelity, Finding, KnownBy, LinkState, LinkType, PartyKind, PlacePrecision,
    Reliability, Reply as Came, ReviewOutcome, Revision, SourceKind, SpanRole, Stance, ValueKind,
    WithheldFor, Work,
};

use super::layout::Screen;
use super::reply::Reply;
use super::session::Session;

/// Print the words of every closed list, or of one
#[derive(clap::Args, Debug)]
#[command(before_help = "Examples:
  rashomon vocabulary
  rashomon vocabulary stance")]
pub(super) struct Arguments {
    /// The list
    #[arg(value_name = "LIST")]
    list: Option<String>,
}

/// Every list that a person types words of: its name and its words in order.
pub fn lists() -> Vec<(&'static str, Vec<&'static str>)> {
    macro_rules! lists {
        ($($vocabulary:ident,)+) => {
            vec![$(($vocabulary::WHAT, $vocabulary::ALL.iter().map(|word| word.as_str()).collect()),)+]
        };
    }
    lists![
        SourceKind,
        Reliability,
        WithheldFor,
        PartyKind,
        PlacePrecision,
        ValueKind,
        Answers,
        AttributionKind,
        KnownBy,
        Fidelity,
        SpanRole,
        Stance,
        BasisKind,
        Checkability,
        Revision,
        LinkType,
        LinkState,
        EvidenceKind,
        Bearing,
        Credibility,
        Came,
        Work,
        Attribution,
        Finding,
        ReviewOutcome,
        Deferral,
    ]
}

pub(super) fn run(session: &mut Session<'_, '_>, arguments: Arguments) -> Result<Reply> {
    let mut lists = lists();
    if let Some(wanted) = &arguments.list {
        let names: Vec<&str> = lists.iter().map(|(name, _)| *name).collect();
        if !names.contains(&wanted.as_str()) {
            return Err(Error::NotFound {
                what: "list of words",
                given: wanted.clone(),
                near: nearest(wanted, names.iter().copied()).map(str::to_owned),
                hint: format!("the lists are: {}", names.join(", ")),
            });
        }
        lists.retain(|(name, _)| name == wanted);
    }
    let mut screen = Screen::new(session.env.width);
    for (name, words) in &lists {
        screen.wrapped(0, 4, &format!("{name}: {}", words.join(", ")));
    }
    let data: BTreeMap<_, _> = lists.into_iter().collect();
    Ok(Reply::new(screen.finish(), data))
}
