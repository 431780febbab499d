//! The words that carry feeling, one list for each language.
//!
//! Takes the files of `assets/polarity/*.txt` (our own lists, embedded), gives for a word or a
//! phrase its weight from −3 to 3, and says which words deny, turn and strengthen. A word is looked
//! up as it is written, then by its stem, so that lists need not spell out every inflection.
//! Text of an undetermined language is held against all lists, English first: very short texts
//! ("excelente", "muy bueno") are what language detection cannot tell.

use super::weights::WordMap;
use crate::model::Lang;
use crate::text::{Stems, is_stopword, words};

/// What a word does to the words after it.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum Role {
    /// Turns what follows into its opposite: "not", "never".
    Deny,
    /// Says that something cannot or will not happen: "can't", "won't". Praise after it turns; a
    /// trouble named after it stays one ("can't fix the problem").
    Cannot,
    /// Takes back what came before: "but".
    Contrast,
    /// Lets a negation through to what it denies: "never had a single crash".
    Light,
    /// Strengthens (above 1) or weakens (below 1) the next word.
    Scale(f64),
}

/// One phrase: the words after its first, and its weight.
#[derive(Clone, Debug)]
struct Phrase {
    rest: Vec<&'static str>,
    weight: i8,
}

#[derive(Clone, Default, Debug)]
struct Entry {
    weight: Option<i8>,
    role: Option<Role>,
    /// Longest first.
    phrases: Vec<Phrase>,
}

/// The words of one language that carry feeling.
#[derive(Clone, Default)]
pub(super) struct Lexicon {
    words: WordMap<&'static str, Entry>,
    stems: WordMap<String, i8>,
}

/// A hit: its weight and how many words it covers.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Hit {
    /// −3 to 3; 0 for a phrase listed only so that its words do not count.
    pub weight: i8,
    /// Words covered, at least 1.
    pub words: usize,
}

impl Lexicon {
    fn parse(text: &'static str, lang: Lang) -> Lexicon {
        let mut lexicon = Lexicon::default();
        let stems = Stems::new(lang);
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let mut fields = line.split_ascii_whitespace();
            let Some(key) = fields.next() else { continue };
            for word in fields {
                lexicon.insert(key, word, &stems);
            }
        }
        for entry in lexicon.words.values_mut() {
            // A stable sort: among phrases of one length the file's order decides.
            entry.phrases.sort_by_key(|phrase| std::cmp::Reverse(phrase.rest.len()));
        }
        lexicon
    }

    fn insert(&mut self, key: &str, word: &'static str, stems: &Stems) {
        let role = match key {
            "not" => Some(Role::Deny),
            "cannot" => Some(Role::Cannot),
            "but" => Some(Role::Contrast),
            "light" => Some(Role::Light),
            _ => key.strip_prefix('x').and_then(|factor| factor.parse().ok()).map(Role::Scale),
        };
        if let Some(role) = role {
            self.words.entry(word).or_default().role = Some(role);
            return;
        }
        let weight: i8 = key.parse().expect("the lists in the binary have whole weights");
        // Text of a script without blanks comes in pairs of letters: so must the list.
        let mut parts = word.split('_').flat_map(pieces);
        let first = parts.next().unwrap_or(word);
        let rest: Vec<&'static str> = parts.collect();
        let entry = self.words.entry(first).or_default();
        if rest.is_empty() {
            // The first line that names a word decides.
            entry.weight.get_or_insert(weight);
            self.stems.entry(stems.stem(word)).or_insert(weight);
        } else {
            entry.phrases.push(Phrase { rest, weight });
        }
    }

    /// The words of `other` that this list does not know and English does not use as function
    /// words.
    fn absorb(&mut self, other: &Lexicon) {
        for (word, entry) in &other.words {
            let known = self.words.contains_key(word) || is_stopword(Lang::ENGLISH, word);
            if !known {
                self.words.insert(word, entry.clone());
            }
        }
    }

    /// What the list says of the words that begin with `plain(0)`: the longest phrase, else the
    /// word, else its stem. `plain(i)` is the i-th word from here, `None` past the end.
    pub fn hit<'a>(&self, stem: &str, plain: impl Fn(usize) -> Option<&'a str>) -> Option<Hit> {
        let entry = self.words.get(plain(0)?);
        if let Some(entry) = entry {
            for phrase in &entry.phrases {
                let all = phrase.rest.iter().zip(1..).all(|(word, at)| plain(at) == Some(*word));
                if all {
                    return Some(Hit { weight: phrase.weight, words: 1 + phrase.rest.len() });
                }
            }
            if let Some(weight) = entry.weight {
                return Some(Hit { weight, words: 1 });
            }
        }
        self.stems.get(stem).map(|&weight| Hit { weight, words: 1 })
    }

    /// What the word does to its neighbours.
    pub fn role(&self, plain: &str) -> Option<Role> {
        self.words.get(plain)?.role
    }

    /// Whether the list has this word, with a weight or a role of its own.
    pub fn knows(&self, plain: &str) -> bool {
        self.words.get(plain).is_some_and(|entry| entry.weight.is_some() || entry.role.is_some())
    }

    /// Whether the list has any word with a weight.
    #[cfg(test)]
    pub fn len(&self) -> usize {
        self.words.len()
    }
}

