//! Reports: chains, inferred speakers, hostile text, provenance, order, and
//! the same bytes from the same casebook.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs, reason = "a test may fail")]

use std::fs;
use std::process::Command;

use proptest::prelude::*;
use rashomon::casebook::{
    AnswerDraft, CaptureDraft, Casebook, ClaimDraft, Desk, EnquiryDraft, EventDraft, EvidenceDraft,
    LinkDraft, Machine, PartyDraft, QuestionDraft, QuoteDraft, ResolutionDraft, Setup, SourceDraft,
    VerdictDraft,
};
use rashomon::exchange::{Seed, dawn, import, october};
use rashomon::model::vocab::{KnownBy, Revision};
use rashomon::model::{EventId, Stamp};
use rashomon::report::{Report, SCHEMA, Scope, Statement, gather, json, markdown};
use sha2::{Digest, Sha256};

const TEXT: &str = "River post shelled overnight\n\
    “Our side did not fire,” said Ms Ada Blue. The naïve café owner saw 12 flashes.\n\
    Mr Bo Red said: “They fired first.” He would not say how many were hurt.\n\
    It was Redland that fired. Nobody knows more.\n";

/// A casebook in a folder of its own.
struct Office {
    folder: tempfile::TempDir,
    casebook: Casebook,
}

impl Office {
    fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let setup = Setup { title: "River".into(), member: "ann".into(), name: "Ann".into() };
        let mut count = 0_u64;
        let random = move || {
            count += 1;
            Sha256::digest(count.to_be_bytes()).into()
        };
        let stamp = Stamp { at: "2025-10-17T09:00:00Z".parse().unwrap(), by: "ann".into() };
        let machine = Machine { stamp, random: Box::new(random), state: None, dry_run: false };
        let path = folder.path().join("river.casebook");
        let casebook = Casebook::create(&path, &setup, machine).unwrap();
        Self { folder, casebook }
    }

    /// Two rivals, a speaker that is inferred, and a non-answer.
    fn new() -> Self {
        Self::with("Shelling of the river post", "Blueland", TEXT)
    }

    fn with(title: &str, blueland: &str, text: &str) -> Self {
        let mut office = Self::empty();
        office.write(|desk| set_scene(desk, title, blueland, text));
        office.write(log_claims);
        office
    }

    fn of_seed(seed: &Seed) -> Self {
        let mut office = Self::empty();
        import(&mut office.casebook, &seed.input()).unwrap();
        office
    }

    fn write(&mut self, work: impl FnMut(&mut Desk<'_, '_>) -> rashomon::Result<()>) {
        self.casebook.write(work).unwrap();
    }

    fn report(&self) -> Report {
        gather(self.casebook.store(), &Scope::default()).unwrap()
    }
}

fn quote(words: &str) -> Vec<QuoteDraft> {
    vec![QuoteDraft { exact: Some(words.into()), ..QuoteDraft::default() }]
}

fn set_scene(
    desk: &mut Desk<'_, '_>,
    title: &str,
    blueland: &str,
    text: &str,
) -> rashomon::Result<()> {
    for (display, kind) in [
        (blueland, "state"),
        ("Redland", "state"),
        ("Ms Ada Blue", "person"),
        ("Mr Bo Red", "person"),
        ("Colonel Ash", "person"),
    ] {
        let (display, kind) = (display.into(), Some(kind.into()));
        desk.add_party(&PartyDraft { display, kind, ..PartyDraft::default() })?;
    }
    let source = SourceDraft { outlet: Some("River Courier".into()), ..SourceDraft::default() };
    let source = desk.add_source(&source)?;
    desk.capture(source, text.as_bytes(), &CaptureDraft::default())?;
    let sides = vec!["Blue: P1, P3".into(), "Red: P2, P4".into()];
    desk.add_event(&EventDraft { title: title.into(), sides, ..EventDraft::default() })?;
    for (key, kind, text) in
        [("first", "party", "Who fired first?"), ("hurt", "yes-no", "Was anybody hurt?")]
    {
        desk.add_question(&QuestionDraft {
            event: "E1".into(),
            question: key.into(),
            kind: kind.into(),
            text: text.into(),
            ..QuestionDraft::default()
        })?;
    }
    Ok(())
}

