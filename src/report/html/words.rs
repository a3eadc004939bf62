//! The ways by which logged and captured text enters the page.

use maud::{Markup, html};

use crate::text;

/// Opens and closes what is written the other way within a line (UAX #9).
const ISOLATES: [char; 2] = ['\u{2068}', '\u{2069}'];

/// Words among words: what is written from right to left is isolated, so that
/// it cannot turn what stands around it; line ends are spaces.
pub(super) fn text(words: &str) -> Markup {
    html! { (text::visible(&one_line(words))) }
}

/// Words without isolates: for an element that takes its direction from them,
/// and for the title of the page.
pub(super) fn plain(words: &str) -> String {
    text::visible(&one_line(words)).replace(ISOLATES, "")
}

/// A name, or another piece that has a direction of its own.
pub(super) fn bdi(words: &str) -> Markup {
    html! { bdi { (plain(words)) } }
}

/// A handle that leads nowhere.
pub(super) fn handle(handle: &str) -> Markup {
    html! { span.handle { (plain(handle)) } }
}

/// What a state looks like beside its word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    /// Accounts exclude each other.
    Clash,
    /// Accounts pull apart.
    Pull,
    /// Something is missing or open.
    Open,
    /// Nothing speaks against it.
    Fine,
}

/// A state as a word with a shape; colour comes third.
pub(super) fn tag(look: Look, words: &str) -> Markup {
    let (class, shape) = match look {
        Look::Clash => ("tag clash", "\u{2260}"),
        Look::Pull => ("tag pull", "\u{2248}"),
        Look::Open => ("tag none", "\u{25cb}"),
        Look::Fine => ("tag fine", "\u{25cf}"),
    };
    html! { span class=(class) { i aria-hidden="true" { (shape) } (plain(words)) } }
}

/// An address, as a link where a browser may follow it.
pub(super) fn url(address: &str) -> Markup {
    let web = ["http://", "https://"].iter().any(|scheme| address.starts_with(scheme));
    html! {
        @if web { a.shown href=(address) rel="noreferrer nofollow" { (plain(address)) } }
        @else { (plain(address)) }
    }
}

/// Line ends and what stands around them as one space; no other blank is lost.
fn one_line(words: &str) -> String {
    if !words.contains(['\n', '\r']) {
        return words.to_owned();
    }
    let blank = |at: Option<char>| if at.is_some_and(char::is_whitespace) { " " } else { "" };
    let (first, last) = (blank(words.chars().next()), blank(words.chars().next_back()));
    format!("{first}{}{last}", words.split_whitespace().collect::<Vec<_>>().join(" "))
}
