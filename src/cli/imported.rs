//! What an import tells: how far it is, what became of its lines, and what it
//! offers to a person to decide.

use std::fmt::Write as _;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::json;

use crate::casebook::Written;
use crate::exchange::{AlikeClaims, Became, Imported, ImportedLine, Progress};
use crate::text::counted;

use super::layout::Screen;
use super::reply::Reply;

/// How many groups of claims with the same words are told on a screen.
const SHOWN: usize = 5;

/// How many lines are told of whose claims a person should look at; --lines
/// tells of all.
const NOTED: usize = 20;

/// How far an import is, for a person at a terminal; else nothing.
pub(super) struct Bar(ProgressBar);

impl Bar {
    /// Nothing is read yet.
    pub(super) fn new(terminal: bool) -> Self {
        let target =
            if terminal { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        // Of nothing all would be done.
        let bar = ProgressBar::with_draw_target(Some(1), target);
        let form = "{bar:24} {percent:>3}%  {msg} lines, {binary_bytes_per_sec}, {eta} left";
        bar.set_style(
            ProgressStyle::with_template(form).unwrap_or_else(|_| ProgressStyle::default_bar()),
        );
        bar.enable_steady_tick(Duration::from_millis(500));
        Self(bar)
    }

    /// So far.
    pub(super) fn tell(&self, progress: Progress) {
        self.0.set_length(progress.of);
        self.0.set_position(progress.read);
        self.0.set_message(progress.lines.to_string());
    }

    /// Takes the bar away.
    pub(super) fn finish(&self) {
        self.0.finish_and_clear();
    }
}

/// What an import did.
pub(super) fn reply(written: &Written<Imported>, lines: bool, width: usize) -> Reply {
    let imported = &written.outcome;
    let shown = if lines { told(imported, width) } else { String::new() };
    let mut reply = Reply::new(shown, imported);
    for note in &imported.table {
        reply = reply.warn(note.clone());
    }
    reply = reply.say(format!(
        "{}: {} logged, {} matched, {} known from before",
        counted(imported.total, "line"),
        imported.logged,
        imported.matched,
        imported.known
    ));
    if imported.made > 0 {
        reply = reply.say(format!("made on the way: {}", made(imported)));
    }
    reply = noted(reply, imported, if lines { usize::MAX } else { NOTED });
    for line in alike(imported) {
        reply = reply.say(line);
    }
    if written.dry_run {
        return reply.dry_run("nothing was recorded");
    }
    reply.next("rashomon conflicts")
}

fn noted(mut reply: Reply, imported: &Imported, most: usize) -> Reply {
    let is_noted = |line: &&ImportedLine| !line.notes.is_empty();
    for line in imported.lines.iter().filter(is_noted).take(most) {
        for note in &line.notes {
            let handle = line.handle.as_deref().unwrap_or(&line.key);
            reply = reply.warn(format!("line {}, {handle}: {note}", line.line));
        }
    }
    let further = imported.lines.iter().filter(is_noted).count().saturating_sub(most);
    let which = if further > 0 { ": --lines tells which" } else { "" };
    match further + imported.untold_notes {
        0 => reply,
        1 => reply.warn(format!("one further line has notes{which}")),
        lines => reply.warn(format!("{lines} further lines have notes{which}")),
    }
}

/// How many of each kind were made for rows that name them.
fn made(imported: &Imported) -> String {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    let decisions = imported.lines.iter().flat_map(|line| &line.decisions);
    for decision in decisions.filter(|decision| decision.became == Became::Logged) {
        match counts.iter_mut().find(|(what, _)| *what == decision.what) {
            Some((_, count)) => *count += 1,
            None => counts.push((decision.what, 1)),
        }
    }
    let counts: Vec<String> =
        counts.iter().map(|(what, count)| format!("{what} {count}")).collect();
    format!("{} (--lines says which)", counts.join(", "))
}

/// Claims with the same words, and what a person can say of them.
fn alike(imported: &Imported) -> Vec<String> {
    if imported.alike.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![format!(
        "the same words in several captures, {} times: one origin? Say so with `rashomon link derived-from`, or write all of them down with --offer FILE",
        imported.alike_groups
    )];
    for AlikeClaims { claims, captures } in imported.alike.iter().take(SHOWN) {
        let few: Vec<&str> = claims.iter().take(6).map(String::as_str).collect();
        let more = if claims.len() > 6 { " …" } else { "" };
        lines.push(format!("  {}{more} ({captures} captures)", few.join(", ")));
    }
    lines
}

/// Links to import: each later claim derived from the first with its words. The
/// reasons are left to a person, and without one a line is refused.
pub(super) fn offer(imported: &Imported) -> String {
    let mut lines = String::from(
        "# Claims that quote the same words from several captures. Give each link that holds\n# its reason (`why`), take out the others, and import this file.\n",
    );
    for group in &imported.alike {
        let Some((first, others)) = group.claims.split_first() else { continue };
        for other in others {
            let key = format!("origin.{}", other.to_lowercase().replace('@', "-"));
            let link = json!({ "link": {
                "key": key, "from": other, "to": first, "kind": "derived-from", "why": "",
            } });
            let _ = writeln!(lines, "{link}");
        }
    }
    lines
}

/// What became of every line.
fn told(imported: &Imported, width: usize) -> String {
    let row = |line: &ImportedLine| {
        let handle = line.handle.clone().unwrap_or_default();
        vec![
            line.line.to_string(),
            line.key.clone(),
            line.kind.to_string(),
            line.became.to_string(),
            handle,
        ]
    };
    let mut screen = Screen::new(width);
    screen.table(
        &["line", "key", "kind", "became", "handle"],
        imported.lines.iter().map(row).collect(),
    );
    for line in &imported.lines {
        for decision in &line.decisions {
            let word = if decision.became == Became::Logged { "made" } else { "matched" };
            screen.line(format!(
                "line {}: {} “{}” {word}: {}",
                line.line, decision.what, decision.given, decision.handle
            ));
        }
    }
    screen.finish()
}
