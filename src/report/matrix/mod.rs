//! The account matrix of an event with its cells written out, and one file a
//! format in which it stands by itself.

mod csv;
mod html;
mod markdown;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::conflict::{self, Cell, CellWord};
use crate::model::scene::{Scene, ScenePosition};
use crate::model::vocab::KnownBy;
use crate::model::{EventId, PartyId, PositionRef};

use super::phrase;
use super::value::{CellPart, MatrixPart, Named, RowPart};

pub use csv::matrix_csv;
pub use html::{matrix_html, matrix_page};
pub use markdown::matrix_markdown;

/// Claims that are named in a cell behind one answer; more are counted.
const NAMED: usize = 6;

/// The account matrix of an event; empty if the scene does not have it.
pub fn matrix(scene: &Scene, event: EventId) -> MatrixPart {
    in_words(scene, conflict::matrix(scene, event))
}

/// A matrix of the scene in words.
pub(super) fn in_words(scene: &Scene, matrix: conflict::Matrix) -> MatrixPart {
    let positions: BTreeMap<PositionRef, &ScenePosition> =
        scene.live().map(|position| (position.at, position)).collect();
    let columns = matrix.columns.iter().map(|id| Named {
        handle: scene.question_handle(*id),
        name: scene.question(*id).map_or_else(String::new, |asked| asked.text.clone()),
    });
    let rows = matrix.rows.into_iter().map(|row| RowPart {
        party: party(scene, row.party),
        behalf: row.behalf.map(|behalf| party(scene, behalf)),
        cells: row.cells.iter().map(|it| cell(scene, &positions, it, row.inferred)).collect(),
        side: row.side,
        inferred: row.inferred,
    });
    MatrixPart { columns: columns.collect(), rows: rows.collect() }
}

/// A party's handle and name.
pub(super) fn party(scene: &Scene, id: PartyId) -> Named {
    let known = scene.parties.get(&id);
    Named {
        handle: known.map_or_else(|| format!("{id:.8}"), |party| format!("P{}", party.number)),
        name: known.map_or_else(|| format!("party {id:.8}"), |party| party.name.clone()),
    }
}

fn cell(
    scene: &Scene,
    positions: &BTreeMap<PositionRef, &ScenePosition>,
    cell: &Cell,
    inferred: bool,
) -> CellPart {
    let mut answers: Vec<(String, Vec<String>)> = Vec::new();
    let mut claims: Vec<String> = Vec::new();
    for position in cell.positions.iter().filter_map(|at| positions.get(at)) {
        let (claim, words) = (position.version_handle(), position_words(scene, position));
        match answers.iter_mut().find(|answer| answer.0 == words) {
            Some(answer) => answer.1.push(claim.clone()),
            None => answers.push((words, vec![claim.clone()])),
        }
        if !claims.contains(&claim) {
            claims.push(claim);
        }
    }
    let said = answers.iter().map(|(words, claims)| format!("{words} ({})", some_of(claims)));
    let said = said.collect::<Vec<_>>().join("; ");
    let word = match cell.word {
        CellWord::Says if inferred => "our reading".to_owned(),
        CellWord::See(other) => format!("see {}", party(scene, other).name),
        _ => cell.word.to_string(),
    };
    let see = cell.see.map(|other| format!("; see {}", party(scene, other).name));
    let see = see.unwrap_or_default();
    let words = match cell.word {
        CellWord::Says | CellWord::Stance(_) | CellWord::Denies => said,
        CellWord::AnswersUnder => format!("{word} ({})", some_of(&claims)),
        CellWord::NotComparable => format!("{said}; not comparable with the others"),
        CellWord::Gap(_)
        | CellWord::See(_)
        | CellWord::NothingInferred
        | CellWord::ChangedAccount
            if said.is_empty() =>
        {
            format!("{word}{see}")
        }
        CellWord::Gap(_)
        | CellWord::See(_)
        | CellWord::NothingInferred
        | CellWord::ChangedAccount => format!("{word}: {said}{see}"),
    };
    CellPart { word, words, claims }
}

/// Where a position stands: "says Redland, as of 2031-05-02 (by context)".
pub(super) fn position_words(scene: &Scene, position: &ScenePosition) -> String {
    let value = position.value.as_ref().map(|value| conflict::value_words(scene, value));
    let inferred = position.known == KnownBy::Inferred;
    let mut words = phrase::stance(position.stance, value.as_deref(), inferred);
    if let Some(date) = &position.as_of {
        let _ = write!(words, ", as of {date}");
    }
    words.push_str(phrase::basis_mark(position.basis));
    words
}

