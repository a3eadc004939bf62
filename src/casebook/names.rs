//! What people call things: handles, keys of an import, names as printed, and
//! the ids they stand for. Never guesses: several candidates are an error.

use crate::error::{Error, Result};
use crate::journal::fact;
use crate::model::{
    ClaimId, EntryId, EventId, EvidenceId, Handle, LinkId, PartyId, PlaceId, PositionHandle,
    PositionRef, QuestionId, QuestionText, SourceId, VerdictId, VersionId, nearest,
};
use crate::store::{ClaimRow, Logged, Store};
use crate::text;

use super::keys::Keys;

/// Words of those who want a party for a voice that has no name, folded.
const NOBODY: [&str; 4] = ["nobody", "no one", "unnamed", "anonymous"];

/// Resolves what people type.
#[derive(Clone, Copy)]
pub struct Names<'a> {
    pub(super) store: &'a Store,
    keys: Option<&'a Keys>,
}

impl<'a> Names<'a> {
    /// Handles and names of the record.
    pub const fn of(store: &'a Store) -> Self {
        Self { store, keys: None }
    }

    /// The same, and the keys of an import.
    pub const fn with_keys(store: &'a Store, keys: &'a Keys) -> Self {
        Self { store, keys: Some(keys) }
    }

    /// Whatever a handle, a key or the first digits of an id stands for.
    pub fn entry(&self, text: &str) -> Result<EntryId> {
        if let Some(id) = self.key(text)? {
            return Ok(id);
        }
        if let Ok(handle) = text.parse::<Handle>() {
            let found = self.store.resolve(&handle)?;
            return found
                .ok_or_else(|| Error::not_found(what(&handle), text, where_listed(&handle)));
        }
        self.by_digits(text)
    }

    /// What an import's key stands for.
    pub fn key(&self, text: &str) -> Result<Option<EntryId>> {
        match self.keys {
            Some(keys) => keys.find(text, || Ok(self.store.imported(text)?.flatten())),
            None => Ok(None),
        }
    }

    fn by_digits(&self, text: &str) -> Result<EntryId> {
        let digits = text.len() >= 4 && text.bytes().all(|b| b.is_ascii_hexdigit());
        let ids = if digits { self.store.ids_starting(&text.to_lowercase())? } else { Vec::new() };
        match ids.as_slice() {
            [id] => Ok(*id),
            [] => Err(Error::not_found(
                "thing",
                text,
                "give a handle such as C14, S1 or E3/killed; `rashomon list` shows them",
            )),
            _ => Err(Error::Ambiguous {
                what: "several entries",
                given: text.to_owned(),
                candidates: ids.iter().map(|id| format!("{id:.16}")).collect(),
                hint: "give more digits".into(),
            }),
        }
    }

    /// A thing of one kind, by handle or key.
    fn of_kind<F: crate::store::Kind>(
        &self,
        what: &'static str,
        text: &str,
    ) -> Result<Option<Logged<F>>> {
        let Some(id) = self.key_or_handle(what, text)? else { return Ok(None) };
        let logged = self.store.get::<F>(id)?;
        match logged {
            Some(logged) if logged.undone => Err(Error::refused(
                format!("{} was undone", logged.handle),
                "`rashomon history` shows when and why",
            )),
            Some(logged) => Ok(Some(logged)),
            None => Err(of_another_kind(what, text)),
        }
    }

    fn key_or_handle(&self, what: &'static str, text: &str) -> Result<Option<EntryId>> {
        if let Some(id) = self.key(text)? {
            return Ok(Some(id));
        }
        let Ok(handle) = text.parse::<Handle>() else { return Ok(None) };
        match self.store.resolve(&handle)? {
            Some(id) => Ok(Some(id)),
            None => Err(Error::not_found(what, text, list_hint(what))),
        }
    }

    /// A source: `S1` or a key.
    pub fn source(&self, text: &str) -> Result<Logged<fact::Source>> {
        let text = text.split('@').next().unwrap_or(text);
        self.of_kind("source", text)?.ok_or_else(|| unknown("source", text))
    }

    /// A capture: `S1@2`, a key, or `S1` for its newest.
    pub fn capture(&self, text: &str) -> Result<Logged<fact::Capture>> {
        let Some(id) = self.key_or_handle("capture", text)? else {
            return Err(unknown("capture", text));
        };
        if let Some(capture) = self.store.get::<fact::Capture>(id)? {
            return Ok(capture);
        }
        let source: Logged<fact::Source> = self
            .store
            .get(id)?
            .ok_or_else(|| Error::not_found("source", text, list_hint("source")))?;
        self.newest_capture(SourceId::from(source.id))?.ok_or_else(|| {
            Error::refused(
                format!("{} has no capture: it is named, not seen", source.handle),
                format!("capture it first: `rashomon capture {} FILE`", source.handle),
            )
        })
    }

