//! Which column is what.
//!
//! Takes a head, gives the fields with reasons. A name suggests, the values decide: a column called
//! `date` without dates in it is no date. Each column serves once.

use std::collections::BTreeSet;
use std::path::Path;

use crate::intake;
use crate::model::{Kind, RatingKind};
use crate::sources::Head;
use crate::sources::preset::{DayOrder, Format};

use super::facts::Facts;
use super::{Found, Guessed, Identity, Scale, Times, identity, names, scale, segments, words};

/// What the head tells.
pub(super) fn find(head: &Head, path: &Path) -> Result<Found, String> {
    let columns: Vec<Facts<'_>> = head.columns.iter().map(Facts::of).collect();
    let mut said = head.said.clone();
    let mut used: BTreeSet<usize> = BTreeSet::new();
    let mut fields: Fields = Vec::new();
    let workbook = head.format == Format::Xlsx;
    let times = created(&columns, &mut used, &mut said, &mut fields);
    if let Some((at, why)) = updated(&columns, &used) {
        take(&columns, &mut used, &mut fields, "updated_at", at, why);
    }
    used.extend((0..columns.len()).filter(|&at| scale::says_scale(&columns[at])));
    let rated = scale::rating(&columns, &used, &mut said);
    if let Some((at, _, why)) = &rated {
        take(&columns, &mut used, &mut fields, "rating", *at, why.clone());
    }
    let spoken = words::find(&columns, &used);
    for at in spoken.all() {
        used.insert(at);
    }
    if let words::Words::One { text, question, why } = &spoken {
        take(&columns, &mut used, &mut fields, "text", *text, why.clone());
        if let Some(question) = question {
            take(
                &columns,
                &mut used,
                &mut fields,
                "question",
                *question,
                "the question each row answers".to_owned(),
            );
        }
    }
    for field in ["title", "lang"] {
        if let Some((at, why)) = simple(field, &columns, &used) {
            take(&columns, &mut used, &mut fields, field, at, why);
        }
    }
    let identity =
        identity::id(&columns, &used, workbook, &fields_at(&columns, &fields), &mut said);
    if let Identity::Column(at, why) = &identity {
        take(&columns, &mut used, &mut fields, "id", *at, why.clone());
    }
    // Of what is rated votes are mostly others' ratings, or how many found the words helpful.
    let rest = ["author", "product", "value", "kind", "votes"];
    for field in rest.into_iter().filter(|&field| field != "votes" || rated.is_none()) {
        if let Some((at, why)) = simple(field, &columns, &used) {
            take(&columns, &mut used, &mut fields, field, at, why);
        }
    }
    let questions: Vec<usize> = spoken.questions();
    if questions.is_empty() && !fields.iter().any(|(field, _)| *field == "text") {
        let names: Vec<&str> =
            columns.iter().take(12).map(|column| column.head.selector.as_str()).collect();
        return Err(format!(
            "no column looks like the words of customers; the columns are {}",
            names.join(", ")
        ));
    }
    const ORDER: [&str; 13] = [
        "id",
        "created_at",
        "updated_at",
        "rating",
        "title",
        "text",
        "question",
        "lang",
        "author",
        "product",
        "value",
        "kind",
        "votes",
    ];
    fields.sort_by_key(|(field, _)| ORDER.iter().position(|one| one == field));
    let attrs = segments::find(&columns, &used, &mut said);
    let rated = rated.map(|(_, scale, _)| scale);
    let kind = kind_of(path, &columns, !questions.is_empty(), rated.as_ref());
    let texts = spoken.all();
    Ok(Found {
        format: head.format,
        kind,
        delimiter: head.delimiter,
        records: head.records.clone(),
        shape: head.shape,
        encoding: head.encoding.clone(),
        skip_rows: head.skip_rows,
        header_rows: head.header_rows.clone(),
        no_header: head.no_header,
        pad: head.pad,
        sheet: head.sheet.clone(),
        units: head.units,
        template: match identity {
            Identity::Pair(product, id) => Some(format!(
                "{{{}}}#{{{}}}",
                columns[product].head.selector, columns[id].head.selector
            )),
            _ => None,
        },
        fields,
        times,
        scale: rated,
        questions: questions.into_iter().map(|at| columns[at].head.selector.clone()).collect(),
        missing: words::missing(texts.iter().map(|&at| &columns[at])),
        transforms: words::transforms(texts.iter().map(|&at| &columns[at])),
        attrs,
        said,
    })
}

