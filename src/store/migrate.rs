//! Older formats of the file: the steps to this program's, and a copy kept of
//! what was there before.

use std::fs;

use rusqlite::{Connection, named_params};

use super::{Store, fault, schema};
use crate::error::{Error, Result};

/// Steps from schema 1 to 2, 2 to 3, and so on. Append; never edit.
///
/// A step may add to the record's tables, or lay their rows out in another way,
/// and may not alter them. It drops the projection's tables that the newer schema no longer has; the rest
/// of the projection is made anew after every migration.
pub(super) const MIGRATIONS: &[&str] = &[
    // 2: tables of the projection alone, which are made anew.
    "", // 3: no index of ids beside the record's own.
    "", // 4: pieces of bytes are not the key of their table.
    CHUNKS_BY_ROW,
];

/// SQLite compares the key of a row that is its own index by reading all of it:
/// to put one piece in, it read a dozen others.
const CHUNKS_BY_ROW: &str = "\
DROP TRIGGER chunk_only_appends;
DROP TRIGGER chunk_never_changes;
DROP TRIGGER chunk_leaves_only_withheld;
ALTER TABLE chunk RENAME TO chunk_before;
CREATE TABLE chunk (
  blob     INTEGER NOT NULL,                       -- number of the blob
  number   INTEGER NOT NULL CHECK (number >= 0),   -- 0, 1, 2, ... in order
  encoding TEXT NOT NULL                           -- how the bytes are kept
    CHECK (encoding IN ('plain', 'zlib')),
  bytes    BLOB NOT NULL,                          -- the piece, as encoded
  PRIMARY KEY (blob, number)                       -- an index of its own: pieces are too long to be one
) STRICT;

CREATE TRIGGER chunk_only_appends BEFORE INSERT ON chunk
WHEN EXISTS (SELECT 1 FROM chunk WHERE blob = NEW.blob AND number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'captured bytes never change: capture again'); END;

CREATE TRIGGER chunk_never_changes BEFORE UPDATE ON chunk
BEGIN SELECT RAISE(ABORT, 'captured bytes never change: capture again'); END;

CREATE TRIGGER chunk_leaves_only_withheld BEFORE DELETE ON chunk
WHEN NOT EXISTS (
  SELECT 1 FROM withholding JOIN blob USING (sha256) WHERE blob.number = OLD.blob)
BEGIN SELECT RAISE(ABORT, 'captured bytes leave only by `withhold`'); END;
INSERT INTO chunk (blob, number, encoding, bytes)
  SELECT blob, number, encoding, bytes FROM chunk_before ORDER BY blob, number;
DROP TABLE chunk_before;";

/// The schema that this program writes.
pub(super) const VERSION: u32 = newest(MIGRATIONS);

#[expect(clippy::cast_possible_truncation, reason = "a short list")]
const fn newest(steps: &[&str]) -> u32 {
    steps.len() as u32 + 1
}

/// The schema that a file has.
pub(super) fn version(conn: &Connection) -> rusqlite::Result<u32> {
    conn.pragma_query_value(None, "user_version", |row| row.get(0))
}

/// Puts a copy of the file beside it, once for each state of the record:
/// `NAME.casebook.format-1-with-24-entries`.
pub(super) fn keep_copy(store: &Store, found: u32) -> Result<()> {
    let mut name = store.path.as_os_str().to_owned();
    name.push(format!(".format-{found}-with-{}-entries", store.head()?.size));
    let kept = std::path::PathBuf::from(name);
    if kept.exists() {
        return Ok(());
    }
    let unfinished = kept.with_extension("unfinished");
    let at = |source| Error::File { path: kept.clone(), source };
    if unfinished.exists() {
        fs::remove_file(&unfinished).map_err(at)?;
    }
    let target = unfinished.to_string_lossy();
    store.conn.execute("VACUUM INTO :target", named_params! { ":target": target })?;
    fs::File::open(&unfinished).and_then(|file| file.sync_all()).map_err(at)?;
    fs::rename(&unfinished, &kept).map_err(at)
}

/// Brings a file up to the schema that `steps` lead to, all of them or none,
/// and lays the projection out anew.
pub(super) fn upgrade(store: &Store, steps: &[&str]) -> Result<()> {
    store.conn.execute_batch("BEGIN IMMEDIATE").map_err(|e| fault::of_file(&store.path, e))?;
    let upgraded =
        take_steps(store, steps).and_then(|()| Ok(store.conn.execute_batch("COMMIT")?));
    if upgraded.is_err() {
        // SQLite may have rolled back by itself, on a full disk.
        let _ = store.conn.execute_batch("ROLLBACK");
    }
    upgraded
}

