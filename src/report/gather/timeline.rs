//! What is dated, the earliest first, each as exact as it is known.

use std::collections::BTreeMap;

use crate::casebook::{Logged, fact};
use crate::error::Result;
use crate::model::scene::ScenePosition;
use crate::model::{Date, EventId, QuestionId, Value};
use crate::report::phrase;
use crate::report::value::MomentPart;
use crate::text::counted;

use super::room::Room;

/// Seconds in a day.
const DAY: i64 = 86_400;

pub(super) fn timeline(
    room: &Room<'_>,
    event: EventId,
    logged: &Logged<fact::Event>,
) -> Result<Vec<MomentPart>> {
    let mut moments = Moments::default();
    if let Some(date) = &logged.fact.date {
        moments.put("event", logged.fact.title.clone(), date, None);
    }
    let on = |position: &&ScenePosition| {
        room.scene.question(position.question).is_some_and(|asked| asked.event == event)
    };
    let mut positions: Vec<&ScenePosition> = room.scene.live().filter(on).collect();
    positions.sort_by_cached_key(|position| room.rank(position));
    for position in positions {
        dated_position(room, position, &mut moments)?;
    }
    for enquiry in &room.scene.enquiries {
        let here =
            |id: &QuestionId| room.scene.question(*id).is_some_and(|asked| asked.event == event);
        if enquiry.questions.iter().any(here) {
            let words = format!("{} was asked", room.party(enquiry.asked)?.name);
            let handle = Some(format!("X{}", enquiry.number));
            moments.put("asked", words, &enquiry.when, handle.clone());
            for answer in room.store.answers(enquiry.id)? {
                let reply = phrase::reply(Some(answer.reply));
                let (asked, on) =
                    (room.party(enquiry.asked)?.name, room.words.on(&answer.questions)?);
                let words = format!("{asked}: {reply}{on}");
                moments.put("reply", words, &answer.when, handle.clone());
            }
        }
    }
    Ok(moments.in_order())
}

/// What a position dates: when it was said, when its source was published, and
/// its answer where that is a date.
fn dated_position(room: &Room<'_>, at: &ScenePosition, moments: &mut Moments) -> Result<()> {
    let claim = Some(at.version_handle());
    if let Some(date) = &at.said_on {
        let who = match room.side_name(at) {
            Some(side) => format!("statements of \u{201c}{side}\u{201d}"),
            None => "statements of others".to_owned(),
        };
        moments.put("said", who, date, claim.clone());
    }
    if let Some(source) = room.scene.sources.get(&at.source)
        && let Some(date) = &source.published
    {
        let outlet = if source.outlet.is_empty() { "no outlet" } else { &source.outlet };
        moments.put("published", format!("S{} {outlet}", source.number), date, claim.clone());
    }
    if let Some(Value::Time(date)) = &at.value {
        let asked = room.scene.question(at.question);
        let question = asked.map_or_else(String::new, |asked| asked.text.clone());
        let words = format!("{} \u{2013} {}: {}", room.party(at.party)?.name, at.stance, question);
        moments.put("answer", words, date, claim);
    }
    Ok(())
}

/// Moments so far, each kind and date of the same words once.
#[derive(Default)]
struct Moments {
    parts: Vec<MomentPart>,
    places: BTreeMap<(String, String, String), usize>,
}

impl Moments {
    fn put(&mut self, kind: &str, words: String, date: &Date, claim: Option<String>) {
        let key = (kind.to_owned(), words.clone(), date.to_string());
        let place = *self.places.entry(key).or_insert(self.parts.len());
        if place == self.parts.len() {
            self.parts.push(moment(kind, words, date));
        }
        let claims = &mut self.parts[place].claims;
        if let Some(claim) = claim.filter(|claim| claims.last() != Some(claim)) {
            claims.push(claim);
        }
    }

    /// The earliest first; what is open at its beginning before all.
    fn in_order(mut self) -> Vec<MomentPart> {
        self.parts.sort_by_key(|part| (part.earliest, part.latest));
        self.parts
    }
}

fn moment(kind: &str, words: String, date: &Date) -> MomentPart {
    let bounds = date.bounds();
    MomentPart {
        kind: kind.to_owned(),
        words,
        date: date.to_string(),
        earliest: bounds.earliest,
        latest: bounds.latest,
        precision: precision(bounds.earliest, bounds.latest),
        unsure: bounds.possible,
        claims: Vec::new(),
    }
}

/// How long the stretch is within which it lies.
fn precision(earliest: Option<i64>, latest: Option<i64>) -> String {
    let (Some(earliest), Some(latest)) = (earliest, latest) else {
        let words = match (earliest, latest) {
            (Some(_), _) => "no end given",
            (_, Some(_)) => "no beginning given",
            (None, None) => "not dated",
        };
        return words.to_owned();
    };
    let seconds = latest - earliest + 1;
    match seconds / DAY {
        0 if seconds <= 1 => "a moment".to_owned(),
        0 => "part of a day".to_owned(),
        1 => "a day".to_owned(),
        28..=31 => "a month".to_owned(),
        365 | 366 => "a year".to_owned(),
        days => counted(days, "day"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_as_exact_as_it_is_written() {
        for (edtf, words) in [
            ("2025-10-15", "a day"),
            ("2025-10", "a month"),
            ("2025", "a year"),
            ("[2025-10-11,2025-10-12]", "2 days"),
            ("2025-10-09/..", "no end given"),
            ("2025-10-15T02:00:00Z", "a moment"),
        ] {
            let part = moment("said", String::new(), &Date::new(edtf).unwrap());
            assert_eq!(part.precision, words, "{edtf}");
        }
        assert!(moment("said", String::new(), &Date::new("2025-10~").unwrap()).unsure);
    }
}
