//! Claims, their versions, positions and spans; links and decisions on them.

use super::table::Table;
use super::thing::New;
use super::{At, Ground, signed};
use crate::error::{Error, Result};
use crate::journal::fact;
use crate::model::{ClaimId, Span, VersionId};

/// Lays out what happened to a claim.
pub(super) fn project(at: &At<'_, impl Ground>, claim: &fact::Claim) -> Result<()> {
    let unknown = || Error::Database("an entry refers to a claim that has no version".to_owned());
    match claim {
        fact::Claim::Log(log) => {
            at.thing(&New::counted("claim", "C"))?;
            version(at, at.seq, 1, at.seq_of(log.source)?, &log.wording)
        }
        fact::Claim::Revise(revise) => {
            let claim = at.seq_of(revise.claim)?;
            let (number, source) = at.ground.newest_version(claim)?.ok_or_else(unknown)?;
            version(at, claim, number + 1, source, &revise.wording)
        }
        fact::Claim::Confirm(confirm) => {
            let version = at.seq_of(confirm.version)?;
            act_on(at, at.ground.claim_of(version)?.ok_or_else(unknown)?, "confirm")
        }
        fact::Claim::Withdraw(withdraw) => act(at, withdraw.claim, "withdraw"),
    }
}

/// Something happened to a claim as a whole.
pub(super) fn act(at: &At<'_, impl Ground>, claim: ClaimId, kind: &str) -> Result<()> {
    act_on(at, at.seq_of(claim)?, kind)
}

fn act_on(at: &At<'_, impl Ground>, claim: i64, kind: &str) -> Result<()> {
    at.insert(Table::ClaimAct, &[at.seq.into(), claim.into(), kind.into()])
}

fn version(
    at: &At<'_, impl Ground>,
    claim: i64,
    number: i64,
    source: i64,
    wording: &fact::Wording,
) -> Result<()> {
    let speaker = &wording.speaker;
    let party = at.seq_of(speaker.party)?;
    at.insert(
        Table::Version,
        &[
            at.seq.into(),
            claim.into(),
            number.into(),
            source.into(),
            party.into(),
            wording.kind.as_str().into(),
            speaker.known.as_str().into(),
            speaker.printed.as_deref().into(),
        ],
    )?;
    for (nth, position) in (0i64..).zip(&wording.positions) {
        let value = position.value.as_ref().map(serde_json::to_string).transpose();
        let value = value.expect("values have no maps and no floats");
        let question = at.seq_of(position.question)?;
        at.insert(
            Table::Position,
            &[
                at.seq.into(),
                nth.into(),
                question.into(),
                position.stance.as_str().into(),
                position.basis.as_str().into(),
                value.as_deref().into(),
            ],
        )?;
    }
    spans(at, &wording.spans)
}

/// Lays out spans of a version or of evidence.
pub(super) fn spans(at: &At<'_, impl Ground>, spans: &[Span]) -> Result<()> {
    for (nth, span) in (0i64..).zip(spans) {
        let capture = at.seq_of(span.capture)?;
        for (number, piece) in (0i64..).zip(span.pieces()) {
            at.insert(
                Table::Span,
                &[
                    at.seq.into(),
                    nth.into(),
                    number.into(),
                    capture.into(),
                    span.role.as_str().into(),
                    signed(piece.bytes[0]).into(),
                    signed(piece.bytes[1]).into(),
                    signed(piece.points[0]).into(),
                    signed(piece.points[1]).into(),
                    piece.sha256.as_bytes().into(),
                ],
            )?;
        }
    }
    Ok(())
}

/// Lays out what was decided on where spans stand in a newer capture.
pub(super) fn project_anchors(at: &At<'_, impl Ground>, pair: &fact::ReAnchor) -> Result<()> {
    let capture = at.seq_of(pair.to)?;
    for (nth, moved) in (0i64..).zip(&pair.moves) {
        let holder = at.seq_of(moved.of)?;
        at.insert(
            Table::Anchor,
            &[
                at.seq.into(),
                nth.into(),
                capture.into(),
                holder.into(),
                i64::from(moved.index).into(),
                moved.state.as_str().into(),
                moved.decision.as_str().into(),
            ],
        )?;
    }
    Ok(())
}

/// Lays out a link.
pub(super) fn project_link(at: &At<'_, impl Ground>, link: &fact::Link) -> Result<()> {
    at.thing(&New::counted("link", "L"))?;
    let version = |end: &fact::End| match end {
        fact::End::Claim(end) => at.seq_of(end.version).map(Some),
        fact::End::Event(_) | fact::End::Party(_) | fact::End::Source(_) => Ok(None),
    };
    let (from, to) = (version(&link.from)?, version(&link.to)?);
    let (kind, state) = (link.kind.as_str(), link.state.as_str());
    at.insert(Table::Link, &[at.seq.into(), kind.into(), state.into(), from.into(), to.into()])
}

/// Lays out a decision on a link.
pub(super) fn project_judgement(
    at: &At<'_, impl Ground>,
    judgement: &fact::Judgement,
) -> Result<()> {
    let (decision, judged) = match judgement {
        fact::Judgement::Accept(judged) => ("accept", judged),
        fact::Judgement::Confirm(judged) => ("confirm", judged),
        fact::Judgement::Dismiss(judged) => ("dismiss", judged),
        fact::Judgement::Withdraw(judged) => ("withdraw", judged),
    };
    let version = |end: Option<VersionId>| end.map(|end| at.seq_of(end)).transpose();
    let (link, from, to) = (at.seq_of(judged.link)?, version(judged.from)?, version(judged.to)?);
    at.insert(
        Table::Judgement,
        &[at.seq.into(), link.into(), decision.into(), from.into(), to.into()],
    )
}
