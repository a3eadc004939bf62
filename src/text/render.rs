//! A diff as one line of text for people: `[-old-]{+new+}`.

use std::ops::Range;

use crate::text::diff::{Diff, Op};

/// Writes a diff as marked text: `[-` and `-]` around what went, `{+` and `+}`
/// around what came, everything else as it stands in the new text.
///
/// Changes of look are not marked. `diff` must be of these two texts.
pub fn inline(diff: &Diff, old: &str, new: &str) -> String {
    inline_with(diff, old, new, str::to_owned)
}

/// As [`inline`], with every stretch of source text put through `show` first:
/// the terminal's filter, say, so that no mark of ours goes through it.
pub fn inline_with(diff: &Diff, old: &str, new: &str, show: impl Fn(&str) -> String) -> String {
    let mut out = String::with_capacity(new.len());
    // Changes that touch are read as one.
    for ops in diff.ops.chunk_by(|a, b| !a.kind.is_same_words() && !b.kind.is_same_words()) {
        let part = |text: &str, of: fn(&Op) -> &Range<usize>| {
            let stretches = ops.iter().filter_map(|op| text.get(of(op).clone()));
            stretches.collect::<String>()
        };
        let (went, came) = (part(old, |op| &op.old), part(new, |op| &op.new));
        if ops[0].kind.is_same_words() {
            out.push_str(&show(&came));
            continue;
        }
        if !went.is_empty() {
            out.extend(["[-", &show(&went), "-]"]);
        }
        if !came.is_empty() {
            out.extend(["{+", &show(&came), "+}"]);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{diff_words, visible};

    #[test]
    fn changes_that_touch_are_marked_as_one() {
        let (old, new) = ("We got all that we asked for", "We got what we asked for");
        let marked = inline(&diff_words(old, new), old, new);
        assert_eq!(marked, "We got [-all that-]{+what+} we asked for");
    }

    #[test]
    fn source_text_is_filtered_and_the_marks_are_not() {
        let (old, new) = ("it was بد", "it was \u{202e}so");
        let marked = inline_with(&diff_words(old, new), old, new, visible);
        assert_eq!(marked, "it was <U+202E>[-\u{2068}بد\u{2069}-]{+so+}");
    }
}
