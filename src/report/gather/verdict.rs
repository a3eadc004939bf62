//! Verdicts with what they rest on, and what second members said.

use crate::casebook::trace::derived_ground;
use crate::casebook::{Logged, StandingAttribution, fact};
use crate::error::Result;
use crate::model::vocab::{Attribution, Finding, KnownBy};
use crate::model::{ClaimId, PositionRef, SourceId, Target, VersionId};
use crate::report::phrase;
use crate::report::value::{ReviewPart, VerdictPart};

use super::room::Room;

/// Findings on positions for which `is_meant` holds, in order of logging.
pub(super) fn findings(
    room: &Room<'_>,
    is_meant: impl Fn(PositionRef) -> bool,
) -> Result<Vec<VerdictPart>> {
    let mut parts = Vec::new();
    for verdict in &room.verdicts {
        let (&Target::Position(at), fact::Ruling::Finding(finding)) =
            (&verdict.fact.target, &verdict.fact.ruling)
        else {
            continue;
        };
        if !is_meant(at) {
            continue;
        }
        let value = phrase::finding(*finding);
        let mut part = part(room, verdict, room.handle_of(at), value)?;
        if let Some((pending, counts)) = room.standing(verdict.id.into()) {
            (part.pending, part.counts) = (pending, counts);
        }
        let position = room.position(at);
        if position.is_some_and(|it| it.attribution == Attribution::Misattributed) {
            part.note = Some("set aside: they did not say it".into());
        } else if position.is_some_and(|position| !position.live) {
            part.counts = false;
            part.note = Some(format!("given on {}, look again", room.version_of(at)));
        } else if position.is_some_and(|position| position.known == KnownBy::Inferred) {
            part.note = Some("the speaker is inferred by us".into());
        } else if *finding == Finding::Contested && !room.clashing.contains(&at) {
            part.note = Some("no account stands in conflict with it any more: look again".into());
        }
        parts.push(part);
    }
    Ok(parts)
}

/// Verdicts on whether somebody said it, in their order.
pub(super) fn attributions(
    room: &Room<'_>,
    traced: &[StandingAttribution],
    (own, newest): (SourceId, VersionId),
) -> Result<Vec<VerdictPart>> {
    let mut parts = Vec::new();
    for given in traced {
        let Some(verdict) = room.store.get::<fact::Verdict>(given.verdict.into())? else {
            continue;
        };
        let on = room.version(given.version)?;
        let mut part = part(room, &verdict, on.clone(), given.attribution.as_str())?;
        (part.pending, part.counts) = (given.pending, given.counts);
        if given.version != newest {
            part.note = Some(format!("given on {on}"));
        }
        if let Some(link) = derived_ground(room.store, &room.derived, &verdict.fact, own)? {
            part.note =
                Some(format!("the second source is derived from the first ({link}): look again"));
        }
        parts.push(part);
    }
    Ok(parts)
}

fn part(
    room: &Room<'_>,
    verdict: &Logged<fact::Verdict>,
    on: String,
    value: &str,
) -> Result<VerdictPart> {
    let fact = &verdict.fact;
    let grounds = |grounds: &[fact::Ground]| {
        grounds.iter().map(|one| room.names.ground_now(one)).collect::<Result<Vec<_>>>()
    };
    let standard = fact.standard.as_ref().map(|name| match room.standards.get(name) {
        Some(text) => format!("{name}: {text}"),
        None => name.clone(),
    });
    let reviews = room.store.reviews(verdict.id.into())?.into_iter().map(|(by, review)| {
        ReviewPart { by, outcome: review.outcome.to_string(), reason: review.reason }
    });
    Ok(VerdictPart {
        handle: verdict.handle.to_string(),
        id: verdict.id.to_string(),
        on,
        value: value.to_owned(),
        by: verdict.by.clone(),
        at: verdict.at.to_string(),
        pending: false,
        counts: false,
        note: None,
        reason: fact.reason.clone(),
        standard,
        rating: fact.rating.as_ref().map(|rating| format!("{}: {}", rating.scale, rating.label)),
        grounds: grounds(&fact.grounds)?,
        counter: grounds(&fact.counter)?,
        gaps: fact.gaps.clone(),
        tried: fact.tried.clone(),
        would_settle: fact.would_settle.clone(),
        reviews: reviews.collect(),
    })
}

/// Whether a position is of this claim and on the question of `at`, in
/// whatever version.
pub(super) fn is_of(room: &Room<'_>, one: PositionRef, claim: ClaimId, at: PositionRef) -> bool {
    let (Some(one), Some(at)) = (room.position(one), room.position(at)) else { return false };
    one.claim == claim
        && one.question == at.question
        && (one.at == at.at || one.at.version != at.at.version)
}