/// A word of a list as text is cut: itself, or the overlapping pairs of an unspaced script.
fn pieces(word: &'static str) -> Vec<&'static str> {
    let spaced = |c: char| c < '\u{0e00}' || matches!(c, '\u{ac00}'..='\u{d7a3}');
    if word.chars().all(spaced) {
        return vec![word];
    }
    words(word).into_iter().map(|word| word.surface).collect()
}

/// The lists of every language we have.
pub(super) struct Lexicons {
    known: Vec<(Lang, Lexicon)>,
    undetermined: Lexicon,
}

/// The code and the list. What is written in Hindi on the web is half English, so the English list
/// stands behind the Hindi one.
const FILES: [(&str, &str); 18] = [
    ("en", include_str!("../../assets/polarity/en.txt")),
    ("de", include_str!("../../assets/polarity/de.txt")),
    ("fr", include_str!("../../assets/polarity/fr.txt")),
    ("es", include_str!("../../assets/polarity/es.txt")),
    ("it", include_str!("../../assets/polarity/it.txt")),
    ("pt", include_str!("../../assets/polarity/pt.txt")),
    ("nl", include_str!("../../assets/polarity/nl.txt")),
    ("zh", include_str!("../../assets/polarity/zh.txt")),
    ("ja", include_str!("../../assets/polarity/ja.txt")),
    ("ko", include_str!("../../assets/polarity/ko.txt")),
    ("ru", include_str!("../../assets/polarity/ru.txt")),
    ("pl", include_str!("../../assets/polarity/pl.txt")),
    ("tr", include_str!("../../assets/polarity/tr.txt")),
    ("ar", include_str!("../../assets/polarity/ar.txt")),
    ("id", include_str!("../../assets/polarity/id.txt")),
    ("vi", include_str!("../../assets/polarity/vi.txt")),
    ("th", include_str!("../../assets/polarity/th.txt")),
    (
        "hi",
        concat!(
            include_str!("../../assets/polarity/hi.txt"),
            include_str!("../../assets/polarity/en.txt")
        ),
    ),
];

/// Whether there is a list for a language.
pub(super) fn listed(lang: Lang) -> bool {
    FILES.iter().any(|(code, _)| *code == lang.code())
}

impl Lexicons {
    /// Reads the lists in the binary.
    pub fn new() -> Lexicons {
        let known: Vec<(Lang, Lexicon)> = FILES
            .iter()
            .map(|(code, text)| {
                let lang = code.parse().expect("the codes above are language codes");
                (lang, Lexicon::parse(text, lang))
            })
            .collect();
        let mut undetermined = known[0].1.clone();
        for (_, lexicon) in &known[1..] {
            undetermined.absorb(lexicon);
        }
        Lexicons { known, undetermined }
    }

    /// The list for a language; `None` for a language we have no list of.
    pub fn of(&self, lang: Lang) -> Option<&Lexicon> {
        if lang == Lang::UNKNOWN {
            return Some(&self.undetermined);
        }
        self.known.iter().find(|(known, _)| *known == lang).map(|(_, lexicon)| lexicon)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold;

    #[test]
    fn lists_are_folded_and_sizeable() {
        for (code, text) in FILES {
            for line in text.lines().filter(|line| !line.starts_with('#')) {
                for word in line.split_ascii_whitespace() {
                    assert_eq!(fold(word), word, "{code}: write words folded");
                    assert!(!word.contains("n't"), "{code}: write {word} without the apostrophe");
                }
            }
            let lang = code.parse().expect("a code");
            assert!(Lexicon::parse(text, lang).len() >= 100, "{code}");
        }
    }

    #[test]
    fn phrases_go_before_words_and_words_before_stems() {
        let lexicons = Lexicons::new();
        let english = lexicons.of(Lang::ENGLISH).expect("English");
        let hit = |words: &[&'static str]| {
            let words = words.to_vec();
            english.hit(words[0], move |at| words.get(at).copied())
        };
        assert_eq!(hit(&["no", "problem"]), Some(Hit { weight: 2, words: 2 }));
        assert_eq!(hit(&["problem"]), Some(Hit { weight: -2, words: 1 }));
        assert_eq!(hit(&["table"]), None);
        assert_eq!(
            english.hit("crash", |at| (at == 0).then_some("crashin")).map(|h| h.weight),
            Some(-2)
        );
        assert!(lexicons.of("sw".parse().expect("a code")).is_none());
    }
}
