//! Members, who works on what, and the casebook's own terms.

use crate::error::{Error, Result};
use crate::journal::fact;
use crate::model::{ClaimId, EntryId, MemberId, check_key, check_member_key};
use crate::store::Logged;

use super::desk::{Casebook, Desk};
use super::source::dated;

impl Casebook {
    /// Every member there was: the founder, then the others as they joined.
    pub fn members(&self) -> Result<Vec<Logged<fact::Member>>> {
        let mut members: Vec<_> = self.store().founder()?.into_iter().collect();
        members.extend(self.store().list::<fact::Member>()?);
        Ok(members)
    }
}

impl Desk<'_, '_> {
    /// Logs a member. A key is never used twice, not even for the same person.
    pub fn add_member(&mut self, key: &str, name: &str) -> Result<MemberId> {
        check_member_key(key)?;
        if self.store().member(key)?.is_some() {
            return Err(Error::refused(
                format!("the key `{key}` is taken"),
                "keys are never used twice: choose another",
            ));
        }
        let (key, name) = (key.to_owned(), name.to_owned());
        Ok(self.log(fact::Member { from: None, key, name, of: None, until: None })?.into())
    }

    /// Ends a membership now; what the member logged stays.
    pub fn end_member(&mut self, key: &str) -> Result<MemberId> {
        let member = self.store().member(key)?;
        let member = member.ok_or_else(|| {
            Error::not_found("member", key, "`rashomon member list` shows the members")
        })?;
        if key == self.stamp().by {
            return Err(Error::refused(
                "you cannot end your own membership",
                "let another member do it: --as KEY",
            ));
        }
        let until = Some(self.stamp().at);
        self.log(fact::Member { of: Some(member.id.into()), until, ..member.fact })?;
        Ok(member.id.into())
    }

    /// Gives a claim to a member, or to nobody.
    pub fn assign(
        &mut self,
        claim: &str,
        member: Option<&str>,
        due: Option<&str>,
        note: Option<&str>,
    ) -> Result<ClaimId> {
        let row = self.names().claim(claim)?;
        if let Some(key) = member
            && self.store().member(key)?.is_none()
        {
            let hint = "`rashomon member list` shows the members";
            return Err(Error::not_found("member", key, hint));
        }
        self.log(fact::Assignment {
            claim: row.id,
            due: due.map(|date| dated("due", date)).transpose()?,
            member: member.map(str::to_owned),
            note: note.map(str::to_owned),
        })?;
        Ok(row.id)
    }

    /// Adds to the casebook's terms; a key or name that is there is replaced.
    pub fn add_terms(&mut self, more: &Terms) -> Result<EntryId> {
        for term in more.units.iter().chain(&more.categories) {
            check_key("a unit's or category's key", &term.key)?;
        }
        let logged = self.store().casebook()?;
        let mut terms = logged.fact;
        let by_key = |old: &fact::Term, new: &fact::Term| old.key == new.key;
        put(&mut terms.units, &more.units, by_key);
        put(&mut terms.categories, &more.categories, by_key);
        put(&mut terms.standards, &more.standards, |old, new| old.name == new.name);
        put(&mut terms.conventions, &more.conventions, |old, new| {
            old.name == new.name && old.word == new.word
        });
        put(&mut terms.scales, &more.scales, |old, new| old.name == new.name);
        terms.founder = None;
        terms.of = Some(logged.id);
        self.log(terms)
    }
}

/// Terms to add to a casebook's.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Terms {
    /// Who may be counted.
    pub categories: Vec<fact::Term>,
    /// Numbers that a view may put for a word.
    pub conventions: Vec<fact::Convention>,
    /// Rating scales of the house.
    pub scales: Vec<fact::Scale>,
    /// Standards of proof.
    pub standards: Vec<fact::Standard>,
    /// What may be counted.
    pub units: Vec<fact::Term>,
}

fn put<T: Clone>(list: &mut Vec<T>, more: &[T], same: impl Fn(&T, &T) -> bool) {
    for new in more {
        match list.iter_mut().find(|old| same(old, new)) {
            Some(old) => *old = new.clone(),
            None => list.push(new.clone()),
        }
    }
}
