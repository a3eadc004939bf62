//! A report as CSV (RFC 4180), one row for each account: for spreadsheets.
//!
//! Cells that a spreadsheet would take for a formula begin with `'`; JSON is
//! the lossless form.

use std::collections::{BTreeMap, BTreeSet};

use super::cell::inert;
use super::value::{PositionPart, Report, Statement};
use crate::model::vocab::SpanRole;

const HEAD: [&str; 20] = [
    "event",
    "question",
    "asks",
    "side",
    "party",
    "as_printed",
    "speaker_known",
    "stance",
    "answer",
    "position",
    "claim",
    "sentence",
    "words",
    "source",
    "said_on",
    "attribution",
    "finding",
    "capture",
    "bytes",
    "sha256",
];

/// Writes a report as CSV: one row for each position of each claim on the
/// questions that it covers, a row for each claim that takes none at all.
///
/// # Panics
///
/// Never: writing to memory does not fail.
pub fn csv(report: &Report) -> String {
    let mut out = csv::WriterBuilder::new().from_writer(Vec::new());
    let mut put = |row: &[String]| {
        out.write_record(row.iter().map(|cell| inert(cell).into_owned()))
            .expect("memory can be written");
    };
    let findings = findings(report);
    put(&HEAD.map(str::to_owned));
    // What a claim says on other questions is beside the matter of a narrower
    // report, which does not know their sides and findings.
    let questions = report.events.iter().flat_map(|event| &event.questions);
    let asked: BTreeSet<&str> = questions.map(|question| question.handle.as_str()).collect();
    for statement in &report.statements {
        for position in statement.positions.iter().filter(|it| asked.contains(&*it.question)) {
            put(&row(&findings, statement, Some(position)));
        }
        if statement.positions.is_empty() {
            put(&row(&findings, statement, None));
        }
    }
    let bytes = out.into_inner().expect("memory can be written");
    String::from_utf8(bytes).expect("cells are text")
}

/// The finding that counts, by position.
type Findings<'a> = BTreeMap<&'a str, &'a str>;

fn findings(report: &Report) -> Findings<'_> {
    let questions = report.events.iter().flat_map(|event| &event.questions);
    let findings = questions.flat_map(|question| &question.findings).filter(|it| it.counts);
    findings.map(|it| (it.on.as_str(), it.value.as_str())).collect()
}

fn row(findings: &Findings<'_>, of: &Statement, position: Option<&PositionPart>) -> Vec<String> {
    let text = |value: Option<&String>| value.cloned().unwrap_or_default();
    let question = position.map_or("", |it| it.question.as_str());
    let event = question.split('/').next().unwrap_or_default();
    let passage = of.passages.iter().find(|it| it.role == SpanRole::Evidence);
    let piece = passage.and_then(|it| it.provenance.pieces.first());
    let finding = position.and_then(|it| findings.get(it.handle.as_str()));
    vec![
        event.to_owned(),
        question.to_owned(),
        position.map_or_else(String::new, |it| it.asks.clone()),
        text(position.and_then(|it| it.side.as_ref())),
        of.party.name.clone(),
        text(of.printed.as_ref()),
        of.known.to_string(),
        position.map_or_else(String::new, |it| it.stance.to_string()),
        text(position.and_then(|it| it.value.as_ref())),
        position.map_or_else(String::new, |it| it.words.clone()),
        of.handle.clone(),
        of.sentence.clone(),
        text(passage.and_then(|it| it.words.as_ref())),
        of.source.name.clone(),
        text(of.said_on.as_ref()),
        of.attribution.to_string(),
        finding.map_or("unassessed", |it| *it).to_owned(),
        passage.map_or_else(String::new, |it| it.provenance.capture.clone()),
        piece.map_or_else(String::new, |it| format!("{}..{}", it.bytes[0], it.bytes[1])),
        piece.map_or_else(String::new, |it| it.sha256.clone()),
    ]
}
