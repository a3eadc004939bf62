//! One row of a spreadsheet: a claim, with the source, speaker, event and
//! question that it names, each matched with what the record has or made on
//! the way. Every such decision is told.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::casebook::{
    CaptureDraft, ClaimDraft, Desk, EventDraft, MAX_CAPTURE, QuestionDraft, QuoteDraft,
    SourceDraft, fact,
};
use crate::error::{Error, Result};
use crate::model::{EntryId, Handle, SourceId, check_key, slug, to_hex};
use crate::text::fold_str;

use super::folder::Folder;
use super::known::{KnownSources, Told};
use super::outcome::Became;

/// A row, by its columns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct RowLine {
    /// The cells that are not empty, by column.
    pub(super) cells: BTreeMap<&'static str, String>,
    /// Cells of headers that mean no column: header and cell.
    pub(super) unknown: Vec<[String; 2]>,
    /// Whether its key was made from its cells.
    pub(super) derived: bool,
}

/// What was done about something that a row names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Decision {
    /// What it is: source, capture, party, event, question.
    pub what: &'static str,
    /// The words by which the row names it.
    pub given: String,
    /// Whether it was made or matched.
    pub became: Became,
    /// Its handle.
    pub handle: String,
}

/// What rows rest on beside the record.
#[derive(Clone, Copy, Debug)]
pub(super) struct Around<'a> {
    /// Where the files lie that rows name.
    pub(super) folder: Folder<'a>,
    /// Kind of a party that is made for a row that says none.
    pub(super) new_party: Option<&'a str>,
    /// The sources there were, read when a row first asks for one.
    pub(super) sources: &'a OnceCell<KnownSources>,
}

/// What a row came to.
pub(super) struct RowDone {
    /// Its claim.
    pub(super) claim: EntryId,
    /// What was matched or made on the way.
    pub(super) decisions: Vec<Decision>,
    /// Keys under which later rows find what was made.
    pub(super) made: Vec<(String, EntryId)>,
    /// What a person should look at.
    pub(super) notes: Vec<String>,
}

/// A row at work.
struct Work<'w, 'desk, 'plan> {
    desk: &'w mut Desk<'desk, 'plan>,
    row: &'w RowLine,
    around: Around<'w>,
    decisions: Vec<Decision>,
    made: Vec<(String, EntryId)>,
}

/// Logs a row's claim, and what it names where the record has none of it.
pub(super) fn act(desk: &mut Desk<'_, '_>, row: &RowLine, around: Around<'_>) -> Result<RowDone> {
    let mut work = Work { desk, row, around, decisions: Vec::new(), made: Vec::new() };
    if !row.any(&["quote", "points", "bytes", "claim"]) {
        return Err(Error::usage(
            "a claim needs its words",
            "fill in `quote`; where the source was not seen, say in `claim` what is claimed",
        ));
    }
    let from = work.from()?;
    work.check_page(&from)?;
    let on = work.positions()?;
    let draft = work.draft(from, on)?;
    work.match_party(&draft)?;
    let logged = work.desk.log_claim(&draft)?;
    work.told_party(&draft, logged.wording.speaker.party.into())?;
    let guessed =
        logged.guessed.iter().map(|field| format!("{field} was guessed: confirm or revise it"));
    let notes = guessed.chain(logged.warnings).collect();
    let Work { decisions, made, .. } = work;
    Ok(RowDone { claim: logged.claim.into(), decisions, made, notes })
}

impl RowLine {
    fn get(&self, column: &str) -> Option<&str> {
        self.cells.get(column).map(String::as_str)
    }

    fn owned(&self, column: &str) -> Option<String> {
        self.cells.get(column).cloned()
    }

    fn any(&self, columns: &[&str]) -> bool {
        columns.iter().any(|column| self.cells.contains_key(column))
    }

    /// The parts of a cell that holds several.
    fn list(&self, column: &str) -> Vec<String> {
        let parts = self.get(column).unwrap_or_default().split([';', '\n']);
        parts.map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
    }
}

/// A key made of the words that name a thing.
fn key_of(what: &str, words: &[&str]) -> String {
    let mut hasher = Sha256::new();
    for word in words {
        hasher.update((word.len() as u64).to_be_bytes());
        hasher.update(word);
    }
    format!("{what}.{}", to_hex(&hasher.finalize()[..12]))
}

