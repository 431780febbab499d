//! Where words begin and end, in any script.
//!
//! Unicode's word boundaries (UAX 29) do for scripts that put spaces between words. They give Han
//! and Kana one character at a time and leave a run of Thai whole; characters of such runs are
//! paired with their neighbour (overlapping bigrams), the usual remedy where no dictionary is at
//! hand (Nie & Ren, "Chinese information retrieval: using characters or words?", 1999).

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

fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{2fa1f}'
        | '\u{0e00}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}')
}

/// The words of a text in order; punctuation, blanks and symbols are not words.
///
/// Neighbouring bigrams of unspaced scripts overlap; all other words do not.
pub fn words(text: &str) -> Vec<Word<'_>> {
    let mut found = Vec::with_capacity(text.len() / 5);
    // Characters of the unspaced run being collected: (start, end).
    let mut run: Vec<(usize, usize)> = Vec::new();
    for (start, piece) in text.unicode_word_indices() {
        if piece.chars().next().is_some_and(is_unspaced) {
            if run.last().is_some_and(|&(_, end)| end != start) {
                flush(text, &mut run, &mut found);
            }
            run.extend(piece.char_indices().map(|(at, c)| (start + at, start + at + c.len_utf8())));
        } else {
            flush(text, &mut run, &mut found);
            found.push(Word { start, end: start + piece.len(), surface: piece });
        }
    }
    flush(text, &mut run, &mut found);
    found
}

fn flush<'a>(text: &'a str, run: &mut Vec<(usize, usize)>, found: &mut Vec<Word<'a>>) {
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
        assert_eq!(surfaces("😀 !!"), Vec::<&str>::new());
    }

    proptest! {
        #[test]
        fn words_are_stretches_of_the_text(text in "\\PC{0,64}") {
            for word in words(&text) {
                prop_assert_eq!(&text[word.start..word.end], word.surface);
                prop_assert!(word.start < word.end);
            }
        }
    }
}
