//! What a person names to be captured, one item at a time: a file, standard
//! input, an address, all files of a folder, all answers of an archive.
//!
//! Nothing is left out silently: each thing met is an item, a failure or left
//! out with the reason.

use std::fs::{self, File};
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;

use flate2::bufread::MultiGzDecoder;

use crate::error::{Error, Result};
use crate::model::Timestamp;

use super::http::{self, Answer};
use super::kind::{self, Kind};
use super::raw::Raw;
use super::read::Hints;
use super::warc::{self, Record, Records};
use super::{MAX_HELD, MAX_RAW};

/// Files up to this size are held; larger ones are read where they lie.
const HELD: u64 = 8 << 20;

/// What a person names.
#[derive(Clone, Debug)]
pub enum Input {
    /// A file or folder: as typed, and where it lies.
    Path {
        /// As typed.
        typed: PathBuf,
        /// Where it lies.
        at: PathBuf,
    },
    /// Bytes that were piped in.
    Piped(Vec<u8>),
    /// An address.
    Url(String),
}

/// What of an input is wanted.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    /// Of an archive only the answers of this address.
    pub address: Option<String>,
    /// One source takes it all: an archive needs an address.
    pub one: bool,
    /// How long an address may take; [`super::WAIT`] where nobody says.
    pub wait: Option<Duration>,
}

/// One thing to capture, as it was got.
#[derive(Clone, Debug)]
pub struct Item {
    /// What people call it: a path, an address.
    pub called: String,
    /// Its bytes.
    pub raw: Raw,
    /// What is said of them.
    pub hints: Hints,
    /// When it was got, where that is known.
    pub got_at: Option<Timestamp>,
    /// How it was got; empty: handed over as a file.
    pub got_how: String,
    /// Where it was got from.
    pub url: Option<String>,
    /// Headers that came with it, name and value.
    pub headers: Vec<[String; 2]>,
    /// What a person should know of how it was got.
    pub notes: Vec<String>,
}

/// Something that is not captured, by a rule and not by a failure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Left {
    /// What people call it.
    pub called: String,
    /// Why, the same words for all that are left for one reason.
    pub why: String,
}

/// What is met on the way through an input.
#[derive(Debug)]
pub enum Step {
    /// Something to capture.
    Item(Box<Item>),
    /// Something that could not be read.
    Failed {
        /// What people call it.
        called: String,
        /// Why.
        error: Error,
    },
    /// Something that is left out.
    Left(Left),
}

/// What is done with each step.
type Take<'t> = &'t mut dyn FnMut(Step) -> Result<()>;

/// Goes through an input, in the order of names and records.
///
/// # Errors
///
/// Those of `take`, and for an input that is not there at all. What fails
/// within a folder or archive is a step.
pub fn walk(input: &Input, scope: &Scope, take: Take<'_>) -> Result<()> {
    match input {
        Input::Path { typed, at } if at.is_dir() => folder(typed, at, scope, take),
        Input::Path { typed, at } => file(typed, at, scope, take),
        Input::Piped(bytes) => {
            let item = plain_item("standard input", None, Raw::held(bytes.clone()));
            opened(item, scope, take)
        }
        Input::Url(address) => fetched(address, scope, take),
    }
}

#[cfg(feature = "fetch")]
fn fetched(address: &str, scope: &Scope, take: Take<'_>) -> Result<()> {
    opened(super::fetch::get(address, scope)?, scope, take)
}

#[cfg(not(feature = "fetch"))]
fn fetched(address: &str, _scope: &Scope, _take: Take<'_>) -> Result<()> {
    Err(Error::refused(
        format!("this rashomon cannot fetch `{address}`: it was built without `fetch`"),
        "save the page from your browser and capture the file with --url, or build with `cargo install --path . --features pdf,fetch`",
    ))
}

fn plain_item(called: &str, name: Option<String>, raw: Raw) -> Item {
    Item {
        called: called.to_owned(),
        raw,
        hints: Hints { name, ..Hints::default() },
        got_at: None,
        got_how: String::new(),
        url: None,
        headers: Vec::new(),
        notes: Vec::new(),
    }
}

