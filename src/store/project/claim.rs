//! Claims, their versions, positions and spans; links and decisions on them.

use rusqlite::named_params;

use super::At;
use super::thing::New;
use crate::error::Result;
use crate::journal::fact;
use crate::model::{ClaimId, Span, VersionId};

/// Lays out what happened to a claim.
pub(super) fn project(at: &At<'_>, claim: &fact::Claim) -> Result<()> {
    match claim {
        fact::Claim::Log(log) => {
            at.thing(&New::counted("claim", "C"))?;
            let source = at.seq_of(log.source)?;
            version(at, at.seq, source, &log.wording)
        }
        fact::Claim::Revise(revise) => {
            let claim = at.seq_of(revise.claim)?;
            let source: i64 = at
                .conn
                .prepare_cached(
                    "SELECT source FROM version WHERE claim = :claim ORDER BY number LIMIT 1",
                )?
                .query_row(named_params! { ":claim": claim }, |row| row.get(0))?;
            version(at, claim, source, &revise.wording)
        }
        fact::Claim::Confirm(confirm) => {
            let claim: i64 = at
                .conn
                .prepare_cached("SELECT claim FROM version WHERE seq = :version")?
                .query_row(named_params! { ":version": at.seq_of(confirm.version)? }, |row| {
                    row.get(0)
                })?;
            act_on(at, claim, "confirm")
        }
        fact::Claim::Withdraw(withdraw) => act(at, withdraw.claim, "withdraw"),
    }
}

/// Something happened to a claim as a whole.
pub(super) fn act(at: &At<'_>, claim: ClaimId, kind: &str) -> Result<()> {
    act_on(at, at.seq_of(claim)?, kind)
}

fn act_on(at: &At<'_>, claim: i64, kind: &str) -> Result<()> {
    at.conn
        .prepare_cached("INSERT INTO claim_act (seq, claim, kind) VALUES (:seq, :claim, :kind)")?
        .execute(named_params! { ":seq": at.seq, ":claim": claim, ":kind": kind })?;
    Ok(())
}

fn version(at: &At<'_>, claim: i64, source: i64, wording: &fact::Wording) -> Result<()> {
    at.conn
        .prepare_cached(
            "INSERT INTO version (seq, claim, number, source, speaker, kind, known, printed)
             SELECT :seq, :claim, coalesce(max(number), 0) + 1, :source, :speaker, :kind, :known, :printed
               FROM version WHERE claim = :claim",
        )?
        .execute(named_params! {
            ":seq": at.seq,
            ":claim": claim,
            ":source": source,
            ":speaker": at.seq_of(wording.speaker.party)?,
            ":kind": wording.kind.as_str(),
            ":known": wording.speaker.known.as_str(),
            ":printed": wording.speaker.printed,
        })?;
    for (nth, position) in (0i64..).zip(&wording.positions) {
        let value = position.value.as_ref().map(serde_json::to_string).transpose();
        at.conn
            .prepare_cached(
                "INSERT INTO position (version, nth, question, stance, basis, value)
                 VALUES (:version, :nth, :question, :stance, :basis, :value)",
            )?
            .execute(named_params! {
                ":version": at.seq,
                ":nth": nth,
                ":question": at.seq_of(position.question)?,
                ":stance": position.stance.as_str(),
                ":basis": position.basis.as_str(),
                ":value": value.expect("values have no maps and no floats"),
            })?;
    }
    spans(at, &wording.spans)
}

/// Lays out spans of a version or of evidence.
pub(super) fn spans(at: &At<'_>, spans: &[Span]) -> Result<()> {
    for (nth, span) in (0i64..).zip(spans) {
        let capture = at.seq_of(span.capture)?;
        for (number, piece) in (0i64..).zip(span.pieces()) {
            at.conn
                .prepare_cached(
                    "INSERT INTO span (holder, nth, piece, capture, role, byte_from, byte_to,
                                       point_from, point_to, sha256)
                     VALUES (:holder, :nth, :piece, :capture, :role, :byte_from, :byte_to,
                             :point_from, :point_to, :sha256)",
                )?
                .execute(named_params! {
                    ":holder": at.seq,
                    ":nth": nth,
                    ":piece": number,
                    ":capture": capture,
                    ":role": span.role.as_str(),
                    ":byte_from": super::signed(piece.bytes[0]),
                    ":byte_to": super::signed(piece.bytes[1]),
                    ":point_from": super::signed(piece.points[0]),
                    ":point_to": super::signed(piece.points[1]),
                    ":sha256": piece.sha256.as_bytes(),
                })?;
        }
    }
    Ok(())
}

/// Lays out what was decided on where spans stand in a newer capture.
pub(super) fn project_anchors(at: &At<'_>, pair: &fact::ReAnchor) -> Result<()> {
    let capture = at.seq_of(pair.to)?;
    for (nth, moved) in (0i64..).zip(&pair.moves) {
        at.conn
            .prepare_cached(
                "INSERT INTO anchor (seq, nth, capture, holder, span, state, decision)
                 VALUES (:seq, :nth, :capture, :holder, :span, :state, :decision)",
            )?
            .execute(named_params! {
                ":seq": at.seq,
                ":nth": nth,
                ":capture": capture,
                ":holder": at.seq_of(moved.of)?,
                ":span": moved.index,
                ":state": moved.state.as_str(),
                ":decision": moved.decision.as_str(),
            })?;
    }
    Ok(())
}

/// Lays out a link.
pub(super) fn project_link(at: &At<'_>, link: &fact::Link) -> Result<()> {
    at.thing(&New::counted("link", "L"))?;
    let version = |end: &fact::End| match end {
        fact::End::Claim(end) => at.seq_of(end.version).map(Some),
        fact::End::Event(_) | fact::End::Party(_) | fact::End::Source(_) => Ok(None),
    };
    at.conn
        .prepare_cached(
            "INSERT INTO link (seq, kind, state, from_version, to_version)
             VALUES (:seq, :kind, :state, :from, :to)",
        )?
        .execute(named_params! {
            ":seq": at.seq,
            ":kind": link.kind.as_str(),
            ":state": link.state.as_str(),
            ":from": version(&link.from)?,
            ":to": version(&link.to)?,
        })?;
    Ok(())
}

/// Lays out a decision on a link.
pub(super) fn project_judgement(at: &At<'_>, judgement: &fact::Judgement) -> Result<()> {
    let (decision, judged) = match judgement {
        fact::Judgement::Accept(judged) => ("accept", judged),
        fact::Judgement::Confirm(judged) => ("confirm", judged),
        fact::Judgement::Dismiss(judged) => ("dismiss", judged),
        fact::Judgement::Withdraw(judged) => ("withdraw", judged),
    };
    let version = |end: Option<VersionId>| end.map(|end| at.seq_of(end)).transpose();
    at.conn
        .prepare_cached(
            "INSERT INTO judgement (seq, link, decision, from_version, to_version)
             VALUES (:seq, :link, :decision, :from, :to)",
        )?
        .execute(named_params! {
            ":seq": at.seq,
            ":link": at.seq_of(judged.link)?,
            ":decision": decision,
            ":from": version(judged.from)?,
            ":to": version(judged.to)?,
        })?;
    Ok(())
}
