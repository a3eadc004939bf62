//! One command at work: which casebook it is on, who is asking, and the
//! machine that the verbs run on.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use crate::casebook::{Casebook, Desk, MAX_CAPTURE, Machine, Written};
use crate::error::{Error, Result};
use crate::intake;
use crate::model::Stamp;
use crate::store::{Access, is_database};

use super::Env;
use super::args::Global;
use super::reply::Reply;

/// A command at work.
pub(super) struct Session<'s, 'e> {
    global: Global,
    /// Where it runs.
    pub(super) env: &'s mut Env<'e>,
    /// What to warn of, whatever the command says.
    pub(super) warnings: Vec<String>,
}

impl<'s, 'e> Session<'s, 'e> {
    /// Begins a command.
    pub(super) fn new(global: Global, env: &'s mut Env<'e>) -> Self {
        Self { global, env, warnings: Vec::new() }
    }

    /// Opens the casebook to read, all of it in one state; warns where it is
    /// not the record that was seen before.
    pub(super) fn read(&mut self) -> Result<Casebook> {
        let casebook = self.read_any()?;
        if let Some(doubt) = casebook.doubt()? {
            self.warnings.push(format!("{doubt}: `rashomon audit` tells more"));
        }
        Ok(casebook)
    }

    /// Opens the casebook to read, whatever was seen before.
    pub(super) fn read_any(&mut self) -> Result<Casebook> {
        let machine = self.machine(String::new());
        let casebook = Casebook::open(&self.path()?, Access::Read, machine)?;
        casebook.hold()?;
        Ok(casebook)
    }

    /// Opens the casebook to write.
    pub(super) fn open(&mut self) -> Result<Casebook> {
        let path = self.path()?;
        // Who is asking is looked up first, without a lock.
        let member = self.member(&path)?;
        Casebook::open(&path, Access::Write, self.machine(member))
    }

    /// Runs one verb and keeps what it logged; says so where nothing is kept.
    pub(super) fn write(
        &mut self,
        work: impl FnMut(&mut Desk<'_, '_>) -> Result<Reply>,
    ) -> Result<Reply> {
        let written = self.open()?.write(work)?;
        Ok(Self::told(written))
    }

    /// The reply of a write, with a word where it was not kept.
    pub(super) fn told(written: Written<Reply>) -> Reply {
        let reply = written.outcome;
        if written.dry_run {
            return reply.dry_run("nothing was recorded");
        }
        reply
    }

    /// Whether a program reads what is printed.
    pub(super) const fn is_json(&self) -> bool {
        self.global.json
    }

    /// Whether nothing is to be recorded.
    pub(super) const fn dry_run(&self) -> bool {
        self.global.dry_run
    }

    /// Whether one envelope is all that is to be printed.
    pub(super) const fn json(&self) -> bool {
        self.global.json
    }

    /// The machine that verbs run on, for a member.
    pub(super) fn machine(&self, member: String) -> Machine {
        let random = self.env.random.clone();
        Machine {
            stamp: Stamp { at: self.env.now, by: member },
            random: Box::new(move || (random.borrow_mut())()),
            state: self.state(),
            dry_run: self.global.dry_run,
        }
    }

    /// A path as typed, from the folder that the command runs in.
    pub(super) fn at(&self, path: impl AsRef<Path>) -> PathBuf {
        self.env.folder.join(path)
    }

    /// Reads a file; `-` is standard input.
    pub(super) fn file(&mut self, path: &Path) -> Result<Vec<u8>> {
        let named = |source| Error::File { path: path.to_owned(), source };
        let limit = MAX_CAPTURE as u64 + 1;
        let mut bytes = Vec::new();
        if path == Path::new("-") {
            self.env.stdin.take(limit).read_to_end(&mut bytes).map_err(named)?;
        } else {
            let file = fs::File::open(self.plain_file(path)?).map_err(named)?;
            file.take(limit).read_to_end(&mut bytes).map_err(named)?;
        }
        if bytes.len() as u64 == limit {
            let message = format!("`{}` has more than {MAX_CAPTURE} bytes", path.display());
            return Err(Error::refused(
                message,
                "nothing is cut silently: give the part that matters",
            ));
        }
        Ok(bytes)
    }

    /// The path of a file that can be read, has an end, and is no folder.
    pub(super) fn plain_file(&self, path: &Path) -> Result<PathBuf> {
        let at = self.at(path);
        // Before it is opened: a pipe that nobody writes to never opens.
        let found =
            fs::metadata(&at).map_err(|source| Error::File { path: path.to_owned(), source })?;
        if found.is_dir() {
            let message = format!("`{}` is a folder", path.display());
            return Err(Error::usage(message, "name a file in it"));
        }
        if !found.is_file() {
            return Err(intake::no_file(path));
        }
        Ok(at)
    }

