//! Phrases, beginnings and any of several words.

use std::collections::BTreeSet;

use tantivy::Term;
use tantivy::query::{EmptyQuery, Occur, Query, TermSetQuery};

use super::{Unit, is_single_unspaced, union};
use crate::index::plan::{Fault, Group, Planner, refuse};
use crate::index::signs::pictures;
use crate::index::snippet::Mark;
use crate::text::fold;

/// A prefix of more words than this does not rank.
const RANKED_PREFIX: usize = 32;
/// Words that the end of a phrase may go on to, the most frequent ones.
const BEGUN: usize = 64;

impl Planner<'_> {
    /// Words side by side.
    pub(super) fn phrase(
        &mut self,
        text: &str,
        slop: u32,
        begun: bool,
        at: usize,
        boost: f64,
        positive: bool,
    ) -> Result<Unit, Fault> {
        let field = self.snapshot.fields.text;
        if begun {
            return self.begun_phrase(text, slop, at, boost, positive);
        }
        let runs = self.runs(text);
        let places = runs.places();
        if places.is_empty() {
            let found: Vec<String> = pictures(text).collect();
            if !found.is_empty() {
                let unit = self.sign(text, found, boost, positive);
                return Ok(Unit { soft: false, ..unit });
            }
        }
        if positive && !places.is_empty() {
            for place in &places {
                let word = if places.len() == 1 { text } else { place.first().map_or("", |s| s) };
                self.group(word, field, place.iter().cloned(), boost);
            }
            if slop == 0 {
                self.marks.push(Mark::Stems(places));
            } else {
                self.marks.extend(places.into_iter().map(|place| Mark::Stems(vec![place])));
            }
        }
        Ok(Unit::must(self.run_query(field, &runs, slop, at)?))
    }

    /// Words side by side of which the last is begun only: `"log i*"`.
    pub(super) fn begun_phrase(
        &mut self,
        text: &str,
        slop: u32,
        at: usize,
        boost: f64,
        positive: bool,
    ) -> Result<Unit, Fault> {
        let fields = self.snapshot.fields;
        let (head, begun) = text.rsplit_once(char::is_whitespace).unwrap_or(("", text));
        if head.trim().is_empty() {
            return self.prefix(begun, at, boost, positive);
        }
        let folded = fold(begun);
        if folded.is_empty() || !folded.chars().all(char::is_alphanumeric) {
            let hint = "write the beginning of the last word: `\"log i*\"`";
            return Err(refuse("a * without a beginning", at, hint));
        }
        let words = self.snapshot.terms_from(fields.word, &folded)?;
        let mut words: Vec<(u64, String)> =
            self.snapshot.living(fields.word, words)?.into_iter().map(|(w, n)| (n, w)).collect();
        words.sort_by(|one, other| other.0.cmp(&one.0).then_with(|| one.1.cmp(&other.1)));
        words.truncate(BEGUN);
        let mut choices = Vec::new();
        for (_, word) in &words {
            let runs = self.runs(&format!("{head} {word}"));
            choices.push(self.run_query(fields.text, &runs, slop, at)?);
        }
        if positive {
            for place in self.runs(head).places() {
                let word = place.first().map_or("", |s| s).to_owned();
                self.group(&word, fields.text, place.iter().cloned(), boost);
                self.marks.push(Mark::Stems(vec![place]));
            }
            self.marks.push(Mark::Prefix(folded));
        }
        if choices.is_empty() {
            choices.push(Box::new(EmptyQuery));
        }
        Ok(Unit::must(union(choices)))
    }

    pub(super) fn prefix(
        &mut self,
        text: &str,
        at: usize,
        boost: f64,
        positive: bool,
    ) -> Result<Unit, Fault> {
        let folded = fold(text);
        let letters = folded.chars().count();
        if !folded.chars().all(char::is_alphanumeric) || letters == 0 {
            let hint = "a prefix is letters and digits only, as in `log*`";
            return Err(refuse("not the beginning of a word", at, hint));
        }
        if letters < 2 && !is_single_unspaced(&folded) {
            return Err(refuse("the beginning is too short", at, "give at least two letters"));
        }
        let words = self.snapshot.terms_from(self.snapshot.fields.word, &folded)?;
        let unit = self.any_word(&format!("{text}*"), words, boost, positive)?;
        if positive {
            // One mark for the beginning in place of one for each word.
            self.marks.retain(|mark| !matches!(mark, Mark::Words(_)));
            self.marks.push(Mark::Prefix(folded));
        }
        Ok(unit)
    }

    /// Any of the corpus's words.
    pub(super) fn any_word(
        &mut self,
        shown: &str,
        words: BTreeSet<String>,
        boost: f64,
        positive: bool,
    ) -> Result<Unit, Fault> {
        let field = self.snapshot.fields.word;
        let terms: Vec<Term> =
            words.iter().map(|word| Term::from_field_text(field, word)).collect();
        // Counted over living documents, so that what ranks does not depend on what once was.
        let living = if words.len() <= 4 * RANKED_PREFIX {
            self.snapshot.living(field, words.iter().cloned())?.len()
        } else {
            usize::MAX
        };
        let query: Box<dyn Query> = match terms.is_empty() {
            true => Box::new(EmptyQuery),
            false => Box::new(TermSetQuery::new(terms.clone())),
        };
        if positive {
            self.marks.push(Mark::Words(words));
        }
        let ranks = living <= RANKED_PREFIX;
        let group = positive.then(|| Group { ranks, ..Group::new(shown, terms, boost) });
        Ok(Unit { occur: Occur::Must, query, group, soft: true, never: None })
    }
}
