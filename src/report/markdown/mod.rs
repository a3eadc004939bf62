//! A report as Markdown, for reading and for pasting into a desk's system.
//!
//! `CommonMark` with tables. Text of users and sources goes through
//! [`escape`] alone, and there is no raw HTML.

mod base;
mod dispute;
mod escape;
mod event;
mod findings;
mod paper;
mod passage;
mod rest;

use std::collections::{BTreeMap, BTreeSet};

pub use self::escape::plain;
pub(super) use self::event::matrix_tables;
use super::value::{LinkPart, Report, Statement};

/// Writes a report as Markdown. The same report gives the same bytes.
pub fn markdown(report: &Report) -> String {
    let mut page = Page::new(report);
    page.heading(1, &plain(&report.title));
    base::head(&mut page, report);
    paper::corrections(&mut page, &report.corrections);
    base::base(&mut page, &report.base, !report.narrowed.is_empty());
    for event in &report.events {
        event::event(&mut page, event);
    }
    rest::statements(&mut page, report);
    rest::links(&mut page, &report.links);
    rest::names(&mut page, &report.names);
    rest::balance(&mut page, &report.balance);
    rest::method(&mut page, report);
    paper::versions(&mut page, report);
    paper::custody(&mut page, &report.custody);
    page.out
}

/// The text so far, and what is needed to write more.
struct Page<'a> {
    out: String,
    statements: BTreeMap<&'a str, &'a Statement>,
    links: BTreeMap<&'a str, &'a LinkPart>,
    /// Passages whose provenance is written out above.
    shown: BTreeSet<&'a str>,
    /// Standards that are written out above, by the verdict with which.
    measured: BTreeMap<String, String>,
}

impl<'a> Page<'a> {
    fn new(report: &'a Report) -> Self {
        let statements = report.statements.iter().map(|one| (one.handle.as_str(), one));
        let links = report.links.iter().map(|link| (link.handle.as_str(), link));
        Self {
            out: String::new(),
            statements: statements.collect(),
            links: links.collect(),
            shown: BTreeSet::new(),
            measured: BTreeMap::new(),
        }
    }

    /// A heading; `words` are Markdown already.
    fn heading(&mut self, level: usize, words: &str) {
        self.gap();
        self.out.push_str(&"#".repeat(level));
        self.out.push(' ');
        self.out.push_str(words);
        self.out.push_str("\n\n");
    }

    /// A paragraph; `words` are Markdown already.
    fn paragraph(&mut self, words: &str) {
        self.gap();
        self.out.push_str(words);
        self.out.push_str("\n\n");
    }

    /// An item of a list; `words` are Markdown already.
    fn item(&mut self, words: &str) {
        self.out.push_str("- ");
        self.out.push_str(words);
        self.out.push('\n');
    }

    /// An item of a list under an item.
    fn sub_item(&mut self, words: &str) {
        self.out.push_str("  ");
        self.item(words);
    }

    /// A line of a block quotation; `words` are Markdown already.
    fn quoted(&mut self, words: &str) {
        self.out.push_str(if words.is_empty() { ">" } else { "> " });
        self.out.push_str(words);
        self.out.push('\n');
    }

    /// A table; cells are Markdown already, on one line each.
    fn table(&mut self, head: &[String], rows: &[Vec<String>]) {
        self.gap();
        self.row(head);
        self.row(&vec!["---".to_owned(); head.len()]);
        for row in rows {
            self.row(row);
        }
        self.out.push('\n');
    }

    fn row(&mut self, cells: &[String]) {
        self.out.push_str("| ");
        self.out.push_str(&cells.join(" | "));
        self.out.push_str(" |\n");
    }

    /// One empty line before what comes next.
    fn gap(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }

    /// The sentence of a claim after its handle, with its chain.
    fn sentence(&self, claim: &str) -> String {
        match self.statements.get(claim) {
            Some(statement) => format!("{claim}. {}", escape::prose(&statement.sentence)),
            None => claim.to_owned(),
        }
    }
}

/// Lists handles: "C1, C2", or a word for none.
fn listed(handles: &[String], none: &str) -> String {
    if handles.is_empty() { none.to_owned() } else { handles.join(", ") }
}
