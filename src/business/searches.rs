//! The search log: what customers searched for, by day.
//!
//! Takes a table with a column of queries and one of days; gives one [`Searched`] a row. A row without
//! a count stands for one search. Columns of results and clicks are read; those that name a person are
//! left in the file; every other column is a segment.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::columns::{Columns, cell, column, whole};
use super::customers::{ACCOUNTS, AUTHORS, PERSONAL};
use super::{BadTable, Readers, receipt};
use crate::model::{Attribute, BusinessFile, Searched, Sheet};

const QUERY: [&str; 13] = [
    "query",
    "search_query",
    "search_term",
    "searchterm",
    "term",
    "search",
    "q",
    "keyword",
    "keywords",
    "phrase",
    "search_phrase",
    "search_text",
    "text",
];
const DAY: [&str; 12] = [
    "day",
    "date",
    "searched_at",
    "searched_on",
    "timestamp",
    "time",
    "at",
    "created_at",
    "week",
    "week_start",
    "month",
    "from",
];
const COUNT: [&str; 9] =
    ["count", "searches", "search_count", "times", "n", "volume", "total", "sessions", "frequency"];
const RESULTS: [&str; 9] = [
    "results",
    "result_count",
    "results_count",
    "num_results",
    "nb_hits",
    "hits",
    "n_results",
    "number_of_results",
    "results_shown",
];
const CLICKS: [&str; 5] = ["clicks", "click_count", "clicked", "result_clicks", "total_clicks"];
/// Columns that name one visit and are no segment.
const VISITS: [&str; 4] = ["session", "session_id", "visit_id", "visitor_id"];

/// The searches of a table, in its order.
///
/// # Errors
/// A table without a column of queries or of days.
pub fn searches(
    sheet: &Sheet,
    readers: &Readers<'_>,
) -> Result<(Vec<Searched>, BusinessFile), BadTable> {
    let columns = Columns::of(sheet);
    let lacks = |what, fix| columns.lacks(what, fix);
    let query = columns.find(&QUERY).ok_or_else(|| lacks("of queries", "name one `query`"))?;
    let day = columns.find(&DAY).ok_or_else(|| lacks("of days", "name one `day`"))?;
    let (count, results, clicks) =
        (columns.find(&COUNT), columns.find(&RESULTS), columns.find(&CLICKS));
    let special = [Some(query), Some(day), count, results, clicks];
    let unnamed: [&[&str]; 4] = [&AUTHORS, &ACCOUNTS, &PERSONAL, &VISITS];
    let segments = columns.segments(&special, &unnamed);

    let mut bad = Vec::new();
    let rows = columns.rows(&mut bad);
    let days = (readers.days)(&column(&rows, Some(day)));
    // Logs say the same few thousand queries and values again and again.
    let mut labels: BTreeMap<&str, Arc<str>> = BTreeMap::new();
    let mut found = Vec::new();
    for (row, day) in rows.into_iter().zip(days) {
        let day = match day {
            Ok(Some(day)) => day,
            Ok(None) => {
                bad.push(columns.bad(row, "it has no day"));
                continue;
            }
            Err(reason) => {
                bad.push(columns.bad(row, reason));
                continue;
            }
        };
        let mut label = |text| {
            labels.entry(text).or_insert_with(|| Arc::from((readers.label)(text).trim())).clone()
        };
        let Some(query) = cell(row, Some(query)).map(&mut label).filter(|one| !one.is_empty())
        else {
            bad.push(columns.bad(row, "it has no query"));
            continue;
        };
        // What stands in a wrong column may be somebody's words: it is not repeated.
        let numbers =
            [("count", count), ("results", results), ("clicks", clicks)].map(|(what, at)| {
                let number = cell(row, at).map(whole).transpose();
                number.map_err(|reason| format!("{what} {reason}"))
            });
        let (count, results, clicks) = match numbers {
            [Ok(count), Ok(results), Ok(clicks)] => (count.unwrap_or(1), results, clicks),
            [Err(reason), _, _] | [_, Err(reason), _] | [_, _, Err(reason)] => {
                bad.push(columns.bad(row, reason));
                continue;
            }
        };
        let mut of_row: Vec<Attribute> = (segments.iter())
            .filter_map(|(at, name)| {
                let value = label(cell(row, Some(*at))?);
                Some(Attribute { name: name.clone(), value })
            })
            .filter(|one| !one.value.is_empty())
            .collect();
        of_row.sort();
        of_row.dedup();
        found.push(Searched {
            query,
            day,
            count,
            results,
            clicks,
            segments: of_row,
            line: row.line,
        });
    }
    let taken = [
        ("query", Some(query)),
        ("day", Some(day)),
        ("count", count),
        ("results", results),
        ("clicks", clicks),
    ];
    let words = columns.told(&taken, &segments);
    let file = receipt("searches", sheet, found.len(), bad, words);
    Ok((found, file))
}
