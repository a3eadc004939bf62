//! Compares the accounts of events, one after another, and puts what comes of
//! it into words.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::casebook::{Store, fact};
use crate::conflict::{
    self, Conflict, Convention, Drift, Focus, NonAnswer, QuestionConflicts, Survey, ValueGroup,
};
use crate::error::{Error, Result};
use crate::model::scene::{Scene, ScenePosition, SceneQuestion};
use crate::model::vocab::KnownBy;
use crate::model::{EventId, PositionRef};
use crate::report::matrix::party;
use crate::report::phrase;
use crate::report::value::{GapPart, Named, NonAnswerPart};

use super::{
    AnswerPart, Collision, Decided, EventCollisions, Moved, Pair, QuestionCollisions, Sought,
    decided,
};

/// Pairs of two answers that are listed; more are counted.
const PAIRS: usize = 3;

/// Hands on what was found, event by event in the order given; of all events by
/// number where none is named. Events and questions with nothing that was
/// looked for are left out, unless everything was.
///
/// # Errors
///
/// [`Error::NotFound`] for a convention that the casebook does not have.
pub fn collisions(
    store: &Store,
    events: &[EventId],
    sought: &Sought,
    mut each: impl FnMut(&Scene, EventId, EventCollisions) -> Result<()>,
) -> Result<()> {
    store.snapshot(|| {
        let mut focus = Focus {
            conventions: conventions(store, &sought.conventions)?,
            parties: None,
            since: sought.since,
        };
        let mut events = events.to_vec();
        if events.is_empty() {
            events.extend(store.list::<fact::Event>()?.iter().map(|it| EventId::from(it.id)));
        }
        let mut accounts = store.accounts()?;
        for event in events {
            let logged = store.get::<fact::Event>(event.into())?;
            let date = logged.and_then(|logged| logged.fact.date).map(|date| date.to_string());
            let scene = accounts.turn_to(event)?;
            if let (None, Some(party)) = (&focus.parties, sought.party) {
                focus.parties = Some(conflict::with_parts(scene, party));
            }
            let found = Board { scene, focus: &focus, sought, places: places(scene) };
            let found = EventCollisions { date, ..found.event(event) };
            if sought.is_wide() || !found.is_empty() {
                each(scene, event, found)?;
            }
        }
        Ok(())
    })
}

/// The conventions of the casebook that are named.
fn conventions(store: &Store, named: &[String]) -> Result<Vec<Convention>> {
    let known = store.casebook()?.fact.conventions;
    let find = |name: &String| {
        let found = known.iter().find(|known| known.name == *name);
        let found = found.ok_or_else(|| {
            Error::not_found("convention", name, "`rashomon terms` lists what the casebook has")
        })?;
        Ok(Convention {
            name: found.name.clone(),
            word: found.word.clone(),
            min: found.min,
            max: found.max,
        })
    };
    named.iter().map(find).collect()
}

fn places(scene: &Scene) -> HashMap<PositionRef, &ScenePosition> {
    scene.positions.iter().map(|position| (position.at, position)).collect()
}

/// One event, laid out to be looked up.
struct Board<'a> {
    scene: &'a Scene,
    focus: &'a Focus,
    sought: &'a Sought,
    places: HashMap<PositionRef, &'a ScenePosition>,
}

