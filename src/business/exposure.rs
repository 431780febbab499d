//! How many customers use the product, by day.
//!
//! From a file of its own (a day and a number), or counted from the first and last days of the
//! customers.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::columns::{Columns, cell, column, number};
use super::{BadTable, Readers, receipt};
use crate::model::{Account, BusinessFile, Day, Exposure, Sheet};

const DAY: [&str; 5] = ["day", "date", "week", "month", "from"];
const ACTIVE: [&str; 9] = [
    "active",
    "active_customers",
    "active_users",
    "customers",
    "users",
    "exposure",
    "mau",
    "wau",
    "dau",
];

/// Days for which the last number of a file still speaks: files of a month are written at its end.
const SPEAKS: i32 = 31;

/// The exposure in a table. Numbers hold from their day to the next.
///
/// # Errors
/// A table without a column of days or of numbers.
pub fn exposure(
    sheet: &Sheet,
    readers: &Readers<'_>,
) -> Result<(Exposure, BusinessFile), BadTable> {
    let columns = Columns::of(sheet);
    let day = columns.find(&DAY).ok_or_else(|| columns.lacks("of days", "name one `day`"))?;
    let active =
        columns.find(&ACTIVE).ok_or_else(|| columns.lacks("of numbers", "name one `active`"))?;
    let mut bad = Vec::new();
    let rows = columns.rows(&mut bad);
    let days = (readers.days)(&column(&rows, Some(day)));
    let mut steps: BTreeMap<Day, f64> = BTreeMap::new();
    let mut used = 0;
    for (row, day) in rows.into_iter().zip(days) {
        match (day, cell(row, Some(active)).and_then(number)) {
            (Ok(Some(day)), Some(count)) => {
                if let Entry::Vacant(free) = steps.entry(day) {
                    free.insert(count);
                    used += 1;
                } else {
                    bad.push(columns.bad(row, "its day is that of an earlier line"));
                }
            }
            (Err(reason), _) => bad.push(columns.bad(row, reason)),
            (Ok(None), _) => bad.push(columns.bad(row, "it has no day")),
            (_, None) => bad.push(columns.bad(row, "it has no number of customers")),
        }
    }
    let until = steps.keys().next_back().map(|day| day.plus(SPEAKS));
    let words = format!("day {}, active {}", columns.name(day), columns.name(active));
    let file = receipt("exposure", sheet, used, bad, words);
    Ok((Exposure { steps: steps.into_iter().collect(), until }, file))
}

/// The exposure that the first and last days of customers make; empty unless nearly all of them
/// (nineteen in twenty) have a first day.
pub fn exposure_of_customers(customers: &[Account]) -> Exposure {
    let dated = customers.iter().filter(|one| one.since.is_some()).count();
    if dated == 0 || dated * 20 < customers.len() * 19 {
        return Exposure::default();
    }
    let mut changes: BTreeMap<Day, f64> = BTreeMap::new();
    for one in customers {
        let Some(since) = one.since else { continue };
        *changes.entry(since).or_default() += 1.0;
        if let Some(until) = one.until {
            *changes.entry(until.plus(1)).or_default() -= 1.0;
        }
    }
    let mut active = 0.0;
    let step = |(day, change): (Day, f64)| {
        active += change;
        (day, active)
    };
    Exposure { steps: changes.into_iter().map(step).collect(), until: None }
}
