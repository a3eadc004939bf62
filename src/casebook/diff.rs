//! Two accounts, two versions or two captures side by side: slot by slot
//! first, words second.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::conflict::{self, Comparison};
use crate::error::Result;
use crate::journal::fact;
use crate::model::scene::Scene;
use crate::model::vocab::KnownBy;
use crate::model::{EventId, PositionRef, QuestionId, VersionId};
use crate::store::{ClaimRow, Logged, Store};
use crate::text::{self, Diff, Op, OpKind};

use super::account::Account;
use super::view::{self, ClaimView};

/// Two claim versions, slot by slot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ClaimDiff {
    /// The first, `C14@1`.
    pub a: String,
    /// The second.
    pub b: String,
    /// Whether both are versions of one claim.
    pub one_claim: bool,
    /// Every slot that either has, in a fixed order.
    pub slots: Vec<Slot>,
    /// Every question that either answers, in order of the first, then of the
    /// second.
    pub questions: Vec<QuestionSlot>,
    /// Whose words are compared, of two claims; none of two versions of one,
    /// whose passages are.
    pub accounts: Option<[Account; 2]>,
    /// The words against each other; None where a text is withheld or nothing
    /// is quoted.
    pub words: Option<TextDiff>,
}

/// One slot of two claims.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Slot {
    /// What it is called.
    pub name: &'static str,
    /// In the first; empty where it has none.
    pub a: String,
    /// In the second.
    pub b: String,
    /// Whether they are the same.
    pub same: bool,
}

/// What two claims say on one question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct QuestionSlot {
    /// `E3/killed`.
    pub question: String,
    /// The question in words.
    pub asks: String,
    /// The first's answer; empty where it takes none.
    pub a: String,
    /// The second's answer.
    pub b: String,
    /// How they stand to each other: "conflict", "tension", "same",
    /// "compatible", "not comparable", or "one answer only".
    pub stands: &'static str,
    /// By which rule, in words; empty where there is nothing to say.
    pub words: String,
}

/// What changed between two texts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TextDiff {
    /// Steps in order; together they tile both texts. Ranges are UTF-8 bytes.
    #[serde(flatten)]
    pub diff: Diff,
    /// The first text.
    #[serde(skip)]
    pub old: String,
    /// The second text.
    #[serde(skip)]
    pub new: String,
}

/// Two captures of one source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CaptureDiff {
    /// The first, `S1@1`.
    pub a: String,
    /// The second.
    pub b: String,
    /// Whether both texts are the same bytes.
    pub same: bool,
    /// The texts against each other.
    pub text: TextDiff,
}

impl TextDiff {
    /// The steps cut at line ends of the second text, each run with the number of
    /// its line there.
    pub fn paragraphs(&self) -> Vec<(usize, Vec<Op>)> {
        let mut found: Vec<(usize, Vec<Op>)> = Vec::new();
        let (mut line, mut run) = (1, Vec::new());
        for op in &self.diff.ops {
            let new = &self.new[op.new.clone()];
            if op.kind != OpKind::Equal {
                run.push(op.clone());
                line += new.matches('\n').count();
                continue;
            }
            // Both sides of an equal step are the same bytes.
            let (mut old_at, mut new_at) = (op.old.start, op.new.start);
            for piece in new.split_inclusive('\n') {
                let (old, new) = (old_at..old_at + piece.len(), new_at..new_at + piece.len());
                (old_at, new_at) = (old.end, new.end);
                run.push(Op { kind: op.kind, old, new, inner: Vec::new() });
                if piece.ends_with('\n') {
                    found.push((line, std::mem::take(&mut run)));
                    line += 1;
                }
            }
        }
        found.push((line, run));
        found
    }
}

impl CaptureDiff {
    /// How many paragraphs differ in words, and how many changes are of look
    /// alone.
    pub fn counts(&self) -> (usize, usize) {
        let look = |op: &Op| matches!(op.kind, OpKind::Equal | OpKind::Cosmetic);
        let paragraphs = self.text.paragraphs();
        let differing = paragraphs.iter().filter(|(_, ops)| !ops.iter().all(look)).count();
        let ops = &self.text.diff.ops;
        (differing, ops.iter().filter(|op| op.kind == OpKind::Cosmetic).count())
    }
}

