//! The metrics file: what the company measures beside its feedback, by day or week.
//!
//! Takes a table with a column of names, one of days and one of values; gives one [`Measured`] a row. With
//! a base a value is how many of it did, or a share with a percent sign; every other column is a
//! segment, and a row without any is of all. Sums a metric over days ([`level`]).

use std::collections::BTreeMap;
use std::sync::Arc;

use super::columns::{Columns, cell, column, number, parted, whole};
use super::roadmap::theme_of;
use super::{BadTable, Readers, receipt};
use crate::model::{Attribute, BusinessFile, Day, Level, Measured, Sheet, ThemeId};

const NAME: [&str; 6] = ["metric", "name", "kpi", "measure", "metric_name", "indicator"];
const DAY: [&str; 7] = ["week", "day", "date", "week_start", "from", "month", "period"];
const VALUE: [&str; 7] = ["value", "count", "converted", "retained", "successes", "number", "rate"];
const BASE: [&str; 9] =
    ["base", "of", "total", "denominator", "n", "sample", "visitors", "customers", "eligible"];
const THEMES: [&str; 2] = ["theme", "themes"];

/// The metrics of a table, in its order.
///
/// # Errors
/// A table without a column of names, of days or of values.
pub fn metrics(
    sheet: &Sheet,
    readers: &Readers<'_>,
) -> Result<(Vec<Measured>, BusinessFile), BadTable> {
    let columns = Columns::of(sheet);
    let lacks = |what, fix| columns.lacks(what, fix);
    let name = columns.find(&NAME).ok_or_else(|| lacks("of metrics", "name one `metric`"))?;
    let day = columns.find(&DAY).ok_or_else(|| lacks("of days", "name one `week` or `day`"))?;
    let value = columns.find(&VALUE).ok_or_else(|| lacks("of values", "name one `value`"))?;
    let (base, themes) = (columns.find(&BASE), columns.find(&THEMES));
    let special = [Some(name), Some(day), Some(value), base, themes];
    let segments = columns.segments(&special, &[]);

    let mut bad = Vec::new();
    let rows = columns.rows(&mut bad);
    let days = (readers.days)(&column(&rows, Some(day)));
    let mut names: BTreeMap<String, Arc<str>> = BTreeMap::new();
    let mut seen: BTreeMap<(Arc<str>, Day, Vec<Attribute>), u64> = BTreeMap::new();
    let mut found = Vec::new();
    for (row, day) in rows.into_iter().zip(days) {
        let mut reject = |reason: String| bad.push(columns.bad(row, reason));
        let Some(named) = cell(row, Some(name)) else {
            reject("it has no name".to_owned());
            continue;
        };
        let day = match day {
            Ok(Some(day)) => day,
            Ok(None) => {
                reject("it has no day".to_owned());
                continue;
            }
            Err(reason) => {
                reject(reason.to_owned());
                continue;
            }
        };
        let of_base = cell(row, base).map(|text| (text, whole(text)));
        let base = match of_base {
            None => None,
            Some((_, Ok(base))) => Some(base),
            Some((text, Err(reason))) => {
                reject(format!("base: {text:?} {reason}"));
                continue;
            }
        };
        let value = match value_of(cell(row, Some(value)).unwrap_or_default(), base) {
            Ok(value) => value,
            Err(reason) => {
                reject(reason);
                continue;
            }
        };
        let words = cell(row, themes).into_iter().flat_map(parted);
        let of: Result<Vec<ThemeId>, &str> =
            words.map(|word| theme_of(word, true).ok_or(word)).collect();
        let themes = match of {
            Ok(themes) => themes,
            Err(word) => {
                reject(format!("{word:?} is no theme: write T-17"));
                continue;
            }
        };
        let mut of_row: Vec<Attribute> = (segments.iter())
            .filter_map(|(at, name)| {
                let value: Arc<str> = Arc::from((readers.label)(cell(row, Some(*at))?));
                (!value.is_empty()).then(|| Attribute { name: name.clone(), value })
            })
            .collect();
        of_row.sort();
        // The first spelling of a name is the one that is shown.
        let fresh = || Arc::from(named);
        let name = names.entry(named.to_lowercase()).or_insert_with(fresh).clone();
        let key = (name.clone(), day, of_row.clone());
        if let Some(line) = seen.get(&key) {
            reject(format!("its metric, day and segment are those of line {line}"));
            continue;
        }
        seen.insert(key, row.line);
        found.push(Measured { name, day, value, base, segments: of_row, themes, line: row.line });
    }
    let taken = [
        ("metric", Some(name)),
        ("day", Some(day)),
        ("value", Some(value)),
        ("base", base),
        ("themes", themes),
    ];
    let words = columns.told(&taken, &segments);
    let file = receipt("metrics", sheet, found.len(), bad, words);
    Ok((found, file))
}

