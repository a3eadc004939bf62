//! Changes that may turn the meaning of a passage: figures, negations, names.

use std::collections::{BTreeMap, HashSet};
use std::ops::Range;
use std::sync::LazyLock;

use serde::Serialize;
use unicode_segmentation::UnicodeSegmentation;

use crate::text::fold::fold_str;
use crate::text::likeness::{SIMILAR_WORDS, likeness, words};

/// What kind of word changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Flagged {
    /// A figure, in digits or as a number word.
    Digits,
    /// A word that says no.
    Negation,
    /// A word with a capital letter that does not begin a sentence, or begins it
    /// before another such word.
    Name,
}

/// Words of one kind that are not the same in both passages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Flag {
    /// What they are.
    pub kind: Flagged,
    /// Those that only the old passage has, as written, in order.
    pub old: Vec<String>,
    /// Those that only the new passage has.
    pub new: Vec<String>,
}

impl Flag {
    /// The words of the old passage and those of the new one; `none` for none.
    pub fn told(&self, none: &str) -> [String; 2] {
        [&self.old, &self.new].map(|words| match words.as_slice() {
            [] => none.to_owned(),
            words => words.join(", "),
        })
    }
}

/// Words that say no, folded: English, Urdu, Persian and Dari, Pashto, Arabic.
const NEGATIONS: &[&str] = &[
    "no",
    "not",
    "never",
    "nor",
    "neither",
    "none",
    "nobody",
    "nothing",
    "without",
    "cannot",
    "denied",
    "denies",
    "deny",
    "نہیں",
    "نہ",
    "مت",
    "بغیر",
    "نه",
    "نیست",
    "نشده",
    "نبود",
    "هیچ",
    "بدون",
    "نشته",
    "ندی",
    "هیڅ",
    "لا",
    "لم",
    "لن",
    "ليس",
    "ليست",
    "ما",
    "غير",
    "بدون",
    "не",
    "нет",
    "ни",
    "никогда",
    "без",
];

/// They as they fold.
static FOLDED_NEGATIONS: LazyLock<HashSet<String>> =
    LazyLock::new(|| NEGATIONS.iter().map(|word| fold_str(word)).collect());

/// English words for numbers.
const NUMBERS: &[&str] = &[
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "dozen",
    "dozens",
    "score",
    "scores",
    "hundred",
    "hundreds",
    "thousand",
    "thousands",
    "million",
    "millions",
    "half",
];

/// Bytes of a line beyond which what stands on it is not beside a passage.
const LONGEST_LINE: usize = 2_000;

/// What changed beside a passage whose own words are the same: names and words
/// that say no, on its lines. The words may be another's now, or be denied.
pub fn flags_beside(old: (&str, &Range<usize>), new: (&str, &Range<usize>)) -> Vec<Flag> {
    let lines = |(text, at): (&'_ str, &Range<usize>)| {
        let start = text[..at.start].rfind('\n').map_or(0, |end| end + 1);
        let end = text[at.end..].find('\n').map_or(text.len(), |end| at.end + end);
        start..end
    };
    let (before, after) = (&old.0[lines(old)], &new.0[lines(new)]);
    if before == after || before.len().max(after.len()) > LONGEST_LINE {
        return Vec::new();
    }
    let mut flags = flags(before, after);
    flags.retain(|flag| flag.kind != Flagged::Digits);
    flags
}

/// Compares the figures, negations and names of two passages.
pub fn flags(old: &str, new: &str) -> Vec<Flag> {
    let (before, after) = (marked(old), marked(new));
    let kinds = [Flagged::Digits, Flagged::Negation, Flagged::Name];
    let flag = |kind: Flagged| {
        let (old, new) = (less(&before, &after, kind), less(&after, &before, kind));
        (!old.is_empty() || !new.is_empty()).then_some(Flag { kind, old, new })
    };
    kinds.into_iter().filter_map(flag).collect()
}

/// Whether two passages that are alike tell of different people or figures: a
/// name or a figure of one stands where the other has another.
pub(super) fn another_account(old: &str, new: &str) -> bool {
    let other = |flag: &Flag| {
        matches!(flag.kind, Flagged::Name | Flagged::Digits)
            && !flag.old.is_empty()
            && !flag.new.is_empty()
    };
    flags(old, new).iter().any(other)
}

