//! The record around an event, gathered for comparison.

use rashomon::model::scene::Scene;
use rashomon::model::vocab::{Finding, LinkState, Relation, Reply};
use rashomon::model::{EntryId, PartyId, Value};
use serde_json::json;

use super::told::{Told, span, wording};

/// Everything a scene has a field for, around one event, with one party
/// written in two ways and merged, and a second event beside it.
struct Around {
    told: Told,
    gazette: EntryId,
    council: EntryId,
    spelled: EntryId,
    state: EntryId,
    ford: EntryId,
    mill: EntryId,
    who: EntryId,
    claim: EntryId,
    other: EntryId,
}

impl Around {
    fn new() -> Self {
        let mut told = Told::founded();
        let [gazette, council, spelled, state] =
            ["The Gazette", "Council", "The Counsil", "The State"].map(|name| told.party(name));
        told.log(
            json!({"affiliation": {"party": spelled, "relation": "belongs-to", "whole": state}}),
        );
        told.log(
            json!({"affiliation": {"party": spelled, "relation": "speaks-for", "whole": council}}),
        );
        told.merge(spelled, council);
        let source = told.source(gazette);
        let capture = told.capture(source, &"01".repeat(32));
        let ford = told.event("Shots at the ford", &[spelled, council, state]);
        let mill = told.event("Shots at the mill", &[]);
        let who = told.question(ford, "initiator");
        let elsewhere = told.question(mill, "initiator");
        let mut said = wording(spelled, who, &[spelled, council]);
        said["chain"] = json!([{"fidelity": "partial", "party": spelled}]);
        said["spans"] = json!([span(capture, 3, 5)]);
        let mut positions = said["positions"].as_array().unwrap().clone();
        positions.push(positions[0].clone());
        positions.insert(1, json!({"basis": "stated", "question": elsewhere, "stance": "neither"}));
        said["positions"] = json!(positions);
        let claim = told.claim(source, said);
        let other = told.claim(source, wording(state, elsewhere, &[council]));
        Self { told, gazette, council, spelled, state, ford, mill, who, claim, other }
    }

    fn scene(&self) -> Scene {
        self.told.store.scene(&[self.ford.into()]).unwrap()
    }
}

#[test]
fn a_merged_party_is_one_wherever_it_stands() {
    let around = Around::new();
    let scene = around.scene();
    let council = PartyId::from(around.council);
    let names: Vec<(u32, &str)> =
        scene.parties.values().map(|party| (party.number, party.name.as_str())).collect();
    assert_eq!(names.len(), 3);
    assert!(!scene.parties.contains_key(&around.spelled.into()));
    let wholes: Vec<_> =
        scene.parties[&council].wholes.iter().map(|row| (row.whole, row.relation)).collect();
    assert_eq!(wholes, [(around.state.into(), Relation::BelongsTo)]);
    let event = &scene.events[&around.ford.into()];
    assert_eq!(event.sides, [("North".to_owned(), vec![council, around.state.into()])]);
    let position = &scene.positions[0];
    assert_eq!(position.party, council);
    assert_eq!(position.value, Some(Value::Party(vec![council])));
    assert_eq!(position.chain[0].party, council);
    assert_eq!(scene.sources[&position.source].voice, around.gazette.into());
}

#[test]
fn a_scene_holds_what_is_on_its_events_and_no_more() {
    let around = Around::new();
    let scene = around.scene();
    assert_eq!(scene.events.len(), 1);
    assert_eq!(scene.questions.len(), 1);
    assert_eq!(scene.question_handle(around.who.into()), "E1/initiator");
    let found: Vec<_> = scene
        .positions
        .iter()
        .map(|position| (position.version_handle(), position.at.index, position.nth, position.live))
        .collect();
    assert_eq!(found, [("C1@1".to_owned(), 0, 1, true), ("C1@1".to_owned(), 2, 2, true)]);
    assert_eq!(scene.positions[0].first_byte, Some(3));
    let capture = scene.positions[0].capture.unwrap();
    assert_eq!(scene.wires[&capture], "Northern Wire");

    let all = around.told.store.scene(&[]).unwrap();
    assert_eq!((all.events.len(), all.questions.len(), all.positions.len()), (2, 2, 4));
    let both = [around.mill.into(), around.ford.into()];
    assert_eq!(around.told.store.scene(&both).unwrap(), all);
}

