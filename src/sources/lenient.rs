//! JSON as programs write it that do not quite keep to it.
//!
//! Takes text; gives the same text with comments blanked out, `NaN` and `Infinity` as `null`, and
//! without a comma before a closing bracket. Line ends stay, so that line numbers do. Inside texts
//! nothing is touched; text that is JSON passes as it is.

use std::io::{self, BufRead, BufReader, Read};

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Plain,
    Text,
    Escaped,
    /// A slash that may open a comment.
    Slash,
    LineComment,
    Comment,
    /// A star in a comment that may end it.
    Star,
}

/// The stream.
pub(super) struct Lenient<R> {
    inner: R,
    state: State,
    /// A comma, and the blanks behind it, that a closing bracket would make wrong.
    held: Vec<u8>,
    /// Letters of a bare word outside texts.
    word: Vec<u8>,
    out: Vec<u8>,
    at: usize,
    ended: bool,
}

/// Bare words that are numbers to Python and JavaScript and nothing to JSON.
const NO_NUMBERS: [&[u8]; 6] = [b"NaN", b"nan", b"Infinity", b"-Infinity", b"undefined", b"None"];

impl<R: BufRead> Lenient<R> {
    /// Reads through.
    pub(super) fn new(inner: R) -> Lenient<R> {
        Lenient {
            inner,
            state: State::Plain,
            held: Vec::new(),
            word: Vec::new(),
            out: Vec::new(),
            at: 0,
            ended: false,
        }
    }

    fn flush_word(&mut self) {
        if self.word.is_empty() {
            return;
        }
        let word = std::mem::take(&mut self.word);
        self.out.append(&mut self.held);
        match NO_NUMBERS.contains(&&word[..]) {
            true => self.out.extend_from_slice(b"null"),
            false => self.out.extend_from_slice(&word),
        }
    }

    fn step(&mut self, byte: u8) {
        match self.state {
            State::Text => {
                self.out.push(byte);
                self.state = match byte {
                    b'\\' => State::Escaped,
                    b'"' => State::Plain,
                    _ => State::Text,
                };
            }
            State::Escaped => {
                self.out.push(byte);
                self.state = State::Text;
            }
            State::Slash => {
                self.state = match byte {
                    b'/' => State::LineComment,
                    b'*' => State::Comment,
                    _ => {
                        self.out.append(&mut self.held);
                        self.out.push(b'/');
                        self.state = State::Plain;
                        return self.step(byte);
                    }
                };
            }
            State::LineComment => {
                if byte == b'\n' {
                    self.state = State::Plain;
                    self.blank(byte);
                }
            }
            State::Comment | State::Star => {
                self.state = match (self.state, byte) {
                    (_, b'*') => State::Star,
                    (State::Star, b'/') => State::Plain,
                    _ => State::Comment,
                };
                if byte == b'\n' {
                    self.blank(byte);
                }
            }
            State::Plain => self.plain(byte),
        }
    }

    /// A blank goes where it belongs: behind a comma that waits, or out.
    fn blank(&mut self, byte: u8) {
        if self.held.is_empty() { self.out.push(byte) } else { self.held.push(byte) }
    }

    fn plain(&mut self, byte: u8) {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'+' | b'.' | b'_') || byte >= 0x80
        {
            self.word.push(byte);
            return;
        }
        self.flush_word();
        match byte {
            b' ' | b'\t' | b'\r' | b'\n' => self.blank(byte),
            b'/' => self.state = State::Slash,
            b',' => {
                self.out.append(&mut self.held);
                self.held.push(byte);
            }
            b'}' | b']' => {
                let blanks = self.held.drain(..).skip(1).collect::<Vec<u8>>();
                self.out.extend(blanks);
                self.out.push(byte);
            }
            _ => {
                self.out.append(&mut self.held);
                self.out.push(byte);
                if byte == b'"' {
                    self.state = State::Text;
                }
            }
        }
    }
}

impl<R: BufRead> BufRead for Lenient<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        while self.at == self.out.len() && !self.ended {
            self.out.clear();
            self.at = 0;
            let bytes = self.inner.fill_buf()?.to_vec();
            if bytes.is_empty() {
                self.ended = true;
                self.flush_word();
                self.out.append(&mut self.held);
            }
            bytes.iter().for_each(|&byte| self.step(byte));
            self.inner.consume(bytes.len());
        }
        Ok(&self.out[self.at..])
    }

    fn consume(&mut self, count: usize) {
        self.at = (self.at + count).min(self.out.len());
    }
}

impl<R: BufRead> Read for Lenient<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let there = self.fill_buf()?;
        let count = there.len().min(buffer.len());
        buffer[..count].copy_from_slice(&there[..count]);
        self.consume(count);
        Ok(count)
    }
}

/// The same for one text that is in memory.
pub(super) fn lenient(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    // Reading from memory cannot fail.
    let _ = Lenient::new(BufReader::new(text)).read_to_end(&mut out);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn through(text: &str) -> String {
        String::from_utf8_lossy(&lenient(text.as_bytes())).into_owned()
    }

    #[test]
    fn what_is_no_json_becomes_it() {
        assert_eq!(through("[1, NaN, -Infinity,\n]"), "[1, null, null\n]");
        assert_eq!(through("// \"made\" today\n{\"a\": 1,}"), "\n{\"a\": 1}");
        assert_eq!(through("/* a\n b */[\"//x\", \"a\\\",]\"]"), "\n[\"//x\", \"a\\\",]\"]");
        assert_eq!(through("[true, 1e5 , null]"), "[true, 1e5 , null]");
    }

    proptest! {
        #[test]
        fn json_passes_as_it_is(text in "[a-z,\\[\\]/*\"\\\\ ]{0,20}", number in any::<i32>()) {
            let json = serde_json::json!({"t": text, "n": [number, null, true, -1.5]}).to_string();
            prop_assert_eq!(through(&json), json);
        }

        #[test]
        fn any_text_keeps_its_lines(text in "[\\[\\]{},\"/*\\\\aN\n ]{0,60}") {
            let lines = text.matches('\n').count();
            prop_assert!(through(&text).matches('\n').count() <= lines);
        }
    }
}
