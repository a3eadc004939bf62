//! PDF, read by a child process of the real program.
#![cfg(feature = "pdf")]
#![allow(clippy::unwrap_used, missing_docs, reason = "a test may fail")]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use proptest::prelude::*;

/// A PDF of one page that shows these lines.
fn pdf(lines: &[&str]) -> Vec<u8> {
    let mut shown = String::from("BT /F1 12 Tf 72 720 Td 16 TL ");
    for line in lines {
        write!(shown, "({line}) Tj T* ").unwrap();
    }
    shown.push_str("ET");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>".to_owned(),
        format!("<< /Length {} >>\nstream\n{shown}\nendstream", shown.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
    ];
    let mut out = String::from("%PDF-1.4\n");
    let mut table = String::new();
    for (number, object) in (1..).zip(&objects) {
        writeln!(table, "{:010} 00000 n ", out.len()).unwrap();
        write!(out, "{number} 0 obj\n{object}\nendobj\n").unwrap();
    }
    let start = out.len();
    write!(
        out,
        "xref\n0 6\n0000000000 65535 f \n{table}trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
    )
    .unwrap();
    out.into_bytes()
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
    let folder = desk();
    let whole = pdf(&["The bridge opened on Monday."]);
    for bytes in [&b"%PDF-1.7\nnothing"[..], &whole[..whole.len() / 2], &pdf(&[])] {
        fs::write(folder.path().join("bad.pdf"), bytes).unwrap();
        let done = rashomon(folder.path(), &["capture", "bad.pdf", "--title", "Bad"]);
        let told = String::from_utf8_lossy(&done.stderr).into_owned();
        assert_eq!(done.status.code(), Some(4), "{told}");
        assert!(told.contains("PDF") && told.contains("hint: "), "{told}");
    }
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
