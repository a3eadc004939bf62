//! The projection that the record gives, without a database: for an audit,
//! which holds it against the one that is there.
//!
//! Of the rows of each table a sum of hashes is kept (`SipHash`), under a key
//! drawn anew each time: who altered the file does not know the key, so that
//! other rows give the same sum once in 2^64 times. The order of rows does not
//! matter, and memory grows with what later entries may refer to, not with rows.

use std::cell::{RefCell, RefMut};
use std::collections::hash_map::RandomState;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::{BuildHasher, Hasher};

use rusqlite::Connection;
use rusqlite::types::ValueRef;

use super::table::{Cell, Table};
use super::thing::Counted;
use super::{Ground, project};
use crate::error::Result;
use crate::journal::Entry;
use crate::model::{ById, EntryId};
use crate::store::signed;

/// Columns of a thing that later entries change: its last ones.
const CHANGING: usize = 2;

/// What the tables should hold, gathered entry by entry.
#[derive(Debug, Default)]
pub struct Expected {
    key: RandomState,
    /// A row as it is hashed: the place for one.
    line: RefCell<Vec<u8>>,
    gathered: RefCell<Gathered>,
}

/// Rows of the entries so far, and what later ones ask of them.
#[derive(Debug, Default)]
struct Gathered {
    sums: [Sum; Table::ALL.len()],
    tally: BTreeMap<&'static str, i64>,
    numbers: ById<i64>,
    highest: HashMap<Counted, i64>,
    /// Of each claim its newest version's number, and the source.
    newest: InOrder<(i64, i64)>,
    /// The claim of each version.
    claims: InOrder<i64>,
    /// Of each thing its row without what changes, as a hash, and its kind.
    things: InOrder<(u64, u8)>,
    /// Kinds of things, in order of their first.
    kinds: Vec<Box<str>>,
    /// Entries that replaced fields, by thing and kind.
    edits: HashMap<(i64, u8), Vec<i64>>,
    undone: BTreeMap<i64, i64>,
}

/// Values by number of entry, which come in order.
#[derive(Debug)]
struct InOrder<V>(Vec<(i64, V)>);

impl<V> Default for InOrder<V> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<V: Copy> InOrder<V> {
    fn insert(&mut self, seq: i64, value: V) {
        match self.0.last() {
            Some((last, _)) if *last >= seq => match self.place(seq) {
                Ok(at) => self.0[at].1 = value,
                Err(at) => self.0.insert(at, (seq, value)),
            },
            _ => self.0.push((seq, value)),
        }
    }

    fn get(&self, seq: i64) -> Option<V> {
        self.place(seq).ok().map(|at| self.0[at].1)
    }

