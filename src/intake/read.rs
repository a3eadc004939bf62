//! The one reading of some bytes: what they are, how they are decoded, the text
//! that is taken from them, what they say of themselves.

use std::io::Read;
use std::time::Duration;

use sha2::{Digest, Sha256};

use crate::error::{Error, Result};
use crate::model::Sha256Hex;

use super::kind::{self, Kind};
use super::metadata::Metadata;
use super::plain::{self, Declared, Decoded, Decoding};
use super::raw::{Raw, Text};
use super::{MAX_HELD, MAX_RAW, WAIT, article, http, pdf};

/// Bytes of a piece that is looked at.
const PIECE: usize = 1 << 16;

/// What somebody says of bytes before they are read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hints {
    /// Media type that the sender declares, with its parameters.
    pub media_type: Option<String>,
    /// Encoding that a member names; it overrides all others.
    pub encoding: Option<String>,
    /// Content encodings of HTTP, in the order they were applied: `gzip`.
    pub content_encoding: Vec<String>,
    /// Name of the file.
    pub name: Option<String>,
    /// Take all text of a page, not its article.
    pub whole_page: bool,
    /// How long a PDF may take; [`super::WAIT`] where nobody says.
    pub wait: Option<Duration>,
}

/// What took a text from bytes; changes of name, version or settings may change
/// the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extractor {
    /// Its name.
    pub name: &'static str,
    /// Its version.
    pub version: &'static str,
    /// Settings that change the text, name and value.
    pub settings: Vec<[String; 2]>,
}

/// Bytes that were read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The bytes, as they came.
    pub raw: Raw,
    /// SHA-256 of the bytes.
    pub sha256: Sha256Hex,
    /// Number of bytes.
    pub size: u64,
    /// The text taken from them.
    pub text: Text,
    /// SHA-256 of the text.
    pub text_sha256: Sha256Hex,
    /// Bytes of the text.
    pub text_size: u64,
    /// Code points of the text.
    pub text_points: u64,
    /// Media type of the bytes, without parameters.
    pub media_type: String,
    /// How bytes became characters; None: UTF-8, which nobody had to say.
    pub decoding: Option<Decoding>,
    /// What took the text from them.
    pub extractor: Extractor,
    /// What the bytes say of themselves.
    pub metadata: Metadata,
    /// What a person should know before they quote from it.
    pub notes: Vec<String>,
}

/// The text of decoded bytes, before it is measured.
struct Taken {
    text: Text,
    decoding: Option<Decoding>,
    extractor: Extractor,
    metadata: Metadata,
    notes: Vec<String>,
}

/// Reads some bytes: decides what they are and takes the text.
///
/// UTF-8 text that lies in a file is read piece by piece and never held;
/// everything else is held, up to [`MAX_HELD`] bytes.
///
/// # Errors
///
/// [`Error::Refused`] for no bytes, for bytes no text can be taken from, and
/// over a limit.
pub fn read(raw: Raw, hints: &Hints) -> Result<Reading> {
    let head = head(&raw)?;
    if head.is_empty() {
        return Err(Error::refused("the file is empty", "there is nothing to quote from it"));
    }
    // The beginning of what is packed says nothing.
    let plain_head: &[u8] = if hints.content_encoding.is_empty() { &head } else { b"" };
    let kind = kind_of(hints, plain_head);
    if let Kind::Other(what) = kind {
        return Err(Error::refused(
            format!("this is {what}: no text is taken from it"),
            "save it as a page, a PDF or a text; any file can be evidence: `rashomon evidence add --file`",
        ));
    }
    if kind == Kind::Plain
        && hints.content_encoding.is_empty()
        && hints.encoding.is_none()
        && matches!(raw, Raw::File(_))
        && let Some(measured) = measure(&raw)?
    {
        return Ok(measured.reading(raw, hints));
    }
    held(raw, kind, hints)
}

fn kind_of(hints: &Hints, head: &[u8]) -> Kind {
    Kind::of(hints.media_type.as_deref(), hints.name.as_deref(), head)
}

fn head(raw: &Raw) -> Result<Vec<u8>> {
    let mut head = Vec::new();
    raw.open()?.take(512).read_to_end(&mut head)?;
    Ok(head)
}

/// What one pass over UTF-8 text tells.
struct Measured {
    sha256: Sha256Hex,
    text_sha256: Sha256Hex,
    size: u64,
    points: u64,
    skip: usize,
}

