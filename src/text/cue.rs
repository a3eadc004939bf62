//! Guesses how a passage is attributed: from the quotation marks around it and
//! the reporting verb beside it. English only; a guess, never a verdict.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

/// What the quotation marks suggest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GuessedKind {
    /// The passage stands in quotation marks.
    DirectQuote,
    /// Some of its words do.
    PartialQuote,
    /// None of it does.
    Paraphrase,
}

/// A guess about a passage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guess {
    /// How it is attributed.
    pub kind: GuessedKind,
    /// The reporting words, as bytes of the text; None where none is near.
    pub cue: Option<Range<usize>>,
}

/// Reporting verbs, in the forms that reports use.
const CUES: &[&str] = &[
    "according to",
    "accused",
    "acknowledged",
    "added",
    "adding",
    "admitted",
    "alleged",
    "announced",
    "argued",
    "asked",
    "asserted",
    "called",
    "charged",
    "cited",
    "claimed",
    "claiming",
    "claims",
    "commented",
    "conceded",
    "concluded",
    "condemned",
    "confirmed",
    "declared",
    "declined",
    "demanded",
    "denied",
    "denies",
    "denying",
    "described",
    "disclosed",
    "disputed",
    "emphasised",
    "emphasized",
    "explained",
    "explaining",
    "expressed",
    "found",
    "hinted",
    "hoped",
    "implied",
    "indicated",
    "insisted",
    "insisting",
    "insists",
    "maintained",
    "mentioned",
    "noted",
    "noting",
    "ordered",
    "pointed out",
    "posted",
    "predicted",
    "promised",
    "questioned",
    "quoted",
    "reiterated",
    "rejected",
    "remarked",
    "repeated",
    "replied",
    "reported",
    "reporting",
    "reports",
    "responded",
    "revealed",
    "said",
    "saying",
    "says",
    "speculated",
    "stated",
    "stating",
    "stressed",
    "suggested",
    "telling",
    "tells",
    "told",
    "tweeted",
    "underlined",
    "urged",
    "urging",
    "vowed",
    "warned",
    "warning",
    "warns",
    "wrote",
    "writes",
];

/// Guesses how the passage at `range` is attributed.
///
/// `range` is bytes on `char` boundaries. Looks no further than the paragraph
/// for quotation marks and the sentence around the passage for the cue; of
/// several cues the nearest wins, of two as near the one before.
pub fn guess(text: &str, range: Range<usize>) -> Guess {
    Guess { kind: kind(text, &range), cue: cue(text, &range) }
}

fn kind(text: &str, range: &Range<usize>) -> GuessedKind {
    let start = text[..range.start].rfind('\n').map_or(0, |at| at + 1);
    let passage = &text[range.clone()];
    if is_open_at(&text[start..range.start]) || is_wrapped(passage) {
        return GuessedKind::DirectQuote;
    }
    let opens = passage.contains('\u{201c}') || passage.matches('"').count() >= 2;
    if opens { GuessedKind::PartialQuote } else { GuessedKind::Paraphrase }
}

/// Whether a quotation is open at the end of `before`.
fn is_open_at(before: &str) -> bool {
    let (mut curly, mut straight) = (0i32, false);
    for c in before.chars() {
        match c {
            '\u{201c}' => curly = 1,
            '\u{201d}' => curly = 0,
            '"' => straight = !straight,
            _ => {}
        }
    }
    curly > 0 || straight
}

/// Whether the passage begins with an opening mark that closes near its end, or
/// never: a quotation that runs on into the next paragraph.
fn is_wrapped(passage: &str) -> bool {
    let Some(inner) = passage.strip_prefix(['\u{201c}', '"']) else { return false };
    match inner.find(['\u{201d}', '"']) {
        None => true,
        Some(close) => close * 2 > inner.len(),
    }
}

fn cue(text: &str, range: &Range<usize>) -> Option<Range<usize>> {
    let sentence = sentence_around(text, range);
    let words = text[sentence.clone()].split_word_bound_indices();
    let words: Vec<(usize, &str)> = words.map(|(at, word)| (sentence.start + at, word)).collect();
    let mut best: Option<(usize, Range<usize>)> = None;
    for (start, _) in &words {
        let Some(found) = cue_at(text, *start) else { continue };
        let distance = if found.end <= range.start {
            range.start - found.end
        } else if found.start >= range.end {
            found.start - range.end
        } else {
            // Within a passage that takes in its own cue: a report of speech.
            (found.start - range.start.min(found.start)) + 1
        };
        if best.as_ref().is_none_or(|(nearest, _)| distance < *nearest) {
            best = Some((distance, found));
        }
    }
    best.map(|(_, found)| found)
}

/// The reporting words that begin at `start`, if any do.
fn cue_at(text: &str, start: usize) -> Option<Range<usize>> {
    let rest = &text[start..];
    CUES.iter().find_map(|cue| {
        let head = rest.get(..cue.len())?;
        let ends = rest[cue.len()..].chars().next().is_none_or(|c| !c.is_alphanumeric());
        (head.eq_ignore_ascii_case(cue) && ends).then(|| start..start + cue.len())
    })
}

/// The sentence that the passage stands in, from the last full stop outside it
/// to the next; never over the end of a paragraph.
fn sentence_around(text: &str, range: &Range<usize>) -> Range<usize> {
    let ends = |c: char| matches!(c, '.' | '!' | '?' | '\n');
    let start = text[..range.start].rfind(ends).map_or(0, |at| at + 1);
    let end = text[range.end..].find(ends).map_or(text.len(), |at| range.end + at);
    start..end
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn marks_and_verbs_suggest_kind_and_cue() {
        // (text, passage, kind, cue)
        let cases = [
            (
                "The mayor said the road was shut.",
                "the road was shut",
                GuessedKind::Paraphrase,
                Some("said"),
            ),
            (
                "\u{201c}The road is shut,\u{201d} said the mayor.",
                "The road is shut",
                GuessedKind::DirectQuote,
                Some("said"),
            ),
            (
                "The mayor claimed it was \u{201c}shut for good\u{201d} by noon.",
                "it was \u{201c}shut for good\u{201d} by noon",
                GuessedKind::PartialQuote,
                Some("claimed"),
            ),
            (
                "According to the mayor, it is shut.",
                "it is shut",
                GuessedKind::Paraphrase,
                Some("According to"),
            ),
            ("It was shut. The mayor denied it.", "It was shut", GuessedKind::Paraphrase, None),
            ("He said \"no\" twice.", "no", GuessedKind::DirectQuote, Some("said")),
        ];
        for (text, passage, kind, cue) in cases {
            let at = text.find(passage).unwrap();
            let guess = guess(text, at..at + passage.len());
            assert_eq!(guess.kind, kind, "{text}");
            assert_eq!(guess.cue.map(|cue| &text[cue]), cue, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(before in "\\PC{0,30}", passage in "\\PC{1,30}", after in "\\PC{0,30}") {
            let text = format!("{before}{passage}{after}");
            let guess = guess(&text, before.len()..before.len() + passage.len());
            if let Some(cue) = guess.cue {
                prop_assert!(text.get(cue).is_some());
            }
        }
    }
}
