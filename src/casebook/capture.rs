//! Captures: a source's bytes as they came, and the text taken from them.
//!
//! [`crate::intake`] takes the text; here both are hashed, kept and committed
//! to. The bytes are the evidence; the text never changes.

use std::io::Read;

use sha2::{Digest, Sha256};

use crate::error::{Error, Result};
use crate::intake::{self, Hints, Raw, Reading, Text};
use crate::journal::fact;
use crate::model::vocab::{Commitment, Custody, WithheldFor};
use crate::model::{CaptureId, Sha256Hex, SourceId};
use crate::store::{Blob, Bytes, Logged};

use super::desk::Desk;
use super::draft::CaptureDraft;

/// The largest capture, in bytes.
pub const MAX_CAPTURE: usize = intake::MAX_RAW;

/// What was captured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Captured {
    /// The new capture; the older one where the bytes were there already.
    pub capture: CaptureId,
    /// The same bytes were captured from this source before: nothing was logged.
    pub known: bool,
}

/// The hashes of a text that the casebook will not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Withheld {
    /// SHA-256 of the file.
    pub raw_sha256: Sha256Hex,
    /// Its size in bytes.
    pub raw_size: u64,
    /// SHA-256 of the text.
    pub text_sha256: Sha256Hex,
    /// Its size in bytes.
    pub text_size: u64,
    /// Its length in code points.
    pub text_points: u64,
}

impl Desk<'_, '_> {
    /// Captures a source's bytes: reads them and keeps them.
    ///
    /// # Errors
    ///
    /// As [`intake::read`].
    pub fn capture(
        &mut self,
        source: SourceId,
        bytes: &[u8],
        draft: &CaptureDraft,
    ) -> Result<Captured> {
        let hints = Hints { name: draft.name.clone(), ..Hints::default() };
        let reading = intake::read(Raw::held(bytes.to_vec()), &hints)?;
        self.capture_reading(source, &reading, draft)
    }

    /// Captures what was read of a source.
    pub fn capture_reading(
        &mut self,
        source: SourceId,
        reading: &Reading,
        draft: &CaptureDraft,
    ) -> Result<Captured> {
        // A file that is read piece by piece is not there to be searched while
        // the write is planned.
        let quoted = self.is_quoted(source)?;
        let held = match &reading.raw {
            Raw::File(_) if quoted => Some(Reading {
                raw: Raw::Held(reading.raw.all(MAX_CAPTURE as u64)?),
                ..reading.clone()
            }),
            Raw::File(_) | Raw::Held(_) => None,
        };
        let reading = held.as_ref().unwrap_or(reading);
        let salted = draft.salted.as_deref() == Some("yes");
        let salt = salted.then(|| self.random());
        if salt.is_none()
            && let Some(capture) = self.captured_before(source, reading.sha256)?
        {
            return Ok(Captured { capture, known: true });
        }
        let mut fact = capture_fact(source, draft, self.stamp().at)?;
        let (raw, text) = hashes(salt.as_ref(), reading)?;
        fact.decoding = reading.decoding.clone().map(|decoding| fact::Decoding {
            declared: decoding.declared,
            guessed: decoding.guessed,
            used: decoding.used,
        });
        fact.commitment = if salted { Commitment::Salted } else { Commitment::Plain };
        fact.extractor = fact::Extractor {
            name: reading.extractor.name.into(),
            settings: reading.extractor.settings.clone(),
            version: reading.extractor.version.into(),
        };
        fact.media_type.clone_from(&reading.media_type);
        fact.raw = fact::BytesRef { sha256: raw, size: reading.size };
        fact.text =
            fact::TextRef { points: reading.text_points, sha256: text, size: reading.text_size };
        if fact.custody == Custody::Kept {
            self.keep_reading(salt, reading, &fact)?;
        } else if salted {
            return Err(Error::usage(
                "a salted capture cannot be withheld from the start: its salt would be lost",
                "capture it salted, then `rashomon withhold` it when it has to go",
            ));
        }
        let capture = self.log(fact)?.into();
        if quoted {
            self.carry_spans(capture)?;
        }
        Ok(Captured { capture, known: false })
    }

