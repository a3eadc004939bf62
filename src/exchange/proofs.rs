//! Proofs for a stranger: a claim, all that it names and the quoted bytes, in
//! a folder that can be checked years later with other people's tools.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;

use serde::Serialize;

use crate::casebook::key::keyring;
use crate::casebook::{Casebook, digest};
use crate::error::{Error, Result};
use crate::journal::note::{Signed, SignedCheckpoint, VerifierKey};
use crate::journal::proof::Proof;
use crate::journal::{Decoded, Entry, Fact, fact, id_of, references};
use crate::model::vocab::Commitment;
use crate::model::{EntryId, to_hex};

/// Names of what is in the folder.
const CHECKPOINT: &str = "checkpoint.txt";
const VKEY: &str = "vkey.txt";
const ENTRIES: &str = "entries";
const TEXTS: &str = "texts";
const README: &str = "README.txt";

/// A folder of proofs, file by file: name and bytes, in order of name.
pub type Files = BTreeMap<String, Vec<u8>>;

/// Proves some entries, and all that they name, down to the casebook.
///
/// Gives for each its bytes and a proof (C2SP tlog-proof), the newest signed
/// checkpoint that covers them, the signer's verifier key, and the quoted texts
/// that are kept here.
///
/// # Errors
///
/// [`Error::Refused`] where no signed checkpoint covers them yet.
pub fn prove(casebook: &Casebook, of: &[EntryId]) -> Result<Files> {
    let store = casebook.store();
    let entries = closure(casebook, of)?;
    let last = entries.keys().next_back().copied().unwrap_or(0);
    let (note, vkey) = newest_signed(casebook, last + 1)?;
    let size = note.checkpoint().size;
    let mut files = Files::new();
    for (seq, body) in &entries {
        let hashes = store.inclusion_proof(*seq, size)?;
        let proof = Proof { index: *seq, hashes, checkpoint: note.clone() };
        files.insert(format!("{ENTRIES}/{seq:06}.json"), body.clone());
        files.insert(format!("{ENTRIES}/{seq:06}.tlog-proof"), proof.to_bytes());
        if let Ok(Decoded::Known(entry)) = Decoded::read(body)
            && let Fact::Capture(capture) = &entry.fact
            && let Some(blob) = store.blob(capture.text.sha256)?
        {
            files.insert(format!("{TEXTS}/{}.txt", capture.text.sha256), blob.bytes);
            if let Some(salt) = blob.salt {
                files.insert(format!("{TEXTS}/{}.salt", capture.text.sha256), salt.to_vec());
            }
        }
    }
    files.insert(CHECKPOINT.to_owned(), note.bytes().to_vec());
    files.insert(VKEY.to_owned(), format!("{vkey}\n").into_bytes());
    files.insert(README.to_owned(), readme(of, &entries, &vkey).into_bytes());
    Ok(files)
}

/// Entries and all that they name, by number.
fn closure(casebook: &Casebook, of: &[EntryId]) -> Result<BTreeMap<u64, Vec<u8>>> {
    let mut open: Vec<EntryId> = of.to_vec();
    let mut seen: BTreeSet<EntryId> = open.iter().copied().collect();
    let mut entries = BTreeMap::new();
    while let Some(id) = open.pop() {
        let (seq, body) = casebook.store().entry_body(id)?.ok_or_else(|| {
            Error::not_found("entry", format!("{id:.8}"), "`rashomon audit` tells what is missing")
        })?;
        open.extend(references(&body).into_iter().filter(|id| seen.insert(*id)));
        entries.insert(seq, body);
    }
    Ok(entries)
}

/// The newest checkpoint that covers so many entries and is signed by a key
/// that was good for it.
pub(super) fn newest_signed(
    casebook: &Casebook,
    least: u64,
) -> Result<(SignedCheckpoint, VerifierKey)> {
    let ring = keyring(casebook.store())?;
    for row in casebook.store().checkpoints()?.iter().rev() {
        let Ok(note) = SignedCheckpoint::read(row.note.as_bytes()) else { continue };
        if note.checkpoint().size < least {
            continue;
        }
        if let Some(key) = ring.signers(&note).first() {
            let vkey = key.vkey.clone();
            return Ok((note, vkey));
        }
    }
    Err(Error::refused(
        "no signed checkpoint covers this yet: a proof leads to one",
        "`rashomon key new`, then `rashomon checkpoint --sign`, then prove again",
    ))
}

