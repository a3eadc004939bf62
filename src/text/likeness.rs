//! How alike two words or two passages are, in thousandths.
//!
//! Counted over folded words, in whole numbers, so that the same two texts
//! always get the same figure on every machine.

use std::collections::HashMap;
use std::ops::Range;

use similar::DiffOp;

use crate::text::fold::fold_str;
use crate::text::script::as_drawn;
use crate::text::steps::by_histogram;

/// Two words at least this alike, in thousandths, are spellings of one word.
pub(super) const SIMILAR_WORDS: u16 = 600;

/// Words shorter than this, in code points, are alike only if they are equal.
const SHORTEST_WORD: usize = 4;

/// Words longer than this, in code points, are alike only if they are equal.
const LONGEST_WORD: usize = 64;

/// Blocks with more pairs of words than this are not searched for similar words.
const MOST_PAIRS: usize = 4_096;

/// How alike two passages are, in thousandths: 1000 when their folded words
/// are the same, 0 when they have no word in common.
///
/// Twice the words in common, as a share of all words of both; two spellings
/// of one word (Zabiullah, Zabihullah) count for as much as they are alike.
/// Two passages without any word are alike if they fold to the same text.
pub fn similarity(a: &str, b: &str) -> u16 {
    let (a, b) = (fold_str(a), fold_str(b));
    let old: Vec<&str> = words(&a).into_iter().map(|range| &a[range]).collect();
    let new: Vec<&str> = words(&b).into_iter().map(|range| &b[range]).collect();
    if old.is_empty() && new.is_empty() {
        return if a.trim() == b.trim() { 1000 } else { 0 };
    }
    let mut numbers = Numbers::default();
    let old_ids = numbers.all(old.iter().copied());
    let new_ids = numbers.all(new.iter().copied());
    let common: usize = by_histogram(&old_ids, &new_ids)
        .iter()
        .map(|op| match *op {
            DiffOp::Equal { len, .. } => 1000 * len,
            DiffOp::Replace { old_index, old_len, new_index, new_len } => {
                let old = &old[old_index..old_index + old_len];
                let new = &new[new_index..new_index + new_len];
                pair_similar(old, new).iter().map(|pair| usize::from(pair.2)).sum()
            }
            DiffOp::Delete { .. } | DiffOp::Insert { .. } => 0,
        })
        .sum();
    u16::try_from(2 * common / (old.len() + new.len())).unwrap_or(1000)
}

/// Names at least this alike, in thousandths, may be one name.
const ALIKE: u16 = 850;

/// Whether two names may be taken for one: drawn alike in another alphabet, or
/// spelled nearly alike.
pub fn names_alike(a: &str, b: &str) -> bool {
    let drawn = |name: &str| fold_str(&as_drawn(name));
    drawn(a).trim() == drawn(b).trim() || similarity(a, b) >= ALIKE
}

/// Whether words as printed hold a name, as it is or in a near spelling:
/// "spokesman Zabiullah Mujahid" that of Zabihullah Mujahid. Both folded.
pub fn bears_name(printed: &str, name: &str) -> bool {
    if printed.contains(name) {
        return true;
    }
    let (said, sought) = (words(printed), words(name).len());
    sought > 0
        && said.windows(sought).any(|run| {
            let stretch = run[0].start..run[sought - 1].end;
            names_alike(&printed[stretch], name)
        })
}

/// A number for each different string, in order of first appearance.
#[derive(Default)]
pub(super) struct Numbers<'a>(HashMap<&'a str, usize>);

impl<'a> Numbers<'a> {
    /// The number of each of these strings.
    pub(super) fn all(&mut self, strings: impl Iterator<Item = &'a str>) -> Vec<usize> {
        let number = |string: &'a str| {
            let next = self.0.len();
            *self.0.entry(string).or_insert(next)
        };
        strings.map(number).collect()
    }
}

