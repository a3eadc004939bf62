//! What people decided about pairs of claims, by pair.

use std::collections::BTreeMap;

use crate::model::scene::{Scene, SceneLink};
use crate::model::vocab::{LinkState, LinkType};
use crate::model::{ClaimId, QuestionId};

/// The links that bear on conflicts, by the two claims.
pub(super) struct Decided<'a> {
    by_pair: BTreeMap<(ClaimId, ClaimId), Vec<&'a SceneLink>>,
    in_order: Vec<&'a SceneLink>,
}

impl<'a> Decided<'a> {
    /// All `contradicts`, `denies` and `tension` links between claims that
    /// were not taken back.
    pub(super) fn of(scene: &'a Scene) -> Self {
        let mut by_pair: BTreeMap<_, Vec<&SceneLink>> = BTreeMap::new();
        let mut in_order = Vec::new();
        for link in &scene.links {
            let bears =
                matches!(link.kind, LinkType::Contradicts | LinkType::Denies | LinkType::Tension);
            if let (Some(from), Some(to), true) = (link.claims.0, link.claims.1, bears)
                && link.state != LinkState::Withdrawn
            {
                by_pair.entry(pair(from, to)).or_default().push(link);
                in_order.push(link);
            }
        }
        Self { by_pair, in_order }
    }

    /// Whether nobody decided anything.
    pub(super) const fn is_empty(&self) -> bool {
        self.in_order.is_empty()
    }

    /// The newest decision on two claims that names one of these questions, or
    /// none at all.
    pub(super) fn on(
        &self,
        claims: (ClaimId, ClaimId),
        questions: &[QuestionId],
    ) -> Option<&'a SceneLink> {
        let links = self.by_pair.get(&pair(claims.0, claims.1))?;
        links.iter().rev().find(|link| is_about(link, questions)).copied()
    }

    /// Every decision, in order of logging.
    pub(super) fn all(&self) -> impl Iterator<Item = &'a SceneLink> + '_ {
        self.in_order.iter().copied()
    }
}

/// Whether a link is about one of these questions: each end that names a
/// question names one of them.
pub(super) fn is_about(link: &SceneLink, questions: &[QuestionId]) -> bool {
    let fits = |end: Option<QuestionId>| end.is_none_or(|question| questions.contains(&question));
    fits(link.questions.0) && fits(link.questions.1)
}

fn pair(a: ClaimId, b: ClaimId) -> (ClaimId, ClaimId) {
    (a.min(b), a.max(b))
}
