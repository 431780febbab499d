//! Which language a text is in, quickly, and honestly when nobody can tell.
//!
//! Takes the record's own code, the cleaned text and the company's default; gives a language. The
//! record's code wins. Then the script, where it has one language; then the function words of the
//! text (a handful of them tells English from Dutch at a fraction of the cost of trigrams); then
//! whatlang's trigrams (Cavnar & Trenkle 1994) among the languages customers write in, for texts
//! long enough for it; then a few words that reviews of three words are made of; then the default.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashMap;
use std::str::FromStr;
use std::sync::LazyLock;

use whatlang::{Detector, Script};

use crate::model::Lang;
use crate::text::{fold, is_stopword};

/// Languages with a list of function words, in a fixed order.
const LISTED: [&str; 7] = ["en", "de", "fr", "es", "it", "pt", "nl"];

/// What reviews of three words are made of, by language, folded. A word that stands in two lists
/// speaks for neither.
const COMMON: [(&str, &str); 7] = [
    (
        "en",
        "good great nice bad best worst love loved like excellent awesome amazing poor terrible \
         horrible useless easy fast slow works working work useful helpful perfect happy hate \
         annoying crash crashes crashing update updates please thanks thank better worse wonderful \
         disappointed disappointing slow expensive cheap service money waste time friendly rude \
         staff experience food never always keeps broken fix fixed",
    ),
    (
        "de",
        "gut gute guter schlecht schlechte toll tolle prima danke bitte leider funktioniert langsam \
         schnell einfach furchtbar katastrophe zufrieden unzufrieden besser schlechter teuer billig \
         freundlich unfreundlich essen geld zeit immer nie wieder stuerzt absturz gerne empfehlen",
    ),
    (
        "fr",
        "bon bonne mauvais mauvaise nul nulle merci facile rapide lent lente parfait parfaite \
         decu decevant jamais cher chere inutile pratique excellente fonctionne marche plante",
    ),
    (
        "es",
        "bueno buena buenos malo mala gracias facil rapido lento lenta excelente perfecto perfecta \
         nunca siempre caro cara dinero funciona mejor peor pesimo pesima encanta recomiendo",
    ),
    (
        "it",
        "buono buona ottimo ottima pessimo pessima grazie facile veloce lento perfetto perfetta mai \
         sempre caro soldi funziona meglio peggio bello bella comodo",
    ),
    (
        "pt",
        "bom boa otimo otima pessimo pessima ruim obrigado obrigada facil rapido lento perfeito \
         nunca sempre caro dinheiro funciona melhor pior gostei adoro excelente",
    ),
    (
        "nl",
        "goed goede slecht slechte mooi bedankt makkelijk snel langzaam perfect nooit altijd duur \
         geld werkt beter slechter fijn fijne prima waardeloos",
    ),
];

/// Words looked at: evidence does not grow after these.
const WORDS: usize = 60;
/// Bytes of the longest word looked at; longer ones are no function words.
const LONGEST_WORD: usize = 24;
/// Letters below which trigrams guess.
const SHORTEST: usize = 24;
/// Bytes of text the trigrams read: enough for certainty, and an end to the cost.
const SAMPLE: usize = 400;

/// The language of a cleaned text.
pub(super) fn detect(text: &str, declared: Option<&str>, default: Option<Lang>) -> Lang {
    if let Some(lang) = declared.and_then(written) {
        return lang;
    }
    let fallback = default.unwrap_or(Lang::UNKNOWN);
    let letters = text.chars().take(SAMPLE).filter(|c| c.is_alphabetic()).count();
    if letters < 2 {
        return fallback;
    }
    let mostly_latin =
        text.chars().take(SAMPLE).filter(|&c| c.is_alphabetic() && is_latin(c)).count() * 2
            > letters;
    if !mostly_latin {
        return by_script(text).unwrap_or(fallback);
    }
    let (functions, commons) = evidence(text);
    let (best, first, second) = leader(&functions);
    if first >= 2 && first >= 2 * second {
        return best;
    }
    // Short, or no list fits well: both kinds of word together.
    let both: Vec<u32> = functions.iter().zip(&commons).map(|(one, two)| one + 2 * two).collect();
    let (best, first, second) = leader(&both);
    if letters >= SHORTEST
        && let Some((lang, sure)) = by_trigrams(text)
        && (sure || (lang == best && first > second))
    {
        return lang;
    }
    if first >= 2 && 2 * first >= 3 * second {
        return best;
    }
    fallback
}

