//! Things: by handle, by id, in lists.

use rusqlite::{OptionalExtension, Row, named_params};

use super::super::{Store, unsigned};
use crate::error::{Error, Result};
use crate::journal::{Fact, fact};
use crate::model::vocab::LinkState;
use crate::model::{
    CaptureId, EntryId, EventId, Handle, LinkId, PartyId, QuestionId, Sha256Hex, SourceId,
    Timestamp,
};

/// A thing as it stands: its name, its first entry, and its fields now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logged<F> {
    /// Id of the entry that first logged it.
    pub id: EntryId,
    /// Its handle.
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
        match fact {
            Fact::Enquiry(enquiry) => match *enquiry {
                fact::Enquiry::Ask(ask) => Some(ask),
                fact::Enquiry::Answer(_) => None,
            },
            _ => None,
        }
    }
}

/// A row of `thing`.
pub(super) struct ThingRow {
    pub(super) seq: i64,
    pub(super) kind: String,
    pub(super) letter: String,
    pub(super) number: u32,
    pub(super) parent: Option<i64>,
    pub(super) key: String,
    pub(super) current: i64,
    pub(super) undone: bool,
}

impl ThingRow {
    pub(super) fn from_row(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            seq: row.get("seq")?,
            kind: row.get("kind")?,
            letter: row.get("letter")?,
            number: row.get("number")?,
            parent: row.get("parent")?,
            key: row.get("key")?,
            current: row.get("current")?,
            undone: row.get::<_, Option<i64>>("undone")?.is_some(),
        })
    }
}

impl Store {
    pub(super) fn thing_at(&self, seq: i64) -> Result<Option<ThingRow>> {
        let mut query = self.conn.prepare_cached(
            "SELECT seq, kind, letter, number, parent, key, current, undone FROM thing WHERE seq = :seq",
        )?;
        Ok(query.query_row(named_params! { ":seq": seq }, ThingRow::from_row).optional()?)
    }

    /// What a handle stands for, undone or not; None if nothing.
    ///
    /// A claim's and a version's handle give the entry of that version; a
    /// span's and a position's that of the version they belong to.
    pub fn resolve(&self, handle: &Handle) -> Result<Option<EntryId>> {
        let seq = match handle {
            Handle::Source(n) => self.numbered("S", *n)?,
            Handle::Party(n) => self.numbered("P", *n)?,
            Handle::Event(n) => self.numbered("E", *n)?,
            Handle::Claim(n) => self.numbered("C", *n)?,
            Handle::Link(n) => self.numbered("L", *n)?,
            Handle::Evidence(n) => self.numbered("X", *n)?,
            Handle::Verdict(n) => self.numbered("V", *n)?,
            Handle::Report(n) => self.numbered("R", *n)?,
            Handle::Member(n) => self.numbered("M", *n)?,
            Handle::Key(n) => self.numbered("K", *n)?,
            Handle::Capture(source, n) => match self.numbered("S", *source)? {
                Some(source) => self.within(source, "capture", *n)?,
                None => None,
            },
            Handle::Question(event, key) => match self.numbered("E", *event)? {
                Some(event) => self.question_at(event, key)?,
                None => None,
            },
            Handle::Version(claim, n) | Handle::Span(claim, n, _) => {
                self.version_numbered(*claim, Some(*n))?
            }
            Handle::Position(position) => {
                self.version_numbered(position.claim, position.version)?
            }
        };
        seq.map(|seq| self.id_at(seq)).transpose()
    }

    fn numbered(&self, letter: &str, number: u32) -> Result<Option<i64>> {
        let mut query = self
            .conn
            .prepare_cached("SELECT seq FROM thing WHERE letter = :letter AND number = :number")?;
        let params = named_params! { ":letter": letter, ":number": number };
        Ok(query.query_row(params, |row| row.get(0)).optional()?)
    }

    fn within(&self, parent: i64, kind: &str, number: u32) -> Result<Option<i64>> {
        let mut query = self.conn.prepare_cached(
            "SELECT seq FROM thing WHERE parent = :parent AND kind = :kind AND number = :number",
        )?;
        let params = named_params! { ":parent": parent, ":kind": kind, ":number": number };
        Ok(query.query_row(params, |row| row.get(0)).optional()?)
    }

    /// A question by its key: the newest of this key that is not undone, else
    /// an undone one.
    fn question_at(&self, event: i64, key: &str) -> Result<Option<i64>> {
        let mut query = self.conn.prepare_cached(
            "SELECT seq FROM thing WHERE key = :key AND kind = 'question' AND parent = :event
              ORDER BY undone IS NOT NULL, seq DESC LIMIT 1",
        )?;
        let params = named_params! { ":key": key, ":event": event };
        Ok(query.query_row(params, |row| row.get(0)).optional()?)
    }

