//! The roadmap: items with the themes they answer, their effort and how far they are.
//!
//! Takes a table of the company's own, or an export of issues from Jira, Linear or GitHub
//! ([`super::trackers`]); gives items. Later files know better: an item whose key in the tracker is
//! known already gets its status, effort, owner and day from there.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::columns::{Columns, cell, column, number, parted};
use super::trackers::{POINTS, Tracker};
use super::{BadTable, Readers, receipt};
use crate::model::{BusinessFile, Item, Progress, Sheet, SheetRow, ThemeId, weeks};

/// More than this for one item is a typing error or a number in another unit: two years.
const MOST_WEEKS: f64 = 104.0;

/// Columns of the metrics that an item is to move.
const METRIC: [&str; 3] = ["metric", "metrics", "kpi"];

/// Columns of numbers that are read as something else.
const KNOWN: [&str; 3] = ["effort", "weeks", "estimate"];

/// The items of a table.
///
/// # Errors
/// A table without a column of titles.
pub fn roadmap(
    sheet: &Sheet,
    readers: &Readers<'_>,
) -> Result<(Vec<Item>, BusinessFile), BadTable> {
    let columns = Columns::of(sheet);
    let tracker = Tracker::of(&columns);
    let names = tracker.names();
    let title = columns.find(names.title).ok_or_else(|| {
        let fix = "name one `item`; further columns: id, themes, query, effort, team, status, owner, \
                   shipped, version, key";
        columns.lacks("of items", fix)
    })?;
    let found_of = |names: &[&str]| columns.find(names).filter(|&at| at != title);
    let (id, key) = (found_of(names.id), found_of(names.key));
    let (query, effort_at, team) =
        (found_of(names.query), found_of(names.effort), found_of(names.team));
    let (status, owner) = (found_of(names.status), found_of(names.owner));
    let (shipped, version) = (found_of(names.shipped), found_of(names.version));
    // A column of numbers of that name stays an input of formulas.
    let metric = columns.find(&METRIC).filter(|_| tracker == Tracker::Own);
    // Labels and descriptions of trackers name themes among other words.
    let themes = columns.all(names.themes);
    let taken: Vec<usize> =
        [Some(title), id, key, query, effort_at, team, status, owner, shipped, version]
            .into_iter()
            .flatten()
            .chain(themes.iter().copied())
            .collect();
    let inputs: Vec<usize> = match tracker {
        Tracker::Own => (0..columns.len())
            .filter(|at| !taken.contains(at) && !KNOWN.contains(&columns.key(*at)))
            .collect(),
        _ => Vec::new(),
    };

    let mut bad = Vec::new();
    let rows = columns.rows(&mut bad);
    let days = (readers.days)(&column(&rows, shipped));
    let mut seen: BTreeMap<String, u64> = BTreeMap::new();
    let mut found: Vec<Item> = Vec::new();
    let mut in_points = false;
    for (row, day) in rows.into_iter().zip(days) {
        let mut reject = |reason: String| bad.push(columns.bad(row, reason));
        let Some(title) = cell(row, Some(title)) else {
            reject("it has no title".to_owned());
            continue;
        };
        let day = match day {
            Ok(day) => day,
            Err(reason) => {
                reject(reason.to_owned());
                continue;
            }
        };
        let key = cell(row, key);
        let id = cell(row, id).or(key).unwrap_or(title);
        if let Some(line) = seen.get(&id.to_lowercase()) {
            reject(format!("its id is that of line {line}"));
            continue;
        }
        let mut named = Vec::new();
        match themes_of(row, &themes, tracker, &mut named) {
            Ok(()) => {}
            Err(word) => {
                reject(format!("{word:?} is no theme: write T-17"));
                continue;
            }
        }
        let team: Option<Arc<str>> = cell(row, team).map(Arc::from);
        let effort = match cell(row, effort_at).map(|text| efforts(text, team.as_ref(), tracker)) {
            None => BTreeMap::new(),
            Some(Ok(effort)) => effort,
            Some(Err(reason)) => {
                reject(reason);
                continue;
            }
        };
        let words = cell(row, status).unwrap_or_default();
        let progress = progress(words, day.is_some());
        let mut numbers = BTreeMap::new();
        let mut odd = None;
        for &at in &inputs {
            match (cell(row, Some(at)), cell(row, Some(at)).and_then(number)) {
                (Some(text), Some(value)) => {
                    let value = if text.ends_with('%') { value / 100.0 } else { value };
                    numbers.insert(columns.key(at).to_owned(), value);
                }
                (Some(text), None)
                    if text.starts_with(|c: char| c.is_ascii_digit() || c == '-') =>
                {
                    odd = Some(format!("{}: {text:?} is no number of 0 or more", columns.name(at)));
                }
                _ => {}
            }
        }
        if let Some(reason) = odd {
            reject(reason);
            continue;
        }
        seen.insert(id.to_lowercase(), row.line);
        let points = cell(row, effort_at).and_then(number);
        in_points |= points.is_some_and(|amount| amount > 0.0 && tracker.is_points(amount));
        found.push(Item {
            id: Arc::from(id),
            title: Arc::from(title),
            themes: named,
            queries: cell(row, query).map(queries).unwrap_or_default(),
            effort,
            team,
            progress,
            status: Arc::from(if words.is_empty() { progress.name() } else { words }),
            owner: cell(row, owner).map(Arc::from),
            // A day ahead is a plan; what is not shipped has no day.
            shipped: day.filter(|_| progress == Progress::Shipped),
            version: cell(row, version).map(Arc::from),
            tracker: key.map(Arc::from),
            metrics: cell(row, metric).map(metrics_of).unwrap_or_default(),
            inputs: numbers,
            file: sheet.file.clone(),
            line: row.line,
        });
    }
    let words = format!("{}, item {}", tracker.words(), columns.name(title));
    let mut file = receipt("roadmap", sheet, found.len(), bad, words);
    if in_points {
        file.assumed = format!(
            "its effort is in points and is counted as {POINTS} points to the week: write 2w or 3d where \
             that is not so"
        );
    }
    Ok((found, file))
}

