//! The account matrix with its cells written out.

use crate::conflict::{self, Cell, CellWord};
use crate::error::Result;
use crate::model::EventId;
use crate::report::value::{CellPart, MatrixPart, Named, RowPart};

use super::event::Statements;
use super::room::Room;

pub(super) fn matrix(
    room: &Room<'_>,
    event: EventId,
    statements: &Statements<'_>,
) -> Result<MatrixPart> {
    let matrix = conflict::matrix(room.scene, event);
    let columns = matrix.columns.iter().map(|id| Named {
        handle: room.scene.question_handle(*id),
        name: room.scene.question(*id).map_or_else(String::new, |asked| asked.text.clone()),
    });
    let mut rows = Vec::new();
    for row in matrix.rows {
        let cells = row.cells.iter().map(|cell| part(room, cell, row.inferred, statements));
        rows.push(RowPart {
            side: row.side,
            party: room.party(row.party)?,
            inferred: row.inferred,
            cells: cells.collect(),
        });
    }
    Ok(MatrixPart { columns: columns.collect(), rows })
}

fn part(room: &Room<'_>, cell: &Cell, inferred: bool, statements: &Statements<'_>) -> CellPart {
    let mut words = Vec::new();
    let mut claims: Vec<String> = Vec::new();
    for position in cell.positions.iter().filter_map(|at| room.position(*at)) {
        let (claim, handle) = (position.version_handle(), room.handle_of(position.at));
        let parts = statements.get(claim.as_str()).map_or(&[][..], |it| it.positions.as_slice());
        if let Some(part) = parts.iter().find(|part| part.handle == handle) {
            words.push(format!("{} ({claim})", part.words));
        }
        if !claims.contains(&claim) {
            claims.push(claim);
        }
    }
    let words = words.join("; ");
    let word = if inferred && cell.word == CellWord::Says {
        "our reading".to_owned()
    } else {
        cell.word.to_string()
    };
    let words = match cell.word {
        CellWord::Says | CellWord::Stance(_) | CellWord::Denies => words,
        CellWord::Gap(_) if words.is_empty() => word.clone(),
        CellWord::Gap(_) => format!("{word}: {words}"),
        CellWord::ChangedAccount => format!("changed its account: {words}"),
        CellWord::NotComparable => format!("{words}; not comparable with the others"),
    };
    CellPart { word, words, claims }
}
