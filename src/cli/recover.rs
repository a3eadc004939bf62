//! `recover`: what a damaged casebook can still prove, in a new one.

use std::path::PathBuf;

use serde_json::json;

use crate::casebook::{self, Lost, Recovery};
use crate::error::Result;
use crate::model::to_hex;

use super::layout::Screen;
use super::reply::Reply;
use super::session::Session;

/// Copy what a damaged casebook can prove into a new one; list what is lost
///
/// Entries are copied up to the first that cannot be proved: its bytes, the
/// hash beside them and its place in the tree must agree. Captured texts and
/// files are copied where their hash agrees. The tables are laid out anew. The
/// damaged file is read from a copy and never written: keep it, a backup may
/// hold what is lost (`rashomon restore`), and so may the file itself.
#[derive(clap::Args, Debug)]
#[command(before_help = "Examples:
  rashomon recover recovered.casebook
  rashomon recover recovered.casebook --dry-run")]
pub(super) struct Arguments {
    /// Name of the new casebook
    #[arg(value_name = "OUT")]
    out: PathBuf,
}

pub(super) fn run(session: &mut Session<'_, '_>, arguments: Arguments) -> Result<Reply> {
    let out = arguments.out;
    let (path, machine) = (session.path()?, session.machine(String::new()));
    let made = casebook::recover(&path, &session.at(&out), &machine)?;
    let mut screen = Screen::new(session.env.width);
    show(&mut screen, &made);
    let head = made.recovered.head;
    let data = json!({
        "file": out,
        "entries": head.size,
        "root": to_hex(&head.root),
        "blobs": made.recovered.blobs,
        "checkpoints": made.recovered.checkpoints,
        "unbacked": made.recovered.unbacked,
        "lost": made.lost,
        "lost_blobs": made.recovered.lost_blobs.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "findings": made.audit.findings,
    });
    let reply = Reply::new(screen.finish(), data);
    if session.dry_run() {
        return Ok(reply.dry_run("no casebook was made"));
    }
    Ok(reply
        .say(format!("made {}; the damaged file was left as it is", out.display()))
        .next(format!("rashomon --casebook {} audit", out.display())))
}

fn show(screen: &mut Screen, made: &Recovery) {
    let recovered = &made.recovered;
    screen.field("entries", format!("{} recovered, {} lost", recovered.head.size, made.lost.len()));
    screen.field("root", to_hex(&recovered.head.root));
    screen.field("bytes", format!("{} texts and files recovered", recovered.blobs));
    if recovered.unbacked > 0 {
        screen.field(
            "unbacked",
            format!(
                "{} entries stand on their own hash alone, since the tree's is gone: compare the root with a checkpoint",
                recovered.unbacked
            ),
        );
    }
    if !made.lost.is_empty() {
        screen.heading("Lost");
        for lost in &made.lost {
            screen.item(named(lost));
        }
    }
    if !made.audit.findings.is_empty() {
        screen.heading("The audit of the new casebook finds");
        for finding in &made.audit.findings {
            screen.item(&finding.words);
        }
    }
}

/// `C14 (entry 30, claim): its bytes are whole, ...`
fn named(lost: &Lost) -> String {
    let what = lost.what.as_deref().map(|what| format!(", {what}")).unwrap_or_default();
    match &lost.handle {
        Some(handle) => format!("{handle} (entry {}{what}): {}", lost.entry, lost.why),
        None => format!("entry {}{what}: {}", lost.entry, lost.why),
    }
}
