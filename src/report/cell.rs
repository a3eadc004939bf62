//! A cell of a table that a spreadsheet opens, kept from being run.

use std::borrow::Cow;

/// What a spreadsheet takes for the beginning of a formula, in ASCII and in
/// full width, and the controls that it drops before it looks (OWASP, CSV
/// injection).
const STARTS: [char; 11] =
    ['=', '+', '-', '@', '\t', '\r', '\n', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'];

/// What may stand before that and is not seen: a byte-order mark, blanks, and
/// characters of no width.
const UNSEEN: [char; 9] = [
    '\u{feff}', ' ', '\u{a0}', '\u{200b}', '\u{200c}', '\u{200d}', '\u{200e}', '\u{200f}',
    '\u{2060}',
];

/// A cell as it can stand in a CSV file: with an apostrophe before it, which
/// spreadsheets do not show, where it would be taken for a formula.
pub fn inert(cell: &str) -> Cow<'_, str> {
    let seen = cell.trim_start_matches(UNSEEN);
    if seen.starts_with(STARTS) { format!("'{cell}").into() } else { cell.into() }
}

#[cfg(test)]
mod tests {
    use super::inert;

    #[test]
    fn no_cell_is_taken_for_a_formula() {
        let run = [
            "=1+1",
            "+1",
            "-1",
            "@SUM(A1)",
            "\t=1",
            "\tx",
            "\r=1",
            "\n=1",
            "＝1",
            "＋1",
            "－1",
            "＠x",
            " =1",
            "\u{a0}\u{a0}@x",
            "\u{feff}=1",
            "\u{200f} \u{200b}=1",
        ];
        for cell in run {
            assert_eq!(inert(cell), format!("'{cell}"));
        }
    }

    #[test]
    fn other_cells_stay_as_they_are() {
        for cell in
            ["", " ", "a=b", "15", "15-20 killed", "\u{2013}", "'=1", "“-”", "E1/first", "said: =1"]
        {
            assert_eq!(inert(cell), cell);
        }
    }
}
