//! What can be captured and what is told of it: pages, encodings, folders, web
//! archives, what fails, what is there already.
#![allow(clippy::unwrap_used, missing_docs, reason = "a test may fail")]

#[path = "cli/support.rs"]
mod support;

use std::fs;
use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use rashomon::Exit;
use sha1::Digest as _;
use support::{Person, sha256};

const LAKE: &str = include_str!("pages/lake-post.html");
const HILL: &str = include_str!("pages/hill-blog.html");
const MINISTRY: &str = include_str!("pages/ministry-ur.html");
const DAM: &str = include_str!("pages/valley-dam.html");
const DAM_UR: &str = include_str!("pages/valley-ur.html");

fn gzip(bytes: impl AsRef<[u8]>) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes.as_ref()).unwrap();
    encoder.finish().unwrap()
}

fn base32(bytes: &[u8]) -> String {
    data_encoding::BASE32.encode(&sha1::Sha1::digest(bytes))
}

/// One response record.
fn response(address: &str, head: &str, body: &[u8], digest: &str) -> Vec<u8> {
    let mut block = format!("HTTP/1.1 {head}\r\n\r\n").into_bytes();
    block.extend_from_slice(body);
    let mut record = format!(
        "WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: {address}\r\n\
         WARC-Date: 2025-10-15T08:00:00.25Z\r\nWARC-Payload-Digest: {digest}\r\n\
         Content-Type: application/http; msgtype=response\r\nContent-Length: {}\r\n\r\n",
        block.len()
    )
    .into_bytes();
    record.extend(block);
    record.extend_from_slice(b"\r\n\r\n");
    record
}

fn page_record(address: &str, body: &str) -> Vec<u8> {
    let digest = format!("sha1:{}", base32(body.as_bytes()));
    response(address, "200 OK\r\nContent-Type: text/html; charset=utf-8", body.as_bytes(), &digest)
}

fn text_of(person: &Person, capture: &str) -> String {
    person.ok(&format!("source text {capture}"))
}

// -- pages -----------------------------------------------------------------

#[test]
fn a_saved_page_tells_what_it_says_of_itself_and_where() {
    let person = Person::at_desk();
    person.file("ferry.html", LAKE);
    let told = person.see("capture ferry.html");
    assert!(
        told.contains("title: Ferry stops early for a coat of green (JSON-LD headline)"),
        "{told}"
    );
    assert!(told.contains("author: Lea Fox (JSON-LD author)"), "{told}");
    assert!(told.contains("language: en-GB (JSON-LD inLanguage)"), "{told}");
    assert!(
        told.contains("published: 2025-10-14T17:05:00+01:00 (JSON-LD datePublished)"),
        "{told}"
    );
    let found = person.run("source show S1 --json").json();
    let fields = &found["data"]["captures"][0]["fields"];
    assert_eq!(fields["media-type"], "text/html");
    assert_eq!(fields["raw"]["sha256"], sha256(LAKE));
    assert!(person.run("audit").exit == Exit::Done);
}

#[test]
fn one_flag_corrects_what_a_page_says_of_itself() {
    let person = Person::at_desk();
    person.file("ferry.html", LAKE);
    person.ok("capture ferry.html --author '' --title Green --published 2025-10-15");
    let source = person.run("source show S1 --json").json();
    let fields = &source["data"]["source"]["fields"];
    assert_eq!((&fields["title"], &fields["outlet"]), (&"Green".into(), &"Lake Post".into()));
    assert_eq!(fields["author"], serde_json::Value::Null);
    assert_eq!(fields["published"]["edtf"], "2025-10-15");
    person.ok("source revise S1 --title 'Ferry stops'");
}

#[test]
fn a_source_tells_how_its_bytes_were_read_and_who_says_so() {
    let person = Person::at_desk();
    let words = "قال رئيس النقابة، في بيان: «لم يخسر أحد أجر يوم واحد».";
    let page = format!("<html><head><meta charset=windows-1256></head><body><p>{words}</p></body>");
    fs::write(person.path("guess.txt"), encoding_rs::WINDOWS_1256.encode(words).0).unwrap();
    fs::write(person.path("page.html"), encoding_rs::WINDOWS_1256.encode(&page).0).unwrap();
    for (name, how) in [
        ("guess.txt", "96 bytes from windows-1256 (guessed), by encoding_rs 0.8"),
        ("page.html", "97 bytes from windows-1256 (the page), by dom_smoothie 0.19.0"),
    ] {
        let told = person.see(&format!("capture {name} --title {name}"));
        assert!(told.contains(&format!("text: {how}")), "{told}");
        let handle = told.lines().next().unwrap().split('@').next().unwrap();
        let shown = person.ok(&format!("source show {handle}"));
        let line = shown.lines().find(|line| line.trim_start().starts_with("text ")).unwrap();
        assert_eq!(line.split_whitespace().skip(1).collect::<Vec<_>>().join(" "), how);
    }
}

