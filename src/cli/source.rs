//! `source`: what was published, its captures, and the text to quote from.

use std::fmt::Write as _;
use std::ops::RangeInclusive;
use std::path::PathBuf;

use clap::Subcommand;
use serde_json::json;

use crate::casebook::spans::spans_in;
use crate::casebook::{
    Casebook, Desk, Logged, SourceDraft, Store, Words, fact, published_ahead, view,
};
use crate::error::{Error, Result};
use crate::model::SourceId;
use crate::model::vocab::{Custody, Decision, Reliability, SourceKind};
use crate::text::{self, Located, Place, WhyMissing};

use super::args::{changes, words};
use super::capture::hash_name;
use super::captured::how_read;
use super::layout::{Screen, one_line};
use super::listing::Listing;
use super::reply::Reply;
use super::session::Session;
use super::thing::Thing;

/// Sources: add one named but not seen, revise, list, show; read and search texts
#[derive(clap::Args, Debug)]
#[command(before_help = "Examples:
  rashomon source add --outlet \"River Courier\" --title \"Night of fire\"
  rashomon source text S1 --lines 1-20
  rashomon source show S1@1 --lines 18-24
  rashomon source find S1 \"the words\"")]
pub(super) struct Arguments {
    #[command(subcommand)]
    act: Act,
}

#[derive(Subcommand, Debug)]
enum Act {
    /// Log a source that is named and not seen
    Add(SourceArguments),
    /// Change what is known of a source; what you leave out stays
    Revise {
        /// The source
        source: String,
        #[command(flatten)]
        fields: SourceArguments,
    },
    /// List sources
    List,
    /// Show a source and its captures, or lines of a capture with the claims
    /// that are logged there
    Show {
        /// The source; with --lines a capture, S1@1, or the source for its newest
        source: String,
        /// Lines to show, as 18-24
        #[arg(long, value_name = "FROM-TO")]
        lines: Option<String>,
    },
    /// Print a capture's text, or some lines of it with their numbers
    Text {
        /// The capture, as S1@1; of a source its newest
        capture: String,
        /// Lines to print, as 18-24
        #[arg(long, value_name = "FROM-TO")]
        lines: Option<String>,
        /// Write the text to this file, byte by byte
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
        /// Write over a file that is there
        #[arg(long, requires = "output")]
        force: bool,
    },
    /// Find words in a capture's text
    Find {
        /// The capture, as S1@1; of a source its newest
        capture: String,
        /// The words
        words: String,
    },
}

/// What can be said of a source.
#[derive(clap::Args, Debug, Clone)]
pub(super) struct SourceArguments {
    /// Outlet as printed
    #[arg(long)]
    outlet: Option<String>,
    /// Title as printed
    #[arg(long)]
    title: Option<String>,
    /// Author as printed
    #[arg(long)]
    author: Option<String>,
    /// Date of publication: 2025-10-17
    #[arg(long, value_name = "DATE")]
    published: Option<String>,
    /// What kind of thing it is
    #[arg(long, value_parser = words!(SourceKind))]
    kind: Option<String>,
    /// Language, as en or ur
    #[arg(long)]
    language: Option<String>,
    /// Its address
    #[arg(long)]
    pub(super) url: Option<String>,
    /// Address of an archived copy; once for each
    #[arg(long, value_name = "URL")]
    archive: Vec<String>,
    /// The party that is its own voice; made where left out
    #[arg(long, value_name = "PARTY")]
    voice: Option<String>,
    /// Admiralty reliability, with --reason
    #[arg(long, value_parser = words!(Reliability))]
    reliability: Option<String>,
    /// Why the reliability is rated so
    #[arg(long)]
    reason: Option<String>,
    /// A remark
    #[arg(long)]
    note: Option<String>,
}

impl SourceArguments {
    /// As a draft.
    pub(super) fn draft(&self) -> SourceDraft {
        let own = self.clone();
        SourceDraft {
            archives: own.archive,
            author: own.author,
            kind: own.kind,
            language: own.language,
            note: own.note,
            outlet: own.outlet,
            published: own.published,
            reason: own.reason,
            reliability: own.reliability,
            title: own.title,
            url: own.url,
            voice: own.voice,
        }
    }
}

