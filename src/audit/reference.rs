//! What a fact refers to, in typed places: every id with the kind of thing it
//! must be. Ids that a user typed into free words are none of these.

use crate::journal::{Fact, fact};
use crate::model::{EntryId, Position, Span, Target, Value};

/// What an entry is, to those that refer to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// The casebook, with its founder.
    Casebook,
    /// A member.
    Member,
    /// A key.
    Key,
    /// A source.
    Source,
    /// A capture.
    Capture,
    /// A party.
    Party,
    /// A place.
    Place,
    /// An event.
    Event,
    /// A question.
    Question,
    /// A claim in its first version.
    Claim,
    /// A later version of a claim.
    Version,
    /// A link.
    Link,
    /// A piece of evidence.
    Evidence,
    /// An enquiry.
    Enquiry,
    /// A verdict.
    Verdict,
    /// A published report.
    Report,
    /// An entry that makes no thing of its own.
    Act,
    /// An entry that this program cannot read.
    Unknown,
}

impl What {
    /// In a reporter's words.
    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::Casebook => "the casebook itself",
            Self::Member => "a member",
            Self::Key => "a key",
            Self::Source => "a source",
            Self::Capture => "a capture",
            Self::Party => "a party",
            Self::Place => "a place",
            Self::Event => "an event",
            Self::Question => "a question",
            Self::Claim => "a claim",
            Self::Version => "a version of a claim",
            Self::Link => "a link",
            Self::Evidence => "a piece of evidence",
            Self::Enquiry => "an enquiry",
            Self::Verdict => "a verdict",
            Self::Report => "a published report",
            Self::Act => "an act on something else",
            Self::Unknown => "an entry that cannot be read",
        }
    }

    /// What a fact makes of its entry.
    pub(super) fn of(fact: &Fact) -> Self {
        match fact {
            Fact::Casebook(_) => Self::Casebook,
            Fact::Member(_) => Self::Member,
            Fact::Key(_) => Self::Key,
            Fact::Source(_) => Self::Source,
            Fact::Capture(_) => Self::Capture,
            Fact::Party(_) => Self::Party,
            Fact::Place(_) => Self::Place,
            Fact::Event(_) => Self::Event,
            Fact::Question(_) => Self::Question,
            Fact::Claim(claim) => match **claim {
                fact::Claim::Log(_) => Self::Claim,
                fact::Claim::Revise(_) => Self::Version,
                fact::Claim::Confirm(_) | fact::Claim::Withdraw(_) => Self::Act,
            },
            Fact::Link(_) => Self::Link,
            Fact::Evidence(_) => Self::Evidence,
            Fact::Enquiry(enquiry) => match **enquiry {
                fact::Enquiry::Ask(_) => Self::Enquiry,
                fact::Enquiry::Answer(_) => Self::Act,
            },
            Fact::Verdict(_) => Self::Verdict,
            Fact::Publication(_) => Self::Report,
            Fact::Attach(_)
            | Fact::Withhold(_)
            | Fact::ReAnchor(_)
            | Fact::Alias(_)
            | Fact::Affiliation(_)
            | Fact::Merge(_)
            | Fact::Split(_)
            | Fact::Apart(_)
            | Fact::Judgement(_)
            | Fact::Assignment(_)
            | Fact::Review(_)
            | Fact::Resolution(_)
            | Fact::Correction(_)
            | Fact::Receipt(_)
            | Fact::Import(_)
            | Fact::Export(_)
            | Fact::Undo(_) => Self::Act,
        }
    }
}

/// An id in a fact, and what it may be; empty: anything.
pub(super) struct Reference {
    pub(super) id: EntryId,
    pub(super) may_be: &'static [What],
}

/// Every reference of a fact, in the order of its fields.
pub(super) fn of(fact: &Fact) -> Vec<Reference> {
    let mut list = List(Vec::new());
    list.fact(fact);
    list.0
}

const VERSION: &[What] = &[What::Claim, What::Version];

struct List(Vec<Reference>);

impl List {
    fn one(&mut self, id: impl Into<EntryId>, may_be: &'static [What]) {
        self.0.push(Reference { id: id.into(), may_be });
    }

    fn each<I: Into<EntryId> + Copy>(
        &mut self,
        ids: impl IntoIterator<Item = I>,
        may_be: &'static [What],
    ) {
        for id in ids {
            self.one(id, may_be);
        }
    }