/// A value: with a base how many of it did.
fn value_of(text: &str, base: Option<u64>) -> Result<f64, String> {
    if text.is_empty() {
        return Err("it has no value".to_owned());
    }
    let share = text.ends_with('%');
    let Some(base) = base else {
        let value =
            number(text).ok_or_else(|| format!("value: {text:?} is no number of 0 or more"))?;
        return Ok(if share { value / 100.0 } else { value });
    };
    if share {
        return match number(text) {
            // The share was of whole customers.
            Some(value) if value <= 100.0 => Ok((value / 100.0 * base as f64).round()),
            _ => Err(format!("value: {text:?} is no share of 0 to 100 %")),
        };
    }
    let count = whole(text).map_err(|reason| {
        format!(
            "value: {text:?} {reason}; with a base it is how many of it did, or a share as 3.4%"
        )
    })?;
    if count > base {
        return Err(format!("value: {count} of a base of {base}"));
    }
    Ok(count as f64)
}

/// A metric's rows summed; `None` where there is none. Shares are added up over their bases; where one
/// has no base, or all bases are 0, it is the mean of the values.
pub fn level<'m>(rows: impl Iterator<Item = &'m Measured>) -> Option<Level> {
    let rows: Vec<&Measured> = rows.collect();
    let first = rows.iter().map(|row| row.day).min()?;
    let last = rows.iter().map(|row| row.day).max()?;
    let base = rows.iter().map(|row| row.base).sum::<Option<u64>>().filter(|&base| base > 0);
    let sum: f64 = rows.iter().map(|row| row.value).sum();
    let of = base.map(|base| (sum as u64, base));
    let value = base.map_or(sum / rows.len() as f64, |base| sum / base as f64);
    Some(Level { days: (first, last), rows: rows.len() as u32, value, of })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn values_with_and_without_a_base() {
        assert_eq!(value_of("120", Some(1_000)), Ok(120.0));
        assert_eq!(value_of("12%", Some(1_000)), Ok(120.0));
        assert_eq!(value_of("3,4 %", Some(1_000)), Ok(34.0));
        assert_eq!(value_of("3.4%", None), Ok(0.034));
        assert_eq!(value_of("1.200", Some(4_000)), Ok(1_200.0));
        assert_eq!(value_of("0", Some(4_000)), Ok(0.0));
        assert_eq!(value_of("17.5", None), Ok(17.5));
        for (text, base) in [
            ("", None),
            ("-1", None),
            ("-1", Some(10)),
            ("11", Some(10)),
            ("0.4", Some(10)),
            ("0.615", Some(4_000)),
            ("0,615", Some(4_000)),
            ("101%", Some(10)),
            ("much", Some(10)),
        ] {
            assert!(value_of(text, base).is_err(), "{text} {base:?}");
        }
    }

    fn row(day: i32, value: f64, base: Option<u64>) -> Measured {
        Measured {
            name: Arc::from("conversion"),
            day: Day(day),
            value,
            base,
            segments: Vec::new(),
            themes: Vec::new(),
            line: 2,
        }
    }

    #[test]
    fn levels_by_hand() {
        let rows = [row(3, 10.0, Some(100)), row(1, 60.0, Some(300))];
        let found = level(rows.iter()).expect("a level");
        assert_eq!((found.days, found.rows), ((Day(1), Day(3)), 2));
        assert_eq!((found.value, found.of), (70.0 / 400.0, Some((70, 400))));
        let mixed = [row(3, 10.0, Some(100)), row(1, 60.0, None)];
        assert_eq!(level(mixed.iter()).map(|one| (one.value, one.of)), Some((35.0, None)));
        assert_eq!(level([row(1, 0.0, Some(0))].iter()).map(|one| one.of), Some(None));
        assert_eq!(level([].iter()), None);
    }

    proptest! {
        #[test]
        fn a_share_is_a_share(rows in proptest::collection::vec((0u64..500, 0u64..500), 1..20)) {
            let rows: Vec<Measured> = (rows.iter())
                .map(|&(a, b)| row(7, a.min(b) as f64, Some(a.max(b))))
                .collect();
            let found = level(rows.iter()).expect("a level");
            prop_assert!((0.0..=1.0).contains(&found.value) || found.of.is_none());
            prop_assert!(found.of.is_none_or(|(hits, all)| hits <= all));
        }

        #[test]
        fn nothing_makes_it_stumble(text in "\\PC{0,12}", base in proptest::option::of(0u64..1_000)) {
            if let (Ok(value), Some(base)) = (value_of(&text, base), base) {
                prop_assert!(value >= 0.0 && value <= base as f64);
            }
        }
    }
}
