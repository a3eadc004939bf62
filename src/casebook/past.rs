//! Which state of the record is meant: so many entries, a date, a report.

use crate::error::{Error, Result};
use crate::journal::{Decoded, fact};
use crate::model::{Date, Handle};
use crate::store::Store;

use super::names::Names;

/// The number of entries of the state that `text` names: after the entry of that
/// number, as `history` counts them from 0; at a date or time (what was logged by
/// its end, UTC); or of a published report's data cut.
///
/// # Errors
///
/// [`Error::Usage`] where nothing had been logged by then; [`Error::NotFound`]
/// for a report that is not there.
pub fn as_of(store: &Store, text: &str) -> Result<u64> {
    if let Ok(number) = text.parse::<u64>() {
        return Ok(number.saturating_add(1));
    }
    if let Ok(Handle::Report(_)) = text.parse::<Handle>() {
        let id = Names::of(store).entry(text)?;
        let report = store.get::<fact::Publication>(id)?;
        let report = report.ok_or_else(|| Error::not_found("published report", text, ""))?;
        return Ok(report.fact.size);
    }
    let date: Date = text.parse().map_err(|invalid| Error::InField { field: "as of", invalid })?;
    let Some(latest) = date.bounds().latest else {
        let hint = "say a day, as 2025-10-17, or the number of an entry";
        return Err(Error::usage(format!("`{text}` has no end"), hint));
    };
    let mut size = 0;
    store.each_entry(0, &mut |raw| {
        if let Ok(Decoded::Known(entry)) = Decoded::read(raw.body)
            && entry.at.unix() <= latest
        {
            size = raw.seq + 1;
        }
        Ok(())
    })?;
    if size == 0 {
        let message = format!("nothing had been logged by {text}");
        return Err(Error::usage(message, "`rashomon history` shows when each entry was logged"));
    }
    Ok(size)
}
