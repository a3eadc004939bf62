//! What the words of our vocabularies say to a reader.
//!
//! Every account gets the same verb. Where the speaker is the analyst's
//! inference there is no verb of saying at all.

use crate::casebook::answer_words;
use crate::conflict::{DriftKind, Mark, Qualifier, SignalWord};
use crate::model::vocab::{Attribution, BasisKind, Finding, KnownBy, Reply, ReviewOutcome, Stance};
use crate::report::value::{AbsentPart, BalancePart, QuestionPart, VerdictPart};

/// What stands over every list of figures.
pub(super) const NUMBERS: &str = "A range of claims is the lowest and the highest figure that \
    anybody gives, for one unit and one population. Figures are never added up or averaged, and a \
    word such as \u{201c}dozens\u{201d} is given a number only by a convention that is named.";

/// What stands in a report that is narrowed to what nobody speaks of.
pub(super) const NOTHING: &str = "Nothing in this record is an account of that, or answers it: \
    what follows is empty for that reason.";

/// What stands over the table of sides.
pub(super) const fn sides(narrowed: bool) -> &'static str {
    if narrowed {
        "How much of each side these sources have on the questions of this report"
    } else {
        "How much of each side these sources have"
    }
}

/// Passages that a newer capture no longer has; None where it has all.
pub(super) fn absent(absent: &[AbsentPart]) -> Option<String> {
    let one = |one: &AbsentPart| format!("{}, present in {}", one.span, one.present);
    let all: Vec<String> = absent.iter().map(one).collect();
    (!all.is_empty()).then(|| format!("absent in it: {}", all.join("; ")))
}

/// What stands over every list of origins.
pub(super) const ORIGINS: &str = "Accounts of one origin count once, in however many outlets they \
    stand. That two origins are independent is a person\u{2019}s decision, with a reason.";

/// How the side of a party is known that its event names there.
pub(super) const SIDE_NAMED: &str = "named on this side of the event";

/// What stands over claims that nobody else confirms.
pub(super) const CLAIMED: &str = "Claimed, and confirmed by no other side or independent source";

/// What that means.
pub(super) const CLAIMED_NOTE: &str =
    "That nobody here contradicts a claim does not make it agreed, nor so.";

/// How the accounts on a question stand: its signal, with what the word alone
/// leaves out. `traced`: an admission on it was.
/// `unlike`: some answers cannot be compared; `free`: they are free words.
pub(super) fn accounts(
    word: SignalWord,
    (pull_apart, unlike, free): (bool, bool, bool),
    traced: bool,
) -> String {
    let means = match word {
        SignalWord::Admitted if !traced => {
            "the party that acted is reported to acknowledge it; no account conflicts"
        }
        SignalWord::Uncontested if free => {
            "there are several accounts, in free words, which are not compared"
        }
        _ => signal(word),
    };
    let conflicts = matches!(word, SignalWord::Contested | SignalWord::NoClaims);
    let apart =
        if pull_apart && !conflicts { "; some pull apart, and none is excluded" } else { "" };
    let unlike = if unlike && !conflicts { "; some cannot be compared" } else { "" };
    format!("{means}{apart}{unlike}")
}

/// What a signal means.
pub(super) const fn signal(word: SignalWord) -> &'static str {
    match word {
        SignalWord::NoClaims => "nobody answers this in these sources",
        SignalWord::SingleSource => "all answers come from one origin",
        SignalWord::Uncontested => {
            "there are several accounts and none conflict; nobody decided that they are independent"
        }
        SignalWord::Corroborated => "two origins decided independent both affirm it",
        SignalWord::Contested => "the accounts conflict",
        SignalWord::Admitted => "the party that acted acknowledges it, and no account conflicts",
        SignalWord::OnlyNonAnswers => "those who were asked would neither confirm nor deny",
    }
}

