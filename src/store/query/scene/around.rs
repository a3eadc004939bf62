//! What stands around a scene's positions: links, evidence, enquiries.

use std::collections::BTreeSet;

use rusqlite::named_params;

use super::super::super::{Store, signed};
use super::super::claim::ClaimRow;
use super::super::link::{question_at_end, version_at_end};
use super::super::thing::Logged;
use super::Same;
use crate::error::Result;
use crate::journal::fact;
use crate::model::scene::{Scene, SceneEnquiry, SceneEvidence, SceneLink};
use crate::model::vocab::Credibility;
use crate::model::{ClaimId, Handle, VersionId};

impl Store {
    /// Links with an end in one of the claims, in order of logging.
    pub(super) fn fill_links(&self, scene: &mut Scene, claims: &[ClaimRow]) -> Result<()> {
        let mut seqs = BTreeSet::new();
        for claim in claims {
            seqs.extend(self.link_numbers(signed(claim.seq))?);
        }
        for seq in seqs {
            if let Some(link) = self.logged_at::<fact::Link>(seq)? {
                scene.links.extend(self.scene_link(&link)?);
            }
        }
        Ok(())
    }

    /// A link with what was decided on it.
    pub(super) fn scene_link(&self, link: &Logged<fact::Link>) -> Result<Option<SceneLink>> {
        let Handle::Link(number) = link.handle else { return Ok(None) };
        let (from, to) = (version_at_end(&link.fact.from), version_at_end(&link.fact.to));
        let (state, stale) = self.link_standing(link)?;
        Ok(Some(SceneLink {
            id: link.id.into(),
            number,
            kind: link.fact.kind,
            from,
            to,
            claims: (self.claim_at_end(from)?, self.claim_at_end(to)?),
            questions: (question_at_end(&link.fact.from), question_at_end(&link.fact.to)),
            state,
            stale,
            reason: self.link_reason(link)?.1,
            decided: self.link_decided(link)?,
        }))
    }

    fn claim_at_end(&self, version: Option<VersionId>) -> Result<Option<ClaimId>> {
        let Some(version) = version else { return Ok(None) };
        Ok(self.claim_of_version(version)?.map(|(claim, ..)| claim))
    }

    /// Evidence and enquiries on the scene's questions, in order of logging.
    pub(super) fn fill_bearings(&self, scene: &mut Scene, same: &Same) -> Result<()> {
        let mut bearing = BTreeSet::new();
        for question in &scene.questions {
            if let Some(seq) = self.seq(question.id)? {
                bearing.extend(self.bearing_on(seq)?);
            }
        }
        for (seq, kind) in bearing {
            if kind == "evidence" {
                let evidence = self.logged_at::<fact::Evidence>(seq)?;
                scene.evidence.extend(evidence.and_then(scene_evidence));
            } else {
                self.fill_enquiry(scene, seq, same)?;
            }
        }
        Ok(())
    }

    /// Evidence and enquiries that, as they stand, are on a question: the
    /// number of the first entry of each, and its kind.
    fn bearing_on(&self, question: i64) -> Result<Vec<(i64, String)>> {
        let mut query = self.conn.prepare_cached(
            "SELECT thing.seq, thing.kind
               FROM bearing JOIN edition ON edition.seq = bearing.seq
                            JOIN thing ON thing.seq = edition.thing
              WHERE question = :question AND bearing.kind IN ('evidence', 'enquiry')
                AND thing.current = bearing.seq AND thing.undone IS NULL
              ORDER BY thing.seq",
        )?;
        let rows = query.query_map(named_params! { ":question": question }, |row| {
            Ok((row.get("seq")?, row.get("kind")?))
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    fn fill_enquiry(&self, scene: &mut Scene, seq: i64, same: &Same) -> Result<()> {
        let Some(logged) = self.logged_at::<fact::Ask>(seq)? else { return Ok(()) };
        let Handle::Evidence(number) = logged.handle else { return Ok(()) };
        scene.enquiries.push(SceneEnquiry {
            id: logged.id,
            number,
            asked: same.party(logged.fact.asked),
            questions: logged.fact.questions,
            when: logged.fact.when,
            replies: self
                .answers(logged.id)?
                .into_iter()
                .map(|answer| (answer.questions, answer.reply))
                .collect(),
        });
        Ok(())
    }
}

fn scene_evidence(logged: Logged<fact::Evidence>) -> Option<SceneEvidence> {
    let Handle::Evidence(number) = logged.handle else { return None };
    let fact = logged.fact;
    Some(SceneEvidence {
        id: logged.id.into(),
        number,
        kind: fact.kind,
        questions: fact.questions,
        bearing: fact.bearing,
        credibility: fact.credibility.unwrap_or(Credibility::Six),
        note: fact.note,
    })
}
