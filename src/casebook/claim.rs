//! Claims: logging one, revising it, confirming what was guessed, taking it
//! back.

use std::collections::BTreeSet;
use std::rc::Rc;

use crate::error::{Error, Result};
use crate::journal::fact;
use crate::model::vocab::{Guessed, KnownBy, Revision};
use crate::model::{ClaimId, QuestionId, SourceId, Span, Speaker, VersionId};
use crate::store::{ClaimRow, Logged};

use super::desk::{Desk, reasoned};
use super::draft::ClaimDraft;
use super::quote::Page;
use super::wording::Model;
use super::words::Words;

/// A claim that was logged or revised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoggedClaim {
    /// The claim.
    pub claim: ClaimId,
    /// What was guessed, and has to be confirmed.
    pub guessed: Vec<Guessed>,
    /// All that the version says.
    pub wording: fact::Wording,
    /// Odd code points in the quotation, in words.
    pub warnings: Vec<String>,
}

impl Desk<'_, '_> {
    /// Logs a statement as a claim.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] if the quotation does not stand in the capture in
    /// exactly one place; [`Error::NotFound`] for an unknown party, question or
    /// source. Nothing is logged then.
    pub fn log_claim(&mut self, draft: &ClaimDraft) -> Result<LoggedClaim> {
        let like = draft.like.as_deref().map(|like| self.names().claim(like)).transpose()?;
        let source = self.source_of(draft, like.as_ref())?;
        let model = like.as_ref().map(ClaimRow::newest).map(|row| Model::of(row, draft));
        let page = self.page_of(draft, &source, model.as_ref())?;
        let (wording, mut warnings) =
            self.wording(draft, &source, page.as_deref(), model.as_ref(), None)?;
        if draft.new_party.is_some() {
            warnings.extend(self.look_alikes(wording.speaker.party)?);
        }
        if wording.spans.is_empty() && wording.proposition.is_none() {
            return Err(Error::usage(
                "a claim needs its words",
                "quote them with --quote \"first words\" --to \"last words\"; where the source was not seen, say with --claim what is claimed",
            ));
        }
        let utterance = match (&like, &model) {
            (Some(like), Some(model))
                if !model.other_speaker && same_cut(&model.wording.spans, &wording.spans) =>
            {
                Some(like.utterance.unwrap_or(like.id))
            }
            _ => None,
        };
        let log = fact::Log { source: source.id.into(), utterance, wording: wording.clone() };
        let claim = ClaimId::from(self.log(fact::Claim::Log(log))?);
        Ok(LoggedClaim { claim, guessed: wording.guessed.clone(), wording, warnings })
    }

    /// A warning where an earlier live claim has the very same passage: logged
    /// twice, or given to another speaker. Reads the claims that quote from
    /// there.
    pub fn logged_before(&self, logged: &LoggedClaim) -> Result<Option<String>> {
        let wording = &logged.wording;
        let Some(span) = wording.spans.first() else { return Ok(None) };
        let Some(hull) = span.byte_hull() else { return Ok(None) };
        let mut other = None;
        let same_question = |one: &fact::Wording| {
            let mut all = one.positions.iter();
            all.any(|a| wording.positions.iter().any(|b| a.question == b.question && a != b))
        };
        for row in self.store().claims_quoting(span.capture, hull)? {
            let one = &row.newest().wording;
            if row.id == logged.claim || one.spans.first() != Some(span) {
                continue;
            }
            if one.speaker.party != wording.speaker.party {
                other = other.or(Some((row.number, one.speaker.party)));
            } else if one.positions == wording.positions {
                return Ok(Some(format!(
                    "C{} has these words of this speaker with the same answers already: if it is logged twice, `rashomon undo` takes this one back",
                    row.number
                )));
            } else if same_question(one) {
                return Ok(Some(format!(
                    "C{} has these words of this speaker with another answer to the same question: one statement is one claim, and `rashomon revise C{}` gives it all its answers",
                    row.number, row.number
                )));
            }
        }
        let Some((number, party)) = other else { return Ok(None) };
        let name = Words::of(self.store()).party(party)?;
        Ok(Some(format!(
            "C{number} gives these very words to {name}: if only one of them said it, revise or withdraw the other"
        )))
    }

