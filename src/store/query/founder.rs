//! Members. The first of them founded the casebook and stands in entry 0.

use rusqlite::{OptionalExtension, named_params};

use super::super::{Store, unsigned};
use super::thing::{Kind, Logged};
use crate::error::{Error, Result};
use crate::journal::{Fact, fact};
use crate::model::Handle;

impl Store {
    /// The casebook's terms as they stand.
    ///
    /// # Errors
    ///
    /// [`Error::Damaged`] if entry 0 is not a casebook.
    pub fn casebook(&self) -> Result<Logged<fact::Casebook>> {
        let logged = self.get(self.id_at(0)?)?;
        logged.ok_or_else(|| Error::Damaged {
            path: self.path.clone(),
            detail: "entry 0 does not found a casebook".to_owned(),
        })
    }

    /// A member by their key, the founder too; None if there is none.
    pub fn member(&self, key: &str) -> Result<Option<Logged<fact::Member>>> {
        let mut query = self.conn.prepare_cached(
            "SELECT seq FROM thing WHERE kind = 'member' AND key = :key AND undone IS NULL
              ORDER BY seq LIMIT 1",
        )?;
        let seq: Option<i64> =
            query.query_row(named_params! { ":key": key }, |row| row.get(0)).optional()?;
        if let Some(seq) = seq {
            return self.get(self.id_at(seq)?);
        }
        Ok(self.founder()?.filter(|founder| founder.fact.key == key))
    }

    /// The first member, `M1`, with their fields as they stand.
    pub fn founder(&self) -> Result<Option<Logged<fact::Member>>> {
        let first = self.entry_at(0)?;
        let Fact::Casebook(casebook) = first.fact else { return Ok(None) };
        let Some(mut fact) = casebook.founder else { return Ok(None) };
        let newest = self.numbers(
            "SELECT seq FROM edition WHERE thing = :of AND kind = 'member'
                AND seq NOT IN (SELECT seq FROM undone) ORDER BY seq DESC LIMIT 1",
            0,
        )?;
        let current = newest.first().copied().unwrap_or(0);
        if current > 0
            && let Fact::Member(member) = self.entry_at(current)?.fact
        {
            fact = *member;
        }
        Ok(Some(Logged {
            id: self.id_at(0)?,
            handle: Handle::Member(1),
            seq: 0,
            current_seq: unsigned(current),
            at: first.at,
            by: first.by,
            undone: false,
            fact,
        }))
    }

    /// The founder as a thing of the kind asked for, if that is a member.
    pub(super) fn founder_as<F: Kind>(&self) -> Result<Option<Logged<F>>> {
        let Some(founder) = self.founder()? else { return Ok(None) };
        Ok(F::of(Fact::Member(Box::new(founder.fact))).map(|fact| Logged {
            id: founder.id,
            handle: founder.handle,
            seq: founder.seq,
            current_seq: founder.current_seq,
            at: founder.at,
            by: founder.by,
            undone: founder.undone,
            fact,
        }))
    }
}
