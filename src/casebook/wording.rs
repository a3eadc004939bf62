//! Wordings: all that one version of a claim says, built from a draft, from the
//! version or claim that it builds on, and from the passage itself.

use std::cell::LazyCell;

use crate::error::{Error, Result};
use crate::journal::fact;
use crate::model::vocab::{AttributionKind, Fidelity, Guessed, KnownBy, PartyKind, SpanRole};
use crate::model::{EventId, Handle, Hop, PartyId, Position, Span, Speaker, Translation};
use crate::store::{Logged, VersionRow};
use crate::text::{self, GuessedKind, Oddity};

use super::desk::Desk;
use super::draft::ClaimDraft;
use super::near::{Surroundings, only_who};
use super::quote::Page;
use super::source::{against_publication, ahead, dated};

/// Pronouns that a source may print for a speaker.
const PRONOUNS: &[&str] = &["he", "she", "it", "they", "we", "i", "his", "her", "their"];

/// What a draft builds on: the claim named by `--like`, or the version that is
/// revised.
pub(super) struct Model<'a> {
    pub(super) wording: &'a fact::Wording,
    /// What was guessed of it, and nobody confirmed.
    pub(super) guessed: &'a [Guessed],
    /// Another speaker is named than the model's.
    pub(super) other_speaker: bool,
}

impl Desk<'_, '_> {
    /// Builds all that a version says.
    pub(super) fn wording(
        &mut self,
        draft: &ClaimDraft,
        source: &Logged<fact::Source>,
        page: Option<&Page>,
        model: Option<&Model<'_>>,
        revised: Option<&VersionRow>,
    ) -> Result<(fact::Wording, Vec<String>)> {
        let (mut spans, mut warnings) = spans_of(draft, page, source)?;
        if spans.is_empty()
            && let Some(row) = revised
        {
            spans.clone_from(&row.wording.spans);
        }
        let same_speaker = model.filter(|model| !model.other_speaker);
        // Only where something is left to guess: it reads the whole paragraph.
        let guess = LazyCell::new(|| page.and_then(|page| guess(page, &spans)));
        let around = Surroundings::of(page, &spans);
        // What was given or confirmed is taken over; what was guessed of another
        // passage is guessed anew from this one.
        let other_passage = revised.is_none() || !draft.quotes.is_empty();
        let anew = |model: &Model<'_>, field| other_passage && model.guessed.contains(&field);
        let mut guessed = Vec::new();
        let kind = match (&draft.attribution, same_speaker) {
            (Some(kind), _) => kind.parse()?,
            (None, Some(model)) if !anew(model, Guessed::Kind) => {
                guessed.extend(model.guessed.iter().filter(|field| **field == Guessed::Kind));
                model.wording.kind
            }
            (None, _) => {
                guessed.push(Guessed::Kind);
                guess.as_ref().map_or(AttributionKind::Paraphrase, |guess| guess.kind)
            }
        };
        let own_words = matches!(kind, AttributionKind::Author | AttributionKind::Embedded);
        // A cue of another passage is this one's only where it stands here too.
        let kept_cue = same_speaker.and_then(|model| model.wording.cue.clone()).filter(|cue| {
            !other_passage || around.as_ref().is_none_or(|around| around.has_beside(cue))
        });
        let cue = match (&draft.cue, same_speaker) {
            (Some(cue), _) => Some(cue.clone()),
            (None, Some(model)) if !anew(model, Guessed::Cue) && kept_cue.is_some() => {
                guessed.extend(model.guessed.iter().filter(|field| **field == Guessed::Cue));
                kept_cue
            }
            (None, None) if own_words => None,
            (None, _) => {
                let cue = guess.as_ref().and_then(|guess| guess.cue.clone()).or(kept_cue);
                guessed.extend(cue.is_some().then_some(Guessed::Cue));
                cue
            }
        };
        let same_speaker = same_speaker.map(|model| model.wording);
        let speaker = self.speaker(draft, (source, page), kind, same_speaker)?;
        let positions = self.taken_positions(draft, model, revised)?;
        let said_on = match (&draft.said_on, model) {
            (Some(date), _) => Some(dated("said on", date)?),
            (None, model) => model.and_then(|model| model.wording.said_on.clone()),
        };
        if let Some(around) = &around {
            let heard = (&speaker, cue.as_deref());
            warnings.extend(self.look_around(around, draft, kind, &spans, heard)?);
            warnings.extend(around.unwritten(draft, &positions, said_on.as_ref()));
        }
        if draft.said_on.is_some()
            && let Some(date) = &said_on
        {
            warnings.extend(ahead("said on", date, self.stamp().at));
            warnings.extend(against_publication(date, source));
        }
        let kept = revised.map(|row| &row.wording);
        let mut wording = fact::Wording {
            chain: self.chain(draft, source, kind, model.map(|model| model.wording))?,
            channel: draft
                .channel
                .clone()
                .or_else(|| same_speaker.and_then(|model| model.channel.clone())),
            checkability: match &draft.checkability {
                Some(word) => Some(word.parse()?),
                None => kept.and_then(|kept| kept.checkability),
            },
            cue,
            guessed,
            hedges: if draft.hedges.is_empty() {
                kept.map(|kept| kept.hedges.clone()).unwrap_or_default()
            } else {
                draft.hedges.clone()
            },
            kind,
            note: draft.note.clone().or_else(|| kept.and_then(|kept| kept.note.clone())),
            positions,
            proposition: draft
                .claim
                .clone()
                .or_else(|| kept.and_then(|kept| kept.proposition.clone())),
            said_on,
            spans,
            speaker,
            translation: draft
                .translation
                .as_ref()
                .map(translation)
                .or_else(|| kept.and_then(|kept| kept.translation.clone())),
        };
        warnings.extend(self.figures(&wording, page, kept)?);
        if let Some(page) = page.filter(|page| page.is_salted()) {
            words_to_spans(page, &mut wording)?;
        }
        Ok((wording, warnings))
    }

