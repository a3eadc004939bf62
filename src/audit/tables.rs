//! The file itself: SQLite's own check, the schema, and the tables against
//! what the record gives.

use super::finding::FindingKind;
use super::sheet::{About, Sheet};
use crate::error::Result;
use crate::store::{Difference, DifferenceKind};

/// From so many rows of one table on, they are told together.
const MANY: usize = 20;

/// Pages, indexes and schema.
pub(super) fn check_file(sheet: &mut Sheet<'_>) -> Result<()> {
    let pages = sheet.store.quick_check().map(|found| {
        for line in found {
            let words = format!("the file is damaged: {line}");
            sheet.find(FindingKind::DamagedFile, About::default(), words);
        }
        sheet.checked.push("the file's pages and indexes".to_owned());
    });
    sheet.finish("the file's pages", pages)?;
    let schema = sheet.store.schema_differences().map(|found| {
        for line in found {
            let words = format!("the file's schema is not as rashomon makes it: {line}");
            sheet.find(FindingKind::AlteredSchema, About::default(), words);
        }
        sheet.checked.push("the schema, with the guards of the record".to_owned());
    });
    sheet.finish("the schema", schema)
}

/// The projection against the record.
pub(super) fn check_projection(sheet: &mut Sheet<'_>) -> Result<()> {
    let compared = sheet.store.projection_differences().map(|found| {
        for rows in found.chunk_by(|a, b| a.table == b.table) {
            report(sheet, &rows[0].table, rows);
        }
        sheet.checked.push("the tables, laid out again from the record".to_owned());
    });
    sheet.finish("the tables", compared)
}

/// One finding for each row; an altered row is missing and extra at once.
fn report(sheet: &mut Sheet<'_>, table: &str, rows: &[Difference]) {
    let mut words = Vec::new();
    let mut at = 0;
    while let Some(row) = rows.get(at) {
        let pair = rows.get(at + 1).filter(|next| {
            row.kind == DifferenceKind::Missing
                && next.kind == DifferenceKind::Extra
                && key(&row.row) == key(&next.row)
        });
        words.push(match (pair, row.kind) {
            (Some(pair), _) => {
                at += 1;
                format!(
                    "a row of table `{table}` was altered: it reads {}, and the record gives {}",
                    pair.row, row.row
                )
            }
            (None, DifferenceKind::Missing) => {
                format!("table `{table}` lacks a row that the record gives: {}", row.row)
            }
            (None, DifferenceKind::Extra) => {
                format!("table `{table}` has a row that the record does not give: {}", row.row)
            }
        });
        at += 1;
    }
    if words.len() > MANY {
        let first = &words[0];
        words = vec![format!(
            "{} rows or more of table `{table}` differ; the first: {first}",
            words.len()
        )];
    }
    for line in words {
        sheet.find(FindingKind::AlteredTable, About::default(), line);
    }
}

/// The first cell of a row, with which its key begins.
fn key(row: &str) -> &str {
    row.split('|').next().unwrap_or_default()
}
