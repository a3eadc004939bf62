//! The run of words in a stretch that fits a list of words best.

use std::cmp::Reverse;
use std::ops::Range;

use crate::text::likeness::{SIMILAR_WORDS, likeness};

use super::words::Words;

/// What a word that is left out, added or replaced costs.
const CHANGE: u32 = 1000;

/// Lists with more pairs of words than this are not fitted.
const MOST_PAIRS: usize = 200_000;

/// With more pairs of words than this, only equal words count.
const FEW_PAIRS: usize = 500;

/// Finds the run of words `window` of the new text that takes fewest changes to
/// become the words `wanted` of the old one (Sellers' approximate matching); of
/// equals the longest, then the first. Words that are not `allowed` fit none.
///
/// `None` where no word is used, or there are too many.
pub(super) fn fit(
    old: &Words<'_>,
    wanted: &Range<usize>,
    new: &Words<'_>,
    window: &Range<usize>,
    allowed: impl Fn(usize) -> bool,
) -> Option<Range<usize>> {
    let pairs = wanted.len().saturating_mul(window.len());
    if pairs > MOST_PAIRS {
        return None;
    }
    let spelt_alike = |i: usize, j: usize| {
        let (a, b) = (old.folded(i), new.folded(j));
        let like = if pairs <= FEW_PAIRS { likeness(a, b) } else { 0 };
        if like >= SIMILAR_WORDS { CHANGE - u32::from(like) } else { CHANGE }
    };
    let change = |i: usize, j: usize| match (allowed(j), old.ids[i] == new.ids[j]) {
        (false, _) => CHANGE,
        (true, true) => 0,
        (true, false) => spelt_alike(i, j),
    };
    // For each number of words of the window: cost, and where the run starts.
    let mut row: Vec<(u32, usize)> = (0..=window.len()).map(|start| (0, start)).collect();
    for i in wanted.clone() {
        let mut diagonal = row[0];
        row[0].0 += CHANGE;
        for at in 0..window.len() {
            let above = row[at + 1];
            let swap = (diagonal.0 + change(i, window.start + at), diagonal.1);
            let mut least = swap;
            for (cost, start) in [(above.0 + CHANGE, above.1), (row[at].0 + CHANGE, row[at].1)] {
                if cost < least.0 {
                    least = (cost, start);
                }
            }
            row[at + 1] = least;
            diagonal = above;
        }
    }
    let (end, (_, start)) =
        row.iter().enumerate().min_by_key(|(end, (cost, start))| (*cost, Reverse(end - start)))?;
    (*start < end).then(|| window.start + start..window.start + end)
}
