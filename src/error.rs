//! Why something was not done: the one error of the crate, by what the person
//! can do about it.
//!
//! Damage that an audit finds is not an error; it is the audit's result.

use std::io;
use std::path::PathBuf;

use crate::journal;
use crate::model::{Invalid, rules::Rule};

/// The crate's result.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why something was not done.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the messages say what each field is")]
#[non_exhaustive]
pub enum Error {
    // -- the file ----------------------------------------------------------
    #[error("there is no casebook at `{}`", path.display())]
    NoCasebook { path: PathBuf },
    #[error("there is something at `{}` already", path.display())]
    Exists { path: PathBuf },
    #[error("`{}` is not a casebook: {found}", path.display())]
    NotACasebook { path: PathBuf, found: String },
    #[error("`{}` was written by a newer rashomon (format {found}; this one knows {known})", path.display())]
    TooNew { path: PathBuf, found: u32, known: u32 },
    #[error("`{}` is damaged: {detail}", path.display())]
    Damaged { path: PathBuf, detail: String },
    #[error("`{}`: entry {seq} was altered after it was logged: its bytes no longer give its hash", path.display())]
    Altered { path: PathBuf, seq: i64 },
    /// The record is not the one that this user has seen.
    #[error("`{}` is not to be written to: {doubt}", path.display())]
    Unlike { path: PathBuf, doubt: String },
    #[error("`{}` cannot be written: {why}", path.display())]
    ReadOnly { path: PathBuf, why: String },
    #[error("another program is writing to the casebook")]
    Busy,
    #[error(
        "the casebook holds an entry of a newer kind ({fact}, format {v}); it can be read and audited, not added to"
    )]
    NewerEntry { fact: String, v: u64 },
    /// Bytes were withheld, and something kept the last of them from being
    /// wiped at once.
    #[error(
        "the bytes are withheld and that is on record, but traces may be left in the casebook's `-wal` file: {why}"
    )]
    Traces { why: String },
    #[error("the casebook's index of words cannot be used: {why}")]
    NoIndex { why: String },
    #[error("could not find out whether entry {id} was kept: {why}")]
    Unknown { id: String, why: String },

    // -- what was asked for ------------------------------------------------
    /// Words of the command line that do not go together.
    #[error("{message}")]
    Usage { message: String, hint: String },
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// The same, of a field that is named.
    #[error("{field}: {invalid}")]
    InField { field: &'static str, invalid: Invalid },
    #[error("there is no {what} `{given}`")]
    NotFound { what: &'static str, given: String, near: Option<String>, hint: String },
    #[error("`{given}` could be {what}: {}", candidates.join(", "))]
    Ambiguous { what: &'static str, given: String, candidates: Vec<String>, hint: String },

    // -- rules -------------------------------------------------------------
    /// A rule of verdicts.
    #[error("{rule}")]
    Rule { rule: Rule },
    /// Another rule of the house.
    #[error("{message}")]
    Refused { message: String, hint: String },
    #[error(transparent)]
    Oversized(#[from] journal::Oversized),

    // -- the machine -------------------------------------------------------
    #[error("{}: {source}", path.display())]
    File { path: PathBuf, source: io::Error },
    #[error("could not write the output: {0}")]
    Output(#[from] io::Error),
    /// `SQLite` could not do what was asked; only the store makes this.
    #[error("the casebook's file could not be used: {0}")]
    Database(String),
}

/// How a command ended, as the number its caller sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Done.
    Done = 0,
    /// It could not be done.
    Failed = 1,
    /// The command line was not understood.
    Usage = 2,
    /// What was named is not there.
    NotFound = 3,
    /// A rule forbids it.
    Refused = 4,
    /// The record is not intact.
    Broken = 5,
    /// Intact, with notes, under `--strict`.
    Notes = 6,
}

impl Error {
    /// A refusal by a rule of the house.
    pub fn refused(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Refused { message: message.into(), hint: hint.into() }
    }

    /// Words of the command line that do not go together.
    pub fn usage(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Usage { message: message.into(), hint: hint.into() }
    }

    /// Something named that is not there, with no near name.
    pub fn not_found(
        what: &'static str,
        given: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        Self::NotFound { what, given: given.into(), near: None, hint: hint.into() }
    }

    /// The number that the caller sees.
    pub const fn exit(&self) -> Exit {
        match self {
            Self::NoCasebook { .. } | Self::NotFound { .. } => Exit::NotFound,
            Self::Usage { .. }
            | Self::Invalid(_)
            | Self::InField { .. }
            | Self::Ambiguous { .. } => Exit::Usage,
            Self::Rule { .. } | Self::Refused { .. } | Self::Oversized(_) | Self::Exists { .. } => {
                Exit::Refused
            }
            Self::Damaged { .. } | Self::Altered { .. } | Self::Unlike { .. } => Exit::Broken,
            Self::NotACasebook { .. }
            | Self::TooNew { .. }
            | Self::ReadOnly { .. }
            | Self::Busy
            | Self::NewerEntry { .. }
            | Self::Traces { .. }
            | Self::NoIndex { .. }
            | Self::Unknown { .. }
            | Self::File { .. }
            | Self::Output(_)
            | Self::Database(_) => Exit::Failed,
        }
    }

    /// What the user can do next, where we know.
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::NoCasebook { .. } => "check the spelling, or make one with `rashomon init NAME`",
            Self::Exists { .. } => "choose another name; nothing is written over",
            Self::NotACasebook { .. } => {
                "name a file made by `rashomon init`; this one was left as it was"
            }
            Self::TooNew { .. } | Self::NewerEntry { .. } => {
                "update rashomon; the file was left as it was"
            }
            Self::Damaged { .. } => {
                "the file was left as it was: keep a copy of it, then work from a backup"
            }
            Self::Altered { .. } => {
                "`rashomon audit` lists all that was altered; keep the file as it is, and work from a backup"
            }
            Self::Unlike { .. } => {
                "`rashomon audit` tells what differs; find the newer copy, or take this one as it is with `rashomon audit --accept`"
            }
            Self::ReadOnly { .. } => {
                "reading, reports and audits still work; to write, copy the casebook to a place you can write to"
            }
            Self::Busy => "nothing was changed; try again in a moment",
            Self::Traces { .. } => {
                "close every other program that has the casebook open: the last one to close it wipes them; do not repeat the command"
            }
            Self::NoIndex { .. } => "`rashomon rebuild` makes it again from the record",
            Self::Unknown { .. } => "look with `rashomon history` before you repeat the command",
            Self::Usage { hint, .. }
            | Self::Refused { hint, .. }
            | Self::Ambiguous { hint, .. } => {
                return (!hint.is_empty()).then(|| hint.clone());
            }
            Self::NotFound { near, hint, .. } => {
                return match near {
                    Some(near) => Some(format!("did you mean `{near}`? {hint}")),
                    None => (!hint.is_empty()).then(|| hint.clone()),
                };
            }
            Self::Invalid(invalid) | Self::InField { invalid, .. } => {
                return invalid.near().map(|near| format!("did you mean `{near}`?"));
            }
            Self::Rule { rule } => rule.hint(),
            Self::Oversized(_) => "say it in fewer words, or log it as several",
            Self::File { path, source } => match source.kind() {
                io::ErrorKind::NotFound => match path.parent() {
                    Some(folder) if !folder.as_os_str().is_empty() && !folder.exists() => {
                        return Some(format!(
                            "there is no folder `{}`: make it first, or look at its name",
                            folder.display()
                        ));
                    }
                    _ => "look at the name: a path is taken from the folder you are in",
                },
                io::ErrorKind::PermissionDenied => {
                    "name a file, or a folder, that you may read and write"
                }
                _ => return None,
            },
            Self::Output(_) | Self::Database(_) => return None,
        };
        Some(hint.to_owned())
    }
}
