//! Titles of events: neutral ones name no initiator.
//!
//! A title such as "Redland attacks the river post" settles in its first words
//! what is at issue. Nothing is refused: people decide, and are told.

use crate::casebook::{Store, fact};
use crate::error::Result;
use crate::report::value::EventPart;
use crate::text;

use super::room::Room;

/// Beginnings of words that lay the first move at somebody's door once a party
/// stands before them, or "by" and a party after them.
const ACTS: &[&str] = &[
    "attack",
    "strike",
    "struck",
    "bomb",
    "shell",
    "raid",
    "invad",
    "invasion",
    "assault",
    "ambush",
    "kill",
    "fire",
    "open",
    "launch",
    "storm",
    "seiz",
    "capture",
    "start",
    "begin",
    "began",
    "hit",
    "target",
    "drone",
    "airstrike",
    "incursion",
    "violat",
];

/// Words that do so by themselves.
const LOADED: &[&str] = &[
    "aggression",
    "aggressor",
    "unprovoked",
    "provocation",
    "retaliat",
    "reprisal",
    "revenge",
    "self-defence",
    "self-defense",
    "counterattack",
    "counter-attack",
    "massacre",
];

/// Why a title is not neutral, in words; None where nothing was found. A
/// computed hint: it knows English words and the casebook's names alone.
pub fn initiator_in(store: &Store, title: &str) -> Result<Option<String>> {
    let mut names = Vec::new();
    for party in store.list::<fact::Party>()? {
        names.push(party.fact.display);
        let aliases = store.aliases(party.id.into())?;
        names.extend(aliases.into_iter().map(|alias| alias.fact.printed));
    }
    Ok(why(title, &names))
}

/// Warnings on the titles of a report's events.
pub(super) fn warnings(room: &Room<'_>, events: &[EventPart]) -> Result<Vec<String>> {
    let mut warnings = Vec::new();
    for event in events {
        if let Some(why) = initiator_in(room.store, &event.title)? {
            warnings.push(format!("The title of {} {why}", event.handle));
        }
    }
    Ok(warnings)
}

fn why(title: &str, names: &[String]) -> Option<String> {
    let title = text::fold_str(title);
    let words: Vec<&str> = title.split(|c: char| !c.is_alphanumeric() && c != '-').collect();
    let is = |word: &str, list: &[&str]| list.iter().any(|start| word.starts_with(start));
    if let Some(word) = words.iter().find(|word| is(word, LOADED)) {
        return Some(format!("takes a side by the word \u{201c}{word}\u{201d}"));
    }
    for printed in names {
        let name = text::fold_str(printed);
        let Some(at) = whole(&title, name.trim()) else { continue };
        let (before, after) = (&title[..at], &title[at + name.trim().len()..]);
        let acts =
            |words: &str| words.split(|c: char| !c.is_alphanumeric()).any(|word| is(word, ACTS));
        let next: Vec<&str> = after.split_whitespace().take(3).collect();
        let by = before.trim_end().ends_with(" by") && acts(before);
        if by || acts(&next.join(" ")) {
            return Some(format!(
                "names an initiator: \u{201c}{}\u{201d} acts in it",
                printed.trim()
            ));
        }
    }
    None
}

/// Where a name stands as whole words.
fn whole(title: &str, name: &str) -> Option<usize> {
    if name.is_empty() {
        return None;
    }
    title.match_indices(name).map(|(at, _)| at).find(|at| {
        let edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
        edge(title[..*at].chars().next_back()) && edge(title[at + name.len()..].chars().next())
    })
}

#[cfg(test)]
mod tests {
    use super::why;

    #[test]
    fn a_title_that_names_who_began_is_told_and_a_neutral_one_is_not() {
        let names = ["Redland".to_owned(), "Blue Army".to_owned()];
        for title in [
            "Redland attacks the river post",
            "Air strikes by Redland on the bazaar",
            "The Blue Army’s overnight raid",
            "Redland opens fire",
            "Unprovoked firing at the river",
        ] {
            assert!(why(title, &names).is_some(), "{title}");
        }
        for title in [
            "Shelling of the river post",
            "Explosions in the capital",
            "Clash between Redland and the Blue Army",
            "Air strikes on Redland",
            "Redlanders at the fair",
            "",
        ] {
            assert_eq!(why(title, &names), None, "{title}");
        }
    }
}
