//! The quote state of separated values: line numbers, limits and lost quotes.
//!
//! Takes UTF-8 in any chunks; gives the same records with one line end, no blank lines and no
//! field longer than the limit (plus one byte, so that the reader behind sees that it was too
//! large). It follows the rules of the csv crate (RFC 4180, a quote opens only at the start of a
//! field), knows the line on which each record starts, and, unlike the csv crate, whether the file
//! ends inside quotes and what was swallowed by them.

use std::collections::VecDeque;
use std::io::{self, BufRead, Read};

use super::dialect::Dialect;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum State {
    RecordStart,
    FieldStart,
    Bare,
    /// Blanks behind a separator, so many, which a quote may follow.
    Blanks(usize),
    Quoted,
    /// A backslash in quotes.
    Backslash,
    QuoteSeen,
}

/// The state machine.
pub(super) struct Quotes {
    delimiter: u8,
    dialect: Dialect,
    longest: usize,
    state: State,
    line: u64,
    record_line: u64,
    after_return: bool,
    field: usize,
    /// A quote inside an over-long field, not yet known to close it.
    held: bool,
    /// Lines on which records start that the reader has not asked about.
    starts: VecDeque<u64>,
    /// Since the open quote: delimiters of the current line, and delimiters of each line counted.
    delimiters: usize,
    lines_inside: u64,
    delimiters_wanted: Option<usize>,
    rows_inside: u64,
    inside_bytes: usize,
}

impl Quotes {
    /// A machine at the start of the first record, which stands on line `first_line`.
    pub(super) fn new(delimiter: u8, longest: usize, first_line: u64) -> Quotes {
        Quotes {
            delimiter,
            dialect: Dialect::default(),
            longest,
            state: State::RecordStart,
            line: first_line,
            record_line: first_line,
            after_return: false,
            field: 0,
            held: false,
            starts: VecDeque::new(),
            delimiters: 0,
            lines_inside: 0,
            delimiters_wanted: None,
            rows_inside: 0,
            inside_bytes: 0,
        }
    }

    /// The same machine for a file with these marks.
    pub(super) fn with(self, dialect: Dialect) -> Quotes {
        Quotes { dialect, ..self }
    }

    /// Says how many columns a row has, so that swallowed rows are recognised.
    pub(super) fn expect_columns(&mut self, columns: usize) {
        self.delimiters_wanted = columns.checked_sub(1).filter(|&delimiters| delimiters > 0);
    }

    /// The line of the next record, in order; asked once a record.
    pub(super) fn next_line(&mut self) -> u64 {
        self.starts.pop_front().unwrap_or(self.line)
    }

    /// Records that have begun and whose line nobody has asked for.
    pub(super) fn begun(&self) -> usize {
        self.starts.len()
    }

    /// Drops the line numbers nobody will ask for.
    pub(super) fn forget_lines(&mut self) {
        self.starts.clear();
    }

    /// The line on which the record now being read starts.
    pub(super) fn record_line(&self) -> u64 {
        self.record_line
    }

    /// Whether the bytes so far end inside quotes.
    pub(super) fn open(&self) -> bool {
        matches!(self.state, State::Quoted | State::Backslash)
    }

    /// Whether the quotes still open have swallowed what looks like rows: at least two lines with
    /// the header's number of separators, more than a hundred lines, or more than a field may hold.
    /// A file that was merely cut inside its last cell has none of these.
    pub(super) fn swallowed(&self) -> bool {
        self.open()
            && (self.rows_inside >= 2
                || self.lines_inside > 100
                || self.inside_bytes > self.longest)
    }

    /// Takes the next bytes; puts what the reader behind shall see into `out`.
    pub(super) fn feed(&mut self, input: &[u8], out: &mut Vec<u8>) {
        for &byte in input {
            let second_half = self.after_return && byte == b'\n';
            self.after_return = byte == b'\r';
            let ends_line = byte == b'\r' || (byte == b'\n' && !second_half);
            self.step(byte, second_half, out);
            self.line += u64::from(ends_line);
        }
    }

