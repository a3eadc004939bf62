//! What a damaged casebook can still prove, in a new one; and what is lost.

use std::path::Path;

use crate::audit::{self, Audit, Options};
use crate::error::{Error, Result};
use crate::store::{Access, Recovered, Store};

use super::{Machine, state};

/// A casebook that was recovered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recovery {
    /// What was copied and what was not.
    pub recovered: Recovered,
    /// What is lost, with its handle where the damaged tables tell.
    pub lost: Vec<Lost>,
    /// What an audit of the new casebook found: bytes that are lost are missing
    /// in it, by the handle of what they are of.
    pub audit: Audit,
}

/// Something that was logged and is not in the new casebook.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Lost {
    /// Number of its entry.
    pub entry: u64,
    /// Its handle, by the tables of the damaged casebook.
    pub handle: Option<String>,
    /// The id under which it was logged.
    pub id: Option<String>,
    /// What was logged: `claim`, `verdict`.
    pub what: Option<String>,
    /// Why it could not be copied.
    pub why: String,
}

/// Makes a casebook at `out` of what the one at `path` can prove. The damaged
/// file is copied before it is read, and never written.
///
/// # Errors
///
/// [`Error::Damaged`] if nothing of it can be proved; [`Error::Exists`].
pub fn recover(path: &Path, out: &Path, machine: &Machine) -> Result<Recovery> {
    if out.symlink_metadata().is_ok() {
        return Err(Error::Exists { path: out.to_owned() });
    }
    let damaged = Store::open_damaged(path)?;
    let trial = damaged.trial().filter(|_| machine.dry_run);
    recover_to(&damaged, trial.as_deref().unwrap_or(out), machine)
}

fn recover_to(damaged: &Store, out: &Path, machine: &Machine) -> Result<Recovery> {
    let recovered = damaged.recover(out)?;
    let lost = recovered.lost.iter().map(|entry| Lost {
        entry: entry.seq,
        handle: damaged.handle_at(entry.seq).ok().flatten().map(|handle| handle.to_string()),
        id: entry.id.map(|id| id.to_string()),
        what: entry.fact.clone(),
        why: entry.why.clone(),
    });
    let lost = lost.collect();
    let new = Store::open(out, Access::Read)?;
    let origin = new.casebook()?.fact.origin;
    let newest = machine.state.as_deref().and_then(|folder| state::newest(folder, &origin).ok());
    let newest = newest.flatten().and_then(|seen| seen.newest());
    let options = Options { newest, ..Options::at(machine.stamp.at) };
    let audit = audit::audit(&new, &options)?;
    Ok(Recovery { recovered, lost, audit })
}
