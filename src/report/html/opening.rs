//! What stands first: title, data cut, contents, and what was put right.

use maud::{Markup, html};

use super::words::{bdi, handle, plain, text};
use crate::model::vocab::CorrectionKind;
use crate::report::phrase::capital;
use crate::report::value::{CorrectionPart, Report};
use crate::text::counted;

pub(super) fn head(report: &Report) -> Markup {
    let cut = &report.cut;
    html! {
        h1 { (bdi(&report.title)) }
        p.lead {
            "Who said exactly what, where it stands, and where the accounts collide. "
            (text(&report.order))
        }
        dl.facts {
            @if !report.narrowed.is_empty() {
                dt { "Narrowed to" }
                dd {
                    @for (at, one) in report.narrowed.iter().enumerate() {
                        @if at > 0 { "; " }
                        (handle(&one.handle)) " " (bdi(&one.name))
                    }
                }
            }
            dt { "Casebook" }
            dd { (bdi(&cut.casebook)) " " span.handle { (plain(&cut.origin)) } }
            dt { "Data cut" }
            dd { (counted(cut.entries, "entry")) ", the last logged at " time datetime=(cut.at) { (cut.at) } }
            dt { "Root" }
            dd { code { (cut.root_sha256) } }
        }
    }
}

/// Links to the parts, event by event.
pub(super) fn contents(report: &Report) -> Markup {
    html! {
        nav.contents aria-labelledby="contents" {
            h2 #contents { "Contents" }
            ol {
                @if !report.corrections.is_empty() { li { a href="#corrections" { "Corrections" } } }
                li { a href="#base" { "What this rests on" } }
                @for event in &report.events {
                    li {
                        a href={ "#" (event.handle) } { (event.handle) ": " (bdi(&event.title)) }
                        @if !event.disputes.is_empty() && report.events.len() < 4 {
                            ol {
                                @for dispute in &event.disputes {
                                    li {
                                        (capital(&dispute.stands)) ": "
                                        a href={ "#" (dispute.question) } { (bdi(&dispute.asks)) }
                                    }
                                }
                            }
                        }
                    }
                }
                li { a href="#claims" { "Every claim" } }
                li { a href="#names" { "Names" } }
                @if !report.balance.is_empty() { li { a href="#balance" { "How each was treated" } } }
                li { a href="#method" { "Method and limits" } }
                li { a href="#versions" { "Versions and publications" } }
                li { a href="#custody" { "Custody" } }
            }
        }
    }
}

/// What was put right in published reports, the newest first.
pub(super) fn corrections(report: &Report) -> Markup {
    if report.corrections.is_empty() {
        return html! {};
    }
    html! {
        section.notice #corrections aria-labelledby="corrections-head" {
            h2 #corrections-head { "Corrections to what was published" }
            @for one in &report.corrections { (correction(one)) }
        }
    }
}

fn correction(one: &CorrectionPart) -> Markup {
    html! {
        article {
            p {
                strong { (kind(one.kind)) }
                " of " (handle(&one.publication)) " \u{201c}" (bdi(&one.title)) "\u{201d}, "
                time datetime=(one.at) { (one.at) } ", by " (bdi(&one.by))
            }
            @if let Some(old) = &one.old {
                p {
                    "It said: "
                    del dir="auto" { span.hidden { "taken back: " } (plain(old)) }
                }
            }
            @if let Some(new) = &one.new {
                p {
                    "It should say: "
                    ins dir="auto" { span.hidden { "put in its place: " } (plain(new)) }
                }
            }
            p { "Why: " (text(&one.reason)) }
            @if !one.about.is_empty() { p { "About " (one.about.join(", ")) } }
        }
    }
}

/// A kind of correction as it opens a line.
pub(super) const fn kind(kind: CorrectionKind) -> &'static str {
    match kind {
        CorrectionKind::Correction => "Correction",
        CorrectionKind::Update => "Update",
        CorrectionKind::Retraction => "Retraction",
        CorrectionKind::Typo => "Misspelling put right",
        CorrectionKind::Clarification => "Clarification",
    }
}
