//! The opening of a report: scope, data cut, and what it rests on.

use super::Page;
use super::escape::plain;
use crate::report::phrase;
use crate::report::value::{Base, CapturePart, Report, SourcePart};
use crate::text::counted;

/// Scope and data cut.
pub(super) fn head(page: &mut Page<'_>, report: &Report) {
    let cut = &report.cut;
    for event in &report.scope {
        page.item(&format!("Covers {}: {}", event.handle, plain(&event.name)));
    }
    for one in &report.narrowed {
        page.item(&format!("Narrowed to {}: {}", plain(&one.handle), plain(&one.name)));
    }
    if report.covers_nothing() {
        page.item(phrase::NOTHING);
    }
    page.item(&format!("Casebook: {} ({})", plain(&cut.casebook), plain(&cut.origin)));
    page.item(&format!(
        "Data cut: {}, the last logged at {}; root `{}`",
        counted(cut.entries, "entry"),
        cut.at,
        cut.root_sha256
    ));
    page.item(&format!("Order: {}", plain(&report.order)));
}

/// Sources by outlet, claims by side, pending verdicts.
pub(super) fn base(page: &mut Page<'_>, base: &Base, narrowed: bool) {
    page.heading(2, "What this rests on");
    if base.outlets.is_empty() {
        page.paragraph("No source is in use.");
    }
    for outlet in &base.outlets {
        let name = if outlet.outlet.is_empty() { "No outlet" } else { &outlet.outlet };
        page.item(&format!("**{}**", plain(name)));
        for source in &outlet.sources {
            self::source(page, source);
        }
    }
    let head = [
        "Event",
        "Side",
        "Claims",
        "Words directly quoted",
        "Origins",
        "Traced",
        "Pending verdicts",
    ];
    let rows: Vec<Vec<String>> = base
        .sides
        .iter()
        .map(|count| {
            let numbers =
                [count.claims, count.quoted_words, count.origins, count.traced, count.pending];
            let mut row = vec![count.event.clone(), plain(&count.side)];
            row.extend(numbers.map(|number| number.to_string()));
            row
        })
        .collect();
    if !rows.is_empty() {
        page.paragraph(&format!("{}:", phrase::sides(narrowed)));
        page.table(&head.map(str::to_owned), &rows);
    }
    let pending = base.pending.iter().map(|verdict| {
        format!("{} on {}: {}, by {}", verdict.handle, verdict.on, verdict.value, verdict.by)
    });
    let pending: Vec<String> = pending.map(|line| plain(&line)).collect();
    if pending.is_empty() {
        page.paragraph("No verdict waits for a second member.");
        return;
    }
    page.paragraph("Verdicts that wait for a second member:");
    for line in pending {
        page.item(&line);
    }
}

fn source(page: &mut Page<'_>, source: &SourcePart) {
    let author = source.author.as_ref().map(|author| format!(", by {}", plain(author)));
    let reason = source.reliability_reason.as_ref().map(|why| format!(" ({})", plain(why)));
    let url = source.url.as_ref().map(|url| format!(", {}", plain(url)));
    page.sub_item(&format!(
        "{}: {}{}, {}{}; reliability {}{}; {}",
        source.handle,
        plain(&source.name),
        author.unwrap_or_default(),
        source.kind,
        url.unwrap_or_default(),
        source.reliability,
        reason.unwrap_or_default(),
        counted(source.claims, "claim"),
    ));
    if source.captures.is_empty() {
        page.sub_item(&format!("{}: not captured", source.handle));
    }
    for capture in &source.captures {
        page.sub_item(&self::capture(capture));
    }
}

fn capture(capture: &CapturePart) -> String {
    let held = if capture.held { "" } else { "; text withheld" };
    let salted = if capture.salted { " (salted)" } else { "" };
    let origin = capture.origin.as_ref().map(|origin| format!("; from {}", plain(origin)));
    let absent = phrase::absent(&capture.absent).map_or_else(String::new, |it| format!("; {it}"));
    format!(
        "{}: got {} ({}), {} bytes, SHA-256{salted} `{}`{}{held}{absent}",
        capture.handle,
        capture.got_at,
        plain(&capture.got_how),
        capture.bytes,
        capture.sha256,
        origin.unwrap_or_default(),
    )
}
