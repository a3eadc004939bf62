//! One line of an import at work: its drafts handed to the verb that a person
//! would use, or matched with what the record has by this name.

use crate::casebook::{
    AffiliationText, CaptureDraft, Desk, LoggedClaim, PartyDraft, PlaceDraft, QuestionDraft,
    VerdictDraft, Withheld,
};
use crate::error::{Error, Result};
use crate::journal::fact;
use crate::model::vocab::{PartyKind, Relation};
use crate::model::{Date, EntryId, PartyId, SourceId};

use super::line::{
    AffiliationLine, AliasLine, ApartLine, CaptureLine, JudgeLine, Line, LineFact, LineKind,
    MemberLine,
};
use super::outcome::Became;
use super::row::{self, Around, Decision, RowDone};

/// What a line became.
pub(super) struct Done {
    /// What it made or matched; None where that has no id of its own.
    pub(super) id: Option<EntryId>,
    /// Which of the two.
    pub(super) became: Became,
    /// What a person should look at.
    pub(super) notes: Vec<String>,
    /// What a row names, and what was done about it.
    pub(super) decisions: Vec<Decision>,
    /// Keys under which later rows find what was made for this one.
    pub(super) made: Vec<(String, EntryId)>,
}

impl Done {
    /// With nothing to say of it.
    pub(super) fn of(id: Option<EntryId>, became: Became) -> Self {
        Self { id, became, notes: Vec::new(), decisions: Vec::new(), made: Vec::new() }
    }

    fn logged(id: impl Into<EntryId>) -> Self {
        Self::of(Some(id.into()), Became::Logged)
    }

    /// For a verb that changes how things stand and makes nothing with a handle.
    fn decided<T>(_: T) -> Self {
        Self::of(None, Became::Logged)
    }

    fn matched(id: impl Into<EntryId>, note: &str) -> Self {
        Self { notes: vec![note.to_owned()], ..Self::of(Some(id.into()), Became::Matched) }
    }
}

impl LineFact {
    /// What kind of line it came from.
    pub(super) const fn kind(&self) -> LineKind {
        match self {
            Self::Terms(_) => LineKind::Terms,
            Self::Member(_) => LineKind::Member,
            Self::Source(_) => LineKind::Source,
            Self::Capture(..) => LineKind::Capture,
            Self::Party(_) => LineKind::Party,
            Self::Alias(_) => LineKind::Alias,
            Self::Affiliation(_) => LineKind::Affiliation,
            Self::Merge(_) => LineKind::Merge,
            Self::Split(_) => LineKind::Split,
            Self::Apart(_) => LineKind::Apart,
            Self::Place(_) => LineKind::Place,
            Self::Event(_) => LineKind::Event,
            Self::Question(_) => LineKind::Question,
            Self::Claim(_) => LineKind::Claim,
            Self::Revise(..) => LineKind::Revise,
            Self::Withdraw(_) => LineKind::Withdraw,
            Self::Confirm(_) => LineKind::Confirm,
            Self::Link(_) => LineKind::Link,
            Self::Judge(_) => LineKind::Judge,
            Self::Evidence(..) => LineKind::Evidence,
            Self::Enquiry(_) => LineKind::Enquiry,
            Self::Answer(_) => LineKind::Answer,
            Self::Assign(_) => LineKind::Assign,
            Self::Verdict(_) => LineKind::Verdict,
            Self::Review(_) => LineKind::Review,
            Self::Resolution(_) => LineKind::Resolution,
            Self::Row(_) => LineKind::Row,
        }
    }
}

/// Whether a line adds to the record and asks little of it, as most lines of a
/// large import do; others want every index.
pub(super) const fn is_logged_only(fact: &LineFact) -> bool {
    matches!(
        fact,
        LineFact::Terms(_)
            | LineFact::Member(_)
            | LineFact::Source(_)
            | LineFact::Capture(..)
            | LineFact::Party(_)
            | LineFact::Alias(_)
            | LineFact::Affiliation(_)
            | LineFact::Place(_)
            | LineFact::Event(_)
            | LineFact::Question(_)
            | LineFact::Claim(_)
            | LineFact::Revise(..)
            | LineFact::Row(_)
    )
}

