//! What a report rests on: sources by outlet, and how much of each side.

use maud::{Markup, html};

use super::Page;
use super::table::{Table, WORDS};
use super::words::{bdi, plain, text, url};
use crate::report::phrase;
use crate::report::value::{CapturePart, Report, SideCount, SourcePart};
use crate::text::counted;

pub(super) fn base(page: &Page<'_>, report: &Report) -> Markup {
    let base = &report.base;
    html! {
        section aria-labelledby="base" {
            h2 #base { "What this rests on" }
            @if report.covers_nothing() { p.lead { (phrase::NOTHING) } }
            @if base.sides.is_empty() { p.empty { "No claim answers a question here." } }
            @else { (sides(&base.sides, !report.narrowed.is_empty())) }
            @if base.pending.is_empty() { p { "No verdict waits for a second member." } }
            @else {
                p { "Verdicts that wait for a second member:" }
                ul {
                    @for one in &base.pending {
                        li {
                            (page.link(&one.handle)) " on " (page.link(&one.on)) ": " (one.value)
                            ", by " (bdi(&one.by))
                        }
                    }
                }
            }
            h3 { "Sources" }
            @if base.outlets.is_empty() { p.empty { "No source is in use." } }
            @let sources: usize = base.outlets.iter().map(|it| it.sources.len()).sum();
            @for outlet in &base.outlets {
                @let name = if outlet.outlet.is_empty() { "No outlet" } else { &outlet.outlet };
                details open[sources <= super::OPEN] {
                    summary { h4 { (bdi(name)) " (" (counted(outlet.sources.len(), "source")) ")" } }
                    ul { @for one in &outlet.sources { (source(one)) } }
                }
            }
        }
    }
}

fn sides(sides: &[SideCount], narrowed: bool) -> Markup {
    let head = [
        "Side",
        "Event",
        "Claims",
        "Words quoted directly",
        "Known origins",
        "Claims traced",
        "Verdicts pending",
    ];
    let rows: Vec<Vec<Markup>> = sides
        .iter()
        .map(|one| {
            let mut row = vec![bdi(&one.side), html! { (one.event) }];
            let numbers = [one.claims, one.quoted_words, one.origins, one.traced, one.pending];
            row.extend(numbers.map(|number| html! { (number) }));
            row
        })
        .collect();
    let caption = html! { (phrase::sides(narrowed)) };
    Table { caption, label: "How much of each side", head: &head, numbers_from: 2 }.of(&rows)
}

fn source(one: &SourcePart) -> Markup {
    html! {
        li #(one.handle) {
            strong { (bdi(&one.name)) } " " span.handle { (one.handle) }
            @if let Some(author) = &one.author { ", by " (bdi(author)) }
            ", " (one.kind.to_string().replace('-', " ")) "; reliability " (plain(&one.reliability))
            @if let Some(why) = &one.reliability_reason { " (" (text(why)) ")" }
            "; " (counted(one.claims, "claim"))
            @if let Some(address) = &one.url { br; (url(address)) }
            @if one.captures.is_empty() { br; "Named here, and not captured." }
            @else { ul { @for capture in &one.captures { (self::capture(capture)) } } }
        }
    }
}

fn capture(one: &CapturePart) -> Markup {
    html! {
        li #(one.handle) {
            (one.handle) ": got " time datetime=(one.got_at) { (one.got_at) } " (" (text(&one.got_how)) "), "
            (one.bytes) " bytes"
            @if let Some(origin) = &one.origin { "; from " (bdi(origin)) }
            @if !one.held { "; " strong { "text withheld" } }
            br;
            "SHA-256 " @if one.salted { "(salted) " } code { (one.sha256) }
            @if let Some(absent) = phrase::absent(&one.absent) { br; (absent) }
        }
    }
}

/// A table of words with a plain caption.
pub(super) fn worded(caption: &str, head: &[&str], rows: &[Vec<Markup>]) -> Markup {
    Table { caption: html! { (caption) }, label: caption, head, numbers_from: WORDS }.of(rows)
}
