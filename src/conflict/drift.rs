//! How an account moves in time: within one voice, from an allegation to the
//! reporter's own word, and into contradiction with itself.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use crate::model::scene::{Scene, ScenePosition};
use crate::model::vocab::{AttributionKind, Force, KnownBy, LinkState, LinkType, Stance};
use crate::model::vocabulary::vocabulary;
use crate::model::{ClaimId, PartyId, PositionRef, QuestionId, Value};

use super::affiliation::is_identified;
use super::answer::{Answer, Board, board};
use super::because::{RuleName, field};
use super::conflicts::self_conflicts;
use super::group::{Sorter, key_but_for_about};
use super::order::{Calendar, order};
use super::words::{party_name, position_words};

vocabulary! {
    /// How an account moved.
    DriftKind, "kind of drift";
    /// One voice says it again without a hedge.
    HedgeDropped = "hedge-dropped",
    /// One voice says it again with a firmer stance.
    CertaintyEscalated = "certainty-escalated",
    /// A reporter of an allegation affirms it in its own voice.
    Adopted = "adopted",
    /// One voice gave accounts that conflict.
    SelfContradiction = "self-contradiction",
}

/// One movement of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drift {
    /// What happened.
    pub kind: DriftKind,
    /// The rule that found it.
    pub rule: RuleName,
    /// The fields compared.
    pub fields: Vec<&'static str>,
    /// The question.
    pub question: QuestionId,
    /// The earlier position.
    pub from: PositionRef,
    /// The later one. Of a self-contradiction whose order is not known, the
    /// later logged.
    pub to: PositionRef,
    /// Whether the record tells which came first.
    pub ordered: bool,
    /// The finding in words.
    pub words: String,
}

/// Every movement, by question in the order of the scene, then by time.
///
/// Earlier and later go by said-on, publication, byte. Where the record does
/// not tell the order nothing but a self-contradiction is reported. A crowd is
/// not a voice.
pub fn drift(scene: &Scene) -> Vec<Drift> {
    drift_on(scene, &board(scene))
}

/// The same, of answers that were laid out.
pub(super) fn drift_on<'a>(scene: &'a Scene, board: &Board<'a>) -> Vec<Drift> {
    let mut calendar = Calendar::default();
    let mut contradictions: BTreeMap<QuestionId, Vec<Drift>> = BTreeMap::new();
    for found in self_contradictions(scene, board) {
        contradictions.entry(found.question).or_default().push(found);
    }
    let mut all = Vec::new();
    for question in &scene.questions {
        let mut answers: Vec<&Answer<'_>> =
            board.get(&question.id).map_or(&[][..], Vec::as_slice).iter().collect();
        answers.sort_by_cached_key(|answer| calendar.timeline(scene, answer.position));
        for same in by_answer(&answers) {
            all.extend(within_voices(scene, &same));
            all.extend(adopted(scene, &same));
        }
        all.extend(contradictions.remove(&question.id).unwrap_or_default());
    }
    all
}

/// Answers that are one but for "about", each list in the order given.
fn by_answer<'s, 'a>(answers: &[&'s Answer<'a>]) -> Vec<Vec<&'s Answer<'a>>> {
    let mut sorter = Sorter::new(key_but_for_about);
    let mut lists: Vec<Vec<&Answer<'_>>> = Vec::new();
    for answer in answers {
        let place = sorter.place(answer);
        if place == lists.len() {
            lists.push(Vec::new());
        }
        lists[place].push(answer);
    }
    lists
}

