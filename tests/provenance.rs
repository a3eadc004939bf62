//! Keys, checkpoints, witnesses, time-stamps and proofs, as people use them, and
//! as other people's tools see them: each accepts ours, and refuses what was
//! altered. A tool that is not on the machine is skipped, with a word.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs, reason = "a test may fail")]
#![allow(clippy::print_stderr, reason = "what is skipped is said")]

#[path = "cli/support.rs"]
mod support;
#[path = "cli/tamper.rs"]
mod tamper;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use rashomon::Exit;
use support::Person;

/// Ann, with two accounts in her casebook, her key and a signed checkpoint.
fn signed() -> Person {
    let person = Person::with_accounts();
    person.ok("key new");
    person.ok("checkpoint --sign -o checkpoint.txt");
    person
}

fn vkey(person: &Person) -> String {
    let keys = person.run("key list --json").json();
    keys["data"].as_array().unwrap().last().unwrap()["vkey"].as_str().unwrap().to_owned()
}

/// Without the breaks of lines.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Runs a tool; None, with a word, where it is not there.
fn tool(name: &str, command: &mut Command) -> Option<Output> {
    match command.output() {
        Ok(output) => Some(output),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            eprintln!("skipped: {name} is not on this machine");
            None
        }
        Err(error) => panic!("{name}: {error}"),
    }
}

/// Lines for a shell in a folder; None where a tool that they need is missing.
fn shell(folder: &Path, lines: &str) -> Option<Output> {
    for name in
        ["openssl", "xxd", "base64", "sha256sum"].iter().filter(|name| lines.contains(**name))
    {
        tool(name, Command::new(name).arg("--help"))?;
    }
    tool("sh", Command::new("sh").arg("-euc").arg(lines).current_dir(folder))
}

