//! The account matrix as HTML: a table with a caption and scopes, by itself
//! or within a page.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::report::value::{MatrixPart, RowPart};

use super::{NOTE, side};

/// Questions side by side in one table, so that it can be read on paper.
const BESIDE: usize = 4;

/// The matrix as tables, rows grouped by side.
pub fn matrix_html(matrix: &MatrixPart) -> Markup {
    let firsts = (0..matrix.columns.len()).step_by(BESIDE);
    html! {
        @for first in firsts {
            (table(matrix, first, (first + BESIDE).min(matrix.columns.len())))
        }
        p.note { (NOTE) }
    }
}

fn table(matrix: &MatrixPart, first: usize, last: usize) -> Markup {
    html! {
        div.wide tabindex="0" role="region" aria-label="Who answers what" {
            table.matrix {
                caption { "Who answers what: voices by side, questions " (first + 1) " to " (last) " of " (matrix.columns.len()) }
                thead { tr {
                    th scope="col" { "Voice" }
                    @for column in &matrix.columns[first..last] {
                        th scope="col" { bdi dir="auto" { (column.name) } " " span.handle { (column.handle) } }
                    }
                } }
                @for rows in matrix.rows.chunk_by(|a, b| a.side == b.side) {
                    tbody {
                        tr { th scope="rowgroup" colspan=(last - first + 1) { bdi dir="auto" { (side(&rows[0])) } } }
                        @for row in rows { (voice_row(row, first, last)) }
                    }
                }
            }
        }
    }
}

fn voice_row(row: &RowPart, first: usize, last: usize) -> Markup {
    html! {
        tr {
            th scope="row" {
                bdi dir="auto" { (row.party.name) }
                @if let Some(behalf) = &row.behalf {
                    ", on behalf of " bdi dir="auto" { (behalf.name) }
                }
                @if row.inferred { " (speaker inferred by us)" }
            }
            @for cell in &row.cells[first..last] {
                td { bdi dir="auto" { (cell.words) } }
            }
        }
    }
}

/// The matrix as one file that asks nothing of the network.
pub fn matrix_page(title: &str, matrix: &MatrixPart) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="Content-Security-Policy"
                    content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body { main { h1 { (title) } (matrix_html(matrix)) } }
        }
    };
    page.into_string()
}

const STYLE: &str = "
body { font: 1rem/1.5 Georgia, serif; color: #1a1a1a; background: #fff; max-width: 70rem; margin: 2rem auto; padding: 0 1rem }
.wide { overflow-x: auto; margin: 0 0 2rem }
.wide:focus-visible { outline: 3px solid #1a4f8b; outline-offset: 2px }
table { border-collapse: collapse; width: 100% }
caption { text-align: left; font-style: italic; padding-bottom: .5rem }
th, td { text-align: left; vertical-align: top; padding: .5rem .75rem; border-bottom: 1px solid #bbb; overflow-wrap: anywhere; min-width: 9rem }
thead th { border-bottom: 2px solid #1a1a1a }
th[scope=rowgroup] { background: #eee }
.handle { font: .8rem monospace; color: #555; display: block }
@media print { body { margin: 0; max-width: none } .wide { overflow: visible } tr { break-inside: avoid } }
";
