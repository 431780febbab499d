//! Any encoding to UTF-8, as a stream; and the decision whether a file is text at all.
//!
//! Takes bytes and the label the settings give; gives valid UTF-8 without a byte order mark. A mark
//! beats the label (an explicit label on a file with another mark gives Chinese garbage). Bytes
//! that mean nothing become U+FFFD and the record stays.

use std::io::{self, BufRead, Read};

use encoding_rs::{Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::refused;

/// Raw bytes taken at once, and looked at to tell text from rubbish.
const RAW: usize = 1 << 16;
/// Decoded bytes held; also how much of a header row is looked at to find the separator.
const DECODED: usize = 1 << 18;

/// A stream of UTF-8.
pub(super) struct Decoded<R> {
    inner: R,
    decoder: Decoder,
    /// The label of text that has been plain ASCII so far, which says nothing yet.
    undecided: Option<&'static Encoding>,
    raw: Vec<u8>,
    raw_at: usize,
    out: Vec<u8>,
    out_at: usize,
    ended: bool,
    finished: bool,
}

impl<R: Read> Decoded<R> {
    /// Looks at the first bytes and starts decoding.
    ///
    /// # Errors
    /// Refuses an empty file (`empty_file`) and one that is no text (`not_text`).
    pub(super) fn new(mut inner: R, label: Option<&'static Encoding>) -> io::Result<Decoded<R>> {
        let mut raw = Vec::with_capacity(RAW);
        let ended = fill(&mut inner, &mut raw)?;
        if raw.is_empty() {
            return Err(refused("empty_file"));
        }
        let encoding = sniff(&raw, label)?;
        let undecided = (encoding.is_single_byte() && raw.is_ascii()).then_some(encoding);
        Ok(Decoded {
            inner,
            decoder: encoding.new_decoder(),
            undecided,
            raw,
            raw_at: 0,
            out: Vec::with_capacity(DECODED),
            out_at: 0,
            ended,
            finished: false,
        })
    }

    /// Reads to the end without decoding, for readers that only want to know that the bytes are
    /// whole.
    ///
    /// # Errors
    /// What the stream reports.
    pub(super) fn drain(&mut self) -> io::Result<()> {
        io::copy(&mut self.inner, &mut io::sink()).map(drop)
    }

    /// Where the first letter beyond ASCII comes late, the bytes around it say what the text is.
    fn decide(&mut self) {
        if self.undecided.is_some() && !self.raw.is_ascii() {
            self.undecided = None;
            if is_utf8_beyond_ascii(&self.raw) {
                self.decoder = UTF_8.new_decoder_without_bom_handling();
            }
        }
    }

    /// Decodes until the buffer is well filled or the stream ends.
    fn refill(&mut self) -> io::Result<()> {
        self.out.clear();
        self.out_at = 0;
        self.out.resize(DECODED, 0);
        let mut written = 0;
        while !self.finished && written + 64 < DECODED {
            if self.raw_at == self.raw.len() && !self.ended {
                self.raw.clear();
                self.raw_at = 0;
                self.ended = fill(&mut self.inner, &mut self.raw)?;
                self.decide();
            }
            let (result, read, wrote, _) = self.decoder.decode_to_utf8(
                &self.raw[self.raw_at..],
                &mut self.out[written..],
                self.ended,
            );
            self.raw_at += read;
            written += wrote;
            if self.ended
                && self.raw_at == self.raw.len()
                && result == encoding_rs::CoderResult::InputEmpty
            {
                self.finished = true;
            }
            if result == encoding_rs::CoderResult::OutputFull {
                break;
            }
        }
        self.out.truncate(written);
        Ok(())
    }
}

/// Fills `buffer` to its capacity; whether the stream has ended.
fn fill(inner: &mut impl Read, buffer: &mut Vec<u8>) -> io::Result<bool> {
    inner.take((RAW - buffer.len()) as u64).read_to_end(buffer)?;
    Ok(buffer.len() < RAW)
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let count = available.len().min(buffer.len());
        buffer[..count].copy_from_slice(&available[..count]);
        self.consume(count);
        Ok(count)
    }
}

impl<R: Read> BufRead for Decoded<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.out_at == self.out.len() && !self.finished {
            self.refill()?;
        }
        Ok(&self.out[self.out_at..])
    }

    fn consume(&mut self, count: usize) {
        self.out_at = (self.out_at + count).min(self.out.len());
    }
}

/// First bytes of formats that are not text, whatever the file is called.
const BINARY: &[&[u8]] = &[
    b"\x89PNG",
    b"PK\x03\x04",
    b"%PDF",
    b"\xff\xd8\xff",
    b"GIF8",
    b"PAR1",
    b"\x28\xb5\x2f\xfd",
    b"BZh",
    b"\xfd7zXZ",
    b"\xd0\xcf\x11\xe0",
    b"SQLite format 3",
];

