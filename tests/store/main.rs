//! The casebook's file: what is refused and left alone, what an append keeps,
//! and what the record's triggers forbid.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs, reason = "a test may fail")]
#![allow(clippy::needless_pass_by_value, reason = "facts are written in place, as JSON")]

mod blobs;
mod checks;
mod claims;
mod files;
mod record;
mod replay;
mod scene;
#[path = "../cli/tamper.rs"]
mod tamper;
mod things;
mod told;

mod writing;

use std::path::{Path, PathBuf};

use rashomon::journal::{Body, Entry, fact};
use rashomon::model::vocab::PartyKind;
use rashomon::model::{Nonce, PartyId, Sha256Hex, Stamp};
use rashomon::store::{Access, Appended, Batch, Blob, Head, Store};
use rusqlite::{Connection, OpenFlags};
use sha2::{Digest, Sha256};

/// A casebook in a folder of its own.
struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        let desk = Self { folder: tempfile::tempdir().unwrap() };
        Store::create(&desk.path(), &first()).unwrap().close().unwrap();
        desk
    }

    /// With this many parties logged in one batch.
    fn with_parties(count: u8) -> Self {
        let desk = Self::new();
        let bodies = (1..=count).map(|n| party(n, &format!("Party {n}"))).collect();
        append(&mut desk.write(), bodies);
        desk
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("test.casebook")
    }

    fn read(&self) -> Store {
        Store::open(&self.path(), Access::Read).unwrap()
    }

    fn write(&self) -> Store {
        Store::open(&self.path(), Access::Write).unwrap()
    }

    /// The file as any program sees it, with none of our settings.
    fn raw(&self) -> Connection {
        Connection::open_with_flags(self.path(), OpenFlags::SQLITE_OPEN_READ_WRITE).unwrap()
    }

    fn bytes(&self) -> Vec<u8> {
        std::fs::read(self.path()).unwrap()
    }

    /// Names of what is in the folder, in order.
    fn names(&self) -> Vec<String> {
        names(self.folder.path())
    }
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn body(nonce: u8, fact: impl Into<fact::Fact>) -> Body {
    let stamp = Stamp { at: "2025-11-01T12:00:00Z".parse().unwrap(), by: "ann".to_owned() };
    Body::of(Entry::new(&stamp, Nonce::from_bytes([nonce; 16]), fact.into())).unwrap()
}

fn party(nonce: u8, display: &str) -> Body {
    let party = fact::Party {
        confidential_sha256: None,
        display: display.to_owned(),
        kind: PartyKind::Person,
        note: None,
        of: None,
    };
    body(nonce, party)
}

/// An alias of a party; what it names need not be there.
fn alias(nonce: u8, party: PartyId, printed: &str) -> Body {
    let printed = printed.to_owned();
    body(nonce, fact::Alias { language: None, party, printed, script: None, seen: None })
}

fn first() -> Batch {
    let terms = fact::Casebook {
        categories: Vec::new(),
        conventions: Vec::new(),
        founder: None,
        of: None,
        origin: "test/00000000".to_owned(),
        scales: Vec::new(),
        standards: Vec::new(),
        title: "Test".to_owned(),
        units: Vec::new(),
    };
    Batch { entries: vec![body(0, terms)], ..Batch::default() }
}

fn blob(salt: Option<[u8; 32]>, bytes: &[u8]) -> Blob {
    let mut hasher = Sha256::new();
    hasher.update(salt.as_ref().map_or(&[][..], |salt| salt));
    hasher.update(bytes);
    let sha256 = Sha256Hex::from_bytes(hasher.finalize().into());
    Blob { sha256, salt, bytes: bytes.to_vec().into() }
}

/// A batch on the present head.
fn batch(store: &Store, entries: Vec<Body>) -> Batch {
    Batch { expected: store.head().unwrap(), entries, ..Batch::default() }
}

fn append(store: &mut Store, entries: Vec<Body>) -> Head {
    let batch = batch(store, entries);
    done(store.append(&batch).unwrap())
}

fn done(appended: Appended) -> Head {
    match appended {
        Appended::Done(head) => head,
        other => panic!("not done: {other:?}"),
    }
}
