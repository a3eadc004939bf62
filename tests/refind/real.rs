//! Real news with the quotations that people marked in it, where a copy of
//! PolNeAR lies beside the repository; nothing of it is kept here.
//!
//! Only the edits are made: every word keeps its number through them.

use std::ops::Range;
use std::path::Path;

use crate::story::{Story, Tongue};

/// An article, and the passages of it that report what somebody said.
pub(crate) struct Article {
    pub(crate) story: Story,
    /// The words of each, by their numbers.
    pub(crate) quotes: Vec<Vec<usize>>,
    /// Its own words: what an editor puts in comes from them.
    pub(crate) tongue: Tongue,
}

/// The articles that have a few paragraphs at least; None where there are none.
pub(crate) fn articles() -> Option<Vec<Article>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/eval/attribution.dev.jsonl");
    let lines = std::fs::read_to_string(path).ok()?;
    let articles = lines.lines().map(|line| serde_json::from_str(line).unwrap());
    Some(articles.filter_map(|json| article(&json)).collect())
}

fn article(json: &serde_json::Value) -> Option<Article> {
    let text = json["text"].as_str()?;
    let (story, places) = Story::read(text);
    let bytes: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let marked = json["attributions"].as_array()?;
    let quotes = marked.iter().filter_map(|marked| {
        let at = |index: usize| {
            Some(bytes[usize::try_from(marked["content"][0][index].as_u64()?).ok()?])
        };
        let span: Range<usize> = at(0)?..at(1)?;
        let inside =
            |place: &&(usize, Range<usize>)| place.1.start < span.end && span.start < place.1.end;
        let words: Vec<usize> = places.iter().filter(inside).map(|(id, _)| *id).collect();
        (words.len() >= 4).then_some(words)
    });
    let quotes = quotes.collect();
    (story.paragraphs.len() >= 6).then(|| Article { story, quotes, tongue: Tongue::of(text) })
}
