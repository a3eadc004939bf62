//! A diff as one line of text for people: `[-old-]{+new+}`.

use crate::text::diff::{Diff, OpKind};

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
    for op in &diff.ops {
        let went = old.get(op.old.clone()).unwrap_or_default();
        let came = new.get(op.new.clone()).unwrap_or_default();
        match op.kind {
            OpKind::Equal | OpKind::Cosmetic => out.push_str(&show(came)),
            OpKind::Delete | OpKind::Insert | OpKind::Replace => {
                if !went.is_empty() {
                    out.extend(["[-", &show(went), "-]"]);
                }
                if !came.is_empty() {
                    out.extend(["{+", &show(came), "+}"]);
                }
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{diff_words, visible};

    #[test]
    fn source_text_is_filtered_and_the_marks_are_not() {
        let (old, new) = ("it was بد", "it was \u{202e}so");
        let marked = inline_with(&diff_words(old, new), old, new, visible);
        assert_eq!(marked, "it was <U+202E>[-\u{2068}بد\u{2069}-]{+so+}");
    }
}
