//! What a position answers: its value with "denies yes" and "asserts no" made
//! one, and the *yes* it affirms on the questions above its own.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::model::scene::{Scene, ScenePosition, SceneQuestion};
use crate::model::vocab::{Absence, BasisKind, Force, ValueKind, YesNo};
use crate::model::{QuestionId, Value, VersionId};

/// A position's answer to a question of fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer<'a> {
    /// The position.
    pub position: &'a ScenePosition,
    /// The question answered: the position's own, or one above it.
    pub question: QuestionId,
    /// Whether the value is denied. Never so for yes and no: a denied yes is
    /// the answer no.
    pub denies: bool,
    /// The value: the position's own, unless it follows from that.
    pub value: Cow<'a, Value>,
    /// Whether the position names another question, under this one.
    pub derived: bool,
}

impl<'a> Answer<'a> {
    /// The answer to the position's own question; None if its stance answers
    /// no question of fact.
    pub fn direct(position: &'a ScenePosition) -> Option<Self> {
        let denies = match position.stance.force() {
            Force::Affirms | Force::Leans => false,
            Force::Denies => true,
            Force::Declines | Force::Silent => return None,
        };
        let (denies, value) = match (denies, &position.value) {
            (true, Some(Value::YesNo(answer))) => {
                (false, Cow::Owned(Value::YesNo(opposite(*answer))))
            }
            (denies, Some(value)) => (denies, Cow::Borrowed(value)),
            (denies, None) => (denies, Cow::Owned(Value::None(Absence::NotStated))),
        };
        Some(Self { position, question: position.question, denies, value, derived: false })
    }

    /// Every question the position answers: its own first, then those above
    /// it, where an affirming answer affirms *yes*.
    ///
    /// A denial, the answer no, an absent value and a position unsure of its
    /// question affirm nothing above.
    pub(super) fn all(position: &'a ScenePosition, questions: &Questions<'a>) -> Vec<Self> {
        let Some(direct) = Self::direct(position) else { return Vec::new() };
        let silent_above = direct.denies
            || position.basis == BasisKind::OneOf
            || matches!(*direct.value, Value::None(_) | Value::YesNo(YesNo::No));
        let mut answers = vec![direct];
        if silent_above {
            return answers;
        }
        for question in questions.above(position.question) {
            if question.kind == ValueKind::YesNo {
                answers.push(Self {
                    position,
                    question: question.id,
                    denies: false,
                    value: Cow::Owned(Value::YesNo(YesNo::Yes)),
                    derived: true,
                });
            }
        }
        answers
    }

    /// Place in order of logging: claim, version, place in its list.
    pub(super) fn logged(&self) -> (u32, u32, u32) {
        logged(self.position)
    }
}

/// Place in order of logging: claim, version, place in its list.
pub(super) fn logged(position: &ScenePosition) -> (u32, u32, u32) {
    (position.claim_number, position.version_number, position.at.index)
}

const fn opposite(answer: YesNo) -> YesNo {
    match answer {
        YesNo::Yes => YesNo::No,
        YesNo::No => YesNo::Yes,
    }
}

/// The questions of a scene, by id.
pub(super) struct Questions<'a>(BTreeMap<QuestionId, &'a SceneQuestion>);

impl<'a> Questions<'a> {
    /// All of them, once.
    pub(super) fn of(scene: &'a Scene) -> Self {
        Self(scene.questions.iter().map(|question| (question.id, question)).collect())
    }

    /// One by its id.
    pub(super) fn get(&self, id: QuestionId) -> Option<&'a SceneQuestion> {
        self.0.get(&id).copied()
    }

    /// The questions above one, nearest first; ends where they run in a circle.
    fn above(&self, id: QuestionId) -> Vec<&'a SceneQuestion> {
        let mut next = self.get(id).and_then(|question| question.under);
        if next.is_none() {
            // Most questions stand alone.
            return Vec::new();
        }
        let mut seen = BTreeSet::from([id]);
        let mut found = Vec::new();
        while let Some(question) = next.filter(|id| seen.insert(*id)).and_then(|id| self.get(id)) {
            found.push(question);
            next = question.under;
        }
        found
    }
}

/// Answers by question, each list in order of logging.
pub(super) type Board<'a> = BTreeMap<QuestionId, Vec<Answer<'a>>>;

/// The live answers of a scene.
pub(super) fn board(scene: &Scene) -> Board<'_> {
    let questions = Questions::of(scene);
    let mut board: Board<'_> = BTreeMap::new();
    for answer in scene.live().flat_map(|position| Answer::all(position, &questions)) {
        board.entry(answer.question).or_default().push(answer);
    }
    for answers in board.values_mut() {
        answers.sort_by_key(|answer| (answer.logged(), answer.position.at));
        drop_repeated(answers);
    }
    board
}

/// A version that says yes itself needs no second yes from what it says below,
/// and one from below is enough.
fn drop_repeated(answers: &mut Vec<Answer<'_>>) {
    let says_yes = |answer: &Answer<'_>| *answer.value == Value::YesNo(YesNo::Yes);
    let mut said: BTreeSet<VersionId> = answers
        .iter()
        .filter(|answer| !answer.derived && says_yes(answer))
        .map(|answer| answer.position.at.version)
        .collect();
    answers.retain(|answer| !answer.derived || said.insert(answer.position.at.version));
}

/// The live answers to one question, in order of logging.
pub fn answers_on(scene: &Scene, question: QuestionId) -> Vec<Answer<'_>> {
    board(scene).remove(&question).unwrap_or_default()
}