fn readme(of: &[EntryId], entries: &BTreeMap<u64, Vec<u8>>, vkey: &VerifierKey) -> String {
    let mut text = format!(
        "What this is
============
Proof that {} stood in the record of {} when the checkpoint in
{CHECKPOINT} was signed, byte for byte as in {ENTRIES}/. It proves when and by
whom something was logged and that it was not changed since; not that it is true.

  {ENTRIES}/N.json        an entry, as it was logged; N is its number in the record
  {ENTRIES}/N.tlog-proof  its path to the checkpoint (c2sp.org/tlog-proof)
  {CHECKPOINT}        the signed size and root of the record (c2sp.org/tlog-checkpoint)
  {VKEY}              the signer's verifier key (c2sp.org/signed-note)
  {TEXTS}/HASH.txt        a quoted text; HASH is its SHA-256 (with HASH.salt: of salt and text)

The main entries:
",
        if of.len() == 1 { "an entry" } else { "entries" },
        vkey.name(),
    );
    for (seq, body) in entries {
        if of.contains(&id_of(body)) {
            let _ = writeln!(text, "  {ENTRIES}/{seq:06}.json");
        }
    }
    let public = to_hex(vkey.public_key());
    let _ = write!(
        text,
        "
How to check it
===============
With rashomon, without any casebook:

  rashomon prove --check .

The key in {VKEY} is only what this folder says: ask the signer for theirs by
another way, and compare. With other tools:

1. An entry's id is SHA-256 of a zero byte and its bytes (RFC 6962, section 2.1):
     (printf '\\000'; cat {ENTRIES}/N.json) | sha256sum
2. Its path: Go's golang.org/x/mod/sumdb/tlog, CheckRecord, with the lines of
   N.tlog-proof as the proof, and size and root of the checkpoint.
3. The signature: Go's golang.org/x/mod/sumdb/note, Open, with {VKEY}; or with
   OpenSSL 3 (the signed bytes are the first three lines of {CHECKPOINT}):
     head -n 3 {CHECKPOINT} > signed.txt
     tail -n 1 {CHECKPOINT} | cut -d' ' -f3 | base64 -d | tail -c 64 > signature.bin
     printf '302a300506032b6570032100{public}' | xxd -r -p > key.der
     openssl pkeyutl -verify -pubin -keyform DER -inkey key.der -rawin -in signed.txt -sigfile signature.bin
4. A quotation: in the entry, \"spans\" have \"bytes\" [FROM, TO] and \"sha256\":
     tail -c +$((FROM+1)) {TEXTS}/HASH.txt | head -c $((TO-FROM)) | sha256sum
"
    );
    text
}

/// What a check of a folder found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Checked {
    /// The journal's name.
    pub origin: String,
    /// Number of entries that the checkpoint covers.
    pub size: u64,
    /// The verifier key in the folder.
    pub vkey: String,
    /// Numbers of the entries that are proven.
    pub entries: Vec<u64>,
    /// Number of quoted passages that were read again.
    pub passages: u64,
    /// Number of quoted passages whose text is not in the folder.
    pub without_text: u64,
    /// What does not hold; empty: all does.
    pub faults: Vec<String>,
}

/// Checks a folder of proofs; needs no casebook.
///
/// # Errors
///
/// [`Error::File`], [`Error::Refused`] if it is no such folder.
pub fn check(folder: &Path) -> Result<Checked> {
    let read = |name: &str| {
        let path = folder.join(name);
        // A link to a device would never end.
        match fs::metadata(&path) {
            Ok(found) if !found.is_file() => Err(Error::refused(
                format!("`{}` is no file", path.display()),
                "ask for the folder anew, as `rashomon prove` writes it",
            )),
            _ => fs::read(&path).map_err(|source| Error::File { path, source }),
        }
    };
    let refused = |why: String| {
        let message = format!("`{}` is no folder of proofs: {why}", folder.display());
        Error::refused(message, "`rashomon prove HANDLE -o FOLDER` writes one")
    };
    if let Some(name) = [CHECKPOINT, VKEY, ENTRIES].iter().find(|it| !folder.join(it).exists()) {
        return Err(refused(format!("it has no `{name}`")));
    }
    let note = SignedCheckpoint::read(&read(CHECKPOINT)?).map_err(|e| refused(e.to_string()))?;
    let vkey: VerifierKey = String::from_utf8_lossy(&read(VKEY)?)
        .trim_end()
        .parse()
        .map_err(|error: crate::journal::note::BadNote| refused(error.to_string()))?;
    let head = note.checkpoint();
    let mut checked = Checked {
        origin: head.origin.clone(),
        size: head.size,
        vkey: vkey.to_string(),
        ..Checked::default()
    };
    if !matches!(note.signed_by(&vkey), Signed::Well { .. }) {
        checked.faults.push(format!("{CHECKPOINT} is not signed by the key in {VKEY}"));
    }
    let (mut known, mut bodies) = (Vec::new(), BTreeMap::new());
    for name in names(&folder.join(ENTRIES), ".json")? {
        let body = read(&format!("{ENTRIES}/{name}.json"))?;
        let proof = read(&format!("{ENTRIES}/{name}.tlog-proof"));
        check_entry(&mut checked, &note, &name, &body, proof.ok().as_deref());
        match Decoded::read(&body) {
            Ok(Decoded::Known(entry)) => known.push((name.clone(), id_of(&body), *entry)),
            Ok(Decoded::Unknown { .. }) => {}
            Err(error) => checked.faults.push(format!("entry {name} cannot be read: {error}")),
        }
        bodies.insert(name, body);
    }
    if bodies.is_empty() {
        checked.faults.push("no entry is there".to_owned());
    }
    for name in names(&folder.join(ENTRIES), ".tlog-proof")? {
        if !bodies.contains_key(&name) {
            checked.faults.push(format!("entry {name} is not there, and its proof is"));
        }
    }
    check_named(&mut checked, &bodies);
    check_passages(&mut checked, folder, &known)?;
    Ok(checked)
}

