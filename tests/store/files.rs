//! Every kind of file has an answer of its own, and none is changed by asking.

use std::fs;
use std::path::Path;

use rashomon::audit::{Options, audit};
use rashomon::store::{Access, Store};
use rashomon::{Error, Exit};
use rusqlite::{Connection, OpenFlags};

use super::{Desk, append, first, names, party};

/// What opening a path says, and that both ways of opening say the same.
fn refusal(path: &Path) -> Error {
    let [read, write] = [Access::Read, Access::Write].map(|access| {
        Store::open(path, access).err().unwrap_or_else(|| panic!("{} opens", path.display()))
    });
    assert_eq!(read.to_string(), write.to_string());
    write
}

fn database(path: &Path, sql: &str) {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
    Connection::open_with_flags(path, flags).unwrap().execute_batch(sql).unwrap();
}

#[test]
fn a_missing_file_is_named_and_not_made() {
    let folder = tempfile::tempdir().unwrap();
    let error = refusal(&folder.path().join("mistyped.casebook"));
    assert!(matches!(error, Error::NoCasebook { .. }), "{error}");
    assert_eq!(error.exit(), Exit::NotFound);
    assert!(names(folder.path()).is_empty());
}

#[test]
fn what_is_not_a_casebook_says_what_it_is_and_is_left_alone() {
    let casebook = Desk::with_parties(40).bytes();
    let mut newer = casebook.clone();
    newer[60..64].copy_from_slice(&77u32.to_be_bytes());
    let mut garbled = casebook.clone();
    garbled[100..4096].fill(0xa5);
    let mut unstated = casebook.clone();
    unstated[60..64].fill(0);
    // (bytes, what the message says, exit)
    let cases: &[(&[u8], &str, Exit)] = &[
        (b"", "is not a casebook: the file is empty", Exit::Failed),
        (b"notes of the day\n", "is not a casebook: it is not an SQLite database", Exit::Failed),
        (&casebook[..15], "is not a casebook: it is not an SQLite database", Exit::Failed),
        (&casebook[..60], "is damaged: it is cut off after 60 bytes", Exit::Broken),
        (&casebook[..8192], "is damaged: it is cut off: 8192 bytes of", Exit::Broken),
        (&casebook[..casebook.len() - 1], "is damaged: it is cut off", Exit::Broken),
        (&garbled, "is damaged: ", Exit::Broken),
        (&unstated, "is damaged: it states no format", Exit::Broken),
        (&newer, "was written by a newer rashomon (format 77; this one knows 4)", Exit::Failed),
    ];
    for (bytes, message, exit) in cases {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("some.casebook");
        fs::write(&path, bytes).unwrap();
        let error = refusal(&path);
        assert!(error.to_string().contains(message), "{error}\nwanted: {message}");
        assert_eq!(error.exit(), *exit, "{error}");
        assert!(error.hint().is_some(), "{error}");
        assert_eq!(fs::read(&path).unwrap(), *bytes, "{error}");
        assert_eq!(names(folder.path()), ["some.casebook"], "{error}");
    }
}

#[test]
fn a_folder_is_not_a_casebook() {
    let folder = tempfile::tempdir().unwrap();
    let error = refusal(folder.path());
    assert!(error.to_string().ends_with("is not a casebook: it is a folder"), "{error}");
}

#[test]
fn another_programs_database_is_left_alone_with_its_log() {
    for sql in [
        "CREATE TABLE recipe (name TEXT); INSERT INTO recipe VALUES ('soup');",
        "PRAGMA application_id = 7; CREATE TABLE entry (seq INTEGER);",
    ] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("some.casebook");
        database(&path, sql);
        // A log that was left behind: opening it as a database would apply it.
        fs::write(folder.path().join("some.casebook-wal"), b"someone's").unwrap();
        let before = fs::read(&path).unwrap();
        let error = refusal(&path);
        assert!(matches!(error, Error::NotACasebook { .. }), "{error}");
        assert!(error.to_string().contains("another program"), "{error}");
        assert_eq!(fs::read(&path).unwrap(), before);
        assert_eq!(fs::read(folder.path().join("some.casebook-wal")).unwrap(), b"someone's");
    }
}

#[test]
fn a_casebook_without_entries_is_damaged() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("some.casebook");
    database(&path, include_str!("../../schema.sql"));
    let error = refusal(&path);
    assert!(error.to_string().ends_with("is damaged: it holds no entry at all"), "{error}");
}

