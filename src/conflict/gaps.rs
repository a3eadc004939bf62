//! Whose account is missing: for each party concerned, what it was asked and
//! what the sources have of it.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::scene::{Scene, SceneEnquiry, ScenePosition, SceneQuestion};
use crate::model::vocab::{Force, Reply};
use crate::model::vocabulary::vocabulary;
use crate::model::{EventId, PartyId, PositionRef, QuestionId};

use super::affiliation::{stands_for, voices};
use super::answer::{Answer, Questions};

vocabulary! {
    /// Why there is no answer from a party. The words are shown as they are.
    GapWord, "gap";
    /// It would neither confirm nor deny, or would not answer us.
    Declined = "declined",
    /// We asked, and no answer came.
    AskedNoReply = "asked, no reply",
    /// We put other questions to it, or none at all.
    NotAsked = "not asked",
    /// It answered us, and nobody logged the answer as a claim.
    Answered = "answered us, not yet logged as a claim",
    /// The sources have nothing of it.
    NoAccount = "no account in these sources",
}

/// An answer that is missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// The side's name.
    pub side: String,
    /// The party concerned.
    pub party: PartyId,
    /// The question; None: the event as a whole.
    pub question: Option<QuestionId>,
    /// What kind of gap.
    pub gap: GapWord,
}

/// The gaps of each party concerned, by side, then by question.
///
/// What a party's organs, members and spokespersons say or are asked counts as
/// its own. A party of which the sources have nothing on the whole event has
/// one gap for the event, and none for the questions it was never asked.
/// [`GapWord::NotAsked`] stands for a question left out when we asked it
/// others, and once for a party with a gap that was never asked anything.
pub fn gaps(scene: &Scene, event: EventId) -> Vec<Gap> {
    let Some(concerned) = scene.events.get(&event) else { return Vec::new() };
    let mut found = Vec::new();
    let all = Questions::of(scene);
    for (side, parties) in &concerned.sides {
        for party in parties {
            let voice = Voice::of_party(scene, &all, event, *party);
            let gap = |question, gap| Gap { side: side.clone(), party: *party, question, gap };
            let mut here: Vec<Gap> = Vec::new();
            let silent = voice.is_silent();
            if silent {
                here.push(gap(None, GapWord::NoAccount));
            }
            for question in scene.questions.iter().filter(|question| question.event == event) {
                // What it demands or predicts answers nothing, and is no silence.
                let spoke = voice.positions.iter().any(|it| it.question == question.id);
                let word = voice.gap(question);
                let silence =
                    |word: &GapWord| matches!(word, GapWord::NoAccount | GapWord::NotAsked);
                let word = word.filter(|word| !(spoke && silence(word)));
                let said_once = silent && word == Some(GapWord::NoAccount);
                if let (Some(word), false) = (word, said_once) {
                    here.push(gap(Some(question.id), word));
                }
            }
            let declined = here.iter().all(|gap| gap.gap == GapWord::Declined);
            if voice.enquiries.is_empty() && !declined {
                here.insert(0, gap(None, GapWord::NotAsked));
            }
            found.append(&mut here);
        }
    }
    found
}

/// The parties concerned to whom nothing on the event was put, nor to any that
/// belongs to or speaks for them, by side.
pub fn never_asked(scene: &Scene, event: EventId) -> Vec<PartyId> {
    let sides = scene.events.get(&event).map_or(&[][..], |event| event.sides.as_slice());
    let parties = sides.iter().flat_map(|(_, parties)| parties).copied();
    let mut found: Vec<PartyId> = Vec::new();
    for party in parties {
        let is = |one| stands_for(scene, one, party);
        if enquiries(scene, event, is).is_empty() && !found.contains(&party) {
            found.push(party);
        }
    }
    found
}

/// What one party, or one row of the matrix, said and was asked on an event.
pub(super) struct Voice<'a> {
    /// Its live positions on the event's questions.
    pub(super) positions: Vec<&'a ScenePosition>,
    /// The enquiries put to it on them.
    pub(super) enquiries: Vec<&'a SceneEnquiry>,
    /// Whether it was asked anything on the event, or one that belongs to or
    /// speaks for it, or that it belongs to or speaks for.
    pub(super) was_asked: bool,
    /// Those positions that answer a question above their own: yes.
    pub(super) above: BTreeMap<QuestionId, Vec<PositionRef>>,
}

impl<'a> Voice<'a> {
    /// What was said, and what was asked.
    pub(super) fn new(
        questions: &Questions<'a>,
        positions: Vec<&'a ScenePosition>,
        enquiries: Vec<&'a SceneEnquiry>,
        was_asked: bool,
    ) -> Self {
        let mut above: BTreeMap<QuestionId, Vec<PositionRef>> = BTreeMap::new();
        for position in &positions {
            for answer in Answer::all(position, questions).iter().filter(|it| it.derived) {
                above.entry(answer.question).or_default().push(position.at);
            }
        }
        Self { positions, enquiries, was_asked, above }
    }

    /// A party with its organs, members and spokespersons.
    fn of_party(scene: &'a Scene, all: &Questions<'a>, event: EventId, party: PartyId) -> Self {
        let is = |one| stands_for(scene, one, party);
        let questions = questions(scene, event);
        let positions = scene
            .live()
            .filter(|position| questions.contains(&position.question) && voices(position).any(is));
        let asked = enquiries(scene, event, is);
        let was_asked = !asked.is_empty();
        Self::new(all, positions.collect(), asked, was_asked)
    }

