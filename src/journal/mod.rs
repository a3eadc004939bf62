//! The record's format: entry bytes, leaf, tree. No I/O.
