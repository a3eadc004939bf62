//! Where one passage stands in the newer text.

use std::cell::OnceCell;
use std::ops::Range;

use crate::model::vocab::Refound;
use crate::text::likeness::similarity;
use crate::text::nearest::Nearest;
use crate::text::range::{widen_to_chars, widen_to_graphemes};

use super::Found;
use super::align::{Alignment, NONE};
use super::edge::{passage, same_words};
use super::fit::fit;
use super::flag::flags;
use super::like::Postings;
use super::words::{Pair, STOPS};

/// A passage in its place must be at least this alike, in thousandths.
pub(super) const EDITED: u16 = 550;

/// A passage less alike than this is looked for elsewhere too, and a passage
/// elsewhere must be at least this alike.
pub(super) const MOVED: u16 = 750;

/// A passage elsewhere must be more alike than the one in place by this much.
pub(super) const BETTER: u16 = 100;

/// Words of a moved paragraph before and after a passage that are asked where
/// they went.
pub(super) const NEAR: usize = 60;

/// Quotation marks, which begin or end a passage as a full stop does.
const QUOTES: [char; 7] = ['"', '\u{201c}', '\u{201d}', '\u{2018}', '\u{ab}', '\u{bb}', '\u{300c}'];

/// Words on each side that show whether a passage stands among its own.
pub(super) const AROUND: usize = 12;

/// Places passages, one at a time.
pub(super) struct Placer<'p, 't> {
    pub(super) pair: &'p Pair<'t>,
    pub(super) alignment: &'p Alignment,
    /// For each old word, the last one before it and the first one from it on
    /// that is mapped in order; [`NONE`] where there is none.
    before: Vec<u32>,
    from_on: Vec<u32>,
    /// The words of the old text; those of them that went nowhere; the words of
    /// the new text; those that came from nowhere.
    places: [OnceCell<Postings>; 4],
}

/// One piece, placed.
#[derive(Clone, Debug)]
pub(super) struct Placed {
    pub(super) state: Refound,
    pub(super) range: Option<Range<usize>>,
    pub(super) similarity: u16,
    pub(super) candidates: Vec<Nearest>,
}

/// A run of words of the new text that may be the passage.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub(super) run: Range<usize>,
    pub(super) range: Range<usize>,
    pub(super) similarity: u16,
}

/// What stands between the neighbours of a passage.
pub(super) struct InPlace {
    pub(super) found: Candidate,
    /// What it is if it is the passage.
    pub(super) state: Refound,
    /// Whether it can be the passage.
    pub(super) fits: bool,
}

/// Where a passage would stand if its neighbours tell.
struct Window {
    words: Range<usize>,
    moved: bool,
}

impl<'p, 't> Placer<'p, 't> {
    pub(super) fn new(pair: &'p Pair<'t>, alignment: &'p Alignment) -> Self {
        let len = alignment.to.len();
        let (mut before, mut from_on) = (vec![NONE; len + 1], vec![NONE; len + 1]);
        let in_chain = |at: usize| alignment.to[at] != NONE && !alignment.moved[at];
        for at in 0..len {
            before[at + 1] =
                if in_chain(at) { u32::try_from(at).unwrap_or(NONE) } else { before[at] };
        }
        for at in (0..len).rev() {
            from_on[at] =
                if in_chain(at) { u32::try_from(at).unwrap_or(NONE) } else { from_on[at + 1] };
        }
        Self { pair, alignment, before, from_on, places: Default::default() }
    }

