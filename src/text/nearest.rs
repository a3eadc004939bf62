//! The passage of a text that is most like a quotation that does not stand there.
//!
//! Only ever offered, with a diff: a person decides. Two steps: four-byte
//! shingles of the folded quotation are counted in a window that slides over
//! the folded text (linear), then the words around the best few windows are
//! aligned with the words of the quotation.

use std::cmp::Reverse;
use std::ops::Range;

use crate::text::fold::{Folded, fold, fold_str};
use crate::text::likeness::{SIMILAR_WORDS, likeness, similarity, words};
use crate::text::range::{widen_to_chars, widen_to_graphemes};

/// A passage that resembles what was looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nearest {
    /// Where it stands: bytes, cutting no grapheme cluster.
    pub range: Range<usize>,
    /// How alike the two are, in thousandths (see [`similarity`]).
    pub similarity: u16,
}

/// A passage less alike than this, in thousandths, is not worth showing.
const LEAST: u16 = 250;

/// Windows that are looked at word by word.
const CANDIDATES: usize = 4;

/// Bytes of a shingle.
const SHINGLE: usize = 4;

/// Quotations of more words than this are not aligned word by word.
const MOST_WORDS: usize = 400;

/// With more pairs of words than this, only equal words count when aligning.
const MOST_PAIRS: usize = 40_000;

/// Finds the passage of `text` most like `quote`; of equals, the first.
///
/// `None` if nothing is at least a quarter alike. About linear in `text`.
pub fn nearest(text: &str, quote: &str) -> Option<Nearest> {
    let quote = fold_str(quote);
    let quote = quote.trim();
    let folded = fold(text);
    let mut best: Option<Nearest> = None;
    for window in windows(folded.text().as_bytes(), quote.as_bytes()) {
        let range = fit(folded.text(), window, quote);
        let range = widen_to_graphemes(text, original(&folded, range));
        let similarity = similarity(quote, &text[range.clone()]);
        if similarity >= LEAST && best.as_ref().is_none_or(|best| similarity > best.similarity) {
            best = Some(Nearest { range, similarity });
        }
    }
    best
}

/// The original of a folded range, on `char` boundaries of the folded text.
fn original(folded: &Folded, range: Range<usize>) -> Range<usize> {
    folded.original(widen_to_chars(folded.text(), range))
}

/// The stretches of `text`, as long as `quote`, that share most shingles with
/// it: best first, none overlapping, at most [`CANDIDATES`].
fn windows(text: &[u8], quote: &[u8]) -> Vec<Range<usize>> {
    let size = SHINGLE.min(quote.len());
    if size == 0 || text.len() < size {
        return Vec::new();
    }
    let mut scores = scores(text, quote, size);
    let mut found = Vec::new();
    while found.len() < CANDIDATES {
        let best = scores.iter().enumerate().rev().max_by_key(|(_, score)| **score);
        let Some((at, 1..)) = best.map(|(at, score)| (at, *score)) else { break };
        found.push(at..text.len().min(at + quote.len()));
        let (from, to) = (at.saturating_sub(quote.len()), scores.len().min(at + quote.len()));
        scores[from..to].fill(0);
    }
    found
}

/// For each place in `text`: the shingles that a window as long as `quote`,
/// starting there, has in common with it.
fn scores(text: &[u8], quote: &[u8], size: usize) -> Vec<u32> {
    let known = Shingles::of(quote, size);
    let width = quote.len() - size + 1;
    // How many more of each shingle the window would have to hold.
    let mut lacking = known.counts.clone();
    let hits: Vec<Option<u32>> = text.windows(size).map(|s| known.number(s)).collect();
    let mut score = 0_u32;
    let mut scores = vec![0; hits.len()];
    for end in 0..hits.len() {
        if let Some(id) = hits[end] {
            score += u32::from(lacking[id as usize] > 0);
            lacking[id as usize] -= 1;
        }
        if let Some(id) = end.checked_sub(width).and_then(|left| hits[left]) {
            lacking[id as usize] += 1;
            score -= u32::from(lacking[id as usize] > 0);
        }
        scores[(end + 1).saturating_sub(width)] = score;
    }
    scores
}

/// The shingles of a quotation, numbered.
struct Shingles {
    /// Sorted.
    keys: Vec<u32>,
    /// How often each stands in the quotation.
    counts: Vec<i64>,
    /// Bits by hash: most text shingles are turned away here.
    filter: Vec<bool>,
}

impl Shingles {
    fn of(quote: &[u8], size: usize) -> Self {
        let mut all: Vec<u32> = quote.windows(size).map(key).collect();
        all.sort_unstable();
        let mut shingles =
            Self { keys: Vec::new(), counts: Vec::new(), filter: vec![false; 1 << 16] };
        for run in all.chunk_by(|a, b| a == b) {
            shingles.keys.push(run[0]);
            shingles.counts.push(i64::try_from(run.len()).unwrap_or(i64::MAX));
            shingles.filter[slot(run[0])] = true;
        }
        shingles
    }

    fn number(&self, shingle: &[u8]) -> Option<u32> {
        let key = key(shingle);
        if !self.filter[slot(key)] {
            return None;
        }
        self.keys.binary_search(&key).ok().and_then(|at| u32::try_from(at).ok())
    }
}

/// At most four bytes as a number.
fn key(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |key, byte| key << 8 | u32::from(*byte))
}

/// Which of the 65,536 filter bits a shingle sets.
fn slot(key: u32) -> usize {
    // Knuth's multiplicative hash, the upper half.
    (key.wrapping_mul(2_654_435_761) >> 16) as usize
}

