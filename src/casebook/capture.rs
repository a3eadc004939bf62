//! Captures: a source's bytes as they came, and the text taken from them.
//!
//! Here the bytes are plain UTF-8 text, so that the text is the bytes without
//! a byte-order mark. The bytes are the evidence; the text never changes.

use sha2::{Digest, Sha256};

use crate::error::{Error, Result};
use crate::journal::fact;
use crate::model::vocab::{Commitment, Custody, WithheldFor};
use crate::model::{CaptureId, Sha256Hex, SourceId};
use crate::store::{Blob, Logged};

use super::desk::Desk;
use super::draft::CaptureDraft;

/// The largest capture, in bytes.
pub const MAX_CAPTURE: usize = 256 << 20;

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
    /// Captures a source's bytes.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] for bytes that are not UTF-8 text, for none at all
    /// and for more than [`MAX_CAPTURE`]; nothing is cut.
    pub fn capture(
        &mut self,
        source: SourceId,
        bytes: &[u8],
        draft: &CaptureDraft,
    ) -> Result<Captured> {
        if bytes.len() > MAX_CAPTURE {
            return Err(Error::refused(
                format!("the file has {} bytes, more than {MAX_CAPTURE}", bytes.len()),
                "capture the part that matters; nothing is cut silently",
            ));
        }
        let (text, mark) = text_of(bytes)?;
        let salted = draft.salted.as_deref() == Some("yes");
        let salt = salted.then(|| self.random());
        let raw = bytes_ref(salt.as_ref(), bytes);
        if salt.is_none()
            && let Some(capture) = self.captured_before(source, raw.sha256)?
        {
            return Ok(Captured { capture, known: true });
        }
        let mut fact = capture_fact(source, draft, self.stamp().at)?;
        fact.decoding = mark.then(|| fact::Decoding {
            declared: Some("utf-8 (byte-order mark)".into()),
            guessed: None,
            used: "utf-8".into(),
        });
        fact.commitment = if salted { Commitment::Salted } else { Commitment::Plain };
        // Without a mark the text is the bytes, and is not hashed twice.
        let text_sha256 = if mark { digest(salt.as_ref(), text.as_bytes()) } else { raw.sha256 };
        fact.raw = raw;
        fact.text = fact::TextRef {
            points: text.chars().count() as u64,
            sha256: text_sha256,
            size: text.len() as u64,
        };
        if fact.custody == Custody::Kept {
            self.keep_bytes(&fact, salt, bytes, text)?;
        } else if salted {
            return Err(Error::usage(
                "a salted capture cannot be withheld from the start: its salt would be lost",
                "capture it salted, then `rashomon withhold` it when it has to go",
            ));
        }
        Ok(Captured { capture: self.log(fact)?.into(), known: false })
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

    fn keep_bytes(
        &mut self,
        fact: &fact::Capture,
        salt: Option<[u8; 32]>,
        bytes: &[u8],
        text: &str,
    ) -> Result<()> {
        self.keep(Blob { sha256: fact.raw.sha256, salt, bytes: bytes.to_vec() })?;
        if fact.text.sha256 == fact.raw.sha256 {
            return Ok(());
        }
        self.keep(Blob { sha256: fact.text.sha256, salt, bytes: text.as_bytes().to_vec() })
    }

    fn captured_before(&self, source: SourceId, sha256: Sha256Hex) -> Result<Option<CaptureId>> {
        let captures = self.store().captures(source)?;
        let same = captures.iter().find(|known| !known.undone && known.fact.raw.sha256 == sha256);
        Ok(same.map(|known| known.id.into()))
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
        if digest(None, bytes) != fact.raw.sha256 {
            let text = text_of(bytes).map_or("", |(text, _)| text);
            let broken: Vec<String> = spans
                .iter()
                .filter(|row| !pieces_hold(row.span.pieces(), text))
                .map(|row| row.handle.clone())
                .collect();
            return Err(refuse_other_bytes(capture, bytes, &broken, spans.len()));
        }
        let (text, _) = text_of(bytes)?;
        self.keep_bytes(fact, None, bytes, text)?;
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
        [] => format!("none of its {spans} spans is touched, but other bytes are"),
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
        headers: Vec::new(),
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

/// The text of some bytes, and whether a byte-order mark stood before it.
fn text_of(bytes: &[u8]) -> Result<(&str, bool)> {
    let stripped = bytes.strip_prefix(b"\xef\xbb\xbf");
    let text = std::str::from_utf8(stripped.unwrap_or(bytes)).map_err(|error| {
        Error::refused(
            format!("the file is not UTF-8 text: byte {} does not fit", error.valid_up_to()),
            "save it as UTF-8 text and capture that; other encodings are not read yet",
        )
    })?;
    if text.is_empty() {
        return Err(Error::refused("the file is empty", "there is nothing to quote from it"));
    }
    Ok((text, stripped.is_some()))
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

fn bytes_ref(salt: Option<&[u8; 32]>, bytes: &[u8]) -> fact::BytesRef {
    fact::BytesRef { sha256: digest(salt, bytes), size: bytes.len() as u64 }
}
