//! Signing keys: made on a member's machine and kept there; the record holds
//! the public halves, from when until when each was good.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::journal::note::{SecretKey, VerifierKey};
use crate::journal::{Key, Keyring, fact};
use crate::model::EntryId;
use crate::model::vocab::KeyAct;
use crate::store::Store;

use super::desk::{Casebook, Desk, reasoned};

/// Every key there was, in order of logging.
pub fn keyring(store: &Store) -> Result<Keyring> {
    let mut ring = Keyring::default();
    for logged in store.list::<fact::Key>()? {
        ring.book(logged.id, logged.seq, &logged.fact);
    }
    Ok(ring)
}

impl Desk<'_, '_> {
    /// Declares a member's own first key; gives its secret half, which is
    /// nowhere else.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] where the member has one.
    pub fn new_key(&mut self) -> Result<(EntryId, SecretKey)> {
        if let Some(key) = self.own_key()? {
            return Err(Error::refused(
                format!("{} has a key: {}", key.member, self.handle(key.id)?),
                "`rashomon key rotate --why …` puts another in its place",
            ));
        }
        self.declare_key(KeyAct::New, None, None)
    }

    /// Puts a new key in the place of the member's own.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] where there is none.
    pub fn rotate_key(&mut self, why: &str) -> Result<(EntryId, SecretKey)> {
        reasoned("a rotation", why)?;
        let key = self.own_key()?.ok_or_else(|| {
            Error::refused("you have no key to replace", "make one with `rashomon key new`")
        })?;
        self.declare_key(KeyAct::Rotate, Some(key.id), Some(why))
    }

    /// Takes a key back: from here on it signs nothing. What it signed before
    /// stays signed, since a checkpoint says how far it goes.
    pub fn revoke_key(&mut self, handle: &str, why: &str) -> Result<Key> {
        reasoned("a revocation", why)?;
        let ring = keyring(self.store())?;
        let named = |key: &&Key| self.handle(key.id).is_ok_and(|own| own.to_string() == handle);
        let key =
            ring.keys().iter().find(named).ok_or_else(|| {
                Error::not_found("key", handle, "`rashomon key list` shows the keys")
            })?;
        if key.ended.is_some() {
            let message = format!("{handle} has ended already");
            return Err(Error::refused(message, "`rashomon key list` shows when, and why"));
        }
        self.log(fact::Key {
            act: KeyAct::Revoke,
            from: self.stamp().at,
            member: key.member.clone(),
            reason: Some(why.to_owned()),
            replaces: Some(key.id),
            vkey: key.vkey.to_string(),
        })?;
        Ok(key.clone())
    }

    fn own_key(&self) -> Result<Option<Key>> {
        let by = &self.stamp().by;
        Ok(keyring(self.store())?.good().rev().find(|key| key.member == *by).cloned())
    }

    fn declare_key(
        &mut self,
        act: KeyAct,
        replaces: Option<EntryId>,
        why: Option<&str>,
    ) -> Result<(EntryId, SecretKey)> {
        let origin = self.store().casebook()?.fact.origin;
        let secret = SecretKey::from_seed(&origin, &self.random())
            .map_err(|error| Error::refused(error.to_string(), ""))?;
        let stamp = self.stamp().clone();
        let id = self.log(fact::Key {
            act,
            from: stamp.at,
            member: stamp.by,
            reason: why.map(str::to_owned),
            replaces,
            vkey: secret.verifier().to_string(),
        })?;
        Ok((id, secret))
    }
}

/// The text of a key's file, which is short.
fn read_key(path: &Path) -> std::io::Result<String> {
    use std::io::Read as _;
    const LONGEST: u64 = 4_096;
    let mut text = String::new();
    fs::File::open(path)?.take(LONGEST).read_to_string(&mut text)?;
    Ok(text)
}

impl Casebook {
    /// Where the secret half of a key lies on this machine.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] where the machine has no place for it.
    pub fn key_file(&self, key: &VerifierKey) -> Result<PathBuf> {
        let Some(folder) = &self.machine().state else {
            return Err(Error::refused(
                "there is no folder to keep keys in",
                "set $HOME or $XDG_STATE_HOME",
            ));
        };
        let text = key.to_string();
        let id = text.split('+').nth(1).unwrap_or_default();
        let name = key.name().replace('/', "_");
        Ok(folder.join("keys").join(format!("{name}.{id}.key")))
    }

    /// The secret half of the newest good key of a member: from `file` where
    /// one is named.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] where there is none, or the file holds another.
    pub fn secret_key(&self, member: &str, file: Option<&Path>) -> Result<(Key, SecretKey)> {
        let ring = keyring(self.store())?;
        let path = match (file, ring.good().rev().find(|key| key.member == member)) {
            (Some(file), _) => file.to_owned(),
            (None, Some(key)) => self.key_file(&key.vkey)?,
            (None, None) => {
                let message = format!("{member} has no key in this casebook that is still good");
                return Err(Error::refused(message, "make one with `rashomon key new`"));
            }
        };
        let refused = |why: &dyn std::fmt::Display, hint: &str| {
            Error::refused(format!("`{}` is no key to sign with: {why}", path.display()), hint)
        };
        let text = read_key(&path).map_err(|error| {
            refused(&error, "name its file with --key FILE, or replace it: `rashomon key rotate`")
        })?;
        let secret = SecretKey::read(&text).map_err(|error| refused(&error, ""))?;
        let key = ring.good().find(|key| key.vkey == *secret.verifier()).cloned();
        let hint = "`rashomon key list` shows the keys that are";
        Ok((key.ok_or_else(|| refused(&"no good key of this casebook", hint))?, secret))
    }

    /// Remembers that this user trusts a key to sign for this casebook.
    pub fn trust(&self, key: &VerifierKey) -> Result<()> {
        let text = key.to_string();
        self.remember_that(|seen| {
            if !seen.vkeys.contains(&text) {
                seen.vkeys.push(text);
            }
        })
    }
}

/// Writes the secret half of a key where nobody else reads it (mode 0600).
///
/// # Errors
///
/// [`Error::File`]; also where there is a file already: a key is never written
/// over.
pub fn keep_secret(path: &Path, secret: &SecretKey) -> Result<()> {
    let failed = |source| Error::File { path: path.to_owned(), source };
    if let Some(folder) = path.parent() {
        make_private_folder(folder).map_err(failed)?;
    }
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path).map_err(failed)?;
    writeln!(file, "{}", secret.reveal()).and_then(|()| file.sync_all()).map_err(failed)
}

fn make_private_folder(folder: &Path) -> std::io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}
