//! The words of a query: their stems, spellings and negations.
//!
//! A negation belongs to the word it denies: `not received` finds what denies receiving and nothing
//! that says it. Function words are not asked for beside a telling word. A word is found in every
//! spelling that the corpus has (`wifi`, `wi-fi`; `login`, `log in`; `Müller`, `Mueller`); one that
//! no record holds is looked for as the nearest word that some record does.

mod choices;
mod denied;
mod shaped;
mod spelt;

use std::collections::BTreeSet;

use tantivy::Term;
use tantivy::query::{BooleanQuery, Occur, PhraseQuery, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};

use crate::model::Lang;
use crate::text::{fold, is_stopword};

use super::document::stemmed_as;
use super::excluded::Excluded;
use super::fields::Asked;
use super::grammar::Expr;
use super::negation::{self, Sort, is_light, sort_of};
use super::plan::{Built, Fault, Group, Planner, refuse};
use super::signs::{pictures, signed};
use super::spelling::{distance, matches, tolerance};

pub(super) use choices::Choices;

/// A language with at least this share of the documents has its function words left out.
const SPOKEN: f64 = 0.2;
/// A language with at least this share is one that is written: its stems are always looked up, and it
/// may write ä as ae.
const WRITTEN: f64 = 0.01;

/// One piece of the query, planned.
pub(super) struct Unit {
    pub occur: Occur,
    pub query: Box<dyn Query>,
    pub group: Option<Group>,
    /// Whether a hit may miss it: a bare word.
    pub soft: bool,
    /// What a hit that misses it must not be: a record that says what is denied.
    pub never: Option<Box<dyn Query>>,
}

impl Unit {
    fn must(query: Box<dyn Query>) -> Unit {
        Unit { occur: Occur::Must, query, group: None, soft: false, never: None }
    }
}

/// What a piece of the query is to the pieces beside it.
#[derive(Clone, Debug, PartialEq)]
enum Heard {
    /// Denies what follows, or what stands before it.
    Negation { sort: Sort, follows: bool },
    /// A function word, or punctuation.
    Function(String),
    /// One word that tells something.
    Word(String),
    /// A phrase, a prefix, several words in one.
    Telling,
    /// A field, an exclusion, a group.
    Other,
}

/// Stems of one text: for each language its run of stems, the same number in each.
pub(super) struct Runs(Vec<Vec<String>>);

impl Runs {
    /// For each place of the run, the stems of all languages.
    pub(super) fn places(&self) -> Vec<BTreeSet<String>> {
        let length = self.0.first().map_or(0, Vec::len);
        (0..length)
            .map(|place| self.0.iter().filter_map(|run| run.get(place).cloned()).collect())
            .collect()
    }
}

/// A piece without its factor.
fn bare(expr: &Expr) -> (&Expr, f64) {
    match expr {
        Expr::Boost(inner, factor) => (inner, *factor),
        other => (other, 1.0),
    }
}

/// Function words that tell in a question: "website down", "again and again".
const TELLING: [&str; 3] = ["down", "again", "off"];
/// Words of who asks, not of who answers: "people who feel unsafe".
const ASKING: [&str; 6] = ["people", "customers", "users", "complaints", "complain", "praise"];
/// Words that carry another: "keeps crashing", "not warm enough".
const CARRYING: [&str; 9] =
    ["keep", "keeps", "kept", "keeping", "get", "gets", "getting", "got", "enough"];

/// Whether a folded word of a query tells nothing beside others.
pub(super) fn is_function_word(lang: Lang, folded: &str) -> bool {
    let is_english = lang == Lang::ENGLISH || lang == Lang::UNKNOWN;
    match is_english {
        true if TELLING.contains(&folded) => false,
        true if ASKING.contains(&folded) || CARRYING.contains(&folded) => true,
        _ => is_stopword(lang, folded),
    }
}

