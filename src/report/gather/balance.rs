//! How each side and each party was treated, laid beside a report on request.

use crate::casebook::{Names, Store, balance};
use crate::error::Result;
use crate::model::EventId;
use crate::report::value::{BalancePart, Report};

/// Lays beside a report how each side and each party of its events was
/// treated: sides first, then parties, those with the most claims first.
///
/// # Errors
///
/// As of [`balance`]; `store` is the one that the report was gathered from.
pub fn with_balance(store: &Store, mut report: Report) -> Result<Report> {
    let names = Names::of(store);
    let mut events: Vec<EventId> = Vec::new();
    for event in &report.events {
        events.push(names.event(&event.handle)?.id.into());
    }
    let found = balance(store, &events)?;
    let rows = found.sides.into_iter().map(|row| ("side", row));
    let rows = rows.chain(found.parties.into_iter().map(|row| ("party", row)));
    report.balance = rows
        .map(|(of, row)| BalancePart {
            of: of.to_owned(),
            handle: row.handle,
            name: row.name,
            claims: row.claims,
            checked: row.checked,
            findings: row.findings.iter().map(|(word, times)| format!("{word} {times}")).collect(),
            median_days: row.median_days,
            cues: row.cues.iter().map(|(cue, times)| format!("{cue} {times}")).collect(),
            without_cue: row.without_cue,
        })
        .collect();
    Ok(report)
}
