//! Finds in a text the quotation that a person typed.
//!
//! A passage is taken only if its bytes are the typed bytes and it stands in
//! one place. Everything else is an answer with a way out: the places to
//! choose from, the passage that differs in look only, or the nearest one.

use std::ops::Range;

use crate::text::fold::{fold, fold_str};
use crate::text::nearest::{Nearest, nearest};
use crate::text::range::{
    cuts_grapheme, line_of, line_range, whole_context, widen_to_chars, widen_to_graphemes,
};

/// Where a quotation stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Located {
    /// Nothing was asked for: the quotation, or its end words, are blank.
    Empty,
    /// These very bytes, in one place.
    One(Range<usize>),
    /// These very bytes, in several places, in order; two or more.
    Several(Vec<Place>),
    /// Not these bytes, but they fold to the same text: other quotation marks,
    /// dashes, white space, case or marks. In order; one or more. A match that
    /// would cut a grapheme cluster is given here too, widened. Never to be
    /// taken without asking.
    Nearly(Vec<Place>),
    /// Not there.
    Missing {
        /// What was not found.
        why: WhyMissing,
        /// The passage most like it, if any comes near: like the end words for
        /// [`WhyMissing::EndMissing`], else like the quotation.
        nearest: Option<Nearest>,
    },
}

/// What was not found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WhyMissing {
    /// The words, or start words, stand nowhere.
    NoSuchWords,
    /// The start words stand here, but the end words do not follow.
    EndMissing {
        /// The first place of the start words, or what folds to them.
        start: Range<usize>,
    },
    /// The words stand in these places, but not on the line or in the stretch
    /// that was asked for; one or more, in order.
    Elsewhere(Vec<Place>),
}

/// One place of a quotation, with what a person needs to tell it from others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The passage.
    pub range: Range<usize>,
    /// The line it starts on, from 1.
    pub line: usize,
    /// What stands before it: at most [`CONTEXT`] code points.
    pub before: String,
    /// What stands after it: at most [`CONTEXT`] code points.
    pub after: String,
}

/// Code points of context on each side (DESIGN section 7).
pub const CONTEXT: usize = 32;

/// Occurrences looked at: nobody chooses among more.
const MOST_PLACES: usize = 1_000;

/// Finds a quotation in a text.
///
/// With `to`, the passage runs from the start of `quote` to the end of the
/// first `to` after it; starts that no `to` follows are passed over. With
/// `line` (from 1), it starts on that line. With `within`, it lies wholly in
/// those bytes. Occurrences may overlap; the first 1,000 are looked at.
pub fn locate(
    text: &str,
    quote: &str,
    to: Option<&str>,
    line: Option<usize>,
    within: Option<Range<usize>>,
) -> Located {
    if quote.trim().is_empty() || to.is_some_and(|to| to.trim().is_empty()) {
        return Located::Empty;
    }
    let scope = widen_to_chars(text, within.unwrap_or(0..text.len()));
    let starts = match line {
        Some(line) => {
            line_range(text, line).map(|line| line.start..line.end + 1).unwrap_or_default()
        }
        None => 0..text.len(),
    };
    let wanted = Wanted { quote, to };
    let exact = wanted.exact_in(text, &scope, &starts);
    let (cut, whole): (Vec<_>, Vec<_>) =
        exact.passages.into_iter().partition(|range| cuts_grapheme(text, range));
    match whole.len() {
        0 => {}
        1 => return Located::One(whole.into_iter().next().unwrap_or_default()),
        _ => return Located::Several(places(text, whole)),
    }
    if !cut.is_empty() {
        return Located::Nearly(places(text, widened(text, cut)));
    }
    let folded = wanted.folded_in(text, &scope, &starts);
    if !folded.passages.is_empty() {
        return Located::Nearly(places(text, folded.passages));
    }
    let start = exact.unfinished.or(folded.unfinished);
    wanted.missing_in(text, &scope, start)
}

/// What is looked for.
#[derive(Clone, Copy)]
struct Wanted<'a> {
    quote: &'a str,
    to: Option<&'a str>,
}

