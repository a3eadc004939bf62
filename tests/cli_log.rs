//! What a person sees while logging: from an empty folder to claims, their
//! versions, and what is taken back.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs, reason = "a test may fail")]

#[path = "cli/support.rs"]
mod support;

use insta::assert_snapshot;
use rashomon::Exit;
use rusqlite::{Connection, OpenFlags};
use support::{PAGE, Person, has, told};

/// Logs the first claim of `page.txt`.
const FIRST: &str = "log --from S1 --quote 'They fired first.' --line 5 --by 'Mr Bo Red' \
    --on E1/first=Blueland";

/// The utterance of the claim that was logged last; null where it is its own.
fn utterance(person: &Person) -> serde_json::Value {
    let (path, flags) = (person.path("river.casebook"), OpenFlags::SQLITE_OPEN_READ_ONLY);
    let file = Connection::open_with_flags(path, flags).unwrap();
    let newest = "SELECT body FROM entry ORDER BY seq DESC LIMIT 1";
    let body: Vec<u8> = file.query_row(newest, [], |row| row.get(0)).unwrap();
    let entry: serde_json::Value = serde_json::from_slice(&body).unwrap();
    entry["fact"]["claim"]["log"]["utterance"].clone()
}

// -- a casebook ------------------------------------------------------------