/// Hedges dropped and certainty escalated between one statement of a voice and
/// its next with the same answer.
fn within_voices(scene: &Scene, answers: &[&Answer<'_>]) -> Vec<Drift> {
    let mut found = Vec::new();
    let mut last: BTreeMap<PartyId, &Answer<'_>> = BTreeMap::new();
    // What we read into it is no movement of theirs.
    let said = |answer: &&Answer<'_>| !answer.derived && answer.position.known != KnownBy::Inferred;
    for answer in answers.iter().copied().filter(said) {
        let party = answer.position.party;
        if let (Some(earlier), true) = (last.insert(party, answer), is_identified(scene, party)) {
            found.extend(within_voice(scene, earlier, answer));
        }
    }
    found
}

/// What one voice changed from one statement to the next.
fn within_voice(scene: &Scene, from: &Answer<'_>, to: &Answer<'_>) -> Vec<Drift> {
    let (earlier, later) = (from.position, to.position);
    let firmer = earlier.stance.force() == Force::Leans && later.stance.force() == Force::Affirms;
    let dropped = dropped_hedges(from, to);
    if !firmer && dropped.is_empty() {
        // Before dates are read: nearly all say it again as they said it.
        return Vec::new();
    }
    let follows = order(scene, earlier, later) == Some(Ordering::Less)
        && earlier.claim != later.claim
        && !is_one_statement(scene, earlier.claim, later.claim);
    if !follows {
        return Vec::new();
    }
    let mut found = Vec::new();
    let words = |what: &str| {
        let (before, after) = (position_words(scene, earlier), position_words(scene, later));
        let undated = earlier.said_on.is_none() && later.said_on.is_none();
        let by_page = if undated && earlier.capture == later.capture {
            "; no date of saying is logged: the order is that of the page"
        } else {
            ""
        };
        format!("{}: {before}, then {after}: {what}{by_page}", party_name(scene, later.party))
    };
    if firmer {
        let fields = [field::SPEAKER, field::QUESTION, field::ANSWER, field::STANCE];
        let words = words("a firmer stance");
        found.push(drifted(DriftKind::CertaintyEscalated, &fields, from, to, words));
    }
    if !dropped.is_empty() {
        let fields = [field::SPEAKER, field::QUESTION, field::ANSWER, field::HEDGES];
        let words = words(&format!("without {}", dropped.join(", ")));
        found.push(drifted(DriftKind::HedgeDropped, &fields, from, to, words));
    }
    found
}

/// The hedges that are gone, where none came in their place.
fn dropped_hedges(from: &Answer<'_>, to: &Answer<'_>) -> Vec<String> {
    let hedges = |answer: &Answer<'_>| {
        let mut hedges: Vec<String> =
            answer.position.hedges.iter().map(|hedge| hedge.trim().to_lowercase()).collect();
        if let Value::Quantity(quantity) = &*answer.value
            && quantity.approximate.is_some()
            && !hedges.iter().any(|hedge| hedge == "about")
        {
            hedges.push("about".to_owned());
        }
        hedges
    };
    let (before, after) = (hedges(from), hedges(to));
    if after.iter().any(|hedge| !before.contains(hedge)) {
        return Vec::new();
    }
    let gone = before.iter().filter(|hedge| !after.contains(hedge));
    gone.map(|hedge| format!("\"{hedge}\"")).collect()
}

/// Allegations and speculations that their reporter later affirms in its own
/// voice, with no account in between that it could rest on.
fn adopted(scene: &Scene, answers: &[&Answer<'_>]) -> Vec<Drift> {
    let alleged =
        |one: &Answer<'_>| matches!(one.position.stance, Stance::Alleges | Stance::Speculates);
    let mut found = Vec::new();
    let Some(start) = answers.iter().position(|one| alleged(one)) else { return found };
    for (place, own) in answers.iter().enumerate().skip(start) {
        if own.derived || own.position.stance.force() != Force::Affirms {
            continue;
        }
        let speaks_itself = is_own_voice(scene, own.position);
        let reported = |one: &&&Answer<'_>| {
            alleged(one)
                && (speaks_itself || in_chain(one.position, own.position.party))
                && passed_on_by(scene, one.position, own.position)
                && order(scene, one.position, own.position) == Some(Ordering::Less)
        };
        let Some(first) = answers[..place].iter().find(reported) else { continue };
        let new_source = answers[..place].iter().any(|one| {
            one.position.stance.force() == Force::Affirms
                && one.position.party != own.position.party
                && passed_on_by(scene, one.position, own.position)
        });
        if !new_source {
            let who = party_name(scene, first.position.party);
            let words = format!(
                "what {who} {}: {} says it in its own voice, citing no new source",
                first.position.stance,
                party_name(scene, own.position.party)
            );
            let fields =
                [field::CHAIN, field::ATTRIBUTION, field::QUESTION, field::ANSWER, field::STANCE];
            found.push(drifted(DriftKind::Adopted, &fields, first, own, words));
        }
    }
    found
}