/// A code or an English name as sources write them.
fn written(text: &str) -> Option<Lang> {
    let text = text.trim();
    let lower = text.to_ascii_lowercase();
    let code = match lower.as_str() {
        "" | "und" | "unknown" | "null" | "none" | "n/a" | "mul" | "zxx" => return None,
        "english" | "eng" => "en",
        "german" | "deu" | "ger" => "de",
        "french" | "fra" | "fre" => "fr",
        "spanish" | "spa" | "latam" => "es",
        "italian" | "ita" => "it",
        "portuguese" | "por" | "brazilian" => "pt",
        "dutch" | "nld" | "dut" => "nl",
        "swedish" | "swe" => "sv",
        "danish" | "dan" => "da",
        "finnish" | "fin" => "fi",
        "norwegian" | "nor" | "nob" => "no",
        "polish" | "pol" => "pl",
        "turkish" | "tur" => "tr",
        "russian" | "rus" => "ru",
        "ukrainian" | "ukr" => "uk",
        "arabic" | "ara" => "ar",
        "schinese" | "tchinese" | "chinese" | "zho" | "chi" | "cmn" => "zh",
        "japanese" | "jpn" => "ja",
        "koreana" | "korean" | "kor" => "ko",
        other => other,
    };
    Lang::from_str(code).ok()
}

fn is_latin(c: char) -> bool {
    matches!(c, 'A'..='Z' | 'a'..='z' | '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}')
}

/// Languages told by their script; Cyrillic and the rest by trigrams.
fn by_script(text: &str) -> Option<Lang> {
    let head = sample(text);
    let code = match whatlang::detect_script(head)? {
        Script::Hiragana | Script::Katakana => "ja",
        // Japanese is written in Han with some Kana; Chinese never has any.
        Script::Mandarin => {
            if head.chars().any(|c| matches!(c, '\u{3040}'..='\u{30ff}')) {
                "ja"
            } else {
                "zh"
            }
        }
        Script::Hangul => "ko",
        Script::Greek => "el",
        Script::Hebrew => "he",
        Script::Thai => "th",
        _ => {
            let letters = head.chars().filter(|c| c.is_alphabetic()).count();
            return if letters < 6 { None } else { by_trigrams(text).map(|(lang, _)| lang) };
        }
    };
    Lang::from_str(code).ok()
}

fn sample(text: &str) -> &str {
    &text[..text.floor_char_boundary(SAMPLE)]
}

/// The likeliest language by trigrams, and whether whatlang is more sure than not.
fn by_trigrams(text: &str) -> Option<(Lang, bool)> {
    use whatlang::Lang as W;
    static DETECTOR: LazyLock<Detector> = LazyLock::new(|| {
        Detector::with_allowlist(vec![
            W::Eng,
            W::Deu,
            W::Fra,
            W::Spa,
            W::Ita,
            W::Por,
            W::Nld,
            W::Swe,
            W::Dan,
            W::Nob,
            W::Fin,
            W::Pol,
            W::Ces,
            W::Tur,
            W::Ron,
            W::Hun,
            W::Rus,
            W::Ukr,
            W::Ara,
            W::Hin,
            W::Ind,
            W::Vie,
        ])
    });
    let found = DETECTOR.detect(sample(text))?;
    let code = match found.lang() {
        W::Eng => "en",
        W::Deu => "de",
        W::Fra => "fr",
        W::Spa => "es",
        W::Ita => "it",
        W::Por => "pt",
        W::Nld => "nl",
        W::Swe => "sv",
        W::Dan => "da",
        W::Nob => "no",
        W::Fin => "fi",
        W::Pol => "pl",
        W::Ces => "cs",
        W::Tur => "tr",
        W::Ron => "ro",
        W::Hun => "hu",
        W::Rus => "ru",
        W::Ukr => "uk",
        W::Ara => "ar",
        W::Hin => "hi",
        W::Ind => "id",
        W::Vie => "vi",
        _ => return None,
    };
    Lang::from_str(code).ok().map(|lang| (lang, found.confidence() >= 0.5))
}

/// Languages by number, made once.
fn listed() -> &'static [Lang; 7] {
    static LANGS: LazyLock<[Lang; 7]> =
        LazyLock::new(|| LISTED.map(|code| Lang::from_str(code).unwrap_or(Lang::UNKNOWN)));
    &LANGS
}

/// What one word speaks for.
#[derive(Clone, Copy)]
struct Witness {
    /// Bit by bit, the languages it is a function word of.
    functions: u8,
    /// The language it is a common word of, if of one only.
    common: Option<u8>,
}

