//! A page got from its address, and every step on the way to it.
//!
//! Nothing here runs unless a person names an address. Redirects are followed
//! one by one, so that each is recorded; sizes and times have limits.

use std::io::Read;
use std::time::Duration;

use ureq::http::{HeaderMap, Response, Uri};
use ureq::{Agent, Body};

use crate::error::{Error, Result};

use super::MAX_HELD;
use super::inputs::{Item, kept_headers};
use super::raw::Raw;
use super::read::Hints;

/// How long all of it may take.
const TIME: Duration = Duration::from_secs(60);

/// The most redirects that are followed.
const MAX_STEPS: usize = 10;

/// Gets what is at an address.
///
/// # Errors
///
/// [`Error::Refused`] where there is no answer, none that is done, or one that
/// is too large.
pub(super) fn get(address: &str) -> Result<Item> {
    let config = Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .timeout_global(Some(TIME))
        .user_agent(concat!("rashomon/", env!("CARGO_PKG_VERSION")))
        .accept_encoding("identity")
        .build();
    let agent = Agent::new_with_config(config);
    let (mut at, mut steps) = (address.to_owned(), Vec::new());
    while steps.len() <= MAX_STEPS {
        let answer = agent.get(&at).call().map_err(|error| refuse(&at, &error.to_string()))?;
        let status = answer.status().as_u16();
        let Some(next) = next_of(&at, &answer)? else {
            return item(address, at, steps, answer);
        };
        steps.push([":redirect".to_owned(), format!("{status} {at} \u{2192} {next}")]);
        at = next;
    }
    Err(refuse(address, &format!("it leads on more than {MAX_STEPS} times")))
}

/// Where an answer leads on to; None: it is the answer.
fn next_of(at: &str, answer: &Response<Body>) -> Result<Option<String>> {
    let location = answer.headers().get("location").and_then(|it| it.to_str().ok());
    let Some(location) = location.filter(|_| answer.status().is_redirection()) else {
        return Ok(None);
    };
    let next = against(at, location);
    let next = next.filter(|next| next.starts_with("http://") || next.starts_with("https://"));
    next.map(Some).ok_or_else(|| refuse(at, &format!("it leads on to `{location}`")))
}

/// An address as seen from another (RFC 3986 §5.2, without steps up, which
/// servers undo themselves).
fn against(at: &str, location: &str) -> Option<String> {
    if location.contains("://") {
        return Some(location.to_owned());
    }
    let base: Uri = at.parse().ok()?;
    let (scheme, host) = (base.scheme_str()?, base.authority()?);
    if let Some(rest) = location.strip_prefix("//") {
        return Some(format!("{scheme}://{rest}"));
    }
    if location.starts_with('/') {
        return Some(format!("{scheme}://{host}{location}"));
    }
    let folder = base.path().rsplit_once('/').map_or("", |(folder, _)| folder);
    Some(format!("{scheme}://{host}{folder}/{location}"))
}

fn item(asked: &str, at: String, steps: Vec<[String; 2]>, answer: Response<Body>) -> Result<Item> {
    let status = answer.status().as_u16();
    let words = |headers: &HeaderMap, name: &str| {
        headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
    };
    let media_type = words(answer.headers(), "content-type");
    let packing = words(answer.headers(), "content-encoding").unwrap_or_default();
    let mut headers = steps;
    headers.push([":status".to_owned(), status.to_string()]);
    headers.extend(answer.headers().iter().map(|(name, value)| {
        [name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()]
    }));
    let mut bytes = Vec::new();
    let read = answer.into_body().into_reader().take(MAX_HELD + 1).read_to_end(&mut bytes);
    read.map_err(|error| refuse(&at, &format!("the answer was cut: {error}")))?;
    if bytes.len() as u64 > MAX_HELD {
        return Err(refuse(&at, &format!("it has more than {MAX_HELD} bytes")));
    }
    let name = at.split(['?', '#']).next().and_then(|path| path.rsplit('/').next());
    let name = name.filter(|name| !name.is_empty() && !at.ends_with(&format!("//{name}")));
    let split = |packing: &str| {
        packing
            .split(',')
            .map(|it| it.trim().to_ascii_lowercase())
            .filter(|it| !it.is_empty())
            .collect()
    };
    let mut notes = Vec::new();
    if status != 200 {
        notes.push(format!("the server answered {status}"));
    }
    Ok(Item {
        called: asked.to_owned(),
        raw: Raw::held(bytes),
        hints: Hints {
            media_type,
            content_encoding: split(&packing),
            name: name.map(str::to_owned),
            ..Hints::default()
        },
        got_at: None,
        got_how: "fetch".into(),
        url: Some(at),
        headers: kept_headers(headers),
        notes,
    })
}

fn refuse(address: &str, why: &str) -> Error {
    Error::refused(
        format!("`{address}` was not got: {why}"),
        "look at it in a browser; a page saved from there is captured with `rashomon capture FILE --url ADDRESS`",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_as_seen_from_the_one_before() {
        for (location, next) in [
            ("https://b.example/x", "https://b.example/x"),
            ("//b.example/x", "http://b.example/x"),
            ("/x?y=z", "http://a.example:8080/x?y=z"),
            ("x", "http://a.example:8080/news/x"),
        ] {
            assert_eq!(
                against("http://a.example:8080/news/old?q", location).as_deref(),
                Some(next)
            );
        }
    }
}
