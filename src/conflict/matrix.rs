//! The account matrix: sides and parties against questions, with a word in
//! every cell.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::model::scene::{Scene, ScenePosition, SceneQuestion};
use crate::model::vocab::{Force, KnownBy, Stance};
use crate::model::{EventId, PartyId, PositionRef, QuestionId};

use super::affiliation::{behalf, is_identified, side_of, stands_for, wholes};
use super::answer::{Answer, Questions, logged};
use super::because::{Comparison, RuleName};
use super::compare::answers as compare_answers;
use super::gaps::{GapWord, Voice, enquiries};
use super::group::{Gathered, gather};

/// Who answers what about one event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Matrix {
    /// The event's questions, in the order of the scene.
    pub columns: Vec<QuestionId>,
    /// Parties concerned by side, each side's own first and then those who
    /// belong to or speak for them; after all sides, the other voices.
    pub rows: Vec<Row>,
}

/// One voice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The side's name; None: not a party concerned.
    pub side: Option<String>,
    /// The party.
    pub party: PartyId,
    /// In whose name it speaks here, where the claims alone say so.
    pub behalf: Option<PartyId>,
    /// Whether the speaker is the analyst's inference: a row of its own.
    pub inferred: bool,
    /// One for each column.
    pub cells: Vec<Cell>,
}

/// What one voice says on one question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// In a word.
    pub word: CellWord,
    /// Its live positions on the question, silent stances too, in order of logging.
    pub positions: Vec<PositionRef>,
    /// Where it was asked and no reply came: who of its own answers in another
    /// row.
    pub see: Option<PartyId>,
}

/// The word in a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CellWord {
    /// Asserts or admits an answer.
    Says,
    /// Takes a weaker stance, or one that answers no question of fact.
    Stance(Stance),
    /// Denies an answer.
    Denies,
    /// Gives no answer, and why.
    Gap(GapWord),
    /// Answers a question under this one, and so affirms yes here.
    AnswersUnder,
    /// Gives answers that conflict.
    ChangedAccount,
    /// Gives an answer that cannot be compared with any other voice's.
    NotComparable,
    /// Gives none here; one that belongs to or speaks for it, or that it
    /// belongs to or speaks for, does, in a row of its own.
    See(PartyId),
    /// A row of inferred speech of which nothing is inferred here.
    NothingInferred,
}

impl Matrix {
    /// Only some of its columns, with the rows that have something there; a
    /// side without any keeps all of its rows.
    #[must_use]
    pub fn narrowed(mut self, kept: impl Fn(QuestionId) -> bool) -> Self {
        let columns: Vec<bool> = self.columns.iter().map(|column| kept(*column)).collect();
        for row in &mut self.rows {
            let mut kept = columns.iter();
            row.cells.retain(|_| kept.next().is_some_and(|kept| *kept));
        }
        self.columns.retain(|column| kept(*column));
        let speaks: BTreeSet<Option<String>> =
            self.rows.iter().filter(|row| row.has_words()).map(|row| row.side.clone()).collect();
        self.rows.retain(|row| {
            row.has_words() || row.side.is_some() && !row.inferred && !speaks.contains(&row.side)
        });
        self
    }
}

impl Row {
    /// Whether it says more than that there is nothing.
    fn has_words(&self) -> bool {
        self.cells.iter().any(|cell| match cell.word {
            CellWord::Gap(GapWord::NoAccount | GapWord::NotAsked)
            | CellWord::See(_)
            | CellWord::NothingInferred => !cell.positions.is_empty(),
            CellWord::Says
            | CellWord::Stance(_)
            | CellWord::Denies
            | CellWord::Gap(GapWord::Declined | GapWord::AskedNoReply | GapWord::Answered)
            | CellWord::AnswersUnder
            | CellWord::ChangedAccount
            | CellWord::NotComparable => true,
        })
    }
}

impl fmt::Display for CellWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Says => "says",
            Self::Stance(stance) => stance.as_str(),
            Self::Denies => "denies",
            Self::Gap(gap) => gap.as_str(),
            Self::AnswersUnder => "answers a question under it",
            Self::ChangedAccount => "changed its account",
            Self::NotComparable => "not comparable",
            Self::See(_) => "see another row",
            Self::NothingInferred => "nothing inferred",
        })
    }
}

