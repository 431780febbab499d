//! One `[sources.NAME]` table or one preset file: a preset.
//!
//! Takes the table, gives the preset. The keys are those of a preset file; the ones a simple feed
//! needs may stand at the top (`files`, `format`, `questions`, …) instead of in `[input]` and
//! `[text]`, and what the file name or the scale already says need not be said again.

mod input;
mod text;

use std::collections::BTreeMap;

use crate::model::{Kind, RatingKind};
use crate::sources::preset::{
    DayOrder, Expression, Fields, Gate, Lookup, Nested, Preset, Scale, TextMode, Time, Update,
    UpdateMode, Version, Zone,
};

use super::expression;
use super::keys::Keys;

pub(super) use input::format_of;

/// The preset in a table; faults are noted, and what is missing has its default. `own` is whether
/// it is a table of somebody's own and stands on no preset: where nothing says otherwise, a record
/// without text then says it in its title, and one without a time is kept undated, while a known
/// export always has both.
pub(super) fn read(name: &str, mut keys: Keys, own: bool) -> Option<Preset> {
    let kind = keys.choice("kind", &Kind::ALL.map(|kind| (kind.name(), kind)));
    if !keys.has("kind") {
        keys.missing("kind", "say \"review\", \"ticket\", \"survey\", \"community\" or \"sale\"");
    }
    schema(&mut keys);
    // The name of the source is the table's, or the file's, which has been looked at already.
    keys.take("source");
    let role = keys.text("role").unwrap_or("customer").to_string();
    let folder = keys.text("folder").map(str::to_string).filter(|folder| !folder.is_empty());
    let input = input::input(&mut keys);
    let lookups = lookups(&mut keys);
    let nested = nested(&mut keys);
    let deletes = expression::conditions(&mut keys, "delete");
    let skips = expression::skips(&mut keys);
    let (fields, text_field) = fields(&mut keys, kind);
    let time = time(&mut keys, !own);
    let rating = scale(&mut keys, fields.rating.is_some());
    let text = text::text(&mut keys, text_field, own);
    let (attrs, attr_order) = attrs(&mut keys);
    let update = update(&mut keys, fields.votes.is_some());
    let authors_shared =
        keys.choice("authors", &[("shared", true), ("own", false)]).unwrap_or(false);
    let never = never(&mut keys);
    let known_by = known_by(&mut keys);
    let gate = gate(&mut keys);
    for (at, selector) in &never {
        let mut open: Vec<(String, &Expression)> = attrs
            .iter()
            .map(|(name, one)| (format!("attrs.{name}"), one))
            .chain(fields.title.iter().map(|one| ("fields.title".to_string(), one)))
            .chain(fields.product.iter().map(|one| ("fields.product".to_string(), one)))
            .chain(fields.question.iter().map(|one| ("fields.question".to_string(), one)))
            .collect();
        let mut plain: Vec<(&str, &str)> = Vec::new();
        match text.as_ref().map(|text| &text.mode) {
            Some(TextMode::Field(one)) => open.push(("text.from".to_string(), one)),
            Some(TextMode::Thread(thread)) => {
                let places =
                    [("first", &thread.first), ("array", &thread.array), ("last", &thread.last)];
                plain
                    .extend(places.iter().filter_map(|(name, one)| Some((*name, one.as_deref()?))));
                plain.extend(thread.cells.iter().map(|cells| ("cells", cells.cells.as_str())));
            }
            Some(TextMode::Array(answers)) => {
                plain.push(("array", &answers.path));
                plain.extend(answers.first.as_deref().map(|first| ("array.first", first)));
            }
            Some(TextMode::Columns(_)) | None => {}
        }
        let taken = open
            .into_iter()
            .filter(|(_, one)| selects(one, selector))
            .map(|(place, _)| place)
            .chain(
                plain
                    .into_iter()
                    .filter(|(_, one)| same(one, selector))
                    .map(|(place, _)| format!("text.{place}")),
            );
        for place in taken {
            let problem = format!("{selector:?} must never come out, but {place} takes it");
            keys.page().fault(*at, keys.path_of("pii"), problem, "remove one of the two");
        }
    }
    let mut known: Vec<(String, &Expression)> =
        attrs.iter().map(|(name, one)| (format!("attrs.{name}"), one)).collect();
    known.extend(fields.rating.iter().map(|one| ("fields.rating".to_owned(), one)));
    for (place, one) in known {
        if let Some(name) = tables_of(one).into_iter().find(|name| !nested.contains_key(*name)) {
            let problem = format!("{place} takes the child table {name:?}, which is not described");
            keys.page().fault(
                keys.start(),
                keys.path_of("nested"),
                problem,
                format!("write [nested.{name}]"),
            );
        }
    }
    if let Some(TextMode::Array(answers)) = text.as_ref().map(|text| &text.mode)
        && let Some(name) = answers.context.as_ref().and_then(|context| context.lookup.as_ref())
        && !lookups.contains_key(name)
    {
        let problem = format!("text.array takes titles from {name:?}, which is not described");
        keys.page().fault(
            keys.start(),
            keys.path_of("lookup"),
            problem,
            format!("write [lookup.{name}]"),
        );
    }
    keys.finish();
    Some(Preset {
        source: name.to_string(),
        kind: kind?,
        role,
        folder,
        input: input?,
        lookups,
        nested,
        deletes,
        skips,
        fields,
        time,
        rating,
        text: text?,
        attrs,
        attr_order,
        update,
        never: never.into_iter().map(|(_, selector)| selector).collect(),
        known_by,
        gate,
        authors_shared,
    })
}