    fn step(&mut self, byte: u8, second_half: bool, out: &mut Vec<u8>) {
        let newline = byte == b'\n' || byte == b'\r';
        match self.state {
            State::RecordStart => {
                if newline {
                    return;
                }
                self.starts.push_back(self.line);
                self.record_line = self.line;
                self.state = State::FieldStart;
                self.step(byte, false, out);
            }
            State::FieldStart => {
                self.field = 0;
                if byte == b'"' {
                    self.state = State::Quoted;
                    self.delimiters = 0;
                    self.lines_inside = 0;
                    self.rows_inside = 0;
                    self.inside_bytes = 0;
                    out.push(byte);
                } else if byte == b' ' && self.dialect.blanks && self.delimiter != b' ' {
                    self.state = State::Blanks(1);
                } else {
                    self.state = State::Bare;
                    self.step(byte, false, out);
                }
            }
            State::Blanks(count) => match byte {
                b' ' => self.state = State::Blanks(count + 1),
                b'"' => {
                    self.state = State::FieldStart;
                    self.step(byte, false, out);
                }
                _ => {
                    (0..count).for_each(|_| self.put(b' ', out));
                    self.state = State::Bare;
                    self.step(byte, second_half, out);
                }
            },
            State::Backslash => {
                self.state = State::Quoted;
                self.inside_bytes += 1;
                match byte {
                    // A quote in quotes is written twice.
                    b'"' => {
                        if self.field <= self.longest {
                            out.push(b'"');
                        }
                        self.put(b'"', out);
                    }
                    b'\\' => self.put(b'\\', out),
                    _ => {
                        self.put(b'\\', out);
                        self.step(byte, second_half, out);
                    }
                }
            }
            State::Bare => {
                if byte == self.delimiter {
                    self.state = State::FieldStart;
                    out.push(byte);
                } else if newline {
                    self.state = State::RecordStart;
                    out.push(b'\n');
                } else {
                    self.put(byte, out);
                }
            }
            State::Quoted => {
                if byte == b'\\' && self.dialect.escapes {
                    self.state = State::Backslash;
                    return;
                }
                if byte == b'"' {
                    self.state = State::QuoteSeen;
                    self.held = self.field > self.longest;
                    if !self.held {
                        out.push(byte);
                    }
                    return;
                }
                self.inside_bytes += 1;
                if byte == self.delimiter {
                    self.delimiters += 1;
                } else if newline && !second_half {
                    self.lines_inside += 1;
                    // The first line is the rest of the row that lost its quote.
                    if self.lines_inside > 1 && Some(self.delimiters) == self.delimiters_wanted {
                        self.rows_inside += 1;
                    }
                    self.delimiters = 0;
                }
                self.put(byte, out);
            }
            State::QuoteSeen => {
                if byte == b'"' {
                    self.state = State::Quoted;
                    if !self.held {
                        self.put(byte, out);
                    }
                    return;
                }
                if self.held {
                    out.push(b'"');
                }
                self.state = State::Bare;
                self.step(byte, false, out);
            }
        }
    }

    fn put(&mut self, byte: u8, out: &mut Vec<u8>) {
        self.field += 1;
        if self.field <= self.longest + 1 {
            out.push(byte);
        }
    }
}

/// A reader that passes everything through [`Quotes`].
pub(super) struct Guarded<R> {
    inner: R,
    /// The machine, for its line numbers and its state at the end.
    pub(super) quotes: Quotes,
    out: Vec<u8>,
    at: usize,
}

impl<R: BufRead> Guarded<R> {
    /// Guards `inner`.
    pub(super) fn new(inner: R, quotes: Quotes) -> Guarded<R> {
        Guarded { inner, quotes, out: Vec::new(), at: 0 }
    }
}