    /// A warning where the name as printed is that of another party than the
    /// speaker who is given.
    pub(super) fn name_of_another(
        &self,
        draft: &ClaimDraft,
        speaker: &Speaker,
    ) -> Result<Option<String>> {
        let (Some(_), Some(printed)) = (&draft.who, &draft.by) else { return Ok(None) };
        if matches!(speaker.known, KnownBy::Named | KnownBy::Pronoun) {
            return Ok(None);
        }
        // A name of several parties says nothing of any.
        let Ok(Some(other)) = self.names().find_party(printed) else { return Ok(None) };
        if other == speaker.party {
            return Ok(None);
        }
        let (handle, words) = (self.names().handle(other)?, Words::of(self.store()));
        Ok(Some(format!(
            "\u{201c}{printed}\u{201d} is a name of {handle} {}, and {} is given as the speaker: which of them is meant?",
            words.party(other)?,
            words.party(speaker.party)?
        )))
    }

    /// Gives a claim a new version: fields that the draft gives replace the
    /// newest version's, the rest stay.
    pub fn revise_claim(
        &mut self,
        claim: &str,
        kind: Revision,
        why: &str,
        draft: &ClaimDraft,
    ) -> Result<LoggedClaim> {
        let row = self.names().claim(claim)?;
        refuse_gone(&row)?;
        reasoned("a new version", why)?;
        let source = self.store().get::<fact::Source>(row.source.into())?;
        let source = source.ok_or_else(|| Error::not_found("source", claim, ""))?;
        let newest = row.newest();
        let model =
            Model { wording: &newest.wording, guessed: &newest.guessed, other_speaker: false };
        let page = match (&draft.from, draft.quotes.is_empty() && draft.spans.is_empty()) {
            (Some(from), _) => Some(self.names().capture(from)?),
            (None, false) => self.capture_of_spans(&newest.wording.spans)?,
            (None, true) => None,
        };
        let page = page.map(|capture| self.page(capture)).transpose()?;
        let (wording, warnings) =
            self.wording(draft, &source, page.as_deref(), Some(&model), Some(newest))?;
        if wording == newest.wording {
            return Err(Error::refused(
                "nothing would change",
                format!("`rashomon show C{}` shows the newest version", row.number),
            ));
        }
        let revise =
            fact::Revise { claim: row.id, kind, reason: why.to_owned(), wording: wording.clone() };
        self.log(fact::Claim::Revise(revise))?;
        Ok(LoggedClaim { claim: row.id, guessed: wording.guessed.clone(), wording, warnings })
    }

    /// Confirms what was guessed of a claim's newest version.
    pub fn confirm_claim(&mut self, claim: &str) -> Result<Vec<Guessed>> {
        let row = self.names().claim(claim)?;
        let newest = row.newest();
        if newest.guessed.is_empty() {
            return Err(Error::refused(
                format!("nothing of C{} is guessed", row.number),
                "there is nothing to confirm",
            ));
        }
        let fields = newest.guessed.clone();
        self.log(fact::Claim::Confirm(fact::Confirm {
            fields: fields.clone(),
            version: newest.id,
        }))?;
        Ok(fields)
    }

