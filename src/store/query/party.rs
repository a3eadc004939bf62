//! Parties and places by name; merges, affiliations, keep apart.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{OptionalExtension, named_params};

use super::super::Store;
use super::thing::Logged;
use crate::error::Result;
use crate::journal::{Fact, fact};
use crate::model::{PartyId, PlaceId};
use crate::text;

/// Every merge that stands, by the number of the party's first entry.
pub(super) struct Merges(BTreeMap<i64, i64>);

impl Merges {
    /// The merges of a record.
    pub(super) fn of(store: &Store) -> Result<Self> {
        let mut query = store.conn.prepare_cached(
            "SELECT party, other, kind = 'merge' AS merged FROM bond
              WHERE kind IN ('merge', 'split') AND seq NOT IN (SELECT seq FROM undone)
              ORDER BY seq",
        )?;
        let mut rows = query.query([])?;
        let mut merges = BTreeMap::new();
        while let Some(row) = rows.next()? {
            let party: i64 = row.get("party")?;
            if row.get("merged")? {
                merges.insert(party, row.get("other")?);
            } else {
                merges.remove(&party);
            }
        }
        Ok(Self(merges))
    }

    /// The party that this one is after merges.
    pub(super) fn canonical(&self, party: i64) -> i64 {
        let next = |party| Ok(self.0.get(&party).copied());
        follow(party, next).unwrap_or(party)
    }

    /// Every party that is the same as this one after merges.
    pub(super) fn same_as(&self, party: i64) -> BTreeSet<i64> {
        let canonical = self.canonical(party);
        let merged = self.0.keys().copied().filter(|other| self.canonical(*other) == canonical);
        merged.chain([canonical]).collect()
    }
}

/// Follows merges to their end. Where they run in a circle, all in it are the
/// one that was logged first.
fn follow(party: i64, next: impl Fn(i64) -> Result<Option<i64>>) -> Result<i64> {
    let mut seen = vec![party];
    let mut at = party;
    while let Some(into) = next(at)? {
        if let Some(start) = seen.iter().position(|party| *party == into) {
            return Ok(seen[start..].iter().copied().min().unwrap_or(into));
        }
        seen.push(into);
        at = into;
    }
    Ok(at)
}

impl Store {
    /// The party that a party was merged into, by way of others too; itself
    /// where it was not.
    pub fn canonical_party(&self, id: PartyId) -> Result<PartyId> {
        let Some(party) = self.seq(id)? else { return Ok(id) };
        let canonical = follow(party, |party| self.merged_into(party))?;
        if canonical == party { Ok(id) } else { Ok(self.id_at(canonical)?.into()) }
    }

    /// The party that the newest standing decision merges this one into.
    fn merged_into(&self, party: i64) -> Result<Option<i64>> {
        // The plus keeps SQLite from making a table of two words, each time.
        let sql = "SELECT CASE kind WHEN 'merge' THEN other END FROM bond
              WHERE party = :party AND +kind IN ('merge', 'split')
                AND seq NOT IN (SELECT seq FROM undone)
              ORDER BY seq DESC LIMIT 1";
        let into = self.recall.answer(sql, &party.to_string(), || {
            let mut query = self.conn.prepare_cached(sql)?;
            let into: Option<Option<i64>> =
                query.query_row(named_params! { ":party": party }, |row| row.get(0)).optional()?;
            Ok::<_, rusqlite::Error>(into.flatten().into_iter().collect())
        })?;
        Ok(into.first().copied())
    }

    /// Parties with this name, displayed or printed: exactly, else after
    /// folding. After merges, each once, in order of logging. A display name
    /// that was replaced is not a name any more.
    pub fn parties_named(&self, name: &str) -> Result<Vec<PartyId>> {
        let mut parties: Vec<PartyId> = Vec::new();
        for seq in self.named("party", name)? {
            let party = self.canonical_party(self.id_at(seq)?.into())?;
            if !parties.contains(&party) {
                parties.push(party);
            }
        }
        Ok(parties)
    }

    /// Places with this name: exactly, else after folding.
    pub fn places_named(&self, name: &str) -> Result<Vec<PlaceId>> {
        self.named("place", name)?.into_iter().map(|seq| Ok(self.id_at(seq)?.into())).collect()
    }