/// What tells a file of this feed from others.
fn known_by(source: &mut Keys) -> Vec<Expression> {
    match expression::take(source, "known_by") {
        Some(Expression::First(list)) => list,
        one => one.into_iter().collect(),
    }
}

/// Version 1 of the keys is the only one there is.
fn schema(keys: &mut Keys) {
    keys.whole("schema", 1..=1, 1);
}

fn lookups(source: &mut Keys) -> BTreeMap<String, Lookup> {
    let all = source.table("lookup");
    let mut found = BTreeMap::new();
    for mut keys in all.tables_by_name() {
        let name = keys.name();
        let mut need = |key, what: &str| needed(&mut keys, key, what);
        let file = need("file", "the side file, such as \"form.json\"");
        let key = need("key", "the pointer to the key, such as \"/id\"");
        let value = need("value", "the pointer to the text, such as \"/title\"");
        let records = keys.text("records").unwrap_or_default().to_string();
        let recurse = keys.text("recurse").map(str::to_string);
        let conditions = expression::equalities(&mut keys, "where");
        keys.finish();
        if let (Some(file), Some(key), Some(value)) = (file, key, value) {
            found.insert(name, Lookup { file, records, recurse, conditions, key, value });
        }
    }
    found
}

fn nested(source: &mut Keys) -> BTreeMap<String, Nested> {
    let all = source.table("nested");
    let mut found = BTreeMap::new();
    for mut keys in all.tables_by_name() {
        let name = keys.name();
        let mut need = |key, what: &str| needed(&mut keys, key, what);
        let files = need("files", "the files of the child table, such as \"tickets__tags/*\"");
        let parent = need("parent", "the key of the parent's id, such as \"_dlt_parent_id\"");
        let order = need("order", "the key of the place, such as \"_dlt_list_idx\"");
        let value = need("value", "the key of the value");
        keys.finish();
        if let (Some(files), Some(parent), Some(order), Some(value)) = (files, parent, order, value)
        {
            found.insert(name, Nested { files, parent, order, value });
        }
    }
    found
}

fn needed(keys: &mut Keys, key: &'static str, what: &str) -> Option<String> {
    let text = keys.text(key).filter(|text| !text.trim().is_empty());
    if text.is_none() && !keys.has(key) {
        keys.missing(key, format!("name {what}"));
    }
    text.map(str::to_string)
}

/// What happens to a second record with an id. Votes come in without a change of any time: where they
/// are counted, the last of two equal versions stays unless the settings say otherwise.
fn update(source: &mut Keys, voted: bool) -> Update {
    let modes = [
        ("upsert", UpdateMode::Upsert),
        ("append", UpdateMode::Append),
        ("snapshot", UpdateMode::Snapshot),
    ];
    // The short form: update = "append".
    let is_table = source.take("update").is_some_and(|item| item.get_ref().as_table().is_some());
    if source.has("update") && !is_table {
        let mode = source.choice("update", &modes).unwrap_or_default();
        return Update { mode, keep_last: voted, ..Update::default() };
    }
    let mut keys = source.table("update");
    let mode = keys.choice("mode", &modes).unwrap_or_default();
    let versions = [
        ("updated_at", Version::UpdatedAt),
        ("created_at", Version::CreatedAt),
        ("file_order", Version::FileOrder),
    ];
    let version = keys.choice("version", &versions).unwrap_or_default();
    let keep_last =
        keys.choice("on_equal", &[("keep_first", false), ("keep_last", true)]).unwrap_or(voted);
    keys.finish();
    Update { mode, version, keep_last }
}