/// The places of the fields found so far.
fn fields_at(
    columns: &[Facts<'_>],
    fields: &[(&'static str, Guessed)],
) -> Vec<(&'static str, usize)> {
    let place = |name: &str| columns.iter().position(|column| column.head.selector == name);
    fields.iter().filter_map(|(field, one)| Some((*field, place(&one.column)?))).collect()
}

/// The fields found so far.
type Fields = Vec<(&'static str, Guessed)>;

/// Takes a column for a field.
fn take(
    columns: &[Facts<'_>],
    used: &mut BTreeSet<usize>,
    fields: &mut Fields,
    field: &'static str,
    at: usize,
    why: String,
) {
    used.insert(at);
    fields.push((field, Guessed { column: columns[at].head.selector.clone(), why }));
}

/// The time of the words, and how it is written.
fn created(
    columns: &[Facts<'_>],
    used: &mut BTreeSet<usize>,
    said: &mut Vec<String>,
    fields: &mut Fields,
) -> Times {
    let varied = columns.iter().any(|column| column.time.is_time() && column.time.varied);
    let candidates = columns.iter().enumerate().filter_map(|(at, column)| {
        let name = column.fit("created_at");
        let time = column.time.is_time();
        let serial = column.time.is_serial() && name > 0;
        let version = column.words.iter().any(|word| word == "version" || word == "ver");
        // Bare numbers are times where the name says so.
        let bare = column.time.bare * 2 > column.time.read && name == 0;
        if !(time || serial) || version || bare || (name == 0 && column.letters > 60) {
            return None;
        }
        let other = column.called(names::is_other_time);
        let still = varied && !column.time.varied;
        Some(((!other, !still, name, std::cmp::Reverse(at)), at))
    });
    let Some((_, at)) = candidates.max_by_key(|(score, _)| *score) else {
        if let Some(column) = columns.iter().find(|column| column.time.is_relative()) {
            said.push(format!(
                "{}: dates such as `{}` count back from a day that the file does not name (ago, \
                 relative): they are left out",
                column.head.selector,
                column.time.odd.as_deref().unwrap_or_default()
            ));
        }
        return Times::default();
    };
    let time = &columns[at].time;
    let name = &columns[at].head.selector;
    let example = time.example.clone().unwrap_or_default();
    take(columns, used, fields, "created_at", at, format!("times such as {example}"));
    let mut times = Times::default();
    if time.is_serial() && !time.is_time() {
        times.formats = vec!["excel", "usual"];
        said.push(format!("{name}: numbers such as {example} are read as days of a spreadsheet"));
    }
    times.order = match (time.day_first, time.month_first, time.open) {
        (0, 0, 0) => None,
        (day, month, open) if open > 0 || (day > 0 && month > 0) => {
            let open_example = time.open_example.clone().unwrap_or(example);
            let (order, why) = match (day, month) {
                (0, 0) => {
                    let (order, because) = guessed_order(columns, at);
                    let why = format!(
                        "dates such as {open_example} are ambiguous, day first or month first: \
                         nothing in the column tells; {because}"
                    );
                    said.push(format!("{name}: {why}"));
                    (order, why)
                }
                (day, month) if day >= month => {
                    (DayOrder::DayFirst, format!("{day} dates have a first number above 12"))
                }
                (_, month) => {
                    (DayOrder::MonthFirst, format!("{month} dates have a second number above 12"))
                }
            };
            Some((order, why))
        }
        _ => None,
    };
    if time.unread + time.relative > 0 {
        said.push(format!(
            "{name}: {} of {} dates cannot be read, such as `{}`",
            time.unread + time.relative,
            time.there(),
            time.odd.as_deref().unwrap_or_default()
        ));
    }
    times
}

/// Which order to take where the column does not tell: the one under which the days lie closer
/// together, since an export is of some weeks; else the American one where the clock has two halves
/// or the names are English, and the other elsewhere.
fn guessed_order(columns: &[Facts<'_>], at: usize) -> (DayOrder, String) {
    let time = &columns[at].time;
    let (day, month) = (time.day_first_span, time.month_first_span);
    if let (Some(day), Some(month)) = (day, month)
        && (day > 3 * month.max(7) || month > 3 * day.max(7))
    {
        let (order, words) = match day < month {
            true => (DayOrder::DayFirst, "day first"),
            false => (DayOrder::MonthFirst, "month first"),
        };
        let why = format!(
            "{words} was taken, under which they lie {} days apart and not {}; set order to change it",
            day.min(month),
            day.max(month)
        );
        return (order, why);
    }
    let example = time.open_example.clone().unwrap_or_default().to_lowercase();
    let halves = example.ends_with('m') || example.ends_with("m.");
    let known = ["date", "review", "comment", "rating", "text", "created", "stars", "score", "id"];
    let english =
        columns.iter().flat_map(|one| &one.words).any(|word| known.contains(&word.as_str()));
    match halves || (english && example.contains('/')) {
        true => (
            DayOrder::MonthFirst,
            "month first was taken; set order = \"day_first\" if it is not so".to_owned(),
        ),
        false => (
            DayOrder::DayFirst,
            "day first was taken; set order = \"month_first\" if it is not so".to_owned(),
        ),
    }
}

fn updated(columns: &[Facts<'_>], used: &BTreeSet<usize>) -> Option<(usize, String)> {
    let candidates = columns.iter().enumerate().filter(|(at, column)| {
        !used.contains(at) && column.time.is_time() && column.fit("updated_at") > 0
    });
    let best =
        candidates.max_by_key(|(at, column)| (column.fit("updated_at"), std::cmp::Reverse(*at)));
    best.map(|(at, column)| {
        (at, format!("times such as {}", column.time.example.clone().unwrap_or_default()))
    })
}

/// The column for a field that its name tells: the best name, ties to the first column.
fn simple(field: &str, columns: &[Facts<'_>], used: &BTreeSet<usize>) -> Option<(usize, String)> {
    let about = |column: &Facts<'_>| is_of_thing(column, columns);
    let fits = |column: &Facts<'_>| {
        let short = column.letters <= 120 && !column.is_blob() && !column.is_link();
        match field {
            "title" => {
                short
                    && !column.is_time()
                    && !column.is_number()
                    && (column.distinct() > 1 || column.values.len() == 1)
                    && !about(column)
                    && column.fit("product") <= column.fit("title")
            }
            "lang" => {
                let code = |value: &&str| value.parse::<crate::model::Lang>().is_ok();
                column.values.iter().all(code)
            }
            "author" => {
                let name = !column.is_talk() || column.letters <= 24;
                short && !column.is_time() && column.distinct() > 1 && name
            }
            "product" => {
                let repeats = column.distinct() * 4 <= column.values.len();
                // What somebody used to say it is no product of the company.
                let used = ["device", "phone", "browser", "os"];
                if column.words.iter().any(|word| used.contains(&word.as_str())) {
                    return false;
                }
                let named = repeats || !column.is_talk() || column.fit(field) >= SURE;
                short && !column.is_time() && column.letters <= 80 && named
            }
            "value" => column.is_number(),
            // Only a name that is one of these and no more: "helpful_votes" are of something else.
            "votes" => {
                let whole = |value: &&str| value.parse::<u32>().is_ok();
                column.fit(field) >= SURE
                    && column.values.iter().all(whole)
                    && column.distinct() > 1
            }
            "kind" => column.values.iter().all(|value| intake::kind_of(value).is_some()),
            _ => false,
        }
    };
    let fit = |column: &Facts<'_>| match field {
        "product" if about(column) => 99,
        _ => column.fit(field),
    };
    columns
        .iter()
        .enumerate()
        .filter(|(at, column)| {
            !used.contains(at) && !column.values.is_empty() && fit(column) > 0 && fits(column)
        })
        .max_by_key(|(at, column)| (fit(column), std::cmp::Reverse(*at)))
        .map(|(at, column)| (at, format!("by its name; {} different", column.distinct())))
}

/// From this fit on a name is one of the list's, not one that has it in it (`names::Known::score`).
const SURE: usize = 70;

/// Whether a headline is the name of what is spoken of: it repeats, just as the id of a place or a
/// product beside it does.
fn is_of_thing(column: &Facts<'_>, columns: &[Facts<'_>]) -> bool {
    let rows = column.values.len();
    let like = |other: &Facts<'_>| {
        other.fit("product") > 0
            && other.values.len() == rows
            && other.distinct() == column.distinct()
            && other.head.selector != column.head.selector
    };
    rows > 3
        && (column.distinct() > 1 || column.words.len() == 1)
        && column.fit("title") > 0
        && !column.is_talk()
        && column.distinct() * 2 <= rows
        && columns.iter().any(like)
}

fn kind_of(
    path: &Path,
    columns: &[Facts<'_>],
    asked: bool,
    scale: Option<&Scale>,
) -> (Kind, String) {
    const HINTS: [(Kind, &[&str]); 5] = [
        (Kind::Review, &["review", "reviews", "stars", "bewertung", "avis", "rezension", "resena"]),
        (
            Kind::Ticket,
            &[
                "ticket",
                "tickets",
                "case",
                "cases",
                "issue",
                "issues",
                "requester",
                "incident",
                "incidents",
            ],
        ),
        (Kind::Survey, &["survey", "surveys", "nps", "response", "responses", "respondent"]),
        (Kind::Community, &["post", "posts", "thread", "forum", "tweet", "tweets", "subreddit"]),
        (Kind::Sale, &["returns", "cancellations", "downgrades", "churn"]),
    ];
    let stem = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let of_file = names::words(&stem);
    for (kind, hints) in HINTS {
        if of_file.iter().any(|word| hints.contains(&word.as_str())) {
            return (kind, "by the file's name".to_string());
        }
    }
    // Pros and cons of a thing that is rated.
    let of_thing = columns.iter().any(|column| column.fit("product") >= SURE);
    if asked && of_thing && matches!(scale, Some(Scale { kind: RatingKind::Stars, .. })) {
        return (Kind::Review, "it rates a thing".to_string());
    }
    if asked || matches!(scale, Some(Scale { kind: RatingKind::Nps, .. })) {
        return (Kind::Survey, "it asks questions or for a recommendation".to_string());
    }
    for (kind, hints) in HINTS {
        let column = columns
            .iter()
            .find(|column| column.words.iter().any(|word| hints.contains(&word.as_str())));
        if let Some(column) = column {
            return (kind, format!("there is a column {}", column.head.name));
        }
    }
    if scale.is_some() {
        return (Kind::Review, "it is rated".to_string());
    }
    (Kind::Community, "nothing says otherwise".to_string())
}
