//! Handles, names and fields: what the projection says of things.

use rashomon::journal::fact;
use rashomon::model::{EntryId, Handle, PartyId};
use serde_json::json;

use super::told::{Told, span, wording};

#[test]
fn every_handle_leads_to_its_entry_and_back() {
    let mut told = Told::founded();
    let voice = told.party("The Gazette");
    let source = told.source(voice);
    let second = told.source(voice);
    let event = told.event("Shots at the ford", &[]);
    let question = told.question(event, "initiator");
    let claim = told.claim(source, wording(voice, question, &[voice]));
    let other = told.claim(second, wording(voice, question, &[voice]));
    let expected = [
        ("P1", voice),
        ("S1", source),
        ("S2", second),
        ("S2@1", told.capture(second, &"01".repeat(32))),
        ("S1@1", told.capture(source, &"02".repeat(32))),
        ("S1@2", told.capture(source, &"03".repeat(32))),
        ("E1", event),
        ("E1/initiator", question),
        ("C1", claim),
        ("C2", other),
        ("C1@2", told.revise(claim, wording(voice, question, &[]))),
        ("L1", told.link(claim, other)),
        (
            "X1",
            told.log(json!({"evidence": {"bearing": "neutral", "kind": "observation", "note": "seen"}})),
        ),
        (
            "X2",
            told.log(json!({"enquiry": {"ask": {
                "asked": voice, "how": "by letter", "text": "Who?", "when": {"edtf": "2025-11-02"}}}})),
        ),
        ("V1", told.finding("ann", claim, "unverified")),
        ("M2", told.log(json!({"member": {"key": "ben", "name": "Ben"}}))),
        (
            "K1",
            told.log(json!({"key": {
                "act": "new", "from": "2025-11-01T12:00:00Z", "member": "ann", "vkey": "k"}})),
        ),
        (
            "R1",
            told.log(json!({"publication": {
                "root-sha256": "00".repeat(32), "size": 1, "title": "Report", "when": "2025-11-01T12:00:00Z"}})),
        ),
    ];
    for (handle, id) in expected {
        assert_eq!(told.handle(id), handle);
        assert_eq!(told.store.resolve(&handle.parse().unwrap()).unwrap(), Some(id), "{handle}");
    }
    let resolve = |text: &str| told.store.resolve(&text.parse().unwrap()).unwrap();
    assert_eq!(resolve("C1@1"), Some(claim));
    assert_eq!(resolve("C1@2.1"), resolve("C1@2"));
    assert_eq!(resolve("C1/E1/initiator"), resolve("C1@2"));
    assert_eq!(resolve("M1"), told.store.founder().unwrap().map(|founder| founder.id));
    for missing in ["S3", "S1@3", "E1/place", "C3", "C1@3", "M3", "P2"] {
        assert_eq!(resolve(missing), None, "{missing}");
    }
}

#[test]
fn an_undone_thing_keeps_its_handle_and_stands_in_no_list() {
    let mut told = Told::new();
    let (first, second) = (told.party("First"), told.party("Second"));
    told.undo(second);
    let third = told.party("Third");
    assert_eq!([first, second, third].map(|id| told.handle(id)), ["P1", "P2", "P3"]);
    let listed: Vec<EntryId> =
        told.store.list::<fact::Party>().unwrap().iter().map(|party| party.id).collect();
    assert_eq!(listed, [first, third]);
    assert!(told.store.get::<fact::Party>(second).unwrap().unwrap().undone);
    assert!(told.store.is_undone(second).unwrap());
    assert_eq!(told.store.parties_named("Second").unwrap(), []);
}

