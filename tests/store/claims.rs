//! Claims as the projection has them: versions, lists, verdicts, links.

use rashomon::journal::fact;
use rashomon::model::vocab::{Attribution, Finding, LinkState, Work};
use rashomon::model::{EntryId, PositionRef};
use rashomon::store::ClaimFilter;
use serde_json::{Value, json};

use super::told::{Told, span, wording};

/// A casebook with a source, an event with two questions, and two claims on
/// the first of them.
struct Desk {
    told: Told,
    voice: EntryId,
    source: EntryId,
    capture: EntryId,
    event: EntryId,
    who: EntryId,
    place: EntryId,
    claims: [EntryId; 2],
}

impl Desk {
    fn new() -> Self {
        let mut told = Told::founded();
        let voice = told.party("The Gazette");
        let source = told.source(voice);
        let capture = told.capture(source, &"01".repeat(32));
        let event = told.event("Shots at the ford", &[]);
        let (who, place) = (told.question(event, "initiator"), told.question(event, "where"));
        let mut first = wording(voice, who, &[voice]);
        first["spans"] = json!([span(capture, 1, 5)]);
        let claims = [told.claim(source, first), told.claim(source, wording(voice, who, &[]))];
        Self { told, voice, source, capture, event, who, place, claims }
    }

    fn listed(&self, filter: &ClaimFilter) -> Vec<u32> {
        self.told.store.claims(filter).unwrap().iter().map(|claim| claim.number).collect()
    }

    fn withdraw(&mut self, claim: EntryId) -> EntryId {
        self.told.log(json!({"claim": {"withdraw": {"claim": claim, "reason": "not said"}}}))
    }

    fn judge(&mut self, what: &str, judged: Value) -> EntryId {
        self.told.log(json!({"judgement": {what: judged}}))
    }

    /// State of the one link, and whether it is stale.
    fn link(&self) -> (LinkState, bool) {
        let links = self.told.store.list::<fact::Link>().unwrap();
        self.told.store.link_standing(&links[0]).unwrap()
    }

    fn attribution(&self, version: EntryId) -> Attribution {
        let standing = self.told.store.standing(self.claims[0].into()).unwrap();
        standing.attribution_of(version.into())
    }
}

#[test]
fn a_claim_counts_in_its_newest_version_that_is_not_undone() {
    let mut desk = Desk::new();
    let claim = desk.claims[0];
    let second = desk.told.revise(claim, wording(desk.voice, desk.place, &[]));
    let row = desk.told.store.claim(claim.into()).unwrap().unwrap();
    let versions: Vec<_> =
        row.versions.iter().map(|version| (version.number, version.undone)).collect();
    assert_eq!(versions, [(1, false), (2, false)]);
    assert_eq!(row.newest().id, second.into());
    assert_eq!(row.newest().revision.as_ref().unwrap().1, "misread");
    desk.told.undo(second);
    let third = desk.told.revise(claim, wording(desk.voice, desk.who, &[]));
    desk.told.undo(third);
    let row = desk.told.store.claim(claim.into()).unwrap().unwrap();
    assert_eq!((row.newest().number, row.versions.len()), (1, 3));
    assert_eq!(desk.told.store.claim_of_version(third.into()).unwrap(), Some((claim.into(), 1, 3)));
    assert_eq!(desk.told.store.claim(third.into()).unwrap(), None);
}

#[test]
fn a_guess_is_a_guess_until_it_is_confirmed() {
    let mut desk = Desk::new();
    let mut guessed = wording(desk.voice, desk.who, &[]);
    guessed["guessed"] = json!(["kind", "cue"]);
    let claim = desk.told.claim(desk.source, guessed);
    let left = |desk: &Desk| {
        let row = desk.told.store.claim(claim.into()).unwrap().unwrap();
        row.newest().guessed.iter().map(|field| field.as_str()).collect::<Vec<_>>()
    };
    let confirm = json!({"claim": {"confirm": {"fields": ["cue"], "version": claim}}});
    let confirm = desk.told.log(confirm);
    assert_eq!(left(&desk), ["kind"]);
    desk.told.undo(confirm);
    assert_eq!(left(&desk), ["kind", "cue"]);
}

