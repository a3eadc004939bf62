//! One row of a spreadsheet: a claim, with the source, speaker, event and
//! question that it names, each matched with what the record has or made on
//! the way. Every such decision is told.

mod question;
mod source;

use std::cell::OnceCell;
use std::collections::BTreeMap;

use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::casebook::{ClaimDraft, Desk, QuoteDraft};
use crate::error::{Error, Result};
use crate::model::{Date, EntryId, Handle, to_hex};

use super::folder::Folder;
use super::known::{KnownSources, folded};
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
    /// Cells that say otherwise than what they were matched with.
    notes: Vec<String>,
}

/// Logs a row's claim, and what it names where the record has none of it.
pub(super) fn act(desk: &mut Desk<'_, '_>, row: &RowLine, around: Around<'_>) -> Result<RowDone> {
    let mut work =
        Work { desk, row, around, decisions: Vec::new(), made: Vec::new(), notes: Vec::new() };
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
    let Work { decisions, made, notes, .. } = work;
    let notes = notes.into_iter().chain(guessed).chain(logged.warnings).collect();
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

/// A cell in the one form in which cells of its column are compared.
fn spelt(column: &str, cell: &str) -> String {
    match column {
        "event-date" | "published" => {
            cell.parse::<Date>().map_or_else(|_| folded(cell), |date| date.to_string())
        }
        "choices" => cell.split([';', '\n']).map(folded).collect::<Vec<_>>().join(";"),
        _ => folded(cell),
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

    /// Notes cells that say otherwise than the thing that they were matched with:
    /// column and what the record has; nothing where it has nothing.
    fn told_otherwise(&mut self, what: &str, known: &[(&str, Option<String>)]) {
        for (column, known) in known {
            let (Some(given), Some(known)) = (self.row.get(column), known) else { continue };
            if spelt(column, given) != spelt(column, known) {
                self.notes.push(format!(
                    "`{column}` says \u{201c}{given}\u{201d}, and {what} has \u{201c}{known}\u{201d}: {what} was left as it was"
                ));
            }
        }
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