impl Work<'_, '_, '_> {
    fn decide(
        &mut self,
        what: &'static str,
        given: &str,
        became: Became,
        id: EntryId,
    ) -> Result<()> {
        let handle = self.desk.store().handle_of(id)?;
        let handle = handle.map_or_else(|| format!("{id:.8}"), |handle| handle.to_string());
        self.decisions.push(Decision { what, given: given.to_owned(), became, handle });
        Ok(())
    }

    /// What an earlier row made of this key and nobody undid.
    fn made_before(&self, key: &str) -> Result<Option<EntryId>> {
        let Some(id) = self.desk.names().key(key)? else { return Ok(None) };
        Ok(if self.desk.store().is_undone(id)? { None } else { Some(id) })
    }

    fn make(&mut self, key: String, id: EntryId) -> Result<()> {
        self.desk.keys.give(&key, id)?;
        self.made.push((key, id));
        Ok(())
    }

    /// The source or capture, as a claim names it.
    fn from(&mut self) -> Result<String> {
        let page = self.row.any(&["source-file", "source-text"]);
        let told = self.row.any(&["outlet", "title", "author", "url"]);
        match (self.row.get("from"), page, told) {
            (Some(from), false, _) => self.here(from),
            (Some(from), true, _) => {
                let source = self.desk.names().source(from)?.id;
                self.decide("source", from, Became::Matched, source)?;
                self.capture(source.into())
            }
            (None, _, false) if !page => Err(Error::usage(
                "where does it stand?",
                "fill in `from`, or `source-file`, or tell the source by `outlet`, `title` or `url`",
            )),
            (None, page, _) => {
                let source = self.source()?;
                if page { self.capture(source) } else { Ok(self.desk.handle(source)?.to_string()) }
            }
        }
    }

    /// Words are quoted from a page that is here.
    fn check_page(&self, from: &str) -> Result<()> {
        if from.contains('@') || !self.row.any(&["quote", "points", "bytes"]) {
            return Ok(());
        }
        let names = self.desk.names();
        if names.newest_capture(names.source(from)?.id.into())?.is_some() {
            return Ok(());
        }
        Err(Error::refused(
            format!("{from} has no capture to quote from"),
            "give its page as `source-text` or `source-file`, or say in `from` which captured source it is; where it was not seen, leave `quote` empty and say in `claim` what is claimed",
        ))
    }

    /// What is here already: by handle or key, or by the digest of its bytes.
    fn here(&mut self, from: &str) -> Result<String> {
        let id = match from.strip_prefix("sha256:") {
            Some(digest) => self.desk.names().captured(digest)?.into(),
            None => self.desk.names().entry(from)?,
        };
        self.decide("source", from, Became::Matched, id)?;
        Ok(self.desk.handle(id)?.to_string())
    }

    /// The source that the row tells of: made by an earlier row, or now.
    fn source(&mut self) -> Result<SourceId> {
        let cell = |column: &str| self.row.get(column).unwrap_or_default();
        let (url, file) = (cell("url"), cell("source-file"));
        let (key, given) = match (url, self.row.any(&["outlet", "title", "author"])) {
            ("", false) => (key_of("source", &["file", file]), file),
            ("", true) => {
                let words = ["outlet", "title", "author", "published"].map(cell);
                let given = if cell("title").is_empty() { cell("outlet") } else { cell("title") };
                (key_of("source", &words), given)
            }
            (url, _) => (key_of("source", &["url", url]), url),
        };
        let given = given.to_owned();
        if let Some(id) = self.made_before(&key)? {
            self.decide("source", &given, Became::Matched, id)?;
            return Ok(id.into());
        }
        if let Some(id) = self.known_source()? {
            self.make(key, id.into())?;
            self.decide("source", &given, Became::Matched, id.into())?;
            return Ok(id);
        }
        let draft = SourceDraft {
            author: self.row.owned("author"),
            language: self.row.owned("language"),
            outlet: self.row.owned("outlet"),
            published: self.row.owned("published"),
            title: self.row.owned("title"),
            url: self.row.owned("url"),
            ..SourceDraft::default()
        };
        let source = self.desk.add_source(&draft)?;
        self.make(key, source.into())?;
        self.decide("source", &given, Became::Logged, source.into())?;
        Ok(source)
    }

    /// The source that the row tells of, where the record had it.
    fn known_source(&self) -> Result<Option<SourceId>> {
        let cell = |column: &str| self.row.get(column).unwrap_or_default();
        let told = Told {
            author: cell("author"),
            outlet: cell("outlet"),
            published: cell("published"),
            title: cell("title"),
            url: cell("url"),
        };
        if let Some(known) = self.around.sources.get() {
            return known.find(told);
        }
        let known = KnownSources::of(self.desk.store())?;
        self.around.sources.get_or_init(|| known).find(told)
    }

    /// The page that the row brings along, captured once.
    fn capture(&mut self, source: SourceId) -> Result<String> {
        let file = self.row.owned("source-file");
        let key = file
            .as_deref()
            .map(|file| key_of("capture", &[&EntryId::from(source).to_string(), file]));
        if let Some(key) = &key
            && let Some(id) = self.made_before(key)?
        {
            return Ok(self.desk.handle(id)?.to_string());
        }
        let bytes = match (&file, self.row.get("source-text")) {
            (Some(name), None) => {
                let read = self.around.folder.read(name, MAX_CAPTURE);
                read.map_err(|why| Error::refused(why, "name a file in the import's folder"))?
            }
            (None, Some(text)) => text.as_bytes().to_vec(),
            _ => {
                let hint = "give `source-file` or `source-text`";
                return Err(Error::usage("a page is given in two ways", hint));
            }
        };
        let draft = CaptureDraft { name: file.clone(), ..CaptureDraft::default() };
        let captured = self.desk.capture(source, &bytes, &draft)?;
        let id = EntryId::from(captured.capture);
        if let Some(key) = key {
            self.make(key, id)?;
        }
        let became = if captured.known { Became::Matched } else { Became::Logged };
        self.decide("capture", file.as_deref().unwrap_or("its text"), became, id)?;
        Ok(self.desk.handle(id)?.to_string())
    }

    /// The positions that the row takes.
    fn positions(&mut self) -> Result<Vec<String>> {
        let mut on = self.row.list("on");
        let asked = self.row.owned("question").or_else(|| self.row.owned("question-text"));
        let Some(asked) = asked else {
            if self.row.any(&["value", "stance"]) {
                let hint = "name the event's question in `question`: its key, or its words";
                return Err(Error::usage("which question does it answer?", hint));
            }
            if self.row.any(&["event"]) {
                self.event()?;
            }
            return Ok(on);
        };
        let event = self.event()?;
        let handle = self.desk.handle(event)?;
        let Handle::Event(number) = handle else {
            return Err(Error::not_found("event", handle.to_string(), ""));
        };
        let question = self.question(event, number, &asked)?;
        let stance = self.row.get("stance").map_or(String::new(), |stance| format!(":{stance}"));
        let value = self.row.get("value").map_or(String::new(), |value| format!("={value}"));
        let as_of = self.row.get("as-of").map_or(String::new(), |date| format!(" @{date}"));
        on.push(format!("E{number}/{question}{stance}{value}{as_of}"));
        Ok(on)
    }

    /// The event: by handle, key or title; else made under that title.
    fn event(&mut self) -> Result<EntryId> {
        let Some(given) = self.row.owned("event") else {
            let hint = "name it in `event`: E1, or its title";
            return Err(Error::usage("of which event is that a question?", hint));
        };
        let is_handle = matches!(given.parse::<Handle>(), Ok(Handle::Event(_)));
        if is_handle || self.desk.names().key(&given)?.is_some() {
            let event = self.desk.names().event(&given)?;
            self.decide("event", &given, Became::Matched, event.id)?;
            return Ok(event.id);
        }
        let key = key_of("event", &[&given]);
        if let Some(id) = self.made_before(&key)? {
            self.decide("event", &given, Became::Matched, id)?;
            return Ok(id);
        }
        if let Some(id) = self.desk.store().event_titled(&given)? {
            self.desk.keys.give(&key, id)?;
            self.made.push((key, id));
            self.decide("event", &given, Became::Matched, id)?;
            return Ok(id);
        }
        let draft = EventDraft {
            date: self.row.owned("event-date"),
            kind: self.row.owned("event-kind"),
            title: given.clone(),
            ..EventDraft::default()
        };
        let id = EntryId::from(self.desk.add_event(&draft)?);
        self.make(key, id)?;
        self.decide("event", &given, Became::Logged, id)?;
        Ok(id)
    }

    /// The key of the event's question that has this key, or asks in these words;
    /// made where there is none.
    fn question(&mut self, event: EntryId, number: u32, given: &str) -> Result<String> {
        let store = self.desk.store();
        let given = given.strip_prefix(&format!("E{number}/")).unwrap_or(given);
        let is_key = check_key("a question's key", given).is_ok();
        let key = if is_key { given.to_owned() } else { self.key_for(event, given)? };
        let handle = format!("E{number}/{key}");
        let told = if is_key { &handle } else { given };
        if let Some(known) = store.question(event.into(), &key)? {
            self.decide("question", told, Became::Matched, known.id)?;
            return Ok(key);
        }
        let Some(kind) = self.row.owned("question-kind") else {
            let hint = "say in `question-kind` what its answers look like: quantity, yes-no, choice, party, place, time or text";
            return Err(Error::refused(format!("{handle} is not asked yet"), hint));
        };
        let draft = QuestionDraft {
            choices: self.row.list("choices"),
            event: format!("E{number}"),
            kind,
            question: key.clone(),
            text: self.row.owned("question-text").unwrap_or_else(|| given.to_owned()),
            unit: self.row.owned("unit"),
            ..QuestionDraft::default()
        };
        let id = self.desk.add_question(&draft)?;
        self.decide("question", told, Became::Logged, id.into())?;
        Ok(key)
    }

    /// The key of the event's question that asks in these words, spelled in
    /// whatever way; a free one made of the words where none does.
    fn key_for(&self, event: EntryId, words: &str) -> Result<String> {
        let asked = |text: &str| fold_str(text).trim().to_owned();
        let sought = asked(words);
        let known = self.desk.store().questions(event.into())?;
        let known: Vec<fact::Question> = known.into_iter().map(|known| known.fact).collect();
        let same = |known: &&fact::Question| asked(&known.text) == sought || known.key == sought;
        if let Some(same) = known.iter().find(same) {
            return Ok(same.key.clone());
        }
        let stem = slug(words, "question");
        let stem =
            if stem.starts_with(|c: char| c.is_ascii_digit()) { format!("q-{stem}") } else { stem };
        let key = |times: u32| match times {
            1 => stem.chars().take(40).collect(),
            times => format!("{}-{times}", stem.chars().take(36).collect::<String>()),
        };
        let is_free = |key: &String| known.iter().all(|known| known.key != *key);
        // One more than there are questions is free.
        let times = u32::try_from(known.len() + 1).unwrap_or(u32::MAX);
        Ok((1..=times).map(key).find(is_free).unwrap_or_default())
    }

    /// Tells of a speaker whom the record has; one it has not is told when made.
    fn match_party(&mut self, draft: &ClaimDraft) -> Result<()> {
        let Some(name) = draft.who.as_ref().or(draft.by.as_ref()) else { return Ok(()) };
        if let Some(party) = self.desk.names().find_party(name)? {
            self.decide("party", name, Became::Matched, party.into())?;
        }
        Ok(())
    }

    /// Tells of a speaker who was made for this row.
    fn told_party(&mut self, draft: &ClaimDraft, party: EntryId) -> Result<()> {
        let told = self.decisions.iter().any(|decision| decision.what == "party");
        match draft.who.as_ref().or(draft.by.as_ref()) {
            Some(name) if !told => self.decide("party", name, Became::Logged, party),
            Some(_) | None => Ok(()),
        }
    }

    fn draft(&self, from: String, on: Vec<String>) -> Result<ClaimDraft> {
        let row = self.row;
        let new_party = row.owned("new-party").or(self.around.new_party.map(str::to_owned));
        Ok(ClaimDraft {
            attribution: row.owned("attribution"),
            because: row.owned("because"),
            behalf: row.owned("behalf"),
            by: row.owned("by"),
            channel: row.owned("channel"),
            checkability: row.owned("checkability"),
            claim: row.owned("claim"),
            cue: row.owned("cue"),
            from: Some(from),
            hedges: row.list("hedges"),
            known: row.owned("known"),
            note: row.owned("note"),
            on,
            new_party,
            quotes: quote(row)?.into_iter().collect(),
            role: row.owned("role"),
            said_on: row.owned("said-on"),
            who: row.owned("who"),
            ..ClaimDraft::default()
        })
    }
}