#[test]
fn a_new_casebook_says_where_it_is_and_who_you_are() {
    let person = Person::new();
    assert_snapshot!(person.see("init river --title 'River clashes' --name 'Ann Lee' --dry-run"), @r#"
    -- stderr
    dry run: nothing was made
    -- Done
    "#);
    assert!(!person.path("river.casebook").exists());
    assert_snapshot!(person.see("init river --title 'River clashes' --name 'Ann Lee'"), @r#"
    river.casebook
    -- stderr
    made “River clashes”; you are its member `ann`
    next: rashomon capture PAGE.txt --outlet NAME --published DATE
    -- Done
    "#);
    assert_snapshot!(person.see("init river"), @r#"
    -- stderr
    error: there is something at `FOLDER/river.casebook` already
    hint: choose another name; nothing is written over
    -- Refused
    "#);
    assert_snapshot!(person.see("member list"), @r#"
     member   name      since                  until
    ──────── ───────── ────────────────────── ───────
     ann      Ann Lee   2025-10-17T09:00:00Z
    -- Done
    "#);
}

#[test]
fn you_are_the_member_named_by_option_then_by_environment_then_the_only_one() {
    let mut person = Person::at_desk();
    person.ok("member add bo --name 'Bo Ray'");
    assert_snapshot!(person.see("party add Blueland --kind state"), @r#"
    -- stderr
    error: who are you? The members are: ann, bo
    hint: say --as KEY, or set $RASHOMON_MEMBER
    -- Usage
    "#);
    person.set("RASHOMON_MEMBER", "bo");
    person.ok("party add Blueland --kind state");
    person.ok("party add Redland --kind state --as ann");
    assert_snapshot!(person.see("party add Greenland --kind state --as cy"), @r#"
    -- stderr
    error: `cy` is not a member of this casebook
    hint: say who you are with --as KEY; `rashomon member list` shows the members
    -- Refused
    "#);
    person.set("RASHOMON_MEMBER", "");
    person.ok("member end bo --as ann");
    person.now = "2025-10-17T09:00:01Z".parse().unwrap();
    person.ok("party add Greenland --kind state");
    assert_snapshot!(person.see("party add Greyland --kind state --as bo"), @r#"
    -- stderr
    error: `bo` is not a member at 2025-10-17T09:00:01Z
    hint: `rashomon member list` shows from when until when
    -- Refused
    "#);
    assert_snapshot!(person.see("history --limit 4"), @r"
     entry   id         at                     by    what     thing
    ─────── ────────── ────────────────────── ───── ──────── ───────
     2       9fb5c6af   2025-10-17T09:00:00Z   bo    party    P1
     3       a0f1847b   2025-10-17T09:00:00Z   ann   party    P2
     4       dd9fc0bf   2025-10-17T09:00:00Z   ann   member   M2
     5       64a9ba11   2025-10-17T09:00:01Z   ann   party    P3
    -- stderr
    the newest ones; --limit 0 shows all
    -- Done
    ");
}

#[test]
fn the_casebook_is_named_by_option_then_by_environment_then_the_only_one_here() {
    let mut person = Person::new();
    assert_snapshot!(person.see("list"), @r#"
    -- stderr
    error: there is no casebook `FOLDER/*.casebook`
    hint: name one with --casebook FILE, or make one with `rashomon init NAME`
    -- NotFound
    "#);
    person.ok("init north");
    assert_eq!(
        person.ok("member list --json"),
        person.ok("member list --json --casebook north.casebook")
    );
    person.ok("init south --member bo");
    assert_snapshot!(person.see("list"), @r#"
    -- stderr
    error: `FOLDER` could be several casebooks: north.casebook, south.casebook
    hint: name one with --casebook FILE
    -- Usage
    "#);
    person.set("RASHOMON_CASEBOOK", "south.casebook");
    assert!(person.ok("member list").contains("bo"));
    assert!(person.ok("member list --casebook north.casebook").contains("ann"));
}

// -- sources ---------------------------------------------------------------

#[test]
fn a_captured_page_shows_its_hash_and_the_next_command() {
    let person = Person::at_desk();
    assert_snapshot!(person.see("capture page.txt --outlet 'River Courier' --title 'Night of fire' --published 2025-10-17 --kind news-article --language en --url https://river.example/1 --how 'saved from the browser' --got 2025-10-17T08:00:00Z"), @r#"
    S1@1
    -- stderr
    captured S1@1: River Courier, “Night of fire”, 2025-10-17, 400 bytes, sha256 fa368b6d038e08b2ee436a5e8ad926549575e12a4eea4c9076ec46ca2224f45a
    next: rashomon log --from S1 --quote "…" --by "…"
    -- Done
    "#);
    assert_snapshot!(person.see("capture page.txt --of S1"), @r#"
    S1@1
    -- stderr
    S1@1 has these very bytes already: nothing was recorded
    -- Done
    "#);
    person.file("later.txt", PAGE.replace("12 flashes", "13 flashes"));
    assert_snapshot!(person.see("capture later.txt --of S1 --origin 'River News Agency'"), @r"
    S1@2
    -- stderr
    captured S1@2: River Courier, “Night of fire”, 2025-10-17, 400 bytes, sha256 f699059908146424d5870732870c2618f68af6944743eee53f5eff09ddc6ea80
    S1@1 and S1@2: two texts

    line 3 of S1@2: other words in S1@2 than in S1@1
      “Our side did not fire,” said Ms Ada Blue of Blueland. The naïve café owner
      saw [-12-]{+13+} flashes.

    1 paragraph differs in words; 0 changes of look alone (quotation marks, dashes,
      spaces, case) are not marked
    -- Done
    ");
    assert_snapshot!(person.see("capture later.txt --of S1 --outlet Courier"), @r#"
    -- stderr
    error: the source is there: what is known of it is not given again
    hint: change it with `rashomon source revise`
    -- Usage
    "#);
    assert_snapshot!(person.see("source show S1"), @r#"
    S1  River Courier, “Night of fire”, 2025-10-17
      kind          news-article
      own voice     River Courier’s author (P1)
      published     2025-10-17
      language      en
      address       https://river.example/1
      reliability   F (not yet rated)

    S1@1  kept, got 2025-10-17T08:00:00Z, saved from the browser
      file          page.txt
      sha256        fa368b6d038e08b2ee436a5e8ad926549575e12a4eea4c9076ec46ca2224f45a
      bytes         400
      code points   384

    S1@2  kept, got 2025-10-17T09:00:00Z, file
      file          later.txt
      sha256        f699059908146424d5870732870c2618f68af6944743eee53f5eff09ddc6ea80
      bytes         400
      code points   384
      from          River News Agency
    -- Done
    "#);
    assert_snapshot!(person.see("source list"), @r#"
     source   what                                  kind           captures
    ──────── ───────────────────────────────────── ────────────── ────────────
     S1       River Courier, “Night of fire”,       news-article   S1@1, S1@2
              2025-10-17
    -- Done
    "#);
}

#[test]
fn a_withheld_page_leaves_hashes_and_no_text() {
    let person = Person::at_desk();
    assert_snapshot!(person.see("capture page.txt --outlet Courier --withhold copyright"), @r#"
    S1@1
    -- stderr
    captured S1@1: Courier, 400 bytes, withheld: hashes only, sha256 fa368b6d038e08b2ee436a5e8ad926549575e12a4eea4c9076ec46ca2224f45a
    next: rashomon attach S1@1 FILE
    -- Done
    "#);
    assert_snapshot!(person.see("source text S1"), @r#"
    -- stderr
    error: S1@1 is withheld: its text is not in the casebook
    hint: who has the file puts it back with `rashomon attach S1@1 FILE`
    -- Refused
    "#);
    assert_snapshot!(person.see("log --from S1 --quote 'They fired first.' --by 'Mr Bo Red' --new-party person"), @r#"
    -- stderr
    error: S1@1 is withheld: its text cannot be searched
    hint: `rashomon attach S1@1 FILE` puts the file back
    -- Refused
    "#);
}

#[test]
fn a_salted_page_hides_its_hash_and_cannot_begin_withheld() {
    let person = Person::at_desk();
    assert_snapshot!(person.see("capture page.txt --outlet Courier --salted"), @r#"
    S1@1
    -- stderr
    captured S1@1: Courier, 400 bytes, salted sha256 d7bddcc436cf164f30d779b874afaf69372e374293b592d66b87eb1faaa296f5
    next: rashomon log --from S1 --quote "…" --by "…"
    -- Done
    "#);
    assert_snapshot!(person.see("capture page.txt --outlet Courier --salted --withhold safety"), @r#"
    -- stderr
    error: a salted capture cannot be withheld from the start: its salt would be lost
    hint: capture it salted, then `rashomon withhold` it when it has to go
    -- Usage
    "#);
    person.ok("party add 'Mr Bo Red'");
    assert_snapshot!(person.see("log --from S1 --quote 'They fired first.' --line 5 --by 'Mr Bo Red'"), @r#"
    C1
    -- stderr
    recorded C1@1: Courier’s author reports that Mr Bo Red said: “They fired first.” (S1@1, line 5, bytes 160..177)
      guessed: direct-quote, cue “said”; `rashomon confirm C1` if it is so, else `rashomon revise`
    next: rashomon log --like C1 --quote "…" --on E1/KEY=VALUE
    -- Done
    "#);
    assert_snapshot!(person.see("log --from S1 --quote 'Nobody knows more.' --attribution author --hedge Nobody"), @r#"
    -- stderr
    error: hedges of a salted capture are words of it, and may not stand in an entry
    hint: leave --hedge out; the quotation holds them
    -- Refused
    "#);
}

#[test]
fn standard_input_is_captured_under_no_name() {
    let mut person = Person::at_desk();
    person.stdin = "One line.\n".into();
    assert_snapshot!(person.see("capture - --title Note --kind document"), @r#"
    S1@1
    -- stderr
    captured S1@1: “Note”, 10 bytes, sha256 b43a53f4b1f532bca5796d5a949423c2d849a7282513a9bd5f4ad40180c36c07
    next: rashomon log --from S1 --quote "…" --by "…"
    -- Done
    "#);
    let shown = person.run("source show S1 --json").json();
    assert_eq!(shown["data"]["captures"][0]["fields"]["name"], serde_json::Value::Null, "{shown}");
    assert_eq!(person.ok("source text S1@1"), "One line.\n");
}

#[test]
fn a_byte_order_mark_is_hashed_and_not_quoted() {
    let person = Person::at_desk();
    person.file("marked.txt", "\u{feff}One line.\n");
    assert_snapshot!(person.see("capture marked.txt --title Note"), @r#"
    S1@1
    -- stderr
    captured S1@1: “Note”, 13 bytes, sha256 575d9cbdb090bcc0ce46b68e8f412442c0930bc184aad4c30070199b3cde3eee
    next: rashomon log --from S1 --quote "…" --by "…"
    -- Done
    "#);
    assert_snapshot!(person.see("source find S1 'One line.'"), @r#"
    line 1, bytes 0..9: «One line.»
    -- Done
    "#);
}

#[test]
fn a_source_not_seen_takes_claims_in_other_words() {
    let person = Person::with_scene();
    assert_snapshot!(person.see("source add --outlet 'Hill Times' --kind broadcast"), @r#"
    S2
    -- stderr
    recorded S2: Hill Times
    next: rashomon capture S2 FILE
    -- Done
    "#);
    assert_snapshot!(person.see("source revise S2 --title 'The morning news' --reliability C --reason 'right before'"), @r#"
    S2
    -- stderr
    recorded S2: Hill Times, “The morning news”
    next: rashomon capture S2 FILE
    -- Done
    "#);
    assert_snapshot!(person.see("source show S2"), @r#"
    S2  Hill Times, “The morning news”
      kind          broadcast
      own voice     Hill Times’s author (P8)
      reliability   C: right before
    -- Done
    "#);
    assert_snapshot!(person.see("log --from S2 --quote 'They fired' --who P6"), @r#"
    -- stderr
    error: S2 has no capture to quote from
    hint: capture it first: `rashomon capture S2 FILE`
    -- Refused
    "#);
    assert_snapshot!(person.see("log --from S2 --who P6 --claim 'Blueland fired first' --on E1/first=Blueland"), @r#"
    C1
    -- stderr
    recorded C1@1: Hill Times’s author reports that Mr Bo Red said: Blueland fired first
      E1/first says Blueland
      guessed: paraphrase; `rashomon confirm C1` if it is so, else `rashomon revise`
    next: rashomon conflicts E1
    -- Done
    "#);
    assert_snapshot!(person.see("source revise S2 --reliability A"), @r#"
    -- stderr
    error: a reliability needs a reason
    hint: say why with --reason
    -- Usage
    "#);
    assert_snapshot!(person.see("source revise S2"), @r#"
    -- stderr
    error: nothing is to change
    hint: say what, as --title "Night of fire"
    -- Usage
    "#);
    assert_snapshot!(person.see("source add"), @r"
        -- stderr
        error: nothing is known of this source
        hint: name it: --outlet, --title, --author or --url
        -- Usage
        ");
}

#[test]
fn lines_of_a_text_are_numbered_and_a_file_is_not_written_over() {
    let person = Person::with_scene();
    assert_snapshot!(person.see("source text S1 --lines 3-6"), @r#"
        3  “Our side did not fire,” said Ms Ada Blue of Blueland. The naïve café owner saw 12 flashes.
        4
        5  Mr Bo Red said on Thursday: “They fired first.” He would not say how many were hurt.
        6  Redland’s army told reporters that about 15 to 20 fighters were killed.
    -- Done
    "#);
    assert_snapshot!(person.see("source text S1@1 --lines 8"), @r#"
        8  It was Redland that fired. Nobody knows more.
    -- Done
    "#);
    assert_snapshot!(person.see("source text S1 --lines 90-91"), @r#"
    -- stderr
    error: there is no line `90-91`
    hint: S1@1 has 9 lines
    -- NotFound
    "#);
    assert_snapshot!(person.see("source text S1 --lines 6-3"), @r#"
    -- stderr
    error: `6-3` is not a range of lines
    hint: write it as 18-24
    -- Usage
    "#);
    assert_snapshot!(person.see("source text S1 -o copy.txt"), @r#"
    -- stderr
    wrote copy.txt: 400 bytes of S1@1
    -- Done
    "#);
    assert_eq!(std::fs::read_to_string(person.path("copy.txt")).unwrap(), PAGE);
    person.file("copy.txt", "mine");
    assert_snapshot!(person.see("source text S1 -o copy.txt"), @r#"
    -- stderr
    error: there is something at `copy.txt` already
    hint: choose another name, or say --force to write over it
    -- Refused
    "#);
    assert_eq!(std::fs::read(person.path("copy.txt")).unwrap(), b"mine");
    person.ok("source text S1 -o copy.txt --force");
    assert_eq!(std::fs::read_to_string(person.path("copy.txt")).unwrap(), PAGE);
    assert_snapshot!(person.see("source text S1 -o copy.txt --lines 1-2"), @r#"
    -- stderr
    error: a file takes the whole text
    hint: leave out --lines, or leave out --output
    -- Usage
    "#);
}

#[test]
fn words_are_found_with_what_stands_around_them() {
    let person = Person::with_scene();
    assert_snapshot!(person.see("source find S1 'They fired first.'"), @r#"
    line 5, bytes 160..177: Mr Bo Red said on Thursday: “«They fired first.»” He would not say how many were
    line 9, bytes 370..387: Mr Bo Red said on Thursday: “«They fired first.»” The end.
    -- Done
    "#);
    assert_snapshot!(person.see("source find S1 \"Redland's army\""), @r"
    line 6, bytes 218..234: «Redland’s army» told reporters that about 15 to
    -- stderr
    the same but for quotation marks, dashes, spaces, case or the form of figures
    -- Done
    ");
    assert_snapshot!(person.see("source find S1 'Nobody knew more'"), @r"
    line 8, bytes 320..337: It was Redland that fired. «Nobody knows more».
    -- stderr
    not word for word: the nearest passage ([-yours-]{+there+})
      Nobody [-knew-]{+knows+} more
    -- Done
    ");
    assert_snapshot!(person.see("source find S1 'zebra crossing lights'"), @r#"
    -- stderr
    error: there is no passage `zebra crossing lights`
    hint: read it with `rashomon source text S1@1`
    -- NotFound
    "#);
    assert_snapshot!(person.see("source find S1 ''"), @r#"
    -- stderr
    error: there are no words to find
    hint: give some
    -- Usage
    "#);
}

// -- parties, places, events, questions ------------------------------------

#[test]
fn a_party_keeps_every_name_and_every_decision_on_who_it_is() {
    let person = Person::with_scene();
    assert_snapshot!(person.see("party alias P6 'Bo Red' --seen S1@1"), @r#"
    P6
    -- stderr
    recorded that P6 Mr Bo Red is printed as “Bo Red” too
    next: rashomon party show P6
    -- Done
    "#);
    assert_snapshot!(person.see("party revise P6 --name 'Bo Red (minister)' --belongs-to 'P4 as minister since 2021' --note 'speaks at noon'"), @r#"
    P6
    -- stderr
    recorded P6: Bo Red (minister) (person)
    next: rashomon party show P6
    -- Done
    "#);
    assert_snapshot!(person.see("party add 'Minister Red' --kind person"), @r#"
    P8
    -- stderr
    recorded P8: Minister Red (person)
    next: rashomon party show P8
    -- Done
    "#);
    assert_snapshot!(person.see("party merge 'Minister Red' P6 --why 'same office, same day'"), @r#"
    P6
    -- stderr
    P8 Minister Red is taken to be P6 Bo Red (minister); both names are kept
    take it back with `rashomon party split P8 --why "…"`
    -- Done
    "#);
    assert_snapshot!(person.see("party show P6"), @r#"
    P6  Bo Red (minister)
      kind          person
      printed as    Bo Red
      printed as    Mr Bo Red
      speaks for    Redland (P4)
      belongs to    Redland (P4), as “minister”, since 2021
      also          P8 Minister Red, by ann: same office, same day
      note          speaks at noon
    -- Done
    "#);
    assert_snapshot!(person.see("party merge P6 'Minister Red' --why 'again'"), @r#"
    -- stderr
    error: they are one party already
    hint: `rashomon party show` says since when
    -- Refused
    "#);
    assert_snapshot!(person.see("party split P8 --why 'two ministers'"), @r"
    P8
    -- stderr
    P8 Minister Red is a party of its own again, apart from P6 Bo Red (minister)
    -- Done
    ");
    assert_snapshot!(person.see("party split P8 --why 'two ministers'"), @r#"
    -- stderr
    error: `P8` is not merged into another party
    hint: `rashomon party list` shows which parties are merged
    -- Refused
    "#);
    assert_snapshot!(person.see("party apart P8 P6 --why 'two ministers'"), @r#"
    P8 P6
    -- stderr
    P8 and P6 are kept apart: two ministers
    -- Done
    "#);
    assert_snapshot!(person.see("party merge P8 P6 --why 'after all'"), @r#"
    -- stderr
    error: a member decided to keep these two apart
    hint: undo that decision first, with its reason in view: `rashomon history`
    -- Refused
    "#);
    assert_snapshot!(person.see("party show P8"), @r#"
    P8  Minister Red
      kind          person
      is not        P6 Bo Red (minister): two ministers
    -- Done
    "#);
    assert_snapshot!(person.see("party list"), @r#"
     party   name                     kind             printed as
    ─────── ──────────────────────── ──────────────── ───────────────────
     P1      River Courier’s author   unnamed-person
     P2      River Courier            outlet
     P3      Blueland                 state
     P4      Redland                  state
     P5      Ms Ada Blue              person
     P6      Bo Red (minister)        person           Bo Red; Mr Bo Red
     P7      Redland army             armed-force      Redland’s army
     P8      Minister Red             person
    -- Done
    "#);
}

#[test]
fn a_party_is_found_by_its_former_name_and_takes_no_others() {
    let person = Person::with_scene();
    person.ok("party revise P6 --name 'Bo Red, minister'");
    assert!(person.ok("party show 'Mr Bo Red'").contains("printed as    Mr Bo Red"));
    person.ok("log --from S1 --quote 'The end.' --by 'Mr Bo Red'");
    assert_snapshot!(person.see("party revise P6 --name Blueland"), @r#"
    -- stderr
    error: another party has the name “Blueland”
    hint: choose one that tells them apart
    -- Refused
    "#);
}

#[test]
fn a_party_of_a_like_name_is_asked_about_and_never_merged() {
    let person = Person::with_scene();
    assert_snapshot!(person.see("party add 'Mr Bo  Red'"), @r#"
    -- stderr
    error: P6 has the name “Mr Bo  Red” already
    hint: use P6, or say that this is someone else: --apart P6 --because …
    -- Refused
    "#);
    assert_snapshot!(person.see("party add 'Mr Bo Redd'"), @r#"
    P8
    -- stderr
    recorded P8: Mr Bo Redd (person)
    next: rashomon party show P8
    -- Done
    "#);
    assert_snapshot!(person.see("party add 'Mr Bo Redd' --apart P6 --because 'a cousin'"), @r#"
    -- stderr
    error: P8 has the name “Mr Bo Redd” already
    hint: use P8, or say that this is someone else: --apart P8 --because …
    -- Refused
    "#);
    assert_snapshot!(person.see("party show 'Mr Bo'"), @r#"
    -- stderr
    error: there is no party `Mr Bo`
    hint: did you mean `Mr Bo Red`? add the party with `rashomon party add "Mr Bo"`, or the name to one that is there with `rashomon party alias P6 "Mr Bo"`
    -- NotFound
    "#);
}

#[test]
fn places_lie_within_places() {
    let person = Person::at_desk();
    assert_snapshot!(person.see("place add Rivershire --printed 'the Shire'"), @r#"
    Rivershire
    -- stderr
    recorded the place “Rivershire”
    next: rashomon place show "Rivershire"
    -- Done
    "#);
    assert_snapshot!(person.see("place add 'River post' --within Rivershire --point '31.0058,-66.4' --precision near"), @r#"
    River post
    -- stderr
    recorded the place “River post”
    next: rashomon place show "River post"
    -- Done
    "#);
    assert_snapshot!(person.see("place add 'River post' --within Rivershire"), @r#"
    -- stderr
    error: there is a place “River post” already
    hint: use it, or give this one a name that tells them apart: “X (province)”
    -- Refused
    "#);
    assert_snapshot!(person.see("place revise Rivershire --within 'River post'"), @r#"
    -- stderr
    error: a place cannot lie within itself
    hint: name a larger place
    -- Refused
    "#);
    assert_snapshot!(person.see("place revise 'River post' --note 'two huts'"), @r#"
    River post
    -- stderr
    recorded the place “River post”
    next: rashomon place show "River post"
    -- Done
    "#);
    assert_snapshot!(person.see("place show 'River post'"), @r#"
    River post
      within        Rivershire
      point         31.0058, -66.4
      precision     near
      note          two huts
      logged        2025-10-17T09:00:00Z by ann, id a9f8476c
    -- Done
    "#);
    assert_snapshot!(person.see("place list"), @r#"
     place        within       printed as   precision
    ──────────── ──────────── ──────────── ───────────
     Rivershire                the Shire
     River post   Rivershire                near
    -- Done
    "#);
    assert_snapshot!(person.see("place add Nowhere --point 131,0"), @r#"
    -- stderr
    error: `131,0` is not a point on the map
    hint: write latitude and longitude in decimal degrees: 31.0058,66.4
    -- Usage
    "#);
}

#[test]
fn an_event_has_sides_and_questions() {
    let person = Person::with_scene();
    person.ok("place add 'River post'");
    assert_snapshot!(person.see("event add 'Second night' --date 2025-10-16 --place 'River post' --part-of E1 --side 'Blue: P3' --side 'Red: P4, P7'"), @r#"
    E2
    -- stderr
    recorded E2: Second night
    next: rashomon question add E2/initiator --kind party --text "Who attacked first?"
    -- Done
    "#);
    assert_snapshot!(person.see("event revise E2 --title 'The second night' --note 'after the first'"), @r#"
    E2
    -- stderr
    recorded E2: The second night
    next: rashomon question add E2/initiator --kind party --text "Who attacked first?"
    -- Done
    "#);
    assert_snapshot!(person.see("event show E2"), @r#"
    E2  The second night
      kind          incident
      date          2025-10-16
      place         River post
      part of       E1
      side          Blue: Blueland (P3)
      side          Red: Redland (P4), Redland army (P7)
      note          after the first
    -- stderr
    next: rashomon conflicts E2
    -- Done
    "#);
    assert_snapshot!(person.see("event list"), @r#"
     event   title                        date         questions
    ─────── ──────────────────────────── ──────────── ─────────────────────
     E1      Shelling of the river post   2025-10-15   first, hurt, killed
     E2      The second night             2025-10-16
    -- Done
    "#);
    assert_snapshot!(person.see("question add E1/by-strike --kind party --under hurt --answers several --text 'Whose strike?'"), @r#"
    E1/by-strike
    -- stderr
    recorded E1/by-strike: Whose strike? (party)
    next: rashomon log --from S1 --quote "…" --by "…" --on E1/by-strike=…
    -- Done
    "#);
    assert_snapshot!(person.see("question add E1/weapon --kind choice --choice gun --choice mortar --text 'With what?'"), @r#"
    E1/weapon
    -- stderr
    recorded E1/weapon: With what? (choice)
    next: rashomon log --from S1 --quote "…" --by "…" --on E1/weapon=…
    -- Done
    "#);
    assert_snapshot!(person.see("question revise E1/weapon --choice rocket"), @r#"
    -- stderr
    error: a choice needs choices
    hint: give two at least: --choice alive --choice dead
    -- Usage
    "#);
    assert_snapshot!(person.see("question add E1/first --kind party --text 'Who began?'"), @r#"
    -- stderr
    error: E1 has a question `first` already
    hint: change it with `rashomon question revise E1/first`
    -- Refused
    "#);
    assert_snapshot!(person.see("question add first --kind party --text 'Who began?'"), @r#"
    -- stderr
    error: `first` names no event
    hint: write the event before the key: E3/killed
    -- Usage
    "#);
    assert_snapshot!(person.see("question add E1/lost --kind quantity --text 'How many?'"), @r#"
    -- stderr
    error: a quantity needs a unit
    hint: say what is counted: --unit killed
    -- Usage
    "#);
    assert_snapshot!(person.see("question list E1"), @r#"
     question       asks                    answer
    ────────────── ─────────────────────── ────────────────────
     E1/first       Who fired first?        party
     E1/hurt        Was anybody hurt?       yes-no
     E1/killed      How many were killed?   quantity of killed
     E1/by-strike   Whose strike?           party
     E1/weapon      With what?              choice
    -- Done
    "#);
    assert_snapshot!(person.see("event revise E1 --part-of E2"), @r#"
    -- stderr
    error: an event cannot be part of itself
    hint: name a larger event
    -- Refused
    "#);
}

#[test]
fn a_question_shows_who_answers_what() {
    let person = Person::with_accounts();
    assert_snapshot!(person.see("question resolve E1/first --defer unconfirmed --why 'each names the other'"), @r#"
    E1/first
    -- stderr
    recorded how E1/first stands: each names the other
    next: rashomon report E1
    -- Done
    "#);
    assert_snapshot!(person.see("question show E1/first"), @r#"
    E1/first  Who fired first?
      answer        party
      answers       one
      resolution    left open: unconfirmed. each names the other

    Accounts
      - C1@1  Mr Bo Red: says Blueland
      - C2@1  Ms Ada Blue: denies Blueland
    -- Done
    "#);
}

// -- claims ----------------------------------------------------------------

#[test]
fn a_quotation_becomes_a_claim_and_what_was_guessed_says_so() {
    let person = Person::with_scene();
    assert_snapshot!(person.see(FIRST), @r#"
    C1
    -- stderr
    recorded C1@1: River Courier’s author reports that Mr Bo Red said: “They fired first.” (S1@1, line 5, bytes 160..177)
      E1/first says Blueland
      guessed: direct-quote, cue “said”; `rashomon confirm C1` if it is so, else `rashomon revise`
    next: rashomon conflicts E1
    -- Done
    "#);
    assert_snapshot!(person.see("show C1"), @r#"
    C1@1  River Courier, 2025-10-17
      River Courier’s author reports that Mr Bo Red said: “They fired first.”

      source        S1 River Courier, 2025-10-17
      speaker       Mr Bo Red (P6)
      printed as    Mr Bo Red
      known         named
      kind          direct-quote
      cue           said
      guessed       kind, cue
      attribution   as-reported
      work          logged

    Positions
      - E1/first  Who fired first? — says Blueland

    Passages
      - C1@1.1  evidence in S1@1, line 5
        ….  Mr Bo Red said on Thursday: “«They fired first.»” He would not say how
        many were…
        bytes 160..177, sha256
          d7c5b781a229e563a3c16ca83b2548310d307e1f799e9fddc926789e26da2d54
    -- Done
    "#);
    assert_snapshot!(person.see("confirm C1"), @r"
    C1
    -- stderr
    confirmed of C1: kind, cue
      C1@1  Mr Bo Red: Who fired first? says Blueland
    -- Done
    ");
    assert_snapshot!(person.see("confirm C1"), @r#"
    -- stderr
    error: nothing of C1 is guessed
    hint: there is nothing to confirm
    -- Refused
    "#);
    assert!(!person.ok("show C1").contains("guessed"));
}

#[test]
fn a_quotation_is_given_by_first_and_last_words_by_bytes_or_by_code_points() {
    let person = Person::with_scene();
    assert_snapshot!(person.see("log --from S1 --quote 'Redland’s army' --to 'were killed' --by 'Redland’s army'"), @r#"
    C1
    -- stderr
    recorded C1@1: River Courier’s author reports of Redland’s army [Redland army], in the source’s words: “Redland’s army told reporters that about 15 to 20 fighters…” (S1@1, line 6, bytes 218..290)
      guessed: paraphrase, cue “told”; `rashomon confirm C1` if it is so, else `rashomon revise`
    next: rashomon log --like C1 --quote "…" --on E1/KEY=VALUE
    -- Done
    "#);
    let by_bytes = "log --from S1 --bytes 33..54 --by 'Ms Ada Blue'";
    assert_snapshot!(person.see(by_bytes), @r#"
    C2
    -- stderr
    recorded C2@1: River Courier’s author reports that Ms Ada Blue said: “Our side did not fire” (S1@1, line 3, bytes 33..54)
      guessed: direct-quote, cue “said”; `rashomon confirm C2` if it is so, else `rashomon revise`
    next: rashomon log --like C2 --quote "…" --on E1/KEY=VALUE
    -- Done
    "#);
    assert_snapshot!(person.see("log --from S1@1 --points 31..52 --by 'Ms Ada Blue'"), @r#"
    C3
    -- stderr
    recorded C3@1: River Courier’s author reports that Ms Ada Blue said: “Our side did not fire” (S1@1, line 3, bytes 33..54)
      guessed: direct-quote, cue “said”; `rashomon confirm C3` if it is so, else `rashomon revise`
    next: rashomon log --like C3 --quote "…" --on E1/KEY=VALUE
    warning: C2 has these words of this speaker with the same answers already: if it is logged twice, `rashomon undo` takes this one back
    -- Done
    "#);
    assert_snapshot!(person.see("log --from S1 --to 'were killed' --quote 'Redland’s army' --quote 'Nobody knows' --by P7"), @r#"
    -- stderr
    error: --to stands after the --quote that it belongs to

    Usage: rashomon [OPTIONS] <COMMAND>

    For more information, try '--help'.
    -- Usage
    "#);
}

#[test]
fn of_one_quotation_the_line_may_stand_before_the_words() {
    let person = Person::with_scene();
    let (before, after) = (
        "log --from S1 --line 9 --to first. --quote 'They fired' --by 'Mr Bo Red' --dry-run",
        "log --from S1 --quote 'They fired' --line 9 --to first. --by 'Mr Bo Red' --dry-run",
    );
    assert!(person.see(before).contains("S1@1, line 9"), "{}", person.see(before));
    assert_eq!(person.see(before), person.see(after));
}

#[test]
fn a_quotation_in_two_pieces_and_its_marks_are_kept_in_order() {
    let person = Person::with_scene();
    assert_snapshot!(person.see("log --from S1 --quote 'They fired first.' --line 5 --quote 'He would not say' --to 'were hurt' --mark cue@5=said --mark 'source@5=Mr Bo Red' --by 'Mr Bo Red' --attribution partial-quote --cue said"), @r#"
    C1
    -- stderr
    recorded C1@1: River Courier’s author reports of Mr Bo Red, in the source’s words: “They fired first. … He would not say how many were hurt” (S1@1, line 5, bytes 160..177)
    next: rashomon log --like C1 --quote "…" --on E1/KEY=VALUE
    -- Done
    "#);
    assert_snapshot!(person.see("show C1"), @r"
        C1@1  River Courier, 2025-10-17
          River Courier’s author reports of Mr Bo Red, in the source’s words: “They
          fired first. … He would not say how many were hurt”

          source        S1 River Courier, 2025-10-17
          speaker       Mr Bo Red (P6)
          printed as    Mr Bo Red
          known         named
          kind          partial-quote
          cue           said
          attribution   as-reported
          work          logged

        Passages
          - C1@1.1  evidence in S1@1, line 5
            ….  Mr Bo Red said on Thursday: “«They fired first. … He would not say how
            many were hurt». Redland’s army told reporters …
            bytes 160..177, sha256
              d7c5b781a229e563a3c16ca83b2548310d307e1f799e9fddc926789e26da2d54
            bytes 181..216, sha256
              0f47ccb37cf321f3ee54e7f6c43421a73bf56ecf49e433fcea382cf19d5d3c88
          - C1@1.2  cue in S1@1, line 5
            …wner saw 12 flashes.  Mr Bo Red «said» on Thursday: “They fired first.…
            bytes 139..143, sha256
              fb46c79b7eb7af175f493755b491afa9b25574a9230b8822c629f224a2df4e58
          - C1@1.3  source in S1@1, line 5
            …ïve café owner saw 12 flashes.  «Mr Bo Red» said on Thursday: “They fired
            f…
            bytes 129..138, sha256
              a3c992a28fdf23bf3a507d3ad869d69fab20cc3e726bc75f91637dc9ff14b335
        -- Done
        ");
    assert_snapshot!(person.see("log --like C1 --quote 'The end.' --mark whisper=said"), @r#"
    -- stderr
    error: unknown role of a span `whisper`; expected one of: evidence, source, antecedent, cue, content, repeat
    -- Usage
    "#);
}

#[test]
fn like_takes_over_all_that_the_same_speaker_shares() {
    let person = Person::with_scene();
    person.ok("log --from S1 --quote 'They fired first.' --line 5 --by 'Mr Bo Red' --cue said --attribution direct-quote --chain 'P7 (paraphrase)' --channel 'press conference' --said-on '2025-10-16? \"Thursday\" from 2025-10-17 published' --on E1/first=Blueland");
    assert_snapshot!(person.see("log --like C1 --quote 'He would not say' --to 'were hurt' --on hurt:neither"), @r"
    C2
    -- stderr
    recorded C2@1: River Courier’s author reports that Redland army reports of Mr Bo Red, in the source’s words: “He would not say how many were hurt” (S1@1, line 5, bytes 181..216)
      E1/hurt neither confirms nor denies
    next: rashomon conflicts E1
    -- Done
    ");
    assert_snapshot!(person.see("show C2"), @r"
    C2@1  River Courier, 2025-10-17
      River Courier’s author reports that Redland army reports of Mr Bo Red, in the
      source’s words: “He would not say how many were hurt”

      source        S1 River Courier, 2025-10-17
      speaker       Mr Bo Red (P6)
      printed as    Mr Bo Red
      known         named
      kind          direct-quote
      cue           said
      channel       press conference
      said on       2025-10-16? (“Thursday”, counted from published 2025-10-17)
      attribution   as-reported
      work          logged

    Positions
      - E1/hurt  Was anybody hurt? — neither confirms nor denies

    Passages
      - C2@1.1  evidence in S1@1, line 5
        …n Thursday: “They fired first.” «He would not say how many were hurt».
        Redland’s army told reporters …
        bytes 181..216, sha256
          0f47ccb37cf321f3ee54e7f6c43421a73bf56ecf49e433fcea382cf19d5d3c88
    -- Done
    ");
    let shown =
        |claim: &str| person.run(&format!("show {claim} --json")).json()["data"]["claim"].clone();
    let (first, second) = (shown("C1"), shown("C2"));
    for field in ["source", "party", "printed", "cue", "channel", "kind", "said_on", "chain"] {
        assert!(!first[field].is_null(), "{field}: {first}");
        assert_eq!(first[field], second[field], "{field}");
    }
    // One utterance, named by its first claim.
    assert_eq!(utterance(&person), first["claim"]);
}

#[test]
fn like_with_another_speaker_drops_what_was_the_speakers() {
    let person = Person::with_scene();
    person.ok("log --from S1 --quote 'They fired first.' --line 5 --by 'Mr Bo Red' --cue told --attribution post-quote --channel 'post on X' --said-on '2025-10-16?' --on E1/first=Blueland");
    assert_snapshot!(person.see("log --like C1 --quote 'Our side did not fire' --by 'Ms Ada Blue' --on first:denies=Blueland"), @r#"
    C2
    -- stderr
    recorded C2@1: River Courier’s author reports that Ms Ada Blue said: “Our side did not fire” (S1@1, line 3, bytes 33..54)
      E1/first denies Blueland
      guessed: direct-quote, cue “said”; `rashomon confirm C2` if it is so, else `rashomon revise`
    next: rashomon conflicts E1
    -- Done
    "#);
    assert_eq!(utterance(&person), serde_json::Value::Null);
    assert_snapshot!(person.see("show C2"), @r#"
    C2@1  River Courier, 2025-10-17
      River Courier’s author reports that Ms Ada Blue said: “Our side did not fire”

      source        S1 River Courier, 2025-10-17
      speaker       Ms Ada Blue (P5)
      printed as    Ms Ada Blue
      known         named
      kind          direct-quote
      cue           said
      said on       2025-10-16?
      guessed       kind, cue
      attribution   as-reported
      work          logged

    Positions
      - E1/first  Who fired first? — denies Blueland

    Passages
      - C2@1.1  evidence in S1@1, line 3
        …River post shelled overnight  “«Our side did not fire»,” said Ms Ada Blue
        of Blueland.…
        bytes 33..54, sha256
          bfd357aa20f5eba54b1c1fd1cdc9925bcf99e953b73be6fa76fa42b95219b5c2
    -- Done
    "#);
}

#[test]
fn a_second_claim_takes_less_than_twelve_words_beside_its_quotation() {
    let person = Person::with_scene();
    person.ok(FIRST);
    let quotation = "It was Redland that fired.";
    let line = format!("log --like C1 --quote '{quotation}' --by 'Ms Ada Blue' --on first=Redland");
    person.ok(&line);
    let typed = format!("rashomon {}", line.replace(&format!("'{quotation}'"), ""));
    assert!(typed.split_whitespace().count() < 12, "{typed}");
}

#[test]
fn an_inferred_speaker_needs_a_reason() {
    let person = Person::with_scene();
    let line = "log --from S1 --quote 'Nobody knows more.' --who P6 --known inferred";
    assert_snapshot!(person.see(line), @r#"
    -- stderr
    error: an inferred speaker needs a reason
    hint: say why you take it to be them: --because "…"
    -- Usage
    "#);
    assert_snapshot!(person.see(&format!("{line} --because 'he spoke before'")), @r#"
    C1
    -- stderr
    recorded C1@1: River Courier’s author reports that words given no speaker, which we take to be Mr Bo Red’s, read: “Nobody knows more.” (S1@1, line 8, bytes 320..338)
      guessed: paraphrase; `rashomon confirm C1` if it is so, else `rashomon revise`
    next: rashomon log --like C1 --quote "…" --on E1/KEY=VALUE
    -- Done
    "#);
    assert_snapshot!(person.see("log --from S1 --quote 'It was Redland that fired.'"), @r#"
    -- stderr
    error: who said it?
    hint: give the name as printed with --by, or the party with --who P1; for the source's own voice, --attribution author
    -- Usage
    "#);
}

#[test]
fn a_speaker_without_a_party_is_made_only_when_asked() {
    let person = Person::with_scene();
    let line =
        "log --from S1 --quote 'The naïve café owner' --to '12 flashes' --by 'naïve café owner'";
    assert_snapshot!(person.see(line), @r#"
        -- stderr
        error: there is no party `naïve café owner`
        hint: add the party with `rashomon party add "naïve café owner"`, or the name to one that is there with `rashomon party alias PARTY "naïve café owner"`
        -- NotFound
        "#);
    assert_eq!(person.run("party list --json").json()["data"].as_array().unwrap().len(), 7);
    assert_snapshot!(person.see(&format!("{line} --new-party unnamed-person")), @r#"
    C1
    -- stderr
    recorded C1@1: River Courier’s author reports of naïve café owner, in the source’s words: “The naïve café owner saw 12 flashes” (S1@1, line 3, bytes 89..126)
      guessed: paraphrase; `rashomon confirm C1` if it is so, else `rashomon revise`
    next: rashomon log --like C1 --quote "…" --on E1/KEY=VALUE
    -- Done
    "#);
    assert_snapshot!(person.see("party show P8"), @r#"
    P8  naïve café owner
      kind          unnamed-person
    -- Done
    "#);
}

#[test]
fn a_position_that_does_not_fit_is_answered_with_what_would() {
    let person = Person::with_scene();
    let log = |on: &str| {
        person.see(&format!(
            "log --from S1 --quote 'Nobody knows more.' --attribution author --on '{on}'"
        ))
    };
    assert_snapshot!(log("E1/frist=Blueland"), @r#"
    -- stderr
    error: there is no question `E1/frist`
    hint: did you mean `first`? E1 asks: first, hurt, killed
    -- NotFound
    "#);
    assert_snapshot!(log("first=Blueland"), @r#"
    C1
    -- stderr
    recorded C1@1: River Courier’s author writes: “Nobody knows more.” (S1@1, line 8, bytes 320..338)
      E1/first says Blueland
    next: rashomon conflicts E1
    -- Done
    "#);
    assert_snapshot!(log("E1/first:denys=Blueland"), @r#"
    -- stderr
    error: unknown stance `denys`; expected one of: asserts, admits, denies, neither, alleges, speculates, supposes, implies, presupposes, infers, believes, labels, hints, predicts, demands, urges, offers, promises, warns
    hint: did you mean `denies`?
    -- Usage
    "#);
    assert_snapshot!(log("E1/killed=many"), @r#"
    C2
    -- stderr
    recorded C2@1: River Courier’s author writes: “Nobody knows more.” (S1@1, line 8, bytes 320..338)
      E1/killed says “many” killed
    next: rashomon conflicts E1
    -- Done
    "#);
    assert_snapshot!(log("E1/hurt=perhaps"), @r#"
    -- stderr
    error: unknown answer `perhaps`; expected one of: yes, no
    -- Usage
    "#);
    assert_snapshot!(log("E1/first=Bluland"), @r#"
    -- stderr
    error: there is no party `Bluland`
    hint: did you mean `Blueland`? add the party with `rashomon party add "Bluland"`, or the name to one that is there with `rashomon party alias P3 "Bluland"`
    -- NotFound
    "#);
    assert_eq!(person.run("list --json").json()["data"].as_array().map(Vec::len), Some(2));
}

// -- later -----------------------------------------------------------------

#[test]
fn a_correction_makes_a_version_and_a_link_stale_until_confirmed() {
    let person = Person::with_accounts();
    person.ok("link contradicts C1 C2 --on E1/first --why 'each blames the other'");
    assert_snapshot!(person.see("revise C1 --cue 'said on Thursday' --why 'the cue was cut'"), @r#"
    C1
    -- stderr
    recorded C1@2: River Courier’s author reports that Mr Bo Red said: “They fired first.” (S1@1, line 5, bytes 160..177)
      E1/first says Blueland
      guessed: direct-quote; `rashomon confirm C1` if it is so, else `rashomon revise`
    next: rashomon conflicts E1
    -- Done
    "#);
    assert_snapshot!(person.see("revise C1 --cue 'said on Thursday' --why 'again'"), @r#"
    -- stderr
    error: nothing would change
    hint: `rashomon show C1` shows the newest version
    -- Refused
    "#);
    assert_snapshot!(person.see("revise C1 --why 'nothing'"), @r#"
    -- stderr
    error: nothing is to change
    hint: say what, as --cue "told"
    -- Usage
    "#);
    assert_snapshot!(person.see("show C1"), @r#"
    C1@2  River Courier, 2025-10-17
      River Courier’s author reports that Mr Bo Red said: “They fired first.”

      source        S1 River Courier, 2025-10-17
      speaker       Mr Bo Red (P6)
      printed as    Mr Bo Red
      known         named
      kind          direct-quote
      cue           said on Thursday
      guessed       kind
      attribution   as-reported
      work          logged

    Positions
      - E1/first  Who fired first? — says Blueland

    Passages
      - C1@2.1  evidence in S1@1, line 5
        ….  Mr Bo Red said on Thursday: “«They fired first.»” He would not say how
        many were…
        bytes 160..177, sha256
          d7c5b781a229e563a3c16ca83b2548310d307e1f799e9fddc926789e26da2d54

    Links
      - L1  C1@1 contradicts C2@1 (accepted, stale)

    Versions
      - C1@1  2025-10-17T09:00:00Z by ann: first logged
      - C1@2  2025-10-17T09:00:00Z by ann: correction: the cue was cut
    -- Done
    "#);
    assert_snapshot!(person.see("show C1@1"), @r#"
    C1@1  River Courier, 2025-10-17  (an older version: `rashomon show C1` shows the newest)
      River Courier’s author reports that Mr Bo Red said: “They fired first.”

      source        S1 River Courier, 2025-10-17
      speaker       Mr Bo Red (P6)
      printed as    Mr Bo Red
      known         named
      kind          direct-quote
      cue           said
      guessed       kind, cue
      attribution   as-reported
      work          logged

    Positions
      - E1/first  Who fired first? — says Blueland

    Passages
      - C1@1.1  evidence in S1@1, line 5
        ….  Mr Bo Red said on Thursday: “«They fired first.»” He would not say how
        many were…
        bytes 160..177, sha256
          d7c5b781a229e563a3c16ca83b2548310d307e1f799e9fddc926789e26da2d54

    Links
      - L1  C1@1 contradicts C2@1 (accepted, stale)

    Versions
      - C1@1  2025-10-17T09:00:00Z by ann: first logged
      - C1@2  2025-10-17T09:00:00Z by ann: correction: the cue was cut
    -- Done
    "#);
    assert_snapshot!(person.see("show L1"), @r#"
    L1  C1@1 contradicts C2@1
      on            E1/first
      state         accepted
      stale         an end has a newer version: `rashomon confirm L1 --why …` if it
                    still holds
      why           each blames the other
      logged        2025-10-17T09:00:00Z by ann
    -- Done
    "#);
    assert_snapshot!(person.see("confirm L1"), @r#"
    -- stderr
    error: a decision on a link needs a reason
    hint: say why with --why
    -- Usage
    "#);
    assert_snapshot!(person.see("confirm L1 --why 'the words are the same'"), @r#"
    L1
    -- stderr
    confirmed L1 for the versions there are now
    -- Done
    "#);
    assert!(!person.ok("show L1").contains("stale"));
}

#[test]
fn a_claim_withdrawn_stays_and_says_why() {
    let person = Person::with_accounts();
    assert_snapshot!(person.see("withdraw C3 --why 'logged twice'"), @r#"
    C3
    -- stderr
    withdrew C3: logged twice
    next: rashomon history C3
    -- Done
    "#);
    assert_snapshot!(person.see("show C3"), @r"
        C3@1  River Courier, 2025-10-17  (withdrawn: logged twice)
          River Courier’s author reports of Redland’s army [Redland army], in the
          source’s words: “Redland’s army told reporters that about 15 to 20 fighters
          were killed”

          source        S1 River Courier, 2025-10-17
          speaker       Redland army (P7)
          printed as    Redland’s army
          known         named
          kind          paraphrase
          cue           told
          guessed       kind, cue
          attribution   as-reported
          work          logged

        Positions
          - E1/killed  How many were killed? — says about 15–20 killed (fighters)

        Passages
          - C3@1.1  evidence in S1@1, line 6
            …uld not say how many were hurt. «Redland’s army told reporters that about
            15 to 20 fighters were killed».  It was Redland that fired. No…
            bytes 218..290, sha256
              741cedbbfa9b8975b9e1630b9ea4a411f99b211ed538a8a2bc194bf3b1ed1556
        -- Done
        ");
    assert_snapshot!(person.see("withdraw C3 --why 'logged twice'"), @r#"
    -- stderr
    error: C3 was withdrawn
    hint: log it anew; `rashomon history` shows what happened
    -- Refused
    "#);
    assert_snapshot!(person.see("revise C3 --cue told --why 'too late'"), @r#"
    -- stderr
    error: C3 was withdrawn
    hint: log it anew; `rashomon history` shows what happened
    -- Refused
    "#);
    assert_snapshot!(person.see("list"), @r#"
     claim   speaker       says                    on
    ─────── ───────────── ─────────────────────── ──────────────────────────
     C1@1    Mr Bo Red     They fired first.       E1/first says Blueland
     C2@1    Ms Ada Blue   Our side did not fire   E1/first denies Blueland
    -- stderr
    2 claims
    -- Done
    "#);
}

#[test]
fn what_something_rests_on_is_not_undone_alone() {
    let person = Person::with_accounts();
    assert_snapshot!(person.see("undo S1@1 --why 'the wrong page'"), @r#"
    -- stderr
    error: S1@1 is what these rest on:
      C1: claim, entry 19
      C2: claim, entry 20
      C3: claim, entry 21
    hint: undo those first, the newest before the older
    -- Refused
    "#);
    assert_snapshot!(person.see("undo E1/killed --why 'asked twice'"), @r#"
    -- stderr
    error: E1/killed is what these rest on:
      C3: claim, entry 21
    hint: undo those first, the newest before the older
    -- Refused
    "#);
    assert_snapshot!(person.see("undo C3 --why 'slip of the key'"), @r#"
    C3
    -- stderr
    undid C3: slip of the key
    next: rashomon history --limit 5
    -- Done
    "#);
    assert_snapshot!(person.see("undo E1/killed --why 'asked twice'"), @r#"
    E1/killed
    -- stderr
    undid E1/killed: asked twice
    next: rashomon history --limit 5
    -- Done
    "#);
    assert_snapshot!(person.see("undo C3 --why 'again'"), @r#"
    -- stderr
    error: C3 (entry 21) cannot be undone: it is undone already
    -- Refused
    "#);
    assert_snapshot!(person.see("show C3"), @r"
        C3@1  River Courier, 2025-10-17  (undone)
          River Courier’s author reports of Redland’s army [Redland army], in the
          source’s words: “Redland’s army told reporters that about 15 to 20 fighters
          were killed”

          source        S1 River Courier, 2025-10-17
          speaker       Redland army (P7)
          printed as    Redland’s army
          known         named
          kind          paraphrase
          cue           told
          guessed       kind, cue
          attribution   as-reported
          work          logged

        Positions
          - E1/killed  How many were killed? — says about 15–20 killed (fighters)

        Passages
          - C3@1.1  evidence in S1@1, line 6
            …uld not say how many were hurt. «Redland’s army told reporters that about
            15 to 20 fighters were killed».  It was Redland that fired. No…
            bytes 218..290, sha256
              741cedbbfa9b8975b9e1630b9ea4a411f99b211ed538a8a2bc194bf3b1ed1556
        -- Done
        ");
    assert_snapshot!(person.see("show E1/killed"), @r#"
    -- stderr
    error: there is no question `E1/killed`
    hint: E1 asks: first, hurt
    -- NotFound
    "#);
    assert_snapshot!(person.see("history C3"), @r"
     entry   id         at                     by    what             thing
    ─────── ────────── ────────────────────── ───── ──────────────── ───────
     21      a9e41404   2025-10-17T09:00:00Z   ann   claim (undone)   C3
     22      724d0219   2025-10-17T09:00:00Z   ann   undo             C3
    -- Done
    ");
    person.ok("audit");
}

#[test]
fn history_tells_what_was_logged_when_and_by_whom() {
    let person = Person::with_accounts();
    assert_snapshot!(person.see("history --limit 3"), @r"
     entry   id         at                     by    what    thing
    ─────── ────────── ────────────────────── ───── ─────── ───────
     19      79807bd1   2025-10-17T09:00:00Z   ann   claim   C1
     20      b38bc0ed   2025-10-17T09:00:00Z   ann   claim   C2
     21      a9e41404   2025-10-17T09:00:00Z   ann   claim   C3
    -- stderr
    the newest ones; --limit 0 shows all
    -- Done
    ");
    assert_snapshot!(person.see("history C1"), @r"
     entry   id         at                     by    what    thing
    ─────── ────────── ────────────────────── ───── ─────── ───────
     19      79807bd1   2025-10-17T09:00:00Z   ann   claim   C1
    -- Done
    ");
    assert_snapshot!(person.see("history C9"), @r#"
    -- stderr
    error: there is no claim `C9`
    hint: `rashomon list` shows what there is
    -- NotFound
    "#);
}

#[test]
fn a_withheld_page_is_put_back_only_as_it_was() {
    let person = Person::with_accounts();
    assert_snapshot!(person.see("attach S1@1 page.txt"), @r#"
    -- stderr
    error: S1@1 is not withheld: its bytes are here
    hint: nothing needs to be attached
    -- Refused
    "#);
    assert_snapshot!(person.see("withhold S1@1 --for copyright --why 'the publisher asked'"), @r#"
    S1@1
    -- stderr
    withheld S1@1: its bytes left the casebook, hashes and ranges stay
    next: rashomon audit
    -- Done
    "#);
    assert_snapshot!(person.see("withhold S1@1 --for copyright --why 'the publisher asked'"), @r#"
    -- stderr
    error: S1@1 is withheld already
    hint: nothing of it is in the casebook
    -- Refused
    "#);
    assert_snapshot!(person.see("show C1"), @r#"
    C1@1  River Courier, 2025-10-17
      River Courier’s author reports that Mr Bo Red said: words that are withheld

      source        S1 River Courier, 2025-10-17
      speaker       Mr Bo Red (P6)
      printed as    Mr Bo Red
      known         named
      kind          direct-quote
      cue           said
      guessed       kind, cue
      attribution   as-reported
      work          logged

    Positions
      - E1/first  Who fired first? — says Blueland

    Passages
      - C1@1.1  evidence in S1@1
        the text is withheld
        bytes 160..177, sha256
          d7c5b781a229e563a3c16ca83b2548310d307e1f799e9fddc926789e26da2d54
    -- Done
    "#);
    person.file("changed.txt", PAGE.replacen("They fired first", "They fired fist!", 1));
    assert_snapshot!(person.see("attach S1@1 changed.txt"), @r#"
    -- stderr
    error: this is not the file that S1@1 was taken from: its SHA-256 is f7c9377ae6bdd92c…, not fa368b6d038e08b2… (400 bytes, as it should have); these spans do not hold in it: C1@1.1
    hint: find the file as captured, or log this one as a new capture of S1
    -- Refused
    "#);
    person.file("longer.txt", format!("{PAGE}x"));
    assert_snapshot!(person.see("attach S1@1 longer.txt"), @r#"
    -- stderr
    error: this is not the file that S1@1 was taken from: its SHA-256 is 628f0c2d4b4506c7…, not fa368b6d038e08b2… (401 bytes, not 400); all that is quoted from it stands in this file too, but other bytes differ
    hint: find the file as captured, or log this one as a new capture of S1
    -- Refused
    "#);
    assert_snapshot!(person.see("attach S1@1 page.txt --note 'from the archive'"), @r#"
    S1@1
    -- stderr
    attached S1@1: it is the file that was captured; 3 spans rest on it
    next: rashomon audit
    -- Done
    "#);
    assert_eq!(person.ok("source text S1"), PAGE);
}

#[test]
fn a_dry_run_says_the_same_and_keeps_nothing() {
    let mut person = Person::with_accounts();
    person.ok("member add bo --name Bo");
    person.file("later.txt", "Another page.\n");
    let before = person.entries();
    let bytes = std::fs::read(person.path("river.casebook")).unwrap();
    for line in [
        "capture later.txt --of S1",
        "source add --outlet 'Hill Times'",
        "party add Greenland --kind state",
        "party alias P6 'the minister'",
        "place add 'River post'",
        "event add 'Second night'",
        "question add E1/where --kind text --text 'Where?'",
        "log --like C1 --quote 'Nobody knows more.'",
        "revise C1 --cue told --why 'read again'",
        "confirm C1",
        "link contradicts C1 C2 --on E1/first --why 'each blames the other'",
        "withdraw C3 --why twice",
        "undo C3 --why slip",
        "withhold S1@1 --for copyright --why asked",
        "member end bo",
    ] {
        let dry = person.run(&format!("{line} --as ann --dry-run"));
        assert_eq!(dry.exit, Exit::Done, "{line}\n{}", dry.transcript());
        assert!(
            dry.stderr.contains("dry run: nothing was recorded"),
            "{line}\n{}",
            dry.transcript()
        );
        assert_eq!(std::fs::read(person.path("river.casebook")).unwrap(), bytes, "{line}");
        let copy = person.path("copy.casebook");
        std::fs::copy(person.path("river.casebook"), &copy).unwrap();
        // The copies are told of to nobody: each is a history of its own.
        person.set("HOME", "");
        let wet = person.run(&format!("{line} --as ann --casebook copy.casebook"));
        std::fs::remove_file(&copy).unwrap();
        assert_eq!(dry.stdout, wet.stdout, "{line}");
        assert_eq!(dry.stderr.replace("dry run: nothing was recorded\n", ""), wet.stderr, "{line}");
    }
    assert_eq!(person.entries(), before);
}

#[test]
fn a_position_said_anew_leaves_those_on_other_questions_alone() {
    let person = Person::with_accounts();
    person.ok("revise C3 --on E1/first=Blueland --why 'it says who began, too'");
    let shown = person.ok("show C3");
    assert!(shown.contains("E1/first  Who fired first?"), "{shown}");
    assert!(shown.contains("E1/killed  How many were killed?"), "{shown}");
    person.ok("revise C3 --on E1/killed=20 --why 'read again'");
    let shown = person.ok("show C3");
    assert_eq!(shown.matches("E1/killed  ").count(), 1, "{shown}");
    assert!(shown.contains("says 20 killed") && shown.contains("E1/first  "), "{shown}");
}

#[test]
fn a_key_that_one_event_alone_has_says_which_event_is_meant() {
    let person = Person::with_scene();
    person.ok("event add 'Talks at the river'");
    person.ok("question add E2/host --kind party --text 'Who hosted?'");
    let log = "log --from S1 --quote 'They fired first.' --line 5 --by 'Mr Bo Red' --on";
    person.ok(&format!("{log} first=Blueland"));
    assert!(person.ok("show C1").contains("E1/first"));
    person.ok("question add E2/first --kind party --text 'Who spoke first?'");
    let seen = person.run(&format!("{log} first=Blueland"));
    assert_eq!(seen.exit, Exit::Usage, "{}", seen.transcript());
}

/// What is given as the source's own words, and dates that do not go together.
#[test]
fn words_that_the_source_does_not_have_and_dates_that_cannot_be_are_told() {
    let person = Person::with_scene();
    let seen = told(
        &person,
        "log --from S1 --quote 'Our side did not fire' --by 'Ms Ada Blue' --hedge perhaps \
         --said-on '2025-10-16 \"Yesterday\" from 2025-10-20 published' --on 'E1/killed=\"nineteen hundred\"'",
    );
    has(
        &seen,
        &[
            "the hedge “perhaps” does not stand in S1@1",
            "the figure “nineteen hundred” does not stand in S1@1",
            "the date “Yesterday” does not stand in S1@1",
            "it counts from published 2025-10-20, and S1 was published 2025-10-17",
        ],
    );
    let seen = told(
        &person,
        "log --from S1 --quote 'They fired first.' --line 5 --by 'Mr Bo Red' --said-on 2025-10-19",
    );
    has(&seen, &["said on: 2025-10-19 lies after S1 was published, 2025-10-17"]);
    let fits = told(
        &person,
        "log --from S1 --quote 'about 15 to 20 fighters' --by 'Redland’s army' --hedge about \
         --said-on '2025-10-16 \"Thursday\" from 2025-10-17 published' --on 'E1/killed=15..20'",
    );
    assert!(!fits.contains("does not stand") && !fits.contains("counts from"), "{fits}");
}

#[test]
fn a_party_that_is_named_with_who_is_made_too() {
    let person = Person::with_scene();
    let line = "log --from S1 --quote 'Nobody knows more.' --who 'Mr Cy Dun' --because 'he was alone there'";
    has(&person.see(line), &["NotFound"]);
    person.ok(&format!("{line} --new-party person"));
    has(&person.ok("show C1"), &["Mr Cy Dun"]);
    let handle = person.see(&format!("{line} --new-party person").replace("Mr Cy Dun", "P99"));
    has(&handle, &["P99", "NotFound"]);
}

#[test]
fn the_same_words_of_another_speaker_are_told() {
    let person = Person::with_accounts();
    let line =
        "log --from S1 --quote 'They fired first.' --line 5 --who 'Ms Ada Blue' --because guess";
    has(&told(&person, line), &["C1 gives these very words to Mr Bo Red"]);
    let line = "log --from S1 --quote 'They fired first.' --line 5 --by 'Mr Bo Red' --on E1/first=Blueland";
    has(
        &told(&person, line),
        &["C1 has these words of this speaker with the same answers already"],
    );
}

/// " … " says that something was left out.
#[test]
fn pieces_that_adjoin_are_one_stretch() {
    let person = Person::with_scene();
    person.ok("log --from S1 --quote 'It was Redland' --quote 'that fired.' --quote 'more.' --attribution author");
    has(&person.ok("show C1"), &["It was Redland that fired. … more."]);
}

#[test]
fn the_parties_of_a_side_are_listed_as_in_an_answer_or_with_commas() {
    let person = Person::with_scene();
    person.ok("event add 'One more' --side 'Blue: Blueland + Ms Ada Blue' --side 'Red: P4, P6'");
    has(
        &person.ok("show E2"),
        &["Blue: Blueland (P3), Ms Ada Blue (P5)", "Red: Redland (P4), Mr Bo Red (P6)"],
    );
}
