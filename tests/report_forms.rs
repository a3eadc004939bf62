//! The forms of a report: what HTML may hold, what JSON loses (nothing), what
//! CSV never is, and the order in which a reader is told.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs, reason = "a test may fail")]

#[path = "cli/support.rs"]
mod support;

use base64::Engine as _;
use rashomon::report::{Report, csv, from_json, html, json, markdown};
use serde_json::Value;
use sha2::{Digest, Sha256};
use support::Person;

fn october() -> Report {
    let person = Person::with_october();
    person.ok("verify C1 --attribution untraceable --tried 'the archive' --why 'nothing was found' --as first-reader");
    from_json(&person.ok("report --format json")).unwrap()
}

#[test]
fn json_read_back_gives_every_other_form_byte_for_byte() {
    let person = Person::with_october();
    person.ok("publish --why 'as a trial' --as first-reader");
    person.ok("correct R1 --kind correction --old 11 --new 12 --why slip --as first-reader");
    let written = person.ok("report --format json");
    let report = from_json(&written).unwrap();
    assert_eq!(json(&report), written);
    assert_eq!(markdown(&report), person.ok("report --format markdown"));
    assert_eq!(html(&report), person.ok("report --format html"));
    assert_eq!(csv(&report), person.ok("report --format csv"));
    assert!(!report.corrections.is_empty() && !report.publications.is_empty());
    assert!(from_json("{}").is_err());
    assert!(from_json(&written.replace("rashomon/report/1", "rashomon/report/2")).is_err());
}

#[test]
fn a_page_asks_nothing_of_the_network_runs_nothing_and_its_policy_names_its_one_style() {
    let page = html(&october());
    let mut quoted = false;
    let bare = page.chars().filter(|c| {
        quoted ^= *c == '"';
        !quoted
    });
    let bare: String = bare.collect();
    let mut tags = 0;
    for tag in bare.split('<').skip(1).filter_map(|it| it.split('>').next()) {
        tags += 1;
        let mut words = tag.split_whitespace();
        let element = words.next().unwrap_or_default();
        let asks = ["script", "link", "img", "iframe", "object", "embed", "form", "base"];
        assert!(!asks.contains(&element), "{tag}");
        for name in words.map(|word| word.split('=').next().unwrap_or_default()) {
            let runs = name.starts_with("on") || ["src", "srcset", "style"].contains(&name);
            assert!(!runs, "{tag}");
        }
    }
    assert!(tags > 500, "{tags}");
    let (_, style) = page.split_once("<style>").unwrap();
    let (style, _) = style.split_once("</style>").unwrap();
    let hash = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(style));
    assert!(
        page.contains(&format!("style-src &#39;sha256-{hash}&#39;"))
            || page.contains(&format!("style-src 'sha256-{hash}'"))
    );
    assert!(page.contains("default-src 'none'") || page.contains("default-src &#39;none&#39;"));
    assert!(!style.contains("url(") && !style.contains("@import"));
}

#[test]
fn a_reader_is_told_in_the_stated_order_in_both_forms() {
    let person = Person::with_october();
    person.ok("publish E3 --why 'as a trial' --as first-reader");
    person.ok("correct R1 --kind correction --old 11 --new 12 --why slip --as first-reader");
    let order = [
        "Corrections to what was published",
        "What this rests on",
        "Where it stands",
        "What was put to each party",
        "Who answers what",
        "Timeline",
        "Who attacked first?",
        "Whose account is missing",
        "Numbers",
        "Where the answers come from",
        "Every claim",
        "Names",
        "Method and limits",
        "ublications",
        "Custody",
    ];
    let markdown = person.ok("report E3");
    let heads: Vec<&str> = markdown.lines().filter(|line| line.starts_with('#')).collect();
    in_order(&heads, &order);
    let page = person.ok("report E3 --format html");
    let heads: Vec<&str> =
        page.split("<h").skip(1).filter(|it| it.starts_with(['2', '3'])).collect();
    in_order(&heads, &order);
}

fn in_order(heads: &[&str], order: &[&str]) {
    let mut at = 0;
    for name in order {
        let found = heads[at..].iter().position(|head| head.contains(name));
        at += found.unwrap_or_else(|| panic!("{name} is not below the others: {heads:#?}"));
    }
}

#[test]
fn tables_have_captions_and_scopes_and_states_are_words() {
    let page = html(&october());
    let tables = page.matches("<table").count();
    assert!(tables > 10);
    assert_eq!(page.matches("<caption").count(), tables);
    assert_eq!(page.matches("<th ").count(), page.matches("scope=").count());
    assert!(!page.contains("<th>"));
    for tag in page.split("class=\"tag ").skip(1) {
        let shape = "<i aria-hidden=\"true\">";
        let (_, words) = tag.split_once("</i>").unwrap();
        assert!(tag.contains(shape) && words.starts_with(char::is_alphabetic), "{}", &tag[..60]);
    }
}

