//! `capture`: keep a source's bytes, for a new source or for one that is there.

use std::path::{Path, PathBuf};

use serde_json::json;

use crate::casebook::{CaptureDraft, Desk, SourceDraft, fact, view};
use crate::error::{Error, Result};
use crate::model::vocab::{Commitment, Custody, WithheldFor};
use crate::model::{CaptureId, SourceId};

use super::args::words;
use super::reply::Reply;
use super::session::Session;
use super::source::SourceArguments;
use super::spans::{Since, since_last};

/// Capture a source: keep its bytes and their hash, so that it can be quoted
///
/// Reads plain UTF-8 text. Without --of a new source is logged with what you
/// say of it. The bytes are kept as they came; `sha256sum` gives the same hash.
#[derive(clap::Args, Debug)]
#[command(before_help = "Examples:
  rashomon capture page.txt --outlet \"River Courier\" --published 2025-10-17
  rashomon capture page-later.txt --of S1
  rashomon capture page.txt --outlet \"River Courier\" --withhold copyright")]
pub(super) struct Arguments {
    /// The file; `-` reads standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// The source that this is a capture of
    #[arg(long, value_name = "SOURCE")]
    of: Option<String>,

    #[command(flatten)]
    source: SourceArguments,

    /// Keep hashes and sizes only, and say why
    #[arg(long, value_name = "WHY", value_parser = words!(WithheldFor))]
    withhold: Option<String>,

    /// Hash with a secret salt, for what may have to be erased one day
    #[arg(long)]
    salted: bool,

    /// When it was got, UTC: 2025-10-17T09:30:00Z; now where left out
    #[arg(long, value_name = "TIME")]
    got: Option<String>,

    /// How it was got: "saved from the browser"
    #[arg(long, value_name = "WORDS")]
    how: Option<String>,

    /// The wire or release that it came from
    #[arg(long, value_name = "NAME")]
    origin: Option<String>,
}

impl Arguments {
    fn draft(&self) -> CaptureDraft {
        let file_name = self.file.file_name().filter(|_| self.file != Path::new("-"));
        CaptureDraft {
            got: self.got.clone(),
            how: self.how.clone(),
            name: file_name.map(|name| name.to_string_lossy().into_owned()),
            note: None,
            origin: self.origin.clone(),
            salted: self.salted.then(|| "yes".to_owned()),
            url: self.source.url.clone(),
            withheld: self.withhold.clone(),
        }
    }
}

pub(super) fn run(session: &mut Session<'_, '_>, arguments: Arguments) -> Result<Reply> {
    let bytes = session.file(&arguments.file)?;
    let (draft, source) = (arguments.draft(), arguments.source.draft());
    let said = SourceDraft { url: None, ..source.clone() } != SourceDraft::default();
    if arguments.of.is_some() && said {
        return Err(Error::usage(
            "the source is there: what is known of it is not given again",
            "change it with `rashomon source revise`",
        ));
    }
    let width = session.env.width;
    session.write(|desk| {
        let id = match &arguments.of {
            Some(of) => SourceId::from(desk.names().source(of)?.id),
            None => desk.add_source(&source)?,
        };
        let captured = desk.capture(id, &bytes, &draft)?;
        reply(desk, id, captured.capture, captured.known, width)
    })
}

fn reply(
    desk: &Desk<'_, '_>,
    source: SourceId,
    capture: CaptureId,
    known: bool,
    width: usize,
) -> Result<Reply> {
    let missing = || Error::not_found("capture", format!("{capture:.8}"), "");
    let logged = desk.store().get::<fact::Capture>(capture.into())?.ok_or_else(missing)?;
    let source = desk.store().get::<fact::Source>(source.into())?.ok_or_else(missing)?;
    let (handle, fact) = (logged.handle.to_string(), &logged.fact);
    let held = fact.custody == Custody::Kept;
    let since = if known { None } else { since_last(desk.store(), &logged)? };
    let data = json!({
        "capture": handle,
        "changed": since.as_ref().map(Since::data),
        "id": logged.id.to_string(),
        "source": source.handle.to_string(),
        "voice": desk.names().handle(source.fact.voice)?,
        "known": known,
        "held": held,
        "sha256": fact.raw.sha256.to_string(),
        "bytes": fact.raw.size,
        "text": { "sha256": fact.text.sha256.to_string(), "bytes": fact.text.size, "code_points": fact.text.points },
    });
    let reply = Reply::new(format!("{handle}\n"), data);
    if known {
        let words = format!("{handle} has these very bytes already: nothing was recorded");
        return Ok(reply.say(words));
    }
    let custody = if held { "" } else { ", withheld: hashes only" };
    let next = if held {
        format!("rashomon log --from {} --quote \"\u{2026}\" --by \"\u{2026}\"", source.handle)
    } else {
        format!("rashomon attach {handle} FILE")
    };
    let reply = reply.say(format!(
        "captured {handle}: {}, {} bytes{custody}, {} {}",
        view::source_name(&source.fact),
        fact.raw.size,
        hash_name(fact),
        fact.raw.sha256
    ));
    Ok(match since {
        Some(since) => since.say(reply, width),
        None => reply.next(next),
    })
}

/// What to call a capture's hash: of a salted one `sha256sum` gives another.
pub(super) const fn hash_name(capture: &fact::Capture) -> &'static str {
    match capture.commitment {
        Commitment::Plain => "sha256",
        Commitment::Salted => "salted sha256",
    }
}
