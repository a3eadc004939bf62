//! Fold v1: one spelling for texts that differ in look only, with a map back.
//!
//! For search, matching and duplicates; never evidence. A folded text is
//! NFKD, lower case, with white space, quotation marks, dashes, Eastern digits
//! and the Arabic-script ye, kaf and he each made one, and with marks and
//! invisible code points dropped (see [`fold`]).
//!
//! # Invariants
//!
//! 1. Folding a folded text changes nothing.
//! 2. Every range given back by [`Folded::original`] is on `char` boundaries.
//! 3. What [`FOLD_VERSION`] names never changes: a change is a new version.

use std::ops::Range;

use unicode_normalization::char::{canonical_combining_class, decompose_compatible};

/// The name of the rules that [`fold`] follows.
pub const FOLD_VERSION: &str = "fold-v1";

/// A folded text, and where each of its bytes came from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folded {
    text: String,
    /// In order, without gaps: each starts where the one before it ends.
    pieces: Vec<Piece>,
    /// Bytes in the original.
    original_len: usize,
}

/// A stretch of folded text that came from one stretch of the original.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Piece {
    /// Its first byte in the folded text.
    at: usize,
    /// Where it came from.
    from: Range<usize>,
    /// Char for char, each as long as it was: offsets map one to one.
    even: bool,
}

impl Folded {
    /// The folded text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Maps a byte range of the folded text back to a byte range of the original.
    ///
    /// A range that cuts a character, or the folded form of one, is widened to
    /// the whole character; combining marks that were dropped stay with their
    /// letter. A range past the end is cut to the text. An empty range gives
    /// an empty range.
    pub fn original(&self, range: Range<usize>) -> Range<usize> {
        let start = floor(&self.text, range.start);
        let end = ceil(&self.text, range.end);
        if start >= end {
            let at = self.piece_at(start).map_or(self.original_len, |p| p.start_of(start));
            return at..at;
        }
        let first = self.piece_at(start).map_or(self.original_len, |p| p.start_of(start));
        let last = self.piece_at(end - 1).map_or(self.original_len, |p| p.end_of(end));
        first..last
    }

    /// Maps ranges that follow each other as [`Self::original`] maps each; all of
    /// them lie on `char` boundaries inside the text, none is empty. O(n).
    pub(super) fn originals(&self, ranges: &[Range<usize>]) -> Vec<Range<usize>> {
        let mut next = 0;
        let mut piece_at = |at: usize| {
            while self.pieces.get(next + 1).is_some_and(|piece| piece.at <= at) {
                next += 1;
            }
            &self.pieces[next]
        };
        let original = |range: &Range<usize>| {
            piece_at(range.start).start_of(range.start)..piece_at(range.end - 1).end_of(range.end)
        };
        ranges.iter().map(original).collect()
    }

    /// The piece that holds byte `at` of the folded text.
    fn piece_at(&self, at: usize) -> Option<&Piece> {
        if at >= self.text.len() {
            return None;
        }
        let after = self.pieces.partition_point(|piece| piece.at <= at);
        self.pieces.get(after.checked_sub(1)?)
    }
}

impl Piece {
    /// Where a range of the original starts, if its folded form starts at `at`.
    fn start_of(&self, at: usize) -> usize {
        if self.even { self.from.start + (at - self.at) } else { self.from.start }
    }

    /// Where a range of the original ends, if its folded form ends at `at`.
    fn end_of(&self, at: usize) -> usize {
        if self.even { self.from.start + (at - self.at) } else { self.from.end }
    }
}

