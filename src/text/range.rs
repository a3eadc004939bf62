//! Ranges of a text: bytes and code points, graphemes, words, lines, context.
//!
//! A span never cuts a code point; when it is written it does not cut a
//! grapheme cluster (UAX #29) either. The functions here convert, test and
//! widen; none of them panics, whatever the range.

use std::ops::{Range, RangeInclusive};

use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation};

/// Converts a byte range of `text` to a range of code points.
///
/// A range past the end is cut to the text; one that cuts a code point (see
/// [`is_char_cut`]) counts it whole. O(n).
pub fn code_points(text: &str, bytes: Range<usize>) -> Range<usize> {
    let bytes = widen_to_chars(text, bytes);
    let start = text[..bytes.start].chars().count();
    start..start + text[bytes].chars().count()
}

/// Converts a range of code points of `text` to a range of bytes.
///
/// `None` if it reaches past the end, or ends before it starts. O(n).
pub fn bytes(text: &str, points: Range<usize>) -> Option<Range<usize>> {
    if points.start > points.end {
        return None;
    }
    let start = byte_of(text, points.start)?;
    let length = byte_of(&text[start..], points.end - points.start)?;
    Some(start..start + length)
}

/// The byte at which code point number `point` (from 0) starts, or the end.
fn byte_of(text: &str, point: usize) -> Option<usize> {
    let ends = std::iter::once(text.len());
    text.char_indices().map(|(at, _)| at).chain(ends).nth(point)
}

/// Whether byte `at` is no place to cut `text`: inside a code point, or past the end.
pub fn is_char_cut(text: &str, at: usize) -> bool {
    !text.is_char_boundary(at)
}

/// Whether the range cuts a grapheme cluster of `text` (or a code point, or
/// reaches past the end).
pub fn cuts_grapheme(text: &str, range: &Range<usize>) -> bool {
    text.get(range.clone()).is_none()
        || !is_grapheme_boundary(text, range.start)
        || !is_grapheme_boundary(text, range.end)
}

/// The smallest range around `range` that cuts no grapheme cluster.
///
/// A range past the end is cut to the text.
pub fn widen_to_graphemes(text: &str, range: Range<usize>) -> Range<usize> {
    let Range { mut start, mut end } = widen_to_chars(text, range);
    if !is_grapheme_boundary(text, start) {
        let mut cursor = GraphemeCursor::new(start, text.len(), true);
        start = cursor.prev_boundary(text, 0).ok().flatten().unwrap_or(0);
    }
    if !is_grapheme_boundary(text, end) {
        let mut cursor = GraphemeCursor::new(end, text.len(), true);
        end = cursor.next_boundary(text, 0).ok().flatten().unwrap_or(text.len());
    }
    start..end.max(start)
}

/// Whether a grapheme cluster starts or ends at `at`, which is a `char` boundary.
fn is_grapheme_boundary(text: &str, at: usize) -> bool {
    // The whole text is at hand, so the cursor never asks for more of it.
    GraphemeCursor::new(at, text.len(), true).is_boundary(text, 0).unwrap_or(true)
}

/// Whether the range starts or ends inside a word: a letter or digit on both sides.
///
/// So "he said" stands in "she said", but not as words of its own.
pub fn cuts_word(text: &str, range: &Range<usize>) -> bool {
    let inside = |at: usize| {
        let (Some(before), Some(after)) = (text.get(..at), text.get(at..)) else { return true };
        let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        letter(before.chars().next_back()) && letter(after.chars().next())
    };
    !range.is_empty() && (inside(range.start) || inside(range.end))
}

/// The smallest range around `range` on `char` boundaries, inside the text.
pub(super) fn widen_to_chars(text: &str, range: Range<usize>) -> Range<usize> {
    let mut start = range.start.min(text.len());
    let mut end = range.end.clamp(start, text.len());
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    while !text.is_char_boundary(end) {
        end += 1;
    }
    start..end
}

/// The line, from 1, on which byte `at` of `text` stands.
///
/// Lines end at a line feed. A place past the end is on the last line. O(n).
pub fn line_of(text: &str, at: usize) -> usize {
    let before = &text.as_bytes()[..widen_to_chars(text, 0..at).end];
    1 + memchr::memchr_iter(b'\n', before).count()
}

