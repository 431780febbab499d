//! Every number of a report: what it means, how it is made, which records are behind it.
//!
//! Takes a report and a path in `report.json` (`opportunities[0].score`), or a theme with the short
//! name of one of its figures (`reach`, `complaints`, `customers`); gives the [`Figure`]: formula with
//! the numbers in it, the inputs by their paths, and the records as a [`Selection`] and as the command
//! that opens them. Nothing is counted here: whoever has the records counts them again.

mod elsewhere;
mod meeting;
mod opportunity;
mod roadmap;
mod theme;

use serde_json::Value;

use super::differences::at_path;
use super::view::View;
use crate::model::{Day, Selection, Stance};

/// What a figure counts, so that it can be counted again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counts {
    /// Pieces of feedback.
    Records,
    /// The same, copies of one voice counted once.
    Voices,
    /// Statements.
    Statements,
    /// Different authors; a record without one counts as one each.
    Authors,
    /// Those, and who voted for what they wrote.
    Customers,
    /// Who voted, beyond the authors.
    Voters,
    /// What the accounts behind them pay in a year, each capped.
    Revenue,
    /// The mean of their ratings of the kind that the selection names.
    Mean,
    /// Nothing that is counted: a share, a mean, a rank. The records are what it is measured on.
    Nothing,
}

/// One number of a report, explained.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// Its path in `report.json`.
    pub path: String,
    /// It, as it is written there.
    pub value: String,
    /// What it is, in a sentence.
    pub means: String,
    /// How it is made, with the numbers; empty where it is a plain count.
    pub formula: String,
    /// What goes into it: path and value.
    pub inputs: Vec<(String, String)>,
    /// The records behind it; `None` where it has none (a setting, a rank).
    pub selection: Option<Selection>,
    /// What it counts of them.
    pub counts: Counts,
    /// The commands that open those records together; none where no search can say it.
    pub search: Vec<String>,
}

/// Why a figure cannot be explained.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unknown {
    /// The report has no such place.
    NoPlace,
    /// What stands there is no number: what it is.
    NoNumber(&'static str),
}

/// One step of a path: a key, and a place in its list; of a list in a list the outer place.
type Step<'a> = (&'a str, Option<usize>);

/// What the parts of this room are given.
struct Asked<'a> {
    view: &'a View,
    json: &'a Value,
    path: &'a str,
}

impl Asked<'_> {
    /// The text of the value at a path; a dash where there is none.
    fn at(&self, path: &str) -> String {
        match at_path(self.json, path) {
            None | Some(Value::Null) => "–".to_owned(),
            Some(Value::String(text)) => text.clone(),
            Some(other) => other.to_string(),
        }
    }

    /// The path with its last key replaced: the figure beside this one.
    fn beside(&self, key: &str) -> String {
        match self.path.rfind('.') {
            Some(at) => format!("{}.{key}", &self.path[..at]),
            None => key.to_owned(),
        }
    }

    /// Paths with their values.
    fn inputs(&self, paths: &[String]) -> Vec<(String, String)> {
        paths.iter().map(|path| (path.clone(), self.at(path))).collect()
    }
}

/// What a part of the room says of a figure, before it is put together.
struct Said {
    means: String,
    formula: String,
    inputs: Vec<String>,
    selection: Option<Selection>,
    counts: Counts,
}

impl Said {
    /// A plain count of records.
    fn count(means: impl Into<String>, selection: Selection, counts: Counts) -> Said {
        Said {
            means: means.into(),
            formula: String::new(),
            inputs: Vec::new(),
            selection: Some(selection),
            counts,
        }
    }

    /// What is made of other figures.
    fn made(means: impl Into<String>, formula: impl Into<String>, inputs: Vec<String>) -> Said {
        Said {
            means: means.into(),
            formula: formula.into(),
            inputs,
            selection: None,
            counts: Counts::Nothing,
        }
    }

    fn of(self, selection: Selection) -> Said {
        Said { selection: Some(selection), ..self }
    }

    /// The same, with what it counts or measures of its records.
    fn counting(self, counts: Counts) -> Said {
        Said { counts, ..self }
    }
}

/// The figures of one report.
pub struct Figures<'v> {
    view: &'v View,
    json: Value,
}