#[test]
fn a_list_holds_claims_to_which_all_of_the_filter_applies_now() {
    let mut desk = Desk::new();
    let other = desk.told.party("Another voice");
    let elsewhere = desk.told.event("Shots at the mill", &[]);
    let mill = desk.told.question(elsewhere, "initiator");
    let [first, _] = desk.claims;
    desk.told.claim(desk.source, wording(other, desk.place, &[]));
    desk.told.claim(desk.source, wording(desk.voice, mill, &[]));
    let (source, second) = (desk.source, desk.told.source(desk.voice));
    let all = ClaimFilter::default();
    let cases = [
        (all.clone(), vec![1, 2, 3, 4]),
        (ClaimFilter { source: Some(source.into()), ..all.clone() }, vec![1, 2, 3, 4]),
        (ClaimFilter { source: Some(second.into()), ..all.clone() }, vec![]),
        (ClaimFilter { event: Some(desk.event.into()), ..all.clone() }, vec![1, 2, 3]),
        (ClaimFilter { event: Some(elsewhere.into()), ..all.clone() }, vec![4]),
        (ClaimFilter { question: Some(desk.who.into()), ..all.clone() }, vec![1, 2]),
        (ClaimFilter { party: Some(other.into()), ..all.clone() }, vec![3]),
        (ClaimFilter { capture: Some(desk.capture.into()), ..all.clone() }, vec![1]),
        (ClaimFilter { after: 1, limit: Some(2), ..all.clone() }, vec![2, 3]),
        (ClaimFilter { question: Some(desk.who.into()), after: 1, ..all.clone() }, vec![2]),
        (
            ClaimFilter {
                event: Some(desk.event.into()),
                party: Some(desk.voice.into()),
                limit: Some(1),
                ..all.clone()
            },
            vec![1],
        ),
    ];
    for (filter, numbers) in cases {
        assert_eq!(desk.listed(&filter), numbers, "{filter:?}");
    }
    // What an older version said does not count any more.
    desk.told.revise(first, wording(other, desk.place, &[]));
    let on = ClaimFilter { question: Some(desk.who.into()), ..all.clone() };
    assert_eq!(desk.listed(&on), [2]);
    let by = ClaimFilter { party: Some(other.into()), ..all.clone() };
    assert_eq!(desk.listed(&by), [1, 3]);
    // Merged parties are one speaker, by either name.
    desk.told.merge(desk.voice, other);
    for party in [other, desk.voice] {
        let by = ClaimFilter { party: Some(party.into()), ..all.clone() };
        assert_eq!(desk.listed(&by), [1, 2, 3, 4]);
    }
    // Withdrawn claims are listed when asked for, undone ones never.
    desk.withdraw(desk.claims[1]);
    assert_eq!(desk.listed(&on), [0; 0]);
    assert_eq!(desk.listed(&ClaimFilter { include_withdrawn: true, ..on }), [2]);
    desk.told.undo(desk.claims[1]);
    assert_eq!(desk.listed(&ClaimFilter { include_withdrawn: true, ..all }), [1, 3, 4]);
}

#[test]
fn a_finding_that_needs_a_review_waits_for_another_member() {
    let mut desk = Desk::new();
    let claim = desk.claims[0];
    let at = PositionRef { index: 0, version: claim.into() };
    let counting = |desk: &Desk| desk.told.store.standing(claim.into()).unwrap().finding_of(at);
    assert_eq!(counting(&desk), Finding::Unassessed);
    desk.told.finding("ann", claim, "contested");
    assert_eq!(counting(&desk), Finding::Contested);
    let confirmed = desk.told.finding("ann", claim, "confirmed");
    assert_eq!(counting(&desk), Finding::Contested);
    desk.told.review("ann", confirmed, "agrees");
    assert_eq!(counting(&desk), Finding::Contested, "nobody reviews their own");
    desk.told.review("ben", confirmed, "disagrees");
    assert_eq!(counting(&desk), Finding::Contested);
    let agrees = desk.told.review("ben", confirmed, "agrees");
    assert_eq!(counting(&desk), Finding::Confirmed);
    let newer = desk.told.finding("ben", claim, "unverified");
    assert_eq!(counting(&desk), Finding::Unverified);
    desk.told.undo(newer);
    assert_eq!(counting(&desk), Finding::Confirmed);
    desk.told.undo(agrees);
    assert_eq!(counting(&desk), Finding::Contested);
    let standing = desk.told.store.standing(claim.into()).unwrap();
    let rows: Vec<_> =
        standing.findings.iter().map(|row| (row.number, row.pending, row.counts)).collect();
    assert_eq!(rows, [(1, false, true), (2, true, false)]);
    let reviews = desk.told.store.reviews(confirmed.into()).unwrap();
    assert_eq!(reviews.iter().map(|(by, _)| by.as_str()).collect::<Vec<_>>(), ["ann", "ben"]);
}

