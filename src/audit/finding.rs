//! What an audit gives: findings (the casebook is not intact) and notes (it
//! is, and a reader should know), each in a fact-checker's words.

use std::borrow::Cow;

use serde::Serialize;
use serde::ser::{SerializeStruct, Serializer};

use crate::model::Sha256Hex;
use crate::model::vocab::ReceiptKind;
use crate::model::vocabulary::vocabulary;

vocabulary! {
    /// What is wrong. Any of these breaks the casebook's integrity.
    FindingKind, "kind of finding";
    /// The file's own pages or indexes are damaged.
    DamagedFile = "damaged-file",
    /// A table, index or trigger is not as this program made it.
    AlteredSchema = "altered-schema",
    /// Entries were taken out between others.
    MissingEntry = "missing-entry",
    /// An entry's bytes are not those that were logged.
    AlteredEntry = "altered-entry",
    /// An entry cannot be read, or is not in its one right spelling.
    UnreadableEntry = "unreadable-entry",
    /// An entry was logged by somebody who was not a member then.
    NotAMember = "not-a-member",
    /// An entry names something that is not in the record before it.
    LinksToNothing = "links-to-nothing",
    /// An entry names something that is of another kind than it says.
    LinksToOtherKind = "links-to-other-kind",
    /// The stored tree of hashes does not belong to the entries.
    AlteredTree = "altered-tree",
    /// Entries were cut off the end.
    CutOff = "cut-off",
    /// This is not the record that was seen, or that a report was cut from.
    OtherRecord = "other-record",
    /// A checkpoint of it was altered or taken out.
    AlteredCheckpoint = "altered-checkpoint",
    /// A signature is not that of a key that was good for it.
    BadSignature = "bad-signature",
    /// Kept bytes are not those that were captured.
    AlteredBytes = "altered-bytes",
    /// Bytes that should be kept are not here.
    MissingBytes = "missing-bytes",
    /// Bytes that were withheld are still here.
    WithheldBytes = "withheld-bytes",
    /// A capture's text is not what its bytes give.
    AlteredText = "altered-text",
    /// A quotation does not stand where its claim or evidence says.
    BrokenSpan = "broken-span",
    /// The tables are not what the record gives.
    AlteredTable = "altered-table",
    /// A verdict or review breaks a rule of verdicts.
    BrokenRule = "broken-rule",
    /// A check could not be finished.
    Unfinished = "unfinished",
}

vocabulary! {
    /// What a reader of an intact casebook should know.
    NoteKind, "kind of note";
    /// Nobody traced whether they said it.
    Untraced = "untraced",
    /// All answers to a question come from one origin.
    SingleSource = "single-source",
    /// A verdict waits for a second member.
    Unreviewed = "unreviewed",
    /// An end of a link got a newer version since, or went.
    StaleLink = "stale-link",
    /// Fields that a machine guessed, and nobody confirmed.
    Guessed = "guessed",
    /// A capture's bytes are not here: its quotations cannot be checked.
    Withheld = "withheld",
    /// What a finding rests on has gone since.
    Unsupported = "unsupported",
    /// A finding was given on an older version of its claim.
    GivenBefore = "given-before",
    /// The clock of whoever logged it ran wrong.
    Clock = "clock",
    /// An entry of a kind that only a newer program knows.
    NewerEntry = "newer-entry",
    /// Bytes are kept that no entry names.
    StrayBytes = "stray-bytes",
    /// A quoted passage is not in the newest capture of its source.
    Gone = "gone",
    /// A passage was accepted in a newer capture although its figures changed.
    FiguresChanged = "figures-changed",
    /// Names or negations beside a passage changed, and its own words did not.
    ContextChanged = "context-changed",
}

/// Something that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What kind of thing.
    pub kind: FindingKind,
    /// The handle of what it is about, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub handle: Option<String>,
    /// The number of the entry it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entry: Option<u64>,
    /// What is wrong.
    pub words: String,
}

/// Something a reader should know. There may be one for each claim: it is put
/// into words when it is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// What kind of thing.
    pub kind: NoteKind,
    /// The number of the entry it is about.
    pub entry: Option<u64>,
    said: Said,
}

/// What a note says.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Said {
    /// Of a version of a claim, `C14@2`.
    Version { claim: u32, version: u32, words: &'static str },
    /// The handle of what it is about, and a whole sentence.
    Sentence(Box<(Option<String>, String)>),
}

impl Note {
    pub(super) fn of_version(
        kind: NoteKind,
        entry: u64,
        (claim, version): (u32, u32),
        words: &'static str,
    ) -> Self {
        Self { kind, entry: Some(entry), said: Said::Version { claim, version, words } }
    }

