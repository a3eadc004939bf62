//! Putting a copy back in the place of a casebook, under the witness rule: the
//! copy continues what is there, or it does not replace it.

use std::path::{Path, PathBuf};

use crate::audit::{self, Options};
use crate::error::{Error, Result};
use crate::store::{Access, Head, Lineage, Store, free_name};
use crate::text::counted;

use super::{Machine, state};

/// A copy that was put back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    /// The casebook now.
    pub head: Head,
    /// Where what was there before is kept; None: nothing was there.
    pub kept: Option<PathBuf>,
    /// Entries of a longer state that this user saw once and that is neither
    /// in the copy nor in its place; 0: none.
    pub missing: u64,
}

/// What lies in the place.
enum Place {
    Empty,
    Casebook(Store),
    Damaged,
}

/// Puts `copy` in the place of the casebook at `path`; what was there is kept
/// beside it. Nothing is done where `machine` says so.
///
/// # Errors
///
/// [`Error::Refused`] where the copy is not intact, where the casebook is
/// longer than it, or has another entry at some place; [`Error::Busy`] while
/// another program writes to it; [`Error::NotACasebook`] over a foreign file.
pub fn restore(copy: &Path, path: &Path, machine: &Machine) -> Result<Restored> {
    let source = Store::open(copy, Access::Read)?;
    source.hold()?;
    let head = check_copy(&source, copy, machine)?;
    let place = look_at(path, machine.dry_run)?;
    let seen = newest_seen(&source, machine);
    let missing = seen.map_or(0, |seen| seen.size.saturating_sub(head.size));
    match &place {
        Place::Casebook(there) => check_lineage(there, &source, missing)?,
        Place::Damaged => check_unknown(missing)?,
        Place::Empty => {}
    }
    let kept = match place {
        _ if machine.dry_run => None,
        Place::Empty => {
            source.back_up(path)?;
            None
        }
        Place::Casebook(there) => Some(exchange(there, &source, path)?),
        Place::Damaged => {
            let kept = free_name(path, "replaced");
            source.take_the_place_of(path, &kept)?;
            Some(kept)
        }
    };
    Ok(Restored { head, kept, missing })
}

/// Only what is intact is put anywhere.
fn check_copy(source: &Store, copy: &Path, machine: &Machine) -> Result<Head> {
    let audit = audit::audit(source, &Options::at(machine.stamp.at))?;
    if let Some(finding) = audit.findings.first() {
        let message = format!(
            "`{}` is not intact ({} found; the first: {}): it was put nowhere",
            copy.display(),
            audit.findings.len(),
            finding.words
        );
        return Err(Error::refused(
            message,
            "take another copy, or `rashomon recover` from this one",
        ));
    }
    source.head()
}

fn look_at(path: &Path, dry_run: bool) -> Result<Place> {
    let access = if dry_run { Access::Read } else { Access::Write };
    match Store::open(path, access) {
        Ok(store) => {
            if !dry_run {
                store.keep_others_out()?;
            }
            Ok(Place::Casebook(store))
        }
        Err(Error::NoCasebook { .. }) => Ok(Place::Empty),
        Err(Error::Damaged { .. }) => Ok(Place::Damaged),
        Err(error) => Err(error),
    }
}

fn newest_seen(source: &Store, machine: &Machine) -> Option<Head> {
    let origin = source.casebook().ok()?.fact.origin;
    state::newest(machine.state.as_deref()?, &origin).ok().flatten()?.newest()
}

fn check_lineage(there: &Store, source: &Store, missing: u64) -> Result<()> {
    let held = source.head()?.size;
    match there.lineage(source)? {
        Lineage::Within { .. } => Ok(()),
        Lineage::Longer { size } => Err(Error::refused(
            format!(
                "the casebook has {size} entries, the copy {held}: those after it would be lost"
            ),
            "nothing was changed. If the casebook is damaged, `rashomon recover OUT` first; to go back to the copy all the same, move the casebook away by hand",
        )),
        Lineage::Forked { seq: 0 } => Err(Error::refused(
            "the copy is of another casebook: already entry 0 differs",
            "nothing was changed: name the casebook that it is a copy of with --casebook",
        )),
        Lineage::Forked { seq } => Err(Error::refused(
            format!("the copy and the casebook are two histories: they part at entry {seq}"),
            "nothing was changed: keep both, and find out who wrote which; `rashomon history` shows each",
        )),
        Lineage::Unknown => check_unknown(missing),
    }
}

/// Where nothing can be read, only a state that was seen before tells.
fn check_unknown(missing: u64) -> Result<()> {
    if missing == 0 {
        return Ok(());
    }
    Err(Error::refused(
        format!(
            "the casebook cannot be read, and you saw it with {} more than the copy has",
            counted(missing, "entry")
        ),
        "nothing was changed: try `rashomon recover OUT` first; to go back to the copy all the same, move the casebook away by hand",
    ))
}

/// Keeps what is there under a name beside it, then replaces it.
fn exchange(mut there: Store, source: &Store, path: &Path) -> Result<PathBuf> {
    let kept = free_name(path, &format!("replaced-with-{}-entries", there.size().unwrap_or(0)));
    there.back_up(&kept)?;
    there.replace_by(source)?;
    there.close()?;
    Ok(kept)
}
