//! Links: what people decided about how claims stand to each other.

use std::collections::BTreeSet;

use crate::error::{Error, Result};
use crate::journal::fact;
use crate::model::vocab::{LinkState, LinkType};
use crate::model::vocabulary::vocabulary;
use crate::model::{Handle, LinkId, QuestionId, VersionId};

use super::desk::{Desk, reasoned};
use super::draft::LinkDraft;

vocabulary! {
    /// What is decided about a link that is there.
    Decide, "decision";
    /// It holds.
    Accept = "accept",
    /// It still holds, for the versions there are now.
    Confirm = "confirm",
    /// It does not hold.
    Dismiss = "dismiss",
    /// It is taken back.
    Withdraw = "withdraw",
}

impl Desk<'_, '_> {
    /// Logs a link, bound to the versions there are now.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] for a claim with itself, a withdrawn claim, or a link
    /// of this type between the two that stands already.
    pub fn add_link(&mut self, draft: &LinkDraft) -> Result<LinkId> {
        let kind: LinkType = draft.kind.parse()?;
        reasoned("a link", &draft.why)?;
        let from = self.end(&draft.from, draft.on_from.as_deref().or(draft.on.as_deref()))?;
        let to = self.end(&draft.to, draft.on_to.as_deref().or(draft.on.as_deref()))?;
        let state = match &draft.state {
            Some(word) => word.parse()?,
            None => LinkState::Accepted,
        };
        Self::check_ends(kind, &from, &to)?;
        self.refuse_known(kind, &from, &to, state)?;
        let reason = draft.why.clone();
        Ok(self.log(fact::Link { from, kind, reason, state, to })?.into())
    }

    /// The question that two claims both answer, where it is the only one: what
    /// a link that collides them is about. None too where either is no claim.
    pub fn shared_question(&self, from: &str, to: &str) -> Result<Option<String>> {
        let asked = |claim: &str| -> Option<BTreeSet<QuestionId>> {
            let (row, version) = self.names().version(claim).ok()?;
            let shown = row.versions.iter().find(|row| row.id == version)?;
            Some(shown.wording.positions.iter().map(|position| position.question).collect())
        };
        let Some((first, second)) = asked(from).zip(asked(to)) else { return Ok(None) };
        let mut both = first.intersection(&second);
        match (both.next(), both.next()) {
            (Some(only), None) => Ok(Some(self.names().handle(*only)?)),
            _ => Ok(None),
        }
    }

    fn end(&self, text: &str, on: Option<&str>) -> Result<fact::End> {
        let names = self.names();
        let handle = match names.key(text)? {
            Some(id) => self.store().handle_of(id)?,
            None => text.parse::<Handle>().ok(),
        };
        match handle {
            Some(Handle::Event(_)) => return Ok(fact::End::Event(names.event(text)?.id.into())),
            Some(Handle::Party(_)) => return Ok(fact::End::Party(names.party(text)?)),
            Some(Handle::Source(_)) => return Ok(fact::End::Source(names.source(text)?.id.into())),
            _ => {}
        }
        let (row, version) = names.version(text)?;
        if row.undone || row.withdrawn.is_some() {
            return Err(Error::refused(
                format!("C{} is withdrawn", row.number),
                "a link needs claims that stand",
            ));
        }
        let question = match on {
            Some(on) => Some(QuestionId::from(names.question(on)?.id)),
            None => None,
        };
        if let Some(question) = question {
            let wording = row.versions.iter().find(|row| row.id == version).map(|row| &row.wording);
            let answers = wording.is_some_and(|wording| {
                wording.positions.iter().any(|position| position.question == question)
            });
            if !answers {
                return Err(Error::refused(
                    format!("C{} takes no position on {}", row.number, names.handle(question)?),
                    format!("`rashomon show C{}` lists its positions", row.number),
                ));
            }
        }
        Ok(fact::End::Claim(fact::ClaimEnd { question, version }))
    }

    fn check_ends(kind: LinkType, from: &fact::End, to: &fact::End) -> Result<()> {
        if from == to {
            return Err(Error::refused("a thing cannot be linked to itself", "name two"));
        }
        let both_claims = matches!((from, to), (fact::End::Claim(_), fact::End::Claim(_)));
        let others = matches!(
            kind,
            LinkType::Independent
                | LinkType::DerivedFrom
                | LinkType::SameStatement
                | LinkType::RespondsTo
        );
        if both_claims || others {
            return Ok(());
        }
        Err(Error::refused(
            format!("`{kind}` links claims"),
            "only independent, derived-from, same-statement and responds-to take events, sources or parties",
        ))
    }

    fn refuse_known(
        &self,
        kind: LinkType,
        from: &fact::End,
        to: &fact::End,
        state: LinkState,
    ) -> Result<()> {
        for known in self.store().list::<fact::Link>()? {
            let fact = &known.fact;
            let same = (&fact.from, &fact.to) == (from, to)
                || kind.is_symmetric() && (&fact.from, &fact.to) == (to, from);
            if same && fact.kind == kind && self.store().link_state(known.id.into())? == state {
                return Err(Error::refused(
                    format!("{} says so already", known.handle),
                    format!("`rashomon show {}` shows it", known.handle),
                ));
            }
        }
        Ok(())
    }

    /// Decides about a link that is there.
    pub fn judge(&mut self, link: &str, decide: Decide, why: &str) -> Result<LinkId> {
        let id = self.names().link(link)?;
        reasoned("a decision", why)?;
        let state = self.store().link_state(id)?;
        let known = match decide {
            Decide::Accept => state == LinkState::Accepted,
            Decide::Dismiss => state == LinkState::Dismissed,
            Decide::Confirm | Decide::Withdraw => state == LinkState::Withdrawn,
        };
        if known {
            let handle = self.handle(id)?;
            let hint = format!("`rashomon show {handle}` shows who decided, and why");
            return Err(Error::refused(format!("{handle} is {state}"), hint));
        }
        let logged = self.store().get::<fact::Link>(id.into())?;
        let logged = logged.ok_or_else(|| Error::not_found("link", link, ""))?;
        // What is decided is decided of the claims as they read now.
        let judged = fact::Judged {
            from: self.newest_of(&logged.fact.from)?,
            link: id,
            reason: why.to_owned(),
            to: self.newest_of(&logged.fact.to)?,
        };
        let judgement = match decide {
            Decide::Accept => fact::Judgement::Accept(judged),
            Decide::Dismiss => fact::Judgement::Dismiss(judged),
            Decide::Withdraw => fact::Judgement::Withdraw(judged),
            Decide::Confirm => fact::Judgement::Confirm(judged),
        };
        self.log(judgement)?;
        Ok(id)
    }

    /// The newest version of the claim at an end.
    fn newest_of(&self, end: &fact::End) -> Result<Option<VersionId>> {
        let fact::End::Claim(end) = end else { return Ok(None) };
        Ok(self.store().claim_with(end.version)?.map(|row| row.newest().id))
    }
}