/// The account matrix of an event; empty if the scene does not have it.
pub fn matrix(scene: &Scene, event: EventId) -> Matrix {
    let questions: Vec<&SceneQuestion> =
        scene.questions.iter().filter(|question| question.event == event).collect();
    let columns: Vec<QuestionId> = questions.iter().map(|question| question.id).collect();
    let mut said: BTreeMap<Heard, Vec<&ScenePosition>> = BTreeMap::new();
    for position in scene.live().filter(|position| columns.contains(&position.question)) {
        said.entry(heard(scene, position)).or_default().push(position);
    }
    let mut answers: BTreeMap<QuestionId, Vec<Answer<'_>>> = BTreeMap::new();
    for answer in said.values().flatten().copied().filter_map(Answer::direct) {
        answers.entry(answer.question).or_default().push(answer);
    }
    let all_questions = Questions::of(scene);
    let rows = voices(scene, event, &said).into_iter().map(|(side, heard)| {
        let own = said.get(&heard).map_or(&[][..], Vec::as_slice);
        let (party, behalf, inferred) = heard;
        let is_asked = |one| one == party || behalf == Some(one);
        let asked = enquiries(scene, event, is_asked);
        let kin = |one| {
            let voices = behalf.into_iter().chain([party]);
            voices.into_iter().any(|it| stands_for(scene, it, one) || stands_for(scene, one, it))
        };
        let was_asked = !enquiries(scene, event, kin).is_empty();
        let voice = Voice::new(&all_questions, own.to_vec(), asked, was_asked);
        let cells = questions.iter().map(|question| {
            let all = answers.get(&question.id).map_or(&[][..], Vec::as_slice);
            cell(scene, question, &voice, all)
        });
        Row { side, party, behalf, inferred, cells: cells.collect() }
    });
    let mut rows: Vec<Row> = rows.collect();
    point_to_each_other(scene, &mut rows);
    Matrix { columns, rows }
}

/// A party has not kept silent where its spokesman answers in another row, nor
/// has he where it does: their gaps point there, to the nearest of them; else to
/// whom of them we asked. That we asked one of them and had no reply stays, with
/// where the answer stands. What is inferred has no gaps.
fn point_to_each_other(scene: &Scene, rows: &mut [Row]) {
    let no_reply = |cell: &Cell| cell.word == CellWord::Gap(GapWord::AskedNoReply);
    let silent =
        |cell: &Cell| matches!(cell.word, CellWord::Gap(GapWord::NotAsked | GapWord::NoAccount));
    let speaks = |cell: &Cell| !silent(cell) && !no_reply(cell);
    let kin: Vec<BTreeSet<PartyId>> =
        rows.iter().map(|row| above(scene, row.party, row.behalf)).collect();
    // Its own spokesmen and organs first, the uppermost of them; then the
    // nearest of those that it belongs to or speaks for.
    let nearest = |place: usize, is_it: &dyn Fn(&Row) -> bool| {
        let others = || (0..rows.len()).filter(|it| *it != place && !rows[*it].inferred);
        let below =
            others().filter(|it| kin[*it].contains(&rows[place].party) && is_it(&rows[*it]));
        let above =
            others().filter(|it| kin[place].contains(&rows[*it].party) && is_it(&rows[*it]));
        let found = below.min_by_key(|it| kin[*it].len());
        found.or_else(|| above.rev().max_by_key(|it| kin[*it].len())).map(|it| rows[it].party)
    };
    let mut found = Vec::new();
    for (place, row) in rows.iter().enumerate() {
        for (column, cell) in row.cells.iter().enumerate().filter(|(_, cell)| !speaks(cell)) {
            let see = nearest(place, &|it| speaks(&it.cells[column]));
            let asked = || nearest(place, &|it| no_reply(&it.cells[column]));
            let (word, see) = match see {
                _ if row.inferred => (CellWord::NothingInferred, None),
                see if no_reply(cell) => (cell.word, see),
                Some(other) => (CellWord::See(other), None),
                None => (asked().map_or(cell.word, CellWord::See), None),
            };
            found.push((place, column, word, see));
        }
    }
    for (place, column, word, see) in found {
        let cell = &mut rows[place].cells[column];
        (cell.word, cell.see) = (word, see);
    }
}

/// Who is heard in a row: the speaker, in whose name where the claims alone
/// say so, and whether the speaker is inferred.
type Heard = (PartyId, Option<PartyId>, bool);

