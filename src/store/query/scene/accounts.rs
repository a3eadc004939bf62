//! The live accounts of one event after another: a whole casebook is compared
//! without ever being held.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use rusqlite::named_params;

use super::super::super::{Store, unsigned};
use super::super::blob;
use super::position::{Spoken, positions};
use super::{Same, scene_source};
use crate::error::Result;
use crate::journal::fact;
use crate::model::scene::{Scene, SceneLink, SceneSource};
use crate::model::vocab::Attribution;
use crate::model::{CaptureId, ClaimId, EntryId, EventId, QuestionId, SourceId};

/// A scene that turns from event to event.
///
/// Holds what an event's accounts need to be compared: live positions, links,
/// enquiries, evidence. Older versions and findings are in
/// [`Store::scene`] alone.
pub struct Accounts<'a> {
    store: &'a Store,
    same: Same,
    scene: Scene,
    links: Vec<SceneLink>,
    /// Links by the claims at their ends, as places in `links`.
    of_claim: BTreeMap<ClaimId, BTreeSet<usize>>,
    sources: BTreeMap<SourceId, Option<SceneSource>>,
    wires: BTreeMap<CaptureId, Option<String>>,
    /// Claims that are withdrawn, and those with a verdict on their attribution,
    /// by the number of their first entry: few, asked for once.
    withdrawn: HashSet<i64>,
    judged: HashSet<i64>,
    /// Ids of sources, by the number of their first entry.
    ids: BTreeMap<i64, SourceId>,
}

impl Store {
    /// The accounts of events, one at a time.
    pub fn accounts(&self) -> Result<Accounts<'_>> {
        let mut scene = Scene::default();
        let same = self.fill_parties(&mut scene)?;
        self.fill_places(&mut scene)?;
        let (mut links, mut of_claim) = (Vec::new(), BTreeMap::<_, BTreeSet<usize>>::new());
        for link in self.list::<fact::Link>()? {
            let Some(link) = self.scene_link(&link)? else { continue };
            for claim in [link.claims.0, link.claims.1].into_iter().flatten() {
                of_claim.entry(claim).or_default().insert(links.len());
            }
            links.push(link);
        }
        let (sources, wires, ids) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        let withdrawn = self.claims_named(
            "SELECT claim FROM claim_act
              WHERE kind = 'withdraw' AND seq NOT IN (SELECT seq FROM undone)",
        )?;
        let judged = self.claims_named(
            "SELECT claim FROM verdict JOIN version ON version.seq = verdict.target
              WHERE verdict.axis = 'attribution'",
        )?;
        Ok(Accounts {
            store: self,
            same,
            scene,
            links,
            of_claim,
            sources,
            wires,
            withdrawn,
            judged,
            ids,
        })
    }
}