fn said(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

/// Go's note and tlog packages on what we hand out; None where they are absent.
fn go(args: &[&str]) -> Option<Output> {
    static BUILT: std::sync::OnceLock<Option<(tempfile::TempDir, PathBuf)>> =
        std::sync::OnceLock::new();
    let built = BUILT.get_or_init(|| {
        if !Path::new("/usr/share/gocode/src/golang.org/x/mod/sumdb/tlog").is_dir() {
            eprintln!("skipped: golang-golang-x-mod-dev is not on this machine");
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join("check");
        let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/verifiers/check.go");
        let mut build = Command::new("go");
        build.args(["build", "-o"]).arg(&program).arg(source);
        build.env("GO111MODULE", "off").env("GOPATH", "/usr/share/gocode");
        build.env("GOCACHE", folder.path().join("cache")).env("GOFLAGS", "");
        let output = tool("go", &mut build)?;
        assert!(output.status.success(), "{}", said(&output));
        Some((folder, program))
    });
    tool("go", Command::new(&built.as_ref()?.1).args(args))
}

// -- keys and checkpoints ----------------------------------------------------

#[test]
fn a_key_is_made_outside_the_casebook_for_its_owner_alone() {
    let person = Person::with_accounts();
    let seen = person.run("key new --json").json();
    let file = PathBuf::from(seen["data"]["file"].as_str().unwrap());
    let secret = fs::read_to_string(&file).unwrap();
    assert!(secret.starts_with("PRIVATE+KEY+river/"), "{secret}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let secret = secret.trim_end().splitn(5, '+').nth(4).unwrap();
    let casebook = fs::read(person.path("river.casebook")).unwrap();
    assert!(!casebook.windows(secret.len()).any(|window| window == secret.as_bytes()));
    let again = person.run("key new");
    assert_eq!(again.exit, Exit::Refused);
    assert!(again.stderr.contains("ann has a key: K1"), "{}", again.stderr);
}

#[test]
fn a_key_that_is_only_tried_is_not_made() {
    let person = Person::with_accounts();
    person.ok("key new --dry-run");
    assert_eq!(person.ok("key list"), "");
    assert!(!person.path("home/.local/state/rashomon/keys").exists());
}

#[test]
fn intact_signed_and_trusted_are_three_words() {
    let person = Person::with_accounts();
    assert!(person.ok("audit").contains("not signed: no checkpoint of it is"));
    person.ok("key new");
    person.ok("checkpoint --sign -o checkpoint.txt");
    let own = person.ok("audit");
    assert!(own.starts_with("Intact, as far as it was checked.\n"), "{own}");
    assert!(own.contains("23 entries, by ann; no entry after the last signed"), "{own}");
    assert!(own.contains("trusted: you have said that you trust this"), "{own}");
    person.ok("party add Greenland --kind state");
    let later = person.ok("audit");
    assert!(later.contains("1 entry after the last signed checkpoint"), "{later}");
    let mut stranger = person;
    stranger.set("XDG_STATE_HOME", stranger.path("stranger").to_str().unwrap());
    let seen = stranger.ok("audit");
    assert!(seen.contains("not trusted: you have not said"), "{seen}");
    let key = vkey(&stranger);
    assert!(flat(&stranger.ok(&format!("audit --vkey {key}"))).contains("; trusted: you"));
    stranger.ok(&format!("key trust {key}"));
    assert!(flat(&stranger.ok("audit")).contains("; trusted: you"));
}

#[test]
fn a_rotated_key_signs_from_then_on_and_what_the_old_one_signed_stays_signed() {
    let person = signed();
    person.ok("key rotate --why 'a new machine'");
    let between = person.ok("audit");
    assert!(between.contains("1 entry after the last signed checkpoint"), "{between}");
    person.ok("checkpoint --sign -o later.txt");
    let after = person.ok("audit");
    assert!(after.contains("24 entries, by ann; no entry after"), "{after}");
    assert!(after.contains("2 checkpoints of it, with their signatures"), "{after}");
}

#[test]
fn a_revoked_key_signs_nothing_and_is_told_of() {
    let person = signed();
    person.ok("key revoke K1 --why 'the laptop was stolen'");
    assert!(flat(&person.ok("key list")).contains("revoke: the laptop was stolen"));
    let refused = person.run("checkpoint --sign");
    assert_eq!(refused.exit, Exit::Refused);
    let words = "ann has no key in this casebook that is still good";
    assert!(refused.stderr.contains(words), "{}", refused.stderr);
    // What it signed stays signed, but whoever has it can sign as well.
    let told = flat(&person.ok("audit"));
    assert!(
        told.contains("the key was revoked since, by entry 23: the laptop was stolen"),
        "{told}"
    );
    // A checkpoint that the thief signs with it is found.
    let thief = Person::with_accounts();
    thief.ok("key new");
    thief.ok("party add Thief --kind person");
    thief.ok("checkpoint --sign -o forged.txt");
    let note = fs::read_to_string(thief.path("forged.txt")).unwrap();
    tamper::tamper(&person.path("river.casebook"), |conn| {
        let root: Vec<u8> = conn
            .query_row("SELECT root FROM checkpoint WHERE number = 1", [], |row| row.get(0))
            .unwrap();
        let row = rusqlite::params![24, root, note];
        conn.execute("INSERT INTO checkpoint VALUES (2, ?1, ?2, ?3)", row).unwrap();
    });
    let found = person.run("audit");
    assert_eq!(found.exit, Exit::Broken);
    assert!(
        flat(&found.stdout).contains("signed by no key that this record declares"),
        "{}",
        found.stdout
    );
}

#[test]
fn a_checkpoint_in_other_hands_tells_of_a_cut_a_fork_and_a_complete_rewrite() {
    let mut person = signed();
    let old = fs::read(person.path("river.casebook")).unwrap();
    person.ok("party add Greenland --kind state");
    person.ok("checkpoint -o later.txt");
    // On a machine that has seen nothing.
    person.set("XDG_STATE_HOME", person.path("elsewhere").to_str().unwrap());
    for good in ["checkpoint.txt", "later.txt"] {
        let seen = person.ok(&format!("audit --against {good}"));
        assert!(seen.contains(&format!("{good} (")), "{seen}");
    }
    // Cut, or an older copy.
    person.file("river.casebook", &old);
    let cut = person.run("audit --against later.txt");
    assert_eq!(cut.exit, Exit::Broken);
    assert!(
        cut.stdout
            .contains("cut-off: entries were cut off, this is an older copy, or a copy of it was"),
        "{}",
        cut.stdout
    );
    // A fork: other entries after the old ones.
    person.set("XDG_STATE_HOME", person.path("fresh").to_str().unwrap());
    person.ok("party add Redland-North --kind state");
    let fork = person.run("audit --against later.txt");
    assert!(fork.stdout.contains("this is not the record of later.txt"), "{}", fork.stdout);
    // Everything made anew: another journal's name, or the same forged.
    let other = Person::with_accounts();
    other.ok("party add Somebody --kind state");
    fs::copy(person.path("later.txt"), other.path("later.txt")).unwrap();
    let rewritten = other.run("audit --against later.txt");
    assert_eq!(rewritten.exit, Exit::Broken);
}

#[test]
fn an_older_copy_of_the_casebook_can_be_held_against_it() {
    let person = Person::with_accounts();
    fs::copy(person.path("river.casebook"), person.path("last-week.casebook")).unwrap();
    person.ok("--casebook river.casebook party add Greenland --kind state");
    let seen = person.ok("--casebook river.casebook audit --against last-week.casebook");
    assert!(seen.contains("last-week.casebook (22 entries, not signed) against them"), "{seen}");
    let back = person.run("--casebook last-week.casebook audit --against river.casebook");
    assert_eq!(back.exit, Exit::Broken);
}

#[test]
fn an_older_copy_is_warned_of_by_every_reading_and_refused_for_writing() {
    let person = Person::with_accounts();
    let old = fs::read(person.path("river.casebook")).unwrap();
    person.ok("party add Greenland --kind state");
    person.file("river.casebook", &old);
    for line in ["list", "show C1", "conflicts E1", "report E1"] {
        let seen = person.run(line);
        assert_eq!(seen.exit, Exit::Done, "{line}");
        assert!(
            seen.stderr.contains("warning: entries were cut off, this is an older copy, or a copy of it was written to"),
            "{}",
            seen.stderr
        );
    }
    let refused = person.run("party add Blackland --kind state");
    assert_eq!(refused.exit, Exit::Broken);
    insta::assert_snapshot!(person.see("party add Blackland --kind state"), @r"
    -- stderr
    error: `FOLDER/river.casebook` is not to be written to: entries were cut off, this is an older copy, or a copy of it was written to: it has 22 entries, and you have seen 23
    hint: `rashomon audit` tells what differs; find the newer copy, or take this one as it is with `rashomon audit --accept`
    -- Broken
    ");
    assert_eq!(person.run("audit").exit, Exit::Broken);
    let seen = person.run("audit --accept");
    assert!(seen.stderr.contains("from now on this record is the newest"), "{}", seen.stderr);
    person.ok("audit");
    person.ok("party add Blackland --kind state");
}

#[test]
fn an_altered_entry_is_not_read_as_if_it_were_true_and_stops_a_rebuild() {
    let person = Person::with_accounts();
    tamper::tamper(&person.path("river.casebook"), |conn| {
        let body: String = conn
            .query_row(
                "SELECT CAST(body AS TEXT) FROM entry WHERE body LIKE '%\"log\"%' LIMIT 1",
                [],
                |row| row.get(0),
            )
            .unwrap();
        let altered = body.replace("asserts", "denies");
        assert_ne!(altered, body);
        conn.execute(
            "UPDATE entry SET body = CAST(?1 AS BLOB) WHERE CAST(body AS TEXT) = ?2",
            [&altered, &body],
        )
        .unwrap();
    });
    for line in ["show C1", "rebuild", "checkpoint"] {
        let seen = person.run(line);
        assert_eq!(seen.exit, Exit::Broken, "{line}\n{}", seen.transcript());
        assert!(seen.stderr.contains("was altered after it was logged"), "{}", seen.stderr);
    }
    let audit = person.run("audit --json").json();
    let findings = audit["data"]["audit"]["findings"].as_array().unwrap();
    assert_eq!(findings.len(), 1, "{findings:#?}");
    assert_eq!(findings[0]["kind"], "altered-entry");
    assert_eq!(findings[0]["handle"], "C1");
}

#[test]
fn a_signed_checkpoint_that_is_taken_out_is_missed_on_the_machine_that_saw_it() {
    let person = signed();
    person.ok("audit");
    tamper::tamper(&person.path("river.casebook"), |conn| {
        conn.execute("DELETE FROM checkpoint", []).unwrap();
    });
    let seen = person.run("audit");
    assert_eq!(seen.exit, Exit::Broken);
    assert!(seen.stdout.contains("a signed checkpoint was taken out"), "{}", seen.stdout);
}

// -- witnesses ---------------------------------------------------------------

/// Two desks; the second has the first's key.
fn two_desks() -> (Person, Person, String) {
    let desk = Person::with_accounts();
    desk.ok("key new");
    let key = vkey(&desk);
    let witness = Person::new();
    witness.ok("init other --title Other --member bo --name Bo");
    witness.ok("key new");
    (desk, witness, key)
}

fn carry(from: &Person, to: &Person, name: &str) {
    fs::copy(from.path(name), to.path(name)).unwrap();
}

#[test]
fn a_witness_cosigns_a_record_that_only_grew() {
    let (desk, witness, key) = two_desks();
    desk.ok("checkpoint --sign --witness 0 -o first.txt");
    carry(&desk, &witness, "first.txt");
    let unknown = witness.run("witness first.txt -o signed.txt");
    assert_eq!(unknown.exit, Exit::Refused);
    assert!(unknown.stderr.contains("no key that you trust"), "{}", unknown.stderr);
    witness.ok(&format!("witness first.txt -o cosigned.txt --vkey {key}"));
    carry(&witness, &desk, "cosigned.txt");
    desk.ok("attach-stamp cosigned.txt --name 'Desk B'");
    let audit = desk.ok("audit");
    assert!(audit.contains("cosignature by Desk B over the first 23 entries"), "{audit}");
    // It grew: the key is known now.
    desk.ok("checkpoint --sign --witness 23 -o second.txt");
    carry(&desk, &witness, "second.txt");
    assert!(witness.run("witness second.txt").stderr.contains("begins with the 23 you saw"));
}

#[test]
fn a_witness_refuses_a_fork_and_a_shrunk_record() {
    let (desk, witness, key) = two_desks();
    let before = fs::read(desk.path("river.casebook")).unwrap();
    desk.ok("party add Greenland --kind state");
    desk.ok("checkpoint --sign --witness 0 -o first.txt");
    carry(&desk, &witness, "first.txt");
    witness.ok(&format!("witness first.txt -o cosigned.txt --vkey {key}"));
    desk.file("river.casebook", &before);
    let _ = desk.run("audit --accept");
    desk.ok("checkpoint --sign --witness 0 -o shrunk.txt");
    carry(&desk, &witness, "shrunk.txt");
    let shrunk = witness.run("witness shrunk.txt");
    assert_eq!(shrunk.exit, Exit::Refused);
    assert!(
        shrunk.stderr.contains("you have seen 24 entries of this record, and this has 23"),
        "{}",
        shrunk.stderr
    );
    desk.ok("party add Blackland --kind state");
    desk.ok("checkpoint --sign --witness 0 -o fork.txt");
    carry(&desk, &witness, "fork.txt");
    let fork = witness.run("witness fork.txt");
    assert_eq!(fork.exit, Exit::Refused);
    assert!(fork.stderr.contains("this is another record than the one you saw"), "{}", fork.stderr);
}

// -- proofs, and other people's verifiers ------------------------------------

#[test]
fn a_proof_is_checked_without_any_casebook_and_every_altered_file_is_refused() {
    let person = signed();
    person.ok("prove C1 -o proof");
    let stranger = Person::new();
    let folder = person.path("proof");
    let check = |person: &Person| person.run(&format!("prove --check '{}'", folder.display()));
    let good = check(&stranger);
    assert_eq!(good.exit, Exit::Done, "{}", good.transcript());
    assert!(good.stdout.starts_with("It holds.\n"), "{}", good.stdout);
    person.ok("export mirror --tiles");
    let tiles = person.run("prove --check mirror");
    assert_eq!(tiles.exit, Exit::Refused, "{}", tiles.transcript());
    assert!(tiles.stderr.contains("is no folder of proofs: it has no `checkpoint.txt`"));
    // What is taken out whole is missed too: one half, both, all.
    assert!(folder.join("entries/000004.json").exists());
    for (name, words) in [
        ("entries/000004.json", "entry 000004 is not there, and its proof is"),
        ("entries/000004", "which is not there"),
        ("entries/", "no entry is there"),
    ] {
        let kept: Vec<(std::path::PathBuf, Vec<u8>)> = files(&folder)
            .into_iter()
            .filter(|file| file.to_string_lossy().contains(name))
            .map(|file| (file.clone(), fs::read(&file).unwrap()))
            .collect();
        for (file, _) in &kept {
            fs::remove_file(file).unwrap();
        }
        let gutted = check(&stranger);
        assert_ne!(gutted.exit, Exit::Done, "{name}: {}", gutted.transcript());
        assert!(flat(&gutted.transcript()).contains(words), "{name}: {}", gutted.transcript());
        for (file, bytes) in &kept {
            fs::write(file, bytes).unwrap();
        }
    }
    let key = vkey(&person);
    let given = stranger.run(&format!("prove --check '{}' --vkey {key}", folder.display()));
    assert!(given.stdout.contains("the one you gave"), "{}", given.stdout);
    let mut altered = 0;
    for file in files(&folder) {
        if file.ends_with("README.txt") {
            continue;
        }
        let bytes = fs::read(&file).unwrap();
        for at in [0, bytes.len() / 2, bytes.len() - 2] {
            let mut wrong = bytes.clone();
            wrong[at] ^= 1;
            fs::write(&file, &wrong).unwrap();
            assert_ne!(check(&stranger).exit, Exit::Done, "{} at {at}", file.display());
            altered += 1;
        }
        fs::write(&file, &bytes).unwrap();
    }
    assert!(altered > 30, "{altered}");
    assert_eq!(check(&stranger).exit, Exit::Done);
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

#[test]
fn without_a_signed_checkpoint_there_is_no_proof_and_a_way_to_one() {
    let person = Person::with_accounts();
    insta::assert_snapshot!(person.see("prove C1 -o proof"), @r"
    -- stderr
    error: no signed checkpoint covers this yet: a proof leads to one
    hint: `rashomon key new`, then `rashomon checkpoint --sign`, then prove again
    -- Refused
    ");
}

#[test]
fn what_a_proof_says_of_other_tools_is_done_by_them() {
    let person = signed();
    person.ok("prove C1 -o proof");
    let folder = person.path("proof");
    let text = fs::read_to_string(folder.join("README.txt")).unwrap();
    let lines: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("     ")).collect();
    let openssl = lines[1..5].join("\n");
    assert!(openssl.contains("pkeyutl"), "{openssl}");
    let Some(output) = shell(&folder, &openssl) else { return };
    assert!(output.status.success(), "{}", said(&output));
    let note = folder.join("checkpoint.txt");
    let good = fs::read_to_string(&note).unwrap();
    fs::write(&note, good.replacen("\n23\n", "\n24\n", 1)).unwrap();
    assert!(!shell(&folder, &openssl).unwrap().status.success());
    // An entry's id is a hash that a shell makes.
    let entry = files(&folder.join("entries"))
        .into_iter()
        .rfind(|path| path.extension() == Some("json".as_ref()));
    let entry = entry.unwrap();
    let number = entry.file_stem().unwrap().to_str().unwrap();
    let output = shell(&folder, &lines[0].replace("/N.", &format!("/{number}."))).unwrap();
    let hash = said(&output);
    assert!(person.run(&format!("history {} --json", &hash[..12])).exit == Exit::Done, "{hash}");
}

#[test]
fn gos_note_and_tlog_accept_our_proofs_and_refuse_altered_ones() {
    let person = signed();
    person.ok("export --proofs proof");
    let folder = person.path("proof").display().to_string();
    let Some(good) = go(&["proof", &folder]) else { return };
    assert_eq!(said(&good), "accepted 23\n");
    let key = vkey(&person);
    for (file, from, to) in [
        ("entries/000003.json", "\"v\":1", "\"v\":2"),
        ("entries/000004.tlog-proof", "index 4", "index 5"),
        ("checkpoint.txt", "\n23\n", "\n22\n"),
    ] {
        let path = person.path("proof").join(file);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{file}");
        fs::write(&path, text.replacen(from, to, 1)).unwrap();
        let refused = go(&["proof", &folder]).unwrap();
        assert!(said(&refused).starts_with("REFUSED"), "{file}: {}", said(&refused));
        fs::write(&path, text).unwrap();
    }
    // How a record grew, from one signed checkpoint to the next.
    person.ok("party add Greenland --kind state");
    person.ok("checkpoint --sign --witness 23 -o grown.txt");
    let path = |name: &str| person.path(name).display().to_string();
    let grown = go(&["growth", &path("grown.txt"), &path("checkpoint.txt"), &key]).unwrap();
    assert_eq!(said(&grown), "accepted 24\n");
    let text = fs::read_to_string(person.path("grown.txt")).unwrap();
    let hash = text.lines().nth(1).unwrap().to_owned();
    let other = format!("{}{}", if hash.starts_with('A') { 'B' } else { 'A' }, &hash[1..]);
    person.file("grown.txt", text.replacen(&hash, &other, 1));
    let refused = go(&["growth", &path("grown.txt"), &path("checkpoint.txt"), &key]).unwrap();
    assert!(said(&refused).starts_with("REFUSED"), "{}", said(&refused));
}

#[test]
fn the_whole_record_as_tiles_gives_go_the_same_root() {
    let person = Person::with_october();
    person.ok("key new --as desk");
    person.ok("checkpoint --sign --as desk");
    person.ok("export --tiles tiles");
    let key = vkey(&person);
    let folder = person.path("tiles").display().to_string();
    let Some(good) = go(&["tiles", &folder, &key]) else { return };
    assert_eq!(said(&good), "accepted 234\n");
    let bundle = person.path("tiles/tile/entries/000.p/234");
    let mut bytes = fs::read(&bundle).unwrap();
    bytes[50] ^= 1;
    fs::write(&bundle, bytes).unwrap();
    assert!(said(&go(&["tiles", &folder, &key]).unwrap()).starts_with("REFUSED"));
}

// -- time from outside -------------------------------------------------------

/// A toy time-stamp authority, made by openssl in a folder.
const AUTHORITY: &str = r"
openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 3650 -subj '/CN=Toy' 2>/dev/null
openssl req -newkey rsa:2048 -nodes -keyout tsa.key -out tsa.csr -subj '/CN=Toy time' 2>/dev/null
printf 'extendedKeyUsage=critical,timeStamping\n' > ext.cnf
openssl x509 -req -in tsa.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out tsa.pem -days 3650 -extfile ext.cnf 2>/dev/null
printf '[tsa]\ndefault_tsa=t\n[t]\nserial=serial\ndefault_policy=1.2.3.4\ndigests=sha256\nsigner_digest=sha256\nsigner_cert=tsa.pem\nsigner_key=tsa.key\ness_cert_id_alg=sha256\n' > tsa.cnf
printf '01' > serial
openssl ts -reply -config tsa.cnf -section t -queryfile request.tsq -out answer.tsr
";

#[test]
fn a_time_stamp_is_asked_for_kept_and_checked_by_the_command_that_audit_prints() {
    let person = signed();
    person.ok("checkpoint --stamp-request request.tsq");
    let Some(made) = shell(person.path("").as_path(), AUTHORITY) else { return };
    assert!(made.status.success(), "{}", said(&made));
    let request = person.run("attach-stamp request.tsq");
    assert!(
        request.stderr.contains("the request for a time-stamp, not the answer"),
        "{}",
        request.stderr
    );
    person.ok("attach-stamp answer.tsr --name 'Toy time'");
    let audit = person.ok("audit");
    assert!(audit.contains("rfc3161 by Toy time over the first 23 entries (entry 23)"), "{audit}");
    let lines: Vec<&str> = audit.lines().filter_map(|line| line.strip_prefix("      ")).collect();
    let own = lines.iter().find_map(|line| line.strip_prefix("rashomon ")).unwrap();
    person.ok(own);
    let stock = lines.iter().find(|line| line.starts_with("openssl ts -verify")).unwrap();
    let stock = format!("{} -untrusted tsa.pem", stock.replace("CA.pem", "ca.pem"));
    let verified = shell(person.path("").as_path(), &stock).unwrap();
    assert!(said(&verified).contains("Verification: OK"), "{}", said(&verified));
    let other = person.path("stamps/checkpoint.txt");
    let text = fs::read_to_string(&other).unwrap();
    fs::write(&other, text.replacen("\n23\n", "\n24\n", 1)).unwrap();
    assert!(!shell(person.path("").as_path(), &stock).unwrap().status.success());
}

#[test]
fn a_receipt_of_something_else_is_refused() {
    let person = signed();
    person.file("stray.ots", b"\x00OpenTimestamps\x00\x00Proof of something else");
    let refused = person.run("attach-stamp stray.ots");
    assert_eq!(refused.exit, Exit::Refused);
    assert!(
        refused.stderr.contains("vouches for no checkpoint of this casebook"),
        "{}",
        refused.stderr
    );
    let unsigned = person.run("attach-stamp checkpoint.txt");
    assert_eq!(unsigned.exit, Exit::Refused, "nobody but us signed it: {}", unsigned.transcript());
}