    /// What rests on a claim and its versions: verdicts on others and
    /// resolutions in its favour, in words.
    pub fn rests_on_claim(&self, claim: &str) -> Result<Vec<String>> {
        let row = self.names().claim(claim)?;
        let names = self.names();
        let is_own = |version: &VersionId| row.versions.iter().any(|own| own.id == *version);
        let mut resting = Vec::new();
        let questions: BTreeSet<QuestionId> = row
            .versions
            .iter()
            .flat_map(|version| &version.wording.positions)
            .map(|position| position.question)
            .collect();
        for question in questions {
            let settled = self.store().resolution(question)?.map(|it| it.settled);
            if let Some(fact::Settled::Prefer(at)) = settled
                && is_own(&at.version)
            {
                resting.push(format!("{}, resolved in its favour", names.handle(question)?));
            }
        }
        for verdict in self.store().list::<fact::Verdict>()? {
            let grounds = verdict.fact.grounds.iter().chain(&verdict.fact.counter);
            let named = grounds.filter_map(|ground| match ground {
                fact::Ground::Claim(version) => Some(version),
                fact::Ground::Capture(_) | fact::Ground::Evidence(_) | fact::Ground::Link(_) => {
                    None
                }
            });
            if !verdict.undone && named.into_iter().any(is_own) {
                resting.push(format!("{}, which names it", verdict.handle));
            }
        }
        Ok(resting)
    }

    /// Takes a claim back: it stays, shown as withdrawn.
    pub fn withdraw_claim(&mut self, claim: &str, why: &str) -> Result<ClaimId> {
        let row = self.names().claim(claim)?;
        refuse_gone(&row)?;
        self.log(fact::Claim::Withdraw(fact::Withdraw { claim: row.id, reason: why.to_owned() }))?;
        Ok(row.id)
    }

    fn source_of(
        &self,
        draft: &ClaimDraft,
        like: Option<&ClaimRow>,
    ) -> Result<Logged<fact::Source>> {
        if let Some(from) = &draft.from {
            let id = self.names().entry(from)?;
            if let Some(capture) = self.store().get::<fact::Capture>(id)? {
                let source = self.store().get(capture.fact.source.into())?;
                return source.ok_or_else(|| Error::not_found("source", from, ""));
            }
            return self.names().source(from);
        }
        let Some(like) = like else {
            return Err(Error::usage(
                "where does it stand?",
                "name the source with --from S1, or a claim to take it from with --like C1",
            ));
        };
        let source = self.store().get(like.source.into())?;
        source.ok_or_else(|| Error::not_found("source", "of that claim", ""))
    }

    /// The page to quote from; None where the source was not captured.
    fn page_of(
        &self,
        draft: &ClaimDraft,
        source: &Logged<fact::Source>,
        model: Option<&Model<'_>>,
    ) -> Result<Option<Rc<Page>>> {
        let capture = match (&draft.from, model) {
            (Some(from), _) if from.contains('@') => Some(self.names().capture(from)?),
            (Some(from), _) => {
                let id = self.names().entry(from)?;
                match self.store().get::<fact::Capture>(id)? {
                    Some(capture) => Some(capture),
                    None => self.names().newest_capture(SourceId::from(source.id))?,
                }
            }
            (None, Some(model)) => match self.capture_of_spans(&model.wording.spans)? {
                Some(capture) => Some(capture),
                None => self.names().newest_capture(SourceId::from(source.id))?,
            },
            (None, None) => self.names().newest_capture(SourceId::from(source.id))?,
        };
        capture.map(|capture| self.page(capture)).transpose()
    }

    fn capture_of_spans(&self, spans: &[Span]) -> Result<Option<Logged<fact::Capture>>> {
        match spans.first() {
            Some(span) => self.store().get(span.capture.into()),
            None => Ok(None),
        }
    }
}

/// Two claims are cut from one utterance if one quotes words of the other's
/// capture: the user said `--like`, and named no other speaker.
fn same_cut(a: &[Span], b: &[Span]) -> bool {
    a.first().zip(b.first()).is_some_and(|(a, b)| a.capture == b.capture)
}

fn refuse_gone(row: &ClaimRow) -> Result<()> {
    if row.undone || row.withdrawn.is_some() {
        let state = if row.undone { "undone" } else { "withdrawn" };
        let message = format!("C{} was {state}", row.number);
        return Err(Error::refused(message, "log it anew; `rashomon history` shows what happened"));
    }
    Ok(())
}
