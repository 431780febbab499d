//! The tables of what customers search for as cells: what every format prints in the same words.

use super::phrase;
use super::view::{DemandView, ListedQueries, QueryView, ThemeDemandView};

/// Queries shown in each table of a report.
pub(super) const QUERIES: usize = 10;

/// Nothing is known.
const BLANK: &str = "–";

/// Heads of the queries that find nothing.
pub const NOTHING: [&str; 5] = ["Query", "Searches", "Found nothing", "Share", "Themes"];
/// Heads of the queries that rise.
pub const RISING: [&str; 5] = ["Query", "Searches", "Against expected", "Chance", "Themes"];
/// Heads of the queries of a theme.
pub const SEARCHED: [&str; 5] =
    ["Query", "Searches", "Found nothing", "Clicks a search", "Against expected"];
/// Heads of the themes that are searched for.
pub const THEMES: [&str; 4] = ["Pain", "Searches", "Found nothing", "Searched for as"];

fn share(value: Option<f64>) -> String {
    value.map_or_else(|| BLANK.to_owned(), phrase::percent)
}

fn ratio(one: &QueryView) -> String {
    let times = |ratio| format!("{} times", phrase::decimal(ratio, 1));
    one.ratio.map_or_else(|| BLANK.to_owned(), times)
}

fn empty(one: &QueryView) -> String {
    if one.known == 0 { BLANK.to_owned() } else { phrase::count(one.empty) }
}

fn themes(one: &QueryView) -> String {
    if one.themes.is_empty() { BLANK.to_owned() } else { one.themes.join(", ") }
}

/// A query that finds nothing.
pub fn nothing(one: &QueryView) -> [String; 5] {
    [
        one.query.clone(),
        phrase::count(one.searches),
        empty(one),
        share(one.empty_share),
        themes(one),
    ]
}

/// A query that rises.
pub fn rising(one: &QueryView) -> [String; 5] {
    let chance = one.q_value.map_or_else(|| BLANK.to_owned(), phrase::chance);
    [one.query.clone(), phrase::count(one.searches), ratio(one), chance, themes(one)]
}

/// A query that says the words of a theme.
pub fn searched(one: &QueryView) -> [String; 5] {
    let clicks = one.clicks_a_search;
    let clicks = clicks.map_or_else(|| BLANK.to_owned(), |clicks| phrase::decimal(clicks, 2));
    [one.query.clone(), phrase::count(one.searches), empty(one), clicks, ratio(one)]
}

/// A theme that is searched for.
pub fn theme(one: &ThemeDemandView) -> [String; 4] {
    let named: Vec<String> =
        one.queries.queries.iter().take(3).map(|query| query.query.clone()).collect();
    [
        format!("{} ({})", one.title, one.theme),
        phrase::count(one.searches),
        phrase::count(one.empty),
        named.join(", "),
    ]
}

/// One list with its heading, its heads and at most `most` rows of cells.
pub struct Table {
    /// What the list is.
    pub heading: &'static str,
    /// The names of its columns.
    pub heads: Vec<&'static str>,
    /// Its rows.
    pub rows: Vec<Vec<String>>,
    /// Rows there are beyond those.
    pub more: u64,
    /// Columns of numbers.
    pub right: Vec<usize>,
}

/// The lists that are not empty, in their order: what finds nothing, what rises, themes searched for.
pub fn tables(all: &DemandView, most: usize) -> Vec<Table> {
    let queries = |heading,
                   heads: [&'static str; 5],
                   list: &ListedQueries,
                   cells: &dyn Fn(&QueryView) -> [String; 5]| {
        let rows: Vec<Vec<String>> =
            list.queries.iter().take(most).map(|one| cells(one).to_vec()).collect();
        let more = list.all - rows.len() as u64;
        Table { heading, heads: heads.to_vec(), rows, more, right: vec![1, 2, 3] }
    };
    let themes: Vec<Vec<String>> =
        all.themes.iter().take(most).map(|one| theme(one).to_vec()).collect();
    let found = vec![
        queries("Searches that find nothing", NOTHING, &all.nothing, &nothing),
        queries("Searches that rise", RISING, &all.rising, &rising),
        Table {
            heading: "Pains that are searched for",
            heads: THEMES.to_vec(),
            more: (all.themes.len() - themes.len()) as u64,
            rows: themes,
            right: vec![1, 2],
        },
    ];
    found.into_iter().filter(|table| !table.rows.is_empty()).collect()
}
