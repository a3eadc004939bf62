//! Dates as people give them: EDTF, the words as written, and what those words
//! count from.

use std::fmt;
use std::str::FromStr;

use edtf_core::{Bound, BoundDate, Edtf, TimeShift};
use serde::{Deserialize, Serialize};

use super::grammar::split_words;
use super::{Invalid, Timestamp};

/// A date or stretch of time, known as well as the words allow.
///
/// `edtf` follows ISO 8601-2 (EDTF, levels 0 to 2) and is the date itself;
/// the other fields keep how it was arrived at.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Date {
    /// What the words count from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub anchor: Option<Anchor>,
    /// The words in the source: "Yesterday".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_written: Option<String>,
    /// The date, in EDTF: `2025-10-15`, `2025-10~`, `[2025-10-11,2025-10-12]`.
    pub edtf: String,
    /// Offset of the local day from UTC, `+04:30`, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offset: Option<String>,
    /// How the words and the anchor give the date: "the day before".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
}

/// The date that words such as "Yesterday" count from.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Anchor {
    /// That date, in EDTF.
    pub edtf: String,
    /// What it is the date of: "published", "said".
    pub of: String,
}

/// The earliest and latest moment a date can mean, in UTC seconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// First second; None: open or unknown.
    pub earliest: Option<i64>,
    /// Last second; None: open or unknown.
    pub latest: Option<i64>,
    /// Whether `?`, `~` or `%` leaves the bounds unsure.
    pub possible: bool,
    /// Whether the offset from UTC is known.
    pub zoned: bool,
}

impl Date {
    /// A date from its EDTF alone.
    ///
    /// # Errors
    ///
    /// [`Invalid::Form`] unless `edtf` is EDTF. Never guesses: `10/11/12` is
    /// refused.
    pub fn new(edtf: &str) -> Result<Self, Invalid> {
        let date = Self {
            anchor: None,
            as_written: None,
            edtf: edtf.to_owned(),
            offset: None,
            rule: None,
        };
        date.check()?;
        Ok(date)
    }

    /// Checks every field.
    pub fn check(&self) -> Result<(), Invalid> {
        parse(&self.edtf)?;
        if let Some(anchor) = &self.anchor {
            parse(&anchor.edtf)?;
        }
        if let Some(offset) = &self.offset {
            offset_seconds(offset)?;
        }
        Ok(())
    }

    /// Whether the last moment that this date can mean lies before `now`.
    pub fn is_past(&self, now: Timestamp) -> bool {
        self.bounds().latest.is_some_and(|latest| latest < now.unix())
    }

    /// Whether even its first moment lies after `now`, wherever on Earth its day
    /// is counted.
    pub fn is_ahead(&self, now: Timestamp) -> bool {
        self.bounds().earliest.is_some_and(|earliest| earliest > now.unix() + DAY)
    }

    /// Whether all that this date can mean lies before all that `other` can.
    pub fn is_before(&self, other: &Self) -> bool {
        let (own, others) = (self.bounds(), other.bounds());
        own.latest.zip(others.earliest).is_some_and(|(last, first)| last < first)
            && !own.overlaps(&others)
    }

    /// The date for a reader: "about 2025-10-09", "2025-10-11 to 2025-10-12";
    /// then in brackets how it was arrived at. What EDTF says in more than one
    /// mark stays as it is written.
    pub fn in_words(&self) -> String {
        format!("{}{}", self.plain(), self.arrived_at())
    }

    /// The date alone, for a reader.
    pub fn plain(&self) -> String {
        plain(&self.edtf)
    }

    /// A date as it is displayed, its EDTF put into words.
    pub fn words_of(displayed: &str) -> String {
        let (edtf, rest) = displayed.split_at(displayed.find(' ').unwrap_or(displayed.len()));
        format!("{}{rest}", plain(edtf))
    }

    fn arrived_at(&self) -> String {
        let offset = self.offset.as_ref().map_or_else(String::new, |it| format!(" {it}"));
        let words = match (&self.as_written, &self.anchor) {
            (Some(words), Some(from)) => {
                format!(" (\u{201c}{words}\u{201d}, counted from {} {})", from.of, from.edtf)
            }
            (Some(words), None) => format!(" (\u{201c}{words}\u{201d})"),
            (None, Some(from)) => format!(" (counted from {} {})", from.of, from.edtf),
            (None, None) => String::new(),
        };
        format!("{offset}{words}")
    }