/// Compares two claim versions; where one claim is named without a version,
/// its newest.
pub fn claims(
    store: &Store,
    a: (&ClaimRow, VersionId),
    b: (&ClaimRow, VersionId),
) -> Result<ClaimDiff> {
    let first = ClaimView::of(store, a.0, Some(a.1))?;
    let second = ClaimView::of(store, b.0, Some(b.1))?;
    let one_claim = a.0.id == b.0.id;
    let accounts = if one_claim { None } else { first.account().zip(second.account()) };
    let compared = match &accounts {
        Some((old, new)) => Some((old.words.clone(), new.words.clone())),
        None if one_claim => quoted(&first).zip(quoted(&second)),
        None => None,
    };
    Ok(ClaimDiff {
        one_claim,
        slots: slots(&first, &second),
        questions: questions(store, &first, &second)?,
        accounts: accounts.map(|(old, new)| [old, new]),
        words: compared.map(|(old, new)| TextDiff { diff: text::diff_words(&old, &new), old, new }),
        a: first.handle,
        b: second.handle,
    })
}

/// The words of a claim's evidence passage.
fn quoted(view: &ClaimView) -> Option<String> {
    view.quote().and_then(|quote| quote.words.clone())
}

fn slots(a: &ClaimView, b: &ClaimView) -> Vec<Slot> {
    let mut slots = Vec::new();
    let mut slot = |name, of: &dyn Fn(&ClaimView) -> String| {
        let (a, b) = (of(a), of(b));
        if !a.is_empty() || !b.is_empty() {
            slots.push(Slot { name, same: a == b, a, b });
        }
    };
    slot("speaker", &speaker);
    slot("source", &|view| format!("{} {}", view.source, view.source_name));
    slot("reported", &|view| view.chain.clone());
    slot("kind", &|view| view.kind.to_string());
    slot("cue", &|view| view.cue.clone().unwrap_or_default());
    slot("hedges", &|view| view.hedges.join("; "));
    slot("said on", &|view| view.said_on.clone().unwrap_or_default());
    slot("channel", &|view| view.channel.clone().unwrap_or_default());
    slot("claim", &|view| view.proposition.clone().unwrap_or_default());
    slot("attribution", &|view| view.attribution.to_string());
    slot("passage", &|view| {
        let pieces = view.quote().map_or(&[][..], |quote| &quote.pieces);
        let place = |piece: &crate::model::Piece| format!("{}..{}", piece.bytes[0], piece.bytes[1]);
        let places: Vec<String> = pieces.iter().map(place).collect();
        let capture = view.quote().map_or("", |quote| quote.capture.as_str());
        if places.is_empty() {
            String::new()
        } else {
            format!("{capture} bytes {}", places.join(", "))
        }
    });
    slots
}

fn speaker(view: &ClaimView) -> String {
    let mut words = format!("{} ({})", view.speaker, view.party);
    if let Some(printed) = &view.printed {
        words = format!("{words}, printed \u{201c}{printed}\u{201d}");
    }
    if view.known == KnownBy::Inferred { format!("{words}, inferred by us") } else { words }
}

fn questions(store: &Store, a: &ClaimView, b: &ClaimView) -> Result<Vec<QuestionSlot>> {
    let scene = store.scene(&events(store, &[a, b])?)?;
    let mut slots = Vec::new();
    let mut seen = BTreeSet::new();
    for position in a.positions.iter().chain(&b.positions) {
        if !seen.insert(position.question.clone()) {
            continue;
        }
        let on = |view: &ClaimView| -> Vec<(PositionRef, String)> {
            let same = view.positions.iter().filter(|other| other.question == position.question);
            same.map(|other| (other.at, other.words.clone())).collect()
        };
        let (first, second) = (on(a), on(b));
        let (stands, words) = stand(&scene, &first, &second);
        let words_of = |list: &[(PositionRef, String)]| {
            list.iter().map(|(_, words)| words.as_str()).collect::<Vec<_>>().join("; ")
        };
        slots.push(QuestionSlot {
            question: position.question.clone(),
            asks: position.asks.clone(),
            a: words_of(&first),
            b: words_of(&second),
            stands,
            words,
        });
    }
    Ok(slots)
}

