//! A search to what the engine runs: which documents match, what ranks them, what is marked.
//!
//! Takes the tree of the query and the filters, gives the engine's query object, the groups of
//! terms behind each positive word (for the score), and what to mark in a snippet. Every word is
//! looked up under its stem in each language the index holds, because a query has no language.

use std::collections::BTreeSet;
use std::ops::Bound;

use tantivy::Term;
use tantivy::query::{
    AllQuery, BooleanQuery, EmptyQuery, Occur, PhraseQuery, Query, TermQuery, TermSetQuery,
};
use tantivy::schema::{Field, IndexRecordOption};

use crate::model::{Kind, Lang, RatingKind, Stance};
use crate::text::{Analyser, fold, is_stopword};

use super::document::{Polarity, attribute_term, stemmed_as};
use super::error::QueryError;
use super::filters::{both, decimal, filters, instants, term, whole};
use super::grammar::{self, Expr};
use super::schema::raw_term;
use super::search::Search;
use super::snapshot::Snapshot;
use super::values;

/// What is run, ranked and marked.
pub(super) struct Plan {
    pub query: Box<dyn Query>,
    pub groups: Vec<Group>,
    pub marks: Vec<Mark>,
}

/// The terms behind one word of the query: its stems, or the words a prefix stands for.
pub(super) struct Group {
    /// The word as written.
    pub word: String,
    /// Its terms in the index.
    pub terms: Vec<Term>,
    /// Living documents with any of them.
    pub found: u64,
    /// Whether it adds to the score: a prefix of too many words says too little.
    pub ranks: bool,
}

/// What a snippet marks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// A run of words, each by any of its stems.
    Stems(Vec<BTreeSet<String>>),
    /// Words that begin so.
    Prefix(String),
}

/// A prefix of more words than this does not rank.
const RANKED_PREFIX: usize = 32;
/// A language with at least this share of the documents has its function words left out.
const SPOKEN: f64 = 0.2;

const FIELDS: &str = "source, kind, lang, product, rating, stars, nps, csat, thumbs, ces, \
     satisfaction, severity, stance, polarity, date, since, until, title, question, id, or a \
     segment of your data";

type Built = Result<Box<dyn Query>, Fault>;

/// Why a search cannot be planned.
pub(super) enum Fault {
    /// The query's fault.
    Query(QueryError),
    /// The disk's.
    Disk(std::io::Error),
}

impl From<QueryError> for Fault {
    fn from(error: QueryError) -> Fault {
        Fault::Query(error)
    }
}

impl From<std::io::Error> for Fault {
    fn from(error: std::io::Error) -> Fault {
        Fault::Disk(error)
    }
}

/// Plans a search.
pub(super) fn plan(snapshot: &Snapshot, search: &Search<'_>) -> Result<Plan, Fault> {
    let tree = grammar::parse(&search.query)?;
    let mut planner =
        Planner { snapshot, analyser: Analyser::new(), groups: Vec::new(), marks: Vec::new() };
    let words = planner.build(&tree, true)?;
    let mut clauses = vec![(Occur::Must, words)];
    clauses
        .extend(filters(&snapshot.fields, search).into_iter().map(|filter| (Occur::Must, filter)));
    let query: Box<dyn Query> = if clauses.len() == 1 {
        clauses.swap_remove(0).1
    } else {
        Box::new(BooleanQuery::new(clauses))
    };
    let Planner { mut groups, marks, .. } = planner;
    for group in &mut groups {
        group.found = snapshot.found(&group.terms)?;
    }
    Ok(Plan { query, groups, marks })
}

struct Planner<'a> {
    snapshot: &'a Snapshot,
    analyser: Analyser,
    groups: Vec<Group>,
    marks: Vec<Mark>,
}

fn refuse(message: impl Into<String>, column: usize, hint: impl Into<String>) -> Fault {
    Fault::Query(QueryError { message: message.into(), column, hint: hint.into() })
}

/// Stems of one text: for each language its run of stems, the same number in each.
struct Runs(Vec<Vec<String>>);

impl Runs {
    /// For each place of the run, the stems of all languages.
    fn places(&self) -> Vec<BTreeSet<String>> {
        let length = self.0.first().map_or(0, Vec::len);
        (0..length)
            .map(|place| self.0.iter().filter_map(|run| run.get(place).cloned()).collect())
            .collect()
    }
}

