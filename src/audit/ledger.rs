//! What is kept of each entry while an audit goes on: hashes, and enough to
//! find what later checks read again. Never bodies, never texts.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::impact::Rests;
use super::reference::What;
use super::voices::Voices;
use crate::journal::{Entry, Fact, Keyring, fact, tree::Hash};
use crate::model::vocab::{Commitment, Custody};
use crate::model::{ById, EntryId, Piece, Sha256Hex, Target, Timestamp};

/// What the entries say, in order of the record.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    /// Every entry, in order.
    pub(super) rows: Vec<Row>,
    /// What the bytes of entries hash to that were altered, by number.
    pub(super) altered: BTreeMap<u64, Hash>,
    /// Entries by the id under which others name them.
    pub(super) known: ById<Known>,
    /// Who may log.
    pub(super) members: Members,
    /// Captures in order of logging.
    pub(super) captures: Vec<CaptureRow>,
    /// Quoted passages, by capture, in order of logging.
    pub(super) passages: BTreeMap<EntryId, Vec<Passage>>,
    /// Other bytes that must be here: files of evidence, receipts.
    pub(super) files: Vec<FileRow>,
    /// Who set each verdict.
    pub(super) verdicts: HashMap<EntryId, String>,
    /// Heads that entries say the record had when they were logged.
    pub(super) cuts: Vec<Cut>,
    /// The journal's name, of entry 0.
    pub(super) origin: Option<String>,
    /// Who may sign, for which sizes.
    pub(super) keys: Keyring,
    /// What was given back for checkpoints, by number of entry.
    pub(super) receipts: Vec<(u64, fact::Receipt)>,
    /// What rests on what.
    pub(super) rests: Rests,
    /// Claims, in order of logging.
    pub(super) claims: Claims,
    /// Who answers which question.
    pub(super) voices: Voices,
    /// Events and links, in order of logging.
    pub(super) events: Vec<EntryId>,
    pub(super) links: Vec<EntryId>,
}

/// The number of an entry, as small as it can be kept.
pub(super) type Seq = u32;

/// No record has 2^32 entries; one that says so is told of as its last.
pub(super) fn small(seq: u64) -> Seq {
    Seq::try_from(seq).unwrap_or(Seq::MAX)
}

/// An entry's number, and the hash stored beside its bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    pub(super) seq: u64,
    pub(super) stored: Hash,
}

/// An entry that others refer to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Known {
    pub(super) seq: u64,
    pub(super) what: What,
    /// Number of positions, for a version of a claim.
    pub(super) positions: u32,
}

/// A capture, and whether its bytes should be here.
#[derive(Clone, Copy, Debug)]
pub(super) struct CaptureRow {
    pub(super) id: EntryId,
    pub(super) seq: u64,
    pub(super) raw: Sha256Hex,
    pub(super) raw_size: u64,
    pub(super) text: Sha256Hex,
    pub(super) text_size: u64,
    pub(super) text_points: u64,
    pub(super) map: Option<Sha256Hex>,
    pub(super) custody: Custody,
    pub(super) commitment: Commitment,
    /// The text is the bytes without their byte-order mark.
    pub(super) is_plain: bool,
}

/// A piece of a quoted passage.
#[derive(Clone, Copy, Debug)]
pub(super) struct Passage {
    /// The claim version, evidence or other entry that holds it.
    pub(super) seq: Seq,
    /// Place of the span in the holder's list, from 1.
    pub(super) nth: u32,
    pub(super) piece: Piece,
}

/// Bytes that an entry names beside captures.
#[derive(Clone, Copy, Debug)]
pub(super) struct FileRow {
    pub(super) id: EntryId,
    pub(super) seq: u64,
    pub(super) sha256: Sha256Hex,
    pub(super) size: u64,
}

/// What an entry says of the record before it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cut {
    pub(super) id: EntryId,
    pub(super) seq: u64,
    pub(super) size: u64,
    pub(super) root: Sha256Hex,
}

