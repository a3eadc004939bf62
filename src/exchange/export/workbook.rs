//! The same tables as one workbook for a spreadsheet (Office Open XML,
//! ECMA-376): a sheet of claims, a sheet of positions.
//!
//! Every cell is text and says so, so that no spreadsheet takes one for a
//! formula. Rows go to temporary files as they come: memory does not grow with
//! the casebook, but for the finished file.

use super::ExportFormat;
use crate::error::{Error, Result};

#[cfg(feature = "xlsx")]
pub(super) use self::with::write;
#[cfg(not(feature = "xlsx"))]
pub(super) use self::without::write;

/// # Errors
///
/// [`Error::Refused`] where a workbook is asked of a build that writes none.
pub(super) fn check_built_in(format: ExportFormat) -> Result<()> {
    if format != ExportFormat::Xlsx || cfg!(feature = "xlsx") {
        return Ok(());
    }
    Err(Error::refused(
        "this rashomon writes no workbooks: it was built without `xlsx`",
        "`--format csv` holds the same tables, or build with `cargo install --path . --features xlsx`",
    ))
}

#[cfg(not(feature = "xlsx"))]
mod without {
    use super::super::folder::Target;
    use super::super::{ExportFormat, ExportOptions};
    use crate::casebook::Store;
    use crate::error::Result;

    /// Refused before.
    pub(in crate::exchange::export) fn write(
        _: &Store,
        _: &ExportOptions,
        _: &mut Target,
    ) -> Result<u64> {
        super::check_built_in(ExportFormat::Xlsx).map(|()| 0)
    }
}

#[cfg(feature = "xlsx")]
mod with {
    use std::io;

    use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};
    use unicode_segmentation::UnicodeSegmentation;

    use super::super::ExportOptions;
    use super::super::folder::Target;
    use super::super::sheets::{CLAIMS, POSITIONS, Rows, fill};
    use crate::casebook::Store;
    use crate::error::{Error, Result};

    /// Characters (UTF-16 code units) that a cell can hold.
    const CELL: usize = 32_767;

    /// What stands at the end of a cell whose words did not fit.
    const CUT: &str = "\u{2026} [cut: --format csv holds all of it]";

    /// Writes `casebook.xlsx`, withdrawn claims too; gives how many cells did not
    /// fit and were cut.
    pub(in crate::exchange::export) fn write(
        store: &Store,
        options: &ExportOptions,
        target: &mut Target,
    ) -> Result<u64> {
        let mut book = Workbook::new();
        // The same casebook at the same time gives the same bytes.
        let created = ExcelDateTime::parse_from_str(options.now.to_string().trim_end_matches('Z'));
        let created = created.map_err(|error| failed(&error))?;
        book.set_properties(&DocProperties::new().set_creation_datetime(&created));
        let mut claims = Sheet::new(&mut book, "Claims", CLAIMS)?;
        let mut positions = Sheet::new(&mut book, "Positions", POSITIONS)?;
        fill(store, &mut claims, &mut positions)?;
        let cut = claims.cut + positions.cut;
        book.push_worksheet(claims.page);
        book.push_worksheet(positions.page);
        let mut file = target.bytes("casebook.xlsx")?;
        file.put(&book.save_to_buffer().map_err(|error| failed(&error))?)?;
        target.finish(file)?;
        Ok(cut)
    }

    struct Sheet {
        page: Worksheet,
        next: u32,
        cut: u64,
    }

    impl Sheet {
        fn new(book: &mut Workbook, name: &str, head: &[&str]) -> Result<Self> {
            let mut sheet = book.new_worksheet_with_constant_memory().map_err(|e| failed(&e))?;
            sheet.set_name(name).map_err(|error| failed(&error))?;
            sheet.set_freeze_panes(1, 1).map_err(|error| failed(&error))?;
            let bold = Format::new().set_bold();
            for (column, title) in (0..).zip(head) {
                let written = sheet.write_string_with_format(0, column, *title, &bold);
                written.map_err(|error| failed(&error))?;
            }
            Ok(Self { page: sheet, next: 1, cut: 0 })
        }
    }

    impl Rows for Sheet {
        fn row(&mut self, cells: &[&str]) -> Result<()> {
            for (column, cell) in (0..).zip(cells) {
                if cell.is_empty() {
                    continue;
                }
                let written = if cell.encode_utf16().count() > CELL {
                    self.cut += 1;
                    self.page.write_string(self.next, column, fitting(cell))
                } else {
                    self.page.write_string(self.next, column, *cell)
                };
                written.map_err(|error| failed(&error))?;
            }
            self.next += 1;
            Ok(())
        }
    }

    /// The beginning of a text that does not fit, with a mark that it goes on.
    fn fitting(cell: &str) -> String {
        let mut left = CELL - CUT.encode_utf16().count();
        let fits = |part: &&str| -> bool {
            let units = part.encode_utf16().count();
            let fits = units <= left;
            left -= if fits { units } else { left };
            fits
        };
        let start: String = cell.graphemes(true).take_while(fits).collect();
        start + CUT
    }

    fn failed(error: &XlsxError) -> Error {
        match error {
            XlsxError::RowColumnLimitError => Error::refused(
                "a sheet of a workbook holds 1,048,576 rows, and there are more",
                "`--format csv` has no limit",
            ),
            error => Error::Output(io::Error::other(error.to_string())),
        }
    }
}
