//! Searching a casebook: what holds the words, best first, each told from the
//! record and from the captured text as they stand.

use serde::Serialize;

use crate::error::Result;
use crate::journal::{Fact, fact};
use crate::model::vocab::{Attribution, Finding, SpanRole, Work};
use crate::model::{ClaimId, Date, EntryId, PositionRef, Span};
use crate::store::{ClaimRow, Match, Search, Store, VersionRow};
use crate::text::{self, Sought};

use super::view::source_name;
use super::words::Words;

/// Of more matches than this the newest are ranked.
pub const MOST_RANKED: usize = 1_000;

/// Code points of a snippet on each side of what was found.
const AROUND: usize = 60;

/// What is asked of a claim beside its words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standards {
    /// Where the work stands.
    pub work: Option<Work>,
    /// Did they say it?
    pub attribution: Option<Attribution>,
    /// Is it so, for one of its positions?
    pub finding: Option<Finding>,
    /// Said on this day or later; published, where nobody says when it was said.
    pub since: Option<Date>,
    /// The same, or earlier.
    pub until: Option<Date>,
}

/// What a search found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Found {
    /// A page of the hits, best first.
    pub hits: Vec<Hit>,
    /// All matches; with `complete` false and a standing or date asked for,
    /// those among the newest.
    pub total: u64,
    /// Whether all matches were ranked, or only the newest of them.
    pub complete: bool,
    /// Matches that were ranked.
    pub ranked: u64,
    /// Words that were typed past the most that a search takes.
    pub left_out: usize,
}

/// One thing that holds the words.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Hit {
    /// `C14@2`, `S1@1`, `P3`; empty for a place.
    pub handle: String,
    /// What it is: claim, capture, party, …
    pub kind: &'static str,
    /// Who says it and where; what it is called.
    pub title: String,
    /// Where the words stand.
    pub snippet: Option<Snippet>,
    /// Whether it is a claim that was withdrawn.
    pub withdrawn: bool,
    /// How well it fits (BM25, lower is better).
    pub score: f64,
}

/// Found words with what stands around them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Snippet {
    /// Up to 60 code points before.
    pub before: String,
    /// The words that fit, as they stand.
    pub found: String,
    /// Up to 60 code points after.
    pub after: String,
    /// The capture they stand in, `S1@1`; None: the analyst's or a title's words.
    pub capture: Option<String>,
    /// Line of the capture, from 1.
    pub line: Option<usize>,
}

/// Searches; gives `limit` hits after the first `skip`.
///
/// # Errors
///
/// [`crate::Error::NoIndex`] where it is missing: `rebuild` makes it again.
pub fn search(
    store: &Store,
    sought: &Sought,
    asked: &Search,
    standards: &Standards,
    (skip, limit): (usize, usize),
) -> Result<Found> {
    let asked = Search { terms: sought.terms.clone(), ..asked.clone() };
    let mut matches = store.search(&asked, MOST_RANKED)?;
    let ranked = matches.ranked.len() as u64;
    let complete = matches.total <= ranked;
    if *standards != Standards::default() {
        let mut kept = Vec::new();
        for found in matches.ranked {
            let Some((claim, ..)) = store.version_logged_at(found.seq)? else { continue };
            let Some(claim) = store.claim(ClaimId::from(claim))? else { continue };
            if standards.hold(store, &claim)? {
                kept.push(found);
            }
        }
        matches.total = kept.len() as u64;
        matches.ranked = kept;
    }
    let teller = Teller { store, sought };
    let page = matches.ranked.iter().skip(skip).take(limit);
    let hits = page.map(|found| teller.hit(*found)).collect::<Result<_>>()?;
    Ok(Found { hits, total: matches.total, complete, ranked, left_out: sought.left_out })
}

impl Standards {
    /// Whether a claim's newest version meets all of them.
    pub(super) fn hold(&self, store: &Store, claim: &ClaimRow) -> Result<bool> {
        let version = claim.newest();
        Ok(self.date_holds(store, claim, version)? && self.standing_holds(store, claim, version)?)
    }

