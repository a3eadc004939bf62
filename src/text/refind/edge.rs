//! From words to bytes: the marks at the ends of a passage, and whether two
//! passages differ in look only.

use std::ops::Range;

use crate::model::vocab::Refound;
use crate::text::fold::fold_str;
use crate::text::range::widen_to_graphemes;

use super::words::{Pair, Words};

/// The bytes of the new text for the words `run`, with the marks at its ends
/// that the old passage `span` has at its own; `words` are those it touches.
pub(super) fn passage(
    pair: &Pair<'_>,
    span: &Range<usize>,
    words: &Range<usize>,
    run: &Range<usize>,
) -> Option<Range<usize>> {
    let (there, here) = (pair.old.stretch(words)?, pair.new.stretch(run)?);
    let new = pair.new.text;
    if let Some(same) = same_bytes(pair, span, there.start, here.start) {
        return Some(same);
    }
    let start = if span.start < there.start {
        let gap = pair.new.gap_before(run.start);
        before(&pair.old.text[span.start..there.start], &new[gap.clone()], gap.end)
    } else {
        cut(&pair.old, words.start, &pair.new, run.start, span.start, here.start)
    };
    let end = if span.end > there.end {
        let gap = pair.new.gap_before(run.end);
        after(&pair.old.text[there.end..span.end], &new[gap.clone()], gap.start)
    } else {
        cut(&pair.old, words.end - 1, &pair.new, run.end - 1, span.end, here.end)
    };
    Some(widen_to_graphemes(new, start..end.max(start)))
}

/// The passage that stands in the new text as the old one does, if it is the
/// same bytes; `there` and `here` are the first words' bytes.
fn same_bytes(
    pair: &Pair<'_>,
    span: &Range<usize>,
    there: usize,
    here: usize,
) -> Option<Range<usize>> {
    let start = (here + span.start).checked_sub(there)?;
    let range = start..start + span.len();
    (pair.new.text.get(range.clone())? == &pair.old.text[span.clone()]).then_some(range)
}

/// Where a passage that cuts a word cuts it in the new text: at the same letter
/// if it is spelt the same, else not at all.
fn cut(
    old: &Words<'_>,
    index: usize,
    new: &Words<'_>,
    other: usize,
    at: usize,
    whole: usize,
) -> usize {
    let (there, here) = (old.range(index), new.range(other));
    let same = old.text[there.clone()] == new.text[here.clone()];
    if same && there.contains(&at) { here.start + (at - there.start) } else { whole }
}

/// How far before `end` the marks `wanted` reach back in the text `gap` that
/// ends there.
fn before(wanted: &str, gap: &str, end: usize) -> usize {
    let mut there = gap.char_indices().rev().filter(|(_, c)| !c.is_whitespace());
    let mut start = end;
    for mark in wanted.chars().rev().filter(|c| !c.is_whitespace()) {
        match there.next() {
            Some((at, c)) if alike(mark, c) => start = end - (gap.len() - at),
            Some(_) | None => break,
        }
    }
    start
}

/// How far after `start` the marks `wanted` reach in the text `gap` that begins
/// there.
fn after(wanted: &str, gap: &str, start: usize) -> usize {
    let mut there = gap.char_indices().filter(|(_, c)| !c.is_whitespace());
    let mut end = start;
    for mark in wanted.chars().filter(|c| !c.is_whitespace()) {
        match there.next() {
            Some((at, c)) if alike(mark, c) => end = start + at + c.len_utf8(),
            Some(_) | None => break,
        }
    }
    end
}

fn alike(a: char, b: char) -> bool {
    a == b || look(&a.to_string()) == look(&b.to_string())
}

/// How two passages with the same words stand to each other.
pub(super) fn same_words(old: &str, new: &str) -> Refound {
    if old == new {
        Refound::Exact
    } else if look(old) == look(new) {
        Refound::Normalised
    } else {
        Refound::Edited
    }
}

/// A passage without what is mere look: folded, one kind of quotation mark, one
/// kind of dash, no space beside a mark.
fn look(passage: &str) -> String {
    let folded = fold_str(passage);
    let mut out = String::with_capacity(folded.len());
    let mut space = false;
    for c in folded.trim().chars() {
        let c = if c == '\'' { '"' } else { c };
        if c == ' ' {
            space = true;
            continue;
        }
        let word = |c: char| c.is_alphanumeric();
        let last = out.chars().next_back();
        let repeated = matches!(c, '"' | '-') && last == Some(c);
        if space && last.is_some_and(word) && word(c) {
            out.push(' ');
        }
        space = false;
        if !repeated {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_quotes_dashes_spaces_and_case_are_look() {
        for (old, new, state) in [
            ("He said “no”", "He said “no”", Refound::Exact),
            ("He said “no”", "He said 'No'", Refound::Normalised),
            ("a deal—his deal", "a deal -- his\n deal", Refound::Normalised),
            ("they said", "they said.", Refound::Edited),
            ("He said “no”", "He said no", Refound::Edited),
            ("It is over.", "It is over?", Refound::Edited),
            ("1,500", "1.500", Refound::Edited),
            ("نه ۱۵", "نه 15", Refound::Normalised),
        ] {
            assert_eq!(same_words(old, new), state, "{old} | {new}");
        }
    }
}