/// Runs one line; `file` holds the bytes of the file it names.
pub(super) fn act(
    desk: &mut Desk<'_, '_>,
    line: &Line,
    file: Option<&[u8]>,
    around: Around<'_>,
) -> Result<Done> {
    match &line.fact {
        LineFact::Terms(terms) => desk.add_terms(terms).map(Done::logged),
        LineFact::Member(own) => add_member(desk, &line.key, own),
        LineFact::Source(draft) => desk.add_source(draft).map(Done::logged),
        LineFact::Capture(own, draft) => capture(desk, own, draft, file),
        LineFact::Party(draft) => add_party(desk, draft),
        LineFact::Alias(own) => add_alias(desk, own).map(Done::decided),
        LineFact::Affiliation(own) => affiliate(desk, own).map(Done::decided),
        LineFact::Merge(own) => desk.merge(&own.party, &own.into, &own.why).map(Done::decided),
        LineFact::Split(own) => desk.split(&own.party, &own.why).map(Done::decided),
        LineFact::Apart(own) => keep_apart(desk, own).map(Done::decided),
        LineFact::Place(draft) => add_place(desk, draft),
        LineFact::Event(draft) => desk.add_event(draft).map(Done::logged),
        LineFact::Question(draft) => add_question(desk, draft),
        LineFact::Claim(draft) => desk.log_claim(draft).map(of_claim),
        LineFact::Revise(own, draft) => {
            desk.revise_claim(&own.claim, own.kind.parse()?, &own.why, draft).map(of_claim)
        }
        LineFact::Withdraw(own) => desk.withdraw_claim(&own.claim, &own.why).map(Done::decided),
        LineFact::Confirm(own) => desk.confirm_claim(&own.claim).map(Done::decided),
        LineFact::Link(draft) => desk.add_link(draft).map(Done::logged),
        LineFact::Judge(own) => judge(desk, own).map(Done::decided),
        LineFact::Evidence(own, draft) => {
            desk.add_evidence(draft, own.file.as_deref().zip(file)).map(Done::logged)
        }
        LineFact::Enquiry(draft) => desk.ask(draft).map(Done::logged),
        LineFact::Answer(draft) => desk.answer(draft).map(Done::decided),
        LineFact::Assign(own) => {
            let (member, due) = (own.member.as_deref(), own.due.as_deref());
            desk.assign(&own.claim, member, due, own.note.as_deref()).map(Done::decided)
        }
        LineFact::Verdict(draft) => verify(desk, draft),
        LineFact::Review(own) => {
            desk.review(&own.verdict, own.outcome.parse()?, &own.why).map(Done::decided)
        }
        LineFact::Resolution(draft) => desk.resolve_question(draft).map(Done::decided),
        LineFact::Row(own) => row::act(desk, own, around).map(of_row),
    }
}

fn add_member(desk: &mut Desk<'_, '_>, key: &str, own: &MemberLine) -> Result<Done> {
    match desk.store().member(key)? {
        Some(known) if known.fact.name == own.name => {
            Ok(Done::matched(known.id, "a member of this key and name is there"))
        }
        Some(_) | None => desk.add_member(key, &own.name).map(Done::logged),
    }
}

fn capture(
    desk: &mut Desk<'_, '_>,
    own: &CaptureLine,
    draft: &CaptureDraft,
    file: Option<&[u8]>,
) -> Result<Done> {
    let source = SourceId::from(desk.names().source(&own.source)?.id);
    let mut draft = draft.clone();
    draft.name = draft.name.or_else(|| own.file.clone());
    let bytes = match (file, &own.text, &own.raw, &own.text_ref) {
        (Some(bytes), None, None, None) => bytes,
        (None, Some(text), None, None) => text.as_bytes(),
        (None, None, Some(raw), Some(text)) => {
            let hashes = Withheld {
                raw_sha256: raw.sha256.0,
                raw_size: raw.size,
                text_sha256: text.sha256.0,
                text_size: text.size,
                text_points: text.points,
            };
            return desk.capture_withheld(source, &hashes, &draft).map(Done::logged);
        }
        _ => {
            return Err(Error::usage(
                "a capture needs its bytes in one way",
                "give `file`, or `text`, or for a withheld one both `raw` and `text-ref`",
            ));
        }
    };
    let captured = desk.capture(source, bytes, &draft)?;
    if captured.known {
        return Ok(Done::matched(captured.capture, "the same bytes were captured before"));
    }
    Ok(Done::logged(captured.capture))
}

/// Logs a party, or takes the one that has this very name and kind.
fn add_party(desk: &mut Desk<'_, '_>, draft: &PartyDraft) -> Result<Done> {
    let same = if draft.apart.is_empty() { same_party(desk, draft)? } else { None };
    let Some(party) = same else { return desk.add_party(draft).map(Done::logged) };
    for printed in &draft.aliases {
        desk.add_alias(party, printed, None)?;
    }
    let both = [(Relation::BelongsTo, &draft.belongs_to), (Relation::SpeaksFor, &draft.speaks_for)];
    for (relation, wholes) in both {
        for typed in wholes {
            affiliate_once(desk, party, relation, &AffiliationText::read(typed)?)?;
        }
    }
    Ok(Done::matched(
        party,
        "a party of this name and kind is there; names and affiliations were added to it",
    ))
}

