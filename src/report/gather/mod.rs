//! Gathers a report from a casebook, in one state of its journal.

mod against;
mod balance;
mod base;
mod dispute;
mod event;
mod initiator;
mod names;
mod numbers;
mod obstacles;
mod origins;
mod paper;
mod passage;
mod room;
mod scope;
mod standing;
mod statement;
mod timeline;
mod verdict;

use std::collections::BTreeSet;

use crate::casebook::{Decoded, Logged, Store, fact};
use crate::error::Result;
use crate::model::scene::Scene;
use crate::model::vocab::{Attribution, LinkState};
use crate::model::{EventId, Handle};

use self::room::Room;
use super::value::{Cut, LinkPart, Named, Report, SCHEMA, Statement};

pub use self::balance::with_balance;
pub use self::initiator::initiator_in;
pub use self::scope::Scope;

/// Gathers the report on what a scope names; on the whole casebook where it
/// names nothing. The same casebook gives the same report.
///
/// # Errors
///
/// [`Error::Damaged`](crate::Error::Damaged) where a capture is not what was
/// captured.
pub fn gather(store: &Store, scope: &Scope) -> Result<Report> {
    store.snapshot(|| {
        let whole = scope.scene(store)?;
        let narrowed = scope.narrow(store, &whole)?;
        let scene = narrowed.as_ref().unwrap_or(&whole);
        assemble(&Room::new(store, (scene, &whole), scope)?)
    })
}

fn assemble(room: &Room<'_>) -> Result<Report> {
    let links = links(room)?;
    let mut statements = statement::statements(room, &links)?;
    let events = event::events(room, &links, &statements)?;
    statement::lay_beside(&mut statements, &events);
    let base = base::base(room, &statements, &events)?;
    let withheld = base::withheld(&base);
    let scope: Vec<Named> = events
        .iter()
        .map(|event| Named { handle: event.handle.clone(), name: event.title.clone() })
        .collect();
    let cut = cut(room.store)?;
    let title = match scope.as_slice() {
        [event] => format!("Accounts of one event: {}", event.name),
        [] | [_, _, ..] => format!("Accounts in \u{201c}{}\u{201d}", cut.casebook),
    };
    let findings = events.iter().flat_map(|event| &event.questions).flat_map(|it| &it.findings);
    let traced = statements.iter().flat_map(|statement| &statement.attribution_verdicts);
    let counting = findings.chain(traced).filter(|verdict| verdict.counts);
    let obstacles = obstacles::obstacles(room, &base, counting)?;
    let (publications, corrections) = paper::published(room)?;
    Ok(Report {
        schema: SCHEMA.into(),
        title,
        scope,
        narrowed: room.scope.narrowed(room)?,
        corrections,
        publications,
        warnings: initiator::warnings(room, &events)?,
        obstacles,
        order: ORDER.into(),
        names: names::names(room, &statements)?,
        balance: Vec::new(),
        method: METHOD.iter().map(|&line| line.to_owned()).collect(),
        limits: limits(&statements, &withheld, &cut),
        custody: paper::custody(room, &base)?,
        cut,
        base,
        events,
        statements,
        links,
        withheld,
    })
}

const ORDER: &str = "Accounts stand by side, in the order in which the event names its sides, \
    then in the order in which they were logged; voices on no side come last. The order says \
    nothing of their weight.";

const METHOD: &[&str] = &[
    "Each claim is one statement as one source reports it, logged with the passage on which it \
     rests. Until the attribution is traced, each sentence names who reports it.",
    "Every account is given with the same verb, \u{201c}said\u{201d}, whatever word the source \
     uses; that word stands beside it as the cue. Where the words are the source\u{2019}s about a \
     speaker, it \u{201c}reports of\u{201d} them, and its own voice \u{201c}writes\u{201d}.",
    "Where a source gives words no speaker and we infer one, it is marked as our reading, and \
     stands in a row of its own.",
    "Conflicts, tensions, signals, gaps and movements of accounts are computed from the logged \
     positions by named rules. Links, findings, resolutions and merges are decisions of members, \
     with a reason.",
    "No signal and no number of accounts says who is right.",
    "Line ends within a quotation are shown as spaces, and characters that cannot be seen as \
     U+ and their number; the bytes that are hashed are those of the capture.",
];