fn gate(source: &mut Keys) -> Gate {
    let mut keys = source.table("gate");
    let gate = Gate {
        max_reject_ratio: keys.maybe_number("max_reject_ratio", 0.0..=1.0),
        min_units: keys.maybe_whole("min_units", 0..=1 << 40),
        max_drop_vs_last: keys.maybe_number("max_drop_vs_last", 0.0..=1.0),
    };
    keys.finish();
    gate
}

/// The fields every record has, and the shorthand for the text.
fn fields(source: &mut Keys, kind: Option<Kind>) -> (Fields, Option<Expression>) {
    let mut keys = source.table("fields");
    let amount = amount(&mut keys, kind);
    let fields = Fields {
        id: expression::take(&mut keys, "id"),
        thread_id: expression::take(&mut keys, "thread_id"),
        parent_id: expression::take(&mut keys, "parent_id"),
        created_at: expression::take(&mut keys, "created_at"),
        created_at_fallback: expression::take(&mut keys, "created_at_fallback"),
        updated_at: expression::take(&mut keys, "updated_at"),
        version: expression::take(&mut keys, "version"),
        rating: expression::take(&mut keys, "rating"),
        title: expression::take(&mut keys, "title"),
        lang: expression::take(&mut keys, "lang"),
        author: expression::take(&mut keys, "author"),
        product: expression::take(&mut keys, "product"),
        value: expression::take(&mut keys, "value").or(amount),
        votes: expression::take(&mut keys, "votes"),
        question: expression::take(&mut keys, "question"),
        kind: expression::take(&mut keys, "kind"),
    };
    let text = expression::take(&mut keys, "text");
    keys.finish();
    (fields, text)
}

/// The amount of a sale: what `value` is to every other kind.
fn amount(keys: &mut Keys, kind: Option<Kind>) -> Option<Expression> {
    let place = keys.take("amount")?.span().start;
    let amount = expression::take(keys, "amount");
    let fault = if keys.has("value") {
        Some(("stands beside `value`", "keep one of them: `amount` is the `value` of a sale"))
    } else if kind.is_some_and(|kind| kind != Kind::Sale) && !keys.has("kind") {
        Some((
            "is that of a sale",
            "set kind = \"sale\", or call it `value`: what the customer is worth",
        ))
    } else {
        None
    };
    if let Some((problem, fix)) = fault {
        keys.page().fault(place, keys.path_of("amount"), problem, fix);
    }
    amount
}

fn time(source: &mut Keys, required: bool) -> Time {
    let mut keys = source.table("time");
    let formats = expression::time_formats(&mut keys, "formats");
    let gmt_suffix_pattern = keys.text("gmt_suffix_pattern").map(str::to_string);
    if formats.iter().any(|format| format == "gmt_suffix") && gmt_suffix_pattern.is_none() {
        let fix = "give the pattern of what stands before it: \"%Y-%m-%d %H:%M:%S\"";
        keys.missing("gmt_suffix_pattern", fix);
    }
    if let (Some(pattern), Some(item)) = (&gmt_suffix_pattern, keys.take("gmt_suffix_pattern")) {
        expression::time_pattern(&keys, item.span().start, "gmt_suffix_pattern", pattern);
    }
    let orders = [("day_first", DayOrder::DayFirst), ("month_first", DayOrder::MonthFirst)];
    let order = keys.choice("order", &orders);
    let zone = zone(&mut keys);
    let required = keys.truth("required", required);
    keys.finish();
    Time { formats, order, gmt_suffix_pattern, zone, required }
}

fn zone(time: &mut Keys) -> Zone {
    if time.take("zone").is_some_and(|item| item.get_ref().as_table().is_some()) {
        let mut keys = time.table("zone");
        let role = needed(&mut keys, "header_role", "the header row, such as \"import\"");
        let column = needed(&mut keys, "column", "the column whose header says it");
        let pointer = keys.text("json").map(str::to_string);
        keys.finish();
        return match (role, column) {
            (Some(role), Some(column)) => Zone::Header { role, column, pointer },
            _ => Zone::Utc,
        };
    }
    let Some(name) = time.text("zone") else { return Zone::Utc };
    if jiff::tz::TimeZone::get(name).is_err()
        && let Some(item) = time.take("zone")
    {
        let fix = "use a name such as \"Europe/Berlin\" or \"UTC\"";
        time.wrong(item, "zone", format!("{name:?} is no time zone"), fix);
    }
    if name == "UTC" { Zone::Utc } else { Zone::Named(name.to_string()) }
}

