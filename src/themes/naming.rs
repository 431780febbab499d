//! How well the names of themes fit: does the head phrase of a name say who belongs to it?
//!
//! Takes a corpus and its themes, gives counts for each name: who says its head phrase, who is a
//! member, who is both. A name fits when those who say it are members (precision) and the members
//! say it (coverage); nothing is read but texts and places, so that any naming can be measured.
//! Phrases are looked for as names are made: by stems, within a short reach, negations heeded.

use std::collections::{BTreeMap, HashMap};

use rayon::prelude::*;

use crate::model::{Corpus, Label, Lang, ThemeId, Themes};
use crate::text::Analyser;

use super::lexicon::NEGATION_STEM;
use super::phrases::{Phrase, key, says, stems};
use super::terms::{NONE, Token, read_one};

/// How the head phrase of one theme's name is spread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LabelFit {
    /// The theme.
    pub theme: ThemeId,
    /// Its statements.
    pub members: u64,
    /// Statements of the corpus that say the head phrase, filtered ones left out.
    pub saying: u64,
    /// Its statements that say it.
    pub both: u64,
}

impl LabelFit {
    /// Share of those who say the head phrase that are members, 0 to 1; `None` where nobody says
    /// it (a theme named by a quotation has no head phrase).
    pub fn precision(&self) -> Option<f64> {
        (self.saying > 0).then(|| self.both as f64 / self.saying as f64)
    }

    /// Share of the members that say the head phrase, 0 to 1; `None` for a theme without members.
    pub fn coverage(&self) -> Option<f64> {
        (self.members > 0).then(|| self.both as f64 / self.members as f64)
    }
}

/// How well the name of each theme fits, in the order of the themes.
///
/// The head phrase is the first of a label's terms. Every statement that is not filtered is read
/// once; the result depends on neither their order nor the number of threads.
pub fn label_fits(corpus: &Corpus, themes: &Themes) -> Vec<LabelFit> {
    let labels: Vec<&Label> = themes.themes.iter().map(|theme| &theme.label).collect();
    let rows: Vec<u32> = (0..corpus.statements().len() as u32).collect();
    let counts = rows
        .par_chunks(1024)
        .map(|rows| {
            let mut listener = Listener::new(&labels);
            let mut counts = vec![(0u64, 0u64); labels.len()];
            for &row in rows {
                let statement = &corpus.statements()[row as usize];
                if statement.filtered.is_some() {
                    continue;
                }
                let own = themes.assignments.get(row as usize).copied().flatten();
                let lang = corpus.feedback_of(statement).lang;
                for theme in listener.heard(corpus.text_of(statement), lang) {
                    counts[theme].0 += 1;
                    let member = own.is_some_and(|own| own.theme == themes.themes[theme].id);
                    counts[theme].1 += u64::from(member);
                }
            }
            counts
        })
        .reduce(
            || vec![(0, 0); labels.len()],
            |a, b| a.iter().zip(b).map(|(a, b)| (a.0 + b.0, a.1 + b.1)).collect(),
        );
    let fit = |(theme, (saying, both)): (&crate::model::Theme, (u64, u64))| LabelFit {
        theme: theme.id,
        members: theme.members.len() as u64,
        saying,
        both,
    };
    themes.themes.iter().zip(counts).map(fit).collect()
}

/// Hears the head phrases of some labels in texts. One for each thread.
pub(super) struct Listener<'l> {
    labels: &'l [&'l Label],
    analyser: Analyser,
    /// The head phrases as texts of each language would say them.
    known: BTreeMap<Lang, Heads>,
}

/// The head phrases in the stems of one language.
struct Heads {
    numbers: HashMap<String, u32>,
    negation: Option<u32>,
    /// For each stem the labels whose head phrase is sought where it is met.
    led: Vec<Vec<(usize, Phrase)>>,
}

