//! The words in which an account is given, and whose words they are: what a
//! reporter writes around a quotation is not the speaker's.

use serde::Serialize;

use crate::model::vocab::{AttributionKind, KnownBy, SpanRole};

/// Whose words an account is given in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Whose {
    /// The speaker's own.
    Speaker,
    /// The source's, about the speaker.
    Source,
    /// Words to which the source gives no speaker; we infer one.
    Nobody,
}

/// The words of one account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Account {
    /// Whose they are.
    pub whose: Whose,
    /// The same for a reader: "the words of Ms Blue".
    pub said: String,
    /// The words, pieces joined by " … ".
    pub words: String,
}

/// One passage of a claim: what it marks, its words, and those of them that
/// stand within quotation marks.
#[derive(Clone, Copy, Debug)]
pub struct Marked<'a> {
    /// What it marks.
    pub role: SpanRole,
    /// Its words; None where the text is withheld.
    pub words: Option<&'a str>,
    /// What of them stands within quotation marks.
    pub spoken: &'a [String],
}

/// Pieces in which a claim gives its account, and whose words they are; None
/// where the text is withheld.
///
/// Of a quotation only what the analyst marked as its content, else what the
/// source puts in quotation marks, is the speaker's own. Of all else it is the
/// whole passage, reporter's words included.
pub(super) fn pieces<'a>(
    kind: AttributionKind,
    known: KnownBy,
    passages: &[Marked<'a>],
) -> Option<(Whose, Vec<&'a str>)> {
    let evidence = passages.iter().find(|it| it.role == SpanRole::Evidence)?;
    let words = evidence.words?;
    let whose = match kind {
        AttributionKind::DirectQuote
        | AttributionKind::DocumentQuote
        | AttributionKind::PostQuote => {
            let own = content(passages);
            if !own.is_empty() {
                return Some((Whose::Speaker, own));
            }
            if !evidence.spoken.is_empty() {
                let own = evidence.spoken.iter().map(String::as_str).collect();
                return Some((Whose::Speaker, own));
            }
            if kind == AttributionKind::DirectQuote { Whose::Source } else { Whose::Speaker }
        }
        AttributionKind::Embedded | AttributionKind::Author => Whose::Speaker,
        AttributionKind::PartialQuote
        | AttributionKind::Paraphrase
        | AttributionKind::DocumentParaphrase
        | AttributionKind::OfficialsUnnamed
        | AttributionKind::Anonymous
        | AttributionKind::Unattributed
        | AttributionKind::Belief
        | AttributionKind::Label => {
            if known == KnownBy::Inferred {
                Whose::Nobody
            } else {
                Whose::Source
            }
        }
    };
    Some((whose, vec![words]))
}

/// What the analyst marked as the content of what was said (PARC, W3C: without
/// source and cue).
fn content<'a>(passages: &[Marked<'a>]) -> Vec<&'a str> {
    let marked = passages.iter().filter(|it| it.role == SpanRole::Content);
    marked.filter_map(|it| it.words).collect()
}

/// The words to lay beside a rival account's: the marked content where there is
/// one, whoever's words it is in; else in the pieces that are quoted.
pub fn account(
    kind: AttributionKind,
    known: KnownBy,
    passages: &[Marked<'_>],
    (speaker, source): (&str, &str),
) -> Option<Account> {
    let (mut whose, mut pieces) = pieces(kind, known, passages)?;
    let marked = content(passages);
    if !marked.is_empty() {
        pieces = marked;
    }
    // An inferred speaker said nothing, in whatever marks it stands.
    if known == KnownBy::Inferred {
        whose = Whose::Nobody;
    }
    let quoted = passages.iter().find(|it| it.role == SpanRole::Evidence);
    let quoted = quoted.map_or(&[][..], |it| it.spoken);
    let quoted: Vec<String> = quoted.iter().map(|it| format!("\u{201c}{it}\u{201d}")).collect();
    let said = match whose {
        Whose::Speaker => format!("the words of {speaker}"),
        Whose::Nobody => {
            format!("words given no speaker in {source}, which we take to be of {speaker}")
        }
        Whose::Source if quoted.is_empty() => format!("{source}\u{2019}s words about {speaker}"),
        Whose::Source => format!(
            "{source}\u{2019}s words about {speaker}, in quotation marks there: {}",
            quoted.join(" \u{2026} ")
        ),
    };
    Some(Account { whose, said, words: pieces.join(" \u{2026} ") })
}
