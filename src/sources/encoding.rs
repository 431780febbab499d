//! Any encoding to UTF-8, as a stream; and the decision whether a file is text at all.
//!
//! Takes bytes and the label the settings give; gives valid UTF-8 without a byte order mark. A mark
//! beats the label (an explicit label on a file with another mark gives Chinese garbage). Without
//! either, text that is no UTF-8 is in the encoding its bytes speak for, and a line of another
//! encoding in a UTF-8 file is read in its own. Bytes that mean nothing become U+FFFD and the record
//! stays.

use std::io::{self, BufRead, Read};

use encoding_rs::{Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::guessing::{self, Guess};
use super::refused;

/// Raw bytes taken at once, and looked at to tell text from rubbish.
const RAW: usize = 1 << 16;
/// Decoded bytes held; also how much of a header row is looked at first to find the separator.
const DECODED: usize = 1 << 18;
/// A line of more bytes than this is decoded in pieces.
const LONGEST_LINE: usize = 1 << 20;

/// A stream of UTF-8.
pub(super) struct Decoded<R> {
    inner: R,
    way: Way,
    /// Whether all bytes so far are plain ASCII, which says nothing yet.
    undecided: bool,
    /// The encoding, where it was guessed from the bytes.
    guessed: Option<&'static Encoding>,
    raw: Vec<u8>,
    raw_at: usize,
    out: Vec<u8>,
    out_at: usize,
    ended: bool,
    finished: bool,
}

/// How bytes become text.
enum Way {
    /// By one encoding.
    One(Decoder),
    /// As UTF-8, line by line: one that is none is in the other encoding.
    Lines { carry: Vec<u8>, other: &'static Encoding },
}

impl Way {
    fn of(encoding: &'static Encoding) -> Way {
        Way::One(encoding.new_decoder())
    }

    fn lines(other: &'static Encoding) -> Way {
        Way::Lines { carry: Vec::new(), other }
    }
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
        let found = sniff(&raw, label)?;
        let undecided = raw.is_ascii()
            && match found {
                Found::Sure(encoding) => label.is_some() && encoding.is_single_byte(),
                Found::Guessed(_) => true,
            };
        let mut decoded = Decoded {
            inner,
            way: Way::lines(encoding_rs::WINDOWS_1252),
            undecided,
            guessed: None,
            raw,
            raw_at: 0,
            out: Vec::with_capacity(DECODED),
            out_at: 0,
            ended,
            finished: false,
        };
        match found {
            Found::Sure(encoding) => decoded.way = Way::of(encoding),
            Found::Guessed(guess) => decoded.follow(guess),
        }
        if let (Way::Lines { carry, .. }, true) =
            (&mut decoded.way, decoded.raw.starts_with(b"\xef\xbb\xbf"))
        {
            carry.clear();
            decoded.raw_at = 3;
        }
        Ok(decoded)
    }

    /// The encoding's name, where it was guessed and is not UTF-8.
    pub(super) fn guessed(&self) -> Option<&'static str> {
        self.guessed.map(Encoding::name)
    }

    /// Reads to the end without decoding, for readers that only want to know that the bytes are
    /// whole.
    ///
    /// # Errors
    /// What the stream reports.
    pub(super) fn drain(&mut self) -> io::Result<()> {
        io::copy(&mut self.inner, &mut io::sink()).map(drop)
    }

    /// The text that comes next, at least so many bytes of it, or all there is.
    ///
    /// # Errors
    /// What the stream reports.
    pub(super) fn look(&mut self, least: usize) -> io::Result<&[u8]> {
        while self.out.len() - self.out_at < least && !self.finished {
            let rest = self.out.split_off(self.out_at);
            self.refill()?;
            self.out.splice(0..0, rest);
        }
        Ok(&self.out[self.out_at..])
    }

    fn follow(&mut self, guess: Guess) {
        match guess {
            Guess::Utf8 { odd_lines } => self.way = Way::lines(odd_lines),
            Guess::Other(encoding) => {
                self.guessed = Some(encoding);
                self.way = Way::One(encoding.new_decoder_without_bom_handling());
            }
        }
    }

    /// Where the first letter beyond ASCII comes late, the bytes around it say what the text is.
    fn decide(&mut self) {
        let plain = self.raw.is_ascii();
        // Escapes of plain ASCII can be those of Japanese mail.
        if !self.undecided || (plain && !self.raw.contains(&0x1b)) {
            return;
        }
        match &self.way {
            Way::One(_) if plain => return,
            Way::One(_) if is_utf8_beyond_ascii(&self.raw) => {
                self.way = Way::One(UTF_8.new_decoder_without_bom_handling());
            }
            Way::One(_) => {}
            // Plain ASCII waits in the line that was not ended: no encoding reads it differently.
            Way::Lines { carry, .. } => {
                let carry = carry.clone();
                let guess = guessing::guess(&self.raw);
                if plain && matches!(guess, Guess::Utf8 { .. }) {
                    return;
                }
                self.follow(guess);
                match &mut self.way {
                    Way::Lines { carry: new, .. } => *new = carry,
                    Way::One(_) => self.out.extend_from_slice(&carry),
                }
            }
        }
        self.undecided = false;
    }

    /// Decodes until the buffer is well filled or the stream ends.
    fn refill(&mut self) -> io::Result<()> {
        self.out.clear();
        self.out_at = 0;
        while !self.finished && self.out.len() + RAW < DECODED {
            if self.raw_at == self.raw.len() && !self.ended {
                self.raw.clear();
                self.raw_at = 0;
                self.ended = fill(&mut self.inner, &mut self.raw)?;
                self.decide();
            }
            match &mut self.way {
                Way::One(decoder) => {
                    let bytes = &self.raw[self.raw_at..];
                    let most = decoder.max_utf8_buffer_length(bytes.len()).unwrap_or(4 * RAW);
                    let written = self.out.len();
                    self.out.resize(written + most, 0);
                    let (_, read, wrote, _) =
                        decoder.decode_to_utf8(bytes, &mut self.out[written..], self.ended);
                    self.out.truncate(written + wrote);
                    self.raw_at += read;
                }
                Way::Lines { carry, other } => {
                    let bytes = &self.raw[self.raw_at..];
                    self.raw_at = self.raw.len();
                    let end = bytes.iter().rposition(|&byte| byte == b'\n').map(|at| at + 1);
                    let whole = match end {
                        _ if self.ended => bytes.len(),
                        Some(end) => end,
                        None if carry.len() + bytes.len() > LONGEST_LINE => {
                            bytes.len() - unfinished(bytes)
                        }
                        None => 0,
                    };
                    if whole > 0 || self.ended {
                        carry.extend_from_slice(&bytes[..whole]);
                        push_lines(carry, other, &mut self.out);
                        carry.clear();
                    }
                    carry.extend_from_slice(&bytes[whole..]);
                }
            }
            self.finished = self.ended && self.raw_at == self.raw.len();
        }
        Ok(())
    }
}

