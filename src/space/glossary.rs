//! What feedback words of other languages mean, in English: the static table's way into them.
//!
//! Takes a text in another language, gives the English words for those of its words that
//! `assets/glossary/words.csv` knows, and loan words and brands that the table knows as they are
//! (`update`, `bluetooth`). Word by word, no order, no grammar: the table adds up words and needs
//! no more. The glossary speaks of shops, apps, trips, hotels, food and care, 350 notions in seven
//! languages; for what it does not know the corpus's own terms must speak (`terms`).

use std::collections::HashMap;
use std::sync::LazyLock;

use super::table::Table;
use crate::model::Lang;
use crate::text::{Stems, fold, is_stopword, words};

static WORDS: &str = include_str!("../../assets/glossary/words.csv");

/// Languages that write several words as one.
const COMPOUNDING: [&str; 2] = ["de", "nl"];
/// Shorter words are not taken apart: their halves would be endings.
const SHORTEST_COMPOUND: usize = 8;
/// Bytes that the end of a compound must have.
const SHORTEST_END: usize = 4;
/// Bytes that its beginning must have (`Zugverspätung`).
const SHORTEST_BEGINNING: usize = 3;
/// Bytes that a beginning must have whose end is not known: shorter ones are chance.
const SHORTEST_ALONE: usize = 5;
/// Shorter leftovers are taken for no loan words: too many languages share their spelling.
const SHORTEST_LOAN: usize = 4;
/// Endings of plurals and of bent words in the languages of the glossary.
const PLURALS: [&str; 5] = ["s", "es", "n", "en", "e"];
/// Bytes that are left of a word without such an ending.
const SHORTEST_SINGULAR: usize = 4;
/// Bytes of the longest article or pronoun that runs into its word (`quell'offerta`).
const LONGEST_ELISION: usize = 5;

/// The words of every language of the glossary.
#[derive(Debug)]
struct Glossary {
    english: Vec<&'static str>,
    languages: HashMap<Lang, Dictionary>,
}

/// One language's words, by their notion's place in `english`.
#[derive(Debug, Default)]
struct Dictionary {
    /// Folded as [`fold`] folds.
    spellings: HashMap<String, u16>,
    stems: HashMap<String, u16>,
    /// Characters of the longest word of a script without blanks; 0 where there is none.
    longest_run: usize,
}

static GLOSSARY: LazyLock<Glossary> = LazyLock::new(|| read(WORDS));

fn read(source: &'static str) -> Glossary {
    let mut lines = source.lines();
    let codes = lines.next().unwrap_or_default().split(';').skip(1);
    let languages: Vec<Lang> = codes.filter_map(|code| code.parse().ok()).collect();
    let stems: Vec<Stems> = languages.iter().map(|&lang| Stems::new(lang)).collect();
    let mut dictionaries: Vec<Dictionary> =
        languages.iter().map(|_| Dictionary::default()).collect();
    let mut english = Vec::new();
    for line in lines.filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let (notion, rest) = line.split_once(';').unwrap_or((line, ""));
        let place = english.len() as u16;
        english.push(notion);
        for ((cell, dictionary), stems) in rest.split(';').zip(&mut dictionaries).zip(&stems) {
            for word in cell.split(',').filter(|word| !word.is_empty()) {
                let folded = fold(word);
                if folded.chars().next().is_some_and(is_han) {
                    dictionary.longest_run = dictionary.longest_run.max(folded.chars().count());
                }
                dictionary.stems.entry(stems.stem(&folded)).or_insert(place);
                dictionary.spellings.entry(folded).or_insert(place);
            }
        }
    }
    Glossary { english, languages: languages.into_iter().zip(dictionaries).collect() }
}

/// Scripts whose words are found by looking, for no blank parts them.
pub(super) fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{2fa1f}')
}

/// Whether the language is read through the glossary: the table is the shipped one, which knows
/// English only, and the language is known to be another.
pub(super) fn is_foreign(table: &Table, lang: Lang) -> bool {
    table.knows_english_only() && lang != Lang::ENGLISH && lang != Lang::UNKNOWN
}

/// How much of a text was understood.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Understood {
    /// Words with an English one, loan words among them.
    pub known: usize,
    /// Those and the words without; function words and numbers are neither.
    pub words: usize,
}

/// Reads texts through the glossary. One for each thread: it keeps the stemmers.
#[derive(Default)]
pub(super) struct Interpreter {
    stems: HashMap<Lang, Stems>,
    pieces: Vec<u32>,
}