    /// Whether nothing on the event is logged of it, and it answered no enquiry.
    fn is_silent(&self) -> bool {
        let mut replies = self.enquiries.iter().flat_map(|it| &it.replies);
        self.positions.is_empty() && !replies.any(|(_, reply)| *reply == Reply::Answered)
    }

    /// Why it gives no answer to a question; None if it gives one. A demand or
    /// a prediction is none.
    pub(super) fn gap(&self, question: &SceneQuestion) -> Option<GapWord> {
        let mut forces = self
            .positions
            .iter()
            .filter(|position| position.question == question.id)
            .map(|position| position.stance.force());
        let answers = |force| matches!(force, Force::Affirms | Force::Leans | Force::Denies);
        let declines = forces.clone().any(|force| force == Force::Declines);
        if forces.any(answers) || !declines && self.above.contains_key(&question.id) {
            return None;
        }
        let asked = self.enquiries.iter().filter(|it| it.questions.contains(&question.id));
        let replies: Vec<Option<Reply>> = asked.map(|it| it.reply_on(question.id)).collect();
        Some(if declines || replies.contains(&Some(Reply::Declined)) {
            GapWord::Declined
        } else if replies.contains(&Some(Reply::Answered)) {
            GapWord::Answered
        } else if !replies.is_empty() {
            GapWord::AskedNoReply
        } else if self.was_asked {
            GapWord::NotAsked
        } else {
            GapWord::NoAccount
        })
    }
}

/// The enquiries on an event's questions that were put to a party that `is`
/// names, in order of logging.
pub(super) fn enquiries(
    scene: &Scene,
    event: EventId,
    is: impl Fn(PartyId) -> bool,
) -> Vec<&SceneEnquiry> {
    let questions = questions(scene, event);
    let concerns =
        |enquiry: &&SceneEnquiry| enquiry.questions.iter().any(|it| questions.contains(it));
    scene.enquiries.iter().filter(concerns).filter(|enquiry| is(enquiry.asked)).collect()
}

fn questions(scene: &Scene, event: EventId) -> BTreeSet<QuestionId> {
    let of_event = scene.questions.iter().filter(|question| question.event == event);
    of_event.map(|question| question.id).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conflict::scenery::{Scenery, YES};
    use crate::model::vocab::{PartyKind, Stance, ValueKind};

    /// Gaps as (party's name, question's key, word).
    fn found(s: &Scenery, event: EventId) -> Vec<(String, String, &'static str)> {
        let key = |id| s.scene.question(id).map_or_else(String::new, |it| it.key.clone());
        let name = |gap: &Gap| s.scene.parties[&gap.party].name.clone();
        let gaps = gaps(&s.scene, event);
        gaps.iter()
            .map(|gap| (name(gap), gap.question.map_or_else(String::new, key), gap.gap.as_str()))
            .collect()
    }

    #[test]
    fn each_kind_of_missing_answer_has_its_own_words() {
        let mut s = Scenery::default();
        let blue = s.party("Blueland", PartyKind::State);
        let army = s.part_of("Blue Army", PartyKind::ArmedForce, blue);
        let red = s.party("Redland", PartyKind::State);
        let event = s.event(&[("Blue", &[blue]), ("Red", &[red])]);
        let [one, two, three, four] =
            ["one", "two", "three", "four"].map(|key| s.question(event, key, ValueKind::YesNo));
        s.says(army, one, Stance::Asserts, YES);
        s.says(army, two, Stance::Neither, YES);
        s.says(army, four, Stance::Demands, YES);
        s.ask(army, three, Some(Reply::NoReply));
        let gap = |party: &str, key: &str, word| (party.to_owned(), key.to_owned(), word);
        let expected = [
            gap("Blueland", "two", "declined"),
            gap("Blueland", "three", "asked, no reply"),
            gap("Redland", "", "not asked"),
            gap("Redland", "", "no account in these sources"),
        ];
        assert_eq!(found(&s, event), expected);
        let five = s.question(event, "five", ValueKind::YesNo);
        s.scene.enquiries.clear();
        s.says(army, five, Stance::Predicts, YES);
        let spoke = found(&s, event);
        assert!(!spoke.iter().any(|gap| gap.1 == "five" || gap.1 == "four"), "{spoke:?}");
        s.scene.questions.retain(|question| question.id != five);
        s.ask(army, three, Some(Reply::NoReply));
        s.ask(red, one, Some(Reply::Declined));
        s.ask(red, two, Some(Reply::NoReply));
        let red_gaps = |s: &Scenery| -> Vec<_> {
            found(s, event).into_iter().filter(|gap| gap.0 == "Redland").collect()
        };
        let expected = [
            gap("Redland", "", "no account in these sources"),
            gap("Redland", "one", "declined"),
            gap("Redland", "two", "asked, no reply"),
            gap("Redland", "three", "not asked"),
            gap("Redland", "four", "not asked"),
        ];
        assert_eq!(red_gaps(&s), expected);
        // What it answered us is an account, logged as a claim or not.
        s.ask(red, two, Some(Reply::Answered));
        let answered = red_gaps(&s);
        assert!(!answered.iter().any(|gap| gap.2 == "no account in these sources"), "{answered:?}");
        assert!(
            answered.contains(&gap("Redland", "two", "answered us, not yet logged as a claim")),
            "{answered:?}"
        );
    }
}
