//! `history`: the entries of the record, or those around one thing.

use serde::Serialize;

use crate::casebook::Decoded;
use crate::error::Result;
use crate::store::EntryRow;

use super::layout::Screen;
use super::reply::Reply;
use super::session::Session;

/// Show what was recorded: all, or what concerns one thing
#[derive(clap::Args, Debug)]
#[command(before_help = "Examples:
  rashomon history
  rashomon history C28
  rashomon history --limit 5")]
pub(super) struct Arguments {
    /// The thing, or the first digits of an entry's id
    #[arg(value_name = "HANDLE")]
    of: Option<String>,

    /// The newest so many; 0: all
    #[arg(long, value_name = "N", default_value_t = 50)]
    limit: u64,
}

/// One entry in the list.
#[derive(Debug, Serialize)]
struct Line {
    entry: u64,
    id: String,
    at: Option<String>,
    by: Option<String>,
    what: String,
    handle: Option<String>,
    /// What an entry without a handle of its own is about: the first things
    /// that it names.
    about: Vec<String>,
    undone: bool,
}

/// How many things are shown that one entry is about.
const ABOUT: usize = 3;

pub(super) fn run(session: &mut Session<'_, '_>, arguments: Arguments) -> Result<Reply> {
    let casebook = session.read()?;
    let id = arguments.of.as_deref().map(|of| casebook.names().entry(of)).transpose()?;
    let most = (arguments.limit > 0).then_some(arguments.limit);
    let mut lines = Vec::new();
    for row in casebook.store().history(id, most)? {
        let store = casebook.store();
        let handle = store.handle_of(row.id)?.map(|handle| handle.to_string());
        let mut about = Vec::new();
        if handle.is_none() {
            for id in &row.names {
                about.extend(store.handle_of(*id)?.map(|handle| handle.to_string()));
                if about.len() == ABOUT {
                    break;
                }
            }
        }
        lines.push(line(row, handle, about));
    }
    let row = |line: &Line| {
        let what = if line.undone { format!("{} (undone)", line.what) } else { line.what.clone() };
        vec![
            line.entry.to_string(),
            line.id[..8].to_owned(),
            line.at.clone().unwrap_or_default(),
            line.by.clone().unwrap_or_default(),
            what,
            line.handle.clone().unwrap_or_else(|| line.about.join(", ")),
        ]
    };
    let mut screen = Screen::new(session.env.width);
    screen.table(&["entry", "id", "at", "by", "what", "thing"], lines.iter().map(row).collect());
    let cut = most == Some(lines.len() as u64);
    let reply = Reply::new(screen.finish(), &lines);
    Ok(if cut { reply.say("the newest ones; --limit 0 shows all") } else { reply })
}

fn line(row: EntryRow, handle: Option<String>, about: Vec<String>) -> Line {
    let (at, by, what) = match row.decoded {
        Some(Decoded::Known(entry)) => {
            (Some(entry.at.to_string()), Some(entry.by), entry.fact.kind().to_owned())
        }
        Some(Decoded::Unknown { fact, .. }) => (None, None, format!("{fact} (of a newer program)")),
        None => (None, None, "unreadable".to_owned()),
    };
    Line { entry: row.seq, id: row.id.to_string(), at, by, what, handle, about, undone: row.undone }
}