#[test]
fn a_new_version_keeps_its_attribution_only_with_the_same_speaker_and_spans() {
    let mut desk = Desk::new();
    let claim = desk.claims[0];
    let mut same = wording(desk.voice, desk.place, &[]);
    same["spans"] = json!([span(desk.capture, 1, 5)]);
    let mut moved = same.clone();
    moved["spans"] = json!([span(desk.capture, 1, 6)]);
    desk.told.log(json!({"verdict": {
        "reason": "traced", "ruling": {"attribution": "traced-original"}, "target": {"version": claim}}}));
    let kept = desk.told.revise(claim, same);
    assert_eq!(desk.attribution(kept), Attribution::TracedOriginal);
    let lost = desk.told.revise(claim, moved);
    assert_eq!(desk.attribution(lost), Attribution::AsReported);
    assert_eq!(desk.attribution(claim), Attribution::TracedOriginal);
    let disputed = desk.told.log(json!({"verdict": {
        "reason": "denied", "ruling": {"attribution": "disputed"}, "target": {"version": kept}}}));
    assert_eq!(desk.attribution(kept), Attribution::Disputed);
    assert_eq!(desk.attribution(claim), Attribution::TracedOriginal);
    desk.told.undo(disputed);
    assert_eq!(desk.attribution(kept), Attribution::TracedOriginal);
}

#[test]
fn the_work_on_a_claim_is_the_newest_that_was_said_of_it() {
    let mut desk = Desk::new();
    let claim = desk.claims[0];
    let standing = |desk: &Desk| desk.told.store.standing(claim.into()).unwrap();
    assert_eq!((standing(&desk).work, standing(&desk).assignee), (Work::Logged, None));
    desk.told.log(json!({"verdict": {
        "reason": "begun", "ruling": {"work": "checking"}, "target": {"claim": claim}}}));
    desk.told.log(json!({"assignment": {"claim": claim, "member": "ben"}}));
    assert_eq!(standing(&desk).work, Work::Checking);
    assert_eq!(standing(&desk).assignee.as_deref(), Some("ben"));
    assert_eq!(standing(&desk).attribution_of(claim.into()), Attribution::AsReported);
    let nobody = desk.told.log(json!({"assignment": {"claim": claim}}));
    assert_eq!(standing(&desk).assignee, None);
    desk.told.undo(nobody);
    assert_eq!(standing(&desk).assignee.as_deref(), Some("ben"));
}

#[test]
fn a_link_is_stale_until_it_is_confirmed_for_the_newer_version() {
    let mut desk = Desk::new();
    let [first, second] = desk.claims;
    let link = desk.told.link(first, second);
    assert_eq!(desk.link(), (LinkState::Accepted, false));
    let newer = desk.told.revise(first, wording(desk.voice, desk.who, &[]));
    assert_eq!(desk.link(), (LinkState::Accepted, true));
    let confirm = json!({"from": newer, "link": link, "reason": "still so"});
    let confirm = desk.judge("confirm", confirm);
    assert_eq!(desk.link(), (LinkState::Accepted, false));
    // The other end moves on, and each end is confirmed by itself.
    let other = desk.told.revise(second, wording(desk.voice, desk.who, &[]));
    assert_eq!(desk.link(), (LinkState::Accepted, true));
    desk.judge("confirm", json!({"link": link, "reason": "still so", "to": other}));
    assert_eq!(desk.link(), (LinkState::Accepted, false));
    desk.told.undo(confirm);
    assert_eq!(desk.link(), (LinkState::Accepted, true));
    // Back to the version that the link was made for.
    desk.told.undo(newer);
    assert_eq!(desk.link(), (LinkState::Accepted, false));
    let withdrawn = desk.withdraw(second);
    assert_eq!(desk.link(), (LinkState::Accepted, true));
    desk.told.undo(withdrawn);
    assert_eq!(desk.link(), (LinkState::Accepted, false));
}