#[test]
fn sources_that_nothing_is_known_of_are_listed_by_their_files_and_naming_them_is_offered() {
    let person = Person::at_desk();
    person.file("one.txt", "One said no.");
    person.file("two.txt", "Two said yes.");
    let told = person.see("capture one.txt two.txt");
    assert!(told.contains("one.txt: captured S1@1: news-article"), "{told}");
    let told = person.see("capture one.txt");
    assert!(!told.contains("nobody said"), "{told}");
    person.file("three.txt", "Three said nothing.");
    let told = person.see("capture three.txt");
    let offer = "what it is, nobody said: rashomon source revise S3 --outlet … --title …";
    assert!(told.contains(offer), "{told}");
    let listed = person.ok("source list");
    for name in ["one.txt", "two.txt", "three.txt"] {
        assert!(listed.contains(&format!("news-article, file {name}")), "{listed}");
    }
    person.ok("source revise S3 --outlet 'River Courier'");
    assert!(!person.ok("source list").contains("three.txt"));
    person.file("four.txt", "Four was got from a page.");
    assert!(!person.see("capture four.txt --url https://lake.example/4").contains("nobody said"));
    assert!(person.ok("source list").contains("https://lake.example/4"));
}

#[test]
fn an_audit_names_the_pages_whose_text_it_cannot_take_again_in_one_line() {
    let person = Person::at_desk();
    for number in 0..8 {
        let name = format!("page{number}.html");
        person.file(&name, format!("<body><p>Page {number} of the ferry company.</p></body>"));
        person.ok(&format!("capture {name}"));
    }
    let audit = person.ok("audit");
    let lines = audit.split_whitespace().collect::<Vec<_>>().join(" ");
    let said = "whether the texts of S1@1, S2@1, S3@1, S4@1, S5@1, S6@1 and 2 others can be had";
    assert_eq!(lines.matches("whether the text").count(), 1, "{audit}");
    assert!(lines.contains(said), "{audit}");
}

/// Captures a page and checks that each of `lines` is a line of its text, and
/// that it has none of the words `not`.
fn keeps_lines(person: &Person, (name, html): (&str, &str), lines: &[&str], not: &[&str]) {
    person.file(name, html);
    let captured = person.run(&format!("capture {name} --json")).json();
    let text = text_of(person, captured["data"]["capture"].as_str().unwrap());
    let found: Vec<&str> = text.lines().collect();
    for line in lines {
        assert!(found.contains(line), "{name}: {line:?} is no line of\n{text}");
    }
    for words in not {
        assert!(!text.contains(words), "{name}: {words:?} is in\n{text}");
    }
}