#[test]
fn a_newer_schema_that_only_the_log_tells_of_is_refused_and_left_alone() {
    let desk = Desk::new();
    let other = desk.raw();
    other.execute_batch("PRAGMA wal_autocheckpoint = 0; PRAGMA user_version = 9;").unwrap();
    // As it lies there when that program is killed.
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("some.casebook");
    let log = folder.path().join("some.casebook-wal");
    fs::copy(desk.path(), &path).unwrap();
    fs::copy(desk.folder.path().join("test.casebook-wal"), &log).unwrap();
    let before = (fs::read(&path).unwrap(), fs::read(&log).unwrap());
    let error = refusal(&path);
    assert!(matches!(error, Error::TooNew { found: 9, .. }), "{error}");
    assert_eq!((fs::read(&path).unwrap(), fs::read(&log).unwrap()), before);
}

#[test]
fn nothing_is_made_over_something_that_is_there() {
    let desk = Desk::new();
    let before = desk.bytes();
    let error = Store::create(&desk.path(), &first()).err().unwrap();
    assert!(matches!(error, Error::Exists { .. }), "{error}");
    assert_eq!(desk.bytes(), before);
    assert_eq!(desk.names(), ["test.casebook"]);
}

#[test]
fn a_casebook_that_cannot_be_made_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let error = Store::create(&folder.path().join("no/such.casebook"), &first()).err().unwrap();
    assert!(error.to_string().contains("no/such.casebook: "), "{error}");

    let mut bad = first();
    bad.expected.size = 3;
    assert!(Store::create(&folder.path().join("bad.casebook"), &bad).is_err());
    assert!(names(folder.path()).is_empty());
}

#[test]
fn odd_names_are_names() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["a?mode=memory.casebook", "50%25#1.casebook", "-wal", "خبر و.casebook", "a'b\"c"]
    {
        let path = folder.path().join(name);
        Store::create(&path, &first()).unwrap().close().unwrap();
        assert_eq!(Store::open(&path, Access::Read).unwrap().head().unwrap().size, 1, "{name}");
        assert!(path.exists(), "{name}");
    }
    assert_eq!(names(folder.path()).len(), 5);
}

#[test]
fn at_rest_a_casebook_is_one_file() {
    let desk = Desk::with_parties(3);
    assert_eq!(desk.names(), ["test.casebook"]);
    let before = desk.bytes();
    drop(desk.read());
    let mut store = desk.write();
    append(&mut store, vec![party(9, "Nine")]);
    assert_eq!(desk.read().head().unwrap().size, 5);
    store.close().unwrap();
    assert_eq!(desk.names(), ["test.casebook"]);
    assert_ne!(desk.bytes(), before);
}

#[test]
fn reading_leaves_the_bytes_as_they_are() {
    let desk = Desk::with_parties(3);
    let before = desk.bytes();
    let store = desk.read();
    store.head().unwrap();
    store.dump_projection().unwrap();
    store.projection_differences().unwrap();
    drop(store);
    assert_eq!(desk.bytes(), before);
    assert_eq!(desk.names(), ["test.casebook"]);
}

#[test]
fn a_reader_sees_what_is_written_while_it_has_the_file_open() {
    let desk = Desk::with_parties(1);
    let reader = desk.read();
    let seen = reader.head().unwrap().size;
    for n in 10..40 {
        let mut writer = desk.write();
        append(&mut writer, vec![party(n, "Someone")]);
        writer.close().unwrap();
        assert_eq!(reader.head().unwrap().size, seen + u64::from(n) - 9);
    }
    assert_eq!(reader.dump_projection().unwrap(), desk.read().dump_projection().unwrap());
}

#[test]
fn what_was_opened_to_be_read_is_not_written() {
    let desk = Desk::new();
    let mut store = desk.read();
    let one = super::batch(&store, vec![party(1, "One")]);
    for error in [store.append(&one).err(), store.plan(|_| Ok(())).err(), store.rebuild().err()] {
        let error = error.unwrap();
        assert!(matches!(error, Error::ReadOnly { .. }), "{error}");
    }
}

/// What is acknowledged is there after a kill: the log holds it.
#[test]
fn a_log_that_was_left_behind_is_read() {
    let desk = Desk::new();
    let mut store = desk.write();
    append(&mut store, vec![party(1, "One")]);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("killed.casebook");
    fs::copy(desk.path(), &path).unwrap();
    let log = desk.folder.path().join("test.casebook-wal");
    fs::copy(log, folder.path().join("killed.casebook-wal")).unwrap();
    for access in [Access::Read, Access::Write] {
        assert_eq!(Store::open(&path, access).unwrap().head().unwrap(), store.head().unwrap());
    }
}

