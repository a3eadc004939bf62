//! Plan and append: both or neither, nobody's head lost, nothing left of a plan.

use proptest::prelude::*;
use rashomon::Error;
use rashomon::model::{EntryId, Handle, PartyId};
use rashomon::store::{Access, Appended, Batch, Blob, Store};

use super::{Desk, alias, append, batch, blob, done, first, party};

#[test]
fn a_plan_shows_what_it_stages_and_leaves_the_file_as_it_was() {
    let desk = Desk::with_parties(2);
    let before = desk.bytes();
    let mut store = desk.write();
    let head = store.head().unwrap();
    let words = blob(None, &vec![b'w'; 3_000_000]);
    let ((), batch) = store
        .plan(|plan| {
            let id = plan.stage(party(7, "Seven"))?;
            plan.stage_blob(words.clone())?;
            let handle: Handle = "P3".parse()?;
            assert_eq!(plan.store().resolve(&handle)?, Some(id));
            assert!(plan.store().has_blob(words.sha256)?);
            assert!(plan.store().has_entry(id)?);
            plan.remove_blob(words.sha256)?;
            assert!(!plan.store().has_blob(words.sha256)?);
            Ok(())
        })
        .unwrap();
    assert_eq!((batch.expected, batch.entries.len(), batch.blobs.len()), (head, 1, 1));
    assert_eq!(batch.removals, [words.sha256]);
    assert_eq!(store.head().unwrap(), head);
    assert!(!store.has_blob(words.sha256).unwrap());
    store.close().unwrap();
    assert_eq!(desk.bytes(), before);
    assert_eq!(desk.names(), ["test.casebook"]);
}

#[test]
fn a_plan_that_fails_leaves_nothing_and_the_next_one_works() {
    let desk = Desk::new();
    let mut store = desk.write();
    let refused = store.plan(|plan| {
        plan.stage(party(1, "One"))?;
        Err::<(), _>(Error::refused("no", ""))
    });
    assert!(matches!(refused, Err(Error::Refused { .. })));
    let (id, batch) = store.plan(|plan| plan.stage(party(1, "One"))).unwrap();
    assert_eq!(done(store.append(&batch).unwrap()).size, 2);
    assert!(store.has_entry(id).unwrap());
}

#[test]
fn an_append_on_a_head_that_moved_changes_nothing_and_says_so() {
    let desk = Desk::new();
    let (mut one, mut other) = (desk.write(), desk.write());
    let stale = batch(&one, vec![party(1, "One")]);
    let moved = append(&mut other, vec![party(2, "Two")]);
    assert_eq!(one.append(&stale).unwrap(), Appended::Moved(moved));
    assert!(!one.has_entry(stale.entries[0].id()).unwrap());
    let again = Batch { expected: moved, ..stale };
    assert_eq!(done(one.append(&again).unwrap()).size, 3);
}

#[test]
fn an_append_keeps_all_or_nothing() {
    let desk = Desk::with_parties(1);
    let before = (desk.read().dump_projection().unwrap(), desk.bytes());
    let nobody = PartyId::from_bytes([9; 32]);
    let words = blob(None, b"some words");
    let wrong = Blob { bytes: b"some words!".to_vec().into(), ..words.clone() };
    let repeated = party(3, "Three");
    // The last of each batch cannot be kept.
    for (entries, blobs) in [
        (vec![party(2, "Two"), alias(3, nobody, "Nobody")], vec![words.clone()]),
        (vec![repeated.clone(), repeated], vec![words.clone()]),
        (vec![party(2, "Two")], vec![words.clone(), wrong]),
    ] {
        let mut store = desk.write();
        let mut batch = batch(&store, entries);
        batch.blobs = blobs;
        assert!(store.append(&batch).is_err());
        assert_eq!(store.head().unwrap(), batch.expected);
        assert!(!store.has_blob(words.sha256).unwrap());
        assert!(!store.has_entry(batch.entries[0].id()).unwrap());
        store.close().unwrap();
        assert_eq!((desk.read().dump_projection().unwrap(), desk.bytes()), before);
    }
    // The next write works.
    assert_eq!(append(&mut desk.write(), vec![party(2, "Two")]).size, 3);
}