    /// Logs a capture whose bytes nobody hands over: hashes and sizes only.
    pub fn capture_withheld(
        &mut self,
        source: SourceId,
        hashes: &Withheld,
        draft: &CaptureDraft,
    ) -> Result<CaptureId> {
        let mut fact = capture_fact(source, draft, self.stamp().at)?;
        if fact.custody == Custody::Kept {
            return Err(Error::usage("bytes are missing", "say why they are withheld"));
        }
        fact.raw = fact::BytesRef { sha256: hashes.raw_sha256, size: hashes.raw_size };
        fact.text = fact::TextRef {
            points: hashes.text_points,
            sha256: hashes.text_sha256,
            size: hashes.text_size,
        };
        Ok(self.log(fact)?.into())
    }

    fn keep_reading(
        &mut self,
        salt: Option<[u8; 32]>,
        reading: &Reading,
        fact: &fact::Capture,
    ) -> Result<()> {
        self.keep(Blob { sha256: fact.raw.sha256, salt, bytes: raw_bytes(&reading.raw, 0) })?;
        let bytes = match &reading.text {
            Text::Same { skip } => raw_bytes(&reading.raw, *skip),
            Text::Own(text) => Bytes::Held(text.clone()),
        };
        self.keep(Blob { sha256: fact.text.sha256, salt, bytes })
    }

