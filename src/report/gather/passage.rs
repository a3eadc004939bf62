//! Passages, each with what is needed to check it without us.

use crate::casebook::{
    fact,
    view::{QuoteView, source_name},
};
use crate::error::{Error, Result};
use crate::model::Piece;
use crate::model::vocab::Commitment;
use crate::report::value::{Named, Passage, PieceProof, Provenance};

use super::room::Room;

/// Passages with their provenance, in order.
pub(super) fn passages(room: &Room<'_>, quotes: Vec<QuoteView>) -> Result<Vec<Passage>> {
    quotes.into_iter().map(|quote| passage(room, quote)).collect()
}

fn passage(room: &Room<'_>, quote: QuoteView) -> Result<Passage> {
    let provenance = provenance(room, &quote)?;
    Ok(Passage {
        handle: quote.handle,
        role: quote.role,
        words: quote.words,
        spoken: quote.spoken,
        before: quote.prefix,
        after: quote.suffix,
        line: quote.line,
        provenance,
    })
}

fn provenance(room: &Room<'_>, quote: &QuoteView) -> Result<Provenance> {
    let missing = |what| Error::not_found(what, quote.handle.clone(), "");
    let capture = room.store.get::<fact::Capture>(quote.capture_id.into())?;
    let capture = capture.ok_or_else(|| missing("capture"))?.fact;
    let source = room.store.get::<fact::Source>(capture.source.into())?;
    let source = source.ok_or_else(|| missing("source"))?;
    let salted = capture.commitment == Commitment::Salted;
    let file = format!("{}.txt", quote.capture);
    let proof = |piece: &Piece| PieceProof {
        bytes: piece.bytes,
        points: piece.points,
        sha256: piece.sha256.to_string(),
        check: check(&quote.capture, piece.bytes, salted),
    };
    let same_bytes = capture.raw.sha256 == capture.text.sha256;
    let mut notes = Vec::new();
    if quote.words.is_none() {
        notes.push(if same_bytes {
            format!("The text is withheld: save the original file as {file}, or attach it first.")
        } else {
            "The text is withheld: attach the original file first.".to_owned()
        });
    }
    if salted {
        notes.push(format!(
            "The hashes are salted: the line needs the capture\u{2019}s 32 bytes of salt as {}.salt.",
            quote.capture
        ));
    }
    Ok(Provenance {
        source: Named { handle: source.handle.to_string(), name: source_name(&source.fact) },
        language: source.fact.language.clone(),
        capture: quote.capture.clone(),
        capture_id: quote.capture_id.to_string(),
        capture_sha256: quote.capture_sha256.to_string(),
        text_sha256: capture.text.sha256.to_string(),
        write: format!("rashomon source text {} -o {file}", quote.capture),
        file,
        pieces: quote.pieces.iter().map(proof).collect(),
        note: (!notes.is_empty()).then(|| notes.join(" ")),
    })
}

/// A line of `dd` and `sha256sum` that prints the hash of a stretch of text.
fn check(capture: &str, [start, end]: [u64; 2], salted: bool) -> String {
    let count = end.saturating_sub(start);
    let cut = format!("dd if={capture}.txt bs=1 skip={start} count={count} 2>/dev/null");
    if salted {
        format!("{{ cat {capture}.salt; {cut}; }} | sha256sum")
    } else {
        format!("{cut} | sha256sum")
    }
}
