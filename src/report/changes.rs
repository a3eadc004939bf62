//! What moved between two states of one report: what lies under a published
//! one, and what the record says now.

use std::collections::BTreeMap;

use serde::Serialize;

use super::value::{Report, VerdictPart};

/// Something that another state of a report says otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// "question", "figures", "claim", "verdict", "link", "enquiry", "name",
    /// "evidence" or "withheld text".
    pub what: &'static str,
    /// Its handle.
    pub handle: String,
    /// What the earlier state says; None: nothing of it.
    pub old: Option<String>,
    /// What the later one says; None: nothing of it any more.
    pub new: Option<String>,
}

/// What the later report says otherwise than the earlier: kind by kind, each in
/// order of its handle's first mention. Versions count as one claim.
pub fn changes(earlier: &Report, later: &Report) -> Vec<Change> {
    let mut changes = Vec::new();
    for (what, lines) in KINDS {
        compare(what, &lines(earlier), &lines(later), &mut changes);
    }
    changes
}

/// What a report says of each thing of a kind: key, handle, words.
type Lines = Vec<(String, String, String)>;

/// What a report says of all things of a kind.
type Kind = fn(&Report) -> Lines;

const KINDS: [(&str, Kind); 9] = [
    ("question", questions),
    ("figures", figures),
    ("claim", claims),
    ("verdict", verdicts),
    ("link", links),
    ("enquiry", enquiries),
    ("evidence", evidence),
    ("name", names),
    ("withheld text", withheld),
];

fn compare(what: &'static str, earlier: &Lines, later: &Lines, changes: &mut Vec<Change>) {
    let index = |lines: &Lines| -> BTreeMap<String, String> {
        lines.iter().map(|(key, _, words)| (key.clone(), words.clone())).collect()
    };
    let (before, after) = (index(earlier), index(later));
    let gone = earlier.iter().filter(|(key, ..)| !after.contains_key(key));
    for (key, handle, words) in later {
        let old = before.get(key);
        if old != Some(words) {
            let (handle, old) = (handle.clone(), old.cloned());
            changes.push(Change { what, handle, old, new: Some(words.clone()) });
        }
    }
    for (_, handle, words) in gone {
        let (handle, old) = (handle.clone(), Some(words.clone()));
        changes.push(Change { what, handle, old, new: None });
    }
}

fn questions(report: &Report) -> Lines {
    let questions = report.events.iter().flat_map(|event| &event.questions);
    let line = questions.map(|it| {
        let settled = it.resolution.as_ref().map_or("not resolved", |settled| &settled.words);
        (it.id.clone(), it.handle.clone(), format!("{}; {settled}", it.signal_words))
    });
    line.collect()
}

fn figures(report: &Report) -> Lines {
    let numbers = report.events.iter().flat_map(|event| &event.numbers);
    numbers.map(|it| (it.question.clone(), it.question.clone(), it.ranges.join("; "))).collect()
}

fn claims(report: &Report) -> Lines {
    let line = report.statements.iter().map(|it| {
        let positions: Vec<String> =
            it.positions.iter().map(|one| format!("{}: {}", one.question, one.words)).collect();
        let withdrawn =
            it.withdrawn.as_ref().map_or(String::new(), |why| format!(" (withdrawn: {why})"));
        let answers = match positions.as_slice() {
            [] => String::new(),
            all => format!(" [{}]", all.join("; ")),
        };
        let words = format!("{}{answers}{withdrawn}", it.sentence);
        (it.claim_id.clone(), it.handle.clone(), words)
    });
    line.collect()
}

fn verdicts(report: &Report) -> Lines {
    let findings = report.events.iter().flat_map(|event| &event.questions);
    let findings = findings.flat_map(|question| &question.findings);
    let attributions = report.statements.iter().flat_map(|it| &it.attribution_verdicts);
    let line = |it: &VerdictPart| {
        let standing = match (it.pending, it.counts) {
            (true, _) => ", pending",
            (false, true) => "",
            (false, false) => ", no longer counts",
        };
        // What happened since to what it rests on.
        let moved = it.grounds.iter().filter(|ground| ground.contains(" ("));
        let moved: Vec<&str> = moved.map(String::as_str).collect();
        let rests = match moved.as_slice() {
            [] => String::new(),
            moved => format!(", rests on {}", moved.join(", ")),
        };
        (it.id.clone(), it.handle.clone(), format!("{} on {}{standing}{rests}", it.value, it.on))
    };
    findings.chain(attributions).map(line).collect()
}

fn links(report: &Report) -> Lines {
    let line = report.links.iter().map(|it| {
        let stale = if it.stale { ", stale" } else { "" };
        let words = format!("{} {} {}, {}{stale}", it.from, it.kind, it.to, it.state);
        (it.id.clone(), it.handle.clone(), words)
    });
    line.collect()
}

fn enquiries(report: &Report) -> Lines {
    let enquiries = report.events.iter().flat_map(|event| &event.enquiries);
    let line = |it: &super::value::EnquiryPart| {
        (it.handle.clone(), it.handle.clone(), format!("{} asked: {}", it.asked.name, it.reply))
    };
    enquiries.map(line).collect()
}

fn evidence(report: &Report) -> Lines {
    let questions = report.events.iter().flat_map(|event| &event.questions);
    let evidence = questions.flat_map(|question| &question.evidence);
    evidence
        .map(|it| (it.id.clone(), it.handle.clone(), format!("{}, {}", it.note, it.bearing)))
        .collect()
}

fn names(report: &Report) -> Lines {
    let line = report.names.iter().map(|it| {
        let merged = if it.merged.is_empty() {
            String::new()
        } else {
            format!(", one with {}", it.merged.join("; "))
        };
        (it.party.handle.clone(), it.party.handle.clone(), format!("{}{merged}", it.party.name))
    });
    line.collect()
}

fn withheld(report: &Report) -> Lines {
    let line = report.withheld.iter().map(|it| {
        let reason = it.reason.clone().unwrap_or_else(|| "no reason given".into());
        (it.capture.clone(), it.capture.clone(), reason)
    });
    line.collect()
}
