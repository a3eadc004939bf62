//! What follows the claims: links, names, method and limits, versions and
//! publications, custody.

use maud::{Markup, html};

use super::base::worded;
use super::opening::kind;
use super::words::{bdi, plain, text};
use super::{OPEN, Page};
use crate::report::phrase;
use crate::report::value::{BalancePart, LinkPart, NamePart, PublicationPart, Report};
use crate::text::counted;

pub(super) fn links(page: &Page<'_>, links: &[LinkPart]) -> Markup {
    html! {
        section aria-labelledby="links" {
            h2 #links { "Every link" }
            @if links.is_empty() { p.empty { "None is logged." } }
            @else if links.len() <= OPEN { ul { @for one in links { (link(page, one, true)) } } }
            @else {
                details {
                    summary { (links.len()) " links" }
                    ul { @for one in links { (link(page, one, true)) } }
                }
            }
        }
    }
}

/// A link with its reason; `named` where its own place on the page is.
pub(super) fn link(page: &Page<'_>, link: &LinkPart, named: bool) -> Markup {
    html! {
        li id=[named.then_some(&link.handle)] {
            @if named { strong.handle { (link.handle) } } @else { (page.link(&link.handle)) }
            " " (page.link(&link.from)) " " (link.kind.as_str().replace('-', " ")) " " (page.link(&link.to))
            @if !link.questions.is_empty() { " on " (page.links(&link.questions)) }
            "; " (link.state)
            @if link.stale { "; " strong { "stale" } ": an end changed since, look again" }
            " (by " (bdi(&link.by)) "). " (text(&link.reason))
        }
    }
}

pub(super) fn names(names: &[NamePart]) -> Markup {
    let list = |values: &[String]| {
        html! {
            @if values.is_empty() { "\u{2013}" }
            @else { @for (at, value) in values.iter().enumerate() { @if at > 0 { "; " } (bdi(value)) } }
        }
    };
    html! {
        section aria-labelledby="names" {
            h2 #names { "Names" }
            p.lead { "The name shown for each party is our choice; beside it stand the names as they are printed." }
            @let rows: Vec<Vec<Markup>> = names.iter().map(|name| vec![
                html! { span #(name.party.handle) { (bdi(&name.party.name)) } " " span.handle { (name.party.handle) } },
                html! { (name.kind.replace('-', " ")) },
                list(&name.printed),
                list(&name.wholes),
                list(&name.merged),
                list(&name.apart),
            ]).collect();
            @let head = ["Shown as", "Kind", "As printed", "Place", "Taken to be one with", "Kept apart from"];
            @if rows.len() <= 2 * OPEN { (worded("Parties and their names", &head, &rows)) }
            @else {
                details { summary { (rows.len()) " parties" } (worded("Parties and their names", &head, &rows)) }
            }
        }
    }
}

/// How each side and each party was treated, where that was asked for.
pub(super) fn balance(balance: &[BalancePart]) -> Markup {
    let row = |one: &BalancePart| {
        vec![
            html! { (bdi(&one.name)) " " span.handle { (one.handle) } },
            html! { (one.claims) },
            html! { (one.checked) },
            text(&one.findings.join(", ")),
            html! { (one.median_days.as_deref().unwrap_or("\u{2013}")) },
            text(&phrase::reporting_words(one)),
        ]
    };
    html! {
        @if !balance.is_empty() {
            section aria-labelledby="balance" {
                h2 #balance { "How each was treated" }
                p.lead { (phrase::BALANCE) }
                @for (of, name, caption) in [("side", "Side", "Sides"), ("party", "Party", "Parties")] {
                    @let rows: Vec<Vec<Markup>> = balance.iter().filter(|one| one.of == of).map(row).collect();
                    @if !rows.is_empty() {
                        (worded(caption, &[name, "Claims", "Checked", "Findings", "Median days", "Reporting words"], &rows))
                    }
                }
            }
        }
    }
}

pub(super) fn method(report: &Report) -> Markup {
    html! {
        section.prose aria-labelledby="method" {
            h2 #method { "Method and limits" }
            ul { @for line in report.method.iter().chain(&report.limits) { li { (text(line)) } } }
            @if !report.warnings.is_empty() {
                p { strong { "Beware: " } }
                ul { @for line in &report.warnings { li { (text(line)) } } }
            }
            @if !report.withheld.is_empty() {
                h3 { "Withheld captures" }
                ul {
                    @for one in &report.withheld {
                        li {
                            (one.capture) " of " (bdi(&one.source.name)) ": "
                            (text(one.reason.as_deref().unwrap_or("reason not given"))) "; SHA-256 "
                            code { (one.sha256) }
                        }
                    }
                }
            }
        }
    }
}

/// Claims that were worded anew, and reports that were published.
pub(super) fn versions(report: &Report) -> Markup {
    let rows: Vec<Vec<Markup>> = report
        .statements
        .iter()
        .filter(|one| one.versions.len() > 1)
        .flat_map(|one| &one.versions)
        .map(|it| vec![html! { (it.handle) }, html! { (it.at) }, bdi(&it.by), text(&it.why)])
        .collect();
    html! {
        section aria-labelledby="versions" {
            h2 #versions { "Versions and publications" }
            @if rows.is_empty() { p { "Every claim here stands in its first version." } }
            @else { (worded("Claims that were worded anew", &["Version", "Logged", "By", "Why"], &rows)) }
            @if report.publications.is_empty() { p { "No report on this was published from this record." } }
            @for one in &report.publications { (publication(report, one)) }
        }
    }
}

fn publication(report: &Report, one: &PublicationPart) -> Markup {
    html! {
        article.claim #(one.handle) {
            p {
                strong.handle { (one.handle) } " " (bdi(&one.title)) ", published "
                time datetime=(one.when) { (one.when) } " by " (bdi(&one.by))
                @if !one.where_to.is_empty() { " at " (text(&one.where_to.join(", "))) }
                "; it shows " (counted(one.entries, "entry")) ", root " code { (one.root_sha256) }
            }
            @if let Some(despite) = &one.despite { p { (text(despite)) } }
            ul {
                @for file in &one.files {
                    li { (bdi(&file.name)) ", " (file.bytes) " bytes, SHA-256 " code { (file.sha256) } }
                }
                @for fix in report.corrections.iter().filter(|fix| fix.publication == one.handle) {
                    li { (kind(fix.kind)) ", " (fix.at) ": " (text(&fix.reason)) }
                }
            }
        }
    }
}

pub(super) fn custody(report: &Report) -> Markup {
    let rows: Vec<Vec<Markup>> = report
        .custody
        .iter()
        .map(|it| {
            let capture = html! { a.handle href={ "#" (it.capture) } { (plain(&it.capture)) } };
            vec![capture, html! { (it.at) }, bdi(&it.by), text(&it.words)]
        })
        .collect();
    let table =
        worded("What happened to the captures", &["Capture", "Logged", "By", "What"], &rows);
    html! {
        section aria-labelledby="custody" {
            h2 #custody { "Custody" }
            @if rows.is_empty() { p.empty { "No capture is in use." } }
            @else if rows.len() <= 2 * OPEN { (table) }
            @else { details { summary { (rows.len()) " acts" } (table) } }
        }
    }
}
