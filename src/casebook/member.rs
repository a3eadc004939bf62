//! Members, and who works on what.

use crate::error::{Error, Result};
use crate::journal::fact;
use crate::model::{ClaimId, MemberId, check_member_key};
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
}