fn heard(scene: &Scene, position: &ScenePosition) -> Heard {
    (position.party, behalf(scene, position), position.known == KnownBy::Inferred)
}

/// A voice and all that it belongs to or speaks for.
fn above(scene: &Scene, party: PartyId, behalf: Option<PartyId>) -> BTreeSet<PartyId> {
    let voices = behalf.into_iter().chain([party]);
    voices.flat_map(|one| wholes(scene, one, |_, _| true).into_iter().chain([one])).collect()
}

/// Who has a row, in order, with the side.
fn voices(
    scene: &Scene,
    event: EventId,
    said: &BTreeMap<Heard, Vec<&ScenePosition>>,
) -> Vec<(Option<String>, Heard)> {
    let sides = scene.events.get(&event).map_or(&[][..], |event| event.sides.as_slice());
    let number = |party: PartyId| scene.parties.get(&party).map_or(u32::MAX, |one| one.number);
    let mut keyed: Vec<_> = said
        .keys()
        .map(|(party, behalf, inferred)| {
            let own = |one: PartyId| side_of(scene, event, one);
            let side = behalf.and_then(own).or_else(|| own(*party));
            let place = side.and_then(|side| sides[side].1.iter().position(|one| one == party));
            (side, place, (*party, *behalf, *inferred))
        })
        .collect();
    for (side, (_, parties)) in sides.iter().enumerate() {
        for (place, party) in parties.iter().enumerate() {
            let spoken_for = said.keys().any(|(one, behalf, inferred)| {
                !inferred && above(scene, *one, *behalf).contains(party)
            });
            let listed = keyed.iter().any(|row| row.2 == (*party, None, false));
            if !spoken_for && !listed && side_of(scene, event, *party) == Some(side) {
                keyed.push((Some(side), Some(place), (*party, None, false)));
            }
        }
    }
    // Whoever was asked has a row for what came of it.
    for asked in enquiries(scene, event, |_| true).into_iter().map(|enquiry| enquiry.asked) {
        let has_row = |(party, behalf, inferred): Heard| {
            !inferred && (party == asked || behalf == Some(asked))
        };
        if !keyed.iter().any(|row| has_row(row.2)) {
            let side = side_of(scene, event, asked);
            let place = side.and_then(|side| sides[side].1.iter().position(|one| *one == asked));
            keyed.push((side, place, (asked, None, false)));
        }
    }
    keyed.sort_by_key(|(side, place, heard)| {
        (side.is_none(), *side, place.is_none(), *place, number(heard.0), *heard)
    });
    let named = |side: Option<usize>| side.map(|side| sides[side].0.clone());
    keyed.into_iter().map(|(side, _, heard)| (named(side), heard)).collect()
}

fn cell(scene: &Scene, question: &SceneQuestion, voice: &Voice<'_>, all: &[Answer<'_>]) -> Cell {
    let mut here: Vec<&ScenePosition> =
        voice.positions.iter().copied().filter(|one| one.question == question.id).collect();
    here.sort_by_key(|position| logged(position));
    let word = match voice.gap(question) {
        None if here.is_empty() => {
            let below = voice.above.get(&question.id).cloned().unwrap_or_default();
            return Cell { word: CellWord::AnswersUnder, positions: below, see: None };
        }
        Some(gap) => match here.iter().find(|one| one.stance.force() == Force::Silent) {
            Some(silent) if gap != GapWord::Declined => CellWord::Stance(silent.stance),
            Some(_) | None => CellWord::Gap(gap),
        },
        None => answer_word(scene, question, &here, all),
    };
    let positions = here.iter().map(|position| position.at).collect();
    Cell { word, positions, see: None }
}