    /// Places a passage of one piece or several.
    pub(super) fn passage(&self, pieces: &[Range<usize>]) -> Found {
        let old = self.pair.old.text;
        let pieces: Vec<_> = pieces.iter().map(|p| widen_to_chars(old, p.clone())).collect();
        let placed: Vec<Placed> = pieces.iter().map(|piece| self.piece(piece)).collect();
        let state = placed.iter().map(|p| p.state).max_by_key(|s| rank(*s));
        let mut state = state.unwrap_or(Refound::Gone);
        let ranges: Option<Vec<_>> = placed.iter().map(|p| p.range.clone()).collect();
        let in_order =
            |ranges: &Vec<Range<usize>>| ranges.windows(2).all(|two| two[0].end <= two[1].start);
        let ranges = ranges.filter(in_order);
        if ranges.is_none() && rank(state) < rank(Refound::Ambiguous) {
            state = Refound::Gone;
        }
        let weights: usize = pieces.iter().map(ExactSizeIterator::len).sum();
        let sum: usize =
            placed.iter().zip(&pieces).map(|(p, r)| usize::from(p.similarity) * r.len()).sum();
        let placed_ranges = if rank(state) < rank(Refound::Ambiguous) { ranges } else { None };
        let mut new_pieces = placed_ranges.unwrap_or_default();
        // A mark that came behind the last letter makes another letter of it.
        for range in &mut new_pieces {
            let whole = widen_to_graphemes(self.pair.new.text, range.clone());
            if whole != *range {
                *range = whole;
                state = Refound::Edited;
            }
        }
        let mut found = Found {
            state,
            similarity: u16::try_from(sum / weights.max(1)).unwrap_or(1000),
            candidates: Vec::new(),
            flags: Vec::new(),
            pieces: new_pieces,
        };
        if found.pieces.is_empty() {
            for (piece, placed) in pieces.iter().zip(placed) {
                let similarity = placed.similarity;
                let own = placed.range.map(|range| Nearest { range, similarity });
                found
                    .candidates
                    .extend(own.filter(|own| !own.range.is_empty() && !piece.is_empty()));
                found.candidates.extend(placed.candidates);
            }
        } else {
            let words = |text: &str, ranges: &[Range<usize>]| {
                ranges.iter().map(|range| &text[range.clone()]).collect::<Vec<_>>().join("\n")
            };
            found.flags = flags(&words(old, &pieces), &words(self.pair.new.text, &found.pieces));
            found.candidates.extend(placed.into_iter().flat_map(|p| p.candidates));
        }
        found
    }

    fn piece(&self, span: &Range<usize>) -> Placed {
        let words = self.pair.old.touched(span);
        if words.is_empty() {
            return self.wordless(span, words.start);
        }
        if let Some(run) = self.unbroken(&words)
            && let Some(range) = passage(self.pair, span, &words, &run)
        {
            let found = Candidate { run, range, similarity: 1000 };
            let stays = !self.alignment.moved[words.start];
            if stays
                || self.moved_whole(&words, &found.run)
                || self.may_have_moved(span, &words, &found)
            {
                return self.all_there(span, &words, found.range);
            }
            let Candidate { range, similarity, .. } = found;
            let candidates = vec![Nearest { range, similarity }];
            return Placed { state: Refound::Gone, range: None, similarity, candidates };
        }
        let here = self.in_place(span, &words);
        if let Some(here) = &here
            && here.fits
            && here.found.similarity >= MOVED
        {
            return settled(here.state, &here.found);
        }
        self.elsewhere(span, &words, here.as_ref())
    }

    /// The words in the new text, if all are there, in a row.
    fn unbroken(&self, words: &Range<usize>) -> Option<Range<usize>> {
        let to = &self.alignment.to[words.clone()];
        let first = *to.first().filter(|first| **first != NONE)? as usize;
        let in_row = to.iter().zip(first..).all(|(to, at)| *to as usize == at);
        let moved = &self.alignment.moved[words.clone()];
        let one_stream = moved.iter().all(|each| *each == moved[0]);
        (in_row && one_stream).then_some(first..first + words.len())
    }

