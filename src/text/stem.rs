//! One form for one word's inflections, by rust-stemmers' Snowball algorithms.

use std::panic::{AssertUnwindSafe, catch_unwind};

use rust_stemmers::{Algorithm, Stemmer};

use crate::model::Lang;

/// The stems of one language. Remembers nothing: see [`Analyser`](super::Analyser), which does.
pub struct Stems {
    stemmer: Option<Stemmer>,
    /// rust-stemmers panics on some Greek words; those stay as they are.
    guarded: bool,
}

impl Stems {
    /// The stems of a language; words of a language without an algorithm are their own stems.
    pub fn new(lang: Lang) -> Stems {
        Stems { stemmer: algorithm(lang).map(Stemmer::create), guarded: lang.code() == "el" }
    }

    /// Whether there is an algorithm for the language.
    pub fn covers(lang: Lang) -> bool {
        algorithm(lang).is_some()
    }

    /// The stem of a folded word. A possessive `'s` goes first.
    pub fn stem(&self, folded: &str) -> String {
        let bare = folded.strip_suffix("'s").filter(|bare| !bare.is_empty()).unwrap_or(folded);
        let Some(stemmer) = &self.stemmer else {
            return bare.to_owned();
        };
        let stem = if self.guarded {
            catch_unwind(AssertUnwindSafe(|| stemmer.stem(bare).into_owned())).unwrap_or_default()
        } else {
            stemmer.stem(bare).into_owned()
        };
        if stem.is_empty() { bare.to_owned() } else { stem }
    }
}

fn algorithm(lang: Lang) -> Option<Algorithm> {
    Some(match lang.code() {
        "ar" => Algorithm::Arabic,
        "da" => Algorithm::Danish,
        "nl" => Algorithm::Dutch,
        "en" => Algorithm::English,
        "fi" => Algorithm::Finnish,
        "fr" => Algorithm::French,
        "de" => Algorithm::German,
        "el" => Algorithm::Greek,
        "hu" => Algorithm::Hungarian,
        "it" => Algorithm::Italian,
        "no" | "nb" | "nn" => Algorithm::Norwegian,
        "pt" => Algorithm::Portuguese,
        "ro" => Algorithm::Romanian,
        "ru" => Algorithm::Russian,
        "es" => Algorithm::Spanish,
        "sv" => Algorithm::Swedish,
        "ta" => Algorithm::Tamil,
        "tr" => Algorithm::Turkish,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inflections_meet() {
        let english = Stems::new(Lang::ENGLISH);
        assert_eq!(english.stem("crashes"), "crash");
        assert_eq!(english.stem("crashing"), "crash");
        assert_eq!(english.stem("phone's"), "phone");
        assert_eq!(english.stem("'s"), "'s");
        let unknown = Stems::new(Lang::UNKNOWN);
        assert_eq!(unknown.stem("crashes"), "crashes");
    }

    #[test]
    fn greek_never_panics() {
        let greek = Stems::new("el".parse().expect("a code"));
        for word in ["ισα", "εισαι", "α", "ς", "στασις", "ολοκληρωμενος"]
        {
            assert!(!greek.stem(word).is_empty());
        }
    }
}
