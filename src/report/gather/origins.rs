//! Where the answers to each question come from: accounts of one origin count
//! once, and independence is a person's decision. Movements of accounts too.

use crate::conflict::{self, Origin, OriginGroup, Origins, WhyUnknown};
use crate::error::Result;
use crate::model::EventId;
use crate::model::scene::SceneQuestion;
use crate::report::phrase;
use crate::report::value::{DriftPart, OriginPart, OriginsPart};

use super::room::Room;

/// The answered questions of an event.
pub(super) fn origins(room: &Room<'_>, event: EventId) -> Result<Vec<OriginsPart>> {
    let mut parts = Vec::new();
    let here = room.scene.questions.iter().zip(&room.origins);
    for (asked, found) in here.filter(|(asked, _)| asked.event == event) {
        let part = on_question(room, asked, found)?;
        parts.extend(Some(part).filter(|part| !part.origins.is_empty()));
    }
    Ok(parts)
}

fn on_question(room: &Room<'_>, asked: &SceneQuestion, found: &Origins) -> Result<OriginsPart> {
    let origins: Vec<OriginPart> =
        found.groups.iter().map(|group| origin(room, group)).collect::<Result<_>>()?;
    let name = |place: usize| match &origins[place].party {
        Some(party) => party.name.clone(),
        None => "an unknown origin".to_owned(),
    };
    let decided = found.independent.iter().map(|(a, b, link)| {
        let link = room.names.handle(*link)?;
        Ok(format!("{} and {} ({link})", name(*a), name(*b)))
    });
    let independent = decided.collect::<Result<_>>()?;
    Ok(OriginsPart {
        question: room.scene.question_handle(asked.id),
        asks: asked.text.clone(),
        origins,
        independent,
    })
}

fn origin(room: &Room<'_>, group: &OriginGroup) -> Result<OriginPart> {
    let (party, unknown) = match group.origin {
        Origin::Known(party) => (Some(room.party(party)?), None),
        Origin::Unknown(why) => (None, Some(unknown(why).to_owned())),
    };
    let mut claims: Vec<String> = group.positions.iter().map(|at| room.version_of(*at)).collect();
    claims.dedup();
    Ok(OriginPart { party, unknown, claims })
}

const fn unknown(why: WhyUnknown) -> &'static str {
    match why {
        WhyUnknown::OwnVoice => "the source\u{2019}s own voice, citing nobody",
        WhyUnknown::Anonymous => "a voice that is not named",
        WhyUnknown::InferredSpeaker => "the speaker is inferred by us",
    }
}

/// How accounts moved, on the questions of an event.
pub(super) fn drift(room: &Room<'_>, event: EventId) -> Vec<DriftPart> {
    let here = |drift: &&conflict::Drift| {
        room.scene.question(drift.question).is_some_and(|asked| asked.event == event)
    };
    let parts = room.drift.iter().filter(here).map(|drift| {
        let inferred = [drift.from, drift.to].iter().any(|at| room.is_inferred(*at));
        let words = if inferred {
            format!("{} (a speaker is inferred by us)", drift.words)
        } else {
            drift.words.clone()
        };
        DriftPart {
            kind: phrase::drift(drift.kind).into(),
            question: room.scene.question_handle(drift.question),
            from: room.version_of(drift.from),
            to: room.version_of(drift.to),
            ordered: drift.ordered,
            words,
            rule: drift.rule.to_string(),
            fields: drift.fields.iter().map(|&field| field.to_owned()).collect(),
        }
    });
    parts.collect()
}
