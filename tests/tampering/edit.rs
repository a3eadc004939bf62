//! Edits of a casebook's tables, made from its own schema: one cell, one row,
//! two rows exchanged.

use std::fmt::Write as _;

use rusqlite::types::Value;
use rusqlite::{Connection, Result, params_from_iter};

/// Tables that are a cache, read back from rows: outside equality and audit.
const CACHE: &str = "search";

/// One change of content.
pub(crate) struct Edit {
    /// The change, for a message.
    pub(crate) what: String,
    /// Table and column, or table and what was done to the row.
    pub(crate) place: String,
    /// Number of the entry whose row it is, where it is somebody's.
    pub(crate) owner: Option<u64>,
    steps: Vec<(String, Vec<Value>)>,
}

impl Edit {
    /// Makes it, with checks of words and lengths off.
    pub(crate) fn make(&self, conn: &Connection) {
        conn.execute_batch("PRAGMA ignore_check_constraints = on; BEGIN").unwrap();
        for (sql, values) in &self.steps {
            let done = conn.execute(sql, params_from_iter(values));
            assert_eq!(done.unwrap_or_else(|e| panic!("{}: {e}", self.what)), 1, "{}", self.what);
        }
        conn.execute_batch("COMMIT").unwrap();
    }
}

/// A table with its columns, and how many of them, first, are its key.
struct Table {
    name: String,
    columns: Vec<Column>,
    rows: Vec<Vec<Value>>,
}

struct Column {
    name: String,
    kind: String,
    in_key: bool,
}

/// Every row of every table but caches, by table.
pub(crate) fn contents(conn: &Connection) -> Result<Vec<(String, Vec<String>)>> {
    let text = |row: &Vec<Value>| format!("{row:?}");
    let table = |table: Table| (table.name, table.rows.iter().map(text).collect());
    Ok(tables(conn)?.into_iter().map(table).collect())
}

/// For each column, bytes of its longest cells as they stand in the file.
pub(crate) fn cells(conn: &Connection) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    for table in tables(conn).unwrap() {
        for at in 0..table.columns.len() {
            let bytes = table.rows.iter().filter_map(|row| match &row[at] {
                Value::Text(text) => Some(text.as_bytes().to_vec()),
                Value::Blob(bytes) => Some(bytes.clone()),
                _ => None,
            });
            found.extend(bytes.filter(|bytes| bytes.len() >= 5).max_by_key(Vec::len));
        }
    }
    found
}

/// Whether every table and its indexes hold together, but those of the cache.
pub(crate) fn integrity(conn: &Connection) -> bool {
    let whole = |table: &str| {
        let sql = format!("PRAGMA integrity_check(\"{table}\")");
        conn.query_row(&sql, [], |row| row.get::<_, String>(0)).is_ok_and(|found| found == "ok")
    };
    tables(conn).is_ok_and(|tables| tables.iter().all(|table| whole(&table.name)))
}

/// Every kind of edit of every table, on `effort` rows of each.
pub(crate) fn edits(conn: &Connection, effort: usize) -> Vec<Edit> {
    let mut edits = Vec::new();
    for table in tables(conn).unwrap() {
        for row in picked(&table.rows, effort) {
            for (at, column) in table.columns.iter().enumerate() {
                for value in others(&table, at, &table.rows[row][at]) {
                    edits.push(table.set(row, column, &value));
                }
            }
            edits.push(table.delete(row));
            edits.push(table.insert(row));
            let next = (row + 1) % table.rows.len();
            edits.extend(table.exchange(row, next));
        }
        if table.rows.is_empty() {
            edits.push(table.invent());
        }
    }
    edits
}

/// Guards and indexes dropped, guards emptied, things added, in SQL.
pub(crate) fn schema_changes(conn: &Connection) -> Vec<String> {
    let mut query = conn
        .prepare(
            "SELECT type, name, tbl_name FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name",
        )
        .unwrap();
    let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
    let rows: Vec<(String, String, String)> = rows.collect::<Result<_>>().unwrap();
    let mut changes = vec![
        "CREATE TRIGGER guard AFTER INSERT ON entry BEGIN DELETE FROM name; END".to_owned(),
        "CREATE TABLE extra (a INTEGER PRIMARY KEY) STRICT".to_owned(),
        "CREATE VIEW view AS SELECT * FROM entry".to_owned(),
    ];
    for (kind, name, table) in rows {
        if table.starts_with(CACHE) {
            continue;
        }
        match kind.as_str() {
            "trigger" => {
                changes.push(format!("DROP TRIGGER {name}"));
                changes.push(format!(
                    "DROP TRIGGER {name};
                     CREATE TRIGGER {name} AFTER INSERT ON {table} BEGIN SELECT 1; END"
                ));
            }
            "index" => changes.push(format!("DROP INDEX {name}")),
            "table" => changes.push(format!("ALTER TABLE {name} ADD COLUMN extra TEXT")),
            other => panic!("{other} {name}: what is done to these?"),
        }
    }
    changes
}