/// The quotation, in whichever way it is given.
fn quote(row: &RowLine) -> Result<Option<QuoteDraft>> {
    let draft = QuoteDraft {
        bytes: range(row, "bytes")?,
        exact: row.owned("quote"),
        line: row.get("line").map(|line| number("line", line)).transpose()?,
        points: range(row, "points")?,
        to: row.owned("quote-to"),
        ..QuoteDraft::default()
    };
    let given = draft.bytes.is_some() || draft.points.is_some() || draft.exact.is_some();
    Ok(given.then_some(draft))
}

/// `480..512`, or with a dash as spreadsheets have it.
fn range(row: &RowLine, column: &'static str) -> Result<Option<[u64; 2]>> {
    let Some(cell) = row.get(column) else { return Ok(None) };
    let ends = cell.split_once("..").or_else(|| cell.split_once(['-', '\u{2013}']));
    let Some((start, end)) = ends else {
        let message = format!("`{cell}` is not a range");
        return Err(Error::usage(
            message,
            format!("write `{column}` as 480..512, the end exclusive"),
        ));
    };
    Ok(Some([number(column, start)?, number(column, end)?]))
}

fn number<N: std::str::FromStr>(column: &str, cell: &str) -> Result<N> {
    cell.trim().parse().map_err(|_| {
        Error::usage(
            format!("`{cell}` is not a number"),
            format!("write a whole number in `{column}`"),
        )
    })
}
