//! What has to go is gone: nothing of a withheld passage is left in any byte of
//! the file, and the hashes of a salted capture tell nobody what it held.
#![allow(clippy::unwrap_used, missing_docs, reason = "a test may fail")]

#[path = "cli/support.rs"]
mod support;

use std::io::Write as _;
use std::path::Path;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use rashomon::Exit;
use rashomon::text::fold_str;
use rusqlite::{Connection, OpenFlags};
use sha2::{Digest, Sha256};
use support::{Person, sha256};

/// A text of words that stand nowhere else.
const SECRET: &str = "Quellwart the gardener spoke behind the greenhouse.\n\
    \n\
    \u{201c}Marrowfat peas were swapped for Zinnia bulbs before dawn,\u{201d} Quellwart said.\n\
    Nobody else had overheard the whispering beside Pennywort Lane.\n";

const QUOTED: &str = "Marrowfat peas were swapped for Zinnia bulbs before dawn,";

#[test]
fn a_later_capture_of_a_withheld_one_says_that_nothing_was_compared() {
    let person = Person::at_desk();
    person.file("page.txt", SECRET);
    person.file("later.txt", "Another text altogether.");
    person.ok("capture page.txt --title Garden");
    person.ok("log --from S1 --quote Zinnia --by Quellwart --new-party person");
    person.ok("withhold S1@1 --for copyright --why asked");
    let told = person.see("capture S1 later.txt");
    assert!(
        told.contains("S1@1 is withheld: what changed since, and whether its quotations still stand, cannot be told"),
        "{told}"
    );
    assert!(told.contains("`rashomon attach S1@1 FILE`"), "{told}");
}

/// Every file that belongs to a person: the casebook, what lies beside it, and
/// the state folder, but not what they captured from.
fn files(folder: &Path, found: &mut Vec<(String, Vec<u8>)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.display().to_string();
        if path.is_dir() {
            files(&path, found);
        } else if !path.extension().is_some_and(|it| it == "txt" || it == "html") {
            found.push((name, std::fs::read(&path).unwrap()));
        }
    }
}

/// The first of `needles` that stands in any of a person's files.
fn left<'n>(person: &Person, needles: &'n [Vec<u8>]) -> Option<(String, &'n [u8])> {
    let mut found = Vec::new();
    files(person.folder.path(), &mut found);
    assert!(!found.is_empty());
    for (name, bytes) in &found {
        for needle in needles {
            if bytes.windows(needle.len()).any(|window| window == needle.as_slice()) {
                return Some((name.clone(), needle));
            }
        }
    }
    None
}

/// A text in every form in which it may lie about: its words in pairs, as they
/// are, in capitals, folded, in UTF-16, and as it is packed.
fn traces(text: &str) -> Vec<Vec<u8>> {
    let words: Vec<&str> = text.split_whitespace().filter(|word| word.len() > 3).collect();
    let rare = ["Quellwart", "Marrowfat", "Zinnia", "Pennywort", "whispering", "greenhouse"];
    let pairs = words.windows(2).map(|pair| pair.join(" "));
    let mut needles = Vec::new();
    for words in pairs.chain(rare.map(str::to_owned)) {
        let folded = fold_str(&words);
        let little: Vec<u8> = words.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = words.encode_utf16().flat_map(u16::to_be_bytes).collect();
        needles.extend([
            folded.into_bytes(),
            words.to_uppercase().into_bytes(),
            little,
            big,
            words.into_bytes(),
        ]);
    }
    needles.extend(packed(text).windows(24).map(<[u8]>::to_vec));
    needles
}

fn packed(text: &str) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

/// The salt of what was captured last.
fn salt(person: &Person) -> Option<Vec<u8>> {
    let path = person.path("river.casebook");
    let conn = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    let query = "SELECT salt FROM blob ORDER BY number DESC LIMIT 1";
    conn.query_row(query, [], |row| row.get(0)).unwrap()
}

/// With the secret captured and quoted, among much else.
fn with_secret(flags: &str) -> Person {
    let person = Person::with_accounts();
    person.file("secret.txt", SECRET);
    person.ok(&format!("capture secret.txt --outlet Courier {flags}"));
    person.ok(&format!("log --from S2 --quote '{QUOTED}' --by 'Mr Bo Red' --on E1/hurt=no --attribution direct-quote"));
    person.ok("evidence add --from S2 --quote 'Nobody else had overheard' --bearing neutral --on E1/hurt --note 'Overheard'");
    person
}

