//! `show`: one thing, whatever its handle says it is.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::json;

use crate::casebook::{
    Casebook, ClaimRow, ClaimView, Logged, fact, publication, spans, view::QuoteView,
};
use crate::error::{Error, Result};
use crate::model::vocab::{Decision, Finding, KnownBy, Refound};
use crate::model::{EntryId, Handle, Timestamp, VersionId};

use super::layout::{Screen, one_line};
use super::reply::Reply;
use super::session::Session;
use super::thing::Thing;
use super::{enquiry, event, evidence, party, publish, question, source, verdict};

/// Show one thing by its handle
///
/// S1 a source, S1@1 a capture, P3 a party, E3 an event, E3/killed a question,
/// C14 a claim, C14@1 an older version of it, C14@2/E3/killed a position, L1 a
/// link, X1 evidence or an enquiry, V1 a verdict, R1 a published report; or the
/// first digits of an id.
#[derive(clap::Args, Debug)]
#[command(before_help = "Examples:
  rashomon show C1
  rashomon show C28@1
  rashomon show E3/killed
  rashomon show L1")]
pub(super) struct Arguments {
    /// Its handle, or the first digits of its id
    #[arg(value_name = "HANDLE")]
    handle: String,
}

pub(super) fn run(session: &mut Session<'_, '_>, arguments: Arguments) -> Result<Reply> {
    let casebook = session.read()?;
    let width = session.env.width;
    if let Ok(handle) = arguments.handle.parse::<Handle>() {
        return by_handle(&casebook, &handle, session.env.now, width);
    }
    let id = casebook.names().entry(&arguments.handle)?;
    let handle = casebook.store().handle_of(id)?.ok_or_else(|| {
        let hint = format!("it is an entry without a handle: `rashomon history {id:.8}`");
        Error::not_found("thing", &arguments.handle, hint)
    })?;
    by_handle(&casebook, &handle, session.env.now, width)
}

fn by_handle(casebook: &Casebook, handle: &Handle, now: Timestamp, width: usize) -> Result<Reply> {
    let text = handle.to_string();
    match handle {
        Handle::Source(_) => source::show(casebook, &text, width),
        Handle::Capture(..) => {
            casebook.names().capture(&text)?;
            source::show(casebook, &text, width)
        }
        Handle::Party(_) => party::show(casebook, &text, width),
        Handle::Event(_) => event::show(casebook, &text, width),
        Handle::Question(..) => question::show(casebook, &text, width),
        Handle::Claim(_) | Handle::Version(..) => claim(casebook, &text, width),
        Handle::Span(claim, version, span) => {
            let version = format!("C{claim}@{version}");
            let (row, id) = casebook.names().version(&version)?;
            let wording = row.versions.iter().find(|row| row.id == id).map(|row| &row.wording);
            if wording.is_none_or(|wording| wording.spans.len() < *span as usize) {
                let hint = format!("`rashomon show {version}` lists its passages");
                return Err(Error::not_found("passage", text, hint));
            }
            self::claim(casebook, &version, width)
        }
        Handle::Position(position) => {
            casebook.names().position(&text, None)?;
            let version =
                position.version.map_or_else(String::new, |version| format!("@{version}"));
            claim(casebook, &format!("C{}{version}", position.claim), width)
        }
        Handle::Link(_) => link(casebook, &text, width),
        Handle::Evidence(_) => {
            let id = casebook.names().entry(&text)?;
            if casebook.store().get::<fact::Ask>(id)?.is_some() {
                return enquiry::show(casebook, &text, now, width);
            }
            evidence::show(casebook, &text, width)
        }
        Handle::Verdict(_) => verdict::show(casebook, &text, width),
        Handle::Report(_) => {
            let view = publication(casebook.store(), casebook.names().entry(&text)?)?;
            Ok(publish::show(&view, width))
        }
        Handle::Member(_) | Handle::Key(_) => {
            casebook.names().entry(&text)?;
            let hint = format!("`rashomon history {text}` shows its entry");
            Err(Error::usage(format!("{text} has no page of its own"), hint))
        }
    }
}

