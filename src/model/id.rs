//! Ids: the digest of the journal entry that first logged a thing, one type
//! for each kind of thing, and SHA-256 digests of bytes.

use std::fmt;
use std::str::FromStr;

use super::Invalid;

/// Declares a 32-byte digest written as 64 lower-case hexadecimal digits.
macro_rules! digest_type {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; 32]);

        impl $name {
            /// Wraps 32 bytes.
            pub const fn from_bytes(bytes: [u8; 32]) -> Self {
                Self(bytes)
            }

            /// The 32 bytes.
            pub const fn as_bytes(&self) -> &[u8; 32] {
                &self.0
            }
        }

        /// All 64 digits; `{:.8}` for the short form shown to people.
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&to_hex(&self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({:.8})"), self)
            }
        }

        impl FromStr for $name {
            type Err = Invalid;

            fn from_str(text: &str) -> Result<Self, Invalid> {
                digits(text).map(Self)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_str(hex_in(&self.0, &mut [0; 64]))
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                // One reader for all of them.
                super::spelled(from, digits).map(Self)
            }
        }
    };
}

/// Reads 64 digits.
fn digits(text: &str) -> Result<[u8; 32], Invalid> {
    from_hex(text)
        .ok_or_else(|| Invalid::form("an id", text, "expected 64 lower-case hexadecimal digits"))
}

/// Declares the id of one kind of thing: the id of the entry that logged it.
macro_rules! id_type {
    ($(#[$doc:meta])* $name:ident) => {
        digest_type! { $(#[$doc])* $name }

        impl From<EntryId> for $name {
            fn from(entry: EntryId) -> Self {
                Self(entry.0)
            }
        }

        impl From<$name> for EntryId {
            fn from(id: $name) -> Self {
                Self(id.0)
            }
        }
    };
}

digest_type! {
    /// Names one entry of the journal: its leaf hash (RFC 6962 §2.1).
    EntryId
}
digest_type! {
    /// SHA-256 of some bytes. In an entry it always stands under a key that
    /// ends in `sha256`, so that ids and digests are never taken for each other.
    Sha256Hex
}
id_type! {
    /// Names a source.
    SourceId
}
id_type! {
    /// Names a capture of a source.
    CaptureId
}
id_type! {
    /// Names a party.
    PartyId
}
id_type! {
    /// Names a place.
    PlaceId
}
id_type! {
    /// Names an event.
    EventId
}
id_type! {
    /// Names a question of an event.
    QuestionId
}
id_type! {
    /// Names a claim across all its versions: the entry of its first.
    ClaimId
}
id_type! {
    /// Names one version of a claim.
    VersionId
}
id_type! {
    /// Names a link between claim versions or other things.
    LinkId
}
id_type! {
    /// Names a piece of evidence.
    EvidenceId
}
id_type! {
    /// Names an enquiry put to a party.
    EnquiryId
}
id_type! {
    /// Names a verdict.
    VerdictId
}
id_type! {
    /// Names a published report.
    PublicationId
}
id_type! {
    /// Names a member.
    MemberId
}

/// Lower-case hexadecimal digits, two for each byte.
pub fn to_hex(bytes: &[u8]) -> String {
    let mut digits = vec![0; bytes.len() * 2];
    hex_in(bytes, &mut digits).to_owned()
}

/// The same, in a place that has room for two digits a byte.
pub(super) fn hex_in<'a>(bytes: &[u8], digits: &'a mut [u8]) -> &'a str {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    for (pair, byte) in digits.chunks_exact_mut(2).zip(bytes) {
        pair[0] = DIGITS[usize::from(byte >> 4)];
        pair[1] = DIGITS[usize::from(byte & 15)];
    }
    std::str::from_utf8(digits).unwrap_or_default()
}

/// Reads exactly `2 * N` lower-case hexadecimal digits.
///
/// Upper case is refused: one spelling for each digest, or equal entries would
/// hash apart.
pub fn from_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digits = text.as_bytes();
    if digits.len() != 2 * N {
        return None;
    }
    let mut bytes = [0; N];
    let mut others = 0;
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        let (high, low) = (VALUES[usize::from(pair[0])], VALUES[usize::from(pair[1])]);
        others |= high | low;
        *byte = high << 4 | low & 15;
    }
    (others & NO_DIGIT == 0).then_some(bytes)
}

/// In [`VALUES`], a byte that is no digit.
const NO_DIGIT: u8 = 0x80;

/// What each byte counts as a lower-case hexadecimal digit.
static VALUES: [u8; 256] = {
    let mut values = [NO_DIGIT; 256];
    let mut value = 0;
    while value < 16 {
        values[b"0123456789abcdef"[value as usize] as usize] = value;
        value += 1;
    }
    values
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_has_one_spelling() {
        let text = "00ff".repeat(16);
        let id: EntryId = text.parse().unwrap();
        assert_eq!(id.to_string(), text);
        assert_eq!(format!("{id:.8}"), "00ff00ff");
        assert!(text.to_uppercase().parse::<EntryId>().is_err());
        assert!(text[1..].parse::<EntryId>().is_err());
        for other in 0..=u8::MAX {
            let digit = other.is_ascii_digit() || (b'a'..=b'f').contains(&other);
            let Ok(pair) = std::str::from_utf8(&[b'0', other]).map(str::to_owned) else { continue };
            assert_eq!(from_hex::<1>(&pair).is_some(), digit, "{pair}");
            assert!(!digit || to_hex(&from_hex::<1>(&pair).unwrap()) == pair);
        }
    }
}