#[test]
fn both_sides_of_a_dispute_have_columns_of_one_kind_and_a_date_is_as_wide_as_it_is_unsure() {
    let person = Person::with_accounts();
    person.ok("revise C1 --said-on 2025-10 --kind correction --why 'dated'");
    let page = person.ok("report E1 --format html");
    let (_, dispute) = page.split_once("id=\"E1/first\"").unwrap();
    let (_, sides) = dispute.split_once("<div class=\"sides\">").unwrap();
    let (sides, _) = sides.split_once("</div></section></div>").unwrap();
    assert_eq!(sides.matches("<section>").count(), 2, "one column a side, none with a class");
    let widths: Vec<u32> = page
        .split("<rect class=\"span")
        .skip(1)
        .map(|it| it.split("width=\"").nth(1).unwrap().split('"').next().unwrap().parse().unwrap())
        .collect();
    let (least, most) = (widths.iter().min().unwrap(), widths.iter().max().unwrap());
    assert_eq!(*most, 1000, "a month fills the scale: {widths:?}");
    assert!((30..=34).contains(least), "a day is a thirty-first of it: {widths:?}");
}

#[test]
fn hostile_words_do_not_become_html_or_a_formula() {
    let person = Person::with_scene();
    let hostile = "<script>alert(1)</script> & \"x\" onload='y' \u{202e}";
    person.run_args(&["event", "revise", "E1", "--title", hostile]);
    person.run_args(&["party", "revise", "P6", "--name", "=HYPERLINK(\"http://x\")"]);
    person.run_args(&[
        "log",
        "--from",
        "S1",
        "--quote",
        "Nobody knows more",
        "--who",
        "P6",
        "--known",
        "described",
        "--claim",
        hostile,
        "--on",
        "E1/hurt=no",
    ]);
    let page = person.ok("report E1 --format html");
    assert!(!page.contains("<script") && !page.contains('\u{202e}'), "markup came through");
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;x&quot;"), "{page}");
    assert!(page.contains("&lt;U+202E&gt;"));
    let rows = person.ok("report E1 --format csv");
    assert!(rows.contains("\"'=HYPERLINK(\"\"http://x\"\")\""), "{rows}");
    let mut reader = csv_reader(&rows);
    let width = reader.headers().unwrap().len();
    assert!(reader.records().all(|row| row.unwrap().len() == width));
}

fn csv_reader(rows: &str) -> ::csv::Reader<&[u8]> {
    ::csv::Reader::from_reader(rows.as_bytes())
}

#[test]
fn figures_are_a_range_of_claims_and_never_an_average() {
    let person = Person::with_accounts();
    person.ok("log --from S1 --quote 'Nobody knows more' --who P6 --known described --on 'E1/killed=30 killed (fighters)'");
    let report = from_json(&person.ok("report E1 --format json")).unwrap();
    let numbers = &report.events[0].numbers[0];
    assert_eq!(numbers.ranges, ["range of claims: 15 to 30 killed (fighters), from 2 accounts"]);
    assert_eq!(numbers.figures.len(), 2);
    for form in ["html", "markdown"] {
        let written = person.ok(&format!("report E1 --format {form}"));
        assert!(written.contains("15 to 30 killed") && !written.contains("22.5"), "{form}");
    }
}

#[test]
fn how_each_was_treated_stands_beside_the_report_where_it_is_asked_for() {
    let person = Person::with_october();
    let counted: Value = serde_json::from_str(&person.ok("balance E3 --json")).unwrap();
    let counted = &counted["data"];
    let report: Value =
        serde_json::from_str(&person.ok("report E3 --balance --format json")).unwrap();
    let beside = report["balance"].as_array().unwrap();
    let rows = |of: &str| beside.iter().filter(|row| row["of"] == of).collect::<Vec<_>>();
    for (of, rows) in [("sides", rows("side")), ("parties", rows("party"))] {
        let counted = counted[of].as_array().unwrap();
        assert!(!counted.is_empty());
        let told = |row: &Value| (row["name"].clone(), row["claims"].clone());
        let expected: Vec<_> = counted.iter().map(told).collect();
        assert_eq!(rows.into_iter().map(told).collect::<Vec<_>>(), expected);
    }
    for form in ["html", "markdown"] {
        let asked = person.ok(&format!("report E3 --balance --format {form}"));
        assert!(asked.contains("How each was treated") && asked.contains("said 1"), "{form}");
        let plain = person.ok(&format!("report E3 --format {form}"));
        assert!(!plain.contains("How each was treated"), "{form}");
    }
}