#[test]
fn fields_are_the_newest_that_are_not_undone() {
    let mut told = Told::new();
    let party = told.party("As first written");
    let edit = |name: &str| json!({"party": {"display": name, "kind": "state", "of": party}});
    let second = told.log(edit("Second"));
    let third = told.log(edit("Third"));
    let name = |told: &Told| told.store.get::<fact::Party>(party).unwrap().unwrap().fact.display;
    assert_eq!(name(&told), "Third");
    assert_eq!((told.handle(third), told.handle(party)), ("P1".to_owned(), "P1".to_owned()));
    told.undo(third);
    assert_eq!(name(&told), "Second");
    told.undo(second);
    assert_eq!(name(&told), "As first written");
    let named: Vec<_> = told.store.party_names().unwrap();
    assert_eq!(named, [(PartyId::from(party), "As first written".to_owned())]);
}

#[test]
fn the_founder_is_a_member_whose_fields_can_be_replaced() {
    let mut told = Told::founded();
    let founder = told.store.member("ann").unwrap().unwrap();
    assert_eq!((founder.seq, founder.handle.clone()), (0, Handle::Member(1)));
    let ends = json!({"member": {
        "key": "ann", "name": "Ann", "of": founder.id, "until": "2025-12-01T00:00:00Z"}});
    let end = told.log_by("ben", ends);
    let ended = told.store.member("ann").unwrap().unwrap();
    assert!(ended.fact.until.is_some());
    assert_eq!((ended.id, ended.current_seq), (founder.id, 1));
    assert_eq!(told.store.get::<fact::Member>(founder.id).unwrap(), Some(ended));
    assert_eq!(told.store.casebook().unwrap().fact.title, "Test");
    assert_eq!(told.handle(end), "M1");
    let terms =
        json!({"casebook": {"of": founder.id, "origin": "test/00000001", "title": "Renamed"}});
    told.log(terms);
    assert_eq!(told.store.casebook().unwrap().fact.title, "Renamed");
    told.undo(end);
    assert_eq!(told.store.member("ann").unwrap().unwrap().fact.until, None);
    assert_eq!(told.store.projection_differences().unwrap(), []);
}

#[test]
fn a_name_is_found_exactly_then_after_folding() {
    let mut told = Told::new();
    let (plain, accented) = (told.party("Cafe Council"), told.party("Café Council"));
    let renamed = told.party("Old Name");
    told.log(json!({"party": {"display": "New Name", "kind": "agency", "of": renamed}}));
    let alias = told.log(json!({"alias": {"party": plain, "printed": "The C. C."}}));
    told.log(json!({"place": {"name": "Ford", "printed": ["The Ford"]}}));
    let named = |told: &Told, name: &str| -> Vec<EntryId> {
        told.store.parties_named(name).unwrap().into_iter().map(Into::into).collect()
    };
    assert_eq!(named(&told, "Café Council"), [accented]);
    assert_eq!(named(&told, "CAFE COUNCIL"), [plain, accented]);
    assert_eq!(named(&told, "Old Name"), []);
    assert_eq!(named(&told, "new name"), [renamed]);
    assert_eq!(named(&told, "the c. c."), [plain]);
    assert_eq!(named(&told, "Ford"), []);
    assert_eq!(told.store.places_named("the ford").unwrap().len(), 1);
    assert_eq!(told.store.aliases(plain.into()).unwrap()[0].handle.to_string(), "P1");
    told.undo(alias);
    assert_eq!(named(&told, "The C. C."), []);
    assert_eq!(told.store.aliases(plain.into()).unwrap(), []);
}