    fn place(&self, seq: i64) -> std::result::Result<usize, usize> {
        self.0.binary_search_by_key(&seq, |(seq, _)| *seq)
    }
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
    pub fn take(&mut self, seq: u64, id: EntryId, body: &[u8], entry: Option<&Entry>) {
        // An entry that stands twice is known by its first number.
        self.gathered.get_mut().numbers.insert_first(id, signed(seq));
        if let Some(entry) = entry {
            // What refers to nothing is named by the audit of references.
            let _ = project(self, seq, id, body, entry);
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
        let edited = gathered.edits.keys().map(|(seq, _)| *seq);
        let changed: BTreeSet<i64> = gathered.undone.keys().copied().chain(edited).collect();
        for seq in changed {
            let Some((constant, kind)) = gathered.things.get(seq) else { continue };
            let before = self.hash_thing(constant, &[seq.into(), Cell::Null]);
            let undone = gathered.undone.get(&seq).copied();
            let current = gathered.current(seq, kind);
            let after = self.hash_thing(constant, &[current.into(), undone.into()]);
            sums[Table::Thing as usize].replace(before, after);
        }
        sums
    }

    fn sum_of(&self, conn: &Connection, table: Table) -> Result<Sum> {
        let mut query = conn.prepare(table.select())?;
        let columns = query.column_count();
        let constant = if table == Table::Thing { columns - CHANGING } else { 0 };
        let mut rows = query.query([])?;
        let mut sum = Sum::default();
        while let Some(row) = rows.next()? {
            let mut line = self.line();
            for at in 0..columns {
                if at > 0 && at == constant {
                    let hash = self.hash_line(&line);
                    line.clear();
                    line.extend(hash.to_ne_bytes());
                }
                write(&mut line, row.get_ref(at)?);
            }
            sum.add(self.hash_line(&line));
        }
        Ok(sum)
    }

    fn hash_thing(&self, constant: u64, changing: &[Cell<'_>]) -> u64 {
        let mut line = self.line();
        line.extend(constant.to_ne_bytes());
        write_all(&mut line, changing);
        self.hash_line(&line)
    }

    fn hash(&self, cells: &[Cell<'_>]) -> u64 {
        let mut line = self.line();
        write_all(&mut line, cells);
        self.hash_line(&line)
    }

    /// The place for a row, empty.
    fn line(&self) -> RefMut<'_, Vec<u8>> {
        let mut line = self.line.borrow_mut();
        line.clear();
        line
    }

    fn hash_line(&self, line: &[u8]) -> u64 {
        let mut hasher = self.key.build_hasher();
        hasher.write(line);
        hasher.finish()
    }
}

impl Gathered {
    fn thing(&mut self, seq: i64, kind: &str, constant: u64) {
        let kind = self.kind(kind);
        self.things.insert(seq, (constant, kind));
    }

    fn edit(&mut self, seq: i64, thing: i64, kind: &str) {
        let kind = self.kind(kind);
        self.edits.entry((thing, kind)).or_default().push(seq);
    }

    /// A kind of thing, of which there are a dozen, as a number.
    fn kind(&mut self, kind: &str) -> u8 {
        let known = self.kinds.iter().position(|known| **known == *kind);
        let at = known.unwrap_or_else(|| {
            self.kinds.push(kind.into());
            self.kinds.len() - 1
        });
        u8::try_from(at).unwrap_or(u8::MAX)
    }

    /// The entry that holds a thing's fields after all.
    fn current(&self, thing: i64, kind: u8) -> i64 {
        let edits = self.edits.get(&(thing, kind)).into_iter().flatten();
        edits.filter(|edit| !self.undone.contains_key(edit)).max().copied().unwrap_or(thing)
    }
}

fn write_all(line: &mut Vec<u8>, cells: &[Cell<'_>]) {
    for cell in cells {
        write(line, cell.value());
    }
}

/// Writes a cell with its type, and with its length where that is not fixed: no
/// two rows of a table are the same bytes. No row of ours holds a real number,
/// or text that is none.
fn write(line: &mut Vec<u8>, cell: ValueRef<'_>) {
    let mut counted = |tag: u8, bytes: &[u8]| {
        line.push(tag);
        line.extend(bytes.len().to_ne_bytes());
        line.extend_from_slice(bytes);
    };
    match cell {
        ValueRef::Null => line.push(0),
        ValueRef::Integer(number) => {
            line.push(1);
            line.extend(number.to_ne_bytes());
        }
        ValueRef::Text(text) => counted(2, text),
        ValueRef::Blob(bytes) => counted(3, bytes),
        ValueRef::Real(number) => {
            line.push(4);
            line.extend(number.to_ne_bytes());
        }
    }
}

impl Ground for Expected {
    fn insert(&self, table: Table, cells: &[Cell<'_>]) -> Result<()> {
        let hash = match (table, cells) {
            (Table::Thing, [Cell::Number(seq), _, Cell::Text(kind), ..]) => {
                let (constant, changing) = cells.split_at(cells.len() - CHANGING);
                let constant = self.hash(constant);
                self.gathered.borrow_mut().thing(*seq, kind, constant);
                self.hash_thing(constant, changing)
            }
            _ => self.hash(cells),
        };
        let mut gathered = self.gathered.borrow_mut();
        gathered.sums[table as usize].add(hash);
        match (table, cells) {
            (Table::Edition, [Cell::Number(seq), Cell::Number(thing), Cell::Text(kind)])
                if seq != thing =>
            {
                gathered.edit(*seq, *thing, kind);
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
        Ok(self.gathered.borrow().numbers.get(id).copied())
    }

    fn next(&self, counted: Counted, from: i64) -> Result<i64> {
        let mut gathered = self.gathered.borrow_mut();
        let highest = gathered.highest.entry(counted).or_insert(from - 1);
        *highest += 1;
        Ok(*highest)
    }

    fn newest_version(&self, claim: i64) -> Result<Option<(i64, i64)>> {
        Ok(self.gathered.borrow().newest.get(claim))
    }

    fn claim_of(&self, version: i64) -> Result<Option<i64>> {
        Ok(self.gathered.borrow().claims.get(version))
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
