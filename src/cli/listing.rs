//! A list that a command shows: as a table on a screen, or as a file in one of
//! the forms that other programs read.

use std::io;

use serde::Serialize;
use serde_json::Value;

use crate::error::{Error, Result};
use crate::model::Date;
use crate::report::{inert, markdown_text};
use crate::text;

use super::Env;
use super::layout::{Screen, one_line};
use super::reply::Reply;

/// What a list is written as.
#[derive(clap::ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ListFormat {
    /// For people, within the width of the screen
    Table,
    /// One envelope, as --json prints
    Json,
    /// One object a line
    Jsonl,
    /// Comma-separated, formula-safe (RFC 4180)
    Csv,
    /// Tab-separated, formula-safe
    Tsv,
    /// A table in Markdown (GitHub's dialect)
    Md,
}

/// How to show a list, and which part of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shape<'a> {
    /// What it is written as.
    pub(super) format: ListFormat,
    /// By which column; None: as it stands.
    pub(super) sort: Option<&'a str>,
    /// The other way round.
    pub(super) reversed: bool,
    /// Without the first so many.
    pub(super) skip: u64,
    /// At most so many; None: all.
    pub(super) limit: Option<u64>,
    /// Cells as they are, though a spreadsheet may take one for a formula.
    pub(super) raw_cells: bool,
}

/// Rows at hand.
#[derive(Debug)]
pub(super) struct Listing {
    head: &'static [&'static str],
    rows: Vec<Vec<String>>,
    /// The same for programs: one value a row.
    data: Vec<Value>,
    /// Shown below a table.
    below: String,
    talk: Vec<String>,
}

impl Listing {
    /// Rows of text, and a value for each.
    pub(super) fn new<T: Serialize>(
        head: &'static [&'static str],
        rows: Vec<Vec<String>>,
        data: impl IntoIterator<Item = T>,
    ) -> Self {
        let value = |one: T| serde_json::to_value(one).expect("views have string keys");
        let data = data.into_iter().map(value).collect();
        Self { head, rows, data, below: String::new(), talk: Vec::new() }
    }

    /// Shows something below the table.
    pub(super) fn below(self, text: String) -> Self {
        Self { below: text, ..self }
    }

    /// Says something on standard error.
    pub(super) fn say(mut self, line: impl Into<String>) -> Self {
        self.talk.push(line.into());
        self
    }

    /// All of it, as a table.
    pub(super) fn table(self, width: usize) -> Reply {
        let mut screen = Screen::new(width);
        screen.table(self.head, self.rows);
        let reply = Reply::new(screen.finish() + &self.below, self.data);
        self.talk.into_iter().fold(reply, Reply::say)
    }

    /// A part of it, in a form that was asked for.
    ///
    /// # Errors
    ///
    /// [`Error::Usage`] where it has no such column to sort by.
    pub(super) fn shaped(mut self, shape: &Shape<'_>, env: &mut Env<'_>) -> Result<Reply> {
        self.order(shape)?;
        let total = self.rows.len() as u64;
        self.keep(shape);
        let shown = self.rows.len() as u64;
        let talk = std::mem::take(&mut self.talk);
        let cut = (shown < total).then(|| paged(shape.skip, shown, total, "row"));
        let reply = match shape.format {
            ListFormat::Table => self.table(env.width),
            ListFormat::Json => self.table(env.width).envelope(),
            ListFormat::Jsonl | ListFormat::Csv | ListFormat::Tsv | ListFormat::Md => {
                let mut rows = Rows::begin(shape, self.head, env)?;
                for (cells, data) in self.rows.iter().zip(&self.data) {
                    rows.row(cells, data)?;
                }
                Reply::new("", ())
            }
        };
        Ok(talk.into_iter().chain(cut).fold(reply, Reply::note))
    }

    fn order(&mut self, shape: &Shape<'_>) -> Result<()> {
        if let Some(column) = shape.sort {
            let at = self.head.iter().position(|name| *name == column).ok_or_else(|| {
                let hint = format!("it can be sorted by: {}", self.head.join(", "));
                Error::usage(format!("this list has no column `{column}`"), hint)
            })?;
            let mut both: Vec<_> = self.rows.drain(..).zip(self.data.drain(..)).collect();
            let is_date = |cell: &str| cell.is_empty() || cell.parse::<Date>().is_ok();
            if both.iter().all(|(cells, _)| is_date(&cells[at])) {
                both.sort_by_cached_key(|(cells, _)| day_key(&cells[at]));
            } else {
                both.sort_by_cached_key(|(cells, _)| sort_key(&cells[at]));
            }
            (self.rows, self.data) = both.into_iter().unzip();
        }
        if shape.reversed {
            self.rows.reverse();
            self.data.reverse();
        }
        Ok(())
    }

    fn keep(&mut self, shape: &Shape<'_>) {
        let count = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
        let skip = count(shape.skip).min(self.rows.len());
        self.rows.drain(..skip);
        self.data.drain(..skip);
        let most = shape.limit.map_or(usize::MAX, count);
        self.rows.truncate(most);
        self.data.truncate(most);
    }
}