    fn speaker(
        &mut self,
        draft: &ClaimDraft,
        (source, page): (&Logged<fact::Source>, Option<&Page>),
        kind: AttributionKind,
        model: Option<&fact::Wording>,
    ) -> Result<Speaker> {
        self.refuse_lasting_name(draft, page)?;
        let on_behalf_of =
            draft.behalf.as_deref().map(|name| self.names().party(name)).transpose()?;
        let nothing_new = draft.who.is_none() && draft.by.is_none();
        if let (true, Some(model)) = (nothing_new, model) {
            let mut speaker = model.speaker.clone();
            speaker.on_behalf_of = on_behalf_of.or(speaker.on_behalf_of);
            speaker.role = draft.role.clone().or(speaker.role);
            speaker.because = draft.because.clone().or(speaker.because);
            if let Some(known) = &draft.known {
                speaker.known = known.parse()?;
            }
            return check_speaker(speaker);
        }
        if let Some(Ok(handle)) = draft.by.as_deref().map(str::parse::<Handle>) {
            return Err(Error::usage(
                format!("`{handle}` is a handle, not a name as printed"),
                format!(
                    "give the party with --who {handle}, and the name as the source prints it with --by"
                ),
            ));
        }
        let party = match (&draft.who, &draft.by) {
            (Some(name), _) | (None, Some(name)) => self.party_by_name(name, draft)?,
            (None, None) if kind == AttributionKind::Author => source.fact.voice,
            (None, None) => {
                return Err(Error::usage(
                    "who said it?",
                    "give the name as printed with --by, or the party with --who P1; for the source's own voice, --attribution author",
                ));
            }
        };
        let known = match &draft.known {
            Some(known) => known.parse()?,
            None => self.known(party, draft)?,
        };
        check_speaker(Speaker {
            because: draft.because.clone(),
            known,
            on_behalf_of,
            party,
            printed: draft.by.clone(),
            role: draft.role.clone(),
        })
    }

