//! One spelling for one word: case, accents, width and apostrophes folded away.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The word in compatibility form (NFKC: full-width letters, ligatures), lower case, without
/// combining marks on Latin, Greek and Cyrillic letters, and with one kind of apostrophe.
///
/// Marks of other scripts stay: in Thai or Devanagari they are vowels, not ornaments. Empty text
/// gives empty text; folding twice changes nothing.
pub fn fold(word: &str) -> String {
    if word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()) {
        return word.to_owned();
    }
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    let lowered: String = word.nfkc().flat_map(char::to_lowercase).collect();
    let stripped: String = lowered
        .nfd()
        .filter(|&c| !(is_combining_mark(c) && ('\u{300}'..='\u{36f}').contains(&c)))
        .map(|c| match c {
            '\u{2019}' | '\u{2018}' | '\u{02bc}' | '\u{ff07}' => '\'',
            'ß' => 's',
            'ı' => 'i',
            other => other,
        })
        .collect();
    stripped.nfkc().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn folds_what_people_vary() {
        assert_eq!(fold("Crashes"), "crashes");
        assert_eq!(fold("ＡＰＰ"), "app");
        assert_eq!(fold("Größe"), "grose");
        assert_eq!(fold("don’t"), "don't");
        assert_eq!(fold("İstanbul"), "istanbul");
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in "\\PC{0,24}") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }
    }
}
