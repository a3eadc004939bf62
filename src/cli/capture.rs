//! `capture`: keep a source's bytes, for a new source or for one that is there.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::{Value, json};

use crate::casebook::{CaptureDraft, Casebook, MAX_CAPTURE, SourceDraft, fact};
use crate::error::{Error, Exit, Result};
use crate::intake::{self, Hints, Input, Item, Left, Scope, Step};
use crate::model::Handle;
use crate::model::vocab::{Commitment, WithheldFor};
use crate::text;

use super::args::words;
use super::captured::{Done, keep};
use super::reply::Reply;
use super::session::Session;
use super::source::SourceArguments;

/// Files from this size on are announced before they are read.
const LONG: u64 = 16 << 20;

/// What this build does not read, and how to get it.
const LEFT_OUT: &str = match (cfg!(feature = "pdf"), cfg!(feature = "fetch")) {
    (true, true) => "This build reads PDF and fetches addresses.",
    (true, false) => {
        "This build fetches no addresses: `cargo install --path . --features pdf,fetch` makes one that does."
    }
    (false, true) => {
        "This build reads no PDF: `cargo install --path . --features pdf,fetch` makes one that does."
    }
    (false, false) => {
        "This build reads no PDF and fetches no addresses: `cargo install --path . --features pdf,fetch` \
         makes one that does both."
    }
};

/// Capture a source: keep its bytes and their hash, so that it can be quoted
///
/// Reads text in any common encoding, saved web pages, PDF, web archives (WARC,
/// packed or not: every answer in them), all files of a folder, and addresses;
/// the last lines tell what this build leaves out. A new source is made for each,
/// with what the page says of itself and what you say; name a source first to
/// add a capture to it. The bytes are kept as they came; `sha256sum` gives the
/// same hash.
#[derive(clap::Args, Debug)]
#[command(before_help = "Examples:
  rashomon capture page.txt --outlet \"River Courier\" --published 2025-10-17
  rashomon capture S1 page-later.txt
  rashomon capture page.txt --outlet \"River Courier\" --withhold copyright",
    after_help = LEFT_OUT)]
pub(super) struct Arguments {
    /// What to capture: files, folders, web archives, addresses; `-` reads
    /// standard input. A source first (S1) takes it as a new capture of it
    #[arg(value_name = "[SOURCE] FILE", required = true)]
    what: Vec<PathBuf>,

    /// The source that this is a capture of
    #[arg(long, value_name = "SOURCE", hide = true)]
    of: Option<String>,

    #[command(flatten)]
    source: SourceArguments,

    /// Keep hashes and sizes only, and say why
    #[arg(long, value_name = "WHY", value_parser = words!(WithheldFor))]
    withhold: Option<String>,

    /// Hash with a secret salt, for what may have to be erased one day
    #[arg(long)]
    salted: bool,

    /// Its encoding, where the guess is wrong: windows-1256
    #[arg(long, value_name = "NAME")]
    encoding: Option<String>,

    /// What it is, where the guess is wrong: text/plain, text/html
    #[arg(long, value_name = "TYPE")]
    media_type: Option<String>,

    /// Take all text of a page, not its article
    #[arg(long)]
    whole_page: bool,

    /// How long an address or a PDF may take; 60 where left out
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=86_400))]
    wait: Option<u64>,

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

/// What one command line asks for.
pub(super) struct Request {
    arguments: Arguments,
    /// The source named, if any.
    pub(super) of: Option<String>,
}

impl Request {
    fn new(mut arguments: Arguments) -> Result<Self> {
        let first = arguments.what.first().and_then(|first| first.to_str());
        let named = first.filter(|_| arguments.what.len() > 1).and_then(|it| it.parse().ok());
        let mut of = arguments.of.take();
        if let Some(handle @ Handle::Source(_)) = named {
            of = Some(handle.to_string());
            arguments.what.remove(0);
        }
        let request = Self { arguments, of };
        if request.of.is_some() && request.said() {
            return Err(Error::usage(
                "the source is there: what is known of it is not given again",
                "change it with `rashomon source revise`",
            ));
        }
        Ok(request)
    }

    /// Whether something is said of the source beside its address.
    pub(super) fn said(&self) -> bool {
        SourceDraft { url: None, ..self.source() } != SourceDraft::default()
    }

    /// What is said of the source.
    pub(super) fn source(&self) -> SourceDraft {
        self.arguments.source.draft()
    }

    /// Whether the hashes are salted.
    pub(super) const fn salted(&self) -> bool {
        self.arguments.salted
    }

