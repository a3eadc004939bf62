//! A dispute: the clashes, both sides' words in context, slots, findings,
//! evidence, links, resolution and gaps.

use super::escape::plain;
use super::event::gap;
use super::passage::{passage, passages};
use super::rest::link;
use super::{Page, listed};
use crate::model::vocab::Bearing;
use crate::report::phrase::{self, capital};
use crate::report::value::{AccountPart, Clash, Dispute, QuestionPart, VerdictPart};

/// Accounts side by side in one table of slots.
const COLUMNS: usize = 3;

pub(super) fn dispute<'a>(page: &mut Page<'a>, dispute: &'a Dispute, question: &'a QuestionPart) {
    let handle = plain(&dispute.question);
    page.heading(3, &format!("{}: {handle}: {}", capital(&dispute.stands), plain(&dispute.asks)));
    page.paragraph(&format!(
        "Signal: **{}** ({}). Beside it: {}.",
        question.signal,
        plain(&question.signal_words),
        plain(&listed(&question.mark_words, "nothing")),
    ));
    for clash in &dispute.clashes {
        self::clash(page, clash);
    }
    if dispute.busy {
        page.item(&format!(
            "Many accounts: one pair is listed for each two answers; {} further answers were not \
             compared",
            dispute.groups_not_compared
        ));
    }
    accounts(page, &dispute.accounts);
    slots(page, &dispute.accounts);
    findings(page, &dispute.accounts);
    evidence(page, question);
    links(page, dispute);
    resolution(page, question);
    page.heading(4, "Missing on this question");
    if dispute.gaps.is_empty() {
        page.paragraph("No gap on this question by itself; those on the event stand below.");
    }
    for one in &dispute.gaps {
        page.item(&gap(one));
    }
}

fn clash(page: &mut Page<'_>, clash: &Clash) {
    let mut notes = clash.notes.iter().map(|note| plain(note)).collect::<Vec<_>>().join("; ");
    if !notes.is_empty() {
        notes.insert_str(0, "; ");
    }
    let link = clash.link.as_ref().map(|link| format!("{link} "));
    page.item(&format!(
        "**{}**, {}: {} and {}: {}{notes}. Rule {}, on {}. Decision: {}{}",
        match (clash.stands, clash.kind.as_str()) {
            (true, "conflict") => "Conflict",
            (true, _) => "Tension",
            (false, "conflict") => "Conflict, dismissed",
            (false, _) => "Tension, dismissed",
        },
        plain(&clash.qualifier),
        plain(&clash.a),
        plain(&clash.b),
        plain(&clash.words),
        clash.rule,
        plain(&clash.fields.join(", ")),
        link.unwrap_or_default(),
        plain(&clash.decision),
    ));
}

/// Each claim's words, one after the other, all in the same way.
fn accounts<'a>(page: &mut Page<'a>, accounts: &'a [AccountPart]) {
    page.heading(4, "The accounts");
    let mut before: Option<&str> = None;
    for account in accounts {
        if before == Some(account.claim.as_str()) {
            continue;
        }
        before = Some(&account.claim);
        let Some(statement) = page.statements.get(account.claim.as_str()).copied() else {
            continue;
        };
        let side = account.side.as_ref().map_or_else(|| "on no side".to_owned(), |it| plain(it));
        page.paragraph(&format!("**{side}** \u{2013} {}", page.sentence(&account.claim)));
        passages(page, statement);
    }
}

fn slots(page: &mut Page<'_>, accounts: &[AccountPart]) {
    page.heading(4, "Compared slot by slot");
    for some in accounts.chunks(COLUMNS) {
        let mut head = vec!["Slot".to_owned()];
        head.extend(some.iter().map(|account| plain(&account.position.handle)));
        let names = some[0].slots.iter().enumerate();
        let rows = names.map(|(place, [name, _])| {
            let mut row = vec![plain(name)];
            row.extend(some.iter().map(|account| plain(&account.slots[place][1])));
            row
        });
        let rows: Vec<Vec<String>> = rows.collect();
        page.table(&head, &rows);
    }
}

