//! One thing captured, and what is told of it: the handle, the hash, what the
//! page says of itself and where it says so.

use serde_json::{Value, json};

use crate::casebook::{
    Casebook, Desk, SourceDraft, Taken, fact, published_ahead, take_found, view,
};
use crate::error::{Error, Result};
use crate::intake::{self, Found, Item};
use crate::model::vocab::Custody;
use crate::model::{CaptureId, Date, SourceId, Timestamp};

use super::capture::{Request, hash_name};
use super::layout::one_line;
use super::reply::Reply;
use super::source::is_nameless;
use super::spans::{Since, last_withheld, since_last};

/// One thing captured.
pub(super) struct Done {
    /// Its handle.
    pub(super) handle: String,
    /// The bytes were there before: nothing was recorded.
    pub(super) known: bool,
    /// The same for programs.
    pub(super) data: Value,
    lines: Vec<String>,
    /// What changed since the capture before, and where its quotations stand.
    since: Option<Since>,
    next: Option<String>,
    notes: Vec<String>,
}

impl Done {
    /// In one line, where it is one of many.
    pub(super) fn brief(&self) -> String {
        let mut words = self.lines.first().cloned().unwrap_or_default();
        for note in &self.notes {
            words.push_str("\n  note: ");
            words.push_str(note);
        }
        words
    }

    /// Tells it in full.
    pub(super) fn tell(self, mut reply: Reply, width: usize) -> Reply {
        for line in self.lines {
            reply = reply.say(line);
        }
        for note in self.notes {
            reply = reply.warn(note);
        }
        match (self.since, self.next) {
            (Some(since), _) => since.say(reply, width),
            (None, Some(next)) => reply.next(next),
            (None, None) => reply,
        }
    }
}

/// Reads an item and keeps it: of the source named, or of a new one.
pub(super) fn keep(casebook: &mut Casebook, request: &Request, item: &Item) -> Result<Done> {
    let reading = intake::read(item.raw.clone(), &request.hints(item))?;
    let mut source = request.source();
    let found = if request.of.is_some() {
        Vec::new()
    } else if request.salted() {
        // Words of what may have to be erased stay out of the record.
        take_found(&mut SourceDraft::default(), &reading.metadata)
            .into_iter()
            .map(|(found, _)| (found, Taken::Shown))
            .collect()
    } else {
        take_found(&mut source, &reading.metadata)
    };
    if request.of.is_none() {
        source.url = source.url.or_else(|| item.url.clone());
    }
    let written = casebook.write(|desk| {
        if let Some(of) = &request.of {
            let id = SourceId::from(desk.names().source(of)?.id);
            let elsewhere = desk.captured_anywhere(reading.sha256)?;
            let captured = desk.capture_reading(id, &reading, &request.draft(item))?;
            let mut done = told(desk, captured.capture, captured.known, &found)?;
            if let Some(other) = elsewhere.filter(|_| !captured.known) {
                done.notes.push(format!("{} has these very bytes too", desk.handle(other)?));
            }
            return Ok(done);
        }
        if !request.salted()
            && let Some(capture) = desk.captured_anywhere(reading.sha256)?
        {
            // What was typed is read all the same: a mistake in it is told.
            if let Some(got) = &request.draft(item).got {
                got.parse::<Timestamp>()?;
            }
            if let Some(date) = &source.published {
                let read = date.parse::<Date>();
                read.map_err(|invalid| Error::InField { field: "published", invalid })?;
            }
            let mut done = told(desk, capture, true, &found)?;
            if request.said() {
                done.next = Some(
                    "rashomon source add, then `rashomon capture SOURCE FILE`, if another source printed the same".into(),
                );
            }
            return Ok(done);
        }
        let id = desk.add_source(&source)?;
        let captured = desk.capture_reading(id, &reading, &request.draft(item))?;
        let mut done = told(desk, captured.capture, captured.known, &found)?;
        if let Some(source) = desk.store().get::<fact::Source>(id.into())? {
            done.notes.extend(published_ahead(&source.fact, desk.stamp().at));
        }
        Ok(done)
    })?;
    let mut done = written.outcome;
    done.notes.extend(item.notes.iter().chain(&reading.notes).cloned());
    done.data["item"] = json!(item.called);
    done.data["notes"] = json!(done.notes);
    Ok(done)
}

