//! Where the code points and lines of a text stand, for a text that is asked many
//! times.
//!
//! The same answers as [`super::range::bytes`], [`super::range::code_points`] and
//! [`super::range::line_of`], which walk the text from its start each time.

use std::ops::Range;

use super::range::widen_to_chars;

/// One mark every so many code points.
const STRIDE: usize = 256;

/// The byte of every 256th code point of a text, and the line feeds before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Points {
    marks: Vec<usize>,
    feeds: Vec<usize>,
}

impl Points {
    /// Marks a text. O(n), and two words for 256 code points.
    pub fn of(text: &str) -> Self {
        let marks: Vec<usize> = text.char_indices().step_by(STRIDE).map(|(at, _)| at).collect();
        let (mut before, mut counted) = (0, 0);
        let count = |mark: &usize| {
            before += line_feeds(&text[counted..*mark]);
            counted = *mark;
            before
        };
        let feeds = marks.iter().map(count).collect();
        Self { marks, feeds }
    }

    /// The line, from 1, on which byte `at` of the text stands; a place past the
    /// end is on the last line. O(log n).
    pub fn line_of(&self, text: &str, at: usize) -> usize {
        let at = widen_to_chars(text, 0..at).end;
        let before = self.marks.partition_point(|mark| *mark <= at).checked_sub(1);
        let (mark, feeds) = before.map_or((0, 0), |nth| (self.marks[nth], self.feeds[nth]));
        1 + feeds + line_feeds(&text[mark..at])
    }

    /// Converts a range of code points of the text to a range of bytes.
    ///
    /// `None` if it reaches past the end, or ends before it starts. O(256).
    pub fn bytes(&self, text: &str, points: Range<usize>) -> Option<Range<usize>> {
        if points.start > points.end {
            return None;
        }
        Some(self.byte_of(text, points.start)?..self.byte_of(text, points.end)?)
    }

    /// Converts a byte range of the text to a range of code points.
    ///
    /// A range past the end is cut to the text; one that cuts a code point
    /// counts it whole. O(log n).
    pub fn code_points(&self, text: &str, bytes: Range<usize>) -> Range<usize> {
        let bytes = widen_to_chars(text, bytes);
        self.point_of(text, bytes.start)..self.point_of(text, bytes.end)
    }

    /// The byte at which code point number `point` (from 0) starts, or the end.
    fn byte_of(&self, text: &str, point: usize) -> Option<usize> {
        let Some(mark) = self.marks.get(point / STRIDE) else {
            // The end of a text whose length is a multiple of the stride.
            let full =
                self.marks.len() * STRIDE == point && self.point_of(text, text.len()) == point;
            return full.then_some(text.len());
        };
        let rest = &text[*mark..];
        let ends = std::iter::once(rest.len());
        let within = rest.char_indices().map(|(at, _)| at).chain(ends).nth(point % STRIDE)?;
        Some(mark + within)
    }

    /// How many code points stand before a byte on a `char` boundary.
    fn point_of(&self, text: &str, at: usize) -> usize {
        let marks = self.marks.partition_point(|mark| *mark <= at);
        let Some(last) = marks.checked_sub(1) else { return 0 };
        last * STRIDE + text[self.marks[last]..at].chars().count()
    }
}

fn line_feeds(text: &str) -> usize {
    memchr::memchr_iter(b'\n', text.as_bytes()).count()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::{bytes, code_points, line_of};

    #[test]
    fn marks_of_long_texts_name_the_same_stretch() {
        for length in [0, 1, STRIDE - 1, STRIDE, STRIDE + 1, 3 * STRIDE] {
            let text = "é".repeat(length);
            let marks = Points::of(&text);
            for points in [0..length, length..length, length / 2..length, 0..length + 1] {
                assert_eq!(marks.bytes(&text, points.clone()), bytes(&text, points), "{length}");
            }
        }
    }

    proptest! {
        #[test]
        fn marks_answer_as_a_walk_does(text in "(\\PC|é|中|\n){0,700}", a in 0usize..900, b in 0usize..900) {
            let marks = Points::of(&text);
            prop_assert_eq!(marks.bytes(&text, a..b), bytes(&text, a..b));
            prop_assert_eq!(marks.code_points(&text, a..b), code_points(&text, a..b));
            prop_assert_eq!(marks.line_of(&text, a), line_of(&text, a));
        }
    }
}
