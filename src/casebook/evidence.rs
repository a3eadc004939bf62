//! Evidence that bears on a question, and enquiries put to a party.

use crate::error::{Error, Result};
use crate::journal::fact;
use crate::model::vocab::{Credibility, EvidenceKind, SpanRole};
use crate::model::{EnquiryId, EntryId, EvidenceId, QuestionId, VersionId};
use crate::store::Blob;

use super::capture::digest;
use super::desk::Desk;
use super::draft::{AnswerDraft, EnquiryDraft, EvidenceDraft};
use super::names::Names;
use super::source::{dated, word};

impl Desk<'_, '_> {
    /// Logs a piece of evidence; `file` holds the bytes of a file, if it is one.
    pub fn add_evidence(
        &mut self,
        draft: &EvidenceDraft,
        file: Option<(&str, &[u8])>,
    ) -> Result<EvidenceId> {
        let fact = self.evidence_fact(draft, file, None)?;
        Ok(self.log(fact)?.into())
    }

    /// Replaces the fields of a piece of evidence by those the draft gives; the
    /// rest stay.
    pub fn revise_evidence(
        &mut self,
        evidence: &str,
        draft: &EvidenceDraft,
        file: Option<(&str, &[u8])>,
    ) -> Result<EvidenceId> {
        let id = self.names().evidence(evidence)?;
        let old = self.store().get::<fact::Evidence>(id.into())?;
        let old = old.ok_or_else(|| Error::not_found("evidence", evidence, ""))?.fact;
        let new = self.evidence_fact(draft, file, Some((id, old)))?;
        self.log(new)?;
        Ok(id)
    }

    /// A piece of evidence as the draft has it, on top of what it was.
    fn evidence_fact(
        &mut self,
        draft: &EvidenceDraft,
        file: Option<(&str, &[u8])>,
        revised: Option<(EvidenceId, fact::Evidence)>,
    ) -> Result<fact::Evidence> {
        let new = match &revised {
            Some((_, old)) => completed(draft, old, &self.names())?,
            None => draft.clone(),
        };
        let mut fact = self.evidence_said(&new, file, revised.as_ref().map(|(_, old)| old))?;
        if let Some((id, old)) = revised {
            fact.of = Some(id);
            fact.enquiry = old.enquiry;
            fact.origin_party = old.origin_party;
        }
        Ok(fact)
    }

    fn evidence_said(
        &mut self,
        draft: &EvidenceDraft,
        file: Option<(&str, &[u8])>,
        old: Option<&fact::Evidence>,
    ) -> Result<fact::Evidence> {
        let has_file = file.is_some() || old.is_some_and(|old| old.file.is_some());
        let kept_spans = old.filter(|_| draft.from.is_none()).map(|old| old.spans.clone());
        let kept_spans = kept_spans.unwrap_or_default();
        let kind = Self::evidence_kind(draft, has_file, !kept_spans.is_empty())?;
        let credibility: Option<Credibility> =
            draft.credibility.as_deref().map(str::parse).transpose()?;
        if draft.on.is_empty() && draft.claims.is_empty() {
            return Err(Error::usage(
                "what does it bear on?",
                "name the question with --on E1/killed, or the claim with --claim C1",
            ));
        }
        if draft.note.trim().is_empty() {
            return Err(Error::usage("evidence needs words", "say what it shows with --note"));
        }
        let spans = match &draft.from {
            Some(from) => {
                let page = self.page(self.names().capture(from)?)?;
                vec![page.span(SpanRole::Evidence, &draft.quotes)?]
            }
            None => kept_spans,
        };
        let file_ref = file.map(|(_, bytes)| fact::BytesRef {
            sha256: digest(None, bytes),
            size: bytes.len() as u64,
        });
        if let (Some((_, bytes)), Some(file)) = (file, &file_ref) {
            self.keep(Blob { sha256: file.sha256, salt: None, bytes: bytes.to_vec().into() })?;
        }
        let claims = draft.claims.iter().map(|claim| Ok(self.names().version(claim)?.1));
        let evidence = fact::Evidence {
            bearing: draft.bearing.parse()?,
            credibility,
            date: draft.date.as_deref().map(|date| dated("date", date)).transpose()?,
            enquiry: None,
            file: file_ref.or_else(|| old.and_then(|old| old.file.clone())),
            file_name: file
                .map(|(name, _)| name.to_owned())
                .or_else(|| old.and_then(|old| old.file_name.clone())),
            kind,
            note: draft.note.clone(),
            of: None,
            origin: draft.origin.clone(),
            origin_party: None,
            questions: self.question_ids(&draft.on)?,
            reason: draft.reason.clone(),
            spans,
            versions: claims.collect::<Result<Vec<VersionId>>>()?,
        };
        Ok(evidence)
    }