/// What a mark means.
pub(super) const fn mark(mark: Mark) -> &'static str {
    match mark {
        Mark::OneCapture => "all answers stand in one capture",
        Mark::OneSide => "all answers come from one side",
        Mark::OriginUnknown => "the origin of at least one answer is not known",
        Mark::CountsTheEnemy => "a side counts the other side\u{2019}s people",
        Mark::NotCompared => "the answers are free words, which are not compared",
        Mark::NotStated => "what is said of it demands, offers or predicts, and states nothing",
        Mark::NotTraced => "nobody traced that acknowledgement",
    }
}

/// How firmly a clash stands.
pub(super) const fn qualifier(qualifier: Qualifier) -> &'static str {
    match qualifier {
        Qualifier::Stated => "stated in both accounts",
        Qualifier::Possible => "possible: a date is unsure",
        Qualifier::Alleged => "alleged: a side alleges, speculates, supposes or believes",
        Qualifier::Implied => "implied: a side implies, presupposes, labels or hints",
        Qualifier::Inferred => "inferred: a speaker or a value is our reading",
    }
}

/// Did they say it?
pub(super) const fn attribution(attribution: Attribution) -> &'static str {
    match attribution {
        Attribution::AsReported => "as reported, not traced",
        Attribution::TracedSecondary => {
            "traced: found in a second capture not derived from the first"
        }
        Attribution::TracedOriginal => {
            "traced to the speaker\u{2019}s own recording, post or document"
        }
        Attribution::Acknowledged => "traced: acknowledged by the speaker",
        Attribution::Disputed => "disputed: it is in doubt that they said it",
        Attribution::Misattributed => "misattributed: they did not say it",
        Attribution::Untraceable => "untraceable: looked for and not found",
    }
}

/// How a question stands of which a conflict was not dismissed; of which only
/// tensions were not; and of which nothing was left to stand.
pub(super) const IN_DISPUTE: &str = "in dispute";
pub(super) const PULL_APART: &str = "accounts pull apart";
pub(super) const DISMISSED: &str = "compared, and dismissed";

/// Whether a verdict counts.
pub(super) fn standing(verdict: &VerdictPart) -> &'static str {
    if verdict.pending && is_doubted(verdict) {
        "pending: a second member disagrees"
    } else if verdict.pending {
        "pending, waits for a second member"
    } else if verdict.counts {
        "counts"
    } else {
        "does not count"
    }
}

/// Whether the newest review of a verdict disagrees with it.
pub(super) fn is_doubted(verdict: &VerdictPart) -> bool {
    verdict.reviews.last().is_some_and(|it| it.outcome == ReviewOutcome::Disagrees.as_str())
}

/// What was said of a verdict beside its reason, each with its name, in a line.
pub(super) fn beside(verdict: &VerdictPart) -> Vec<String> {
    let named = |name: &str, list: &[String], glue: &str| {
        (!list.is_empty()).then(|| format!("{name}: {}", list.join(glue)))
    };
    let mut beside: Vec<String> = [
        named("Grounds", &verdict.grounds, ", "),
        named("Counter-evidence considered", &verdict.counter, ", "),
        named("What is missing", &verdict.gaps, "; "),
        named("What was tried", &verdict.tried, "; "),
        named("What would settle it", verdict.would_settle.as_slice(), ""),
        named("Standard", verdict.standard.as_slice(), ""),
    ]
    .into_iter()
    .flatten()
    .collect();
    let reviews = verdict.reviews.iter();
    beside.extend(reviews.map(|one| format!("Review: {} {}: {}", one.by, one.outcome, one.reason)));
    beside
}

/// A finding: *admitted* is written *acknowledged*.
pub(super) const fn finding(finding: Finding) -> &'static str {
    match finding {
        Finding::Admitted => "acknowledged",
        Finding::Unassessed
        | Finding::Unverified
        | Finding::Contested
        | Finding::Corroborated
        | Finding::Confirmed
        | Finding::Refuted
        | Finding::Misleading
        | Finding::Unverifiable
        | Finding::Outdated
        | Finding::NotCheckable => finding.as_str(),
    }
}

