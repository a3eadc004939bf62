//! `log`: a statement becomes a claim.

use crate::casebook::{ClaimView, Desk, LoggedClaim};
use crate::error::{Error, Result};

use super::reply::Reply;
use super::session::Session;
use super::wording::{POSITIONS, WordingArguments, recorded};

/// Log a statement as a claim, quoted from a captured source
///
/// The quotation must stand in the capture word for word, in one place only;
/// otherwise nothing is logged, and you are told where it stands or what is
/// nearest. --like takes source, event, speaker, cue, chain, channel, kind and
/// date from another claim; another --by drops what belongs to the speaker.
#[derive(clap::Args, Debug)]
#[command(before_help = "Examples:
  rashomon log --from S1 --quote \"Word then went round\" --to \"had survived\" --who \"Nobody named\"
  rashomon log --like C13 --quote \"their fighters were killed\" --on killed=\"about 15..20\"
  rashomon log --like C13 --quote \"Zabiullah Mujahid, a spokesman\" --to \"hit back\" --by \"Zabiullah Mujahid\" --on initiator=Pakistan", after_help = POSITIONS)]
pub(super) struct Arguments {
    /// The source or capture to quote from: S1, or S1@2
    #[arg(long, value_name = "SOURCE")]
    from: Option<String>,

    /// A claim to take source, event, speaker and the rest from
    #[arg(long, value_name = "CLAIM")]
    like: Option<String>,

    #[command(flatten)]
    wording: WordingArguments,
}

pub(super) fn run(session: &mut Session<'_, '_>, arguments: Arguments) -> Result<Reply> {
    let draft = arguments.wording.draft(arguments.from, arguments.like)?;
    session.write(|desk| {
        let mut logged = desk.log_claim(&draft)?;
        logged.warnings.extend(desk.logged_before(&logged)?);
        tell(desk, logged)
    })
}

/// The reply for a claim that was logged or revised.
pub(super) fn tell(desk: &Desk<'_, '_>, logged: LoggedClaim) -> Result<Reply> {
    let row = desk.store().claim(logged.claim)?;
    let row = row.ok_or_else(|| Error::not_found("claim", format!("{:.8}", logged.claim), ""))?;
    let view = ClaimView::of(desk.store(), &row, None)?;
    Ok(recorded(&view, logged.warnings))
}
