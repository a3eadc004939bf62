//! The one filter through which source text reaches a terminal.
//!
//! What would steer the terminal or turn the reading order is shown as a mark,
//! `<U+001B>`; what is written from right to left is isolated (UAX #9), so that
//! it cannot turn the words around it. The stored text is never touched.

use std::fmt::Write as _;

use crate::text::script::{
    is_bidi_control, is_invisible, is_left_to_right, is_odd_separator, is_right_to_left,
    joins_naturally,
};

/// FIRST STRONG ISOLATE, put before a right-to-left run.
const ISOLATE: char = '\u{2068}';

/// POP DIRECTIONAL ISOLATE, put after it.
const POP: char = '\u{2069}';

/// Makes source text safe to show on one line.
///
/// Control characters (line ends too), bidi controls, and invisible characters
/// where they are no part of the spelling become `<U+XXXX>`; a tab becomes a
/// space; right-to-left runs are isolated. Joiners inside Arabic-script and
/// Indic words and inside emoji stay.
pub fn visible(text: &str) -> String {
    show(text, false)
}

/// As [`visible`], but line feeds stay; of `\r\n` the line feed does.
pub fn visible_lines(text: &str) -> String {
    show(text, true)
}

/// Shows a text, with or without its line feeds.
fn show(text: &str, keep_lines: bool) -> String {
    let mut out = Isolating { out: String::with_capacity(text.len()), run: None };
    let mut before = None;
    let mut rest = text;
    loop {
        // Most of what is shown is plain, and goes through whole.
        let (plain, other) = rest.split_at(plain_start(rest));
        if !plain.is_empty() {
            out.put_plain(plain);
            before = plain.chars().next_back();
        }
        let mut chars = other.chars();
        let Some(c) = chars.next() else { break };
        rest = chars.as_str();
        let after = rest.chars().next();
        match c {
            '\n' if keep_lines => out.end_line(),
            '\r' if keep_lines && after == Some('\n') => {}
            '\t' => out.put(' '),
            _ if is_marked(before, c, after) => out.put_mark(c),
            _ => out.put(c),
        }
        before = Some(c);
    }
    out.finish()
}

/// How many bytes from the start are printable ASCII.
fn plain_start(text: &str) -> usize {
    let is_other = |byte: u8| !matches!(byte, b' '..=b'~');
    text.bytes().position(is_other).unwrap_or(text.len())
}

/// Whether the character is shown by its code point.
fn is_marked(before: Option<char>, c: char, after: Option<char>) -> bool {
    c.is_control()
        || is_bidi_control(c)
        || is_odd_separator(c)
        || is_invisible(c) && !joins_at(before, c, after)
}

/// Whether the invisible character belongs to the spelling where it stands.
fn joins_at(before: Option<char>, c: char, after: Option<char>) -> bool {
    // The last tag of a flag ends it, so nothing needs to follow.
    let after = if c == '\u{E007F}' { Some(after.unwrap_or(' ')) } else { after };
    joins_naturally(before, c, after)
}

/// Text being written, with its right-to-left runs isolated.
struct Isolating {
    out: String,
    /// An open run: the bytes of `out` up to its last right-to-left character.
    run: Option<usize>,
}

impl Isolating {
    /// Writes a character that may open, carry on or end a run.
    fn put(&mut self, c: char) {
        if is_right_to_left(c) {
            if self.run.is_none() {
                // The mark of a change belongs to what it opens.
                let opened =
                    if self.out.ends_with("[-") || self.out.ends_with("{+") { 2 } else { 0 };
                self.out.insert(self.out.len() - opened, ISOLATE);
            }
            self.out.push(c);
            self.run = Some(self.out.len());
            return;
        }
        // An arrow from one text to another points the same way for both.
        if is_left_to_right(c) || c == '\u{2192}' {
            self.end_run();
        }
        // Marks, joiners and digits right after a run belong to it; a quotation
        // mark pairs with the one before it, which stands outside.
        let carries_on = self.run == Some(self.out.len())
            && !c.is_ascii()
            && !c.is_whitespace()
            && !matches!(
                c,
                '\u{2018}'..='\u{201f}' | '\u{ab}' | '\u{bb}' | '\u{2039}' | '\u{203a}'
            );
        self.out.push(c);
        if carries_on && self.run.is_some() {
            self.run = Some(self.out.len());
        }
    }

    /// Writes printable ASCII: a letter in it ends an open run.
    fn put_plain(&mut self, text: &str) {
        match text.find(is_left_to_right) {
            Some(letter) if self.run.is_some() => {
                self.out.push_str(&text[..letter]);
                self.end_run();
                self.out.push_str(&text[letter..]);
            }
            Some(_) | None => self.out.push_str(text),
        }
    }

    /// Writes a character as its code point, outside any run.
    fn put_mark(&mut self, c: char) {
        self.end_run();
        write!(self.out, "<U+{:04X}>", u32::from(c)).expect("writing to a String never fails");
    }

