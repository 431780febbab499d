//! One small table that a person keeps: a CSV file read whole.
//!
//! Takes a path; gives its header and rows with the parts that feeds are read with, so that
//! encodings, separators, quotes and the line `sep=;` mean the same here and there. It knows nothing
//! of what a column is for.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use crate::model::{Sheet, SheetRow};

use super::dialect::{self, Dialect};
use super::encoding::Decoded;
use super::preset::{Format, Input};
use super::quotes::Quotes;
use super::reason_of;
use super::unpack::{Packed, unpack};

/// A table larger than this is a feed: a million customers are a tenth of it.
const MOST_BYTES: u64 = 1 << 30;

/// Separators tried, in order of preference.
const SEPARATORS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// Bytes looked at for the separator and the marks of the dialect.
const MARKS: usize = 1 << 18;

/// Why a table cannot be read, and what to do about it.
pub type Unreadable = (String, &'static str);

/// The table in a file; `shown` is what people call the file.
///
/// A row that is cut or has more or fewer cells than the header keeps its own number of cells: who
/// asked for the table decides.
///
/// # Errors
/// Why it cannot be read, with the line where there is one, and the fix.
pub fn sheet(path: &Path, shown: &str) -> Result<Sheet, Unreadable> {
    const FIX: &str = "save the table as CSV, with the names of its columns in the first line";
    let failed = |error: std::io::Error| (format!("cannot be read: {}", reason_of(&error)), FIX);
    let length = std::fs::metadata(path).map_err(failed)?.len();
    if length > MOST_BYTES {
        return Err((format!("is {length} bytes long, more than such a table can be"), FIX));
    }
    let file = File::open(path).map_err(failed)?;
    let mut packed = Packed::of(&Input::of(&[], Format::Csv), length);
    packed.allowed = packed.allowed.min(MOST_BYTES);
    let mut text = Vec::new();
    let decoded = unpack(file, &packed).and_then(|bytes| Decoded::new(bytes, None));
    decoded.and_then(|mut decoded| decoded.read_to_end(&mut text)).map_err(failed)?;
    of_text(&text, shown)
}

fn of_text(text: &[u8], shown: &str) -> Result<Sheet, Unreadable> {
    let (mut delimiter, mut first, mut body) = (None, 1, text);
    if let Some((told, length)) = dialect::told(text) {
        (delimiter, first, body) = (Some(told), 2, &text[length..]);
    }
    let start = &body[..body.len().min(MARKS)];
    let width = |&delimiter: &u8| {
        let dialect = Dialect::of(start, delimiter);
        dialect::rows(start, delimiter, dialect, 1).first().map_or(0, csv::ByteRecord::len)
    };
    // The first of equals.
    let widest = || SEPARATORS.into_iter().rev().max_by_key(width);
    let delimiter = delimiter.or_else(widest).unwrap_or(b',');
    let dialect = Dialect::of(start, delimiter);
    let mut quotes = Quotes::new(delimiter, usize::MAX / 2, first).with(dialect);
    let mut out = Vec::new();
    for piece in body.chunks(1 << 15) {
        quotes.feed(piece, &mut out);
        quotes.forget_lines();
        out.clear();
    }
    if quotes.open() {
        let line = quotes.record_line();
        return Err((
            format!("line {line}: a quote opened in this record is never closed"),
            "close the quote, or save the table as CSV again",
        ));
    }
    let rows = dialect::numbered(body, delimiter, dialect, usize::MAX, first);
    let cells = |row: &csv::ByteRecord| -> Vec<String> {
        row.iter().map(|cell| String::from_utf8_lossy(cell).trim().to_owned()).collect()
    };
    let filled =
        |row: &(u64, csv::ByteRecord)| row.1.iter().any(|cell| !cell.trim_ascii().is_empty());
    let mut rows = rows.into_iter().filter(filled);
    let Some((head, columns)) = rows.next() else {
        let fix = "write the names of its columns in the first line, or remove the file";
        return Err(("is empty".to_owned(), fix));
    };
    Ok(Sheet {
        file: Arc::from(shown),
        head,
        columns: cells(&columns),
        rows: rows.map(|(line, row)| SheetRow { line, cells: cells(&row) }).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn separators_and_lines() {
        let read = |text: &str| of_text(text.as_bytes(), "x.csv").expect("a table");
        let found = read("id;name;plan\n1;\"Ada\nB\";pro\n\n2;;free\n");
        assert_eq!(found.columns, ["id", "name", "plan"]);
        let lines: Vec<(u64, &str)> =
            found.rows.iter().map(|row| (row.line, &*row.cells[2])).collect();
        assert_eq!(lines, [(2, "pro"), (5, "free")]);
        let told = read("sep=|\nid|a,b,c\n1|2\n");
        assert_eq!((told.columns.len(), told.rows[0].line), (2, 3));
        assert_eq!(read("id\n7\n").columns, ["id"]);
    }

    #[test]
    fn what_is_no_table_is_refused() {
        assert!(of_text(b"\n\n", "x").expect_err("empty").0.contains("empty"));
        let open = of_text(b"id,name\n1,a\n2,\"b\n3,c\n", "x").expect_err("open quote");
        assert!(open.0.starts_with("line 3"), "{}", open.0);
    }

    proptest! {
        #[test]
        fn any_bytes_are_a_table_or_a_reason(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let folder = tempfile::tempdir().expect("a folder");
            let path = folder.path().join("x.csv");
            std::fs::write(&path, &bytes).expect("a file");
            if let Ok(found) = sheet(&path, "x.csv") {
                prop_assert!(!found.columns.is_empty());
            }
        }
    }
}