/// Mr Red is logged before Ms Blue, whose side the event names first.
fn log_claims(desk: &mut Desk<'_, '_>) -> rashomon::Result<()> {
    for (who, words, on) in [
        ("Mr Bo Red", "They fired first.", "E1/first=P1"),
        ("Ms Ada Blue", "Our side did not fire,", "E1/first:denies=P1"),
        ("Mr Bo Red", "He would not say how many were hurt.", "E1/hurt:neither"),
    ] {
        desk.log_claim(&claim(who, words, on))?;
    }
    desk.log_claim(&ClaimDraft {
        by: None,
        who: Some("Colonel Ash".into()),
        known: Some("inferred".into()),
        because: Some("no other officer was there".into()),
        ..claim("", "It was Redland that fired.", "E1/first=P2")
    })?;
    Ok(())
}

fn claim(by: &str, words: &str, on: &str) -> ClaimDraft {
    ClaimDraft {
        from: Some("S1".into()),
        by: Some(by.into()),
        quotes: quote(words),
        on: vec![on.into()],
        ..ClaimDraft::default()
    }
}

fn trace(desk: &mut Desk<'_, '_>, target: &str) -> rashomon::Result<()> {
    let heard = desk.add_evidence(
        &EvidenceDraft {
            bearing: "supports".into(),
            claims: vec![target.into()],
            kind: Some("observation".into()),
            note: "The recording".into(),
            ..EvidenceDraft::default()
        },
        None,
    )?;
    desk.verify(&VerdictDraft {
        attribution: Some("traced-original".into()),
        target: target.into(),
        grounds: vec![heard.to_string()],
        why: "The recording was heard".into(),
        ..VerdictDraft::default()
    })?;
    Ok(())
}

fn of<'a>(report: &'a Report, handle: &str) -> &'a Statement {
    report.statements.iter().find(|statement| statement.handle == handle).unwrap()
}

#[test]
fn the_same_casebook_gives_the_same_bytes_before_and_after_a_rebuild() {
    for seed in [october(), dawn()] {
        let mut office = Office::of_seed(&seed);
        let (first, again) = (office.report(), office.report());
        assert_eq!(markdown(&first), markdown(&again));
        assert_eq!(json(&first), json(&again));
        office.casebook.store_mut().rebuild().unwrap();
        assert_eq!(json(&office.report()), json(&first));
        assert_eq!(markdown(&office.report()), markdown(&first));
    }
}

#[test]
fn a_report_is_dated_by_its_data_cut() {
    let report = Office::new().report();
    assert_eq!(report.schema, SCHEMA);
    assert_eq!(report.cut.at, "2025-10-17T09:00:00Z");
    assert_eq!(report.cut.root_sha256.len(), 64);
    assert!(markdown(&report).contains(&report.cut.root_sha256));
}

#[test]
fn a_sentence_carries_its_chain_until_the_attribution_is_traced() {
    let mut office = Office::new();
    let chain = "River Courier’s author reports that ";
    let sentence = |office: &Office| of(&office.report(), "C2@1").sentence.clone();
    assert!(sentence(&office).starts_with(chain), "{}", sentence(&office));
    office.write(|desk| trace(desk, "C2"));
    assert!(sentence(&office).starts_with("Ms Ada Blue said"), "{}", sentence(&office));
}

#[test]
fn every_sentence_of_the_seeds_has_a_hop_for_each_that_passed_it_on() {
    for seed in [october(), dawn()] {
        let office = Office::of_seed(&seed);
        let report = office.report();
        for one in &report.statements {
            let row = office.casebook.names().claim(&one.handle).unwrap();
            let hops = row.newest().wording.chain.len();
            let told = one.sentence.matches(" reports that ").count();
            let expected = if one.attribution.is_traced() { 0 } else { hops };
            assert!(told >= expected, "{}: {}", one.handle, one.sentence);
        }
    }
}

