//! Checkpoints: the record's size and root for somebody else's hands, what
//! others say of them, and the older states that a record is held against.

use std::path::Path;

use sha2::{Digest, Sha256};

use crate::error::{Error, Result};
use crate::journal::note::{Checkpoint, SecretKey, Signed, SignedCheckpoint, VerifierKey};
use crate::journal::tree::{self, Hash};
use crate::journal::{Decoded, Fact, fact};
use crate::model::vocab::ReceiptKind;
use crate::model::{EntryId, Sha256Hex};
use crate::store::{Access, Blob, Head, Store, is_database};

use super::capture::digest;
use super::desk::{Casebook, Desk};
use super::state::{self, Seen};

/// The first bytes of every `OpenTimestamps` proof.
const OPEN_TIMESTAMPS: &[u8] = b"\x00OpenTimestamps\x00";

/// An RFC 3161 request (§2.4.1) for a SHA-256 digest, up to the digest: version
/// 1 and the algorithm (RFC 5754 §2.2). The digest and [`CERTIFICATE`] follow.
const REQUEST: [u8; 24] = [
    0x30, 0x39, 0x02, 0x01, 0x01, 0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65,
    0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20,
];

/// The end of a request: the answer is to hold the authority's certificate.
const CERTIFICATE: [u8; 3] = [0x01, 0x01, 0xff];

impl Casebook {
    /// Keeps a checkpoint that was made of this record elsewhere, as it is.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] for what is none, or of another record.
    pub fn take_checkpoint(&mut self, note: &str) -> Result<()> {
        let read = SignedCheckpoint::read(note.as_bytes()).map(|note| note.checkpoint().clone());
        let checkpoint = read.or_else(|_| note.parse::<Checkpoint>());
        let refused = |why: &dyn std::fmt::Display| {
            let message = format!("a checkpoint of the export cannot be kept: {why}");
            Error::refused(message, "export anew, and keep the folder together")
        };
        let checkpoint = checkpoint.map_err(|error| refused(&error))?;
        let store = self.store();
        let (size, root) = (checkpoint.size, checkpoint.root);
        let ours = checkpoint.origin == self.origin()?
            && size <= store.size()?
            && store.root_at(size)? == root;
        if !ours {
            return Err(refused(&"it is of another record"));
        }
        self.store_mut().add_checkpoint(Head { size, root }, note)
    }

    /// The checkpoint of the record as it is, from its entries' bytes.
    ///
    /// # Errors
    ///
    /// [`Error::Altered`] and [`Error::Damaged`]: what is not intact is not
    /// vouched for. Cost: hashes every entry.
    pub fn checkpoint(&self) -> Result<Checkpoint> {
        let head = self.store().computed_head()?;
        Ok(Checkpoint { origin: self.origin()?, size: head.size, root: head.root })
    }

    /// The checkpoint of the first `size` entries.
    pub fn checkpoint_of(&self, size: u64) -> Result<Checkpoint> {
        let whole = self.checkpoint()?;
        if size > whole.size {
            let hint = format!("this record has {} entries", whole.size);
            return Err(Error::not_found("record with a size of", size.to_string(), hint));
        }
        Ok(Checkpoint { size, root: self.store().root_at(size)?, ..whole })
    }

    /// Signs a checkpoint, and keeps it in the casebook.
    pub fn sign_checkpoint(
        &mut self,
        checkpoint: &Checkpoint,
        secret: &SecretKey,
    ) -> Result<SignedCheckpoint> {
        let signed = secret.sign(checkpoint).map_err(|error| refused(&error))?;
        if self.machine().dry_run {
            return Ok(signed);
        }
        self.keep_checkpoint(checkpoint, &text(signed.bytes()))?;
        let size = checkpoint.size;
        self.remember_that(|seen| seen.signed = seen.signed.max(size))?;
        Ok(signed)
    }

    /// Keeps a checkpoint that was handed out, so that what comes back of it
    /// is known again.
    pub fn keep_checkpoint(&mut self, checkpoint: &Checkpoint, note: &str) -> Result<()> {
        let head = Head { size: checkpoint.size, root: checkpoint.root };
        self.store_mut().add_checkpoint(head, note)
    }

