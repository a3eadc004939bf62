//! PDF: the text of it, taken by a process of its own.
//!
//! The library that reads PDF panics on some files and takes time or memory
//! without end on others. So it runs in a child process of this very program,
//! with a limit on each: what goes wrong there is a refusal here.

use std::time::Duration;

use super::read::Extractor;
use crate::error::{Error, Result};

/// Takes the text of a PDF.
///
/// # Errors
///
/// [`Error::Refused`], with what to do: this program was built without `pdf`.
#[cfg(not(feature = "pdf"))]
pub(super) fn text_of(_bytes: &[u8], _wait: Duration) -> Result<(String, Extractor)> {
    Err(Error::refused(
        "this is a PDF, and this rashomon was built without `pdf`",
        "build it with `cargo install --path . --features pdf,fetch`, or save its text (`pdftotext FILE.pdf`) and capture that",
    ))
}

#[cfg(feature = "pdf")]
pub(super) use process::text_of;

#[cfg(feature = "pdf")]
mod process {
    //! Both sides of the child process.

    use std::io::{Read, Write};
    use std::process::{Child, Command, Stdio};
    use std::sync::mpsc;
    use std::thread;

    use pdf_extract::{Document, PlainTextOutput, output_doc};

    use super::{Duration, Error, Extractor, Result};

    /// The first argument of the child, before its seconds; nothing that people
    /// type.
    pub(in crate::intake) const ARGUMENT: &str = "--read-pdf-from-stdin";

    /// How much memory it may take, in bytes, where the system can be told: so
    /// much, and for each byte of the PDF so many more, up to so much.
    const MEMORY: [u64; 3] = [256 << 20, 24, 2 << 30];

    /// The most text that is taken from it, in bytes.
    const MOST: u64 = 64 << 20;

    /// Exit codes of a child that cannot read it, and of one that needs a password.
    const BROKEN: u8 = 1;
    const LOCKED: u8 = 3;

    /// Version of `pdf-extract`; a test holds it against `Cargo.lock`.
    const VERSION: &str = "0.12.1";

