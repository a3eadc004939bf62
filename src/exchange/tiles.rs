//! The whole journal as a folder of tiles (C2SP tlog-tiles), for mirrors and
//! for verifiers that know nothing of casebooks.

use crate::casebook::Casebook;
use crate::error::{Error, Result};
use crate::journal::tile::{BUNDLE, bundle, bundle_path, tiles as tiles_of};

/// Hands out the files one by one: path and bytes. The checkpoint comes last,
/// so that whoever serves the folder meanwhile never promises more than is
/// there. Memory: one file.
///
/// The checkpoint is the newest that is signed, and the tiles are of the record
/// as it was then.
///
/// # Errors
///
/// [`Error::Refused`] where no checkpoint is signed.
pub fn tiles(casebook: &Casebook, take: &mut dyn FnMut(&str, &[u8]) -> Result<()>) -> Result<u64> {
    let note = super::proofs::newest_signed(casebook, 1)?.0;
    let size = note.checkpoint().size;
    let store = casebook.store();
    for tile in tiles_of(size) {
        let bytes = tile.bytes(&store.nodes()).map_err(|e| Error::Database(e.to_string()))?;
        take(&tile.path(), &bytes)?;
    }
    let mut bytes = Vec::new();
    store.each_entry(0, &mut |raw| {
        if raw.seq >= size {
            return Ok(());
        }
        bundle(&mut bytes, raw.body);
        let held = raw.seq % BUNDLE + 1;
        if held == BUNDLE || raw.seq + 1 == size {
            take(&bundle_path(raw.seq / BUNDLE, held), &bytes)?;
            bytes.clear();
        }
        Ok(())
    })?;
    take("checkpoint", note.bytes())?;
    Ok(size)
}
