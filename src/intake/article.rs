//! The text of a web page: its article, whole.
//!
//! The article is what `dom_smoothie` (Mozilla's Readability) finds. It may drop
//! a paragraph that it takes for an advertisement, and a dropped paragraph is
//! one that nobody can quote: so its text is held against the element of the
//! page that it came from, and where a paragraph is missing the whole text of
//! that element is taken instead, and that is said.

use std::collections::HashSet;

use dom_query::{Document, NodeRef};
use dom_smoothie::{Config, Readability, TextMode};

use crate::error::{Error, Result};
use crate::text::{counted, fold_str};

use super::metadata::{self, Field, Metadata};
use super::nesting;
use super::read::Extractor;

/// The largest page, in bytes of its text: parsing takes thirty times that.
const MAX_PAGE: usize = 32 << 20;

/// Version of `dom_smoothie`; a test holds it against `Cargo.lock`.
const SMOOTHIE: &str = "0.19.0";

/// Version of `dom_query`; a test holds it against `Cargo.lock`.
const QUERY: &str = "0.29.0";

/// Elements that no reader sees.
const UNSEEN: &str = "script, style, template, noscript, iframe, object, svg, canvas, [hidden], \
    [aria-hidden='true'], [style*='display:none'], [style*='display: none']";

/// Elements that surround an article, or stand in it without being part of it.
const AROUND: &str = "nav, aside, footer, form, button, select, dialog, [role='navigation'], \
    [role='complementary'], [role='contentinfo'], [role='dialog'], [role='search']";

/// Words in the class or id of an element that is not part of an article.
const AROUND_WORDS: &[&str] = &[
    "advert",
    "breadcrumb",
    "comments",
    "consent",
    "cookie",
    "disqus",
    "login",
    "modal",
    "newsletter",
    "outbrain",
    "paywall",
    "popup",
    "promo",
    "recirc",
    "recommended",
    "related",
    "share",
    "sharing",
    "sidebar",
    "social",
    "sponsor",
    "subscribe",
    "taboola",
    "toolbar",
    "trending",
];

/// Elements that browsers show on lines of their own, and that the writer of the
/// text does not part from what stands beside them. A cell that holds lines is a
/// column of an old page, not a cell of a table.
const LINES: &str = "address, aside, caption, center, dd, details, dt, figcaption, figure, footer, \
    header, legend, main, option, summary, \
    td:has(br), td:has(p), td:has(div), td:has(table)";

/// Elements whose text stands for itself: a paragraph, an item, a cell.
const BLOCKS: &[&str] = &[
    "p",
    "blockquote",
    "li",
    "dd",
    "dt",
    "figcaption",
    "caption",
    "summary",
    "td",
    "th",
    "pre",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "div",
    "section",
];

/// The text of a page and what it says of itself.
pub(super) struct Page {
    pub(super) text: String,
    pub(super) extractor: Extractor,
    pub(super) metadata: Metadata,
    pub(super) notes: Vec<String>,
}

/// The encoding that a page declares in its first bytes, as browsers look for
/// it: `<meta charset>` or the older `http-equiv`, or an XML declaration.
pub(super) fn charset(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]).to_ascii_lowercase();
    let after = |start: &str| {
        let rest = head.split_once(start)?.1.trim_start();
        let rest = rest.strip_prefix('=')?.trim_start().trim_start_matches(['"', '\'']);
        let label = rest.split(['"', '\'', ';', ' ', '/', '>', '?']).next()?;
        (!label.is_empty()).then(|| label.to_owned())
    };
    let declaration = head.trim_start().starts_with("<?xml").then(|| after("encoding")).flatten();
    declaration.or_else(|| after("charset"))
}

/// Takes the text of a page: its article, or all of it.
///
/// # Errors
///
/// [`Error::Refused`] for a page over 32 MiB and for markup that is nested or
/// crowded as no page is.
pub(super) fn take(html: &str, whole: bool) -> Result<Page> {
    if html.len() > MAX_PAGE {
        return Err(Error::refused(
            format!("the page has {} bytes, more than {MAX_PAGE}", html.len()),
            "save it without its pictures (\u{201c}page, HTML only\u{201d})",
        ));
    }
    nesting::check(html)?;
    let page = Document::from(html);
    let metadata = metadata::of(&page);
    part_lines(&page);
    let article = if whole { None } else { article_of(page.clone()) };
    page.select(UNSEEN).remove();
    let (text, extractor, notes) = match article {
        Some(article) => whole_article(&page, article, &metadata),
        None => (
            page.body().map_or_else(String::new, |body| tidy(&body.formatted_text())),
            query("page"),
            Vec::new(),
        ),
    };
    let text = with_headline(text, &page);
    Ok(Page { text, extractor, metadata, notes })
}