/// Why the rules of comparison see no collision between two claim versions, on
/// one question or on any; None where they see a conflict or a tension, or one
/// of them is not the newest of its claim and so is compared no more.
pub fn no_collision(
    store: &Store,
    a: (&ClaimRow, VersionId),
    b: (&ClaimRow, VersionId),
    on: [Option<QuestionId>; 2],
) -> Result<Option<String>> {
    let (first, second) =
        (ClaimView::of(store, a.0, Some(a.1))?, ClaimView::of(store, b.0, Some(b.1))?);
    let scene = store.scene(&events(store, &[&first, &second])?)?;
    let of = |version: VersionId, on: Option<QuestionId>| {
        let positions = scene.positions.iter().filter(move |it| it.at.version == version);
        positions.filter(move |it| on.is_none_or(|on| it.question == on)).collect::<Vec<_>>()
    };
    let (mine, others) = (of(a.1, on[0]), of(b.1, on[1]));
    let pairs = mine.iter().flat_map(|one| others.iter().map(move |other| (one, other)));
    let mut why = None;
    for (one, other) in pairs {
        why = Some(match conflict::compare(&scene, one, other) {
            Comparison::Conflict(_) | Comparison::Tension(_) => return Ok(None),
            Comparison::Same => "both give the same answer".to_owned(),
            Comparison::Compatible => "what they answer can both be so".to_owned(),
            Comparison::NotComparable(because) => because.words,
            Comparison::Nothing => {
                "one of them says neither that it is so nor that it is not".to_owned()
            }
        });
    }
    Ok(why)
}

/// The events that two claims take positions on.
fn events(store: &Store, views: &[&ClaimView]) -> Result<Vec<EventId>> {
    let names = super::names::Names::of(store);
    let mut events = BTreeSet::new();
    for position in views.iter().flat_map(|view| &view.positions) {
        events.insert(names.question(&position.question)?.fact.event);
    }
    Ok(events.into_iter().collect())
}

/// How two lists of answers to one question stand to each other: the hardest
/// of all pairs.
fn stand(
    scene: &Scene,
    a: &[(PositionRef, String)],
    b: &[(PositionRef, String)],
) -> (&'static str, String) {
    let mut found = ("one answer only", String::new());
    let mut rank = 0;
    for (one, _) in a {
        for (other, _) in b {
            let (Some(one), Some(other)) = (scene.position(*one), scene.position(*other)) else {
                continue;
            };
            let (new_rank, stands, words) = match conflict::compare(scene, one, other) {
                Comparison::Conflict(because) => (6, "conflict", because.words),
                Comparison::Tension(because) => (5, "tension", because.words),
                Comparison::NotComparable(because) => (4, "not comparable", because.words),
                Comparison::Compatible => (3, "compatible", String::new()),
                Comparison::Same => (2, "same", String::new()),
                Comparison::Nothing => (1, "not compared", String::new()),
            };
            if new_rank > rank {
                (rank, found) = (new_rank, (stands, words));
            }
        }
    }
    found
}

/// Compares the texts of two captures.
///
/// # Errors
///
/// [`crate::Error::Refused`] where one of them is withheld.
pub fn captures(
    store: &Store,
    a: &Logged<fact::Capture>,
    b: &Logged<fact::Capture>,
) -> Result<CaptureDiff> {
    let (old, new) = (view::text_of(store, a)?, view::text_of(store, b)?);
    Ok(CaptureDiff {
        a: a.handle.to_string(),
        b: b.handle.to_string(),
        same: old == new,
        text: TextDiff { diff: text::diff(&old, &new), old, new },
    })
}