#[test]
fn an_unknown_outcome_is_settled_by_looking_for_the_entry() {
    let desk = Desk::new();
    let mut store = desk.write();
    let kept = batch(&store, vec![party(1, "One")]);
    done(store.append(&kept).unwrap());
    store.close().unwrap();
    // A retry of the same bytes is found, and cannot be kept twice.
    let mut store = desk.write();
    assert!(store.has_entry(kept.entries[0].id()).unwrap());
    assert!(!store.has_entry(EntryId::from_bytes([1; 32])).unwrap());
    assert!(matches!(store.append(&kept).unwrap(), Appended::Moved(_)));
    let again = batch(&store, kept.entries.clone());
    assert!(store.append(&again).is_err());
    assert_eq!(store.head().unwrap().size, 2);
}

/// The second writer is queued, not refused; past its patience it is told.
#[test]
fn a_second_writer_waits_and_then_hears_that_another_one_writes() {
    let desk = Desk::new();
    let mut store = desk.write();
    let lock = desk.raw();
    lock.execute_batch("BEGIN IMMEDIATE").unwrap();
    let error = store.plan(|_| Ok(())).err().unwrap();
    assert!(matches!(error, Error::Busy), "{error}");

    let at_the_lock = std::sync::Barrier::new(2);
    let size = std::thread::scope(|scope| {
        let waiting = scope.spawn(|| {
            at_the_lock.wait();
            append(&mut store, vec![party(1, "One")]).size
        });
        at_the_lock.wait();
        lock.execute_batch("ROLLBACK").unwrap();
        waiting.join().unwrap()
    });
    assert_eq!(size, 2);
}

#[test]
fn many_writers_lose_nothing() {
    let desk = Desk::new();
    let path = desk.path();
    std::thread::scope(|scope| {
        for writer in 0..4u8 {
            let path = &path;
            scope.spawn(move || {
                for n in 0..10 {
                    let body = party(1 + writer * 10 + n, "Someone");
                    let mut store = Store::open(path, Access::Write).unwrap();
                    loop {
                        let (_, batch) = store.plan(|plan| plan.stage(body.clone())).unwrap();
                        match store.append(&batch).unwrap() {
                            Appended::Done(_) => break,
                            Appended::Moved(_) => {}
                            Appended::Unknown(why) => panic!("{why}"),
                        }
                    }
                }
            });
        }
    });
    let mut store = desk.write();
    assert_eq!(store.head().unwrap().size, 41);
    assert!(store.projection_differences().unwrap().is_empty());
    store.rebuild().unwrap();
    store.close().unwrap();
    assert_eq!(desk.names(), ["test.casebook"]);
}

/// An entry of a newer kind, in a casebook whose schema is the same.
#[test]
fn a_journal_that_a_newer_program_added_to_is_read_and_not_written() {
    let desk = Desk::with_parties(1);
    desk.raw().execute("INSERT INTO tally (kind, entries) VALUES ('dream', 1)", []).unwrap();
    let mut store = desk.write();
    let head = store.head().unwrap();
    let one = batch(&store, vec![party(2, "Two")]);
    for error in [store.plan(|_| Ok(())).err(), store.append(&one).err()] {
        let error = error.unwrap();
        assert!(matches!(&error, Error::NewerEntry { fact, .. } if fact == "dream"), "{error}");
    }
    assert_eq!(store.head().unwrap(), head);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// However entries are cut into batches, the casebook is the same.
    #[test]
    fn batches_leave_no_mark(cuts in prop::collection::vec(1usize..5, 1..6)) {
        let bodies: Vec<_> = (1..=20).map(|n| party(n, &format!("Party {n}"))).collect();
        let whole = Desk::new();
        append(&mut whole.write(), bodies[..cuts.iter().sum()].to_vec());
        let parts = Desk::new();
        let (mut store, mut rest) = (parts.write(), &bodies[..]);
        for cut in cuts {
            let (now, later) = rest.split_at(cut);
            append(&mut store, now.to_vec());
            rest = later;
        }
        prop_assert_eq!(store.head().unwrap(), whole.read().head().unwrap());
        prop_assert_eq!(store.dump_projection().unwrap(), whole.read().dump_projection().unwrap());
    }
}

#[test]
fn a_casebook_holds_its_first_entry_from_the_start() {
    let desk = Desk::new();
    let store = desk.read();
    assert_eq!(store.head().unwrap().size, 1);
    assert!(store.has_entry(first().entries[0].id()).unwrap());
}
