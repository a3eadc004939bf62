//! Exact numbers: integers, or decimals in one spelling.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::Invalid;

/// The largest integer that every JSON reader keeps exactly: 2^53 - 1.
const MAX: i64 = (1 << 53) - 1;

/// Millionths in one.
const SCALE: i64 = 1_000_000;

/// A number, exact to the millionth, within ±(2^53 - 1) millionths for
/// decimals and ±(2^53 - 1) for integers.
///
/// In an entry an integer is a JSON integer and anything else a decimal string
/// without trailing zeros ("4.5"): one spelling for each number, no floats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "Spelling", into = "Spelling")]
pub struct Number {
    /// Millionths; i128 so that any integer up to [`MAX`] fits.
    millionths: i128,
}

/// The two ways a number is written in an entry.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(untagged)]
enum Spelling {
    Integer(i64),
    Decimal(String),
}

impl Number {
    /// An integer within ±(2^53 - 1).
    pub fn integer(value: i64) -> Result<Self, Invalid> {
        if value.unsigned_abs() > MAX.unsigned_abs() {
            let why = "larger than 2^53 - 1";
            return Err(Invalid::form("a number", value.to_string(), why));
        }
        Ok(Self { millionths: i128::from(value) * i128::from(SCALE) })
    }

    /// The number in millionths, for arithmetic without rounding.
    pub const fn millionths(self) -> i128 {
        self.millionths
    }
}

impl FromStr for Number {
    type Err = Invalid;

    /// Reads `15`, `-3`, `4.5`, `1,200`: a point for decimals, a comma only
    /// between groups of three digits.
    fn from_str(text: &str) -> Result<Self, Invalid> {
        let refuse = |why: &str| Invalid::form("a number", text, why);
        let (sign, digits) = match text.strip_prefix('-') {
            Some(digits) => (-1, digits),
            None => (1, text),
        };
        let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
        let whole = without_commas(whole).ok_or_else(|| refuse("expected digits, as 15 or 4.5"))?;
        let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        if !all_digits(&whole) || !all_digits(part) {
            return Err(refuse("expected digits, as 15 or 4.5"));
        }
        if whole.len() > 16 || part.len() > 6 {
            return Err(refuse("too many digits: at most 16 before the point and 6 after"));
        }
        let millionths = format!("{whole}{part:0<6}").parse::<i128>().expect("at most 22 digits");
        let limit =
            i128::from(MAX) * if part.bytes().all(|b| b == b'0') { i128::from(SCALE) } else { 1 };
        if millionths > limit {
            return Err(refuse("larger than 2^53 - 1"));
        }
        Ok(Self { millionths: sign * millionths })
    }
}

/// `1,200,000` as `1200000`; None if a comma stands elsewhere than between
/// groups of three.
fn without_commas(whole: &str) -> Option<String> {
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let rest: Vec<&str> = groups.collect();
    let well_formed = rest.is_empty() || (first.len() <= 3 && rest.iter().all(|g| g.len() == 3));
    well_formed.then(|| whole.replace(',', ""))
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scale = i128::from(SCALE);
        let sign = if self.millionths < 0 { "-" } else { "" };
        let (whole, part) = (self.millionths.abs() / scale, self.millionths.abs() % scale);
        if part == 0 {
            f.pad(&format!("{sign}{whole}"))
        } else {
            f.pad(format!("{sign}{whole}.{part:06}").trim_end_matches('0'))
        }
    }
}

impl TryFrom<Spelling> for Number {
    type Error = Invalid;

    fn try_from(spelling: Spelling) -> Result<Self, Invalid> {
        match spelling {
            Spelling::Integer(value) => Self::integer(value),
            Spelling::Decimal(text) => {
                let number: Self = text.parse()?;
                let whole = number.millionths % i128::from(SCALE) == 0;
                if whole || number.to_string() != text {
                    return Err(Invalid::form("a number", text, "not in its one spelling"));
                }
                Ok(number)
            }
        }
    }
}

impl From<Number> for Spelling {
    fn from(number: Number) -> Self {
        let scale = i128::from(SCALE);
        if number.millionths % scale == 0 {
            let whole = i64::try_from(number.millionths / scale).expect("within 2^53");
            Self::Integer(whole)
        } else {
            Self::Decimal(number.to_string())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_has_one_spelling_in_an_entry() {
        // (typed, written in an entry)
        let cases = [
            ("15", "15"),
            ("-3", "-3"),
            ("4.50", "\"4.5\""),
            ("2.0", "2"),
            ("1,200", "1200"),
            ("9007199254740991", "9007199254740991"),
        ];
        for (typed, written) in cases {
            let number: Number = typed.parse().unwrap();
            assert_eq!(serde_json::to_string(&number).unwrap(), written);
            assert_eq!(serde_json::from_str::<Number>(written).unwrap(), number);
        }
        for refused in ["", "-", "1e3", "NaN", "1,2", "0x1", "9007199254740992", "1.0000001", "٣"]
        {
            assert!(refused.parse::<Number>().is_err(), "{refused}");
        }
        for refused in ["\"2\"", "\"4.50\"", "4.5", "9007199254740992", "true"] {
            assert!(serde_json::from_str::<Number>(refused).is_err(), "{refused}");
        }
        for lowest in ["-9007199254740992", "-9223372036854775808", "-9223372036854775809"] {
            assert!(serde_json::from_str::<Number>(lowest).is_err(), "{lowest}");
        }
    }
}
