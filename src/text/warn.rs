//! Odd code points in a text that a person should know of before quoting it.
//!
//! Natural writing is not flagged: Arabic-script words with their joiners and
//! marks, direction marks beside right-to-left letters, emoji, Indic joiners.

use std::fmt;

use unicode_segmentation::UnicodeSegmentation;

use crate::text::script::{
    Alphabet, alphabet_of, is_bidi_control, is_invisible, is_left_to_right, is_odd_separator,
    is_right_to_left, joins_naturally, looks_latin,
};

/// A code point that is not what it seems, or cannot be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Odd {
    /// The byte it starts at.
    pub at: usize,
    /// The code point.
    pub point: char,
    /// What is odd about it.
    pub oddity: Oddity,
}

/// What is odd about a code point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Oddity {
    /// A control character other than tab and line end.
    Control,
    /// It turns the order in which text is read.
    Bidi,
    /// It cannot be seen, and is no part of the spelling here.
    Invisible,
    /// U+FFFD: the decoder lost a character here.
    Replacement,
    /// A Greek or Cyrillic letter that looks Latin, in a word with Latin letters;
    /// the first of each word.
    LookAlike,
}

/// As a person is told: `U+202E at byte 12 turns the reading order`.
impl fmt::Display for Odd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.oddity {
            Oddity::Control => "is a control character",
            Oddity::Bidi => "turns the reading order",
            Oddity::Invisible => "cannot be seen",
            Oddity::Replacement => "stands for a character that was lost in decoding",
            Oddity::LookAlike => "looks like a Latin letter and is none",
        };
        write!(f, "U+{:04X} at byte {} {what}", u32::from(self.point), self.at)
    }
}

/// Lists the odd code points of a text, in order.
///
/// A byte order mark at the very start is not odd: many files have one.
pub fn warnings(text: &str) -> Vec<Odd> {
    let mut found: Vec<Odd> = odd_points(text);
    // Few texts have a letter of another alphabet, and finding words is dear.
    if text.chars().any(is_drawn_latin) {
        let words = text.split_word_bound_indices();
        found.extend(words.filter_map(|(at, word)| look_alike(at, word)));
        found.sort_by_key(|odd| odd.at);
    }
    found
}

/// Whether a Greek or Cyrillic letter is drawn like a Latin one.
fn is_drawn_latin(c: char) -> bool {
    !c.is_ascii()
        && matches!(alphabet_of(c), Some(Alphabet::Greek | Alphabet::Cyrillic))
        && looks_latin(c)
}

/// The code points that are odd by themselves or beside their neighbours.
fn odd_points(text: &str) -> Vec<Odd> {
    let mut found = Vec::new();
    let mut before = None;
    // The last strong letter was a right-to-left one.
    let mut leftward = false;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        // Most of most texts, told apart from all that follows.
        if matches!(c, ' '..='~') {
            leftward &= !c.is_ascii_alphabetic();
            before = Some(c);
            continue;
        }
        let after = chars.peek().map(|(_, c)| *c);
        if is_right_to_left(c) || is_left_to_right(c) {
            leftward = is_right_to_left(c);
        }
        let beside = leftward || after.is_some_and(is_right_to_left);
        if let Some(oddity) = oddity(at, before, c, after, beside) {
            found.push(Odd { at, point: c, oddity });
        }
        before = Some(c);
    }
    found
}

/// What is odd about `c` where it stands, if anything; `beside` says that
/// right-to-left text is next to it.
fn oddity(
    at: usize,
    before: Option<char>,
    c: char,
    after: Option<char>,
    beside: bool,
) -> Option<Oddity> {
    match c {
        '\t' | '\n' => None,
        '\r' if after == Some('\n') => None,
        '\u{FEFF}' if at == 0 => None,
        '\u{FFFD}' => Some(Oddity::Replacement),
        '\u{061C}' | '\u{200E}' | '\u{200F}' if beside => None,
        '\u{E007F}' if joins_naturally(before, c, Some(' ')) => None,
        // A word of a joining script may end in a non-joiner.
        '\u{200C}' | '\u{200D}' if beside && before.is_some_and(is_right_to_left) => None,
        _ if c.is_control() || is_odd_separator(c) => Some(Oddity::Control),
        _ if is_bidi_control(c) => Some(Oddity::Bidi),
        _ if is_invisible(c) && !joins_naturally(before, c, after) => Some(Oddity::Invisible),
        _ => None,
    }
}

