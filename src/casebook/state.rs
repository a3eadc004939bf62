//! The user's state folder: the newest journal head seen of each casebook, as
//! `known_hosts` keeps the keys seen of each host.
//!
//! Outside the casebook on purpose: whoever rewrites the file does not rewrite
//! this. One small file for each journal origin.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::model::{from_hex, to_hex};
use crate::store::Head;

/// A head as it is remembered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Seen {
    origin: String,
    root: String,
    size: u64,
}

/// Remembers `head` as the newest seen of `origin`.
pub fn remember(folder: &Path, origin: &str, head: &Head) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let seen = Seen { origin: origin.to_owned(), root: to_hex(&head.root), size: head.size };
    let file = file(folder, origin);
    // Beside, then in its place: a crash leaves the older head, never half.
    let beside = file.with_extension(format!("new-{}", std::process::id()));
    fs::write(&beside, serde_json::to_vec(&seen)?)?;
    fs::rename(&beside, &file)
}

/// The newest head seen of `origin`; None if none was.
pub fn newest(folder: &Path, origin: &str) -> io::Result<Option<Head>> {
    let bytes = match fs::read(file(folder, origin)) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let seen: Seen = serde_json::from_slice(&bytes)?;
    let root = from_hex(&seen.root).ok_or(io::ErrorKind::InvalidData)?;
    Ok((seen.origin == origin).then_some(Head { size: seen.size, root }))
}

/// The origin's slash is the only character that a file name cannot hold.
fn file(folder: &Path, origin: &str) -> PathBuf {
    let name: String = origin
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' })
        .collect();
    folder.join(format!("{name}.head.json"))
}
