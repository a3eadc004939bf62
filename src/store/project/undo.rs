//! Undone entries: they stay, and no longer count.

use rusqlite::named_params;

use super::At;
use crate::error::Result;
use crate::journal::fact;

/// Lays out an undo: marks the entries, and brings back the fields that stood
/// before those it takes back.
pub(super) fn project(at: &At<'_>, undo: &fact::Undo) -> Result<()> {
    at.recall.forget_things();
    for entry in &undo.entries {
        let seq = at.seq_of(*entry)?;
        let params = named_params! { ":seq": seq, ":by": at.seq };
        at.conn
            .prepare_cached("INSERT OR IGNORE INTO undone (seq, by) VALUES (:seq, :by)")?
            .execute(params)?;
        at.conn
            .prepare_cached("UPDATE thing SET undone = :by WHERE seq = :seq AND undone IS NULL")?
            .execute(params)?;
        at.conn
            .prepare_cached(
                "UPDATE thing SET current = coalesce(
                   (SELECT max(edition.seq) FROM edition
                     WHERE edition.thing = thing.seq AND edition.kind = thing.kind
                       AND edition.seq NOT IN (SELECT seq FROM undone)), thing.seq)
                  WHERE seq = (SELECT thing FROM edition WHERE seq = :seq)",
            )?
            .execute(named_params! { ":seq": seq })?;
    }
    Ok(())
}
