//! Why an import was refused: every bad line with its field and the reason,
//! and the lines that could not be looked at because they rest on a bad one.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Map, Value};

use crate::error::{Error, Result};
use crate::model::Invalid;
use crate::model::rules::Rule;

use super::line::{Line, LineFact};
use super::strict::{Fault, NOT_JSON};

/// What was found wrong so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Refusal {
    bad: Vec<Bad>,
    /// Names of what bad lines would have made, and their lines.
    unmade: BTreeMap<String, usize>,
    /// Lines that name one of those.
    waiting: Vec<usize>,
    /// Faults and lines beyond [`MOST`], which are only counted.
    uncounted: usize,
}

/// One fault, where it is, and what stands there.
#[derive(Clone, Debug)]
struct Bad {
    line: usize,
    fault: Fault,
    /// For a spreadsheet: the header of the column, and its cell.
    cell: Option<(String, String)>,
}

/// The most faults, names and waiting lines that are kept. Who has more mends
/// these first.
const MOST: usize = 1_000;

/// Lines that are not JSON at all which are named.
const OTHER: usize = 5;

impl Refusal {
    /// Adds a line that cannot be read.
    pub(super) fn unreadable(&mut self, number: usize, bytes: &[u8], faults: Vec<Fault>) {
        for fault in faults {
            self.add(number, fault, None);
        }
        let Ok(Value::Object(line)) = serde_json::from_slice(bytes) else { return };
        for fields in line.values().filter_map(Value::as_object) {
            self.leave_unmade(number, fields.get("key"), fields);
        }
    }

    /// Adds a fault of a line that was read.
    pub(super) fn fault(&mut self, line: &Line, fault: Fault) {
        let cell = cell_of(line, &fault.field);
        self.add(line.number, fault, cell);
        let key = Value::from(line.key.clone());
        self.leave_unmade(line.number, Some(&key), &line.fields);
    }

    /// Whether nothing was found wrong.
    pub(super) fn is_empty(&self) -> bool {
        self.bad.is_empty() && self.waiting.is_empty()
    }

    fn add(&mut self, line: usize, fault: Fault, cell: Option<(String, String)>) {
        if self.bad.len() < MOST {
            self.bad.push(Bad { line, fault, cell });
        } else {
            self.uncounted += 1;
        }
    }

    /// Adds a line that a rule or the record refuses; gives back an error that
    /// is not the line's.
    pub(super) fn refuse(&mut self, line: &Line, error: Error) -> Result<()> {
        if !is_the_lines(&error) {
            return Err(error);
        }
        let missing = matches!(error, Error::NotFound { .. });
        if missing && self.rests_on_unmade(&line.fields) {
            if self.waiting.len() < MOST {
                self.waiting.push(line.number);
            }
        } else {
            // The field is named by its place.
            let (stands_in, reason) = match &error {
                Error::InField { field, invalid } => (*field, invalid.to_string()),
                other => ("", other.to_string()),
            };
            let mut field = field_of(&error, line);
            if field.is_empty() {
                stands_in.clone_into(&mut field);
            }
            let mut hint = error.hint().map(|hint| in_fields(&hint));
            // Only speakers are made on the way, never parties in an answer.
            let is_speaker = |given: &str| {
                let cell = |column| line.fields.get(column).and_then(Value::as_str);
                matches!(line.fact, LineFact::Row(_))
                    && [cell("who"), cell("by")].contains(&Some(given))
            };
            if matches!(&error, Error::NotFound { what: "party", given, .. } if is_speaker(given)) {
                let make = "or let the import make such parties: --new-party person";
                hint = Some(hint.map_or(make.to_owned(), |hint| format!("{hint}; {make}")));
            }
            let fault = Fault { field, reason, hint };
            let cell = cell_of(line, &fault.field);
            self.add(line.number, fault, cell);
        }
        let key = Value::from(line.key.clone());
        self.leave_unmade(line.number, Some(&key), &line.fields);
        Ok(())
    }

    /// Remembers the names by which others would call what a line makes.
    fn leave_unmade(&mut self, number: usize, key: Option<&Value>, fields: &Map<String, Value>) {
        if self.unmade.len() > MOST {
            return;
        }
        let text = |name: &str| fields.get(name).and_then(Value::as_str);
        if let Some(key) = key.and_then(Value::as_str) {
            self.unmade.insert(key.to_owned(), number);
        }
        for name in ["display", "name"].into_iter().filter_map(text) {
            self.unmade.insert(name.to_owned(), number);
        }
        if let (Some(event), Some(question)) = (text("event"), text("question")) {
            self.unmade.insert(format!("{event}/{question}"), number);
        }
    }