impl Store {
    /// Claims that a question without parameters gives.
    fn claims_named(&self, sql: &'static str) -> Result<HashSet<i64>> {
        let mut query = self.conn.prepare(sql)?;
        let rows = query.query_map((), |row| row.get(0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

impl Accounts<'_> {
    /// The scene of one event: empty if there is none, or it was undone.
    pub fn turn_to(&mut self, event: EventId) -> Result<&Scene> {
        self.turn_to_some(event, |_| true)
    }

    /// The same, with the positions on some of its questions alone, and those
    /// that their claims take on others.
    pub fn turn_to_some(
        &mut self,
        event: EventId,
        wanted: impl Fn(QuestionId) -> bool,
    ) -> Result<&Scene> {
        let parties = std::mem::take(&mut self.scene.parties);
        let places = std::mem::take(&mut self.scene.places);
        self.scene = Scene { parties, places, ..Scene::default() };
        let logged = self.store.get::<fact::Event>(event.into())?;
        let Some(logged) = logged.filter(|logged| !logged.undone) else { return Ok(&self.scene) };
        self.store.fill_event(&mut self.scene, logged, &self.same)?;
        let wanted: Vec<i64> = self
            .scene
            .questions
            .iter()
            .filter(|asked| wanted(asked.id))
            .filter_map(|asked| self.store.seq(asked.id).transpose())
            .collect::<Result<_>>()?;
        self.fill_live(&wanted)?;
        self.fill_reports()?;
        self.store.fill_bearings(&mut self.scene, &self.same)?;
        Ok(&self.scene)
    }

    /// Positions of the newest version of each claim that is neither withdrawn
    /// nor undone, in order of logging. Entries are read in the order in which
    /// they lie in the file.
    fn fill_live(&mut self, asked: &[i64]) -> Result<()> {
        let questions = self.scene.questions.iter().map(|question| question.id).collect();
        let mut query = self.store.conn.prepare_cached(
            "SELECT thing.id AS claim, thing.number AS claim_number, version.source, version.seq,
                    version.claim AS first, version.number, leaf, body
               FROM (SELECT DISTINCT position.version AS seq
                       FROM json_each(:asked) AS asked
                            JOIN position ON position.question = asked.value
                      ORDER BY seq) AS around
                    JOIN version ON version.seq = around.seq
                    JOIN thing ON thing.seq = version.claim
                    JOIN entry ON entry.seq = version.seq
              WHERE thing.undone IS NULL
                AND version.seq NOT IN (SELECT seq FROM undone)
                AND NOT EXISTS (SELECT 1 FROM version AS newer
                      WHERE newer.claim = version.claim AND newer.number > version.number
                        AND newer.seq NOT IN (SELECT seq FROM undone))",
        )?;
        let asked = serde_json::to_string(asked).expect("a list of numbers");
        let mut rows = query.query(named_params! { ":asked": asked })?;
        while let Some(row) = rows.next()? {
            // Columns by their place: by name, each row would look for each anew.
            let (seq, first) = (row.get(3)?, row.get(4)?);
            if self.withdrawn.contains(&first) {
                continue;
            }
            let (leaf, body) = (blob(row, 6)?, blob(row, 7)?);
            let Some(heard) = self.store.hear(seq, body, leaf)? else { continue };
            let spoken = Spoken {
                claim: EntryId::from_bytes(row.get(0)?).into(),
                claim_number: row.get(1)?,
                version: EntryId::from_bytes(row.get(6)?).into(),
                version_number: row.get(5)?,
                seq: unsigned(seq),
                live: true,
                source: source_id(self.store, &mut self.ids, row.get(2)?)?,
            };
            let attribution = if self.judged.contains(&first) {
                self.store.standing(spoken.claim)?.attribution_of(spoken.version)
            } else {
                Attribution::AsReported
            };
            let said = positions(spoken, &heard, &questions, &self.same);
            self.scene.positions.extend(said.map(|it| it.judged(attribution)));
        }
        self.scene.positions.sort_unstable_by_key(|it| (it.claim_number, it.at.index));
        Ok(())
    }

    /// What the positions are reported in, and what was decided on their
    /// claims.
    fn fill_reports(&mut self) -> Result<()> {
        let positions = &self.scene.positions;
        let captures: BTreeSet<_> = positions.iter().filter_map(|it| it.capture).collect();
        let sources: BTreeSet<_> = positions.iter().map(|it| it.source).collect();
        let linked = positions.iter().filter_map(|it| self.of_claim.get(&it.claim));
        let links: BTreeSet<usize> = linked.flatten().copied().collect();
        self.scene.links.extend(links.into_iter().map(|place| self.links[place].clone()));
        for id in sources {
            if !self.sources.contains_key(&id) {
                let logged = self.store.get::<fact::Source>(id.into())?;
                let source = logged.and_then(|logged| scene_source(logged, &self.same));
                self.sources.insert(id, source);
            }
            let source = self.sources[&id].clone();
            self.scene.sources.extend(source.map(|source| (id, source)));
        }
        for id in captures {
            if !self.wires.contains_key(&id) {
                let logged = self.store.get::<fact::Capture>(id.into())?;
                let origin = logged.and_then(|logged| logged.fact.origin);
                self.wires.insert(id, origin.map(|origin| origin.name));
            }
            let wire = self.wires[&id].clone();
            self.scene.wires.extend(wire.map(|wire| (id, wire)));
        }
        Ok(())
    }
}

/// The id of a source, by the number of its first entry.
fn source_id(store: &Store, known: &mut BTreeMap<i64, SourceId>, seq: i64) -> Result<SourceId> {
    if let Some(id) = known.get(&seq) {
        return Ok(*id);
    }
    let id = store.id_at(seq)?.into();
    known.insert(seq, id);
    Ok(id)
}
