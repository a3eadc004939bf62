//! Two texts as numbered words: what the alignment compares.
//!
//! Words are runs of letters and digits of the folded text, so that quotation
//! marks, dashes, case and line ends make no difference. One number stands for
//! one word in both texts.

use std::collections::HashMap;
use std::ops::Range;

use crate::text::fold::{Folded, fold};
use crate::text::likeness::words;

/// What ends a sentence: in Arabic script and Chinese too.
pub(super) const STOPS: [char; 7] = ['.', '!', '?', '\n', '\u{6d4}', '\u{61f}', '\u{3002}'];

/// A text as numbered words.
pub(super) struct Words<'t> {
    /// The text as it stands.
    pub(super) text: &'t str,
    folded: Folded,
    /// Bytes of each word in the folded text.
    at: Vec<Range<usize>>,
    /// Bytes of each word in the text.
    there: Vec<Range<usize>>,
    /// The number of each word.
    pub(super) ids: Vec<u32>,
}

/// Both texts, and where each word stands in them.
pub(super) struct Pair<'t> {
    /// The older text.
    pub(super) old: Words<'t>,
    /// The newer text.
    pub(super) new: Words<'t>,
    /// How often each word stands in both together, by its number.
    pub(super) counts: Vec<u32>,
}

impl<'t> Pair<'t> {
    /// Cuts both texts into words and numbers them in order of first appearance.
    pub(super) fn of(old: &'t str, new: &'t str) -> Self {
        let (old_folded, new_folded) = (fold(old), fold(new));
        let (old_at, new_at) = (words(old_folded.text()), words(new_folded.text()));
        let mut numbers = Numbers::default();
        let old_ids = numbers.all(old_folded.text(), &old_at, &[]);
        let words = old_at.iter().map(|range| &old_folded.text()[range.clone()]);
        let like: Vec<(&str, u32)> = words.zip(old_ids.iter().copied()).collect();
        let new_ids = numbers.all(new_folded.text(), &new_at, &like);
        let counts = numbers.counts;
        let (old_there, new_there) = (old_folded.originals(&old_at), new_folded.originals(&new_at));
        Self {
            old: Words {
                text: old,
                folded: old_folded,
                at: old_at,
                there: old_there,
                ids: old_ids,
            },
            new: Words {
                text: new,
                folded: new_folded,
                at: new_at,
                there: new_there,
                ids: new_ids,
            },
            counts,
        }
    }
}

/// A number for each word, and how often it came.
#[derive(Default)]
struct Numbers<'f> {
    known: HashMap<&'f str, u32>,
    counts: Vec<u32>,
    /// Where each word stands that came once.
    first: Vec<usize>,
}

impl<'f> Numbers<'f> {
    /// The numbers of the words of a text that is mostly `like` another: the
    /// word that followed there is tried before all words are searched.
    fn all(&mut self, folded: &'f str, at: &[Range<usize>], like: &[(&'f str, u32)]) -> Vec<u32> {
        let mut next: usize = 0;
        let number = |(place, range): (usize, &Range<usize>)| {
            let word = &folded[range.clone()];
            // One word may have been left out or put in just before.
            let beside = [Some(next), Some(next + 1), next.checked_sub(1)];
            let same = |at: &usize| like.get(*at).is_some_and(|(other, _)| *other == word);
            let guess = beside.into_iter().flatten().find(same);
            let id = guess.map_or_else(|| self.number(word, place), |at| like[at].1);
            self.counts[id as usize] += 1;
            next = guess.unwrap_or(next) + 1;
            if guess.is_none() && self.counts[id as usize] == 2 {
                next = self.first[id as usize] + 1;
            }
            id
        };
        at.iter().enumerate().map(number).collect()
    }

    fn number(&mut self, word: &'f str, place: usize) -> u32 {
        let next = u32::try_from(self.counts.len()).expect("a text has fewer words");
        let id = *self.known.entry(word).or_insert(next);
        if id == next {
            self.counts.push(0);
            self.first.push(place);
        }
        id
    }
}

