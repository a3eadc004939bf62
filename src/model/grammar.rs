//! The one grammar for a position: `[EVENT/]KEY[:STANCE][=VALUE]`, then
//! `@DATE`, `~context`, `~inferred "because"`, `~one-of`.
//!
//! Reads the form only. Names of parties and places stay as typed, for the
//! casebook to resolve; the kind of value is the question's, so the value is
//! read in a second step, [`ValueText::read`].

use super::vocab::{Absence, BasisKind, Counted, Stance, ValueKind, YesNo};
use super::{Invalid, Number, check_key};

/// A position as typed: `E3/initiator:denies=Afghan Taliban @2025-10-15`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PositionText {
    /// The question, and under `~one-of` those it may be instead.
    pub questions: Vec<QuestionText>,
    /// The stance; `asserts` when left out.
    pub stance: Stance,
    /// The value as typed; None where there is no `=`.
    pub value: Option<String>,
    /// EDTF after `@`, not yet checked.
    pub as_of: Option<String>,
    /// How the position is tied to its question.
    pub basis: BasisKind,
    /// The words after `~inferred` or `~context`.
    pub because: Option<String>,
}

/// A question as typed: `E3/killed`, or `killed` where the event is plain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuestionText {
    /// What stands before the slash: `E3`, or an import's own key.
    pub event: Option<String>,
    /// The question's key.
    pub key: String,
}

impl PositionText {
    /// Reads one position.
    ///
    /// # Errors
    ///
    /// [`Invalid`], naming the part that does not fit.
    pub fn read(text: &str) -> Result<Self, Invalid> {
        let (body, marks) = split_marks(text)?;
        let (head, value) = match body.split_once('=') {
            Some((head, value)) => (head, Some(value.trim().to_owned())),
            None => (body, None),
        };
        let (questions, stance) = match head.split_once(':') {
            Some((questions, stance)) => (questions, stance.trim().parse()?),
            None => (head, Stance::Asserts),
        };
        let questions = questions
            .split('|')
            .map(|question| QuestionText::read(question.trim()))
            .collect::<Result<Vec<_>, _>>()?;
        if value.as_deref() == Some("") {
            return Err(Invalid::form("a position", text, "nothing stands after `=`"));
        }
        let position = Self {
            questions,
            stance,
            value,
            as_of: marks.as_of,
            basis: marks.basis,
            because: marks.because,
        };
        position.check(text)
    }

    fn check(self, text: &str) -> Result<Self, Invalid> {
        let refuse = |why: &str| Err(Invalid::form("a position", text, why));
        let several = self.questions.len() > 1;
        if several != (self.basis == BasisKind::OneOf) {
            return refuse(
                "`~one-of` goes with several questions, as in `E1/who|E2/who=… ~one-of`",
            );
        }
        if self.basis == BasisKind::Inferred && self.because.is_none() {
            return refuse("say why you read it so: `~inferred \"because\"`");
        }
        if self.value.is_none() && self.stance != Stance::Neither {
            return refuse(
                "a value is missing: `KEY:STANCE=VALUE`, as `KEY:denies=yes` (only `neither` needs none)",
            );
        }
        Ok(self)
    }
}

impl QuestionText {
    /// Reads `[EVENT/]KEY`.
    pub fn read(text: &str) -> Result<Self, Invalid> {
        let (event, key) = match text.rsplit_once('/') {
            Some((event, key)) => (Some(event.to_owned()), key),
            None => (None, text),
        };
        check_key("a question's key", key)?;
        Ok(Self { event, key: key.to_owned() })
    }
}

struct Marks {
    as_of: Option<String>,
    basis: BasisKind,
    because: Option<String>,
}

