//! The account matrix as a Markdown page.

use crate::report::markdown::{matrix_tables, plain};
use crate::report::value::MatrixPart;

use super::NOTE;

/// Writes the matrix under a title: tables of a few questions each.
pub fn matrix_markdown(title: &str, matrix: &MatrixPart) -> String {
    format!("# {}\n\n{}{NOTE}\n", plain(title), matrix_tables(matrix))
}