    /// How an item was got, as far as people or the item tell.
    pub(super) fn draft(&self, item: &Item) -> CaptureDraft {
        let own = &self.arguments;
        let how = Some(item.got_how.clone()).filter(|how| !how.is_empty());
        CaptureDraft {
            got: own.got.clone().or_else(|| item.got_at.map(|at| at.to_string())),
            headers: item.headers.clone(),
            how: own.how.clone().or(how),
            name: item.hints.name.clone(),
            note: None,
            origin: own.origin.clone(),
            salted: own.salted.then(|| "yes".to_owned()),
            url: own.source.url.clone().filter(|url| !url.is_empty()).or_else(|| item.url.clone()),
            withheld: own.withhold.clone(),
        }
    }

    /// How long an address or a PDF may take, where it is said.
    fn wait(&self) -> Option<Duration> {
        self.arguments.wait.map(Duration::from_secs)
    }

    /// What is known of an item's bytes before they are read.
    pub(super) fn hints(&self, item: &Item) -> Hints {
        let own = &self.arguments;
        Hints {
            media_type: own.media_type.clone().or_else(|| item.hints.media_type.clone()),
            encoding: own.encoding.clone(),
            whole_page: own.whole_page,
            wait: self.wait(),
            ..item.hints.clone()
        }
    }
}

pub(super) fn run(session: &mut Session<'_, '_>, arguments: Arguments) -> Result<Reply> {
    let request = Request::new(arguments)?;
    let inputs = inputs(session, &request)?;
    let mut casebook = session.open()?;
    let scope = scope(&casebook, &request)?;
    let several = inputs.len() > 1 || inputs.iter().any(is_many);
    let mut tally = Tally { several, of_one: request.of.is_some(), ..Tally::default() };
    for input in &inputs {
        let called = called(input);
        let walked = intake::walk(input, &scope, &mut |step| {
            tally.take(session, &mut casebook, &request, step)
        });
        match walked {
            Ok(()) => {}
            Err(error) if several && !is_of_all(&error) => tally.fail(session, called, error)?,
            Err(error) => return Err(error),
        }
    }
    if tally.done.is_empty() && tally.left.is_empty() && tally.failed.is_empty() {
        let named = inputs.first().map_or_else(String::new, called);
        return Err(Error::not_found("file to capture in", named, "it is an empty folder"));
    }
    if tally.of_one && tally.done.is_empty() && tally.failed.is_empty() {
        let address = scope.address.unwrap_or_default();
        let hint = "say with --url which page of the archive it is; without a source all of them are captured";
        return Err(Error::not_found("answer in this archive of", address, hint));
    }
    let reply = tally.reply(session.env.width)?;
    Ok(if session.dry_run() { reply.dry_run("nothing was recorded") } else { reply })
}

/// What a person named, found.
fn inputs(session: &mut Session<'_, '_>, request: &Request) -> Result<Vec<Input>> {
    let mut inputs = Vec::new();
    for typed in &request.arguments.what {
        let address = typed
            .to_str()
            .filter(|text| text.starts_with("http://") || text.starts_with("https://"));
        inputs.push(match address {
            Some(address) => Input::Url(address.to_owned()),
            None if typed == Path::new("-") => Input::Piped(piped(session)?),
            None => Input::Path { typed: typed.clone(), at: session.at(typed) },
        });
    }
    if request.of.is_some() && (inputs.len() > 1 || inputs.iter().any(is_folder)) {
        return Err(Error::usage(
            "one source takes one capture at a time",
            "name one file: `rashomon capture S1 FILE`",
        ));
    }
    Ok(inputs)
}

fn piped(session: &mut Session<'_, '_>) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let limit = MAX_CAPTURE as u64 + 1;
    let named = |source| Error::File { path: "-".into(), source };
    session.env.stdin.take(limit).read_to_end(&mut bytes).map_err(named)?;
    if bytes.len() as u64 == limit {
        return Err(Error::refused(
            format!("standard input has more than {MAX_CAPTURE} bytes"),
            "nothing is cut silently: give the part that matters",
        ));
    }
    Ok(bytes)
}

fn is_folder(input: &Input) -> bool {
    matches!(input, Input::Path { at, .. } if at.is_dir())
}

/// Whether it may hold more than one thing.
fn is_many(input: &Input) -> bool {
    let ends = |name: &Path, end: &str| {
        name.extension().is_some_and(|extension| extension.eq_ignore_ascii_case(end))
    };
    let archive = |name: &Path| {
        let packed =
            ends(name, "gz") && name.file_stem().is_some_and(|it| ends(it.as_ref(), "warc"));
        packed || ends(name, "warc")
    };
    is_folder(input) || matches!(input, Input::Path { typed, .. } if archive(typed))
}

fn called(input: &Input) -> String {
    match input {
        Input::Path { typed, .. } => typed.display().to_string(),
        Input::Piped(_) => "standard input".into(),
        Input::Url(address) => address.clone(),
    }
}