/// Keeps words apart that stand on lines of their own, and with a quotation the
/// line that tells who said it.
fn part_lines(page: &Document) {
    page.select("blockquote footer").rename("div");
    let lines = page.select(LINES);
    lines.prepend_html("<br>");
    lines.append_html("<br>");
}

/// The article as the extractor finds it; None where it finds none.
fn article_of(page: Document) -> Option<String> {
    let config = Config { text_mode: TextMode::Formatted, ..Config::default() };
    let article = Readability::with_document(page, None, Some(config)).ok()?.parse().ok()?;
    let text = tidy(&article.text_content);
    (!text.is_empty()).then_some(text)
}

/// The article's text; the text of its element, where a paragraph is missing.
fn whole_article(
    page: &Document,
    article: String,
    metadata: &Metadata,
) -> (String, Extractor, Vec<String>) {
    let kept = Kept::of(&article);
    let Some(element) = element_of(page, &kept) else {
        return (article, smoothie(), Vec::new());
    };
    strip(&element, &kept);
    let byline = metadata.first(Field::Author).map(|found| folded(&found.value));
    let lost: Vec<String> = blocks(&element)
        .into_iter()
        .filter(|block| !kept.has(block) && !is_label(block, byline.as_deref()))
        .collect();
    if lost.is_empty() {
        return (article, smoothie(), Vec::new());
    }
    let name = element.node_name().unwrap_or_default().to_string();
    let note = format!(
        "the article reader leaves out {} of this page (\u{201c}{}\u{201d}): all text of its <{name}> was taken instead",
        counted(lost.len(), "paragraph"),
        beginning(&lost[0]),
    );
    (tidy(&element.formatted_text()), query(&name), vec![note])
}

fn beginning(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let shown = words.iter().take(8).copied().collect::<Vec<_>>().join(" ");
    if words.len() > 8 { format!("{shown}\u{2026}") } else { shown }
}

/// What an extracted text holds, folded: its lines, and all of it.
struct Kept {
    lines: HashSet<String>,
    all: String,
}

impl Kept {
    fn of(text: &str) -> Self {
        let lines = text.lines().map(folded).filter(|line| !line.is_empty()).collect();
        Self { lines, all: folded(text) }
    }

    /// Whether a paragraph of some length is a line of it.
    fn is_line(&self, block: &str) -> bool {
        let block = folded(block);
        block.len() > 20 && self.lines.contains(&block)
    }

    fn has(&self, block: &str) -> bool {
        let block = folded(block);
        self.lines.contains(&block) || self.all.contains(&block)
    }
}

/// Folded, in one line.
fn folded(text: &str) -> String {
    fold_str(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// A line beside the article and no part of it: a byline, a date, one word.
fn is_label(block: &str, byline: Option<&str>) -> bool {
    let folded = folded(block);
    let words = folded.split(' ').count();
    let ends = block.trim_end().ends_with(['.', '!', '?', '\u{201d}', '"', '\u{06d4}', '\u{061f}']);
    let by = byline.is_some_and(|by| folded.contains(by) && words <= by.split(' ').count() + 6);
    by || words < 2 || (words < 6 && !ends)
}

/// The element of the page that the article stands in: the innermost `<article>`
/// or `<main>` that holds most of it, else what all of its paragraphs stand in.
fn element_of<'a>(page: &'a Document, kept: &Kept) -> Option<NodeRef<'a>> {
    let body = page.body()?;
    let paragraphs: Vec<NodeRef<'a>> = body
        .descendants_it()
        .filter(|node| is_block(node))
        .filter(|node| kept.is_line(&node.text()))
        .collect();
    let first = paragraphs.first()?;
    let mut shared: Vec<NodeRef<'a>> = first.ancestors(None);
    for paragraph in &paragraphs[1..] {
        let above: HashSet<_> = paragraph.ancestors_it(None).map(|node| node.id).collect();
        shared.retain(|node| above.contains(&node.id));
    }
    // From the innermost outwards.
    let named = shared.iter().find(|node| {
        let role = node.attr("role").is_some_and(|role| &*role == "main");
        let body = node.attr("itemprop").is_some_and(|prop| prop.contains("articleBody"));
        role || body || node.has_name("article") || node.has_name("main")
    });
    named.or_else(|| outwards(&shared)).copied()
}

/// The innermost shared element, or one around it whose other children hold
/// paragraphs too: an article that is cut in two by what stands between.
fn outwards<'s, 'a>(shared: &'s [NodeRef<'a>]) -> Option<&'s NodeRef<'a>> {
    let mut found = shared.first()?;
    for pair in shared.windows(2) {
        let (inner, outer) = (&pair[0], &pair[1]);
        let beside = outer.element_children().into_iter().filter(|child| child.id != inner.id);
        if !beside.into_iter().any(|child| !is_around(&child) && holds_paragraph(&child)) {
            break;
        }
        if outer.has_name("html") {
            break;
        }
        found = outer;
    }
    Some(found)
}

