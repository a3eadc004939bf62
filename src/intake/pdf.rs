//! PDF: the text of it, taken by a process of its own.
//!
//! The library that reads PDF panics on some files and takes time or memory
//! without end on others. So it runs in a child process of this very program,
//! with a limit on each: what goes wrong there is a refusal here.

use super::read::Extractor;
use crate::error::{Error, Result};

/// Takes the text of a PDF.
///
/// # Errors
///
/// [`Error::Refused`], with what to do: this program was built without `pdf`.
#[cfg(not(feature = "pdf"))]
pub(super) fn text_of(_bytes: &[u8]) -> Result<(String, Extractor)> {
    Err(Error::refused(
        "this is a PDF, and this rashomon was built without `pdf`",
        "build it with `cargo install --path . --features pdf`, or save its text (`pdftotext FILE.pdf`) and capture that",
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
    use std::time::Duration;

    use super::{Error, Extractor, Result};

    /// The one argument of the child; nothing that people type.
    pub(in crate::intake) const ARGUMENT: &str = "--read-pdf-from-stdin";

    /// How long it may take.
    const TIME: Duration = Duration::from_secs(60);

    /// How much memory it may take, in bytes, where the system can be told.
    const MEMORY: u64 = 2 << 30;

    /// The most text that is taken from it, in bytes.
    const MOST: u64 = 64 << 20;

    /// Version of `pdf-extract`; a test holds it against `Cargo.lock`.
    const VERSION: &str = "0.12.1";

    /// Takes the text of a PDF in a child process.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] where the child fails or goes over a limit.
    pub(in crate::intake) fn text_of(bytes: &[u8]) -> Result<(String, Extractor)> {
        let program = std::env::current_exe()?;
        let mut child = Command::new(program)
            .arg(ARGUMENT)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let text = converse(&mut child, bytes);
        // It is gone already, but where it took too long.
        let _ = child.kill();
        let ended = child.wait()?;
        let text = text?;
        if !ended.success() || text.len() as u64 > MOST {
            return Err(refuse("it is damaged, locked, or of a kind that is not read"));
        }
        let text = String::from_utf8(text).map_err(|_| refuse("its text is none"))?;
        let extractor = Extractor { name: "pdf-extract", version: VERSION, settings: Vec::new() };
        Ok((tidy(&text), extractor))
    }

    /// Hands the bytes over and waits for the text, for so long.
    fn converse(child: &mut Child, bytes: &[u8]) -> Result<Vec<u8>> {
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
        match receiver.recv_timeout(TIME) {
            Ok(text) => Ok(text?),
            Err(_) => Err(refuse(&format!("it takes more than {} seconds", TIME.as_secs()))),
        }
    }

    fn refuse(why: &str) -> Error {
        Error::refused(
            format!("the text of this PDF cannot be read: {why}"),
            "save its text with another program (`pdftotext FILE.pdf`) and capture that; the PDF itself can be evidence: `rashomon evidence add --file`",
        )
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
    pub(in crate::intake) fn run() -> u8 {
        // Where a limit cannot be set, the one on time still holds.
        #[cfg(unix)]
        let _ = rlimit::Resource::AS.set(MEMORY, MEMORY);
        let mut bytes = Vec::new();
        let read = std::io::stdin().lock().read_to_end(&mut bytes);
        let text = read.ok().and_then(|_| pdf_extract::extract_text_from_mem(&bytes).ok());
        let told = text.map(|text| std::io::stdout().lock().write_all(text.as_bytes()));
        u8::from(!matches!(told, Some(Ok(()))))
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
    (arguments.len() == 2 && arguments[1] == process::ARGUMENT).then(process::run)
}

/// Runs as the child that reads a PDF: never, without the feature `pdf`.
#[cfg(not(feature = "pdf"))]
pub fn child(_arguments: &[std::ffi::OsString]) -> Option<u8> {
    None
}