/// The run of words in and around `window` that fits the quotation best.
fn fit(text: &str, window: Range<usize>, quote: &str) -> Range<usize> {
    let margin = quote.len() / 2 + 24;
    let around = window.start.saturating_sub(margin)..window.end.saturating_add(margin);
    let around = widen_to_words(text, widen_to_chars(text, around));
    let wanted: Vec<&str> = words(quote).into_iter().map(|word| &quote[word]).collect();
    let there: Vec<Range<usize>> = words(&text[around.clone()])
        .into_iter()
        .map(|word| around.start + word.start..around.start + word.end)
        .collect();
    let touched = || {
        let mut words = there.iter().filter(|w| w.start < window.end && window.start < w.end);
        let first = words.next()?.clone();
        Some(first.start..words.next_back().map_or(first.end, |last| last.end))
    };
    if wanted.is_empty() || wanted.len() > MOST_WORDS {
        return touched().unwrap_or_else(|| window.clone());
    }
    let found: Vec<&str> = there.iter().map(|word| &text[word.clone()]).collect();
    match align(&wanted, &found) {
        Some(run) => there[run.start].start..there[run.end - 1].end,
        None => touched().unwrap_or_else(|| window.clone()),
    }
}

/// Lets a range that cuts a word reach to the end of it, within reason.
fn widen_to_words(text: &str, range: Range<usize>) -> Range<usize> {
    const LONGEST: usize = 64;
    let letters = |chars: &mut dyn Iterator<Item = char>| -> usize {
        chars.take(LONGEST).take_while(|c| c.is_alphanumeric()).map(char::len_utf8).sum()
    };
    let before = letters(&mut text[..range.start].chars().rev());
    let after = letters(&mut text[range.end..].chars());
    range.start - before..range.end + after
}

/// Finds the run of `found` that takes fewest changes to become `wanted`
/// (Sellers' approximate matching, on words). `None` if no word is used.
fn align(wanted: &[&str], found: &[&str]) -> Option<Range<usize>> {
    const SKIP: u32 = 1000;
    let few = wanted.len().saturating_mul(found.len()) <= MOST_PAIRS;
    let change = |a: &str, b: &str| match (a == b, few) {
        (true, _) => 0,
        (false, false) => SKIP,
        (false, true) => match likeness(a, b) {
            like if like >= SIMILAR_WORDS => SKIP - u32::from(like),
            _ => SKIP,
        },
    };
    // For each number of found words: cost, and the word the run starts at.
    let mut row: Vec<(u32, usize)> = (0..=found.len()).map(|start| (0, start)).collect();
    for word in wanted {
        let mut diagonal = row[0];
        row[0].0 += SKIP;
        for at in 0..found.len() {
            let above = row[at + 1];
            row[at + 1] = [
                (diagonal.0 + change(word, found[at]), diagonal.1),
                (above.0 + SKIP, above.1),
                (row[at].0 + SKIP, row[at].1),
            ]
            .into_iter()
            .min_by_key(|(cost, _)| *cost)
            .unwrap_or(above);
            diagonal = above;
        }
    }
    // Of equals the longest run, then the first.
    let (end, (_, start)) =
        row.iter().enumerate().min_by_key(|(end, (cost, start))| (*cost, Reverse(end - start)))?;
    (*start < end).then_some(*start..end)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TEXT: &str = "The mayor spoke on Monday. She said the old bridge would be \
        closed until June. “Nobody was hurt,” Zabihullah Karim added. The river fell.";

    #[test]
    fn the_passage_most_like_the_quotation_is_found_whole() {
        for (quote, passage) in [
            (
                "said that the bridge will be closed until July",
                "said the old bridge would be closed until June",
            ),
            ("Zabiullah", "Zabihullah"),
            (
                "Nobody was injured, Zabiullah Kareem added",
                "Nobody was hurt,” Zabihullah Karim added",
            ),
            ("the mayor of the city spoke Monday", "The mayor spoke on Monday"),
        ] {
            let found = nearest(TEXT, quote).unwrap();
            assert_eq!(&TEXT[found.range], passage, "{quote}");
        }
    }

    #[test]
    fn nothing_alike_is_nothing() {
        for (text, quote) in
            [("", "x"), ("abc", ""), (TEXT, "снег идет"), ("ab", "xyzq"), ("a", "\u{200b}")]
        {
            assert_eq!(nearest(text, quote), None, "{text:?} {quote:?}");
        }
    }

    #[test]
    fn an_arabic_script_passage_is_found_through_its_spelling() {
        let text = "روز دوشنبه سيلاب به كابل رسيد و پل بسته شد.";
        let found = nearest(text, "سیلاب به شهر کابل رسید").unwrap();
        assert_eq!(&text[found.range], "سيلاب به كابل رسيد");
    }

    #[test]
    fn of_two_equal_passages_the_first_is_offered() {
        let found = nearest("red hens ran. red hens ran.", "red hens run").unwrap();
        assert_eq!(found.range, 0..12);
    }

    proptest! {
        #[test]
        fn the_nearest_passage_cuts_no_cluster(text in "[a-d é\u{301}👩🏽\u{200d}ي“]{0,60}", quote in "[a-d éي]{0,12}") {
            if let Some(found) = nearest(&text, &quote) {
                prop_assert!(!crate::text::cuts_grapheme(&text, &found.range));
                prop_assert!((LEAST..=1000).contains(&found.similarity));
            }
        }

        #[test]
        fn any_text_gives_an_answer(text in "\\PC*", quote in "\\PC*") {
            let _ = nearest(&text, &quote);
        }
    }
}
