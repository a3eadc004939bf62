//! Quotations: finding the words a user typed in a capture's text, in exactly
//! one place, and making a span of it.

use std::cell::OnceCell;
use std::fmt::Write as _;
use std::ops::Range;

use crate::error::{Error, Result};
use crate::journal::fact;
use crate::model::vocab::{Commitment, SpanRole};
use crate::model::{Piece, Selector, Span, TextSelector};
use crate::store::{Logged, Store};
use crate::text::{self, Folded, Located, Place, Points, WhyMissing};

use super::capture::digest;
use super::draft::QuoteDraft;

/// A capture with its text, if the casebook holds it.
pub(super) struct Page {
    /// The capture.
    pub(super) capture: Logged<fact::Capture>,
    /// Its text; None where withheld.
    pub(super) text: Option<String>,
    salt: Option<[u8; 32]>,
    /// Where its code points stand; made when first asked for.
    points: OnceCell<Points>,
    /// The text folded; made when first asked for.
    folded: OnceCell<Folded>,
}

impl Page {
    /// Reads a capture's text.
    pub(super) fn read(store: &Store, capture: Logged<fact::Capture>) -> Result<Self> {
        let text = store.capture_text(capture.id.into())?;
        let salt = match (capture.fact.commitment, &text) {
            (Commitment::Salted, Some(_)) => {
                store.blob(capture.fact.text.sha256)?.and_then(|blob| blob.salt)
            }
            _ => None,
        };
        Ok(Self { capture, text, salt, points: OnceCell::new(), folded: OnceCell::new() })
    }

    /// Bytes of text that it holds.
    pub(super) fn size(&self) -> usize {
        self.text.as_ref().map_or(0, String::len)
    }

    /// Its text, folded; None where withheld.
    pub(super) fn folded(&self) -> Option<&Folded> {
        self.text.as_deref().map(|text| self.folded.get_or_init(|| text::fold(text)))
    }

    /// Whether entries may not hold words of this capture.
    pub(super) fn is_salted(&self) -> bool {
        self.capture.fact.commitment == Commitment::Salted
    }

    /// Makes a span of the passages that a user named, in order.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`], with the way out, if a passage is not there, stands
    /// in several places, or cuts a character.
    pub(super) fn span(&self, role: SpanRole, quotes: &[QuoteDraft]) -> Result<Span> {
        let mut pieces = Vec::new();
        for quote in quotes {
            pieces.push(self.piece(quote)?);
        }
        pieces.sort_by_key(|piece| piece.bytes);
        let selector = Selector::Text(TextSelector { pieces });
        let span = Span { capture: self.capture.id.into(), role, selector };
        span.check()?;
        Ok(span)
    }

    /// Makes a span of one range of bytes.
    pub(super) fn span_of(&self, role: SpanRole, bytes: Range<usize>) -> Result<Span> {
        let bytes = [bytes.start as u64, bytes.end as u64];
        self.span(role, &[QuoteDraft { bytes: Some(bytes), ..QuoteDraft::default() }])
    }

    fn piece(&self, quote: &QuoteDraft) -> Result<Piece> {
        let Some(text) = &self.text else { return self.piece_unseen(quote) };
        let range = match (quote.bytes, quote.points, &quote.exact) {
            (Some(bytes), _, _) => usize_range(bytes)?,
            (None, Some(points), _) => {
                let points = usize_range(points)?;
                self.points(text)
                    .bytes(text, points.clone())
                    .ok_or_else(|| self.out_of_range(&points))?
            }
            (None, None, Some(exact)) => self.find(text, exact, quote)?,
            (None, None, None) => {
                return Err(Error::usage("no quotation is given", "give its words with --quote"));
            }
        };
        self.check_range(text, &range)?;
        if quote.bytes.or(quote.points).is_some() {
            check_words(text, &range, quote)?;
        }
        let piece = self.make(text, &range);
        if quote.points.is_some_and(|points| points != piece.points) {
            return Err(Error::refused(
                "the bytes and the code points name two passages",
                "give one of them",
            ));
        }
        if let Some(sha256) = &quote.sha256
            && *sha256 != piece.sha256.to_string()
        {
            return Err(Error::refused(
                format!(
                    "bytes {}..{} of {} are other words: the digest differs",
                    range.start, range.end, self.capture.handle
                ),
                "the passage was cut from another text",
            ));
        }
        Ok(piece)
    }