fn findings(page: &mut Page<'_>, accounts: &[AccountPart]) {
    page.heading(4, "Findings");
    for account in accounts {
        if account.findings.is_empty() {
            page.item(&format!("{}: unassessed", plain(&account.position.handle)));
        }
        for verdict in &account.findings {
            finding(page, verdict);
        }
    }
}

/// A finding with all that it rests on.
pub(super) fn finding(page: &mut Page<'_>, verdict: &VerdictPart) {
    let counts = verdict.counts && !verdict.pending;
    let standing = if counts { String::new() } else { format!("; {}", phrase::standing(verdict)) };
    let note = verdict.note.as_ref().map(|note| format!("; {}", plain(note)));
    page.item(&format!(
        "{}: **{}** ({}, by {}, {}{standing}{}). {}",
        plain(&verdict.on),
        verdict.value,
        verdict.handle,
        plain(&verdict.by),
        verdict.at,
        note.unwrap_or_default(),
        plain(&verdict.reason),
    ));
    let earlier = verdict.standard.as_ref().and_then(|it| page.measured.get(it)).cloned();
    let standard = match (&verdict.standard, earlier) {
        (None, _) => "none named".to_owned(),
        (Some(_), Some(earlier)) => format!("that of {earlier}"),
        (Some(standard), None) => {
            page.measured.insert(standard.clone(), verdict.handle.clone());
            plain(standard)
        }
    };
    page.sub_item(&format!("Standard: {standard}"));
    page.sub_item(&format!("Grounds: {}", listed(&verdict.grounds, "none")));
    page.sub_item(&format!("Counter-evidence considered: {}", listed(&verdict.counter, "none")));
    let more = [
        ("Rating", verdict.rating.iter().cloned().collect::<Vec<_>>()),
        ("Gaps", verdict.gaps.clone()),
        ("Tried", verdict.tried.clone()),
        ("What would settle it", verdict.would_settle.iter().cloned().collect()),
    ];
    for (name, values) in more {
        if !values.is_empty() {
            page.sub_item(&format!("{name}: {}", plain(&values.join("; "))));
        }
    }
    for review in &verdict.reviews {
        let (by, reason) = (plain(&review.by), plain(&review.reason));
        page.sub_item(&format!("Review: {by} {}: {reason}", review.outcome));
    }
}

/// Evidence by its bearing: for, against, undercutting, neutral.
pub(super) fn evidence<'a>(page: &mut Page<'a>, question: &'a QuestionPart) {
    let evidence = &question.evidence;
    page.heading(4, "Evidence");
    if evidence.is_empty() {
        page.paragraph("None is logged beside the accounts themselves.");
    }
    for (bearing, words) in [
        (Bearing::Supports, "For"),
        (Bearing::Refutes, "Against"),
        (Bearing::Undercuts, "Undercutting"),
        (Bearing::Neutral, "Neutral"),
    ] {
        for one in evidence.iter().filter(|one| one.bearing == bearing) {
            let origin = one.origin.as_ref().map(|from| format!(", from {}", plain(from)));
            let file = one
                .file
                .as_ref()
                .map(|[name, sha256]| format!(", file {}, SHA-256 `{sha256}`", plain(name)));
            page.paragraph(&format!(
                "**{words}** \u{2013} {} ({}, credibility {}{}{}): {}",
                one.handle,
                one.kind,
                one.credibility,
                origin.unwrap_or_default(),
                file.unwrap_or_default(),
                plain(&one.note),
            ));
            if let Some(used) = phrase::used(question, &one.handle) {
                page.paragraph(&format!("{}.", plain(&used)));
            }
            for span in &one.passages {
                passage(page, span);
            }
        }
    }
}

fn links(page: &mut Page<'_>, dispute: &Dispute) {
    let mut links = dispute.other_links().peekable();
    if links.peek().is_none() {
        return;
    }
    page.heading(4, "Other links between these accounts");
    for handle in links {
        if let Some(found) = page.links.get(handle.as_str()).copied() {
            page.item(&link(found));
        }
    }
}

/// How the question was settled.
pub(super) fn resolution(page: &mut Page<'_>, question: &QuestionPart) {
    let words = match &question.resolution {
        Some(settled) => format!("{}. {}", plain(&settled.words), plain(&settled.reason)),
        None => "none is logged.".to_owned(),
    };
    page.paragraph(&format!("Resolution: {words}"));
}
