//! Parties and places by name; merges, affiliations, keep apart.

use rusqlite::{OptionalExtension, named_params};

use super::super::{Store, unsigned};
use super::thing::Logged;
use crate::error::Result;
use crate::journal::{Fact, fact};
use crate::model::{EntryId, Handle, PartyId, PlaceId};
use crate::text;

impl Store {
    /// The party that a party was merged into, by way of others too; itself
    /// where it was not.
    pub fn canonical_party(&self, id: PartyId) -> Result<PartyId> {
        let Some(mut at) = self.seq(id)? else { return Ok(id) };
        let mut seen = vec![at];
        while let Some(into) = self.merged_into(at)? {
            if seen.contains(&into) {
                break;
            }
            seen.push(into);
            at = into;
        }
        Ok(self.id_at(at)?.into())
    }

    /// The party that the newest standing decision merges this one into.
    fn merged_into(&self, party: i64) -> Result<Option<i64>> {
        let mut query = self.conn.prepare_cached(
            "SELECT kind, other FROM bond
              WHERE party = :party AND kind IN ('merge', 'split')
                AND seq NOT IN (SELECT seq FROM undone)
              ORDER BY seq DESC LIMIT 1",
        )?;
        let row: Option<(String, i64)> = query
            .query_row(named_params! { ":party": party }, |row| {
                Ok((row.get("kind")?, row.get("other")?))
            })
            .optional()?;
        Ok(row.filter(|(kind, _)| kind == "merge").map(|(_, other)| other))
    }

    /// Parties with this name, displayed or printed: exactly, else after
    /// folding. After merges, each once, in order of logging.
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
            "SELECT DISTINCT thing FROM name
              WHERE name = :name AND kind = :kind AND seq NOT IN (SELECT seq FROM undone)
                AND thing NOT IN (SELECT seq FROM undone)
              ORDER BY thing",
            kind,
            name,
        )?;
        if !exact.is_empty() {
            return Ok(exact);
        }
        self.named_by(
            "SELECT DISTINCT thing FROM name
              WHERE folded = :name AND kind = :kind AND seq NOT IN (SELECT seq FROM undone)
                AND thing NOT IN (SELECT seq FROM undone)
              ORDER BY thing",
            kind,
            &text::fold_str(name),
        )
    }

    fn named_by(&self, sql: &'static str, kind: &str, name: &str) -> Result<Vec<i64>> {
        let mut query = self.conn.prepare_cached(sql)?;
        let rows =
            query.query_map(named_params! { ":name": name, ":kind": kind }, |row| row.get(0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Every name of every party, with the party after merges, in order of
    /// logging.
    pub fn party_names(&self) -> Result<Vec<(PartyId, String)>> {
        let mut query = self.conn.prepare_cached(
            "SELECT thing, name FROM name WHERE kind = 'party'
                AND seq NOT IN (SELECT seq FROM undone) AND thing NOT IN (SELECT seq FROM undone)
              ORDER BY seq, nth",
        )?;
        let rows =
            query.query_map([], |row| Ok((row.get::<_, i64>("thing")?, row.get("name")?)))?;
        let rows = rows.collect::<rusqlite::Result<Vec<(i64, String)>>>()?;
        rows.into_iter()
            .map(|(seq, name)| Ok((self.canonical_party(self.id_at(seq)?.into())?, name)))
            .collect()
    }

    /// Printed names of a party itself, in order of logging.
    pub fn aliases(&self, party: PartyId) -> Result<Vec<Logged<fact::Alias>>> {
        let Some(seq) = self.seq(party)? else { return Ok(Vec::new()) };
        let seqs = self.numbers(
            "SELECT seq FROM name WHERE thing = :of AND seq NOT IN (SELECT seq FROM undone) ORDER BY seq",
            seq,
        )?;
        self.facts_at(&seqs, |fact| match fact {
            Fact::Alias(alias) => Some(*alias),
            _ => None,
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
        self.facts_at(&seqs, |fact| match fact {
            Fact::Affiliation(affiliation) => Some(*affiliation),
            _ => None,
        })
    }

    /// Merges that stand, in order of logging.
    pub fn merges(&self) -> Result<Vec<Logged<fact::Merge>>> {
        let seqs = self.numbers(
            "SELECT seq FROM bond AS this WHERE kind = 'merge' AND seq > :of
                AND seq NOT IN (SELECT seq FROM undone)
                AND NOT EXISTS (SELECT 1 FROM bond WHERE party = this.party AND seq > this.seq
                    AND kind IN ('merge', 'split') AND seq NOT IN (SELECT seq FROM undone))
              ORDER BY seq",
            -1,
        )?;
        self.facts_at(&seqs, |fact| match fact {
            Fact::Merge(merge) => Some(*merge),
            _ => None,
        })
    }

    /// Pairs that are kept apart, in order of logging.
    pub fn apart_pairs(&self) -> Result<Vec<Logged<fact::Apart>>> {
        let seqs = self.numbers(
            "SELECT seq FROM bond WHERE kind = 'apart' AND seq > :of
                AND seq NOT IN (SELECT seq FROM undone) ORDER BY seq",
            -1,
        )?;
        self.facts_at(&seqs, |fact| match fact {
            Fact::Apart(apart) => Some(*apart),
            _ => None,
        })
    }

    /// Facts that have no handle of their own, by the numbers of their entries.
    pub(super) fn facts_at<F>(
        &self,
        seqs: &[i64],
        of: impl Fn(Fact) -> Option<F>,
    ) -> Result<Vec<Logged<F>>> {
        let mut list = Vec::with_capacity(seqs.len());
        for seq in seqs {
            let entry = self.entry_at(*seq)?;
            let (at, by, id): (_, _, EntryId) = (entry.at, entry.by, self.id_at(*seq)?);
            list.extend(of(entry.fact).map(|fact| Logged {
                id,
                handle: Handle::Party(0),
                seq: unsigned(*seq),
                current_seq: unsigned(*seq),
                at,
                by,
                undone: false,
                fact,
            }));
        }
        Ok(list)
    }
}
