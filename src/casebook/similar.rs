//! Claims that read like another one: offered to a person with the reason, and
//! never merged.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::error::Result;
use crate::journal::fact;
use crate::model::vocab::SpanRole;
use crate::model::{ClaimId, Span};
use crate::store::{ClaimRow, Search, SearchIn, Store, Wanted};
use crate::text::{self, shingles};

use super::view::ClaimView;
use super::words::Words;

/// Two texts at least this alike, in thousandths, are worth a look.
const ALIKE: u16 = 600;

/// Runs of words by which near copies are looked for, in each text.
const RUNS: usize = 12;

/// The most claims that are compared word by word.
const MOST: usize = 300;

/// A claim that reads like another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Similar {
    /// `C20@1`.
    pub handle: String,
    /// Who says it.
    pub speaker: String,
    /// `S2`.
    pub source: String,
    /// How alike, in thousandths: quoted words, or the analyst's where those
    /// are more alike.
    pub alike: u16,
    /// Why it is offered, the strongest first.
    pub reasons: Vec<String>,
    /// Whose words those are: "the words of Ms Blue".
    pub whose: String,
    /// Its words, without a reporter's around a quotation; else its proposition.
    pub says: String,
}

/// What of a claim is compared.
struct Compared<'a> {
    row: &'a ClaimRow,
    quoted: String,
    proposition: String,
}

/// Claims whose words are near those of this one, the nearest first.
pub fn similar(store: &Store, claim: &ClaimRow) -> Result<Vec<Similar>> {
    let own = Compared::of(store, claim)?;
    let mut terms = shingles(&own.quoted, RUNS);
    terms.extend(shingles(&own.proposition, RUNS));
    let asked =
        Search { terms, wanted: Wanted::Any, within: SearchIn::Claims, ..Search::default() };
    let mut found: BTreeMap<u32, ClaimRow> = BTreeMap::new();
    for hit in store.search(&asked, MOST)?.ranked {
        let Some((id, ..)) = store.version_logged_at(hit.seq)? else { continue };
        found.extend(store.claim(ClaimId::from(id))?.map(|row| (row.number, row)));
    }
    // A few words within a long passage are no near copy of it.
    if let Some(span) = evidence(&claim.newest().wording)
        && let Some(hull) = span.byte_hull()
    {
        let there = store.claims_quoting(span.capture, hull)?;
        found.extend(there.into_iter().map(|row| (row.number, row)));
    }
    let mut list = Vec::new();
    for other in found.values().filter(|other| other.id != claim.id) {
        list.extend(own.against(store, &Compared::of(store, other)?)?);
    }
    list.sort_by_key(|similar| std::cmp::Reverse(similar.alike));
    Ok(list)
}

impl<'a> Compared<'a> {
    fn of(store: &Store, row: &'a ClaimRow) -> Result<Self> {
        let wording = &row.newest().wording;
        let mut quoted = Vec::new();
        for span in wording.spans.iter().filter(|span| span.role == SpanRole::Evidence) {
            let Some(text) = store.capture_text(span.capture)? else { continue };
            for piece in span.pieces() {
                let [start, end] = piece.bytes.map(|at| usize::try_from(at).unwrap_or(usize::MAX));
                quoted.extend(text.get(start..end).map(str::to_owned));
            }
        }
        let proposition = wording.proposition.clone().unwrap_or_default();
        Ok(Self { row, quoted: quoted.join(" "), proposition })
    }

    fn against(&self, store: &Store, other: &Compared<'_>) -> Result<Option<Similar>> {
        let quoted = likeness(&self.quoted, &other.quoted);
        let proposed = likeness(&self.proposition, &other.proposition);
        let (own, theirs) = (&self.row.newest().wording, &other.row.newest().wording);
        let spans = evidence(own).zip(evidence(theirs));
        let within = spans.is_some_and(|(own, theirs)| {
            own != theirs && (own.lies_within(theirs) || theirs.lies_within(own))
        });
        if quoted.max(proposed) < ALIKE && !within {
            return Ok(None);
        }
        let mut reasons = Vec::new();
        reasons.extend(within.then(|| "one passage lies within the other".to_owned()));
        reasons.extend(reason(quoted, "quoted words"));
        reasons.extend(reason(proposed, "proposition"));
        let speakers = [own, theirs].map(|wording| store.canonical_party(wording.speaker.party));
        let [own_speaker, their_speaker] = speakers;
        if own_speaker? == their_speaker? {
            reasons.push("the same speaker".to_owned());
        }
        if self.row.source == other.row.source {
            reasons.push("the same source".to_owned());
        }
        for position in &own.positions {
            let same = |theirs: &&crate::model::Position| {
                theirs.question == position.question && theirs.value == position.value
            };
            if theirs.positions.iter().any(|theirs| same(&theirs)) {
                let question = Words::of(store).question(position.question)?;
                reasons.push(format!("the same answer on {question}"));
            }
        }
        let source = store.handle_of(other.row.source.into())?;
        let account = ClaimView::of(store, other.row, None)?.account();
        let (whose, says) = account.map_or_else(
            || ("our words for it".to_owned(), other.proposition.clone()),
            |account| (account.said, account.words),
        );
        Ok(Some(Similar {
            handle: format!("C{}@{}", other.row.number, other.row.newest().number),
            speaker: Words::of(store).party(theirs.speaker.party)?,
            source: source.map_or_else(String::new, |handle| handle.to_string()),
            alike: quoted.max(proposed),
            reasons,
            whose,
            says,
        }))
    }
}

/// The passage that a reader needs.
fn evidence(wording: &fact::Wording) -> Option<&Span> {
    wording.spans.iter().find(|span| span.role == SpanRole::Evidence)
}

/// How alike two texts are, in thousandths; texts that are not there are not.
fn likeness(one: &str, other: &str) -> u16 {
    if one.is_empty() || other.is_empty() { 0 } else { text::similarity(one, other) }
}

fn reason(alike: u16, what: &str) -> Option<String> {
    match alike {
        1000.. => Some(format!("the same {what}, but for their look")),
        ALIKE.. => Some(format!("{what} {} % alike", alike / 10)),
        _ => None,
    }
}