/// The bytes of line `number`, from 1, without its line end (`\n` or `\r\n`).
///
/// A text with n line feeds has n + 1 lines, the last one often empty. O(n).
pub fn line_range(text: &str, number: usize) -> Option<Range<usize>> {
    line_ranges(text).nth(number.checked_sub(1)?)
}

/// The lines of `text` numbered `wanted` (from 1), each with its number.
///
/// Without their line ends. Numbers past the end give nothing.
pub fn lines(text: &str, wanted: RangeInclusive<usize>) -> impl Iterator<Item = (usize, &str)> {
    let last = *wanted.end();
    line_ranges(text)
        .enumerate()
        .map(|(index, range)| (index + 1, &text[range]))
        .take_while(move |(number, _)| *number <= last)
        .filter(move |(number, _)| wanted.contains(number))
}

/// Every line's bytes, without its line end.
fn line_ranges(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut next = 0;
    text.split('\n').map(move |line| {
        let start = next;
        next += line.len() + 1;
        start..start + line.strip_suffix('\r').unwrap_or(line).len()
    })
}

/// What stands before and after a range: at most `points` code points each.
///
/// Cut on grapheme boundaries, so that no more than `points` are given.
pub fn context(text: &str, range: Range<usize>, points: usize) -> (&str, &str) {
    let range = widen_to_chars(text, range);
    let before = &text[..range.start];
    let after = &text[range.end..];
    let kept = clusters_within(before.graphemes(true).rev(), points);
    let prefix = &before[before.len() - kept..];
    (prefix, &after[..clusters_within(after.graphemes(true), points)])
}

/// As [`context`], for people: cut between words, where there is more than one.
pub fn whole_context(text: &str, range: Range<usize>, points: usize) -> (&str, &str) {
    let range = widen_to_chars(text, range);
    let (before, after) = context(text, range.clone(), points);
    let (start, end) = (range.start - before.len(), range.end + after.len());
    let cuts = |at: usize| {
        let blank = |c: Option<char>| c.is_none_or(char::is_whitespace);
        !blank(text[..at].chars().next_back()) && !blank(text[at..].chars().next())
    };
    let first = before.find(char::is_whitespace).filter(|_| cuts(start)).unwrap_or(0);
    let last = after.rfind(char::is_whitespace).filter(|_| cuts(end)).unwrap_or(after.len());
    (&before[first..], &after[..last])
}