/// The words of a folded text: runs of letters, digits and marks, in order.
///
/// In scripts that put no space between words each letter stands by itself.
pub(super) fn words(folded: &str) -> Vec<Range<usize>> {
    let mut words = Vec::with_capacity(folded.len() / 6);
    let mut start = None;
    let mut next = 0;
    while let Some(byte) = folded.as_bytes().get(next) {
        let at = next;
        let (in_word, alone) = if byte.is_ascii() {
            next += 1;
            (byte.is_ascii_alphanumeric(), false)
        } else {
            let Some(c) = folded[at..].chars().next() else { break };
            next += c.len_utf8();
            let in_word = is_arabic_letter(c)
                || c.is_alphanumeric()
                || unicode_normalization::char::is_combining_mark(c);
            (in_word, in_word && is_unspaced(c))
        };
        match (in_word, start) {
            (true, Some(from)) if alone => {
                words.push(from..at);
                start = Some(at);
            }
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                words.push(from..at);
                start = None;
            }
            (true, Some(_)) | (false, None) => {}
        }
    }
    words.extend(start.map(|from| from..folded.len()));
    words
}

/// Whether the code point is one of the letters that most text in Arabic script
/// is made of: told sooner than by the tables of Unicode.
const fn is_arabic_letter(c: char) -> bool {
    matches!(c, '\u{0620}'..='\u{064A}' | '\u{0671}'..='\u{06D3}')
}

/// Whether a letter is of a script written without spaces between words: Han,
/// kana, Thai, Lao, Myanmar, Khmer. Marks belong to the letter before them.
fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{0E01}'..='\u{0E30}' | '\u{0E32}'..='\u{0E33}' | '\u{0E40}'..='\u{0E46}'
        | '\u{0E81}'..='\u{0EB0}' | '\u{0EB2}'..='\u{0EB3}' | '\u{0EC0}'..='\u{0EC6}'
        | '\u{1000}'..='\u{102A}' | '\u{1780}'..='\u{17B3}' | '\u{3005}'..='\u{3007}'
        | '\u{3041}'..='\u{3096}' | '\u{30A1}'..='\u{30FA}' | '\u{3400}'..='\u{4DBF}'
        | '\u{4E00}'..='\u{9FFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// How alike two folded words are, in thousandths: the share of code points
/// that stay, by edit distance. Short words and words with digits are alike
/// only if they are equal: 15 is no spelling of 16, nor "he" of "she".
pub(super) fn likeness(a: &str, b: &str) -> u16 {
    if a == b {
        return 1000;
    }
    let (one, other) = (a.chars().count(), b.chars().count());
    let (shortest, longest) = (one.min(other), one.max(other));
    let digits = |word: &str| word.contains(char::is_numeric);
    if shortest < SHORTEST_WORD || longest > LONGEST_WORD || digits(a) || digits(b) {
        return 0;
    }
    let stay = longest.saturating_sub(strsim::levenshtein(a, b));
    u16::try_from(1000 * stay / longest).unwrap_or(0)
}

/// Pairs the similar words of two blocks, both in order, so that they are as
/// alike as possible in all: index in `old`, index in `new`, likeness.
///
/// Empty when the blocks are too large to compare word by word.
pub(super) fn pair_similar(old: &[&str], new: &[&str]) -> Vec<(usize, usize, u16)> {
    pair_alike(old.len(), new.len(), |i, j| match likeness(old[i], new[j]) {
        like if like >= SIMILAR_WORDS => like,
        _ => 0,
    })
}

/// Paragraphs that have at least this share of their words in common, in
/// thousandths, are one paragraph edited.
const SIMILAR_PARAGRAPHS: u16 = 500;

/// Pairs the folded paragraphs of two blocks that have most of their words in
/// common, in whatever order the words stand; else as [`pair_similar`].
pub(super) fn pair_paragraphs(old: &[&str], new: &[&str]) -> Vec<(usize, usize, u16)> {
    let mut numbers = Numbers::default();
    let mut bags = Vec::with_capacity(old.len() + new.len());
    for text in old.iter().chain(new) {
        let mut bag = numbers.all(words(text).into_iter().map(|range| &text[range]));
        bag.sort_unstable();
        bags.push(bag);
    }
    let (old, new) = bags.split_at(old.len());
    pair_alike(old.len(), new.len(), |i, j| match shared(&old[i], &new[j]) {
        like if like >= SIMILAR_PARAGRAPHS => like,
        _ => 0,
    })
}