    /// A capture by the SHA-256 of its bytes as they came: the first of those
    /// that were not undone.
    pub fn captured(&self, digest: &str) -> Result<crate::model::CaptureId> {
        let sha256 = digest.parse()?;
        let found = self.store.captures_with_raw(sha256)?;
        found.first().copied().ok_or_else(|| {
            Error::not_found("capture of bytes with the SHA-256", digest, list_hint("source"))
        })
    }

    /// The newest capture of a source that was not undone.
    pub fn newest_capture(&self, source: SourceId) -> Result<Option<Logged<fact::Capture>>> {
        Ok(self.store.captures(source)?.into_iter().rfind(|capture| !capture.undone))
    }

    /// A party: `P3`, a key, or a name as displayed or printed.
    pub fn party(&self, text: &str) -> Result<PartyId> {
        if let Some(party) = self.find_party(text)? {
            return Ok(party);
        }
        let names = self.store.party_names()?;
        let near = near_name(text, &names);
        let handle = match near {
            Some((party, _)) => self.handle(*party)?,
            None => "PARTY".to_owned(),
        };
        let near = near.map(|(_, name)| name.clone());
        let folded = crate::text::fold_str(text);
        let hint = if NOBODY.iter().any(|word| folded.contains(word)) {
            format!(
                "for words that nobody is said to have said: `rashomon party add \"{text}\" --kind unattributed`; for a person or a group without a name, --kind unnamed-person or unnamed-group"
            )
        } else {
            format!(
                "add the party with `rashomon party add \"{text}\"`, or the name to one that is there with `rashomon party alias {handle} \"{text}\"`"
            )
        };
        Err(Error::NotFound { what: "party", given: text.to_owned(), near, hint })
    }

    /// The same; None where no party has this name.
    pub fn find_party(&self, text: &str) -> Result<Option<PartyId>> {
        if let Some(party) = self.of_kind::<fact::Party>("party", text)? {
            return self.store.canonical_party(party.id.into()).map(Some);
        }
        let found = self.store.parties_named(text)?;
        match found.as_slice() {
            [] => Ok(None),
            [party] => Ok(Some(*party)),
            _ => Err(Error::Ambiguous {
                what: "several parties",
                given: text.to_owned(),
                candidates: self.handles(found.iter().map(|id| EntryId::from(*id)))?,
                hint: "give the handle".into(),
            }),
        }
    }

    /// A place: a key or a name. Places have no handle.
    pub fn place(&self, text: &str) -> Result<PlaceId> {
        if let Some(id) = self.key(text)? {
            return Ok(id.into());
        }
        let found = self.store.places_named(text)?;
        match found.as_slice() {
            [place] => Ok(*place),
            [] => {
                let hint = format!("add it with `rashomon place add \"{text}\"`");
                Err(Error::not_found("place", text, hint))
            }
            _ => Err(Error::Ambiguous {
                what: "several places",
                given: text.to_owned(),
                candidates: found.iter().map(|id| format!("{id:.8}")).collect(),
                hint: "give one of them another printed name".into(),
            }),
        }
    }

    /// An event: `E3` or a key.
    pub fn event(&self, text: &str) -> Result<Logged<fact::Event>> {
        self.of_kind("event", text)?.ok_or_else(|| unknown("event", text))
    }

    /// A question: `E3/killed`, or a bare key where there is one event.
    pub fn question(&self, text: &str) -> Result<Logged<fact::Question>> {
        let question = QuestionText::read(text)?;
        self.question_in(&question, None)
    }

    /// A question, with the event to take where none is named.
    pub fn question_in(
        &self,
        question: &QuestionText,
        event: Option<EventId>,
    ) -> Result<Logged<fact::Question>> {
        let event = match (&question.event, event) {
            (Some(event), _) => EventId::from(self.event(event)?.id),
            (None, Some(event)) => event,
            (None, None) => self.only_event(&question.key)?,
        };
        if let Some(found) = self.store.question(event, &question.key)? {
            return Ok(found);
        }
        let questions = self.store.questions(event)?;
        let keys: Vec<&str> = questions.iter().map(|other| other.fact.key.as_str()).collect();
        let near = nearest(&question.key, keys.iter().copied()).map(str::to_owned);
        let handle = self.handles([EntryId::from(event)])?.concat();
        let hint = if keys.is_empty() {
            format!(
                "{handle} has no questions yet: `rashomon question add {handle}/{} …`",
                question.key
            )
        } else {
            format!("{handle} asks: {}", keys.join(", "))
        };
        Err(Error::NotFound {
            what: "question",
            given: format!("{handle}/{}", question.key),
            near,
            hint,
        })
    }