    /// Writes a file that is not there yet; over one that is only by `force`.
    ///
    /// No link is followed: what stands at the name is replaced, or refused.
    pub(super) fn keep(&self, path: &Path, bytes: &[u8], force: bool) -> Result<()> {
        use std::io::Write as _;
        let target = self.at(path);
        let named = |source| Error::File { path: path.to_owned(), source };
        let there = fs::symlink_metadata(&target).ok().filter(|found| force && !found.is_dir());
        if let Some(found) = there {
            refuse_to_replace(path, &target, &found)?;
            fs::remove_file(&target).map_err(named)?;
        }
        match fs::File::create_new(&target) {
            Ok(mut file) => {
                let written = file.write_all(bytes).and_then(|()| file.sync_all());
                if written.is_err() {
                    // Half of it would stand in the way of the next try.
                    let _ = fs::remove_file(&target);
                }
                written.map_err(named)
            }
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
                let message = format!("there is something at `{}` already", path.display());
                Err(Error::refused(message, "choose another name, or say --force to write over it"))
            }
            Err(error) => Err(named(error)),
        }
    }

    /// Makes a folder for files that are written, where there is none yet.
    pub(super) fn folder(&self, path: &Path) -> Result<()> {
        let named = |source| Error::File { path: path.to_owned(), source };
        fs::create_dir_all(self.at(path)).map_err(named)
    }

    /// Refuses `--casebook` where a command makes a casebook of its own name.
    pub(super) fn refuse_casebook(&self, names_it: &str) -> Result<()> {
        match &self.global.casebook {
            Some(path) => Err(Error::usage(
                format!("--casebook {} names one that is there", path.display()),
                format!("{names_it}; leave --casebook out"),
            )),
            None => Ok(()),
        }
    }

    /// The casebook: named, or from the environment, or the only one here.
    pub(super) fn path(&self) -> Result<PathBuf> {
        if let Some(path) = &self.global.casebook {
            return Ok(self.at(path));
        }
        if let Some(path) = (self.env.var)("RASHOMON_CASEBOOK").filter(|path| !path.is_empty()) {
            return Ok(self.at(path));
        }
        let found = casebooks(&self.env.folder);
        match found.as_slice() {
            [only] => Ok(only.clone()),
            [] => Err(Error::not_found(
                "casebook",
                format!("{}/*.casebook", self.env.folder.display()),
                "name one with --casebook FILE, or make one with `rashomon init NAME`",
            )),
            several => {
                let name = |path: &PathBuf| path.file_name().map(|name| name.display().to_string());
                Err(Error::Ambiguous {
                    what: "several casebooks",
                    given: self.env.folder.display().to_string(),
                    candidates: several.iter().filter_map(name).collect(),
                    hint: "name one with --casebook FILE".into(),
                })
            }
        }
    }

    /// Who is asking: named, or from the environment, or the only member.
    fn member(&mut self, path: &Path) -> Result<String> {
        if let Some(member) = self.named_member() {
            return Ok(member);
        }
        let casebook = Casebook::open(path, Access::Read, self.machine(String::new()))?;
        let mut keys: Vec<String> = Vec::new();
        for member in casebook.members()? {
            if member.fact.until.is_none_or(|until| self.env.now < until) {
                keys.push(member.fact.key);
            }
        }
        match keys.as_slice() {
            [only] => Ok(only.clone()),
            _ => Err(Error::usage(
                format!("who are you? The members are: {}", keys.join(", ")),
                "say --as KEY, or set $RASHOMON_MEMBER",
            )),
        }
    }

    /// The member named on the command line or in the environment.
    pub(super) fn named_member(&self) -> Option<String> {
        let from_env = || (self.env.var)("RASHOMON_MEMBER")?.into_string().ok();
        self.global.member.clone().or_else(from_env).filter(|key| !key.is_empty())
    }

    /// The user's state folder, as the XDG base directories have it.
    fn state(&self) -> Option<PathBuf> {
        let folder = |name: &str| (self.env.var)(name).map(PathBuf::from);
        let absolute = |path: &PathBuf| path.is_absolute();
        let state = folder("XDG_STATE_HOME").filter(absolute);
        let home = || folder("HOME").filter(absolute).map(|home| home.join(".local/state"));
        state.or_else(home).map(|state| state.join("rashomon"))
    }
}

/// What --force does not write over: a casebook or another database, which may
/// be the only copy, and what is no file at all.
fn refuse_to_replace(path: &Path, target: &Path, found: &fs::Metadata) -> Result<()> {
    let what = if found.is_symlink() {
        return Ok(());
    } else if !found.is_file() {
        "no file"
    } else if is_database(target) {
        "a casebook or another database"
    } else {
        return Ok(());
    };
    let message = format!("`{}` is {what}: it is not written over", path.display());
    Err(Error::refused(message, "choose another name; --force replaces plain files only"))
}

/// The casebooks in a folder, by name.
fn casebooks(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut found: Vec<PathBuf> = entries
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "casebook"))
        .filter(|path| path.is_file())
        .collect();
    found.sort();
    found
}
