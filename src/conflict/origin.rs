//! Where an account comes from: the top party of its first speaker.
//!
//! Two arms of one state are one origin, and the outlet is never one.
//! Independence is a person's decision and is only read here.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::scene::{Scene, ScenePosition};
use crate::model::vocab::{AttributionKind, KnownBy, LinkState, LinkType, PartyKind};
use crate::model::vocabulary::vocabulary;
use crate::model::{ClaimId, LinkId, PartyId, PositionRef, QuestionId, SourceId};

use super::affiliation::{said, tops, voices};
use super::answer::{Answer, answers_on, logged};
use super::decided::is_about;

/// Where an account comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// The top party, by affiliation, of the first speaker.
    Known(PartyId),
    /// Not known, and why.
    Unknown(WhyUnknown),
}

vocabulary! {
    /// Why the origin of an account is not known.
    WhyUnknown, "reason for an unknown origin";
    /// The source's own voice, citing nobody.
    OwnVoice = "own-voice",
    /// A voice that is not named.
    Anonymous = "anonymous",
    /// The speaker is the analyst's inference.
    InferredSpeaker = "inferred-speaker",
}

/// The positions of one origin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OriginGroup {
    /// The origin.
    pub origin: Origin,
    /// Its positions, in order of logging.
    pub positions: Vec<PositionRef>,
}

/// The origins of a question's live answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origins {
    /// The origins, in order of each one's first logged.
    pub groups: Vec<OriginGroup>,
    /// Pairs of known origins, by place in `groups`, that a person decided are
    /// independent, each with the link.
    pub independent: Vec<(usize, usize, LinkId)>,
}

/// Where a position comes from. One of unknown origin takes that of a claim it
/// was decided to restate, refine, derive from or share a statement with.
pub fn origin(scene: &Scene, position: &ScenePosition) -> Origin {
    let own = own_origin(scene, position);
    if matches!(own, Origin::Known(_)) {
        return own;
    }
    let mut joined = Joined::by_links(scene);
    let root = joined.root(position.claim);
    let mut kin: Vec<&ScenePosition> =
        scene.live().filter(|other| joined.root(other.claim) == root).collect();
    kin.sort_by_key(|position| logged(position));
    let mut origins = kin.into_iter().map(|other| own_origin(scene, other));
    origins.find(|origin| matches!(origin, Origin::Known(_))).unwrap_or(own)
}

/// The origins of the live answers to a question. O(n log n).
pub fn origins(scene: &Scene, question: QuestionId) -> Origins {
    origins_of(scene, question, &answers_on(scene, question))
}

