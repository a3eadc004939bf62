//! The keys that the lines of an import gave to what they logged, in memory
//! that does not grow with the import.

use std::cell::RefCell;
use std::collections::BTreeMap;

use hashlink::LruCache;

use crate::error::{Error, Result};
use crate::model::EntryId;

/// How many keys are remembered of those that the record tells too: sources,
/// parties and events are named again and again.
const REMEMBERED: usize = 8_192;

/// The keys of an import.
pub struct Keys {
    /// Given, and not yet told by an import fact of the record.
    fresh: BTreeMap<String, EntryId>,
    /// What the record told of a key; None: it knows none.
    told: RefCell<LruCache<String, Option<EntryId>>>,
}

impl Default for Keys {
    fn default() -> Self {
        Self { fresh: BTreeMap::new(), told: RefCell::new(LruCache::new(REMEMBERED)) }
    }
}

impl Keys {
    /// Gives `key` to what was logged; an error if it is taken.
    pub fn give(&mut self, key: &str, id: EntryId) -> Result<()> {
        self.told.borrow_mut().remove(key);
        match self.fresh.insert(key.to_owned(), id) {
            None => Ok(()),
            Some(old) if old == id => Ok(()),
            Some(_) => Err(Error::usage(
                format!("the key `{key}` is given twice"),
                "give each line a key of its own",
            )),
        }
    }

    /// The record tells from now on what was given so far.
    pub fn settle(&mut self) {
        let mut told = self.told.borrow_mut();
        for (key, id) in std::mem::take(&mut self.fresh) {
            told.insert(key, Some(id));
        }
    }

    /// What a key stands for, else as the record tells it.
    pub(super) fn find(
        &self,
        key: &str,
        ask: impl FnOnce() -> Result<Option<EntryId>>,
    ) -> Result<Option<EntryId>> {
        if let Some(id) = self.fresh.get(key) {
            return Ok(Some(*id));
        }
        if let Some(id) = self.told.borrow_mut().get(key) {
            return Ok(*id);
        }
        let id = ask()?;
        self.told.borrow_mut().insert(key.to_owned(), id);
        Ok(id)
    }
}
