//! Every quoted passage, read again from the text of its capture; and that
//! text, taken again from the bytes where we know how.

use sha2::{Digest, Sha256};

use super::bytes::Kept;
use super::finding::FindingKind;
use super::ledger::{CaptureRow, Ledger, Passage};
use super::sheet::{About, Sheet};
use crate::error::Result;
use crate::model::vocab::{Commitment, Custody};
use crate::model::{Handle, Sha256Hex, to_hex};
use crate::text::counted;

/// Reads every passage again, capture by capture; gives how many. Memory: one
/// text at a time.
pub(super) fn check(sheet: &mut Sheet<'_>, ledger: &Ledger, kept: &Kept) -> Result<u64> {
    let (mut read, mut withheld) = (0, 0);
    let mut taken_otherwise = Vec::new();
    for row in &ledger.captures {
        let passages = ledger.passages.get(&row.id).map_or(&[][..], Vec::as_slice);
        if !kept.contains_key(&row.text) {
            withheld += passages.len() as u64;
            continue;
        }
        let about = sheet.entry(row.id, row.seq);
        let done = check_capture(sheet, ledger, row, &about);
        sheet.finish(&format!("the text of {}", about.name()), done)?;
        read += passages.len() as u64;
        if row.custody == Custody::Kept && !row.is_plain {
            taken_otherwise.push(about.name());
        }
    }
    if let Some(words) = not_taken_again(&taken_otherwise) {
        sheet.not_checked.push(words);
    }
    sheet
        .checked
        .push(format!("{}, read again from the captures", counted(read, "quoted passage")));
    if withheld > 0 {
        let words = format!(
            "{} whose captures are withheld or missing: only the hashes are here",
            counted(withheld, "quoted passage")
        );
        sheet.not_checked.push(words);
    }
    Ok(read)
}

/// What to say of texts that were not taken from their bytes again, in one line
/// however many they are.
fn not_taken_again(captures: &[String]) -> Option<String> {
    const NAMED: usize = 6;
    let named = captures.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
    let others = match captures.len().saturating_sub(NAMED) {
        0 => String::new(),
        others => format!(" and {}", counted(others, "other")),
    };
    let texts = if captures.len() == 1 { "the text" } else { "the texts" };
    (!captures.is_empty()).then(|| {
        format!(
            "whether {texts} of {named}{others} can be had from the kept bytes again: only plain UTF-8 text is taken anew, not that of pages, PDF and other encodings"
        )
    })
}

fn check_capture(
    sheet: &mut Sheet<'_>,
    ledger: &Ledger,
    row: &CaptureRow,
    about: &About,
) -> Result<()> {
    let passages = ledger.passages.get(&row.id).map_or(&[][..], Vec::as_slice);
    let Some(blob) = sheet.store.blob(row.text)? else { return Ok(()) };
    let name = about.name();
    if blob.salt.is_some() != (row.commitment == Commitment::Salted) {
        let words = format!("{name} is {} by its entry, and not by its bytes", row.commitment);
        sheet.find(FindingKind::AlteredBytes, about.clone(), words);
    }
    let Ok(text) = std::str::from_utf8(&blob.bytes) else {
        let words = format!("the text of {name} is not UTF-8: none of its passages can be read");
        sheet.find(FindingKind::AlteredText, about.clone(), words);
        return Ok(());
    };
    if row.custody == Custody::Kept {
        check_text(sheet, row, about, text)?;
    }
    let points = points_at(text, passages);
    for passage in passages {
        if let Some(why) = fault(text, blob.salt.as_ref(), passage, &points) {
            let holder = holder(sheet, ledger, passage);
            let words = format!("{}: {why} in {name}", holder.name());
            sheet.find(FindingKind::BrokenSpan, holder, words);
        }
    }
    Ok(())
}

/// `C14@2.1`, `X1.1`; the entry alone where its spans have no handle.
fn holder(sheet: &Sheet<'_>, ledger: &Ledger, passage: &Passage) -> About {
    let seq = u64::from(passage.seq);
    let handle = ledger.id_at(seq).and_then(|id| sheet.store.handle_of(id).ok().flatten());
    let handle = handle.map(|handle| {
        // A claim's own entry is its first version.
        let version = if let Handle::Claim(_) = handle { "@1" } else { "" };
        format!("{handle}{version}.{}", passage.nth)
    });
    About { handle, entry: Some(seq) }
}

/// The text against its stated length, and against the bytes it came from.
fn check_text(sheet: &mut Sheet<'_>, row: &CaptureRow, about: &About, text: &str) -> Result<()> {
    let name = about.name();
    let points = text.chars().count() as u64;
    if points != row.text_points {
        let words =
            format!("the text of {name} has {points} characters; {} were logged", row.text_points);
        sheet.find(FindingKind::AlteredText, about.clone(), words);
    }
    if !row.is_plain {
        return Ok(());
    }
    if row.raw == row.text {
        // They are the same bytes: they hold unless there is a mark to leave out.
        if text.as_bytes().starts_with(MARK) {
            let words = format!("the text of {name} is not what its bytes give");
            sheet.find(FindingKind::AlteredText, about.clone(), words);
        }
        return Ok(());
    }
    let mut derived = Derived { text: text.as_bytes(), at: 0, start: Vec::new(), same: true };
    let here = sheet.store.each_blob_chunk(row.raw, &mut |piece| {
        derived.take(piece);
        Ok(())
    })?;
    if here && !derived.holds() {
        let words = format!("the text of {name} is not what its bytes give");
        sheet.find(FindingKind::AlteredText, about.clone(), words);
    }
    Ok(())
}

const MARK: &[u8] = b"\xef\xbb\xbf";