/// Three styles of site: semantic markup with boxes inside the article; a table
/// layout with line breaks for paragraphs; nested boxes without paragraphs.
#[test]
fn every_paragraph_of_an_article_is_kept_in_three_styles_of_site() {
    let person = Person::at_desk();
    for (name, html, lines, not) in [
        (
            "lake.html",
            LAKE,
            &[
                "Ferry stops early for a coat of green",
                "Passengers waited on the pier for two hours while the company painted its only boat.",
                "The ferry across Long Lake stopped at four o’clock on Tuesday, two hours before its time, because its owners had begun to paint it and could not agree where to stop.",
                "“We said green, and green it is,” said Hal Reed, who manages the boat. “Nobody told us about the timetable.”",
                "He would not say how much paint was used.",
                "“No,” he said.",
                "Wet until noon",
                "A notice on the gate said that the paint would be dry by noon on Wednesday. Two passengers, who had sat down, disputed it.",
                "The first said the bench was still wet at one.",
                "The second said it was wet at three, and showed her coat.",
                "We regret the colour of the coat and will pay for its cleaning, the company wrote in a letter.",
                "The boat sails again on Thursday.",
            ][..],
            &["crossword", "Front page", "First! I was", "nobody owns"][..],
        ),
        (
            "hill.html",
            HILL,
            &[
                "The festival on the hill was called off on Sunday after three kites came down on the same cow, which did not seem to mind.",
                "The warden, who is me, had asked for the cow to be moved. The farmer says nobody asked him. I have the note that I wrote, and it has a date on it.",
                "“There was no note,” the farmer told me over the wall, “or the cow ate it.”",
                "I leave that as it stands. The kites were mended by evening, and two of them flew again on Monday.",
                "A word on the third kite: it belongs to a child from the next valley, who would like it back. It is red, and has a tail of eleven bows, of which ten are left.",
            ][..],
            &["hill.gif"][..],
        ),
        (
            "ministry.html",
            MINISTRY,
            &[
                "پل کی مرمت مکمل",
                "محکمہ نہر کے ترجمان نے جمعرات کو کہا کہ پرانے پل کی مرمت مقررہ وقت سے تین دن پہلے مکمل ہو گئی ہے، اور پل اب گاڑیوں کے لیے کھلا ہے۔",
                "ترجمان نے کہا: «ہم نے کسی درخت کو نہیں کاٹا۔» انہوں نے یہ نہیں بتایا کہ مرمت پر کتنی رقم خرچ ہوئی۔",
                "گاؤں کے رہنے والوں کے مطابق کام کے دوران ۱۲ درخت کاٹے گئے، جن میں سے چار بہت پرانے تھے۔",
            ][..],
            &["رابطہ"][..],
        ),
    ] {
        keeps_lines(&person, (name, html), lines, not);
    }
}

#[test]
fn lists_quotations_tables_and_captions_are_kept_each_on_lines_of_its_own() {
    let person = Person::at_desk();
    for (name, html, lines, not) in [
        (
            "dam.html",
            DAM,
            &[
                "Dam report finds three cracks",
                "Engineers found three cracks in the old dam above the town of Ost, a report said on Tuesday, and asked for the water to be let out before winter.",
                "The mayor, Ole Berg, denied that anyone was in danger. “It has stood for ninety years,” he said.",
                "He would not say whether he had read the report.",
                "We told the council in March, and again in June.",
                "Nobody wrote back.",
                "Ida Moe, engineer",
                "What was found",
                "A crack of four metres in the west wall.",
                "A crack of two metres below the gate:",
                "seen by divers,",
                "not seen by the camera.",
                "A third, not measured.",
                "Water level by month",
                "Month Level (m)",
                "June 41.2",
                "July 40.8",
                "The dam in August. Photo: Per Vik",
                "The dam in short",
                "Built in 1935. Thirty metres high.",
                "Cost of repair",
                "Nine million, the report says.",
                "Short one.",
                "Log 12:01 gate closed",
                "Log 12:05 gate opened",
                "How we counted",
                "We read all 212 pages and asked two engineers.",
                "The council meets on Thursday.",
                "Correction, 1 October: an earlier version said there were four cracks.",
            ][..],
            &["Most read", "Goat on roof", "Great article", "rights reserved", "not text"][..],
        ),
        (
            "dam-ur.html",
            DAM_UR,
            &[
                "ڈیم کی رپورٹ: تین دراڑیں",
                "انجینئروں نے منگل کو کہا کہ قصبے کے اوپر پرانے ڈیم میں تین دراڑیں ملی ہیں، اور سردیوں سے پہلے پانی نکالنے کا مطالبہ کیا۔",
                "میئر نے اس بات کی تردید کی کہ کسی کو خطرہ ہے۔ ’’یہ نوے سال سے کھڑا ہے،‘‘ انہوں نے کہا۔",
                "ہم نے مارچ میں کونسل کو بتایا تھا۔",
                "مغربی دیوار میں چار میٹر کی دراڑ۔",
                "دروازے کے نیچے دو میٹر کی دراڑ۔",
                "اجلاس جمعرات کو ہوگا۔",
            ][..],
            &["صفحہ اول", "جملہ حقوق"][..],
        ),
    ] {
        keeps_lines(&person, (name, html), lines, not);
    }
}

#[test]
fn all_text_of_a_page_is_taken_where_it_is_asked_for() {
    let person = Person::at_desk();
    person.file("ferry.html", LAKE);
    person.ok("capture ferry.html --whole-page");
    let text = text_of(&person, "S1");
    assert!(text.contains("First! I was on that pier") && text.contains("No,” he said."), "{text}");
    assert!(!text.contains("margin: 1em"), "{text}");
}

