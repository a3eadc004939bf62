//! What stands near a passage: whether the source names the speaker there, and
//! has the reporting words that a user says it has.

use std::ops::Range;

use memchr::memmem;

use crate::error::{Error, Result};
use crate::model::vocab::{AttributionKind, SpanRole};
use crate::model::{Date, PartyId, Position, Span, Speaker, Value};
use crate::store::Store;
use crate::text;

use super::draft::{ClaimDraft, QuoteDraft};
use super::quote::Page;

/// Bytes before and after a passage in which its speaker is looked for: some
/// paragraphs, since a name may stand long before the words.
const NEAR: usize = 2_000;

/// Bytes in which a cue is looked for that another passage had: its own
/// sentence, and the ones beside it.
const BESIDE: usize = 400;

/// Other places of the same words that are named in a warning.
const PLACES: usize = 5;

/// A passage in the text around it.
pub(super) struct Surroundings<'a> {
    page: &'a Page,
    text: &'a str,
    passage: Range<usize>,
}

impl<'a> Surroundings<'a> {
    /// Around the first passage; None where the text is withheld, or nothing is
    /// quoted.
    pub(super) fn of(page: Option<&'a Page>, spans: &[Span]) -> Option<Self> {
        let page = page?;
        let text = page.text.as_deref()?;
        let [start, end] = spans.first()?.byte_hull()?;
        let passage = usize::try_from(start).ok()?..usize::try_from(end).ok()?;
        text.get(passage.clone())?;
        Some(Self { page, text, passage })
    }

    /// Whether these words stand so near that another passage's cue may be
    /// this one's too.
    pub(super) fn has_beside(&self, words: &str) -> bool {
        let (text, words) = (self.within(BESIDE), text::fold_str(words));
        text::fold_str(text).contains(words.trim())
    }