fn tables(conn: &Connection) -> Result<Vec<Table>> {
    let mut query = conn.prepare(
        "SELECT name FROM sqlite_schema WHERE type = 'table'
            AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name",
    )?;
    let names = query.query_map([], |row| row.get::<_, String>(0))?;
    let names: Vec<String> = names.collect::<Result<_>>()?;
    let ours = names.into_iter().filter(|name| !name.starts_with(CACHE));
    ours.map(|name| Table::read(conn, name)).collect()
}

/// The first, the last and some between.
fn picked(rows: &[Vec<Value>], effort: usize) -> Vec<usize> {
    let step = (rows.len() / effort.min(rows.len()).max(1)).max(1);
    (rows.len() / 2 % step..rows.len()).step_by(step).collect()
}

/// Values that a cell could be changed to.
fn others(table: &Table, at: usize, value: &Value) -> Vec<Value> {
    let column = &table.columns[at];
    let mut values = match value {
        Value::Null => vec![match column.kind.as_str() {
            "INTEGER" => Value::Integer(1),
            "BLOB" => Value::Blob(vec![7; 32]),
            _ => Value::Text("x".into()),
        }],
        // A number that is free, since a key may be asked for.
        Value::Integer(number) => vec![Value::Integer(number + 100_000)],
        Value::Real(number) => vec![Value::Real(number + 1.0)],
        Value::Text(text) => vec![Value::Text(format!("{text}x"))],
        Value::Blob(bytes) => {
            let mut bytes = bytes.clone();
            match bytes.last_mut() {
                Some(last) => *last ^= 1,
                None => bytes.push(0),
            }
            vec![Value::Blob(bytes)]
        }
    };
    // Something else that stands in the column: a word of the vocabulary.
    let cells = table.rows.iter().map(|row| &row[at]);
    let other = cells.filter(|other| *other != value && !column.in_key).find(|other| {
        matches!(other, Value::Text(_) | Value::Null) || matches!(value, Value::Integer(_))
    });
    let unique = ["leaf", "id", "sha256"].contains(&column.name.as_str());
    values.extend(other.filter(|_| !unique).cloned());
    values
}

impl Table {
    fn read(conn: &Connection, name: String) -> Result<Self> {
        let mut query = conn.prepare(
            "SELECT name, type, pk > 0 FROM pragma_table_info(?1) ORDER BY pk = 0, pk, cid",
        )?;
        let rows = query.query_map([&name], |row| {
            Ok(Column { name: row.get(0)?, kind: row.get(1)?, in_key: row.get(2)? })
        });
        let columns: Vec<Column> = rows?.collect::<Result<_>>()?;
        let list: Vec<String> =
            columns.iter().map(|column| format!("\"{}\"", column.name)).collect();
        let key = columns.iter().filter(|column| column.in_key).count();
        let sql = format!(
            "SELECT {} FROM \"{name}\" ORDER BY {}",
            list.join(", "),
            list[..key].join(", ")
        );
        let mut query = conn.prepare(&sql)?;
        let rows = query.query_map([], |row| (0..columns.len()).map(|at| row.get(at)).collect());
        let rows = rows?.collect::<Result<_>>()?;
        Ok(Self { name, columns, rows })
    }

    /// The entry that a row is laid out from, or is.
    fn owner(&self, row: usize) -> Option<u64> {
        self.owner_of(&self.rows[row])
    }

    fn owner_of(&self, cells: &[Value]) -> Option<u64> {
        let columns = match self.name.as_str() {
            // Counted over entries, numbered by themselves, or of many entries.
            "tally" | "blob" | "chunk" | "checkpoint" | "withholding" | "node" => return None,
            _ => ["seq", "version", "holder"],
        };
        let at = columns
            .iter()
            .find_map(|wanted| self.columns.iter().position(|column| column.name == *wanted))?;
        match &cells[at] {
            Value::Integer(seq) => Some(u64::try_from(*seq).unwrap()),
            other => panic!("{}: {other:?} is not an entry", self.name),
        }
    }