    fn only_event(&self, key: &str) -> Result<EventId> {
        match self.store.list::<fact::Event>()?.as_slice() {
            [event] => Ok(event.id.into()),
            [] => Err(Error::not_found("event", key, "add one with `rashomon event add`")),
            events => {
                // A key that one event alone has says which event is meant.
                let mut asking = Vec::new();
                for event in events {
                    if self.store.question(event.id.into(), key)?.is_some() {
                        asking.push(event);
                    }
                }
                match asking.as_slice() {
                    [event] => Ok(event.id.into()),
                    _ => Err(Error::usage(
                        format!("`{key}` names no event"),
                        format!("write the event before it: E1/{key}"),
                    )),
                }
            }
        }
    }

    /// A claim: `C14`, `C14@2` or a key.
    pub fn claim(&self, text: &str) -> Result<ClaimRow> {
        let bare = text.split(['@', '/']).next().unwrap_or(text);
        let Some(id) = self.key_or_handle("claim", bare)? else {
            return Err(unknown("claim", text));
        };
        let claim = self.store.claim(ClaimId::from(id))?;
        claim.ok_or_else(|| of_another_kind("claim", bare))
    }

    /// A claim version: `C14@2`, or `C14` for its newest.
    pub fn version(&self, text: &str) -> Result<(ClaimRow, VersionId)> {
        let claim = self.claim(text)?;
        let Some((_, number)) = text.split_once('@') else {
            let id = claim.newest().id;
            return Ok((claim, id));
        };
        let number = number.split('/').next().unwrap_or(number);
        let version = claim.versions.iter().find(|version| version.number.to_string() == number);
        if let Some(id) = version.map(|version| version.id) {
            return Ok((claim, id));
        }
        let hint = format!("C{} has {} version(s)", claim.number, claim.versions.len());
        Err(Error::not_found("version", text, hint))
    }

    /// A position: `C14@2/E3/killed#2`, or a claim with the question apart.
    pub fn position(&self, text: &str, on: Option<&str>) -> Result<PositionRef> {
        let (claim, version) = self.version(text)?;
        let wording = claim.versions.iter().find(|row| row.id == version);
        let positions = wording.map_or(&[][..], |row| &row.wording.positions);
        let (question, nth) = match (text.parse::<Handle>(), on) {
            (Ok(Handle::Position(PositionHandle { event, key, nth, .. })), _) => {
                (Some(self.question(&format!("E{event}/{key}"))?), nth)
            }
            (_, Some(on)) => {
                let (question, nth) = on.split_once('#').unwrap_or((on, "1"));
                (Some(self.question(question)?), nth.parse().unwrap_or(1))
            }
            _ => (None, 1),
        };
        let question = question.map(|question| QuestionId::from(question.id));
        let mut on_question = (0u32..)
            .zip(positions)
            .filter(|(_, position)| question.is_none_or(|question| position.question == question));
        let found = on_question.nth(nth.saturating_sub(1) as usize);
        match found {
            Some((_, _)) if question.is_none() && positions.len() > 1 => Err(Error::usage(
                format!("C{} takes {} positions", claim.number, positions.len()),
                "say which question with --on EVENT/KEY",
            )),
            Some((index, _)) => Ok(PositionRef { index, version }),
            None => Err(Error::not_found(
                "position",
                on.map_or_else(|| text.to_owned(), |on| format!("{text}/{on}")),
                format!("`rashomon show C{}` lists its positions", claim.number),
            )),
        }
    }

    /// A link: `L1` or a key.
    pub fn link(&self, text: &str) -> Result<LinkId> {
        let found = self.of_kind::<fact::Link>("link", text)?;
        found.map(|link| link.id.into()).ok_or_else(|| unknown("link", text))
    }

    /// A piece of evidence: `X1` or a key.
    pub fn evidence(&self, text: &str) -> Result<EvidenceId> {
        let found = self.of_kind::<fact::Evidence>("evidence", text)?;
        found.map(|evidence| evidence.id.into()).ok_or_else(|| unknown("evidence", text))
    }

    /// A verdict: `V1` or a key.
    pub fn verdict(&self, text: &str) -> Result<VerdictId> {
        let found = self.of_kind::<fact::Verdict>("verdict", text)?;
        found.map(|verdict| verdict.id.into()).ok_or_else(|| unknown("verdict", text))
    }

