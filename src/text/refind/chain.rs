//! The heaviest chain: of runs that two lists share, those that keep their order.

use super::align::Run;

/// Which of `runs` (sorted by the old list) make the chain with most words
/// whose order is the same in both lists; of equals, the one that ends first.
/// O(n log n).
pub(super) fn heaviest(runs: &[Run]) -> Vec<usize> {
    let mut order: Vec<usize> = runs.iter().map(|run| run.new).collect();
    order.sort_unstable();
    // A Fenwick tree of prefix maxima over the rank of a run in the new list:
    // weight of the heaviest chain that ends there, and its last run.
    let mut best: Vec<(usize, usize)> = vec![(0, usize::MAX); order.len() + 1];
    let mut before = vec![usize::MAX; runs.len()];
    let mut last = (0, usize::MAX);
    for (index, run) in runs.iter().enumerate() {
        let rank = order.partition_point(|new| *new < run.new);
        let mut at = rank;
        let mut found = (0, usize::MAX);
        while at > 0 {
            if best[at].0 > found.0 {
                found = best[at];
            }
            at &= at - 1;
        }
        before[index] = found.1;
        let mine = (found.0 + run.len, index);
        if mine.0 > last.0 {
            last = mine;
        }
        let mut at = rank + 1;
        while at < best.len() {
            if mine.0 > best[at].0 {
                best[at] = mine;
            }
            at += at & at.wrapping_neg();
        }
    }
    let mut chain = Vec::new();
    let mut at = last.1;
    while let Some(previous) = before.get(at) {
        chain.push(at);
        at = *previous;
    }
    chain.reverse();
    chain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chain_with_most_words_keeps_its_order() {
        let run = |old, new, len| Run { old, new, len };
        for (runs, chain) in [
            (vec![], vec![]),
            (vec![run(0, 5, 2), run(3, 0, 2), run(6, 9, 1)], vec![0, 2]),
            (vec![run(0, 20, 9), run(10, 0, 4), run(15, 5, 4)], vec![0]),
            (vec![run(0, 20, 7), run(10, 0, 4), run(15, 5, 4)], vec![1, 2]),
        ] {
            assert_eq!(heaviest(&runs), chain, "{runs:?}");
        }
    }
}