    /// A passage whose words are all there, in a row, at `range`.
    fn all_there(&self, span: &Range<usize>, words: &Range<usize>, range: Range<usize>) -> Placed {
        let same =
            same_words(&self.pair.old.text[span.clone()], &self.pair.new.text[range.clone()]);
        let moved = self.alignment.moved[words.start];
        let twins = if self.among_its_own(words) { Vec::new() } else { self.twins(words) };
        if !twins.is_empty() {
            let own = Nearest { range, similarity: 1000 };
            let candidates = std::iter::once(own).chain(twins).collect();
            return Placed { state: Refound::Ambiguous, range: None, similarity: 1000, candidates };
        }
        let state = if moved { Refound::Moved } else { same };
        Placed { state, range: Some(range), similarity: 1000, candidates: Vec::new() }
    }

    /// Whether a word close to the passage went where the passage went.
    fn among_its_own(&self, words: &Range<usize>) -> bool {
        let to = &self.alignment.to;
        let near = |at: usize, word: usize| {
            let (from, here) = (to[at] as usize, to[word] as usize);
            to[at] != NONE && here.abs_diff(from) <= 2 * at.abs_diff(word) + 2
        };
        let left =
            (words.start.saturating_sub(AROUND)..words.start).any(|at| near(at, words.start));
        let last = words.end - 1;
        let right = (words.end..to.len().min(words.end + AROUND)).any(|at| near(at, last));
        left || right || words.len() == to.len()
    }

    /// Other places of the same words: in new text, or in old text that is gone.
    fn twins(&self, words: &Range<usize>) -> Vec<Nearest> {
        let (old, new) = (&self.pair.old, &self.pair.new);
        let ids = &old.ids[words.clone()];
        let free = |at: &usize, map: &[u32]| map[*at..*at + ids.len()].iter().all(|to| *to == NONE);
        let there = self.old_places().exact(ids, &old.ids, 64);
        let elsewhere = there.iter().any(|at| *at != words.start && free(at, &self.alignment.to));
        let here = self.new_places().exact(ids, &new.ids, 64);
        let mut twins: Vec<Nearest> = here
            .iter()
            .filter(|at| free(at, &self.alignment.from))
            .filter_map(|at| new.stretch(&(*at..*at + ids.len())))
            .map(|range| Nearest { range, similarity: 1000 })
            .collect();
        if twins.is_empty() && elsewhere {
            let own = self.alignment.to[words.start] as usize;
            twins.extend(
                new.stretch(&(own..own + ids.len()))
                    .map(|range| Nearest { range, similarity: 1000 }),
            );
        }
        twins
    }

    /// The best fit between the neighbours.
    fn in_place(&self, span: &Range<usize>, words: &Range<usize>) -> Option<InPlace> {
        let window = self.window(words)?;
        let run = self.fitted(words, &window.words)?;
        let whole = self.to_the_ends(words, &run);
        let found = self.candidate(span, words, run)?;
        let whole = self.candidate(span, words, whole);
        let found = whole.filter(|whole| whole.similarity >= EDITED).unwrap_or(found);
        let fits = if window.moved {
            self.moved_whole(words, &found.run) || self.may_have_moved(span, words, &found)
        } else {
            // What stood elsewhere, and is there no more, may have come here.
            found.similarity >= MOVED
                || !self.stood_elsewhere(
                    words,
                    &found,
                    found.similarity + BETTER,
                    self.gone_places(),
                )
        };
        let state = if window.moved { Refound::Moved } else { Refound::Edited };
        Some(InPlace { found, state, fits })
    }

    pub(super) fn fitted(
        &self,
        words: &Range<usize>,
        window: &Range<usize>,
    ) -> Option<Range<usize>> {
        let (old, new) = (&self.pair.old, &self.pair.new);
        let own = |at: usize| {
            let from = self.alignment.from[at];
            from == NONE || words.contains(&(from as usize))
        };
        if window.is_empty() {
            return None;
        }
        fit(old, words, new, window, own).map(|run| self.trimmed(words, run))
    }

