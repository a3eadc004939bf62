//! The tables of the projection, as rows go into them.

use rusqlite::types::{ToSql, ToSqlOutput, ValueRef};

/// What stands in one cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::store) enum Cell<'a> {
    Null,
    Number(i64),
    Text(&'a str),
    Bytes(&'a [u8]),
}

macro_rules! tables {
    ($($table:ident = $name:literal [$first:literal $(, $column:literal)*];)+) => {
        /// A table of the projection.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(in crate::store) enum Table { $($table),+ }

        impl Table {
            pub(in crate::store) const ALL: &[Self] = &[$(Self::$table),+];

            /// Its columns, in the order in which a row's cells are given.
            #[cfg(test)]
            pub(super) const fn columns(self) -> &'static [&'static str] {
                match self { $(Self::$table => &[$first $(, $column)*]),+ }
            }

            /// Its name in the schema.
            pub(in crate::store) const fn name(self) -> &'static str {
                match self { $(Self::$table => $name),+ }
            }

            /// Puts one row in.
            pub(super) const fn insert(self) -> &'static str {
                match self {
                    $(Self::$table => concat!(
                        "INSERT INTO ", $name, " (", $first $(, ", ", $column)*, ") VALUES (?",
                        $(tables!(@mark $column),)* ")"
                    )),+
                }
            }

            /// Reads all rows, in any order, from the table itself and not from
            /// an index of it.
            pub(super) const fn select(self) -> &'static str {
                match self {
                    $(Self::$table => concat!(
                        "SELECT ", $first $(, ", ", $column)*, " FROM ", $name, " NOT INDEXED"
                    )),+
                }
            }
        }
    };
    (@mark $column:literal) => { ", ?" };
}

tables! {
    Anchor = "anchor" ["seq", "nth", "capture", "holder", "span", "state", "decision"];
    Answer = "answer" ["seq", "enquiry", "reply"];
    Bearing = "bearing" ["seq", "question", "kind"];
    Bond = "bond" ["seq", "kind", "party", "other"];
    Capture = "capture" ["seq", "source", "raw", "text"];
    ClaimAct = "claim_act" ["seq", "claim", "kind"];
    Edition = "edition" ["seq", "thing", "kind"];
    Imported = "imported" ["key", "seq", "entry"];
    Judgement = "judgement" ["seq", "link", "decision", "from_version", "to_version"];
    Link = "link" ["seq", "kind", "state", "from_version", "to_version"];
    Name = "name" ["seq", "nth", "thing", "kind", "name", "folded"];
    Position = "position" ["version", "nth", "question", "stance", "basis", "value"];
    Reference = "reference" ["target", "seq"];
    Review = "review" ["seq", "verdict", "outcome", "by"];
    Span = "span" [
        "holder", "nth", "piece", "capture", "role", "byte_from", "byte_to", "point_from",
        "point_to", "sha256"
    ];
    Tally = "tally" ["kind", "entries"];
    Thing = "thing" [
        "seq", "id", "kind", "letter", "number", "parent", "key", "current", "undone"
    ];
    Undone = "undone" ["seq", "by"];
    Verdict = "verdict" ["seq", "axis", "value", "target", "nth"];
    Version = "version" [
        "seq", "claim", "number", "source", "speaker", "kind", "known", "printed"
    ];
}

impl From<i64> for Cell<'_> {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<Option<i64>> for Cell<'_> {
    fn from(number: Option<i64>) -> Self {
        number.map_or(Self::Null, Self::Number)
    }
}

impl<'a> From<&'a str> for Cell<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

impl<'a> From<Option<&'a str>> for Cell<'a> {
    fn from(text: Option<&'a str>) -> Self {
        text.map_or(Self::Null, Self::Text)
    }
}

impl<'a> From<&'a [u8; 32]> for Cell<'a> {
    fn from(bytes: &'a [u8; 32]) -> Self {
        Self::Bytes(bytes)
    }
}

impl<'a> Cell<'a> {
    /// As SQLite holds it.
    pub(super) const fn value(self) -> ValueRef<'a> {
        match self {
            Self::Null => ValueRef::Null,
            Self::Number(number) => ValueRef::Integer(number),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Bytes(bytes) => ValueRef::Blob(bytes),
        }
    }
}

impl ToSql for Cell<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(self.value()))
    }
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::*;
    use crate::store::schema;

    #[test]
    fn every_table_of_the_projection_is_here_with_all_its_columns() {
        let names: Vec<&str> = Table::ALL.iter().map(|table| table.name()).collect();
        assert_eq!(schema::projection_tables().unwrap(), names);
        let conn = Connection::open_in_memory().unwrap();
        conn.execute_batch(schema::SCHEMA).unwrap();
        for table in Table::ALL {
            let query = conn.prepare(table.select()).unwrap();
            assert_eq!(query.column_names().collect::<Vec<_>>(), table.columns());
            let all = format!("SELECT * FROM {}", table.name());
            assert_eq!(conn.prepare(&all).unwrap().column_count(), table.columns().len());
            conn.prepare(table.insert()).unwrap();
        }
    }
}