fn told(
    desk: &Desk<'_, '_>,
    capture: CaptureId,
    known: bool,
    found: &[(&Found, Taken)],
) -> Result<Done> {
    let missing = || Error::not_found("capture", format!("{capture:.8}"), "");
    let logged = desk.store().get::<fact::Capture>(capture.into())?.ok_or_else(missing)?;
    let (handle, fact) = (logged.handle.to_string(), &logged.fact);
    let source = desk.store().get::<fact::Source>(fact.source.into())?.ok_or_else(missing)?;
    let held = fact.custody == Custody::Kept;
    let since = if known { None } else { since_last(desk.store(), &logged)? };
    let data = json!({
        "capture": handle,
        "changed": since.as_ref().map(Since::data),
        "id": logged.id.to_string(),
        "source": source.handle.to_string(),
        "voice": desk.names().handle(source.fact.voice)?,
        "known": known,
        "held": held,
        "sha256": fact.raw.sha256.to_string(),
        "bytes": fact.raw.size,
        "media_type": fact.media_type,
        "decoding": fact.decoding,
        "extractor": fact.extractor,
        "text": { "sha256": fact.text.sha256.to_string(), "bytes": fact.text.size, "code_points": fact.text.points },
        "found": found.iter().map(|(found, taken)| found_data(found, taken)).collect::<Vec<_>>(),
    });
    let (lines, next) = if known {
        (vec![format!("{handle} has these very bytes already: nothing was recorded")], None)
    } else {
        let mut lines = vec![first_line(&source.fact, fact, &handle, held)];
        lines.extend(how_read(fact).map(|how| format!("  text: {how}")));
        lines.extend(found.iter().filter_map(|(found, taken)| found_line(found, taken)));
        if found.iter().any(|(_, taken)| *taken == Taken::Yes) {
            lines.push(format!(
                "  correct it: rashomon source revise {} --title \u{2026}",
                source.handle
            ));
        } else if is_nameless(&source.fact) {
            lines.push(format!(
                "  what it is, nobody said: rashomon source revise {} --outlet \u{2026} --title \u{2026}",
                source.handle
            ));
        }
        let next = if held {
            format!("rashomon log --from {} --quote \"\u{2026}\" --by \"\u{2026}\"", source.handle)
        } else {
            format!("rashomon attach {handle} FILE")
        };
        (lines, Some(next))
    };
    let unseen = if known || !held { None } else { last_withheld(desk.store(), &logged)? };
    let notes = unseen.into_iter().collect();
    Ok(Done { handle, known, data, lines, since, next, notes })
}

fn first_line(source: &fact::Source, fact: &fact::Capture, handle: &str, held: bool) -> String {
    let custody = if held { "" } else { ", withheld: hashes only" };
    format!(
        "captured {handle}: {}, {} bytes{custody}, {} {}",
        view::source_name(source),
        fact.raw.size,
        hash_name(fact),
        fact.raw.sha256
    )
}

/// What took the text, and from which encoding, where it is not simply the bytes.
pub(super) fn how_read(fact: &fact::Capture) -> Option<String> {
    let encoding = fact.decoding.as_ref().filter(|it| it.used != "utf-8");
    if fact.extractor.name == "plain" && encoding.is_none() {
        return None;
    }
    let from = encoding.map_or_else(String::new, |it| format!(" from {}", told_by(it)));
    Some(format!(
        "{} bytes{from}, by {} {}",
        fact.text.size, fact.extractor.name, fact.extractor.version
    ))
}

/// "windows-1252 (guessed)", "utf-16le (byte-order mark)".
fn told_by(decoding: &fact::Decoding) -> String {
    match (&decoding.guessed, &decoding.declared) {
        (None, Some(declared)) if declared.starts_with(&decoding.used) => declared.clone(),
        (None, Some(declared)) => format!("{}, declared as {declared}", decoding.used),
        (Some(_), Some(declared)) => format!("{} (guessed; not {declared})", decoding.used),
        (Some(_), None) => format!("{} (guessed)", decoding.used),
        (None, None) => decoding.used.clone(),
    }
}

fn found_data(found: &Found, taken: &Taken) -> Value {
    json!({
        "field": found.field.name(),
        "value": found.value,
        "place": found.place,
        "taken": match taken {
            Taken::Yes => "yes",
            Taken::Said => "no: you said it",
            Taken::Other => "no: another place says otherwise",
            Taken::Unclear => "no: its form is unclear",
            Taken::Shown => "no: only shown",
        },
    })
}

/// What was found, for people: what was taken, and what needs their eye.
fn found_line(found: &Found, taken: &Taken) -> Option<String> {
    let (name, place) = (found.field.name(), one_line(&found.place));
    let value = one_line(&found.value);
    match taken {
        Taken::Yes => Some(format!("  {name}: {value} ({place})")),
        Taken::Unclear => Some(format!(
            "  {name}: not taken from \u{201c}{value}\u{201d} ({place}): say it with --{name}"
        )),
        Taken::Shown if found.field == intake::Field::Modified => {
            Some(format!("  changed: {value} ({place})"))
        }
        Taken::Shown => {
            Some(format!("  {name}: {value} ({place}); not recorded, as the capture is salted"))
        }
        // Places that put a name in other words are many; dates matter.
        Taken::Other if found.field == intake::Field::Published => {
            Some(format!("  but {place} says {value}"))
        }
        Taken::Other | Taken::Said => None,
    }
}
