//! The source that a row names, and the page that it brings along.

use crate::casebook::{CaptureDraft, MAX_CAPTURE, SourceDraft, fact};
use crate::error::{Error, Result};
use crate::model::{EntryId, SourceId};

use super::super::known::{KnownSources, Told};
use super::super::outcome::Became;
use super::{Work, key_of};

impl Work<'_, '_, '_> {
    /// The source or capture, as a claim names it.
    pub(super) fn from(&mut self) -> Result<String> {
        let page = self.row.any(&["source-file", "source-text"]);
        let told = self.row.any(&["outlet", "title", "author", "url"]);
        match (self.row.get("from"), page, told) {
            (Some(from), false, _) => self.here(from),
            (Some(from), true, _) => {
                let source = self.desk.names().source(from)?.id;
                self.decide("source", from, Became::Matched, source)?;
                self.capture(source.into())
            }
            (None, _, false) if !page => Err(Error::usage(
                "where does it stand?",
                "fill in `from`, or `source-file`, or tell the source by `outlet`, `title` or `url`",
            )),
            (None, page, _) => {
                let source = self.source()?;
                if page { self.capture(source) } else { Ok(self.desk.handle(source)?.to_string()) }
            }
        }
    }

    /// Words are quoted from a page that is here.
    pub(super) fn check_page(&self, from: &str) -> Result<()> {
        if from.contains('@') || !self.row.any(&["quote", "points", "bytes"]) {
            return Ok(());
        }
        let names = self.desk.names();
        if names.newest_capture(names.source(from)?.id.into())?.is_some() {
            return Ok(());
        }
        Err(Error::refused(
            format!("{from} has no capture to quote from"),
            "give its page as `source-text` or `source-file`, or say in `from` which captured source it is; where it was not seen, leave `quote` empty and say in `claim` what is claimed",
        ))
    }

    /// What is here already: by handle or key, or by the digest of its bytes.
    fn here(&mut self, from: &str) -> Result<String> {
        let id = match from.strip_prefix("sha256:") {
            Some(digest) => self.desk.names().captured(digest)?.into(),
            None => self.desk.names().entry(from)?,
        };
        self.decide("source", from, Became::Matched, id)?;
        if self.row.any(&["outlet", "title", "author", "url", "published", "language"]) {
            self.compare_source(id)?;
        }
        Ok(self.desk.handle(id)?.to_string())
    }

    /// Notes what the row says otherwise of a source than the record.
    fn compare_source(&mut self, id: EntryId) -> Result<()> {
        let store = self.desk.store();
        let source = match store.get::<fact::Capture>(id)? {
            Some(capture) => store.get::<fact::Source>(capture.fact.source.into())?,
            None => store.get::<fact::Source>(id)?,
        };
        let Some(source) = source else { return Ok(()) };
        let (fact, handle) = (source.fact, source.handle.to_string());
        let published = fact.published.map(|date| date.to_string());
        self.told_otherwise(
            &handle,
            &[
                ("outlet", Some(fact.outlet)),
                ("title", fact.title),
                ("author", fact.author),
                ("url", fact.url),
                ("published", published),
                ("language", fact.language),
            ],
        );
        Ok(())
    }

    /// The source that the row tells of: made by an earlier row, or now.
    fn source(&mut self) -> Result<SourceId> {
        let cell = |column: &str| self.row.get(column).unwrap_or_default();
        let (url, file) = (cell("url"), cell("source-file"));
        let (key, given) = match (url, self.row.any(&["outlet", "title", "author"])) {
            ("", false) => (key_of("source", &["file", file]), file),
            ("", true) => {
                let words = ["outlet", "title", "author", "published"].map(cell);
                let given = if cell("title").is_empty() { cell("outlet") } else { cell("title") };
                (key_of("source", &words), given)
            }
            (url, _) => (key_of("source", &["url", url]), url),
        };
        let given = given.to_owned();
        // By its address it was found whatever else the row says.
        let by_address = !url.is_empty();
        if let Some(id) = self.made_before(&key)? {
            self.decide("source", &given, Became::Matched, id)?;
            if by_address {
                self.compare_source(id)?;
            }
            return Ok(id.into());
        }
        if let Some(id) = self.known_source()? {
            self.make(key, id.into())?;
            self.decide("source", &given, Became::Matched, id.into())?;
            self.compare_source(id.into())?;
            return Ok(id);
        }
        let draft = SourceDraft {
            author: self.row.owned("author"),
            language: self.row.owned("language"),
            outlet: self.row.owned("outlet"),
            published: self.row.owned("published"),
            title: self.row.owned("title"),
            url: self.row.owned("url"),
            ..SourceDraft::default()
        };
        let source = self.desk.add_source(&draft)?;
        self.make(key, source.into())?;
        self.decide("source", &given, Became::Logged, source.into())?;
        Ok(source)
    }

    /// The source that the row tells of, where the record had it.
    fn known_source(&self) -> Result<Option<SourceId>> {
        let cell = |column: &str| self.row.get(column).unwrap_or_default();
        let told = Told {
            author: cell("author"),
            outlet: cell("outlet"),
            published: cell("published"),
            title: cell("title"),
            url: cell("url"),
        };
        if let Some(known) = self.around.sources.get() {
            return known.find(told);
        }
        let known = KnownSources::of(self.desk.store())?;
        self.around.sources.get_or_init(|| known).find(told)
    }

    /// The page that the row brings along, captured once.
    fn capture(&mut self, source: SourceId) -> Result<String> {
        let file = self.row.owned("source-file");
        let key = file
            .as_deref()
            .map(|file| key_of("capture", &[&EntryId::from(source).to_string(), file]));
        if let Some(key) = &key
            && let Some(id) = self.made_before(key)?
        {
            return Ok(self.desk.handle(id)?.to_string());
        }
        let bytes = match (&file, self.row.get("source-text")) {
            (Some(name), None) => {
                let read = self.around.folder.read(name, MAX_CAPTURE);
                read.map_err(|why| Error::refused(why, "name a file in the import's folder"))?
            }
            (None, Some(text)) => text.as_bytes().to_vec(),
            _ => {
                let hint = "give `source-file` or `source-text`";
                return Err(Error::usage("a page is given in two ways", hint));
            }
        };
        let draft = CaptureDraft { name: file.clone(), ..CaptureDraft::default() };
        let captured = self.desk.capture(source, &bytes, &draft)?;
        let id = EntryId::from(captured.capture);
        if let Some(key) = key {
            self.make(key, id)?;
        }
        let became = if captured.known { Became::Matched } else { Became::Logged };
        self.decide("capture", file.as_deref().unwrap_or("its text"), became, id)?;
        Ok(self.desk.handle(id)?.to_string())
    }
}
