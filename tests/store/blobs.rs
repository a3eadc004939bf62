//! Bytes that entries name: in pieces, once, and gone when withheld.

use proptest::prelude::*;
use rashomon::store::{Blob, BlobInfo, Bytes, Store, StoredBlob};

use super::{Desk, batch, blob, done};

const MIB: usize = 1 << 20;

/// Bytes that do not pack: a plain congruential sequence.
fn noise(length: usize, seed: u64) -> Vec<u8> {
    let mut state = seed;
    let next = || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        state.to_be_bytes()[0]
    };
    std::iter::repeat_with(next).take(length).collect()
}

fn keep(store: &mut Store, blobs: Vec<Blob>) {
    let mut batch = batch(store, Vec::new());
    batch.blobs = blobs;
    done(store.append(&batch).unwrap());
}

#[test]
fn bytes_come_back_whole_from_any_number_of_pieces() {
    let desk = Desk::new();
    let mut store = desk.write();
    let lengths = [0, 1, MIB - 1, MIB, MIB + 1, 2 * MIB, 3 * MIB + 17];
    for (seed, length) in (1..).zip(lengths) {
        for bytes in [noise(length, seed), vec![b'a'; length]] {
            let salt = (seed % 2 == 0).then_some([7; 32]);
            let kept = blob(salt, &bytes);
            keep(&mut store, vec![kept.clone()]);
            let mut pieces = Vec::new();
            let there = store.each_blob_chunk(kept.sha256, &mut |piece| {
                pieces.push(piece.len());
                Ok(())
            });
            assert!(there.unwrap());
            assert_eq!(pieces.len(), length.div_ceil(MIB), "{length}");
            assert!(pieces.iter().all(|piece| *piece <= MIB), "{length}");
            assert!(store.blob(kept.sha256).unwrap() == Some(StoredBlob { salt, bytes }));
        }
    }
}

#[test]
fn bytes_of_a_file_are_kept_as_they_are_or_not_at_all() {
    let desk = Desk::new();
    let mut store = desk.write();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("words.txt");
    let words = vec![b'w'; 2 * MIB + 3];
    std::fs::write(&path, [b"xyz", &words[..]].concat()).unwrap();
    let kept = blob(Some([3; 32]), &words);
    let bytes = Bytes::File { path: path.clone(), skip: 3 };
    keep(&mut store, vec![Blob { bytes: bytes.clone(), ..kept.clone() }]);
    let stored = store.blob(kept.sha256).unwrap().unwrap();
    assert!(stored == StoredBlob { salt: Some([3; 32]), bytes: words });
    // Whatever became of the file since it was hashed.
    let mut wrong = batch(&store, Vec::new());
    wrong.blobs = vec![Blob { bytes, ..blob(None, b"what it was") }];
    let error = store.append(&wrong).unwrap_err();
    assert!(error.to_string().contains("changed while it was read"), "{error}");
    assert!(!store.has_blob(blob(None, b"what it was").sha256).unwrap());
}

#[test]
fn the_same_bytes_are_kept_once() {
    let desk = Desk::new();
    let mut store = desk.write();
    let (words, salted) = (blob(None, &noise(MIB, 1)), blob(Some([1; 32]), &noise(MIB, 1)));
    keep(&mut store, vec![words.clone(), words.clone(), salted.clone()]);
    keep(&mut store, vec![words.clone()]);
    let mut kept = Vec::new();
    store
        .each_blob(&mut |info| {
            kept.push(info);
            Ok(())
        })
        .unwrap();
    let size = MIB as u64;
    let expected = [
        BlobInfo { sha256: words.sha256, salt: None, size },
        BlobInfo { sha256: salted.sha256, salt: Some([1; 32]), size },
    ];
    assert_eq!(kept, expected);
}

#[test]
fn bytes_that_are_not_there_are_none() {
    let store = Desk::new().read();
    let absent = blob(None, b"absent").sha256;
    assert!(store.blob(absent).unwrap().is_none());
    assert!(!store.has_blob(absent).unwrap());
    assert!(!store.each_blob_chunk(absent, &mut |_| unreachable!()).unwrap());
}

/// In every file of the folder, packed or not.
fn stands_in_the_files(desk: &Desk, passage: &[u8]) -> bool {
    desk.names().iter().any(|name| {
        let bytes = std::fs::read(desk.folder.path().join(name)).unwrap();
        bytes.windows(passage.len()).any(|window| window == passage)
    })
}

