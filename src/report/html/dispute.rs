//! A dispute: what collides, both sides' words side by side, slots, words
//! against each other, evidence, findings, how it is left.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::findings::{self, evidence, resolution};
use super::passage::passages;
use super::table::{Table, WORDS};
use super::words::{Look, bdi, handle, plain, tag, text};
use super::{OPEN, Page, rest};
use crate::report::phrase::{self, capital};
use crate::report::value::{AccountPart, Clash, Dispute, PieceKind, QuestionPart, WordsPart};
use crate::text::counted;

/// Accounts side by side in one table of slots.
const COLUMNS: usize = 4;

pub(super) fn dispute(page: &Page<'_>, dispute: &Dispute, question: &QuestionPart) -> Markup {
    let look = match dispute.stands.as_str() {
        phrase::IN_DISPUTE => Look::Clash,
        phrase::PULL_APART => Look::Pull,
        _ => Look::Open,
    };
    html! {
        h3 #(dispute.question) {
            (bdi(&dispute.asks)) " " (handle(&dispute.question)) " " (tag(look, &dispute.stands))
        }
        p {
            (text(&capital(&question.signal_words)))
            @for mark in &question.mark_words { "; " (text(mark)) }
            "."
        }
        @if dispute.accounts.len() <= OPEN { (side_by_side(page, &dispute.accounts)) }
        @else { (groups(page, &dispute.accounts)) }
        h4 { "What collides" }
        ul { @for one in dispute.clashes.iter().take(OPEN) { (self::clash(page, one)) } }
        @if dispute.clashes.len() > OPEN {
            details {
                summary { (dispute.clashes.len() - OPEN) " more pairs" }
                ul { @for one in dispute.clashes.iter().skip(OPEN) { (self::clash(page, one)) } }
            }
        }
        @if dispute.busy {
            p {
                "Many accounts: one pair is listed for each two answers; "
                (counted(dispute.groups_not_compared, "further answer")) " not compared."
            }
        }
        (slots(dispute))
        @if !dispute.words.is_empty() {
            details open[dispute.words.len() == 1] {
                summary { "The words against each other, as a second view" }
                @for pair in &dispute.words { (against(pair)) }
            }
        }
        (evidence(page, question))
        (on_findings(page, dispute))
        (links(page, dispute))
        (resolution(question))
        @if !dispute.gaps.is_empty() {
            ul {
                @for gap in &dispute.gaps {
                    li {
                        "Missing on this: " (page.party(&gap.party)) " (" (bdi(&gap.side)) "): "
                        (tag(Look::Open, &gap.gap))
                    }
                }
            }
        }
    }
}

/// What people decided beyond what the clashes tell.
fn links(page: &Page<'_>, dispute: &Dispute) -> Markup {
    let links: Vec<_> =
        dispute.other_links().filter_map(|link| page.links.get(link.as_str())).collect();
    html! {
        @if !links.is_empty() {
            h4 { "What else people decided" }
            ul { @for link in links { (rest::link(page, link, false)) } }
        }
    }
}

/// Accounts by side, in the stated order: equal columns.
fn by_side(accounts: &[AccountPart]) -> Vec<(&str, Vec<&AccountPart>)> {
    let mut sides: Vec<(&str, Vec<&AccountPart>)> = Vec::new();
    for account in accounts {
        let side = account.side.as_deref().unwrap_or("on no side");
        match sides.iter_mut().find(|known| known.0 == side) {
            Some(known) => known.1.push(account),
            None => sides.push((side, vec![account])),
        }
    }
    sides
}

fn side_by_side(page: &Page<'_>, accounts: &[AccountPart]) -> Markup {
    html! {
        h4 { "The accounts, side by side" }
        div.sides {
            @for (side, accounts) in by_side(accounts) {
                section {
                    h5 { (bdi(side)) }
                    @for account in once(&accounts) { (self::account(page, account)) }
                }
            }
        }
    }
}

/// The accounts of each claim once: a claim can take two positions.
fn once<'a>(accounts: &[&'a AccountPart]) -> Vec<&'a AccountPart> {
    let mut once: Vec<&AccountPart> = accounts.to_vec();
    once.dedup_by(|later, earlier| later.claim == earlier.claim);
    once
}

fn account(page: &Page<'_>, account: &AccountPart) -> Markup {
    html! {
        div.account {
            p { (page.sentence(&account.claim)) }
            @if let Some(statement) = page.statements.get(account.claim.as_str()) {
                (passages(page, statement, false))
            }
        }
    }
}

