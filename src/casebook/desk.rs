//! A casebook in use: who is at it, and how what they do becomes entries.

use std::cell::OnceCell;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use crate::error::{Error, Result};
use crate::journal::{Body, Entry, Fact, fact};
use crate::model::{EntryId, Handle, Nonce, Stamp, check_member_key, slug, to_hex};
use crate::store::{Access, Appended, Batch, Blob, Head, Logged, Outcome, Plan, Store};

use super::keys::Keys;
use super::names::Names;
use super::pages::Pages;
use super::quote::Page;
use super::state::Seen;

/// How often a batch is planned again when someone else wrote in between.
const TRIES: usize = 8;

/// What a command is handed by the machine it runs on.
pub struct Machine {
    /// Who is asking, and when.
    pub stamp: Stamp,
    /// 32 random bytes at each call.
    pub random: Box<dyn FnMut() -> [u8; 32]>,
    /// Folder where the newest heads seen are remembered; None: nowhere.
    pub state: Option<PathBuf>,
    /// Plan and report, write nothing.
    pub dry_run: bool,
}

/// An open casebook.
pub struct Casebook {
    store: Store,
    pub(super) machine: Machine,
    /// What was seen before the record was held.
    pub(super) seen: OnceCell<Option<Seen>>,
}

/// What a new casebook is made of.
#[derive(Clone, Debug)]
pub struct Setup {
    /// What it is about.
    pub title: String,
    /// Key of the first member.
    pub member: String,
    /// Name of the first member.
    pub name: String,
}

/// The outcome of a write.
#[derive(Debug)]
pub struct Written<T> {
    /// What the verb gave.
    pub outcome: T,
    /// The journal after it; for a dry run, before it.
    pub head: Head,
    /// Number of entries logged, or that would be.
    pub entries: usize,
    /// Nothing was written.
    pub dry_run: bool,
}

impl Casebook {
    /// Makes a new casebook, with entry 0; never over a file that is there.
    ///
    /// # Errors
    ///
    /// [`Error::Exists`]; [`Error::Invalid`] for a bad member key.
    pub fn create(path: &Path, setup: &Setup, mut machine: Machine) -> Result<Self> {
        check_member_key(&setup.member)?;
        machine.stamp.by.clone_from(&setup.member);
        let random = (machine.random)();
        let founder = fact::Member {
            from: None,
            key: setup.member.clone(),
            name: setup.name.clone(),
            of: None,
            until: None,
        };
        let terms = fact::Casebook {
            categories: default_terms(CATEGORIES),
            conventions: Vec::new(),
            founder: Some(founder),
            of: None,
            origin: format!("{}/{}", slug(&setup.title, "casebook"), to_hex(&random[..4])),
            scales: Vec::new(),
            standards: Vec::new(),
            title: setup.title.clone(),
            units: default_terms(UNITS),
        };
        let body = body(&mut machine, terms.into())?;
        let batch = Batch { expected: Head::empty(), entries: vec![body], ..Batch::default() };
        let store = Store::create(path, &batch)?;
        let casebook = Self::new(store, machine);
        casebook.remember()?;
        Ok(casebook)
    }

    /// A casebook that was just made.
    pub(super) const fn new(store: Store, machine: Machine) -> Self {
        Self { store, machine, seen: OnceCell::new() }
    }

    /// Opens a casebook; never makes one.
    ///
    /// # Errors
    ///
    /// Those of [`Store::open`]; [`Error::Unlike`] to write to a record that is
    /// older than, or not, the one that this user has seen.
    pub fn open(path: &Path, access: Access, machine: Machine) -> Result<Self> {
        let casebook = Self::new(Store::open(path, access)?, machine);
        if access == Access::Write
            && let Some(doubt) = casebook.doubt()?
        {
            return Err(Error::Unlike { path: path.to_owned(), doubt: doubt.to_string() });
        }
        Ok(casebook)
    }

    /// The record and its queries.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The record, for the verbs that keep house: `rebuild`.
    pub fn store_mut(&mut self) -> &mut Store {
        &mut self.store
    }

    /// Who is asking, and where their state is.
    pub fn machine(&self) -> &Machine {
        &self.machine
    }

