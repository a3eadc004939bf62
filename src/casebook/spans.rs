//! Spans of older captures in a newer one: what stands where, what waits for a
//! person, and what a person decides.
//!
//! Only a span whose words are the same moves by itself, when the newer capture
//! is made. Everything else is computed each time and proposed.

use std::ops::Range;

use serde::Serialize;

use crate::error::{Error, Result};
use crate::journal::fact;
use crate::model::vocab::{Decision, Refound, SpanRole};
use crate::model::{CaptureId, Piece};
use crate::store::{ChangedFigures, ClaimRow, FoundAgain, Logged, Refinding, Store};
use crate::text::{self, Diff, Flag, Points, REFIND_VERSION};

use super::desk::Desk;
use super::draft::QuoteDraft;
use super::quote::Page;

/// Moves of one entry: several fit into one, however many pieces they have.
const MOVES: usize = 100;

/// Every span of a source's older captures, in a newer one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SpansIn {
    /// The newer capture: `S1@2`.
    pub capture: String,
    /// The spans, by older capture, then by their place there.
    pub spans: Vec<SpanIn>,
    /// Spans that could not be looked for: a text is withheld.
    pub unread: Vec<String>,
    /// The method.
    pub method: &'static str,
    /// A stretch of the texts was too long to compare word by word.
    pub approximate: bool,
}

/// One span of an older capture, in a newer one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SpanIn {
    /// `C14@2.1`.
    pub handle: String,
    /// What it marks.
    pub role: SpanRole,
    /// The capture it was logged from.
    pub from: String,
    /// Where it stands there.
    pub old: Place,
    /// How it was found again.
    pub status: Refound,
    /// Where it stands in the newer capture, or would if accepted; None where
    /// it is gone or ambiguous.
    pub new: Option<Place>,
    /// How alike both are, in thousandths; of a span that is gone, the best
    /// candidate.
    pub similarity: u16,
    /// It waits for a person.
    pub pending: bool,
    /// It is not in the newer capture, as far as anybody said.
    pub gone: bool,
    /// What was decided.
    pub decided: Option<DecidedSpan>,
    /// What in the change may turn its meaning.
    pub flags: Vec<Flag>,
    /// Where its words are the same: names and negations that changed beside
    /// them. The words may be another's now, or be denied.
    pub beside: Vec<Flag>,
    /// Other places that come near, best first.
    pub candidates: Vec<Place>,
    /// From the old words to the new ones; None where it is gone or ambiguous.
    pub diff: Option<Diff>,
}

/// Where words stand in a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Place {
    /// UTF-8 bytes, from the first to behind the last.
    pub bytes: [u64; 2],
    /// Code points, likewise.
    pub points: [u64; 2],
    /// Each piece, where there are several.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub pieces: Vec<PlacePiece>,
    /// The line it begins on, from 1; None for the older capture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// How alike a candidate is, in thousandths.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub similarity: Option<u16>,
    /// Its words.
    pub words: String,
}

/// One piece of several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct PlacePiece {
    /// UTF-8 bytes.
    pub bytes: [u64; 2],
    /// Code points.
    pub points: [u64; 2],
}

/// What was decided on a span.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DecidedSpan {
    /// Taken or not.
    pub decision: Decision,
    /// By whom.
    pub by: String,
    /// Why; None where the words are the same and nobody was asked.
    pub reason: Option<String>,
}

impl SpansIn {
    /// Spans that are not in the newer capture, as far as anybody said.
    pub fn gone(&self) -> impl Iterator<Item = &SpanIn> {
        self.spans.iter().filter(|span| span.gone)
    }

    /// Spans that wait for a person.
    pub fn pending(&self) -> impl Iterator<Item = &SpanIn> {
        self.spans.iter().filter(|span| span.pending)
    }
}

/// Looks for every span of the source's older captures in this one.
pub fn spans_in(store: &Store, newer: &Logged<fact::Capture>) -> Result<SpansIn> {
    let FoundAgain { text, spans, unread, approximate } = store.found_again(newer)?;
    let there = There::of(text.unwrap_or_default());
    Ok(SpansIn {
        capture: newer.handle.to_string(),
        spans: spans.into_iter().map(|found| span_in(&there, found)).collect(),
        unread,
        method: REFIND_VERSION,
        approximate,
    })
}

/// What to do about passages of a claim's newest version that were accepted in
/// a newer capture although their figures changed: a line for each.
pub fn figures_to_look_at(store: &Store, claim: &ClaimRow) -> Result<Vec<String>> {
    let newest = claim.newest();
    if newest.wording.positions.is_empty() {
        return Ok(Vec::new());
    }
    let line = |changed: ChangedFigures| {
        let [old, new] = changed.flag.told("none");
        let number = claim.number;
        format!(
            "C{number}@{}.{} has other figures in {}: {old} became {new}. What C{number} answers was read from the older words: look again, and if it changed, `rashomon revise C{number} --kind source-changed --from {} --quote \"\u{2026}\" --on QUESTION=\u{2026} --why \"\u{2026}\"`",
            newest.number,
            changed.index + 1,
            changed.capture,
            changed.capture,
        )
    };
    Ok(store.changed_figures(newest)?.into_iter().map(line).collect())
}

