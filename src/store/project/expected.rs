//! The projection that the record gives, without a database: for an audit,
//! which holds it against the one that is there.
//!
//! Of the rows of each table a sum of hashes is kept (`SipHash`), under a key
//! drawn anew each time: who altered the file does not know the key, so that
//! other rows give the same sum once in 2^64 times. The order of rows does not
//! matter, and memory grows with what later entries may refer to, not with rows.

use std::cell::RefCell;
use std::collections::hash_map::RandomState;
use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasher, Hasher};

use rusqlite::Connection;
use rusqlite::types::ValueRef;

use super::table::{Cell, Table};
use super::thing::Counted;
use super::{Ground, project};
use crate::error::Result;
use crate::journal::Entry;
use crate::model::EntryId;
use crate::store::{RawEntry, signed};

/// Columns of a thing that later entries change: its last ones.
const CHANGING: usize = 2;

/// The most columns that a table has.
const MOST_COLUMNS: usize = 10;

/// What the tables should hold, gathered entry by entry.
#[derive(Debug, Default)]
pub struct Expected {
    key: RandomState,
    gathered: RefCell<Gathered>,
}

/// Rows of the entries so far, and what later ones ask of them.
#[derive(Debug, Default)]
struct Gathered {
    sums: [Sum; Table::ALL.len()],
    tally: BTreeMap<&'static str, i64>,
    numbers: HashMap<EntryId, i64>,
    highest: HashMap<Counted, i64>,
    /// Of each claim its newest version's number, and the source.
    newest: HashMap<i64, (i64, i64)>,
    /// The claim of each version.
    claims: HashMap<i64, i64>,
    things: HashMap<i64, Thing>,
    /// Entries that replaced a thing's fields, by thing, with their kind.
    edits: HashMap<i64, Vec<(i64, u64)>>,
    undone: HashMap<i64, i64>,
}

/// A thing's row without what changes, as hashes.
#[derive(Clone, Copy, Debug)]
struct Thing {
    constant: u64,
    kind: u64,
}

/// Rows of one table, in any order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Sum {
    rows: u64,
    hashes: u64,
}

impl Sum {
    fn add(&mut self, hash: u64) {
        self.rows += 1;
        self.hashes = self.hashes.wrapping_add(hash);
    }

    fn replace(&mut self, hash: u64, by: u64) {
        self.hashes = self.hashes.wrapping_sub(hash).wrapping_add(by);
    }
}

impl Expected {
    /// Lays out the next entry of the record; None: it cannot be read, and only
    /// its number is known to later ones.
    pub fn take(&mut self, raw: &RawEntry<'_>, entry: Option<&Entry>) {
        // An entry that stands twice is known by its first number.
        let id = raw.known_as();
        self.gathered.get_mut().numbers.entry(id).or_insert(signed(raw.seq));
        if let Some(entry) = entry {
            // What refers to nothing is named by the audit of references.
            let _ = project(self, raw.seq, id, raw.body, entry);
        }
    }

    /// The tables that do not hold what they should; one that cannot be read
    /// is among them. Reads every row once, in the order of the file.
    pub(in crate::store) fn differing(&self, conn: &Connection) -> Vec<Table> {
        let expected = self.sums();
        let holds = |table: &Table| {
            self.sum_of(conn, *table).is_ok_and(|sum| sum == expected[*table as usize])
        };
        Table::ALL.iter().copied().filter(|table| !holds(table)).collect()
    }

    /// Of each table, with what came of things after all entries.
    fn sums(&self) -> [Sum; Table::ALL.len()] {
        let gathered = self.gathered.borrow();
        let mut sums = gathered.sums;
        for (kind, entries) in &gathered.tally {
            sums[Table::Tally as usize].add(self.hash(&[(*kind).into(), (*entries).into()]));
        }
        for (seq, by) in &gathered.undone {
            sums[Table::Undone as usize].add(self.hash(&[(*seq).into(), (*by).into()]));
        }
        let mut changed: Vec<i64> =
            gathered.undone.keys().chain(gathered.edits.keys()).copied().collect();
        changed.sort_unstable();
        changed.dedup();
        for seq in changed {
            let Some(thing) = gathered.things.get(&seq) else { continue };
            let edits = gathered.edits.get(&seq).into_iter().flatten();
            let standing = edits
                .filter(|(edit, kind)| *kind == thing.kind && !gathered.undone.contains_key(edit));
            let current = standing.map(|(edit, _)| *edit).max().unwrap_or(seq);
            let undone = gathered.undone.get(&seq).copied();
            let before = self.hash_thing(thing.constant, &[seq.into(), Cell::Null]);
            let after = self.hash_thing(thing.constant, &[current.into(), undone.into()]);
            sums[Table::Thing as usize].replace(before, after);
        }
        sums
    }

