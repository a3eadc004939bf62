//! Spreadsheets as CSV and TSV: their encoding, their divider, their headers,
//! and their rows as lines of an import.

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::SyncSender;

use csv::{ByteRecord, Reader, ReaderBuilder};
use encoding_rs::{Encoding, WINDOWS_1252};
use encoding_rs_io::{DecodeReaderBytes, DecodeReaderBytesBuilder};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::error::{Error, Result};
use crate::journal::fact;
use crate::model::to_hex;

use super::columns::{Column, Mapping};
use super::line::{Line, LineFact, is_key};
use super::reading::{Bytes, Handed, Hashed, Item, Load, digest_of};
use super::row::RowLine;
use super::strict::Fault;

/// How much of a file is looked at for its divider.
const LOOK: u64 = 64 << 10;

/// How many rows are handed over together.
const ROWS: usize = 128;

/// What a user says of a spreadsheet.
#[derive(Clone, Debug, Default)]
pub struct Choices {
    /// Its divider; found out where left out.
    pub delimiter: Option<u8>,
    /// Its encoding, by a label of the WHATWG; found out where left out.
    pub encoding: Option<String>,
    /// What its headers mean.
    pub mapping: Mapping,
}

/// A spreadsheet that was looked at.
#[derive(Clone, Debug)]
pub struct Table {
    delimiter: u8,
    encoding: Option<&'static Encoding>,
    headers: Vec<String>,
    columns: Vec<Option<&'static Column>>,
    /// Lines end in two characters, of which the reader leaves the second to the
    /// next row.
    crlf: bool,
    /// What was found out, and what a user should know.
    pub notes: Vec<String>,
    /// The header of each column that is there.
    shown: Arc<BTreeMap<&'static str, String>>,
}

type Decoded<R> = Reader<DecodeReaderBytes<R, Vec<u8>>>;

impl Table {
    /// Looks at a spreadsheet: encoding, divider, headers.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] for a file without headers, or with none that is
    /// known; usage errors for an unknown encoding; I/O errors.
    pub fn look(bytes: Bytes<'_>, choices: &Choices, path: &Path) -> Result<Self> {
        let failed = |source| Error::File { path: path.to_owned(), source };
        let mut notes = Vec::new();
        let encoding = match &choices.encoding {
            Some(label) => Some(labelled(label)?),
            None => found(bytes, &mut notes).map_err(failed)?,
        };
        let start = head(bytes, encoding).map_err(failed)?;
        let delimiter = choices.delimiter.unwrap_or_else(|| divider(&start));
        let crlf =
            start.split(|byte| *byte == b'\n').next().is_some_and(|line| line.ends_with(b"\r"));
        let record = header(bytes, delimiter, encoding).map_err(failed)?;
        if record.iter().all(<[u8]>::is_empty) {
            return Err(Error::refused(
                "the file has no header",
                "its first line names the columns; `rashomon import --template csv` shows one",
            ));
        }
        let text = |cell: &[u8]| String::from_utf8_lossy(cell).trim().to_owned();
        let headers: Vec<String> = record.iter().map(text).collect();
        let columns = choices.mapping.apply(&headers)?;
        let known = columns.iter().zip(&headers);
        let shown = known.filter_map(|(column, header)| Some(((*column)?.name, header.clone())));
        let shown = Arc::new(shown.collect());
        notes.extend(unknown(&headers, &columns, &choices.mapping));
        Ok(Self { delimiter, encoding, headers, columns, crlf, notes, shown })
    }