    /// Names as a reading command resolves them.
    pub fn names(&self) -> Names<'_> {
        Names::of(&self.store)
    }

    /// Runs `work` and keeps all that it stages, or nothing.
    ///
    /// `work` may run more than once: when another program wrote in between,
    /// it is planned again on the newer record, under the same rules.
    ///
    /// # Errors
    ///
    /// Whatever `work` refuses; [`Error::Busy`] when others keep writing.
    pub fn write<T>(
        &mut self,
        mut work: impl FnMut(&mut Desk<'_, '_>) -> Result<T>,
    ) -> Result<Written<T>> {
        for _ in 0..TRIES {
            let machine = &mut self.machine;
            let (outcome, batch) =
                self.store.plan(|plan| Desk::sit(plan, machine)?.run(&mut work))?;
            let entries = batch.entries.len();
            if self.machine.dry_run || entries == 0 {
                let dry_run = self.machine.dry_run;
                return Ok(Written { outcome, head: batch.expected, entries, dry_run });
            }
            let head = match self.store.append(&batch)? {
                Appended::Done(head) => head,
                Appended::Moved(_) => continue,
                Appended::Unknown(why) => {
                    batch
                        .entries
                        .last()
                        .map_or(Ok(()), |last| self.store.settle_commit(last.id(), why))?;
                    self.store.head()?
                }
            };
            self.remember()?;
            return Ok(Written { outcome, head, entries, dry_run: false });
        }
        Err(Error::Busy)
    }

    /// Runs `work` once and keeps what it stages where it lays it out: for
    /// imports, in memory that does not grow with them. The file is locked for
    /// writing meanwhile. All or nothing, since the last [`Desk::commit`].
    ///
    /// # Errors
    ///
    /// Whatever `work` refuses; [`Error::Busy`].
    pub fn load<T>(
        &mut self,
        work: impl FnOnce(&mut Desk<'_, '_>) -> Result<T>,
    ) -> Result<Written<T>> {
        let dry_run = self.machine.dry_run;
        let kept = if dry_run { Outcome::Dropped } else { Outcome::Kept };
        let machine = &mut self.machine;
        let (outcome, loaded) =
            self.store.load(kept, |plan| Desk::sit(plan, machine)?.run(work))?;
        if !dry_run {
            self.remember()?;
        }
        let entries = usize::try_from(loaded.entries).unwrap_or(usize::MAX);
        Ok(Written { outcome, head: loaded.head, entries, dry_run })
    }

    /// The journal's name, fixed in entry 0.
    pub fn origin(&self) -> Result<String> {
        Ok(self.store.casebook()?.fact.origin)
    }
}

/// What one write can see and stage.
pub struct Desk<'a, 'plan> {
    plan: &'a mut Plan<'plan>,
    machine: &'a mut Machine,
    /// Keys of the import at hand.
    pub keys: Keys,
    pages: Pages,
}

impl<'a, 'plan> Desk<'a, 'plan> {
    /// Sits down to one write; refuses who is not a member now.
    fn sit(plan: &'a mut Plan<'plan>, machine: &'a mut Machine) -> Result<Self> {
        let desk = Self { plan, machine, keys: Keys::default(), pages: Pages::default() };
        desk.check_member()?;
        Ok(desk)
    }

    fn run<T>(mut self, work: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        work(&mut self)
    }
}

impl Desk<'_, '_> {
    /// The journal's size, with what was staged.
    pub fn size(&self) -> u64 {
        self.plan.size()
    }

    /// Keeps for good what a load staged so far; see [`Plan::commit`].
    pub fn commit(&mut self) -> Result<()> {
        self.plan.commit()
    }

    /// For verbs that ask more than logging does; see [`Plan::want_indexes`].
    pub fn want_indexes(&mut self) -> Result<()> {
        self.plan.want_indexes()
    }

    /// A capture with its text, read and hashed once for one write.
    pub(super) fn page(&self, capture: Logged<fact::Capture>) -> Result<Rc<Page>> {
        self.pages.get(self.plan.store(), capture)
    }

    /// The record, with what was staged so far.
    pub fn store(&self) -> &Store {
        self.plan.store()
    }

    /// Who logs, and when.
    pub fn stamp(&self) -> &Stamp {
        &self.machine.stamp
    }

