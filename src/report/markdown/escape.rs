//! The one way by which logged and captured text enters Markdown: none of it
//! can become markup (`CommonMark` 0.31.2, and tables, autolinks, strikethrough
//! and mathematics of GitHub's dialect).

use crate::text;

/// Text as one line of Markdown that reads as written.
///
/// What cannot be seen is shown as its code point. Line ends show too: use
/// `prose` where they are only where a line was wrapped.
pub fn plain(words: &str) -> String {
    let shown = text::visible(words);
    let mut out = String::with_capacity(shown.len() + 8);
    let starts_list = list_mark(&shown);
    for (at, c) in shown.char_indices() {
        let marks = match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '&' | '!' | '~' | '$'
            | '{' | '}' | '^' => true,
            '@' => !is_version(&shown[at + 1..]),
            // Bare addresses become links.
            ':' => shown[at..].starts_with("://"),
            '.' => shown[..at].to_ascii_lowercase().ends_with("www") || Some(at) == starts_list,
            ')' => Some(at) == starts_list,
            '-' | '+' | '=' => at == 0,
            _ => false,
        };
        if marks {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// The same for a quotation: line ends become spaces.
pub(super) fn prose(words: &str) -> String {
    let lines: Vec<&str> = words.split(['\n', '\r']).map(str::trim).collect();
    let joined: Vec<&str> = lines.into_iter().filter(|line| !line.is_empty()).collect();
    plain(&joined.join(" "))
}

/// A quotation in bold between the text before and after it, on one line.
///
/// A space comes between where the marks of emphasis would else not hold
/// (`CommonMark` 0.31.2, section 6.2).
pub(super) fn in_context(before: &str, words: &str, after: &str) -> String {
    let (first, last) = (words.trim_start().chars().next(), words.trim_end().chars().next_back());
    let joint = |neighbour: Option<char>, edge: Option<char>| {
        let holds = edge.is_some_and(char::is_alphanumeric)
            || neighbour.is_none_or(|c| c.is_ascii_punctuation());
        let spaced = neighbour.is_some_and(char::is_whitespace);
        if holds && !spaced { "" } else { " " }
    };
    let left = joint(
        words.chars().next().filter(|c| c.is_whitespace()).or(before.chars().next_back()),
        first,
    );
    let right = joint(
        words.chars().next_back().filter(|c| c.is_whitespace()).or(after.chars().next()),
        last,
    );
    format!("\u{2026} {}{left}**{}**{right}{} \u{2026}", prose(before), prose(words), prose(after))
}

/// Whether what follows an `@` makes it `C14@2`, and no address or mention.
fn is_version(after: &str) -> bool {
    let rest = after.trim_start_matches(|c: char| c.is_ascii_digit());
    let mut next = rest.chars();
    let ends = match next.next() {
        Some('.') => !next.next().is_some_and(char::is_alphanumeric),
        Some(c) => !c.is_alphanumeric() && !matches!(c, '-' | '_' | '@'),
        None => true,
    };
    rest.len() < after.len() && ends
}

/// The byte of the dot or bracket that would make a line a list item.
fn list_mark(line: &str) -> Option<usize> {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let next = line.as_bytes().get(digits)?;
    (digits > 0 && matches!(next, b'.' | b')')).then_some(digits)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn nothing_quoted_becomes_markup() {
        for (given, written) in [
            ("a|b", "a\\|b"),
            ("<script>", "\\<script\\>"),
            ("[x](y)", "\\[x\\](y)"),
            ("`code`", "\\`code\\`"),
            ("# no heading", "\\# no heading"),
            ("- no list", "\\- no list"),
            ("12. no list", "12\\. no list"),
            ("3) no list", "3\\) no list"),
            ("=== no heading", "\\=== no heading"),
            ("a&amp;b", "a\\&amp;b"),
            ("https://example.org", "https\\://example.org"),
            ("www.example.org", "www\\.example.org"),
            ("a\nb", "a\\<U+000A\\>b"),
            ("a\u{202e}b", "a\\<U+202E\\>b"),
            ("snake_case and *stars*", "snake\\_case and \\*stars\\*"),
            ("plain words, said so.", "plain words, said so."),
            ("ann@example.org, @ann", "ann\\@example.org, \\@ann"),
            ("C14@2/E3/killed, C1@1.", "C14@2/E3/killed, C1@1."),
        ] {
            assert_eq!(plain(given), written);
        }
        assert_eq!(prose("wrapped\n  here\r\n\nand there"), "wrapped here and there");
        for (before, words, after, written) in [
            ("He said: ", "we fired", ". Then", "\u{2026} He said: **we fired**. Then \u{2026}"),
            ("un", "able", "d", "\u{2026} un**able**d \u{2026}"),
            ("so", "(x)", "y", "\u{2026} so **(x)** y \u{2026}"),
            ("\u{201c}", "Yes.", "\u{201d} ", "\u{2026} \u{201c}**Yes.** \u{201d} \u{2026}"),
        ] {
            assert_eq!(in_context(before, words, after), written);
        }
    }

    proptest! {
        #[test]
        fn every_mark_of_the_dialect_is_escaped(words in any::<String>()) {
            let written = plain(&words);
            prop_assert!(!written.contains(['\n', '\r']));
            let mut escaped = false;
            for c in written.chars() {
                prop_assert!(escaped || !"`*_[]<>#|&!~$".contains(c), "{written}");
                escaped = c == '\\' && !escaped;
            }
        }
    }
}