    /// The handles of some ids, in order; the first digits where there is none.
    pub fn handles(&self, ids: impl IntoIterator<Item = EntryId>) -> Result<Vec<String>> {
        ids.into_iter().map(|id| self.handle(id)).collect()
    }

    /// `C14@2`, by the version's id.
    pub fn version_handle(&self, id: VersionId) -> Result<String> {
        match self.store.claim_of_version(id)? {
            Some((_, claim, version)) => Ok(format!("C{claim}@{version}")),
            None => self.handle(id),
        }
    }

    /// One end of a link, by its handle.
    pub fn end(&self, end: &fact::End) -> Result<String> {
        match end {
            fact::End::Claim(end) => self.version_handle(end.version),
            fact::End::Event(id) => self.handle(*id),
            fact::End::Party(id) => self.handle(*id),
            fact::End::Source(id) => self.handle(*id),
        }
    }

    /// The handle of an id; its first digits where there is none.
    pub fn handle(&self, id: impl Into<EntryId>) -> Result<String> {
        let id = id.into();
        let handle = self.store.handle_of(id)?;
        Ok(handle.map_or_else(|| format!("{id:.8}"), |handle| handle.to_string()))
    }
}

/// The name most like what was typed: one that holds all its words, or else
/// one that differs by a slip of the fingers.
fn near_name<'n>(typed: &str, names: &'n [(PartyId, String)]) -> Option<&'n (PartyId, String)> {
    let typed_folded = text::fold_str(typed);
    let holds = |name: &str| {
        let name = text::fold_str(name);
        typed_folded.split(' ').all(|word| name.split(' ').any(|other| other == word))
    };
    names.iter().find(|(_, name)| holds(name)).or_else(|| {
        let near = nearest(typed, names.iter().map(|(_, name)| name.as_str()))?;
        names.iter().find(|(_, name)| name == near)
    })
}

fn unknown(what: &'static str, text: &str) -> Error {
    Error::not_found(what, text, list_hint(what))
}

/// A handle or key that is there, of something else than was asked for.
fn of_another_kind(what: &'static str, text: &str) -> Error {
    if what == "evidence" && matches!(text.parse(), Ok(Handle::Evidence(_))) {
        let hint = "that is an enquiry: what came of it is evidence once it is logged as such, with `rashomon evidence add --kind reply --on QUESTION --bearing \u{2026} --note \u{2026}`";
        return Error::not_found(what, text, hint);
    }
    Error::not_found(what, text, format!("that is a thing of another kind: `rashomon show {text}`"))
}

fn list_hint(what: &str) -> String {
    let list = match what {
        "source" | "capture" => "source list",
        "party" => "party list",
        "event" => "event list",
        "evidence" => "evidence list",
        "link" => "list links",
        "verdict" => "list verdicts",
        _ => "list",
    };
    format!("`rashomon {list}` shows what there is")
}

/// Which list shows the things of a handle's kind.
/// What a handle would name.
fn what(handle: &Handle) -> &'static str {
    match handle {
        Handle::Source(_) => "source",
        Handle::Capture(..) => "capture",
        Handle::Party(_) => "party",
        Handle::Event(_) => "event",
        Handle::Question(..) => "question",
        Handle::Link(_) => "link",
        Handle::Evidence(_) => "evidence",
        Handle::Verdict(_) => "verdict",
        Handle::Report(_) => "published report",
        Handle::Member(_) => "member",
        Handle::Key(_) => "key",
        Handle::Claim(_) => "claim",
        Handle::Version(..) => "version",
        Handle::Span(..) => "passage",
        Handle::Position(_) => "position",
    }
}

fn where_listed(handle: &Handle) -> &'static str {
    match handle {
        Handle::Source(_) | Handle::Capture(..) => "`rashomon list sources` shows what there is",
        Handle::Party(_) => "`rashomon list parties` shows what there is",
        Handle::Event(_) => "`rashomon list events` shows what there is",
        Handle::Question(..) => "`rashomon list questions` shows what there is",
        Handle::Link(_) => "`rashomon list links` shows what there is",
        Handle::Evidence(_) => "`rashomon list evidence` shows what there is",
        Handle::Verdict(_) => "`rashomon list verdicts` shows what there is",
        Handle::Report(_) => "`rashomon list reports` shows what there is",
        Handle::Member(_) => "`rashomon list members` shows what there is",
        Handle::Key(_) => "`rashomon key list` shows what there is",
        Handle::Claim(_) | Handle::Version(..) | Handle::Span(..) | Handle::Position(_) => {
            "`rashomon list` shows what there is"
        }
    }
}
