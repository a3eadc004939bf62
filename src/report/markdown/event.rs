//! One event: its questions, matrix, disputes, non-answers, enquiries, gaps.

use std::fmt::Write as _;

use super::dispute::{self, evidence, finding, resolution};
use super::escape::plain;
use super::findings;
use super::{Page, listed};
use crate::model::Date;
use crate::report::matrix::behalf;
use crate::report::phrase::capital;
use crate::report::value::{EventPart, GapPart, MatrixPart, QuestionPart};

/// Questions side by side in one table of the matrix.
const COLUMNS: usize = 3;

pub(super) fn event<'a>(page: &mut Page<'a>, event: &'a EventPart) {
    page.heading(2, &format!("{}: {}", event.handle, plain(&event.title)));
    let facts = [
        ("What", Some(event.kind.clone())),
        ("When", event.date.as_deref().map(Date::words_of)),
        ("Where", event.place.clone()),
    ];
    for (name, value) in facts {
        if let Some(value) = value {
            page.item(&format!("{name}: {}", plain(&value)));
        }
    }
    for side in &event.sides {
        let parties = side.parties.iter().map(|it| format!("{} {}", it.handle, plain(&it.name)));
        let parties: Vec<String> = parties.collect();
        page.item(&format!("Side \u{201c}{}\u{201d}: {}", plain(&side.name), parties.join(", ")));
    }
    findings::standing(page, &event.standing);
    questions(page, event);
    enquiries(page, event);
    matrix(page, &event.matrix);
    findings::timeline(page, &event.timeline);
    for dispute in &event.disputes {
        let Some(question) = event.questions.iter().find(|it| it.handle == dispute.question) else {
            continue;
        };
        dispute::dispute(page, dispute, question);
    }
    undisputed(page, event);
    non_answers(page, event);
    gaps(page, &event.gaps);
    findings::drift(page, &event.drift);
    findings::numbers(page, &event.numbers);
    findings::origins(page, &event.origins);
}

fn questions(page: &mut Page<'_>, event: &EventPart) {
    page.heading(3, "How the accounts stand");
    if event.questions.is_empty() {
        page.paragraph("No question is logged on this event.");
        return;
    }
    let rows: Vec<Vec<String>> = event.questions.iter().map(question_row).collect();
    let head = ["Question", "Signal", "What that means", "Beside it"];
    page.table(&head.map(str::to_owned), &rows);
}

fn question_row(question: &QuestionPart) -> Vec<String> {
    vec![
        format!("{}: {}", plain(&question.handle), plain(&question.asks)),
        question.signal.clone(),
        plain(&question.signal_words),
        plain(&listed(&question.mark_words, "\u{2013}")),
    ]
}

fn matrix(page: &mut Page<'_>, matrix: &MatrixPart) {
    if matrix.rows.is_empty() || matrix.columns.is_empty() {
        return;
    }
    page.heading(3, "Who answers what");
    page.paragraph(matrix_tables(matrix).trim_end());
    page.paragraph(
        "A cell gives the position as it is reported; who reports it stands with each claim \
         below. Where the speaker is inferred by us, the cell is our reading and not what was \
         said.",
    );
}

/// The account matrix as tables of a few questions each.
pub(in crate::report) fn matrix_tables(matrix: &MatrixPart) -> String {
    let mut out = String::new();
    for first in (0..matrix.columns.len()).step_by(COLUMNS) {
        let last = (first + COLUMNS).min(matrix.columns.len());
        let mut head = vec!["Side".to_owned(), "Voice".to_owned()];
        head.extend(
            matrix.columns[first..last]
                .iter()
                .map(|column| format!("{}: {}", plain(&column.handle), plain(&column.name))),
        );
        let rows = matrix.rows.iter().map(|row| {
            let inferred = if row.inferred { " (speaker inferred by us)" } else { "" };
            let mut cells = vec![
                row.side.as_ref().map_or_else(|| "on no side".to_owned(), |side| plain(side)),
                format!("{}{}{inferred}", plain(&row.party.name), plain(&behalf(row))),
            ];
            cells.extend(row.cells[first..last].iter().map(|cell| plain(&cell.words)));
            cells
        });
        let rule = vec!["---".to_owned(); head.len()];
        for row in [head, rule].into_iter().chain(rows) {
            let _ = writeln!(out, "| {} |", row.join(" | "));
        }
        out.push('\n');
    }
    out
}