#[test]
fn the_newest_judgement_that_is_not_undone_decides_a_link() {
    let mut desk = Desk::new();
    let [first, second] = desk.claims;
    let link = desk.told.link(first, second);
    let judged = json!({"link": link, "reason": "read again"});
    let dismissed = desk.judge("dismiss", judged.clone());
    assert_eq!(desk.link().0, LinkState::Dismissed);
    desk.judge("confirm", judged.clone());
    assert_eq!(desk.link().0, LinkState::Dismissed);
    let withdrawn = desk.judge("withdraw", judged.clone());
    assert_eq!(desk.link().0, LinkState::Withdrawn);
    desk.told.undo(withdrawn);
    assert_eq!(desk.link().0, LinkState::Dismissed);
    desk.judge("accept", judged);
    assert_eq!(desk.link().0, LinkState::Accepted);
    desk.told.undo(dismissed);
    assert_eq!(desk.told.store.link_state(link.into()).unwrap(), LinkState::Accepted);
    desk.told.undo(link);
    assert_eq!(desk.told.store.link_state(link.into()).unwrap(), LinkState::Withdrawn);
    assert_eq!(desk.told.store.list::<fact::Link>().unwrap(), []);
}

#[test]
fn history_holds_all_that_touched_a_claim_and_what_rests_on_it_stands() {
    let mut desk = Desk::new();
    let [first, second] = desk.claims;
    let link = desk.told.link(first, second);
    let newer = desk.told.revise(first, wording(desk.voice, desk.who, &[]));
    let verdict = desk.told.finding("ann", newer, "unverified");
    let undo = desk.told.undo(verdict);
    let history = |desk: &Desk, id, most| -> Vec<EntryId> {
        let rows = desk.told.store.history(id, most).unwrap();
        assert!(rows.iter().all(|row| row.undone == (row.id == verdict)));
        rows.iter().map(|row| row.id).collect()
    };
    assert_eq!(history(&desk, Some(first), None), [first, link, newer, verdict]);
    assert_eq!(history(&desk, Some(first), Some(2)), [newer, verdict]);
    assert_eq!(history(&desk, Some(verdict), None), [verdict, undo]);
    assert_eq!(history(&desk, None, Some(1)), [undo]);
    let resting = |id: EntryId| -> Vec<(EntryId, String)> {
        let rows = desk.told.store.rests_on(id).unwrap();
        rows.into_iter().map(|(_, id, kind)| (id, kind)).collect()
    };
    assert_eq!(resting(first), [(link, "link".to_owned()), (newer, "claim".to_owned())]);
    assert_eq!(resting(newer), []);
    assert_eq!(resting(verdict), []);
}

#[test]
fn a_question_is_settled_and_an_enquiry_answered_by_the_newest_word() {
    let mut desk = Desk::new();
    let (who, voice) = (desk.who, desk.voice);
    let settle =
        |how: Value| json!({"resolution": {"question": who, "reason": "so far", "settled": how}});
    assert_eq!(desk.told.store.resolution(who.into()).unwrap(), None);
    desk.told.log(settle(json!({"defer": "unknown"})));
    let pending = desk.told.log(settle(json!({"pending": {}})));
    let settled = |desk: &Desk| desk.told.store.resolution(who.into()).unwrap().unwrap().settled;
    assert!(matches!(settled(&desk), fact::Settled::Pending(_)));
    desk.told.undo(pending);
    assert!(matches!(settled(&desk), fact::Settled::Defer(_)));

    let when = json!({"edtf": "2025-11-02"});
    let ask = desk.told.log(json!({"enquiry": {"ask": {
        "asked": voice, "how": "by letter", "questions": [who], "text": "Who?", "when": when}}}));
    assert_eq!(desk.told.store.answers(ask).unwrap(), []);
    let answer = |reply: &str| json!({"enquiry": {"answer": {"enquiry": ask, "reply": reply, "when": when}}});
    desk.told.log(answer("no-reply"));
    let declined = desk.told.log(answer("declined"));
    let reply = |desk: &Desk| desk.told.store.answers(ask).unwrap().pop().unwrap().reply.as_str();
    assert_eq!(reply(&desk), "declined");
    desk.told.undo(declined);
    assert_eq!(reply(&desk), "no-reply");
}

#[test]
fn an_imported_row_is_known_by_its_key() {
    let mut desk = Desk::new();
    let became = desk.claims[0];
    let import = desk.told.log(json!({"import": {
        "file": {"sha256": "00".repeat(32), "size": 1}, "format": "jsonl",
        "rows": [{"entry": became, "key": "a"}, {"key": "b"}]}}));
    let known = |desk: &Desk, key| desk.told.store.imported(key).unwrap();
    assert_eq!(known(&desk, "a"), Some(Some(became)));
    assert_eq!(known(&desk, "b"), Some(None));
    assert_eq!(known(&desk, "c"), None);
    desk.told.undo(import);
    assert_eq!(known(&desk, "a"), None);
}
