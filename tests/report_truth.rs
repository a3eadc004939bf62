//! What a printed report may say: whose account it is, whose words stand in
//! quotation marks, and what is agreed.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs, reason = "a test may fail")]

#[path = "cli/support.rs"]
mod support;

use serde_json::Value;
use support::{Person, has, told};

/// Two sides; a porter who belongs to neither, and says who he speaks for.
fn with_porter() -> Person {
    let person = Person::with_scene();
    let page = "The post was shelled.\n\n\
        “Nobody of ours fired,” the porter Cy Dun said for the northern council, “nobody.”\n\n\
        Redland counted four dead. „Kein Schuss“, sagte Frau Blau. «Aucun tir», a-t-elle dit.\n";
    person.file("porter.txt", page);
    person.ok("capture porter.txt --outlet 'Hill Post' --published 2025-10-18");
    person.ok("party add 'Cy Dun'");
    person
}

const PORTER: &str = "log --from S2 --quote '“Nobody of ours fired' --to 'nobody.”' --by 'Cy Dun'";

fn report(person: &Person) -> Value {
    person.run("report E1 --json").json()["data"].clone()
}

// -- whose account -----------------------------------------------------------

#[test]
fn what_is_said_on_behalf_of_a_party_is_that_sides_account_everywhere() {
    let person = with_porter();
    person.ok(&format!("{PORTER} --behalf Blueland --on E1/first:denies=Blueland"));
    let report = report(&person);
    let event = &report["events"][0];
    let row = &event["matrix"]["rows"][0];
    assert_eq!((&row["side"], &row["party"]["name"]), (&"Blue".into(), &"Cy Dun".into()));
    assert_eq!(row["behalf"]["name"], "Blueland");
    let gaps = event["gaps"].as_array().unwrap();
    let silent = |gap: &&Value| {
        gap["side"] == "Blue"
            && gap["gap"] == "no account in these sources"
            && gap["question"].is_null()
    };
    assert_eq!(gaps.iter().find(silent), None, "{gaps:?}");
    let position = &report["statements"][0]["positions"][0];
    assert_eq!(position["side"], "Blue");
    assert_eq!(position["side_known"], "on behalf of Blueland, as the claim records");
    let counted = report["base"]["sides"].as_array().unwrap();
    assert_eq!((&counted[0]["side"], &counted[0]["claims"]), (&"Blue".into(), &1.into()));

    let balance = person.run("balance E1 --json").json();
    let side = &balance["data"]["sides"][0];
    assert_eq!((&side["name"], &side["claims"]), (&"Blue".into(), &1.into()));
    let parties = balance["data"]["parties"].as_array().unwrap();
    let names: Vec<&str> = parties.iter().map(|it| it["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["Blueland", "Cy Dun"]);
    // The other side has a row too, and nothing in it.
    let side = &balance["data"]["sides"][1];
    assert_eq!((&side["name"], &side["claims"]), (&"Red".into(), &0.into()));

    has(&person.ok("conflicts E1 --matrix"), &["Cy Dun, on behalf of Blueland [Blue]"]);
    let html = person.ok("report E1 --format html");
    has(
        &html,
        &[
            "Cy Dun</bdi>, on behalf of <bdi>Blueland",
            "on behalf of Blueland, as the claim records",
        ],
    );
    has(&person.ok("report E1"), &["| Blue | Cy Dun, on behalf of Blueland |"]);
}

#[test]
fn a_conflict_with_what_is_said_on_behalf_of_a_party_is_that_partys() {
    let person = with_porter();
    person.ok(&format!("{PORTER} --behalf Blueland --on E1/first:denies=Blueland"));
    person.ok("log --from S1 --quote 'They fired first.' --line 5 --by 'Mr Bo Red' --on E1/first=Blueland");
    for party in ["Blueland", "'Cy Dun'", "Redland"] {
        let seen = person.ok(&format!("conflicts --party {party}"));
        has(&seen, &["C1@1/E1/first and C2@1/E1/first", "Cy Dun for Blueland"]);
    }
    let report = person.run("report Blueland --json").json();
    assert_eq!(report["data"]["statements"].as_array().unwrap().len(), 2);
    has(
        &person.ok("report E1 --format html"),
        &[
            "Blue: on behalf of Blueland, as the claim records",
            "Red: belongs to or speaks for Redland, as recorded",
        ],
    );
}

#[test]
fn one_who_speaks_in_two_names_has_a_row_for_each_and_one_origin() {
    let person = with_porter();
    person.ok(&format!("{PORTER} --behalf Blueland --on E1/first:denies=Blueland"));
    person.ok("log --from S2 --quote 'The post was shelled.' --who 'Cy Dun' --because 'he told us so' --known described --on E1/hurt=no");
    let report = report(&person);
    let rows = report["events"][0]["matrix"]["rows"].as_array().unwrap();
    let rows: Vec<(Option<&str>, &str, Option<&str>)> = rows
        .iter()
        .map(|row| {
            let name = row["party"]["name"].as_str().unwrap();
            (row["side"].as_str(), name, row["behalf"]["name"].as_str())
        })
        .collect();
    assert_eq!(
        rows,
        [
            (Some("Blue"), "Cy Dun", Some("Blueland")),
            (Some("Red"), "Redland", None),
            (None, "Cy Dun", None)
        ]
    );
    let origins = report["events"][0]["origins"].as_array().unwrap();
    assert_eq!(origins[0]["origins"][0]["party"]["name"], "Blueland");
}

// -- whose words -------------------------------------------------------------

#[test]
fn the_reporters_words_inside_a_passage_are_never_the_speakers() {
    let person = with_porter();
    let line = format!("{PORTER} --attribution direct-quote --on E1/first:denies=Blueland");
    let seen = person.run(&line).transcript();
    has(&seen, &["Cy Dun said: “Nobody of ours fired,” … “nobody.”"]);
    assert!(!seen.contains("said for the northern council"), "{seen}");
    let report = report(&person);
    let sentence = report["statements"][0]["sentence"].as_str().unwrap();
    assert!(sentence.ends_with("Cy Dun said: “Nobody of ours fired,” … “nobody.”"), "{sentence}");
    // The passage itself stays whole, as the source's.
    let words = report["statements"][0]["passages"][0]["words"].as_str().unwrap();
    assert!(words.contains("the porter Cy Dun said for the northern council"));
    // Nobody, of, ours, fired, nobody: five, and none of the reporter's.
    assert_eq!(report["base"]["sides"][2]["quoted_words"], 5);
}

#[test]
fn words_that_stand_in_no_quotation_marks_are_the_sources() {
    let person = with_porter();
    let line = "log --from S2 --quote 'Redland counted four dead.' --by Redland --attribution direct-quote --on E1/killed=4";
    let seen = person.run(line).transcript();
    has(&seen, &["reports of Redland, in the source’s words: “Redland counted four dead.”"]);
    assert!(!seen.contains("Redland said"), "nobody said it: {seen}");
    let report = report(&person);
    let sentence = report["statements"][0]["sentence"].as_str().unwrap();
    assert!(sentence.contains("reports of Redland, in the source’s words"), "{sentence}");
    let red = &report["base"]["sides"][1];
    assert_eq!((&red["side"], &red["quoted_words"]), (&"Red".into(), &0.into()));
}

#[test]
fn quotation_marks_of_other_languages_are_quotation_marks() {
    let person = with_porter();
    for (words, said) in [
        ("„Kein Schuss“, sagte Frau Blau", "said: “Kein Schuss”"),
        ("«Aucun tir», a-t-elle dit", "said: “Aucun tir”"),
    ] {
        let line = format!(
            "log --from S2 --quote '{words}' --who Blueland --cue 'sagte' --attribution direct-quote --on E1/first:denies=Blueland"
        );
        has(&person.run(&line).transcript(), &[said]);
    }
    assert_eq!(report(&person)["base"]["sides"][0]["quoted_words"], 4);
}

/// A proposition is the analyst's: it never stands as what somebody said.
#[test]
fn our_neutral_words_are_marked_as_ours() {
    let person = Person::with_accounts();
    person.ok(
        "revise C1 --claim 'Blueland opened fire first.' --why 'in neutral words' --kind refinement",
    );
    let ours = "in our words: Blueland opened fire first.";
    let sentence = format!("River Courier’s author reports that Mr Bo Red said, {ours}");
    has(&person.ok("report E1"), &[&sentence]);
    has(&person.ok("list claims"), &["in our words: Blueland"]);
    person.ok("assign C1 ann");
    has(&person.ok("list work"), &[ours]);
}

/// What they did not say is no account of theirs: nothing is compared with it,
/// and the report says that it was set aside, and on what ground.
#[test]
fn a_misattributed_claim_is_nobodys_account() {
    let person = Person::with_accounts();
    person.ok("log --from S1 --quote 'He would not say how many were hurt.' --who 'Mr Bo Red' --cue 'would not say' --on E1/hurt:neither=yes");
    let counts = |line: &str| person.run(line).json()["data"].to_string();
    assert!(counts("conflicts E1 --json").contains("C1@1"));
    assert!(counts("report E1 --json").contains("\"claim\":\"C4@1\""));
    let refused = person.see("verify C1 --attribution misattributed --why 'it was his deputy'");
    has(&refused, &["misattributed attribution needs a ground", "Refused"]);
    person.ok(
        "evidence add --bearing refutes --claim C1 --kind observation --note 'He was not there'",
    );
    let seen = told(
        &person,
        "verify C1 --attribution misattributed --ground X1 --why 'it was his deputy'",
    );
    has(&seen, &["it is nobody’s account now"]);
    person.ok("verify C4 --attribution misattributed --ground X1 --why 'it was his deputy'");
    assert!(!counts("conflicts E1 --json").contains("C1@1"), "{}", person.ok("conflicts E1"));
    let report = report(&person);
    let event = &report["events"][0];
    assert_eq!(
        (&event["disputes"], &event["non_answers"]),
        (&Value::Array(vec![]), &Value::Array(vec![]))
    );
    let row = &event["matrix"]["rows"][1];
    assert_eq!(row["party"]["name"], "Redland army");
    let printed = person.ok("report E1");
    has(
        &printed,
        &[
            "Set aside, because those who are named did not say it: C1@1, C4@1.",
            "V1: misattributed (counts; by ann",
            "Grounds: X1",
            "(misattributed: they did not say it)",
        ],
    );
    // Undone, it is theirs again.
    person.ok("undo V1 --why 'he was there after all'");
    assert!(counts("conflicts E1 --json").contains("C1@1"));
}

/// A verdict that a second member disagrees with does not count, and is seen.
#[test]
fn an_attribution_that_a_second_member_doubts_waits_and_is_shown() {
    let mut person = Person::with_accounts();
    person.file("wire.txt", "“They fired first.” said Mr Bo Red.\n");
    person.all(&[
        "member add bo --name 'Bo Ray'",
        "capture wire.txt --outlet Wire --published 2025-10-17 --as ann",
        "verify C1 --attribution traced-secondary --ground S2@1 --why 'heard there too' --as ann",
    ]);
    person.set("RASHOMON_MEMBER", "ann");
    let attribution =
        || report(&person)["statements"][0]["attribution"].as_str().unwrap().to_owned();
    assert_eq!(attribution(), "traced-secondary");
    person.ok("review V1 disagrees --why 'the wire took it from the Courier' --as bo");
    assert_eq!(attribution(), "as-reported");
    has(&person.ok("show V1"), &["pending, until a second member agrees"]);
    has(&person.ok("audit"), &["V1: a second member disagrees with `traced-secondary`"]);
    let printed = person.ok("report E1");
    has(
        &printed,
        &[
            "V1: traced-secondary (pending: a second member disagrees; by ann",
            "Review: bo disagrees: the wire took it",
        ],
    );
    let html = person.ok("report E1 --format html");
    has(&html, &["Review: bo disagrees: the wire took it"]);
    let published = person.see("publish E1");
    has(
        &published,
        &["a second member disagrees with V1 on C1@1, and no newer verdict counts", "Refused"],
    );
    person.ok("review V1 agrees --why 'they have their own recording' --as bo");
    assert_eq!(attribution(), "traced-secondary");
}

// -- what is agreed ----------------------------------------------------------

#[test]
fn a_lone_count_and_an_answer_beside_a_non_answer_are_not_undisputed() {
    let person = Person::with_accounts();
    // One side alone counts the other's dead; of two asked, one would not say.
    person.ok("log --from S1 --quote 'He would not say how many were hurt.' --who 'Mr Bo Red' --cue 'would not say' --on E1/hurt:neither=yes");
    person.ok(
        "log --from S1 --quote 'It was Redland that fired.' --attribution author --on E1/hurt=yes",
    );
    let report = report(&person);
    let standing = &report["events"][0]["standing"];
    assert_eq!(standing["undisputed"], serde_json::json!([]));
    let claimed: Vec<(&str, &str)> = standing["claimed"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| (line["question"].as_str().unwrap(), line["why"].as_str().unwrap()))
        .collect();
    assert_eq!(
        claimed,
        [
            ("E1/hurt", "claimed; not all who were asked or quoted would confirm or deny it"),
            ("E1/killed", "claimed by one side only: Red"),
        ]
    );
    let html = person.ok("report E1 --format html");
    has(&html, &["Claimed by one side only: Red."]);
    assert!(!html.contains("</i>undisputed in these sources"), "{html}");
    has(&person.ok("report E1"), &["claimed by one side only: Red"]);
}

#[test]
fn what_every_side_states_is_no_longer_so_once_one_takes_it_back() {
    let person = Person::with_accounts();
    person.ok("log --from S1 --quote 'Our side did not fire' --by 'Ms Ada Blue' --on 'E1/killed=about 15..20 killed (fighters)'");
    let standing = |list: &str| {
        let lines = report(&person)["events"][0]["standing"][list].clone();
        let questions = lines.as_array().unwrap().iter();
        questions.map(|line| line["question"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(standing("affirmed"), ["E1/killed"]);
    person.ok("withdraw C4 --why 'misheard'");
    assert_eq!((standing("affirmed"), standing("claimed")), (vec![], vec!["E1/killed".to_owned()]));
}

#[test]
fn what_we_found_stands_beside_what_is_only_claimed() {
    let person = Person::with_accounts();
    person.all(&[
        "member add bo --name 'Bo Ray'",
        "evidence add --on E1/killed --bearing supports --kind observation --note 'Seventeen graves were counted' --as ann",
        "verify C3 --on E1/killed --finding confirmed --ground X1 --why Graves --as ann",
    ]);
    let line = || {
        let report = person.ok("report E1");
        let line = report.lines().find(|line| line.contains("E1/killed: How many"));
        line.unwrap_or_default().to_owned()
    };
    assert!(!line().contains("our finding"), "pending: {}", line());
    person.ok("review V1 agrees --why 'counted again' --as bo");
    has(&line(), &["claimed by one side only: Red; our finding: C3@1 confirmed"]);
}

#[test]
fn one_side_only_is_not_said_where_a_voice_on_no_side_answers_too() {
    let person = Person::with_accounts();
    person.ok(
        "log --from S1 --quote 'It was Redland that fired.' --attribution author --on E1/killed:alleges=10..30",
    );
    let report = person.ok("report E1");
    has(&report, &["claimed by several voices; not every answer is stated by two sides"]);
    assert!(!report.contains("one side only"), "{report}");
}

#[test]
fn what_pulls_apart_is_not_called_uncontested_and_what_a_member_decided_conflicts() {
    let person = Person::with_accounts();
    person.all(&[
        "log --from S1 --quote 'It was Redland that fired.' --attribution author --on 'E1/killed=22 killed (fighters)'",
        "question add E1/why --kind text --text 'Why?'",
        "revise C1 --on 'E1/why=To test the post' --why added --kind refinement",
        "revise C2 --on 'E1/why=Nobody fired' --why added --kind refinement",
    ]);
    let printed = person.ok("report E1");
    has(
        &printed,
        &[
            "the accounts pull apart, and none excludes another",
            "some pull apart, and none is excluded",
        ],
    );
    let standing = |list: &str| {
        let lines = report(&person)["events"][0]["standing"][list].clone();
        let lines = lines.as_array().unwrap().iter();
        lines.map(|line| line["question"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(standing("disputed"), ["E1/first", "E1/killed"]);
    // Free words are never compared; a member may still decide.
    person.ok("link contradicts C1 C2 --on E1/why --why 'a test is fire'");
    assert_eq!(standing("disputed"), ["E1/first", "E1/killed", "E1/why"]);
    let printed = person.ok("report E1");
    has(&printed, &["a member decided that they contradict each other", "a test is fire"]);
    has(&person.ok("conflicts E1"), &["a member decided that they contradict each other"]);
    let why = report(&person)["events"][0]["questions"][3].clone();
    assert_eq!((&why["handle"], &why["signal"]), (&"E1/why".into(), &"contested".into()));
    person.ok("verify C1 --on E1/why --finding contested --why 'each says another thing'");
    // Taken back, it is what the rules make of it.
    person.ok("dismiss L1 --why 'it was no test of theirs'");
    assert_eq!(standing("disputed"), ["E1/first", "E1/killed"]);
}

/// What is acknowledged is told as such only once it was traced, and without
/// what others say of it.
#[test]
fn an_admission_that_nobody_traced_is_only_reported() {
    let person = Person::with_accounts();
    person.file("wire.txt", "“We fired,” said Ms Ada Blue.\n");
    person.all(&[
        "log --from S1 --quote 'It was Redland that fired.' --by 'Ms Ada Blue' --on E1/hurt:admits=yes",
        "log --from S1 --quote 'Nobody knows more.' --attribution author --on E1/hurt:speculates=yes",
        "capture wire.txt --outlet Wire --published 2025-10-17",
    ]);
    let standing = || report(&person)["events"][0]["standing"].clone();
    assert_eq!(standing()["acknowledged"], serde_json::json!([]));
    let reported = "the party that acted is reported to acknowledge it";
    has(&person.ok("report E1"), &[&format!("{reported}, and nobody traced that")]);
    has(&person.ok("report E1"), &["nobody traced that acknowledgement"]);
    has(&told(&person, "conflicts E1"), &["admitted (one-capture", "not-traced)"]);
    person.ok("verify C4 --attribution traced-secondary --ground S2@1 --why 'heard there too'");
    let acknowledged = standing()["acknowledged"].clone();
    assert_eq!(acknowledged[0]["claims"], serde_json::json!(["C4@1"]));
    assert_eq!(acknowledged[0]["words"], "acknowledges yes (C4@1)");
    assert!(!person.ok("report E1").contains(reported));
    assert!(!told(&person, "conflicts E1").contains("not-traced"));
}

// -- whose account is missing ------------------------------------------------

#[test]
fn a_narrowed_report_says_no_side_is_silent_that_answers_elsewhere() {
    let person = Person::with_accounts();
    person.ok(
        "enquiry add Blueland --on E1/hurt --how mail --text 'Was anybody hurt?' --when 2025-10-16",
    );
    for (line, about) in [("report E1/killed", "E1/killed"), ("report P7", "E1/killed")] {
        let report = person.run(&format!("{line} --json")).json()["data"].clone();
        let event = &report["events"][0];
        let gaps = event["gaps"].as_array().unwrap().iter();
        let gaps: Vec<_> =
            gaps.map(|gap| (&gap["party"]["name"], &gap["question"], &gap["gap"])).collect();
        let (blue, red) = (&"Blueland".into(), &"Redland".into());
        let not_asked = &"not asked".into();
        let expected = [(blue, &about.into(), not_asked), (red, &Value::Null, not_asked)];
        assert_eq!(gaps, expected, "{line}");
        let matrix = &event["matrix"];
        assert_eq!(matrix["columns"].as_array().unwrap().len(), 1, "{matrix}");
        let sides: Vec<&Value> =
            matrix["rows"].as_array().unwrap().iter().map(|row| &row["side"]).collect();
        assert_eq!(sides, ["Blue", "Blue", "Red"], "{matrix}");
        let printed = person.ok(line);
        assert!(!printed.contains("no account in these sources – the event"), "{printed}");
        has(&printed, &["these sources have on the questions of this report"]);
    }
    assert!(!person.ok("report E1").contains("these sources have on the questions of this report"));
}

/// What a party answered us is its account, in the words it was given in, every
/// time.
#[test]
fn what_a_party_answered_us_is_no_silence_and_every_answer_is_shown() {
    let person = Person::with_scene();
    person.all(&[
        "log --from S1 --quote 'They fired first.' --line 5 --by 'Mr Bo Red' --on E1/first=Blueland",
        "enquiry add Blueland --on E1/killed --how mail --text 'How many?' --when 2025-10-16",
        "enquiry answer X1 answered --when 2025-10-16 --text 'We count first.'",
    ]);
    let again = told(&person, "enquiry answer X1 answered --when 2025-10-17 --text 'Nobody died.'");
    has(&again, &["X1 has an answer from before", "answered, 2025-10-16: We count first."]);
    let both = "answered, 2025-10-16: We count first.; then answered, 2025-10-17: Nobody died.";
    has(&person.ok("enquiry show X1"), &[both]);
    let report = report(&person);
    let event = &report["events"][0];
    let reply = event["enquiries"][0]["reply"].as_str().unwrap();
    has(reply, &["We count first.; then answered on 2025-10-17", "Nobody died."]);
    let gap = |gap: &Value| {
        (gap["party"]["name"] == "Blueland")
            .then(|| format!("{}: {}", gap["question"].as_str().unwrap_or("-"), gap["gap"]))
    };
    let gaps: Vec<String> = event["gaps"].as_array().unwrap().iter().filter_map(gap).collect();
    assert_eq!(
        gaps,
        [
            "E1/first: \"not asked\"",
            "E1/hurt: \"not asked\"",
            "E1/killed: \"answered us, not yet logged as a claim\""
        ]
    );
    let row = &event["matrix"]["rows"][0];
    assert_eq!(row["party"]["name"], "Blueland");
    assert_eq!(row["cells"][2]["words"], "answered us, not yet logged as a claim");
    has(
        &person.ok("report E1"),
        &["Blueland answered us (X1), which nobody logged as a claim yet"],
    );
    has(
        &again,
        &[
            "set it beside the other accounts",
            "rashomon capture REPLY.txt --kind testimony --voice P3",
        ],
    );
}

/// What came of an enquiry stands in the row of the party that it was put to,
/// and of no other.
#[test]
fn what_a_party_was_asked_stands_in_its_own_row() {
    let person = Person::with_accounts();
    person.all(&[
        "enquiry add Redland --on E1/first --on E1/hurt --how mail --text 'Who?' --when 2025-10-16",
        "enquiry answer X1 declined --when 2025-10-17",
        "enquiry add Blueland --on E1/killed --how mail --text 'Who?' --when 2025-10-16",
        "enquiry answer X2 no-reply --when 2025-10-17",
    ]);
    let report = report(&person);
    let rows = report["events"][0]["matrix"]["rows"].as_array().unwrap().iter();
    let rows: Vec<String> = rows
        .map(|row| {
            let cells = row["cells"].as_array().unwrap().iter();
            let cells: Vec<&str> = cells.map(|cell| cell["word"].as_str().unwrap()).collect();
            format!("{}: {}", row["party"]["name"].as_str().unwrap(), cells.join("; "))
        })
        .collect();
    assert_eq!(
        rows,
        [
            "Blueland: see Ms Ada Blue; not asked; asked, no reply",
            "Ms Ada Blue: denies; not asked; see Blueland",
            "Redland: declined; declined; see Redland army",
            "Mr Bo Red: says; see Redland; not asked",
            "Redland army: see Redland; see Redland; says"
        ]
    );
    // That one was asked hides no answer that its own spokesman gave.
    person.ok("enquiry add Blueland --on E1/first --how mail --text 'Who?' --when 2025-10-18");
    let report = self::report(&person);
    let cell = &report["events"][0]["matrix"]["rows"][0]["cells"][0];
    assert_eq!(cell["words"], "asked, no reply; see Ms Ada Blue");
}

/// Nobody is a party that speaks.
/// A reply to one of the questions put is none to the others.
#[test]
fn a_reply_is_about_the_questions_that_it_answers() {
    let person = Person::with_accounts();
    person.ok(
        "enquiry add Redland --on E1/first --on E1/killed --how mail --text 'Who?' --when 2025-10-15 --deadline 2025-10-15",
    );
    let seen = person.see("enquiry answer X1 declined --on E1/hurt --when 2025-10-17");
    has(&seen, &["X1 did not put E1/hurt", "it put E1/first, E1/killed"]);
    person
        .ok("enquiry answer X1 declined --on E1/killed --on E1/killed --when 2025-10-17 --text 'Not on the dead'");
    let report = report(&person);
    let event = &report["events"][0];
    let red = event["matrix"]["rows"].as_array().unwrap().iter();
    let red = red.clone().find(|row| row["party"]["name"] == "Redland").unwrap();
    assert_eq!(red["cells"][0]["words"], "asked, no reply; see Mr Bo Red");
    assert_eq!(red["cells"][2]["word"], "declined");
    assert_eq!(
        event["enquiries"][0]["reply"],
        "declined (E1/killed) on 2025-10-17: Not on the dead; then asked, no reply yet (E1/first)"
    );
    has(
        &told(&person, "enquiry show X1"),
        &["declined (E1/killed), 2025-10-17", "overdue (E1/first): no reply by 2025-10-15"],
    );
    has(&told(&person, "enquiry list --overdue"), &["X1"]);
    person.ok("enquiry answer X1 answered --on E1/first --when 2025-10-19");
    assert!(!told(&person, "enquiry list --overdue").contains("X1"));
}

/// Who is concerned and was never asked is told of every side alike.
#[test]
fn to_whom_nothing_was_put_is_told_of_every_side() {
    let person = Person::with_accounts();
    person.ok("enquiry add Redland --on E1/first --how mail --text 'Who?' --when 2025-10-16");
    let page = person.ok("report E1");
    has(&page, &["- Nothing was put to: Blueland"]);
    assert!(!page.contains("Nothing was put to: Redland"), "{page}");
    has(&person.ok("report E1 --format html"), &["Nothing was put to: "]);
}

/// A row without an answer points to the nearest that has one: a spokesman of
/// the army to the army, whatever the state above it says.
#[test]
fn a_row_points_to_those_it_speaks_for_before_those_above_them() {
    let person = Person::with_second_page(
        "Redland counted one hurt. Its army would not say. Cy Press said nobody of theirs fired.",
        &[
            "capture second.txt --outlet Wire --published 2025-10-17",
            "party add 'Cy Press' --kind person --speaks-for 'Redland army'",
            "log --from S2 --quote 'Redland counted one hurt.' --by Redland --on E1/hurt=yes",
            "log --from S2 --quote 'Its army would not say.' --by 'Its army' --who 'Redland army' --on E1/hurt:neither",
            "log --from S2 --quote 'Cy Press said' --to 'fired.' --by 'Cy Press' --on E1/first:denies=Redland",
        ],
    );
    let report = report(&person);
    let mut rows = report["events"][0]["matrix"]["rows"].as_array().unwrap().iter();
    let press = rows.find(|row| row["party"]["name"] == "Cy Press").unwrap();
    assert_eq!(press["cells"][1]["words"], "see Redland army");
}

#[test]
fn words_without_a_speaker_are_said_by_nobody() {
    let person = Person::with_accounts();
    person.all(&[
        "party add 'Nobody named' --kind unattributed",
        "log --from S1 --quote 'Nobody knows more.' --who 'Nobody named' --attribution unattributed --because 'no speaker stands there' --known described",
    ]);
    let report = person.ok("report E1 --json") + &person.ok("show C4");
    assert!(!report.contains("Nobody named said"), "{report}");
    let whole = person.ok("report");
    has(&whole, &["River Courier’s author reports that it was said, with no speaker named"]);
}

/// In a page every claim of a cell is linked, once.
#[test]
fn a_cell_names_each_claim_once() {
    let person = Person::with_accounts();
    person.ok("log --from S1 --quote 'It was Redland that fired.' --by 'Mr Bo Red' --on E1/first:alleges=Redland");
    let html = person.ok("report E1 --format html");
    let row = html.split("<th scope=\"row\">").find(|row| row.contains("changed its account"));
    let row = row.unwrap().split("</tr>").next().unwrap();
    for claim in ["C1@1", "C4@1"] {
        let text = format!(">{claim}</a>");
        assert_eq!(row.matches(claim).count(), 2, "once as a link, once as its address: {row}");
        assert!(row.contains(&text), "{row}");
    }
}

#[test]
fn answers_that_cannot_be_compared_are_not_called_free_of_conflict_alone() {
    let person = Person::with_accounts();
    person.ok("log --from S1 --quote 'It was Redland that fired.' --attribution author --on 'E1/killed=40 killed (civilians)'");
    has(
        &person.ok("report E1"),
        &[
            "there are several accounts and none conflict; nobody decided that they are independent; some cannot be compared",
        ],
    );
}

#[test]
fn a_review_says_what_it_does_to_the_verdict() {
    let person = Person::with_accounts();
    person.all(&[
        "member add bo --name 'Bo Ray'",
        "verify C1 --on E1/first --finding contested --why 'each denies it' --as ann",
        "verify C1 --work closed --why done --as ann",
    ]);
    let seen = told(&person, "review V1 disagrees --why 'only one denies' --as bo");
    has(&seen, &["how it stands: pending, until a second member agrees"]);
    let finding = || report(&person)["events"][0]["questions"][0]["findings"][0].clone();
    assert_eq!((&finding()["pending"], &finding()["counts"]), (&true.into(), &false.into()));
    let seen = told(&person, "review V2 disagrees --why 'it is not' --as bo");
    assert!(!seen.contains("how it stands"), "{seen}");
    has(&person.ok("show C1"), &["closed"]);
    let seen = told(&person, "review V1 agrees --why 'so it is' --as bo");
    has(&seen, &["how it stands: counts"]);
    assert_eq!(finding()["counts"], true);
    // A newer verdict settles it, and is what counts whoever agrees with the old.
    person.ok("review V1 disagrees --why 'no again' --as bo");
    has(
        &person.see("publish E1 --as ann"),
        &["a second member disagrees with V1", "no newer verdict counts"],
    );
    person.ok("verify C1 --on E1/first --finding unverified --why 'nothing decisive' --as bo");
    let published = person.see("publish E1 --as ann");
    assert!(!published.contains("V1"), "{published}");
    assert_eq!((&finding()["pending"], &finding()["counts"]), (&false.into(), &false.into()));
    has(&person.ok("report E1"), &["V1, by ann", "does not count"]);
    let seen = told(&person, "review V1 agrees --why 'so it is' --as bo");
    has(&seen, &["how it stands: a newer one counts"]);
    // What stands in the way of an undo is named as `undo` takes it.
    person.ok("link contradicts C1 C2 --on E1/first --why 'each names the other' --as ann");
    person.ok("confirm L1 --why 'looked again' --as bo");
    let refused = person.see("undo L1 --why mistaken --as ann");
    let decision = refused.lines().find(|line| line.contains(": judgement, entry")).unwrap();
    let id = decision.trim().split(':').next().unwrap();
    person.ok(&format!("undo {id} --why 'taken back' --as bo"));
    // What others said of a verdict falls with it.
    person.ok("undo V1 --why mistaken --as ann");
}

#[test]
fn a_report_on_a_party_that_says_nothing_says_so() {
    let person = Person::with_accounts();
    person.ok("party add Greenland --kind state");
    let nothing = "Nothing in this record is an account of that";
    has(&person.ok("report Greenland"), &[nothing]);
    has(&person.ok("report Greenland --format html"), &[nothing]);
    assert!(!person.ok("report P7").contains(nothing));
}

#[test]
fn an_enquiry_as_a_ground_is_told_what_to_do() {
    let person = Person::with_accounts();
    person.ok("enquiry add Redland --on E1/first --how mail --text 'Who?' --when 2025-10-16");
    let seen = person.see("verify C1 --attribution disputed --ground X1 --why 'they say not'");
    has(&seen, &["that is an enquiry", "evidence add --kind reply --on QUESTION"]);
    person.ok("evidence add --kind reply --on E1/first --bearing refutes --note 'Not us'");
    person.ok("verify C1 --attribution disputed --ground X2 --why 'they say not'");
}

// -- what does not stand any more ---------------------------------------------

#[test]
fn what_rests_on_a_withdrawn_claim_is_told_and_marked() {
    let person = Person::with_accounts();
    person.all(&[
        "member add bo --name 'Bo Ray'",
        "question resolve E1/first --prefer C1 --why 'said so' --as ann",
        "verify C2 --on E1/first --finding contested --ground C1 --why 'each denies' --as ann",
        "evidence add --on E1/first --bearing supports --kind observation --note 'Film' --as ann",
        "verify C1 --on E1/first --finding confirmed --ground X1 --why 'the film' --as ann",
    ]);
    let seen = told(&person, "withdraw C1 --why 'logged twice' --as ann");
    has(
        &seen,
        &["look again at what rests on it: E1/first, resolved in its favour, V1, which names it"],
    );
    let printed = person.ok("report E1");
    has(&printed, &["which does not stand any more", "C1@1 (withdrawn since)"]);
    // Its own verdict waits for nobody, and nothing is decided on it or for it.
    assert!(!person.see("publish E1 --as ann").contains("V2 on C1"));
    for line in [
        "verify C1 --on E1/first --finding unverified --why x --as ann",
        "verify C1 --attribution disputed --why x --as ann",
        "question resolve E1/first --prefer C1 --why x --as ann",
    ] {
        has(&person.see(line), &["C1 is withdrawn", "Refused"]);
    }
    person.ok("verify C1 --work closed --why 'taken back' --as ann");
}

#[test]
fn a_range_is_the_desks_and_says_so() {
    let person = Person::with_accounts();
    person.ok("question resolve E1/killed --range 30..40 --why guess");
    has(&person.ok("report E1"), &["put by us at 30 to 40 killed"]);
    person.ok("question resolve E1/killed --range 17 --why guess");
    has(&person.ok("report E1"), &["put by us at 17 killed"]);
}

#[test]
fn what_nobody_checked_took_no_time() {
    let person = Person::with_accounts();
    person.all(&[
        "member add bo --name 'Bo Ray'",
        "evidence add --on E1/first --bearing supports --kind observation --note 'Film' --as ann",
        "verify C1 --on E1/first --finding confirmed --ground X1 --why 'the film' --as ann",
    ]);
    let balance = person.run("balance E1 --json").json()["data"]["sides"].clone();
    assert!(
        balance.as_array().unwrap().iter().all(|side| side["median_days"].is_null()),
        "{balance}"
    );
}

#[test]
fn what_is_read_into_words_is_no_movement_of_a_voice() {
    let person = Person::with_accounts();
    person.all(&[
        "log --from S1 --quote 'They fired first.' --line 5 --by 'Mr Bo Red' --on E1/hurt:implies=yes",
        "log --from S1 --quote 'Nobody knows more.' --who 'Mr Bo Red' --because guess --on E1/hurt=yes",
    ]);
    let drift = || {
        let drift = report(&person)["events"][0]["drift"].clone();
        let words = drift.as_array().unwrap().iter().map(|it| it["words"].as_str().unwrap());
        words.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(drift(), Vec::<String>::new());
    person
        .ok("log --from S1 --quote 'They fired first.' --line 9 --by 'Mr Bo Red' --on E1/hurt=yes");
    let firmer = drift();
    assert_eq!(firmer.len(), 1, "{firmer:?}");
    has(
        &firmer[0],
        &["implies yes, then", "no date of saying is logged: the order is that of the page"],
    );
}

#[test]
fn words_with_marks_in_them_stand_within_marks_of_another_kind() {
    let person = Person::with_scene();
    let seen = told(
        &person,
        "log --from S1 --quote 'Our side did not fire,” said Ms Ada Blue' --by 'Ms Ada Blue' --attribution paraphrase",
    );
    has(&seen, &["‘Our side did not fire,” said Ms Ada Blue’"]);
}

#[test]
fn a_party_on_two_sides_and_an_admission_of_nothing_are_told() {
    let person = Person::with_accounts();
    let seen = told(&person, "event add 'Third' --side 'A: P3' --side 'B: P3'");
    has(&seen, &["Blueland stands on two sides, “A” and “B”"]);
    let seen = told(&person, "link admits C2 C1 --on E1/first --why 'later said it'");
    has(&seen, &["C2@1 takes no position that admits", "revise C2 --on EVENT/KEY:admits="]);
    let seen = person.see("log --from S1 --quote 'The end.' --by 'Mr Bo Red' --on 'E1/killed=15..20 of Afghan Taliban (fighters)'");
    has(&seen, &["a name of several words stands in quotation marks: of \"… Taliban\""]);
}

#[test]
fn whoever_was_asked_is_named_and_the_reply_is_dated() {
    let person = Person::with_accounts();
    person.all(&[
        "party add 'Press desk' --kind agency --belongs-to 'Redland army'",
        "enquiry add 'Press desk' --on E1/hurt --how mail --text 'Who?' --when 2025-10-18",
        "enquiry answer X1 declined --when 2025-10-20",
    ]);
    let report = report(&person);
    let moments = report["events"][0]["timeline"].as_array().unwrap();
    assert!(
        moments.iter().any(|it| it["kind"] == "reply"
            && it["date"] == "2025-10-20"
            && it["words"] == "Press desk: declined"),
        "{moments:?}"
    );
    let names = report["names"].as_array().unwrap();
    let desk = names.iter().find(|it| it["party"]["name"] == "Press desk").unwrap();
    assert_eq!(desk["wholes"], serde_json::json!(["belongs to Redland army"]));
}

/// One statement logged twice counts its words once, and whoever logs it hears
/// of the first.
#[test]
fn words_that_two_claims_quote_are_counted_once() {
    let person = Person::with_accounts();
    let words = || {
        let report = report(&person);
        let sides = report["base"]["sides"].as_array().unwrap().iter();
        sides.map(|side| side["quoted_words"].as_u64().unwrap()).sum::<u64>()
    };
    let before = words();
    let seen = told(
        &person,
        "log --from S1 --quote 'They fired first.' --line 5 --by 'Mr Bo Red' --on E1/first:alleges=Blueland",
    );
    has(&seen, &["C1 has these words of this speaker with another answer to the same question"]);
    assert_eq!(words(), before);
}

/// What stands for a voice without a name is described, never named.
#[test]
fn a_voice_without_a_name_is_described() {
    let person = Person::with_scene();
    person.ok(
        "log --from S1 --quote 'Nobody knows more.' --by 'Nobody' --new-party unnamed-group --on E1/hurt=yes",
    );
    has(&told(&person, "show C1"), &["known         described"]);
    let seen = person.see("log --from S1 --quote 'The end.' --who 'Unnamed officials'");
    has(&seen, &["--kind unattributed", "unnamed-group"]);
}

/// Who is looked for hears what is answered, not only who would not answer.
#[test]
fn a_narrowed_view_has_the_answers_beside_the_refusals() {
    let person = Person::with_accounts();
    person.ok("log --from S1 --quote 'Nobody knows more.' --by Redland --on E1/first:neither --known described");
    person.ok("withdraw C2 --why 'for this test'");
    let seen = told(&person, "conflicts --party Redland");
    has(&seen, &["- Blueland: Mr Bo Red (C1@1)", "neither confirms nor denies"]);
}

/// What happened since to what a verdict rests on stands beside it, and under a
/// published report, with what a correction told of it already.
#[test]
fn what_moved_under_a_verdict_and_a_report_is_told_once() {
    let person = Person::with_accounts();
    person.all(&[
        "link contradicts C2 C1 --why 'Each names the other'",
        "verify C1 --on E1/first --finding contested --ground C2 --ground L1 --why 'Two accounts'",
        "publish E1 --why 'Nobody was asked in this test'",
        "revise C2 --kind correction --on E1/first=Redland --why 'She names them'",
    ]);
    has(&told(&person, "show V1"), &["C2@1 (C2@2 since), L1 (stale)"]);
    has(&person.ok("report E1"), &["C2@1 (C2@2 since)"]);
    let moved = told(&person, "report --changed-since R1");
    has(&moved, &["V1  verdict", "rests on C2@1 (C2@2 since), L1 (stale)"]);
    assert!(!moved.contains("a correction is about"), "{moved}");
    person.ok("correct R1 --kind clarification --about C2 --why 'The day is known now'");
    let moved = told(&person, "report --changed-since R1");
    has(
        &moved,
        &["a correction is about it: clarification", "The day is known now", "are about 1 of them"],
    );
}

/// "About" that was left out is told of.
#[test]
fn an_exact_figure_beside_about_is_told_of_and_no_part_of_a_longer_one() {
    let person = Person::with_accounts();
    let seen = told(&person, "revise C3 --kind correction --on E1/killed=15..20 --why 'a slip'");
    has(&seen, &["the words quoted have “about 15”", "write about 15..20"]);
    let seen =
        told(&person, "revise C3 --kind correction --on 'E1/killed=about 15..20' --why 'a slip'");
    assert!(!seen.contains("recorded as exact"), "{seen}");
}

/// Who is named in a question that others answer with yes is accused as well.
#[test]
fn a_yes_to_a_question_that_names_a_party_accuses_it() {
    let person = Person::with_accounts();
    person.ok("question add E1/shelled --kind yes-no --text 'Did Redland shell the post?'");
    let refused = |person: &Person| person.see("publish E1");
    assert!(!refused(&person).contains("E1/shelled"));
    person.ok("log --like C2 --quote 'It was Redland that fired.' --on E1/shelled=yes");
    has(&refused(&person), &["Redland is named in E1/shelled, which others answer with yes"]);
}

/// What a member decided only they take back; and what readers were told stays.
#[test]
fn nobody_takes_back_what_another_member_decided() {
    let mut person = Person::with_accounts();
    person.capture_wire();
    person.ok("member add bo --name 'Bo Ray'");
    person.set("RASHOMON_MEMBER", "ann");
    person.ok("verify C1 --attribution traced-secondary --ground S2@1 --why 'heard there too'");
    person.ok("review V1 disagrees --as bo --why 'it is a copy'");
    let entry = |person: &Person, from_end: usize| {
        let all = person.run("history --json").json()["data"].as_array().unwrap().clone();
        all[all.len() - from_end]["id"].as_str().unwrap()[..8].to_owned()
    };
    let id = entry(&person, 1);
    has(
        &person.see(&format!("undo {id} --why 'bo is wrong'")),
        &["is what bo decided, and only they take it back", "rashomon verify"],
    );
    has(&person.see("undo V1 --as bo --why wrong"), &["is what ann decided"]);
    person.ok(&format!("undo {id} --as bo --why 'I was wrong'"));
    // A correction is no reason to keep what it takes back, and is not undone.
    person.ok("publish E1 --why 'nobody was asked in this test'");
    person.ok("correct R1 --kind clarification --about V1 --why 'it is taken back'");
    person.ok("undo V1 --why 'it was taken back'");
    let id = entry(&person, 2);
    has(&person.see(&format!("undo {id} --why x")), &["readers were told", "--kind update"]);
}

/// A report on a party has what was put to it, whatever came.
#[test]
fn a_report_on_a_party_has_what_it_was_asked() {
    let person = Person::with_accounts();
    person.all(&[
        "enquiry add Blueland --on E1/killed --how mail --text 'How many?' --when 2025-10-16",
        "enquiry answer X1 answered --when 2025-10-17 --text 'Nine of ours'",
    ]);
    has(&person.ok("report Blueland"), &["Nine of ours", "How many were killed?"]);
}

/// What a member says is a copy traces nothing, before or after.
#[test]
fn a_source_that_is_derived_from_the_first_traces_nothing() {
    let person = Person::with_accounts();
    person.capture_wire();
    person.ok("verify C1 --attribution traced-secondary --ground S2@1 --why 'heard there too'");
    person.ok("link derived-from S2 S1 --why 'the wire copies it'");
    has(
        &person.ok("report E1"),
        &[
            "the second source is derived from the first (L1): look again",
            "L1: S2 derived from S1; accepted",
        ],
    );
    assert!(person.ok("report E1 --format html").contains("the wire copies it"));
    person.ok("link same-statement S1 C1 --why 'and this statement'");
    assert_eq!(person.ok("report E1").matches("and this statement").count(), 1);
    has(&person.see("publish E1"), &["V1 on C1@1: the second source is derived"]);
    has(
        &person.see("verify C2 --attribution traced-secondary --ground S2@1 --why x"),
        &["S2@1 is of a source that is derived from the claim’s own (L1)"],
    );
    has(
        &told(&person, "link independent S1 S2 --why 'two outlets'"),
        &["L1 says that the source of one is derived from that of the other"],
    );
}

/// An admission counts only as long as its trace does.
#[test]
fn an_admission_waits_with_its_trace() {
    let mut person = Person::with_accounts();
    person.file("wire.txt", "“We fired,” said Ms Ada Blue.\n");
    person.all(&[
        "log --from S1 --quote 'It was Redland that fired.' --by 'Ms Ada Blue' --on E1/hurt:admits=yes",
        "capture wire.txt --outlet Wire --published 2025-10-17",
        "member add bo --name 'Bo Ray'",
    ]);
    person.set("RASHOMON_MEMBER", "ann");
    let seen = told(
        &person,
        "verify C4 --attribution traced-secondary --ground S2@1 --why 'heard there too'",
    );
    has(&seen, &["the words of C4 do not stand in S2@1"]);
    person.ok("verify C4 --on E1/hurt --finding admitted --why 'their words'");
    let acknowledged =
        |person: &Person| report(person)["events"][0]["standing"]["acknowledged"].clone();
    assert_eq!(acknowledged(&person)[0]["claims"], serde_json::json!(["C4@1"]));
    person.ok("verify C4 --on E1/hurt --finding unverified --why 'nothing else'");
    person.ok("verify C4 --on E1/hurt --finding admitted --why 'their words'");
    person.ok("review V1 disagrees --as bo --why 'other words'");
    assert_eq!(acknowledged(&person), serde_json::json!([]));
    // What was found before counts again; no newer one stands in its place.
    has(&told(&person, "show V3"), &["stands        counts"]);
    has(&told(&person, "show V4"), &["does not count: nobody traced the words"]);
    has(&person.ok("report E1"), &["nobody traced that acknowledgement"]);
}

/// A conflict that was dismissed is no dispute, and a decision is about the
/// claims as they read when it was made.
#[test]
fn what_was_dismissed_is_no_dispute() {
    let person = Person::with_accounts();
    person.all(&[
        "link contradicts C1 C2 --on E1/first --why 'each names the other'",
        "verify C2 --on E1/first --finding contested --why 'each names the other'",
        "revise C1 --kind correction --on E1/first=Blueland --said-on 2025-10-16 --why 'the day'",
        "dismiss L1 --why 'they speak of two mornings'",
    ]);
    assert!(!told(&person, "show L1").contains("stale"), "it was decided of what stands there");
    let page = person.ok("report E1");
    has(&page, &["### Compared, and dismissed: E1/first", "**Conflict, dismissed**"]);
    assert!(!page.contains("In dispute"), "{page}");
    has(&page, &["no account stands in conflict with it any more: look again"]);
    has(&person.see("publish E1"), &["V1 on C2@1/E1/first: no account stands in conflict"]);
    person.ok("revise C1 --kind correction --said-on 2025-10-17 --why 'the day again'");
    has(&told(&person, "show L1"), &["stale"]);
    person.ok("confirm L1 --why 'looked again'");
    assert!(!told(&person, "show L1").contains("stale"));
}

/// Whom the sources took for the speaker is not charged with it.
#[test]
fn a_balance_leaves_out_what_they_did_not_say() {
    let person = Person::with_accounts();
    let claims = |person: &Person| {
        let data = person.run("balance E1 --json").json()["data"].clone();
        let rows = data["parties"].as_array().unwrap().clone();
        rows.iter().find(|row| row["name"] == "Mr Bo Red").map(|row| row["claims"].clone())
    };
    assert_eq!(claims(&person), Some(1.into()));
    person.ok("verify C1 --attribution misattributed --ground S1@1 --why 'another man said it'");
    assert_eq!(claims(&person), None);
}

/// "Over 3,000" is no 3, and pieces of a quotation stand each by itself.
#[test]
fn what_only_looks_like_the_words_is_not_warned_of() {
    let person = Person::with_second_page(
        "One said over 3,000 fled and 3 soldiers were hurt. The bridge is gone, he said; nobody was hurt there.",
        &["capture second.txt --outlet Wire --published 2025-10-17"],
    );
    let seen = told(
        &person,
        "log --from S2 --quote 'One said over 3,000 fled' --to 'were hurt.' --by One --new-party person --on 'E1/killed=3' --attribution paraphrase",
    );
    assert!(!seen.contains("is recorded as exact"), "{seen}");
    person.file("third.txt", "Nobody was hurt there, and the bridge is gone, they heard.");
    person.all(&[
        "capture third.txt --outlet Third --published 2025-10-18",
        "log --from S2 --quote 'The bridge is gone' --quote 'nobody was hurt there' --by he --who Redland --known pronoun --on E1/hurt=no",
    ]);
    let seen = told(
        &person,
        "verify C5 --attribution traced-secondary --ground S3@1 --why 'both stand there'",
    );
    assert!(!seen.contains("do not stand in"), "{seen}");
}