/// Handles of claims, the first by name: "C1@1, C2@1 and 3 more".
pub(super) fn some_of(claims: &[String]) -> String {
    let more = claims.len().saturating_sub(NAMED);
    let named = claims[..claims.len() - more].join(", ");
    if more == 0 { named } else { format!("{named} and {more} more") }
}

/// Who speaks in a row: "Ms Blue, on behalf of Redland (speaker inferred by us)".
fn voice(row: &RowPart) -> String {
    let inferred = if row.inferred { " (speaker inferred by us)" } else { "" };
    format!("{}{}{inferred}", row.party.name, behalf(row))
}

/// ", on behalf of Redland", where the row is of one who speaks so.
pub(crate) fn behalf(row: &RowPart) -> String {
    let named = row.behalf.as_ref();
    named.map_or_else(String::new, |behalf| format!(", on behalf of {}", behalf.name))
}

/// The side of a row.
fn side(row: &RowPart) -> &str {
    row.side.as_deref().unwrap_or("on no side")
}

const NOTE: &str = "A cell gives the position as it is reported; who reports it stands with each \
    claim. Where the speaker is inferred by us, the cell is our reading and not what was said.";

#[cfg(test)]
mod tests {
    use super::*;

    /// Two sides, a spokesman, one inferred speaker; words that mean harm.
    fn hostile() -> MatrixPart {
        let named = |handle: &str, name: &str| Named { handle: handle.into(), name: name.into() };
        let cell = |words: &str| CellPart {
            word: words.into(),
            words: words.into(),
            claims: vec!["C1@1".into()],
        };
        let row = |side: Option<&str>, name: &str, inferred, cells: [&str; 2]| RowPart {
            side: side.map(str::to_owned),
            party: named("P1", name),
            behalf: None,
            inferred,
            cells: cells.map(cell).to_vec(),
        };
        MatrixPart {
            columns: vec![named("E1/first", "Who | first?"), named("E1/killed", "How <many>?")],
            rows: vec![
                row(Some("North"), "=HYPERLINK(\"x\")", false, ["says South (C1@1)", "declined"]),
                row(
                    Some("North"),
                    "\u{627}\u{631}\u{62f}\u{648}",
                    true,
                    ["our reading", "not asked"],
                ),
                row(None, "<script>alert(1)</script>", false, ["@x", "asked, no reply"]),
            ],
        }
    }

    #[test]
    fn csv_has_a_row_for_each_voice_and_no_cell_that_a_spreadsheet_would_run() {
        let csv = matrix_csv(&hostile());
        insta::assert_snapshot!(csv, @r#"
        side,voice,E1/first: Who | first?,E1/killed: How <many>?
        North,"'=HYPERLINK(""x"")",says South (C1@1),declined
        North,اردو (speaker inferred by us),our reading,not asked
        on no side,<script>alert(1)</script>,'@x,"asked, no reply"
        "#);
    }

    #[test]
    fn html_escapes_what_was_logged_and_names_rows_and_columns() {
        let html = matrix_html(&hostile()).into_string();
        assert!(!html.contains("<script>"), "{html}");
        for part in [
            "<caption>",
            "scope=\"col\"",
            "scope=\"row\"",
            "scope=\"rowgroup\"",
            "<bdi dir=\"auto\">",
        ] {
            assert!(html.contains(part), "{part}: {html}");
        }
        let page = matrix_page("A & B", &hostile());
        assert!(page.contains("default-src 'none'") && page.contains("A &amp; B"), "{page}");
    }

    #[test]
    fn markdown_keeps_to_a_few_questions_in_one_table_and_says_nothing_as_markup() {
        let markdown = matrix_markdown("A *title*", &hostile());
        for part in [
            "# A \\*title\\*\n\n| Side | Voice | E1/first: Who \\| first? | E1/killed: How \\<many\\>? |\n| --- |",
            "| North | \\=HYPERLINK(\"x\") | says South (C1@1) | declined |\n",
            "| on no side | \\<script\\>alert(1)\\</script\\> | \\@x | asked, no reply |\n",
        ] {
            assert!(markdown.contains(part), "{part}\n{markdown}");
        }
    }
}
