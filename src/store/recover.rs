//! A new casebook from what a damaged one can prove.

use std::path::{Path, PathBuf};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, named_params};

use super::blob::{self, Blob, Packing, StoredBlob};
use super::create::{founded, made_at, written_out};
use super::remains::Remains;
use super::{Head, Store, fault, file, migrate, signed, unsigned};
use crate::error::{Error, Result};
use crate::journal::tree::{self, Roll};
use crate::journal::{Body, Decoded};
use crate::model::{EntryId, Sha256Hex};

/// What was copied from a damaged casebook, and what could not be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recovered {
    /// The new casebook: entries copied, and the root over them.
    pub head: Head,
    /// Entries copied on the word of their own hash alone: the tree's hash for
    /// them is gone.
    pub unbacked: u64,
    /// Entries that were not copied, in order: all from the first that cannot
    /// be proved.
    pub lost: Vec<LostEntry>,
    /// Texts and files copied.
    pub blobs: u64,
    /// Digests of bytes that are listed and are not what was kept, in order.
    pub lost_blobs: Vec<Sha256Hex>,
    /// Checkpoints copied; one that is of other entries is not.
    pub checkpoints: u64,
}

/// An entry that was not copied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LostEntry {
    /// Its number.
    pub seq: u64,
    /// The id under which it was logged, where anything tells.
    pub id: Option<EntryId>,
    /// What was logged, where its bytes can be read.
    pub fact: Option<String>,
    /// Why it was not copied.
    pub why: String,
}

