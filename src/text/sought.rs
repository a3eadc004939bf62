//! What a person searches for: words, phrases and beginnings of words, and
//! where they stand in a text.
//!
//! Searches and searched texts are brought to one form, [`searchable`]: folded
//! words with one space between them. Nothing else that was typed is left, so
//! that no sign in a search can mean anything but words.

use std::collections::{BTreeSet, VecDeque};
use std::ops::Range;

use super::fold::{floor, fold};
use super::likeness::words;

/// The most words that one search takes.
pub const MOST_WORDS: usize = 64;

/// Words within which terms stand near each other.
const NEAR: usize = 12;

/// The longest word that is told from others, in bytes.
const LONGEST: usize = 256;

/// A search, as read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sought {
    /// What must all stand in a text.
    pub terms: Vec<Term>,
    /// Words past [`MOST_WORDS`], which are not looked for.
    pub left_out: usize,
}

/// One thing that is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// Folded words that stand beside each other; never empty.
    pub words: Vec<String>,
    /// The last of them is only the beginning of a word.
    pub beginning: bool,
}

impl Sought {
    /// Reads a search: words, `"phrases"`, `begin*`. Any text is one; signs
    /// that are no word are passed over.
    pub fn read(typed: &str) -> Self {
        let folded = fold(typed);
        let mut sought = Self::default();
        let mut left = MOST_WORDS;
        for (at, part) in folded.text().split('"').enumerate() {
            // Every second part stands between quotation marks.
            if at % 2 == 1 {
                sought.take(part, &mut left);
            } else {
                // `cease-fire` is two words beside each other.
                part.split_whitespace().for_each(|piece| sought.take(piece, &mut left));
            }
        }
        sought
    }

    fn take(&mut self, folded: &str, left: &mut usize) {
        let mut words = split(folded);
        let fit = words.len().min(*left);
        self.left_out += words.len() - fit;
        let beginning = fit == words.len() && folded.trim_end().ends_with('*');
        words.truncate(fit);
        *left -= fit;
        if !words.is_empty() {
            self.terms.push(Term { words, beginning });
        }
    }

    /// Where to begin to read in a text: where the most of the terms stand within
    /// a few words of each other, the first such place. Bytes of the text.
    pub fn best_in(&self, text: &str) -> Option<Range<usize>> {
        let folded = fold(text);
        let words = ranges(folded.text());
        let of_term = |(nth, term): (usize, &Term)| {
            let places = term.places(folded.text(), &words);
            places.map(|at| (at, nth)).collect::<Vec<_>>()
        };
        let mut places: Vec<_> = self.terms.iter().enumerate().flat_map(of_term).collect();
        places.sort_unstable();
        let mut near = VecDeque::new();
        let mut best = (0, 0, 0);
        for (at, nth) in places {
            near.push_back((at, nth));
            while near.front().is_some_and(|(first, _)| at - first > NEAR) {
                near.pop_front();
            }
            let terms = near.iter().map(|(_, nth)| nth).collect::<BTreeSet<_>>().len();
            if terms > best.0 {
                best = (terms, near[0].0, near[0].1);
            }
        }
        let (found, first, nth) = best;
        let last = first + self.terms.get(nth)?.words.len() - 1;
        (found > 0).then(|| folded.original(words[first].start..words[last].end))
    }
}

impl Term {
    /// Words of a folded text at which this begins, in order.
    fn places(&self, folded: &str, words: &[Range<usize>]) -> impl Iterator<Item = usize> {
        let last = self.words.len() - 1;
        let stands = move |run: &[Range<usize>]| {
            run.iter().zip(&self.words).enumerate().all(|(nth, (range, word))| {
                let found = cut(&folded[range.clone()]);
                if nth == last && self.beginning { found.starts_with(word) } else { found == word }
            })
        };
        let runs = words.windows(self.words.len()).enumerate();
        runs.filter(move |(_, run)| stands(run)).map(|(at, _)| at)
    }
}

/// The form in which texts are indexed: their folded words, one space between
/// them. Ideographs and kana, which are written without spaces, are each a
/// word.
pub fn searchable(text: &str) -> String {
    let mut words = Searchable::default();
    words.push(text.as_bytes());
    words.finish().unwrap_or_default()
}