/// The word for a voice that answers; `all` are the answers of every voice.
fn answer_word(
    scene: &Scene,
    question: &SceneQuestion,
    here: &[&ScenePosition],
    all: &[Answer<'_>],
) -> CellWord {
    let answers: Vec<Answer<'_>> = here.iter().copied().filter_map(Answer::direct).collect();
    let mine = gather(&answers);
    if is_identified(scene, here[0].party) && conflict_within(scene, question, &mine) {
        return CellWord::ChangedAccount;
    }
    if stands_alone(scene, question, &mine, all) {
        return CellWord::NotComparable;
    }
    let firmest = here.iter().map(|position| position.stance).min_by_key(|one| one.force());
    match firmest.map(|stance| (stance, stance.force())) {
        Some((_, Force::Affirms)) => CellWord::Says,
        Some((stance, Force::Leans)) => CellWord::Stance(stance),
        Some((_, Force::Denies | Force::Declines | Force::Silent)) | None => CellWord::Denies,
    }
}

/// Whether two of a voice's answers conflict.
fn conflict_within(scene: &Scene, question: &SceneQuestion, mine: &[Gathered<'_>]) -> bool {
    mine.iter().enumerate().any(|(place, a)| {
        mine[..place].iter().any(|b| {
            let found = compare_answers(scene, &[], question, a.firmest(), b.firmest());
            matches!(found, Comparison::Conflict(_))
        })
    })
}

/// Whether other voices answer, and none of their answers can be compared with
/// this voice's.
fn stands_alone(
    scene: &Scene,
    question: &SceneQuestion,
    mine: &[Gathered<'_>],
    all: &[Answer<'_>],
) -> bool {
    let voice = |answer: &Answer<'_>| heard(scene, answer.position);
    let Some(own) = mine.first().map(|group| voice(group.firmest())) else { return false };
    let not_comparable = |other: &Answer<'_>| {
        mine.iter().all(|group| {
            match compare_answers(scene, &[], question, group.firmest(), other) {
                Comparison::NotComparable(because) => because.rule != RuleName::FreeWords,
                Comparison::Same
                | Comparison::Compatible
                | Comparison::Conflict(_)
                | Comparison::Tension(_)
                | Comparison::Nothing => false,
            }
        })
    };
    let mut others = all.iter().filter(|answer| voice(answer) != own).peekable();
    others.peek().is_some() && others.all(not_comparable)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conflict::scenery::{Scenery, YES, count};
    use crate::model::vocab::{PartyKind, ValueKind};

    /// The matrix as lines: side, party, words.
    fn lines(s: &Scenery, event: EventId) -> Vec<String> {
        let lines = matrix(&s.scene, event).rows.into_iter().map(|row| {
            let side = row.side.as_deref().unwrap_or("-").to_owned();
            let name = &s.scene.parties[&row.party].name;
            let inferred = if row.inferred { " (inferred)" } else { "" };
            let words: Vec<String> = row.cells.iter().map(|cell| cell.word.to_string()).collect();
            format!("{side}: {name}{inferred}: {}", words.join("; "))
        });
        lines.collect()
    }

    #[test]
    fn sides_come_first_with_their_parts_and_inferred_speakers_have_their_own_row() {
        let mut s = Scenery::default();
        let crowd = s.party("People on the quay", PartyKind::UnnamedGroup);
        let red = s.party("Redland", PartyKind::State);
        let blue = s.party("Blueland", PartyKind::State);
        let army = s.part_of("Blue Army", PartyKind::ArmedForce, blue);
        let event = s.event(&[("Blue", &[blue]), ("Red", &[red])]);
        let strike = s.question(event, "strike", ValueKind::YesNo);
        let killed = s.question(event, "killed", ValueKind::Quantity);
        s.says(crowd, strike, Stance::Speculates, YES);
        s.says(crowd, strike, Stance::Denies, YES);
        s.says(army, strike, Stance::Neither, YES);
        s.says(army, killed, Stance::Asserts, count("15 killed", &[red], None));
        let inferred = s.says(army, strike, Stance::Denies, YES);
        s.at(inferred).known = KnownBy::Inferred;
        let expected = [
            "Blue: Blue Army: declined; says",
            "Blue: Blue Army (inferred): denies; nothing inferred",
            "Red: Redland: no account in these sources; no account in these sources",
            "-: People on the quay: speculates; no account in these sources",
        ];
        assert_eq!(lines(&s, event), expected);
        s.says(red, killed, Stance::Asserts, count("90 killed", &[blue], None));
        s.says(red, strike, Stance::Asserts, YES);
        s.says(red, strike, Stance::Denies, YES);
        s.says(blue, killed, Stance::Demands, YES);
        let expected = [
            "Blue: Blueland: see another row; demands",
            "Blue: Blue Army: declined; not comparable",
            "Blue: Blue Army (inferred): denies; nothing inferred",
            "Red: Redland: changed its account; not comparable",
            "-: People on the quay: speculates; no account in these sources",
        ];
        assert_eq!(lines(&s, event), expected);
    }
}
