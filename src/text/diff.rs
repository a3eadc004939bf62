//! What changed between two texts: paragraphs, then words, then graphemes.
//!
//! # Invariants
//!
//! 1. The ranges of the operations, in order, tile both texts: nothing is left
//!    out, nothing is given twice.
//! 2. [`OpKind::Equal`] sides are the same bytes; [`OpKind::Cosmetic`] sides
//!    fold to the same text and are not the same bytes.
//! 3. The same two texts give the same operations: work is limited by a count
//!    of tokens, never by a clock, and a diff that was cut short says so.

use std::ops::Range;

use serde::Serialize;
use similar::DiffOp;

use crate::text::fold::fold_str;
use crate::text::likeness::{Numbers, pair_paragraphs};
use crate::text::refine::{push, push_change, push_same};
use crate::text::steps::by_histogram;
use crate::text::tokens::{Token, paragraphs, words};

/// What changed from an old text to a new one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Diff {
    /// In order; together they tile both texts.
    pub ops: Vec<Op>,
    /// A stretch was too long to compare word by word and stands as one
    /// [`OpKind::Replace`].
    pub approximate: bool,
}

/// One step from the old text to the new.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Op {
    /// What happened.
    pub kind: OpKind,
    /// Bytes of the old text; empty for an insertion.
    pub old: Range<usize>,
    /// Bytes of the new text; empty for a deletion.
    pub new: Range<usize>,
    /// For two spellings of one word: the same step by graphemes, tiling the
    /// same ranges. Otherwise empty.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub inner: Vec<Op>,
}

/// What happened to a stretch of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum OpKind {
    /// The same bytes on both sides.
    Equal,
    /// Only the old text has it.
    Delete,
    /// Only the new text has it.
    Insert,
    /// Other words.
    Replace,
    /// Other bytes that fold to the same text: quotation marks, dashes, white
    /// space, case. One side may be empty.
    Cosmetic,
}

impl OpKind {
    /// Whether both sides have the same words, whatever they look like.
    pub const fn is_same_words(self) -> bool {
        match self {
            Self::Equal | Self::Cosmetic => true,
            Self::Delete | Self::Insert | Self::Replace => false,
        }
    }
}

/// Tokens of both sides together that are compared at one level, after what
/// both have in common at the start and the end is set aside.
const MOST_TOKENS: usize = 40_000;

/// Lines of a text, between the ends that both texts have in common, that are
/// looked at one by one. A token takes a hundred bytes.
const MOST_LINES: usize = 10 * MOST_TOKENS;

/// Bytes of both sides together that are cut into words, for the same reason.
const MOST_BYTES: usize = 1 << 20;

/// Compares two whole texts.
///
/// Paragraphs that are alike are kept together (Histogram, as in Git); inside
/// the others, words (UAX #29); inside two spellings of one word, graphemes.
/// However long the texts are, memory stays within 150 MB beside them.
pub fn diff(old: &str, new: &str) -> Diff {
    let mut diff = Diff::default();
    let texts = Texts { old, new };
    let (head, tail) = common_lines(old, new);
    let (old_middle, new_middle) = (head..old.len() - tail, head..new.len() - tail);
    push(&mut diff.ops, texts, 0..head, 0..head);
    diff.push_middle(texts, old_middle.clone(), new_middle.clone());
    push(&mut diff.ops, texts, old_middle.end..old.len(), new_middle.end..new.len());
    diff
}

/// Bytes of the whole lines that both texts begin and end with.
fn common_lines(old: &str, new: &str) -> (usize, usize) {
    let pairs = old.bytes().zip(new.bytes());
    let same = pairs.take_while(|(a, b)| a == b).count();
    let head = old.as_bytes()[..same].iter().rposition(|b| *b == b'\n').map_or(0, |at| at + 1);
    let pairs = old.as_bytes()[head..].iter().rev().zip(new.as_bytes()[head..].iter().rev());
    let same = pairs.take_while(|(a, b)| a == b).count();
    let ending = &old.as_bytes()[old.len() - same..];
    // A line end that the tail begins with belongs to the line before it.
    let tail = ending.iter().position(|b| *b == b'\n').map_or(0, |at| same - at - 1);
    (head, tail)
}