    /// Ends a line, and with it any run.
    fn end_line(&mut self) {
        self.end_run();
        self.out.push('\n');
    }

    /// Closes the open run after its last right-to-left character, or after the
    /// bracket or mark of a change right behind it that closes one inside the
    /// run.
    fn end_run(&mut self) {
        if let Some(mut end) = self.run.take() {
            let start = self.out[..end].rfind(ISOLATE).unwrap_or(end);
            for (open, close) in [('(', ')'), ('[', ']')] {
                let count = |c: char| self.out[start..end].matches(c).count();
                if count(open) > count(close) && self.out[end..].starts_with(close) {
                    end += close.len_utf8();
                }
            }
            if ["-]", "+}"].iter().any(|mark| self.out[end..].starts_with(mark)) {
                end += 2;
            }
            self.out.insert(end, POP);
        }
    }

    fn finish(mut self) -> String {
        self.end_run();
        self.out
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_steers_a_terminal_is_shown_and_what_is_natural_stays() {
        for (text, shown) in [
            ("", ""),
            (
                "plain, “quoted” — é e\u{301} 中文 👩🏽\u{200d}🚒",
                "plain, “quoted” — é e\u{301} 中文 👩🏽\u{200d}🚒",
            ),
            ("\u{1b}[31mred", "<U+001B>[31mred"),
            ("a\0b\u{7f}c\u{9b}d", "a<U+0000>b<U+007F>c<U+009B>d"),
            ("a\tb\nc\r\nd", "a b<U+000A>c<U+000D><U+000A>d"),
            ("\u{202e}evil\u{202c}", "<U+202E>evil<U+202C>"),
            ("\u{2066}x\u{2069}\u{200f}", "<U+2066>x<U+2069><U+200F>"),
            ("\u{feff}a\u{200b}b\u{200d}c\u{2028}", "<U+FEFF>a<U+200B>b<U+200D>c<U+2028>"),
            ("he said سلام دنیا, twice", "he said \u{2068}سلام دنیا\u{2069}, twice"),
            ("می\u{200c}روم", "\u{2068}می\u{200c}روم\u{2069}"),
            ("قال (نعم) 15", "\u{2068}قال (نعم)\u{2069} 15"),
            ("پاکستان (پاکستان): x", "\u{2068}پاکستان (پاکستان)\u{2069}: x"),
            ("(قال) x", "(\u{2068}قال\u{2069}) x"),
            ("قال (نعم x)", "\u{2068}قال (نعم\u{2069} x)"),
            ("[-۱۵-]{+۱۸+} سے [-۲۰-]{+۲۵+}, x", "\u{2068}[-۱۵-]{+۱۸+} سے [-۲۰-]{+۲۵+}\u{2069}, x"),
            ("علی → ولی", "\u{2068}علی\u{2069} → \u{2068}ولی\u{2069}"),
            ("سلام\u{202e}x", "\u{2068}سلام\u{2069}<U+202E>x"),
            ("क\u{94d}\u{200d}ष", "क\u{94d}\u{200d}ष"),
            ("🏴\u{e0067}\u{e0062}\u{e007f}", "🏴\u{e0067}\u{e0062}\u{e007f}"),
            ("a\u{e0067}", "a<U+E0067>"),
        ] {
            assert_eq!(visible(text), shown, "{text:?}");
        }
    }

    #[test]
    fn lines_are_kept_when_asked_and_end_a_run() {
        assert_eq!(visible_lines("a\r\nb\rc\n"), "a\nb<U+000D>c\n");
        assert_eq!(visible_lines("بد\nبد"), "\u{2068}بد\u{2069}\n\u{2068}بد\u{2069}");
    }

    fn text() -> impl Strategy<Value = String> {
        prop_oneof![
            "\\PC*",
            "(?s).*",
            "[a \n\t\r\u{1b}\u{9b}\u{202e}\u{2068}\u{2069}\u{200c}\u{200d}سی\u{64e}5(]{0,30}"
        ]
    }

    proptest! {
        #[test]
        fn nothing_shown_can_steer_a_terminal(text in text()) {
            for shown in [visible(&text), visible_lines(&text)] {
                let mut depth = 0;
                for c in shown.chars() {
                    prop_assert!(c == '\n' || !c.is_control(), "{:?}", shown);
                    match c {
                        ISOLATE => depth += 1,
                        POP => depth -= 1,
                        '\n' => prop_assert_eq!(depth, 0),
                        _ => prop_assert!(!is_bidi_control(c), "{:?}", shown),
                    }
                    prop_assert!((0..=1).contains(&depth), "{:?}", shown);
                    prop_assert!(depth == 1 || !is_right_to_left(c), "{:?}", shown);
                }
                prop_assert_eq!(depth, 0);
            }
            prop_assert!(!visible(&text).contains('\n'));
        }

        #[test]
        fn plain_text_is_shown_as_it_is(text in "[ -~é“”—中]*") {
            prop_assert_eq!(visible(&text), text);
        }
    }
}