/// Twice the numbers that two sorted lists have in common, as a share of both,
/// in thousandths.
fn shared(a: &[usize], b: &[usize]) -> u16 {
    let (mut i, mut j, mut common) = (0, 0, 0);
    while let (Some(one), Some(other)) = (a.get(i), b.get(j)) {
        common += usize::from(one == other);
        (i, j) = (i + usize::from(one <= other), j + usize::from(other <= one));
    }
    u16::try_from(2000 * common / (a.len() + b.len()).max(1)).unwrap_or(1000)
}

/// Pairs what is alike in two lists, both in order, so that the pairs are as
/// alike as possible in all; `like` gives thousandths, 0 for no pair. Empty
/// where there are too many pairs to look at.
fn pair_alike(
    old: usize,
    new: usize,
    like: impl Fn(usize, usize) -> u16,
) -> Vec<(usize, usize, u16)> {
    if old.saturating_mul(new) > MOST_PAIRS {
        return Vec::new();
    }
    let likes: Vec<u16> = (0..old * new).map(|at| like(at / new, at % new)).collect();
    let like = |i: usize, j: usize| u32::from(likes[i * new + j]);
    let width = new + 1;
    // best[i * width + j]: the most that old[i..] and new[j..] can reach.
    let mut best = vec![0_u32; (old + 1) * width];
    for i in (0..old).rev() {
        for j in (0..new).rev() {
            let skip = best[(i + 1) * width + j].max(best[i * width + j + 1]);
            let pair = match like(i, j) {
                0 => 0,
                like => like + best[(i + 1) * width + j + 1],
            };
            best[i * width + j] = skip.max(pair);
        }
    }
    let (mut i, mut j, mut pairs) = (0, 0, Vec::new());
    while i < old && j < new {
        let here = best[i * width + j];
        let like = like(i, j);
        if like > 0 && here == like + best[(i + 1) * width + j + 1] {
            pairs.push((i, j, u16::try_from(like).unwrap_or(1000)));
            (i, j) = (i + 1, j + 1);
        } else if here == best[(i + 1) * width + j] {
            i += 1;
        } else {
            j += 1;
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_name_is_borne_with_a_role_before_it_and_in_a_near_spelling() {
        for (printed, name, borne) in [
            ("spokesman zabiullah mujahid", "zabihullah mujahid", true),
            ("the pakistani military", "pakistani military", true),
            ("ذبيح الله مجاهد", "zabihullah mujahid", false),
            ("the spokesperson of the taliban regime", "zabihullah mujahid", false),
            ("islamabad", "pakistan", false),
            ("mujahid", "zabihullah mujahid", false),
        ] {
            assert_eq!(bears_name(printed, name), borne, "{printed} / {name}");
        }
    }

    #[test]
    fn what_is_told_to_be_an_arabic_letter_is_a_letter() {
        assert!(('\0'..=char::MAX).filter(|c| is_arabic_letter(*c)).all(char::is_alphabetic));
    }

    #[test]
    fn passages_are_as_alike_as_their_words() {
        for (a, b, per_mille) in [
            ("", "", 1000),
            ("…", "...", 1000),
            ("—", "?", 0),
            ("one two three four", "One, two “three” four.", 1000),
            ("one two three four", "one two three", 857),
            ("one two", "seven eight", 0),
            ("Zabiullah", "Zabihullah", 900),
            ("the river rose", "the river fell", 666),
            ("سیلاب آمد", "سيلاب آمد", 1000),
        ] {
            assert_eq!(similarity(a, b), per_mille, "{a} | {b}");
        }
    }

    #[test]
    fn spellings_of_one_word_are_paired_in_order() {
        let pairs = pair_similar(&["zabiullah", "of", "mujahid"], &["mr", "zabihullah", "mujahed"]);
        assert_eq!(pairs, [(0, 1, 900), (2, 2, 857)]);
        assert!(pair_similar(&["a"; 100], &["a"; 100]).is_empty(), "too many");
    }

    proptest! {
        #[test]
        fn a_text_is_wholly_like_itself_and_its_folded_form(text in "\\PC*") {
            prop_assert_eq!(similarity(&text, &text), 1000);
            prop_assert_eq!(similarity(&text, &fold_str(&text)), 1000);
        }

        #[test]
        fn likeness_is_at_most_a_thousand(a in "[a-d ]{0,30}", b in "[a-d ]{0,30}") {
            prop_assert!(similarity(&a, &b) <= 1000);
        }
    }
}