/// How a speaker is known.
pub(super) const fn known(known: KnownBy) -> &'static str {
    match known {
        KnownBy::Named => "named in the source",
        KnownBy::Described => "described in the source, not named",
        KnownBy::Pronoun => "by a pronoun in the source",
        KnownBy::Inferred => "inferred by us",
    }
}

/// How a position is tied to its question.
pub(super) const fn basis(basis: BasisKind) -> &'static str {
    match basis {
        BasisKind::Stated => "stated",
        BasisKind::ByContext => "by context: only the reporter\u{2019}s juxtaposition ties it",
        BasisKind::Inferred => "inferred: our reading",
        BasisKind::OneOf => "unsure which of several questions is meant",
    }
}

/// The same beside a position's words; nothing where the words say it.
pub(super) const fn basis_mark(basis: BasisKind) -> &'static str {
    match basis {
        BasisKind::Stated => "",
        BasisKind::ByContext => " (by context)",
        BasisKind::Inferred => " (inferred)",
        BasisKind::OneOf => " (this question or another)",
    }
}

/// How an account moved.
pub(super) const fn drift(kind: DriftKind) -> &'static str {
    match kind {
        DriftKind::HedgeDropped => "hedge dropped",
        DriftKind::CertaintyEscalated => "firmer stance",
        DriftKind::Adopted => "adopted by its reporter",
        DriftKind::SelfContradiction => "contradicts itself",
    }
}

/// What came of an enquiry.
pub(super) const fn reply(reply: Option<Reply>) -> &'static str {
    match reply {
        Some(Reply::Answered) => "answered",
        Some(Reply::Declined) => "declined",
        Some(Reply::NoReply) => "asked, no reply",
        None => "asked, no reply yet",
    }
}

/// A non-answer; of an inferred speaker nothing is said to have been said.
pub(super) fn non_answer(value: Option<&str>, inferred: bool) -> String {
    let words = answer_words(Stance::Neither, value);
    if inferred {
        format!("our reading: {words}; the speaker is inferred by us")
    } else {
        format!("{words}; not a denial")
    }
}

/// A stance and a value: "says Redland"; where the speaker is inferred, "our
/// reading: asserts Redland".
pub(super) fn stance(stance: Stance, value: Option<&str>, inferred: bool) -> String {
    match value {
        _ if !inferred => answer_words(stance, value),
        Some(value) => format!("our reading: {stance} {value}"),
        None => format!("our reading: {stance}"),
    }
}

/// What the numbers on how each was treated are for.
pub(super) const BALANCE: &str = "Numbers to look at ourselves by: whether both sides are checked as \
    often and as fast, and which reporting words the sources use for each. What one says \
    on behalf of another party counts for both.";

/// "said 3, claimed 1, none given 2".
pub(super) fn reporting_words(one: &BalancePart) -> String {
    let mut words = one.cues.clone();
    if one.without_cue > 0 {
        words.push(format!("none given {}", one.without_cue));
    }
    words.join(", ")
}

/// What a piece of evidence is a ground of, and where it was weighed against:
/// "confirmed on C2@1/E1/first (V2)". What it points at is told by that, for a
/// question that is not answered by yes or no.
pub(super) fn used(question: &QuestionPart, evidence: &str) -> Option<String> {
    let of = |named: fn(&VerdictPart) -> &[String]| -> Vec<String> {
        let names = |verdict: &&VerdictPart| named(verdict).iter().any(|it| it == evidence);
        let told = |it: &VerdictPart| format!("{} on {} ({})", it.value, it.on, it.handle);
        question.findings.iter().filter(names).map(told).collect()
    };
    let (grounds, counter) = (of(|it| &it.grounds), of(|it| &it.counter));
    let told = [("a ground of", grounds), ("weighed against", counter)]
        .into_iter()
        .filter(|(_, list)| !list.is_empty())
        .map(|(words, list)| format!("{words} {}", list.join(", ")));
    let told = told.collect::<Vec<_>>().join("; ");
    (!told.is_empty()).then(|| capital(&told))
}

/// A sentence that begins with a capital.
pub(super) fn capital(words: &str) -> String {
    let mut chars = words.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => String::new(),
    }
}