fn span_in(there: &There, found: Refinding) -> SpanIn {
    let (pending, gone) = (found.is_pending(), found.is_gone());
    let Refinding { row, capture, words, found, beside, anchor } = found;
    let old = place_of(row.span.pieces(), words.join(" \u{2026} "));
    let taken = anchor.as_ref().filter(|it| it.moved.decision == Decision::Accepted);
    let new = match taken {
        Some(anchor) => Some(ranges_of(&anchor.moved.pieces)),
        None => Some(found.pieces.clone()),
    };
    let new = new.filter(|pieces| !pieces.is_empty()).map(|pieces| there.place(&pieces));
    SpanIn {
        handle: row.handle,
        role: row.span.role,
        from: capture,
        status: found.state,
        similarity: found.similarity,
        pending,
        gone,
        decided: anchor.map(|anchor| DecidedSpan {
            decision: anchor.moved.decision,
            by: anchor.by,
            reason: anchor.moved.reason,
        }),
        flags: found.flags,
        beside,
        candidates: found
            .candidates
            .iter()
            .map(|other| Place {
                similarity: Some(other.similarity),
                ..there.place(std::slice::from_ref(&other.range))
            })
            .collect(),
        diff: new.as_ref().map(|new| text::diff_words(&old.words, &new.words)),
        new,
        old,
    }
}

fn place_of(pieces: &[Piece], words: String) -> Place {
    let hull = |of: fn(&Piece) -> [u64; 2]| {
        let (first, last) = (pieces.first().map(of), pieces.last().map(of));
        [first.unwrap_or_default()[0], last.unwrap_or_default()[1]]
    };
    let several = pieces.iter().map(|p| PlacePiece { bytes: p.bytes, points: p.points });
    Place {
        bytes: hull(|piece| piece.bytes),
        points: hull(|piece| piece.points),
        pieces: if pieces.len() > 1 { several.collect() } else { Vec::new() },
        line: None,
        similarity: None,
        words,
    }
}

/// The newer text, asked many times where something stands in it.
struct There {
    text: String,
    points: Points,
}

impl There {
    fn of(text: String) -> Self {
        let points = Points::of(&text);
        Self { text, points }
    }

    /// Ranges of the text as a place in it.
    fn place(&self, ranges: &[Range<usize>]) -> Place {
        let text = self.text.as_str();
        let pair = |range: &Range<usize>| [range.start as u64, range.end as u64];
        let several: Vec<PlacePiece> = ranges
            .iter()
            .map(|range| PlacePiece {
                bytes: pair(range),
                points: pair(&self.points.code_points(text, range.clone())),
            })
            .collect();
        let (first, last) = (several.first(), several.last());
        let hull = |of: fn(&PlacePiece) -> [u64; 2]| {
            [first.map(of).unwrap_or_default()[0], last.map(of).unwrap_or_default()[1]]
        };
        let words: Vec<&str> = ranges.iter().filter_map(|range| text.get(range.clone())).collect();
        Place {
            bytes: hull(|piece| piece.bytes),
            points: hull(|piece| piece.points),
            line: ranges.first().map(|range| self.points.line_of(text, range.start)),
            similarity: None,
            words: words.join(" \u{2026} "),
            pieces: if several.len() > 1 { several } else { Vec::new() },
        }
    }
}

fn ranges_of(pieces: &[Piece]) -> Vec<Range<usize>> {
    let at = |byte: u64| usize::try_from(byte).unwrap_or(usize::MAX);
    pieces.iter().map(|piece| at(piece.bytes[0])..at(piece.bytes[1])).collect()
}

/// What a person says to a proposal.
#[derive(Clone, Debug, Default)]
pub struct Proposal {
    /// The span: `C14@2.1`.
    pub span: String,
    /// The newer capture; the source's newest where left out.
    pub capture: Option<String>,
    /// Where it stands, in place of what is proposed: its pieces, in order.
    pub places: Vec<[u64; 2]>,
    /// Why.
    pub why: Option<String>,
}

impl Desk<'_, '_> {
    /// Moves the spans of older captures whose words are the same in this one.
    /// Gives how many.
    pub(super) fn carry_spans(&mut self, capture: CaptureId) -> Result<usize> {
        let Some(newer) = self.store().get::<fact::Capture>(capture.into())? else { return Ok(0) };
        let found = self.store().found_again(&newer)?;
        let page = Page::read(self.store(), newer.clone())?;
        let mut carried = 0;
        let same = |it: &&Refinding| {
            matches!(it.found.state, Refound::Exact | Refound::Normalised) && it.anchor.is_none()
        };
        let spans: Vec<&Refinding> = found.spans.iter().filter(same).collect();
        for of_one in spans.chunk_by(|a, b| a.capture == b.capture) {
            for some in of_one.chunks(MOVES) {
                let mut moves = Vec::new();
                for one in some {
                    let span = page.span(one.row.span.role, &drafts(&one.found.pieces))?;
                    moves.push(decided(one, Decision::Accepted, span.pieces().to_vec(), None));
                }
                carried += moves.len();
                let from = some[0].row.span.capture;
                self.log(re_anchor(from, capture, moves))?;
            }
        }
        Ok(carried)
    }

