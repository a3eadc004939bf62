//! What an audit gives: findings (the casebook is not intact) and notes (it
//! is, and a reader should know), each in a fact-checker's words.

use serde::Serialize;

use crate::model::Sha256Hex;
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

/// Something a reader should know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Note {
    /// What kind of thing.
    pub kind: NoteKind,
    /// The handle of what it is about, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub handle: Option<String>,
    /// The number of the entry it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entry: Option<u64>,
    /// What it is.
    pub words: String,
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
    /// Whether nothing was found wrong.
    pub const fn is_intact(&self) -> bool {
        self.findings.is_empty()
    }
}
