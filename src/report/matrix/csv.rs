//! The account matrix as a table for a spreadsheet (RFC 4180).

use csv::Writer;

use crate::report::cell::inert;
use crate::report::value::MatrixPart;

use super::{side, voice};

/// Writes the matrix: a row for each voice, a column for each question.
///
/// A cell that a spreadsheet would run as a formula begins with `'`.
///
/// # Panics
///
/// Never: every row has as many cells as the head, and memory takes them all.
pub fn matrix_csv(matrix: &MatrixPart) -> String {
    let mut writer = Writer::from_writer(Vec::new());
    let mut head = vec!["side".to_owned(), "voice".to_owned()];
    head.extend(matrix.columns.iter().map(|column| format!("{}: {}", column.handle, column.name)));
    let rows = matrix.rows.iter().map(|row| {
        let mut cells = vec![side(row).to_owned(), voice(row)];
        cells.extend(row.cells.iter().map(|cell| cell.words.clone()));
        cells
    });
    for row in std::iter::once(head).chain(rows) {
        writer
            .write_record(row.iter().map(|cell| inert(cell).into_owned()))
            .expect("rows of one length");
    }
    let bytes = writer.into_inner().expect("memory takes them all");
    String::from_utf8(bytes).expect("cells are text")
}
