//! How things lie on a screen: wrapped paragraphs, named fields, tables.

use comfy_table::{ColumnConstraint, ContentArrangement, Table, TableComponent, Width};
use textwrap::{Options, WordSeparator, WordSplitter};
use unicode_segmentation::UnicodeSegmentation;

/// Blanks around a cell of a table.
const PADDING: usize = 2;

/// What the last column of a table gets at least.
const LAST: usize = 10;

/// Lines of text with a width.
#[derive(Debug)]
pub(super) struct Screen {
    out: String,
    width: usize,
}

impl Screen {
    /// An empty screen of so many columns; 40 at least.
    pub(super) fn new(width: usize) -> Self {
        Self { out: String::new(), width: width.max(40) }
    }

    /// Its columns.
    pub(super) const fn width(&self) -> usize {
        self.width
    }

    /// A line as it is.
    pub(super) fn line(&mut self, text: impl AsRef<str>) {
        self.out.push_str(text.as_ref());
        self.out.push('\n');
    }

    /// An empty line, unless there is one.
    pub(super) fn gap(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }

    /// A heading after an empty line.
    pub(super) fn heading(&mut self, text: impl AsRef<str>) {
        self.gap();
        self.wrapped(0, 0, text.as_ref());
    }

    /// A paragraph, wrapped: the first line after `first` spaces, the others
    /// after `rest`. Hashes and addresses are never broken.
    pub(super) fn wrapped(&mut self, first: usize, rest: usize, text: &str) {
        if is_plain(text) {
            return wrap_plain(&mut self.out, self.width, (first, rest), text);
        }
        let (first, rest) = (" ".repeat(first), " ".repeat(rest));
        let options = Options::new(self.width)
            .initial_indent(&first)
            .subsequent_indent(&rest)
            .word_separator(WordSeparator::AsciiSpace)
            .word_splitter(WordSplitter::NoHyphenation)
            .break_words(false);
        for line in textwrap::wrap(&one_line(text), options) {
            self.line(line.trim_end());
        }
    }

    /// A named value: `name      value`, the value wrapped beside its name.
    pub(super) fn field(&mut self, name: &str, value: impl AsRef<str>) {
        const NAMES: usize = 14;
        let value = value.as_ref();
        if !value.is_empty() {
            self.wrapped(2, NAMES + 2, &format!("{name}{}{value}", pad(NAMES, name)));
        }
    }

    /// The same where there is a value.
    pub(super) fn maybe(&mut self, name: &str, value: Option<impl AsRef<str>>) {
        if let Some(value) = value {
            self.field(name, value);
        }
    }

    /// An item of a list, wrapped.
    pub(super) fn item(&mut self, text: impl AsRef<str>) {
        self.wrapped(2, 4, &format!("-\u{a0}{}", text.as_ref()));
    }

    /// A table with a head, within the width.
    pub(super) fn table(&mut self, head: &[&str], rows: Vec<Vec<String>>) {
        let mut table = Table::new();
        table.load_preset(comfy_table::presets::NOTHING);
        table.set_style(TableComponent::HeaderLines, '\u{2500}');
        table.set_style(TableComponent::MiddleHeaderIntersections, ' ');
        table.set_content_arrangement(ContentArrangement::Dynamic);
        table.set_width(u16::try_from(self.width).unwrap_or(u16::MAX));
        table.set_header(head);
        let mut longest: Vec<usize> = head.iter().map(|cell| longest_word(cell)).collect();
        for row in rows {
            let row: Vec<String> = row.iter().map(|cell| one_line(cell)).collect();
            for (longest, cell) in longest.iter_mut().zip(&row) {
                *longest = longest_word(cell).max(*longest);
            }
            table.add_row(row);
        }
        // A word is broken only where they do not fit beside each other, and the
        // last column, of free words, gives way first.
        if let Some(last) = longest.last_mut() {
            *last = (*last).min(LAST);
        }
        let gaps = longest.len().saturating_sub(1);
        if longest.iter().map(|word| word + PADDING).sum::<usize>() + gaps <= self.width {
            for (column, word) in table.column_iter_mut().zip(&longest) {
                let least = u16::try_from(word + PADDING).unwrap_or(u16::MAX);
                column.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(least)));
            }
        }
        for line in table.lines() {
            self.line(line.trim_end());
        }
    }

    /// All of it.
    pub(super) fn finish(self) -> String {
        self.out.replace('\u{a0}', " ")
    }
}