    /// Names as this desk resolves them: handles, keys of the import, names.
    pub fn names(&self) -> Names<'_> {
        Names::with_keys(self.plan.store(), &self.keys)
    }

    /// Stages one fact; gives the id its entry will have.
    pub fn log(&mut self, fact: impl Into<Fact>) -> Result<EntryId> {
        let body = body(self.machine, fact.into())?;
        self.plan.stage(body)
    }

    /// Stages one fact in another member's name.
    pub fn log_as(&mut self, member: &str, fact: impl Into<Fact>) -> Result<EntryId> {
        self.as_member(member, |desk| desk.log(fact))
    }

    /// Stages one fact in the name of somebody who may be a member no longer.
    pub(super) fn log_by(&mut self, member: &str, fact: impl Into<Fact>) -> Result<EntryId> {
        let own = std::mem::replace(&mut self.machine.stamp.by, member.to_owned());
        let logged = self.log(fact);
        self.machine.stamp.by = own;
        logged
    }

    /// Runs `work` in another member's name.
    pub fn as_member<T>(
        &mut self,
        member: &str,
        work: impl FnOnce(&mut Self) -> Result<T>,
    ) -> Result<T> {
        let own = std::mem::replace(&mut self.machine.stamp.by, member.to_owned());
        let done = self.check_member().and_then(|()| work(self));
        self.machine.stamp.by = own;
        done
    }

    /// Keeps some bytes.
    pub fn keep(&mut self, blob: Blob) -> Result<()> {
        self.pages.forget_missing();
        self.plan.stage_blob(blob)
    }

    /// Takes some bytes out for good.
    pub fn take_out(&mut self, sha256: crate::model::Sha256Hex) -> Result<()> {
        self.pages.forget_all();
        self.plan.remove_blob(sha256)
    }

    /// 32 random bytes.
    pub fn random(&mut self) -> [u8; 32] {
        (self.machine.random)()
    }

    /// The handle of something logged.
    pub fn handle(&self, id: impl Into<EntryId>) -> Result<Handle> {
        let id = id.into();
        let handle = self.store().handle_of(id)?;
        handle.ok_or_else(|| Error::not_found("thing with the id", id.to_string(), ""))
    }

    /// Refuses who is not a member now.
    fn check_member(&self) -> Result<()> {
        let Stamp { at, by } = &self.machine.stamp;
        let member = self.plan.store().member(by)?;
        let Some(member) = member else {
            return Err(Error::refused(
                format!("`{by}` is not a member of this casebook"),
                "say who you are with --as KEY; `rashomon member list` shows the members",
            ));
        };
        let early = member.fact.from.is_some_and(|from| *at < from);
        let late = member.fact.until.is_some_and(|until| *at >= until);
        if early || late {
            let message = format!("`{by}` is not a member at {at}");
            return Err(Error::refused(
                message,
                "`rashomon member list` shows from when until when",
            ));
        }
        Ok(())
    }
}

/// Refuses an act without a reason.
pub(super) fn reasoned(act: &str, why: &str) -> Result<()> {
    if why.trim().is_empty() {
        return Err(Error::usage(format!("{act} needs a reason"), "say why with --why"));
    }
    Ok(())
}

/// Turns a fact to the bytes of its entry, for the one time.
fn body(machine: &mut Machine, fact: Fact) -> Result<Body> {
    let random = (machine.random)();
    let nonce = Nonce::from_bytes(random[..16].try_into().expect("16 of 32"));
    Ok(Body::of(Entry::new(&machine.stamp, nonce, fact))?)
}

/// Units every casebook begins with; more are declared with `terms`.
const UNITS: &[(&str, &str)] = &[
    ("killed", "people killed"),
    ("injured", "people injured"),
    ("captured", "people captured"),
    ("missing", "people missing"),
    ("displaced", "people displaced"),
    ("hours", "hours"),
    ("days", "days"),
    ("posts", "border or army posts"),
    ("strikes", "strikes"),
    ("people", "people"),
    ("items", "things counted"),
];

/// Categories every casebook begins with.
const CATEGORIES: &[(&str, &str)] = &[
    ("fighters", "fighters of an armed group"),
    ("soldiers", "members of an armed force"),
    ("civilians", "people who take no part in fighting"),
    ("police", "members of a police force"),
    ("not-stated", "the words do not say who"),
];

fn default_terms(terms: &[(&str, &str)]) -> Vec<fact::Term> {
    let term = |(key, text): &(&str, &str)| fact::Term { key: (*key).into(), text: (*text).into() };
    terms.iter().map(term).collect()
}
