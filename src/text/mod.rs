//! Pure functions over text: locate a quotation, fold, word diff, and the one
//! filter through which source text reaches a terminal.
//!
//! Every range here is a `Range<usize>` of **bytes** on `char` boundaries,
//! unless its name says code points. Nothing here reads a clock or the
//! environment: the same input gives the same output.

mod cue;
mod diff;
mod fold;
mod likeness;
mod locate;
mod nearest;
mod numbers;
mod points;
mod quoted;
mod range;
mod refind;
mod refine;
mod render;
mod script;
mod sought;
mod spelling;
mod steps;
mod terminal;
mod tokens;
mod warn;

pub use cue::{CUES, Guess, GuessedKind, guess};
pub use diff::{Diff, Op, OpKind, diff, diff_words};
pub use fold::{FOLD_VERSION, Folded, fold, fold_str};
pub use likeness::{bears_name, names_alike, similarity};
pub use locate::{CONTEXT, Located, Place, WhyMissing, locate};
pub use nearest::{Nearest, nearest};
pub use numbers::{counted, is_none, is_vague_number, numbers_in, vague_numbers};
pub use points::Points;
pub use quoted::{Spoken, block, spoken};
pub use range::{
    bytes, code_points, context, cuts_grapheme, cuts_word, is_char_cut, line_of, line_range, lines,
    whole_context, widen_to_graphemes,
};
pub use refind::{Flag, Flagged, Found, REFIND_VERSION, Refindings, flags, flags_beside, refind};
pub use render::{inline, inline_with};
pub use sought::{MOST_WORDS, Searchable, Sought, Term, searchable, shingles};
pub use spelling::{Spelling, spelling, spelling_key};
pub use terminal::{visible, visible_lines};
pub use tokens::paragraph_ranges;
pub use warn::{Odd, Oddity, warnings};