    /// The text within so many bytes of the passage, itself included.
    fn within(&self, bytes: usize) -> &'a str {
        &self.text[self.range_within(bytes)]
    }

    fn range_within(&self, bytes: usize) -> Range<usize> {
        let mut start = self.passage.start.saturating_sub(bytes);
        let mut end = self.text.len().min(self.passage.end.saturating_add(bytes));
        while !self.text.is_char_boundary(start) {
            start -= 1;
        }
        while !self.text.is_char_boundary(end) {
            end += 1;
        }
        start..end
    }

    /// Warns of words that the user says are printed, and that are not there.
    pub(super) fn missing(&self, what: &str, words: &str) -> Option<String> {
        let near = self.range_within(NEAR);
        if memmem::find(&self.text.as_bytes()[near.clone()], words.as_bytes()).is_some() {
            return None;
        }
        let sought = text::fold_str(words);
        let sought = sought.trim();
        if sought.is_empty() {
            return None;
        }
        let folded = self.page.folded()?;
        let places = memmem::find_iter(folded.text().as_bytes(), sought);
        let mut places = places.map(|at| folded.original(at..at + sought.len())).peekable();
        let stands = places.peek().is_some();
        if places.any(|place| near.start <= place.start && place.end <= near.end) {
            return None;
        }
        let capture = &self.page.capture.handle;
        Some(if stands {
            format!("{what} \u{201c}{words}\u{201d} stands in {capture}, but far from the passage")
        } else {
            format!(
                "{what} \u{201c}{words}\u{201d} does not stand in {capture}: give it as it is printed there"
            )
        })
    }

    /// Warns of words that a draft gives as the source's own, and that are not
    /// there: hedges, figures and dates as written.
    pub(super) fn unwritten(
        &self,
        draft: &ClaimDraft,
        positions: &[Position],
        said_on: Option<&Date>,
    ) -> Vec<String> {
        let values = positions.iter().filter(|_| !draft.on.is_empty());
        let written = values.filter_map(|position| match position.value.as_ref()? {
            Value::Quantity(quantity) => Some(("the figure", quantity.as_written.as_ref()?)),
            Value::Time(date) => Some(("the date", date.as_written.as_ref()?)),
            Value::Choice(_)
            | Value::None(_)
            | Value::Party(_)
            | Value::Place(_)
            | Value::Text(_)
            | Value::YesNo(_) => None,
        });
        let said_on = said_on.filter(|_| draft.said_on.is_some());
        let said_on = said_on.and_then(|date| Some(("the date", date.as_written.as_ref()?)));
        let hedges = draft.hedges.iter().map(|hedge| ("the hedge", hedge));
        let all = hedges.chain(written).chain(said_on);
        all.filter_map(|(what, words)| self.missing(what, words)).collect()
    }

    /// Warns where the words that were typed stand elsewhere too, in other case
    /// or with other marks: the user may have meant those. Says so more plainly
    /// where the speaker is named only there.
    pub(super) fn elsewhere(
        &self,
        store: &Store,
        typed: &[QuoteDraft],
        speaker: &Speaker,
    ) -> Result<Option<String>> {
        let chosen = typed.first().is_none_or(|quote| {
            quote.exact.is_none()
                || quote.line.is_some()
                || quote.bytes.is_some()
                || quote.points.is_some()
        });
        let places = if chosen { Vec::new() } else { self.alike() };
        if places.is_empty() {
            return Ok(None);
        }
        let names = names_of(store, speaker)?;
        let names_it = |range: &Range<usize>| {
            let paragraph = text::fold_str(&self.text[text::block(self.text, range)]);
            names.iter().any(|name| paragraph.contains(name.as_str()))
        };
        let line = |range: &Range<usize>| text::line_of(self.text, range.start);
        let lines: Vec<String> =
            places.iter().take(PLACES).map(|it| format!("line {}", line(it))).collect();
        let more = match places.len() - lines.len() {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let taken = line(&self.passage);
        let named = places.iter().find(|it| names_it(it));
        let (lines, capture) = (lines.join(", "), &self.page.capture.handle);
        Ok(Some(match named.filter(|_| !names_it(&self.passage)) {
            Some(there) => format!(
                "the words were taken from line {taken} of {capture}, whose paragraph does not name the speaker; in other case or marks they stand on {lines}{more}, and the paragraph of line {} does name the speaker: if that is meant, quote it as it stands there, with --line {}",
                line(there),
                line(there)
            ),
            None => format!(
                "the words were taken from line {taken} of {capture}; in other case or marks they stand on {lines}{more} too: if that is meant, quote them as they stand there, with --line N"
            ),
        }))
    }

    /// Other places of the passage's words, but for case and marks, in order.
    fn alike(&self) -> Vec<Range<usize>> {
        let sought = text::fold_str(&self.text[self.passage.clone()]);
        let (sought, Some(folded)) = (sought.trim(), self.page.folded()) else {
            return Vec::new();
        };
        if sought.is_empty() {
            return Vec::new();
        }
        let apart = |place: &Range<usize>| {
            place.end <= self.passage.start || self.passage.end <= place.start
        };
        let found = folded.text().match_indices(sought);
        found
            .map(|(at, _)| folded.original(at..at + sought.len()))
            .filter(|place| apart(place) && !text::cuts_word(self.text, place))
            .collect()
    }

    /// Refuses a speaker whom nothing near the passage names or has speak.
    ///
    /// # Errors
    ///
    /// [`Error::Usage`], with the ways to say how the speaker is known.
    pub(super) fn refuse_unsaid(&self, store: &Store, party: PartyId, name: &str) -> Result<()> {
        let near = text::fold_str(self.within(NEAR));
        for (named, printed) in store.party_names()? {
            if named == party && near.contains(text::fold_str(&printed).trim()) {
                return Ok(());
            }
        }
        Err(Error::usage(
            format!("nothing near the passage names {name} or says that anyone said it"),
            "how is the speaker known? As printed there: --by \"\u{2026}\"; by the reporting words: --cue \"\u{2026}\"; by your own inference: --because \"\u{2026}\"",
        ))
    }
}

/// Names under which a speaker may stand in a text, folded.
fn names_of(store: &Store, speaker: &Speaker) -> Result<Vec<String>> {
    let party = store.canonical_party(speaker.party)?;
    let printed = speaker.printed.iter().map(|name| text::fold_str(name));
    let names = store.folded_names(party)?.into_iter().chain(printed);
    let names = names.map(|name| name.trim().to_owned());
    Ok(names.filter(|name| !name.is_empty()).collect())
}

/// Whether a draft leaves it open how its speaker is known: a party and nothing
/// else is named.
pub(super) fn only_who(draft: &ClaimDraft, kind: AttributionKind, spans: &[Span]) -> bool {
    let marked = spans
        .iter()
        .any(|span| matches!(span.role, SpanRole::Source | SpanRole::Antecedent | SpanRole::Cue));
    draft.who.is_some()
        && draft.by.is_none()
        && draft.known.is_none()
        && draft.because.is_none()
        && draft.cue.is_none()
        && kind != AttributionKind::Author
        && !marked
}
