//! Verdicts with all that they rest on, evidence, and how a question stands.

use maud::{Markup, html};

use super::Page;
use super::passage::passage;
use super::words::{bdi, handle, plain, text};
use crate::model::vocab::Bearing;
use crate::report::phrase;
use crate::report::value::{EvidencePart, QuestionPart, VerdictPart};

/// Findings with all that they rest on; what one shares with an earlier one is
/// told once.
pub(super) fn list<'v>(
    page: &Page<'_>,
    verdicts: impl IntoIterator<Item = &'v VerdictPart>,
) -> Markup {
    let mut told: Vec<&VerdictPart> = Vec::new();
    html! {
        ul {
            @for verdict in verdicts {
                (finding(page, verdict, &told))
                @let () = told.push(verdict);
            }
        }
    }
}

/// A finding, after those that were told already.
fn finding(page: &Page<'_>, verdict: &VerdictPart, told: &[&VerdictPart]) -> Markup {
    let like = |same: fn(&VerdictPart, &VerdictPart) -> bool| {
        told.iter().find(|earlier| same(earlier, verdict)).map(|earlier| earlier.handle.as_str())
    };
    let reasoned = like(|one, other| one.reason == other.reason);
    let measured = like(|one, other| one.standard.is_some() && one.standard == other.standard);
    let lists = [("What is missing", &verdict.gaps), ("What was tried", &verdict.tried)];
    html! {
        li {
            (page.link(&verdict.on)) ": " strong { (verdict.value) } " (" (phrase::standing(verdict))
            @if let Some(note) = &verdict.note { "; " (text(note)) }
            ") " (handle(&verdict.handle)) ", by " (bdi(&verdict.by)) ", "
            time datetime=(verdict.at) { (verdict.at) }
            div {
                @match reasoned {
                    Some(earlier) => { "For the reason given under " (earlier) "." }
                    None => (text(&verdict.reason)),
                }
            }
            ul {
                li {
                    "Standard: "
                    @match (measured, &verdict.standard) {
                        (Some(earlier), _) => { "that of " (earlier) }
                        (None, Some(standard)) => (text(standard)),
                        (None, None) => "none named",
                    }
                }
                li { "Grounds: " @if verdict.grounds.is_empty() { "none" } @else { (page.links(&verdict.grounds)) } }
                li {
                    "Counter-evidence considered: "
                    @if verdict.counter.is_empty() { "none" } @else { (page.links(&verdict.counter)) }
                }
                @if let Some(rating) = &verdict.rating { li { "Rating: " (text(rating)) } }
                @for (name, list) in lists {
                    @if !list.is_empty() { li { (name) ": " (text(&list.join("; "))) } }
                }
                @if let Some(settle) = &verdict.would_settle { li { "What would settle it: " (text(settle)) } }
                @for review in &verdict.reviews {
                    li { "Review: " (bdi(&review.by)) " " (review.outcome) ": " (text(&review.reason)) }
                }
            }
        }
    }
}

/// Evidence for and against, each list as wide as the other.
pub(super) fn evidence(page: &Page<'_>, question: &QuestionPart) -> Markup {
    let evidence = &question.evidence;
    let lists = [
        (Bearing::Supports, "For"),
        (Bearing::Refutes, "Against"),
        (Bearing::Undercuts, "Undercutting"),
        (Bearing::Neutral, "Neutral"),
    ];
    html! {
        h4 { "Evidence" }
        @if evidence.is_empty() { p.empty { "None is logged beside the accounts themselves." } }
        @else {
            div.sides {
                @for (bearing, name) in lists {
                    @let own: Vec<&EvidencePart> = evidence.iter().filter(|it| it.bearing == bearing).collect();
                    @if !own.is_empty() || matches!(bearing, Bearing::Supports | Bearing::Refutes) {
                        section {
                            h5 { (name) }
                            @if own.is_empty() { p.empty { "None." } }
                            @for one in own { (piece(page, question, one)) }
                        }
                    }
                }
            }
        }
    }
}

fn piece(page: &Page<'_>, question: &QuestionPart, one: &EvidencePart) -> Markup {
    html! {
        div.account #(one.handle) {
            p {
                (text(&one.note)) " " (handle(&one.handle)) " (" (one.kind.replace('-', " "))
                ", credibility " (plain(&one.credibility))
                @if let Some(origin) = &one.origin { ", from " (bdi(origin)) }
                ")"
                @if let Some([name, sha256]) = &one.file {
                    br; "File " (bdi(name)) ", SHA-256 " code { (sha256) }
                }
                @if let Some(used) = phrase::used(question, &one.handle) { br; (plain(&used)) "." }
            }
            @for span in &one.passages { (passage(page, span, true)) }
        }
    }
}

/// How a question was settled.
pub(super) fn resolution(question: &QuestionPart) -> Markup {
    html! {
        p {
            "How we leave it: "
            @match &question.resolution {
                Some(settled) => { strong { (text(&settled.words)) } ". " (text(&settled.reason)) },
                None => "no resolution is logged.",
            }
        }
    }
}
