//! Figures as typed, against the words that they are read from: a word in a
//! number's place must be one, and a number should stand in the quotation.

use crate::error::{Error, Result};
use crate::journal::fact;
use crate::model::{Number, Piece, Position, Quantity, QuantityText, Span, Value};
use crate::text;

use super::desk::Desk;
use super::quote::Page;
use super::view;

impl Desk<'_, '_> {
    /// Takes a word in a number's place: one that gives no number ("dozens"),
    /// one of the casebook's conventions, what stood in quotation marks, or a
    /// word for nobody, which is nought.
    ///
    /// # Errors
    ///
    /// [`Error::Usage`], with what is possible, for any other word.
    pub(super) fn counted_word(&self, mut typed: QuantityText) -> Result<QuantityText> {
        let Some(word) = typed.word.clone().filter(|_| !typed.as_quoted) else { return Ok(typed) };
        if text::is_none(&word) {
            let nought = Some(Number::integer(0)?);
            (typed.min, typed.max) = (nought, nought);
            return Ok(typed);
        }
        let conventions = self.store().casebook()?.fact.conventions;
        let named = conventions.iter().any(|it| it.word.to_lowercase() == word.to_lowercase());
        if named || text::is_vague_number(&word) {
            return Ok(typed);
        }
        let spelt = text::numbers_in(&word);
        let digits = spelt.last().map(|number| format!("{number} in digits; or "));
        let known: Vec<&str> = text::vague_numbers().collect();
        Err(Error::usage(
            format!("`{word}` is no number"),
            format!(
                "write {}15, 15..20, 20.., \"about 15\", nobody, or a word that gives no number ({}); the source\u{2019}s own word in quotation marks: '\"{word}\"'",
                digits.unwrap_or_default(),
                known.join(", ")
            ),
        ))
    }

    /// Warns of numbers that a version newly gives and whose figures do not
    /// stand in the words that it quotes, and says what a word for nobody was
    /// taken for.
    pub(super) fn figures(
        &self,
        wording: &fact::Wording,
        page: Option<&Page>,
        before: Option<&fact::Wording>,
    ) -> Result<Vec<String>> {
        let old = before.map_or(&[][..], |before| before.positions.as_slice());
        let anew = wording.positions.iter().filter(|position| !old.contains(position));
        let mut warnings = Vec::new();
        let mut words: Option<String> = None;
        for position in anew {
            let Some(Value::Quantity(quantity)) = &position.value else { continue };
            if let (Some(word), Some(_)) = (&quantity.as_written, quantity.min) {
                warnings.push(format!("\u{201c}{word}\u{201d} is recorded as 0 {}", quantity.unit));
                continue;
            }
            if words.is_none() {
                words = Some(self.quoted_words(wording, page)?);
            }
            let quoted = words.as_deref().unwrap_or_default();
            if !quoted.is_empty() {
                warnings.extend(absent(position, quoted));
                warnings.extend(unbounded(quantity, quoted));
            }
        }
        Ok(warnings)
    }

    /// The words of all passages; empty where they are withheld. A page at hand
    /// may not be logged yet.
    fn quoted_words(&self, wording: &fact::Wording, page: Option<&Page>) -> Result<String> {
        if let Some(page) = page {
            let text = page.text.as_deref().unwrap_or_default();
            let range = |piece: &Piece| {
                let [start, end] = piece.bytes.map(usize::try_from);
                text.get(start.ok()?..end.ok()?)
            };
            let here = wording.spans.iter().filter(|span| span.capture == page.capture.id.into());
            let words: Vec<&str> = here.flat_map(Span::pieces).filter_map(range).collect();
            return Ok(words.join("\n"));
        }
        let quotes = view::quotes(self.store(), "", &wording.spans)?;
        let words: Vec<String> = quotes.into_iter().filter_map(|quote| quote.words).collect();
        Ok(words.join("\n"))
    }
}

/// English words before a figure that make it no exact one, and how that is
/// written.
const BOUNDS: [(&str, &str); 14] = [
    ("about", "about N"),
    ("approximately", "about N"),
    ("around", "about N"),
    ("nearly", "about N"),
    ("almost", "about N"),
    ("roughly", "about N"),
    ("some", "about N"),
    ("at least", "N.."),
    ("more than", "N.."),
    ("over", "N.."),
    ("up to", "..N"),
    ("as many as", "..N"),
    ("fewer than", "..N"),
    ("less than", "..N"),
];

/// Characters in which the longest of them stands, with what is before it.
const LONGEST: usize = 16;

/// A warning of a figure that is given as exact, and before which the words
/// quoted have "about", "at least" or the like.
fn unbounded(quantity: &Quantity, quoted: &str) -> Option<String> {
    let (Some(min), Some(max), None) = (quantity.min, quantity.max, quantity.approximate) else {
        return None;
    };
    let figure = min.to_string();
    let bound = quoted.match_indices(&figure).find_map(|(at, _)| {
        let (before, after) = (&quoted[..at], &quoted[at + figure.len()..]);
        // "3" is not what stands in "3,000", "3.5" or "3 000".
        let rest = after.strip_prefix([',', '.', '\'', '\u{2019}', ' ', '\u{a0}']).unwrap_or(after);
        let goes_on = rest.starts_with(|c: char| c.is_ascii_digit());
        if goes_on || !before.ends_with(' ') {
            return None;
        }
        let near = before.char_indices().rev().take(LONGEST).last().map_or(0, |(at, _)| at);
        let before = before[near..].trim_end().to_lowercase();
        BOUNDS.iter().find(|(words, form)| {
            let rest = before.strip_suffix(words);
            let whole = rest.is_some_and(|rest| !rest.ends_with(char::is_alphanumeric));
            // "At least 15" beside a range is what its lower end says.
            whole && (min == max || *form == "about N")
        })
    })?;
    let (words, form) = bound;
    let range = if min == max { figure.clone() } else { format!("{figure}..{max}") };
    Some(format!(
        "the words quoted have \u{201c}{words} {figure}\u{201d}, and {range} {} is recorded as exact: write {}",
        quantity.unit,
        form.replace('N', &range)
    ))
}

/// A warning of the ends of a figure that do not stand in a quotation.
fn absent(position: &Position, quoted: &str) -> Option<String> {
    let Some(Value::Quantity(quantity)) = &position.value else { return None };
    let mut missing: Vec<String> =
        [quantity.min, quantity.max].into_iter().flatten().map(|end| end.to_string()).collect();
    missing.dedup();
    // "A soldier" is one, and no number is written for it.
    missing.retain(|end| end != "1" && end != "0" && !quoted.contains(end.as_str()));
    if missing.is_empty() {
        return None;
    }
    let there = text::numbers_in(quoted);
    missing.retain(|end| there.iter().all(|one| one.to_string() != *end));
    if missing.is_empty() {
        return None;
    }
    let there = if there.is_empty() {
        "they hold no number that we can read".to_owned()
    } else {
        let there: Vec<String> = there.iter().map(ToString::to_string).collect();
        format!("they hold {}", there.join(", "))
    };
    Some(format!(
        "{} {} {} not stand in the words quoted, in digits or as a number word; {there}: look again",
        missing.join(" and "),
        quantity.unit,
        if missing.len() == 1 { "does" } else { "do" }
    ))
}
