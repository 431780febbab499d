//! Languages in Latin letters, by vote.
//!
//! Takes a sample of text, gives the language most of the evidence speaks for, and how sure that
//! is by how far it is ahead. Votes are whole hundredths, so that sums never depend on order.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashMap;
use std::str::FromStr;
use std::sync::LazyLock;

use crate::model::Lang;
use crate::text::{fold, is_stopword};

use super::common::COMMON;
use super::{Told, by_trigrams, widest};

/// Languages there is evidence for, in the order that breaks ties.
const LANGUAGES: [&str; 19] = [
    "en", "de", "fr", "es", "it", "pt", "nl", "sv", "da", "no", "fi", "pl", "cs", "tr", "ro", "hu",
    "id", "vi", "hi",
];
/// Letters few languages have; two of them are a vote, one is half a vote.
const LETTERS: [(&str, &str); 14] = [
    ("de", "ßäöü"),
    ("fr", "œçèêùàâîôûë"),
    ("es", "ñ¿¡"),
    ("pt", "ãõç"),
    ("it", "ìò"),
    ("pl", "łżźśćńąę"),
    ("cs", "řěůčšž"),
    ("tr", "ığş"),
    ("ro", "șțăâşţ"),
    ("hu", "őű"),
    ("sv", "å"),
    ("da", "øæ"),
    ("no", "øå"),
    ("vi", "đơưạảếệểềễốộổồỗớợởờỡứựửừữấậẩầẫắặẳằẵọỏịỉĩũụủẹẻẽ"),
];

/// Words looked at: evidence does not grow after these.
const WORDS: usize = 60;
/// Bytes of the longest word looked at; longer ones are on no list.
const LONGEST_WORD: usize = 24;
/// What a word is worth by how many lists it stands in: half a dozen languages write "a".
const WORD: [i32; 4] = [100, 70, 50, 35];
/// whichlang's vote: a little less than a word that only one language has. Raised to 300 it outvotes
/// the lists of languages it does not know (0.87 on tweets, 0.94 on declarations); at 100, 0.002 of
/// the tweets are lost.
const FIRST_OPINION: i32 = 80;
/// Lead below which whatlang is asked too: a fifth of tweets. Always asking gains nothing.
const DOUBT: i32 = 200;
/// Words up to which a text is told by its words alone.
const FEW_WORDS: usize = 3;
/// Without a listed word, letters below which nobody can tell.
const SHORTEST: usize = 4;
/// Words from which a text without the language's frequent words is doubted: shorter ones often have
/// none. At five, twice as many right answers are lost.
const ENOUGH_WORDS: usize = 6;
/// Words from which a text is running text, which has function words in every language.
const RUNNING: usize = 12;
/// What the frequent words of a text must be worth, a word of the text, for its language to go
/// undoubted: one listed word at all, and in running text one in five that only this language
/// has. Below it the letters must point the same way among all the languages whatlang knows. Of
/// pieces of declarations in 26 languages nobody here speaks, 0.77 are told as unknown so.
const EVIDENCE: i32 = 1;
const RUNNING_EVIDENCE: i32 = 20;

type Votes = [i32; LANGUAGES.len()];

/// The language with most votes; `None` when there are too few.
pub(super) fn elect(sample: &str, letters: usize) -> Option<Told> {
    let (mut votes, words) = listed_words(sample);
    let listed = votes;
    if letters < SHORTEST && votes.iter().all(|&votes| votes == 0) {
        return None;
    }
    if !sample.is_ascii() {
        letters_votes(sample, &mut votes);
    }
    if words <= FEW_WORDS {
        // A judge of letters names Spanish for "Bad" and Danish for "Fine": of a word or three only
        // the lists and letters of few languages can tell.
        let (best, lead) = leader(&votes);
        return (votes[best] > 0 && lead > 0)
            .then(|| Told { lang: langs()[best], sure: if lead >= 100 { 84 } else { 60 } });
    }
    let opinion = first_opinion(sample);
    if let Some(at) = opinion {
        votes[at] += FIRST_OPINION;
    }
    let (mut best, mut lead) = leader(&votes);
    if lead < DOUBT
        && let Some((code, sure)) = by_trigrams(sample)
        && let Some(at) = number(code)
    {
        // Of a language whichlang does not know, whatlang is the only judge.
        votes[at] += (30 + sure) * if knows(LANGUAGES[at]) { 1 } else { 2 };
        (best, lead) = leader(&votes);
    }
    if votes[best] == 0 {
        return None;
    }
    let evidence = if words >= RUNNING { RUNNING_EVIDENCE } else { EVIDENCE };
    if words >= ENOUGH_WORDS && listed[best] < evidence * words as i32 {
        // Letters alone name some language for any text: they must name it among all they know.
        let alone = listed[best] == 0 && opinion != Some(best);
        if alone || widest(sample) != Some(LANGUAGES[best]) {
            return None;
        }
    }
    // Shares of right answers by lead, measured on the tweets.
    let sure = match lead {
        ..50 => 40,
        50..100 => 60,
        100..150 => 84,
        150..200 => 93,
        _ => 97,
    };
    Some(Told { lang: langs()[best], sure })
}