#[test]
fn nothing_of_a_withheld_passage_is_left_anywhere_in_the_file() {
    for flags in ["", "--salted"] {
        let person = with_secret(flags);
        let needles = traces(SECRET);
        assert!(left(&person, &needles).is_some(), "the search finds what is there");
        let salt = salt(&person);
        assert_eq!(salt.is_some(), !flags.is_empty());
        person.ok("withhold S2@1 --for safety --why 'It names a child'");
        let found = left(&person, &needles);
        assert_eq!(found, None, "{flags:?}");
        assert_eq!(left(&person, &salt.into_iter().collect::<Vec<_>>()), None, "{flags:?}");

        let audit = person.run("audit");
        assert_eq!(audit.exit, Exit::Done, "{}", audit.transcript());
        assert!(audit.stdout.contains("S2@1 is withheld"), "{}", audit.transcript());
        person.ok("rebuild");
        assert_eq!(left(&person, &needles), None, "{flags:?}, after rebuild");
        // The claim stands, with its hash and without its words.
        let shown = person.run("show C4 --json").json();
        assert_eq!(
            shown["data"]["claim"]["quotes"][0]["words"],
            serde_json::Value::Null,
            "{shown}"
        );
    }
}

#[test]
fn a_capture_withheld_from_the_start_never_enters_the_file() {
    let person = Person::with_scene();
    person.file("secret.txt", SECRET);
    person.file("secret.html", format!("<title>Peas</title><p>{SECRET}</p>"));
    person.ok("capture secret.txt --outlet Courier --withhold copyright");
    person.ok("capture secret.html --outlet Courier --withhold safety");
    assert_eq!(left(&person, &traces(SECRET)), None);
    // The hash decides what is put back, and the text is the one that was hashed.
    person.ok("attach S3@1 secret.html");
    assert!(person.ok("source text S3").contains(QUOTED));
    person.file("other.txt", SECRET.replace("dawn", "noon"));
    assert_eq!(person.run("attach S2@1 other.txt").exit, Exit::Refused);
    person.ok("attach S2@1 secret.txt");
    assert_eq!(person.ok("source text S2"), SECRET);
    assert_eq!(person.run("audit").exit, Exit::Done);
}

#[test]
fn hashes_of_a_salted_capture_cannot_be_guessed() {
    let person = with_secret("--salted");
    // What anyone could hash who suspects what was captured.
    let guesses = [SECRET, QUOTED, "Nobody else had overheard", "said", "Quellwart said"];
    let mut needles = Vec::new();
    for guess in guesses {
        needles.push(Sha256::digest(guess).to_vec());
        needles.push(sha256(guess).into_bytes());
    }
    assert_eq!(left(&person, &needles), None);
    for line in ["show C4 --json", "source show S2 --json", "history --json", "report E1 --json"] {
        let seen = person.run(line);
        assert_eq!(seen.exit, Exit::Done, "{}", seen.transcript());
        for needle in &needles {
            let hex = String::from_utf8(needle.clone()).unwrap_or_default();
            assert!(hex.is_empty() || !seen.stdout.contains(&hex), "{line}");
        }
    }
    // A plain capture does tell: that is what `sha256sum` is for.
    let plain = with_secret("");
    assert!(left(&plain, &needles).is_some());
}

#[test]
fn what_a_salted_page_says_of_itself_stays_out_of_the_record() {
    let person = Person::with_scene();
    let html = format!(
        "<title>Pennywort Lane affair</title><meta name=author content='Quellwart Zinnia'><p>{SECRET}</p>"
    );
    person.file("secret.html", html);
    let seen = person.run("capture secret.html --outlet Courier --salted");
    assert!(
        seen.stderr.contains("not recorded, as the capture is salted"),
        "{}",
        seen.transcript()
    );
    person.ok("withhold S2@1 --for safety --why asked");
    assert_eq!(left(&person, &traces(SECRET)), None);
    assert!(!person.ok("source show S2").contains("Pennywort"));
}

#[test]
fn no_party_is_made_of_a_name_that_only_a_salted_capture_has() {
    let person = Person::with_scene();
    person.file("secret.txt", "Quellwart Zinnia said: “I saw it from the roof.”\n");
    person.ok("capture secret.txt --outlet Courier --salted");
    let by = "log --from S2 --quote 'I saw it' --by 'Quellwart Zinnia'";
    let refused = person.run(&format!("{by} --new-party unnamed-person"));
    assert_eq!(refused.exit, Exit::Refused, "{}", refused.transcript());
    assert!(refused.stderr.contains("would stay in the record for good"), "{}", refused.stderr);
    assert!(refused.stderr.contains("--who"), "{}", refused.stderr);
    person.ok("party add 'Witness 1' --kind unnamed-person");
    person.ok(&format!("{by} --who 'Witness 1'"));
    person.ok("withhold S2@1 --for safety --why asked");
    let name =
        [b"Quellwart".to_vec(), b"quellwart".to_vec(), Sha256::digest("Quellwart Zinnia").to_vec()];
    assert_eq!(left(&person, &name), None);
}
