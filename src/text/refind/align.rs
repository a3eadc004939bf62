//! Aligns the words of two texts: which word of the new text each word of the
//! old one became.
//!
//! Runs of words that stand once in each text are found first; the heaviest
//! chain of them that keeps its order is the text that stayed, the others moved.
//! What lies between is filled in the same way with shorter runs, and at last
//! word by word, so that words which stand next to each other stay so.
//!
//! # Invariants
//!
//! 1. A word maps to at most one word, of the same number, and no two to one.
//! 2. Words of the chain map in order; only those of a moved run do not.
//! 3. The same two lists give the same alignment: work is limited by a count of
//!    words compared, never by a clock.

use std::ops::Range;

use super::chain::heaviest;
use super::grid::{MOST_CELLS, pairs};

/// No word.
pub(super) const NONE: u32 = u32::MAX;

/// Words in a row that must stand once in each text to be an anchor, at each
/// turn.
const GRAMS: [usize; 3] = [4, 2, 1];

/// Stretches with at most this many pairs of words are compared at once.
const FEW_CELLS: usize = 1_600;

/// A moved run has at least this many words.
const LEAST_MOVED: usize = 6;

/// Between two parts of a moved paragraph stand at most this many words.
const LONGEST_BREAK: usize = 60;

/// Words compared at the ends of a moved run, on each side.
const MARGIN: usize = 16;

/// What became of each word.
pub(super) struct Alignment {
    /// For each word of the old text, its word of the new text, or [`NONE`].
    pub(super) to: Vec<u32>,
    /// For each word of the new text, its word of the old text, or [`NONE`].
    pub(super) from: Vec<u32>,
    /// For each word of the old text, whether it is of a moved run.
    pub(super) moved: Vec<bool>,
    /// A stretch was too long to compare word by word.
    pub(super) approximate: bool,
}

/// Words of both texts, by their index, in order.
#[derive(Clone, Default)]
struct Stretch {
    old: Vec<u32>,
    new: Vec<u32>,
}

/// Words in a row that are the same in both texts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Run {
    /// First word in the old list.
    pub(super) old: usize,
    /// First word in the new list.
    pub(super) new: usize,
    /// Number of words.
    pub(super) len: usize,
}

/// Aligns two lists of numbered words. `counts` says how often each stands in both.
pub(super) fn align(old: &[u32], new: &[u32], counts: &[u32]) -> Alignment {
    let mut work = Work {
        old,
        new,
        counts,
        done: Alignment {
            to: vec![NONE; old.len()],
            from: vec![NONE; new.len()],
            moved: vec![false; old.len()],
            approximate: false,
        },
    };
    let head = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let rest = old[head..].iter().rev().zip(new[head..].iter().rev());
    let tail = rest.take_while(|(a, b)| a == b).count();
    for at in 0..head {
        work.pair(at, at);
    }
    for at in 1..=tail {
        work.pair(old.len() - at, new.len() - at);
    }
    let whole = Stretch { old: list(head..old.len() - tail), new: list(head..new.len() - tail) };
    work.fill(&whole, 0);
    work.drop_strays();
    work.done
}

fn list(range: Range<usize>) -> Vec<u32> {
    range.filter_map(|index| u32::try_from(index).ok()).collect()
}

struct Work<'a> {
    old: &'a [u32],
    new: &'a [u32],
    counts: &'a [u32],
    done: Alignment,
}