    fn standing_holds(
        &self,
        store: &Store,
        claim: &ClaimRow,
        version: &VersionRow,
    ) -> Result<bool> {
        if self.work.is_none() && self.attribution.is_none() && self.finding.is_none() {
            return Ok(true);
        }
        let standing = store.standing_of(claim)?;
        let positions = 0..u32::try_from(version.wording.positions.len()).unwrap_or(u32::MAX);
        let mut findings =
            positions.map(|index| standing.finding_of(PositionRef { index, version: version.id }));
        Ok(self.work.is_none_or(|work| work == standing.work)
            && self.attribution.is_none_or(|word| word == standing.attribution_of(version.id))
            && self.finding.is_none_or(|word| findings.any(|finding| finding == word)))
    }

    fn date_holds(&self, store: &Store, claim: &ClaimRow, version: &VersionRow) -> Result<bool> {
        if self.since.is_none() && self.until.is_none() {
            return Ok(true);
        }
        let Some(date) = said_or_published(store, claim, &version.wording)? else {
            return Ok(false);
        };
        let bounds = date.bounds();
        let since = self.since.as_ref().and_then(|date| date.bounds().earliest);
        let until = self.until.as_ref().and_then(|date| date.bounds().latest);
        // An open end may lie on either side of any day.
        Ok(since.zip(bounds.latest).is_none_or(|(since, latest)| latest >= since)
            && until.zip(bounds.earliest).is_none_or(|(until, earliest)| earliest <= until))
    }
}

/// When words were said; where nobody says so, when their source was published.
pub(super) fn said_or_published(
    store: &Store,
    claim: &ClaimRow,
    wording: &fact::Wording,
) -> Result<Option<Date>> {
    if let Some(date) = &wording.said_on {
        return Ok(Some(date.clone()));
    }
    let source = store.get::<fact::Source>(claim.source.into())?;
    Ok(source.and_then(|source| source.fact.published))
}

/// Puts what was found into words.
struct Teller<'a> {
    store: &'a Store,
    sought: &'a Sought,
}