/// Folds a text, and keeps the way back.
///
/// - NFKD (Unicode Standard Annex #15) and lower case, final sigma as sigma;
/// - each run of white space, no-break spaces and line ends too: one space;
/// - quotation marks, apostrophes, primes and guillemets: `'` or `"`; dashes
///   and the minus sign: `-`;
/// - Arabic-Indic and Persian digits: ASCII; ye, kaf and he: one letter each;
/// - dropped: U+0300-036F, U+064B-065F, U+0670, U+06D6-06ED, soft hyphen,
///   zero-width characters, ZWNJ, ZWJ, bidi controls and tatweel.
///
/// O(n) for texts in any script; a run of n combining marks costs O(n log n).
pub fn fold(text: &str) -> Folded {
    let mut folder = Folder::default();
    folder.out.text.reserve(text.len());
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let run = text.as_bytes()[at..].iter().take_while(|byte| byte.is_ascii()).count();
        let from = at..at + if run > 0 { run } else { c.len_utf8() };
        at = from.end;
        if run > 0 {
            folder.take_ascii(&text[from.clone()], from.start);
        } else if is_plain(c) {
            folder.flush_marks();
            folder.push(unify(c), from);
        } else {
            folder.take(c, from);
        }
    }
    folder.flush_marks();
    folder.out.original_len = text.len();
    folder.out
}

/// Folds a text when the way back is not needed.
pub fn fold_str(text: &str) -> String {
    fold(text).text
}

/// The state of one folding.
#[derive(Default)]
struct Folder {
    out: Folded,
    /// Marks since the last letter, waiting to be put in canonical order:
    /// combining class, mark, where it came from.
    marks: Vec<(u8, char, Range<usize>)>,
}

impl Folder {
    /// Folds a run of ASCII that starts at `start` in the original: what
    /// [`Self::take`] makes of it, many times faster.
    fn take_ascii(&mut self, run: &str, start: usize) {
        self.flush_marks();
        let mut from = 0;
        let mut space = self.out.text.ends_with(' ');
        for (at, byte) in run.bytes().enumerate() {
            let is_space = is_ascii_space(byte);
            if is_space && space {
                self.push_ascii(&run[from..at], start + from);
                self.stretch_last(start + at + 1);
                from = at + 1;
            }
            space = is_space;
        }
        self.push_ascii(&run[from..], start + from);
    }

    /// Appends ASCII that has no two spaces in a row.
    fn push_ascii(&mut self, run: &str, start: usize) {
        if run.is_empty() {
            return;
        }
        let at = self.out.text.len();
        let mut rest = run;
        while let Some(other) = rest.bytes().position(|b| b == b'`' || is_ascii_space(b)) {
            let space = is_ascii_space(rest.as_bytes()[other]);
            self.out.text.push_str(&rest[..other]);
            self.out.text.push(if space { ' ' } else { unify('`') });
            rest = &rest[other + 1..];
        }
        self.out.text.push_str(rest);
        self.out.text[at..].make_ascii_lowercase();
        let from = start..start + run.len();
        match self.out.pieces.last_mut() {
            Some(last) if last.even && last.from.end == from.start => last.from.end = from.end,
            Some(_) | None => self.out.pieces.push(Piece { at, from, even: true }),
        }
    }

    /// Folds one character of the original.
    fn take(&mut self, c: char, from: Range<usize>) {
        // Before NFKD, which would take a prime or an acute accent apart.
        decompose_compatible(unify(c), |part| {
            for lower in part.to_lowercase() {
                decompose_compatible(lower, |c| self.put(unify(c), from.clone()));
            }
        });
    }

    /// Writes one folded character, or drops it.
    fn put(&mut self, c: char, from: Range<usize>) {
        if is_dropped(c) {
            if stays_with_letter(c) {
                self.stretch_last(from.end);
            }
            return;
        }
        let class = canonical_combining_class(c);
        if class != 0 {
            self.marks.push((class, c, from));
            return;
        }
        self.flush_marks();
        if c.is_whitespace() {
            if self.out.text.ends_with(' ') {
                return self.stretch_last(from.end);
            }
            return self.push(' ', from);
        }
        self.push(c, from);
    }

