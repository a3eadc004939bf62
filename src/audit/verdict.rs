//! Verdicts and reviews against the rules that no later entry can change: a
//! reason, a ground, a target that is there. What depends on rivals, origins
//! and admissions is asked elsewhere, of the record as it is now.

use super::ledger::Ledger;
use super::reference::What;
use crate::journal::{Fact, fact};
use crate::model::Target;
use crate::model::rules::{self, Circumstances, Rule};
use crate::model::vocab::Attribution;

/// The rules that a verdict or review breaks, in words; empty for other facts.
pub(super) fn timeless(fact: &Fact, by: &str, ledger: &Ledger) -> Vec<String> {
    if let Fact::Verdict(verdict) = fact {
        of_verdict(verdict, ledger)
    } else if let Fact::Review(review) = fact {
        of_review(review, by, ledger)
    } else {
        Vec::new()
    }
}

fn of_verdict(verdict: &fact::Verdict, ledger: &Ledger) -> Vec<String> {
    let mut broken: Vec<String> =
        rules_of(verdict).into_iter().map(|rule| rule.to_string()).collect();
    let fits = matches!(
        (&verdict.ruling, &verdict.target),
        (fact::Ruling::Work(_), Target::Claim(_))
            | (fact::Ruling::Attribution(_), Target::Version(_))
            | (fact::Ruling::Finding(_), Target::Position(_))
    );
    if !fits {
        let words = "work is set on a claim, attribution on a version, a finding on a position: this verdict sets one on another";
        broken.push(words.to_owned());
    }
    if let Target::Position(at) = &verdict.target {
        let version = ledger.known.get(at.version.into());
        let of_claim = version.filter(|known| matches!(known.what, What::Claim | What::Version));
        if of_claim.is_some_and(|known| at.index >= known.positions) {
            let number = u64::from(at.index) + 1;
            broken.push(format!("the claim takes no position number {number}"));
        }
    }
    broken.into_iter().map(|words| format!("this verdict breaks a rule: {words}")).collect()
}

/// The timeless rules that a verdict breaks.
fn rules_of(verdict: &fact::Verdict) -> Vec<Rule> {
    let has_reason = !verdict.reason.trim().is_empty();
    match &verdict.ruling {
        fact::Ruling::Finding(finding) => {
            let evidence = |ground: &fact::Ground| matches!(ground, fact::Ground::Evidence(_));
            let circumstances = Circumstances {
                has_reason,
                grounds: verdict.grounds.len(),
                tried: verdict.tried.len(),
                has_outside_evidence: verdict.grounds.iter().any(evidence),
                ..favourable()
            };
            rules::broken(*finding, &circumstances)
        }
        fact::Ruling::Attribution(attribution) => {
            let grounded = !attribution.is_traced() || !verdict.grounds.is_empty();
            let tried = *attribution != Attribution::Untraceable || !verdict.tried.is_empty();
            let rules = [
                (has_reason, Rule::Reason),
                (grounded, Rule::AttributionGround),
                (tried, Rule::Tried),
            ];
            rules.into_iter().filter(|(holds, _)| !holds).map(|(_, rule)| rule).collect()
        }
        fact::Ruling::Work(_) => {
            if has_reason {
                Vec::new()
            } else {
                [Rule::Reason].to_vec()
            }
        }
    }
}

/// Circumstances under which no rule is broken.
pub(super) fn favourable() -> Circumstances {
    Circumstances {
        has_reason: true,
        grounds: 1,
        tried: 1,
        has_rival: true,
        has_standing_conflict: false,
        has_two_origins: true,
        has_outside_evidence: true,
        admission: Some(Attribution::TracedOriginal),
    }
}

fn of_review(review: &fact::Review, by: &str, ledger: &Ledger) -> Vec<String> {
    let mut broken = Vec::new();
    if ledger.verdicts.get(&review.verdict.into()).is_some_and(|author| author == by) {
        broken.push(format!(
            "this review breaks a rule: `{by}` reviewed a verdict of their own; a second member does that"
        ));
    }
    if review.reason.trim().is_empty() {
        broken.push("this review breaks a rule: it gives no reason".to_owned());
    }
    broken
}