    fn rests_on_unmade(&self, fields: &Map<String, Value>) -> bool {
        let mut found = false;
        each_text(fields, &mut |_, text| {
            let part = |c: char| !(c.is_ascii_alphanumeric() || "._-/".contains(c));
            let mut words =
                text.split(part).flat_map(|word| [word, word.split('/').next().unwrap_or(word)]);
            found |=
                self.unmade.contains_key(text) || words.any(|word| self.unmade.contains_key(word));
        });
        found
    }

    /// Refuses the import if a line was bad; `kept` lines before were kept in
    /// whole batches. `notes` on the file may tell why.
    pub(super) fn end(mut self, name: Option<&str>, kept: usize, notes: &[String]) -> Result<()> {
        if self.bad.is_empty() && self.waiting.is_empty() {
            return Ok(());
        }
        self.bad.sort_by_key(|bad| bad.line);
        let file = name.map_or_else(String::new, |name| format!(" of `{name}`"));
        let mut numbers: Vec<usize> = self.bad.iter().map(|bad| bad.line).collect();
        numbers.dedup();
        let what = match kept {
            0 => "nothing was imported".to_owned(),
            kept => format!("{kept} lines were imported before the first bad one, and no more"),
        };
        let mut message = match numbers.len() {
            1 => format!("{what}: one line{file} cannot be used"),
            lines => format!("{what}: {lines} lines{file} cannot be used"),
        };
        // A file of another kind is told in a few lines.
        let mut other = 0;
        for Bad { line, fault, cell } in &self.bad {
            if fault.reason.starts_with(NOT_JSON) {
                other += 1;
                if other > OTHER {
                    continue;
                }
            }
            let _ = write!(message, "\n  line {line}, {}", fault.place());
            if let Some((header, value)) = cell {
                let _ = write!(message, " (column “{header}”: “{value}”)");
            }
            let _ = write!(message, ": {}", fault.reason);
            if let Some(hint) = &fault.hint {
                let _ = write!(message, " ({hint})");
            }
        }
        if other > OTHER {
            let more = other - OTHER;
            let _ = write!(
                message,
                "\n  and {more} more that are {NOT_JSON}: is it a file of JSON lines, or a spreadsheet (.csv, .tsv)?"
            );
        }
        if self.uncounted > 0 {
            let _ = write!(message, "\n  and {} more faults: mend these first", self.uncounted);
        }
        if !self.waiting.is_empty() {
            let lines: Vec<String> = self.waiting.iter().map(usize::to_string).collect();
            let _ = write!(
                message,
                "\n  not looked at, as they name what those would have made: line {}",
                lines.join(", ")
            );
        }
        for note in notes {
            let _ = write!(message, "\n  {note}");
        }
        let hint = match kept {
            0 => "mend these lines and import again; nothing was written",
            _ => "mend these lines and import again: what was imported is known and skipped",
        };
        Err(Error::refused(message, hint))
    }
}

/// A hint as a line can follow it: its fields for the options of a command, but
/// where it names a command.
fn in_fields(hint: &str) -> String {
    if hint.contains("`rashomon") {
        return hint.to_owned();
    }
    let mut parts = hint.split("--");
    let mut told = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let is_name = |c: char| c.is_ascii_lowercase() || c == '-';
        let (name, rest) = part.split_at(part.find(|c| !is_name(c)).unwrap_or(part.len()));
        match name {
            "" => told.push_str("--"),
            name if told.ends_with('`') => told.push_str(name),
            name => told.extend(["`", name, "`"]),
        }
        told.push_str(rest);
    }
    told
}

/// The header and the cell that a fault of a row is about.
fn cell_of(line: &Line, field: &str) -> Option<(String, String)> {
    let header = line.headers.as_ref()?.get(field)?;
    let value = line.fields.get(field)?.as_str()?;
    let short: String = value.chars().take(60).collect();
    let short = if short.len() < value.len() { format!("{short}…") } else { short };
    Some((header.clone(), short.replace(['\r', '\n'], " ")))
}

impl Fault {
    /// The field, or "the line".
    fn place(&self) -> &str {
        if self.field.is_empty() { "the line" } else { &self.field }
    }
}

