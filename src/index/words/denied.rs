//! What denies a word, and verbs with their particles: "can't log in" is of `login` too.

use std::collections::BTreeSet;

use tantivy::Term;
use tantivy::query::{Occur, Query, TermSetQuery};

use super::{Heard, Unit, bare, union};
use crate::index::grammar::Expr;
use crate::index::negation::SUBJECT;
use crate::index::plan::{Fault, Group, Planner, all_of, refuse};
use crate::index::snippet::Mark;
use crate::index::spelling::{is_particle, splits};
use crate::text::fold;

/// A verb and its particle, apart and as one word.
pub(super) struct Particle {
    pub verb: String,
    pub apart: String,
    pub joined: String,
}

impl Planner<'_> {
    /// What denies a piece. `subject` says that what something is denied of counts too.
    pub(super) fn denied(
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
        let group = positive.then(|| Group::new(format!("not {text}"), all_terms, boost));
        let never = Some(all_of(said));
        Ok(Unit { occur: Occur::Must, query: all_of(clauses), group, soft: true, never })
    }

    /// The particle behind a word, where records write the two as one word too.
    pub(super) fn particle(&self, heard: &[Heard], at: usize) -> Result<Option<Particle>, Fault> {
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

    /// A word and the next, where records write the two as one word too ("leg room").
    pub(super) fn compound(&self, heard: &[Heard], at: usize) -> Result<Option<Particle>, Fault> {
        if let (Some(Heard::Word(first)), Some(Heard::Word(second))) =
            (heard.get(at), heard.get(at + 1))
        {
            let joined = format!("{first}{second}");
            if self.snapshot.holds(self.snapshot.fields.word, &joined)? {
                let apart = format!("{first} {second}");
                return Ok(Some(Particle { verb: first.clone(), apart, joined }));
            }
        }
        Ok(None)
    }

    /// A word that records also write as a verb and its particle.
    pub(super) fn apart(&self, text: &str) -> Result<Option<Particle>, Fault> {
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

    /// A verb and its particle, which records write as one word too.
    pub(super) fn with_particle(
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
        let group = positive.then(|| Group::new(particle.apart.clone(), terms, boost));
        Ok(Unit { occur: Occur::Must, query: union(choices), group, soft: true, never: None })
    }
}