/// Shows a claim in one version.
fn claim(casebook: &Casebook, text: &str, width: usize) -> Result<Reply> {
    let (row, version) = casebook.names().version(text)?;
    let view = ClaimView::of(casebook.store(), &row, Some(version))?;
    let newest = row.newest().id == version;
    let standing = &view.standing;
    let mut screen = Screen::new(width);
    screen.line(title(&view, row.undone, newest));
    let withheld = || format!("{}: words that are withheld", view.chain);
    screen.wrapped(2, 2, &view.statement().unwrap_or_else(withheld));
    screen.gap();
    spoken(&mut screen, &view);
    if !view.positions.is_empty() {
        screen.heading("Positions");
        for position in &view.positions {
            screen.item(format!(
                "{}  {} \u{2014} {}",
                position.question, position.asks, position.words
            ));
            screen.maybe("  because", position.because.as_ref());
            // Where several members judged, each is shown, side by side.
            let given: Vec<_> =
                standing.findings.iter().filter(|given| given.at == position.at).collect();
            if position.finding != Finding::Unassessed {
                let of = given.iter().find(|given| given.counts);
                let of =
                    of.map_or_else(String::new, |it| format!(" (V{} by {})", it.number, it.by));
                screen.field("  finding", format!("{}{of}", position.finding));
            }
            if given.len() > 1 || given.iter().any(|given| given.pending) {
                for given in given {
                    screen.field(&format!("  V{}", given.number), verdict::stands(given));
                }
            }
        }
    }
    let (later, ask) = stands_later(casebook, &row, &view, version)?;
    // Figures change only where somebody took the passage in a newer capture.
    if newest && !later.is_empty() {
        for line in spans::figures_to_look_at(casebook.store(), &row)? {
            screen.gap();
            screen.wrapped(2, 2, &line);
        }
    }
    if !view.quotes.is_empty() {
        screen.heading("Passages");
        for (index, quote) in (0_u32..).zip(&view.quotes) {
            passage(&mut screen, quote);
            if let Some(words) = later.get(&index) {
                screen.wrapped(4, 6, words);
            }
        }
        if let Some(ask) = ask {
            screen.wrapped(2, 2, &ask);
        }
    }
    let links = links_of(casebook, &view)?;
    if !links.is_empty() {
        screen.heading("Links");
        for line in &links {
            screen.item(line);
        }
    }
    if view.versions.len() > 1 {
        screen.heading("Versions");
        for version in &view.versions {
            screen.item(format!(
                "{}  {} by {}: {}",
                version.handle, version.at, version.by, version.why
            ));
        }
    }
    Ok(Reply::new(screen.finish(), json!({ "claim": view, "newest": newest, "links": links })))
}

fn title(view: &ClaimView, undone: bool, newest: bool) -> String {
    let mut words = format!("{}  {}", view.handle, one_line(&view.source_name));
    if !newest {
        let claim = view.handle.split('@').next().unwrap_or_default();
        let _ = write!(words, "  (an older version: `rashomon show {claim}` shows the newest)");
    }
    if undone {
        words.push_str("  (undone)");
    }
    if let Some(why) = &view.withdrawn {
        let _ = write!(words, "  (withdrawn: {why})");
    }
    words
}

fn spoken(screen: &mut Screen, view: &ClaimView) {
    screen.field("source", format!("{} {}", view.source, view.source_name));
    screen.field("speaker", format!("{} ({})", view.speaker, view.party));
    screen.maybe("printed as", view.printed.as_ref());
    let known = match view.known {
        KnownBy::Inferred => "inferred by us".to_owned(),
        KnownBy::Named | KnownBy::Described | KnownBy::Pronoun => view.known.to_string(),
    };
    screen.field("known", known);
    screen.maybe("because", view.because.as_ref());
    screen.field("kind", view.kind.to_string());
    screen.maybe("cue", view.cue.as_ref());
    screen.field("hedges", view.hedges.join("; "));
    screen.maybe("channel", view.channel.as_ref());
    screen.maybe("said on", view.said_on.as_ref());
    let guessed: Vec<&str> = view.guessed.iter().map(|field| field.as_str()).collect();
    screen.field("guessed", guessed.join(", "));
    screen.field("attribution", view.attribution.to_string());
    screen.field(
        "work",
        match &view.assignee {
            Some(assignee) => format!("{}, with {assignee}", view.work),
            None => view.work.to_string(),
        },
    );
    screen.maybe("note", view.note.as_ref());
}

