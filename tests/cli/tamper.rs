//! A hand that changes a casebook behind the program's back.
#![allow(dead_code, reason = "each file of tests uses what it needs")]

use std::path::Path;

use rusqlite::{Connection, OpenFlags};

/// Opens the file as any other program would; makes none.
pub(crate) fn open(path: &Path) -> Connection {
    Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE).unwrap()
}

/// Changes the file with its guards taken off, and puts them back afterwards.
pub(crate) fn tamper(path: &Path, work: impl FnOnce(&Connection)) {
    let conn = open(path);
    // What is changed for a test may be lost with the machine.
    conn.execute_batch("PRAGMA synchronous = off").unwrap();
    let mut query =
        conn.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").unwrap();
    let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    let guards: Vec<(String, String)> = rows.collect::<Result<_, _>>().unwrap();
    drop(query);
    for (name, _) in &guards {
        conn.execute_batch(&format!("DROP TRIGGER {name}")).unwrap();
    }
    work(&conn);
    for (_, sql) in &guards {
        conn.execute_batch(sql).unwrap();
    }
    conn.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
}
