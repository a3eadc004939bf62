//! Spreadsheets at a command line: headers in any order, encodings, what is
//! made on the way, bad rows, templates.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs, reason = "a test may fail")]

#[path = "cli/support.rs"]
mod support;

use rashomon::Exit;
use support::{Person, has};

/// Semicolons, a byte-order mark, headers of their own, a column for nothing.
const DESK: &str = "\u{feff}Speaker;Beat;Source file;OUTLET;Quotation;Event;Question;Answer kind;Answer;Claim\r\n\
    Mr Bo Red;border;page.txt;River Courier;Our side did not fire;Shelling of the river post;first;text;Blueland;Blueland fired first.\r\n\
    Ms Ada Blue;\"a; b\";page.txt;River Courier;It was Redland that fired.;Shelling of the river post;first;text;Redland;Redland fired first.\r\n";

fn desk(file: &str, bytes: impl AsRef<[u8]>) -> Person {
    let person = Person::at_desk();
    person.file(file, bytes);
    person
}

#[test]
fn a_spreadsheet_with_semicolons_and_headers_of_its_own_is_imported() {
    let person = desk("desk.csv", DESK);
    let dry = person.run("import desk.csv --new-party person --dry-run");
    assert_eq!(dry.exit, Exit::Done, "{}", dry.transcript());
    let seen = person.run("import desk.csv --new-party person --lines");
    let transcript = seen.transcript();
    for told in [
        "2 lines: 2 logged",
        "source “River Courier” made: S1",
        "party “Mr Bo Red” made: P",
        "event “Shelling of the river post” made: E1",
        "question “E1/first” made: E1/first",
        "source “River Courier” matched: S1",
        "event “Shelling of the river post” matched: E1",
        "kept as they are, as they mean no column here: “Beat”",
    ] {
        assert!(transcript.contains(told), "{told}\n{transcript}");
    }
    assert!(person.ok("show C2").contains("It was Redland that fired."));
    let again = person.run("import desk.csv --new-party person").transcript();
    assert!(again.contains("0 logged, 0 matched, 2 known"), "{again}");
    let kept =
        rashomon::store::Store::open(&person.path("river.casebook"), rashomon::store::Access::Read)
            .unwrap();
    let mut found = false;
    kept.each_entry(0, &mut |raw| {
        let body = String::from_utf8_lossy(raw.body);
        found |= body.contains(r#""unknown":[["Beat","a; b"]]"#);
        Ok(())
    })
    .unwrap();
    assert!(found, "the cell of the column that means nothing here is kept");
}

#[test]
fn a_bad_row_is_named_with_its_line_column_cell_and_way_out() {
    let rows = DESK.replace("It was Redland that fired.", "It was Greenland that fired.");
    let person = desk("desk.csv", &rows);
    let refused = person.run("import desk.csv --new-party person");
    let text = refused.transcript();
    assert_eq!(refused.exit, Exit::Refused, "{text}");
    assert!(
        text.contains("line 3, quote (column “Quotation”: “It was Greenland that fired.”)"),
        "{text}"
    );
    assert!(text.contains("nothing was imported"), "{text}");
    assert!(!person.ok("list claims").contains("C1"));
}

#[test]
fn a_row_without_its_page_is_told_which_columns_to_fill_and_a_date_names_its_column_once() {
    let rows = "by,quote,outlet,title,source-text,published\n\
        Mr Bo Red,They fired,Courier,Untold,,2025-10-17\n\
        Mr Bo Red,They fired,Courier,Told,They fired.,2025-13-17\n\
        Mr Bo Red,,Courier,Mute,They fired.,2025-10-17\n";
    let person = desk("desk.csv", rows);
    let refused = person.run("import desk.csv --new-party person");
    let text = refused.transcript();
    assert_eq!(refused.exit, Exit::Refused, "{text}");
    assert!(text.contains("line 2, the line: S1 has no capture"), "{text}");
    assert!(text.contains("give its page as `source-text` or `source-file`"), "{text}");
    assert!(text.contains("(column “published”: “2025-13-17”): `2025-13-17` is not"), "{text}");
    assert!(text.contains("line 4, the line: a claim needs its words (fill in `quote`"), "{text}");
}

#[test]
fn encodings_of_spreadsheets_are_found_out_or_told() {
    let rows = "by,quote,outlet,source-text\nMr Bö Red,The naïve café,Courier,The naïve café owner saw it.\n";
    let utf16: Vec<u8> =
        [0xfeff].into_iter().chain(rows.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let latin: Vec<u8> = rows.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    for (name, bytes, told) in [
        ("utf8.csv", rows.as_bytes().to_vec(), None),
        ("utf16.csv", utf16, None),
        ("latin.csv", latin, Some("read as windows-1252")),
    ] {
        let person = desk(name, bytes);
        let seen = person.run(&format!("import {name} --new-party person"));
        let text = seen.transcript();
        assert_eq!(seen.exit, Exit::Done, "{name}: {text}");
        assert!(person.ok("show C1").contains("naïve café"), "{name}");
        assert!(told.is_none_or(|told| text.contains(told)), "{name}: {text}");
    }
}

#[test]
fn a_mapping_is_saved_and_used_again() {
    let odd = DESK.replace("Quotation", "Their words");
    let person = desk("desk.csv", &odd);
    person.ok("import desk.csv --new-party person --map 'Their words=quote' --save-mapping map.json --dry-run");
    let seen = person.run("import desk.csv --new-party person --mapping map.json");
    assert_eq!(seen.exit, Exit::Done, "{}", seen.transcript());
    let wrong = person.run("import desk.csv --map 'Their words=quotes'");
    assert!(wrong.transcript().contains("did you mean `quote`?"), "{}", wrong.transcript());
}

#[test]
fn templates_are_imported_as_they_are_and_the_schema_names_every_kind_of_line() {
    for format in ["csv", "tsv", "jsonl"] {
        let person = Person::at_desk();
        let template = person.ok(&format!("import --template {format}"));
        person.file(&format!("t.{format}"), &template);
        let seen = person.run(&format!("import t.{format}"));
        assert_eq!(seen.exit, Exit::Done, "{format}: {}", seen.transcript());
        assert!(person.ok("show C1").contains("They fired first."), "{format}");
    }
    let person = Person::new();
    let schema: serde_json::Value = serde_json::from_str(&person.ok("import --schema")).unwrap();
    for kind in rashomon::exchange::LineKind::ALL {
        let fields = &schema["properties"][kind.to_string()]["properties"];
        assert!(fields["key"].is_object(), "{kind}");
    }
    let quotes = &schema["properties"]["claim"]["properties"]["quotes"]["items"]["properties"];
    assert!(quotes["exact"].is_object() && quotes["points"].is_object(), "{quotes}");
}

#[test]
fn one_wire_in_many_outlets_is_offered_as_an_origin_and_decided_by_a_person() {
    let words = "The army of Redland said that eleven of its men were killed at the post.";
    let mut rows = String::from("by,outlet,source-text,quote\n");
    for outlet in ["Courier", "Herald", "Post"] {
        std::fmt::Write::write_fmt(
            &mut rows,
            format_args!("Redland army,{outlet},{outlet}: {words},{words}\n"),
        )
        .unwrap();
    }
    let person = desk("wire.csv", rows);
    let seen = person.run("import wire.csv --new-party armed-force --offer origins.jsonl");
    let text = seen.transcript();
    assert!(text.contains("the same words in several captures, 1 times"), "{text}");
    assert!(text.contains("C1, C2, C3 (3 captures)"), "{text}");
    let refused = person.run("import origins.jsonl");
    assert_eq!(refused.exit, Exit::Refused, "{}", refused.transcript());
    let offered = std::fs::read_to_string(person.path("origins.jsonl")).unwrap();
    person.file("origins.jsonl", offered.replace("\"why\":\"\"", "\"why\":\"one wire\""));
    let decided = person.run("import origins.jsonl");
    assert!(decided.transcript().contains("2 logged"), "{}", decided.transcript());
}

#[test]
fn a_question_is_named_by_its_words_and_a_header_that_means_nothing_is_told_of_when_rows_fail() {
    let person = Person::at_desk();
    person.file("page.txt", "Ada Blue said: “We did not fire.” Bo Red said: “They did.”\n");
    let rows = "Outlet;Datum;File;Said by;Quote;Event;Question;Art;Answer\n\
        Courier;2025-10-17;page.txt;Ada Blue;We did not fire.;Shelling;Who fired first?;text;South\n\
        Courier;2025-10-17;page.txt;Bo Red;They did.;Shelling;who fired  FIRST?;text;North\n\
        Courier;2025-10-17;page.txt;Bo Red;They did.;Shelling;who-fired-first;text;North\n\
        Courier;2025-10-17;page.txt;Bo Red;They did.;Shelling;Who fired first, then?;text;North\n";
    person.file("desk.csv", rows);
    let refused = person.run("import desk.csv --new-party person");
    assert_eq!(refused.exit, Exit::Refused);
    support::has(
        &refused.stderr,
        &["E1/who-fired-first is not asked yet", "mean no column here: “Datum”, “Art”"],
    );
    let line =
        "import desk.csv --new-party person --map Datum=published --map Art=question-kind --lines";
    let told = support::told(&person, line);
    support::has(
        &told,
        &[
            "question “Who fired first?” made: E1/who-fired-first",
            "question “who fired FIRST?” matched: E1/who-fired-first",
            "question “E1/who-fired-first” matched: E1/who-fired-first",
            "question “Who fired first, then?” made: E1/who-fired-first-then",
        ],
    );
    let seen = person.ok("conflicts E1");
    assert!(seen.contains("uncontested (one-capture, not-compared)"), "{seen}");
}

/// A row finds the page that somebody captured, by what it says of its source.
#[test]
fn a_row_finds_a_captured_article_by_outlet_and_title_or_by_its_address() {
    let person = Person::at_desk();
    person.all(&[
        "capture page.txt --outlet 'River Courier' --title 'River post shelled' --published 2025-10-17 --url https://river.example/1",
        "source add --outlet 'River Courier' --title 'Twice'",
        "source add --outlet 'River Courier' --title 'Twice'",
    ]);
    let import = |rows: &str| {
        person.file("rows.csv", rows);
        person.run("import rows.csv --new-party person --lines").transcript()
    };
    let seen = import(
        "Speaker,Outlet,Title,Published,Quotation\n\
         Ms Ada Blue,river courier,RIVER POST SHELLED,2025-10-17,Our side did not fire\n",
    );
    has(&seen, &["1 logged", "source “RIVER POST SHELLED” matched: S1"]);
    has(&person.ok("show C1"), &["S1@1", "Our side did not fire"]);
    let seen =
        import("Speaker,URL,Quotation\nMr Bo Red,https://river.example/1/,Redland that fired\n");
    has(&seen, &["1 logged", "source “https://river.example/1/” matched: S1"]);
    let seen = import("Speaker,Outlet,Title,Quotation\nMr Bo Red,River Courier,Twice,Fire\n");
    has(&seen, &["2 sources are told of like this: S2, S3", "in `from` which one is meant: S2"]);
    person.file("rows.csv", "Who said it,From,Exact words\nMx Cole,S1,Redland that fired\n");
    let seen = person.see("import rows.csv");
    has(
        &seen,
        &["party add \"Mx Cole\"", "or let the import make such parties: --new-party person"],
    );
    // Another day is another article.
    let seen = import(
        "Speaker,Outlet,Title,Published,Claim\n\
         Ms Ada Blue,River Courier,River post shelled,2025-10-18,Nobody fired\n",
    );
    has(&seen, &["1 logged", "source “River post shelled” made: S4"]);
    let seen = import("Speaker,Outlet,Title,Quotation\nMr Bo Red,Elsewhere,Other,Fire\n");
    has(&seen, &["say in `from` which captured source it is"]);
}

#[test]
fn a_header_that_is_left_out_on_purpose_asks_for_nothing() {
    let person = desk("desk.csv", DESK);
    let seen = person.run("import desk.csv --new-party person --map 'Beat='").transcript();
    has(&seen, &["2 lines: 2 logged"]);
    assert!(!seen.contains("kept as they are"), "{seen}");
}

#[test]
fn a_file_of_another_kind_is_refused_in_a_few_lines() {
    let person = desk("page.md", "# Report\nof many\n".repeat(200));
    let seen = person.run("import page.md");
    assert_eq!(seen.exit, Exit::Refused);
    has(&seen.stderr, &["and 195 more that are not JSON: is it a file of JSON lines"]);
    assert!(seen.stderr.lines().count() < 12, "{}", seen.stderr);
}

/// The casebook of three accounts, and a file of rows about E1.
fn accounts(header: &str, row: &str) -> Person {
    let person = Person::with_accounts();
    person.file("rows.csv", format!("{header}\n{row}\n"));
    person
}

#[test]
fn a_cell_that_says_otherwise_than_the_record_is_never_passed_over() {
    let from = |header: &str, row: &str, told: &[&str]| {
        let seen = accounts(header, row).see("import rows.csv --lines --new-party person");
        has(&seen, told);
    };
    let quoted = "from,by,quote";
    let words = "S1,Mr Bo Red,Our side did not fire";
    from(
        "from,by,points,quote",
        "S1,Mr Bo Red,0..9,nowhere in it",
        &["the words that are given are not those of the passage"],
    );
    from(
        "from,by,quote,line",
        "S1,Mr Bo Red,Our side did not fire,1",
        &["the quotation stands in S1@1, but not there"],
    );
    from(
        &format!("{quoted},event,question,unit,value"),
        &format!("{words},E1,killed,injured,15"),
        &["E1/killed counts killed, and `unit` says injured", "write the unit with the figure"],
    );
    from(
        &format!("{quoted},event,question,question-kind,value"),
        &format!("{words},E1,killed,yes-no,15"),
        &["`question-kind` says “yes-no”, and E1/killed has “quantity”: E1/killed was left"],
    );
    from(
        &format!("{quoted},event,event-date,question,value"),
        &format!("{words},E1,2024-01-01,killed,15"),
        &["`event-date` says “2024-01-01”, and E1 has “2025-10-15”: E1 was left as it was"],
    );
    from(
        &format!("{quoted},outlet,language"),
        &format!("{words},BBC,ur"),
        &["`outlet` says “BBC”, and S1 has “River Courier”: S1 was left as it was"],
    );
    from(
        "from,by,who,quote",
        "S1,Mr Bo Red,Ms Ada Blue,Our side did not fire",
        &["“Mr Bo Red” is a name of P", "Ms Ada Blue is given as the speaker"],
    );
    from(
        &format!("{quoted},on"),
        &format!("{words},E1/first=Blueland | E1/killed=5"),
        &["two answers stand in one", "divide answers by `;`"],
    );
    from(
        &format!("{quoted},event,question,value"),
        &format!("{words},Shelling of a river post,first,Blueland"),
        &["there is no event “Shelling of a river post”", "did you mean E1"],
    );
    let person = accounts(&format!("{quoted},on"), &format!("{words},E1/first=Martians"));
    let seen = person.see("import rows.csv");
    has(&seen, &["there is no party `Martians`"]);
    assert!(!seen.contains("--new-party"), "it makes speakers alone: {seen}");
}

#[test]
fn a_row_that_changed_since_it_was_imported_is_told_of() {
    let rows = |value: &str| {
        format!(
            "key,from,by,quote,event,question,value\nw1,S1,Mr Bo Red,Our side did not fire,E1,killed,{value}\n"
        )
    };
    let person = Person::with_accounts();
    person.file("rows.csv", rows("15"));
    person.ok("import rows.csv");
    let again = person.see("import rows.csv --lines");
    has(&again, &["1 known"]);
    assert!(!again.contains("otherwise"), "{again}");
    person.file("rows.csv", rows("20"));
    let again = person.see("import rows.csv");
    has(&again, &["reads otherwise than when it was imported as C4", "`rashomon revise C4`"]);
    person.file("line.jsonl", "{\"party\": {\"key\": \"green\", \"display\": \"Greenland\"}}\n");
    person.ok("import line.jsonl");
    person.file("line.jsonl", "{\"party\": {\"key\": \"green\", \"display\": \"Green Land\"}}\n");
    has(&person.see("import line.jsonl"), &["reads otherwise than when it was imported as P"]);
    // The same in another spelling, or with a column that means nothing here.
    person.file("line.jsonl", "{\"party\": {\"display\":\"Greenland\",  \"key\":\"green\"}}\n");
    assert!(!person.see("import line.jsonl").contains("otherwise"));
    let wider = rows("15").replace("value\n", "value,beat\n").replace(",15\n", ",15,border\n");
    person.file("rows.csv", wider);
    assert!(!person.see("import rows.csv").contains("otherwise"));
}

#[test]
fn rows_that_agree_with_what_they_are_matched_with_are_not_told_of() {
    let header =
        "outlet,url,source-text,by,quote,event,event-date,question,question-kind,choices,value";
    let row = |by: &str, quote: &str| {
        format!(
            "Wire,https://wire.example/1,“It burned.” “It sank.” said A and B,{by},{quote},The ship,2025-10-15 +04:30,fate,choice,burned;sunk,burned"
        )
    };
    let person = Person::at_desk();
    person.file(
        "rows.csv",
        format!("{header}\n{}\n{}\n", row("A", "It burned."), row("B", "It sank.")),
    );
    let seen = person.see("import rows.csv --new-party person --lines");
    has(&seen, &["2 logged"]);
    assert!(!seen.contains("was left as it was"), "{seen}");
    let other = row("A", "It burned.")
        .replace("Wire,https", "Other Wire,https")
        .replace("“It", "“Again it");
    person.file("more.csv", format!("{header}\n{other}\n").replace("It burned.,", "it burned.,"));
    let seen = person.see("import more.csv --lines");
    has(&seen, &["`outlet` says “Other Wire”, and S1 has “Wire”"]);
}

#[test]
fn our_own_table_and_a_pipe_without_a_folder_are_told_the_way() {
    let person = Person::with_accounts();
    person.ok("export out --format csv");
    has(&person.see("import out/claims.csv"), &["which is for reading", "facts.jsonl"]);
}