/// What an entry rests on was proved with it: all that it names is there.
fn check_named(checked: &mut Checked, bodies: &BTreeMap<String, Vec<u8>>) {
    let here: BTreeSet<EntryId> = bodies.values().map(|body| id_of(body)).collect();
    for (name, body) in bodies {
        for id in references(body).into_iter().filter(|id| !here.contains(id)) {
            checked.faults.push(format!("entry {name} names entry {id:.8}, which is not there"));
        }
    }
}

fn check_entry(
    checked: &mut Checked,
    note: &SignedCheckpoint,
    name: &str,
    body: &[u8],
    proof: Option<&[u8]>,
) {
    let Some(bytes) = proof else {
        return checked.faults.push(format!("entry {name} has no proof"));
    };
    let held = Proof::read(bytes).and_then(|proof| proof.check(body).map(|()| proof));
    match held {
        Ok(proof) if proof.checkpoint != *note => {
            checked.faults.push(format!("the proof of entry {name} leads to another checkpoint"));
        }
        Ok(proof) if format!("{:06}", proof.index) != name => {
            checked
                .faults
                .push(format!("the proof of entry {name} is that of entry {}", proof.index));
        }
        Ok(proof) => checked.entries.push(proof.index),
        Err(error) => checked.faults.push(format!("entry {name} is not proven: {error}")),
    }
}

/// Reads every quoted passage again from the texts in the folder.
fn check_passages(
    checked: &mut Checked,
    folder: &Path,
    known: &[(String, EntryId, Entry)],
) -> Result<()> {
    let captures: BTreeMap<EntryId, &fact::Capture> = known
        .iter()
        .filter_map(|(_, id, entry)| match &entry.fact {
            Fact::Capture(capture) => Some((*id, &**capture)),
            _ => None,
        })
        .collect();
    for (name, _, entry) in known {
        for span in entry.fact.spans() {
            let Some(capture) = captures.get(&EntryId::from(span.capture)) else {
                checked.faults.push(format!("entry {name} quotes a capture that is not here"));
                continue;
            };
            let at = folder.join(TEXTS).join(format!("{}.txt", capture.text.sha256));
            let Some(text) = optional(&at)? else {
                checked.without_text += span.pieces().len() as u64;
                continue;
            };
            let salt = match capture.commitment {
                Commitment::Plain => None,
                Commitment::Salted => optional(&at.with_extension("salt"))?,
            };
            let salt = salt.and_then(|salt| <[u8; 32]>::try_from(salt).ok());
            if digest(salt.as_ref(), &text) != capture.text.sha256 {
                checked.faults.push(format!("{} is not the text that was captured", at.display()));
                continue;
            }
            for piece in span.pieces() {
                let range = piece.bytes.map(|at| usize::try_from(at).unwrap_or(usize::MAX));
                let words = text.get(range[0]..range[1]);
                if words.is_some_and(|words| digest(salt.as_ref(), words) == piece.sha256) {
                    checked.passages += 1;
                } else {
                    checked.faults.push(format!("entry {name} quotes what the text does not say"));
                }
            }
        }
    }
    Ok(())
}

/// A file's bytes; None if it is not there.
fn optional(path: &Path) -> Result<Option<Vec<u8>>> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(Error::File { path: path.to_owned(), source }),
    }
}

/// Names of the files in a folder that end so, without the ending, in order.
fn names(folder: &Path, ending: &str) -> Result<Vec<String>> {
    let failed = |source| Error::File { path: folder.to_owned(), source };
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let name = entry.map_err(failed)?.file_name();
        names.extend(name.to_string_lossy().strip_suffix(ending).map(str::to_owned));
    }
    names.sort();
    Ok(names)
}
