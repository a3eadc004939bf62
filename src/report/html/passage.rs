//! A quotation in its context, with what is needed to check it.

use maud::{Markup, html};

use super::Page;
use super::words::{bdi, plain, text};
use crate::model::vocab::SpanRole;
use crate::report::value::{Passage, Provenance, Statement};

/// The passages of a claim that hold its words; `checked` with how to check
/// them.
pub(super) fn passages(page: &Page<'_>, statement: &Statement, checked: bool) -> Markup {
    let holds_words = |passage: &&Passage| match passage.role {
        SpanRole::Evidence | SpanRole::Antecedent | SpanRole::Repeat => true,
        SpanRole::Source | SpanRole::Cue | SpanRole::Content => false,
    };
    let shown: Vec<&Passage> = statement.passages.iter().filter(holds_words).collect();
    html! {
        @if shown.is_empty() { p.empty { "No passage is logged for this claim." } }
        @for one in shown { (passage(page, one, checked)) }
    }
}

/// One passage.
pub(super) fn passage(page: &Page<'_>, passage: &Passage, checked: bool) -> Markup {
    let role = match passage.role {
        SpanRole::Evidence => "",
        SpanRole::Antecedent => "Whom a pronoun means: ",
        SpanRole::Repeat => "The same words again: ",
        SpanRole::Source => "The source named: ",
        SpanRole::Cue => "The reporting words: ",
        SpanRole::Content => "The words reported: ",
    };
    let from = &passage.provenance;
    html! {
        @if !role.is_empty() { p.handle { (role) } }
        @match &passage.words {
            Some(words) => {
                blockquote dir="auto" lang=[from.language.as_deref()] {
                    span.around { "\u{2026}\u{a0}" (plain(passage.before.as_deref().unwrap_or_default())) }
                    mark { (plain(words)) }
                    span.around { (plain(passage.after.as_deref().unwrap_or_default())) "\u{a0}\u{2026}" }
                }
            },
            None => { blockquote { em { "The text is withheld." } } },
        }
        p.handle {
            (page.link(&from.capture))
            @if let Some(line) = passage.line { ", line " (line) }
            ", " (bdi(&from.source.name))
        }
        @if checked { (provenance(passage, from)) }
    }
}

/// How to check a passage without us.
fn provenance(passage: &Passage, from: &Provenance) -> Markup {
    html! {
        details {
            summary { "Check these words: " (passage.handle) }
            div.box {
                p { "Capture " (from.capture) ", SHA-256 " code { (from.capture_sha256) } }
                @if from.text_sha256 != from.capture_sha256 { p { "Text SHA-256 " code { (from.text_sha256) } } }
                p { "Write the text with " code { (from.write) } "; then each line prints its hash:" }
                ul {
                    @for piece in &from.pieces {
                        li {
                            "Bytes " (piece.bytes[0]) " to " (piece.bytes[1]) " (end not counted), SHA-256 "
                            code { (piece.sha256) } br;
                            code { (piece.check) }
                        }
                    }
                }
                @if let Some(note) = &from.note { p { (text(note)) } }
            }
        }
    }
}