/// Line ends as spaces, so that nothing quoted can pretend to be a line of ours.
pub(super) fn one_line(text: &str) -> String {
    text.replace(['\r', '\n'], " ")
}

/// A blank that breaks no line, as the mark of a list's item has it.
const FIRM: char = '\u{a0}';

/// Whether every character is printable ASCII, or the blank that breaks no
/// line: one column each. So is most of what is shown.
fn is_plain(text: &str) -> bool {
    let is_printable = |byte: u8| matches!(byte, b' '..=b'~');
    let plain = text.bytes().position(|byte| !is_printable(byte)).map(|at| text.split_at(at));
    plain.is_none_or(|(_, rest)| rest.chars().all(|c| c == FIRM || matches!(c, ' '..='~')))
}

/// Wraps plain text at its blanks as `textwrap` does, which measures each word
/// first: as much on each line as fits, at least one word.
fn wrap_plain(out: &mut String, width: usize, (first, rest): (usize, usize), text: &str) {
    let columns = |text: &str| {
        if text.is_ascii() { text.len() } else { text.chars().count() }
    };
    let mut indent = first;
    let mut line = text.trim_end_matches(' ');
    loop {
        let room = width.saturating_sub(indent);
        let (shown, left) = split_line(line, room, columns);
        let shown = shown.trim_end();
        out.extend(std::iter::repeat_n(' ', if shown.is_empty() { 0 } else { indent }));
        out.push_str(shown);
        out.push('\n');
        if left.is_empty() {
            return;
        }
        (line, indent) = (left, rest);
    }
}

/// The words that fit into so many columns, the first at least, and the rest.
fn split_line(text: &str, room: usize, columns: impl Fn(&str) -> usize) -> (&str, &str) {
    let (mut end, mut used) = (0, 0);
    while end < text.len() {
        let blanks = text[end..].len() - text[end..].trim_start_matches(' ').len();
        let word = end + blanks;
        let to = text[word..].find(' ').map_or(text.len(), |at| word + at);
        let with = used + blanks + columns(&text[word..to]);
        if with > room && end > 0 {
            return (&text[..end], &text[word..]);
        }
        (end, used) = (to, with);
    }
    (text, "")
}

/// The first so many characters of a text on one line, up to the end of a word
/// where one ends in their last third, and a mark if it goes on.
pub(super) fn shortened(text: &str, most: usize) -> String {
    let text = one_line(text);
    let mut characters = text.graphemes(true);
    let short: String = characters.by_ref().take(most).collect();
    let Some(next) = characters.next() else { return short };
    let whole = short.rfind(' ').filter(|at| next != " " && at * 3 > short.len() * 2);
    format!("{}\u{2026}", short[..whole.unwrap_or(short.len())].trim_end())
}

/// Columns of the longest word of a text.
fn longest_word(text: &str) -> usize {
    text.split_whitespace().map(textwrap::core::display_width).max().unwrap_or(0)
}

fn pad(to: usize, name: &str) -> String {
    "\u{a0}".repeat(to.saturating_sub(name.len()).max(1))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The lines as the crate wraps them.
    fn by_the_crate(width: usize, first: usize, rest: usize, text: &str) -> String {
        let (first, rest) = (" ".repeat(first), " ".repeat(rest));
        let options = Options::new(width)
            .initial_indent(&first)
            .subsequent_indent(&rest)
            .word_separator(WordSeparator::AsciiSpace)
            .word_splitter(WordSplitter::NoHyphenation)
            .break_words(false);
        let mut screen = Screen::new(width);
        for line in textwrap::wrap(text, options) {
            screen.line(line.trim_end());
        }
        screen.out
    }

    #[test]
    fn a_line_of_firm_blanks_alone_is_an_empty_line() {
        let mut screen = Screen::new(40);
        screen.wrapped(1, 0, "\u{a0}");
        assert_eq!(screen.out, "\n");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn plain_text_is_wrapped_as_any_other(
            words in prop::collection::vec("[ -~\u{a0}]{0,12}", 0..12),
            width in 40usize..60, first in 0usize..6, rest in 0usize..6,
        ) {
            let text = words.join(" ");
            prop_assert!(is_plain(&text));
            let mut out = String::new();
            wrap_plain(&mut out, width, (first, rest), &text);
            prop_assert_eq!(out, by_the_crate(width, first, rest, &text));
        }
    }
}