#[test]
fn older_versions_stand_in_a_scene_and_do_not_live() {
    let mut around = Around::new();
    let (claim, state, who) = (around.claim, around.state, around.who);
    let newer = around.told.revise(claim, wording(state, who, &[]));
    let live = |around: &Around| -> Vec<(String, bool)> {
        let scene = around.scene();
        scene.positions.iter().map(|row| (row.version_handle(), row.live)).collect()
    };
    let row = |handle: &str, live| (handle.to_owned(), live);
    assert_eq!(live(&around), [row("C1@1", false), row("C1@1", false), row("C1@2", true)]);
    let withdrawn =
        around.told.log(json!({"claim": {"withdraw": {"claim": claim, "reason": "not said"}}}));
    assert_eq!(live(&around), [row("C1@1", false), row("C1@1", false), row("C1@2", false)]);
    around.told.undo(withdrawn);
    around.told.undo(newer);
    assert_eq!(live(&around), [row("C1@1", true), row("C1@1", true)]);
}

#[test]
fn links_know_both_claims_though_one_is_on_another_event() {
    let mut around = Around::new();
    let (claim, other) = (around.claim, around.other);
    around.told.link(claim, other);
    around.told.log(json!({"link": {
        "from": {"claim": {"version": other}}, "kind": "responds-to", "reason": "an answer",
        "state": "dismissed", "to": {"event": around.mill}}}));
    let scene = around.scene();
    let [link] = &scene.links[..] else { panic!("{:?}", scene.links) };
    assert_eq!(link.claims, (Some(claim.into()), Some(other.into())));
    assert_eq!((link.number, link.state, link.stale), (1, LinkState::Accepted, false));
    around.told.log(json!({"claim": {"withdraw": {"claim": other, "reason": "not said"}}}));
    assert!(around.scene().links[0].stale);
    let all = around.told.store.scene(&[]).unwrap();
    assert_eq!(all.links[1].claims, (Some(other.into()), None));
}

#[test]
fn evidence_bears_on_what_it_bears_on_now() {
    let mut around = Around::new();
    let (who, mill) = (around.who, around.mill);
    let fact = |questions: &[EntryId]| json!({"evidence": {"bearing": "supports", "kind": "observation", "note": "seen", "questions": questions}});
    let elsewhere = around.told.question(mill, "where");
    let evidence = around.told.log(fact(&[elsewhere]));
    assert_eq!(around.scene().evidence, []);
    let mut edit = fact(&[who, elsewhere]);
    edit["evidence"]["of"] = json!(evidence);
    let edit = around.told.log(edit);
    let found = around.scene().evidence;
    assert_eq!((found.len(), found[0].number, found[0].id), (1, 1, evidence.into()));
    assert_eq!(around.told.store.scene(&[mill.into()]).unwrap().evidence.len(), 1);
    around.told.undo(edit);
    assert_eq!(around.scene().evidence, []);
}

#[test]
fn enquiries_and_findings_come_with_what_became_of_them() {
    let mut around = Around::new();
    let (who, claim, spelled) = (around.who, around.claim, around.spelled);
    let when = json!({"edtf": "2025-11-02"});
    let ask = around.told.log(json!({"enquiry": {"ask": {
        "asked": spelled, "how": "by letter", "questions": [who], "text": "Who?", "when": when}}}));
    assert_eq!(around.scene().enquiries[0].replies, []);
    around
        .told
        .log(json!({"enquiry": {"answer": {"enquiry": ask, "reply": "no-reply", "when": when}}}));
    let enquiry = &around.scene().enquiries[0];
    assert_eq!(
        (&enquiry.replies[..], enquiry.asked),
        (&[(Vec::new(), Reply::NoReply)][..], around.council.into())
    );

    around.told.finding("ann", claim, "contested");
    around.told.finding("ann", claim, "confirmed");
    // A finding on a question of another event is not of this scene.
    around.told.log(json!({"verdict": {
        "reason": "looked", "ruling": {"finding": "unverified"},
        "target": {"position": {"index": 1, "version": claim}}}}));
    let scene = around.scene();
    let findings: Vec<_> =
        scene.findings.iter().map(|row| (row.finding, row.pending, row.counts)).collect();
    assert_eq!(findings, [(Finding::Contested, false, true), (Finding::Confirmed, true, false)]);
}
