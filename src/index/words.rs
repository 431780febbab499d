//! The words of a query: their stems, spellings and negations.
//!
//! A negation belongs to the word it denies: `not received` finds what denies receiving and nothing
//! that says it. Function words are not asked for beside a telling word. A word is found in every
//! spelling that the corpus has (`wifi`, `wi-fi`; `login`, `log in`; `Müller`, `Mueller`); one that
//! no record holds is looked for as the nearest word that some record does.

use std::collections::BTreeSet;

use tantivy::Term;
use tantivy::query::{
    BooleanQuery, EmptyQuery, Occur, PhraseQuery, Query, TermQuery, TermSetQuery,
};
use tantivy::schema::{Field, IndexRecordOption};

use crate::model::Lang;
use crate::text::{fold, is_stopword};

use super::document::stemmed_as;
use super::fields::Asked;
use super::grammar::Expr;
use super::negation::{self, SUBJECT, Sort, is_light, sort_of};
use super::plan::{Built, Fault, Group, Planner, all_of, refuse};
use super::schema::raw_term;
use super::search::Correction;
use super::signs::{pictures, signed};
use super::snippet::Mark;
use super::spelling::{distance, is_particle, is_slip, matches, splits, tolerance, umlauts};

/// A prefix of more words than this does not rank.
const RANKED_PREFIX: usize = 32;
/// A language with at least this share of the documents has its function words left out.
const SPOKEN: f64 = 0.2;
/// A language with at least this share is one that is written: its stems are always looked up, and it
/// may write ä as ae.
const WRITTEN: f64 = 0.01;
/// A spelling that so many times as many records hold is the usual one.
const USUAL: u64 = 10;
/// Words that the end of a phrase may go on to, the most frequent ones.
const BEGUN: usize = 64;

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
    fn places(&self) -> Vec<BTreeSet<String>> {
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
                        let particle = self.particle(&heard, denied)?;
                        let both = sort == Sort::Thing || follows;
                        at = denied + 1 + usize::from(particle.is_some());
                        units.push(self.denied(&parts[denied], particle, both, positive)?);
                        continue;
                    }
                    if let Some(denied) = before {
                        units.pop();
                        units.push(self.denied(&parts[denied], None, true, positive)?);
                    } else {
                        units.push(self.word(part, boost, &[], positive)?);
                    }
                }
                Heard::Function(_) if tells => {}
                Heard::Function(_) | Heard::Telling => {
                    units.push(self.word(part, boost, &[], positive)?);
                    last = Some(at);
                }
                Heard::Word(word) => {
                    last = Some(at);
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
        self.spoken().any(|lang| is_stopword(lang, folded))
    }

    fn negation(&self, folded: &str) -> Option<(Sort, bool)> {
        self.spoken().find_map(|lang| Some((sort_of(lang, folded)?, negation::follows(lang))))
    }

    /// The particle behind a word, where records write the two as one word too.
    fn particle(&self, heard: &[Heard], at: usize) -> Result<Option<Particle>, Fault> {
        if let (Some(Heard::Word(word)), Some(Heard::Function(particle))) =
            (heard.get(at), heard.get(at + 1))
            && is_particle(particle)
        {
            let joined = format!("{word}{particle}");
            if self.snapshot.holds(self.snapshot.fields.word, &joined)? {
                let apart = format!("{word} {particle}");
                return Ok(Some(Particle { verb: word.clone(), apart, joined }));
            }
        }
        Ok(None)
    }

    /// A word that records also write as a verb and its particle.
    fn apart(&self, text: &str) -> Result<Option<Particle>, Fault> {
        let field = self.snapshot.fields.word;
        let joined = fold(text);
        for (verb, particle) in splits(&joined) {
            if is_particle(particle) && self.snapshot.holds(field, verb)? {
                let (verb, apart) = (verb.to_owned(), format!("{verb} {particle}"));
                return Ok(Some(Particle { verb, apart, joined }));
            }
        }
        Ok(None)
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
                let query = self.build(inner, !positive)?;
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

    /// A bare word, or several in one (`log-in`, a run of Chinese).
    fn bare_word(
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
        let group = positive.then(|| Group {
            word: text.to_owned(),
            terms,
            found: 0,
            ranks: true,
            boost,
            bit: None,
        });
        Ok(Unit { occur: Occur::Must, query, group, soft: true, never: None })
    }

    /// Pictures, or a word with the sign that belongs to it: as typed.
    fn sign(&mut self, text: &str, signs: Vec<String>, boost: f64, positive: bool) -> Unit {
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
        let group = positive.then(|| Group {
            word: text.to_owned(),
            terms,
            found: 0,
            ranks: true,
            boost,
            bit: None,
        });
        Unit { occur: Occur::Must, query, group, soft: true, never: None }
    }

    /// A verb and its particle, which records write as one word too.
    fn with_particle(
        &mut self,
        part: &Expr,
        boost: f64,
        particle: &Particle,
        positive: bool,
    ) -> Result<Unit, Fault> {
        let field = self.snapshot.fields.text;
        let (Expr::Word { at, .. }, _) = bare(part) else {
            return self.word(part, boost, &[], positive);
        };
        let apart = self.runs(&particle.apart);
        let whole = self.runs(&particle.joined);
        // "log me in", "log back in".
        let mut choices = vec![self.run_query(field, &apart, 2, *at)?];
        choices.push(self.run_query(field, &whole, 0, *at)?);
        let mut terms = Vec::new();
        for stem in whole.places().into_iter().flatten() {
            terms.push(Term::from_field_text(field, &stem));
        }
        if positive {
            self.marks.push(Mark::Stems(whole.places()));
            self.marks.push(Mark::Stems(apart.places()));
        }
        let group = positive.then(|| Group {
            word: particle.apart.clone(),
            terms,
            found: 0,
            ranks: true,
            boost,
            bit: None,
        });
        Ok(Unit { occur: Occur::Must, query: union(choices), group, soft: true, never: None })
    }

    /// What denies a piece. `subject` says that what something is denied of counts too.
    fn denied(
        &mut self,
        part: &Expr,
        particle: Option<Particle>,
        subject: bool,
        positive: bool,
    ) -> Result<Unit, Fault> {
        let fields = self.snapshot.fields;
        let (part, boost) = bare(part);
        let (mut text, at) = match part {
            Expr::Word { text, at } | Expr::Phrase { text, at, .. } => (text.clone(), *at),
            Expr::Prefix { text, at } => (text.clone(), *at),
            Expr::Wildcard { text, at } | Expr::Fuzzy { text, at, .. } => {
                let hint = "write the word itself behind a negation";
                return Err(refuse(format!("{text} cannot be denied"), *at, hint));
            }
            other => return Ok(Unit::must(self.build(other, positive)?)),
        };
        let particle = match (particle, part) {
            (None, Expr::Word { text, .. }) => self.apart(text)?,
            (particle, _) => particle,
        };
        let mut clauses: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        let mut said: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        let mut all_terms: Vec<Term> = Vec::new();
        let mut places = self.runs(&text).places();
        // A word that nobody says is denied by nobody either.
        if let (Expr::Word { .. }, [only]) = (part, places.as_slice())
            && positive
        {
            let of: Vec<Term> =
                only.iter().map(|stem| Term::from_field_text(fields.text, stem)).collect();
            let folded = fold(&text);
            if let Some(word) = self.slip(&text, &folded)? {
                let also = self.runs(&word).places().into_iter().flatten();
                places[0].extend(also);
            } else if self.snapshot.found(&of)? == 0
                && let Some(word) = self.nearest_word(&folded)?
            {
                self.note_correction(&text, &word)?;
                if !self.search.exact {
                    places = self.runs(&word).places();
                    text = word;
                }
            }
        }
        for place in &places {
            let mut stems: BTreeSet<String> = place.clone();
            if let Expr::Prefix { .. } = part {
                let folded = fold(&text);
                stems.extend(self.snapshot.terms_from(fields.denied, &folded)?);
            }
            if let Some(particle) = &particle {
                stems.extend(self.runs(&particle.joined).places().into_iter().flatten());
                stems.extend(self.runs(&particle.verb).places().into_iter().flatten());
            }
            if place.iter().all(|stem| self.is_function_word(stem)) && places.len() > 1 {
                continue;
            }
            let mut terms: Vec<Term> = Vec::new();
            for stem in &stems {
                terms.push(Term::from_field_text(fields.denied, stem));
                if subject {
                    let of = format!("{SUBJECT}{stem}");
                    terms.push(Term::from_field_text(fields.denied, &of));
                }
            }
            let says = stems.iter().map(|stem| Term::from_field_text(fields.text, stem));
            said.push((Occur::Must, Box::new(TermSetQuery::new(says))));
            clauses.push((Occur::Must, Box::new(TermSetQuery::new(terms.clone()))));
            all_terms.extend(terms);
        }
        if let Expr::Phrase { slop, .. } = part {
            let runs = self.runs(&text);
            clauses.push((Occur::Must, self.run_query(fields.text, &runs, *slop, at)?));
        }
        if let Some(particle) = &particle {
            let apart = self.runs(&particle.apart);
            let whole = self.runs(&particle.joined);
            let choices = vec![
                self.run_query(fields.text, &apart, 2, at)?,
                self.run_query(fields.text, &whole, 0, at)?,
            ];
            clauses.push((Occur::Must, union(choices)));
            if positive {
                self.marks.push(Mark::Stems(whole.places()));
            }
        }
        if clauses.is_empty() {
            return Err(refuse("no word to search for", at, "search for letters or digits"));
        }
        if positive {
            self.marks.extend(places.into_iter().map(|place| Mark::Stems(vec![place])));
        }
        let group = positive.then(|| Group {
            word: format!("not {text}"),
            terms: all_terms,
            found: 0,
            ranks: true,
            boost,
            bit: None,
        });
        let never = Some(all_of(said));
        Ok(Unit { occur: Occur::Must, query: all_of(clauses), group, soft: true, never })
    }

    /// Words side by side.
    fn phrase(
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
    fn begun_phrase(
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

    /// Adds a group unless the same terms are there already.
    fn group(&mut self, word: &str, field: Field, terms: impl Iterator<Item = String>, boost: f64) {
        let terms: Vec<Term> = terms.map(|term| Term::from_field_text(field, &term)).collect();
        if !self.groups.iter().any(|group| group.terms == terms) {
            let word = word.to_owned();
            self.groups.push(Group { word, terms, found: 0, ranks: true, boost, bit: None });
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

    fn prefix(&mut self, text: &str, at: usize, boost: f64, positive: bool) -> Result<Unit, Fault> {
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
    fn any_word(
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
        let group = positive.then(|| Group {
            word: shown.to_owned(),
            terms,
            found: 0,
            ranks: living <= RANKED_PREFIX,
            boost,
            bit: None,
        });
        Ok(Unit { occur: Occur::Must, query, group, soft: true, never: None })
    }

    /// The corpus's words of a kind.
    fn dictionary(&self, is: impl Fn(&str) -> bool) -> Result<BTreeSet<String>, Fault> {
        let mut words = BTreeSet::new();
        self.snapshot.each_term(self.snapshot.fields.word, |word| {
            if is(word) {
                words.insert(word.to_owned());
            }
        })?;
        Ok(words)
    }

    /// Whether enough is written in a language that spells ä as ae where there is no key for it.
    fn writes_umlauts(&self) -> bool {
        let all = self.snapshot.documents.max(1) as f64;
        self.snapshot.languages.iter().any(|&(lang, count)| {
            matches!(lang.code(), "de" | "da" | "sv" | "no" | "nb" | "nn")
                && count as f64 / all >= WRITTEN
        })
    }

    /// A word that no record holds as the nearest that one does; `None` where records hold it, or
    /// none is near.
    fn corrected(
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
        let Some(word) = self.nearest_word(folded)? else { return Ok(None) };
        self.note_correction(typed, &word)?;
        if self.search.exact {
            return Ok(None);
        }
        self.bare_word(&word, 0, boost, &[], true).map(Some)
    }

    /// The usual spelling of a word that records hold too, and that is the same with two letters
    /// changed or one doubled ("recieved", "recomended"): customers slip as often as who asks them.
    fn slip(&mut self, typed: &str, folded: &str) -> Result<Option<String>, Fault> {
        let letters: Vec<char> = folded.chars().collect();
        let field = self.snapshot.fields.word;
        let said = self.snapshot.found(&[Term::from_field_text(field, folded)])?;
        let rare = said > 0 && said.saturating_mul(USUAL) <= self.snapshot.documents;
        if !rare || self.search.exact || !(6..=30).contains(&letters.len()) {
            return Ok(None);
        }
        let like = self.dictionary(|word| {
            word.len().abs_diff(folded.len()) <= 4
                && is_slip(&letters, &word.chars().collect::<Vec<char>>())
        })?;
        let living = self.snapshot.living(field, like)?;
        let best =
            living.into_iter().max_by(|one, other| (one.1, &other.0).cmp(&(other.1, &one.0)));
        match best {
            Some((word, found)) if found >= said * USUAL => {
                self.note_correction(typed, &word)?;
                Ok(Some(word))
            }
            _ => Ok(None),
        }
    }

    fn note_correction(&mut self, typed: &str, word: &str) -> Result<(), Fault> {
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
    fn nearest_word(&self, folded: &str) -> Result<Option<String>, Fault> {
        let typed: Vec<char> = folded.chars().collect();
        let limit = tolerance(typed.len());
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
}

/// A verb and its particle, apart and as one word.
struct Particle {
    verb: String,
    apart: String,
    joined: String,
}

/// The part that a negation denies: the next telling word, through words that only carry it.
fn denied_part(heard: &[Heard], negation: usize) -> Option<usize> {
    let mut light = None;
    for (at, one) in heard.iter().enumerate().skip(negation + 1) {
        match one {
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