    fn named(&self, kind: &str, name: &str) -> Result<Vec<i64>> {
        let exact = self.named_by(
            "SELECT DISTINCT name.thing FROM name JOIN thing ON thing.seq = name.thing
              WHERE name.name = :name AND name.kind = :kind AND thing.undone IS NULL
                AND name.seq NOT IN (SELECT seq FROM undone)
                AND (name.seq = thing.current OR name.seq NOT IN (SELECT seq FROM edition))
              ORDER BY name.thing",
            kind,
            name,
        )?;
        if !exact.is_empty() {
            return Ok(exact);
        }
        self.named_by(
            "SELECT DISTINCT name.thing FROM name JOIN thing ON thing.seq = name.thing
              WHERE name.folded = :name AND name.kind = :kind AND thing.undone IS NULL
                AND name.seq NOT IN (SELECT seq FROM undone)
                AND (name.seq = thing.current OR name.seq NOT IN (SELECT seq FROM edition))
              ORDER BY name.thing",
            kind,
            &text::fold_str(name),
        )
    }

    fn named_by(&self, sql: &'static str, kind: &str, name: &str) -> Result<Vec<i64>> {
        let found = self.recall.answer(sql, &format!("{kind} {name}"), || {
            let mut query = self.conn.prepare_cached(sql)?;
            let rows = query
                .query_map(named_params! { ":name": name, ":kind": kind }, |row| row.get(0))?;
            rows.collect::<rusqlite::Result<_>>()
        })?;
        Ok(found.to_vec())
    }

    /// Every name of every party, with the party after merges, in order of
    /// logging.
    pub fn party_names(&self) -> Result<Vec<(PartyId, String)>> {
        let merges = Merges::of(self)?;
        let mut query = self.conn.prepare_cached(
            "SELECT name.thing, name.name FROM name JOIN thing ON thing.seq = name.thing
              WHERE name.kind = 'party' AND thing.undone IS NULL
                AND name.seq NOT IN (SELECT seq FROM undone)
                AND (name.seq = thing.current OR name.seq NOT IN (SELECT seq FROM edition))
              ORDER BY name.seq, name.nth",
        )?;
        let rows =
            query.query_map([], |row| Ok((row.get::<_, i64>("thing")?, row.get("name")?)))?;
        rows.map(|row| {
            let (seq, name) = row?;
            Ok((self.id_at(merges.canonical(seq))?.into(), name))
        })
        .collect()
    }

    /// Every name of a party and of those merged into it, folded, in order of
    /// logging party by party.
    pub fn folded_names(&self, party: PartyId) -> Result<Vec<String>> {
        let Some(seq) = self.seq(party)? else { return Ok(Vec::new()) };
        let mut query = self.conn.prepare_cached(
            "SELECT name.folded FROM name JOIN thing ON thing.seq = name.thing
              WHERE name.thing = :party AND thing.undone IS NULL
                AND name.seq NOT IN (SELECT seq FROM undone)
                AND (name.seq = thing.current OR name.seq NOT IN (SELECT seq FROM edition))
              ORDER BY name.seq, name.nth",
        )?;
        let mut names = Vec::new();
        for party in self.merged_with(seq)? {
            let rows = query.query_map(named_params! { ":party": party }, |row| row.get(0))?;
            names.append(&mut rows.collect::<rusqlite::Result<_>>()?);
        }
        Ok(names)
    }

    /// A party and those that are merged into it, by way of others too.
    fn merged_with(&self, party: i64) -> Result<Vec<i64>> {
        let mut all = vec![party];
        let mut at = 0;
        while let Some(into) = all.get(at).copied() {
            let sql = "SELECT DISTINCT party FROM bond WHERE other = :of AND kind = 'merge' ORDER BY party";
            let merged = self.recall.answer(sql, &into.to_string(), || self.numbers(sql, into))?;
            for other in merged.iter().copied() {
                if !all.contains(&other) && self.merged_into(other)? == Some(into) {
                    all.push(other);
                }
            }
            at += 1;
        }
        Ok(all)
    }