    /// Takes a proposal, or says where the span stands instead. Gives the newer
    /// capture and the span in it.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] where nothing is proposed and no place is given.
    pub fn accept_span(&mut self, draft: &Proposal) -> Result<(Logged<fact::Capture>, SpanIn)> {
        let (newer, found) = self.proposal(draft)?;
        let places = if draft.places.is_empty() {
            drafts(&found.found.pieces)
        } else {
            let place =
                |bytes: &[u64; 2]| QuoteDraft { bytes: Some(*bytes), ..QuoteDraft::default() };
            draft.places.iter().map(place).collect()
        };
        if places.is_empty() {
            return Err(Error::refused(
                format!(
                    "{} is {} in {}: nothing is proposed",
                    found.row.handle, found.found.state, newer.handle
                ),
                "say where it stands with --bytes A..B, or leave it: it is still read from its own capture",
            ));
        }
        let page = Page::read(self.store(), newer.clone())?;
        let span = page.span(found.row.span.role, &places)?;
        let why = draft.why.clone().unwrap_or_else(|| "as proposed".to_owned());
        let span = self.decide(&newer, &found, Decision::Accepted, span.pieces().to_vec(), why)?;
        Ok((newer, span))
    }

    /// Turns a proposal down. Gives the newer capture and the span.
    pub fn reject_span(&mut self, draft: &Proposal) -> Result<(Logged<fact::Capture>, SpanIn)> {
        let (newer, found) = self.proposal(draft)?;
        let why = draft.why.clone().unwrap_or_default();
        let span = self.decide(&newer, &found, Decision::Rejected, Vec::new(), why)?;
        Ok((newer, span))
    }

    fn decide(
        &mut self,
        newer: &Logged<fact::Capture>,
        found: &Refinding,
        decision: Decision,
        pieces: Vec<Piece>,
        why: String,
    ) -> Result<SpanIn> {
        let moved = decided(found, decision, pieces, Some(why));
        self.log(re_anchor(found.row.span.capture, newer.id.into(), vec![moved]))?;
        let again = self.found_one(newer, &found.row.handle)?;
        let text = self.store().capture_text(newer.id.into())?.unwrap_or_default();
        Ok(span_in(&There::of(text), again))
    }

    /// The capture and the span that a person means.
    fn proposal(&self, draft: &Proposal) -> Result<(Logged<fact::Capture>, Refinding)> {
        let newer = match &draft.capture {
            Some(capture) => self.names().capture(capture)?,
            None => self.newest_for(&draft.span)?,
        };
        let found = self.found_one(&newer, &draft.span)?;
        Ok((newer, found))
    }

    /// The newest capture of the source that a span was logged from.
    fn newest_for(&self, span: &str) -> Result<Logged<fact::Capture>> {
        let names = self.names();
        let holder = span.split('.').next().unwrap_or(span);
        let source = if holder.starts_with(['X', 'x']) {
            let evidence = self.store().get::<fact::Evidence>(names.evidence(holder)?.into())?;
            let span = evidence.and_then(|logged| logged.fact.spans.first().cloned());
            let capture = span.map(|span| self.store().get::<fact::Capture>(span.capture.into()));
            capture.transpose()?.flatten().map(|capture| capture.fact.source)
        } else {
            Some(names.claim(holder)?.source)
        };
        let newest = source.map(|source| names.newest_capture(source)).transpose()?.flatten();
        newest.ok_or_else(|| Error::not_found("capture of", span, "name it with --in S1@2"))
    }

    fn found_one(&self, newer: &Logged<fact::Capture>, span: &str) -> Result<Refinding> {
        let all = self.store().found_again(newer)?;
        let one = all.spans.into_iter().find(|it| it.row.handle.eq_ignore_ascii_case(span));
        let hint = format!("`rashomon spans {}` lists them", newer.handle);
        one.ok_or_else(|| Error::not_found("span of an older capture", span, hint))
    }
}

fn drafts(ranges: &[Range<usize>]) -> Vec<QuoteDraft> {
    let draft = |range: &Range<usize>| QuoteDraft {
        bytes: Some([range.start as u64, range.end as u64]),
        ..QuoteDraft::default()
    };
    ranges.iter().map(draft).collect()
}

fn decided(
    found: &Refinding,
    decision: Decision,
    pieces: Vec<Piece>,
    reason: Option<String>,
) -> fact::Move {
    let thousandths = found.found.similarity;
    fact::Move {
        decision,
        index: found.row.index,
        of: found.row.of,
        pieces,
        reason,
        similarity: Some(format!("{}.{:03}", thousandths / 1000, thousandths % 1000)),
        state: found.found.state,
    }
}

fn re_anchor(from: CaptureId, to: CaptureId, moves: Vec<fact::Move>) -> fact::ReAnchor {
    let algorithm = REFIND_VERSION.to_owned();
    fact::ReAnchor { algorithm, from, manifest_sha256: None, moves, to }
}
