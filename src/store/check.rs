//! The file's own checks: SQLite's, and its projection against its journal.
//! None of them writes the file.

use std::cmp::Ordering;

use rusqlite::types::{Value, ValueRef};
use rusqlite::{Connection, OpenFlags, Row, Rows, Statement, named_params};

use super::open::STATEMENTS;
use super::project::Expected;
use super::recall::Recall;
use super::{Store, project, schema, signed, unsigned};
use crate::error::Result;
use crate::journal::Decoded;
use crate::model::{Handle, to_hex};

/// The most damage that is listed.
const MOST_DAMAGE: usize = 20;

/// The most differences that are listed for one table.
const MOST: usize = 200;

/// How a row of the projection differs from what the journal gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DifferenceKind {
    /// The journal gives it, and it is not there.
    Missing,
    /// It is there, and the journal does not give it.
    Extra,
    /// It is there with other cells.
    Altered,
}

/// A row of the projection that differs from what the journal gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The table.
    pub table: String,
    /// The entry that the row is about, where a column of it says so.
    pub entry: Option<u64>,
    /// The handle of what that entry logged, as the journal gives it.
    pub handle: Option<Handle>,
    /// The row's key: `seq 12`, `version 12, nth 0`.
    pub key: String,
    /// Missing, extra or altered.
    pub kind: DifferenceKind,
    /// Of an altered row the cells that differ, in order of name.
    pub cells: Vec<Cell>,
}

/// A cell that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// Its column.
    pub column: String,
    /// What stands there.
    pub found: String,
    /// What the journal gives.
    pub expected: String,
}

/// Columns that name the entry that a row is about, the first that a table has.
const ENTRY: [&str; 3] = ["seq", "holder", "version"];

impl Store {
    /// SQLite's own check of every page that holds something, and of every
    /// index against its table; empty if all is well, at most 20 findings.
    ///
    /// Table by table, and not in one: that would read the index of words in
    /// its own way too, a cache that nothing is believed for, at ten times the
    /// cost. Pages that hold nothing are left aside. What CHECKs ask of a row is
    /// left to those who compute the row again.
    pub fn file_damage(&self) -> Result<Vec<String>> {
        let before: bool =
            self.conn.pragma_query_value(None, "ignore_check_constraints", |row| row.get(0))?;
        self.conn.pragma_update(None, "ignore_check_constraints", true)?;
        let found = self.damage_of_tables();
        self.conn.pragma_update(None, "ignore_check_constraints", before)?;
        found
    }

    /// Pieces of bytes that belong to none that are kept, by the number that
    /// they name.
    pub fn loose_pieces(&self) -> Result<Vec<u64>> {
        let mut query = self.conn.prepare(
            "SELECT DISTINCT blob FROM chunk WHERE blob NOT IN (SELECT number FROM blob) ORDER BY blob",
        )?;
        let rows = query.query_map([], |row| row.get::<_, i64>("blob"))?;
        Ok(rows.map(|row| row.map(unsigned)).collect::<rusqlite::Result<_>>()?)
    }

    /// Number of permits to take bytes out. There is one only while a write
    /// that withholds is at work, and others never see it.
    pub fn permits(&self) -> Result<u64> {
        let mut query = self.conn.prepare("SELECT count(*) FROM withholding")?;
        Ok(unsigned(query.query_row([], |row| row.get(0))?))
    }

    fn damage_of_tables(&self) -> Result<Vec<String>> {
        let mut query = self.conn.prepare(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0 ORDER BY rootpage",
        )?;
        let names = query.query_map([], |row| row.get::<_, String>(0))?;
        let mut names = names.collect::<rusqlite::Result<Vec<String>>>()?;
        names.insert(0, "sqlite_schema".to_owned());
        let mut found = Vec::new();
        for name in names {
            // A name cannot be bound here; whatever it is, it stays a name.
            let name = name.replace('"', "\"\"");
            let mut query = self.conn.prepare(&format!("PRAGMA integrity_check(\"{name}\")"))?;
            let lines = query.query_map([], |row| row.get::<_, String>(0))?;
            for line in lines {
                found.extend(Some(line?).filter(|line| line != "ok"));
            }
            if found.len() >= MOST_DAMAGE {
                found.truncate(MOST_DAMAGE);
                break;
            }
        }
        Ok(found)
    }

    /// Rows of the projection that differ from what the journal gives, which is
    /// read for that; see [`Self::differences_from`].
    pub fn projection_differences(&self) -> Result<Vec<Difference>> {
        let mut expected = Expected::default();
        self.each_entry(0, &mut |raw| {
            let entry = match Decoded::read(raw.body) {
                Ok(Decoded::Known(entry)) => Some(entry),
                Ok(Decoded::Unknown { .. }) | Err(_) => None,
            };
            expected.take(raw.seq, raw.known_as(), raw.body, entry.as_deref());
            Ok(())
        })?;
        self.differences_from(&expected)
    }

