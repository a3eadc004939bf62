//! Which code points hide, turn or imitate text, and where that is natural.
//!
//! Ranges of the Unicode character database (17.0), only as fine as the
//! terminal's filter and the warnings need.

/// Whether the code point overrides, embeds, isolates or marks direction.
pub(super) fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Whether the code point shows nothing and takes no room (direction apart).
///
/// The soft hyphen and the variation selectors are left out: text from the web
/// is full of them, and they change how a letter looks, not which it is.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{180E}' | '\u{200B}'..='\u{200D}' | '\u{2060}'..='\u{2064}' | '\u{206A}'..='\u{206F}'
        | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{3164}' | '\u{FFA0}' | '\u{E0000}'..='\u{E007F}')
}

/// Whether the code point is a line or paragraph separator that no terminal shows as one.
pub(super) fn is_odd_separator(c: char) -> bool {
    matches!(c, '\u{2028}' | '\u{2029}')
}

/// Whether a letter or mark is written from right to left.
pub(super) fn is_right_to_left(c: char) -> bool {
    matches!(c,
        '\u{0590}'..='\u{08FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}'
        | '\u{10800}'..='\u{10FFF}' | '\u{1E800}'..='\u{1EFFF}')
        && !is_bidi_control(c)
}

/// Whether a letter is written from left to right.
pub(super) fn is_left_to_right(c: char) -> bool {
    c.is_alphabetic() && !is_right_to_left(c)
}

/// Whether a joiner or non-joiner between these two is part of the spelling:
/// inside a word of a joining or Indic script, or inside an emoji.
pub(super) fn joins_naturally(before: Option<char>, joiner: char, after: Option<char>) -> bool {
    let (Some(before), Some(after)) = (before, after) else { return false };
    match joiner {
        '\u{200C}' => is_joining(before) && is_joining(after) || is_indic(before),
        '\u{200D}' => is_joining(before) || is_indic(before) || is_emoji(before) && is_emoji(after),
        // Flags of England, Scotland and Wales are spelt with tags.
        '\u{E0020}'..='\u{E007F}' => matches!(before, '\u{1F3F4}' | '\u{E0020}'..='\u{E007E}'),
        _ => false,
    }
}

/// Whether a letter takes another shape beside others: Arabic, Syriac, Mongolian and the like.
fn is_joining(c: char) -> bool {
    matches!(c,
        '\u{0610}'..='\u{061A}' | '\u{0620}'..='\u{065F}' | '\u{066E}'..='\u{06D3}'
        | '\u{06D5}'..='\u{06DC}' | '\u{06DF}'..='\u{06E8}' | '\u{06EA}'..='\u{06EF}'
        | '\u{06FA}'..='\u{06FF}' | '\u{0700}'..='\u{074F}' | '\u{0750}'..='\u{077F}'
        | '\u{07C0}'..='\u{07FF}' | '\u{0840}'..='\u{08FF}' | '\u{1800}'..='\u{18AF}'
        | '\u{FB50}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}')
}

/// Whether a letter or sign is of a script of South or South-East Asia.
fn is_indic(c: char) -> bool {
    matches!(c,
        '\u{0900}'..='\u{0DFF}' | '\u{0F00}'..='\u{109F}' | '\u{1700}'..='\u{17FF}'
        | '\u{1900}'..='\u{1CFF}' | '\u{A800}'..='\u{ABFF}' | '\u{11000}'..='\u{11FFF}')
}

/// Whether the code point is a part of emoji.
fn is_emoji(c: char) -> bool {
    matches!(c, '\u{2190}'..='\u{21FF}' | '\u{2300}'..='\u{23FF}' | '\u{2600}'..='\u{27BF}'
        | '\u{2B00}'..='\u{2BFF}' | '\u{FE0F}' | '\u{1F000}'..='\u{1FAFF}')
}

/// An alphabet whose letters can pass for those of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Alphabet {
    Latin,
    Greek,
    Cyrillic,
}

/// The alphabet of a letter, if it is one of the three.
pub(super) fn alphabet_of(c: char) -> Option<Alphabet> {
    match c {
        'a'..='z' | 'A'..='Z' | '\u{00AA}' | '\u{00BA}' => Some(Alphabet::Latin),
        '\u{00C0}'..='\u{024F}' | '\u{1E00}'..='\u{1EFF}' if c.is_alphabetic() => {
            Some(Alphabet::Latin)
        }
        '\u{0370}'..='\u{03FF}' | '\u{1F00}'..='\u{1FFF}' if c.is_alphabetic() => {
            Some(Alphabet::Greek)
        }
        '\u{0400}'..='\u{052F}'
        | '\u{1C80}'..='\u{1C8F}'
        | '\u{2DE0}'..='\u{2DFF}'
        | '\u{A640}'..='\u{A69F}' => Some(Alphabet::Cyrillic),
        _ => None,
    }
}

/// Greek and Cyrillic letters that are drawn like Latin ones, in order of
/// [`DRAWN_LIKE`].
///
/// After Unicode's `confusables.txt` (UTS #39), single letters only. Greek mu
/// and omega are not in it: units are written with them.
const DRAWN: &str = "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹϳαγικνορυϲАВЕЅІЈКМНОРСТУХҮҺԌԚԜавгеѕіјкорсухүһӀӏԁԛԝѵ";

/// The Latin letters that they are drawn like.
const DRAWN_LIKE: &str = "ABEZHIKMNOPTYXCjayiknopucABESIJKMHOPCTYXYhGQWabresijkopcyxyhlldqwv";

/// Whether a Greek or Cyrillic letter is drawn like a Latin one.
pub(super) fn looks_latin(c: char) -> bool {
    DRAWN.contains(c)
}

/// A word with its letters as they are drawn: Latin where they pass for it.
pub(super) fn as_drawn(text: &str) -> String {
    let latin = |c: char| {
        DRAWN.chars().zip(DRAWN_LIKE.chars()).find(|pair| pair.0 == c).map_or(c, |pair| pair.1)
    };
    text.chars().map(latin).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_letter_that_passes_for_another_has_it_beside_it() {
        assert_eq!(DRAWN.chars().count(), DRAWN_LIKE.chars().count());
        assert!(DRAWN_LIKE.is_ascii());
        assert_eq!(as_drawn("\u{410}d\u{430} \u{412}lue"), "Ada Blue");
    }
}