/// What a search found.
#[derive(Default)]
struct Found {
    /// In order of their starts.
    passages: Vec<Range<usize>>,
    /// The first start words that no end words follow.
    unfinished: Option<Range<usize>>,
}

impl Wanted<'_> {
    /// Finds the typed bytes inside `scope`, starting in `starts`.
    fn exact_in(self, text: &str, scope: &Range<usize>, starts: &Range<usize>) -> Found {
        let mut found = self.find(&text[scope.clone()], |at| starts.contains(&(scope.start + at)));
        for range in found.passages.iter_mut().chain(&mut found.unfinished) {
            *range = scope.start + range.start..scope.start + range.end;
        }
        found
    }

    /// Finds what folds to the same text inside `scope`, starting in `starts`.
    fn folded_in(self, text: &str, scope: &Range<usize>, starts: &Range<usize>) -> Found {
        let folded = fold(&text[scope.clone()]);
        let quote = fold_str(self.quote);
        let to = self.to.map(fold_str);
        let wanted = Wanted { quote: quote.trim(), to: to.as_deref().map(str::trim) };
        if wanted.quote.is_empty() || wanted.to.is_some_and(str::is_empty) {
            return Found::default();
        }
        let back = |range: Range<usize>| {
            let range = folded.original(range);
            widen_to_graphemes(text, scope.start + range.start..scope.start + range.end)
        };
        let found = wanted.find(folded.text(), |at| {
            starts.contains(&(scope.start + folded.original(at..at + 1).start))
        });
        let mut passages: Vec<_> = found.passages.into_iter().map(back).collect();
        passages.dedup();
        Found { passages, unfinished: found.unfinished.map(back) }
    }

    /// Finds every passage of `text` whose start is `allowed`, in order.
    fn find(self, text: &str, allowed: impl Fn(usize) -> bool) -> Found {
        let mut found = Found::default();
        let mut end: Option<Range<usize>> = None;
        for start in occurrences(text, self.quote).filter(|at| allowed(*at)).take(MOST_PLACES) {
            let words = start..start + self.quote.len();
            let Some(to) = self.to else {
                found.passages.push(words);
                continue;
            };
            // Starts only move forward, so an end that still follows is the first.
            if end.as_ref().is_none_or(|end| end.start < words.end) {
                end =
                    text[words.end..].find(to).map(|at| words.end + at..words.end + at + to.len());
            }
            let Some(end) = &end else {
                found.unfinished = Some(words);
                break;
            };
            found.passages.push(start..end.end);
        }
        found
    }

    /// Says why it is missing, and what comes near.
    fn missing_in(self, text: &str, scope: &Range<usize>, start: Option<Range<usize>>) -> Located {
        let near = |stretch: Range<usize>, words: &str| {
            let found = nearest(&text[stretch.clone()], words)?;
            let range = stretch.start + found.range.start..stretch.start + found.range.end;
            Some(Nearest { range: widen_to_graphemes(text, range), ..found })
        };
        if let (Some(start), Some(to)) = (start, self.to) {
            let nearest = near(start.end..scope.end.max(start.end), to);
            return Located::Missing { why: WhyMissing::EndMissing { start }, nearest };
        }
        let all = 0..text.len();
        let mut elsewhere = self.exact_in(text, &all, &all).passages;
        if elsewhere.is_empty() && *scope != all {
            elsewhere = self.folded_in(text, &all, &all).passages;
        }
        if !elsewhere.is_empty() {
            let why = WhyMissing::Elsewhere(places(text, widened(text, elsewhere)));
            return Located::Missing { why, nearest: None };
        }
        let nearest = near(scope.clone(), self.quote);
        Located::Missing { why: WhyMissing::NoSuchWords, nearest }
    }
}

/// Every place at which `words` stand in `text`, overlapping ones too, in order.
fn occurrences(text: &str, words: &str) -> impl Iterator<Item = usize> {
    let step = words.chars().next().map_or(1, char::len_utf8);
    let mut from = 0;
    std::iter::from_fn(move || {
        let at = from + text.get(from..)?.find(words)?;
        from = at + step;
        Some(at)
    })
}