    /// Rows of the projection that differ from what the journal gives, table
    /// by table and in order of key, at most 200 for each table.
    ///
    /// Every row is read once and summed up against `expected`. Only for tables
    /// that differ is the journal laid out in a temporary database, and the two
    /// are read side by side: memory for two rows.
    pub fn differences_from(&self, expected: &Expected) -> Result<Vec<Difference>> {
        let differing = expected.differing(&self.conn);
        if differing.is_empty() {
            return Ok(Vec::new());
        }
        let fresh = self.laid_out()?;
        let mut differences = Vec::new();
        for table in differing.iter().map(|table| table.name()) {
            let mut expected = Source::of(&fresh.conn, table)?;
            // A table that is gone, or lacks a column, misses every row.
            let mut actual = Source::with(&self.conn, table, &expected.columns, expected.key).ok();
            let actual = actual.as_mut().map(Source::rows).transpose()?;
            let columns = expected.columns.clone();
            let told = Told { table, columns: &columns, fresh: &fresh };
            compare(&told, expected.rows()?, actual, &mut differences)?;
        }
        Ok(differences)
    }

    /// The journal, laid out in a database of its own in temporary storage,
    /// without the entries' bytes.
    fn laid_out(&self) -> Result<Self> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
        let conn = Connection::open_with_flags("", flags)?;
        conn.set_prepared_statement_cache_capacity(STATEMENTS);
        conn.execute_batch("PRAGMA journal_mode = off; PRAGMA synchronous = off;")?;
        conn.execute_batch(schema::SCHEMA)?;
        // The record's triggers ask for unbroken numbers; a gap is found
        // elsewhere, and what follows it is laid out all the same.
        conn.execute_batch("DROP TRIGGER entry_only_appends; BEGIN")?;
        let recall = Box::new(Recall::awake());
        let fresh = Self { conn, path: self.path.clone(), copy: None, recall };
        self.each_entry(0, &mut |raw| {
            let id = raw.known_as();
            // Only ids are looked up again. An entry that stands twice is
            // named by the audit of the record.
            fresh
                .conn
                .prepare_cached(
                    "INSERT OR IGNORE INTO entry (seq, body, leaf) VALUES (:seq, x'', :leaf)",
                )?
                .execute(named_params! { ":seq": signed(raw.seq), ":leaf": id.as_bytes() })?;
            if let Ok(Decoded::Known(entry)) = Decoded::read(raw.body) {
                // What refers to nothing is named by the audit of references.
                let _ = project::project(&fresh.ground(), raw.seq, id, raw.body, &entry);
            }
            Ok(())
        })?;
        fresh.conn.execute_batch("COMMIT")?;
        // What is remembered was true before later entries.
        fresh.recall.sleep();
        Ok(fresh)
    }

    /// Every row of every projection table, in order of key: for comparing two
    /// casebooks.
    pub fn dump_projection(&self) -> Result<Vec<(String, Vec<String>)>> {
        let mut dump = Vec::new();
        for table in schema::projection_tables()? {
            let mut source = Source::of(&self.conn, &table)?;
            let mut rows = source.rows()?;
            let mut texts = Vec::new();
            while let Some(line) = rows.next()? {
                texts.push(line.text());
            }
            dump.push((table, texts));
        }
        Ok(dump)
    }
}

/// A table to be read in order of its key.
struct Source<'a> {
    query: Statement<'a>,
    /// Those of the key first.
    columns: Vec<String>,
    key: usize,
}

impl<'a> Source<'a> {
    fn of(conn: &'a Connection, table: &str) -> Result<Self> {
        let columns = columns(conn, table)?;
        let key = columns.iter().filter(|(_, in_key)| *in_key).count();
        let names: Vec<String> = columns.into_iter().map(|(name, _)| name).collect();
        Self::with(conn, table, &names, key)
    }

    /// With these columns, of which the first `key` are the key. Names come
    /// from our own schema, never from a user; they cannot be bound.
    fn with(conn: &'a Connection, table: &str, columns: &[String], key: usize) -> Result<Self> {
        let names: Vec<String> = columns.iter().map(|name| format!("\"{name}\"")).collect();
        let sql = format!(
            "SELECT {} FROM \"{table}\" ORDER BY {}",
            names.join(", "),
            names[..key].join(", ")
        );
        Ok(Self { query: conn.prepare(&sql)?, columns: columns.to_vec(), key })
    }

    fn rows(&mut self) -> Result<Lines<'_>> {
        let (key, columns) = (self.key, self.columns.len());
        Ok(Lines { rows: self.query.query([])?, key, columns })
    }
}

/// A table as its differences are told of.
struct Told<'a> {
    table: &'a str,
    columns: &'a [String],
    /// What the journal gives.
    fresh: &'a Store,
}

