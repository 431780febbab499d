//! Function words: words that join others and are about nothing.
//!
//! Our own lists, closed classes only (articles, pronouns, prepositions, conjunctions, auxiliary
//! verbs), folded as [`super::fold`] folds. Negations are function words for labels;
//! polarity and search read the text itself and see them.

mod lists;

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use crate::model::Lang;

/// Whether a folded word is a function word of the language. Text of an unknown language is held
/// against the English list: brand names aside, that is what undetermined short texts mostly are.
pub fn is_stopword(lang: Lang, folded: &str) -> bool {
    static LISTS: LazyLock<HashMap<&str, HashSet<&str>>> = LazyLock::new(|| {
        let words = |list: &'static str| list.split_ascii_whitespace().collect();
        lists::LISTS.into_iter().map(|(code, list)| (code, words(list))).collect()
    });
    let code = if lang == Lang::UNKNOWN { "en" } else { lang.code() };
    LISTS.get(code).is_some_and(|list| list.contains(folded)) || is_function_bigram(code, folded)
}

/// Characters that join, point or end a sentence in Chinese whatever stands beside them.
const CHINESE_JOINTS: &str =
    "的了吗呢吧啊呀哦嗯么们着之是我你他她它这那就都也很还又把被给跟在和与及而";

/// Whether a bigram of a text without blanks holds a joint: a piece of two words, or of none. In
/// Japanese, endings and particles are written in Hiragana.
fn is_function_bigram(code: &str, folded: &str) -> bool {
    let hiragana = |c: char| matches!(c, '\u{3040}'..='\u{309f}');
    match code {
        "zh" => folded.chars().any(|c| CHINESE_JOINTS.contains(c)),
        "ja" => !folded.is_empty() && folded.chars().all(hiragana),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold;

    #[test]
    fn lists_are_folded() {
        for (lang, list) in lists::LISTS {
            for word in list.split_ascii_whitespace() {
                assert_eq!(fold(word), word, "{lang}");
            }
        }
    }

    #[test]
    fn every_language_has_its_own() {
        let stop = |code: &str, word: &str| is_stopword(code.parse().expect("a code"), word);
        assert!(stop("sv", "och") && !stop("sv", "und"));
        assert!(stop("ru", "это") && stop("zh", "的") && stop("ja", "です"));
        assert!(stop("und", "the") && !stop("el", "the"));
        assert!(stop("zh", "的服") && !stop("zh", "服务"));
        assert!(stop("ja", "ちゃ") && !stop("ja", "落ち"));
    }
}
