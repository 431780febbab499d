//! The report as CSV, for trackers and spreadsheets: one row an opportunity, one row a theme.
//!
//! Every field is quoted (RFC 4180, CRLF), numbers have a plain point and minus sign, and a cell
//! with words in it never starts a formula ([`escape::csv`]). A missing number is an empty cell.

use super::tables::{self, Cell, Table};
use super::{Renderer, View, escape};

/// `opportunities.csv`: one row an opportunity, best first.
#[derive(Clone, Copy, Debug)]
pub struct OpportunitiesCsv;

/// `themes.csv`: one row a theme, ascending id.
#[derive(Clone, Copy, Debug)]
pub struct ThemesCsv;

/// A row of cells as a table has it (RFC 4180): every cell quoted, CRLF at the end. Words of others are to be
/// escaped before ([`escape::csv`]).
pub fn csv_line(cells: &[String]) -> String {
    let quoted: Vec<String> =
        cells.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
    format!("{}\r\n", quoted.join(","))
}

/// A table of the report, every column of it.
fn file<R>(table: &Table<R>, view: &View) -> Vec<u8> {
    let heads: Vec<String> = table.columns.iter().map(|column| column.name.to_owned()).collect();
    let rows = (table.rows)(view).iter().map(|row| {
        table.columns.iter().map(|column| drawn(&column.cell, view, row)).collect::<Vec<String>>()
    });
    std::iter::once(heads)
        .chain(rows)
        .map(|cells| csv_line(&cells))
        .collect::<String>()
        .into_bytes()
}

fn drawn<R>(cell: &Cell<R>, view: &View, row: &R) -> String {
    let plain =
        |number: f64| if number.is_finite() { (number + 0.0).to_string() } else { String::new() };
    match cell {
        Cell::Text(of) => of(view, row).map(|words| escape::csv(&words)).unwrap_or_default(),
        Cell::Texts(of) => escape::csv(&of(view, row).join(", ")),
        Cell::Integer(of) => of(view, row).map(|count| count.to_string()).unwrap_or_default(),
        Cell::Number(of) => of(view, row).map(plain).unwrap_or_default(),
        Cell::Truth(of) => of(view, row).to_string(),
        Cell::Points(of) => {
            let points = of(view, row).filter(|points| points.measured);
            points.map(|points| plain(points.shown)).unwrap_or_default()
        }
    }
}

impl Renderer for OpportunitiesCsv {
    fn stem(&self) -> &'static str {
        "opportunities"
    }

    fn name(&self) -> &'static str {
        "csv"
    }

    fn extension(&self) -> &'static str {
        "csv"
    }

    fn render(&self, view: &View) -> Vec<u8> {
        file(&tables::OPPORTUNITIES, view)
    }
}

impl Renderer for ThemesCsv {
    fn stem(&self) -> &'static str {
        "themes"
    }

    fn name(&self) -> &'static str {
        "themes-csv"
    }

    fn extension(&self) -> &'static str {
        "csv"
    }

    fn render(&self, view: &View) -> Vec<u8> {
        file(&tables::THEMES, view)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_written_is_read(
            rows in proptest::collection::vec(
                proptest::collection::vec("[a,;\"\r\n ü=']{0,8}|\\PC{0,12}", 3), 0..8),
        ) {
            let text: String = rows.iter().map(|cells| csv_line(cells)).collect();
            let mut reader =
                ::csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
            let read: Vec<Vec<String>> = reader
                .records()
                .map(|row| row.expect("a row").iter().map(str::to_owned).collect())
                .collect();
            prop_assert_eq!(read, rows);
        }
    }
}