    /// Appends a character that came from `from`.
    fn push(&mut self, c: char, from: Range<usize>) {
        let at = self.out.text.len();
        self.out.text.push(c);
        let even = c.len_utf8() == from.len();
        if let Some(last) = self.out.pieces.last_mut() {
            if last.even && even && last.from.end == from.start {
                last.from.end = from.end;
                return;
            }
            // One character that folds to several.
            if !last.even && last.from == from {
                return;
            }
        }
        self.out.pieces.push(Piece { at, from, even });
    }

    /// Lets the last character written reach to `end` in the original.
    fn stretch_last(&mut self, end: usize) {
        if let Some((_, _, from)) = self.marks.last_mut() {
            from.end = from.end.max(end);
            return;
        }
        let (Some(c), Some(last)) = (self.out.text.chars().next_back(), self.out.pieces.last_mut())
        else {
            return;
        };
        let at = self.out.text.len() - c.len_utf8();
        if !last.even || last.at == at {
            last.even = last.even && last.from.end >= end;
            last.from.end = last.from.end.max(end);
            return;
        }
        let start = last.from.end - c.len_utf8();
        last.from.end = start;
        self.out.pieces.push(Piece { at, from: start..end, even: false });
    }

    /// Writes the waiting marks in canonical order (UAX #15, D109).
    ///
    /// Marks that change places share one piece: none can be told apart in the
    /// original by a range.
    fn flush_marks(&mut self) {
        if self.marks.is_empty() {
            return;
        }
        let mut marks = std::mem::take(&mut self.marks);
        if marks.is_sorted_by_key(|(class, _, _)| *class) {
            for (_, c, from) in marks.drain(..) {
                self.push(c, from);
            }
        } else {
            let all = marks[0].2.start..marks.last().map_or(0, |(_, _, from)| from.end);
            marks.sort_by_key(|(class, _, _)| *class);
            self.out.pieces.push(Piece { at: self.out.text.len(), from: all, even: false });
            self.out.text.extend(marks.drain(..).map(|(_, c, _)| c));
        }
        self.marks = marks;
    }
}

/// What [`char::is_whitespace`] says of ASCII.
const fn is_ascii_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t'..=b'\r')
}

/// The one spelling of quotation marks, dashes, digits and Arabic-script letters.
fn unify(c: char) -> char {
    match c {
        '\u{2018}'..='\u{201B}'
        | '\u{2032}'
        | '\u{2035}'
        | '\u{2039}'
        | '\u{203A}'
        | '\u{0060}'
        | '\u{00B4}'
        | '\u{02B9}'
        | '\u{02BB}'..='\u{02BD}'
        | '\u{02C8}'
        | '\u{055A}'
        | '\u{05F3}'
        | '\u{275B}'
        | '\u{275C}' => '\'',
        '\u{201C}'..='\u{201F}'
        | '\u{2033}'
        | '\u{2036}'
        | '\u{00AB}'
        | '\u{00BB}'
        | '\u{02BA}'
        | '\u{05F4}'
        | '\u{275D}'
        | '\u{275E}'
        | '\u{300C}'..='\u{300F}'
        | '\u{301D}'..='\u{301F}' => '"',
        '\u{058A}'
        | '\u{05BE}'
        | '\u{2010}'..='\u{2015}'
        | '\u{2043}'
        | '\u{2212}'
        | '\u{2E3A}'
        | '\u{2E3B}'
        | '\u{2E40}'
        | '\u{301C}'
        | '\u{3030}' => '-',
        '\u{0660}'..='\u{0669}' => digit(c, 0x0660),
        '\u{06F0}'..='\u{06F9}' => digit(c, 0x06F0),
        // Arabic yeh and alef maksura, Pashto e and tailed yeh, Urdu bari ye.
        '\u{0649}' | '\u{064A}' | '\u{06CD}' | '\u{06D0}' | '\u{06D2}' => '\u{06CC}',
        '\u{0643}' | '\u{06AA}' => '\u{06A9}',
        // Teh marbuta too: it is a heh with dots, and often written without.
        '\u{0629}' | '\u{06BE}' | '\u{06C1}' | '\u{06C3}' | '\u{06D5}' => '\u{0647}',
        '\u{03C2}' => '\u{03C3}',
        _ => c,
    }
}

