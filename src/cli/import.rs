//! `import`: lines of facts or rows of a spreadsheet, as one batch.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use crate::casebook::Casebook;
use crate::error::{Error, Result};
use crate::exchange::{self, Bytes, Choices, Folder, Input, Job, Mapping, Table};
use crate::model::to_hex;
use crate::text::counted;

use super::imported;
use super::reply::Reply;
use super::session::Session;

/// Import facts from JSON Lines or a spreadsheet, all or nothing
///
/// Lines of JSON hold one fact each (`seeds/README.md` tells the format). Rows
/// of CSV or TSV hold one claim each, with its source, speaker, event and
/// question, which are matched or made on the way; headers stand in any order.
/// Every bad row is reported with its line, column, cell and the way out, and
/// then nothing is recorded. The same rows imported again add nothing, so that
/// an import in batches that was stopped goes on where it was. --dry-run
/// reports the same and records nothing.
///
/// The facts.jsonl of an `export` goes into a new casebook. With --journal its
/// journal.jsonl becomes the casebook that it came from: the one that is named
/// must not be there yet.
#[derive(clap::Args, Debug)]
#[command(before_help = "Examples:
  rashomon import seeds/october-2025/casebook.jsonl
  rashomon import claims.csv --new-party person --dry-run
  rashomon import claims.csv --map \"Said by=by\" --save-mapping columns.json
  rashomon import --template csv
  rashomon import - --folder texts")]
pub(super) struct Arguments {
    /// The file; `-` reads standard input
    #[arg(value_name = "FILE", required_unless_present_any = ["template", "schema"])]
    file: Option<PathBuf>,

    /// Where the files lie that lines name; the folder of FILE where left out
    #[arg(long, value_name = "FOLDER")]
    folder: Option<PathBuf>,

    /// Say what became of every line
    #[arg(long)]
    lines: bool,

    /// Keep what is imported after every N lines, instead of all or nothing
    #[arg(long, value_name = "N")]
    batch: Option<usize>,

    /// What FILE holds; found out where left out
    #[arg(long, value_name = "FORMAT", value_parser = ["jsonl", "csv", "tsv"])]
    format: Option<String>,

    /// Spreadsheets: what divides the cells; found out where left out
    #[arg(long, value_name = "CHARACTER")]
    delimiter: Option<char>,

    /// Spreadsheets: the encoding, such as windows-1252; found out where left out
    #[arg(long, value_name = "LABEL")]
    encoding: Option<String>,

    /// Spreadsheets: which column a header means; nothing after = leaves it out
    #[arg(long, value_name = "HEADER=COLUMN")]
    map: Vec<String>,

    /// Spreadsheets: a mapping saved by --save-mapping
    #[arg(long, value_name = "FILE")]
    mapping: Option<PathBuf>,

    /// Spreadsheets: write down which header means which column
    #[arg(long, value_name = "FILE")]
    save_mapping: Option<PathBuf>,

    /// Spreadsheets: make speakers that no party has the name of, of this kind
    #[arg(long, value_name = "KIND")]
    new_party: Option<String>,

    /// Write claims that quote the same words from several captures as links to
    /// import, each to be given its reason
    #[arg(long, value_name = "FILE")]
    offer: Option<PathBuf>,

    /// Print something to write over: lines of a small scene, or all columns
    #[arg(long, value_name = "FORMAT", value_parser = ["jsonl", "csv", "tsv"])]
    template: Option<String>,

    /// Print the JSON Schema of a line
    #[arg(long)]
    schema: bool,

    /// FILE is an exported journal: make the casebook of it that it came from
    #[arg(long, conflicts_with_all = ["lines", "folder"])]
    journal: bool,
}

pub(super) fn run(session: &mut Session<'_, '_>, arguments: Arguments) -> Result<Reply> {
    if arguments.schema {
        let schema = exchange::schema();
        let value: serde_json::Value =
            serde_json::from_str(schema).expect("a test holds it to be JSON");
        return Ok(Reply::new(schema.to_owned(), value));
    }
    if let Some(format) = &arguments.template {
        return template(format);
    }
    let Some(file) = arguments.file.clone() else {
        return Err(Error::usage("nothing to import", "name a file, or - for standard input"));
    };
    if arguments.journal {
        return recreate(session, &file);
    }
    let piped = file == Path::new("-");
    let here = if piped { session.file(&file)? } else { Vec::new() };
    let path = if piped { file.clone() } else { session.plain_file(&file)? };
    let bytes = if piped { Bytes::Here(&here) } else { Bytes::File(&path) };
    let folder = folder(session, &arguments, &file);
    let folder = folder.as_deref().map_or(Folder::Nowhere, Folder::Disk);
    if exchange::is_export(&beginning(bytes, &file)?) {
        let whole = if piped { here.clone() } else { session.file(&file)? };
        let input = Input { name: None, bytes: &whole, folder };
        return relog(&mut session.open()?, &input);
    }
    let table = table(session, &arguments, bytes, &file)?;
    let name = file.file_name().filter(|_| !piped).map(|name| name.to_string_lossy().into_owned());
    let new_party = arguments.new_party.clone();
    let job = Job { table, new_party, batch: arguments.batch, ..Job::lines(name, bytes, folder) };
    let mut casebook = session.open()?;
    let bar = imported::Bar::new(session.env.terminal);
    let written = exchange::run(&mut casebook, &job, &mut |progress| bar.tell(progress));
    bar.finish();
    let written = written?;
    if let Some(offer) = &arguments.offer {
        session.keep(offer, imported::offer(&written.outcome).as_bytes(), false)?;
    }
    Ok(imported::reply(&written, arguments.lines, session.env.width))
}