#[test]
fn markup_that_no_browser_shows_is_refused() {
    let person = Person::at_desk();
    person.file("deep.html", format!("<html>{}", "<div>".repeat(100_000)));
    let seen = person.run("capture deep.html");
    assert_eq!(seen.exit, Exit::Refused);
    assert!(seen.stderr.contains("nested more than 1000 deep"), "{}", seen.stderr);
    person.ok("capture deep.html --media-type text/plain");
    person.file("empty.html", "<html><script>document.write('x')</script></html>");
    let seen = person.run("capture empty.html");
    assert!(seen.stderr.contains("no text in this page"), "{}", seen.transcript());
}

// -- encodings -------------------------------------------------------------

#[test]
fn text_in_any_common_encoding_is_read_and_its_encoding_recorded() {
    let person = Person::at_desk();
    let words = "قال المتحدث باسم الوزارة يوم الخميس إن القوات لم تطلق النار على القرية\n";
    let utf16: Vec<u8> = words.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let marked = [b"\xff\xfe".to_vec(), utf16.clone()].concat();
    let page = format!("<meta charset=windows-1256><p>{words}</p>");
    for (name, bytes, flags, used, declared) in [
        ("a.txt", encoding_rs::WINDOWS_1256.encode(words).0.into_owned(), "", "windows-1256", None),
        ("b.txt", marked, "", "utf-16le", Some("utf-16le (byte-order mark)")),
        ("c.txt", utf16, "", "utf-16le", None),
        (
            "d.html",
            encoding_rs::WINDOWS_1256.encode(&page).0.into_owned(),
            "",
            "windows-1256",
            Some("windows-1256 (the page)"),
        ),
        (
            "e.txt",
            encoding_rs::ISO_8859_6.encode(words).0.into_owned(),
            "--encoding iso-8859-6",
            "iso-8859-6",
            Some("iso-8859-6 (a member)"),
        ),
    ] {
        person.file(name, &bytes);
        let seen = person.run(&format!("capture {name} {flags} --json")).json();
        let data = &seen["data"];
        assert_eq!(data["decoding"]["used"], used, "{name}: {seen}");
        assert_eq!(data["decoding"].get("declared").and_then(|it| it.as_str()), declared, "{name}");
        assert_eq!(data["decoding"]["guessed"].is_string(), declared.is_none(), "{name}");
        assert_eq!(data["sha256"], sha256(&bytes), "{name}");
        let text = text_of(&person, data["capture"].as_str().unwrap());
        assert_eq!(text, words, "{name}");
    }
    assert_eq!(person.run("audit").exit, Exit::Done);
}

#[test]
fn files_that_hold_no_text_are_refused_with_what_they_are() {
    let person = Person::at_desk();
    for (name, bytes, words) in [
        ("a.png", &b"\x89PNG\r\n\x1a\n\0\0"[..], "a PNG picture"),
        ("a.docx", b"PK\x03\x04\x14\0", "a ZIP archive"),
        ("a.bin", b"\x00\x01\x02\xff\xfe\x80\x81zz", "no text"),
        ("a.gz", &gzip("just text")[..], "holds no web archive"),
        ("cut.gz", &gzip("just text")[..12], "packed with gzip"),
        (
            "a.mhtml",
            b"From: <Saved>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n",
            "MHTML",
        ),
        ("bad.pdf", b"%PDF-1.7\nnothing", "PDF"),
    ] {
        person.file(name, bytes);
        let seen = person.run(&format!("capture {name} --title T"));
        assert_eq!(seen.exit, Exit::Refused, "{}", seen.transcript());
        assert!(seen.stderr.contains(words), "{name}: {}", seen.stderr);
        assert!(seen.stderr.contains("hint: "), "{name}: {}", seen.stderr);
    }
    assert_eq!(person.entries(), 1);
}

