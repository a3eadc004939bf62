//! Lays entries out in the projection's tables.
//!
//! Reads nothing but its arguments and the rows of earlier entries, so that
//! replaying the record always gives the same tables. No clock, no random.

mod claim;
mod expected;
mod ground;
mod table;
mod thing;

pub use expected::Expected;
pub(super) use ground::{Database, Ground};
pub(super) use table::{Cell, Table};

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
    ground: &impl Ground,
    seq: u64,
    id: EntryId,
    body: &[u8],
    entry: &Entry,
) -> Result<()> {
    let at = At { ground, seq: signed(seq), id, by: &entry.by };
    at.ground.count(entry.fact.kind())?;
    for target in references(body) {
        // What a user typed may look like an id.
        let Some(target) = ground.find(target)?.filter(|target| *target < at.seq) else { continue };
        at.insert(Table::Reference, &[target.into(), at.seq.into()])?;
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
        Fact::Undo(undo) => {
            undo.entries.iter().try_for_each(|entry| ground.undo(at.seq_of(*entry)?, at.seq))
        }
        // What these say is read from the entries that refer to a thing.
        Fact::Attach(_)
        | Fact::Withhold(_)
        | Fact::Correction(_)
        | Fact::Receipt(_)
        | Fact::Export(_) => Ok(()),
    }
}

/// The entry that is being laid out.
struct At<'a, G> {
    ground: &'a G,
    seq: i64,
    id: EntryId,
    by: &'a str,
}

impl<G: Ground> At<'_, G> {
    fn insert(&self, table: Table, cells: &[Cell<'_>]) -> Result<()> {
        self.ground.insert(table, cells)
    }
}

fn project_casebook(at: &At<'_, impl Ground>, casebook: &fact::Casebook) -> Result<()> {
    if let Some(of) = casebook.of {
        return at.edit("casebook", of);
    }
    at.thing(&New { kind: "casebook", letter: "", parent: None, key: "" })
}

fn project_capture(at: &At<'_, impl Ground>, capture: &fact::Capture) -> Result<()> {
    let source = at.seq_of(capture.source)?;
    at.thing(&New { kind: "capture", letter: "S@", parent: Some(source), key: "" })?;
    let (raw, text) = (capture.raw.sha256, capture.text.sha256);
    at.insert(
        Table::Capture,
        &[at.seq.into(), source.into(), raw.as_bytes().into(), text.as_bytes().into()],
    )
}

fn project_party(at: &At<'_, impl Ground>, party: &fact::Party) -> Result<()> {
    match party.of {
        Some(of) => at.edit("party", of)?,
        None => at.thing(&New::counted("party", "P"))?,
    }
    let named = party.of.map_or(at.id, EntryId::from);
    name_thing(at, 0, named, "party", &party.display)
}

fn project_place(at: &At<'_, impl Ground>, place: &fact::Place) -> Result<()> {
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

fn project_question(at: &At<'_, impl Ground>, question: &fact::Question) -> Result<()> {
    if let Some(of) = question.of {
        return at.edit("question", of);
    }
    let parent = Some(at.seq_of(question.event)?);
    at.thing(&New { kind: "question", letter: "E/", parent, key: &question.key })
}

fn project_evidence(at: &At<'_, impl Ground>, evidence: &fact::Evidence) -> Result<()> {
    match evidence.of {
        Some(of) => at.edit("evidence", of)?,
        None => at.thing(&New::counted("evidence", "X"))?,
    }
    claim::spans(at, &evidence.spans)?;
    at.bears_on("evidence", &evidence.questions)
}

fn project_enquiry(at: &At<'_, impl Ground>, enquiry: &fact::Enquiry) -> Result<()> {
    match enquiry {
        fact::Enquiry::Ask(ask) => {
            at.thing(&New::counted("enquiry", "X"))?;
            at.bears_on("enquiry", &ask.questions)
        }
        fact::Enquiry::Answer(answer) => {
            let asked = at.seq_of(answer.enquiry)?;
            at.insert(Table::Answer, &[at.seq.into(), asked.into(), answer.reply.as_str().into()])
        }
    }
}

fn project_verdict(at: &At<'_, impl Ground>, verdict: &fact::Verdict) -> Result<()> {
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
    let target = at.seq_of(target)?;
    at.insert(
        Table::Verdict,
        &[at.seq.into(), axis.into(), value.into(), target.into(), nth.into()],
    )
}

fn project_review(at: &At<'_, impl Ground>, review: &fact::Review) -> Result<()> {
    let verdict = at.seq_of(review.verdict)?;
    at.insert(
        Table::Review,
        &[at.seq.into(), verdict.into(), review.outcome.as_str().into(), at.by.into()],
    )
}

fn project_import(at: &At<'_, impl Ground>, import: &fact::Import) -> Result<()> {
    for (nth, row) in import.rows.iter().enumerate() {
        // The first of a key counts.
        if import.rows[..nth].iter().any(|before| before.key == row.key) {
            continue;
        }
        let entry = row.entry.map(|entry| at.seq_of(entry)).transpose()?;
        at.insert(Table::Imported, &[row.key.as_str().into(), at.seq.into(), entry.into()])?;
    }
    Ok(())
}
