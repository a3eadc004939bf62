//! Where an event stands in short: what every side affirms, what is undisputed
//! in these sources, claimed and no more, disputed, acknowledged, unknown.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::conflict::{self, Agreement, Conflict, Lone, SignalWord};
use crate::model::EventId;
use crate::model::scene::{ScenePosition, SceneQuestion};
use crate::model::vocab::Finding;
use crate::report::phrase;
use crate::report::value::{LinePart, StandingPart};

use super::event::Statements;
use super::room::Room;

/// Claims named beside an answer; the others are counted.
const NAMED: usize = 3;

/// Answers to one question that are told in its line; the others are counted,
/// and stand with the question.
const TOLD: usize = 6;

/// Why a question without a conflict is listed as disputed.
const TENSION: &str = "the accounts pull apart, and none excludes another";

/// Of an admission that is only reported.
const REPORTED: &str = "the party that acted is reported to acknowledge it, and nobody traced that";

/// How a question stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Stands {
    Affirmed,
    Undisputed,
    /// With the reason why it is no more than claimed.
    Claimed(String),
    Disputed,
    /// No account excludes another; some are hard to square.
    Tension,
    Acknowledged,
    Unknown,
}

impl Stands {
    /// In words, for one question.
    pub(super) fn words(&self) -> String {
        match self {
            Self::Affirmed => "affirmed by every side".to_owned(),
            Self::Undisputed => "undisputed in these sources".to_owned(),
            Self::Claimed(why) => why.clone(),
            Self::Disputed => "disputed".to_owned(),
            Self::Tension => "in tension".to_owned(),
            Self::Acknowledged => "acknowledged by the party that acted".to_owned(),
            Self::Unknown => "unanswered".to_owned(),
        }
    }
}

/// How each question of the scene stands, in its order.
pub(super) fn stands(room: &Room<'_>) -> Vec<Stands> {
    let found = room.found.iter().zip(&room.signals).zip(&room.origins);
    let asked = room.scene.questions.iter().zip(found);
    let stands = asked.map(|(asked, ((found, signal), origins))| {
        if found.conflicts.iter().any(Conflict::stands) {
            return Stands::Disputed;
        }
        if found.tensions.iter().any(Conflict::stands) {
            return Stands::Tension;
        }
        match signal.word {
            SignalWord::NoClaims | SignalWord::OnlyNonAnswers => Stands::Unknown,
            _ if acknowledgement(room, asked) == Some(true) => Stands::Acknowledged,
            SignalWord::SingleSource
            | SignalWord::Uncontested
            | SignalWord::Corroborated
            | SignalWord::Contested
            | SignalWord::Admitted => {
                match conflict::agreement(room.scene, asked, found, origins) {
                    Agreement::EverySide => Stands::Affirmed,
                    Agreement::Several => Stands::Undisputed,
                    Agreement::Claimed(lone) => Stands::Claimed(claimed(room, asked, lone)),
                }
            }
        }
    });
    stands.collect()
}

/// Why an answer is no more than claimed.
fn claimed(room: &Room<'_>, asked: &SceneQuestion, lone: Lone) -> String {
    let side = |place: usize| {
        let event = room.scene.events.get(&asked.event);
        event.and_then(|event| event.sides.get(place)).map_or("", |side| side.0.as_str())
    };
    match lone {
        Lone::Declined => {
            "claimed; not all who were asked or quoted would confirm or deny it".into()
        }
        Lone::OneSide(place) => format!("claimed by one side only: {}", side(place)),
        Lone::OneOrigin => "claimed by one source only".into(),
        Lone::NotShared => "claimed by several voices; not every answer is stated by two sides, \
                            or by voices that somebody decided to be independent"
            .into(),
        Lone::NotStated => "alleged, suspected or read into it; nobody states it".into(),
    }
}

pub(super) fn standing(
    room: &Room<'_>,
    event: EventId,
    stands: &[Stands],
    statements: &Statements<'_>,
) -> StandingPart {
    let mut part = StandingPart::default();
    for (asked, stands) in room.scene.questions.iter().zip(stands) {
        if asked.event != event {
            continue;
        }
        let mut line = line(room, asked, statements);
        let acknowledged = acknowledgement(room, asked);
        let claimed = match stands {
            Stands::Claimed(why) => Some(why.clone()),
            Stands::Tension => Some(TENSION.to_owned()),
            Stands::Affirmed
            | Stands::Undisputed
            | Stands::Disputed
            | Stands::Acknowledged
            | Stands::Unknown => None,
        };
        let reported = (acknowledged == Some(false)).then(|| REPORTED.to_owned());
        let why = claimed.into_iter().chain(reported).chain(found(room, asked));
        line.why = Some(why.collect::<Vec<_>>().join("; ")).filter(|why| !why.is_empty());
        let list = match stands {
            Stands::Affirmed => &mut part.affirmed,
            Stands::Undisputed => &mut part.undisputed,
            Stands::Claimed(_) => &mut part.claimed,
            Stands::Disputed | Stands::Tension => &mut part.disputed,
            Stands::Acknowledged => &mut part.acknowledged,
            Stands::Unknown => &mut part.unknown,
        };
        if *stands != Stands::Acknowledged {
            list.push(line.clone());
        }
        // Who acknowledges it is told there, and no more: what others say of it
        // stands with the question.
        if acknowledged == Some(true) {
            part.acknowledged.push(admissions(room, asked, line, statements));
        }
    }
    part
}