#[cfg(not(any(feature = "fetch", feature = "pdf")))]
#[test]
fn what_this_build_leaves_out_is_said_with_how_to_get_it() {
    let person = Person::at_desk();
    person.file("note.pdf", "%PDF-1.7\n");
    for (what, words, way) in [
        ("https://lakepost.example/news", "without `fetch`", "hint: save the page from your"),
        ("note.pdf", "without `pdf`", "pdftotext FILE.pdf"),
    ] {
        let seen = person.run(&format!("capture {what}"));
        assert_eq!(seen.exit, Exit::Refused, "{}", seen.transcript());
        for words in [words, way, "cargo install --path . --features pdf,fetch"] {
            assert!(seen.stderr.contains(words), "{words}: {}", seen.stderr);
        }
    }
    let help = person.ok("capture --help");
    let last = help.split("\n\n").last().unwrap_or_default().replace('\n', " ");
    assert!(last.starts_with("This build reads no PDF and fetches no addresses: `cargo"), "{help}");
}

// -- many at once ----------------------------------------------------------

#[test]
fn a_folder_is_captured_file_by_file_and_what_fails_is_said() {
    let person = Person::at_desk();
    fs::create_dir_all(person.path("texts/deep")).unwrap();
    person.file("texts/b.txt", "Second.\n");
    person.file("texts/a.html", LAKE);
    person.file("texts/deep/c.txt", "Third.\n");
    person.file("texts/d.png", b"\x89PNG\r\n\x1a\n");
    person.file("texts/.hidden", "x");
    let told = person.see("capture texts");
    assert!(told.contains("texts/d.png: failed: this is a PNG picture"), "{told}");
    assert!(told.contains("left out 1: a hidden file"), "{told}");
    assert!(told.contains("3 captured, 0 there before, 1 left out, 1 failed"), "{told}");
    assert!(told.contains("-- Failed"), "{told}");
    let told = person.see("capture texts --json");
    assert!(told.contains("\"ok\": false"), "{told}");
}

/// Over 8 MiB a file is read where it lies, and again when it is kept.
#[test]
fn a_file_too_large_to_be_held_is_captured() {
    let person = Person::at_desk();
    let large = format!("The ferry stopped at four.{}\n", " ".repeat(9 << 20));
    person.file("large.txt", &large);
    assert_eq!(person.ok("capture large.txt --title Large"), "S1@1\n");
    let shown = person.run("source show S1 --json").json();
    assert_eq!(shown["data"]["captures"][0]["fields"]["raw"]["sha256"], sha256(&large));
}

#[test]
fn bytes_that_are_there_are_recognised_and_said() {
    let person = Person::with_scene();
    let before = person.entries();
    let told = person.see("capture page.txt --outlet Another");
    assert!(told.contains("S1@1 has these very bytes already"), "{told}");
    let told = person.see("capture S1 page.txt");
    assert!(told.contains("S1@1 has these very bytes already"), "{told}");
    assert_eq!(person.entries(), before);
    person.ok("source add --outlet Another");
    let told = person.see("capture S2 page.txt");
    assert!(told.contains("S1@1 has these very bytes too"), "{told}");
    person.file("later.txt", "Other words.\n");
    assert_eq!(person.ok("capture S2 later.txt"), "S2@2\n");
}

// -- web archives ----------------------------------------------------------

