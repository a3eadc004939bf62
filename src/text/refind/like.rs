//! Where in a text a list of words stands, or nearly: found by its rarest words.

use std::ops::Range;

/// The places of each word of a text, by its number.
pub(super) struct Postings {
    starts: Vec<u32>,
    places: Vec<u32>,
}

/// Words of a list that are looked up.
const LOOKED_UP: usize = 24;

/// Places of one word that count, and of all words that are looked at.
const MOST_PLACES: usize = 200;
const MOST_LOOKS: usize = 2_000;

/// Windows that are given.
const WINDOWS: usize = 4;

impl Postings {
    /// Notes the places of every word that is `wanted`. `kinds` is one more than
    /// the highest number.
    pub(super) fn of(ids: &[u32], kinds: usize, wanted: impl Fn(usize) -> bool) -> Self {
        let mut starts = vec![0_u32; kinds + 1];
        for (at, id) in ids.iter().enumerate() {
            starts[*id as usize + 1] += u32::from(wanted(at));
        }
        for at in 0..kinds {
            starts[at + 1] += starts[at];
        }
        let mut next = starts.clone();
        let mut places = vec![0; starts[kinds] as usize];
        for (place, id) in (0_u32..).zip(ids).filter(|(place, _)| wanted(*place as usize)) {
            let at = &mut next[*id as usize];
            places[*at as usize] = place;
            *at += 1;
        }
        Self { starts, places }
    }

    /// The places of a word, in order.
    pub(super) fn places(&self, id: u32) -> &[u32] {
        let id = id as usize;
        &self.places[self.starts[id] as usize..self.starts[id + 1] as usize]
    }

    /// The stretches of the text that hold most of the rarest of `words`, in
    /// their order: best first, at most four.
    ///
    /// Each is as long as `words` at least, and somewhat longer on both sides.
    pub(super) fn windows(
        &self,
        words: &[u32],
        len: usize,
        allowed: impl Fn(usize) -> bool,
    ) -> Vec<Range<usize>> {
        let mut rare: Vec<usize> = (0..words.len()).collect();
        rare.sort_by_key(|at| (self.places(words[*at]).len(), *at));
        rare.truncate(LOOKED_UP);
        let mut votes: Vec<(usize, usize)> = Vec::new();
        let mut left = MOST_LOOKS;
        for at in rare {
            let places = self.places(words[at]);
            let places = &places[..places.len().min(left)];
            left -= places.len();
            let allowed = places.iter().map(|place| *place as usize).filter(|p| allowed(*p));
            // Counted from the end of the list, so that no start is negative.
            votes.extend(allowed.take(MOST_PLACES).map(|p| (p + words.len() - at, at)));
        }
        votes.sort_unstable();
        let slack = 4 + words.len() / 2;
        let mut found = Vec::new();
        while found.len() < WINDOWS {
            let Some((from, to, first, last)) = densest(&votes, slack) else { break };
            let start = first.saturating_sub(words.len() + slack);
            found.push(start..len.min(last + slack));
            votes.drain(from..to);
        }
        found
    }

    /// Every place where exactly these words stand in a row, in order; at most
    /// `most`.
    pub(super) fn exact(&self, words: &[u32], ids: &[u32], most: usize) -> Vec<usize> {
        let Some(rarest) = (0..words.len()).min_by_key(|at| self.places(words[*at]).len()) else {
            return Vec::new();
        };
        let start = |place: &u32| (*place as usize).checked_sub(rarest);
        let stands = |at: &usize| ids.get(*at..*at + words.len()) == Some(words);
        self.places(words[rarest]).iter().filter_map(start).filter(stands).take(most).collect()
    }
}

/// The stretch of votes, no wider than `slack`, with most different words:
/// from, to, first and last start. Of equals, the first.
fn densest(votes: &[(usize, usize)], slack: usize) -> Option<(usize, usize, usize, usize)> {
    let mut best: Option<(usize, usize, usize)> = None;
    let mut from = 0;
    for to in 1..=votes.len() {
        while votes[to - 1].0 - votes[from].0 > slack {
            from += 1;
        }
        let many = to - from;
        if best.is_none_or(|(most, ..)| many > most) {
            best = Some((many, from, to));
        }
    }
    best.map(|(_, from, to)| (from, to, votes[from].0, votes[to - 1].0))
}
