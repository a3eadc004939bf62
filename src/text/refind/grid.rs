//! Two short lists of words compared at once: all pairs on a grid.

/// Lists with more pairs of words than this are not compared.
pub(super) const MOST_CELLS: usize = 1 << 20;

/// What two words that follow each other on both sides add.
const TOGETHER: u32 = 3;

const SKIP_OLD: u8 = 0;
const SKIP_NEW: u8 = 1;
const TAKE: u8 = 2;
/// The pair follows on the pair before it.
const FOLLOWS: u8 = 4;

/// Pairs the words of two lists, both in order, so that they have most in
/// common: rare words weigh more than frequent ones, and words that stand next
/// to each other in both more than words apart. Empty where the lists are too
/// long. `counts` says how often each word stands in both texts.
pub(super) fn pairs(old: &[u32], new: &[u32], counts: &[u32]) -> Vec<(usize, usize)> {
    let width = new.len() + 1;
    let cells = width.saturating_mul(old.len() + 1);
    if old.is_empty() || new.is_empty() || cells > 2 * MOST_CELLS {
        return Vec::new();
    }
    let mut steps = vec![SKIP_OLD; cells];
    // Most that old[..i] and new[..j] can reach; and if their last words are a pair.
    let mut best = vec![0_u32; width];
    let mut paired = vec![0_u32; width];
    for i in 1..=old.len() {
        let weight = weight(counts, old[i - 1]);
        let (mut best_before, mut paired_before) = (best[0], paired[0]);
        for j in 1..width {
            let (best_here, paired_here) = (best[j], paired[j]);
            let mut step = SKIP_OLD;
            let mut most = best_here;
            if best[j - 1] > most {
                (most, step) = (best[j - 1], SKIP_NEW);
            }
            paired[j] = 0;
            if old[i - 1] == new[j - 1] {
                let follows = paired_before > 0 && paired_before + TOGETHER > best_before;
                let pair = weight + if follows { paired_before + TOGETHER } else { best_before };
                paired[j] = pair;
                if pair >= most {
                    (most, step) = (pair, TAKE);
                }
                if follows {
                    step |= FOLLOWS;
                }
            }
            best[j] = most;
            steps[i * width + j] = step;
            (best_before, paired_before) = (best_here, paired_here);
        }
    }
    walk_back(&steps, width, old.len())
}

fn walk_back(steps: &[u8], width: usize, rows: usize) -> Vec<(usize, usize)> {
    let (mut i, mut j) = (rows, width - 1);
    let mut pairs = Vec::new();
    let mut must = false;
    while i > 0 && j > 0 {
        let step = steps[i * width + j];
        if must || step & TAKE != 0 {
            pairs.push((i - 1, j - 1));
            must = step & FOLLOWS != 0;
            (i, j) = (i - 1, j - 1);
        } else if step & SKIP_NEW != 0 {
            j -= 1;
        } else {
            i -= 1;
        }
    }
    pairs.reverse();
    pairs
}

/// What a word weighs: one that stands everywhere says little.
fn weight(counts: &[u32], word: u32) -> u32 {
    match counts.get(word as usize) {
        Some(0..=4) => 6,
        Some(5..=64) => 4,
        Some(_) | None => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_stand_together_are_kept_together() {
        // The first 1 of the new list is as good a word, but 1 2 3 stand together.
        assert_eq!(pairs(&[1, 2, 3], &[1, 9, 1, 2, 3], &[99; 10]), [(0, 2), (1, 3), (2, 4)]);
        assert_eq!(pairs(&[1, 2], &[], &[9; 3]), []);
        assert_eq!(pairs(&[1, 5, 2], &[1, 6, 2], &[9; 7]), [(0, 0), (2, 2)]);
    }
}
