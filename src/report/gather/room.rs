//! What every part of a report is gathered from: the scene, laid out to be
//! looked up, and names for what is in it.

use std::collections::{BTreeMap, BTreeSet};

use crate::casebook::{Derived, Logged, Names, Store, Words, fact};
use crate::conflict::{self, Drift, Focus, Origins, QuestionConflicts, SideKnown, Signal};
use crate::error::Result;
use crate::model::scene::{Scene, ScenePosition};
use crate::model::vocab::KnownBy;
use crate::model::{PartyId, PositionRef, QuestionId, VerdictId, VersionId};
use crate::report::phrase;
use crate::report::value::Named;

use super::scope::Scope;

/// One casebook in one state, around some events.
pub(super) struct Room<'a> {
    pub(super) store: &'a Store,
    /// What is in scope.
    pub(super) scene: &'a Scene,
    /// All of the events in scope: what nobody answers is told of it.
    pub(super) whole: &'a Scene,
    pub(super) words: Words<'a>,
    pub(super) names: Names<'a>,
    /// What is covered; of a whole casebook claims without an event too.
    pub(super) scope: &'a Scope,
    /// What was found on each question, in the order of the scene.
    pub(super) found: Vec<QuestionConflicts>,
    /// How the accounts on each question stand, in the same order.
    pub(super) signals: Vec<Signal>,
    /// Where the answers to each question come from, in the same order.
    pub(super) origins: Vec<Origins>,
    /// How accounts moved.
    pub(super) drift: Vec<Drift>,
    /// Verdicts that were not undone, in order of logging.
    pub(super) verdicts: Vec<Logged<fact::Verdict>>,
    /// Standards of the casebook: name and text.
    pub(super) standards: BTreeMap<String, String>,
    /// Positions in a clash that was not dismissed; of a busy question and in a
    /// narrowed report all of them, since not every pair is at hand there.
    pub(super) clashing: BTreeSet<PositionRef>,
    /// Sources that a member says are derived from others.
    pub(super) derived: Vec<Derived>,
    positions: BTreeMap<PositionRef, &'a ScenePosition>,
    /// Whether each verdict on a position is pending, and whether it counts.
    findings: BTreeMap<VerdictId, (bool, bool)>,
}

impl<'a> Room<'a> {
    pub(super) fn new(
        store: &'a Store,
        (scene, whole): (&'a Scene, &'a Scene),
        scope: &'a Scope,
    ) -> Result<Self> {
        let standards = store.casebook()?.fact.standards.into_iter();
        let findings = scene.findings.iter();
        let (mut found, mut signals, mut origins) = (Vec::new(), Vec::new(), Vec::new());
        let (surveyed, drift) = conflict::survey_and_drift(scene, &Focus::default());
        for on in surveyed {
            found.push(on.found);
            signals.push(on.signal);
            origins.push(on.origins);
        }
        let mut clashing = BTreeSet::new();
        for (asked, found) in scene.questions.iter().zip(&found) {
            let clashes = found.conflicts.iter().chain(&found.tensions);
            clashing.extend(clashes.filter(|it| it.stands()).flat_map(|it| [it.a, it.b]));
            if found.busy || scope.is_narrowed() {
                let here = scene.live().filter(|position| position.question == asked.id);
                clashing.extend(here.map(|position| position.at));
            }
        }
        Ok(Self {
            store,
            clashing,
            derived: store.derived_sources()?,
            scene,
            whole,
            words: Words::of(store),
            names: Names::of(store),
            scope,
            found,
            signals,
            origins,
            drift,
            verdicts: store.list()?,
            standards: standards.map(|standard| (standard.name, standard.text)).collect(),
            positions: scene.positions.iter().map(|position| (position.at, position)).collect(),
            findings: findings.map(|it| (it.verdict, (it.pending, it.counts))).collect(),
        })
    }

    /// Whether a question is in scope.
    pub(super) fn covers(&self, question: QuestionId) -> bool {
        self.scene.question(question).is_some()
    }

    pub(super) fn position(&self, at: PositionRef) -> Option<&'a ScenePosition> {
        self.positions.get(&at).copied()
    }

    /// Whether a verdict on a position is pending, and whether it counts.
    pub(super) fn standing(&self, verdict: VerdictId) -> Option<(bool, bool)> {
        self.findings.get(&verdict).copied()
    }

    pub(super) fn is_inferred(&self, at: PositionRef) -> bool {
        self.position(at).is_some_and(|position| position.known == KnownBy::Inferred)
    }

    /// `C14@2`.
    pub(super) fn version_of(&self, at: PositionRef) -> String {
        self.position(at).map_or_else(String::new, ScenePosition::version_handle)
    }

    /// The same by its id, in scope or not.
    pub(super) fn version(&self, id: VersionId) -> Result<String> {
        self.names.version_handle(id)
    }

    /// `C14@2/E3/killed`.
    pub(super) fn handle_of(&self, at: PositionRef) -> String {
        let Some(position) = self.position(at) else { return format!("{:.8}", at.version) };
        let question = self.scene.question_handle(position.question);
        let nth = if position.nth > 1 { format!("#{}", position.nth) } else { String::new() };
        format!("{}/{question}{nth}", position.version_handle())
    }

    /// A party of the scene, after merges.
    pub(super) fn party(&self, id: PartyId) -> Result<Named> {
        let canonical = self.store.canonical_party(id)?;
        Ok(Named { handle: self.names.handle(canonical)?, name: self.words.party(canonical)? })
    }

    /// The side that a position's speaker is on, by its place in the list.
    pub(super) fn side(&self, position: &ScenePosition) -> Option<usize> {
        Some(self.side_taken(position)?.0)
    }

    fn side_taken(&self, position: &ScenePosition) -> Option<(usize, SideKnown)> {
        let question = self.scene.question(position.question)?;
        conflict::side_taken(self.scene, question.event, position)
    }

    /// How it is known that a position stands on its side.
    pub(super) fn side_known(&self, position: &ScenePosition) -> Result<Option<String>> {
        let Some((_, known)) = self.side_taken(position) else { return Ok(None) };
        Ok(Some(match known {
            SideKnown::Named => phrase::SIDE_NAMED.to_owned(),
            SideKnown::Affiliated(whole) => {
                format!("belongs to or speaks for {}, as recorded", self.party(whole)?.name)
            }
            SideKnown::Behalf(whole) => {
                format!("on behalf of {}, as the claim records", self.party(whole)?.name)
            }
        }))
    }

    /// The name of that side.
    pub(super) fn side_name(&self, position: &ScenePosition) -> Option<String> {
        let question = self.scene.question(position.question)?;
        let event = self.scene.events.get(&question.event)?;
        Some(event.sides.get(self.side(position)?)?.0.clone())
    }

    /// The stated order of accounts.
    pub(super) fn rank(&self, position: &ScenePosition) -> impl Ord + use<> {
        let side = self.side(position);
        (side.is_none(), side, position.claim_number, position.version_number, position.at.index)
    }
}
