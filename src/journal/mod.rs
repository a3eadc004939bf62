//! The record's format: an append-only list of entries, committed to by a
//! Merkle tree. No I/O.
//!
//! Everything a user logs becomes one [`Entry`]. An entry is turned to bytes
//! once, when it is logged ([`Body::of`]); those bytes are hashed, stored and
//! kept. Nothing is ever hashed by writing it again.
//!
//! # Invariants
//!
//! 1. Entries are numbered 0, 1, 2, ... without gaps.
//! 2. An entry's id is its leaf: SHA-256 of a zero byte and its body (RFC 6962
//!    §2.1).
//! 3. The root over entries `0..n` never changes once a checkpoint names it.
//!
//! [`crate::store`] upholds 1 and 2 when it writes; [`crate::audit`] computes
//! them again from the stored bytes, and gives the root to compare for 3.
//!
//! # What this does not do
//!
//! Someone who can write the file can rewrite all of it, leaves included. Only
//! a checkpoint held by someone else shows that.

mod entry;
pub mod fact;
mod keyring;
pub mod note;
pub mod proof;
pub mod tile;
pub mod tree;

pub(crate) use entry::id_of;
pub use entry::{
    Body, Decoded, Entry, MAX_BODY, MAX_DEPTH, MAX_LIST, Oversized, Unreadable, references,
};
pub use fact::Fact;
pub use keyring::{Ended, Key, Keyring};