/// Hashes, checks and counts UTF-8 text in one pass; None if it is in another
/// encoding. Memory: one piece.
fn measure(raw: &Raw) -> Result<Option<Measured>> {
    let mut file = raw.open()?;
    let mut piece = vec![0; PIECE];
    // Bytes of a character that the last piece ended in.
    let mut kept = 0;
    let (mut hasher, mut size, mut points, mut skip) = (Sha256::new(), 0u64, 0u64, 0);
    let mut text_hasher = None;
    loop {
        let got = file.read(&mut piece[kept..])?;
        if size == 0 && looks_utf16(&piece[..got]) {
            return Ok(None);
        }
        let fresh = &piece[kept..kept + got];
        hasher.update(fresh);
        if size == 0 && fresh.starts_with(b"\xef\xbb\xbf") {
            (skip, text_hasher) = (3, Some(Sha256::new()));
        }
        if let Some(text) = &mut text_hasher {
            text.update(if size == 0 { &fresh[skip..] } else { fresh });
        }
        size += got as u64;
        if size > MAX_RAW as u64 {
            return Err(super::raw::too_large(MAX_RAW as u64));
        }
        let all = &piece[..kept + got];
        let sound = match std::str::from_utf8(all) {
            Ok(_) => all.len(),
            // Cut by the end of the piece, not broken.
            Err(error) if error.error_len().is_none() && got > 0 => error.valid_up_to(),
            Err(_) => return Ok(None),
        };
        points += std::str::from_utf8(&all[..sound]).map_or(0, |text| text.chars().count()) as u64;
        kept = all.len() - sound;
        piece.copy_within(sound..sound + kept, 0);
        if got == 0 {
            break;
        }
    }
    let sha256 = hex(hasher);
    let text_sha256 = text_hasher.map_or(sha256, hex);
    points -= u64::from(skip > 0);
    Ok(Some(Measured { sha256, text_sha256, size, points, skip }))
}

/// UTF-16 of Latin text is valid UTF-8 full of zeros.
fn looks_utf16(head: &[u8]) -> bool {
    head.iter().take(512).filter(|byte| **byte == 0).count() * 4 > head.len().min(512)
}

impl Measured {
    fn reading(self, raw: Raw, hints: &Hints) -> Reading {
        let declared = hints.media_type.as_deref().and_then(kind::charset);
        let declared = match (self.skip, declared) {
            (0, None) => None,
            (0, Some(label)) => Some(format!("{} (the sender)", label.to_ascii_lowercase())),
            _ => Some("utf-8 (byte-order mark)".to_owned()),
        };
        Reading {
            raw,
            sha256: self.sha256,
            size: self.size,
            text: Text::Same { skip: self.skip },
            text_sha256: self.text_sha256,
            text_size: self.size - self.skip as u64,
            text_points: self.points,
            media_type: media_type(hints, Kind::Plain),
            decoding: declared.map(|declared| Decoding {
                declared: Some(declared),
                guessed: None,
                used: "utf-8".into(),
            }),
            extractor: plain_text(),
            metadata: Metadata::default(),
            notes: Vec::new(),
        }
    }
}

/// Reads bytes that are held in memory.
fn held(raw: Raw, kind: Kind, hints: &Hints) -> Result<Reading> {
    let most = if matches!(raw, Raw::Held(_)) { MAX_RAW as u64 } else { MAX_HELD };
    let bytes = raw.all(most)?;
    let unpacked = http::unpack(&bytes, &hints.content_encoding)?;
    let packed = unpacked.is_some();
    let content = unpacked.as_deref().unwrap_or(&bytes);
    let kind = if packed { kind_of(hints, &content[..content.len().min(512)]) } else { kind };
    let mut taken = match kind {
        Kind::Plain => plain_of(content, hints)?,
        Kind::Html => page_of(content, hints)?,
        Kind::Pdf => pdf_of(content, hints)?,
        Kind::Warc => {
            return Err(Error::refused(
                "this is a web archive within another file",
                "unpack it and capture the archive itself",
            ));
        }
        Kind::Other(what) => {
            let hint = "any file can be evidence: `rashomon evidence add --file`";
            return Err(Error::refused(format!("this is {what}: no text is taken from it"), hint));
        }
    };
    if packed {
        // The text is not the bytes, where those are packed.
        if let Text::Same { skip } = taken.text {
            taken.text = Text::Own(content[skip..].to_vec().into());
        }
        if taken.extractor.name == "plain" {
            taken.extractor = decoder();
        }
        let packing = hints.content_encoding.join(", ");
        taken.extractor.settings.push(["content-encoding".into(), packing]);
    }
    let text = match &taken.text {
        Text::Same { skip } => &bytes[*skip..],
        Text::Own(text) => text,
    };
    if text.iter().all(u8::is_ascii_whitespace) {
        return Err(empty(kind));
    }
    let sha256 = digest(&bytes);
    let (text_size, text_points) = (text.len() as u64, points(text));
    let text_sha256 =
        if text.len() == bytes.len() && !packed && taken.text == (Text::Same { skip: 0 }) {
            sha256
        } else {
            digest(text)
        };
    Ok(Reading {
        sha256,
        size: bytes.len() as u64,
        text: taken.text,
        text_sha256,
        text_size,
        text_points,
        media_type: media_type(hints, kind),
        decoding: taken.decoding,
        extractor: taken.extractor,
        metadata: taken.metadata,
        notes: taken.notes,
        raw,
    })
}

