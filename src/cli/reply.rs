//! What a command has to say, and the one place where it is printed: as text
//! for people, or as one JSON envelope.

use std::io;

use serde::Serialize;
use serde_json::{Value, json};

use crate::error::{Error, Exit};
use crate::text;

use super::Env;

/// What goes to standard output when people read it.
#[derive(Debug)]
enum Body {
    /// Words that may hold anything: filtered wherever they go.
    Words(String),
    /// A file that was made to be one: written as it is, but for a terminal.
    File { bytes: Vec<u8>, safe: bool },
}

/// What a command has to say.
#[derive(Debug)]
pub(super) struct Reply {
    body: Body,
    talk: Vec<String>,
    /// Said to people, and to programs as a warning.
    notes: Vec<String>,
    /// JSON. Laid out anew where it is asked for, which is seldom.
    data: String,
    warnings: Vec<String>,
    /// Said last, where nothing was kept.
    dry_run: Option<String>,
    /// As an envelope, though `--json` was not said.
    envelope: bool,
    exit: Exit,
}

impl Reply {
    /// Text for people, and the same for programs.
    pub(super) fn new(text: impl Into<String>, data: impl Serialize) -> Self {
        let data = serde_json::to_string(&data).expect("views have string keys and no odd floats");
        let (talk, notes, warnings) = (Vec::new(), Vec::new(), Vec::new());
        let (body, dry_run) = (Body::Words(text.into()), None);
        Self { body, talk, notes, data, warnings, dry_run, envelope: false, exit: Exit::Done }
    }

    /// Bytes that are a file. On a terminal they are filtered unless `safe`.
    pub(super) fn file(bytes: Vec<u8>, safe: bool, data: impl Serialize) -> Self {
        Self { body: Body::File { bytes, safe }, ..Self::new("", data) }
    }

    /// Says something on standard error.
    pub(super) fn say(mut self, line: impl Into<String>) -> Self {
        self.talk.push(line.into());
        self
    }

    /// Says something that programs should know as well: to them it is a warning.
    pub(super) fn note(mut self, line: impl Into<String>) -> Self {
        self.notes.push(line.into());
        self
    }

    /// Prints it as an envelope in any case.
    pub(super) fn envelope(self) -> Self {
        Self { envelope: true, ..self }
    }

    /// Says what to do next.
    pub(super) fn next(self, command: impl AsRef<str>) -> Self {
        self.say(format!("next: {}", command.as_ref()))
    }

    /// Warns.
    pub(super) fn warn(mut self, warning: impl Into<String>) -> Self {
        self.warnings.push(warning.into());
        self
    }

    /// Says that it was a dry run: to people, and to programs as a warning.
    pub(super) fn dry_run(mut self, what: &str) -> Self {
        self.dry_run = Some(format!("dry run: {what}"));
        self
    }

    /// Ends with another number.
    pub(super) fn exit(mut self, exit: Exit) -> Self {
        self.exit = exit;
        self
    }

    /// The number that it ends with.
    pub(super) const fn ends(&self) -> Exit {
        self.exit
    }

    /// Prints it.
    pub(super) fn print(self, name: &str, as_json: bool, env: &mut Env<'_>) -> io::Result<Exit> {
        if as_json || self.envelope {
            let done = self.exit == Exit::Done;
            let data: Value = serde_json::from_str(&self.data)?;
            let envelope = json!({
                "schema": schema(name),
                "ok": done,
                "data": data,
                "warnings": self.warnings.iter().chain(&self.notes).chain(&self.dry_run).collect::<Vec<_>>(),
            });
            writeln!(env.stdout, "{envelope:#}")?;
            env.stdout.flush()?;
            return Ok(self.exit);
        }
        match self.body {
            Body::Words(words) => write!(env.stdout, "{}", text::visible_lines(&words))?,
            Body::File { bytes, safe } if env.terminal && !safe => {
                let words = String::from_utf8_lossy(&bytes);
                write!(env.stdout, "{}", text::visible_lines(&words))?;
            }
            Body::File { bytes, .. } => env.stdout.write_all(&bytes)?,
        }
        env.stdout.flush()?;
        for line in self.talk.iter().chain(&self.notes).chain(&self.dry_run) {
            writeln!(env.stderr, "{}", text::visible_lines(line))?;
        }
        for warning in &self.warnings {
            writeln!(env.stderr, "warning: {}", text::visible_lines(warning))?;
        }
        Ok(self.exit)
    }
}

/// Prints why a command was not done.
pub(super) fn print_error(
    name: &str,
    error: &Error,
    as_json: bool,
    env: &mut Env<'_>,
) -> io::Result<Exit> {
    let (message, hint) = (error.to_string(), error.hint());
    let exit = error.exit();
    if as_json {
        let envelope = json!({
            "schema": schema(name),
            "ok": false,
            "error": { "message": message, "hint": hint, "exit": exit as u8 },
            "warnings": [],
        });
        writeln!(env.stdout, "{envelope:#}")?;
        return Ok(exit);
    }
    writeln!(env.stderr, "error: {}", text::visible_lines(&message))?;
    if let Some(hint) = hint {
        writeln!(env.stderr, "hint: {}", text::visible_lines(&hint))?;
    }
    Ok(exit)
}

/// Names the form of a command's envelope.
fn schema(name: &str) -> String {
    format!("rashomon/{name}/1")
}