/// How many bytes the first clusters take that together fit in `points` code points.
fn clusters_within<'a>(clusters: impl Iterator<Item = &'a str>, points: usize) -> usize {
    let mut left = points;
    let mut kept = 0;
    for cluster in clusters {
        let Some(rest) = left.checked_sub(cluster.chars().count()) else { break };
        left = rest;
        kept += cluster.len();
    }
    kept
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn bytes_and_code_points_name_the_same_stretch() {
        let text = "aé中🇦🇫z";
        for (b, p) in [(0..0, 0..0), (1..3, 1..2), (3..6, 2..3), (6..14, 3..5), (15..15, 6..6)] {
            assert_eq!(code_points(text, b.clone()), p);
            assert_eq!(bytes(text, p), Some(b));
        }
        assert_eq!(code_points(text, 2..4), 1..3, "widened");
        assert_eq!(code_points(text, 90..99), 6..6);
        assert_eq!(bytes(text, 0..7), None);
        #[expect(clippy::reversed_empty_ranges, reason = "that is what is tested")]
        let reversed = 2..1;
        assert_eq!(bytes(text, reversed), None);
    }

    #[test]
    fn a_cut_cluster_is_seen_and_widened() {
        let text = "e\u{301}x👩\u{200d}👩y🇦🇫🇵🇰";
        let woman = 4..8;
        assert!(cuts_grapheme(text, &(0..1)));
        assert!(!cuts_grapheme(text, &(0..3)));
        assert!(cuts_grapheme(text, &woman));
        assert_eq!(widen_to_graphemes(text, woman), 4..15);
        assert_eq!(widen_to_graphemes(text, 1..2), 0..3);
        assert_eq!(widen_to_graphemes(text, 20..28), 16..32);
        assert!(cuts_grapheme(text, &(0..99)));
        assert_eq!(widen_to_graphemes(text, 0..99), 0..32);
    }

    #[test]
    fn a_range_inside_a_word_is_seen() {
        for (text, range, cuts) in [
            ("she said so", 1..8, true),
            ("she said so", 0..8, false),
            ("she said so", 4..7, true),
            ("“no”", 3..5, false),
            ("ab", 1..1, false),
        ] {
            assert_eq!(cuts_word(text, &range), cuts, "{text} {range:?}");
        }
    }

    #[test]
    fn lines_count_from_one_and_leave_their_ends_out() {
        let text = "one\r\ntwo\n\nfour";
        assert_eq!(line_of(text, 0), 1);
        assert_eq!(line_of(text, 4), 1);
        assert_eq!(line_of(text, 5), 2);
        assert_eq!(line_of(text, 9), 3);
        assert_eq!(line_of(text, 99), 4);
        assert_eq!(line_range(text, 0), None);
        assert_eq!(line_range(text, 1), Some(0..3));
        assert_eq!(line_range(text, 3), Some(9..9));
        assert_eq!(line_range(text, 4), Some(10..14));
        assert_eq!(line_range(text, 5), None);
        assert_eq!(line_range("a\n", 2), Some(2..2));
        assert_eq!(lines(text, 2..=4).collect::<Vec<_>>(), [(2, "two"), (3, ""), (4, "four")]);
        assert_eq!(lines(text, 4..=9).count(), 1);
    }

    #[test]
    fn context_is_counted_in_code_points_and_cuts_no_cluster() {
        let text = "abe\u{301}XYe\u{301}cd";
        assert_eq!(context(text, 5..7, 2), ("e\u{301}", "e\u{301}"));
        assert_eq!(context(text, 5..7, 1), ("", ""));
        assert_eq!(context(text, 5..7, 3), ("be\u{301}", "e\u{301}c"));
        assert_eq!(context(text, 5..7, 99), ("abe\u{301}", "e\u{301}cd"));
        assert_eq!(context("", 0..0, 32), ("", ""));
    }

    #[test]
    fn context_for_people_cuts_no_word() {
        let text = "The mayor said he was quick to leave the town hall.";
        let quick = text.find("quick").unwrap();
        let around = |points| whole_context(text, quick..quick + 5, points);
        assert_eq!(around(10), (" he was ", " to leave "));
        assert_eq!(around(7), ("he was ", " to"));
        assert_eq!(around(6), (" was ", " to"));
        assert_eq!(around(99), ("The mayor said he was ", " to leave the town hall."));
        // One word alone is cut rather than left out.
        assert_eq!(whole_context("unbelievable", 5..7, 3), ("bel", "vab"));
    }

    fn text() -> impl Strategy<Value = String> {
        prop_oneof!["\\PC*", "[a\u{301}\n\r🇦🇫\u{200d}👩🏽\u{645}\u{64e}]{0,20}"]
    }

    proptest! {
        #[test]
        fn code_points_lead_back_to_the_same_bytes(text in text(), a in 0usize..60, b in 0usize..60) {
            let wide = widen_to_chars(&text, a.min(b)..a.max(b));
            prop_assert_eq!(bytes(&text, code_points(&text, wide.clone())), Some(wide));
        }

        #[test]
        fn a_widened_range_cuts_nothing_and_holds_what_it_held(text in text(), a in 0usize..60, b in 0usize..60) {
            let range = widen_to_chars(&text, a.min(b)..a.max(b));
            let wide = widen_to_graphemes(&text, range.clone());
            prop_assert!(!cuts_grapheme(&text, &wide));
            prop_assert!(wide.start <= range.start && range.end <= wide.end);
            prop_assert_eq!(wide == range, !cuts_grapheme(&text, &range));
        }

        #[test]
        fn context_touches_the_range_and_keeps_the_limit(text in text(), a in 0usize..60, b in 0usize..60, n in 0usize..40) {
            let range = widen_to_chars(&text, a.min(b)..a.max(b));
            let (before, after) = context(&text, range.clone(), n);
            prop_assert!(text[..range.start].ends_with(before) && before.chars().count() <= n);
            prop_assert!(text[range.end..].starts_with(after) && after.chars().count() <= n);
        }

        #[test]
        fn every_line_is_found_by_its_own_number(text in text(), at in 0usize..60) {
            let at = at.min(text.len());
            let line = line_range(&text, line_of(&text, at)).unwrap();
            prop_assert!(line.start <= at && at <= line.end + 2);
        }
    }
}
