//! Statements: every claim in scope, as one sentence with its chain, and with
//! its passages.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use crate::casebook::{ClaimFilter, ClaimRow, ClaimView, fact, sentence_case, view::PositionView};
use crate::error::Result;
use crate::model::Position;
use crate::model::vocab::{Attribution, BasisKind, KnownBy};
use crate::report::phrase;
use crate::report::value::{EventPart, LinkPart, Named, PositionPart, Statement, VersionPart};

use super::in_order;
use super::passage::passages;
use super::room::Room;
use super::verdict::attributions;

/// Every claim in scope, withdrawn ones too, in order of logging; not yet laid
/// beside disputes.
pub(super) fn statements(room: &Room<'_>, links: &[LinkPart]) -> Result<Vec<Statement>> {
    let mut ends: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    for (place, link) in links.iter().enumerate() {
        ends.entry(&link.from).or_default().insert(place);
        ends.entry(&link.to).or_default().insert(place);
    }
    let mut statements = Vec::new();
    for row in claims(room)? {
        let mut statement = statement(room, &row)?;
        let versions = statement.versions.iter();
        let places: BTreeSet<usize> = versions
            .filter_map(|version| ends.get(version.handle.as_str()))
            .flatten()
            .copied()
            .collect();
        statement.links = places.into_iter().map(|place| links[place].handle.clone()).collect();
        statements.push(statement);
    }
    Ok(statements)
}

/// Says beside each statement on which questions it is in dispute.
pub(super) fn lay_beside(statements: &mut [Statement], events: &[EventPart]) {
    let mut disputed: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let disputes = events.iter().flat_map(|event| &event.disputes);
    for dispute in disputes.filter(|dispute| dispute.stands == phrase::IN_DISPUTE) {
        let accounts = dispute.accounts.iter().map(|account| account.claim.as_str());
        for claim in accounts.collect::<BTreeSet<_>>() {
            disputed.entry(claim).or_default().push(dispute.question.clone());
        }
    }
    for statement in statements {
        statement.disputed_on = disputed.remove(statement.handle.as_str()).unwrap_or_default();
    }
}

/// The claims in scope, in order of their number.
fn claims(room: &Room<'_>) -> Result<Vec<ClaimRow>> {
    let all = ClaimFilter { include_withdrawn: true, ..ClaimFilter::default() };
    if room.scope.is_whole() {
        return room.store.claims(&all);
    }
    let here: BTreeSet<u32> = room.scene.positions.iter().map(|it| it.claim_number).collect();
    let mut found: BTreeMap<u32, ClaimRow> = BTreeMap::new();
    for event in in_order(room.scene) {
        let rows = room.store.claims(&ClaimFilter { event: Some(event), ..all.clone() })?;
        let rows =
            rows.into_iter().filter(|row| !room.scope.is_narrowed() || here.contains(&row.number));
        found.extend(rows.map(|row| (row.number, row)));
    }
    Ok(found.into_values().collect())
}

fn statement(room: &Room<'_>, row: &ClaimRow) -> Result<Statement> {
    let view = ClaimView::of(room.store, row, None)?;
    let wordings = &row.newest().wording.positions;
    let positions: Vec<PositionPart> = view
        .positions
        .iter()
        .zip(wordings)
        .map(|(shown, position)| part(room, shown, position, view.known))
        .collect::<Result<_>>()?;
    let source = room.store.get::<fact::Source>(row.source.into())?;
    let outlet = source.map_or_else(String::new, |source| source.fact.outlet);
    let source_name = if outlet.is_empty() { view.source_name.clone() } else { outlet };
    Ok(Statement {
        sentence: sentence(&view, &positions),
        handle: view.handle,
        id: view.id.to_string(),
        claim_id: view.claim.to_string(),
        source: Named { handle: view.source, name: source_name },
        party: Named { handle: view.party, name: view.speaker },
        printed: view.printed,
        known: view.known,
        because: view.because,
        kind: view.kind,
        cue: view.cue,
        guessed: view.guessed.iter().map(ToString::to_string).collect(),
        hedges: view.hedges,
        channel: view.channel,
        said_on: view.said_on,
        proposition: view.proposition,
        attribution: view.attribution,
        work: view.work,
        positions,
        passages: passages(room, view.quotes)?,
        attribution_verdicts: attributions(room, &view.standing.traced, (row.source, view.id))?,
        versions: view
            .versions
            .into_iter()
            .map(|it| VersionPart { handle: it.handle, at: it.at, by: it.by, why: it.why })
            .collect(),
        disputed_on: Vec::new(),
        links: Vec::new(),
        withdrawn: view.withdrawn,
    })
}

/// A position in words.
fn part(
    room: &Room<'_>,
    shown: &PositionView,
    position: &Position,
    known: KnownBy,
) -> Result<PositionPart> {
    let value = position.value.as_ref().map(|value| room.words.value(value)).transpose()?;
    let at = room.position(shown.at);
    let inferred = known == KnownBy::Inferred;
    let mut words = phrase::stance(position.stance, value.as_deref(), inferred);
    if let Some(date) = &position.as_of {
        let _ = write!(words, ", as of {date}");
    }
    words.push_str(match position.basis {
        BasisKind::Stated => "",
        BasisKind::ByContext => " (by context)",
        BasisKind::Inferred => " (inferred)",
        BasisKind::OneOf => " (this question or another)",
    });
    Ok(PositionPart {
        handle: shown.handle.clone(),
        question: shown.question.clone(),
        asks: shown.asks.clone(),
        side: at.and_then(|position| room.side_name(position)),
        side_known: at.map(|position| room.side_known(position)).transpose()?.flatten(),
        stance: position.stance,
        value,
        as_of: position.as_of.as_ref().map(ToString::to_string),
        basis: position.basis,
        because: position.because.clone(),
        words,
    })
}

/// The claim in one sentence: its chain, then what is claimed.
fn sentence(view: &ClaimView, positions: &[PositionPart]) -> String {
    let doubt = match view.attribution {
        Attribution::Disputed | Attribution::Misattributed | Attribution::Untraceable => {
            format!(" ({})", phrase::attribution(view.attribution))
        }
        Attribution::AsReported
        | Attribution::TracedSecondary
        | Attribution::TracedOriginal
        | Attribution::Acknowledged => String::new(),
    };
    let said = view.statement().unwrap_or_else(|| {
        let on = positions.iter().map(|one| format!("on {}, {}", one.question, bare(one)));
        let on: Vec<String> = on.collect();
        let unseen = "words that are not shown here".to_owned();
        format!("{}: {}", view.chain, if on.is_empty() { unseen } else { on.join("; ") })
    });
    format!("{}{doubt}", sentence_case(&said))
}

/// Stance and value without a verb of saying: the sentence has its own.
fn bare(position: &PositionPart) -> String {
    match &position.value {
        Some(value) => format!("{} {value}", position.stance),
        None => position.stance.to_string(),
    }
}
