//! What happened to a capture: who got it, took its bytes out, put them back.

use crate::error::Result;
use crate::journal::{Decoded, Fact, fact};
use crate::model::Timestamp;
use crate::model::vocab::WithheldFor;
use crate::store::{Logged, Store};

/// Something that happened to a capture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    /// When it was logged.
    pub at: Timestamp,
    /// By whom.
    pub by: String,
    /// What happened, in words.
    pub words: String,
}

/// What happened to a capture, in order of logging.
pub fn custody(store: &Store, capture: &Logged<fact::Capture>) -> Result<Vec<Act>> {
    let mut acts = Vec::new();
    for row in store.happened_to(capture.id.into())? {
        let Some(Decoded::Known(entry)) = row.decoded.filter(|_| !row.undone) else { continue };
        let words = match entry.fact {
            Fact::Capture(fact) if row.id == capture.id => captured(&fact),
            Fact::Withhold(fact) => {
                format!("bytes taken out, withheld for {}: {}", fact.withheld_for, fact.reason)
            }
            Fact::Attach(fact) => {
                let note = fact.note.map_or_else(String::new, |note| format!(": {note}"));
                format!("the file was put in, its hash agrees{note}")
            }
            _ => continue,
        };
        acts.push(Act { at: entry.at, by: entry.by, words });
    }
    Ok(acts)
}

fn captured(fact: &fact::Capture) -> String {
    let by = fact.got_by.as_ref().map_or_else(String::new, |by| format!(" by {by}"));
    let kept = match fact.withheld_for {
        Some(why) => format!(", withheld from the start for {why}"),
        None => String::new(),
    };
    format!(
        "got {}{by} ({}), {} bytes; text taken by {} {}{kept}",
        fact.got_at, fact.got_how, fact.raw.size, fact.extractor.name, fact.extractor.version
    )
}

/// Why a capture is to be withheld, or was; None: it never was.
pub fn withheld_for(store: &Store, capture: &Logged<fact::Capture>) -> Result<Option<WithheldFor>> {
    let mut why = capture.fact.withheld_for;
    for row in store.happened_to(capture.id.into())? {
        let Some(Decoded::Known(entry)) = row.decoded.filter(|_| !row.undone) else { continue };
        if let Fact::Withhold(fact) = entry.fact {
            why = Some(fact.withheld_for);
        }
    }
    Ok(why)
}
