//! Evidence that bears on a question, and enquiries put to a party.

use crate::error::{Error, Result};
use crate::journal::fact;
use crate::model::vocab::{Credibility, EvidenceKind, SpanRole};
use crate::model::{EnquiryId, EvidenceId, QuestionId, VersionId};
use crate::store::Blob;

use super::capture::digest;
use super::desk::Desk;
use super::draft::{AnswerDraft, EnquiryDraft, EvidenceDraft};
use super::quote::Page;
use super::source::word;

impl Desk<'_, '_> {
    /// Logs a piece of evidence; `file` holds the bytes of a file, if it is one.
    pub fn add_evidence(
        &mut self,
        draft: &EvidenceDraft,
        file: Option<(&str, &[u8])>,
    ) -> Result<EvidenceId> {
        let kind = Self::evidence_kind(draft, file.is_some())?;
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
                let page = Page::read(self.store(), self.names().capture(from)?)?;
                vec![page.span(SpanRole::Evidence, &draft.quotes)?]
            }
            None => Vec::new(),
        };
        let file_ref = file.map(|(_, bytes)| fact::BytesRef {
            sha256: digest(None, bytes),
            size: bytes.len() as u64,
        });
        if let (Some((_, bytes)), Some(file)) = (file, &file_ref) {
            self.keep(Blob { sha256: file.sha256, salt: None, bytes: bytes.to_vec() })?;
        }
        let claims = draft.claims.iter().map(|claim| Ok(self.names().version(claim)?.1));
        let evidence = fact::Evidence {
            bearing: draft.bearing.parse()?,
            credibility,
            date: draft.date.as_deref().map(str::parse).transpose()?,
            enquiry: None,
            file: file_ref,
            file_name: file.map(|(name, _)| name.to_owned()),
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
        Ok(self.log(evidence)?.into())
    }

    fn evidence_kind(draft: &EvidenceDraft, is_file: bool) -> Result<EvidenceKind> {
        let default = match (&draft.from, is_file) {
            (Some(_), _) => EvidenceKind::Span,
            (None, true) => EvidenceKind::File,
            (None, false) => EvidenceKind::Observation,
        };
        let kind = word(draft.kind.as_deref(), default)?;
        let has_span = draft.from.is_some() && !draft.quotes.is_empty();
        if kind == EvidenceKind::Span && !has_span {
            return Err(Error::usage("a span needs its words", "give --from S1 and --quote \"…\""));
        }
        if kind == EvidenceKind::File && !is_file {
            return Err(Error::usage("the file is missing", "name it with --file"));
        }
        Ok(kind)
    }

    fn question_ids(&self, on: &[String]) -> Result<Vec<QuestionId>> {
        on.iter().map(|question| Ok(self.names().question(question)?.id.into())).collect()
    }

    /// Logs that a party was asked.
    pub fn ask(&mut self, draft: &EnquiryDraft) -> Result<EnquiryId> {
        if draft.on.is_empty() {
            return Err(Error::usage("which question was put?", "name it with --on E1/killed"));
        }
        let ask = fact::Ask {
            asked: self.names().party(&draft.asked)?,
            deadline: draft.deadline.as_deref().map(str::parse).transpose()?,
            how: draft.how.clone(),
            questions: self.question_ids(&draft.on)?,
            text: draft.text.clone(),
            when: draft.when.parse()?,
        };
        Ok(self.log(fact::Enquiry::Ask(ask))?.into())
    }

    /// Logs what came of an enquiry.
    pub fn answer(&mut self, draft: &AnswerDraft) -> Result<EnquiryId> {
        let id = self.names().entry(&draft.enquiry)?;
        if self.store().get::<fact::Ask>(id)?.is_none() {
            let hint = "`rashomon enquiry list` shows what was asked";
            return Err(Error::not_found("enquiry", &draft.enquiry, hint));
        }
        let answer = fact::Answer {
            capture: None,
            enquiry: id.into(),
            reply: draft.reply.parse()?,
            text: draft.text.clone(),
            when: draft.when.parse()?,
        };
        self.log(fact::Enquiry::Answer(answer))?;
        Ok(id.into())
    }
}
