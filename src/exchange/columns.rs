//! The columns of a spreadsheet of claims: what each is called, what stands in
//! it, and which header means which.

use std::collections::BTreeMap;

use crate::error::{Error, Result};
use crate::model::nearest;

/// A column that a row of a spreadsheet may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name; also the field of a `row` line.
    pub name: &'static str,
    /// Other headers that mean it.
    pub also: &'static [&'static str],
    /// What stands in it.
    pub about: &'static str,
    /// What a template shows in it.
    pub example: &'static str,
}

/// Declares the columns, in the order of a template.
macro_rules! columns {
    ($($name:literal, [$($also:literal),*], $about:literal, $example:literal;)+) => {
        /// Every column, in the order of a template.
        pub const COLUMNS: &[Column] = &[$(Column {
            name: $name,
            also: &[$($also),*],
            about: $about,
            example: $example,
        },)+];
    };
}

columns! {
    "key", ["id", "row id"], "The row's own name; made from its cells where left out", "r1";
    "as", ["logged by"], "Key of the member who logs it, where that is not the importer", "";
    "from", ["source", "capture"], "A source or capture that is here: S1, S1@2, a key, or sha256: and the digest of the captured bytes", "";
    "source-file", ["file", "path"], "File of the page as plain text, in the import's folder", "";
    "source-text", ["full text", "page text"], "The page's text itself", "Mr Bo Red said on Thursday: \u{201c}They fired first.\u{201d}";
    "outlet", ["publisher", "publication", "newspaper"], "Outlet as printed", "River Courier";
    "title", ["headline"], "Title as printed", "River post shelled overnight";
    "author", ["byline"], "Author as printed", "";
    "published", ["publication date", "date published"], "When it was published", "2025-10-17";
    "url", ["link", "web address"], "Where it was published", "";
    "language", [], "Language of the source, BCP 47", "en";
    "by", ["speaker", "said by", "who said it", "name as printed"], "The speaker's name as printed", "Mr Bo Red";
    "who", ["party"], "The party, where it is not found by that name", "";
    "new-party", ["party kind", "speaker kind"], "Makes the speaker's party, of this kind, where none has the name", "person";
    "role", [], "The speaker's role as printed", "";
    "behalf", ["on behalf of"], "The party on whose behalf they spoke", "";
    "known", [], "How the speaker is known: named, described, pronoun, inferred", "";
    "because", [], "Why an inferred speaker is taken to be them", "";
    "attribution", ["attribution kind"], "How it is attributed; guessed where left out", "direct-quote";
    "cue", ["reporting verb"], "The reporting words; guessed where left out", "said";
    "said-on", ["date said", "said"], "When it was said", "2025-10-16";
    "channel", [], "Where it was said", "";
    "quote", ["quotation", "statement", "exact words"], "The words quoted, or the first of them", "They fired first.";
    "quote-to", [], "The last words quoted, where `quote` holds the first", "";
    "line", ["line number"], "The line of the page on which the quotation begins", "";
    "points", ["code points"], "The quotation as code points, END exclusive: 480..512", "";
    "bytes", [], "The quotation as UTF-8 bytes, END exclusive: 480..512", "";
    "claim", ["proposition"], "What is claimed, in neutral words", "Blueland fired first.";
    "hedges", ["hedge"], "Hedges as written, with ; between them", "";
    "checkability", [], "What kind of statement it is", "";
    "event", ["incident", "event name", "event title"], "The event: E1, a key, or its title; made where none has it", "Shelling of the river post";
    "event-date", [], "When the event was, where it is made", "2025-10-15";
    "event-kind", [], "The event's kind in a word or two, where it is made", "";
    "question", ["question key"], "Key of the event's question, or its words; made where there is none", "first";
    "question-text", [], "The question in words, where it is made", "Who fired first?";
    "question-kind", ["answer kind", "answer type"], "What answers look like, where it is made: quantity, yes-no, choice, party, place, time, text", "text";
    "unit", [], "Unit of a quantity, where the question is made", "";
    "choices", [], "Choices, with ; between them, where the question is made", "";
    "stance", [], "How the speaker stands to the value; asserts where left out", "";
    "value", ["answer"], "The answer given", "Blueland";
    "as-of", [], "The date for which the value is given", "";
    "on", ["positions"], "Positions in full, with ; between them: E1/first:denies=P3", "";
    "note", ["notes", "remark", "comment", "remarks", "comments"], "A remark", "";
}

