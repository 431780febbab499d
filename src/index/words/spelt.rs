//! A bare word in every spelling the corpus has, and the nearest word to one it does not have.

use std::collections::BTreeSet;

use tantivy::Term;
use tantivy::query::{Occur, Query, TermQuery};
use tantivy::schema::IndexRecordOption;

use super::{Unit, WRITTEN, is_single_unspaced, union};
use crate::index::page::Correction;
use crate::index::plan::{Fault, Group, Planner, all_of};
use crate::index::schema::raw_term;
use crate::index::signs::{pictures, signed};
use crate::index::snippet::Mark;
use crate::index::spelling::{distance, is_misspelt, is_particle, is_slip, slips, splits, umlauts};
use crate::model::Lang;

/// A spelling that so many times as many records hold is the usual one.
const USUAL: u64 = 5;
/// The same where a letter is another one, which makes many a word of its own ("steamed", "streamed").
const MUCH_MORE_USUAL: u64 = 50;

impl Planner<'_> {
    /// A bare word, or several in one (`log-in`, a run of Chinese).
    pub(super) fn bare_word(
        &mut self,
        text: &str,
        at: usize,
        boost: f64,
        joined: &[String],
        positive: bool,
    ) -> Result<Unit, Fault> {
        let fields = self.snapshot.fields;
        if let Some(sign) = signed(text) {
            return Ok(self.sign(text, vec![sign], boost, positive));
        }
        let runs = self.runs(text);
        let places = runs.places();
        if places.is_empty() {
            let found: Vec<String> = pictures(text).collect();
            if !found.is_empty() {
                return Ok(self.sign(text, found, boost, positive));
            }
        }
        if let [only] = places.as_slice()
            && only.len() == 1
            && only.iter().all(|term| is_single_unspaced(term))
        {
            // Runs without spaces are indexed as pairs: one character is the beginning of some.
            return self.prefix(text, at, boost, positive);
        }
        let mut choices = vec![self.run_query(fields.text, &runs, 0, at)?];
        let mut terms: Vec<Term> = Vec::new();
        let mut other_words: Vec<String> = joined.to_vec();
        let tokens = self.analyser.terms(text, Lang::UNKNOWN);
        match tokens.as_slice() {
            [one] => {
                terms.extend(places[0].iter().map(|stem| Term::from_field_text(fields.text, stem)));
                if self.writes_umlauts() || text.chars().any(|c| "äöüßÄÖÜæøåÆØÅ".contains(c))
                {
                    for spelt in
                        umlauts(text.trim_matches(|c: char| !c.is_alphanumeric()), &one.folded)
                    {
                        if self.snapshot.holds(fields.word, &spelt)? {
                            other_words.push(spelt);
                        }
                    }
                }
                for (first, second) in splits(&one.folded) {
                    let second_tells = !self.is_function_word(second) || is_particle(second);
                    if second_tells
                        && !self.is_function_word(first)
                        && self.snapshot.holds(fields.word, first)?
                        && self.snapshot.holds(fields.word, second)?
                    {
                        let runs = self.runs(&format!("{first} {second}"));
                        let phrase = self.run_query(fields.text, &runs, 0, at)?;
                        if self.snapshot.count(&*phrase)? > 0 {
                            if positive {
                                self.marks.push(Mark::Stems(runs.places()));
                            }
                            choices.push(phrase);
                            break;
                        }
                    }
                }
            }
            many => {
                let whole: String = many.iter().map(|term| term.folded.as_str()).collect();
                if self.snapshot.holds(fields.word, &whole)? {
                    other_words.push(whole);
                }
            }
        }
        // The number that a hit prints.
        let external = raw_term(text);
        if text.chars().any(|c| c.is_ascii_digit())
            && self.snapshot.holds(fields.external, &external)?
        {
            let term = Term::from_field_text(fields.external, &external);
            choices.push(Box::new(TermQuery::new(term, IndexRecordOption::Basic)));
        }
        if positive
            && let [one] = tokens.as_slice()
            && let Some(word) = self.slip(text, &one.folded)?
        {
            other_words.push(word);
        }
        for word in &other_words {
            let runs = self.runs(word);
            for stem in runs.0.iter().filter(|run| run.len() == 1).flatten() {
                let term = Term::from_field_text(fields.text, stem);
                if !terms.contains(&term) {
                    choices.push(Box::new(TermQuery::new(term.clone(), IndexRecordOption::Basic)));
                    terms.push(term);
                }
            }
            if positive {
                self.marks.push(Mark::Stems(runs.places()));
            }
        }
        let query = union(choices);
        if positive && let [one] = tokens.as_slice() {
            let folded = one.folded.clone();
            if let Some(unit) = self.corrected(text, &folded, &*query, boost)? {
                return Ok(unit);
            }
        }
        if positive && !places.is_empty() {
            self.marks.push(Mark::Stems(places.clone()));
        }
        if places.len() > 1 {
            // Several words in one are asked for as they are, and each of them ranks.
            if positive {
                for place in &places {
                    let word = place.first().map_or("", |s| s).to_owned();
                    self.group(&word, fields.text, place.iter().cloned(), boost);
                }
            }
            return Ok(Unit::must(query));
        }
        let group = positive.then(|| Group::new(text, terms, boost));
        Ok(Unit { occur: Occur::Must, query, group, soft: true, never: None })
    }

    /// Pictures, or a word with the sign that belongs to it: as typed.
    pub(super) fn sign(
        &mut self,
        text: &str,
        signs: Vec<String>,
        boost: f64,
        positive: bool,
    ) -> Unit {
        let field = self.snapshot.fields.sign;
        let terms: Vec<Term> =
            signs.iter().map(|sign| Term::from_field_text(field, sign)).collect();
        let clauses = terms.iter().map(|term| {
            let query: Box<dyn Query> =
                Box::new(TermQuery::new(term.clone(), IndexRecordOption::Basic));
            (Occur::Must, query)
        });
        let query = all_of(clauses.collect());
        if positive {
            self.marks.extend(signs.into_iter().map(Mark::Literal));
        }
        let group = positive.then(|| Group::new(text, terms, boost));
        Unit { occur: Occur::Must, query, group, soft: true, never: None }
    }

    /// Whether enough is written in a language that spells ä as ae where there is no key for it.
    pub(super) fn writes_umlauts(&self) -> bool {
        let all = self.snapshot.documents.max(1) as f64;
        self.snapshot.languages.iter().any(|&(lang, count)| {
            matches!(lang.code(), "de" | "da" | "sv" | "no" | "nb" | "nn")
                && count as f64 / all >= WRITTEN
        })
    }

    /// A word that no record holds as the nearest that one does; `None` where records hold it, or
    /// none is near.
    pub(super) fn corrected(
        &mut self,
        typed: &str,
        folded: &str,
        query: &dyn Query,
        boost: f64,
    ) -> Result<Option<Unit>, Fault> {
        if self.corrections.iter().any(|one| one.used == folded) || self.snapshot.count(query)? > 0
        {
            return Ok(None);
        }
        if self.search.semantics.is_some_and(|semantics| (semantics.is_word)(folded)) {
            // "expensive" is no slip for "extensive": it is looked for by its meaning.
            return Ok(None);
        }
        let Some(word) = self.nearest_word(folded)? else { return Ok(None) };
        self.note_correction(typed, &word)?;
        if self.search.exact {
            return Ok(None);
        }
        self.bare_word(&word, 0, boost, &[], true).map(Some)
    }

    /// The usual spelling of a word that records hold too, and that is the same with two letters
    /// changed or one doubled ("recieved", "recomended"): customers slip as often as who asks them.
    pub(super) fn slip(&mut self, typed: &str, folded: &str) -> Result<Option<String>, Fault> {
        let letters: Vec<char> = folded.chars().collect();
        let field = self.snapshot.fields.word;
        let said = self.snapshot.found(&[Term::from_field_text(field, folded)])?;
        let rare = said > 0 && said.saturating_mul(USUAL) <= self.snapshot.documents;
        if !rare || self.search.exact || !(5..=30).contains(&letters.len()) {
            return Ok(None);
        }
        let (mut slips, mut misspelt): (BTreeSet<String>, BTreeSet<String>) = Default::default();
        self.snapshot.each_term(field, |word| {
            if word.len().abs_diff(folded.len()) <= 4 {
                let other: Vec<char> = word.chars().collect();
                if is_slip(&letters, &other) {
                    slips.insert(word.to_owned());
                } else if is_misspelt(&letters, &other) {
                    misspelt.insert(word.to_owned());
                }
            }
        })?;
        for (words, more) in [(slips, USUAL), (misspelt, MUCH_MORE_USUAL)] {
            let living = self.snapshot.living(field, words)?;
            let best =
                living.into_iter().max_by(|one, other| (one.1, &other.0).cmp(&(other.1, &one.0)));
            if let Some((word, found)) = best
                && found >= said * more
            {
                self.note_correction(typed, &word)?;
                return Ok(Some(word));
            }
        }
        Ok(None)
    }

    pub(super) fn note_correction(&mut self, typed: &str, word: &str) -> Result<(), Fault> {
        let term = Term::from_field_text(self.snapshot.fields.word, word);
        let found = self.snapshot.found(&[term])?;
        let said = self.analyser.terms(typed, Lang::UNKNOWN);
        let said: Vec<Term> = said
            .iter()
            .map(|one| Term::from_field_text(self.snapshot.fields.word, &one.folded))
            .collect();
        let correction = Correction {
            said: self.snapshot.found(&said)?,
            typed: typed.to_owned(),
            used: word.to_owned(),
            found,
            searched: !self.search.exact,
        };
        if !self.corrections.contains(&correction) {
            self.corrections.push(correction);
        }
        Ok(())
    }

    /// The word of the corpus that was most likely meant: fewest letters wrong, the first one right,
    /// held by most records, first in the alphabet.
    pub(super) fn nearest_word(&self, folded: &str) -> Result<Option<String>, Fault> {
        let typed: Vec<char> = folded.chars().collect();
        let limit = slips(typed.len());
        if limit == 0 || typed.len() > 40 || !typed.iter().all(|c| c.is_alphabetic()) {
            return Ok(None);
        }
        // By distance, and whether the first letter is another one.
        let mut near: Vec<BTreeSet<String>> = vec![BTreeSet::new(); 2 * (limit + 1)];
        self.snapshot.each_term(self.snapshot.fields.word, |word| {
            if word.len().abs_diff(folded.len()) > 4 * limit {
                return;
            }
            let letters: Vec<char> = word.chars().collect();
            if let Some(found) = distance(&typed, &letters, limit) {
                near[2 * found + usize::from(typed.first() != letters.first())]
                    .insert(word.to_owned());
            }
        })?;
        for words in near {
            let living = self.snapshot.living(self.snapshot.fields.word, words)?;
            let best = living
                .into_iter()
                .max_by(|one, other| one.1.cmp(&other.1).then_with(|| other.0.cmp(&one.0)));
            if let Some((word, _)) = best {
                return Ok(Some(word));
            }
        }
        Ok(None)
    }
    /// The corpus's words of a kind.
    pub(super) fn dictionary(&self, is: impl Fn(&str) -> bool) -> Result<BTreeSet<String>, Fault> {
        let mut words = BTreeSet::new();
        self.snapshot.each_term(self.snapshot.fields.word, |word| {
            if is(word) {
                words.insert(word.to_owned());
            }
        })?;
        Ok(words)
    }
}
