//! Ranks by several frameworks side by side, and the ranking with other weights.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Corpus, FactorName, RatingKind, ThemeId, wilson};
use crate::planning::{self, Candidate, Column, Expression, Framework, Input, Settings};
use crate::ranking::REACH_TOP;
use crate::report::View;

use super::super::Error;
use super::{Desk, Wanting};

/// Days of a quarter: what reach counts.
const QUARTER: i32 = 91;

/// RICE's scale of impact goes from a quarter to three.
const IMPACT: (f64, f64) = (0.25, 3.0);

/// What can be measured of every candidate, and its effort.
const NAMES: [&str; 15] = [
    "confidence",
    "contact_cost",
    "cost_of_delay",
    "customers",
    "duration",
    "effort",
    "impact",
    "importance",
    "job_size",
    "reach",
    "records",
    "revenue",
    "satisfaction",
    "score",
    "severity",
];

/// What is ranked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RankOf {
    /// The roadmap's open items; the themes where it has none.
    Items,
    /// The themes.
    Themes,
}

/// Candidates with their values.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranks {
    /// The candidates, in the order of the first column: highest first, those without a value last, ties by
    /// how they stand in the roadmap or the ranking.
    pub candidates: Vec<Candidate>,
    /// The columns, in the order asked for.
    pub columns: Vec<Column>,
    /// Whether they are items of the roadmap; else themes.
    pub are_items: bool,
    /// Names in the formulas that stand for no number, whatever the files say, ascending.
    pub unknown: Vec<String>,
    /// The names that formulas can use, ascending.
    pub known: Vec<String>,
}

/// A theme with the weights of a profile.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The theme.
    pub theme: String,
    /// What it is called.
    pub title: String,
    /// Its rank in the report.
    pub rank: u32,
    /// Its score in the report.
    pub score: f64,
    /// Its rank with these weights.
    pub then: u32,
    /// Its score with these weights.
    pub score_then: f64,
}

/// The ranking with other weights.
#[derive(Clone, Debug, PartialEq)]
pub struct WhatIf {
    /// The weights, by factor, those above 0.
    pub weights: Vec<(FactorName, f64)>,
    /// The themes, best first with these weights; ties as the report has them.
    pub rows: Vec<Row>,
    /// Themes of which no factor with a weight was measured.
    pub without: u32,
}

/// The weights of a profile, or those of the report, changed by `changes`.
///
/// # Errors
/// [`Error::Usage`] for a profile that the settings do not have.
pub fn weights_of(
    settings: &Settings,
    profile: Option<&str>,
    changes: &[(FactorName, f64)],
    report: &View,
) -> Result<BTreeMap<FactorName, f64>, Error> {
    let mut weights: BTreeMap<FactorName, f64> = match profile {
        Some(name) => settings.profiles.get(name).cloned().ok_or_else(|| {
            let known: Vec<&str> = settings.profiles.keys().map(String::as_str).collect();
            let there = match known.is_empty() {
                true => "there is none yet".to_owned(),
                false => format!("there are {}", known.join(", ")),
            };
            Error::Usage(format!(
                "there is no profile {name:?}; {there}: write [planning.profiles.{name}] with weights such as \
                 satisfaction = 0.6 into earful.toml, or try --weight satisfaction=0.6"
            ))
        })?,
        None => FactorName::ALL
            .into_iter()
            .filter_map(|name| {
                let weights = report.method.weights.iter();
                let found = weights.into_iter().find(|one| one.name == name.name())?;
                Some((name, found.weight))
            })
            .collect(),
    };
    weights.extend(changes.iter().copied());
    if !weights.values().any(|&weight| weight > 0.0) {
        return Err(Error::Usage(
            "all weights are 0: give at least one factor a weight above 0, such as \
             --weight reach=0.5"
                .to_owned(),
        ));
    }
    Ok(weights)
}

impl WhatIf {
    /// The ranking of a report with other weights: the same scaled factors, added up anew. What few want
    /// stays below what more want, as in the report.
    pub fn of(view: &View, weights: &BTreeMap<FactorName, f64>) -> WhatIf {
        let mut rows = Vec::new();
        let mut without = 0;
        for one in &view.opportunities {
            let factors: Vec<(FactorName, Option<f64>)> = FactorName::ALL
                .into_iter()
                .filter_map(|name| {
                    let found = one.factors.iter().find(|factor| factor.name == name.name())?;
                    Some((name, found.raw.map(|_| found.scaled)))
                })
                .collect();
            match planning::reweighed(&factors, weights) {
                Some(score) => rows.push(Row {
                    theme: one.theme.clone(),
                    title: one.title.clone(),
                    rank: one.rank,
                    score: one.score,
                    then: 0,
                    score_then: score,
                }),
                None => without += 1,
            }
        }
        let few = |row: &Row| {
            let found = view.opportunities.iter().find(|one| one.theme == row.theme);
            found.is_some_and(|one| one.customers < crate::ranking::FEWEST_TO_LEAD)
        };
        // Stable: ties stay as the report has them.
        rows.sort_by(|a, b| few(a).cmp(&few(b)).then(b.score_then.total_cmp(&a.score_then)));
        rows.iter_mut().zip(1..).for_each(|(row, then)| row.then = then);
        let weights = weights.iter().filter(|one| *one.1 > 0.0);
        WhatIf { weights: weights.map(|(&name, &weight)| (name, weight)).collect(), rows, without }
    }
}

