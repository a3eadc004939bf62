//! A guess at how a passage is attributed, from the words around it.
//!
//! English only. A guess is shown as one and stored as one until a person
//! confirms it; nothing is decided here.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use unicode_segmentation::UnicodeSegmentation;

use crate::text::quoted::quoted;
use crate::text::range::widen_to_chars;

/// What the surroundings of a passage suggest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guess {
    /// How the words are given.
    pub kind: GuessedKind,
    /// The reporting words nearest to the passage in its sentence, outside
    /// quotation marks: bytes of the text.
    pub cue: Option<Range<usize>>,
}

/// How the words of a passage are given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum GuessedKind {
    /// Within quotation marks, at least half of its words.
    DirectQuote,
    /// Some of its words are within quotation marks.
    PartialQuote,
    /// No quotation marks.
    Paraphrase,
}

/// The reporting words that are looked for, lower case; of two that start at
/// one word the longer counts. Verbs that are as often nouns (claims, reports,
/// states) count only before "that", which is then no part of the cue.
pub const CUES: &[&str] = &[
    "according to",
    "accused",
    "accuses",
    "accusing",
    "acknowledged",
    "acknowledges",
    "acknowledging",
    "added",
    "adding",
    "adds",
    "admits",
    "admitted",
    "admitting",
    "alleged",
    "alleges",
    "alleging",
    "announced",
    "announces",
    "announcing",
    "argued",
    "argues",
    "arguing",
    "asked",
    "asking",
    "asks",
    "asserted",
    "asserting",
    "asserts",
    "believed",
    "believes",
    "boasted",
    "boasting",
    "called for",
    "called on",
    "calling for",
    "calling on",
    "cited",
    "claimed",
    "claiming",
    "claims later emerged that",
    "claims that",
    "commented",
    "conceded",
    "concedes",
    "concluded",
    "condemned",
    "confirmed",
    "confirming",
    "confirms",
    "declared",
    "declares",
    "declaring",
    "declined",
    "declined to comment",
    "declined to confirm",
    "demanded",
    "demanding",
    "demands that",
    "denials of",
    "denied",
    "denies",
    "denying",
    "described",
    "describes",
    "describing",
    "disclosed",
    "disputed",
    "emphasised",
    "emphasized",
    "explained",
    "explaining",
    "explains",
    "expressed",
    "expressed hope",
    "found that",
    "gloated",
    "gloating",
    "hinted",
    "hoped",
    "hopes that",
    "hoping",
    "implied",
    "implies",
    "indicated",
    "informed",
    "insisted",
    "insisting",
    "insists",
    "maintained",
    "maintaining",
    "maintains",
    "mentioned",
    "neither accepted nor denied",
    "neither admitted nor denied",
    "neither confirmed nor denied",
    "noted",
    "notes that",
    "noting",
    "observed",
    "pledged",
    "pointed out",
    "posted",
    "predicted",
    "promised",
    "promises to",
    "questioned",
    "quoted",
    "quoted as saying",
    "read",
    "recalled",
    "refused to comment",
    "reiterated",
    "reiterates",
    "rejected",
    "rejecting",
    "rejects",
    "remarked",
    "repeated",
    "replied",
    "replies",
    "replying",
    "reported",
    "reporting that",
    "reports that",
    "responded",
    "revealed",
    "said",
    "saying",
    "says",
    "signalled",
    "speculated",
    "stated",
    "states that",
    "stating",
    "stressed",
    "stresses",
    "stressing",
    "suggested",
    "suggests",
    "telling",
    "tells",
    "testified",
    "threatened",
    "told",
    "tweeted",
    "underlined",
    "urged",
    "urges",
    "urging",
    "voiced",
    "vowed",
    "vows",
    "warned",
    "warning",
    "warns",
    "writes",
    "wrote",
];

/// Abbreviations after which a sentence goes on.
const ABBREVIATIONS: &[&str] = &[
    "Adm", "Brig", "Capt", "Col", "Cpl", "Dr", "Gen", "Gov", "Jr", "Lt", "Maj", "Mr", "Mrs", "Ms",
    "No", "Oct", "Nov", "Dec", "Jan", "Feb", "Aug", "Sept", "Prof", "Rep", "Rev", "Sen", "Sgt",
    "Sr", "St", "vs",
];