impl Column {
    /// The column of this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        COLUMNS.iter().find(|column| column.name == name)
    }

    /// The column that a header means, whatever its case and dividers.
    fn of_header(header: &str) -> Option<&'static Self> {
        let header = plain(header);
        let means = |name: &str| plain(name) == header;
        COLUMNS
            .iter()
            .find(|column| means(column.name) || column.also.iter().any(|name| means(name)))
    }
}

/// A header without case, dividers and odd spaces.
fn plain(header: &str) -> String {
    let words = header.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ").to_lowercase()
}

/// Which headers a user says mean which columns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mapping(BTreeMap<String, Option<&'static str>>);

impl Mapping {
    /// Reads `HEADER=COLUMN`; `HEADER=` leaves a column out.
    ///
    /// # Errors
    ///
    /// A usage error for a column that there is none of.
    pub fn add(&mut self, typed: &str) -> Result<()> {
        let Some((header, name)) = typed.rsplit_once('=') else {
            return Err(Error::usage(
                format!("`{typed}` maps nothing"),
                "write the header, =, and the column: --map \"Speaker name=by\"",
            ));
        };
        self.put(header, name)
    }

    /// Reads a saved mapping: a JSON object of headers and columns.
    ///
    /// # Errors
    ///
    /// A usage error where it is none.
    pub fn read(&mut self, bytes: &[u8]) -> Result<()> {
        let saved: BTreeMap<String, String> = serde_json::from_slice(bytes).map_err(|error| {
            Error::usage(
                format!("the mapping cannot be read: {error}"),
                "it is a JSON object of headers and columns: {\"Speaker name\": \"by\"}",
            )
        })?;
        saved.iter().try_for_each(|(header, name)| self.put(header, name))
    }

    /// Whether a header is to mean nothing, as the user says.
    pub(super) fn leaves_out(&self, header: &str) -> bool {
        self.0.get(&plain(header)).is_some_and(Option::is_none)
    }

    fn put(&mut self, header: &str, name: &str) -> Result<()> {
        let name = name.trim();
        let column = match Column::named(name) {
            Some(column) => Some(column.name),
            None if name.is_empty() => None,
            None => {
                let near = nearest(name, COLUMNS.iter().map(|column| column.name));
                let near = near.map_or(String::new(), |near| format!("did you mean `{near}`? "));
                let hint = format!("{near}`rashomon import --template csv` shows all columns");
                return Err(Error::usage(format!("there is no column `{name}`"), hint));
            }
        };
        self.0.insert(plain(header), column);
        Ok(())
    }

    /// Which column each header means; None: none.
    ///
    /// # Errors
    ///
    /// A refusal where two mean one column, or none means any.
    pub(super) fn apply(&self, headers: &[String]) -> Result<Vec<Option<&'static Column>>> {
        let mut columns: Vec<Option<&'static Column>> = Vec::new();
        for header in headers {
            let column = match self.0.get(&plain(header)) {
                Some(said) => said.and_then(Column::named),
                None => Column::of_header(header),
            };
            let other = columns.iter().position(|other| column.is_some() && *other == column);
            if let (Some(other), Some(column)) = (other, column) {
                let both =
                    format!("“{}” and “{header}” both mean `{}`", headers[other], column.name);
                let is_ours = ["positions", "proposition", "capture"]
                    .iter()
                    .all(|ours| headers.iter().any(|header| plain(header) == *ours));
                let hint = if is_ours {
                    "this looks like a table of `rashomon export --format csv`, which is for reading: \
                     `rashomon export FOLDER` writes `facts.jsonl`, which can be imported"
                        .to_owned()
                } else {
                    format!("leave one out: --map \"{header}=\"")
                };
                return Err(Error::refused(both, hint));
            }
            columns.push(column);
        }
        if columns.iter().all(Option::is_none) {
            return Err(Error::refused(
                format!("none of the headers is known: {}", headers.join(", ")),
                "name a column for each that counts: --map \"HEADER=COLUMN\"; `rashomon import --template csv` shows all columns",
            ));
        }
        Ok(columns)
    }
}
