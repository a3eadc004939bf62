//! `correct`: a published report is put right, in the open.

use serde_json::json;

use crate::casebook::{
    CorrectionDraft, CorrectionView, Desk, PublicationView, publication, publications, stands_in,
};
use crate::error::{Error, Result};
use crate::model::EntryId;
use crate::model::vocab::CorrectionKind;

use super::args::words;
use super::reply::Reply;
use super::session::Session;

/// Put a published report right: what it said, what it should say, and why
///
/// What went out stays as it was; the next report opens with the correction.
#[derive(clap::Args, Debug)]
#[command(before_help = "Examples:
  rashomon correct R1 --kind correction --old \"15 to 20\" --new \"12\" --why \"A slip of ours\"
  rashomon correct R1 --kind update --about E3 --why \"The ministry has answered\"")]
pub(super) struct Arguments {
    /// The published report
    #[arg(value_name = "REPORT")]
    report: String,

    /// What kind of change
    #[arg(long, value_parser = words!(CorrectionKind))]
    kind: String,

    /// The words that stood there
    #[arg(long, value_name = "WORDS")]
    old: Option<String>,

    /// The words that should have
    #[arg(long, value_name = "WORDS")]
    new: Option<String>,

    /// What it is about: a claim, a verdict, an event; once for each
    #[arg(long, value_name = "HANDLE")]
    about: Vec<String>,

    /// What was wrong, in words for its readers
    #[arg(long)]
    why: String,
}

pub(super) fn run(session: &mut Session<'_, '_>, arguments: Arguments) -> Result<Reply> {
    let draft = CorrectionDraft {
        kind: arguments.kind,
        old: arguments.old,
        new: arguments.new,
        why: arguments.why,
        about: arguments.about,
    };
    session.write(|desk| {
        let id = desk.correct(&arguments.report, &draft)?;
        recorded(desk, &arguments.report, id)
    })
}

fn recorded(desk: &Desk<'_, '_>, report: &str, id: EntryId) -> Result<Reply> {
    let view = publication(desk.store(), desk.names().entry(report)?)?;
    let Some(one) = view.corrections.iter().find(|one| one.id == id) else {
        return Ok(Reply::new("", json!({})));
    };
    let dependants = dependants(desk, &view, &one.entries)?;
    let handle = &view.handle;
    let data = json!({
        "report": handle, "correction": id, "kind": one.kind, "dependants": dependants,
    });
    let mut reply = Reply::new(format!("{handle}\n"), data)
        .say(format!("recorded of {handle}, as {}: {}", one.kind, one.reason));
    for (words, name) in [(&one.old, "it said"), (&one.new, "it should say")] {
        if let Some(words) = words {
            reply = reply.say(format!("  {name}: {words}"));
        }
    }
    if let Some(old) = &one.old
        && !stands_in(desk.store(), &view, old)?
    {
        return Err(Error::refused(
            format!("\u{201c}{old}\u{201d} does not stand in what was published as {handle}"),
            format!(
                "readers look for these words: take them from `rashomon report {handle}`, as they stand there"
            ),
        ));
    }
    let retracted = |it: &&CorrectionView| it.kind == CorrectionKind::Retraction && it.id != id;
    if let Some(before) = view.corrections.iter().find(retracted) {
        reply = reply
            .warn(format!("{handle} was retracted already, at {} by {}", before.at, before.by));
    }
    if !dependants.is_empty() {
        reply = reply.say(format!("look at what rests on it too: {}", dependants.join(", ")));
    }
    let next = if view.scope.is_empty() {
        "rashomon report".to_owned()
    } else {
        format!("rashomon report {}", desk.names().handles(view.scope.iter().copied())?.join(" "))
    };
    Ok(reply.next(format!("{next} -o corrected.html")))
}

/// What rests on the same things: other published reports that cover what this
/// one covers, and what refers to the things that are put right.
fn dependants(
    desk: &Desk<'_, '_>,
    of: &PublicationView,
    entries: &[EntryId],
) -> Result<Vec<String>> {
    let mut found: Vec<String> = Vec::new();
    for other in publications(desk.store())? {
        let shared = of.scope.is_empty()
            || other.scope.is_empty()
            || of.scope.iter().any(|id| other.scope.contains(id));
        if other.id != of.id && shared {
            found.push(other.handle);
        }
    }
    for id in entries {
        for (seq, resting, kind) in desk.store().rests_on(*id)? {
            // Who works on a claim is no reader's matter.
            if matches!(kind.as_str(), "correction" | "assignment") {
                continue;
            }
            let handle = desk.store().handle_of(resting)?;
            let handle =
                handle.map_or_else(|| format!("{kind} in entry {seq}"), |it| it.to_string());
            if handle != of.handle && !found.contains(&handle) {
                found.push(handle);
            }
        }
    }
    Ok(found)
}