fn scale(source: &mut Keys, rated: bool) -> Option<Scale> {
    const WIDEST: f64 = 1e9;
    let there = source.has("rating");
    let mut keys = source.table("rating");
    if !there && !rated {
        return None;
    }
    let min = keys.maybe_number("min", -WIDEST..=WIDEST);
    let max = keys.maybe_number("max", -WIDEST..=WIDEST);
    for (end, key) in [("worst", "min"), ("best", "max")] {
        if !keys.has(key) {
            keys.missing(
                key,
                format!("give the {end} rating the scale allows, such as {}", {
                    if key == "min" { 1 } else { 5 }
                }),
            );
        }
    }
    let kind = keys.choice("kind", &RatingKind::ALL.map(|kind| (kind.name(), kind)));
    let missing = keys.plain_texts("missing");
    let others = keys
        .tables("by")
        .into_iter()
        .filter_map(|mut one| {
            let min = one.maybe_number("min", -WIDEST..=WIDEST);
            let max = one.maybe_number("max", -WIDEST..=WIDEST);
            let kind = one.choice("kind", &RatingKind::ALL.map(|kind| (kind.name(), kind)));
            if !one.has("min") || !one.has("max") {
                one.missing("min", "give both ends of this scale: min = 1, max = 5");
            }
            let condition = expression::condition(one);
            let (min, max, condition) = (min?, max?, condition?);
            let kind = kind.unwrap_or(guessed_kind(min, max));
            Some((
                condition,
                Scale { kind, min, max, missing: missing.clone(), others: Vec::new() },
            ))
        })
        .collect();
    if there && !rated {
        keys.page().fault(
            keys.start(),
            source.path_of("rating"),
            "there is a scale but no rating",
            "name the column in [fields]: rating = \"…\"",
        );
    }
    let (min, max) = (min?, max?);
    if min == max
        && let Some(item) = keys.take("max")
    {
        keys.wrong(item, "max", "the best rating equals the worst", "give the scale two ends");
    }
    keys.finish();
    Some(Scale { kind: kind.unwrap_or(guessed_kind(min, max)), min, max, missing, others })
}

/// What a scale usually measures, where nothing says it.
fn guessed_kind(min: f64, max: f64) -> RatingKind {
    match (min, max) {
        (0.0, 10.0) => RatingKind::Nps,
        (0.0, 1.0) => RatingKind::Thumbs,
        _ => RatingKind::Stars,
    }
}

fn attrs(source: &mut Keys) -> (BTreeMap<String, Expression>, Vec<String>) {
    let keys = source.table("attrs");
    let mut attrs = BTreeMap::new();
    let mut order: Vec<(usize, String)> = Vec::new();
    for (name, span, item) in keys.entries() {
        if name.trim().is_empty() || name.chars().any(char::is_control) || name.len() > 64 {
            keys.page().fault(
                span.start,
                keys.path_of(name),
                "no name for a segment",
                "use a short word, such as country",
            );
        } else if let Some(expression) = expression::read(&keys, item, name, 0) {
            attrs.insert(name.to_string(), expression);
            order.push((span.start, name.to_string()));
        }
    }
    // Stable: what comes from a preset stands at one place and stays in the order of names.
    order.sort_by_key(|(at, _)| *at);
    (attrs, order.into_iter().map(|(_, name)| name).collect())
}

fn never(source: &mut Keys) -> Vec<(usize, String)> {
    let mut keys = source.table("pii");
    let never = keys.texts("never");
    keys.finish();
    never
}

/// Whether a selector is `never`, or lies below it in JSON.
fn same(one: &str, never: &str) -> bool {
    one == never
        || one
            .strip_prefix(never)
            .is_some_and(|rest| never.starts_with('/') && rest.starts_with('/'))
}

/// Whether the expression lets out anything of the selector (or from below it, in JSON).
fn selects(expression: &Expression, selector: &str) -> bool {
    match expression {
        Expression::Select(one) => same(one, selector),
        Expression::First(list) => list.iter().any(|one| selects(one, selector)),
        Expression::Constant(_) => false,
        // A hash says that two are the same, not what they are.
        Expression::Hash(_) => false,
        Expression::Pick { array, take, .. } => {
            same(array, selector) || same(&format!("{array}/*{take}"), selector)
        }
        Expression::Template(text) => text
            .split('{')
            .skip(1)
            .filter_map(|piece| piece.split_once('}'))
            .any(|(name, _)| same(name, selector)),
        Expression::With(change) => !change.present && selects(&change.from, selector),
    }
}

/// The child tables an expression takes lists from.
fn tables_of(expression: &Expression) -> Vec<&str> {
    match expression {
        Expression::First(list) => list.iter().flat_map(tables_of).collect(),
        Expression::With(change) => {
            let mut names = tables_of(&change.from);
            names.extend(change.nested.iter().map(|(name, _)| name.as_str()));
            names
        }
        _ => Vec::new(),
    }
}
