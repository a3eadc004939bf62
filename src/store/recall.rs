//! What one write, or one reading of a state, remembers of the record, so that
//! it asks once for what it needs again and again: the source, the speaker, the
//! question and the page of the claims of one page.
//!
//! Holds a fixed number of things, whatever the size of the work, and only
//! while the file is locked for writing or held as it is: nobody else can
//! change what is remembered, and entries never change. What is rolled back is
//! forgotten.

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use hashlink::LruCache;

use super::query::ThingRow;
use crate::journal::{Entry, tree};
use crate::model::{CaptureId, EntryId};

/// How many numbers of entries are remembered, by id: about 1.5 MB.
const NUMBERS: usize = 16_384;

/// How many decoded entries are: a few hundred bytes to some kB each.
const ENTRIES: usize = 1_024;

/// How many hashes of the tree are. An append reads the left neighbours of its
/// path, at most one a level.
const NODES: usize = 256;

/// How many texts of captures are remembered, and the most bytes of one.
const TEXTS: (usize, usize) = (4, 1 << 20);

/// A question in SQL, and what it was asked of.
type Asked = (&'static str, String);

/// The memory of one write; empty and idle outside of one.
pub(super) struct Recall {
    awake: Cell<bool>,
    numbers: RefCell<LruCache<EntryId, i64>>,
    entries: RefCell<LruCache<i64, Arc<Entry>>>,
    things: RefCell<LruCache<i64, Arc<ThingRow>>>,
    nodes: RefCell<LruCache<u64, tree::Hash>>,
    texts: RefCell<LruCache<CaptureId, String>>,
    /// Numbers that questions about names, merges and questions gave, by the
    /// question and what it was asked of.
    answers: RefCell<LruCache<Asked, Arc<[i64]>>>,
}

impl Recall {
    /// Remembers nothing until [`Recall::wake`].
    pub(super) fn idle() -> Self {
        Self {
            awake: Cell::new(false),
            numbers: RefCell::new(LruCache::new(NUMBERS)),
            entries: RefCell::new(LruCache::new(ENTRIES)),
            things: RefCell::new(LruCache::new(ENTRIES)),
            nodes: RefCell::new(LruCache::new(NODES)),
            texts: RefCell::new(LruCache::new(TEXTS.0)),
            answers: RefCell::new(LruCache::new(ENTRIES)),
        }
    }

    /// For a database that nobody else can see.
    pub(super) fn awake() -> Self {
        let recall = Self::idle();
        recall.wake();
        recall
    }

    /// Whether anything is remembered.
    pub(super) fn is_awake(&self) -> bool {
        self.awake.get()
    }

    /// The file is locked for writing, or held, from now on.
    pub(super) fn wake(&self) {
        self.awake.set(true);
    }

    /// The lock is given back: forgets all.
    pub(super) fn sleep(&self) {
        self.awake.set(false);
        self.numbers.borrow_mut().clear();
        self.entries.borrow_mut().clear();
        self.nodes.borrow_mut().clear();
        self.texts.borrow_mut().clear();
        self.forget_things();
    }

    /// The rows of things were changed, by an edit or an undo.
    pub(super) fn forget_things(&self) {
        self.things.borrow_mut().clear();
        self.forget_answers();
    }

    /// A name, a merge or a question came.
    pub(super) fn forget_answers(&self) {
        self.answers.borrow_mut().clear();
    }

    /// The numbers that a question gives, else as `ask` finds them.
    pub(super) fn answer<E>(
        &self,
        question: &'static str,
        of: &str,
        ask: impl FnOnce() -> Result<Vec<i64>, E>,
    ) -> Result<Arc<[i64]>, E> {
        if !self.awake.get() {
            return ask().map(Arc::from);
        }
        let key = (question, of.to_owned());
        if let Some(found) = self.answers.borrow_mut().get(&key) {
            return Ok(Arc::clone(found));
        }
        let found: Arc<[i64]> = ask()?.into();
        self.answers.borrow_mut().insert(key, Arc::clone(&found));
        Ok(found)
    }

    /// The number of an entry, else as `ask` finds it.
    pub(super) fn number<E>(
        &self,
        id: EntryId,
        ask: impl FnOnce() -> Result<Option<i64>, E>,
    ) -> Result<Option<i64>, E> {
        if let Some(seq) = self.numbers.borrow_mut().get(&id) {
            return Ok(Some(*seq));
        }
        let found = ask()?;
        if let (true, Some(seq)) = (self.awake.get(), found) {
            self.numbers.borrow_mut().insert(id, seq);
        }
        Ok(found)
    }

    /// An entry that was just laid out: what comes next often names it.
    pub(super) fn note(&self, id: EntryId, seq: i64, entry: &Arc<Entry>) {
        if self.awake.get() {
            self.numbers.borrow_mut().insert(id, seq);
            self.entries.borrow_mut().insert(seq, Arc::clone(entry));
        }
    }

    /// A decoded entry, else as `read` reads it.
    pub(super) fn entry<E>(
        &self,
        seq: i64,
        read: impl FnOnce() -> Result<Entry, E>,
    ) -> Result<Arc<Entry>, E> {
        if let Some(entry) = self.entries.borrow_mut().get(&seq) {
            return Ok(Arc::clone(entry));
        }
        let entry = Arc::new(read()?);
        if self.awake.get() {
            self.entries.borrow_mut().insert(seq, Arc::clone(&entry));
        }
        Ok(entry)
    }

    /// The row of a thing, else as `read` reads it; None where it has none.
    pub(super) fn thing<E>(
        &self,
        seq: i64,
        read: impl FnOnce() -> Result<Option<ThingRow>, E>,
    ) -> Result<Option<Arc<ThingRow>>, E> {
        if let Some(row) = self.things.borrow_mut().get(&seq) {
            return Ok(Some(Arc::clone(row)));
        }
        let row = read()?.map(Arc::new);
        if let (true, Some(row)) = (self.awake.get(), &row) {
            self.things.borrow_mut().insert(seq, Arc::clone(row));
        }
        Ok(row)
    }

    /// The text of a capture, else as `read` reads it.
    pub(super) fn text<E>(
        &self,
        capture: CaptureId,
        read: impl FnOnce() -> Result<Option<String>, E>,
    ) -> Result<Option<String>, E> {
        if let Some(text) = self.texts.borrow_mut().get(&capture) {
            return Ok(Some(text.clone()));
        }
        let text = read()?;
        if let Some(text) = text.as_ref().filter(|it| self.awake.get() && it.len() <= TEXTS.1) {
            self.texts.borrow_mut().insert(capture, text.clone());
        }
        Ok(text)
    }

    /// A stored hash of the tree.
    pub(super) fn node(&self, position: u64) -> Option<tree::Hash> {
        self.nodes.borrow_mut().get(&position).copied()
    }

    /// A hash that was read or written.
    pub(super) fn keep_node(&self, position: u64, hash: tree::Hash) {
        if self.awake.get() {
            self.nodes.borrow_mut().insert(position, hash);
        }
    }
}
