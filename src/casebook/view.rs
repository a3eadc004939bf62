//! A claim as people look at it: names for ids, words for ranges, what was
//! decided and set beside it.

use std::ops::Range;

use serde::Serialize;

use crate::error::{Error, Result};
use crate::journal::fact;
use crate::model::vocab::{
    Attribution, AttributionKind, Finding, Guessed, KnownBy, SpanRole, Stance, Work,
};
use crate::model::{CaptureId, ClaimId, Piece, PositionRef, Sha256Hex, Span, VersionId};
use crate::store::{ClaimRow, Logged, Standing, Store, VersionRow};
use crate::text;

use super::account::{self, Account, Marked, Whose};
use super::words::Words;

/// One version of a claim, with all that a reader asks of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ClaimView {
    /// `C14@2`.
    pub handle: String,
    /// Id of the version.
    pub id: VersionId,
    /// Id of the claim.
    pub claim: ClaimId,
    /// `S1`.
    pub source: String,
    /// What the source is called: outlet and title.
    pub source_name: String,
    /// The speaker's display name.
    pub speaker: String,
    /// The speaker's handle.
    pub party: String,
    /// The name as printed.
    pub printed: Option<String>,
    /// How the speaker is known.
    pub known: KnownBy,
    /// Why, where inferred.
    pub because: Option<String>,
    /// Attribution kind.
    pub kind: AttributionKind,
    /// Cue as written.
    pub cue: Option<String>,
    /// What was guessed and not confirmed.
    pub guessed: Vec<Guessed>,
    /// Hedges as written.
    pub hedges: Vec<String>,
    /// Where it was said.
    pub channel: Option<String>,
    /// When it was said, in words.
    pub said_on: Option<String>,
    /// Who said it and through whom it reached us, up to the statement.
    pub chain: String,
    /// The same before words that are the source's about the speaker.
    #[serde(skip)]
    pub reported_of: String,
    /// The proposition in neutral words.
    pub proposition: Option<String>,
    /// Positions in order.
    pub positions: Vec<PositionView>,
    /// Passages in order.
    pub quotes: Vec<QuoteView>,
    /// Did they say it?
    pub attribution: Attribution,
    /// Where the work stands.
    pub work: Work,
    /// Who works on it.
    pub assignee: Option<String>,
    /// A member's remark.
    pub note: Option<String>,
    /// Why it was withdrawn.
    pub withdrawn: Option<String>,
    /// Every version: handle, when, by whom, why.
    pub versions: Vec<VersionView>,
    /// Where the verification of the claim stands.
    #[serde(skip)]
    pub standing: Standing,
}

/// One version in the list of a claim's versions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct VersionView {
    /// `C14@2`.
    pub handle: String,
    /// When it was logged.
    pub at: String,
    /// By whom.
    pub by: String,
    /// Why; "first logged" for the first.
    pub why: String,
}

/// One position.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PositionView {
    /// `C14@2/E3/killed`.
    pub handle: String,
    /// Which position.
    #[serde(skip)]
    pub at: PositionRef,
    /// `E3/killed`.
    pub question: String,
    /// The question in words.
    pub asks: String,
    /// The stance.
    pub stance: Stance,
    /// Stance and value in words.
    pub words: String,
    /// Why it is read so.
    pub because: Option<String>,
    /// Is it so?
    pub finding: Finding,
}

/// One passage, with what is needed to check it without us.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct QuoteView {
    /// `C14@2.1`.
    pub handle: String,
    /// What it marks.
    pub role: SpanRole,
    /// `S1@1`.
    pub capture: String,
    /// Id of the capture.
    #[serde(skip)]
    pub capture_id: CaptureId,
    /// The words, pieces joined by " … "; None where the text is withheld.
    pub words: Option<String>,
    /// What of them stands within quotation marks in the source, in order,
    /// marks left out; none where the text is withheld.
    pub spoken: Vec<String>,
    /// Up to 32 code points before.
    pub prefix: Option<String>,
    /// Up to 32 code points after.
    pub suffix: Option<String>,
    /// Line of the capture on which it begins, from 1.
    pub line: Option<usize>,
    /// Ranges and digests.
    pub pieces: Vec<Piece>,
    /// SHA-256 of the capture's bytes.
    pub capture_sha256: Sha256Hex,
}

/// Before a proposition: it is the analyst's, and nobody said it so.
const OURS: &str = "in our words: ";