impl<R: BufRead> Read for Guarded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.at == self.out.len() {
            self.out.clear();
            self.at = 0;
            let input = self.inner.fill_buf()?;
            if input.is_empty() {
                return Ok(0);
            }
            // A little at a time: the queue of line numbers stays short.
            let count = input.len().min(1 << 15);
            self.quotes.feed(&input[..count], &mut self.out);
            self.inner.consume(count);
        }
        let count = buffer.len().min(self.out.len() - self.at);
        buffer[..count].copy_from_slice(&self.out[self.at..self.at + count]);
        self.at += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn records(text: &[u8]) -> Vec<Vec<Vec<u8>>> {
        csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(text)
            .byte_records()
            .map(|record| record.expect("reading from memory").iter().map(<[u8]>::to_vec).collect())
            .collect()
    }

    fn through(text: &[u8], longest: usize) -> (Vec<u8>, Quotes) {
        let mut quotes = Quotes::new(b',', longest, 1);
        let mut out = Vec::new();
        quotes.feed(text, &mut out);
        (out, quotes)
    }

    #[test]
    fn lines_are_those_of_the_file() {
        let text = b"id,text\r\n\r\n1,\"two\r\nlines\"\r\n2,x\n\n\n3,\"a\rb\"\r4,y";
        let (_, mut quotes) = through(text, 100);
        let lines: Vec<u64> = (0..5).map(|_| quotes.next_line()).collect();
        assert_eq!(lines, [1, 3, 5, 8, 10]);
        assert!(!quotes.open());
    }

    #[test]
    fn a_long_field_is_cut_and_its_row_goes_on() {
        let long = "x".repeat(50).replace("xxxxxxxxxx", "xxxx\"\"xxxx");
        let text = format!("1,\"{long}\",end\n2,short,end\n");
        let (out, _) = through(text.as_bytes(), 10);
        let rows = records(&out);
        assert_eq!(rows[0].len(), 3);
        assert_eq!(rows[0][1].len(), 11);
        assert_eq!(rows[0][2], b"end");
        assert_eq!(rows[1][1], b"short");
    }

    #[test]
    fn a_cut_cell_is_told_from_a_lost_quote() {
        let mut quotes = Quotes::new(b',', 1000, 1);
        quotes.expect_columns(3);
        let mut out = Vec::new();
        quotes.feed(b"a,b,c\n1,x,\"a text\nof, two lines", &mut out);
        assert!(quotes.open() && !quotes.swallowed());
        let mut quotes = Quotes::new(b',', 1000, 1);
        quotes.expect_columns(3);
        quotes.feed(b"a,b,c\n1,x,\"lost\n2,x,y\n3,x,y\n4,x,y\n", &mut out);
        assert!(quotes.swallowed());
    }

    proptest! {
        #[test]
        fn the_same_records_come_out(text in "[ab,\"\r\n]{0,60}") {
            let (out, mut quotes) = through(text.as_bytes(), 1000);
            let kept = records(&out);
            prop_assert_eq!(&kept, &records(text.as_bytes()));
            let lines: Vec<u64> = kept.iter().map(|_| quotes.next_line()).collect();
            prop_assert!(lines.windows(2).all(|pair| pair[0] < pair[1]));
        }

        #[test]
        fn no_field_is_longer_than_the_limit(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let (out, _) = through(&bytes, 5);
            for row in records(&out) {
                for field in row {
                    prop_assert!(field.len() <= 6);
                }
            }
        }

        #[test]
        fn chunks_do_not_matter(text in "[ab,\"\r\n]{0,60}", cut in 0usize..60) {
            let (whole, _) = through(text.as_bytes(), 4);
            let cut = cut.min(text.len());
            let mut quotes = Quotes::new(b',', 4, 1);
            let mut out = Vec::new();
            quotes.feed(&text.as_bytes()[..cut], &mut out);
            quotes.feed(&text.as_bytes()[cut..], &mut out);
            prop_assert_eq!(out, whole);
        }
    }
}