/// A passage that nobody may find again, and its salt. Long enough to take
/// pages of its own, and short enough to share one, in turn.
#[test]
fn withheld_bytes_leave_no_passage_in_the_file() {
    for length in [40, 5_000, MIB + 300] {
        let desk = Desk::with_parties(3);
        let mut store = desk.write();
        let (secret, salt) = (noise(length, 5), [0xd7; 32]);
        let (held, stays) = (blob(Some(salt), &secret), blob(None, &noise(length, 6)));
        keep(&mut store, vec![held.clone(), stays.clone()]);
        let tail = &secret[length - 40..];
        for passage in [&secret[..40], tail, &salt[..]] {
            assert!(stands_in_the_files(&desk, passage), "the search finds nothing at {length}");
        }
        let mut withhold = batch(&store, Vec::new());
        withhold.removals.push(held.sha256);
        done(store.append(&withhold).unwrap());
        for passage in [&secret[..40], tail, &salt[..]] {
            assert!(!stands_in_the_files(&desk, passage), "while it is open, at {length}");
        }
        assert!(!store.has_blob(held.sha256).unwrap());
        assert_eq!(store.blob(stays.sha256).unwrap().unwrap().bytes, noise(length, 6));
        assert_eq!(store.file_damage().unwrap(), [""; 0]);
        assert_eq!(store.head().unwrap(), withhold.expected);
        // Whoever has the bytes can bring them back.
        keep(&mut store, vec![held.clone()]);
        assert_eq!(store.blob(held.sha256).unwrap().unwrap().bytes, secret);
        store.close().unwrap();
    }
}

#[test]
fn what_a_reader_keeps_in_the_log_is_told_and_wiped_when_all_have_closed() {
    let desk = Desk::new();
    let mut store = desk.write();
    let secret = noise(5_000, 5);
    let held = blob(None, &secret);
    keep(&mut store, vec![held.clone()]);
    let reader = desk.raw();
    reader.execute_batch("BEGIN; SELECT count(*) FROM blob;").unwrap();
    let mut withhold = batch(&store, Vec::new());
    withhold.removals.push(held.sha256);
    let error = store.append(&withhold).err().unwrap();
    assert!(matches!(error, rashomon::Error::Traces { .. }), "{error}");
    assert!(!store.has_blob(held.sha256).unwrap());
    drop(reader);
    store.close().unwrap();
    assert!(!stands_in_the_files(&desk, &secret[..40]));
    assert_eq!(desk.names(), ["test.casebook"]);
}

/// A kilobyte of zlib unpacks to a mebibyte, and a row costs nothing.
#[test]
fn a_bomb_of_packed_pieces_or_of_lying_sizes_is_an_error_and_never_memory() {
    let desk = Desk::new();
    let mut store = desk.write();
    let (kept, other) = (blob(None, &vec![b'a'; MIB]), blob(None, b"some words"));
    keep(&mut store, vec![kept.clone(), other.clone()]);
    store.close().unwrap();
    let change = |sql: &str| {
        crate::tamper::tamper(&desk.path(), |conn| assert!(conn.execute(sql, []).unwrap() > 0));
    };
    change(
        "INSERT INTO chunk
         WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 5000)
         SELECT blob, n.n, encoding, bytes FROM chunk, n WHERE blob = 1 AND number = 0",
    );
    let error = desk.read().blob(kept.sha256).unwrap_err();
    assert!(error.to_string().contains("more than the 1048576"), "{error}");
    change("UPDATE blob SET size = 9000000000000000");
    for sha256 in [kept.sha256, other.sha256] {
        let error = desk.read().blob(sha256).unwrap_err();
        assert!(error.to_string().contains("more than can be read"), "{error}");
    }
    change("UPDATE chunk SET number = 7 WHERE blob = 2");
    let error = desk.read().each_blob_chunk(other.sha256, &mut |_| Ok(())).unwrap_err();
    assert!(error.to_string().contains("piece 0"), "{error}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn bytes_round_trip(contents in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..3000), 0..6)) {
        let desk = Desk::new();
        let mut store = desk.write();
        keep(&mut store, contents.iter().map(|bytes| blob(None, bytes)).collect());
        for bytes in contents {
            prop_assert_eq!(store.blob(blob(None, &bytes).sha256).unwrap().unwrap().bytes, bytes);
        }
    }
}
