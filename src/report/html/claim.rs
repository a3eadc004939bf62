//! Every claim, by source: its sentence, positions, versions, words, and how
//! to check them.

use maud::{Markup, html};

use super::passage::passages;
use super::words::{bdi, text};
use super::{OPEN, Page};
use crate::report::phrase;
use crate::report::value::{Named, Report, Statement};
use crate::text::counted;

pub(super) fn claims(page: &Page<'_>, report: &Report) -> Markup {
    let mut sources: Vec<(&Named, Vec<&Statement>)> = Vec::new();
    let mut places = std::collections::BTreeMap::new();
    for statement in &report.statements {
        let place = *places.entry(statement.source.handle.as_str()).or_insert(sources.len());
        if place == sources.len() {
            sources.push((&statement.source, Vec::new()));
        }
        sources[place].1.push(statement);
    }
    let few = report.statements.len() <= 2 * OPEN;
    html! {
        section aria-labelledby="claims" {
            h2.page #claims { "Every claim" }
            @if report.statements.is_empty() { p.empty { "No claim is logged." } }
            @for (source, statements) in sources {
                details open[few] {
                    summary {
                        h3 { (bdi(&source.name)) " (" (counted(statements.len(), "claim")) ")" }
                    }
                    @for statement in statements { (claim(page, statement)) }
                }
            }
        }
    }
}

fn claim(page: &Page<'_>, one: &Statement) -> Markup {
    html! {
        article.claim #(one.handle) {
            p { strong.handle { (one.handle) } " " (text(&one.sentence)) }
            (passages(page, one, true))
            ul {
                @if let Some(because) = &one.because {
                    li { "The speaker is inferred by us, because: " (text(because)) }
                }
                @if let Some(why) = &one.withdrawn { li { strong { "Withdrawn: " } (text(why)) } }
                @for position in &one.positions {
                    li {
                        "On " (page.link(&position.question)) ": " (text(&position.words))
                        @if let Some(why) = &position.because { "; because: " (text(why)) }
                    }
                }
                @for side in one.sides() { li { "Side: " (text(&side)) } }
                li {
                    "Did they say it: " (text(phrase::attribution(one.attribution))) ". Work: " (one.work)
                    @if !one.attribution_verdicts.is_empty() {
                        ul {
                            @for verdict in &one.attribution_verdicts {
                                li {
                                    (verdict.handle) ": " (verdict.value) " (" (phrase::standing(verdict))
                                    "; by " (bdi(&verdict.by)) ", " (verdict.at)
                                    @if let Some(note) = &verdict.note { ", " (text(note)) }
                                    "): " (text(&verdict.reason))
                                    @for line in phrase::beside(verdict) { br; (text(&line)) }
                                }
                            }
                        }
                    }
                }
                @if !one.links.is_empty() { li { "Links: " (page.links(&one.links)) } }
                @if !one.disputed_on.is_empty() { li { "In dispute on " (page.links(&one.disputed_on)) } }
            }
        }
    }
}