/// The language with most votes (the first of equals) and by how much it leads.
fn leader(votes: &Votes) -> (usize, i32) {
    let best = (0..votes.len()).fold(0, |best, at| if votes[at] > votes[best] { at } else { best });
    let second = (0..votes.len()).filter(|&at| at != best).map(|at| votes[at]).max().unwrap_or(0);
    (best, votes[best] - second)
}

fn number(code: &str) -> Option<usize> {
    LANGUAGES.iter().position(|&known| known == code)
}

fn langs() -> &'static [Lang; LANGUAGES.len()] {
    static LANGS: LazyLock<[Lang; LANGUAGES.len()]> =
        LazyLock::new(|| LANGUAGES.map(|code| Lang::from_str(code).unwrap_or(Lang::UNKNOWN)));
    &LANGS
}

/// Whether whichlang knows the language (in Latin letters).
fn knows(code: &str) -> bool {
    matches!(code, "en" | "de" | "fr" | "es" | "it" | "pt" | "nl" | "sv" | "tr" | "vi")
}

fn first_opinion(sample: &str) -> Option<usize> {
    use whichlang::Lang as L;
    number(match whichlang::detect_language(sample) {
        L::Eng => "en",
        L::Deu => "de",
        L::Fra => "fr",
        L::Spa => "es",
        L::Ita => "it",
        L::Por => "pt",
        L::Nld => "nl",
        L::Swe => "sv",
        L::Tur => "tr",
        L::Vie => "vi",
        _ => return None,
    })
}

fn letters_votes(sample: &str, votes: &mut Votes) {
    for (code, rare) in LETTERS {
        let Some(at) = number(code) else { continue };
        let seen = rare
            .chars()
            .filter(|&rare| sample.chars().any(|c| c == rare || c.to_lowercase().eq([rare])))
            .take(2)
            .count();
        votes[at] += 50 * seen as i32;
    }
}

/// Words a thread remembers before it forgets them all: memory stays bounded.
const REMEMBERED: usize = 20_000;

/// The votes of listed words, and the number of words looked at.
///
/// Customers repeat themselves, so each thread remembers its words; what a word speaks for never
/// changes.
fn listed_words(sample: &str) -> (Votes, usize) {
    thread_local! {
        static SEEN: RefCell<HashMap<Box<str>, u32>> = RefCell::new(HashMap::new());
    }
    let (mut votes, mut count) = ([0; LANGUAGES.len()], 0);
    SEEN.with_borrow_mut(|seen| {
        // A topic mark is often in another language than the text.
        let words = sample
            .split_whitespace()
            .filter(|word| !word.starts_with('#'))
            .flat_map(|word| word.split(|c: char| !(c.is_alphabetic() || matches!(c, '\'' | '’'))))
            .filter(|word| !word.is_empty());
        for word in words.take(WORDS) {
            count += 1;
            if word.len() > LONGEST_WORD {
                continue;
            }
            let mut lower = [0; LONGEST_WORD];
            let folded: Cow<'_, str> = if word.is_ascii() {
                let lower = &mut lower[..word.len()];
                lower.copy_from_slice(word.as_bytes());
                lower.make_ascii_lowercase();
                String::from_utf8_lossy(lower)
            } else {
                Cow::Owned(fold(word))
            };
            let speaks_for = match seen.get(&*folded) {
                Some(&known) => known,
                None => {
                    let found = heard(&folded);
                    if seen.len() >= REMEMBERED {
                        seen.clear();
                    }
                    seen.insert((&*folded).into(), found);
                    found
                }
            };
            let Some(lists) = (speaks_for.count_ones() as usize).checked_sub(1) else { continue };
            let worth = WORD[lists.min(WORD.len() - 1)];
            for (at, votes) in votes.iter_mut().enumerate() {
                // Nobody but the list speaks for Hindi in Latin letters: it counts twice.
                let twice = if at == LANGUAGES.len() - 1 { 2 } else { 1 };
                *votes += (speaks_for >> at & 1) as i32 * worth * twice;
            }
        }
    });
    (votes, count)
}

