//! What a desk does with accounts that are logged: compare them, decide about
//! them, and set verdicts, as it is typed and as it is seen.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs, reason = "a test may fail")]

#[path = "cli/support.rs"]
mod support;

use insta::assert_snapshot;
use rashomon::Exit;
use support::{Person, has};

/// With the two accounts, as Ann, and with Bo as the second member.
fn with_second() -> Person {
    let mut person = Person::with_accounts();
    person.ok("member add bo --name 'Bo Ray'");
    person.set("RASHOMON_MEMBER", "ann");
    person
}

/// A screen as one line, wherever it is wrapped.
fn unwrapped(screen: &str) -> String {
    screen.split_whitespace().collect::<Vec<_>>().join(" ")
}

// -- conflicts and the matrix ----------------------------------------------

#[test]
fn conflicts_show_the_matrix_then_each_collision_with_its_rule_and_whose_account_is_missing() {
    let person = Person::with_accounts();
    assert_snapshot!(person.see("conflicts E1"), @r#"
    E1  Shelling of the river post, 2025-10-15

                          first                         hurt
    ──────────────────── ───────────────────────────── ─────────────────────────────
     Ms Ada Blue [Blue]   denies Blueland (C2@1)        no account in these sources
     Mr Bo Red [Red]      says Blueland (C1@1)          no account in these sources
     Redland army [Red]   no account in these sources   no account in these sources

                          killed
    ──────────────────── ───────────────────────────────────────────
     Ms Ada Blue [Blue]   no account in these sources
     Mr Bo Red [Red]      no account in these sources
     Redland army [Red]   says about 15–20 killed (fighters) (C3@1)

    E1/first  Who fired first? — contested (one-capture)
      - Blueland: Mr Bo Red (C1@1)
      - denies Blueland: Ms Ada Blue (C2@1)
      - conflict: Blueland against the denial of Blueland
        C1@1/E1/first and C2@1/E1/first: nobody has decided on it
        stated in both accounts
        rule: one denies what the other affirms, or what holds it; compared: the
        question, stance, the party named, who belongs to whom

    E1/hurt  Was anybody hurt? — no-claims
      - Blueland (Blue): no account in these sources
      - Redland (Red): no account in these sources

    E1/killed  How many were killed? — single-source (one-capture, one-side)
      - Blueland (Blue): no account in these sources

    Whose account is missing
      - Blueland (Blue): no account on E1/hurt, E1/killed; not asked, on any
        question
      - Redland (Red): no account on E1/hurt; not asked, on any question
    -- stderr
    next: rashomon link contradicts C1 C2 --on E1/first --why "…"
    -- Done
    "#);
}

#[test]
fn conflicts_of_all_events_name_each_event_and_what_drifts_there() {
    let person = Person::with_accounts();
    person.ok("event add 'The day after' --date 2025-10-16");
    let seen = person.see("conflicts");
    assert!(seen.starts_with("E1  Shelling of the river post"), "{seen}");
    assert_snapshot!(seen.split_once("E2  ").unwrap().1, @r#"
        The day after, 2025-10-16
          nobody answers anything yet
        -- stderr
        next: rashomon link contradicts C1 C2 --on E1/first --why "…"
        -- Done
        "#);
}

#[test]
fn a_casebook_without_events_has_no_conflicts_and_says_how_to_log_one() {
    let person = Person::at_desk();
    assert_snapshot!(person.see("conflicts"), @r"
    There is no event yet: `rashomon event add` logs one.
    -- Done
    ");
    assert_snapshot!(person.see("conflicts E1"), @r"
    -- stderr
    error: there is no event `E1`
    hint: `rashomon event list` shows what there is
    -- NotFound
    ");
}

#[test]
fn a_dismissed_conflict_is_shown_only_with_all_and_then_with_its_reason() {
    let person = Person::with_accounts();
    person.ok("dismiss C1 C2 --on E1/first --why 'they speak of two nights'");
    let seen = person.ok("conflicts E1");
    assert!(!seen.contains("conflict: "), "{seen}");
    let seen = unwrapped(&person.ok("conflicts E1 --all"));
    assert!(seen.contains("dismissed, and kept: they speak of two nights"), "{seen}");
}

#[test]
fn no_line_of_a_screen_of_conflicts_is_wider_than_the_screen() {
    let mut person = Person::with_october();
    for width in [60, 80, 120] {
        person.width = width;
        for line in person.ok("conflicts").lines() {
            // A handle is never broken, and none is as long as this.
            let columns = line.chars().count();
            assert!(columns <= width, "{columns} columns of {width}: {line}");
        }
    }
}

#[test]
fn an_enquiry_without_reply_and_one_that_was_declined_stand_in_the_matrix_in_words() {
    let person = Person::with_accounts();
    person.ok(
        "enquiry add Blueland --on E1/killed --how 'e-mail' --text 'How many?' --when 2025-10-17",
    );
    let asked = person.ok("conflicts E1");
    assert!(asked.contains("Blueland (Blue): asked, no reply"), "{asked}");
    person.ok("enquiry answer X1 declined --when 2025-10-18");
    let declined = person.ok("conflicts E1");
    assert!(declined.contains("Blueland (Blue): declined"), "{declined}");
    assert!(!declined.contains("silent"), "{declined}");
    person.ok("enquiry add 'Mr Bo Red' --on E1/killed --how x --text x --when 2025-10-17");
    let cell = person.ok("conflicts E1");
    assert!(cell.contains(" Mr Bo Red [Red]      asked, no reply"), "{cell}");
}

// -- links -----------------------------------------------------------------

#[test]
fn a_link_accepts_a_conflict_for_the_versions_there_are_now() {
    let person = Person::with_accounts();
    assert_snapshot!(person.see("link contradicts C1 C2 --on E1/first --why 'each names the other'"), @r#"
    L1
    -- stderr
    recorded L1: C1@1 contradicts C2@1 (accepted)
      C1@1  Mr Bo Red: Who fired first? says Blueland
      C2@1  Ms Ada Blue: Who fired first? denies Blueland
    next: rashomon verify C1 --on E1/first --finding contested --why "…"
    -- Done
    "#);
    assert_snapshot!(person.see("show L1"), @r"
    L1  C1@1 contradicts C2@1
      on            E1/first
      state         accepted
      why           each names the other
      logged        2025-10-17T09:00:00Z by ann
    -- Done
    ");
    assert_snapshot!(person.see("list links"), @r"
     link   between                 state      why
    ────── ─────────────────────── ────────── ──────────────────────
     L1     C1@1 contradicts C2@1   accepted   each names the other
    -- Done
    ");
    let seen = unwrapped(&person.ok("conflicts E1"));
    assert!(seen.contains("accepted as contradicts: each names the other"), "{seen}");
}

#[test]
fn a_contradiction_that_the_rules_do_not_see_is_recorded_with_a_warning() {
    let person = Person::with_accounts();
    person.ok(
        "log --like C1 --quote 'It was Redland that fired' --by 'Mr Bo Red' --on E1/first=Blueland",
    );
    let slip = person.run("link contradicts C1 C4 --why 'a slip of a handle'");
    assert_eq!(slip.exit, Exit::Done, "{}", slip.transcript());
    support::has(
        &slip.stderr,
        &[
            "the rules see no conflict between C1@1 and C4@1: both give the same answer",
            "else `rashomon withdraw L1",
        ],
    );
    // It is about the one question that both answer.
    assert!(person.ok("show L1").contains("E1/first"), "{}", person.ok("show L1"));
    let meant = person.run("link contradicts C1 C2 --on E1/first --why 'each names the other'");
    assert!(!meant.stderr.contains("the rules see"), "{}", meant.transcript());
    let other = person.run("link restates C4 C1 --why 'the same again'");
    assert!(!other.stderr.contains("the rules see"), "{}", other.transcript());
}

#[test]
fn a_link_that_cannot_be_is_refused_and_nothing_is_recorded() {
    let person = Person::with_accounts();
    person.ok("link contradicts C1 C2 --on E1/first --why once");
    let before = person.entries();
    for (line, exit, words) in [
        ("link contradicts C1 C1 --why x", Exit::Refused, "cannot be linked to itself"),
        ("link contradicts C2 C1 --on E1/first --why x", Exit::Refused, "L1 says so already"),
        ("link contradicts C1 C3 --on E1/first --why x", Exit::Refused, "takes no position on"),
        ("link contradicts E1 C1 --why x", Exit::Refused, "links claims"),
        ("link contradicts C1 C9 --why x", Exit::NotFound, "no claim `C9`"),
        ("link contradicts C1 C2@1 --on E1/first --why ' '", Exit::Usage, "needs a reason"),
        ("link contradict C1 C2 --why x", Exit::Usage, "contradicts"),
        ("dismiss C1 --why x", Exit::Usage, "between two claims"),
        ("confirm L1", Exit::Usage, "needs a reason"),
        ("confirm L2 --why x", Exit::NotFound, "no link `L2`"),
        ("withdraw L1 --why ''", Exit::Usage, "needs a reason"),
    ] {
        let seen = person.run(line);
        assert_eq!(seen.exit, exit, "{line}\n{}", seen.transcript());
        assert!(seen.stderr.contains(words), "{line}\n{}", seen.transcript());
    }
    assert_eq!(person.entries(), before);
}

#[test]
fn a_pair_and_a_link_are_dismissed_with_a_reason_and_kept() {
    let person = Person::with_accounts();
    assert_snapshot!(person.see("dismiss C1 C2 --on E1/first --why 'two nights'"), @r"
    L1
    -- stderr
    recorded L1: C1@1 contradicts C2@1 (dismissed)
      C1@1  Mr Bo Red: Who fired first? says Blueland
      C2@1  Ms Ada Blue: Who fired first? denies Blueland
    -- Done
    ");
    person.ok("link tension C1 C3 --why 'hard to square'");
    assert_snapshot!(person.see("dismiss L2 --why 'not so hard'"), @r"
    L2
    -- stderr
    dismissed L2: not so hard
    -- Done
    ");
    assert_snapshot!(person.see("list links"), @r"
     link   between                 state       why
    ────── ─────────────────────── ─────────── ─────────────
     L1     C1@1 contradicts C2@1   dismissed   two nights
     L2     C1@1 tension C3@1       dismissed   not so hard
    -- Done
    ");
}

#[test]
fn a_decision_taken_later_is_told_with_its_own_reason_and_by_whom() {
    let person = with_second();
    person.ok("link contradicts C1 C2 --on E1/first --why 'each names the other'");
    person.ok("dismiss L1 --as bo --why 'they speak of two nights'");
    let shown = person.ok("show L1");
    assert!(shown.contains("since         dismissed by bo: they speak of two nights"), "{shown}");
    let conflicts = unwrapped(&person.ok("conflicts E1 --all"));
    assert!(conflicts.contains("dismissed, and kept: they speak of two nights"), "{conflicts}");
    let report = person.ok("report E1");
    assert!(report.contains("dismissed (by bo). they speak of two nights"), "{report}");
    assert!(!report.contains("each names the other"), "{report}");
}

#[test]
fn what_is_decided_about_a_link_is_not_decided_again() {
    let person = Person::with_accounts();
    person.ok("link contradicts C1 C2 --on E1/first --why 'each names the other'");
    person.ok("withdraw L1 --why 'too early'");
    let entries = person.entries();
    assert_snapshot!(person.see("withdraw L1 --why 'once more'"), @r"
    -- stderr
    error: L1 is withdrawn
    hint: `rashomon show L1` shows who decided, and why
    -- Refused
    ");
    assert_eq!(person.run("confirm L1 --why 'still so'").exit, Exit::Refused);
    assert_eq!(person.entries(), entries);
}

#[test]
fn a_link_goes_stale_by_a_new_version_until_somebody_confirms_it() {
    let person = Person::with_accounts();
    person.ok("link contradicts C1 C2 --on E1/first --why 'each names the other'");
    person.ok("revise C2 --kind correction --why 'the hedge was missed' --hedge 'as far as known'");
    assert_snapshot!(person.see("show L1"), @r"
    L1  C1@1 contradicts C2@1
      on            E1/first
      state         accepted
      stale         an end has a newer version: `rashomon confirm L1 --why …` if it
                    still holds
      why           each names the other
      logged        2025-10-17T09:00:00Z by ann
    -- Done
    ");
    assert_snapshot!(person.see("confirm L1 --why 'read both again'"), @r"
    L1
    -- stderr
    confirmed L1 for the versions there are now
    -- Done
    ");
    let seen = person.ok("show L1");
    assert!(!seen.contains("stale"), "{seen}");
}

#[test]
fn a_withdrawn_link_stays_and_decides_nothing() {
    let person = Person::with_accounts();
    person.ok("link contradicts C1 C2 --on E1/first --why 'each names the other'");
    assert_snapshot!(person.see("withdraw L1 --why 'too early'"), @r"
    L1
    -- stderr
    withdrew L1: too early
    next: rashomon history L1
    -- Done
    ");
    assert!(person.ok("list links").contains("withdrawn"));
    let seen = person.ok("conflicts E1");
    assert!(!seen.contains("accepted as"), "{seen}");
}

#[test]
fn a_withdrawn_claim_takes_part_in_no_conflict_and_cannot_be_linked() {
    let person = Person::with_accounts();
    assert_snapshot!(person.see("withdraw C2 --why 'logged twice'"), @r"
    C2
    -- stderr
    withdrew C2: logged twice
    next: rashomon history C2
    -- Done
    ");
    let seen = person.ok("conflicts E1");
    assert!(!seen.contains("conflict: "), "{seen}");
    let refused = person.run("link contradicts C1 C2 --on E1/first --why x");
    assert_eq!(refused.exit, Exit::Refused);
    assert!(person.ok("show C2").contains("(withdrawn: logged twice)"));
    assert!(!person.ok("list").contains("C2"));
    assert!(person.ok("list --withdrawn").contains("(withdrawn)"));
}

// -- verdicts --------------------------------------------------------------

#[test]
fn a_verdict_sets_one_axis_and_says_what_it_rests_on() {
    let person = Person::with_accounts();
    assert_snapshot!(person.see("verify C1 --work checking --why 'looking for the release'"), @r"
    V1
    -- stderr
    recorded V1: work of C1 is checking: looking for the release
      C1@1  Mr Bo Red: Who fired first? says Blueland
    next: rashomon show C1
    -- Done
    ");
    person.capture_wire();
    assert_snapshot!(person.see("verify C1 --attribution traced-secondary --ground S2@1 --why 'read on the page'"), @r"
    V2
    -- stderr
    recorded V2: attribution of C1 is traced-secondary: read on the page
      C1@1  Mr Bo Red: Who fired first? says Blueland
    next: rashomon show C1
    -- Done
    ");
    assert_snapshot!(person.see("verify C1 --on E1/first --finding contested --why 'each names the other'"), @r"
    V3
    -- stderr
    recorded V3: finding of C1 on E1/first is contested: each names the other
      C1@1  Mr Bo Red: Who fired first? says Blueland
      rests on C2@1, taken from the record
    next: rashomon show C1
    -- Done
    ");
    assert_snapshot!(person.see("list verdicts"), @r"
     verdict   of              is                   by    why
    ───────── ─────────────── ──────────────────── ───── ───────────────────────────
     V1        C1              work: checking       ann   looking for the release
     V2        C1@1            attribution:         ann   read on the page
                               traced-secondary
     V3        C1@1/E1/first   finding: contested   ann   each names the other
    -- Done
    ");
    assert_snapshot!(person.see("show V3"), @r"
    V3  finding of C1@1/E1/first: contested
      why           each names the other
      rests on      C2@1
      set           2025-10-17T09:00:00Z by ann
      stands        counts
    -- Done
    ");
    assert_snapshot!(person.see("show C1"), @r"
    C1@1  River Courier, 2025-10-17
      Mr Bo Red said: “They fired first.”

      source        S1 River Courier, 2025-10-17
      speaker       Mr Bo Red (P6)
      printed as    Mr Bo Red
      known         named
      kind          direct-quote
      cue           said
      guessed       kind, cue
      attribution   traced-secondary
      work          checking

    Positions
      - E1/first  Who fired first? — says Blueland
        finding     contested (V3 by ann)

    Passages
      - C1@1.1  evidence in S1@1, line 5
        ….  Mr Bo Red said on Thursday: “«They fired first.»” He would not say how
        many were…
        bytes 160..177, sha256
          d7c5b781a229e563a3c16ca83b2548310d307e1f799e9fddc926789e26da2d54
    -- Done
    ");
}

#[test]
fn every_field_of_a_verdict_is_kept_and_shown() {
    let person = with_second();
    person.ok("terms --standard two-sources='Two origins decided independent'");
    person.ok("evidence add --bearing neutral --on E1/killed --note 'No list was found'");
    person.ok("verify C3/E1/killed --finding unverified --why 'nobody else counts' --ground X1 \
         --counter C1 --gap 'an independent count' --tried 'two hospitals' \
         --would-settle 'a list of names' --standard two-sources");
    assert_snapshot!(person.see("show V1"), @r"
    V1  finding of C3@1/E1/killed: unverified
      why           nobody else counts
      rests on      X1
      counter       C1@1
      gaps          an independent count
      tried         two hospitals
      would settle  a list of names
      standard      two-sources
      set           2025-10-17T09:00:00Z by ann
      stands        counts
    -- Done
    ");
}

#[test]
fn each_rule_of_verdicts_is_named_when_it_is_broken_and_nothing_is_recorded() {
    // What is done before, what is tried, words of the rule, words of the way out.
    let independent = "link independent C1 C4 --on E1/first --why 'two observers'";
    let other = "log --from S1 --quote 'It was Redland that fired.' --by 'Ms Ada Blue' --on E1/first=Blueland";
    let admission = "log --from S1 --quote 'It was Redland that fired.' --by 'Ms Ada Blue' --on E1/first:admits=Blueland";
    let stranger = "log --from S1 --quote 'It was Redland that fired.' --by 'Mr Bo Red' --on E1/first:admits=Blueland";
    let evidence = "evidence add --bearing supports --on E1/killed --note 'A list of names'";
    let on_first = "verify C1 --on E1/first --why reason --finding";
    let on_killed = "verify C3 --on E1/killed --why reason --finding";
    let cases: &[(&[&str], String, &str, &str)] = &[
        (&[], "verify C1 --work closed --why ' '".into(), "needs a reason", "--why"),
        (&[], "verify C1 --attribution disputed --why ''".into(), "needs a reason", "--why"),
        (
            &[],
            "verify C1 --on E1/first --finding contested --why ''".into(),
            "needs a reason",
            "--why",
        ),
        (&[], format!("{on_killed} misleading"), "needs a ground", "--ground"),
        (&[], format!("{on_killed} outdated"), "needs a ground", "--ground"),
        (&[], format!("{on_killed} confirmed"), "needs a ground", "--ground"),
        (&[], format!("{on_killed} refuted"), "needs a ground", "--ground"),
        (&[], format!("{on_killed} unverifiable"), "what was tried", "--tried"),
        (&[], format!("{on_killed} contested"), "live rival", "unverified"),
        (&[], format!("{on_killed} contested --ground C1"), "live rival", "unverified"),
        (
            &["withdraw C2 --why twice"],
            format!("{on_first} contested --ground C2"),
            "live rival",
            "conflicts",
        ),
        (&[], format!("{on_first} corroborated"), "two origins", "link independent"),
        (&[], format!("{on_first} corroborated --ground C1"), "two origins", "link independent"),
        (
            &[other],
            format!("{on_first} corroborated --ground C4"),
            "two origins",
            "link independent",
        ),
        (
            &[other, independent, "link denies C2 C1 --on E1/first --why 'names the same act'"],
            format!("{on_first} corroborated"),
            "accepted conflict link",
            "contested",
        ),
        (
            &[],
            format!("{on_first} confirmed --ground C2"),
            "other than the rival claims",
            "evidence add",
        ),
        (
            &[],
            format!("{on_first} refuted --ground C2 --ground S1@1"),
            "other than the rival claims",
            "evidence add",
        ),
        (
            &[evidence],
            format!("{on_first} refuted --ground C2 --counter X1"),
            "other than the rival claims",
            "evidence add",
        ),
        (&[], format!("{on_first} admitted"), "`admits` position", ":admits="),
        (&[], format!("{on_first} admitted --ground C1"), "`admits` position", ":admits="),
        (&[stranger], format!("{on_first} admitted --ground C4"), "`admits` position", ":admits="),
        (&[admission], format!("{on_first} admitted"), "traced", "traced-secondary"),
        (
            &[admission, "withdraw C4 --why twice"],
            format!("{on_first} admitted --ground C4"),
            "`admits` position",
            ":admits=",
        ),
    ];
    for (before, line, rule, way_out) in cases {
        let person = Person::with_accounts();
        for line in *before {
            person.ok(line);
        }
        let entries = person.entries();
        let seen = person.run(line);
        assert_eq!(seen.exit, Exit::Refused, "{line}\n{}", seen.transcript());
        assert!(seen.stdout.is_empty(), "{line}\n{}", seen.transcript());
        let (error, hint) = seen.stderr.split_once("\nhint: ").unwrap_or_default();
        assert!(error.contains(rule), "{line}\n{}", seen.transcript());
        assert!(hint.contains(way_out), "{line}\n{}", seen.transcript());
        assert_eq!(person.entries(), entries, "{line}");
    }
}

#[test]
fn an_attribution_without_ground_or_tries_is_refused_and_nothing_is_recorded() {
    let person = Person::with_accounts();
    let entries = person.entries();
    for (word, rule, way_out) in [
        ("traced-secondary", "needs a ground", "--ground"),
        ("traced-original", "needs a ground", "--ground"),
        ("acknowledged", "needs a ground", "--ground"),
        ("untraceable", "what was tried", "--tried"),
    ] {
        let seen = person.run(&format!("verify C1 --attribution {word} --why reason"));
        assert_eq!(seen.exit, Exit::Refused, "{word}\n{}", seen.transcript());
        let (error, hint) = seen.stderr.split_once("\nhint: ").unwrap_or_default();
        assert!(error.contains(rule) && hint.contains(way_out), "{word}\n{}", seen.transcript());
    }
    assert_eq!(person.entries(), entries);
}

#[test]
fn what_a_rule_asked_for_is_enough_once_it_is_there() {
    let admission = "log --from S1 --quote 'It was Redland that fired.' --by 'Ms Ada Blue' --on E1/first:admits=Blueland";
    let other = "log --from S1 --quote 'It was Redland that fired.' --by 'Ms Ada Blue' --on E1/first=Blueland";
    let evidence = "evidence add --bearing supports --on E1/killed --note 'A list of names'";
    for (before, line) in [
        (vec![], "verify C3/E1/killed --finding unverifiable --tried 'two hospitals' --why reason"),
        (vec![], "verify C3/E1/killed --finding misleading --ground C1 --why reason"),
        (vec![evidence], "verify C3/E1/killed --finding confirmed --ground X1 --why reason"),
        (
            vec![admission, "verify C4 --attribution traced-secondary --ground S2@1 --why heard"],
            "verify C1/E1/first --finding admitted --why reason",
        ),
        (
            vec![other, "link independent C1 C4 --on E1/first --why 'two observers'"],
            "verify C1/E1/first --finding corroborated --why reason",
        ),
        (vec![], "verify C1 --attribution untraceable --tried 'the press office' --why reason"),
    ] {
        let person = Person::with_accounts();
        person.capture_wire();
        for line in before {
            person.ok(line);
        }
        person.ok(line);
    }
}

#[test]
fn a_verdict_that_names_no_axis_or_two_or_no_such_thing_is_not_understood() {
    let person = Person::with_accounts();
    let entries = person.entries();
    for (line, exit, words) in [
        ("verify C1 --why x", Exit::Usage, "one axis"),
        ("verify C1 --work closed --attribution disputed --why x", Exit::Usage, "one axis"),
        ("verify C1 --on E1/killed --finding unverified --why x", Exit::NotFound, "E1/killed"),
        ("verify C9 --work closed --why x", Exit::NotFound, "no claim `C9`"),
        ("verify E1 --work closed --why x", Exit::NotFound, "no claim `E1`"),
        (
            "verify C1 --on E1/first --finding contested --why x --ground P3",
            Exit::Usage,
            "cannot be a ground",
        ),
        ("verify C1 --on E1/first --finding contested --why x --ground X9", Exit::NotFound, "X9"),
        ("verify C1 --work closed --why x --rating 'truth: False'", Exit::NotFound, "rating"),
    ] {
        let seen = person.run(line);
        assert_eq!(seen.exit, exit, "{line}\n{}", seen.transcript());
        assert!(seen.stderr.contains(words), "{line}\n{}", seen.transcript());
    }
    assert_eq!(person.entries(), entries);
}

#[test]
fn a_confirmed_finding_is_pending_until_a_second_member_agrees() {
    let person = with_second();
    person.ok("evidence add --bearing supports --on E1/killed --note 'A list of names'");
    assert_snapshot!(person.see("verify C3 --on E1/killed --finding confirmed --ground X1 --why 'the list has 17 names'"), @r#"
    V1
    -- stderr
    recorded V1: finding of C3 on E1/killed is confirmed: the list has 17 names
      C3@1  Redland army: How many were killed? says about 15–20 killed (fighters)
      pending: it does not count until a second member agrees
    next: rashomon review V1 agrees --as OTHER --why "…"
    -- Done
    "#);
    let pending = person.ok("show C3");
    assert!(pending.contains("confirmed by ann: pending"), "{pending}");
    let verdict = person.ok("show V1");
    assert!(verdict.contains("stands        pending, until a second member agrees"), "{verdict}");
    assert!(!pending.contains("finding     confirmed"), "{pending}");
    assert_snapshot!(person.see("review V1 agrees --why 'I counted too'"), @r"
    -- stderr
    error: a verdict is reviewed by a second member, not by its author
    hint: let another member do it: --as KEY
    -- Refused
    ");
    assert_snapshot!(person.see("review V1 agrees --as bo --why ' '"), @r"
    -- stderr
    error: every verdict needs a reason
    hint: say why with --why
    -- Refused
    ");
    assert_snapshot!(person.see("review V1 agrees --as bo --why 'I counted too'"), @r"
    V1
    -- stderr
    recorded: bo agrees with V1: I counted too
      how it stands: counts
    next: rashomon show V1
    -- Done
    ");
    assert_snapshot!(person.see("show V1"), @r"
    V1  finding of C3@1/E1/killed: confirmed
      why           the list has 17 names
      rests on      X1
      set           2025-10-17T09:00:00Z by ann
      review        bo agrees: I counted too
      stands        counts
    -- Done
    ");
    let counts = person.ok("show C3");
    assert!(counts.contains("finding     confirmed"), "{counts}");
}

#[test]
fn a_verdict_that_a_second_member_disagrees_with_stays_pending() {
    let person = with_second();
    person.ok("evidence add --bearing refutes --on E1/killed --note 'The hospital counted 3'");
    person.ok("verify C3 --on E1/killed --finding refuted --ground X1 --why 'three'");
    person.ok("review V1 disagrees --as bo --why 'one hospital of two'");
    let shown = person.ok("show C3");
    assert!(shown.contains("refuted by ann: pending"), "{shown}");
    assert!(!shown.contains("finding     refuted"), "{shown}");
}

#[test]
fn verdicts_of_several_members_stand_side_by_side_and_the_newest_counts() {
    let mut person = with_second();
    person.ok("verify C3 --on E1/killed --finding unverified --why 'nobody else counts'");
    person.ok("verify C3 --on E1/killed --finding not-checkable --why 'nobody could' --as bo");
    person.now = "2025-10-18T09:00:00Z".parse().unwrap();
    let listed = person.ok("list verdicts");
    assert!(listed.contains("V1") && listed.contains("V2"), "{listed}");
    let shown = person.ok("show C3");
    assert!(shown.contains("finding     not-checkable"), "{shown}");
}

#[test]
fn a_new_version_of_a_claim_inherits_no_finding() {
    let person = Person::with_accounts();
    person.ok("verify C1 --on E1/first --finding contested --why 'each names the other'");
    person.capture_wire();
    person.ok("verify C1 --attribution traced-secondary --ground S2@1 --why 'read on the page'");
    person
        .ok("revise C1 --kind refinement --why 'in plainer words' --claim 'Blueland fired first'");
    let newest = person.ok("show C1");
    assert!(!newest.contains("contested"), "{newest}");
    assert!(newest.contains("attribution   traced-secondary"), "{newest}");
    let older = person.ok("show C1@1");
    assert!(older.contains("finding     contested"), "{older}");
    let report = person.ok("report E1");
    assert!(report.contains("look again"), "{report}");
}

#[test]
fn a_traced_attribution_does_not_outlive_the_passage_it_was_traced_for() {
    let person = Person::with_accounts();
    person.capture_wire();
    person.ok("verify C1 --attribution traced-secondary --ground S2@1 --why 'read on the page'");
    person.ok(
        "revise C1 --kind correction --why 'the other place' --quote 'They fired first.' --line 9",
    );
    let newest = person.ok("show C1");
    assert!(newest.contains("attribution   as-reported"), "{newest}");
}

// -- evidence and enquiries ------------------------------------------------

#[test]
fn evidence_is_an_observation_a_passage_or_a_file() {
    let person = Person::with_accounts();
    person.file("list.txt", "17 names\n");
    assert_snapshot!(person.see("evidence add --bearing neutral --on E1/killed --note 'No hospital list was found' --credibility 2 --reason 'the whole page was read'"), @r#"
    X1
    -- stderr
    recorded X1: No hospital list was found (observation, neutral)
    next: rashomon verify C1 --on EVENT/KEY --finding … --ground X1 --why "…"
    -- Done
    "#);
    person.ok("evidence add --bearing supports --on E1/first --from S1 --quote 'saw 12 flashes' --note 'Somebody saw it' --origin 'a café owner'");
    person.ok("evidence add --bearing supports --on E1/killed --claim C3 --file list.txt --note 'A list of names' --date 2025-10-18");
    assert_snapshot!(person.see("evidence list"), @r"
     evidence   shows                        bearing    on
    ────────── ──────────────────────────── ────────── ─────────────────
     X1         No hospital list was found   neutral    E1/killed
     X2         Somebody saw it              supports   E1/first
     X3         A list of names              supports   E1/killed, C3@1
    -- Done
    ");
    assert_snapshot!(person.see("evidence show X1"), @r"
    X1  observation neutral
      shows         No hospital list was found
      on            E1/killed
      credibility   2: the whole page was read
      logged        2025-10-17T09:00:00Z by ann
    -- Done
    ");
    assert_snapshot!(person.see("evidence show X2"), @r"
    X2  span supports
      shows         Somebody saw it
      on            E1/first
      credibility   6
      origin        a café owner
      - X2.1  evidence in S1@1, line 3
        … Blueland. The naïve café owner «saw 12 flashes».  Mr Bo Red said on
        Thursday: “…
        bytes 112..126, sha256
          c3d7e2ab7ec3ad15661b90297d8b1d1b49a237d5ee3bfc8e7cc0eb72ba3a4115
      logged        2025-10-17T09:00:00Z by ann
    -- Done
    ");
    assert_snapshot!(person.see("show X3"), @r"
    X3  file supports
      shows         A list of names
      on            E1/killed, C3@1
      credibility   6
      date          2025-10-18
      file          list.txt, 9 bytes, sha256
                    a2af1565cfc58cd72c58aadc6dfcaca7ca217b15a0378c48277e1b651895fc97
      logged        2025-10-17T09:00:00Z by ann
    -- Done
    ");
}

#[test]
fn a_revised_piece_of_evidence_keeps_what_is_left_out() {
    let person = Person::with_accounts();
    person.file("list.txt", "17 names\n");
    person.ok("evidence add --bearing supports --on E1/killed --file list.txt --note 'A list' --credibility 2 --reason 'signed' --origin 'the hospital'");
    assert_snapshot!(person.see("evidence revise X1 --note 'A list of names'"), @r#"
    X1
    -- stderr
    recorded X1: A list of names (file, supports)
    next: rashomon verify C1 --on EVENT/KEY --finding … --ground X1 --why "…"
    warning: the question is no yes or no, and a reader is not told which answer X1 is for: say so in --note, or name the claim with --claim
    -- Done
    "#);
    let shown = person.ok("evidence show X1");
    for kept in ["file supports", "E1/killed", "2: signed", "the hospital", "list.txt, 9 bytes"] {
        assert!(shown.contains(kept), "{kept}\n{shown}");
    }
}

#[test]
fn evidence_without_direction_question_words_or_passage_is_not_understood() {
    let person = Person::with_accounts();
    let entries = person.entries();
    for (line, exit, words) in [
        ("evidence add --on E1/killed --note x", Exit::Usage, "--bearing"),
        ("evidence add --bearing neutral --note x", Exit::Usage, "--on"),
        ("evidence add --bearing neutral --on E1/killed", Exit::Usage, "--note"),
        ("evidence add --bearing neutral --on E1/dead --note x", Exit::NotFound, "E1/dead"),
        (
            "evidence add --bearing neutral --on E1/killed --kind span --note x",
            Exit::Usage,
            "--quote",
        ),
        (
            "evidence add --bearing neutral --on E1/killed --kind file --note x",
            Exit::Usage,
            "--file",
        ),
        (
            "evidence add --bearing neutral --on E1/killed --file none.txt --note x",
            Exit::Failed,
            "none.txt",
        ),
        (
            "evidence add --bearing neutral --on E1/killed --from S1 --quote 'saw 13 flashes' --note x",
            Exit::Refused,
            "+12+",
        ),
        ("evidence revise X1 --note x", Exit::NotFound, "X1"),
        ("evidence show X1", Exit::NotFound, "X1"),
    ] {
        let seen = person.run(line);
        assert_eq!(seen.exit, exit, "{line}\n{}", seen.transcript());
        assert!(seen.stderr.contains(words), "{line}\n{}", seen.transcript());
    }
    assert_eq!(person.entries(), entries);
}

#[test]
fn an_enquiry_is_shown_with_what_was_asked_and_what_came() {
    let person = Person::with_accounts();
    assert_snapshot!(person.see("enquiry add Redland --on E1/first --on E1/killed --how 'e-mail to the press office' --text 'Who fired first, and how many were killed?' --when 2025-10-17 --deadline 2025-10-20"), @r#"
    X1
    -- stderr
    recorded X1: Redland was asked
    next: rashomon enquiry answer X1 answered --when DATE --text "…"
    -- Done
    "#);
    assert_snapshot!(person.see("enquiry list"), @r"
     enquiry   asked     when         until        came
    ───────── ───────── ──────────── ──────────── ──────────────
     X1        Redland   2025-10-17   2025-10-20   no reply yet
    -- Done
    ");
    assert_snapshot!(person.see("enquiry answer X1 declined --when 2025-10-17 --text 'No comment'"), @r"
    X1
    -- stderr
    recorded what came of X1: declined
    -- Done
    ");
    assert_snapshot!(person.see("enquiry show X1"), @r"
    X1  enquiry to Redland
      asked         Who fired first, and how many were killed?
      on            E1/first, E1/killed
      how           e-mail to the press office
      when          2025-10-17
      until         2025-10-20
      came          declined, 2025-10-17: No comment
      logged        2025-10-17T09:00:00Z by ann
    -- Done
    ");
    assert_eq!(person.ok("show X1"), person.ok("enquiry show X1"));
}

#[test]
fn an_enquiry_to_nobody_about_nothing_or_answered_by_no_word_is_refused() {
    let person = Person::with_accounts();
    person.ok("evidence add --bearing neutral --on E1/killed --note 'No list'");
    let entries = person.entries();
    for (line, exit, words) in [
        (
            "enquiry add Greenland --on E1/killed --how x --text x --when 2025-10-17",
            Exit::NotFound,
            "Greenland",
        ),
        ("enquiry add Redland --how x --text x --when 2025-10-17", Exit::Usage, "--on"),
        (
            "enquiry add Redland --on E1/killed --how x --text x --when yesterday",
            Exit::Usage,
            "yesterday",
        ),
        ("enquiry answer X1 declined --when 2025-10-17", Exit::NotFound, "enquiry list"),
        ("enquiry answer X9 declined --when 2025-10-17", Exit::NotFound, "X9"),
        ("enquiry answer X1 refused --when 2025-10-17", Exit::Usage, "declined"),
        ("enquiry show X1", Exit::NotFound, "enquiry list"),
    ] {
        let seen = person.run(line);
        assert_eq!(seen.exit, exit, "{line}\n{}", seen.transcript());
        assert!(seen.stderr.contains(words), "{line}\n{}", seen.transcript());
    }
    assert_eq!(person.entries(), entries);
}

// -- members, work, terms --------------------------------------------------

#[test]
fn a_member_who_left_logs_nothing_more_and_what_was_logged_stays() {
    let person = with_second();
    person.ok("verify C3 --work checking --why 'begun' --as bo");
    assert_snapshot!(person.see("member end ann"), @r"
    -- stderr
    error: you cannot end your own membership
    hint: let another member do it: --as KEY
    -- Refused
    ");
    assert_snapshot!(person.see("member end bo"), @r"
    bo
    -- stderr
    Bo Ray (`bo`) is a member no longer
    -- Done
    ");
    assert_snapshot!(person.see("verify C3 --work closed --why 'done' --as bo"), @r"
    -- stderr
    error: `bo` is not a member at 2025-10-17T09:00:00Z
    hint: `rashomon member list` shows from when until when
    -- Refused
    ");
    assert_snapshot!(person.see("member add bo --name 'Another Bo'"), @r"
    -- stderr
    error: the key `bo` is taken
    hint: keys are never used twice: choose another
    -- Refused
    ");
    assert_snapshot!(person.see("member list"), @r"
     member   name     since                  until
    ──────── ──────── ────────────────────── ──────────────────────
     ann      Ann      2025-10-17T09:00:00Z
     bo       Bo Ray   2025-10-17T09:00:00Z   2025-10-17T09:00:00Z
    -- Done
    ");
    assert!(person.ok("list verdicts").contains("bo"));
}

#[test]
fn somebody_who_is_no_member_logs_nothing() {
    let mut person = with_second();
    let entries = person.entries();
    assert_snapshot!(person.see("verify C1 --work closed --why x --as eve"), @r"
    -- stderr
    error: `eve` is not a member of this casebook
    hint: say who you are with --as KEY; `rashomon member list` shows the members
    -- Refused
    ");
    person.vars.retain(|(name, _)| name != "RASHOMON_MEMBER");
    assert_snapshot!(person.see("verify C1 --work closed --why x"), @r"
    -- stderr
    error: who are you? The members are: ann, bo
    hint: say --as KEY, or set $RASHOMON_MEMBER
    -- Usage
    ");
    assert_eq!(person.entries(), entries);
}

#[test]
fn a_claim_is_given_to_a_member_or_to_nobody() {
    let person = with_second();
    assert_snapshot!(person.see("assign C1 bo --due 2025-10-20"), @r"
    C1
    -- stderr
    C1 is with bo
    -- Done
    ");
    assert!(person.ok("show C1").contains("with bo"));
    assert_snapshot!(person.see("assign C1 eve"), @r"
    -- stderr
    error: there is no member `eve`
    hint: `rashomon member list` shows the members
    -- NotFound
    ");
    assert_snapshot!(person.see("assign C1"), @r"
    C1
    -- stderr
    C1 is with nobody
    -- Done
    ");
    assert!(!person.ok("show C1").contains("with bo"));
}

#[test]
fn terms_are_added_and_shown() {
    let person = Person::at_desk();
    assert_snapshot!(person.see("terms --unit shells='shells fired' --category press='people of the press' --standard two-sources='Two origins decided independent' --convention house:dozens=24..99"), @r"
    -- stderr
    recorded the terms
    next: rashomon terms
    -- Done
    ");
    let shown = person.ok("terms");
    for row in ["shells", "people of the press", "two-sources", "house: dozens"] {
        assert!(shown.contains(row), "{row}\n{shown}");
    }
    for line in [
        "terms --unit shells",
        "terms --unit 'Sh ells=x'",
        "terms --convention dozens=24..99",
        "terms --convention house:dozens=few",
    ] {
        assert_eq!(person.run(line).exit, Exit::Usage, "{line}");
    }
}

// -- questions -------------------------------------------------------------

#[test]
fn a_question_is_settled_in_each_way_or_stays_open_for_a_reason() {
    let person = Person::with_accounts();
    for (line, shown) in [
        ("question resolve E1/first --prefer C1 --why 'the nearer witness'", "C1@1"),
        ("question resolve E1/killed --range 15..20 --why 'two counts meet here'", "15–20 killed"),
        ("question resolve E1/hurt --defer unconfirmed --why 'nobody says'", "unconfirmed"),
        ("question resolve E1/hurt --defer unknown --why 'nobody knows'", "unknown"),
        (
            "question resolve E1/hurt --pending 'the hospital list' --why 'it is due'",
            "the hospital list",
        ),
        ("question resolve E1/hurt --pending --why 'it is due'", "not yet decided"),
        (
            "question resolve E1/hurt --asked 'the press office' --why 'it was asked'",
            "the press office",
        ),
        ("question resolve E1/hurt --asked --why 'it was asked'", "asked"),
    ] {
        let seen = person.run(line);
        assert_eq!(seen.exit, Exit::Done, "{line}\n{}", seen.transcript());
        let question = line.split(' ').nth(2).unwrap();
        let page = person.ok(&format!("question show {question}"));
        let resolution = page.split_once("resolution").unwrap().1;
        assert!(resolution.contains(shown), "{line}\n{page}");
    }
    assert_snapshot!(person.see("question show E1/first"), @r"
    E1/first  Who fired first?
      answer        party
      answers       one
      resolution    preferred: C1@1/E1/first. the nearer witness

    Accounts
      - C1@1  Mr Bo Red: says Blueland
      - C2@1  Ms Ada Blue: denies Blueland
    -- Done
    ");
    assert_snapshot!(person.see("question show E1/hurt"), @r"
    E1/hurt  Was anybody hurt?
      answer        yes-no
      answers       one
      resolution    answers were asked for. it was asked
    -- Done
    ");
}

#[test]
fn a_question_is_not_settled_twice_at_once_nor_without_a_reason() {
    let person = Person::with_accounts();
    let entries = person.entries();
    for (line, exit) in [
        ("question resolve E1/killed --why x", Exit::Usage),
        ("question resolve E1/killed --prefer C3 --range 15..20 --why x", Exit::Usage),
        ("question resolve E1/killed --defer unknown --why ' '", Exit::Usage),
        ("question resolve E1/first --range 15..20 --why x", Exit::Usage),
        ("question resolve E1/killed --range dozens --why x", Exit::Usage),
        ("question resolve E1/killed --range '15..20 injured' --why x", Exit::Usage),
        ("question resolve E1/killed --prefer C1 --why x", Exit::NotFound),
        ("question resolve E1/dead --defer unknown --why x", Exit::NotFound),
        ("question resolve E1/killed --defer never --why x", Exit::Usage),
    ] {
        let seen = person.run(line);
        assert_eq!(seen.exit, exit, "{line}\n{}", seen.transcript());
    }
    assert_eq!(person.entries(), entries);
}

// -- diff ------------------------------------------------------------------

#[test]
fn two_claims_are_compared_slot_by_slot_and_then_in_words() {
    let person = Person::with_accounts();
    assert_snapshot!(person.see("diff C1 C2"), @r"
    C1@1 and C2@1: two claims

    Questions
      - E1/first  Who fired first? — conflict: Blueland against the denial of
        Blueland
        C1@1        says Blueland
        C2@1        denies Blueland

     slot              C1@1                            C2@1
    ───────────── ─── ─────────────────────────────── ──────────────────────────────
     speaker       ≠   Mr Bo Red (P6), printed “Mr     Ms Ada Blue (P5), printed
                       Bo Red”                         “Ms Ada Blue”
     source        =   S1 River Courier, 2025-10-17    S1 River Courier, 2025-10-17
     reported      ≠   River Courier’s author          River Courier’s author
                       reports that Mr Bo Red said     reports that Ms Ada Blue
                                                       said
     kind          =   direct-quote                    direct-quote
     cue           =   said                            said
     attribution   =   as-reported                     as-reported
     passage       ≠   S1@1 bytes 160..177             S1@1 bytes 33..54

    Words
      C1@1: the words of Mr Bo Red
      C2@1: the words of Ms Ada Blue
      [-They-]{+Our side did not+} [-fired first.-]{+fire+}
    -- Done
    ");
}

#[test]
fn two_versions_of_a_claim_show_only_the_slots_that_differ() {
    let person = Person::with_accounts();
    person.ok("revise C3 --kind correction --why 'misread' --on 'killed=about 15..25 killed (fighters)' --hedge about");
    assert_snapshot!(person.see("diff C3@1 C3@2"), @r"
    C3@1 and C3@2: two versions of one claim

    Questions
      - E1/killed  How many were killed? — compatible
        C3@1        says about 15–20 killed (fighters)
        C3@2        says about 15–25 killed (fighters)

     slot         C3@1   C3@2
    ──────── ─── ────── ───────
     hedges   ≠          about

    Words
      the same words
    -- Done
    ");
    let same = person.ok("diff C3@1 C3@1");
    assert!(same.contains("Every slot is the same."), "{same}");
}

#[test]
fn two_captures_show_changed_words_and_count_changes_of_look() {
    let person = Person::with_accounts();
    let later = support::PAGE
        .replace("“Our side did not fire,”", "\"Our side did not fire,\"")
        .replace("15 to 20 fighters", "50 fighters")
        .replace("Nobody knows more.\n", "");
    person.file("later.txt", later);
    person.ok("capture later.txt --of S1");
    assert_snapshot!(person.see("diff S1@1 S1@2"), @r"
    S1@1 and S1@2: two texts

    line 6 of S1@2: other words in S1@2 than in S1@1
      Redland’s army told reporters that about [-15 to 20-]{+50+} fighters were
      killed.

    line 8 of S1@2: words present in S1@1, absent in S1@2
      [-It was Redland that fired. Nobody knows more.-]

    line 8 of S1@2: words absent in S1@1, present in S1@2
      {+It was Redland that fired. +}Mr Bo Red said on Thursday: “They fired first.”
      The end.

    3 paragraphs differ in words; 2 changes of look alone (quotation marks, dashes,
      spaces, case) are not marked
    -- Done
    ");
    assert_snapshot!(person.see("diff S1@1 S1@1"), @r"
    S1@1 and S1@1: two texts
    The texts are the same, byte by byte.
    -- Done
    ");
}

#[test]
fn a_capture_that_is_withheld_cannot_be_compared() {
    let person = Person::with_accounts();
    person.file("later.txt", "Another text.\n");
    person.ok("capture later.txt --of S1");
    person.ok("withhold S1@1 --for copyright --why 'the publisher asked'");
    assert_snapshot!(person.see("diff S1@1 S1@2"), @r"
    -- stderr
    error: S1@1 is withheld: its text is not in the casebook
    hint: who has the file puts it back with `rashomon attach S1@1 FILE`
    -- Refused
    ");
    assert_snapshot!(person.see("diff C1 S1@2"), @r"
    -- stderr
    error: a claim cannot be compared with a capture
    hint: name two claims or two captures
    -- Usage
    ");
}

// -- list, show, history ---------------------------------------------------

#[test]
fn a_list_of_claims_fits_the_screen() {
    let person = Person::with_accounts();
    assert_snapshot!(person.see("list"), @r"
     claim   speaker        says                         on
    ─────── ────────────── ──────────────────────────── ────────────────────────────
     C1@1    Mr Bo Red      They fired first.            E1/first says Blueland
     C2@1    Ms Ada Blue    Our side did not fire        E1/first denies Blueland
     C3@1    Redland army   Redland’s army told          E1/killed says about 15–20
                            reporters that about 15 to   killed (fighters)
                            20 fighters were killed
    -- stderr
    3 claims
    -- Done
    ");
}

#[test]
fn each_filter_of_a_list_keeps_what_it_names() {
    let person = Person::with_october();
    let claims = |line: &str| -> Vec<String> {
        let listed: serde_json::Value = serde_json::from_str(&person.ok(line)).unwrap();
        let claim = |one: &serde_json::Value| one["claim"].as_str().unwrap().to_owned();
        listed["data"].as_array().unwrap().iter().map(claim).collect()
    };
    let all = claims("list --json");
    assert!(all.len() > 25, "{all:?}");
    assert_eq!(claims("list --event E3 --json"), ["C13@1", "C14@1"]);
    assert_eq!(claims("list --question E3/killed --json"), ["C13@1"]);
    assert_eq!(claims("list --party 'Pakistani military' --event E3 --json"), ["C13@1"]);
    assert_eq!(claims("list --limit 2 --json"), all[..2]);
    assert_eq!(claims("list --after C2 --limit 2 --json"), all[2..4]);
    let of_source = claims("list --source S3 --json");
    assert!(!of_source.is_empty() && of_source.len() < all.len(), "{of_source:?}");
    assert_eq!(claims("list --capture S3@1 --json"), of_source);
    assert_eq!(claims("list --limit 0 --json"), <[String; 0]>::default());
}

#[test]
fn every_kind_of_thing_is_listed() {
    let mut person = Person::with_october();
    person.set("RASHOMON_MEMBER", "desk");
    let found = support::words(
        "claims sources parties places events questions links evidence enquiries verdicts members",
    );
    for what in found {
        let seen = person.run(&format!("list {what}"));
        assert_eq!(seen.exit, Exit::Done, "{what}\n{}", seen.transcript());
        assert!(seen.stdout.lines().count() > 1, "{what}\n{}", seen.transcript());
        for line in seen.stdout.lines() {
            assert!(line.chars().count() <= 80, "{what}: {line}");
        }
    }
}

#[test]
fn every_kind_of_handle_is_shown() {
    let person = Person::with_october();
    for handle in [
        "S1",
        "S1@2",
        "P1",
        "E3",
        "E3/killed",
        "C14",
        "C28@1",
        "C14@1.1",
        "C14@1/E3/initiator",
        "C14/E3/initiator",
        "L1",
        "X1",
        "V1",
    ] {
        let seen = person.run(&format!("show {handle}"));
        assert_eq!(seen.exit, Exit::Done, "{handle}\n{}", seen.transcript());
        let name =
            if handle == "E3/killed" { handle } else { handle.split(['.', '/']).next().unwrap() };
        // A capture is shown with its source.
        let name = if handle == "S1@2" { "S1" } else { name };
        assert!(seen.stdout.starts_with(name), "{handle}\n{}", seen.transcript());
    }
    let shown = person.run("show L2 --json").json();
    let id = shown["data"]["link"]["id"].as_str().unwrap();
    assert_eq!(person.ok(&format!("show {}", &id[..8])), person.ok("show L2"));
}

#[test]
fn a_handle_that_names_nothing_is_answered_with_what_there_is() {
    let person = Person::with_accounts();
    for (handle, exit) in [
        ("C99", Exit::NotFound),
        ("C1@9", Exit::NotFound),
        ("C1@1.9", Exit::NotFound),
        ("C1/E1/killed", Exit::NotFound),
        ("E1/dead", Exit::NotFound),
        ("E9", Exit::NotFound),
        ("S9", Exit::NotFound),
        ("S1@9", Exit::NotFound),
        ("P99", Exit::NotFound),
        ("L9", Exit::NotFound),
        ("X9", Exit::NotFound),
        ("V9", Exit::NotFound),
        ("ffffffff", Exit::NotFound),
        ("nonsense", Exit::NotFound),
        ("M9", Exit::NotFound),
        ("M1", Exit::Usage),
    ] {
        let seen = person.run(&format!("show {handle}"));
        assert_eq!(seen.exit, exit, "{handle}\n{}", seen.transcript());
        assert!(seen.stderr.starts_with("error: "), "{handle}\n{}", seen.transcript());
    }
}

#[test]
fn a_position_that_is_typed_in_full_is_shown_with_its_claim() {
    let person = Person::with_accounts();
    assert_eq!(person.ok("show C1/E1/first"), person.ok("show C1"));
    assert_eq!(person.ok("show C1@1/E1/first"), person.ok("show C1@1"));
}

#[test]
fn history_tells_entry_by_entry_what_was_recorded() {
    let person = Person::with_accounts();
    person.ok("verify C1 --work checking --why begun");
    assert_snapshot!(person.see("history --limit 3"), @r"
     entry   id         at                     by    what      thing
    ─────── ────────── ────────────────────── ───── ───────── ───────
     20      b38bc0ed   2025-10-17T09:00:00Z   ann   claim     C2
     21      a9e41404   2025-10-17T09:00:00Z   ann   claim     C3
     22      488eafbc   2025-10-17T09:00:00Z   ann   verdict   V1
    -- stderr
    the newest ones; --limit 0 shows all
    -- Done
    ");
    assert_snapshot!(person.see("history C1"), @r"
     entry   id         at                     by    what      thing
    ─────── ────────── ────────────────────── ───── ───────── ───────
     19      79807bd1   2025-10-17T09:00:00Z   ann   claim     C1
     22      488eafbc   2025-10-17T09:00:00Z   ann   verdict   V1
    -- Done
    ");
    let all = person.ok("history --limit 0");
    assert_eq!(all.lines().count() as u64, person.entries() + 2);
}

#[test]
fn what_was_undone_stays_in_history_and_counts_no_more() {
    let person = Person::with_accounts();
    person.ok("verify C1 --work checking --why begun");
    assert_snapshot!(person.see("undo V1 --why 'set on the wrong claim'"), @r"
    V1
    -- stderr
    undid V1: set on the wrong claim
    next: rashomon history --limit 5
    -- Done
    ");
    assert!(person.ok("history --limit 2").contains("(undone)"));
    let refused = person.run("undo C1 E1 --why 'all wrong'");
    assert_eq!(refused.exit, Exit::Refused, "{}", refused.transcript());
    assert_snapshot!(refused.transcript(), @r"
    -- stderr
    error: E1 is what these rest on:
      E1/first: question, entry 16
      E1/hurt: question, entry 17
      E1/killed: question, entry 18
    hint: undo those first, the newest before the older
    -- Refused
    ");
    let shown = person.ok("show C1");
    assert!(shown.contains("work          logged"), "{shown}");
}

#[test]
fn a_dry_run_says_what_would_be_recorded_and_records_nothing() {
    let person = with_second();
    person.ok("link tension C1 C3 --why 'hard to square'");
    let entries = person.entries();
    for line in [
        "link contradicts C1 C2 --on E1/first --why x",
        "dismiss C1 C2 --on E1/first --why x",
        "withdraw L1 --why x",
        "withdraw C1 --why x",
        "verify C1 --on E1/first --finding contested --why x",
        "evidence add --bearing neutral --on E1/killed --note x",
        "enquiry add Redland --on E1/killed --how x --text x --when 2025-10-17",
        "member end bo",
        "assign C1 bo",
        "terms --unit shells=x",
        "question resolve E1/killed --defer unknown --why x",
        "undo L1 --why x",
    ] {
        let seen = person.run(&format!("{line} --dry-run"));
        assert_eq!(seen.exit, Exit::Done, "{line}\n{}", seen.transcript());
        assert!(
            seen.stderr.contains("dry run: nothing was recorded"),
            "{line}\n{}",
            seen.transcript()
        );
    }
    assert_eq!(person.entries(), entries);
}

/// A passage that an account quotes is that account again, and confirms nothing.
#[test]
fn the_sentence_of_a_claim_does_not_confirm_it() {
    let person = Person::with_accounts();
    person.all(&[
        "evidence add --on E1/killed --bearing supports --from S1 --quote 'about 15 to 20 fighters' --note 'It says so'",
        "evidence add --on E1/killed --bearing supports --from S1 --quote 'The naïve café owner saw 12 flashes' --note 'Twelve'",
    ]);
    let line = "verify C3 --on E1/killed --finding confirmed --why counted";
    let refused = person.see(&format!("{line} --ground X1"));
    has(&refused, &["the passages that they quote are no more than those", "Refused"]);
    person.ok(&format!("{line} --ground X1 --ground X2"));
}
