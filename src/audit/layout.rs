//! The tables that the record gives, laid out by a second thread while the
//! first reads on: a fifth of the work of an audit.

use std::panic::resume_unwind;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{Scope, ScopedJoinHandle};

use crate::journal::Entry;
use crate::model::EntryId;
use crate::store::Expected;

/// Bytes of entries that are handed over at once: waking the other thread costs
/// more than one entry.
const HANDFUL: usize = 1 << 16;

/// How many handfuls wait. Memory does not grow with the record.
const WAITING: usize = 4;

/// Takes entries as they are read.
pub(super) struct Layout<'scope> {
    hand: SyncSender<Handful>,
    ready: Handful,
    at_work: ScopedJoinHandle<'scope, Expected>,
}

/// Some entries, one after another.
#[derive(Default)]
struct Handful {
    /// Their bytes.
    bodies: Vec<u8>,
    entries: Vec<Read>,
}

/// An entry that was read.
struct Read {
    seq: u64,
    id: EntryId,
    /// Where its bytes end in those of the handful.
    end: usize,
    /// None: it cannot be read.
    entry: Option<Box<Entry>>,
}

impl<'scope> Layout<'scope> {
    /// Starts the other thread.
    pub(super) fn start<'env>(scope: &'scope Scope<'scope, 'env>) -> Self {
        let (hand, handed) = sync_channel(WAITING);
        let at_work = scope.spawn(move || lay_out(&handed));
        Self { hand, ready: Handful::default(), at_work }
    }

    /// The next entry of the record.
    pub(super) fn take(&mut self, seq: u64, id: EntryId, body: &[u8], entry: Option<Box<Entry>>) {
        self.ready.bodies.extend_from_slice(body);
        let end = self.ready.bodies.len();
        self.ready.entries.push(Read { seq, id, end, entry });
        if end >= HANDFUL {
            self.hand_over();
        }
    }

    fn hand_over(&mut self) {
        // Refused only by a thread that has ended, which `finish` tells of.
        let _ = self.hand.send(std::mem::take(&mut self.ready));
    }

    /// The tables, once all entries are laid out.
    pub(super) fn finish(mut self) -> Expected {
        self.hand_over();
        let Self { hand, at_work, .. } = self;
        drop(hand);
        at_work.join().unwrap_or_else(|panic| resume_unwind(panic))
    }
}

fn lay_out(handed: &Receiver<Handful>) -> Expected {
    let mut tables = Expected::default();
    for Handful { bodies, entries } in handed {
        let mut start = 0;
        for Read { seq, id, end, entry } in entries {
            tables.take(seq, id, &bodies[start..end], entry.as_deref());
            start = end;
        }
    }
    tables
}
