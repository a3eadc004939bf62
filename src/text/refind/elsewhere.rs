//! Where a passage stands that is not in its place: in text that only the newer
//! capture has, and never on what stood elsewhere in the older one.

use std::ops::Range;

use crate::model::vocab::Refound;
use crate::text::likeness::similarity;
use crate::text::nearest::Nearest;

use super::fit::fit;
use super::flag::{Flagged, flags, replaces};
use super::like::Postings;
use super::place::{AROUND, BETTER, Candidate, EDITED, InPlace, MOVED, Placed, Placer, settled};

/// Two places no further apart than this, in thousandths, are equal.
const EQUAL: u16 = 10;

/// A candidate less alike than this is not worth showing.
const SHOWN: u16 = 400;

impl Placer<'_, '_> {
    /// Looks in text that only the new capture has, and settles.
    pub(super) fn elsewhere(
        &self,
        span: &Range<usize>,
        words: &Range<usize>,
        here: Option<&InPlace>,
    ) -> Placed {
        let found = self.in_new_text(span, words);
        let here_fits = here.filter(|here| here.fits && here.found.similarity >= EDITED);
        let least = here_fits.map_or(MOVED, |here| MOVED.max(here.found.similarity + BETTER));
        let may = |c: &&Candidate| c.similarity >= least && self.may_have_moved(span, words, c);
        let good: Vec<&Candidate> = found.iter().filter(may).collect();
        let mut shown: Vec<Nearest> = here
            .iter()
            .map(|here| &here.found)
            .chain(&found)
            .filter(|c| c.similarity >= SHOWN)
            .map(|c| Nearest { range: c.range.clone(), similarity: c.similarity })
            .collect();
        shown.sort_by_key(|c| (std::cmp::Reverse(c.similarity), c.range.start));
        shown.dedup();
        let unsettled = |state| {
            let similarity = shown.first().map_or(0, |c| c.similarity);
            Placed { state, range: None, similarity, candidates: shown.clone() }
        };
        let mut placed = match (good.first(), good.get(1), here_fits) {
            (Some(best), Some(next), _) if best.similarity - next.similarity <= EQUAL => {
                return unsettled(Refound::Ambiguous);
            }
            (Some(best), ..) => settled(Refound::Moved, best),
            (None, _, Some(here)) => settled(here.state, &here.found),
            (None, _, None) => return unsettled(Refound::Gone),
        };
        shown.retain(|other| placed.range.as_ref() != Some(&other.range));
        placed.candidates = shown;
        placed
    }

    /// Passages like this one in text that only the new capture has: best first.
    fn in_new_text(&self, span: &Range<usize>, words: &Range<usize>) -> Vec<Candidate> {
        let ids = &self.pair.old.ids[words.clone()];
        let windows = self.come_places().windows(ids, self.pair.new.len(), |_| true);
        let mut found: Vec<Candidate> = windows
            .iter()
            .filter_map(|window| self.fitted(words, window))
            .filter_map(|run| self.candidate(span, words, run))
            .collect();
        found.sort_by_key(|c| (std::cmp::Reverse(c.similarity), c.run.start));
        found.dedup_by(|a, b| a.run.start < b.run.end && b.run.start < a.run.end);
        found
    }

    /// Whether a passage in new text can be the one looked for: no figure, name
    /// or negation differs, in its sentence neither; it did not stand elsewhere;
    /// and it stands among words it stood among, or is the same word for word.
    pub(super) fn may_have_moved(
        &self,
        span: &Range<usize>,
        words: &Range<usize>,
        found: &Candidate,
    ) -> bool {
        let (old, new) = (&self.pair.old, &self.pair.new);
        let whole = found.similarity == 1000;
        if words.len() < 3 && !whole {
            return false;
        }
        let passages = (&old.text[span.clone()], &new.text[found.range.clone()]);
        let sentences = (old.sentence(words), new.sentence(&found.run));
        // A paragraph of one sentence on both sides may have moved and been edited.
        let own = old.is_paragraph(&sentences.0) && new.is_paragraph(&sentences.1);
        let (before, after) = (&old.text[sentences.0], &new.text[sentences.1]);
        let replaced = |old: &str, new: &str| !own && replaces(old, new);
        let other_name = || {
            let flags = flags(before, after);
            flags.iter().any(|flag| flag.kind == Flagged::Name) || replaced(before, after)
        };
        if !flags(passages.0, passages.1).is_empty()
            || replaced(passages.0, passages.1)
            || other_name()
            || self.stood_elsewhere(words, found, found.similarity, self.old_places())
        {
            return false;
        }
        if words.len() < 3 {
            let ids = &old.ids[words.clone()];
            return self.old_places().exact(ids, &old.ids, 2).len() == 1
                && self.new_places().exact(ids, &new.ids, 2).len() == 1;
        }
        own || whole && words.len() >= 5 || self.shares_surroundings(words, &found.run)
    }

    /// Whether an uncommon word close to the passage stands close to the run too.
    fn shares_surroundings(&self, words: &Range<usize>, run: &Range<usize>) -> bool {
        let common = u32::try_from(self.pair.old.len() / 200).unwrap_or(u32::MAX).max(8);
        let (old, new) = (&self.pair.old.ids, &self.pair.new.ids);
        around(old, words).any(|word| {
            self.pair.counts[*word as usize] <= common && around(new, run).any(|w| w == word)
        })
    }

    /// Whether a passage of the new text is more like one that stood elsewhere
    /// in the old text than like the one looked for: `least` alike, at least.
    /// `places` are the old words that are asked.
    pub(super) fn stood_elsewhere(
        &self,
        words: &Range<usize>,
        found: &Candidate,
        least: u16,
        places: &Postings,
    ) -> bool {
        let (old, new) = (&self.pair.old, &self.pair.new);
        let outside = |at: usize| !words.contains(&at);
        let windows = places.windows(&new.ids[found.run.clone()], old.len(), outside);
        windows.iter().any(|window| {
            // The other way round: the new passage is fitted into the old text.
            let Some(run) = fit(new, &found.run, old, window, outside) else { return false };
            let (one, other) = (&new.ids[found.run.clone()], &old.ids[run.clone()]);
            let common = one.iter().filter(|word| other.contains(word)).count();
            // Spellings of one word make up for so much at the most.
            let most = 2000 * common / (one.len() + other.len()) + 200;
            most >= usize::from(least)
                && old.stretch(&run).is_some_and(|range| {
                    similarity(&old.text[range], &new.text[found.range.clone()]) >= least
                })
        })
    }
}

/// The words close to a run, on both sides.
fn around<'i>(ids: &'i [u32], run: &Range<usize>) -> impl Iterator<Item = &'i u32> {
    let left = &ids[run.start.saturating_sub(AROUND)..run.start];
    left.iter().chain(&ids[run.end..ids.len().min(run.end + AROUND)])
}