impl Board<'_> {
    fn event(&self, id: EventId) -> EventCollisions {
        let scene = self.scene;
        let event = scene.events.get(&id);
        let mut gaps: Vec<GapPart> = Vec::new();
        if self.sought.since.is_none() && self.sought.decided.is_none() {
            gaps.extend(conflict::gaps(scene, id).into_iter().filter(|gap| self.is_of(gap)).map(
                |gap| GapPart {
                    party: party(scene, gap.party),
                    side: gap.side,
                    question: gap.question.map(|question| scene.question_handle(question)),
                    gap: gap.gap.to_string(),
                },
            ));
        }
        let (surveyed, moves) = conflict::survey_and_drift(scene, self.focus);
        let mut drift: BTreeMap<_, Vec<Drift>> = BTreeMap::new();
        if self.sought.decided.is_none() {
            for moved in moves.into_iter().filter(|moved| self.moved(moved)) {
                drift.entry(moved.question).or_default().push(moved);
            }
        }
        let questions = scene.questions.iter().zip(surveyed).map(|(asked, found)| {
            let drift = drift.remove(&asked.id).unwrap_or_default();
            self.question(asked, found, drift, &gaps)
        });
        let wide = self.sought.is_wide();
        EventCollisions {
            event: Named {
                handle: event.map_or_else(String::new, |event| format!("E{}", event.number)),
                name: event.map_or_else(String::new, |event| event.title.clone()),
            },
            date: None,
            questions: questions.filter(|found| wide || !found.is_empty()).collect(),
            gaps: gaps.iter().filter(|gap| gap.question.is_none()).cloned().collect(),
            matrix: None,
        }
    }

    /// Whether a gap is one of the parties looked for, or of one above them.
    fn is_of(&self, gap: &conflict::Gap) -> bool {
        self.focus.parties.as_ref().is_none_or(|parties| parties.contains(&gap.party))
    }

    /// Whether a movement is looked for.
    fn moved(&self, moved: &Drift) -> bool {
        [moved.from, moved.to]
            .iter()
            .filter_map(|at| self.places.get(at))
            .any(|position| self.focus.is_on(position))
    }

    fn question(
        &self,
        asked: &SceneQuestion,
        survey: Survey,
        drift: Vec<Drift>,
        gaps: &[GapPart],
    ) -> QuestionCollisions {
        let Survey { found, signal, .. } = survey;
        let question = self.scene.question_handle(asked.id);
        let mut collisions = self.collide("conflict", &found, &found.conflicts);
        collisions.extend(self.collide("tension", &found, &found.tensions));
        let silent = self.sought.decided.is_some();
        let non_answers = found.non_answers.iter().filter(|_| !silent);
        let not_comparable = self.collide("not comparable", &found, &found.not_comparable);
        QuestionCollisions {
            signal: signal.word.to_string(),
            marks: signal.marks.iter().map(ToString::to_string).collect(),
            answers: found.groups.iter().map(|group| self.answer(group)).collect(),
            collisions,
            not_comparable,
            not_compared: found.groups_not_compared,
            non_answers: non_answers.map(|none| self.non_answer(&question, none)).collect(),
            drift: drift.into_iter().map(|drift| self.drift(drift)).collect(),
            gaps: gaps
                .iter()
                .filter(|it| it.question.as_ref() == Some(&question))
                .cloned()
                .collect(),
            question: Named { handle: question, name: asked.text.clone() },
        }
    }

    fn answer(&self, group: &ValueGroup) -> AnswerPart {
        let mut claims = Vec::with_capacity(group.positions.len());
        let (mut seen, mut voices) = (BTreeSet::new(), Vec::new());
        for position in group.positions.iter().filter_map(|at| self.places.get(at)) {
            claims.push(position.version_handle());
            let inferred = position.known == KnownBy::Inferred;
            let behalf = conflict::behalf(self.scene, position);
            if seen.insert((position.party, behalf, inferred)) {
                let mut name = party(self.scene, position.party).name;
                if let Some(behalf) = behalf {
                    name = format!("{name} for {}", party(self.scene, behalf).name);
                }
                voices.push(if inferred { format!("{name}, inferred by us") } else { name });
            }
        }
        AnswerPart { words: self.answer_words(group), claims, voices }
    }

    fn answer_words(&self, group: &ValueGroup) -> String {
        let denies = if group.denies { "denies " } else { "" };
        let as_of = match &group.key.as_of {
            Some((date, _)) => format!(", as of {date}"),
            None => String::new(),
        };
        let unsure = if group.key.sure { "" } else { " (this question or another)" };
        format!("{denies}{}{as_of}{unsure}", conflict::value_words(self.scene, &group.value))
    }

    /// Pairs laid together by the two answers that they are of.
    fn collide(
        &self,
        kind: &'static str,
        found: &QuestionConflicts,
        pairs: &[Conflict],
    ) -> Vec<Collision> {
        if pairs.is_empty() {
            return Vec::new();
        }
        let mut group_of: BTreeMap<PositionRef, usize> = BTreeMap::new();
        let listed: BTreeSet<PositionRef> = pairs.iter().flat_map(|it| [it.a, it.b]).collect();
        for (place, group) in found.groups.iter().enumerate() {
            group_of.extend(
                group.positions.iter().filter(|at| listed.contains(at)).map(|at| (*at, place)),
            );
        }
        let mut together: BTreeMap<(usize, usize), Vec<&Conflict>> = BTreeMap::new();
        for pair in pairs.iter().filter(|it| self.sought.shows(decided(it.state, it.stale))) {
            let (a, b) = (group_of.get(&pair.a), group_of.get(&pair.b));
            let (a, b) = (a.copied().unwrap_or(0), b.copied().unwrap_or(0));
            together.entry((a.min(b), a.max(b))).or_default().push(pair);
        }
        let collision = |((a, b), pairs): ((usize, usize), Vec<&Conflict>)| {
            let size = |place: usize| found.groups[place].positions.len();
            let all = if found.busy && self.sought.is_wide() && a != b {
                size(a) * size(b)
            } else {
                pairs.len()
            };
            self.collision(kind, pairs, all)
        };
        together.into_iter().map(collision).collect()
    }

    fn collision(&self, kind: &'static str, mut pairs: Vec<&Conflict>, all: usize) -> Collision {
        pairs.sort_by_key(|it| (it.qualifier, decided(it.state, it.stale) == Decided::Undecided));
        let firmest = pairs[0];
        pairs.sort_by_key(|it| decided(it.state, it.stale) == Decided::Undecided);
        let is_listed = |(place, it): &(usize, &&Conflict)| *place < PAIRS || it.link.is_some();
        let listed: Vec<Pair> =
            pairs.iter().enumerate().filter(is_listed).map(|(_, it)| self.pair(it)).collect();
        let notes = [
            (
                firmest.by_context,
                "only the reporter\u{2019}s juxtaposition ties a side to this event",
            ),
            (firmest.both_inferred_speakers, "both speakers are inferred by us"),
            (firmest.same_party, "both are given as accounts of one party"),
        ];
        Collision {
            kind,
            words: firmest.words.clone(),
            rule: firmest.rule.to_string(),
            rule_words: firmest.rule.says(),
            fields: firmest.fields.clone(),
            qualifier: phrase::qualifier(firmest.qualifier),
            notes: notes.iter().filter(|(is, _)| *is).map(|(_, words)| *words).collect(),
            more: all.saturating_sub(listed.len()),
            pairs: listed,
        }
    }

    fn pair(&self, found: &Conflict) -> Pair {
        let link = found.link.and_then(|id| self.scene.links.iter().find(|link| link.id == id));
        let decided = decided(found.state, found.stale);
        let stale = if found.stale { "; an account changed since, look again" } else { "" };
        let decision = match (link, decided) {
            (None, _) => "nobody has decided on it".to_owned(),
            (Some(link), Decided::Accepted) => {
                format!("accepted as {}{stale}: {}", link.kind, link.reason)
            }
            (Some(link), Decided::Dismissed | Decided::Undecided) => {
                format!("dismissed, and kept{stale}: {}", link.reason)
            }
        };
        let own =
            |at: PositionRef| self.places.get(&at).is_some_and(|it| it.question == found.question);
        Pair {
            a: self.handle(found.a),
            b: self.handle(found.b),
            qualifier: phrase::qualifier(found.qualifier),
            decided,
            decision,
            link: link.map(|link| format!("L{}", link.number)),
            direct: own(found.a) && own(found.b),
        }
    }

    /// `C14@2/E3/killed`.
    fn handle(&self, at: PositionRef) -> String {
        let Some(position) = self.places.get(&at) else { return format!("{:.8}", at.version) };
        let question = self.scene.question_handle(position.question);
        let nth = if position.nth > 1 { format!("#{}", position.nth) } else { String::new() };
        format!("{}/{question}{nth}", position.version_handle())
    }

    fn claim(&self, at: PositionRef) -> String {
        self.places.get(&at).map_or_else(String::new, |position| position.version_handle())
    }

    fn non_answer(&self, question: &str, none: &NonAnswer) -> NonAnswerPart {
        let value = none.value.as_ref().map(|value| conflict::value_words(self.scene, value));
        let mut leaves_open: Vec<String> =
            none.leaves_open.iter().map(|at| self.claim(*at)).collect();
        leaves_open.dedup();
        NonAnswerPart {
            claim: self.claim(none.at),
            question: question.to_owned(),
            party: party(self.scene, none.party),
            words: phrase::non_answer(value.as_deref(), none.inferred),
            leaves_open,
        }
    }

    fn drift(&self, drift: Drift) -> Moved {
        Moved {
            kind: phrase::drift(drift.kind),
            from: self.claim(drift.from),
            to: self.claim(drift.to),
            words: drift.words,
            rule: drift.rule.to_string(),
            rule_words: drift.rule.says(),
            fields: drift.fields,
        }
    }
}
