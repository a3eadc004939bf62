//! Publishing a report, and putting a published one right.
//!
//! A publication freezes what went out: the bytes of its files, their hashes,
//! and the state of the record that they show. A correction never touches
//! them; it stands beside them, and opens the next report.

use crate::error::{Error, Result};
use crate::journal::{Decoded, Fact, fact};
use crate::model::vocab::CorrectionKind;
use crate::model::{EntryId, PublicationId, Sha256Hex, Timestamp};
use crate::store::{Blob, Head, Logged, Store};

use crate::text;

use super::capture::digest;
use super::desk::{Desk, reasoned};

/// File of a publication that tells what stood against it, and why it was
/// published all the same.
const DESPITE: &str = "published-despite.txt";

/// Files of a correction that hold the words that stood there, and those that
/// should have.
const OLD: &str = "old-words.txt";
const NEW: &str = "new-words.txt";

/// A report that is to go out.
#[derive(Clone, Debug)]
pub struct PublishDraft {
    /// Its title.
    pub title: String,
    /// What it covers; empty: all.
    pub scope: Vec<EntryId>,
    /// The record that it shows.
    pub cut: Head,
    /// Its files: name and bytes.
    pub files: Vec<(String, Vec<u8>)>,
    /// Where it is published.
    pub where_to: Vec<String>,
    /// What stands against it.
    pub obstacles: Vec<String>,
    /// Why it is published all the same.
    pub why: Option<String>,
}

/// What is to be put right.
#[derive(Clone, Debug, Default)]
pub struct CorrectionDraft {
    /// What kind of change.
    pub kind: String,
    /// The words that stood there.
    pub old: Option<String>,
    /// The words that should have.
    pub new: Option<String>,
    /// Why.
    pub why: String,
    /// Handles of what it is about: `C4`, `V2`.
    pub about: Vec<String>,
}

/// A published report, with what was put right in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicationView {
    /// `R1`.
    pub handle: String,
    /// Its id.
    pub id: EntryId,
    /// Its title.
    pub title: String,
    /// When it went out.
    pub when: Timestamp,
    /// Who published it.
    pub by: String,
    /// Where.
    pub where_to: Vec<String>,
    /// What it covers; empty: all.
    pub scope: Vec<EntryId>,
    /// Number of entries of the record that it shows.
    pub size: u64,
    /// Root of the tree over them.
    pub root_sha256: Sha256Hex,
    /// Its files, without what stood against it.
    pub files: Vec<fact::FileRef>,
    /// What stood against it, and why it was published all the same.
    pub despite: Option<String>,
    /// What was put right in it, in order.
    pub corrections: Vec<CorrectionView>,
}

/// What was put right in a published report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CorrectionView {
    /// Number of its entry.
    pub seq: u64,
    /// Its id.
    pub id: EntryId,
    /// When it was logged.
    pub at: Timestamp,
    /// By whom.
    pub by: String,
    /// What kind of change.
    pub kind: CorrectionKind,
    /// The words that stood there.
    pub old: Option<String>,
    /// The words that should have.
    pub new: Option<String>,
    /// Why.
    pub reason: String,
    /// Handles of what it is about.
    pub about: Vec<String>,
    /// Those things.
    pub entries: Vec<EntryId>,
}

impl Desk<'_, '_> {
    /// Freezes a report that goes out: its bytes, their hashes, its data cut.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`], with the list, where something stands against it and
    /// no reason is given.
    pub fn publish(&mut self, draft: &PublishDraft) -> Result<PublicationId> {
        let why = draft.why.as_deref().map(str::trim).filter(|why| !why.is_empty());
        let mut files = draft.files.clone();
        match (draft.obstacles.as_slice(), why) {
            ([], _) => {}
            (obstacles, None) => return Err(refuse(obstacles)),
            (obstacles, Some(why)) => {
                let words =
                    format!("Against it: {}.\nPublished because: {why}\n", obstacles.join("; "));
                files.push((DESPITE.to_owned(), words.into_bytes()));
            }
        }
        let files = self.freeze(files)?;
        let when = self.stamp().at;
        let fact = fact::Publication {
            files,
            manifest_sha256: None,
            root_sha256: Sha256Hex::from_bytes(draft.cut.root),
            scope: draft.scope.clone(),
            size: draft.cut.size,
            title: draft.title.clone(),
            when,
            where_to: draft.where_to.clone(),
        };
        Ok(self.log(fact)?.into())
    }