impl Planner<'_> {
    /// The pieces side by side, each with what it stands for beside the others. `top` says that they
    /// are the whole query, not a part of it.
    pub(super) fn units(
        &mut self,
        parts: &[Expr],
        positive: bool,
        top: bool,
    ) -> Result<Vec<Unit>, Fault> {
        let heard: Vec<Heard> = parts.iter().map(|part| self.hear(part)).collect();
        let tells = heard.iter().any(|one| matches!(one, Heard::Word(_) | Heard::Telling));
        let mut units: Vec<Unit> = Vec::new();
        // The part behind the last unit, where that is one a negation may follow.
        let mut last: Option<usize> = None;
        let mut at = 0;
        while at < parts.len() {
            let (part, boost) = bare(&parts[at]);
            let before = last.take();
            match &heard[at] {
                &Heard::Negation { sort, follows } => {
                    if let Some(denied) = denied_part(&heard, at) {
                        let particle = match self.particle(&heard, denied)? {
                            None => self.compound(&heard, denied)?,
                            particle => particle,
                        };
                        let both = sort == Sort::Thing || follows;
                        at = denied + 1 + usize::from(particle.is_some());
                        let mut unit = self.denied(&parts[denied], particle, both, positive)?;
                        if self.lacks && top {
                            // The word itself is asked for, and tells what there is to tell.
                            if let Some(group) = &mut unit.group {
                                group.share = 0.0;
                            }
                            at = denied;
                        }
                        units.push(unit);
                        continue;
                    }
                    if let Some(denied) = before {
                        units.pop();
                        units.push(self.denied(&parts[denied], None, true, positive)?);
                    } else {
                        units.push(self.word(part, boost, &[], positive)?);
                    }
                }
                Heard::Function(word) if tells => {
                    let choices = self.choices.clone().filter(|one| !one.tells);
                    if let Expr::Word { at: column, .. } = part
                        && let Some(choices) = choices.filter(|one| one.word == *word)
                    {
                        units.push(self.any_choice(&choices, boost, *column)?);
                    }
                }
                Heard::Function(_) | Heard::Telling => {
                    units.push(self.word(part, boost, &[], positive)?);
                    last = Some(at);
                }
                Heard::Word(word) => {
                    last = Some(at);
                    if let Expr::Word { at: column, .. } = part
                        && let Some(choices) = self.choices.clone().filter(|one| one.word == *word)
                    {
                        units.push(self.any_choice(&choices, boost, *column)?);
                        at += 1;
                        continue;
                    }
                    if let Some(particle) = self.particle(&heard, at)? {
                        units.push(self.with_particle(part, boost, &particle, positive)?);
                        at += 2;
                        continue;
                    }
                    // Two words that records also write as one.
                    let mut joined = Vec::new();
                    let neighbours = [
                        at.checked_sub(1).map(|before| (before, true)),
                        (at + 1 < heard.len()).then_some((at + 1, false)),
                    ];
                    for (other, is_first) in neighbours.into_iter().flatten() {
                        if let Heard::Word(other) = &heard[other] {
                            let one = if is_first {
                                format!("{other}{word}")
                            } else {
                                format!("{word}{other}")
                            };
                            if self.snapshot.holds(self.snapshot.fields.word, &one)? {
                                joined.push(one);
                            }
                        }
                    }
                    units.push(self.word(part, boost, &joined, positive)?);
                }
                Heard::Other => units.push(self.other(part, positive, top)?),
            }
            at += 1;
        }
        Ok(units)
    }

    /// What a piece is to those beside it.
    fn hear(&mut self, part: &Expr) -> Heard {
        match bare(part).0 {
            Expr::Word { text, .. } => {
                if signed(text).is_some() {
                    return Heard::Telling;
                }
                let terms = self.analyser.terms(text, Lang::UNKNOWN);
                match terms.as_slice() {
                    [] if pictures(text).next().is_some() => Heard::Telling,
                    [] => Heard::Function(String::new()),
                    [one] => {
                        if let Some((sort, follows)) = self.negation(&one.folded) {
                            Heard::Negation { sort, follows }
                        } else if self.is_function_word(&one.folded) {
                            Heard::Function(one.folded.clone())
                        } else {
                            Heard::Word(one.folded.clone())
                        }
                    }
                    many if many.iter().all(|term| self.is_function_word(&term.folded)) => {
                        Heard::Function(String::new())
                    }
                    _ => Heard::Telling,
                }
            }
            Expr::Prefix { .. }
            | Expr::Wildcard { .. }
            | Expr::Fuzzy { .. }
            | Expr::Phrase { .. } => Heard::Telling,
            _ => Heard::Other,
        }
    }

    /// The languages whose function words and negations are heard.
    fn spoken(&self) -> impl Iterator<Item = Lang> + '_ {
        let all = self.snapshot.documents.max(1) as f64;
        let share = move |count: u64| count as f64 / all >= SPOKEN;
        self.snapshot
            .languages
            .iter()
            .filter(move |(_, count)| share(*count))
            .map(|&(lang, _)| lang)
    }

    fn is_function_word(&self, folded: &str) -> bool {
        self.spoken().any(|lang| is_function_word(lang, folded))
    }

    fn negation(&self, folded: &str) -> Option<(Sort, bool)> {
        self.spoken().find_map(|lang| Some((sort_of(lang, folded)?, negation::follows(lang))))
    }

    /// The runs of stems of a text, one for each language that gives another. A language that hardly
    /// anybody writes is asked only for what nobody says in the others: a few records taken for
    /// Turkish would make `dar` of "dark".
    pub(super) fn runs(&mut self, text: &str) -> Runs {
        let all = self.snapshot.documents.max(1) as f64;
        let (mut common, mut rare): (BTreeSet<Lang>, BTreeSet<Lang>) = Default::default();
        for &(lang, count) in &self.snapshot.languages {
            let side = if count as f64 / all >= WRITTEN { &mut common } else { &mut rare };
            side.insert(stemmed_as(lang));
        }
        if common.is_empty() {
            // Nothing will be found, yet a query without a word is still to be refused.
            common.insert(Lang::ENGLISH);
        }
        let mut runs = Runs(Vec::new());
        self.stem(text, &common, &mut runs);
        if !rare.is_empty() && !self.are_said(&runs) {
            self.stem(text, &rare, &mut runs);
        }
        runs
    }

    fn stem(&mut self, text: &str, languages: &BTreeSet<Lang>, runs: &mut Runs) {
        for &lang in languages {
            let terms = self.analyser.terms(text, lang);
            let run: Vec<String> = terms.into_iter().map(|term| term.stem).collect();
            if !runs.0.contains(&run) {
                runs.0.push(run);
            }
        }
    }

    /// Whether some record holds each place of a run. What the disk refuses comes up again where it
    /// is asked for the hits.
    fn are_said(&self, runs: &Runs) -> bool {
        runs.places().iter().all(|place| {
            let of = |stem: &String| Term::from_field_text(self.snapshot.fields.text, stem);
            let terms: Vec<Term> = place.iter().map(of).collect();
            self.snapshot.found(&terms).is_ok_and(|found| found > 0)
        })
    }

    /// A word, a phrase or one of their kind, in title and body. `joined` are words that hold this
    /// one and its neighbour.
    fn word(
        &mut self,
        part: &Expr,
        boost: f64,
        joined: &[String],
        positive: bool,
    ) -> Result<Unit, Fault> {
        let (part, inner) = bare(part);
        let boost = boost * inner;
        match part {
            Expr::Word { text, at } => self.bare_word(text, *at, boost, joined, positive),
            Expr::Phrase { text, slop, begun, at } => {
                self.phrase(text, *slop, *begun, *at, boost, positive)
            }
            Expr::Prefix { text, at } => self.prefix(text, *at, boost, positive),
            Expr::Wildcard { text, at } => {
                let pattern: Vec<char> = fold(text).chars().collect();
                if pattern.iter().filter(|c| c.is_alphanumeric()).count() < 2 {
                    let hint = "give at least two letters, as in `lo*n`";
                    return Err(refuse("a shape of too few letters", *at, hint));
                }
                let words = self
                    .dictionary(|word| matches(&pattern, &word.chars().collect::<Vec<char>>()))?;
                self.any_word(text, words, boost, positive)
            }
            Expr::Fuzzy { text, edits, at } => {
                let folded: Vec<char> = fold(text).chars().collect();
                if folded.len() < 3 || !folded.iter().all(|c| c.is_alphanumeric()) {
                    let hint = "give at least three letters or digits, as in `refnd~`";
                    return Err(refuse("a word too short for a ~", *at, hint));
                }
                let edits = (*edits).min(tolerance(folded.len()));
                let words = self.dictionary(|word| {
                    let word: Vec<char> = word.chars().collect();
                    distance(&folded, &word, edits).is_some()
                })?;
                self.any_word(&format!("{text}~"), words, boost, positive)
            }
            other => Ok(Unit::must(self.build(other, positive)?)),
        }
    }

    /// A piece that is no word.
    fn other(&mut self, part: &Expr, positive: bool, top: bool) -> Result<Unit, Fault> {
        let query = match part {
            Expr::Field { name, value, at, value_at } => self.field(&Asked {
                name,
                value,
                at: *at,
                value_at: *value_at,
                top: top && positive,
            })?,
            Expr::Pair { name, value, at } => {
                let value_at = at + name.chars().count() + 1;
                let top = top && positive;
                let asked = Asked { name, value, at: *at, value_at, top };
                match self.pair(&asked)? {
                    Some(query) => query,
                    None => {
                        let text = format!("{name}={value}");
                        return self.bare_word(&text, *at, 1.0, &[], positive);
                    }
                }
            }
            Expr::Not(inner) => {
                let query = Box::new(Excluded(self.build(inner, !positive)?));
                return Ok(Unit {
                    occur: Occur::MustNot,
                    query,
                    group: None,
                    soft: false,
                    never: None,
                });
            }
            Expr::Or(choices) => {
                let choices: Result<Vec<_>, Fault> =
                    choices.iter().map(|choice| self.build(choice, positive)).collect();
                Box::new(BooleanQuery::union(choices?))
            }
            Expr::Boost(inner, _) => self.build(inner, positive)?,
            inner => self.build(inner, positive)?,
        };
        Ok(Unit::must(query))
    }

    /// Adds a group unless the same terms are there already.
    fn group(&mut self, word: &str, field: Field, terms: impl Iterator<Item = String>, boost: f64) {
        let terms: Vec<Term> = terms.map(|term| Term::from_field_text(field, &term)).collect();
        if !self.groups.iter().any(|group| group.terms == terms) {
            self.groups.push(Group::new(word, terms, boost));
        }
    }

    pub(super) fn run_query(&self, field: Field, runs: &Runs, slop: u32, at: usize) -> Built {
        let mut choices: Vec<Box<dyn Query>> = Vec::new();
        for run in &runs.0 {
            let mut terms: Vec<Term> =
                run.iter().map(|stem| Term::from_field_text(field, stem)).collect();
            match terms.len() {
                0 => {}
                1 => choices
                    .push(Box::new(TermQuery::new(terms.swap_remove(0), IndexRecordOption::Basic))),
                _ => {
                    let mut phrase = PhraseQuery::new(terms);
                    phrase.set_slop(slop);
                    choices.push(Box::new(phrase));
                }
            }
        }
        if choices.is_empty() {
            let hint = "search for letters, digits or a picture";
            return Err(refuse("no word to search for", at, hint));
        }
        Ok(union(choices))
    }
}

/// The part that a negation denies: the next telling word, through words that only carry it.
fn denied_part(heard: &[Heard], negation: usize) -> Option<usize> {
    let mut light = None;
    for (at, one) in heard.iter().enumerate().skip(negation + 1) {
        match one {
            Heard::Function(word) if CARRYING.contains(&word.as_str()) => {
                light = light.or(Some(at))
            }
            Heard::Function(_) | Heard::Negation { .. } => {}
            Heard::Word(word) if is_light(word) => light = light.or(Some(at)),
            Heard::Word(_) | Heard::Telling => return Some(at),
            Heard::Other => break,
        }
    }
    light
}

fn union(mut choices: Vec<Box<dyn Query>>) -> Box<dyn Query> {
    match choices.len() {
        1 => choices.swap_remove(0),
        _ => Box::new(BooleanQuery::union(choices)),
    }
}

/// Whether a term is one character of a script without spaces.
fn is_single_unspaced(term: &str) -> bool {
    let mut chars = term.chars();
    let first = chars.next();
    chars.next().is_none() && first.is_some_and(|c| c.is_alphabetic() && c >= '\u{0e00}')
}
