//! Who works on what, and what is late.

use serde::Serialize;

use crate::casebook::{Casebook, ClaimFilter, ClaimView};
use crate::error::{Error, Result};
use crate::model::Timestamp;
use crate::model::vocab::Work;

use super::layout::shortened;
use super::listing::Listing;

/// One claim and who has it.
#[derive(Debug, Serialize)]
struct Line {
    claim: String,
    work: Work,
    assignee: Option<String>,
    due: Option<String>,
    overdue: bool,
    note: Option<String>,
    says: String,
}

/// Lists claims that somebody works on, or is to: those of one member, or all.
pub(super) fn list(casebook: &Casebook, assignee: Option<&str>, now: Timestamp) -> Result<Listing> {
    let store = casebook.store();
    if let Some(key) = assignee
        && store.member(key)?.is_none()
    {
        let hint = "`rashomon member list` shows the members";
        return Err(Error::not_found("member", key, hint));
    }
    let mut lines = Vec::new();
    for row in store.claims(&ClaimFilter::default())? {
        let assignment = store.assignment(&row)?;
        let member = assignment.as_ref().and_then(|one| one.member.clone());
        let work = store.standing_of(&row)?.work;
        let idle = work == Work::Closed || member.is_none() && work == Work::Logged;
        if idle || assignee.is_some_and(|key| member.as_deref() != Some(key)) {
            continue;
        }
        let view = ClaimView::of(store, &row, None)?;
        let due = assignment.as_ref().and_then(|one| one.due.clone());
        lines.push(Line {
            overdue: work != Work::Closed && due.as_ref().is_some_and(|due| due.is_past(now)),
            due: due.map(|due| due.to_string()),
            says: view.gist(),
            note: assignment.and_then(|one| one.note),
            claim: view.handle,
            assignee: member,
            work,
        });
    }
    let row = |line: &Line| {
        let late = if line.overdue { " (overdue)" } else { "" };
        vec![
            line.claim.clone(),
            line.work.to_string(),
            line.assignee.clone().unwrap_or_else(|| "nobody".into()),
            format!("{}{late}", line.due.as_deref().unwrap_or_default()),
            shortened(&line.says, 80),
        ]
    };
    let late = lines.iter().filter(|line| line.overdue).count();
    let rows = lines.iter().map(row).collect();
    let listing = Listing::new(&["claim", "work", "with", "due", "says"], rows, lines);
    Ok(if late > 0 { listing.say(format!("overdue: {late}")) } else { listing })
}
