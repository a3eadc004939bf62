//! Names that may be one party's: proposed with the reason, never merged.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use serde::Serialize;
use unicode_segmentation::UnicodeSegmentation;

use crate::error::Result;
use crate::journal::fact;
use crate::model::PartyId;
use crate::store::Store;
use crate::text::{self, fold_str, spelling, spelling_key};

use super::names::Names;

/// Words of the longest name that is looked for in texts.
const LONGEST: usize = 5;

/// Two parties that may be one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SamePerhaps {
    /// The later party: its handle and the name that is alike.
    pub party: NameOf,
    /// The earlier one.
    pub into: NameOf,
    /// How alike the names are, in thousandths.
    pub similarity: u16,
    /// Why.
    pub reason: String,
}

/// A name, and whose it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NameOf {
    /// `P3`.
    pub handle: String,
    /// The name as displayed or printed.
    pub name: String,
}

/// A spelling in a captured text that no party has yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AliasPerhaps {
    /// The party, and its name that is alike.
    pub party: NameOf,
    /// The spelling as printed.
    pub printed: String,
    /// The capture: `S1@1`.
    pub capture: String,
    /// The line on which it stands first, from 1.
    pub line: usize,
    /// How often it stands there.
    pub times: usize,
    /// How alike the names are, in thousandths.
    pub similarity: u16,
    /// Why.
    pub reason: String,
}

/// What the names suggest.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Suggestions {
    /// Parties that may be one, the most alike first.
    pub parties: Vec<SamePerhaps>,
    /// Spellings in captured texts that may be a party's, the most alike first.
    pub aliases: Vec<AliasPerhaps>,
}

/// Compares every name with every other, and with the newest text of each
/// source.
///
/// Parties that are kept apart, or are one already, are not proposed; nor are
/// parties of two kinds.
pub fn suggestions(store: &Store) -> Result<Suggestions> {
    let known = Known::of(store)?;
    Ok(Suggestions { parties: known.parties(store)?, aliases: known.aliases(store)? })
}

/// Every name, with its party after merges.
struct Known {
    names: Vec<(PartyId, String)>,
    apart: BTreeSet<(PartyId, PartyId)>,
}

impl Known {
    fn of(store: &Store) -> Result<Self> {
        let mut apart = BTreeSet::new();
        for pair in store.apart_pairs()? {
            let [one, other] = pair.fact.parties;
            let (one, other) = (store.canonical_party(one)?, store.canonical_party(other)?);
            apart.extend([(one, other), (other, one)]);
        }
        Ok(Self { names: store.party_names()?, apart })
    }

    fn parties(&self, store: &Store) -> Result<Vec<SamePerhaps>> {
        let mut best: BTreeMap<(usize, usize), SamePerhaps> = BTreeMap::new();
        let order: BTreeMap<PartyId, usize> =
            self.names.iter().enumerate().rev().map(|(at, (id, _))| (*id, at)).collect();
        for (at, (one, name)) in self.names.iter().enumerate() {
            for (other, other_name) in &self.names[..at] {
                if one == other || self.apart.contains(&(*one, *other)) {
                    continue;
                }
                let Some(found) = spelling(name, other_name) else { continue };
                if kind_of(store, *one)? != kind_of(store, *other)? {
                    continue;
                }
                let (mut later, mut earlier) = ((*one, name), (*other, other_name));
                if order[&later.0] < order[&earlier.0] {
                    std::mem::swap(&mut later, &mut earlier);
                }
                let perhaps = SamePerhaps {
                    party: name_of(store, later.0, later.1)?,
                    into: name_of(store, earlier.0, earlier.1)?,
                    similarity: found.similarity,
                    reason: found.reason,
                };
                let key = (order[&earlier.0], order[&later.0]);
                match best.get(&key) {
                    Some(known) if known.similarity >= perhaps.similarity => {}
                    Some(_) | None => drop(best.insert(key, perhaps)),
                }
            }
        }
        let mut found: Vec<SamePerhaps> = best.into_values().collect();
        // A stable sort: of those as much alike the earlier party stays first.
        found.sort_by_key(|perhaps| Reverse(perhaps.similarity));
        Ok(found)
    }

    /// Spellings in the newest text of each source.
    fn aliases(&self, store: &Store) -> Result<Vec<AliasPerhaps>> {
        let mut by_key: BTreeMap<String, Vec<&(PartyId, String)>> = BTreeMap::new();
        for named in &self.names {
            if let Some(key) = spelling_key(&named.1) {
                by_key.entry(key).or_default().push(named);
            }
        }
        let known: BTreeSet<String> = self.names.iter().map(|(_, name)| fold_str(name)).collect();
        let mut found = Vec::new();
        for source in store.list::<fact::Source>()? {
            let newest = Names::of(store).newest_capture(source.id.into())?;
            let Some(capture) = newest else { continue };
            let Some(text) = store.capture_text(capture.id.into())? else { continue };
            let mut here: BTreeMap<(PartyId, String), AliasPerhaps> = BTreeMap::new();
            for range in printed_names(&text) {
                let printed = &text[range.clone()];
                if known.contains(&fold_str(printed)) {
                    continue;
                }
                let Some(named) = spelling_key(printed).and_then(|key| by_key.get(&key)) else {
                    continue;
                };
                for (party, name) in named.iter().copied() {
                    let Some(alike) = spelling(name, printed) else { continue };
                    let key = (*party, fold_str(printed));
                    if let Some(known) = here.get_mut(&key) {
                        known.times += 1;
                        continue;
                    }
                    here.insert(
                        key,
                        AliasPerhaps {
                            party: name_of(store, *party, name)?,
                            printed: printed.to_owned(),
                            capture: capture.handle.to_string(),
                            line: text::line_of(&text, range.start),
                            times: 1,
                            similarity: alike.similarity,
                            reason: alike.reason,
                        },
                    );
                }
            }
            let mut here: Vec<AliasPerhaps> = here.into_values().collect();
            here.sort_by_key(|alias| (alias.line, alias.printed.clone()));
            found.extend(here);
        }
        found.sort_by_key(|alias| Reverse(alias.similarity));
        Ok(found)
    }
}

fn kind_of(store: &Store, id: PartyId) -> Result<Option<crate::model::vocab::PartyKind>> {
    Ok(store.get::<fact::Party>(id.into())?.map(|party| party.fact.kind))
}

fn name_of(store: &Store, id: PartyId, name: &str) -> Result<NameOf> {
    Ok(NameOf { handle: Names::of(store).handle(id)?, name: name.to_owned() })
}

/// Stretches of a text that may be names: one to five words in a row on one
/// line, each with a capital letter where the script has them.
fn printed_names(text: &str) -> Vec<Range<usize>> {
    let words: Vec<(usize, &str)> = text.unicode_word_indices().collect();
    let mut found = Vec::new();
    for (first, (start, word)) in words.iter().enumerate() {
        if word.starts_with(char::is_lowercase) {
            continue;
        }
        let mut end = start + word.len();
        for (length, (at, word)) in words[first..].iter().take(LONGEST).enumerate() {
            let gap = if length == 0 { " " } else { &text[end..*at] };
            // A hyphen before it makes it another word: "non-Mehsud".
            let joined = length == 0 && text[..*at].ends_with(['-', '\u{2010}', '\u{2011}']);
            if joined || !matches!(gap, " " | "\u{a0}" | "-" | "\u{200c}") {
                break;
            }
            end = at + word.len();
            if !word.starts_with(char::is_lowercase) {
                found.push(*start..end);
            }
        }
    }
    found
}
