//! How a sheet of separated values is written, beyond its separator.
//!
//! Takes the first bytes of a file; gives the marks by which rows fall into as many cells as their
//! header: backslashes before quotes (Spark, MySQL), blanks between a separator and a quote, the line
//! `sep=;` that tells a spreadsheet the separator. A mark that changes no row is none: in a file
//! whose rows fit without it, a backslash is a backslash.

use csv::{ByteRecord, ReaderBuilder};

use super::quotes::Quotes;

/// The marks of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(super) struct Dialect {
    /// Whether a backslash in quotes takes its meaning from the quote behind it.
    pub(super) escapes: bool,
    /// Whether blanks before an opening quote are no part of the cell.
    pub(super) blanks: bool,
}

/// Rows looked at.
const ROWS: usize = 200;

impl Dialect {
    /// The marks of the rows that a text starts with.
    pub(super) fn of(start: &[u8], delimiter: u8) -> Dialect {
        let plain = Dialect::default();
        // Every preset asks this of a file: mostly nothing more is looked at.
        let backslash = memchr::memmem::find(start, b"\\\"").is_some();
        let blank = memchr::memmem::find(start, &[delimiter, b' ', b'"']).is_some();
        if !backslash && !blank {
            return plain;
        }
        let mut best = (fitting(start, delimiter, plain), plain);
        for (escapes, blanks) in [(true, false), (false, true), (true, true)] {
            if (escapes && !backslash) || (blanks && !blank) {
                continue;
            }
            let dialect = Dialect { escapes, blanks };
            let score = fitting(start, delimiter, dialect);
            // Quotes that are none leave their signs in the cells, though the rows may fit.
            if score > best.0 {
                best = (score, dialect);
            }
        }
        best.1
    }
}

/// How many rows have as many cells as the first, and how few cells begin with a quote that is
/// left in them.
fn fitting(start: &[u8], delimiter: u8, dialect: Dialect) -> (usize, std::cmp::Reverse<usize>) {
    let rows = rows(start, delimiter, dialect, ROWS);
    let width = rows.first().map_or(0, ByteRecord::len);
    let fit = rows.iter().filter(|row| row.len() == width).count();
    let left = |cell: &[u8]| {
        let cell = cell.trim_ascii();
        let escaped = cell.windows(2).any(|pair| pair == b"\\\"");
        cell.starts_with(b"\"") || cell.ends_with(b"\\") || escaped
    };
    let odd = rows.iter().flat_map(|row| row.iter()).filter(|cell| left(cell)).count();
    (fit, std::cmp::Reverse(odd))
}

/// The first rows of a text, blank lines left out.
pub(super) fn rows(start: &[u8], delimiter: u8, dialect: Dialect, most: usize) -> Vec<ByteRecord> {
    numbered(start, delimiter, dialect, most, 1).into_iter().map(|(_, row)| row).collect()
}

/// Bytes between two looks at whether there are rows enough.
const STEP: usize = 1 << 11;

/// The same with the lines the rows start on; the first line of the text has that number.
pub(super) fn numbered(
    text: &[u8],
    delimiter: u8,
    dialect: Dialect,
    most: usize,
    first_line: u64,
) -> Vec<(u64, ByteRecord)> {
    let mut quotes = Quotes::new(delimiter, usize::MAX / 2, first_line).with(dialect);
    let mut plain = Vec::with_capacity(text.len().min(8 * STEP));
    // What lies behind the rows that are wanted is not looked at: every preset asks this of a file.
    for piece in text.chunks(STEP) {
        quotes.feed(piece, &mut plain);
        if quotes.begun() > most {
            break;
        }
    }
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(&plain[..]);
    let records = reader.byte_records().filter_map(Result::ok).take(most);
    records.map(|record| (quotes.next_line(), record)).collect()
}

/// Whether rows begin with a number that counts them and that the header does not name, as R
/// writes them: each has one cell more than the header.
pub(super) fn counts_rows<R, C>(width: usize, rows: &[R]) -> bool
where
    for<'a> &'a R: IntoIterator<Item = &'a C>,
    C: AsRef<[u8]>,
{
    let mut before: Option<u64> = None;
    let counts = rows.iter().all(|row| {
        let mut cells = row.into_iter();
        let first = cells.next().and_then(|cell| std::str::from_utf8(cell.as_ref()).ok());
        let number = first.and_then(|first| first.trim().parse::<u64>().ok());
        let follows = match (before, number) {
            (None, Some(number)) => number <= 1,
            (Some(before), Some(number)) => number == before + 1,
            _ => false,
        };
        before = number;
        follows && cells.count() == width
    });
    counts && rows.len() > 1
}

/// The separator that a first line `sep=;` tells a spreadsheet, and the bytes of that line.
pub(super) fn told(start: &[u8]) -> Option<(u8, usize)> {
    let end = start.iter().position(|&byte| byte == b'\n')?;
    let line = start[..end].trim_ascii();
    let line =
        line.strip_prefix(b"\"").map_or(line, |line| line.strip_suffix(b"\"").unwrap_or(line));
    let sign =
        line.get(..4).filter(|head| head.eq_ignore_ascii_case(b"sep=")).and(line.get(4..))?;
    match *sign {
        [] => Some((b'\t', end + 1)),
        [sign] if sign.is_ascii() && sign != b'"' => Some((sign, end + 1)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str) -> Vec<Vec<String>> {
        let dialect = Dialect::of(text.as_bytes(), b',');
        rows(text.as_bytes(), b',', dialect, 100)
            .iter()
            .map(|row| row.iter().map(|cell| String::from_utf8_lossy(cell).into_owned()).collect())
            .collect()
    }

    #[test]
    fn marks_are_told_by_the_rows_that_fit() {
        let spark = "id,text,n\n1,\"It said \\\"no\\\", twice\",2\n2,\"plain\",3\n";
        assert_eq!(cells(spark)[1], ["1", "It said \"no\", twice", "2"]);
        let blanks = "\"id\", \"text\"\n\"1\", \"lid, and pan\"\n";
        assert_eq!(cells(blanks), [["id", "text"], ["1", "lid, and pan"]]);
        // A backslash that is one.
        let path = "id,text\n1,\"C:\\\"\n2,\"D:\\temp\"\n";
        assert_eq!(cells(path)[1..], [["1", "C:\\"], ["2", "D:\\temp"]]);
        let inches = "id,text\n1, 5\" wide\n2,ok\n";
        assert_eq!(cells(inches)[1], ["1", " 5\" wide"]);
    }

    #[test]
    fn rows_are_the_first_of_all() {
        let line = |at: usize| format!("{at},\"said {at} times,\nand \"\"again\"\"\"\n\n");
        let text: String = (0..2_000).map(line).collect();
        let of = |most| numbered(text.as_bytes(), b',', Dialect::default(), most, 7);
        let all = of(usize::MAX);
        assert_eq!((all.len(), all[1].0), (2_000, 10));
        for most in [0, 1, 20, 1_999, 2_000, 2_001] {
            assert_eq!(of(most), all[..most.min(all.len())]);
        }
    }

    #[test]
    fn the_line_for_spreadsheets() {
        assert_eq!(told(b"sep=;\nid;a\n"), Some((b';', 6)));
        assert_eq!(told(b"\"sep=|\"\r\nid|a\n"), Some((b'|', 9)));
        assert_eq!(told(b"separator\nid\n"), None);
        assert_eq!(told(b"sep=;"), None);
    }
}
