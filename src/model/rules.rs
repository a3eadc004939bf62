//! The rules of verdicts (DESIGN section 4): what a finding needs before it
//! may be set. Pure: the circumstances are gathered elsewhere.

use super::vocab::{Attribution, Finding, Stance};

/// The rule that a verdict breaks; its words are what the user reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum Rule {
    /// Every move needs a reason.
    #[error("every verdict needs a reason")]
    Reason,
    /// Decisive findings need a ground.
    #[error("this finding needs a ground: evidence, a claim or a link it rests on")]
    Ground,
    /// Unverifiable lists what was tried.
    #[error("`unverifiable` and `untraceable` need a list of what was tried")]
    Tried,
    /// Contested needs a live rival.
    #[error(
        "`contested` needs a live rival account in conflict on this question, and not both may rest on inferred speakers"
    )]
    Rival,
    /// An accepted conflict link stands in the way of corroborated.
    #[error(
        "`corroborated` is barred while an accepted conflict link stands with a live claim on each side"
    )]
    StandingConflict,
    /// Corroborated needs two origins decided independent.
    #[error(
        "`corroborated` needs two origins that a person decided to be independent (link `independent`)"
    )]
    TwoOrigins,
    /// Confirmed and refuted need evidence beyond the rival claims.
    #[error(
        "this finding needs evidence other than the rival claims, and the passages that they quote are no more than those"
    )]
    OutsideEvidence,
    /// Admitted needs an admission by the party that acted.
    #[error(
        "`admitted` needs a live `admits` position on this question by the party that acted, its organ, or a person recorded as speaking for it then"
    )]
    Admission,
    /// Admitted needs a traced attribution.
    #[error(
        "`admitted` needs the attribution of that admission traced (at least traced-secondary)"
    )]
    AdmissionTraced,
    /// Attribution cannot be acknowledged by anyone but the speaker.
    #[error(
        "a traced, acknowledged or misattributed attribution needs a ground: the capture or evidence that shows it"
    )]
    AttributionGround,
    /// A verdict is reviewed by somebody else.
    #[error("a verdict is reviewed by a second member, not by its author")]
    SecondMember,
    /// A standard that the casebook has in words.
    #[error("a verdict names a standard that the casebook has in words")]
    Standard,
    /// A rating that its scale maps to the finding.
    #[error("a rating goes with a finding that its scale maps it to")]
    Rating,
}

impl Rule {
    /// What the user can do about it.
    pub const fn hint(self) -> &'static str {
        match self {
            Self::Reason => "say why with --why",
            Self::Ground => "name it with --ground X1 (log evidence with `evidence add`)",
            Self::Tried => "list it with --tried, once for each thing tried",
            Self::Rival => "see `conflicts`; without a rival the finding is `unverified`",
            Self::StandingConflict => "the finding is `contested` until one account is settled",
            Self::TwoOrigins => {
                "decide it with `link independent CLAIM CLAIM --why …`, of two speakers: what one speaker says in two places, and what has one origin or none that is known, is one"
            }
            Self::OutsideEvidence => "log it with `evidence add --on QUESTION`",
            Self::Admission => "log the admission first: `log … --on QUESTION:admits=…`",
            Self::AdmissionTraced => {
                "trace that claim first: `verify CLAIM --attribution traced-secondary --ground S2@1`"
            }
            Self::AttributionGround => "name it with --ground S2@1 or --ground X1",
            Self::SecondMember => "let another member do it: --as KEY",
            Self::Standard => {
                "`rashomon terms` lists them; add one with `rashomon terms --standard NAME=\"what it asks\"`"
            }
            Self::Rating => "`rashomon terms` shows each scale and its findings",
        }
    }
}