    /// The positions of a version: of a new claim those given, of a revised one
    /// those of before too.
    fn taken_positions(
        &self,
        draft: &ClaimDraft,
        model: Option<&Model<'_>>,
        revised: Option<&VersionRow>,
    ) -> Result<Vec<Position>> {
        let first = model.and_then(|model| model.wording.positions.first());
        let question = match first {
            Some(first) => self.store().get::<fact::Question>(first.question.into())?,
            None => None,
        };
        let event: Option<EventId> = question.map(|question| question.fact.event);
        match revised {
            Some(row) => self.revised_positions(draft, event, &row.wording.positions),
            None if !draft.drop_positions.is_empty() => Err(Error::usage(
                "a new claim has no position to drop",
                "leave it out; `revise` drops one of a claim that is logged",
            )),
            None => self.positions(&draft.on, event),
        }
    }

    /// What the surroundings of a passage say of its speaker and its cue:
    /// warnings.
    ///
    /// # Errors
    ///
    /// [`Error::Usage`] where nothing there tells that the speaker said it.
    fn look_around(
        &self,
        around: &Surroundings<'_>,
        draft: &ClaimDraft,
        kind: AttributionKind,
        spans: &[Span],
        (speaker, cue): (&Speaker, Option<&str>),
    ) -> Result<Vec<String>> {
        if cue.is_none() && only_who(draft, kind, spans) {
            let party = self.store().get::<fact::Party>(speaker.party.into())?;
            let named = party.filter(|party| !party.fact.kind.is_nameless());
            if let Some(party) = named {
                around.refuse_unsaid(self.store(), speaker.party, &party.fact.display)?;
            }
        }
        let printed = draft.by.as_deref().and_then(|by| around.missing("the printed name", by));
        let cue = draft.cue.as_deref().and_then(|cue| around.missing("the cue", cue));
        let printed = printed.into_iter().chain(self.name_of_another(draft, speaker)?);
        let elsewhere = around.elsewhere(self.store(), &draft.quotes, speaker)?;
        Ok(printed.chain(cue).chain(elsewhere).collect())
    }

    fn party_by_name(&mut self, name: &str, draft: &ClaimDraft) -> Result<PartyId> {
        let kind = draft.new_party.as_ref().filter(|_| name.parse::<Handle>().is_err());
        let Some(kind) = kind else { return self.names().party(name) };
        if let Some(party) = self.names().find_party(name)? {
            return Ok(party);
        }
        let kind: PartyKind = kind.parse()?;
        let display = name.to_owned();
        let party = fact::Party { confidential_sha256: None, display, kind, note: None, of: None };
        Ok(self.log(party)?.into())
    }

    /// A party's name stays in the record for good; a name that only a salted
    /// capture has is to leave with it.
    fn refuse_lasting_name(&self, draft: &ClaimDraft, page: Option<&Page>) -> Result<()> {
        let Some(name) = draft.by.as_ref().filter(|_| draft.new_party.is_some()) else {
            return Ok(());
        };
        if !page.is_some_and(Page::is_salted)
            || draft.who.is_some()
            || self.names().find_party(name)?.is_some()
        {
            return Ok(());
        }
        Err(Error::refused(
            "the speaker’s name would stay in the record for good, also when this salted capture is withheld",
            "add the party first, under a label if it is to be protected (`rashomon party add \"Witness 1\" --kind unnamed-person`), and name it with --who",
        ))
    }

    /// How the speaker is known, from the printed name: a pronoun, a name of
    /// the party, or a description.
    fn known(&self, party: PartyId, draft: &ClaimDraft) -> Result<KnownBy> {
        let Some(printed) = &draft.by else {
            let inferred = draft.because.is_some();
            return Ok(if inferred { KnownBy::Inferred } else { KnownBy::Described });
        };
        if PRONOUNS.contains(&printed.to_lowercase().as_str()) {
            return Ok(KnownBy::Pronoun);
        }
        // What stands for a voice without a name is no name, however printed.
        let named = self.store().get::<fact::Party>(party.into())?;
        if named.is_some_and(|party| party.fact.kind.is_nameless()) {
            return Ok(KnownBy::Described);
        }
        let printed = text::fold_str(printed);
        let names = self.store().folded_names(party)?;
        let named = names.iter().any(|name| text::bears_name(&printed, name));
        Ok(if named { KnownBy::Named } else { KnownBy::Described })
    }

