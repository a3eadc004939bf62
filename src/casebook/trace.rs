//! How a statement reached us, hop by hop, and where its original was found.

use serde::Serialize;

use crate::error::{Error, Result};
use crate::journal::fact;
use crate::model::vocab::{Attribution, Fidelity, SourceKind, SpanRole};
use crate::model::{CaptureId, EvidenceId, Handle, PartyId, SourceId, VersionId};
use crate::store::{ClaimRow, Derived, Logged, Store, VersionRow};
use crate::text;

use super::desk::Desk;
use super::diff::TextDiff;
use super::draft::{EvidenceDraft, QuoteDraft, VerdictDraft};
use super::verdict::Set;
use super::view::{self, QuoteView};
use super::words::Words;

/// The reporting chain of a claim version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Chain {
    /// `C14@2`.
    pub claim: String,
    /// Who is said to have said it.
    pub speaker: String,
    /// Who passed it on, the one nearest the speaker first, the source in hand
    /// last.
    pub hops: Vec<HopView>,
    /// Did they say it?
    pub attribution: Attribution,
    /// The words in the source in hand; None where withheld.
    pub words: Option<String>,
    /// Where else it was found, in order of logging.
    pub found: Vec<FoundAt>,
}

/// One hop.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HopView {
    /// Who passed it on.
    pub party: String,
    /// As printed.
    pub printed: Option<String>,
    /// How faithfully.
    pub fidelity: Fidelity,
    /// The capture of that report.
    pub capture: Option<String>,
}

/// A passage in another capture that was logged as where it was said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FoundAt {
    /// `X3`.
    pub evidence: String,
    /// `S7@1`.
    pub capture: String,
    /// What that source is called.
    pub source: String,
    /// The line, from 1; None where withheld.
    pub line: Option<usize>,
    /// From the words there to the words in the source in hand; None where a
    /// text is withheld.
    pub diff: Option<TextDiff>,
}

/// How a claim version reached us.
pub fn chain(store: &Store, row: &ClaimRow, version: VersionId) -> Result<Chain> {
    let shown = of_row(row, version)?;
    let handle = format!("C{}@{}", row.number, shown.number);
    let names = super::names::Names::of(store);
    let words = Words::of(store);
    let mut hops = Vec::new();
    for hop in &shown.wording.chain {
        hops.push(HopView {
            party: words.party(hop.party)?,
            printed: hop.printed.clone(),
            fidelity: hop.fidelity,
            capture: hop.capture.map(|capture| names.handle(capture)).transpose()?,
        });
    }
    let quotes = view::quotes(store, &handle, &shown.wording.spans)?;
    let own = evidence_words(&quotes);
    let mut found = Vec::new();
    for evidence in store.list::<fact::Evidence>()? {
        if evidence.undone || !evidence.fact.versions.contains(&version) {
            continue;
        }
        let passages = view::quotes(store, &evidence.handle.to_string(), &evidence.fact.spans)?;
        let Some(passage) = passages.first() else { continue };
        let capture = capture_of(store, passage.capture_id)?;
        if capture.fact.source == row.source {
            continue;
        }
        let source = store.get::<fact::Source>(capture.fact.source.into())?;
        let diff = passage.words.clone().zip(own.clone()).map(|(old, new)| TextDiff {
            diff: text::diff_words(&old, &new),
            old,
            new,
        });
        found.push(FoundAt {
            evidence: evidence.handle.to_string(),
            capture: passage.capture.clone(),
            source: source.map_or_else(String::new, |source| view::source_name(&source.fact)),
            line: passage.line,
            diff,
        });
    }
    Ok(Chain {
        speaker: words.party(shown.wording.speaker.party)?,
        attribution: store.standing_of(row)?.attribution_of(version),
        claim: handle,
        words: own,
        hops,
        found,
    })
}

fn of_row(row: &ClaimRow, version: VersionId) -> Result<&VersionRow> {
    let shown = row.versions.iter().find(|shown| shown.id == version);
    shown.ok_or_else(|| Error::not_found("version", format!("C{}", row.number), ""))
}

fn evidence_words(quotes: &[QuoteView]) -> Option<String> {
    let evidence = |quote: &&QuoteView| quote.role == crate::model::vocab::SpanRole::Evidence;
    quotes.iter().find(evidence)?.words.clone()
}

fn capture_of(store: &Store, id: CaptureId) -> Result<Logged<fact::Capture>> {
    let capture = store.get::<fact::Capture>(id.into())?;
    capture.ok_or_else(|| Error::not_found("capture", format!("{id:.8}"), ""))
}