/// Guesses the kind and the cue of a passage.
///
/// A range past the end is cut to the text.
pub fn guess(text: &str, range: Range<usize>) -> Guess {
    let range = widen_to_chars(text, range);
    let around = paragraph(text, &range);
    let shift = |r: Range<usize>, by: usize| r.start + by..r.end + by;
    let stretches: Vec<Range<usize>> = text[around.clone()]
        .split_inclusive('\n')
        .scan(around.start, |start, line| {
            let at = *start;
            *start += line.len();
            Some(quoted(line.trim_end()).into_iter().map(move |r| shift(r, at)))
        })
        .flatten()
        .collect();
    let overlaps = |stretch: &&Range<usize>| stretch.start < range.end && range.start < stretch.end;
    let inside: Vec<&Range<usize>> = stretches.iter().filter(overlaps).collect();
    let kind = kind(text, &range, &inside);
    // The cue belongs to the quoted words, if there are any.
    let about = match (inside.first(), inside.last()) {
        (Some(first), Some(last)) => first.start..last.end,
        (None, _) | (_, None) => range.clone(),
    };
    let cue =
        nearest_cue(text, &sentence(text, &around, &range, &stretches), &range, &about, &stretches);
    Guess { kind, cue }
}

/// Counts the words in and out of quotation marks.
fn kind(text: &str, range: &Range<usize>, inside: &[&Range<usize>]) -> GuessedKind {
    let words = |range: Range<usize>| text[range].unicode_words().count();
    let common = |s: &&Range<usize>| s.start.max(range.start)..s.end.min(range.end);
    let quoted: usize = inside.iter().map(|stretch| words(common(stretch))).sum();
    let all = words(range.clone());
    match quoted {
        0 => GuessedKind::Paraphrase,
        _ if 2 * quoted >= all => GuessedKind::DirectQuote,
        _ => GuessedKind::PartialQuote,
    }
}

/// The lines that the range touches.
fn paragraph(text: &str, range: &Range<usize>) -> Range<usize> {
    let start = text[..range.start].rfind('\n').map_or(0, |at| at + 1);
    let end = text[range.end..].find('\n').map_or(text.len(), |at| range.end + at);
    start..end
}

/// The sentence, or sentences, that the range touches; a quotation of several
/// sentences is a part of the one it stands in.
fn sentence(
    text: &str,
    around: &Range<usize>,
    range: &Range<usize>,
    stretches: &[Range<usize>],
) -> Range<usize> {
    let ends = |at: usize| {
        let before = text[around.start..at].trim_end();
        let word = before.strip_suffix('.').and_then(|b| b.split([' ', '.', '(', '“']).next_back());
        let goes_on = text[at..around.end].starts_with(char::is_lowercase);
        let abbreviated = word.is_some_and(|word| {
            ABBREVIATIONS.contains(&word)
                || word.chars().count() == 1 && word.chars().all(char::is_uppercase)
        });
        let quoted = stretches.iter().any(|s| s.start < at && at < s.end);
        !goes_on && !abbreviated && !quoted
    };
    let bounds = text[around.clone()].split_sentence_bound_indices();
    let bounds: Vec<usize> =
        bounds.map(|(at, _)| around.start + at).filter(|at| ends(*at)).collect();
    let start = bounds.iter().rev().find(|at| **at <= range.start).unwrap_or(&around.start);
    let end = bounds.iter().find(|at| **at >= range.end && **at > *start).unwrap_or(&around.end);
    *start..*end
}

/// The cue in `sentence` nearest to `about`, the first of equals, outside
/// quotation marks; one inside the passage goes before all others.
fn nearest_cue(
    text: &str,
    sentence: &Range<usize>,
    range: &Range<usize>,
    about: &Range<usize>,
    stretches: &[Range<usize>],
) -> Option<Range<usize>> {
    let words: Vec<Range<usize>> = text[sentence.clone()]
        .unicode_word_indices()
        .map(|(at, word)| sentence.start + at..sentence.start + at + word.len())
        .collect();
    let free = |cue: &Range<usize>| {
        stretches.iter().all(|stretch| cue.end <= stretch.start || stretch.end <= cue.start)
    };
    let distance = |cue: &Range<usize>| {
        let outside = cue.start < range.start || range.end < cue.end;
        (outside, about.start.saturating_sub(cue.end).max(cue.start.saturating_sub(about.end)))
    };
    // "We have noted" is what is said, not how it is reported.
    let word = |at: Option<usize>| at.map(|at| text[words[at].clone()].to_lowercase());
    let is_we = |at: Option<usize>| {
        word(at).is_some_and(|word| matches!(&*word, "we" | "i" | "we\u{2019}ve" | "i\u{2019}ve"))
    };
    let is_own = |at: usize| {
        let helps = word(at.checked_sub(1))
            .is_some_and(|word| matches!(&*word, "have" | "had" | "also" | "never" | "just"));
        is_we(at.checked_sub(1)) || helps && is_we(at.checked_sub(2))
    };
    (0..words.len())
        .filter(|at| !is_own(*at))
        .filter_map(|at| cue_at(text, &words[at..], at == 0))
        .filter(free)
        .min_by_key(distance)
}

