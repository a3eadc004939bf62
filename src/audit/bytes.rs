//! Kept bytes: each hashed again, and each where an entry says it is.

use std::collections::{HashMap, HashSet};

use sha2::{Digest, Sha256};

use super::finding::{FindingKind, NoteKind};
use super::ledger::{CaptureRow, Ledger};
use super::sheet::{About, Sheet};
use crate::error::Result;
use crate::model::vocab::Custody;
use crate::model::{EntryId, Sha256Hex};
use crate::store::{BlobInfo, Store};
use crate::text::counted;

/// What is kept: the true size of each, by its digest.
pub(super) type Kept = HashMap<Sha256Hex, u64>;

/// Hashes everything that is kept. Memory: one piece at a time.
pub(super) fn check(sheet: &mut Sheet<'_>, ledger: &Ledger) -> Result<Kept> {
    let users = users(ledger);
    let mut infos = Vec::new();
    let listed = sheet.store.each_blob(&mut |info| {
        infos.push(info);
        Ok(())
    });
    sheet.finish("the captured bytes", listed)?;
    let mut kept = Kept::new();
    for info in &infos {
        let user = users.get(&info.sha256).copied();
        let about = user.map_or_else(About::default, |(id, seq)| sheet.entry(id, seq));
        let size = check_blob(sheet, info, &about);
        kept.insert(info.sha256, size);
        if user.is_none() {
            let words = format!(
                "bytes are kept that no capture or file names (SHA-256 {:.16}…)",
                info.sha256
            );
            sheet.note(NoteKind::StrayBytes, About::default(), words);
        }
    }
    let strays = check_strays(sheet);
    sheet.finish("pieces that belong to no captured bytes", strays)?;
    let several = if kept.len() == 1 { "text or file" } else { "texts and files" };
    sheet.checked.push(format!("{} captured {several}, hashed again", kept.len()));
    Ok(kept)
}

/// Rows beside the kept bytes that no command leaves there.
fn check_strays(sheet: &mut Sheet<'_>) -> Result<()> {
    for number in sheet.store.loose_pieces()? {
        let words = format!(
            "pieces of captured bytes were added that belong to nothing: table `chunk`, blob {number}"
        );
        sheet.find(FindingKind::AlteredBytes, About::default(), words);
    }
    if sheet.store.permits()? > 0 {
        let words = "table `withholding` has a row: someone prepared to take captured bytes out without `rashomon withhold`";
        sheet.find(FindingKind::WithheldBytes, About::default(), words.to_owned());
    }
    Ok(())
}

/// Who names which bytes, the first of each.
fn users(ledger: &Ledger) -> HashMap<Sha256Hex, (EntryId, u64)> {
    let mut users = HashMap::new();
    for row in &ledger.captures {
        for sha256 in [row.raw, row.text].into_iter().chain(row.map) {
            users.entry(sha256).or_insert((row.id, row.seq));
        }
    }
    for row in &ledger.files {
        users.entry(row.sha256).or_insert((row.id, row.seq));
    }
    users
}

/// Hashes some bytes; gives how many they are.
fn check_blob(sheet: &mut Sheet<'_>, info: &BlobInfo, about: &About) -> u64 {
    let mut fault = |words: String| {
        let words = format!("the kept bytes of {} were altered: {words}", about.name());
        sheet.findings.push(super::Finding {
            kind: FindingKind::AlteredBytes,
            handle: about.handle.clone(),
            entry: about.entry,
            words,
        });
    };
    match hash(sheet.store, info) {
        Ok((found, size)) => {
            if found != info.sha256 {
                fault(format!("their SHA-256 is {found:.16}…, not {:.16}…", info.sha256));
            } else if size != info.size {
                fault(format!("they are {size} bytes, and {} are stated", info.size));
            }
            size
        }
        Err(error) => {
            fault(error.to_string());
            info.size
        }
    }
}

fn hash(store: &Store, info: &BlobInfo) -> Result<(Sha256Hex, u64)> {
    let mut hasher = Sha256::new();
    if let Some(salt) = &info.salt {
        hasher.update(salt);
    }
    let mut size = 0;
    store.each_blob_chunk(info.sha256, &mut |piece| {
        hasher.update(piece);
        size += piece.len() as u64;
        Ok(())
    })?;
    Ok((Sha256Hex::from_bytes(hasher.finalize().into()), size))
}

/// Whether each capture's and file's bytes are here, or rightly not.
pub(super) fn check_custody(sheet: &mut Sheet<'_>, ledger: &Ledger, kept: &Kept) {
    let mut shared: HashSet<Sha256Hex> = ledger.files.iter().map(|row| row.sha256).collect();
    for row in ledger.captures.iter().filter(|row| row.custody == Custody::Kept) {
        shared.extend([row.raw, row.text]);
    }
    for row in &ledger.captures {
        let about = sheet.entry(row.id, row.seq);
        match row.custody {
            Custody::Kept => check_kept(sheet, row, &about, kept),
            Custody::Withheld => {
                let left = [row.raw, row.text]
                    .into_iter()
                    .find(|sha256| kept.contains_key(sha256) && !shared.contains(sha256));
                if left.is_some() {
                    let words =
                        format!("the bytes of {} were withheld, and are still here", about.name());
                    sheet.find(FindingKind::WithheldBytes, about.clone(), words);
                }
                let passages = ledger.passages.get(&row.id).map_or(0, Vec::len);
                let words = format!(
                    "{} is withheld: its {} can be checked only by who has the file (`rashomon attach`)",
                    about.name(),
                    counted(passages, "quoted passage")
                );
                sheet.note(NoteKind::Withheld, about, words);
            }
        }
    }
    for row in &ledger.files {
        let about = sheet.entry(row.id, row.seq);
        check_size(sheet, &about, "the file", kept.get(&row.sha256), row.size);
    }
}

fn check_kept(sheet: &mut Sheet<'_>, row: &CaptureRow, about: &About, kept: &Kept) {
    check_size(sheet, about, "the bytes", kept.get(&row.raw), row.raw_size);
    if row.text != row.raw {
        check_size(sheet, about, "the text", kept.get(&row.text), row.text_size);
    }
    if let Some(map) = row.map.filter(|map| !kept.contains_key(map)) {
        let words = format!(
            "the map of {} from text to bytes is not here (SHA-256 {map:.16}…)",
            about.name()
        );
        sheet.find(FindingKind::MissingBytes, about.clone(), words);
    }
}

fn check_size(sheet: &mut Sheet<'_>, about: &About, what: &str, found: Option<&u64>, stated: u64) {
    let name = about.name();
    match found {
        None => {
            let words = format!("{what} of {name} should be kept, and is not here");
            sheet.find(FindingKind::MissingBytes, about.clone(), words);
        }
        Some(found) if *found != stated => {
            let words = format!("{what} of {name}: {found} bytes are here; {stated} were logged");
            sheet.find(FindingKind::AlteredBytes, about.clone(), words);
        }
        Some(_) => {}
    }
}