/// Where a statement was found, as a person says it.
#[derive(Clone, Debug, Default)]
pub struct TraceDraft {
    /// The claim: `C14`.
    pub claim: String,
    /// The capture in which it stands: `S7@1`.
    pub capture: String,
    /// The words there, in order.
    pub quotes: Vec<QuoteDraft>,
    /// traced-original or traced-secondary; told from the source where left out.
    pub attribution: Option<String>,
    /// Why.
    pub why: Option<String>,
}

/// What was recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Traced {
    /// The passage.
    pub evidence: EvidenceId,
    /// The verdict on the attribution.
    pub set: Set,
    /// The attribution that was set.
    pub attribution: Attribution,
    /// The version that it is of.
    pub version: VersionId,
}

fn not_own(row: &ClaimRow, capture: &Logged<fact::Capture>) -> Error {
    let handle = &capture.handle;
    if capture.fact.source == row.source {
        return Error::refused(
            format!(
                "{handle} is the claim\u{2019}s own source, and not the speaker\u{2019}s own: its voice is another party"
            ),
            "capture their post, release or recording and name that; if this page is theirs, say so with `rashomon source revise --voice`",
        );
    }
    Error::refused(
        format!("{handle} is not the speaker\u{2019}s own: its voice is another party"),
        "it is traced-secondary; if it is their post, release or recording, say so with `rashomon source revise --voice`",
    )
}

impl Desk<'_, '_> {
    /// Records where a claim's words were found outside its own source, and
    /// moves its attribution.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] for the claim's own source, for a capture that was
    /// taken from it, and for an original that is not of the speaker;
    /// [`Error::Rule`] as for any verdict.
    pub fn trace(&mut self, draft: &TraceDraft) -> Result<Traced> {
        let (row, version) = self.names().version(&draft.claim)?;
        let capture = self.names().capture(&draft.capture)?;
        self.refuse_derived(&row, &capture)?;
        let speaker = of_row(&row, version)?.wording.speaker.party;
        let own = self.is_own_words(&capture, speaker)?;
        let attribution: Attribution = match &draft.attribution {
            Some(word) => word.parse()?,
            None if own => Attribution::TracedOriginal,
            None => Attribution::TracedSecondary,
        };
        self.check_found((&row, version), attribution, std::slice::from_ref(&capture))?;
        let handle = self.names().version_handle(version)?;
        let place = format!("found in {}", capture.handle);
        let why = draft.why.clone().unwrap_or_else(|| place.clone());
        let evidence = self.add_evidence(
            &EvidenceDraft {
                bearing: "supports".into(),
                claims: vec![handle.clone()],
                from: Some(capture.handle.to_string()),
                note: format!("{handle} {place}"),
                quotes: draft.quotes.clone(),
                ..EvidenceDraft::default()
            },
            None,
        )?;
        let set = self.verify(&VerdictDraft {
            attribution: Some(attribution.to_string()),
            grounds: vec![capture.handle.to_string(), self.names().handle(evidence)?],
            target: handle,
            why,
            ..VerdictDraft::default()
        })?;
        Ok(Traced { evidence, set, attribution, version })
    }

    /// Holds an attribution to the captures in which it was found: an original
    /// is the speaker's own, and a second capture neither of the claim's source
    /// nor taken from it. One such capture is enough; where none is named
    /// (evidence that is a file or an observation), nothing is asked.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`], of the first capture.
    pub(super) fn check_found(
        &self,
        (row, version): (&ClaimRow, VersionId),
        attribution: Attribution,
        found: &[Logged<fact::Capture>],
    ) -> Result<()> {
        let mut refused = None;
        for capture in found {
            let held = match attribution {
                Attribution::TracedOriginal => {
                    let speaker = of_row(row, version)?.wording.speaker.party;
                    if self.is_own_words(capture, speaker)? {
                        Ok(())
                    } else {
                        Err(not_own(row, capture))
                    }
                }
                Attribution::TracedSecondary => self.refuse_derived(row, capture),
                Attribution::AsReported
                | Attribution::Acknowledged
                | Attribution::Disputed
                | Attribution::Misattributed
                | Attribution::Untraceable => Ok(()),
            };
            match held {
                Ok(()) => return Ok(()),
                Err(why) => refused = refused.or(Some(why)),
            }
        }
        refused.map_or(Ok(()), Err)
    }