/// Extractor `plain` 1: the text is the bytes without a byte-order mark.
struct Derived<'a> {
    text: &'a [u8],
    at: usize,
    /// The first bytes, until it is known whether they are the mark.
    start: Vec<u8>,
    same: bool,
}

impl Derived<'_> {
    fn take(&mut self, piece: &[u8]) {
        let wanted = MARK.len().saturating_sub(self.start.len()).min(piece.len());
        let (first, rest) = piece.split_at(wanted);
        if !first.is_empty() {
            self.start.extend_from_slice(first);
            if self.start.len() == MARK.len() && self.start != MARK {
                self.compare(&self.start.clone());
            }
        }
        self.compare(rest);
    }

    fn compare(&mut self, bytes: &[u8]) {
        let end = self.at + bytes.len();
        self.same &= self.text.get(self.at..end) == Some(bytes);
        self.at = end;
    }

    fn holds(&mut self) -> bool {
        if self.start.len() < MARK.len() {
            self.compare(&self.start.clone());
        }
        self.same && self.at == self.text.len()
    }
}

/// Where the passages begin and end: bytes with their code points, in order;
/// those that no character begins at are left out.
fn points_at(text: &str, passages: &[Passage]) -> Vec<(u64, u64)> {
    let mut bytes: Vec<u64> = passages.iter().flat_map(|passage| passage.piece.bytes).collect();
    bytes.sort_unstable();
    bytes.dedup();
    let ends = text.char_indices().map(|(at, _)| at).chain([text.len()]);
    let mut found = Vec::with_capacity(bytes.len());
    let mut wanted = bytes.into_iter().peekable();
    for (point, at) in (0..).zip(ends) {
        while wanted.next_if(|byte| *byte < at as u64).is_some() {}
        if wanted.next_if(|byte| *byte == at as u64).is_some() {
            found.push((at as u64, point));
        }
    }
    found
}

/// What is wrong with a passage, in words; None: it stands where it says.
fn fault(
    text: &str,
    salt: Option<&[u8; 32]>,
    passage: &Passage,
    points: &[(u64, u64)],
) -> Option<String> {
    let [from, to] = passage.piece.bytes;
    if to > text.len() as u64 || from >= to {
        return Some(format!("bytes {from} to {to} do not exist"));
    }
    let point = |byte: u64| {
        let at = points.binary_search_by_key(&byte, |(byte, _)| *byte).ok()?;
        Some(points[at].1)
    };
    let (Some(first), Some(last)) = (point(from), point(to)) else {
        return Some(format!("bytes {from} to {to} cut a character"));
    };
    if [first, last] != passage.piece.points {
        let [a, b] = passage.piece.points;
        return Some(format!(
            "bytes {from} to {to} are characters {first} to {last}, not {a} to {b},"
        ));
    }
    let range = usize::try_from(from).ok()?..usize::try_from(to).ok()?;
    let mut hasher = Sha256::new();
    if let Some(salt) = salt {
        hasher.update(salt);
    }
    let found: [u8; 32] = hasher.chain_update(&text.as_bytes()[range]).finalize().into();
    (Sha256Hex::from_bytes(found) != passage.piece.sha256).then(|| {
        format!(
            "the words at bytes {from} to {to} are not those that were quoted (SHA-256 {}…, not {:.16}…)",
            to_hex(&found[..8]),
            passage.piece.sha256
        )
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::Piece;

    fn holds(raw: &[u8], text: &str, step: usize) -> bool {
        let mut derived = Derived { text: text.as_bytes(), at: 0, start: Vec::new(), same: true };
        raw.chunks(step).for_each(|piece| derived.take(piece));
        derived.holds()
    }

    proptest! {
        #[test]
        fn a_text_is_its_bytes_without_the_mark_however_they_are_cut(
            text in "\\PC{0,8}", marked: bool, step in 1usize..6,
        ) {
            let text = text.trim_start_matches('\u{feff}');
            let mark: &[u8] = if marked { MARK } else { b"" };
            let raw = [mark, text.as_bytes()].concat();
            prop_assert!(holds(&raw, text, step));
            let longer = format!("{text}.");
            prop_assert!(!holds(&raw, &longer, step));
            let raw = [&raw, &b"."[..]].concat();
            prop_assert!(!holds(&raw, text, step));
        }

        #[test]
        fn a_passage_holds_where_it_stands_and_nowhere_else(
            text in "\\PC{1,20}", from in 0usize..20, length in 1usize..20,
        ) {
            let points: Vec<usize> =
                text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let from = from % (points.len() - 1);
            let to = (from + length).min(points.len() - 1);
            let bytes = [points[from] as u64, points[to] as u64];
            let sha256 = Sha256::digest(&text[points[from]..points[to]]);
            let piece = Piece {
                bytes,
                points: [from as u64, to as u64],
                sha256: Sha256Hex::from_bytes(sha256.into()),
            };
            let check = |piece| {
                let passage = Passage { seq: 0, nth: 1, piece };
                fault(&text, None, &passage, &points_at(&text, &[passage]))
            };
            prop_assert_eq!(check(piece), None);
            let beyond = Piece { bytes: [bytes[0], text.len() as u64 + 1], ..piece };
            prop_assert!(check(beyond).is_some_and(|words| words.contains("do not exist")));
            let counted = Piece { points: [from as u64, to as u64 + 1], ..piece };
            prop_assert!(check(counted).is_some_and(|words| words.contains("characters")));
            let other = Piece { sha256: Sha256Hex::from_bytes([0; 32]), ..piece };
            prop_assert!(check(other).is_some_and(|words| words.contains("not those")));
        }
    }
}
