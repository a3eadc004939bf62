//! PDF, read by a child process of the real program.
#![cfg(feature = "pdf")]
#![allow(clippy::unwrap_used, missing_docs, reason = "a test may fail")]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use proptest::prelude::*;

/// A PDF with these objects, the first of which is its catalogue.
fn pdf_of(objects: &[Vec<u8>], more: &str) -> Vec<u8> {
    let mut out = b"%PDF-1.4\n".to_vec();
    let mut table = String::new();
    for (number, object) in (1..).zip(objects) {
        writeln!(table, "{:010} 00000 n ", out.len()).unwrap();
        out.extend(format!("{number} 0 obj\n").bytes());
        out.extend(object);
        out.extend(b"\nendobj\n");
    }
    let (start, size) = (out.len(), objects.len() + 1);
    let end = format!(
        "xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R {more}>>\nstartxref\n{start}\n%%EOF\n"
    );
    out.extend(end.bytes());
    out
}

/// The objects of a PDF of one page; `stream` is what it draws.
fn page(entries: &str, stream: &[u8]) -> Vec<Vec<u8>> {
    let mut content = format!("<< /Length {}{entries} >>\nstream\n", stream.len()).into_bytes();
    content.extend(stream);
    content.extend(b"\nendstream");
    vec![
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>".to_vec(),
        content,
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_vec(),
    ]
}

/// What draws these lines.
fn drawn(lines: &[&str]) -> Vec<u8> {
    let mut shown = String::from("BT /F1 12 Tf 72 720 Td 16 TL ");
    for line in lines {
        write!(shown, "({line}) Tj T* ").unwrap();
    }
    shown.push_str("ET");
    shown.into_bytes()
}

/// A PDF of one page that shows these lines.
fn pdf(lines: &[&str]) -> Vec<u8> {
    pdf_of(&page("", &drawn(lines)), "")
}

/// Zeros without end, packed: a block that unpacks by itself, again and again.
fn bomb() -> Vec<u8> {
    let mut packer = flate2::Compress::new(flate2::Compression::best(), true);
    let zeros = vec![0; 1 << 20];
    let mut block = Vec::with_capacity(1 << 16);
    packer.compress_vec(&[], &mut block, flate2::FlushCompress::Full).unwrap();
    let mut out = block.clone();
    block.clear();
    packer.compress_vec(&zeros, &mut block, flate2::FlushCompress::Full).unwrap();
    for _ in 0..1500 {
        out.extend(&block);
    }
    pdf_of(&page(" /Filter /FlateDecode", &out), "")
}

fn rashomon(folder: &Path, args: &[&str]) -> Output {
    let program = env!("CARGO_BIN_EXE_rashomon");
    Command::new(program).args(args).current_dir(folder).env("HOME", folder).output().unwrap()
}

fn desk() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let args = ["init", "river", "--title", "River", "--member", "ann", "--name", "Ann"];
    assert!(rashomon(folder.path(), &args).status.success());
    folder
}

#[test]
fn the_text_of_a_pdf_is_taken_and_its_bytes_kept() {
    let folder = desk();
    fs::write(
        folder.path().join("note.pdf"),
        pdf(&["The bridge opened on Monday.", "Nobody was asked."]),
    )
    .unwrap();
    let done = rashomon(folder.path(), &["capture", "note.pdf", "--title", "Note"]);
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let told = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(told.contains("by pdf-extract"), "{told}");
    let text = rashomon(folder.path(), &["source", "text", "S1"]);
    let text = String::from_utf8(text.stdout).unwrap();
    assert!(text.contains("The bridge opened on Monday."), "{text}");
    assert!(text.contains("Nobody was asked."), "{text}");
    assert!(rashomon(folder.path(), &["audit"]).status.success());
}

#[test]
fn a_pdf_that_cannot_be_read_is_refused() {
    let whole = pdf(&["The bridge opened on Monday."]);
    let zeros = "0".repeat(64);
    let mut locked = page("", &drawn(&["Nobody reads this."]));
    locked.push(
        format!("<< /Filter /Standard /V 1 /R 2 /P -4 /O <{zeros}> /U <{zeros}> >>").into_bytes(),
    );
    let locked = pdf_of(&locked, "/ID [<00> <00>] /Encrypt 6 0 R ");
    for (bytes, words) in [
        (b"%PDF-1.7\nnothing".to_vec(), "it is damaged"),
        (whole[..whole.len() / 2].to_vec(), "it is damaged"),
        (pdf(&[]), "there is no text in this PDF: its pages are pictures"),
        (locked, "this PDF is locked with a password"),
    ] {
        let (code, told) = refused(&bytes, &[]);
        assert_eq!(code, Some(4), "{told}");
        assert!(told.contains(words) && told.contains("hint: "), "{told}");
    }
}

#[test]
fn a_pdf_that_takes_too_long_or_too_much_memory_is_refused() {
    let line = "The bridge opened on Monday, a day early. ".repeat(100);
    let long = pdf(&vec![line.as_str(); 2_000]);
    let (code, told) = refused(&long, &["--wait", "1"]);
    assert_eq!(code, Some(4), "{told}");
    assert!(told.contains("it takes more than 1 seconds") && told.contains("--wait"), "{told}");
    let bomb = bomb();
    let (code, told) = refused(&bomb, &[]);
    assert_eq!(code, Some(4), "{told}");
    let most = 256 + 24 * bomb.len() / (1 << 20);
    assert!(told.contains(&format!("it takes more than {most} MiB of memory")), "{told}");
}

/// Tries to capture these bytes: the exit code, and what is said.
fn refused(bytes: &[u8], more: &[&str]) -> (Option<i32>, String) {
    let folder = desk();
    fs::write(folder.path().join("bad.pdf"), bytes).unwrap();
    let args = [&["capture", "bad.pdf", "--title", "Bad"][..], more].concat();
    let done = rashomon(folder.path(), &args);
    (done.status.code(), String::from_utf8_lossy(&done.stderr).into_owned())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// A mutated file is read or refused, whatever its reader does.
    #[test]
    fn a_mutated_pdf_is_read_or_refused(
        at in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
    ) {
        let folder = desk();
        let mut bytes = pdf(&["The bridge opened on Monday."]);
        for (index, byte) in at {
            // Not the first five, which say what it is.
            let place = 5 + index.index(bytes.len() - 5);
            bytes[place] = byte;
        }
        fs::write(folder.path().join("odd.pdf"), bytes).unwrap();
        let done = rashomon(folder.path(), &["capture", "odd.pdf", "--title", "Odd"]);
        prop_assert!(matches!(done.status.code(), Some(0 | 4)), "{:?}", done);
    }
}
