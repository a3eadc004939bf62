//! Why a value was refused: the one error of the layers that do no I/O.

/// A value that does not exist, and what was expected in its place.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Invalid {
    /// A word outside a closed vocabulary.
    #[error("unknown {what} `{given}`; expected one of: {expected}")]
    Word {
        /// What the word was to say.
        what: &'static str,
        /// The word as given.
        given: String,
        /// Every word of the vocabulary, in its order.
        expected: String,
        /// The word it is nearest to, where one is near.
        near: Option<String>,
    },
    /// Text that does not have the form its field asks for.
    #[error("`{given}` is not {what}: {why}")]
    Form {
        /// What was expected, with its article: "an id".
        what: &'static str,
        /// The text as given.
        given: String,
        /// What is wrong with it.
        why: String,
    },
}

impl Invalid {
    /// `given` is not `what`, because of `why`.
    pub fn form(what: &'static str, given: impl Into<String>, why: impl Into<String>) -> Self {
        Self::Form { what, given: given.into(), why: why.into() }
    }

    /// The word the user most likely meant, if one is near.
    pub fn near(&self) -> Option<&str> {
        match self {
            Self::Word { near, .. } => near.as_deref(),
            Self::Form { .. } => None,
        }
    }
}
