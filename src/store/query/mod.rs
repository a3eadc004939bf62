//! Questions to the record: each named for what it asks, each in a stated
//! order, each reading bodies where the projection only points.
//!
//! What was undone does not count in any answer that does not say so.

mod alike;
mod captured;
mod claim;
mod filter;
mod founder;
mod handle;
mod link;
mod party;
mod refound;
mod scene;
mod search;
mod standing;
mod thing;
mod trail;

use std::sync::Arc;

use rusqlite::{OptionalExtension, Row, RowIndex, named_params};

use super::project::Ground;
use super::{Store, signed};
use crate::error::{Error, Result};
use crate::journal::{Decoded, Entry, Fact, fact, id_of};
use crate::model::EntryId;

pub use alike::Alike;
pub use captured::SpanRow;
pub use claim::{ClaimRow, VersionRow};
pub use filter::{ClaimFilter, ClaimPlace};
pub use link::Derived;
pub use refound::{Anchor, ChangedFigures, FoundAgain, Refinding};
pub use scene::Accounts;
pub use search::{Match, Matches, Search, SearchIn, Wanted};
pub use standing::{Standing, StandingAttribution, StandingFinding};
pub(super) use thing::ThingRow;
pub use thing::{Kind, Logged};
pub use trail::EntryRow;

impl Store {
    /// The entry at `seq`, decoded; its bytes are held against its hash.
    pub(super) fn entry_at(&self, seq: i64) -> Result<Entry> {
        let entry = self.recall.entry(seq, || {
            let mut query =
                self.conn.prepare_cached("SELECT body, leaf FROM entry WHERE seq = :seq")?;
            query.query_row(named_params! { ":seq": seq }, |row| {
                Ok(self.decode(seq, blob(row, "body")?, blob(row, "leaf")?))
            })?
        })?;
        Ok(Arc::unwrap_or_clone(entry))
    }

    /// Holds an entry's bytes against its hash.
    ///
    /// # Errors
    ///
    /// [`Error::Altered`] if the bytes are not those of the hash.
    fn check_bytes(&self, seq: i64, body: &[u8], leaf: &[u8]) -> Result<()> {
        if id_of(body).as_bytes() == leaf {
            return Ok(());
        }
        Err(Error::Altered { path: self.path.clone(), seq })
    }

    /// # Errors
    ///
    /// [`Error::Altered`] if the bytes are not those of the hash.
    pub(super) fn decode(&self, seq: i64, body: &[u8], leaf: &[u8]) -> Result<Entry> {
        self.check_bytes(seq, body, leaf)?;
        match Decoded::parse(body) {
            Ok(Decoded::Known(entry)) => Ok(*entry),
            Ok(Decoded::Unknown { v, fact }) => Err(Error::NewerEntry { fact, v }),
            Err(error) => Err(Error::Damaged {
                path: self.path.clone(),
                detail: format!("entry {seq} is unreadable: {error}"),
            }),
        }
    }

    /// The number of the entry with this id; None if there is none.
    pub(super) fn seq(&self, id: impl Into<EntryId>) -> Result<Option<i64>> {
        self.ground().find(id.into())
    }

    /// The id of the entry at `seq`.
    fn id_at(&self, seq: i64) -> Result<EntryId> {
        let mut query = self.conn.prepare_cached("SELECT leaf FROM entry WHERE seq = :seq")?;
        let id = query.query_row(named_params! { ":seq": seq }, |row| row.get(0))?;
        Ok(EntryId::from_bytes(id))
    }

