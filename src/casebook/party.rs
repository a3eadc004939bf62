//! Parties: who speaks, acts or is spoken of; their names as printed, their
//! place in larger parties, and the decisions that two are one, or are not.

use std::collections::BTreeSet;

use crate::error::{Error, Result};
use crate::journal::fact;
use crate::model::vocab::{PartyKind, Relation};
use crate::model::{Date, PartyId};
use crate::store::{ClaimFilter, ClaimRow};
use crate::text;

use super::desk::Desk;
use super::draft::PartyDraft;
use super::source::word;

impl Desk<'_, '_> {
    /// Logs a party, its printed names and its affiliations.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] if a party has this very name: one name, one party,
    /// until someone keeps them apart.
    pub fn add_party(&mut self, draft: &PartyDraft) -> Result<PartyId> {
        let kind = word(draft.kind.as_deref(), PartyKind::Person)?;
        if draft.display.trim().is_empty() {
            return Err(Error::usage("a party needs a name", "give the name to show for it"));
        }
        let apart: Vec<PartyId> =
            draft.apart.iter().map(|name| self.names().party(name)).collect::<Result<_>>()?;
        self.refuse_known_name(&draft.display, &apart)?;
        let (display, note) = (draft.display.clone(), draft.note.clone());
        let party = fact::Party { confidential_sha256: None, display, kind, note, of: None };
        let party = PartyId::from(self.log(party)?);
        for printed in &draft.aliases {
            self.add_alias(party, printed, None)?;
        }
        self.affiliate_all(party, draft)?;
        for other in apart {
            let reason = draft.because.as_deref().unwrap_or("kept apart when logged");
            self.keep_apart(party, other, reason)?;
        }
        Ok(party)
    }

    /// Replaces a party's fields by those the draft gives; names and
    /// affiliations are added, and a party is still found by its former name.
    pub fn revise_party(&mut self, party: &str, draft: &PartyDraft) -> Result<PartyId> {
        let id = self.names().party(party)?;
        let old = self.party_fact(id)?;
        let former = old.display;
        let display = if draft.display.is_empty() { former.clone() } else { draft.display.clone() };
        let renamed = display != former;
        if renamed && self.store().parties_named(&display)?.iter().any(|other| *other != id) {
            return Err(Error::refused(
                format!("another party has the name \u{201c}{display}\u{201d}"),
                "choose one that tells them apart",
            ));
        }
        self.log(fact::Party {
            confidential_sha256: old.confidential_sha256,
            display,
            kind: word(draft.kind.as_deref(), old.kind)?,
            note: draft.note.clone().or(old.note),
            of: Some(id),
        })?;
        if renamed {
            self.add_alias(id, &former, None)?;
        }
        for printed in &draft.aliases {
            self.add_alias(id, printed, None)?;
        }
        self.affiliate_all(id, draft)?;
        Ok(id)
    }

    /// Parties with a name that may be taken for this one's: to be merged or
    /// kept apart by a person, in words.
    pub fn look_alikes(&self, party: PartyId) -> Result<Vec<String>> {
        let names = self.store().party_names()?;
        let (own, others): (Vec<_>, Vec<_>) = names.into_iter().partition(|one| one.0 == party);
        let apart: Vec<[PartyId; 2]> =
            self.store().apart_pairs()?.iter().map(|pair| pair.fact.parties).collect();
        let (mut seen, mut found) = (BTreeSet::new(), Vec::new());
        for (other, name) in others {
            let decided = apart.iter().any(|pair| pair.contains(&party) && pair.contains(&other));
            let alike = |(_, own): &(PartyId, String)| text::names_alike(own, &name);
            if !decided && own.iter().any(alike) && seen.insert(other) {
                let (one, other) = (self.handle(party)?, self.handle(other)?);
                found.push(format!(
                    "{other} has a name much like it, \u{201c}{name}\u{201d}: if they are one, `rashomon party merge {one} {other} --why \u{2026}`; if not, `rashomon party apart {one} {other} --why \u{2026}`"
                ));
            }
        }
        Ok(found)
    }

    fn party_fact(&self, id: PartyId) -> Result<fact::Party> {
        let logged = self.store().get::<fact::Party>(id.into())?;
        let logged = logged.ok_or_else(|| Error::not_found("party", format!("{id:.8}"), ""))?;
        Ok(logged.fact)
    }

    fn refuse_known_name(&self, name: &str, apart: &[PartyId]) -> Result<()> {
        let known = self.store().parties_named(name)?;
        let Some(other) = known.into_iter().find(|known| !apart.contains(known)) else {
            return Ok(());
        };
        let handle = self.names().handle(other)?;
        Err(Error::refused(
            format!("{handle} has the name \u{201c}{name}\u{201d} already"),
            format!(
                "use {handle}, or say that this is someone else: --apart {handle} --because \u{2026}"
            ),
        ))
    }

    fn affiliate_all(&mut self, party: PartyId, draft: &PartyDraft) -> Result<()> {
        let both =
            [(Relation::BelongsTo, &draft.belongs_to), (Relation::SpeaksFor, &draft.speaks_for)];
        for (relation, wholes) in both {
            for typed in wholes {
                let typed = AffiliationText::read(typed)?;
                self.affiliate(party, relation, &typed)?;
            }
        }
        Ok(())
    }

    /// Logs that one party belongs to, or speaks for, a larger one.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] for a circle.
    pub fn affiliate(
        &mut self,
        party: PartyId,
        relation: Relation,
        typed: &AffiliationText,
    ) -> Result<()> {
        let whole = self.names().party(&typed.whole)?;
        if self.lies_within(whole, party)? {
            return Err(Error::refused(
                "a party cannot belong to itself, not even by way of others",
                "look at both with `rashomon party show`",
            ));
        }
        self.log(fact::Affiliation {
            party,
            relation,
            role: typed.role.clone(),
            seen: None,
            since: typed.since.clone(),
            until: typed.until.clone(),
            whole,
        })?;
        Ok(())
    }