/// Of an archive only the answers of a source's address, where one is named.
fn scope(casebook: &Casebook, request: &Request) -> Result<Scope> {
    let said = request.arguments.source.url.clone();
    let Some(of) = &request.of else {
        return Ok(Scope { wait: request.wait(), ..Scope::default() });
    };
    let known = casebook.names().source(of)?.fact.url;
    Ok(Scope { address: said.or(known), one: true, wait: request.wait() })
}

/// What came of all that was met.
#[derive(Default)]
struct Tally {
    several: bool,
    /// One source takes it all.
    of_one: bool,
    done: Vec<Done>,
    left: Vec<Left>,
    failed: Vec<(String, Error)>,
}

impl Tally {
    fn take(
        &mut self,
        session: &mut Session<'_, '_>,
        casebook: &mut Casebook,
        request: &Request,
        step: Step,
    ) -> Result<()> {
        match step {
            Step::Left(left) => self.left.push(left),
            Step::Failed { called, error } => self.fail(session, called, error)?,
            Step::Item(item) => {
                if item.size() >= LONG {
                    let size = item.size() >> 20;
                    say(session, &format!("reading {}: {size} MiB", item.called))?;
                }
                match keep(casebook, request, &item) {
                    Ok(done) => {
                        if self.several && !self.of_one {
                            say(session, &format!("{}: {}", item.called, done.brief()))?;
                        }
                        self.done.push(done);
                    }
                    // What is wrong with the command is wrong with every item.
                    Err(error) if !self.several || is_of_all(&error) => return Err(error),
                    Err(error) => self.fail(session, item.called, error)?,
                }
            }
        }
        Ok(())
    }

    fn fail(&mut self, session: &mut Session<'_, '_>, called: String, error: Error) -> Result<()> {
        say(session, &format!("{called}: failed: {error}"))?;
        if let Some(hint) = error.hint() {
            say(session, &format!("  hint: {hint}"))?;
        }
        self.failed.push((called, error));
        Ok(())
    }

    fn reply(mut self, width: usize) -> Result<Reply> {
        let mut handles = String::new();
        for done in &self.done {
            handles.push_str(&done.handle);
            handles.push('\n');
        }
        let sole = self.failed.is_empty() && self.done.len() == 1;
        if sole && self.left.is_empty() && !self.several {
            let done = self.done.remove(0);
            let reply = Reply::new(handles, &done.data);
            return Ok(done.tell(reply, width));
        }
        let failed: Vec<Value> = self.failed.iter().map(|(called, error)| {
            json!({ "item": called, "message": error.to_string(), "hint": error.hint(), "exit": error.exit() as u8 })
        }).collect();
        let left: Vec<Value> =
            self.left.iter().map(|left| json!({ "item": left.called, "why": left.why })).collect();
        let captures: Vec<&Value> = self.done.iter().map(|done| &done.data).collect();
        let data = json!({ "captures": captures, "left": left, "failed": failed });
        let mut reply = Reply::new(handles, data);
        for (why, number) in self.reasons() {
            reply = reply.say(format!("left out {number}: {why}"));
        }
        if sole && self.of_one {
            return Ok(self.done.remove(0).tell(reply, width));
        }
        if self.of_one {
            for done in &self.done {
                reply = reply.say(done.brief());
            }
        }
        let known = self.done.iter().filter(|done| done.known).count();
        reply = reply.say(format!(
            "{} captured, {known} there before, {} left out, {} failed",
            self.done.len() - known,
            self.left.len(),
            self.failed.len()
        ));
        if !self.failed.is_empty() {
            return Ok(reply.exit(Exit::Failed));
        }
        Ok(reply.next("rashomon source list"))
    }

    /// Reasons for which things are left out, and how many for each.
    fn reasons(&self) -> BTreeMap<&str, usize> {
        let mut reasons = BTreeMap::new();
        for left in &self.left {
            *reasons.entry(left.why.as_str()).or_insert(0) += 1;
        }
        reasons
    }
}

/// Whether an error would meet every item alike.
const fn is_of_all(error: &Error) -> bool {
    !matches!(error, Error::Refused { .. } | Error::File { .. } | Error::Oversized(_))
}

/// Says at once how far the work is.
fn say(session: &mut Session<'_, '_>, line: &str) -> Result<()> {
    if session.json() {
        return Ok(());
    }
    writeln!(session.env.stderr, "{}", text::visible_lines(line))?;
    session.env.stderr.flush()?;
    Ok(())
}

/// What to call a capture's hash: of a salted one `sha256sum` gives another.
pub(super) const fn hash_name(capture: &fact::Capture) -> &'static str {
    match capture.commitment {
        Commitment::Plain => "sha256",
        Commitment::Salted => "salted sha256",
    }
}