    /// A passage of a text that cannot be asked: ranges and digest as given.
    fn piece_unseen(&self, quote: &QuoteDraft) -> Result<Piece> {
        let (Some(bytes), Some(points), Some(sha256)) = (quote.bytes, quote.points, &quote.sha256)
        else {
            return Err(Error::refused(
                format!("{} is withheld: its text cannot be searched", self.capture.handle),
                format!("`rashomon attach {} FILE` puts the file back", self.capture.handle),
            ));
        };
        let size = [self.capture.fact.text.size, self.capture.fact.text.points];
        if bytes[1] > size[0] || points[1] > size[1] {
            return Err(Error::refused(
                format!(
                    "{} has {} bytes and {} code points; the passage ends after that",
                    self.capture.handle, size[0], size[1]
                ),
                "give ranges within the text",
            ));
        }
        Ok(Piece { bytes, points, sha256: sha256.parse()? })
    }

    fn points(&self, text: &str) -> &Points {
        self.points.get_or_init(|| Points::of(text))
    }

    fn make(&self, text: &str, range: &Range<usize>) -> Piece {
        let points = self.points(text).code_points(text, range.clone());
        Piece {
            bytes: [range.start as u64, range.end as u64],
            points: [points.start as u64, points.end as u64],
            sha256: digest(self.salt.as_ref(), &text.as_bytes()[range.clone()]),
        }
    }

    fn check_range(&self, text: &str, range: &Range<usize>) -> Result<()> {
        if text.get(range.clone()).is_none_or(str::is_empty) {
            if range.end <= text.len() && range.start < range.end {
                return Err(cut_error(text, range));
            }
            return Err(self.out_of_range(range));
        }
        if text::cuts_grapheme(text, range) { Err(cut_error(text, range)) } else { Ok(()) }
    }

    fn out_of_range(&self, range: &Range<usize>) -> Error {
        let size = &self.capture.fact.text;
        Error::refused(
            format!(
                "{}..{} is not a passage of {}, which has {} bytes and {} code points",
                range.start, range.end, self.capture.handle, size.size, size.points
            ),
            "the end is exclusive and lies after the start",
        )
    }

    fn find(&self, text: &str, exact: &str, quote: &QuoteDraft) -> Result<Range<usize>> {
        let handle = self.capture.handle.to_string();
        match text::locate(text, exact, quote.to.as_deref(), quote.line, None) {
            Located::One(range) => Ok(range),
            Located::Empty => {
                Err(Error::usage("the quotation is empty", "give its words with --quote"))
            }
            Located::Several(places) => Err(Error::refused(
                format!(
                    "the quotation stands in {} places in {handle}:{}",
                    places.len(),
                    list(text, &places)
                ),
                "choose one with --line N, or give more words",
            )),
            Located::Nearly(places) => Err(nearly(text, &handle, &places)),
            Located::Missing { why: WhyMissing::Elsewhere(places), .. } => Err(Error::refused(
                format!("the quotation stands in {handle}, but not there:{}", list(text, &places)),
                "choose one of these with --line N",
            )),
            Located::Missing { why: WhyMissing::EndMissing { start }, .. } => Err(Error::refused(
                format!(
                    "the quotation begins in {handle} on line {}, but \u{201c}{}\u{201d} does not follow",
                    text::line_of(text, start.start),
                    quote.to.as_deref().unwrap_or_default()
                ),
                format!("copy the last words from `rashomon source text {handle}`"),
            )),
            Located::Missing { why: WhyMissing::NoSuchWords, nearest } => {
                Err(missing(text, &handle, exact, nearest.map(|nearest| nearest.range)))
            }
        }
    }
}

