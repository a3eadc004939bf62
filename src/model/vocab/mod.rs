//! The closed vocabularies of the record: what a user may say about a source,
//! a claim, a link, a verdict.
//!
//! Words are format: add at the end, never respell. `schema.sql` repeats each
//! list in a CHECK and `--help` prints it; a test holds the three together.

mod account;
mod things;
mod verdict;

pub use account::{
    Absence, Approximate, AttributionKind, BasisKind, Checkability, Counted, Fidelity, Force,
    Guessed, KnownBy, Revision, SpanRole, Stance, YesNo,
};
pub use things::{
    Answers, Commitment, CorrectionKind, Custody, Decision, KeyAct, PartyKind, PlacePrecision,
    ReceiptKind, Refound, Relation, Reliability, SourceKind, ValueKind, WithheldFor,
};
pub use verdict::{
    Attribution, Bearing, Credibility, Deferral, EvidenceKind, Finding, LinkState, LinkType, Reply,
    ReviewOutcome, Work,
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_word_is_answered_with_the_list_and_the_nearest() {
        let refused = "assert".parse::<Stance>().unwrap_err();
        assert_eq!(refused.near(), Some("asserts"));
        let refused = refused.to_string();
        assert!(refused.starts_with("unknown stance `assert`; expected one of: asserts, admits"));
    }

    #[test]
    fn every_word_reads_back_as_its_value() {
        for stance in Stance::ALL {
            assert_eq!(stance.as_str().parse(), Ok(*stance));
        }
        for finding in Finding::ALL {
            assert_eq!(finding.as_str().parse(), Ok(*finding));
        }
    }
}