    /// Takes the text of a PDF in a child process that has so long.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] where the child fails or goes over a limit.
    pub(in crate::intake) fn text_of(bytes: &[u8], wait: Duration) -> Result<(String, Extractor)> {
        let mut child = Command::new(std::env::current_exe()?)
            .arg(ARGUMENT)
            .arg(wait.as_secs().to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let text = converse(&mut child, bytes, wait);
        // It is gone already, but where it took too long.
        let _ = child.kill();
        let ended = child.wait()?;
        let text = text?;
        if text.len() as u64 > MOST {
            return Err(refuse(&format!("it holds more than {MOST} bytes of text")));
        }
        match ended.code() {
            Some(0) => {}
            Some(code) if code == i32::from(LOCKED) => {
                return Err(Error::refused(
                    "this PDF is locked with a password",
                    "unlock it (`qpdf --decrypt --password=\u{2026} FILE.pdf OPEN.pdf`) and capture that",
                ));
            }
            Some(_) => return Err(refuse("it is damaged, or of a kind that is not read")),
            // Memory that is not given ends it by a signal.
            None => {
                let memory = memory(bytes.len() as u64) >> 20;
                return Err(refuse(&format!("it takes more than {memory} MiB of memory")));
            }
        }
        let text = String::from_utf8(text).map_err(|_| refuse("its text is none"))?;
        let extractor = Extractor { name: "pdf-extract", version: VERSION, settings: Vec::new() };
        Ok((tidy(&text), extractor))
    }

    /// Hands the bytes over and waits for the text, for so long.
    fn converse(child: &mut Child, bytes: &[u8], wait: Duration) -> Result<Vec<u8>> {
        let (mut to, from) = child.stdin.take().zip(child.stdout.take()).expect("both are piped");
        let bytes = bytes.to_vec();
        // A child that dies early closes its end: that shows in how it ended.
        thread::spawn(move || to.write_all(&bytes));
        let (sender, receiver) = mpsc::channel();
        thread::spawn(move || {
            let mut text = Vec::new();
            let read = from.take(MOST + 1).read_to_end(&mut text);
            // Nobody waits any more where it took too long.
            let _ = sender.send(read.map(|_| text));
        });
        match receiver.recv_timeout(wait) {
            Ok(text) => Ok(text?),
            Err(_) => Err(Error::refused(
                format!(
                    "the text of this PDF cannot be read: it takes more than {} seconds",
                    wait.as_secs()
                ),
                "give it longer (--wait SECONDS), or save its text with another program (`pdftotext FILE.pdf`) and capture that",
            )),
        }
    }

    fn refuse(why: &str) -> Error {
        Error::refused(
            format!("the text of this PDF cannot be read: {why}"),
            "save its text with another program (`pdftotext FILE.pdf`) and capture that; the PDF itself can be evidence: `rashomon evidence add --file`",
        )
    }

    /// Bytes of memory for a PDF of so many.
    fn memory(size: u64) -> u64 {
        let [least, each, most] = MEMORY;
        most.min(least + each * size)
    }

    /// No blanks at the ends of lines, two empty lines at the most.
    fn tidy(text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut empty = 2;
        for line in text.lines().map(str::trim_end) {
            empty = if line.is_empty() { empty + 1 } else { 0 };
            if empty < 2 {
                out.push_str(line);
                out.push('\n');
            }
        }
        out.truncate(out.trim_end().len());
        out.push('\n');
        out
    }

    /// Runs as the child: a PDF on standard input, its text on standard output.
    /// Gives the exit code.
    pub(in crate::intake) fn run(seconds: u64) -> u8 {
        // The library panics on what it does not know: that is no lack of memory.
        std::panic::set_hook(Box::new(|_| std::process::exit(BROKEN.into())));
        let mut bytes = Vec::new();
        if std::io::stdin().lock().read_to_end(&mut bytes).is_err() {
            return BROKEN;
        }
        limit(bytes.len() as u64, seconds);
        match text(&bytes) {
            Ok(text) => u8::from(std::io::stdout().lock().write_all(text.as_bytes()).is_err()),
            Err(code) => code,
        }
    }

    /// The text of a PDF that has a page; else the exit code.
    fn text(bytes: &[u8]) -> Result<String, u8> {
        let mut document = Document::load_mem(bytes).map_err(|_| BROKEN)?;
        if document.is_encrypted() {
            // Many are locked against changes only, and open without a password.
            document.decrypt("").map_err(|_| LOCKED)?;
        }
        if document.get_pages().is_empty() {
            return Err(BROKEN);
        }
        let mut text = String::new();
        output_doc(&document, &mut PlainTextOutput::new(&mut text)).map_err(|_| BROKEN)?;
        Ok(text)
    }

    /// Sets the limits of this process. Where they cannot be set, the one on time
    /// that its parent keeps still holds.
    fn limit(size: u64, seconds: u64) {
        #[cfg(unix)]
        for (what, most) in
            [(rlimit::Resource::AS, memory(size)), (rlimit::Resource::CPU, seconds + 1)]
        {
            let _ = what.set(most, most);
        }
        #[cfg(not(unix))]
        let _ = (size, seconds);
    }

    #[cfg(test)]
    #[test]
    fn the_version_named_is_the_one_that_is_built_in() {
        let lock = include_str!("../../Cargo.lock");
        assert!(lock.contains(&format!("name = \"pdf-extract\"\nversion = \"{VERSION}\"")));
    }
}

/// Runs as the child that reads a PDF, where the arguments ask for it; gives the
/// exit code. None: this is no child.
#[cfg(feature = "pdf")]
pub fn child(arguments: &[std::ffi::OsString]) -> Option<u8> {
    let [_, asked, seconds] = arguments else { return None };
    let seconds = seconds.to_str()?.parse().ok()?;
    (asked == process::ARGUMENT).then(|| process::run(seconds))
}

/// Runs as the child that reads a PDF: never, without the feature `pdf`.
#[cfg(not(feature = "pdf"))]
pub fn child(_arguments: &[std::ffi::OsString]) -> Option<u8> {
    None
}
