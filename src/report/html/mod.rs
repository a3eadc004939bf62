//! A report as one HTML file: no scripts, nothing asked of the network.
//!
//! # Invariants
//!
//! 1. Text of users and sources becomes text: `maud` escapes it, and what
//!    cannot be seen is shown as its code point.
//! 2. The policy in the head allows one style, by its hash, and nothing else.
//! 3. Meaning never rests on colour: every state is a word, with a shape.

mod base;
mod claim;
mod dispute;
mod event;
mod findings;
mod matrix;
mod opening;
mod passage;
mod rest;
mod table;
mod timeline;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest, Sha256};

use self::words::{bdi, text};
use super::value::{LinkPart, Report, Statement};
use crate::text::counted;

/// The one style of the page.
const STYLE: &str = include_str!("style.css");

/// Accounts on one question, or claims of one source, that are shown open;
/// more are grouped and folded.
const OPEN: usize = 24;

/// Writes a report as HTML. The same report gives the same bytes.
pub fn html(report: &Report) -> String {
    let page = Page::new(report);
    let markup = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy());
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="generator" content="rashomon";
                title { (words::plain(&report.title)) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                a.skip href="#report" { "Skip to the report" }
                (body(&page, report))
            }
        }
    };
    let mut out = markup.into_string();
    out.push('\n');
    out
}

fn body(page: &Page<'_>, report: &Report) -> Markup {
    html! {
        header { (opening::head(report)) }
        (opening::contents(report))
        main #report tabindex="-1" {
            (opening::corrections(report))
            (base::base(page, report))
            @for event in &report.events { (event::event(page, event)) }
            (claim::claims(page, report))
            (rest::links(page, &report.links))
            (rest::names(&report.names))
            (rest::balance(&report.balance))
            (rest::method(report))
            (rest::versions(report))
            (rest::custody(report))
        }
        footer {
            p {
                "The state of the record that this shows: " (counted(report.cut.entries, "entry")) ", root "
                code { (report.cut.root_sha256) } ". Whoever has the casebook can check both."
            }
        }
    }
}

/// Allows the style by its hash, and nothing from anywhere (CSP level 3).
fn policy() -> String {
    let hash = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(STYLE));
    format!("default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'")
}

/// What is looked up while a report is written.
struct Page<'a> {
    statements: BTreeMap<&'a str, &'a Statement>,
    links: BTreeMap<&'a str, &'a LinkPart>,
    /// Handles that stand on the page with an id of their own.
    anchors: BTreeSet<&'a str>,
}

impl<'a> Page<'a> {
    fn new(report: &'a Report) -> Self {
        let statements = report.statements.iter().map(|one| (one.handle.as_str(), one));
        let links = report.links.iter().map(|link| (link.handle.as_str(), link));
        let mut anchors: BTreeSet<&str> = BTreeSet::new();
        anchors.extend(report.statements.iter().map(|one| one.handle.as_str()));
        anchors.extend(report.links.iter().map(|link| link.handle.as_str()));
        anchors.extend(report.names.iter().map(|name| name.party.handle.as_str()));
        anchors.extend(report.publications.iter().map(|one| one.handle.as_str()));
        for source in report.base.outlets.iter().flat_map(|outlet| &outlet.sources) {
            anchors.insert(&source.handle);
            anchors.extend(source.captures.iter().map(|capture| capture.handle.as_str()));
        }
        for event in &report.events {
            anchors.insert(&event.handle);
            anchors.extend(event.questions.iter().map(|question| question.handle.as_str()));
            let evidence = event.questions.iter().flat_map(|question| &question.evidence);
            anchors.extend(evidence.map(|evidence| evidence.handle.as_str()));
            anchors.extend(event.enquiries.iter().map(|enquiry| enquiry.handle.as_str()));
        }
        Self { statements: statements.collect(), links: links.collect(), anchors }
    }

    /// A handle, as a link to where it stands; a position's leads to its claim.
    fn link(&self, handle: &str) -> Markup {
        let claim = handle.split('/').next().unwrap_or(handle);
        let target = [handle, claim].into_iter().find(|it| self.anchors.contains(it));
        match target {
            Some(target) => html! { a.handle href={ "#" (target) } { (handle) } },
            None => words::handle(handle),
        }
    }

    /// Several handles, the first of them linked and the rest counted.
    fn links(&self, handles: &[String]) -> Markup {
        const MOST: usize = 12;
        html! {
            @for (at, handle) in handles.iter().take(MOST).enumerate() {
                @if at > 0 { ", " }
                (self.link(handle))
            }
            @if handles.len() > MOST { ", and " (handles.len() - MOST) " more" }
        }
    }

    /// The sentence of a claim, with its chain, after its handle.
    fn sentence(&self, claim: &str) -> Markup {
        match self.statements.get(claim) {
            Some(statement) => html! { (self.link(claim)) " " (text(&statement.sentence)) },
            None => self.link(claim),
        }
    }

    /// A party: its name, and its handle.
    fn party(&self, party: &super::value::Named) -> Markup {
        html! { (bdi(&party.name)) " " (self.link(&party.handle)) }
    }
}
