//! Undo: an entry that takes back what earlier ones did. They stay.

use crate::error::{Error, Result};
use crate::journal::{Decoded, Fact, fact};
use crate::model::EntryId;

use super::desk::{Desk, reasoned};

impl Desk<'_, '_> {
    /// Takes entries back, the newest first.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`], with the list, if something that is not undone with
    /// them rests on one; and for entry 0 and for undone or undoing entries.
    pub fn undo(&mut self, entries: &[EntryId], reason: &str) -> Result<Vec<EntryId>> {
        reasoned("an undo", reason)?;
        let mut rows = Vec::new();
        for id in entries {
            rows.push((self.undoable(*id)?, *id));
        }
        rows.sort_unstable();
        rows.dedup();
        let ids: Vec<EntryId> = rows.iter().map(|(_, id)| *id).collect();
        for id in &ids {
            let mut resting = self.store().rests_on(*id)?;
            // A correction tells readers what is taken back here; it stays. What
            // was said of a verdict falls with it.
            let stays = |kind: &str| matches!(kind, "correction" | "review");
            resting.retain(|(_, other, kind)| !ids.contains(other) && !stays(kind));
            if !resting.is_empty() {
                return Err(self.refuse_resting(*id, &resting)?);
            }
        }
        self.log(fact::Undo { entries: ids.clone(), reason: reason.to_owned() })?;
        Ok(ids)
    }

    /// The number of an entry that may be undone.
    fn undoable(&self, id: EntryId) -> Result<u64> {
        let Some((seq, body)) = self.store().entry_body(id)? else {
            return Err(Error::not_found(
                "entry",
                format!("{id:.8}"),
                "`rashomon history` lists them",
            ));
        };
        let name = match self.store().handle_of(id)? {
            Some(handle) => format!("{handle} (entry {seq})"),
            None => format!("entry {seq}"),
        };
        let refuse = |why: &str| Err(Error::refused(format!("{name} cannot be undone: {why}"), ""));
        if seq == 0 {
            return refuse("it is the casebook itself");
        }
        if self.store().is_undone(id)? {
            return refuse("it is undone already");
        }
        let Ok(Decoded::Known(entry)) = Decoded::read(&body) else {
            return refuse("this version of rashomon cannot read it");
        };
        match entry.fact {
            Fact::Undo(_) => refuse("it is an undo itself; log the thing anew"),
            Fact::Withhold(_) | Fact::Attach(_) => {
                refuse("bytes were moved; capture or withhold anew")
            }
            Fact::Publication(_) => refuse("a report went out; correct it instead"),
            Fact::Correction(_) => {
                refuse("readers were told; tell them more with `rashomon correct --kind update`")
            }
            Fact::Verdict(_) | Fact::Review(_) if entry.by != self.stamp().by => {
                Err(Error::refused(
                    format!("{name} is what {} decided, and only they take it back", entry.by),
                    "set what you find beside it: `rashomon verify`, or `rashomon review VERDICT disagrees --why …`",
                ))
            }
            Fact::Receipt(_) | Fact::Export(_) | Fact::Import(_) | Fact::Key(_) => {
                refuse("it records what happened outside")
            }
            Fact::Casebook(_)
            | Fact::Member(_)
            | Fact::Source(_)
            | Fact::Capture(_)
            | Fact::ReAnchor(_)
            | Fact::Party(_)
            | Fact::Alias(_)
            | Fact::Affiliation(_)
            | Fact::Merge(_)
            | Fact::Split(_)
            | Fact::Apart(_)
            | Fact::Place(_)
            | Fact::Event(_)
            | Fact::Question(_)
            | Fact::Claim(_)
            | Fact::Link(_)
            | Fact::Judgement(_)
            | Fact::Evidence(_)
            | Fact::Enquiry(_)
            | Fact::Assignment(_)
            | Fact::Verdict(_)
            | Fact::Review(_)
            | Fact::Resolution(_) => Ok(seq),
        }
    }

    fn refuse_resting(&self, id: EntryId, resting: &[(u64, EntryId, String)]) -> Result<Error> {
        let mut list = Vec::new();
        for (seq, other, kind) in resting.iter().take(12) {
            let handle = self.store().handle_of(*other)?;
            // By what `undo` takes: an id's first digits where it has no handle.
            let name = handle.map_or_else(|| format!("{other:.8}"), |handle| handle.to_string());
            list.push(format!("\n  {name}: {kind}, entry {seq}"));
        }
        if resting.len() > 12 {
            list.push(format!("\n  and {} more", resting.len() - 12));
        }
        Ok(Error::refused(
            format!("{} is what these rest on:{}", self.names().handle(id)?, list.concat()),
            "undo those first, the newest before the older",
        ))
    }
}
