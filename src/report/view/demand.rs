//! What customers search for, as it is published.
//!
//! Takes the night's [`Demand`] and what themes are called; gives three lists with sentences: queries that
//! find nothing, queries that rise, queries that say the words of a theme. A query is outside text like
//! any other: each format escapes it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::opportunity::number;
use crate::model::{Demand, QueryDemand, ThemeId};
use crate::report::phrase;

/// Share of its searches with a known number of results from which a query is said to find nothing.
const NOTHING: f64 = 0.5;

/// What customers search for: demand, never complaints.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DemandView {
    /// All of it in sentences.
    pub words: Vec<String>,
    /// First and last day of the recent window; nothing where no search is dated up to the night.
    pub window: Option<[String; 2]>,
    /// First and last day of the baseline; nothing where the log is too short to compare.
    pub baseline: Option<[String; 2]>,
    /// Searches in the recent window.
    pub searches: u64,
    /// Of those, searches of which the number of results is known.
    pub known: u64,
    /// Of those, searches that found nothing.
    pub empty: u64,
    /// Different queries in the recent window.
    pub different: u64,
    /// Of those, queries searched fewer than three times: counted, and not listed.
    pub rare: u64,
    /// Searches dated after the night, in no window.
    pub future: u64,
    /// Queries of which at least half of the searches with a known number of results found nothing.
    pub nothing: ListedQueries,
    /// Queries whose share of all searches rises beyond chance.
    pub rising: ListedQueries,
    /// Themes whose words are searched for, most searches first.
    pub themes: Vec<ThemeDemandView>,
}

/// A list of queries.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ListedQueries {
    /// How many there are.
    pub all: u64,
    /// The first of them: most searches without results, or most searches above what was expected,
    /// first.
    pub queries: Vec<QueryView>,
}

/// One query.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct QueryView {
    /// What was searched for.
    pub query: String,
    /// Searches in the recent window.
    pub searches: u64,
    /// Of those, searches of which the number of results is known.
    pub known: u64,
    /// Of those, searches that found nothing.
    pub empty: u64,
    /// Their share; nothing where no number of results is known.
    pub empty_share: Option<f64>,
    /// Clicks a search; nothing where no clicks are known.
    pub clicks_a_search: Option<f64>,
    /// Searches in the baseline.
    pub before: u64,
    /// Searches over what its share of the baseline leads to expect; nothing where it was not tested.
    pub ratio: Option<f64>,
    /// The chance of such a change, after looking at every query tested.
    pub q_value: Option<f64>,
    /// The ranked themes whose words it says, best ranked first.
    pub themes: Vec<String>,
}

/// A theme that is searched for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ThemeDemandView {
    /// The theme.
    pub theme: String,
    /// What it is called.
    pub title: String,
    /// Searches in the recent window for queries that say its words.
    pub searches: u64,
    /// Of those, searches that found nothing.
    pub empty: u64,
    /// Those queries, most searched first.
    pub queries: ListedQueries,
}

impl DemandView {
    /// Publishes demand; `title` says what a theme is called. Each list names `most` queries at most.
    pub fn new(demand: &Demand, title: &dyn Fn(ThemeId) -> String, most: usize) -> DemandView {
        let listed = |mut found: Vec<&QueryDemand>, by: &dyn Fn(&QueryDemand) -> f64| {
            // Stable: equals stay in the order of their searches.
            found.sort_by(|a, b| by(b).total_cmp(&by(a)));
            ListedQueries {
                all: found.len() as u64,
                queries: found.into_iter().take(most).map(query).collect(),
            }
        };
        let all = &demand.queries;
        let nothing = all.iter().filter(|one| finds_nothing(one)).collect();
        let rising = all.iter().filter(|one| one.rises).collect();
        let mut ids: Vec<ThemeId> = all.iter().flat_map(|one| one.themes.clone()).collect();
        ids.sort_unstable();
        ids.dedup();
        let mut themes: Vec<ThemeDemandView> = (ids.into_iter())
            .map(|theme| {
                let own: Vec<&QueryDemand> =
                    all.iter().filter(|one| one.themes.contains(&theme)).collect();
                ThemeDemandView {
                    theme: theme.to_string(),
                    title: title(theme),
                    searches: own.iter().map(|one| one.searches).sum(),
                    empty: own.iter().map(|one| one.empty).sum(),
                    queries: listed(own, &|one| one.searches as f64),
                }
            })
            .collect();
        // Stable: equals stay in the order of their ids.
        themes.sort_by_key(|one| std::cmp::Reverse(one.searches));
        let days = |span: Option<_>| {
            span.map(|(from, to): (crate::model::Day, crate::model::Day)| {
                [from.to_string(), to.to_string()]
            })
        };
        DemandView {
            words: words(demand),
            window: days(demand.window),
            baseline: days(demand.baseline),
            searches: demand.searches,
            known: demand.known,
            empty: demand.empty,
            different: demand.different,
            rare: demand.rare,
            future: demand.future,
            nothing: listed(nothing, &|one| one.empty as f64),
            rising: listed(rising, &above),
            themes,
        }
    }