pub(super) fn run(session: &mut Session<'_, '_>, arguments: Arguments) -> Result<Reply> {
    match arguments.act {
        Act::Add(fields) => {
            let draft = named(fields.draft())?;
            session.write(|desk| {
                let id = desk.add_source(&draft)?;
                recorded(desk, id)
            })
        }
        Act::Revise { source, fields } => {
            let draft =
                changes(fields.draft(), &SourceDraft::default(), "--title \"Night of fire\"")?;
            session.write(|desk| {
                let id = desk.revise_source(&source, &draft)?;
                recorded(desk, id)
            })
        }
        Act::List => Ok(list(&session.read()?)?.table(session.env.width)),
        Act::Show { source, lines: None } => show(&session.read()?, &source, session.env.width),
        Act::Show { source, lines: Some(lines) } => {
            numbered(&session.read()?, &source, &lines, true)
        }
        Act::Text { capture, lines: Some(lines), output: None, .. } => {
            numbered(&session.read()?, &capture, &lines, false)
        }
        Act::Text { capture, lines: None, output, force } => {
            whole(session, &capture, output, force)
        }
        Act::Text { .. } => Err(Error::usage(
            "a file takes the whole text",
            "leave out --lines, or leave out --output",
        )),
        Act::Find { capture, words } => find(&session.read()?, &capture, &words),
    }
}

/// A source of which nothing is said cannot be told from another.
fn named(draft: SourceDraft) -> Result<SourceDraft> {
    if draft == SourceDraft::default() {
        let hint = "name it: --outlet, --title, --author or --url";
        return Err(Error::usage("nothing is known of this source", hint));
    }
    Ok(draft)
}

fn recorded(desk: &Desk<'_, '_>, id: SourceId) -> Result<Reply> {
    let source = desk.store().get::<fact::Source>(id.into())?;
    let source = source.ok_or_else(|| Error::not_found("source", format!("{id:.8}"), ""))?;
    let handle = &source.handle;
    let reply = Reply::new(format!("{handle}\n"), Thing::of(&source))
        .say(format!("recorded {handle}: {}", view::source_name(&source.fact)))
        .next(format!("rashomon capture {handle} FILE"));
    Ok(published_ahead(&source.fact, desk.stamp().at).into_iter().fold(reply, Reply::warn))
}

/// Lists sources.
pub(super) fn list(casebook: &Casebook) -> Result<Listing> {
    let store = casebook.store();
    let sources = store.list::<fact::Source>()?;
    let mut rows = Vec::new();
    for source in &sources {
        let captures = store.captures(source.id.into())?;
        let kept: Vec<_> = captures.into_iter().filter(|capture| !capture.undone).collect();
        let captures: Vec<String> = kept.iter().map(|capture| capture.handle.to_string()).collect();
        rows.push(vec![
            source.handle.to_string(),
            known_as(&source.fact, &kept),
            source.fact.kind.to_string(),
            if captures.is_empty() { "not seen".into() } else { captures.join(", ") },
        ]);
    }
    Ok(Listing::new(&["source", "what", "kind", "captures"], rows, Thing::all(&sources)))
}

/// What a source is called; of one of which nothing is known, its file too.
fn known_as(source: &fact::Source, captures: &[Logged<fact::Capture>]) -> String {
    let name = view::source_name(source);
    let file = captures.iter().find_map(|capture| capture.fact.name.as_ref());
    match file.filter(|_| is_nameless(source)) {
        Some(file) => format!("{name}, file {file}"),
        None => name,
    }
}

/// Whether nothing tells a source from another.
pub(super) fn is_nameless(source: &fact::Source) -> bool {
    source.outlet.is_empty() && source.title.is_none() && source.url.is_none()
}

/// Shows a source and its captures.
pub(super) fn show(casebook: &Casebook, source: &str, width: usize) -> Result<Reply> {
    let store = casebook.store();
    let source = casebook.names().source(source)?;
    let captures = store.captures(source.id.into())?;
    let fact = &source.fact;
    let mut screen = Screen::new(width);
    screen.line(format!("{}  {}", source.handle, one_line(&view::source_name(fact))));
    screen.field("kind", fact.kind.to_string());
    screen.maybe("author", fact.author.as_ref());
    screen.field(
        "own voice",
        format!(
            "{} ({})",
            Words::of(store).party(fact.voice)?,
            casebook.names().handle(fact.voice)?
        ),
    );
    screen.maybe("published", fact.published.as_ref().map(ToString::to_string));
    screen.maybe("language", fact.language.as_ref());
    screen.maybe("address", fact.url.as_ref());
    screen.field("archives", fact.archives.join(" "));
    let rating = fact.rating.as_ref();
    screen.field("reliability", rating.map_or_else(|| "F (not yet rated)".into(), rated));
    screen.maybe("note", fact.note.as_ref());
    for capture in &captures {
        capture_lines(&mut screen, store, fact, capture)?;
    }
    let data = json!({ "source": Thing::of(&source), "captures": Thing::all(&captures) });
    Ok(Reply::new(screen.finish(), data))
}