impl Planner<'_> {
    fn build(&mut self, expr: &Expr, positive: bool) -> Built {
        match expr {
            Expr::All => Ok(Box::new(AllQuery)),
            Expr::Word { text, at } => self.words(text, *at, positive),
            Expr::Phrase { text, at } => self.words(text, *at, positive),
            Expr::Prefix { text, at } => self.prefix(text, *at, positive),
            Expr::Field { name, value, at, value_at } => self.field(name, value, *at, *value_at),
            Expr::Not(inner) => {
                let inner = self.build(inner, !positive)?;
                let everything: Box<dyn Query> = Box::new(AllQuery);
                let clauses = vec![(Occur::Must, everything), (Occur::MustNot, inner)];
                Ok(Box::new(BooleanQuery::new(clauses)))
            }
            Expr::Or(choices) => {
                let choices: Result<Vec<_>, Fault> =
                    choices.iter().map(|choice| self.build(choice, positive)).collect();
                Ok(Box::new(BooleanQuery::union(choices?)))
            }
            Expr::And(parts) => {
                let mut clauses = Vec::new();
                for part in self.telling(parts) {
                    clauses.push(match part {
                        Expr::Not(inner) => (Occur::MustNot, self.build(inner, !positive)?),
                        other => (Occur::Must, self.build(other, positive)?),
                    });
                }
                if clauses.iter().all(|(occur, _)| *occur == Occur::MustNot) {
                    clauses.insert(0, (Occur::Must, Box::new(AllQuery)));
                }
                Ok(Box::new(BooleanQuery::new(clauses)))
            }
        }
    }

    /// The parts without bare function words and lone punctuation, as long as a telling word
    /// remains: "app crashes on startup" should not miss "crashes at startup". Quoted words stay.
    fn telling<'e>(&mut self, parts: &'e [Expr]) -> Vec<&'e Expr> {
        let empty: Vec<bool> = parts
            .iter()
            .map(|part| match part {
                Expr::Word { text, .. } => {
                    let terms = self.analyser.terms(text, Lang::UNKNOWN);
                    terms.iter().all(|term| self.is_function_word(&term.folded))
                }
                _ => false,
            })
            .collect();
        let tells = |part: &Expr| {
            matches!(part, Expr::Word { .. } | Expr::Phrase { .. } | Expr::Prefix { .. })
        };
        if parts.iter().zip(&empty).any(|(part, &empty)| tells(part) && !empty) {
            parts.iter().zip(empty).filter(|(_, empty)| !empty).map(|(part, _)| part).collect()
        } else {
            parts.iter().collect()
        }
    }

    fn is_function_word(&self, folded: &str) -> bool {
        let all = self.snapshot.documents.max(1) as f64;
        self.snapshot
            .languages
            .iter()
            .filter(|(_, count)| *count as f64 / all >= SPOKEN)
            .any(|&(lang, _)| is_stopword(lang, folded))
    }

    /// The runs of stems of a text, one for each language that gives another.
    fn runs(&mut self, text: &str) -> Runs {
        let mut runs: Vec<Vec<String>> = Vec::new();
        let mut languages: BTreeSet<Lang> =
            self.snapshot.languages.iter().map(|&(lang, _)| stemmed_as(lang)).collect();
        if languages.is_empty() {
            // Nothing will be found, yet a query without a word is still to be refused.
            languages.insert(Lang::ENGLISH);
        }
        for lang in languages {
            let terms = self.analyser.terms(text, lang);
            let run: Vec<String> = terms.into_iter().map(|term| term.stem).collect();
            if !runs.contains(&run) {
                runs.push(run);
            }
        }
        Runs(runs)
    }

    /// A word, or several side by side, in title and body.
    fn words(&mut self, text: &str, at: usize, positive: bool) -> Built {
        let runs = self.runs(text);
        let places = runs.places();
        if let [only] = places.as_slice()
            && only.len() == 1
            && only.iter().all(|term| is_single_unspaced(term))
        {
            // Runs without spaces are indexed as pairs: one character is the beginning of some.
            return self.prefix(text, at, positive);
        }
        if positive && !places.is_empty() {
            for place in &places {
                let word = if places.len() == 1 { text } else { place.first().map_or("", |s| s) };
                self.group(word, self.snapshot.fields.text, place.iter().cloned(), true);
            }
            self.marks.push(Mark::Stems(places));
        }
        self.run_query(self.snapshot.fields.text, &runs, at)
    }

    /// Adds a group unless the same terms are there already.
    fn group(
        &mut self,
        word: &str,
        field: Field,
        terms: impl Iterator<Item = String>,
        ranks: bool,
    ) {
        let terms: Vec<Term> = terms.map(|term| Term::from_field_text(field, &term)).collect();
        if !self.groups.iter().any(|group| group.terms == terms) {
            self.groups.push(Group { word: word.to_owned(), terms, found: 0, ranks });
        }
    }

    fn run_query(&self, field: Field, runs: &Runs, at: usize) -> Built {
        let mut choices: Vec<Box<dyn Query>> = Vec::new();
        for run in &runs.0 {
            let mut terms: Vec<Term> =
                run.iter().map(|stem| Term::from_field_text(field, stem)).collect();
            match terms.len() {
                0 => {}
                1 => choices
                    .push(Box::new(TermQuery::new(terms.swap_remove(0), IndexRecordOption::Basic))),
                _ => choices.push(Box::new(PhraseQuery::new(terms))),
            }
        }
        match choices.len() {
            0 => Err(refuse("no word to search for", at, "search for letters or digits")),
            1 => Ok(choices.swap_remove(0)),
            _ => Ok(Box::new(BooleanQuery::union(choices))),
        }
    }

    fn prefix(&mut self, text: &str, at: usize, positive: bool) -> Built {
        let folded = fold(text);
        let letters = folded.chars().count();
        if !folded.chars().all(char::is_alphanumeric) || letters == 0 {
            let hint = "a prefix is letters and digits only, as in `log*`";
            return Err(refuse("not the beginning of a word", at, hint));
        }
        if letters < 2 && !is_single_unspaced(&folded) {
            return Err(refuse("the beginning is too short", at, "give at least two letters"));
        }
        let field = self.snapshot.fields.word;
        let words = self.snapshot.terms_from(field, &folded)?;
        if positive {
            // Counted over living documents, so that what ranks does not depend on what once was.
            let living = if words.len() <= 4 * RANKED_PREFIX {
                self.snapshot.living(field, words.iter().cloned())?.len()
            } else {
                usize::MAX
            };
            let ranks = living <= RANKED_PREFIX;
            self.group(&format!("{text}*"), field, words.iter().cloned(), ranks);
            self.marks.push(Mark::Prefix(folded));
        }
        if words.is_empty() {
            return Ok(Box::new(EmptyQuery));
        }
        let terms = words.iter().map(|word| Term::from_field_text(field, word));
        Ok(Box::new(TermSetQuery::new(terms)))
    }

    fn field(&mut self, name: &str, value: &str, at: usize, value_at: usize) -> Built {
        let fields = self.snapshot.fields;
        let folded = fold(value.trim());
        let bad = |what: &str, hint: String| {
            Err(refuse(format!("{name}: {value} is not {what}"), value_at, hint))
        };
        let names = |all: Vec<&str>| format!("one of {}", all.join(", "));
        let rating_kind = RatingKind::from_name(&fold(name));
        match fold(name).as_str() {
            "source" => Ok(term(fields.source, &raw_term(value))),
            "product" => Ok(term(fields.product, &raw_term(value))),
            "id" => Ok(term(fields.id, &folded)),
            "kind" => match Kind::from_name(&folded) {
                Some(kind) => Ok(term(fields.kind, kind.name())),
                None => bad("a kind", names(Kind::ALL.map(Kind::name).to_vec())),
            },
            "stance" => match Stance::from_name(&folded) {
                Some(stance) => Ok(term(fields.stance, stance.name())),
                None => bad("a stance", names(Stance::ALL.map(Stance::name).to_vec())),
            },
            "polarity" => match Polarity::from_name(&folded) {
                Some(sign) => Ok(term(fields.polarity, sign.name())),
                None => bad("a polarity", names(Polarity::ALL.map(Polarity::name).to_vec())),
            },
            "lang" => match folded.parse::<Lang>() {
                Ok(lang) => Ok(term(fields.lang, lang.code())),
                Err(_) => bad("a language", "a code such as en or de".to_owned()),
            },
            "rating" | "satisfaction" | "severity" | "stars" | "nps" | "csat" | "thumbs"
            | "ces" => {
                let Some(bounds) = values::numbers(value) else {
                    return bad("a number or range", "write 2, 1..2, <=2 or >3".to_owned());
                };
                Ok(match (fold(name).as_str(), rating_kind) {
                    ("severity", _) => whole(fields.severity, bounds),
                    ("satisfaction", _) => decimal(fields.satisfaction, bounds),
                    (_, Some(kind)) => {
                        both(term(fields.rating_kind, kind.name()), decimal(fields.rating, bounds))
                    }
                    (_, None) => decimal(fields.rating, bounds),
                })
            }
            "date" => match values::instants(value) {
                Some(bounds) => Ok(instants(fields.local, bounds)),
                None => bad("a day or range", "write 2026-03-14, 2026-03 or >=2026".to_owned()),
            },
            "since" | "until" => {
                let Some((first, last)) = values::period(value) else {
                    return bad("a day", "write 2026-03-14, 2026-03 or 2026".to_owned());
                };
                Ok(if fold(name) == "since" {
                    instants(fields.local, (Bound::Included(first.start()), Bound::Unbounded))
                } else {
                    let after = Bound::Excluded(last.plus(1).start());
                    instants(fields.local, (Bound::Unbounded, after))
                })
            }
            "title" => {
                let runs = self.runs(value);
                self.run_query(fields.title, &runs, value_at)
            }
            "question" => {
                let runs = self.runs(value);
                self.run_query(fields.question, &runs, value_at)
            }
            _ => {
                let start = attribute_term(name, "");
                if self.snapshot.has_term_from(fields.attribute, &start)? {
                    Ok(term(fields.attribute, &attribute_term(name, value)))
                } else {
                    let hint = format!("known are {FIELDS}; quote \"{name} {value}\" for words");
                    Err(refuse(format!("there is no field {name}"), at, hint))
                }
            }
        }
    }
}

/// Whether a term is one character of a script without spaces.
fn is_single_unspaced(term: &str) -> bool {
    let mut chars = term.chars();
    let first = chars.next();
    chars.next().is_none() && first.is_some_and(|c| c.is_alphabetic() && c >= '\u{0e00}')
}