fn holds_paragraph(node: &NodeRef<'_>) -> bool {
    let own = node.has_name("p").then_some(*node);
    let mut all = own.into_iter().chain(node.descendants_it().filter(|inner| inner.has_name("p")));
    all.any(|paragraph| {
        let inside = paragraph.ancestors_it(None).take_while(|above| above.id != node.id);
        paragraph.text().trim().len() >= 80
            && !is_links(&paragraph)
            && !inside.into_iter().any(|above| is_around(&above))
    })
}

/// Takes out of an element what is not part of an article. What holds a
/// paragraph of the article is part of it, whatever its class is called.
fn strip(element: &NodeRef<'_>, kept: &Kept) {
    let is_kept = |node: &NodeRef<'_>| is_block(node) && kept.is_line(&node.text());
    let holds =
        |node: &NodeRef<'_>| is_kept(node) || node.descendants_it().any(|inner| is_kept(&inner));
    let around: Vec<NodeRef<'_>> = element
        .descendants_it()
        .filter(|node| node.is_element() && is_around(node) && !holds(node))
        .collect();
    for node in around {
        node.remove_from_parent();
    }
}

fn is_around(node: &NodeRef<'_>) -> bool {
    if node.is(AROUND) {
        return true;
    }
    if ["p", "article", "main", "body", "html"].iter().any(|name| node.has_name(name)) {
        return false;
    }
    if (node.has_name("ul") || node.has_name("div")) && is_links(node) {
        return true;
    }
    let marks =
        format!("{} {}", node.class().unwrap_or_default(), node.id_attr().unwrap_or_default())
            .to_ascii_lowercase();
    // A word, or the beginning of one: `related-links`, not `unrelated`.
    let mut words = marks.split(|c: char| !c.is_ascii_alphanumeric());
    words.any(|word| AROUND_WORDS.iter().any(|around| word.starts_with(around)))
}

/// Whether what it holds is hardly anything but links.
fn is_links(node: &NodeRef<'_>) -> bool {
    let links: usize = node
        .descendants_it()
        .filter(|inner| inner.has_name("a"))
        .map(|link| link.normalized_char_count())
        .sum();
    links > 0 && links * 10 > node.normalized_char_count() * 8
}

/// An element with words of its own, none of whose children is one.
fn is_block(node: &NodeRef<'_>) -> bool {
    BLOCKS.iter().any(|name| node.has_name(name))
        && !node.element_children().iter().any(|child| {
            BLOCKS.iter().any(|name| child.has_name(name))
                || ["ul", "ol", "table", "figure", "article"]
                    .iter()
                    .any(|name| child.has_name(name))
        })
}

/// The paragraphs of an element, in order: of blocks their lines, and what
/// stands beside blocks in the same element, as old pages have it.
fn blocks(element: &NodeRef<'_>) -> Vec<String> {
    let mut found = Vec::new();
    for node in element.descendants_it() {
        if is_block(&node) {
            let text = node.formatted_text();
            found.extend(text.lines().map(|line| line.trim().to_owned()));
        } else if node.is_nonempty_text() && node.parent().is_some_and(|it| is_mixed(&it)) {
            found.push(node.text().trim().to_owned());
        }
    }
    found.retain(|line| !line.is_empty());
    found
}

/// A box that holds other boxes, and may hold words beside them.
fn is_mixed(node: &NodeRef<'_>) -> bool {
    let boxed = ["div", "section", "article", "main", "td", "li", "blockquote", "body"];
    boxed.iter().any(|name| node.has_name(name)) && !is_block(node)
}

/// Puts the headline before a text that does not hold it: headlines are claims.
fn with_headline(text: String, page: &Document) -> String {
    let headline = page.select_single("h1").text();
    let headline = headline.split_whitespace().collect::<Vec<_>>().join(" ");
    if headline.is_empty() || folded(&text).contains(&folded(&headline)) {
        return text;
    }
    format!("{headline}\n\n{text}")
}

/// One empty line at the most, no blanks at the ends of lines, one line end at
/// the end.
fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut gap = true;
    for line in text.lines().map(str::trim_end) {
        if line.is_empty() && gap {
            continue;
        }
        gap = line.is_empty();
        out.push_str(line);
        out.push('\n');
    }
    out.truncate(out.trim_end().len());
    if !out.is_empty() {
        out.push('\n');
    }
    out
}

fn smoothie() -> Extractor {
    let settings = vec![["text".into(), "formatted".into()]];
    Extractor { name: "dom_smoothie", version: SMOOTHIE, settings }
}

