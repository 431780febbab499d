//! Whether the words of themes belong together, differ, and name what they stand on.
//!
//! Takes the words of each text and each text's theme, gives the figures topic models are compared
//! by: coherence by normalised pointwise mutual information, diversity, and how precise and how
//! common a theme's own words are.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::Lang;
use crate::text::Analyser;

/// The words of each text that say something (stems without function words), and all its stems.
pub fn words_of(texts: &[(&str, Lang)]) -> Vec<(Vec<String>, Vec<String>)> {
    let mut analyser = Analyser::new();
    let mut of = |&(text, lang): &(&str, Lang)| {
        let terms = analyser.terms(text, lang);
        let said = terms.iter().filter(|term| !term.stop && term.stem.chars().count() > 1);
        let said = said.map(|term| term.stem.clone()).collect();
        (said, terms.into_iter().map(|term| term.stem).collect())
    };
    texts.iter().map(&mut of).collect()
}

/// Whether the stems of a phrase follow one another in a text; an empty phrase is nowhere.
pub fn holds(text: &[String], phrase: &[String]) -> bool {
    !phrase.is_empty() && text.windows(phrase.len()).any(|window| window == phrase)
}

/// The words that tell each theme from the others, most telling first, at most `few` a theme.
///
/// Class-based TF-IDF (Grootendorst, "BERTopic", 2022): a word's share of the theme's words times
/// `ln(1 + A / f)`, where `f` is how often the word occurs in all and `A` the mean number of words
/// a theme, whole words only. `texts` are lists of words, `themes` the theme of each; ties by word.
pub fn telling_words(texts: &[Vec<String>], themes: &[u32], few: usize) -> Vec<Vec<String>> {
    let count = themes.iter().max().map_or(0, |&most| most as usize + 1);
    let mut counts: Vec<BTreeMap<&str, u32>> = vec![BTreeMap::new(); count];
    let mut everywhere: BTreeMap<&str, u32> = BTreeMap::new();
    for (text, &theme) in texts.iter().zip(themes) {
        for word in text {
            *counts[theme as usize].entry(word).or_default() += 1;
            *everywhere.entry(word).or_default() += 1;
        }
    }
    let all: u64 = everywhere.values().map(|&count| u64::from(count)).sum();
    let mean = all.checked_div(count as u64).unwrap_or(0);
    counts
        .iter()
        .map(|words| {
            let own: u32 = words.values().sum();
            let mut scored: Vec<(f64, &str)> = words
                .iter()
                .map(|(&word, &times)| (term_share(times, own, mean, everywhere[word]), word))
                .collect();
            scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
            scored.iter().take(few).map(|&(_, word)| word.to_owned()).collect()
        })
        .collect()
}

/// Class-based TF-IDF of one word: `times` of the theme's `own` words, `everywhere` in all themes,
/// `mean` words a theme. 0 when a count is 0.
pub fn term_share(times: u32, own: u32, mean: u64, everywhere: u32) -> f64 {
    if times == 0 || own == 0 || everywhere == 0 {
        return 0.0;
    }
    f64::from(times) / f64::from(own) * libm::log1p(mean as f64 / f64::from(everywhere))
}

/// Normalised pointwise mutual information of two words (Bouma 2009), −1 (never together) to 1
/// (only together): `both` of `all` texts have both, `one` and `other` each. As gensim does, 1e-12
/// is added to the share of texts that have both.
pub fn npmi(both: u64, one: u64, other: u64, all: u64) -> f64 {
    if both == 0 {
        return -1.0;
    }
    if both == all {
        return 1.0;
    }
    let share = |count: u64| count as f64 / all as f64;
    let together = share(both) + 1e-12;
    libm::log(together / (share(one) * share(other))) / -libm::log(together)
}

/// Mean over themes of the mean NPMI of each two of a theme's words, over whole texts (Lau, Newman
/// and Baldwin 2014, with the corpus itself as reference). Themes with fewer than two words are
/// left out; 0 when none is left.
pub fn coherence(texts: &[Vec<String>], words: &[Vec<String>]) -> f64 {
    let wanted: BTreeSet<&str> = words.iter().flatten().map(String::as_str).collect();
    let number: BTreeMap<&str, u32> = wanted.iter().copied().zip(0..).collect();
    // For each word the texts that hold it, ascending.
    let mut holders: Vec<Vec<u32>> = vec![Vec::new(); number.len()];
    for (text, row) in texts.iter().zip(0..) {
        let held: BTreeSet<u32> =
            text.iter().filter_map(|word| number.get(word.as_str()).copied()).collect();
        held.iter().for_each(|&word| holders[word as usize].push(row));
    }
    let all = texts.len() as u64;
    let (mut sum, mut themes) = (0.0, 0usize);
    for words in words.iter().filter(|words| words.len() > 1) {
        let ids: Vec<usize> = words.iter().map(|word| number[word.as_str()] as usize).collect();
        let (mut of_theme, mut pairs) = (0.0, 0usize);
        for (at, &one) in ids.iter().enumerate() {
            for &other in &ids[..at] {
                let (one, other) = (&holders[one], &holders[other]);
                let both = one.iter().filter(|row| other.binary_search(row).is_ok()).count();
                of_theme += npmi(both as u64, one.len() as u64, other.len() as u64, all);
                pairs += 1;
            }
        }
        sum += of_theme / pairs as f64;
        themes += 1;
    }
    sum / themes.max(1) as f64
}