    fn version_numbered(&self, claim: u32, number: Option<u32>) -> Result<Option<i64>> {
        let Some(claim) = self.numbered("C", claim)? else { return Ok(None) };
        let mut query = self.conn.prepare_cached(
            "SELECT seq FROM version WHERE claim = :claim AND (:number IS NULL OR number = :number)
              ORDER BY seq IN (SELECT seq FROM undone), number DESC LIMIT 1",
        )?;
        let params = named_params! { ":claim": claim, ":number": number };
        Ok(query.query_row(params, |row| row.get(0)).optional()?)
    }

    /// The handle of what an entry logged; None where it has none.
    pub fn handle_of(&self, id: EntryId) -> Result<Option<Handle>> {
        let Some(seq) = self.seq(id)? else { return Ok(None) };
        if let Some(row) = self.thing_at(seq)? {
            return self.handle_of_row(&row);
        }
        Ok(self.version_at(seq)?.map(|(_, claim, version)| Handle::Version(claim, version)))
    }

    pub(super) fn handle_of_row(&self, row: &ThingRow) -> Result<Option<Handle>> {
        let parent = |store: &Self| -> Result<u32> {
            let parent = row.parent.map(|parent| store.thing_at(parent)).transpose()?.flatten();
            Ok(parent.map_or(0, |parent| parent.number))
        };
        let n = row.number;
        Ok(Some(match row.letter.as_str() {
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
            "S@" => Handle::Capture(parent(self)?, n),
            "E/" => Handle::Question(parent(self)?, row.key.clone()),
            _ => return Ok(None),
        }))
    }

    /// The number of a claim version's claim, with both numbers.
    pub(super) fn version_at(&self, seq: i64) -> Result<Option<(i64, u32, u32)>> {
        let mut query = self.conn.prepare_cached(
            "SELECT claim, thing.number AS claim_number, version.number AS version_number
               FROM version JOIN thing ON thing.seq = version.claim WHERE version.seq = :seq",
        )?;
        let row = query.query_row(named_params! { ":seq": seq }, |row| {
            Ok((row.get("claim")?, row.get("claim_number")?, row.get("version_number")?))
        });
        Ok(row.optional()?)
    }

    /// A thing of one kind by its id, undone or not; None if it is none.
    pub fn get<F: Kind>(&self, id: EntryId) -> Result<Option<Logged<F>>> {
        let Some(seq) = self.seq(id)? else { return Ok(None) };
        match self.thing_at(seq)? {
            Some(row) if row.kind == F::KIND => self.logged(id, &row),
            _ => Ok(None),
        }
    }

    fn logged<F: Kind>(&self, id: EntryId, row: &ThingRow) -> Result<Option<Logged<F>>> {
        let first = self.entry_at(row.seq)?;
        let (at, by) = (first.at, first.by);
        let fact =
            if row.current == row.seq { first.fact } else { self.entry_at(row.current)?.fact };
        let handle = self.handle_of_row(row)?.unwrap_or(Handle::Member(0));
        Ok(F::of(fact).map(|fact| Logged {
            id,
            handle,
            seq: unsigned(row.seq),
            current_seq: unsigned(row.current),
            at,
            by,
            undone: row.undone,
            fact,
        }))
    }

