//! Verdicts in lists and by themselves: side by side, each with whether it
//! counts.

use serde_json::json;

use crate::casebook::{Casebook, fact};
use crate::error::{Error, Result};
use crate::model::Target;
use crate::store::{Logged, StandingFinding, Store};

use super::layout::{Screen, shortened};
use super::listing::Listing;
use super::reply::Reply;
use super::thing::Thing;

/// Axis and value of what a verdict sets.
fn said(ruling: &fact::Ruling) -> (&'static str, &'static str) {
    match ruling {
        fact::Ruling::Attribution(word) => ("attribution", word.as_str()),
        fact::Ruling::Finding(word) => ("finding", word.as_str()),
        fact::Ruling::Work(word) => ("work", word.as_str()),
    }
}

/// "refuted by bo: pending, until a second member agrees".
pub(super) fn stands(given: &StandingFinding) -> String {
    format!(
        "{} by {}: {}",
        given.finding,
        given.by,
        state(given.pending, given.counts, given.untraced)
    )
}

/// Whether a verdict counts, and if not, why.
const fn state(pending: bool, counts: bool, untraced: bool) -> &'static str {
    match (pending, counts) {
        _ if untraced => "does not count: nobody traced the words, or their trace is in doubt",
        (true, _) => "pending, until a second member agrees",
        (false, true) => "counts",
        (false, false) => "a newer one counts",
    }
}

/// Whether a verdict counts; None for one on the work, or that was undone.
pub(super) fn state_of(
    store: &Store,
    verdict: &Logged<fact::Verdict>,
) -> Result<Option<&'static str>> {
    let version = match verdict.fact.target {
        Target::Claim(_) => return Ok(None),
        Target::Position(at) => at.version,
        Target::Version(version) => version,
    };
    let Some(claim) = store.claim_with(version)? else { return Ok(None) };
    let standing = store.standing_of(&claim)?;
    let id = verdict.id.into();
    let finding = standing.findings.iter().find(|given| given.verdict == id);
    let traced = standing.traced.iter().find(|given| given.verdict == id);
    let of_finding = finding.map(|given| state(given.pending, given.counts, given.untraced));
    Ok(of_finding.or_else(|| traced.map(|given| state(given.pending, given.counts, false))))
}

/// Lists verdicts, all of them or those on one claim, in order of logging.
pub(super) fn list(casebook: &Casebook, claim: Option<&str>, width: usize) -> Result<Listing> {
    let (store, names) = (casebook.store(), casebook.names());
    let of = claim.map(|claim| names.claim(claim)).transpose()?;
    let mut verdicts = store.list::<fact::Verdict>()?;
    if let Some(row) = &of {
        let is_of = |target: &Target| match target {
            Target::Claim(claim) => *claim == row.id,
            Target::Position(at) => row.versions.iter().any(|one| one.id == at.version),
            Target::Version(version) => row.versions.iter().any(|one| one.id == *version),
        };
        verdicts.retain(|verdict| is_of(&verdict.fact.target));
    }
    let mut rows = Vec::new();
    for verdict in &verdicts {
        let (axis, value) = said(&verdict.fact.ruling);
        rows.push(vec![
            verdict.handle.to_string(),
            names.target(&verdict.fact.target)?,
            format!("{axis}: {value}"),
            verdict.by.clone(),
            shortened(&verdict.fact.reason, 80),
        ]);
    }
    let mut screen = Screen::new(width);
    if let Some(row) = &of {
        let findings = store.standing_of(row)?.findings;
        if !findings.is_empty() {
            screen.heading("How the findings stand");
        }
        for given in &findings {
            screen.item(format!("V{}: {}", given.number, stands(given)));
        }
    }
    Ok(Listing::new(&["verdict", "of", "is", "by", "why"], rows, Thing::all(&verdicts))
        .below(screen.finish()))
}

/// Shows a verdict.
pub(super) fn show(casebook: &Casebook, text: &str, width: usize) -> Result<Reply> {
    let (store, names) = (casebook.store(), casebook.names());
    let id = names.verdict(text)?;
    let verdict = store.get::<fact::Verdict>(id.into())?;
    let verdict = verdict.ok_or_else(|| Error::not_found("verdict", text, ""))?;
    let fact = &verdict.fact;
    let (axis, value) = said(&fact.ruling);
    let target = names.target(&fact.target)?;
    let list = |grounds: &[fact::Ground]| -> Result<String> {
        let handles: Result<Vec<String>> =
            grounds.iter().map(|ground| names.ground_now(ground)).collect();
        Ok(handles?.join(", "))
    };
    let reviews = store.reviews(id)?;
    let mut screen = Screen::new(width);
    screen.line(format!("{}  {axis} of {target}: {value}", verdict.handle));
    screen.field("why", &fact.reason);
    screen.field("rests on", list(&fact.grounds)?);
    screen.field("counter", list(&fact.counter)?);
    screen.field("gaps", fact.gaps.join("; "));
    screen.field("tried", fact.tried.join("; "));
    screen.maybe("would settle", fact.would_settle.as_ref());
    screen.maybe("standard", fact.standard.as_ref());
    screen.maybe(
        "rating",
        fact.rating.as_ref().map(|rating| format!("{}: {}", rating.scale, rating.label)),
    );
    screen.field("set", format!("{} by {}", verdict.at, verdict.by));
    for (by, review) in &reviews {
        screen.field("review", format!("{by} {}: {}", review.outcome, review.reason));
    }
    let state = state_of(store, &verdict)?;
    screen.maybe("stands", state.as_ref());
    let reviews: Vec<_> =
        reviews.iter().map(|(by, review)| json!({ "by": by, "review": review })).collect();
    let data = json!({ "verdict": Thing::of(&verdict), "target": target, "axis": axis, "value": value, "stands": state, "reviews": reviews });
    Ok(Reply::new(screen.finish(), data))
}
