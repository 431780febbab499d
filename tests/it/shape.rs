//! The data that is written, against the types that the API describes it by: every field is
//! described, every field that must be there is there; and the sums come out.

use insta::assert_snapshot;
use serde_json::Value;

use crate::served::demo_site;
use crate::support::{Workspace, demo, small};

/// A JSON Schema of the API's document, as far as the document uses the language.
struct Schemas<'a> {
    document: &'a Value,
}

impl Schemas<'_> {
    /// Whatever does not fit, with its place. A field that is not described is a fault.
    fn faults(&self, schema: &Value, value: &Value, place: &str, found: &mut Vec<String>) {
        if let Some(name) = schema["$ref"].as_str() {
            let there = self.document.pointer(name.trim_start_matches('#')).expect("described");
            self.faults(there, value, place, found);
        }
        for choice in ["anyOf", "oneOf"] {
            let Some(choices) = schema[choice].as_array() else { continue };
            let tried = choices.iter().map(|one| self.faults_of(one, value, place));
            let least = tried.min_by_key(Vec::len).expect("a choice");
            found.extend(least);
        }
        for every in schema["allOf"].as_array().into_iter().flatten() {
            self.faults(every, value, place, found);
        }
        if let Some(words) = schema["enum"].as_array()
            && !words.contains(value)
        {
            found.push(format!("{place}: {value} is none of {words:?}"));
        }
        if !schema["const"].is_null() && schema["const"] != *value {
            found.push(format!("{place}: {value} is not {}", schema["const"]));
        }
        let types: Vec<&str> = match &schema["type"] {
            Value::String(one) => vec![one],
            Value::Array(several) => several.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        };
        if !types.is_empty() && !types.iter().any(|name| is_of(name, value)) {
            found.push(format!("{place}: {value} is not {types:?}"));
        }
        match value {
            Value::Object(fields) => self.object(schema, fields, place, found),
            Value::Array(items) => self.list(schema, items, place, found),
            _ => {}
        }
    }

    fn faults_of(&self, schema: &Value, value: &Value, place: &str) -> Vec<String> {
        let mut found = Vec::new();
        self.faults(schema, value, place, &mut found);
        found
    }

    fn object(
        &self,
        schema: &Value,
        fields: &serde_json::Map<String, Value>,
        place: &str,
        found: &mut Vec<String>,
    ) {
        for name in schema["required"].as_array().into_iter().flatten() {
            if !fields.contains_key(name.as_str().expect("a name")) {
                found.push(format!("{place}: no {name}"));
            }
        }
        let others = &schema["additionalProperties"];
        for (name, value) in fields {
            let place = format!("{place}/{name}");
            match &schema["properties"][name] {
                Value::Null if others.is_object() => self.faults(others, value, &place, found),
                Value::Null if schema["properties"].is_object() => {
                    found.push(format!("{place} is not described"));
                }
                known => self.faults(known, value, &place, found),
            }
        }
    }

    fn list(&self, schema: &Value, items: &[Value], place: &str, found: &mut Vec<String>) {
        let limit = |name: &str| schema[name].as_u64();
        let count = items.len() as u64;
        if limit("minItems").is_some_and(|least| count < least)
            || limit("maxItems").is_some_and(|most| count > most)
        {
            found.push(format!("{place}: {count} items"));
        }
        for (at, item) in items.iter().enumerate() {
            let schema = schema["prefixItems"].get(at).unwrap_or(&schema["items"]);
            self.faults(schema, item, &format!("{place}/{at}"), found);
        }
    }
}

fn is_of(name: &str, value: &Value) -> bool {
    match name {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        "number" => value.is_number(),
        "integer" => value.is_i64() || value.is_u64(),
        other => panic!("{other} is no type of JSON Schema"),
    }
}

/// What a path of the API answers with, by its document.
fn answer<'a>(document: &'a Value, path: &str) -> &'a Value {
    let schema = &document["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]
        ["schema"];
    assert!(schema.is_object(), "{path} is not described");
    schema
}