    /// Its format, as an import fact has it.
    pub fn format(&self) -> &'static str {
        if self.delimiter == b'\t' { "tsv" } else { "csv" }
    }

    /// Header and column, for the record and for a saved mapping.
    pub fn mapping(&self) -> Vec<[String; 2]> {
        let pairs = self.headers.iter().zip(&self.columns);
        let known =
            pairs.filter_map(|(header, column)| Some([header.clone(), (*column)?.name.to_owned()]));
        known.collect()
    }

    /// The mapping as a file: a JSON object of headers and columns, nothing for
    /// those that mean none.
    pub fn saved(&self) -> String {
        let pairs = self.headers.iter().zip(&self.columns).map(|(header, column)| {
            (header.clone(), Value::from(column.map_or("", |column| column.name)))
        });
        format!("{:#}\n", Value::Object(pairs.collect()))
    }

    /// Reads its rows until their end, an error, or nobody listens any more.
    pub(super) fn read_rows(&self, bytes: Bytes<'_>, hand: &SyncSender<Handed>) {
        let end = match self.rows(bytes, hand) {
            Ok(Some(end)) => Handed::End(end),
            Ok(None) => return,
            Err(error) => Handed::Failed(error),
        };
        // Where nobody listens, the error that ended it is told already.
        let _ = hand.send(end);
    }

    fn rows(
        &self,
        bytes: Bytes<'_>,
        hand: &SyncSender<Handed>,
    ) -> io::Result<Option<fact::BytesRef>> {
        let mut hashed = Hashed::of(bytes.open()?);
        let mut reader = open(&mut hashed, self.delimiter, self.encoding);
        let mut record = ByteRecord::new();
        let mut load = Load { items: Vec::new(), read: 0 };
        let mut header = true;
        loop {
            let more = reader.read_byte_record(&mut record)?;
            let position = record.position();
            if more {
                let line = position.map_or(0, |at| at.line() + u64::from(self.crlf));
                let number = usize::try_from(line).unwrap_or(usize::MAX);
                if header {
                    header = is_separator_line(&record);
                } else if record.iter().any(|cell| !cell.trim_ascii().is_empty()) {
                    load.items.push(self.item(number, &record));
                }
                // Of decoded bytes, which is near enough for a progress bar.
                load.read = position.map_or(0, csv::Position::byte);
            }
            if !more || load.items.len() >= ROWS {
                let next = Load { items: Vec::new(), read: load.read };
                if hand.send(Handed::Load(std::mem::replace(&mut load, next))).is_err() {
                    return Ok(None);
                }
            }
            if !more {
                break;
            }
        }
        drop(reader);
        Ok(Some(hashed.told()))
    }

    fn item(&self, number: usize, record: &ByteRecord) -> Item {
        match self.line(number, record) {
            Ok((line, digest)) => Item::Line { line: Box::new(line), digest },
            Err(fault) => Item::Bad { number, bytes: Vec::new(), faults: vec![fault] },
        }
    }

    /// The row and, where it has a key of its own, what its cells say in few
    /// digits.
    fn line(&self, number: usize, record: &ByteRecord) -> Result<(Line, Option<String>), Fault> {
        let mut cells = BTreeMap::new();
        let mut unknown = Vec::new();
        for (at, cell) in record.iter().enumerate() {
            let header = self.headers.get(at).map_or("", String::as_str);
            let text = std::str::from_utf8(cell).map_err(|_| {
                let why = "is not in the file's encoding; say which it is with --encoding";
                Fault::new(header, why)
            })?;
            if text.trim().is_empty() {
                continue;
            }
            match self.columns.get(at) {
                Some(Some(column)) => {
                    cells.insert(column.name, kept(column, text));
                }
                Some(None) => unknown.push([header.to_owned(), text.to_owned()]),
                None => {
                    let (here, there) = (record.len(), self.headers.len());
                    return Err(Fault::new(
                        "",
                        format!(
                            "has {here} cells, and the header {there}: is a cell with the divider in it not in quotation marks?"
                        ),
                    ));
                }
            }
        }
        let fields: Map<String, Value> = cells
            .iter()
            .map(|(name, cell)| ((*name).to_owned(), Value::from(cell.clone())))
            .collect();
        let own = cells.remove("key").map(|key| own_key(&key)).transpose()?;
        let derived = own.is_none();
        let (key, digest) = match own {
            // Columns that mean nothing here change nothing of what it says.
            Some(key) => (key, Some(digest_of(&hash_of(&cells, &[])))),
            // The same cells are the same row.
            None => (format!("row.{}", to_hex(&hash_of(&cells, &unknown)[..12])), None),
        };
        let member = cells.remove("as");
        let fact = LineFact::Row(Box::new(RowLine { cells, unknown, derived }));
        let headers = Some(Arc::clone(&self.shown));
        Ok((Line { number, key, member, fact, fields, headers }, digest))
    }
}

/// A cell as it counts: a page's text to the byte, everything else trimmed.
fn kept(column: &Column, text: &str) -> String {
    if column.name == "source-text" { text.to_owned() } else { text.trim().to_owned() }
}

/// A key as a spreadsheet spells it, in small letters.
fn own_key(typed: &str) -> Result<String, Fault> {
    let key = typed.to_lowercase();
    if is_key(&key) {
        return Ok(key);
    }
    let why =
        format!("`{typed}` is not a key: expected letters, digits, `.`, `_` or `-`, 80 at most");
    Err(Fault::new("key", why))
}

/// The hash of a row's cells with their columns.
fn hash_of(cells: &BTreeMap<&'static str, String>, unknown: &[[String; 2]]) -> [u8; 32] {
    let mut hasher = Sha256::new();
    let known = cells.iter().map(|(name, cell)| (*name, cell.as_str()));
    let other = unknown.iter().map(|[name, cell]| (name.as_str(), cell.as_str()));
    for (name, cell) in known.chain(other) {
        for part in [name, cell] {
            hasher.update((part.len() as u64).to_be_bytes());
            hasher.update(part);
        }
    }
    hasher.finalize().into()
}

fn open<R: Read>(bytes: R, delimiter: u8, encoding: Option<&'static Encoding>) -> Decoded<R> {
    let decoded = DecodeReaderBytesBuilder::new()
        .encoding(encoding)
        .bom_override(true)
        .strip_bom(true)
        .build(bytes);
    ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(decoded)
}