/// Whether the code point is an Arabic letter, digit or mark of punctuation that
/// is neither dropped nor taken apart: [`unify`] alone folds it.
fn is_plain(c: char) -> bool {
    matches!(c,
        '\u{060C}' | '\u{061B}' | '\u{061F}' | '\u{0627}'..='\u{063A}' | '\u{0641}'..='\u{064A}'
        | '\u{0660}'..='\u{0669}' | '\u{0679}'..='\u{06BF}' | '\u{06C1}'
        | '\u{06C3}'..='\u{06D2}' | '\u{06D4}' | '\u{06F0}'..='\u{06F9}')
}

/// The ASCII digit for a digit of the row that starts at `zero`.
fn digit(c: char, zero: u32) -> char {
    char::from_digit(u32::from(c) - zero, 10).unwrap_or(c)
}

/// Whether a folded text leaves the code point out.
fn is_dropped(c: char) -> bool {
    matches!(c,
        '\u{0300}'..='\u{036F}'
        | '\u{064B}'..='\u{065F}'
        | '\u{0670}'
        | '\u{06D6}'..='\u{06ED}'
        | '\u{00AD}' // soft hyphen
        | '\u{200B}'..='\u{200D}' // zero-width space, ZWNJ, ZWJ
        | '\u{2060}' | '\u{FEFF}' // word joiner, byte order mark
        | '\u{061C}' | '\u{200E}' | '\u{200F}' // bidi marks
        | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' // bidi controls
        | '\u{0640}' // tatweel
    )
}

/// Whether a dropped code point belongs to the character before it.
///
/// A range that left it behind would cut a grapheme cluster.
fn stays_with_letter(c: char) -> bool {
    canonical_combining_class(c) != 0 || matches!(c, '\u{034F}' | '\u{200C}' | '\u{200D}')
}

