//! The lossless exports: facts in JSON Lines, and the journal byte for byte.
//!
//! Both begin with the bytes that entries name, so that whoever reads them in
//! has a text before the claim that quotes it.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::folder::Target;
use super::{ExportOptions, Manifest};
use crate::casebook::{Decoded, Store, fact};
use crate::error::{Error, Result};
use crate::journal::Fact;
use crate::model::{EntryId, Sha256Hex, Timestamp, to_hex};

/// How the first line of an export of facts begins.
pub(in crate::exchange) const FACTS_OPEN: &[u8] = b"{\"rashomon-export\":";

/// The first line of an export of facts.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(in crate::exchange) struct Head {
    /// 1.
    pub(in crate::exchange) rashomon_export: u32,
    /// Number of entries that follow.
    pub(in crate::exchange) entries: u64,
    /// Name of the journal they come from.
    pub(in crate::exchange) origin: String,
    /// What it is about.
    pub(in crate::exchange) title: String,
}

/// A line for bytes that lie beside the lines, as `bytes/SHA256`.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::exchange) struct TextLine {
    /// Their digest; of salt and bytes where there is a salt.
    pub(in crate::exchange) bytes: Sha256Hex,
    /// Number of bytes.
    pub(in crate::exchange) size: u64,
    /// The salt, in hexadecimal digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in crate::exchange) salt: Option<String>,
}

/// A line for one entry. Ids in its fact are those of the journal it is from.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::exchange) struct Told<'a> {
    /// Its id there.
    pub(in crate::exchange) id: EntryId,
    /// The handle of what it logged, for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in crate::exchange) handle: Option<String>,
    /// When it was logged.
    pub(in crate::exchange) at: Timestamp,
    /// By whom.
    pub(in crate::exchange) by: String,
    /// What was logged.
    pub(in crate::exchange) fact: Cow<'a, Fact>,
}

/// Writes `facts.jsonl` and the bytes.
pub(super) fn facts(
    store: &Store,
    options: &ExportOptions,
    target: &mut Target,
    manifest: &mut Manifest,
) -> Result<()> {
    let mut lines = target.rows("facts.jsonl")?;
    lines.json(&Head {
        rashomon_export: 1,
        entries: manifest.entries,
        origin: manifest.origin.clone(),
        title: manifest.title.clone(),
    })?;
    for bytes in all_bytes(store, options, target, manifest)? {
        lines.json(&bytes)?;
    }
    store.each_entry(0, &mut |raw| {
        let entry = match Decoded::read(raw.body) {
            Ok(Decoded::Known(entry)) => entry,
            Ok(Decoded::Unknown { v, fact }) => return Err(Error::NewerEntry { fact, v }),
            Err(error) => {
                let detail = format!("entry {} is unreadable: {error}", raw.seq);
                return Err(Error::Damaged { path: store.path().to_owned(), detail });
            }
        };
        let id = entry_id(raw.leaf);
        let handle = store.handle_of(id)?.map(|handle| handle.to_string());
        let (at, by) = (entry.at, entry.by.clone());
        lines.json(&Told { id, handle, at, by, fact: Cow::Borrowed(&entry.fact) })
    })?;
    target.finish(lines)
}

/// A line for one checkpoint, as it was handed out.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::exchange) struct CheckpointLine {
    /// The note: signed, or the three lines alone.
    pub(in crate::exchange) note: String,
}

/// Writes `journal.jsonl`, in which line n + 1 is entry n byte for byte, the
/// checkpoints that were made of it, and the bytes with their list.
pub(super) fn journal(
    store: &Store,
    options: &ExportOptions,
    target: &mut Target,
    manifest: &mut Manifest,
) -> Result<()> {
    let list = all_bytes(store, options, target, manifest)?;
    let mut lines = target.rows("bytes.jsonl")?;
    list.iter().try_for_each(|bytes| lines.json(bytes))?;
    target.finish(lines)?;
    let mut lines = target.rows("journal.jsonl")?;
    // Canonical JSON has no line ends.
    store.each_entry(0, &mut |raw| lines.line(raw.body))?;
    target.finish(lines)?;
    let mut lines = target.rows("checkpoints.jsonl")?;
    for checkpoint in store.checkpoints()? {
        lines.json(&CheckpointLine { note: checkpoint.note })?;
    }
    target.finish(lines)
}

/// Writes the bytes that the casebook holds, and gives their list.
fn all_bytes(
    store: &Store,
    options: &ExportOptions,
    target: &mut Target,
    manifest: &mut Manifest,
) -> Result<Vec<TextLine>> {
    let mut list = Vec::new();
    store.each_blob(&mut |blob| {
        if blob.salt.is_some() && !options.salts {
            manifest.salted_left_out += 1;
            return Ok(());
        }
        manifest.texts += 1;
        let salt = blob.salt.map(|salt| to_hex(&salt));
        list.push(TextLine { bytes: blob.sha256, size: blob.size, salt });
        let mut file = target.bytes(&format!("bytes/{}", blob.sha256))?;
        store.each_blob_chunk(blob.sha256, &mut |piece| file.put(piece))?;
        target.finish(file)
    })?;
    Ok(list)
}

/// Number of captures whose bytes are not here.
pub(super) fn withheld(store: &Store) -> Result<u64> {
    let mut count = 0;
    for capture in store.list::<fact::Capture>()? {
        count += u64::from(!store.has_blob(capture.fact.text.sha256)?);
    }
    Ok(count)
}

fn entry_id(leaf: &[u8]) -> EntryId {
    EntryId::from_bytes(leaf.try_into().unwrap_or_default())
}