impl Witness {
    fn of(folded: &str) -> Witness {
        let mut functions = 0;
        for (number, lang) in listed().iter().enumerate() {
            functions |= u8::from(is_stopword(*lang, folded)) << number;
        }
        let mut speakers = COMMON
            .iter()
            .enumerate()
            .filter(|(_, (_, words))| words.split_ascii_whitespace().any(|word| word == folded))
            .map(|(number, _)| number as u8);
        let common = speakers.next().filter(|_| speakers.next().is_none());
        Witness { functions, common }
    }
}

/// Words a thread remembers before it forgets them all: memory stays bounded.
const REMEMBERED: usize = 20_000;

/// For every language how many function words and how many common words the text has.
///
/// Stops early when one language is far ahead. Customers repeat themselves, so each thread
/// remembers its words; what a word speaks for never changes.
fn evidence(text: &str) -> ([u32; 7], [u32; 7]) {
    thread_local! {
        static SEEN: RefCell<HashMap<Box<str>, Witness>> = RefCell::new(HashMap::new());
    }
    let (mut functions, mut commons) = ([0; 7], [0; 7]);
    SEEN.with_borrow_mut(|seen| {
        let words = text
            .split(|c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '’')))
            .filter(|word| !word.is_empty() && word.len() <= LONGEST_WORD);
        for (count, word) in words.take(WORDS).enumerate() {
            if count % 8 == 7 {
                let (_, first, second) = leader(&functions);
                if first >= 4 && first >= 2 * second {
                    return;
                }
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
            let witness = match seen.get(&*folded) {
                Some(&witness) => witness,
                None => {
                    let witness = Witness::of(&folded);
                    if seen.len() >= REMEMBERED {
                        seen.clear();
                    }
                    seen.insert((&*folded).into(), witness);
                    witness
                }
            };
            for (number, count) in functions.iter_mut().enumerate() {
                *count += u32::from(witness.functions >> number & 1);
            }
            if let Some(number) = witness.common {
                commons[usize::from(number)] += 1;
            }
        }
    });
    (functions, commons)
}

/// The language with most evidence (the first of equals), its count, and the runner-up's.
fn leader(counts: &[u32]) -> (Lang, u32, u32) {
    let mut best = 0;
    for at in 1..counts.len() {
        if counts[at] > counts[best] {
            best = at;
        }
    }
    let second = (0..counts.len()).filter(|&at| at != best).map(|at| counts[at]).max().unwrap_or(0);
    (listed()[best], counts[best], second)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn told(text: &str) -> String {
        detect(text, None, None).to_string()
    }

    #[test]
    fn texts_of_many_languages() {
        for (text, want) in [
            ("The app crashes when I open the third note", "en"),
            ("Good", "en"),
            ("Great app", "en"),
            ("Die App stürzt immer ab, wenn ich das Foto öffne", "de"),
            ("L'application plante à chaque fois que je l'ouvre", "fr"),
            ("La aplicación se cierra cada vez que la abro", "es"),
            ("L'app si chiude ogni volta che la apro", "it"),
            ("O aplicativo não abre e eu não consigo entrar na minha conta", "pt"),
            ("De app crasht elke keer als ik hem open", "nl"),
            ("Приложение постоянно вылетает при запуске", "ru"),
            ("应用每次打开都会崩溃", "zh"),
            ("アプリを開くたびに落ちます", "ja"),
            ("앱이 계속 종료됩니다", "ko"),
            ("Aplikacja ciągle się zawiesza i nie mogę się zalogować do swojego konta", "pl"),
            ("👍👍👍", "und"),
            ("xq 12", "und"),
            ("", "und"),
        ] {
            assert_eq!(told(text), want, "{text}");
        }
    }

    #[test]
    fn the_records_own_code_wins_when_it_is_one() {
        assert_eq!(detect("Die App", Some("pt-BR"), None).code(), "pt");
        assert_eq!(detect("Die App", Some("english"), None).code(), "en");
        assert_eq!(detect("xq", Some("unknown"), "de".parse().ok()).code(), "de");
        assert_eq!(detect("The app is not what I have", Some("???"), None).code(), "en");
    }

    #[test]
    fn lists_are_folded() {
        for (_, words) in COMMON {
            for word in words.split_ascii_whitespace() {
                assert_eq!(fold(word), word);
            }
        }
    }

    proptest! {
        #[test]
        fn any_text_has_an_answer(text in any::<String>()) {
            let lang = detect(&text, None, None);
            prop_assert!((2..=3).contains(&lang.code().len()));
        }
    }
}
