//! A thing with all its fields, for programs; ids in it are entry ids.

use serde::Serialize;

use crate::casebook::Logged;

/// A thing as an envelope holds it.
#[derive(Debug, Serialize)]
pub(super) struct Thing<'a, F> {
    /// `S1`, `P3`; "place" and the casebook have none.
    handle: String,
    /// Its id.
    id: String,
    /// When it was first logged (RFC 3339, UTC).
    at: String,
    /// By whom.
    by: &'a str,
    /// Its fields as they stand.
    fields: &'a F,
}

impl<'a, F> Thing<'a, F> {
    /// A thing under its handle.
    pub(super) fn of(logged: &'a Logged<F>) -> Self {
        Self {
            handle: logged.handle.to_string(),
            id: logged.id.to_string(),
            at: logged.at.to_string(),
            by: &logged.by,
            fields: &logged.fact,
        }
    }

    /// Several, in order.
    pub(super) fn all(list: &'a [Logged<F>]) -> Vec<Self> {
        list.iter().map(Self::of).collect()
    }
}
