//! Markup that is nested or crowded as no page is, refused before it is parsed:
//! a parser takes time and memory with the square of either.

use crate::error::{Error, Result};

/// The deepest nesting of elements; browsers stop at 512.
const MAX_DEPTH: usize = 1000;

/// The most attributes of one element.
const MAX_ATTRIBUTES: usize = 500;

/// Elements that hold nothing, or that the next of their kind closes.
const CLOSED: &[&str] = &[
    "area", "base", "br", "col", "colgroup", "dd", "dt", "embed", "hr", "img", "input", "li",
    "link", "meta", "option", "optgroup", "p", "param", "rb", "rp", "rt", "rtc", "source", "tbody",
    "td", "tfoot", "th", "thead", "tr", "track", "wbr",
];

/// Counts how deep the tags of a page nest and how many attributes they have.
/// One pass; memory: nothing.
///
/// # Errors
///
/// [`Error::Refused`] over [`MAX_DEPTH`] or [`MAX_ATTRIBUTES`].
pub(super) fn check(html: &str) -> Result<()> {
    let bytes = html.as_bytes();
    let (mut depth, mut at) = (0usize, 0);
    while let Some(tag) = bytes[at..].iter().position(|byte| *byte == b'<').map(|found| at + found)
    {
        let rest = &bytes[tag + 1..];
        if rest.starts_with(b"!--") {
            at = after(html, tag + 4, "-->");
            continue;
        }
        let close = rest.first() == Some(&b'/');
        let name_at = tag + 1 + usize::from(close);
        let name = name_of(bytes, name_at);
        if name.is_empty() {
            at = tag + 1;
            continue;
        }
        let (end, attributes) = tag_end(bytes, name_at + name.len());
        if attributes > MAX_ATTRIBUTES {
            return Err(refuse(&format!("a tag of it has more than {MAX_ATTRIBUTES} attributes")));
        }
        at = end;
        if close {
            depth = depth.saturating_sub(usize::from(!CLOSED.contains(&name.as_str())));
        } else if matches!(name.as_str(), "script" | "style" | "textarea" | "title") {
            at = after(html, end, &format!("</{name}"));
        } else if !CLOSED.contains(&name.as_str()) {
            depth += 1;
        }
        if depth > MAX_DEPTH {
            return Err(refuse(&format!("its elements are nested more than {MAX_DEPTH} deep")));
        }
    }
    Ok(())
}

fn refuse(why: &str) -> Error {
    Error::refused(
        format!("this is markup that no browser shows: {why}"),
        "to keep it as it is written, capture it with --media-type text/plain",
    )
}

/// The name of a tag, which begins with a letter; empty: this is none.
fn name_of(bytes: &[u8], at: usize) -> String {
    let rest = &bytes[at.min(bytes.len())..];
    if !rest.first().is_some_and(u8::is_ascii_alphabetic) {
        return String::new();
    }
    let name = rest.iter().take_while(|byte| byte.is_ascii_alphanumeric());
    name.take(20).map(|byte| char::from(byte.to_ascii_lowercase())).collect()
}

/// Where a tag ends, and how many attributes it has.
fn tag_end(bytes: &[u8], from: usize) -> (usize, usize) {
    let (mut quote, mut attributes, mut blank) = (None, 0, false);
    for (at, byte) in bytes.iter().enumerate().skip(from) {
        match (quote, *byte) {
            (Some(open), byte) if byte == open => quote = None,
            (None, b'"' | b'\'') => quote = Some(*byte),
            (None, b'>') => return (at + 1, attributes),
            (None, b' ' | b'\t' | b'\n' | b'\r' | 12 | b'/') => blank = true,
            (None, b'=') => blank = false,
            (None, _) if blank => (blank, attributes) = (false, attributes + 1),
            (Some(_) | None, _) => {}
        }
    }
    (bytes.len(), attributes)
}

fn after(html: &str, from: usize, end: &str) -> usize {
    let rest = html.as_bytes().get(from..).unwrap_or_default();
    let found = rest.windows(end.len()).position(|part| part.eq_ignore_ascii_case(end.as_bytes()));
    found.map_or(html.len(), |found| from + found + end.len())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_no_page_has_is_refused() {
        assert!(check(&"<div>".repeat(1001)).is_err());
        assert!(check(&"<b><p>".repeat(1001)).is_err());
        assert!(check(&format!("<a {}>", "b=c ".repeat(501))).is_err());
        assert!(check(&format!("<a {}>", "b ".repeat(501))).is_err());
    }

    #[test]
    fn what_pages_have_is_not() {
        for html in [
            "<p>unclosed<li>and<br>".repeat(5000),
            "<div><p>a</p></div>".repeat(5000),
            format!("<script>{}</script>", "'<div>'".repeat(5000)),
            format!("<!-- {} -->", "<div>".repeat(5000)),
            format!("<img src='data:{}'>", "a=b c ".repeat(5000)),
            "a < b <3 </> <é".repeat(5000),
            "<".to_owned(),
            "<a".to_owned(),
            "</".to_owned(),
            "<!--".to_owned(),
            "<script>".to_owned(),
        ] {
            assert!(check(&html).is_ok(), "{html:.60}");
        }
    }

    proptest! {
        #[test]
        fn any_markup_is_looked_through(html in "([<>/!\\-= \"'a]|div|script|é){0,60}") {
            let _ = check(&html);
        }
    }
}
