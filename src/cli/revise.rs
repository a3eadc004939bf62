//! `revise`: a claim gets a new version; the old ones stay.

use crate::casebook::ClaimDraft;
use crate::error::Result;
use crate::model::vocab::Revision;

use super::args::{changes, words};
use super::log::tell;
use super::reply::Reply;
use super::session::Session;
use super::wording::{POSITIONS, WordingArguments};

/// Give a claim a new version: what you leave out stays as it was
///
/// Findings do not carry over to the new version, and links become stale until
/// someone confirms them.
#[derive(clap::Args, Debug)]
#[command(before_help = "Examples:
  rashomon revise C1 --cue \"told\" --why \"the cue was logged wrongly\"
  rashomon revise C1 --kind refinement --claim \"The military said it was attacked first\" --why \"said more exactly\"
  rashomon revise C13 --drop-position E3/outcome --why \"the page does not say so\"", after_help = POSITIONS)]
pub(super) struct Arguments {
    /// The claim
    #[arg(value_name = "CLAIM")]
    target: String,

    /// Why, in a word
    #[arg(long, value_parser = words!(Revision), default_value = "correction")]
    kind: String,

    /// Why, in a sentence
    #[arg(long, value_name = "REASON")]
    why: String,

    /// The source or capture to quote from, where it is another
    #[arg(long, value_name = "SOURCE")]
    from: Option<String>,

    /// Take no position on this question any more: EVENT/KEY, with #2 for the
    /// second one there; once for each
    #[arg(long, value_name = "QUESTION")]
    drop_position: Vec<String>,

    #[command(flatten)]
    wording: WordingArguments,
}

pub(super) fn run(session: &mut Session<'_, '_>, arguments: Arguments) -> Result<Reply> {
    let Arguments { target, kind, why, from, drop_position, wording } = arguments;
    let kind: Revision = kind.parse()?;
    let draft = ClaimDraft { drop_positions: drop_position, ..wording.draft(from, None)? };
    let draft = changes(draft, &ClaimDraft::default(), "--cue \"told\"")?;
    session.write(|desk| {
        let revised = desk.revise_claim(&target, kind, &why, &draft)?;
        tell(desk, revised)
    })
}
