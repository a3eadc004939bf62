//! `spans`: where the quotations of older captures stand in a newer one.

use std::fmt::Write as _;

use clap::Subcommand;
use serde_json::json;

use crate::casebook::diff::{self, CaptureDiff};
use crate::casebook::spans::{Proposal, SpanIn, SpansIn, figures_to_look_at, spans_in};
use crate::casebook::{Logged, Store, fact};
use crate::error::Result;
use crate::model::vocab::{Decision, Refound};
use crate::text::{self, Flag, Flagged, counted};

use super::layout::{Screen, one_line, shortened};
use super::quotes::range;
use super::reply::Reply;
use super::session::Session;

/// Quotations of older captures in a newer one: what changed, what waits for you
///
/// Words that are the same moved by themselves when the newer capture was made.
/// Edited and moved passages are proposals: [-this-] stands in the older capture
/// and {+this+} in the newer one. A passage that is gone is still read from its
/// own capture.
#[derive(clap::Args, Debug)]
#[command(
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    before_help = "Examples:
  rashomon spans S1@2
  rashomon spans S1@2 --pending
  rashomon spans accept C14@1.1
  rashomon spans reject C14@1.1 --why \"another statement\""
)]
pub(super) struct Arguments {
    #[command(subcommand)]
    act: Option<Act>,

    /// The newer capture, as S1@2; of a source its newest
    #[arg(value_name = "CAPTURE", required = true)]
    capture: Option<String>,

    /// Only those that wait for you
    #[arg(long)]
    pending: bool,
}

#[derive(Subcommand, Debug)]
enum Act {
    /// Take a proposal, or say where the passage stands instead
    Accept {
        #[command(flatten)]
        of: Of,
        /// Bytes of the newer text where it stands, in place of what is
        /// proposed; once for each piece
        #[arg(long, value_name = "A..B", value_parser = range)]
        bytes: Vec<[u64; 2]>,
        /// Why
        #[arg(long, value_name = "REASON")]
        why: Option<String>,
    },
    /// Turn a proposal down: the passage is not in the newer capture
    Reject {
        #[command(flatten)]
        of: Of,
        /// Why
        #[arg(long, value_name = "REASON")]
        why: String,
    },
}

#[derive(clap::Args, Debug)]
struct Of {
    /// The span: C14@2.1
    span: String,
    /// The newer capture; the newest of its source where left out
    #[arg(long = "in", value_name = "CAPTURE")]
    capture: Option<String>,
}

pub(super) fn run(session: &mut Session<'_, '_>, arguments: Arguments) -> Result<Reply> {
    match arguments.act {
        Some(Act::Accept { of, bytes, why }) => {
            let draft = Proposal { span: of.span, capture: of.capture, places: bytes, why };
            session.write(|desk| {
                let (newer, span) = desk.accept_span(&draft)?;
                let holder = span.handle.split('.').next().unwrap_or_default();
                let claim = desk.names().claim(holder).ok();
                let look = claim.map(|claim| figures_to_look_at(desk.store(), &claim));
                let look = look.transpose()?.unwrap_or_default().into_iter();
                let mine = look.filter(|line| line.starts_with(&format!("{} ", span.handle)));
                Ok(mine.fold(decided(&newer, &span), Reply::warn))
            })
        }
        Some(Act::Reject { of, why }) => {
            let (span, capture, why) = (of.span, of.capture, Some(why));
            let draft = Proposal { span, capture, places: Vec::new(), why };
            session.write(|desk| {
                let (newer, span) = desk.reject_span(&draft)?;
                Ok(decided(&newer, &span))
            })
        }
        None => {
            let casebook = session.read()?;
            let capture =
                casebook.names().capture(arguments.capture.as_deref().unwrap_or_default())?;
            let mut found = spans_in(casebook.store(), &capture)?;
            let told = summary(&found);
            if arguments.pending {
                found.spans.retain(|span| span.pending);
            }
            let reply = Reply::new(listed(&found, &told, session.env.width), &found);
            let next = found.pending().next().map(|span| span.handle.clone());
            Ok(match next {
                Some(handle) => reply.next(format!("rashomon spans accept {handle}, or reject it")),
                None => reply,
            })
        }
    }
}