#[test]
fn answers_and_reports_are_as_the_api_describes_them() {
    let document = demo_site().data("/api/v1/openapi.json");
    let schemas = Schemas { document: &document };
    let mut found = Vec::new();
    for (name, workspace) in [("demo", demo()), ("small", small())] {
        let schema = answer(&document, "/api/v1/report");
        schemas.faults(schema, &workspace.view(), name, &mut found);
        let shown = workspace.json(&["themes", "show", "T-1", "--json"]).remove(0);
        let schema = answer(&document, "/api/v1/themes/{theme}");
        schemas.faults(schema, &shown, &format!("{name}, themes show"), &mut found);
    }
    for (path, asked) in [
        ("/api/v1/report", "/api/v1/report"),
        ("/api/v1/themes", "/api/v1/themes"),
        ("/api/v1/themes/{theme}", "/api/v1/themes/T-1"),
        ("/api/v1/themes/{theme}/why", "/api/v1/themes/T-1/why"),
        ("/api/v1/search", "/api/v1/search?q=refund"),
        ("/api/v1/counts", "/api/v1/counts?q=refund&facet=source"),
        ("/api/v1/runs", "/api/v1/runs"),
        ("/api/v1/corrections", "/api/v1/corrections"),
    ] {
        let schema = answer(&document, path);
        schemas.faults(schema, &demo_site().data(asked), path, &mut found);
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn what_is_wrong_is_found() {
    let document = demo_site().data("/api/v1/openapi.json");
    let schemas = Schemas { document: &document };
    let schema = answer(&document, "/api/v1/report");
    let view = small().view();
    assert_eq!(schemas.faults_of(schema, &view, ""), Vec::<String>::new());
    let wrong = |change: &dyn Fn(&mut Value)| {
        let mut view = view.clone();
        change(&mut view);
        assert!(!schemas.faults_of(schema, &view, "").is_empty());
    };
    wrong(&|view| view["opportunities"][0]["rank"] = "first".into());
    wrong(&|view| view["opportunities"][0]["evidence"]["sources"][0]["more"] = 1.into());
    wrong(&|view| view["opportunities"][0]["rank_interval"] = serde_json::json!([1, 2, 3]));
    wrong(&|view| {
        view["intake"]["total"].as_object_mut().expect("an object").remove("kept");
    });
}

/// A number of a report.
fn whole(value: &Value) -> u64 {
    value.as_u64().unwrap_or_else(|| panic!("{value} is no count"))
}

fn decimal(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}

fn items(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().unwrap_or_else(|| panic!("{value} is no list")).iter()
}

#[test]
fn the_sums_of_a_report_come_out() {
    for workspace in [demo(), small()] {
        let view = workspace.view();
        let outcomes = ["kept", "superseded", "deleted", "skipped", "rejected"];
        let adds_up = |units: &Value| {
            let sum: u64 = outcomes.iter().map(|name| whole(&units[name])).sum();
            assert_eq!(whole(&units["units"]), sum, "{units}");
        };
        let intake = &view["intake"];
        adds_up(&intake["total"]);
        for sources in ["sources", "files"] {
            items(&intake[sources]).for_each(|one| adds_up(&one["units"]));
            for name in ["units"].iter().chain(&outcomes) {
                let sum: u64 = items(&intake[sources]).map(|one| whole(&one["units"][name])).sum();
                assert_eq!(sum, whole(&intake["total"][name]), "{name} of all {sources}");
            }
        }
        let coverage = &view["coverage"];
        for (all, parts) in [("feedback", "feedback_parts"), ("statements", "statement_parts")] {
            let sum: u64 = ["themed", "loose", "filtered"]
                .iter()
                .map(|part| whole(&coverage[parts][part]))
                .sum();
            assert_eq!(whole(&coverage[all]), sum, "{all}");
        }
        let stances: u64 = items(&coverage["stances"]).map(|one| whole(&one["count"])).sum();
        assert_eq!(stances, whole(&coverage["statements"]));
        let languages: u64 = items(&coverage["languages"]).map(|one| whole(&one["count"])).sum();
        assert_eq!(languages, whole(&coverage["feedback"]));
        let all_stances =
            |of: &Value| -> u64 { of.as_object().expect("counts").values().map(whole).sum() };
        for theme in items(&view["themes"]) {
            assert_eq!(all_stances(&theme["stances"]), whole(&theme["statements"]), "{theme}");
        }
        for area in items(&view["areas"]) {
            let members: Vec<&Value> =
                items(&view["themes"]).filter(|theme| theme["area"] == area["id"]).collect();
            let sum: u64 = members.iter().map(|theme| whole(&theme["statements"])).sum();
            assert_eq!(sum, whole(&area["statements"]), "{area}");
            assert_eq!(items(&area["themes"]).count(), members.len(), "{area}");
        }
        for (at, one) in items(&view["opportunities"]).enumerate() {
            assert_eq!(whole(&one["rank"]), at as u64 + 1);
            let points: f64 = items(&one["factors"]).map(|factor| decimal(&factor["shown"])).sum();
            assert!((points - decimal(&one["score"])).abs() < 1e-9, "{points}: {}", one["score"]);
            let evidence = &one["evidence"];
            assert_eq!(all_stances(&evidence["stances"]), whole(&evidence["statements"]));
            let sources: u64 =
                items(&evidence["sources"]).map(|source| whole(&source["count"])).sum();
            assert_eq!(sources, whole(&evidence["wanting"]), "{evidence}");
            let theme = items(&view["themes"]).find(|theme| theme["id"] == one["theme"]);
            let theme = theme.expect("every opportunity is a theme");
            for same in ["title", "area", "rank", "status"] {
                assert_eq!(theme[same], one[same], "{same} of {}", one["theme"]);
            }
        }
    }
}

/// JSON with every list and object that fits on a line on one.
fn compact(value: &Value, margin: usize) -> String {
    let line = value.to_string();
    if margin + line.chars().count() <= 96 {
        return line;
    }
    let inner = " ".repeat(margin + 2);
    let (open, parts, close): (char, Vec<String>, char) = match value {
        Value::Object(fields) => {
            let field = |(name, value): (&String, &Value)| {
                format!("{inner}{name:?}: {}", compact(value, margin + 2))
            };
            ('{', fields.iter().map(field).collect(), '}')
        }
        Value::Array(items) => {
            let item = |item: &Value| format!("{inner}{}", compact(item, margin + 2));
            ('[', items.iter().map(item).collect(), ']')
        }
        _ => return line,
    };
    format!("{open}\n{}\n{}{close}", parts.join(",\n"), " ".repeat(margin))
}

/// One opportunity whole; the others have the same fields.
#[test]
fn one_opportunity_whole() {
    assert_snapshot!("opportunity_json", compact(&small().view()["opportunities"][0], 0));
}

/// The verbs print what the report holds.
#[test]
fn verbs_that_open_a_theme_print_the_report() {
    let first = |workspace: &Workspace, typed: &[&str]| workspace.json(typed).remove(0);
    for workspace in [demo(), small()] {
        let view = workspace.view();
        for theme in items(&view["themes"]).take(4) {
            let id = theme["id"].as_str().expect("an id");
            let ranked = items(&view["opportunities"]).find(|one| one["theme"] == id);
            let shown = first(workspace, &["themes", "show", id, "--json"]);
            assert_eq!(shown["theme"], *theme);
            assert_eq!(shown["opportunity"], ranked.cloned().unwrap_or(Value::Null));
            if let Some(ranked) = ranked {
                let mut why = first(workspace, &["why", id, "--json"]);
                why.as_object_mut().expect("an object").remove("demand");
                assert_eq!(why, *ranked);
            }
        }
    }
}
