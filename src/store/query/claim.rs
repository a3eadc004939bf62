//! Claims with their versions.

use rusqlite::named_params;

use super::super::{Store, unsigned};
use super::blob;
use crate::error::Result;
use crate::journal::{Fact, fact};
use crate::model::vocab::{Guessed, Revision};
use crate::model::{ClaimId, EntryId, SourceId, Timestamp, VersionId};

/// A claim and all its versions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimRow {
    /// Its id: the entry of its first version.
    pub id: ClaimId,
    /// 14 in `C14`.
    pub number: u32,
    /// Number of that entry.
    pub seq: u64,
    /// The source that reports it.
    pub source: SourceId,
    /// First claim cut from the same quotation.
    pub utterance: Option<ClaimId>,
    /// Why it was withdrawn, if it was.
    pub withdrawn: Option<String>,
    /// Whether it was undone.
    pub undone: bool,
    /// Versions in order, undone ones too; never empty.
    pub versions: Vec<VersionRow>,
}

/// One version of a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VersionRow {
    /// Its id: its entry.
    pub id: VersionId,
    /// 2 in `C14@2`.
    pub number: u32,
    /// Number of its entry.
    pub seq: u64,
    /// When it was logged.
    pub at: Timestamp,
    /// By whom.
    pub by: String,
    /// Why it was made; None for the first.
    pub revision: Option<(Revision, String)>,
    /// All that it says.
    pub wording: fact::Wording,
    /// What was guessed, and nobody confirmed.
    pub guessed: Vec<Guessed>,
    /// Whether it was undone.
    pub undone: bool,
}

/// What only a claim's first version says: its source, and the claim that it
/// was cut from one quotation with.
type First = (SourceId, Option<ClaimId>);

impl ClaimRow {
    /// The newest version that is not undone; the last of all where all are.
    ///
    /// # Panics
    ///
    /// Never: a claim has a first version.
    pub fn newest(&self) -> &VersionRow {
        let standing = self.versions.iter().rfind(|version| !version.undone);
        standing.or(self.versions.last()).expect("a claim has a first version")
    }

    /// Whether it counts: neither withdrawn nor undone.
    pub const fn is_live(&self) -> bool {
        !self.undone && self.withdrawn.is_none()
    }
}

impl Store {
    /// A claim by its id; None if there is none.
    pub fn claim(&self, id: ClaimId) -> Result<Option<ClaimRow>> {
        match self.seq(id)? {
            Some(seq) => self.claim_at(seq),
            None => Ok(None),
        }
    }

    /// The claim whose first entry is at `seq`.
    pub(super) fn claim_at(&self, seq: i64) -> Result<Option<ClaimRow>> {
        let Some(row) = self.thing_at(seq)?.filter(|row| row.kind == "claim") else {
            return Ok(None);
        };
        let (versions, first) = self.versions(seq)?;
        let Some((source, utterance)) = first else { return Ok(None) };
        let mut claim = ClaimRow {
            id: row.id.into(),
            number: row.number,
            seq: unsigned(seq),
            source,
            utterance,
            withdrawn: None,
            undone: row.undone,
            versions,
        };
        self.apply_acts(seq, &mut claim)?;
        Ok(Some(claim))
    }

    /// Versions of a claim in order, undone ones too, and what only the first
    /// of them says.
    fn versions(&self, claim: i64) -> Result<(Vec<VersionRow>, Option<First>)> {
        let mut query = self.conn.prepare_cached(
            "SELECT version.seq, version.number, leaf, body,
                    version.seq IN (SELECT seq FROM undone) AS undone
               FROM version JOIN entry ON entry.seq = version.seq
              WHERE claim = :claim ORDER BY version.number",
        )?;
        let mut rows = query.query(named_params! { ":claim": claim })?;
        let (mut versions, mut first) = (Vec::new(), None);
        while let Some(row) = rows.next()? {
            let seq = row.get("seq")?;
            let (body, leaf) = (blob(row, "body")?, blob(row, "leaf")?);
            let entry = self.decode(seq, body, leaf)?;
            let Fact::Claim(claim) = entry.fact else { continue };
            let (wording, revision) = match *claim {
                fact::Claim::Log(log) => {
                    first = Some((log.source, log.utterance));
                    (log.wording, None)
                }
                fact::Claim::Revise(revise) => (revise.wording, Some((revise.kind, revise.reason))),
                fact::Claim::Confirm(_) | fact::Claim::Withdraw(_) => continue,
            };
            versions.push(VersionRow {
                id: EntryId::from_bytes(row.get("leaf")?).into(),
                number: row.get("number")?,
                seq: unsigned(seq),
                at: entry.at,
                by: entry.by,
                revision,
                guessed: wording.guessed.clone(),
                wording,
                undone: row.get("undone")?,
            });
        }
        Ok((versions, first))
    }

    /// What was confirmed or withdrawn after logging.
    fn apply_acts(&self, seq: i64, claim: &mut ClaimRow) -> Result<()> {
        let acts = self.numbers(
            "SELECT seq FROM claim_act WHERE claim = :of AND kind IN ('confirm', 'withdraw')
                AND seq NOT IN (SELECT seq FROM undone) ORDER BY seq",
            seq,
        )?;
        for act in acts {
            let Fact::Claim(act) = self.entry_at(act)?.fact else { continue };
            match *act {
                fact::Claim::Confirm(confirm) => {
                    let version = claim.versions.iter_mut().find(|row| row.id == confirm.version);
                    if let Some(version) = version {
                        version.guessed.retain(|field| !confirm.fields.contains(field));
                    }
                }
                fact::Claim::Withdraw(withdraw) => claim.withdrawn = Some(withdraw.reason),
                fact::Claim::Log(_) | fact::Claim::Revise(_) => {}
            }
        }
        Ok(())
    }

    /// The claim that a version is of, with all its versions; None if it is none.
    pub fn claim_with(&self, version: VersionId) -> Result<Option<ClaimRow>> {
        match self.claim_of_version(version)? {
            Some((claim, ..)) => self.claim(claim),
            None => Ok(None),
        }
    }

    /// The claim of a version, with both numbers; None if it is none.
    pub fn claim_of_version(&self, version: VersionId) -> Result<Option<(ClaimId, u32, u32)>> {
        let Some(seq) = self.seq(version)? else { return Ok(None) };
        match self.version_at(seq)? {
            Some((claim, number, version)) => {
                Ok(Some((self.id_at(claim)?.into(), number, version)))
            }
            None => Ok(None),
        }
    }
}