/// Cuts the marks that follow the value off its end.
fn split_marks(text: &str) -> Result<(&str, Marks), Invalid> {
    let mut marks = Marks { as_of: None, basis: BasisKind::Stated, because: None };
    let start = marks_start(text);
    let (body, mut rest) = text.split_at(start);
    loop {
        rest = rest.trim_start();
        if rest.is_empty() {
            return Ok((body.trim_end(), marks));
        }
        let (word, after) = rest.split_at(rest.find(char::is_whitespace).unwrap_or(rest.len()));
        rest = after;
        if let Some(date) = word.strip_prefix('@') {
            marks.as_of = Some(date.to_owned());
            continue;
        }
        marks.basis = match word {
            "~context" => BasisKind::ByContext,
            "~inferred" => BasisKind::Inferred,
            "~one-of" => BasisKind::OneOf,
            _ => {
                let why =
                    format!("unknown mark `{word}`; expected @DATE, ~context, ~inferred, ~one-of");
                return Err(Invalid::form("a position", text, why));
            }
        };
        if let Some(quoted) = rest.trim_start().strip_prefix('"') {
            let Some((because, after)) = quoted.split_once('"') else {
                return Err(Invalid::form("a position", text, "a quotation mark is not closed"));
            };
            marks.because = Some(because.to_owned());
            rest = after;
        }
    }
}

/// Where the first mark outside quotation marks begins; the length if none.
fn marks_start(text: &str) -> usize {
    let mut quoted = false;
    let mut after_space = false;
    for (at, c) in text.char_indices() {
        match c {
            '"' => quoted = !quoted,
            '@' | '~' if after_space && !quoted => return at,
            _ => {}
        }
        after_space = c.is_whitespace();
    }
    text.len()
}

/// A value as typed, read for the kind its question asks for; names are not
/// yet resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ValueText {
    /// `not-stated` or `none-known`.
    None(Absence),
    /// Names of parties or places, jointly.
    Names(Vec<String>),
    /// A number of something.
    Quantity(Box<QuantityText>),
    /// Yes or no.
    YesNo(YesNo),
    /// A choice, a date or free words.
    Words(String),
}

/// A quantity as typed: `about 15..20 killed of "Afghan Taliban" (fighters)`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QuantityText {
    /// Whether `about` stands before it.
    pub approximate: bool,
    /// Lower end, where given.
    pub min: Option<Number>,
    /// Upper end, where given.
    pub max: Option<Number>,
    /// A word that stands in the number's place: `dozens`.
    pub word: Option<String>,
    /// Key of the unit, where given.
    pub unit: Option<String>,
    /// Names after `of`.
    pub of: Vec<String>,
    /// Key in round brackets: who among them.
    pub category: Option<String>,
    /// `each` or `together`.
    pub counted: Option<Counted>,
    /// Whether the word stood in quotation marks: the source's own, as it is.
    pub as_quoted: bool,
    /// Name after `by`: who counted.
    pub counted_by: Option<String>,
}

impl ValueText {
    /// Reads `text` as an answer of `kind`.
    pub fn read(kind: ValueKind, text: &str) -> Result<Self, Invalid> {
        if let Ok(absence) = text.parse() {
            return Ok(Self::None(absence));
        }
        Ok(match kind {
            ValueKind::Party | ValueKind::Place => Self::Names(names(text)?),
            ValueKind::Quantity => Self::Quantity(Box::new(QuantityText::read(text)?)),
            ValueKind::YesNo => Self::YesNo(text.parse()?),
            ValueKind::Time | ValueKind::Choice | ValueKind::Text => {
                Self::Words(unquoted(text).to_owned())
            }
        })
    }
}

/// `Kabul + "Spin Boldak"` as its names; a `+` inside quotation marks is part
/// of the name.
fn names(text: &str) -> Result<Vec<String>, Invalid> {
    let mut names = vec![String::new()];
    let mut quoted = false;
    for c in text.chars() {
        match c {
            '"' => quoted = !quoted,
            '+' if !quoted => names.push(String::new()),
            _ => names.last_mut().expect("never empty").push(c),
        }
    }
    let names: Vec<String> = names.iter().map(|name| name.trim().to_owned()).collect();
    if quoted || names.iter().any(String::is_empty) {
        return Err(Invalid::form("a list of names", text, "a name is missing or not closed"));
    }
    Ok(names)
}