/// What stands around a position when a finding is set on it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is one yes or no of the rules")]
pub struct Circumstances {
    /// A reason was given.
    pub has_reason: bool,
    /// Number of grounds named.
    pub grounds: usize,
    /// Number of things tried that were listed.
    pub tried: usize,
    /// A computed conflict with a live rival, not both by inferred speakers.
    pub has_rival: bool,
    /// An accepted `contradicts` or `denies` link with both claims live.
    pub has_standing_conflict: bool,
    /// Two origins affirm the value and a person decided them independent.
    pub has_two_origins: bool,
    /// A ground that is evidence, not a claim on this question.
    pub has_outside_evidence: bool,
    /// A live admission on this question, with its attribution.
    pub admission: Option<Attribution>,
}

/// The rules that setting `finding` breaks under `circumstances`, in order;
/// empty: it may be set.
pub fn broken(finding: Finding, circumstances: &Circumstances) -> Vec<Rule> {
    let c = circumstances;
    let mut broken = Vec::new();
    let mut need = |holds: bool, rule: Rule| {
        if !holds {
            broken.push(rule);
        }
    };
    need(c.has_reason, Rule::Reason);
    match finding {
        Finding::Unassessed | Finding::Unverified | Finding::NotCheckable => {}
        Finding::Unverifiable => need(c.tried > 0, Rule::Tried),
        // What these three rest on is on record once their own rule holds, so
        // that rule is named first.
        Finding::Contested => {
            need(c.has_rival, Rule::Rival);
            need(c.grounds > 0, Rule::Ground);
        }
        Finding::Corroborated => {
            need(!c.has_standing_conflict, Rule::StandingConflict);
            need(c.has_two_origins, Rule::TwoOrigins);
            need(c.grounds > 0, Rule::Ground);
        }
        Finding::Confirmed | Finding::Refuted => {
            need(c.grounds > 0, Rule::Ground);
            need(c.has_outside_evidence, Rule::OutsideEvidence);
        }
        Finding::Admitted => {
            need(c.admission.is_some(), Rule::Admission);
            need(c.admission.is_none_or(Attribution::is_traced), Rule::AdmissionTraced);
            need(c.grounds > 0, Rule::Ground);
        }
        Finding::Misleading | Finding::Outdated => need(c.grounds > 0, Rule::Ground),
    }
    broken
}

/// Whether `finding` waits for a second member's review.
pub const fn needs_review(finding: Finding) -> bool {
    matches!(finding, Finding::Confirmed | Finding::Refuted)
}

/// Whether `stance` is an admission.
pub const fn is_admission(stance: Stance) -> bool {
    matches!(stance, Stance::Admits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_finding_names_the_rule_it_breaks() {
        let reasoned = Circumstances { has_reason: true, ..Circumstances::default() };
        // (finding, rules broken with a reason and nothing else)
        let cases: &[(Finding, &[Rule])] = &[
            (Finding::Unassessed, &[]),
            (Finding::Unverified, &[]),
            (Finding::NotCheckable, &[]),
            (Finding::Contested, &[Rule::Rival, Rule::Ground]),
            (Finding::Corroborated, &[Rule::TwoOrigins, Rule::Ground]),
            (Finding::Confirmed, &[Rule::Ground, Rule::OutsideEvidence]),
            (Finding::Refuted, &[Rule::Ground, Rule::OutsideEvidence]),
            (Finding::Admitted, &[Rule::Admission, Rule::Ground]),
            (Finding::Misleading, &[Rule::Ground]),
            (Finding::Unverifiable, &[Rule::Tried]),
            (Finding::Outdated, &[Rule::Ground]),
        ];
        assert_eq!(cases.len(), Finding::ALL.len());
        for (finding, rules) in cases {
            assert_eq!(broken(*finding, &reasoned), *rules, "{finding}");
            assert_eq!(broken(*finding, &Circumstances::default())[0], Rule::Reason, "{finding}");
        }
    }

    #[test]
    fn an_admission_covers_only_what_is_traced() {
        let mut c = Circumstances { has_reason: true, grounds: 1, ..Circumstances::default() };
        c.admission = Some(Attribution::AsReported);
        assert_eq!(broken(Finding::Admitted, &c), [Rule::AdmissionTraced]);
        c.admission = Some(Attribution::TracedSecondary);
        assert_eq!(broken(Finding::Admitted, &c), []);
    }
}
