//! The file's own checks: SQLite's, its schema against ours, its projection
//! against its journal. None of them writes the file.

use std::collections::BTreeMap;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row};

use super::{Store, open, project};
use crate::error::Result;
use crate::journal::{Decoded, id_of};
use crate::model::to_hex;

/// How a row of the projection differs from what the journal gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DifferenceKind {
    /// The journal gives it, and it is not there.
    Missing,
    /// It is there, and the journal does not give it.
    Extra,
}

/// A row of the projection that differs from what the journal gives. A changed
/// row is one missing and one extra with the same key.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Difference {
    /// The table.
    pub table: String,
    /// The row, column by column.
    pub row: String,
    /// Missing or extra.
    pub kind: DifferenceKind,
}

impl Store {
    /// SQLite's own check of the file's pages and indexes; empty if all is well.
    pub fn quick_check(&self) -> Result<Vec<String>> {
        let mut query = self.conn.prepare("PRAGMA quick_check(20)")?;
        let rows = query.query_map([], |row| row.get::<_, String>(0))?;
        let mut found: Vec<String> = rows.collect::<rusqlite::Result<_>>()?;
        found.retain(|line| line != "ok");
        Ok(found)
    }

    /// Names of tables, indexes and triggers whose SQL is not that of
    /// `schema.sql`, is missing there, or is missing here; in order.
    pub fn schema_differences(&self) -> Result<Vec<String>> {
        let ours = Connection::open_in_memory()?;
        ours.execute_batch(open::SCHEMA)?;
        let (ours, here) = (objects(&ours)?, objects(&self.conn)?);
        let mut found = Vec::new();
        for (name, sql) in &ours {
            match here.get(name) {
                None => found.push(format!("{name} is missing")),
                Some(other) if other != sql => found.push(format!("{name} was altered")),
                Some(_) => {}
            }
        }
        found.extend(
            here.keys()
                .filter(|name| !ours.contains_key(*name))
                .map(|name| format!("{name} was added")),
        );
        Ok(found)
    }

    /// Rows of the projection that differ from what the journal gives, table
    /// by table, at most 200 for each: the journal is laid out in a database in
    /// memory and compared row by row.
    ///
    /// An unreadable entry lays out nothing; the audit names it elsewhere.
    pub fn projection_differences(&self) -> Result<Vec<Difference>> {
        let fresh = Connection::open_in_memory()?;
        fresh.execute_batch(open::SCHEMA)?;
        fresh.execute_batch("BEGIN")?;
        self.each_entry(0, &mut |raw| {
            let id = id_of(raw.body);
            // The record's triggers ask for unbroken numbers; a gap is found
            // elsewhere, and what follows it is laid out all the same.
            fresh.execute_batch("DROP TRIGGER IF EXISTS entry_only_appends")?;
            fresh.execute(
                "INSERT INTO entry (seq, body, leaf) VALUES (?1, ?2, ?3)",
                (super::signed(raw.seq), raw.body, id.as_bytes()),
            )?;
            if let Ok(Decoded::Known(entry)) = Decoded::read(raw.body) {
                // What refers to nothing is named by the audit of references.
                let _ = project::project(&fresh, raw.seq, id, raw.body, &entry);
            }
            Ok(())
        })?;
        let mut differences = Vec::new();
        for table in projection_tables(&fresh)? {
            compare_table(&table, &fresh, &self.conn, &mut differences)?;
        }
        Ok(differences)
    }

    /// Every row of every projection table, in key order: for comparing two
    /// casebooks.
    pub fn dump_projection(&self) -> Result<Vec<(String, Vec<String>)>> {
        let tables = projection_tables(&self.conn)?;
        tables
            .into_iter()
            .map(|table| rows_of(&self.conn, &table).map(|rows| (table, rows)))
            .collect()
    }
}

fn objects(conn: &Connection) -> Result<BTreeMap<String, String>> {
    let mut query = conn.prepare(
        "SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
          ORDER BY name",
    )?;
    let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn projection_tables(conn: &Connection) -> Result<Vec<String>> {
    let mut query = conn.prepare(
        "SELECT name FROM sqlite_schema
          WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name",
    )?;
    let rows = query.query_map([], |row| row.get::<_, String>(0))?;
    let mut tables: Vec<String> = rows.collect::<rusqlite::Result<_>>()?;
    tables.retain(|table| !project::RECORD.contains(&table.as_str()));
    Ok(tables)
}

/// Rows as text, in key order. Table names come from our own schema, never
/// from a user; they cannot be bound.
fn rows_of(conn: &Connection, table: &str) -> Result<Vec<String>> {
    let mut query = conn.prepare(&format!("SELECT * FROM \"{table}\""))?;
    let columns = query.column_count();
    let rows = query.query_map([], |row| row_text(row, columns))?;
    let mut rows = rows.collect::<rusqlite::Result<Vec<String>>>()?;
    rows.sort_unstable();
    Ok(rows)
}

fn row_text(row: &Row<'_>, columns: usize) -> rusqlite::Result<String> {
    let mut cells = Vec::with_capacity(columns);
    for column in 0..columns {
        cells.push(match row.get_ref(column)? {
            ValueRef::Null => "NULL".to_owned(),
            ValueRef::Integer(value) => value.to_string(),
            ValueRef::Real(value) => value.to_string(),
            ValueRef::Text(text) => format!("{:?}", String::from_utf8_lossy(text)),
            ValueRef::Blob(bytes) => to_hex(bytes),
        });
    }
    Ok(cells.join("|"))
}

fn compare_table(
    table: &str,
    fresh: &Connection,
    here: &Connection,
    found: &mut Vec<Difference>,
) -> Result<()> {
    const MOST: usize = 200;
    let expected = rows_of(fresh, table)?;
    // A table that is gone altogether misses every row.
    let actual = rows_of(here, table).unwrap_or_default();
    let missing = expected.iter().filter(|row| actual.binary_search(row).is_err());
    let extra = actual.iter().filter(|row| expected.binary_search(row).is_err());
    let difference =
        |kind| move |row: &String| Difference { table: table.to_owned(), row: row.clone(), kind };
    found.extend(missing.take(MOST).map(difference(DifferenceKind::Missing)));
    found.extend(extra.take(MOST).map(difference(DifferenceKind::Extra)));
    Ok(())
}
