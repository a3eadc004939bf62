//! Values that entries spell as text, read without keeping the text.

use std::fmt;

use serde::Deserializer;
use serde::de::{Error, Visitor};

use super::Invalid;

/// Reads a text as `read` does.
pub(super) fn spelled<'de, T, D: Deserializer<'de>>(
    from: D,
    read: fn(&str) -> Result<T, Invalid>,
) -> Result<T, D::Error> {
    struct Spelled<T>(fn(&str) -> Result<T, Invalid>);

    impl<T> Visitor<'_> for Spelled<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a string")
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
            (self.0)(text).map_err(E::custom)
        }
    }

    from.deserialize_str(Spelled(read))
}