    /// Whether `inner` is `outer` or belongs to it by way of others.
    fn lies_within(&self, inner: PartyId, outer: PartyId) -> Result<bool> {
        let mut open = vec![inner];
        let mut seen = Vec::new();
        while let Some(party) = open.pop() {
            if party == outer {
                return Ok(true);
            }
            if !seen.contains(&party) {
                seen.push(party);
                open.extend(self.store().affiliations(party)?.iter().map(|row| row.fact.whole));
            }
        }
        Ok(false)
    }

    /// Logs a name of a party, as printed; a name it has already is no news.
    pub fn add_alias(
        &mut self,
        party: PartyId,
        printed: &str,
        seen: Option<fact::Seen>,
    ) -> Result<()> {
        if printed.trim().is_empty() {
            return Err(Error::usage("the name is empty", "give the name as printed"));
        }
        let names = self.store().aliases(party)?;
        if names.iter().any(|alias| alias.fact.printed == printed) {
            return Ok(());
        }
        let printed = printed.to_owned();
        self.log(fact::Alias { language: None, party, printed, script: None, seen })?;
        Ok(())
    }

    /// Decides that two parties are one; `split` takes it back.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] if they are one already, or kept apart.
    pub fn merge(&mut self, party: &str, into: &str, reason: &str) -> Result<(PartyId, PartyId)> {
        let (party, into) = (self.names().party(party)?, self.names().party(into)?);
        if party == into {
            return Err(Error::refused(
                "they are one party already",
                "`rashomon party show` says since when",
            ));
        }
        if self
            .store()
            .apart_pairs()?
            .iter()
            .any(|pair| same_pair(pair.fact.parties, [party, into]))
        {
            return Err(Error::refused(
                "a member decided to keep these two apart",
                "undo that decision first, with its reason in view: `rashomon history`",
            ));
        }
        self.log(fact::Merge { into, party, reason: reason.to_owned() })?;
        Ok((party, into))
    }

    /// Takes a merge back.
    pub fn split(&mut self, party: &str, reason: &str) -> Result<PartyId> {
        let id = self.merged_party(party)?;
        self.log(fact::Split { party: id, reason: reason.to_owned() })?;
        Ok(id)
    }

    /// The claims that were logged on the other party's name while this one was
    /// taken to be it, in order: a split leaves them there.
    pub fn logged_while_merged(&self, party: &str) -> Result<(PartyId, Vec<String>)> {
        let id = self.merged_party(party)?;
        let merges = self.store().merges()?;
        let merge = merges.iter().rfind(|merge| merge.fact.party == id);
        let Some(merge) = merge else { return Ok((id, Vec::new())) };
        let into = self.store().canonical_party(id)?;
        let filter = ClaimFilter { party: Some(into), ..ClaimFilter::default() };
        let stays = |row: &ClaimRow| {
            let newest = row.newest();
            newest.seq > merge.seq && newest.wording.speaker.party == into
        };
        let claims = self.store().claims(&filter)?;
        let stays = claims.iter().filter(|row| stays(row)).map(|row| format!("C{}", row.number));
        Ok((into, stays.collect()))
    }

    /// The party by this handle, key or name that is merged into another.
    fn merged_party(&self, text: &str) -> Result<PartyId> {
        let merges = self.store().merges()?;
        let by_handle = self.names().entry(text).ok().map(PartyId::from);
        let found = merges.iter().map(|merge| merge.fact.party).find(|party| {
            let name = || self.party_fact(*party).is_ok_and(|fact| fact.display == text);
            by_handle == Some(*party) || name()
        });
        found.ok_or_else(|| {
            Error::refused(
                format!("`{text}` is not merged into another party"),
                "`rashomon party list` shows which parties are merged",
            )
        })
    }

    /// Decides that two parties are not one, however alike their names.
    pub fn keep_apart(&mut self, one: PartyId, other: PartyId, reason: &str) -> Result<()> {
        if one == other {
            return Err(Error::refused(
                "they are one party",
                "split them first: `rashomon party split`",
            ));
        }
        self.log(fact::Apart { parties: [one, other], reason: reason.to_owned() })?;
        Ok(())
    }
}

fn same_pair(a: [PartyId; 2], b: [PartyId; 2]) -> bool {
    a == b || a == [b[1], b[0]]
}

/// An affiliation as typed: `P1 as "spokesperson" since 2021-08 until 2025`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AffiliationText {
    /// The larger party.
    pub whole: String,
    /// The role, as printed.
    pub role: Option<String>,
    /// From when.
    pub since: Option<Date>,
    /// Until when.
    pub until: Option<Date>,
}

impl AffiliationText {
    /// Reads `WHOLE [as ROLE] [since DATE] [until DATE]`.
    pub fn read(text: &str) -> Result<Self> {
        let (rest, until) = cut(text, " until ");
        let (rest, since) = cut(rest, " since ");
        let (whole, role) = cut(rest, " as ");
        let date = |text: Option<&str>| text.map(str::parse::<Date>).transpose();
        Ok(Self {
            whole: whole.trim().to_owned(),
            role: role.map(|role| role.trim().trim_matches('"').to_owned()),
            since: date(since)?,
            until: date(until)?,
        })
    }
}

fn cut<'a>(text: &'a str, at: &str) -> (&'a str, Option<&'a str>) {
    text.rsplit_once(at).map_or((text, None), |(before, after)| (before, Some(after)))
}