impl Desk {
    /// The roadmap's open items (or the themes, where it has none or they are asked for) by frameworks,
    /// formulas of the settings, or a formula as typed.
    ///
    /// # Errors
    /// [`Error::Usage`] for a name or formula that is none.
    pub fn ranks(
        &self,
        view: &View,
        by: &[String],
        of: RankOf,
        settings: &Settings,
    ) -> Result<Ranks, Error> {
        let formulas =
            by.iter().map(|name| formula(name, settings)).collect::<Result<Vec<_>, _>>()?;
        let open: Vec<usize> = (0..self.meeting.items.len())
            .filter(|&at| self.meeting.items[at].item.progress.is_ahead())
            .collect();
        let are_items = of == RankOf::Items && !open.is_empty();
        let candidates: Vec<Candidate> = match are_items {
            true => open.iter().map(|&at| self.item(at, view)).collect(),
            false => self.ranked.iter().filter_map(|&theme| self.theme(theme, view)).collect(),
        };
        let known = self.names(&candidates);
        let used = formulas.iter().flat_map(|one| one.1.names());
        let unknown: BTreeSet<&str> = used.filter(|name| !known.contains(*name)).collect();
        let unknown = unknown.into_iter().map(str::to_owned).collect();
        let columns = planning::side_by_side(&candidates, &formulas);
        let mut order: Vec<usize> = (0..candidates.len()).collect();
        if let Some(first) = columns.first() {
            // Stable: ties stay as they are; what has no value comes last.
            order.sort_by(|&a, &b| match (first.values[a], first.values[b]) {
                (Some(a), Some(b)) => b.total_cmp(&a),
                (a, b) => b.is_some().cmp(&a.is_some()),
            });
        }
        let columns = columns
            .into_iter()
            .map(|column| Column {
                values: order.iter().map(|&at| column.values[at]).collect(),
                ranks: order.iter().map(|&at| column.ranks[at]).collect(),
                missing: order.iter().map(|&at| column.missing[at].clone()).collect(),
                ..column
            })
            .collect();
        let candidates = order.iter().map(|&at| candidates[at].clone()).collect();
        Ok(Ranks { candidates, columns, are_items, unknown, known: known.into_iter().collect() })
    }

    /// The names a formula can use: what is measured, what frameworks take from files, and the numbers
    /// that the files have. A name may be known and nobody have a number for it: feedback without any
    /// rating has no `nps`.
    fn names(&self, candidates: &[Candidate]) -> BTreeSet<String> {
        let mut known: BTreeSet<String> = NAMES.map(str::to_owned).into();
        known.extend(RatingKind::ALL.map(|kind| kind.name().to_owned()));
        for framework in planning::FRAMEWORKS {
            if let Ok(read) = Expression::read(framework.formula) {
                known.extend(read.names().into_iter().map(str::to_owned));
            }
        }
        let files = self.meeting.items.iter().flat_map(|one| one.item.inputs.keys());
        known.extend(files.chain(candidates.iter().flat_map(|one| one.inputs.keys())).cloned());
        known
    }

    fn item(&self, at: usize, view: &View) -> Candidate {
        let one = &self.meeting.items[at];
        let file = |(name, &value): (&String, &f64)| (name.clone(), Input { value, by_file: true });
        let mut found = Candidate {
            id: one.item.id.to_string(),
            title: one.item.title.to_string(),
            inputs: one.item.inputs.iter().map(file).collect(),
        };
        if let Some(weeks) = one.item.weeks() {
            for name in ["effort", "duration", "job_size"] {
                found
                    .inputs
                    .entry(name.to_owned())
                    .or_insert(Input { value: weeks, by_file: true });
            }
        }
        let themes = one.answers();
        self.measure(&mut found, &self.items[at], &themes, view);
        found.measured("revenue", one.at_stake.map(|stake| stake.revenue));
        found
    }

