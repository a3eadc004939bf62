//! Values that entries spell as text, read without keeping the text.

use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use serde::Deserializer;
use serde::de::{Error, Visitor};

use super::Invalid;

/// Reads a text as `T` spells it.
pub(super) fn spelled<'de, T, D>(from: D) -> Result<T, D::Error>
where
    T: FromStr<Err = Invalid>,
    D: Deserializer<'de>,
{
    struct Spelled<T>(PhantomData<T>);

    impl<T: FromStr<Err = Invalid>> Visitor<'_> for Spelled<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a string")
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
            text.parse().map_err(E::custom)
        }
    }

    from.deserialize_str(Spelled(PhantomData))
}