/// Whether a passage of a script without capital letters has a word replaced by
/// another that is not a spelling of it: it may be a name.
pub(super) fn replaces(old: &str, new: &str) -> bool {
    let (old, new) = (fold_str(old), fold_str(new));
    if old.chars().chain(new.chars()).any(char::is_lowercase) {
        return false;
    }
    let cut = |text: &str| -> Vec<String> {
        words(text).into_iter().map(|range| text[range].to_owned()).collect()
    };
    let (old, new) = (cut(&old), cut(&new));
    let lacking = |these: &[String], others: &[String]| -> Vec<String> {
        let mut left = others.to_vec();
        let lacks = |word: &&String| match left.iter().position(|other| other == *word) {
            Some(at) => {
                left.swap_remove(at);
                false
            }
            None => true,
        };
        these.iter().filter(lacks).cloned().collect()
    };
    let (gone, come) = (lacking(&old, &new), lacking(&new, &old));
    let spelt = |word: &String| come.iter().any(|other| likeness(word, other) >= SIMILAR_WORDS);
    !come.is_empty() && gone.iter().any(|word| !spelt(word))
}

/// A word that matters: its kind, what it folds to, as written.
type Marked = (Flagged, String, String);

fn marked(passage: &str) -> Vec<Marked> {
    let mut found = Vec::new();
    let mut end = None;
    let capital = |word: &str| word.starts_with(char::is_uppercase) && word.chars().count() > 1;
    let mut words = passage.unicode_word_indices().peekable();
    while let Some((at, word)) = words.next() {
        let before_name = words.peek().is_some_and(|(_, next)| capital(next));
        let key = fold_str(word);
        let opens = end.is_none_or(|end: usize| {
            passage[end..at].contains(['.', '!', '?', '\n', ':', '\u{201c}', '"', '\u{6d4}'])
        });
        end = Some(at + word.len());
        let kind = if key.contains(char::is_numeric) || NUMBERS.contains(&key.as_str()) {
            Flagged::Digits
        } else if FOLDED_NEGATIONS.contains(&key) || key.ends_with("n't") {
            Flagged::Negation
        } else if (!opens || before_name) && capital(word) {
            Flagged::Name
        } else {
            continue;
        };
        let key = key.strip_suffix("'s").map_or(key.clone(), str::to_owned);
        found.push((kind, key, word.to_owned()));
    }
    found
}

/// Words of one kind in `these` that `others` lack, as written.
fn less(these: &[Marked], others: &[Marked], kind: Flagged) -> Vec<String> {
    let mut there: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, key, _) in others.iter().filter(|mark| mark.0 == kind) {
        *there.entry(key).or_default() += 1;
    }
    let lacks = |mark: &&Marked| match there.get_mut(mark.1.as_str()) {
        Some(left @ 1..) => {
            *left -= 1;
            false
        }
        Some(0) | None => true,
    };
    these.iter().filter(|mark| mark.0 == kind).filter(lacks).map(|mark| mark.2.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changed_figures_negations_and_names_are_flagged_and_nothing_else() {
        let told = |old, new| {
            let flags = flags(old, new);
            flags.iter().map(|f| (f.kind, f.old.join(" "), f.new.join(" "))).collect::<Vec<_>>()
        };
        let flag = |kind, old: &str, new: &str| (kind, old.to_owned(), new.to_owned());
        assert_eq!(told("The bridge was shut.", "The old bridge is shut."), []);
        assert_eq!(told("About 15 died.", "About 20 died."), [flag(Flagged::Digits, "15", "20")]);
        assert_eq!(told("It was ۱۵.", "It was 15."), []);
        assert_eq!(
            told("We will not wait.", "We will wait."),
            [flag(Flagged::Negation, "not", "")]
        );
        assert_eq!(told("We won’t.", "We will."), [flag(Flagged::Negation, "won’t", "")]);
        assert_eq!(
            told("said Zabiullah Karim", "said Zabihullah Karim"),
            [flag(Flagged::Name, "Zabiullah", "Zabihullah")]
        );
        assert_eq!(
            told("Zabiullah Karim left", "Zabihullah Karim left"),
            [flag(Flagged::Name, "Zabiullah", "Zabihullah")]
        );
        assert_eq!(told("ہم نہیں جائیں گے", "ہم جائیں گے"), [flag(Flagged::Negation, "نہیں", "")]);
    }
}
