//! Who logs an entry, when, and the random number that makes it unique.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::id::hex_in;
use super::{Invalid, from_hex, to_hex};

/// A moment, in UTC, to the second: `2025-10-17T09:30:00Z` (RFC 3339).
///
/// When something was *logged* or captured. When a statement was made is
/// another matter, known to the day at best: see [`super::Date`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(OffsetDateTime);

impl Timestamp {
    /// The time now. Called by `main` alone: everything else is handed a
    /// [`Stamp`], so that a test can say what time it is.
    ///
    /// # Panics
    ///
    /// Never: seconds of a time that is are a time.
    #[expect(clippy::disallowed_methods, reason = "this is the one place")]
    pub fn now() -> Self {
        let seconds = OffsetDateTime::now_utc().unix_timestamp();
        Self(OffsetDateTime::from_unix_timestamp(seconds).expect("it was a time just now"))
    }

    /// Seconds since 1970-01-01T00:00:00Z; years 0 to 9999 only.
    pub fn from_unix(seconds: i64) -> Result<Self, Invalid> {
        OffsetDateTime::from_unix_timestamp(seconds)
            .ok()
            .filter(|time| (0..=9999).contains(&time.year()))
            .map(Self)
            .ok_or_else(|| Invalid::form("a time", seconds.to_string(), "outside years 0 to 9999"))
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    pub const fn unix(self) -> i64 {
        self.0.unix_timestamp()
    }

    /// The day, as `2025-10-17`.
    pub fn day(self) -> String {
        self.to_string()[..10].to_owned()
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.0.format(&Rfc3339).map_err(|_| fmt::Error)?;
        f.pad(&text)
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Timestamp({self})")
    }
}

impl FromStr for Timestamp {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        match OffsetDateTime::parse(text, &Rfc3339) {
            // One spelling for each moment, or equal entries would hash apart:
            // no other letters, no other zone, no second 60.
            Ok(time)
                if text.len() == 20
                    && text.as_bytes()[10] == b'T'
                    && text.ends_with('Z')
                    && time.nanosecond() == 0 =>
            {
                Ok(Self(time))
            }
            _ => {
                Err(Invalid::form("a time", text, "expected UTC seconds, as 2025-10-17T09:30:00Z"))
            }
        }
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.to_string())
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        super::spelled(from, str::parse)
    }
}

/// 128 random bits, as 32 hexadecimal digits: makes every entry's id unique, a
/// retry safe, and an entry impossible to guess from its hash.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Nonce([u8; 16]);

impl Nonce {
    /// Wraps 16 random bytes.
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The 16 bytes.
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl fmt::Debug for Nonce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Nonce({})", to_hex(&self.0))
    }
}

impl FromStr for Nonce {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        from_hex(text)
            .map(Self)
            .ok_or_else(|| Invalid::form("a nonce", text, "expected 32 hexadecimal digits"))
    }
}

impl Serialize for Nonce {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(hex_in(&self.0, &mut [0; 32]))
    }
}

impl<'de> Deserialize<'de> for Nonce {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        super::spelled(from, str::parse)
    }
}

/// Who logs, and when: fixed once for a command, in all that it logs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// When the command started.
    pub at: Timestamp,
    /// The key of the member who logs: `[a-z0-9-]+`, never reused.
    pub by: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_has_one_spelling() {
        assert!("2025-10-17T09:30:00Z".parse::<Timestamp>().is_ok());
        for other in [
            "2025-10-17T09:30:00+00:00",
            "2025-10-17t09:30:00z",
            "2025-10-17T14:30:00+05:00",
            "2025-10-17T09:30:00.5Z",
            "2025-10-17 09:30:00Z",
            "2025-13-17T09:30:00Z",
            "",
        ] {
            assert!(other.parse::<Timestamp>().is_err(), "{other}");
        }
    }
}
