//! `link`: a person decides how two claims stand to each other.

use serde_json::json;

use crate::casebook::trace::derivation;
use crate::casebook::{Desk, LinkDraft, diff, fact};
use crate::error::{Error, Result};
use crate::model::LinkId;
use crate::model::rules::is_admission;
use crate::model::vocab::LinkType;

use super::args::words;
use super::reply::Reply;
use super::session::Session;
use super::wording::in_a_line;

/// Link two claims: accept a conflict, or say how else they stand to each other
///
/// A link is bound to the versions there are now; it becomes stale when one of
/// them is revised. Events, sources and parties can be linked where the type
/// says so: independent, derived-from, same-statement, responds-to.
#[derive(clap::Args, Debug)]
#[command(before_help = "Examples:
  rashomon link restates C29 C4 --on E7/demand --why \"the same demand again\"
  rashomon link derived-from S2 S3 --why \"written from that page\"")]
pub(super) struct Arguments {
    /// How the first stands to the second
    #[arg(value_name = "TYPE", value_parser = words!(LinkType))]
    kind: String,

    /// The first: a claim or version; an event, source or party
    #[arg(value_name = "FROM")]
    from: String,

    /// The second
    #[arg(value_name = "TO")]
    to: String,

    /// The question on which both are linked
    #[arg(long, value_name = "QUESTION")]
    on: Option<String>,

    /// The question of the first, where they differ
    #[arg(long, value_name = "QUESTION", conflicts_with = "on")]
    on_from: Option<String>,

    /// The question of the second, where they differ
    #[arg(long, value_name = "QUESTION", conflicts_with = "on")]
    on_to: Option<String>,

    /// Why
    #[arg(long, value_name = "REASON")]
    why: String,
}

pub(super) fn run(session: &mut Session<'_, '_>, arguments: Arguments) -> Result<Reply> {
    let Arguments { kind, from, to, on, on_from, on_to, why } = arguments;
    let typed = LinkDraft { from, kind, on, on_from, on_to, state: None, to, why };
    session.write(|desk| {
        let mut draft = typed.clone();
        let collides = matches!(draft.kind.as_str(), "contradicts" | "denies" | "tension");
        if collides && draft.on.is_none() && draft.on_from.is_none() && draft.on_to.is_none() {
            draft.on = desk.shared_question(&draft.from, &draft.to)?;
        }
        let link = desk.add_link(&draft)?;
        let reply = linked(desk, link)?.next(next(&draft));
        match doubt(desk, link)? {
            Some(doubt) => Ok(reply.warn(doubt)),
            None => Ok(reply),
        }
    })
}

/// What to look at again, where a link says that two claims collide and the
/// rules see nothing of it: people decide, and a slip of a handle is one.
fn doubt(desk: &Desk<'_, '_>, link: LinkId) -> Result<Option<String>> {
    let Some(logged) = desk.store().get::<fact::Link>(link.into())? else { return Ok(None) };
    let fact = &logged.fact;
    if let (fact::End::Claim(end), LinkType::Admits) = (&fact.from, fact.kind) {
        return without_admission(desk, end);
    }
    if fact.kind == LinkType::Independent {
        return not_independent(desk, &fact.from, &fact.to);
    }
    let (fact::End::Claim(from), fact::End::Claim(to), LinkType::Contradicts | LinkType::Denies) =
        (&fact.from, &fact.to, fact.kind)
    else {
        return Ok(None);
    };
    let names = desk.names();
    let (a, b) = (names.end(&fact.from)?, names.end(&fact.to)?);
    let (first, second) = (names.version(&a)?, names.version(&b)?);
    let on = [from.question, to.question];
    let why = diff::no_collision(desk.store(), (&first.0, first.1), (&second.0, second.1), on)?;
    Ok(why.map(|why| {
        let handle = logged.handle;
        format!(
            "the rules see no conflict between {a} and {b}: {why}. If the handles are right, let it stand; else `rashomon withdraw {handle} --why \"\u{2026}\"`"
        )
    }))
}

/// What to say of two that are linked as independent where a link says that the
/// source of one is derived from that of the other.
fn not_independent(
    desk: &Desk<'_, '_>,
    from: &fact::End,
    to: &fact::End,
) -> Result<Option<String>> {
    let source = |end: &fact::End| {
        Ok::<_, Error>(match end {
            fact::End::Source(source) => Some(*source),
            fact::End::Claim(end) => desk.store().claim_with(end.version)?.map(|row| row.source),
            fact::End::Event(_) | fact::End::Party(_) => None,
        })
    };
    let (Some(a), Some(b)) = (source(from)?, source(to)?) else { return Ok(None) };
    let derived = desk.store().derived_sources()?;
    let link = derivation(&derived, a, b).or_else(|| derivation(&derived, b, a));
    Ok(link.map(|link| {
        format!(
            "{link} says that the source of one is derived from that of the other: which of the two holds?"
        )
    }))
}

/// What to say of a link `admits` from a claim that takes no such position: it
/// is a remark, and acknowledges nothing in a report.
fn without_admission(desk: &Desk<'_, '_>, end: &fact::ClaimEnd) -> Result<Option<String>> {
    let handle = desk.names().version_handle(end.version)?;
    let (row, version) = desk.names().version(&handle)?;
    let shown = row.versions.iter().find(|row| row.id == version);
    let admits = shown.is_some_and(|row| {
        let mut on = row.wording.positions.iter();
        on.any(|it| is_admission(it.stance) && end.question.is_none_or(|on| it.question == on))
    });
    Ok((!admits).then(|| {
        format!(
            "{handle} takes no position that admits: a report lists nothing as acknowledged by it. Say so with `rashomon revise C{} --on EVENT/KEY:admits=\u{2026} --why \u{2026}` if that is what was said",
            row.number
        )
    }))
}

/// What to do after a link.
fn next(draft: &LinkDraft) -> String {
    let question = draft.on.as_ref().or(draft.on_from.as_ref());
    let finding = match draft.kind.as_str() {
        "contradicts" | "denies" => Some("contested"),
        "independent" => Some("corroborated"),
        _ => None,
    };
    match (question, finding) {
        (Some(question), Some(finding)) => format!(
            "rashomon verify {} --on {question} --finding {finding} --why \"\u{2026}\"",
            draft.from
        ),
        _ => format!("rashomon show {}", draft.from),
    }
}

/// The reply for a link that was made.
pub(super) fn linked(desk: &Desk<'_, '_>, link: LinkId) -> Result<Reply> {
    let logged = desk.store().get::<fact::Link>(link.into())?;
    let logged = logged.ok_or_else(|| Error::not_found("link", format!("{link:.8}"), ""))?;
    let (handle, fact) = (logged.handle.to_string(), &logged.fact);
    let names = desk.names();
    let (from, to) = (names.end(&fact.from)?, names.end(&fact.to)?);
    let data = json!({
        "link": handle, "id": logged.id.to_string(), "type": fact.kind, "from": from, "to": to,
        "state": fact.state, "why": fact.reason,
    });
    let on = |end: &fact::End| match end {
        fact::End::Claim(end) => end.question.map(|id| names.handle(id)).transpose(),
        _ => Ok(None),
    };
    let mut reply = Reply::new(format!("{handle}\n"), data)
        .say(format!("recorded {handle}: {from} {} {to} ({})", fact.kind, fact.state));
    for (name, end) in [(&from, &fact.from), (&to, &fact.to)] {
        let on = on(end)?;
        reply = in_a_line(desk, name, on.as_deref()).into_iter().fold(reply, Reply::say);
    }
    Ok(reply)
}
