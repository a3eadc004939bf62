//! Links: what is decided about one now, and whether that is stale.

use rusqlite::{OptionalExtension, named_params};

use super::super::{Store, signed, unsigned};
use super::thing::Logged;
use crate::error::Result;
use crate::journal::Fact;
use crate::journal::fact::{self, Judgement};
use crate::model::vocab::{LinkState, LinkType};
use crate::model::{ClaimId, Handle, LinkId, QuestionId, SourceId, VersionId};

/// Whether a claim counts, and in which version.
pub(super) struct Life {
    /// Entry of its newest version; None: all are undone.
    pub(super) newest: Option<i64>,
    /// Neither withdrawn nor undone.
    pub(super) live: bool,
}

/// A source, the one that it is derived from, and the link that says so.
pub type Derived = (SourceId, SourceId, Handle);

impl Store {
    /// What is decided about a link now; withdrawn if it was undone.
    pub fn link_state(&self, link: LinkId) -> Result<LinkState> {
        let Some(seq) = self.seq(link)? else { return Ok(LinkState::Withdrawn) };
        self.state_of(seq)
    }

    /// What is decided about a link, and whether it is stale: an end got a
    /// newer version that nobody confirmed the link for, or was withdrawn or
    /// undone.
    pub fn link_standing(&self, link: &Logged<fact::Link>) -> Result<(LinkState, bool)> {
        let seq = signed(link.seq);
        let state = self.state_of(seq)?;
        let confirmed = self.confirmed_for(seq)?;
        let mut stale = false;
        for end in [&link.fact.from, &link.fact.to] {
            let Some(version) = version_at_end(end) else { continue };
            let Some(version) = self.seq(version)? else { continue };
            let Some((claim, ..)) = self.version_at(version)? else { continue };
            let life = self.life(claim)?;
            let known =
                life.newest.is_some_and(|newest| newest == version || confirmed.contains(&newest));
            stale |= !known || !life.live;
        }
        Ok((state, stale))
    }

    /// Links that have no claim at either end, in order of logging.
    pub fn links_of_things(&self) -> Result<Vec<Logged<fact::Link>>> {
        let mut query = self.conn.prepare_cached(
            "SELECT seq FROM link WHERE from_version IS NULL AND to_version IS NULL
                AND seq NOT IN (SELECT seq FROM undone) ORDER BY seq",
        )?;
        let rows = query.query_map([], |row| row.get::<_, i64>(0))?;
        self.logged_all(&rows.collect::<rusqlite::Result<Vec<i64>>>()?)
    }

    /// Sources that are derived from others, by links that are accepted: the
    /// copy, what it is taken from, and the link. Reads the links that have no
    /// claim at either end.
    pub fn derived_sources(&self) -> Result<Vec<Derived>> {
        let mut derived = Vec::new();
        for link in self.links_of_things()? {
            if let (LinkType::DerivedFrom, fact::End::Source(copy), fact::End::Source(of)) =
                (link.fact.kind, &link.fact.from, &link.fact.to)
                && self.state_of(signed(link.seq))? == LinkState::Accepted
            {
                derived.push((*copy, *of, link.handle));
            }
        }
        Ok(derived)
    }

    /// Who decided last how a link stands, and why; who logged it where nobody
    /// did since. A confirmation changes nothing here.
    pub fn link_reason(&self, link: &Logged<fact::Link>) -> Result<(String, String)> {
        let seq = self.link_decided(link)?;
        if seq == link.seq {
            return Ok((link.by.clone(), link.fact.reason.clone()));
        }
        let entry = self.entry_at(signed(seq))?;
        let Fact::Judgement(judgement) = entry.fact else {
            return Ok((link.by.clone(), link.fact.reason.clone()));
        };
        let (Judgement::Accept(judged)
        | Judgement::Confirm(judged)
        | Judgement::Dismiss(judged)
        | Judgement::Withdraw(judged)) = *judgement;
        Ok((entry.by, judged.reason))
    }