    fn edit(&self, row: usize, place: &str, steps: Vec<(String, Vec<Value>)>) -> Edit {
        let place = format!("{}.{place}", self.name);
        let mut what = format!("{place} of row {row}");
        for (sql, values) in &steps {
            let values: String = format!("{values:?}").chars().take(160).collect();
            let _ = write!(what, "\n    {sql} {values}");
        }
        Edit { what, place, owner: self.owner(row), steps }
    }

    /// The condition that a row is this one, its values numbered from `from`.
    fn is(&self, row: usize, from: usize) -> (String, Vec<Value>) {
        let key = self.columns.iter().enumerate().filter(|(_, column)| column.in_key);
        let (terms, values): (Vec<String>, Vec<Value>) = key
            .map(|(at, column)| {
                (format!("\"{}\" = ?{}", column.name, from + at), self.rows[row][at].clone())
            })
            .unzip();
        (terms.join(" AND "), values)
    }

    fn set(&self, row: usize, column: &Column, value: &Value) -> Edit {
        let (is, key) = self.is(row, 2);
        let sql = format!("UPDATE \"{}\" SET \"{}\" = ?1 WHERE {is}", self.name, column.name);
        let values = std::iter::once(value.clone()).chain(key).collect();
        self.edit(row, &column.name, vec![(sql, values)])
    }

    fn delete(&self, row: usize) -> Edit {
        let (is, key) = self.is(row, 1);
        let sql = format!("DELETE FROM \"{}\" WHERE {is}", self.name);
        self.edit(row, "(row deleted)", vec![(sql, key)])
    }

    /// The same row again under another key.
    fn insert(&self, row: usize) -> Edit {
        let mut cells = self.rows[row].clone();
        let mut free = true;
        for (column, cell) in self.columns.iter().zip(&mut cells) {
            let unique = ["leaf", "id", "sha256"].contains(&column.name.as_str());
            match cell {
                Value::Integer(number) if column.in_key && free => *number += 100_000,
                Value::Text(text) if column.in_key && free => text.push('x'),
                Value::Blob(bytes) if unique => bytes[0] ^= 1,
                _ => continue,
            }
            free = false;
        }
        let mut edit = self.edit(row, "(row added)", vec![(self.insertion(), cells.clone())]);
        // It is of the entry that it names, if there is one.
        edit.owner = self.owner_of(&cells);
        edit
    }

    /// A row where there is none.
    fn invent(&self) -> Edit {
        let cell = |column: &Column| match column.kind.as_str() {
            "INTEGER" => Value::Integer(1),
            "BLOB" => Value::Blob(vec![7; 32]),
            _ => Value::Text("x".into()),
        };
        let cells = self.columns.iter().map(cell).collect();
        let place = format!("{}.(row added)", self.name);
        Edit { what: place.clone(), place, owner: None, steps: vec![(self.insertion(), cells)] }
    }

    fn insertion(&self) -> String {
        let names: Vec<String> =
            self.columns.iter().map(|column| format!("\"{}\"", column.name)).collect();
        let marks: Vec<String> = (1..=names.len()).map(|at| format!("?{at}")).collect();
        format!(
            "INSERT INTO \"{}\" ({}) VALUES ({})",
            self.name,
            names.join(", "),
            marks.join(", ")
        )
    }

    /// All but their keys, exchanged between two rows: as if they stood in
    /// another order. None where nothing changes by that.
    fn exchange(&self, one: usize, other: usize) -> Option<Edit> {
        let key = self.columns.iter().filter(|column| column.in_key).count();
        if one == other || self.rows[one][key..] == self.rows[other][key..] {
            return None;
        }
        let rest = &self.columns[key..];
        let remove = |row: usize| {
            let (is, values) = self.is(row, 1);
            (format!("DELETE FROM \"{}\" WHERE {is}", self.name), values)
        };
        let put = |keys: usize, cells: usize| {
            let row = self.rows[keys][..key].iter().chain(&self.rows[cells][key..]);
            (self.insertion(), row.cloned().collect())
        };
        assert!(!rest.is_empty());
        let steps = vec![remove(one), remove(other), put(one, other), put(other, one)];
        Some(self.edit(one, "(rows exchanged)", steps))
    }
}
