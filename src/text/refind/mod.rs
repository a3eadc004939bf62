//! Finds the passages of one capture again in a newer one.
//!
//! Both texts are folded, cut into words and aligned once; each passage then
//! stands where its words went. What the alignment does not tell is looked for
//! between the neighbours, then in text that only the newer capture has.
//!
//! # Invariants
//!
//! 1. [`Refound::Exact`] is said of the same bytes only, [`Refound::Normalised`]
//!    of text that differs in quotation marks, dashes, spaces and case only.
//! 2. No passage is put on text that already stood elsewhere in the older
//!    capture: one speaker's words never land on another's sentence.
//! 3. The same input gives the same output: work is limited by a count of
//!    words, never by a clock.
//!
//! # What this does not do
//!
//! It decides nothing. Edited and moved passages are proposals; a deleted
//! sentence and a rewritten one differ by a threshold, which only a person can
//! tell apart.

mod align;
mod anchor;
mod chain;
mod edge;
mod elsewhere;
mod fit;
mod flag;
mod grid;
mod like;
mod moved;
mod place;
mod shift;
mod words;

use std::ops::Range;

use crate::model::vocab::Refound;
use crate::text::nearest::Nearest;

pub use flag::{Flag, Flagged, flags, flags_beside};

use place::Placer;
use words::Pair;

/// The name of the method, as decisions on its proposals keep it.
pub const REFIND_VERSION: &str = "refind-v1";

/// Where a passage stands in a newer text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// How it was found again.
    pub state: Refound,
    /// Its pieces in the newer text: bytes, in order. Empty where it is gone or
    /// ambiguous.
    pub pieces: Vec<Range<usize>>,
    /// How alike old and new words are, in thousandths; of a passage that is
    /// gone, the best candidate's.
    pub similarity: u16,
    /// Other passages that come near, best first: for a person to look at.
    pub candidates: Vec<Nearest>,
    /// What in the change may turn its meaning.
    pub flags: Vec<Flag>,
}

/// Every passage, found again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Refindings {
    /// One for each passage asked for, in that order.
    pub found: Vec<Found>,
    /// A stretch of the texts was too long to compare word by word.
    pub approximate: bool,
}