    /// A run that reaches to the ends of its sentence or quotation where the
    /// passage reaches to those of its own: a word that came before the first is
    /// part of it, and may be its "no".
    fn to_the_ends(&self, words: &Range<usize>, run: &Range<usize>) -> Range<usize> {
        let (old, new) = (&self.pair.old, &self.pair.new);
        let ends = |text: &str, gap: Range<usize>| {
            let edge = |c: char| STOPS.contains(&c) || QUOTES.contains(&c);
            gap.start == 0 || gap.end == text.len() || text[gap].contains(edge)
        };
        let most = 2 + words.len() / 3;
        let free = |at: &usize| self.alignment.from[*at] == NONE;
        let Range { mut start, mut end } = run.clone();
        let new_ends = |at: usize| ends(new.text, new.gap_before(at));
        if ends(old.text, old.gap_before(words.start)) {
            let back = (0..=start).rev().take(most + 1).find(|at| new_ends(*at));
            start = back.filter(|back| (*back..start).all(|at| free(&at))).unwrap_or(start);
        }
        if ends(old.text, old.gap_before(words.end)) {
            let on = (end..=new.len()).take(most + 1).find(|at| new_ends(*at));
            end = on.filter(|on| (end..*on).all(|at| free(&at))).unwrap_or(end);
        }
        start..end
    }

    /// Lets words go at the ends of a run that stand in another sentence and
    /// are none of the passage's.
    fn trimmed(&self, words: &Range<usize>, run: Range<usize>) -> Range<usize> {
        let (old, new) = (&self.pair.old, &self.pair.new);
        let known = &old.ids[words.clone()];
        let breaks = |text: &str, gap: Range<usize>| text[gap].contains(STOPS);
        let inside = (words.start + 1..words.end).any(|at| breaks(old.text, old.gap_before(at)));
        let Range { mut start, mut end } = run;
        if inside {
            return start..end;
        }
        let is_own = |at: usize| known.contains(&new.ids[at]);
        let first = (start..end).find(|at| is_own(*at)).unwrap_or(start);
        if let Some(at) = (start + 1..=first).rev().find(|at| breaks(new.text, new.gap_before(*at)))
        {
            start = at;
        }
        let last = (start..end).rev().find(|at| is_own(*at)).unwrap_or(end - 1);
        if let Some(at) = (last + 1..end).find(|at| breaks(new.text, new.gap_before(*at))) {
            end = at;
        }
        start..end
    }

    /// Where the passage would stand: between the words around it that went
    /// somewhere.
    fn window(&self, words: &Range<usize>) -> Option<Window> {
        let (to, moved) = (&self.alignment.to, &self.alignment.moved);
        let mapped =
            |stream: bool| words.clone().filter(move |at| to[*at] != NONE && moved[*at] == stream);
        let (stayed, went) = (mapped(false).count(), mapped(true).count());
        let around = |at: &usize| to[*at] != NONE && moved[*at];
        let left = (words.start.saturating_sub(NEAR)..words.start).rev().find(around);
        let right = (words.end..to.len().min(words.end + NEAR)).find(around);
        let reach = words.len() + 16;
        if went > stayed || stayed == 0 && went == 0 && self.lies_in_moved(words, left, right) {
            let own = || mapped(true).map(|at| to[at] as usize);
            let low = left.map(|at| to[at] as usize + 1);
            let high = right.map(|at| to[at] as usize);
            let (first, last) = (own().min().or(low)?, own().max().map(|at| at + 1).or(high)?);
            let low = low.filter(|low| *low <= first && first - low <= reach);
            let high = high.filter(|high| last <= *high && high - last <= reach);
            let start = low.unwrap_or(first.saturating_sub(reach));
            let end = high.unwrap_or(self.pair.new.len().min(last + reach));
            return (start < end).then_some(Window { words: start..end, moved: true });
        }
        let at = |index: u32| (index != NONE).then(|| to[index as usize] as usize);
        let low = at(self.before[words.start]).map_or(0, |at| at + 1);
        let high = at(self.from_on[words.end]).unwrap_or(self.pair.new.len());
        let own = || mapped(false).map(|at| to[at] as usize);
        let words = match (own().min(), own().max()) {
            (Some(first), Some(last)) => {
                low.max(first.saturating_sub(reach))..high.min(last + 1 + reach)
            }
            _ => low..high,
        };
        (words.start < words.end).then_some(Window { words, moved: false })
    }