    /// What is searched for of one theme; `None` where nothing is.
    pub fn of_theme(&self, theme: &str) -> Option<&ThemeDemandView> {
        self.themes.iter().find(|one| one.theme == theme)
    }
}

impl ThemeDemandView {
    /// All of it in a sentence.
    pub fn words(&self) -> String {
        let named: Vec<String> = self
            .queries
            .queries
            .iter()
            .take(3)
            .map(|one| format!("{} ({})", phrase::quoted(&one.query), phrase::count(one.searches)))
            .collect();
        let nothing = match self.empty {
            0 => String::new(),
            empty => format!("; {} found nothing", phrase::count(empty)),
        };
        format!(
            "Searched for {} lately{nothing}, as {}. Searches are demand and count as no complaint.",
            phrase::counted(self.searches, "time", "times"),
            phrase::list(&named)
        )
    }
}

/// Whether most of what is known of a query's searches found nothing.
fn finds_nothing(one: &QueryDemand) -> bool {
    one.empty > 0 && one.empty as f64 >= NOTHING * one.known as f64
}

/// Searches above what was expected.
fn above(one: &QueryDemand) -> f64 {
    let searches = one.searches as f64;
    one.ratio.map_or(0.0, |ratio| searches - (searches + 0.5) / ratio + 0.5)
}

fn query(one: &QueryDemand) -> QueryView {
    let share = |part: u64, of: u64| (of > 0).then(|| number(part as f64 / of as f64));
    QueryView {
        query: one.query.to_string(),
        searches: one.searches,
        known: one.known,
        empty: one.empty,
        empty_share: share(one.empty, one.known),
        clicks_a_search: one.clicks.and_then(|(clicks, of)| share(clicks, of)),
        before: one.before,
        ratio: one.ratio.map(number),
        q_value: one.q_value.map(number),
        themes: one.themes.iter().map(ThemeId::to_string).collect(),
    }
}

fn words(demand: &Demand) -> Vec<String> {
    let mut words = Vec::new();
    let future = |words: &mut Vec<String>| {
        if demand.future > 0 {
            words.push(format!(
                "{} dated after the night: in no window.",
                phrase::counted(demand.future, "search is", "searches are")
            ));
        }
    };
    let Some((from, to)) = demand.window else {
        words.push("The log holds no search up to this night.".to_owned());
        future(&mut words);
        return words;
    };
    let found = match demand.known {
        0 => "no row says how many results there were (a column `results`)".to_owned(),
        known => format!(
            "{} with a known number of results found nothing",
            phrase::part_of_all(demand.empty, known, "searches")
        ),
    };
    words.push(format!(
        "{} for {} from {} to {}; {found}. Searches are demand: they count as no complaint and in no score.",
        phrase::counted(demand.searches, "search", "searches"),
        phrase::counted(demand.different, "different query", "different queries"),
        phrase::date(from),
        phrase::date(to),
    ));
    if demand.rare > 0 {
        words.push(format!(
            "{} searched fewer than {} times in these days: counted, and not listed.",
            phrase::counted(demand.rare, "query was", "queries were"),
            Demand::FEWEST
        ));
    }
    match demand.baseline {
        Some((from, to)) => words.push(format!(
            "What rises is held against the searches from {} to {}.",
            phrase::date(from),
            phrase::date(to)
        )),
        None => words.push(
            "What rises cannot be told: the log holds less than two weeks before these days."
                .to_owned(),
        ),
    }
    if demand.queries.iter().all(|one| one.themes.is_empty()) {
        words.push("No query that is listed says the words of a ranked theme.".to_owned());
    }
    future(&mut words);
    words
}