/// `docs/report.schema.json` says what every field is, and knows no other.
#[test]
fn the_schema_in_docs_describes_every_field_of_a_report_and_nothing_else() {
    let schema: Value = serde_json::from_str(include_str!("../docs/report.schema.json")).unwrap();
    let person = Person::with_october();
    person.ok("publish --why 'as a trial' --as first-reader");
    person.ok("correct R1 --kind correction --old 11 --new 12 --why slip --as first-reader");
    let report: Value = serde_json::from_str(&person.ok("report --balance --format json")).unwrap();
    let mut seen = std::collections::BTreeSet::new();
    fits(&schema, &schema, &report, "report", &mut seen);
    for report in rarities() {
        fits(&schema, &schema, &report, "report", &mut seen);
    }
    let defs = schema["$defs"].as_object().unwrap();
    let parts = defs.values().chain([&schema]).filter(|part| part["properties"].is_object());
    let fields = parts.flat_map(|part| {
        let names = part["properties"].as_object().unwrap().keys();
        names.map(|name| format!("{}.{name}", part["description"]))
    });
    let missed: Vec<String> = fields.filter(|field| !seen.contains(field)).collect();
    assert!(missed.is_empty(), "no report here fills these: {missed:#?}");
    let unused: Vec<&String> = defs.keys().filter(|name| !seen.contains(*name)).collect();
    assert!(unused.is_empty(), "no report here shows these: {unused:?}");
    let wrong = serde_json::json!({ "schema": 1 });
    assert!(
        std::panic::catch_unwind(|| {
            fits(&schema, &schema, &wrong, "wrong", &mut std::collections::BTreeSet::new());
        })
        .is_err()
    );
}

/// Reports with what the casebook of October has none of.
fn rarities() -> Vec<Value> {
    let mut person = Person::with_accounts();
    person.set("RASHOMON_MEMBER", "ann");
    person.file("list.txt", "17 names\n");
    person.all(&[
        "source revise S1 --url https://example.org/river --author 'Lea Fox'",
        "terms --scale 'house: Disputed=contested'",
        "party add 'The well keeper'",
        "party add Greenland --kind state",
        "event revise E1 --title 'Redland attacks the river post'",
        "question add E1/calm --kind yes-no --text 'Was it calm before?'",
        "enquiry add Redland --on E1/first --how letter --text 'Who?' --when 2025-10-16 --deadline 2025-10-17",
        "evidence add --on E1/killed --bearing supports --file list.txt --origin 'a hospital' --note Names",
        "verify C3 --on E1/killed --finding confirmed --ground X2 --why Names",
        "verify C1 --on E1/first --finding contested --why x --rating 'house: Disputed'",
        "revise C1 --kind refinement --claim 'Blueland fired first' --why 'in plainer words'",
        "log --from S1 --quote 'Nobody knows more' --by 'Mr Bo Red' --behalf Greenland --known described --on E1/hurt=yes",
        "log --from S1 --quote 'Our side did not fire' --by 'Ms Ada Blue' --on E1/hurt=yes",
        "log --from S1 --quote 'The naïve café owner saw 12 flashes' --who 'The well keeper' --known described --on E1/calm=yes",
        "log --from S1 --quote 'The end' --by 'Mr Bo Red' --known described --on E1/calm=yes",
        "link independent C6 C7 --on E1/calm --why 'two observers'",
        "publish E1 --to https://example.org/river --why 'The second reader is away'",
        "correct R1 --kind update --about C3 --why 'A second figure came'",
    ]);
    let whole = person.ok("report E1 --format json");
    let narrowed = person.ok("report E1/first --format json");
    [whole, narrowed].iter().map(|report| serde_json::from_str(report).unwrap()).collect()
}

/// As far as the schema uses JSON Schema (2020-12).
fn fits(
    root: &Value,
    schema: &Value,
    value: &Value,
    at: &str,
    seen: &mut std::collections::BTreeSet<String>,
) {
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.trim_start_matches("#/$defs/");
        seen.insert(name.to_owned());
        return fits(root, &root["$defs"][name], value, at, seen);
    }
    if let Some(either) = schema["anyOf"].as_array() {
        assert_eq!(either[1]["type"], "null", "{at}");
        if !value.is_null() {
            fits(root, &either[0], value, at, seen);
        }
        return;
    }
    match schema["type"].as_str().unwrap_or_else(|| panic!("{at}: no type in {schema}")) {
        "object" => {
            assert_eq!(schema["additionalProperties"], false, "{at}");
            assert_eq!(
                schema["required"].as_array().unwrap().len(),
                schema["properties"].as_object().unwrap().len(),
                "{at}"
            );
            let known = schema["properties"].as_object().unwrap();
            let own = value.as_object().unwrap_or_else(|| panic!("{at} is no object"));
            assert!(own.keys().eq(known.keys()), "{at}: {:?}, {:?}", own.keys(), known.keys());
            for (name, of) in known {
                assert!(root["$defs"].is_object() && of.is_object());
                fits(root, of, &own[name], &format!("{at}.{name}"), seen);
                let value = &own[name];
                let is_filled =
                    !value.is_null() && value.as_array().is_none_or(|it| !it.is_empty());
                if is_filled {
                    seen.insert(format!("{}.{name}", schema["description"]));
                }
            }
        }
        "array" => {
            let list = value.as_array().unwrap_or_else(|| panic!("{at} is no list"));
            for (nth, one) in list.iter().enumerate() {
                fits(root, &schema["items"], one, &format!("{at}[{nth}]"), seen);
            }
        }
        "string" => assert!(value.is_string(), "{at}: {value}"),
        "integer" => assert!(value.is_i64() || value.is_u64(), "{at}: {value}"),
        "boolean" => assert!(value.is_boolean(), "{at}: {value}"),
        other => panic!("{at}: a type we do not use: {other}"),
    }
}
