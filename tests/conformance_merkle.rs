//! Proofs against the RFC 6962 vectors of transparency-dev/merkle, where they
//! lie beside the checkout.
//!
//! Vectors whose hashes are not 32 bytes long do not apply: our functions take
//! no others, so that they are refused where they are read. All of them expect
//! an error but one, `sizes-are-equal-one-and-proof-is-empty`, whose roots are
//! words in place of digests.
#![allow(clippy::unwrap_used, clippy::print_stderr, missing_docs, reason = "a test may fail")]

use std::fs;
use std::path::{Path, PathBuf};

use rashomon::journal::tree::{Hash, check_consistency, check_inclusion};
use serde_json::Value;

const VECTORS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/conformance/merkle/testdata");

/// The one good vector with something else than digests.
const WORDS_FOR_ROOTS: &str = "sizes-are-equal-one-and-proof-is-empty.json";

/// The vectors of one kind, in order of their paths; nothing where absent.
fn vectors(kind: &str) -> Vec<(PathBuf, Value)> {
    let mut paths = Vec::new();
    let mut folders = vec![Path::new(VECTORS).join(kind)];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for path in entries.map(|entry| entry.unwrap().path()) {
            if path.is_dir() { folders.push(path) } else { paths.push(path) }
        }
    }
    paths.sort();
    let read = |path: PathBuf| {
        let value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        (path, value)
    };
    paths.into_iter().map(read).collect()
}

/// A digest in Base64; nothing where it is not 32 bytes.
fn hash(value: &Value) -> Option<Hash> {
    tlog_tiles::Hash::parse_hash(value.as_str().unwrap()).ok().map(|hash| hash.0)
}

/// The field's digests; nothing where one is not 32 bytes.
fn proof(vector: &Value) -> Option<Vec<Hash>> {
    vector["proof"].as_array().map_or(Some(Vec::new()), |hashes| hashes.iter().map(hash).collect())
}

/// Runs every vector of a kind; `holds` says nothing where one does not apply.
fn run(kind: &str, holds: impl Fn(&Value) -> Option<bool>) {
    let vectors = vectors(kind);
    if vectors.is_empty() {
        eprintln!("skipped: no vectors in {VECTORS}/{kind}");
        return;
    }
    let mut ran = 0;
    for (path, vector) in &vectors {
        let wanted = !vector["wantErr"].as_bool().unwrap();
        let (path, desc) = (path.display().to_string(), &vector["desc"]);
        match holds(vector) {
            Some(held) => {
                assert_eq!(held, wanted, "{path}: {desc}");
                ran += 1;
            }
            None => assert!(!wanted || path.ends_with(WORDS_FOR_ROOTS), "{path}: {desc}"),
        }
    }
    eprintln!("{kind}: {ran} of {} vectors apply", vectors.len());
    assert!(ran * 10 > vectors.len() * 7, "{kind}: only {ran} of {} were run", vectors.len());
}

#[test]
fn inclusion_proofs_agree_with_the_published_vectors() {
    run("inclusion", |vector| {
        let (seq, size) = (vector["leafIdx"].as_u64()?, vector["treeSize"].as_u64()?);
        let (leaf, root) = (hash(&vector["leafHash"])?, hash(&vector["root"])?);
        Some(check_inclusion(seq, leaf, size, root, &proof(vector)?).is_ok())
    });
}

#[test]
fn consistency_proofs_agree_with_the_published_vectors() {
    run("consistency", |vector| {
        let (old, new) = (vector["size1"].as_u64()?, vector["size2"].as_u64()?);
        let (old_root, new_root) = (hash(&vector["root1"])?, hash(&vector["root2"])?);
        Some(check_consistency(old, old_root, new, new_root, &proof(vector)?).is_ok())
    });
}
