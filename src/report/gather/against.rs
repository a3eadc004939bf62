//! The words of accounts that conflict, against each other: a second view. Two
//! rival accounts have few words in common; they are compared slot by slot.

use std::collections::BTreeSet;

use crate::model::vocab::SpanRole;
use crate::report::value::{Clash, Piece, PieceKind, Statement, WordsPart};
use crate::text::{OpKind, diff_words};

use super::event::Statements;

/// Pairs shown on one question: the first found.
const MOST: usize = 6;

/// The words of the first pairs that conflict, where both texts are at hand.
pub(super) fn against(clashes: &[Clash], statements: &Statements<'_>) -> Vec<WordsPart> {
    let mut seen = BTreeSet::new();
    let mut parts = Vec::new();
    for clash in clashes {
        let claim = |handle: &str| handle.split('/').next().unwrap_or_default().to_owned();
        let (a, b) = (claim(&clash.a), claim(&clash.b));
        if parts.len() == MOST || a == b || !seen.insert((a.clone(), b.clone())) {
            continue;
        }
        let words = |handle: &str| statements.get(handle).copied().and_then(evidence);
        if let (Some(old), Some(new)) = (words(&a), words(&b)) {
            let pieces = pieces(&old, &new);
            parts.push(WordsPart { a, b, pieces });
        }
    }
    parts
}

/// The passage that a claim rests on, on one line.
fn evidence(statement: &Statement) -> Option<String> {
    let passage = statement.passages.iter().find(|it| it.role == SpanRole::Evidence)?;
    let words = passage.words.as_deref()?;
    Some(words.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn pieces(old: &str, new: &str) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut push = |kind, words: &str| match pieces.last_mut() {
        _ if words.is_empty() => {}
        Some(last) if last.kind == kind => last.words.push_str(words),
        Some(_) | None => pieces.push(Piece { kind, words: words.to_owned() }),
    };
    for op in diff_words(old, new).ops {
        match op.kind {
            OpKind::Equal | OpKind::Cosmetic => push(PieceKind::Both, &old[op.old]),
            OpKind::Delete | OpKind::Insert | OpKind::Replace => {
                push(PieceKind::First, &old[op.old]);
                push(PieceKind::Second, &new[op.new]);
            }
        }
    }
    pieces
}