impl Interpreter {
    /// Writes the English for a cleaned text's words to `into`, which is emptied first, blank
    /// between words. Words between blanks are read by themselves.
    pub(super) fn english(
        &mut self,
        table: &Table,
        text: &str,
        lang: Lang,
        into: &mut String,
    ) -> Understood {
        into.clear();
        let mut understood = Understood::default();
        let dictionary = GLOSSARY.languages.get(&lang);
        if let Some(dictionary) = dictionary.filter(|dictionary| dictionary.longest_run > 0) {
            runs(dictionary, text, into, &mut understood);
        }
        let stems = self.stems.entry(lang).or_insert_with(|| Stems::new(lang));
        for word in words(text) {
            if word.surface.starts_with(is_han) {
                continue;
            }
            let folded = fold(word.surface);
            let bare = without_elision(&folded);
            if bare.is_empty() || is_stopword(lang, bare) || is_stopword(lang, &folded) {
                continue;
            }
            if bare.starts_with(|c: char| c.is_numeric()) {
                continue;
            }
            understood.words += 1;
            let notions = dictionary.map_or([None; 2], |dictionary| {
                notions(dictionary, stems, bare, COMPOUNDING.contains(&lang.code()))
            });
            let loan = notions == [None; 2] && is_loan(table, &mut self.pieces, bare);
            understood.known += usize::from(loan || notions != [None; 2]);
            for notion in notions.into_iter().flatten() {
                say(GLOSSARY.english[usize::from(notion)], into);
            }
            if loan {
                say(bare, into);
            }
        }
        understood
    }
}

/// Whether the table knows the spelling whole. `pieces` is working memory.
fn is_loan(table: &Table, pieces: &mut Vec<u32>, word: &str) -> bool {
    if word.len() < SHORTEST_LOAN || !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return false;
    }
    pieces.clear();
    table.cut(word, pieces);
    pieces.len() == 1
}

fn say(word: &str, into: &mut String) {
    if !into.is_empty() {
        into.push(' ');
    }
    into.push_str(word);
}

/// The word without the article or pronoun that runs into it (`l'hôtel`).
fn without_elision(folded: &str) -> &str {
    match folded.split_once('\'') {
        Some((before, word)) if before.len() <= LONGEST_ELISION && word.len() > 1 => word,
        _ => folded,
    }
}

/// The notion of a word; of a compound the notions of its end and of its beginning.
fn notions(
    dictionary: &Dictionary,
    stems: &Stems,
    word: &str,
    compounding: bool,
) -> [Option<u16>; 2] {
    let look = |part: &str| {
        let known = dictionary.spellings.get(part).or_else(|| {
            let stem = dictionary.stems.get(&stems.stem(part));
            stem.or_else(|| singular(part).find_map(|one| dictionary.spellings.get(one)))
        });
        known.copied()
    };
    let whole = look(word);
    if whole.is_some() || !compounding || word.len() < SHORTEST_COMPOUND {
        return [whole, None];
    }
    let cuts: Vec<usize> = (SHORTEST_BEGINNING..=word.len() - SHORTEST_END)
        .filter(|&at| word.is_char_boundary(at))
        .collect();
    // The longest end that is known; before it a letter or two may join the halves.
    for &at in &cuts {
        if let Some(end) = look(&word[at..]) {
            let beginning = (0..3usize)
                .filter_map(|joint| word.get(..at.checked_sub(joint)?))
                .filter(|beginning| beginning.len() >= SHORTEST_BEGINNING)
                .find_map(look);
            return [Some(end), beginning];
        }
    }
    let alone = cuts.iter().rev().take_while(|&&at| at >= SHORTEST_ALONE);
    let beginning = alone.copied().find_map(|at| look(&word[..at]));
    [beginning, None]
}

/// What a word may be the plural of. The stemmers look for accents that folding took away, so that
/// `habitaciones` and `habitacion` have two stems.
fn singular(word: &str) -> impl Iterator<Item = &str> {
    let without = PLURALS.iter().filter_map(|ending| word.strip_suffix(ending));
    without.filter(|one| one.len() >= SHORTEST_SINGULAR)
}