fn decided(newer: &Logged<fact::Capture>, span: &SpanIn) -> Reply {
    let handle = &span.handle;
    let taken = span.decided.as_ref().is_some_and(|it| it.decision == Decision::Accepted);
    let words = match (&span.new, taken) {
        (Some(place), true) => format!(
            "{handle} stands in {}, line {}: \u{201c}{}\u{201d}",
            newer.handle,
            place.line.unwrap_or(1),
            shortened(&place.words, 200)
        ),
        _ => format!("{handle} is not in {}; it is read from {}", newer.handle, span.from),
    };
    Reply::new(format!("{handle}\n"), json!({ "span": span })).say(words)
}

/// What a new capture of a source changed.
pub(super) struct Since {
    changes: CaptureDiff,
    found: SpansIn,
}

/// Compares a capture with the one before it; None where there is none, or a
/// text is withheld.
pub(super) fn since_last(store: &Store, capture: &Logged<fact::Capture>) -> Result<Option<Since>> {
    let Some(before) = capture_before(store, capture)? else { return Ok(None) };
    for one in [&before, capture] {
        if !store.has_blob(one.fact.text.sha256)? {
            return Ok(None);
        }
    }
    let changes = diff::captures(store, &before, capture)?;
    Ok(Some(Since { changes, found: spans_in(store, capture)? }))
}

/// What to say where a capture cannot be compared with the one before it.
pub(super) fn last_withheld(
    store: &Store,
    capture: &Logged<fact::Capture>,
) -> Result<Option<String>> {
    let before = capture_before(store, capture)?;
    Ok(match before {
        Some(before) if !store.has_blob(before.fact.text.sha256)? => Some(format!(
            "{0} is withheld: what changed since, and whether its quotations still stand, cannot be told; `rashomon attach {0} FILE` puts the file back",
            before.handle
        )),
        Some(_) | None => None,
    })
}

/// The capture of the same source before this one.
fn capture_before(
    store: &Store,
    capture: &Logged<fact::Capture>,
) -> Result<Option<Logged<fact::Capture>>> {
    let captures = store.captures(capture.fact.source)?;
    Ok(captures.into_iter().rfind(|other| !other.undone && other.seq < capture.seq))
}

impl Since {
    /// For programs: what `diff` and `spans` give, counted.
    pub(super) fn data(&self) -> serde_json::Value {
        let counts = self.changes.counts();
        json!({
            "since": self.changes.a,
            "same": self.changes.same,
            "paragraphs": counts.differing,
            "moved": counts.moved,
            "cosmetic": counts.cosmetic,
            "approximate": self.changes.text.diff.approximate,
            "spans": self.found.spans.len(),
            "gone": self.found.gone().map(|span| span.handle.as_str()).collect::<Vec<_>>(),
            "pending": self.found.pending().map(|span| span.handle.as_str()).collect::<Vec<_>>(),
        })
    }

    /// Says to a person what changed: the changes themselves where they are few.
    pub(super) fn say(&self, mut reply: Reply, width: usize) -> Reply {
        const MOST_LINES: usize = 60;
        let told = super::diff::captures(&self.changes, width);
        if told.lines().count() <= MOST_LINES {
            reply = reply.say(told.trim_end());
        } else {
            let counts = self.changes.counts();
            reply = reply.say(format!(
                "since {}: {}; {} of look alone not counted: `rashomon diff {} {}` shows them",
                self.changes.a,
                super::diff::differ(counts),
                counted(counts.cosmetic, "change"),
                self.changes.a,
                self.changes.b
            ));
        }
        if self.found.spans.is_empty() && self.found.unread.is_empty() {
            return reply;
        }
        reply = reply.say(summary(&self.found));
        for span in self.found.gone() {
            reply = reply.say(format!(
                "{}: present in {}, absent in {}",
                span.handle, span.from, self.found.capture
            ));
        }
        for span in self.found.spans.iter().filter(|span| !span.beside.is_empty()) {
            let changed: Vec<String> = span.beside.iter().map(flagged).collect();
            reply = reply.warn(format!(
                "{}: its words are the same, and what stands beside them is not ({}): look whether they are still this speaker\u{2019}s, and said so",
                span.handle,
                changed.join("; ")
            ));
        }
        match self.found.pending().next() {
            Some(_) => reply.next(format!("rashomon spans {} --pending", self.found.capture)),
            None => reply.next(format!("rashomon spans {}", self.found.capture)),
        }
    }
}