fn take_steps(store: &Store, steps: &[&str]) -> Result<()> {
    // Read under the lock: another program may have done it meanwhile.
    let found = version(&store.conn)?;
    let left = steps.iter().skip(found.saturating_sub(1) as usize);
    if left.len() == 0 {
        return Ok(());
    }
    for step in left {
        store.conn.execute_batch(step)?;
    }
    store.conn.pragma_update(None, "user_version", newest(steps))?;
    schema::renew_projection(&store.conn)?;
    store.replay()?;
    store.fill_index()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::journal::{Body, Entry, fact};
    use crate::model::{Nonce, Stamp};
    use crate::store::{Access, Batch};

    const NEXT: &str = "CREATE TABLE note (number INTEGER PRIMARY KEY) STRICT";
    const AND_NEXT: &str = "ALTER TABLE note ADD COLUMN text TEXT NOT NULL DEFAULT ''";

    /// The steps there are, and these.
    fn then(more: &[&'static str]) -> Vec<&'static str> {
        [MIGRATIONS, more].concat()
    }

    fn casebook(folder: &Path) -> Store {
        let terms = fact::Casebook {
            categories: Vec::new(),
            conventions: Vec::new(),
            founder: None,
            of: None,
            origin: "test/00000000".to_owned(),
            scales: Vec::new(),
            standards: Vec::new(),
            title: "Test".to_owned(),
            units: Vec::new(),
        };
        let stamp = Stamp { at: "2025-11-01T12:00:00Z".parse().unwrap(), by: "ann".to_owned() };
        let entry = Entry::new(&stamp, Nonce::from_bytes([7; 16]), terms.into());
        let entries = vec![Body::of(entry).unwrap()];
        let first = Batch { entries, ..Batch::default() };
        Store::create(&folder.join("test.casebook"), &first).unwrap()
    }

    fn columns_of_note(store: &Store) -> i64 {
        store
            .conn
            .query_row("SELECT count(*) FROM pragma_table_info('note')", [], |row| row.get(0))
            .unwrap()
    }

    #[test]
    fn a_new_casebook_has_the_newest_schema() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(version(&casebook(folder.path()).conn).unwrap(), VERSION);
    }

    #[test]
    fn an_older_schema_takes_the_steps_it_lacks_and_its_projection_is_made_anew() {
        let folder = tempfile::tempdir().unwrap();
        let store = casebook(folder.path());
        let before = (store.head().unwrap(), store.dump_projection().unwrap());
        store.conn.execute_batch("DELETE FROM thing").unwrap();
        upgrade(&store, &then(&[NEXT])).unwrap();
        assert_eq!((version(&store.conn).unwrap(), columns_of_note(&store)), (VERSION + 1, 1));
        upgrade(&store, &then(&[NEXT, AND_NEXT])).unwrap();
        assert_eq!((version(&store.conn).unwrap(), columns_of_note(&store)), (VERSION + 2, 2));
        upgrade(&store, &then(&[NEXT, AND_NEXT])).unwrap();
        assert_eq!((store.head().unwrap(), store.dump_projection().unwrap()), before);
    }

    #[test]
    fn a_step_that_fails_leaves_the_older_schema() {
        let folder = tempfile::tempdir().unwrap();
        let store = casebook(folder.path());
        let before = store.dump_projection().unwrap();
        assert!(upgrade(&store, &then(&[NEXT, "DELETE FROM entry"])).is_err());
        assert_eq!((version(&store.conn).unwrap(), columns_of_note(&store)), (VERSION, 0));
        assert_eq!(store.dump_projection().unwrap(), before);
    }

    #[test]
    fn the_copy_kept_before_a_migration_is_a_casebook() {
        let folder = tempfile::tempdir().unwrap();
        let store = casebook(folder.path());
        keep_copy(&store, 1).unwrap();
        keep_copy(&store, 1).unwrap();
        let kept = folder.path().join("test.casebook.format-1-with-1-entries");
        let kept = Store::open(&kept, Access::Read).unwrap();
        assert_eq!(kept.head().unwrap(), store.head().unwrap());
    }
}