fn same_party(desk: &Desk<'_, '_>, draft: &PartyDraft) -> Result<Option<PartyId>> {
    let kind: PartyKind = draft.kind.as_deref().map_or(Ok(PartyKind::Person), str::parse)?;
    for party in desk.store().parties_named(&draft.display)? {
        let known = desk.store().get::<fact::Party>(party.into())?;
        if known.is_some_and(|known| known.fact.display == draft.display && known.fact.kind == kind)
        {
            return Ok(Some(party));
        }
    }
    Ok(None)
}

fn affiliate_once(
    desk: &mut Desk<'_, '_>,
    party: PartyId,
    relation: Relation,
    typed: &AffiliationText,
) -> Result<()> {
    let whole = desk.names().party(&typed.whole)?;
    let known = desk.store().affiliations(party)?;
    let same = known.iter().any(|row| row.fact.whole == whole && row.fact.relation == relation);
    if same { Ok(()) } else { desk.affiliate(party, relation, typed) }
}

fn add_alias(desk: &mut Desk<'_, '_>, own: &AliasLine) -> Result<()> {
    let party = desk.names().party(&own.party)?;
    let seen = match &own.seen {
        Some(capture) => {
            let capture = desk.names().capture(capture)?.id.into();
            Some(fact::Seen { capture, span: None })
        }
        None => None,
    };
    desk.add_alias(party, &own.printed, seen)
}

fn affiliate(desk: &mut Desk<'_, '_>, own: &AffiliationLine) -> Result<()> {
    let (relation, whole) = match (&own.belongs_to, &own.speaks_for) {
        (Some(whole), None) => (Relation::BelongsTo, whole),
        (None, Some(whole)) => (Relation::SpeaksFor, whole),
        (Some(_), Some(_)) | (None, None) => {
            return Err(Error::usage(
                "an affiliation says one thing",
                "give `belongs-to` or `speaks-for`",
            ));
        }
    };
    let date = |text: &Option<String>| text.as_deref().map(str::parse::<Date>).transpose();
    let typed = AffiliationText {
        whole: whole.clone(),
        role: own.role.clone(),
        since: date(&own.since)?,
        until: date(&own.until)?,
    };
    let party = desk.names().party(&own.party)?;
    desk.affiliate(party, relation, &typed)
}

fn keep_apart(desk: &mut Desk<'_, '_>, own: &ApartLine) -> Result<()> {
    let [one, other] = own.parties.as_slice() else {
        return Err(Error::usage("two parties are kept apart", "name two in `parties`"));
    };
    let (one, other) = (desk.names().party(one)?, desk.names().party(other)?);
    desk.keep_apart(one, other, &own.why)
}

/// Logs a place, or takes the one that has this very name.
fn add_place(desk: &mut Desk<'_, '_>, draft: &PlaceDraft) -> Result<Done> {
    for place in desk.store().places_named(&draft.name)? {
        let known = desk.store().get::<fact::Place>(place.into())?;
        if known.is_some_and(|known| known.fact.name == draft.name) {
            return Ok(Done::matched(
                place,
                "a place of this name is there, and was left as it was",
            ));
        }
    }
    desk.add_place(draft).map(Done::logged)
}

/// Logs a question, or takes the event's one of this key and kind.
fn add_question(desk: &mut Desk<'_, '_>, draft: &QuestionDraft) -> Result<Done> {
    let event = desk.names().event(&draft.event)?;
    let known = desk.store().question(event.id.into(), &draft.question)?;
    match known {
        Some(known) if known.fact.kind.as_str() == draft.kind => {
            Ok(Done::matched(known.id, "the event has this question, and it was left as it was"))
        }
        Some(_) | None => desk.add_question(draft).map(Done::logged),
    }
}

fn of_claim(logged: LoggedClaim) -> Done {
    let guessed =
        logged.guessed.iter().map(|field| format!("{field} was guessed: confirm or revise it"));
    let notes = guessed.chain(logged.warnings).collect();
    Done { notes, ..Done::logged(logged.claim) }
}

fn of_row(row: RowDone) -> Done {
    let RowDone { claim, decisions, made, notes } = row;
    Done { notes, decisions, made, ..Done::logged(claim) }
}

fn judge(desk: &mut Desk<'_, '_>, own: &JudgeLine) -> Result<()> {
    desk.judge(&own.link, own.decision.parse()?, &own.why).map(drop)
}

fn verify(desk: &mut Desk<'_, '_>, draft: &VerdictDraft) -> Result<Done> {
    let set = desk.verify(draft)?;
    let pending = set.pending.then(|| "pending until a second member agrees".to_owned());
    let notes = pending.into_iter().chain(set.warnings).collect();
    Ok(Done { notes, ..Done::logged(set.verdict) })
}