/// Bytes of a text that are folded at once, and a word more.
const STRETCH: usize = 64 << 10;

/// Makes the [`searchable`] form of a text that comes in pieces.
///
/// Memory: the words, and a stretch of the text. No word goes on over a blank,
/// so that a text cut at one has the same words.
#[derive(Debug, Default)]
pub struct Searchable {
    words: String,
    /// Bytes after the last blank.
    rest: Vec<u8>,
    broken: bool,
}

impl Searchable {
    /// Takes the next bytes of the text; they may end within a character.
    pub fn push(&mut self, piece: &[u8]) {
        for part in piece.chunks(STRETCH) {
            let blank = part.iter().rposition(|byte| matches!(byte, b' ' | b'\n'));
            let Some(blank) = blank else {
                self.rest.extend_from_slice(part);
                continue;
            };
            self.rest.extend_from_slice(&part[..=blank]);
            let stretch = std::mem::take(&mut self.rest);
            self.take(&stretch);
            self.rest = stretch;
            self.rest.clear();
            self.rest.extend_from_slice(&part[blank + 1..]);
        }
    }

    /// All of its words; None if it is no UTF-8.
    pub fn finish(mut self) -> Option<String> {
        let stretch = std::mem::take(&mut self.rest);
        self.take(&stretch);
        (!self.broken).then_some(self.words)
    }

    fn take(&mut self, stretch: &[u8]) {
        let Ok(text) = std::str::from_utf8(stretch) else {
            self.broken = true;
            return;
        };
        let folded = fold(text);
        let folded = folded.text();
        for range in ranges(folded) {
            if !self.words.is_empty() {
                self.words.push(' ');
            }
            self.words.push_str(cut(&folded[range]));
        }
    }
}

/// Runs of four words of a text, spread over it, at most `most`: what a near
/// copy of it has in common with it. A shorter text is one run.
pub fn shingles(text: &str, most: usize) -> Vec<Term> {
    const RUN: usize = 4;
    let words = split(fold(text).text());
    if words.is_empty() || most == 0 {
        return Vec::new();
    }
    let runs = words.len().saturating_sub(RUN) + 1;
    let step = runs.div_ceil(most).max(1);
    let run = |at: usize| Term {
        words: words[at..(at + RUN).min(words.len())].to_vec(),
        beginning: false,
    };
    (0..runs).step_by(step).map(run).collect()
}

fn split(folded: &str) -> Vec<String> {
    ranges(folded).into_iter().map(|range| cut(&folded[range]).to_owned()).collect()
}

/// A word that is longer than any is told by its beginning.
fn cut(word: &str) -> &str {
    &word[..floor(word, LONGEST)]
}

/// The words of a folded text; each ideograph is one.
fn ranges(folded: &str) -> Vec<Range<usize>> {
    let all = words(folded);
    let mut found = Vec::with_capacity(all.len());
    // A mark that stands alone, as after an emoji, is no word.
    let mut keep = |range: Range<usize>| {
        let is_word = folded[range.clone()].contains(char::is_alphanumeric);
        found.extend(is_word.then_some(range));
    };
    for word in all {
        let mut start = word.start;
        if folded[word.clone()].is_ascii() {
            keep(word);
            continue;
        }
        for (at, c) in folded[word.clone()].char_indices() {
            if is_a_word(c) {
                let at = word.start + at;
                keep(start..at);
                start = at + c.len_utf8();
                keep(at..start);
            }
        }
        keep(start..word.end);
    }
    found
}

