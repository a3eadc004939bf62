//! Sources: what was published, said or handed over, and its own voice.

use crate::error::{Error, Result};
use crate::journal::fact;
use crate::model::vocab::{PartyKind, Relation, Reliability, SourceKind};
use crate::model::{Date, PartyId, SourceId, Timestamp};
use crate::store::Logged;

use super::desk::Desk;
use super::draft::SourceDraft;

/// Words that a draft gives, read as a word of a vocabulary, or the default.
pub(super) fn word<T>(given: Option<&str>, default: T) -> Result<T>
where
    T: std::str::FromStr<Err = crate::model::Invalid>,
{
    given.map_or(Ok(default), |word| Ok(word.parse()?))
}

/// Reads the date of a field; a refusal names the field.
pub(super) fn dated(field: &'static str, typed: &str) -> Result<Date> {
    typed.parse().map_err(|invalid| Error::InField { field, invalid })
}

/// A warning for what cannot have happened yet; None where it can.
pub fn ahead(field: &str, date: &Date, now: Timestamp) -> Option<String> {
    let is = "lies in the future: look at the date, and at the clock of this machine";
    date.is_ahead(now).then(|| format!("{field}: {} {is}", date.edtf))
}

/// Warnings for a date of saying that does not go with the publication of the
/// source that reports it.
pub(super) fn against_publication(said_on: &Date, source: &Logged<fact::Source>) -> Vec<String> {
    let Some(published) = &source.fact.published else { return Vec::new() };
    let handle = &source.handle;
    let after = published.is_before(said_on).then(|| {
        format!("said on: {} lies after {handle} was published, {}", said_on.edtf, published.edtf)
    });
    let bare = |edtf: &str| edtf.trim_end_matches(['?', '~', '%']).to_owned();
    let anchor = said_on.anchor.as_ref().filter(|anchor| anchor.of == "published");
    let other = anchor.filter(|anchor| {
        let (from, on) = (bare(&anchor.edtf), bare(&published.edtf));
        !from.starts_with(&on) && !on.starts_with(&from)
    });
    let other = other.map(|anchor| {
        format!(
            "said on: it counts from published {}, and {handle} was published {}",
            anchor.edtf, published.edtf
        )
    });
    after.into_iter().chain(other).collect()
}

impl Desk<'_, '_> {
    /// Logs a source, and the party that is its own voice.
    ///
    /// The voice is the author where one is named, else "OUTLET's author":
    /// a party of its own, so that one unnamed author is never taken for
    /// another. It belongs to the outlet, which is made on the way.
    pub fn add_source(&mut self, draft: &SourceDraft) -> Result<SourceId> {
        let voice = match &draft.voice {
            Some(voice) => self.names().party(voice)?,
            None => self.make_voice(draft)?,
        };
        let fact = source_fact(draft, voice, None)?;
        Ok(self.log(fact)?.into())
    }

    /// Replaces a source's fields by those the draft gives; the rest stay.
    pub fn revise_source(&mut self, source: &str, draft: &SourceDraft) -> Result<SourceId> {
        let logged = self.names().source(source)?;
        let old = logged.fact;
        let voice = match &draft.voice {
            Some(voice) => self.names().party(voice)?,
            None => old.voice,
        };
        let mut new = source_fact(draft, voice, Some(logged.id.into()))?;
        if draft.archives.is_empty() {
            new.archives = old.archives;
        }
        if draft.kind.is_none() {
            new.kind = old.kind;
        }
        if draft.outlet.is_none() {
            new.outlet = old.outlet;
        }
        new.author = new.author.or(old.author);
        new.language = new.language.or(old.language);
        new.note = new.note.or(old.note);
        new.published = new.published.or(old.published);
        new.rating = new.rating.or(old.rating);
        new.title = new.title.or(old.title);
        new.url = new.url.or(old.url);
        self.log(new)?;
        Ok(logged.id.into())
    }

    fn make_voice(&mut self, draft: &SourceDraft) -> Result<PartyId> {
        let outlet = draft.outlet.as_deref().unwrap_or_default();
        let (display, kind) = match &draft.author {
            Some(author) => (author.clone(), PartyKind::Person),
            None if outlet.is_empty() => ("author not named".to_owned(), PartyKind::UnnamedPerson),
            None => (format!("{outlet}\u{2019}s author"), PartyKind::UnnamedPerson),
        };
        let note = draft.title.as_ref().map(|title| format!("voice of \u{201c}{title}\u{201d}"));
        let voice = fact::Party { confidential_sha256: None, display, kind, note, of: None };
        let voice = PartyId::from(self.log(voice)?);
        if let Some(outlet) = self.make_outlet(outlet)? {
            self.log(fact::Affiliation {
                party: voice,
                relation: Relation::BelongsTo,
                role: None,
                seen: None,
                since: None,
                until: None,
                whole: outlet,
            })?;
        }
        Ok(voice)
    }

    /// The outlet's party: found by its name among outlets, or made.
    fn make_outlet(&mut self, name: &str) -> Result<Option<PartyId>> {
        if name.is_empty() {
            return Ok(None);
        }
        for party in self.store().parties_named(name)? {
            let found = self.store().get::<fact::Party>(party.into())?;
            if found.is_some_and(|found| found.fact.kind == PartyKind::Outlet) {
                return Ok(Some(party));
            }
        }
        let (display, kind) = (name.to_owned(), PartyKind::Outlet);
        let outlet = fact::Party { confidential_sha256: None, display, kind, note: None, of: None };
        Ok(Some(self.log(outlet)?.into()))
    }
}

/// Seconds by which a date may lie ahead of us: it is tomorrow somewhere.
const AHEAD: i64 = 26 * 3600;

/// A warning where a source is dated after now.
pub fn published_ahead(source: &fact::Source, now: Timestamp) -> Option<String> {
    let date = source.published.as_ref()?;
    let earliest = date.bounds().earliest?;
    (earliest > now.unix() + AHEAD).then(|| {
        format!("published {date} lies in the future: if it is a slip, `rashomon source revise SOURCE --published DATE`")
    })
}

fn source_fact(draft: &SourceDraft, voice: PartyId, of: Option<SourceId>) -> Result<fact::Source> {
    let grade: Option<Reliability> = draft.reliability.as_deref().map(str::parse).transpose()?;
    if grade.is_some_and(|grade| grade != Reliability::F) && draft.reason.is_none() {
        return Err(Error::usage("a reliability needs a reason", "say why with --reason"));
    }
    Ok(fact::Source {
        archives: draft.archives.clone(),
        author: draft.author.clone(),
        kind: word(draft.kind.as_deref(), SourceKind::NewsArticle)?,
        language: draft.language.clone(),
        note: draft.note.clone(),
        of,
        outlet: draft.outlet.clone().unwrap_or_default(),
        published: draft.published.as_deref().map(|date| dated("published", date)).transpose()?,
        rating: grade.map(|grade| fact::Rating { grade, reason: draft.reason.clone() }),
        title: draft.title.clone(),
        url: draft.url.clone(),
        voice,
    })
}
