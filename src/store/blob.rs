//! Bytes that entries name by digest, in pieces of 1 MiB, kept once.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use rusqlite::{Connection, OptionalExtension, named_params};
use sha2::{Digest, Sha256};

use super::{Store, signed, unsigned};
use crate::error::{Error, Result};
use crate::model::Sha256Hex;

/// The most bytes in one piece.
const PIECE: usize = 1 << 20;

/// The most bytes that are read at once: those of the largest capture.
const LARGEST: u64 = 256 << 20;

/// Bytes to keep.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blob {
    /// SHA-256 of the bytes; of salt and bytes where there is a salt.
    pub sha256: Sha256Hex,
    /// 32 random bytes, for a salted capture.
    pub salt: Option<[u8; 32]>,
    /// The bytes.
    pub bytes: Bytes,
}

/// Where bytes to keep are had from, as often as they are needed: once to be
/// planned with, once to be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bytes {
    /// In memory.
    Held(Arc<Vec<u8>>),
    /// In a file, after so many bytes of it. Kept piece by piece and never held.
    File {
        /// The file.
        path: PathBuf,
        /// Bytes before them.
        skip: u64,
    },
}

impl From<Vec<u8>> for Bytes {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Held(Arc::new(bytes))
    }
}

/// Bytes as they are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredBlob {
    /// The salt that lies beside them.
    pub salt: Option<[u8; 32]>,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// What is known of kept bytes without reading them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BlobInfo {
    /// Digest under which they are kept.
    pub sha256: Sha256Hex,
    /// The salt that lies beside them.
    pub salt: Option<[u8; 32]>,
    /// Number of bytes stated.
    pub size: u64,
}

impl Store {
    /// Bytes by their digest; None if they are not here.
    pub fn blob(&self, sha256: Sha256Hex) -> Result<Option<StoredBlob>> {
        let Some(info) = self.blob_info(sha256)? else { return Ok(None) };
        if info.size > LARGEST {
            let words = format!("captured bytes of {} bytes are more than can be read", info.size);
            return Err(Error::Database(words));
        }
        let mut bytes = Vec::new();
        self.each_blob_chunk(sha256, &mut |piece| {
            bytes.extend_from_slice(piece);
            Ok(())
        })?;
        Ok(Some(StoredBlob { salt: info.salt, bytes }))
    }

    /// Whether bytes are here.
    pub fn has_blob(&self, sha256: Sha256Hex) -> Result<bool> {
        Ok(self.blob_info(sha256)?.is_some())
    }

    fn blob_info(&self, sha256: Sha256Hex) -> Result<Option<BlobInfo>> {
        let mut query = self
            .conn
            .prepare_cached("SELECT sha256, salt, size FROM blob WHERE sha256 = :sha256")?;
        Ok(query.query_row(named_params! { ":sha256": sha256.as_bytes() }, info).optional()?)
    }

    /// Hands out bytes piece by piece, in order; false if they are not here.
    /// Memory: one piece.
    pub fn each_blob_chunk(
        &self,
        sha256: Sha256Hex,
        take: &mut dyn FnMut(&[u8]) -> Result<()>,
    ) -> Result<bool> {
        let mut query = self.conn.prepare_cached(
            "SELECT number, encoding, bytes FROM chunk
              WHERE blob = (SELECT number FROM blob WHERE sha256 = :sha256)
              ORDER BY number",
        )?;
        let mut rows = query.query(named_params! { ":sha256": sha256.as_bytes() })?;
        let stated = self.blob_info(sha256)?.map_or(0, |info| info.size);
        let (mut expected, mut size) = (0, 0);
        let mut take = |piece: &[u8]| {
            size += piece.len() as u64;
            if piece.is_empty() && stated > 0 {
                return Err(Error::Database("a piece of captured bytes is empty".to_owned()));
            }
            // Pieces that unpack to more and more would fill the memory.
            if size > stated {
                let words = format!("captured bytes are more than the {stated} that are stated");
                return Err(Error::Database(words));
            }
            take(piece)
        };
        while let Some(row) = rows.next()? {
            let (number, encoding): (i64, String) = (row.get("number")?, row.get("encoding")?);
            if number != expected {
                let words = format!("piece {expected} of captured bytes is missing");
                return Err(Error::Database(words));
            }
            expected += 1;
            let bytes = row.get_ref("bytes")?.as_blob().map_err(rusqlite::Error::from)?;
            match encoding.as_str() {
                "plain" => take(bytes)?,
                "zlib" => take(&unpack(bytes)?)?,
                other => {
                    let words = format!("captured bytes are kept in no known way, `{other}`");
                    return Err(Error::Database(words));
                }
            }
        }
        drop(rows);
        drop(query);
        self.has_blob(sha256)
    }

