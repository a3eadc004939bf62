//! The library that finds the shortest way from one list to another, called in
//! one place and over one kind of number: its code is made once for each kind
//! of list and each algorithm that a call names.

use std::convert::Infallible;

use similar::DiffOp;
use similar::algorithms::{Capture, Compact, Replace, histogram, myers};

/// The steps from `old` to `new`, in order, that tile both. Rare numbers are
/// kept together first (Histogram, as in Git).
pub(super) fn by_histogram(old: &[usize], new: &[usize]) -> Vec<DiffOp> {
    gathered(old, new, |into| histogram::diff(into, old, 0..old.len(), new, 0..new.len()))
}

/// The steps from `old` to `new`, in order, that tile both: the fewest (Myers).
pub(super) fn by_myers(old: &[usize], new: &[usize]) -> Vec<DiffOp> {
    gathered(old, new, |into| myers::diff(into, old, 0..old.len(), new, 0..new.len()))
}

/// What gathers the steps, as `similar::capture_diff` does.
type Gathering<'a> = Compact<'a, 'a, [usize], [usize], Replace<Capture>>;

fn gathered<'a>(
    old: &'a [usize],
    new: &'a [usize],
    run: impl FnOnce(&mut Gathering<'a>) -> Result<(), Infallible>,
) -> Vec<DiffOp> {
    let mut gathering = Compact::new(Replace::new(Capture::new()), old, new);
    let Ok(()) = run(&mut gathering);
    gathering.into_inner().into_inner().into_ops()
}
