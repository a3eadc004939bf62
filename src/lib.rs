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

pub mod audit;
pub mod casebook;
pub mod cli;
pub mod conflict;
pub mod error;
pub mod exchange;
pub mod journal;
pub mod model;
pub mod report;
pub mod store;
pub mod text;

pub use error::{Error, Exit, Result};
