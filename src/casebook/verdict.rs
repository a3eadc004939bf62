//! Verdicts: one axis of one target, set by a person under the rules, and the
//! second member's review.

use crate::conflict;
use crate::error::{Error, Result};
use crate::journal::fact;
use crate::model::rules::{self, Rule};
use crate::model::scene::Scene;
use crate::model::vocab::{Attribution, Finding, ReviewOutcome};
use crate::model::{CaptureId, EventId, Handle, PositionRef, Target, VerdictId, VersionId};

use super::desk::Desk;
use super::draft::VerdictDraft;

/// A rating, and the findings that its scale maps it to; none: any.
type Rating = (fact::RatingRef, Vec<Finding>);

/// A verdict that was set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Set {
    /// The verdict.
    pub verdict: VerdictId,
    /// It does not count until a second member agrees.
    pub pending: bool,
    /// Grounds that were taken from the record because none were named.
    pub taken: Vec<fact::Ground>,
    /// What was set.
    pub ruling: fact::Ruling,
    /// What the member should look at again.
    pub warnings: Vec<String>,
}

impl Desk<'_, '_> {
    /// Sets one axis of one target.
    ///
    /// # Errors
    ///
    /// [`Error::Rule`], naming the first rule it breaks.
    pub fn verify(&mut self, draft: &VerdictDraft) -> Result<Set> {
        let rating = draft.rating.as_deref().map(|rating| self.rating(rating)).transpose()?;
        let (ruling, target) = self.ruling(draft, rating.as_ref())?;
        self.check_terms(draft, rating.as_ref(), &ruling)?;
        match target {
            Target::Position(at) => self.refuse_withdrawn(at.version)?,
            Target::Version(version) => self.refuse_withdrawn(version)?,
            Target::Claim(_) => {}
        }
        let mut grounds = self.grounds(&draft.grounds)?;
        let (mut taken, mut warnings) = (Vec::new(), Vec::new());
        if let (fact::Ruling::Finding(finding), Target::Position(at)) = (&ruling, &target) {
            taken = self.check_finding(*finding, *at, draft, &grounds)?;
            grounds.extend(taken.iter().cloned());
        } else {
            check_other(&ruling, draft, &grounds)?;
            warnings.extend(self.check_traced(&ruling, &target, &grounds)?);
        }
        let pending =
            matches!(ruling, fact::Ruling::Finding(finding) if rules::needs_review(finding));
        let verdict = fact::Verdict {
            counter: self.grounds(&draft.counter)?,
            gaps: draft.gaps.clone(),
            grounds,
            rating: rating.map(|(rating, _)| rating),
            reason: draft.why.clone(),
            ruling: ruling.clone(),
            standard: draft.standard.clone(),
            target,
            tried: draft.tried.clone(),
            would_settle: draft.would_settle.clone(),
        };
        Ok(Set { verdict: self.log(verdict)?.into(), pending, taken, ruling, warnings })
    }

    /// An attribution is held to the captures that its grounds name, and those
    /// that their passages stand in. A warning where the words stand in none.
    fn check_traced(
        &self,
        ruling: &fact::Ruling,
        target: &Target,
        grounds: &[fact::Ground],
    ) -> Result<Option<String>> {
        let (fact::Ruling::Attribution(attribution), Target::Version(version)) = (ruling, target)
        else {
            return Ok(None);
        };
        let Some(row) = self.store().claim_with(*version)? else { return Ok(None) };
        let mut found = Vec::new();
        for ground in grounds {
            for capture in self.captures_of(ground)? {
                found.extend(self.store().get::<fact::Capture>(capture.into())?);
            }
        }
        self.check_found((&row, *version), *attribution, &found)?;
        if *attribution == Attribution::TracedSecondary {
            return self.words_missing((&row, *version), &found);
        }
        Ok(None)
    }

    /// The captures in which a ground stands, in the order of its passages.
    fn captures_of(&self, ground: &fact::Ground) -> Result<Vec<CaptureId>> {
        let spans = match ground {
            fact::Ground::Capture(capture) => return Ok(vec![*capture]),
            fact::Ground::Link(_) => return Ok(Vec::new()),
            fact::Ground::Evidence(evidence) => {
                let logged = self.store().get::<fact::Evidence>((*evidence).into())?;
                logged.map_or_else(Vec::new, |logged| logged.fact.spans)
            }
            fact::Ground::Claim(version) => {
                self.wording_of(*version)?.map_or_else(Vec::new, |wording| wording.spans)
            }
        };
        Ok(spans.into_iter().map(|span| span.capture).collect())
    }

