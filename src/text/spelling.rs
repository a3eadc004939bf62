//! Whether two printed names can be spellings of one: across transliterations
//! and scripts. A reason to look, never a reason to merge.

use unicode_segmentation::UnicodeSegmentation;

use crate::text::fold::fold_str;

/// Two names that may be one, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spelling {
    /// How alike the Latin forms are, in thousandths (Jaro-Winkler).
    pub similarity: u16,
    /// Why, in words.
    pub reason: String,
}

/// Latin forms less alike than this, in thousandths, are two names.
const ALIKE: u16 = 880;

/// Names in one script whose consonants differ must be more alike than this.
const VERY_ALIKE: u16 = 960;

/// A name shorter than this without its vowels says too little.
const SHORTEST: usize = 3;

/// Titles and small words that are no part of a name.
const TITLES: &[&str] = &[
    "mr",
    "mrs",
    "ms",
    "dr",
    "gen",
    "general",
    "lt",
    "lieutenant",
    "col",
    "colonel",
    "maj",
    "major",
    "brig",
    "capt",
    "captain",
    "sir",
    "sheikh",
    "shaikh",
    "mullah",
    "mulla",
    "maulana",
    "mawlawi",
    "maulvi",
    "haji",
    "hajji",
    "prof",
    "president",
    "minister",
    "senator",
];

/// What before a name makes it another's: "non-Mehsud".
const PREFIXES: &[&str] = &["non", "anti", "ex", "pro", "former", "self", "so", "un"];

/// Small words that stand inside names.
const PARTICLES: &[&str] = &["al", "ul", "ur", "el", "bin", "ibn", "e", "de", "van", "von", "i"];

/// Compares two names as printed. `None`: they are the same once folded, one is
/// no name but a description, or they are not alike.
pub fn spelling(one: &str, other: &str) -> Option<Spelling> {
    if fold_str(one) == fold_str(other) {
        return None;
    }
    let (a, b) = (latin_words(one)?, latin_words(other)?);
    let (joined_a, joined_b) = (a.concat(), b.concat());
    let figures = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    if figures(&joined_a) != figures(&joined_b) {
        return None;
    }
    let (bones_a, bones_b) = (bones(&joined_a), bones(&joined_b));
    if bones_a.len() < SHORTEST || bones_b.len() < SHORTEST {
        return None;
    }
    let similarity = alike(&joined_a, &joined_b);
    let same_bones = bones_a == bones_b;
    let scripts = is_latin(one) != is_latin(other);
    let near = a.len() == b.len() && a.iter().zip(&b).all(|(a, b)| word_alike(a, b));
    let near = near && similarity >= VERY_ALIKE;
    // Another script leaves short vowels out, and then only consonants tell.
    let least = if scripts { ALIKE - 180 } else { ALIKE };
    if !(same_bones && similarity >= least || near && !scripts) {
        return None;
    }
    let mut reason = format!("{joined_a} and {joined_b}: {} % alike", similarity / 10);
    if same_bones {
        reason = format!("{reason}, the same consonants ({bones_a})");
    }
    if scripts {
        reason.push_str(", in two scripts");
    }
    Some(Spelling { similarity, reason })
}

/// Two words of one name: the same beginning, and few letters apart.
fn word_alike(a: &str, b: &str) -> bool {
    let (short, long) = (a.len().min(b.len()), a.len().max(b.len()));
    a == b || short >= 5 && long - short <= 1 && strsim::levenshtein(a, b) <= 1 && a[..1] == b[..1]
}

/// Jaro-Winkler in thousandths.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 1")]
fn alike(a: &str, b: &str) -> u16 {
    (strsim::jaro_winkler(a, b) * 1000.0) as u16
}

fn is_latin(text: &str) -> bool {
    text.chars().filter(|c| c.is_alphabetic()).all(|c| u32::from(c) < 0x250)
}

/// The words of a name in Latin letters, small, without titles; `None` for a
/// description ("the spokesman of the army") and for another's name
/// ("non-Mehsud").
fn latin_words(name: &str) -> Option<Vec<String>> {
    let cased = name.chars().any(char::is_uppercase);
    let mut words = Vec::new();
    for (nth, word) in name.unicode_words().enumerate() {
        let small = latin(word);
        if PREFIXES.contains(&small.as_str()) {
            return None;
        }
        if cased && word.starts_with(char::is_lowercase) && !PARTICLES.contains(&small.as_str()) {
            // "the army": an article before a name is no part of it.
            if nth == 0 && small == "the" {
                continue;
            }
            return None;
        }
        if !TITLES.contains(&small.as_str()) && !small.is_empty() && small != "the" {
            words.push(small);
        }
    }
    let described = !cased && is_latin(name);
    (!words.is_empty() && !described).then_some(words)
}