    pub(super) fn sentence(
        kind: NoteKind,
        handle: Option<String>,
        entry: Option<u64>,
        words: String,
    ) -> Self {
        Self { kind, entry, said: Said::Sentence(Box::new((handle, words))) }
    }

    /// The handle of what it is about, where it has one.
    pub fn handle(&self) -> Option<Cow<'_, str>> {
        match &self.said {
            Said::Version { claim, version, .. } => Some(format!("C{claim}@{version}").into()),
            Said::Sentence(said) => said.0.as_deref().map(Cow::Borrowed),
        }
    }

    /// What it is.
    pub fn words(&self) -> Cow<'_, str> {
        match &self.said {
            Said::Version { claim, version, words } => {
                format!("C{claim}@{version}: {words}").into()
            }
            Said::Sentence(said) => Cow::Borrowed(&said.1),
        }
    }
}

/// As a [`Finding`].
impl Serialize for Note {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let handle = self.handle();
        let optional = usize::from(handle.is_some()) + usize::from(self.entry.is_some());
        let mut note = to.serialize_struct("Note", 2 + optional)?;
        note.serialize_field("kind", &self.kind)?;
        if let Some(handle) = handle {
            note.serialize_field("handle", &handle)?;
        }
        if let Some(entry) = self.entry {
            note.serialize_field("entry", &entry)?;
        }
        note.serialize_field("words", &self.words())?;
        note.end()
    }
}

/// How far the record is signed. Signed is not the same as intact, and neither
/// is the same as trusted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Signed {
    /// Number of entries that the newest signed checkpoint covers.
    pub entries: u64,
    /// Number of entries after them.
    pub after: u64,
    /// Who signed it: keys of members.
    pub by: Vec<String>,
    /// Their verifier keys.
    pub keys: Vec<String>,
    /// Whether this user has said that they trust one of these keys.
    pub trusted: bool,
    /// Where each of these keys was taken back since: by which entry, and why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revoked: Option<String>,
}

/// What somebody outside gave back for a checkpoint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Receipt {
    /// The number of the entry that records it.
    pub entry: u64,
    /// What it is.
    pub kind: ReceiptKind,
    /// Who gave it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Number of entries of the checkpoint that it vouches for.
    pub entries: u64,
    /// SHA-256 of its bytes.
    pub sha256: Sha256Hex,
}

/// What rests on something that is broken, missing or in dispute.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Impact {
    /// The handle, or the entry, of what it is.
    pub of: String,
    /// What is the matter with it.
    pub why: String,
    /// Claim versions and evidence that quote it.
    pub quotations: Vec<String>,
    /// Links that have it at an end, or rest on what quotes it.
    pub links: Vec<String>,
    /// Verdicts on it, or on grounds that rest on it.
    pub verdicts: Vec<String>,
    /// Published reports of what it answers.
    pub reports: Vec<String>,
}

/// What was looked at, and what was wrong with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Audit {
    /// Number of entries read. An audit of nothing finds nothing: say so.
    pub entries: u64,
    /// Root of the tree over them, computed from their bytes.
    pub root: Sha256Hex,
    /// Number of captured texts and files whose bytes were hashed again.
    pub blobs: u64,
    /// Number of quoted passages read again from their captures.
    pub spans: u64,
    /// Number of verdicts held against the rules.
    pub verdicts: u64,
    /// How far it is signed; None: not at all.
    pub signed: Option<Signed>,
    /// What somebody outside gave back for its checkpoints, in order.
    pub receipts: Vec<Receipt>,
    /// What rests on what is broken, missing or in dispute.
    pub impact: Vec<Impact>,
    /// What was checked, in words.
    pub checked: Vec<String>,
    /// What could not be, in words.
    pub not_checked: Vec<String>,
    /// What is wrong, in the order of the checks, then of the record; empty:
    /// the casebook is intact, as far as it was checked.
    pub findings: Vec<Finding>,
    /// What a reader should know, in the same order.
    pub notes: Vec<Note>,
}

impl Audit {
    /// An audit that has looked at nothing but entries.
    pub(super) fn of(entries: u64, root: Sha256Hex) -> Self {
        let (signed, receipts, impact) = (None, Vec::new(), Vec::new());
        let (checked, not_checked) = (Vec::new(), Vec::new());
        let (findings, notes) = (Vec::new(), Vec::new());
        let (blobs, spans, verdicts) = (0, 0, 0);
        Self {
            entries,
            root,
            blobs,
            spans,
            verdicts,
            signed,
            receipts,
            impact,
            checked,
            not_checked,
            findings,
            notes,
        }
    }

    /// Whether nothing was found wrong.
    pub const fn is_intact(&self) -> bool {
        self.findings.is_empty()
    }
}