    /// Whether a passage of which nothing is left lies in a paragraph that moved.
    fn lies_in_moved(
        &self,
        words: &Range<usize>,
        left: Option<usize>,
        right: Option<usize>,
    ) -> bool {
        let (Some(left), Some(right)) = (left, right) else { return false };
        let to = &self.alignment.to;
        let (low, high) = (to[left] as usize, to[right] as usize);
        low < high
            && high - low <= 3 * words.len() + 2 * NEAR
            && !(left..right).any(|at| to[at] != NONE && !self.alignment.moved[at])
    }

    pub(super) fn candidate(
        &self,
        span: &Range<usize>,
        words: &Range<usize>,
        run: Range<usize>,
    ) -> Option<Candidate> {
        let range = passage(self.pair, span, words, &run)?;
        let (old, new) = (&self.pair.old.text[span.clone()], &self.pair.new.text[range.clone()]);
        Some(Candidate { run, similarity: similarity(old, new), range })
    }

    /// A passage without any word: "…", an emoji.
    fn wordless(&self, span: &Range<usize>, at: usize) -> Placed {
        let (old, new) = (&self.pair.old, &self.pair.new);
        let to = |index: u32| (index != NONE).then(|| self.alignment.to[index as usize] as usize);
        let low = to(self.before[at]).map_or(0, |at| new.range(at).end);
        let high = to(self.from_on[at]).map_or(new.text.len(), |at| new.range(at).start);
        let marks = &old.text[span.clone()];
        let gap = new.text.get(low..high).unwrap_or_default();
        let mut places = gap.match_indices(marks).map(|(at, _)| low + at..low + at + marks.len());
        match (places.next(), places.next()) {
            (Some(range), None) if !marks.is_empty() => Placed {
                state: Refound::Exact,
                range: Some(range),
                similarity: 1000,
                candidates: Vec::new(),
            },
            _ => {
                Placed { state: Refound::Gone, range: None, similarity: 0, candidates: Vec::new() }
            }
        }
    }

    pub(super) fn old_places(&self) -> &Postings {
        let Pair { old, counts, .. } = self.pair;
        self.places[0].get_or_init(|| Postings::of(&old.ids, counts.len(), |_| true))
    }

    pub(super) fn gone_places(&self) -> &Postings {
        let Pair { old, counts, .. } = self.pair;
        let gone = |at: usize| self.alignment.to[at] == NONE;
        self.places[1].get_or_init(|| Postings::of(&old.ids, counts.len(), gone))
    }

    pub(super) fn new_places(&self) -> &Postings {
        let Pair { new, counts, .. } = self.pair;
        self.places[2].get_or_init(|| Postings::of(&new.ids, counts.len(), |_| true))
    }

    pub(super) fn come_places(&self) -> &Postings {
        let Pair { new, counts, .. } = self.pair;
        let come = |at: usize| self.alignment.from[at] == NONE;
        self.places[3].get_or_init(|| Postings::of(&new.ids, counts.len(), come))
    }
}

pub(super) fn settled(state: Refound, candidate: &Candidate) -> Placed {
    Placed {
        state,
        range: Some(candidate.range.clone()),
        similarity: candidate.similarity,
        candidates: Vec::new(),
    }
}

/// How much a state leaves to ask: of several pieces the worst counts.
const fn rank(state: Refound) -> u8 {
    match state {
        Refound::Exact => 0,
        Refound::Normalised => 1,
        Refound::Edited => 2,
        Refound::Moved => 3,
        Refound::Ambiguous => 4,
        Refound::Gone => 5,
    }
}
