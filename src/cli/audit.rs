//! `audit`: everything computed again from bytes, and what was found.

use std::collections::BTreeMap;

use serde_json::json;

use crate::audit::{self, Audit, NoteKind, Options};
use crate::casebook::Casebook;
use crate::error::{Exit, Result};

use super::layout::Screen;
use super::reply::Reply;
use super::session::Session;

/// Check that nothing in the record was altered; list everything found
///
/// Hashes every entry again, rebuilds the tree, hashes every captured text,
/// reads every quotation again from its bytes, compares the tables with the
/// record, and holds every verdict against the rules. Opens the casebook
/// read-only and changes nothing.
///
/// Who holds the file can rewrite all of it, hashes included. The newest state
/// that you saw on this machine is remembered and compared; a copy of the root
/// in someone else's hands is what tells in the end.
#[derive(clap::Args, Debug)]
#[command(before_help = "Examples:
  rashomon audit
  rashomon audit --strict
  rashomon audit --json")]
pub(super) struct Arguments {
    /// Exit with 6 if there are notes: untraced, single source, unreviewed
    #[arg(long)]
    strict: bool,
}

pub(super) fn run(session: &mut Session<'_, '_>, arguments: Arguments) -> Result<Reply> {
    let casebook = session.read()?;
    let (audit, seen) = check(&casebook, session)?;
    // Intact is not the same as signed, or trusted, or true.
    let outcome = if audit.is_intact() { "intact" } else { "broken" };
    let mut screen = Screen::new(session.env.width);
    show(&mut screen, &audit);
    let mut reply = Reply::new(screen.finish(), json!({ "outcome": outcome, "audit": audit }));
    if let Some(why) = seen {
        reply = reply.warn(why);
    }
    Ok(if !audit.is_intact() {
        reply.exit(Exit::Broken)
    } else if arguments.strict && !audit.notes.is_empty() {
        reply.exit(Exit::Notes)
    } else {
        reply
    })
}

/// Audits, and remembers the head of what was found intact.
pub(super) fn check(
    casebook: &Casebook,
    session: &Session<'_, '_>,
) -> Result<(Audit, Option<String>)> {
    let (newest, warning) = match casebook.newest_seen() {
        Ok(newest) => (newest, None),
        Err(error) => (None, Some(format!("the newest state seen cannot be read: {error}"))),
    };
    let options = Options { newest, now: session.env.now };
    let audit = audit::audit(casebook.store(), &options)?;
    if audit.is_intact() && warning.is_none() && !session.dry_run() {
        casebook.remember_seen()?;
    }
    Ok((audit, warning))
}

fn show(screen: &mut Screen, audit: &Audit) {
    if audit.is_intact() {
        screen.line("Intact, as far as it was checked.");
    } else {
        screen.line(format!("BROKEN: {} found.", counted(audit.findings.len(), "thing")));
    }
    screen.field("entries", audit.entries.to_string());
    screen.field("root", audit.root.to_string());
    screen.heading("Checked");
    for words in &audit.checked {
        screen.item(words);
    }
    if !audit.not_checked.is_empty() {
        screen.heading("Not checked");
        for words in &audit.not_checked {
            screen.item(words);
        }
    }
    if !audit.findings.is_empty() {
        screen.heading("Found");
        for finding in &audit.findings {
            let place = place(finding.handle.as_deref(), finding.entry);
            screen.item(format!("{}{place}: {}", finding.kind, finding.words));
        }
    }
    notes(screen, audit);
}

/// " C14@1, entry 7", as far as it is known.
fn place(handle: Option<&str>, entry: Option<u64>) -> String {
    match (handle, entry) {
        (Some(handle), Some(entry)) => format!(" {handle} (entry {entry})"),
        (Some(handle), None) => format!(" {handle}"),
        (None, Some(entry)) => format!(" entry {entry}"),
        (None, None) => String::new(),
    }
}

/// Notes by kind: those with one sentence for all by handle, the rest in full.
fn notes(screen: &mut Screen, audit: &Audit) {
    if audit.notes.is_empty() {
        return;
    }
    screen.heading(format!("Notes ({}): the casebook is not broken by these", audit.notes.len()));
    let mut kinds: BTreeMap<NoteKind, Vec<(&str, String)>> = BTreeMap::new();
    for note in &audit.notes {
        let name = match (&note.handle, note.entry) {
            (Some(handle), _) => handle.clone(),
            (None, Some(entry)) => format!("entry {entry}"),
            (None, None) => "the casebook".to_owned(),
        };
        kinds.entry(note.kind).or_default().push((&note.words, name));
    }
    for (kind, notes) in kinds {
        if notes.len() > 3 {
            let names: Vec<&str> = notes.iter().map(|(_, name)| name.as_str()).collect();
            screen.item(format!(
                "{kind} ({}): {}: {}",
                notes.len(),
                meaning(kind),
                names.join(", ")
            ));
            continue;
        }
        for (words, _) in notes {
            screen.item(format!("{kind}: {words}"));
        }
    }
}

/// What a kind of note means.
const fn meaning(kind: NoteKind) -> &'static str {
    match kind {
        NoteKind::Untraced => "nobody traced whether they said it",
        NoteKind::SingleSource => "all answers come from one origin",
        NoteKind::Unreviewed => "a verdict waits for a second member",
        NoteKind::StaleLink => "an end of the link changed since",
        NoteKind::Guessed => "guessed and not confirmed",
        NoteKind::Withheld => "the bytes are not here",
        NoteKind::Unsupported => "what the finding rests on has gone",
        NoteKind::GivenBefore => "the finding was given on an older version",
        NoteKind::Clock => "the clock of whoever logged it ran wrong",
        NoteKind::NewerEntry => "only a newer program knows this kind of entry",
        NoteKind::StrayBytes => "bytes that no entry names",
        NoteKind::Gone => "the passage is not in the newest capture of its source",
    }
}

fn counted(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}