    /// A standard is one of the casebook's, and a rating one that its scale
    /// maps to the finding.
    fn check_terms(
        &self,
        draft: &VerdictDraft,
        rating: Option<&Rating>,
        ruling: &fact::Ruling,
    ) -> Result<()> {
        if let Some(standard) = &draft.standard
            && !self.store().casebook()?.fact.standards.iter().any(|known| known.name == *standard)
        {
            return Err(Error::Rule { rule: Rule::Standard });
        }
        let fits = match (rating, ruling) {
            (None, _) => true,
            (Some((_, findings)), fact::Ruling::Finding(finding)) => {
                findings.is_empty() || findings.contains(finding)
            }
            (Some(_), fact::Ruling::Attribution(_) | fact::Ruling::Work(_)) => false,
        };
        if fits { Ok(()) } else { Err(Error::Rule { rule: Rule::Rating }) }
    }

    fn ruling(
        &self,
        draft: &VerdictDraft,
        rating: Option<&Rating>,
    ) -> Result<(fact::Ruling, Target)> {
        match (&draft.work, &draft.attribution, &draft.finding) {
            (None, None, None) if rating.is_some_and(|(_, findings)| findings.len() == 1) => {
                let at = self.names().position(&draft.target, draft.on.as_deref())?;
                let finding = rating.map_or(Finding::Unassessed, |(_, findings)| findings[0]);
                Ok((fact::Ruling::Finding(finding), Target::Position(at)))
            }
            (Some(work), None, None) => {
                let claim = self.names().claim(&draft.target)?;
                Ok((fact::Ruling::Work(work.parse()?), Target::Claim(claim.id)))
            }
            (None, Some(word), None) => {
                let (_, version) = self.names().version(&draft.target)?;
                Ok((fact::Ruling::Attribution(word.parse()?), Target::Version(version)))
            }
            (None, None, Some(word)) => {
                let at = self.names().position(&draft.target, draft.on.as_deref())?;
                Ok((fact::Ruling::Finding(word.parse()?), Target::Position(at)))
            }
            _ => Err(Error::usage(
                "a verdict sets one axis",
                "one of --finding contested (is it so?), --attribution traced-original (did they say it?), --work closed",
            )),
        }
    }

    /// Asks the rules of a finding; gives the grounds that the record itself
    /// offers where the user named none.
    fn check_finding(
        &self,
        finding: Finding,
        at: PositionRef,
        draft: &VerdictDraft,
        grounds: &[fact::Ground],
    ) -> Result<Vec<fact::Ground>> {
        let event = self.event_of(at)?;
        let scene = self.store().scene(&[event])?;
        let taken = if grounds.is_empty() {
            let usual = conflict::usual_grounds(&scene, at, finding);
            usual.into_iter().map(usual_ground).collect()
        } else {
            Vec::new()
        };
        let mut circumstances = conflict::circumstances(&scene, at);
        circumstances.has_reason = !draft.why.trim().is_empty();
        circumstances.grounds = grounds.len() + taken.len();
        circumstances.tried = draft.tried.len();
        circumstances.has_outside_evidence = self.is_any_outside(&scene, at, grounds)?;
        match rules::broken(finding, &circumstances).first() {
            Some(rule) => Err(Error::Rule { rule: *rule }),
            None => Ok(taken),
        }
    }

