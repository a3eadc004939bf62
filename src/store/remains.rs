//! What is left of a damaged record: each part is read by itself, so that one
//! that cannot be read does not hide the others.

use rusqlite::{OptionalExtension, named_params};

use super::{Store, signed, unsigned};
use crate::journal::{id_of, tree};

/// What is left of one entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Remains {
    /// Its bytes; or why they cannot be read.
    pub(super) body: Result<Vec<u8>, String>,
    /// The hash that its bytes give.
    pub(super) computed: Option<tree::Hash>,
    /// The hash stored beside them.
    pub(super) leaf: Option<tree::Hash>,
    /// The hash stored at its place in the tree.
    pub(super) node: Option<tree::Hash>,
}

impl Remains {
    /// Whether anything is left that says which entry it was.
    pub(super) fn any(&self) -> bool {
        self.computed.or(self.leaf).or(self.node).is_some()
    }

    /// Whether its bytes, the hash beside them or the tree says that it is the
    /// entry with this hash.
    pub(super) fn name(&self, hash: tree::Hash) -> bool {
        [self.computed, self.leaf, self.node].contains(&Some(hash))
    }

    /// The id under which it was logged, as far as anything tells: the tree's
    /// word first, which an altered row leaves alone.
    pub(super) fn id(&self) -> Option<tree::Hash> {
        self.node.or(self.leaf).or(self.computed)
    }
}

impl Store {
    /// What is left of the entry at `seq`.
    pub(super) fn remains(&self, seq: u64) -> Remains {
        let part = |column: &str| -> Result<Vec<u8>, String> {
            let sql = format!("SELECT {column} FROM entry WHERE seq = :seq");
            let found = self.conn.prepare_cached(&sql).and_then(|mut query| {
                query.query_row(named_params! { ":seq": signed(seq) }, |row| row.get(0)).optional()
            });
            match found {
                Ok(Some(bytes)) => Ok(bytes),
                Ok(None) => Err("it is not there".to_owned()),
                Err(error) => Err(format!("it cannot be read: {error}")),
            }
        };
        let body = part("body");
        let computed = body.as_deref().ok().map(|body| *id_of(body).as_bytes());
        let leaf = part("leaf").ok().and_then(|leaf| leaf.try_into().ok());
        let node = self.stored_node(tree::node_count(seq));
        Remains { body, computed, leaf, node }
    }

    /// A stored hash; None if it is not there or cannot be read.
    pub(super) fn stored_node(&self, position: u64) -> Option<tree::Hash> {
        let mut query =
            self.conn.prepare_cached("SELECT hash FROM node WHERE position = :position").ok()?;
        query.query_row(named_params! { ":position": signed(position) }, |row| row.get(0)).ok()
    }

    /// Number of entries that the record has by its own word, though some may
    /// be gone: by the last number or by the tree, whichever says more. 0 if
    /// neither can be read.
    pub(super) fn claimed_size(&self) -> u64 {
        let last = |sql: &str| -> u64 {
            let found = self.conn.query_row(sql, [], |row| row.get::<_, Option<i64>>(0));
            found.ok().flatten().map_or(0, |last| unsigned(last).saturating_add(1))
        };
        let nodes = last("SELECT max(position) FROM node");
        last("SELECT max(seq) FROM entry").max(size_of_tree(nodes))
    }

    /// How far to look for entries: to the size that the record claims; where
    /// the end of both its lists is gone, as of a file that was cut off, to the
    /// last entry that can be read. Tries every number that the file has room for.
    pub(super) fn reach(&self) -> u64 {
        /// No entry takes fewer bytes: an id alone is 64.
        const SMALLEST: u64 = 128;
        let claimed = self.claimed_size();
        if claimed > 0 {
            return claimed;
        }
        let room = std::fs::metadata(&self.path).map_or(0, |file| file.len() / SMALLEST);
        let is_there = |seq: &u64| {
            let query = self.conn.prepare_cached("SELECT leaf FROM entry WHERE seq = :seq");
            let leaf = query.and_then(|mut query| {
                query.query_row(named_params! { ":seq": signed(*seq) }, |row| {
                    row.get::<_, Vec<u8>>(0)
                })
            });
            leaf.is_ok()
        };
        (0..room).rev().find(is_there).map_or(0, |last| last + 1)
    }
}

/// The fewest entries whose tree has at least so many stored hashes.
fn size_of_tree(nodes: u64) -> u64 {
    let (mut low, mut high) = (0, nodes);
    while low < high {
        let middle = low + (high - low) / 2;
        if tree::node_count(middle) >= nodes {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    low
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_of_so_many_hashes_has_so_many_entries() {
        assert_eq!(size_of_tree(0), 0);
        for size in 1..300 {
            let nodes = tree::node_count(size);
            assert_eq!(size_of_tree(nodes), size, "{nodes}");
            assert_eq!(size_of_tree(nodes + 1), size + 1, "{nodes}");
        }
        assert!(size_of_tree(u64::MAX) <= tree::MAX_ENTRIES + 1);
    }
}
