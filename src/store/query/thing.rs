//! Things: by id, in lists, with their fields as they stand.

use std::sync::Arc;

use rusqlite::{OptionalExtension, Row, named_params};

use super::super::{Store, unsigned};
use crate::error::Result;
use crate::journal::{Fact, fact};
use crate::model::{EntryId, EventId, Handle, PartyId, QuestionId, Timestamp};

/// A thing as it stands: its name, its first entry, and its fields now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logged<F> {
    /// Id of the entry that first logged it.
    pub id: EntryId,
    /// Its handle; of a decision, that of the thing it is about. A place and
    /// the casebook have none: theirs is `M0`, which stands for nothing.
    pub handle: Handle,
    /// Number of that entry.
    pub seq: u64,
    /// Number of the entry that holds its fields now.
    pub current_seq: u64,
    /// When it was first logged.
    pub at: Timestamp,
    /// By whom.
    pub by: String,
    /// Whether it was undone.
    pub undone: bool,
    /// Its fields now.
    pub fact: F,
}

/// A kind of fact that makes a thing with a handle.
pub trait Kind: Sized {
    /// What the projection calls it.
    const KIND: &'static str;

    /// The fact, if it is of this kind.
    fn of(fact: Fact) -> Option<Self>;
}

/// Says which fact makes which thing.
macro_rules! kinds {
    ($($fact:ident = $kind:literal,)+) => {
        $(impl Kind for fact::$fact {
            const KIND: &'static str = $kind;

            fn of(fact: Fact) -> Option<Self> {
                if let Fact::$fact(fact) = fact { Some(*fact) } else { None }
            }
        })+
    };
}

kinds! {
    Casebook = "casebook",
    Source = "source",
    Capture = "capture",
    Party = "party",
    Place = "place",
    Event = "event",
    Question = "question",
    Link = "link",
    Evidence = "evidence",
    Verdict = "verdict",
    Publication = "report",
    Member = "member",
    Key = "key",
}

impl Kind for fact::Ask {
    const KIND: &'static str = "enquiry";

    fn of(fact: Fact) -> Option<Self> {
        let Fact::Enquiry(enquiry) = fact else { return None };
        match *enquiry {
            fact::Enquiry::Ask(ask) => Some(ask),
            fact::Enquiry::Answer(_) => None,
        }
    }
}

/// A row of `thing`.
pub(in crate::store) struct ThingRow {
    pub(super) seq: i64,
    pub(super) id: EntryId,
    pub(super) kind: String,
    pub(super) number: u32,
    pub(super) undone: bool,
    letter: String,
    /// Number of the source or event it belongs to; 0: none.
    parent: u32,
    key: String,
    current: i64,
}

impl ThingRow {
    fn from_row(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            seq: row.get("seq")?,
            id: EntryId::from_bytes(row.get("id")?),
            kind: row.get("kind")?,
            number: row.get("number")?,
            undone: row.get::<_, Option<i64>>("undone")?.is_some(),
            letter: row.get("letter")?,
            parent: row.get::<_, Option<u32>>("parent")?.unwrap_or(0),
            key: row.get("key")?,
            current: row.get("current")?,
        })
    }

    /// Its handle; None where it has none.
    pub(super) fn handle(&self) -> Option<Handle> {
        let n = self.number;
        Some(match self.letter.as_str() {
            "S" => Handle::Source(n),
            "P" => Handle::Party(n),
            "E" => Handle::Event(n),
            "C" => Handle::Claim(n),
            "L" => Handle::Link(n),
            "X" => Handle::Evidence(n),
            "V" => Handle::Verdict(n),
            "R" => Handle::Report(n),
            "M" => Handle::Member(n),
            "K" => Handle::Key(n),
            "S@" => Handle::Capture(self.parent, n),
            "E/" => Handle::Question(self.parent, self.key.clone()),
            _ => return None,
        })
    }
}

impl Store {
    pub(super) fn thing_at(&self, seq: i64) -> Result<Option<Arc<ThingRow>>> {
        self.recall.thing(seq, || {
            let mut query = self.conn.prepare_cached(
                "SELECT thing.seq, thing.id, thing.kind, thing.letter, thing.number, thing.key,
                        thing.current, thing.undone, parent.number AS parent
                   FROM thing LEFT JOIN thing AS parent ON parent.seq = thing.parent
                  WHERE thing.seq = :seq",
            )?;
            Ok(query.query_row(named_params! { ":seq": seq }, ThingRow::from_row).optional()?)
        })
    }

    /// A thing of one kind by its id, undone or not; None if it is none. The
    /// founder is a member by the id of entry 0.
    pub fn get<F: Kind>(&self, id: EntryId) -> Result<Option<Logged<F>>> {
        match self.seq(id)? {
            Some(0) if F::KIND == fact::Member::KIND => self.founder_as(),
            Some(seq) => self.logged_at(seq),
            None => Ok(None),
        }
    }

    /// The thing of one kind whose first entry is at `seq`.
    pub(super) fn logged_at<F: Kind>(&self, seq: i64) -> Result<Option<Logged<F>>> {
        let Some(row) = self.thing_at(seq)?.filter(|row| row.kind == F::KIND) else {
            return Ok(None);
        };
        let first = self.entry_at(row.seq)?;
        let (at, by) = (first.at, first.by);
        let fact =
            if row.current == row.seq { first.fact } else { self.entry_at(row.current)?.fact };
        Ok(F::of(fact).map(|fact| Logged {
            id: row.id,
            handle: row.handle().unwrap_or(Handle::Member(0)),
            seq: unsigned(row.seq),
            current_seq: unsigned(row.current),
            at,
            by,
            undone: row.undone,
            fact,
        }))
    }

