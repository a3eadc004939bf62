//! The casebooks that the program brings along, for `quickstart` and to try
//! things on: the same files as in `seeds/`.

use super::folder::{Folder, Kept};
use super::import::Input;

/// An import with its files, compiled into the program.
#[derive(Clone, Copy, Debug)]
pub struct Seed {
    /// Name of the file of lines.
    pub name: &'static str,
    /// The lines.
    pub lines: &'static [u8],
    /// The files that the lines name.
    pub files: &'static [Kept],
}

impl Seed {
    /// The seed as something to import.
    pub fn input(&self) -> Input<'static> {
        Input {
            name: Some(self.name.to_owned()),
            bytes: self.lines,
            folder: Folder::Kept(self.files),
        }
    }
}

/// The clashes of October 2025, from digests in their own words.
pub const fn october() -> Seed {
    Seed {
        name: "october-2025.jsonl",
        lines: include_bytes!("../../seeds/october-2025/casebook.jsonl"),
        files: &[
            ("digest.txt", include_bytes!("../../seeds/october-2025/digest.txt")),
            ("digest-2.txt", include_bytes!("../../seeds/october-2025/digest-2.txt")),
            ("desk-note.txt", include_bytes!("../../seeds/october-2025/desk-note.txt")),
        ],
    }
}

/// Statements of one news analysis, logged against a withheld capture of it.
pub const fn dawn() -> Seed {
    Seed {
        name: "dawn-2025-10-17.jsonl",
        lines: include_bytes!("../../seeds/dawn-2025-10-17.jsonl"),
        files: &[],
    }
}