/// Whether a position is what its source says itself.
fn is_own_voice(scene: &Scene, position: &ScenePosition) -> bool {
    let voice = scene.sources.get(&position.source).map(|source| source.voice);
    position.kind == AttributionKind::Author || voice == Some(position.party)
}

/// Whether the voice behind `own` reported `position`: the same source did, or
/// that voice is in its chain.
fn passed_on_by(scene: &Scene, position: &ScenePosition, own: &ScenePosition) -> bool {
    let voice = scene.sources.get(&position.source).map(|source| source.voice);
    position.source == own.source || voice == Some(own.party) || in_chain(position, own.party)
}

/// Whether a party passed a position on: what it says itself later is in its
/// own voice, whoever reports that.
fn in_chain(position: &ScenePosition, party: PartyId) -> bool {
    position.chain.iter().any(|hop| hop.party == party)
}

/// One identified party in conflict with itself.
fn self_contradictions(scene: &Scene, board: &Board<'_>) -> Vec<Drift> {
    let conflicts = self_conflicts(scene, board);
    let ends: BTreeSet<PositionRef> = conflicts.iter().flat_map(|it| [it.a, it.b]).collect();
    let of_ends = scene.positions.iter().filter(|position| ends.contains(&position.at));
    let by_ref: BTreeMap<PositionRef, &ScenePosition> =
        of_ends.map(|position| (position.at, position)).collect();
    let mut found = Vec::new();
    for conflict in conflicts {
        let (Some(a), Some(b)) = (by_ref.get(&conflict.a), by_ref.get(&conflict.b)) else {
            continue;
        };
        let known = order(scene, a, b);
        let (from, to) = if known == Some(Ordering::Greater) { (b, a) } else { (a, b) };
        found.push(Drift {
            kind: DriftKind::SelfContradiction,
            rule: RuleName::SelfContradiction,
            fields: conflict.fields,
            question: conflict.question,
            from: from.at,
            to: to.at,
            ordered: known.is_some(),
            words: format!("{}: {}", party_name(scene, a.party), conflict.words),
        });
    }
    found
}

/// Whether a person decided that two claims report one statement: how two
/// outlets word it is no drift of the speaker.
fn is_one_statement(scene: &Scene, a: ClaimId, b: ClaimId) -> bool {
    scene.links.iter().any(|link| {
        link.kind == LinkType::SameStatement
            && link.state == LinkState::Accepted
            && (link.claims == (Some(a), Some(b)) || link.claims == (Some(b), Some(a)))
    })
}