/// Evidence, findings and resolutions of the questions that are in no dispute.
fn undisputed<'a>(page: &mut Page<'a>, event: &'a EventPart) {
    let says_more = |question: &&QuestionPart| {
        !question.disputed
            && (!question.evidence.is_empty()
                || !question.findings.is_empty()
                || question.resolution.is_some())
    };
    for question in event.questions.iter().filter(says_more) {
        let handle = plain(&question.handle);
        page.heading(
            3,
            &format!("{}: {handle}: {}", plain(&capital(&question.stands)), plain(&question.asks)),
        );
        page.paragraph(&format!("Claims: {}.", listed(&question.claims, "none")));
        for verdict in &question.findings {
            finding(page, verdict);
        }
        evidence(page, question);
        resolution(page, question);
    }
}

fn non_answers(page: &mut Page<'_>, event: &EventPart) {
    if event.non_answers.is_empty() {
        return;
    }
    page.heading(3, "Who would neither confirm nor deny");
    for none in &event.non_answers {
        let open = listed(&none.leaves_open, "no account here");
        page.item(&format!(
            "{}, on {}: {}. Leaves open: {open}. {}",
            plain(&none.party.name),
            plain(&none.question),
            plain(&none.words),
            page.sentence(&none.claim),
        ));
    }
}

fn enquiries(page: &mut Page<'_>, event: &EventPart) {
    page.heading(3, "What was put to each party");
    if event.enquiries.is_empty() {
        page.paragraph("No enquiry about these questions is logged.");
    }
    for one in &event.enquiries {
        let until = one.deadline.as_ref().map(|date| format!(", answer by {}", plain(date)));
        page.item(&format!(
            "{}: {} was asked on {} ({}) about {}{}: \u{201c}{}\u{201d}. Outcome: {}",
            one.handle,
            plain(&one.asked.name),
            plain(&one.when),
            plain(&one.how),
            plain(&listed(&one.questions, "no question named")),
            until.unwrap_or_default(),
            plain(&one.text),
            plain(&one.reply),
        ));
    }
    if !event.enquiries.is_empty() && !event.never_asked.is_empty() {
        let names: Vec<_> = event.never_asked.iter().map(|party| plain(&party.name)).collect();
        page.item(&format!("Nothing was put to: {}", names.join(", ")));
    }
}

fn gaps(page: &mut Page<'_>, gaps: &[GapPart]) {
    page.heading(3, "Whose account is missing");
    if gaps.is_empty() {
        page.paragraph("No party concerned is without an answer.");
    }
    let mut lines: Vec<(String, Vec<String>)> = Vec::new();
    for gap in gaps {
        let who = format!("{} ({}): {}", plain(&gap.party.name), plain(&gap.side), gap.gap);
        match lines.iter_mut().find(|line| line.0 == who) {
            Some(line) => line.1.push(about(gap)),
            None => lines.push((who, vec![about(gap)])),
        }
    }
    for (who, about) in lines {
        page.item(&format!("{who} \u{2013} {}", about.join(", ")));
    }
}

/// What a gap is about.
fn about(gap: &GapPart) -> String {
    match &gap.question {
        Some(question) => plain(question),
        None => "the event as a whole".to_owned(),
    }
}

/// "Redland (Red): not asked \u{2013} E1/first".
pub(super) fn gap(gap: &GapPart) -> String {
    let (party, side) = (plain(&gap.party.name), plain(&gap.side));
    format!("{party} ({side}): {} \u{2013} {}", gap.gap, about(gap))
}
