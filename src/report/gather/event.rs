//! One event: its questions and how the accounts on them stand, who would not
//! answer, what was asked, and whose account is missing.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::casebook::{fact, view::quotes};
use crate::conflict::{self, Conflict, NonAnswer, QuestionConflicts, Signal};
use crate::error::{Error, Result};
use crate::model::scene::{SceneEnquiry, ScenePosition, SceneQuestion};
use crate::model::vocab::Reply;
use crate::model::{EventId, QuestionId};
use crate::report::matrix;
use crate::report::phrase;
use crate::report::value::{
    Dispute, EnquiryPart, EventPart, EvidencePart, GapPart, LinkPart, NonAnswerPart, QuestionPart,
    ResolutionPart, SidePart, Statement,
};

use super::dispute::dispute;
use super::in_order;
use super::passage::passages;
use super::room::Room;
use super::standing::Stands;
use super::verdict::findings;
use super::{numbers, origins, standing, timeline};

/// Beside a resolution in favour of an account that stands no more.
const PREFERRED_GONE: &str =
    " (which does not stand any more: it was withdrawn, worded anew or set aside since)";

/// The statements of a report, by the handle of their version.
pub(super) type Statements<'a> = BTreeMap<&'a str, &'a Statement>;

/// The events in scope, by number.
pub(super) fn events(
    room: &Room<'_>,
    links: &[LinkPart],
    statements: &[Statement],
) -> Result<Vec<EventPart>> {
    let known: Statements<'_> =
        statements.iter().map(|statement| (statement.handle.as_str(), statement)).collect();
    let stands = standing::stands(room);
    let events = in_order(room.scene).into_iter();
    events.map(|id| event(room, id, links, (&stands, &known))).collect()
}