/// Bit by bit, the languages a folded word speaks for: those on whose lists it stands; else as it is
/// without letters drawn out ("sooo", "goood"); else by its two sides, where an apostrophe joins
/// them ("l'app", "dell'ordine").
fn heard(folded: &str) -> u32 {
    let found = speaks_for(folded);
    if found != 0 {
        return found;
    }
    for most in [1, 2] {
        let found = drawn_in(folded, most).map_or(0, |short| speaks_for(&short));
        if found != 0 {
            return found;
        }
    }
    let Some((before, behind)) = folded.split_once(['\'', '’']) else { return 0 };
    let mut bits = speaks_for(behind);
    for (code, starts, ends) in JOINED {
        let starts = starts.split_ascii_whitespace().any(|one| one == before);
        let ends = ends.split_ascii_whitespace().any(|one| one == behind);
        if starts && behind.len() > 1 || ends && before.len() > 1 {
            bits |= number(code).map_or(0, |at| 1 << at);
        }
    }
    bits
}

/// What stands before or behind an apostrophe, by language.
const JOINED: [(&str, &str, &str); 3] = [
    ("en", "", "s t re ve ll d m"),
    ("fr", "l d c j qu n s m t jusqu lorsqu puisqu quelqu aujourd", ""),
    ("it", "l d c un dell all dall nell sull quest quell com dov cos anch", ""),
];

/// The word with at most so many of the same letter where there were three or more in a row;
/// `None` where there were not.
fn drawn_in(word: &str, most: usize) -> Option<String> {
    let mut runs: Vec<(char, usize)> = Vec::new();
    for letter in word.chars() {
        match runs.last_mut() {
            Some((last, count)) if *last == letter => *count += 1,
            _ => runs.push((letter, 1)),
        }
    }
    runs.iter().any(|(_, count)| *count > 2).then(|| {
        let kept = |count: usize| if count > 2 { most } else { count };
        runs.iter().flat_map(|&(letter, count)| std::iter::repeat_n(letter, kept(count))).collect()
    })
}

/// Bit by bit, the languages on one of whose lists a folded word stands.
fn speaks_for(folded: &str) -> u32 {
    let mut bits = 0;
    for (at, lang) in langs().iter().enumerate() {
        bits |= u32::from(is_stopword(*lang, folded)) << at;
    }
    for (code, words) in COMMON {
        if let Some(at) = number(code)
            && words.split_ascii_whitespace().any(|word| word == folded)
        {
            bits |= 1 << at;
        }
    }
    bits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_folded_and_of_known_languages() {
        for (code, words) in COMMON {
            assert!(number(code).is_some(), "{code}");
            for word in words.split_ascii_whitespace() {
                assert_eq!(fold(word), word);
            }
        }
        for (code, _) in LETTERS {
            assert!(number(code).is_some(), "{code}");
        }
    }

    #[test]
    fn words_drawn_out_and_joined_are_heard() {
        let only = |word: &str| {
            LANGUAGES
                .into_iter()
                .filter(|one| heard(word) >> number(one).expect("known") & 1 == 1)
                .collect::<Vec<_>>()
        };
        assert_eq!(only("niiiicht"), ["de"]);
        assert!(only("sooooo").contains(&"en") && only("goooood") == ["en"]);
        assert!(only("l'ascenseur").contains(&"fr") && only("dell'ordine") == ["it"]);
        assert_eq!(drawn_in("book", 1), None);
        assert!(only("x'y'z").is_empty());
    }

    #[test]
    fn a_word_of_many_languages_says_little() {
        let one = speaks_for("nicht").count_ones();
        assert_eq!(one, 1);
        assert!(speaks_for("a").count_ones() > 2);
        assert_eq!(speaks_for("zzz"), 0);
    }
}
