//! What a page says of itself, and in which place of the page it says so:
//! JSON-LD, Open Graph, `<meta>`, `<link>`, `<time>`, `<title>`.
//!
//! A page may be wrong about itself, and places may disagree: all that is found
//! is handed out, in order of trust, and a person corrects it.

use dom_query::Document;
use serde_json::Value;
use time::OffsetDateTime;
use time::format_description::well_known::{Iso8601, Rfc2822, Rfc3339};

/// What is known of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// Its title.
    Title,
    /// Who wrote it.
    Author,
    /// Who published it.
    Outlet,
    /// When it was published.
    Published,
    /// When it was changed last.
    Modified,
    /// Its language (BCP 47).
    Language,
    /// Its address: the canonical one.
    Address,
}

/// Something that a page says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// What.
    pub field: Field,
    /// As it stands there, in one line.
    pub value: String,
    /// Where: `JSON-LD headline`, `og:title`, `<title>`.
    pub place: String,
}

/// All that a page says of itself, in order of trust.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Metadata(pub Vec<Found>);

impl Field {
    /// Every field, in the order people are told of them.
    pub const ALL: [Self; 7] = [
        Self::Title,
        Self::Author,
        Self::Outlet,
        Self::Published,
        Self::Modified,
        Self::Language,
        Self::Address,
    ];

    /// What people call it; for all but `modified` also the flag that corrects
    /// it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Author => "author",
            Self::Outlet => "outlet",
            Self::Published => "published",
            Self::Modified => "modified",
            Self::Language => "language",
            Self::Address => "url",
        }
    }
}

impl Metadata {
    /// The most trusted thing said of a field.
    pub fn first(&self, field: Field) -> Option<&Found> {
        self.0.iter().find(|found| found.field == field)
    }

    /// Things said of a field that differ from the most trusted one, each once.
    ///
    /// A day says nothing else than a time on that day.
    pub fn others(&self, field: Field) -> impl Iterator<Item = &Found> {
        let of_it = move || self.0.iter().filter(move |found| found.field == field);
        let first = self.first(field);
        let is_date = matches!(field, Field::Published | Field::Modified);
        of_it().enumerate().skip(1).filter_map(move |(at, found)| {
            let mut earlier = of_it().take(at);
            let told = earlier.any(|other| other.value == found.value)
                || is_date && first.is_some_and(|first| is_one_time(&first.value, &found.value));
            (!told).then_some(found)
        })
    }

    fn add(&mut self, field: Field, value: &str, place: impl Into<String>) {
        let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
        if !value.is_empty() && value.len() <= 1000 {
            self.0.push(Found { field, value, place: place.into() });
        }
    }
}

/// Reads what a page says of itself.
pub(super) fn of(page: &Document) -> Metadata {
    let mut found = Metadata::default();
    for script in page.select("script[type='application/ld+json']").nodes() {
        if let Ok(value) = serde_json::from_str::<Value>(script.text().trim()) {
            from_json(&value, &mut found, 0);
        }
    }
    from_meta(page, &mut found);
    from_elements(page, &mut found);
    // The order within a field is that of the places above.
    found.0.sort_by_key(|found| found.field);
    found
}

/// Kinds of schema.org that a source can be.
const ARTICLES: &[&str] = &["Article", "Posting", "Report", "PressRelease", "Review", "Transcript"];

/// JSON-LD (schema.org): the things of it that are articles, however deep.
fn from_json(value: &Value, found: &mut Metadata, depth: usize) {
    if depth > 4 {
        return;
    }
    match value {
        Value::Array(items) => {
            for item in items {
                from_json(item, found, depth + 1);
            }
        }
        Value::Object(fields) => {
            if let Some(graph) = fields.get("@graph") {
                from_json(graph, found, depth + 1);
            }
            let is_article = words(fields.get("@type"))
                .iter()
                .any(|kind| ARTICLES.iter().any(|article| kind.ends_with(article)));
            if is_article {
                from_article(fields, found);
            } else if let Some(inner) = fields.get("mainEntity") {
                from_json(inner, found, depth + 1);
            }
        }
        _ => {}
    }
}

fn from_article(fields: &serde_json::Map<String, Value>, found: &mut Metadata) {
    for (key, field) in [
        ("headline", Field::Title),
        ("author", Field::Author),
        ("publisher", Field::Outlet),
        ("datePublished", Field::Published),
        ("dateModified", Field::Modified),
        ("inLanguage", Field::Language),
        ("url", Field::Address),
        ("mainEntityOfPage", Field::Address),
    ] {
        let said = words(fields.get(key));
        found.add(field, &said.join(", "), format!("JSON-LD {key}"));
    }
}