fn event(
    room: &Room<'_>,
    id: EventId,
    links: &[LinkPart],
    (stands, statements): (&[Stands], &Statements<'_>),
) -> Result<EventPart> {
    let logged = room.store.get::<fact::Event>(id.into())?;
    let logged = logged.ok_or_else(|| Error::not_found("event", format!("{id:.8}"), ""))?;
    let gaps = gaps(room, id)?;
    let mut disputes: Vec<Dispute> = Vec::new();
    let (mut non_answers, mut questions) = (Vec::new(), Vec::new());
    let surveyed = room.found.iter().zip(&room.signals).zip(stands);
    for (asked, ((found, signal), stands)) in room.scene.questions.iter().zip(surveyed) {
        if asked.event != id {
            continue;
        }
        let is_disputed = !found.conflicts.is_empty() || !found.tensions.is_empty();
        if is_disputed {
            disputes.push(dispute(room, asked, found, links, &gaps, statements)?);
        }
        for none in &found.non_answers {
            non_answers.push(non_answer(room, asked, none)?);
        }
        questions.push(QuestionPart {
            disputed: is_disputed,
            stands: stands.words(),
            ..question(room, asked, found, signal)?
        });
    }
    let timeline = timeline::timeline(room, id, &logged)?;
    let whole_matrix = conflict::matrix(room.whole, id);
    let fact = logged.fact;
    Ok(EventPart {
        handle: logged.handle.to_string(),
        id: logged.id.to_string(),
        title: fact.title,
        kind: fact.kind,
        date: fact.date.as_ref().map(ToString::to_string),
        place: fact.place.map(|place| room.words.place(place)).transpose()?,
        sides: sides(room, id)?,
        questions,
        matrix: matrix::in_words(room.whole, whole_matrix.narrowed(|asked| room.covers(asked))),
        disputes,
        non_answers,
        enquiries: enquiries(room, id)?,
        never_asked: conflict::never_asked(room.whole, id)
            .into_iter()
            .map(|party| room.party(party))
            .collect::<Result<_>>()?,
        gaps,
        standing: standing::standing(room, id, stands, statements),
        timeline,
        drift: origins::drift(room, id),
        numbers: numbers::numbers(room, id, statements)?,
        origins: origins::origins(room, id)?,
    })
}

fn sides(room: &Room<'_>, id: EventId) -> Result<Vec<SidePart>> {
    let sides = room.scene.events.get(&id).map_or(&[][..], |event| event.sides.as_slice());
    let part = |(name, parties): &(String, Vec<_>)| {
        let parties = parties.iter().map(|party| room.party(*party)).collect::<Result<_>>()?;
        Ok(SidePart { name: name.clone(), parties })
    };
    sides.iter().map(part).collect()
}

fn question(
    room: &Room<'_>,
    asked: &SceneQuestion,
    found: &QuestionConflicts,
    signal: &Signal,
) -> Result<QuestionPart> {
    let pull_apart = found.tensions.iter().any(Conflict::stands);
    let free = signal.marks.contains(&conflict::Mark::NotCompared);
    let unlike = found.not_comparable.iter().any(Conflict::stands);
    let traced = standing::acknowledgement(room, asked) == Some(true);
    let mut claims: Vec<_> = room
        .scene
        .live()
        .filter(|position| position.question == asked.id)
        .map(|position| (position.claim_number, position.version_handle()))
        .collect();
    claims.sort_unstable();
    claims.dedup();
    let on_question = |at| room.position(at).is_some_and(|position| position.question == asked.id);
    Ok(QuestionPart {
        handle: room.scene.question_handle(asked.id),
        id: asked.id.to_string(),
        asks: asked.text.clone(),
        under: asked.under.map(|under| room.scene.question_handle(under)),
        signal: signal.word.to_string(),
        signal_words: {
            let mut words = phrase::accounts(signal.word, (pull_apart, unlike, free), traced);
            words.push_str(&unlogged(room, asked)?);
            words
        },
        marks: signal.marks.iter().map(ToString::to_string).collect(),
        mark_words: signal.marks.iter().map(|mark| phrase::mark(*mark).to_owned()).collect(),
        claims: claims.into_iter().map(|(_, handle)| handle).collect(),
        disputed: false,
        stands: String::new(),
        resolution: resolution(room, asked.id)?,
        evidence: evidence(room, asked.id)?,
        findings: findings(room, on_question)?,
    })
}

/// "; Blueland answered us (X1), which nobody logged as a claim": what the
/// comparison leaves out.
fn unlogged(room: &Room<'_>, asked: &SceneQuestion) -> Result<String> {
    let mut words = String::new();
    for enquiry in &room.scene.enquiries {
        let is_here = enquiry.questions.contains(&asked.id);
        let answered = enquiry.reply_on(asked.id) == Some(Reply::Answered);
        let logged = room.scene.live().any(|it| {
            it.question == asked.id && conflict::is_account_of(room.scene, it, enquiry.asked)
        });
        if answered && is_here && !logged {
            let (party, number) = (room.party(enquiry.asked)?.name, enquiry.number);
            let _ = write!(
                words,
                "; {party} answered us (X{number}), which nobody logged as a claim yet"
            );
        }
    }
    Ok(words)
}

fn resolution(room: &Room<'_>, question: QuestionId) -> Result<Option<ResolutionPart>> {
    let Some(resolution) = room.store.resolution(question)? else { return Ok(None) };
    let mut words = room.words.settled(&resolution.settled)?;
    if let fact::Settled::Prefer(at) = &resolution.settled
        && !room.position(*at).is_some_and(|position| position.live)
    {
        words.push_str(PREFERRED_GONE);
    }
    Ok(Some(ResolutionPart { words, reason: resolution.reason }))
}

/// Evidence on a question, in order of logging.
fn evidence(room: &Room<'_>, question: QuestionId) -> Result<Vec<EvidencePart>> {
    let mut parts = Vec::new();
    for one in room.scene.evidence.iter().filter(|one| one.questions.contains(&question)) {
        let Some(logged) = room.store.get::<fact::Evidence>(one.id.into())? else { continue };
        let handle = logged.handle.to_string();
        let fact = logged.fact;
        let file = fact
            .file
            .as_ref()
            .map(|file| [fact.file_name.clone().unwrap_or_default(), file.sha256.to_string()]);
        parts.push(EvidencePart {
            passages: passages(room, quotes(room.store, &handle, &fact.spans)?)?,
            handle,
            id: logged.id.to_string(),
            kind: one.kind.to_string(),
            bearing: one.bearing,
            credibility: one.credibility.to_string(),
            note: fact.note,
            origin: fact.origin,
            file,
        });
    }
    Ok(parts)
}

fn non_answer(room: &Room<'_>, asked: &SceneQuestion, none: &NonAnswer) -> Result<NonAnswerPart> {
    let value = none.value.as_ref().map(|value| room.words.value(value)).transpose()?;
    let words = phrase::non_answer(value.as_deref(), none.inferred);
    let mut open: Vec<_> = none.leaves_open.iter().filter_map(|at| room.position(*at)).collect();
    open.sort_by_cached_key(|position| room.rank(position));
    let mut leaves_open: Vec<String> =
        open.into_iter().map(ScenePosition::version_handle).collect();
    leaves_open.dedup();
    Ok(NonAnswerPart {
        claim: room.version_of(none.at),
        question: room.scene.question_handle(asked.id),
        party: room.party(none.party)?,
        words,
        leaves_open,
    })
}

fn gaps(room: &Room<'_>, event: EventId) -> Result<Vec<GapPart>> {
    let part = |gap: conflict::Gap| {
        Ok(GapPart {
            party: room.party(gap.party)?,
            side: gap.side,
            question: gap.question.map(|question| room.scene.question_handle(question)),
            gap: gap.gap.to_string(),
        })
    };
    let mut gaps = conflict::gaps(room.whole, event);
    gaps.retain(|gap| gap.question.is_none_or(|asked| room.covers(asked)));
    gaps.into_iter().map(part).collect()
}

fn enquiries(room: &Room<'_>, event: EventId) -> Result<Vec<EnquiryPart>> {
    let on_event =
        |id: &QuestionId| room.scene.question(*id).is_some_and(|question| question.event == event);
    let here = room.scene.enquiries.iter().filter(|one| one.questions.iter().any(&on_event));
    let mut parts = Vec::new();
    for enquiry in here {
        parts.extend(enquiry_part(room, enquiry)?);
    }
    Ok(parts)
}

fn enquiry_part(room: &Room<'_>, enquiry: &SceneEnquiry) -> Result<Option<EnquiryPart>> {
    let Some(logged) = room.store.get::<fact::Ask>(enquiry.id)? else { return Ok(None) };
    let mut replies = Vec::new();
    for answer in room.store.answers(enquiry.id)? {
        let (came, on) = (phrase::reply(Some(answer.reply)), room.words.on(&answer.questions)?);
        let mut reply = format!("{came}{on} on {}", answer.when);
        if let Some(text) = answer.text {
            let _ = write!(reply, ": {text}");
        }
        replies.push(reply);
    }
    let questions = &logged.fact.questions;
    let open: Vec<_> =
        questions.iter().copied().filter(|it| enquiry.reply_on(*it).is_none()).collect();
    if !open.is_empty() {
        let on = if replies.is_empty() { String::new() } else { room.words.on(&open)? };
        replies.push(format!("{}{on}", phrase::reply(None)));
    }
    let questions = logged.fact.questions.iter().map(|question| room.words.question(*question));
    Ok(Some(EnquiryPart {
        handle: logged.handle.to_string(),
        asked: room.party(enquiry.asked)?,
        questions: questions.collect::<Result<_>>()?,
        text: logged.fact.text,
        how: logged.fact.how,
        when: logged.fact.when.to_string(),
        deadline: logged.fact.deadline.as_ref().map(ToString::to_string),
        reply: replies.join("; then "),
    }))
}
