//! `diff`: two accounts, two versions or two captures side by side.

use crate::casebook::diff::{self, CaptureDiff, ClaimDiff, Counts, Paragraph, TextDiff};
use crate::error::{Error, Result};
use crate::model::Handle;
use crate::text::{self, Diff, Op, OpKind, counted};

use super::layout::{Screen, one_line};
use super::reply::Reply;
use super::session::Session;

/// Compare two claims, two versions of one, or two captures of a source
///
/// Claims are compared slot by slot: question, answer, cue, attribution,
/// hedges, date; their words are the second view, with whose words they are:
/// of a quotation the speaker's, without what the reporter writes around it.
/// In words and texts [-this-] stands in the first only and {+this+} in the
/// second only.
#[derive(clap::Args, Debug)]
#[command(before_help = "Examples:
  rashomon diff C13 C14
  rashomon diff C28@1 C28@2
  rashomon diff S1@1 S1@2")]
pub(super) struct Arguments {
    /// The first: C14, C14@1 or S1@1
    #[arg(value_name = "FIRST")]
    a: String,

    /// The second
    #[arg(value_name = "SECOND")]
    b: String,
}

pub(super) fn run(session: &mut Session<'_, '_>, arguments: Arguments) -> Result<Reply> {
    let Arguments { a, b } = arguments;
    let casebook = session.read()?;
    let (store, names) = (casebook.store(), casebook.names());
    let is_capture =
        |text: &str| matches!(text.parse(), Ok(Handle::Capture(..) | Handle::Source(_)));
    match (is_capture(&a), is_capture(&b)) {
        (true, true) => {
            let found = diff::captures(store, &names.capture(&a)?, &names.capture(&b)?)?;
            Ok(Reply::new(captures(&found, session.env.width), found))
        }
        (false, false) => {
            let ((row_a, version_a), (row_b, version_b)) = (names.version(&a)?, names.version(&b)?);
            let found = diff::claims(store, (&row_a, version_a), (&row_b, version_b))?;
            Ok(Reply::new(claims(&found, session.env.width), found))
        }
        _ => Err(Error::usage(
            "a claim cannot be compared with a capture",
            "name two claims or two captures",
        )),
    }
}

fn claims(found: &ClaimDiff, width: usize) -> String {
    let mut screen = Screen::new(width);
    let what = if found.one_claim { "two versions of one claim" } else { "two claims" };
    screen.line(format!("{} and {}: {what}", found.a, found.b));
    if !found.questions.is_empty() {
        screen.heading("Questions");
        for slot in &found.questions {
            let words =
                if slot.words.is_empty() { String::new() } else { format!(": {}", slot.words) };
            screen
                .item(format!("{}  {} \u{2014} {}{words}", slot.question, slot.asks, slot.stands));
            let or_none = |text: &str| {
                if text.is_empty() { "takes no position".to_owned() } else { text.to_owned() }
            };
            screen.field(&format!("  {}", found.a), or_none(&slot.a));
            screen.field(&format!("  {}", found.b), or_none(&slot.b));
        }
    }
    screen.gap();
    let rows = found.slots.iter().filter(|slot| !(found.one_claim && slot.same)).map(|slot| {
        let mark = if slot.same { "=" } else { "\u{2260}" };
        vec![slot.name.to_owned(), mark.to_owned(), slot.a.clone(), slot.b.clone()]
    });
    let rows: Vec<_> = rows.collect();
    if rows.is_empty() {
        screen.line("Every slot is the same.");
    } else {
        screen.table(&["slot", "", &found.a, &found.b], rows);
    }
    if let Some(words) = &found.words {
        screen.heading("Words");
        for (handle, account) in
            [&found.a, &found.b].into_iter().zip(found.accounts.iter().flatten())
        {
            screen.wrapped(2, 4, &one_line(&format!("{handle}: {}", account.said)));
        }
        if words.old == words.new {
            screen.wrapped(2, 2, "the same words");
        } else {
            screen.wrapped(2, 2, &one_line(&text::inline(&words.diff, &words.old, &words.new)));
        }
    }
    screen.finish()
}

/// What changed between two captures, paragraph by paragraph.
pub(super) fn captures(found: &CaptureDiff, width: usize) -> String {
    let mut screen = Screen::new(width);
    screen.line(format!("{} and {}: two texts", found.a, found.b));
    if found.same {
        screen.line("The texts are the same, byte by byte.");
        return screen.finish();
    }
    let TextDiff { diff, old, new } = &found.text;
    let paragraphs = found.text.paragraphs();
    let counts = found.counts_of(&paragraphs);
    for paragraph in paragraphs.into_iter().filter(|it| !it.is_same_words()) {
        let Paragraph { line, ops, moved, .. } = paragraph;
        match (moved, &ops[..]) {
            (Some(old), [Op { kind: OpKind::Insert, new: words, .. }]) => {
                screen.heading(format!(
                    "line {line} of {}: moved, was line {old} of {}",
                    found.b, found.a
                ));
                screen.wrapped(2, 2, &one_line(&new[words.clone()]));
                continue;
            }
            // Told where it stands now.
            (Some(_), _) => continue,
            (None, _) => {}
        }
        let what = told(&ops, &found.a, &found.b);
        screen.heading(format!("line {line} of {}: {what}", found.b));
        let letters = ops.iter().filter(|op| !op.inner.is_empty()).map(|op| {
            let inner = Diff { ops: op.inner.clone(), approximate: false };
            one_line(&text::inline(&inner, old, new))
        });
        let letters: Vec<String> = letters.collect();
        let paragraph = Diff { ops, approximate: false };
        screen.wrapped(2, 2, &text::inline(&paragraph, old, new));
        screen.field("letters", letters.join("  "));
    }
    screen.gap();
    let approximate = if diff.approximate {
        "; approximate: a stretch was too long to compare word by word"
    } else {
        ""
    };
    let are = if counts.cosmetic == 1 { "is" } else { "are" };
    screen.wrapped(
        0,
        2,
        &format!(
            "{}; {} of look alone (quotation marks, dashes, spaces, case) {are} not marked{approximate}",
            differ(counts),
            counted(counts.cosmetic, "change"),
        ),
    );
    screen.finish()
}

/// "1 paragraph differs in words", "2 paragraphs differ in words, 1 moved".
pub(super) fn differ(counts: Counts) -> String {
    let differ = if counts.differing == 1 { "differs" } else { "differ" };
    let words = format!("{} {differ} in words", counted(counts.differing, "paragraph"));
    if counts.moved == 0 { words } else { format!("{words}, {} moved", counts.moved) }
}

/// "present in S1@1, absent in S1@2": never "deleted".
fn told(ops: &[Op], a: &str, b: &str) -> String {
    let kinds = |kind: OpKind| ops.iter().any(|op| op.kind == kind);
    match (kinds(OpKind::Delete), kinds(OpKind::Insert), kinds(OpKind::Replace)) {
        (true, false, false) => format!("words present in {a}, absent in {b}"),
        (false, true, false) => format!("words absent in {a}, present in {b}"),
        _ => format!("other words in {b} than in {a}"),
    }
}
