//! Published reports on the same things, what was put right in them, and what
//! happened to the captures in use.

use crate::casebook::{CorrectionView, PublicationView, custody as acts, publications};
use crate::error::Result;
use crate::report::value::{Base, CorrectionPart, CustodyPart, FilePart, PublicationPart};

use super::room::Room;
use super::scope::Scope;

/// Publications in order, and corrections, the newest first.
pub(super) fn published(room: &Room<'_>) -> Result<(Vec<PublicationPart>, Vec<CorrectionPart>)> {
    let (mut reports, mut corrections) = (Vec::new(), Vec::new());
    for one in publications(room.store)? {
        let scope = Scope::of_entries(room.store, &one.scope)?;
        if !scope.meets(room.scope, room.store)? {
            continue;
        }
        for correction in &one.corrections {
            corrections.push((correction.seq, correction_part(&one, correction)));
        }
        reports.push(publication_part(one));
    }
    corrections.sort_by_key(|(seq, _)| std::cmp::Reverse(*seq));
    Ok((reports, corrections.into_iter().map(|(_, part)| part).collect()))
}

fn publication_part(one: PublicationView) -> PublicationPart {
    let files = one.files.into_iter().map(|file| FilePart {
        name: file.name,
        bytes: file.bytes.size,
        sha256: file.bytes.sha256.to_string(),
    });
    PublicationPart {
        handle: one.handle,
        id: one.id.to_string(),
        title: one.title,
        when: one.when.to_string(),
        by: one.by,
        where_to: one.where_to,
        entries: one.size,
        root_sha256: one.root_sha256.to_string(),
        files: files.collect(),
        despite: one.despite,
    }
}

fn correction_part(of: &PublicationView, one: &CorrectionView) -> CorrectionPart {
    CorrectionPart {
        id: one.id.to_string(),
        publication: of.handle.clone(),
        title: of.title.clone(),
        kind: one.kind,
        at: one.at.to_string(),
        by: one.by.clone(),
        old: one.old.clone(),
        new: one.new.clone(),
        reason: one.reason.clone(),
        about: one.about.clone(),
    }
}

/// What happened to the captures in use, capture by capture.
pub(super) fn custody(room: &Room<'_>, base: &Base) -> Result<Vec<CustodyPart>> {
    let mut parts = Vec::new();
    for capture in base.outlets.iter().flat_map(|it| &it.sources).flat_map(|it| &it.captures) {
        let logged = room.names.capture(&capture.handle)?;
        for act in acts(room.store, &logged)? {
            parts.push(CustodyPart {
                capture: capture.handle.clone(),
                at: act.at.to_string(),
                by: act.by,
                words: act.words,
            });
        }
    }
    Ok(parts)
}
