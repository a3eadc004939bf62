//! What rests on what: for each broken, missing or disputed thing the claims
//! and evidence that quote it, the links, verdicts and published reports.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::finding::{Impact, NoteKind};
use super::ledger::{Ledger, Number, Seq, small};
use super::sheet::Sheet;
use crate::journal::{Fact, fact};
use crate::model::Target;
use crate::model::vocab::Attribution;

/// What each entry rests on, by number. Grows by some bytes for each claim.
#[derive(Debug, Default)]
pub(super) struct Rests {
    versions: Vec<Version>,
    /// The questions that they answer, those of one after those of the other.
    answered: Vec<Seq>,
    /// Events of questions.
    questions: HashMap<Seq, Seq>,
    /// Links, with their ends.
    links: Vec<(Seq, [Option<Seq>; 2])>,
    /// Verdicts, with the target and all their grounds.
    verdicts: Vec<(Seq, Vec<Seq>)>,
    /// Published reports, with their scope.
    reports: Vec<(Seq, Vec<Seq>)>,
    /// What is in dispute without being broken, and why.
    disputed: BTreeMap<Seq, &'static str>,
    undone: BTreeSet<Seq>,
}

/// A version of a claim.
#[derive(Debug)]
struct Version {
    seq: Seq,
    claim: Seq,
    speaker: Seq,
    /// Where its questions end among all that are answered; they begin where
    /// those of the version before it end.
    answered: u32,
}

impl Rests {
    /// Books the entry with this number.
    pub(super) fn book(&mut self, seq: Seq, fact: &Fact, number: Number<'_>) {
        match fact {
            Fact::Claim(claim) => self.book_claim(seq, claim, number),
            Fact::Question(question) if question.of.is_none() => {
                let event = number(question.event.into());
                self.questions.extend(event.map(|event| (seq, event)));
            }
            Fact::Link(link) => {
                let end = |end: &fact::End| match end {
                    fact::End::Claim(end) => number(end.version.into()),
                    fact::End::Event(_) | fact::End::Party(_) | fact::End::Source(_) => None,
                };
                self.links.push((seq, [end(&link.from), end(&link.to)]));
            }
            Fact::Verdict(verdict) => self.book_verdict(seq, verdict, number),
            Fact::Publication(report) => {
                let scope = report.scope.iter().filter_map(|id| number(*id)).collect();
                self.reports.push((seq, scope));
            }
            Fact::Split(split) => {
                if let Some(party) = number(split.party.into()) {
                    self.disputed.insert(party, "a merge of this party was taken back");
                }
            }
            Fact::Undo(undo) => {
                self.undone.extend(undo.entries.iter().filter_map(|id| number(*id)));
            }
            _ => {}
        }
    }

    fn book_claim(&mut self, seq: Seq, claim: &fact::Claim, number: Number<'_>) {
        let (claim, wording) = match claim {
            fact::Claim::Log(log) => (Some(seq), &log.wording),
            fact::Claim::Revise(revise) => (number(revise.claim.into()), &revise.wording),
            fact::Claim::Withdraw(withdraw) => {
                let claim = number(withdraw.claim.into());
                self.disputed.extend(claim.map(|claim| (claim, "it was withdrawn")));
                return;
            }
            fact::Claim::Confirm(_) => return,
        };
        let speaker = number(wording.speaker.party.into());
        let questions = wording.positions.iter().filter_map(|at| number(at.question.into()));
        if let (Some(claim), Some(speaker)) = (claim, speaker) {
            self.answered.extend(questions);
            let answered = u32::try_from(self.answered.len()).unwrap_or(u32::MAX);
            self.versions.push(Version { seq, claim, speaker, answered });
        }
    }

    /// The versions of claims, in order, with the questions that each answers.
    fn versions(&self) -> impl Iterator<Item = (&Version, &[Seq])> {
        let mut from = 0;
        self.versions.iter().map(move |version| {
            let to = version.answered as usize;
            let questions = self.answered.get(std::mem::replace(&mut from, to)..to);
            (version, questions.unwrap_or_default())
        })
    }

    fn book_verdict(&mut self, seq: Seq, verdict: &fact::Verdict, number: Number<'_>) {
        let target = number(match &verdict.target {
            Target::Claim(claim) => (*claim).into(),
            Target::Version(version) => (*version).into(),
            Target::Position(position) => position.version.into(),
        });
        let grounds = verdict.grounds.iter().map(|ground| match ground {
            fact::Ground::Capture(id) => (*id).into(),
            fact::Ground::Claim(id) => (*id).into(),
            fact::Ground::Evidence(id) => (*id).into(),
            fact::Ground::Link(id) => (*id).into(),
        });
        let on = target.into_iter().chain(grounds.filter_map(number)).collect();
        self.verdicts.push((seq, on));
        if let fact::Ruling::Attribution(ruling) = &verdict.ruling {
            let why = match ruling {
                Attribution::Disputed => "whether they said it is in dispute",
                Attribution::Misattributed => "they did not say it",
                Attribution::AsReported
                | Attribution::TracedSecondary
                | Attribution::TracedOriginal
                | Attribution::Acknowledged
                | Attribution::Untraceable => return self.settle(target),
            };
            self.disputed.extend(target.map(|target| (target, why)));
        }
    }

