//! The account matrix: parties against questions, rows grouped by side.

use maud::{Markup, html};

use super::Page;
use super::words::{Look, bdi, plain, tag, text};
use crate::report::value::{CellPart, EventPart, MatrixPart, RowPart};
use crate::text::counted;

/// Rows of one table; more are folded, side by side.
const ROWS: usize = 40;

/// Characters of a cell that is shown open.
const CELL: usize = 320;

pub(super) fn matrix(page: &Page<'_>, event: &EventPart) -> Markup {
    let matrix = &event.matrix;
    if matrix.rows.is_empty() || matrix.columns.is_empty() {
        return html! {};
    }
    let mut sides: Vec<(Option<&str>, Vec<&RowPart>)> = Vec::new();
    for row in &matrix.rows {
        match sides.last_mut().filter(|side| side.0 == row.side.as_deref()) {
            Some(side) => side.1.push(row),
            None => sides.push((row.side.as_deref(), vec![row])),
        }
    }
    let caption = format!("Who answers what, {}", event.handle);
    html! {
        h3 { "Who answers what" }
        p.lead {
            "A cell gives the position as it is reported; who reports it stands with each claim. "
            "Where we infer the speaker, the cell is our reading and not what was said."
        }
        @if matrix.rows.len() <= ROWS { (table(page, matrix, &caption, &sides)) }
        @else {
            @for side in sides {
                @let name = side.0.unwrap_or("on no side");
                details {
                    summary { (bdi(name)) ": " (counted(side.1.len(), "voice")) }
                    (table(page, matrix, &format!("{caption}: {}", plain(name)), &[side]))
                }
            }
        }
    }
}

fn table(
    page: &Page<'_>,
    matrix: &MatrixPart,
    caption: &str,
    sides: &[(Option<&str>, Vec<&RowPart>)],
) -> Markup {
    let columns = matrix.columns.len();
    html! {
        div class={ "scroll matrix c" (columns.min(8)) } role="region" aria-label=(caption) tabindex="0" {
            table {
                caption { (caption) }
                thead {
                    tr {
                        th scope="col" { "Voice" }
                        @for column in &matrix.columns {
                            th scope="col" { (bdi(&column.name)) br; (page.link(&column.handle)) }
                        }
                    }
                }
                @for (side, rows) in sides {
                    tbody {
                        tr {
                            th.group scope="rowgroup" colspan=(columns + 1) {
                                @match side {
                                    Some(side) => { "Side: " (bdi(side)) },
                                    None => "On no side",
                                }
                            }
                        }
                        @for row in rows { (self::row(page, row)) }
                    }
                }
            }
        }
    }
}

fn row(page: &Page<'_>, row: &RowPart) -> Markup {
    html! {
        tr {
            th scope="row" {
                (bdi(&row.party.name))
                @if let Some(behalf) = &row.behalf { ", on behalf of " (bdi(&behalf.name)) }
                @if row.inferred { br; (tag(Look::Open, "inferred by us")) }
            }
            @for cell in &row.cells { td { (self::cell(page, cell)) } }
        }
    }
}

fn cell(page: &Page<'_>, cell: &CellPart) -> Markup {
    html! {
        @if cell.claims.is_empty() { span.empty { (text(&cell.words)) } }
        @else if cell.words.chars().count() <= CELL { (linked(page, cell)) }
        @else {
            details {
                summary { (plain(&cell.word)) ": " (counted(cell.claims.len(), "claim")) }
                (linked(page, cell))
            }
        }
    }
}

/// The words of a cell with each claim linked, once: where it stands in them,
/// or after them where there is only one, or it is not named.
fn linked(page: &Page<'_>, cell: &CellPart) -> Markup {
    if let [claim] = cell.claims.as_slice() {
        let words = cell.words.replace(&format!(" ({claim})"), "");
        return html! { (text(&words)) " " (page.link(claim)) };
    }
    let mut open: Vec<&String> = cell.claims.iter().collect();
    let mut rest = cell.words.as_str();
    let mut parts: Vec<(&str, &String)> = Vec::new();
    // A handle stands before `,` or `)`, so that C1@1 is not found in C1@12.
    let at = |rest: &str, claim: &String| {
        let ends = [",", ")", " and "].map(|end| rest.find(&format!("{claim}{end}")));
        ends.into_iter().flatten().min()
    };
    while let Some((start, place)) =
        open.iter().enumerate().filter_map(|(nth, claim)| Some((at(rest, claim)?, nth))).min()
    {
        let claim = open.remove(place);
        parts.push((&rest[..start], claim));
        rest = &rest[start + claim.len()..];
    }
    html! {
        @for (before, claim) in parts { (text(before)) (page.link(claim)) }
        (text(rest))
        @for claim in open { " " (page.link(claim)) }
    }
}
