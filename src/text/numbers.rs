//! Numbers in running text, in digits and in words: to notice that a figure
//! which somebody logs does not stand in the words that they quote.
//!
//! English, Urdu, Persian and Dari, Pashto, Arabic and Russian. It reads what
//! newspapers write of people and days, and is no parser of arithmetic: what it
//! does not know it leaves out.

use std::collections::{HashMap, HashSet};
use std::fmt::Display;
use std::sync::LazyLock;

use unicode_segmentation::UnicodeSegmentation;

use super::fold::fold_str;

/// Words for numbers; those from a hundred on multiply what stands before them.
const WORDS: &[(u64, &str)] = &[
    (0, "zero nil nobody none صفر هیچکس нуль ноль"),
    (1, "one single ایک یک یو واحد один одна одно"),
    (2, "two couple pair both دو دوه اثنان اثنين два две двое"),
    (3, "three تین سه درې ثلاثة ثلاث три трое"),
    (4, "four چار چهار څلور أربعة أربع четыре"),
    (5, "five پانچ پنج پنځه خمسة خمس пять"),
    (6, "six چھ شش شپږ ستة ست шесть"),
    (7, "seven سات هفت اووه سبعة سبع семь"),
    (8, "eight آٹھ هشت اته ثمانية ثماني восемь"),
    (9, "nine نو نه نهه تسعة تسع девять"),
    (10, "ten دس ده لس عشرة عشر десять"),
    (11, "eleven گیارہ یازده یوولس одиннадцать"),
    (12, "twelve بارہ دوازده دولس двенадцать"),
    (13, "thirteen تیرہ سیزده دیارلس тринадцать"),
    (14, "fourteen چودہ چهارده څوارلس четырнадцать"),
    (15, "fifteen پندرہ پانزده پنځلس пятнадцать"),
    (16, "sixteen سولہ شانزده شپاړس шестнадцать"),
    (17, "seventeen سترہ هفده اوولس семнадцать"),
    (18, "eighteen اٹھارہ هجده اتلس восемнадцать"),
    (19, "nineteen انیس نوزده نولس девятнадцать"),
    (20, "twenty بیس بیست شل عشرون عشرين двадцать"),
    (30, "thirty تیس سی دېرش ثلاثون ثلاثين тридцать"),
    (40, "forty چالیس چهل څلوېښت أربعون أربعين сорок"),
    (50, "fifty پچاس پنجاه پنځوس خمسون خمسين пятьдесят"),
    (60, "sixty ساٹھ شصت شپېته ستون ستين шестьдесят"),
    (70, "seventy ستر هفتاد اویا سبعون سبعين семьдесят"),
    (80, "eighty اسی هشتاد اتیا ثمانون ثمانين восемьдесят"),
    (90, "ninety نوے نود نوي تسعون تسعين девяносто"),
    (12, "dozen درجن دوجین дюжина"),
    (20, "score"),
    (100, "hundred سو صد سل مئة مائة сто"),
    (1_000, "thousand ہزار هزار زر ألف тысяча тысячи тысяч"),
    (100_000, "lakh لاکھ"),
    (1_000_000, "million ملین میلیون مليون миллион миллиона миллионов"),
    (10_000_000, "crore کروڑ"),
];

/// Words that stand in a number's place and give none.
const VAGUE: &str = "dozens scores tens hundreds thousands millions several many few some \
    numerous multiple countless handful lots most more various umpteen \
    درجنوں بیسیوں سینکڑوں ہزاروں کئی متعدد چند بہت \
    دهها صدها هزاران چندین بسیاری لسګونه سلګونه زرګونه څو ډېر گڼ \
    عشرات مئات آلاف عدة بضع كثير десятки сотни тысячи несколько много";

/// Words that say that there was none.
const NOBODY: &str = "nobody none nil no-one noone nothing";

/// What each of [`WORDS`] says, by the word folded.
static FOLDED_WORDS: LazyLock<HashMap<String, Millionths>> = LazyLock::new(|| {
    let mut known = HashMap::new();
    for (value, words) in WORDS {
        let multiplies = *value >= 100 || words.starts_with("dozen") || words.starts_with("score");
        for word in folded(words) {
            known.entry(word).or_insert(Millionths { value: u128::from(*value) * ONE, multiplies });
        }
    }
    known
});

static FOLDED_VAGUE: LazyLock<HashSet<String>> = LazyLock::new(|| folded(VAGUE).collect());

fn folded(words: &str) -> impl Iterator<Item = String> {
    words.split_whitespace().map(|word| fold_str(word).trim().to_owned())
}

/// A noun with its number: "1 entry", "2 entries".
pub fn counted(count: impl Display, noun: &str) -> String {
    let count = count.to_string();
    match (count.as_str(), noun.strip_suffix('y')) {
        ("1", _) => format!("1 {noun}"),
        (_, Some(stem)) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{count} {stem}ies"),
        _ => format!("{count} {noun}s"),
    }
}

/// Whether a word, or "a few" and the like, stands for a number that nobody
/// gives.
pub fn is_vague_number(word: &str) -> bool {
    let folded = fold_str(word);
    let bare = folded.trim();
    let bare = bare.strip_prefix("a ").unwrap_or(bare);
    bare.split(' ').next().is_some_and(|word| FOLDED_VAGUE.contains(word))
}