impl Heads {
    fn read(analyser: &mut Analyser, labels: &[&Label], lang: Lang) -> Heads {
        let mut heads = Heads { numbers: HashMap::new(), negation: None, led: Vec::new() };
        for (at, label) in labels.iter().enumerate() {
            let Some(head) = label.terms.first() else { continue };
            let bearing = read_one(analyser, head, lang).into_iter();
            let bearing: Vec<u32> = bearing
                .filter(|(_, token)| token.bears())
                .map(|(stem, _)| {
                    let next = heads.numbers.len() as u32;
                    *heads.numbers.entry(stem).or_insert(next)
                })
                .collect();
            heads.led.resize(heads.numbers.len(), Vec::new());
            let Some(phrase) = key(bearing.iter().copied()) else { continue };
            heads.negation = heads.numbers.get(NEGATION_STEM).copied();
            // A stem that is no negation leads: those are met in every other text.
            let lead = stems(&phrase).iter().find(|&&stem| Some(stem) != heads.negation);
            if let Some(&lead) = lead {
                heads.led[lead as usize].push((at, phrase));
            }
        }
        heads
    }
}

impl<'l> Listener<'l> {
    /// A listener for the head phrases of these labels.
    pub(super) fn new(labels: &'l [&'l Label]) -> Listener<'l> {
        Listener { labels, analyser: Analyser::new(), known: BTreeMap::new() }
    }

    /// Places of the labels whose head phrase the text says, ascending.
    pub(super) fn heard(&mut self, text: &str, lang: Lang) -> Vec<usize> {
        let Listener { labels, analyser, known } = self;
        let heads = known.entry(lang).or_insert_with(|| Heads::read(analyser, labels, lang));
        let tokens: Vec<Token> = read_one(analyser, text, lang)
            .into_iter()
            .map(|(stem, token)| Token {
                stem: heads.numbers.get(&stem).copied().unwrap_or(NONE),
                ..token
            })
            .collect();
        let mut met: Vec<u32> = tokens.iter().map(|token| token.stem).collect();
        met.sort_unstable();
        met.dedup();
        let mut heard: Vec<usize> = met
            .iter()
            .filter(|&&stem| stem != NONE)
            .flat_map(|&stem| &heads.led[stem as usize])
            .filter(|(_, phrase)| says(&tokens, phrase, heads.negation))
            .map(|&(at, _)| at)
            .collect();
        heard.sort_unstable();
        heard
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Assignment, Stance, invented};
    use crate::themes::fixture;

    fn label(head: &str) -> Label {
        Label { title: head.to_owned(), terms: vec![head.to_owned()] }
    }

    #[test]
    fn counts_who_says_a_name_and_who_belongs() {
        let texts = [
            ("the app won't open", 1),
            ("can't open the app since monday", 1),
            ("it crashes", 1),
            ("I open the app every day", 2),
            ("app opens, login does not", 2),
        ];
        let lines: Vec<_> =
            texts.iter().map(|(text, _)| ((*text).to_owned(), Stance::Complaint)).collect();
        let corpus = fixture::corpus(&lines);
        let theme = |id: u32, head: &str| invented::theme(id, label(head));
        let mut themes = Themes {
            themes: vec![theme(1, "app won't open"), theme(2, "login"), theme(3, "seat")],
            ..Themes::default()
        };
        for (row, statement) in corpus.statements().iter().enumerate() {
            let text = corpus.text_of(statement);
            let id = texts.iter().find(|(known, _)| *known == text).map_or(0, |&(_, id)| id);
            themes.assignments.push(Some(Assignment {
                theme: ThemeId(id),
                similarity: 1.0,
                confidence: 1.0,
                part: None,
            }));
            themes.themes[id as usize - 1].members.push(row as u32);
        }
        let fits = label_fits(&corpus, &themes);
        let counts: Vec<_> = fits.iter().map(|fit| (fit.members, fit.saying, fit.both)).collect();
        assert_eq!(counts, [(3, 2, 2), (2, 1, 1), (0, 0, 0)]);
        assert_eq!((fits[0].precision(), fits[2].precision()), (Some(1.0), None));
        assert!((fits[0].coverage().unwrap_or(0.0) - 2.0 / 3.0).abs() < 1e-12);
        assert_eq!(fits[2].coverage(), None);
    }
}
