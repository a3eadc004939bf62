//! A page got from its address, and every step on the way to it.
//!
//! Nothing here runs unless a person names an address. Redirects are followed
//! one by one, so that each is recorded; sizes and times have limits.

use std::io::Read;
use std::time::{Duration, Instant};

use ureq::http::{HeaderMap, Response};
use ureq::{Agent, Body};
use url::Url;

use crate::error::{Error, Result};

use super::inputs::{Item, Scope, kept_headers};
use super::raw::Raw;
use super::read::Hints;
use super::{MAX_HELD, WAIT};

/// The most redirects that are followed.
const MAX_STEPS: usize = 10;

/// Answers that tell of the page itself that it is not there: not found, gone,
/// kept back for legal reasons.
const ABSENT: [u16; 3] = [404, 410, 451];

/// Gets what is at an address.
///
/// All steps together may take as long as `scope` says. An answer that the page
/// is not there is one only for a source that is known.
///
/// # Errors
///
/// [`Error::Refused`] where there is no answer in time, none that is done, or
/// one that is too large.
pub(super) fn get(address: &str, scope: &Scope) -> Result<Item> {
    let wait = scope.wait.unwrap_or(WAIT);
    let until = Instant::now() + wait;
    let agent = agent();
    let mut at = parsed(address, address)?;
    let mut steps = Vec::new();
    while steps.len() <= MAX_STEPS {
        let left = until.saturating_duration_since(Instant::now());
        let request = agent.get(at.as_str()).config().timeout_global(Some(left)).build();
        let answer = request.call().map_err(|error| failed(address, &error, wait))?;
        let status = answer.status().as_u16();
        let Some(next) = next_of(address, &at, &answer)? else {
            let kept = (200..300).contains(&status) || scope.one && ABSENT.contains(&status);
            if !kept {
                return Err(refuse_status(address, status));
            }
            return item(address, &at, steps, answer, wait);
        };
        steps.push([":redirect".to_owned(), format!("{status} {at} \u{2192} {next}")]);
        at = next;
    }
    Err(refuse(address, &format!("it leads on more than {MAX_STEPS} times")))
}

fn agent() -> Agent {
    let config = Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .user_agent(concat!("rashomon/", env!("CARGO_PKG_VERSION")))
        .accept_encoding("identity")
        .build();
    Agent::new_with_config(config)
}

/// An address as it is asked for: letters beyond ASCII in their coded form,
/// nothing after `#`, and no password, which would be kept with the capture.
fn parsed(asked: &str, address: &str) -> Result<Url> {
    let url = address.parse::<Url>();
    let mut url = url.map_err(|error| refuse(asked, &format!("`{address}` is none: {error}")))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Error::refused(
            format!(
                "`{asked}` was not got: a name or password in an address would be kept with the capture for good"
            ),
            "save the page from a browser and capture the file with --url and the address without it",
        ));
    }
    url.set_fragment(None);
    Ok(url)
}

/// Where an answer leads on to; None: it is the answer.
fn next_of(asked: &str, at: &Url, answer: &Response<Body>) -> Result<Option<Url>> {
    let location =
        answer.headers().get("location").map(|it| String::from_utf8_lossy(it.as_bytes()));
    let Some(location) = location.filter(|_| answer.status().is_redirection()) else {
        return Ok(None);
    };
    let next = at.join(&location).ok().filter(|next| matches!(next.scheme(), "http" | "https"));
    let next = next.ok_or_else(|| refuse(asked, &format!("it leads on to `{location}`")))?;
    parsed(asked, next.as_str()).map(Some)
}

fn item(
    asked: &str,
    at: &Url,
    steps: Vec<[String; 2]>,
    answer: Response<Body>,
    wait: Duration,
) -> Result<Item> {
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
    let bytes = body(asked, answer, wait)?;
    let name = at.path_segments().and_then(|mut parts| parts.next_back()).unwrap_or_default();
    let name = Some(name.to_owned()).filter(|name| !name.is_empty());
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
        hints: Hints { media_type, content_encoding: split(&packing), name, ..Hints::default() },
        got_at: None,
        got_how: "fetch".into(),
        url: Some(at.to_string()),
        headers: kept_headers(headers),
        notes,
    })
}

/// The bytes of an answer, all of them or none.
fn body(asked: &str, answer: Response<Body>, wait: Duration) -> Result<Vec<u8>> {
    let too_large = || refuse(asked, &format!("it has more than {MAX_HELD} bytes"));
    let body = answer.into_body();
    if body.content_length().is_some_and(|length| length > MAX_HELD) {
        return Err(too_large());
    }
    let mut bytes = Vec::new();
    let read = body.into_reader().take(MAX_HELD + 1).read_to_end(&mut bytes);
    read.map_err(|error| failed(asked, &ureq::Error::from(error), wait))?;
    if bytes.len() as u64 > MAX_HELD {
        return Err(too_large());
    }
    Ok(bytes)
}

/// An answer that did not come, or not whole.
fn failed(asked: &str, error: &ureq::Error, wait: Duration) -> Error {
    if matches!(error, ureq::Error::Timeout(_)) {
        return Error::refused(
            format!("`{asked}` was not got: it takes more than {} seconds", wait.as_secs()),
            "try again, or give it longer: --wait SECONDS",
        );
    }
    refuse(asked, &error.to_string())
}

fn refuse_status(asked: &str, status: u16) -> Error {
    let (words, hint) = match status {
        404 | 410 | 451 => (
            "there is no such page",
            "check the address; that the page of a source you have is gone is recorded with `rashomon capture SOURCE ADDRESS`",
        ),
        401 | 403 | 429 => ("the server does not give it to programs, or not now", SAVE),
        500.. => ("the server is out of order", "try again later"),
        _ => ("that is no page", SAVE),
    };
    Error::refused(format!("`{asked}` was not got: the server answered {status}: {words}"), hint)
}

/// What always works.
const SAVE: &str = "look at it in a browser; a page saved from there is captured with `rashomon capture FILE --url ADDRESS`";

fn refuse(asked: &str, why: &str) -> Error {
    Error::refused(format!("`{asked}` was not got: {why}"), SAVE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_asked_for_in_its_coded_form_and_never_with_a_password() {
        let asked = parsed("", "http://a.example/\u{62e}\u{628}\u{631} 1?q=\u{e9}#top").unwrap();
        assert_eq!(asked.as_str(), "http://a.example/%D8%AE%D8%A8%D8%B1%201?q=%C3%A9");
        for address in ["http://ann:secret@a.example/", "http://ann@a.example/", "http://", "x"] {
            let refused = parsed(address, address).unwrap_err();
            assert!(refused.hint().is_some(), "{address}");
        }
    }
}