/// All files below a folder, by name; no link is followed.
fn folder(typed: &Path, at: &Path, scope: &Scope, take: Take<'_>) -> Result<()> {
    let named = |source| Error::File { path: typed.to_owned(), source };
    let mut names: Vec<_> = fs::read_dir(at)
        .and_then(|entries| entries.map(|entry| entry.map(|entry| entry.file_name())).collect())
        .map_err(named)?;
    names.sort();
    for name in names {
        let (typed, at) = (typed.join(&name), at.join(&name));
        let called = typed.display().to_string();
        let left = |why: &str| Step::Left(Left { called: called.clone(), why: why.to_owned() });
        let met = match fs::symlink_metadata(&at) {
            Err(source) => {
                let error = Error::File { path: typed.clone(), source };
                take(Step::Failed { called, error })?;
                continue;
            }
            Ok(met) => met,
        };
        if name.to_string_lossy().starts_with('.') {
            take(left("a hidden file"))?;
        } else if met.is_symlink() {
            take(left("a link, and no link is followed"))?;
        } else if met.is_dir() {
            folder(&typed, &at, scope, take)?;
        } else if !met.is_file() {
            take(left("no file"))?;
        } else if at.extension().is_some_and(|extension| extension == "casebook") {
            take(left("a casebook"))?;
        } else if let Err(error) = file(&typed, &at, scope, take) {
            take(Step::Failed { called, error })?;
        }
    }
    Ok(())
}

fn file(typed: &Path, at: &Path, scope: &Scope, take: Take<'_>) -> Result<()> {
    let named = |source| Error::File { path: typed.to_owned(), source };
    // Before it is opened: a pipe that nobody writes to never opens.
    let found = fs::metadata(at).map_err(named)?;
    if !found.is_file() {
        return Err(no_file(typed));
    }
    let size = found.len();
    let file = File::open(at).map_err(named)?;
    let name = typed.file_name().map(|name| name.to_string_lossy().into_owned());
    let mut head = Vec::new();
    file.take(2).read_to_end(&mut head).map_err(named)?;
    let packed = head.starts_with(b"\x1f\x8b");
    // Archives are read record by record, however large.
    let archive = packed || is_warc(at, named)?;
    if size > MAX_RAW as u64 && !archive {
        let message = format!("`{}` has more than {MAX_RAW} bytes", typed.display());
        return Err(Error::refused(message, "nothing is cut silently: give the part that matters"));
    }
    let raw = if size <= HELD && !archive {
        Raw::held(fs::read(at).map_err(named)?)
    } else {
        Raw::File(at.to_owned())
    };
    opened(plain_item(&typed.display().to_string(), name, raw), scope, take)
}

/// The refusal of a device or a pipe: it may have no end.
pub fn no_file(typed: &Path) -> Error {
    Error::refused(
        format!("`{}` is no file, but a device or a pipe", typed.display()),
        "what another program writes is read from standard input: name it `-`",
    )
}

fn is_warc(at: &Path, named: impl Fn(std::io::Error) -> Error) -> Result<bool> {
    let mut head = Vec::new();
    File::open(at).and_then(|file| file.take(5).read_to_end(&mut head)).map_err(named)?;
    Ok(head == b"WARC/")
}

/// One thing: an archive is taken apart, all else is an item.
fn opened(item: Item, scope: &Scope, take: Take<'_>) -> Result<()> {
    let mut head = Vec::new();
    item.raw.open()?.take(5).read_to_end(&mut head)?;
    let packed = head.starts_with(b"\x1f\x8b");
    if packed {
        let mut inner = Vec::new();
        let unpacked = MultiGzDecoder::new(BufReader::new(item.raw.open()?));
        // What cannot even begin is told by whoever reads it.
        let _ = unpacked.take(5).read_to_end(&mut inner);
        if inner != b"WARC/" && !item.hints.content_encoding.is_empty() {
            // Packed on its way only: whoever reads it unpacks it.
            return take(Step::Item(Box::new(item)));
        }
        if inner != b"WARC/" {
            return refuse_gzip(&inner);
        }
        let input = BufReader::new(MultiGzDecoder::new(BufReader::new(item.raw.open()?)));
        let total = (1 << 30) + 50 * item.size();
        return archive(&item, Records::new(input, MAX_HELD, total), scope, take);
    }
    if Kind::of(None, None, &head) == Kind::Warc {
        let input = BufReader::new(item.raw.open()?);
        return archive(&item, Records::new(input, MAX_HELD, u64::MAX), scope, take);
    }
    take(Step::Item(Box::new(item)))
}

