//! All that is computed of each question, from one look at its answers.

use crate::model::scene::Scene;

use super::answer::{Board, board};
use super::conflicts::QuestionConflicts;
use super::drift::{Drift, drift_on};
use super::finder::{Finder, Focus, declined};
use super::origin::{Origins, origins_of};
use super::signal::{Signal, signal_of};

/// What was found on one question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Survey {
    /// Conflicts, tensions, what cannot be compared, who would not answer:
    /// those that were looked for.
    pub found: QuestionConflicts,
    /// How all its accounts stand, looked for or not.
    pub signal: Signal,
    /// Where its answers come from.
    pub origins: Origins,
}

/// What was found, one for each question in the order of the scene.
/// O(n log n), but for the pairs of a question that is not busy.
pub fn survey(scene: &Scene, focus: &Focus) -> Vec<Survey> {
    survey_on(scene, focus, &board(scene))
}

/// The same, and how accounts moved, as [`drift`](super::drift()) gives it:
/// answers are laid out once for both.
pub fn survey_and_drift(scene: &Scene, focus: &Focus) -> (Vec<Survey>, Vec<Drift>) {
    let board = board(scene);
    (survey_on(scene, focus, &board), drift_on(scene, &board))
}

fn survey_on<'a>(scene: &'a Scene, focus: &Focus, board: &Board<'a>) -> Vec<Survey> {
    let wide = Focus { conventions: focus.conventions.clone(), ..Focus::default() };
    let finder = Finder::new(scene, &wide);
    let narrow = (!focus.is_wide()).then(|| Finder::new(scene, focus));
    let mut declined = declined(scene);
    let surveyed = scene.questions.iter().map(|question| {
        let answers = board.get(&question.id).map_or(&[][..], Vec::as_slice);
        let declined = declined.remove(&question.id).unwrap_or_default();
        let found = finder.question(question, answers, &declined);
        let origins = origins_of(scene, question.id, answers);
        let signal = signal_of(scene, question, answers, &found, &origins);
        let found = match &narrow {
            Some(narrow) => {
                let mut declined = declined;
                declined.retain(|position| focus.is_on(position));
                narrow.question(question, answers, &declined)
            }
            None => found,
        };
        Survey { found, signal, origins }
    });
    surveyed.collect()
}