/// Compares two short passages by words, without looking for paragraphs first.
pub fn diff_words(old: &str, new: &str) -> Diff {
    let mut diff = Diff::default();
    diff.push_words(Texts { old, new }, 0..old.len(), 0..new.len());
    diff
}

/// The two texts that are compared.
#[derive(Clone, Copy)]
pub(super) struct Texts<'a> {
    /// The old text.
    pub(super) old: &'a str,
    /// The new text.
    pub(super) new: &'a str,
}

/// Tokens by index, on both sides.
#[derive(Clone, Debug)]
enum Block {
    /// As many on both sides; each pair folds to the same text.
    Same(Range<usize>, Range<usize>),
    /// Others; one side may be empty.
    Changed(Range<usize>, Range<usize>),
}

impl Diff {
    /// Compares a stretch of both texts paragraph by paragraph, then by words.
    fn push_middle(&mut self, texts: Texts<'_>, old: Range<usize>, new: Range<usize>) {
        let lines = |text: &str| memchr::memchr_iter(b'\n', text.as_bytes()).count();
        if lines(&texts.old[old.clone()]).max(lines(&texts.new[new.clone()])) > MOST_LINES {
            self.approximate = true;
            return push(&mut self.ops, texts, old, new);
        }
        let (old_end, new_end) = (old.end, new.end);
        let old_tokens = paragraphs(texts.old, old);
        let new_tokens = paragraphs(texts.new, new);
        for block in compare(&old_tokens, &new_tokens, &mut self.approximate) {
            match block {
                Block::Same(old, new) => {
                    for (old, new) in old_tokens[old].iter().zip(&new_tokens[new]) {
                        self.push_paragraph(texts, old.range.clone(), new.range.clone());
                    }
                }
                Block::Changed(old, new) => {
                    for (old, new) in edited(&old_tokens, old, &new_tokens, new) {
                        let old = stretch(&old_tokens, old, old_end);
                        let new = stretch(&new_tokens, new, new_end);
                        self.push_paragraph(texts, old, new);
                    }
                }
            }
        }
    }

    /// Compares paragraphs word by word, and what stands between them and the
    /// next apart: a line end is no space between two words.
    fn push_paragraph(&mut self, texts: Texts<'_>, old: Range<usize>, new: Range<usize>) {
        let end =
            |text: &str, range: &Range<usize>| range.start + text[range.clone()].trim_end().len();
        let (old_end, new_end) = (end(texts.old, &old), end(texts.new, &new));
        self.push_words(texts, old.start..old_end, new.start..new_end);
        push(&mut self.ops, texts, old_end..old.end, new_end..new.end);
    }

    /// Compares a stretch of both texts word by word.
    fn push_words(&mut self, texts: Texts<'_>, old: Range<usize>, new: Range<usize>) {
        if old.is_empty() || new.is_empty() || texts.old[old.clone()] == texts.new[new.clone()] {
            return push(&mut self.ops, texts, old, new);
        }
        if old.len() + new.len() > MOST_BYTES {
            self.approximate = true;
            return push(&mut self.ops, texts, old, new);
        }
        let old_tokens = words(texts.old, old);
        let new_tokens = words(texts.new, new);
        let blocks = compare(&old_tokens, &new_tokens, &mut self.approximate);
        for block in without_islands(blocks, texts, &old_tokens) {
            match block {
                Block::Same(old, new) => {
                    push_same(&mut self.ops, texts, &old_tokens[old], &new_tokens[new]);
                }
                Block::Changed(old, new) => {
                    push_change(&mut self.ops, texts, &old_tokens[old], &new_tokens[new]);
                }
            }
        }
    }
}

