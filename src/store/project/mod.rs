//! Lays entries out in the projection's tables.
//!
//! Reads nothing but its arguments and the rows of earlier entries, so that
//! replaying the record always gives the same tables. No clock, no random.

mod claim;
mod thing;
mod undo;

use rusqlite::{Connection, named_params};

use super::recall::Recall;
use super::signed;
use crate::error::Result;
use crate::journal::{Entry, Fact, fact, references};
use crate::model::EntryId;

use thing::{New, name_thing};

/// Lays one entry out.
///
/// # Errors
///
/// If it refers to something that is not in the record before it.
pub(super) fn project(
    ground: Ground<'_>,
    seq: u64,
    id: EntryId,
    body: &[u8],
    entry: &Entry,
) -> Result<()> {
    let Ground { conn, recall } = ground;
    let at = At { conn, recall, seq: signed(seq), id, by: &entry.by };
    conn.prepare_cached(
        "INSERT INTO tally (kind, entries) VALUES (:kind, 1)
             ON CONFLICT (kind) DO UPDATE SET entries = entries + 1",
    )?
    .execute(named_params! { ":kind": entry.fact.kind() })?;
    for target in references(body) {
        // What a user typed may look like an id.
        let Some(target) = at.find(target)?.filter(|target| *target < at.seq) else { continue };
        conn.prepare_cached(
            "INSERT OR IGNORE INTO reference (target, seq) VALUES (:target, :seq)",
        )?
        .execute(named_params! { ":target": target, ":seq": at.seq })?;
    }
    match &entry.fact {
        Fact::Casebook(casebook) => project_casebook(&at, casebook),
        Fact::Member(member) => match member.of {
            Some(of) => at.edit("member", of),
            None => at.thing(&New { key: &member.key, ..New::counted("member", "M") }),
        },
        Fact::Key(_) => at.thing(&New::counted("key", "K")),
        Fact::Source(source) => match source.of {
            Some(of) => at.edit("source", of),
            None => at.thing(&New::counted("source", "S")),
        },
        Fact::Capture(capture) => project_capture(&at, capture),
        Fact::ReAnchor(pair) => claim::project_anchors(&at, pair),
        Fact::Party(party) => project_party(&at, party),
        Fact::Alias(alias) => name_thing(&at, 0, alias.party, "party", &alias.printed),
        Fact::Affiliation(bond) => at.bond("affiliation", bond.party, bond.whole),
        Fact::Merge(merge) => at.bond("merge", merge.party, merge.into),
        Fact::Split(split) => at.bond("split", split.party, split.party),
        Fact::Apart(apart) => at.bond("apart", apart.parties[0], apart.parties[1]),
        Fact::Place(place) => project_place(&at, place),
        Fact::Event(event) => match event.of {
            Some(of) => at.edit("event", of),
            None => at.thing(&New::counted("event", "E")),
        },
        Fact::Question(question) => project_question(&at, question),
        Fact::Claim(claim) => claim::project(&at, claim),
        Fact::Link(link) => claim::project_link(&at, link),
        Fact::Judgement(judgement) => claim::project_judgement(&at, judgement),
        Fact::Evidence(evidence) => project_evidence(&at, evidence),
        Fact::Enquiry(enquiry) => project_enquiry(&at, enquiry),
        Fact::Assignment(assignment) => claim::act(&at, assignment.claim, "assign"),
        Fact::Verdict(verdict) => project_verdict(&at, verdict),
        Fact::Review(review) => project_review(&at, review),
        Fact::Resolution(resolution) => at.bears_on("resolution", &[resolution.question]),
        Fact::Publication(_) => at.thing(&New::counted("report", "R")),
        Fact::Import(import) => project_import(&at, import),
        Fact::Undo(undo) => undo::project(&at, undo),
        // What these say is read from the entries that refer to a thing.
        Fact::Attach(_)
        | Fact::Withhold(_)
        | Fact::Correction(_)
        | Fact::Receipt(_)
        | Fact::Export(_) => Ok(()),
    }
}

/// Where entries are laid out, and what is remembered of those before.
#[derive(Clone, Copy)]
pub(super) struct Ground<'a> {
    /// The database.
    pub(super) conn: &'a Connection,
    /// What is remembered of it.
    pub(super) recall: &'a Recall,
}

/// The entry that is being laid out.
struct At<'a> {
    conn: &'a Connection,
    recall: &'a Recall,
    seq: i64,
    id: EntryId,
    by: &'a str,
}

fn project_casebook(at: &At<'_>, casebook: &fact::Casebook) -> Result<()> {
    if let Some(of) = casebook.of {
        return at.edit("casebook", of);
    }
    at.thing(&New { kind: "casebook", letter: "", parent: None, key: "" })
}