/// "12 quotations of older captures: 9 exact, 1 edited; 1 waits for you".
pub(super) fn summary(found: &SpansIn) -> String {
    let counts: Vec<String> = Refound::ALL
        .iter()
        .map(|state| (state, found.spans.iter().filter(|span| span.status == *state).count()))
        .filter(|(_, count)| *count > 0)
        .map(|(state, count)| format!("{count} {state}"))
        .collect();
    let spans = match found.spans.len() {
        1 => "1 passage of older captures".to_owned(),
        many => format!("{many} passages of older captures"),
    };
    let mut words = format!("{}: {spans}", found.capture);
    if !counts.is_empty() {
        words = format!("{words}: {}", counts.join(", "));
    }
    match found.pending().count() {
        0 => {}
        1 => words.push_str("; 1 waits for you"),
        many => drop(write!(words, "; {many} wait for you")),
    }
    if !found.unread.is_empty() {
        let _ = write!(words, "; not looked for, withheld: {}", found.unread.join(", "));
    }
    if found.approximate {
        words.push_str("; approximate: a stretch was too long to compare word by word");
    }
    words
}

fn listed(found: &SpansIn, told: &str, width: usize) -> String {
    let mut screen = Screen::new(width);
    screen.wrapped(0, 2, told);
    for span in &found.spans {
        screen.heading(heading(span));
        match (&span.diff, &span.new) {
            (Some(diff), Some(new)) if span.status != Refound::Exact => {
                screen.wrapped(2, 2, &one_line(&text::inline(diff, &span.old.words, &new.words)));
            }
            _ => screen.wrapped(2, 2, &one_line(&span.old.words)),
        }
        for flag in &span.flags {
            screen.field("look at", flagged(flag));
        }
        for flag in &span.beside {
            screen.field("beside it", flagged(flag));
        }
        if let Some(decided) = &span.decided
            && let Some(reason) = &decided.reason
        {
            screen.field(decided.decision.as_str(), format!("by {}: {reason}", decided.by));
        }
        if span.gone || span.status == Refound::Ambiguous {
            for other in span.candidates.iter().take(3) {
                let [from, to] = other.bytes;
                let line = other.line.unwrap_or(1);
                let alike = percent(other.similarity.unwrap_or_default());
                screen.field(
                    "perhaps",
                    format!(
                        "line {line}, --bytes {from}..{to}, {alike} alike: {}",
                        shortened(&other.words, 120)
                    ),
                );
            }
        }
    }
    screen.finish()
}

/// "C14@2.1 evidence: edited, 87 % alike; S1@1 bytes 1..9, now line 3, bytes 4..12".
fn heading(span: &SpanIn) -> String {
    let [from, to] = span.old.bytes;
    let alike = match span.status {
        Refound::Edited | Refound::Moved => format!(", {} alike", percent(span.similarity)),
        Refound::Exact | Refound::Normalised | Refound::Gone | Refound::Ambiguous => String::new(),
    };
    let now = span.new.as_ref().map_or_else(String::new, |place| {
        let [from, to] = place.bytes;
        format!(", now line {}, bytes {from}..{to}", place.line.unwrap_or(1))
    });
    let waits = if span.pending { " (waits for you)" } else { "" };
    format!(
        "{}  {}, {}{alike}{waits}: {} bytes {from}..{to}{now}",
        span.handle, span.role, span.status, span.from
    )
}

fn percent(thousandths: u16) -> String {
    format!("{} %", thousandths / 10)
}

fn flagged(flag: &Flag) -> String {
    let what = match flag.kind {
        Flagged::Digits => "figures",
        Flagged::Negation => "negation",
        Flagged::Name => "names",
    };
    let [old, new] = flag.told("nothing");
    format!("{what}: {old} \u{2192} {new}")
}
