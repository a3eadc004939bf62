//! Where the passages of older captures stand in a newer one: computed from
//! both texts each time, with what was decided on it.

use std::collections::BTreeMap;
use std::ops::Range;

use rusqlite::named_params;

use super::super::Store;
use super::captured::SpanRow;
use super::claim::VersionRow;
use super::thing::Logged;
use crate::error::Result;
use crate::journal::{Fact, fact};
use crate::model::vocab::{Decision, Refound, SpanRole};
use crate::model::{CaptureId, EntryId, Piece, Span, VersionId};
use crate::text;

/// The passages of a source's older captures, looked for in a newer one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundAgain {
    /// The text of the newer capture; None where it is withheld, and then
    /// nothing was looked for.
    pub text: Option<String>,
    /// Every span, by older capture, then by its place there.
    pub spans: Vec<Refinding>,
    /// Handles of spans that could not be looked for: one of the texts is
    /// withheld.
    pub unread: Vec<String>,
    /// A stretch of two texts was too long to compare word by word.
    pub approximate: bool,
}

/// One span, found again or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refinding {
    /// The span, where it was logged.
    pub row: SpanRow,
    /// Handle of its capture: `S1@1`.
    pub capture: String,
    /// Its words there, piece by piece.
    pub words: Vec<String>,
    /// Where it stands, as computed.
    pub found: text::Found,
    /// Where its words are the same: what changed beside them.
    pub beside: Vec<text::Flag>,
    /// What was decided on it; None: nothing yet.
    pub anchor: Option<Anchor>,
}

/// A decision on where a span stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anchor {
    /// The decision.
    pub moved: fact::Move,
    /// Who logged it.
    pub by: String,
}

/// What changed beside a passage whose words are the same.
fn beside(old: &str, pieces: &[Range<usize>], new: &str, found: &text::Found) -> Vec<text::Flag> {
    let hull = |pieces: &[Range<usize>]| Some(pieces.first()?.start..pieces.last()?.end);
    match (found.state, hull(pieces), hull(&found.pieces)) {
        (Refound::Exact | Refound::Normalised, Some(before), Some(after)) => {
            text::flags_beside((old, &before), (new, &after))
        }
        _ => Vec::new(),
    }
}

impl Refinding {
    /// Whether the span is not in the newer capture, as far as anybody said: not
    /// found and not placed by a person, or turned down by one.
    pub fn is_gone(&self) -> bool {
        match self.anchor.as_ref().map(|anchor| anchor.moved.decision) {
            Some(Decision::Accepted) => false,
            Some(Decision::Rejected) => true,
            None => self.found.state == Refound::Gone,
        }
    }

    /// The figures that are others where somebody said that it stands in the
    /// newer capture, which has this text.
    pub fn changed_figures(&self, text: &str) -> Option<text::Flag> {
        let anchor = self.anchor.as_ref()?;
        figures(&self.words.join(" "), text, &anchor.moved)
    }

    /// Whether it waits for a person: the words are there, and not the same.
    pub const fn is_pending(&self) -> bool {
        let asks = match self.found.state {
            Refound::Exact | Refound::Normalised | Refound::Gone => false,
            Refound::Edited | Refound::Moved | Refound::Ambiguous => true,
        };
        asks && self.anchor.is_none()
    }
}

/// A span whose figures are others in a newer capture, where it was accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedFigures {
    /// Place of the span in its version's list, from 0.
    pub index: u32,
    /// The newer capture: `S1@2`.
    pub capture: String,
    /// What changed.
    pub flag: text::Flag,
}

impl Store {
    /// The spans of a version that a person accepted in a newer capture of its
    /// source although their figures changed, the newest capture's word.
    pub fn changed_figures(&self, version: &VersionRow) -> Result<Vec<ChangedFigures>> {
        let spans = &version.wording.spans;
        let Some(first) = spans.first() else { return Ok(Vec::new()) };
        let Some(older) = self.get::<fact::Capture>(first.capture.into())? else {
            return Ok(Vec::new());
        };
        let captures = self.captures(older.fact.source)?;
        let newest = captures.into_iter().rfind(|it| !it.undone && it.seq > older.seq);
        let Some(newest) = newest else { return Ok(Vec::new()) };
        let decided = self.decided_in(newest.id.into(), version.id)?;
        let mine = (0u32..).zip(spans);
        let mine = mine.filter_map(|(index, span)| Some((index, span, decided.get(&index)?)));
        let mine: Vec<_> = mine.collect();
        if mine.is_empty() {
            return Ok(Vec::new());
        }
        let texts = (self.capture_text(first.capture)?, self.capture_text(newest.id.into())?);
        let (Some(old), Some(new)) = texts else { return Ok(Vec::new()) };
        let changed = mine.into_iter().filter_map(|(index, span, anchor)| {
            let words: Vec<&str> =
                byte_ranges(span).into_iter().filter_map(|range| old.get(range)).collect();
            let flag = figures(&words.join(" "), &new, &anchor.moved)?;
            Some(ChangedFigures { index, capture: newest.handle.to_string(), flag })
        });
        Ok(changed.collect())
    }

