//! What a report rests on: its sources, and how much of each side they have.

use std::collections::{BTreeMap, BTreeSet};

use unicode_segmentation::UnicodeSegmentation;

use crate::casebook::{self, Logged, fact, spans::spans_in, view::source_name};
use crate::conflict::{self, Origin};
use crate::error::Result;
use crate::model::PartyId;
use crate::model::vocab::{AttributionKind, Commitment, KnownBy, Reliability, SpanRole};
use crate::report::value::{
    AbsentPart, Base, CapturePart, EventPart, Named, OutletPart, SideCount, SourcePart, Statement,
    VerdictPart, WithheldPart,
};
use crate::text;

use super::in_order;
use super::room::Room;

pub(super) fn base(
    room: &Room<'_>,
    statements: &[Statement],
    events: &[EventPart],
) -> Result<Base> {
    let findings = events.iter().flat_map(|event| &event.questions).flat_map(|on| &on.findings);
    let standing = statements.iter().filter(|one| one.withdrawn.is_none());
    let traced = standing.flat_map(|statement| &statement.attribution_verdicts);
    // What is taken back waits for nobody.
    let gone: BTreeSet<&str> = statements
        .iter()
        .filter(|one| one.withdrawn.is_some())
        .map(|one| one.handle.split('@').next().unwrap_or_default())
        .collect();
    let stands = |it: &&VerdictPart| !gone.contains(it.on.split('@').next().unwrap_or_default());
    let pending: Vec<VerdictPart> =
        findings.chain(traced).filter(|it| it.pending).filter(stands).cloned().collect();
    Ok(Base {
        outlets: outlets(room, statements, events)?,
        sides: sides(room, statements, &pending),
        pending,
    })
}

/// The sources of statements and evidence, by outlet, in order of logging.
fn outlets(
    room: &Room<'_>,
    statements: &[Statement],
    events: &[EventPart],
) -> Result<Vec<OutletPart>> {
    let mut claims: BTreeMap<&str, usize> = BTreeMap::new();
    for statement in statements.iter().filter(|one| one.withdrawn.is_none()) {
        *claims.entry(&statement.source.handle).or_default() += 1;
    }
    let used = used(room, statements, events)?;
    let mut outlets: Vec<OutletPart> = Vec::new();
    for source in room.store.list::<fact::Source>()? {
        let handle = source.handle.to_string();
        if !used.contains(&handle) {
            continue;
        }
        let outlet = source.fact.outlet.clone();
        let count = claims.get(handle.as_str()).copied().unwrap_or(0);
        let part = source_part(room, source, count)?;
        match outlets.iter_mut().find(|known| known.outlet == outlet) {
            Some(known) => known.sources.push(part),
            None => outlets.push(OutletPart { outlet, sources: vec![part] }),
        }
    }
    Ok(outlets)
}

/// Handles of the sources that a report rests on: those of its statements and
/// evidence, and those that verdicts and answers to enquiries rest on, whether
/// their text is at hand or not.
fn used(
    room: &Room<'_>,
    statements: &[Statement],
    events: &[EventPart],
) -> Result<BTreeSet<String>> {
    let questions = || events.iter().flat_map(|event| &event.questions);
    let evidence = questions().flat_map(|on| &on.evidence).flat_map(|it| &it.passages);
    let cited = statements.iter().map(|statement| statement.source.handle.clone());
    let mut used: BTreeSet<String> =
        evidence.map(|one| one.provenance.source.handle.clone()).chain(cited).collect();
    let verdicts = statements.iter().flat_map(|statement| &statement.attribution_verdicts);
    let verdicts = verdicts.chain(questions().flat_map(|on| &on.findings));
    let grounds: BTreeSet<&str> =
        verdicts.flat_map(|it| it.grounds.iter().chain(&it.counter)).map(String::as_str).collect();
    let source = |capture: &str| capture.split('@').next().unwrap_or_default().to_owned();
    used.extend(grounds.iter().filter(|it| it.starts_with('S')).map(|it| source(it)));
    let versions: BTreeSet<&str> = statements.iter().map(|one| one.id.as_str()).collect();
    for one in room.store.list::<fact::Evidence>()? {
        let on_version = one.fact.versions.iter().any(|id| versions.contains(&*id.to_string()));
        if on_version || grounds.contains(one.handle.to_string().as_str()) {
            for span in &one.fact.spans {
                used.insert(source(&room.names.handle(span.capture)?));
            }
        }
    }
    for enquiry in &room.scene.enquiries {
        for capture in room.store.answers(enquiry.id)?.iter().filter_map(|it| it.capture) {
            used.insert(source(&room.names.handle(capture)?));
        }
    }
    Ok(used)
}

fn source_part(room: &Room<'_>, source: Logged<fact::Source>, claims: usize) -> Result<SourcePart> {
    let captures = room.store.captures(source.id.into())?.into_iter();
    let captures: Vec<_> = captures.filter(|capture| !capture.undone).collect();
    let newest = captures.last().map(|capture| capture.id);
    let rating = source.fact.rating.as_ref();
    Ok(SourcePart {
        handle: source.handle.to_string(),
        id: source.id.to_string(),
        name: source_name(&source.fact),
        kind: source.fact.kind,
        reliability: rating.map_or_else(
            || format!("{} (not yet rated)", Reliability::F),
            |rating| rating.grade.to_string(),
        ),
        reliability_reason: rating.and_then(|rating| rating.reason.clone()),
        author: source.fact.author,
        url: source.fact.url,
        claims,
        captures: captures
            .into_iter()
            .map(|capture| {
                let is_newest = newest == Some(capture.id);
                capture_part(room, capture, is_newest)
            })
            .collect::<Result<_>>()?,
    })
}