/// Bytes at the end that begin a character of UTF-8 and do not end it.
fn unfinished(bytes: &[u8]) -> usize {
    match std::str::from_utf8(&bytes[bytes.len().saturating_sub(3)..]) {
        Err(error) if error.error_len().is_none() => bytes.len().min(3) - error.valid_up_to(),
        _ => 0,
    }
}

/// Appends lines as UTF-8; one that is none, and has no letter of UTF-8 beside what fails, in the
/// other encoding.
fn push_lines(bytes: &[u8], other: &'static Encoding, out: &mut Vec<u8>) {
    if std::str::from_utf8(bytes).is_ok() {
        out.extend_from_slice(bytes);
        return;
    }
    for line in bytes.split_inclusive(|&byte| byte == b'\n') {
        if std::str::from_utf8(line).is_ok() {
            out.extend_from_slice(line);
            continue;
        }
        let of_utf8 = line.utf8_chunks().any(|chunk| !chunk.valid().is_ascii());
        let decoded = match guessing::decoded(line, other).filter(|_| !of_utf8) {
            Some(text) => text,
            None => String::from_utf8_lossy(line).into_owned(),
        };
        out.extend_from_slice(decoded.as_bytes());
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

/// The encoding of a file.
enum Found {
    /// A mark, a label or the bytes themselves say it.
    Sure(&'static Encoding),
    /// It is what its letters look most like.
    Guessed(Guess),
}

/// The encoding of a file that starts like this.
fn sniff(start: &[u8], label: Option<&'static Encoding>) -> io::Result<Found> {
    if BINARY.iter().any(|magic| start.starts_with(magic)) {
        return Err(refused("not_text"));
    }
    if let Some((marked, length)) = Encoding::for_bom(start) {
        if start.len() == length {
            return Err(refused("empty_file"));
        }
        return Ok(match marked == UTF_8 && label.is_none() {
            true => Found::Guessed(Guess::Utf8 { odd_lines: encoding_rs::WINDOWS_1252 }),
            false => Found::Sure(marked),
        });
    }
    if let Some(label) = label {
        if label == UTF_16LE || label == UTF_16BE {
            // Every column name of an export has letters of ASCII, which UTF-16 writes with NULs:
            // without any, somebody has saved the file again.
            let saved_again = start.len() >= 16 && !start.contains(&0) && is_utf8(start);
            return Ok(Found::Sure(if saved_again { UTF_8 } else { label }));
        }
    } else if let Some(wide) = unmarked_utf16(start) {
        return Ok(Found::Sure(wide));
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
    let Some(encoding) = label else {
        let guess = guessing::guess(start);
        if let Guess::Other(encoding) = guess
            && !guessing::is_text(start, encoding)
        {
            return Err(refused("not_text: in no encoding that is known"));
        }
        return Ok(Found::Guessed(guess));
    };
    // Tools let people choose an encoding, and presets name the usual one. Text that is UTF-8 with
    // letters beyond ASCII is no other: in a one-byte encoding that would be a row of odd signs.
    if encoding.is_single_byte() && is_utf8_beyond_ascii(start) {
        return Ok(Found::Sure(UTF_8));
    }
    Ok(Found::Sure(encoding))
}

/// Whether bytes are UTF-8, a character cut at the end aside.
pub(super) fn is_utf8(bytes: &[u8]) -> bool {
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
        // A line that another program added is read in its own encoding, and no other line is.
        let mixed = ["größer\n".as_bytes(), b"caf\xe9\n", "spät".as_bytes()].concat();
        assert_eq!(text(&mixed, None).as_deref(), Ok("größer\ncafé\nspät"));
        // Cut inside a letter.
        let cut = ["größer sp".as_bytes(), b"\xc3\n", "spät".as_bytes()].concat();
        assert_eq!(text(&cut, None).as_deref(), Ok("größer sp\u{fffd}\nspät"));
    }

    #[test]
    fn code_pages_are_known_by_their_letters() {
        for (label, words) in [
            ("shift_jis", "店員さんがとても親切でした。アプリが落ちます。"),
            ("euc-kr", "배송이 일주일이나 늦게 왔습니다. 직원분들이 친절했어요."),
            ("gbk", "快递晚了整整一个星期，店员态度很好，讲解也耐心。"),
            ("windows-1251", "Доставка опоздала на целую неделю, очень вежливый персонал"),
            ("koi8-u", "Доставка опоздала на целую неделю, очень вежливый персонал"),
            ("windows-1250", "Paczka przyszła tydzień za późno, świetna jakość, nikt nie odbiera"),
            ("windows-1253", "Η εφαρμογή κλείνει κάθε φορά που ανοίγω τον χάρτη"),
            ("macintosh", "Très bon accueil à la réception, déçu par la qualité générale"),
            ("iso-2022-jp", "店員さんがとても親切でした。アプリが落ちます。"),
            ("windows-1252", "Très bon accueil, la chambre était bruyante toute la nuit"),
        ] {
            let encoding = Encoding::for_label(label.as_bytes()).expect("a label");
            let (bytes, _, odd) = encoding.encode(words);
            assert!(!odd, "{label}");
            let file = [&b"id,text\n1,"[..], &bytes, b"\n"].concat();
            assert_eq!(text(&file, None), Ok(format!("id,text\n1,{words}\n")), "{label}");
            // However late it comes.
            let late = [&b"1,plain words\n".repeat(8000), &file[..]].concat();
            assert!(text(&late, None).is_ok_and(|all| all.contains(words)), "{label}");
        }
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