    /// Puts a published report right.
    ///
    /// # Errors
    ///
    /// [`Error::Usage`] without a reason, or where words change and the kind
    /// needs both and one is missing.
    pub fn correct(&mut self, report: &str, draft: &CorrectionDraft) -> Result<EntryId> {
        let publication = publication(self.store(), self.names().entry(report)?)?;
        let kind: CorrectionKind = draft.kind.parse()?;
        let reason = draft.why.trim();
        reasoned("a correction", reason)?;
        let words = matches!(kind, CorrectionKind::Typo | CorrectionKind::Correction);
        if words && (draft.old.is_none() || draft.new.is_none()) {
            return Err(Error::usage(
                format!("a {kind} shows its readers both wordings"),
                "give the words that stood there with --old, and those that should have with --new",
            ));
        }
        if draft.old.is_some() && draft.old == draft.new {
            return Err(Error::usage(
                "both wordings are the same",
                "give the words that stood there with --old, and those that should have with --new",
            ));
        }
        let mut entries = Vec::new();
        for about in &draft.about {
            entries.push(self.names().entry(about)?);
        }
        let both = [(OLD, &draft.old), (NEW, &draft.new)];
        let files = both.into_iter().filter_map(|(name, words)| {
            words.as_ref().map(|words| (name.to_owned(), words.clone().into_bytes()))
        });
        let files = self.freeze(files.collect())?;
        let publication = publication.id.into();
        self.log(fact::Correction { entries, files, kind, publication, reason: reason.to_owned() })
    }

    /// Keeps the bytes of files.
    fn freeze(&mut self, files: Vec<(String, Vec<u8>)>) -> Result<Vec<fact::FileRef>> {
        let mut kept = Vec::new();
        for (name, bytes) in files {
            let sha256 = digest(None, &bytes);
            let size = bytes.len() as u64;
            self.keep(Blob { sha256, salt: None, bytes: bytes.into() })?;
            kept.push(fact::FileRef { bytes: fact::BytesRef { sha256, size }, name });
        }
        Ok(kept)
    }
}

fn refuse(obstacles: &[String]) -> Error {
    Error::refused(
        format!("this stands against publishing it:\n  {}", obstacles.join("\n  ")),
        "settle it, or say with --why why it goes out all the same: that is kept with it",
    )
}

/// Every published report, in order, with what was put right in each.
pub fn publications(store: &Store) -> Result<Vec<PublicationView>> {
    let published = store.list::<fact::Publication>()?;
    published.into_iter().map(|logged| view(store, logged)).collect()
}

/// One published report, by its id.
///
/// # Errors
///
/// [`Error::NotFound`] where the id is of something else.
pub fn publication(store: &Store, id: EntryId) -> Result<PublicationView> {
    let logged = store.get::<fact::Publication>(id)?;
    let logged = logged.ok_or_else(|| {
        let hint = "`rashomon list reports` lists the published ones";
        Error::not_found("published report", format!("{id:.8}"), hint)
    })?;
    view(store, logged)
}

fn view(store: &Store, logged: Logged<fact::Publication>) -> Result<PublicationView> {
    let corrections = corrections(store, logged.id)?;
    let fact = logged.fact;
    let despite = fact.files.iter().find(|file| file.name == DESPITE);
    let despite = despite.map(|file| words_in(store, file)).transpose()?.flatten();
    Ok(PublicationView {
        handle: logged.handle.to_string(),
        id: logged.id,
        title: fact.title,
        when: fact.when,
        by: logged.by,
        where_to: fact.where_to,
        scope: fact.scope,
        size: fact.size,
        root_sha256: fact.root_sha256,
        files: fact.files.into_iter().filter(|file| file.name != DESPITE).collect(),
        despite,
        corrections,
    })
}

fn corrections(store: &Store, publication: EntryId) -> Result<Vec<CorrectionView>> {
    let mut views = Vec::new();
    for row in store.history(Some(publication), None)? {
        let Some(Decoded::Known(entry)) = row.decoded.filter(|_| !row.undone) else { continue };
        let Fact::Correction(fact) = entry.fact else { continue };
        // Another report's correction may name this one among what it is about.
        if EntryId::from(fact.publication) != publication {
            continue;
        }
        let names = super::names::Names::of(store);
        let words = |name: &str| {
            let file = fact.files.iter().find(|file| file.name == name);
            file.map(|file| words_in(store, file)).transpose().map(Option::flatten)
        };
        views.push(CorrectionView {
            seq: row.seq,
            id: row.id,
            at: entry.at,
            by: entry.by,
            kind: fact.kind,
            old: words(OLD)?,
            new: words(NEW)?,
            about: fact.entries.iter().map(|id| names.handle(*id)).collect::<Result<_>>()?,
            reason: fact.reason.clone(),
            entries: fact.entries,
        });
    }
    Ok(views)
}

/// Whether words stand in what was published, as folded text; true where its
/// files are not here to be asked.
pub fn stands_in(store: &Store, publication: &PublicationView, words: &str) -> Result<bool> {
    let words = text::fold_str(words);
    let mut asked = false;
    for file in &publication.files {
        let Some(text) = words_in(store, file)? else { continue };
        asked = true;
        if text::fold_str(&text).contains(words.trim()) {
            return Ok(true);
        }
    }
    Ok(!asked)
}

/// The words in a kept file.
fn words_in(store: &Store, file: &fact::FileRef) -> Result<Option<String>> {
    let kept = store.blob(file.bytes.sha256)?;
    Ok(kept.map(|kept| String::from_utf8_lossy(&kept.bytes).into_owned()))
}
