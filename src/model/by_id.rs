//! Values by the id of an entry, in the order in which they came.
//!
//! An audit holds one for each entry of the record: each id stands here once,
//! and the table that finds it has five bytes a place, not forty.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;

use hashbrown::HashTable;

use super::EntryId;

/// Values by the id of an entry. Fewer than 2^32.
#[derive(Clone, Debug)]
pub struct ById<V> {
    rows: Vec<(EntryId, V)>,
    places: HashTable<u32>,
    key: RandomState,
}

impl<V> Default for ById<V> {
    fn default() -> Self {
        Self { rows: Vec::new(), places: HashTable::new(), key: RandomState::new() }
    }
}

impl<V> ById<V> {
    /// The value of an entry.
    pub fn get(&self, id: EntryId) -> Option<&V> {
        self.place(id).map(|place| &self.rows[place].1)
    }

    /// Sets the value of an entry, in place of an earlier one.
    ///
    /// # Panics
    ///
    /// At 2^32 values.
    pub fn insert(&mut self, id: EntryId, value: V) {
        match self.place(id) {
            Some(place) => self.rows[place].1 = value,
            None => self.push(id, value),
        }
    }

    /// The same, unless the entry has a value.
    ///
    /// # Panics
    ///
    /// At 2^32 values.
    pub fn insert_first(&mut self, id: EntryId, value: V) {
        if self.place(id).is_none() {
            self.push(id, value);
        }
    }

    fn push(&mut self, id: EntryId, value: V) {
        let place = u32::try_from(self.rows.len()).expect("no record has 2^32 entries");
        self.rows.push((id, value));
        let (rows, key) = (&self.rows, &self.key);
        let hash = |place: &u32| key.hash_one(rows[*place as usize].0);
        self.places.insert_unique(key.hash_one(id), place, hash);
    }

    fn place(&self, id: EntryId) -> Option<usize> {
        let is_it = |place: &u32| self.rows[*place as usize].0 == id;
        self.places.find(self.key.hash_one(id), is_it).map(|place| *place as usize)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_holds_what_a_map_does(
            told in prop::collection::vec((0u8..40, any::<u16>(), any::<bool>()), 0..200),
        ) {
            let (mut map, mut by_id) = (HashMap::new(), ById::default());
            for (id, value, first) in told {
                let id = EntryId::from_bytes([id; 32]);
                if first {
                    map.entry(id).or_insert(value);
                    by_id.insert_first(id, value);
                } else {
                    map.insert(id, value);
                    by_id.insert(id, value);
                }
            }
            for id in (0..40).map(|id| EntryId::from_bytes([id; 32])) {
                prop_assert_eq!(by_id.get(id), map.get(&id));
            }
        }
    }
}