/// The longest cue that starts at the first of these words.
///
/// A capital letter makes it part of a name, except at the start of a sentence
/// and in "According to".
fn cue_at(text: &str, words: &[Range<usize>], opens_sentence: bool) -> Option<Range<usize>> {
    let first = &text[words.first()?.clone()];
    let capital = first.starts_with(char::is_uppercase);
    if capital && !opens_sentence && first != "According" {
        return None;
    }
    let matched = |cue: &&str| {
        let length = cue.split(' ').count();
        let there = words.get(..length)?;
        let mut pairs = cue.split(' ').zip(there);
        let same = pairs.all(|(cue, word)| cue.eq_ignore_ascii_case(&text[word.clone()]));
        let last = if length == 2 && cue.ends_with(" that") { 0 } else { length - 1 };
        same.then_some(there[0].start..there[last].end)
    };
    let first = first.to_ascii_lowercase();
    let cues = STARTS.get(first.as_str()).map_or(&[][..], Vec::as_slice);
    cues.iter().filter_map(matched).max_by_key(|cue| cue.end)
}

/// The cues by their first word.
static STARTS: LazyLock<HashMap<&str, Vec<&str>>> = LazyLock::new(|| {
    let mut starts: HashMap<&str, Vec<&str>> = HashMap::new();
    for cue in CUES {
        starts.entry(cue.split(' ').next().unwrap_or(cue)).or_default().push(cue);
    }
    starts
});

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn guessed(text: &str, passage: &str) -> (GuessedKind, Option<String>) {
        let start = text.find(passage).unwrap();
        let guess = guess(text, start..start + passage.len());
        (guess.kind, guess.cue.map(|cue| text[cue].to_owned()))
    }

    #[test]
    fn kind_and_cue_follow_marks_and_verbs() {
        use GuessedKind::{DirectQuote, Paraphrase, PartialQuote};
        for (text, passage, kind, cue) in [
            ("“We left early,” Ana Karim said.", "We left early", DirectQuote, Some("said")),
            (
                "“We left early,” Ana Karim said.",
                "“We left early,” Ana Karim said.",
                DirectQuote,
                Some("said"),
            ),
            ("“We left. It rained,” said Mr. Karim.", "It rained", DirectQuote, Some("said")),
            (
                "“Will it rain?” she asked. He denied it.",
                "Will it rain",
                DirectQuote,
                Some("asked"),
            ),
            (
                "Lt. Gen. Karim told them the road was “quite open” to all.",
                "the road was “quite open” to all",
                PartialQuote,
                Some("told"),
            ),
            (
                "The mayor signalled change, her office explaining on Monday to the council that “all is open” now.",
                "her office explaining on Monday to the council that “all is open” now",
                PartialQuote,
                Some("explaining"),
            ),
            ("We have noted the reports of rain.", "We have noted the reports", Paraphrase, None),
            (
                "It hinted at rain, gloating: “We are dry.”",
                "We are dry",
                DirectQuote,
                Some("gloating"),
            ),
            (
                "Urging all to “stay calm and wait for the boats”",
                "Urging all to “stay calm and wait for the boats”",
                DirectQuote,
                Some("Urging"),
            ),
            (
                "According to the mayor, the bridge is shut.",
                "the bridge is shut",
                Paraphrase,
                Some("According to"),
            ),
            (
                "The office neither confirmed nor denied the visit.",
                "the visit",
                Paraphrase,
                Some("neither confirmed nor denied"),
            ),
            ("He spoke. The bridge is shut. She said so.", "The bridge is shut", Paraphrase, None),
            ("The United States built it.", "built it", Paraphrase, None),
            ("He said no.\nThe bridge is shut.", "The bridge is shut.", Paraphrase, None),
            ("She warned that he said it.", "it", Paraphrase, Some("said")),
            ("“He said no,” Ana added.", "He said no", DirectQuote, Some("added")),
            ("He said \"no\" twice.", "no", DirectQuote, Some("said")),
            ("It was shut. The mayor denied it.", "It was shut", Paraphrase, None),
            ("„Wir gehen“", "Wir gehen", DirectQuote, None),
            ("سلام", "سلام", Paraphrase, None),
        ] {
            assert_eq!(
                guessed(text, passage),
                (kind, cue.map(str::to_owned)),
                "{passage} | {text}"
            );
        }
    }

    #[test]
    fn every_cue_is_found_as_it_is_listed() {
        for cue in CUES {
            let text = format!("he {cue} it.");
            let guess = guess(&text, text.len() - 3..text.len() - 1);
            let written = guess.cue.map(|cue| text[cue].to_owned()).unwrap_or_default();
            assert!(written == *cue || format!("{written} that") == *cue, "{written} for {cue}");
        }
    }

    proptest! {
        #[test]
        fn any_range_of_any_text_is_guessed(text in "\\PC*|([a-z“”'\"]| said | Mr. |\\. |\n){0,30}", a in 0usize..80, b in 0usize..80) {
            if let Some(cue) = guess(&text, a..b).cue {
                let cue = text[cue].to_lowercase();
                prop_assert!(CUES.contains(&cue.as_str()), "{}", cue);
            }
        }
    }
}