    /// Every thing of one kind that is not undone, in order of its number.
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
            list.extend(self.get::<F>(self.id_at(*seq)?)?);
        }
        Ok(list)
    }

    /// The casebook's terms as they stand.
    pub fn casebook(&self) -> Result<Logged<fact::Casebook>> {
        let logged = self.get(self.id_at(0)?)?;
        logged.ok_or_else(|| Error::Damaged {
            path: self.path.clone(),
            detail: "entry 0 does not found a casebook".to_owned(),
        })
    }

    /// Captures of a source, undone ones too, in order of their number.
    pub fn captures(&self, source: SourceId) -> Result<Vec<Logged<fact::Capture>>> {
        let Some(seq) = self.seq(source)? else { return Ok(Vec::new()) };
        let seqs = self.numbers("SELECT seq FROM capture WHERE source = :of ORDER BY seq", seq)?;
        self.logged_all(&seqs)
    }

    /// Captures of bytes with this digest that are not undone, in order of
    /// logging.
    pub fn captures_with_raw(&self, sha256: Sha256Hex) -> Result<Vec<CaptureId>> {
        let mut query = self.conn.prepare_cached(
            "SELECT seq FROM capture
              WHERE raw = :raw AND seq NOT IN (SELECT seq FROM undone) ORDER BY seq",
        )?;
        let rows =
            query.query_map(named_params! { ":raw": sha256.as_bytes() }, |row| row.get(0))?;
        let seqs = rows.collect::<rusqlite::Result<Vec<i64>>>()?;
        seqs.into_iter().map(|seq| Ok(self.id_at(seq)?.into())).collect()
    }

    /// The text of a capture; None where it is withheld.
    ///
    /// # Errors
    ///
    /// [`Error::Damaged`] if the bytes are not UTF-8.
    pub fn capture_text(&self, capture: CaptureId) -> Result<Option<String>> {
        let Some(logged) = self.get::<fact::Capture>(capture.into())? else { return Ok(None) };
        let Some(blob) = self.blob(logged.fact.text.sha256)? else { return Ok(None) };
        String::from_utf8(blob.bytes).map(Some).map_err(|_| Error::Damaged {
            path: self.path.clone(),
            detail: format!("the text of {} is not UTF-8", logged.handle),
        })
    }

    /// Questions of an event that are not undone, in order of logging.
    pub fn questions(&self, event: EventId) -> Result<Vec<Logged<fact::Question>>> {
        let Some(seq) = self.seq(event)? else { return Ok(Vec::new()) };
        let seqs = self.numbers(
            "SELECT seq FROM thing WHERE parent = :of AND kind = 'question' AND undone IS NULL ORDER BY seq",
            seq,
        )?;
        self.logged_all(&seqs)
    }

    /// A question of an event by its key.
    pub fn question(&self, event: EventId, key: &str) -> Result<Option<Logged<fact::Question>>> {
        let Some(event) = self.seq(event)? else { return Ok(None) };
        let Some(seq) = self.question_at(event, key)? else { return Ok(None) };
        let question: Option<Logged<fact::Question>> = self.get(self.id_at(seq)?)?;
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
        Ok(match self.entry_at(*seq)?.fact {
            Fact::Resolution(resolution) => Some(*resolution),
            _ => None,
        })
    }

    /// What came of an enquiry last; None if nothing yet.
    pub fn answer(&self, enquiry: EntryId) -> Result<Option<fact::Answer>> {
        let Some(seq) = self.seq(enquiry)? else { return Ok(None) };
        let newest = self.numbers(
            "SELECT seq FROM answer WHERE enquiry = :of
                AND seq NOT IN (SELECT seq FROM undone) ORDER BY seq DESC LIMIT 1",
            seq,
        )?;
        let Some(seq) = newest.first() else { return Ok(None) };
        Ok(match self.entry_at(*seq)?.fact {
            Fact::Enquiry(enquiry) => match *enquiry {
                fact::Enquiry::Answer(answer) => Some(answer),
                fact::Enquiry::Ask(_) => None,
            },
            _ => None,
        })
    }

    /// What is decided about a link now.
    pub fn link_state(&self, link: LinkId) -> Result<LinkState> {
        let Some(seq) = self.seq(link)? else { return Ok(LinkState::Withdrawn) };
        Ok(self.link_decision(seq)?.0)
    }

    /// A member by their key; None if there is none. The founder stands in
    /// entry 0.
    pub fn member(&self, key: &str) -> Result<Option<Logged<fact::Member>>> {
        let mut query = self.conn.prepare_cached(
            "SELECT seq FROM thing WHERE kind = 'member' AND key = :key AND undone IS NULL",
        )?;
        let seq: Option<i64> =
            query.query_row(named_params! { ":key": key }, |row| row.get(0)).optional()?;
        if let Some(seq) = seq {
            return self.get(self.id_at(seq)?);
        }
        Ok(self.founder()?.filter(|founder| founder.fact.key == key))
    }

    /// The first member, who stands in entry 0.
    pub fn founder(&self) -> Result<Option<Logged<fact::Member>>> {
        let first = self.entry_at(0)?;
        let Fact::Casebook(casebook) = first.fact else { return Ok(None) };
        let id = self.id_at(0)?;
        Ok(casebook.founder.map(|fact| Logged {
            id,
            handle: Handle::Member(0),
            seq: 0,
            current_seq: 0,
            at: first.at,
            by: first.by,
            undone: false,
            fact,
        }))
    }
}

/// For lists of parties: the ones that are merged into others are left to
/// [`Store::canonical_party`].
impl From<&Logged<fact::Party>> for PartyId {
    fn from(party: &Logged<fact::Party>) -> Self {
        party.id.into()
    }
}