fn refuse_gzip(inner: &[u8]) -> Result<()> {
    let message = if inner.is_empty() {
        "it is packed with gzip and cannot be unpacked: it was cut or damaged"
    } else {
        "it is packed with gzip and holds no web archive"
    };
    Err(Error::refused(message, "unpack it (`gunzip`) and capture what is in it"))
}

impl Item {
    /// Number of its bytes.
    pub fn size(&self) -> u64 {
        match &self.raw {
            Raw::Held(bytes) => bytes.len() as u64,
            Raw::File(path) => fs::metadata(path).map_or(0, |met| met.len()),
        }
    }
}

/// All answers of an archive.
fn archive<R: std::io::BufRead>(
    of: &Item,
    mut records: Records<R>,
    scope: &Scope,
    take: Take<'_>,
) -> Result<()> {
    if scope.one && scope.address.is_none() {
        return Err(Error::usage(
            "an archive may hold many pages, and the source has no address",
            "say with --url which page of the archive it is",
        ));
    }
    let mut number = 0;
    loop {
        number += 1;
        let step = match records.next() {
            Ok(None) if number == 1 => {
                return Err(Error::refused("there is no record in this archive", "get it anew"));
            }
            Ok(None) => return Ok(()),
            Ok(Some(record)) => answer(of, number, &record, scope),
            Err(why) => {
                let called = format!("{}, record {number}", of.called);
                let message = format!("the archive cannot be read on from here: {why}");
                let hint = "what stood before it was read; get the archive anew for the rest";
                take(Step::Failed { called, error: Error::refused(message, hint) })?;
                return Ok(());
            }
        };
        take(step)?;
    }
}

/// One record: an answer with text becomes an item.
fn answer(of: &Item, number: usize, record: &Record, scope: &Scope) -> Step {
    let target = record.target().map(str::to_owned);
    let called = target.clone().unwrap_or_else(|| format!("{}, record {number}", of.called));
    let left = |why: String| Step::Left(Left { called: called.clone(), why });
    let kind = record.kind().to_owned();
    if kind != "response" && kind != "resource" {
        return left(format!("a record of the kind `{kind}`"));
    }
    if scope.address.is_some() && scope.address != target {
        return left("another address".into());
    }
    let Some(block) = &record.block else {
        let message = format!("it has {} bytes, more than {MAX_HELD}", record.length);
        let hint = "nothing is cut silently: save that page by itself";
        return Step::Failed { called, error: Error::refused(message, hint) };
    };
    match payload(record, block, kind == "response") {
        Err(why) => {
            let hint = "the archive was cut or altered: get it anew";
            Step::Failed { called, error: Error::refused(why, hint) }
        }
        Ok(Payload { bytes, .. }) if bytes.is_empty() => left("an answer without a body".into()),
        Ok(payload) if is_part(&payload) => {
            let kind = kind::essence(payload.media_type.as_deref().unwrap_or_default());
            left(format!("{kind}: a part of pages, not a text"))
        }
        Ok(payload) => Step::Item(Box::new(payload.item(of, called, target, record))),
    }
}

/// What a record holds once HTTP is taken off.
struct Payload {
    bytes: Vec<u8>,
    media_type: Option<String>,
    content_encoding: Vec<String>,
    headers: Vec<[String; 2]>,
    status: Option<u16>,
    notes: Vec<String>,
}