fn query(element: &str) -> Extractor {
    let settings = vec![["element".into(), element.into()], ["text".into(), "formatted".into()]];
    Extractor { name: "dom_query", version: QUERY, settings }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_versions_named_are_those_that_are_built_in() {
        let lock = include_str!("../../Cargo.lock");
        for (name, version) in [("dom_smoothie", SMOOTHIE), ("dom_query", QUERY)] {
            assert!(
                lock.contains(&format!("name = \"{name}\"\nversion = \"{version}\"")),
                "{name}"
            );
        }
    }

    #[test]
    fn a_page_declares_its_encoding_in_one_of_three_places() {
        for (bytes, label) in [
            (&b"<meta charset=\"Windows-1256\">"[..], Some("windows-1256")),
            (
                b"<meta http-equiv=content-type content='text/html; charset=iso-8859-6'>",
                Some("iso-8859-6"),
            ),
            (b"<?xml version='1.0' encoding='utf-16'?><html>", Some("utf-16")),
            (b"<html>", None),
            (b"\xff\xfe", None),
        ] {
            assert_eq!(charset(bytes).as_deref(), label);
        }
    }

    #[test]
    fn a_paragraph_that_the_reader_drops_is_brought_back() {
        let long =
            "The ferry stopped at four, two hours early, because the pier was being painted. ";
        let html = format!(
            "<body><div id=page><div class=story><p>{0}</p><p>{0}{0}</p></div>\
             <div class=promo><a href=x>Buy a boat</a></div>\
             <div><p>The second half, which stands in another element, tells of {0}</p></div></div></body>",
            long.repeat(3)
        );
        let page = take(&html, false).unwrap();
        assert!(page.text.contains("The second half"), "{}", page.text);
        assert!(!page.text.contains("Buy a boat"), "{}", page.text);
    }

    #[test]
    fn a_paragraph_in_a_box_that_the_reader_takes_for_no_part_is_brought_back() {
        let long = |what: &str| {
            format!(
                "<p>The {what} stopped at four, two hours early, because the pier was being painted, said the harbour office. It will stop early on Friday too, and on each day after it, said Hal Reed, who mans the desk.</p>"
            )
        };
        let html = format!(
            "<body><article><h1>Ferry</h1>{}{}{}<div class=extra>{}</div>\
             <div class=remark><p>Nobody was told, said Bo Hare.</p></div>{}\
             <div class=related><p><a href=x>Buy a boat</a></p></div></article></body>",
            long("ferry"),
            long("tram"),
            long("bus"),
            long("lift"),
            long("train"),
        );
        let page = take(&html, false).unwrap();
        for kept in ["The lift stopped", "Nobody was told", "The train stopped"] {
            assert!(page.text.contains(kept), "{kept}: {}", page.text);
        }
        assert!(!page.text.contains("Buy a boat"), "{}", page.text);
        assert_eq!(page.extractor.name, "dom_query");
        assert!(
            page.notes[0].starts_with("the article reader leaves out 2 paragraphs"),
            "{:?}",
            page.notes
        );
    }

    #[test]
    fn columns_of_an_old_page_are_parted_and_cells_of_a_table_stay_in_their_row() {
        let html = "<body><table><tr><td><a href=a>Home</a><br><a href=b>Ferries</a></td>\
            <td><b>Ferry strike ends</b><br>The crews went back to work on Thursday.</td></tr></table>\
            <table><tr><th>Line</th><th>Crews</th></tr><tr><td>North</td><td>30</td></tr></table></body>";
        let text = take(html, true).unwrap().text;
        assert!(text.contains("Ferries\n"), "{text}");
        assert!(text.contains("\nFerry strike ends\n"), "{text}");
        assert!(text.contains("North 30"), "{text}");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]

        /// Every paragraph that is written into an article comes out of it.
        #[test]
        fn every_paragraph_of_an_article_is_kept(
            lines in prop::collection::vec("[A-Za-z,]{2,9}( [a-z,]{1,9}){8,40}\\.", 1..12),
            classes in prop::collection::vec("[a-z]{3,9}", 12),
        ) {
            let boxed = |(line, class): (&String, &String)| format!("<div class='{class}'><p>{line}</p></div>");
            let body = lines.iter().zip(&classes).map(boxed).collect::<Vec<_>>().concat();
            let page = take(&format!("<body><article>{body}</article></body>"), false).unwrap();
            for line in &lines {
                prop_assert!(page.text.contains(line.as_str()), "{line:?} is not in {:?}", page.text);
            }
        }

        #[test]
        fn mutated_markup_is_read_or_refused(
            at in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..30),
        ) {
            let mut bytes = include_bytes!("../../tests/pages/lake-post.html").to_vec();
            for (index, byte) in at {
                let place = index.index(bytes.len());
                bytes[place] = byte;
            }
            let _ = take(&String::from_utf8_lossy(&bytes), false);
        }
    }
}
