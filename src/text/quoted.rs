//! Which stretches of a text stand within quotation marks: the words that are
//! given as a speaker's own.

use std::ops::Range;

use super::range::widen_to_chars;

/// The marks that close a quotation, by the one that opens it (CLDR, delimiters
/// of its locales): German closes with what English opens with.
const MARKS: &[(char, &[char])] = &[
    ('\u{201c}', &['\u{201d}']),
    ('\u{201d}', &['\u{201d}', '\u{201c}']),
    ('\u{201e}', &['\u{201c}', '\u{201d}']),
    ('\u{201f}', &['\u{201d}']),
    ('\u{ab}', &['\u{bb}']),
    ('\u{bb}', &['\u{ab}', '\u{bb}']),
    ('"', &['"']),
    ('\u{ff02}', &['\u{ff02}']),
    ('\u{5f4}', &['\u{5f4}']),
    ('\u{300c}', &['\u{300d}']),
    ('\u{300e}', &['\u{300f}']),
    ('\u{301d}', &['\u{301e}', '\u{301f}']),
    ('\u{2039}', &['\u{203a}']),
    ('\u{203a}', &['\u{2039}', '\u{203a}']),
    ('\u{2018}', &['\u{2019}']),
    ('\u{201a}', &['\u{2018}', '\u{2019}']),
    ('\'', &['\'']),
];

/// What of a passage stands within quotation marks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spoken {
    /// Bytes of the text, marks left out, in order.
    pub words: Vec<Range<usize>>,
    /// Whether no other words stand in the passage.
    pub all: bool,
}

/// Finds what of a passage its text puts in quotation marks, whether the marks
/// stand in the passage or around it. A range past the end is cut to the text.
pub fn spoken(text: &str, passage: Range<usize>) -> Spoken {
    let passage = widen_to_chars(text, passage);
    let around = block(text, &passage);
    let (mut words, mut outside) = (Vec::new(), String::new());
    let mut at = passage.start;
    for stretch in quoted(&text[around.clone()]) {
        let marked = around.start + stretch.start..around.start + stretch.end;
        let (start, end) = (marked.start.max(at), marked.end.min(passage.end));
        if start >= end {
            continue;
        }
        outside.push_str(&text[at..start]);
        at = end;
        let inner = within_marks(text, &marked);
        let (start, end) = (inner.start.max(start), inner.end.min(end));
        let said = text.get(start..end).unwrap_or_default();
        if said.contains(char::is_alphanumeric) {
            let from = start + (said.len() - said.trim_start().len());
            words.push(from..from + said.trim().len());
        }
    }
    outside.push_str(text.get(at..passage.end).unwrap_or_default());
    Spoken { words, all: !outside.contains(char::is_alphanumeric) }
}

/// Bytes before a passage in which the beginning of its paragraph is looked for.
const NEAR: usize = 10_000;

/// The lines between two blank ones that a passage touches: its paragraph.
pub fn block(text: &str, passage: &Range<usize>) -> Range<usize> {
    let far = passage.start.saturating_sub(NEAR);
    let far =
        text[..passage.start].match_indices('\n').map(|(at, _)| at + 1).rfind(|at| *at <= far);
    let near = far.unwrap_or(0);
    let blank = |text: &str| ["\n\n", "\n\r\n"].iter().filter_map(|it| text.rfind(it)).max();
    let start = blank(&text[near..passage.start]).map_or(near, |at| near + at + 1);
    let after = &text[passage.end..];
    let end = ["\n\n", "\n\r\n"].iter().filter_map(|it| after.find(it)).min();
    start..end.map_or(text.len(), |at| passage.end + at)
}

/// A quoted stretch without its marks.
fn within_marks(text: &str, marked: &Range<usize>) -> Range<usize> {
    let mut chars = text[marked.clone()].chars();
    let (open, close) = (chars.next(), chars.next_back());
    let start = marked.start + open.map_or(0, char::len_utf8);
    let closes = open.and_then(closing_of).zip(close).filter(|(marks, c)| marks.contains(c));
    start..marked.end - closes.map_or(0, |(_, c)| c.len_utf8())
}

/// Finds the quoted stretches of a text: bytes, marks included, in order, none
/// inside another.
///
/// A quotation runs on over the end of a line where the next line closes it.
/// One that is not closed runs to the end of its line, or of the text: the next
/// paragraph then opens it again. An apostrophe is told from a single quotation
/// mark by the letters beside it.
pub(super) fn quoted(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut open: Option<(usize, &[char])> = None;
    let mut before = None;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let after = chars.peek().map(|(_, c)| *c);
        match open {
            None => open = opens(c, before, after).map(|close| (at, close)),
            Some((start, close)) if close.contains(&c) && closes(c, before, after) => {
                found.push(start..at + c.len_utf8());
                open = None;
            }
            Some((start, close)) if c == '\n' && !runs_on(&text[at + 1..], close) => {
                found.push(start..at);
                open = None;
            }
            Some(_) => {}
        }
        before = Some(c);
    }
    found.extend(open.map(|(start, _)| start..text.len()));
    found
}