    /// A warning where the words of a claim stand in none of these captures.
    pub(super) fn words_missing(
        &self,
        (row, version): (&ClaimRow, VersionId),
        found: &[Logged<fact::Capture>],
    ) -> Result<Option<String>> {
        let quotes = view::quotes(self.store(), "", &of_row(row, version)?.wording.spans)?;
        let evidence = quotes.into_iter().filter(|quote| quote.role == SpanRole::Evidence);
        let words: Vec<String> = evidence.filter_map(|quote| quote.words).collect();
        // Each piece by itself: between them stand words that are not quoted.
        let words = words.iter().flat_map(|words| words.split('\u{2026}'));
        let words: Vec<String> = words.map(|it| text::fold_str(it).trim().to_owned()).collect();
        let mut looked = Vec::new();
        for capture in found {
            let Some(page) = self.store().capture_text(capture.id.into())? else { continue };
            let page = text::fold_str(&page);
            if words.iter().all(|piece| page.contains(piece.as_str())) {
                return Ok(None);
            }
            looked.push(capture.handle.to_string());
        }
        Ok((!words.concat().is_empty() && !looked.is_empty()).then(|| {
            format!(
                "the words of C{} do not stand in {}: is it the same statement there, in other words?",
                row.number,
                looked.join(" or ")
            )
        }))
    }

    /// A text that came from the claim's own source traces nothing.
    fn refuse_derived(&self, row: &ClaimRow, capture: &Logged<fact::Capture>) -> Result<()> {
        let way_out = "trace it to the speaker\u{2019}s own words, or to a report that did not take them from there";
        let refuse = |words: String| Err(Error::refused(words, way_out));
        if capture.fact.source == row.source {
            return refuse(format!(
                "{} is a capture of the claim\u{2019}s own source",
                capture.handle
            ));
        }
        let derived = self.store().derived_sources()?;
        if let Some(link) = derivation(&derived, capture.fact.source, row.source) {
            return refuse(format!(
                "{} is of a source that is derived from the claim\u{2019}s own ({link})",
                capture.handle
            ));
        }
        let mut at = capture.fact.origin.as_ref().and_then(|origin| origin.capture);
        let mut seen = vec![CaptureId::from(capture.id)];
        while let Some(id) = at.filter(|id| !seen.contains(id)) {
            seen.push(id);
            let origin = capture_of(self.store(), id)?;
            if origin.fact.source == row.source {
                return refuse(format!("{} was taken from {}", capture.handle, origin.handle));
            }
            at = origin.fact.origin.as_ref().and_then(|origin| origin.capture);
        }
        Ok(())
    }

    /// Whether a source is the speaker's own: its voice is the speaker, and it
    /// is no report about them.
    fn is_own_words(&self, capture: &Logged<fact::Capture>, speaker: PartyId) -> Result<bool> {
        let source = self.store().get::<fact::Source>(capture.fact.source.into())?;
        let Some(source) = source else { return Ok(false) };
        let store = self.store();
        let voice = store.canonical_party(source.fact.voice)?;
        if voice == store.canonical_party(speaker)? {
            return Ok(true);
        }
        // A release of the body that they speak for carries their words too.
        let release = matches!(
            source.fact.kind,
            SourceKind::PressRelease | SourceKind::SocialPost | SourceKind::Broadcast
        );
        let wholes = store.affiliations(store.canonical_party(speaker)?)?;
        let of_voice = |whole: PartyId| Ok::<_, Error>(store.canonical_party(whole)? == voice);
        for row in wholes {
            if release && of_voice(row.fact.whole)? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// The link by which what a trace to a second source rests on is derived from
/// the claim's own; None where a capture of another stands beside it, or it
/// rests on none.
pub fn derived_ground(
    store: &Store,
    derived: &[Derived],
    verdict: &fact::Verdict,
    own: SourceId,
) -> Result<Option<Handle>> {
    if verdict.ruling != fact::Ruling::Attribution(Attribution::TracedSecondary) {
        return Ok(None);
    }
    let mut found = None;
    for ground in &verdict.grounds {
        let fact::Ground::Capture(capture) = ground else { return Ok(None) };
        let Some(capture) = store.get::<fact::Capture>((*capture).into())? else { continue };
        match derivation(derived, capture.fact.source, own) {
            Some(link) => found = found.or(Some(link)),
            None => return Ok(None),
        }
    }
    Ok(found)
}

/// The link by which one source is derived from another, by way of others too;
/// None where nobody said so.
pub fn derivation(derived: &[Derived], from: SourceId, to: SourceId) -> Option<Handle> {
    let mut reached = vec![(from, None)];
    let mut at = 0;
    while let Some((source, by)) = reached.get(at).cloned() {
        if source == to && by.is_some() {
            return by;
        }
        for (_, origin, handle) in derived.iter().filter(|(copy, ..)| *copy == source) {
            if reached.iter().all(|(known, _)| known != origin) {
                reached.push((*origin, by.clone().or_else(|| Some(handle.clone()))));
            }
        }
        at += 1;
    }
    None
}
