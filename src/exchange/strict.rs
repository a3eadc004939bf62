//! JSON as an import takes it: one value, no key twice, no null, no number
//! that another reader would change, not too deep.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

/// How the reason of a line that is no JSON begins.
pub(super) const NOT_JSON: &str = "not JSON";

/// How deep lists and objects may lie within each other.
const MAX_DEPTH: usize = 32;

/// The largest integer that every JSON reader keeps exactly: 2^53 - 1.
const MAX_INTEGER: u64 = (1 << 53) - 1;

/// What is wrong with a line, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    /// The field, as a path: `quotes[1].line`; empty for the line as a whole.
    pub(super) field: String,
    /// What is wrong.
    pub(super) reason: String,
    /// What to do about it.
    pub(super) hint: Option<String>,
}

impl Fault {
    /// A fault of a field, with nothing to add.
    pub(super) fn new(field: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { field: field.into(), reason: reason.into(), hint: None }
    }
}

/// Reads one line as a JSON object.
pub(super) fn read(text: &str) -> Result<Map<String, Value>, Vec<Fault>> {
    let value = match serde_json::from_str::<Strict>(text) {
        Ok(Strict(value)) => value,
        Err(error) => return Err(vec![Fault::new("", in_words(&error))]),
    };
    let mut faults = Vec::new();
    check(&value, "", 0, &mut faults);
    match value {
        Value::Object(object) if faults.is_empty() => Ok(object),
        Value::Object(_) => Err(faults),
        _ => Err(vec![Fault::new("", "expected an object: {\"claim\": {…}}")]),
    }
}

/// `serde_json`'s words, with the place on the line instead of "line 1".
fn in_words(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let why = text.split(" at line ").next().unwrap_or(&text);
    format!("{NOT_JSON}: {why} at character {}", error.column())
}

/// Looks for what JSON allows and an import does not.
fn check(value: &Value, path: &str, depth: usize, faults: &mut Vec<Fault>) {
    if depth > MAX_DEPTH {
        faults.push(Fault::new(path, format!("lies more than {MAX_DEPTH} levels deep")));
        return;
    }
    match value {
        Value::Null => faults.push(Fault::new(path, "is null; leave the field out")),
        Value::Number(number) => faults.extend(check_number(number, path)),
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                check(item, &format!("{path}[{at}]"), depth + 1, faults);
            }
        }
        Value::Object(fields) => {
            for (name, field) in fields {
                check(field, &join(path, name), depth + 1, faults);
            }
        }
        Value::Bool(_) | Value::String(_) => {}
    }
}

fn check_number(number: &Number, path: &str) -> Option<Fault> {
    let small = match (number.as_u64(), number.as_i64()) {
        (Some(number), _) => number <= MAX_INTEGER,
        (None, Some(number)) => number.unsigned_abs() <= MAX_INTEGER,
        (None, None) => {
            return Some(Fault::new(
                path,
                format!("`{number}` is not an integer; write it as text"),
            ));
        }
    };
    (!small).then(|| Fault::new(path, format!("`{number}` is larger than 2^53 - 1")))
}

/// `quotes[1]` and `line` as `quotes[1].line`.
fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

/// A value in which no object has a key twice.
struct Strict(Value);

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(StrictVisitor).map(Self)
    }
}

struct StrictVisitor;

impl<'de> Visitor<'de> for StrictVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(Strict(item)) = items.next_element()? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(name) = fields.next_key::<String>()? {
            if object.contains_key(&name) {
                return Err(A::Error::custom(format!("the key `{name}` stands twice")));
            }
            let Strict(field) = fields.next_value()?;
            object.insert(name, field);
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_that_readers_disagree_on_is_refused_with_its_path() {
        let deep = format!("{{\"a\":{}1{}}}", "[".repeat(40), "]".repeat(40));
        // (line, field, words of the reason)
        let cases = [
            ("{\"a\":1,\"a\":2}", "", "the key `a` stands twice"),
            ("{\"a\":{\"b\":1,\"b\":2}}", "", "the key `b` stands twice"),
            ("{\"a\":[1,null]}", "a[1]", "null"),
            ("{\"a\":{\"b\":9007199254740992}}", "a.b", "2^53"),
            ("{\"a\":1.5}", "a", "not an integer"),
            ("{\"a\":NaN}", "", "not JSON"),
            ("{\"a\":1} x", "", "not JSON"),
            ("[1]", "", "an object"),
            (deep.as_str(), &format!("a{}", "[0]".repeat(32)), "32 levels"),
        ];
        for (line, field, words) in cases {
            let faults = read(line).unwrap_err();
            assert_eq!(faults[0].field, field, "{line}");
            assert!(faults[0].reason.contains(words), "{line}: {}", faults[0].reason);
        }
        let wide = format!("{{\"a\":{}1{}}}", "[".repeat(200), "]".repeat(200));
        assert!(read(&wide).unwrap_err()[0].reason.contains("recursion"));
        assert_eq!(read("{\"a\":[1,\"b\",{\"c\":true}]}").unwrap().len(), 1);
    }
}