    /// Numbers that a question with the one parameter `:of` gives, in its order.
    pub(super) fn numbers(&self, sql: &'static str, of: i64) -> Result<Vec<i64>> {
        let mut query = self.conn.prepare_cached(sql)?;
        let rows = query.query_map(named_params! { ":of": of }, |row| row.get(0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Whether an entry was undone.
    pub fn is_undone(&self, id: EntryId) -> Result<bool> {
        let Some(seq) = self.seq(id)? else { return Ok(false) };
        self.undone_at(seq)
    }

    fn undone_at(&self, seq: i64) -> Result<bool> {
        let mut query = self.conn.prepare_cached("SELECT count(*) FROM undone WHERE seq = :seq")?;
        let found: i64 = query.query_row(named_params! { ":seq": seq }, |row| row.get(0))?;
        Ok(found > 0)
    }

    /// What the row with this key became in an earlier import, undone or not:
    /// None if there was no such row, Some(None) if it became nothing.
    pub fn imported(&self, key: &str) -> Result<Option<Option<EntryId>>> {
        Ok(self.imported_by(key)?.map(|(_, entry)| entry))
    }

    /// The same, with the number of the import's entry.
    pub fn imported_by(&self, key: &str) -> Result<Option<(u64, Option<EntryId>)>> {
        let mut query = self.conn.prepare_cached(
            "SELECT seq, entry FROM imported WHERE key = :key AND seq NOT IN (SELECT seq FROM undone)
              ORDER BY seq DESC LIMIT 1",
        )?;
        let row: Option<(i64, Option<i64>)> = query
            .query_row(named_params! { ":key": key }, |row| {
                Ok((row.get("seq")?, row.get("entry")?))
            })
            .optional()?;
        let Some((import, entry)) = row else { return Ok(None) };
        let entry = entry.map(|seq| self.id_at(seq)).transpose()?;
        Ok(Some((super::unsigned(import), entry)))
    }

    /// What the import whose entry has this number read; None if it is none.
    pub fn import_at(&self, seq: u64) -> Result<Option<fact::Import>> {
        match self.entry_at(super::signed(seq))?.fact {
            Fact::Import(import) => Ok(Some(*import)),
            _ => Ok(None),
        }
    }

    /// Number of entries, for a bound on what a listing may hold.
    pub fn size(&self) -> Result<u64> {
        self.head().map(|head| head.size)
    }
}

/// The bytes in a column.
pub(super) fn blob<'a>(row: &'a Row<'_>, column: impl RowIndex) -> rusqlite::Result<&'a [u8]> {
    Ok(row.get_ref(column)?.as_blob()?)
}

/// A limit as SQL has it: -1 is none.
fn limit(limit: Option<u64>) -> i64 {
    limit.map_or(-1, signed)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use rusqlite::Connection;

    /// Not asked in daily work: by audits, migrations and recovery.
    const RARE: &[&str] = &["check.rs", "schema.rs", "migrate.rs", "recover.rs", "remains.rs"];

    /// Every SQL text in these files, with the file it stands in.
    fn questions(folder: &Path) -> Vec<(String, String)> {
        let mut found = Vec::new();
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                found.extend(questions(&path));
                continue;
            }
            let name = path.file_name().unwrap().to_str().unwrap();
            if RARE.contains(&name) {
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            let code = text.split("#[cfg(test)]").next().unwrap();
            let quoted = code.split('"').skip(1).step_by(2);
            let first = |sql: &&str| sql.split_whitespace().next().unwrap_or_default().to_owned();
            let asks = |sql: &&str| {
                ["SELECT", "WITH", "INSERT", "UPDATE", "DELETE"].contains(&&*first(sql))
            };
            let ours = |sql: &&str| asks(sql) && sql.contains(' ') && !sql.contains("temp.");
            found.extend(quoted.filter(ours).map(|sql| (name.to_owned(), sql.to_owned())));
        }
        found
    }

    /// A missing index shows only on a large casebook, as minutes.
    #[test]
    fn no_question_reads_a_whole_table_but_those_that_ask_for_all_of_it() {
        let conn = Connection::open_in_memory().unwrap();
        conn.execute_batch(super::super::schema::SCHEMA).unwrap();
        let questions = questions(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store"));
        assert!(questions.len() > 100, "only {} questions were found", questions.len());
        let mut scans = BTreeSet::new();
        for (file, sql) in questions {
            let mut plan = conn.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
            // Plans do not depend on values: parameters stay unbound.
            let mut steps = plan.raw_query();
            while let Some(step) = steps.next().unwrap() {
                let step: String = step.get("detail").unwrap();
                let of_rows_at_hand =
                    ["SCAN CONSTANT ROW", "SCAN own", "SCAN around"].contains(&step.as_str());
                if let Some(table) = step.strip_prefix("SCAN ").filter(|_| !of_rows_at_hand) {
                    let table = table.split_whitespace().next().unwrap_or_default();
                    scans.insert((file.clone(), table.to_owned()));
                }
            }
        }
        let scans: Vec<_> =
            scans.iter().map(|(file, table)| (file.as_str(), table.as_str())).collect();
        let whole = [
            // Questions at hand; once for a comparison, the claims withdrawn and
            // those judged.
            ("accounts.rs", "asked"),
            ("accounts.rs", "claim_act"),
            ("accounts.rs", "verdict"),
            // Once at the end of an import: the same words anywhere.
            ("alike.rs", "span"),
            // One row for each kind of fact.
            ("append.rs", "sqlite_schema"),
            ("append.rs", "tally"),
            // An audit and an export read everything.
            ("blob.rs", "blob"),
            // The few that were ever made.
            ("checkpoint.rs", "checkpoint"),
            // For the number of all claims, those that were withdrawn or undone.
            ("filter.rs", "claim_act"),
            ("filter.rs", "undone"),
            // Whether there is any entry, and any table.
            ("open.rs", "(subquery-1)"),
            ("open.rs", "entry"),
            ("open.rs", "sqlite_master"),
            // All names of all parties.
            ("party.rs", "name"),
            ("record.rs", "node"),
            // The words' own index, which finds by words; a list at hand.
            ("search.rs", "json_each"),
            ("search.rs", "search"),
            // An audit looks at every finding.
            ("standing.rs", "verdict"),
            // The newest entries, up to a limit.
            ("trail.rs", "entry"),
        ];
        assert_eq!(scans, whole);
    }
}