fn capture_part(
    room: &Room<'_>,
    capture: Logged<fact::Capture>,
    is_newest: bool,
) -> Result<CapturePart> {
    let withheld_for = casebook::withheld_for(room.store, &capture)?;
    let absent = if is_newest { spans_in(room.store, &capture)?.spans } else { Vec::new() };
    let absent = absent.into_iter().filter(|span| span.gone);
    let fact = capture.fact;
    Ok(CapturePart {
        withheld_for: withheld_for.map(|reason| reason.to_string()),
        handle: capture.handle.to_string(),
        id: capture.id.to_string(),
        sha256: fact.raw.sha256.to_string(),
        bytes: fact.raw.size,
        held: room.store.has_blob(fact.text.sha256)?,
        text_sha256: fact.text.sha256.to_string(),
        got_at: fact.got_at.to_string(),
        got_how: fact.got_how,
        origin: fact.origin.map(|origin| origin.name),
        salted: fact.commitment == Commitment::Salted,
        absent: absent.map(|span| AbsentPart { span: span.handle, present: span.from }).collect(),
    })
}

/// Claims for each side of each event; those of inferred speakers by
/// themselves.
fn sides(room: &Room<'_>, statements: &[Statement], pending: &[VerdictPart]) -> Vec<SideCount> {
    let known: BTreeMap<&str, &Statement> =
        statements.iter().map(|statement| (statement.handle.as_str(), statement)).collect();
    let origins = origins(room);
    let mut counts = Vec::new();
    for id in in_order(room.scene) {
        let event = &room.scene.events[&id];
        let mut of_side: Vec<BTreeSet<&str>> = vec![BTreeSet::new(); event.sides.len() + 2];
        for position in room.scene.live() {
            let asked = room.scene.question(position.question);
            if asked.is_none_or(|question| question.event != id) {
                continue;
            }
            let side = conflict::side_taken(room.scene, id, position).map(|(side, _)| side);
            let place = match (position.known, side) {
                (KnownBy::Inferred, _) => event.sides.len() + 1,
                (KnownBy::Named | KnownBy::Described | KnownBy::Pronoun, Some(side)) => side,
                (KnownBy::Named | KnownBy::Described | KnownBy::Pronoun, None) => event.sides.len(),
            };
            of_side[place].extend(known.get_key_value(&*position.version_handle()).map(|it| *it.0));
        }
        let others = ["other voices".to_owned(), "speakers inferred by us".to_owned()];
        let names = event.sides.iter().map(|side| side.0.clone()).chain(others);
        for (place, (side, claims)) in names.zip(of_side).enumerate() {
            if claims.is_empty() && place >= event.sides.len() {
                continue;
            }
            let of =
                |one: &&VerdictPart| claims.contains(one.on.split('/').next().unwrap_or_default());
            let here = || claims.iter().map(|claim| known[claim]);
            // Words that two claims quote were said once.
            let mut counted = BTreeSet::new();
            let from: BTreeSet<PartyId> =
                claims.iter().filter_map(|claim| origins.get(*claim).copied()).collect();
            counts.push(SideCount {
                origins: from.len(),
                event: format!("E{}", event.number),
                side,
                claims: claims.len(),
                quoted_words: here().map(|one| quoted_words(one, &mut counted)).sum(),
                traced: here().filter(|one| one.attribution.is_traced()).count(),
                pending: pending.iter().filter(of).count(),
            });
        }
    }
    counts
}

/// The known origin of each claim, by its version's handle.
fn origins(room: &Room<'_>) -> BTreeMap<String, PartyId> {
    let groups = room.origins.iter().flat_map(|origins| &origins.groups);
    let mut known = BTreeMap::new();
    for group in groups {
        if let Origin::Known(party) = group.origin {
            known.extend(group.positions.iter().map(|at| (room.version_of(*at), party)));
        }
    }
    known
}

/// Words of a statement that are quoted directly: within quotation marks of the
/// source, in any script. The same words again, in a copy or another claim, are
/// not counted.
fn quoted_words(statement: &Statement, counted: &mut BTreeSet<String>) -> usize {
    let is_quoted = match statement.kind {
        AttributionKind::DirectQuote
        | AttributionKind::PartialQuote
        | AttributionKind::DocumentQuote
        | AttributionKind::PostQuote => true,
        AttributionKind::Paraphrase
        | AttributionKind::DocumentParaphrase
        | AttributionKind::OfficialsUnnamed
        | AttributionKind::Anonymous
        | AttributionKind::Unattributed
        | AttributionKind::Belief
        | AttributionKind::Label
        | AttributionKind::Embedded
        | AttributionKind::Author => false,
    };
    if !is_quoted {
        return 0;
    }
    let has_words = |role| {
        let mut of_role = statement.passages.iter().filter(|passage| passage.role == role);
        of_role.any(|passage| !passage.spoken.is_empty())
    };
    let role = if has_words(SpanRole::Content) { SpanRole::Content } else { SpanRole::Evidence };
    let mut words = 0;
    for passage in statement.passages.iter().filter(|passage| passage.role == role) {
        for spoken in &passage.spoken {
            if counted.insert(text::searchable(spoken)) {
                words += spoken.unicode_words().count();
            }
        }
    }
    words
}

/// Captures in use whose text is not in the casebook.
pub(super) fn withheld(base: &Base) -> Vec<WithheldPart> {
    let mut parts = Vec::new();
    for source in base.outlets.iter().flat_map(|outlet| &outlet.sources) {
        for capture in source.captures.iter().filter(|capture| !capture.held) {
            parts.push(WithheldPart {
                capture: capture.handle.clone(),
                source: Named { handle: source.handle.clone(), name: source.name.clone() },
                reason: capture.withheld_for.clone(),
                sha256: capture.sha256.clone(),
            });
        }
    }
    parts
}
