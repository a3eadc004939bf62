//! The record's triggers: nothing but adding at the end.

use rashomon::Error;

use super::{Desk, append, blob, party, tamper};

#[test]
fn the_record_refuses_every_change_but_adding() {
    let desk = Desk::with_parties(2);
    let mut store = desk.write();
    let mut batch = super::batch(&store, Vec::new());
    batch.blobs.push(blob(None, b"some words"));
    super::done(store.append(&batch).unwrap());
    drop(store);
    let raw = desk.raw();
    raw.execute("INSERT INTO checkpoint (size, root, note) VALUES (1, zeroblob(32), 'note')", [])
        .unwrap();
    for sql in [
        "UPDATE entry SET body = x'7b7d'",
        "UPDATE OR REPLACE entry SET seq = seq + 1",
        "DELETE FROM entry WHERE seq = 2",
        "DELETE FROM entry",
        "INSERT OR REPLACE INTO entry (seq, body, leaf) VALUES (2, x'7b7d', zeroblob(32))",
        "INSERT OR REPLACE INTO entry (seq, body, leaf) SELECT 3, x'7b7d', leaf FROM entry WHERE seq = 1",
        "INSERT OR IGNORE INTO entry (seq, body, leaf) VALUES (2, x'7b7d', zeroblob(32))",
        "INSERT INTO entry (seq, body, leaf) VALUES (2, x'', zeroblob(32)) ON CONFLICT DO UPDATE SET body = x''",
        "INSERT INTO entry (seq, body, leaf) VALUES (4, x'7b7d', zeroblob(32))",
        "INSERT INTO entry (seq, body, leaf) VALUES (-1, x'7b7d', zeroblob(32))",
        "INSERT INTO entry (seq, body, leaf) VALUES (3, x'7b7d', zeroblob(31))",
        "REPLACE INTO entry (rowid, body, leaf) VALUES (1, x'7b7d', zeroblob(32))",
        "UPDATE node SET hash = zeroblob(32)",
        "DELETE FROM node",
        "INSERT OR REPLACE INTO node (position, hash) VALUES (0, zeroblob(32))",
        "INSERT INTO node (position, hash) VALUES (99, zeroblob(32))",
        "UPDATE blob SET size = 1",
        "DELETE FROM blob",
        "INSERT OR REPLACE INTO blob (number, sha256, size) VALUES (1, zeroblob(32), 1)",
        "INSERT OR REPLACE INTO blob (sha256, size) SELECT sha256, 1 FROM blob",
        "UPDATE chunk SET bytes = x''",
        "DELETE FROM chunk",
        "INSERT OR REPLACE INTO chunk (blob, number, encoding, bytes) VALUES (1, 0, 'plain', x'')",
        "UPDATE checkpoint SET note = ''",
        "DELETE FROM checkpoint",
        "INSERT OR REPLACE INTO checkpoint (number, size, root, note) VALUES (1, 1, zeroblob(32), '')",
    ] {
        assert!(raw.execute_batch(sql).is_err(), "{sql}");
    }
    drop(raw);
    let store = desk.read();
    assert_eq!(store.head().unwrap().size, 3);
    assert_eq!(store.blob(batch.blobs[0].sha256).unwrap().unwrap().bytes, b"some words");
}

#[test]
fn an_entry_is_read_back_by_number_id_and_first_digits() {
    let desk = Desk::new();
    let mut store = desk.write();
    let bodies = [party(1, "One"), party(2, "Two")];
    append(&mut store, bodies.to_vec());
    for (seq, body) in (1u64..).zip(&bodies) {
        let stored = (seq, body.as_bytes().to_vec());
        assert_eq!(store.entry_body(body.id()).unwrap(), Some(stored));
        let digits = body.id().to_string();
        for length in [8, 9, 64] {
            assert_eq!(store.ids_starting(&digits[..length]).unwrap(), [body.id()]);
        }
    }
    for nothing in ["zz", "0123456789abcdef", "' OR 1", &"0".repeat(65)] {
        assert!(store.ids_starting(nothing).unwrap().is_empty(), "{nothing}");
    }
    assert_eq!(store.ids_starting("").unwrap().len(), 3);

    let mut seen = Vec::new();
    let mut note = |raw: rashomon::store::RawEntry<'_>| {
        seen.push((raw.seq, raw.body.to_vec(), raw.leaf.to_vec()));
        Ok(())
    };
    store.each_entry(1, &mut note).unwrap();
    let expected: Vec<_> = (1u64..)
        .zip(&bodies)
        .map(|(seq, body)| (seq, body.as_bytes().to_vec(), body.id().as_bytes().to_vec()))
        .collect();
    assert_eq!(seen, expected);
}

#[test]
fn the_stored_hashes_are_those_of_the_tree_over_the_entries() {
    let desk = Desk::with_parties(12);
    let store = desk.read();
    let (mut roll, mut expected) = (rashomon::journal::tree::Roll::new(), Vec::new());
    store
        .each_entry(0, &mut |raw| {
            expected.extend(roll.push(raw.leaf.try_into().unwrap()));
            Ok(())
        })
        .unwrap();
    let mut stored = Vec::new();
    store
        .each_node(&mut |index, hash| {
            stored.push((index, hash.try_into().unwrap()));
            Ok(())
        })
        .unwrap();
    assert_eq!(stored, expected);
    assert_eq!(store.head().unwrap().root, roll.root());
}

#[test]
fn an_altered_entry_is_refused_in_the_past_too_and_named() {
    let desk = Desk::with_parties(3);
    let (altered, other) = (party(2, "Party 9"), party(2, "Party 2"));
    tamper::tamper(&desk.path(), |conn| {
        let done = conn.execute(
            "UPDATE entry SET body = ?1 WHERE leaf = ?2",
            rusqlite::params![altered.as_bytes(), other.id().as_bytes()],
        );
        assert_eq!(done.unwrap(), 1);
    });
    let store = desk.read();
    assert_eq!(store.past(2).unwrap().head().unwrap().size, 2);
    let refused = store.past(3).err().unwrap();
    assert!(matches!(refused, Error::Altered { seq: 2, .. }), "{refused}");
    assert!(refused.to_string().contains("entry 2"), "{refused}");
}