impl Teller<'_> {
    fn hit(&self, found: Match) -> Result<Hit> {
        if let Some((claim, number, version)) = self.store.version_logged_at(found.seq)? {
            let handle = format!("C{number}@{version}");
            if let Some(claim) = self.store.claim(ClaimId::from(claim))? {
                return self.claim(handle, &claim, found);
            }
        }
        let thing = self.store.thing_told_at(found.seq)?;
        let handle = match thing {
            Some(thing) => self.store.handle_of(thing)?.map(|handle| handle.to_string()),
            None => None,
        };
        let (kind, title, snippet) = self.thing(thing, &self.store.fact_at(found.seq)?)?;
        let handle = handle.unwrap_or_default();
        Ok(Hit { handle, kind, title, snippet, withdrawn: false, score: found.score })
    }

    fn claim(&self, handle: String, claim: &ClaimRow, found: Match) -> Result<Hit> {
        let version = claim.versions.iter().find(|version| version.seq == found.seq);
        let wording = &version.unwrap_or(claim.newest()).wording;
        let source = self.store.get::<fact::Source>(claim.source.into())?;
        let said_in =
            source.map(|source| format!(" in {} {}", source.handle, source_name(&source.fact)));
        let title =
            Words::of(self.store).party(wording.speaker.party)? + &said_in.unwrap_or_default();
        Ok(Hit {
            handle,
            kind: "claim",
            title,
            snippet: self.said(wording)?,
            withdrawn: claim.withdrawn.is_some(),
            score: found.score,
        })
    }

    /// Where a claim holds the words: in its quotation, else in what the
    /// analyst says of it, else the beginning of either.
    fn said(&self, wording: &fact::Wording) -> Result<Option<Snippet>> {
        let mut quoted = None;
        for span in wording.spans.iter().filter(|span| span.role == SpanRole::Evidence) {
            let Some(passage) = self.passage(span)? else { continue };
            if passage.fits {
                return Ok(Some(passage.snippet));
            }
            quoted = quoted.or(Some(passage.snippet));
        }
        let translated = wording.translation.as_ref().map(|translation| &translation.words);
        let mut own = wording.proposition.iter().chain(translated);
        let own = own.find_map(|words| self.sought.best_in(words).map(|at| cut(words, at)));
        let start = || wording.proposition.as_ref().map(|words| cut(words, 0..0));
        Ok(own.or(quoted).or_else(start))
    }

    /// The quoted words in their capture; None where that is withheld.
    fn passage(&self, span: &Span) -> Result<Option<Passage>> {
        let (Some(text), Some([start, end])) =
            (self.store.capture_text(span.capture)?, span.byte_hull())
        else {
            return Ok(None);
        };
        let hull = usize::try_from(start).unwrap_or(usize::MAX)
            ..usize::try_from(end).unwrap_or(usize::MAX);
        let Some(words) = text.get(hull.clone()) else { return Ok(None) };
        let at = self.sought.best_in(words);
        let fits = at.is_some();
        let at = at.unwrap_or(0..0);
        let snippet =
            self.in_capture(span.capture, &text, hull.start + at.start..hull.start + at.end)?;
        Ok(Some(Passage { snippet, fits }))
    }

    fn in_capture(
        &self,
        capture: impl Into<EntryId>,
        text: &str,
        at: std::ops::Range<usize>,
    ) -> Result<Snippet> {
        let handle = self.store.handle_of(capture.into())?.map(|handle| handle.to_string());
        let line = Some(text::line_of(text, at.start));
        Ok(Snippet { capture: handle, line, ..cut(text, at) })
    }

    fn thing(
        &self,
        thing: Option<EntryId>,
        fact: &Fact,
    ) -> Result<(&'static str, String, Option<Snippet>)> {
        Ok(match fact {
            Fact::Source(source) => ("source", source_name(source), None),
            Fact::Party(party) => ("party", party.display.clone(), None),
            Fact::Alias(alias) => {
                let party = Words::of(self.store).party(alias.party)?;
                ("party", format!("{party}, printed as \u{201c}{}\u{201d}", alias.printed), None)
            }
            Fact::Place(place) => ("place", place.name.clone(), None),
            Fact::Event(event) => ("event", event.title.clone(), None),
            Fact::Question(question) => ("question", question.text.clone(), None),
            Fact::Capture(capture) => {
                let source = self.store.get::<fact::Source>(capture.source.into())?;
                let title = source.map_or_else(String::new, |source| source_name(&source.fact));
                let Some(id) = thing else { return Ok(("capture", title, None)) };
                let Some(text) = self.store.capture_text(id.into())? else {
                    return Ok(("capture", title, None));
                };
                let at = self.sought.best_in(&text).unwrap_or(0..0);
                ("capture", title, Some(self.in_capture(id, &text, at)?))
            }
            other => (other.kind(), String::new(), None),
        })
    }
}

/// A quotation, and whether it holds the words itself.
struct Passage {
    snippet: Snippet,
    fits: bool,
}

/// Some words of a text with what stands around them, whole words on both
/// sides where there are any.
fn cut(text: &str, at: std::ops::Range<usize>) -> Snippet {
    let (before, after) = text::context(text, at.clone(), AROUND);
    let whole = |cut: bool, side: &str, from_start: bool| {
        let space = if from_start { side.find(' ') } else { side.rfind(' ') };
        match space {
            Some(space) if cut && from_start => format!("\u{2026}{}", &side[space..]),
            Some(space) if cut => format!("{}\u{2026}", &side[..=space]),
            _ => side.to_owned(),
        }
    };
    Snippet {
        before: whole(before.len() < at.start, before, true),
        after: whole(at.end + after.len() < text.len(), after, false),
        found: text[at].to_owned(),
        capture: None,
        line: None,
    }
}