/// The `char` boundary at or before `at`; at most the length of the text.
pub(super) fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The `char` boundary at or after `at`; at most the length of the text.
fn ceil(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at += 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_short_ways_fold_as_the_long_one_does() {
        let folded = |c: char, long: bool| {
            let mut folder = Folder::default();
            let range = 0..c.len_utf8();
            match c.is_ascii() {
                _ if long => folder.take(c, range),
                true => folder.take_ascii(&c.to_string(), 0),
                false => folder.push(unify(c), range),
            }
            folder.out
        };
        for c in ('\0'..='\u{6ff}').filter(|c| c.is_ascii() || is_plain(*c)) {
            assert_eq!(folded(c, false), folded(c, true), "{c:?}");
        }
        let text = "a \n b\u{a0} \u{301}c  \u{301}`D\t";
        assert_eq!(fold_str(text), "a b c 'd ");
        assert_eq!(
            fold(text).original(3..4),
            text.find('\u{a0}').unwrap()..text.find('c').unwrap()
        );
    }

    #[test]
    fn texts_that_differ_in_look_only_fold_to_one() {
        for (text, folded) in [
            ("", ""),
            ("Forced\u{a0}to \r\n retaliate", "forced to retaliate"),
            ("“Don’t” — ‘no’ «oui» ‹si›", "\"don't\" - 'no' \"oui\" 'si'"),
            ("5´ 6″ 7′ a`b", "5' 6\" 7' a'b"),
            ("caf\u{e9} cafe\u{301} CAFÉ", "cafe cafe cafe"),
            ("ﬁne Ⅳ x² …", "fine iv x2 ..."),
            ("ΟΔΟΣ οδος", "οδοσ οδοσ"),
            ("İstanbul", "istanbul"),
            ("٢٠٢٥ ۱۴۰۴", "2025 1404"),
            ("علي علی على", "علی علی علی"),
            ("كابل کابل", "کابل کابل"),
            ("مه مة مہ", "مه مه مه"),
            ("كِتَاب كتـــاب", "کتاب کتاب"),
            ("می\u{200c}روم", "میروم"),
            ("\u{202e}abc\u{202c} d\u{ad}e\u{200b}f\u{feff}", "abc def"),
            ("a \u{200b} b", "a b"),
        ] {
            assert_eq!(fold_str(text), folded, "{text:?}");
        }
    }

    #[test]
    fn a_match_in_the_folded_text_leads_back_to_the_original() {
        for (text, find, original) in [
            ("He was “Forced\u{a0} to” act", "\"forced to\"", "“Forced\u{a0} to”"),
            ("un cafe\u{301} noir", "cafe", "cafe\u{301}"),
            ("the ﬁne", "i", "ﬁ"),
            ("a  \n b", " ", "  \n "),
            ("قال كِتَابٌ جديد", "کتاب", "كِتَابٌ"),
            ("x می\u{200c}روم y", "میروم", "می\u{200c}روم"),
            ("İs", "i", "İ"),
            ("ab\u{200b}cd", "ab", "ab"),
            ("ab\u{200b}cd", "abcd", "ab\u{200b}cd"),
        ] {
            let folded = fold(text);
            let at = folded.text().find(find).unwrap();
            assert_eq!(&text[folded.original(at..at + find.len())], original, "{text:?}");
        }
    }

    #[test]
    fn marks_in_another_order_fold_to_one_text_and_map_back_as_one() {
        let (a, b) = ("x\u{5b0}\u{5ae}y", "x\u{5ae}\u{5b0}y");
        assert_eq!(fold_str(a), fold_str(b));
        let folded = fold(b);
        assert_eq!(folded.original(1..3), 1..5);
        assert_eq!(folded.original(5..6), 5..6);
    }

    #[test]
    fn every_code_point_folds_once() {
        for c in '\0'..=char::MAX {
            let once = fold_str(&format!("a{c}b"));
            assert_eq!(fold_str(&once), once, "U+{:04X}", u32::from(c));
        }
    }

    #[test]
    fn a_range_past_the_end_is_cut() {
        let folded = fold("abc");
        assert_eq!(folded.original(2..99), 2..3);
        assert_eq!(folded.original(50..99), 3..3);
        assert_eq!(fold("\u{301}").original(0..0), 2..2);
    }

    /// Text over the scripts and marks that folding treats apart.
    fn text() -> impl Strategy<Value = String> {
        prop_oneof![
            "\\PC*",
            "[a-c \u{a0}\n“’—\u{ad}\u{200b}\u{200c}é\u{301}\u{5b0}\u{5ae}ﬁİ]{0,24}",
            "[\u{600}-\u{6ff}\u{200c}\u{fb50}-\u{fdff} ]{0,24}",
            "[👩🏽\u{200d}❤\u{fe0f}🇦🇫a]{0,12}",
        ]
    }

    proptest! {
        #[test]
        fn folding_twice_is_folding_once(text in text()) {
            let once = fold_str(&text);
            prop_assert_eq!(fold_str(&once), once);
        }

        #[test]
        fn every_range_maps_back_to_char_boundaries(text in text(), a in 0usize..80, b in 0usize..80) {
            let folded = fold(&text);
            let range = folded.original(a.min(b)..a.max(b));
            prop_assert!(text.get(range.clone()).is_some(), "{:?}", range);
            let all = folded.original(0..folded.text().len());
            prop_assert!(all.start <= range.start && range.end <= all.end.max(range.end));
        }

        #[test]
        fn what_a_range_maps_back_to_folds_to_at_least_the_range(text in text(), a in 0usize..80, b in 0usize..80) {
            let folded = fold(&text);
            let range = a.min(b)..a.max(b);
            if let Some(part) = folded.text().get(range.clone()) {
                let again = fold_str(&text[folded.original(range)]);
                prop_assert!(again.contains(part), "{:?} has no {:?}", again, part);
            }
        }
    }
}
