//! Dates as answers, compared in UTC by their bounds.

use crate::conflict::because::{Because, Comparison, RuleName};
use crate::model::Date;

use super::Containment;

/// Dates exclude each other where they share no moment.
pub(super) fn affirmed(a: &Date, b: &Date) -> Comparison {
    if (&a.edtf, &a.offset) == (&b.edtf, &b.offset) {
        return Comparison::Same;
    }
    let (first, second) = (a.bounds(), b.bounds());
    if first.overlaps(&second) {
        return Comparison::Compatible;
    }
    let words = format!("{} against {}: no moment in common", a.edtf, b.edtf);
    let fields = &["value.time.edtf", "value.time.offset"];
    let mut because = Because::new(RuleName::DatesDisjoint, fields, words);
    because.possible = first.possible || second.possible;
    Comparison::Conflict(because)
}

/// Whether every moment of `inner` lies in `outer`; only possibly so where
/// either is unsure, or the offset from UTC of one alone is known.
pub(super) fn contains(outer: &Date, inner: &Date) -> Containment {
    if (&outer.edtf, &outer.offset) == (&inner.edtf, &inner.offset) {
        return Containment::Yes;
    }
    let (outer, inner) = (outer.bounds(), inner.bounds());
    if !outer.contains(&inner) {
        return Containment::No;
    }
    if outer.possible || inner.possible || outer.zoned != inner.zoned {
        Containment::Possibly
    } else {
        Containment::Yes
    }
}