#[test]
fn an_inferred_speaker_is_never_said_to_have_said_anything() {
    let mut office = Office::new();
    office.write(|desk| trace(desk, "C4"));
    let report = office.report();
    let (written, value) = (markdown(&report), json(&report));
    assert_eq!(of(&report, "C4@1").known, KnownBy::Inferred);
    for text in [&written, &value] {
        for verb in ["said", "says", "denies", "asserts", "writes"] {
            assert!(!text.contains(&format!("Colonel Ash {verb}")), "{verb}");
            assert!(!text.contains(&format!("Colonel Ash [Colonel Ash] {verb}")), "{verb}");
        }
    }
    let row = report.events[0].matrix.rows.iter().find(|row| row.inferred).unwrap();
    assert_eq!(row.party.name, "Colonel Ash");
    assert!(row.cells.iter().all(|cell| !cell.words.contains("says")), "{:?}", row.cells);
    assert!(row.cells[0].words.contains("our reading"), "{:?}", row.cells);
    assert!(written.contains("The speaker is inferred by us, because: no other officer was there"));
}

#[test]
fn inferred_speakers_of_the_seeds_say_nothing_either() {
    for seed in [october(), dawn()] {
        let report = Office::of_seed(&seed).report();
        let inferred = report.statements.iter().filter(|one| one.known == KnownBy::Inferred);
        for statement in inferred {
            assert!(!statement.sentence.contains("] said"), "{}", statement.sentence);
            assert!(statement.sentence.contains("which we take to be"), "{}", statement.sentence);
            for position in &statement.positions {
                assert!(position.words.starts_with("our reading: "), "{}", position.words);
            }
        }
        for row in report.events.iter().flat_map(|event| &event.matrix.rows) {
            for cell in row.cells.iter().filter(|_| row.inferred) {
                assert!(cell.word != "says" && !cell.words.contains("says "), "{cell:?}");
            }
        }
    }
}

#[test]
fn accounts_stand_by_side_and_then_in_order_of_logging_with_equal_depth() {
    let report = Office::new().report();
    let dispute = &report.events[0].disputes[0];
    let order: Vec<&str> = dispute.accounts.iter().map(|one| one.claim.as_str()).collect();
    assert_eq!(order, ["C2@1", "C1@1", "C4@1"], "Blue is named first; no side comes last");
    let names = |at: usize| dispute.accounts[at].slots.iter().map(|slot| slot[0].as_str());
    assert!(names(0).eq(names(1)) && names(0).eq(names(2)));
    assert!(of(&report, "C1@1").sentence.contains("Mr Bo Red said"));
    assert!(of(&report, "C2@1").sentence.contains("Ms Ada Blue said"));
    assert!(markdown(&report).contains("Accounts stand by side"));
}

#[test]
fn every_claim_appears_with_its_sentence_and_gaps_are_written_out() {
    let report = Office::new().report();
    let written = markdown(&report);
    for statement in &report.statements {
        let (_, list) = written.split_once("## Every claim").unwrap();
        assert!(list.contains(&format!("{}. ", statement.handle)), "{}", statement.handle);
    }
    assert!(written.contains("declined: neither confirms nor denies (C3@1)"), "{written}");
    assert!(written.contains("no account in these sources"));
    let none = &report.events[0].non_answers[0];
    assert_eq!((none.claim.as_str(), none.question.as_str()), ("C3@1", "E1/hurt"));
    assert!(none.words.contains("not a denial"));
}

#[test]
fn decisions_are_shown_with_their_reasons_and_what_is_stale() {
    let mut office = Office::new();
    office.write(decide);
    let report = office.report();
    let dispute = &report.events[0].disputes[0];
    let clash = dispute.clashes.iter().find(|clash| clash.link.is_some()).unwrap();
    assert!(clash.decision.contains("accepted"), "{}", clash.decision);
    assert!(clash.decision.contains("stale"), "{}", clash.decision);
    assert_eq!(dispute.links, ["L1"]);
    assert_eq!((report.links[0].from.as_str(), report.links[0].to.as_str()), ("C1@1", "C2@1"));
    let old = dispute.accounts.iter().find(|one| one.claim == "C1@2").unwrap();
    assert_eq!(old.findings[0].note.as_deref(), Some("given on C1@1, look again"));
    let written = markdown(&report);
    for words in [
        "Both accounts are on record",
        "any account that is not from a side",
        "Dated footage",
        "**Against** – X1",
        "Resolution: left open: unconfirmed. Neither is borne out",
        "Outcome: declined on 2025-10-19: No comment",
        "**stale**",
    ] {
        assert!(written.contains(words), "{words}\n{written}");
    }
}