    /// What outsiders gave for checkpoints, by number of entry, in order. Cost:
    /// reads every entry.
    pub fn receipts(&self) -> Result<Vec<(u64, fact::Receipt)>> {
        let mut found = Vec::new();
        self.store().each_entry(0, &mut |raw| {
            if let Ok(Decoded::Known(entry)) = Decoded::read(raw.body)
                && let Fact::Receipt(receipt) = entry.fact
            {
                found.push((raw.seq, *receipt));
            }
            Ok(())
        })?;
        Ok(found)
    }

    /// A request to a witness that has seen the first `old` entries, 0 if none
    /// (C2SP tlog-witness, add-checkpoint): how the record grew since, and the
    /// signed checkpoint.
    pub fn witness_request(&self, old: u64, signed: &SignedCheckpoint) -> Result<Vec<u8>> {
        let size = signed.checkpoint().size;
        if old > size {
            let message = format!("a witness that saw {old} entries cannot be told of {size}");
            return Err(Error::usage(message, "give the size of what it saw last; 0 for nothing"));
        }
        let hashes = self.store().consistency_proof(old, size)?;
        Ok(Request { old, hashes, signed: signed.bytes().to_vec() }.to_bytes())
    }
}

/// The SHA-256 of a checkpoint's three lines: what a time-stamp vouches for.
pub fn stamped_digest(checkpoint: &Checkpoint) -> Hash {
    Sha256::digest(checkpoint.to_string()).into()
}

/// A request to a time-stamp authority for a checkpoint's three lines (RFC
/// 3161 §2.4.1), as `openssl ts -query -data FILE -sha256 -cert -no_nonce`
/// makes it.
pub fn stamp_request(checkpoint: &Checkpoint) -> Vec<u8> {
    [&REQUEST[..], &stamped_digest(checkpoint), &CERTIFICATE].concat()
}

/// What came back from outside for a checkpoint.
#[derive(Clone, Debug)]
pub struct Stamp {
    /// What it is.
    pub kind: ReceiptKind,
    /// The checkpoint that it vouches for.
    pub checkpoint: Checkpoint,
    /// The entry that records it.
    pub id: EntryId,
}

impl Desk<'_, '_> {
    /// Keeps what an authority or witness gave for a checkpoint of this record,
    /// as it came. Which checkpoint it is about is found in its bytes.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] if it is about none that was made here.
    pub fn attach_stamp(&mut self, bytes: &[u8], name: Option<&str>) -> Result<Stamp> {
        let (kind, checkpoint) = self.recognise(bytes)?;
        let sha256 = digest(None, bytes);
        if !self.store().has_blob(sha256)? {
            self.keep(Blob { sha256, salt: None, bytes: bytes.to_owned().into() })?;
        }
        let id = self.log(fact::Receipt {
            kind,
            name: name.map(str::to_owned),
            receipt: fact::BytesRef { sha256, size: bytes.len() as u64 },
            root_sha256: Sha256Hex::from_bytes(checkpoint.root),
            size: checkpoint.size,
        })?;
        Ok(Stamp { kind, checkpoint, id })
    }

    fn recognise(&self, bytes: &[u8]) -> Result<(ReceiptKind, Checkpoint)> {
        let store = self.store();
        let origin = store.casebook()?.fact.origin;
        if let Ok(signed) = SignedCheckpoint::read(bytes) {
            let checkpoint = signed.checkpoint().clone();
            let head = Head { size: checkpoint.size, root: checkpoint.root };
            let ours = checkpoint.origin == origin
                && head.size <= store.size()?
                && store.root_at(head.size)? == head.root;
            let lines = text(bytes).matches("\n\u{2014} ").count();
            if ours && lines > super::key::keyring(store)?.signers(&signed).len() {
                return Ok((ReceiptKind::Cosignature, checkpoint));
            }
        }
        let kind = if bytes.starts_with(OPEN_TIMESTAMPS) {
            ReceiptKind::OpenTimestamps
        } else {
            ReceiptKind::Rfc3161
        };
        for kept in store.checkpoints()?.into_iter().rev() {
            let Head { size, root } = kept.head;
            let checkpoint = Checkpoint { origin: origin.clone(), size, root };
            let digest = stamped_digest(&checkpoint);
            if bytes == stamp_request(&checkpoint) {
                return Err(Error::refused(
                    "this is the request for a time-stamp, not the answer",
                    "send it to the authority, and attach what comes back",
                ));
            }
            if bytes.windows(digest.len()).any(|window| window == digest) {
                return Ok((kind, checkpoint));
            }
        }
        Err(Error::refused(
            "this vouches for no checkpoint of this casebook",
            "ask for a time-stamp with the file of `rashomon checkpoint --stamp-request FILE`, and attach the answer",
        ))
    }
}