#[cfg(unix)]
mod permissions {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn set(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    /// Permissions do not bind the superuser.
    fn bound(folder: &Path) -> bool {
        let probe = folder.join("probe");
        let free = fs::write(&probe, b"").is_ok();
        if free {
            fs::remove_file(&probe).unwrap();
        }
        !free
    }

    fn reads_and_refuses_to_write(desk: &Desk, size: u64) {
        assert_eq!(desk.read().head().unwrap().size, size);
        assert_eq!(desk.read().file_damage().unwrap(), [""; 0]);
        let error = Store::open(&desk.path(), Access::Write).err().unwrap();
        assert!(matches!(error, Error::ReadOnly { .. }), "{error}");
    }

    #[test]
    fn a_read_only_folder_is_read_and_not_written() {
        let desk = Desk::with_parties(2);
        set(desk.folder.path(), 0o555);
        if bound(desk.folder.path()) {
            reads_and_refuses_to_write(&desk, 3);
            assert_eq!(desk.names(), ["test.casebook"]);
        }
        set(desk.folder.path(), 0o755);
    }

    #[test]
    fn a_read_only_file_is_read_and_not_written() {
        let desk = Desk::with_parties(2);
        set(desk.folder.path(), 0o555);
        let bound = bound(desk.folder.path());
        set(desk.folder.path(), 0o755);
        set(&desk.path(), 0o444);
        if bound {
            reads_and_refuses_to_write(&desk, 3);
            assert_eq!(desk.names(), ["test.casebook"]);
        }
    }

    #[test]
    fn a_read_only_folder_with_a_log_is_read_from_a_copy() {
        let desk = Desk::new();
        let mut store = desk.write();
        append(&mut store, vec![party(1, "One")]);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("killed.casebook");
        fs::copy(desk.path(), &path).unwrap();
        let log = folder.path().join("killed.casebook-wal");
        fs::copy(desk.folder.path().join("test.casebook-wal"), &log).unwrap();
        for file in [&path, &log] {
            set(file, 0o444);
        }
        set(folder.path(), 0o555);
        if bound(folder.path()) {
            let read = Store::open(&path, Access::Read).unwrap();
            assert_eq!(read.head().unwrap(), store.head().unwrap());
            drop(read);
            assert_eq!(names(folder.path()), ["killed.casebook", "killed.casebook-wal"]);
        }
        set(folder.path(), 0o755);
    }
}

/// A file of each format that there was, as a program of then wrote it.
fn kept_files() -> [(u32, &'static [u8]); 3] {
    [
        (1, include_bytes!("format-1.casebook.gz")),
        (2, include_bytes!("format-2.casebook.gz")),
        (3, include_bytes!("format-3.casebook.gz")),
    ]
}

fn unpacked(gzip: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(gzip), &mut bytes).unwrap();
    bytes
}

#[test]
fn a_file_of_every_older_format_is_read_as_it_lies_and_brought_up_to_date_by_a_write() {
    for (format, gzip) in kept_files() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("old.casebook");
        let bytes = unpacked(gzip);
        fs::write(&path, &bytes).unwrap();
        let store = Store::open(&path, Access::Read).unwrap();
        let (head, read) = (store.head().unwrap(), store.dump_projection().unwrap());
        assert_eq!(store.projection_differences().unwrap(), [], "format {format}");
        store.close().unwrap();
        assert!(fs::read(&path).unwrap() == bytes, "format {format} was read and changed");

        let mut store = Store::open(&path, Access::Write).unwrap();
        assert_eq!(store.head().unwrap(), head, "format {format}");
        assert!(store.dump_projection().unwrap() == read, "format {format}");
        assert_eq!(store.schema_differences().unwrap(), [""; 0], "format {format}");
        let options = Options::at("2027-01-01T00:00:00Z".parse().unwrap());
        let found = audit(&store, &options).unwrap();
        assert!(found.is_intact() && found.blobs > 0, "format {format}: {:?}", found.findings);
        store.rebuild().unwrap();
        assert!(store.dump_projection().unwrap() == read, "format {format}");
        let kept = format!("old.casebook.format-{format}-with-{}-entries", head.size);
        assert_eq!(
            Store::open(&folder.path().join(kept), Access::Read).unwrap().head().unwrap(),
            head
        );
    }
}
