//! From blocks of changed words to operations: spellings of one word are
//! paired and compared by graphemes, and changes of look are told apart.

use std::ops::Range;

use similar::DiffOp;
use unicode_segmentation::UnicodeSegmentation;

use crate::text::diff::{Op, OpKind, Texts, kind_of};
use crate::text::fold::fold_str;
use crate::text::likeness::{Numbers, pair_similar};
use crate::text::steps::by_myers;
use crate::text::tokens::Token;

/// Appends one operation of the kind that the two stretches make it, joined to
/// the one before if that is of the same plain kind. Nothing for nothing.
pub(super) fn push(ops: &mut Vec<Op>, texts: Texts<'_>, old: Range<usize>, new: Range<usize>) {
    if old.is_empty() && new.is_empty() {
        return;
    }
    let kind = kind_of(&texts.old[old.clone()], &texts.new[new.clone()]);
    match ops.last_mut() {
        Some(last) if joins(last, kind) => (last.old.end, last.new.end) = (old.end, new.end),
        Some(_) | None => ops.push(Op { kind, old, new, inner: Vec::new() }),
    }
}

/// Whether an operation of this kind runs on from the last one.
fn joins(last: &Op, kind: OpKind) -> bool {
    last.kind == kind
        && match kind {
            OpKind::Equal | OpKind::Delete | OpKind::Insert => true,
            // Each changed place is shown by itself.
            OpKind::Replace | OpKind::Cosmetic => false,
        }
}

/// Appends tokens that fold to the same texts, pair by pair.
pub(super) fn push_same(ops: &mut Vec<Op>, texts: Texts<'_>, old: &[Token], new: &[Token]) {
    for (old, new) in old.iter().zip(new) {
        push(ops, texts, old.range.clone(), new.range.clone());
    }
}

/// Appends a block of changed words: the pairs of similar words each by itself,
/// and what stands between them.
pub(super) fn push_change(ops: &mut Vec<Op>, texts: Texts<'_>, old: &[Token], new: &[Token]) {
    let (old_words, new_words) = (word_places(texts.old, old), word_places(texts.new, new));
    let keys = |places: &[usize], tokens: &[Token]| -> Vec<String> {
        places.iter().map(|at| tokens[*at].key.clone()).collect()
    };
    let (old_keys, new_keys) = (keys(&old_words, old), keys(&new_words, new));
    let old_keys: Vec<&str> = old_keys.iter().map(String::as_str).collect();
    let new_keys: Vec<&str> = new_keys.iter().map(String::as_str).collect();
    let (mut from, mut to) = (0, 0);
    for (i, j, _) in pair_similar(&old_keys, &new_keys) {
        let (i, j) = (old_words[i], new_words[j]);
        push_between(ops, texts, &old[from..i], &new[to..j]);
        push_pair(ops, texts, old[i].range.clone(), new[j].range.clone());
        (from, to) = (i + 1, j + 1);
    }
    push_between(ops, texts, &old[from..], &new[to..]);
}

/// Which tokens are words.
fn word_places(text: &str, tokens: &[Token]) -> Vec<usize> {
    tokens.iter().enumerate().filter(|(_, token)| token.is_word(text)).map(|(at, _)| at).collect()
}

/// Appends what stands between two pairs: what is common at both ends, and the
/// change in the middle.
fn push_between(ops: &mut Vec<Op>, texts: Texts<'_>, old: &[Token], new: &[Token]) {
    let alike = |(a, b): &(&Token, &Token)| a.key == b.key;
    let head = old.iter().zip(new).take_while(alike).count();
    let (old_rest, new_rest) = (&old[head..], &new[head..]);
    let tail = old_rest.iter().rev().zip(new_rest.iter().rev()).take_while(alike).count();
    let (old_end, new_end) = (old.len() - tail, new.len() - tail);
    push_same(ops, texts, &old[..head], &new[..head]);
    let (at, to) = ops.last().map_or((None, None), |op| (Some(op.old.end), Some(op.new.end)));
    let old_middle = covered(&old[head..old_end], at);
    let new_middle = covered(&new[head..new_end], to);
    push(ops, texts, old_middle, new_middle);
    push_same(ops, texts, &old[old_end..], &new[new_end..]);
}

/// The bytes these tokens cover; for none, the empty place after what was
/// written last, or the start.
fn covered(tokens: &[Token], after: Option<usize>) -> Range<usize> {
    match (tokens.first(), tokens.last()) {
        (Some(first), Some(last)) => first.range.start..last.range.end,
        (None, _) | (_, None) => after.unwrap_or(0)..after.unwrap_or(0),
    }
}

/// Appends two spellings of one word, with its graphemes compared.
fn push_pair(ops: &mut Vec<Op>, texts: Texts<'_>, old: Range<usize>, new: Range<usize>) {
    push(ops, texts, old.clone(), new.clone());
    // A pair that differs in look only, or not at all, has nothing to compare.
    if let Some(op) = ops.last_mut().filter(|op| op.kind == OpKind::Replace) {
        op.inner = graphemes(texts, old, new);
    }
}

/// Compares two words by graphemes.
fn graphemes(texts: Texts<'_>, old: Range<usize>, new: Range<usize>) -> Vec<Op> {
    let (old_places, new_places) = (places(texts.old, &old), places(texts.new, &new));
    let keys = |text: &str, places: &[usize]| -> Vec<String> {
        places.windows(2).map(|pair| fold_str(&text[pair[0]..pair[1]])).collect()
    };
    let old_keys = keys(texts.old, &old_places);
    let new_keys = keys(texts.new, &new_places);
    let mut numbers = Numbers::default();
    let old_ids = numbers.all(old_keys.iter().map(String::as_str));
    let new_ids = numbers.all(new_keys.iter().map(String::as_str));
    let mut ops = Vec::new();
    for op in by_myers(&old_ids, &new_ids) {
        let (from, to) = (op.old_range(), op.new_range());
        if let DiffOp::Equal { .. } = op {
            for (i, j) in from.zip(to) {
                let old = old_places[i]..old_places[i + 1];
                push(&mut ops, texts, old, new_places[j]..new_places[j + 1]);
            }
        } else {
            let old = old_places[from.start]..old_places[from.end];
            push(&mut ops, texts, old, new_places[to.start]..new_places[to.end]);
        }
    }
    ops
}

/// Where the graphemes of a word start, and where the last one ends.
fn places(text: &str, word: &Range<usize>) -> Vec<usize> {
    let starts = text[word.clone()].grapheme_indices(true).map(|(at, _)| word.start + at);
    starts.chain([word.end]).collect()
}