/// The themes that cells name. In a table of the company's own every word must be one; in an export
/// `earful-T-17`, `earful:T-17` and `T-17` count and the other words say nothing.
fn themes_of(
    row: &SheetRow,
    places: &[usize],
    tracker: Tracker,
    into: &mut Vec<ThemeId>,
) -> Result<(), String> {
    for cell in places.iter().filter_map(|&at| cell(row, Some(at))) {
        for word in parted(cell) {
            match theme_of(word, tracker == Tracker::Own) {
                Some(theme) if !into.contains(&theme) => into.push(theme),
                Some(_) => {}
                None if tracker == Tracker::Own => return Err(word.to_owned()),
                None => {}
            }
        }
    }
    Ok(())
}

/// A theme's id in a word; bare numbers only where `bare`.
pub(super) fn theme_of(word: &str, bare: bool) -> Option<ThemeId> {
    let trim = |c: char| !c.is_ascii_alphanumeric();
    let word = word.trim_matches(trim);
    let rest = match word.get(..6) {
        Some(head) if head.eq_ignore_ascii_case("earful") => word[6..].trim_start_matches(trim),
        _ => word,
    };
    let lettered = rest.get(..2).is_some_and(|head| head.eq_ignore_ascii_case("t-"));
    if lettered || bare { rest.parse().ok() } else { None }
}

/// Queries parted by `;` outside quotation marks.
fn queries(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let (mut one, mut quoted) = (String::new(), false);
    for letter in text.chars() {
        quoted ^= letter == '"';
        if letter == ';' && !quoted {
            found.push(std::mem::take(&mut one));
        } else {
            one.push(letter);
        }
    }
    found.push(one);
    found.into_iter().map(|one| one.trim().to_owned()).filter(|one| !one.is_empty()).collect()
}

/// Names of metrics parted by `;`; a number is none.
fn metrics_of(text: &str) -> Vec<Arc<str>> {
    let names = text.split(';').map(str::trim);
    names.filter(|name| !name.is_empty() && number(name).is_none()).map(Arc::from).collect()
}