fn rated(rating: &fact::Rating) -> String {
    match &rating.reason {
        Some(reason) => format!("{}: {reason}", rating.grade),
        None => rating.grade.to_string(),
    }
}

fn capture_lines(
    screen: &mut Screen,
    store: &Store,
    of: &fact::Source,
    capture: &Logged<fact::Capture>,
) -> Result<()> {
    let fact = &capture.fact;
    let held = store.has_blob(fact.text.sha256)?;
    let state = match (capture.undone, held, fact.custody) {
        (true, ..) => "undone",
        (_, true, Custody::Kept) => "kept",
        (_, true, Custody::Withheld) => "attached",
        (_, false, _) => "withheld",
    };
    screen.heading(format!("{}  {state}, got {}, {}", capture.handle, fact.got_at, fact.got_how));
    screen.maybe("address", fact.url.as_ref().filter(|url| Some(*url) != of.url.as_ref()));
    // The way to it and its dates; --json has every header.
    let told = |name: &str| name.starts_with(':') || matches!(name, "date" | "last-modified");
    for [name, value] in fact.headers.iter().filter(|[name, _]| told(name)) {
        screen.field("answered", format!("{}: {value}", name.trim_start_matches(':')));
    }
    screen.maybe("file", fact.name.as_ref());
    screen.field(hash_name(fact), fact.raw.sha256.to_string());
    screen.field("bytes", fact.raw.size.to_string());
    screen.field("code points", fact.text.points.to_string());
    screen.maybe("text", how_read(fact));
    screen.maybe("from", fact.origin.as_ref().map(|origin| &origin.name));
    let spans = store.spans_on(capture.id.into())?;
    let spans: Vec<&str> =
        spans.iter().filter(|row| row.newest).map(|row| row.handle.as_str()).collect();
    screen.field("quoted by", spans.join(", "));
    if !capture.undone {
        let found = spans_in(store, capture)?;
        let gone: Vec<String> = found
            .gone()
            .map(|span| format!("{} (present in {})", span.handle, span.from))
            .collect();
        screen.field("absent in it", gone.join(", "));
        let pending: Vec<&str> = found.pending().map(|span| span.handle.as_str()).collect();
        screen.field("wait for you", pending.join(", "));
    }
    Ok(())
}

/// A capture and its text.
fn text_of(casebook: &Casebook, capture: &str) -> Result<(Logged<fact::Capture>, String)> {
    let capture = casebook.names().capture(capture)?;
    let text = view::text_of(casebook.store(), &capture)?;
    Ok((capture, text))
}

fn whole(
    session: &mut Session<'_, '_>,
    capture: &str,
    output: Option<PathBuf>,
    force: bool,
) -> Result<Reply> {
    let (capture, text) = text_of(&session.read()?, capture)?;
    let data = json!({
        "capture": capture.handle.to_string(),
        "sha256": capture.fact.text.sha256.to_string(),
        "text": text,
    });
    match output {
        Some(path) => {
            session.keep(&path, text.as_bytes(), force)?;
            let words =
                format!("wrote {}: {} bytes of {}", path.display(), text.len(), capture.handle);
            Ok(Reply::new("", data).say(words))
        }
        None => Ok(Reply::file(text.into_bytes(), false, data)),
    }
}

/// Lines with their numbers; with `logged`, the spans that begin on or run over
/// each.
fn numbered(casebook: &Casebook, capture: &str, lines: &str, logged: bool) -> Result<Reply> {
    let (capture, text) = text_of(casebook, capture)?;
    let bad = || Error::usage(format!("`{lines}` is not a range of lines"), "write it as 18-24");
    let (from, to) = lines.split_once('-').unwrap_or((lines, lines));
    let from: usize = from.trim().parse().map_err(|_| bad())?;
    let to: usize = to.trim().parse().map_err(|_| bad())?;
    if from == 0 || to < from {
        return Err(bad());
    }
    let shown: Vec<(usize, &str)> = text::lines(&text, from..=to).collect();
    if shown.is_empty() {
        let hint = format!("{} has {} lines", capture.handle, text.lines().count());
        return Err(Error::not_found("line", lines, hint));
    }
    let here = if logged { logged_on(casebook.store(), &capture, &text)? } else { Vec::new() };
    let (mut out, mut data) = (String::new(), Vec::new());
    for (number, line) in &shown {
        let mut handles: Vec<&str> = here
            .iter()
            .filter(|(lines, _)| lines.contains(number))
            .map(|(_, handle)| handle.as_str())
            .collect();
        handles.dedup();
        let mark =
            if handles.is_empty() { String::new() } else { format!("[{}] ", handles.join(" ")) };
        let words = one_line(line.trim_end_matches(['\r', '\n']));
        let _ = writeln!(out, "{}", format!("{number:>5}  {mark}{words}").trim_end());
        let spans = logged.then(|| json!(handles));
        let mut row = json!({ "line": number, "text": line });
        if let (Some(spans), Some(row)) = (spans, row.as_object_mut()) {
            row.insert("spans".into(), spans);
        }
        data.push(row);
    }
    Ok(Reply::new(out, json!({ "capture": capture.handle.to_string(), "lines": data })))
}

