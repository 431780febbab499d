//! The events file: releases, incidents, campaigns, by day.

use std::sync::Arc;

use super::columns::{Columns, cell, column, parted};
use super::roadmap::theme_of;
use super::{BadTable, Readers, receipt};
use crate::model::{BusinessFile, CompanyEvent, Sheet};

const DAY: [&str; 8] = ["day", "date", "from", "start", "start_date", "started", "on", "released"];
const TO: [&str; 6] = ["to", "until", "end", "end_date", "ended", "resolved"];
const NAME: [&str; 7] = ["name", "event", "title", "what", "version", "description", "summary"];
const KIND: [&str; 3] = ["kind", "type", "category"];
const THEMES: [&str; 4] = ["themes", "theme", "pains", "pain"];

/// The events of a table, by day, then name.
///
/// # Errors
/// A table without a column of days or of names.
pub fn events(
    sheet: &Sheet,
    readers: &Readers<'_>,
) -> Result<(Vec<CompanyEvent>, BusinessFile), BadTable> {
    let columns = Columns::of(sheet);
    let day = columns.find(&DAY).ok_or_else(|| columns.lacks("of days", "name one `date`"))?;
    let name = columns.find(&NAME).ok_or_else(|| columns.lacks("of names", "name one `name`"))?;
    let (to, kind, about) = (columns.find(&TO), columns.find(&KIND), columns.find(&THEMES));
    let mut bad = Vec::new();
    let rows = columns.rows(&mut bad);
    let first = (readers.days)(&column(&rows, Some(day)));
    let last = (readers.days)(&column(&rows, to));
    let mut found = Vec::new();
    for (row, days) in rows.into_iter().zip(first.into_iter().zip(last)) {
        let (from, to) = match days {
            (Ok(Some(from)), Ok(to)) => (from, to.unwrap_or(from)),
            (Ok(None), _) => {
                bad.push(columns.bad(row, "it has no day"));
                continue;
            }
            (Err(reason), _) | (_, Err(reason)) => {
                bad.push(columns.bad(row, reason));
                continue;
            }
        };
        let Some(name) = cell(row, Some(name)) else {
            bad.push(columns.bad(row, "it has no name"));
            continue;
        };
        if to < from {
            bad.push(columns.bad(row, "its last day is before its first"));
            continue;
        }
        // A word that is no theme's id says nothing: the column may be about something else.
        let words = cell(row, about).into_iter().flat_map(parted);
        let themes = words.filter_map(|word| theme_of(word, false)).collect();
        let kind = cell(row, kind).map_or_else(|| "event".to_owned(), str::to_lowercase);
        found.push(CompanyEvent {
            from,
            to,
            kind: Arc::from(kind),
            name: Arc::from(name),
            themes,
            line: row.line,
        });
    }
    found.sort_by(|a, b| (a.from, &a.name, a.line).cmp(&(b.from, &b.name, b.line)));
    let words = format!("date {}, name {}", columns.name(day), columns.name(name));
    let file = receipt("events", sheet, found.len(), bad, words);
    Ok((found, file))
}