/// "our finding: C1@1 confirmed": the findings that count and say more than the
/// accounts do; None where there are none. What accounts alone make of a
/// question is never all that is known of it.
fn found(room: &Room<'_>, asked: &SceneQuestion) -> Option<String> {
    let says_more = |finding: Finding| match finding {
        Finding::Corroborated
        | Finding::Confirmed
        | Finding::Refuted
        | Finding::Misleading
        | Finding::Outdated => true,
        Finding::Unassessed
        | Finding::Unverified
        | Finding::Contested
        | Finding::Admitted
        | Finding::Unverifiable
        | Finding::NotCheckable => false,
    };
    let of = |at| {
        let counts = room.scene.findings.iter().filter(move |it| it.at == at && it.counts);
        counts.map(|it| it.finding).find(|finding| says_more(*finding))
    };
    let positions = positions(room, asked).into_iter();
    let words: Vec<String> = positions
        .filter_map(|it| Some(format!("{} {}", it.version_handle(), phrase::finding(of(it.at)?))))
        .collect();
    (!words.is_empty()).then(|| format!("our finding: {}", words.join(", ")))
}

/// The live positions on a question, in the stated order.
pub(super) fn positions<'a>(room: &Room<'a>, asked: &SceneQuestion) -> Vec<&'a ScenePosition> {
    let on = room.scene.live().filter(|position| position.question == asked.id);
    let mut positions: Vec<&ScenePosition> = on.collect();
    positions.sort_by_cached_key(|position| room.rank(position));
    positions
}

/// A question's answers in one line, each once, with who gives it.
fn line(room: &Room<'_>, asked: &SceneQuestion, statements: &Statements<'_>) -> LinePart {
    let positions = positions(room, asked);
    let mut words = answers(room, &positions, statements);
    if positions.is_empty() {
        // A question above others is answered by what is said on those.
        let answered = !conflict::answers_on(room.scene, asked.id).is_empty();
        words = if answered {
            "answered on the questions under it".to_owned()
        } else {
            phrase::signal(SignalWord::NoClaims).to_owned()
        };
    }
    let claims = handles(&positions);
    LinePart {
        question: room.scene.question_handle(asked.id),
        asks: asked.text.clone(),
        words,
        why: None,
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

/// Whether the party that acted acknowledges it, or a verdict says so, and
/// whether that was traced; None if nobody does.
pub(super) fn acknowledgement(room: &Room<'_>, asked: &SceneQuestion) -> Option<bool> {
    let admissions = admissions_on(room, asked);
    (!admissions.is_empty()).then(|| admissions.iter().any(|it| it.attribution.is_traced()))
}

/// The live positions by which the party that acted acknowledges it, or of
/// which a verdict says so, in the stated order.
fn admissions_on<'a>(room: &Room<'a>, asked: &SceneQuestion) -> Vec<&'a ScenePosition> {
    let mut positions = positions(room, asked);
    positions.retain(|it| conflict::admits_it(room.scene, asked, it) || is_admitted(room, it));
    positions
}

fn is_admitted(room: &Room<'_>, position: &ScenePosition) -> bool {
    let mut findings = room.scene.findings.iter().filter(|it| it.at == position.at && it.counts);
    findings.any(|it| it.finding == Finding::Admitted)
}

/// A line of those who acknowledge it.
fn admissions(
    room: &Room<'_>,
    asked: &SceneQuestion,
    line: LinePart,
    statements: &Statements<'_>,
) -> LinePart {
    let positions = admissions_on(room, asked);
    let claims = handles(&positions);
    LinePart { words: answers(room, &positions, statements), claims, ..line }
}

/// The versions that take some positions, in their order.
fn handles(positions: &[&ScenePosition]) -> Vec<String> {
    let mut claims: Vec<String> = positions.iter().map(|it| it.version_handle()).collect();
    claims.dedup();
    claims
}
