//! The file itself: SQLite's own check, the schema, and the tables against
//! what the record gives.

use super::finding::FindingKind;
use super::ledger::Ledger;
use super::sheet::{About, Sheet};
use crate::error::Result;
use crate::store::{Cell, Difference, DifferenceKind, Expected};

/// From so many rows of one table on, they are told together.
const MANY: usize = 20;

/// Pages and indexes, as SQLite finds them.
pub(super) fn check_pages(sheet: &mut Sheet<'_>, damage: Result<Vec<String>>) -> Result<()> {
    let pages = damage.map(|found| {
        for line in found {
            let words = format!("the file is damaged: {line}");
            sheet.find(FindingKind::DamagedFile, About::default(), words);
        }
        sheet.checked.push("the file's pages and indexes".to_owned());
    });
    sheet.finish("the file's pages", pages)
}

/// The schema against ours.
pub(super) fn check_schema(sheet: &mut Sheet<'_>) -> Result<()> {
    let schema = sheet.store.schema_differences().map(|found| {
        for line in found {
            let words = format!("the file's schema is not as rashomon makes it: {line}");
            sheet.find(FindingKind::AlteredSchema, About::default(), words);
        }
        sheet.checked.push("the schema, with the guards of the record".to_owned());
    });
    sheet.finish("the schema", schema)
}

/// The projection against the record. Rows of entries that were altered or
/// taken out differ because of that, which is told already.
pub(super) fn check_projection(
    sheet: &mut Sheet<'_>,
    ledger: &Ledger,
    expected: &Expected,
) -> Result<()> {
    let compared = sheet.store.differences_from(expected).map(|mut found| {
        found.retain(|row| row.entry.is_none_or(|seq| !is_told(ledger, seq)));
        let broken = !ledger.altered.is_empty();
        found.retain(|row| row.entry.is_some() || !broken);
        for rows in found.chunk_by(|a, b| a.table == b.table) {
            report(sheet, rows);
        }
        sheet.checked.push("the tables, laid out again from the record".to_owned());
    });
    sheet.finish("the tables", compared)
}

/// Whether an entry is not the one that was logged, or is not there.
fn is_told(ledger: &Ledger, seq: u64) -> bool {
    let last = ledger.rows.last().map_or(0, |row| row.seq);
    match ledger.rows.binary_search_by_key(&seq, |row| row.seq) {
        Ok(_) => ledger.altered.contains_key(&seq),
        Err(_) => seq < last,
    }
}

/// One finding for each row.
fn report(sheet: &mut Sheet<'_>, rows: &[Difference]) {
    if rows.len() > MANY {
        let words = format!(
            "{} rows or more of table `{}` differ from the record; the first: {}",
            rows.len(),
            rows[0].table,
            words(&rows[0])
        );
        return sheet.find(FindingKind::AlteredTable, About::default(), words);
    }
    for row in rows {
        let about =
            About { handle: row.handle.as_ref().map(ToString::to_string), entry: row.entry };
        sheet.find(FindingKind::AlteredTable, about, words(row));
    }
}

fn words(row: &Difference) -> String {
    let Difference { table, key, kind, cells, .. } = row;
    match kind {
        DifferenceKind::Missing => {
            format!("table `{table}` lacks a row that the record gives ({key})")
        }
        DifferenceKind::Extra => {
            format!("table `{table}` has a row that the record does not give ({key})")
        }
        DifferenceKind::Altered => {
            let cell = |cell: &Cell| {
                format!(
                    "`{}` reads {}, and the record gives {}",
                    cell.column, cell.found, cell.expected
                )
            };
            let cells: Vec<String> = cells.iter().map(cell).collect();
            format!("a row of table `{table}` ({key}) was altered: {}", cells.join("; "))
        }
    }
}