    fn evidence_kind(
        draft: &EvidenceDraft,
        is_file: bool,
        has_spans: bool,
    ) -> Result<EvidenceKind> {
        let default = match (&draft.from, is_file) {
            (Some(_), _) => EvidenceKind::Span,
            (None, _) if has_spans => EvidenceKind::Span,
            (None, true) => EvidenceKind::File,
            (None, false) => EvidenceKind::Observation,
        };
        let kind = word(draft.kind.as_deref(), default)?;
        let has_span = has_spans || draft.from.is_some() && !draft.quotes.is_empty();
        if kind == EvidenceKind::Span && !has_span {
            return Err(Error::usage("a span needs its words", "give --from S1 and --quote \"…\""));
        }
        if kind == EvidenceKind::File && !is_file {
            return Err(Error::usage("the file is missing", "name it with --file"));
        }
        Ok(kind)
    }

    /// Questions by what they are called, each once.
    fn question_ids(&self, on: &[String]) -> Result<Vec<QuestionId>> {
        let mut ids = Vec::new();
        for question in on {
            let id = self.names().question(question)?.id.into();
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        Ok(ids)
    }

    /// Logs that a party was asked.
    pub fn ask(&mut self, draft: &EnquiryDraft) -> Result<EnquiryId> {
        if draft.on.is_empty() {
            return Err(Error::usage("which question was put?", "name it with --on E1/killed"));
        }
        let when = dated("when", &draft.when)?;
        let deadline = draft.deadline.as_deref().map(|date| dated("deadline", date)).transpose()?;
        if let Some(deadline) = deadline.as_ref().filter(|deadline| deadline.is_before(&when)) {
            return Err(Error::usage(
                format!(
                    "the deadline {} lies before the day of asking, {}",
                    deadline.edtf, when.edtf
                ),
                "look at --when and --deadline",
            ));
        }
        let ask = fact::Ask {
            asked: self.names().party(&draft.asked)?,
            deadline,
            how: draft.how.clone(),
            questions: self.question_ids(&draft.on)?,
            text: draft.text.clone(),
            when,
        };
        Ok(self.log(fact::Enquiry::Ask(ask))?.into())
    }

    /// Logs what came of an enquiry.
    pub fn answer(&mut self, draft: &AnswerDraft) -> Result<EnquiryId> {
        let id = self.names().entry(&draft.enquiry)?;
        let asked = self.store().get::<fact::Ask>(id)?.ok_or_else(|| {
            let hint = "`rashomon enquiry list` shows what was asked";
            Error::not_found("enquiry", &draft.enquiry, hint)
        })?;
        let when = dated("when", &draft.when)?;
        if when.is_before(&asked.fact.when) {
            return Err(Error::usage(
                format!(
                    "{} was asked on {}, after {}",
                    asked.handle, asked.fact.when.edtf, when.edtf
                ),
                "look at --when: nothing is answered before it is asked",
            ));
        }
        let questions = self.question_ids(&draft.on)?;
        for question in &questions {
            if !asked.fact.questions.contains(question) {
                let put =
                    self.names().handles(asked.fact.questions.iter().map(|id| (*id).into()))?;
                let given = self.names().handle(*question)?;
                return Err(Error::usage(
                    format!("{} did not put {given}", asked.handle),
                    format!("it put {}", put.join(", ")),
                ));
            }
        }
        let answer = fact::Answer {
            capture: None,
            enquiry: id.into(),
            questions,
            reply: draft.reply.parse()?,
            text: draft.text.clone(),
            when,
        };
        self.log(fact::Enquiry::Answer(answer))?;
        Ok(id.into())
    }
}

/// A draft with what it leaves out taken from what there was.
fn completed(
    draft: &EvidenceDraft,
    old: &fact::Evidence,
    names: &Names<'_>,
) -> Result<EvidenceDraft> {
    let mut new = draft.clone();
    if new.bearing.is_empty() {
        new.bearing = old.bearing.to_string();
    }
    if new.note.is_empty() {
        new.note.clone_from(&old.note);
    }
    if new.on.is_empty() {
        new.on = names.handles(old.questions.iter().map(|id| EntryId::from(*id)))?;
    }
    if new.claims.is_empty() {
        for version in &old.versions {
            new.claims.push(names.version_handle(*version)?);
        }
    }
    new.kind = new.kind.or_else(|| draft.from.is_none().then(|| old.kind.to_string()));
    new.credibility = new.credibility.or_else(|| old.credibility.map(|grade| grade.to_string()));
    new.reason = new.reason.or_else(|| old.reason.clone());
    new.origin = new.origin.or_else(|| old.origin.clone());
    new.date = new.date.or_else(|| old.date.as_ref().map(ToString::to_string));
    Ok(new)
}