fn drifted(
    kind: DriftKind,
    fields: &[&'static str],
    from: &Answer<'_>,
    to: &Answer<'_>,
    words: String,
) -> Drift {
    let rule = match kind {
        DriftKind::HedgeDropped => RuleName::HedgeDropped,
        DriftKind::CertaintyEscalated => RuleName::CertaintyEscalated,
        DriftKind::Adopted => RuleName::Adopted,
        DriftKind::SelfContradiction => RuleName::SelfContradiction,
    };
    Drift {
        kind,
        rule,
        fields: fields.to_vec(),
        question: to.question,
        from: from.position.at,
        to: to.position.at,
        ordered: true,
        words,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conflict::scenery::{Scenery, YES, count, parties};
    use crate::model::vocab::{Fidelity, PartyKind, ValueKind};
    use crate::model::{Date, Hop, SourceId};

    struct Stage {
        s: Scenery,
        source: SourceId,
        strike: QuestionId,
        who: QuestionId,
        red: PartyId,
        crowd: PartyId,
    }

    fn stage() -> Stage {
        let mut s = Scenery::default();
        let source = s.source("The Lamp", "2031-05-04");
        let red = s.party("Redland", PartyKind::State);
        let crowd = s.party("People on the quay", PartyKind::UnnamedGroup);
        let event = s.event(&[]);
        let strike = s.question(event, "strike", ValueKind::YesNo);
        let who = s.question(event, "perpetrator", ValueKind::Party);
        s.asked(who).under = Some(strike);
        Stage { s, source, strike, who, red, crowd }
    }

    fn kinds(s: &Scenery) -> Vec<(DriftKind, PositionRef, PositionRef)> {
        drift(&s.scene).iter().map(|one| (one.kind, one.from, one.to)).collect()
    }

    #[test]
    fn a_voice_that_grows_firmer_is_reported_in_the_order_it_spoke() {
        let Stage { mut s, strike, red, crowd, .. } = stage();
        let later = s.says(red, strike, Stance::Asserts, YES);
        let earlier = s.says(red, strike, Stance::Speculates, YES);
        s.at(later).said_on = Some(Date::new("2031-05-03").unwrap());
        s.at(earlier).said_on = Some(Date::new("2031-05-02").unwrap());
        assert_eq!(kinds(&s), [(DriftKind::CertaintyEscalated, earlier, later)]);
        for at in [earlier, later] {
            s.at(at).party = crowd;
        }
        assert_eq!(kinds(&s), [], "a crowd is not a voice");
    }

    #[test]
    fn a_hedge_that_goes_is_reported_and_one_that_changes_is_not() {
        let Stage { mut s, strike, who, red, .. } = stage();
        let a = s.says(red, strike, Stance::Asserts, YES);
        let b = s.says(red, strike, Stance::Asserts, YES);
        s.at(a).hedges = vec!["reportedly".to_owned(), "perhaps".to_owned()];
        s.at(b).hedges = vec!["Perhaps".to_owned()];
        assert_eq!(kinds(&s), [(DriftKind::HedgeDropped, a, b)]);
        s.at(b).hedges = vec!["it seems".to_owned()];
        assert_eq!(kinds(&s), []);
        s.scene.positions.clear();
        let a = s.says(red, who, Stance::Asserts, count("about 20 killed", &[], None));
        let b = s.says(red, who, Stance::Asserts, count("20 killed", &[], None));
        assert_eq!(kinds(&s), [(DriftKind::HedgeDropped, a, b)]);
    }

    #[test]
    fn a_reporter_is_known_by_the_chain_where_another_source_reports_it_all() {
        let Stage { mut s, strike, red, crowd, .. } = stage();
        let rumour = s.says(crowd, strike, Stance::Speculates, YES);
        let own = s.says(red, strike, Stance::Asserts, YES);
        assert_eq!(kinds(&s), [], "nothing tells that it passed the rumour on");
        let hop = Hop { capture: None, fidelity: Fidelity::Paraphrase, party: red, printed: None };
        s.at(rumour).chain = vec![hop];
        assert_eq!(kinds(&s), [(DriftKind::Adopted, rumour, own)]);
    }

    #[test]
    fn a_reporter_that_takes_a_rumour_over_is_reported_unless_a_source_came_between() {
        let Stage { mut s, source, strike, who, red, crowd } = stage();
        let voice = s.scene.sources[&source].voice;
        let rumour = s.says(crowd, who, Stance::Speculates, parties(&[red]));
        let own = s.says(voice, strike, Stance::Asserts, YES);
        s.at(own).kind = AttributionKind::Author;
        assert_eq!(kinds(&s), [(DriftKind::Adopted, rumour, own)]);
        let source = s.says(red, strike, Stance::Asserts, YES);
        s.at(source).first_byte = Some(1);
        s.at(rumour).first_byte = Some(0);
        assert_eq!(kinds(&s), []);
    }

    #[test]
    fn a_voice_that_contradicts_itself_is_reported_even_out_of_order() {
        let Stage { mut s, strike, red, .. } = stage();
        let a = s.says(red, strike, Stance::Asserts, YES);
        let b = s.says(red, strike, Stance::Denies, YES);
        let found = drift(&s.scene);
        assert_eq!(kinds(&s), [(DriftKind::SelfContradiction, a, b)]);
        assert!(found[0].ordered);
        assert_eq!(found[0].words, "Redland: yes against no");
        s.at(b).first_byte = None;
        assert!(!drift(&s.scene)[0].ordered);
        for n in 0..30 {
            let other = s.party(&format!("Witness {n}"), PartyKind::Person);
            s.says(other, strike, Stance::Asserts, YES);
        }
        assert_eq!(kinds(&s), [(DriftKind::SelfContradiction, a, b)], "on a busy question too");
        s.says(red, strike, Stance::Asserts, YES);
        assert_eq!(kinds(&s).len(), 1, "one for each voice of a busy question");
    }
}