fn list(text: &str, places: &[Place]) -> String {
    let line = |place: &Place| format!("\n  line {}: {}", place.line, place_words(text, place));
    let mut lines: String = places.iter().take(9).map(line).collect();
    if places.len() > 9 {
        let _ = write!(lines, "\n  and {} more", places.len() - 9);
    }
    lines
}

fn nearly(text: &str, handle: &str, places: &[Place]) -> Error {
    let Some(place) = places.first() else { return missing(text, handle, "", None) };
    let range = &place.range;
    Error::refused(
        format!(
            "the quotation differs from {handle} in quotation marks, dashes, spaces or case; on line {} it reads:\n  {}",
            place.line,
            one_line(&text[range.clone()])
        ),
        format!("take it as it stands there: --bytes {}..{}", range.start, range.end),
    )
}

fn missing(text: &str, handle: &str, exact: &str, nearest: Option<Range<usize>>) -> Error {
    let Some(range) = nearest else {
        return Error::refused(
            format!("the quotation does not stand in {handle}, nor anything like it"),
            format!("read the text with `rashomon source text {handle}`"),
        );
    };
    let there = &text[range.clone()];
    let difference = one_line(&text::inline(&text::diff_words(exact, there), exact, there));
    Error::refused(
        format!(
            "the quotation does not stand in {handle}; the nearest passage is on line {} ([-yours-]{{+there+}}):\n  {difference}",
            text::line_of(text, range.start),
        ),
        format!("take it as it stands there: --bytes {}..{}", range.start, range.end),
    )
}

/// The first words of a passage with some that stand before it, on one line.
fn place_words(text: &str, place: &Place) -> String {
    let words: String = text[place.range.clone()].chars().take(48).collect();
    let before = place.before.rsplit('\n').next().unwrap_or_default();
    one_line(&format!("{before}\u{ab}{words}\u{bb}"))
}

/// Line ends as spaces, so that no quoted line can pretend to be one of ours.
/// Everything else stays as it is: whoever prints it filters it.
fn one_line(text: &str) -> String {
    text.replace(['\r', '\n'], " ")
}

/// Whether a passage given by its place has the words, and stands on the line,
/// that are given too.
fn check_words(text: &str, range: &Range<usize>, quote: &QuoteDraft) -> Result<()> {
    let there = &text[range.clone()];
    let same = |given: &str| {
        given == there || text::fold_str(given).trim() == text::fold_str(there).trim()
    };
    let begins = |given: &str, to: &str| {
        let there = text::fold_str(there);
        let ends = there.trim().ends_with(text::fold_str(to).trim());
        ends && there.trim().starts_with(text::fold_str(given).trim())
    };
    let fits = match (&quote.exact, &quote.to) {
        (Some(exact), None) => same(exact),
        (Some(exact), Some(to)) => begins(exact, to),
        (None, _) => true,
    };
    let words = || one_line(there).chars().take(60).collect::<String>();
    if !fits {
        return Err(Error::refused(
            format!(
                "the words that are given are not those of the passage, \u{201c}{}\u{201d}",
                words()
            ),
            "give the words, or where they stand, or both alike",
        ));
    }
    if quote.line.is_some_and(|given| given != text::line_of(text, range.start)) {
        let line = text::line_of(text, range.start);
        return Err(Error::refused(
            format!("the passage stands on line {line}, \u{201c}{}\u{201d}", words()),
            "give the line or the range, or both alike",
        ));
    }
    Ok(())
}

fn cut_error(text: &str, range: &Range<usize>) -> Error {
    let wide = text::widen_to_graphemes(text, range.clone());
    Error::refused(
        format!("bytes {}..{} cut a character in two", range.start, range.end),
        format!(
            "take the whole of it: --bytes {}..{} (\u{201c}{}\u{201d})",
            wide.start,
            wide.end,
            one_line(&text[wide.clone()])
        ),
    )
}

fn usize_range(range: [u64; 2]) -> Result<Range<usize>> {
    let end = |end: u64| usize::try_from(end).ok();
    match (end(range[0]), end(range[1])) {
        (Some(start), Some(end)) => Ok(start..end),
        _ => Err(Error::usage("the range is too large", "give ranges within the text")),
    }
}