/// The origins of the answers to a question.
pub(super) fn origins_of(scene: &Scene, question: QuestionId, answers: &[Answer<'_>]) -> Origins {
    let mut joined = Joined::by_links(scene);
    joined.by_origin(scene, answers);
    let mut places = BTreeMap::new();
    let mut groups: Vec<OriginGroup> = Vec::new();
    for answer in answers {
        let own = own_origin(scene, answer.position);
        let root = joined.root(answer.position.claim);
        let place = *places.entry(root).or_insert(groups.len());
        if place == groups.len() {
            groups.push(OriginGroup { origin: own, positions: Vec::new() });
        }
        let group = &mut groups[place];
        group.positions.push(answer.position.at);
        if let (Origin::Unknown(_), Origin::Known(_)) = (group.origin, own) {
            group.origin = own;
        }
    }
    let independent = decided_independent(scene, question, &groups, |claim| {
        places.get(&joined.root(claim)).copied()
    });
    Origins { groups, independent }
}

/// Pairs of known origins with an accepted link `independent` between them.
/// A stale one waits until somebody confirms it.
fn decided_independent(
    scene: &Scene,
    question: QuestionId,
    groups: &[OriginGroup],
    mut place: impl FnMut(ClaimId) -> Option<usize>,
) -> Vec<(usize, usize, LinkId)> {
    let known = |place: usize| matches!(groups[place].origin, Origin::Known(_));
    let mut found = Vec::new();
    for link in &scene.links {
        let decided = link.kind == LinkType::Independent
            && link.state == LinkState::Accepted
            && !link.stale
            && is_about(link, &[question]);
        let (Some(from), Some(to), true) = (link.claims.0, link.claims.1, decided) else {
            continue;
        };
        if let (Some(a), Some(b)) = (place(from), place(to))
            && a != b
            && known(a)
            && known(b)
        {
            found.push((a.min(b), a.max(b), link.id));
        }
    }
    found
}

/// The origin that a position shows by itself.
fn own_origin(scene: &Scene, position: &ScenePosition) -> Origin {
    if let Some(why) = why_unknown(scene, position) {
        return Origin::Unknown(why);
    }
    let voice = position.behalf.unwrap_or(position.party);
    if stands_alone(scene, voice) {
        return Origin::Known(voice);
    }
    let tops = tops(scene, voice, said(scene, position));
    let number = |id: &PartyId| scene.parties.get(id).map_or(u32::MAX, |one| one.number);
    Origin::Known(tops.into_iter().min_by_key(number).unwrap_or(voice))
}

/// The parties at the top of the affiliations, when it was said, of those
/// whose account it is: what one man says in two names has one origin.
fn tops_of(scene: &Scene, position: &ScenePosition) -> BTreeSet<PartyId> {
    let when = said(scene, position);
    voices(position).flat_map(|voice| tops(scene, voice, when)).collect()
}

/// Whether a party belongs to nobody and speaks for nobody. Most do, and dates
/// are slow to read.
fn stands_alone(scene: &Scene, party: PartyId) -> bool {
    scene.parties.get(&party).is_none_or(|party| party.wholes.is_empty())
}

fn why_unknown(scene: &Scene, position: &ScenePosition) -> Option<WhyUnknown> {
    if position.known == KnownBy::Inferred {
        return Some(WhyUnknown::InferredSpeaker);
    }
    let kind = scene.parties.get(&position.party).map(|party| party.kind);
    if kind == Some(PartyKind::Outlet) {
        return Some(WhyUnknown::OwnVoice);
    }
    if kind.is_none_or(PartyKind::is_nameless) {
        return Some(WhyUnknown::Anonymous);
    }
    match position.kind {
        AttributionKind::Author => is_reporter(kind).then_some(WhyUnknown::OwnVoice),
        AttributionKind::OfficialsUnnamed
        | AttributionKind::Anonymous
        | AttributionKind::Unattributed => Some(WhyUnknown::Anonymous),
        AttributionKind::DirectQuote
        | AttributionKind::PartialQuote
        | AttributionKind::Paraphrase
        | AttributionKind::DocumentQuote
        | AttributionKind::DocumentParaphrase
        | AttributionKind::PostQuote
        | AttributionKind::Belief
        | AttributionKind::Label
        | AttributionKind::Embedded => None,
    }
}

/// Whether a source's own voice only passes on what others know. A body that
/// publishes its own release speaks for itself.
fn is_reporter(kind: Option<PartyKind>) -> bool {
    matches!(kind, None | Some(PartyKind::Person | PartyKind::Outlet | PartyKind::Document))
}

/// Claims that have one origin, as sets with a root each.
struct Joined(BTreeMap<ClaimId, ClaimId>);

impl Joined {
    /// Joins claims by accepted links that share an origin.
    fn by_links(scene: &Scene) -> Self {
        let mut joined = Self(BTreeMap::new());
        for link in &scene.links {
            let joins = link.kind.shares_origin() && link.state == LinkState::Accepted;
            if let (Some(from), Some(to), true) = (link.claims.0, link.claims.1, joins) {
                joined.join(from, to);
            }
        }
        joined
    }

    /// Joins claims whose first speakers have a top party in common; those of
    /// unknown origin where one source has them in one voice, or one wire report
    /// has them, in however many outlets, and for the same reason nobody knows
    /// whose they are.
    fn by_origin(&mut self, scene: &Scene, answers: &[Answer<'_>]) {
        #[derive(PartialEq, Eq, PartialOrd, Ord)]
        enum Sign<'a> {
            Top(PartyId),
            Voice(PartyId, SourceId),
            Wire(WhyUnknown, &'a str),
        }
        let mut first: BTreeMap<Sign<'_>, ClaimId> = BTreeMap::new();
        for position in answers.iter().map(|answer| answer.position) {
            let mut join = |sign| {
                let other = *first.entry(sign).or_insert(position.claim);
                self.join(other, position.claim);
            };
            match why_unknown(scene, position) {
                None if position.behalf.is_none() && stands_alone(scene, position.party) => {
                    join(Sign::Top(position.party));
                }
                None => tops_of(scene, position).into_iter().map(Sign::Top).for_each(join),
                Some(why) => {
                    join(Sign::Voice(position.party, position.source));
                    let wire = position.capture.and_then(|capture| scene.wires.get(&capture));
                    if let Some(wire) = wire {
                        join(Sign::Wire(why, wire));
                    }
                }
            }
        }
    }

    fn join(&mut self, a: ClaimId, b: ClaimId) {
        let (a, b) = (self.root(a), self.root(b));
        if a != b {
            self.0.insert(a.max(b), a.min(b));
        }
    }

    /// The claim that stands for all joined with `claim`.
    fn root(&mut self, claim: ClaimId) -> ClaimId {
        let mut root = claim;
        while let Some(next) = self.0.get(&root).copied() {
            root = next;
        }
        let mut at = claim;
        while let Some(next) = self.0.get(&at).copied() {
            self.0.insert(at, root);
            at = next;
            if at == root {
                break;
            }
        }
        root
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conflict::scenery::{Scenery, YES};
    use crate::model::vocab::{Relation, Stance, ValueKind};
    use crate::model::{CaptureId, Date};

    struct Stage {
        s: Scenery,
        question: QuestionId,
        blue: PartyId,
        army: PartyId,
        office: PartyId,
        red: PartyId,
        source: SourceId,
    }

    fn stage() -> Stage {
        let mut s = Scenery::default();
        let source = s.source("The Lamp", "2031-05-04");
        let blue = s.party("Blueland", PartyKind::State);
        let army = s.part_of("Blue Army", PartyKind::ArmedForce, blue);
        let office = s.part_of("Blue Press Office", PartyKind::Agency, blue);
        let red = s.party("Redland", PartyKind::State);
        let event = s.event(&[("Blue", &[blue]), ("Red", &[red])]);
        let question = s.question(event, "strike", ValueKind::YesNo);
        Stage { s, question, blue, army, office, red, source }
    }

    #[test]
    fn two_arms_of_one_state_are_one_origin() {
        let Stage { mut s, question, blue, army, office, red, .. } = stage();
        let spokesman = s.party("Major Birch", PartyKind::Person);
        s.joins(spokesman, Relation::SpeaksFor, army);
        let a = s.says(spokesman, question, Stance::Asserts, YES);
        let b = s.says(office, question, Stance::Asserts, YES);
        let c = s.says(red, question, Stance::Asserts, YES);
        assert_eq!(origin(&s.scene, s.get(a)), Origin::Known(blue));
        let found = origins(&s.scene, question);
        assert_eq!(found.groups.len(), 2);
        assert_eq!(found.groups[0].positions, [a, b]);
        assert_eq!(found.groups[1], OriginGroup { origin: Origin::Known(red), positions: vec![c] });
        assert_eq!(found.independent, []);
    }

    #[test]
    fn an_affiliation_that_ended_before_it_was_said_does_not_count() {
        let Stage { mut s, question, army, blue, .. } = stage();
        let at = s.says(army, question, Stance::Asserts, YES);
        let party = s.scene.parties.get_mut(&army).unwrap();
        party.wholes[0].until = Some(Date::new("2031-01").unwrap());
        assert_eq!(origin(&s.scene, s.get(at)), Origin::Known(army));
        s.at(at).said_on = Some(Date::new("2030-12-31").unwrap());
        assert_eq!(origin(&s.scene, s.get(at)), Origin::Known(blue));
    }

    #[test]
    fn authors_anonymous_voices_and_inferred_speakers_are_of_unknown_origin() {
        let Stage { mut s, question, blue, source, .. } = stage();
        let voice = s.scene.sources[&source].voice;
        let writer = s.part_of("N. Reed", PartyKind::Person, voice);
        let crowd = s.party("People on the quay", PartyKind::UnnamedGroup);
        let own = s.says(writer, question, Stance::Asserts, YES);
        s.at(own).kind = AttributionKind::Author;
        let unnamed = s.says(crowd, question, Stance::Asserts, YES);
        let officials = s.says(blue, question, Stance::Asserts, YES);
        s.at(officials).kind = AttributionKind::OfficialsUnnamed;
        let inferred = s.says(blue, question, Stance::Asserts, YES);
        s.at(inferred).known = KnownBy::Inferred;
        let quoted = s.says(writer, question, Stance::Asserts, YES);
        let release = s.says(blue, question, Stance::Asserts, YES);
        s.at(release).kind = AttributionKind::Author;
        for (at, expected) in [
            (own, Origin::Unknown(WhyUnknown::OwnVoice)),
            (unnamed, Origin::Unknown(WhyUnknown::Anonymous)),
            (officials, Origin::Unknown(WhyUnknown::Anonymous)),
            (inferred, Origin::Unknown(WhyUnknown::InferredSpeaker)),
            (quoted, Origin::Known(writer)),
            (release, Origin::Known(blue)),
        ] {
            assert_eq!(origin(&s.scene, s.get(at)), expected);
        }
    }

    #[test]
    fn one_wire_in_five_outlets_is_one_origin_whoever_it_cites() {
        let Stage { mut s, question, .. } = stage();
        let officials = s.party("Officials", PartyKind::UnnamedGroup);
        for n in 0..5 {
            let source = s.source(&format!("Paper {n}"), "2031-05-04");
            let (own, capture) = (s.scene.sources[&source].voice, CaptureId::from_bytes([n; 32]));
            s.scene.wires.insert(capture, "Wire 12".to_owned());
            for party in [officials, own] {
                let at = s.says(party, question, Stance::Asserts, YES);
                (s.at(at).source, s.at(at).capture) = (source, Some(capture));
            }
        }
        // Those that the wire cites, and its own voice.
        let sizes: Vec<_> =
            origins(&s.scene, question).groups.iter().map(|group| group.positions.len()).collect();
        assert_eq!(sizes, [5, 5]);
        s.scene.wires.clear();
        assert_eq!(origins(&s.scene, question).groups.len(), 10);
    }

    #[test]
    fn restatements_and_one_wire_join_and_independence_is_only_read() {
        let Stage { mut s, question, blue, red, source, .. } = stage();
        let other = s.source("The Bell", "2031-05-04");
        let lamp = s.scene.sources[&source].voice;
        let bell = s.scene.sources[&other].voice;
        let a = s.says(blue, question, Stance::Asserts, YES);
        let b = s.says(lamp, question, Stance::Asserts, YES);
        let c = s.says(bell, question, Stance::Asserts, YES);
        let d = s.says(red, question, Stance::Asserts, YES);
        let wire = CaptureId::from_bytes([5; 32]);
        s.at(c).source = other;
        s.at(c).capture = Some(wire);
        assert_eq!(origins(&s.scene, question).groups.len(), 4);
        s.scene.wires.insert(wire, "Wire 12".to_owned());
        s.scene.wires.insert(CaptureId::from_bytes(*source.as_bytes()), "Wire 12".to_owned());
        let found = origins(&s.scene, question);
        assert_eq!(found.groups.len(), 3);
        assert_eq!(found.groups[1].positions, [b, c]);
        let unknown = s.link(LinkType::Independent, b, d);
        let known = s.link(LinkType::Independent, d, a);
        let found = origins(&s.scene, question);
        assert_eq!(found.independent, [(0, 2, known)], "not {unknown}: an unknown origin is none");
        s.link(LinkType::DerivedFrom, c, a);
        assert_eq!(origin(&s.scene, s.get(c)), Origin::Known(blue));
        let found = origins(&s.scene, question);
        assert_eq!(found.groups[0].positions, [a, b, c]);
        assert_eq!(found.independent, [(0, 1, unknown), (0, 1, known)]);
        s.scene.links.iter_mut().for_each(|link| link.stale = true);
        assert_eq!(origins(&s.scene, question).independent, []);
    }
}