/// What this report cannot tell.
fn limits(
    statements: &[Statement],
    withheld: &[super::value::WithheldPart],
    cut: &Cut,
) -> Vec<String> {
    // A second capture brings us nearer to a speaker, and not to them.
    let standing = || statements.iter().filter(|one| one.withdrawn.is_none());
    let to_speaker = standing().filter(|one| {
        matches!(one.attribution, Attribution::TracedOriginal | Attribution::Acknowledged)
    });
    let second = standing().filter(|one| one.attribution == Attribution::TracedSecondary);
    let mut limits = vec![
        format!(
            "It shows the record after entry {} and knows nothing of what was logged later.",
            cut.entries.saturating_sub(1)
        ),
        "\u{201c}No account in these sources\u{201d} tells of these sources only: the party may \
         have spoken elsewhere."
            .to_owned(),
        format!(
            "Claims traced to the speaker: {} of {}; found in a second capture only: {}.",
            to_speaker.count(),
            standing().count(),
            second.count()
        ),
        "The hashes show that passages and record are unchanged since they were logged; they do \
         not show that a source is right, and whoever holds the casebook alone could have \
         written all of it anew."
            .to_owned(),
    ];
    let nobodys: Vec<&str> = standing()
        .filter(|one| one.attribution == Attribution::Misattributed)
        .map(|one| one.handle.as_str())
        .collect();
    if !nobodys.is_empty() {
        limits.push(format!(
            "Set aside, because those who are named did not say it: {}.",
            nobodys.join(", ")
        ));
    }
    if !withheld.is_empty() {
        limits.push(format!(
            "Withheld captures: {}. Their words are not shown, and can be checked by whoever has \
             the file.",
            withheld.len()
        ));
    }
    limits
}

/// The state of the record, dated by its last entry.
fn cut(store: &Store) -> Result<Cut> {
    let casebook = store.casebook()?;
    let head = store.head()?;
    let last = store.history(None, Some(1))?.pop().and_then(|row| row.decoded);
    let at = match last {
        Some(Decoded::Known(entry)) => entry.at,
        Some(Decoded::Unknown { .. }) | None => casebook.at,
    };
    let root = head.root.iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
    Ok(Cut {
        casebook: casebook.fact.title,
        origin: casebook.fact.origin,
        entries: head.size,
        root_sha256: root,
        at: at.to_string(),
    })
}

/// Links in scope, those between sources too, in order of logging.
fn links(room: &Room<'_>) -> Result<Vec<LinkPart>> {
    let mut parts = Vec::new();
    for link in &room.scene.links {
        let Some(logged) = room.store.get::<fact::Link>(link.id.into())? else { continue };
        let questions: BTreeSet<String> = [link.questions.0, link.questions.1]
            .into_iter()
            .flatten()
            .map(|question| room.words.question(question))
            .collect::<Result<_>>()?;
        let part = link_part(room, &logged, (link.state, link.stale))?;
        parts.push((link.number, LinkPart { questions: questions.into_iter().collect(), ..part }));
    }
    let is_here = |end: &fact::End| matches!(end, fact::End::Source(source) if room.scene.sources.contains_key(source));
    for link in room.store.links_of_things()? {
        if let Handle::Link(number) = link.handle
            && (is_here(&link.fact.from) || is_here(&link.fact.to))
        {
            parts.push((number, link_part(room, &link, room.store.link_standing(&link)?)?));
        }
    }
    parts.sort_by_key(|(number, _)| *number);
    Ok(parts.into_iter().map(|(_, part)| part).collect())
}

/// A link and how it stands, without its questions.
fn link_part(
    room: &Room<'_>,
    link: &Logged<fact::Link>,
    (state, stale): (LinkState, bool),
) -> Result<LinkPart> {
    let (by, reason) = room.store.link_reason(link)?;
    Ok(LinkPart {
        handle: link.handle.to_string(),
        id: link.id.to_string(),
        kind: link.fact.kind,
        from: room.names.end(&link.fact.from)?,
        to: room.names.end(&link.fact.to)?,
        questions: Vec::new(),
        state,
        stale,
        reason,
        by,
    })
}

/// The events of a scene, by number.
fn in_order(scene: &Scene) -> Vec<EventId> {
    let mut events: Vec<_> = scene.events.iter().map(|(id, event)| (event.number, *id)).collect();
    events.sort_unstable();
    events.into_iter().map(|(_, id)| id).collect()
}
