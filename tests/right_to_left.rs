//! Urdu, Pashto, Dari and Arabic, from the file to the report: captured, quoted,
//! found in other spellings, shown, exported; ranges in bytes, code points and
//! graphemes. The texts are made up.
#![allow(clippy::unwrap_used, missing_docs, reason = "a test may fail")]

#[path = "cli/support.rs"]
mod support;

use rashomon::Exit;
use rashomon::text;
use support::{Person, sha256};

struct Tongue {
    language: &'static str,
    text: &'static str,
    /// A passage of it that stands there once.
    quote: &'static str,
    by: &'static str,
}

const TONGUES: &[Tongue] = &[
    Tongue {
        language: "ur",
        text: "پل کی مرمت پر بیان\n\nمحکمے کے ترجمان نے جمعرات کو کہا: ”ہم نے ۱۲ درخت نہیں کاٹے۔“ انہوں نے مزید کچھ نہیں بتایا۔\nگاؤں والوں کے مطابق درخت رات کو کاٹے گئے۔\n",
        quote: "ہم نے ۱۲ درخت نہیں کاٹے",
        by: "ترجمان",
    },
    Tongue {
        language: "ps",
        text: "د پله په اړه خبرپاڼه\n\nد څانګې ویاند د پنجشنبې په ورځ وویل: «موږ ۱۲ ونې نه دي پرې کړې.» نور یې څه ونه ویل.\nکليوال وايي چې ونې د شپې پرې شوې.\n",
        quote: "موږ ۱۲ ونې نه دي پرې کړې",
        by: "ویاند",
    },
    Tongue {
        language: "prs",
        text: "خبرنامه در بارهٔ پل\n\nسخنگوی اداره روز پنجشنبه گفت: «ما ۱۲ درخت را نبریده\u{200c}ایم.» او بیش از این چیزی نمی\u{200c}گوید.\nباشندگان می\u{200c}گویند درخت\u{200c}ها شب بریده شد.\n",
        quote: "ما ۱۲ درخت را نبریده\u{200c}ایم",
        by: "سخنگو",
    },
    Tongue {
        language: "ar",
        text: "بيانٌ حول الجسر\n\nقال المتحدّثُ يوم الخميس: «لم نَقطع ١٢ شجرةً.» ولم يزد على ذلك شيئًا.\nويقول أهل القرية إنّ الأشجار قُطعت ليلًا.\n",
        quote: "لم نَقطع ١٢ شجرةً",
        by: "المتحدث",
    },
];

/// With each of the texts captured, quoted and answering one question.
fn person(tongue: &Tongue) -> Person {
    let person = Person::at_desk();
    person.file("news.txt", tongue.text);
    person.ok(&format!("capture news.txt --title خبر --language {}", tongue.language));
    person.ok(&format!("party add '{}' --kind unnamed-person", tongue.by));
    person.ok("event add 'Trees by the bridge' --date 2025-10-02");
    person.ok("question add E1/felled --kind yes-no --text 'Were trees felled?'");
    let line = format!(
        "log --from S1 --quote '{}' --by '{}' --on E1/felled=no --attribution direct-quote",
        tongue.quote, tongue.by
    );
    let seen = person.run(&line);
    assert_eq!(seen.exit, Exit::Done, "{}", seen.transcript());
    person
}

#[test]
fn a_quotation_is_kept_with_its_bytes_code_points_and_hash() {
    for tongue in TONGUES {
        let person = person(tongue);
        let shown = person.run("show C1 --json").json();
        let piece = &shown["data"]["claim"]["quotes"][0]["pieces"][0];
        let start = tongue.text.find(tongue.quote).unwrap();
        let points = tongue.text[..start].chars().count();
        let end = (start + tongue.quote.len(), points + tongue.quote.chars().count());
        assert_eq!(piece["bytes"], serde_json::json!([start, end.0]), "{shown}");
        assert_eq!(piece["points"], serde_json::json!([points, end.1]), "{shown}");
        assert_eq!(piece["sha256"], sha256(tongue.quote));
        assert_eq!(shown["data"]["claim"]["quotes"][0]["words"], tongue.quote);
        assert_eq!(person.run("audit").exit, Exit::Done);
    }
}

#[test]
fn a_range_in_code_points_is_the_same_as_in_bytes_and_cuts_no_grapheme() {
    for tongue in TONGUES {
        let person = person(tongue);
        let start = tongue.text.find(tongue.quote).unwrap();
        let range = text::code_points(tongue.text, start..start + tongue.quote.len());
        let line = format!(
            "log --from S1 --points {}..{} --by '{}' --attribution paraphrase",
            range.start, range.end, tongue.by
        );
        person.ok(&line);
        let shown = person.run("show C2 --json").json();
        assert_eq!(shown["data"]["claim"]["quotes"][0]["words"], tongue.quote);
    }
    // A mark belongs to its letter: شجرةً without its last sign is refused.
    let arabic = &TONGUES[3];
    let person = person(arabic);
    let start = arabic.text.find(arabic.quote).unwrap();
    let end = start + arabic.quote.len() - '\u{64b}'.len_utf8();
    assert!(text::cuts_grapheme(arabic.text, &(start..end)));
    let seen = person.run(&format!("log --from S1 --bytes {start}..{end} --by '{}'", arabic.by));
    assert_eq!(seen.exit, Exit::Refused, "{}", seen.transcript());
    assert!(
        seen.stderr.contains(&format!("--bytes {start}..{}", start + arabic.quote.len())),
        "{}",
        seen.stderr
    );
}

#[test]
fn a_terminal_isolates_it_and_json_and_markdown_keep_it_as_it_is() {
    for tongue in TONGUES {
        let mut person = person(tongue);
        let markdown = person.ok("report E1");
        assert!(markdown.contains(tongue.quote), "{markdown}");
        let json = person.run("report E1 --json");
        assert!(json.stdout.contains(tongue.quote), "{}", json.stdout);
        assert_eq!(person.ok("source text S1"), tongue.text);
        person.terminal = true;
        let shown = person.run("show C1");
        let isolated = shown.stdout.matches('\u{2068}').count();
        assert!(isolated > 0, "{}", shown.transcript());
        assert_eq!(isolated, shown.stdout.matches('\u{2069}').count());
        assert!(!shown.stdout.contains("<U+"), "{}", shown.transcript());
        let lines = person.ok("source text S1 --lines 3-3");
        assert!(lines.trim_start().starts_with("3  \u{2068}"), "{lines:?}");
    }
}

#[test]
fn a_page_in_an_older_encoding_is_quoted_like_any_other() {
    let arabic = &TONGUES[3];
    let person = Person::at_desk();
    let plain = text::fold_str(arabic.quote);
    let html = format!(
        "<html lang=ar dir=rtl><head><meta charset=windows-1256><title>بيان</title></head><body><article><p>قال المتحدث يوم الخميس إن الخبر لا أساس له: «{plain}.» ولم يزد على ذلك شيئا.</p></article></body></html>"
    );
    let (bytes, _, lost) = encoding_rs::WINDOWS_1256.encode(&html);
    assert!(!lost);
    person.file("news.html", bytes);
    person.ok("capture news.html");
    let source = person.run("source show S1 --json").json();
    assert_eq!(source["data"]["source"]["fields"]["language"], "ar");
    person.ok("party add المتحدث");
    person.ok(&format!("log --from S1 --quote '{plain}' --by المتحدث"));
    assert_eq!(person.run("audit").exit, Exit::Done);
}
