//! A busy question, where pairs would be too many: which of them are looked at.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::model::ClaimId;
use crate::model::scene::SceneQuestion;
use crate::model::vocab::LinkState;

use super::answer::Answer;
use super::finder::{BUSY, Finder};
use super::group::Gathered;

impl<'a> Finder<'a> {
    /// For each two of the largest groups one pair that stands for all: the one
    /// whose conflict was accepted, else the firmest answers that nobody
    /// dismissed; and every other pair that was decided on.
    pub(super) fn pairs_of_groups<'g>(
        &self,
        question: &SceneQuestion,
        groups: &'g [Gathered<'a>],
    ) -> Vec<(&'g Answer<'a>, &'g Answer<'a>)> {
        let largest = self.largest(groups);
        let decided = self.decided_between(question, groups);
        // Of each group its firmest answer, and the firmest that is looked for.
        let firmest: Vec<(&Answer<'_>, Option<&Answer<'_>>)> = largest
            .iter()
            .map(|place| &groups[*place])
            .map(|it| (it.firmest(), it.firmest_of(|answer| self.focus.is_on(answer.position))))
            .collect();
        let mut pairs = Vec::new();
        for (nth, first) in largest.iter().enumerate() {
            for (other, second) in largest.iter().enumerate().skip(nth + 1) {
                let decided = decided.get(&(*first, *second)).map_or(&[][..], Vec::as_slice);
                let is_on = |(a, b): &(&Answer<'_>, &Answer<'_>)| self.is_on(question.id, a, b);
                let (a, b) = (firmest[nth], firmest[other]);
                // One of the two is looked for if any is.
                let looked_for = match a.1 {
                    Some(wanted) => (wanted, b.0),
                    None => (a.0, b.1.unwrap_or(b.0)),
                };
                let accepted = decided.iter().find(|it| !self.dismissed(question, it) && is_on(it));
                let stands = match accepted {
                    Some(accepted) => *accepted,
                    None if self.dismissed(question, &looked_for) => {
                        let all = groups[*first]
                            .answers
                            .iter()
                            .flat_map(|a| groups[*second].answers.iter().map(move |b| (a, b)));
                        let mut others = all.filter(|it| !self.dismissed(question, it));
                        others.find(is_on).unwrap_or(looked_for)
                    }
                    None => looked_for,
                };
                pairs.push(stands);
                let is_it = |it: &&(&Answer<'_>, &Answer<'_>)| {
                    (it.0.position.at, it.1.position.at)
                        != (stands.0.position.at, stands.1.position.at)
                };
                pairs.extend(decided.iter().filter(is_it).filter(|it| is_on(it)).copied());
            }
        }
        pairs
    }

    fn dismissed(&self, question: &SceneQuestion, pair: &(&Answer<'_>, &Answer<'_>)) -> bool {
        let decision = self.decision(question.id, pair.0, pair.1);
        decision.is_some_and(|link| link.state == LinkState::Dismissed && !link.stale)
    }

    /// The largest groups that are compared, those looked for before others,
    /// in order of their first logged.
    pub(super) fn largest(&self, groups: &[Gathered<'_>]) -> Vec<usize> {
        let mut largest: Vec<usize> = (0..groups.len()).collect();
        let is_on = |place: usize| {
            groups[place].answers.iter().any(|answer| self.focus.is_on(answer.position))
        };
        largest.sort_by_cached_key(|place| {
            (!is_on(*place), Reverse(groups[*place].answers.len()), *place)
        });
        largest.truncate(BUSY);
        largest.sort_unstable();
        largest
    }

    /// For each two groups, by place, the pairs that were decided on, in order
    /// of the decisions.
    fn decided_between<'g>(
        &self,
        question: &SceneQuestion,
        groups: &'g [Gathered<'a>],
    ) -> BTreeMap<(usize, usize), Vec<(&'g Answer<'a>, &'g Answer<'a>)>> {
        if self.decided.is_empty() {
            return BTreeMap::new();
        }
        let mut homes: BTreeMap<ClaimId, Vec<(usize, &Answer<'a>)>> = BTreeMap::new();
        for (place, group) in groups.iter().enumerate() {
            for answer in &group.answers {
                homes.entry(answer.position.claim).or_default().push((place, answer));
            }
        }
        let home = |claim: Option<ClaimId>| claim.and_then(|claim| homes.get(&claim));
        let mut found: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for link in self.decided.all() {
            let (Some(from), Some(to)) = (home(link.claims.0), home(link.claims.1)) else {
                continue;
            };
            for (one, a) in from {
                for (other, b) in to.iter().filter(|(other, _)| other != one) {
                    if self.decision(question.id, a, b).is_some_and(|it| it.id == link.id) {
                        let pair = if one < other { (*a, *b) } else { (*b, *a) };
                        found.entry((*one.min(other), *one.max(other))).or_default().push(pair);
                    }
                }
            }
        }
        found
    }
}
