//! `export`: the casebook as files, in a new folder.

use std::path::{Path, PathBuf};

use crate::casebook::Casebook;
use crate::error::Result;
use crate::exchange::{self, ExportFormat, ExportOptions, Manifest, export};
use crate::model::EntryId;
use crate::text::counted;

use super::args::words;
use super::prove;
use super::reply::Reply;
use super::session::Session;

/// Export the casebook to a new folder, with a manifest of its files
///
/// jsonl holds every fact and every captured text; `import` puts it into a new
/// casebook and loses nothing. journal holds the entries byte for byte; `import
/// --journal` makes the same casebook of it, with the same ids and the same
/// root. csv holds two tables, claims and positions, for a spreadsheet; xlsx (where it
/// was built with that feature) holds both as one workbook. What is
/// withheld stays withheld. Texts of salted captures stay here too, unless
/// --with-salts sends them and their salts along. --proofs and --tiles hold
/// what a stranger checks the record with, by other people's tools.
#[derive(clap::Args, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag")]
#[command(before_help = "Examples:
  rashomon export copy
  rashomon export tables --format csv
  rashomon export journal --journal --with-salts
  rashomon export mirror --tiles")]
pub(super) struct Arguments {
    /// The folder, new or empty
    #[arg(value_name = "FOLDER")]
    folder: PathBuf,

    /// What to write
    #[arg(long, value_parser = words!(ExportFormat), default_value = "jsonl", conflicts_with = "journal")]
    format: String,

    /// The same as --format journal
    #[arg(long)]
    journal: bool,

    /// Every entry with its path to the newest signed checkpoint, as `prove`
    /// writes it
    #[arg(long, conflicts_with_all = ["format", "journal", "tiles"])]
    proofs: bool,

    /// The whole record as tiles, for mirrors (c2sp.org/tlog-tiles)
    #[arg(long, conflicts_with_all = ["format", "journal"])]
    tiles: bool,

    /// Texts of salted captures too, with the salts that keep their hashes from
    /// being guessed
    #[arg(long)]
    with_salts: bool,

    /// Cells as they are: a spreadsheet may run one that begins with = + - or @
    #[arg(long)]
    raw_cells: bool,
}

pub(super) fn run(session: &mut Session<'_, '_>, arguments: Arguments) -> Result<Reply> {
    let format =
        if arguments.journal { ExportFormat::Journal } else { arguments.format.parse()? };
    let options = ExportOptions {
        format,
        salts: arguments.with_salts,
        raw_cells: arguments.raw_cells,
        now: session.env.now,
    };
    let casebook = session.read()?;
    if arguments.tiles {
        return tiles(session, &casebook, &arguments.folder);
    }
    if arguments.proofs {
        let mut ids = Vec::new();
        casebook.store().each_entry(0, &mut |raw| {
            ids.extend(raw.leaf.try_into().map(EntryId::from_bytes));
            Ok(())
        })?;
        return prove::write_proofs(session, &casebook, &ids, &arguments.folder, false);
    }
    if session.dry_run() {
        let size = casebook.store().head()?.size;
        let data = serde_json::json!({ "format": format, "entries": size });
        return Ok(Reply::new("", data).dry_run(&format!("{size} entries; nothing was written")));
    }
    let folder = session.at(&arguments.folder);
    let manifest = export(casebook.store(), &folder, &options)?;
    let bytes: u64 = manifest.files.iter().map(|file| file.size).sum();
    let mut reply = Reply::new("", &manifest).say(format!(
        "exported {} and {} to {} ({}, {bytes} bytes)",
        counted(manifest.entries, "entry"),
        counted(manifest.texts, "text"),
        arguments.folder.display(),
        counted(manifest.files.len() + 1, "file"),
    ));
    if manifest.salted_left_out > 0 {
        reply = reply.warn(format!(
            "texts and files of salted captures left out: {}; --with-salts sends them along",
            manifest.salted_left_out
        ));
    }
    if manifest.cells_cut > 0 {
        reply = reply.warn(format!(
            "cells whose words did not fit a workbook, and were cut: {}; --format csv holds all",
            manifest.cells_cut
        ));
    }
    Ok(next(reply, &manifest, &arguments.folder.display().to_string()))
}

/// Writes the whole journal as tiles.
fn tiles(session: &mut Session<'_, '_>, casebook: &Casebook, folder: &Path) -> Result<Reply> {
    let mut files = 0u64;
    let dry_run = session.dry_run();
    let size = exchange::tiles(casebook, &mut |name, bytes| {
        files += 1;
        if dry_run {
            return Ok(());
        }
        let path = folder.join(name);
        session.folder(path.parent().unwrap_or(folder))?;
        session.keep(&path, bytes, false)
    })?;
    let data = serde_json::json!({ "folder": folder, "entries": size, "files": files });
    let reply = Reply::new("", data);
    if dry_run {
        return Ok(reply.dry_run("nothing was written"));
    }
    Ok(reply.say(format!(
        "wrote {}: {} in {} (c2sp.org/tlog-tiles)",
        folder.display(),
        counted(size, "entry"),
        counted(files, "file")
    )))
}

fn next(reply: Reply, manifest: &Manifest, folder: &str) -> Reply {
    match manifest.format {
        ExportFormat::Jsonl => reply.next(format!(
            "rashomon import {folder}/facts.jsonl --casebook NEW.casebook, after `rashomon init NEW`"
        )),
        ExportFormat::Journal => reply.next(format!(
            "rashomon import --journal {folder}/journal.jsonl --casebook NEW.casebook"
        )),
        ExportFormat::Csv | ExportFormat::Xlsx => reply,
    }
}
