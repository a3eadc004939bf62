//! Words that stand in several captures, to the byte: one wire, many outlets.

use rusqlite::named_params;

use super::super::Store;
use crate::error::Result;
use crate::model::EntryId;

/// The fewest bytes of a passage that count: shorter ones are the same by
/// chance.
const LEAST: u64 = 40;

/// Passages of the same bytes in several captures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alike {
    /// Claim versions and evidence that quote them, in order of logging.
    pub holders: Vec<EntryId>,
    /// In how many captures they stand.
    pub captures: u64,
}

impl Store {
    /// Quoted passages that stand to the byte in several captures, where entry
    /// number `from` or a later one quotes them: those in most captures first,
    /// then in order of logging; `most` of them, and how many there are.
    ///
    /// Reads every span once.
    pub fn alike_since(&self, from: u64, most: usize) -> Result<(Vec<Alike>, usize)> {
        let mut query = self.conn.prepare_cached(
            "SELECT count(DISTINCT capture) AS captures, group_concat(DISTINCT holder) AS holders
               FROM span
              WHERE role = 'evidence' AND byte_to - byte_from >= :least
              GROUP BY sha256
             HAVING captures > 1 AND max(holder) >= :from
              ORDER BY captures DESC, min(holder)",
        )?;
        let params = named_params! { ":from": super::signed(from), ":least": super::signed(LEAST) };
        let mut rows = query.query(params)?;
        let (mut groups, mut count) = (Vec::new(), 0);
        while let Some(row) = rows.next()? {
            count += 1;
            if groups.len() < most {
                let holders: String = row.get("holders")?;
                let mut holders: Vec<i64> =
                    holders.split(',').filter_map(|seq| seq.parse().ok()).collect();
                holders.sort_unstable();
                let captures: i64 = row.get("captures")?;
                groups.push((holders, super::super::unsigned(captures)));
            }
        }
        let groups = groups.into_iter().map(|(holders, captures)| {
            let holders = holders.into_iter().map(|seq| self.id_at(seq)).collect::<Result<_>>()?;
            Ok(Alike { holders, captures })
        });
        Ok((groups.collect::<Result<_>>()?, count))
    }
}
