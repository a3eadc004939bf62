//! The account matrix on a screen: who answers what, with a word in every cell.

use crate::report::{MatrixPart, RowPart, behalf};

use super::layout::{Screen, one_line};

/// Questions that stand side by side within so many columns.
const COLUMN: usize = 24;

/// Shows a matrix; questions that do not fit beside each other
/// come in further tables.
pub(super) fn show(screen: &mut Screen, matrix: &MatrixPart) {
    if matrix.columns.is_empty() || matrix.rows.is_empty() {
        screen.wrapped(2, 2, "nobody answers anything yet");
        return;
    }
    let beside = (screen.width().saturating_sub(COLUMN) / COLUMN).max(1);
    for first in (0..matrix.columns.len()).step_by(beside) {
        let last = (first + beside).min(matrix.columns.len());
        let mut head = vec![String::new()];
        head.extend(
            matrix.columns[first..last].iter().map(|column| key(&column.handle).to_owned()),
        );
        let rows = matrix.rows.iter().map(|row| {
            let mut cells = vec![voice(row)];
            cells.extend(row.cells[first..last].iter().map(|cell| one_line(&cell.words)));
            cells
        });
        screen.gap();
        let head: Vec<&str> = head.iter().map(String::as_str).collect();
        screen.table(&head, rows.collect());
    }
}

/// `killed` of `E3/killed`.
fn key(handle: &str) -> &str {
    handle.split_once('/').map_or(handle, |(_, key)| key)
}

fn voice(row: &RowPart) -> String {
    let inferred = if row.inferred { " (inferred by us)" } else { "" };
    let name = format!("{}{}{inferred}", row.party.name, behalf(row));
    match &row.side {
        Some(side) if *side != row.party.name => format!("{name} [{side}]"),
        Some(_) | None => name,
    }
}
