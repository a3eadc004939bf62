//! Runs of words that stand once in each of two lists.

use super::align::Run;

/// The longest runs of words, the same in both lists, that hold at least one
/// stretch of `gram` words which stands once in each; in order of the old list.
///
/// O(n log n), whatever the words are: nothing is hashed that a page could be
/// written to make collide.
pub(super) fn runs(old: &[u32], new: &[u32], gram: usize) -> Vec<Run> {
    let (old_once, new_once) = (once(old, gram), once(new, gram));
    let mut pairs = Vec::new();
    let mut at = 0;
    for (key, place) in &old_once {
        while new_once.get(at).is_some_and(|(other, _)| other < key) {
            at += 1;
        }
        if let Some((other, found)) = new_once.get(at)
            && other == key
            && old.get(*place..*place + gram) == new.get(*found..*found + gram)
        {
            pairs.push((*place, *found));
        }
    }
    pairs.sort_unstable();
    let mut runs: Vec<Run> = Vec::new();
    for (i, j) in pairs {
        match runs.last_mut() {
            // On the same diagonal and inside the run before it.
            Some(last) if i < last.old + last.len && i - last.old + last.new == j => {}
            last => {
                let floor = last.map_or(0, |last| last.old + last.len);
                runs.push(grown(old, new, i, j, gram, floor));
            }
        }
    }
    runs
}

/// The run around an anchor, that begins no earlier than `floor` in the old
/// list but for the anchor itself.
fn grown(old: &[u32], new: &[u32], i: usize, j: usize, gram: usize, floor: usize) -> Run {
    let back = old[floor.min(i)..i].iter().rev().zip(new[..j].iter().rev());
    let back = back.take_while(|(a, b)| a == b).count();
    let rest = old[i + gram..].iter().zip(&new[j + gram..]);
    let rest = rest.take_while(|(a, b)| a == b).count();
    Run { old: i - back, new: j - back, len: back + gram + rest }
}

/// Bits that hold a place; the others hold a number made of the words.
const PLACE: u32 = 28;

/// The stretches of `gram` words that stand once, by a number made of them,
/// in its order.
fn once(words: &[u32], gram: usize) -> Vec<(u64, usize)> {
    let place = (1 << PLACE) - 1;
    let mut all: Vec<u64> =
        words.windows(gram).map(mixed).zip(0..=place).map(|(sum, at)| sum & !place | at).collect();
    all.sort_unstable();
    let key = |both: u64| both >> PLACE;
    let mut kept = Vec::with_capacity(all.len());
    for (index, both) in all.iter().enumerate() {
        let beside = [index.checked_sub(1), Some(index + 1)];
        let again = beside.iter().flatten().filter_map(|at| all.get(*at));
        if again.clone().all(|other| key(*other) != key(*both)) {
            kept.push((key(*both), usize::try_from(both & place).unwrap_or(usize::MAX)));
        }
    }
    kept
}

/// One number for several; two stretches may share it, so words are compared
/// where it matters.
fn mixed(words: &[u32]) -> u64 {
    // The multiplier of Knuth's MMIX generator.
    let mix = |sum: u64, word: &u32| {
        (sum ^ u64::from(*word)).wrapping_mul(6_364_136_223_846_793_005).rotate_left(29)
    };
    words.iter().fold(0x9E37_79B9_7F4A_7C15, mix)
}