/// Cuts a run of changed paragraphs where one was edited and others beside it
/// came or went, so that each is compared with itself; pieces that tile both.
fn edited<'a>(
    old_tokens: &'a [Token],
    old: Range<usize>,
    new_tokens: &'a [Token],
    new: Range<usize>,
) -> Vec<(Range<usize>, Range<usize>)> {
    let mut pieces = Vec::new();
    let (mut from_old, mut from_new) = (old.start, new.start);
    let bytes = |tokens: &[Token]| tokens.iter().map(|token| token.range.len()).sum::<usize>();
    let size = bytes(&old_tokens[old.clone()]) + bytes(&new_tokens[new.clone()]);
    if old.len() + new.len() > 2 && size <= MOST_BYTES {
        let key = |token: &'a Token| token.key.as_str();
        let old_keys: Vec<&str> = old_tokens[old.clone()].iter().map(key).collect();
        let new_keys: Vec<&str> = new_tokens[new.clone()].iter().map(key).collect();
        for (i, j, _) in pair_paragraphs(&old_keys, &new_keys) {
            let (i, j) = (old.start + i, new.start + j);
            apart(&mut pieces, from_old..i, from_new..j);
            pieces.push((i..i + 1, j..j + 1));
            (from_old, from_new) = (i + 1, j + 1);
        }
    }
    if pieces.is_empty() {
        return vec![(old, new)];
    }
    apart(&mut pieces, from_old..old.end, from_new..new.end);
    pieces
}

/// Paragraphs between two that were edited, of which none is another's: what
/// went first, then what came.
fn apart(pieces: &mut Vec<(Range<usize>, Range<usize>)>, old: Range<usize>, new: Range<usize>) {
    let (at, to) = (old.end, new.start);
    pieces.push((old, to..to));
    pieces.push((at..at, new));
}

/// The bytes that a run of tokens covers, of tokens that end at byte `last`.
fn stretch(tokens: &[Token], run: Range<usize>, last: usize) -> Range<usize> {
    let start = tokens.get(run.start).map_or(last, |token| token.range.start);
    let end = if run.is_empty() { start } else { tokens[run.end - 1].range.end };
    start..end
}

/// Compares two lists of tokens by what they fold to; blocks in order, that
/// tile both lists.
fn compare(old: &[Token], new: &[Token], approximate: &mut bool) -> Vec<Block> {
    let mut numbers = Numbers::default();
    let old = numbers.all(old.iter().map(|token| token.key.as_str()));
    let new = numbers.all(new.iter().map(|token| token.key.as_str()));
    let head = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let rest = old[head..].iter().rev().zip(new[head..].iter().rev());
    let tail = rest.take_while(|(a, b)| a == b).count();
    let (old_end, new_end) = (old.len() - tail, new.len() - tail);
    let mut blocks = vec![Block::Same(0..head, 0..head)];
    if (old_end - head) + (new_end - head) > MOST_TOKENS {
        *approximate = true;
        blocks.push(Block::Changed(head..old_end, head..new_end));
    } else {
        let ops = by_histogram(&old[head..old_end], &new[head..new_end]);
        blocks.extend(ops.iter().map(|op| block(op, head)));
    }
    blocks.push(Block::Same(old_end..old.len(), new_end..new.len()));
    joined(blocks)
}

/// An operation of the library as a block of tokens, `head` further on.
fn block(op: &DiffOp, head: usize) -> Block {
    let (old, new) = (op.old_range(), op.new_range());
    let (old, new) = (head + old.start..head + old.end, head + new.start..head + new.end);
    match op {
        DiffOp::Equal { .. } => Block::Same(old, new),
        DiffOp::Delete { .. } | DiffOp::Insert { .. } | DiffOp::Replace { .. } => {
            Block::Changed(old, new)
        }
    }
}

/// Joins neighbours of one kind and leaves empty blocks out.
fn joined(blocks: Vec<Block>) -> Vec<Block> {
    let mut joined: Vec<Block> = Vec::new();
    for block in blocks {
        match (joined.last_mut(), &block) {
            (_, Block::Same(old, new) | Block::Changed(old, new))
                if old.is_empty() && new.is_empty() => {}
            (Some(Block::Same(a, b)), Block::Same(old, new))
            | (Some(Block::Changed(a, b)), Block::Changed(old, new)) => {
                (a.end, b.end) = (old.end, new.end);
            }
            (None | Some(Block::Same(..) | Block::Changed(..)), _) => joined.push(block),
        }
    }
    joined
}