impl<'v> Figures<'v> {
    /// Of a report.
    pub fn new(view: &'v View) -> Figures<'v> {
        // A view is always JSON; if it were not, no place would be found.
        Figures { view, json: serde_json::to_value(view).unwrap_or_default() }
    }

    /// Explains the number at a path.
    ///
    /// # Errors
    /// [`Unknown::NoPlace`] where the report has no such place, [`Unknown::NoNumber`] where no number
    /// stands there.
    pub fn figure(&self, path: &str) -> Result<Figure, Unknown> {
        let (view, json, path) = (self.view, &self.json, path.trim());
        match at_path(json, path) {
            None => return Err(Unknown::NoPlace),
            Some(Value::Number(_)) => {}
            Some(Value::Null) => {
                let what = "nothing: the data cannot say it, and it counts nowhere";
                return Err(Unknown::NoNumber(what));
            }
            Some(Value::String(_)) => return Err(Unknown::NoNumber("a text")),
            Some(Value::Bool(_)) => return Err(Unknown::NoNumber("yes or no")),
            Some(Value::Array(_)) => {
                return Err(Unknown::NoNumber("a list; name a place, as in [0]"));
            }
            Some(Value::Object(_)) => {
                return Err(Unknown::NoNumber("a group of figures; name one"));
            }
        }
        // The short list of the summary holds what the ranking holds.
        let own = path.strip_prefix("summary.top[").map(|rest| format!("opportunities[{rest}"));
        let path = own.as_deref().filter(|own| at_path(json, own).is_some()).unwrap_or(path);
        let steps = steps(path);
        let asked = Asked { view, json, path };
        let said = match steps.as_slice() {
            [("opportunities", Some(at)), rest @ ..] => {
                view.opportunities.get(*at).and_then(|one| opportunity::said(&asked, one, rest))
            }
            [("themes", Some(at)), rest @ ..] => {
                view.themes.get(*at).and_then(|one| theme::of_theme(&asked, one, rest))
            }
            [("areas", Some(at)), rest @ ..] => {
                view.areas.get(*at).and_then(|one| theme::of_area(&asked, one, rest))
            }
            [("meeting", None), rest @ ..] => meeting::said(&asked, rest),
            rest => elsewhere::said(&asked, rest),
        };
        let said = said.unwrap_or_else(|| elsewhere::plain(&steps));
        let search = said.selection.as_ref().map(search).unwrap_or_default();
        Ok(Figure {
            path: path.to_owned(),
            value: asked.at(path),
            means: said.means,
            formula: said.formula,
            inputs: asked.inputs(&said.inputs),
            selection: said.selection,
            counts: said.counts,
            search,
        })
    }

    /// The path of a theme's figure by its short name (`reach`, `complaints`, `score`) or its path
    /// below the theme (`evidence.wanting`); `None` where the theme has no such figure.
    pub fn of_theme(&self, theme: &str, name: &str) -> Option<String> {
        let view = self.view;
        let ranked = view.opportunities.iter().position(|one| one.theme == theme);
        let listed = view.themes.iter().position(|one| one.id == theme);
        let factor = ranked.and_then(|at| {
            let place = view.opportunities[at].factors.iter().position(|one| one.name == name)?;
            Some(format!("opportunities[{at}].factors[{place}].raw"))
        });
        let stakes = view.meeting.as_ref().map(|meeting| meeting.stakes.as_slice());
        let stake = stakes.and_then(|all| all.iter().position(|one| one.theme == theme));
        let below = match name {
            "share" => "customers_share",
            "wanting" | "records" => "evidence.wanting",
            "voices" | "authors" | "voters" | "polarity" | "statements" | "feedback" => {
                &format!("evidence.{name}")
            }
            "complaints" => "evidence.stances.complaint",
            "requests" => "evidence.stances.request",
            "praise" => "evidence.stances.praise",
            "impact" => "impact.impact",
            "recent" => "trend.recent.feedback",
            "baseline" => "trend.baseline.feedback",
            "growth" => "trend.ratio",
            other => other,
        };
        let in_theme = match name {
            "complaints" => "stances.complaint",
            "requests" => "stances.request",
            other => other,
        };
        let paths = [
            factor,
            ranked.map(|at| format!("opportunities[{at}].{below}")),
            listed.map(|at| format!("themes[{at}].{in_theme}")),
            // What is at stake stands with the roadmap: revenue, contacts, their cost.
            stake.map(|at| format!("meeting.stakes[{at}].{name}")),
        ];
        paths.into_iter().flatten().find(|path| at_path(&self.json, path).is_some())
    }

    /// Every path at which a number stands, in the order of the file.
    pub fn numbers(&self) -> Vec<String> {
        let mut found = Vec::new();
        walk(&self.json, "", &mut found);
        found
    }
}

fn walk(value: &Value, path: &str, found: &mut Vec<String>) {
    match value {
        Value::Number(_) => found.push(path.to_owned()),
        Value::Array(values) => {
            let each = values.iter().enumerate();
            each.for_each(|(at, one)| walk(one, &format!("{path}[{at}]"), found));
        }
        Value::Object(map) => {
            for (key, one) in map {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                walk(one, &path, found);
            }
        }
        _ => {}
    }
}

fn steps(path: &str) -> Vec<Step<'_>> {
    path.split('.')
        .map(|step| match step.split_once('[') {
            Some((key, places)) => {
                (key, places.split(']').next().and_then(|place| place.parse().ok()))
            }
            None => (step, None),
        })
        .collect()
}