    /// Number of the entry of the newest decision on a link, its own where
    /// there is none. A confirmation is none.
    pub fn link_decided(&self, link: &Logged<fact::Link>) -> Result<u64> {
        let decided = self.numbers(
            "SELECT max(seq) FROM judgement WHERE link = :of AND decision <> 'confirm'
                AND seq NOT IN (SELECT seq FROM undone) HAVING max(seq) IS NOT NULL",
            signed(link.seq),
        )?;
        Ok(decided.first().map_or(link.seq, |seq| unsigned(*seq)))
    }

    /// Links with an end in any version of a claim, in order of logging.
    pub fn links_of(&self, claim: ClaimId) -> Result<Vec<Logged<fact::Link>>> {
        match self.seq(claim)? {
            Some(seq) => self.logged_all(&self.link_numbers(seq)?),
            None => Ok(Vec::new()),
        }
    }

    /// Links with an end in any version of a claim, by the numbers of their
    /// entries.
    pub(super) fn link_numbers(&self, claim: i64) -> Result<Vec<i64>> {
        self.numbers(
            "SELECT link.seq FROM version JOIN link ON link.from_version = version.seq
              WHERE claim = :of AND link.seq NOT IN (SELECT seq FROM undone)
             UNION
             SELECT link.seq FROM version JOIN link ON link.to_version = version.seq
              WHERE claim = :of AND link.seq NOT IN (SELECT seq FROM undone)
             ORDER BY 1",
            claim,
        )
    }

    /// The newest decision that stands; as first logged where there is none.
    /// A confirmation changes nothing here.
    fn state_of(&self, link: i64) -> Result<LinkState> {
        if self.undone_at(link)? {
            return Ok(LinkState::Withdrawn);
        }
        let mut query = self.conn.prepare_cached(
            "SELECT coalesce(
               (SELECT CASE decision WHEN 'accept' THEN 'accepted'
                                     WHEN 'dismiss' THEN 'dismissed'
                                     ELSE 'withdrawn' END
                  FROM judgement WHERE link = :link AND decision <> 'confirm'
                   AND seq NOT IN (SELECT seq FROM undone) ORDER BY seq DESC LIMIT 1),
               state) FROM link WHERE seq = :link",
        )?;
        let word: Option<String> =
            query.query_row(named_params! { ":link": link }, |row| row.get(0)).optional()?;
        Ok(word.and_then(|word| word.parse().ok()).unwrap_or(LinkState::Withdrawn))
    }

    /// Entries of the versions that a link was confirmed, accepted or dismissed for.
    fn confirmed_for(&self, link: i64) -> Result<Vec<i64>> {
        self.numbers(
            "SELECT from_version FROM judgement WHERE link = :of AND decision <> 'withdraw'
                AND from_version IS NOT NULL AND seq NOT IN (SELECT seq FROM undone)
             UNION
             SELECT to_version FROM judgement WHERE link = :of AND decision <> 'withdraw'
                AND to_version IS NOT NULL AND seq NOT IN (SELECT seq FROM undone)",
            link,
        )
    }

    /// Whether the claim first logged at `claim` counts, and in which version.
    pub(super) fn life(&self, claim: i64) -> Result<Life> {
        let mut query = self.conn.prepare_cached(
            "SELECT
               (SELECT max(seq) FROM version
                 WHERE claim = :claim AND seq NOT IN (SELECT seq FROM undone)) AS newest,
               :claim NOT IN (SELECT seq FROM undone)
                 AND NOT EXISTS (SELECT 1 FROM claim_act WHERE claim = :claim
                       AND kind = 'withdraw' AND seq NOT IN (SELECT seq FROM undone)) AS live",
        )?;
        Ok(query.query_row(named_params! { ":claim": claim }, |row| {
            Ok(Life { newest: row.get("newest")?, live: row.get("live")? })
        })?)
    }
}

/// The claim version at an end of a link; None: it is not a claim.
pub(super) const fn version_at_end(end: &fact::End) -> Option<VersionId> {
    match end {
        fact::End::Claim(end) => Some(end.version),
        fact::End::Event(_) | fact::End::Party(_) | fact::End::Source(_) => None,
    }
}

/// The question on which an end is linked.
pub(super) const fn question_at_end(end: &fact::End) -> Option<QuestionId> {
    match end {
        fact::End::Claim(end) => end.question,
        fact::End::Event(_) | fact::End::Party(_) | fact::End::Source(_) => None,
    }
}