/// Scripts that put no space between words (Unicode blocks of kana and of CJK
/// ideographs).
const fn is_a_word(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}'
        | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn terms(typed: &str) -> Vec<String> {
        let term = |term: &Term| term.words.join("+") + if term.beginning { "*" } else { "" };
        Sought::read(typed).terms.iter().map(term).collect()
    }

    #[test]
    fn a_search_is_words_phrases_and_beginnings_and_nothing_else() {
        // What is typed => its terms
        let cases: &[(&str, &[&str])] = &[
            ("They fired", &["they", "fired"]),
            ("\"fired first\" cease*", &["fired+first", "cease*"]),
            ("“fired first”", &["fired+first"]),
            ("cease-fire", &["cease+fire"]),
            // A mark that is not closed goes to the end.
            ("a \"b c", &["a", "b+c"]),
            // Operators of any search language are words or nothing.
            ("a AND (b OR NOT c) NEAR/3", &["a", "and", "b", "or", "not", "c", "near+3"]),
            ("name: ^x {y} -z + * \0 ; --", &["name", "x", "y", "z"]),
            ("", &[]),
            ("\"\" ** 🛰️", &[]),
            ("۱۵ Zabīhullāh كابل", &["15", "zabihullah", "کابل"]),
            ("中国said", &["中+国+said"]),
        ];
        for (typed, expected) in cases {
            assert_eq!(terms(typed), *expected, "{typed:?}");
        }
    }

    #[test]
    fn a_search_of_ten_thousand_words_takes_the_first() {
        let sought = Sought::read(&"word ".repeat(10_000));
        assert_eq!((sought.terms.len(), sought.left_out), (MOST_WORDS, 10_000 - MOST_WORDS));
    }

    #[test]
    fn what_is_found_is_given_in_bytes_of_the_text_as_it_stands() {
        let text = "He said: “Cease\u{2011}fire” at Spīn Boldak, ۱۵ dead.";
        for (typed, expected) in [
            ("cease-fire", Some("Cease\u{2011}fire")),
            ("spin bol*", Some("Spīn")),
            ("\"spin bol*\"", Some("Spīn Boldak")),
            ("15", Some("۱۵")),
            ("fire cease", Some("Cease")),
            ("\"fire cease\"", None),
            ("boldakk", None),
        ] {
            let found = Sought::read(typed).best_in(text);
            assert_eq!(found.map(|range| &text[range]), expected, "{typed:?}");
        }
    }

    #[test]
    fn words_are_shown_where_most_of_them_stand_together() {
        let text = format!("No secret: {} it lacks any air defence, no more.", "so ".repeat(20));
        let found = Sought::read("no air defence").best_in(&text).unwrap();
        assert_eq!(&text[found.start..found.start + 11], "air defence");
    }

    #[test]
    fn a_text_is_cut_into_runs_that_a_near_copy_shares() {
        let runs = |text: &str, most| shingles(text, most).len();
        assert_eq!((runs("", 8), runs("one two", 8), runs("a b c d e f", 8)), (0, 1, 3));
        assert!(runs(&"w ".repeat(1000), 8) <= 8);
    }

    #[test]
    fn bytes_that_are_no_text_have_no_words() {
        let mut words = Searchable::default();
        words.push(b"one tw\xff o");
        assert_eq!(words.finish(), None);
    }

    proptest! {
        /// However a text is cut on its way here.
        #[test]
        fn a_text_in_pieces_has_the_same_words(
            text in "\\PC{0,40}|([ab\n \u{301}\u{200d}]|e\u{301}|\u{627}\u{654}|中|15|👩🏽|\u{a0}){0,40}",
            piece in 1usize..9,
        ) {
            let mut words = Searchable::default();
            text.as_bytes().chunks(piece).for_each(|piece| words.push(piece));
            let folded = fold(&text);
            let whole: Vec<&str> = ranges(folded.text()).into_iter().map(|at| cut(&folded.text()[at])).collect();
            prop_assert_eq!(words.finish().unwrap(), whole.join(" "));
        }

        #[test]
        fn a_text_is_found_by_its_own_words(text in "\\PC{0,40}") {
            let indexed = searchable(&text);
            prop_assert_eq!(searchable(&indexed), indexed.clone());
            let sought = Sought::read(&format!("\"{indexed}\""));
            prop_assert_eq!(sought.best_in(&text).is_some(), !indexed.is_empty());
        }

        #[test]
        fn whatever_is_typed_only_words_are_left(typed in "[\\x00-\\x7f“”*]{0,60}") {
            for term in Sought::read(&typed).terms {
                prop_assert!(!term.words.is_empty());
                for word in term.words {
                    prop_assert!(!word.is_empty() && word.chars().all(char::is_alphanumeric), "{word:?}");
                }
            }
        }
    }
}