/// The encoding of a file that starts like this.
fn sniff(start: &[u8], label: Option<&'static Encoding>) -> io::Result<&'static Encoding> {
    if BINARY.iter().any(|magic| start.starts_with(magic)) {
        return Err(refused("not_text"));
    }
    if let Some((marked, length)) = Encoding::for_bom(start) {
        if start.len() == length {
            return Err(refused("empty_file"));
        }
        return Ok(marked);
    }
    if let Some(label) = label {
        if label == UTF_16LE || label == UTF_16BE {
            // Every column name of an export has letters of ASCII, which UTF-16 writes with NULs:
            // without any, somebody has saved the file again.
            let saved_again = start.len() >= 16 && !start.contains(&0) && is_utf8(start);
            return Ok(if saved_again { UTF_8 } else { label });
        }
    } else if let Some(wide) = unmarked_utf16(start) {
        return Ok(wide);
    }
    // Text has almost no control characters; rubbish has one in nine bytes. A stray NUL or escape
    // in a cell stays below one in ten.
    let controls = start
        .iter()
        .filter(|&&byte| byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0b | 0x0c | 0x1b))
        .count();
    if controls * 10 > start.len() {
        return Err(refused("not_text"));
    }
    let mut encoding = label.unwrap_or(UTF_8);
    // Tools let people choose an encoding, and presets name the usual one. Text that is UTF-8 with
    // letters beyond ASCII is no other: in a one-byte encoding that would be a row of odd signs.
    if encoding.is_single_byte() && is_utf8_beyond_ascii(start) {
        encoding = UTF_8;
    }
    if encoding == UTF_8 {
        // An unlabelled file in a one-byte encoding has a few accents that fail; one in which a
        // third fails is in another alphabet's encoding and every record would be lost.
        let failing: usize = start.utf8_chunks().map(|chunk| chunk.invalid().len()).sum();
        if start.len() >= 16 && failing * 3 > start.len() {
            return Err(refused("not_text: not UTF-8; name the file's encoding in the settings"));
        }
    }
    Ok(encoding)
}

/// Whether bytes are UTF-8, a character cut at the end aside.
fn is_utf8(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).map_or_else(|error| error.error_len().is_none(), |_| true)
}

/// Whether bytes are UTF-8 (a character cut at the end aside) and hold at least one character that
/// is not ASCII.
fn is_utf8_beyond_ascii(bytes: &[u8]) -> bool {
    match std::str::from_utf8(bytes) {
        Ok(text) => !text.is_ascii(),
        Err(error) => error.error_len().is_none() && !bytes[..error.valid_up_to()].is_ascii(),
    }
}

/// UTF-16 without a mark: Latin text has its NULs all on one side.
fn unmarked_utf16(start: &[u8]) -> Option<&'static Encoding> {
    let pairs = start.len() / 2;
    if pairs < 8 {
        return None;
    }
    let zeros = |from: usize| start[from..].iter().step_by(2).filter(|&&byte| byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    match () {
        () if odd * 10 >= pairs * 4 && even * 20 < pairs => Some(UTF_16LE),
        () if even * 10 >= pairs * 4 && odd * 20 < pairs => Some(UTF_16BE),
        () => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text(bytes: &[u8], label: Option<&'static Encoding>) -> Result<String, String> {
        let mut out = String::new();
        Decoded::new(bytes, label)
            .and_then(|mut stream| stream.read_to_string(&mut out))
            .map(|_| out)
            .map_err(|error| super::super::reason_of(&error))
    }

    fn wide(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    #[test]
    fn a_mark_beats_the_label() {
        let marked = [&b"\xff\xfe"[..], &wide("id,text\n1,größer")].concat();
        assert_eq!(text(&marked, Some(UTF_8)).as_deref(), Ok("id,text\n1,größer"));
        assert_eq!(text(b"\xef\xbb\xbfid", Some(UTF_16LE)).as_deref(), Ok("id"));
        assert_eq!(
            text(&wide("id,text\n1,plain words"), None).as_deref(),
            Ok("id,text\n1,plain words")
        );
        assert_eq!(text(b"caf\xe9", Encoding::for_label(b"windows-1252")).as_deref(), Ok("café"));
        // Text that is UTF-8 is no other, whatever the preset usually finds.
        let label = Encoding::for_label(b"windows-1252");
        assert_eq!(text("größer €".as_bytes(), label).as_deref(), Ok("größer €"));
        let late = format!("{}größer €", "plain words ".repeat(20_000));
        assert_eq!(text(late.as_bytes(), label).as_deref(), Ok(late.as_str()));
        let late = "plain words ".repeat(20_000).into_bytes();
        let late = text(&[&late[..], b"caf\xe9 ol\xe9"].concat(), label).expect("text");
        assert!(late.ends_with("café olé"));
        // Saved again as UTF-8, without a mark.
        let again = "Package Name,Review Text";
        assert_eq!(text(again.as_bytes(), Some(UTF_16LE)).as_deref(), Ok(again));
    }

    #[test]
    fn damage_stays_local() {
        assert_eq!(text(b"good \xff text", None).as_deref(), Ok("good \u{fffd} text"));
        assert_eq!(text(b"a\0b and more text", None).as_deref(), Ok("a\0b and more text"));
    }

    #[test]
    fn rubbish_is_refused() {
        assert_eq!(text(b"", None), Err("empty_file".into()));
        assert_eq!(text(b"\xef\xbb\xbf", None), Err("empty_file".into()));
        assert_eq!(text(b"\x89PNG\r\n\x1a\n....", None), Err("not_text".into()));
        let noise: Vec<u8> =
            (0..4096u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        assert!(text(&noise, None).is_err_and(|reason| reason.starts_with("not_text")));
    }

    proptest! {
        #[test]
        fn any_bytes_give_utf8_or_a_reason(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
            let _ = text(&bytes, None);
            let _ = text(&bytes, Some(UTF_16LE));
        }

        #[test]
        fn utf8_passes_unchanged(words in "[a-zé ,\n]{1,4000}") {
            let once = text(words.as_bytes(), None);
            prop_assert_eq!(once.as_deref(), Ok(words.as_str()));
        }
    }
}
