//! A quotation in its context, with its provenance under it.

use super::Page;
use super::escape::{in_context, plain};
use crate::model::vocab::SpanRole;
use crate::report::value::{Passage, Provenance, Statement};

/// The passages of a claim that hold its words.
pub(super) fn passages<'a>(page: &mut Page<'a>, statement: &'a Statement) {
    let holds_words = |passage: &&Passage| match passage.role {
        SpanRole::Evidence | SpanRole::Antecedent | SpanRole::Repeat => true,
        SpanRole::Source | SpanRole::Cue | SpanRole::Content => false,
    };
    let mut found = false;
    for one in statement.passages.iter().filter(holds_words) {
        found = true;
        passage(page, one);
    }
    if !found {
        page.paragraph("> No passage is logged for this claim.");
    }
}

/// One passage: the words in context, then how to check them.
pub(super) fn passage<'a>(page: &mut Page<'a>, passage: &'a Passage) {
    let role = match passage.role {
        SpanRole::Evidence => "",
        SpanRole::Antecedent => "Whom a pronoun means: ",
        SpanRole::Repeat => "The same words again: ",
        SpanRole::Source => "The source named: ",
        SpanRole::Cue => "The reporting words: ",
        SpanRole::Content => "The words reported: ",
    };
    page.gap();
    let words = match &passage.words {
        Some(words) => {
            let (before, after) = (passage.before.as_deref(), passage.after.as_deref());
            in_context(before.unwrap_or_default(), words, after.unwrap_or_default())
        }
        None => "The text is withheld.".to_owned(),
    };
    page.quoted(&format!("{role}{words}"));
    page.quoted("");
    if page.shown.insert(&passage.handle) {
        provenance(page, passage, &passage.provenance);
    } else {
        page.quoted(&format!("Provenance of `{}`: written out above.", passage.handle));
    }
    page.out.push('\n');
}

fn provenance(page: &mut Page<'_>, passage: &Passage, from: &Provenance) {
    let line = passage.line.map(|line| format!(", line {line}")).unwrap_or_default();
    let mut lines = vec![
        format!(
            "Provenance of `{}`: {} {}; capture {}{line}",
            passage.handle,
            from.source.handle,
            plain(&from.source.name),
            from.capture,
        ),
        format!("Capture SHA-256 `{}`", from.capture_sha256),
    ];
    if from.text_sha256 != from.capture_sha256 {
        lines.push(format!("Text SHA-256 `{}`", from.text_sha256));
    }
    for piece in &from.pieces {
        let [start, end] = piece.bytes;
        lines.push(format!("Bytes {start} to {end} (end not counted), SHA-256 `{}`", piece.sha256));
    }
    lines.push(format!("Write the text with `{}`, then each line prints its hash:", from.write));
    lines.extend(from.pieces.iter().map(|piece| format!("`{}`", piece.check)));
    lines.extend(from.note.as_ref().map(|note| plain(note)));
    for line in lines {
        page.quoted(&format!("- {line}"));
    }
}