#[test]
fn each_answer_of_a_web_archive_is_its_own_capture() {
    let person = Person::at_desk();
    let info = "WARC/1.1\r\nWARC-Type: warcinfo\r\nContent-Length: 4\r\n\r\na: b\r\n\r\n";
    let packed = gzip(HILL);
    let chunked = format!("{:x}\r\n{MINISTRY}\r\n0\r\n\r\n", MINISTRY.len());
    let wrong = format!("sha1:{}", base32(b"other"));
    let mut archive = gzip(info);
    for record in [
        page_record("https://lakepost.example/news/ferry-green", LAKE),
        response(
            "https://hill.example/",
            "200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip",
            &packed,
            &format!("sha1:{}", base32(&packed)),
        ),
        response(
            "https://canal.example/",
            "200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked",
            chunked.as_bytes(),
            &format!("sha1:{}", base32(MINISTRY.as_bytes())),
        ),
        response(
            "https://lakepost.example/boat.png",
            "200 OK\r\nContent-Type: image/png",
            b"\x89PNG",
            &format!("sha1:{}", base32(b"\x89PNG")),
        ),
        response(
            "https://lakepost.example/old",
            "301 Moved\r\nLocation: /new",
            b"",
            &format!("sha1:{}", base32(b"")),
        ),
        response(
            "https://lakepost.example/altered",
            "200 OK\r\nContent-Type: text/plain",
            b"altered",
            &wrong,
        ),
    ] {
        archive.extend(gzip(record));
    }
    person.file("lake.warc.gz", &archive);
    let told = person.see("capture lake.warc.gz");
    assert!(
        told.contains("altered: failed: its bytes are not those of its WARC-Payload-Digest"),
        "{told}"
    );
    assert!(told.contains("left out 1: image/png: a part of pages, not a text"), "{told}");
    assert!(told.contains("left out 1: an answer without a body"), "{told}");
    assert!(told.contains("left out 1: a record of the kind `warcinfo`"), "{told}");
    assert!(told.contains("3 captured, 0 there before, 3 left out, 1 failed"), "{told}");
    let first = person.run("source show S1 --json").json();
    let fields = &first["data"]["captures"][0]["fields"];
    assert_eq!(fields["got-at"], "2025-10-15T08:00:00Z");
    assert_eq!(fields["url"], "https://lakepost.example/news/ferry-green");
    assert_eq!(fields["headers"][0], serde_json::json!([":status", "200"]));
    assert_eq!(fields["raw"]["sha256"], sha256(LAKE));
    let second = person.run("source show S2 --json").json();
    let fields = &second["data"]["captures"][0]["fields"];
    assert_eq!(fields["raw"]["sha256"], sha256(&packed));
    assert!(text_of(&person, "S2").contains("the cow ate it"));
    assert!(text_of(&person, "S3").contains("درخت"));
    // The same archive again adds nothing.
    let entries = person.entries();
    person.run("capture lake.warc.gz");
    assert_eq!(person.entries(), entries);
    assert_eq!(person.run("audit").exit, Exit::Done);
    // What was packed and withheld is put back from its own bytes.
    person.file("hill.gz-body", &packed);
    person.ok("withhold S2@1 --for copyright --why asked");
    person.ok("attach S2@1 hill.gz-body");
    assert!(text_of(&person, "S2").contains("the cow ate it"));
}

#[test]
fn a_source_takes_only_its_own_page_of_an_archive() {
    let person = Person::at_desk();
    let archive = [
        page_record("https://a.example/1", "<p>One day the mayor spoke of a bridge.</p>"),
        page_record("https://a.example/2", "<p>Another day he spoke of a road.</p>"),
    ]
    .concat();
    person.file("two.warc", archive);
    person.ok("source add --title Bridge");
    let seen = person.run("capture S1 two.warc");
    assert_eq!(seen.exit, Exit::Usage, "{}", seen.transcript());
    assert_eq!(person.ok("capture S1 two.warc --url https://a.example/2"), "S1@1\n");
    assert!(text_of(&person, "S1").contains("a road"));
}

#[test]
fn an_archive_that_is_cut_gives_what_stood_before() {
    let person = Person::at_desk();
    let mut archive =
        gzip(page_record("https://a.example/1", "<p>The mayor spoke of a bridge.</p>"));
    let second = gzip(page_record("https://a.example/2", &LAKE.repeat(3)));
    archive.extend(&second[..second.len() / 2]);
    person.file("cut.warc.gz", &archive);
    let seen = person.run("capture cut.warc.gz");
    assert_eq!(seen.exit, Exit::Failed, "{}", seen.transcript());
    assert_eq!(seen.stdout, "S1@1\n");
    assert!(seen.stderr.contains("cannot be read on from here"), "{}", seen.stderr);
}

#[test]
fn an_answer_of_an_archive_that_was_cut_off_is_told_of() {
    let person = Person::at_desk();
    let record = |name: &str, head: &str, body: &str| {
        response(
            &format!("https://lake.example/{name}"),
            &format!("200 OK\r\nContent-Type: text/plain\r\n{head}"),
            body.as_bytes(),
            &format!("sha1:{}", base32(body.as_bytes())),
        )
    };
    let mut archive = record("cut", "Content-Length: 999999", "The ferry stopped at");
    archive.extend(record("whole", "Content-Length: 21", "The ferry stopped at 4."));
    archive.extend(record("chunks", "Transfer-Encoding: chunked", "ff\r\nThe ferry stopped."));
    person.file("lake.warc", &archive);
    let told = person.see("capture lake.warc --outlet Lake");
    support::has(
        &told,
        &[
            "https://lake.example/cut: failed: it was cut off: 20 of 999999 bytes of it are there",
            "its pieces do not add up: taken as it lies",
            "2 captured, 0 there before, 0 left out, 1 failed",
        ],
    );
}
