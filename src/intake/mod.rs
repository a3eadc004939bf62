//! Bytes in, text out: what a file, page, archive or answer holds that can be
//! quoted, and what it says of itself.
//!
//! [`read()`] looks at some bytes, decides what they are, decodes them and takes
//! the text out; `inputs` walks through folders and archives. Nothing here
//! keeps anything: the bytes are the evidence, and who calls keeps them.
//!
//! # Invariants
//!
//! 1. The same bytes read with the same [`Hints`] by the same version give the
//!    same text, so that a withheld capture can be put back.
//! 2. Nothing is cut: what is over a limit is refused, and the limit is named.
//! 3. Bytes from outside are refused or read; they never panic this program. A
//!    library that may panic runs in a process of its own (`pdf`).

use std::time::Duration;

mod article;
#[cfg(feature = "fetch")]
mod fetch;

mod http;
mod inputs;
mod kind;
mod metadata;
mod nesting;
mod pdf;
mod plain;
mod raw;
mod read;
mod warc;

pub use inputs::{Input, Item, Left, Scope, Step, no_file, walk};
pub use kind::Kind;
pub use metadata::{Field, Found, Metadata, date};
pub use pdf::child as pdf_child;
pub use plain::Decoding;
pub use raw::{Raw, Text};
pub use read::{Extractor, Hints, Reading, read};

/// How long an address or a PDF may take, where nobody says otherwise.
pub const WAIT: Duration = Duration::from_secs(60);

/// The largest file, in bytes, that is captured.
pub const MAX_RAW: usize = 256 << 20;

/// The largest file that is held in memory to be decoded or taken apart: every
/// kind but UTF-8 text, which is read piece by piece.
pub const MAX_HELD: u64 = 64 << 20;