/// Rows that go out as they come, in one of the forms for programs.
pub(super) struct Rows<'o, 'e> {
    format: ListFormat,
    raw: bool,
    env: &'o mut Env<'e>,
}

impl<'o, 'e> Rows<'o, 'e> {
    /// Writes the head, where the form has one.
    pub(super) fn begin(shape: &Shape<'_>, head: &[&str], env: &'o mut Env<'e>) -> Result<Self> {
        let mut rows = Self { format: shape.format, raw: shape.raw_cells, env };
        match shape.format {
            ListFormat::Csv | ListFormat::Tsv => rows.separated(head)?,
            ListFormat::Md => {
                rows.markdown(head)?;
                rows.put(&format!("|{}\n", " --- |".repeat(head.len())))?;
            }
            ListFormat::Table | ListFormat::Json | ListFormat::Jsonl => {}
        }
        Ok(rows)
    }

    /// Writes one row.
    pub(super) fn row(&mut self, cells: &[impl AsRef<str>], data: &impl Serialize) -> Result<()> {
        match self.format {
            ListFormat::Csv | ListFormat::Tsv => self.separated(cells),
            ListFormat::Md => self.markdown(cells),
            ListFormat::Table | ListFormat::Json | ListFormat::Jsonl => {
                let line = serde_json::to_string(data).expect("views have string keys");
                self.put(&(line + "\n"))
            }
        }
    }

    fn separated(&mut self, cells: &[impl AsRef<str>]) -> Result<()> {
        let (delimiter, end) = match self.format {
            ListFormat::Tsv => (b'\t', csv::Terminator::Any(b'\n')),
            _ => (b',', csv::Terminator::CRLF),
        };
        let mut out =
            csv::WriterBuilder::new().delimiter(delimiter).terminator(end).from_writer(Vec::new());
        let cell = |cell: &str| if self.raw { cell.to_owned() } else { inert(cell).into_owned() };
        let written = out.write_record(cells.iter().map(|text| cell(text.as_ref())));
        written.map_err(|error| Error::Output(io::Error::other(error)))?;
        let bytes = out.into_inner().map_err(|error| Error::Output(error.into_error()))?;
        self.put(&String::from_utf8_lossy(&bytes))
    }

    fn markdown(&mut self, cells: &[impl AsRef<str>]) -> Result<()> {
        let cells = cells.iter().map(|cell| markdown_text(&one_line(cell.as_ref())));
        self.put(&format!("| {} |\n", cells.collect::<Vec<_>>().join(" | ")))
    }

    /// A terminal gets it through the filter, a file as it is.
    fn put(&mut self, line: &str) -> Result<()> {
        let filtered = if self.env.terminal { text::visible_lines(line).into() } else { None };
        let line = filtered.as_deref().unwrap_or(line);
        self.env.stdout.write_all(line.as_bytes()).map_err(Error::Output)
    }
}

/// "1 to 20 of 90 claims; the next with --skip 20".
pub(super) fn paged(skip: u64, shown: u64, total: u64, noun: &str) -> String {
    let nouns = match noun {
        _ if total == 1 => noun.to_owned(),
        "match" => "matches".to_owned(),
        noun => format!("{noun}s"),
    };
    if shown == total {
        return format!("{total} {nouns}");
    }
    if shown == 0 {
        return format!("none of {total} {nouns} is on this page");
    }
    let (first, last) = (skip + 1, skip + shown);
    let next = if last < total { format!("; the next with --skip {last}") } else { String::new() };
    format!("{first} to {last} of {total} {nouns}{next}")
}

/// Dates by their first moment, whatever marks of doubt stand around them; what
/// has none comes last.
fn day_key(cell: &str) -> (bool, Option<i64>, String) {
    let bounds = cell.parse::<Date>().ok().map(|date| date.bounds());
    let first = bounds.and_then(|bounds| bounds.earliest.or(bounds.latest));
    (first.is_none(), first, cell.to_owned())
}

/// Letters without case and numbers by their value: `S2` comes before `S10`.
fn sort_key(cell: &str) -> Vec<(String, u64)> {
    let folded = text::fold_str(cell);
    let mut key = Vec::new();
    let mut rest = folded.as_str();
    while !rest.is_empty() {
        let letters = rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len());
        let (word, after) = rest.split_at(letters);
        let digits = after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len());
        let (number, after) = after.split_at(digits);
        key.push((
            word.to_owned(),
            number.parse().unwrap_or(if digits > 0 { u64::MAX } else { 0 }),
        ));
        rest = after;
    }
    key
}
