//! Tables for a spreadsheet: one row a claim, one row a position.
//!
//! A spreadsheet takes a cell that begins with certain signs for a formula, and
//! runs it. Such cells get an apostrophe before them, which spreadsheets do not
//! show, unless the cells are asked for as they are.

use std::borrow::Cow;
use std::io;

use super::ExportOptions;
use super::folder::{Counted, Target};
use crate::casebook::{ClaimFilter, ClaimView, Store};
use crate::error::{Error, Result};
use crate::report::inert;

/// Claims that are read at a time.
const PAGE: u64 = 200;

pub(super) const CLAIMS: &[&str] = &[
    "claim",
    "id",
    "source",
    "source_name",
    "speaker",
    "party",
    "printed",
    "known",
    "attribution_kind",
    "cue",
    "hedges",
    "said_on",
    "channel",
    "chain",
    "proposition",
    "quotation",
    "capture",
    "line",
    "capture_sha256",
    "positions",
    "attribution",
    "work",
    "assignee",
    "note",
    "withdrawn",
    "logged_at",
    "logged_by",
];

pub(super) const POSITIONS: &[&str] = &[
    "position", "claim", "source", "speaker", "party", "question", "asks", "stance", "says",
    "because", "finding",
];

/// A table that takes rows.
pub(super) trait Rows {
    /// Adds a row.
    fn row(&mut self, cells: &[&str]) -> Result<()>;
}

/// Writes `claims.csv` and `positions.csv`, withdrawn claims too.
pub(super) fn write(store: &Store, options: &ExportOptions, target: &mut Target) -> Result<()> {
    let mut claims = Sheet::new(target.rows("claims.csv")?, CLAIMS, options)?;
    let mut positions = Sheet::new(target.rows("positions.csv")?, POSITIONS, options)?;
    fill(store, &mut claims, &mut positions)?;
    target.finish(claims.finish()?)?;
    target.finish(positions.finish()?)
}

/// Puts every claim into one table and every position into the other.
pub(super) fn fill(store: &Store, claims: &mut impl Rows, positions: &mut impl Rows) -> Result<()> {
    let mut filter =
        ClaimFilter { include_withdrawn: true, limit: Some(PAGE), ..ClaimFilter::default() };
    loop {
        let page = store.claims(&filter)?;
        let Some(last) = page.last() else { return Ok(()) };
        filter.after = last.number;
        for row in &page {
            let view = ClaimView::of(store, row, None)?;
            claims.row(&claim(&view).each_ref().map(String::as_str))?;
            for position in &view.positions {
                positions.row(&[
                    &position.handle,
                    &view.handle,
                    &view.source,
                    &view.speaker,
                    &view.party,
                    &position.question,
                    &position.asks,
                    position.stance.as_str(),
                    &position.words,
                    position.because.as_deref().unwrap_or_default(),
                    position.finding.as_str(),
                ])?;
            }
        }
    }
}

fn claim(view: &ClaimView) -> [String; CLAIMS.len()] {
    let text = |field: &Option<String>| field.clone().unwrap_or_default();
    let quote = view.quote();
    let positions: Vec<String> = view
        .positions
        .iter()
        .map(|position| format!("{}: {}", position.question, position.words))
        .collect();
    let newest = view.versions.iter().rfind(|version| version.handle == view.handle);
    [
        view.handle.clone(),
        view.id.to_string(),
        view.source.clone(),
        view.source_name.clone(),
        view.speaker.clone(),
        view.party.clone(),
        text(&view.printed),
        view.known.to_string(),
        view.kind.to_string(),
        text(&view.cue),
        view.hedges.join("; "),
        text(&view.said_on),
        text(&view.channel),
        view.chain.clone(),
        text(&view.proposition),
        quote.and_then(|quote| quote.words.clone()).unwrap_or_default(),
        quote.map_or_else(String::new, |quote| quote.capture.clone()),
        quote.and_then(|quote| quote.line).map_or_else(String::new, |line| line.to_string()),
        quote.map_or_else(String::new, |quote| quote.capture_sha256.to_string()),
        positions.join("; "),
        view.attribution.to_string(),
        view.work.to_string(),
        text(&view.assignee),
        text(&view.note),
        text(&view.withdrawn),
        newest.map_or_else(String::new, |version| version.at.clone()),
        newest.map_or_else(String::new, |version| version.by.clone()),
    ]
}

/// A table that is being written (RFC 4180).
struct Sheet {
    out: csv::Writer<Counted>,
    rows: u64,
    raw: bool,
}

impl Sheet {
    fn new(file: Counted, head: &[&str], options: &ExportOptions) -> Result<Self> {
        let mut out = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(file);
        out.write_record(head).map_err(failed)?;
        Ok(Self { out, rows: 0, raw: options.raw_cells })
    }

    fn finish(self) -> Result<Counted> {
        let mut file = self.out.into_inner().map_err(|error| {
            Error::Output(io::Error::new(error.error().kind(), error.to_string()))
        })?;
        file.rows = Some(self.rows);
        Ok(file)
    }
}

impl Rows for Sheet {
    fn row(&mut self, cells: &[&str]) -> Result<()> {
        let raw = self.raw;
        let cells = cells.iter().map(|cell| if raw { (*cell).into() } else { inert(cell) });
        self.out.write_record(cells.map(Cow::into_owned)).map_err(failed)?;
        self.rows += 1;
        Ok(())
    }
}

fn failed(error: csv::Error) -> Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => Error::Output(error),
        other => Error::Output(io::Error::other(format!("{other:?}"))),
    }
}
