//! Where an event stands in short: what every side affirms, what is undisputed
//! in these sources, disputed, acknowledged, unknown.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use crate::conflict::{self, QuestionConflicts, SignalWord};
use crate::model::EventId;
use crate::model::scene::{ScenePosition, SceneQuestion};
use crate::model::vocab::{BasisKind, Finding, Force, KnownBy, Stance};
use crate::report::phrase;
use crate::report::value::{LinePart, StandingPart};

use super::event::Statements;
use super::room::Room;

/// Claims named beside an answer; the others are counted.
const NAMED: usize = 3;

/// Answers to one question that are told in its line; the others are counted,
/// and stand with the question.
const TOLD: usize = 6;

pub(super) fn standing(
    room: &Room<'_>,
    event: EventId,
    statements: &Statements<'_>,
) -> StandingPart {
    let mut part = StandingPart::default();
    let surveyed = room.found.iter().zip(&room.signals);
    for (asked, (found, signal)) in room.scene.questions.iter().zip(surveyed) {
        if asked.event != event {
            continue;
        }
        let line = line(room, asked, found, statements);
        let disputed = !found.conflicts.is_empty() || !found.tensions.is_empty();
        let acknowledged = acknowledged(room, asked);
        let list = match signal.word {
            _ if disputed => &mut part.disputed,
            SignalWord::NoClaims | SignalWord::OnlyNonAnswers => &mut part.unknown,
            _ if acknowledged => &mut part.acknowledged,
            _ if by_every_side(room, asked) => &mut part.affirmed,
            SignalWord::SingleSource
            | SignalWord::Uncontested
            | SignalWord::Corroborated
            | SignalWord::Contested
            | SignalWord::Admitted => &mut part.undisputed,
        };
        list.push(line.clone());
        if disputed && acknowledged {
            part.acknowledged.push(LinePart { words: admissions(room, asked, statements), ..line });
        }
    }
    part
}

/// The live positions on a question, in the stated order.
pub(super) fn positions<'a>(room: &Room<'a>, asked: &SceneQuestion) -> Vec<&'a ScenePosition> {
    let on = room.scene.live().filter(|position| position.question == asked.id);
    let mut positions: Vec<&ScenePosition> = on.collect();
    positions.sort_by_cached_key(|position| room.rank(position));
    positions
}

/// A question's answers in one line, each once, with who gives it.
fn line(
    room: &Room<'_>,
    asked: &SceneQuestion,
    found: &QuestionConflicts,
    statements: &Statements<'_>,
) -> LinePart {
    let positions = positions(room, asked);
    let mut words = answers(room, &positions, statements);
    if words.is_empty() {
        phrase::signal(SignalWord::NoClaims).clone_into(&mut words);
    }
    // A question above others is disputed by what is said on those.
    if positions.is_empty() && !found.conflicts.is_empty() {
        "answered on the questions under it".clone_into(&mut words);
    }
    let mut claims: Vec<String> = positions.iter().map(|it| it.version_handle()).collect();
    claims.dedup();
    LinePart {
        question: room.scene.question_handle(asked.id),
        asks: asked.text.clone(),
        words,
        claims,
    }
}

/// "says Redland (C1@1, C4@1); denies Redland (C2@1)".
fn answers(room: &Room<'_>, positions: &[&ScenePosition], statements: &Statements<'_>) -> String {
    let mut order: Vec<String> = Vec::new();
    let mut claims: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for position in positions {
        let words = words_of(room, position, statements);
        let known = claims.entry(words.clone()).or_default();
        if known.is_empty() {
            order.push(words);
        }
        known.push(position.version_handle());
    }
    let others = order.len().saturating_sub(TOLD);
    let said = order.iter().take(TOLD).map(|words| {
        let claims = &claims[words];
        let more = claims.len().saturating_sub(NAMED);
        let more = if more == 0 { String::new() } else { format!(" and {more} more") };
        format!("{words} ({}{more})", claims[..claims.len().min(NAMED)].join(", "))
    });
    let mut line = said.collect::<Vec<_>>().join("; ");
    if others > 0 {
        let _ = write!(line, "; and {others} other answers");
    }
    line
}

/// A position in words, as its statement has it.
pub(super) fn words_of(
    room: &Room<'_>,
    position: &ScenePosition,
    statements: &Statements<'_>,
) -> String {
    let handle = room.handle_of(position.at);
    let statement = statements.get(position.version_handle().as_str());
    let part = statement.and_then(|one| one.positions.iter().find(|part| part.handle == handle));
    part.map_or_else(|| position.stance.to_string(), |part| part.words.clone())
}

/// Whether the party that acted acknowledges it, or a verdict says so.
fn acknowledged(room: &Room<'_>, asked: &SceneQuestion) -> bool {
    let admits = room
        .scene
        .live()
        .any(|it| it.question == asked.id && it.stance == Stance::Admits && is_plain(it));
    let found = room.scene.findings.iter().any(|finding| {
        finding.counts
            && finding.finding == Finding::Admitted
            && room.position(finding.at).is_some_and(|it| it.live && it.question == asked.id)
    });
    admits || found
}

fn admissions(room: &Room<'_>, asked: &SceneQuestion, statements: &Statements<'_>) -> String {
    let mut positions = positions(room, asked);
    let found = |at| {
        let findings = &room.scene.findings;
        findings.iter().any(|it| it.at == at && it.counts && it.finding == Finding::Admitted)
    };
    positions.retain(|it| it.stance == Stance::Admits || found(it.at));
    answers(room, &positions, statements)
}

/// Whether a known voice on every side affirms one and the same answer.
fn by_every_side(room: &Room<'_>, asked: &SceneQuestion) -> bool {
    let Some(event) = room.scene.events.get(&asked.event) else { return false };
    let mut sides: BTreeMap<conflict::GroupKey, BTreeSet<usize>> = BTreeMap::new();
    for position in room.scene.live().filter(|it| it.question == asked.id && is_plain(it)) {
        if let (Some(side), Some(key)) = (room.side(position), conflict::group_key(position))
            && position.stance.force() == Force::Affirms
        {
            sides.entry(key).or_default().insert(side);
        }
    }
    event.sides.len() > 1 && sides.values().any(|sides| sides.len() == event.sides.len())
}

/// Said, not read into it by us.
fn is_plain(position: &ScenePosition) -> bool {
    position.known != KnownBy::Inferred
        && matches!(position.basis, BasisKind::Stated | BasisKind::ByContext)
}
