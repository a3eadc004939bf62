//! The words of accounts that conflict, against each other: a second view. Two
//! rival accounts have few words in common; they are compared slot by slot.

use std::collections::BTreeSet;

use crate::casebook::account::{Account, Marked, account};
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
        let words = |handle: &str| statements.get(handle).copied().and_then(said);
        if let (Some(old), Some(new)) = (words(&a), words(&b)) {
            let pieces = pieces(&old.words, &new.words);
            parts.push(WordsPart { a, a_whose: old.said, b, b_whose: new.said, pieces });
        }
    }
    parts
}

/// The words of a claim's account on one line, and whose they are.
fn said(statement: &Statement) -> Option<Account> {
    let passages = statement.passages.iter();
    let passages: Vec<Marked<'_>> = passages
        .map(|it| Marked { role: it.role, words: it.words.as_deref(), spoken: &it.spoken })
        .collect();
    let names = (statement.party.name.as_str(), statement.source.name.as_str());
    let mut account = account(statement.kind, statement.known, &passages, names)?;
    account.words = account.words.split_whitespace().collect::<Vec<_>>().join(" ");
    Some(account)
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