    /// The earliest and latest moment this date can mean.
    ///
    /// Local days are turned to UTC by the offset; without one the day is
    /// taken as if in UTC and [`Bounds::zoned`] is false, which
    /// [`Bounds::overlaps`] allows for.
    pub fn bounds(&self) -> Bounds {
        let Ok(edtf) = parse(&self.edtf) else {
            return Bounds { earliest: None, latest: None, possible: true, zoned: false };
        };
        let offset = self.offset.as_deref().and_then(|text| offset_seconds(text).ok());
        let qualified = edtf.is_uncertain() || edtf.is_approximate();
        if let Some(moment) = moment(&edtf, offset) {
            let zoned =
                offset.is_some() || matches!(&edtf, Edtf::DateTime(at) if at.time.shift.is_some());
            return Bounds {
                earliest: Some(moment),
                latest: Some(moment),
                possible: qualified,
                zoned,
            };
        }
        let bounds = edtf.bounds();
        let shift = offset.unwrap_or(0);
        Bounds {
            earliest: seconds(&bounds.earliest).map(|start| start - shift),
            latest: seconds(&bounds.latest).map(|start| start + DAY - 1 - shift),
            possible: qualified,
            zoned: offset.is_some(),
        }
    }
}

/// Reads `EDTF ["as written"] [from EDTF [what]] [+05:00] [rule "words"]`.
impl FromStr for Date {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let mut words = split_words("a date", text)?.into_iter().peekable();
        let mut date = Self::new(&words.next().map_or_else(String::new, |word| word.text))?;
        while let Some(word) = words.next() {
            match word.text.as_str() {
                _ if word.quoted => date.as_written = Some(word.text),
                "from" => {
                    let edtf = words.next().map_or_else(String::new, |word| word.text);
                    parse(&edtf)?;
                    let named = words.next_if(|next| {
                        !next.quoted && next.text != "rule" && !next.text.starts_with(['+', '-'])
                    });
                    let of = named.map_or_else(|| "published".to_owned(), |word| word.text);
                    date.anchor = Some(Anchor { edtf, of });
                }
                "rule" => date.rule = words.next().map(|word| word.text),
                offset if offset.starts_with(['+', '-']) => {
                    offset_seconds(offset)?;
                    date.offset = Some(word.text);
                }
                other => {
                    let why = format!(
                        "`{other}` does not fit; expected EDTF, \"as written\", from DATE, +05:00, rule \"words\""
                    );
                    return Err(Invalid::form("a date", text, why));
                }
            }
        }
        Ok(date)
    }
}

/// The date, then in brackets how it was arrived at.
impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.edtf, self.arrived_at())
    }
}

/// EDTF in a reader's words, where they say all of it.
fn plain(edtf: &str) -> String {
    let marked = |text: &str| text.contains(['~', '?', '%', 'X', 'S', 'Y', 'E', '.', '/', ',']);
    let one = |text: &str| match text.strip_suffix(['~', '?', '%']) {
        _ if text.is_empty() => None,
        None => (!marked(text)).then(|| text.to_owned()),
        Some(bare) if marked(bare) => None,
        Some(bare) if text.ends_with('~') => Some(format!("about {bare}")),
        Some(bare) if text.ends_with('?') => Some(format!("perhaps {bare}")),
        Some(bare) => Some(format!("perhaps about {bare}")),
    };
    let several = edtf.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let words = match (several, edtf.split_once('/')) {
        (Some(dates), _) => {
            let dates: Option<Vec<String>> = dates.split(',').map(|it| one(it.trim())).collect();
            dates.map(|dates| dates.join(" or "))
        }
        (None, Some(("..", end))) => one(end).map(|end| format!("{end} or earlier")),
        (None, Some((start, ".."))) => one(start).map(|start| format!("{start} or later")),
        (None, Some((start, end))) => {
            one(start).zip(one(end)).map(|(start, end)| format!("{start} to {end}"))
        }
        (None, None) => one(edtf),
    };
    words.unwrap_or_else(|| edtf.to_owned())
}

impl Bounds {
    /// Whether the two stretches share a moment; open ends reach for ever.
    ///
    /// Where only one side's offset is known, the other's day may lie up to 14
    /// hours to either side, and touching within that counts as sharing.
    pub fn overlaps(&self, other: &Self) -> bool {
        let slack = if self.zoned == other.zoned { 0 } else { 14 * 3600 };
        let before = |end: Option<i64>, start: Option<i64>| matches!((end, start), (Some(end), Some(start)) if end + slack < start);
        !before(self.latest, other.earliest) && !before(other.latest, self.earliest)
    }

