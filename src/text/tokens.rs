//! A text cut into paragraphs or words, each with what it folds to.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use crate::text::fold::fold_str;

/// A paragraph or a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    /// Its bytes.
    pub(super) range: Range<usize>,
    /// What it folds to: tokens of one key are the same, but for their look.
    pub(super) key: String,
}

impl Token {
    /// Whether it has a letter or a digit; `text` is the one it was cut from.
    pub(super) fn is_word(&self, text: &str) -> bool {
        text[self.range.clone()].contains(char::is_alphanumeric)
    }
}

/// Cuts a stretch of text into lines, each with the blank lines after it: ranges
/// of bytes, that tile the stretch.
pub fn paragraph_ranges(text: &str, stretch: Range<usize>) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    let mut start = stretch.start;
    for line in text[stretch].split_inclusive('\n') {
        let range = start..start + line.len();
        start = range.end;
        match ranges.last_mut() {
            Some(last) if line.trim().is_empty() => last.end = range.end,
            Some(_) | None => ranges.push(range),
        }
    }
    ranges
}

/// [`paragraph_ranges`] as tokens.
pub(super) fn paragraphs(text: &str, stretch: Range<usize>) -> Vec<Token> {
    let token = |range: Range<usize>| {
        let key = fold_str(&text[range.clone()]).trim().to_owned();
        Token { range, key }
    };
    paragraph_ranges(text, stretch).into_iter().map(token).collect()
}

/// Cuts a stretch of text at word boundaries (UAX #29), a run of white space
/// being one token; tiles the stretch.
pub(super) fn words(text: &str, stretch: Range<usize>) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut after_space = false;
    for (at, word) in text[stretch.clone()].split_word_bound_indices() {
        let start = stretch.start + at;
        let range = start..start + word.len();
        let space = word.chars().all(char::is_whitespace);
        match tokens.last_mut() {
            Some(last) if space && after_space => last.range.end = range.end,
            Some(_) | None => tokens.push(Token { range, key: fold_str(word) }),
        }
        after_space = space;
    }
    tokens
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cut(text: &str, tokens: &[Token]) -> Vec<String> {
        tokens.iter().map(|token| text[token.range.clone()].to_owned()).collect()
    }

    #[test]
    fn blank_lines_belong_to_the_paragraph_before_them() {
        let text = "\nOne\r\n\n \nTwo\nthree";
        assert_eq!(
            cut(text, &paragraphs(text, 0..text.len())),
            ["\n", "One\r\n\n \n", "Two\n", "three"]
        );
    }

    #[test]
    fn a_run_of_white_space_is_one_token() {
        let text = "don’t  \n stop.";
        assert_eq!(cut(text, &words(text, 0..text.len())), ["don’t", "  \n ", "stop", "."]);
    }

    proptest! {
        #[test]
        fn tokens_tile_the_text(text in "\\PC*|[a \n\r\u{301}]{0,20}") {
            prop_assert_eq!(cut(&text, &paragraphs(&text, 0..text.len())).concat(), text.clone());
            prop_assert_eq!(cut(&text, &words(&text, 0..text.len())).concat(), text);
        }
    }
}
