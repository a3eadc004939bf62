//! What follows the events: every statement, links, movements of accounts,
//! names, method and limits.

use super::Page;
use super::escape::{plain, prose};
use super::passage::passages;
use crate::report::phrase;
use crate::report::value::{BalancePart, LinkPart, NamePart, Report, Statement, VerdictPart};

/// Every claim with its sentence; those in no dispute with their words too.
pub(super) fn statements<'a>(page: &mut Page<'a>, report: &'a Report) {
    page.heading(2, "Every claim");
    if report.statements.is_empty() {
        page.paragraph("No claim is logged.");
    }
    for statement in &report.statements {
        self::statement(page, statement);
    }
}

fn statement<'a>(page: &mut Page<'a>, statement: &'a Statement) {
    page.paragraph(&page.sentence(&statement.handle));
    if let Some(because) = &statement.because {
        page.item(&format!("The speaker is inferred by us, because: {}", prose(because)));
    }
    if let Some(why) = &statement.withdrawn {
        page.item(&format!("Withdrawn: {}", prose(why)));
    }
    for position in &statement.positions {
        let why = position.because.as_ref().map(|why| format!("; because: {}", prose(why)));
        page.item(&format!(
            "On {}: {}{}",
            plain(&position.question),
            plain(&position.words),
            why.unwrap_or_default()
        ));
    }
    for side in statement.sides() {
        page.item(&format!("Side: {}", plain(&side)));
    }
    page.item(&format!(
        "Did they say it: {}. Work: {}",
        plain(phrase::attribution(statement.attribution)),
        statement.work
    ));
    for verdict in &statement.attribution_verdicts {
        page.sub_item(&attribution(verdict));
        for line in phrase::beside(verdict) {
            page.sub_item(&plain(&line));
        }
    }
    if statement.versions.len() > 1 {
        for version in &statement.versions {
            let (by, why) = (plain(&version.by), prose(&version.why));
            page.item(&format!("{}: logged {} by {by}: {why}", version.handle, version.at));
        }
    }
    if !statement.links.is_empty() {
        page.item(&format!("Links: {}", statement.links.join(", ")));
    }
    if statement.disputed_on.is_empty() {
        page.item("In no dispute here");
        passages(page, statement);
    } else {
        let on: Vec<String> = statement.disputed_on.iter().map(|on| plain(on)).collect();
        page.item(&format!("In dispute on {}: its words stand there", on.join(", ")));
    }
}

fn attribution(verdict: &VerdictPart) -> String {
    let note = verdict.note.as_ref().map(|note| format!(", {}", plain(note)));
    format!(
        "{}: {} ({}; by {}, {}{}): {}",
        verdict.handle,
        verdict.value,
        phrase::standing(verdict),
        plain(&verdict.by),
        verdict.at,
        note.unwrap_or_default(),
        prose(&verdict.reason)
    )
}

pub(super) fn links(page: &mut Page<'_>, links: &[LinkPart]) {
    page.heading(2, "Every link");
    if links.is_empty() {
        page.paragraph("None is logged.");
    }
    for one in links {
        page.item(&link(one));
    }
}

/// "L1: C1@1 contradicts C2@1 on E1/first; accepted. Reason".
pub(super) fn link(link: &LinkPart) -> String {
    let on = if link.questions.is_empty() {
        String::new()
    } else {
        format!(" on {}", plain(&link.questions.join(" and ")))
    };
    let stale = if link.stale { "; **stale**: an end changed since, look again" } else { "" };
    format!(
        "{}: {} {} {}{on}; {}{stale} (by {}). {}",
        link.handle,
        link.from,
        link.kind.as_str().replace('-', " "),
        link.to,
        link.state,
        plain(&link.by),
        prose(&link.reason)
    )
}

pub(super) fn names(page: &mut Page<'_>, names: &[NamePart]) {
    page.heading(2, "Names");
    for name in names {
        let party = format!("{} {} ({})", name.party.handle, plain(&name.party.name), name.kind);
        page.item(&party);
        let lists = [
            ("as printed", &name.printed),
            ("place", &name.wholes),
            ("taken to be one with", &name.merged),
            ("kept apart from", &name.apart),
        ];
        for (what, values) in lists {
            if !values.is_empty() {
                page.sub_item(&format!("{what}: {}", plain(&values.join("; "))));
            }
        }
    }
}

/// How each side and each party was treated, where that was asked for.
pub(super) fn balance(page: &mut Page<'_>, balance: &[BalancePart]) {
    if balance.is_empty() {
        return;
    }
    page.heading(2, "How each was treated");
    page.paragraph(&plain(phrase::BALANCE));
    let head = ["", "Claims", "Checked", "Findings", "Median days", "Reporting words"];
    let row = |one: &BalancePart| {
        vec![
            plain(&format!("{} {}", one.handle, one.name)),
            one.claims.to_string(),
            one.checked.to_string(),
            plain(&one.findings.join(", ")),
            one.median_days.clone().unwrap_or_default(),
            plain(&phrase::reporting_words(one)),
        ]
    };
    page.table(&head.map(str::to_owned), &balance.iter().map(row).collect::<Vec<_>>());
}

pub(super) fn method(page: &mut Page<'_>, report: &Report) {
    page.heading(2, "Method and limits");
    for line in report.method.iter().chain(&report.limits) {
        page.item(&plain(line));
    }
    for line in &report.warnings {
        page.item(&format!("Beware: {}", plain(line)));
    }
    if report.withheld.is_empty() {
        return;
    }
    page.paragraph("Withheld captures:");
    for one in &report.withheld {
        let reason = one.reason.as_deref().unwrap_or("reason not given");
        page.item(&format!(
            "{} of {} {}: {}; SHA-256 `{}`",
            one.capture,
            one.source.handle,
            plain(&one.source.name),
            plain(reason),
            one.sha256
        ));
    }
}