    /// Everything that is kept, in the order it came.
    pub fn each_blob(&self, take: &mut dyn FnMut(BlobInfo) -> Result<()>) -> Result<()> {
        let mut query = self.conn.prepare("SELECT sha256, salt, size FROM blob ORDER BY number")?;
        let mut rows = query.query([])?;
        while let Some(row) = rows.next()? {
            take(info(row)?)?;
        }
        Ok(())
    }
}

fn info(row: &rusqlite::Row<'_>) -> rusqlite::Result<BlobInfo> {
    Ok(BlobInfo {
        sha256: Sha256Hex::from_bytes(row.get("sha256")?),
        salt: row.get("salt")?,
        size: unsigned(row.get("size")?),
    })
}

/// How pieces are put away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Packing {
    /// For a plan, which is rolled back: as they are, and those of a file not at
    /// all, since nobody reads them before they are kept.
    Plan,
    /// Packed, where that makes them smaller. Those of a file are kept as they
    /// are: to pack 100 MB takes ten times as long as to hash them.
    Keep,
}

/// Keeps bytes; the same bytes are kept once. Memory: those of one piece.
///
/// # Errors
///
/// If the bytes are not those of the digest: nobody could ever find that out
/// later but by an audit. [`Error::File`] for a file that cannot be read.
pub(super) fn insert(conn: &Connection, blob: &Blob, packing: Packing) -> Result<()> {
    let size = check(blob)?;
    let known: i64 = conn
        .prepare_cached("SELECT count(*) FROM blob WHERE sha256 = :sha256")?
        .query_row(named_params! { ":sha256": blob.sha256.as_bytes() }, |row| row.get(0))?;
    if known > 0 {
        return Ok(());
    }
    conn.prepare_cached("INSERT INTO blob (sha256, salt, size) VALUES (:sha256, :salt, :size)")?
        .execute(named_params! {
            ":sha256": blob.sha256.as_bytes(),
            ":salt": blob.salt,
            ":size": signed(size),
        })?;
    let file = match &blob.bytes {
        Bytes::Held(_) => None,
        Bytes::File { .. } if packing == Packing::Plan => return Ok(()),
        Bytes::File { path, .. } => Some(path),
    };
    let number = conn.last_insert_rowid();
    let mut hasher = Sha256::new();
    hasher.update(blob.salt.as_ref().map_or(&[][..], |salt| salt));
    let mut at = 0;
    each_piece(&blob.bytes, &mut |piece| {
        let mut packed = None;
        if file.is_some() {
            hasher.update(piece);
        } else if packing == Packing::Keep {
            packed = Some(pack(piece)?).filter(|packed| packed.len() < piece.len());
        }
        insert_piece(conn, number, at, piece, packed.as_deref())?;
        at += 1;
        Ok(())
    })?;
    match file {
        Some(path) if hasher.finalize()[..] != blob.sha256.as_bytes()[..] => Err(Error::refused(
            format!("`{}` changed while it was read", path.display()),
            "nothing was kept: capture it again when it is at rest",
        )),
        Some(_) | None => Ok(()),
    }
}

