//! The program itself, spawned in a person's folder.
#![allow(dead_code, reason = "each file of tests uses what it needs")]

use std::path::Path;
use std::process::{Command, Stdio};

use crate::support::words;

/// The program, as a person types it.
pub(crate) fn program(folder: &Path, line: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rashomon"));
    set_up(&mut command, folder);
    command.args(words(line));
    command
}

/// A command in somebody's folder, with their environment.
pub(crate) fn set_up(command: &mut Command, folder: &Path) {
    command.current_dir(folder).env("HOME", folder.join("home"));
    command.env_remove("XDG_STATE_HOME").env_remove("RASHOMON_CASEBOOK");
    command.env("RASHOMON_MEMBER", "ann").stdin(Stdio::null());
}