    /// Every thing of one kind that is not undone, in order of logging, which
    /// is that of its number. Members without the founder.
    pub fn list<F: Kind>(&self) -> Result<Vec<Logged<F>>> {
        let mut query = self.conn.prepare_cached(
            "SELECT seq FROM thing WHERE kind = :kind AND undone IS NULL ORDER BY seq",
        )?;
        let rows =
            query.query_map(named_params! { ":kind": F::KIND }, |row| row.get::<_, i64>(0))?;
        let seqs = rows.collect::<rusqlite::Result<Vec<i64>>>()?;
        self.logged_all(&seqs)
    }

    pub(super) fn logged_all<F: Kind>(&self, seqs: &[i64]) -> Result<Vec<Logged<F>>> {
        let mut list = Vec::with_capacity(seqs.len());
        for seq in seqs {
            list.extend(self.logged_at::<F>(*seq)?);
        }
        Ok(list)
    }

    /// Decisions, by the numbers of their entries. `of` gives what a fact is
    /// about, and the fact where it is the one that is asked for.
    pub(super) fn decisions<F>(
        &self,
        seqs: &[i64],
        of: impl Fn(Fact) -> Option<(EntryId, F)>,
    ) -> Result<Vec<Logged<F>>> {
        let mut list = Vec::with_capacity(seqs.len());
        for seq in seqs {
            let entry = self.entry_at(*seq)?;
            let Some((about, fact)) = of(entry.fact) else { continue };
            list.push(Logged {
                id: self.id_at(*seq)?,
                handle: self.handle_of(about)?.unwrap_or(Handle::Member(0)),
                seq: unsigned(*seq),
                current_seq: unsigned(*seq),
                at: entry.at,
                by: entry.by,
                undone: self.undone_at(*seq)?,
                fact,
            });
        }
        Ok(list)
    }

    /// Questions of an event that are not undone, in order of logging.
    pub fn questions(&self, event: EventId) -> Result<Vec<Logged<fact::Question>>> {
        let Some(seq) = self.seq(event)? else { return Ok(Vec::new()) };
        let seqs = self.numbers(
            "SELECT seq FROM thing WHERE parent = :of AND kind = 'question' AND undone IS NULL
              ORDER BY seq",
            seq,
        )?;
        self.logged_all(&seqs)
    }

    /// A question of an event by its key, if it is not undone.
    pub fn question(&self, event: EventId, key: &str) -> Result<Option<Logged<fact::Question>>> {
        let Some(event) = self.seq(event)? else { return Ok(None) };
        let Some(seq) = self.question_at(event, key)? else { return Ok(None) };
        let question: Option<Logged<fact::Question>> = self.logged_at(seq)?;
        Ok(question.filter(|question| !question.undone))
    }

    /// How a question was settled last; None if it was not.
    pub fn resolution(&self, question: QuestionId) -> Result<Option<fact::Resolution>> {
        let Some(seq) = self.seq(question)? else { return Ok(None) };
        let newest = self.numbers(
            "SELECT seq FROM bearing WHERE question = :of AND kind = 'resolution'
                AND seq NOT IN (SELECT seq FROM undone) ORDER BY seq DESC LIMIT 1",
            seq,
        )?;
        let Some(seq) = newest.first() else { return Ok(None) };
        let Fact::Resolution(resolution) = self.entry_at(*seq)?.fact else { return Ok(None) };
        Ok(Some(*resolution))
    }

    /// The first event with this very title that is not undone. Reads every
    /// event's entry.
    pub fn event_titled(&self, title: &str) -> Result<Option<EntryId>> {
        let mut query = self.conn.prepare_cached(
            "SELECT thing.id FROM thing JOIN entry ON entry.seq = thing.current
              WHERE kind = 'event' AND undone IS NULL
                AND json_extract(CAST(body AS TEXT), '$.fact.event.title') = :title
              ORDER BY thing.seq LIMIT 1",
        )?;
        let id = query.query_row(named_params! { ":title": title }, |row| row.get(0)).optional()?;
        Ok(id.map(EntryId::from_bytes))
    }

    /// What came of an enquiry, in order of logging; the last counts.
    pub fn answers(&self, enquiry: EntryId) -> Result<Vec<fact::Answer>> {
        let Some(seq) = self.seq(enquiry)? else { return Ok(Vec::new()) };
        let seqs = self.numbers(
            "SELECT seq FROM answer WHERE enquiry = :of
                AND seq NOT IN (SELECT seq FROM undone) ORDER BY seq",
            seq,
        )?;
        let mut answers = Vec::new();
        for seq in seqs {
            if let Fact::Enquiry(enquiry) = self.entry_at(seq)?.fact
                && let fact::Enquiry::Answer(answer) = *enquiry
            {
                answers.push(answer);
            }
        }
        Ok(answers)
    }
}

/// For lists of parties: the ones that are merged into others are left to
/// [`Store::canonical_party`].
impl From<&Logged<fact::Party>> for PartyId {
    fn from(party: &Logged<fact::Party>) -> Self {
        party.id.into()
    }
}
