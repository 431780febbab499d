//! Where words begin and end, in any script.
//!
//! Unicode's word boundaries (UAX 29) do for scripts that put spaces between words. Runs of
//! Chinese, of Japanese but for Katakana, of Thai, Lao, Khmer and Burmese have no boundaries that
//! can be seen: there every two neighbouring letters, with the marks they carry, are a term
//! (overlapping bigrams, which find as much as words cut by a dictionary do: Nie & Ren, "Chinese
//! information retrieval: using characters or words?", 1999). Katakana spells loan words, whole.
//! Korean puts spaces between phrases and not between words: a phrase of three syllables and more
//! gives its bigrams too, so that a word is found whatever is attached to it (Lee & Ahn, "Using
//! n-grams for Korean text retrieval", 1996).
//!
//! A dictionary cutter (ICU4X) was weighed and left: 22 packages for terms that read better in a
//! theme's name.

use unicode_segmentation::UnicodeSegmentation;

/// One word: its bytes in the text and itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word<'a> {
    /// First byte in the text.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// `text[start..end]`.
    pub surface: &'a str,
}

/// Scripts without blanks between words and without letters that tell where one begins.
pub fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{3040}'..='\u{309f}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{2fa1f}'
        | '\u{0e00}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}')
}

fn is_hangul(c: char) -> bool {
    matches!(c, '\u{ac00}'..='\u{d7a3}')
}

/// The words of a text in order of their first byte, a phrase before its pieces; punctuation,
/// blanks and symbols are not words. Bigrams overlap; all other words do not.
pub fn words(text: &str) -> Vec<Word<'_>> {
    let mut found = Vec::with_capacity(text.len() / 5);
    // No word crosses a blank, and most texts are ASCII between most blanks.
    let mut start = 0;
    for piece in text.split(' ') {
        if piece.is_ascii() {
            ascii_words(text, start, start + piece.len(), &mut found);
        } else {
            any_words(text, start, start + piece.len(), &mut found);
        }
        start += piece.len() + 1;
    }
    found
}

/// UAX 29 for ASCII: letters, digits and underscores run on; so do letters over one of `.':` and
/// digits over one of `.',;`. What has neither letter nor digit is no word.
fn ascii_words<'a>(text: &'a str, from: usize, to: usize, found: &mut Vec<Word<'a>>) {
    let bytes = &text.as_bytes()[..to];
    let runs_on = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let bridges = |at: usize| {
        let (before, after) = (bytes[at - 1], bytes.get(at + 1).copied().unwrap_or(b' '));
        match bytes[at] {
            b'.' | b'\'' => {
                before.is_ascii_alphabetic() && after.is_ascii_alphabetic()
                    || before.is_ascii_digit() && after.is_ascii_digit()
            }
            b':' => before.is_ascii_alphabetic() && after.is_ascii_alphabetic(),
            b',' | b';' => before.is_ascii_digit() && after.is_ascii_digit(),
            _ => false,
        }
    };
    let mut at = from;
    while at < to {
        if !runs_on(bytes[at]) {
            at += 1;
            continue;
        }
        let start = at;
        while at < to && (runs_on(bytes[at]) || bridges(at)) {
            at += 1;
        }
        if bytes[start..at].iter().any(u8::is_ascii_alphanumeric) {
            found.push(Word { start, end: at, surface: &text[start..at] });
        }
    }
}

fn any_words<'a>(text: &'a str, from: usize, to: usize, found: &mut Vec<Word<'a>>) {
    // Letters of the unspaced run being collected: (start, end).
    let mut run: Vec<(usize, usize)> = Vec::new();
    for (start, piece) in text[from..to].unicode_word_indices() {
        let start = from + start;
        let letters = piece.grapheme_indices(true).map(|(at, letter)| {
            let at = start + at;
            (at, at + letter.len())
        });
        let first = piece.chars().next().unwrap_or(' ');
        if is_unspaced(first) {
            if run.last().is_some_and(|&(_, end)| end != start) {
                bigrams(text, &mut run, found);
            }
            run.extend(letters);
            continue;
        }
        bigrams(text, &mut run, found);
        found.push(Word { start, end: start + piece.len(), surface: piece });
        if is_hangul(first) {
            let mut syllables: Vec<(usize, usize)> = letters.collect();
            if syllables.len() > 2 {
                bigrams(text, &mut syllables, found);
            }
        }
    }
    bigrams(text, &mut run, found);
}

/// Empties a run into its pairs of neighbours; a letter that stands alone is a word.
fn bigrams<'a>(text: &'a str, run: &mut Vec<(usize, usize)>, found: &mut Vec<Word<'a>>) {
    let mut push = |start: usize, end: usize| {
        found.push(Word { start, end, surface: &text[start..end] });
    };
    if let [(start, end)] = run[..] {
        push(start, end);
    }
    for pair in run.windows(2) {
        push(pair[0].0, pair[1].1);
    }
    run.clear();
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn surfaces(text: &str) -> Vec<&str> {
        words(text).into_iter().map(|word| word.surface).collect()
    }

    #[test]
    fn spaced_and_unspaced() {
        assert_eq!(surfaces("It won't log-in!"), ["It", "won't", "log", "in"]);
        assert_eq!(surfaces("应用崩溃，app"), ["应用", "用崩", "崩溃", "app"]);
        assert_eq!(surfaces("アプリが落ちる"), ["アプリ", "が落", "落ち", "ちる"]);
        // Vowels and tones stay with their consonant.
        assert_eq!(surfaces("ที่นี่"), ["ที่นี่"]);
        assert_eq!(surfaces("앱이 안열려요"), ["앱이", "안열려요", "안열", "열려", "려요"]);
        assert_eq!(surfaces("😀 !!"), Vec::<&str>::new());
    }

    proptest! {
        #[test]
        fn words_are_stretches_of_the_text(text in "[a-z가-나口落ちเปิ .'\\PC]{0,64}") {
            let mut last = 0;
            for word in words(&text) {
                prop_assert_eq!(&text[word.start..word.end], word.surface);
                prop_assert!(word.start < word.end);
                prop_assert!(word.start >= last);
                last = word.start;
            }
        }

        /// What is quick for ASCII is what Unicode says.
        #[test]
        fn the_short_way_is_the_long_way(text in "[a-c1-3_.,:;'\"@# \n-]{0,40}") {
            let long: Vec<&str> = text.unicode_words().collect();
            prop_assert_eq!(surfaces(&text), long);
        }

        #[test]
        fn blanks_cut_nothing_that_hangs_together(text in "[a-c1.'’é\u{301}\u{200d}👍🏽 \t]{0,40}") {
            let long: Vec<&str> = text.unicode_words().collect();
            prop_assert_eq!(surfaces(&text), long);
        }
    }
}