/// Finds passages of `old` again in `new`.
///
/// Each passage is a list of pieces: byte ranges of `old`, in order, on `char`
/// boundaries; what reaches past the end is cut. About linear in both texts and
/// in the number of passages.
pub fn refind(old: &str, new: &str, passages: &[Vec<Range<usize>>]) -> Refindings {
    let pair = Pair::of(old, new);
    let mut alignment = align::align(&pair.old.ids, &pair.new.ids, &pair.counts);
    shift::take_paragraphs(&pair, &mut alignment);
    let placer = Placer::new(&pair, &alignment);
    let found = passages.iter().map(|pieces| placer.passage(pieces)).collect();
    Refindings { found, approximate: alignment.approximate }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::fold_str;

    fn one(old: &str, new: &str, quote: &str) -> (Refound, String, u16) {
        let start = old.find(quote).unwrap();
        let span = start..start + quote.len();
        let found = refind(old, new, &[vec![span]]).found.remove(0);
        let words: Vec<&str> = found.pieces.iter().map(|range| &new[range.clone()]).collect();
        (found.state, words.join(" | "), found.similarity)
    }

    const OLD: &str = "The council met on Monday in the old hall.\n\n\
        “We were forced to close the ferry,” the harbour master said.\n\n\
        The mayor was quick to close the bridge, and 15 people were hurt.\n\n\
        Nobody from the union would speak to reporters that night.\n";

    #[test]
    fn a_passage_keeps_its_place_or_says_how_it_changed() {
        let edited = OLD.replace("forced to close the ferry", "forced to shut the old ferry");
        let plain = OLD.replace(['“', '”'], "\"").replace("\n\n", "\n");
        let quote = "“We were forced to close the ferry,”";
        for (new, state, words) in [
            (OLD.to_owned(), Refound::Exact, quote),
            (format!("Breaking news.\n{OLD}"), Refound::Exact, quote),
            (plain, Refound::Normalised, "\"We were forced to close the ferry,\""),
            (edited, Refound::Edited, "“We were forced to shut the old ferry,”"),
        ] {
            let (found, there, _) = one(OLD, &new, quote);
            assert_eq!((found, there.as_str()), (state, words));
        }
    }

    #[test]
    fn a_whole_sentence_or_quotation_keeps_the_words_put_in_at_its_ends() {
        for (quote, from, to, there) in [
            (
                "Nobody from the union would speak",
                "Nobody from",
                "No one from",
                "No one from the union would speak",
            ),
            (
                "“We were forced to close the ferry,”",
                "We were forced",
                "Never were we forced",
                "“Never were we forced to close the ferry,”",
            ),
            // A passage that begins within its sentence takes no more of it.
            ("were forced to close", "We were", "Nor were", "were forced to close"),
        ] {
            let (_, words, _) = one(OLD, &OLD.replace(from, to), quote);
            assert_eq!(words, there);
        }
    }

    #[test]
    fn a_deleted_quotation_never_lands_on_words_that_stood_elsewhere() {
        let line = "“We were forced to close the ferry,” the harbour master said.\n\n";
        let new = OLD.replace(line, "");
        assert_eq!(one(OLD, &new, "forced to close").0, Refound::Gone);
        assert_eq!(one(OLD, &new, "“We were forced to close the ferry,”").0, Refound::Gone);
        // Nor when what stood elsewhere moves to its place.
        let mayor = "The mayor was quick to close the bridge, and 15 people were hurt.\n\n";
        let moved = OLD.replace(mayor, "").replace(line, mayor);
        assert_eq!(one(OLD, &moved, "forced to close").0, Refound::Gone);
        assert_eq!(one(OLD, &moved, "quick to close the bridge, and 15 people").0, Refound::Exact);
    }

    #[test]
    fn what_stood_elsewhere_and_came_here_rewritten_is_not_the_passage() {
        let (filler, after) =
            ("The council met in the old hall.\n\n", "Nobody would speak to us.\n\n");
        let said = "The harbour master was forced to close the ferry early on Monday.";
        let other = "The town mayor was quick to close the bridge early on Monday.";
        let old = format!("{filler}{said}\n\n{after}{other}\n\nThe river fell.\n");
        let new = other.replace("quick", "slow").replace("early", "late");
        let new = format!("{filler}{new}\n\n{after}The river fell.\n");
        assert_eq!(one(&old, &new, said).0, Refound::Gone);
        // The same words are an edit of a passage that nothing else was like.
        let alone = old.replace(other, "A tram ran.");
        assert_eq!(one(&alone, &new, said).0, Refound::Edited);
    }

    #[test]
    fn a_moved_paragraph_is_moved_and_two_equal_places_are_ambiguous() {
        let last = "Nobody from the union would speak to reporters that night.\n";
        let moved = format!("{last}\n{}", OLD.replace(last, ""));
        let quote = "would speak to reporters that night";
        assert_eq!(one(OLD, &moved, quote), (Refound::Moved, quote.to_owned(), 1000));
        let apart = "Before.\n\nRed hens ran over the wide road.\n\nAfter.";
        let both = "Red hens ran over the wide road.\n\nOther.\n\nRed hens ran over the wide road.";
        assert_eq!(one(apart, both, "Red hens ran over the wide road").0, Refound::Ambiguous);
    }

    #[test]
    fn a_paragraph_that_moved_is_known_by_all_its_words_though_no_four_in_a_row_are_left() {
        let last = "Nobody from the union would speak to reporters that night.\n";
        let edited = "Nobody from our union could speak with reporters late that night.\n";
        let moved = |paragraph: &str| format!("{paragraph}\n{}", OLD.replace(last, ""));
        let quote = "from the union would speak to reporters";
        let (state, there, _) = one(OLD, &moved(edited), quote);
        assert_eq!(
            (state, there.as_str()),
            (Refound::Moved, "from our union could speak with reporters")
        );
        // Not where it is as like a paragraph that stayed.
        let twin = "Nobody from our union could speak with reporters late that day.\n";
        let (old, new) = (format!("{twin}\n{OLD}"), format!("{twin}\n{}", moved(edited)));
        assert_eq!(one(&old, &new, quote).0, Refound::Gone);
    }

    #[test]
    fn words_of_another_person_in_another_paragraph_are_no_passage_that_moved() {
        let said =
            "It is true. The ferry of Orlov was shut by 15 men that Monday, and so it stays.";
        let old = format!("{OLD}\n{said}\n");
        let other = said.replace("Orlov", "Novak").replace("15", "22");
        let new = OLD.replace("old hall.", &format!("old hall. {other}"));
        assert_eq!(one(&old, &new, "was shut by").0, Refound::Gone);
        assert_eq!(one(&old, &new, "that Monday, and so it stays").0, Refound::Gone);
    }

    #[test]
    fn another_figure_is_a_proposal_in_its_place_and_no_more_than_a_candidate_elsewhere() {
        let mayor = "The mayor was quick to close the bridge, and 15 people were hurt.\n\n";
        let new = format!("{}{}", OLD.replace(mayor, ""), mayor.replace("15", "40"));
        let found = one(OLD, &new, "quick to close the bridge, and 15 people were hurt");
        // It may be another account of another day: shown, and not proposed.
        assert_eq!(found.0, Refound::Gone);
        let quote = "quick to close the bridge, and 15 people were hurt";
        let start = OLD.find(quote).unwrap();
        let new = OLD.replace("15", "40");
        let span = start..start + quote.len();
        let found = refind(OLD, &new, &[vec![span]]).found.remove(0);
        assert_eq!((found.state, found.flags[0].kind), (Refound::Edited, Flagged::Digits));
    }

    #[test]
    fn a_mark_that_came_behind_a_passage_is_an_edit_of_its_last_letter() {
        let new = "🕴\u{1da9b}";
        assert_eq!(one("a 🕴", new, "🕴"), (Refound::Edited, new.to_owned(), 1000));
    }

    #[test]
    fn every_piece_of_a_passage_must_be_there() {
        let old = "“No,” she said. “We wait for the boats.” Then they left the quay.";
        let pieces = vec![0..9, old.find("“We").unwrap()..old.find(" Then").unwrap()];
        let found = |new: &str| refind(old, new, std::slice::from_ref(&pieces)).found.remove(0);
        let new = format!("Late on Monday night. {old}");
        let same = found(&new);
        let words: Vec<&str> = same.pieces.iter().map(|range| &new[range.clone()]).collect();
        assert_eq!(
            (same.state, words),
            (Refound::Exact, vec!["“No,”", "“We wait for the boats.”"])
        );
        let half = found("“No,” she said. Then they left the quay.");
        assert_eq!((half.state, half.pieces.len()), (Refound::Gone, 0));
    }

    fn text() -> impl Strategy<Value = String> {
        prop_oneof!["\\PC*", "([ab]{1,2}|[ .,\n“\"’]|سيلاب|ك|é\u{301}|15|👩🏽|桥){0,40}"]
    }

    proptest! {
        #[test]
        fn what_is_said_of_a_passage_holds(old in text(), new in text(), a in 0usize..90, b in 0usize..90) {
            let span = crate::text::range::widen_to_chars(&old, a.min(b)..a.max(b));
            let passages = [vec![span.clone()]];
            let all = refind(&old, &new, &passages);
            prop_assert_eq!(&all, &refind(&old, &new, &passages));
            let found = &all.found[0];
            for range in &found.pieces {
                prop_assert!(!crate::text::cuts_grapheme(&new, range), "{:?}", range);
            }
            let there = found.pieces.first().map(|range| &new[range.clone()]);
            match found.state {
                Refound::Exact => prop_assert_eq!(there, Some(&old[span])),
                Refound::Normalised => {
                    let letters = |text: &str| fold_str(text).replace(|c: char| !c.is_alphanumeric(), "");
                    prop_assert_eq!(there.map(letters), Some(letters(&old[span])));
                }
                Refound::Gone | Refound::Ambiguous => prop_assert!(there.is_none()),
                Refound::Edited | Refound::Moved => prop_assert!(there.is_some()),
            }
            prop_assert!(found.similarity <= 1000);
        }

        #[test]
        fn a_text_that_did_not_change_keeps_every_passage(text in text(), a in 0usize..90, b in 0usize..90) {
            let span = crate::text::widen_to_graphemes(&text, a.min(b)..a.max(b));
            let found = refind(&text, &text, &[vec![span.clone()]]).found.remove(0);
            let has_word = text[span.clone()].contains(char::is_alphanumeric);
            if has_word {
                prop_assert_eq!((found.state, found.pieces), (Refound::Exact, vec![span]));
            }
        }
    }
}
