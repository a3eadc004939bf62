//! The folder that an import's files lie in, and out of which it cannot reach.

use std::fs;
use std::io;
use std::path::{Component, Path};

/// A file that the program brings along: its name and its bytes.
pub type Kept = (&'static str, &'static [u8]);

/// Where the files lie that an import names.
#[derive(Clone, Copy, Debug)]
pub enum Folder<'a> {
    /// A folder of the disk.
    Disk(&'a Path),
    /// Files compiled into the program.
    Kept(&'a [Kept]),
    /// Nowhere: the lines came in by a pipe.
    Nowhere,
}

/// Why a file was not read, in words for the line that names it.
pub(super) type Why = String;

impl Folder<'_> {
    /// Reads a file by its name relative to the folder.
    ///
    /// Refuses a name that leads out of the folder, by `..`, by an absolute
    /// path or by a symbolic link, anything but a plain file, and more than
    /// `most` bytes.
    pub(super) fn read(&self, name: &str, most: usize) -> Result<Vec<u8>, Why> {
        check_name(name)?;
        match self {
            Self::Disk(base) => read_below(base, Path::new(name), most),
            Self::Kept(files) => files
                .iter()
                .find(|(kept, _)| *kept == name)
                .map(|(_, bytes)| bytes.to_vec())
                .ok_or_else(|| format!("there is no file `{name}`")),
            Self::Nowhere => Err(format!(
                "`{name}` cannot be found: lines from a pipe have no folder; say with --folder where it lies, or import the file by its name"
            )),
        }
    }
}

/// Only plain steps down: no root, no drive, no `.` or `..`.
fn check_name(name: &str) -> Result<(), Why> {
    let mut parts = Path::new(name).components().peekable();
    let plain = parts.peek().is_some() && parts.all(|part| matches!(part, Component::Normal(_)));
    if plain && !name.contains('\\') {
        return Ok(());
    }
    Err(format!("`{name}` may lead out of the import's folder; name a file in it or below it"))
}

fn read_below(base: &Path, name: &Path, most: usize) -> Result<Vec<u8>, Why> {
    let in_words = |error: &io::Error| format!("`{}`: {error}", name.display());
    let mut path = base.to_path_buf();
    for part in name.components() {
        path.push(part);
        let found = fs::symlink_metadata(&path).map_err(|error| in_words(&error))?;
        if found.is_symlink() {
            return Err(format!("`{}` is a link; no link is followed", path.display()));
        }
    }
    let found = fs::symlink_metadata(&path).map_err(|error| in_words(&error))?;
    if !found.is_file() {
        return Err(format!("`{}` is not a file", name.display()));
    }
    if found.len() > most as u64 {
        let (is, name) = (found.len(), name.display());
        return Err(format!("`{name}` has {is} bytes, more than {most}; nothing is cut"));
    }
    fs::read(&path).map_err(|error| in_words(&error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_leads_out_of_the_folder() {
        let outside = tempfile::tempdir().unwrap();
        fs::write(outside.path().join("secret.txt"), "outside").unwrap();
        let inside = outside.path().join("inside");
        fs::create_dir(&inside).unwrap();
        fs::write(inside.join("page.txt"), "inside").unwrap();
        let folder = Folder::Disk(&inside);
        assert_eq!(folder.read("page.txt", 6).unwrap(), b"inside");
        for name in
            ["../secret.txt", "/etc/hostname", "./page.txt", "", ".", "..", "a\\..\\b", "gone"]
        {
            assert!(folder.read(name, 100).is_err(), "{name}");
        }
        assert!(folder.read("page.txt", 5).unwrap_err().contains("6 bytes"));
    }

    #[cfg(unix)]
    #[test]
    fn no_link_is_followed() {
        let outside = tempfile::tempdir().unwrap();
        fs::write(outside.path().join("secret.txt"), "outside").unwrap();
        let inside = outside.path().join("inside");
        fs::create_dir(&inside).unwrap();
        std::os::unix::fs::symlink("../secret.txt", inside.join("page.txt")).unwrap();
        std::os::unix::fs::symlink("..", inside.join("up")).unwrap();
        for name in ["page.txt", "up/secret.txt"] {
            let why = Folder::Disk(&inside).read(name, 100).unwrap_err();
            assert!(why.contains("no link is followed"), "{why}");
        }
    }

    #[test]
    fn files_in_the_program_are_found_by_name() {
        let folder = Folder::Kept(&[("page.txt", b"words")]);
        assert_eq!(folder.read("page.txt", 100).unwrap(), b"words");
        assert!(folder.read("other.txt", 100).is_err());
        assert!(Folder::Nowhere.read("page.txt", 100).is_err());
    }
}