/// Lets a change run on over white space and punctuation that it has in common
/// with the next one: "quick to" for "forced into", not word, space, word.
fn without_islands(blocks: Vec<Block>, texts: Texts<'_>, old: &[Token]) -> Vec<Block> {
    let last = blocks.len().saturating_sub(1);
    let island = |at: usize, run: &Range<usize>| {
        at > 0 && at < last && old[run.clone()].iter().all(|token| !token.is_word(texts.old))
    };
    let blocks = blocks.into_iter().enumerate().map(|(at, block)| match block {
        Block::Same(old, new) if island(at, &old) => Block::Changed(old, new),
        Block::Same(..) | Block::Changed(..) => block,
    });
    joined(blocks.collect())
}

/// What kind of step leads from `old` to `new`.
pub(super) fn kind_of(old: &str, new: &str) -> OpKind {
    if old == new {
        OpKind::Equal
    } else if fold_str(old) == fold_str(new) {
        OpKind::Cosmetic
    } else if new.is_empty() {
        OpKind::Delete
    } else if old.is_empty() {
        OpKind::Insert
    } else {
        OpKind::Replace
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::inline;

    #[test]
    fn a_diff_reads_as_an_editor_would_mark_it() {
        for (old, new, marked) in [
            ("", "", ""),
            ("same", "same", "same"),
            ("", "new", "{+new+}"),
            ("old", "", "[-old-]"),
            (
                "He was quick to leave.",
                "He was forced to leave.",
                "He was [-quick-]{+forced+} to leave.",
            ),
            ("one red hen ran", "one hen ran", "one [-red -]hen ran"),
            ("“Yes,” she said", "\"Yes,\" she said", "\"Yes,\" she said"),
            (
                "said Zabiullah Karim",
                "said Zabihullah Karim",
                "said [-Zabiullah-]{+Zabihullah+} Karim",
            ),
            (
                "15 people died, 20 were hurt",
                "23 people died, 29 were hurt",
                "[-15-]{+23+} people died, [-20-]{+29+} were hurt",
            ),
            ("he ran far", "she went home", "[-he ran far-]{+she went home+}"),
        ] {
            assert_eq!(inline(&diff(old, new), old, new), marked);
            assert_eq!(inline(&diff_words(old, new), old, new), marked);
        }
    }

    #[test]
    fn paragraphs_keep_words_from_being_matched_across_them() {
        let old = "The bridge is shut.\n\nThe mayor left.\n\nThe river fell.\n";
        let new =
            "The bridge is shut.\n\nA new ferry runs.\n\nThe mayor left.\n\nThe river rose.\n";
        let marked = "The bridge is shut.\n\n{+A new ferry runs.\n\n+}The mayor left.\n\n\
            The river [-fell-]{+rose+}.\n";
        assert_eq!(inline(&diff(old, new), old, new), marked);
    }

    #[test]
    fn changes_of_look_are_cosmetic_and_apart() {
        let (old, new) = ("He said: “no”\n\nThe end —", "He  said: \"no\"\nThe End -");
        let diff = diff(old, new);
        let kinds: Vec<OpKind> = diff.ops.iter().map(|op| op.kind).collect();
        assert!(
            kinds.iter().all(|kind| matches!(kind, OpKind::Equal | OpKind::Cosmetic)),
            "{kinds:?}"
        );
        assert_eq!(kinds.iter().filter(|kind| **kind == OpKind::Cosmetic).count(), 6);
    }

    #[test]
    fn two_spellings_of_a_word_are_compared_by_graphemes() {
        let diff = diff_words("Zabiullah", "Zabihullah");
        let inner: Vec<_> = diff.ops[0].inner.iter().map(|op| (op.kind, op.new.clone())).collect();
        assert_eq!(inner, [(OpKind::Equal, 0..4), (OpKind::Insert, 4..5), (OpKind::Equal, 5..10)]);
    }

    #[test]
    fn texts_too_long_to_compare_are_cut_and_say_so() {
        let old = "a b ".repeat(MOST_TOKENS);
        let new = "c d ".repeat(MOST_TOKENS);
        let diff = diff(&old, &new);
        assert!(diff.approximate);
        tiles(&diff.ops, 0..old.len(), 0..new.len());
        let same_ends = format!("{old}x {old}");
        let changed = format!("{old}y {old}");
        assert!(!super::diff(&same_ends, &changed).approximate);
    }

    #[test]
    fn texts_of_any_length_are_compared_within_a_bounded_number_of_pieces() {
        // Line ends that both have are set aside; the rest is one change.
        for lines in [MOST_LINES + 1, 2 * MOST_LINES] {
            let (old, new) = ("a\n".repeat(lines), "b\n".repeat(lines));
            let (old, new) = (format!("same\n{old}end\n"), format!("same\n{new}end\n"));
            let diff = diff(&old, &new);
            let kinds: Vec<OpKind> = diff.ops.iter().map(|op| op.kind).collect();
            assert_eq!(kinds, [OpKind::Equal, OpKind::Replace, OpKind::Equal]);
            assert!(diff.approximate);
        }
        let words = |word: &str| word.repeat(MOST_BYTES / word.len());
        let (old, new) = (words("a b "), words("c d "));
        let diff = diff_words(&old, &new);
        assert_eq!((diff.ops.len(), diff.approximate), (1, true));
        // However long the texts are, a change within a line is found in it.
        let (old, new) = ("x y z\n".repeat(2 * MOST_LINES), "x y z\n".repeat(MOST_LINES));
        let (old, new) = (format!("{old}one red hen\n{new}"), format!("{old}one hen\n{new}"));
        let diff = super::diff(&old, &new);
        assert!(!diff.approximate);
        assert_eq!(diff.ops.iter().filter(|op| op.kind == OpKind::Delete).count(), 1);
    }

    fn tiles(ops: &[Op], old: Range<usize>, new: Range<usize>) {
        let (mut at, mut to) = (old.start, new.start);
        for op in ops {
            assert_eq!((op.old.start, op.new.start), (at, to));
            assert!(!op.old.is_empty() || !op.new.is_empty());
            (at, to) = (op.old.end, op.new.end);
        }
        assert_eq!((at, to), (old.end, new.end));
    }

    fn sound(ops: &[Op], old: &str, new: &str) {
        for op in ops {
            let (a, b) = (&old[op.old.clone()], &new[op.new.clone()]);
            assert_eq!(op.kind, kind_of(a, b), "{a:?} {b:?}");
            if !op.inner.is_empty() {
                assert_eq!(op.kind, OpKind::Replace);
                tiles(&op.inner, op.old.clone(), op.new.clone());
                sound(&op.inner, old, new);
            }
        }
    }

    fn text() -> impl Strategy<Value = String> {
        prop_oneof![
            "\\PC*",
            "([a-cA]{1,3}|[ .,\n“\"]){0,40}",
            "[ab \n“\"\u{ad}\u{200b}é\u{301}\u{5b0}\u{5ae}يىک👩🏽\u{200d}]{0,40}",
        ]
    }

    proptest! {
        #[test]
        fn operations_tile_both_texts_and_are_what_they_say(old in text(), new in text()) {
            for diff in [diff(&old, &new), diff_words(&old, &new)] {
                tiles(&diff.ops, 0..old.len(), 0..new.len());
                sound(&diff.ops, &old, &new);
                prop_assert!(!diff.approximate);
            }
            prop_assert_eq!(diff(&old, &new), diff(&old, &new));
        }

        #[test]
        fn a_text_against_its_folded_form_has_no_other_words(text in "[a-zA-Z“”— .]{0,60}") {
            let folded = fold_str(&text);
            for op in diff_words(&text, &folded).ops {
                prop_assert!(matches!(op.kind, OpKind::Equal | OpKind::Cosmetic), "{:?}", op);
            }
        }
    }
}
