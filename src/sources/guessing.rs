//! Which encoding bytes are in, where nothing says so.
//!
//! Takes bytes that are text; gives UTF-8 where most of their lines beyond ASCII are, else what
//! chardetng (the detector of Firefox) hears in their letters. Only legacy encodings of the WHATWG
//! list are told, Mac Roman and the DOS page of Cyrillic among them; other code pages of DOS are not.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::Encoding;

/// What bytes look like.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Guess {
    /// UTF-8; a line that is none is in the other encoding.
    Utf8 {
        /// The encoding of lines that are no UTF-8.
        odd_lines: &'static Encoding,
    },
    /// Another encoding.
    Other(&'static Encoding),
}

/// What the bytes look like. The last line may be cut.
pub(super) fn guess(bytes: &[u8]) -> Guess {
    let utf8 = |odd_lines| Guess::Utf8 { odd_lines };
    // Japanese mail switches alphabets by escapes of plain ASCII.
    let switches = |mark: &[u8]| bytes.windows(mark.len()).any(|part| part == mark);
    if bytes.is_ascii() && bytes.contains(&0x1b) && (switches(b"\x1b$B") || switches(b"\x1b$@")) {
        return Guess::Other(encoding_rs::ISO_2022_JP);
    }
    let end = bytes.iter().rposition(|&byte| byte == b'\n').map_or(bytes.len(), |at| at + 1);
    let whole = &bytes[..end];
    if std::str::from_utf8(whole).is_ok() {
        let rest = std::str::from_utf8(&bytes[end..]);
        if rest.is_ok() || rest.is_err_and(|error| error.error_len().is_none()) {
            return utf8(encoding_rs::WINDOWS_1252);
        }
    }
    let (mut good, mut odd) = (0, Vec::new());
    for line in bytes.split_inclusive(|&byte| byte == b'\n').filter(|line| !line.is_ascii()) {
        match std::str::from_utf8(line) {
            Ok(_) => good += 1,
            Err(_) => odd.push(line),
        }
    }
    // A letter of two bytes that UTF-8 knows too is rarer than one in two lines of any code page.
    if good >= odd.len().max(1) {
        return utf8(heard(&odd.concat()));
    }
    if good == 0 && odd.iter().all(|line| line.utf8_chunks().any(|one| !one.valid().is_ascii())) {
        let failing: usize = bytes.utf8_chunks().map(|chunk| chunk.invalid().len()).sum();
        let letters = bytes.iter().filter(|byte| !byte.is_ascii()).count();
        // UTF-8 with a byte broken here and there.
        if failing * 8 < letters {
            return utf8(encoding_rs::WINDOWS_1252);
        }
    }
    let lone = bytes.iter().filter(|byte| !byte.is_ascii()).all(|byte| *byte >= 0xfe);
    if lone { utf8(encoding_rs::WINDOWS_1252) } else { Guess::Other(heard(bytes)) }
}

/// The encoding that letters sound like; windows-1252 where there are too few to tell.
fn heard(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(bytes, true);
    let heard = detector.guess(None, Utf8Detection::Deny);
    if heard == encoding_rs::WINDOWS_1252 && is_macintosh(bytes) {
        return encoding_rs::MACINTOSH;
    }
    heard
}

/// Whether nearly all letters beyond ASCII are those of western languages when they are read as
/// old Macs wrote them, and hardly any when read as Windows did.
fn is_macintosh(bytes: &[u8]) -> bool {
    let western = "àâäáãåæçéèêëíìîïñóòôöõøœúùûüßÿÀÂÄÁÃÅÆÇÉÈÊËÍÌÎÏÑÓÒÔÖÕØŒÚÙÛÜ’‘“”–—…«»€";
    let letters: Vec<u8> = bytes.iter().copied().filter(|byte| !byte.is_ascii()).collect();
    let share = |encoding: &'static Encoding| {
        let (text, _) = encoding.decode_without_bom_handling(&letters);
        text.chars().filter(|c| western.contains(*c)).count() * 100 / letters.len().max(1)
    };
    letters.len() >= 3
        && share(encoding_rs::MACINTOSH) >= 90
        && share(encoding_rs::WINDOWS_1252) < 60
}

/// Whether bytes in an encoding are text: hardly a byte that means nothing or a control character.
pub(super) fn is_text(bytes: &[u8], encoding: &'static Encoding) -> bool {
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    let odd = |c: &char| *c == '\u{fffd}' || ('\u{80}'..='\u{9f}').contains(c);
    text.chars().filter(odd).count() * 20 <= text.chars().count()
}

/// A line in an encoding, where every byte of it means something there.
pub(super) fn decoded(line: &[u8], encoding: &'static Encoding) -> Option<String> {
    let (text, broken) = encoding.decode_without_bom_handling(line);
    let odd = |c: char| ('\u{80}'..='\u{9f}').contains(&c) || matches!(c, 'ÿ' | 'þ' | '\u{fffd}');
    (!broken && !text.contains(odd)).then(|| text.into_owned())
}