/// Share of all themes' words that are different from one another (Dieng, Ruiz and Blei, "Topic
/// modeling in embedding spaces", 2020), 0 to 1; 0 without words.
pub fn diversity(words: &[Vec<String>]) -> f64 {
    let all: usize = words.iter().map(Vec::len).sum();
    let different: BTreeSet<&String> = words.iter().flatten().collect();
    different.len() as f64 / all.max(1) as f64
}

/// Whether a text has all of some stems, wherever they stand; none are nowhere.
pub fn has_all(text: &BTreeSet<&str>, stems: &[String]) -> bool {
    !stems.is_empty() && stems.iter().all(|stem| text.contains(stem.as_str()))
}

/// How well a theme's phrase stands for it.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub struct Naming {
    /// Share of the texts with the phrase that are the theme's.
    pub precision: f64,
    /// Share of the theme's texts that have the phrase.
    pub coverage: f64,
    /// How many times more frequent the phrase is inside than in all texts; 0 when it is nowhere.
    pub lift: f64,
}

/// How well a phrase stands for a theme: it is there in `inside` of the theme's `members` texts
/// and in `everywhere` of `all`.
pub fn naming(inside: u64, members: u64, everywhere: u64, all: u64) -> Naming {
    let share = |part: u64, of: u64| if of == 0 { 0.0 } else { part as f64 / of as f64 };
    let (coverage, base) = (share(inside, members), share(everywhere, all));
    Naming {
        precision: share(inside, everywhere),
        coverage,
        lift: if base > 0.0 { coverage / base } else { 0.0 },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        text.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn by_hand() {
        // 20 of 1000 have both, 40 and 50 each: ln 10 over ln 50, 0.588591910037…, and what the
        // 1e-12 adds to it: 1e-12 / 0.02 / ln 50 · (1 + 0.5886).
        let expected = 10f64.ln() / 50f64.ln();
        let expected = expected + 1e-12 / 0.02 / 50f64.ln() * (1.0 + expected);
        assert!((npmi(20, 40, 50, 1000) - expected).abs() < 1e-14);
        assert_eq!((npmi(0, 4, 5, 10), npmi(10, 10, 10, 10)), (-1.0, 1.0));
        assert!((term_share(8, 10, 10, 9) - 0.8 * (1.0 + 10.0 / 9.0f64).ln()).abs() < 1e-12);
        assert_eq!(term_share(0, 10, 10, 9), 0.0);
        let found = naming(3, 4, 6, 24);
        assert_eq!((found.precision, found.coverage, found.lift), (0.5, 0.75, 3.0));
        assert_eq!(naming(0, 0, 0, 0), Naming::default());
    }

    #[test]
    fn phrases_in_texts() {
        let texts = words_of(&[("The app crashes on start", Lang::ENGLISH)]);
        let (said, all) = &texts[0];
        assert!(!said.contains(&"the".to_owned()) && all.contains(&"the".to_owned()));
        let phrase = words_of(&[("app crash", Lang::ENGLISH)]).remove(0).1;
        assert!(holds(all, &phrase));
        assert!(!holds(all, &words("start app")) && !holds(all, &[]));
        let bag = all.iter().map(String::as_str).collect();
        assert!(has_all(&bag, &words("start app")) && !has_all(&bag, &words("app refund")));
        assert!(!has_all(&bag, &[]));
    }

    #[test]
    fn words_that_tell_themes_apart() {
        let texts = ["refund money app", "refund late app", "crash photo app", "crash start app"];
        let texts = texts.map(words);
        let told = telling_words(&texts, &[0, 0, 1, 1], 2);
        // "app" is as frequent as "refund" here, but no less so elsewhere; ties go by word.
        assert_eq!(
            told,
            [["refund", "late"], ["crash", "photo"]].map(|two| two.map(str::to_owned))
        );
        assert_eq!((diversity(&told), diversity(&[])), (1.0, 0.0));
        assert_eq!(diversity(&[words("a b"), words("b c")]), 0.75);
        // Half of the texts have the one word, a quarter the other, within it: ln 2 over ln 4, and
        // what the 1e-12 adds to it: 1e-12 / 0.25 / ln 4 · (1 + 0.5).
        let expected = 0.5 + 1e-12 / 0.25 / 4f64.ln() * 1.5;
        assert!((coherence(&texts, &told) - expected).abs() < 1e-14);
        assert!(telling_words(&[], &[], 3).is_empty());
    }
}
