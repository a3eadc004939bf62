//! Two accounts, two versions or two captures side by side: slot by slot
//! first, words second.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

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

/// How much changed between two captures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    /// Paragraphs that differ in words.
    pub differing: usize,
    /// Paragraphs that stand elsewhere as they were.
    pub moved: usize,
    /// Changes of look alone.
    pub cosmetic: usize,
}

/// A paragraph of the second text with what changed in it, or a whole one that
/// only one of the texts has at this place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paragraph {
    /// Its line in the second text, from 1; of one that is absent there, the
    /// line before which it would stand.
    pub line: usize,
    /// The same in the first text.
    pub old_line: usize,
    /// The steps.
    pub ops: Vec<Op>,
    /// For a whole one: its line in the other text, where the same words stand
    /// there alone as well. It moved.
    pub moved: Option<usize>,
}

impl Paragraph {
    /// Whether both texts have the same words here, whatever they look like.
    pub fn is_same_words(&self) -> bool {
        self.ops.iter().all(|op| op.kind.is_same_words())
    }
}

impl TextDiff {
    /// The steps cut at line ends of the second text, and into whole paragraphs
    /// where only one text has them; in order. O(n).
    pub fn paragraphs(&self) -> Vec<Paragraph> {
        let mut found: Vec<Paragraph> = Vec::new();
        let (mut old_line, mut line, mut run) = (1, 1, Vec::new());
        let ends = |range: &Range<usize>, text: &str| text[range.clone()].matches('\n').count();
        for op in &self.diff.ops {
            let alone = self.alone(op).filter(|_| run.is_empty());
            if let Some((text, range)) = alone {
                for piece in text::paragraph_ranges(text, range.clone()) {
                    let words = piece.start..piece.start + text[piece.clone()].trim_end().len();
                    let mut op = op.clone();
                    let (at, lines) = match op.kind {
                        OpKind::Delete => (&mut op.old, &mut old_line),
                        _ => (&mut op.new, &mut line),
                    };
                    *at = words;
                    let here = *lines;
                    *lines += ends(&piece, text);
                    let (old_line, line) = match op.kind {
                        OpKind::Delete => (here, line),
                        _ => (old_line, here),
                    };
                    found.push(Paragraph { line, old_line, ops: vec![op], moved: None });
                }
            } else if op.kind == OpKind::Equal {
                // Both sides of an equal step are the same bytes.
                let (mut old_at, mut new_at) = (op.old.start, op.new.start);
                for piece in self.new[op.new.clone()].split_inclusive('\n') {
                    let (old, new) = (old_at..old_at + piece.len(), new_at..new_at + piece.len());
                    (old_at, new_at) = (old.end, new.end);
                    run.push(Op { kind: op.kind, old, new, inner: Vec::new() });
                    if piece.ends_with('\n') {
                        let ops = std::mem::take(&mut run);
                        found.push(Paragraph { line, old_line, ops, moved: None });
                        (old_line, line) = (old_line + 1, line + 1);
                    }
                }
            } else {
                run.push(op.clone());
                let blank = |text: &str| text.ends_with('\n') && text.trim().is_empty();
                if blank(&self.old[op.old.clone()]) && blank(&self.new[op.new.clone()]) {
                    let ops = std::mem::take(&mut run);
                    found.push(Paragraph { line, old_line, ops, moved: None });
                }
                old_line += ends(&op.old, &self.old);
                line += ends(&op.new, &self.new);
            }
        }
        found.push(Paragraph { line, old_line, ops: run, moved: None });
        self.mark_moved(&mut found);
        found
    }

    /// The text that alone has whole paragraphs at a step, and where.
    fn alone<'a>(&'a self, op: &'a Op) -> Option<(&'a str, &'a Range<usize>)> {
        let (text, range) = match op.kind {
            OpKind::Delete => (&self.old, &op.old),
            OpKind::Insert => (&self.new, &op.new),
            OpKind::Equal | OpKind::Replace | OpKind::Cosmetic => return None,
        };
        let whole = text[range.clone()].ends_with('\n') || range.end == text.len();
        whole.then_some((text, range))
    }

    /// Marks whole paragraphs of one text that the other has elsewhere.
    fn mark_moved(&self, paragraphs: &mut [Paragraph]) {
        let key = |paragraph: &Paragraph| {
            let words = match &paragraph.ops[..] {
                [Op { kind: OpKind::Delete, old, .. }] => &self.old[old.clone()],
                [Op { kind: OpKind::Insert, new, .. }] => &self.new[new.clone()],
                _ => return None,
            };
            let key = text::fold_str(words);
            key.contains(char::is_alphanumeric).then_some((paragraph.ops[0].kind, key))
        };
        let keys: Vec<_> = paragraphs.iter().map(key).collect();
        let mut stands: HashMap<(OpKind, &str), usize> = HashMap::new();
        for (paragraph, key) in paragraphs.iter().zip(&keys) {
            let Some((kind, key)) = key else { continue };
            let line = if *kind == OpKind::Delete { paragraph.old_line } else { paragraph.line };
            stands.entry((*kind, key)).or_insert(line);
        }
        for (paragraph, key) in paragraphs.iter_mut().zip(&keys) {
            let Some((kind, key)) = key else { continue };
            let other = if *kind == OpKind::Delete { OpKind::Insert } else { OpKind::Delete };
            paragraph.moved = stands.get(&(other, key.as_str())).copied();
        }
    }
}

impl CaptureDiff {
    /// How many paragraphs differ in words, how many moved as they are, and how
    /// many changes are of look alone.
    pub fn counts(&self) -> Counts {
        self.counts_of(&self.text.paragraphs())
    }

    /// The same, of paragraphs that are at hand.
    pub fn counts_of(&self, paragraphs: &[Paragraph]) -> Counts {
        let differs = |it: &&Paragraph| !it.is_same_words() && it.moved.is_none();
        let came = |it: &&Paragraph| {
            it.moved.is_some() && it.ops.iter().all(|op| op.kind == OpKind::Insert)
        };
        let ops = &self.text.diff.ops;
        Counts {
            differing: paragraphs.iter().filter(differs).count(),
            moved: paragraphs.iter().filter(came).count(),
            cosmetic: ops.iter().filter(|op| op.kind == OpKind::Cosmetic).count(),
        }
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
