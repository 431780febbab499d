//! Which language a text is in, quickly, and honestly when nobody can tell.
//!
//! Takes the record's own code, the cleaned text and the company's default; gives a language and
//! how sure that is. The record's code wins. Then the script, where it has one language. Latin
//! letters are a vote ([`votes`]): function words, common words and letters that few languages
//! have, then whichlang (a linear model over hashed character n-grams), and, where these leave a
//! doubt, whatlang's trigrams (Cavnar & Trenkle 1994). Any judge of letters names a language for
//! any letters, so a text without the frequent words of the language elected is told as unknown
//! unless the letters point to it among all the languages whatlang has heard of.
//!
//! Measured (`cargo test --lib language::measure -- --ignored --nocapture`) on short tweets in
//! eight languages (xlmt; a quarter of its "Hindi" is plain English), on pieces of 100 characters
//! of declarations in 28 languages (udhr2), and on such pieces in 26 languages nobody here speaks,
//! where the right answer is that nobody can tell:
//!
//! | | tweets | declarations | strangers |
//! |---|---|---|---|
//! | whatlang among 28 languages | 0.807 | 0.996 | |
//! | whichlang | 0.843 | 0.564 (knows 16) | |
//! | function words, whichlang and whatlang, all asked | 0.889 | 0.983 | |
//! | this vote, with common words and Hindi in Latin letters | 0.9335 | 0.993 | 0.773 |
//!
//! The same command prints what a judge takes: whichlang 26 µs a tweet, whatlang 330 µs among the
//! languages we speak and 710 µs among all (dependencies optimised, two busy cores). So whatlang is
//! asked of a fifth of the tweets only, and of all languages where words are missing.
//!
//! lingua was measured better still on single words (0.84 against 0.61), at 59 MB and thirty times
//! the time; what it costs every user is not worth what it gives few.

mod common;
#[cfg(test)]
mod measure;
mod votes;

use std::str::FromStr;
use std::sync::LazyLock;

use whatlang::{Detector, Lang as W, Script};

use crate::model::Lang;

/// Letters below which nobody can tell.
const FEWEST: usize = 2;
/// Bytes of text that are read: enough for certainty, and an end to the cost.
const SAMPLE: usize = 400;

/// A language and how sure it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Told {
    /// The language; [`Lang::UNKNOWN`] when nobody can tell.
    pub lang: Lang,
    /// Per cent of such answers that are right.
    pub sure: u8,
}

impl Told {
    fn new(code: &str, sure: u8) -> Told {
        Told { lang: Lang::from_str(code).unwrap_or(Lang::UNKNOWN), sure }
    }
}