    fn fact(&mut self, fact: &Fact) {
        match fact {
            Fact::Casebook(casebook) => self.each(casebook.of, &[What::Casebook]),
            // The founder stands in the casebook's own entry.
            Fact::Member(member) => self.each(member.of, &[What::Member, What::Casebook]),
            Fact::Key(key) => self.each(key.replaces, &[What::Key]),
            Fact::Source(source) => {
                self.each(source.of, &[What::Source]);
                self.one(source.voice, &[What::Party]);
            }
            Fact::Capture(capture) => self.capture(capture),
            Fact::Attach(attach) => self.one(attach.capture, &[What::Capture]),
            Fact::Withhold(withhold) => self.one(withhold.capture, &[What::Capture]),
            Fact::ReAnchor(pair) => self.re_anchor(pair),
            Fact::Party(party) => self.each(party.of, &[What::Party]),
            Fact::Alias(alias) => {
                self.one(alias.party, &[What::Party]);
                self.seen(alias.seen.as_ref());
            }
            Fact::Affiliation(bond) => {
                self.each([bond.party, bond.whole], &[What::Party]);
                self.seen(bond.seen.as_ref());
            }
            Fact::Merge(merge) => self.each([merge.into, merge.party], &[What::Party]),
            Fact::Split(split) => self.one(split.party, &[What::Party]),
            Fact::Apart(apart) => self.each(apart.parties, &[What::Party]),
            Fact::Place(place) => {
                self.each(place.of.into_iter().chain(place.within), &[What::Place]);
            }
            Fact::Event(event) => self.event(event),
            Fact::Question(question) => {
                self.one(question.event, &[What::Event]);
                self.each(question.of, &[What::Question]);
                self.each(question.under, &[What::Question]);
            }
            Fact::Claim(claim) => self.claim(claim),
            Fact::Link(link) => {
                self.end(&link.from);
                self.end(&link.to);
            }
            Fact::Judgement(judgement) => self.judgement(judgement),
            Fact::Evidence(evidence) => self.evidence(evidence),
            Fact::Enquiry(enquiry) => self.enquiry(enquiry),
            Fact::Assignment(assignment) => self.one(assignment.claim, &[What::Claim]),
            Fact::Verdict(verdict) => self.verdict(verdict),
            Fact::Review(review) => self.one(review.verdict, &[What::Verdict]),
            Fact::Resolution(resolution) => self.resolution(resolution),
            Fact::Publication(publication) => self.each(publication.scope.iter().copied(), &[]),
            Fact::Correction(correction) => {
                self.each(correction.entries.iter().copied(), &[]);
                self.one(correction.publication, &[What::Report]);
            }
            Fact::Import(import) => self.each(import.rows.iter().filter_map(|row| row.entry), &[]),
            Fact::Undo(undo) => self.each(undo.entries.iter().copied(), &[]),
            Fact::Receipt(_) | Fact::Export(_) => {}
        }
    }

    fn seen(&mut self, seen: Option<&fact::Seen>) {
        let Some(seen) = seen else { return };
        self.one(seen.capture, &[What::Capture]);
        self.spans(seen.span.as_slice());
    }

    fn spans(&mut self, spans: &[Span]) {
        self.each(spans.iter().map(|span| span.capture), &[What::Capture]);
    }

    fn capture(&mut self, capture: &fact::Capture) {
        self.one(capture.source, &[What::Source]);
        let Some(origin) = &capture.origin else { return };
        self.each(origin.capture, &[What::Capture]);
        self.each(origin.party, &[What::Party]);
    }

    fn re_anchor(&mut self, pair: &fact::ReAnchor) {
        self.each([pair.from, pair.to], &[What::Capture]);
        let holders = pair.moves.iter().map(|row| row.of);
        self.each(holders, &[What::Claim, What::Version, What::Evidence]);
    }

    fn resolution(&mut self, resolution: &fact::Resolution) {
        self.one(resolution.question, &[What::Question]);
        if let fact::Settled::Prefer(at) = &resolution.settled {
            self.one(at.version, VERSION);
        }
    }

    fn event(&mut self, event: &fact::Event) {
        let parties = event.concerned.iter().flat_map(|side| side.parties.iter().copied());
        self.each(parties, &[What::Party]);
        self.each(event.of, &[What::Event]);
        self.each(event.part_of, &[What::Event]);
        self.each(event.place, &[What::Place]);
    }

