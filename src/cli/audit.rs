//! `audit`: everything computed again from bytes, and what was found.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::json;

use crate::audit::{self, Against, Audit, FindingKind, Note, NoteKind, Options};
use crate::casebook::state::Seen;
use crate::casebook::{Casebook, checkpoint};
use crate::error::{Error, Exit, Result};
use crate::journal::note::{SignedCheckpoint, VerifierKey};
use crate::model::vocab::ReceiptKind;

use crate::text::counted;

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
/// Three words are kept apart. Intact: nothing found is altered. Signed: a
/// member's key vouches for so many entries. Trusted: you have said that you
/// trust that key. Who holds the file can rewrite all of it, hashes included;
/// the newest state that you saw on this machine is remembered and compared,
/// and a checkpoint in someone else's hands is what tells in the end.
#[derive(clap::Args, Debug)]
#[command(before_help = "Examples:
  rashomon audit
  rashomon audit --strict
  rashomon audit --quick --json")]
pub(super) struct Arguments {
    /// Exit with 6 if there are notes: untraced, single source, unreviewed
    #[arg(long)]
    strict: bool,

    /// Hold it against this too: a checkpoint, or an older copy of the casebook
    #[arg(long, value_name = "FILE")]
    against: Vec<PathBuf>,

    /// Trust this verifier key, this once (`key trust` does so for good)
    #[arg(long, value_name = "VKEY")]
    vkey: Vec<String>,

    /// Leave out what takes long, and say what
    #[arg(long)]
    quick: bool,

    /// Take this record as the newest that you have seen, though it is older
    /// than, or not, the one you saw
    #[arg(long)]
    accept: bool,
}

pub(super) fn run(session: &mut Session<'_, '_>, arguments: Arguments) -> Result<Reply> {
    let Arguments { strict, against, vkey, quick, accept } = arguments;
    let mut options = Options::at(session.env.now);
    options.quick = quick;
    for text in vkey {
        let key = text.parse::<VerifierKey>();
        options.trusted.push(key.map_err(|error| Error::usage(error.to_string(), ""))?);
    }
    for path in against {
        options.against.push(against_file(session, &path)?);
    }
    let casebook = session.read_any()?;
    let (audit, seen) = check(&casebook, session, options)?;
    // Intact is not the same as signed, or trusted, or true.
    let outcome = if audit.is_intact() { "intact" } else { "broken" };
    let mut screen = Screen::new(session.env.width);
    show(&mut screen, &audit);
    // A note for each claim is long: it is laid out for who asked.
    let data = session.is_json().then(|| json!({ "outcome": outcome, "audit": audit }));
    let mut reply = Reply::new(screen.finish(), data);
    if let Some(why) = seen {
        reply = reply.warn(why);
    }
    if accept && !session.dry_run() {
        casebook.accept()?;
        reply = reply.say("from now on this record is the newest that you have seen");
    }
    for line in next(&audit, accept) {
        reply = reply.next(line);
    }
    Ok(if !audit.is_intact() {
        reply.exit(Exit::Broken)
    } else if strict && !audit.notes.is_empty() {
        reply.exit(Exit::Notes)
    } else {
        reply
    })
}

/// Reads a file that the record is held against.
fn against_file(session: &mut Session<'_, '_>, path: &Path) -> Result<Against> {
    let held = checkpoint::held(&session.at(path), || session.file(path))?;
    let note = held.note.as_deref().and_then(|bytes| SignedCheckpoint::read(bytes).ok());
    Ok(Against { name: path.display().to_string(), checkpoint: held.checkpoint, note })
}

/// What to do about what was found.
fn next(audit: &Audit, accept: bool) -> Vec<&'static str> {
    let found = |kinds: &[FindingKind]| audit.findings.iter().any(|one| kinds.contains(&one.kind));
    let mut steps = Vec::new();
    if found(&[FindingKind::CutOff, FindingKind::OtherRecord]) && !accept {
        steps.push(
            "find the newer or the true copy; `rashomon audit --accept` takes this one as it is",
        );
    }
    let tables = [FindingKind::AlteredTable, FindingKind::AlteredSchema];
    if audit.findings.iter().any(|one| !tables.contains(&one.kind)) {
        steps.push("keep this file as it is, and a copy of it; go on from a backup that `rashomon audit` finds intact");
    } else if found(&tables) {
        steps.push("keep a copy of this file; the record itself is intact, and `rashomon rebuild` writes its tables again");
    }
    steps
}

/// Audits, and remembers the head of what was found intact.
pub(super) fn check(
    casebook: &Casebook,
    session: &Session<'_, '_>,
    mut options: Options,
) -> Result<(Audit, Option<String>)> {
    let (seen, warning) = match casebook.seen() {
        Ok(seen) => (seen.unwrap_or_default(), None),
        Err(error) => {
            let warning = format!("the newest state seen cannot be read: {error}");
            (Seen::default(), Some(warning))
        }
    };
    options.newest = seen.newest();
    options.signed = seen.signed;
    options.trusted.extend(seen.vkeys.iter().filter_map(|text| text.parse().ok()));
    let audit = audit::audit(casebook.store(), &options)?;
    if audit.is_intact() && warning.is_none() && !session.dry_run() {
        casebook.remember_audited(&audit)?;
    }
    Ok((audit, warning))
}