fn unquoted(text: &str) -> &str {
    text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text)
}

impl QuantityText {
    /// Reads `[about] RANGE|WORD [UNIT] [of NAMES] [(CATEGORY)]
    /// [each|together] [by NAME]`.
    pub fn read(text: &str) -> Result<Self, Invalid> {
        let mut quantity = Self::default();
        let words = split_words("a quantity", text)?;
        let first = words.iter().position(|word| word.quoted || word.text != "about");
        quantity.as_quoted = first.is_some_and(|first| words[first].quoted);
        let words: Vec<String> = words.into_iter().map(|word| word.text).collect();
        let mut words = words.into_iter().peekable();
        if words.peek().is_some_and(|word| word == "about") {
            quantity.approximate = true;
            words.next();
        }
        let refuse = |why: &str| Invalid::form("a quantity", text, why);
        let amount = words.next().ok_or_else(|| refuse("expected 15, 15..20, 20.. or a word"))?;
        if let (Some(to), true) = (words.peek(), starts_number(&amount))
            && ["to", "-", "\u{2013}"].contains(&to.as_str())
        {
            words.next();
            let end = words.next().unwrap_or_default();
            return Err(refuse(&format!("write a range as {amount}..{end}")));
        }
        let amount = match words.peek() {
            Some(one) if amount.eq_ignore_ascii_case("no") && one.eq_ignore_ascii_case("one") => {
                words.next();
                format!("{amount} one")
            }
            Some(_) | None => amount,
        };
        quantity.read_amount(&amount)?;
        while let Some(word) = words.next() {
            match word.as_str() {
                "of" => quantity.of = take_names(&mut words),
                "by" => quantity.counted_by = words.next(),
                "each" => quantity.counted = Some(Counted::Each),
                "together" => quantity.counted = Some(Counted::Together),
                word if word.starts_with('(') && word.ends_with(')') => {
                    quantity.category = Some(word[1..word.len() - 1].trim().to_owned());
                }
                word if quantity.unit.is_none() => quantity.unit = Some(word.to_owned()),
                word => {
                    let why =
                        format!("`{word}` is one word too many; put names in quotation marks");
                    return Err(refuse(&why));
                }
            }
        }
        Ok(quantity)
    }

    fn read_amount(&mut self, amount: &str) -> Result<(), Invalid> {
        let no_number = ["nan", "inf", "infinity"].contains(&amount.to_lowercase().as_str());
        if amount.starts_with('-') || no_number {
            return Err(Invalid::form("a quantity", amount, "a count is zero or more"));
        }
        if !starts_number(amount) {
            self.word = Some(amount.to_owned());
            return Ok(());
        }
        if let Some((min, max)) = amount.split_once(['-', '\u{2013}']) {
            let why = format!("write a range as {min}..{max}");
            return Err(Invalid::form("a quantity", amount, why));
        }
        let end = |text: &str| (!text.is_empty()).then(|| text.parse::<Number>()).transpose();
        let (min, max) = amount.split_once("..").unwrap_or((amount, amount));
        (self.min, self.max) = (end(min)?, end(max)?);
        let backward = matches!((self.min, self.max), (Some(min), Some(max)) if min > max);
        if backward || (self.min.is_none() && self.max.is_none()) {
            return Err(Invalid::form("a range", amount, "expected 15..20, smaller first"));
        }
        Ok(())
    }
}

/// Whether a word begins as a number or a range does.
fn starts_number(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit() || c == '.')
}

/// Names joined by `+`, up to the next word that is not joined.
fn take_names(words: &mut std::iter::Peekable<std::vec::IntoIter<String>>) -> Vec<String> {
    let mut names: Vec<String> = words.next().into_iter().collect();
    while words.peek().is_some_and(|word| word == "+") {
        words.next();
        names.extend(words.next());
    }
    names
}

/// A word of a typed value.
pub(super) struct Word {
    /// The word, without quotation marks.
    pub(super) text: String,
    /// Whether it stood in quotation marks.
    pub(super) quoted: bool,
}