/// The marks that close the quotation which `c` opens here, if it opens one.
fn opens(c: char, before: Option<char>, after: Option<char>) -> Option<&'static [char]> {
    let marks = closing_of(c)?;
    let into_word = after.is_some_and(|c| !c.is_whitespace());
    let starts_word = into_word && !before.is_some_and(char::is_alphanumeric);
    let apart = into_word && before.is_none_or(|c| c.is_whitespace() || "([\u{2014}".contains(c));
    let opens = match c {
        '\u{2018}' | '\'' => starts_word,
        // What closes elsewhere opens only where nothing stands before it.
        '\u{201d}' | '\u{bb}' | '\u{203a}' | '\u{5f4}' => apart,
        _ => true,
    };
    opens.then_some(marks)
}

fn closing_of(c: char) -> Option<&'static [char]> {
    MARKS.iter().find(|(open, _)| *open == c).map(|(_, close)| *close)
}

/// Whether a closing mark closes here, and is no apostrophe.
fn closes(c: char, before: Option<char>, after: Option<char>) -> bool {
    match c {
        '\u{2019}' | '\'' => {
            !after.is_some_and(char::is_alphanumeric) && before.is_some_and(|c| !c.is_whitespace())
        }
        _ => true,
    }
}

/// Whether a quotation that is open at the end of a line goes on in what
/// follows: its paragraph closes it before anything opens.
fn runs_on(rest: &str, close: &[char]) -> bool {
    let mut before = None;
    let ends = |rest: &str| rest.trim_start_matches([' ', '\t', '\r']).starts_with('\n');
    let mut chars = rest.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let after = chars.peek().map(|(_, c)| *c);
        if (at == 0 && ends(rest)) || (c == '\n' && ends(&rest[at + 1..])) {
            return false;
        }
        let after_word = before.is_some_and(|c: char| !c.is_whitespace());
        if close.contains(&c) && after_word && closes(c, before, after) {
            return true;
        }
        if opens(c, before, after).is_some_and(|marks| marks == close) {
            return false;
        }
        before = Some(c);
    }
    false
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn stretches_within_marks_are_found() {
        for (text, stretches) in [
            ("no marks, don’t look", vec![]),
            ("“One,” she said, “two.”", vec!["“One,”", "“two.”"]),
            ("he said \"it's over\" twice", vec!["\"it's over\""]),
            ("a ‘friend’ of the city’s mayor", vec!["‘friend’"]),
            ("the 'old friend's' house", vec!["'old friend's'"]),
            ("“open to the end", vec!["“open to the end"]),
            ("«oui» “the ‘inner’ one”", vec!["«oui»", "“the ‘inner’ one”"]),
            // German, Swedish, Danish, Japanese, Hebrew.
            ("er sagte: „Nein“, und ging", vec!["„Nein“"]),
            ("hon sade: ”Nej”, och gick", vec!["”Nej”"]),
            ("han sagde: »Nej«, og gik", vec!["»Nej«"]),
            ("彼は「いいえ」と言った", vec!["「いいえ」"]),
            ("הוא אמר ״לא״ והלך", vec!["״לא״"]),
            // A line's end within a quotation, and a quotation opened twice.
            ("“one\ntwo,” she said", vec!["“one\ntwo,”"]),
            ("he said \"one\ntwo\" then", vec!["\"one\ntwo\""]),
            ("“one\n“two,” she said", vec!["“one", "“two,”"]),
            ("“one\n\ntwo,” she said", vec!["“one"]),
            ("a stray \" mark\nshe said \"no\"", vec!["\" mark", "\"no\""]),
        ] {
            let found: Vec<&str> = quoted(text).into_iter().map(|range| &text[range]).collect();
            assert_eq!(found, stretches, "{text}");
        }
    }

    #[test]
    fn what_a_passage_has_of_a_speakers_own_words_is_told_from_the_reporters() {
        // (text, the passage, the words within marks, whether that is all)
        let text = "The mayor left. “Nobody shot,” said Ada Blue, “nobody.” He went.";
        for (passage, words, all) in [
            ("“Nobody shot,” said Ada Blue", vec!["Nobody shot,"], false),
            ("“Nobody shot,” said Ada Blue, “nobody.”", vec!["Nobody shot,", "nobody."], false),
            ("“Nobody shot,”", vec!["Nobody shot,"], true),
            ("Nobody shot", vec!["Nobody shot"], true),
            ("shot,” said", vec!["shot,"], false),
            ("The mayor left.", vec![], false),
        ] {
            let at = text.find(passage).unwrap();
            let found = spoken(text, at..at + passage.len());
            let said: Vec<&str> = found.words.into_iter().map(|range| &text[range]).collect();
            assert_eq!((said, found.all), (words, all), "{passage}");
        }
    }

    proptest! {
        #[test]
        fn words_within_marks_lie_in_the_passage(
            text in "\\PC*|[a\n “”‘’'\"«»„]{0,30}", ends in any::<[proptest::sample::Index; 2]>(),
        ) {
            let mut cuts: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
            cuts.push(text.len());
            let [a, b] = ends.map(|end| *end.get(&cuts));
            let passage = a.min(b)..a.max(b);
            let mut end = passage.start;
            for range in spoken(&text, passage.clone()).words {
                prop_assert!(end <= range.start && range.end <= passage.end);
                prop_assert!(text.get(range.clone()).is_some());
                end = range.end;
            }
        }

        #[test]
        fn stretches_are_in_order_and_apart(text in "\\PC*|[a “”‘’'\"«»]{0,30}") {
            let mut end = 0;
            for range in quoted(&text) {
                prop_assert!(end <= range.start && text.get(range.clone()).is_some());
                end = range.end;
            }
        }
    }
}
