//! The user's state folder: the newest journal head seen of each casebook, as
//! `known_hosts` keeps the keys seen of each host.
//!
//! Outside the casebook on purpose: whoever rewrites the file does not rewrite
//! this. One small file for each journal origin, which may be another desk's.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::model::{from_hex, to_hex};
use crate::store::Head;

/// What this user has seen of one casebook, and whom they trust for it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// The newest head.
    pub head: Head,
    /// Number of entries that the newest signed checkpoint covers; 0: none.
    pub signed: u64,
    /// Verifier keys that this user trusts to sign for it.
    pub vkeys: Vec<String>,
}

impl Seen {
    /// The newest head; None where only keys are remembered.
    pub fn newest(&self) -> Option<Head> {
        (self.head.size > 0).then_some(self.head)
    }
}

/// The same, as it is kept.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    origin: String,
    root: String,
    #[serde(default)]
    signed: u64,
    size: u64,
    #[serde(default)]
    vkeys: Vec<String>,
}

/// Remembers what was seen of `origin`, in the place of what was remembered.
pub fn remember(folder: &Path, origin: &str, seen: &Seen) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let kept = Kept {
        origin: origin.to_owned(),
        root: to_hex(&seen.head.root),
        signed: seen.signed,
        size: seen.head.size,
        vkeys: seen.vkeys.clone(),
    };
    let file = file(folder, origin);
    // Beside, then in its place: a crash leaves the older one, never half.
    let beside = file.with_extension(format!("new-{}", std::process::id()));
    fs::write(&beside, serde_json::to_vec(&kept)?)?;
    fs::rename(&beside, &file)
}

/// What was seen of `origin`; None if nothing was.
pub fn newest(folder: &Path, origin: &str) -> io::Result<Option<Seen>> {
    let bytes = match fs::read(file(folder, origin)) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let kept: Kept = serde_json::from_slice(&bytes)?;
    let root = from_hex(&kept.root).ok_or(io::ErrorKind::InvalidData)?;
    let head = Head { size: kept.size, root };
    let seen = Seen { head, signed: kept.signed, vkeys: kept.vkeys };
    Ok((kept.origin == origin).then_some(seen))
}

/// The origin's slash is the only character that a file name cannot hold.
fn file(folder: &Path, origin: &str) -> PathBuf {
    let name: String = origin
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' })
        .collect();
    folder.join(format!("{name}.head.json"))
}
