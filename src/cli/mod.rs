//! The command line: arguments to drafts, outcomes to text, errors to exit
//! codes; one file a command.
//!
//! [`run`] is a function of its arguments and of an [`Env`]: streams, clock,
//! randomness, folder and environment are handed in, so that a test sees all
//! that a person would see.
//!
//! # Invariants
//!
//! 1. Standard output is data, standard error is talk. With `--json` standard
//!    output is one envelope, whatever happens.
//! 2. Text of users and sources reaches a terminal only through the filter of
//!    [`crate::text`], applied in the one place that prints.
//! 3. A command decides nothing: it makes a draft, calls one verb, and puts the
//!    outcome into words.

#![expect(
    clippy::needless_pass_by_value,
    clippy::unnecessary_wraps,
    reason = "every command has one form: its arguments in, a reply or an error out"
)]

mod args;
mod assign;
mod attach;
mod attach_stamp;
mod audit;
mod backup;
mod balance;
mod capture;
mod captured;
mod checkpoint;
mod completions;
mod confirm;
mod conflicts;
mod correct;
mod diff;
mod dismiss;
mod enquiry;
mod event;
mod evidence;
mod export;
mod history;
mod import;
mod imported;
mod init;
mod key;
mod layout;
mod link;
mod list;
mod listing;
mod log;
mod man;
mod matrix;
mod member;
mod party;
mod place;
mod prove;
mod publish;
mod question;
mod quickstart;
mod quotes;
mod rebuild;
mod recover;
mod reply;
mod report;
mod restore;
mod review;
mod revise;
mod search;
mod session;
mod show;
mod similar;
mod source;
mod spans;
mod terms;
mod thing;
mod trace;
mod undo;
mod verdict;
mod verify;
pub mod vocabulary;
mod walk;
mod withdraw;
mod withhold;
mod witness;
mod wording;
mod work;

use std::cell::RefCell;
use std::ffi::OsString;
use std::io::{Read, Write};
use std::path::PathBuf;
use std::rc::Rc;

use clap::{CommandFactory, Parser};

use crate::error::{Error, Exit, Result};
use crate::model::Timestamp;

use self::args::Cli;
use self::reply::Reply;
use self::session::Session;

/// Gives 32 random bytes at each call.
pub type Random = Rc<RefCell<dyn FnMut() -> [u8; 32]>>;

/// All that a command may touch besides the files it is told of.
pub struct Env<'a> {
    /// Results, and nothing else: another program may be reading.
    pub stdout: &'a mut dyn Write,
    /// Messages to the person.
    pub stderr: &'a mut dyn Write,
    /// What `-` reads.
    pub stdin: &'a mut dyn Read,
    /// Whether standard output is a terminal.
    pub terminal: bool,
    /// Whether a person can be asked: standard input and error are a terminal.
    pub asks: bool,
    /// Columns to wrap at.
    pub width: usize,
    /// The time when the command started.
    pub now: Timestamp,
    /// Where random bytes come from.
    pub random: Random,
    /// Looks up a variable of the environment.
    pub var: &'a dyn Fn(&str) -> Option<OsString>,
    /// The folder that relative paths start from.
    pub folder: PathBuf,
}

/// Runs one command line, from arguments to messages.
pub fn run(args: impl IntoIterator<Item = OsString>, env: &mut Env<'_>) -> Exit {
    let args: Vec<OsString> = args.into_iter().collect();
    // Known before the arguments are understood, so that a misspelt command
    // is answered in the form that was asked for.
    let json = args.iter().any(|arg| arg == "--json");
    let parsed = Cli::try_parse_from(&args);
    let (name, done) = match parsed {
        Ok(cli) => (cli.command.name(), dispatch(cli, env)),
        Err(usage) => return say_usage(&usage, json, env),
    };
    let (exit, said) = match done {
        Ok(reply) => (reply.ends(), reply.print(name, json, env)),
        Err(error) => (error.exit(), reply::print_error(name, &error, json, env)),
    };
    match said {
        Ok(exit) => exit,
        // The reader has read enough: `rashomon report | head`. What failed has
        // failed, though nobody reads why.
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => exit,
        Err(error) => {
            // Nothing is left to do if standard error is closed too.
            let _ = writeln!(env.stderr, "error: could not write the output: {error}");
            Exit::Failed
        }
    }
}

/// The command line as clap knows it, for help, completions and manual pages.
pub fn command() -> clap::Command {
    Cli::command()
}

fn dispatch(cli: Cli, env: &mut Env<'_>) -> Result<Reply> {
    let mut session = Session::new(cli.global, env);
    let reply = cli.command.run(&mut session)?;
    Ok(session.warnings.into_iter().fold(reply, Reply::warn))
}

/// What to type in place of a word that reads like a command and is none.
fn instead(usage: &clap::Error) -> Option<String> {
    let given = usage.get(clap::error::ContextKind::InvalidSubcommand)?.to_string();
    let command = match given.as_str() {
        "matrix" => "`rashomon conflicts E1 --matrix` lays voices against questions",
        "claim" | "claims" => "`rashomon list` lists claims, `rashomon log` records one",
        "quote" | "add" => "`rashomon log` records a statement, quoted from a capture",
        "verdict" | "verdicts" => "`rashomon verify` sets one, `rashomon list verdicts` lists them",
        "timeline" | "drift" | "gaps" => {
            "`rashomon report E1` has it; `rashomon conflicts E1` in short"
        }
        "correction" | "retract" => "`rashomon correct R1` puts a published report right",
        _ => return None,
    };
    Some(command.to_owned())
}

/// Help and version are answers; anything else is a usage error.
fn say_usage(usage: &clap::Error, json: bool, env: &mut Env<'_>) -> Exit {
    let text = usage.render().to_string();
    let (stream, exit): (&mut dyn Write, _) =
        if usage.use_stderr() { (env.stderr, Exit::Usage) } else { (env.stdout, Exit::Done) };
    if json && exit == Exit::Usage {
        let message = text.trim_start_matches("error: ").trim_end();
        let error = Error::usage(message, "");
        return reply::print_error("usage", &error, true, env).unwrap_or(Exit::Usage);
    }
    let tip = instead(usage).map_or_else(String::new, |what| format!("hint: {what}\n"));
    let said =
        write!(stream, "{}{tip}", crate::text::visible_lines(&text)).and_then(|()| stream.flush());
    match said {
        // A closed pipe is no failure of the command.
        Err(error) if exit == Exit::Done && error.kind() != std::io::ErrorKind::BrokenPipe => {
            let _ = writeln!(env.stderr, "error: could not write the output: {error}");
            Exit::Failed
        }
        Ok(()) | Err(_) => exit,
    }
}
