//! The file's own checks find what was altered, and write nothing.

use rashomon::store::DifferenceKind;
use rusqlite::config::DbConfig;

use super::{Desk, append, party};

#[test]
fn a_casebook_as_we_write_it_passes_its_own_checks() {
    let store = Desk::with_parties(5).read();
    assert_eq!(store.file_damage().unwrap(), [""; 0]);
    assert_eq!(store.schema_differences().unwrap(), [""; 0]);
    assert_eq!(store.projection_differences().unwrap(), []);
}

#[test]
fn an_altered_schema_is_named_object_by_object() {
    let desk = Desk::new();
    desk.raw()
        .execute_batch(
            "DROP TRIGGER entry_never_changes;
             DROP TRIGGER node_never_leaves;
             CREATE TRIGGER node_never_leaves BEFORE DELETE ON node BEGIN SELECT 1; END;
             CREATE TABLE notes (text TEXT);",
        )
        .unwrap();
    let found = desk.read().schema_differences().unwrap();
    let expected =
        ["entry_never_changes is missing", "node_never_leaves was altered", "notes was added"];
    assert_eq!(found, expected);
}

#[test]
fn an_altered_projection_is_named_row_by_row_and_rebuilt() {
    let desk = Desk::with_parties(5);
    let before = desk.read().dump_projection().unwrap();
    desk.raw()
        .execute_batch(
            "UPDATE name SET name = 'Somebody else' WHERE seq = 3;
             DELETE FROM thing WHERE seq = 2;
             INSERT INTO undone (seq, by) VALUES (1, 2);",
        )
        .unwrap();
    let mut store = desk.write();
    let found = store.projection_differences().unwrap();
    let found: Vec<_> = found.iter().map(|one| (one.table.as_str(), one.kind)).collect();
    let expected = [
        ("name", DifferenceKind::Altered),
        ("thing", DifferenceKind::Missing),
        ("undone", DifferenceKind::Extra),
    ];
    assert_eq!(found, expected);
    assert_ne!(store.dump_projection().unwrap(), before);
    store.rebuild().unwrap();
    assert_eq!(store.projection_differences().unwrap(), []);
    assert_eq!(store.dump_projection().unwrap(), before);
}

#[test]
fn tables_that_are_gone_are_found_and_rebuilt_and_a_strangers_table_stays() {
    let desk = Desk::with_parties(2);
    desk.raw()
        .execute_batch(
            "DROP TABLE name; DROP INDEX thing_by_number;
             CREATE TABLE notes (text TEXT); INSERT INTO notes VALUES ('call again');",
        )
        .unwrap();
    let mut store = desk.write();
    assert!(store.projection_differences().unwrap().iter().all(|one| one.table == "name"));
    store.rebuild().unwrap();
    assert_eq!(store.projection_differences().unwrap(), []);
    assert_eq!(store.schema_differences().unwrap(), ["notes was added"]);
    append(&mut store, vec![party(9, "Nine")]);
}

#[test]
fn an_altered_entry_is_still_read_and_stops_a_rebuild() {
    let desk = Desk::with_parties(2);
    let raw = desk.raw();
    raw.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false).unwrap();
    raw.execute("UPDATE entry SET body = x'7b' WHERE seq = 1", []).unwrap();
    drop(raw);
    let mut store = desk.write();
    let before = store.dump_projection().unwrap();
    let mut seen = 0;
    store
        .each_entry(0, &mut |_| {
            seen += 1;
            Ok(())
        })
        .unwrap();
    assert_eq!(seen, 3);
    assert!(!store.projection_differences().unwrap().is_empty());
    let error = store.rebuild().err().unwrap();
    assert!(error.to_string().contains("entry 1 was altered"), "{error}");
    assert_eq!(store.dump_projection().unwrap(), before);
}

#[test]
fn a_second_reader_sees_the_state_that_is_held_or_there_is_none() {
    let desk = Desk::with_parties(5);
    let held = desk.read();
    held.hold().unwrap();
    let head = held.head().unwrap();
    let beside = held.beside().expect("nobody wrote meanwhile");
    assert_eq!(beside.head().unwrap(), head);
    assert_eq!(beside.file_damage().unwrap(), [""; 0]);
    append(&mut desk.write(), vec![party(77, "Late")]);
    assert!(held.beside().is_none(), "it would read another state");
    assert_eq!(beside.head().unwrap(), head);
}