    /// The reporting chain: as given, then the source's own voice.
    fn chain(
        &self,
        draft: &ClaimDraft,
        source: &Logged<fact::Source>,
        kind: AttributionKind,
        model: Option<&fact::Wording>,
    ) -> Result<Vec<Hop>> {
        let mut chain = Vec::new();
        for typed in &draft.chain {
            chain.push(self.hop(typed)?);
        }
        if let (true, Some(model)) = (draft.chain.is_empty(), model) {
            chain.clone_from(&model.chain);
        }
        // The source passes on what others say, and nothing of its own.
        let voice = source.fact.voice;
        let passed_on = chain.last().is_some_and(|hop: &Hop| hop.party == voice);
        let own = kind == AttributionKind::Author;
        if passed_on && (own || model.is_some_and(|model| model.kind != kind)) {
            chain.pop();
        }
        if !own && chain.last().is_none_or(|hop: &Hop| hop.party != voice) {
            let fidelity = fidelity(kind);
            chain.push(Hop { capture: None, fidelity, party: voice, printed: None });
        }
        Ok(chain)
    }

    /// Reads `NAME (paraphrase)`; paraphrase where left out.
    fn hop(&self, typed: &str) -> Result<Hop> {
        let (name, fidelity) = match typed.strip_suffix(')').and_then(|text| text.rsplit_once('('))
        {
            Some((name, word)) => (name.trim(), word.trim().parse()?),
            None => (typed.trim(), Fidelity::Paraphrase),
        };
        Ok(Hop { capture: None, fidelity, party: self.names().party(name)?, printed: None })
    }
}

impl<'a> Model<'a> {
    pub(super) fn of(row: &'a VersionRow, draft: &ClaimDraft) -> Self {
        let (wording, guessed) = (&row.wording, row.guessed.as_slice());
        let other_name = draft.by.is_some() && draft.by != wording.speaker.printed;
        Self { wording, guessed, other_speaker: other_name || draft.who.is_some() }
    }
}

fn check_speaker(speaker: Speaker) -> Result<Speaker> {
    if speaker.known == KnownBy::Inferred && speaker.because.is_none() {
        return Err(Error::usage(
            "an inferred speaker needs a reason",
            "say why you take it to be them: --because \"…\"",
        ));
    }
    Ok(speaker)
}

fn fidelity(kind: AttributionKind) -> Fidelity {
    match kind {
        AttributionKind::DirectQuote
        | AttributionKind::DocumentQuote
        | AttributionKind::PostQuote
        | AttributionKind::Embedded => Fidelity::Direct,
        AttributionKind::PartialQuote | AttributionKind::Label => Fidelity::Partial,
        AttributionKind::Paraphrase
        | AttributionKind::DocumentParaphrase
        | AttributionKind::OfficialsUnnamed
        | AttributionKind::Anonymous
        | AttributionKind::Unattributed
        | AttributionKind::Belief
        | AttributionKind::Author => Fidelity::Paraphrase,
    }
}

fn translation(draft: &super::draft::TranslationDraft) -> Translation {
    Translation {
        language: draft.language.clone(),
        method: draft.method.clone(),
        translator: draft.translator.clone(),
        words: draft.words.clone(),
    }
}