    fn claim(&mut self, claim: &fact::Claim) {
        match claim {
            fact::Claim::Log(log) => {
                self.one(log.source, &[What::Source]);
                self.each(log.utterance, &[What::Claim]);
                self.wording(&log.wording);
            }
            fact::Claim::Revise(revise) => {
                self.one(revise.claim, &[What::Claim]);
                self.wording(&revise.wording);
            }
            fact::Claim::Confirm(confirm) => self.one(confirm.version, VERSION),
            fact::Claim::Withdraw(withdraw) => self.one(withdraw.claim, &[What::Claim]),
        }
    }

    fn wording(&mut self, wording: &fact::Wording) {
        for hop in &wording.chain {
            self.one(hop.party, &[What::Party]);
            self.each(hop.capture, &[What::Capture]);
        }
        for position in &wording.positions {
            self.position(position);
        }
        self.spans(&wording.spans);
        self.one(wording.speaker.party, &[What::Party]);
        self.each(wording.speaker.on_behalf_of, &[What::Party]);
    }

    fn position(&mut self, position: &Position) {
        self.one(position.question, &[What::Question]);
        self.each(position.among.iter().copied(), &[What::Question]);
        match &position.value {
            Some(Value::Party(parties)) => self.each(parties.iter().copied(), &[What::Party]),
            Some(Value::Place(places)) => self.each(places.iter().copied(), &[What::Place]),
            Some(Value::Quantity(quantity)) => {
                self.each(quantity.counted_by, &[What::Party]);
                let of = quantity.of_whom.iter().flat_map(|of| of.parties.iter().copied());
                self.each(of, &[What::Party]);
            }
            Some(
                Value::Choice(_)
                | Value::None(_)
                | Value::Text(_)
                | Value::Time(_)
                | Value::YesNo(_),
            )
            | None => {}
        }
    }

    fn end(&mut self, end: &fact::End) {
        match end {
            fact::End::Claim(end) => {
                self.each(end.question, &[What::Question]);
                self.one(end.version, VERSION);
            }
            fact::End::Event(event) => self.one(*event, &[What::Event]),
            fact::End::Party(party) => self.one(*party, &[What::Party]),
            fact::End::Source(source) => self.one(*source, &[What::Source]),
        }
    }

    fn judgement(&mut self, judgement: &fact::Judgement) {
        let (fact::Judgement::Accept(judged)
        | fact::Judgement::Confirm(judged)
        | fact::Judgement::Dismiss(judged)
        | fact::Judgement::Withdraw(judged)) = judgement;
        self.each(judged.from, VERSION);
        self.one(judged.link, &[What::Link]);
        self.each(judged.to, VERSION);
    }

    fn evidence(&mut self, evidence: &fact::Evidence) {
        self.each(evidence.enquiry, &[What::Enquiry]);
        self.each(evidence.of, &[What::Evidence]);
        self.each(evidence.origin_party, &[What::Party]);
        self.each(evidence.questions.iter().copied(), &[What::Question]);
        self.spans(&evidence.spans);
        self.each(evidence.versions.iter().copied(), VERSION);
    }

    fn enquiry(&mut self, enquiry: &fact::Enquiry) {
        match enquiry {
            fact::Enquiry::Ask(ask) => {
                self.one(ask.asked, &[What::Party]);
                self.each(ask.questions.iter().copied(), &[What::Question]);
            }
            fact::Enquiry::Answer(answer) => {
                self.each(answer.capture, &[What::Capture]);
                self.one(answer.enquiry, &[What::Enquiry]);
                self.each(answer.questions.iter().copied(), &[What::Question]);
            }
        }
    }

    fn verdict(&mut self, verdict: &fact::Verdict) {
        for ground in verdict.counter.iter().chain(&verdict.grounds) {
            match ground {
                fact::Ground::Capture(capture) => self.one(*capture, &[What::Capture]),
                fact::Ground::Claim(version) => self.one(*version, VERSION),
                fact::Ground::Evidence(evidence) => self.one(*evidence, &[What::Evidence]),
                fact::Ground::Link(link) => self.one(*link, &[What::Link]),
            }
        }
        match &verdict.target {
            Target::Claim(claim) => self.one(*claim, &[What::Claim]),
            Target::Version(version) => self.one(*version, VERSION),
            Target::Position(at) => self.one(at.version, VERSION),
        }
    }
}