    /// Whether every moment of `inner` lies within this stretch.
    pub fn contains(&self, inner: &Self) -> bool {
        let starts = match (self.earliest, inner.earliest) {
            (None, _) => true,
            (Some(outer), Some(inner)) => outer <= inner,
            (Some(_), None) => false,
        };
        let ends = match (self.latest, inner.latest) {
            (None, _) => true,
            (Some(outer), Some(inner)) => inner <= outer,
            (Some(_), None) => false,
        };
        starts && ends
    }
}

/// Seconds in a day.
const DAY: i64 = 86_400;

fn parse(edtf: &str) -> Result<Edtf, Invalid> {
    Edtf::parse(edtf).map_err(|_| Invalid::form("a date", edtf, why_no_date(edtf)))
}

/// What is wrong with a date, and how to write one.
fn why_no_date(typed: &str) -> String {
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let parts: Vec<&str> = typed.split(['-', '/', '.', ' ']).collect();
    let numbers = parts.len() == 3 && parts.iter().all(|part| !part.is_empty() && digits(part));
    let written_as_ours = numbers && parts[0].len() == 4 && typed.matches('-').count() == 2;
    let reason = if typed.trim().is_empty() {
        "it is missing"
    } else if written_as_ours && parts[1..].iter().all(|part| part.len() == 2) {
        "there is no such day"
    } else if written_as_ours {
        "month and day have two digits each"
    } else if numbers {
        "which is the year, which the month, which the day?"
    } else if typed.chars().any(char::is_alphabetic) && !typed.contains('T') {
        "a month is written as a number, and words as \u{201c}yesterday\u{201d} stand after the date"
    } else {
        "it does not read as one"
    };
    format!(
        "{reason}; write 2025-10-15, or as much as is known: 2025-10, 2025; about then 2025-10~, \
         perhaps 2025-10-15?, one of two [2025-10-11,2025-10-12], from one to another \
         2025-10-09/2025-10-17, with its words 2025-10-15 \"Yesterday\""
    )
}

/// `+04:30` as seconds east of UTC.
fn offset_seconds(text: &str) -> Result<i64, Invalid> {
    let refuse = || Invalid::form("an offset from UTC", text, "expected +04:30");
    let sign = match text.as_bytes().first() {
        Some(b'+') => 1,
        Some(b'-') => -1,
        _ => return Err(refuse()),
    };
    let (hours, minutes) = text[1..].split_once(':').ok_or_else(refuse)?;
    let two = |text: &str| match text.len() {
        2 if text.bytes().all(|b| b.is_ascii_digit()) => text.parse::<i64>().ok(),
        _ => None,
    };
    let hours = two(hours).filter(|hours| *hours <= 14).ok_or_else(refuse)?;
    let minutes = two(minutes).filter(|minutes| *minutes < 60).ok_or_else(refuse)?;
    Ok(sign * (hours * 3600 + minutes * 60))
}

/// The one moment that a date with a time of day names, in UTC seconds.
fn moment(edtf: &Edtf, offset: Option<i64>) -> Option<i64> {
    let Edtf::DateTime(at) = edtf else { return None };
    let Bound::Date(day) = Edtf::Date(at.date).bounds().earliest else { return None };
    let shift = match at.time.shift {
        Some(TimeShift::Utc) => 0,
        Some(TimeShift::Offset { minutes, .. }) => i64::from(minutes) * 60,
        None => offset.unwrap_or(0),
    };
    let time = i64::from(at.time.hour) * 3600 + i64::from(at.time.minute) * 60;
    Some(day_start(&day)? + time + i64::from(at.time.second) - shift)
}

fn seconds(bound: &Bound) -> Option<i64> {
    match bound {
        Bound::Date(day) => day_start(day),
        Bound::NegativeInfinity | Bound::PositiveInfinity | Bound::Unknown => None,
    }
}