    fn theme(&self, theme: ThemeId, view: &View) -> Option<Candidate> {
        let id = theme.to_string();
        let seen = view.opportunities.iter().find(|one| one.theme == id)?;
        let mut found = Candidate { id, title: seen.title.clone(), inputs: BTreeMap::new() };
        self.measure(&mut found, self.themes.get(&theme)?, &[theme], view);
        let stake = self.meeting.stakes.iter().find(|one| one.theme == theme);
        found.measured("revenue", stake.and_then(|one| one.at_stake).map(|stake| stake.revenue));
        Some(found)
    }

    /// What the feedback says of a candidate; what its file says stays.
    fn measure(&self, into: &mut Candidate, wanting: &Wanting, themes: &[ThemeId], view: &View) {
        let everybody = self.person.iter().max().map_or(0, |&most| most + 1);
        let people = wanting.people.len() as u32;
        let share = f64::from(people) / f64::from(everybody.max(1));
        let heard = people > 0;
        into.measured("records", Some(wanting.rows.len() as f64));
        into.measured("customers", Some(f64::from(people)));
        into.measured("reach", self.reach(&self.corpus, &wanting.rows));
        let severity = f64::from(wanting.severities) / f64::from(wanting.statements.max(1));
        into.measured("severity", heard.then_some(severity));
        into.measured("impact", heard.then(|| severity.clamp(IMPACT.0, IMPACT.1)));
        // How much of the share is left at the lower end of its interval.
        let low = wilson(people, everybody).0;
        into.measured("confidence", heard.then(|| low / share));
        let scaled = (share / REACH_TOP).clamp(0.0, 1.0).sqrt();
        let (importance, satisfaction) =
            planning::ulwick_proxy(scaled, wanting.praise, wanting.statements);
        into.measured("importance", Some(importance));
        into.measured("satisfaction", satisfaction);
        let names: Vec<String> = themes.iter().map(ThemeId::to_string).collect();
        let scores = view.opportunities.iter().filter(|one| names.contains(&one.theme));
        into.measured("score", scores.map(|one| one.score).max_by(f64::total_cmp));
        for rating in &self.meeting.ratings {
            let own = rating.lines.iter().filter(|line| themes.contains(&line.theme));
            let pulled: Vec<f64> = own.map(|line| -line.credit).collect();
            if !pulled.is_empty() {
                into.measured(rating.kind.name(), Some(pulled.iter().sum()));
            }
        }
        let stakes = self.meeting.stakes.iter().filter(|one| themes.contains(&one.theme));
        let costs: Vec<f64> = stakes.filter_map(|one| Some(one.contacts?.1)).collect();
        if let (false, Some((from, to))) = (costs.is_empty(), self.meeting.window) {
            let weeks = f64::from(to.since(from) + 1) / 7.0;
            let weekly = costs.iter().sum::<f64>() / weeks;
            into.measured("contact_cost", Some(weekly));
            into.measured("cost_of_delay", Some(weekly));
        }
    }

    /// Different customers who wanted it in the last quarter; `None` where nothing is dated.
    fn reach(&self, corpus: &Corpus, rows: &[u32]) -> Option<f64> {
        let last = self.as_of?;
        let from = last.plus(1 - QUARTER);
        let lately = |row: &&u32| {
            let day = corpus.feedback()[**row as usize].day();
            day.is_some_and(|day| (from..=last).contains(&day))
        };
        let rows: Vec<u32> = rows.iter().filter(lately).copied().collect();
        Some(super::people_of(&rows, &self.person).len() as f64)
    }
}

/// What a framework means and where it is from; `None` for a formula of the company's own.
pub fn framework_about(name: &str) -> Option<&'static str> {
    Framework::named(name).map(|one| one.about)
}

/// A framework, a formula of the settings, or a formula as typed: name, formula, its text.
fn formula(name: &str, settings: &Settings) -> Result<(String, Expression, String), Error> {
    let own = settings.formulas.get(name).cloned();
    let text = own.or_else(|| Framework::named(name).map(|one| one.formula.to_owned()));
    let (shown, text) = match text {
        Some(text) => (name.to_lowercase(), text),
        // One word is a name, and no name of ours.
        None if name.chars().all(|c| c.is_alphanumeric() || c == '_') => {
            let mut known: Vec<&str> = planning::FRAMEWORKS.iter().map(|one| one.name).collect();
            known.extend(settings.formulas.keys().map(String::as_str));
            return Err(Error::Usage(format!(
                "there is no framework {name:?}: use some of {}, or a formula such as \
                 'reach * severity / effort'",
                known.join(", ")
            )));
        }
        None => (name.to_owned(), name.to_owned()),
    };
    let read = Expression::read(&text)
        .map_err(|error| Error::Usage(format!("the formula {text:?} cannot be read: {error}")))?;
    Ok((shown, read, text))
}