fn show(screen: &mut Screen, audit: &Audit) {
    if audit.is_intact() {
        screen.line("Intact, as far as it was checked.");
    } else {
        screen.line(format!("BROKEN: {} found.", counted(audit.findings.len(), "thing")));
    }
    screen.field("signed", signed(audit));
    screen.field("entries", audit.entries.to_string());
    screen.field("root", audit.root.to_string());
    if !audit.findings.is_empty() {
        screen.heading("Found");
        for finding in &audit.findings {
            let place = place(finding.handle.as_deref(), finding.entry);
            screen.item(format!("{}{place}: {}", finding.kind, finding.words));
        }
    }
    rests(screen, audit);
    let looked = if audit.is_intact() { "Checked" } else { "Looked at (what was found is above)" };
    list(screen, looked, &audit.checked);
    list(screen, "Not checked", &audit.not_checked);
    receipts(screen, audit);
    notes(screen, audit);
}

fn list(screen: &mut Screen, heading: &str, lines: &[String]) {
    if lines.is_empty() {
        return;
    }
    screen.heading(heading);
    for words in lines {
        screen.item(words);
    }
}

/// How far it is signed, and whether the key is trusted.
fn signed(audit: &Audit) -> String {
    let Some(signed) = &audit.signed else {
        return "not signed: no checkpoint of it is (`rashomon key new`, `rashomon checkpoint --sign`)"
            .to_owned();
    };
    let after = match signed.after {
        0 => "no entry".to_owned(),
        after => counted(after, "entry"),
    };
    let trust = if signed.trusted {
        "trusted: you have said that you trust this key"
    } else {
        "not trusted: you have not said that you trust this key (`rashomon key trust`)"
    };
    let revoked = signed.revoked.as_ref().map_or_else(String::new, |by| {
        format!("; the key was revoked since, {by}: hold it against a checkpoint that someone else has kept")
    });
    format!(
        "{}, by {}; {after} after the last signed checkpoint; {trust}{revoked}",
        counted(signed.entries, "entry"),
        signed.by.join(", ")
    )
}

/// What rests on what is broken, missing or in dispute.
fn rests(screen: &mut Screen, audit: &Audit) {
    if audit.impact.is_empty() {
        return;
    }
    screen.heading("What rests on what is broken, missing or in dispute");
    for impact in &audit.impact {
        let part = |name: &str, list: &[String]| {
            (!list.is_empty()).then(|| format!("{name} {}", several(list)))
        };
        let parts = [
            part("quoted in", &impact.quotations),
            part("links", &impact.links),
            part("verdicts", &impact.verdicts),
            part("reports", &impact.reports),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        screen.item(format!("{} ({}): {}", impact.of, impact.why, parts.join("; ")));
    }
}

/// The first of some handles, and how many more.
fn several(list: &[String]) -> String {
    const MOST: usize = 12;
    let first = list.iter().take(MOST).map(String::as_str).collect::<Vec<_>>().join(", ");
    if list.len() > MOST { format!("{first} and {} more", list.len() - MOST) } else { first }
}

/// What outsiders gave, and the stock command that checks each.
fn receipts(screen: &mut Screen, audit: &Audit) {
    if audit.receipts.is_empty() {
        return;
    }
    screen.heading("Vouched for from outside: check with other tools");
    for receipt in &audit.receipts {
        let by = receipt.name.as_deref().map_or_else(String::new, |name| format!(" by {name}"));
        let check = match receipt.kind {
            ReceiptKind::Rfc3161 => {
                "openssl ts -verify -data stamps/checkpoint.txt -in stamps/RECEIPT.tsr -CAfile CA.pem"
            }
            ReceiptKind::OpenTimestamps => "ots verify -f stamps/checkpoint.txt stamps/RECEIPT.ots",
            ReceiptKind::Cosignature => "rashomon audit --against stamps/RECEIPT.txt --vkey VKEY",
        };
        let check = check.replace("RECEIPT", &format!("receipt-{}", receipt.entry));
        screen.item(format!(
            "{}{by} over the first {} entries (entry {}):",
            receipt.kind, receipt.entries, receipt.entry
        ));
        screen
            .line(format!("      rashomon checkpoint --size {} --stamps stamps", receipt.entries));
        screen.line(format!("      {check}"));
    }
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
    let mut kinds: BTreeMap<NoteKind, Vec<&Note>> = BTreeMap::new();
    for note in &audit.notes {
        kinds.entry(note.kind).or_default().push(note);
    }
    for (kind, notes) in kinds {
        if notes.len() > 3 {
            let mut line = format!("{kind} ({}): {}: ", notes.len(), meaning(kind));
            for (nth, note) in notes.into_iter().enumerate() {
                line.push_str(if nth > 0 { ", " } else { "" });
                line.push_str(&name(note));
            }
            screen.item(line);
            continue;
        }
        for note in notes {
            screen.item(format!("{kind}: {}", note.words()));
        }
    }
}

/// What a note is about, by its shortest name.
fn name(note: &Note) -> Cow<'_, str> {
    match (note.handle(), note.entry) {
        (Some(handle), _) => handle,
        (None, Some(entry)) => format!("entry {entry}").into(),
        (None, None) => "the casebook".into(),
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
        NoteKind::FiguresChanged => "the passage has other figures in the newest capture",
        NoteKind::ContextChanged => {
            "other names or negations stand beside the same words in the newest capture"
        }
    }
}