/// The words of a script without blanks: the longest known at each place.
fn runs(dictionary: &Dictionary, text: &str, into: &mut String, understood: &mut Understood) {
    let mut left = 0;
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if !is_han(c) {
            rest = &rest[c.len_utf8()..];
            continue;
        }
        // The ends of stretches of 1, 2, ... characters of the script.
        let ends: Vec<usize> = rest
            .char_indices()
            .take(dictionary.longest_run)
            .take_while(|&(_, c)| is_han(c))
            .map(|(at, c)| at + c.len_utf8())
            .collect();
        let found = ends
            .iter()
            .rev()
            .find_map(|&end| dictionary.spellings.get(&rest[..end]).map(|&notion| (end, notion)));
        match found {
            Some((end, notion)) => {
                say(GLOSSARY.english[usize::from(notion)], into);
                understood.known += 1;
                understood.words += 1;
                rest = &rest[end..];
            }
            None => {
                left += 1;
                rest = &rest[c.len_utf8()..];
            }
        }
    }
    // A Chinese word has two characters more often than not.
    understood.words += left / 2;
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn english(text: &str, code: &str) -> (String, Understood) {
        let (mut into, lang) = (String::new(), code.parse().expect("a code"));
        let understood = Interpreter::default().english(Table::shipped(), text, lang, &mut into);
        (into, understood)
    }

    #[test]
    fn words_are_found_however_they_are_bent() {
        assert_eq!(english("Die Rückerstattungen kommt nie an", "de").0, "refund arrive never");
        assert_eq!(english("l'hôtel était sale", "fr").0, "hotel dirty");
        assert_eq!(english("Las habitaciones sucias", "es").0, "room dirty");
        assert_eq!(english("Bluetooth", "it").0, "bluetooth");
        assert_eq!(english("快递很慢，没有退款", "zh").0, "parcel slow refund");
    }

    #[test]
    fn compounds_fall_into_their_halves() {
        assert_eq!(english("Zugverspätung", "de").0, "delay train");
        assert_eq!(english("Lieferungskosten", "de").0, "price delivery");
        assert_eq!(english("Donaudampfschiff", "de").0, "");
    }

    #[test]
    fn how_much_was_understood() {
        assert_eq!(english("Das Paket ist kaputt", "de").1, Understood { known: 2, words: 2 });
        assert_eq!(english("Quarkbällchen 17", "de").1, Understood { known: 0, words: 1 });
        // No glossary: loan words only.
        assert_eq!(english("aplikacja bluetooth", "pl").0, "bluetooth");
    }

    #[test]
    fn no_word_stands_twice_and_every_notion_is_known_to_the_table() {
        let mut lines = WORDS.lines();
        let codes: Vec<&str> = lines.next().expect("a header").split(';').skip(1).collect();
        let mut seen = std::collections::HashSet::new();
        for line in lines.filter(|line| !line.starts_with('#')) {
            let cells: Vec<&str> = line.split(';').collect();
            assert_eq!(cells.len(), codes.len() + 1, "{line}");
            assert!(!Table::shipped().pieces(cells[0]).is_empty(), "{line}");
            for (code, cell) in codes.iter().zip(&cells[1..]) {
                for word in cell.split(',').filter(|word| !word.is_empty()) {
                    assert!(seen.insert((code, word)), "{code}: {word} stands twice");
                    assert!(!word.contains(' '), "{code}: {word} is several words");
                }
            }
        }
    }

    #[test]
    fn who_is_read_through_it() {
        let own = Table::shipped();
        assert!(is_foreign(own, "de".parse().expect("a code")));
        assert!(!is_foreign(own, Lang::ENGLISH) && !is_foreign(own, Lang::UNKNOWN));
    }

    proptest! {
        /// A text is read stretch by stretch: what stands between blanks stands by itself.
        #[test]
        fn any_text_is_read(
            text in "(\\PC{0,10}|Zug[a-zäöüß]{0,9}|l'[a-z]{0,5}|[快递很慢退款]{0,6}| ){0,8}",
            code in "de|fr|zh|nl|ja|pl",
        ) {
            let (whole, understood) = english(&text, &code);
            prop_assert!(understood.known <= understood.words);
            let parts: Vec<String> = text
                .split(' ')
                .map(|stretch| english(stretch, &code).0)
                .filter(|part| !part.is_empty())
                .collect();
            let sorted = |text: &str| {
                let mut words: Vec<String> = text.split(' ').map(str::to_owned).collect();
                words.sort();
                words
            };
            prop_assert_eq!(sorted(&whole), sorted(&parts.join(" ")));
        }
    }
}