/// A witness's request, as it goes from desk to desk in a file.
#[derive(Debug)]
pub struct Request {
    /// Number of entries that the witness saw last.
    pub old: u64,
    /// Proof that the record only grew since.
    pub hashes: Vec<Hash>,
    /// The signed checkpoint.
    pub signed: Vec<u8>,
}

impl Request {
    /// The file: `old SIZE`, the proof's hashes in base64, a blank line, the
    /// note.
    pub fn to_bytes(&self) -> Vec<u8> {
        use base64::Engine as _;
        let mut text = format!("old {}\n", self.old);
        for hash in &self.hashes {
            text.push_str(&base64::engine::general_purpose::STANDARD.encode(hash));
            text.push('\n');
        }
        text.push('\n');
        [text.as_bytes(), &self.signed].concat()
    }

    /// Reads the file. A signed checkpoint alone is a request to a witness that
    /// saw nothing, or the very same.
    pub fn read(bytes: &[u8]) -> Result<Self> {
        use base64::Engine as _;
        let bad = |why: &str| {
            Error::refused(
                format!("this is no request to a witness: {why}"),
                "it is the file that `rashomon checkpoint --sign --witness OLD -o FILE` writes",
            )
        };
        let text = std::str::from_utf8(bytes).map_err(|_| bad("it is not UTF-8"))?;
        let Some(rest) = text.strip_prefix("old ") else {
            return Ok(Self { old: 0, hashes: Vec::new(), signed: bytes.to_owned() });
        };
        let (head, note) = rest.split_once("\n\n").ok_or_else(|| bad("it holds no checkpoint"))?;
        let mut lines = head.split('\n');
        let old = lines.next().and_then(|old| old.parse().ok());
        let old = old.ok_or_else(|| bad("it does not say what was seen last"))?;
        let decode = |line| base64::engine::general_purpose::STANDARD.decode(line).ok();
        let hashes: Option<Vec<Hash>> =
            lines.map(|line| decode(line).and_then(|bytes| bytes.try_into().ok())).collect();
        let hashes = hashes.ok_or_else(|| bad("a line of it is not a hash in base64"))?;
        Ok(Self { old, hashes, signed: note.as_bytes().to_owned() })
    }
}

/// What a witness saw and vouches for.
#[derive(Debug)]
pub struct Witnessed {
    /// The checkpoint with the witness's cosignature.
    pub signed: SignedCheckpoint,
    /// What this witness had seen before.
    pub before: Option<Head>,
    /// The log's key: trusted before, or from now on.
    pub vkey: VerifierKey,
}

/// Cosigns another desk's checkpoint by the witness rule: signed by a key that
/// this witness trusts for that journal, not smaller than what it saw, and a
/// proof that it only grew. Remembers it then.
///
/// `vkey` is trusted from now on; it is asked for once for each journal.
///
/// # Errors
///
/// [`Error::Refused`], with the reason, for anything else.
pub fn witness(
    request: &Request,
    vkey: Option<&VerifierKey>,
    secret: &SecretKey,
    state: Option<&Path>,
    seconds: u64,
    dry_run: bool,
) -> Result<Witnessed> {
    let mut signed = SignedCheckpoint::read(&request.signed).map_err(|error| refused(&error))?;
    let checkpoint = signed.checkpoint().clone();
    let folder = state.ok_or_else(|| {
        Error::refused("a witness remembers, and there is no folder for it", "set $HOME")
    })?;
    let failed = |source| Error::File { path: folder.to_owned(), source };
    let known = state::newest(folder, &checkpoint.origin).map_err(failed)?;
    let vkey = trusted_signer(&signed, vkey, known.as_ref())?;
    let before = known.as_ref().map(|seen| seen.head).filter(|head| head.size > 0);
    check_growth(request, &checkpoint, before)?;
    signed.cosign(secret, seconds).map_err(|error| refused(&error))?;
    let mut seen = known.unwrap_or_default();
    seen.head = Head { size: checkpoint.size, root: checkpoint.root };
    seen.signed = checkpoint.size;
    let text = vkey.to_string();
    if !seen.vkeys.contains(&text) {
        seen.vkeys.push(text);
    }
    if !dry_run {
        state::remember(folder, &checkpoint.origin, &seen).map_err(failed)?;
    }
    Ok(Witnessed { signed, before, vkey })
}