fn spans_of(
    draft: &ClaimDraft,
    page: Option<&Page>,
    source: &Logged<fact::Source>,
) -> Result<(Vec<Span>, Vec<String>)> {
    if draft.quotes.is_empty() && draft.spans.is_empty() {
        return Ok((Vec::new(), Vec::new()));
    }
    let Some(page) = page else {
        return Err(Error::refused(
            format!("{} has no capture to quote from", source.handle),
            format!("capture it first: `rashomon capture {} FILE`", source.handle),
        ));
    };
    let mut spans = Vec::new();
    if !draft.quotes.is_empty() {
        spans.push(page.span(SpanRole::Evidence, &draft.quotes)?);
    }
    for further in &draft.spans {
        let role = further.role.as_deref().map_or(Ok(SpanRole::Evidence), str::parse)?;
        spans.push(page.span(role, &further.pieces)?);
    }
    let mut warnings = Vec::new();
    if let Some(text) = &page.text {
        for piece in spans.iter().flat_map(Span::pieces) {
            let words = piece_range(piece).and_then(|range| text.get(range)).unwrap_or_default();
            warnings.extend(text::warnings(words).into_iter().map(odd_words));
            let cut = piece_range(piece).filter(|range| text::cuts_word(text, range));
            warnings.extend(cut.map(|range| {
                let (before, after) = text::context(text, range, 12);
                format!("the quotation begins or ends inside a word: \u{2026}{before}\u{ab}{words}\u{bb}{after}\u{2026}").replace('\n', " ")
            }));
        }
    }
    warnings.dedup();
    Ok((spans, warnings))
}

fn odd_words(odd: text::Odd) -> String {
    let what = match odd.oddity {
        Oddity::Control => "a control character",
        Oddity::Bidi => "it turns the reading order",
        Oddity::Invisible => "it cannot be seen",
        Oddity::Replacement => "a character was lost here when the text was made",
        Oddity::LookAlike => "it looks like a Latin letter and is not one",
    };
    format!("the quotation holds U+{:04X}: {what}", u32::from(odd.point))
}

fn piece_range(piece: &crate::model::Piece) -> Option<std::ops::Range<usize>> {
    Some(usize::try_from(piece.bytes[0]).ok()?..usize::try_from(piece.bytes[1]).ok()?)
}

/// What quotation marks and reporting verbs around a passage suggest.
struct Suggested {
    kind: AttributionKind,
    cue: Option<String>,
}

fn guess(page: &Page, spans: &[Span]) -> Option<Suggested> {
    let text = page.text.as_deref()?;
    let range = piece_range(spans.first()?.pieces().first()?)?;
    let guess = text::guess(text, range);
    let kind = match guess.kind {
        GuessedKind::DirectQuote => AttributionKind::DirectQuote,
        GuessedKind::PartialQuote => AttributionKind::PartialQuote,
        GuessedKind::Paraphrase => AttributionKind::Paraphrase,
    };
    Some(Suggested { kind, cue: guess.cue.map(|cue| text[cue].to_owned()) })
}

/// Words of a salted capture may not stand in an entry: the cue and the printed
/// name become spans, hedges are refused.
fn words_to_spans(page: &Page, wording: &mut fact::Wording) -> Result<()> {
    let evidence = wording.spans.first().and_then(Span::byte_hull);
    if !wording.hedges.is_empty() {
        return Err(Error::refused(
            "hedges of a salted capture are words of it, and may not stand in an entry",
            "leave --hedge out; the quotation holds them",
        ));
    }
    let cue = wording.cue.take().map(|words| (SpanRole::Cue, words));
    let printed = wording.speaker.printed.take().map(|words| (SpanRole::Source, words));
    for (role, words) in cue.into_iter().chain(printed) {
        let Some(range) = page.text.as_deref().and_then(|text| near(text, &words, evidence)) else {
            continue;
        };
        wording.spans.push(page.span_of(role, range)?);
    }
    Ok(())
}

/// The place of `words` nearest to a passage.
fn near(text: &str, words: &str, passage: Option<[u64; 2]>) -> Option<std::ops::Range<usize>> {
    let middle = passage.and_then(|[start, _]| usize::try_from(start).ok()).unwrap_or(0);
    let places = text.match_indices(words).map(|(at, found)| at..at + found.len());
    places.min_by_key(|range| range.start.abs_diff(middle))
}