fn decide(desk: &mut Desk<'_, '_>) -> rashomon::Result<()> {
    desk.add_link(&LinkDraft {
        kind: "contradicts".into(),
        from: "C1".into(),
        to: "C2".into(),
        on: Some("E1/first".into()),
        why: "Each names another side".into(),
        ..LinkDraft::default()
    })?;
    desk.verify(&VerdictDraft {
        finding: Some("contested".into()),
        on: Some("E1/first".into()),
        target: "C1".into(),
        why: "Both accounts are on record".into(),
        gaps: vec!["any account that is not from a side".into()],
        would_settle: Some("Dated footage".into()),
        ..VerdictDraft::default()
    })?;
    desk.add_evidence(
        &EvidenceDraft {
            bearing: "refutes".into(),
            note: "A witness counted flashes".into(),
            from: Some("S1".into()),
            kind: Some("span".into()),
            quotes: quote("naïve café owner saw 12 flashes"),
            on: vec!["E1/first".into()],
            ..EvidenceDraft::default()
        },
        None,
    )?;
    desk.resolve_question(&ResolutionDraft {
        question: "E1/first".into(),
        defer: Some("unconfirmed".into()),
        why: "Neither is borne out".into(),
        ..ResolutionDraft::default()
    })?;
    let enquiry = desk.ask(&EnquiryDraft {
        asked: "P2".into(),
        how: "by letter".into(),
        text: "Who fired?".into(),
        when: "2025-10-18".into(),
        on: vec!["E1/first".into()],
        ..EnquiryDraft::default()
    })?;
    let enquiry = desk.handle(enquiry)?.to_string();
    desk.answer(&AnswerDraft {
        enquiry,
        reply: "declined".into(),
        text: Some("No comment".into()),
        when: "2025-10-19".into(),
        ..AnswerDraft::default()
    })?;
    let again = ClaimDraft {
        claim: Some("Blueland fired first".into()),
        ..claim("Mr Bo Red", "They fired first.", "E1/first=P1")
    };
    desk.revise_claim("C1", Revision::Refinement, "A proposition was added", &again)?;
    Ok(())
}

#[test]
fn the_provenance_line_prints_the_hash_of_the_span() {
    let office = Office::new();
    let report = office.report();
    fs::write(office.folder.path().join("S1@1.txt"), TEXT).unwrap();
    let mut checked = 0;
    for passage in report.statements.iter().flat_map(|statement| &statement.passages) {
        for piece in &passage.provenance.pieces {
            let run = Command::new("sh")
                .args(["-c", &piece.check])
                .current_dir(office.folder.path())
                .output()
                .unwrap();
            let printed = String::from_utf8(run.stdout).unwrap();
            assert_eq!(printed.split(' ').next(), Some(piece.sha256.as_str()), "{}", piece.check);
            assert!(markdown(&report).contains(&piece.check));
            checked += 1;
        }
    }
    assert!(checked >= 4, "{checked}");
}

#[test]
fn a_withheld_text_is_listed_and_its_words_are_not_shown() {
    let report = Office::of_seed(&dawn()).report();
    assert_eq!(report.withheld.len(), 1);
    let passages = || report.statements.iter().flat_map(|statement| &statement.passages);
    assert!(passages().all(|passage| passage.words.is_none()));
    assert!(passages().all(|it| it.provenance.note.as_ref().unwrap().contains("withheld")));
    assert!(markdown(&report).contains("Withheld captures:"));
}

#[test]
fn a_salted_capture_says_that_its_line_needs_the_salt() {
    let mut office = Office::empty();
    office.write(|desk| {
        set_scene(desk, "Shelling", "Blueland", TEXT)?;
        let source = desk.names().source("S1")?.id.into();
        let draft = CaptureDraft { salted: Some("yes".into()), ..CaptureDraft::default() };
        desk.capture(source, TEXT.as_bytes(), &draft)?;
        let from = Some("S1@2".into());
        let draft =
            ClaimDraft { from, by: None, ..claim("", "Nobody knows more.", "E1/hurt:neither") };
        let draft = ClaimDraft { who: Some("P4".into()), known: Some("described".into()), ..draft };
        desk.log_claim(&draft)?;
        Ok(())
    });
    let report = office.report();
    let provenance = &report.statements[0].passages[0].provenance;
    assert!(provenance.note.as_ref().unwrap().contains("salt"));
    assert!(provenance.pieces[0].check.contains("S1@2.salt"));
}