    /// A later verdict took a dispute away.
    fn settle(&mut self, target: Option<Seq>) {
        if let Some(target) = target {
            self.disputed.remove(&target);
        }
    }
}

/// What rests on everything that was found, that is withheld, or in dispute.
pub(super) fn of(sheet: &Sheet<'_>, ledger: &Ledger) -> Vec<Impact> {
    let mut seeds: BTreeMap<Seq, String> = BTreeMap::new();
    for finding in &sheet.findings {
        if let Some(entry) = finding.entry {
            seeds.entry(small(entry)).or_insert_with(|| finding.kind.to_string());
        }
    }
    for note in sheet.notes.iter().filter(|note| note.kind == NoteKind::Withheld) {
        if let Some(entry) = note.entry {
            seeds.entry(small(entry)).or_insert_with(|| "its bytes are withheld".to_owned());
        }
    }
    for (seq, why) in &ledger.rests.disputed {
        if !ledger.rests.undone.contains(seq) {
            seeds.entry(*seq).or_insert_with(|| (*why).to_owned());
        }
    }
    let quoting = quoting(ledger, &seeds);
    let resting = |(seq, why): (&Seq, &String)| {
        Resting::on(*seq, ledger, &quoting).told(sheet, ledger, *seq, why)
    };
    seeds.iter().filter_map(resting).collect()
}

/// Who quotes each of the captures among `seeds`.
fn quoting(ledger: &Ledger, seeds: &BTreeMap<Seq, String>) -> HashMap<Seq, BTreeSet<Seq>> {
    let mut quoting = HashMap::new();
    for row in ledger.captures.iter().filter(|row| seeds.contains_key(&small(row.seq))) {
        let passages = ledger.passages.get(&row.id).into_iter().flatten();
        quoting.insert(small(row.seq), passages.map(|passage| passage.seq).collect());
    }
    quoting
}

/// Everything that rests on one thing.
#[derive(Default)]
struct Resting {
    quotations: BTreeSet<Seq>,
    links: BTreeSet<Seq>,
    verdicts: BTreeSet<Seq>,
    reports: BTreeSet<Seq>,
}

impl Resting {
    fn on(seq: Seq, ledger: &Ledger, quoting: &HashMap<Seq, BTreeSet<Seq>>) -> Self {
        let rests = &ledger.rests;
        let mut found = Self::default();
        found.quotations.extend(quoting.get(&seq).into_iter().flatten());
        // A claim falls with all its versions, a party's claims with it.
        let about = |version: &&Version| version.claim == seq || version.speaker == seq;
        found.quotations.extend(rests.versions.iter().filter(about).map(|version| version.seq));
        let mut ground = found.quotations.clone();
        ground.insert(seq);
        for (link, ends) in &rests.links {
            if *link == seq || ends.iter().flatten().any(|end| ground.contains(end)) {
                found.links.insert(*link);
            }
        }
        ground.extend(&found.links);
        for (verdict, on) in &rests.verdicts {
            if *verdict == seq || on.iter().any(|ground_of| ground.contains(ground_of)) {
                found.verdicts.insert(*verdict);
            }
        }
        found.reports = found.reports_of(seq, rests);
        let stands = |seq: &Seq| !rests.undone.contains(seq);
        for list in
            [&mut found.quotations, &mut found.links, &mut found.verdicts, &mut found.reports]
        {
            list.retain(stands);
            list.remove(&seq);
        }
        found
    }

    /// Reports whose scope holds it, its claims, or the events they speak of.
    fn reports_of(&self, seq: Seq, rests: &Rests) -> BTreeSet<Seq> {
        let mut scope: BTreeSet<Seq> = self.quotations.iter().copied().chain([seq]).collect();
        for (version, questions) in rests.versions() {
            if scope.contains(&version.seq) {
                scope.extend(questions);
                scope.extend([version.claim, version.speaker]);
                scope.extend(questions.iter().filter_map(|at| rests.questions.get(at)));
            }
        }
        let covers = |(_, over): &&(Seq, Vec<Seq>)| over.iter().any(|seq| scope.contains(seq));
        rests.reports.iter().filter(covers).map(|(report, _)| *report).collect()
    }

    /// In handles; None where nothing rests on it.
    fn told(self, sheet: &Sheet<'_>, ledger: &Ledger, seq: Seq, why: &str) -> Option<Impact> {
        let name = |seq: &Seq| {
            let id = ledger.id_at(u64::from(*seq))?;
            Some(sheet.entry(id, u64::from(*seq)).name())
        };
        let names = |list: &BTreeSet<Seq>| list.iter().filter_map(name).collect::<Vec<_>>();
        let impact = Impact {
            of: name(&seq)?,
            why: why.to_owned(),
            quotations: names(&self.quotations),
            links: names(&self.links),
            verdicts: names(&self.verdicts),
            reports: names(&self.reports),
        };
        let Impact { quotations, links, verdicts, reports, .. } = &impact;
        let rests = [quotations, links, verdicts, reports].iter().any(|list| !list.is_empty());
        rests.then_some(impact)
    }
}
