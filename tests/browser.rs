//! Reports as a browser shows them: on a desktop, on a phone, at twice the
//! size; with names in Urdu. Skipped, with a word, where there is no browser.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs, reason = "a test may fail")]
#![allow(clippy::print_stderr, reason = "a test says that it was skipped")]

#[path = "cli/support.rs"]
mod support;

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use support::Person;

/// Where `.ci/run` puts the modules.
const MODULES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/target/browser");
const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/browser/look.mjs");

#[test]
fn a_report_is_accessible_asks_nothing_of_the_network_and_fits_the_screen() {
    let Some(chromium) = chromium() else { return };
    let pages = [urdu(), october()];
    let paths: Vec<PathBuf> = pages.iter().map(|person| person.path("report.html")).collect();
    let run = Command::new("node").args([SCRIPT, &chromium, MODULES]).args(&paths).output();
    let run = run.unwrap();
    let told = String::from_utf8_lossy(&run.stderr);
    let seen: Vec<Value> = serde_json::from_slice(&run.stdout).unwrap_or_else(|_| panic!("{told}"));
    assert_eq!(seen.len(), 6, "two pages at three widths");
    for page in &seen {
        assert_eq!(page["serious"], Value::Array(Vec::new()), "{page:#}");
        assert!(page["rules"].as_u64().unwrap() > 20, "axe looked at nothing: {page:#}");
        assert_eq!(page["wider"], 0, "{page:#}");
        assert_eq!(page["asked"].as_array().unwrap().len(), 1, "{page:#}");
        assert_eq!(page["said"], Value::Array(Vec::new()), "the policy holds: {page:#}");
    }
}

/// A browser and what drives it; None, with a word, where one is missing.
fn chromium() -> Option<String> {
    let found = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
    let found = found.into_iter().find(|path| Path::new(path).exists());
    let node = Command::new("node").arg("--version").output().is_ok_and(|it| it.status.success());
    let modules = Path::new(MODULES).join("node_modules/axe-core").exists();
    match found {
        Some(path) if node && modules => Some(path.to_owned()),
        _ => {
            eprintln!("skipped: no chromium, node or axe-core here; `.ci/run` installs them");
            None
        }
    }
}

fn october() -> Person {
    let person = Person::with_october();
    person.ok("report E3 -o report.html");
    person
}

/// Two accounts of one event, in Urdu and English, with a correction.
fn urdu() -> Person {
    let person = Person::new();
    person.file("page.txt", URDU);
    for line in [
        "init river --title 'دریا' --member ann --name 'عائشہ'",
        "capture page.txt --outlet 'روزنامہ دریا' --published 2025-10-17 --language ur",
        "party add 'شمالی ریاست' --kind state",
        "party add 'جنوبی ریاست' --kind state",
        "party add 'ترجمان نور احمد' --speaks-for P3",
        "party add 'Ms Ada Blue' --speaks-for P4",
        "event add 'دریا کی چوکی پر گولہ باری' --date 2025-10~ --side 'شمال: P3' --side 'South: P4'",
        "question add E1/first --kind party --text 'پہلے کس نے گولی چلائی؟'",
        "question add E1/hurt --kind quantity --unit injured --text 'How many were hurt?'",
        "log --from S1 --quote 'جنوب نے پہلے گولی چلائی' --who P5 --known described --on E1/first=P4 --said-on 2025-10-15",
        "log --from S1 --quote 'Our side did not fire' --who P6 --known described --on E1/first:denies=P4 --said-on '2025-10-15?'",
        "log --from S1 --quote 'three soldiers were hurt' --who P6 --known described --on 'E1/hurt=3'",
        "publish E1 --why 'Both were called, and nobody answered'",
        "correct R1 --kind correction --old 'چوکی پر گولہ باری' --new 'چوکی پر حملہ' --why 'A slip of ours'",
        "report -o report.html",
    ] {
        person.ok(line);
    }
    person
}

const URDU: &str = "دریا کی چوکی پر رات بھر گولہ باری\n\
    ترجمان نور احمد نے کہا: ”جنوب نے پہلے گولی چلائی“۔ انہوں نے مزید کچھ نہیں بتایا۔\n\
    “Our side did not fire,” said Ms Ada Blue. She added that three soldiers were hurt.\n";