    /// Printed names of a party itself, in order of logging.
    pub fn aliases(&self, party: PartyId) -> Result<Vec<Logged<fact::Alias>>> {
        let Some(seq) = self.seq(party)? else { return Ok(Vec::new()) };
        let seqs = self.numbers(
            "SELECT seq FROM name WHERE thing = :of
                AND seq NOT IN (SELECT seq FROM undone) AND seq NOT IN (SELECT seq FROM edition)
              ORDER BY seq",
            seq,
        )?;
        self.decisions(&seqs, |fact| {
            let Fact::Alias(alias) = fact else { return None };
            Some((alias.party.into(), *alias))
        })
    }

    /// What a party belongs to or speaks for, in order of logging. Of the party
    /// itself: those of parties merged into it are asked for one by one.
    pub fn affiliations(&self, party: PartyId) -> Result<Vec<Logged<fact::Affiliation>>> {
        let Some(seq) = self.seq(party)? else { return Ok(Vec::new()) };
        let seqs = self.numbers(
            "SELECT seq FROM bond WHERE party = :of AND kind = 'affiliation'
                AND seq NOT IN (SELECT seq FROM undone) ORDER BY seq",
            seq,
        )?;
        self.decisions(&seqs, |fact| {
            let Fact::Affiliation(affiliation) = fact else { return None };
            Some((affiliation.party.into(), *affiliation))
        })
    }

    /// Merges that stand, in order of logging; of two for one party, the newer.
    pub fn merges(&self) -> Result<Vec<Logged<fact::Merge>>> {
        let seqs = self.bonds(
            "SELECT seq FROM bond AS this WHERE kind = 'merge'
                AND seq NOT IN (SELECT seq FROM undone)
                AND NOT EXISTS (SELECT 1 FROM bond WHERE party = this.party AND seq > this.seq
                    AND kind IN ('merge', 'split') AND seq NOT IN (SELECT seq FROM undone))
              ORDER BY seq",
        )?;
        self.decisions(&seqs, |fact| {
            let Fact::Merge(merge) = fact else { return None };
            Some((merge.party.into(), *merge))
        })
    }

    /// Pairs that are kept apart, in order of logging.
    pub fn apart_pairs(&self) -> Result<Vec<Logged<fact::Apart>>> {
        let seqs = self.bonds(
            "SELECT seq FROM bond WHERE kind = 'apart'
                AND seq NOT IN (SELECT seq FROM undone) ORDER BY seq",
        )?;
        self.decisions(&seqs, |fact| {
            let Fact::Apart(apart) = fact else { return None };
            Some((apart.parties[0].into(), *apart))
        })
    }

    /// Affiliations of all parties, in order of logging.
    pub(super) fn all_affiliations(&self) -> Result<Vec<Logged<fact::Affiliation>>> {
        let seqs = self.bonds(
            "SELECT seq FROM bond WHERE kind = 'affiliation'
                AND seq NOT IN (SELECT seq FROM undone) ORDER BY seq",
        )?;
        self.decisions(&seqs, |fact| {
            let Fact::Affiliation(affiliation) = fact else { return None };
            Some((affiliation.party.into(), *affiliation))
        })
    }

    fn bonds(&self, sql: &'static str) -> Result<Vec<i64>> {
        let mut query = self.conn.prepare_cached(sql)?;
        let rows = query.query_map([], |row| row.get(0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn merges_are_followed_to_their_end_and_a_circle_has_one_party() {
        // (party, into) of each merge, party asked for, party it is
        let cases = [
            (vec![], 3, 3),
            (vec![(3, 5)], 3, 5),
            (vec![(3, 5), (5, 2)], 3, 2),
            (vec![(3, 5), (5, 3)], 5, 3),
            (vec![(9, 5), (5, 3), (3, 7), (7, 5)], 9, 3),
            (vec![(4, 4)], 4, 4),
        ];
        for (merges, party, is) in cases {
            let merges = Merges(merges.into_iter().collect());
            assert_eq!(merges.canonical(party), is, "{:?}", merges.0);
            assert!(merges.same_as(party).contains(&party), "{:?}", merges.0);
        }
    }
}
