//! What customers say, for the theme and against it, to the byte.
//!
//! Takes a theme's exemplars and members, gives quotes of different customers in different words.
//! The text is exactly the bytes of the span: nothing is cut, joined or corrected.

use std::collections::HashSet;

use super::company::Company;
use crate::model::{Corpus, Quote, Stance, Statement, Theme, Themes};

/// Quotes shown for a theme: enough to hear whether they speak of one thing, few enough to read.
const MOST: usize = 8;

/// When the exemplars hold fewer complaints and requests than this, the theme's own most typical
/// ones are added.
const ENOUGH: usize = 5;

/// Quotes shown against a theme.
const MOST_AGAINST: usize = 3;

/// Words for the theme: exemplars that complain or ask, best first, then the most typical
/// complaints and requests until there are five, then questions and remarks among the exemplars.
pub(super) fn quotes(
    corpus: &Corpus,
    themes: &Themes,
    company: &Company,
    theme: &Theme,
) -> Vec<Quote> {
    let stance = |row: u32| corpus.statements()[row as usize].stance;
    let mut picked = Picked::new(corpus, company);
    let exemplars: Vec<u32> = theme.exemplars.iter().map(|one| one.statement).collect();
    for &row in exemplars.iter().filter(|&&row| stance(row).wants_change()) {
        picked.offer(row, MOST);
    }
    if picked.quotes.len() < ENOUGH {
        let mut typical: Vec<u32> =
            theme.members.iter().copied().filter(|&row| stance(row).wants_change()).collect();
        typical.sort_by(|&a, &b| {
            similarity(themes, b).total_cmp(&similarity(themes, a)).then(a.cmp(&b))
        });
        for row in typical {
            picked.offer(row, ENOUGH);
        }
    }
    let neutral = |row: u32| matches!(stance(row), Stance::Question | Stance::Remark);
    for &row in exemplars.iter().filter(|&&row| neutral(row)) {
        picked.offer(row, MOST);
    }
    picked.quotes
}

/// Words against it: praise in the theme and in those that speak against it, strongest first, then the most typical.
pub(super) fn counter_quotes(
    corpus: &Corpus,
    themes: &Themes,
    company: &Company,
    theme: &Theme,
) -> Vec<Quote> {
    let statement = |row: u32| &corpus.statements()[row as usize];
    let mut praise: Vec<u32> = (theme.members.iter().copied().chain(themes.against(theme.id)))
        .filter(|&row| statement(row).stance == Stance::Praise)
        .collect();
    praise.sort_by(|&a, &b| {
        (statement(b).polarity.total_cmp(&statement(a).polarity))
            .then(similarity(themes, b).total_cmp(&similarity(themes, a)))
            .then(a.cmp(&b))
    });
    let mut picked = Picked::new(corpus, company);
    for row in praise {
        picked.offer(row, MOST_AGAINST);
    }
    picked.quotes
}

fn similarity(themes: &Themes, row: u32) -> f32 {
    let place = themes.assignments.get(row as usize).copied().flatten();
    place.map_or(-1.0, |place| place.similarity)
}

/// Quotes so far: one for each customer, and no words twice.
struct Picked<'a> {
    corpus: &'a Corpus,
    company: &'a Company,
    people: HashSet<u32>,
    words: HashSet<String>,
    quotes: Vec<Quote>,
}

impl<'a> Picked<'a> {
    fn new(corpus: &'a Corpus, company: &'a Company) -> Picked<'a> {
        let (people, words) = (HashSet::new(), HashSet::new());
        Picked { corpus, company, people, words, quotes: Vec::new() }
    }

    /// Takes a statement unless there are `most`, or its customer or its words are there already.
    fn offer(&mut self, row: u32, most: usize) {
        if self.quotes.len() >= most {
            return;
        }
        let statement: &Statement = &self.corpus.statements()[row as usize];
        let person = self.company.person[statement.row as usize];
        let text = self.corpus.text_of(statement);
        if self.people.contains(&person) || !self.words.insert(text.trim().to_lowercase()) {
            return;
        }
        self.people.insert(person);
        let feedback = self.corpus.feedback_of(statement);
        self.quotes.push(Quote {
            feedback: feedback.id,
            source: feedback.source.clone(),
            external: feedback.external.clone(),
            ordinal: statement.ordinal,
            span: statement.span,
            text: text.to_owned(),
            at: feedback.at,
            rating: feedback.rating.map(|rating| rating.raw),
            stance: statement.stance,
            severity: statement.severity,
            polarity: statement.polarity,
        });
    }
}
