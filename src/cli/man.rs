//! `man`: manual pages, made from the help.

use std::fs;
use std::path::PathBuf;

use clap_mangen::Man;
use serde_json::json;

use crate::error::{Error, Result};
use crate::text::counted;

use super::reply::Reply;
use super::session::Session;

/// Print the manual page, or write the pages of all commands to a folder
#[derive(clap::Args, Debug)]
#[command(before_help = "Examples:
  rashomon man
  rashomon man -o man1")]
pub(super) struct Arguments {
    /// Write one page a command to this folder
    #[arg(short, long, value_name = "FOLDER")]
    output: Option<PathBuf>,

    /// Write over files that are there
    #[arg(long, requires = "output")]
    force: bool,
}

pub(super) fn run(session: &mut Session<'_, '_>, arguments: Arguments) -> Result<Reply> {
    let mut command = super::command();
    command.build();
    let Some(folder) = arguments.output else {
        let page = page(&command)?;
        let data = json!({ "page": String::from_utf8_lossy(&page) });
        return Ok(Reply::file(page, true, data));
    };
    let path = session.at(&folder);
    fs::create_dir_all(&path).map_err(|source| Error::File { path: folder.clone(), source })?;
    let mut files = Vec::new();
    let mut open = vec![&command];
    while let Some(command) = open.pop() {
        // `rashomon-source-add`, as `build` names them.
        let name = command.get_display_name().unwrap_or_else(|| command.get_name());
        let file = folder.join(format!("{name}.1"));
        session.keep(&file, &page(command)?, arguments.force)?;
        files.push(file);
        open.extend(command.get_subcommands().filter(|below| below.get_name() != "help"));
    }
    files.sort();
    let words = format!("wrote {} to {}", counted(files.len(), "page"), folder.display());
    Ok(Reply::new("", json!({ "files": files })).say(words))
}

fn page(command: &clap::Command) -> Result<Vec<u8>> {
    let mut page = Vec::new();
    Man::new(command.clone()).render(&mut page)?;
    Ok(page)
}