impl Told<'_> {
    fn difference(&self, line: &Line, kind: DifferenceKind, cells: Vec<Cell>) -> Difference {
        let named = self.columns.iter().zip(&line.cells);
        let key: Vec<String> = named
            .clone()
            .take(line.key)
            .map(|(name, cell)| format!("{name} {}", cell_text(cell)))
            .collect();
        let entry = ENTRY.iter().find_map(|column| {
            let (_, cell) = named.clone().find(|(name, _)| name == column)?;
            let Value::Integer(seq) = cell else { return None };
            u64::try_from(*seq).ok()
        });
        let handle = entry.and_then(|seq| self.fresh.handle_at(seq).ok().flatten());
        let (table, key) = (self.table.to_owned(), key.join(", "));
        Difference { table, entry, handle, key, kind, cells }
    }

    fn cells(&self, wanted: &Line, got: &Line) -> Vec<Cell> {
        let pairs = self.columns.iter().zip(wanted.cells.iter().zip(&got.cells));
        let differ = pairs.filter(|(_, (wanted, got))| wanted != got);
        let cell = |(column, (wanted, got)): (&String, (&Value, &Value))| Cell {
            column: column.clone(),
            found: cell_text(got),
            expected: cell_text(wanted),
        };
        differ.map(cell).collect()
    }
}

/// A table's columns: those of its key first, in the key's order, then the
/// others in order of name.
fn columns(conn: &Connection, table: &str) -> Result<Vec<(String, bool)>> {
    let mut query =
        conn.prepare("SELECT name, pk FROM pragma_table_info(:table) ORDER BY pk = 0, pk, name")?;
    let rows = query.query_map(named_params! { ":table": table }, |row| {
        Ok((row.get("name")?, row.get::<_, i64>("pk")? > 0))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The rows of a table, in order of its key.
struct Lines<'a> {
    rows: Rows<'a>,
    key: usize,
    columns: usize,
}

impl Lines<'_> {
    fn next(&mut self) -> Result<Option<Line>> {
        let (key, columns) = (self.key, self.columns);
        let line = self.rows.next()?.map(|row| Line::of(row, key, columns)).transpose()?;
        Ok(line)
    }
}

/// One row: its key, then its other cells.
struct Line {
    cells: Vec<Value>,
    key: usize,
}

impl Line {
    fn of(row: &Row<'_>, key: usize, columns: usize) -> rusqlite::Result<Self> {
        let cells = (0..columns).map(|at| row.get(at)).collect::<rusqlite::Result<_>>()?;
        Ok(Self { cells, key })
    }

    fn text(&self) -> String {
        let cells: Vec<String> = self.cells.iter().map(cell_text).collect();
        cells.join("|")
    }

    fn cmp_key(&self, other: &Self) -> Ordering {
        let (mine, theirs) = (&self.cells[..self.key], &other.cells[..other.key]);
        let differing = mine.iter().zip(theirs).map(|(a, b)| cmp_cells(a, b));
        differing.into_iter().find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
    }
}

fn cell_text(cell: &Value) -> String {
    match cell {
        Value::Null => "NULL".to_owned(),
        Value::Integer(value) => value.to_string(),
        Value::Real(value) => value.to_string(),
        Value::Text(text) => format!("{text:?}"),
        Value::Blob(bytes) => to_hex(bytes),
    }
}

/// The order of `SQLite`'s own comparison (datatypes, §4.1).
fn cmp_cells(a: &Value, b: &Value) -> Ordering {
    match (ValueRef::from(a), ValueRef::from(b)) {
        (ValueRef::Integer(a), ValueRef::Integer(b)) => a.cmp(&b),
        (ValueRef::Text(a), ValueRef::Text(b)) | (ValueRef::Blob(a), ValueRef::Blob(b)) => a.cmp(b),
        // The schema is STRICT: one column holds one type, and no key is real.
        _ => rank(a).cmp(&rank(b)),
    }
}

fn rank(cell: &Value) -> u8 {
    match cell {
        Value::Null => 0,
        Value::Integer(_) | Value::Real(_) => 1,
        Value::Text(_) => 2,
        Value::Blob(_) => 3,
    }
}

/// Merges two tables by key, and lists where they differ.
fn compare(
    told: &Told<'_>,
    mut expected: Lines<'_>,
    mut actual: Option<Lines<'_>>,
    found: &mut Vec<Difference>,
) -> Result<()> {
    let mut here = || actual.as_mut().map_or(Ok(None), Lines::next);
    let full = found.len() + MOST;
    let (mut wanted, mut got) = (expected.next()?, here()?);
    while found.len() < full {
        let order = match (&wanted, &got) {
            (None, None) => break,
            (Some(line), None) => {
                found.push(told.difference(line, DifferenceKind::Missing, Vec::new()));
                Ordering::Less
            }
            (None, Some(line)) => {
                found.push(told.difference(line, DifferenceKind::Extra, Vec::new()));
                Ordering::Greater
            }
            (Some(wanted), Some(got)) => {
                let order = wanted.cmp_key(got);
                match order {
                    Ordering::Less => {
                        found.push(told.difference(wanted, DifferenceKind::Missing, Vec::new()));
                    }
                    Ordering::Greater => {
                        found.push(told.difference(got, DifferenceKind::Extra, Vec::new()));
                    }
                    Ordering::Equal if wanted.cells != got.cells => {
                        let cells = told.cells(wanted, got);
                        found.push(told.difference(wanted, DifferenceKind::Altered, cells));
                    }
                    Ordering::Equal => {}
                }
                order
            }
        };
        if order.is_le() {
            wanted = expected.next()?;
        }
        if order.is_ge() {
            got = here()?;
        }
    }
    Ok(())
}
