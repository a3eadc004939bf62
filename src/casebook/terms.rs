//! The casebook's own terms: what it counts in, and by which standards it
//! judges.

use crate::error::{Error, Result};
use crate::journal::fact;
use crate::model::{EntryId, Number, check_key};

use super::desk::Desk;

impl Desk<'_, '_> {
    /// Adds to the casebook's terms; a key or name that is there is replaced.
    pub fn add_terms(&mut self, more: &Terms) -> Result<EntryId> {
        for term in more.units.iter().chain(&more.categories) {
            check_key("a unit's or category's key", &term.key)?;
        }
        for one in &more.conventions {
            if one.min.is_none() && one.max.is_none()
                || one.min.zip(one.max).is_some_and(|(min, max)| min > max)
            {
                return Err(Error::usage(
                    format!("the convention `{}: {}` gives no range", one.name, one.word),
                    "write it as NAME:WORD=24..99, the smaller first",
                ));
            }
        }
        let logged = self.store().casebook()?;
        let mut terms = logged.fact;
        let by_key = |old: &fact::Term, new: &fact::Term| old.key == new.key;
        put(&mut terms.units, &more.units, by_key);
        put(&mut terms.categories, &more.categories, by_key);
        put(&mut terms.standards, &more.standards, |old, new| old.name == new.name);
        put(&mut terms.conventions, &more.conventions, |old, new| {
            old.name == new.name && old.word == new.word
        });
        put(&mut terms.scales, &more.scales, |old, new| old.name == new.name);
        terms.founder = None;
        terms.of = Some(logged.id);
        self.log(terms)
    }
}

/// What a change of terms put other words for, each in words: what was judged by
/// the old ones is read by the new ones from now on.
pub fn reworded(old: &fact::Casebook, new: &fact::Casebook) -> Vec<String> {
    let mut found = Vec::new();
    let mut said = |what: &str, name: &str, before: &str, now: &str| {
        if before != now {
            found.push(format!("the {what} `{name}` was “{before}” and is now “{now}”"));
        }
    };
    for (what, old, new) in
        [("unit", &old.units, &new.units), ("category", &old.categories, &new.categories)]
    {
        for (old, new) in old.iter().zip(new) {
            said(what, &old.key, &old.text, &new.text);
        }
    }
    for (old, new) in old.standards.iter().zip(&new.standards) {
        said("standard", &old.name, &old.text, &new.text);
    }
    for (old, new) in old.conventions.iter().zip(&new.conventions) {
        let name = format!("{}: {}", old.name, old.word);
        said("convention", &name, &convention_range(old), &convention_range(new));
    }
    for (old, new) in old.scales.iter().zip(&new.scales) {
        said("scale", &old.name, &scale_words(old), &scale_words(new));
    }
    found
}

/// Terms to add to a casebook's.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Terms {
    /// Who may be counted.
    pub categories: Vec<fact::Term>,
    /// Numbers that a view may put for a word.
    pub conventions: Vec<fact::Convention>,
    /// Rating scales of the house.
    pub scales: Vec<fact::Scale>,
    /// Standards of proof.
    pub standards: Vec<fact::Standard>,
    /// What may be counted.
    pub units: Vec<fact::Term>,
}

fn put<T: Clone>(list: &mut Vec<T>, more: &[T], same: impl Fn(&T, &T) -> bool) {
    for new in more {
        match list.iter_mut().find(|old| same(old, new)) {
            Some(old) => *old = new.clone(),
            None => list.push(new.clone()),
        }
    }
}

/// "24..99", an open end left empty.
pub fn convention_range(convention: &fact::Convention) -> String {
    let end = |end: Option<Number>| end.map_or_else(String::new, |end| end.to_string());
    format!("{}..{}", end(convention.min), end(convention.max))
}

/// "True (confirmed), Unproven (unverified, unverifiable)".
pub fn scale_words(scale: &fact::Scale) -> String {
    let label = |label: &fact::Label| {
        if label.findings.is_empty() {
            return label.text.clone();
        }
        let findings: Vec<&str> = label.findings.iter().map(|finding| finding.as_str()).collect();
        format!("{} ({})", label.text, findings.join(", "))
    };
    scale.labels.iter().map(label).collect::<Vec<_>>().join(", ")
}
