//! Text that was decoded wrongly on its way here: `Donâ€™t`, `fÃ¼r`.
//!
//! Takes a text; gives it as it was written, where that is certain. UTF-8 that a program read as
//! windows-1252 leaves runs of signs that nobody types: each run is taken back by itself, so that
//! the rest of the text stays. Text that went through two such programs is taken back twice.

use encoding_rs::WINDOWS_1252;

/// Programs a text is thought to have gone through.
const MOST_TIMES: usize = 3;

/// The text as it was written; `None` where nothing has to be mended.
pub(super) fn mended(text: &str) -> Option<String> {
    let mut found: Option<String> = None;
    for _ in 0..MOST_TIMES {
        match once(found.as_deref().unwrap_or(text)) {
            Some(better) => found = Some(better),
            None => break,
        }
    }
    found
}

/// First signs of a run: the first bytes of two, three and four of UTF-8.
fn leads(c: char) -> bool {
    matches!(c, '\u{c2}'..='\u{f4}')
}

fn once(text: &str) -> Option<String> {
    if text.is_ascii() || !text.contains(leads) {
        return None;
    }
    let chars: Vec<char> = text.chars().collect();
    // Cyrillic, Greek and the rest of Latin read as windows-1252 have runs all over.
    let runs = (0..chars.len()).filter(|&at| run(&chars[at..]).is_some()).count();
    let mut out = String::with_capacity(text.len());
    let (mut at, mut changed) = (0, false);
    while at < chars.len() {
        let before = at.checked_sub(1).map(|at| chars[at]);
        match run(&chars[at..])
            .filter(|(_, length)| is_certain(&chars[at..], *length, before, runs))
        {
            Some((letter, length)) => {
                out.push(letter);
                at += length;
                changed = true;
            }
            None => {
                out.push(chars[at]);
                at += 1;
            }
        }
    }
    changed.then_some(out)
}

/// The letter that signs are the bytes of, and how many they are.
fn run(chars: &[char]) -> Option<(char, usize)> {
    let length = match chars.first()? {
        '\u{c2}'..='\u{df}' => 2,
        '\u{e0}'..='\u{ef}' => 3,
        '\u{f0}'..='\u{f4}' => 4,
        _ => return None,
    };
    let bytes: Option<Vec<u8>> = chars.get(..length)?.iter().map(|&c| byte(c)).collect();
    let letter = std::str::from_utf8(&bytes?).ok()?.chars().next()?;
    // A control character was never written.
    (!letter.is_control()).then_some((letter, length))
}

/// The byte that windows-1252 reads as this sign.
fn byte(c: char) -> Option<u8> {
    match c {
        '\0'..='\u{7f}' | '\u{80}'..='\u{9f}' | '\u{a0}'..='\u{ff}' => Some(c as u32 as u8),
        _ => {
            let mut buffer = [0; 4];
            let (bytes, _, odd) = WINDOWS_1252.encode(c.encode_utf8(&mut buffer));
            (!odd && bytes.len() == 1).then(|| bytes[0])
        }
    }
}

/// Whether a run can be nothing else. Three signs and more are; two are behind `Ã` and `Â`, unless
/// a word in capitals ends there and a quotation mark follows; two others only in company.
fn is_certain(chars: &[char], length: usize, before: Option<char>, runs: usize) -> bool {
    if length > 2 || runs >= 4 {
        return true;
    }
    let typographic = chars.get(1).is_some_and(|c| *c as u32 > 0xff);
    let capitals = before.is_some_and(char::is_uppercase);
    matches!(chars.first(), Some('Ã' | 'Â')) && !(typographic && capitals)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn certain_runs_are_taken_back_and_nothing_else() {
        for (text, want) in [
            ("Donâ€™t", "Don’t"),
            ("fÃ¼r die\u{c2}\u{a0}Lampe", "für die\u{a0}Lampe"),
            ("ðŸ˜€ nice", "😀 nice"),
            ("ÐŸÐ»Ð¾Ñ…Ð¾ Ñ€Ð°Ð±Ð¾Ñ‚Ð°ÐµÑ‚", "Плохо работает"),
            ("fÃƒÂ¼r", "für"),
        ] {
            assert_eq!(mended(text).as_deref(), Some(want), "{text}");
        }
        for text in ["für", "São", "“AMANHÔ", "20 °C", "pâté", "Ärger", "PÅ”", "plain", "地図"]
        {
            assert_eq!(mended(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_was_read_wrongly_comes_back(words in "[a-z äöüéèñ]{1,40}") {
            let wrong = WINDOWS_1252.decode_without_bom_handling(words.as_bytes()).0.into_owned();
            let back = mended(&wrong).unwrap_or(wrong);
            prop_assert_eq!(back, words);
        }

        #[test]
        fn any_text_survives(text in any::<String>()) {
            let _ = mended(&text);
        }
    }
}
