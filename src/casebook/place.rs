//! Places: names on the map, and which lies within which.

use crate::error::{Error, Result};
use crate::journal::fact;
use crate::model::PlaceId;

use super::desk::Desk;
use super::draft::PlaceDraft;

impl Desk<'_, '_> {
    /// Logs a place.
    pub fn add_place(&mut self, draft: &PlaceDraft) -> Result<PlaceId> {
        let names = std::iter::once(&draft.name).chain(&draft.printed);
        for name in names {
            if !self.store().places_named(name)?.is_empty() {
                return Err(Error::refused(
                    format!("there is a place \u{201c}{name}\u{201d} already"),
                    "use it, or give this one a name that tells them apart: \u{201c}X (province)\u{201d}",
                ));
            }
        }
        let fact = self.place_fact(draft, None)?;
        Ok(self.log(fact)?.into())
    }

    /// Replaces a place's fields by those the draft gives; the rest stay.
    pub fn revise_place(&mut self, place: &str, draft: &PlaceDraft) -> Result<PlaceId> {
        let id = self.names().place(place)?;
        let old = self.store().get::<fact::Place>(id.into())?;
        let old = old.ok_or_else(|| Error::not_found("place", place, ""))?.fact;
        let mut new = self.place_fact(draft, Some(id))?;
        if new.name.is_empty() {
            new.name = old.name;
        }
        if new.printed.is_empty() {
            new.printed = old.printed;
        }
        new.note = new.note.or(old.note);
        new.point = new.point.or(old.point);
        new.precision = new.precision.or(old.precision);
        new.within = new.within.or(old.within);
        self.log(new)?;
        Ok(id)
    }

    fn place_fact(&self, draft: &PlaceDraft, of: Option<PlaceId>) -> Result<fact::Place> {
        let within = draft.within.as_deref().map(|name| self.names().place(name)).transpose()?;
        if let (Some(within), Some(of)) = (within, of) {
            self.refuse_circle(within, of)?;
        }
        Ok(fact::Place {
            name: draft.name.clone(),
            note: draft.note.clone(),
            of,
            point: draft.point.as_deref().map(point).transpose()?,
            precision: draft.precision.as_deref().map(str::parse).transpose()?,
            printed: draft.printed.clone(),
            within,
        })
    }

    fn refuse_circle(&self, within: PlaceId, place: PlaceId) -> Result<()> {
        let mut at = Some(within);
        while let Some(outer) = at {
            if outer == place {
                return Err(Error::refused(
                    "a place cannot lie within itself",
                    "name a larger place",
                ));
            }
            let logged = self.store().get::<fact::Place>(outer.into())?;
            at = logged.and_then(|logged| logged.fact.within);
        }
        Ok(())
    }
}

/// `31.0058,66.4` as a point; degrees stay as typed.
fn point(text: &str) -> Result<fact::Point> {
    let refuse = || {
        let hint = "write latitude and longitude in decimal degrees: 31.0058,66.4";
        Error::usage(format!("`{text}` is not a point on the map"), hint)
    };
    let (lat, lon) = text.split_once(',').ok_or_else(refuse)?;
    let within = |text: &str, limit: f64| {
        let plain = text.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b'-');
        plain && text.parse::<f64>().is_ok_and(|degrees| degrees.abs() <= limit)
    };
    let (lat, lon) = (lat.trim(), lon.trim());
    if within(lat, 90.0) && within(lon, 180.0) {
        Ok(fact::Point { lat: lat.to_owned(), lon: lon.to_owned() })
    } else {
        Err(refuse())
    }
}