fn empty(kind: Kind) -> Error {
    match kind {
        Kind::Pdf => Error::refused(
            "there is no text in this PDF: its pages are pictures",
            "run it through text recognition and capture that text; the PDF itself can be evidence: `rashomon evidence add --file`",
        ),
        Kind::Html => Error::refused(
            "there is no text in this page",
            "it may be filled in by scripts: save it from the browser, once it is shown, and capture that",
        ),
        _ => Error::refused("the file is empty", "there is nothing to quote from it"),
    }
}

fn plain_of(bytes: &[u8], hints: &Hints) -> Result<Taken> {
    let declared = hints.media_type.as_deref().and_then(kind::charset);
    let decoded = plain::decode(bytes, declared_by(hints, declared.as_deref(), "the sender"))?;
    let notes = guessed(&decoded);
    let text = match decoded.text {
        Some(text) => Text::Own(text.into_bytes().into()),
        None => Text::Same { skip: decoded.skip },
    };
    // Whoever audits takes `plain` for the bytes themselves.
    let extractor = if matches!(text, Text::Same { .. }) { plain_text() } else { decoder() };
    let decoding = decoded.decoding;
    Ok(Taken { text, decoding, extractor, metadata: Metadata::default(), notes })
}

fn page_of(bytes: &[u8], hints: &Hints) -> Result<Taken> {
    let sent = hints.media_type.as_deref().and_then(kind::charset);
    let written = article::charset(bytes);
    let declared = match (&sent, &written) {
        (Some(label), _) => declared_by(hints, Some(label), "the sender"),
        (None, label) => declared_by(hints, label.as_deref(), "the page"),
    };
    let decoded = plain::decode(bytes, declared)?;
    let mut notes = guessed(&decoded);
    let text = match &decoded.text {
        Some(text) => text.as_str(),
        None => std::str::from_utf8(&bytes[decoded.skip..]).map_err(|_| plain::refuse_utf8(0))?,
    };
    let page = article::take(text, hints.whole_page)?;
    notes.extend(page.notes);
    Ok(Taken {
        text: Text::Own(page.text.into_bytes().into()),
        decoding: decoded.decoding,
        extractor: page.extractor,
        metadata: page.metadata,
        notes,
    })
}

fn pdf_of(bytes: &[u8], hints: &Hints) -> Result<Taken> {
    let (text, extractor) = pdf::text_of(bytes, hints.wait.unwrap_or(WAIT))?;
    Ok(Taken {
        text: Text::Own(text.into_bytes().into()),
        decoding: None,
        extractor,
        metadata: Metadata::default(),
        notes: vec![
            "text of a PDF may run columns and lines together: look before you quote".into(),
        ],
    })
}

fn declared_by<'a>(hints: &'a Hints, label: Option<&'a str>, by: &'a str) -> Option<Declared<'a>> {
    match (&hints.encoding, label) {
        (Some(label), _) => Some(Declared { label, by: "a member", firm: true }),
        (None, Some(label)) => Some(Declared { label, by, firm: false }),
        (None, None) => None,
    }
}

/// A guess is told, so that a person looks.
fn guessed(decoded: &Decoded) -> Vec<String> {
    let guess = decoded.decoding.as_ref().and_then(|decoding| decoding.guessed.as_ref());
    let words = |guess: &String| {
        format!("encoding guessed: {guess}; if the text looks wrong, capture again with --encoding")
    };
    guess.map(words).into_iter().collect()
}

/// The decoder of other encodings: those of the Encoding Standard.
const fn decoder() -> Extractor {
    Extractor { name: "encoding_rs", version: "0.8", settings: Vec::new() }
}

const fn plain_text() -> Extractor {
    Extractor { name: "plain", version: "1", settings: Vec::new() }
}

fn media_type(hints: &Hints, kind: Kind) -> String {
    match (kind, hints.media_type.as_deref().map(kind::essence)) {
        // A text keeps the name that its sender has for it: application/json.
        (Kind::Plain, Some(declared)) if !declared.is_empty() => declared,
        (Kind::Html, Some(declared)) if declared.ends_with("html+xml") => declared,
        _ => kind.media_type().to_owned(),
    }
}

fn points(text: &[u8]) -> u64 {
    // Every byte that does not continue a character begins one.
    text.iter().filter(|byte| **byte & 0xc0 != 0x80).count() as u64
}

fn digest(bytes: &[u8]) -> Sha256Hex {
    hex(Sha256::new().chain_update(bytes))
}

fn hex(hasher: Sha256) -> Sha256Hex {
    Sha256Hex::from_bytes(hasher.finalize().into())
}