/// The size of bytes to keep; of those in memory the digest is checked, too,
/// and of those in a file when they are read.
fn check(blob: &Blob) -> Result<u64> {
    match &blob.bytes {
        Bytes::Held(bytes) if digest(blob.salt.as_ref(), bytes) != *blob.sha256.as_bytes() => {
            let detail = format!(
                "some bytes do not hash to {}, under which they were handed in",
                blob.sha256
            );
            Err(Error::Database(detail))
        }
        Bytes::Held(bytes) => Ok(bytes.len() as u64),
        Bytes::File { path, skip } => {
            let found = std::fs::metadata(path).map_err(|source| named(path, source))?;
            Ok(found.len().saturating_sub(*skip))
        }
    }
}

/// Hands out bytes in pieces of [`PIECE`], the last one shorter.
fn each_piece(bytes: &Bytes, take: &mut dyn FnMut(&[u8]) -> Result<()>) -> Result<()> {
    let (path, skip) = match bytes {
        Bytes::Held(bytes) => return bytes.chunks(PIECE).try_for_each(take),
        Bytes::File { path, skip } => (path, *skip),
    };
    let open = || {
        let mut file = File::open(path)?;
        file.seek(SeekFrom::Start(skip))?;
        Ok(file)
    };
    let mut file = open().map_err(|source| named(path, source))?;
    let mut piece = Vec::with_capacity(PIECE);
    loop {
        piece.clear();
        let read = Read::by_ref(&mut file).take(PIECE as u64).read_to_end(&mut piece);
        if read.map_err(|source| named(path, source))? == 0 {
            return Ok(());
        }
        take(&piece)?;
    }
}

fn named(path: &Path, source: std::io::Error) -> Error {
    Error::File { path: path.to_owned(), source }
}

fn insert_piece(
    conn: &Connection,
    blob: i64,
    number: i64,
    plain: &[u8],
    packed: Option<&[u8]>,
) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO chunk (blob, number, encoding, bytes) VALUES (:blob, :number, :encoding, :bytes)",
    )?
    .execute(named_params! {
        ":blob": blob,
        ":number": number,
        ":encoding": if packed.is_some() { "zlib" } else { "plain" },
        ":bytes": packed.unwrap_or(plain),
    })?;
    Ok(())
}

/// Takes bytes out for good. The triggers allow it for what stands in
/// `withholding`, which is empty again afterwards.
pub(super) fn remove(conn: &Connection, sha256: Sha256Hex) -> Result<()> {
    let params = named_params! { ":sha256": sha256.as_bytes() };
    conn.execute("INSERT OR IGNORE INTO withholding (sha256) VALUES (:sha256)", params)?;
    conn.execute(
        "DELETE FROM chunk WHERE blob = (SELECT number FROM blob WHERE sha256 = :sha256)",
        params,
    )?;
    conn.execute("DELETE FROM blob WHERE sha256 = :sha256", params)?;
    conn.execute("DELETE FROM withholding WHERE sha256 = :sha256", params)?;
    Ok(())
}

/// SHA-256 of bytes, after a salt where there is one.
pub(super) fn digest(salt: Option<&[u8; 32]>, bytes: &[u8]) -> [u8; 32] {
    let salt = salt.map_or(&[][..], |salt| salt);
    Sha256::new().chain_update(salt).chain_update(bytes).finalize().into()
}

fn pack(piece: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(piece)?;
    Ok(encoder.finish()?)
}

/// Reads one packed piece; more than a piece in it is damage, not memory.
fn unpack(packed: &[u8]) -> Result<Vec<u8>> {
    let mut piece = Vec::new();
    let limit = PIECE as u64 + 1;
    let read = ZlibDecoder::new(packed).take(limit).read_to_end(&mut piece);
    match read {
        Ok(size) if size <= PIECE => Ok(piece),
        Ok(_) => Err(Error::Database("a piece of captured bytes is larger than it may be".into())),
        Err(error) => {
            Err(Error::Database(format!("a piece of captured bytes cannot be unpacked: {error}")))
        }
    }
}