impl Ledger {
    /// Books one entry, known to others as `id`.
    pub(super) fn book(&mut self, id: EntryId, seq: u64, entry: &Entry) {
        let fact = &entry.fact;
        let what = What::of(fact);
        let positions = fact.wording().map_or(0, |wording| wording.positions.len());
        let positions = u32::try_from(positions).unwrap_or(u32::MAX);
        self.known.insert(id, Known { seq, what, positions });
        self.members.book(id, fact);
        self.book_passages(small(seq), fact);
        let number = |id: EntryId| self.known.get(id).map(|known| small(known.seq));
        self.claims.book(small(seq), fact, &number);
        self.voices.book(id, fact, &number);
        self.rests.book(small(seq), fact, &number);
        match fact {
            Fact::Capture(capture) => self.captures.push(capture_row(id, seq, capture)),
            Fact::Attach(attach) => self.set_custody(attach.capture.into(), Custody::Kept),
            Fact::Withhold(withhold) => {
                self.set_custody(withhold.capture.into(), Custody::Withheld);
            }
            Fact::Evidence(evidence) => {
                self.book_file(id, seq, evidence.file.as_ref());
            }
            Fact::Receipt(receipt) => {
                self.book_file(id, seq, Some(&receipt.receipt));
                self.cuts.push(Cut { id, seq, size: receipt.size, root: receipt.root_sha256 });
                self.receipts.push((seq, (**receipt).clone()));
            }
            Fact::Key(key) => self.keys.book(id, seq, key),
            Fact::Casebook(casebook) if casebook.of.is_none() => {
                self.origin = Some(casebook.origin.clone());
            }
            Fact::Publication(report) => {
                self.book_files(id, seq, &report.files);
                self.cuts.push(Cut { id, seq, size: report.size, root: report.root_sha256 });
            }
            Fact::Correction(correction) => self.book_files(id, seq, &correction.files),
            Fact::Export(export) => {
                self.cuts.push(Cut { id, seq, size: export.size, root: export.root_sha256 });
            }
            Fact::Verdict(_) => {
                self.verdicts.insert(id, entry.by.clone());
            }
            Fact::Event(event) if event.of.is_none() => self.events.push(id),
            Fact::Link(_) => self.links.push(id),
            Fact::Casebook(_)
            | Fact::Member(_)
            | Fact::Source(_)
            | Fact::ReAnchor(_)
            | Fact::Party(_)
            | Fact::Alias(_)
            | Fact::Affiliation(_)
            | Fact::Merge(_)
            | Fact::Split(_)
            | Fact::Apart(_)
            | Fact::Place(_)
            | Fact::Event(_)
            | Fact::Question(_)
            | Fact::Claim(_)
            | Fact::Judgement(_)
            | Fact::Enquiry(_)
            | Fact::Assignment(_)
            | Fact::Review(_)
            | Fact::Resolution(_)
            | Fact::Import(_)
            | Fact::Undo(_) => {}
        }
    }

    /// Books an entry that cannot be read: others may still name it.
    pub(super) fn book_unknown(&mut self, id: EntryId, seq: u64) {
        self.known.insert(id, Known { seq, what: What::Unknown, positions: u32::MAX });
    }

    fn set_custody(&mut self, capture: EntryId, custody: Custody) {
        if let Some(row) = self.captures.iter_mut().find(|row| row.id == capture) {
            row.custody = custody;
        }
    }

    /// Files that went out are kept here; those of an export are not.
    fn book_files(&mut self, id: EntryId, seq: u64, files: &[fact::FileRef]) {
        for file in files {
            self.book_file(id, seq, Some(&file.bytes));
        }
    }

    fn book_file(&mut self, id: EntryId, seq: u64, file: Option<&fact::BytesRef>) {
        let row = file.map(|file| FileRow { id, seq, sha256: file.sha256, size: file.size });
        self.files.extend(row);
    }

    fn book_passages(&mut self, seq: Seq, fact: &Fact) {
        for (nth, span) in (1..).zip(fact.spans()) {
            self.book_pieces(span.capture.into(), seq, nth, span.pieces());
        }
        if let Fact::ReAnchor(pair) = fact {
            for (nth, row) in (1..).zip(&pair.moves) {
                self.book_pieces(pair.to.into(), seq, nth, &row.pieces);
            }
        }
    }

    fn book_pieces(&mut self, at: EntryId, seq: Seq, nth: u32, of: &[Piece]) {
        let passages = of.iter().map(|piece| Passage { seq, nth, piece: *piece });
        self.passages.entry(at).or_default().extend(passages);
    }

    /// The id under which others name the entry with this number.
    pub(super) fn id_at(&self, seq: u64) -> Option<EntryId> {
        let at = self.rows.binary_search_by_key(&seq, |row| row.seq).ok()?;
        Some(EntryId::from_bytes(self.rows[at].stored))
    }
}

fn capture_row(id: EntryId, seq: u64, capture: &fact::Capture) -> CaptureRow {
    let extractor = &capture.extractor;
    CaptureRow {
        id,
        seq,
        raw: capture.raw.sha256,
        raw_size: capture.raw.size,
        text: capture.text.sha256,
        text_size: capture.text.size,
        text_points: capture.text.points,
        map: capture.map.as_ref().map(|map| map.sha256),
        custody: capture.custody,
        commitment: capture.commitment,
        is_plain: extractor.name == "plain" && extractor.version == "1",
    }
}

/// Finds the number of an entry that is in the record by its id.
pub(super) type Number<'a> = &'a dyn Fn(EntryId) -> Option<Seq>;

