//! Rashomon keeps rival accounts of the same event: who said exactly what,
//! where it stands, which accounts collide, how each was verified, and proof
//! that nothing in the record was altered since.
//!
//! # The map
//!
//! What a user logs becomes an *entry*: bytes made once, hashed, stored, never
//! made again. Entries in order are the *journal*; a Merkle tree (RFC 6962)
//! commits to it. Tables are a *projection* of the journal: droppable, written
//! again by `rebuild`, equal afterwards. A claim points at bytes of a
//! *capture*, so that the source can be asked again. An *audit* recomputes all
//! of it from bytes and believes no column. The file that holds all this is a
//! *casebook*: one SQLite database.
//!
//! | layer | what it is | may use |
//! | --- | --- | --- |
//! | [`model`] | Values: ids, stamps, vocabularies, selectors, dates, positions, verdict rules. No I/O, no SQL, no clock | |
//! | [`text`] | Pure functions over text: locate a quotation, fold, compare words | model |
//! | [`journal`] | The record's format: entry bytes, leaf, tree, proofs. No I/O | model |
//! | [`conflict`] | Pure comparison of positions: conflicts, origins, signals, gaps, drift, the account matrix | model |
//! | [`store`] | SQLite: open, migrate, append and project, rebuild, queries. The only speaker of SQL | model text journal |
//! | [`intake`] | Bytes in, text out: decode, web pages, PDF, web archives, addresses | model text |
//! | [`audit`] | Checks of record, spans, tables and verdicts from bytes; gives findings, changes nothing | model text journal conflict store |
//! | [`casebook`] | What a user can do: drafts in, outcomes out, one file a verb | all above |
//! | [`report`] | A report as a value, then one file a format | model text conflict casebook |
//! | [`exchange`] | Formats in and out: imports, exports | model text journal report casebook |
//! | [`cli`] | Arguments to drafts, outcomes to text, errors to exit codes; one file a command | all |
//!
//! `tests/tidy.rs` enforces the arrows.
//!
//! # The path of one datum
//!
//! `rashomon log` → `cli/log.rs` makes a [`casebook::ClaimDraft`] →
//! [`casebook::Desk::log_claim`] finds the quotation in exactly one place,
//! keeps the name as printed, resolves the party and stages an entry →
//! [`store::Store::append`] writes record and projection in one transaction →
//! `C14`. Then [`conflict`] sees that C14 and C9 answer one question
//! differently; a person accepts it (`link`); `verify` sets a finding under
//! [`model::rules`]; [`report::gather()`] makes one [`report::Report`] of it; and
//! [`audit::audit()`] hashes every byte behind it again.

pub mod audit;
pub mod casebook;
pub mod cli;
pub mod conflict;
pub mod error;
pub mod exchange;
pub mod intake;
pub mod journal;
pub mod model;
pub mod report;
pub mod store;
pub mod text;

pub use error::{Error, Exit, Result};