/// Midnight at the start of a day, as if in UTC.
fn day_start(day: &BoundDate) -> Option<i64> {
    let month = time::Month::try_from(day.month).ok()?;
    let date =
        time::Date::from_calendar_date(i32::try_from(day.year).ok()?, month, day.day).ok()?;
    Some(date.midnight().assume_utc().unix_timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(edtf: &str, offset: Option<&str>) -> Bounds {
        let mut date = Date::new(edtf).unwrap();
        date.offset = offset.map(str::to_owned);
        date.check().unwrap();
        date.bounds()
    }

    #[test]
    fn nonsense_dates_are_refused_and_partial_ones_kept() {
        for refused in ["10/11/12", "2025-13-01", "2025-02-30", "yesterday", "", "Oct 15"] {
            assert!(Date::new(refused).is_err(), "{refused}");
        }
        for kept in [
            "2025",
            "2025-10",
            "2025-10~",
            "2025-10-15?",
            "[2025-10-11,2025-10-12]",
            "2025-10-09/2025-10-17",
            "2025-10-09/..",
            "2025-10-15T02:00:00Z",
        ] {
            assert!(Date::new(kept).is_ok(), "{kept}");
        }
    }

    #[test]
    fn a_refused_date_is_answered_in_our_words_with_examples() {
        for (typed, reason) in [
            ("10/11/12", "which is the year"),
            ("15.10.2025", "which is the year"),
            ("2025-02-30", "no such day"),
            ("2025-13-01", "no such day"),
            ("2025-1-5", "two digits each"),
            ("Oct", "a month is written as a number"),
            ("yesterday", "a month is written as a number"),
            ("", "it is missing"),
            ("2025-10-", "does not read as one"),
        ] {
            let refused = Date::new(typed).unwrap_err().to_string();
            assert!(refused.contains(reason), "{typed}: {refused}");
            assert!(refused.contains("2025-10-15?"), "{typed}: {refused}");
        }
    }

    #[test]
    fn a_date_is_put_into_words_where_they_say_all_of_it() {
        for (edtf, words) in [
            ("2025-10-15", "2025-10-15"),
            ("2025-10-09~", "about 2025-10-09"),
            ("2025-10?", "perhaps 2025-10"),
            ("2025-10%", "perhaps about 2025-10"),
            ("2025-10-11/2025-10-12", "2025-10-11 to 2025-10-12"),
            ("2025-10-11/2025-10-12~", "2025-10-11 to about 2025-10-12"),
            ("../2025-10-12", "2025-10-12 or earlier"),
            ("2025-10-12/..", "2025-10-12 or later"),
            ("[2025-10-11,2025-10-12]", "2025-10-11 or 2025-10-12"),
            // What a word would leave out stays as it is written.
            ("2025-10-XX", "2025-10-XX"),
            ("?2025-10-11", "?2025-10-11"),
            ("2025-10-11/", "2025-10-11/"),
            ("[..2025-10-11]", "[..2025-10-11]"),
        ] {
            assert_eq!(Date::new(edtf).unwrap().plain(), words, "{edtf}");
        }
        let date: Date = "2025-10-15~ \"Yesterday\" from 2025-10-16 said +05:00".parse().unwrap();
        assert_eq!(
            date.in_words(),
            "about 2025-10-15 +05:00 (“Yesterday”, counted from said 2025-10-16)"
        );
    }

    #[test]
    fn a_date_is_ahead_only_where_no_place_on_earth_can_have_it_yet() {
        let now: Timestamp = "2025-10-17T23:00:00Z".parse().unwrap();
        for (edtf, ahead) in
            [("2025-10-17", false), ("2025-10-18", false), ("2025-10-19", true), ("2025-10", false)]
        {
            assert_eq!(Date::new(edtf).unwrap().is_ahead(now), ahead, "{edtf}");
        }
        let before = |a: &str, b: &str| Date::new(a).unwrap().is_before(&Date::new(b).unwrap());
        assert!(before("2025-10-16", "2025-10-17") && !before("2025-10-17", "2025-10-17"));
        assert!(!before("2025-10", "2025-10-17") && !before("2025-10-17/..", "2025-10-18"));
    }

    #[test]
    fn a_date_keeps_its_words_and_what_they_count_from() {
        let typed = "2025-10-15 \"Yesterday\" from 2025-10-16 said +05:00 rule \"the day before\"";
        let date: Date = typed.parse().unwrap();
        assert_eq!(date.as_written.as_deref(), Some("Yesterday"));
        assert_eq!(date.anchor, Some(Anchor { edtf: "2025-10-16".into(), of: "said".into() }));
        assert_eq!(date.offset.as_deref(), Some("+05:00"));
        assert_eq!(date.rule.as_deref(), Some("the day before"));
        assert!("2025-10-15 about noon".parse::<Date>().is_err());
        assert!("2025-10-15 from soon".parse::<Date>().is_err());
    }

    #[test]
    fn days_are_compared_in_utc_where_offsets_are_known() {
        let kabul = date("2025-10-15T04:30:00", Some("+04:30"));
        let islamabad = date("2025-10-15T05:00:00", Some("+05:00"));
        assert_eq!(kabul.earliest, islamabad.earliest);
        assert!(!date("2025-10-15", None).overlaps(&date("2025-10-16", None)));
        assert!(date("2025-10-15", Some("+04:30")).overlaps(&date("2025-10-16", None)));
        assert!(date("2025-10", None).contains(&date("2025-10-15", None)));
        assert!(date("2025-10~", None).possible);
        assert!(date("2025-10-09/..", None).overlaps(&date("2030", None)));
    }
}