#[test]
fn merges_run_on_and_are_taken_back_by_a_split_or_an_undo() {
    let mut told = Told::new();
    let [a, b, c] = ["A", "B", "C"].map(|name| told.party(name));
    let first = told.merge(a, b);
    told.merge(b, c);
    let canonical =
        |told: &Told, id: EntryId| EntryId::from(told.store.canonical_party(id.into()).unwrap());
    assert_eq!([a, b, c].map(|id| canonical(&told, id)), [c, c, c]);
    assert_eq!(told.store.parties_named("A").unwrap(), [PartyId::from(c)]);
    assert_eq!(told.store.merges().unwrap().len(), 2);
    let split = told.log(json!({"split": {"party": b, "reason": "two offices"}}));
    assert_eq!([a, b, c].map(|id| canonical(&told, id)), [b, b, c]);
    assert_eq!(told.store.merges().unwrap().len(), 1);
    told.undo(split);
    assert_eq!(canonical(&told, a), c);
    told.undo(first);
    assert_eq!([a, b, c].map(|id| canonical(&told, id)), [a, c, c]);
    let apart = told.log(json!({"apart": {"parties": [a, c], "reason": "two offices"}}));
    assert_eq!(told.store.apart_pairs().unwrap().len(), 1);
    told.undo(apart);
    assert_eq!(told.store.apart_pairs().unwrap(), []);
}

#[test]
fn spans_of_a_capture_come_by_place_with_who_holds_them_now() {
    let mut told = Told::new();
    let voice = told.party("The Gazette");
    let source = told.source(voice);
    let capture = told.capture(source, &"01".repeat(32));
    let event = told.event("Shots at the ford", &[]);
    let question = told.question(event, "initiator");
    let with = |from: u64| {
        let mut wording = wording(voice, question, &[voice]);
        wording["spans"] = json!([span(capture, from, from + 2), span(capture, 1, 2)]);
        wording
    };
    let claim = told.claim(source, with(6));
    told.revise(claim, with(4));
    let evidence = |of: Option<EntryId>, from: u64| {
        let mut fact = json!({"evidence": {
            "bearing": "supports", "kind": "span", "note": "seen", "spans": [span(capture, from, 9)]}});
        if let Some(of) = of {
            fact["evidence"]["of"] = json!(of);
        }
        fact
    };
    let first = told.log(evidence(None, 5));
    told.log(evidence(Some(first), 3));
    let spans = told.store.spans_on(capture.into()).unwrap();
    let found: Vec<(&str, u64, bool)> = spans
        .iter()
        .map(|row| (row.handle.as_str(), row.span.pieces()[0].bytes[0], row.newest))
        .collect();
    let expected = [
        ("C1@1.2", 1, false),
        ("C1@2.2", 1, true),
        ("X1.1", 3, true),
        ("C1@2.1", 4, true),
        ("X1.1", 5, false),
        ("C1@1.1", 6, false),
    ];
    assert_eq!(found, expected);
    told.log(json!({"claim": {"withdraw": {"claim": claim, "reason": "not said"}}}));
    let spans = told.store.spans_on(capture.into()).unwrap();
    assert_eq!(spans.iter().filter(|row| row.newest).count(), 1);
}

#[test]
fn the_text_of_a_capture_is_given_only_if_it_is_what_was_captured() {
    let mut told = Told::new();
    let voice = told.party("The Gazette");
    let source = told.source(voice);
    let blob = super::blob(None, "Shots at dawn".as_bytes());
    let kept = told.capture(source, &blob.sha256.to_string());
    let withheld = told.capture(source, &"02".repeat(32));
    let head = told.store.head().unwrap();
    let batch = rashomon::store::Batch { expected: head, blobs: vec![blob], ..Default::default() };
    super::done(told.store.append(&batch).unwrap());
    let text = |told: &Told, id: EntryId| told.store.capture_text(id.into());
    assert_eq!(text(&told, kept).unwrap().as_deref(), Some("Shots at dawn"));
    assert_eq!(text(&told, withheld).unwrap(), None);

    let raw = told.raw();
    raw.execute_batch(
        "DROP TRIGGER chunk_never_changes;
         UPDATE chunk SET encoding = 'plain', bytes = CAST('Shots at dusk' AS BLOB);",
    )
    .unwrap();
    let error = text(&told, kept).err().unwrap().to_string();
    assert!(error.contains("the text of S1@1 is not what was captured"), "{error}");
}