/// Whether a word says that there was none: "nobody", "no one".
pub fn is_none(word: &str) -> bool {
    let folded = fold_str(word);
    folded.trim() == "no one" || NOBODY.split(' ').any(|one| one == folded.trim())
}

/// The words that [`is_vague_number`] knows in English, in order.
pub fn vague_numbers() -> impl Iterator<Item = &'static str> {
    VAGUE.split_whitespace().filter(|word| word.is_ascii())
}

/// The whole numbers that stand in a text, in digits or in words, each once, in
/// order of size. "1,200" is one number; "twenty-three", "two dozen" and "1.2
/// million" too, with their parts beside them.
pub fn numbers_in(text: &str) -> Vec<u64> {
    let folded = fold_str(text);
    let mut found = Vec::new();
    let mut run = Run::default();
    let mut end = 0;
    for (at, word) in folded.unicode_word_indices() {
        let gap = &folded[end..at];
        end = at + word.len();
        if !gap.chars().all(|c| c.is_whitespace() || c == '-') {
            run = Run::default();
        }
        // "and" joins numbers in words: two hundred and five.
        if matches!(word, "and" | "و" | "a" | "half") {
            run.half |= word == "half";
            continue;
        }
        let Some(value) = value(word) else {
            run = Run::default();
            continue;
        };
        found.extend(value.whole());
        found.extend(run.add(value));
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// A number in millionths, so that "1.2 million" is whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Millionths {
    value: u128,
    /// Whether it multiplies what stands before it.
    multiplies: bool,
}

const ONE: u128 = 1_000_000;

impl Millionths {
    fn whole(self) -> Option<u64> {
        self.value.is_multiple_of(ONE).then(|| u64::try_from(self.value / ONE).ok()).flatten()
    }
}

fn value(word: &str) -> Option<Millionths> {
    if word.starts_with(|c: char| c.is_ascii_digit()) {
        let digits: String =
            word.chars().filter(|c| *c != ',' && *c != '٬' && *c != '\'').collect();
        let (whole, part) = digits.split_once('.').unwrap_or((&digits, ""));
        let whole: u64 = whole.parse().ok()?;
        let part: String = part.chars().chain("000000".chars()).take(6).collect();
        let part: u128 = part.parse().ok()?;
        return Some(Millionths { value: u128::from(whole) * ONE + part, multiplies: false });
    }
    let plural = word.strip_suffix('s').unwrap_or(word);
    FOLDED_WORDS.get(word).or_else(|| FOLDED_WORDS.get(plural)).copied()
}

/// Number words in a row.
#[derive(Default)]
struct Run {
    /// What is complete: the thousands before the hundreds.
    done: u128,
    open: Option<u128>,
    half: bool,
}

impl Run {
    /// Takes one more number; the whole that the row gives now, if it is more
    /// than that number by itself.
    fn add(&mut self, next: Millionths) -> Option<u64> {
        let half = std::mem::take(&mut self.half);
        let before = self.open;
        let open = match (self.open, next.multiplies) {
            (None, true) if half => next.value / 2,
            (Some(open), true) => open.saturating_mul(next.value / ONE),
            (Some(open), false) if open >= 20 * ONE && next.value < open => open + next.value,
            (None, _) | (Some(_), false) => next.value,
        };
        if next.multiplies && next.value >= 1_000 * ONE {
            self.done = self.done.saturating_add(open);
            self.open = None;
            return whole(self.done);
        }
        self.open = Some(open);
        let more = before.is_some() || half || self.done > 0;
        more.then(|| whole(self.done.saturating_add(open))).flatten()
    }
}

fn whole(value: u128) -> Option<u64> {
    Millionths { value, multiplies: false }.whole()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_are_read_in_digits_and_in_words() {
        for (text, numbers) in [
            ("three soldiers", vec![3]),
            ("Twenty-three people, two of them children", vec![2, 3, 20, 23]),
            ("some 1,200 people", vec![1200]),
            ("two hundred and five", vec![2, 5, 100, 200, 205]),
            ("1.2 million", vec![1_000_000, 1_200_000]),
            ("half a dozen men", vec![6, 12]),
            ("two dozen", vec![2, 12, 24]),
            ("۱۵ تا ۲۰ نفر", vec![15, 20]),
            ("تین افراد", vec![3]),
            ("пять человек", vec![5]),
            ("about 15-20 fighters", vec![15, 20]),
            ("15–20", vec![15, 20]),
            ("nobody was hurt", vec![0]),
            ("a soldier", vec![]),
        ] {
            assert_eq!(numbers_in(text), numbers, "{text}");
        }
    }

    #[test]
    fn words_that_give_no_number_are_known_in_several_languages() {
        for word in ["dozens", "Dozens", "a few", "several", "درجنوں", "десятки"] {
            assert!(is_vague_number(word), "{word}");
        }
        for word in ["nobody", "three", "", "banana", "no"] {
            assert!(!is_vague_number(word), "{word}");
        }
        assert!(is_none("Nobody") && is_none("no one") && !is_none("one"));
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "(\\PC|million |thousand |two |9|half ){0,40}") {
            let _ = numbers_in(&text);
        }
    }
}