impl Work<'_> {
    fn pair(&mut self, old: usize, new: usize) {
        self.done.to[old] = u32::try_from(new).unwrap_or(NONE);
        self.done.from[new] = u32::try_from(old).unwrap_or(NONE);
    }

    /// Aligns a stretch; `turn` says how long the anchors are.
    fn fill(&mut self, stretch: &Stretch, turn: usize) {
        let cells = stretch.old.len().saturating_mul(stretch.new.len());
        if cells == 0 {
            return;
        }
        if turn > 0 && cells <= FEW_CELLS || turn == GRAMS.len() && cells <= MOST_CELLS {
            return self.compare(stretch, false);
        }
        let Some(gram) = GRAMS.get(turn) else {
            self.done.approximate = true;
            return;
        };
        let (old, new) = (self.ids(&stretch.old, true), self.ids(&stretch.new, false));
        let runs = super::anchor::runs(&old, &new, *gram);
        if runs.is_empty() {
            return self.fill(stretch, turn + 1);
        }
        let kept = heaviest(&runs);
        let mut chain: Vec<Run> = Vec::new();
        for run in kept.iter().map(|index| runs[*index]) {
            if let Some(run) = after(chain.last(), run) {
                chain.push(run);
            }
        }
        for run in &chain {
            self.take(stretch, *run, false);
        }
        if turn == 0 {
            let mut others = vec![true; runs.len()];
            for index in &kept {
                others[*index] = false;
            }
            let others = runs.iter().zip(others).filter_map(|(run, other)| other.then_some(*run));
            self.take_moved(stretch, others.collect());
        }
        let (mut from, mut to) = (0, 0);
        let end = Run { old: stretch.old.len(), new: stretch.new.len(), len: 0 };
        for run in chain.iter().chain([&end]) {
            let between = self.free(&stretch.old[from..run.old], &stretch.new[to..run.new]);
            self.fill(&between, turn + 1);
            (from, to) = (run.old + run.len, run.new + run.len);
        }
    }

    fn ids(&self, places: &[u32], old: bool) -> Vec<u32> {
        let ids = if old { self.old } else { self.new };
        places.iter().map(|place| ids[*place as usize]).collect()
    }

    /// Those of these words that are not mapped yet.
    fn free(&self, old: &[u32], new: &[u32]) -> Stretch {
        let done = &self.done;
        Stretch {
            old: old.iter().copied().filter(|at| done.to[*at as usize] == NONE).collect(),
            new: new.iter().copied().filter(|at| done.from[*at as usize] == NONE).collect(),
        }
    }

    fn take(&mut self, stretch: &Stretch, run: Run, moved: bool) {
        for step in 0..run.len {
            let old = stretch.old[run.old + step] as usize;
            self.pair(old, stretch.new[run.new + step] as usize);
            self.done.moved[old] = moved;
        }
    }

    /// Takes the runs that are out of order, longest first, then what lies
    /// between two of one paragraph and beside them.
    fn take_moved(&mut self, stretch: &Stretch, mut runs: Vec<Run>) {
        runs.sort_by_key(|run| (std::cmp::Reverse(run.len), run.old));
        let mut taken = Vec::new();
        for run in runs {
            let free = |step: &usize| {
                let (old, new) = (stretch.old[run.old + step], stretch.new[run.new + step]);
                self.done.to[old as usize] == NONE && self.done.from[new as usize] == NONE
            };
            let Some(first) = (0..run.len).find(free) else { continue };
            let len = (first..run.len).take_while(free).count();
            if len >= LEAST_MOVED {
                let run = Run { old: run.old + first, new: run.new + first, len };
                self.take(stretch, run, true);
                taken.push(run);
            }
        }
        taken.sort_by_key(|run| run.old);
        for pair in taken.windows(2) {
            let (old, new) = (pair[0].old + pair[0].len, pair[0].new + pair[0].len);
            let near = |from: usize, to: usize| to >= from && to - from <= LONGEST_BREAK;
            if near(old, pair[1].old) && near(new, pair[1].new) {
                let between =
                    self.free(&stretch.old[old..pair[1].old], &stretch.new[new..pair[1].new]);
                self.compare(&between, true);
            }
        }
        for run in taken {
            self.grow(stretch, run);
        }
    }

    /// Compares the words just before and just after a moved run.
    fn grow(&mut self, stretch: &Stretch, run: Run) {
        let (old_end, new_end) = (run.old + run.len, run.new + run.len);
        let before =
            (run.old.saturating_sub(MARGIN)..run.old, run.new.saturating_sub(MARGIN)..run.new);
        let after = (
            old_end..stretch.old.len().min(old_end + MARGIN),
            new_end..stretch.new.len().min(new_end + MARGIN),
        );
        let taken = |places: &[u32], map: &[u32], at: usize| map[places[at] as usize] != NONE;
        let (to, from) = (&self.done.to, &self.done.from);
        let last = |range: Range<usize>, places: &[u32], map: &[u32]| {
            let stop = range.clone().rev().find(|at| taken(places, map, *at));
            stop.map_or(range.start, |stop| stop + 1)..range.end
        };
        let first = |range: Range<usize>, places: &[u32], map: &[u32]| {
            let stop = range.clone().find(|at| taken(places, map, *at));
            range.start..stop.unwrap_or(range.end)
        };
        let before = (last(before.0, &stretch.old, to), last(before.1, &stretch.new, from));
        let after = (first(after.0, &stretch.old, to), first(after.1, &stretch.new, from));
        for (old, new) in [before, after] {
            let beside = Stretch { old: stretch.old[old].to_vec(), new: stretch.new[new].to_vec() };
            self.compare(&beside, true);
        }
    }

    /// Compares a stretch word by word.
    fn compare(&mut self, stretch: &Stretch, moved: bool) {
        let (old, new) = (self.ids(&stretch.old, true), self.ids(&stretch.new, false));
        for (i, j) in pairs(&old, &new, self.counts) {
            self.take(stretch, Run { old: i, new: j, len: 1 }, moved);
        }
    }

    /// Takes back words that stand alone amid others: a "the" that two
    /// sentences with nothing else in common share.
    fn drop_strays(&mut self) {
        let runs = self.runs();
        let end = Run { old: self.old.len(), new: self.new.len(), len: 0 };
        let apart = |a: &Run, b: &Run| {
            let old = b.old.saturating_sub(a.old + a.len);
            old.max(b.new.saturating_sub(a.new + a.len))
        };
        let mut before = Run { old: 0, new: 0, len: 0 };
        for (index, run) in runs.iter().enumerate() {
            let next = runs.get(index + 1).unwrap_or(&end);
            let weight: usize = (run.old..run.old + run.len)
                .map(|at| if self.counts[self.old[at] as usize] <= 4 { 2 } else { 1 })
                .sum();
            if 3 * weight <= apart(&before, run).min(apart(run, next)) {
                for step in 0..run.len {
                    self.done.to[run.old + step] = NONE;
                    self.done.from[run.new + step] = NONE;
                }
            } else {
                before = *run;
            }
        }
    }

    /// The runs of the chain, as mapped, in order.
    fn runs(&self) -> Vec<Run> {
        let mut runs: Vec<Run> = Vec::new();
        for (old, new) in self.done.to.iter().enumerate() {
            if *new == NONE || self.done.moved[old] {
                continue;
            }
            let new = *new as usize;
            match runs.last_mut() {
                Some(last) if last.old + last.len == old && last.new + last.len == new => {
                    last.len += 1;
                }
                Some(_) | None => runs.push(Run { old, new, len: 1 }),
            }
        }
        runs
    }
}

/// What of a run lies after the one before it, in both lists.
fn after(before: Option<&Run>, run: Run) -> Option<Run> {
    let Some(before) = before else { return Some(run) };
    let old = (before.old + before.len).saturating_sub(run.old);
    let new = (before.new + before.len).saturating_sub(run.new);
    let skip = old.max(new);
    (skip < run.len).then(|| Run { old: run.old + skip, new: run.new + skip, len: run.len - skip })
}