    /// What was decided on where the spans of a version stand in a newer capture,
    /// by their place in its list.
    pub fn decided_in(
        &self,
        newer: CaptureId,
        version: VersionId,
    ) -> Result<BTreeMap<u32, Anchor>> {
        let mine =
            |((of, index), anchor)| (of == EntryId::from(version)).then_some((index, anchor));
        Ok(self.anchors(newer)?.into_iter().filter_map(mine).collect())
    }

    /// Looks for every span that counts, of every older capture of the same
    /// source, in this capture.
    ///
    /// # Errors
    ///
    /// [`crate::Error::Damaged`] if a text is not what was captured.
    pub fn found_again(&self, newer: &Logged<fact::Capture>) -> Result<FoundAgain> {
        let text = self.capture_text(newer.id.into())?;
        let anchors = self.anchors(newer.id.into())?;
        let mut all =
            FoundAgain { text, spans: Vec::new(), unread: Vec::new(), approximate: false };
        for older in self.captures(newer.fact.source)? {
            if older.undone || older.seq >= newer.seq {
                continue;
            }
            let mut rows = self.spans_on(older.id.into())?;
            rows.retain(|row| row.newest);
            if rows.is_empty() {
                continue;
            }
            let old = self.capture_text(older.id.into())?;
            let (Some(old), Some(new)) = (&old, &all.text) else {
                all.unread.extend(rows.into_iter().map(|row| row.handle));
                continue;
            };
            let passages: Vec<Vec<Range<usize>>> =
                rows.iter().map(|row| byte_ranges(&row.span)).collect();
            let refound = text::refind(old, new, &passages);
            all.approximate |= refound.approximate;
            for ((row, found), pieces) in rows.into_iter().zip(refound.found).zip(passages) {
                let beside = match row.span.role {
                    SpanRole::Evidence | SpanRole::Content => beside(old, &pieces, new, &found),
                    _ => Vec::new(),
                };
                let words = pieces.into_iter().filter_map(|range| old.get(range));
                all.spans.push(Refinding {
                    beside,
                    anchor: anchors.get(&(row.of, row.index)).cloned(),
                    words: words.map(str::to_owned).collect(),
                    capture: older.handle.to_string(),
                    row,
                    found,
                });
            }
        }
        Ok(all)
    }

    /// The newest decision on each span for this capture, by its holder and its
    /// place in the holder's list.
    fn anchors(&self, capture: CaptureId) -> Result<BTreeMap<(EntryId, u32), Anchor>> {
        let Some(seq) = self.seq(capture)? else { return Ok(BTreeMap::new()) };
        let mut query = self.conn.prepare_cached(
            "SELECT DISTINCT seq FROM anchor
              WHERE capture = :capture AND seq NOT IN (SELECT seq FROM undone) ORDER BY seq",
        )?;
        let rows = query.query_map(named_params! { ":capture": seq }, |row| row.get(0))?;
        let mut anchors = BTreeMap::new();
        for seq in rows.collect::<rusqlite::Result<Vec<i64>>>()? {
            let entry = self.entry_at(seq)?;
            let Fact::ReAnchor(pair) = entry.fact else { continue };
            for moved in pair.moves {
                let key = (moved.of, moved.index);
                anchors.insert(key, Anchor { moved, by: entry.by.clone() });
            }
        }
        Ok(anchors)
    }
}

/// The figures that differ between some words and those at an accepted place.
fn figures(old: &str, text: &str, moved: &fact::Move) -> Option<text::Flag> {
    if moved.decision != Decision::Accepted {
        return None;
    }
    let new: Vec<&str> =
        ranges_of(&moved.pieces).into_iter().filter_map(|range| text.get(range)).collect();
    let mut flags = text::flags(old, &new.join(" ")).into_iter();
    flags.find(|flag| flag.kind == text::Flagged::Digits)
}

/// The pieces of a span: bytes of its capture's text.
fn byte_ranges(span: &Span) -> Vec<Range<usize>> {
    ranges_of(span.pieces())
}

fn ranges_of(pieces: &[Piece]) -> Vec<Range<usize>> {
    let at = |byte: u64| usize::try_from(byte).unwrap_or(usize::MAX);
    pieces.iter().map(|piece| at(piece.bytes[0])..at(piece.bytes[1])).collect()
}