fn project_capture(at: &At<'_>, capture: &fact::Capture) -> Result<()> {
    let source = at.seq_of(capture.source)?;
    at.thing(&New { kind: "capture", letter: "S@", parent: Some(source), key: "" })?;
    at.conn
        .prepare_cached(
            "INSERT INTO capture (seq, source, raw, text) VALUES (:seq, :source, :raw, :text)",
        )?
        .execute(named_params! {
            ":seq": at.seq,
            ":source": source,
            ":raw": capture.raw.sha256.as_bytes(),
            ":text": capture.text.sha256.as_bytes(),
        })?;
    Ok(())
}

fn project_party(at: &At<'_>, party: &fact::Party) -> Result<()> {
    match party.of {
        Some(of) => at.edit("party", of)?,
        None => at.thing(&New::counted("party", "P"))?,
    }
    let named = party.of.map_or(at.id, EntryId::from);
    name_thing(at, 0, named, "party", &party.display)
}

fn project_place(at: &At<'_>, place: &fact::Place) -> Result<()> {
    match place.of {
        Some(of) => at.edit("place", of)?,
        None => at.thing(&New { kind: "place", letter: "", parent: None, key: "" })?,
    }
    let named = place.of.map_or(at.id, EntryId::from);
    let names = std::iter::once(&place.name).chain(&place.printed);
    for (nth, name) in (0..).zip(names) {
        name_thing(at, nth, named, "place", name)?;
    }
    Ok(())
}

fn project_question(at: &At<'_>, question: &fact::Question) -> Result<()> {
    if let Some(of) = question.of {
        return at.edit("question", of);
    }
    let parent = Some(at.seq_of(question.event)?);
    at.thing(&New { kind: "question", letter: "E/", parent, key: &question.key })
}

fn project_evidence(at: &At<'_>, evidence: &fact::Evidence) -> Result<()> {
    match evidence.of {
        Some(of) => at.edit("evidence", of)?,
        None => at.thing(&New::counted("evidence", "X"))?,
    }
    claim::spans(at, &evidence.spans)?;
    at.bears_on("evidence", &evidence.questions)
}

fn project_enquiry(at: &At<'_>, enquiry: &fact::Enquiry) -> Result<()> {
    match enquiry {
        fact::Enquiry::Ask(ask) => {
            at.thing(&New::counted("enquiry", "X"))?;
            at.bears_on("enquiry", &ask.questions)
        }
        fact::Enquiry::Answer(answer) => {
            at.conn
                .prepare_cached(
                    "INSERT INTO answer (seq, enquiry, reply) VALUES (:seq, :enquiry, :reply)",
                )?
                .execute(named_params! {
                    ":seq": at.seq,
                    ":enquiry": at.seq_of(answer.enquiry)?,
                    ":reply": answer.reply.as_str(),
                })?;
            Ok(())
        }
    }
}

fn project_verdict(at: &At<'_>, verdict: &fact::Verdict) -> Result<()> {
    use crate::model::Target;
    at.thing(&New::counted("verdict", "V"))?;
    let (axis, value) = match &verdict.ruling {
        fact::Ruling::Attribution(value) => ("attribution", value.as_str()),
        fact::Ruling::Finding(value) => ("finding", value.as_str()),
        fact::Ruling::Work(value) => ("work", value.as_str()),
    };
    let (target, nth) = match &verdict.target {
        Target::Claim(claim) => (EntryId::from(*claim), -1),
        Target::Version(version) => (EntryId::from(*version), -1),
        Target::Position(position) => (EntryId::from(position.version), i64::from(position.index)),
    };
    at.conn
        .prepare_cached(
            "INSERT INTO verdict (seq, axis, value, target, nth)
             VALUES (:seq, :axis, :value, :target, :nth)",
        )?
        .execute(named_params! {
            ":seq": at.seq,
            ":axis": axis,
            ":value": value,
            ":target": at.seq_of(target)?,
            ":nth": nth,
        })?;
    Ok(())
}

fn project_review(at: &At<'_>, review: &fact::Review) -> Result<()> {
    at.conn
        .prepare_cached(
            "INSERT INTO review (seq, verdict, outcome, by) VALUES (:seq, :verdict, :outcome, :by)",
        )?
        .execute(named_params! {
            ":seq": at.seq,
            ":verdict": at.seq_of(review.verdict)?,
            ":outcome": review.outcome.as_str(),
            ":by": at.by,
        })?;
    Ok(())
}

fn project_import(at: &At<'_>, import: &fact::Import) -> Result<()> {
    for row in &import.rows {
        let entry = row.entry.map(|entry| at.seq_of(entry)).transpose()?;
        at.conn
            .prepare_cached(
                "INSERT OR IGNORE INTO imported (key, seq, entry) VALUES (:key, :seq, :entry)",
            )?
            .execute(named_params! { ":key": row.key, ":seq": at.seq, ":entry": entry })?;
    }
    Ok(())
}