/// Logs the facts of an export again.
fn relog(casebook: &mut Casebook, input: &Input<'_>) -> Result<Reply> {
    let written = exchange::relog(casebook, input)?;
    let done = &written.outcome;
    let reply = Reply::new("", done).say(format!(
        "{} and {} of an export",
        counted(done.entries, "entry"),
        counted(done.texts, "text")
    ));
    let reply = match done.receipts {
        0 => reply,
        many => reply.warn(format!(
            "{} left out: they vouch for the record it is from; --journal keeps it as it is",
            counted(many, "receipt")
        )),
    };
    if written.dry_run {
        return Ok(reply.dry_run("nothing was recorded"));
    }
    Ok(reply.next("rashomon audit"))
}

/// Makes the casebook that a journal was exported from.
fn recreate(session: &mut Session<'_, '_>, file: &Path) -> Result<Reply> {
    let path = session.path()?;
    if path.symlink_metadata().is_ok() {
        return Err(Error::Exists { path });
    }
    if session.dry_run() {
        return Ok(Reply::new("", ()).dry_run("nothing was made"));
    }
    let folder = session.at(file).parent().map(Path::to_path_buf).unwrap_or_default();
    let bytes = session.file(&folder.join("bytes.jsonl"))?;
    let journal = session.file(file)?;
    let machine = session.machine(String::new());
    let notes = folder.join("checkpoints.jsonl");
    // Exports of before have none.
    let notes = if notes.exists() { session.file(&notes)? } else { Vec::new() };
    let lines = exchange::JournalLines { bytes: &bytes, journal: &journal, checkpoints: &notes };
    let made = exchange::recreate(&path, &lines, &Folder::Disk(&folder), machine)?;
    let head = made.store().head()?;
    let root = to_hex(&head.root);
    let data = serde_json::json!({ "entries": head.size, "root": root });
    Ok(Reply::new("", data)
        .say(format!("{} as logged elsewhere, root {root}", counted(head.size, "entry")))
        .next("rashomon audit"))
}

fn template(format: &str) -> Result<Reply> {
    let text = match format {
        "csv" => exchange::csv_template(b',')?,
        "tsv" => exchange::csv_template(b'\t')?,
        _ => exchange::jsonl_template().to_owned(),
    };
    let data = serde_json::json!({ "template": text });
    Ok(Reply::file(text.into_bytes(), false, data))
}

/// Where the files lie that lines name.
fn folder(session: &Session<'_, '_>, arguments: &Arguments, file: &Path) -> Option<PathBuf> {
    match &arguments.folder {
        Some(folder) => Some(session.at(folder)),
        None if file == Path::new("-") => None,
        None => session.at(file).parent().map(Path::to_path_buf),
    }
}

/// The spreadsheet that FILE is; None where it holds lines of JSON.
fn table(
    session: &mut Session<'_, '_>,
    arguments: &Arguments,
    bytes: Bytes<'_>,
    file: &Path,
) -> Result<Option<Table>> {
    let found = arguments.format.clone().map_or_else(|| format_of(bytes, file), Ok)?;
    if found == "jsonl" {
        return Ok(None);
    }
    let mut mapping = Mapping::default();
    if let Some(saved) = &arguments.mapping {
        mapping.read(&session.file(saved)?)?;
    }
    arguments.map.iter().try_for_each(|typed| mapping.add(typed))?;
    let delimiter = match arguments.delimiter {
        Some(typed) => Some(u8::try_from(typed).map_err(|_| {
            Error::usage(format!("`{typed}` cannot divide cells"), "give one such as , or ;")
        })?),
        None => (found == "tsv").then_some(b'\t'),
    };
    let choices = Choices { delimiter, encoding: arguments.encoding.clone(), mapping };
    let table = Table::look(bytes, &choices, file)?;
    if let Some(saved) = &arguments.save_mapping {
        session.keep(saved, table.saved().as_bytes(), false)?;
    }
    Ok(Some(table))
}

/// What a file holds, by the end of its name, else by its first character.
fn format_of(bytes: Bytes<'_>, file: &Path) -> Result<String> {
    let extension = file.extension().map(|end| end.to_string_lossy().to_lowercase());
    let format = match extension.as_deref() {
        Some("jsonl" | "ndjson" | "json") => "jsonl",
        Some("tsv" | "tab") => "tsv",
        Some("csv") => "csv",
        _ => {
            let start = beginning(bytes, file)?;
            let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&start);
            let first = start.iter().find(|byte| !byte.is_ascii_whitespace());
            if matches!(first, None | Some(b'{' | b'#')) { "jsonl" } else { "csv" }
        }
    };
    Ok(format.to_owned())
}

/// The first bytes of a file.
fn beginning(bytes: Bytes<'_>, file: &Path) -> Result<Vec<u8>> {
    let mut start = Vec::new();
    let read = |source| Error::File { path: file.to_owned(), source };
    match bytes {
        Bytes::Here(bytes) => start.extend_from_slice(&bytes[..bytes.len().min(64)]),
        Bytes::File(path) => {
            let opened = File::open(path).map_err(read)?;
            opened.take(64).read_to_end(&mut start).map_err(read)?;
        }
    }
    Ok(start)
}