fn labelled(label: &str) -> Result<&'static Encoding> {
    Encoding::for_label(label.as_bytes()).ok_or_else(|| {
        let message = format!("`{label}` is not an encoding");
        Error::usage(message, "try utf-8, utf-16le or windows-1252")
    })
}

/// The encoding to decode from; None: UTF-8, or what a byte-order mark says.
fn found(bytes: Bytes<'_>, notes: &mut Vec<String>) -> io::Result<Option<&'static Encoding>> {
    let mut start = Vec::new();
    bytes.open()?.take(3).read_to_end(&mut start)?;
    if Encoding::for_bom(&start).is_some() || is_utf8(bytes.open()?)? {
        return Ok(None);
    }
    notes.push(
        "the file is not UTF-8; it was read as windows-1252, as Excel writes it: look at its names, and say --encoding where that is wrong".to_owned(),
    );
    Ok(Some(WINDOWS_1252))
}

/// The record of headers; empty where there is none.
fn header(
    bytes: Bytes<'_>,
    delimiter: u8,
    encoding: Option<&'static Encoding>,
) -> io::Result<ByteRecord> {
    let mut reader = open(bytes.open()?, delimiter, encoding);
    let mut record = ByteRecord::new();
    reader.read_byte_record(&mut record)?;
    if is_separator_line(&record) {
        reader.read_byte_record(&mut record)?;
    }
    Ok(record)
}

/// Whether all of it is UTF-8. Memory: one buffer.
fn is_utf8(mut bytes: impl Read) -> io::Result<bool> {
    let mut buffer = vec![0; 256 << 10];
    let mut held = 0;
    loop {
        let count = bytes.read(&mut buffer[held..])?;
        let filled = held + count;
        held = match std::str::from_utf8(&buffer[..filled]) {
            Ok(_) => 0,
            Err(error) if error.error_len().is_some() => return Ok(false),
            Err(error) => {
                let valid = error.valid_up_to();
                buffer.copy_within(valid..filled, 0);
                filled - valid
            }
        };
        if count == 0 {
            return Ok(held == 0);
        }
    }
}

/// The first bytes, decoded.
fn head(bytes: Bytes<'_>, encoding: Option<&'static Encoding>) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    let decoded = DecodeReaderBytesBuilder::new()
        .encoding(encoding)
        .bom_override(true)
        .strip_bom(true)
        .build(bytes.open()?);
    decoded.take(LOOK).read_to_end(&mut head)?;
    Ok(head)
}

/// The divider that stands most often in the first line, outside of quotation
/// marks; Excel may name it in a line of its own.
fn divider(head: &[u8]) -> u8 {
    let line = head.split(|byte| *byte == b'\n').next().unwrap_or_default();
    if let [b's', b'e', b'p', b'=', divider, ..] = line {
        return *divider;
    }
    let count = |divider: u8| {
        let mut quoted = false;
        let outside = line.iter().filter(|byte| {
            quoted ^= **byte == b'"';
            **byte == divider && !quoted
        });
        outside.count()
    };
    // The first of equals.
    let most = b",;\t|".iter().rev().max_by_key(|divider| count(**divider));
    *most.unwrap_or(&b',')
}

/// `sep=;`, which Excel reads and writes before the header.
fn is_separator_line(record: &ByteRecord) -> bool {
    record.position().is_none_or(|at| at.line() <= 1)
        && record.get(0).is_some_and(|cell| cell.starts_with(b"sep=") && record.len() <= 2)
}

/// What is said of headers that mean no column, and are not left out on purpose.
fn unknown(
    headers: &[String],
    columns: &[Option<&'static Column>],
    mapping: &Mapping,
) -> Option<String> {
    let unknown: Vec<&str> = headers
        .iter()
        .zip(columns)
        .filter(|(header, column)| {
            column.is_none() && !header.is_empty() && !mapping.leaves_out(header)
        })
        .map(|(header, _)| header.as_str())
        .collect();
    let names = unknown.join("”, “");
    (!unknown.is_empty()).then(|| {
        format!("kept as they are, as they mean no column here: “{names}” (--map \"HEADER=COLUMN\" says which one; `rashomon import --template csv` has all)")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_divider_is_the_one_that_divides_the_header() {
        for (head, expected) in [
            ("key,by,claim\n", b','),
            ("key;by;claim\n1;\"a,b\";c\n", b';'),
            ("\"a,b,c\";by\n", b';'),
            ("key\tby\tclaim", b'\t'),
            ("key|by", b'|'),
            ("sep=;\nkey,by\n", b';'),
            ("claim\n", b','),
        ] {
            assert_eq!(divider(head.as_bytes()), expected, "{head}");
        }
    }

    #[test]
    fn bytes_are_utf8_or_not_wherever_a_read_cuts_them() {
        let long = format!("{}é", "a".repeat((256 << 10) - 1));
        for (bytes, expected) in [
            ("naïve".as_bytes(), true),
            (long.as_bytes(), true),
            (b"na\xefve", false),
            (b"cut \xc3", false),
        ] {
            assert_eq!(is_utf8(bytes).unwrap(), expected);
        }
    }
}