/// Splits at white space; what stands in quotation marks or round brackets
/// stays together (brackets are kept, quotation marks are not).
pub(super) fn split_words(what: &'static str, text: &str) -> Result<Vec<Word>, Invalid> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut close = None;
    for c in text.chars() {
        match (close, c) {
            (Some(end), c) if c == end => {
                if c == ')' {
                    word.push(c);
                }
                words.push(Word { text: std::mem::take(&mut word), quoted: c == '"' });
                close = None;
            }
            (None, '"') => close = Some('"'),
            (None, '(') => {
                word.push('(');
                close = Some(')');
            }
            (None, c) if c.is_whitespace() => {
                if !word.is_empty() {
                    words.push(Word { text: std::mem::take(&mut word), quoted: false });
                }
            }
            (_, c) => word.push(c),
        }
    }
    if close.is_some() {
        return Err(Invalid::form(what, text, "a quotation mark or bracket is not closed"));
    }
    if !word.is_empty() {
        words.push(Word { text: word, quoted: false });
    }
    Ok(words)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_position_is_read_in_one_grammar() {
        let read =
            PositionText::read("E3/initiator:denies=Northern Army @2025-10-15 ~context").unwrap();
        assert_eq!(read.questions[0].event.as_deref(), Some("E3"));
        assert_eq!(read.stance, Stance::Denies);
        assert_eq!(read.value.as_deref(), Some("Northern Army"));
        assert_eq!(read.as_of.as_deref(), Some("2025-10-15"));
        assert_eq!(read.basis, BasisKind::ByContext);
        let read =
            PositionText::read("killed=about 15..20 ~inferred \"from the next line\"").unwrap();
        assert_eq!(
            (read.stance, read.because.as_deref()),
            (Stance::Asserts, Some("from the next line"))
        );
        assert!(PositionText::read("E1/who:neither").unwrap().value.is_none());
        assert_eq!(PositionText::read("E1/who|E2/who=X ~one-of").unwrap().questions.len(), 2);
        for refused in [
            "",
            "=x",
            "who",
            "who=",
            "who:maybe=x",
            "Who=x",
            "who=x ~inferred",
            "who=x ~sure",
            "who|when=x",
            "who=x ~context \"open",
        ] {
            assert!(PositionText::read(refused).is_err(), "{refused}");
        }
    }

    #[test]
    fn a_quantity_keeps_its_word_and_gets_no_number() {
        let read =
            QuantityText::read("dozens killed of \"North + South\" + East (soldiers) together")
                .unwrap();
        assert_eq!((read.word.as_deref(), read.min, read.max), (Some("dozens"), None, None));
        assert_eq!(read.of, ["North + South", "East"]);
        assert_eq!(read.category.as_deref(), Some("soldiers"));
        assert_eq!(read.counted, Some(Counted::Together));
        let read = QuantityText::read("20..").unwrap();
        assert_eq!((read.min, read.max), (Some(Number::integer(20).unwrap()), None));
        for refused in ["", "20..15", "..", "about", "15 killed injured", "1 \"x"] {
            assert!(QuantityText::read(refused).is_err(), "{refused}");
        }
    }

    #[test]
    fn a_range_in_other_spellings_is_offered_in_ours() {
        for (typed, offered) in [
            ("15-20", "15..20"),
            ("15\u{2013}20 killed", "15..20"),
            ("15 to 20 killed", "15..20"),
            ("about 15 - 20", "15..20"),
            ("1,200-1,500", "1,200..1,500"),
        ] {
            let refused = QuantityText::read(typed).unwrap_err().to_string();
            assert!(refused.contains(&format!("write a range as {offered}")), "{refused}");
        }
        assert!(QuantityText::read("-15").unwrap_err().to_string().contains("zero or more"));
    }

    proptest! {
        #[test]
        fn no_text_makes_the_grammar_panic(text in "\\PC{0,40}") {
            let _ = PositionText::read(&text);
            for kind in ValueKind::ALL {
                let _ = ValueText::read(*kind, &text);
            }
        }
    }
}