/// Claims, and those of which there is more to say than that they were logged:
/// guessed at, worded anew, confirmed, judged, linked, withdrawn or undone.
#[derive(Debug, Default)]
pub(super) struct Claims {
    /// Numbers of their first entries.
    pub(super) logged: Vec<Seq>,
    touched: HashSet<Seq>,
    /// The newest wording of claims that were worded anew.
    reworded: HashMap<Seq, Worded>,
    /// The claims of later versions.
    of: HashMap<Seq, Seq>,
}

/// A version of a claim: its number, and that of its entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Worded {
    pub(super) version: u32,
    pub(super) seq: Seq,
}

impl Claims {
    fn book(&mut self, seq: Seq, fact: &Fact, number: Number<'_>) {
        let mut touch = |id: EntryId| self.touched.extend(number(id).map(|at| self.of(at)));
        match fact {
            Fact::Claim(claim) => match &**claim {
                fact::Claim::Log(log) => {
                    self.logged.push(seq);
                    self.guessed(seq, &log.wording);
                }
                fact::Claim::Revise(revise) => {
                    let Some(claim) = number(revise.claim.into()) else { return };
                    self.of.insert(seq, claim);
                    let before = self.reworded.get(&claim).map_or(1, |worded| worded.version);
                    self.reworded.insert(claim, Worded { version: before + 1, seq });
                    self.guessed(claim, &revise.wording);
                }
                fact::Claim::Confirm(confirm) => touch(confirm.version.into()),
                fact::Claim::Withdraw(withdraw) => touch(withdraw.claim.into()),
            },
            Fact::Verdict(verdict) => match verdict.target {
                Target::Claim(claim) => touch(claim.into()),
                Target::Version(version) => touch(version.into()),
                Target::Position(position) => touch(position.version.into()),
            },
            Fact::Link(link) => {
                for end in [&link.from, &link.to] {
                    if let fact::End::Claim(end) = end {
                        touch(end.version.into());
                    }
                }
            }
            Fact::Undo(undo) => undo.entries.iter().for_each(|entry| touch(*entry)),
            _ => {}
        }
    }

    /// The claim of a version; a claim's first is its own.
    fn of(&self, version: Seq) -> Seq {
        self.of.get(&version).copied().unwrap_or(version)
    }

    fn guessed(&mut self, claim: Seq, wording: &fact::Wording) {
        if !wording.guessed.is_empty() {
            self.touched.insert(claim);
        }
    }

    /// Whether all there is to say of a claim is that it was logged.
    pub(super) fn is_plain(&self, claim: Seq) -> bool {
        !self.touched.contains(&claim) && !self.reworded.contains_key(&claim)
    }

    /// The newest version of a claim that was logged and at most worded anew;
    /// None where there is more to say of it.
    pub(super) fn worded(&self, claim: Seq) -> Option<Worded> {
        let first = Worded { version: 1, seq: claim };
        let is_told = !self.touched.contains(&claim);
        is_told.then(|| self.reworded.get(&claim).copied().unwrap_or(first))
    }
}

/// Who may log, from when until when.
#[derive(Debug, Default)]
pub(super) struct Members(HashMap<String, Vec<Term>>);

/// One entry about a member: the newest that is not undone counts.
#[derive(Debug)]
struct Term {
    entry: EntryId,
    from: Option<Timestamp>,
    until: Option<Timestamp>,
}

impl Members {
    fn book(&mut self, entry: EntryId, fact: &Fact) {
        if let Fact::Casebook(casebook) = fact
            && casebook.of.is_none()
            && let Some(founder) = &casebook.founder
        {
            self.declare(entry, founder);
        } else if let Fact::Member(member) = fact {
            self.declare(entry, member);
        } else if let Fact::Undo(undo) = fact {
            for terms in self.0.values_mut() {
                terms.retain(|term| !undo.entries.contains(&term.entry));
            }
        }
    }

    fn declare(&mut self, entry: EntryId, member: &fact::Member) {
        let term = Term { entry, from: member.from, until: member.until };
        self.0.entry(member.key.clone()).or_default().push(term);
    }

    /// Why `key` may not log at this time; None: it may.
    pub(super) fn objection(&self, key: &str, at: Timestamp) -> Option<String> {
        let Some(term) = self.0.get(key).and_then(|terms| terms.last()) else {
            return Some(format!("it was logged by `{key}`, who was not declared a member before"));
        };
        if let Some(from) = term.from.filter(|from| at < *from) {
            return Some(format!("it was logged by `{key}`, who is a member only from {from}"));
        }
        let until = term.until.filter(|until| at >= *until)?;
        Some(format!("it was logged by `{key}`, who was a member until {until}"))
    }
}