    /// Whether a passage of any capture of a source is quoted.
    fn is_quoted(&mut self, source: SourceId) -> Result<bool> {
        for capture in self.store().captures(source)? {
            // By capture: an index that a load does without.
            self.want_indexes()?;
            if !self.store().spans_on(capture.id.into())?.is_empty() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The capture of a source that has these very bytes.
    fn captured_before(&self, source: SourceId, sha256: Sha256Hex) -> Result<Option<CaptureId>> {
        let captures = self.store().captures(source)?;
        let same = captures.iter().find(|known| !known.undone && known.fact.raw.sha256 == sha256);
        Ok(same.map(|known| known.id.into()))
    }

    /// The first capture of any source that has these very bytes.
    pub fn captured_anywhere(&self, sha256: Sha256Hex) -> Result<Option<CaptureId>> {
        Ok(self.store().captures_with_raw(sha256)?.first().copied())
    }

    /// Puts the bytes of a withheld capture back; their hash decides.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`], naming the spans, if a byte differs.
    pub fn attach(
        &mut self,
        capture: &Logged<fact::Capture>,
        bytes: &[u8],
        note: Option<&str>,
    ) -> Result<usize> {
        let fact = &capture.fact;
        if self.store().has_blob(fact.raw.sha256)? && self.store().has_blob(fact.text.sha256)? {
            return Err(Error::refused(
                format!("{} is not withheld: its bytes are here", capture.handle),
                "nothing needs to be attached",
            ));
        }
        if fact.commitment == Commitment::Salted {
            return Err(Error::refused(
                format!(
                    "{} was salted and its salt is gone: no file can be shown to be it",
                    capture.handle
                ),
                "capture the file anew",
            ));
        }
        let spans = self.store().spans_on(capture.id.into())?;
        let reading = intake::read(Raw::held(bytes.to_vec()), &hints_of(fact));
        if digest(None, bytes) != fact.raw.sha256 {
            let text = reading.as_ref().map_or_else(|_| String::new(), own_text);
            let broken: Vec<String> = spans
                .iter()
                .filter(|row| !pieces_hold(row.span.pieces(), &text))
                .map(|row| row.handle.clone())
                .collect();
            return Err(refuse_other_bytes(capture, bytes, &broken, spans.len()));
        }
        let reading = reading?;
        if reading.text_sha256 != fact.text.sha256 {
            return Err(refuse_other_text(capture, &reading));
        }
        self.keep_reading(None, &reading, fact)?;
        self.log(fact::Attach { capture: capture.id.into(), note: note.map(str::to_owned) })?;
        Ok(spans.len())
    }

    /// Takes a capture's bytes out of the casebook for good; hashes stay.
    pub fn withhold(
        &mut self,
        capture: &Logged<fact::Capture>,
        why: WithheldFor,
        reason: &str,
    ) -> Result<()> {
        let fact = &capture.fact;
        if !self.store().has_blob(fact.raw.sha256)? {
            return Err(Error::refused(
                format!("{} is withheld already", capture.handle),
                "nothing of it is in the casebook",
            ));
        }
        self.refuse_if_shared(capture)?;
        self.take_out(fact.raw.sha256)?;
        if fact.text.sha256 != fact.raw.sha256 {
            self.take_out(fact.text.sha256)?;
        }
        let (capture, reason) = (capture.id.into(), reason.to_owned());
        self.log(fact::Withhold { capture, reason, withheld_for: why })?;
        Ok(())
    }

    /// Bytes that another capture rests on cannot leave alone.
    fn refuse_if_shared(&self, capture: &Logged<fact::Capture>) -> Result<()> {
        let mut others = self.store().captures_with_raw(capture.fact.raw.sha256)?;
        others.retain(|other| crate::model::EntryId::from(*other) != capture.id);
        let Some(other) = others.first() else { return Ok(()) };
        Err(Error::refused(
            format!("{} holds the same bytes", self.handle(*other)?),
            "the bytes leave the casebook only with every capture of them: undo that one first",
        ))
    }
}

fn refuse_other_bytes(
    capture: &Logged<fact::Capture>,
    bytes: &[u8],
    broken: &[String],
    spans: usize,
) -> Error {
    let (expected, found) = (capture.fact.raw.sha256, digest(None, bytes));
    let which = match broken {
        [] if spans == 0 => "nothing was quoted from it yet".to_owned(),
        [] => {
            "all that is quoted from it stands in this file too, but other bytes differ".to_owned()
        }
        broken => format!("these spans do not hold in it: {}", broken.join(", ")),
    };
    let size = match (bytes.len() as u64, capture.fact.raw.size) {
        (found, expected) if found == expected => format!("{found} bytes, as it should have"),
        (found, expected) => format!("{found} bytes, not {expected}"),
    };
    Error::refused(
        format!(
            "this is not the file that {} was taken from: its SHA-256 is {found:.16}…, not {expected:.16}… ({size}); {which}",
            capture.handle,
        ),
        format!(
            "find the file as captured, or log this one as a new capture of {}",
            capture.handle.to_string().split('@').next().unwrap_or_default()
        ),
    )
}

/// Whether every piece's digest is that of its bytes in `text`.
fn pieces_hold(pieces: &[crate::model::Piece], text: &str) -> bool {
    pieces.iter().all(|piece| {
        let range = usize::try_from(piece.bytes[0]).ok().zip(usize::try_from(piece.bytes[1]).ok());
        let words = range.and_then(|(start, end)| text.get(start..end));
        words.is_some_and(|words| digest(None, words.as_bytes()) == piece.sha256)
    })
}

fn capture_fact(
    source: SourceId,
    draft: &CaptureDraft,
    now: crate::model::Timestamp,
) -> Result<fact::Capture> {
    let withheld_for: Option<WithheldFor> =
        draft.withheld.as_deref().map(str::parse).transpose()?;
    let nothing = Sha256Hex::from_bytes([0; 32]);
    Ok(fact::Capture {
        commitment: Commitment::Plain,
        custody: if withheld_for.is_some() { Custody::Withheld } else { Custody::Kept },
        decoding: None,
        extractor: fact::Extractor {
            name: "plain".into(),
            settings: Vec::new(),
            version: "1".into(),
        },
        got_at: draft.got.as_deref().map_or(Ok(now), str::parse)?,
        got_by: None,
        got_how: draft.how.clone().unwrap_or_else(|| "file".into()),
        headers: draft.headers.clone(),
        map: None,
        media_type: "text/plain".into(),
        name: draft.name.clone(),
        note: draft.note.clone(),
        origin: draft.origin.clone().map(|name| fact::Origin {
            capture: None,
            name,
            party: None,
            reason: None,
        }),
        raw: fact::BytesRef { sha256: nothing, size: 0 },
        source,
        text: fact::TextRef { points: 0, sha256: nothing, size: 0 },
        url: draft.url.clone(),
        withheld_for,
    })
}

/// The hashes of bytes and text, salted or not.
fn hashes(salt: Option<&[u8; 32]>, reading: &Reading) -> Result<(Sha256Hex, Sha256Hex)> {
    let Some(salt) = salt else { return Ok((reading.sha256, reading.text_sha256)) };
    let raw = salted_digest(salt, &mut *reading.raw.open()?, 0)?;
    let text = match &reading.text {
        Text::Same { skip: 0 } => raw,
        Text::Same { skip } => salted_digest(salt, &mut *reading.raw.open()?, *skip as u64)?,
        Text::Own(text) => digest(Some(salt), text),
    };
    Ok((raw, text))
}

fn salted_digest(salt: &[u8; 32], bytes: &mut dyn Read, skip: u64) -> Result<Sha256Hex> {
    std::io::copy(&mut bytes.take(skip), &mut std::io::sink())?;
    let mut hasher = Sha256::new();
    hasher.update(salt);
    std::io::copy(bytes, &mut hasher)?;
    Ok(Sha256Hex::from_bytes(hasher.finalize().into()))
}

/// Bytes to keep, after so many that are left out.
fn raw_bytes(raw: &Raw, skip: usize) -> Bytes {
    match raw {
        Raw::Held(bytes) if skip == 0 => Bytes::Held(bytes.clone()),
        Raw::Held(bytes) => bytes[skip..].to_vec().into(),
        Raw::File(path) => Bytes::File { path: path.clone(), skip: skip as u64 },
    }
}

/// What has to be said of bytes so that they are read as they were.
fn hints_of(fact: &fact::Capture) -> Hints {
    let setting = |name: &str| {
        let found = fact.extractor.settings.iter().find(|[other, _]| other == name);
        found.map(|[_, value]| value.as_str())
    };
    let packing = setting("content-encoding").unwrap_or_default();
    let encoding = fact.decoding.as_ref().map(|decoding| decoding.used.clone());
    Hints {
        media_type: Some(fact.media_type.clone()),
        encoding,
        content_encoding: packing.split(", ").filter(|it| !it.is_empty()).map(Into::into).collect(),
        name: fact.name.clone(),
        whole_page: setting("element") == Some("page"),
        wait: None,
    }
}

fn own_text(reading: &Reading) -> String {
    let text = match &reading.text {
        Text::Same { skip } => reading.raw.all(MAX_CAPTURE as u64).map(|raw| raw[*skip..].to_vec()),
        Text::Own(text) => Ok(text.to_vec()),
    };
    String::from_utf8(text.unwrap_or_default()).unwrap_or_default()
}

/// The right file, of which this program takes another text than was quoted.
fn refuse_other_text(capture: &Logged<fact::Capture>, reading: &Reading) -> Error {
    let (then, now) = (&capture.fact.extractor, &reading.extractor);
    Error::refused(
        format!(
            "this is the file of {}, but {} {} takes another text from it than {} {} did",
            capture.handle, now.name, now.version, then.name, then.version
        ),
        "attach it with the version of rashomon that captured it, or log it as a new capture",
    )
}

/// SHA-256 of some bytes, after a salt where there is one.
pub fn digest(salt: Option<&[u8; 32]>, bytes: &[u8]) -> Sha256Hex {
    let mut hasher = Sha256::new();
    if let Some(salt) = salt {
        hasher.update(salt);
    }
    hasher.update(bytes);
    Sha256Hex::from_bytes(hasher.finalize().into())
}