/// The words of a value: itself, the name or address of a thing, each of a list.
fn words(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::String(text)) => vec![text.clone()],
        Some(Value::Array(items)) => {
            items.iter().take(20).flat_map(|item| words_of_one(Some(item))).collect()
        }
        other => words_of_one(other),
    }
}

fn words_of_one(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::String(text)) => vec![text.clone()],
        Some(Value::Object(fields)) => {
            let named = ["name", "@id", "url"].iter().find_map(|key| fields.get(*key)?.as_str());
            named.map(str::to_owned).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

/// `<meta>`: Open Graph first, then what other vocabularies call it.
fn from_meta(page: &Document, found: &mut Metadata) {
    const NAMES: &[(&str, Field)] = &[
        ("og:title", Field::Title),
        ("article:author", Field::Author),
        ("og:site_name", Field::Outlet),
        ("article:published_time", Field::Published),
        ("article:modified_time", Field::Modified),
        ("og:locale", Field::Language),
        ("og:url", Field::Address),
        ("twitter:title", Field::Title),
        ("author", Field::Author),
        ("dc.title", Field::Title),
        ("dc.creator", Field::Author),
        ("dc.publisher", Field::Outlet),
        ("dc.date", Field::Published),
        ("dc.language", Field::Language),
        ("date", Field::Published),
        ("pubdate", Field::Published),
        ("datepublished", Field::Published),
        ("datemodified", Field::Modified),
        ("last-modified", Field::Modified),
    ];
    let metas: Vec<(String, String)> = page
        .select("meta[content]")
        .nodes()
        .iter()
        .filter_map(|meta| {
            let name = ["property", "name", "itemprop"].iter().find_map(|key| meta.attr(key))?;
            Some((name.trim().to_ascii_lowercase(), meta.attr("content")?.to_string()))
        })
        .collect();
    for (name, field) in NAMES {
        for (_, value) in metas.iter().filter(|(other, _)| other == name) {
            // An author may be given as the address of a page about them.
            let address = *field == Field::Author && value.starts_with("http");
            let value =
                if *field == Field::Language { value.replace('_', "-") } else { value.clone() };
            if !address {
                let place =
                    if name.contains(':') { (*name).into() } else { format!("<meta {name}>") };
                found.add(*field, &value, place);
            }
        }
    }
}

fn from_elements(page: &Document, found: &mut Metadata) {
    for (selector, attribute, field, place) in [
        ("link[rel~='canonical']", "href", Field::Address, "<link canonical>"),
        ("time[itemprop~='datePublished']", "datetime", Field::Published, "<time datePublished>"),
        ("article time[datetime]", "datetime", Field::Published, "<time>"),
        ("time[datetime]", "datetime", Field::Published, "<time>"),
        ("html[lang]", "lang", Field::Language, "<html lang>"),
    ] {
        if let Some(value) = page.select_single(selector).attr(attribute) {
            found.add(field, &value, place);
        }
    }
    for (selector, field, place) in [
        ("[itemprop~='author'] [itemprop~='name'], [rel~='author']", Field::Author, "byline"),
        ("h1", Field::Title, "<h1>"),
        ("title", Field::Title, "<title>"),
    ] {
        let text = page.select_single(selector).text();
        found.add(field, &text, place);
    }
}

/// Whether two ways to write a date mean one: a day and a time on it, or one
/// moment at two offsets.
fn is_one_time(a: &str, b: &str) -> bool {
    let day = |short: &str, long: &str| {
        let rest = long.strip_prefix(short).filter(|_| short.len() == 10);
        rest.is_some_and(|rest| rest.starts_with(['T', ' ']))
    };
    let moment = |written| OffsetDateTime::parse(written, &Rfc3339).ok();
    day(a, b) || day(b, a) || moment(a).zip(moment(b)).is_some_and(|(a, b)| a == b)
}

/// A date of a page as [`crate::model::Date`] reads it: the day at the place of
/// the clock it was written by, the words as written, the offset.
///
/// None where the form is not one that can be read in one way only.
pub fn date(written: &str) -> Option<String> {
    let written = written.trim();
    let day = |day: time::Date| {
        format!("{:04}-{:02}-{:02}", day.year(), u8::from(day.month()), day.day())
    };
    let whole = OffsetDateTime::parse(written, &Rfc3339)
        .or_else(|_| OffsetDateTime::parse(written, &Iso8601::DEFAULT))
        .or_else(|_| OffsetDateTime::parse(written, &Rfc2822));
    if let Ok(moment) = whole {
        let (hours, minutes, _) = moment.offset().as_hms();
        let sign = if hours < 0 || minutes < 0 { '-' } else { '+' };
        let offset = format!("{sign}{:02}:{:02}", hours.abs(), minutes.abs());
        return Some(format!("{} {:?} {offset}", day(moment.date()), written));
    }
    let head = written.get(..10)?;
    let date = time::Date::parse(head, &Iso8601::DEFAULT).ok()?;
    match written[10..].chars().next() {
        None => Some(day(date)),
        // A time without an offset.
        Some('T' | ' ') if !written.contains('"') => Some(format!("{} {:?}", day(date), written)),
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_taken_in_one_way_or_not_at_all() {
        for (written, taken) in [
            ("2025-10-17", Some("2025-10-17")),
            ("2025-10-17T23:30:00+05:00", Some("2025-10-17 \"2025-10-17T23:30:00+05:00\" +05:00")),
            ("2025-10-17T09:30:00.000Z", Some("2025-10-17 \"2025-10-17T09:30:00.000Z\" +00:00")),
            ("2025-10-17T09:30:00+0430", Some("2025-10-17 \"2025-10-17T09:30:00+0430\" +04:30")),
            ("2025-10-17 09:30", Some("2025-10-17 \"2025-10-17 09:30\"")),
            (
                "Fri, 17 Oct 2025 09:30:00 +0000",
                Some("2025-10-17 \"Fri, 17 Oct 2025 09:30:00 +0000\" +00:00"),
            ),
            ("10/11/2025", None),
            ("17 October 2025", None),
            ("2025-13-40", None),
            ("", None),
        ] {
            assert_eq!(date(written).as_deref(), taken, "{written}");
            if let Some(taken) = taken {
                taken.parse::<crate::model::Date>().unwrap();
            }
        }
    }

    #[test]
    fn each_thing_found_says_where_and_places_that_disagree_are_kept() {
        let page = Document::from(
            r#"<html lang="ur"><head><title>Ferry stops | Lake Post</title>
            <script type="application/ld+json">{"@graph":[{"@type":"WebSite","name":"x"},
              {"@type":["NewsArticle"],"headline":"Ferry  stops","author":[{"name":"Lea Fox"},"Bo Hare"],
               "datePublished":"2025-10-17T09:00:00+05:00","publisher":{"name":"Lake Post"}}]}</script>
            <meta property="og:locale" content="en_GB"><meta name="author" content="L. Fox">
            <meta property="article:published_time" content="2025-10-18">
            <link rel="canonical" href="https://lake.example/ferry"></head><body><h1>Ferry stops early</h1></body>"#,
        );
        let found = of(&page);
        let said = |field| found.first(field).map(|it| (it.value.as_str(), it.place.as_str()));
        assert_eq!(said(Field::Title), Some(("Ferry stops", "JSON-LD headline")));
        assert_eq!(said(Field::Author), Some(("Lea Fox, Bo Hare", "JSON-LD author")));
        assert_eq!(said(Field::Outlet), Some(("Lake Post", "JSON-LD publisher")));
        assert_eq!(said(Field::Language), Some(("en-GB", "og:locale")));
        assert_eq!(said(Field::Address), Some(("https://lake.example/ferry", "<link canonical>")));
        let others: Vec<_> = found.others(Field::Published).map(|it| it.place.as_str()).collect();
        assert_eq!(others, ["article:published_time"]);
    }

    #[test]
    fn a_day_and_a_time_on_it_do_not_disagree_and_what_is_said_twice_is_told_once() {
        let said = |values: &[&str]| {
            let found = values.iter().map(|value| Found {
                field: Field::Published,
                value: (*value).into(),
                place: "<time>".into(),
            });
            let all = Metadata(found.collect());
            all.others(Field::Published).map(|it| it.value.clone()).collect::<Vec<_>>()
        };
        let moment = "2026-03-12T08:30:00+01:00";
        assert_eq!(said(&[moment, "2026-03-12", "2026-03-12T07:30:00Z"]), [""; 0]);
        assert_eq!(said(&[moment, "2026-03-13", "2026-03-13"]), ["2026-03-13"]);
        assert_eq!(said(&["2026-03-12", "2026-03-12T23:00:00Z"]), [""; 0]);
        assert_eq!(said(&["2026", "2026-03-12"]), ["2026-03-12"]);
    }

    #[test]
    fn data_that_is_no_json_or_no_article_says_nothing() {
        let deep = format!("{}1{}", "[".repeat(200), "]".repeat(200));
        for data in ["{", &deep, r#"{"@type":"Person","name":"x"}"#, "null"] {
            let page =
                Document::from(format!("<script type='application/ld+json'>{data}</script>"));
            assert_eq!(of(&page), Metadata::default(), "{data}");
        }
    }
}
