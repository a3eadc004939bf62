//! Names at a command line: what is proposed as one party's, what never is, and
//! what a merge changed.
#![allow(text_direction_codepoint_in_literal, reason = "names that run right to left, isolated")]
#![allow(
    clippy::print_stderr,
    clippy::unwrap_used,
    clippy::expect_used,
    missing_docs,
    reason = "a test may fail"
)]

#[path = "cli/support.rs"]
mod support;

use std::path::Path;

use support::Person;

#[test]
fn spellings_are_proposed_across_scripts_with_reasons_and_nothing_is_merged() {
    let person = Person::at_desk();
    person.file(
        "urdu.txt",
        "Kabul\n\nذبیح اللہ مجاہد نے کہا کہ جنگ بندی قائم ہے۔\nZabihulla Mujahid wrote so. The non-Mehsud tribes left.\n",
    );
    for line in [
        "capture urdu.txt --outlet 'Hill Post'",
        "party add 'Zabiullah Mujahid'",
        "party add 'Zabihullah Mujahid'",
        "party add Mehsud --kind group",
        "party add 'the spokesperson of the Taliban regime' --kind unnamed-person",
        "party add Northland --kind state",
        "party add Southland --kind state",
    ] {
        person.ok(line);
    }
    let entries = person.entries();
    insta::assert_snapshot!(person.see("party suggest"), @r#"
    P4 Zabihullah Mujahid and P3 Zabiullah Mujahid may be one
      because       zabihullahmujahid and zabiullahmujahid: 93 % alike, the same
                    consonants (zblmjd)
      if so         rashomon party merge P4 P3 --why "…"
      if not        rashomon party apart P4 P3 --why "…"

    Zabihulla Mujahid (S1@1, once on line 4) may be P3 Zabiullah Mujahid
      because       zabiullahmujahid and zabihullamujahid: 97 % alike, the same
                    consonants (zblmjd)
      if so         rashomon party alias P3 "Zabihulla Mujahid" --seen S1@1

    Zabihulla Mujahid (S1@1, once on line 4) may be P4 Zabihullah Mujahid
      because       zabihullahmujahid and zabihullamujahid: 96 % alike, the same
                    consonants (zblmjd)
      if so         rashomon party alias P4 "Zabihulla Mujahid" --seen S1@1

    ⁨ذبیح اللہ مجاہد⁩ (S1@1, once on line 3) may be P4 Zabihullah Mujahid
      because       zabihullahmujahid and zbihallhmjahd: 83 % alike, the same
                    consonants (zblmjd), in two scripts
      if so         rashomon party alias P4 "⁨ذبیح اللہ مجاہد⁩" --seen S1@1

    ⁨ذبیح اللہ مجاہد⁩ (S1@1, once on line 3) may be P3 Zabiullah Mujahid
      because       zabiullahmujahid and zbihallhmjahd: 82 % alike, the same
                    consonants (zblmjd), in two scripts
      if so         rashomon party alias P3 "⁨ذبیح اللہ مجاہد⁩" --seen S1@1
    -- Done
    "#);
    assert_eq!(person.entries(), entries);
    // What is decided is not proposed again, and a split brings it back.
    person.ok("party merge P4 P3 --why 'one man, two spellings'");
    assert!(!person.ok("party suggest").contains("may be one"));
    person.ok("party split P4 --why 'two men after all'");
    assert!(person.ok("party suggest").contains("may be one"));
    person.ok("party apart P3 P4 --why 'two men after all'");
    assert!(!person.ok("party suggest").contains("may be one"));
}

#[test]
fn a_report_says_which_claims_a_merge_laid_to_another_name() {
    let person = Person::with_accounts();
    person.ok("party add 'Mr Bo Redd' --speaks-for Redland");
    person.ok(
        "log --like C1 --quote 'It was Redland that fired' --by 'Mr Bo Redd' --on E1/first=Redland",
    );
    let before = person.ok("report E1");
    assert!(!before.contains("logged under that name"));
    person.ok("party merge 'Mr Bo Redd' 'Mr Bo Red' --why 'a misprint'");
    let merged = person.ok("report E1");
    assert!(merged.contains("a misprint; logged under that name: C4@1"), "{merged}");
    person.ok("party split P8 --why 'not a misprint'");
    let named =
        |report: &str| report.split("## ").find(|p| p.starts_with("Names")).unwrap().to_owned();
    assert_eq!(named(&person.ok("report E1")), named(&before));
}

/// The real page has one man under two spellings, and nobody else under them.
#[test]
fn the_real_page_proposes_its_two_spellings_and_no_description() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/seed/dawn-2025-10-17.txt");
    let Ok(page) = std::fs::read(&path) else {
        eprintln!("skipped: {} is not here", path.display());
        return;
    };
    let person = Person::at_desk();
    person.file("dawn.txt", page);
    for line in [
        "capture dawn.txt --outlet Dawn --published 2025-10-17",
        "party add 'Zabiullah Mujahid'",
        "party add 'the spokesperson of the Taliban regime' --kind unnamed-person",
        "party add Mehsud --kind group",
    ] {
        person.ok(line);
    }
    let found = person.run("party suggest --json").json()["data"].clone();
    let aliases = found["aliases"].as_array().unwrap();
    let printed: Vec<&str> = aliases.iter().map(|a| a["printed"].as_str().unwrap()).collect();
    assert!(printed.contains(&"Zabihullah Mujahid"), "{printed:?}");
    for name in &printed {
        assert!(
            !name.contains("spokesperson") && !name.to_lowercase().contains("mehsud"),
            "{name}"
        );
    }
    person.ok("party add 'Zabihullah Mujahid'");
    let found = person.run("party suggest --json").json()["data"]["parties"].clone();
    let pairs: Vec<(&str, &str)> = found
        .as_array()
        .unwrap()
        .iter()
        .map(|p| (p["party"]["name"].as_str().unwrap(), p["into"]["name"].as_str().unwrap()))
        .collect();
    assert_eq!(pairs, [("Zabihullah Mujahid", "Zabiullah Mujahid")]);
}

#[test]
fn a_speaker_in_a_near_spelling_of_the_partys_name_is_named_not_described() {
    let person = Person::at_desk();
    person.file(
        "page.txt",
        "Spokesman Zabiullah Mujahid said: “No.”\nA ministry source said: “Yes.”\n",
    );
    person.all(&["capture page.txt --outlet Courier", "party add 'Zabihullah Mujahid'"]);
    let by = |line: &str| person.ok(line);
    by(
        "log --from S1 --quote No --line 1 --by 'Spokesman Zabiullah Mujahid' --who 'Zabihullah Mujahid'",
    );
    assert!(person.ok("show C1").contains("known         named"), "{}", person.ok("show C1"));
    person.ok("party add 'Zabihullah Anwar'");
    by(
        "log --from S1 --quote No --line 1 --by 'Spokesman Zabiullah Mujahid' --who 'Zabihullah Anwar'",
    );
    assert!(person.ok("show C2").contains("known         described"), "{}", person.ok("show C2"));
}