/// The commands that open a selection, together; none where no search can say it. Complaints and
/// requests are opened by two: a search asks one statement for one stance. What an item of the roadmap
/// answers is opened theme by theme and search by search, which also find what wants nothing.
pub fn search(selection: &Selection) -> Vec<String> {
    let Selection { themes, part, stances, severity, standpoint, rated, record, .. } = selection;
    if let Some(answered) = &selection.answered {
        let plain = || Selection { answered: None, ..selection.clone() };
        let stances = || vec![Stance::Complaint, Stance::Request];
        let of_theme =
            |&theme: &_| search(&Selection { themes: vec![theme], stances: stances(), ..plain() });
        let narrowed = options(&plain());
        let of_query = |query: &String| format!("earful search {} --exact{narrowed}", shell(query));
        let themes = answered.themes.iter().flat_map(of_theme);
        return themes.chain(answered.queries.iter().map(of_query)).collect();
    }
    if let Some(record) = record {
        return vec![format!("earful show {record}")];
    }
    if part.is_some() || standpoint.is_some() || rated.is_some() || themes.len() > 1 {
        return Vec::new();
    }
    let options = options(selection);
    let query = severity.map(|severity| format!(" severity:{severity}")).unwrap_or_default();
    let command = |stance: Option<&Stance>| {
        let stance = stance.map(|stance| format!(" --stance {stance}")).unwrap_or_default();
        format!("earful search{query}{options}{stance}")
    };
    match stances.as_slice() {
        all if all.len() == Stance::ALL.len() => Vec::new(),
        [] if query.is_empty() && options.is_empty() => Vec::new(),
        [] => vec![command(None)],
        some => some.iter().map(|stance| command(Some(stance))).collect(),
    }
}

/// The options of a search for one theme at most, days and segments.
fn options(selection: &Selection) -> String {
    let mut options = String::new();
    if let [theme] = selection.themes.as_slice() {
        options.push_str(&format!(" --theme {theme}"));
    }
    if let Some((from, to)) = selection.days {
        options.push_str(&format!(" --since {from} --until {to}"));
    }
    for (name, value) in &selection.segments {
        options.push_str(&match &**name {
            "source" | "lang" | "kind" | "product" => format!(" --{name} {}", shell(value)),
            _ => format!(" --segment {}", shell(&format!("{name}={value}"))),
        });
    }
    options
}

/// A word as a shell takes it.
pub(in crate::report) fn shell(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "=._-:/".contains(c);
    match !word.is_empty() && word.chars().all(plain) {
        true => word.to_owned(),
        false => format!("'{}'", word.replace('\'', "'\\''")),
    }
}

/// A stretch of days as a report writes it.
fn days(from: &str, to: &str) -> Option<(Day, Day)> {
    Some((from.parse().ok()?, to.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Answered, ThemeId};

    #[test]
    fn commands_open_selections() {
        let wanting = Selection::wanting(ThemeId(3));
        let both =
            ["complaint", "request"].map(|s| format!("earful search --theme T-3 --stance {s}"));
        assert_eq!(search(&wanting), both);
        let stances = vec![Stance::Praise];
        let segments = vec![("country".into(), "it's".into())];
        let day = "2026-08-22".parse().expect("a day");
        let days = Some((day, day));
        let one = Selection { stances, segments, days, ..Selection::theme(ThemeId(3)) };
        assert_eq!(
            search(&one),
            ["earful search --theme T-3 --since 2026-08-22 --until 2026-08-22 --segment \
              'country=it'\\''s' --stance praise"]
        );
        assert!(search(&Selection::default()).is_empty());
        let queries = vec!["log in".to_owned()];
        let answered = Some(Answered { themes: vec![ThemeId(3)], queries });
        let item = search(&Selection { answered, days, ..Selection::default() });
        let on = "--since 2026-08-22 --until 2026-08-22";
        assert_eq!(
            item,
            [
                format!("earful search --theme T-3 {on} --stance complaint"),
                format!("earful search --theme T-3 {on} --stance request"),
                format!("earful search 'log in' --exact {on}"),
            ]
        );
    }

    #[test]
    fn paths_are_taken_apart() {
        assert_eq!(
            steps("opportunities[0].rank_interval[1]"),
            [("opportunities", Some(0)), ("rank_interval", Some(1))]
        );
        assert_eq!(steps("parts[2][1]"), [("parts", Some(2))]);
    }
}