fn trusted_signer(
    signed: &SignedCheckpoint,
    given: Option<&VerifierKey>,
    known: Option<&Seen>,
) -> Result<VerifierKey> {
    let known = known.into_iter().flat_map(|seen| &seen.vkeys);
    let mut trusted = known.filter_map(|text| text.parse().ok()).chain(given.cloned());
    let signer = trusted.find(|key| matches!(signed.signed_by(key), Signed::Well { .. }));
    signer.ok_or_else(|| {
        let origin = &signed.checkpoint().origin;
        Error::refused(
            format!("no key that you trust for {origin} signed this checkpoint"),
            "ask that desk for its verifier key by another way, and say --vkey KEY",
        )
    })
}

fn check_growth(request: &Request, new: &Checkpoint, before: Option<Head>) -> Result<()> {
    let before = before.unwrap_or_default();
    if new.size < before.size {
        return Err(Error::refused(
            format!(
                "you have seen {} entries of this record, and this has {}",
                before.size, new.size
            ),
            "entries were cut off, or this is an older checkpoint: do not vouch for it",
        ));
    }
    if new.size == before.size && before.size > 0 {
        if new.root == before.root {
            return Ok(());
        }
    } else if request.old == before.size {
        let Head { size, root } = before;
        let grew = tree::check_consistency(size, root, new.size, new.root, &request.hashes);
        if grew.is_ok() {
            return Ok(());
        }
    } else {
        return Err(Error::refused(
            format!(
                "you have seen {} entries of this record, and this request begins at {}",
                before.size, request.old
            ),
            format!("ask for one made with `rashomon checkpoint --sign --witness {}`", before.size),
        ));
    }
    Err(Error::refused(
        format!(
            "this is another record than the one you saw: it does not begin with the same {} entries",
            before.size
        ),
        "do not vouch for it: ask that desk what happened",
    ))
}

/// An older state that the record is held against.
#[derive(Clone, Debug)]
pub struct Held {
    /// What it says of the record.
    pub checkpoint: Checkpoint,
    /// The note, where it is a signed one.
    pub note: Option<Vec<u8>>,
}

/// Reads what a record can be held against: a checkpoint, signed or not, a
/// request to a witness, or an older copy of the casebook, which is opened where
/// it lies and not read whole.
pub fn held(path: &Path, read: impl FnOnce() -> Result<Vec<u8>>) -> Result<Held> {
    if is_database(path) {
        let store = Store::open(path, Access::Read)?;
        let head = store.computed_head()?;
        let origin = store.casebook()?.fact.origin;
        let checkpoint = Checkpoint { origin, size: head.size, root: head.root };
        return Ok(Held { checkpoint, note: None });
    }
    let bytes = read()?;
    if let Ok(checkpoint) = String::from_utf8_lossy(&bytes).parse() {
        return Ok(Held { checkpoint, note: None });
    }
    let note = if bytes.starts_with(b"old ") { Request::read(&bytes)?.signed } else { bytes };
    let signed = SignedCheckpoint::read(&note).map_err(|error| {
        Error::refused(
            format!("`{}` cannot be held against the record: {error}", path.display()),
            "give a checkpoint, or an older copy of the casebook",
        )
    })?;
    Ok(Held { checkpoint: signed.checkpoint().clone(), note: Some(note) })
}

fn refused(error: &crate::journal::note::BadNote) -> Error {
    Error::refused(error.to_string(), "")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("notes are UTF-8")
}