/// The language of a cleaned text.
pub(super) fn detect(text: &str, declared: Option<&str>, default: Option<Lang>) -> Told {
    if let Some(lang) = declared.and_then(written) {
        return Told { lang, sure: 100 };
    }
    let fallback = Told { lang: default.unwrap_or(Lang::UNKNOWN), sure: 0 };
    let sample = sample(text);
    let (mut letters, mut latin) = (0, 0);
    for c in sample.chars().filter(|c| c.is_alphabetic()) {
        letters += 1;
        latin += usize::from(is_latin(c));
    }
    if letters < FEWEST {
        return fallback;
    }
    if latin * 2 <= letters {
        return by_script(&sample, letters).unwrap_or(fallback);
    }
    votes::elect(&sample, letters).unwrap_or(fallback)
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
        "norwegian" | "nor" | "nob" | "nb" | "nn" => "no",
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

/// Languages told by their script; Cyrillic, Arabic and the rest by whatlang.
fn by_script(sample: &str, letters: usize) -> Option<Told> {
    let code = match whatlang::detect_script(sample)? {
        Script::Hiragana | Script::Katakana => "ja",
        // Japanese is written in Han with some Kana; Chinese never has any.
        Script::Mandarin => {
            if sample.chars().any(|c| matches!(c, '\u{3040}'..='\u{30ff}')) {
                "ja"
            } else {
                "zh"
            }
        }
        Script::Hangul => "ko",
        Script::Greek => "el",
        Script::Hebrew => "he",
        Script::Thai => "th",
        Script::Khmer => "km",
        Script::Myanmar => "my",
        // whatlang has no Lao; the range is Lao's alone.
        _ if sample.chars().any(|c| matches!(c, '\u{e80}'..='\u{eff}')) => "lo",
        _ => {
            let (code, sure) = by_trigrams(sample)?;
            return (letters >= 6).then(|| Told::new(code, if sure >= 50 { 97 } else { 70 }));
        }
    };
    Some(Told::new(code, 99))
}

/// Letters from which a text is judged without its topic marks, which are often in another
/// language.
const ENOUGH: usize = 12;

/// The head of a text without what is in no language: links, handles and, where enough is left,
/// topic marks.
fn sample(text: &str) -> String {
    let bare = without(text, &['@', '#']);
    if bare.chars().filter(|c| c.is_alphabetic()).take(ENOUGH).count() == ENOUGH {
        bare
    } else {
        without(text, &['@'])
    }
}

fn without(text: &str, marks: &[char]) -> String {
    let head = &text[..text.floor_char_boundary(2 * SAMPLE)];
    let mut sample = String::with_capacity(head.len().min(SAMPLE + 64));
    let of_a_language = |word: &&str| {
        !(word.starts_with(marks) || word.starts_with("http") || word.starts_with("www."))
    };
    for word in head.split_whitespace().filter(of_a_language) {
        if sample.len() >= SAMPLE {
            break;
        }
        if !sample.is_empty() {
            sample.push(' ');
        }
        sample.push_str(word);
    }
    sample.truncate(sample.floor_char_boundary(SAMPLE));
    sample
}

/// Languages customers write in, as whatlang calls them.
const CODES: [(W, &str); 24] = [
    (W::Eng, "en"),
    (W::Deu, "de"),
    (W::Fra, "fr"),
    (W::Spa, "es"),
    (W::Ita, "it"),
    (W::Por, "pt"),
    (W::Nld, "nl"),
    (W::Swe, "sv"),
    (W::Dan, "da"),
    (W::Nob, "no"),
    (W::Fin, "fi"),
    (W::Pol, "pl"),
    (W::Ces, "cs"),
    (W::Tur, "tr"),
    (W::Ron, "ro"),
    (W::Hun, "hu"),
    (W::Rus, "ru"),
    (W::Ukr, "uk"),
    (W::Ara, "ar"),
    (W::Hin, "hi"),
    (W::Ind, "id"),
    (W::Vie, "vi"),
    (W::Ben, "bn"),
    (W::Tam, "ta"),
];

/// The likeliest language by trigrams among those customers write in, and how sure whatlang is of
/// it, in per cent of its own measure.
fn by_trigrams(sample: &str) -> Option<(&'static str, i32)> {
    static DETECTOR: LazyLock<Detector> =
        LazyLock::new(|| Detector::with_allowlist(CODES.map(|(lang, _)| lang).to_vec()));
    let found = DETECTOR.detect(sample)?;
    let (_, code) = CODES.into_iter().find(|(lang, _)| *lang == found.lang())?;
    Some((code, (found.confidence() * 100.0) as i32))
}

/// The language that trigrams name among all that whatlang knows; `None` when that is one nobody
/// here speaks.
fn widest(sample: &str) -> Option<&'static str> {
    let found = whatlang::detect_lang(sample)?;
    CODES.into_iter().find(|(lang, _)| *lang == found).map(|(_, code)| code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn told(text: &str) -> String {
        detect(text, None, None).lang.to_string()
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
            ("Appen kraschar varje gång jag försöker logga in på mitt konto", "sv"),
            ("Sovellus kaatuu aina kun yritän kirjautua sisään", "fi"),
            ("Приложение постоянно вылетает при запуске", "ru"),
            ("应用每次打开都会崩溃", "zh"),
            ("アプリを開くたびに落ちます", "ja"),
            ("앱이 계속 종료됩니다", "ko"),
            ("แอปเปิดไม่ได้เลย", "th"),
            ("yeh app bahut slow hai aur login nahi hota", "hi"),
            ("Aplikacja ciągle się zawiesza i nie mogę się zalogować do swojego konta", "pl"),
            ("👍👍👍", "und"),
            ("xq 12", "und"),
            ("Nimejaribu kufungua programu hii mara nyingi lakini haifanyi kazi kabisa leo", "und"),
            ("", "und"),
            ("@someone https://example.org/the-and-of", "und"),
        ] {
            assert_eq!(told(text), want, "{text}");
        }
    }

    #[test]
    fn the_records_own_code_wins_when_it_is_one() {
        assert_eq!(detect("Die App", Some("pt-BR"), None), Told::new("pt", 100));
        assert_eq!(detect("Die App", Some("english"), None).lang.code(), "en");
        assert_eq!(detect("xq", Some("unknown"), "de".parse().ok()), Told::new("de", 0));
        assert_eq!(detect("The app is not what I have", Some("???"), None).lang.code(), "en");
    }

    #[test]
    fn more_evidence_is_more_certainty() {
        let short = detect("plugh xyzzy", None, None);
        let long = detect("It is slow and I do not know what to do about it", None, None);
        assert!(long.sure > short.sure, "{short:?} {long:?}");
    }

    proptest! {
        #[test]
        fn any_text_has_an_answer(text in any::<String>()) {
            let told = detect(&text, None, None);
            prop_assert!((2..=3).contains(&told.lang.code().len()));
            prop_assert!(told.sure <= 100);
        }
    }
}