impl ClaimView {
    /// Looks at one version of a claim; None: the newest.
    pub fn of(store: &Store, row: &ClaimRow, version: Option<VersionId>) -> Result<Self> {
        let words = Words::of(store);
        let shown = match version {
            Some(id) => row.versions.iter().find(|version| version.id == id),
            None => Some(row.newest()),
        };
        let shown =
            shown.ok_or_else(|| Error::not_found("version", format!("C{}", row.number), ""))?;
        let source = store.get::<fact::Source>(row.source.into())?;
        let source =
            source.ok_or_else(|| Error::not_found("source", format!("C{}", row.number), ""))?;
        let standing = store.standing_of(row)?;
        let attribution = standing.attribution_of(shown.id);
        let wording = &shown.wording;
        let speaker = &wording.speaker;
        let handle = format!("C{}@{}", row.number, shown.number);
        let [chain, reported_of] =
            words.attribution(speaker, &wording.chain, wording.kind, attribution)?;
        Ok(Self {
            id: shown.id,
            claim: row.id,
            source: source.handle.to_string(),
            source_name: source_name(&source.fact),
            speaker: words.party(speaker.party)?,
            party: handle_of(store, store.canonical_party(speaker.party)?)?,
            printed: speaker.printed.clone(),
            known: speaker.known,
            because: speaker.because.clone(),
            kind: wording.kind,
            cue: wording.cue.clone(),
            guessed: shown.guessed.clone(),
            hedges: wording.hedges.clone(),
            channel: wording.channel.clone(),
            said_on: wording.said_on.as_ref().map(ToString::to_string),
            chain,
            reported_of,
            proposition: wording.proposition.clone(),
            positions: positions(store, row, shown, &standing)?,
            quotes: quotes(store, &handle, &wording.spans)?,
            attribution,
            work: standing.work,
            assignee: standing.assignee.clone(),
            note: wording.note.clone(),
            withdrawn: row.withdrawn.clone(),
            versions: row.versions.iter().map(|version| version_view(row, version)).collect(),
            handle,
            standing,
        })
    }

    /// Who said it through whom, and what: the proposition, else the quoted
    /// words. None where the words are withheld.
    ///
    /// Words of the source about a speaker, and words of ours, are never put as
    /// the speaker's own.
    pub fn statement(&self) -> Option<String> {
        if let Some(proposition) = &self.proposition {
            return Some(format!("{}, {OURS}{proposition}", self.chain));
        }
        let (whose, words) = self.reported()?;
        Some(format!("{}{whose}: {words}", self.lead(whose)))
    }

    /// What stands before quoted words, by whose they are: what is the source's
    /// nobody said.
    pub fn lead(&self, whose: &str) -> &str {
        if whose.is_empty() { &self.chain } else { &self.reported_of }
    }

    /// What it says, in a list: the proposition, marked as ours, else the
    /// passage that is quoted.
    pub fn gist(&self) -> String {
        let words = || self.quote().and_then(|quote| quote.words.clone());
        let ours = self.proposition.as_ref().map(|proposition| format!("{OURS}{proposition}"));
        ours.or_else(words).unwrap_or_else(|| "(withheld)".to_owned())
    }

    /// The quoted words in quotation marks, and whose words they are where that
    /// is not the speaker: ", in the source’s words".
    ///
    /// Of a quotation only what the analyst marked as its content, else what
    /// the source puts in quotation marks, is the speaker's own: the rest of
    /// the passage is the reporter's.
    pub fn reported(&self) -> Option<(&'static str, String)> {
        const SOURCES: &str = ", in the source\u{2019}s words";
        let (whose, pieces) = account::pieces(self.kind, self.known, &self.marked())?;
        let words = pieces.into_iter().map(in_marks).collect::<Vec<_>>().join(" \u{2026} ");
        Some((if whose == Whose::Source { SOURCES } else { "" }, words))
    }

    /// The words of the account, to be laid beside a rival's, and whose they are;
    /// None where they are withheld.
    pub fn account(&self) -> Option<Account> {
        account::account(self.kind, self.known, &self.marked(), (&self.speaker, &self.source))
    }

    fn marked(&self) -> Vec<Marked<'_>> {
        let quotes = self.quotes.iter();
        quotes
            .map(|it| Marked { role: it.role, words: it.words.as_deref(), spoken: &it.spoken })
            .collect()
    }

    /// The evidence passage, where there is one.
    pub fn quote(&self) -> Option<&QuoteView> {
        self.quotes.iter().find(|quote| quote.role == SpanRole::Evidence)
    }
}

/// Words in quotation marks, unless they are one quotation with its own.
fn in_marks(words: &str) -> String {
    const DOUBLE: [char; 5] = ['\u{201c}', '\u{201d}', '"', '\u{ab}', '\u{bb}'];
    let marked = words.starts_with(DOUBLE) && words.ends_with(DOUBLE);
    let spoken = text::spoken(words, 0..words.len());
    if marked && spoken.all && spoken.words.len() == 1 {
        return words.to_owned();
    }
    // Marks within it are the source's: ours are of another kind.
    if words.contains(DOUBLE) {
        return format!("\u{2018}{words}\u{2019}");
    }
    format!("\u{201c}{words}\u{201d}")
}

fn handle_of(store: &Store, id: impl Into<crate::model::EntryId>) -> Result<String> {
    super::names::Names::of(store).handle(id)
}