/// A word in small Latin letters, for matching only: Arabic script by the sound
/// that its letters have in Urdu, Dari and Pashto, others by `deunicode`.
fn latin(word: &str) -> String {
    let mut out = String::new();
    for c in fold_str(word).chars() {
        match arabic(c) {
            Some(sound) => out.push_str(sound),
            None if c.is_ascii() => out.push(c),
            None => out.push_str(&deunicode::deunicode_char(c).unwrap_or_default().to_lowercase()),
        }
    }
    out.retain(|c| c.is_ascii_alphanumeric());
    out
}

/// The sound of a folded Arabic letter.
const fn arabic(c: char) -> Option<&'static str> {
    Some(match c {
        'ا' | 'أ' | 'إ' | 'آ' => "a",
        'ب' => "b",
        'پ' => "p",
        'ت' | 'ط' | 'ټ' | 'ٹ' => "t",
        'ث' | 'س' | 'ص' | 'څ' => "s",
        'ج' => "j",
        'چ' => "ch",
        'ح' | 'ه' => "h",
        'خ' => "kh",
        'د' | 'ډ' | 'ڈ' => "d",
        'ذ' | 'ز' | 'ض' | 'ظ' | 'ځ' => "z",
        'ژ' | 'ږ' => "zh",
        'ر' | 'ړ' | 'ڑ' => "r",
        'ش' | 'ښ' => "sh",
        'ع' | 'ء' | 'ئ' => "",
        'غ' => "gh",
        'ف' => "f",
        'ق' => "q",
        'ک' => "k",
        'گ' | 'ګ' => "g",
        'ل' => "l",
        'م' => "m",
        'ن' | 'ں' | 'ڼ' => "n",
        'و' | 'ؤ' => "w",
        'ی' | 'ې' => "i",
        _ => return None,
    })
}

/// A name without what transliterations differ in: vowels, h, w and y, doubled
/// letters; one letter for q and k, and for c before a vowel of the back.
fn bones(latin: &str) -> String {
    let mut out = String::new();
    for c in latin.chars() {
        let c = match c {
            'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'w' | 'h' => continue,
            'q' | 'c' => 'k',
            'v' => 'b',
            other => other,
        };
        if !out.ends_with(c) {
            out.push(c);
        }
    }
    out
}

/// A key that names share which may be spellings of one; `None` for what is no
/// name. Names with other keys can still be alike by a letter.
pub fn spelling_key(name: &str) -> Option<String> {
    let words = latin_words(name)?;
    let key = bones(&words.concat());
    (key.len() >= SHORTEST).then_some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_are_seen_across_scripts_and_others_are_not() {
        for (one, other, alike) in [
            ("Zabiullah Mujahid", "Zabihullah Mujahid", true),
            ("Zabihullah Mujahid", "ذبیح اللہ مجاہد", true),
            ("Zabiullah Mujahid", "ذبیح‌الله مجاهد", true),
            ("Zabihullah", "ذبیح اللہ", true),
            ("ذبيح الله مجاهد", "ذبیح اللہ مجاہد", false), // one name, once folded
            ("Ahmed Sharif Chaudhry", "Ahmad Sharif Chaudhary", true),
            ("Lt Gen Ahmed Sharif Chaudhry", "Ahmed Sharif Chaudhry", true),
            ("Qari Yousuf", "Kari Yusuf", true),
            ("Zabihullah Mujahid", "the spokesperson of the Taliban regime", false),
            ("Mehsud", "non-Mehsud", false),
            ("Mehsud", "Non-Mehsud", false),
            ("Mehsud", "Masood Khan", false),
            ("North Korea", "South Korea", false),
            ("Bo Red", "Bo Reed", true), // a person decides
            ("Northland", "Southland", false),
            ("Afghanistan", "Pakistan", false),
            ("111 Brigade", "112 Brigade", false),
            ("Ada Blue", "Bo Red", false),
        ] {
            assert_eq!(spelling(one, other).is_some(), alike, "{one} | {other}");
            assert_eq!(spelling(other, one).is_some(), alike, "{other} | {one}");
        }
        let found = spelling("Zabiullah Mujahid", "Zabihullah Mujahid").unwrap();
        assert!(found.reason.contains("the same consonants (zblmjd)"), "{}", found.reason);
    }
}
