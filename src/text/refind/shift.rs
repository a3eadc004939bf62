//! Paragraphs that moved and were edited so much that no run of their words
//! tells: all their words together do.
//!
//! Only a paragraph hardly a word of which stayed is taken for one that moved,
//! and only where one that hardly a word of was there is like it and like no
//! other of the older text.

use std::cell::OnceCell;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::ops::Range;

use super::align::{Alignment, NONE};
use super::grid::pairs;
use super::like::Postings;
use super::words::{Pair, Words};

/// Words that a paragraph must have, and have in common with another.
const LEAST: usize = 4;

/// Two paragraphs at least this alike, in thousandths, are one that moved; no
/// other may come as near as this to them.
const ALIKE: usize = 500;
const MARGIN: usize = 100;

/// Places of one word that count, and paragraphs that are compared.
const MOST_PLACES: usize = 64;
const COMPARED: usize = 3;

/// Pairs the words of paragraphs that moved, as moved.
///
/// About linear in the words that went nowhere and came from nowhere.
pub(super) fn take_paragraphs(pair: &Pair<'_>, alignment: &mut Alignment) {
    let lost = left_alone(&pair.old, &alignment.to);
    let come = left_alone(&pair.new, &alignment.from);
    if lost.is_empty() || come.is_empty() {
        return;
    }
    let kinds = pair.counts.len();
    let lost = Paragraphs::of(&pair.old.ids, kinds, lost);
    let come = Paragraphs::of(&pair.new.ids, kinds, come);
    let shift = Shift { pair, lost, come, old_places: OnceCell::new() };
    for (old, new) in shift.moves() {
        for at in old.clone() {
            let to = std::mem::replace(&mut alignment.to[at], NONE);
            if let Some(from) = alignment.from.get_mut(to as usize) {
                *from = NONE;
            }
        }
        let index = |at: usize| u32::try_from(at).unwrap_or(NONE);
        for (i, j) in pairs(&pair.old.ids[old.clone()], &pair.new.ids[new.clone()], &pair.counts) {
            let (from, to) = (old.start + i, new.start + j);
            if alignment.from[to] == NONE {
                (alignment.to[from], alignment.from[to]) = (index(to), index(from));
                alignment.moved[from] = true;
            }
        }
    }
}

/// The paragraphs of which at most a quarter of the words is mapped, in order.
fn left_alone(words: &Words<'_>, map: &[u32]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(free) = (at..words.len()).find(|at| map[*at] == NONE) {
        let paragraph = words.paragraph(&(free..free + 1));
        at = paragraph.end;
        let mapped = map[paragraph.clone()].iter().filter(|to| **to != NONE).count();
        if paragraph.len() >= LEAST && 4 * mapped <= paragraph.len() {
            found.push(paragraph);
        }
    }
    found
}

/// Paragraphs of one text, and where their words stand among them.
struct Paragraphs<'i> {
    ids: &'i [u32],
    ranges: Vec<Range<usize>>,
    /// The paragraph of each of their words, one after the other.
    owner: Vec<usize>,
    places: Postings,
}

impl<'i> Paragraphs<'i> {
    fn of(ids: &'i [u32], kinds: usize, ranges: Vec<Range<usize>>) -> Self {
        let own: Vec<u32> =
            ranges.iter().flat_map(|range| ids[range.clone()].iter().copied()).collect();
        let owner = ranges.iter().enumerate();
        let owner = owner.flat_map(|(at, range)| std::iter::repeat_n(at, range.len())).collect();
        let places = Postings::of(&own, kinds, |_| true);
        Self { ids, ranges, owner, places }
    }

    fn words(&self, at: usize) -> &'i [u32] {
        &self.ids[self.ranges[at].clone()]
    }

    /// The paragraphs that share most words with a list, most first.
    fn near(&self, words: &[u32]) -> Vec<usize> {
        let mut votes: BTreeMap<usize, usize> = BTreeMap::new();
        for id in words {
            let there = self.places.places(*id);
            for place in there.iter().filter(|_| there.len() <= MOST_PLACES) {
                *votes.entry(self.owner[*place as usize]).or_default() += 1;
            }
        }
        let mut most: Vec<usize> = votes.keys().copied().collect();
        most.sort_by_key(|at| (Reverse(votes[at]), *at));
        most.truncate(COMPARED);
        most
    }
}

struct Shift<'p, 't> {
    pair: &'p Pair<'t>,
    lost: Paragraphs<'p>,
    come: Paragraphs<'p>,
    /// Every word of the old text.
    old_places: OnceCell<Postings>,
}

impl Shift<'_, '_> {
    /// Each paragraph that moved, and where to.
    fn moves(&self) -> Vec<(Range<usize>, Range<usize>)> {
        let mutual = |lost: usize| {
            let (come, alike) = self.best(self.lost.words(lost), &self.come)?;
            let back = self.best(self.come.words(come), &self.lost)?.0;
            let (old, new) = (self.lost.ranges[lost].clone(), self.come.ranges[come].clone());
            (back == lost && !self.stood_elsewhere(&old, &new, alike)).then_some((old, new))
        };
        (0..self.lost.ranges.len()).filter_map(mutual).collect()
    }

    /// The paragraph that is like these words, and how alike in thousandths; None
    /// where none or more than one is.
    fn best(&self, words: &[u32], others: &Paragraphs<'_>) -> Option<(usize, usize)> {
        let alike = |other: &usize| (*other, self.alike(words, others.words(*other)));
        let mut found: Vec<(usize, usize)> = others.near(words).iter().map(alike).collect();
        found.sort_by_key(|(other, alike)| (Reverse(*alike), *other));
        let next = found.get(1).map_or(0, |(_, alike)| *alike);
        found.first().copied().filter(|(_, alike)| *alike >= ALIKE.max(next + MARGIN))
    }

    /// How alike two paragraphs are; 0 where it is too little to matter.
    fn alike(&self, one: &[u32], other: &[u32]) -> usize {
        let share = |common: usize| 2000 * common / (one.len() + other.len());
        let most = one.iter().filter(|id| other.contains(id)).count();
        if most < LEAST || share(most) < ALIKE - MARGIN {
            return 0;
        }
        share(pairs(one, other, &self.pair.counts).len())
    }

    /// Whether the new paragraph is as like another part of the old text.
    fn stood_elsewhere(&self, old: &Range<usize>, new: &Range<usize>, least: usize) -> bool {
        let Pair { old: before, new: after, counts } = self.pair;
        let places =
            self.old_places.get_or_init(|| Postings::of(&before.ids, counts.len(), |_| true));
        let ids = &after.ids[new.clone()];
        let windows = places.windows(ids, before.len(), |at| !old.contains(&at));
        let alike = |window: &Range<usize>| {
            let outside = window.clone().filter(|at| !old.contains(at));
            let words: Vec<u32> = outside.map(|at| before.ids[at]).collect();
            1000 * pairs(&words, ids, counts).len() / ids.len()
        };
        windows.iter().any(|window| alike(window) >= least)
    }
}
