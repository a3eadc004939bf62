//! Handles: the short names people use for what they logged.
//!
//! Counted by the projection in journal order and never reused. In the journal
//! things refer to each other by id only.

use std::fmt;
use std::str::FromStr;

use super::Invalid;

/// The short name of something that was logged.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Handle {
    /// `S1`: a source.
    Source(u32),
    /// `S1@2`: the second capture of source 1.
    Capture(u32, u32),
    /// `P3`: a party.
    Party(u32),
    /// `E3`: an event.
    Event(u32),
    /// `E3/killed`: a question of event 3.
    Question(u32, String),
    /// `C14`: a claim, in its newest version.
    Claim(u32),
    /// `C14@2`: the second version of claim 14.
    Version(u32, u32),
    /// `C14@2.1`: the first span of that version.
    Span(u32, u32, u32),
    /// `C14@2/E3/killed#2`: a position.
    Position(PositionHandle),
    /// `L1`: a link.
    Link(u32),
    /// `X1`: a piece of evidence, or an enquiry.
    Evidence(u32),
    /// `V1`: a verdict.
    Verdict(u32),
    /// `R1`: a published report.
    Report(u32),
    /// `M1`: a member.
    Member(u32),
    /// `K1`: a signing key.
    Key(u32),
}

/// `C14@2/E3/killed#2`: the second position that the second version of claim
/// 14 takes on a question of event 3.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PositionHandle {
    /// Number of the claim.
    pub claim: u32,
    /// Number of its version; None: the newest.
    pub version: Option<u32>,
    /// Number of the event.
    pub event: u32,
    /// Key of the question.
    pub key: String,
    /// 1 for the version's first position on this question.
    pub nth: u32,
}

impl fmt::Display for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::Source(n) => format!("S{n}"),
            Self::Capture(n, version) => format!("S{n}@{version}"),
            Self::Party(n) => format!("P{n}"),
            Self::Event(n) => format!("E{n}"),
            Self::Question(n, key) => format!("E{n}/{key}"),
            Self::Claim(n) => format!("C{n}"),
            Self::Version(n, version) => format!("C{n}@{version}"),
            Self::Span(n, version, span) => format!("C{n}@{version}.{span}"),
            Self::Position(position) => position.to_string(),
            Self::Link(n) => format!("L{n}"),
            Self::Evidence(n) => format!("X{n}"),
            Self::Verdict(n) => format!("V{n}"),
            Self::Report(n) => format!("R{n}"),
            Self::Member(n) => format!("M{n}"),
            Self::Key(n) => format!("K{n}"),
        };
        f.pad(&text)
    }
}

impl fmt::Display for PositionHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { claim, version, event, key, nth } = self;
        write!(f, "C{claim}")?;
        if let Some(version) = version {
            write!(f, "@{version}")?;
        }
        write!(f, "/E{event}/{key}")?;
        if *nth == 1 { Ok(()) } else { write!(f, "#{nth}") }
    }
}

impl FromStr for Handle {
    type Err = Invalid;

    /// Reads a handle; the first letter may be small.
    fn from_str(text: &str) -> Result<Self, Invalid> {
        read(text).ok_or_else(|| {
            let why = "expected S1, S1@2, P3, E3, E3/killed, C14, C14@2, C14@2.1, \
                       C14@2/E3/killed, L1, X1, V1, R1, M1 or K1";
            Invalid::form("a handle", text, why)
        })
    }
}

fn read(text: &str) -> Option<Handle> {
    let letter = text.chars().next()?.to_ascii_uppercase();
    let rest = text.get(1..)?;
    Some(match letter {
        'S' => match rest.split_once('@') {
            Some((source, capture)) => Handle::Capture(number(source)?, number(capture)?),
            None => Handle::Source(number(rest)?),
        },
        'E' => match rest.split_once('/') {
            Some((event, key)) => Handle::Question(number(event)?, question_key(key)?),
            None => Handle::Event(number(rest)?),
        },
        'C' => read_claim(rest)?,
        'P' => Handle::Party(number(rest)?),
        'L' => Handle::Link(number(rest)?),
        'X' => Handle::Evidence(number(rest)?),
        'V' => Handle::Verdict(number(rest)?),
        'R' => Handle::Report(number(rest)?),
        'M' => Handle::Member(number(rest)?),
        'K' => Handle::Key(number(rest)?),
        _ => return None,
    })
}

fn read_claim(rest: &str) -> Option<Handle> {
    if let Some((claim, position)) = rest.split_once('/') {
        let (event, key) = position.split_once('/')?;
        let event = event.strip_prefix(['E', 'e'])?;
        let (key, nth) = key.split_once('#').unwrap_or((key, "1"));
        let (claim, version) = match claim.split_once('@') {
            Some((claim, version)) => (claim, Some(number(version)?)),
            None => (claim, None),
        };
        return Some(Handle::Position(PositionHandle {
            claim: number(claim)?,
            version,
            event: number(event)?,
            key: question_key(key)?,
            nth: number(nth)?,
        }));
    }
    let Some((claim, version)) = rest.split_once('@') else {
        return Some(Handle::Claim(number(rest)?));
    };
    match version.split_once('.') {
        Some((version, span)) => {
            Some(Handle::Span(number(claim)?, number(version)?, number(span)?))
        }
        None => Some(Handle::Version(number(claim)?, number(version)?)),
    }
}

/// Handles count from 1, in plain digits.
fn number(text: &str) -> Option<u32> {
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    (digits && !text.starts_with('0')).then(|| text.parse().ok()).flatten()
}

fn question_key(text: &str) -> Option<String> {
    super::check_key("a question's key", text).ok().map(|()| text.to_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_handle_reads_back_as_written() {
        for text in [
            "S1",
            "S1@2",
            "P3",
            "E3",
            "E3/killed",
            "C14",
            "C14@2",
            "C14@2.1",
            "C14@2/E3/killed",
            "C14@2/E3/killed#2",
            "C14/E3/killed",
            "L1",
            "X1",
            "V1",
            "R1",
            "M1",
            "K1",
        ] {
            assert_eq!(text.parse::<Handle>().unwrap().to_string(), text);
        }
        for refused in
            ["", "C", "C0", "C01", "Z1", "C1@", "E3/", "E3/Killed", "C-1", "C1@2.", "é1", "99"]
        {
            assert!(refused.parse::<Handle>().is_err(), "{refused}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_the_reader_panic(text in "\\PC{0,20}") {
            let _ = text.parse::<Handle>();
        }
    }
}
