//! What a claim's entry says that comparison needs, read past all the rest: the
//! proposition alone is often half of an entry.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, SeqAccess, Visitor};

use super::super::super::Store;
use crate::error::Result;
use crate::journal::{Fact, fact};
use crate::model::vocab::AttributionKind;
use crate::model::{CaptureId, Date, Hop, Position, Span, Speaker};

/// Who said what, by which report, and where it stands. Fields as in
/// [`fact::Wording`].
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Heard {
    #[serde(default)]
    pub(super) chain: Vec<Hop>,
    #[serde(default)]
    pub(super) cue: Option<String>,
    #[serde(default)]
    pub(super) hedges: Vec<String>,
    pub(super) kind: AttributionKind,
    #[serde(default)]
    pub(super) positions: Vec<Position>,
    #[serde(default)]
    pub(super) said_on: Option<Date>,
    #[serde(default, rename = "spans", deserialize_with = "first")]
    pub(super) place: Option<Place>,
    pub(super) speaker: Speaker,
}

/// Where its first span stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) capture: CaptureId,
    /// The first byte, for order within the capture.
    pub(super) byte: Option<u64>,
}

impl Place {
    fn of(span: &Span) -> Self {
        Self { capture: span.capture, byte: span.byte_hull().map(|hull| hull[0]) }
    }
}

impl From<&fact::Wording> for Heard {
    fn from(wording: &fact::Wording) -> Self {
        Self {
            chain: wording.chain.clone(),
            cue: wording.cue.clone(),
            hedges: wording.hedges.clone(),
            kind: wording.kind,
            positions: wording.positions.clone(),
            said_on: wording.said_on.clone(),
            place: wording.spans.first().map(Place::of),
            speaker: wording.speaker.clone(),
        }
    }
}

/// The body of an entry that words a claim.
#[derive(Deserialize)]
struct Body {
    fact: Told,
    v: u64,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Told {
    Claim(Worded),
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Worded {
    Log(Words),
    Revise(Words),
}

#[derive(Deserialize)]
struct Words {
    wording: Heard,
}

impl Store {
    /// Reads the entry of a claim's version; its bytes are held against its
    /// hash. None if it words no claim.
    ///
    /// # Errors
    ///
    /// As of [`Store::decode`], which reads what is not of this form.
    pub(super) fn hear(&self, seq: i64, body: &[u8], leaf: &[u8]) -> Result<Option<Heard>> {
        self.check_bytes(seq, body, leaf)?;
        let read = std::str::from_utf8(body).ok().map(serde_json::from_str);
        if let Some(Ok(Body { fact: Told::Claim(worded), v: 1 })) = read {
            let (Worded::Log(words) | Worded::Revise(words)) = worded;
            return Ok(Some(words.wording));
        }
        let Fact::Claim(claim) = self.decode(seq, body, leaf)?.fact else { return Ok(None) };
        Ok(match &*claim {
            fact::Claim::Log(log) => Some(Heard::from(&log.wording)),
            fact::Claim::Revise(revise) => Some(Heard::from(&revise.wording)),
            fact::Claim::Confirm(_) | fact::Claim::Withdraw(_) => None,
        })
    }
}

/// Reads the first span of a list.
fn first<'de, D: Deserializer<'de>>(spans: D) -> std::result::Result<Option<Place>, D::Error> {
    struct First;

    impl<'de> Visitor<'de> for First {
        type Value = Option<Place>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a list of spans")
        }

        fn visit_seq<A: SeqAccess<'de>>(
            self,
            mut spans: A,
        ) -> std::result::Result<Option<Place>, A::Error> {
            let first = spans.next_element::<Span>()?;
            while spans.next_element::<IgnoredAny>()?.is_some() {}
            Ok(first.as_ref().map(Place::of))
        }
    }

    spans.deserialize_seq(First)
}