/// Whether an error is about what a line says, and not about the casebook.
fn is_the_lines(error: &Error) -> bool {
    match error {
        Error::Usage { .. }
        | Error::Invalid(_)
        | Error::InField { .. }
        | Error::NotFound { .. }
        | Error::Ambiguous { .. }
        | Error::Rule { .. }
        | Error::Refused { .. }
        | Error::Oversized(_) => true,
        Error::NoCasebook { .. }
        | Error::Exists { .. }
        | Error::NotACasebook { .. }
        | Error::TooNew { .. }
        | Error::Damaged { .. }
        | Error::Altered { .. }
        | Error::Unlike { .. }
        | Error::ReadOnly { .. }
        | Error::Busy
        | Error::NewerEntry { .. }
        | Error::Traces { .. }
        | Error::NoIndex { .. }
        | Error::Unknown { .. }
        | Error::File { .. }
        | Error::Output(_)
        | Error::Database(_) => false,
    }
}

/// The field that an error is about: the one that holds what was given, or the
/// one that the rule asks for; empty where neither tells.
fn field_of(error: &Error, line: &Line) -> String {
    let given = match error {
        Error::Invalid(Invalid::Word { given, .. } | Invalid::Form { given, .. })
        | Error::InField {
            invalid: Invalid::Word { given, .. } | Invalid::Form { given, .. },
            ..
        }
        | Error::NotFound { given, .. }
        | Error::Ambiguous { given, .. } => given.as_str(),
        Error::Rule { rule } => return rule_field(*rule).to_owned(),
        other => return told_by_words(&other.to_string(), line),
    };
    let last = given.rsplit('/').next().unwrap_or(given);
    let (mut same, mut holds, mut holds_last) = (None, None, None);
    each_text(&line.fields, &mut |path, text| {
        let first = |found: &mut Option<String>, is: bool| {
            if is && found.is_none() {
                *found = Some(path.to_owned());
            }
        };
        first(&mut same, text == given);
        first(&mut holds, text.contains(given));
        first(&mut holds_last, text.contains(last));
    });
    same.or(holds).or(holds_last).unwrap_or_default()
}

/// The field for errors that name none: those about who logs, and those about
/// a quotation.
fn told_by_words(message: &str, line: &Line) -> String {
    let about_member = line
        .member
        .as_deref()
        .is_some_and(|member| message.starts_with(&format!("`{member}` is not a member")));
    if about_member {
        return "as".to_owned();
    }
    let about_words =
        ["quotation", "passage", "bytes", "piece"].iter().any(|word| message.contains(word));
    let quoted = ["quotes", "spans", "quote", "points", "bytes"]
        .into_iter()
        .find(|field| line.fields.contains_key(*field));
    quoted.filter(|_| about_words).unwrap_or_default().to_owned()
}

const fn rule_field(rule: Rule) -> &'static str {
    match rule {
        Rule::Reason => "why",
        Rule::Tried => "tried",
        Rule::Ground | Rule::OutsideEvidence | Rule::AttributionGround => "grounds",
        Rule::SecondMember => "as",
        Rule::Standard => "standard",
        Rule::Rating => "rating",
        Rule::Rival
        | Rule::StandingConflict
        | Rule::TwoOrigins
        | Rule::Admission
        | Rule::AdmissionTraced => "finding",
    }
}

/// Calls `f` with the path and the words of every text in some fields.
fn each_text(fields: &Map<String, Value>, f: &mut impl FnMut(&str, &str)) {
    for (name, value) in fields {
        each_text_of(value, name, f);
    }
}

fn each_text_of(value: &Value, path: &str, f: &mut impl FnMut(&str, &str)) {
    match value {
        Value::String(text) => f(path, text),
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                each_text_of(item, &format!("{path}[{at}]"), f);
            }
        }
        Value::Object(fields) => {
            for (name, field) in fields {
                each_text_of(field, &format!("{path}.{name}"), f);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hint_names_fields_and_leaves_commands_alone() {
        for (hint, told) in [
            ("say why with --why", "say why with `why`"),
            ("take it there: --bytes 21..38", "take it there: `bytes` 21..38"),
            ("fill in `--said-on`", "fill in `said-on`"),
            ("a dash -- or two", "a dash -- or two"),
            ("`rashomon capture F --of S1`", "`rashomon capture F --of S1`"),
        ] {
            assert_eq!(in_fields(hint), told);
        }
    }
}
