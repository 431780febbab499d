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
    if word.chars().all(stands_alone) {
        return word.chars().map(|c| straight(c.to_ascii_lowercase())).collect();
    }
    fold_any(word)
}

/// Whether a character is its own compatibility form and has no case outside ASCII, no mark and
/// no partner to be composed with: ASCII, the dashes and quotation marks of running text, and
/// pictures. Most texts hold nothing else, and their folding is a look at each character.
fn stands_alone(c: char) -> bool {
    matches!(c, '\0'..='\x7f' | '\u{2013}' | '\u{2014}' | '\u{2018}'..='\u{201e}' | '\u{1f300}'..='\u{1f64f}')
}

/// One kind of apostrophe.
fn straight(c: char) -> char {
    match c {
        '\u{2019}' | '\u{2018}' | '\u{02bc}' | '\u{ff07}' => '\'',
        other => other,
    }
}

fn fold_any(word: &str) -> String {
    let lowered: String = word.nfkc().flat_map(char::to_lowercase).collect();
    let stripped: String = lowered
        .nfd()
        .filter(|&c| !(is_combining_mark(c) && ('\u{300}'..='\u{36f}').contains(&c)))
        .map(|c| match c {
            'ß' => 's',
            'ı' => 'i',
            other => straight(other),
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

    #[test]
    fn the_short_way_is_the_long_way() {
        for c in ('\0'..=char::MAX).filter(|&c| stands_alone(c)) {
            // Between letters and behind a blank: nothing joins its neighbours.
            let text = format!("a{c}e {c}{c}o");
            assert_eq!(fold(&text), fold_any(&text), "{c:?}");
        }
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in "\\PC{0,24}") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }
    }
}
