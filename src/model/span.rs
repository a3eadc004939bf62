//! Where quoted words stand in a capture.

use serde::{Deserialize, Serialize};

use super::vocab::SpanRole;
use super::{CaptureId, Invalid, Sha256Hex};

/// A passage of one capture: ranges and digests, never the words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Span {
    /// The capture whose text holds the passage.
    pub capture: CaptureId,
    /// What part of the source it marks.
    pub role: SpanRole,
    /// Where in the capture.
    pub selector: Selector,
}

/// Where in a capture a passage stands. `page`, `time` and `region` are
/// reserved for later kinds of capture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Selector {
    /// Ranges of the capture's text.
    Text(TextSelector),
}

/// One stretch of a capture's text, or several in order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct TextSelector {
    /// In order of the text, not overlapping, at least one.
    pub pieces: Vec<Piece>,
}

/// One unbroken stretch of text.
///
/// Both ranges name the same stretch: bytes of the UTF-8 text for machines,
/// code points for the W3C's `TextPositionSelector` (Web Annotation Data
/// Model §4.2.5). Ends are exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Piece {
    /// UTF-8 bytes: start, end (exclusive).
    pub bytes: [u64; 2],
    /// Code points: start, end (exclusive).
    pub points: [u64; 2],
    /// SHA-256 of the raw bytes; of salt and bytes where the capture is salted.
    pub sha256: Sha256Hex,
}

impl Span {
    /// The stretches of text, in order.
    pub fn pieces(&self) -> &[Piece] {
        match &self.selector {
            Selector::Text(text) => &text.pieces,
        }
    }

    /// First and last byte (exclusive) over all pieces.
    pub fn byte_hull(&self) -> Option<[u64; 2]> {
        let pieces = self.pieces();
        Some([pieces.first()?.bytes[0], pieces.last()?.bytes[1]])
    }

    /// Whether all of it stands within another passage of the same capture.
    pub fn lies_within(&self, other: &Self) -> bool {
        let hulls = self.byte_hull().zip(other.byte_hull());
        self.capture == other.capture
            && hulls.is_some_and(|(own, other)| other[0] <= own[0] && own[1] <= other[1])
    }

    /// Checks that pieces are there, not empty, in order and apart.
    pub fn check(&self) -> Result<(), Invalid> {
        let refuse =
            |why: &str| Err(Invalid::form("a span", format!("{:?}", self.byte_hull()), why));
        let mut end = [0, 0];
        for piece in self.pieces() {
            let (bytes, points) = (piece.bytes, piece.points);
            if bytes[0] >= bytes[1] || points[0] >= points[1] {
                return refuse("a piece is empty or runs backward");
            }
            if bytes[0] < end[0] || points[0] < end[1] {
                return refuse("pieces overlap or are out of order");
            }
            end = [bytes[1], points[1]];
        }
        if end == [0, 0] { refuse("it has no piece") } else { Ok(()) }
    }
}
