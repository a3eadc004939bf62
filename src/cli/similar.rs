//! `similar`: claims that read like another one, with the reason.

use crate::casebook::similar;
use crate::error::Result;

use super::layout::{Screen, one_line, shortened};
use super::reply::Reply;
use super::session::Session;

/// List claims whose words are near those of a claim, each with the reason
///
/// Nothing is merged: whether two claims are one statement is for a person to
/// say, with `link same-statement`.
#[derive(clap::Args, Debug)]
#[command(before_help = "Examples:
  rashomon similar C1
  rashomon similar C14 --json")]
pub(super) struct Arguments {
    /// The claim
    #[arg(value_name = "CLAIM")]
    claim: String,
}

pub(super) fn run(session: &mut Session<'_, '_>, arguments: Arguments) -> Result<Reply> {
    let casebook = session.read()?;
    let claim = casebook.names().claim(&arguments.claim)?;
    let list = similar(casebook.store(), &claim)?;
    let mut screen = Screen::new(session.env.width);
    for other in &list {
        screen.wrapped(0, 4, &format!("{}  {} in {}", other.handle, other.speaker, other.source));
        screen.wrapped(4, 4, &other.reasons.join("; "));
        let says = shortened(&other.says, 160);
        screen.wrapped(4, 4, &format!("{}: \u{201c}{says}\u{201d}", one_line(&other.whose)));
    }
    let next = list.first().map(|other| {
        let (one, two) = (format!("C{}", claim.number), other.handle.split('@').next());
        format!("rashomon link same-statement {one} {} --why \"\u{2026}\"", two.unwrap_or_default())
    });
    let counted = match list.len() {
        0 => "no claim reads like it".to_owned(),
        1 => "1 claim reads like it".to_owned(),
        many => format!("{many} claims read like it"),
    };
    let reply = Reply::new(screen.finish(), &list).say(counted);
    Ok(match next {
        Some(next) => reply.next(next),
        None => reply,
    })
}