impl Store {
    /// Opens a casebook that may be damaged, to be read: a copy of it in a
    /// folder of its own. The file itself is not opened as a database at all.
    ///
    /// # Errors
    ///
    /// [`Error::NotACasebook`], [`Error::NoCasebook`], [`Error::TooNew`];
    /// [`Error::Damaged`] if not even its first page can be read.
    pub fn open_damaged(path: &Path) -> Result<Self> {
        match file::look_at(path, migrate::VERSION) {
            Ok(()) | Err(Error::Damaged { .. }) => {}
            Err(error) => return Err(error),
        }
        let copy = file::Copy::of(path)?;
        let mut store = Self::connect(path, &copy.file(), "", false)?;
        // A file that was cut off is read as far as it goes.
        store.conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, false)?;
        store.conn.set_db_config(DbConfig::SQLITE_DBCONFIG_WRITABLE_SCHEMA, true)?;
        store.copy = Some(copy);
        Ok(store)
    }

    /// Where a trial can be made: a place that is gone when this is dropped.
    pub fn trial(&self) -> Option<PathBuf> {
        self.copy.as_ref().map(|copy| copy.file().with_file_name("trial.casebook"))
    }

    /// Makes a casebook at `path` of what this one can prove: its entries up
    /// to the first whose bytes, stored hash and place in the tree do not
    /// agree; the bytes whose digest agrees; the checkpoints of those entries.
    /// The tables are laid out anew. Whole, or not there at all.
    ///
    /// # Errors
    ///
    /// [`Error::Damaged`] where not even the first entry can be proved;
    /// [`Error::Exists`].
    pub fn recover(&self, path: &Path) -> Result<Recovered> {
        let mut recovered = None;
        made_at(path, |beside| {
            let new = founded(beside)?;
            recovered = Some(self.recover_into(&new)?);
            written_out(new)
        })?;
        recovered.ok_or(Error::Busy)
    }

    fn recover_into(&self, new: &Self) -> Result<Recovered> {
        new.conn.execute_batch("BEGIN")?;
        let (lost_blobs, blobs) = self.recover_blobs(&new.conn)?;
        let (unbacked, stopped) = self.recover_entries(new)?;
        let head = new.head()?;
        if head.size == 0 {
            let why = stopped.unwrap_or_else(|| "no entry is left".to_owned());
            let detail = format!("nothing of it can be proved: entry 0: {why}");
            return Err(Error::Damaged { path: self.path.clone(), detail });
        }
        let checkpoints = self.recover_checkpoints(new, head.size)?;
        new.fill_index()?;
        new.conn.execute_batch("COMMIT")?;
        let lost = self.lost(head.size, stopped);
        Ok(Recovered { head, unbacked, lost, blobs, lost_blobs, checkpoints })
    }

    /// Copies entries up to the first break; gives how many the tree does not
    /// back, and what broke.
    fn recover_entries(&self, new: &Self) -> Result<(u64, Option<String>)> {
        let mut roll = Roll::new();
        let mut unbacked = 0;
        for seq in 0..self.reach() {
            let remains = self.remains(seq);
            let added = match self.prove(&remains, &mut roll) {
                Ok(added) => added,
                Err(why) => return Ok((unbacked, Some(why))),
            };
            new.conn.execute_batch("SAVEPOINT entry")?;
            if let Some(why) = copy_entry(new, seq, &remains)? {
                new.conn.execute_batch("ROLLBACK TO entry; RELEASE entry")?;
                return Ok((unbacked, Some(why)));
            }
            new.conn.execute_batch("RELEASE entry")?;
            for (position, hash) in added {
                new.conn
                    .prepare_cached("INSERT INTO node (position, hash) VALUES (:position, :hash)")?
                    .execute(named_params! { ":position": signed(position), ":hash": hash })?;
            }
            unbacked += u64::from(remains.node.is_none());
        }
        Ok((unbacked, None))
    }

    /// Whether nothing contradicts an entry: its bytes give the hash beside
    /// them, and no hash that the tree has for it, or for what it completes,
    /// is another. Gives the hashes that it adds to the tree.
    fn prove(&self, remains: &Remains, roll: &mut Roll) -> Result<Vec<(u64, tree::Hash)>, String> {
        let body = remains.body.as_ref().map_err(Clone::clone)?;
        let hash = *crate::journal::id_of(body).as_bytes();
        if remains.leaf != Some(hash) {
            return Err("its bytes do not give the hash stored beside them".to_owned());
        }
        let added = roll.push(hash);
        let other = added.iter().find(|(position, hash)| {
            self.stored_node(*position).is_some_and(|stored| stored != *hash)
        });
        match other {
            None => Ok(added),
            Some((position, _)) => Err(format!("the tree has another hash (number {position})")),
        }
    }

    fn recover_blobs(&self, new: &Connection) -> Result<(Vec<Sha256Hex>, u64)> {
        let last = self
            .conn
            .query_row("SELECT max(number) FROM blob", [], |row| row.get::<_, Option<i64>>(0));
        let (mut lost, mut copied) = (Vec::new(), 0);
        for number in 1..=last.ok().flatten().unwrap_or(0) {
            let digest = self.conn.query_row(
                "SELECT sha256 FROM blob WHERE number = :number",
                named_params! { ":number": number },
                |row| row.get(0).map(Sha256Hex::from_bytes),
            );
            // A number that was withheld is free.
            let Ok(sha256) = digest else { continue };
            let kept = self.blob(sha256).ok().flatten();
            let sound = |kept: &StoredBlob| {
                blob::digest(kept.salt.as_ref(), &kept.bytes) == *sha256.as_bytes()
            };
            match kept.filter(sound) {
                Some(kept) => {
                    let (salt, bytes) = (kept.salt, kept.bytes.into());
                    blob::insert(new, &Blob { sha256, salt, bytes }, Packing::Keep)?;
                    copied += 1;
                }
                None => lost.push(sha256),
            }
        }
        Ok((lost, copied))
    }

    /// Copies the checkpoints that are of the entries that were copied.
    fn recover_checkpoints(&self, new: &Self, size: u64) -> Result<u64> {
        let Ok(mut query) =
            self.conn.prepare("SELECT size, root, note FROM checkpoint ORDER BY number")
        else {
            return Ok(0);
        };
        let rows = query.query_map([], |row| {
            Ok((row.get::<_, i64>("size")?, row.get::<_, tree::Hash>("root")?, row.get("note")?))
        })?;
        let mut copied = 0;
        // Rows that cannot be read are not checkpoints that anyone can check.
        for (covers, root, note) in rows.flatten() {
            let note: String = note;
            if unsigned(covers) > size || new.root_at(unsigned(covers))? != root {
                continue;
            }
            new.conn
                .prepare_cached(
                    "INSERT INTO checkpoint (size, root, note) VALUES (:size, :root, :note)",
                )?
                .execute(named_params! { ":size": covers, ":root": root, ":note": note })?;
            copied += 1;
        }
        Ok(copied)
    }

    /// Every entry from number `from`, with what can be said of it.
    fn lost(&self, from: u64, stopped: Option<String>) -> Vec<LostEntry> {
        let mut first = stopped;
        let entry = |seq| {
            let remains = self.remains(seq);
            let fact = remains.body.as_deref().ok().and_then(|body| match Decoded::read(body) {
                Ok(Decoded::Known(entry)) => Some(entry.fact.kind().to_owned()),
                Ok(Decoded::Unknown { fact, .. }) => Some(fact),
                Err(_) => None,
            });
            let id = remains.id().map(EntryId::from_bytes);
            let why = first.take().unwrap_or_else(|| behind(&remains));
            LostEntry { seq, id, fact, why }
        };
        (from..self.reach()).map(entry).collect()
    }
}

/// Copies one entry; gives why it cannot be one of a casebook, if so.
///
/// # Errors
///
/// If the disk fails: that says nothing of the entry.
fn copy_entry(new: &Store, seq: u64, remains: &Remains) -> Result<Option<String>> {
    let body = match read_entry(remains) {
        Ok(body) => body,
        Err(why) => return Ok(Some(why)),
    };
    match new.insert_entry(seq, &body) {
        Ok(()) => Ok(None),
        Err(error) if fault::is_of_the_disk(&error) => Err(error),
        Err(error) => Ok(Some(error.to_string())),
    }
}

fn read_entry(remains: &Remains) -> Result<Body, String> {
    let body = remains.body.as_ref().map_err(Clone::clone)?;
    match Decoded::read(body) {
        Ok(Decoded::Known(entry)) => Body::of(*entry).map_err(|error| error.to_string()),
        Ok(Decoded::Unknown { v, fact }) => {
            Err(format!("it is a `{fact}` of format {v}, which only a newer program knows"))
        }
        Err(error) => Err(error.to_string()),
    }
}

/// Why an entry behind the first break was not copied.
fn behind(remains: &Remains) -> String {
    match &remains.body {
        Err(why) => why.clone(),
        Ok(_) if remains.computed == remains.leaf => {
            "its bytes are whole, and it stands behind one that is not".to_owned()
        }
        Ok(_) => "its bytes do not give the hash stored beside them".to_owned(),
    }
}