/// Many accounts: answer by answer, folded, each account one line.
fn groups(page: &Page<'_>, accounts: &[AccountPart]) -> Markup {
    let mut order: Vec<&str> = Vec::new();
    let mut groups: BTreeMap<&str, Vec<&AccountPart>> = BTreeMap::new();
    for account in accounts {
        let group = groups.entry(&account.position.words).or_default();
        if group.is_empty() {
            order.push(&account.position.words);
        }
        group.push(account);
    }
    html! {
        h4 { (accounts.len()) " accounts, answer by answer" }
        p.lead { "Open an answer for the accounts that give it; each leads to its words." }
        @for words in order {
            details {
                summary { (plain(words)) " \u{2013} " (sides_of(&groups[words])) }
                ul { @for account in &groups[words] { li { (page.sentence(&account.claim)) } } }
            }
        }
    }
}

/// "12 accounts: North 10, South 2".
fn sides_of(accounts: &[&AccountPart]) -> String {
    let mut sides: Vec<(&str, usize)> = Vec::new();
    for account in accounts {
        let side = account.side.as_deref().unwrap_or("on no side");
        match sides.iter_mut().find(|known| known.0 == side) {
            Some(known) => known.1 += 1,
            None => sides.push((side, 1)),
        }
    }
    let sides: Vec<String> =
        sides.iter().map(|(side, count)| format!("{} {count}", plain(side))).collect();
    format!("{}: {}", counted(accounts.len(), "account"), sides.join(", "))
}

fn clash(page: &Page<'_>, clash: &Clash) -> Markup {
    let (look, word) = match (clash.stands, clash.kind.as_str()) {
        (false, kind) => (Look::Open, format!("{kind}, dismissed")),
        (true, "conflict") => (Look::Clash, "conflict".to_owned()),
        (true, kind) => (Look::Pull, kind.to_owned()),
    };
    html! {
        li {
            (tag(look, &word)) " " (page.link(&clash.a)) " and " (page.link(&clash.b)) ": "
            (text(&clash.words)) " (" (text(&clash.qualifier))
            @for note in &clash.notes { "; " (text(note)) }
            "). Decision: "
            @if let Some(link) = &clash.link { (page.link(link)) " " }
            (text(clash.decision.trim_end_matches('.'))) ". "
            span.handle { "rule " (clash.rule) ", on " (plain(&clash.fields.join(", "))) }
        }
    }
}

/// Accounts slot by slot; of many, the first of each answer.
fn slots(dispute: &Dispute) -> Markup {
    let mut shown: Vec<&AccountPart> = Vec::new();
    let many = dispute.accounts.len() > OPEN;
    for account in &dispute.accounts {
        if !many || !shown.iter().any(|it| it.position.words == account.position.words) {
            shown.push(account);
        }
    }
    let folded = shown.len() > COLUMNS;
    let tables = html! {
        @for (nth, some) in shown.chunks(COLUMNS).enumerate() { (slot_table(dispute, some, nth)) }
    };
    html! {
        h4 { "Slot by slot" @if many { ", the first account of each answer" } }
        @if folded { details { summary { (shown.len()) " accounts compared" } (tables) } }
        @else { (tables) }
    }
}

fn slot_table(dispute: &Dispute, some: &[&AccountPart], nth: usize) -> Markup {
    let mut head = vec!["Slot"];
    head.extend(some.iter().map(|account| account.claim.as_str()));
    let rows: Vec<Vec<Markup>> = some[0]
        .slots
        .iter()
        .enumerate()
        .map(|(place, [name, _])| {
            let mut row = vec![text(name)];
            row.extend(some.iter().map(|account| text(&account.slots[place][1])));
            row
        })
        .collect();
    let label = format!("Slots of accounts on {}, part {}", dispute.question, nth + 1);
    let caption = html! { span.hidden { (label) } };
    Table { caption, label: &label, head: &head, numbers_from: WORDS }.of(&rows)
}

/// Two accounts in one: what one alone has, and what the other alone has. Not
/// `del` and `ins`: neither account takes the other's words back.
fn against(pair: &WordsPart) -> Markup {
    html! {
        p.handle {
            span.one { (pair.a) } ": " (text(&pair.a_whose)) br;
            span.other { (pair.b) } ": " (text(&pair.b_whose))
        }
        blockquote dir="auto" {
            @for piece in &pair.pieces {
                @match piece.kind {
                    PieceKind::Both => (plain(&piece.words)),
                    PieceKind::First => span.one { span.hidden { "only " (pair.a) ": " } (plain(&piece.words)) },
                    PieceKind::Second => span.other { span.hidden { "only " (pair.b) ": " } (plain(&piece.words)) },
                }
            }
        }
    }
}

fn on_findings(page: &Page<'_>, dispute: &Dispute) -> Markup {
    let with: Vec<&AccountPart> =
        dispute.accounts.iter().filter(|it| !it.findings.is_empty()).collect();
    let without = dispute.accounts.len() - with.len();
    html! {
        h4 { "Is it so? Findings" }
        (findings::list(page, with.iter().flat_map(|account| &account.findings)))
        @if without > 0 {
            p { (counted(without, "position")) " here: unassessed." }
        }
    }
}
