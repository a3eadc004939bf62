//! Facts about the casebook itself: its terms, reports, receipts, imports,
//! exports and undone entries.

use serde::{Deserialize, Serialize};

use super::party::Member;
use super::source::BytesRef;
use crate::model::vocab::{CorrectionKind, Finding, ReceiptKind};
use crate::model::{EntryId, Number, PublicationId, Sha256Hex, Timestamp};

/// The casebook: entry 0, and each later change of its terms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Casebook {
    /// Who may be counted: `fighters`, `civilians`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub categories: Vec<Term>,
    /// Numbers that a view may put for a word, by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conventions: Vec<Convention>,
    /// Entry 0 only: the first member.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub founder: Option<Member>,
    /// Replaces the terms; names entry 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<EntryId>,
    /// Name of the journal: slug, slash, 8 hexadecimal digits; never changes.
    pub origin: String,
    /// Rating scales of the house.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scales: Vec<Scale>,
    /// Standards of proof, by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub standards: Vec<Standard>,
    /// What it is about.
    pub title: String,
    /// What may be counted: `killed`, `hours`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub units: Vec<Term>,
}

/// A declared key and what it means.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Term {
    /// The key.
    pub key: String,
    /// What it means.
    pub text: String,
}

/// A number put for a word, under a name: "dozens" as at least 24.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Convention {
    /// The most that the word stands for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<Number>,
    /// The least that the word stands for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<Number>,
    /// Whose convention it is.
    pub name: String,
    /// The word.
    pub word: String,
}

/// A rating scale of the house.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Scale {
    /// Its labels, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub labels: Vec<Label>,
    /// Its name.
    pub name: String,
}

/// A label of a scale, and the findings it stands for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Label {
    /// The findings.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
    /// The label.
    pub text: String,
}

/// A standard of proof.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Standard {
    /// Its name.
    pub name: String,
    /// What it asks for.
    pub text: String,
}

/// A report was published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Publication {
    /// Its files.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<FileRef>,
    /// Manifest of the files, where they are over 200.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub manifest_sha256: Option<Sha256Hex>,
    /// Root of the journal it was cut from.
    pub root_sha256: Sha256Hex,
    /// The events, claims, parties or questions it covers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scope: Vec<EntryId>,
    /// Number of entries of the journal it was cut from.
    pub size: u64,
    /// Its title.
    pub title: String,
    /// When.
    pub when: Timestamp,
    /// Where it was published.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub where_to: Vec<String>,
}

/// A file that was published or exported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct FileRef {
    /// Its size and digest.
    pub bytes: BytesRef,
    /// Its name.
    pub name: String,
}

/// A published report was put right.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Correction {
    /// What was wrong or changed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub entries: Vec<EntryId>,
    /// The files as corrected.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<FileRef>,
    /// What kind of change.
    pub kind: CorrectionKind,
    /// The report.
    pub publication: PublicationId,
    /// What was wrong, in words for its readers.
    pub reason: String,
}

/// Somebody outside vouched for the time of a checkpoint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Receipt {
    /// What kind of receipt.
    pub kind: ReceiptKind,
    /// Who gave it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The receipt, kept as it came.
    pub receipt: BytesRef,
    /// Root of the checkpoint.
    pub root_sha256: Sha256Hex,
    /// Size of the checkpoint, in entries.
    pub size: u64,
}

/// Rows were imported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Import {
    /// The file they came from.
    pub file: BytesRef,
    /// Its format: `jsonl`, `csv`.
    pub format: String,
    /// Manifest of the rows, where they are over 200.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub manifest_sha256: Option<Sha256Hex>,
    /// Columns as they were read: header and field.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mapping: Vec<[String; 2]>,
    /// Name of the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The rows, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<ImportedRow>,
}

/// One imported row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ImportedRow {
    /// The first 16 hexadecimal digits of a SHA-256 of what the row says: of a
    /// line its fact and fields, of a table's row its cells by column. None where
    /// its key is made of that already.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
    /// What it became, or was found to be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<EntryId>,
    /// The row's own key, by which a repeated import knows it.
    pub key: String,
    /// Columns that have no field here: name and value.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unknown: Vec<[String; 2]>,
}

/// A copy left the casebook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Export {
    /// Its files.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<FileRef>,
    /// Its format.
    pub format: String,
    /// Manifest of the files, where they are over 200.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub manifest_sha256: Option<Sha256Hex>,
    /// Root of the journal it was cut from.
    pub root_sha256: Sha256Hex,
    /// Number of entries of the journal it was cut from.
    pub size: u64,
    /// For whom.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
}

/// Entries no longer count; they stay, and what they did is taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Undo {
    /// The entries, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub entries: Vec<EntryId>,
    /// Why.
    pub reason: String,
}
