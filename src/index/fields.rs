//! `name:value` of a query: what is known about a record, or said by one of its statements.

use std::collections::BTreeSet;
use std::ops::Bound;

use tantivy::query::{BooleanQuery, Query};

use crate::model::{Kind, Lang, RatingKind, Stance};
use crate::text::fold;

use super::document::{Polarity, attribute_term};
use super::filters::{any_of, both, decimal, instants, severities, term};
use super::grammar::FIELDS;
use super::joined::JoinedSegments;
use super::page::Note;
use super::plan::{Built, Fault, Planner, refuse};
use super::schema::raw_term;
use super::spelling::{matches, nearest, version};
use super::values;

/// A field of the query, with where it stands.
pub(super) struct Asked<'e> {
    pub name: &'e str,
    pub value: &'e str,
    pub at: usize,
    pub value_at: usize,
    /// Whether it is a part of the whole query: statements meet on one only there.
    pub top: bool,
}

impl Planner<'_> {
    pub(super) fn field(&mut self, asked: &Asked<'_>) -> Built {
        let Asked { name, value, at, value_at, top } = *asked;
        let fields = self.snapshot.fields;
        let folded = fold(value.trim());
        let bad = |what: &str, hint: String| {
            Err(refuse(format!("{name}: {value} is not {what}"), value_at, hint))
        };
        let one_of = |all: Vec<&'static str>| {
            let list = format!("one of {}", all.join(", "));
            match nearest(&folded, all) {
                Some(near) => format!("did you mean {near}? It is {list}"),
                None => list,
            }
        };
        let rating_kind = RatingKind::from_name(&fold(name));
        match fold(name).as_str() {
            "source" => self.raw("source", fields.source, value),
            "product" => self.raw("product", fields.product, value),
            "id" | "record" => {
                let external = raw_term(value);
                if self.snapshot.found(&[
                    tantivy::Term::from_field_text(fields.external, &external),
                    tantivy::Term::from_field_text(fields.id, &folded),
                ])? == 0
                {
                    self.note("record", value, None);
                }
                let choices = vec![term(fields.external, &external), term(fields.id, &folded)];
                Ok(Box::new(BooleanQuery::union(choices)))
            }
            "theme" => {
                let Some((_, ids)) = self.search.themes.iter().find(|(name, _)| name == value)
                else {
                    return bad("a theme", "a number such as T-12".to_owned());
                };
                if top {
                    self.said.within(ids);
                }
                let records: BTreeSet<String> =
                    ids.iter().map(|one| one.feedback.to_string()).collect();
                Ok(any_of(fields.id, records))
            }
            "kind" => match Kind::from_name(&folded) {
                Some(kind) => Ok(term(fields.kind, kind.name())),
                None => bad("a kind", one_of(Kind::ALL.map(Kind::name).to_vec())),
            },
            "stance" => match Stance::from_name(&folded) {
                Some(stance) => {
                    if top {
                        self.said.stance(stance);
                    }
                    Ok(term(fields.stance, stance.name()))
                }
                None => bad("a stance", one_of(Stance::ALL.map(Stance::name).to_vec())),
            },
            "polarity" => match Polarity::from_name(&folded) {
                Some(sign) => {
                    if top {
                        self.said.sign(sign);
                    }
                    Ok(term(fields.polarity, sign.name()))
                }
                None => bad("a polarity", one_of(Polarity::ALL.map(Polarity::name).to_vec())),
            },
            "lang" => match folded.parse::<Lang>() {
                Ok(lang) => Ok(term(fields.lang, lang.code())),
                Err(_) => bad("a language", "a code such as en or de".to_owned()),
            },
            "severity" => {
                let Some(bounds) = values::numbers(value) else {
                    return bad("a number or range", "write 2, 1..2, >=2: 0 to 3".to_owned());
                };
                let any = severities(bounds);
                let query = any_of(fields.severity, any.iter().map(u8::to_string));
                if top {
                    self.said.severities(any);
                }
                Ok(query)
            }
            "rating" | "satisfaction" | "stars" | "nps" | "csat" | "thumbs" | "ces" => {
                let Some(bounds) = values::numbers(value) else {
                    return bad("a number or range", "write 2, 1..2, <=2 or >3".to_owned());
                };
                Ok(match (fold(name).as_str(), rating_kind) {
                    ("satisfaction", _) => decimal(fields.satisfaction, bounds),
                    (_, Some(kind)) => {
                        both(term(fields.rating_kind, kind.name()), decimal(fields.rating, bounds))
                    }
                    (_, None) => decimal(fields.rating, bounds),
                })
            }
            "date" | "created" => match values::instants(value, self.search.today) {
                Some(bounds) => Ok(instants(fields.local, bounds)),
                None => bad(
                    "a day or range",
                    "write 2026-03-14, 2026-03, 2026-08.. or >=2026".to_owned(),
                ),
            },
            "since" | "until" => {
                let Some((first, last)) = values::period(value, self.search.today) else {
                    return bad("a day", "write 2026-03-14, 2026-03, 2026 or 7d".to_owned());
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
                self.run_query(fields.title, &runs, 0, value_at)
            }
            "question" => {
                let runs = self.runs(value);
                self.run_query(fields.question, &runs, 0, value_at)
            }
            "text" => {
                let runs = self.runs(value);
                self.run_query(fields.text, &runs, 0, value_at)
            }
            _ if self.is_segment(name)? => self.segment(asked),
            // No data has versions: the segment is not there, and the field is known.
            "version" => bad("known: no record has a version", "a segment names it".to_owned()),
            _ => {
                let segments = self.segments()?;
                let known = FIELDS.iter().copied().chain(segments.iter().map(String::as_str));
                let hint = match nearest(name, known) {
                    Some(near) => format!("did you mean {near}:{value}?"),
                    None => {
                        let mut all: Vec<&str> = FIELDS.to_vec();
                        let own = segments.iter().map(String::as_str);
                        all.extend(own.filter(|name| !FIELDS.contains(name)).take(12));
                        format!("known are {}; quote \"{name} {value}\" for words", all.join(", "))
                    }
                };
                Err(refuse(format!("there is no field {name}"), at, hint))
            }
        }
    }

    /// Whether any record has a segment of that name.
    pub(super) fn is_segment(&self, name: &str) -> Result<bool, Fault> {
        let (field, start) = (self.snapshot.fields.attribute, attribute_term(name, ""));
        Ok(self.joined(name).is_some() || self.snapshot.has_term_from(field, &start)?)
    }

    /// Where a segment is known from elsewhere: what is known of it.
    fn joined(&self, name: &str) -> Option<&JoinedSegments> {
        self.search.joined.filter(|joined| joined.has(name))
    }

    /// What a segment holds: terms `name=value`, ascending.
    fn terms_of(&self, name: &str) -> Result<BTreeSet<String>, Fault> {
        let start = attribute_term(name, "");
        match self.joined(name) {
            Some(joined) => Ok(joined.terms(name).into_iter().collect()),
            None => Ok(self.snapshot.terms_from(self.snapshot.fields.attribute, &start)?),
        }
    }

    /// Notes a value that no record has, with the nearest that one has.
    fn note_value(&mut self, name: &str, value: &str) -> Result<(), Fault> {
        let all = self.terms_of(name)?;
        if !all.contains(&attribute_term(name, value)) {
            let start = attribute_term(name, "");
            let values = all.iter().filter_map(|one| one.strip_prefix(&start));
            let near = nearest(&raw_term(value), values).map(str::to_owned);
            self.note(name, value, near);
        }
        Ok(())
    }

    /// The names of all segments, ascending.
    fn segments(&self) -> Result<BTreeSet<String>, Fault> {
        let joined = self.search.joined.into_iter().flat_map(JoinedSegments::names);
        let mut names: BTreeSet<String> = joined.map(str::to_owned).collect();
        self.snapshot.each_term(self.snapshot.fields.attribute, |term| {
            if let Some((name, _)) = term.split_once('=')
                && !names.contains(name)
            {
                names.insert(name.to_owned());
            }
        })?;
        Ok(names)
    }

    /// A value of a segment: itself, a beginning, or a range of versions or numbers.
    fn segment(&mut self, asked: &Asked<'_>) -> Built {
        let Asked { name, value, value_at, .. } = *asked;
        let start = attribute_term(name, "");
        let field = self.snapshot.fields.attribute;
        let any = |planner: &Self, terms: Vec<String>| match (planner.joined(name), &*terms) {
            (Some(joined), _) => joined.any_of(terms),
            (None, [only]) => term(field, only),
            (None, _) => any_of(field, terms),
        };
        let is_range = value.starts_with(['<', '>']) || value.contains("..");
        if !is_range && !value.contains('*') {
            self.note_value(name, value)?;
            return Ok(any(self, vec![attribute_term(name, value)]));
        }
        let all = self.terms_of(name)?;
        let of = |one: &str| one.strip_prefix(&start).unwrap_or_default().to_owned();
        if !is_range {
            let pattern: Vec<char> = raw_term(value).chars().collect();
            let fits = |one: &String| matches(&pattern, &of(one).chars().collect::<Vec<char>>());
            return Ok(any(self, all.into_iter().filter(fits).collect()));
        }
        let hint = || "write 3.2, >=3.2, <4 or 3.1..3.4".to_owned();
        let Some(bounds) = values::versions(value) else {
            return Err(refuse(format!("{name}: {value} is not a range"), value_at, hint()));
        };
        let inside = |one: &String| {
            version(&of(one)).is_some_and(|found| {
                let above = match &bounds.0 {
                    Bound::Included(low) => found >= *low,
                    Bound::Excluded(low) => found > *low,
                    Bound::Unbounded => true,
                };
                let below = match &bounds.1 {
                    // 3.2 holds 3.2.1 at its upper end, as 2026-03 holds its last day.
                    Bound::Included(high) => found <= *high || found.starts_with(high),
                    Bound::Excluded(high) => found < *high,
                    Bound::Unbounded => true,
                };
                above && below
            })
        };
        Ok(any(self, all.into_iter().filter(inside).collect()))
    }

    /// A raw value: a source, a product.
    fn raw(&mut self, name: &str, field: tantivy::schema::Field, value: &str) -> Built {
        let wanted = raw_term(value);
        if !self.snapshot.holds(field, &wanted)? {
            let all = self.snapshot.terms_from(field, "")?;
            let near = nearest(&wanted, all.iter().map(String::as_str)).map(str::to_owned);
            self.note(name, value, near);
        }
        Ok(term(field, &wanted))
    }

    fn note(&mut self, name: &str, value: &str, near: Option<String>) {
        let note = Note { name: name.to_owned(), value: value.to_owned(), near };
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    /// Notes what the filters beside the query ask for and no record has.
    pub(super) fn note_filters(&mut self) -> Result<(), Fault> {
        let fields = self.snapshot.fields;
        for value in &self.search.sources {
            self.raw("source", fields.source, value)?;
        }
        for value in &self.search.products {
            self.raw("product", fields.product, value)?;
        }
        for (name, value) in &self.search.segments {
            if self.is_segment(name)? {
                self.note_value(name, value)?;
            } else {
                let segments = self.segments()?;
                let near = nearest(name, segments.iter().map(String::as_str)).map(str::to_owned);
                self.note("segment", name, near);
            }
        }
        Ok(())
    }

    /// `name=value`: a field where there is one, else the words.
    pub(super) fn pair(&mut self, asked: &Asked<'_>) -> Result<Option<Box<dyn Query>>, Fault> {
        if super::grammar::is_field(asked.name) || self.is_segment(asked.name)? {
            return self.field(asked).map(Some);
        }
        Ok(None)
    }
}