#[test]
fn hostile_words_do_not_become_markup() {
    let hostile = "A | B `x` <script>alert(1)</script> [x](y) **b** # h\u{202e}";
    let text = TEXT.replace("They fired first.", "They | `fired` <script> [x](y)\n# first.");
    let mut office = Office::with(hostile, &format!("{hostile} & Co"), TEXT);
    office.write(|desk| {
        let source = desk.names().source("S1")?.id.into();
        desk.capture(source, text.as_bytes(), &CaptureDraft::default())?;
        let words = "They | `fired` <script> [x](y)\n# first.";
        let claim = ClaimDraft {
            from: Some("S1@2".into()),
            claim: Some(format!("{hostile} line\n\n## new heading\n- item\n| cell |")),
            hedges: vec!["about | `so`".into()],
            ..claim("Mr Bo Red", words, "E1/first=P1")
        };
        desk.log_claim(&claim)?;
        Ok(())
    });
    let report = office.report();
    let written = markdown(&report);
    for markup in
        ["<script>", "[x](y)", "`x`", "`fired`", "**b**", "\n## new", "\n# first", "\u{202e}"]
    {
        assert!(!written.contains(markup), "{markup:?}");
    }
    assert!(written.contains("\\<script\\>") && written.contains("\\<U+202E\\>"));
    well_formed(&written);
    assert!(json(&report).contains("<script>alert(1)</script>"), "JSON keeps the true text");
}

/// Every table has as many cells in each row as in its head, and every heading
/// is one of ours.
fn well_formed(written: &str) {
    let cells = |line: &str| {
        let mut escaped = false;
        let mut bars = 0;
        for c in line.chars() {
            bars += usize::from(c == '|' && !escaped);
            escaped = c == '\\' && !escaped;
        }
        bars
    };
    let mut width = None;
    for line in written.lines() {
        if line.starts_with("| ") {
            assert_eq!(*width.get_or_insert(cells(line)), cells(line), "{line}");
        } else {
            width = None;
        }
    }
}

#[test]
fn the_json_form_reads_back_and_names_its_schema() {
    let report = Office::of_seed(&october()).report();
    let value: serde_json::Value = serde_json::from_str(&json(&report)).unwrap();
    assert_eq!(value["schema"], "rashomon/report/1");
    assert_eq!(value["statements"].as_array().unwrap().len(), report.statements.len());
    assert!(value["events"][2]["disputes"][0]["accounts"][0]["slots"].is_array());
}

#[test]
fn a_report_of_one_event_leaves_the_others_out() {
    let office = Office::of_seed(&october());
    let event = EventId::from(office.casebook.names().event("E3").unwrap().id);
    let report = gather(office.casebook.store(), &Scope::event(event)).unwrap();
    assert_eq!(report.events.len(), 1);
    assert!(report.statements.len() < office.report().statements.len());
    assert!(report.title.starts_with("Accounts of one event: "));
    let on = |one: &Statement| one.positions.iter().any(|it| it.question.starts_with("E3/"));
    assert!(report.statements.iter().all(on));
}

#[test]
fn an_empty_casebook_has_a_report_too() {
    let report = Office::empty().report();
    assert!(report.statements.is_empty());
    assert!(markdown(&report).contains("No claim is logged."));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn whatever_names_are_given_tables_hold_and_no_script_stands(
        title in "[ -~\u{202e}\u{5d0}-\u{5ea}<>|`*\\[\\]]{1,40}",
        name in "[!-~][ -~<>|`\\[\\]]{0,30}[!-~]",
    ) {
        let title = format!("Event {title}");
        let mut office = Office::empty();
        office.write(|desk| set_scene(desk, &title, &format!("{name} Blue"), TEXT));
        office.write(log_claims);
        let written = markdown(&office.report());
        well_formed(&written);
        let mut escaped = false;
        for c in written.chars() {
            prop_assert!(escaped || c != '<', "{written}");
            escaped = c == '\\' && !escaped;
        }
    }
}
