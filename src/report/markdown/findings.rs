//! What is computed beside the disputes: where it stands in short, dates,
//! movements of accounts, figures, origins.

use super::Page;
use super::escape::plain;
use crate::model::Date;
use crate::report::phrase;
use crate::report::value::{
    DriftPart, LinePart, MomentPart, NumbersPart, OriginsPart, StandingPart,
};
use crate::text::counted;

/// Claims named on one line; the others are counted.
const NAMED: usize = 12;

pub(super) fn standing(page: &mut Page<'_>, part: &StandingPart) {
    page.heading(3, "Where it stands");
    let lists: [(&str, &[LinePart]); 6] = [
        ("What every side affirms", &part.affirmed),
        ("Undisputed in these sources", &part.undisputed),
        (phrase::CLAIMED, &part.claimed),
        ("Disputed", &part.disputed),
        ("Acknowledged by the party that acted", &part.acknowledged),
        ("Unknown", &part.unknown),
    ];
    for (name, lines) in lists {
        let none = if lines.is_empty() { ": nothing" } else { "" };
        page.item(&format!("**{name}**{none}"));
        for line in lines {
            let (asks, words) = (plain(&line.asks), plain(&line.words));
            let why = line.why.as_ref().map(|why| format!(" \u{2013} {}", plain(why)));
            let why = why.unwrap_or_default();
            page.sub_item(&format!("{}: {asks} {words}{why}", plain(&line.question)));
        }
    }
}

pub(super) fn timeline(page: &mut Page<'_>, moments: &[MomentPart]) {
    if moments.is_empty() {
        return;
    }
    page.heading(3, "Timeline");
    let rows = moments.iter().map(|one| {
        let unsure = if one.unsure { ", unsure" } else { "" };
        vec![
            plain(&Date::words_of(&one.date)),
            format!("{}{unsure}", one.precision),
            format!("{}: {}", one.kind, plain(&one.words)),
            listed(&one.claims),
        ]
    });
    let rows: Vec<Vec<String>> = rows.collect();
    page.table(&["Date", "How exact", "What", "Claims"].map(str::to_owned), &rows);
}

pub(super) fn drift(page: &mut Page<'_>, drift: &[DriftPart]) {
    if drift.is_empty() {
        return;
    }
    page.heading(3, "How accounts moved");
    for one in drift {
        let order = if one.ordered { "" } else { " The record does not tell which came first." };
        page.item(&format!(
            "**{}**, on {}: {}.{order} Rule {}, on {}",
            plain(&one.kind),
            plain(&one.question),
            plain(&one.words),
            one.rule,
            plain(&one.fields.join(", "))
        ));
        for claim in [&one.from, &one.to] {
            let sentence = page.sentence(claim);
            page.sub_item(&sentence);
        }
    }
}

pub(super) fn numbers(page: &mut Page<'_>, numbers: &[NumbersPart]) {
    if numbers.is_empty() {
        return;
    }
    page.heading(3, "Numbers");
    page.paragraph(&plain(phrase::NUMBERS));
    for part in numbers {
        page.item(&format!("{}: {}", plain(&part.question), plain(&part.asks)));
        for range in &part.ranges {
            page.sub_item(&format!("**{}**", plain(range)));
        }
        for one in &part.figures {
            let convention = one.convention.as_ref().map(|read| format!("; {}", plain(read)));
            page.sub_item(&format!(
                "{} \u{2013} {} ({}){}",
                plain(&one.words),
                plain(&one.sides.join(", ")),
                listed(&one.claims),
                convention.unwrap_or_default()
            ));
        }
    }
}

pub(super) fn origins(page: &mut Page<'_>, origins: &[OriginsPart]) {
    if origins.is_empty() {
        return;
    }
    page.heading(3, "Where the answers come from");
    page.paragraph(&plain(phrase::ORIGINS));
    for part in origins {
        let count = counted(part.origins.len(), "origin");
        page.item(&format!("{}: {count}", plain(&part.question)));
        for one in &part.origins {
            let name = match (&one.party, &one.unknown) {
                (Some(party), _) => plain(&party.name),
                (None, Some(why)) => format!("unknown: {}", plain(why)),
                (None, None) => "unknown".to_owned(),
            };
            page.sub_item(&format!("{name} \u{2013} {}", listed(&one.claims)));
        }
        if !part.independent.is_empty() {
            let decided = plain(&part.independent.join("; "));
            page.sub_item(&format!("decided to be independent: {decided}"));
        }
    }
}

/// "C1@1, C2@1 and 4 more".
fn listed(claims: &[String]) -> String {
    let more = claims.len().saturating_sub(NAMED);
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    format!("{}{more}", claims[..claims.len().min(NAMED)].join(", "))
}
