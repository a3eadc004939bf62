//! The timeline: what is dated, each as wide as its date is unsure.
//!
//! A table, so that it can be read aloud; its last column draws all dates on
//! one scale (SVG 2).

use maud::{Markup, html};

use super::Page;
use super::words::{plain, text};
use crate::model::Date;
use crate::model::Timestamp;
use crate::report::value::{EventPart, MomentPart};

/// Seconds in a day.
const DAY: i64 = 86_400;

/// Characters of a date that is not broken over lines.
const WHOLE: usize = 24;

/// Width of the drawing, in units of its own.
const WIDE: i64 = 1000;

/// The narrowest that is drawn: a moment can still be seen.
const NARROW: i64 = 6;

/// Rows shown open.
const ROWS: usize = 40;

pub(super) fn timeline(page: &Page<'_>, event: &EventPart) -> Markup {
    let Some(scale) = Scale::of(&event.timeline) else { return html! {} };
    html! {
        h3 { "Timeline" }
        p.lead {
            "Each bar is as wide as the stretch within which its date lies. Pale with a broken "
            "edge: the date itself says that it is unsure. A broken line: no beginning or end is given."
        }
        @if event.timeline.len() <= ROWS { (table(page, event, &scale)) }
        @else {
            details { summary { (event.timeline.len()) " dates" } (table(page, event, &scale)) }
        }
    }
}

fn table(page: &Page<'_>, event: &EventPart, scale: &Scale) -> Markup {
    let caption = format!("What is dated, {}", event.handle);
    html! {
        div.scroll.stack.time role="region" aria-label=(caption) tabindex="0" {
            table {
                caption { (caption) }
                thead {
                    tr {
                        th scope="col" { "Date" }
                        th scope="col" { "What" }
                        th.bar scope="col" {
                            span.ends { span { (day(scale.from)) } span { (day(scale.to - 1)) } }
                        }
                    }
                }
                tbody {
                    @for moment in &event.timeline { (row(page, moment, scale)) }
                }
            }
        }
    }
}

fn row(page: &Page<'_>, moment: &MomentPart, scale: &Scale) -> Markup {
    let what = match moment.kind.as_str() {
        "event" => "The event: ",
        "said" => "Said: ",
        "published" => "Published: ",
        "answer" => "Dated by ",
        _ => "",
    };
    html! {
        tr {
            th scope="row" {
                (date(&Date::words_of(&moment.date))) br;
                span.handle { (moment.precision) @if moment.unsure { ", unsure" } }
            }
            td { (what) (text(&moment.words)) " " (page.links(&moment.claims)) }
            td.bar { (bar(moment, scale)) }
        }
    }
}

/// A date, broken only where something follows it: never within 2025-10-15.
fn date(words: &str) -> Markup {
    let (date, rest) = words.split_at(words.find(" (").unwrap_or(words.len()));
    html! {
        @if date.chars().count() <= WHOLE { span.whole { (text(date)) } } @else { (text(date)) }
        (text(rest))
    }
}

fn bar(moment: &MomentPart, scale: &Scale) -> Markup {
    let from = moment.earliest.map(|at| scale.place(at));
    let to = moment.latest.map(|at| scale.place(at + 1));
    let class = if moment.unsure { "span unsure" } else { "span" };
    html! {
        svg viewBox="0 0 1000 20" preserveAspectRatio="none" aria-hidden="true" focusable="false" {
            @for at in &scale.grid { line.grid x1=(at) x2=(at) y1="0" y2="20" {} }
            @match (from, to) {
                (Some(from), Some(to)) => {
                    rect class=(class) x=(from.min(WIDE - NARROW)) y="4" width=((to - from).max(NARROW)) height="12" {}
                },
                (Some(from), None) => {
                    rect class=(class) x=(from.min(WIDE - NARROW)) y="4" width=(NARROW) height="12" {}
                    line.open x1=(from) x2=(WIDE) y1="10" y2="10" {}
                },
                (None, Some(to)) => {
                    line.open x1="0" x2=(to) y1="10" y2="10" {}
                    rect class=(class) x=((to - NARROW).max(0)) y="4" width=(NARROW) height="12" {}
                },
                (None, None) => { line.open x1="0" x2=(WIDE) y1="10" y2="10" {} },
            }
        }
    }
}

/// The days that are drawn, and where lines stand.
struct Scale {
    from: i64,
    to: i64,
    grid: Vec<i64>,
}

impl Scale {
    /// From the first day that is known to the last; None where none is.
    fn of(moments: &[MomentPart]) -> Option<Self> {
        let ends = moments.iter().flat_map(|it| [it.earliest, it.latest]).flatten();
        let (from, to) = (ends.clone().min()?, ends.max()?);
        let (from, to) = (from.div_euclid(DAY) * DAY, (to.div_euclid(DAY) + 1) * DAY);
        let mut scale = Self { from, to, grid: Vec::new() };
        let days = (to - from) / DAY;
        let step = (days + 11) / 12;
        scale.grid = (0..=days / step).map(|nth| scale.place(from + nth * step * DAY)).collect();
        Some(scale)
    }

    /// Where a moment stands, from 0 to the width.
    fn place(&self, at: i64) -> i64 {
        let span = i128::from(self.to - self.from).max(1);
        let place = i128::from(at - self.from) * i128::from(WIDE) / span;
        i64::try_from(place).unwrap_or(WIDE).clamp(0, WIDE)
    }
}

/// The day of a moment, "2025-10-15".
fn day(at: i64) -> String {
    let day = Timestamp::from_unix(at).ok().map(|at| plain(&at.to_string()[..10]));
    day.unwrap_or_else(|| "out of reckoning".to_owned())
}
