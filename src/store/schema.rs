//! The schema: its text, its parts, and how a file's schema differs.

use std::collections::BTreeMap;

use rusqlite::Connection;

use super::Store;
use crate::error::Result;

/// The schema of a new casebook; also what every migration must arrive at.
pub(super) const SCHEMA: &str = include_str!("../../schema.sql");

/// Tables of the record; the other ones are the projection's and the index.
pub(super) const RECORD: &[&str] = &["entry", "node", "blob", "chunk", "withholding", "checkpoint"];

/// The index, and the tables in which SQLite keeps it (FTS5, §11).
const INDEX: &[&str] = &["search", "search_config", "search_data", "search_docsize", "search_idx"];

/// The line of `schema.sql` that opens its second part.
const PROJECTION_OPENS: &str = "-- == Part 2: the projection";

impl Store {
    /// Tables, indexes and triggers whose SQL is not that of `schema.sql`,
    /// with what happened to each: `NAME is missing`, `NAME was altered`,
    /// `NAME was added`; in order of name, additions last.
    pub fn schema_differences(&self) -> Result<Vec<String>> {
        let (ours, here) = (objects(&pattern()?)?, objects(&self.conn)?);
        let mut found = Vec::new();
        for (name, sql) in &ours {
            match here.get(name) {
                None => found.push(format!("{name} is missing")),
                Some(other) if other != sql => found.push(format!("{name} was altered")),
                Some(_) => {}
            }
        }
        let added = here.keys().filter(|name| !ours.contains_key(*name));
        found.extend(added.map(|name| format!("{name} was added")));
        Ok(found)
    }
}

/// An empty database in memory with the schema.
fn pattern() -> Result<Connection> {
    let conn = Connection::open_in_memory()?;
    conn.execute_batch(SCHEMA)?;
    Ok(conn)
}

fn objects(conn: &Connection) -> Result<BTreeMap<String, String>> {
    let mut query = conn.prepare(
        "SELECT name, sql FROM sqlite_schema
          WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
          ORDER BY name",
    )?;
    let rows = query.query_map([], |row| Ok((row.get("name")?, row.get("sql")?)))?;
    let all: Vec<(String, String)> = rows.collect::<rusqlite::Result<_>>()?;
    // The tables in which SQLite keeps the index are spelled by SQLite, and
    // differ between its versions.
    Ok(all.into_iter().filter(|(name, _)| !INDEX.contains(&name.as_str())).collect())
}

/// The projection's tables in the schema, in order of name.
pub(super) fn projection_tables() -> Result<Vec<String>> {
    let conn = pattern()?;
    let mut query = conn.prepare(
        "SELECT name FROM sqlite_schema
          WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
          ORDER BY name",
    )?;
    let rows = query.query_map([], |row| row.get::<_, String>("name"))?;
    let mut tables: Vec<String> = rows.collect::<rusqlite::Result<_>>()?;
    tables.retain(|table| !RECORD.contains(&table.as_str()) && !INDEX.contains(&table.as_str()));
    Ok(tables)
}

/// Drops the projection's tables and the index and makes them again, empty.
/// Tables that someone else added are left alone.
pub(super) fn renew_projection(conn: &Connection) -> Result<()> {
    for table in projection_tables()? {
        // Names come from our own schema; they cannot be bound.
        conn.execute_batch(&format!("DROP TABLE IF EXISTS \"{table}\""))?;
    }
    conn.execute_batch("DROP TABLE IF EXISTS search")?;
    Ok(conn.execute_batch(derived_sql())?)
}

/// The parts of the schema that are made from the record.
fn derived_sql() -> &'static str {
    let from = SCHEMA.find(PROJECTION_OPENS).expect("a test looks for the line");
    &SCHEMA[from..]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::vocab::{
        Attribution, AttributionKind, BasisKind, Finding, KnownBy, LinkState, LinkType, Reply,
        ReviewOutcome, SpanRole, Stance, Work,
    };

    /// The words that a CHECK of `schema.sql` allows in a column.
    fn allowed(table: &str, column: &str) -> Vec<&'static str> {
        let table = SCHEMA.split_once(&format!("\nCREATE TABLE {table} (")).unwrap().1;
        let table = table.split_once("\n) STRICT").unwrap().0;
        let check = table.split_once(&format!("CHECK ({column} IN (")).unwrap().1;
        let words = check.split_once("))").unwrap().0;
        words.split(", ").map(|word| word.trim_matches('\'')).collect()
    }

    #[test]
    fn every_check_on_words_lists_the_vocabulary() {
        macro_rules! words {
            ($($vocabulary:ident),+) => {
                [$($vocabulary::ALL.iter().map(|word| word.as_str()).collect::<Vec<_>>()),+].concat()
            };
        }
        let cases = [
            ("version", "kind", words!(AttributionKind)),
            ("version", "known", words!(KnownBy)),
            ("position", "stance", words!(Stance)),
            ("position", "basis", words!(BasisKind)),
            ("span", "role", words!(SpanRole)),
            ("link", "kind", words!(LinkType)),
            ("link", "state", words!(LinkState)),
            ("answer", "reply", words!(Reply)),
            ("verdict", "value", words!(Work, Attribution, Finding)),
            ("review", "outcome", words!(ReviewOutcome)),
        ];
        for (table, column, words) in cases {
            assert_eq!(allowed(table, column), words, "{table}.{column}");
        }
    }

    #[test]
    fn the_two_parts_share_no_table() {
        let conn = Connection::open_in_memory().unwrap();
        conn.execute_batch(derived_sql()).unwrap();
        let second: Vec<String> = objects(&conn).unwrap().into_keys().collect();
        assert!(second.contains(&"thing".to_owned()), "{second:?}");
        assert!(RECORD.iter().all(|table| !second.contains(&(*table).to_owned())), "{second:?}");
        for table in projection_tables().unwrap() {
            assert!(second.contains(&table), "{table} stands in the wrong part");
        }
    }

    /// A stock `sqlite3` shell shows `.schema`: it must explain itself.
    #[test]
    fn every_table_and_column_has_a_comment() {
        let mut in_table = false;
        let mut before = "";
        for line in SCHEMA.lines() {
            if line.starts_with("CREATE TABLE") {
                assert!(before.starts_with("-- "), "no comment before: {line}");
                in_table = true;
            } else if line.starts_with(')') {
                in_table = false;
            } else if in_table && column(line) {
                let commented = line.contains("-- ");
                assert!(commented, "no comment on: {line}");
            }
            before = line;
        }
    }

    fn column(line: &str) -> bool {
        line.starts_with("  ") && line[2..].starts_with(|c: char| c.is_ascii_lowercase())
    }

    #[test]
    fn every_table_is_strict_and_has_a_key_of_its_own() {
        let conn = pattern().unwrap();
        let sloppy: i64 = conn
            .query_row(
                "SELECT count(*) FROM pragma_table_list AS list
                  WHERE list.schema = 'main' AND list.type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
                    AND (NOT strict
                         OR NOT EXISTS (SELECT 1 FROM pragma_table_info(list.name) WHERE pk > 0))",
                [],
                |row| row.get(0),
            )
            .unwrap();
        assert_eq!(sloppy, 0);
    }
}
