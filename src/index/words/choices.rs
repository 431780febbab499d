//! A word of a query that answers put in other words: "worse than before" is said by "gone downhill". And one
//! that tells nothing by itself: "too loud" is said by "very loud" before "loud".

use std::collections::BTreeSet;

use tantivy::Term;
use tantivy::query::{Occur, Query, TermSetQuery};

use super::{Unit, union};
use crate::index::degree::{Sort, TOO};
use crate::index::grammar::Expr;
use crate::index::plan::{Fault, Group, Planner};
use crate::index::snippet::Mark;
use crate::index::wording::{Wording, wording};
use crate::model::Lang;
use crate::text::Analyser;

/// Words between the words of such a run: "too much salt".
const SLOP: u32 = 1;

/// What may stand in the place of a word.
#[derive(Clone, Debug)]
pub(in crate::index) struct Choices {
    /// The word as typed, folded.
    pub word: String,
    /// Any of these.
    words: Vec<String>,
    /// Or any of these, side by side.
    runs: Vec<String>,
    /// Words that may stand between the words of such a run.
    slop: u32,
    /// Whether it tells something by itself: a hit that lacks what does not comes later, and is none the less
    /// a hit.
    pub tells: bool,
}

impl Planner<'_> {
    /// What the words of a query say of one another.
    pub(in crate::index) fn wording(&mut self, query: &str) -> Result<Wording, Fault> {
        let all = self.snapshot.languages.first().map_or(Lang::ENGLISH, |&(lang, _)| lang);
        let is_english = |lang: Lang| lang == Lang::ENGLISH || lang == Lang::UNKNOWN;
        let lang = if self.spoken().any(is_english) { Lang::ENGLISH } else { all };
        let mut analyser = Analyser::new();
        let terms = analyser.terms(query, lang);
        let functions: BTreeSet<&str> = terms
            .iter()
            .map(|term| term.folded.as_str())
            .filter(|folded| self.is_function_word(folded))
            .collect();
        let tells = |word: &str| !functions.contains(word);
        wording(query, lang, &mut Analyser::new(), tells, |word| {
            Ok(self.runs(word).places().into_iter().flatten().collect())
        })
    }

    /// What of a query is looked for in other words; takes away what only says when it was otherwise.
    pub(in crate::index) fn chosen(
        &mut self,
        parts: &mut Vec<Expr>,
        read: &Wording,
    ) -> Result<Option<Choices>, Fault> {
        let aligned = parts.len() == read.places.len();
        if let Some(comparison) = &read.comparison {
            let typed = read.places[comparison.at].clone();
            let (words, runs) = comparison.choices(&typed);
            if aligned && !comparison.names_standard() {
                parts.truncate(comparison.than);
            }
            let mut held = Vec::new();
            for word in words {
                if word == typed || self.snapshot.holds(self.snapshot.fields.word, &word)? {
                    held.push(word);
                }
            }
            let runs: Vec<String> = runs.iter().map(|&run| run.to_owned()).collect();
            let other = held.len() > 1 || !runs.is_empty();
            let choices = Choices { word: typed, words: held, runs, slop: 0, tells: true };
            return Ok(other.then_some(choices));
        }
        let Some(degree) = read.degree.filter(|degree| degree.sort == Sort::Excess) else {
            return Ok(None);
        };
        let of = &read.places[degree.at];
        let runs = TOO.iter().map(|too| format!("{too} {of}")).collect();
        let word = read.places[degree.by].clone();
        Ok(Some(Choices { word, words: Vec::new(), runs, slop: SLOP, tells: false }))
    }

    /// Any of some words and runs of words, as one word of the query.
    pub(super) fn any_choice(
        &mut self,
        choices: &Choices,
        boost: f64,
        at: usize,
    ) -> Result<Unit, Fault> {
        let field = self.snapshot.fields.text;
        let mut said: BTreeSet<String> = BTreeSet::new();
        for word in &choices.words {
            said.extend(self.runs(word).places().into_iter().flatten());
        }
        let terms: Vec<Term> = said.iter().map(|stem| Term::from_field_text(field, stem)).collect();
        let mut queries: Vec<Box<dyn Query>> = Vec::new();
        if !said.is_empty() {
            queries.push(Box::new(TermSetQuery::new(terms.clone())));
            self.marks.push(Mark::Stems(vec![said]));
        }
        for run in &choices.runs {
            let runs = self.runs(run);
            queries.push(self.run_query(field, &runs, choices.slop, at)?);
            if choices.tells {
                self.marks.push(Mark::Stems(runs.places()));
            }
        }
        let group = Group {
            ranks: choices.tells,
            share: if choices.tells { 1.0 } else { 0.0 },
            ..Group::new(&choices.word, terms, boost)
        };
        let (query, group) = (union(queries), Some(group));
        Ok(Unit { occur: Occur::Must, query, group, soft: true, never: None })
    }
}
