//! Positions with one answer, grouped: how a busy question is shown.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use crate::model::scene::ScenePosition;
use crate::model::vocab::BasisKind;
use crate::model::{PositionRef, Value};

use super::answer::Answer;
use super::because::Qualifier;

/// What makes answers one: equal keys compare alike with everything else.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GroupKey {
    /// The value as JSON, in one spelling; lists in order of id.
    pub answer: String,
    /// Whether it is denied.
    pub denies: bool,
    /// The date for which it is said to hold, EDTF and offset.
    pub as_of: Option<(String, Option<String>)>,
    /// Whether the question is sure.
    pub sure: bool,
}

/// Answers that are one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueGroup {
    /// What makes them one.
    pub key: GroupKey,
    /// Whether the value is denied.
    pub denies: bool,
    /// The value.
    pub value: Value,
    /// The positions, in order of logging.
    pub positions: Vec<PositionRef>,
    /// How many of them answer this question only from one under it.
    pub derived: usize,
    /// The firmest of them.
    pub qualifier: Qualifier,
}

/// The group of a position on its own question; None if it answers no question
/// of fact.
pub fn group_key(position: &ScenePosition) -> Option<GroupKey> {
    Answer::direct(position).as_ref().map(key)
}

/// The group of an answer.
pub(super) fn key(answer: &Answer<'_>) -> GroupKey {
    let as_of = answer.position.as_of.as_ref();
    GroupKey {
        answer: spelling(&answer.value),
        denies: answer.denies,
        as_of: as_of.map(|date| (date.edtf.clone(), date.offset.clone())),
        sure: answer.position.basis != BasisKind::OneOf,
    }
}

/// A value in one spelling, the same for all that compare alike.
fn spelling(value: &Value) -> String {
    let mut value = value.clone();
    match &mut value {
        Value::Party(parties) => {
            parties.sort();
            parties.dedup();
        }
        Value::Place(places) => {
            places.sort();
            places.dedup();
        }
        Value::Quantity(quantity) => {
            quantity.counted_by = None;
            if quantity.min.is_some() || quantity.max.is_some() {
                quantity.as_written = None;
            }
            if let Some(whom) = &mut quantity.of_whom {
                whom.parties.sort();
                whom.parties.dedup();
            }
        }
        Value::Time(date) => {
            date.anchor = None;
            date.as_written = None;
            date.rule = None;
        }
        Value::Choice(_) | Value::None(_) | Value::Text(_) | Value::YesNo(_) => {}
    }
    serde_json::to_string(&value).expect("a value has string keys and no floats")
}

/// A group with its answers at hand.
pub(super) struct Gathered<'a> {
    /// What makes them one.
    pub(super) key: GroupKey,
    /// The answers, in order of logging.
    pub(super) answers: Vec<Answer<'a>>,
}

impl<'a> Gathered<'a> {
    /// The firmest answer, and of several the first logged.
    pub(super) fn firmest(&self) -> &Answer<'a> {
        self.firmest_of(|_| true).expect("a group is made of an answer")
    }

    /// The firmest of the answers that are asked for; None if none is.
    pub(super) fn firmest_of(&self, asked: impl Fn(&Answer<'a>) -> bool) -> Option<&Answer<'a>> {
        let weight = |answer: &&Answer<'_>| {
            let by_context = answer.position.basis == BasisKind::ByContext;
            (Qualifier::of(answer), by_context, answer.derived, answer.logged())
        };
        self.answers.iter().filter(|answer| asked(answer)).min_by_key(weight)
    }

    /// The group as shown.
    pub(super) fn shown(&self) -> ValueGroup {
        let firmest = self.firmest();
        ValueGroup {
            key: self.key.clone(),
            denies: firmest.denies,
            value: firmest.value.clone().into_owned(),
            positions: self.answers.iter().map(|answer| answer.position.at).collect(),
            derived: self.answers.iter().filter(|answer| answer.derived).count(),
            qualifier: Qualifier::of(firmest),
        }
    }
}

/// Groups answers, in order of each group's first logged. O(n log n).
pub(super) fn gather<'a>(answers: &[Answer<'a>]) -> Vec<Gathered<'a>> {
    let mut sorter = Sorter::new(key);
    let mut groups: Vec<Vec<Answer<'a>>> = Vec::new();
    for answer in answers {
        let place = sorter.place(answer);
        if place == groups.len() {
            groups.push(Vec::new());
        }
        groups[place].push(answer.clone());
    }
    let keyed = sorter.keys.into_iter().zip(groups);
    keyed.map(|(key, answers)| Gathered { key, answers }).collect()
}

/// What an answer says, word for word: equal ones compare alike, and most
/// answers of a busy question are word for word like one before.
#[derive(PartialEq, Eq, Hash)]
struct Said<'s> {
    value: &'s Value,
    denies: bool,
    as_of: Option<(&'s str, Option<&'s str>)>,
    sure: bool,
}

impl<'s> Said<'s> {
    fn of(answer: &'s Answer<'_>) -> Self {
        let as_of = answer.position.as_of.as_ref();
        Self {
            value: &answer.value,
            denies: answer.denies,
            as_of: as_of.map(|date| (date.edtf.as_str(), date.offset.as_deref())),
            sure: answer.position.basis != BasisKind::OneOf,
        }
    }
}

/// Tells which answers are one, each new one after those before; the key is
/// spelled out only for words not met yet.
pub(super) struct Sorter<'s, 'a> {
    key: fn(&Answer<'a>) -> GroupKey,
    met: HashMap<Said<'s>, usize>,
    places: BTreeMap<GroupKey, usize>,
    /// The keys, in order of their first.
    keys: Vec<GroupKey>,
}

impl<'s, 'a> Sorter<'s, 'a> {
    pub(super) fn new(key: fn(&Answer<'a>) -> GroupKey) -> Self {
        Self { key, met: HashMap::new(), places: BTreeMap::new(), keys: Vec::new() }
    }

    /// The place of an answer's group, counted from 0 in order of each one's
    /// first.
    pub(super) fn place(&mut self, answer: &'s Answer<'a>) -> usize {
        *self.met.entry(Said::of(answer)).or_insert_with(|| {
            let key = (self.key)(answer);
            let next = self.keys.len();
            *self.places.entry(key).or_insert_with_key(|key| {
                self.keys.push(key.clone());
                next
            })
        })
    }
}

/// For each answer a number that it shares with those word for word like it,
/// and taken from this question or one under it like it.
pub(super) fn alike(answers: &[Answer<'_>]) -> Vec<usize> {
    let mut met = HashMap::new();
    let mut number = |answer| {
        let next = met.len();
        *met.entry(answer).or_insert(next)
    };
    answers.iter().map(|answer| number((Said::of(answer), answer.derived))).collect()
}

/// The group of an answer, "about" set aside.
pub(super) fn key_but_for_about(answer: &Answer<'_>) -> GroupKey {
    let mut answer = answer.clone();
    if let Value::Quantity(quantity) = &*answer.value
        && quantity.approximate.is_some()
    {
        let mut quantity = quantity.clone();
        quantity.approximate = None;
        answer.value = Cow::Owned(Value::Quantity(quantity));
    }
    key(&answer)
}
