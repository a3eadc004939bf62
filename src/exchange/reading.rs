//! Reads an import beside the one who writes it: a thread of its own turns
//! bytes into lines, and hands them over through a channel of bounded length.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;
use std::sync::mpsc::SyncSender;

use sha2::{Digest, Sha256};

use crate::journal::fact;
use crate::model::{Sha256Hex, to_hex};

use super::line::{self, Line};
use super::strict::Fault;

/// The longest line, in bytes.
pub(super) const MAX_LINE: usize = 4 << 20;

/// Bytes that are read at once.
const READ: usize = 256 << 10;

/// A load that is handed over has this many bytes of lines at least.
const LOAD: u64 = 64 << 10;

/// How many loads may wait to be written: what is read ahead stays small.
pub(super) const WAITING: usize = 8;

/// Where the lines of an import are.
#[derive(Clone, Copy, Debug)]
pub enum Bytes<'a> {
    /// In memory.
    Here(&'a [u8]),
    /// In a file, which may be larger than memory.
    File(&'a Path),
}

/// One line, read.
pub(super) enum Item {
    /// It holds a fact.
    Line {
        /// The line.
        line: Box<Line>,
        /// What it says, in few digits; None where its key is made of that.
        digest: Option<String>,
    },
    /// It cannot be used.
    Bad {
        /// Its number, from 1.
        number: usize,
        /// Its bytes; none of a line that is too long.
        bytes: Vec<u8>,
        /// What is wrong with it.
        faults: Vec<Fault>,
    },
}

/// Some lines, handed over together.
pub(super) struct Load {
    /// The lines, in order.
    pub(super) items: Vec<Item>,
    /// How many bytes were read by their end.
    pub(super) read: u64,
}

/// What the reader hands over.
pub(super) enum Handed {
    /// Lines.
    Load(Load),
    /// The end: digest and size of all that was read.
    End(fact::BytesRef),
    /// Reading failed.
    Failed(io::Error),
}

impl<'a> Bytes<'a> {
    /// Opens them anew.
    pub(super) fn open(self) -> io::Result<Box<dyn Read + Send + 'a>> {
        Ok(match self {
            Self::Here(bytes) => Box::new(bytes),
            Self::File(path) => Box::new(File::open(path)?),
        })
    }

    /// Digest and size of all bytes. Memory: one buffer.
    pub(super) fn digest(self) -> io::Result<fact::BytesRef> {
        let mut hashed = Hashed::of(self.open()?);
        let mut buffer = vec![0; READ];
        while hashed.read(&mut buffer)? > 0 {}
        Ok(hashed.told())
    }
}

/// Hashes what is read through it.
pub(super) struct Hashed<R> {
    inner: R,
    hasher: Sha256,
    size: u64,
}

impl<R: Read> Hashed<R> {
    pub(super) fn of(inner: R) -> Self {
        Self { inner, hasher: Sha256::new(), size: 0 }
    }

    /// Digest and size of what was read so far.
    pub(super) fn told(&self) -> fact::BytesRef {
        let digest = self.hasher.clone().finalize();
        fact::BytesRef { sha256: Sha256Hex::from_bytes(digest.into()), size: self.size }
    }
}

impl<R: Read> Read for Hashed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.hasher.update(&buffer[..count]);
        self.size += count as u64;
        Ok(count)
    }
}

/// Reads lines of JSON until their end, an error, or nobody listens any more.
pub(super) fn read_lines(bytes: Bytes<'_>, hand: &SyncSender<Handed>) {
    let end = match lines(bytes, hand) {
        Ok(Some(end)) => Handed::End(end),
        Ok(None) => return,
        Err(error) => Handed::Failed(error),
    };
    // Where nobody listens, the error that ended it is told already.
    let _ = hand.send(end);
}

/// Hands the lines over; None where nobody listens.
fn lines(bytes: Bytes<'_>, hand: &SyncSender<Handed>) -> io::Result<Option<fact::BytesRef>> {
    let mut reader = BufReader::with_capacity(READ, Hashed::of(bytes.open()?));
    let mut load = Load { items: Vec::new(), read: 0 };
    let (mut number, mut handed) = (0, 0);
    let mut line = Vec::new();
    loop {
        line.clear();
        let read = next_line(&mut reader, &mut line)?;
        load.read += read;
        if read > 0 {
            number += 1;
            load.items.extend(item(number, &line, read));
        }
        if read == 0 || load.read - handed >= LOAD {
            handed = load.read;
            let next = Load { items: Vec::new(), read: handed };
            if hand.send(Handed::Load(std::mem::replace(&mut load, next))).is_err() {
                return Ok(None);
            }
        }
        if read == 0 {
            return Ok(Some(reader.get_ref().told()));
        }
    }
}

/// Reads one line with its end, and gives its length in bytes: 0 at the end.
/// Of a line that is too long, the rest is passed over.
fn next_line(reader: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<u64> {
    let mut read = reader.take(MAX_LINE as u64 + 2).read_until(b'\n', line)? as u64;
    if line.len() > MAX_LINE && line.last() != Some(&b'\n') {
        read += reader.skip_until(b'\n')? as u64;
    }
    Ok(read)
}

/// Reads one line; None for a comment, or nothing at all.
fn item(number: usize, bytes: &[u8], length: u64) -> Option<Item> {
    let bytes = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    let bytes = match number {
        1 => bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes),
        _ => bytes,
    };
    let read = match text_of(bytes, length) {
        Ok(text) if text.trim().is_empty() || text.starts_with('#') => return None,
        Ok(text) => line::read(number, text),
        Err(fault) => Err(vec![fault]),
    };
    Some(match read {
        Ok(line) => Item::Line { digest: Some(what_it_says(&line)), line: Box::new(line) },
        Err(faults) => Item::Bad { number, bytes: bytes.to_vec(), faults },
    })
}

/// What a line says, in few digits, however it is spelled: its fact and fields
/// in one order, and who logs it.
fn what_it_says(line: &Line) -> String {
    let mut hasher = Sha256::new();
    hasher.update(line.fact.kind().as_str());
    let said = serde_json::to_vec(&(&line.fields, &line.member));
    hasher.update(said.expect("fields have string keys"));
    digest_of(&hasher.finalize())
}

/// The digits of a hash by which a row is known again.
pub(super) fn digest_of(hash: &[u8]) -> String {
    to_hex(&hash[..8])
}

fn text_of(bytes: &[u8], length: u64) -> Result<&str, Fault> {
    let bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
    if bytes.len() > MAX_LINE {
        let why = format!("has {length} bytes, more than {MAX_LINE}; put long texts into files");
        return Err(Fault::new("", why));
    }
    std::str::from_utf8(bytes).map_err(|error| {
        Fault::new("", format!("byte {} of the line is not UTF-8", error.valid_up_to() + 1))
    })
}
