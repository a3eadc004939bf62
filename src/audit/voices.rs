//! Who answers which question, as far as the entries alone tell: most questions
//! have several voices that nothing joins, or one that says it once, and need
//! not be compared to know whether one origin has them all.
//!
//! What is decided here is what [`crate::conflict::signal`] would say; wherever
//! a link, a merge, an affiliation, a new version or a verdict may have a word
//! in it, nothing is decided, and it is asked.

use std::collections::{HashMap, HashSet};

use super::ledger::{Claims, Number, Seq};
use crate::journal::{Fact, fact};
use crate::model::vocab::{AttributionKind, BasisKind, Force, KnownBy, PartyKind, Stance};
use crate::model::{EntryId, Position};

/// Voices on questions, some bytes for each position.
#[derive(Debug, Default)]
pub(super) struct Voices {
    asked: HashMap<EntryId, usize>,
    questions: Vec<Asked>,
    /// Questions by event, in order of logging.
    of_event: HashMap<EntryId, Vec<usize>>,
    /// Parties of which more is said than that they are there, or whose claims
    /// have no known origin.
    unclear: HashSet<Seq>,
    /// Events with questions that stand under others, or were worded anew.
    entangled: HashSet<EntryId>,
    undone: HashSet<EntryId>,
}

#[derive(Debug)]
struct Asked {
    id: EntryId,
    key: Box<str>,
    voices: Vec<Voice>,
}

/// A position of a claim.
#[derive(Clone, Copy, Debug)]
struct Voice {
    claim: Seq,
    party: Seq,
    /// It answers, and no admission turns on it.
    answers: bool,
    /// Its speaker is named, and known to be the origin.
    clear: bool,
}

/// Whether one origin has all accounts on a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OneOrigin {
    Yes,
    No,
    /// Ask the scene.
    Unclear,
}

impl Voices {
    pub(super) fn book(&mut self, id: EntryId, fact: &Fact, number: Number<'_>) {
        let mut unclear = |party: EntryId| self.unclear.extend(number(party));
        match fact {
            Fact::Question(question) => {
                let event = EntryId::from(question.event);
                if question.of.is_some() || question.under.is_some() {
                    self.entangled.insert(event);
                }
                if question.of.is_none() {
                    let at = self.questions.len();
                    let (key, voices) = (question.key.as_str().into(), Vec::new());
                    self.questions.push(Asked { id, key, voices });
                    self.asked.insert(id, at);
                    self.of_event.entry(event).or_default().push(at);
                }
            }
            Fact::Party(party) => {
                if let Some(of) = party.of {
                    unclear(of.into());
                } else if party.kind.is_nameless() || party.kind == PartyKind::Outlet {
                    unclear(id);
                }
            }
            Fact::Affiliation(bond) => {
                [EntryId::from(bond.party), bond.whole.into()].into_iter().for_each(unclear);
            }
            Fact::Merge(merge) => {
                [EntryId::from(merge.party), merge.into.into()].into_iter().for_each(unclear);
            }
            Fact::Undo(undo) => self.undone.extend(&undo.entries),
            Fact::Claim(claim) => match &**claim {
                fact::Claim::Log(log) => self.hear(id, &log.wording, number),
                fact::Claim::Revise(revise) => {
                    self.hear(revise.claim.into(), &revise.wording, number);
                }
                fact::Claim::Confirm(_) | fact::Claim::Withdraw(_) => {}
            },
            _ => {}
        }
    }

    fn hear(&mut self, claim: EntryId, wording: &fact::Wording, number: Number<'_>) {
        let Some(claim) = number(claim) else { return };
        let party = number(wording.speaker.party.into());
        let clear = wording.speaker.known != KnownBy::Inferred
            && party.is_some()
            && !matches!(
                wording.kind,
                AttributionKind::Author
                    | AttributionKind::OfficialsUnnamed
                    | AttributionKind::Anonymous
                    | AttributionKind::Unattributed
            );
        let party = party.unwrap_or_default();
        for position in &wording.positions {
            let Some(at) = self.asked.get(&position.question.into()) else { continue };
            let answers = answers(position);
            self.questions[*at].voices.push(Voice { claim, party, answers, clear });
        }
    }

    /// The questions of an event in order of logging: id and key, and whether
    /// one origin has all its accounts.
    pub(super) fn of(&self, event: EntryId, claims: &Claims) -> Vec<(EntryId, &str, OneOrigin)> {
        let entangled = self.entangled.contains(&event);
        let all = self.of_event.get(&event).into_iter().flatten().map(|at| &self.questions[*at]);
        let all = all.filter(|asked| !self.undone.contains(&asked.id));
        let one_origin = |asked: &Asked| {
            if entangled { OneOrigin::Unclear } else { self.one_origin(&asked.voices, claims) }
        };
        all.map(|asked| (asked.id, &*asked.key, one_origin(asked))).collect()
    }

    fn one_origin(&self, voices: &[Voice], claims: &Claims) -> OneOrigin {
        match voices {
            [] => return OneOrigin::No,
            [voice] if voice.answers && claims.is_plain(voice.claim) => return OneOrigin::Yes,
            _ => {}
        }
        let clear = |voice: &&Voice| {
            voice.answers
                && voice.clear
                && claims.is_plain(voice.claim)
                && !self.unclear.contains(&voice.party)
        };
        let mut parties = voices.iter().filter(clear).map(|voice| voice.party);
        let first = parties.next();
        if parties.any(|party| Some(party) != first) { OneOrigin::No } else { OneOrigin::Unclear }
    }
}

fn answers(position: &Position) -> bool {
    position.among.is_empty()
        && position.basis != BasisKind::OneOf
        && position.stance != Stance::Admits
        && match position.stance.force() {
            Force::Affirms | Force::Leans | Force::Denies => true,
            Force::Declines | Force::Silent => false,
        }
}