/// One passage with its context and its hash.
pub(super) fn passage(screen: &mut Screen, quote: &QuoteView) {
    let line = quote.line.map_or_else(String::new, |line| format!(", line {line}"));
    let words = match &quote.words {
        Some(words) => format!(
            "\u{2026}{}\u{ab}{words}\u{bb}{}\u{2026}",
            quote.prefix.as_deref().unwrap_or_default(),
            quote.suffix.as_deref().unwrap_or_default()
        ),
        None => "the text is withheld".to_owned(),
    };
    screen.item(format!("{}  {} in {}{line}", quote.handle, quote.role, quote.capture));
    screen.wrapped(4, 4, &words);
    for piece in &quote.pieces {
        let [start, end] = piece.bytes;
        screen.wrapped(4, 6, &format!("bytes {start}..{end}, sha256 {}", piece.sha256));
    }
}

/// Where the passages of a claim stand in the newest capture of its source, as
/// far as that is recorded, by their place in the version's list; and what is
/// to be asked for the others. Nothing is looked for: that takes both texts.
fn stands_later(
    casebook: &Casebook,
    row: &ClaimRow,
    view: &ClaimView,
    version: VersionId,
) -> Result<(BTreeMap<u32, String>, Option<String>)> {
    if view.quotes.is_empty() {
        return Ok(Default::default());
    }
    let newest = casebook.names().newest_capture(row.source)?;
    let is_later = |newest: &Logged<_>| {
        view.quotes.iter().any(|quote| EntryId::from(quote.capture_id) != newest.id)
    };
    let Some(newest) = newest.filter(is_later) else { return Ok(Default::default()) };
    let decided = casebook.store().decided_in(newest.id.into(), version)?;
    let asks = decided.len() < view.quotes.len();
    let handle = newest.handle;
    let told = decided.into_iter().map(|(index, anchor)| {
        let words = match (anchor.moved.decision, anchor.moved.state) {
            (Decision::Accepted, state @ (Refound::Exact | Refound::Normalised)) => {
                format!("{state} in {handle}")
            }
            (Decision::Accepted, state) => {
                format!("{state} in {handle}, accepted by `{}`", anchor.by)
            }
            (Decision::Rejected, _) => format!("absent in {handle}, said `{}`", anchor.by),
        };
        (index, words)
    });
    let words = told.collect();
    let ask =
        asks.then(|| format!("{handle} is newer: `rashomon spans {handle}` looks for them there"));
    Ok((words, ask))
}

/// The links that a claim is an end of, in words.
fn links_of(casebook: &Casebook, view: &ClaimView) -> Result<Vec<String>> {
    let mut lines = Vec::new();
    for link in casebook.store().links_of(view.claim)? {
        let (state, stale) = casebook.store().link_standing(&link)?;
        let names = casebook.names();
        let ends = (names.end(&link.fact.from)?, names.end(&link.fact.to)?);
        let stale = if stale { ", stale" } else { "" };
        lines.push(format!(
            "{}  {} {} {} ({state}{stale})",
            link.handle, ends.0, link.fact.kind, ends.1
        ));
    }
    Ok(lines)
}

fn link(casebook: &Casebook, text: &str, width: usize) -> Result<Reply> {
    let id = casebook.names().link(text)?;
    let link = casebook.store().get::<fact::Link>(id.into())?;
    let link = link.ok_or_else(|| Error::not_found("link", text, ""))?;
    let (state, stale) = casebook.store().link_standing(&link)?;
    let names = casebook.names();
    let (from, to) = (names.end(&link.fact.from)?, names.end(&link.fact.to)?);
    let mut on = Vec::new();
    for end in [&link.fact.from, &link.fact.to] {
        if let fact::End::Claim(fact::ClaimEnd { question: Some(question), .. }) = end {
            on.push(names.handle(*question)?);
        }
    }
    on.dedup();
    let mut screen = Screen::new(width);
    screen.line(format!("{}  {from} {} {to}", link.handle, link.fact.kind));
    screen.field("on", on.join(", "));
    screen.field("state", state.to_string());
    if stale {
        screen.field("stale", format!("an end has a newer version: `rashomon confirm {text} --why \u{2026}` if it still holds"));
    }
    screen.field("why", &link.fact.reason);
    screen.field("logged", format!("{} by {}", link.at, link.by));
    let (by, why) = casebook.store().link_reason(&link)?;
    if why != link.fact.reason {
        screen.field("since", format!("{state} by {by}: {why}"));
    }
    let data = json!({
        "link": Thing::of(&link), "from": from, "to": to, "on": on, "state": state, "stale": stale,
        "decided_by": by, "decided_why": why,
    });
    Ok(Reply::new(screen.finish(), data))
}