/// The spans that stand in a capture, those of older captures that were moved
/// into it too: from which line to which, and the handle; in order.
fn logged_on(
    store: &Store,
    capture: &Logged<fact::Capture>,
    text: &str,
) -> Result<Vec<(RangeInclusive<usize>, String)>> {
    let lines = |bytes: [u64; 2]| {
        let at = |byte: u64| text::line_of(text, usize::try_from(byte).unwrap_or(usize::MAX));
        at(bytes[0])..=at(bytes[1].saturating_sub(1))
    };
    let mut found = Vec::new();
    for row in store.spans_on(capture.id.into())?.into_iter().filter(|row| row.newest) {
        let pieces = row.span.pieces().iter();
        found.extend(pieces.map(|piece| (lines(piece.bytes), row.handle.clone())));
    }
    for span in spans_in(store, capture)?.spans {
        let taken = span.decided.is_some_and(|it| it.decision == Decision::Accepted);
        found.extend(span.new.filter(|_| taken).map(|place| (lines(place.bytes), span.handle)));
    }
    found.sort_by_key(|(lines, handle)| (*lines.start(), handle.clone()));
    Ok(found)
}

fn find(casebook: &Casebook, capture: &str, words: &str) -> Result<Reply> {
    let (capture, text) = text_of(casebook, capture)?;
    let (ranges, exact) = match text::locate(&text, words, None, None, None) {
        Located::One(range) => (vec![range], true),
        Located::Several(places) | Located::Missing { why: WhyMissing::Elsewhere(places), .. } => {
            (places.into_iter().map(|place: Place| place.range).collect(), true)
        }
        Located::Nearly(places) => {
            (places.into_iter().map(|place: Place| place.range).collect(), false)
        }
        Located::Missing { nearest: Some(nearest), .. } => (vec![nearest.range], false),
        Located::Missing { nearest: None, .. } => (Vec::new(), false),
        Located::Empty => {
            return Err(Error::usage("there are no words to find", "give some"));
        }
    };
    let differs = ranges.first().map(|range| {
        let there = &text[range.clone()];
        let diff = text::diff_words(words, there);
        let in_look = diff.ops.iter().all(|op| op.kind.is_same_words());
        (in_look, one_line(&text::inline(&diff, words, there)))
    });
    if ranges.is_empty() {
        let hint = format!("read it with `rashomon source text {}`", capture.handle);
        return Err(Error::not_found("passage", words, hint));
    }
    let mut out = String::new();
    let mut data = Vec::new();
    for range in ranges {
        let (before, after) = text::whole_context(&text, range.clone(), 32);
        let (line, passage) = (text::line_of(&text, range.start), &text[range.clone()]);
        // Of its own line alone: what stands on others is no part of the sentence.
        let before = before.rsplit('\n').next().unwrap_or_default();
        let after = after.split('\n').next().unwrap_or_default();
        let shown = one_line(&format!("{before}\u{ab}{passage}\u{bb}{after}"));
        let (start, end) = (range.start, range.end);
        let _ = writeln!(out, "line {line}, bytes {start}..{end}: {}", shown.trim_end());
        let points = text::code_points(&text, range.clone());
        data.push(json!({
            "line": line, "bytes": [range.start, range.end], "points": [points.start, points.end],
            "text": passage,
        }));
    }
    let reply = Reply::new(
        out,
        json!({ "capture": capture.handle.to_string(), "exact": exact, "places": data }),
    );
    Ok(match differs {
        _ if exact => reply,
        Some((true, _)) => reply
            .say("the same but for quotation marks, dashes, spaces, case or the form of figures"),
        Some((false, marked)) => reply
            .say("not word for word: the nearest passage ([-yours-]{+there+})")
            .say(format!("  {marked}")),
        None => reply.say("not word for word: the nearest passage"),
    })
}
