//! Dates as answers, compared in UTC by their bounds.

use crate::conflict::because::{Because, Comparison, RuleName, field};
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
    let words = format!("{} against {}: no moment in common", a.plain(), b.plain());
    let fields = &[field::DATE, field::OFFSET];
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

#[cfg(test)]
mod tests {
    use crate::conflict::scenery::table::expect;
    use crate::conflict::scenery::{Scenery, date};
    use crate::model::vocab::{PartyKind, Stance, ValueKind};

    #[test]
    fn dates_conflict_when_they_share_no_moment_in_utc() {
        use Stance::{Asserts, Denies};
        let cases = [
            ((Asserts, "2031-05-02"), (Asserts, "2031-05-02"), "same"),
            ((Asserts, "2031-05-02"), (Asserts, "2031-05"), "compatible"),
            ((Asserts, "2031-05-02"), (Asserts, "2031-05-03"), "conflict dates-disjoint"),
            ((Asserts, "2031-05-02~"), (Asserts, "2031-05-03"), "conflict dates-disjoint possible"),
            ((Asserts, "2031-05-02"), (Denies, "2031-05"), "conflict denied-value"),
            ((Asserts, "2031-05-02"), (Denies, "2031-05~"), "conflict denied-value possible"),
            ((Asserts, "2031-05"), (Denies, "2031-05-02"), "compatible"),
        ];
        for (a, b, expected) in cases {
            let base = |s: &mut Scenery| {
                let speaker = s.party("Redland", PartyKind::State);
                (speaker, (a.0, date(a.1)), (b.0, date(b.1)))
            };
            expect(ValueKind::Time, &base, expected);
        }
    }
}