/// Effort by team: `6w`, `3 days`, `1.5`, `web 2w; ios 1w`.
fn efforts(
    text: &str,
    team: Option<&Arc<str>>,
    tracker: Tracker,
) -> Result<BTreeMap<Arc<str>, f64>, String> {
    let own: Arc<str> = team.cloned().unwrap_or_else(|| Arc::from(""));
    let mut effort: BTreeMap<Arc<str>, f64> = BTreeMap::new();
    let parts: Vec<&str> =
        text.split([';', '+']).map(str::trim).filter(|part| !part.is_empty()).collect();
    for part in &parts {
        let digits = part.find(|c: char| c.is_ascii_digit()).unwrap_or(part.len());
        let (name, amount) = part.split_at(digits);
        let name = name.trim().trim_end_matches(['=', ':']).trim();
        // A sign or a point before the digits belongs to the number, not to a team: `-2w` is less than
        // nothing, and no team is called "-".
        let signed = name.ends_with(['-', '−', '–', '—', '.', ',']);
        if signed || !name.is_empty() && !name.chars().any(char::is_alphanumeric) {
            return Err(format!(
                "effort {part:?} is no amount of 0 or more: write 6w, 3d, 0.5m or web 2w; ios 1w"
            ));
        }
        let name = if name.is_empty() { own.clone() } else { Arc::from(name) };
        let weeks = weeks(amount, |bare| tracker.weeks(bare)).ok_or_else(|| {
            format!("effort {part:?} is none: write 6w, 3d, 1.5m or web 2w; ios 1w")
        })?;
        if weeks > MOST_WEEKS {
            return Err(format!("effort {part:?} is more than two years of one team"));
        }
        if weeks > 0.0 {
            *effort.entry(name).or_default() += weeks;
        }
    }
    Ok(effort)
}

/// How far the words of a tracker say an item is; `dated` where it has a day on which it shipped.
fn progress(words: &str, dated: bool) -> Progress {
    let words = words.to_lowercase();
    let has = |list: &[&str]| list.iter().any(|one| words.contains(one));
    if has(&["drop", "cancel", "won't", "wont", "wontfix", "reject", "duplicate", "declined"]) {
        return Progress::Dropped;
    }
    if has(&["not done", "undone", "not started", "unresolved", "incomplete"]) {
        return Progress::Open;
    }
    if has(&[
        "ship", "done", "closed", "resolved", "released", "complete", "live", "fixed", "deployed",
    ]) {
        return Progress::Shipped;
    }
    if has(&["progress", "doing", "started", "review", "build", "develop", "active", "testing"]) {
        return Progress::Doing;
    }
    if words.is_empty() && dated { Progress::Shipped } else { Progress::Open }
}

/// An effort of nobody in particular is that of the one team that has the item already.
fn of_team(mut effort: BTreeMap<Arc<str>, f64>, known: &Item) -> BTreeMap<Arc<str>, f64> {
    let nobody: Arc<str> = Arc::from("");
    let lone = if known.effort.len() == 1 { known.effort.keys().next() } else { None };
    let team = known.team.as_ref().or(lone).cloned();
    if let (1, Some(weeks), Some(team)) = (effort.len(), effort.get(&nobody).copied(), team) {
        effort = BTreeMap::from([(team, weeks)]);
    }
    effort
}

/// The items with what a later file knows of them: one with the same key in a tracker (or the same id)
/// takes its status, effort, owner, day and version, and its further themes; the others are added.
pub fn updated(mut items: Vec<Item>, later: Vec<Item>) -> Vec<Item> {
    for new in later {
        let same = |one: &&mut Item| {
            let names = [Some(&new.id), new.tracker.as_ref()];
            names.into_iter().flatten().any(|name| {
                one.id.eq_ignore_ascii_case(name)
                    || one.tracker.as_ref().is_some_and(|key| key.eq_ignore_ascii_case(name))
            })
        };
        match items.iter_mut().find(same) {
            Some(known) => {
                known.progress = new.progress;
                known.status = new.status;
                if !new.effort.is_empty() {
                    known.effort = of_team(new.effort, known);
                }
                known.owner = new.owner.or(known.owner.take());
                known.shipped = match new.progress {
                    Progress::Shipped => new.shipped.or(known.shipped),
                    _ => None,
                };
                known.version = new.version.or(known.version.take());
                known.tracker = known.tracker.take().or(new.tracker);
                known.team = known.team.take().or(new.team);
                if known.metrics.is_empty() {
                    known.metrics = new.metrics;
                }
                for theme in new.themes {
                    if !known.themes.contains(&theme) {
                        known.themes.push(theme);
                    }
                }
                for (name, value) in new.inputs {
                    known.inputs.entry(name).or_insert(value);
                }
            }
            None => items.push(new),
        }
    }
    items
}
