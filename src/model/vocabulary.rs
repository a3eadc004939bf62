//! The macro behind every closed vocabulary: one list gives the enum, its
//! words, its order and its parser.

use super::Invalid;

/// Declares a closed vocabulary: an enum, its words, and its order.
///
/// The words are part of the record's format. Add at the end; never respell.
macro_rules! vocabulary {
    ($(#[$doc:meta])* $name:ident, $what:literal;
     $($(#[$vdoc:meta])* $variant:ident = $word:literal,)+) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[derive(serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $word)] $variant,)+ }

        impl $name {
            /// Every value, in the order of the declaration.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// What this vocabulary says, in a reporter's words.
            pub const WHAT: &'static str = $what;

            /// The word that stands for this value in files and on screen.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }

            /// Every word, separated by commas, in the order of declaration.
            pub fn words() -> String {
                let words: Vec<&str> = Self::ALL.iter().map(|value| value.as_str()).collect();
                words.join(", ")
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::model::Invalid;

            fn from_str(given: &str) -> Result<Self, $crate::model::Invalid> {
                let words = Self::ALL.iter().map(|value| (value.as_str(), *value));
                $crate::model::vocabulary::find($what, given, words)
            }
        }
    };
}
pub(crate) use vocabulary;

/// Finds the value that `given` spells, or says which words there are.
pub(crate) fn find<T>(
    what: &'static str,
    given: &str,
    words: impl Iterator<Item = (&'static str, T)> + Clone,
) -> Result<T, Invalid> {
    if let Some((_, value)) = words.clone().find(|(word, _)| *word == given) {
        return Ok(value);
    }
    let all: Vec<&str> = words.map(|(word, _)| word).collect();
    Err(Invalid::Word {
        what,
        given: given.to_owned(),
        expected: all.join(", "),
        near: nearest(given, all.iter().copied()).map(str::to_owned),
    })
}

/// The candidate most like `given`, if one is near enough to be a slip of the
/// fingers: at least 0.7 by Jaro-Winkler over lower case.
pub fn nearest<'a>(given: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let lower = given.to_lowercase();
    candidates
        .map(|word| (strsim::jaro_winkler(&lower, &word.to_lowercase()), word))
        .filter(|(near, _)| *near >= 0.7)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, word)| word)
}
