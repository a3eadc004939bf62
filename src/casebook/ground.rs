//! What verdicts are set on and rest on, by their handles.

use crate::error::Result;
use crate::journal::fact;
use crate::model::vocab::LinkState;
use crate::model::{QuestionId, Target};

use super::names::Names;

impl Names<'_> {
    /// What a verdict rests on, by its handle.
    pub fn ground(&self, ground: &fact::Ground) -> Result<String> {
        match ground {
            fact::Ground::Capture(id) => self.handle(*id),
            fact::Ground::Claim(id) => self.version_handle(*id),
            fact::Ground::Evidence(id) => self.handle(*id),
            fact::Ground::Link(id) => self.handle(*id),
        }
    }

    /// The same, with what happened to it since: "C13@1 (C13@3 since)".
    pub fn ground_now(&self, ground: &fact::Ground) -> Result<String> {
        let handle = self.ground(ground)?;
        let since = match ground {
            fact::Ground::Capture(_) | fact::Ground::Evidence(_) => None,
            fact::Ground::Claim(version) => {
                self.store.claim_with(*version)?.and_then(|row| match row.newest() {
                    _ if row.withdrawn.is_some() => Some("withdrawn since".to_owned()),
                    newest if newest.id != *version => {
                        Some(format!("C{}@{} since", row.number, newest.number))
                    }
                    _ => None,
                })
            }
            fact::Ground::Link(link) => match self.store.get::<fact::Link>((*link).into())? {
                Some(link) => match self.store.link_standing(&link)? {
                    (LinkState::Withdrawn, _) => Some("withdrawn since".to_owned()),
                    (LinkState::Dismissed, _) => Some("dismissed".to_owned()),
                    (LinkState::Accepted, true) => Some("stale".to_owned()),
                    (LinkState::Accepted, false) => None,
                },
                None => None,
            },
        };
        Ok(since.map_or(handle.clone(), |since| format!("{handle} ({since})")))
    }

    /// What a verdict was set on, by its handle.
    pub fn target(&self, target: &Target) -> Result<String> {
        let at = match target {
            Target::Claim(id) => return self.handle(*id),
            Target::Version(id) => return self.version_handle(*id),
            Target::Position(at) => at,
        };
        let version = self.version_handle(at.version)?;
        let row = self.store.claim_with(at.version)?;
        let versions = row.iter().flat_map(|row| &row.versions);
        let positions = versions
            .filter(|row| row.id == at.version)
            .flat_map(|row| &row.wording.positions)
            .take(at.index as usize + 1);
        let questions: Vec<QuestionId> = positions.map(|position| position.question).collect();
        let Some(question) = questions.last() else { return Ok(version) };
        let nth = questions.iter().filter(|other| *other == question).count();
        let nth = if nth > 1 { format!("#{nth}") } else { String::new() };
        Ok(format!("{version}/{}{nth}", self.handle(*question)?))
    }
}
