//! Which stretches of a text stand within quotation marks.

use std::ops::Range;

/// Finds the quoted stretches of a paragraph: bytes, marks included, in order,
/// none inside another.
///
/// A quotation that is not closed runs to the end: the next paragraph then
/// opens it again. An apostrophe is told from a single quotation mark by the
/// letters beside it.
pub fn quoted(paragraph: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut open: Option<(usize, char)> = None;
    let mut before = None;
    let mut chars = paragraph.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let after = chars.peek().map(|(_, c)| *c);
        match open {
            None => open = closing_of(c, before, after).map(|close| (at, close)),
            Some((start, close)) if c == close && closes(c, before, after) => {
                found.push(start..at + c.len_utf8());
                open = None;
            }
            Some(_) => {}
        }
        before = Some(c);
    }
    found.extend(open.map(|(start, _)| start..paragraph.len()));
    found
}

/// The mark that closes the quotation which `c` opens here, if it opens one.
fn closing_of(c: char, before: Option<char>, after: Option<char>) -> Option<char> {
    let starts_word =
        !before.is_some_and(char::is_alphanumeric) && after.is_some_and(|c| !c.is_whitespace());
    match c {
        '“' | '„' => Some('”'),
        '«' => Some('»'),
        '"' => Some('"'),
        '‘' if starts_word => Some('’'),
        '\'' if starts_word => Some('\''),
        _ => None,
    }
}

/// Whether a closing mark closes here, and is no apostrophe.
fn closes(c: char, before: Option<char>, after: Option<char>) -> bool {
    match c {
        '’' | '\'' => {
            !after.is_some_and(char::is_alphanumeric) && before.is_some_and(|c| !c.is_whitespace())
        }
        _ => true,
    }
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
        ] {
            let found: Vec<&str> = quoted(text).into_iter().map(|range| &text[range]).collect();
            assert_eq!(found, stretches, "{text}");
        }
    }

    proptest! {
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