    /// Whether a ground is evidence beyond the accounts themselves: a passage
    /// that an account on the question already quotes is that account again.
    fn is_any_outside(
        &self,
        scene: &Scene,
        at: PositionRef,
        grounds: &[fact::Ground],
    ) -> Result<bool> {
        let asked = scene.position(at).map(|position| position.question);
        let accounts = || scene.live().filter(|it| Some(it.question) == asked);
        for ground in grounds {
            let fact::Ground::Evidence(evidence) = ground else { continue };
            let logged = self.store().get::<fact::Evidence>((*evidence).into())?;
            let spans = logged.map_or_else(Vec::new, |logged| logged.fact.spans);
            let mut quoted = !spans.is_empty();
            for span in &spans {
                let beside = accounts().filter(|it| it.capture == Some(span.capture));
                let mut again = false;
                for account in beside {
                    let own = self.wording_of(account.at.version)?;
                    again |= own.is_some_and(|own| own.spans.iter().any(|it| span.lies_within(it)));
                }
                quoted &= again;
            }
            if !quoted {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn event_of(&self, at: PositionRef) -> Result<EventId> {
        let missing = || Error::not_found("position", format!("{:.8}", at.version), "");
        let wording = self.wording_of(at.version)?.ok_or_else(missing)?;
        let position = wording.positions.get(at.index as usize).ok_or_else(missing)?;
        let question = self.store().get::<fact::Question>(position.question.into())?;
        Ok(question.ok_or_else(missing)?.fact.event)
    }

    /// Refuses what is about a claim that was taken back.
    pub(super) fn refuse_withdrawn(&self, version: VersionId) -> Result<()> {
        match self.store().claim_with(version)? {
            Some(row) if row.withdrawn.is_some() => Err(Error::refused(
                format!("C{} is withdrawn", row.number),
                "it counts for nothing; log it anew if it stands after all",
            )),
            Some(_) | None => Ok(()),
        }
    }

    /// What a version says; None if there is no such version.
    fn wording_of(&self, version: VersionId) -> Result<Option<fact::Wording>> {
        let versions = self.store().claim_with(version)?.map_or_else(Vec::new, |row| row.versions);
        Ok(versions.into_iter().find(|row| row.id == version).map(|row| row.wording))
    }

    /// Reads grounds as typed: evidence, claims, links, captures.
    fn grounds(&self, typed: &[String]) -> Result<Vec<fact::Ground>> {
        typed.iter().map(|text| self.ground(text)).collect()
    }

    fn ground(&self, text: &str) -> Result<fact::Ground> {
        let names = self.names();
        let handle = if let (None, Ok(handle)) = (names.key(text)?, text.parse::<Handle>()) {
            handle
        } else {
            let handle = self.store().handle_of(names.entry(text)?)?;
            handle.ok_or_else(|| Error::not_found("ground", text, ""))?
        };
        let handle_text = handle.to_string();
        Ok(match handle {
            Handle::Evidence(_) => fact::Ground::Evidence(names.evidence(&handle_text)?),
            Handle::Claim(_) | Handle::Version(..) => {
                fact::Ground::Claim(names.version(&handle_text)?.1)
            }
            Handle::Link(_) => fact::Ground::Link(names.link(&handle_text)?),
            Handle::Source(_) | Handle::Capture(..) => {
                fact::Ground::Capture(names.capture(&handle_text)?.id.into())
            }
            Handle::Party(_)
            | Handle::Event(_)
            | Handle::Question(..)
            | Handle::Span(..)
            | Handle::Position(_)
            | Handle::Verdict(_)
            | Handle::Report(_)
            | Handle::Member(_)
            | Handle::Key(_) => {
                return Err(Error::usage(
                    format!("`{text}` cannot be a ground"),
                    "a ground is evidence (X1), a claim (C1), a link (L1) or a capture (S1@1)",
                ));
            }
        })
    }

    fn rating(&self, typed: &str) -> Result<Rating> {
        let (scale, label) = typed.split_once(':').unwrap_or((typed, ""));
        let (scale, label) = (scale.trim(), label.trim());
        let scales = self.store().casebook()?.fact.scales;
        let known = scales.iter().find(|known| known.name == scale);
        let labels = known.map_or(&[][..], |known| &known.labels);
        if let Some(known) = labels.iter().find(|known| known.text == label) {
            let rating = fact::RatingRef { label: label.to_owned(), scale: scale.to_owned() };
            return Ok((rating, known.findings.clone()));
        }
        Err(Error::not_found(
            "rating",
            typed,
            "write SCALE: LABEL, as declared in the casebook's terms",
        ))
    }

    /// Says whether a second member agrees with a verdict.
    ///
    /// # Errors
    ///
    /// [`Error::Rule`] for one's own verdict.
    pub fn review(
        &mut self,
        verdict: &str,
        outcome: ReviewOutcome,
        why: &str,
    ) -> Result<VerdictId> {
        let id = self.names().verdict(verdict)?;
        let logged = self.store().get::<fact::Verdict>(id.into())?;
        let logged = logged.ok_or_else(|| Error::not_found("verdict", verdict, ""))?;
        if logged.by == self.stamp().by {
            return Err(Error::Rule { rule: Rule::SecondMember });
        }
        if why.trim().is_empty() {
            return Err(Error::Rule { rule: Rule::Reason });
        }
        self.log(fact::Review { outcome, reason: why.to_owned(), verdict: id })?;
        Ok(id)
    }
}

fn usual_ground(ground: conflict::UsualGround) -> fact::Ground {
    match ground {
        conflict::UsualGround::Position(at) => fact::Ground::Claim(at.version),
        conflict::UsualGround::Link(link) => fact::Ground::Link(link),
    }
}

fn check_other(
    ruling: &fact::Ruling,
    draft: &VerdictDraft,
    grounds: &[fact::Ground],
) -> Result<()> {
    if draft.why.trim().is_empty() {
        return Err(Error::Rule { rule: Rule::Reason });
    }
    match ruling {
        fact::Ruling::Attribution(attribution)
            if attribution.needs_ground() && grounds.is_empty() =>
        {
            Err(Error::Rule { rule: Rule::AttributionGround })
        }
        fact::Ruling::Attribution(Attribution::Untraceable) if draft.tried.is_empty() => {
            Err(Error::Rule { rule: Rule::Tried })
        }
        _ => Ok(()),
    }
}
