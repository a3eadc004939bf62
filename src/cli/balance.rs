//! `balance`: how each side and each party was treated.

use crate::casebook::{BalanceRow, balance};
use crate::error::Result;

use super::layout::Screen;
use super::reply::Reply;
use super::session::Session;

/// Count how each party was treated: claims, findings, days to a verdict, reporting words
///
/// Numbers to look at oneself by: whether both sides are checked as often and
/// as fast, and whether the sources let one side "say" and the other "claim".
#[derive(clap::Args, Debug)]
#[command(before_help = "Examples:
  rashomon balance E3
  rashomon balance")]
pub(super) struct Arguments {
    /// The events; all where left out
    #[arg(value_name = "EVENT")]
    events: Vec<String>,
}

pub(super) fn run(session: &mut Session<'_, '_>, arguments: Arguments) -> Result<Reply> {
    let casebook = session.read()?;
    let mut events = Vec::new();
    for event in &arguments.events {
        events.push(casebook.names().event(event)?.id.into());
    }
    let found = balance(casebook.store(), &events)?;
    let mut screen = Screen::new(session.env.width);
    for (what, rows) in [("side", &found.sides), ("party", &found.parties)] {
        screen.gap();
        screen.table(
            &[what, "claims", "checked", "findings", "median days", "reporting words"],
            rows.iter().map(cells).collect(),
        );
    }
    Ok(Reply::new(screen.finish(), found))
}

fn cells(row: &BalanceRow) -> Vec<String> {
    let findings = row.findings.iter().map(|(finding, times)| format!("{finding} {times}"));
    let mut cues: Vec<String> =
        row.cues.iter().map(|(cue, times)| format!("{cue} {times}")).collect();
    if row.without_cue > 0 {
        cues.push(format!("none given {}", row.without_cue));
    }
    vec![
        format!("{} {}", row.handle, row.name),
        row.claims.to_string(),
        row.checked.to_string(),
        findings.collect::<Vec<_>>().join(", "),
        row.median_days.clone().unwrap_or_else(|| "none".into()),
        cues.join(", "),
    ]
}