/// These ranges so widened that they cut no grapheme cluster, each once.
fn widened(text: &str, ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    let mut ranges: Vec<_> =
        ranges.into_iter().map(|range| widen_to_graphemes(text, range)).collect();
    ranges.dedup();
    ranges
}

/// What a person needs to choose among these ranges, which are in order.
fn places(text: &str, ranges: Vec<Range<usize>>) -> Vec<Place> {
    let (mut line, mut counted) = (1, 0);
    let place = |range: Range<usize>| {
        line += line_of(&text[counted..], range.start - counted) - 1;
        counted = range.start;
        let (before, after) = whole_context(text, range.clone(), CONTEXT);
        Place { line, before: before.to_owned(), after: after.to_owned(), range }
    };
    ranges.into_iter().map(place).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TEXT: &str = "The mayor said: “We had to close the bridge.” He was quick to leave.\n\
        Later he said: “We had to\u{a0}wait — all of us.”\n\
        Nobody said more. He was quick to leave.\n";

    fn ranges(places: &[Place]) -> Vec<(usize, &str)> {
        places.iter().map(|place| (place.line, &TEXT[place.range.clone()])).collect()
    }

    #[test]
    fn words_that_stand_once_are_found() {
        let start = TEXT.find("close").unwrap();
        assert_eq!(
            locate(TEXT, "close the bridge", None, None, None),
            Located::One(start..start + 16)
        );
    }

    #[test]
    fn words_that_stand_twice_are_listed_with_their_lines() {
        let Located::Several(found) = locate(TEXT, "quick to leave", None, None, None) else {
            panic!("not several")
        };
        assert_eq!(ranges(&found), [(1, "quick to leave"), (3, "quick to leave")]);
        assert_eq!(found[0].before, " to close the bridge.” He was ");
        assert_eq!(found[1].after, ".\n");
    }

    #[test]
    fn a_line_chooses_among_places() {
        let third = TEXT.rfind("quick").unwrap();
        assert_eq!(
            locate(TEXT, "quick to leave", None, Some(3), None),
            Located::One(third..third + 14)
        );
        for line in [0, 2, 99] {
            let Located::Missing { why: WhyMissing::Elsewhere(places), nearest: None } =
                locate(TEXT, "quick to leave", None, Some(line), None)
            else {
                panic!("found on line {line}")
            };
            assert_eq!(places.len(), 2);
        }
    }

    #[test]
    fn a_stretch_limits_the_whole_passage() {
        let second = TEXT.find('\n').unwrap()..TEXT.len();
        let third = TEXT.rfind("quick").unwrap();
        assert_eq!(
            locate(TEXT, "quick to leave", None, None, Some(second)),
            Located::One(third..third + 14)
        );
        assert!(matches!(
            locate(TEXT, "quick to leave", None, None, Some(third..third + 5)),
            Located::Missing { why: WhyMissing::Elsewhere(_), .. }
        ));
    }

    #[test]
    fn a_passage_runs_to_the_first_end_words_after_its_start() {
        let Located::One(range) = locate(TEXT, "Later", Some("said"), None, None) else {
            panic!("not one")
        };
        assert_eq!(&TEXT[range], "Later he said");
        let Located::Several(found) = locate(TEXT, "We had", Some("us"), None, None) else {
            panic!("not several")
        };
        assert_eq!(found[0].range.end, found[1].range.end);
    }

    #[test]
    fn a_start_that_no_end_follows_is_passed_over() {
        let Located::One(range) = locate(TEXT, "He was quick", Some("wait"), None, None) else {
            panic!("not one")
        };
        assert!(TEXT[range].starts_with("He was quick to leave.\nLater"));
    }

    #[test]
    fn end_words_that_do_not_follow_are_the_reason() {
        let start = TEXT.find("Nobody").unwrap();
        let found = locate(TEXT, "Nobody", Some("quick to leaf"), None, None);
        let end = TEXT.rfind("quick").unwrap();
        assert_eq!(
            found,
            Located::Missing {
                why: WhyMissing::EndMissing { start: start..start + 6 },
                nearest: Some(Nearest { range: end..end + 14, similarity: 866 }),
            }
        );
    }

    #[test]
    fn words_that_differ_in_look_only_are_offered_and_not_taken() {
        for (quote, to, passage) in [
            ("\"we had to close", None, "“We had to close"),
            ("had to wait - all", None, "had to\u{a0}wait — all"),
            ("HAD TO WAIT", Some("us.\""), "had to\u{a0}wait — all of us.”"),
            (" Nobody  said", None, "Nobody said"),
        ] {
            let Located::Nearly(found) = locate(TEXT, quote, to, None, None) else {
                panic!("{quote} was not nearly found")
            };
            assert_eq!(ranges(&found)[0].1, passage);
            assert_eq!(found.len(), 1);
        }
    }

    #[test]
    fn a_match_that_cuts_a_cluster_is_offered_whole() {
        let text = "le cafe\u{301} noir";
        let Located::Nearly(found) = locate(text, "cafe", None, None, None) else {
            panic!("not nearly")
        };
        assert_eq!(&text[found[0].range.clone()], "cafe\u{301}");
    }

    #[test]
    fn words_that_are_not_there_bring_the_nearest_passage() {
        let Located::Missing { why: WhyMissing::NoSuchWords, nearest: Some(near) } =
            locate(TEXT, "we have to close that bridge", None, None, None)
        else {
            panic!("not missing")
        };
        assert_eq!(&TEXT[near.range], "We had to close the bridge");
    }

    #[test]
    fn a_blank_quotation_is_an_answer_of_its_own() {
        assert_eq!(locate(TEXT, "", None, None, None), Located::Empty);
        assert_eq!(locate(TEXT, " \n", None, None, None), Located::Empty);
        assert_eq!(locate(TEXT, "he", Some(""), None, None), Located::Empty);
        assert!(matches!(
            locate("", "a", None, None, None),
            Located::Missing { nearest: None, .. }
        ));
        assert!(matches!(locate("a", "\u{200b}", None, None, None), Located::Missing { .. }));
    }

    #[test]
    fn overlapping_places_are_each_counted() {
        let Located::Several(found) = locate("ababab", "abab", None, None, None) else {
            panic!("not several")
        };
        assert_eq!(found.iter().map(|p| p.range.clone()).collect::<Vec<_>>(), [0..4, 2..6]);
    }

    fn text() -> impl Strategy<Value = String> {
        prop_oneof!["\\PC*", "[ab \n“\"é\u{301}ي\u{64e}👩\u{200d}]{0,40}"]
    }

    proptest! {
        #[test]
        fn any_question_has_an_answer_with_sound_ranges(
            text in text(), quote in text(), to in proptest::option::of(text()),
            line in proptest::option::of(0usize..5), within in proptest::option::of((0usize..50, 0usize..50)),
        ) {
            let within = within.map(|(a, b)| a..b);
            match locate(&text, &quote, to.as_deref(), line, within) {
                Located::Empty => prop_assert!(quote.trim().is_empty() || to.is_some()),
                Located::One(range) => {
                    prop_assert!(!cuts_grapheme(&text, &range));
                    prop_assert!(text[range.clone()].starts_with(&quote));
                    prop_assert!(text[range].ends_with(to.as_deref().unwrap_or(&quote)));
                }
                Located::Several(found) => prop_assert!(found.len() > 1),
                Located::Nearly(found) => {
                    prop_assert!(!found.is_empty());
                    for place in found {
                        prop_assert!(!cuts_grapheme(&text, &place.range));
                    }
                }
                Located::Missing { .. } => {}
            }
        }

        #[test]
        fn a_stretch_of_the_text_is_found_where_it_stands(text in text(), a in 0usize..40, b in 0usize..40) {
            let range = widen_to_graphemes(&text, a.min(b)..a.max(b));
            if text[range.clone()].trim().is_empty() {
                return Ok(());
            }
            match locate(&text, &text[range.clone()], None, None, None) {
                Located::One(found) => prop_assert_eq!(found, range),
                Located::Several(found) => prop_assert!(found.iter().any(|p| p.range == range)),
                other => prop_assert!(false, "{:?}", other),
            }
        }
    }
}