/// Takes HTTP off a block and holds the digests against the bytes.
fn payload(record: &Record, block: &[u8], over_http: bool) -> Result<Payload, String> {
    let mut notes = Vec::new();
    check(record, "WARC-Block-Digest", &[block], &mut notes)?;
    if !over_http {
        return Ok(Payload {
            bytes: block.to_vec(),
            media_type: record.field("Content-Type").map(str::to_owned),
            content_encoding: Vec::new(),
            headers: Vec::new(),
            status: None,
            notes,
        });
    }
    let answer = Answer::parse(block)?;
    let body = &block[answer.body..];
    let chunked = answer.list("Transfer-Encoding").iter().any(|coding| coding == "chunked");
    let joined = if chunked { http::dechunk(body) } else { None };
    if chunked
        && joined.is_none()
        && httparse::parse_chunk_size(body).is_ok_and(|it| it.is_complete())
    {
        notes.push("its pieces do not add up: taken as it lies".to_owned());
    }
    let bytes = joined.as_deref().unwrap_or(body);
    // The standard leaves open on which side of the chunks it is taken.
    check(record, "WARC-Payload-Digest", &[bytes, body], &mut notes)?;
    let mut headers = vec![[":status".to_owned(), answer.status.to_string()]];
    let content_encoding = answer.list("Content-Encoding");
    let media_type = answer.header("Content-Type").map(str::to_owned);
    // Many archives keep the head and unpack the body.
    let packed =
        bytes.starts_with(b"\x1f\x8b") || !content_encoding.iter().any(|it| it.contains("gzip"));
    let stated = answer.header("Content-Length").and_then(|length| length.trim().parse().ok());
    if let Some(stated) = stated.filter(|_| packed && !chunked)
        && !body.is_empty()
        && (body.len() as u64) < stated
    {
        return Err(format!("it was cut off: {} of {stated} bytes of it are there", body.len()));
    }
    let content_encoding = if packed { content_encoding } else { Vec::new() };
    let (bytes, status) = (bytes.to_vec(), Some(answer.status));
    headers.extend(answer.headers);
    Ok(Payload { bytes, media_type, content_encoding, headers, status, notes })
}

fn check(
    record: &Record,
    field: &str,
    bytes: &[&[u8]],
    notes: &mut Vec<String>,
) -> Result<(), String> {
    let Some(written) = record.field(field) else { return Ok(()) };
    let found: Vec<Option<bool>> =
        bytes.iter().map(|bytes| warc::digest_is(written, bytes)).collect();
    if found.contains(&Some(true)) {
        return Ok(());
    }
    if found.contains(&None) {
        notes.push(format!(
            "its digest was not checked: {written:.60} is of a kind that is not known"
        ));
        return Ok(());
    }
    Err(format!("its bytes are not those of its {field} ({written:.80})"))
}

/// Pictures, styles and programs are parts of pages; nobody quotes them.
fn is_part(payload: &Payload) -> bool {
    let kind = kind::essence(payload.media_type.as_deref().unwrap_or_default());
    let head = &payload.bytes[..payload.bytes.len().min(512)];
    let pages = ["image/", "audio/", "video/", "font/", "application/font"];
    pages.iter().any(|start| kind.starts_with(start))
        || kind == "text/css"
        || kind.contains("javascript")
        || kind == "application/wasm"
        || (payload.content_encoding.is_empty()
            && matches!(Kind::of(Some(&kind), None, head), Kind::Other(_)))
}

impl Payload {
    fn item(self, of: &Item, called: String, url: Option<String>, record: &Record) -> Item {
        let mut notes = self.notes;
        if let Some(status) = self.status.filter(|status| *status != 200) {
            notes.push(format!("the server answered {status}"));
        }
        Item {
            called,
            raw: Raw::held(self.bytes),
            hints: Hints {
                media_type: self.media_type,
                content_encoding: self.content_encoding,
                ..of.hints.clone()
            },
            got_at: record.field("WARC-Date").and_then(seconds),
            got_how: "web archive".into(),
            url,
            headers: kept_headers(self.headers),
            notes,
        }
    }
}

/// Headers worth keeping: all but the ones that set cookies, which are a
/// session's secrets, and what is too long for an entry.
pub(super) fn kept_headers(headers: Vec<[String; 2]>) -> Vec<[String; 2]> {
    let mut room = 16_000usize;
    let fits = |[name, value]: &[String; 2]| {
        let size = name.len() + value.len() + 8;
        let keep = size <= room && !name.eq_ignore_ascii_case("set-cookie");
        room -= if keep { size } else { 0 };
        keep
    };
    headers.into_iter().filter(fits).take(200).collect()
}

/// A time of an archive, without parts of seconds.
fn seconds(written: &str) -> Option<Timestamp> {
    let whole = written.get(..19)?;
    format!("{whole}Z").parse().ok().filter(|_| written.ends_with('Z'))
}