impl Words<'_> {
    /// Number of words.
    pub(super) fn len(&self) -> usize {
        self.ids.len()
    }

    /// What word `index` folds to.
    pub(super) fn folded(&self, index: usize) -> &str {
        &self.folded.text()[self.at[index].clone()]
    }

    /// The bytes of word `index` in the text.
    pub(super) fn range(&self, index: usize) -> Range<usize> {
        self.there[index].clone()
    }

    /// The bytes from the first to the last of these words; `None` for no words.
    pub(super) fn stretch(&self, run: &Range<usize>) -> Option<Range<usize>> {
        (!run.is_empty()).then(|| self.range(run.start).start..self.range(run.end - 1).end)
    }

    /// The words that a range of bytes touches.
    pub(super) fn touched(&self, bytes: &Range<usize>) -> Range<usize> {
        let first = partition(self.len(), |index| self.range(index).end <= bytes.start);
        let end = partition(self.len(), |index| self.range(index).start < bytes.end);
        first..end.max(first)
    }

    /// The bytes of the sentence, or sentences, that these words touch, as far as
    /// 40 words on each side.
    pub(super) fn sentence(&self, run: &Range<usize>) -> Range<usize> {
        const FAR: usize = 40;
        let ends = |at: usize| self.ends_before(at);
        let start =
            (run.start.saturating_sub(FAR)..=run.start).rev().find(|at| *at == 0 || ends(*at));
        let last = self.len().min(run.end + FAR);
        let end = (run.end..last).find(|at| ends(*at)).unwrap_or(last);
        let start = start.unwrap_or(run.start.saturating_sub(FAR));
        self.stretch(&(start..end)).unwrap_or(0..0)
    }

    /// Whether a sentence ends before word `index`. A full stop inside a number
    /// or after a short word with a capital letter ("Mr.", "U.S.", "Sept.") ends
    /// none: to take two sentences for one is the safe mistake.
    fn ends_before(&self, index: usize) -> bool {
        let gap = &self.text[self.gap_before(index)];
        if gap.contains(|c| c != '.' && STOPS.contains(&c)) {
            return true;
        }
        let Some(before) = index.checked_sub(1).filter(|_| gap.contains('.')) else { return false };
        let word = &self.text[self.range(before)];
        let short = word.starts_with(char::is_uppercase) && word.chars().count() <= 4;
        gap.contains(char::is_whitespace) && !short
    }

    /// The words of the line, or lines, that these words touch.
    pub(super) fn paragraph(&self, run: &Range<usize>) -> Range<usize> {
        let breaks = |at: usize| self.text[self.gap_before(at)].contains('\n');
        let start = (1..=run.start).rev().find(|at| breaks(*at)).unwrap_or(0);
        start..(run.end..self.len()).find(|at| breaks(*at)).unwrap_or(self.len())
    }

    /// Whether a stretch stands between line ends, or ends of the text.
    pub(super) fn is_paragraph(&self, bytes: &Range<usize>) -> bool {
        let marks = |c: char| !c.is_alphanumeric() && c != '\n';
        let before = self.text[..bytes.start].trim_end_matches(marks);
        let after = self.text[bytes.end..].trim_start_matches(marks);
        (before.is_empty() || before.ends_with('\n'))
            && (after.is_empty() || after.starts_with('\n'))
    }

    /// The text between word `index - 1` and word `index`: bytes.
    pub(super) fn gap_before(&self, index: usize) -> Range<usize> {
        let start = index.checked_sub(1).map_or(0, |before| self.range(before).end);
        let end = if index < self.len() { self.range(index).start } else { self.text.len() };
        start..end.max(start)
    }
}

/// The first of `0..len` for which `before` no longer holds.
fn partition(len: usize, before: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (0, len);
    while low < high {
        let middle = low.midpoint(high);
        if before(middle) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}