    fn sum_of(&self, conn: &Connection, table: Table) -> Result<Sum> {
        let mut query = conn.prepare(table.select())?;
        let columns = query.column_count();
        let mut rows = query.query([])?;
        let mut sum = Sum::default();
        while let Some(row) = rows.next()? {
            let mut cells = [Cell::Null; MOST_COLUMNS];
            let mut fit = true;
            for (at, cell) in cells[..columns].iter_mut().enumerate() {
                *cell = match row.get_ref(at)? {
                    ValueRef::Null | ValueRef::Real(_) => Cell::Null,
                    ValueRef::Integer(number) => Cell::Number(number),
                    ValueRef::Text(text) => {
                        std::str::from_utf8(text).map_or(Cell::Null, Cell::Text)
                    }
                    ValueRef::Blob(bytes) => Cell::Bytes(bytes),
                };
                // No row of ours holds a real number, or text that is none.
                fit &= matches!(row.get_ref(at)?, ValueRef::Null) == (*cell == Cell::Null);
            }
            sum.add(if fit { self.row(table, &cells[..columns]) } else { 0 });
        }
        Ok(sum)
    }

    fn row(&self, table: Table, cells: &[Cell<'_>]) -> u64 {
        if table != Table::Thing {
            return self.hash(cells);
        }
        let (constant, changing) = cells.split_at(cells.len() - CHANGING);
        self.hash_thing(self.hash(constant), changing)
    }

    fn hash_thing(&self, constant: u64, changing: &[Cell<'_>]) -> u64 {
        let mut hasher = self.key.build_hasher();
        hasher.write_u64(constant);
        write(&mut hasher, changing);
        hasher.finish()
    }

    fn hash(&self, cells: &[Cell<'_>]) -> u64 {
        let mut hasher = self.key.build_hasher();
        write(&mut hasher, cells);
        hasher.finish()
    }
}

/// Each cell with its type, and with its length where that is not fixed: no
/// two rows of a table are the same bytes.
fn write(hasher: &mut impl Hasher, cells: &[Cell<'_>]) {
    for cell in cells {
        match cell {
            Cell::Null => hasher.write_u8(0),
            Cell::Number(number) => {
                hasher.write_u8(1);
                hasher.write_i64(*number);
            }
            Cell::Text(text) => {
                hasher.write_u8(2);
                hasher.write_usize(text.len());
                hasher.write(text.as_bytes());
            }
            Cell::Bytes(bytes) => {
                hasher.write_u8(3);
                hasher.write_usize(bytes.len());
                hasher.write(bytes);
            }
        }
    }
}

impl Ground for Expected {
    fn insert(&self, table: Table, cells: &[Cell<'_>]) -> Result<()> {
        let hash = self.row(table, cells);
        let mut gathered = self.gathered.borrow_mut();
        gathered.sums[table as usize].add(hash);
        match (table, cells) {
            (Table::Thing, [Cell::Number(seq), _, kind, ..]) => {
                let constant = self.hash(&cells[..cells.len() - CHANGING]);
                gathered.things.insert(*seq, Thing { constant, kind: self.hash(&[*kind]) });
            }
            (Table::Edition, [Cell::Number(seq), Cell::Number(thing), kind]) if seq != thing => {
                let edit = (*seq, self.hash(&[*kind]));
                gathered.edits.entry(*thing).or_default().push(edit);
            }
            (
                Table::Version,
                [
                    Cell::Number(seq),
                    Cell::Number(claim),
                    Cell::Number(number),
                    Cell::Number(source),
                    ..,
                ],
            ) => {
                gathered.claims.insert(*seq, *claim);
                gathered.newest.insert(*claim, (*number, *source));
            }
            _ => {}
        }
        Ok(())
    }

    fn count(&self, kind: &'static str) -> Result<()> {
        *self.gathered.borrow_mut().tally.entry(kind).or_default() += 1;
        Ok(())
    }

    fn find(&self, id: EntryId) -> Result<Option<i64>> {
        Ok(self.gathered.borrow().numbers.get(&id).copied())
    }

    fn next(&self, counted: Counted, from: i64) -> Result<i64> {
        let mut gathered = self.gathered.borrow_mut();
        let highest = gathered.highest.entry(counted).or_insert(from - 1);
        *highest += 1;
        Ok(*highest)
    }

    fn newest_version(&self, claim: i64) -> Result<Option<(i64, i64)>> {
        Ok(self.gathered.borrow().newest.get(&claim).copied())
    }

    fn claim_of(&self, version: i64) -> Result<Option<i64>> {
        Ok(self.gathered.borrow().claims.get(&version).copied())
    }

    fn replace(&self, _: i64, _: &'static str, _: i64) -> Result<()> {
        // Edits are in the table of editions, and are summed up at the end.
        Ok(())
    }

    fn undo(&self, seq: i64, by: i64) -> Result<()> {
        self.gathered.borrow_mut().undone.entry(seq).or_insert(by);
        Ok(())
    }
}