/// "Dawn, “title”, 2025-10-17", as far as it is known; the address where neither
/// outlet nor title is.
pub fn source_name(source: &fact::Source) -> String {
    let mut parts = Vec::new();
    if !source.outlet.is_empty() {
        parts.push(source.outlet.clone());
    }
    parts.extend(source.title.as_ref().map(|title| format!("\u{201c}{title}\u{201d}")));
    if parts.is_empty() {
        parts.extend(source.url.clone());
    }
    parts.extend(source.published.as_ref().map(|date| date.edtf.clone()));
    if parts.is_empty() { source.kind.to_string() } else { parts.join(", ") }
}

fn version_view(row: &ClaimRow, version: &VersionRow) -> VersionView {
    VersionView {
        handle: format!("C{}@{}", row.number, version.number),
        at: version.at.to_string(),
        by: version.by.clone(),
        why: match &version.revision {
            Some((kind, why)) => format!("{kind}: {why}"),
            None => "first logged".to_owned(),
        },
    }
}

fn positions(
    store: &Store,
    row: &ClaimRow,
    version: &VersionRow,
    standing: &Standing,
) -> Result<Vec<PositionView>> {
    let words = Words::of(store);
    let mut views: Vec<PositionView> = Vec::new();
    for (index, position) in (0u32..).zip(&version.wording.positions) {
        let question = words.question(position.question)?;
        let logged = store.get::<fact::Question>(position.question.into())?;
        let before = views.iter().filter(|view| view.question == question).count();
        let nth = if before == 0 { String::new() } else { format!("#{}", before + 1) };
        let at = PositionRef { index, version: version.id };
        views.push(PositionView {
            handle: format!("C{}@{}/{question}{nth}", row.number, version.number),
            finding: standing.finding_of(at),
            at,
            asks: logged.map_or_else(String::new, |logged| logged.fact.text),
            question,
            stance: position.stance,
            words: words.position(position)?,
            because: position.because.clone(),
        });
    }
    Ok(views)
}

/// A capture's text.
///
/// # Errors
///
/// [`Error::Refused`] where it is withheld.
pub fn text_of(store: &Store, capture: &Logged<fact::Capture>) -> Result<String> {
    store.capture_text(capture.id.into())?.ok_or_else(|| {
        let handle = &capture.handle;
        Error::refused(
            format!("{handle} is withheld: its text is not in the casebook"),
            format!("who has the file puts it back with `rashomon attach {handle} FILE`"),
        )
    })
}

/// The passages of a version or piece of evidence, read from their captures.
pub fn quotes(store: &Store, of: &str, spans: &[Span]) -> Result<Vec<QuoteView>> {
    let mut views = Vec::new();
    let mut page: Option<(CaptureId, Option<String>)> = None;
    for (number, span) in (1..).zip(spans) {
        if page.as_ref().is_none_or(|(capture, _)| *capture != span.capture) {
            page = Some((span.capture, store.capture_text(span.capture)?));
        }
        let text = page.as_ref().and_then(|(_, text)| text.as_deref());
        views.push(quote(store, format!("{of}.{number}"), span, text)?);
    }
    Ok(views)
}

/// The stretches of a passage, in order: pieces with nothing but blanks between
/// them are one. None where it does not lie in the text.
fn runs(text: &str, span: &Span) -> Option<Vec<Range<usize>>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for piece in span.pieces() {
        let [start, end] = piece.bytes;
        let piece = usize::try_from(start).ok()?..usize::try_from(end).ok()?;
        text.get(piece.clone())?;
        match runs.last_mut() {
            Some(run) if text.get(run.end..piece.start)?.trim().is_empty() => run.end = piece.end,
            Some(_) | None => runs.push(piece),
        }
    }
    Some(runs)
}

fn quote(store: &Store, handle: String, span: &Span, text: Option<&str>) -> Result<QuoteView> {
    let capture = store.get::<fact::Capture>(span.capture.into())?;
    let capture = capture.ok_or_else(|| Error::not_found("capture", handle.clone(), ""))?;
    let runs = text.and_then(|text| Some((text, runs(text, span)?)));
    let hull = span
        .byte_hull()
        .and_then(|[start, end]| Some(usize::try_from(start).ok()?..usize::try_from(end).ok()?));
    let words = runs.as_ref().map(|(text, runs)| {
        runs.iter().map(|run| &text[run.clone()]).collect::<Vec<_>>().join(" \u{2026} ")
    });
    let spoken = runs.map(|(text, runs)| {
        let within = runs.into_iter().flat_map(|run| text::spoken(text, run).words);
        within.map(|range| text[range].to_owned()).collect()
    });
    let around = text.zip(hull).filter(|(text, hull)| text.get(hull.clone()).is_some());
    let context = around.clone().map(|(text, hull)| text::context(text, hull, 32));
    let (prefix, suffix) =
        context.map(|(before, after)| (before.to_owned(), after.to_owned())).unzip();
    Ok(QuoteView {
        handle,
        role: span.role,
        capture: capture.handle.to_string(),
        capture_id: span.capture,
        words,
        spoken: spoken.unwrap_or_default(),
        prefix,
        suffix,
        line: around.map(|(text, hull)| text::line_of(text, hull.start)),
        pieces: span.pieces().to_vec(),
        capture_sha256: capture.fact.raw.sha256,
    })
}