/// The first letter of a Latin word that only looks Latin.
fn look_alike(at: usize, word: &str) -> Option<Odd> {
    let has_latin = word.chars().any(|c| alphabet_of(c) == Some(Alphabet::Latin));
    let (offset, point) = word.char_indices().find(|(_, c)| is_drawn_latin(*c))?;
    has_latin.then_some(Odd { at: at + offset, point, oddity: Oddity::LookAlike })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn odd_code_points_are_listed_with_their_place() {
        for (text, at, point, oddity) in [
            ("a\u{1b}[0m", 1, '\u{1b}', Oddity::Control),
            ("a\rb", 1, '\r', Oddity::Control),
            ("a\u{2028}b", 1, '\u{2028}', Oddity::Control),
            ("é\u{202e}x", 2, '\u{202e}', Oddity::Bidi),
            ("سلام\u{202e}", 8, '\u{202e}', Oddity::Bidi),
            ("a\u{200f}b", 1, '\u{200f}', Oddity::Bidi),
            ("a\u{200b}b", 1, '\u{200b}', Oddity::Invisible),
            ("a\u{200d}b", 1, '\u{200d}', Oddity::Invisible),
            ("a\u{feff}", 1, '\u{feff}', Oddity::Invisible),
            ("a\u{e0041}", 1, '\u{e0041}', Oddity::Invisible),
            ("lost \u{fffd}", 5, '\u{fffd}', Oddity::Replacement),
            ("p\u{430}yp\u{430}l", 1, '\u{430}', Oddity::LookAlike),
            ("the m\u{3bf}st", 5, '\u{3bf}', Oddity::LookAlike),
        ] {
            assert_eq!(warnings(text), [Odd { at, point, oddity }], "{text:?}");
        }
    }

    #[test]
    fn a_warning_names_the_code_point_and_its_place() {
        let found = warnings("so \u{202e}it");
        assert_eq!(found[0].to_string(), "U+202E at byte 3 turns the reading order");
    }

    #[test]
    fn natural_writing_is_not_flagged() {
        for text in [
            "",
            "\u{feff}Plain text,\r\nwith a tab\t— and “quotes”.\u{a0}é e\u{301}",
            "او می\u{200c}گوید: «نه»، ۱۵ نفر. كِتَابٌ خانه\u{200c} ها",
            "\u{200f}سلام\u{200f} (2025)\u{200e}",
            "شلوم שָׁלוֹם\u{200f}!",
            "क\u{94d}\u{200d}ष 👩🏽\u{200d}🚒 🏴\u{e0067}\u{e0062}\u{e007f} ❤\u{fe0f}\u{200d}🔥",
            "Москва и Αθήνα, 5 μm, 3 kΩ",
        ] {
            assert_eq!(warnings(text), [], "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn every_warning_names_the_code_point_that_stands_there(text in "(?s).*|[aр\u{200b}\u{202e}\u{645}\u{1b}]{0,20}") {
            let found = warnings(&text);
            prop_assert!(found.is_sorted_by_key(|odd| odd.at));
            for odd in found {
                prop_assert_eq!(text[odd.at..].chars().next(), Some(odd.point));
            }
        }

        #[test]
        fn arabic_letters_with_marks_are_never_flagged(text in "[\u{620}-\u{65f}\u{66e}-\u{6d3}0-9 ،.\n]*") {
            prop_assert_eq!(warnings(&text), []);
        }
    }
}
