//! Real tables: with a caption, scopes, and a region to scroll where wide.

use maud::{Markup, html};

/// A table of words: its first column names the rows.
pub(super) struct Table<'a> {
    /// What it shows.
    pub(super) caption: Markup,
    /// Name of the region; unique on the page.
    pub(super) label: &'a str,
    /// Heads of the columns.
    pub(super) head: &'a [&'a str],
    /// Columns that hold numbers, from this one on.
    pub(super) numbers_from: usize,
}

impl Table<'_> {
    /// Lays it out; on a narrow screen each row is a block.
    pub(super) fn of(&self, rows: &[Vec<Markup>]) -> Markup {
        html! {
            div.scroll.stack role="region" aria-label=(self.label) tabindex="0" {
                table {
                    caption { (self.caption) }
                    thead {
                        tr {
                            @for (at, head) in self.head.iter().enumerate() {
                                th scope="col" class=[self.class(at)] { (head) }
                            }
                        }
                    }
                    tbody {
                        @for row in rows {
                            tr {
                                @for (at, cell) in row.iter().enumerate() {
                                    @if at == 0 { th scope="row" { (cell) } }
                                    @else {
                                        td class=[self.class(at)] data-label=(self.head[at]) { (cell) }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    fn class(&self, at: usize) -> Option<&'static str> {
        (at >= self.numbers_from).then_some("n")
    }
}

/// A table whose columns are all words.
pub(super) const WORDS: usize = usize::MAX;
